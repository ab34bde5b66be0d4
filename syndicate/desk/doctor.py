"""The desk's own health: what it runs on, what is missing, what a crash left to do."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from syndicate.desk import database
from syndicate.errors import SyndicateError
from syndicate.records import REVISION
from syndicate.records.engine import sqlite_file
from syndicate.rules import reports
from syndicate.settings import sqlite_module

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from syndicate.desk import Desk

__all__ = ["Check", "Doctor", "filesystem", "network_of"]

_LEAST_FREE = 200 * 1024 * 1024
_PANGO = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: ok, warning or fault. Only a fault changes the exit code."""

    name: str
    state: str
    what: str
    hint: str | None = None


_NETWORKS = {
    0x6969: "NFS",
    0x517B: "SMB",
    0xFF534D42: "SMB (CIFS)",
    0xFE534D42: "SMB",
    0x5346414F: "AFS",
    0x73757245: "Coda",
    0x564C: "NetWare",
    0x00C36400: "Ceph",
    0x01021997: "a folder shared by 9P",
}
"""What `statfs` says of filesystems that another machine serves."""


def filesystem(path: str) -> int:
    """The number by which the kernel knows the filesystem that `path` lies on; 0 when it does not say."""
    import ctypes

    room = ctypes.create_string_buffer(512)
    try:
        failed = ctypes.CDLL(None, use_errno=True).statfs(os.fsencode(path), room)
    except (AttributeError, OSError):
        return 0
    return 0 if failed else ctypes.c_long.from_buffer(room).value & 0xFFFFFFFF


def network_of(kind: int) -> str | None:
    """The name of a filesystem that another machine serves, by its number; None for any other."""
    return _NETWORKS.get(kind)


class Doctor:
    """The tray of the desk's health."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def look(self) -> list[Check]:
        """Everything that can be checked without changing anything."""
        return [*self._machine(), *self._books(), *self._store(), *self._press()]

    def repair(
        self, progress: Callable[[int, int], None] = lambda _done, _total: None
    ) -> list[Check]:
        """Mend what a crash left: print what has no file or lost it, sweep half-written files.

        What cannot be mended is a fault, and does not keep the rest from being mended. `progress` is told
        after each paper how many are done, and of how many.
        """
        made = []
        swept = self.desk.store.sweep()
        if swept:
            made.append(Check("store", "ok", f"{swept} half-written files swept"))
        papers = self.desk.papers
        gone = papers.lost()
        waiting = len(papers.unprinted())
        total = waiting + len(gone)
        for n, (ref, why) in enumerate(papers.print_unprinted(), 1):
            progress(min(n, waiting), total)
            if why is None:
                made.append(Check("papers", "ok", f"{ref} printed"))
            else:
                made.append(Check("papers", "fault", f"{ref} cannot be printed: {why}"))
        for n, lost in enumerate(gone, waiting + 1):
            if papers.restore(lost):
                made.append(Check("papers", "ok", f"{lost.about} printed again, byte for byte"))
            progress(n, total)
        return made

    def _machine(self) -> Iterator[Check]:
        yield Check("python", "ok", sys.version.split()[0])
        driver = sqlite_module()
        version = driver.sqlite_version
        safe = tuple(int(part) for part in version.split(".")) >= (3, 51, 3)
        yield Check(
            "sqlite",
            "ok" if safe else "warning",
            f"{version} by {driver.__name__.split('.')[0]}"
            + (
                ""
                if safe
                else "; before 3.51.3 two programs that checkpoint at once can harm a WAL file"
            ),
            None if safe else "pip install pysqlite3",
        )
        free = shutil.disk_usage(_existing(self.desk.settings.home)).free
        enough = free >= _LEAST_FREE
        yield Check(
            "disk",
            "ok" if enough else "warning",
            f"{free // (1024 * 1024)} MB free",
            None if enough else "free some space",
        )

    def _books(self) -> Iterator[Check]:
        url = self.desk.settings.database
        found = database.revision(url)
        try:
            database.require(found, writing=True)
        except SyndicateError as error:
            yield Check("books", "fault", error.message, error.hint)
            return
        yield Check("books", "ok", f"schema {REVISION}")
        for difference in database.differences(url)[:10]:
            yield Check("schema", "fault", difference, "syndicate database upgrade")
        path = sqlite_file(url)
        if path is not None:
            yield from self._sqlite(path.as_posix())
        yield from self._words()
        yield from self._papers()

    def _words(self) -> Iterator[Check]:
        from syndicate.desk.search import faults

        with self.desk.reading() as r:
            found = faults(r.connection)
        for what in found:
            yield Check("search", "fault", what, "syndicate database reindex")

    def _papers(self) -> Iterator[Check]:
        waiting = self.desk.papers.unprinted()
        if waiting:
            yield Check(
                "papers",
                "fault",
                f"{len(waiting)} papers have a number but no file: {waiting[0][1]}",
                "syndicate doctor --repair",
            )
        lost = self.desk.papers.lost()
        if lost:
            yield Check(
                "papers",
                "fault",
                f"{len(lost)} files are gone from the store: {lost[0].kind} {lost[0].about}; what "
                "cannot be printed again is in the last backup",
                "syndicate doctor --repair",
            )

    def _sqlite(self, path: str) -> Iterator[Check]:
        network = network_of(filesystem(path))
        if network is not None:
            yield Check(
                "books",
                "fault",
                f"{path} lies on {network}, where locks do not hold and SQLite loses rows",
                "move the desk's folder to a disk of this machine, or its books to PostgreSQL",
            )
        with self.desk.reading() as r:
            sound = r.connection.exec_driver_sql("PRAGMA quick_check").scalar()
            orphans = r.connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if sound != "ok" or orphans is not None:
            yield Check("books", "fault", f"{path} is damaged: {sound}", "restore the last backup")

    def _store(self) -> Iterator[Check]:
        root = self.desk.store.root
        if root.exists() and not os.access(root, os.W_OK):
            yield Check("documents", "fault", f"{root} cannot be written", f"chmod u+w {root}")
        else:
            yield Check("documents", "ok", str(root))

    def _press(self) -> Iterator[Check]:
        """Can a page be printed at all, and by the quick font subsetter?"""
        desk = self.desk
        if database.revision(desk.settings.database) is None:
            return
        try:
            with desk.reading() as r:
                publisher = desk.publishers.facts(r)
        except SyndicateError:  # the look at the books has said so already
            return
        facts = reports.usage_facts(
            (),
            publisher={**publisher, "logo": None},
            first_day=desk.today,
            last_day=desk.today,
            issue_date=desk.today,
            language="en",
            journal_head="0" * 64,
        )
        try:
            made = desk.press.print_paper(facts, issued_at=desk.now)
        except SyndicateError as error:
            yield Check("press", "fault", error.message, _PANGO)
            return
        quick = "HarfBuzz" in made.engine
        yield Check(
            "press",
            "ok" if quick else "warning",
            made.engine
            + ("" if quick else "; printing takes three times as long without HarfBuzz"),
            None if quick else "apt-get install libharfbuzz-subset0",
        )


def _existing(path: os.PathLike[str]) -> str:
    from pathlib import Path

    found = Path(path)
    while not found.exists():
        found = found.parent
    return str(found)
