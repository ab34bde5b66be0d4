"""Agreements, contributors and restrictions at the desk: what they settle, what they refuse, what frees it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from syndicate.desk.rights import Scope
from syndicate.errors import BadInput, Conflict, NotFound, Refused
from syndicate.rules import dates
from syndicate.rules.articles import Act, Basis
from syndicate.rules.articles.contributors import Role
from tests import builders

LAST = date(2028, 12, 31)
BYLINED = b"Ferry returns\n\nBy Mara Quill\n\nThe ferry came back at noon, after a week in the yard.\n\nIt was late.\n"


def bylined(desk):
    """An article of Mara Quill's, nothing settled."""
    return builders.an_article(
        desk, raw=BYLINED, url="https://www.harbourcourier.example/ferry", settled=False
    )


def reuters(desk, **changes):
    """A contract with Reuters on facts it was told."""
    terms = {"contract": "contract 2026/4", "covers": ["attributed-fact"], "until": LAST}
    return desk.rights.agree("Reuters", by="A. Reed", **{**terms, **changes})


def refused(act):
    """What a refusal says, and what mends it."""
    with pytest.raises(Refused) as why:
        act()
    assert why.value.exit_code == 4
    return why.value.message, why.value.hint


def test_an_agreement_settles_by_itself_and_its_end_opens_again(desk):
    article = builders.an_article(desk, settled=False)
    would = desk.rights.agree(
        "Reuters", contract="contract 2026/4", covers=["attributed-fact"], dry_run=True
    )
    assert (would.ref, would.state, would.settles) == (None, "dry-run", (article,))
    made = reuters(desk)
    assert (made.ref, made.state, made.settles) == ("AGR-000001", "in-force", (article,))
    shown = desk.articles.show(article)
    assert [b["rule"] for b in shown.blockers] == ["unknown-byline"]
    said = "covered by contract 2026/4 with Reuters until 31 December 2028 (AGR-000001)"
    assert [shown.passages[n - 1]["reason"] for n in builders.SUSPECTS] == [said, said]
    assert [row.open_suspects for row in desk.lists.articles()] == [1]

    ended = desk.rights.end(made.ref, by="A. Reed")
    assert (ended.state, ended.ended_by, ended.settles) == ("ended", "A. Reed", ())
    assert len(desk.articles.show(article).blockers) == 3
    assert [row.open_suspects for row in desk.lists.articles()] == [3]
    with pytest.raises(Conflict, match=r"was ended by A\. Reed"):
        desk.rights.end(made.ref)


def test_what_was_licensed_under_an_agreement_stands_when_it_ends(desk):
    article = builders.an_article(desk, settled=False)
    made = reuters(desk)
    desk.articles.clear_byline(article, byline="Nessa Vane", basis=Basis.STAFF, by="A. Reed")
    licence = builders.a_licence(desk, article=article)
    before = builders.facts_of(desk, licence)
    told = builders.SUSPECTS[0]
    (item,) = before["items"]
    assert told in {p["n"] for p in item["licensed"]}
    desk.rights.end(made.ref)
    assert builders.facts_of(desk, licence) == before
    assert desk.licences.show(licence).state == "active"
    other = builders.a_licensee(desk, "Tidewater News Ltd")
    quote = builders.an_accepted_quote(desk, article=article, licensee=other)
    message, _ = refused(lambda: desk.licences.grant(quote))
    assert f"passage {told} is not settled" in message


def covered(desk, until):
    """An article of which two passages rest on a contract that ends on a day, its byline settled."""
    article = builders.an_article(desk, settled=False)
    reuters(desk, until=until)
    desk.articles.clear_byline(article, byline="Nessa Vane", basis=Basis.STAFF, by="A. Reed")
    return article


