"""Canonical facts: one text for one content, and its hash. What is frozen, chained or compared uses this."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from json.encoder import encode_basestring

__all__ = ["Json", "canonical", "canonical_row", "digest", "text_digest"]

Json = str | int | bool | None | Sequence["Json"] | Mapping[str, "Json"]


_ENCODER = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
)


def _text(value: str) -> str:
    return value if value.isascii() else unicodedata.normalize("NFC", value)


def _plain(value: object) -> object:
    kind = type(value)  # nearly everything is one of these, and a row of the books has many
    if kind is str:
        return _text(value)  # type: ignore[arg-type]
    if value is None or kind is int or kind is bool:
        return value
    if kind is dict:
        return {_text(str(k)): _plain(v) for k, v in value.items()}  # type: ignore[attr-defined]
    if kind is list:
        return [_plain(v) for v in value]  # type: ignore[attr-defined]
    return _rarely(value)


def _rarely(value: object) -> object:
    if isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return {_text(str(k)): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    raise TypeError(
        f"facts hold only str, int, bool, None, lists and dicts; not {type(value).__name__}"
    )


def canonical(value: object) -> str:
    """`value` as canonical JSON: sorted keys, no spaces, NFC text, no floats (they have no one spelling).

    Raises TypeError for a value that is not plain (a float, a date, bytes): turn it into text first.
    """
    return _ENCODER.encode(_plain(value))


def canonical_row(row: Mapping[str, str | int | None]) -> str:
    """As `canonical` spells a mapping of plain names to texts, whole numbers and None: made for many rows."""
    return f"{{{','.join([f'{chr(34)}{name}{chr(34)}:{_scalar(row[name])}' for name in sorted(row)])}}}"


def _scalar(value: str | int | None) -> str:
    kind = type(value)
    if kind is str:
        return encode_basestring(_text(value))  # type: ignore[arg-type]
    if value is None:
        return "null"
    if kind is int:
        return str(value)
    return canonical(value)


def text_digest(text: str) -> str:
    """SHA-256 of `text` in UTF-8, as 64 hex digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def digest(value: object) -> str:
    """SHA-256 of the canonical JSON of `value`, as 64 hex digits."""
    return text_digest(canonical(value))
