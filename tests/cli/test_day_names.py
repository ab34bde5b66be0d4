"""Whom a name means: nobody is filed twice for another spelling, and no mail makes two requests."""

from __future__ import annotations

import pytest

from tests import builders
from tests.builders import Clerk
from tests.cli.keyboard import at_a_terminal


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A desk with an article and two licensees, one with an outlet."""
    home = tmp_path_factory.mktemp("prepared")
    with builders.a_desk(None, home, lambda: builders.MORNING) as desk:
        builders.an_article(desk)
        gulf = builders.a_licensee(desk, "Gulf Herald Média Ltd", trading_name="GHM Group")
        desk.licensees.add_outlet(
            gulf,
            "The Evening Lantern",
            medium="website",
            domains=("eveninglantern.example",),
            audience=90_000,
        )
        desk.licensees.add_outlet(gulf, "Lantern Weekly", medium="magazine")
        builders.a_licensee(desk, "Smith & Sons SARL")
    return home


@pytest.fixture
def clerk(prepared, tmp_path):
    """Somebody at a copy of that desk."""
    return Clerk(builders.copied(prepared, tmp_path / "home"))


def log(name, *more):
    return ("request", "log", "--licensee", name, "--article", 1, *more)


@pytest.mark.parametrize(
    ("typed", "outlet"),
    [
        ("The Evening Lantern", "The Evening Lantern"),
        ("eveninglantern.example", "The Evening Lantern"),
        ("https://www.eveninglantern.example/contact", "The Evening Lantern"),
        ("Lantern Weekly", "Lantern Weekly"),
    ],
)
def test_an_outlets_title_or_domain_means_its_licensee_and_that_outlet_and_it_is_said(
    clerk, typed, outlet
):
    code, out, err = clerk(*log(typed))
    assert (code, "Gulf Herald Média Ltd (PTY-000001)" in out) == (0, True)
    assert f"{outlet}, an outlet of Gulf Herald Média Ltd (PTY-000001)" in err
    made = clerk.json("request", "show", 1)
    assert (made["licensee"], made["items"][0]["use"]["outlet_title"]) == ("PTY-000001", outlet)
    assert len(clerk.json("licensee", "list")) == 2


@pytest.mark.parametrize("typed", ["Gulf Herald Média Ltd", "GHM Group", "PTY-000001", "1"])
def test_a_name_as_it_is_on_file_means_its_licensee(clerk, typed):
    assert clerk.json(*log(typed))["licensee"] == "PTY-000001"


NEAR = [
    pytest.param("gulf herald média ltd", "PTY-000001", id="another case"),
    pytest.param("Gulf Herald Media Ltd", "PTY-000001", id="another accent"),
    pytest.param("Gulf-Herald Média, Ltd.", "PTY-000001", id="other points"),
    pytest.param("Gulf Herald Média Limited", "PTY-000001", id="another legal form"),
    pytest.param("Gulf Herald Média LLC", "PTY-000001", id="an American form"),
    pytest.param("Smith and Sons", "PTY-000002", id="without its form"),
    pytest.param("Gulf Hreald Média", "PTY-000001", id="two letters turned"),
    pytest.param("Gulf Herald", "PTY-000001", id="one word less"),
    pytest.param("GHM Groop", "PTY-000001", id="a slip in the trading name"),
    pytest.param("Evening Lantern", "PTY-000001", id="an outlet without its article"),
    pytest.param("eveninglantem.example", "PTY-000001", id="a slip in a domain"),
]


@pytest.mark.parametrize(("typed", "ref"), NEAR)
def test_a_near_name_is_refused_and_both_ways_out_are_named(clerk, typed, ref):
    before = clerk.json("log", "head")
    code, error = clerk.error(*log(typed))
    assert (code, error["code"]) == (2, "bad-input")
    assert ref in error["message"]
    assert f"--licensee {ref}" in error["hint"]
    assert "--new-licensee" in error["hint"]
    assert clerk.json("log", "head") == before
    made = clerk.json(*log(typed, "--new-licensee"))
    assert (made["licensee"], made["licensee_name"]) == ("PTY-000003", typed)


@pytest.mark.parametrize("flag", ["--payer", "--end-client"])
def test_the_payer_and_the_end_client_are_asked_about_too(clerk, flag):
    code, error = clerk.error(*log(2, flag, "gulf herald"))
    assert (code, f"{flag} PTY-000001" in error["hint"]) == (2, True)
    clerk.json(*log(2))
    code, error = clerk.error("request", "edit", 1, flag, "gulf herald")
    assert (code, f"{flag} PTY-000001" in error["hint"]) == (2, True)
    made = clerk.json("request", "edit", 1, flag, "The Evening Lantern")
    assert made[flag[2:].replace("-", "_")] == "PTY-000001"
    made = clerk.json("request", "edit", 1, flag, "gulf herald", "--new-licensee")
    assert made[flag[2:].replace("-", "_")] == "PTY-000003"


@pytest.mark.parametrize("typed", ["GULF HERALD MÉDIA", "Smith & Sons", "The Evening Lantern"])
def test_a_licensee_is_not_filed_again_under_a_near_name_unless_it_is_new(clerk, typed):
    code, error = clerk.error("licensee", "add", typed)
    assert (code, "--new-licensee" in error["hint"]) == (2, True)
    assert len(clerk.json("licensee", "list")) == 2
    assert clerk.json("licensee", "add", typed, "--new-licensee")["ref"] == "PTY-000003"


def test_a_name_that_is_near_nobody_is_a_new_licensee_and_it_is_said(clerk):
    code, _, err = clerk(*log("Wendmoor Observer"))
    assert (code, "read: Wendmoor Observer is a new licensee" in err) == (0, True)


def test_looking_up_passes_over_case_and_form_and_names_what_is_near(clerk):
    assert clerk.json("licensee", "show", "gulf herald media")["ref"] == "PTY-000001"
    assert clerk.json("licensee", "show", "eveninglantern.example")["ref"] == "PTY-000001"
    code, error = clerk.error("licensee", "show", "Gulf Hreald Media")
    assert (code, "PTY-000001" in error["message"]) == (3, True)


def test_a_title_that_two_licensees_have_is_refused_with_both(clerk):
    clerk.json("licensee", "outlet", "add", 2, "The Evening Lantern")
    code, error = clerk.error(*log("The Evening Lantern"))
    assert (code, "PTY-000001 and PTY-000002" in error["message"]) == (2, True)


@pytest.mark.parametrize(
    ("answers", "ref"),
    [
        (["7\n", "\n", "1\n"], "PTY-000001"),
        (["new\n"], "PTY-000003"),
        (["pty-000001\n"], "PTY-000001"),
    ],
)
def test_at_a_terminal_one_is_asked_which_is_meant(clerk, answers, ref):
    code, screen = at_a_terminal(*log("Gulf Herald Media Limited"), home=clerk.home, typed=answers)
    assert code == 0, screen
    assert "1  Gulf Herald Média Ltd (PTY-000001)" in screen
    assert clerk.json("request", "show", 1)["licensee"] == ref


def test_at_a_terminal_a_licensee_on_file_is_shown_instead_of_filed_again(clerk):
    code, screen = at_a_terminal(
        "licensee", "add", "Gulf Herald Media", home=clerk.home, typed=["1\n"]
    )
    assert (code, "is on file already; nothing was added" in screen) == (0, True)
    assert len(clerk.json("licensee", "list")) == 2


MAIL = b"""From: Tove Marsh <tove@tarnherald.example>
Subject: Your story on the night pilots
Message-ID: <4711@tarnherald.example>
Content-Type: text/plain; charset=utf-8

