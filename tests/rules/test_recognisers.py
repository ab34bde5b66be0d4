"""What the recognisers flag in English, French and Arabic, by which words, and what they leave alone."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest

from benchmarks.recognisers import __main__ as bench
from syndicate.rules.articles import (
    Block,
    Draft,
    Kind,
    Owner,
    Rule,
    agencies,
    notices,
    origin,
    passages,
    posts,
    promotions,
)
from syndicate.rules.articles.glances import Phrases, plainly, small, words_of

FILLER = "The tide turned at six and the boats went out with it."


def draft(*lines, **changes):
    blocks = tuple(x if isinstance(x, Block) else Block(Kind.TEXT, x) for x in lines)
    plain = Draft("A headline", None, None, "en", False, None, blocks, "text/plain", "0" * 64)
    return replace(plain, **changes)


def one(text, *, house=()):
    """The one passage of an article whose middle is `text`."""
    return passages(draft(*[FILLER] * 4, text, *[FILLER] * 4), house=house)[4]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Help us to go on: a small gift keeps our newsroom open", None),
        ("You can also subscribe to this newsletter here", "subscribe to"),
        ("For more from the coast, follow the Courier on Instagram", "follow the Courier on"),
        ("Have a story? Email us at desk@courier.example", "Email us"),
        ("Story continues below this advert", "Story continues below this advert"),
        ("Chaque lundi, recevez nos lettres dans votre boîte mail", "recevez"),
        ("Soutenez un journalisme indépendant", "Soutenez"),
        ("La suite après cette publicité", "La suite après cette publicité"),
        ("اشتركوا في نشرتنا البريدية", "اشتركوا"),
        ("تابعونا على تلغرام", "تابعونا"),
        ("إعلان", "إعلان"),
    ],
)
def test_what_the_house_offers_its_readers_is_promotion(text, words):
    found = one(text)
    assert (found.kind, found.suspicion.rule) == (Kind.PROMO, Rule.PROMO)
    assert found.suspicion.words in text
    assert words is None or found.suspicion.words == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Read next: The winter the narrows froze", "Read next"),
        ("More on this story", "More on this story"),
        ("À lire aussi : L’hiver du goulet", "À lire aussi"),
        ("Du même auteur", "Du même auteur"),
        ("اقرأ أيضًا: شتاء المضيق", "اقرأ أيضًا"),
        ("الأكثر قراءة", "الأكثر قراءة"),
    ],
)
def test_a_line_to_other_articles_is_a_related_link(text, words):
    found = one(text)
    assert (found.kind, found.suspicion.rule) == (Kind.PROMO, Rule.RELATED_LINK)
    assert found.suspicion.words == words


def test_titles_under_a_heading_of_links_are_links_until_the_story_goes_on():
    found = passages(
        draft(
            FILLER,
            "Most read",
            "Ferry fares rise again",
            "Who inspects the inspectors?",
            "The boats left at noon.",
            "What happens next",
        )
    )
    assert [p.kind for p in found] == [
        Kind.TEXT,
        Kind.PROMO,
        Kind.PROMO,
        Kind.PROMO,
        Kind.TEXT,
        Kind.TEXT,
    ]
    assert found[3].suspicion.reason == "stands under the links of passage 2"


@pytest.mark.parametrize(
    "text",
    [
        "This article was amended on 3 May 2026 to correct a name.",
        "Corrections: an earlier version of this story gave the wrong date.",
        "You may republish this article with a credit and a link.",
        "The views expressed in this column are the author's own.",
        "Cet article a été mis à jour à midi.",
        "Vous pouvez republier cet article à condition d’en citer la source.",
        "Les opinions exprimées dans cette tribune n’engagent que leur auteur.",
        "الآراء الواردة في هذا المقال لا تعبّر بالضرورة عن رأي الصحيفة",
        "يُحظر نقل هذه المادة دون إذن",
    ],
)
def test_a_notice_is_boilerplate_wherever_it_stands(text):
    found = one(text)
    assert (found.kind, found.suspicion.rule) == (Kind.BOILERPLATE, Rule.BOILERPLATE)
    assert found.suspicion.words in text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The boats at noon. Photograph: Odd Larkin", "Photograph: Odd Larkin"),
        ("The boats at noon [Odd Larkin/AFP]", "[Odd Larkin/AFP]"),
        ("Illustration by Tove Marsh", "Illustration by Tove Marsh"),
        ("Courtesy of the Stornby Museum", "Courtesy of the Stornby Museum"),
        ("© AFP / ODD LARKIN", "© AFP / ODD LARKIN"),
        ("Translated from French by Inès Calloway", "Translated from French by Inès Calloway"),
        ("Photo d’archives : Odd Larkin", "Photo d’archives : Odd Larkin"),
        ("Traduit de l’anglais par Inès Calloway", "Traduit de l’anglais par Inès Calloway"),
        ("الزوارق ظهرا (تصوير: أود لاركن)", "تصوير: أود لاركن"),
        ("ترجمة: إيناس كالواي", "ترجمة: إيناس كالواي"),
    ],
)
def test_who_took_a_picture_or_translated_is_a_credit(text, words):
    found = one(text)
    assert (found.kind, found.suspicion.rule) == (Kind.CREDIT, Rule.CREDIT)
    assert found.suspicion.words == words


@pytest.mark.parametrize(
    ("text", "house"),
    [
        ("This article first appeared in The Gull Gazette.", "The Gull Gazette"),
        ("Originally published on Gull Online", "Gull Online"),
        ("Republished with permission from The Gull Gazette.", "The Gull Gazette"),
        ("Cet article a d’abord paru dans La Gazette des Mouettes.", "La Gazette des Mouettes"),
        ("Une première version de ce texte a été publiée par L’Observateur.", "L’Observateur"),
        ("نُشر هذا المقال أولا في جريدة النوارس", "جريدة النوارس"),
    ],
)
def test_a_text_that_another_house_published_first_says_so(text, house):
    found = one(text)
    assert (found.suspicion.rule, found.owner_name) == (Rule.SYNDICATED_IN, house)
    assert found.suspicion.words in text
    assert house in found.suspicion.reason
    ours = one(text, house=[house.upper()])
    assert ours.suspicion is None or ours.suspicion.rule is Rule.BOILERPLATE


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A long day at sea. pic.twitter.com/Qx81b", Kind.EMBED),
        ("— Marit Holm (@maritholm) November 2, 2026", Kind.EMBED),
        ("Une publication partagée par Marit Holm", Kind.EMBED),
        (
            "The guard wrote on X: “All ninety passengers are accounted for and are being brought home tonight.”",
            Kind.TEXT,
        ),
        (
            "« Nous avons tenu la lampe neuf ans durant et nous recommencerions demain », a-t-elle écrit sur Facebook.",
            Kind.TEXT,
        ),
        (
            "وكتبت على منصة إكس: «أمسكنا بالمصباح تسع سنين وسنعود إليه غدا لو طلب منا أحد أن نعود إليه»",
            Kind.TEXT,
        ),
    ],
)
def test_a_post_pasted_whole_is_an_embed_and_one_quoted_at_length_waits_for_a_person(text, kind):
    found = one(text)
    assert (found.kind, found.suspicion.rule) == (kind, Rule.SOCIAL_POST)
    assert found.owner is Owner.UNKNOWN
    assert found.suspicion.words in text


def test_the_text_above_the_name_of_a_post_is_the_post():
    name = "— Marit Holm (@maritholm) November 2, 2026"
    found = passages(draft(FILLER, "Safe, and the soup is hot.", name, FILLER))
    assert [p.kind for p in found] == [Kind.TEXT, Kind.EMBED, Kind.EMBED, Kind.TEXT]
    told = passages(draft(FILLER, "The line promised on X to pay for the tickets.", name, FILLER))
    assert told[1].kind is Kind.TEXT


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("Reuters was not able to verify the film.", "Reuters"),
        ("The mast fell at noon, reports Reuters.", "Reuters"),
        ("Logbooks shared with AFP give the figure.", "AFP"),
        ("« Un médecin », confiait lundi un électeur à l’agence Belga.", "Belga"),
        ("Trois ministres partiraient, affirme Reuters.", "Reuters"),
        ("L’agence officielle Norra a rapporté que le vote était valable.", "Norra"),
        ("وشاهد مصور من وكالة فرانس برس الركاب على السطح.", "AFP"),
        ("ونقل مراسل الأناضول عن الوزير قوله إنه باق.", "Anadolu"),
    ],
)
def test_facts_come_from_agencies_in_many_words(text, owner):
    found = one(text)
    assert (found.suspicion.rule, found.owner_name) == (Rule.ATTRIBUTED_FACT, owner)
    assert found.suspicion.words in text


@pytest.mark.parametrize(
    "text",
    [
        "Quill told The Harbour Courier that she would ask for a radar.",
        "According to AFP's lawyer, the agency will sue three sites.",
        "“We have told Reuters that its prices are unfair,” said Ragna Sund.",
        "A spokesman for Reuters said the building had been sold.",
        "Reuters said it would close its northern desk.",
        "The Bloomberg terminal on the quay was read aloud to the pilots.",
        "The bank's newsletter, printed on yellow paper, will not survive the sale.",
        "The reproduction of this map without permission was a hanging matter.",
        "The bridge first appeared in the papers in 1911.",
        "“Join our table,” he would call to strangers.",
        "“Safe,” the goalkeeper wrote on Facebook.",
        "The line said on X that it would refund every ticket.",
        "L’agence de notation a abaissé la note du repreneur.",
        "L’agence de Stornby, rue de l’Agence, fermera au printemps.",
        "Les droits de reproduction des anguilles remontent à 1611.",
        "Recevez qui voudra : la réception du soir fut comble.",
        "« Crédit : jamais sans garantie », lisait-on au guichet.",
        "وباعت رويترز مبناها القديم إلى فرقة مسرحية.",
        "وقال محامي فرانس برس إن الوكالة ستقاضي ثلاثة مواقع.",
        "وسيُغلق الفرع القائم في شارع الوكالة مع حلول الربيع.",
        "سجل الفريق هدفه الأول في الدقيقة التاسعة.",
        "وقالت النشرة الجوية إن الضباب سيعود ليلا.",
    ],
)
def test_what_only_sounds_like_a_suspect_is_none(text):
    assert one(text).suspicion is None


def test_a_kill_that_came_without_text_has_no_passages():
    assert passages(draft()) == ()


def test_an_unnamed_agency_leans_on_the_one_named_before_it():
    found = passages(
        draft("Two pilots told AFP so.", "The mast is gone, the news agency said.", FILLER)
    )
    assert (found[1].suspicion.rule, found[1].suspicion.leans_on) == (Rule.LEANS_ON, 1)
    alone = passages(draft(FILLER, "The mast is gone, the news agency said.", FILLER))
    assert alone[1].suspicion.rule is Rule.ATTRIBUTED_FACT


@pytest.mark.parametrize(
    ("told", "after"),
    [
        ("A letter seen by Reuters puts the loss at nine million.", "The letter lists the ships."),
        (
            "The mast is gone, according to two pilots cited by AFP.",
            "According to the same sources, it was cut.",
        ),
        (
            "« Un médecin », confiait lundi un électeur à l’agence Belga.",
            "Cet électeur a ajouté qu’il voterait blanc.",
        ),
        ("وقالت الوزيرة راغنا سوند لوكالة أسوشيتد برس إنها باقية.", "ووعدت سوند بتحقيق قريب."),
        ("قال مالكان لرويترز إن السفينة بيعت.", "وأضاف المالكان أن الثمن كرون واحد."),
    ],
)
def test_the_source_goes_on_speaking(told, after):
    found = passages(draft(told, after, FILLER))
    assert found[0].suspicion.rule is Rule.ATTRIBUTED_FACT
    assert (found[1].suspicion.rule, found[1].suspicion.leans_on) == (Rule.LEANS_ON, 1)
    assert found[1].suspicion.words in after


def test_a_rights_line_of_an_agency_is_its_copy_and_ours_is_a_notice():
    assert one("© 2026 Agence France-Presse").suspicion.rule is Rule.AGENCY_COPY
    assert one("© 2026 The Harbour Courier").suspicion.rule is Rule.BOILERPLATE
    assert one("© Stornby Opera").suspicion.rule is Rule.CREDIT


def test_words_are_shown_as_they_stand_with_their_vowel_signs():
    text = "نُشِرَ هذا المَقالُ أوَّلًا في جريدةِ النَّوارس."
    found = one(text)
    assert found.suspicion.rule is Rule.SYNDICATED_IN
    assert found.suspicion.words == text.rstrip(".")
    assert found.owner_name == "جريدةِ النَّوارس"


# --- whose the whole article is ------------------------------------------------------------------

HOUSE = ["The Harbour Courier", "Harbour Courier Ltd"]


@pytest.mark.parametrize(
    ("byline", "providers", "provider", "credited"),
    [
        ("Ada Fenwick", [], None, None),
        ("Ada Fenwick", ["The Harbour Courier"], None, None),
        ("Ada Fenwick", ["harbour courier"], None, None),
        ("Ada Fenwick", ["https://www.harbourcourier.example/"], None, None),
        (None, ["Reuters"], "Reuters", "Reuters"),
        ("Nell Fairweather", ["The Gull Gazette"], "The Gull Gazette", "The Gull Gazette"),
        ("Ada Fenwick", ["The Harbour Courier", "Agence France-Presse"], None, "AFP"),
        ("Ada Fenwick and AFP", ["The Harbour Courier"], None, "AFP"),
        ("Ruth Bloomberg", [], None, None),
        ("Ann Tass", [], None, None),
        ("آدا فنويك ورويترز", [], None, "Reuters"),
    ],
)
def test_byline_and_metadata_say_whose_an_article_is(byline, providers, provider, credited):
    found = origin(byline, providers, house=HOUSE)
    assert (found.provider, found.credited) == (provider, credited)
    assert (found.words is None) is (credited is None)


def test_without_a_name_of_ours_only_agencies_are_told_apart():
    assert origin(None, ["The Harbour Courier"]).provider is None
    assert origin(None, ["Reuters"]).provider == "Reuters"


# --- the labelled articles, and what keeps the reading fast ---------------------------------------


@pytest.mark.parametrize("part", bench.PARTS)
def test_the_labelled_articles_are_read_as_the_bench_asks(part):
    right, missed, vain = bench.judge(part).figures()
    assert right / (right + missed) >= bench.RECALL
    assert right / (right + vain) >= bench.PRECISION
    good, every, faults = bench.judge_credits(part)
    assert (good, faults) == (every, [])


def test_no_expression_is_hidden_by_the_words_it_waits_for():
    texts = [p["text"] for part in bench.PARTS for a in bench.labelled(part) for p in a["passages"]]
    looked = 0
    for module in (agencies, notices, posts, promotions):
        for phrases in (v for v in vars(module).values() if isinstance(v, Phrases)):
            for plain in map(plainly, texts):
                low = small(plain)
                words = {*words_of(plain), *(["©"] if "©" in low or "(c)" in low else [])}
                tried = {n for word in words for n in phrases._by_sign.get(word, ())}
                for n, pattern in enumerate(phrases._found):
                    if n not in tried:
                        assert not re.search(rf"(?<!\w)(?:{pattern.pattern})", low), low
                        looked += 1
    assert looked > 10_000


@pytest.mark.parametrize(
    "text",
    [
        "sign up to the " * 3_000,
        "this article first appeared in " * 1_600,
        "Photo: " * 7_000,
        'on x "' * 8_000,
        "(@a) " * 10_000,
        "نشر هذا المقال في " * 2_700,
        "وفق وكالة " * 5_000,
        "قَ" * 25_000,
        "déclaré à à à " * 3_500,
        "© Reuters / " * 4_000,
    ],
)
def test_a_hostile_passage_is_read_at_once(text):
    began = time.perf_counter()
    passages(draft("Two pilots told Reuters so.", text, text[:2_900], "The boats left."))
    assert time.perf_counter() - began < 1
