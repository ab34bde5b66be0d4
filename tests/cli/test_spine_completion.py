"""Completion: what the shells are told, how soon, and that they are never told anything to run."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from syndicate.cli import completion
from syndicate.cli.door import Said
from syndicate.settings import read_settings

ROOT = Path(__file__).resolve().parents[2]
TOYS = [
    sys.executable,
    "-c",
    "from tests.cli.spine_toys import run; run.main(prog_name='syndicate')",
]

# a backslash before $( is what slips through a zsh description that is only half quoted
HOSTILE = "\\$(touch pwned)`touch pwned`\"; touch pwned; '\x1b]0;x\x07\n)) Arabic \u062f\u0645\u064a\u0629"


@pytest.fixture
def books(home):
    """A small database with the tables that completion reads."""
    with closing(sqlite3.connect(home / "syndicate.db")) as made, made:
        made.executescript(
            """
            CREATE TABLE article (id INTEGER PRIMARY KEY, ref TEXT, headline TEXT);
            CREATE TABLE quote (id INTEGER PRIMARY KEY, ref TEXT, state TEXT);
            CREATE TABLE paper (id INTEGER PRIMARY KEY, ref TEXT, kind TEXT);
            CREATE TABLE paper_state (paper_id INTEGER PRIMARY KEY, state TEXT);
            """
        )
        made.executemany(
            "INSERT INTO quote (ref, state) VALUES (?, ?)",
            [("QUO-2026-00001", "sent"), ("QUO-2026-00002", "draft"), ("$(touch pwned)", "x")],
        )
        made.execute("INSERT INTO article (ref, headline) VALUES ('ART-000001', ?)", (HOSTILE,))
        papers = [(1, "LIC-2026-00001", "licence"), (2, "INV-2026-00001", "invoice")]
        papers.append((3, "OLD-7", "filed-licence"))
        made.executemany("INSERT INTO paper (id, ref, kind) VALUES (?, ?, ?)", papers)
        made.executemany("INSERT INTO paper_state VALUES (?, 'issued')", [(1,), (2,), (3,)])
    return home


class _Context:
    """As much of a context as completion looks at."""

    def __init__(self, home, database=None):
        found = Said(settings=read_settings(home=str(home), database=database, environ={}))
        self.meta = {"syndicate": found}


def told(shell, line, home, cwd):
    environ = {
        **os.environ,
        "_SYNDICATE_COMPLETE": f"complete_{shell}",
        "_TYPER_COMPLETE_ARGS": line,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(line.split()) - (0 if line.endswith(" ") else 1)),
        "SYNDICATE_HOME": str(home),
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        TOYS, cwd=cwd, env=environ, capture_output=True, timeout=60, check=False, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("syndicate ", {"toy", "chest", "today"}),
        ("syndicate to", {"toy", "today"}),
        ("syndicate toy li", {"list"}),
        ("syndicate toy box ", {"add"}),
        ("syndicate toy list --li", {"--limit"}),
        ("syndicate toy list --js", {"--json", "--jsonl"}),
        ("syndicate --ho", {"--home"}),
        ("syndicate toy make QUO-2026-00002 --yes --dr", {"--dry-run"}),
        ("syndicate toy make ", {"QUO-2026-00002", "QUO-2026-00001"}),
        ("syndicate toy make quo-2026-00001", set()),
        ("syndicate toy make QUO-2026-00001", {"QUO-2026-00001"}),
    ],
)
def test_nouns_verbs_options_and_references_are_completed(books, tmp_path, line, words):
    assert set(told("bash", line, books, tmp_path).split()) == words


def test_the_newest_reference_comes_first_with_its_state(books, tmp_path):
    lines = told("fish", "syndicate toy make ", books, tmp_path).splitlines()
    assert lines == ["QUO-2026-00002\tdraft", "QUO-2026-00001\tsent"]


def test_each_kind_is_found_where_it_is_filed(books):
    ctx = _Context(books)
    assert completion.references("licence")(ctx, "") == [
        ("OLD-7", "issued"),
        ("LIC-2026-00001", "issued"),
    ]
    assert completion.references("licence")(ctx, "li") == [("LIC-2026-00001", "issued")]
    assert completion.references("invoice")(ctx, "") == [("INV-2026-00001", "issued")]


def test_a_headline_reaches_the_shell_as_plain_words(books):
    ((ref, words),) = completion.references("article")(_Context(books), "")
    assert ref == "ART-000001"
    assert words == "touch pwned touch pwned touch pwned 0 x Arabic \u062f\u0645\u064a\u0629"


def test_zsh_is_told_nothing_that_it_would_evaluate(books, tmp_path):
    answer = told("zsh", "syndicate toy clear ", books, tmp_path)
    assert answer.startswith('_arguments \'*: :(("ART-000001":"touch pwned')
    for mark in ("$", "`", "\\", ";", "\x1b"):
        assert mark not in answer


@pytest.mark.parametrize(
    "database",
    [
        "sqlite:////nowhere/at/all.db",
        "sqlite:///:memory:",
        "postgresql+psycopg://nobody@127.0.0.1:1/none",
        "mysql://nobody@127.0.0.1/none",
        "sqlite:////dev/zero",
    ],
)
def test_books_that_cannot_be_read_complete_nothing_and_say_nothing(home, capsys, database):
    began = time.monotonic()
    assert completion.references("quote")(_Context(home, database), "") == []
    assert time.monotonic() - began < 2
    assert capsys.readouterr() == ("", "")


def test_books_without_tables_or_in_other_hands_complete_nothing(home):
    (home / "syndicate.db").write_bytes(b"not a database" * 100)
    assert completion.references("quote")(_Context(home), "") == []


@pytest.mark.parametrize("kind", sorted(completion._KINDS))
def test_each_query_fits_the_books_of_this_program(migrated_url, kind):
    assert completion._looked_up(migrated_url, f"complete {kind}", "") == []


def test_completion_makes_no_file(tmp_path):
    home = tmp_path / "none"
    assert completion.references("quote")(_Context(home), "") == []
    assert not home.exists()


def test_the_script_for_each_shell_calls_this_program(home, tmp_path):
    for shell in ("bash", "zsh", "fish"):
        done = subprocess.run(
            [*TOYS],
            cwd=ROOT,
            env={
                **os.environ,
                "_SYNDICATE_COMPLETE": f"source_{shell}",
                "SYNDICATE_HOME": str(home),
            },
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        assert f"complete_{shell}" in done.stdout
        assert "_SYNDICATE_COMPLETE" in done.stdout