def test_a_quote_that_would_outlast_its_contract_says_so_when_it_is_drafted_and_is_never_sent(desk):
    article = covered(desk, date(2026, 12, 31))
    request = builders.a_request(desk, article=article)
    would = desk.quotes.estimate(request)
    quote = desk.quotes.draft(request)
    (end,) = quote.clashes
    assert would["clashes"] == [end]
    numbers = " ".join(map(str, builders.SUSPECTS))
    assert (end.kind, end.licence, end.holder) == ("contract-end", "AGR-000001", "Reuters")
    assert end.message == (
        f"what covers passages {', '.join(map(str, builders.SUSPECTS))} ends on 2026-12-31, before the "
        "licence does (2027-11-22)"
    )
    assert end.offers == ("all of it until 31 December 2026",)
    assert end.mend is not None
    assert end.mend.splitlines() == [
        f"syndicate request edit {request} --duration 1m9d",
        f"syndicate article clear {article} {numbers} --exclude",
        'syndicate agreement add "Reuters" --contract "contract 2026/4" --covers attributed-fact --until DAY',
    ]
    message, hint = refused(lambda: desk.quotes.offer(quote.ref))
    assert message == f"{article}: {end.message}; {end.offers[0]}"
    assert hint == end.mend
    (task,) = [t for t in desk.morning.tasks() if t.ref == quote.ref]
    assert task.what == "draft for Fenmouth Gazette plc cannot be granted as it is"
    assert task.command == end.mend.splitlines()[0]

    desk.requests.edit(request, duration=dates.read_span("1m9d"))
    assert desk.quotes.revise(quote.ref).clashes == ()
    licence = desk.licences.grant(builders.an_accepted_quote(desk, quote=quote.ref))
    assert desk.licences.show(licence).items[0]["ends_on"] == "2026-12-31"


def test_a_longer_contract_frees_a_quote_as_it_stands_and_what_is_left_out_needs_none(desk):
    quote = builders.a_quote(
        desk, request=builders.a_request(desk, article=covered(desk, date(2026, 12, 31)))
    )
    reuters(desk, until=LAST)
    assert desk.quotes.show(quote).clashes == ()
    builders.an_accepted_quote(desk, quote=quote)


def test_no_money_is_asked_for_what_cannot_be_granted_and_what_was_paid_leaves_it_out(printing):
    desk = printing
    article = covered(desk, LAST)
    licensee = builders.a_licensee(desk, terms="pay-first")
    sent = builders.a_quote(
        desk, request=builders.a_request(desk, article=article, licensee=licensee)
    )
    desk.quotes.offer(sent)
    quote = builders.an_accepted_quote(desk, article=article, licensee=licensee)
    asked = builders.an_accepted_quote(desk, article=article, licensee=licensee)
    builders.a_payment(desk, asked, "180.00 GBP")
    desk.rights.end("AGR-000001", by="A. Reed")
    message, _ = refused(lambda: desk.invoices.issue(quote))
    assert "is not settled" in message
    reuters(desk, until=date(2026, 12, 31))
    ends = "ends on 2026-12-31, before the licence does"
    for act in (
        lambda: desk.quotes.accept(sent, by="Orla Finch"),
        lambda: desk.invoices.issue(quote),
        lambda: desk.invoices.check(quote),
        lambda: desk.licences.grant(quote),
    ):
        message, _ = refused(act)
        assert ends in message
    message, hint = refused(lambda: desk.licences.grant(asked))
    assert ends in message
    left = " ".join(f"--leave-out {n}" for n in builders.SUSPECTS)
    assert hint is not None
    assert hint.splitlines()[0] == f"syndicate licence issue {asked} {left}"
    assert desk.invoices.bill(asked) == "INV-2026-00001"
    licence = desk.licences.show(desk.licences.grant(asked, leave_out=builders.SUSPECTS))
    assert set(licence.items[0]["left_out"]) >= set(builders.SUSPECTS)


@pytest.mark.parametrize("sent", [True, False])
def test_a_quote_whose_article_was_corrected_is_not_sent_again(desk, sent):
    article = builders.an_article(desk)
    quote = builders.a_quote(desk, request=builders.a_request(desk, article=article))
    if sent:
        desk.quotes.offer(quote)
        assert desk.quotes.offer(quote) == quote
    newer = builders.TWIN.read_bytes() + b"\nThe pilots were given a raise in the evening.\n"
    builders.an_article(desk, raw=newer, settled=False, update=True)
    message, hint = refused(lambda: desk.quotes.offer(quote))
    assert message == f"{article} changed since {quote} was priced"
    assert hint == f"syndicate quote revise {quote}"
    if not sent:
        (task,) = [t for t in desk.morning.tasks() if t.ref == quote]
        assert task.what == "draft for Fenmouth Gazette plc changed since it was priced"
        assert task.command == hint


