"""Passages: what they are, whose they are, what staff ruled, and what that leaves to license."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.errors import BadInput
from syndicate.rules import facts
from syndicate.rules.articles import (
    Act,
    Basis,
    Block,
    BylineRuling,
    Draft,
    Kind,
    Owner,
    Passage,
    Rule,
    Ruling,
    agency_in_byline,
    agency_suspicion,
    blockers,
    clean_text,
    delivered,
    diff,
    passages,
    passages_facts,
    passages_from_facts,
    schedule,
    settle,
    text_fingerprint,
    version_digest,
    word_count,
    words_licensable,
    words_total,
)

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SAMPLES = Path(__file__).parents[1] / "samples" / "articles"
SEED = Path(__file__).parents[3] / "shared" / "data" / "seed-article.txt"
STAFF = BylineRuling(Basis.STAFF, "Ines", NOON)


def draft(*lines, **changes):
    blocks = tuple(x if isinstance(x, Block) else Block(Kind.TEXT, x) for x in lines)
    plain = Draft("A headline", None, None, "en", False, None, blocks, "text/plain", "0" * 64)
    return replace(plain, **changes)


def read(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    return draft(*lines[1:], headline=lines[0])


def one(text):
    """The one passage of an article whose middle is `text`."""
    filler = ["The tide turned at six and the boats went out with it."] * 4
    found = passages(draft(*filler, text, *filler))
    return found[4]


def ruling(passage, act, *, at=NOON, **changes):
    plain = Ruling(passage.digest, act, None, None, None, None, "Ines", at)
    return replace(plain, **changes)


TWIN = passages(read(SAMPLES / "night-pilots.txt"))
TOLD, LEANING = TWIN[10], TWIN[11]


# --- recognisers ---------------------------------------------------------------------------------


def test_the_twin_has_its_promo_its_boilerplate_its_told_fact_and_the_one_leaning_on_it():
    found = {
        p.n: (p.kind.value, p.owner.value, p.suspicion.rule.value) for p in TWIN if p.suspicion
    }
    assert len(TWIN) == 14
    assert found == {
        3: ("promo", "owned", "promo"),
        4: ("promo", "owned", "promo"),
        11: ("text", "unknown", "attributed-fact"),
        12: ("text", "unknown", "leans-on"),
        14: ("boilerplate", "owned", "boilerplate"),
    }
    assert (TOLD.owner_name, TOLD.suspicion.words) == ("Reuters", "told the Reuters news agency")
    assert (LEANING.suspicion.leans_on, LEANING.suspicion.words) == (11, "The shipowners said")


def test_the_twin_and_the_seed_where_it_is_there_trip_the_same_rules():
    counts = []
    for path in (SAMPLES / "night-pilots.txt", *([SEED] if SEED.exists() else [])):
        found = passages(read(path))
        tripped = {p.n: p.suspicion.rule.value for p in found if p.suspicion}
        assert tripped == {
            3: "promo",
            4: "promo",
            11: "attributed-fact",
            12: "leans-on",
            14: "boilerplate",
        }
        assert found[11].suspicion.leans_on == 11
        settled = settle(found, [], today=TODAY)
        open_now = blockers(settled, ref="ART-2026-00001", basis=None, today=TODAY)
        assert [b.n for b in open_now] == [11, 12, None]
        counts.append((words_total(settled), words_licensable(settled)))
    assert counts in ([(372, 253)], [(372, 253), (426, 297)])


@pytest.mark.parametrize(
    ("text", "owner", "words"),
    [
        (
            "The sand moved, the pilots told the Reuters news agency.",
            "Reuters",
            "told the Reuters news agency",
        ),
        ("The quay sank by a foot, according to AFP.", "AFP", "according to AFP"),
        (
            "Speaking to the Associated Press, he named the ship.",
            "Associated Press",
            "Speaking to the Associated Press",
        ),
        ("Reuters reported on Monday that the ferry was sold.", "Reuters", "Reuters reported"),
        ("The ferry was sold, Xinhua said.", "Xinhua", "Xinhua said"),
        ("A draft seen by Reuters puts the cost at nine million.", "Reuters", "seen by Reuters"),
        ("A Reuters witness saw the mast fall.", "Reuters", "Reuters witness"),
        (
            "He told the German news agency dpa that he would stay.",
            "dpa",
            "told the German news agency dpa",
        ),
        (
            "The line is broke, two clerks told Tasnim news agency.",
            "Tasnim",
            "told Tasnim news agency",
        ),
        ("Le mât est tombé, selon l’AFP.", "AFP", "selon l’AFP"),
        ("Il a déclaré à Reuters qu’il resterait.", "Reuters", "déclaré à Reuters"),
        ("Le cargo est vendu, a appris l'AFP de source portuaire.", "AFP", "a appris l'AFP"),
        ("Un journaliste de l’AFP a vu tomber le mât.", "AFP", "journaliste de l’AFP"),
        ("قال ثلاثة بحارة لرويترز إن السفينة بيعت.", "Reuters", None),
        ("ذكرت وكالة الأناضول أن السفينة بيعت.", "Anadolu", None),
    ],
)
def test_a_fact_told_to_an_agency_is_an_attributed_fact(text, owner, words):
    passage = one(text)
    assert passage.suspicion.rule is Rule.ATTRIBUTED_FACT
    assert (passage.kind, passage.owner, passage.owner_name) == (Kind.TEXT, Owner.UNKNOWN, owner)
    assert passage.suspicion.words in text
    assert words is None or passage.suspicion.words == words


@pytest.mark.parametrize(
    ("text", "owner", "words"),
    [
        ("The ferry was sold for a crown. (Reuters)", "Reuters", "(Reuters)"),
        ("(AFP) The ferry was sold for a crown.", "AFP", "(AFP)"),
        ("STORNBY (Reuters) - The ferry was sold for a crown.", "Reuters", "STORNBY (Reuters) -"),
        ("PARIS, Nov 3 (AFP) – The ferry was sold.", "AFP", "PARIS, Nov 3 (AFP) –"),
        (
            "Additional reporting by Odd Larkin in Stornby",
            None,
            "Additional reporting by Odd Larkin in Stornby",
        ),
        ("(Reporting by Odd Larkin; editing by Tove Marsh)", None, "Reporting by Odd Larkin"),
        ("Reuters contributed to this report.", "Reuters", "Reuters contributed to this report"),
        ("AFP and the Associated Press contributed.", "AFP", None),
        ("With AFP", "AFP", "With AFP"),
        ("Avec l’AFP", "AFP", "Avec l’AFP"),
        ("Source: Reuters", "Reuters", "Source: Reuters"),
        ("(with agencies)", "agencies", "(with agencies)"),
        ("The mast fell at noon. (PA)", "PA Media", "(PA)"),
    ],
)
def test_copy_from_a_wire_is_agency_copy(text, owner, words):
    passage = one(text)
    assert passage.suspicion.rule is Rule.AGENCY_COPY
    assert (passage.kind, passage.owner, passage.owner_name) == (Kind.TEXT, Owner.UNKNOWN, owner)
    assert passage.suspicion.words in text
    assert words is None or passage.suspicion.words == words


@pytest.mark.parametrize(
    "text",
    [
        "The US said IS had left the coast; it told us so twice.",
        "The Harbour Police (HP) and the Port Authority (PA) met at noon.",
        "Shares in Thomson Reuters fell by a tenth after the results.",
        "The AP exam is sat in May by every pupil of the town.",
        "It was according to the old custom that the boats were blessed.",
        "The newsletter of the guild, printed since 1903, will close, its editor said.",
        "Sign language is taught at the harbour school from the age of five.",
        "Subscribers to the ferry's season ticket were told by letter that the price would rise.",
        "Watch-keepers were doubled on the night ferry.",
        "Related costs came to nine million crowns, the ministry said.",
        "Credit from the bank dried up in the spring, and with it the fleet.",
        "Video from the scene shows the mast bending for a full minute before it fell.",
        "The Reuters building on the quay was sold to the pilots.",
        "Nobody at the news agency across the quay had seen the ferry.",
        "(PA) systems on the quay were silent all day.",
        "The port reserves all rights of way along the mole.",
        "Reporting by the old bell, the pilots came in one by one.",
        "He kept his files from 2012 in a tin box under the stairs.",
        "By Tuesday the quay had dried.",
    ],
)
def test_an_innocent_sentence_is_no_suspect(text):
    passage = one(text)
    assert passage.suspicion is None
    assert (passage.kind, passage.owner) == (Kind.TEXT, Owner.OWNED)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Sign up to our newsletter, The Morning Tide", Kind.PROMO),
        ("Subscribe to the Courier for the price of a coffee", Kind.PROMO),
        ("Read more: The long memory of the fishing fleet", Kind.PROMO),
        ("Related: Ferry fares rise again", Kind.PROMO),
        ("Follow us on the networks", Kind.PROMO),
        ("Advertisement", Kind.PROMO),
        ("Inscrivez-vous à notre lettre d’information", Kind.PROMO),
        ("À lire aussi : la mémoire de la flotte", Kind.PROMO),
        ("Abonnez-vous au Courrier", Kind.PROMO),
        ("اقرأ أيضا: ذاكرة الأسطول", Kind.PROMO),
        ("Photo: Odd Larkin/AFP", Kind.CREDIT),
        ("Crédit photo : Odd Larkin", Kind.CREDIT),
        ("Photograph by Odd Larkin", Kind.CREDIT),
        ("The mast at noon (Odd Larkin/Reuters)", Kind.CREDIT),
        (
            "© 2026 The Harbour Courier Ltd. Contact our syndication desk for permission.",
            Kind.BOILERPLATE,
        ),
        (
            "To learn more about republishing this article, its fees and terms, use this form.",
            Kind.BOILERPLATE,
        ),
        ("Pour republier cet article, remplissez le formulaire.", Kind.BOILERPLATE),
    ],
)
def test_house_matter_is_out_by_its_kind(text, kind):
    passage = one(text)
    assert (passage.kind, passage.owner) == (kind, Owner.OWNED)
    assert passage.suspicion.words in text
    (settled,) = settle([passage], [], today=TODAY)
    assert (settled.licensable, settled.open) == (False, False)


def test_a_closing_line_about_the_house_is_boilerplate_only_at_the_end():
    line = "The Harbour Courier delivers independent coverage of the coast."
    assert one(line).kind is Kind.TEXT
    assert passages(draft("The tide turned.", "The boats left.", line))[2].kind is Kind.BOILERPLATE


def test_a_heading_over_its_sign_up_line_is_promo_with_it_and_a_subheading_is_not():
    told = passages(
        draft("The Morning Tide", "Sign up to get The Morning Tide at seven", "The boats left.")
    )
    assert [p.kind for p in told] == [Kind.PROMO, Kind.PROMO, Kind.TEXT]
    assert told[0].suspicion.reason == "the heading of the promotion in passage 2"
    kept = passages(draft("What happens next", "Sign up to our newsletter", "The boats left."))
    assert [p.kind for p in kept] == [Kind.TEXT, Kind.PROMO, Kind.TEXT]


@pytest.mark.parametrize(
    ("told", "after", "leans"),
    [
        (
            "Two pilots told Reuters the sand had moved.",
            "The pilots added that nobody had asked.",
            True,
        ),
        ("Two pilots told Reuters the sand had moved.", "They said nobody had asked.", True),
        ("Two pilots told Reuters the sand had moved.", '"Nobody asked us," they said.', True),
        ("Nessa Quill told AFP the sand had moved.", '"Nobody asked me," Quill said.', True),
        ("The clerk, Bram Odell, told AFP it was so.", "Odell said the book was lost.", True),
        ("Reuters reported the sale on Monday.", "The agency said the price was a crown.", True),
        (
            "Deux pilotes ont déclaré à l’AFP que le sable bougeait.",
            "Selon eux, personne n’a rien demandé.",
            True,
        ),
        (
            "Nessa Quill told AFP the sand had moved.",
            '"Nobody in the whole of this town ever asked me about it," added Quill.',
            True,
        ),
        (
            "Two pilots told Reuters the sand had moved.",
            "The boats left on the morning tide.",
            False,
        ),
        (
            "Two pilots told Reuters the sand had moved.",
            "The pilots' hall was built in 1903.",
            False,
        ),
        ("Two pilots told us the sand had moved.", "They said nobody had asked.", False),
    ],
)
def test_a_passage_that_goes_on_with_what_was_told_leans_on_it(told, after, leans):
    first, second, _ = passages(draft(told, after, "The boats left."))
    assert (second.suspicion is not None) is leans
    if leans:
        assert second.suspicion.rule is Rule.LEANS_ON
        assert second.suspicion.leans_on == first.n
        assert second.owner_name == first.owner_name
        assert second.suspicion.words in after


def test_a_dateline_makes_the_whole_story_lean_on_it():
    found = passages(
        draft("STORNBY (AFP) - The ferry was sold.", "It went for a crown.", "The mayor wept.")
    )
    assert [p.suspicion.rule.value for p in found] == ["agency-copy", "leans-on", "leans-on"]
    assert [p.owner_name for p in found] == ["AFP", "AFP", "AFP"]


def test_what_a_page_marks_keeps_the_mark():
    found = passages(
        draft(
            "The boats left.",
            Block(Kind.IMAGE, "The mast"),
            Block(Kind.CREDIT, "Photo: AFP"),
            Block(Kind.EMBED, "maps.example"),
            Block(Kind.TEXT, "Coast at seven", "promo:a newsletter block"),
        )
    )
    assert [(p.kind.value, p.owner.value) for p in found] == [
        ("text", "owned"),
        ("image", "unknown"),
        ("credit", "owned"),
        ("embed", "unknown"),
        ("promo", "owned"),
    ]
    assert (
        found[4].suspicion.reason == "the page marks it as a newsletter block, not as article text"
    )
    assert not any(s.open for s in settle(found, [], today=TODAY))


def test_french_and_arabic_articles_are_told_apart_too():
    lines = (SAMPLES / "pilotes-de-nuit.txt").read_text(encoding="utf-8").splitlines()
    french = passages(draft(*(line for line in lines[6:] if line)))
    assert {p.n: p.suspicion.rule.value for p in french if p.suspicion} == {
        2: "related-link",
        4: "promo",
        5: "attributed-fact",
        6: "leans-on",
        8: "boilerplate",
    }
    arabic = passages(read(SAMPLES / "murshidun.txt"))
    assert {p.n: p.suspicion.rule.value for p in arabic if p.suspicion} == {
        3: "promo",
        4: "attributed-fact",
        5: "leans-on",
        7: "boilerplate",
    }


@pytest.mark.parametrize(
    ("byline", "agency"),
    [
        ("Ada Fenwick and AFP", "AFP"),
        ("Reuters", "Reuters"),
        ("Courier staff and agencies", "agencies"),
        ("Ada Fenwick", None),
        (None, None),
    ],
)
def test_a_byline_may_name_an_agency(byline, agency):
    assert agency_in_byline(byline) == agency


@pytest.mark.parametrize(
    "text",
    [
        "(" * 50_000,
        "Reuters " * 6_000,
        "told the the the " * 2_900,
        "Press Agency " * 3_800,
        '" ' * 25_000,
        "A" * 50_000,
        "AFP, AP and " * 4_000,
        "reporting by " * 3_800,
        "© " * 25_000,
        " " * 50_000 + "x",
        "PA " * 16_000,
    ],
)
def test_a_hostile_passage_is_judged_at_once(text):
    started = time.perf_counter()
    passages(draft("Two pilots told Reuters so.", text, text, "The boats left."))
    assert time.perf_counter() - started < 1


# --- rulings -------------------------------------------------------------------------------------


def state(passage, *rulings, today=TODAY):
    (settled,) = settle([passage], rulings, today=today)
    return settled


def test_our_own_words_about_somebody_elses_reporting_are_ours():
    settled = state(TOLD, ruling(TOLD, Act.OWN_WORDS))
    assert (settled.licensable, settled.open, settled.owner) == (True, False, Owner.OWNED)
    assert settled.reason == "our own words, says Ines"


def test_an_unsettled_passage_blocks_and_shows_the_rule_and_the_words():
    settled = state(TOLD)
    assert (settled.licensable, settled.open, settled.owner) == (False, True, Owner.UNKNOWN)
    assert settled.reason == (
        'attributed-fact: "told the Reuters news agency", rests on the reporting of Reuters'
    )


def test_an_agency_contract_covers_a_passage_while_it_runs():
    passage = one("The ferry was sold for a crown. (Reuters)")
    contract = ruling(passage, Act.LICENSED, source="contract R-7", until=date(2026, 12, 31))
    settled = state(passage, contract)
    assert (settled.licensable, settled.owner, settled.owner_name) == (
        True,
        Owner.THIRD_PARTY,
        "Reuters",
    )
    assert settled.reason == "covered by contract R-7 until 2026-12-31, says Ines"
    assert state(passage, contract, today=date(2026, 12, 31)).licensable
    after = state(passage, contract, today=date(2027, 1, 1))
    assert (after.licensable, after.open) == (False, True)
    assert after.reason.startswith("the ruling of Ines ended on 2026-12-31; agency-copy:")


def test_a_contract_without_a_name_covers_nothing():
    settled = state(TOLD, ruling(TOLD, Act.LICENSED, source=" "))
    assert (settled.licensable, settled.open) == (False, True)
    assert settled.reason == "belongs to Reuters; the ruling names no contract"


def test_the_latest_ruling_counts_and_an_exclusion_can_be_withdrawn():
    early, late, last = (NOON.replace(hour=h) for h in (8, 9, 10))
    own = ruling(TOLD, Act.OWN_WORDS, at=early)
    out = ruling(TOLD, Act.EXCLUDE, at=late, by="Odd")
    back = ruling(TOLD, Act.INCLUDE, at=last)
    assert state(TOLD, out, own).reason == "excluded by Odd"
    assert state(TOLD, out, own).open is False
    assert state(TOLD, back, out, own).reason == "our own words, says Ines"
    assert state(TOLD, out, back).open is True
    assert state(TOLD, out, replace(own, at=last)).licensable


def test_a_changed_passage_is_a_suspect_again():
    own = ruling(TOLD, Act.OWN_WORDS)
    changed = replace(TOLD, text=TOLD.text + " It said so twice.")
    assert state(changed, own).open


def test_leaving_a_passage_out_does_not_settle_the_one_leaning_on_it():
    settled = settle(TWIN, [ruling(TOLD, Act.EXCLUDE)], today=TODAY)
    assert (settled[10].open, settled[11].open) == (False, True)
    assert settled[11].reason.endswith("; leaving passage 11 out does not settle this one")


def test_a_promo_suspect_can_be_called_text_and_agency_words_in_it_still_count():
    promo = one("Follow our boats all day, and our crews all night")
    assert promo.kind is Kind.PROMO
    settled = state(promo, ruling(promo, Act.TEXT))
    assert (settled.kind, settled.licensable, settled.reason) == (
        Kind.TEXT,
        True,
        "article text, says Ines",
    )
    told = one("Subscribe to our view, the owners told Reuters")
    assert (told.kind, state(told, ruling(told, Act.TEXT)).open) == (Kind.PROMO, True)
    both = state(told, ruling(told, Act.TEXT), ruling(told, Act.OWN_WORDS))
    assert (both.kind, both.licensable) == (Kind.TEXT, True)


def test_a_picture_is_left_out_until_somebody_says_whose_it_is():
    image = passages(draft(Block(Kind.IMAGE, "The mast"), "The boats left."))[0]
    assert (state(image).licensable, state(image).open) == (False, False)
    assert state(image, ruling(image, Act.OWNED)).licensable


def test_a_text_of_another_house_stays_open_until_a_contract_or_a_person_makes_it_ours():
    notice = one("This article first appeared in The Gull Gazette.")
    assert (state(notice).kind, state(notice).open) == (Kind.BOILERPLATE, True)
    out = ruling(notice, Act.EXCLUDE)
    assert state(notice, out).open
    contract = ruling(notice, Act.LICENSED, source="letter of 1 May", owner_name="The Gull Gazette")
    held_by_it = state(notice, contract)
    assert (held_by_it.open, held_by_it.licensable) == (False, False)
    assert held_by_it.reason == "covered by letter of 1 May, says Ines"
    assert not state(notice, ruling(notice, Act.OWNED)).open
    ended = replace(contract, until=date(2026, 11, 21))
    assert state(notice, ended).open
    (blocker,) = blockers([state(notice)], ref="ART-1", basis=STAFF, today=TODAY)
    assert blocker.rule is Rule.SYNDICATED_IN
    assert blocker.hint == (
        'syndicate article clear ART-1 5 --licensed --owner "The Gull Gazette" --source CONTRACT'
    )


# --- blockers ------------------------------------------------------------------------------------


def held(*rulings, basis=STAFF, byline=None):
    settled = settle(TWIN, rulings, today=TODAY)
    return blockers(settled, ref="ART-2026-00001", basis=basis, byline=byline, today=TODAY)


def test_the_twin_cannot_be_licensed_until_both_passages_and_the_byline_are_settled():
    told, leaning, byline = held(basis=None)
    assert (told.n, told.rule) == (11, Rule.ATTRIBUTED_FACT)
    assert told.hint == "syndicate article clear ART-2026-00001 11 --own-words --by NAME"
    assert (leaning.n, leaning.rule) == (12, Rule.LEANS_ON)
    assert (byline.n, byline.rule) == (None, Rule.UNKNOWN_BYLINE)
    assert byline.hint == 'syndicate article clear ART-2026-00001 --byline "NAME" --basis staff'
    assert held(ruling(TOLD, Act.OWN_WORDS), ruling(LEANING, Act.OWN_WORDS)) == ()
    assert [b.n for b in held(ruling(TOLD, Act.EXCLUDE))] == [12]


def test_agency_copy_is_to_be_excluded():
    settled = settle([one("The ferry was sold. (Reuters)")], [], today=TODAY)
    (blocker,) = blockers(settled, ref="ART-1", basis=STAFF, today=TODAY)
    assert blocker.hint == "syndicate article clear ART-1 --exclude 5 --by NAME"


def test_a_ruling_that_ran_out_asks_for_a_new_one():
    passage = one("The ferry was sold. (Reuters)")
    ended = ruling(passage, Act.LICENSED, source="contract R-7", until=date(2026, 11, 21))
    settled = settle([passage], [ended], today=TODAY)
    (blocker,) = blockers(settled, ref="ART-1", basis=STAFF, today=TODAY)
    assert blocker.message.startswith(
        "passage 5 needs a new ruling: the ruling of Ines ended on 2026-11-21; agency-copy:"
    )


def test_an_article_with_nothing_left_to_license_blocks():
    settled = settle(passages(draft("Advertisement")), [], today=TODAY)
    (blocker,) = blockers(settled, ref="ART-1", basis=STAFF, today=TODAY)
    assert (blocker.message, blocker.hint) == (
        "ART-1 has no licensable text",
        "syndicate article show ART-1",
    )


@pytest.mark.parametrize(
    ("basis", "byline", "said"),
    [
        (None, "Ada Fenwick", 'nobody has said how "Ada Fenwick" works for the house'),
        (None, "Ada Fenwick and AFP", "the byline names an agency (AFP): whose text is it?"),
        (
            BylineRuling(Basis.UNKNOWN, "Ines", NOON),
            None,
            "the article has no byline: who wrote it, and on what basis?",
        ),
        (
            BylineRuling(Basis.STAFF, "Ines", NOON, byline="Odd Larkin"),
            "Ada Fenwick",
            'the byline is now "Ada Fenwick"; the ruling was for "Odd Larkin"',
        ),
        (
            BylineRuling(Basis.FREELANCE, "Ines", NOON),
            "Ada Fenwick",
            '"Ada Fenwick" is a freelance without recorded terms',
        ),
    ],
)
def test_a_byline_nobody_vouched_for_blocks(basis, byline, said):
    settled = settle(passages(draft("The boats left.")), [], today=TODAY)
    (blocker,) = blockers(settled, ref="ART-1", basis=basis, byline=byline, today=TODAY)
    assert blocker.message == said
    assert blocker.hint.startswith("syndicate article clear ART-1 --byline ")


def test_no_command_is_offered_that_makes_an_agency_staff_of_ours():
    settled = settle(passages(draft("The boats left.")), [], today=TODAY)
    (blocker,) = blockers(
        settled, ref="ART-1", basis=None, byline="Nell Fairweather and Reuters", today=TODAY
    )
    assert blocker.hint == "syndicate article clear ART-1 --byline NAME --basis BASIS"


@pytest.mark.parametrize("terms", [{"limits": "UK only"}, {"share": Decimal(50)}])
def test_a_freelance_with_recorded_terms_does_not_block(terms):
    basis = BylineRuling(Basis.FREELANCE, "Ines", NOON, byline="ADA FENWICK", **terms)
    settled = settle(passages(draft("The boats left.")), [], today=TODAY)
    assert blockers(settled, ref="ART-1", basis=basis, byline="Ada  Fenwick", today=TODAY) == ()


# --- counts, papers, storing ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("", None, 0),
        ("— … –", None, 0),
        ("Nobody's boat, the 12.5-metre one, left at 6.30.", "en", 8),
        ("the tide—and the town", "en", 5),
        ("Est-ce vrai ? Oui : 1 200,50 € !", "fr", 5),
        ("港の水先案内人", None, 7),
        ("第3号 Stornby", "ja", 4),
        ("the 東京 office", "en", 3),
        ("ستورنبي تضاعف عدد المرشدين", "ar", 4),
        ("스톤비 항구", None, 2),
    ],
)
def test_words_are_counted_as_a_desk_counts_them(text, language, words):
    assert word_count(text, language) == words


def test_the_words_of_an_article_are_all_and_those_it_may_license():
    settled = settle(TWIN, [], today=TODAY)
    assert (words_total(settled), words_licensable(settled)) == (372, 253)
    cleared = settle(TWIN, [ruling(TOLD, Act.OWN_WORDS)], today=TODAY)
    assert words_licensable(cleared) == 253 + TOLD.words
    assert words_total(TWIN) == 372


def test_the_schedules_name_what_is_licensed_and_what_is_left_out_with_the_reason():
    rulings = [ruling(TOLD, Act.OWN_WORDS), ruling(LEANING, Act.EXCLUDE)]
    licensed, left_out = schedule(settle(TWIN, rulings, today=TODAY))
    assert [p["n"] for p in licensed] == [1, 2, 5, 6, 7, 8, 9, 10, 11, 13]
    assert [(p["n"], p["kind"]) for p in left_out] == [
        (3, "promo"),
        (4, "promo"),
        (12, "text"),
        (14, "boilerplate"),
    ]
    assert {p["reason"] for p in licensed} == {None}
    assert left_out[2]["reason"] == "excluded by Ines"
    assert {p["code"] for p in licensed} == {None}
    assert [p["code"] for p in left_out] == ["promo", "promo", "leans-on", "boilerplate"]


def test_the_text_as_delivered_marks_the_joins_of_article_text_only():
    found = passages(
        draft("One left.", "Advertisement", "Two left.", "Three (AFP)", "Four (AFP)", "Five left.")
    )
    assert (
        delivered(settle(found, [], today=TODAY)) == "One left.\n\nTwo left.\n\n[…]\n\nFive left."
    )


def test_a_version_is_the_same_however_its_lines_are_broken_and_another_when_a_word_changes():
    digest = version_digest("A headline", "Ada", TODAY, TWIN)
    spaced = tuple(replace(p, text=p.text.replace(" ", "\n ")) for p in TWIN)
    kinds = tuple(replace(p, kind=Kind.TEXT, suspicion=None) for p in TWIN)
    assert version_digest(" A  headline", "Ada", TODAY, spaced) == digest
    assert version_digest("A headline", "Ada", TODAY, kinds) == digest
    assert version_digest("A headline", "Ada", None, TWIN) != digest
    assert version_digest("A headline", "Ada", TODAY, TWIN[:-1]) != digest
    assert len({version_digest("A headline", b, TODAY, TWIN) for b in (None, "Ada", "Odd")}) == 3


def test_a_fingerprint_ignores_spelling_of_accents_and_spaces():
    assert text_fingerprint("e\u0301te\u0301  \n") == text_fingerprint("\u00e9t\u00e9")


def test_passages_come_back_from_their_stored_facts():
    stored = passages_facts(TWIN)
    assert facts.canonical(stored).startswith('[{"kind":"text","n":1,')
    assert passages_from_facts(stored) == TWIN


@pytest.mark.parametrize(
    "stored",
    [
        None,
        {},
        [1],
        [{}],
        [{**passages_facts(TWIN)[0], "kind": "poem"}],
        [{**passages_facts(TWIN)[2], "suspicion": {}}],
    ],
)
def test_stored_facts_of_another_shape_are_refused(stored):
    with pytest.raises(BadInput, match="stored passage"):
        passages_from_facts(stored)


def test_clean_text_takes_out_what_hides_or_reorders_and_keeps_what_arabic_needs():
    assert (
        clean_text("a\x1b]52;c;aGk=\x07b\u202ec\u2066d\u200be\ufefff\u009bg") == "a]52;c;aGk=bcdefg"
    )
    assert clean_text("می\u200cروم \u200f") == "می\u200cروم \u200f"


# --- diff ----------------------------------------------------------------------------------------


def test_a_diff_tells_words_kept_added_and_taken_out():
    assert diff("the old boat left at six", "the boat left at half six") == (
        ("equal", "the"),
        ("delete", "old"),
        ("equal", "boat left at"),
        ("insert", "half"),
        ("equal", "six"),
    )
    assert diff("same words", "same  words") == (("equal", "same words"),)
    assert diff("", "new") == (("insert", "new"),)


WORDS = st.lists(st.sampled_from(["tide", "quay", "mast", "and"]), max_size=30).map(" ".join)


@given(WORDS, WORDS)
def test_a_diff_reads_as_both_texts(old, new):
    steps = diff(old, new)
    assert " ".join(text for op, text in steps if op != "insert") == old
    assert " ".join(text for op, text in steps if op != "delete") == new


def test_a_diff_of_hostile_length_stays_bounded():
    started = time.perf_counter()
    steps = diff("a b " * 300_000, "b a " * 300_000)
    assert [op for op, _ in steps] == ["delete", "insert"]
    lines = "\n".join(f"line {n} of the long book" for n in range(1_000))
    long_lines = "\n".join(f"line {n} of the long book" for n in range(3_000))
    other = "\n".join(f"page {n} of the short book" for n in range(3_000))
    assert [op for op, _ in diff(long_lines, other)] == ["delete", "insert"]
    changed = lines.replace("line 500 of", "line 500 and")
    assert [s for s in diff(lines, changed) if s[0] != "equal"] == [
        ("delete", "line 500 of the long book"),
        ("insert", "line 500 and the long book"),
    ]
    assert time.perf_counter() - started < 3


@given(st.text(max_size=300))
def test_any_text_becomes_passages_that_come_back(text):
    found = passages(draft(text, "told Reuters", text))
    assert passages_from_facts(passages_facts(found)) == found
    assert all(isinstance(p, Passage) and p.text.split() for p in found)
    agency_suspicion(text)
