"""Backups: the desk copied while it works, proved before the copy counts, and a desk made of one again.

A backup is a folder: the books in one file, named by the head of their journal; every document under its
digest; and a manifest, written last, that names them. A backup made into the same folder copies only what
is new, and the one before stays whole until the manifest of the new one is there.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from syndicate.desk import books, database
from syndicate.desk.store import sync_folder
from syndicate.errors import BadInput, Conflict, Outside
from syndicate.records.engine import sqlite_file
from syndicate.rules import dates
from syndicate.settings import sqlite_module
from syndicate.shipped import REVISION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from syndicate.desk import Desk
    from syndicate.desk.journal import Fault

__all__ = ["MANIFEST", "Backup", "Backups"]

MANIFEST = "manifest.json"
_KEYS = frozenset({"kind", "revision", "made_at", "books", "sha256", "seq", "hash", "documents"})
_LONGEST_MANIFEST = 64 * 1024
_CHUNK = 1024 * 1024
_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup made, restored or looked at: where its journal ends, and what is not as it should be.

    `state` is whole, or findings when documents are missing or changed. `copied` counts the documents
    that had to be copied.
    """

    state: str
    folder: str
    path: str
    sha256: str
    size: int
    seq: int
    hash: str
    made_at: str
    documents: int
    copied: int
    faults: tuple[str, ...]


def _quietly(_done: int, _total: int) -> None:
    """Tell nobody."""


