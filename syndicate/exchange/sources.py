"""A source opened: a file, a folder, an address or standard input, told by what is in it, read as it is."""

from __future__ import annotations

import contextlib
import difflib
import io
import os
import re
import tempfile
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING

from syndicate.errors import BadInput, NotFound, Outside, SyndicateError, quoted
from syndicate.exchange.items import Customs
from syndicate.exchange.messages import MOST_BYTES
from syndicate.exchange.packed import GZIP_MAGIC, unpacked
from syndicate.exchange.workbooks import is_workbook
from syndicate.rules.articles.incoming import Arrival, Incoming, Lead, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime

    from syndicate.exchange.days import DateOrder
    from syndicate.exchange.sheets import Sheet
    from syndicate.exchange.spreadsheets import Mapping, TableReading
    from syndicate.pages.fetch import Fetched
    from syndicate.settings import Settings

__all__ = [
    "Source",
    "SourceKind",
    "Wishes",
    "customs_of",
    "follow",
    "open_source",
    "read_kind",
    "tell_kind",
]

_START = 65_536
_MOST_PACKED = 4 * 1024 * 1024 * 1024
_MOST_INPUT = 2 * 1024 * 1024 * 1024
_DEEPEST = 30
_MOST_ARTICLE = 5 * 1024 * 1024


class SourceKind(StrEnum):
    """What a source is made of."""

    ADDRESSES = "addresses"
    DRUPAL = "drupal"
    FEED = "feed"
    FOLDER = "folder"
    JSON = "json"
    JSONL = "jsonl"
    MAIL = "mail"
    MAILBOX = "mailbox"
    NEWSML = "newsml"
    NITF = "nitf"
    PAGE = "page"
    SITEMAP = "sitemap"
    TABLE = "table"
    TEXT = "text"
    WORDPRESS = "wordpress"


_WITH_DAYS = frozenset({SourceKind.JSON, SourceKind.JSONL})
"""Kinds that state days as text, so that the order of day and month may have to be asked."""

