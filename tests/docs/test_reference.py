"""docs/cli.md says what the commands say, and every command says enough."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from syndicate.cli.app import commands

ROOT = Path(__file__).resolve().parents[2]

VERBS = sorted(
    words
    for words, command in commands()
    if not isinstance(getattr(command, "commands", None), dict)
)


def test_the_page_is_what_the_commands_say():
    done = subprocess.run(
        [sys.executable, "setup/reference.py", "--check", "docs/cli.md"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, "make docs\n" + done.stdout + done.stderr


def test_the_whole_day_is_among_the_commands():
    day = {
        "init", "article add", "article clear", "licensee add", "request log", "quote draft",
        "quote send", "quote accept", "licence issue", "invoice issue", "payment record",
        "audit page", "report usage", "today", "log list", "log verify", "licence import",
        "mail list", "mail sent", "rate check", "doctor",
    }  # fmt: skip
    assert day - set(VERBS) == set()


@pytest.mark.parametrize("words", VERBS)
def test_every_command_has_its_place_on_the_page_with_an_example(words):
    page = (ROOT / "docs" / "cli.md").read_text()
    found = re.search(
        rf"^##+ syndicate {re.escape(words)}\n\n```text\n(.+?)^```$", page, re.MULTILINE | re.DOTALL
    )
    assert found, f"syndicate {words} is not in docs/cli.md: make docs"
    example = re.search(r"^  Examples?:\n((?:    .+\n)+)", found.group(1), re.MULTILINE)
    assert example, f"syndicate {words} has no example"
    assert f"syndicate {words.split()[0]}" in example.group(1)
