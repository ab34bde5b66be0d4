"""The desk's commands as people type them: opening a desk, old numbers, pasted mails, dates and sums."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from syndicate.documents.pictures import page_text
from syndicate.rules import dates
from syndicate.rules.money import Money
from syndicate.rules.requests import Exclusivity
from tests import builders
from tests.builders import TWIN, TWIN_URL, Clerk


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A desk with the twin settled, a licensee with an outlet, and nothing asked for yet."""
    home = tmp_path_factory.mktemp("prepared")
    with builders.a_desk(None, home, lambda: builders.MORNING) as desk:
        builders.an_article(desk)
        licensee = builders.a_licensee(desk)
        desk.licensees.add_outlet(
            licensee,
            "Fenmouth Gazette online",
            medium="website",
            domains=("fenmouthgazette.example",),
            audience=250_000,
        )
    return home


@pytest.fixture
def clerk(prepared, tmp_path):
    """Somebody at a copy of that desk."""
    return Clerk(builders.copied(prepared, tmp_path / "home"))


FULL = (
    *("--territory", "UK", "--language", "English", "--first-use", "today"),
    *("--duration", "12m", "--purpose", "editorial", "--whole"),
)


def test_a_desk_is_opened_once_from_a_file_and_shows_what_it_read(tmp_path):
    clerk = Clerk(tmp_path / "home")
    code, out, _ = clerk()
    assert code == 0
    assert [f"  {n}. syndicate" in out for n in (1, 2, 3)] == [True] * 3
    assert not clerk.home.exists()
    file = tmp_path / "publisher.toml"
    file.write_text(clerk.json("init", "--sample")["sample"])
    made = clerk.json("init", "--from", file)
    assert (made["state"], made["legal_name"]) == ("specimen", "The Harbour Courier Ltd")
    assert [e["code"] for e in made["editions"]] == ["en", "fr"]
    assert set(made["banks"]) == {"GBP", "EUR"}
    code, error = clerk.error("init", "--from", file)
    assert (code, error["code"]) == (5, "conflict")
    assert clerk.json("rate", "list") == []
    code, error = clerk.error("init", "--legal-name", "X Ltd")
    assert code == 2


def test_an_account_is_added_and_closed_by_one_line_and_the_rest_stays(tmp_path):
    clerk = Clerk(tmp_path / "home")
    clerk.json("init", "--yes")
    before = clerk.json("publisher", "show")
    code, _, err = clerk(
        *("publisher", "edit", "--bank", "usd: Account name: Harbour Courier Ltd; IBAN: X1"),
        *("--bank", "EUR: none"),
    )
    assert (code, err.splitlines()) == (
        0,
        ["read: USD: Account name: Harbour Courier Ltd / IBAN: X1", "read: EUR: no account"],
    )
    after = clerk.json("publisher", "show")
    assert after["banks"] == {
        "GBP": before["banks"]["GBP"],
        "USD": ["Account name: Harbour Courier Ltd", "IBAN: X1"],
    }
    assert {**after, "banks": None} == {**before, "banks": None}
    code, error = clerk.error(
        "publisher", "edit", "--bank", "GBP: IBAN GB00 HBCR 0000 0000 0000 01"
    )
    assert code == 2
    assert "IBAN" in error["message"]
    for words in ((), ("--bank", "nowhere"), ("--bank", "USD: A", "--from", "publisher.toml")):
        code, error = clerk.error("publisher", "edit", *words)
        assert code == 2
    assert clerk.json("publisher", "show") == after


def test_the_commands_that_mend_a_publishers_vat_do_so(tmp_path):
    clerk = Clerk(tmp_path / "home")
    clerk.json("init", "--yes")
    made = clerk.json("publisher", "edit", "--vat", "GB 100 4031 03", "--vat-rate", "17.5%")
    assert (made["vat_no"], made["vat_rate"], made["vat_registered"]) == (
        "GB100403103",
        "17.5",
        True,
    )
    code, error = clerk.error("publisher", "edit", "--vat", "GB123")
    assert (code, error["code"]) == (2, "bad-input")


