"""The life of an article as people type it: compared, corrected, edited, linked, killed, given back."""

from __future__ import annotations

import json

import pytest

from tests import builders
from tests.builders import TWIN, Clerk
from tests.cli.keyboard import at_a_terminal
from tests.desk.test_versions import FRENCH_URL, PRIVATE, PUBLIC, RIGHT, WRONG, granted, translation


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A desk with the twin and its French edition settled, not linked, each licensed once."""
    home = tmp_path_factory.mktemp("prepared")
    with builders.a_desk(None, home, lambda: builders.MORNING) as desk:
        english, french = builders.an_article(desk), translation(desk)
        granted(desk, english, "Fenmouth Gazette")
        granted(desk, french, "Le Quai", territories=("FR",), languages=("fr",))
    return home


@pytest.fixture
def clerk(prepared, tmp_path):
    """Somebody at a copy of that desk."""
    return Clerk(builders.copied(prepared, tmp_path / "home"))


@pytest.fixture
def fixed(tmp_path):
    """The twin's text with its price corrected, as a file."""
    file = tmp_path / "corrected.txt"
    file.write_text(TWIN.read_text().replace(WRONG, RIGHT))
    return file


@pytest.fixture
def counsel(tmp_path):
    """A file with what is private of a kill."""
    file = tmp_path / "counsel.txt"
    file.write_bytes(PRIVATE)
    return file


BY = ("--by", "A. Reed")
NOTE = ("--note", "The price was wrong.")


def test_a_correction_is_looked_at_then_filed_and_shown_word_by_word(clerk, fixed):
    would = clerk.json("article", "correct", 1, fixed, *NOTE, *BY, "--dry-run")
    assert (would["state"], would["version"], would["by"]) == ("dry-run", 2, "A. Reed")
    assert [v["n"] for v in clerk.json("article", "versions", 1)] == [1]
    code, out, err = clerk("article", "correct", 1, fixed, *NOTE, *BY)
    assert code == 0, err
    assert "at a price of [-340-] {+430+} crowns." in out
    assert "LIC-2026-00001  active, ART-000001, version 1 of 2, Fenmouth Gazette" in out
    assert "call    Orla Finch, rights@fenmouth.example" in out
    assert f"next: syndicate --home {clerk.home} today --section correction" in err
    newest, first = clerk.json("article", "versions", 1)
    assert (newest["n"], newest["reason"], newest["note"], newest["by"], newest["at"]) == (
        2,
        "corrected",
        "The price was wrong.",
        "A. Reed",
        "2026-11-23T09:00:00.000000Z",
    )
    assert newest["digest"] == would["digest"] != first["digest"]
    assert newest["words"] == first["words"]

    changes = clerk.json("article", "show", 1, "--diff", "1..2")
    assert (changes["from"], changes["to"], changes["words_inserted"]) == (1, 2, 1)
    (changed,) = [p for p in changes["passages"] if p["change"] != "same"]
    assert (changed["change"], changed["old"], changed["new"]) == ("changed", 7, 7)
    assert [o for o in changed["ops"] if o["op"] != "equal"] == [
        {"op": "delete", "text": "340"},
        {"op": "insert", "text": "430"},
    ]
    code, out, _ = clerk("article", "show", 1, "--diff", "2..1", "--color", "never")
    assert "[-430-] {+340+}" in out
    assert "passages 1-6 unchanged" in out
    assert "\x1b" not in out
    assert (
        WRONG.split()[-2] in clerk.json("article", "show", 1, "--version", 1)["passages"][6]["text"]
    )
    code, out, _ = clerk("licence", "show", 1)
    assert "version     1; version 2 corrects it: The price was wrong." in out
    (task,) = clerk.json("today", "--section", "corrections")
    assert (task["ref"], task["command"]) == (
        "LIC-2026-00001",
        "syndicate article show ART-000001 --diff 1..2",
    )


def test_a_correction_comes_from_standard_input_and_keeps_what_it_does_not_state(clerk):
    body = TWIN.read_bytes().replace(WRONG.encode(), RIGHT.encode())
    made = clerk.json("article", "correct", 1, "-", *NOTE, *BY, typed=body)
    assert made["changes"]["fields"] == []
    shown = clerk.json("article", "show", 1)
    assert (shown["published_on"], shown["version"], shown["source"]) == ("2026-11-20", 2, "-")


def test_the_same_key_and_words_make_one_version_and_other_words_a_conflict(clerk, fixed):
    words = ("article", "correct", 1, fixed, *NOTE, *BY, "--idempotency-key", "correction-1")
    assert clerk.json(*words) == clerk.json(*words)
    assert len(clerk.json("article", "versions", 1)) == 2
    fixed.write_text(fixed.read_text() + "\nOne line more for the port.\n")
    assert clerk.error(*words)[0] == 5


