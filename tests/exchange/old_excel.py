"""An .xls made byte by byte: the smallest compound file with one worksheet, and ways to break it."""

from __future__ import annotations

import struct

SECTOR = 512
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def text(row: int, column: int, value: str) -> bytes:
    raw = value.encode("utf-16-le")
    return record(0x0204, struct.pack("<HHHHB", row, column, 0, len(value), 1) + raw)


def number(row: int, column: int, value: float) -> bytes:
    return record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def an_xls(rows: list[list[str | float]], *, loop: bool = False, name: str = "Workbook") -> bytes:
    """`rows` as a BIFF8 workbook; with `loop` its chain of sectors runs in a circle."""
    begin = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    title = b"\x05\x00Sheet"
    tab = record(0x0085, struct.pack("<IH", 0, 0) + title)
    head = len(begin) + len(tab) + 4
    tab = record(0x0085, struct.pack("<IH", head, 0) + title)
    page = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            cell = text(at, column, value) if isinstance(value, str) else number(at, column, value)
            page += cell
    stream = begin + tab + record(0x000A, b"") + page + record(0x000A, b"")
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    count = len(stream) // SECTOR
    chain = [FAT, END, *range(3, count + 2), 2 if loop else END]
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(SECTOR, b"\xff")
    folder = entry("Root Entry", 5, END, 0, child=1) + entry(name, 2, 2, len(stream))
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
        + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0)
        + struct.pack("<I", 0) + b"\xff" * (4 * 108)
    )  # fmt: skip
    return header + fat + folder.ljust(SECTOR, b"\0") + stream


def entry(name: str, kind: int, start: int, size: int, *, child: int = FREE) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    return (
        raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, FREE, FREE, child)
        + b"\0" * 36 + struct.pack("<III", start, size, 0)
    )  # fmt: skip
