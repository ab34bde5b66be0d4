"""What is loaded before anything is asked: nothing heavy on the way to help, version and completion."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = [
    "alembic",
    "asyncio",
    "babel",
    "httpx2",
    "jinja2",
    "numpy",
    "pydantic",
    "rich",
    "sqlalchemy",
    "weasyprint",
]

LOOK = """
import atexit, json, sys
def told():
    roots = sorted({name.partition(".")[0] for name in sys.modules})
    sys.stderr.write("\\n" + json.dumps(roots))
atexit.register(told)
"""


def loaded(code, *words, **environ):
    """The top-level modules that a run of `code` had loaded when it ended, and its exit code."""
    done = subprocess.run(
        [sys.executable, "-c", LOOK + code, *words],
        cwd=ROOT,
        env={**os.environ, **environ},
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    return set(json.loads(done.stderr.splitlines()[-1])), done


MAIN = "from syndicate.__main__ import main; main()"
TOYS = "from tests.cli.spine_toys import run; run.main(prog_name='syndicate')"


def test_asking_for_the_version_loads_the_package_and_nothing_else():
    names, done = loaded(MAIN, "--version")
    assert done.returncode == 0
    assert done.stdout.startswith(b"syndicate ")
    assert names.isdisjoint([*HEAVY, "typer", "platformdirs", "sqlite3", "decimal"])


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["no-such-noun"], ["--no-such-option"]])
def test_help_loads_nothing_heavy(words):
    names, done = loaded(MAIN, *words)
    assert done.returncode in {0, 2}
    assert names.isdisjoint(HEAVY)
    assert "typer" in names


def test_help_reads_no_noun_and_a_noun_reads_only_the_verb_that_is_named():
    _, done = loaded(
        "import sys\n"
        "from syndicate.cli.app import program\n"
        "from typer.core import TyperGroup\n"
        "root = program()\n"
        "root.make_context('syndicate', ['--home', 'nowhere', 'request', 'list'])\n"
        "assert not any(name.startswith('syndicate.cli.requests') for name in sys.modules)\n"
        "noun = root.loaded('request')\n"
        "assert noun.commands['list'].params == noun.commands['log'].params == []\n"
        "flags = [flag for param in noun.loaded('list').params for flag in param.opts]\n"
        "assert '--sort' in flags and '--open' in flags\n"
        "assert noun.commands['log'].params == []\n"
    )
    assert done.returncode == 0, done.stderr.decode()


def test_help_of_every_noun_that_stands_loads_nothing_heavy():
    names, done = loaded(
        "from syndicate.cli.app import commands, program\n"
        "root = program()\n"
        "print(sum(1 for _ in commands(root)))"
    )
    assert done.returncode == 0, done.stderr.decode()
    assert names.isdisjoint(HEAVY)


def test_the_first_steps_load_nothing_heavy(tmp_path):
    home = tmp_path / "none"
    names, done = loaded(MAIN, "--home", str(home))
    assert f"syndicate --home {home} init".encode() in done.stdout
    assert names.isdisjoint(HEAVY)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_loads_nothing_heavy(shell):
    words = {"COMP_WORDS": "syndicate toy li", "COMP_CWORD": "2"}
    if shell != "bash":
        words = {
            "_TYPER_COMPLETE_ARGS": "syndicate toy li",
            "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        }
    names, done = loaded(TOYS, _SYNDICATE_COMPLETE=f"complete_{shell}", **words)
    assert done.returncode == 0
    assert b"list" in done.stdout
    assert names.isdisjoint(set(HEAVY))


def test_a_list_in_a_pipe_needs_no_rich():
    names, done = loaded(TOYS, "toy", "list")
    assert len(done.stdout.splitlines()) == 4
    assert names.isdisjoint(HEAVY)


def test_the_desk_is_opened_with_the_clock_that_a_rehearsal_stopped(tmp_path):
    names, done = loaded(
        TOYS,
        "toy",
        "now",
        "--as",
        "Mira",
        "--json",
        "--home",
        str(tmp_path),
        SYNDICATE_NOW="2026-11-22T09:30:00Z",
    )
    assert json.loads(done.stdout) == {"now": "2026-11-22T09:30:00Z", "actor": "Mira"}
    assert names.isdisjoint(HEAVY)


def test_a_stopped_clock_that_cannot_be_read_is_refused(tmp_path):
    _, done = loaded(TOYS, "toy", "now", "--home", str(tmp_path), SYNDICATE_NOW="yesterday")
    assert done.returncode == 2
    assert done.stderr.startswith(b"error: ")
