"""Killed at any moment of an import and typed again, the desk holds the very rows of an undisturbed import."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from syndicate.desk import search
from syndicate.records import Record
from tests import builders

ROOT = Path(__file__).resolve().parents[2]
COUNT = 300
PIECE = 20
PROGRAM = (
    "import sys; from syndicate.desk import intake; intake._PIECE, intake._WORTH_AHEAD = {}, {}; "
    "from syndicate.__main__ import main; sys.exit(main())"
)
"""The program as it is, with small pieces, so that there are many moments between two transactions."""

BOOKS = (
    (
        "SELECT ref, url, state, headline, byline, published_on, section, latest, source_id, "
        "(SELECT count(*) FROM batch b WHERE b.id <= article.batch) FROM article ORDER BY ref"
    ),
    (
        "SELECT a.ref, v.n, v.digest, v.passages, v.reason, v.source, v.source_sha256, v.source_item "
        "FROM version v JOIN article a ON a.id = v.article_id ORDER BY a.ref, v.n"
    ),
    (
        "SELECT a.ref, r.source, r.item_id, r.item_sha256 FROM arrival r JOIN article a ON a.id = r.article_id "
        "ORDER BY a.ref"
    ),
    (
        "SELECT a.ref, s.n, s.rule, s.words FROM suspect s JOIN article a ON a.id = s.article_id "
        "ORDER BY a.ref, s.n"
    ),
    "SELECT name, last FROM series ORDER BY name",
    "SELECT source, filed, refused, state FROM batch ORDER BY id",
    (
        "SELECT seq, action, CASE WHEN entity LIKE 'batch-%' THEN 'batch' ELSE entity END FROM journal "
        "ORDER BY seq"
    ),
)
"""What the books say, without the keys that a database counts: PostgreSQL gives none a second time."""


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """Three hundred short articles, a line that is none among them, and one that stands there twice."""
    path = tmp_path_factory.mktemp("archive") / "archive.jsonl"
    lines = [
        json.dumps(
            {
                "id": f"post-{n}",
                "url": f"https://harbourcourier.example/news/{n}",
                "headline": f"Ferry {n} returns to the harbour",
                "byline": ("Mara Quill", "Jo Wren")[n % 2],
                "published": f"20{n % 26:02}-0{1 + n % 9}-1{n % 10}",
                "text": f"The ferry number {n} was late.\n\nTwo pilots told the Reuters news agency {n}.",
                "language": "en",
            }
        )
        for n in range(COUNT)
    ]
    lines[77] = '{"headline": ""}'
    lines.insert(200, lines[30])
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


class Importer:
    """The command line as a process of its own, in one desk."""

    def __init__(self, home, url, archive, *, ahead):
        self.home = home
        self.url = url
        self.archive = archive
        self.program = PROGRAM.format(PIECE, 1 if ahead else 1 << 60)

    def start(self):
        return subprocess.Popen(
            [
                *(sys.executable, "-c", self.program, "--home", str(self.home)),
                *("--database", self.url, "--no-input", "--json"),
                *("article", "import", str(self.archive), "--yes"),
            ],
            cwd=ROOT,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "SYNDICATE_NOW": builders.MORNING.isoformat(),
                "SYNDICATE_USER": "mara",
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def finish(self):
        """Type it once more, undisturbed; what it answers."""
        out, err = (process := self.start()).communicate(timeout=120)
        assert process.returncode == 0, err
        return json.loads(out)

    def books(self, clock):
        """What stands in the books; the journal whole, and every article under its words."""
        with builders.opened(self.home, clock, url=self.url) as desk, desk.reading() as r:
            assert search.faults(r.connection) == []
            assert desk.journal.verify() == []
            found = [[tuple(row) for row in r.rows(text(sql))] for sql in BOOKS]
            if r.connection.dialect.name == "sqlite":
                found += [
                    sorted(map(tuple, r.rows(text(f'SELECT * FROM "{name}"'))), key=repr)
                    for name in Record.metadata.tables
                ]
        return found


def a_new_desk(tmp_path, name, database_kind, request, clock):
    """An empty desk of the invented publisher, ready for an import."""
    home = tmp_path / name
    home.mkdir()
    if database_kind == "sqlite":
        template = request.getfixturevalue("_sqlite_template")
        for part in template.parent.glob(template.name + "*"):
            shutil.copy(part, home / part.name.replace("desk.db", "syndicate.db"))
        url = f"sqlite:///{home / 'syndicate.db'}"
    else:
        server = request.getfixturevalue("pg_server")
        url = server.create(template=request.getfixturevalue("_pg_template"))
        request.addfinalizer(lambda: server.drop(url))
    with builders.a_desk(url, home, clock, card=""):
        pass
    return home, url


def test_an_import_killed_at_any_moment_and_typed_again_is_as_if_nothing_had_happened(
    tmp_path, archive, database_kind, request, clock
):
    moments = {"sqlite": 20, "postgresql": 6}[database_kind]
    chance = random.Random(11)
    home, url = a_new_desk(tmp_path, "undisturbed", database_kind, request, clock)
    quiet = Importer(home, url, archive, ahead=False)
    began = time.monotonic()
    answer = quiet.finish()
    usual = time.monotonic() - began
    assert (answer["new"], answer["known"], answer["refused"]) == (COUNT - 1, 1, 1)
    wanted = quiet.books(clock)
    began = time.monotonic()
    assert quiet.finish()["state"] == "nothing new"
    again = time.monotonic() - began  # as long as it takes to start, and to read
    assert quiet.books(clock) == wanted

    kills = desks = 0
    while kills < moments:
        desks += 1
        assert desks <= 3 * moments
        home, url = a_new_desk(tmp_path, f"desk-{desks}", database_kind, request, clock)
        importer = Importer(home, url, archive, ahead=desks % 2 == 0)
        for _ in range(6):
            process = importer.start()
            began = time.monotonic()
            time.sleep(chance.uniform(again * 0.5, max(usual, again * 1.2)))
            process.kill()
            process.communicate()
            assert process.returncode in {0, -signal.SIGKILL}
            kills += process.returncode == -signal.SIGKILL
            if process.returncode == 0:  # the machine is quicker by now: kill the next one earlier
                usual = min(usual, 0.7 * (time.monotonic() - began))
                again = min(again, 0.5 * usual)
            if process.returncode == 0 or kills >= moments:
                break
        importer.finish()
        assert importer.finish()["state"] == "nothing new"
        assert importer.books(clock) == wanted