def test_the_text_of_another_article_is_no_correction_unless_somebody_says_so(clerk, tmp_path):
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("Cup final tonight\n\nThe guests kick off at eight.\n\nGates open at six.\n")
    url = ("--url", builders.TWIN_URL, "--update")
    for words in (("correct", 1, wrong, *NOTE, *BY), ("add", wrong, *url)):
        code, error = clerk.error("article", *words)
        assert (code, error["code"]) == (4, "refused")
        assert "nearly nothing of ART-000001 is left in wrong.txt" in error["message"]
        assert "--rewritten" in error["hint"]
    assert clerk.error("article", "correct", 1, wrong, *NOTE, "--dry-run")[0] == 4
    assert [v["n"] for v in clerk.json("article", "versions", 1)] == [1]
    typed = ("article", "correct", 1, wrong, *NOTE, *BY)
    code, screen = at_a_terminal(*typed, home=clerk.home, typed=["n\n"])
    assert (code, "File it all the same?" in screen) == (4, True), screen
    assert clerk.json(*typed, "--rewritten")["version"] == 2
    back = clerk.json("article", "add", TWIN, *url, "--rewritten")
    assert back["version"] == 3


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("show", 1, "--diff", "1"), 2, "names no two versions"),
        (("show", 1, "--diff", "1..9"), 3, "has versions 1 to 1, not 9"),
        (("correct", 1, TWIN, *NOTE), 5, "on file with this very text"),
        (("correct", 1, TWIN), 2, "missing --note"),
        (("correct", 9, TWIN, *NOTE), 3, "no article ART-000009"),
        (("kill", 1), 2, "missing --public"),
        (("kill", 1, "--public", " "), 2, "what may licensees read of it?"),
        (("withdraw", 1), 2, "missing --reason"),
        (("reinstate", 1), 4, "there is nothing to lift"),
        (("reinstate", 1, TWIN, "--same-text"), 2, "exclude each other"),
        (("reason", 1), 3, "no private reason on file"),
        (("link", 1, 1), 2, "is one article, not two"),
        (("link", 1, 2, "--original", 9), 3, "no article ART-000009"),
        (("unlink", 1), 2, "is linked to no other article"),
        (("edit", 1), 2, "what is to be edited?"),
        (("edit", 1, "--release", "colour"), 2, "is no field of an article"),
        (("edit", 1, "--headline", " "), 2, "an article has a headline"),
        (("edit", 1, "--url", FRENCH_URL), 5, "is the address of ART-000002"),
    ],
)
def test_what_cannot_be_done_says_why_and_changes_nothing(clerk, words, code, said):
    before = clerk.json("log")
    found, error = clerk.error("article", *words)
    assert (found, said in error["message"]) == (code, True), error
    assert clerk.json("log") == before


def test_a_kill_asks_nothing_prints_whom_to_call_and_shows_nobody_the_private_reason(
    clerk, counsel
):
    clerk.json("article", "link", 1, 2, "--original", 1)
    would = clerk.json("article", "kill", 1, "--public", PUBLIC, "--private", counsel, "--dry-run")
    assert (would["state"], would["licences"]) == ("dry-run", ["LIC-2026-00001", "LIC-2026-00002"])
    assert clerk.json("article", "show", 1)["state"] == "usable"

    words = ("article", "kill", 1, "--public", PUBLIC, "--private", counsel, "--by", "N. Vane")
    keyed = (*words, "--idempotency-key", "kill-at-seven")
    code, out, err = clerk(*keyed)
    assert code == 0, err
    assert "stopped: ART-000001, ART-000002" in out
    assert "2 licences at rest: LIC-2026-00001, LIC-2026-00002" in out
    assert "call    Orla Finch, rights@le.example" in out
    made = clerk.json(*keyed)
    assert made == clerk.json(*words)
    assert (made["state"], made["public"], made["private"], made["by"]) == (
        "killed",
        PUBLIC,
        True,
        "N. Vane",
    )
    code, error = clerk.error("article", "kill", 1, "--public", "Something else.")
    assert (code, PUBLIC in error["message"]) == (4, True)

    said = out + err + str(error)
    for each in (
        ("article", "show", 1), ("article", "show", 2), ("article", "list"), ("article", "holders", 2),
        ("licence", "show", 1), ("licence", "list"), ("log",), ("today",), ("search", "falsehood"),
        ("mail", "list"), ("quote", "list"), ("log", "verify"), ("article", "versions", 1),
    ):  # fmt: skip
        said += "".join(map(str, clerk(*each)))
        said += json.dumps(clerk.json(*each))
    assert "malicious falsehood" not in said
    private = clerk.json("article", "reason", 2)
    assert private["text"].encode() == PRIVATE
    assert private["sha256"] not in said
    assert clerk("article", "reason", 1)[1].encode() == PRIVATE + b"\n"
    reads = [e for e in clerk.json("log") if e["action"] == "article reason"]
    assert [e["entity"] for e in reads] == ["ART-000001", "ART-000002"]

    assert [(t["ref"], t["command"]) for t in clerk.json("today", "--section", "kill")] == [
        ("ART-000001", "syndicate article holders ART-000001"),
        ("ART-000002", "syndicate article holders ART-000002"),
    ]
    entries = [(e["entity"], e["action"]) for e in clerk.json("log")]
    for entry in (
        ("ART-000001", "article kill"),
        ("ART-000002", "article kill"),
        ("LIC-2026-00001", "licence suspend"),
        ("LIC-2026-00002", "licence suspend"),
    ):
        assert entries.count(entry) == 1


