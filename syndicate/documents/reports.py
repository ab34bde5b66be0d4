"""The particulars that this paper prints beyond its facts."""

from __future__ import annotations

from typing import Any

__all__ = ["view"]


def view(facts: Any, wording: Any) -> dict[str, Any]:  # noqa: ANN401, ARG001
    """What the paper prints beyond its facts."""
    return {"number": facts["number"]}