_ALSO = {
    "rss": SourceKind.FEED, "atom": SourceKind.FEED, "rdf": SourceKind.FEED, "html": SourceKind.PAGE,
    "csv": SourceKind.TABLE, "tsv": SourceKind.TABLE, "xlsx": SourceKind.TABLE, "xls": SourceKind.TABLE,
    "ods": SourceKind.TABLE, "spreadsheet": SourceKind.TABLE, "ninjs": SourceKind.JSON,
    "ndjson": SourceKind.JSONL, "newsml-g2": SourceKind.NEWSML, "eml": SourceKind.MAIL,
    "mbox": SourceKind.MAILBOX, "maildir": SourceKind.MAILBOX, "urls": SourceKind.ADDRESSES,
    "txt": SourceKind.TEXT, "json-ld": SourceKind.JSON, "jsonapi": SourceKind.DRUPAL,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the desk says of a source beside its name.

    `get` fetches an address (there is one fetcher, and it is polite); without it nothing is fetched.
    `mapping` says which heading of a sheet holds which field (else it is guessed), `date_order` how
    two-way dates are read, `sheet` which tab. `modified_after` asks WordPress for what changed since.
    """

    today: date
    customs: Customs = field(default_factory=Customs)
    get: Callable[[str], Fetched] | None = None
    kind: SourceKind | None = None
    sheet: str | None = None
    mapping: Callable[[Sheet], Mapping] | None = None
    date_order: DateOrder | None = None
    modified_after: datetime | None = None


@dataclass(slots=True)
class Source:
    """An opened source: iterate over it for its arrivals, once.

    `size` is its length in bytes where that is known, `position()` how far the reading has come.
    """

    name: str
    kind: SourceKind
    arrivals: Iterator[Arrival]
    size: int | None = None
    position: Callable[[], int] = field(default=lambda: 0)

    def __iter__(self) -> Iterator[Arrival]:
        """The arrivals, in the source's own order."""
        return self.arrivals


def customs_of(settings: Settings) -> Customs:
    """The customs that the settings of this machine state.

    Raises BadInput for a rule or a field that cannot be read, a zone or a language that is none.
    """
    from syndicate.exchange.drupal import drupal_fields
    from syndicate.rules.articles.cuts import cut_rules
    from syndicate.rules.articles.stamps import read_stamp
    from syndicate.rules.languages import read_language

    if settings.zone is not None:
        read_stamp("2000-01-01T00:00", zone=settings.zone)
    if settings.language:
        read_language(settings.language)
    return Customs(
        zone=settings.zone,
        cuts={
            site: cut_rules(said, where=f'[articles.cut."{site}"]')
            for site, said in settings.cuts.items()
        },
        drupal={
            site: drupal_fields({name: texts[0] if texts else "" for name, texts in said.items()})
            for site, said in settings.drupal.items()
        },
    )


def read_kind(text: str) -> SourceKind:
    """The kind a person named: `feed`, `rss`, `csv` … Raises BadInput for another, with the near one."""
    wanted = text.strip().lower()
    known = {**{kind.value: kind for kind in SourceKind}, **_ALSO}
    if wanted in known:
        return known[wanted]
    near = difflib.get_close_matches(wanted[:40], known, n=1)
    meant = f"; did you mean {near[0]}?" if near else f"; they are {', '.join(SourceKind)}"
    raise BadInput(
        f"{quoted(text)} is no kind of source{meant}",
        hint=f"--kind {near[0] if near else SourceKind.FEED.value}",
    )


def open_source(target: str, wishes: Wishes, *, standard_input: IO[bytes] | None = None) -> Source:
    """The source `target` names: a path, a web address, or `-` for standard input.

    Its kind is told by what is in it, never by its name, unless `wishes.kind` says so. What cannot be
    read of it arrives as refusals. Raises NotFound where there is no such file, Outside where it cannot
    be opened or fetched, BadInput where it is of no known kind, where a sheet has no column for what it
    needs, or where its dates have two readings: those questions come first.
    """
    if target == "-":
        if standard_input is None:
            raise BadInput("nothing stands on standard input", hint="give a file or an address")
        return _from_input(standard_input, wishes)
    if re.match(r"https?://", target, re.IGNORECASE):
        return _from_web(target, wishes)
    path = Path(target)
    try:
        if path.is_dir():
            return _from_folder(path, wishes)
        size = path.stat().st_size
        with path.open("rb") as file:
            kind = wishes.kind or tell_kind(file, path.name)
    except FileNotFoundError as error:
        raise NotFound(_no_file(path), hint=_near_file(path)) from error
    except OSError as error:
        raise Outside(f"{path.name} cannot be read: {error.strerror}") from error
    reach = _Reach()
    arrivals = _file_arrivals(path, _reader(path, kind, wishes), reach)
    return Source(path.name, kind, arrivals, size, reach.position)


def _no_file(path: Path) -> str:
    return f"there is no file {quoted(str(path))}"


def _near_file(path: Path) -> str | None:
    """The command with the file that may be meant: one of a like name beside it."""
    with contextlib.suppress(OSError):
        names = [each.name for each in path.parent.iterdir()]
        if near := difflib.get_close_matches(path.name, names, n=1):
            return f"syndicate article import {path.parent / near[0]}"
    return None


@dataclass(slots=True)
class _Reach:
    """How far the reading of a file has come."""

    file: IO[bytes] | None = None
    last: int = 0

    def position(self) -> int:
        """The place in the file, in bytes."""
        if self.file is not None and not self.file.closed:
            self.last = self.file.tell()
        return self.last


def _reader(
    path: Path, kind: SourceKind, wishes: Wishes
) -> Callable[[IO[bytes]], Iterator[Arrival]]:
    """What reads the file. What a sheet leaves open is asked now, before anything of it is taken."""
    if kind in _WITH_DAYS:
        with path.open("rb") as file:
            wishes = _days_told(file, kind, wishes, name=path.name)
        return lambda file: _unpacked(file, kind, wishes, name=path.name)
    if kind is not SourceKind.TABLE:
        return lambda file: _read(file, kind, wishes, name=path.name)
    with path.open("rb") as file:
        return _asked(file, wishes, name=path.name).arrivals


def _file_arrivals(
    path: Path, read: Callable[[IO[bytes]], Iterator[Arrival]], reach: _Reach
) -> Iterator[Arrival]:
    with path.open("rb") as file:
        reach.file = file
        yield from read(file)
        reach.last = reach.position()
        reach.file = None


def _from_input(given: IO[bytes], wishes: Wishes) -> Source:
    file = tempfile.SpooledTemporaryFile(max_size=_MOST_ARTICLE)  # noqa: SIM115 - closed when read
    size = 0
    while chunk := given.read(1_048_576):
        size += len(chunk)
        if size > _MOST_INPUT:
            raise BadInput("standard input is larger than 2 GB: save it as a file and give that")
        file.write(chunk)
    file.seek(0)
    name = "standard input"
    kind = wishes.kind or tell_kind(file, name)

    def arrivals() -> Iterator[Arrival]:
        with file:
            yield from _read(file, kind, wishes, name=name)

    return Source(name, kind, arrivals(), size)


# -- telling the kind ----------------------------------------------------------------------------

_ROOTS = {
    "rss": SourceKind.FEED, "RDF": SourceKind.FEED, "feed": SourceKind.FEED,
    "urlset": SourceKind.SITEMAP, "sitemapindex": SourceKind.SITEMAP, "nitf": SourceKind.NITF,
    "newsItem": SourceKind.NEWSML, "newsMessage": SourceKind.NEWSML, "packageItem": SourceKind.NEWSML,
    "conceptItem": SourceKind.NEWSML, "planningItem": SourceKind.NEWSML, "html": SourceKind.PAGE,
    "HTML": SourceKind.PAGE,
}  # fmt: skip
_HTML = frozenset(
    {
        "a",
        "article",
        "b",
        "blockquote",
        "body",
        "center",
        "div",
        "em",
        "figure",
        "font",
        "h1",
        "h2",
        "h3",
    }
    | {
        "head",
        "header",
        "i",
        "img",
        "li",
        "link",
        "main",
        "meta",
        "ol",
        "p",
        "section",
        "span",
        "strong",
    }
    | {"table", "title", "ul"}
)
_PART = re.compile(r"<(?:p|div|body|article|br)[\s>/]", re.IGNORECASE)
_ELEMENT = re.compile(r"<(?:[A-Za-z_][\w.-]{0,40}:)?([A-Za-z_][\w.-]{0,40})[\s/>]")
_MAIL_LINE = re.compile(
    r"(?im)^(from|to|subject|date|message-id|received|return-path|mime-version|content-type|"
    r"delivered-to|reply-to|sender)[ \t]{0,4}:"
)
_OWN_LINE = re.compile(r"(?i)(?:headline|title|titre|byline|url|العنوان)\s?:")


def tell_kind(file: IO[bytes], name: str) -> SourceKind:
    """The kind of an open file that can be sought, by what it begins with; the file stands at its start after.

    Raises BadInput for XML of no known kind; anything else that is not told apart is taken for text, whose
    reader says what it is instead.
    """
    file.seek(0)
    start = file.read(_START)
    file.seek(0)
    if start.startswith(GZIP_MAGIC):
        inside = unpacked(io.BytesIO(start), name=name, most_bytes=_MOST_PACKED)
        with contextlib.suppress(BadInput):
            start = inside.read(_START // 8)
        file.seek(0)
        return _by_text(start, name, None)
    if is_workbook(start):
        return SourceKind.TABLE
    kind = _by_text(start, name, file)
    file.seek(0)
    return kind


def _by_text(start: bytes, name: str, file: IO[bytes] | None) -> SourceKind:
    text = _shown_text(start)
    bare = text.lstrip()
    if bare.startswith("<"):
        return _by_root(bare, name)
    if bare.startswith("{"):
        return _by_lines(file) if file is not None else SourceKind.JSONL
    if bare.startswith("["):
        return SourceKind.JSON
    if re.match(r"From \S", text):
        return SourceKind.MAILBOX
    if _is_mail(text):
        return SourceKind.MAIL
    lines = [line.strip() for line in bare.splitlines()[:50] if line.strip()]
    web = sum(bool(re.fullmatch(r"https?://\S+", line)) or line.startswith("#") for line in lines)
    if lines and web == len(lines):
        return SourceKind.ADDRESSES
    if file is not None and _is_table(file, lines, name):
        return SourceKind.TABLE
    from syndicate.pages.read import looks_like_html

    return SourceKind.PAGE if looks_like_html(text) else SourceKind.TEXT


def _shown_text(start: bytes) -> str:
    if start[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return start.decode("utf-16", "ignore").lstrip("\ufeff")
    return start.decode("utf-8", "replace").lstrip("\ufeff")


def _by_root(text: str, name: str) -> SourceKind:
    """The kind of a document in angle brackets: by its first element that is known."""
    first = ""
    for found in _ELEMENT.finditer(text):
        if kind := _ROOTS.get(found[1]):
            return kind
        first = first or found[1]
        if found.start() > 8_000:
            break
    if first.lower() in _HTML or (not text.startswith("<?xml") and _PART.search(text)):
        return SourceKind.PAGE
    if re.search(r"<!DOCTYPE[^>\[]{0,400}\[", text[:8_000]):
        raise BadInput(
            f"{name} defines entities or types of its own (a DOCTYPE with definitions): refused"
        )
    raise BadInput(
        f"{name} is XML of a kind that is not read: it begins with <{first}>",
        hint=f"--kind {SourceKind.FEED.value}, {SourceKind.NITF.value} or {SourceKind.NEWSML.value}, if it is one",
    )


def _by_lines(file: IO[bytes]) -> SourceKind:
    """JSON an object a line, or one document: by whether its first line is an object whole in itself."""
    from syndicate.exchange.jsonl import LONGEST_LINE
    from syndicate.exchange.objects import parsed

    file.seek(0)
    line = file.readline(LONGEST_LINE + 1)
    if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
        return SourceKind.JSONL
    following = file.readline(_START).strip()
    while not following and (more := file.readline(_START)):
        following = more.strip()
    if not following:
        return SourceKind.JSON
    try:
        parsed(line.strip())
    except BadInput:
        # A document over several lines opens a bracket and goes on; a broken line of many ends with one.
        return SourceKind.JSONL if following.startswith(b'{"') else SourceKind.JSON
    return SourceKind.JSONL


def _is_mail(text: str) -> bool:
    head = re.split(r"\r?\n\r?\n", text, maxsplit=1)[0]
    first = head.partition("\n")[0]
    if _OWN_LINE.match(first) or not re.match(r"[A-Za-z][A-Za-z0-9-]{0,76}[ \t]{0,4}:", first):
        return False
    return len({found[1].lower() for found in _MAIL_LINE.finditer(head)}) >= 2


def _is_table(file: IO[bytes], lines: list[str], name: str) -> bool:
    """Whether a text reads as a table: it has headings that name what an article needs."""
    from syndicate.exchange.sheets import open_table
    from syndicate.exchange.spreadsheets import guess_mapping

    if not lines or not any(mark in lines[0] for mark in ",;\t|"):
        return False
    if name.lower().endswith((".csv", ".tsv")):
        return (
            True  # it may be without headings that are known, and its reader then says which it has
        )
    file.seek(0)
    try:
        return not guess_mapping(open_table(file, name=name).head).missing
    except BadInput:
        return False


# -- reading one file ----------------------------------------------------------------------------


def _read(file: IO[bytes], kind: SourceKind, wishes: Wishes, *, name: str) -> Iterator[Arrival]:
    """The arrivals of one open file that can be sought."""
    customs = wishes.customs
    if kind is SourceKind.SITEMAP:
        from syndicate.exchange.sitemaps import read_sitemap

        yield from read_sitemap(file, customs, name=name, get=wishes.get)
        return
    if kind is SourceKind.TABLE:
        yield from _table(file, wishes, name=name)
        return
    if kind in _WITH_DAYS:
        try:
            wishes = _days_told(file, kind, wishes, name=name)
        except BadInput as why:
            yield Refusal(name, _with_option(why, name))
            return
    yield from _unpacked(file, kind, wishes, name=name)


def _days_told(file: IO[bytes], kind: SourceKind, wishes: Wishes, *, name: str) -> Wishes:
    """`wishes` with how the days of a file of JSON are written; the file stands at its start after.

    Raises BadInput where they can be read two ways.
    """
    from syndicate.exchange.days import WrittenDays
    from syndicate.exchange.jsonl import day_orders

    orders: dict[str, DateOrder] = {}
    inside = unpacked(file, name=name, most_bytes=_MOST_PACKED)
    try:
        by_lines = kind is SourceKind.JSONL
        orders = day_orders(inside, name=name, by_lines=by_lines, given=wishes.date_order)
    except BadInput as why:
        # Damage is told when the reading itself comes to it.
        if why.hint or wishes.date_order not in {None, "dmy", "mdy"}:
            raise
    file.seek(0)
    days = WrittenDays(orders, wishes.today)
    return replace(wishes, customs=replace(wishes.customs, days=days))


def _with_option(why: BadInput, name: str) -> str:
    """A question about one file among many, as a reason: with the option that answers it."""
    option = (why.hint or "").rpartition(f" {name} ")[2]
    return f"{why.message} ({option})" if option else why.message


def _unpacked(file: IO[bytes], kind: SourceKind, wishes: Wishes, *, name: str) -> Iterator[Arrival]:
    file = unpacked(file, name=name, most_bytes=_MOST_PACKED)
    try:
        yield from _streamed(file, kind, wishes, name=name)
    except BadInput as fault:
        # Only what unpacks it can end a reader so: damage, or a bomb.
        yield Refusal(name, fault.message)


def _streamed(file: IO[bytes], kind: SourceKind, wishes: Wishes, *, name: str) -> Iterator[Arrival]:
    from syndicate.exchange import feeds, jsonl, mailboxes, newsml, nitf, sitemaps

    customs = wishes.customs

    def opened(raw: bytes, called: str) -> Iterator[Arrival]:
        inside = io.BytesIO(raw)
        told = tell_kind(inside, called)
        return _read(inside, told, replace(wishes, kind=None), name=called)

    match kind:
        case SourceKind.FEED:
            yield from feeds.read_feed(file, customs, name=name)
        case SourceKind.JSONL:
            yield from jsonl.read_jsonl(file, customs, name=name)
        case SourceKind.JSON | SourceKind.WORDPRESS | SourceKind.DRUPAL:
            yield from jsonl.read_document(file, customs, name=name)
        case SourceKind.NITF:
            yield from nitf.read_nitf(file, customs, name=name)
        case SourceKind.NEWSML:
            yield from newsml.read_newsml(file, customs, name=name)
        case SourceKind.MAIL:
            raw = file.read(MOST_BYTES + 1)
            yield from mailboxes.read_message(raw, customs, where=name, opened=opened)
        case SourceKind.MAILBOX:
            yield from mailboxes.read_mailbox(file, customs, name=name, opened=opened)
        case SourceKind.ADDRESSES:
            yield from sitemaps.read_addresses(file, customs, name=name)
        case _:
            yield _article(file.read(_MOST_ARTICLE + 1), customs, name=name)


def _article(
    raw: bytes,
    customs: Customs,
    *,
    name: str,
    url: str | None = None,
    charset: str | None = None,
    where: str | None = None,
) -> Incoming | Refusal:
    """One page or text as an article."""
    from syndicate.pages.read import read_article

    try:
        return read_article(
            raw,
            name=name,
            where=where,
            url=url,
            charset=charset,
            zone=customs.zone,
            cuts=customs.cuts,
        )
    except BadInput as why:
        return Refusal(where or name, why.message)


def _asked(file: IO[bytes], wishes: Wishes, *, name: str) -> TableReading:
    """How the table in `file` is read. Raises BadInput for what only a person can say."""
    from syndicate.exchange.sheets import open_table
    from syndicate.exchange.spreadsheets import guess_mapping, read_table

    table = open_table(file, name=name, sheet=wishes.sheet)
    mapping = (wishes.mapping or guess_mapping)(table.head)
    return read_table(
        table, file, mapping, wishes.customs, today=wishes.today, date_order=wishes.date_order
    )


def _table(file: IO[bytes], wishes: Wishes, *, name: str) -> Iterator[Arrival]:
    """The rows of a table among other files: what it leaves open is a refusal of this file alone."""
    try:
        reading = _asked(file, wishes, name=name)
    except BadInput as why:
        yield Refusal(name, _with_option(why, name))
        return
    yield from reading.arrivals(file)


# -- folders -------------------------------------------------------------------------------------


def _from_folder(folder: Path, wishes: Wishes) -> Source:
    from syndicate.exchange.mailboxes import is_maildir

    kind = SourceKind.MAILBOX if is_maildir(folder) else SourceKind.FOLDER
    return Source(folder.name or str(folder), kind, _folder_arrivals(folder, wishes))


def _folder_arrivals(folder: Path, wishes: Wishes) -> Iterator[Arrival]:
    count = 0
    for path in _files(folder, 0):
        count += 1
        shown = path.relative_to(folder).as_posix()
        try:
            with path.open("rb") as file:
                kind = wishes.kind or tell_kind(file, path.name)
                for arrival in _read(file, kind, wishes, name=path.name):
                    yield replace(arrival, where=_inside(shown, path.name, arrival.where))
        except BadInput as why:
            yield Refusal(shown, why.message)
        except OSError as error:
            yield Refusal(shown, f"it cannot be read: {error.strerror}")
    if not count:
        yield Refusal(folder.name, "it has no files in it")


def _inside(shown: str, name: str, where: str) -> str:
    return shown if where == name else f"{shown}: {where}"


def _files(folder: Path, depth: int) -> Iterator[Path]:
    """The files below a folder in the order of their names, so that a reading begun again meets the same.

    Hidden ones and links are passed over; a Maildir gives its mails.
    """
    from syndicate.exchange.mailboxes import is_maildir, maildir_files

    if is_maildir(folder):
        yield from maildir_files(folder)
        return
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.name.startswith(".") or entry.is_symlink():
            continue
        if entry.is_file():
            yield Path(entry.path)
        elif entry.is_dir() and depth < _DEEPEST:
            yield from _files(Path(entry.path), depth + 1)


# -- the web -------------------------------------------------------------------------------------


def _from_web(url: str, wishes: Wishes) -> Source:
    """A source on the web: fetched once, then told as a file is."""
    from syndicate.exchange.drupal import read_drupal
    from syndicate.exchange.wordpress import read_wordpress

    get, customs = wishes.get, wishes.customs
    if get is None:
        raise BadInput(f"{quoted(url)} is an address, and nothing is fetched here")
    if wishes.kind is SourceKind.WORDPRESS:
        after = wishes.modified_after
        return Source(
            url, SourceKind.WORDPRESS, read_wordpress(url, customs, get=get, modified_after=after)
        )
    if wishes.kind is SourceKind.DRUPAL:
        return Source(url, SourceKind.DRUPAL, read_drupal(url, customs, get=get))
    fetched = get(url)
    file = io.BytesIO(fetched.body)
    kind = wishes.kind or _told_on_web(file, fetched)
    return Source(url, kind, _web_arrivals(file, kind, fetched, wishes, get), len(fetched.body))


def _told_on_web(file: IO[bytes], fetched: Fetched) -> SourceKind:
    from syndicate.exchange.drupal import is_jsonapi
    from syndicate.exchange.objects import parsed

    kind = tell_kind(file, fetched.final_url)
    if kind is SourceKind.JSON:
        with contextlib.suppress(BadInput):
            if is_jsonapi(parsed(fetched.body)):
                return SourceKind.DRUPAL
        if "/wp-json" in fetched.final_url:
            return SourceKind.WORDPRESS
    return kind


def _web_arrivals(
    file: IO[bytes],
    kind: SourceKind,
    fetched: Fetched,
    wishes: Wishes,
    get: Callable[[str], Fetched],
) -> Iterator[Arrival]:
    from syndicate.exchange import drupal, feeds, sitemaps, wordpress

    customs, url = wishes.customs, fetched.final_url
    match kind:
        case SourceKind.WORDPRESS:
            yield from wordpress.read_wordpress(
                url, customs, get=get, modified_after=wishes.modified_after
            )
        case SourceKind.DRUPAL:
            yield from drupal.read_drupal(url, customs, get=get, first=fetched)
        case SourceKind.SITEMAP:
            yield from sitemaps.read_sitemap(file, customs, name=url, url=url, get=get)
        case SourceKind.FEED:
            yield from feeds.read_feed(file, customs, name=url, url=url)
        case SourceKind.PAGE | SourceKind.TEXT:
            yield _article(
                fetched.body, customs, name=url, url=url, charset=fetched.charset, where=url
            )
        case _:
            yield from _read(file, kind, wishes, name=url)


def follow(lead: Lead, wishes: Wishes) -> Incoming | Refusal:
    """The page that a lead names, read as an article; what only the lead knows is kept with it.

    A page that cannot be fetched or read is a refusal. Raises BadInput where nothing is fetched.
    """
    if wishes.get is None:
        raise BadInput(f"{quoted(lead.url)} is an address, and nothing is fetched here")
    try:
        fetched = wishes.get(lead.url)
    except SyndicateError as why:
        return Refusal(lead.where, why.message)
    found = _article(
        fetched.body,
        wishes.customs,
        name=lead.url,
        url=fetched.final_url,
        charset=fetched.charset,
        where=lead.where,
    )
    if isinstance(found, Refusal):
        return found
    draft = found.draft
    if draft.published_on is None:
        draft = replace(draft, published_on=lead.published_on)
    if not draft.headline:
        draft = replace(draft, headline=lead.headline or "")
    if not draft.language_stated and lead.language:
        draft = replace(draft, language=lead.language, language_stated=True)
    return replace(
        found,
        draft=draft,
        source_id=found.source_id or lead.source_id,
        modified_at=found.modified_at or lead.modified_at,
        alternates=found.alternates or lead.alternates,
    )
