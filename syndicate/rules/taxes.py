"""VAT on a licence: decided here from supplier, customer kind and country, never picked by hand."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from syndicate.errors import Refused
from syndicate.rules.money import Money, invoiceable
from syndicate.rules.parties import CustomerKind
from syndicate.rules.territories import COUNTRIES, EU

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syndicate.rules.papers import TaxFacts

__all__ = ["UK_STANDARD_RATE", "Supplier", "Token", "Treatment", "tax_on", "treatment"]

Token = Literal[
    "home-standard", "eu-business", "abroad-business", "abroad-consumer", "not-registered"
]

UK_STANDARD_RATE = Decimal(20)
"""Per cent; VATA 1994 section 2, since 4 January 2011."""

_ADVISER = "rates abroad are set by your adviser"


@dataclass(frozen=True, slots=True)
class Supplier:
    """The publisher as VAT sees it; `home_rate` is its country's standard rate in per cent: Decimal("20")."""

    country: str
    vat_registered: bool
    vat_no: str | None
    home_rate: Decimal


@dataclass(frozen=True, slots=True)
class Treatment:
    """How a supply is taxed: token, EN 16931 category code, rate in per cent, wording by language (en, fr)."""

    token: Token
    code: Literal["S", "AE", "O"]
    rate: Decimal
    wording: Mapping[str, str]

    def facts(self) -> TaxFacts:
        """The treatment as papers freeze it; the rate without idle zeros: "20", "5.5", "0"."""
        rate = f"{self.rate:f}"
        if "." in rate:
            rate = rate.rstrip("0").rstrip(".")
        return {
            "treatment": self.token,
            "code": self.code,
            "rate": rate,
            "wording": dict(self.wording),
        }


def treatment(
    supplier: Supplier,
    *,
    customer_kind: CustomerKind,
    country: str | None,
    vat_no: str | None,
    proof: str | None = None,
    licensee: str = "PTY-…",
) -> Treatment:
    """The VAT treatment of a licence sold by `supplier` to a customer of that kind in that country.

    `proof` is evidence of business other than a VAT number; `licensee` is the reference the hint names.
    A licence of copyright is supplied where a business customer belongs (VATA 1994 s.7A; Directive
    2006/112/EC art. 44), and to a consumer abroad likewise (VATA Sch. 4A para. 16; art. 59 outside the EU).
    Raises Refused when kind, country or proof is missing, or where no rule of ours gives the rate.
    """
    if not supplier.vat_registered:
        return Treatment("not-registered", "O", Decimal(0), _not_registered(supplier.country))
    edit = f"syndicate licensee edit {licensee}"
    _require_known(supplier, customer_kind=customer_kind, country=country, edit=edit)
    home, there = _vat_area(supplier.country), _vat_area(country or "")
    if home == there:
        return Treatment("home-standard", "S", _home_rate(supplier), _words("", ""))
    if home == "FR" and country in _FRENCH_OVERSEAS:
        raise Refused(f"French VAT in {country} has rates of its own: {_ADVISER}")
    if customer_kind is CustomerKind.CONSUMER:
        if home in EU and there in EU:
            raise Refused(f"a consumer in another EU state pays the VAT of {country}: {_ADVISER}")
        return Treatment("abroad-consumer", "O", Decimal(0), _outside(home, article="59"))
    if there not in EU:
        return Treatment("abroad-business", "O", Decimal(0), _outside(home, article="44"))
    if not vat_no and not proof:
        prefix = "EL" if there == "GR" else there
        raise Refused(
            f"proof of business is missing: a VAT number that begins with {prefix}, or other evidence "
            "such as an extract of the trade register",
            hint=f"{edit} --vat {prefix}…\n{edit} --proof FILE",
        )
    return Treatment("eu-business", "AE", Decimal(0), _reverse_charge(home))


def _require_known(
    supplier: Supplier, *, customer_kind: CustomerKind, country: str | None, edit: str
) -> None:
    if not country or country not in COUNTRIES:
        raise Refused(
            "the licensee's country is not known, so neither is its VAT",
            hint=f"{edit} --country GB",
        )
    if customer_kind is CustomerKind.UNKNOWN:
        raise Refused(
            "whether the licensee is a business or a consumer is not known, so neither is its VAT",
            hint=f"{edit} --kind business",
        )
    if not supplier.vat_no:
        raise Refused(
            "the publisher is registered for VAT, but its VAT number is not on file",
            hint=f"syndicate publisher edit --vat {supplier.country}…",
        )


def tax_on(net: Money, treatment: Treatment) -> Money:
    """The VAT on the rounded net total of one rate, rounded once to what an invoice can say."""
    with localcontext(prec=60):
        return invoiceable(net.amount * treatment.rate / 100, net.currency)


# Guadeloupe, Martinique and Réunion: French VAT at their own rates, outside the VAT area of the EU.
_FRENCH_OVERSEAS = frozenset({"GP", "MQ", "RE"})


def _vat_area(country: str) -> str:
    """The country whose VAT rules there: the Isle of Man's is the United Kingdom's, Monaco's is France's."""
    return {"IM": "GB", "MC": "FR"}.get(country, country)


def _home_rate(supplier: Supplier) -> Decimal:
    if _vat_area(supplier.country) == "GB":
        return UK_STANDARD_RATE
    rate = supplier.home_rate
    if not rate.is_finite() or not 0 < rate <= 50:
        raise Refused(
            f"the standard rate of VAT in {supplier.country} is not on file",
            hint="syndicate publisher edit --vat-rate 20",
        )
    return rate


def _words(en: str, fr: str) -> Mapping[str, str]:
    return MappingProxyType({"en": en, "fr": fr})


def _reverse_charge(home: str) -> Mapping[str, str]:
    en = "Reverse charge: customer to account for VAT (Article 196, Directive 2006/112/EC)."
    fr = "Autoliquidation de la TVA (article 196 de la directive 2006/112/CE)."
    if home == "GB":
        return _words(
            f"Outside the scope of UK VAT. {en}",
            f"Hors du champ d’application de la TVA britannique. {fr}",
        )
    return _words(en, fr)


def _outside(home: str, *, article: str) -> Mapping[str, str]:
    if home == "GB":
        return _words(
            "Outside the scope of UK VAT.", "Hors du champ d’application de la TVA britannique."
        )
    if home in EU:
        return _words(
            f"Outside the scope of VAT (Article {article}, Directive 2006/112/EC).",
            f"Hors du champ d’application de la TVA (article {article} de la directive 2006/112/CE).",
        )
    return _words(
        "Outside the scope of the supplier's VAT.",
        "Hors du champ d’application de la TVA du fournisseur.",
    )


def _not_registered(home: str) -> Mapping[str, str]:
    if _vat_area(home) == "FR":
        return _words(
            "No VAT: the supplier is not registered (Article 293 B, French Tax Code).",
            "TVA non applicable, article 293 B du CGI.",
        )
    return _words(
        "No VAT: the supplier is not registered for VAT.",
        "Sans TVA : le fournisseur n’est pas immatriculé à la TVA.",
    )
