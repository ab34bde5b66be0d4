"""The key of a creating command: the same key and words give the same paper, however often they come."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Key"]


@dataclass(frozen=True, slots=True)
class Key:
    """An idempotency key as given (None: none was), the command, and the hash of its words as typed."""

    key: str | None
    command: str
    args_sha256: str
