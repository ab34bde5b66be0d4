"""Canonical facts: one text for one content, however it is spelled."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.rules import facts


@given(
    st.dictionaries(
        st.sampled_from(["id", "ref", "headline", "n", "z_last", "a_first"]),
        st.one_of(st.none(), st.text(), st.integers(), st.booleans()),
    )
)
def test_a_row_is_spelled_as_any_other_facts(row):
    assert facts.canonical_row(row) == facts.canonical(row)


@pytest.mark.parametrize("value", [1.5, date(2026, 11, 23), b"x", {"a": {1.0}}])
def test_what_has_more_than_one_spelling_is_no_fact(value):
    with pytest.raises(TypeError):
        facts.canonical({"a": value})


def test_letters_are_spelled_in_one_way_keys_in_order_and_tuples_as_lists():
    assert facts.canonical({"é": (1, True, None), "a": "é"}) == '{"a":"é","é":[1,true,null]}'
