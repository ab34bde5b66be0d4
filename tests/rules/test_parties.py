"""Licensees and the particulars people type about them: VAT numbers, e-mail, domains, addresses, names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.errors import BadInput
from syndicate.rules.parties import (
    CustomerKind,
    Party,
    PaymentTerms,
    address_lines,
    alike_names,
    domain_in,
    near_names,
    read_email,
    read_vat_no,
    read_web_domain,
    same_names,
    vat_no_is_checked,
)


def test_a_party_freezes_what_papers_print():
    party = Party(
        ref="PTY-000007",
        legal_name="Le Phare du Matin SARL",
        address=("4 quai des Brumes", "29000 Quimper"),
        country="FR",
        customer_kind=CustomerKind.BUSINESS,
        terms=PaymentTerms.PAY_FIRST,
    )
    assert party.facts() == {
        "ref": "PTY-000007",
        "legal_name": "Le Phare du Matin SARL",
        "trading_name": None,
        "contact_name": None,
        "address": ["4 quai des Brumes", "29000 Quimper"],
        "country": "FR",
        "vat_no": None,
        "company_no": None,
        "customer_kind": "business",
    }


def test_the_tokens_of_kinds_and_terms_are_those_scripts_know():
    assert list(CustomerKind) == ["business", "consumer", "unknown"]
    assert list(PaymentTerms) == ["account", "pay-first"]


# --- VAT numbers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        pytest.param("GB 123 4567 82", "GB", "GB123456782", id="with spaces"),
        pytest.param("gb123456782", "GB", "GB123456782", id="in small letters"),
        pytest.param("123456782", "GB", "GB123456782", id="without its prefix"),
        pytest.param("GB123456782", "IM", "GB123456782", id="the Isle of Man writes GB"),
        pytest.param("XI 123 4567 82", "GB", "XI123456782", id="Northern Ireland may write XI"),
        pytest.param("FR44 732 829 320", "FR", "FR44732829320", id="France"),
        pytest.param("FR44732829320", "MC", "FR44732829320", id="Monaco writes FR"),
        pytest.param("DE 136 695 976", "DE", "DE136695976", id="Germany"),
        pytest.param("EL 094259216", "GR", "EL094259216", id="Greece writes EL"),
        pytest.param("094259216", "GR", "EL094259216", id="Greece without its prefix"),
        pytest.param("BE 0428.759.497", "BE", "BE0428759497", id="Belgium with points"),
        pytest.param("CHE-123.456.788 TVA", "CH", "CHE-123.456.788 TVA", id="elsewhere as typed"),
        pytest.param("  3000  123 ", "SA", "3000 123", id="elsewhere with its spaces in order"),
    ],
)
def test_a_vat_number_is_read_as_papers_print_it(text, country, number):
    assert read_vat_no(text, country=country) == number


@pytest.mark.parametrize(
    ("text", "country", "why"),
    [
        pytest.param("GB123456783", "GB", "check digits do not agree", id="a wrong check digit"),
        pytest.param("FR45732829320", "FR", "check digits do not agree", id="a wrong key"),
        pytest.param("DE136695976", "FR", "begins with DE, not FR", id="another state's number"),
        pytest.param("GR094259216", "GR", "begins with GR, not EL", id="the ISO code of Greece"),
        pytest.param("FR44732829320", "GB", "begins with FR, not GB", id="French in London"),
        pytest.param("GB12345", "GB", "not a VAT number", id="too short"),
        pytest.param("", "FR", "not a VAT number", id="nothing"),
        pytest.param("applied for", "FR", "not a VAT number", id="words"),
        pytest.param("<b>1</b>", "KW", "not a VAT number", id="markup"),
        pytest.param("1" * 41, "KW", "at most 40", id="a long number"),
        pytest.param("GB123\n456782", "GB", "one line", id="two lines"),
        pytest.param("\x1b[31m1", "KW", "one line", id="an escape code"),
        pytest.param("FR٤٤732829320", "FR", "not a VAT number", id="Arabic-Indic figures"),
    ],
)
def test_what_is_no_vat_number_is_refused_in_one_safe_line(text, country, why):
    with pytest.raises(BadInput, match=why) as refusal:
        read_vat_no(text, country=country)
    assert refusal.value.message.isprintable()


def test_every_pair_of_check_digits_but_those_in_use_is_refused():
    right = [n for n in range(97) if _reads(f"GB1234567{n:02d}")]
    assert right == [27, 40, 82]  # the old sum, and the two that later numbers use


def _reads(number):
    try:
        return bool(read_vat_no(number, country="GB"))
    except BadInput:
        return False


def test_the_desk_can_say_whose_numbers_were_checked():
    assert [c for c in ("GB", "IM", "FR", "GR", "MC") if vat_no_is_checked(c)] == [
        "GB", "IM", "FR", "GR", "MC",
    ]  # fmt: skip
    assert not any(vat_no_is_checked(c) for c in ("KW", "US", "CH", "NO"))


# --- e-mail and domains -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("desk@harbourcourier.example", "desk@harbourcourier.example"),
        (" Desk.Rights+fr@HarbourCourier.Example ", "Desk.Rights+fr@harbourcourier.example"),
        ("o'neill@mail.example.org", "o'neill@mail.example.org"),
        ("desk@café.example", "desk@xn--caf-dma.example"),
    ],
)
def test_a_plain_address_is_read_and_its_host_spelt_one_way(text, address):
    assert read_email(text) == address


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("desk", id="no host"),
        pytest.param("desk@", id="an empty host"),
        pytest.param("@example.org", id="nobody"),
        pytest.param("desk@localhost", id="a host of this machine"),
        pytest.param("desk@192.0.2.1", id="a number for a host"),
        pytest.param("desk@[192.0.2.1]", id="a literal host"),
        pytest.param("a@b@example.org", id="two at signs"),
        pytest.param("desk@example.org, chief@example.org", id="two addresses"),
        pytest.param("Desk <desk@example.org>", id="a display name"),
        pytest.param('"desk"@example.org', id="quotes"),
        pytest.param("de sk@example.org", id="a space"),
        pytest.param(".desk@example.org", id="a point first"),
        pytest.param("de..sk@example.org", id="two points"),
        pytest.param("desk@example.org\nBcc: all@example.org", id="a forged header"),
        pytest.param("desk@example.org\r", id="a bare return"),
        pytest.param("desk@-example.org", id="a host with a hyphen first"),
        pytest.param("desk@exam_ple.org", id="a host with an underscore"),
        pytest.param("d" * 65 + "@example.org", id="a long name"),
        pytest.param("desk@" + "a." * 200 + "org", id="a long host"),
        pytest.param("a@" * 5000, id="a long text"),
        pytest.param("dèsk@example.org", id="a letter mail servers may refuse"),
        pytest.param("desk@exa\u202emple.org", id="a line turned round"),
    ],
)
def test_what_is_no_plain_address_is_refused_in_one_safe_line(text):
    with pytest.raises(BadInput) as refusal:
        read_email(text)
    assert refusal.value.message.isprintable()
    assert len(refusal.value.message) < 200


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("Example.ORG", "example.org"),
        ("www.example.org.", "www.example.org"),
        ("https://example.org/", "example.org"),
        ("HTTP://Example.org", "example.org"),
        (" news.example.co.uk ", "news.example.co.uk"),
        ("café.example", "xn--caf-dma.example"),
        ("xn--caf-dma.example", "xn--caf-dma.example"),
        ("cafe\u0301.example", "xn--caf-dma.example"),
        ("例え.example", "xn--r8jz45g.example"),
    ],
)
def test_a_domain_is_spelt_one_way(text, domain):
    assert read_web_domain(text) == domain
    assert read_web_domain(domain) == domain


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("https://example.org/news", "domain alone", id="a path"),
        pytest.param("example.org:8080", "domain alone", id="a port"),
        pytest.param("desk@example.org", "domain alone", id="an address of mail"),
        pytest.param("ftp://example.org", "domain alone", id="another scheme"),
        pytest.param("example.org?x=1", "domain alone", id="a query"),
        pytest.param("192.0.2.1", "no domain", id="a number"),
        pytest.param("[2001:db8::1]", "domain alone", id="a long number"),
        pytest.param("localhost", "no domain", id="this machine"),
        pytest.param("exa mple.org", "no domain", id="a space"),
        pytest.param("example..org", "no domain", id="two points"),
        pytest.param("", "no domain", id="nothing"),
        pytest.param("a.b\n.org", "no domain", id="a line break"),
        pytest.param("xn--\u00e9.example", "no domain", id="half in code"),
        pytest.param("straße.example", "two ways", id="a letter spelt in two ways"),
        pytest.param("x" * 64 + ".example", "no domain", id="a long label"),
        pytest.param("a." * 3000, "no domain", id="a long name"),
    ],
)
def test_what_is_no_bare_domain_is_refused_in_one_safe_line(text, why):
    with pytest.raises(BadInput, match=why) as refusal:
        read_web_domain(text)
    assert refusal.value.message.isprintable()


@given(st.text(max_size=60), st.sampled_from([read_email, read_web_domain]))
def test_any_text_is_plain_ascii_or_a_refusal_in_one_line(text, read):
    try:
        answer = read(text)
        assert answer.isascii()
    except BadInput as refusal:
        answer = refusal.message
    assert answer.isprintable()


# --- addresses and names ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("1 Quay Street\nHarwick\nHX1 1AA\n", ("1 Quay Street", "Harwick", "HX1 1AA")),
        ("1 Quay Street, Harwick,  HX1 1AA", ("1 Quay Street", "Harwick", "HX1 1AA")),
        ("1 Quay Street, Harwick\nHX1 1AA", ("1 Quay Street, Harwick", "HX1 1AA")),
        ("  1\tQuay   Street  ", ("1 Quay Street",)),
        ("1 Quay\x1bStreet\r\n\r\nHarwick", ("1 Quay Street", "Harwick")),
        ("شارع ١، الكويت", ("شارع ١، الكويت",)),
    ],
)
def test_an_address_is_read_in_lines(text, lines):
    assert address_lines(text) == lines


@pytest.mark.parametrize("text", ["", " , \n", "a\n" * 9, "x" * 81, "x" * 5000])
def test_an_address_that_no_envelope_holds_is_refused(text):
    with pytest.raises(BadInput, match="postal address"):
        address_lines(text)


ON_FILE = (
    "The Harbour Courier Ltd",
    "Le Phare du Matin SARL",
    "Meridian Broadcasting plc",
    "Smith & Sons",
    "Gazette of Élan",
)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        pytest.param("Harbour Courier Limited", "The Harbour Courier Ltd", id="another legal form"),
        pytest.param("HARBOUR COURIER", "The Harbour Courier Ltd", id="in capitals"),
        pytest.param("Harbor Courier", "The Harbour Courier Ltd", id="American spelling"),
        pytest.param("Le phare du matin, S.A.R.L.", "Le Phare du Matin SARL", id="points"),
        pytest.param(
            "Merídian Broad-casting", "Meridian Broadcasting plc", id="a hyphen and an accent"
        ),
        pytest.param("Smith and Sons Ltd", "Smith & Sons", id="an ampersand"),
        pytest.param("Gazette of Elan", "Gazette of Élan", id="an accent"),
    ],
)
def test_another_spelling_of_a_licensee_on_file_is_noticed(name, near):
    assert near_names(name, ON_FILE) == (near,)


@pytest.mark.parametrize(
    "name", ["The Inland Courier Ltd", "Meridian", "Ltd", "", "!!!", "Phare du Soir SARL"]
)
def test_another_licensee_is_not_taken_for_one_on_file(name):
    assert near_names(name, ON_FILE) == ()


def test_the_nearest_names_come_first_and_five_at_most():
    names = ["Quayside Newz", "Quayside News Ltd", *(f"Quayside News {n}" for n in range(9))]
    found = near_names("quayside news", names)
    assert found[0] == "Quayside News Ltd"
    assert len(found) == 5


@given(st.text(max_size=40), st.lists(st.text(max_size=40), max_size=5))
def test_names_that_are_found_near_are_names_on_file(name, names):
    assert set(near_names(name, names)) <= set(names)


@pytest.mark.parametrize(
    ("name", "alike"),
    [
        pytest.param("Gulf Herald", "Gulf Herald Media Ltd", id="one word less"),
        pytest.param(
            "The Gulf Herald Media Group of Kuwait", "Gulf Herald Media Ltd", id="words more"
        ),
        pytest.param("Tarn", "Tarns", id="one letter less"),
        pytest.param("Trans", "Tarns", id="two letters turned"),
        pytest.param("Tarms", "Tarns", id="another letter"),
        pytest.param("gulf herald media", "Gulf Herald Media Ltd", id="near anyway"),
    ],
)
def test_a_name_one_would_ask_about_is_found(name, alike):
    assert alike_names(name, ["Orrin", "Tarns", "Gulf Herald Media Ltd"]) == (alike,)


@pytest.mark.parametrize("name", ["Gulf", "Herald Media", "Tar", "Media", "", "Orr", "Tarnspool"])
def test_a_name_nobody_would_ask_about_is_a_new_one(name):
    assert alike_names(name, ["Orrin", "Tarns", "Gulf Herald Media Ltd"]) == ()


@given(st.text(max_size=20), st.lists(st.text(max_size=20), max_size=5))
def test_names_that_are_asked_about_are_on_file_and_those_that_are_near_come_first(name, names):
    found = alike_names(name, names)
    assert set(found) <= set(names)
    near = near_names(name, dict.fromkeys(names))
    assert found[: len(near)] == near


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("tarn.example", "tarn.example"),
        ("https://www.Tarn.example/news?x=1", "tarn.example"),
        ("www.tarn.example", "tarn.example"),
        ("Tarn Herald", None),
        ("Tarn", None),
        ("", None),
    ],
)
def test_a_domain_is_read_out_of_an_address_and_out_of_nothing_else(text, domain):
    assert domain_in(text) == domain


def test_the_same_name_is_one_that_differs_in_case_accents_points_and_form_alone():
    names = ["Gulf Herald Média Ltd", "Gulf Herald Medias", "Gulf Herald"]
    assert same_names("gulf-herald media SARL", names) == ("Gulf Herald Média Ltd",)
    assert same_names("", names) == ()
