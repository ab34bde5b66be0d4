"""Bring your archive: every command on the page prints what it says."""

from __future__ import annotations

import re

import pytest

from tests.docs.replay import ROOT, differences, replayed, steps

PAGE = (ROOT / "docs" / "tutorial-archive.md").read_text(encoding="utf-8")


def test_every_command_of_the_page_prints_what_it_says():
    found = differences(PAGE, replayed(PAGE))
    mend = "python -m tests.docs.replay --write docs/tutorial-archive.md"
    assert found == [], f"{mend}\n" + "\n".join(found)


@pytest.mark.parametrize(
    "words", ["article import", "article list", "search", "article edit", "article versions"]
)
def test_the_page_types_every_command_an_archive_needs(words):
    assert any(re.match(rf"syndicate {words}\b", step.typed) for step in steps(PAGE))


def test_the_page_shows_an_import_that_refuses_one_that_changes_and_one_that_does_nothing():
    printed = [
        step.printed for step in steps(PAGE) if re.search(r"article import .* --yes", step.typed)
    ]
    assert "refused" in printed[0]
    assert "nothing new" in printed[1]
    assert "1 changed" in printed[2]