def test_a_killed_article_is_given_back_with_its_text_and_its_edition_with_its_own(
    clerk, fixed, counsel
):
    clerk.json("article", "link", 1, 2)
    clerk.json("article", "kill", 2, "--public", PUBLIC, "--private", counsel)
    code, error = clerk.error("article", "correct", 1, fixed, *NOTE)
    assert (code, error["hint"]) == (4, "syndicate article reinstate ART-000001 FILE --by NAME")
    code, error = clerk.error("article", "reinstate", 1, TWIN, *BY)
    assert (code, "this is the text that was killed" in error["message"]) == (4, True)
    code, out, err = clerk("article", "reinstate", 1, fixed, *NOTE, *BY)
    assert code == 0, err
    assert "1 licence active again: LIC-2026-00001" in out
    again = f"syndicate --home {clerk.home} article reinstate ART-000002 FILE --by NAME"
    assert f"next: {again}" in err
    code, error = clerk.error("article", "reinstate", 2, "--same-text", *BY)
    assert (code, "why may the killed text stand" in error["message"]) == (2, True)
    words = ("article", "reinstate", 2, "--same-text", "--note", "It never had it.", *BY)
    keyed = (*words, "--idempotency-key", "back-again-2")
    made = clerk.json(*keyed)
    assert (made["version"], made["active_again"]) == (1, ["LIC-2026-00002"])
    assert clerk.json(*keyed) == made
    assert clerk.error(*words)[0] == 4
    assert {row["state"] for row in clerk.json("licence", "list")} == {"active"}


def test_a_key_is_answered_alike_also_after_what_it_stopped_is_back(clerk, fixed):
    link = ("article", "link", 1, 2, "--idempotency-key", "one-work-of-two")
    kill = ("article", "kill", 1, "--public", PUBLIC, "--idempotency-key", "kill-at-seven")
    stop = ("article", "withdraw", 2, "--reason", "Wait.", "--idempotency-key", "wait-for-it")
    clerk.json(*kill)
    first = clerk.json(*link)
    assert first["stopped"] == ["ART-000002"]
    clerk.json("article", "reinstate", 1, fixed, *BY)
    clerk.json("article", "reinstate", 2, "--same-text", *NOTE, *BY)
    clerk.json(*stop)
    clerk.json("article", "reinstate", 2, *BY)
    log = clerk.json("log")
    assert clerk.json(*link)["stopped"] == ["ART-000002"]
    for words, kind, said in ((kill, "kill", PUBLIC), (stop, "withdrawal", "Wait.")):
        again = clerk.json(*words)
        assert (again["kind"], again["public"], again["state"]) == (kind, said, "usable")
    assert clerk.json("log") == log


def test_a_withheld_article_is_refused_to_newcomers_and_comes_back_without_a_file(clerk):
    made = clerk.json("article", "withdraw", 1, "--reason", "A source asks us to wait.")
    assert (made["state"], made["kind"], made["licences"]) == ("withheld", "withdrawal", [])
    assert clerk.json("licence", "show", 1)["state"] == "active"
    shown = clerk.json("article", "show", 1)
    assert (shown["state"], shown["stopped"]["public"]) == ("withheld", "A source asks us to wait.")
    back = clerk.json("article", "reinstate", 1, *BY)
    assert (back["state"], back["version"], back["active_again"]) == ("usable", 1, [])
    assert clerk.json("article", "show", 1)["stopped"] is None


def test_what_is_edited_by_hand_is_marked_and_a_headline_is_a_new_version(clerk):
    made = clerk.json("article", "edit", 1, "--section", "Coast")
    assert (made["section"], made["versions"], made["edited"]) == ("Coast", 1, ["section"])
    made = clerk.json(
        *("article", "edit", 1, "--headline", "Stornby doubles its pilots"),
        *("--published", "19 November 2026", "--url", "https://harbourcourier.example/pilots"),
    )
    assert (made["headline"], made["versions"]) == ("Stornby doubles its pilots", 2)
    assert made["edited"] == ["headline", "published_on", "section", "url"]
    assert (
        clerk.json("article", "show", "https://harbourcourier.example/pilots")["ref"]
        == "ART-000001"
    )
    newest = clerk.json("article", "versions", 1)[0]
    assert (newest["reason"], newest["note"]) == ("updated", "headline, day edited by hand")
    changes = clerk.json("article", "show", 1, "--diff", "1..")
    assert [f["field"] for f in changes["fields"]] == ["headline", "published_on"]
    assert {p["change"] for p in changes["passages"]} == {"same"}
    made = clerk.json("article", "edit", 1, "--release", "published", "--release", "url")
    assert made["edited"] == ["headline", "section"]
    assert made["versions"] == 2
    (task,) = clerk.json("today", "--section", "versions")
    assert task["what"].endswith("; version 2 is newer")
