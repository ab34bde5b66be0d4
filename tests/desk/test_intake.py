"""Articles come in: known again by what they are, filed once, kept as staff left them, on both databases."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from syndicate.desk import intake
from syndicate.desk.ahead import read_ahead
from syndicate.desk.keys import Key
from syndicate.errors import BadInput, Outside, Refused
from syndicate.records import Record
from syndicate.records.articles import ArticleRecord
from syndicate.rules.articles import Basis, Block, Draft, Kind
from syndicate.rules.articles.incoming import Alternate, Incoming, Lead, PubStatus, Refusal
from tests import builders
from tests.desk.test_search import by, refs

MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


def an_item(n, *, body="The ferry returns to the harbour.", **changes):
    """One article of a source, number `n`."""
    url = changes.pop("url", f"https://harbourcourier.example/news/{n}")
    headline = changes.pop("headline", f"Headline {n}")
    byline = changes.pop("byline", "Mara Quill")
    published = changes.pop("published", date(2026, 11, 1))
    language = changes.pop("language", "en")
    raw = json.dumps([n, url, headline, byline, str(published), body, str(changes)]).encode()
    draft = Draft(
        headline=headline,
        byline=byline,
        published_on=published,
        language=language,
        language_stated=True,
        url=url,
        blocks=tuple(Block(Kind.TEXT, part) for part in body.split("\n\n") if part),
        media_type="application/json",
        raw_sha256=hashlib.sha256(raw).hexdigest(),
    )
    return Incoming(draft, f"line {n}", raw, changes.pop("source_id", f"post-{n}"), **changes)


class Items:
    """A source of items, as a reader of a file gives them."""

    def __init__(self, *items, name="archive.jsonl"):
        self.items = items
        self.name = name
        self.size = sum(len(i.raw) for i in items if isinstance(i, Incoming))
        self.position = lambda: self.size

    def __iter__(self):
        return iter(self.items)


@pytest.fixture
def desk(migrated_url, home, clock):
    with builders.a_desk(migrated_url, home, clock, card="") as opened:
        yield opened


@pytest.fixture
def file(tmp_path):
    """The file that the items came from."""
    path = tmp_path / "archive.jsonl"
    path.write_bytes(b"one line an article\n")
    return path


def tables(desk):
    """Every row of the books."""
    with desk.reading() as r:
        return {
            name: [tuple(row) for row in r.rows(text(f'SELECT * FROM "{name}" ORDER BY 1'))]
            for name in Record.metadata.tables
        }


def states(desk, *items, **given):
    """What a preview says of each item."""
    return [(i.state, i.reason) for i in desk.intake.preview(Items(*items), **given)]


def counts(taken):
    """New, changed, known, refused, leads."""
    return (taken.new, taken.changed, taken.known, taken.refused, taken.leads)


def test_what_is_new_is_filed_with_its_numbers_words_suspects_and_entries(desk, file):
    told = []
    taken = desk.intake.take(
        Items(an_item(1), an_item(2, body="Pilots told the Reuters news agency.", section="Coast")),
        file=file,
        told=lambda c: told.append((c.items, c.new, c.position)),
    )
    assert counts(taken) == (2, 0, 0, 0, 0)
    assert (taken.ref, taken.state, taken.source) == ("batch-1", "filed", "archive.jsonl")
    assert [(items, new) for items, new, _ in told] == [(2, 2)]
    shown = desk.articles.show("ART-000002")
    assert (shown.headline, shown.section, shown.edition) == ("Headline 2", "Coast", "en")
    assert {b["rule"] for b in shown.blockers} == {"attributed-fact", "unknown-byline"}
    with desk.reading() as r:
        listed = r.rows(text("SELECT n, words FROM suspect WHERE article_id = 2 ORDER BY n"))
        version = r.first(
            text("SELECT source, source_item, source_sha256 FROM version WHERE id = 1")
        )
    assert sorted((b["n"] or 0, b["message"]) for b in shown.blockers) == [tuple(x) for x in listed]
    assert (version.source, version.source_item) == ("archive.jsonl", "line 1")
    assert desk.store.get(version.source_sha256) == file.read_bytes()
    assert refs(desk, by("ferries harbour")) == ["ART-000001"]
    assert [e.action for e in desk.journal.entries("ART-000001")] == ["article import"]
    assert desk.journal.verify() == []


def test_an_id_of_another_system_overwrites_no_article(desk, file):
    storm = an_item(1, headline="Storm over Basra", body="The storm came at night.\n\nRoofs flew.")
    cup = an_item(
        1,
        headline="Cup final tonight",
        body="The guests kick off at eight.\n\nGates open at six.",
        url="https://cup.example/final",
    )
    desk.intake.take(Items(storm), file=file)
    ((state, reason),) = states(desk, cup)
    assert state == "refused"
    assert reason.startswith("its id “post-1” is that of ART-000001, “Storm over Basra”, and")
    assert "--known-as NAME" in reason
    taken = desk.intake.take(Items(cup), file=file)
    assert counts(taken) == (0, 0, 0, 1, 0)
    assert desk.articles.show("ART-000001").version == 1
    assert counts(desk.intake.take(Items(cup), name="the other system", file=file))[0] == 1
    assert desk.articles.show("ART-000002").headline == "Cup final tonight"
    renamed = an_item(1, headline="Storm", body="Another text.", url=storm.draft.url)
    assert [state for state, _ in states(desk, renamed)] == ["changed"]
    moved = an_item(1, headline="Storm", body="Roofs flew.", url="https://harbourcourier.example/s")
    assert [state for state, _ in states(desk, moved)] == ["changed"]


def test_the_same_source_twice_changes_nothing(desk, file):
    items = [an_item(n) for n in range(1, 8)]
    desk.intake.take(Items(*items), file=file)
    before = tables(desk)
    taken = desk.intake.take(Items(*items), file=file)
    assert counts(taken) == (0, 0, 7, 0, 0)
    assert (taken.ref, taken.state) == (None, "nothing new")
    assert tables(desk) == before


def test_a_preview_says_what_would_be_done_and_does_nothing(desk, file):
    desk.intake.take(Items(an_item(1), an_item(2)), file=file)
    before = tables(desk)
    assert states(
        desk,
        an_item(1),
        an_item(2, body="Another text."),
        an_item(3),
        an_item(3),
        Refusal("line 4", "it has no headline"),
        Lead("https://harbourcourier.example/news/1", "line 5"),
        Lead("https://harbourcourier.example/news/9", "line 6"),
    ) == [
        ("known", "it came before just so"),
        ("changed", "another text"),
        ("new", None),
        ("known", "it stands in the source twice"),
        ("refused", "it has no headline"),
        ("known", "on file"),
        ("lead", "not fetched"),
    ]
    assert tables(desk) == before


def test_a_changed_article_is_a_next_version_with_its_reason_and_note(desk, file):
    desk.intake.take(Items(an_item(1), an_item(2), an_item(3)), file=file)
    taken = desk.intake.take(
        Items(
            an_item(1, body="The ferry is late."),
            an_item(2, body="The ferry is blue.", corrected=True, note="It is not red."),
            an_item(3, section="Coast"),
        ),
        file=file,
    )
    assert counts(taken) == (0, 3, 0, 0, 0)
    assert [(v.n, v.reason, v.note) for v in desk.versions.on_file("1")] == [
        (2, "updated", None),
        (1, "published", None),
    ]
    assert desk.versions.on_file("2")[0].note == "It is not red."
    assert desk.versions.on_file("2")[0].reason == "corrected"
    assert desk.articles.show("3").section == "Coast"
    assert len(desk.versions.on_file("3")) == 1
    assert refs(desk, by("late")) == ["ART-000001"]
    assert refs(desk, by("harbour")) == ["ART-000003"]
    assert desk.journal.verify() == []


def test_what_staff_edited_by_hand_is_never_overwritten(desk, file):
    desk.intake.take(Items(an_item(1)), file=file)
    desk.versions.edit("1", changes={"headline": "By hand", "section": "Ours"})
    taken = desk.intake.take(
        Items(an_item(1, headline="By a machine", body="Another text.", section="Theirs")),
        file=file,
    )
    assert counts(taken) == (0, 1, 0, 0, 0)
    shown = desk.articles.show("1")
    assert (shown.headline, shown.section) == ("By hand", "Ours")
    assert "Another text." in shown.delivered
    taken = desk.intake.take(
        Items(an_item(1, headline="By a machine again", body="Another text.", section="X")),
        file=file,
    )
    assert counts(taken) == (0, 0, 1, 0, 0)


def test_one_bad_item_never_loses_the_good_ones(desk, file):
    heard = []
    taken = desk.intake.take(
        Items(
            an_item(1),
            Refusal("line 2", "it has no headline"),
            dataclasses.replace(an_item(3), raw=b"\x1b[31m"),
            an_item(4, body=""),
            an_item(5),
        ),
        file=file,
        refused=heard.append,
    )
    assert counts(taken) == (2, 0, 0, 3, 0)
    assert [i.where for i in heard] == ["line 2", "line 3", "line 4"]
    assert [i.where for i in taken.refusals] == ["line 2", "line 3", "line 4"]
    assert "escape" in taken.refusals[1].reason
    assert "no text" in taken.refusals[2].reason


def test_an_item_that_the_books_refuse_is_left_out_alone(desk, file):
    desk.intake.take(Items(an_item(1), an_item(2)), file=file)
    desk.stoppages.withdraw("1", reason="Ours.")
    desk.stoppages.kill("2", public="Ours.")
    taken = desk.intake.take(
        Items(
            an_item(1, body="Another.", status=PubStatus.WITHHELD),
            an_item(2, body="Another."),
            an_item(3),
        ),
        file=file,
    )
    assert counts(taken) == (1, 1, 0, 1, 0)
    assert "reinstate ART-000002" in taken.refusals[0].reason


def test_an_article_is_known_again_in_another_source_by_its_address_or_its_worldwide_id(desk, file):
    urn = "tag:harbourcourier.example,2026:7"
    first = [an_item(1), an_item(2, source_id=urn, url=None), an_item(3, url=None)]
    desk.intake.take(Items(*first), file=file)
    again = desk.intake.take(
        Items(
            an_item(1, source_id="other-1"),
            an_item(2, source_id=urn, url=None, body="Another text."),
            an_item(3, url=None, headline="Another post 3"),
            name="feed.xml",
        ),
        file=file,
    )
    # A bare number means something only in its own source.
    assert counts(again) == (1, 1, 1, 0, 0)
    assert len(desk.lists.articles()) == 4


def test_an_older_copy_from_elsewhere_takes_nothing_away(desk, file):
    desk.intake.take(Items(an_item(1, modified_at=TUESDAY)), file=file)
    older = Items(an_item(1, body="Old text.", modified_at=MONDAY), name="old.jsonl")
    assert counts(desk.intake.take(older, file=file)) == (0, 0, 1, 0, 0)
    poorer = Items(an_item(1, byline=None, published=None, source_id="x"), name="poor.jsonl")
    assert counts(desk.intake.take(poorer, file=file)) == (0, 0, 1, 0, 0)
    assert desk.articles.show("1").byline == "Mara Quill"


def test_the_first_text_of_a_stub_comes_in(desk, file):
    with desk.writing() as w:
        w.insert(
            ArticleRecord,
            ref=w.draw("article").ref,
            edition="",
            url="https://harbourcourier.example/news/1",
            state="stub",
            headline="An old licence",
            byline_basis="unknown",
            language="en",
            latest=0,
            added_at=w.now,
        )
        w.journal("licence import", "batch-0")
    taken = desk.intake.take(Items(an_item(1)), file=file)
    assert counts(taken) == (0, 1, 0, 0, 0)
    shown = desk.articles.show("1")
    assert (shown.state, shown.headline, shown.edition) == ("usable", "Headline 1", "en")


def test_what_its_source_withholds_or_kills_is_stopped(desk, file):
    desk.intake.take(Items(an_item(1), an_item(2)), file=file)
    taken = desk.intake.take(
        Items(
            an_item(1, status=PubStatus.KILLED, note="Never happened."),
            an_item(2, body="", status=PubStatus.KILLED),
            an_item(3, status=PubStatus.WITHHELD),
            an_item(4, body="", status=PubStatus.KILLED),
        ),
        file=file,
    )
    assert counts(taken) == (1, 2, 0, 1, 0)
    assert [desk.articles.show(n).state for n in "123"] == ["killed", "killed", "withheld"]
    assert desk.stoppages.show("1").public == "Never happened."
    assert desk.journal.verify() == []


def test_editions_that_name_each_other_are_linked(desk, file):
    french = an_item(
        2,
        language="fr",
        body="Le bac revient au port.",
        alternates=(Alternate("en", "https://harbourcourier.example/news/1"),),
    )
    desk.intake.take(Items(an_item(1), french), file=file)
    assert [e["ref"] for e in desk.works.show("1").editions] == ["ART-000002"]
    assert [desk.articles.show(n).edition for n in "12"] == ["en", "fr"]


def test_pages_of_leads_are_fetched_once_and_kept_each(desk):
    asked_for = []

    def follow(lead):
        asked_for.append(lead.url)
        if lead.url.endswith("/bad"):
            return Refusal(lead.where, "it answered 404")
        return dataclasses.replace(an_item(7), where=lead.where, raw=lead.url.encode())

    base = "https://harbourcourier.example/news"
    leads = [Lead(f"{base}/7", "entry 1"), Lead(f"{base}/bad", "entry 2")]
    taken = desk.intake.take(Items(*leads, name="map.xml"), follow=follow)
    assert counts(taken) == (1, 0, 0, 1, 0)
    with desk.reading() as r:
        sha = r.scalar(text("SELECT source_sha256 FROM version"))
    assert desk.store.get(sha) == f"{base}/7".encode()
    taken = desk.intake.take(Items(leads[0], name="map.xml"), follow=follow)
    assert counts(taken) == (0, 0, 1, 0, 0)
    assert asked_for == [f"{base}/7", f"{base}/bad"]
    newer = dataclasses.replace(leads[0], modified_at=TUESDAY)
    desk.intake.take(Items(newer, name="map.xml"), follow=follow)
    assert asked_for[2:] == [f"{base}/7"]
    unread = desk.intake.take(Items(Lead(f"{base}/8", "entry 3"), name="map.xml"))
    assert counts(unread) == (0, 0, 0, 0, 1)
    assert [i.url for i in unread.not_fetched] == [f"{base}/8"]


def test_items_without_a_file_of_their_own_are_kept_together(desk):
    desk.intake.take(Items(an_item(1), an_item(2), name="https://x.example/wp-json"))
    with desk.reading() as r:
        (sha,) = r.connection.execute(text("SELECT DISTINCT source_sha256 FROM version")).scalars()
    assert an_item(1).raw in packed(desk.store.path(sha))
    assert desk.journal.verify() == []


def packed(path):
    """The files in a packed one."""
    import zipfile

    with zipfile.ZipFile(path) as found:
        return [found.read(name) for name in found.namelist()]


def test_an_item_that_stands_twice_in_a_source_is_filed_once(desk, file):
    taken = desk.intake.take(
        Items(an_item(1), an_item(1), an_item(1, body="Another."), an_item(2, url=None)), file=file
    )
    assert counts(taken) == (2, 1, 1, 0, 0)
    assert len(desk.versions.on_file("1")) == 2


def test_a_broken_off_import_goes_on_in_its_batch(desk, file, monkeypatch):
    monkeypatch.setattr(intake, "_PIECE", 3)

    class Broken(Items):
        def __iter__(self):
            yield from self.items[:4]
            raise Outside("the disk is gone")

    items = [an_item(n) for n in range(1, 11)]
    with pytest.raises(Outside):
        desk.intake.take(Broken(*items), file=file)
    assert len(desk.lists.articles()) == 3
    taken = desk.intake.take(Items(*items), file=file)
    assert counts(taken) == (7, 0, 3, 0, 0)
    with desk.reading() as r:
        batches = r.rows(text("SELECT id, filed, refused, state FROM batch"))
    assert [tuple(b) for b in batches] == [(1, 10, 0, "filed")]
    assert desk.journal.verify() == []


def test_another_edition_is_refused_before_anything_is_read(desk, file):
    with pytest.raises(BadInput, match="no edition"):
        desk.intake.take(Items(an_item(1)), file=file, edition="zz")
    assert desk.lists.articles() == []


def test_a_second_process_reads_ahead_and_files_the_same(desk, file, monkeypatch):
    monkeypatch.setattr(intake, "_PIECE", 3)
    monkeypatch.setattr(intake, "_WORTH_AHEAD", 1)
    items = [*(an_item(n) for n in range(1, 9)), Refusal("line 9", "it has no headline")]
    taken = desk.intake.take(Items(*items), file=file)
    assert counts(taken) == (8, 0, 0, 1, 0)
    assert refs(desk, by("ferry"))[0] == "ART-000008"
    assert desk.journal.verify() == []


def test_what_goes_wrong_in_the_second_process_is_said_here():
    def refuses():
        yield 1
        raise BadInput("line 2 is broken", hint="mend it")

    def breaks():
        yield 1
        raise ZeroDivisionError

    with pytest.raises(BadInput, match="line 2 is broken"):
        list(read_ahead(refuses()))
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        list(read_ahead(breaks()))
    assert list(read_ahead(iter([1, 2, 3]))) == [1, 2, 3]


def test_a_source_that_holds_an_article_as_it_was_and_as_it_is_changes_nothing_the_second_time(
    desk, file
):
    items = [an_item(1), an_item(1, body="The ferry is late."), an_item(2)]
    assert counts(desk.intake.take(Items(*items), file=file)) == (2, 1, 0, 0, 0)
    before = tables(desk)
    assert counts(desk.intake.take(Items(*items), file=file)) == (0, 0, 3, 0, 0)
    assert tables(desk) == before


def test_a_text_that_its_source_took_back_comes_in_again_when_it_says_so(desk, file):
    desk.intake.take(Items(an_item(1, modified_at=MONDAY)), file=file)
    wrong = an_item(1, body="The ferry is late.", modified_at=TUESDAY)
    desk.intake.take(Items(wrong), file=file)
    again = an_item(1, modified_at=TUESDAY.replace(hour=9))
    assert counts(desk.intake.take(Items(again), file=file)) == (0, 1, 0, 0, 0)
    assert len(desk.versions.on_file("1")) == 3


def test_an_item_the_books_refuse_takes_no_batch_with_it(desk, file, monkeypatch):
    def refuses(w, ref, *, public, by):
        raise Refused("not today")

    monkeypatch.setattr(desk.stoppages, "withdraw_in", refuses)
    taken = desk.intake.take(
        Items(an_item(1), an_item(2, status=PubStatus.WITHHELD), an_item(3)), file=file
    )
    assert counts(taken) == (2, 0, 0, 1, 0)
    assert taken.refusals[0].reason == "not today"
    with desk.reading() as r:
        batches = [f"batch-{row.id}" for row in r.rows(text("SELECT id FROM batch"))]
    assert (batches, len(desk.lists.articles())) == ([taken.ref], 2)
    assert desk.journal.verify() == []


def test_an_agreement_and_the_list_of_contributors_have_their_word_in_what_comes_in(desk, file):
    desk.contributors.add("Mara Quill", basis=Basis.STAFF)
    desk.intake.take(Items(an_item(1), an_item(2, byline="Jo Wren")), file=file)
    assert [len(desk.articles.show(n).blockers) for n in "12"] == [0, 1]
    with desk.reading() as r:
        open_ = [row.article_id for row in r.rows(text("SELECT article_id FROM suspect"))]
    assert open_ == [2]


def test_an_article_that_its_metadata_credit_to_another_house_came_from_there(desk, file):
    desk.intake.take(
        Items(an_item(1, providers=("Reuters",)), an_item(2, providers=("The Harbour Courier",))),
        file=file,
    )
    assert desk.articles.show("1").provider == "Reuters"
    assert desk.articles.show("2").provider is None


def test_an_embargo_of_the_source_stands_until_its_day_is_over(desk, file):
    desk.intake.take(
        Items(
            an_item(1, embargo_until=datetime(2026, 12, 1, 6, 0, tzinfo=UTC)),
            an_item(2, embargo_until=datetime(2026, 1, 1, 6, 0, tzinfo=UTC)),
        ),
        file=file,
    )
    (restriction,) = desk.rights.restrictions()
    assert (restriction.kind, restriction.article, restriction.ends_on) == (
        "embargo",
        "ART-000001",
        "2026-12-01",
    )


def test_the_same_key_gives_the_same_batch(desk, file):
    key = Key("import-1-of-mine", "article import", "0" * 64)
    first = desk.intake.take(Items(an_item(1)), file=file, key=key)
    again = desk.intake.take(Items(an_item(1)), file=file, key=key)
    assert (first.ref, again.ref, again.new) == ("batch-1", "batch-1", 1)


def texts(desk, ref="ART-000001"):
    """The first passage of every version of an article, oldest first."""
    count = len(desk.versions.on_file(ref))
    return [desk.articles.show(ref, version=n).passages[0]["text"] for n in range(1, count + 1)]


@pytest.mark.parametrize("piece", [500, 1])
@pytest.mark.parametrize("ahead", [False, True])
def test_of_an_id_that_stands_twice_the_later_text_counts_in_preview_import_and_again(
    desk, file, monkeypatch, piece, ahead
):
    monkeypatch.setattr(intake, "_PIECE", piece)
    if ahead:
        monkeypatch.setattr(intake, "_WORTH_AHEAD", 1)

    def both(*items):
        planned = [state for state, _ in states(desk, *items)]
        done = desk.intake.take(Items(*items), file=file)
        counted = tuple(planned.count(s) for s in ("new", "changed", "known", "refused", "lead"))
        assert counted == counts(done)
        return counted

    first, other, later = an_item(1, body="One."), an_item(2), an_item(1, body="Two.")
    assert both(first, other, later) == (2, 1, 0, 0, 0)
    assert texts(desk) == ["One.", "Two."]
    before = tables(desk)
    assert both(first, other, later) == (0, 0, 3, 0, 0)
    assert tables(desk) == before
    edited = an_item(1, body="One, edited.")
    both(edited, other, later)
    assert texts(desk)[-1] == "Two."
    before = tables(desk)
    assert both(edited, other, later) == (0, 0, 3, 0, 0)
    assert tables(desk) == before
    newest = an_item(1, body="Three.")
    assert both(edited, other, newest)[1] >= 1
    assert texts(desk)[-1] == "Three."
    assert desk.journal.verify() == []


@pytest.mark.parametrize("piece", [500, 1])
def test_of_an_id_that_stands_twice_with_stamps_the_newer_counts_wherever_it_stands(
    desk, file, monkeypatch, piece
):
    monkeypatch.setattr(intake, "_PIECE", piece)
    items = [
        an_item(1, body="Newer.", modified_at=TUESDAY),
        an_item(1, body="Older.", modified_at=MONDAY),
        an_item(2, url=None),
    ]
    for expected in (["new", "known", "new"], ["known"] * 3):
        assert [state for state, _ in states(desk, *items)] == expected
        taken = desk.intake.take(Items(*items), file=file)
        assert (taken.new, taken.known) == (expected.count("new"), expected.count("known"))
        assert texts(desk) == ["Newer."]


def test_a_kill_that_stands_in_a_source_with_its_article_is_never_lost(desk, file):
    killed = an_item(1, body="", status=PubStatus.KILLED)
    for items in ([an_item(1), killed], [an_item(1), killed, an_item(1, body="Again.")]):
        planned = [state for state, _ in states(desk, *items)]
        taken = desk.intake.take(Items(*items), file=file)
        assert (taken.new, taken.changed, taken.known, taken.refused) == tuple(
            planned.count(s) for s in ("new", "changed", "known", "refused")
        )
        assert desk.articles.show("ART-000001").state == "killed"