def test_the_numbers_go_on_where_the_old_books_stopped_under_the_publishers_own_prefixes(tmp_path):
    clerk = Clerk(tmp_path / "home")
    file = tmp_path / "publisher.toml"
    series = {"INV": ("HC-INV", 412), "LIC": ("GRANT", 97), "QUO": ("OFFER", 8), "REQ": ("ASK", 3)}
    text = builders.sample()
    head, _, _ = text.partition("[series.INV]")
    tables = [f'[series.{k}]\nprefix = "{p}"\nfirst = {n}\n' for k, (p, n) in series.items()]
    file.write_text(head + "\n".join(tables))
    clerk.json("init", "--from", file)
    card = tmp_path / "card.toml"
    card.write_text(clerk.json("rate", "show", "--sample")["text"])
    clerk.json("rate", "import", card)
    with builders.opened(clerk.home, lambda: clerk.now) as desk:
        builders.an_article(desk)
        builders.a_licensee(desk)
    clerk.json("licensee", "edit", 1, "--terms", "pay-first")
    clerk.json("licensee", "outlet", "add", 1, "Echo", "--medium", "website", "--audience", 90_000)
    asked = clerk.json("request", "log", "--licensee", 1, "--article", 1, *FULL)
    assert asked["ref"] == "ASK-2026-00003"
    quote = clerk.json("quote", "draft", "ask-2026-3")["ref"]
    assert quote == "OFFER-2026-00008"
    with builders.opened(clerk.home, lambda: clerk.now) as desk:
        builders.an_accepted_quote(desk, quote=quote)
    proforma = clerk.json("invoice", "issue", quote, "--yes")
    assert (proforma["ref"], proforma["state"]) == (quote, "pro-forma")
    clerk.json("payment", "record", "offer 8", "--amount", "£180")
    with builders.opened(clerk.home, lambda: clerk.now) as desk:
        assert desk.invoices.bill(quote) == "HC-INV-2026-00412"
        assert desk.licences.grant(quote) == "GRANT-2026-00097"
    for words in (
        ["invoice", "show", 412],
        ["invoice", "show", "hc-inv-2026-00412"],
        ["licence", "show", "GRANT-2026-00097"],
        ["quote", "show", 8],
    ):
        assert clerk.json(*words)["ref"].endswith(("00412", "00097", "00008"))
    later = Clerk(clerk.home, now=builders.MORNING.replace(year=2027, month=1, day=4))
    assert later.json("request", "log", "--licensee", 1, "--article", 1)["ref"] == "ASK-2027-00001"


MAIL = b"""From: Tove Marsh <tove@tarnherald.example>
To: rights@harbourcourier.example
Subject: Your story on the night pilots
Message-ID: <4711@tarnherald.example>
Date: Mon, 23 Nov 2026 08:12:00 +0000
Content-Type: text/plain; charset=utf-8

Dear desk,

may we republish https://harbourcourier.example/news/night-pilots on our website, the Tarn Herald?

Tove Marsh
"""


@pytest.mark.parametrize("how", ["pasted", "as a file"])
def test_a_mail_becomes_a_request_with_who_what_and_the_questions_that_are_open(
    clerk, tmp_path, how
):
    file = tmp_path / "ask.eml"
    file.write_bytes(MAIL)
    if how == "pasted":
        made = clerk.json("request", "log", "-", typed=MAIL)
    else:
        made = clerk.json("request", "log", file)
    assert (made["channel"], made["state"]) == ("mail", "info-needed")
    assert [item["article"] for item in made["items"]] == ["ART-000001"]
    assert made["items"][0]["use"]["medium"] == "website"
    licensee = clerk.json("licensee", "show", made["licensee"])
    assert licensee["contacts"][0]["email"] == "tove@tarnherald.example"
    missing = {m["field"] for m in made["items"][0]["missing"]}
    assert {"audience", "territories", "duration"} <= missing
    (mail,) = clerk.json("mail", "list")
    assert (mail["kind"], mail["recipient"]) == ("questions", "tove@tarnherald.example")
    edited = clerk.json(
        "request", "edit", made["ref"], "--outlet", "Tarn Herald", "--audience", "90k", *FULL
    )
    assert edited["state"] == "triaged"
    assert edited["items"][0]["use"]["audience"] == 90_000
    again = clerk.json("request", "log", file)
    assert again["licensee"] == made["licensee"]


