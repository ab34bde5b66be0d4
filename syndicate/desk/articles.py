"""Articles on file: added, shown passage by passage, cleared by a person."""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from syndicate.desk.lists.articles import ArticleLine
from syndicate.desk.references import resolve
from syndicate.errors import BadInput, Conflict, NotFound, Refused
from syndicate.pages.urls import canonical_url, host_of, spellings
from syndicate.records.articles import ArticleRecord, RulingRecord, SuspectRecord, VersionRecord
from syndicate.records.publishers import EditionRecord
from syndicate.rules import articles
from syndicate.rules.articles import Act, Basis, BylineRuling, Ruling, changes
from syndicate.rules.articles.contributors import Role, names_in
from syndicate.rules.articles.edits import read_edits
from syndicate.rules.facts import canonical, digest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from syndicate.desk import Desk
    from syndicate.desk.door import Reading, Writing
    from syndicate.desk.keys import Key
    from syndicate.rules.articles import Agreement
    from syndicate.rules.articles.contributors import Credit
    from syndicate.rules.papers import ArticleFacts

_LOCAL_FILE = re.compile(
    rb"(?:src|srcset|href|data)\s{0,9}=\s{0,9}[\"']?\s{0,9}file:", re.IGNORECASE
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")

__all__ = [
    "Article",
    "ArticleLine",
    "Articles",
    "Standing",
    "byline_digest",
    "check_source",
    "preview",
    "whole_digest",
]


@dataclass(frozen=True, slots=True)
class Standing:
    """An article version with its passages under the rulings in force: what a licence would grant."""

    article_id: int
    version_id: int
    ref: str
    facts: ArticleFacts
    settled: tuple[articles.Settled, ...]
    byline: BylineRuling | None
    blockers: tuple[articles.Blocker, ...]
    state: str
    parts: tuple[Credit, ...] = ()
    of: articles.Whole | None = None

    @property
    def agreements(self) -> frozenset[str]:
        """The agreements under which something of it is settled, by reference."""
        found = {s.agreement.ref for s in self.settled if s.agreement is not None}
        if self.of is not None and self.of.agreement is not None:
            found.add(self.of.agreement.ref)
        return frozenset(found)

    @property
    def contributors(self) -> list[dict[str, str | None]]:
        """Who has a part in it and on what terms, as a licence freezes them."""
        if self.parts:
            return [
                {
                    "name": part.contributor.name,
                    "ref": part.contributor.ref,
                    "role": part.role.value,
                    "basis": part.basis.value,
                    "limits": part.limits,
                    "share": str(part.share) if part.share is not None else None,
                }
                for part in self.parts
            ]
        if self.byline is None:
            return []
        return [
            {
                "name": self.byline.byline,
                "basis": self.byline.basis.value,
                "limits": self.byline.limits,
                "share": str(self.byline.share) if self.byline.share is not None else None,
            }
        ]

    @property
    def rights_sha256(self) -> str:
        """A digest that changes when a ruling changes what may be licensed."""
        return digest(
            {
                "version": self.facts["digest"],
                "byline": self.byline.basis.value if self.byline else None,
                "limits": self.limits,
                "passages": [[s.passage.digest, s.licensable, s.owner.value] for s in self.settled],
            }
        )

    @property
    def limits(self) -> str | None:
        """What the author's terms allow, as staff typed it; None where nothing is limited."""
        return ((self.byline.limits or "").strip() or None) if self.byline else None

    @property
    def words(self) -> int:
        """The licensable words: what a price is asked for."""
        return self.facts["words_licensable"]


@dataclass(frozen=True, slots=True)
class Article:
    """An article as shown: one version, every passage with its reason, and what still blocks a licence."""

    ref: str
    state: str
    edition: str
    url: str | None
    headline: str
    byline: str | None
    byline_basis: str
    published_on: str | None
    language: str
    section: str | None
    version: int
    versions: int
    digest: str
    source: str
    fetched_at: str
    words_total: int
    words_licensable: int
    passages: tuple[dict[str, Any], ...]
    blockers: tuple[dict[str, Any], ...]
    delivered: str
    reason: str | None = None
    note: str | None = None
    translation_of: str | None = None
    editions: tuple[dict[str, Any], ...] = ()
    stopped: dict[str, Any] | None = None
    edited: tuple[str, ...] = ()
    byline_by: str | None = None
    contributors: tuple[dict[str, Any], ...] = ()
    restrictions: tuple[dict[str, Any], ...] = ()
    provider: str | None = None


def byline_digest(byline: str | None) -> str:
    """Under which digest a ruling on the byline is kept: a changed byline is unknown again."""
    return articles.text_fingerprint(f"byline: {byline or ''}")


def whole_digest(house: str) -> str:
    """Under which digest a ruling on an article that came whole from `house` is kept."""
    return articles.text_fingerprint(f"whole: {house}")


def _agency_alone(byline: str | None) -> str | None:
    """The agency whose byline it is, where no writer of ours stands beside it."""
    agency = articles.agency_in_byline(byline)
    if agency is None:
        return None
    names = names_in(byline)
    return agency if all(articles.agency_in_byline(n) for n in names) else None


def _is_unasked(part: Credit) -> bool:
    return part.contributor.consent_required and not (part.consent or "").strip()


def _unasked(ref: str, part: Credit) -> articles.Blocker:
    who = part.contributor
    return articles.Blocker(
        None,
        articles.Rule.CONSENT,
        f"{who.name} ({who.ref}) is to be asked before {ref} is licensed",
        f'syndicate article credit {ref} --{part.role.value} {who.ref} --consent "what was said"',
    )


def check_source(raw: bytes, draft: articles.Draft, source: str) -> None:
    """Nothing, when a source is what it seems to be. Raises BadInput for hidden commands and hidden files.

    The reader would drop them; but a text that carries codes for a terminal, or points at the files of the
    machine that reads it, was made to do harm or by mistake, and a person should look at it first.
    """
    if b"\x1b" in raw or _CONTROL.search(draft.headline):
        raise BadInput(
            f"{source} holds terminal escape codes", hint="save it as plain text, without colours"
        )
    if b"file:" in raw.lower() and _LOCAL_FILE.search(raw):
        raise BadInput(
            f"{source} points at files of this machine (file:…)",
            hint="save the page anew from its web address",
        )


class Articles:
    """The tray of articles."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def add(
        self,
        draft: articles.Draft,
        *,
        raw: bytes,
        source: str,
        edition: str | None = None,
        update: bool = False,
        rewritten: bool = False,
        key: Key | None = None,
    ) -> Article:
        """File an article as read; its raw source is kept under its digest.

        `update` files a changed text of an article on file as its next version, `rewritten` also one in which
        nearly nothing of the text on file is left.
        Raises Conflict when the same article is on file already, Refused for another text, BadInput: see
        `check_source`.
        """
        check_source(raw, draft, source)
        with self.desk.writing() as w:
            ref = w.answered(key)
            if ref is None:
                known = self._known(w, draft)
                stub = known is not None and self._is_stub(w, known)
                if known is not None and not update and not stub:
                    raise Conflict(
                        f"this article is on file as {known}",
                        hint=f"syndicate article show {known}\nthe same command with --update files a new version",
                    )
                if known is not None and not stub and not rewritten:
                    self.refuse_another(w, known, draft, source=source)
                ref = known or self._file_article(w, draft, edition)
                source_sha = self.desk.store.put(raw, ".source")
                self.file_version(
                    w,
                    ref,
                    self.desk.versions.held(w, ref, draft),
                    edition=edition,
                    source=source,
                    source_sha=source_sha,
                )
                w.answer(key, ref)
        return self.show(ref)

    @staticmethod
    def refuse_another(r: Reading, ref: str, draft: articles.Draft, *, source: str) -> None:
        """Nothing, when `draft` may be a next text of the article `ref`. Raises Refused when nothing is left of it."""
        newest = r.scalar(
            select(VersionRecord.passages)
            .join(ArticleRecord, ArticleRecord.id == VersionRecord.article_id)
            .where(ArticleRecord.ref == ref, VersionRecord.n == ArticleRecord.latest)
        )
        old = articles.passages_from_facts(json.loads(newest))
        if changes.another_text(old, articles.passages(draft)):
            raise Refused(
                f"nearly nothing of {ref} is left in {source}: is it the text of another article?",
                hint=f"syndicate article show {ref}\n"
                "the same command with --rewritten files it all the same",
            )

    def _known(self, w: Writing, draft: articles.Draft) -> str | None:
        if draft.url:
            return self.at_address(w, draft.url)
        from syndicate.rules.articles.search import ranks_of

        passages = articles.passages(draft)
        sha = articles.version_digest(draft.headline, draft.byline, draft.published_on, passages)
        # The very same text has the same day, and an archive has few articles a day.
        first, behind = ranks_of(draft.published_on)
        same: str | None = w.scalar(
            select(ArticleRecord.ref)
            .join(VersionRecord, VersionRecord.article_id == ArticleRecord.id)
            .where(
                VersionRecord.digest == sha,
                ArticleRecord.rank >= first,
                ArticleRecord.rank < behind,
            )
        )
        return same

    @staticmethod
    def _is_stub(r: Reading, ref: str) -> bool:
        """Whether an article is known only by an old licence: its first text needs no --update."""
        return bool(
            r.scalar(
                select(ArticleRecord.id).where(
                    ArticleRecord.ref == ref, ArticleRecord.state == "stub"
                )
            )
        )

    def _file_article(self, w: Writing, draft: articles.Draft, edition: str | None) -> str:
        language = draft.language or self.assumed_language(w, edition)
        ref = w.draw("article").ref
        w.insert(
            ArticleRecord,
            ref=ref,
            edition=self.edition(w, edition, language),
            url=canonical_url(draft.url) if draft.url else None,
            state="usable",
            headline=draft.headline,
            byline=draft.byline,
            byline_basis=Basis.UNKNOWN.value,
            language=language,
            published_on=draft.published_on,
            latest=0,
            added_at=w.now,
        )
        return ref

    def edition(self, r: Reading, code: str | None, language: str) -> str:
        """The edition an article is of: `code`, else the first in its language. Raises BadInput for one that is none."""
        rows = r.rows(
            select(EditionRecord.code, EditionRecord.language).order_by(EditionRecord.code)
        )
        codes = [row.code for row in rows]
        if code is not None:
            if codes and code not in codes:
                raise BadInput(
                    f"no edition {code!r}; the editions are {', '.join(codes)}",
                    hint=f"--edition {codes[0]}",
                )
            return code
        primary = language.split("-", 1)[0]
        for row in rows:
            if row.language.split("-", 1)[0] == primary:
                return str(row.code)
        return codes[0] if codes else primary

    def assumed_language(self, r: Reading, edition: str | None) -> str:
        """What a text is in where neither it says so nor its words tell.

        That of the edition it was handed in for, else as `articles.language` is set, else the one that all
        editions speak, else English. Raises BadInput for a setting that is no language.
        """
        rows = r.rows(select(EditionRecord.code, EditionRecord.language))
        spoken = {row.code: str(row.language) for row in rows}
        if edition in spoken:
            return spoken[edition]
        if self.desk.settings.language:
            from syndicate.rules.languages import read_language

            return read_language(self.desk.settings.language)
        every = set(spoken.values())
        return every.pop() if len(every) == 1 else articles.DEFAULT_LANGUAGE

    def file_version(
        self,
        w: Writing,
        ref: str,
        draft: articles.Draft,
        *,
        edition: str | None,
        source: str,
        source_sha: str,
        reason: str | None = None,
        note: str | None = None,
        by: str | None = None,
    ) -> int:
        """File a text as the next version of an article; the number it has. Raises Conflict for the same text."""
        row = w.first(
            select(
                ArticleRecord.id,
                ArticleRecord.ref,
                ArticleRecord.latest,
                ArticleRecord.state,
                ArticleRecord.edition,
                ArticleRecord.language,
                ArticleRecord.published_on,
            ).where(ArticleRecord.ref == ref)
        )
        assert row is not None  # noqa: S101  # resolved or made in this transaction
        passages = articles.passages(draft)
        sha = articles.version_digest(draft.headline, draft.byline, draft.published_on, passages)
        last = w.scalar(
            select(VersionRecord.digest).where(
                VersionRecord.article_id == row.id, VersionRecord.n == row.latest
            )
        )
        if last == sha:
            raise Conflict(
                f"{ref} is on file with this very text", hint=f"syndicate article show {ref}"
            )
        return self.insert_version(
            w,
            row,
            headline=draft.headline,
            byline=draft.byline,
            published_on=draft.published_on,
            language=draft.language
            or (row.language if row.latest else self.assumed_language(w, edition)),
            passages=canonical(articles.passages_facts(passages)),
            words_total=articles.words_total(passages),
            digest=sha,
            reason=reason or ("updated" if row.latest else "published"),
            note=note,
            by=by or w.actor,
            source=source,
            source_sha256=source_sha,
            edition=edition,
        )

    def insert_version(
        self,
        w: Writing,
        row: Any,  # noqa: ANN401
        *,
        edition: str | None = None,
        **values: Any,  # noqa: ANN401
    ) -> int:
        """File the next version of the article of `row`, its columns as `values`; the number it has."""
        n: int = row.latest + 1
        w.insert(VersionRecord, article_id=row.id, n=n, fetched_at=w.now, **values)
        ruled = self._byline(w, row.id, values["byline"])
        language = values["language"]
        w.update(
            ArticleRecord,
            row.id,
            latest=n,
            # A stub of an old licence has no edition until its text says in which language it is.
            edition=self.edition(w, edition or row.edition or None, language),
            headline=values["headline"],
            byline=values["byline"] or (ruled.byline if ruled else None),
            byline_basis=ruled.basis.value if ruled else Basis.UNKNOWN.value,
            language=language,
            published_on=values["published_on"] or row.published_on,
            state="usable" if row.state == "stub" else row.state,
        )
        self.list_suspects(w, row.id)
        act = "correct" if values["reason"] == "corrected" else "update" if n > 1 else "add"
        said = {"note": values["note"], "by": values["by"] if values["by"] != w.actor else None}
        w.journal(
            f"article {act}",
            row.ref,
            version=n,
            digest=values["digest"],
            **{name: word for name, word in said.items() if word is not None},
        )
        return n

    def clear(
        self,
        article: str,
        *,
        numbers: Sequence[int],
        act: Act,
        by: str,
        owner_name: str | None = None,
        basis: str | None = None,
        source: str | None = None,
        until: date | None = None,
    ) -> Article:
        """Rule on passages of the newest version: `act` by the person `by`, on some `basis`.

        `owner_name` and `source` name an agency and the contract that covers it (for Act.LICENSED).
        Raises NotFound, BadInput for a passage that does not exist or a contract left unnamed.
        """
        if act is Act.LICENSED and not (owner_name and source):
            raise BadInput(
                "a contract that covers a passage is named with its owner",
                hint="--licensed --owner Reuters --source 'contract of 1 March 2026'",
            )
        with self.desk.writing() as w:
            standing = self.standing(w, self.resolve(w, article))
            passages = {s.passage.n: s.passage for s in standing.settled}
            unknown = [n for n in numbers if n not in passages]
            if unknown or not numbers:
                raise BadInput(
                    f"{standing.ref} has passages 1 to {len(passages)}; not {unknown}",
                    hint=f"syndicate article show {standing.ref}",
                )
            for n in numbers:
                w.insert(
                    RulingRecord,
                    article_id=standing.article_id,
                    passage_digest=passages[n].digest,
                    rights=act.value,
                    owner_name=owner_name,
                    basis=basis,
                    source=source,
                    until=until,
                    by=by,
                    at=w.now,
                )
            self.list_suspects(w, standing.article_id)
            w.journal(
                "article clear",
                standing.ref,
                act=act.value,
                passages=list(numbers),
                by=by,
                version=standing.facts["version"],
            )
        return self.show(standing.ref)

    def clear_whole(
        self,
        article: str,
        *,
        act: Act,
        by: str,
        basis: str | None = None,
        source: str | None = None,
        until: date | None = None,
    ) -> Article:
        """Rule on an article that came whole from another house: ours after all, or licensed by a contract.

        Raises NotFound; BadInput for another act, a contract left unnamed, or an article that is ours.
        """
        if act not in {Act.OWNED, Act.LICENSED} or (act is Act.LICENSED and not source):
            raise BadInput(
                "a whole article is --owned, or --licensed with its --source",
                hint=f"syndicate article clear {article} --whole --licensed --source CONTRACT",
            )
        with self.desk.writing() as w:
            standing = self.standing(w, self.resolve(w, article))
            house = w.scalar(
                select(ArticleRecord.provider).where(ArticleRecord.id == standing.article_id)
            )
            if not house:
                raise BadInput(
                    f"{standing.ref} is ours: no source says that it came from another house",
                    hint=f"syndicate article show {standing.ref}",
                )
            w.insert(
                RulingRecord,
                article_id=standing.article_id,
                passage_digest=whole_digest(house),
                rights=act.value,
                owner_name=house,
                basis=basis,
                source=source,
                until=until,
                by=by,
                at=w.now,
            )
            self.list_suspects(w, standing.article_id)
            w.journal("article clear", standing.ref, act=act.value, whole=house, by=by)
        return self.show(standing.ref)

    def clear_byline(
        self,
        article: str,
        *,
        byline: str | None,
        basis: Basis,
        by: str,
        limits: str | None = None,
        share: Decimal | None = None,
    ) -> Article:
        """Say who wrote the article and on what basis the publisher holds it.

        A freelance's `limits` or `share` (per cent of the net fee) are frozen on each licence.
        Raises BadInput when the article names nobody and `byline` does not either.
        """
        with self.desk.writing() as w:
            standing = self.standing(w, self.resolve(w, article))
            printed = w.scalar(
                select(VersionRecord.byline).where(VersionRecord.id == standing.version_id)
            )
            name = byline or printed
            if not name:
                raise BadInput(
                    f"{standing.ref} prints no byline; say who wrote it",
                    hint=f"syndicate article clear {standing.ref} --byline 'NAME' --basis {basis}",
                )
            w.insert(
                RulingRecord,
                article_id=standing.article_id,
                passage_digest=byline_digest(printed),
                rights="byline",
                owner_name=name,
                basis=basis.value,
                limits=limits,
                share=str(share) if share is not None else None,
                by=by,
                at=w.now,
            )
            w.update(
                ArticleRecord,
                standing.article_id,
                byline=name,
                byline_basis=basis.value,
                byline_limits=limits,
            )
            self.list_suspects(w, standing.article_id)
            w.journal("article clear", standing.ref, byline=basis.value, by=by)
        return self.show(standing.ref)

    def list_suspects(self, w: Writing, article_id: int) -> None:
        """Rebuild the open list of an article: a cache, outside the journal."""
        ref = w.scalar(select(ArticleRecord.ref).where(ArticleRecord.id == article_id))
        standing = self.standing(w, ref)
        w.connection.execute(delete(SuspectRecord).where(SuspectRecord.article_id == article_id))
        rows = [
            {
                "article_id": article_id,
                "n": b.n or 0,
                "rule": b.rule.value,
                "words": b.message,
            }
            for b in standing.blockers
        ]
        if rows:
            w.connection.execute(insert(SuspectRecord), rows)

    def resolve(self, r: Reading, text: str) -> str:
        """The reference of an article named by reference, number or URL. Raises NotFound, BadInput."""
        if "://" in text or "." in text.split("/", 1)[0]:
            ref = self.at_address(r, text)
            if ref is None:
                url = canonical_url(text)
                raise NotFound(f"no article on file at {url}", hint=f"syndicate article add {url}")
            return ref
        return resolve(r, "article", text)

    @staticmethod
    def at_address(r: Reading, url: str, *, but: int | None = None) -> str | None:
        """The article on file at `url` in any spelling, as filed before any other; None when there is none.

        `but` is the id of an article that does not count. Raises BadInput for what is no address.
        """
        wanted = spellings(url)
        rows = r.rows(
            select(ArticleRecord.id, ArticleRecord.url, ArticleRecord.ref)
            .where(ArticleRecord.url.in_(wanted))
            .order_by(ArticleRecord.id)
        )
        found = sorted((wanted.index(row.url), row.ref) for row in rows if row.id != but)
        return found[0][1] if found else None

    def known_urls(self, urls: Sequence[str]) -> list[str]:
        """The articles on file at any of `urls`, in their order."""
        with self.desk.reading() as r:
            found = []
            for url in urls[:200]:
                with contextlib.suppress(BadInput):
                    found.append(self.at_address(r, url))
        return [ref for ref in dict.fromkeys(found) if ref is not None]

    def missing_urls(self, urls: Sequence[str], *, not_of: str | None = None) -> list[str]:
        """Those of `urls` that are pages of ours and not on file, in one spelling.

        Ours are the pages of an edition's site. With `not_of` (the asker's own site) any page of another site
        counts where none of ours is named.
        """
        with self.desk.reading() as r:
            domains = [
                d for row in r.rows(select(EditionRecord.domains)) for d in json.loads(row.domains)
            ]
        ours, others = [], []
        for url in urls[:200]:
            try:
                page = canonical_url(url)
            except BadInput:
                continue
            if not page.partition("://")[2].partition("/")[2] or self.known_urls([url]):
                continue
            if _is_of(page, *domains):
                ours.append(page)
            elif not_of is not None and not _is_of(page, not_of):
                others.append(page)
        return list(dict.fromkeys(ours or others))

    def known_headlines(self, titles: Sequence[str]) -> list[str]:
        """The articles on file whose headline is one of `titles`; one that several articles bear names none."""
        found = []
        for title in titles[:20]:
            words = _bare(title)
            same = [a.ref for a in self.on_file(title) if _bare(a.headline) == words]
            found += same if len(same) == 1 else []
        return list(dict.fromkeys(found))

    def headlines(self, articles: Sequence[str]) -> list[str]:
        """The headlines of those of `articles` that are on file."""
        with self.desk.reading() as r:
            refs = []
            for text in articles:
                with contextlib.suppress(NotFound):
                    refs.append(self.resolve(r, text))
            rows = r.rows(select(ArticleRecord.headline).where(ArticleRecord.ref.in_(refs)))
        return [row.headline for row in rows]

    def standing(
        self,
        r: Reading,
        ref: str,
        *,
        version: int | None = None,
        also: Agreement | None = None,
    ) -> Standing:
        """An article (its newest version unless told) under the rulings and agreements in force today.

        `also` is an agreement that is not filed: what would it settle?
        """
        row = r.first(select(*ArticleRecord.__table__.columns).where(ArticleRecord.ref == ref))
        if row is None:
            raise NotFound(f"no article {ref}", hint="syndicate article list")
        if row.latest == 0:
            raise Refused(
                f"{ref} is a stub: its text is not on file",
                hint=f"syndicate article add {row.url or 'FILE'} --update",
            )
        v = r.first(
            select(*VersionRecord.__table__.columns).where(
                VersionRecord.article_id == row.id, VersionRecord.n == (version or row.latest)
            )
        )
        if v is None:
            raise NotFound(
                f"{ref} has versions 1 to {row.latest}, not {version}",
                hint=f"syndicate article show {ref}",
            )
        today = self.desk.today
        passages = articles.passages_from_facts(json.loads(v.passages))
        parts, byline = self._credited(r, row.id, v.byline)
        standing = self.desk.rights.standing(r)
        agreements = articles.Applying(
            [*standing, also] if also is not None else standing,
            today=today,
            edition=row.edition,
            basis=byline.basis.value if byline else None,
        )
        rulings = self._rulings(r, row.id)
        settled = articles.settle(passages, rulings, today=today, agreements=agreements)
        house = row.provider or _agency_alone(v.byline)
        of = articles.whole(
            house,
            [one for one in rulings if house and one.passage_digest == whole_digest(house)],
            today=today,
            agreements=agreements,
        )
        # A byline that is an agency's alone was ever settled by a ruling on it, and still is.
        if of is not None and row.provider is None and byline is not None:
            of = None
        if of is not None and of.open and row.provider is None:
            of = None
        if of is not None and of.theirs and not of.open:
            settled = articles.as_theirs(settled, of)
        blockers = articles.blockers(
            settled,
            ref=ref,
            basis=byline,
            byline=v.byline,
            today=today,
            agreements=agreements,
            of=of,
        )
        blockers += tuple(_unasked(ref, part) for part in parts if _is_unasked(part))
        return Standing(
            article_id=row.id,
            version_id=v.id,
            ref=ref,
            facts={
                "ref": ref,
                "headline": v.headline,
                "byline": v.byline or (byline.byline if byline else None),
                "url": row.url,
                "edition": row.edition,
                "edition_name": self.desk.publishers.edition_name(r, row.edition),
                "language": v.language,
                "published_on": v.published_on.isoformat() if v.published_on else None,
                "version": v.n,
                "digest": v.digest,
                "words_total": v.words_total,
                "words_licensable": articles.words_licensable(settled),
            },
            settled=settled,
            byline=byline,
            blockers=blockers,
            state=row.state,
            parts=parts,
            of=of,
        )

    def _credited(
        self, r: Reading, article_id: int, printed: str | None
    ) -> tuple[tuple[Credit, ...], BylineRuling | None]:
        """Who has a part in an article, and what counts of its byline: a person's word before the list's."""
        ruled = self._byline(r, article_id, printed)
        parts, listed = self.desk.contributors.parts(r, article_id, printed)
        if ruled is None:
            return parts, listed
        if listed is None or listed.basis is not ruled.basis:
            return tuple(p for p in parts if p.role is not Role.AUTHOR), ruled
        return parts, ruled

    def _rulings(self, r: Reading, article_id: int) -> list[Ruling]:
        return [
            Ruling(
                passage_digest=row.passage_digest,
                act=Act(row.rights),
                owner_name=row.owner_name,
                basis=row.basis,
                source=row.source,
                until=row.until,
                by=row.by,
                at=row.at,
            )
            for row in r.rows(
                select(*RulingRecord.__table__.columns)
                .where(RulingRecord.article_id == article_id, RulingRecord.rights != "byline")
                .order_by(RulingRecord.id)
            )
        ]

    def _byline(self, r: Reading, article_id: int, printed: str | None) -> BylineRuling | None:
        row = r.first(
            select(*RulingRecord.__table__.columns)
            .where(
                RulingRecord.article_id == article_id,
                RulingRecord.rights == "byline",
                RulingRecord.passage_digest == byline_digest(printed),
            )
            .order_by(RulingRecord.id.desc())
        )
        if row is None:
            return None
        return BylineRuling(
            basis=Basis(row.basis),
            by=row.by,
            at=row.at,
            byline=row.owner_name,
            limits=row.limits,
            share=Decimal(row.share) if row.share else None,
        )

    def show(self, article: str, *, version: int | None = None) -> Article:
        """One article with its passages. Raises NotFound; Refused for a stub."""
        with self.desk.reading() as r:
            ref = self.resolve(r, article)
            row = r.first(select(*ArticleRecord.__table__.columns).where(ArticleRecord.ref == ref))
            assert row is not None  # noqa: S101  # resolved in this view
            if row.latest == 0:
                return self._stub(row, self._life(r, row))
            standing = self.standing(r, ref, version=version)
            v = r.first(
                select(
                    VersionRecord.source,
                    VersionRecord.fetched_at,
                    VersionRecord.reason,
                    VersionRecord.note,
                ).where(VersionRecord.id == standing.version_id)
            )
            life = self._life(r, row)
            restrictions = tuple(self.desk.rights.told(r, standing))
        assert v is not None  # noqa: S101  # read in the same view
        facts = standing.facts
        return Article(
            ref=ref,
            state=row.state,
            edition=row.edition,
            url=row.url,
            headline=facts["headline"],
            byline=facts["byline"],
            byline_basis=standing.byline.basis.value if standing.byline else "unknown",
            byline_by=standing.byline.by if standing.byline else None,
            contributors=tuple(standing.contributors),
            restrictions=restrictions,
            provider=standing.of.house if standing.of else None,
            published_on=facts["published_on"],
            language=facts["language"],
            section=row.section,
            version=facts["version"],
            versions=row.latest,
            digest=facts["digest"],
            source=v.source,
            fetched_at=v.fetched_at.isoformat(),
            words_total=facts["words_total"],
            words_licensable=facts["words_licensable"],
            passages=tuple(_passage(s) for s in standing.settled),
            blockers=_blockers(standing.blockers),
            delivered=articles.delivered(standing.settled),
            reason=v.reason,
            note=v.note,
            **life,
        )

    def _life(self, r: Reading, row: Any) -> dict[str, Any]:  # noqa: ANN401
        """What stands about an article beside its text: its work, what stops it, what was set by hand."""
        return {
            "translation_of": r.scalar(
                select(ArticleRecord.ref).where(ArticleRecord.id == row.translation_of)
            ),
            "editions": self.desk.works.editions(r, row),
            "stopped": self.desk.stoppages.told(r, row.id),
            "edited": tuple(sorted(read_edits(row.edited))),
        }

    def _stub(self, row: Any, life: dict[str, Any]) -> Article:  # noqa: ANN401
        return Article(
            ref=row.ref,
            state=row.state,
            edition=row.edition,
            url=row.url,
            headline=row.headline,
            byline=row.byline,
            byline_basis=row.byline_basis,
            published_on=row.published_on.isoformat() if row.published_on else None,
            language=row.language,
            section=row.section,
            version=0,
            versions=0,
            digest="",
            source="old licence",
            fetched_at=row.added_at.isoformat(),
            words_total=0,
            words_licensable=0,
            passages=(),
            blockers=(),
            delivered="",
            **life,
        )

    def on_file(self, words: str | None = None) -> list[ArticleLine]:
        """Every article, newest first; with `words`, those whose headline, byline or URL has them all."""
        return self.desk.lists.articles(words)


def preview(draft: articles.Draft, *, today: date, source: str, language: str) -> Article:
    """What `Articles.add` would file of a draft, without filing it; `language` is what is assumed without one."""
    passages = articles.passages(draft)
    settled = articles.settle(passages, (), today=today)
    blockers = articles.blockers(
        settled, ref="ARTICLE", basis=None, byline=draft.byline, today=today
    )
    return Article(
        ref="",
        state="dry-run",
        edition="",
        url=draft.url,
        headline=draft.headline,
        byline=draft.byline,
        byline_basis="unknown",
        published_on=draft.published_on.isoformat() if draft.published_on else None,
        language=draft.language or language,
        section=None,
        version=1,
        versions=1,
        digest=articles.version_digest(draft.headline, draft.byline, draft.published_on, passages),
        source=source,
        fetched_at="",
        words_total=articles.words_total(passages),
        words_licensable=articles.words_licensable(settled),
        passages=tuple(_passage(s) for s in settled),
        blockers=_blockers(blockers),
        delivered=articles.delivered(settled),
    )


def _blockers(found: Sequence[articles.Blocker]) -> tuple[dict[str, Any], ...]:
    return tuple(
        {"n": b.n, "rule": b.rule.value, "message": b.message, "hint": b.hint} for b in found
    )


def _passage(s: articles.Settled) -> dict[str, Any]:
    suspicion = s.passage.suspicion
    return {
        "n": s.passage.n,
        "kind": s.kind.value,
        "owner": s.owner.value,
        "owner_name": s.owner_name,
        "licensable": s.licensable,
        "open": s.open,
        "rule": suspicion.rule.value if suspicion else None,
        "words": suspicion.words if suspicion else None,
        "reason": s.reason,
        "until": s.until.isoformat() if s.until else None,
        "text": s.passage.text,
    }


def _is_of(page: str, *domains: str) -> bool:
    """Whether a page stands on one of `domains`, or on a site below one."""
    host = host_of(page).removeprefix("www.")
    bare = [d.removeprefix("www.") for d in domains if d]
    return any(host == d or host.endswith(f".{d}") for d in bare)


def _bare(title: str) -> list[str]:
    """A headline as its words alone: quotation marks and dashes differ from hand to hand."""
    return re.findall(r"\w+", title.casefold())
