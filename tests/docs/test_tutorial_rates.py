"""Write your rate card: every command on the page prints what it says."""

from __future__ import annotations

import re

import pytest

from tests.docs.replay import ROOT, differences, replayed, steps

PAGE = (ROOT / "docs" / "tutorial-rates.md").read_text(encoding="utf-8")


def test_every_command_of_the_page_prints_what_it_says():
    found = differences(PAGE, replayed(PAGE))
    mend = "python -m tests.docs.replay --write docs/tutorial-rates.md"
    assert found == [], f"{mend}\n" + "\n".join(found)


@pytest.mark.parametrize("words", ["export", "check", "test", "show", "import", "diff", "list"])
def test_the_page_types_every_command_of_a_card(words):
    assert any(re.match(rf"syndicate rate {words}\b", step.typed) for step in steps(PAGE))


def test_the_page_names_a_cell_a_fault_and_a_fee_that_is_not_as_expected():
    said = "".join(step.printed for step in steps(PAGE))
    assert "sheet Base, cell F9" in said
    assert "the fee falls from" in said
    assert "1 of 5 fees are not as expected" in said
