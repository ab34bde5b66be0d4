"""Agreements settle what they cover by themselves; the list of contributors answers for bylines."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from syndicate.errors import BadInput
from syndicate.rules.articles import (
    Act,
    Agreement,
    Applying,
    Basis,
    Block,
    BylineRuling,
    Covers,
    Draft,
    Kind,
    Owner,
    Rule,
    Ruling,
    as_theirs,
    blockers,
    passages,
    settle,
    whole,
)
from syndicate.rules.articles.contributors import (
    Contributor,
    Credit,
    Role,
    by_the_list,
    name_key,
    names_in,
    refuse_shares,
)

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
CONTRACT = Agreement(
    ref="AGR-000001",
    agency="Reuters",
    contract="contract 2026/4",
    covers=frozenset({Covers.ATTRIBUTED_FACT}),
    act=Act.LICENSED.value,
    by="A. Reed",
    until=date(2027, 12, 31),
)
TOLD = "Two pilots told Reuters the sand had moved."
AFTER = "The pilots added that nobody had asked."
STAFF = BylineRuling(Basis.STAFF, "Ines", NOON, byline="Ada Fenwick")


def body(*lines):
    blocks = tuple(Block(Kind.TEXT, line) for line in lines)
    return passages(Draft("A headline", None, None, "en", True, None, blocks, "t", "0" * 64))


def under(*agreements, lines=(TOLD, AFTER, "The boats left."), today=TODAY, rulings=(), **of):
    return settle(
        body(*lines), rulings, today=today, agreements=Applying(agreements, today=today, **of)
    )


def test_a_contract_covers_a_fact_and_what_leans_on_it_and_says_so():
    told, after, plain = under(CONTRACT)
    said = "covered by contract 2026/4 with Reuters until 31 December 2027 (AGR-000001)"
    for one in (told, after):
        assert (one.licensable, one.open, one.reason) == (True, False, said)
        assert (one.owner, one.owner_name) == (Owner.THIRD_PARTY, "Reuters")
        assert one.until == date(2027, 12, 31)
    assert (plain.reason, plain.until) == ("ours", None)


def test_both_days_of_an_agreement_count_and_no_other():
    bounded = replace(CONTRACT, since=TODAY, until=TODAY)
    assert under(bounded)[0].licensable
    for other in (date(2026, 11, 21), date(2026, 11, 23)):
        assert under(bounded, today=other)[0].open


@pytest.mark.parametrize(
    "agreement",
    [
        replace(CONTRACT, agency="AFP"),
        replace(CONTRACT, covers=frozenset({Covers.AGENCY_COPY, Covers.CREDITS})),
        replace(CONTRACT, editions=frozenset({"fr"})),
        replace(CONTRACT, bylines=frozenset({"staff"})),
    ],
)
def test_an_agreement_with_another_or_for_another_case_covers_nothing(agreement):
    told, after, _ = under(agreement, edition="en", basis="freelance")
    assert told.open
    assert after.open


def test_an_agreement_for_staff_needs_to_know_that_it_was_staff():
    staff = replace(CONTRACT, bylines=frozenset({"staff"}))
    assert under(staff, basis="staff")[0].licensable
    assert under(staff, basis=None)[0].open


def test_what_a_person_ruled_counts_before_an_agreement_until_it_ends():
    told = body(TOLD)[0]
    out = Ruling(told.digest, Act.EXCLUDE, None, None, None, None, "Ines", NOON)
    assert under(CONTRACT, lines=(TOLD,), rulings=[out])[0].reason == "excluded by Ines"
    own = replace(out, act=Act.OWN_WORDS, until=date(2026, 11, 21))
    assert under(CONTRACT, lines=(TOLD,), rulings=[own])[0].agreement is CONTRACT


def test_an_editors_rule_makes_sentences_ours_or_leaves_them_out():
    rule = replace(CONTRACT, act=Act.OWN_WORDS.value, until=None)
    told = under(rule)[0]
    assert (told.owner, told.licensable) == (Owner.OWNED, True)
    assert told.reason == "our own words by a standing rule of A. Reed (AGR-000001)"
    out = under(replace(rule, act=Act.EXCLUDE.value))[0]
    assert (out.licensable, out.open) == (False, False)


def test_credits_are_less_than_the_words_of_the_wire():
    lines = ("The mast fell. (Reuters)", "The boats left.", "Reuters contributed to this report.")
    credits_only = replace(CONTRACT, covers=frozenset({Covers.CREDITS}))
    copy, _, credit = under(credits_only, lines=lines)
    assert (copy.open, credit.open) == (True, False)
    every = replace(CONTRACT, covers=frozenset({Covers.AGENCY_COPY}))
    assert [s.open for s in under(every, lines=lines)] == [False, False, False]


def test_an_agency_in_a_byline_beside_ours_waits_for_an_agreement_on_credits():
    listed = replace(STAFF, byline="Ada Fenwick and Reuters", agency="Reuters")
    settled = settle(body("The boats left."), (), today=TODAY)

    def open_now(*agreements):
        return blockers(
            settled,
            ref="ART-1",
            basis=listed,
            byline="Ada Fenwick and Reuters",
            today=TODAY,
            agreements=Applying(agreements, today=TODAY),
        )

    (blocker,) = open_now()
    assert blocker.hint == "syndicate agreement add Reuters --contract TEXT --covers credits"
    assert open_now(replace(CONTRACT, covers=frozenset({Covers.CREDITS}))) == ()


def test_an_article_of_another_house_is_theirs_under_a_contract_on_whole_articles():
    settled = settle(body("The boats left."), (), today=TODAY)
    open_ = whole("The Gull Gazette", (), today=TODAY)
    found = blockers(settled, ref="ART-1", basis=None, today=TODAY, of=open_)
    assert [b.rule for b in found] == [Rule.SYNDICATED_IN]
    gazette = replace(
        CONTRACT, agency="The Gull Gazette", covers=frozenset({Covers.WHOLE}), contract="letter"
    )
    of = whole("The Gull Gazette", (), today=TODAY, agreements=Applying([gazette], today=TODAY))
    assert blockers(settled, ref="ART-1", basis=None, today=TODAY, of=of) == ()
    (theirs,) = as_theirs(settled, of)
    assert (theirs.owner_name, theirs.licensable, theirs.until) == (
        "The Gull Gazette",
        True,
        date(2027, 12, 31),
    )
    ours = Ruling("d", Act.OWNED, None, None, None, None, "Ines", NOON)
    assert not whole("The Gull Gazette", [ours], today=TODAY).theirs
    assert whole(None, (), today=TODAY) is None


def test_fifty_agreements_cost_little_to_settle_under():
    many = [replace(CONTRACT, ref=f"AGR-{n:06d}", agency=f"Agency {n}") for n in range(49)]
    text = body(*[TOLD, "The boats left.", "The tide turned."] * 10)

    def best(agreements):
        took = []
        for _ in range(20):
            began = time.process_time()
            settle(text, (), today=TODAY, agreements=Applying(agreements, today=TODAY))
            took.append(time.process_time() - began)
        return min(took)

    assert best([*many, CONTRACT]) < best([]) + 0.002


# --- contributors --------------------------------------------------------------------------------


def who(name, **terms):
    return Contributor(f"CTR-{len(name):06d}", name, terms.pop("basis", Basis.STAFF), NOON, **terms)


def part(contributor, **changes):
    plain = Credit(
        contributor, Role.AUTHOR, contributor.basis, contributor.share, contributor.limits
    )
    return replace(plain, **changes)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ada Fenwick", ("Ada Fenwick",)),
        ("Ada Fenwick in Stornby and Odd Larkin", ("Ada Fenwick", "Odd Larkin")),
        ("Ada Fenwick, Odd Larkin & Tove Marsh", ("Ada Fenwick", "Odd Larkin", "Tove Marsh")),
        ("Par Inès Calloway et Odd Larkin", ("Inès Calloway", "Odd Larkin")),
        ("آدا فنويك وأود لاركن", ("آدا فنويك", "أود لاركن")),
        ("Ada Fenwick with AFP", ("Ada Fenwick", "AFP")),
        ("", ()),
        (None, ()),
    ],
)
def test_a_byline_is_read_as_its_names(byline, names):
    assert names_in(byline) == names


def test_a_name_on_the_list_is_read_whole():
    assert names_in("Smith and Daughters", {name_key("Smith and Daughters"): 1}) == (
        "Smith and Daughters",
    )
    assert name_key("M. Quill") == name_key("m  quill")


def test_the_list_says_who_and_on_the_strictest_basis():
    ada = part(who("Ada Fenwick"))
    jo = part(who("Jo Wren", basis=Basis.FREELANCE, share=Decimal(50), limits="UK only"))
    ruled = by_the_list([ada, jo], "Ada Fenwick and Jo Wren")
    assert ruled.by == "the list of contributors (CTR-000011, CTR-000007)"
    assert (ruled.basis, ruled.share, ruled.limits) == (
        Basis.FREELANCE,
        Decimal(50),
        "Jo Wren: UK only",
    )
    bare = part(who("Bo", basis=Basis.FREELANCE))
    assert not by_the_list([jo, bare], "Jo Wren and Bo").has_terms


def test_shares_of_more_than_everything_are_refused():
    one = part(who("Ada Fenwick"), share=Decimal(60))
    with pytest.raises(BadInput, match="more than 100 per cent: Ada Fenwick 60, Jo Wren 50"):
        refuse_shares([one, part(who("Jo Wren"), share=Decimal(50))])
    refuse_shares([one, part(who("Jo Wren"), share=Decimal(40))])
