"""Money: pro-formas and VAT invoices, what settles them, and which VAT stands on the page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text

from syndicate.documents.pictures import page_text
from syndicate.errors import BadInput, Refused
from syndicate.exchange.publisher import read_publisher
from syndicate.rules.fees import Fx
from syndicate.rules.money import Money
from tests import builders


def money(amount, currency="GBP"):
    return {"amount": amount, "currency": currency}


def page(paper):
    """What a printed paper says, in one line."""
    return " ".join(page_text(Path(paper.path).read_bytes()).split())


def agreed(desk, amount, *, licensee, **more):
    """An accepted quote over a round figure."""
    figure, currency = amount.split()
    quote = desk.quotes.draft(
        builders.a_request(desk, licensee=licensee, **more),
        agreed=Money.of(figure, currency),
        reason="agreed by telephone",
    ).ref
    return builders.an_accepted_quote(desk, quote=quote)


def test_who_pays_first_gets_a_pro_forma_pays_and_then_gets_invoice_and_licence(desk, clock):
    licensee = builders.a_licensee(desk, terms="pay-first")
    quote = builders.an_accepted_quote(desk, licensee=licensee)
    proforma = desk.invoices.issue(quote)
    assert (proforma.ref, proforma.state, proforma.total) == (quote, "pro-forma", money("180.00"))
    said = page(proforma)
    assert "Pro-forma" in said
    assert "not a VAT invoice" in said
    assert builders.rows(desk)["paper"] == 0

    with pytest.raises(Refused, match="pays first") as why:
        desk.licences.grant(quote)
    assert why.value.exit_code == 4
    assert why.value.hint is not None
    assert f"syndicate payment record {quote}" in why.value.hint

    clock.forward(days=2)
    part = desk.payments.show(builders.a_payment(desk, quote, "80.00 GBP"))
    assert (part.state, part.quote, part.unallocated) == ("unallocated", quote, money("80.00"))
    with pytest.raises(Refused, match="pays first"):
        desk.licences.grant(quote)
    assert desk.invoices.bill(quote) == quote
    builders.a_payment(desk, quote, "100.00 GBP")

    clock.forward(days=1)
    invoice = desk.invoices.issue(quote)
    assert (invoice.number, invoice.state) == ("INV-2026-00001", "paid")
    assert (invoice.issue_date, invoice.tax_point) == ("2026-11-26", "2026-11-25")
    assert (invoice.total, invoice.balance) == (money("180.00"), money("0.00"))
    assert [p.state for p in desk.payments.on_file()] == ["allocated", "allocated"]
    said = page(invoice)
    assert "Invoice INV-2026-00001" in said
    assert "25 November 2026" in said
    assert "Paid" in said
    assert "£180.00" in said
    assert "not a VAT invoice" not in said

    licence = desk.licences.show(desk.licences.grant(quote))
    assert builders.facts_of(desk, licence.ref)["paid"] is True
    assert licence.state == "active"
    assert {d["type"]: d["state"] for d in licence.obligations}["pay"] == "met"
    assert desk.invoices.bill(licence.ref) == invoice.ref


def test_what_is_paid_above_a_pro_forma_waits_unallocated_and_the_invoice_shows_its_own_sum(desk):
    licensee = builders.a_licensee(desk, terms="pay-first")
    quote = builders.an_accepted_quote(desk, licensee=licensee)
    builders.a_payment(desk, quote, "200.00 GBP")
    invoice = desk.invoices.bill(quote)
    assert builders.facts_of(desk, invoice)["paid"] == money("180.00")
    (payment,) = desk.payments.on_file()
    assert (payment.state, payment.unallocated) == ("part-allocated", money("20.00"))
    assert desk.invoices.show(invoice).balance == money("0.00")


def test_an_account_customer_is_granted_billed_and_pays_in_parts(desk, clock):
    licence = builders.a_licence(desk)
    invoice = desk.invoices.show(desk.invoices.bill(licence))
    assert (invoice.licence, invoice.state, invoice.due_on) == (licence, "issued", "2026-12-23")
    assert (invoice.net, invoice.tax, invoice.total) == (
        money("150.00"),
        money("30.00"),
        money("180.00"),
    )
    builders.a_payment(desk, invoice.ref, "60.00 GBP")
    assert desk.invoices.show(invoice.ref).state == "part-paid"
    assert desk.invoices.show(invoice.ref).balance == money("120.00")
    duties = {d["type"]: d["state"] for d in desk.licences.show(licence).obligations}
    assert duties["pay"] == "pending"
    clock.forward(days=31)
    assert desk.invoices.show(invoice.ref).overdue
    builders.a_payment(desk, invoice.ref, "120.00 GBP")
    paid = desk.invoices.show(invoice.ref)
    assert (paid.state, paid.balance, paid.overdue) == ("paid", money("0.00"), False)
    duties = {d["type"]: d["state"] for d in desk.licences.show(licence).obligations}
    assert duties["pay"] == "met"
    assert desk.invoices.on_file(open_only=True) == []
    assert desk.journal.verify() == []


def test_what_is_paid_too_much_stays_unallocated(desk):
    invoice = builders.an_invoice(desk)
    payment = desk.payments.show(builders.a_payment(desk, invoice, "200.00 GBP"))
    assert payment.state == "part-allocated"
    assert payment.unallocated == money("20.00")
    assert payment.allocations == ({"invoice": invoice, "kind": "cash", "amount": money("180.00")},)
    assert desk.invoices.show(invoice).balance == money("0.00")
    with pytest.raises(Refused, match="is paid already"):
        builders.a_payment(desk, invoice, "200.00 GBP")
    assert builders.rows(desk)["payment"] == 1


def test_two_equal_payments_are_two(desk):
    invoice = builders.an_invoice(desk)
    first = builders.a_payment(desk, invoice, "90.00 GBP")
    second = builders.a_payment(desk, invoice, "90.00 GBP")
    assert (first, second) == ("PAY-2026-00001", "PAY-2026-00002")
    assert desk.invoices.show(invoice).state == "paid"


def test_an_invoice_in_dinars_is_paid_by_cash_tax_withheld_and_a_bank_charge(desk):
    desk.publishers.change(banks={"KWD": ("IBAN: KW81 CBKU 0000 0000 0000 1234 5601 01",)})
    licensee = builders.a_licensee(desk, "Gulf Herald Media", country="KW", currency="KWD")
    quote = agreed(desk, "500.000 KWD", licensee=licensee, use=builders.a_use(territories=("KW",)))
    invoice = desk.invoices.bill(desk.licences.grant(quote))
    assert desk.invoices.show(invoice).total == money("500.000", "KWD")
    payment = desk.payments.show(
        builders.a_payment(
            desk,
            invoice,
            "447.500 KWD",
            withheld=Money.of("50.000", "KWD"),
            charge=Money.of("2.500", "KWD"),
        )
    )
    assert payment.state == "allocated"
    assert {a["kind"]: a["amount"]["amount"] for a in payment.allocations} == {
        "withholding": "50.000",
        "charge": "2.500",
        "cash": "447.500",
    }
    paid = desk.invoices.show(invoice)
    assert (paid.state, paid.balance, paid.treatment) == (
        "paid",
        money("0.000", "KWD"),
        "abroad-business",
    )


def the_payments_of_today(desk):
    """What the morning list says of money that came in: payment, what is to do, by which command."""
    return [(t.ref, t.what, t.command) for t in desk.morning.tasks() if t.section == "payment"]


def an_invoice_in_dinars(desk):
    """An invoice of KWD 500.000 to a licensee in Kuwait."""
    desk.publishers.change(banks={"KWD": ("IBAN: KW81 CBKU 0000 0000 0000 1234 5601 01",)})
    licensee = builders.a_licensee(desk, "Gulf Herald Media", country="KW", currency="KWD")
    quote = agreed(desk, "500.000 KWD", licensee=licensee, use=builders.a_use(territories=("KW",)))
    return desk.invoices.bill(desk.licences.grant(quote))


@pytest.mark.tampers
def test_tax_withheld_leaves_the_invoice_paid_and_its_certificate_a_duty_until_it_is_on_file(
    desk, clock
):
    invoice = an_invoice_in_dinars(desk)
    assert the_payments_of_today(desk) == []
    made = builders.a_payment(desk, invoice, "450.000 KWD", withheld=Money.of("50.000", "KWD"))
    payment = desk.payments.show(made)
    assert (payment.state, payment.amount, payment.withheld, payment.unallocated) == (
        "allocated",
        money("450.000", "KWD"),
        money("50.000", "KWD"),
        money("0.000", "KWD"),
    )
    assert (payment.certificate, payment.certificate_sha256) == ("due", None)
    paid = desk.invoices.show(invoice)
    assert (paid.state, paid.balance) == ("paid", money("0.000", "KWD"))
    duty = (
        made,
        "tax certificate to come: Gulf Herald Media withheld 50.000 KWD",
        f"syndicate payment certificate {made} --file FILE",
    )
    assert the_payments_of_today(desk) == [duty]
    clock.forward(days=90)
    assert the_payments_of_today(desk) == [duty]

    paper = b"%PDF-1.7 certificate of tax withheld"
    done = desk.payments.certify(made, certificate=paper, suffix=".pdf", dated_on=date(2027, 1, 12))
    assert (done.certificate, done.certificate_on) == ("on file", "2027-01-12")
    assert done.certificate_sha256 is not None
    assert desk.store.path(done.certificate_sha256).read_bytes() == paper
    assert the_payments_of_today(desk) == []
    assert desk.journal.verify() == []
    desk.store.path(done.certificate_sha256).unlink()
    assert [fault.what for fault in desk.journal.verify()] == [
        "a file is missing from the document store"
    ]


def test_a_certificate_is_kept_once_and_a_corrected_one_counts_instead_of_it(desk):
    made = builders.a_payment(
        desk, an_invoice_in_dinars(desk), "450.000 KWD", withheld=Money.of("50.000", "KWD")
    )
    for _ in range(2):
        first = desk.payments.certify(made, certificate=b"of another year")
    assert builders.rows(desk)["certificate"] == 1
    second = desk.payments.certify(made, certificate=b"of this year")
    assert second.certificate_sha256 != first.certificate_sha256
    assert desk.payments.show(made) == second
    assert desk.store.path(first.certificate_sha256).read_bytes() == b"of another year"
    with pytest.raises(Refused, match="never changes; record another"), desk.writing() as w:
        w.connection.execute(text("UPDATE certificate SET sha256 = 'x'"))


def test_no_certificate_is_recorded_where_no_tax_was_withheld_nor_one_of_a_day_to_come(desk):
    invoice = builders.an_invoice(desk)
    made = builders.a_payment(desk, invoice, "100.00 GBP")
    assert desk.payments.show(made).certificate is None
    with pytest.raises(Refused, match="no tax was withheld"):
        desk.payments.certify(made, certificate=b"paper")
    made = builders.a_payment(desk, invoice, "0.00 GBP", withheld=Money.of("20", "GBP"))
    assert [ref for ref, _, _ in the_payments_of_today(desk)] == [made]
    with pytest.raises(BadInput, match="has not come yet"):
        desk.payments.certify(made, certificate=b"paper", dated_on=date(2026, 11, 24))
    with pytest.raises(BadInput, match="empty file"):
        desk.payments.certify(made, certificate=b"")
    assert builders.rows(desk)["certificate"] == 0


def another_invoice(desk, amount, licensee="1"):
    """A further invoice of a licensee for the article on file."""
    request = builders.a_request(desk, article="1", licensee=licensee)
    figure, currency = amount.split()
    quote = desk.quotes.draft(request, agreed=Money.of(figure, currency), reason="agreed").ref
    return desk.invoices.bill(builders.an_accepted_quote(desk, quote=quote))


def test_money_that_is_over_is_on_the_morning_list_until_it_is_allocated(desk):
    first = builders.an_invoice(desk)  # 180.00 with VAT
    made = builders.a_payment(desk, first, "300.00 GBP")
    waits = "not allocated: 120.00 GBP from Fenmouth Gazette plc"
    assert the_payments_of_today(desk) == [(made, waits, f"syndicate payment show {made}")]
    second = another_invoice(desk, "50.00 GBP")  # 60.00
    third = another_invoice(desk, "100.00 GBP")  # 120.00
    assert the_payments_of_today(desk) == [
        (made, waits, f"syndicate payment allocate {made} {second}")
    ]
    part = desk.payments.allocate(made, second)
    assert (part.state, part.unallocated) == ("part-allocated", money("60.00"))
    assert desk.invoices.show(second).state == "paid"
    assert the_payments_of_today(desk) == [
        (
            made,
            "not allocated: 60.00 GBP from Fenmouth Gazette plc",
            f"syndicate payment allocate {made} {third}",
        )
    ]
    desk.payments.allocate(made, third, amount=Money.of("20", "GBP"))
    whole = desk.payments.allocate(made, third)
    assert (whole.state, whole.unallocated) == ("allocated", money("0.00"))
    assert [(a["invoice"], a["amount"]["amount"]) for a in whole.allocations] == [
        (first, "180.00"),
        (second, "60.00"),
        (third, "20.00"),
        (third, "40.00"),
    ]
    shown = desk.invoices.show(third)
    assert (shown.state, shown.balance) == ("part-paid", money("60.00"))
    assert the_payments_of_today(desk) == []
    assert desk.journal.verify() == []
    acts = [entry.action for entry in desk.journal.entries(made)]
    assert acts.count("payment allocate") == 3


def test_an_allocation_meets_the_duty_to_pay_of_the_licence(desk):
    made = builders.a_payment(desk, builders.an_invoice(desk), "360.00 GBP")
    quote = builders.an_accepted_quote(
        desk,
        quote=desk.quotes.draft(builders.a_request(desk, article="1", licensee="1")).ref,
    )
    licence = desk.licences.grant(quote)
    invoice = desk.invoices.bill(licence)
    desk.payments.allocate(made, invoice)
    duties = {d["type"]: d["state"] for d in desk.licences.show(licence).obligations}
    assert (desk.invoices.show(invoice).state, duties["pay"]) == ("paid", "met")


def test_no_more_is_allocated_than_waits_or_is_open_and_nothing_across_licensees_or_currencies(
    desk,
):
    first = builders.an_invoice(desk)
    made = builders.a_payment(desk, first, "200.00 GBP")
    second = another_invoice(desk, "10.00 GBP")
    other = builders.a_licensee(desk, "Tidewater Weekly Ltd", email="desk@tidewater.example")
    theirs = another_invoice(desk, "50.00 GBP", licensee=other)
    dollars = another_invoice(desk, "50.00 EUR", licensee=builders.a_licensee(
        desk, "Gazette du Large SAS", country="FR", vat_no="FR83404833048"
    ))  # fmt: skip
    before = builders.rows(desk)
    for invoice, amount, error, said in (
        (second, "21 GBP", Refused, "more than the 20.00 GBP that wait"),
        (second, "15 GBP", Refused, "more than the 12.00 GBP that are open"),
        (second, "0 GBP", BadInput, "more than nothing"),
        (second, "-1 GBP", BadInput, "more than nothing"),
        (second, "5 EUR", BadInput, "is in GBP, not EUR"),
        (first, "1 GBP", Refused, "nothing of the invoice is open"),
        (theirs, "1 GBP", Refused, "Tidewater Weekly Ltd’s to pay"),
        (dollars, "1 EUR", Refused, "Gazette du Large SAS’s to pay"),
    ):
        figure, currency = amount.split()
        with pytest.raises(error, match=said):
            desk.payments.allocate(made, invoice, amount=Money.of(figure, currency))
    assert builders.rows(desk) == before
    desk.payments.allocate(made, second)
    third = another_invoice(desk, "10.00 GBP")
    desk.payments.allocate(made, third)
    with pytest.raises(Refused, match="all of the payment is allocated"):
        desk.payments.allocate(made, third)


def test_money_paid_first_waits_for_the_invoice_of_its_own_quote(desk):
    licensee = builders.a_licensee(desk, terms="pay-first")
    quote = builders.an_accepted_quote(desk, licensee=licensee)
    made = builders.a_payment(desk, quote, "200.00 GBP")
    assert the_payments_of_today(desk) == []  # the quote says that it is paid
    desk.licensees.edit(licensee, terms="account")
    other = another_invoice(desk, "50.00 GBP")
    with pytest.raises(Refused, match="waits for its invoice") as why:
        desk.payments.allocate(made, other)
    assert why.value.hint == f"syndicate invoice issue {quote}"
    desk.invoices.bill(quote)
    assert the_payments_of_today(desk) == [
        (
            made,
            "not allocated: 20.00 GBP from Fenmouth Gazette plc",
            f"syndicate payment allocate {made} {other}",
        )
    ]
    desk.payments.allocate(made, other)
    assert desk.invoices.show(other).balance == money("40.00")


def closed(desk, currency):
    """The account in `currency` is closed, while the others stay."""
    desk.publishers.change(banks={currency: ()})


def last_numbers(desk):
    return {s["name"]: s["last"] for s in desk.publishers.show()["series"]}


def test_nothing_is_quoted_or_billed_in_money_that_no_account_takes_and_no_number_is_lost(desk):
    request = builders.a_request(desk)
    free = builders.a_request(desk, article="1", licensee="1")
    closed(desk, "GBP")
    before = last_numbers(desk)
    for offer in (desk.quotes.draft, desk.quotes.estimate):
        with pytest.raises(Refused, match="no account in GBP is on file") as why:
            offer(request)
        assert why.value.exit_code == 4
        assert why.value.hint == (
            'syndicate publisher edit --bank "GBP: Account name: …; IBAN: …; BIC: …"'
        )
    assert last_numbers(desk) == before
    gift = desk.quotes.draft(free, agreed=Money.of("0", "GBP"), reason="a gift to the school")
    assert gift.total == money("0.00")

    desk.publishers.change(banks={"GBP": ("Account name: The Harbour Courier Ltd", "IBAN: …")})
    quote = builders.an_accepted_quote(desk, quote=desk.quotes.draft(request).ref)
    licence = desk.licences.grant(quote)
    closed(desk, "GBP")
    before = last_numbers(desk)
    for source in (quote, licence):
        for bill in (desk.invoices.bill, desk.invoices.check):
            with pytest.raises(Refused, match=r"can say where to pay 180\.00 GBP"):
                bill(source)
    assert last_numbers(desk) == before
    assert builders.rows(desk)["invoice"] == 0


def test_a_pro_forma_is_refused_without_an_account_and_what_is_paid_needs_none(desk):
    licensee = builders.a_licensee(desk, terms="pay-first")
    quote = builders.an_accepted_quote(desk, licensee=licensee)
    closed(desk, "GBP")
    with pytest.raises(Refused, match="no account in GBP"):
        desk.invoices.issue(quote)
    builders.a_payment(desk, quote, "180.00 GBP")
    invoice = desk.invoices.issue(quote)
    assert (invoice.state, invoice.balance) == ("paid", money("0.00"))
    assert "ask us for our bank details" not in page(invoice)


def test_a_french_invoice_names_the_account_in_french(desk):
    quote = agreed(
        desk,
        "300.00 EUR",
        licensee=builders.a_licensee(
            desk, "Gazette du Large SAS", country="FR", vat_no="FR83404833048", language="fr"
        ),
    )
    said = page(desk.invoices.issue(quote))
    assert "Titulaire : The Harbour Courier Ltd Banque : Specimen Bank IBAN : GB54" in said
    assert "Account name" not in said


def test_tax_withheld_on_a_pro_forma_is_not_lost_but_refused(desk):
    licensee = builders.a_licensee(desk, terms="pay-first")
    quote = builders.an_accepted_quote(desk, licensee=licensee)
    with pytest.raises(Refused, match="booked on an invoice"):
        builders.a_payment(desk, quote, "150.00 GBP", withheld=Money.of("30.00", "GBP"))
    assert builders.rows(desk)["payment"] == 0


def test_money_is_booked_only_in_the_currency_of_the_paper_on_a_day_that_came_and_above_nothing(
    desk,
):
    invoice = builders.an_invoice(desk)
    with pytest.raises(BadInput, match="is in GBP, not EUR"):
        builders.a_payment(desk, invoice, "180.00 EUR")
    with pytest.raises(BadInput, match="has not come yet"):
        builders.a_payment(desk, invoice, "180.00 GBP", on=date(2026, 11, 24))
    with pytest.raises(BadInput, match="more than nothing"):
        builders.a_payment(desk, invoice, "0.00 GBP")
    with pytest.raises(BadInput, match="more than nothing"):
        builders.a_payment(desk, invoice, "-5.00 GBP")
    with pytest.raises((Refused, BadInput)):
        builders.a_payment(desk, invoice, "180.00 GBP", withheld=Money.of("200.00", "GBP"))
    draft = builders.a_quote(desk, request=builders.a_request(desk, article="1", licensee="1"))
    with pytest.raises(Refused, match="accepted quote"):
        builders.a_payment(desk, draft, "180.00 GBP")
    assert builders.rows(desk)["payment"] == 0


def test_vat_in_another_currency_stands_in_pounds_too_at_a_named_rate(desk):
    quote = agreed(desk, "300.00 EUR", licensee=builders.a_licensee(desk))
    with pytest.raises(Refused, match="has to stand in GBP too") as why:
        desk.invoices.bill(quote)
    assert why.value.hint is not None
    assert "--fx" in why.value.hint
    fx = Fx(base="EUR", quote="GBP", rate=Decimal("0.8412"), source="a bank", on=date(2026, 11, 20))
    facts = builders.facts_of(desk, desk.invoices.bill(quote, fx=fx))
    assert (facts["net"], facts["tax"]) == (money("300.00", "EUR"), money("60.00", "EUR"))
    assert (facts["home_net"], facts["home_tax"]) == (money("252.36"), money("50.47"))
    assert "a bank" in facts["fx"]


def test_an_accepted_quote_of_an_account_customer_is_billed_before_its_licence(desk):
    quote = builders.an_accepted_quote(desk)
    invoice = desk.invoices.bill(quote)
    assert builders.facts_of(desk, invoice)["licence"] is None
    licence = desk.licences.grant(quote)
    assert desk.invoices.bill(licence) == invoice


def test_only_what_was_accepted_is_billed(desk):
    quote = builders.a_quote(desk)
    desk.quotes.offer(quote)
    with pytest.raises(Refused, match="only an accepted quote is billed") as why:
        desk.invoices.bill(quote)
    assert why.value.hint == f"syndicate quote accept {quote} --by NAME"


def test_another_pays_and_the_invoice_goes_to_them(desk):
    agency = builders.a_licensee(
        desk, "Brackenhithe Agents plc", email="accounts@brackenhithe.example"
    )
    invoice = builders.an_invoice(desk, payer=agency)
    facts = builders.facts_of(desk, invoice)
    assert facts["payer"]["legal_name"] == "Brackenhithe Agents plc"
    assert facts["licensee"]["legal_name"] == "Fenmouth Gazette plc"
    assert desk.invoices.show(invoice).licensee == agency


UNREGISTERED = {
    'vat_no = "GB999999973"': "",
    "vat_rate = 20  ": "# no rate ",
    "vat_registered = true": "vat_registered = false",
}


@pytest.mark.parametrize(
    ("customer", "treatment", "code", "tax", "words"),
    [
        pytest.param({"country": "GB"}, "home-standard", "S", "60.00", "20%", id="home"),
        pytest.param(
            {"country": "IM", "customer_kind": "consumer"},
            "home-standard",
            "S",
            "60.00",
            "20%",
            id="a consumer on Man",
        ),
        pytest.param(
            {"country": "FR", "vat_no": "FR83404833048"},
            "eu-business",
            "AE",
            "0.00",
            "Outside the scope of UK VAT. Reverse charge: customer to account for VAT",
            id="an EU business with its number",
        ),
        pytest.param(
            {"country": "FR", "vat_proof": "extract of the trade register"},
            "eu-business",
            "AE",
            "0.00",
            "Reverse charge",
            id="an EU business with other proof",
        ),
        pytest.param(
            {"country": "KW"},
            "abroad-business",
            "O",
            "0.00",
            "Outside the scope of UK VAT.",
            id="a business in Kuwait",
        ),
        pytest.param(
            {"country": "DE", "customer_kind": "consumer"},
            "abroad-consumer",
            "O",
            "0.00",
            "Outside the scope of UK VAT.",
            id="a consumer abroad",
        ),
        pytest.param(
            {"country": "GB", "unregistered": True},
            "not-registered",
            "O",
            "0.00",
            "No VAT: the supplier is not registered for VAT.",
            id="a publisher without VAT",
        ),
    ],
)
def test_the_vat_of_an_invoice_follows_from_who_sells_to_whom_and_is_worded_on_the_page(
    printing, customer, treatment, code, tax, words
):
    desk = printing
    if customer.pop("unregistered", False):
        file = builders.sample()
        for said, instead in UNREGISTERED.items():
            assert said in file
            file = file.replace(said, instead)
        desk.publishers.edit(read_publisher(file.encode(), name="publisher.toml"))
    licensee = builders.a_licensee(desk, **customer)
    quote = agreed(desk, "300.00 GBP", licensee=licensee)
    invoice = desk.invoices.issue(quote)
    assert (invoice.treatment, invoice.tax, invoice.lines[0]["code"]) == (
        treatment,
        money(tax),
        code,
    )
    said = page(invoice)
    assert words in said
    assert ("Reverse charge" in said) is (code == "AE")
    assert ("GB999999973" in said) is (treatment != "not-registered")
    assert ("not a VAT invoice" in said) is (treatment == "not-registered")
    assert customer.get("vat_no", "300.00") in said


@pytest.mark.parametrize(
    ("customer", "missing", "flag"),
    [
        ({"country": None}, "country is not known", "--country"),
        ({"customer_kind": "unknown"}, "business or a consumer is not known", "--kind"),
        ({"country": "FR"}, "proof of business is missing", "--vat"),
    ],
)
def test_without_what_decides_the_vat_nothing_is_quoted(printing, customer, missing, flag):
    licensee = builders.a_licensee(printing, **customer)
    request = builders.a_request(printing, licensee=licensee)
    with pytest.raises(Refused, match=missing) as why:
        printing.quotes.draft(request)
    assert why.value.hint is not None
    assert why.value.hint.startswith(f"syndicate licensee edit {licensee} {flag}")
    assert builders.rows(printing)["quote"] == 0


def test_a_paper_in_french_is_written_as_a_french_publisher_writes_it(printing):
    licensee = builders.a_licensee(
        printing, "Gazette de Marl SARL", country="FR", vat_no="FR83404833048", language="fr"
    )
    invoice = printing.invoices.issue(
        agreed(printing, "1200.50 EUR", licensee=licensee, use=builders.a_use(territories=("FR",)))
    )
    said = page(invoice)
    assert "Facture" in said
    assert "1 200,50 €" in said
    assert "Autoliquidation" in said


def test_an_address_that_a_vat_invoice_needs_is_missed_before_it_is_issued_and_after(desk):
    licensee = builders.a_licensee(desk, "Orrin Advertiser Ltd", address=())
    quote = builders.an_accepted_quote(desk, licensee=licensee)
    licence = builders.a_licence(desk, quote=quote)
    mend = f"which a VAT invoice needs (syndicate licensee edit {licensee} --address"
    (before,) = desk.invoices.check(licence)["notes"]
    assert before.endswith(f"{mend})")
    (after,) = desk.invoices.show(desk.invoices.bill(licence)).notes
    assert after.endswith(f"{mend}, before the next one)")