def test_a_mail_that_is_logged_again_for_another_changes_nothing_and_names_what_does(clerk):
    made = clerk.json("request", "log", "-", typed=MAIL)
    code, out, err = clerk("request", "log", "-", "--licensee", 1, typed=MAIL)
    assert code == 0, err
    assert made["licensee_name"] in out
    assert f"it stays with {made['licensee_name']}: logging it again changes nothing" in err
    assert f'request edit {made["ref"]} --licensee "1"' in err
    edited = clerk.json("request", "edit", made["ref"], "--licensee", 1)
    assert edited["licensee_name"] == "Fenmouth Gazette plc"
    _, _, err = clerk("request", "log", "-", "--licensee", 1, typed=MAIL)
    assert "it stays with" not in err


def test_a_closed_request_says_why_and_asks_nothing_until_it_is_reopened(clerk):
    made = clerk.json("request", "log", "--licensee", 1, "--article", 1)
    code, out, err = clerk("request", "close", made["ref"], "--as", "lapsed", "--reason", "silence")
    assert code == 0, err
    assert f"{made['ref']}  lapsed: silence" in out
    assert "missing" not in out
    assert "questions" not in out
    assert f" request reopen {made['ref']}" in err
    assert "request edit" not in err
    code, error = clerk.error("request", "edit", made["ref"], "--rush")
    assert (code, error["hint"]) == (4, f"syndicate request reopen {made['ref']}")
    assert clerk.json("request", "reopen", made["ref"])["state"] == "triaged"


def test_an_edited_request_sends_its_quote_to_be_revised_and_a_price_agreed_is_kept(clerk):
    clerk.json("licensee", "edit", 1, "--terms", "pay-first")
    ref = clerk.json("request", "log", "--licensee", 1, "--article", 1, *FULL)["ref"]
    quote = clerk.json("quote", "draft", ref, "--agreed", 300, "--reason", "phone")["ref"]
    code, _, err = clerk("request", "edit", ref, "--duration", "24m")
    assert code == 0, err
    assert f" quote revise {quote}" in err
    _, out, _ = clerk("quote", "revise", quote)
    assert "note: agreed price kept: 300.00 GBP, phone; agreed by mara" in out
    assert clerk.json("quote", "revise", quote, "--by-card")["net"]["amount"] != "300.00"
    clerk.json("quote", "revise", quote, "--agreed", 300, "--reason", "phone")
    with builders.opened(clerk.home, lambda: clerk.now) as desk:
        builders.an_accepted_quote(desk, quote=quote)
    code, _, err = clerk("payment", "record", quote, "--amount", 100)
    assert code == 0, err
    assert f"still open on {quote}: 260.00 GBP" in err
    assert f' payment record {quote} --amount "260.00 GBP"' in err
    _, _, err = clerk("payment", "record", quote, "--amount", 260)
    assert f" invoice issue {quote}" in err


def test_who_and_what_are_enough_and_what_is_missing_is_asked_for(clerk):
    made = clerk.json("request", "log", "--licensee", "Wendmoor Observer", "--article", TWIN_URL)
    assert made["licensee_name"] == "Wendmoor Observer"
    assert [q for q in made["questions"] if "countries" in q]
    code, error = clerk.error("quote", "draft", made["ref"])
    assert (code, error["code"]) == (4, "refused")
    assert error["hint"].startswith(f"syndicate request edit {made['ref']} --medium")


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("£1,200", "1200.00"),
        ("1 200,50 GBP", "1200.50"),
        ("GBP 1200.5", "1200.50"),
        ("300", "300.00"),
    ],
)
def test_sums_are_read_as_people_write_them(clerk, typed, amount):
    made = clerk.json("request", "log", "--licensee", 1, "--article", 1, *FULL)
    quote = clerk.json(
        "quote", "draft", made["ref"], "--agreed", typed, "--reason", "agreed by telephone"
    )
    assert quote["net"] == {"amount": amount, "currency": "GBP"}
    assert quote["steps"][-1]["rule"] == "agreed"


