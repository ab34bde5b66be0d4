"""Lists: the same rows as their statements give, as quickly for thousands, on both databases."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text

from syndicate.desk import glance
from syndicate.errors import BadInput, Outside
from syndicate.records import lists
from syndicate.rules import dates
from syndicate.rules.money import Money
from syndicate.settings import Settings
from tests import builders

ROOT = Path(__file__).resolve().parents[2]
STATEMENTS = lists.statements()
GIVEN = {"entity": "REQ-2026-00001", "start": "%"}


def a_deal(desk, licensee, article):
    """A request that became an invoice, part of it paid, unprinted; and a copy of the article seen."""
    invoice = builders.an_invoice(desk, licensee=licensee, article=article, po_number="GP/77")
    builders.a_payment(desk, invoice, "20.00 GBP")
    shown = desk.articles.show(article)
    words = "".join(f"<p>{p['text']}</p>" for p in shown.passages if p["licensable"])
    page = (
        f"<html lang='en'><body><article><h1>{shown.headline}</h1>{words}</article></body></html>"
    )
    desk.audits.page(page.encode(), source="copy.html", url=f"https://x.example/{invoice}")


def a_busy_desk(desk, deals):
    """So many deals of one article, each with a licensee of its own that has an outlet."""
    on_file = desk.lists.articles()
    article = on_file[-1].ref if on_file else builders.an_article(desk)
    made = len(desk.lists.licensees())
    for n in range(made, made + deals):
        licensee = builders.a_licensee(
            desk, f"Paper {n:02}", email=f"rights@paper{n}.example", new_licensee=True
        )
        for title in ("Daily", "Weekly"):
            desk.licensees.add_outlet(
                licensee, title=f"{title} {n}", domains=(f"{title}{n}.example",)
            )
        a_deal(desk, licensee, article)


@pytest.fixture
def busy(desk):
    """A desk that has something in every list."""
    a_busy_desk(desk, 2)
    open_ = builders.an_article(
        desk, builders.SAMPLES / "pilotes-de-nuit.txt", url=None, published=None, settled=False
    )
    request = builders.a_request(desk, licensee="PTY-000002", article="ART-000001")
    desk.quotes.offer(desk.quotes.draft(request).ref)
    builders.an_accepted_quote(desk, licensee="PTY-000002", article="ART-000001")
    drafted = builders.a_request(desk, licensee="PTY-000002", article="ART-000001")
    agreed = desk.blankets.agree(
        "PTY-000002",
        quota=1,
        fee=Money.of("900", "GBP"),
        use=builders.a_use(),
        starts_on=desk.today,
    )
    desk.blankets.draw(agreed.ref, ["ART-000001"])
    desk.quotes.draft(drafted)  # of a text that is corrected below
    unclear = builders.a_use(territories=())
    builders.a_request(desk, licensee="PTY-000001", article=open_, use=unclear)
    newer = builders.TWIN.read_bytes() + b"\nThe pilots were given a raise in the evening.\n"
    builders.an_article(desk, raw=newer, settled=False, update=True)
    withdrawn = builders.an_article(
        desk, builders.SAMPLES / "murshidun.txt", url=None, published=None, settled=False
    )
    for invoice in ("INV-2026-00001", "INV-2026-00002"):
        paid = builders.a_payment(desk, invoice, "0.00 GBP", withheld=Money.of("2", "GBP"))
    desk.payments.certify(paid, certificate=b"%PDF-1.7")
    desk.stoppages.kill(withdrawn, public="The author asked for it.")
    desk.publishers.adopt_terms(
        "## Grant\n\nWords of our own.\n", name="own", language="en", by="A. Reed"
    )
    return desk


@contextmanager
def counted(monkeypatch):
    """The names of the lists that are run, and every statement that the database library runs."""
    run: list[str] = []
    text_of, found = glance.text_of, glance.Glance.found

    def noted(name, dialect):
        run.append(name)
        return text_of(name, dialect)

    def asked(self, question):
        run.append(question.sql)
        return found(self, question)

    def heard(*words):
        run.append(words[2])

    event.listen(Engine, "before_cursor_execute", heard)
    try:
        with monkeypatch.context() as patch:
            patch.setattr(glance, "text_of", noted)
            patch.setattr(glance.Glance, "found", asked)
            yield run
    finally:
        event.remove(Engine, "before_cursor_execute", heard)


LISTS = {
    "articles": lambda desk: desk.lists.articles(),
    "articles with words": lambda desk: desk.lists.articles("pilots"),
    "audits": lambda desk: desk.lists.audits(),
    "invoices": lambda desk: desk.lists.invoices(),
    "journal": lambda desk: desk.lists.journal(),
    "licences": lambda desk: desk.lists.licences(),
    "licensees": lambda desk: desk.lists.licensees(),
    "mails": lambda desk: desk.lists.mails(),
    "payments": lambda desk: desk.lists.payments(),
    "quotes": lambda desk: desk.lists.quotes(),
    "rates": lambda desk: desk.lists.rates(),
    "requests": lambda desk: desk.lists.requests(),
    "terms": lambda desk: desk.lists.terms(),
    "the morning": lambda desk: desk.morning.tasks(),
    "the search": lambda desk: desk.search("paper"),
}


def test_thirty_lines_take_no_more_statements_than_two(desk, monkeypatch):
    found: dict[int, dict[str, list[str]]] = {}
    lengths: dict[int, dict[str, int]] = {}
    for deals in (2, 28):
        a_busy_desk(desk, deals)
        found[deals], lengths[deals] = {}, {}
        assert desk.today == builders.MONDAY
        for name, listed in LISTS.items():
            with counted(monkeypatch) as run:
                lengths[deals][name] = len(listed(desk))
            found[deals][name] = list(run)
    assert found[28] == found[2]
    assert all(1 <= len(run) <= 12 for run in found[28].values()), found[28]
    grown = {"audits", "invoices", "licences", "licensees", "payments", "quotes", "requests"}
    assert {name: lengths[28][name] for name in grown} == dict.fromkeys(grown, 30)
    assert lengths[2]["the morning"] < lengths[28]["the morning"]


def plain(value):
    if isinstance(value, datetime):
        return dates.stamp(value)
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool | Decimal) else value


def test_every_list_gives_the_rows_of_its_statement(busy):
    with busy.glancing() as g, busy.reading() as r:
        dialect = r.connection.dialect
        for name, statement in STATEMENTS.items():
            compiled = statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
            sql = str(compiled)
            if dialect.name == "postgresql":
                for value in GIVEN:
                    sql = sql.replace(f"%({value})s", f":{value}")
            given = {key: value for key, value in GIVEN.items() if f":{key}" in sql}
            typed = compiled.statement.selected_columns
            stated = r.rows(text(sql.replace("%%", "%")).bindparams(**given).columns(*typed))
            rows = g.rows(name, **given)
            assert [tuple(map(plain, row)) for row in stated] == [
                tuple(map(plain, row)) for row in rows
            ], name
            empty = {
                "mails",
                "open mails",
                "mails to send",
                "terms",
                "clearances",
                "quotes to print",
            }
            assert rows or name in empty, name


def test_the_texts_are_what_their_statements_say():
    done = subprocess.run(
        [sys.executable, "setup/lists.py", "--check"],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_list_needs_neither_the_door_nor_the_store(busy, home, clock, ready_url):
    with builders.opened(home, clock, url=ready_url) as desk:
        lines = desk.lists.requests(open_only=False)
        assert [line.ref[-1] for line in lines] == ["7", "6", "5", "4", "3", "2", "1"]
        assert lines[0].licensee_name == "Paper 00"
        assert lines[0].received_at == "2026-11-23T09:00:00.000000Z"
        assert not {"door", "store", "requests"} & set(desk.__dict__)


def test_licensees_have_their_own_contacts_and_outlets_and_the_newest_audience(busy):
    outlet = busy.licensees.show("PTY-000001").outlets[0]
    with busy.writing() as w:
        for figure in (3000, 2000):
            busy.licensees.record_audience(w, outlet.id, figure, None, None)
        w.journal("licensee audience", "PTY-000001")
    assert busy.lists.licensees()[-1].outlets[0].audience == 2000
    for line in busy.lists.licensees():
        assert line == busy.licensees.show(line.ref)
        assert len(line.outlets) == 2
        assert line.contacts[0]["email"] == f"rights@paper{int(line.ref[-6:]) - 1}.example"


def test_words_of_a_search_are_words_and_no_patterns(busy):
    assert [a.ref for a in busy.lists.articles("PILOTS night")] == ["ART-000001"]
    for none in ("%x%", "_", "!", "pil%ts", "night submarines", "'; DROP TABLE article; --"):
        assert busy.lists.articles(none) == [], none
    assert len(busy.lists.articles("   ")) == 3
    assert len(busy.lists.articles(" ".join(["night"] * 20))) == 1


def test_a_list_of_books_that_a_newer_program_wrote_is_refused(busy):
    with busy.door._writer.connect() as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Outside, match="newer program"):
        busy.lists.requests()


def test_a_list_where_there_is_no_desk_says_so(tmp_path, database_url):
    for url in (database_url, f"sqlite:///{tmp_path / 'none' / 'syndicate.db'}"):
        settings = Settings(home=tmp_path, database=url, actor="mara")
        with builders.open_desk(settings) as desk:
            with pytest.raises(Outside, match="no desk here yet") as why:
                desk.lists.requests()
            assert why.value.hint == "syndicate init"
            assert desk.zone == "UTC"
    assert not (tmp_path / "none").exists()


def test_a_list_of_what_is_no_database_says_so(tmp_path):
    (tmp_path / "syndicate.db").write_bytes(b"not a database" * 100)
    settings = Settings(
        home=tmp_path, database=f"sqlite:///{tmp_path / 'syndicate.db'}", actor="mara"
    )
    with builders.open_desk(settings) as desk, pytest.raises(Outside, match="not a database"):
        desk.lists.requests()
    for url, why in (("mysql://root@localhost/x", "not in 'mysql'"), ("sqlite://", "in memory")):
        settings = Settings(home=tmp_path, database=url, actor="mara")
        with builders.open_desk(settings) as desk, pytest.raises(BadInput, match=why):
            desk.lists.requests()


COMMANDS = (
    "article list", "article list pilots", "audit list", "invoice list", "licence list",
    "licensee list", "log", "mail list", "payment list", "quote list", "rate list",
    "request list", "search paper", "terms list", "today",
)  # fmt: skip
LOADED = """
import atexit, json, sys
atexit.register(lambda: sys.stderr.write("\\n" + json.dumps(sorted(sys.modules))))
from syndicate.__main__ import main
main()
"""


def test_no_list_loads_the_database_library(desk, home, ready_url):
    a_busy_desk(desk, 1)
    heavy = {"alembic", "babel", "jinja2", "numpy", "rich", "sqlalchemy", "weasyprint"}
    for words in COMMANDS:
        done = subprocess.run(
            [sys.executable, "-c", LOADED, *words.split()],
            cwd=ROOT,
            env={"SYNDICATE_HOME": str(home), "SYNDICATE_DATABASE": ready_url},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert not heavy & set(json.loads(done.stderr.splitlines()[-1])), words