def test_an_agreement_holds_for_its_uses_only(desk):
    article = builders.an_article(desk, settled=False)
    reuters(desk, scope=Scope(territories=("FR",)))
    request = builders.a_request(desk, article=article)
    message, hint = refused(lambda: desk.quotes.draft(request))
    assert message.startswith(
        "ART-000001: Reuters (AGR-000001, contract 2026/4) allows France only, not the United Kingdom"
    )
    assert hint == "syndicate agreement show AGR-000001"


def test_a_byline_on_the_list_is_settled_and_says_so(desk):
    article = bylined(desk)
    assert [b["rule"] for b in desk.articles.show(article).blockers] == ["unknown-byline"]
    desk.contributors.add("Mara Quill", basis=Basis.STAFF, also=["M. Quill"])
    shown = desk.articles.show(article)
    assert (shown.blockers, shown.byline_basis) == ((), "staff")
    assert shown.byline_by == "the list of contributors (CTR-000001)"
    assert [row.open_suspects for row in desk.lists.articles()] == [0]
    with pytest.raises(Conflict, match="CTR-000001 is on the list under that name"):
        desk.contributors.add("m quill", basis=Basis.STAFF)
    with pytest.raises(NotFound):
        desk.contributors.show("Nobody Here")


def test_a_licence_freezes_share_and_limits_of_everybody_with_a_part(desk):
    article = bylined(desk)
    desk.contributors.add("Mara Quill", basis=Basis.FREELANCE, share=Decimal(50), limits="no print")
    desk.contributors.add("Inès Calloway", basis=Basis.FREELANCE, share=Decimal(30))
    desk.contributors.credit(article, "Inès Calloway", role=Role.TRANSLATOR, share=Decimal(20))
    with pytest.raises(BadInput, match="more than 100 per cent"):
        desk.contributors.credit(
            article, "Inès Calloway", role=Role.PHOTOGRAPHER, share=Decimal(90)
        )
    shown = desk.articles.show(article)
    assert [(c["name"], c["role"], c["share"], c["limits"]) for c in shown.contributors] == [
        ("Mara Quill", "author", "50", "no print"),
        ("Inès Calloway", "translator", "20", None),
    ]
    licence = builders.a_licence(desk, article=article)
    (item,) = builders.facts_of(desk, licence)["items"]
    assert item["limits"] == "no print"


def test_who_is_to_be_asked_is_asked_before_anything_is_licensed(desk):
    article = bylined(desk)
    desk.contributors.add(
        "Mara Quill", basis=Basis.FREELANCE, share=Decimal(50), consent_required=True
    )
    (blocker,) = desk.articles.show(article).blockers
    assert (blocker["rule"], blocker["message"]) == (
        "consent",
        "Mara Quill (CTR-000001) is to be asked before ART-000001 is licensed",
    )
    desk.contributors.credit(article, "CTR-000001", consent="mail of 3 May")
    assert desk.articles.show(article).blockers == ()


def test_a_contributor_limits_the_uses(desk):
    article = bylined(desk)
    desk.contributors.add(
        "Mara Quill", basis=Basis.FREELANCE, share=Decimal(50), scope=Scope(media=("newspaper",))
    )
    message, hint = refused(lambda: desk.quotes.draft(builders.a_request(desk, article=article)))
    assert "Mara Quill (CTR-000001) allows " in message
    assert hint == "syndicate contributor show CTR-000001\nsyndicate contributor edit CTR-000001"


