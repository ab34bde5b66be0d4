"""Collective licences on file: what is said before a company's use is charged, of it and of its agency."""

from __future__ import annotations

from datetime import date

import pytest

from syndicate.errors import BadInput, NotFound
from syndicate.rules.parties import Mandate
from syndicate.rules.requests import Medium
from tests import builders


def test_a_mandate_covers_its_media_from_its_first_day_to_its_last():
    held = Mandate(body="NLA", uses=("intranet",), since=date(2026, 4, 1), until=date(2027, 3, 31))
    days = [date(2026, 3, 31), date(2026, 4, 1), date(2027, 3, 31), date(2027, 4, 1)]
    assert [held.covers("intranet", day) for day in days] == [False, True, True, False]
    assert not held.covers("website", days[1])
    assert not Mandate(body=None, uses=("intranet",)).covers("intranet", days[1])


def test_a_companys_quote_says_what_collective_licence_is_held_or_that_nobody_asked(desk):
    company = builders.a_licensee(desk, "Stornby Ropes Ltd", kind="corporate")
    agency = builders.a_licensee(desk, "Bellwether PR Ltd", kind="pr-agency", email="b@pr.example")
    use = builders.a_use(medium=Medium.INTRANET, audience=80, audience_unit="staff")
    request = builders.a_request(desk, licensee=agency, end_client=company, use=use)
    asked = [n for n in desk.quotes.estimate(request)["notes"] if "collective" in n]
    assert [note.split(" holds")[0] for note in asked] == [
        "nobody has said whether Stornby Ropes Ltd",
        "nobody has said whether Bellwether PR Ltd",
    ]
    desk.mandates.add(agency, None, source="mail of 20 November")
    filed = desk.mandates.add(
        company, "nla", uses=["intranet"], number="N-118", until=date(2027, 3, 31)
    )
    assert (filed.body, filed.state, filed.uses) == ("NLA", "in-force", ("intranet",))
    quote = desk.quotes.show(builders.a_quote(desk, request=request))
    (note,) = [n for n in quote.notes if "collective" in n]
    assert note == (
        "Stornby Ropes Ltd holds a collective licence, NLA N-118, for intranet until 31 March 2027: ask "
        f"whether it covers this use before it is charged (syndicate licensee mandate list {company})"
    )
    assert desk.mandates.end(company, "NLA", by="N. Vane").state == "ended"
    assert "nobody has said" in next(
        n for n in desk.quotes.show(quote.ref).notes if "collective" in n
    )
    assert [line.state for line in desk.mandates.on_file(company)] == ["ended"]
    with pytest.raises(NotFound):
        desk.mandates.end(company, "CLA")
    with pytest.raises(BadInput, match="for some uses"):
        desk.mandates.add(company, "CLA")


def test_a_newspapers_website_is_asked_nothing(desk):
    quote = desk.quotes.show(builders.a_quote(desk))
    assert not [note for note in quote.notes if "collective" in note]
