"""A publisher's file: the sample reads, and what is wrong is named with its line."""

from __future__ import annotations

import json
import time
import tomllib
from decimal import Decimal

import pytest

from syndicate.errors import BadInput
from syndicate.exchange.publisher import (
    QUESTIONS,
    Series,
    asked_for,
    read_answer,
    read_publisher,
    sample,
    table_of,
    unfinished,
    written,
)


def read(text: str):
    return read_publisher(text.encode(), name="publisher.toml")


def refused(text: str) -> str:
    with pytest.raises(BadInput) as caught:
        read(text)
    assert "\n" not in caught.value.message
    assert caught.value.exit_code == 2
    return caught.value.message


def changed(before: str, after: str) -> str:
    text = sample()
    assert text.count(before) >= 1
    return text.replace(before, after, 1)


def test_the_sample_sets_up_a_publisher_marked_as_invented() -> None:
    setup = read(sample())
    assert setup.specimen is True
    assert setup.legal_name == "The Harbour Courier Ltd"
    assert setup.registered_office == ("1 Specimen Quay", "Anytown", "ZZ1 1ZZ")
    assert (setup.country, setup.vat_no, setup.vat_rate) == ("GB", "GB999999973", Decimal(20))
    assert (setup.zone, setup.home_currency) == ("Europe/London", "GBP")
    assert [(e.code, e.language, e.domains) for e in setup.editions] == [
        ("en", "en", ("harbourcourier.example",)),
        ("fr", "fr", ("fr.harbourcourier.example",)),
    ]
    assert setup.banks["EUR"][2:] == ("IBAN: GB54 HBCR 0000 0000 0000 01", "BIC: SPECGB00")
    assert setup.series["INV"] == Series(prefix="INV", first=1)


def test_the_same_publisher_reads_from_json() -> None:
    as_json = json.dumps(tomllib.loads(sample()))
    assert read_publisher(as_json.encode(), name="publisher.json") == read(sample())


def test_the_old_books_go_on_under_their_own_prefix() -> None:
    setup = read(
        changed(
            '[series.INV]\nprefix = "INV"\nfirst = 1',
            '[series.invoice]\nprefix = "hc-inv"\nfirst = 1843',
        )
    )
    assert setup.series["INV"] == Series(prefix="HC-INV", first=1843)


