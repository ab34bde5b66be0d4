"""Canonical facts: one text for one content, and its hash. What is frozen, chained or compared uses this."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence

__all__ = ["Json", "canonical", "digest", "text_digest"]

Json = str | int | bool | None | Sequence["Json"] | Mapping[str, "Json"]


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {unicodedata.normalize("NFC", str(k)): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    raise TypeError(
        f"facts hold only str, int, bool, None, lists and dicts; not {type(value).__name__}"
    )


def canonical(value: object) -> str:
    """`value` as canonical JSON: sorted keys, no spaces, NFC text, no floats (they have no one spelling).

    Raises TypeError for a value that is not plain (a float, a date, bytes): turn it into text first.
    """
    return json.dumps(
        _plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def text_digest(text: str) -> str:
    """SHA-256 of `text` in UTF-8, as 64 hex digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def digest(value: object) -> str:
    """SHA-256 of the canonical JSON of `value`, as 64 hex digits."""
    return text_digest(canonical(value))