def test_what_was_understood_is_said_and_what_has_two_readings_is_refused_with_both(clerk):
    with builders.opened(clerk.home, lambda: clerk.now) as desk:
        builders.an_invoice(desk, licensee="1", article="1")
    code, _, err = clerk("payment", "record", 1, "--amount", "80", "--on", "yesterday")
    assert (code, "read: 80.00 GBP received on 2026-11-22" in err) == (0, True)
    code, error = clerk.error("payment", "record", 1, "--amount", "1", "--on", "03/04/2026")
    assert code == 2
    assert "3 April 2026" in error["message"]
    assert "4 March 2026" in error["message"]
    with builders.opened(clerk.home, lambda: clerk.now) as desk:
        desk.publishers.change(banks={"KWD": ("IBAN: KW81 CBKU 0000 0000 0000 1234 5601 01",)})
        quote = desk.quotes.draft(
            builders.a_request(desk, licensee="1", article="1"),
            agreed=Money.of("500.000", "KWD"),
            reason="telephone",
        ).ref
    code, error = clerk.error(
        "quote", "revise", quote, "--currency", "KWD", "--agreed", "1,200", "--reason", "more"
    )
    assert code == 2
    assert "1200" in error["message"].replace(",", "").replace(" ", "")
    assert "1.200" in error["message"]


def test_days_spans_places_and_languages_are_read_as_people_write_them(clerk):
    made = clerk.json(
        *("request", "log", "--licensee", 1, "--article", 1, "--first-use", "+30d"),
        *("--duration", "2 years", "--territory", "Germany, AT, Suisse"),
        *("--language", "German, fr-CA", "--purpose", "editorial"),
    )
    use = made["items"][0]["use"]
    assert use["first_use"] == "2026-12-23"
    assert use["territories"] == ["DE", "AT", "CH"]
    assert use["languages"] == ["de", "fr-CA"]
    assert (
        "24 months" in made["items"][0]["understood"] or "2 years" in made["items"][0]["understood"]
    )
    code, error = clerk.error("request", "edit", made["ref"], "--territory", "Atlantis")
    assert (code, error["code"]) == (2, "bad-input")


def test_a_request_is_declined_and_a_quote_declined_or_withdrawn_with_the_reason(clerk):
    first = clerk.json("request", "log", "--licensee", 1, "--article", 1, *FULL)["ref"]
    code, error = clerk.error("request", "decline", first)
    assert (code, "--reason" in error["message"]) == (2, True)
    declined = clerk.json("request", "decline", first, "--reason", "an advertisement")
    assert (declined["state"], declined["reason"]) == ("declined", "an advertisement")
    second = clerk.json("request", "log", "--licensee", 1, "--article", 1, *FULL)["ref"]
    quote = clerk.json("quote", "draft", second)["ref"]
    assert (
        clerk.json("quote", "withdraw", quote, "--reason", "wrong outlet")["state"] == "withdrawn"
    )
    quote = clerk.json("quote", "draft", second)["ref"]
    with builders.opened(clerk.home, lambda: clerk.now) as desk:
        desk.quotes.offer(quote)
    assert clerk.json("quote", "decline", quote, "--reason", "too dear")["state"] == "declined"
    assert clerk.json("request", "show", second)["state"] == "triaged"
    revised = clerk.json("quote", "revise", quote, "--agreed", 90, "--reason", "their last word")
    assert (revised["state"], revised["revision"]) == ("draft", 2)
    assert clerk.json("request", "show", second)["state"] == "quoted"
    clerk.json("quote", "withdraw", quote, "--reason", "no answer")
    code, error = clerk.error("request", "close", second, "--as", "forgotten", "--reason", "x")
    assert (code, "lost, lapsed, duplicate" in error["message"]) == (2, True)
    closed = clerk.json("request", "close", second, "--reason", "too dear")
    assert (closed["state"], closed["reason"]) == ("lost", "too dear")


def test_a_rate_is_typed_with_its_day_and_source_and_said_as_it_was_read(clerk):
    clerk.json("request", "log", "--licensee", 1, "--article", 1, *FULL)
    rate = ("--currency", "EUR", "--fx-rate", "1.17", "--fx-source", "a bank")
    code, error = clerk.error("quote", "draft", 1, *rate, "--fx-date", "tomorrow")
    assert (code, "has not come yet" in error["message"]) == (2, True)
    code, error = clerk.error("quote", "draft", 1, "--fx-date", "yesterday")
    assert (code, "names no rate" in error["message"]) == (2, True)
    code, out, err = clerk("quote", "draft", 1, *rate, "--fx-date", "1 November 2026")
    assert code == 0
    assert "read: 1 GBP = 1.17 EUR, a bank, 2026-11-01" in err
    assert "note: the rate is of 1 November 2026, 22 days old" in out
    assert clerk.json("quote", "show", 1)["fx"]["on"] == "2026-11-01"


