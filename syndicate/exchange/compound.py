"""Compound files (the container of .xls): its chains of sectors walked once, so that no reader goes round."""

from __future__ import annotations

import struct
from itertools import chain

__all__ = ["goes_round"]

_HEADER = 512
_LAST_SECTOR = 0xFFFFFFF9  # above it are marks: end of chain, free, FAT, DIFAT
_IN_HEADER = 109


def goes_round(raw: bytes) -> bool:
    """Whether a chain of sectors in the compound file `raw` leads back into itself, or out of the file.

    The layout is that of [MS-CFB]: a header of 512 bytes, then sectors of 512 or 4096 bytes; the FAT says
    for each sector which comes next, and is itself found through the DIFAT.
    """
    if len(raw) < _HEADER:
        return True
    shift, mini_shift = struct.unpack_from("<HH", raw, 30)
    if shift not in {9, 12} or mini_shift != 6:
        return True
    size = 1 << shift
    fat_sectors = _difat(raw, size)
    if fat_sectors is None or len(fat_sectors) * size > len(raw):
        return True
    fat = list(chain.from_iterable(_entries(raw, sector, size) for sector in fat_sectors))
    [mini_start] = struct.unpack_from("<I", raw, 60)
    if _circles(fat):
        return True
    mini = list(chain.from_iterable(_entries(raw, s, size) for s in _follow(fat, mini_start)))
    return _circles(mini)


def _difat(raw: bytes, size: int) -> list[int] | None:
    """The sectors that hold the FAT, None where their own list goes round."""
    sectors = [
        each for each in struct.unpack_from(f"<{_IN_HEADER}I", raw, 76) if each <= _LAST_SECTOR
    ]
    [at] = struct.unpack_from("<I", raw, 68)
    seen: set[int] = set()
    while at <= _LAST_SECTOR:
        if at in seen:
            return None
        seen.add(at)
        entries = _entries(raw, at, size)
        if not entries:
            break
        sectors += [each for each in entries[:-1] if each <= _LAST_SECTOR]
        at = entries[-1]
    return sectors


def _entries(raw: bytes, sector: int, size: int) -> tuple[int, ...]:
    begin = (sector + 1) * size
    part = raw[begin : begin + size]
    return struct.unpack(f"<{len(part) // 4}I", part[: len(part) // 4 * 4])


def _follow(fat: list[int], at: int) -> list[int]:
    sectors: list[int] = []
    while at < len(fat) and len(sectors) <= len(fat):
        sectors.append(at)
        at = fat[at]
    return sectors


def _circles(fat: list[int]) -> bool:
    """Whether any chain in `fat` comes back to a sector it has passed."""
    walked = [0] * len(fat)
    for start in range(len(fat)):
        at = start
        while at < len(fat) and not walked[at]:
            walked[at] = start + 1
            at = fat[at]
        if at < len(fat) and walked[at] == start + 1:
            return True
    return False
