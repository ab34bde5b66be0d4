"""A request by mail: every command on the page prints what it says."""

from __future__ import annotations

from tests.docs.replay import ROOT, differences, replayed, steps

PAGE = (ROOT / "docs" / "tutorial-asking.md").read_text(encoding="utf-8")


def test_every_command_of_the_page_prints_what_it_says():
    found = differences(PAGE, replayed(PAGE))
    mend = "python -m tests.docs.replay --write docs/tutorial-asking.md"
    assert found == [], f"{mend}\n" + "\n".join(found)


def test_the_page_logs_a_mailbox_twice_a_sheet_once_and_ends_with_a_price():
    printed = [
        step.printed for step in steps(PAGE) if step.typed.startswith("syndicate request log")
    ]
    counts = [text.split(" refused\n")[0].splitlines()[-1] for text in printed]
    assert counts == [
        "1 logged, 1 known or answered, 0",
        "0 logged, 2 known or answered, 0",
        "1 logged, 0 known or answered, 1",
    ]
    assert "total" in steps(PAGE)[-1].printed