def test_a_draft_that_clashes_says_so_and_what_is_free_instead(clerk):
    with builders.opened(clerk.home, lambda: clerk.now) as desk:
        sole = builders.a_use(
            exclusivity=Exclusivity.SOLE, duration=dates.read_span("10d"), outlet_title="Echo"
        )
        builders.a_licence(
            desk, article="1", licensee=builders.a_licensee(desk, "Marl Bulletin plc"), use=sole
        )
    clerk.json("request", "log", "--licensee", 1, "--article", 1, *FULL)
    for words in (["quote", "draft", 2, "--dry-run"], ["quote", "draft", 2]):
        code, out, err = clerk(*words)
        assert code == 0
        assert "cannot be granted: ART-000001, sole to Marl Bulletin plc (LIC-2026-00001)" in out
        assert "instead: United Kingdom, English, website is free from 3 December 2026" in out
    assert "request edit REQ-2026-00002 --first-use 2026-12-03\n" in err
    shown = clerk.json("quote", "show", 2)
    assert shown["clashes"][0]["licence"] == "LIC-2026-00001"
    code, error = clerk.error("quote", "send", 2)
    assert (code, error["hint"]) == (
        4,
        "syndicate request edit REQ-2026-00002 --first-use 2026-12-03",
    )
    clerk.json(*error["hint"].split()[1:])
    clerk.json("quote", "revise", 2)
    assert clerk.json("quote", "show", 2)["clashes"] == []


def test_a_note_and_who_deals_with_it_stay_with_a_request(clerk):
    ref = clerk.json("request", "log", "--licensee", 1, "--article", 1, *FULL)["ref"]
    clerk.json("request", "note", ref, "Rang back.")
    clerk.json("request", "assign", ref, "leila")
    shown = clerk.json("request", "show", ref)
    assert shown["notes"] == ["2026-11-23 mara: Rang back."]
    assert shown["assigned_to"] == "leila"


def test_the_publishers_own_terms_are_printed_from_the_day_they_are_adopted(clerk, tmp_path):
    file = tmp_path / "terms.md"
    file.write_text("## Marmalade\n\nThe licensee keeps a jar of marmalade for the desk.\n")
    made = clerk.json("terms", "adopt", file, "--by", "Head of legal")
    assert (made["ref"], made["state"]) == ("terms/en/1", "in-force")
    with builders.opened(clerk.home, lambda: clerk.now) as desk:
        quote = builders.an_accepted_quote(desk, licensee="1", article="1")
    licence = clerk.json("licence", "issue", quote, "--yes")
    text = " ".join(page_text(Path(licence["path"]).read_bytes()).split())
    assert "keeps a jar of marmalade" in text
    assert "not reviewed by a lawyer" not in text
    assert clerk.json("terms", "adopt", file, "--by", "Head of legal")["ref"] == "terms/en/2"
    states = {t["ref"]: t["state"] for t in clerk.json("terms", "list")}
    assert states == {"terms/en/1": "superseded", "terms/en/2": "in-force"}
    facts = clerk.json("licence", "show", licence["ref"])
    assert facts["sha256"] == licence["sha256"]


def test_a_card_with_gaps_is_checked_and_not_filed(clerk, tmp_path):
    card = tmp_path / "card.toml"
    sample = clerk.json("rate", "show", "--sample")["text"].replace('"2026.1"', '"2026.9"')
    card.write_text(sample.replace('["more", 750]', "[6_000_000, 750]"))
    code, out, err = clerk("rate", "check", card, "--json")
    assert code == 7
    assert json.loads(out)[0]["rule"]
    assert json.loads(err)["error"]["code"] == "findings"
    code, error = clerk.error("rate", "import", card)
    assert (code, error["code"]) == (4, "refused")
    assert [c["version"] for c in clerk.json("rate", "list")] == ["2026.1"]
    card.write_text(sample)
    assert clerk.json("rate", "check", card) == []
    assert clerk.json("rate", "import", card)["ref"] == "demo-card-invented/2026.9"
    code, error = clerk.error("rate", "import", card)
    assert (code, error["code"]) == (5, "conflict")


