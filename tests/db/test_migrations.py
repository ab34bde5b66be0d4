"""Migrations: from nothing to head without a difference to the tables of the program, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from syndicate.desk import database
from syndicate.errors import Outside
from syndicate.records import REVISION, Record, guards, search
from syndicate.records.engine import writing_engine
from syndicate.shipped import shipped
from tests import builders
from tests.builders import Clerk


def with_books(url, act):
    """What `act` gives on a connection to the books; the change stays."""
    engine = writing_engine(url, create=True)
    try:
        with engine.begin() as connection:
            return act(connection)
    finally:
        engine.dispose()


def told(url, statement):
    """Run one statement on the books, guards or not."""
    return with_books(url, lambda connection: connection.execute(text(statement)))


def shape(url):
    """Every table as the database itself knows it: columns, keys, checks, indexes."""

    def look(connection):
        seen = inspect(connection)
        return {
            name: {
                "columns": [
                    (c["name"], str(c["type"]), c["nullable"], c.get("default"))
                    for c in seen.get_columns(name)
                ],
                "key": seen.get_pk_constraint(name)["constrained_columns"],
                "unique": sorted(
                    tuple(u["column_names"]) for u in seen.get_unique_constraints(name)
                ),
                "checks": sorted(
                    (c["name"], " ".join(c["sqltext"].split()))
                    for c in seen.get_check_constraints(name)
                ),
                "foreign": sorted(
                    (tuple(f["constrained_columns"]), f["referred_table"])
                    for f in seen.get_foreign_keys(name)
                ),
                "indexes": sorted(
                    (i["name"], tuple(i["column_names"]), bool(i["unique"]))
                    for i in seen.get_indexes(name)
                ),
            }
            for name in sorted(seen.get_table_names())
            if name != "alembic_version" and not name.startswith(search.PREFIX)
        }

    return with_books(url, look)


def triggers(url):
    """The guards that stand in the books, by name."""

    def look(connection):
        if connection.dialect.name == "sqlite":
            sql = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            return dict(connection.execute(text(sql)).all())
        sql = (
            "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal "
            "ORDER BY tgname"
        )
        return dict(connection.execute(text(sql)).all())

    return with_books(url, look)


def test_the_program_is_written_for_the_newest_migration():
    config = Config()
    config.set_main_option("script_location", str(shipped("db")))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [REVISION]
    assert [s.down_revision for s in scripts.walk_revisions()][-1] is None
    files = sorted(p.stem for p in (Path(shipped("db")) / "versions").glob("*.py"))
    assert [name.partition("_")[0] for name in files] == [
        f"{n:04d}" for n in range(1, len(files) + 1)
    ]


def test_upgrading_nothing_to_head_leaves_no_difference_to_the_models(database_url):
    assert database.revision(database_url) is None
    assert database.upgrade(database_url) == (None, REVISION)
    assert database.revision(database_url) == REVISION
    assert database.differences(database_url) == []


def test_the_migrated_books_and_the_models_are_one_to_the_last_check_and_index(
    migrated_url, database_kind, request, tmp_path
):
    if database_kind == "sqlite":
        other = f"sqlite:///{tmp_path / 'models.db'}"
    else:
        server = request.getfixturevalue("pg_server")
        other = server.create()
        request.addfinalizer(lambda: server.drop(other))
    with_books(other, Record.metadata.create_all)
    migrated, models = shape(migrated_url), shape(other)
    assert set(migrated) == set(models) == set(Record.metadata.tables)
    for name in models:
        assert migrated[name] == models[name], name
    assert any(table["checks"] for table in models.values())


def test_every_table_is_strict_on_sqlite(migrated_url, database_kind):
    if database_kind != "sqlite":
        kinds = {kind for table in shape(migrated_url).values() for _, kind, *_ in table["columns"]}
        assert kinds <= {
            "BIGINT",
            "INTEGER",
            "TEXT",
            "DATE",
            "TIMESTAMP",
            "TIMESTAMP WITH TIME ZONE",
        }
        return
    rows = told_rows(migrated_url, "PRAGMA table_list")
    strict = {row.name: row.strict for row in rows if row.schema == "main"}
    assert {name for name in Record.metadata.tables if not strict[name]} == set()


def told_rows(url, statement):
    """The rows of a statement."""
    return with_books(url, lambda connection: connection.execute(text(statement)).all())


def test_the_guards_are_the_one_list_and_nothing_else(migrated_url, database_kind):
    standing = triggers(migrated_url)
    made = [s for s in guards.statements(database_kind) if s.startswith("CREATE TRIGGER")]
    assert sorted(standing) == sorted(s.split()[2] for s in made)
    if database_kind == "sqlite":
        assert sorted(standing.values()) == sorted(made)
    guarded = {name for name, _ in guards.APPEND_ONLY}
    assert guarded <= set(Record.metadata.tables)


def test_upgrading_twice_changes_nothing(migrated_url, home, clock):
    with builders.a_desk(migrated_url, home, clock) as desk:
        builders.an_invoice(desk)
        head, rows = desk.journal.head(), builders.rows(desk)
        before = shape(migrated_url), triggers(migrated_url)
        assert database.upgrade(migrated_url) == (REVISION, REVISION)
        assert (shape(migrated_url), triggers(migrated_url)) == before
        assert (desk.journal.head(), builders.rows(desk)) == (head, rows)
        assert desk.journal.verify() == []


def test_a_guard_that_was_dropped_is_a_difference_and_the_next_upgrade_lays_it_again(
    migrated_url, database_kind
):
    name = "guard_paper_update" if database_kind == "sqlite" else "guard_paper_row"
    on = "" if database_kind == "sqlite" else " ON paper"
    told(migrated_url, f"DROP TRIGGER {name}{on}")
    (found,) = database.differences(migrated_url)
    assert "guard" in found
    assert "paper" in found
    database.upgrade(migrated_url)
    assert database.differences(migrated_url) == []


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("ALTER TABLE party ADD COLUMN shoe_size TEXT", "shoe_size"),
        ("DROP INDEX ix_document_sha256", "ix_document_sha256"),
        ("CREATE TABLE stray (id INTEGER PRIMARY KEY)", "stray"),
    ],
)
def test_a_change_of_the_tables_is_a_difference(migrated_url, change, what):
    if what.startswith("ix_"):
        indexes = [i[0] for table in shape(migrated_url).values() for i in table["indexes"]]
        what = min(indexes)
        change = f'DROP INDEX "{what}"'
    told(migrated_url, change)
    assert any(what in difference for difference in database.differences(migrated_url))


def test_books_of_a_newer_program_are_neither_read_nor_written_nor_upgraded(
    migrated_url, home, clock
):
    with builders.a_desk(migrated_url, home, clock) as desk:
        article = builders.an_article(desk)
    told(migrated_url, "UPDATE alembic_version SET version_num = '9999'")
    with builders.opened(home, clock, url=migrated_url) as desk:
        with pytest.raises(Outside, match="newer program") as why:
            desk.articles.show(article)
        assert why.value.exit_code == 6
        with pytest.raises(Outside, match="newer program"):
            builders.a_licensee(desk)
        with pytest.raises(Outside, match="newer program"):
            database.upgrade(migrated_url)
        (books,) = [c for c in desk.doctor.look() if c.name == "books"]
        assert (books.state, "9999" in books.what) == ("fault", True)


def test_books_of_an_older_program_are_read_but_not_written(migrated_url, home, clock):
    with builders.a_desk(migrated_url, home, clock) as desk:
        article = builders.an_article(desk)
    told(migrated_url, "UPDATE alembic_version SET version_num = '0000'")
    with builders.opened(home, clock, url=migrated_url) as desk:
        assert desk.articles.show(article).ref == article
        with pytest.raises(Outside, match="at schema 0000") as why:
            builders.a_licensee(desk)
        assert why.value.hint == "syndicate database upgrade"


def test_where_there_is_no_desk_every_command_says_so_and_makes_nothing(tmp_path):
    clerk = Clerk(tmp_path / "nobody")
    for words in (
        ["article", "list"],
        ["article", "add", builders.TWIN],
        ["licensee", "add", "Fenmouth Gazette plc"],
        ["today"],
        ["log", "verify"],
    ):
        code, error = clerk.error(*words)
        assert (code, error["hint"]) == (6, "syndicate init"), words
    assert not clerk.home.exists()


def test_the_commands_upgrade_check_and_refuse(tmp_path):
    clerk = Clerk(tmp_path / "home")
    clerk.json("init", "--yes")
    assert clerk.json("database", "check") == {"state": "equal", "differences": []}
    assert clerk.json("database", "upgrade")["to"] == REVISION
    told(
        f"sqlite:///{clerk.home / 'syndicate.db'}",
        "UPDATE alembic_version SET version_num = '9999'",
    )
    for words in (["article", "list"], ["licensee", "add", "X plc"], ["database", "upgrade"]):
        code, error = clerk.error(*words)
        assert (code, error["code"]) == (6, "outside"), words
        assert "newer program" in error["message"]
