"""Frames on the pipe between the desk and the press: four bytes of length, then the content."""

from __future__ import annotations

import struct

__all__ = ["HEAD", "LARGEST", "head", "size"]

HEAD = 4
"""Bytes of a frame's head."""

LARGEST = 64 << 20
"""No frame is longer: neither facts nor a paper come near it."""

_HEAD = struct.Struct(">I")


def head(content: bytes) -> bytes:
    """The head of a frame holding `content`. Raises ValueError beyond `LARGEST`."""
    if len(content) > LARGEST:
        raise ValueError(f"a frame of {len(content)} bytes is too long")
    return _HEAD.pack(len(content))


def size(start: bytes) -> int:
    """The length that the head of a frame tells. Raises ValueError beyond `LARGEST`."""
    (length,) = _HEAD.unpack(start)
    if length > LARGEST:
        raise ValueError(f"a frame of {length} bytes is too long")
    return int(length)
