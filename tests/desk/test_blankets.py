"""A blanket agreement at the desk: articles drawn from a quota, one beyond it, a kill, and what the lists say."""

from __future__ import annotations

from datetime import date

import pytest

from syndicate.errors import Conflict, NotFound, Refused
from syndicate.rules.money import Money
from tests import builders
from tests.builders import MONDAY


def an_agreement(desk, *, quota=2, **more):
    """An agreement with the Fenmouth Gazette, from today."""
    party = more.pop("licensee", None) or builders.a_licensee(desk)
    return desk.blankets.agree(
        party,
        quota=quota,
        fee=Money.of("1200.00", "GBP"),
        use=builders.a_use(first_use=None),
        starts_on=MONDAY,
        **more,
    )


def articles(desk, count):
    return [builders.an_article(desk, url=f"{builders.TWIN_URL}-{n}") for n in range(count)]


def test_articles_are_drawn_until_the_quota_is_used_and_then_priced_by_the_card(printing, clock):
    desk = printing
    first, second, third = articles(desk, 3)
    agreed = an_agreement(desk)
    assert (agreed.ref, agreed.ends_on, agreed.left) == ("BLK-000001", "2027-11-22", 2)

    drawn = desk.blankets.draw("1", [first])
    (one,) = drawn.made
    licence = desk.licences.show(one.licence)
    assert (licence.kind, licence.state, licence.net["amount"]) == ("blanket", "active", "0.00")
    assert licence.path is not None
    facts = builders.facts_of(desk, one.licence)
    assert facts["special_terms"][0].endswith("covers this article.")
    assert "article 1 of 2" in facts["special_terms"][0]
    assert desk.requests.show(one.request).state == "won"
    assert desk.licensees.deals(agreed.licensee) == (), "a draw is no deal of its own"
    assert not [task for task in desk.morning.tasks() if task.section == "blanket"]

    with pytest.raises(
        Refused, match=f"{first} was drawn from BLK-000001 before, as {one.licence}"
    ):
        desk.blankets.draw("1", [second, first])
    assert desk.blankets.show("1").drawn == 1, "all are drawn or none"

    desk.blankets.draw("1", [second])
    (task,) = [task for task in desk.morning.tasks() if task.section == "blanket"]
    assert task.what == "Fenmouth Gazette plc: 2 of 2 articles drawn, until 2027-11-22"

    with pytest.raises(Refused, match="2 of 2 articles drawn; one more is beyond") as full:
        desk.blankets.draw("1", [third])
    assert full.value.hint == f"syndicate blanket draw BLK-000001 {third} --beyond"
    used = desk.blankets.draw("1", [third], beyond=True)
    (over,) = used.made
    by_card = desk.quotes.show(over.quote)
    assert (over.beyond, over.licence, by_card.state) == (True, None, "draft")
    assert over.price == by_card.net == {"amount": "150.00", "currency": "GBP"}
    assert (used.drawn, used.over, used.left) == (2, 1, 0)
    desk.quotes.offer(over.quote)
    desk.quotes.accept(over.quote, by="Orla Finch")
    granted = desk.licences.grant(over.quote)
    assert desk.blankets.show("1").draws[2].licence == granted

    rows = desk.reports.usage(MONDAY, MONDAY, licensee=agreed.licensee)
    assert [(row.blanket, row.net.text) for row in rows] == [
        ("BLK-000001", "0.00"),
        ("BLK-000001", "0.00"),
        ("BLK-000001", "150.00"),
    ]
    assert {row.article for row in rows} == {first, second, third}
    (line,) = desk.lists.blankets()
    assert (line.quota, line.drawn, line.over, line.state) == (2, 2, 1, "in-force")
    clock.forward(days=365)
    assert [line.state for line in desk.lists.blankets()] == ["lapsed"]
    with pytest.raises(Refused, match="ran until 2027-11-22"):
        desk.blankets.draw("1", [builders.an_article(desk, url=f"{builders.TWIN_URL}-late")])


def test_what_refuses_a_licence_refuses_a_draw_and_a_kill_rests_what_was_drawn(desk):
    first, second = articles(desk, 2)
    ref = an_agreement(desk, quota=5).ref
    desk.rights.restrict("hold", article=second, reason="counsel asks")
    before = builders.rows(desk)
    with pytest.raises(Refused, match="hold"):
        desk.blankets.draw(ref, [first, second])
    assert builders.rows(desk) == before
    drawn = desk.blankets.draw(ref, [first]).made[0]
    desk.stoppages.kill(first, public="It was withdrawn.", by="N. Vane")
    assert desk.licences.show(drawn.licence).items[0]["state"] == "suspended"
    desk.blankets.end(ref, by="N. Vane")
    with pytest.raises(Refused, match="was ended by N"):
        desk.blankets.draw(ref, [second])
    with pytest.raises(Conflict):
        desk.blankets.end(ref)
    with pytest.raises(NotFound):
        desk.blankets.show("7")


def test_an_agreement_that_begins_later_draws_nothing_today(desk):
    article = builders.an_article(desk)
    party = builders.a_licensee(desk)
    made = desk.blankets.agree(
        party,
        quota=3,
        fee=Money.of("900", "GBP"),
        use=builders.a_use(),
        starts_on=date(2027, 1, 1),
        ends_on=date(2027, 6, 30),
    )
    assert made.state == "to-come"
    with pytest.raises(Refused, match="begins on 2027-01-01"):
        desk.blankets.draw(made.ref, [article])


def test_the_card_in_force_says_what_a_subscription_costs(desk):
    priced = desk.rates.subscription(
        builders.a_use(), articles=60, first=MONDAY, last=date(2027, 11, 22)
    )
    assert str(priced.net) == "1200.00 GBP"
    assert priced.steps[0].input == "website: 60 articles in 12m (up to 60)"
