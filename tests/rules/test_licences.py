"""Licences: their state on a day, their duties, credit lines, codes, and the publisher's own terms."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.errors import BadInput, Refused
from syndicate.rules.licences import (
    SPECIMEN,
    STEPS,
    TERMS_FIELDS,
    Duty,
    LicenceState,
    check_credit_line,
    check_terms,
    credit_line,
    fill_terms,
    grant_state,
    move,
    obligations,
    read_verify_code,
    translated_into,
    verify_code,
)

FIRST, LAST = date(2026, 12, 1), date(2027, 11, 30)


@pytest.mark.parametrize(
    ("paper", "today", "state"),
    [
        pytest.param("active", date(2026, 11, 30), "scheduled", id="the day before it begins"),
        pytest.param("active", date(2026, 12, 1), "active", id="its first day"),
        pytest.param("active", date(2027, 11, 30), "active", id="its last day"),
        pytest.param("active", date(2027, 12, 1), "expired", id="the day after"),
        pytest.param("issued", date(2026, 11, 30), "issued", id="unpaid before it begins"),
        pytest.param("issued", date(2027, 12, 1), "expired", id="unpaid to the end"),
        pytest.param("suspended", date(2027, 1, 1), "suspended", id="suspended"),
        pytest.param("suspended", date(2027, 12, 1), "expired", id="suspended to the end"),
        pytest.param("revoked", date(2027, 12, 1), "revoked", id="revoked stays revoked"),
        pytest.param("taken-back", date(2027, 12, 1), "taken-back", id="taken back stays so"),
    ],
)
def test_scheduled_and_expired_follow_from_the_days(paper, today, state):
    assert grant_state(starts_on=FIRST, ends_on=LAST, paper_state=paper, today=today) == state


def test_a_licence_without_an_end_never_expires():
    day = date(2199, 1, 1)
    assert grant_state(starts_on=None, ends_on=None, paper_state="active", today=day) == "active"


def test_a_licence_is_suspended_restored_and_ended_but_never_granted_twice():
    assert move(LicenceState.ACTIVE, LicenceState.SUSPENDED) is LicenceState.SUSPENDED
    assert move(LicenceState.SUSPENDED, LicenceState.ACTIVE) is LicenceState.ACTIVE
    assert move(LicenceState.EXPIRED, LicenceState.SUPERSEDED) is LicenceState.SUPERSEDED
    with pytest.raises(Refused, match="that is its end"):
        move(LicenceState.REVOKED, LicenceState.ACTIVE)
    with pytest.raises(Refused, match="it may become superseded, taken-back"):
        move(LicenceState.EXPIRED, LicenceState.ACTIVE)


def test_every_state_is_reached_by_a_step_or_follows_from_the_days():
    assert {LicenceState.DRAFT, LicenceState.SCHEDULED}.union(*STEPS.values()) == set(LicenceState)


# -- translation -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "tags", "into"),
    [
        pytest.param("licensee", ["fr", "en", "ar"], ("fr", "ar"), id="all but its own language"),
        pytest.param("publisher", ["fr"], ("fr",), id="by the publisher"),
        pytest.param("licensee", ["en-US"], (), id="another spelling of its own language is none"),
        pytest.param("none", ["fr"], (), id="nobody translates"),
    ],
)
def test_a_use_is_translated_into_the_languages_the_article_is_not_written_in(by, tags, into):
    item = {"translation_by": by, "languages": tags, "article": {"language": "en"}}
    assert translated_into(item) == into


# -- duties ----------------------------------------------------------------------------------------


def an_item(**changes):
    return {
        "medium": "website",
        "article": {"url": "https://harbourcourier.example/tide"},
        "starts_on": "2026-12-01",
        "ends_on": "2027-11-30",
        "canonical": "none",
        "fee": {"amount": "150.00", "currency": "GBP"},
    } | changes


@pytest.mark.parametrize(
    ("changes", "duties"),
    [
        pytest.param(
            {},
            "pay 2026-12-23|credit 2026-12-01|link 2026-12-01|report 2026-12-03|correct None|"
            "remove 2027-12-01",
            id="a site for a fee",
        ),
        pytest.param(
            {"fee": {"amount": "0.00", "currency": "GBP"}},
            "credit 2026-12-01|link 2026-12-01|report 2026-12-03|correct None|remove 2027-12-01",
            id="a site without a fee has nothing to pay",
        ),
        pytest.param(
            {"canonical": "noindex", "ends_on": None},
            "pay 2026-12-23|credit 2026-12-01|link 2026-12-01|noindex 2026-12-01|"
            "report 2026-12-03|correct None",
            id="a site kept out of search engines, for ever",
        ),
        pytest.param(
            {"canonical": "canonical", "article": {"url": None}},
            "pay 2026-12-23|credit 2026-12-01|canonical 2026-12-01|report 2026-12-03|correct None|"
            "remove 2027-12-01",
            id="an article without an address has nothing to link to",
        ),
        pytest.param(
            {"medium": "newspaper", "canonical": "noindex"},
            "pay 2026-12-23|credit 2026-12-01|tear-sheet 2026-12-15|correct None",
            id="a paper sends its pages, and is not taken back",
        ),
        pytest.param(
            {"medium": "newsletter"},
            "pay 2026-12-23|credit 2026-12-01|link 2026-12-01|report 2026-12-03|correct None",
            id="nor is a mailing",
        ),
        pytest.param(
            {"medium": "broadcast"},
            "pay 2026-12-23|credit 2026-12-01|report 2026-12-03|correct None|remove 2027-12-01",
            id="a broadcast links to nothing",
        ),
    ],
)
def test_a_licence_lays_its_duties_on_the_licensee(changes, duties):
    made = obligations(an_item(**changes), issued_on=date(2026, 11, 23), payment_days=30)
    assert "|".join(f"{each.type} {each.due_on}" for each in made) == duties


def test_the_duty_to_pay_waits_for_the_invoice_where_no_days_are_given():
    pay = obligations(an_item(), issued_on=date(2026, 11, 23))[0]
    assert (pay.type, pay.due_on, pay.words) == (Duty.PAY, None, "Pay the fee.")


def test_duties_are_worded_in_the_language_of_the_paper():
    made = obligations(an_item(), issued_on=date(2026, 11, 23), language="fr-BE")
    assert made[2].words == "Placer un lien vers l’article d’origine."


# -- the credit line -------------------------------------------------------------------------------

FACTS = {
    "publisher": "The Harbour Courier",
    "published_on": date(2026, 11, 1),
    "number": "LIC-2026-00007",
    "headline": "The tide takes the quay",
    "byline": "Ines Varga",
}


@pytest.mark.parametrize(
    ("template", "language", "change", "line"),
    [
        pytest.param(
            None,
            "en",
            {},
            "This article was first published by The Harbour Courier on 1 November 2026 and is "
            "republished under licence LIC-2026-00007.",
            id="the house's line in English",
        ),
        pytest.param(
            None,
            "fr",
            {},
            "Cet article a été publié pour la première fois par The Harbour Courier le "
            "1er novembre 2026 et est reproduit avec autorisation (n° LIC-2026-00007).",
            id="the house's line in French",
        ),
        pytest.param(
            None,
            "en",
            {"published_on": None},
            "This article was first published by The Harbour Courier and is republished under "
            "licence LIC-2026-00007.",
            id="an article of no day",
        ),
        pytest.param(
            "{headline} by {byline}, © {publisher} ({edition}), {date}, {url}",
            "en",
            {"edition": "English", "url": "https://harbourcourier.example/tide"},
            "The tide takes the quay by Ines Varga, © The Harbour Courier (English), "
            "1 November 2026, https://harbourcourier.example/tide",
            id="the publisher's own line",
        ),
        pytest.param(
            "First in {publisher} on {date}, {licence}",
            "en",
            {"published_on": None},
            "First in The Harbour Courier, LIC-2026-00007",
            id="the publisher's own line without a day",
        ),
        pytest.param(
            "Article paru dans {publisher} le {date} ({licence})",
            "fr",
            {"published_on": None},
            "Article paru dans The Harbour Courier (LIC-2026-00007)",
            id="its French line without a day",
        ),
        pytest.param(
            "By {byline} for {publisher}, {edition}",
            "en",
            {"byline": None},
            "This article was first published by The Harbour Courier on 1 November 2026 and is "
            "republished under licence LIC-2026-00007.",
            id="a line that names a byline the article lacks gives way",
        ),
        pytest.param(
            "{headline} ({licence}) {{{{}}",
            "en",
            {"headline": "{licence} and {secret}"},
            "{licence} and {secret} (LIC-2026-00007) {{}",
            id="what is filled in is no field, and a doubled brace is a brace",
        ),
    ],
)
def test_the_credit_line_is_filled_in_once(template, language, change, line):
    assert credit_line(template, language=language, **{**FACTS, **change}) == line


@pytest.mark.parametrize(
    ("template", "said"),
    [
        pytest.param("\u202egnol", "one line of plain text", id="a line that runs backwards"),
        pytest.param("by {publsher}", "“publsher” is no field; did you mean {publisher}?", id="misspelt"),
        pytest.param("by {publisher", "a brace stands alone", id="a brace left open"),
        pytest.param("by {{publisher}", "a brace stands alone", id="half of two braces"),
        pytest.param("by {publisher.__class__}", "is no field", id="a field that reaches inside"),
        pytest.param("by {0}", "is no field", id="a number"),
        pytest.param("by {}", "is no field", id="nothing"),
        pytest.param("two\nlines", "one line of plain text", id="two lines"),
        pytest.param("\x1b[2J", "one line of plain text", id="a terminal's command"),
        pytest.param("  ", "one line of plain text", id="blanks"),
        pytest.param("x" * 501, "at most 500 characters", id="a novel"),
    ],
)  # fmt: skip
def test_a_credit_line_has_known_fields_and_nothing_else(template, said):
    with pytest.raises(BadInput) as refusal:
        check_credit_line(template)
    assert said in refusal.value.message
    with pytest.raises(BadInput):
        credit_line(template, language="en", **FACTS)


# -- terms -----------------------------------------------------------------------------------------

TERMS = "Terms of {publisher}\n\n## Grant\nWe license {licensee} under {number}.\n"


def test_terms_are_filled_in_once():
    filled = fill_terms(
        TERMS,
        {
            "publisher": "The Harbour Courier Ltd",
            "licensee": "{publisher}",
            "number": "LIC-2026-00007",
        },
    )
    assert filled == (
        "Terms of The Harbour Courier Ltd\n\n## Grant\nWe license {publisher} under "
        "LIC-2026-00007.\n"
    )


def test_terms_may_name_every_field_of_the_list():
    check_terms("## All\n" + "\n".join(f"{{{name}}}" for name in TERMS_FIELDS))
    assert list(TERMS_FIELDS) == sorted(TERMS_FIELDS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("## Grant\nTo {licencee}.", "line 2 of the terms: “licencee” is no field; did you mean {licensee}?", id="misspelt"),
        pytest.param("## Grant\n{% for x in y %}", "line 2 of the terms: “% for x in y %” is no field", id="a program"),
        pytest.param("## Grant\n{{ fee }}", "a brace stands alone", id="a template of another kind"),
        pytest.param("No heading.", "have no heading", id="no heading"),
        pytest.param("####Grant\nText.", "have no heading", id="four signs"),
        pytest.param("##  \nText.", "have no heading", id="a heading of nothing"),
        pytest.param("", "are empty", id="nothing"),
        pytest.param("## Grant\n\x1b[2J", "line 2 of the terms holds a character", id="a terminal's command"),
        pytest.param("## Grant\n\u202etxet", "line 2 of the terms holds a character", id="text that runs backwards"),
        pytest.param("x" * 200_001, "at most 200,000 characters", id="a library"),
    ],
)  # fmt: skip
def test_terms_that_cannot_stand_are_refused_with_their_line(text, said):
    with pytest.raises(BadInput) as refusal:
        check_terms(text)
    assert said in refusal.value.message


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("## Prix\nPrix\u00a0: 1\u202f200,50\u00a0€", id="French, with its spaces"),
        pytest.param(
            "## العقد\nالاسم\u200f: می\u200cشود", id="Arabic and Persian, with their marks"
        ),
        pytest.param(
            "# Terms\r\n\r\n### Grant\r\n- an item\tapart", id="lines as Windows ends them"
        ),
    ],
)
def test_terms_may_hold_what_their_language_needs(text):
    check_terms(text)


def test_terms_that_name_what_a_licence_does_not_have_are_not_printed_with_a_hole():
    with pytest.raises(BadInput, match="which this licence does not have"):
        fill_terms(TERMS, {"publisher": "The Harbour Courier Ltd", "licensee": "Le Phare"})


def test_the_specimen_terms_have_a_name_that_says_so():
    assert SPECIMEN == "specimen"


# -- codes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "bits"),
    [
        pytest.param("0000-0000-0000-0000", bytes(10), id="no bit set"),
        pytest.param("ZZZZ-ZZZZ-ZZZZ-ZZZZ", b"\xff" * 10, id="every bit set"),
        pytest.param("0000-0000-0000-0001", bytes(9) + b"\x01", id="the last bit"),
        pytest.param("G000-0000-0000-0000", b"\x80" + bytes(9), id="the first bit"),
    ],
)
def test_a_code_spells_eighty_bits_in_sixteen_signs(code, bits):
    assert verify_code(bits) == code


@given(st.binary(min_size=10, max_size=10))
def test_a_code_is_read_as_people_copy_it(bits):
    code = verify_code(bits)
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert read_verify_code(typed) == read_verify_code(code) == code


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("0000-0000-0000-000", id="a sign too few"),
        pytest.param("UUUU-UUUU-UUUU-UUUU", id="a letter that no code has"),
        pytest.param("0" * 10_000, id="a sign too many"),
    ],
)
def test_what_is_no_code_is_refused(text):
    with pytest.raises(BadInput, match="is no code"):
        read_verify_code(text)


def test_a_code_is_never_made_of_fewer_bits():
    with pytest.raises(ValueError, match="10 random bytes"):
        verify_code(b"too few")
