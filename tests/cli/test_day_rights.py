"""Agreements, contributors, embargoes, holds and windows as people type them."""

from __future__ import annotations

import pytest

from tests import builders
from tests.builders import Clerk


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A desk with the twin, nothing settled, and a licensee."""
    home = tmp_path_factory.mktemp("prepared")
    with builders.a_desk(None, home, lambda: builders.MORNING) as desk:
        builders.an_article(desk, settled=False)
        builders.a_licensee(desk)
    return home


@pytest.fixture
def clerk(prepared, tmp_path):
    """Somebody at a copy of that desk."""
    return Clerk(builders.copied(prepared, tmp_path / "home"))


CONTRACT = ("agreement", "add", "Reuters", "--contract", "contract 2026/4", "--until", "2028-12-31")


def test_a_contract_is_looked_at_then_filed_listed_and_ended(clerk):
    would = clerk.json(*CONTRACT, "--covers", "attributed-fact", "--dry-run")
    assert (would["ref"], would["state"], would["settles"]) == (None, "dry-run", ["ART-000001"])
    assert clerk.json("agreement", "list") == []
    code, out, err = clerk(*CONTRACT, "--covers", "attributed-fact,credits", "--by", "A. Reed")
    assert code == 0, err
    assert "AGR-000001  in-force  Reuters, contract 2026/4" in out
    assert "covers attributed-fact, credits: licensed, until 2028-12-31" in out
    assert "settles something in 1 article: ART-000001" in out
    shown = clerk.json("article", "show", 1)
    assert [b["rule"] for b in shown["blockers"]] == ["unknown-byline"]
    assert "contract 2026/4 with Reuters until 31 December 2028" in shown["passages"][10]["reason"]
    assert clerk.json("agreement", "end", 1)["state"] == "ended"
    assert clerk.json("agreement", "list")[0]["state"] == "ended"
    assert clerk.error("agreement", "end", 1)[0] == 5


def test_the_same_key_files_one_agreement(clerk):
    words = (*CONTRACT, "--covers", "credits", "--idempotency-key", "desk-0001")
    assert clerk.json(*words)["ref"] == clerk.json(*words)["ref"] == "AGR-000001"
    assert len(clerk.json("agreement", "list")) == 1


@pytest.mark.parametrize(
    "more",
    [
        ("--covers", "everything"),
        ("--covers", "credits", "--own-words", "--exclude"),
        ("--covers", "credits", "--bylines", "friends"),
        ("--covers", "credits", "--edition", "xx"),
        ("--covers", "credits", "--medium", "pigeon"),
    ],
)
def test_an_agreement_that_cannot_be_read_is_refused(clerk, more):
    code, error = clerk.error(*CONTRACT, *more)
    assert code == 2
    assert error["hint"]
    assert clerk.json("agreement", "list") == []


def test_a_contributor_answers_for_a_byline_and_is_credited(clerk):
    made = clerk.json("contributor", "add", "Mara Quill", "--basis", "freelance", "--share", "50%")
    assert (made["ref"], made["share"]) == ("CTR-000001", "50")
    code, out, err = clerk("article", "credit", 1, "--author", "mara quill", "--consent", "mail")
    assert code == 0, err
    assert "CTR-000001  Mara Quill (freelance)" in out
    assert "credited in ART-000001" in out
    _, out, _ = clerk("article", "show", 1)
    assert "no byline (freelance, says the list of contributors (CTR-000001))" in out or (
        "Mara Quill (freelance, says the list of contributors (CTR-000001))" in out
    )
    assert [c["name"] for c in clerk.json("contributor", "list")] == ["Mara Quill"]
    assert clerk.error("article", "credit", 1)[0] == 2
    assert clerk.error("contributor", "show", "Nobody Here")[0] == 3
    assert clerk.error("contributor", "add", "X", "--basis", "staff", "--share", "101")[0] == 2


def test_the_terms_of_a_contributor_are_edited_ended_and_reinstated(clerk):
    terms = ("--share", "50", "--territory", "UK", "--medium", "website", "--ask-first")
    clerk.json("contributor", "add", "Jo Wren", "--basis", "freelance", *terms)
    code, error = clerk.error("contributor", "add", "Jo Wren", "--basis", "staff")
    assert (code, error["hint"]) == (5, "syndicate contributor edit CTR-000001")
    edited = clerk.json("contributor", "edit", 1, "--territory", "UK, France", "--no-ask-first")
    assert edited["scope"] == {"territories": ["GB", "FR"], "languages": [], "media": ["website"]}
    assert (edited["share"], edited["consent_required"]) == ("50", False)
    free = clerk.json("contributor", "edit", "Jo Wren", "--anywhere", "--share", "")
    assert (free["scope"]["territories"], free["share"]) == ([], None)
    assert clerk.error("contributor", "edit", 1)[0] == 2
    _, out, _ = clerk("contributor", "end", 1, "--on", "2026-12-31")
    assert "off the list from 2026-12-31" in out
    assert clerk.json("contributor", "reinstate", 1)["ended_on"] is None
    actions = [entry["action"] for entry in clerk.json("log", "list", "--limit", "0")]
    assert {"contributor edit", "contributor end", "contributor reinstate"} <= set(actions)


def test_a_hold_is_put_shown_and_released(clerk):
    code, out, err = clerk("article", "hold", 1, "--reason", "letter of counsel", "--by", "A. Reed")
    assert code == 0, err
    assert "RST-000001  in-force  hold on ART-000001: until it is released" in out
    assert "release" not in err  # what stops a mistake is not lifted by pasting the next line
    _, out, _ = clerk("article", "show", 1)
    assert "hold (RST-000001) until it is released: letter of counsel, says A. Reed" in out
    assert clerk.json("article", "rights", 1)[0]["state"] == "in-force"
    assert clerk.json("article", "release", "RST-000001", "--note", "over")["state"] == "released"
    assert clerk.error("article", "release", "RST-000001")[0] == 5


def test_an_embargo_says_that_its_day_is_included(clerk):
    code, _, err = clerk(
        "article", "embargo", "--edition", "en", "--until", "1/12/2026", "--reason", "the report"
    )
    assert code == 2, err  # two readings
    code, out, err = clerk(
        "article", "embargo", "--edition", "en", "--until", "2026-12-01", "--reason", "the report"
    )
    assert code == 0, err
    assert "read: until 2026-12-01, that day included" in err
    assert "embargo on edition en: until 2026-12-01" in out


def test_a_window_is_kept_for_a_licensee(clerk):
    made = clerk.json(
        *(
            "article",
            "window",
            1,
            "--for",
            "PTY-000001",
            "--until",
            "+30d",
            "--territory",
            "France",
        ),
        *("--reason", "promised"),
    )
    assert (made["kept_for"], made["scope"]["territories"]) == ("Fenmouth Gazette plc", ["FR"])
    assert clerk.error("article", "window", 1, "--reason", "x", "--edition", "en")[0] == 2


def test_a_passage_that_somebody_settled_says_by_what_and_until_when(clerk):
    shown = clerk.json("article", "show", 1)
    passages = {p["rule"]: p["n"] for p in shown["passages"] if p["rule"]}
    n = passages["attributed-fact"]
    clerk(*CONTRACT, "--covers", "attributed-fact")
    lines = clerk("article", "show", 1)[1].splitlines()
    at = next(k for k, line in enumerate(lines) if line.startswith(f"  {n:>3}  "))
    told = "covered by contract 2026/4 with Reuters until 31 December 2028 (AGR-000001)"
    assert lines[at + 1].strip() == told
    assert not any(line.strip() == "ours" for line in lines)
    clerk("article", "clear", 1, n, "--own-words", "--by", "A. Reed", "--until", "2027-06-30")
    lines = clerk("article", "show", 1)[1].splitlines()
    assert lines[at + 1].strip() == "our own words, says A. Reed, until 2027-06-30"
    assert clerk.json("article", "show", 1)["passages"][n - 1]["until"] == "2027-06-30"