class Backups:
    """The tray of backups."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def make(self, folder: Path, *, progress: Callable[[int, int], None] = _quietly) -> Backup:
        """Copy the whole desk into `folder`, while others go on working; `progress` counts documents.

        The copy of the books is proved row by row before it takes the place of an earlier one. Documents
        that are missing or changed are named and keep nothing back. Raises BadInput for a folder that
        holds other things or lies in the home; Outside when the copy does not prove itself, the disk says
        no, or PostgreSQL's pg_dump is not there.
        """
        folder = folder.expanduser().absolute()
        self._refuse_place(folder)
        with self.desk.glancing():
            pass  # no desk, or a newer one: said before anything is made
        with _disk(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=".books-", dir=folder)
            os.close(handle)
            copy = Path(name)
            try:
                made = self._books(copy, folder)
                copied = self._documents(folder, progress)
                manifest = {
                    "kind": "sqlite" if sqlite_file(self.desk.settings.database) else "postgresql",
                    "revision": REVISION,
                    "made_at": dates.stamp(self.desk.now),
                    "books": made[0].name,
                    "sha256": made[1],
                    "seq": made[2][0],
                    "hash": made[2][1],
                    "documents": sum(1 for _ in _files(folder / "documents")),
                    "faults": list(made[3]),
                }
                _write(folder / MANIFEST, json.dumps(manifest, indent=1).encode() + b"\n")
            finally:
                copy.unlink(missing_ok=True)
            for old in folder.glob("books-*"):
                if old.name != manifest["books"]:
                    old.unlink()
        return _told(folder, manifest, copied=copied)

    def _refuse_place(self, folder: Path) -> None:
        home = self.desk.settings.home
        if folder == home or home in folder.parents:
            raise BadInput(
                f"{folder} lies in the desk's own folder, and would be lost with it",
                hint="syndicate database backup FOLDER",
            )
        if folder.exists() and not folder.is_dir():
            raise BadInput(f"{folder} is no folder", hint="syndicate database backup FOLDER")
        inside = {p.name for p in folder.iterdir()} if folder.exists() else set()
        if MANIFEST not in inside and any(not _ours(name) for name in inside):
            raise BadInput(
                f"{folder} holds other things and no backup", hint="name a new or an empty folder"
            )

    def _books(
        self, copy: Path, folder: Path
    ) -> tuple[Path, str, tuple[int, str], tuple[str, ...]]:
        """Copy the books and prove the copy: its file under its final name, digest, head, file faults."""
        source = sqlite_file(self.desk.settings.database)
        if source is not None:
            _copy_sqlite(source, copy)
            with self._on(f"sqlite:///{copy}") as other:
                head = other.journal.head()
                with other.reading() as r:
                    faults = other.journal.books(r)
                    files = list(other.journal.files(r))
        else:
            with self.desk.reading() as r:
                snapshot = r.scalar(select(func.pg_export_snapshot()))
                _dump(self.desk.settings.database, snapshot, copy)
                faults = self.desk.journal.books(r)
                files = list(self.desk.journal.files(r))
                head = self.desk.journal.head_in(r)
        if faults:
            raise Outside(
                f"the books do not prove themselves, so no backup was made: {faults[0].what}",
                hint="syndicate log verify",
            )
        suffix = ".db" if source is not None else ".pgdump"
        final = folder / f"books-{head[0]:08}-{head[1][:12]}{suffix}"
        sha256 = _synced_digest(copy)
        copy.rename(final)
        sync_folder(folder)
        return final, sha256, head, _spoken(files)

    @contextmanager
    def _on(self, url: str, *, home: Path | None = None) -> Iterator[Desk]:
        """A desk like this one on other books; its documents lie in `home`, this desk's when not given."""
        from syndicate.desk import open_desk

        settings = self.desk.settings._replace(database=url, home=home or self.desk.settings.home)
        with open_desk(settings, clock=self.desk.clock) as other:
            yield other

    def _documents(self, folder: Path, progress: Callable[[int, int], None]) -> int:
        """Copy the documents that are not in the backup yet; how many those were."""
        have = list(_files(self.desk.store.root))
        return _copy_documents(have, folder / "documents", progress)

    # -- the way back ------------------------------------------------------------------------------

    def restore(self, folder: Path, *, progress: Callable[[int, int], None] = _quietly) -> Backup:
        """Make the desk of a backup in a home, and on books, where there is none.

        What is restored is proved against the manifest before it counts. Raises BadInput where there is
        no backup, Conflict where there is a desk already, Outside when the backup does not prove itself.
        """
        folder, manifest = _opened(folder)
        url = self.desk.settings.database
        target = sqlite_file(url)
        self._refuse_desk(folder, target)
        self._require_kind(manifest, target)
        with _disk(self.desk.settings.home):
            self.desk.settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
            copied = _copy_documents(
                list(_files(folder / "documents")), self.desk.store.root, progress
            )
            if target is None:
                _require_digest(folder, manifest)
                _load(url, folder / manifest["books"])
                self._prove(url, manifest, home=self.desk.settings.home)
                return _told(folder, manifest, copied=copied)
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=".restored-", dir=target.parent)
            os.close(handle)
            copy = Path(name)
            try:
                self._take_sqlite(folder, manifest, copy, home=self.desk.settings.home)
                copy.rename(target)
                sync_folder(target.parent)
            finally:
                copy.unlink(missing_ok=True)
        return _told(folder, manifest, copied=copied)

    def check(self, folder: Path) -> Backup:
        """Restore the books of a backup into a scratch place, prove them and every document, throw it away.

        Raises BadInput where there is no backup, Outside when it does not prove itself.
        """
        folder, manifest = _opened(folder)
        if manifest["kind"] == "sqlite":
            with tempfile.TemporaryDirectory(prefix="syndicate-") as scratch:
                self._take_sqlite(folder, manifest, Path(scratch) / "syndicate.db", home=folder)
        else:
            _require_digest(folder, manifest)
            with _scratch_database(self.desk.settings.database) as url:
                _load(url, folder / manifest["books"])
                self._prove(url, manifest, home=folder)
        return _told(folder, manifest, copied=0)

    def _refuse_desk(self, folder: Path, target: Path | None) -> None:
        """Refuse a home that holds anything but what a restore that was broken off has left."""
        url = self.desk.settings.database
        taken = target.exists() if target is not None else database.revision(url) is not None
        ours = {path.name for path in _files(folder / "documents")}
        if taken or any(path.name not in ours for path in _files(self.desk.store.root)):
            raise Conflict(
                f"there is a desk in {self.desk.settings.home} already; a backup is restored where "
                "there is none",
                hint="name an empty folder by --home",
            )

    @staticmethod
    def _require_kind(manifest: dict[str, Any], target: Path | None) -> None:
        kind = "sqlite" if target is not None else "postgresql"
        if manifest["kind"] != kind:
            raise BadInput(
                f"this backup is of books in {manifest['kind']}, and --database names {kind}",
                hint=f"name books in {manifest['kind']} by --database",
            )

    def _take_sqlite(
        self, folder: Path, manifest: dict[str, Any], copy: Path, *, home: Path
    ) -> None:
        """The books of a backup as `copy`, proved."""
        _require_digest(folder, manifest)
        shutil.copyfile(folder / manifest["books"], copy)
        copy.chmod(0o600)
        _sync(copy)
        _require_sound(copy)
        self._prove(f"sqlite:///{copy}", manifest, home=home)

    def _prove(self, url: str, manifest: dict[str, Any], *, home: Path) -> None:
        with self._on(url, home=home) as other:
            books.require(database.revision(url), writing=True)
            with other.reading() as r:
                faults = other.journal.books(r, against=(manifest["seq"], manifest["hash"]))
                files = list(other.journal.files(r))
        new = [text for text in _spoken(files) if text not in manifest["faults"]]
        if faults or new:
            what = faults[0].what if faults else new[0]
            raise Outside(
                f"the backup does not prove itself: {what}", hint="restore an earlier backup"
            )


