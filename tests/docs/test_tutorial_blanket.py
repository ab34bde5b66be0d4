"""A blanket agreement: every command on the page prints what it says."""

from __future__ import annotations

from tests.docs.replay import ROOT, differences, replayed, steps

PAGE = (ROOT / "docs" / "tutorial-blanket.md").read_text(encoding="utf-8")


def test_every_command_of_the_page_prints_what_it_says():
    found = differences(PAGE, replayed(PAGE))
    mend = "python -m tests.docs.replay --write docs/tutorial-blanket.md"
    assert found == [], f"{mend}\n" + "\n".join(found)


def test_the_page_draws_refuses_what_is_not_settled_and_goes_beyond_the_quota():
    printed = [
        step.printed for step in steps(PAGE) if step.typed.startswith("syndicate blanket draw")
    ]
    last = [text.splitlines()[-2 if "next:" in text else -1].split()[0] for text in printed]
    assert last == ["LIC-2026-00001", "try:", "LIC-2026-00002", "try:", "beyond"]
