"""Nothing is licensed until a person has settled it; what is out stays out, on paper too."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from syndicate.documents.pictures import page_text
from syndicate.errors import BadInput, Refused
from syndicate.rules.articles import Act, Basis
from tests import builders

SEED = Path(__file__).resolve().parents[3] / "shared" / "data" / "seed-article.txt"
CASES = [
    pytest.param(builders.TWIN, id="the invented twin"),
    *([pytest.param(SEED, id="the seed article")] if SEED.exists() else []),
]


def refused(desk, quote):
    """Why no licence is granted on a quote, and what mends it."""
    with pytest.raises(Refused) as why:
        desk.licences.grant(quote)
    assert why.value.exit_code == 4
    return why.value.message, why.value.hint


def squeezed(text):
    """Text without its white space: a page breaks lines where it likes."""
    return "".join(text.split())


def schedules(licence):
    """The printed licence in three: the deal, the licensed text, what is left out."""
    text = squeezed(page_text(Path(licence.path).read_bytes()))
    deal, a, rest = text.rpartition("ScheduleA:thelicensedtext")
    licensed, b, left_out = rest.partition("ScheduleB:whatisleftout")
    assert a
    assert b
    return deal, licensed, left_out


@pytest.mark.parametrize("file", CASES)
def test_an_article_is_licensed_only_when_its_agency_passages_and_its_byline_are_settled(
    desk, file
):
    article = builders.an_article(desk, file, settled=False)
    shown = desk.articles.show(article)
    rules = {p["n"]: p["rule"] for p in shown.passages}
    (fact,) = [n for n, rule in rules.items() if rule == "attributed-fact"]
    (leaning,) = [n for n, rule in rules.items() if rule == "leans-on"]
    assert leaning == fact + 1
    assert shown.words_licensable < shown.words_total
    quote = builders.an_accepted_quote(desk, article=article)

    message, hint = refused(desk, quote)
    assert f"passage {fact} is not settled" in message
    assert hint == f"syndicate article clear {article} {fact} --own-words --by NAME"
    desk.articles.clear(article, numbers=[fact], act=Act.OWN_WORDS, by="A. Reed")
    message, hint = refused(desk, quote)
    assert f"passage {leaning} is not settled" in message
    assert hint == f"syndicate article clear {article} {leaning} --own-words --by NAME"
    desk.articles.clear(article, numbers=[leaning], act=Act.OWN_WORDS, by="A. Reed")
    message, hint = refused(desk, quote)
    assert "byline" in message
    assert hint is not None
    assert hint.startswith(f"syndicate article clear {article} --byline")
    desk.articles.clear_byline(article, byline="Nessa Vane", basis=Basis.STAFF, by="A. Reed")
    message, hint = refused(desk, quote)
    assert message == f"{article} changed since {quote} was priced"
    assert hint == f"syndicate quote revise {quote}"
    assert builders.rows(desk)["paper"] == 0

    desk.quotes.revise(quote)
    licence = desk.licences.issue(builders.an_accepted_quote(desk, quote=quote))
    out = {p["n"] for p in desk.articles.show(article).passages if not p["licensable"]}
    kinds = {p["n"]: p["kind"] for p in desk.articles.show(article).passages}
    assert {kinds[n] for n in out} == {"promo", "boilerplate"}
    (item,) = builders.facts_of(desk, licence.ref)["items"]
    assert {p["n"] for p in item["left_out"]} == out
    assert {p["n"] for p in item["licensed"]} == set(kinds) - out
    assert {fact, leaning} <= {p["n"] for p in item["licensed"]}

    deal, licensed, left_out = schedules(licence)
    for passage in desk.articles.show(article).passages:
        whole, start = squeezed(passage["text"]), squeezed(passage["text"])[:20]
        assert start not in deal
        assert (whole in licensed) is (passage["n"] not in out)
        assert (start in licensed) is (passage["n"] not in out)
        assert (start in left_out) is (passage["n"] in out)
    assert squeezed("promotion of our newsletter or offers") in left_out
    assert squeezed("closing notice about the house or about republishing") in left_out


def test_the_twin_says_which_words_tripped_each_rule(desk):
    shown = desk.articles.show(builders.an_article(desk, settled=False))
    by_number = {p["n"]: p for p in shown.passages}
    assert {n: (by_number[n]["kind"], by_number[n]["owner"]) for n in (3, 4, 11, 12, 14)} == {
        3: ("promo", "owned"),
        4: ("promo", "owned"),
        11: ("text", "unknown"),
        12: ("text", "unknown"),
        14: ("boilerplate", "owned"),
    }
    assert by_number[11]["words"] == "told the Reuters news agency"
    assert "passage 11" in by_number[12]["reason"]
    assert [b["rule"] for b in shown.blockers] == ["attributed-fact", "leans-on", "unknown-byline"]
    assert (shown.words_total, shown.words_licensable) == (372, 253)


def test_excluding_shows_the_text_as_delivered_with_its_join_marked(desk):
    article = builders.an_article(desk, settled=False)
    shown = desk.articles.clear(article, numbers=builders.SUSPECTS, act=Act.EXCLUDE, by="A. Reed")
    assert "Reuters" not in shown.delivered
    assert "shipowners said they would sooner" not in shown.delivered
    assert "[…]" in shown.delivered
    assert [b["rule"] for b in shown.blockers] == ["unknown-byline"]


def test_an_exclusion_can_be_taken_back_and_then_blocks_again(desk):
    article = builders.an_article(desk, settled=False)
    before = desk.articles.show(article).blockers
    desk.articles.clear(article, numbers=[11], act=Act.EXCLUDE, by="A. Reed")
    after = desk.articles.clear(article, numbers=[11], act=Act.INCLUDE, by="A. Reed")
    assert after.blockers == before


def test_a_contract_is_named_with_its_owner_and_ends_on_its_day(desk, clock):
    article = builders.an_article(desk, settled=False)
    with pytest.raises(BadInput, match="named with its owner"):
        desk.articles.clear(article, numbers=[11], act=Act.LICENSED, by="A. Reed")
    shown = desk.articles.clear(
        article,
        numbers=[11],
        act=Act.LICENSED,
        by="A. Reed",
        owner_name="Reuters",
        source="contract of 1 March 2026",
        until=desk.today,
    )
    passage = shown.passages[10]
    assert (passage["owner"], passage["owner_name"], passage["licensable"]) == (
        "third-party",
        "Reuters",
        True,
    )
    clock.forward(days=1)
    assert 11 in [b["n"] for b in desk.articles.show(article).blockers]


def test_a_ruling_follows_the_text_of_its_passage_and_a_changed_passage_is_a_suspect_again(desk):
    article = builders.an_article(desk)
    assert desk.articles.show(article).blockers == ()
    lines = builders.TWIN.read_text().splitlines()
    lines[11] = lines[11].replace("this week", "on Monday")
    moved = [lines[0], "A first paragraph that was not there before.", *lines[1:]]
    builders.an_article(desk, raw="\n".join(moved).encode(), settled=False, update=True)
    shown = desk.articles.show(article)
    assert shown.version == 2
    assert [(b["n"], b["rule"]) for b in shown.blockers] == [(12, "attributed-fact")]
    assert shown.passages[12]["text"].startswith("The shipowners said they would sooner")
    assert shown.passages[12]["licensable"]
    assert desk.articles.show(article, version=1).blockers == ()


def test_a_changed_byline_is_unknown_again(desk):
    article = builders.an_article(desk)
    raw = builders.TWIN.read_bytes()
    draft_raw = raw.replace(b"\nThe port of", b"\nBy Idris Calloway\nThe port of", 1)
    builders.an_article(desk, raw=draft_raw, settled=False, update=True)
    shown = desk.articles.show(article)
    assert shown.byline == "Idris Calloway"
    assert [b["rule"] for b in shown.blockers] == ["unknown-byline"]


def test_a_licence_keeps_the_version_and_the_share_it_was_granted_with(desk):
    article = builders.an_article(desk, settled=False)
    desk.articles.clear(article, numbers=builders.SUSPECTS, act=Act.OWN_WORDS, by="A. Reed")
    desk.articles.clear_byline(
        article,
        byline="Idris Calloway",
        basis=Basis.FREELANCE,
        by="A. Reed",
        limits="no commercial use",
        share=Decimal(50),
    )
    quote = builders.an_accepted_quote(desk, article=article)
    note = "the author's limits on ART-000001 (Idris Calloway): no commercial use"
    assert desk.quotes.show(quote).notes == (note,)
    assert desk.licences.check(quote)["notes"] == [note]
    licence = builders.a_licence(desk, quote=quote)
    assert desk.licences.show(licence).notes == (note,)
    assert builders.facts_of(desk, licence)["items"][0]["limits"] == "no commercial use"
    builders.an_article(
        desk,
        raw=builders.TWIN.read_bytes() + b"\nCorrected on Monday: the ship is the Maren Holt.\n",
        settled=False,
        update=True,
    )
    (item,) = desk.licences.show(licence).items
    assert item["version"] == 1
    assert item["contributors"] == [
        {
            "name": "Idris Calloway",
            "basis": "freelance",
            "limits": "no commercial use",
            "share": "50",
        }
    ]
    assert desk.articles.show(article).version == 2


def test_a_reason_that_staff_typed_is_frozen_as_typed_and_ours_as_a_code(desk):
    article = builders.an_article(desk)
    said = "Reuters asked us to hold it back"
    desk.articles.clear(article, numbers=[11], act=Act.EXCLUDE, by="A. Reed", basis=said)
    desk.articles.clear(article, numbers=[12], act=Act.EXCLUDE, by="A. Reed")
    shown = desk.articles.show(article).passages
    assert shown[10]["reason"] == f"excluded by A. Reed: {said}"
    licence = desk.licences.grant(builders.an_accepted_quote(desk, article=article))
    (item,) = builders.facts_of(desk, licence)["items"]
    assert {
        p["n"]: (p["code"], p["reason"]) for p in item["left_out"] if p["n"] in {3, 11, 12}
    } == {
        3: ("promo", "promo: names a newsletter of the house"),
        11: (None, said),
        12: ("leans-on", "excluded by A. Reed"),
    }
    assert item["article"]["edition_name"] == "The Harbour Courier"


def test_limits_that_come_after_the_quote_are_priced_again_before_they_bind(desk):
    article = builders.an_article(desk)
    quote = builders.an_accepted_quote(desk, article=article)
    desk.articles.clear_byline(
        article, byline="Nessa Vane", basis=Basis.STAFF, by="A. Reed", limits="the islands alone"
    )
    with pytest.raises(Refused, match="ART-000001 changed since"):
        desk.licences.grant(quote)


def test_one_licence_can_leave_a_passage_out_that_others_grant(desk):
    licence = desk.licences.grant(builders.an_accepted_quote(desk), leave_out=[9])
    (item,) = builders.facts_of(desk, licence)["items"]
    assert 9 not in [p["n"] for p in item["licensed"]]
    (nine,) = [p for p in item["left_out"] if p["n"] == 9]
    assert (nine["reason"], nine["code"]) == ("left out of this licence", "this-licence")


def test_a_licence_leaves_out_only_what_it_could_grant_and_never_all(desk):
    quote = builders.an_accepted_quote(desk)
    for leave_out in [(99,), (0,), (3,), (1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 13)]:
        with pytest.raises(BadInput):
            desk.licences.grant(quote, leave_out=leave_out)
        with pytest.raises(BadInput):
            desk.licences.check(quote, leave_out=leave_out)
    assert builders.rows(desk)["paper"] == 0


def test_an_article_of_which_nothing_is_left_is_not_licensed(desk):
    article = builders.an_article(desk)
    numbers = [p["n"] for p in desk.articles.show(article).passages if p["licensable"]]
    desk.articles.clear(article, numbers=numbers, act=Act.EXCLUDE, by="A. Reed")
    quote = builders.an_accepted_quote(desk, article=article)
    with pytest.raises(Refused, match="ART-000001 has no licensable text"):
        desk.licences.grant(quote)