def test_an_article_comes_in_from_a_page_and_its_next_version_is_kept_beside_it(clerk, tmp_path):
    page = tmp_path / "page.html"
    html = (builders.SAMPLES / "night-pilots.html").read_text()
    page.write_text(re.sub(r"file:[^\"')]*", "https://harbourcourier.example/quay.jpg", html))
    made = clerk.json("article", "add", page, "--url", "https://harbourcourier.example/news/other")
    assert made["ref"] == "ART-000002"
    assert (
        made["headline"]
        == "Stornby doubles its night pilots after a third grounding in the narrows"
    )
    story = tmp_path / "story.txt"
    story.write_text(TWIN.read_text().replace("340 crowns", "360 crowns"))
    code, error = clerk.error("article", "add", story, "--url", TWIN_URL)
    assert (code, error["code"]) == (5, "conflict")
    assert "--update" in error["hint"]
    updated = clerk.json("article", "add", story, "--url", TWIN_URL, "--update")
    assert (updated["ref"], updated["version"], updated["versions"]) == ("ART-000001", 2, 2)
    first = clerk.json("article", "show", 1, "--version", 1)
    assert "340 crowns" in first["delivered"]
    assert "360 crowns" in clerk.json("article", "show", 1)["delivered"]
    assert first["digest"] != updated["digest"]


def test_a_headline_in_arabic_is_filed_and_printed_in_its_own_letters(clerk):
    made = clerk.json("article", "add", builders.SAMPLES / "murshidun.txt", "--lang", "Arabic")
    assert made["language"] == "ar"
    with builders.opened(clerk.home, lambda: clerk.now) as desk:
        builders.settle(desk, made["ref"])
        quote = builders.an_accepted_quote(
            desk, licensee="1", article=made["ref"], use=builders.a_use(languages=("ar",))
        )
        licence = desk.licences.issue(quote)
    text = page_text(Path(licence.path).read_bytes())
    words = made["headline"].split()
    assert sum(word in text for word in words) >= len(words) - 1


def test_what_is_over_and_what_was_withheld_are_due_until_a_command_settles_them(clerk, tmp_path):
    def billed(price):
        made = clerk.json("request", "log", "--licensee", 1, "--article", 1, *FULL)
        words = ("--agreed", price, "--reason", "agreed by telephone")
        quote = clerk.json("quote", "draft", made["ref"], *words)["ref"]
        clerk.json("quote", "send", quote)
        clerk.json("quote", "accept", quote, "--by", "Orla Finch")
        return clerk.json("invoice", "issue", quote, "--yes")["ref"]

    first, second = billed("£100"), billed("£50")  # 120.00 and 60.00 with VAT
    _, out, err = clerk("payment", "record", first, "--amount", "130", "--withheld", "10")
    assert "PAY-2026-00001" in out
    assert "payment certificate PAY-2026-00001 --file FILE" in err
    due = clerk.json("today", "--section", "payments")
    assert [(task["ref"], task["command"]) for task in due] == [
        ("PAY-2026-00001", f"syndicate payment allocate PAY-2026-00001 {second}"),
        ("PAY-2026-00001", "syndicate payment certificate PAY-2026-00001 --file FILE"),
    ]
    made = clerk.json("payment", "allocate", "PAY-2026-00001", second, "£20")
    assert (made["ref"], made["state"]) == ("PAY-2026-00001", "allocated")
    code, error = clerk.error("payment", "allocate", "PAY-2026-00001", second)
    assert (code, error["code"]) == (4, "refused")
    paper = tmp_path / "certificate.pdf"
    paper.write_bytes(b"%PDF-1.7 tax withheld")
    made = clerk.json("payment", "certificate", 1, "--file", paper, "--on", "20/11/2026")
    assert (made["certificate"], made["certificate_on"]) == ("on file", "2026-11-20")
    assert clerk.json("today", "--section", "payments") == []
    (line,) = clerk.json("payment", "list")
    assert (line["unallocated"]["amount"], line["withheld"]["amount"]) == ("0.00", "10.00")


