"""Articles, their versions and what was ruled about their passages."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from syndicate.records.base import Record

__all__ = [
    "AlternateRecord",
    "ArticleRecord",
    "RulingRecord",
    "StoppageRecord",
    "SuspectRecord",
    "VersionRecord",
]


class ArticleRecord(Record):
    """An article: what stays the same over its versions."""

    __tablename__ = "article"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True)
    edition: Mapped[str]
    url: Mapped[str | None] = mapped_column(unique=True)
    work_id: Mapped[int | None] = mapped_column(index=True)  # the same in every edition of a work
    translation_of: Mapped[int | None] = mapped_column(ForeignKey("article.id"))
    state: Mapped[str]  # usable | withheld | killed | stub
    headline: Mapped[str]
    byline: Mapped[str | None]
    byline_basis: Mapped[str]  # staff | assigned | freelance | unknown
    byline_limits: Mapped[str | None]
    language: Mapped[str]
    published_on: Mapped[date | None]
    section: Mapped[str | None]
    edited: Mapped[
        str | None
    ]  # canonical JSON list: what staff set by hand, which no import changes
    latest: Mapped[int]  # n of the newest version; 0 for a stub
    added_at: Mapped[datetime]
    batch: Mapped[int | None]
    source_id: Mapped[str | None]  # the id its own house gives it: guid, uri, post number
    modified_at: Mapped[datetime | None]  # when its own house last changed it
    provider: Mapped[str | None]  # whose a whole syndicated-in article is; NULL: ours
    rank: Mapped[int] = mapped_column(index=True)  # the order of lists, see rules.articles.rank


class AlternateRecord(Record):
    """Where a source says that another edition of an article stands: kept until that one comes in."""

    __tablename__ = "alternate"
    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    language: Mapped[str]
    url: Mapped[str] = mapped_column(index=True)  # canonical
    __table_args__ = (UniqueConstraint("article_id", "url"),)


class StoppageRecord(Record):
    """Why an article may not be licensed: withdrawn or killed, by whom, and when that was lifted.

    An edition stopped along with another names that one's stoppage as its cause. What is private lies in
    the document store and is named here only.
    """

    __tablename__ = "stoppage"
    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), index=True)
    kind: Mapped[str]
    cause_id: Mapped[int | None] = mapped_column(ForeignKey("stoppage.id"))
    public: Mapped[str]
    private_sha256: Mapped[str | None]
    by: Mapped[str]
    at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None]
    lifted_note: Mapped[str | None]
    __table_args__ = (CheckConstraint("kind IN ('withdrawal','kill')", name="kind"),)


class VersionRecord(Record):
    """One version of an article, as read. Immutable; a licence binds to one."""

    __tablename__ = "version"
    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    n: Mapped[int]
    digest: Mapped[str]
    headline: Mapped[str]
    byline: Mapped[str | None]
    published_on: Mapped[date | None]
    language: Mapped[str]
    passages: Mapped[str]  # canonical JSON
    words_total: Mapped[int]
    reason: Mapped[str]  # published | updated | corrected | killed
    note: Mapped[str | None]
    by: Mapped[str | None]  # who filed it
    source: Mapped[str]  # file name or URL it was read from
    source_sha256: Mapped[str]
    source_item: Mapped[str | None]  # where in a source of many items: "line 12"
    fetched_at: Mapped[datetime]
    __table_args__ = (
        UniqueConstraint("article_id", "n"),
        CheckConstraint("length(digest) = 64", name="digest_length"),
    )


class RulingRecord(Record):
    """What a person said about a passage, or about the byline. Append-only; follows the text's digest."""

    __tablename__ = "ruling"
    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    passage_digest: Mapped[str]
    rights: Mapped[
        str
    ]  # the act: own-words, owned, licensed, exclude, include, text; or a byline basis
    owner_name: Mapped[str | None]
    basis: Mapped[str | None]
    source: Mapped[str | None]
    limits: Mapped[str | None]  # of a contributor
    share: Mapped[str | None]  # of a contributor, per cent of the net fee
    until: Mapped[date | None]
    by: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (Index("ix_ruling_article_passage", "article_id", "passage_digest"),)


class SuspectRecord(Record):
    """The open list of passages that wait for a person: a cache, rebuilt from versions and rulings."""

    __tablename__ = "suspect"
    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), index=True)
    n: Mapped[int]
    rule: Mapped[str]
    words: Mapped[str]
