"""The VAT of a licence: every treatment, what is asked for when something is missing, and the sums."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.errors import Refused
from syndicate.rules.money import Money
from syndicate.rules.parties import CustomerKind
from syndicate.rules.taxes import Supplier, tax_on, treatment
from syndicate.rules.territories import COUNTRIES, EU

HARBOUR = Supplier("GB", vat_registered=True, vat_no="GB123456782", home_rate=Decimal(20))
PHARE = Supplier("FR", vat_registered=True, vat_no="FR44732829320", home_rate=Decimal("20.0"))
RHEIN = Supplier("DE", vat_registered=True, vat_no="DE136695976", home_rate=Decimal(19))
ALPEN = Supplier("CH", vat_registered=True, vat_no="CHE-123.456.788", home_rate=Decimal("8.1"))
SMALL = Supplier("GB", vat_registered=False, vat_no=None, home_rate=Decimal(20))
BUSINESS, CONSUMER, UNKNOWN = CustomerKind

REVERSE_EN = "Reverse charge: customer to account for VAT (Article 196, Directive 2006/112/EC)."
REVERSE_FR = "Autoliquidation de la TVA (article 196 de la directive 2006/112/CE)."


@pytest.mark.parametrize(
    ("supplier", "kind", "country", "vat_no", "token", "code", "rate"),
    [
        pytest.param(HARBOUR, BUSINESS, "GB", None, "home-standard", "S", "20", id="UK business"),
        pytest.param(HARBOUR, CONSUMER, "GB", None, "home-standard", "S", "20", id="UK consumer"),
        pytest.param(HARBOUR, BUSINESS, "IM", None, "home-standard", "S", "20", id="Isle of Man"),
        pytest.param(HARBOUR, BUSINESS, "GB", "XI123456782", "home-standard", "S", "20",
                     id="Northern Ireland is home for services"),
        pytest.param(HARBOUR, BUSINESS, "JE", None, "abroad-business", "O", "0",
                     id="Jersey is outside the VAT of the UK"),
        pytest.param(HARBOUR, BUSINESS, "FR", "FR44732829320", "eu-business", "AE", "0",
                     id="UK to a French business"),
        pytest.param(HARBOUR, BUSINESS, "GR", "EL094259216", "eu-business", "AE", "0",
                     id="UK to a Greek business"),
        pytest.param(HARBOUR, BUSINESS, "MC", "FR44732829320", "eu-business", "AE", "0",
                     id="Monaco is France for VAT"),
        pytest.param(HARBOUR, BUSINESS, "KW", None, "abroad-business", "O", "0",
                     id="UK to Kuwait, which has no VAT"),
        pytest.param(HARBOUR, BUSINESS, "US", None, "abroad-business", "O", "0", id="UK to the US"),
        pytest.param(HARBOUR, CONSUMER, "FR", None, "abroad-consumer", "O", "0",
                     id="UK to a French consumer"),
        pytest.param(HARBOUR, CONSUMER, "US", None, "abroad-consumer", "O", "0",
                     id="UK to a consumer in the US"),
        pytest.param(SMALL, BUSINESS, "GB", None, "not-registered", "O", "0", id="no registration"),
        pytest.param(SMALL, UNKNOWN, None, None, "not-registered", "O", "0",
                     id="no registration, whoever asks"),
        pytest.param(PHARE, BUSINESS, "FR", None, "home-standard", "S", "20", id="French at home"),
        pytest.param(PHARE, CONSUMER, "MC", None, "home-standard", "S", "20",
                     id="Monaco is home for a French supplier"),
        pytest.param(PHARE, BUSINESS, "BE", "BE0428759497", "eu-business", "AE", "0",
                     id="French to a Belgian business"),
        pytest.param(PHARE, BUSINESS, "GB", None, "abroad-business", "O", "0", id="French to the UK"),
        pytest.param(PHARE, CONSUMER, "CH", None, "abroad-consumer", "O", "0",
                     id="French to a Swiss consumer"),
        pytest.param(RHEIN, CONSUMER, "DE", None, "home-standard", "S", "19", id="German at home"),
        pytest.param(ALPEN, BUSINESS, "CH", None, "home-standard", "S", "8.1", id="Swiss at home"),
        pytest.param(ALPEN, BUSINESS, "GB", None, "abroad-business", "O", "0", id="Swiss to the UK"),
        pytest.param(ALPEN, CONSUMER, "GB", None, "abroad-consumer", "O", "0",
                     id="Swiss to a UK consumer"),
    ],
)  # fmt: skip
def test_the_treatment_follows_from_supplier_kind_and_country(
    supplier, kind, country, vat_no, token, code, rate
):
    facts = treatment(supplier, customer_kind=kind, country=country, vat_no=vat_no).facts()
    assert (facts["treatment"], facts["code"], facts["rate"]) == (token, code, rate)


@pytest.mark.parametrize(
    ("supplier", "kind", "country", "why", "hint"),
    [
        pytest.param(HARBOUR, UNKNOWN, "GB", "business or a consumer",
                     "syndicate licensee edit PTY-000007 --kind business", id="kind not known"),
        pytest.param(HARBOUR, BUSINESS, None, "country is not known",
                     "syndicate licensee edit PTY-000007 --country GB", id="country not known"),
        pytest.param(HARBOUR, BUSINESS, "", "country is not known",
                     "syndicate licensee edit PTY-000007 --country GB", id="country left empty"),
        pytest.param(HARBOUR, BUSINESS, "150", "country is not known",
                     "syndicate licensee edit PTY-000007 --country GB", id="a region"),
        pytest.param(HARBOUR, BUSINESS, "FR", "a VAT number that begins with FR, or other evidence",
                     "syndicate licensee edit PTY-000007 --vat FR…\nsyndicate licensee edit PTY-000007 --proof FILE",
                     id="an EU business without proof"),
        pytest.param(HARBOUR, BUSINESS, "GR", "begins with EL",
                     "syndicate licensee edit PTY-000007 --vat EL…\nsyndicate licensee edit PTY-000007 --proof FILE",
                     id="a Greek business without proof"),
        pytest.param(PHARE, CONSUMER, "DE", "rates abroad are set by your adviser", None,
                     id="a consumer in another state of the union"),
        pytest.param(PHARE, BUSINESS, "RE", "rates abroad|rates of its own", None,
                     id="French overseas rates"),
        pytest.param(Supplier("GB", vat_registered=True, vat_no=None, home_rate=Decimal(20)),
                     BUSINESS, "GB", "its VAT number is not on file",
                     "syndicate publisher edit --vat GB…", id="a publisher without its number"),
        pytest.param(Supplier("FR", vat_registered=True, vat_no="FR44732829320",
                              home_rate=Decimal(0)),
                     BUSINESS, "FR", "standard rate of VAT in FR is not on file",
                     "syndicate publisher edit --vat-rate 20", id="a rate nobody gave"),
        pytest.param(Supplier("FR", vat_registered=True, vat_no="FR44732829320",
                              home_rate=Decimal("NaN")),
                     BUSINESS, "FR", "standard rate of VAT in FR is not on file",
                     "syndicate publisher edit --vat-rate 20", id="a rate that is no number"),
    ],
)  # fmt: skip
def test_what_is_missing_is_named_with_the_command_that_mends_it(
    supplier, kind, country, why, hint
):
    with pytest.raises(Refused, match=why) as refusal:
        treatment(supplier, customer_kind=kind, country=country, vat_no=None, licensee="PTY-000007")
    assert refusal.value.hint == hint


def test_other_proof_of_business_serves_where_there_is_no_vat_number():
    proved = treatment(
        HARBOUR, customer_kind=BUSINESS, country="FR", vat_no=None, proof="extrait K-bis, sha256 …"
    )
    assert proved.token == "eu-business"


@pytest.mark.parametrize(
    ("supplier", "kind", "country", "en", "fr"),
    [
        (HARBOUR, BUSINESS, "GB", "", ""),
        (HARBOUR, BUSINESS, "FR", f"Outside the scope of UK VAT. {REVERSE_EN}",
         f"Hors du champ d’application de la TVA britannique. {REVERSE_FR}"),
        (HARBOUR, BUSINESS, "KW", "Outside the scope of UK VAT.",
         "Hors du champ d’application de la TVA britannique."),
        (HARBOUR, CONSUMER, "FR", "Outside the scope of UK VAT.",
         "Hors du champ d’application de la TVA britannique."),
        (PHARE, BUSINESS, "BE", REVERSE_EN, REVERSE_FR),
        (PHARE, BUSINESS, "GB", "Outside the scope of VAT (Article 44, Directive 2006/112/EC).",
         "Hors du champ d’application de la TVA (article 44 de la directive 2006/112/CE)."),
        (PHARE, CONSUMER, "GB", "Outside the scope of VAT (Article 59, Directive 2006/112/EC).",
         "Hors du champ d’application de la TVA (article 59 de la directive 2006/112/CE)."),
        (SMALL, BUSINESS, "GB", "No VAT: the supplier is not registered for VAT.",
         "Sans TVA : le fournisseur n’est pas immatriculé à la TVA."),
        (Supplier("FR", vat_registered=False, vat_no=None, home_rate=Decimal(0)), BUSINESS, "FR",
         "No VAT: the supplier is not registered (Article 293 B, French Tax Code).",
         "TVA non applicable, article 293 B du CGI."),
    ],
)  # fmt: skip
def test_the_wording_says_why_no_vat_is_charged(supplier, kind, country, en, fr):
    facts = treatment(supplier, customer_kind=kind, country=country, vat_no="X").facts()
    assert facts["wording"] == {"en": en, "fr": fr}


@pytest.mark.parametrize("kind", [BUSINESS, CONSUMER])
@pytest.mark.parametrize("supplier", [HARBOUR, PHARE, ALPEN], ids=["UK", "French", "Swiss"])
def test_every_country_has_one_treatment_or_a_refusal_that_says_why(supplier, kind):
    tokens = {}
    for country in COUNTRIES:
        try:
            found = treatment(supplier, customer_kind=kind, country=country, vat_no="X1")
        except Refused as refusal:
            tokens[country] = refusal.message.rpartition(": ")[2]
        else:
            tokens[country] = found.token
            assert (found.code == "S") is (found.rate > 0)
            assert (found.code == "AE") is (found.token == "eu-business")
    home = {"GB": {"GB", "IM"}, "FR": {"FR", "MC"}, "CH": {"CH"}}[supplier.country]
    assert {c for c in COUNTRIES if tokens[c] == "home-standard"} == home
    if kind is BUSINESS:
        assert {c for c in COUNTRIES if tokens[c] == "eu-business"} == (EU | {"MC"}) - home
    elif supplier is PHARE:
        refused = {c for c in COUNTRIES if tokens[c] == "rates abroad are set by your adviser"}
        assert refused == (EU - {"FR"}) | {"GP", "MQ", "RE"}


@pytest.mark.parametrize(
    ("net", "rate", "tax"),
    [
        (Money.of("250.00", "GBP"), "20", "50.00 GBP"),
        (Money.of("0.03", "GBP"), "20", "0.01 GBP"),
        (Money.of("0.02", "GBP"), "20", "0.00 GBP"),
        (Money.of("0.025", "KWD"), "20", "0.010 KWD"),
        (Money.of("99.99", "EUR"), "5.5", "5.50 EUR"),
        (Money.of("1", "JPY"), "50", "1 JPY"),
        (Money.of("-250.00", "GBP"), "20", "-50.00 GBP"),
    ],
)
def test_vat_is_taken_once_on_the_rounded_net(net, rate, tax):
    home = Supplier("CH", vat_registered=True, vat_no="X", home_rate=Decimal(rate))
    how = treatment(home, customer_kind=BUSINESS, country="CH", vat_no=None)
    assert str(tax_on(net, how)) == tax


def test_nothing_is_taken_where_no_vat_is_due():
    how = treatment(HARBOUR, customer_kind=BUSINESS, country="US", vat_no=None)
    assert tax_on(Money.of("250.00", "USD"), how) == Money.zero("USD")


@given(st.integers(-(10**13), 10**13), st.sampled_from(["GBP", "EUR", "JPY", "KWD"]))
def test_a_credit_note_takes_back_exactly_the_vat_of_its_invoice(minor, currency):
    how = treatment(HARBOUR, customer_kind=BUSINESS, country="GB", vat_no=None)
    assert tax_on(Money(-minor, currency), how) == -tax_on(Money(minor, currency), how)
