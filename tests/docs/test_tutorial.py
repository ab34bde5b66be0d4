"""The tutorial is true: every command on it prints what the page says."""

from __future__ import annotations

import re

import pytest

from tests.docs.replay import ROOT, Step, differences, masked, replayed, steps, written

TUTORIAL = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")

DAY = (
    "init", "article add", "article clear", "licensee add", "licensee outlet add", "request log",
    "request edit", "rate check", "rate import", "quote draft", "quote send", "quote accept",
    "licence issue", "invoice issue", "payment record", "audit page", "report usage", "today",
    "log", "log verify",
)  # fmt: skip


def test_every_command_of_the_tutorial_prints_what_the_page_says():
    found = differences(TUTORIAL, replayed(TUTORIAL))
    assert found == [], "python -m tests.docs.replay --write docs/tutorial.md\n" + "\n".join(found)


@pytest.mark.parametrize("words", DAY)
def test_the_tutorial_types_every_command_of_the_day(words):
    assert any(re.match(rf"syndicate {words}\b", step.typed) for step in steps(TUTORIAL))


def test_the_tutorial_shows_the_refusal_the_two_breaches_and_the_page_without_a_licence():
    printed = [(step.typed, step.printed) for step in steps(TUTORIAL)]
    issues = [text for typed, text in printed if typed.startswith("syndicate licence issue")]
    assert [text.split()[0] for text in issues] == ["error:", "LIC-2026-00001"]
    audits = [text for typed, text in printed if typed.startswith("syndicate audit page")]
    assert [len(re.findall(r"^ +fail ", text, re.MULTILINE)) for text in audits] == [2, 0]
    assert "no licence on file" in audits[1]


def test_a_page_is_read_command_by_command():
    page = (
        "<!-- at 2026-11-23 18:00 -->\n```console\n$ one \\\n  more\nsaid\n$ two\n```\n"
        "<!-- at 2026-12-01 09:30 -->\n```console\n$ three\n```\n"
    )
    found = [(step.typed, f"{step.at:%d %H:%M}", step.printed) for step in steps(page)]
    assert found == [
        ("one \\\n  more", "23 18:00", "said\n"),
        ("two", "23 18:01", ""),
        ("three", "01 09:30", ""),
    ]


def test_a_block_that_begins_with_an_answer_is_refused():
    with pytest.raises(ValueError, match="starts without a command"):
        steps("```console\nsaid\n```\n")


def test_only_digests_and_sizes_may_differ():
    old = f"file ~/desk/documents/ab/{'ab' * 32}.pdf\n34 kB, 1 page\ntotal 252.00 GBP\n"
    new = f"file ~/desk/documents/cd/{'cd' * 32}.pdf\n35 kB, 1 page\ntotal 252.00 GBP\n"
    assert masked(old) == masked(new)
    assert masked(old) != masked(new.replace("252.00", "252.01"))
    assert masked(old) != masked(new.replace("1 page", "2 pages"))


def test_a_page_is_written_anew_only_where_more_than_a_digest_changed():
    page = f"```console\n$ one\n{'ab' * 32}\n$ two\n1\n```\n"
    one, two = steps(page)
    now = [Step(one.typed, one.at, f"{'cd' * 32}\n"), Step(two.typed, two.at, "2\n")]
    assert written(page, now) == f"```console\n$ one\n{'ab' * 32}\n$ two\n2\n```\n"
    assert differences(page, now) == ["--- the page", "+++ the command", "@@ -1,2 +1,2 @@",
                                      " $ two", "-1", "+2"]  # fmt: skip
    assert differences(page, steps(page)) == []
