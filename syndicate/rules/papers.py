"""The facts each paper prints, as frozen at issue: plain JSON values only (see `facts.canonical`).

Money is {"amount": "480.00", "currency": "GBP"}; days are ISO text; a missing fact is None, never absent.
A paper is printed again from what was frozen with it: facts that came later are listed in `ADDED`, with
what they are on the older papers.
Names of countries, languages, months and money are spelled by the press in the language of the paper.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, TypedDict

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "ADDED",
    "BANK_LABELS",
    "AlternativeFacts",
    "ArticleFacts",
    "BankFacts",
    "InvoiceFacts",
    "InvoiceLineFacts",
    "ItemFacts",
    "LicenceFacts",
    "MoneyFacts",
    "OutletFacts",
    "PartyFacts",
    "PassageFacts",
    "PublisherFacts",
    "QuoteFacts",
    "QuoteLineFacts",
    "QuoteStepsFacts",
    "RateCardFacts",
    "ShareFacts",
    "StepFacts",
    "TaxFacts",
    "TermsFacts",
    "UsageFacts",
    "UsageRowFacts",
    "VerifyFacts",
    "completed",
]

ADDED: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "article": {"edition_name": None},
        "item": {"translation_by": "none", "limits": None, "credit_line": None, "share": None},
        "licence": {"paid": False},
        "passage": {"code": None},
        "usage": {"without_licence": None},
    }
)
"""What older papers do not state, and what that means on them."""

BANK_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "account_name": "Account name",
        "bank_name": "Bank",
        "sort_code": "Sort code",
        "account_no": "Account number",
        "routing_no": "Routing number",
        "iban": "IBAN",
        "bic": "BIC",
    }
)
"""What stands before the colon in a line of a bank account, as frozen; papers say it in their language."""


def completed(facts: Mapping[str, Any]) -> dict[str, Any]:
    """`facts` of any age as papers of today read them; what was frozen is left as it is."""
    kind = facts.get("kind")
    whole = {**(ADDED[kind] if kind in {"licence", "usage"} else {}), **facts}
    if "items" in facts:
        whole["items"] = [_item(item) for item in facts["items"]]
    if "lines" in facts:
        whole["lines"] = [
            {**line, "item": _item(line["item"])} if "item" in line else line
            for line in facts["lines"]
        ]
    if facts.get("kind") in {"quote", "pro-forma", "quote-steps"}:
        whole["alternatives"] = [completed(one) for one in facts.get("alternatives", ())]
    return whole


def _item(item: Mapping[str, Any]) -> dict[str, Any]:
    passages = {
        name: [{**ADDED["passage"], **passage} for passage in item[name]]
        for name in ("licensed", "left_out")
        if name in item
    }
    article = {"article": {**ADDED["article"], **item["article"]}} if "article" in item else {}
    return {**ADDED["item"], **item, **passages, **article}


class MoneyFacts(TypedDict):
    """An amount as text with the places of its currency, and its ISO 4217 code."""

    amount: str
    currency: str


class BankFacts(TypedDict):
    """Where to pay in one currency: lines as the publisher wrote them."""

    currency: str
    lines: list[str]


class PublisherFacts(TypedDict):
    """The publisher as it stood when the paper was issued."""

    legal_name: str
    trading_name: str | None
    company_no: str | None
    registered_in: str | None
    registered_office: list[str]
    country: str
    vat_no: str | None
    vat_registered: bool
    email: str | None
    telephone: str | None
    website: str | None
    logo: str | None  # sha256 of the stored logo (SVG, PNG or JPEG)
    specimen: bool  # an invented publisher: papers say so in the foot
    bank: BankFacts | None


class PartyFacts(TypedDict):
    """A licensee, payer, agent or end client."""

    ref: str
    legal_name: str
    trading_name: str | None
    contact_name: str | None
    address: list[str]
    country: str
    vat_no: str | None
    company_no: str | None
    customer_kind: str  # business | consumer


class ArticleFacts(TypedDict):
    """The version of the article that a paper names."""

    ref: str
    headline: str
    byline: str | None
    url: str | None
    edition: str
    edition_name: str | None
    language: str  # BCP 47
    published_on: str | None
    version: int
    digest: str  # sha256 of the version
    words_total: int
    words_licensable: int


class OutletFacts(TypedDict):
    """Where the article will stand."""

    title: str
    domains: list[str]
    audience: int | None
    audience_unit: str | None  # monthly uniques | circulation | recipients | staff | print run


class PassageFacts(TypedDict):
    """One passage of the schedule; `reason` is why it is left out (None where it is licensed).

    `code` is the reason as our rules know it, printed in the language of the paper; where it is None the
    reason was typed by a person and is printed as it stands.
    """

    n: int
    kind: str
    owner: str
    owner_name: str | None
    reason: str | None
    code: str | None
    text: str


class ShareFacts(TypedDict):
    """The share of a licensee's revenue that the fee guarantees: "0.4" of what, reported how often."""

    share: str
    of: str  # the publisher's own words
    reports: str  # month | quarter | half-year | year


class ItemFacts(TypedDict):
    """One article for one use, as granted or offered."""

    n: int
    article: ArticleFacts
    outlet: OutletFacts
    medium: str
    territories: list[str]  # ISO 3166-1 alpha-2, or M49 regions ("150", "001" the world)
    languages: list[str]
    starts_on: str | None
    ends_on: str | None  # inclusive; None is perpetual where starts_on is set
    duration: str | None  # "12m", "perpetual", "single-issue"
    exclusivity: str  # none | first | sole | exclusive
    purpose: str  # editorial | charity | education | commercial | internal
    portion: str  # whole | excerpt
    excerpt_words: int | None
    images: int  # owned images included
    uses: int | None
    canonical: str  # canonical | noindex | none
    translation_by: str  # none | publisher | licensee
    limits: str | None  # what the author's terms allow, as staff typed it
    credit_line: str | None  # of a licence's item; None on a quote
    licensed: list[PassageFacts]
    left_out: list[PassageFacts]
    fee: MoneyFacts
    share: ShareFacts | None  # then the fee is a guarantee