def test_the_limits_of_a_contributor_are_put_right_and_open_articles_follow(desk):
    article = bylined(desk)
    uk = Scope(territories=("GB",))
    who = desk.contributors.add("Mara Quill", basis=Basis.FREELANCE, share=Decimal(50), scope=uk)
    use = builders.a_use(territories=("FR",))
    request = builders.a_request(desk, article=article, use=use)
    message, hint = refused(lambda: desk.quotes.draft(request))
    said = f"Mara Quill ({who.ref}) allows the United Kingdom only, not France"
    assert message == f"{article}: {said}"
    assert hint is not None
    assert hint.splitlines()[-1] == f"syndicate contributor edit {who.ref}"
    edited = desk.contributors.edit(who.ref, scope=Scope(territories=("GB", "FR")))
    assert (edited.scope["territories"], edited.share) == (["GB", "FR"], "50")
    licence = builders.a_licence(desk, quote=None, article=article, licensee="1", use=use)
    before = builders.facts_of(desk, licence)
    desk.contributors.edit("Mara Quill", consent_required=True, share=Decimal(40))
    assert [row.open_suspects for row in desk.lists.articles()] == [1]
    assert builders.facts_of(desk, licence) == before
    desk.contributors.edit("Mara Quill", consent_required=False)
    assert [row.open_suspects for row in desk.lists.articles()] == [0]
    with pytest.raises(BadInput, match="nothing to change"):
        desk.contributors.edit("Mara Quill")


def test_a_credit_on_the_terms_of_the_list_follows_them_and_one_of_its_own_does_not(desk):
    article = bylined(desk)
    other = builders.an_article(desk)
    who = desk.contributors.add("Jo Wren", basis=Basis.FREELANCE, share=Decimal(20))
    desk.contributors.credit(article, who.ref, role=Role.PHOTOGRAPHER)
    desk.contributors.credit(other, who.ref, role=Role.PHOTOGRAPHER, share=Decimal(30))
    desk.contributors.edit(who.ref, share=Decimal(25), limits="no print")
    with desk.reading() as r:
        parts = [desk.articles.standing(r, ref).parts for ref in (article, other)]
    assert [
        [(p.share, p.limits) for p in some if p.contributor.ref == who.ref] for some in parts
    ] == [
        [(Decimal(25), "no print")],
        [(Decimal(30), "no print")],
    ]


def test_who_left_the_list_answers_for_no_byline_until_reinstated(desk, clock):
    bylined(desk)
    who = desk.contributors.add("Mara Quill", basis=Basis.STAFF)
    assert [row.open_suspects for row in desk.lists.articles()] == [0]
    assert desk.contributors.end(who.ref).ended_on == "2026-11-23"
    assert [row.open_suspects for row in desk.lists.articles()] == [1]
    with pytest.raises(Conflict, match="ended on 2026-11-23, says mara"):
        desk.contributors.end(who.ref)
    assert desk.contributors.reinstate(who.ref).ended_on is None
    assert [row.open_suspects for row in desk.lists.articles()] == [0]
    with pytest.raises(Conflict, match="is on the list"):
        desk.contributors.reinstate(who.ref)
    desk.contributors.end(who.ref, on=date(2026, 12, 1))
    assert desk.articles.show("1").blockers == ()
    clock.forward(days=9)
    assert len(desk.articles.show("1").blockers) == 1


def test_an_embargo_refuses_until_its_last_day_and_says_when_it_is_free(desk):
    article = builders.an_article(desk)
    made = desk.rights.restrict(
        "embargo", article=article, ends_on=date(2026, 12, 1), reason="the report", by="A. Reed"
    )
    assert (made.ref, made.state) == ("RST-000001", "in-force")
    request = builders.a_request(desk, article=article)
    message, hint = refused(lambda: desk.quotes.draft(request))
    assert message.startswith("ART-000001: under embargo by A. Reed (RST-000001, the report): ")
    assert message.endswith("; free from 2026-12-02")
    assert hint == (
        f"syndicate request edit {request} --first-use 2026-12-02\n"
        "syndicate article release RST-000001 --note TEXT"
    )
    later = builders.a_use(first_use=date(2026, 12, 2))
    free = builders.a_request(
        desk, article=article, use=later, licensee=builders.a_licensee(desk, "Tidewater News Ltd")
    )
    assert desk.quotes.draft(free).state == "draft"


