"""What every table has in common: column types, constraint names, STRICT tables on SQLite."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import BigInteger, Date, DateTime, Integer, MetaData, Text, event
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy import Dialect, Table
    from sqlalchemy.types import TypeEngine

__all__ = ["Day", "Flag", "Moment", "Record", "Whole", "strict"]

Whole = BigInteger().with_variant(Integer(), "sqlite")
"""Whole numbers of 64 bits: INTEGER on SQLite (a rowid where it is the key), BIGINT on PostgreSQL."""

_STAMP = "%Y-%m-%dT%H:%M:%S.%fZ"


class Moment(TypeDecorator[datetime]):
    """An aware UTC moment: fixed-width ISO text on SQLite, timestamptz on PostgreSQL.

    A naive value raises ValueError: it has lost its zone before it came here.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text on SQLite, timestamptz elsewhere."""
        return dialect.type_descriptor(
            Text() if dialect.name == "sqlite" else DateTime(timezone=True)
        )

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ANN401
        """Refuse naive moments; write UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone")
        utc = value.astimezone(UTC)
        return utc.strftime(_STAMP) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ANN401
        """Give back an aware UTC moment."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return datetime.strptime(value, _STAMP).replace(tzinfo=UTC)
        moment: datetime = value
        return moment.astimezone(UTC)


class Day(TypeDecorator[date]):
    """A calendar day: ISO text on SQLite, date on PostgreSQL."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text on SQLite, date elsewhere."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else Date())

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:  # noqa: ANN401
        """Write the ISO form where the column is text."""
        if value is None or dialect.name != "sqlite":
            return value
        return value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:  # noqa: ANN401
        """Give back a date."""
        if value is None or dialect.name != "sqlite":
            day: date | None = value
            return day
        return date.fromisoformat(value)


class Flag(TypeDecorator[bool]):
    """Yes or no, as 1 or 0 on both databases, so that a row has one canonical spelling."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:  # noqa: ARG002, FBT001
        """Write 1 or 0."""
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> bool | None:  # noqa: ARG002
        """Give back a bool."""
        return None if value is None else bool(value)


class Record(DeclarativeBase):
    """A row on file. Records point back to the paper they came from, never forward."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        int: Whole,
        bool: Flag(),
        datetime: Moment(),
        date: Day(),
    }


def strict(table: Table) -> None:
    """Make `table` STRICT on SQLite: a column holds its own type or the insert fails."""
    table.dialect_options["sqlite"]["strict"] = True


@event.listens_for(Record, "instrument_class", propagate=True)
def _strict_tables(mapper: Any, class_: Any) -> None:  # noqa: ANN401, ARG001
    strict(mapper.local_table)