class StepFacts(TypedDict):
    """One step of a price: unrounded strings; `before` and `after` are amounts in the card's currency."""

    line: int
    rule: str
    input: str
    factor: str
    before: str
    after: str


class QuoteLineFacts(TypedDict):
    """One priced line of a quote."""

    n: int
    description: str
    item: ItemFacts
    net: MoneyFacts


class TaxFacts(TypedDict):
    """The VAT treatment: token of SETTLED section 6, EN 16931 code, rate in per cent, wording per language."""

    treatment: str
    code: str
    rate: str
    wording: dict[str, str]


class TermsFacts(TypedDict):
    """Which terms bind: the publisher's own, or the specimen that no lawyer has reviewed."""

    name: str
    version: int
    sha256: str
    specimen: bool
    text: str | None  # the publisher's own text ("## " headings); None prints the specimen


class VerifyFacts(TypedDict):
    """What the QR of a paper says: a page for people, a fragment that proves offline."""

    host: str
    code: str
    digest: str
    url: str


class AlternativeFacts(TypedDict):
    """Another offer on the same quote; the licensee takes one. Its items have no passages here."""

    number: str
    lines: list[QuoteLineFacts]
    net: MoneyFacts
    tax: MoneyFacts
    total: MoneyFacts


class QuoteFacts(TypedDict):
    """A quote revision as sent, and the pro-forma made of it."""

    kind: Literal["quote", "pro-forma", "quote-steps"]
    number: str
    revision: int
    issue_date: str
    valid_until: str
    language: str
    publisher: PublisherFacts
    licensee: PartyFacts
    payer: PartyFacts | None
    end_client: PartyFacts | None
    request: str
    lines: list[QuoteLineFacts]
    net: MoneyFacts
    tax: MoneyFacts
    total: MoneyFacts
    tax_treatment: TaxFacts
    payment_terms: str  # account | pay-first
    payment_days: int
    fx: str | None  # "1 GBP = 1.1734 EUR, European Central Bank, 2026-11-20"
    accept_to: str | None  # e-mail address to accept by
    po_number: str | None
    alternatives: list[AlternativeFacts]
    terms: TermsFacts


class QuoteStepsFacts(QuoteFacts):
    """A quote revision as the desk reads it: with the steps of its price and the licensee's last deals."""

    steps: list[StepFacts]
    card: str | None
    drafted_by: str
    approved_by: str | None
    deals: list[dict[str, Any]]


class LicenceFacts(TypedDict):
    """A licence as granted."""

    kind: Literal["licence"]
    number: str
    issue_date: str
    language: str
    publisher: PublisherFacts
    licensee: PartyFacts
    payer: PartyFacts | None
    end_client: PartyFacts | None
    quote: str
    request: str
    po_number: str | None
    items: list[ItemFacts]
    net: MoneyFacts
    tax: MoneyFacts
    total: MoneyFacts
    tax_treatment: TaxFacts
    payment_terms: str
    payment_days: int
    paid: bool  # the whole amount had come in when the licence was issued
    credit_line: str
    link_url: str | None
    correction_hours: int
    special_terms: list[str]
    terms: TermsFacts
    verify: VerifyFacts


class InvoiceLineFacts(TypedDict):
    """One line of an invoice."""

    n: int
    description: str
    quantity: str
    unit_price: MoneyFacts
    rate: str
    code: str
    net: MoneyFacts


class InvoiceFacts(TypedDict):
    """A VAT invoice (or an invoice of a publisher that is not registered)."""

    kind: Literal["invoice"]
    number: str
    issue_date: str
    tax_point: str
    due_on: str
    language: str
    publisher: PublisherFacts
    licensee: PartyFacts
    payer: PartyFacts
    licence: str | None
    quote: str | None
    po_number: str | None
    lines: list[InvoiceLineFacts]
    net: MoneyFacts
    tax: MoneyFacts
    total: MoneyFacts
    tax_treatment: TaxFacts
    home_tax: MoneyFacts | None  # VAT in the home currency where the invoice is in another
    home_net: MoneyFacts | None
    fx: str | None  # "1 EUR = 0.8571 GBP, European Central Bank, 2026-11-20"
    paid: MoneyFacts | None
    payment_days: int
    payment_reference: str


class UsageRowFacts(TypedDict):
    """One row of a usage report."""

    licensee: str
    licensee_name: str
    article: str
    headline: str
    territories: list[str]
    licence: str
    period: str  # "2026-11"
    copies: int
    breaches: int
    views: int | None
    net: MoneyFacts


class UsageFacts(TypedDict):
    """A usage report: by licensee, article, territory and period."""

    kind: Literal["usage"]
    issue_date: str
    language: str
    publisher: PublisherFacts
    first_day: str
    last_day: str
    rows: list[UsageRowFacts]
    by_month: list[tuple[str, int, list[MoneyFacts]]]  # month, copies, fees by currency
    totals: list[MoneyFacts]
    without_licence: (
        int | None
    )  # copies seen without a licence; None in a report of some licences alone
    journal_head: str


class RateCardFacts(TypedDict):
    """A rate card as an editor signs it."""

    kind: Literal["rate-card"]
    issue_date: str
    language: str
    publisher: PublisherFacts
    sha256: str  # of the card's text
    declared: dict[str, Any]  # what `fees.writing.declared` gives, figures and days as text
