"""The one door: gapless numbers, guards in the database, a journal that finds what was changed behind it."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from syndicate.desk.door import Door
from syndicate.desk.glance import glancing
from syndicate.desk.journal import Journal
from syndicate.desk.keys import Key
from syndicate.desk.lists import Lists
from syndicate.desk.store import Store
from syndicate.errors import Conflict, NotFound, Refused, SyndicateError
from syndicate.records.papers import PaperRecord, PaperStateRecord
from syndicate.records.publishers import EditionRecord
from syndicate.rules.facts import canonical, text_digest

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = NOW.date()


class OneDoor:
    """As much of a desk as the journal asks for."""

    def __init__(self, url, folder):
        self.door = Door(url)
        self.store = Store(folder / "documents")
        self.journal = Journal(self)
        self.lists = Lists(self)

    def glancing(self):
        return glancing(self.door.url)

    def reading(self):
        return self.door.reading()

    def writing(self, *, today=DAY, now=NOW):
        return self.door.writing(now=now, today=today, actor="mara")

    def issue(self, *, today=DAY, key=None):
        """Freeze an invoice of nothing, as the trays do."""
        with self.writing(today=today) as w:
            done = w.answered(key)
            if done is not None:
                return done
            drawn = w.draw("invoice", day=today)
            facts = canonical({"number": drawn.ref})
            paper = w.insert(
                PaperRecord,
                kind="invoice",
                series=drawn.series,
                number=drawn.number,
                opening=drawn.opening,
                prev=drawn.prev,
                ref=drawn.ref,
                issue_date=today,
                issued_at=w.now,
                language="en",
                facts=facts,
                facts_sha256=text_digest(facts),
            )
            w.insert(PaperStateRecord, paper_id=paper, state="issued", journal_seq=w.next_seq())
            w.answer(key, drawn.ref)
            w.journal("invoice issue", drawn.ref)
        return drawn.ref


@pytest.fixture
def one(migrated_url, tmp_path):
    desk = OneDoor(migrated_url, tmp_path)
    yield desk
    desk.door.close()


def behind(desk, *statements):
    """Change the books as somebody with the file would: guards dropped, no journal written."""
    from syndicate.records.engine import writing_engine

    engine = writing_engine(desk.door.url)
    with engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            names = connection.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).scalars()
            for name in names.all():
                connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def test_numbers_follow_each_other_and_begin_anew_with_the_year(one):
    assert [one.issue() for _ in range(3)] == [
        "INV-2026-00001",
        "INV-2026-00002",
        "INV-2026-00003",
    ]
    assert one.issue(today=date(2027, 1, 2)) == "INV-2027-00001"
    assert one.journal.verify() == []


def test_a_number_is_given_back_when_the_transaction_fails(one):
    one.issue()

    def fails():
        with one.writing() as w:
            w.draw("invoice")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert one.issue() == "INV-2026-00002"


def test_an_issue_date_never_goes_back(one):
    one.issue()
    with pytest.raises(Refused, match="clock"):
        one.issue(today=date(2026, 11, 22))
    assert one.issue() == "INV-2026-00002"


def test_the_same_key_gives_the_same_paper_and_other_words_are_refused(one):
    key = Key("a-key-of-mine", "invoice issue", "0" * 64)
    assert one.issue(key=key) == "INV-2026-00001"
    assert one.issue(key=key) == "INV-2026-00001"
    with pytest.raises(Conflict, match="other words"):
        one.issue(key=Key("a-key-of-mine", "invoice issue", "1" * 64))


def test_doors_do_not_nest(one):
    with one.writing(), pytest.raises(RuntimeError), one.writing():
        pass


def test_a_row_without_a_journal_entry_undoes_the_transaction(one):
    with pytest.raises(RuntimeError, match="journal"), one.writing() as w:
        w.insert(EditionRecord, code="en", name="x", language="en", domains="[]")
    with one.reading() as r:
        assert r.scalar(text("SELECT count(*) FROM edition")) == 0


def test_updating_what_is_not_there_is_not_found(one):
    with pytest.raises(NotFound), one.writing() as w:
        w.update(EditionRecord, "xx", name="y")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE paper SET facts = '{}'",
        "DELETE FROM paper",
        "UPDATE journal SET actor = 'nobody'",
        "DELETE FROM journal",
        "DELETE FROM series",
        "DELETE FROM paper_state",
        "DELETE FROM journal_head",
    ],
)
def test_the_database_refuses_to_change_what_was_issued(one, statement):
    one.issue()
    with pytest.raises(SyndicateError, match="never"), one.writing() as w:
        w.connection.execute(text(statement))
    assert one.journal.verify() == []


def test_the_database_cannot_hold_a_gap(one):
    one.issue()

    def skips():
        with one.writing() as w:
            w.insert(
                PaperRecord,
                kind="invoice",
                series="INV-2026",
                number=3,
                opening=1,
                prev=2,
                ref="INV-2026-00003",
                issue_date=DAY,
                issued_at=NOW,
                language="en",
                facts="{}",
                facts_sha256=text_digest("{}"),
            )
            w.journal("invoice issue", "INV-2026-00003")

    with pytest.raises(SyndicateError):
        skips()
    assert one.issue() == "INV-2026-00002"


@pytest.mark.parametrize(
    ("statements", "what"),
    [
        (["UPDATE paper SET facts = '{}' WHERE id = 1"], "changed behind the journal"),
        (["UPDATE paper SET issue_date = '2026-11-22' WHERE id = 2"], "changed behind the journal"),
        (
            ["UPDATE paper_state SET state = 'paid' WHERE paper_id = 1"],
            "changed behind the journal",
        ),
        (["UPDATE series SET last = 9"], "changed behind the journal"),
        (
            ["DELETE FROM paper_state WHERE paper_id = 3", "DELETE FROM paper WHERE id = 3"],
            "is gone",
        ),
        (
            ["INSERT INTO edition (code, name, language, domains) VALUES ('x', 'x', 'en', '[]')"],
            "knows nothing of",
        ),
        (["UPDATE journal SET actor = 'nobody' WHERE seq = 2"], "was changed"),
        (["UPDATE journal SET payload = '{}' WHERE seq = 1"], "was changed"),
        (["DELETE FROM journal WHERE seq = 2"], "is missing"),
        (["DELETE FROM journal WHERE seq = 3"], "head of the journal"),
        (["UPDATE journal_head SET seq = 2"], "head of the journal"),
    ],
)
def test_the_journal_finds_what_was_changed_behind_it(one, statements, what):
    for _ in range(3):
        one.issue()
    assert one.journal.verify() == []
    behind(one, *statements)
    assert any(what in fault.what for fault in one.journal.verify())


def test_a_tail_that_was_cut_shows_against_a_head_kept_outside(one):
    one.issue()
    one.issue()
    kept = one.journal.head()
    assert kept[0] == 2
    with one.reading() as r:
        hash_ = r.scalar(text("SELECT hash FROM journal WHERE seq = 1"))
    behind(
        one,
        "DELETE FROM paper_state WHERE paper_id = 2",
        "DELETE FROM paper WHERE id = 2",
        "UPDATE series SET last = 1",
        "DELETE FROM journal WHERE seq = 2",
        f"UPDATE journal_head SET seq = 1, hash = '{hash_}'",
    )
    assert one.journal.verify() == []
    assert "before the head" in one.journal.verify(against=kept)[0].what


def test_two_clerks_at_once_draw_two_numbers(one):
    drawn = []

    def clerk():
        desk = OneDoor(one.door.url, one.store.root)
        try:
            drawn.extend(desk.issue() for _ in range(5))
        finally:
            desk.door.close()

    clerks = [threading.Thread(target=clerk) for _ in range(3)]
    for each in clerks:
        each.start()
    for each in clerks:
        each.join()
    assert sorted(drawn) == [f"INV-2026-{n:05d}" for n in range(1, 16)]
    assert one.journal.verify() == []


def editions(*codes):
    return [{"code": c, "name": c.upper(), "language": "en", "domains": "[]"} for c in codes]


def test_many_rows_are_filed_at_once_each_under_an_entry_of_its_own(one):
    with one.writing() as w:
        touched = w.insert_many(EditionRecord, editions("en", "fr", "ar"))
        w.journal("edition add", "en", only=touched[:1])
        w.journal("edition add", "fr", only=touched[1:2])
        w.journal("edition add", "the rest")
    assert [e.entity for e in one.journal.entries()] == ["the rest", "fr", "en"]
    assert one.journal.verify() == []
    behind(one, "UPDATE edition SET name = 'Nobody' WHERE code = 'fr'")
    (fault,) = one.journal.verify()
    assert (fault.seq, fault.where) == (2, "edition fr")


def test_a_row_of_many_without_an_entry_undoes_them_all(one):
    def forgets():
        with one.writing() as w:
            touched = w.insert_many(EditionRecord, editions("en", "fr"))
            w.journal("edition add", "en", only=touched[:1])

    with pytest.raises(RuntimeError, match="journal"):
        forgets()
    with one.reading() as r:
        assert r.scalar(text("SELECT count(*) FROM edition")) == 0
    assert one.journal.entries() == []


def test_many_rows_with_a_strange_column_are_refused(one):
    with pytest.raises(TypeError, match="colour"), one.writing() as w:
        w.insert_many(EditionRecord, [{"code": "en", "colour": "red"}])


def test_a_block_of_numbers_follows_the_last_one(one):
    with one.writing() as w:
        first = w.draw("article")
        block = w.draw_many("article", 3)
        w.journal("article import", "batch-1")
    assert [d.ref for d in block] == ["ART-000002", "ART-000003", "ART-000004"]
    assert (first.prev, [d.prev for d in block]) == (None, [1, 2, 3])
    assert one.journal.verify() == []


def test_keys_drawn_before_the_rows_are_nobody_elses(one):
    from syndicate.records.articles import ArticleRecord

    def article(ref, **given):
        return {
            "ref": ref, "edition": "en", "state": "usable", "headline": ref, "language": "en",
            "byline_basis": "unknown", "latest": 0, "added_at": NOW, **given,
        }  # fmt: skip

    with one.writing() as w:
        keys = [*w.keys(ArticleRecord, 2), *w.keys(ArticleRecord, 1)]
        w.insert_many(
            ArticleRecord,
            [article(f"ART-{n}", id=key) for n, key in enumerate(keys)],
        )
        key = w.insert(ArticleRecord, **article("ART-9"))
        w.journal("article import", "batch-1")
    assert len({*keys, key}) == 4
    with one.reading() as r:
        assert r.scalar(text("SELECT count(*) FROM article")) == 4
    assert one.journal.verify() == []
