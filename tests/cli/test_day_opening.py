"""Opening a desk at a terminal: every answer is read at once, and what was typed is never lost."""

from __future__ import annotations

import pytest

from tests.builders import Clerk
from tests.cli.keyboard import at_a_terminal

# What is typed at each question, in order; a list is what is typed at one question after another try.
ANSWERS = {
    "Legal name": ["\n", "The Stornby Post Ltd\n"],
    "Country": ["Congo\n", "CD\n"],
    "E-mail of the desk": ["\n", "rights at stornby\n", "rights@stornbypost.example\n"],
    "Trading name": ["The Stornby Post\n"],
    "Company number": ["00123\n"],
    "Registered in": ["\n"],
    "Registered office": ["\n", "1 Quay; Stornby; ST1 1ST\n"],
    "VAT number": ["none\n"],
    "Web site": ["stornbypost.example\n"],
    "Time zone": ["Londn\n", "Paris\n"],
    "Home currency": ["pounds\n", "EUR\n"],
    "Days to pay": ["a month\n", "30 days\n"],
    "Domain of the site": ["\n", "https://stornbypost.example/\n"],
    "Language of the edition": ["Frensh\n", "French\n"],
    "Bank in the home currency": ["IBAN GB54 HBCR 0000 0000 0000 02\n", "none\n"],
    "Number of the first invoice": ["2026-0413\n", "SP-INV-413\n"],
}
TYPED = [line for lines in ANSWERS.values() for line in lines]


def test_a_wrong_answer_is_asked_again_at_once_with_what_is_wanted_and_both_readings(tmp_path):
    code, screen = at_a_terminal("init", home=tmp_path / "home", cwd=tmp_path, typed=TYPED)
    assert code == 0, screen
    for question, lines in ANSWERS.items():
        assert screen.count(question) == len(lines), question
    for said in (
        "an answer is needed: the name it is registered under",
        "Congo - Brazzaville (CG) or Congo - Kinshasa (CD)",
        "an answer is needed: one address, such as rights@example.org",
        "is not an e-mail address",
        "did you mean Europe/London?",
        "read: Europe/Paris",
        "POUNDS is not a currency",
        "'a month' is not a number of days; write it as 30",
        "read: stornbypost.example",
        "did you mean French (fr)",
        "is not an IBAN",
        "may be number 413 of the year 2026, or number 20260413",
        "read: prefix SP-INV, first number 413",
    ):
        assert said in screen, said
    assert "A desk for The Stornby Post Ltd" in screen
    assert [p.name for p in tmp_path.iterdir()] == ["home"]
    made = Clerk(tmp_path / "home").json("publisher", "show")
    assert (made["country"], made["zone"], made["home_currency"]) == ("CD", "Europe/Paris", "EUR")
    assert made["payment_days"] == 30


@pytest.mark.parametrize(("key", "code"), [("\x03", 130), ("\x04", 2)], ids=["Ctrl-C", "end"])
def test_what_was_typed_outlives_a_dialogue_that_is_broken_off_and_is_gone_on_with(
    tmp_path, key, code
):
    late = TYPED.index("Frensh\n")
    found, screen = at_a_terminal(
        "init", home=tmp_path / "home", cwd=tmp_path, typed=[*TYPED[:late], key]
    )
    assert found == code, screen
    assert "what you typed is kept in publisher.toml" in screen
    assert f"syndicate --home {tmp_path / 'home'} init --from publisher.toml" in screen
    assert not (tmp_path / "home").exists()
    kept = (tmp_path / "publisher.toml").read_text()
    assert 'legal_name = "The Stornby Post Ltd"' in kept
    assert (tmp_path / "publisher.toml").stat().st_mode & 0o077 == 0
    clerk = Clerk(tmp_path / "home")
    refused, error = clerk.error("init", "--from", tmp_path / "publisher.toml")
    assert (refused, "publisher.toml" in error["message"]) == (2, True)

    found, screen = at_a_terminal(
        *("init", "--from", "publisher.toml"),
        home=tmp_path / "home",
        cwd=tmp_path,
        typed=TYPED[late:],
    )
    assert found == 0, screen
    assert "Legal name" not in screen
    assert "Days to pay" not in screen
    made = clerk.json("publisher", "show")
    assert (made["legal_name"], made["company_no"]) == ("The Stornby Post Ltd", "00123")
    assert made["registered_office"] == ["1 Quay", "Stornby", "ST1 1ST"]
    assert made["vat_registered"] is False


def test_another_file_of_that_name_is_left_alone(tmp_path):
    (tmp_path / "publisher.toml").write_text("mine")
    found, screen = at_a_terminal(
        "init", home=tmp_path / "home", cwd=tmp_path, typed=["The Stornby Post Ltd\n", "\x04"]
    )
    assert (found, "kept in publisher-2.toml" in screen) == (2, True)
    assert (tmp_path / "publisher.toml").read_text() == "mine"


def test_who_has_a_desk_already_is_told_before_the_first_question(tmp_path):
    clerk = Clerk(tmp_path / "home")
    clerk.json("init", "--yes")
    found, screen = at_a_terminal("init", home=tmp_path / "home", cwd=tmp_path, typed=[])
    assert (found, "has a desk already" in screen, "Legal name" in screen) == (5, True, False)