def test_a_short_file_takes_the_usual_days_and_a_credit_line_per_edition() -> None:
    setup = read(
        'legal_name = "Quay Ltd"\nregistered_office = "2 Quay, Anytown"\ncountry = "France"\n'
        'time_zone = "Europe/Paris"\nhome_currency = "eur"\n'
        '[[edition]]\ncode = "fr"\nname = "Q"\nlanguage = "fr"\nsite = "https://quay.example"\n'
    )
    assert (setup.country, setup.home_currency, setup.vat_registered) == ("FR", "EUR", False)
    assert (setup.payment_days, setup.quote_days, setup.correction_hours) == (30, 30, 24)
    assert setup.verify_host == "quay.example"
    assert list(setup.credit_lines) == ["fr"]
    assert "publié pour la première fois par {publisher} le {date}" in setup.credit_lines["fr"]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("legal_name =", "legl_name =", "line 7: legl_name: is a key nobody knows; did you mean legal_name? (1 more: legal_name)"),
        ("GB999999973", "GB999999974", "line 16: vat_no: “GB999999974” is not a VAT number of GB: its check digits do not agree"),
        ('country = "GB"', 'country = "Frnce"', "line 12: country:"),
        ('0000 01"\nbic', '0000 02"\nbic', "line 59: bank.EUR.iban: 'GB54 HBCR 0000 0000 0000 02' is not an IBAN"),
        ("SPECGB00", "SPEC", "line 60: bank.EUR.bic: 'SPEC' is not a BIC"),
        ("00-00-00", "00-00", "line 53: bank.GBP.sort_code:"),
        ('prefix = "LIC"', 'prefix = "INV"', "line 64: series.INV.prefix: INV begins the numbers of two series (1 more: line 68)"),
        ("[series.LIC]", "[series.LICENSE]", "series.LICENSE: is no series; they are ART, REQ"),
        ('language = "French"', 'language = "Frenhc"', "line 46: edition.language: “Frenhc” is not a language"),
        ('code = "fr"', 'code = "en"', "line 44: edition.code: en is there twice"),
        ("{publisher} on", "{publsher} on", "line 34: credit_line.en: names {publsher}; what can be named is byline"),
        ("{publisher} on", "{publisher!r:>9999999} on", "line 34: credit_line.en: takes plain names in braces"),
        ("payment_days = 30", "payment_days = -1", "line 25: payment_days: is a whole number from 0 to 365, not '-1'"),
        ("vat_rate = 20", "vat_rate = 1e999", "line 17: vat_rate: is a rate in per cent"),
        ("vat_rate = 20", "# none", "vat_rate: is missing"),
        ("vat_registered = true", "vat_registered = false", "line 15: vat_registered: is false, and yet there is a vat_no"),
        ("Europe/London", "Europe/Lodnon", "line 23: time_zone:"),
        ("Europe/London", "../../etc/passwd", "line 23: time_zone:"),
        ("rights@harbourcourier.example", "rights\\nBcc: x@y.example", "line 19: email:"),
        ('https://harbourcourier.example/"\n\n[[', 'javascript:alert(1)"\n\n[[', "line 41: edition.site:"),
        ('legal_name = "The', "legal_name = 5 #", "line 7: legal_name: '5' is not a text; put it in quotation marks"),
        ("specimen = true", 'specimen = "yes"', "line 5: specimen: is true or false, not 'yes'"),
        ("[bank.GBP]", "[bank.GPB]", "line 50: bank.GPB: GPB is not a currency of ISO 4217"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line(before: str, after: str, said: str) -> None:
    assert said in refused(changed(before, after))


def test_every_fault_is_counted_in_one_run() -> None:
    text = (
        sample()
        .replace("GB999999973", "GB1")
        .replace("SPECGB00", "X")
        .replace('"Europe/London"', '"Mars"')
    )
    assert refused(text).endswith("(2 more: line 23, line 60)")


HOSTILE = {
    "nothing": b"",
    "blank": b" \n\n",
    "binary": bytes(range(256)),
    "UTF-16": sample().encode("utf-16"),
    "broken TOML": b"legal_name = \n",
    "broken JSON": b'{"legal_name": ',
    "JSON of another kind": b"{]",
    "brackets without end": b"a = " + b"[" * 100_000,
    "JSON brackets without end": b'{"a":' + b"[" * 100_000,
    "a number of 100,000 digits": b"payment_days = " + b"9" * 100_000,
    "NaN": b'{"vat_rate": NaN}',
    "escape codes": b'"\\u001b[31mred" = 1\n',
    "a megabyte": b"#" * 1024 * 1024,
    "editions of another kind": b'edition = 5\nbank = 3\nseries = "x"\ncredit_line = [1]\n',
    "10,000 keys": b"".join(b"key%d = 1\n" % n for n in range(10_000)),
    "a list for a text": b"legal_name = [[[[1]]]]\nregistered_office = {a = 1}\n",
}


@pytest.mark.parametrize("name", list(HOSTILE))
def test_a_hostile_file_is_refused_in_one_clean_line_and_soon(name: str) -> None:
    begun = time.process_time()
    with pytest.raises(BadInput) as caught:
        read_publisher(HOSTILE[name], name="publisher.toml")
    assert time.process_time() - begun < 5
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 400


GB = {"country": "GB"}


@pytest.mark.parametrize(
    ("key", "typed", "kept", "spoken"),
    [
        ("country", "Royaume-Uni", "GB", "GB, United Kingdom"),
        ("company_no", "none", "none", "none"),
        ("registered_office", "1 Quay; Stornby", "1 Quay; Stornby", "1 Quay / Stornby"),
        ("registered_office", "1 Quay, Stornby", "1 Quay; Stornby", "1 Quay / Stornby"),
        ("vat_no", "gb 999 9999 73", "GB999999973", "GB999999973"),
        ("vat_rate", "17,5 %", "17.5", "17.5 %"),
        ("vat_rate", "20", "20", "20 %"),
        ("website", "stornby.example/news", "https://stornby.example/news", None),
        ("time_zone", "new york", "America/New_York", "America/New_York"),
        ("time_zone", "europe/london", "Europe/London", "Europe/London"),
        ("payment_days", "net 14 days", "14", "14 days"),
        ("verify_host", "HTTPS://Stornby.example/x", "stornby.example", "stornby.example"),
        ("language", "français", "fr", "fr, French"),
        ("first_invoice", "1,200", "INV 1200", "prefix INV, first number 1200"),
        ("first_invoice", "inv-2026-00413", "INV 413", "prefix INV, first number 413"),
        ("first_invoice", "HC-INV 413", "HC-INV 413", "prefix HC-INV, first number 413"),
    ],
)
def test_an_answer_is_kept_as_papers_write_it_and_says_how_it_was_read(key, typed, kept, spoken):
    assert read_answer(key, typed, GB) == (kept, spoken or kept)


@pytest.mark.parametrize(
    ("key", "typed", "said"),
    [
        ("country", "Korea", "South Korea (KR) or North Korea (KP)"),
        ("legal_name", "x" * 121, "at most 120"),
        ("legal_name", "none\x1b[2J", "one line"),
        ("vat_no", "GB123", "read as of United Kingdom"),
        ("vat_rate", "0.2", "0.2 % or 20 %"),
        ("vat_rate", "a fifth", "a rate in per cent"),
        ("website", "not a site", "not a web address"),
        ("time_zone", "Xyzzy", "write it as Europe/London"),
        ("payment_days", "a month", "write it as 30"),
        ("payment_days", "900", "0 to 365"),
        ("verify_host", "quay", "no domain"),
        ("bank", ";", "at least one line"),
        ("first_invoice", "2026/0413", "number 413 of the year 2026, or number 20260413"),
        ("first_invoice", "0", "1 to 999,999,999"),
        ("first_invoice", "twelve", "write it as 413"),
    ],
)
def test_an_answer_that_cannot_be_read_says_why_and_both_readings_where_there_are_two(
    key, typed, said
):
    with pytest.raises(BadInput) as caught:
        read_answer(key, typed, GB)
    assert said in caught.value.message


def test_answers_kept_in_a_file_are_read_back_wherever_the_dialogue_stood():
    typed = {
        "legal_name": 'Post "Stornby" Ltd', "country": "GB", "email": "rights@stornby.example",
        "trading_name": "none", "company_no": "00123", "registered_in": "England and Wales",
        "registered_office": "1 Quay; Stornby", "vat_no": "GB999999973", "vat_rate": "20",
        "website": "none", "time_zone": "Europe/London", "home_currency": "GBP",
        "payment_days": "30", "verify_host": "stornby.example", "language": "English",
        "bank": "Specimen Bank; Account 00000001", "first_invoice": "HC-INV 413",
    }  # fmt: skip
    assert list(typed) == [question.key for question in QUESTIONS]
    answers: dict[str, str] = {}
    for key, text in typed.items():
        assert asked_for(answers)[0].key == key
        answers[key], _ = read_answer(key, text, answers)
        file = written(answers, name="publisher.toml").encode()
        assert unfinished(file) == answers
    assert asked_for(answers) == ()
    setup = read_publisher(file, name="publisher.toml")
    assert setup == read_publisher(json.dumps(table_of(answers)).encode(), name="typed")
    assert (setup.legal_name, setup.website) == ('Post "Stornby" Ltd', None)
    assert setup.series["INV"] == Series("HC-INV", 413)
    assert setup.banks == {"GBP": ("Specimen Bank", "Account 00000001")}
    assert unfinished(sample().encode()) is None


def test_what_is_declined_is_not_asked_again_and_leaves_no_question_behind_it():
    answers = {"company_no": "none", "vat_no": "none", "bank": "none"}
    open_ = {question.key for question in asked_for(answers)}
    assert open_.isdisjoint({*answers, "registered_in", "vat_rate"})
    assert unfinished(written(answers, name="p.toml").encode()) == answers
