"""Conflicts and free days against brute force: every cell of place, language, use and day is looked at."""

from __future__ import annotations

import functools
import itertools
import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from syndicate.rules.rights import (
    ANY_LANGUAGE,
    WORLD,
    Box,
    Claim,
    ClaimKind,
    conflicts,
    free_from,
    nearest_offers,
)

BEGIN = date(2026, 1, 1)
DAYS = 40  # the horizon; a box without an end reaches beyond it
PLACES = {
    "FR": {"FR"},
    "DE": {"DE"},
    "GB": {"GB-SCT", "GB-ENG"},
    "GB-SCT": {"GB-SCT"},
    WORLD: {"FR", "DE", "GB-SCT", "GB-ENG"},
}
TONGUES = {
    "fr": {"fr-FR", "fr-CA"},
    "fr-CA": {"fr-CA"},
    "en": {"en"},
    ANY_LANGUAGE: {"fr-FR", "fr-CA", "en"},
}
MEDIA = ["website", "newspaper"]
AI = ["input", "training"]
SITUATIONS = 1_000


def numbered(day):
    return (day - BEGIN).days


def days_of(box):
    first = 0 if box.first is None else numbered(box.first)
    last = 3 * DAYS if box.last is None else numbered(box.last)
    return set(range(first, last + 1))


@functools.lru_cache(maxsize=256)
def cells(box):
    """What a box holds, cell by cell."""
    places = set().union(*(PLACES[code] for code in box.territories))
    tongues = set().union(*(TONGUES[tag] for tag in box.languages))
    uses = {("medium", m) for m in box.media} | {("ai", a) for a in box.ai}
    return set(itertools.product(places, tongues, uses, days_of(box)))


def stands(claim, wanted, exclusivity):
    """Whether what is held, where it meets the wanted grant, keeps it from being given."""
    if claim.kind is ClaimKind.GRANT:
        if exclusivity == "first":
            return min(days_of(claim.box)) <= min(days_of(wanted))
        return exclusivity in ("sole", "exclusive")
    return claim.kind is not ClaimKind.OWN or exclusivity == "exclusive"


def clashing(wanted, exclusivity, claims):
    """By brute force: each claim that clashes, and the cells in which it does."""
    mine = cells(wanted)
    found = {}
    for claim in claims:
        if claim.kind is ClaimKind.CONTRIBUTOR_LIMIT:
            if mine - cells(claim.box):
                found[claim.paper] = mine
        elif stands(claim, wanted, exclusivity) and mine & cells(claim.box):
            found[claim.paper] = mine & cells(claim.box)
    return found


class Situations:
    """Random rights situations, the same ones each time."""

    def __init__(self, seed):
        self.chance = random.Random(seed)

    def some(self, of, most=2):
        return frozenset(self.chance.sample(list(of), self.chance.randint(1, most)))

    def box(self, *, dated=False, ends=True):
        first = self.chance.randint(0, DAYS - 1)
        last = self.chance.randint(first, DAYS)
        with_ai = self.chance.random() < 0.2
        return Box(
            self.some(PLACES),
            self.some(TONGUES),
            self.some(MEDIA) if not with_ai or self.chance.random() < 0.5 else frozenset(),
            None if not dated and self.chance.random() < 0.15 else BEGIN + timedelta(days=first),
            BEGIN + timedelta(days=last) if ends or self.chance.random() < 0.7 else None,
            self.some(AI) if with_ai else frozenset(),
        )

    def one(self):
        wanted = self.box(dated=True)
        claims = [
            Claim(
                self.box(ends=False),
                f"holder {n}",
                self.chance.choice(list(ClaimKind)),
                f"LIC-{n}",
            )
            for n in range(self.chance.randint(0, 5))
        ]
        return wanted, self.chance.choice(["none", "first", "sole", "exclusive"]), claims


@pytest.fixture(scope="module")
def situations():
    made = Situations(20261123)
    return [made.one() for _ in range(SITUATIONS)]


def test_conflicts_are_exactly_those_that_every_cell_shows(situations):
    free = 0
    for wanted, exclusivity, claims in situations:
        told = conflicts(wanted, exclusivity, claims)
        truth = clashing(wanted, exclusivity, claims)
        assert {clash.claim.paper for clash in told} == set(truth)
        for clash in told:
            assert cells(clash.shared) == truth[clash.claim.paper]
        free += not truth
    assert 100 < free < SITUATIONS - 100  # both kinds were looked at


def test_the_first_free_day_is_the_first_of_all_days_tried(situations):
    later = 0
    for wanted, exclusivity, claims in situations:
        # A long wait is enough to be sure of never: nothing in these situations begins or ends after it.
        tried = next(
            (
                moved.first
                for wait in range(2 * DAYS)
                if not clashing(
                    moved := replace(
                        wanted,
                        first=wanted.first + timedelta(days=wait),
                        last=wanted.last + timedelta(days=wait),
                    ),
                    exclusivity,
                    claims,
                )
            ),
            None,
        )
        assert free_from(wanted, exclusivity, claims) == tried
        later += tried is not None and tried != wanted.first
    assert later > 50


def test_every_offer_is_free_in_every_cell_and_differs_in_the_one_thing_it_says(situations):
    kinds = set()
    for wanted, exclusivity, claims in situations:
        for offer in nearest_offers(wanted, exclusivity, claims):
            kinds.add(offer.change)
            assert clashing(offer.box, offer.exclusivity, claims) == {}
            lost = cells(wanted) - cells(offer.box)
            if offer.change == "shared":
                assert (offer.box, offer.exclusivity) == (wanted, "none")
            elif offer.change == "later":
                assert offer.box.first > wanted.first
                assert days_of(offer.box) != days_of(wanted)
            else:
                assert lost
                assert cells(offer.box) < cells(wanted)
    assert kinds == {"later", "shorter", "places", "languages", "media", "shared"}
