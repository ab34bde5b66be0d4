"""The document store: files under the SHA-256 of their bytes, never half-written."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from syndicate.errors import NotFound, Outside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

__all__ = ["Store", "sync_folder"]

_ORPHAN_SECONDS = 3600
_PIECE = 1 << 20


def sync_folder(folder: Path) -> None:
    """Put the names in `folder` on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _same(made: str, wanted: str) -> None:
    if made != wanted:
        raise Outside(
            "the file changed while it was read", hint="type the same again when it is whole"
        )


class Store:
    """Files of the desk by digest, in `root`/first two digits/digest.suffix.

    A file has its name only once its bytes and the name itself are on the disk, so a row that names a
    digest may be committed as soon as `put` has returned.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, content: bytes, suffix: str) -> str:
        """Keep `content`; return its digest. `suffix` is ".pdf" and the like.

        Raises Outside when the disk says no; nothing half-written has a name then.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        final = self.place(sha256, suffix)
        folder = final.parent
        try:
            self._make(folder)
            if final.exists():
                sync_folder(folder)  # whoever wrote it may have died before the name was safe
                return sha256
            handle, temporary = tempfile.mkstemp(prefix=".tmp-", dir=folder)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                Path(temporary).rename(final)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
            sync_folder(folder)
        except OSError as error:
            raise Outside(
                f"the document store cannot be written: {error.strerror or error}",
                hint="syndicate doctor",
            ) from error
        return sha256

    def put_file(self, source: Path, suffix: str) -> str:
        """Keep a file of any size, read in pieces; return its digest. Raises Outside as `put` does."""
        try:
            with source.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
                final = self.place(sha256, suffix)
                self._make(final.parent)
                if final.exists():
                    sync_folder(final.parent)
                    return sha256
                file.seek(0)
                self._copy(file, final, sha256)
        except OSError as error:
            raise Outside(
                f"the document store cannot be written: {error.strerror or error}",
                hint="syndicate doctor",
            ) from error
        return sha256

    @staticmethod
    def _copy(file: BinaryIO, final: Path, sha256: str) -> None:
        handle, temporary = tempfile.mkstemp(prefix=".tmp-", dir=final.parent)
        try:
            made = hashlib.sha256()
            with os.fdopen(handle, "wb") as copy:
                while piece := file.read(_PIECE):
                    made.update(piece)
                    copy.write(piece)
                copy.flush()
                os.fsync(copy.fileno())
            _same(made.hexdigest(), sha256)
            Path(temporary).rename(final)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        sync_folder(final.parent)

    def _make(self, folder: Path) -> None:
        for path in (self.root, folder):
            if not path.is_dir():
                path.mkdir(mode=0o700, parents=True, exist_ok=True)
            sync_folder(path.parent)  # also when another command made it a moment ago

    def place(self, sha256: str, suffix: str) -> Path:
        """Where a file of that digest belongs, whether or not it lies there."""
        return self.root / sha256[:2] / f"{sha256}{suffix}"

    def path(self, sha256: str) -> Path:
        """Where the file of that digest lies. Raises NotFound when it is not in the store."""
        for found in sorted((self.root / sha256[:2]).glob(f"{sha256}.*")):
            return found
        raise NotFound(
            f"the document {sha256[:12]}… is not in the store", hint="syndicate doctor --repair"
        )

    def get(self, sha256: str) -> bytes:
        """The bytes of that digest. Raises NotFound, or Outside when they no longer match it."""
        content = self.path(sha256).read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            raise Outside(
                f"the document {sha256[:12]}… has changed on disk", hint="syndicate log verify"
            )
        return content

    def digests(self) -> Iterator[tuple[str, Path]]:
        """Every file with its claimed digest, unchecked."""
        for path in sorted(self.root.glob("??/*")):
            if not path.name.startswith("."):
                yield path.stem, path

    def sweep(self) -> int:
        """Remove temporary files that a crash left more than an hour ago; return how many."""
        swept = 0
        for path in self.root.glob("??/.tmp-*"):
            if time.time() - path.stat().st_mtime > _ORPHAN_SECONDS:
                path.unlink(missing_ok=True)
                swept += 1
        return swept