def test_a_hold_stops_a_quote_on_its_way_and_its_licence_and_release_frees_both(desk):
    article = builders.an_article(desk)
    quote = builders.a_quote(desk, request=builders.a_request(desk, article=article))
    made = desk.rights.restrict("hold", article=article, reason="letter of counsel", by="A. Reed")
    assert (
        "on hold by A. Reed (RST-000001, letter of counsel)"
        in (refused(lambda: desk.quotes.offer(quote))[0])
    )
    desk.rights.release(made.ref, note="counsel agrees")
    builders.an_accepted_quote(desk, quote=quote)
    desk.rights.restrict("hold", edition="en", reason="second letter", by="A. Reed")
    message, hint = refused(lambda: desk.licences.grant(quote))
    assert "on hold by A. Reed (RST-000002, second letter)" in message
    assert hint == "syndicate article release RST-000002 --note TEXT"
    desk.rights.release("RST-000002", by="A. Reed")
    assert desk.licences.grant(quote).startswith("LIC-")
    with pytest.raises(Conflict, match=r"RST-000002 was released by A\. Reed"):
        desk.rights.release("RST-000002")
    assert [r.state for r in desk.rights.restrictions(article)] == ["released", "released"]


def test_a_window_is_kept_for_one_and_only_where_it_was_promised(desk):
    article = builders.an_article(desk)
    promised = builders.a_licensee(desk, "Tidewater News Ltd")
    desk.rights.restrict(
        "window",
        article=article,
        kept_for=promised,
        starts_on=desk.today,
        ends_on=date(2026, 12, 31),
        scope=Scope(territories=("GB",)),
        reason="promised by telephone",
        by="A. Reed",
    )
    message, _ = refused(lambda: desk.quotes.draft(builders.a_request(desk, article=article)))
    assert (
        "kept for Tidewater News Ltd (RST-000001, promised by telephone): GB; en; website"
        in message
    )
    theirs = builders.a_request(desk, article=article, licensee=promised)
    assert desk.quotes.draft(theirs).state == "draft"
    elsewhere = builders.a_request(
        desk,
        article=article,
        licensee=builders.a_licensee(desk, "Quay Weekly Ltd"),
        use=builders.a_use(territories=("FR",)),
    )
    assert desk.quotes.draft(elsewhere).state == "draft"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"covers": ["everything"]}, "not 'everything'"),
        ({"covers": []}, "an agreement covers"),
        ({"contract": " "}, "names an agency and a contract"),
        ({"editions": ["xx"]}, "no edition 'xx'"),
        ({"since": date(2027, 1, 1), "until": date(2026, 1, 1)}, "before it begins"),
    ],
)
def test_an_agreement_that_says_nothing_is_refused_and_files_nothing(desk, changes, said):
    with pytest.raises(BadInput, match=said):
        reuters(desk, **changes)
    assert builders.rows(desk)["agreement"] == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"article": None},
        {"edition": "en"},
        {"reason": " "},
        {"kind": "pause"},
        {"starts_on": date(2027, 1, 1), "ends_on": date(2026, 12, 1)},
    ],
)
def test_a_restriction_that_says_nothing_is_refused(desk, changes):
    article = builders.an_article(desk)
    terms = {"kind": "hold", "article": article, "reason": "why", **changes}
    with pytest.raises(BadInput):
        desk.rights.restrict(terms.pop("kind"), **terms)
    assert builders.rows(desk)["restriction"] == 0


def test_an_article_from_another_house_waits_for_a_contract_or_a_word(desk):
    article = bylined(desk)
    with desk.writing() as w:
        from syndicate.records.articles import ArticleRecord

        w.update(ArticleRecord, 1, provider="The Gull Gazette")
        w.journal("article edit", article)
    (blocker,) = desk.articles.show(article).blockers
    assert blocker["rule"] == "syndicated-in"
    assert blocker["message"] == "the article came from The Gull Gazette: whose is it?"
    made = desk.rights.agree("The Gull Gazette", contract="letter of May", covers=["whole"])
    assert made.settles == (article,)
    shown = desk.articles.show(article)
    assert shown.blockers == ()
    assert {(p["owner"], p["owner_name"]) for p in shown.passages if p["licensable"]} == {
        ("third-party", "The Gull Gazette")
    }
    desk.rights.end(made.ref)
    ours = desk.articles.clear_whole(article, act=Act.OWNED, by="A. Reed")
    assert [b["rule"] for b in ours.blockers] == ["unknown-byline"]