May we republish https://harbourcourier.example/news/night-pilots on our website?
"""


def test_the_same_mail_makes_one_request_however_often_it_is_logged(clerk, tmp_path):
    first = clerk.json("request", "log", "-", typed=MAIL)
    assert first["logged_before"] is False
    head = clerk.json("log", "head")
    again = tmp_path / "again.eml"
    again.write_bytes(b"X-Forwarded: yes\n" + MAIL)
    for words, typed in ((["-"], MAIL), ([again], b"")):
        code, out, err = clerk("request", "log", *words, typed=typed)
        assert (code, first["ref"] in out) == (0, True)
        assert f"this mail was logged before, as {first['ref']} on 2026-11-23" in err
    made = clerk.json("request", "log", "-", "--licensee", 2, typed=MAIL)
    assert (made["ref"], made["licensee"], made["logged_before"]) == (
        first["ref"],
        first["licensee"],
        True,
    )
    assert len(clerk.json("request", "list")) == 1
    assert len(clerk.json("mail", "list")) == 1
    assert clerk.json("log", "head") == head


def test_a_mail_without_an_identity_is_known_by_its_bytes(clerk):
    pasted = MAIL.replace(b"Message-ID: <4711@tarnherald.example>\n", b"")
    first = clerk.json("request", "log", "-", typed=pasted)["ref"]
    assert clerk.json("request", "log", "-", typed=pasted)["ref"] == first
    other = pasted.replace(b"May we", b"May I")
    assert clerk.json("request", "log", "-", typed=other)["ref"] != first


def test_a_mail_in_the_name_of_a_near_licensee_asks_who_it_is(clerk):
    mail = MAIL.replace(b"our website?\n", b"our website?\n\nTove Marsh\nGulf Herald Media\n")
    code, error = clerk.error("request", "log", "-", typed=mail)
    assert (code, "PTY-000001" in error["message"]) == (2, True)
    made = clerk.json("request", "log", "-", "--licensee", 1, typed=mail)
    assert made["licensee"] == "PTY-000001"
