"""Usage folded by licensee, article, territory and month, without mixing currencies or losing a row."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.errors import BadInput
from syndicate.rules.money import Money
from syndicate.rules.usage import Fold, FoldBy, UsageRow, fold, in_order, sums

PHARE = UsageRow(
    licensee="PTY-000001",
    licensee_name="Le Phare du Soir SARL",
    article="ART-000001",
    headline="The tide takes the quay",
    territories=("FR",),
    licence="LIC-2026-00001",
    period="2026-11",
    copies=2,
    breaches=1,
    views=1_200,
    net=Money.of("150", "GBP"),
)
ABROAD = replace(
    PHARE, licence="LIC-2026-00002", net=Money.of("350", "EUR"), period="2026-12", views=None
)
QUAY = replace(
    PHARE,
    licensee="PTY-000002",
    licensee_name="quay Gazette Ltd",
    article="ART-000002",
    headline="A harbour without pilots",
    territories=("IE", "GB"),
    licence="LIC-2026-00003",
    copies=1,
    breaches=0,
    views=None,
    net=Money.of("140", "GBP"),
)
ROWS = [QUAY, ABROAD, PHARE]


def test_usage_by_licensee_sums_each_currency_apart():
    assert fold(ROWS, FoldBy.LICENSEE) == (
        Fold(
            "PTY-000001",
            "Le Phare du Soir SARL",
            licences=2,
            copies=4,
            breaches=2,
            views=1_200,
            nets=(Money.of("350", "EUR"), Money.of("150", "GBP")),
        ),
        Fold(
            "PTY-000002",
            "quay Gazette Ltd",
            licences=1,
            copies=1,
            breaches=0,
            views=None,
            nets=(Money.of("140", "GBP"),),
        ),
    )


@pytest.mark.parametrize(
    ("by", "keys"),
    [
        pytest.param(FoldBy.ARTICLE, ["ART-000002", "ART-000001"], id="by article, by headline"),
        pytest.param(FoldBy.TERRITORY, ["FR", "GB, IE"], id="by the territories of a licence"),
        pytest.param(FoldBy.PERIOD, ["2026-11", "2026-12"], id="by month"),
    ],
)
def test_usage_folds_by_one_key_in_the_order_of_names(by, keys):
    assert [each.key for each in fold(ROWS, by)] == keys


def test_a_licence_seen_in_two_months_is_one_licence():
    twice = [PHARE, replace(PHARE, period="2026-12", net=Money.zero("GBP"))]
    assert fold(twice, FoldBy.LICENSEE)[0].licences == 1


def test_a_count_that_nobody_made_is_not_nought():
    assert fold([ABROAD], FoldBy.LICENSEE)[0].views is None
    assert fold([replace(ABROAD, views=0)], FoldBy.LICENSEE)[0].views == 0


def test_nothing_folds_to_nothing():
    assert fold([], FoldBy.PERIOD) == ()
    assert sums([]) == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param({"period": "2026-13"}, "is not a month", id="a thirteenth month"),
        pytest.param({"period": "2026-1"}, "is not a month", id="a month of one figure"),
        pytest.param({"period": "2026-11\n"}, "is not a month", id="a month and a line end"),
        pytest.param({"copies": -1}, "below nothing", id="copies below nothing"),
        pytest.param({"views": -1}, "below nothing", id="views below nothing"),
    ],
)
def test_a_row_that_cannot_be_is_refused(change, said):
    with pytest.raises(BadInput) as refusal:
        replace(PHARE, **change)
    assert said in refusal.value.message


rows = st.builds(
    UsageRow,
    licensee=st.sampled_from(["PTY-000001", "PTY-000002"]),
    licensee_name=st.sampled_from(["Le Phare", "Quay"]),
    article=st.sampled_from(["ART-000001", "ART-000002"]),
    headline=st.just("A tide"),
    territories=st.sampled_from([("FR",), ("GB", "IE"), ("IE", "GB")]),
    licence=st.sampled_from(["LIC-2026-00001", "LIC-2026-00002"]),
    period=st.sampled_from(["2026-11", "2026-12"]),
    copies=st.integers(0, 99),
    breaches=st.integers(0, 9),
    views=st.one_of(st.none(), st.integers(0, 10**6)),
    net=st.builds(Money, st.integers(0, 10**9), st.sampled_from(["GBP", "EUR"])),
)


@given(st.lists(rows, max_size=12), st.sampled_from(list(FoldBy)), st.randoms())
def test_folds_hold_every_row_once_whatever_order_they_came_in(found, by, random):
    folded = fold(found, by)
    assert sum(each.copies for each in folded) == sum(row.copies for row in found)
    assert sums(net for each in folded for net in each.nets) == sums(row.net for row in found)
    shuffled = list(found)
    random.shuffle(shuffled)
    assert in_order(shuffled) == in_order(found)
    assert fold(shuffled, by) == folded
