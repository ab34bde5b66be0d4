"""JSON from outside: parsed under limits, and asked for texts and objects without trusting its shape."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from syndicate.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["at_path", "listed", "parsed", "raw_of", "text_at", "text_of"]

_MOST_LISTED = 500


def parsed(raw: bytes) -> object:
    """The JSON value in `raw`, UTF-8 with or without a mark. Raises BadInput, in a few words, for none."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as why:
        raise BadInput(f"not UTF-8: byte {why.start + 1} cannot be read") from why
    try:
        value: object = json.loads(text)
    except json.JSONDecodeError as why:
        said = why.msg.removesuffix(" starting at").lower()
        raise BadInput(f"not JSON: {said} (character {why.pos + 1})") from why
    except RecursionError as why:
        raise BadInput("its JSON is nested too deep to be an article") from why
    except ValueError as why:
        raise BadInput("its JSON has a number nobody can mean") from why
    return value


def raw_of(value: object) -> bytes:
    """`value` as the bytes by which it is known again: sorted, compact, UTF-8."""
    try:
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    except RecursionError as why:
        raise BadInput("its JSON is nested too deep to be an article") from why
    return text.encode("utf-8", "surrogatepass")


def text_of(value: object) -> str:
    """A text or a whole number as text; "" for anything else."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def listed(value: object) -> list[dict[str, object]]:
    """The objects in a list, at most 500; an object alone is a list of one."""
    many = value if isinstance(value, list) else [value]
    return [each for each in many[:_MOST_LISTED] if isinstance(each, dict)]


def at_path(value: object, path: str) -> object:
    """What stands at `title.rendered` or `tags.0.name` in a JSON value; None where nothing does."""
    for step in path.split("."):
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdigit():
            value = value[int(step)] if int(step) < len(value) else None
        else:
            return None
    return value


def text_at(one: Mapping[str, object], path: str) -> str:
    """The text at `path`, "" where there is none."""
    return text_of(at_path(one, path))
