"""Who asks, for whom, and who pays: three parties from the request to the invoice."""

from __future__ import annotations

import pytest

from syndicate.errors import Refused
from tests import builders


def test_an_agency_asks_its_client_is_licensed_and_another_house_pays(desk):
    agency = builders.a_licensee(
        desk, "Agence Belvédère SARL", country="FR", vat_no="FR40303265045", email="jo@belv.example"
    )
    client = builders.a_licensee(desk, "Fenmouth Gazette plc")
    desk.licensees.add_outlet(
        client, "Fenmouth Gazette online", domains=("fenmouthgazette.example", "fg.example")
    )
    payer = builders.a_licensee(
        desk, "Belvédère Holding GmbH", country="DE", email="ap@belv-holding.example"
    )
    use = builders.a_use(outlet_domain=None)
    request = builders.a_request(desk, licensee=agency, payer=payer, end_client=client, use=use)
    shown = desk.requests.show(request)
    assert (shown.licensee, shown.end_client, shown.payer) == (agency, client, payer)
    assert (shown.end_client_name, shown.payer_name) == (
        "Fenmouth Gazette plc",
        "Belvédère Holding GmbH",
    )
    licence = builders.a_licence(
        desk, quote=builders.an_accepted_quote(desk, quote=builders.a_quote(desk, request=request))
    )
    invoice = builders.an_invoice(desk, source=licence)

    granted, billed = builders.facts_of(desk, licence), builders.facts_of(desk, invoice)
    assert granted["licensee"]["ref"] == agency
    assert granted["end_client"]["legal_name"] == "Fenmouth Gazette plc"
    assert granted["payer"]["ref"] == payer
    assert granted["items"][0]["outlet"]["domains"] == ["fenmouthgazette.example", "fg.example"]
    assert billed["payer"]["legal_name"] == "Belvédère Holding GmbH"
    assert billed["licensee"]["vat_no"] == "FR40303265045"
    assert billed["tax_treatment"]["code"] == "AE", "VAT follows who asks, in France"
    assert billed["tax"]["amount"] == "0.00"
    assert desk.invoices.show(invoice).licensee == payer
    (row,) = desk.reports.usage(desk.today, desk.today, licensee=client)
    assert (row.licensee, row.end_client) == (agency, client)


def test_another_payer_or_client_after_the_quote_is_a_quote_to_revise(desk):
    quote = builders.a_quote(desk)
    desk.quotes.offer(quote)
    request = desk.quotes.show(quote).request
    payer = builders.a_licensee(desk, "Stornby Holdings Ltd", email=None)
    desk.requests.edit(request, payer=payer)
    with pytest.raises(Refused, match="was priced") as changed:
        desk.quotes.accept(quote, by="Orla Finch")
    assert changed.value.hint == f"syndicate quote revise {quote}"
    desk.quotes.revise(quote)
    desk.quotes.offer(quote)
    desk.quotes.accept(quote, by="Orla Finch")
    assert builders.facts_of(desk, builders.an_invoice(desk, source=quote))["payer"]["ref"] == payer
