"""Facts of papers, invented: what the desk would freeze. Each function takes what differs."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from syndicate.rules.fees import parse_card
from syndicate.rules.fees.writing import card_facts
from syndicate.shipped import shipped

ISSUED_AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

Facts = dict[str, Any]

ARABIC_HEADLINE = "الميناء القديم يفتح أبوابه من جديد أمام الصيادين في عام 2026"


def gbp(amount: str) -> Facts:
    return {"amount": amount, "currency": "GBP"}


def eur(amount: str) -> Facts:
    return {"amount": amount, "currency": "EUR"}


def a_publisher(**changes: Any) -> Facts:
    return {
        "legal_name": "The Harbour Courier Ltd",
        "trading_name": "The Harbour Courier",
        "company_no": "01234567",
        "registered_in": "England and Wales",
        "registered_office": ["14 Ropewalk Quay", "Saltmouth", "SM1 4HC"],
        "country": "GB",
        "vat_no": "GB 123 4567 82",
        "vat_registered": True,
        "email": "rights@harbourcourier.example",
        "telephone": "+44 1632 960 100",
        "website": "harbourcourier.example",
        "logo": None,
        "specimen": True,
        "bank": {
            "currency": "GBP",
            "lines": [
                "The Harbour Courier Ltd",
                "Quayside Bank",
                "Sort code 00-00-00",
                "Account 00000000",
                "IBAN GB00 QUAY 0000 0000 0000 00",
            ],
        },
    } | changes


def a_licensee(**changes: Any) -> Facts:
    return {
        "ref": "PTY-00012",
        "legal_name": "Gazette de la Baie SAS",
        "trading_name": "La Gazette de la Baie",
        "contact_name": "Inès Kermarrec",
        "address": ["3, quai des Goélands", "29999 Port-Lointain"],
        "country": "FR",
        "vat_no": "FR 40 303 265 045",
        "company_no": None,
        "customer_kind": "business",
    } | changes


def a_home_licensee(**changes: Any) -> Facts:
    return {
        "ref": "PTY-00021",
        "legal_name": "Moorland Weekly Ltd",
        "trading_name": "The Moorland Weekly",
        "contact_name": "Priya Nankivell",
        "address": ["Unit 2, Tannery Yard", "Upper Fell", "UF9 2MW"],
        "country": "GB",
        "vat_no": None,
        "company_no": "07654321",
        "customer_kind": "business",
    } | changes


def an_article(**changes: Any) -> Facts:
    return {
        "ref": "ART-00007",
        "headline": "The ferry that would not retire: how a port town kept its oldest boat afloat",
        "byline": "Tamsin Oyelaran",
        "url": "https://harbourcourier.example/2026/11/the-ferry-that-would-not-retire",
        "edition": "en",
        "edition_name": "The Harbour Courier",
        "language": "en",
        "published_on": "2026-11-12",
        "version": 2,
        "digest": "9f2c41d07be6a35580c1d4e2f6b7a8903c5d1e4f7a2b6c8d9e0f1a2b3c4d5e6f",
        "words_total": 674,
        "words_licensable": 603,
    } | changes


_PARAGRAPHS = [
    (
        "At ten to six, before the fish market lights its lamps, the Maid of Saltmouth coughs twice and "
        "settles into the long, low note that the town has woken to since 1938."
    ),
    (
        "She was meant to be scrapped in the spring. The harbour board had signed the papers, the breaker's "
        "yard had sent its quote, and a newer vessel stood ready on the other side of the estuary."
    ),
    (
        "What happened instead is a story about a spare part, a retired turner named Osric Pellow, and a "
        "petition that gathered more names than the town has voters."
    ),
    (
        "The spare part is a bronze coupling no larger than a loaf of bread. Nobody has cast one since the "
        "foundry at Lower Quay closed, and without it the engine cannot be made safe for passengers."
    ),
    (
        "“I said give me the broken one and a fortnight,” Mr Pellow recalls. He is 81, and keeps a lathe in "
        "the shed where other men of his street keep their lawnmowers."
    ),
    (
        "It took him nineteen days. The coupling passed the surveyor's test on the first attempt, which the "
        "surveyor described in her report as “unusual” and in person as “frankly a bit moving”."
    ),
    (
        "Not everyone is charmed. The board says that each year the ferry costs a third more to run than "
        "the boat that was to replace her, and that sentiment does not appear in the accounts."
    ),
    (
        "Passengers see it another way. On the first Monday of the reprieve the queue reached past the "
        "chandler's, and the purser ran out of tickets for the first time in his working life."
    ),
    (
        "The crossing takes eleven minutes. There are no screens aboard, and the tea, by long custom, is "
        "poured from a pot that nobody is allowed to wash with soap."
    ),
    (
        "Schoolchildren cross on her in the mornings, nurses on their way home from the night shift, and on "
        "market days a man with a crate of hens who has never once, the crew insist, bought a return."
    ),
    (
        "The board will look at the figures again in March. By then the Maid will have made some four "
        "thousand more crossings, and Mr Pellow will have finished the second coupling, in case."
    ),
    (
        "“She doesn't know she's old,” he says, wiping the bronze with a rag. “I would ask you all to keep "
        "your voices down.”"
    ),
]


def licensed_passages() -> list[Facts]:
    numbers = [1, 2, 3, 4, 6, 7, 8, 9, 11, 12, 13, 14]
    return [
        {
            "n": n,
            "kind": "text",
            "owner": "owned",
            "owner_name": None,
            "reason": None,
            "code": None,
            "text": text,
        }
        for n, text in zip(numbers, _PARAGRAPHS, strict=True)
    ]


def left_out_passages() -> list[Facts]:
    return [
        {
            "n": 5,
            "kind": "promo",
            "owner": "owned",
            "owner_name": None,
            "reason": "promo: invites the reader to sign up or follow",
            "code": "promo",
            "text": "Like what you read? Get the Tide Table, our Friday letter, in your inbox.",
        },
        {
            "n": 10,
            "kind": "text",
            "owner": "third-party",
            "owner_name": "Estuary Wire",
            "reason": "Estuary Wire asked us to keep it back",
            "code": None,
            "text": "In a separate filing the operator said that it would review the timetable in the spring.",
        },
        {
            "n": 15,
            "kind": "boilerplate",
            "owner": "owned",
            "owner_name": None,
            "reason": "boilerplate: a closing notice about the house or about republishing",
            "code": "boilerplate",
            "text": "Would you like to republish this article? Write to our rights desk.",
        },
    ]


def an_item(**changes: Any) -> Facts:
    return {
        "n": 1,
        "article": an_article(),
        "outlet": {
            "title": "La Gazette de la Baie",
            "domains": ["gazettedelabaie.example"],
            "audience": 180000,
            "audience_unit": "monthly uniques",
        },
        "medium": "website",
        "territories": ["FR"],
        "languages": ["en"],
        "starts_on": "2026-12-01",
        "ends_on": "2027-11-30",
        "duration": "12m",
        "exclusivity": "none",
        "purpose": "editorial",
        "portion": "whole",
        "excerpt_words": None,
        "images": 0,
        "uses": None,
        "canonical": "canonical",
        "translation_by": "none",
        "limits": None,
        "credit_line": None,
        "share": None,
        "licensed": [],
        "left_out": [],
        "fee": gbp("150.00"),
    } | changes


def specimen_terms(**changes: Any) -> Facts:
    return {
        "name": "Specimen terms",
        "version": 1,
        "sha256": "0" * 64,
        "specimen": True,
        "text": None,
    } | changes


def home_tax() -> Facts:
    return {
        "treatment": "home-standard",
        "code": "S",
        "rate": "20",
        "wording": {"en": "UK VAT at 20%.", "fr": "TVA britannique à 20 %."},
    }


def abroad_tax() -> Facts:
    return {
        "treatment": "eu-business",
        "code": "AE",
        "rate": "0",
        "wording": {
            "en": "Outside the scope of UK VAT. Reverse charge: customer to account for VAT "
            "(Article 196, Directive 2006/112/EC).",
            "fr": "Hors du champ d’application de la TVA britannique. Autoliquidation de la TVA "
            "(article 196 de la directive 2006/112/CE).",
        },
    }


def a_verification() -> Facts:
    code = "H7QK-2MXD"
    url = (
        f"https://rights.harbourcourier.example/v/{code}"
        "#n=LIC-2026-00007&d=9f2c41d07be6a35580c1d4e2f6b7a890&s=fs3DkQ0yTn8rWc1xZb6uLg"
    )
    return {
        "host": "rights.harbourcourier.example",
        "code": code,
        "digest": "9f2c41d07be6",
        "url": url,
    }


def a_quote_line(n: int = 1, **changes: Any) -> Facts:
    item = changes.pop("item", None) or an_item(n=n)
    return {
        "n": n,
        "description": f"Republication of “{item['article']['headline']}”",
        "item": item,
        "net": item["fee"],
    } | changes


def a_quote(**changes: Any) -> Facts:
    return {
        "kind": "quote",
        "number": "QUO-2026-00031",
        "revision": 1,
        "issue_date": "2026-11-23",
        "valid_until": "2026-12-07",
        "language": "en",
        "publisher": a_publisher(),
        "licensee": a_home_licensee(),
        "payer": None,
        "end_client": None,
        "request": "REQ-2026-00044",
        "lines": [
            a_quote_line(
                item=an_item(
                    territories=["GB"],
                    starts_on=None,
                    ends_on=None,
                    outlet={
                        "title": "The Moorland Weekly",
                        "domains": ["moorlandweekly.example"],
                        "audience": 180000,
                        "audience_unit": "monthly uniques",
                    },
                )
            )
        ],
        "net": gbp("150.00"),
        "tax": gbp("30.00"),
        "total": gbp("180.00"),
        "tax_treatment": home_tax(),
        "payment_terms": "account",
        "payment_days": 30,
        "fx": None,
        "accept_to": "rights@harbourcourier.example",
        "po_number": None,
        "alternatives": [],
        "terms": specimen_terms(),
    } | changes


def a_french_quote(**changes: Any) -> Facts:
    return a_quote(
        **{
            "language": "fr",
            "licensee": a_licensee(),
            "lines": [
                a_quote_line(
                    item=an_item(starts_on="2026-12-01", fee=eur("1200.50"), languages=["fr"])
                )
            ],
            "net": eur("1200.50"),
            "tax": eur("0.00"),
            "total": eur("1200.50"),
            "tax_treatment": abroad_tax(),
            "payment_terms": "pay-first",
        }
        | changes
    )


def a_pro_forma(**changes: Any) -> Facts:
    return a_quote(**{"kind": "pro-forma", "payment_terms": "pay-first"} | changes)


def a_licence(**changes: Any) -> Facts:
    item = an_item(licensed=licensed_passages(), left_out=left_out_passages())
    return {
        "kind": "licence",
        "number": "LIC-2026-00007",
        "issue_date": "2026-11-23",
        "language": "en",
        "publisher": a_publisher(),
        "licensee": a_licensee(),
        "payer": None,
        "end_client": None,
        "quote": "QUO-2026-00031",
        "request": "REQ-2026-00044",
        "po_number": "4500-7781",
        "items": [item],
        "net": gbp("150.00"),
        "tax": gbp("0.00"),
        "total": gbp("150.00"),
        "tax_treatment": abroad_tax(),
        "payment_terms": "account",
        "payment_days": 30,
        "paid": False,
        "credit_line": "This article was first published by The Harbour Courier on 12 November 2026 "
        "and is republished under licence LIC-2026-00007.",
        "link_url": "https://harbourcourier.example/2026/11/the-ferry-that-would-not-retire",
        "correction_hours": 24,
        "special_terms": [],
        "terms": specimen_terms(),
        "verify": a_verification(),
    } | changes


def an_invoice_line(n: int = 1, **changes: Any) -> Facts:
    return {
        "n": n,
        "description": "Licence LIC-2026-00007: “The ferry that would not retire: how a port town kept its "
        "oldest boat afloat”, website, 12 months",
        "quantity": "1",
        "unit_price": gbp("150.00"),
        "rate": "20",
        "code": "S",
        "net": gbp("150.00"),
    } | changes


def an_invoice(**changes: Any) -> Facts:
    return {
        "kind": "invoice",
        "number": "INV-2026-00012",
        "issue_date": "2026-11-23",
        "tax_point": "2026-11-23",
        "due_on": "2026-12-23",
        "language": "en",
        "publisher": a_publisher(),
        "licensee": a_home_licensee(),
        "payer": a_home_licensee(),
        "licence": "LIC-2026-00007",
        "quote": "QUO-2026-00031",
        "po_number": "4500-7781",
        "lines": [an_invoice_line()],
        "net": gbp("150.00"),
        "tax": gbp("30.00"),
        "total": gbp("180.00"),
        "tax_treatment": home_tax(),
        "home_tax": None,
        "home_net": None,
        "fx": None,
        "paid": None,
        "payment_days": 30,
        "payment_reference": "INV-2026-00012",
    } | changes


def a_usage_row(k: int = 0, **changes: Any) -> Facts:
    return {
        "licensee": "PTY-00012",
        "licensee_name": "Gazette de la Baie SAS",
        "article": "ART-00007",
        "headline": "The ferry that would not retire: how a port town kept its oldest boat afloat",
        "territories": ["FR"],
        "licence": f"LIC-2026-{k + 7:05d}",
        "period": f"2026-{9 + k % 3:02d}",
        "copies": 1 + k % 3,
        "breaches": k % 2,
        "views": 1200 * (k + 1) if k % 4 else None,
        "net": gbp("150.00"),
    } | changes


def a_usage_report(count: int = 8, **changes: Any) -> Facts:
    return {
        "kind": "usage",
        "issue_date": "2026-11-23",
        "language": "en",
        "publisher": a_publisher(),
        "first_day": "2026-06-01",
        "last_day": "2026-11-30",
        "rows": [a_usage_row(k) for k in range(count)],
        "by_month": [
            ["2026-06", 2, [gbp("260.00")]],
            ["2026-07", 5, [gbp("610.00")]],
            ["2026-08", 3, [gbp("450.00")]],
            ["2026-09", 9, [gbp("1320.00"), eur("240.00")]],
            ["2026-10", 7, [gbp("980.00")]],
            ["2026-11", 4, [gbp("420.00")]],
        ],
        "totals": [gbp("4040.00"), eur("240.00")],
        "journal_head": "5b1f0c9a7d3e8842a6cf90b1e2d3740516fa8c2b9e7d6f4a1c3b5d7e9f0a2b4c",
    } | changes


def a_rate_card(name: str = "demo", **changes: Any) -> Facts:
    folder = shipped("templates") / "rate-card"
    if name != "demo":
        folder = Path(__file__).resolve().parents[1] / "rates"
    card = parse_card((folder / f"{name}.toml").read_text("utf-8"))
    facts = card_facts(card, publisher=a_publisher(), issue_date=date(2026, 11, 23), language="en")
    return {**facts} | changes


def every_paper() -> dict[str, Facts]:
    """One of each kind, by a name fit for a test id."""
    return deepcopy(
        {
            "quote": a_quote(),
            "quote in French": a_french_quote(),
            "pro-forma": a_pro_forma(),
            "licence": a_licence(),
            "invoice": an_invoice(),
            "usage report": a_usage_report(),
            "rate card": a_rate_card(),
        }
    )
