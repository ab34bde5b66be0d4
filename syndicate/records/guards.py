"""What the database itself refuses: changes to issued papers, to the journal, to anything append-only.

One list for both databases. It is laid anew after every migration, since rebuilding a table drops its
triggers. These guards stop mistakes; who owns the file can drop them, and `log verify` finds what then changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["APPEND_ONLY", "lay", "statements"]

APPEND_ONLY: tuple[tuple[str, str], ...] = (
    ("paper", "an issued paper never changes"),
    ("licence", "an issued licence never changes"),
    ("licence_item", "an issued licence never changes"),
    ("invoice", "an issued invoice never changes; credit it instead"),
    ("invoice_line", "an issued invoice never changes; credit it instead"),
    ("quote_revision", "a quote revision never changes; revise the quote instead"),
    ("quote_line", "a quote revision never changes; revise the quote instead"),
    ("version", "a version never changes; a changed article is a new version"),
    ("ruling", "a ruling is never changed; rule again instead"),
    ("contributorship", "a credit is never changed; credit again instead"),
    ("rate_card", "a rate card on file never changes; import a new version"),
    ("terms", "terms on file never change; adopt a new version"),
    ("document", "a printed document never changes"),
    ("payment", "a payment on the books never changes; refund it instead"),
    ("allocation", "an allocation on the books never changes"),
    ("certificate", "a tax certificate on file never changes; record another instead"),
    ("audience", "an audience figure is never changed; record a new one"),
    ("snapshot", "a snapshot never changes"),
    ("match", "a match never changes; audit again instead"),
    ("finding", "a finding never changes; audit again instead"),
    ("draw", "a draw on a blanket agreement is never changed"),
    ("request_file", "what came with a request is kept as it came"),
    ("exchange_rate", "a rate of exchange on file never changes; file another"),
    ("usage", "a usage count is never changed; record a new one"),
    ("journal", "the journal never changes"),
)
"""Tables that are only ever added to, with the words of the refusal."""

_KEPT = (
    ("series", "a number series is never deleted"),
    ("paper_state", "the state of a paper is never deleted"),
    ("journal_head", "the head of the journal is never deleted"),
    ("idempotency", "a key is kept for ever"),
    ("stoppage", "a stoppage is lifted, never deleted"),
    ("suspension", "a suspension is lifted, never deleted"),
    ("agreement", "an agreement is ended, never deleted"),
    ("blanket", "a blanket agreement is ended, never deleted"),
    ("mandate", "a mandate is ended, never deleted"),
    ("contributor", "a contributor is never deleted"),
    ("restriction", "a restriction is released, never deleted"),
)
"""Tables that change but lose no row."""

_DATES = "an issue date lies before that of the number before it: check the clock of this machine"


def _sqlite() -> list[str]:
    made: list[str] = []
    for table, words in APPEND_ONLY:
        made.extend(
            f'CREATE TRIGGER guard_{table}_{act.lower()} BEFORE {act} ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            for act in ("UPDATE", "DELETE")
        )
    made.extend(
        f'CREATE TRIGGER guard_{table}_delete BEFORE DELETE ON "{table}" '
        f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
        for table, words in _KEPT
    )
    made.append(
        "CREATE TRIGGER guard_paper_dates BEFORE INSERT ON paper WHEN NEW.prev IS NOT NULL AND "
        "NEW.issue_date < (SELECT issue_date FROM paper"
        " WHERE series = NEW.series AND number = NEW.prev) "
        f"BEGIN SELECT RAISE(ABORT, '{_DATES}'); END"
    )
    return made


def _postgresql() -> list[str]:
    made = [
        (
            "CREATE OR REPLACE FUNCTION guard_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
            "BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$"
        ),
        (
            "CREATE OR REPLACE FUNCTION guard_dates() RETURNS trigger LANGUAGE plpgsql AS $$ "
            "BEGIN IF NEW.prev IS NOT NULL AND NEW.issue_date < (SELECT issue_date FROM paper"
            " WHERE series = NEW.series AND number = NEW.prev) "
            f"THEN RAISE EXCEPTION '{_DATES}'; END IF; RETURN NEW; END $$"
        ),
    ]
    for table, words in (*APPEND_ONLY, *_KEPT):
        acts = "UPDATE OR DELETE" if (table, words) in APPEND_ONLY else "DELETE"
        made.extend(
            (
                (
                    f'CREATE TRIGGER guard_{table}_row BEFORE {acts} ON "{table}" '
                    f"FOR EACH ROW EXECUTE FUNCTION guard_refuse('{words}')"
                ),
                (
                    f'CREATE TRIGGER guard_{table}_truncate BEFORE TRUNCATE ON "{table}" '
                    f"FOR EACH STATEMENT EXECUTE FUNCTION guard_refuse('{words}')"
                ),
            )
        )
    made.append(
        "CREATE TRIGGER guard_paper_dates BEFORE INSERT ON paper "
        "FOR EACH ROW EXECUTE FUNCTION guard_dates()"
    )
    return made


def statements(dialect: str) -> list[str]:
    """The guards as DDL for "sqlite" or "postgresql"."""
    return _sqlite() if dialect == "sqlite" else _postgresql()


def lay(connection: Connection) -> None:
    """Drop every guard and lay the whole list again, in the caller's transaction."""
    dialect = connection.dialect.name
    if dialect == "sqlite":
        old = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard\\_%' ESCAPE '\\'"
        ).scalars()
        drops = [f'DROP TRIGGER "{name}"' for name in old.all()]
    else:
        rows = connection.exec_driver_sql(
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = current_schema() AND t.tgname LIKE 'guard\\_%%' AND NOT t.tgisinternal"
        )
        drops = [f'DROP TRIGGER "{name}" ON "{table}"' for name, table in rows.all()]
    for sql in (*drops, *statements(dialect)):
        # A driver that writes its parameters as %s reads a lone per cent sign as one.
        connection.exec_driver_sql(sql if dialect == "sqlite" else sql.replace("%", "%%"))
