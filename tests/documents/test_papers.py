"""What the papers say: text taken out of the finished PDF again, in both languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from syndicate.documents.pictures import page_text
from syndicate.errors import Outside
from tests.samples.facts import papers

if TYPE_CHECKING:
    from collections.abc import Callable

    from syndicate.documents.press import Press


def said(press: Press, facts: papers.Facts) -> str:
    """The text of the paper on one line."""
    printed = press.print_paper(facts, issued_at=papers.ISSUED_AT)
    return " ".join(page_text(printed.pdf).split())


@pytest.mark.parametrize("name", list(papers.every_paper()))
def test_every_paper_is_titled_tagged_and_set_in_our_fonts_alone(
    press: Press, inflated: Callable[[bytes], bytes], name: str
):
    facts = papers.every_paper()[name]
    printed = press.print_paper(facts, issued_at=papers.ISSUED_AT)
    inside = inflated(printed.pdf)
    fonts = {font.split(b"+")[1] for font in re.findall(rb"/FontName /([\w+-]+)", inside)}
    assert fonts <= {
        *(b"Plex-Serif", b"Plex-Serif-Semi-Bold"),
        *(b"Fira-Sans", b"Fira-Sans-Semi-Bold"),
    }
    assert b"/MarkInfo" in inside
    assert f"/Lang ({facts['language']})".encode() in inside
    assert b'pdfaid:part="3"' in inside
    assert b'pdfaid:conformance="A"' in inside
    assert b'pdfuaid:part="1"' in inside
    assert inside.count(b"<rdf:RDF") == 1
    assert b"/Scope /Column" in inside or b"/Scope /Row" in inside
    assert printed.undrawn == ""


def test_a_quote_says_what_where_how_long_how_much_and_how_to_accept(press: Press):
    text = said(press, papers.a_quote())
    assert "QUO-2026-00031" in text
    assert "in The Moorland Weekly: United Kingdom, in English, 12 months" in text
    assert "The fee is £180.00 in all." in text
    assert "Net £150.00 VAT 20% £30.00 Total £180.00" in text
    assert "How to accept, until 7 December 2026" in text
    assert "Reply to rights@harbourcourier.example" in text
    assert "This is not a VAT invoice." in text
    assert "Specimen terms, not reviewed by a lawyer." in text
    assert "Page 1 of 1" in text


def test_a_revised_quote_carries_its_revision_in_the_number(press: Press):
    text = said(press, papers.a_quote(revision=3))
    assert "QUO-2026-00031/3" in text
    assert "We accept QUO-2026-00031/3" in text


def test_a_french_quote_reads_as_a_french_publisher_writes(press: Press):
    text = said(press, papers.a_french_quote())
    assert "Devis QUO-2026-00031" in text
    assert "« The ferry that would not retire" in text
    assert "1 200,50 €" in text
    assert "du 1er décembre 2026 au 30 novembre 2027" in text
    assert "Ce document n’est pas une facture." in text
    assert "Autoliquidation de la TVA (article 196" in text
    assert "Quote" not in text
    assert "invoice" not in text


def test_a_pro_forma_puts_amount_bank_and_reference_first(press: Press):
    text = said(press, papers.a_pro_forma())
    first = text[: text.index("You accepted our quote")]
    assert "Amount to pay £180.00" in first
    assert "Please pay by 7 December 2026" in first
    assert "Sort code 00-00-00" in first
    assert "Reference QUO-2026-00031" in first
    assert "This is not a VAT invoice." in text


def test_the_first_page_of_a_licence_is_the_deal(press: Press):
    facts = papers.a_licence(licensee=papers.a_licensee(company_no="552 100 554"))
    printed = press.print_paper(facts, issued_at=papers.ISSUED_AT)
    first = " ".join(page_text(printed.pdf).split("\f")[0].split())
    assert printed.pages <= 4
    for words in (
        "Licence to republish LIC-2026-00007",
        "The Harbour Courier Ltd licenses Gazette de la Baie SAS",
        "12 months, from 1 December 2026 to 30 November 2027",
        "£150.00 (VAT, reverse charge)",
        "Publisher The Harbour Courier Ltd, Company no. 01234567",
        "Licensee Gazette de la Baie SAS (La Gazette de la Baie), 3, quai des Goélands",
        "Company no. 552 100 554",
        "by Tamsin Oyelaran, The Harbour Courier, 12 November 2026, version 2 of ART-00007,",
        "SHA-256 9f2c41d07be6a355…, 603 words",
        "You may Publish the text of schedule A in La Gazette de la Baie.",
        "You must Pay £150.00 within 30 days of our invoice.",
        "Apply our corrections within 24 hours",
        "You may not Use what schedule B leaves out.",
        "is republished under licence LIC-2026-00007.",
        "rights.harbourcourier.example/v/ H7QK-2MXD",
    ):
        assert words in first


def test_the_schedules_name_every_passage_once(press: Press):
    text = said(press, papers.a_licence())
    licensed, left_out = text.split("Schedule B: what is left out")
    for passage in papers.licensed_passages():
        assert f"{passage['n']} {passage['text'][:30]}" in licensed
    for passage in papers.left_out_passages():
        assert passage["text"][:30] not in licensed
        assert passage["text"][:30] in left_out
    assert "10 In a separate filing the operator said" in left_out
    for why in (
        "promotion of our newsletter or offers, not part of the article",
        "Estuary Wire asked us to keep it back",
        "closing notice about the house or about republishing, not part of the article",
    ):
        assert why in left_out
    assert papers.an_article()["digest"] in licensed
    assert "603 of 674 words" in licensed


@pytest.mark.parametrize(
    ("changes", "stands", "does_not"),
    [
        pytest.param(
            {"payment_terms": "pay-first"},
            ["takes effect when the whole amount stands in our account", "Pay £150.00 before"],
            ["The licence is granted now"],
            id="pay first: the licence takes effect on payment",
        ),
        pytest.param(
            {"payment_terms": "pay-first", "paid": True},
            ["The whole amount was paid before this licence was issued", "Paid in full before"],
            ["takes effect", "Pay £150.00", "until then nothing is licensed"],
            id="paid before it was issued: it says so, and asks for nothing",
        ),
        pytest.param(
            {"items": [papers.an_item(medium="newspaper")]},
            ["Print the byline and the credit line"],
            ["With a link to", "harbourcourier.example/news"],
            id="print: no link is asked for in the credit",
        ),
        pytest.param(
            {"payment_terms": "account"},
            ["The licence is granted now", "more than 14 days overdue"],
            ["takes effect when the whole amount"],
            id="on account: granted now, revocable when overdue",
        ),
        pytest.param(
            {"net": papers.gbp("0.00"), "total": papers.gbp("0.00")},
            ["No fee is due", "Set advertising inside the text.", "quarter"],
            ["Late sums bear interest", "Pay £"],
            id="no fee: no advertising inside, figures each quarter",
        ),
        pytest.param(
            {"items": [papers.an_item(canonical="noindex")]},
            ["carries a noindex rule"],
            ["names our article’s address as canonical"],
            id="noindex in place of canonical",
        ),
        pytest.param(
            {"items": [papers.an_item(exclusivity="exclusive")]},
            [
                "section 92",
                "once both parties have signed the last page",
                "Signatures",
                "Signed for The Harbour Courier Ltd",
                "Signed for Gazette de la Baie SAS",
            ],
            ["We remain free to license others"],
            id="an exclusive grant is signed",
        ),
        pytest.param(
            {"items": [papers.an_item(exclusivity="sole")]},
            ["no other licence in the same territory", "Signed for Gazette de la Baie SAS"],
            ["We remain free to license others", "section 92"],
            id="a sole grant is signed",
        ),
        pytest.param(
            {"items": [papers.an_item(exclusivity="first")]},
            ["publishes before you"],
            ["Signed for", "Signatures"],
            id="first publication is not signed",
        ),
        pytest.param(
            {"items": [papers.an_item(exclusivity="none")]},
            ["We remain free to license others"],
            ["Signed for", "Signatures"],
            id="a grant that is not exclusive is not signed",
        ),
        pytest.param(
            {"items": [papers.an_item(exclusivity="exclusive"), papers.an_item(n=2)]},
            ["For exclusive items nobody else", "For all other items we remain free"],
            ["We remain free to license others"],
            id="two items of two exclusivities: a sentence for each",
        ),
        pytest.param(
            {},
            ["translation and adaptation;", "Change, cut or translate the text", "without set-off"],
            ["Translate the text into", "Name the translator", "consumers"],
            id="nobody translates, and a business pays: no translation, the law between businesses",
        ),
        pytest.param(
            {"items": [papers.an_item(languages=["fr"], translation_by="licensee")]},
            [
                "French, translated by the licensee from English",
                "Translate the text into French, and publish the translation once we have approved it",
                "Name the translator, and print “translated from English”.",
                "Change or cut the text, or translate it into another language,",
                "You may translate the text into French",
                "publish it only with our written approval",
                "translation into other languages, and adaptation",
            ],
            ["Change, cut or translate the text", "other headline or translation needs"],
            id="the licensee translates: it may, into that language, with approval and credit",
        ),
        pytest.param(
            {"items": [papers.an_item(languages=["fr"], translation_by="publisher")]},
            [
                "French, translated by the publisher from English",
                "Publish the translation into French that we supply.",
                "Name the translator as we do, and print “translated from English”.",
                "Change, cut or translate the text without our written approval.",
                "The translation into French is ours.",
            ],
            ["Translate the text into", "You may translate"],
            id="the publisher translates: the licensee publishes it and does not translate",
        ),
        pytest.param(
            {"items": [papers.an_item(limits="newspapers of the coast, for one year")]},
            [
                "Author’s limits newspapers of the coast, for one year",
                "Go beyond the author’s limits named above.",
                "What the author has limited, as the particulars say, limits you too.",
            ],
            [],
            id="what the author limited binds the licensee",
        ),
        pytest.param(
            {"licensee": papers.a_home_licensee(customer_kind="consumer")},
            [
                "If you pay late, we may ask for the interest that a court would allow",
                "Nothing in this licence takes from you what the law gives to consumers.",
                "you keep the protection of the law there",
            ],
            ["Late Payment", "without set-off", "courts alone decide"],
            id="a consumer: nothing of the law for debts between businesses",
        ),
        pytest.param(
            {"payer": papers.a_home_licensee(customer_kind="consumer")},
            ["If you pay late, we may ask for the interest that a court would allow"],
            ["Late Payment"],
            id="a consumer pays: the same",
        ),
        pytest.param(
            {"licensee": papers.a_home_licensee(customer_kind="unknown")},
            [],
            ["Late Payment", "without set-off"],
            id="nobody knows what the licensee is: no law between businesses either",
        ),
        pytest.param(
            {"items": [papers.an_item(medium="newspaper", canonical="none")]},
            ["In print The text may appear in the issue", "Send us the page as it appeared"],
            ["Online", "noindex", "Take the text down"],
            id="print only: nothing about web pages",
        ),
        pytest.param(
            {"items": [papers.an_item(territories=["IE"])], "licensee": papers.a_home_licensee()},
            [],
            ["L. 121-1"],
            id="French moral rights only where France is concerned",
        ),
    ],
)
def test_the_clauses_follow_the_facts(
    press: Press, changes: papers.Facts, stands: list[str], does_not: list[str]
):
    text = said(press, papers.a_licence(**changes))
    assert [words for words in stands if words not in text] == []
    assert [words for words in does_not if words in text] == []


def test_a_publishers_own_terms_replace_the_specimen_and_obey_nothing(press: Press):
    own = papers.specimen_terms(
        name="Harbour terms",
        version=3,
        specimen=False,
        text="## Grant\nWe, {publisher}, grant {number} to {nobody}.\n- <b>first</b> {{ 7*7 }}\n",
    )
    text = said(press, papers.a_licence(terms=own))
    assert "Terms: Harbour terms, version 3" in text
    assert "We, The Harbour Courier Ltd, grant LIC-2026-00007 to {nobody}." in text
    assert "<b>first</b> {{ 7*7 }}" in text
    assert "Specimen terms" not in text
    assert "How to read this licence" not in text


def test_a_french_licence_says_which_text_binds(press: Press):
    printed = press.print_paper(papers.a_licence(language="fr"), issued_at=papers.ISSUED_AT)
    text = " ".join(page_text(printed.pdf).split())
    assert "Autorisation de reproduction LIC-2026-00007" in text
    assert "Le présent texte français fait foi" in text
    assert "Annexe B : ce qui est exclu" in text
    assert printed.pages <= 4


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"exclusivity": "exclusive", "translation_by": "licensee", "languages": ["fr"]},
        {"limits": "newspapers of the coast and their sites, for one year, nowhere else " * 3},
        {
            "article": papers.an_article(
                headline="The ferry that would not retire, and other tales " * 4
            )
        },
        {"medium": "newspaper", "canonical": "none", "images": 3, "portion": "excerpt"},
    ],
)
def test_a_deal_of_one_article_stands_on_one_side_with_its_credit_line(
    press: Press, language: str, changes: papers.Facts
):
    schedules = {
        "licensed": papers.licensed_passages(),
        "left_out": papers.left_out_passages(),
    }
    item = papers.an_item(**schedules, **changes)
    facts = papers.a_licence(language=language, items=[item])
    printed = press.print_paper(facts, issued_at=papers.ISSUED_AT)
    pages = [" ".join(page.split()) for page in page_text(printed.pdf).split("\f")]
    assert printed.pages <= 4
    assert papers.a_licence()["credit_line"] in pages[0]
    assert f"{papers.a_verification()['digest']}" in pages[0].rpartition("SHA-256")[2]
    assert pages[1].startswith(("Terms", "Conditions générales"))


def test_a_licence_of_two_articles_prints_the_credit_line_of_each(press: Press):
    items = [
        papers.an_item(n=n, credit_line=f"First published in the {paper}, licence LIC-2026-00007.")
        for n, paper in ((1, "Courier"), (2, "Courrier"))
    ]
    text = said(press, papers.a_licence(items=items))
    assert "1. First published in the Courier, licence LIC-2026-00007. Linked to" in text
    assert "2. First published in the Courrier, licence LIC-2026-00007. Linked to" in text
    assert papers.a_licence()["credit_line"] not in text


def test_a_licence_from_before_these_facts_prints_as_it_was_agreed(press: Press):
    facts = papers.a_licence()
    (item,) = facts["items"]
    for added in ("translation_by", "limits", "credit_line"):
        del item[added]
    del item["article"]["edition_name"]
    for passage in item["licensed"] + item["left_out"]:
        del passage["code"]
    text = said(press, facts)
    assert "by Tamsin Oyelaran, 12 November 2026, version 2 of ART-00007" in text
    assert "Change, cut or translate the text without our written approval." in text
    assert "promo: invites the reader to sign up or follow" in text


def test_the_code_to_check_a_licence_never_breaks_inside(press: Press):
    verify = {**papers.a_verification(), "code": "Y4E8-VA33-7H48-5P7Y"}
    printed = press.print_paper(papers.a_licence(verify=verify), issued_at=papers.ISSUED_AT)
    lines = page_text(printed.pdf).split("\f")[0].splitlines()
    ours = [line for line in lines if "Y4E8" in line or "5P7Y" in line]
    assert len(ours) == 2
    assert ours[0] == "Y4E8-VA33-7H48-5P7Y"
    assert "Y4E8-VA33-7H48-5P7Y" in ours[1]


@pytest.mark.parametrize("name", ["licence", "invoice", "quote", "pro-forma"])
def test_a_french_paper_keeps_no_english_of_ours(press: Press, name: str):
    facts = papers.every_paper()[name] | {"language": "fr"}
    bank = ["Account name: The Harbour Courier Ltd", "Bank: Quayside", "Sort code: 00-00-00"]
    facts["publisher"]["bank"]["lines"] = [*bank, "Account number: 00000000", "BIC: QUAYGB00"]
    text = said(press, facts)
    assert "Immatriculation : Angleterre et pays de Galles, n° 01234567" in text
    for english in ("Registered", "England", "Sort code:", "Account", "Bank:", "invites"):
        assert english not in text.replace(papers.a_licence()["credit_line"], "").replace(
            papers.an_invoice_line()["description"], ""
        )
    for word in ("licencié", "preneur"):
        assert word not in text.casefold()
    if name in {"invoice", "pro-forma"}:
        assert "Titulaire : The Harbour Courier Ltd Banque : Quayside" in text
        assert "Code banque (sort code) : 00-00-00 N° de compte : 00000000" in text
    if name == "licence":
        assert "Bénéficiaire Gazette de la Baie SAS" in text
        assert "promotion de notre lettre d’information ou de nos offres" in text
        assert "Estuary Wire asked us to keep it back" in text


@pytest.mark.parametrize(
    ("kind", "country", "stands"),
    [
        ("business", "GB", "Late Payment of Commercial Debts (Interest) Act 1998"),
        ("business", "FR", "a lump sum of €40 for the costs of recovery (article L. 441-10"),
        ("business", "BE", ""),
        ("consumer", "GB", "If you cannot pay by then, please write to us."),
        ("consumer", "FR", "If you cannot pay by then, please write to us."),
        ("unknown", "GB", ""),
    ],
)
def test_what_an_invoice_says_of_a_late_payment_follows_who_pays(
    press: Press, kind: str, country: str, stands: str
):
    payer = papers.a_home_licensee(customer_kind=kind)
    publisher = papers.a_publisher(country=country)
    text = said(press, papers.an_invoice(licensee=payer, payer=payer, publisher=publisher))
    assert stands in text
    for words in ("Late Payment", "441-10", "If you cannot pay"):
        assert (words in text) is (words in stands)


def test_a_publisher_without_vat_prints_no_line_for_it(press: Press):
    text = said(
        press,
        papers.an_invoice(
            publisher=papers.a_publisher(vat_registered=False, vat_no=None),
            tax_treatment={
                "treatment": "not-registered",
                "code": "O",
                "rate": "0",
                "wording": {"en": "No VAT: the supplier is not registered for VAT."},
            },
            lines=[papers.an_invoice_line(rate="0", code="O")],
            tax=papers.gbp("0.00"),
            total=papers.gbp("150.00"),
        ),
    )
    assert "VAT rate" not in text
    assert "£0.00" not in text
    assert "Total £150.00" in text
    assert "No VAT: the supplier is not registered for VAT." in text


def test_a_quote_names_the_translation_and_what_the_author_limits(press: Press):
    item = papers.an_item(languages=["fr"], translation_by="licensee", limits="one year at most")
    text = said(press, papers.a_quote(lines=[papers.a_quote_line(item=item)]))
    assert "translated by the licensee from English" in text
    assert "author’s limits: one year at most" in text
    assert "translation into other languages, audio and video" in text
    plain = said(press, papers.a_quote())
    assert "translation, audio and video" in plain


def test_a_guarantee_is_called_one_on_the_quote_and_a_duty_on_the_licence(press: Press):
    share = {"share": "0.4", "of": "what readers pay for it, net of tax", "reports": "quarter"}
    owed = "a guarantee against 40% of what readers pay for it, net of tax, reported each quarter"
    line = papers.a_quote_line(item=papers.an_item(share=share))
    assert owed in said(press, papers.a_quote(lines=[line]))
    licence = said(press, papers.a_licence(items=[papers.an_item(share=share)]))
    assert f"pay what it comes to beyond the fee, which is {owed}." in licence


def test_an_arabic_headline_comes_out_whole_and_in_its_own_direction(
    press: Press, inflated: Callable[[bytes], bytes]
):
    article = papers.an_article(headline=papers.ARABIC_HEADLINE, language="ar")
    quote = papers.a_quote(lines=[papers.a_quote_line(item=papers.an_item(article=article))])
    printed = press.print_paper(quote, issued_at=papers.ISSUED_AT)
    text = page_text(printed.pdf)
    words = [word for word in papers.ARABIC_HEADLINE.split() if word in text]
    assert words == papers.ARABIC_HEADLINE.split()
    assert b"/Lang (ar)" in inflated(printed.pdf)
    assert b"Amiri" in inflated(printed.pdf)


def test_an_invoice_has_what_the_vat_regulations_ask(press: Press):
    text = said(press, papers.an_invoice())
    first = text[: text.index("Date of issue")]
    assert "Amount due £180.00 Due on 23 December 2026" in first
    assert "Sort code 00-00-00" in first
    assert "Reference INV-2026-00012" in first
    for words in (
        "Invoice INV-2026-00012",
        "Date of issue 23 November 2026",
        "Tax point 23 November 2026",
        "From The Harbour Courier Ltd 14 Ropewalk Quay Saltmouth SM1 4HC United Kingdom",
        "Company no. 01234567 VAT no. GB 123 4567 82",
        "Billed to Moorland Weekly Ltd",
        "1 £150.00 20% £150.00",
        "20% £150.00 £30.00",
        "Total £180.00",
        "Payment within 30 days of the date of issue.",
        "Your order no. 4500-7781",
        "Registered in England and Wales, company no. 01234567",
    ):
        assert words in text


def test_vat_is_stated_in_sterling_where_the_invoice_is_in_euros(press: Press):
    line = papers.an_invoice_line(unit_price=papers.eur("1000.00"), net=papers.eur("1000.00"))
    text = said(
        press,
        papers.an_invoice(
            lines=[line],
            net=papers.eur("1000.00"),
            tax=papers.eur("200.00"),
            total=papers.eur("1200.00"),
            home_net=papers.gbp("857.10"),
            home_tax=papers.gbp("171.42"),
            fx="1 EUR = 0.8571 GBP, European Central Bank, 2026-11-20",
        ),
    )
    assert "in GBP £857.10 £171.42" in text
    assert "Rate of exchange: 1 EUR = 0.8571 GBP, European Central Bank, 20 November 2026" in text
    assert "Please ask us for our bank details." in text


def test_a_paid_invoice_asks_for_nothing(press: Press):
    text = said(press, papers.an_invoice(paid=papers.gbp("180.00")))
    assert "Paid in full, thank you £180.00" in text
    assert "Amount due" not in text
    assert "Payment within" not in text


def test_a_part_paid_invoice_asks_for_the_balance(press: Press):
    text = said(press, papers.an_invoice(paid=papers.gbp("100.00")))
    assert "Amount due £80.00" in text
    assert "Received £100.00 Balance £80.00" in text


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"net": papers.gbp("151.00")}, "its lines do not add up to its net total"),
        ({"total": papers.gbp("181.00")}, "net and tax do not add up to the total"),
        (
            {"tax": papers.gbp("31.00"), "total": papers.gbp("181.00")},
            "the tax of its rates does not add up to its tax",
        ),
    ],
)
def test_an_invoice_that_does_not_add_up_is_not_printed(
    press: Press, changes: papers.Facts, why: str
):
    with pytest.raises(Outside) as stopped:
        press.print_paper(papers.an_invoice(**changes), issued_at=papers.ISSUED_AT)
    assert (
        stopped.value.message == f"the press stopped: the facts of the invoice do not read: {why}"
    )


def test_a_usage_report_leads_with_its_figures_and_tells_the_chart_in_words(
    press: Press, inflated: Callable[[bytes], bytes]
):
    printed = press.print_paper(papers.a_usage_report(), issued_at=papers.ISSUED_AT)
    text = " ".join(page_text(printed.pdf).split())
    first = text[: text.index("Licensed copies, by month")]
    assert "1 June 2026 to 30 November 2026" in first
    assert (
        "30 Licensed copies 1 Articles 1 Licensees 4 Breaches £4,040.00 €240.00 Fees, net" in first
    )
    assert "5b1f0c9a7d3e8842…" in text
    told = "Bar chart of the licensed copies found in each month: June 2026: 2; July 2026: 5"
    inside = inflated(printed.pdf)
    assert told.encode() in inside or told.encode("utf-16-be") in inside


def test_a_long_report_prints_three_hundred_rows_and_says_so(press: Press):
    rows = [papers.a_usage_row(0, headline="A ferry")] * 301
    text = said(press, papers.a_usage_report(rows=rows))
    assert text.count("LIC-2026-00007") == 300
    assert "The first 300 of 301 rows." in text


def test_a_report_of_an_empty_period_says_that_there_was_no_use(press: Press):
    text = said(press, papers.a_usage_report(0, by_month=[], totals=[]))
    assert "No licensed use in this period." in text
    assert "0 Licensed copies" in text


def test_only_an_invented_publisher_is_called_so_in_the_foot(press: Press):
    real = papers.a_publisher(specimen=False)
    assert "Specimen, invented publisher" in said(press, papers.an_invoice())
    assert "Specimen, invented publisher" not in said(press, papers.an_invoice(publisher=real))


def test_a_quote_of_twelve_lines_prints_every_line_and_one_total(press: Press):
    lines = [papers.a_quote_line(n) for n in range(1, 13)]
    facts = papers.a_quote(
        lines=lines,
        net=papers.gbp("1800.00"),
        tax=papers.gbp("360.00"),
        total=papers.gbp("2160.00"),
    )
    text = said(press, facts)
    assert text.count("The ferry that would not retire") == 12
    assert "license 12 articles" in text
    assert text.count("Total £2,160.00") == 1


def test_the_page_of_a_card_has_every_price_and_a_place_to_sign(press: Press):
    facts = papers.a_rate_card()
    text = said(press, facts)
    assert "Rate card demo-card-invented/2026.1 Invented sample" in text
    assert "In force from 1 January 2026" in text or "1 January 2026 further notice GBP" in text
    assert "up to 250,000 monthly unique visitors £150.00" in text
    assert "one country × 1 a region, or several countries × 1.4" in text
    assert "exclusive licence by negotiation" in text
    assert "within one working day, at least £25.00 25%" in text
    assert "from 5 pieces on −10%" in text
    assert "licensed after its use, and £50.00 once × 1.25" in text
    assert "up to 60 articles £1,200.00" in text
    assert f"has this SHA-256: {facts['sha256']}" in text
    assert "Signed for The Harbour Courier Ltd" in text


def test_the_page_of_a_card_by_the_word_reads_in_french(press: Press):
    text = said(press, papers.a_rate_card("agency", language="fr"))
    assert "Barème lantern-wire-invented/2026.1" in text
    assert "par mot, dans la limite de chaque tranche" in text
    assert "prix unique 300,00 $US" in text
    assert "autorisation après l’utilisation × 2" in text
    assert "à déclarer chaque trimestre 40 %" in text
    assert "une région, ou plusieurs pays × 1,25" in text