# -- files ---------------------------------------------------------------------------------------------


def _ours(name: str) -> bool:
    """Whether a backup that was broken off may have left a file of that name."""
    return name == "documents" or name.startswith(("books-", ".books-", ".tmp-"))


@contextmanager
def _disk(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Outside(
            f"{error.filename or place} cannot be written: {error.strerror or error}",
            hint="syndicate doctor",
        ) from error


def _files(root: Path) -> Iterator[Path]:
    """The documents of a store, half-written ones left out."""
    return (path for path in sorted(root.glob("??/*")) if not path.name.startswith("."))


def _copy_documents(have: Sequence[Path], to: Path, progress: Callable[[int, int], None]) -> int:
    """Copy documents that are not there yet, each proved by its digest on the way; how many.

    One that has changed on the disk is left out: the journal names it among the faults.
    """
    copied = 0
    folders: set[Path] = set()
    for n, path in enumerate(have, 1):
        place = to / path.parent.name / path.name
        if not place.exists() or place.stat().st_size != path.stat().st_size:
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            copied += _copy_document(path, place)
            folders.update((place.parent, to))
        progress(n, len(have))
    for each in folders:
        sync_folder(each)
    return copied


def _copy_document(path: Path, place: Path) -> bool:
    handle, name = tempfile.mkstemp(prefix=".tmp-", dir=place.parent)
    temporary = Path(name)
    digest = hashlib.sha256()
    try:
        with os.fdopen(handle, "wb") as target, path.open("rb") as source:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        if digest.hexdigest() != path.stem:
            return False
        temporary.rename(place)
    finally:
        temporary.unlink(missing_ok=True)
    return True


def _write(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=".tmp-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).rename(path)
    finally:
        Path(name).unlink(missing_ok=True)
    sync_folder(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _synced_digest(path: Path) -> str:
    _sync(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _spoken(faults: Sequence[Fault]) -> tuple[str, ...]:
    """Faults of files as a manifest keeps them: without the folder they were seen in."""
    return tuple(f"{fault.what}: {Path(fault.where).name}" for fault in faults)


def _told(folder: Path, manifest: dict[str, Any], *, copied: int) -> Backup:
    path = folder / manifest["books"]
    return Backup(
        state="findings" if manifest["faults"] else "whole",
        folder=str(folder),
        path=str(path),
        sha256=manifest["sha256"],
        size=path.stat().st_size,
        seq=manifest["seq"],
        hash=manifest["hash"],
        made_at=manifest["made_at"],
        documents=manifest["documents"],
        copied=copied,
        faults=tuple(manifest["faults"]),
    )


def _opened(folder: Path) -> tuple[Path, dict[str, Any]]:
    """A backup's folder and manifest. Raises BadInput where there is none, or it cannot be read."""
    folder = folder.expanduser().absolute()
    hint = "syndicate database backup FOLDER"
    try:
        with (folder / MANIFEST).open("rb") as file:
            found = json.loads(file.read(_LONGEST_MANIFEST))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise BadInput(f"there is no backup in {folder}", hint=hint) from error
    except OSError as error:
        raise Outside(f"{folder / MANIFEST} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise BadInput(f"{folder / MANIFEST} is not the manifest of a backup", hint=hint) from error
    if (
        not isinstance(found, dict)
        or not found.keys() >= _KEYS
        or Path(str(found["books"])).name != found["books"]
    ):
        raise BadInput(f"{folder / MANIFEST} is not the manifest of a backup", hint=hint)
    books.require(str(found["revision"]), writing=True)
    return folder, {"faults": [], **found}


def _require_digest(folder: Path, manifest: dict[str, Any]) -> None:
    path = folder / manifest["books"]
    if not path.is_file():
        raise Outside(f"the backup does not prove itself: {path} is gone")
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != manifest["sha256"]:
            raise Outside(
                f"the backup does not prove itself: {path} has changed",
                hint="restore an earlier backup",
            )


# -- SQLite --------------------------------------------------------------------------------------------


def _copy_sqlite(source: Path, copy: Path) -> None:
    """Copy the books in one step, which writers cannot make start again; one file, checked."""
    driver = sqlite_module()
    try:
        uri = f"{source.as_uri()}?mode=ro"
        with (
            closing(driver.connect(uri, uri=True, timeout=30)) as live,
            closing(driver.connect(str(copy), isolation_level=None)) as made,
        ):
            live.backup(made)
            made.execute("PRAGMA journal_mode = DELETE")
    except driver.Error as error:
        raise books.told(str(error)) from error
    _require_sound(copy)


def _require_sound(copy: Path) -> None:
    driver = sqlite_module()
    try:
        with closing(driver.connect(f"{copy.as_uri()}?mode=ro", uri=True)) as made:
            said = made.execute("PRAGMA integrity_check(1)").fetchone()[0]
            orphan = made.execute("PRAGMA foreign_key_check").fetchone()
    except driver.Error as error:
        said, orphan = str(error), None
    if said != "ok" or orphan is not None:
        why = said if said != "ok" else f"a row of {orphan[0]} points to nothing"
        raise Outside(f"the copy of the books is damaged: {why}", hint="syndicate doctor")


# -- PostgreSQL ----------------------------------------------------------------------------------------


def _tool(name: str, url: str, *words: str) -> None:
    """Run a program of PostgreSQL on the database at `url`; its password goes by the environment.

    Raises Outside when the program is not there or says no.
    """
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    program = shutil.which(name)
    if program is None:
        raise Outside(
            f"books in PostgreSQL are copied by its own {name}, which is not installed here",
            hint="apt-get install postgresql-client",
        )
    given = conninfo_to_dict(f"postgresql:{url.partition(':')[2]}")
    password = given.pop("password", None)
    environ = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    try:
        done = subprocess.run(  # noqa: S603  # a program found by name, words of our own
            [program, f"--dbname={make_conninfo('', **given)}", *words],
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Outside(f"{name} did not end within an hour") from error
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise Outside(f"{name} said no: {lines[0][:300] if lines else done.returncode}")


def _dump(url: str, snapshot: str, copy: Path) -> None:
    """Dump the view that `snapshot` names, the very one that is proved."""
    _tool("pg_dump", url, "--format=custom", f"--snapshot={snapshot}", f"--file={copy}")


def _load(url: str, dump: Path) -> None:
    """Load a dump into an empty database: all of it or nothing."""
    _tool("pg_restore", url, "--no-owner", "--single-transaction", "--exit-on-error", str(dump))


@contextmanager
def _scratch_database(url: str) -> Iterator[str]:
    """An empty database beside the one at `url`, dropped afterwards."""
    import secrets

    import psycopg
    from psycopg import sql
    from sqlalchemy.engine import make_url

    name = f"syndicate_check_{secrets.token_hex(6)}"
    plain_url = f"postgresql:{url.partition(':')[2]}"
    try:
        with closing(psycopg.connect(plain_url, connect_timeout=10, autocommit=True)) as server:
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    except psycopg.Error as error:
        raise Outside(
            "a backup of books in PostgreSQL is tried in a database of its own, and none could be "
            f"made: {str(error).strip().splitlines()[0]}",
            hint="name a server where you may make databases by --database",
        ) from error
    try:
        yield make_url(url).set(database=name).render_as_string(hide_password=False)
    finally:
        with (
            contextlib.suppress(psycopg.Error),
            closing(psycopg.connect(plain_url, connect_timeout=10, autocommit=True)) as server,
        ):
            drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            server.execute(drop.format(sql.Identifier(name)))