def test_a_licence_is_shown_before_it_is_issued_in_words_and_not_in_data(clerk):
    with builders.opened(clerk.home, lambda: clerk.now) as desk:
        builders.an_accepted_quote(desk, article="1", licensee="1")
    code, out, _ = clerk("licence", "issue", 1, "--dry-run")
    assert code == 0
    assert out.startswith("QUO-2026-00001  dry-run\n")
    assert "     fee         " in out
    assert "     licensed    passages 1" in out
    assert "{" not in out


def test_a_table_of_fees_is_tried_on_the_card_in_force_and_on_one_in_a_file(clerk, tmp_path):
    table = tmp_path / "cases.csv"
    head = "case,medium,audience,territories,duration,words,fee\n"
    table.write_text(f"{head}plain,website,50k,UK,12m,600,90\n", encoding="utf-8")
    code, out, err = clerk("rate", "test", table)
    assert (code, out) == (0, "")
    assert "fees as expected: 1 of 1" in err
    table.write_text(f"{head}plain,website,50k,UK,12m,600,£91\n", encoding="utf-8")
    code, out, err = clerk("rate", "test", table, "--json")
    assert code == 7
    (found,) = json.loads(out)
    assert (found["priced"]["amount"], found["expected"]["amount"]) == ("90.00", "91.00")
    dearer = tmp_path / "card.toml"
    text = clerk.json("rate", "show", "--sample")["text"]
    dearer.write_text(text.replace("[50_000, 90]", "[50_000, 91]"), encoding="utf-8")
    assert clerk("rate", "test", table, "--card", dearer)[0] == 0
    code, error = clerk.error("rate", "test", table, "--card", "nobody")
    assert (code, error["code"]) == (3, "not-found")


def test_two_cards_are_held_side_by_side_over_what_was_quoted(clerk, tmp_path):
    clerk.json("request", "log", "--licensee", 1, "--article", 1, *FULL)
    clerk.json("quote", "draft", 1)
    dearer = tmp_path / "card.toml"
    text = clerk.json("rate", "show", "--sample")["text"]
    dearer.write_text(text.replace("[250_000, 150]", "[250_000, 165]"), encoding="utf-8")
    code, out, err = clerk("rate", "diff", "demo-card-invented", dearer)
    assert code == 0
    assert "QUO-2026-00001\tFenmouth Gazette plc\t150.00 GBP\t165.00 GBP\t15.00 GBP" in out
    assert "quotes: 1 dearer, 0 cheaper, 0 the same, 0 not to be compared" in err
    assert "in all 150.00 GBP by the old card, 165.00 GBP by the new" in err
    assert clerk.json("rate", "diff", "demo-card-invented", dearer, "--period", "2025") == []


def test_a_word_of_a_hint_that_stands_for_another_is_not_filed_as_somebody(clerk):
    before = clerk.json("log", "head")
    for words in (
        ("article", "clear", 1, 3, "--own-words", "--by", "NAME"),
        ("request", "decline", 1, "--reason", "TEXT"),
    ):
        code, error = clerk.error(*words)
        assert code == 2, words
        assert "stands for what you mean" in error["message"]
    assert clerk.json("log", "head") == before


def test_an_invoice_and_its_duties_are_told_in_words(clerk):
    with builders.opened(clerk.home, lambda: clerk.now) as desk:
        licence = builders.a_licence(desk, article="1", licensee="1")
        builders.an_invoice(desk, source=licence)
    code, out, _ = clerk("invoice", "show", 1)
    assert code == 0
    assert "  1. Licence LIC-2026-00001 to republish" in out
    assert "     1 × 150.00 GBP, VAT 20%: 150.00 GBP" in out
    assert (
        "  net 150.00 GBP, tax 30.00 GBP (home-standard), total 180.00 GBP\n  open 180.00 GBP"
        in out
    )
    assert {duty["item"] for duty in clerk.json("licence", "show", 1)["obligations"]} == {1}
    code, out, _ = clerk("licensee", "show", 1)
    assert "title Fenmouth Gazette online; medium website" in out


def test_a_card_is_shown_to_whoever_says_who_they_are(clerk):
    text = clerk.json("rate", "show", "--sample")["text"]
    assert clerk.json("rate", "show", "--sample", "--as", "ann")["text"] == text
    code, error = clerk.error("rate", "show", "--sample", "--as", "pdf")
    assert (code, error["message"]) == (2, "a card in a file is a PDF, and a PDF needs its file")
