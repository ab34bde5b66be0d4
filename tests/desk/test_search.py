"""The index of words follows what is done to articles, in the same transaction, alike on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from syndicate.desk import database, search
from syndicate.desk.lists.articles import Wanted
from syndicate.desk.lists.search import Filter, question
from syndicate.errors import BadInput, Conflict
from syndicate.pages.read import read_source
from syndicate.records.articles import ArticleRecord
from syndicate.rules.articles.search import asked, ranks_of
from tests import builders

TEXTS = {
    "ferry": ("en", date(2026, 11, 20), "The ferry returns to Stornby", "Harbours reopened. Cafés too."),
    "lamp": ("en", date(2026, 11, 22), "Sallow Point lamp lit again", "The harbour lamp was dark."),
    "port": ("fr", date(2020, 2, 1), "Le port rouvre", "Les élections du port ont été publiées."),
    "mina": ("ar", None, "الميناء يفتح", "قالت الحكومة إن الميناء مفتوح في 2026."),
}  # fmt: skip


@pytest.fixture
def desk(migrated_url, home, clock):
    with builders.a_desk(migrated_url, home, clock, card="") as opened:
        yield opened


@pytest.fixture
def articles(desk):
    """Four articles in three languages, by name."""
    return {name: an_article(desk, name) for name in TEXTS}


def an_article(desk, name, *, body=None, byline="Mara Quill", update=False):
    language, day, headline, said = TEXTS[name]
    raw = f"{headline}\n\n{body or said}\n\nThe second passage stands for itself.\n".encode()
    draft = replace(
        read_source(raw, name="x.txt"),
        headline=headline,
        byline=byline,
        language=language,
        published_on=day,
        url=f"https://harbourcourier.example/{name}",
    )
    return desk.articles.add(draft, raw=raw, source="x.txt", update=update).ref


def refs(desk, wanted, limit=None):
    """The articles that the index of words gives, in its order."""
    with desk.glancing() as g:
        rows = g.found(question(g.dialect, wanted, columns="a.ref", limit=limit))
        return [row.ref for row in rows]


def by(words):
    """Articles in which all of the words stand."""
    return Filter(words=asked(words))


def test_words_find_articles_newest_published_first(desk, articles):
    assert refs(desk, by("harbour")) == [articles["lamp"], articles["ferry"]]
    assert refs(desk, by("harbour"), limit=1) == [articles["lamp"]]
    assert refs(desk, Filter()) == [articles[n] for n in ("lamp", "ferry", "port", "mina")]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("stornby ferries", ["ferry"]),
        ("cafe", ["ferry"]),
        ("election publiee", ["port"]),
        ("ports", ["port"]),
        ("ميناء", ["mina"]),
        ("الحكومه", ["mina"]),
        ("quill", ["lamp", "ferry", "port", "mina"]),
        ("ferry lamp", []),
    ],
)
def test_headline_byline_and_body_are_searched_in_every_language(desk, articles, words, names):
    assert refs(desk, by(words)) == [articles[n] for n in names]


def test_a_new_version_is_found_by_its_own_words_only(desk, articles):
    an_article(desk, "ferry", body="The gangway was painted.", update=True)
    assert refs(desk, by("gangway")) == [articles["ferry"]]
    assert refs(desk, by("cafes")) == []
    assert refs(desk, by("harbour")) == [articles["lamp"]]


def test_another_day_moves_an_article_in_the_order(desk, articles):
    with desk.writing() as w:
        id_ = w.scalar(text("SELECT id FROM article WHERE url LIKE '%/ferry'"))
        w.update(ArticleRecord, id_, published_on=date(2026, 11, 23))
        w.journal("article edit", articles["ferry"])
    assert refs(desk, by("harbour")) == [articles["ferry"], articles["lamp"]]
    assert refs(desk, Filter())[0] == articles["ferry"]


def test_what_is_undone_is_not_found(desk, articles):
    def fails():
        with desk.writing() as w:
            id_ = w.scalar(text("SELECT id FROM article WHERE url LIKE '%/ferry'"))
            w.update(ArticleRecord, id_, headline="Submarine")
            w.journal("article edit", articles["ferry"])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert refs(desk, by("submarine")) == []
    assert refs(desk, by("ferry")) == [articles["ferry"]]


def test_author_section_days_edition_state_rights_and_url_narrow_the_list(desk, articles):
    an = articles
    builders.settle(desk, an["lamp"])
    with desk.writing() as w:
        id_ = w.scalar(text("SELECT id FROM article WHERE url LIKE '%/ferry'"))
        w.update(ArticleRecord, id_, byline="Jo Wren", section="Coast & Sea", state="withheld")
        w.journal("article edit", an["ferry"])
    assert refs(desk, Filter(byline=asked("wren", name=True))) == [an["ferry"]]
    assert refs(desk, Filter(byline=asked("stornby", name=True))) == []
    assert refs(desk, Filter(section=asked("coast"))) == [an["ferry"]]
    since, behind = ranks_of(date(2026, 11, 20))
    assert refs(desk, Filter(ranks=(since, None))) == [an["lamp"], an["ferry"]]
    assert refs(desk, Filter(ranks=(None, since))) == [an["port"], an["mina"]]
    assert refs(desk, Filter(words=asked("harbour"), ranks=(since, behind))) == [an["ferry"]]
    assert refs(desk, Filter(state="withheld")) == [an["ferry"]]
    assert refs(desk, Filter(edition="fr")) == [an["port"]]
    assert refs(desk, Filter(open_=False)) == [an["lamp"]]
    assert an["lamp"] not in refs(desk, Filter(open_=True))
    assert refs(desk, Filter(urls=("https://harbourcourier.example/lamp",))) == [an["lamp"]]


def test_a_promo_is_no_part_of_the_words(desk):
    ref = builders.an_article(desk)
    shown = desk.articles.show(ref)
    promo = next(p for p in shown.passages if p["kind"] == "promo")
    body = " ".join(p["text"] for p in shown.passages if p["kind"] == "text")
    only = next(
        word
        for word in promo["text"].split()
        if word.isalpha() and len(word) > 4 and word.casefold() not in body.casefold()
    )
    assert refs(desk, by(only)) == []


def listed(desk, *, limit=None, **wanted):
    """The articles of a list, and their count."""
    found = desk.lists.find_articles(Wanted(**wanted), limit=limit)
    return [line.ref for line in found.lines], found.total


def test_what_no_list_can_hold_is_said_with_the_option_that_asks_for_it(desk, articles):
    with pytest.raises(BadInput, match="no edition “de”; the editions are ") as raised:
        listed(desk, edition="de")
    assert raised.value.hint.startswith("syndicate article list --edition ")
    with pytest.raises(BadInput, match="--section “s” holds no word to look for"):
        listed(desk, section="s")


def test_a_purchase_order_finds_the_request_that_names_it(desk, articles):
    desk.rates.file(desk.rates.sample())
    builders.settle(desk, articles["ferry"])
    request = builders.a_request(
        desk, licensee=builders.a_licensee(desk), article=articles["ferry"], po_number="GP/77"
    )
    licence = builders.a_licence(
        desk, quote=builders.an_accepted_quote(desk, quote=builders.a_quote(desk, request=request))
    )
    invoice = desk.invoices.bill(licence)
    found = [line["ref"] for line in desk.lists.search("gp/77").lines]
    assert found == [request, "QUO-2026-00001", licence, invoice]


def test_a_list_takes_words_a_reference_or_an_address(desk, articles):
    lamp, ferry, port, mina = (articles[n] for n in ("lamp", "ferry", "port", "mina"))
    assert listed(desk, words="harbours") == ([lamp, ferry], 2)
    assert listed(desk, words="harbours", limit=1) == ([lamp], 2)
    assert listed(desk) == ([lamp, ferry, port, mina], 4)
    assert listed(desk, limit=3) == ([lamp, ferry, port], 4)
    assert listed(desk, words=port.lower()) == ([port], 1)
    assert listed(desk, words="HTTPS://HarbourCourier.example/lamp/?utm_source=x#top") == (
        [lamp],
        1,
    )
    assert listed(desk, url="harbourcourier.example/ferry/") == ([ferry], 1)
    assert listed(desk, url="harbourcourier.example/none") == ([], 0)
    for spelling in (
        "http://harbourcourier.example/ferry",
        "https://www.harbourcourier.example/ferry/",
        "https://m.harbourcourier.example/ferry?utm_source=post",
        "https://harbourcourier.example:443/ferry/amp",
        "http://www.harbourcourier.example:443/amp/ferry#top",
    ):
        assert listed(desk, url=spelling) == ([ferry], 1)
        assert listed(desk, words=spelling) == ([ferry], 1)
        assert desk.articles.show(spelling).ref == ferry
        assert desk.articles.known_urls([spelling]) == [ferry]
        with pytest.raises(Conflict, match="on file"):
            desk.articles.add(
                replace(read_source(b"Ferry\n\nAnother text.\n", name="x.txt"), url=spelling),
                raw=b"Ferry\n\nAnother text.\n",
                source="x.txt",
            )
    assert listed(desk, words="…") == ([], 0)
    assert listed(desk, words="night-2026") == ([], 0)


def test_a_list_is_narrowed_by_author_days_edition_state_and_rights(desk, articles):
    lamp, ferry, port, mina = (articles[n] for n in ("lamp", "ferry", "port", "mina"))
    builders.settle(desk, lamp)
    assert listed(desk, author="quill")[1] == 4
    assert listed(desk, author="Mara Quill", since=date(2026, 11, 21)) == ([lamp], 1)
    assert listed(desk, author="mara wren") == ([], 0)
    assert listed(desk, since=date(2020, 2, 1), until=date(2026, 11, 20)) == ([ferry, port], 2)
    assert listed(desk, until=date(2020, 2, 1)) == ([port, mina], 2)
    assert listed(desk, edition="fr") == ([port], 1)
    assert listed(desk, rights="clear") == ([lamp], 1)
    assert listed(desk, rights="open") == ([ferry, port, mina], 3)
    assert listed(desk, state="killed") == ([], 0)


@pytest.mark.parametrize(
    "wanted",
    [
        {"rights": "some"},
        {"state": "gone"},
        {"since": date(2026, 2, 1), "until": date(2026, 1, 1)},
        {"author": "…"},
        {"url": "not an address"},
    ],
)
def test_what_a_list_cannot_be_narrowed_by_is_refused(desk, wanted):
    with pytest.raises(BadInput):
        listed(desk, **wanted)


def test_a_search_finds_papers_and_articles_in_one_list(desk, articles):
    builders.a_licensee(desk, "Harbour Herald plc")
    hits = desk.lists.search("harbour", limit=1)
    assert [(hit["kind"], hit["ref"]) for hit in hits.lines] == [
        ("licensee", "PTY-000001"),
        ("article", articles["lamp"]),
    ]
    assert hits.total == 3
    assert [hit["ref"] for hit in desk.search("ferries")] == [articles["ferry"]]


def damaged(desk, statement):
    """The books after somebody changed the index behind them."""
    with desk.door._writer.connect() as connection, connection.begin():
        connection.execute(text(statement))


def test_an_index_laid_anew_finds_the_same(desk, articles):
    told = []
    before = {word: listed(desk, words=word) for word in ("harbour", "port", "ميناء", "quill")}
    count = database.reindex(
        desk.settings.database, told=lambda done, total: told.append((done, total))
    )
    assert (count, told) == (4, [(4, 4)])
    assert {word: listed(desk, words=word) for word in before} == before
    assert faults_of(desk) == []


def faults_of(desk):
    """What does not agree with the articles."""
    with desk.reading() as r:
        return search.faults(r.connection)


def test_an_article_missing_from_the_index_is_told_and_mended(desk, articles):
    assert faults_of(desk) == []
    dialect = desk.settings.database.partition(":")[0]
    first = "(SELECT max(rank) FROM article)"
    damaged(
        desk,
        f"DELETE FROM article_words_docsize WHERE id = {first}"
        if dialect == "sqlite"
        else f"DELETE FROM article_words WHERE rank = {first}",
    )
    assert "1 articles are not in the index of words" in faults_of(desk)
    database.reindex(desk.settings.database)
    assert faults_of(desk) == []


def test_an_index_of_another_form_is_told(desk, articles):
    damaged(desk, "UPDATE article_words_form SET form = '0'")
    assert faults_of(desk) == [
        "the index of words is of form 0; this program asks form 1",
    ]
    database.reindex(desk.settings.database)
    assert faults_of(desk) == []


def test_an_upgrade_lays_a_missing_index_and_fills_it(desk, articles):
    damaged(desk, "DROP TABLE article_words")
    damaged(desk, "DROP TABLE article_words_form")
    assert database.differences(desk.settings.database) == ["the index of words is missing"]
    database.upgrade(desk.settings.database)
    assert listed(desk, words="harbour")[1] == 2
