"""Files packed with gzip, read as they unpack and never further than a limit."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import IO, cast

from syndicate.errors import BadInput

__all__ = ["GZIP_MAGIC", "unpacked"]

GZIP_MAGIC = b"\x1f\x8b"


def unpacked(file: IO[bytes], *, name: str, most_bytes: int) -> IO[bytes]:
    """`file` as it is, or unpacked where it is a gzip file. `file` can be sought.

    Reading on raises BadInput where it unpacks to more than `most_bytes`, or is damaged.
    """
    start = file.read(2)
    file.seek(-len(start), io.SEEK_CUR)
    if start != GZIP_MAGIC:
        return file
    return cast("IO[bytes]", io.BufferedReader(_Unpacking(file, name, most_bytes)))


class _Unpacking(io.RawIOBase):
    """What comes out of a gzip file, counted."""

    def __init__(self, file: IO[bytes], name: str, most_bytes: int) -> None:
        self.packed = gzip.GzipFile(fileobj=file, mode="rb")
        self.file_name = name
        self.most_bytes = most_bytes
        self.came = 0

    def readable(self) -> bool:
        return True

    def readinto(self, room: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            read = self.packed.read(min(len(room), 65_536))
        except (EOFError, OSError, zlib.error) as fault:
            raise BadInput(f"{self.file_name} is damaged: it does not unpack") from fault
        self.came += len(read)
        if self.came > self.most_bytes:
            raise BadInput(
                f"{self.file_name} unpacks to more than {self.most_bytes // 1024 // 1024} MB: "
                "refused as a bomb"
            )
        room[: len(read)] = read
        return len(read)
