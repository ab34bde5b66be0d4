"""Scope boxes: what they share, what holds what, and what stands against a grant."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.rules.rights import (
    ANY_LANGUAGE,
    WORLD,
    Box,
    Claim,
    ClaimKind,
    conflicts,
    free_from,
    inside,
    nearest_offers,
    overlap,
    spoken_box,
    spoken_offer,
)


def box(territories="FR", languages="fr", media="website", first=None, last=None, ai=""):
    return Box(
        frozenset(territories.split()),
        frozenset(languages.split()),
        frozenset(media.split()),
        first,
        last,
        frozenset(ai.split()),
    )


NOVEMBER = {"first": date(2026, 11, 1), "last": date(2026, 11, 30)}
DECEMBER = {"first": date(2026, 12, 1), "last": date(2026, 12, 31)}
FRANCE = box("FR BE", "fr", "website", date(2026, 11, 3), date(2026, 12, 2))


@pytest.mark.parametrize(
    ("a", "b", "shared"),
    [
        pytest.param(box(), box(), box(), id="the same box"),
        pytest.param(box("FR BE"), box("BE NL"), box("BE"), id="one country in common"),
        pytest.param(box("FR"), box("DE"), None, id="no country in common"),
        pytest.param(box("GB"), box("GB-SCT"), box("GB-SCT"), id="Scotland is part of Britain"),
        pytest.param(box("GB"), box("GBX"), None, id="a prefix is not a part"),
        pytest.param(box(WORLD), box("FR"), box("FR"), id="the world holds France"),
        pytest.param(
            box(languages="fr"),
            box(languages="fr-CA"),
            box(languages="fr-CA"),
            id="French holds Canadian French",
        ),
        pytest.param(
            box(languages="fr-CA"), box(languages="fr-FR"), None, id="two kinds of French"
        ),
        pytest.param(
            box(languages=ANY_LANGUAGE), box(languages="ar"), box(languages="ar"), id="any language"
        ),
        pytest.param(box(media="website"), box(media="print"), None, id="another medium"),
        pytest.param(box(**NOVEMBER), box(**DECEMBER), None, id="one month after the other"),
        pytest.param(
            box(**NOVEMBER),
            box(first=date(2026, 11, 30)),
            box(first=date(2026, 11, 30), last=date(2026, 11, 30)),
            id="the last day is inside",
        ),
        pytest.param(
            box(media="", ai="training"), box(), None, id="a website grants no AI training"
        ),
        pytest.param(
            box(media="", ai="training input"),
            box(ai="input"),
            box(media="", ai="input"),
            id="AI input meets AI input",
        ),
        pytest.param(box(""), box(), None, id="nowhere meets nothing"),
    ],
)
def test_overlap(a, b, shared):
    assert overlap(a, b) == shared
    assert overlap(b, a) == shared


@pytest.mark.parametrize(
    ("inner", "outer", "held"),
    [
        pytest.param(box(), box("FR BE"), True, id="fewer countries"),
        pytest.param(box("FR DE"), box("FR BE"), False, id="one country too many"),
        pytest.param(box("GB-SCT"), box("GB"), True, id="a part of a country"),
        pytest.param(box("GB"), box("GB-SCT"), False, id="not the whole for the part"),
        pytest.param(box(**NOVEMBER), box(first=date(2026, 11, 1)), True, id="days within"),
        pytest.param(
            box(first=date(2026, 11, 1)), box(**NOVEMBER), False, id="no end within an end"
        ),
        pytest.param(box(), box(first=date(2026, 11, 1)), False, id="no start within a start"),
        pytest.param(box(ai="input"), box(), False, id="AI use never comes along"),
    ],
)
def test_inside(inner, outer, held):
    assert inside(inner, outer) is held


def test_an_exclusive_grant_stands_against_any_other_with_the_exact_clash():
    claim = Claim(FRANCE, "Gannet Radio", ClaimKind.EXCLUSIVE, "LIC-2026-00004")
    wanted = box("FR DE", "fr de", "website print", date(2026, 11, 20), date(2027, 11, 19))
    (clash,) = conflicts(wanted, "none", [claim])
    assert clash.claim is claim
    assert clash.message == (
        "exclusive to Gannet Radio (LIC-2026-00004): FR; fr; website; 2026-11-20 to 2026-12-02"
    )
    assert free_from(wanted, "none", [claim]) == date(2026, 12, 3)


def test_a_plain_grant_stands_only_against_one_that_wants_to_be_alone():
    claim = Claim(FRANCE, "Le Phare", ClaimKind.GRANT, "LIC-2026-00009")
    wanted = replace(FRANCE, first=date(2026, 11, 10))
    assert conflicts(wanted, "none", [claim]) == ()
    for exclusivity in ("exclusive", "sole", "first"):
        (clash,) = conflicts(wanted, exclusivity, [claim])
        assert clash.message.startswith(
            f"{exclusivity} is asked, but Le Phare holds a grant (LIC-2026-00009): BE, FR; fr;"
        )


def test_first_use_is_free_where_the_other_grant_begins_later():
    claim = Claim(FRANCE, "Le Phare", ClaimKind.GRANT, "LIC-2026-00009")
    wanted = replace(FRANCE, first=date(2026, 11, 2), last=date(2026, 11, 9))
    assert conflicts(wanted, "first", [claim]) == ()


def test_our_own_page_stands_against_an_exclusive_grant_only():
    claim = Claim(box(WORLD, ANY_LANGUAGE), "our own edition", ClaimKind.OWN, "ART-2026-00001")
    assert conflicts(FRANCE, "sole", [claim]) == ()
    (clash,) = conflicts(FRANCE, "exclusive", [claim])
    assert clash.message.startswith("exclusive is asked, but our own edition keeps it up")


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (ClaimKind.EMBARGO, "under embargo by the news desk (ART-2026-00001): FR; fr; website"),
        (ClaimKind.HOLD, "on hold by the news desk (ART-2026-00001): FR; fr; website"),
        (ClaimKind.FIRST, "the news desk has first use (ART-2026-00001): FR; fr; website"),
        (ClaimKind.SOLE, "sole to the news desk (ART-2026-00001): FR; fr; website"),
    ],
)
def test_embargo_hold_first_and_sole_stand_against_every_grant(kind, said):
    claim = Claim(
        box(WORLD, ANY_LANGUAGE, "website", None, date(2026, 11, 5)),
        "the news desk",
        kind,
        "ART-2026-00001",
    )
    (clash,) = conflicts(box(**NOVEMBER), "none", [claim])
    assert clash.message == f"{said}; 2026-11-01 to 2026-11-05"
    assert conflicts(box(**DECEMBER), "none", [claim]) == ()


def test_a_contributor_limit_must_hold_the_whole_grant():
    limit = Claim(
        box("FR BE", last=date(2027, 12, 31)),
        "Ada Fenwick",
        ClaimKind.CONTRIBUTOR_LIMIT,
        "byline ruling",
    )
    assert conflicts(box(**NOVEMBER), "none", [limit]) == ()
    (clash,) = conflicts(box("FR DE", **NOVEMBER), "none", [limit])
    assert clash.message == (
        "Ada Fenwick (byline ruling) allows Belgium and France only, not Germany"
    )
    assert free_from(box("FR DE", **NOVEMBER), "none", [limit]) is None


def test_two_windows_in_a_row_are_waited_for_and_an_endless_one_is_not():
    first = Claim(box(**NOVEMBER), "Gannet Radio", ClaimKind.EXCLUSIVE, "LIC-2026-00001")
    second = Claim(box(**DECEMBER), "Le Phare", ClaimKind.SOLE, "LIC-2026-00002")
    wanted = box(first=date(2026, 11, 20), last=date(2026, 11, 25))
    assert free_from(wanted, "none", [second, first]) == date(2027, 1, 1)
    assert free_from(wanted, "none", []) == date(2026, 11, 20)
    assert free_from(replace(wanted, first=None), "none", []) is None
    for_ever = replace(first, box=replace(first.box, last=date.max))
    assert free_from(wanted, "none", [for_ever]) is None
    nearly = replace(first, box=replace(first.box, last=date(9999, 12, 29)))
    assert free_from(wanted, "none", [nearly]) is None
    endless = replace(first, box=replace(first.box, last=None))
    assert free_from(wanted, "none", [endless]) is None


def test_a_long_box_is_told_in_one_line():
    many = frozenset(f"{a}{b}" for a in "AB" for b in "ABCDE")
    told = Box(many, frozenset({ANY_LANGUAGE}), frozenset({"website"}), ai=frozenset({"input"}))
    assert (
        spoken_box(told)
        == "AA, AB, AC, AD, AE, BA and 4 more; any language; AI input, website; for ever"
    )
    assert (
        spoken_box(box(WORLD, first=date(2026, 1, 2))) == "everywhere; fr; website; from 2026-01-02"
    )


days = st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31))
codes = st.frozensets(st.sampled_from(["FR", "GB", "GB-SCT", "DE"]), min_size=1)
boxes = st.builds(
    Box,
    codes,
    st.frozensets(st.sampled_from(["fr", "fr-CA", "en"]), min_size=1),
    st.frozensets(st.sampled_from(["website", "print"]), min_size=1),
    days,
    days,
)


@given(boxes, boxes)
def test_what_two_boxes_share_lies_inside_both(a, b):
    shared = overlap(a, b)
    assert shared == overlap(b, a)
    if shared is not None:
        assert inside(shared, a)
        assert inside(shared, b)


SOLE = Claim(FRANCE, "Gannet Radio", ClaimKind.SOLE, "LIC-2026-00004")
WANTED = box("FR", "fr", "website", date(2026, 11, 23), date(2027, 11, 22))


def test_the_nearest_free_offer_is_the_same_grant_from_the_day_after_the_clash():
    first, *_ = nearest_offers(WANTED, "none", [SOLE])
    assert (first.change, first.box.first, first.box.last) == (
        "later",
        date(2026, 12, 3),
        date(2027, 12, 2),
    )
    assert spoken_offer(first) == "France, French, website is free from 3 December 2026"
    assert (
        spoken_offer(first, "fr")
        == "France, français, website est libre à partir du 3 décembre 2026"
    )


def test_a_clash_that_begins_later_leaves_the_days_before_it():
    sole = Claim(
        box("FR", "fr", "website", date(2027, 3, 1), None), "Gannet", ClaimKind.SOLE, "LIC-2"
    )
    offers = nearest_offers(WANTED, "none", [sole])
    assert [o.change for o in offers] == ["shorter"]
    assert spoken_offer(offers[0]) == "France, French, website is free until 28 February 2027"


def test_a_clash_for_ever_leaves_other_places_languages_and_media():
    wanted = box("FR DE IE", "fr en", "website newspaper", date(2026, 11, 23), None)
    sole = Claim(box("FR", "fr", "website"), "Gannet", ClaimKind.EXCLUSIVE, "LIC-2")
    offers = nearest_offers(wanted, "none", [sole])
    assert [(o.change, sorted(o.left_out)) for o in offers] == [
        ("places", ["FR"]),
        ("languages", ["fr"]),
        ("media", ["website"]),
    ]
    assert spoken_offer(offers[0]).startswith("Germany, Ireland, English, French,")
    europe = spoken_offer(offers[0], asked_for=["150"])
    assert europe.startswith("Europe without France, English, French, newspaper, website is free")


def test_what_was_asked_for_alone_may_be_free_when_it_is_shared():
    grant = Claim(box("FR", "fr", "website"), "Gannet", ClaimKind.GRANT, "LIC-2")
    offers = nearest_offers(WANTED, "sole", [grant])
    assert [(o.change, o.exclusivity) for o in offers] == [("shared", "none")]
    assert spoken_offer(offers[0]) == "France, French, website is free without exclusivity"


def test_what_is_free_needs_no_offer_and_what_never_is_gets_none():
    assert nearest_offers(WANTED, "none", []) == ()
    held = Claim(box(WORLD, ANY_LANGUAGE), "the house", ClaimKind.HOLD, "ART-1")
    assert nearest_offers(WANTED, "none", [held]) == ()


@given(st.data())
def test_every_offer_is_free_and_lies_inside_what_was_wanted_but_for_its_days(data):
    codes = st.sets(st.sampled_from(["FR", "DE", "GB", "GB-SCT"]), min_size=1)
    tongues = st.sets(st.sampled_from(["fr", "en", "fr-CA"]), min_size=1)
    media = st.sets(st.sampled_from(["website", "newspaper"]), min_size=1)
    days = st.dates(date(2026, 1, 1), date(2026, 12, 31))

    def a_box():
        first = data.draw(days)
        last = data.draw(st.none() | st.dates(first, date(2027, 6, 30)))
        return Box(*(frozenset(data.draw(kind)) for kind in (codes, tongues, media)), first, last)

    kinds = st.sampled_from([k for k in ClaimKind if k is not ClaimKind.CONTRIBUTOR_LIMIT])
    claims = [Claim(a_box(), "x", data.draw(kinds), f"LIC-{n}") for n in range(4)]
    wanted, exclusivity = (
        a_box(),
        data.draw(st.sampled_from(["none", "first", "sole", "exclusive"])),
    )
    offers = nearest_offers(wanted, exclusivity, claims)
    if not conflicts(wanted, exclusivity, claims):
        assert offers == ()
    for offer in offers:
        assert conflicts(offer.box, offer.exclusivity, claims) == ()
        assert offer.box.territories <= wanted.territories
        assert offer.box.languages <= wanted.languages
        assert offer.box.media <= wanted.media
        assert spoken_offer(offer)


def test_a_grant_is_moved_past_a_thousand_windows_that_follow_one_another():
    day = date(2026, 1, 1)
    windows = [
        Claim(
            box(first=day + timedelta(days=3 * n), last=day + timedelta(days=3 * n + 1)),
            "Fenmouth Gazette",
            ClaimKind.WINDOW,
            f"RES-{n}",
        )
        for n in range(1_000)
    ]
    wanted = box(first=day, last=day + timedelta(days=1))
    assert free_from(wanted, "none", windows) == day + timedelta(days=3_000 - 1)
    one_day = box(first=day, last=day)
    assert free_from(one_day, "none", windows) == day + timedelta(days=2)
