"""Captures: a page, a text or a PDF as it was seen, and the view of it that matching reads."""

from __future__ import annotations

import codecs
import hashlib
import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from syndicate.errors import BadInput
from syndicate.monitor.words import MOST, Words, read_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

__all__ = ["Block", "Capture", "Link", "PageView", "open_capture", "view"]

LARGEST: Final = 10_000_000  # bytes
DEEPEST: Final = 2_000  # elements inside one another; the parser's work grows with the square of it
MOST_TAGS: Final = 400_000
MOST_OPTIONS: Final = 10_000  # as above, by the square
MOST_LINKS: Final = 5_000

_HTML: Final = "text/html"
_TEXT: Final = "text/plain"
_PDF: Final = "application/pdf"


@dataclass(frozen=True, slots=True)
class Capture:
    """What was seen at `at` (aware UTC): the bytes as they came, their kind and their sha256.

    `headers` are those of the answer, names in lower case; None for a file, whose headers nobody
    knows.
    """

    url: str | None
    at: datetime
    media_type: str
    sha256: str
    body: bytes
    charset: str = "utf-8"
    headers: tuple[tuple[str, str], ...] | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the page: where its words start in the text, and in which part of the page."""

    href: str
    rel: frozenset[str]
    text: str
    at: int
    region: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the page: a paragraph, heading, caption or list entry between block tags."""

    at: int
    text: str
    tag: str
    region: str = ""
    quoted: bool = False  # inside blockquote or q


@dataclass(eq=False)
class PageView:
    """What a reader sees of a capture, and what its markup tells machines.

    `text` is the whole visible text followed from `hidden_at` by text that stands only in
    structured data; offsets are code points of it.
    """

    title: str | None
    text: str
    hidden_at: int
    blocks: tuple[Block, ...]
    links: tuple[Link, ...]
    headlines: tuple[str, ...]
    canonical: str | None = None
    robots_noindex: bool | None = False
    language: str | None = None
    site_name: str | None = None
    images: tuple[str, ...] = ()
    tdm_reservation: bool | None = None
    notes: tuple[str, ...] = field(default=())

    @property
    def headline(self) -> str | None:
        """The page's own headline: its first h1, else what its markup names, else its title."""
        return self.headlines[0] if self.headlines else self.title

    @cached_property
    def words(self) -> Words:
        """The words of `text`."""
        return read_words(self.text)


def open_capture(
    raw: bytes,
    *,
    url: str | None,
    at: datetime,
    name: str | None = None,
    content_type: str | None = None,
    headers: tuple[tuple[str, str], ...] | None = None,
) -> Capture:
    """`raw` as a capture: HTML, plain text or PDF, told by its bytes and only then by its name.

    Raises BadInput for what is empty, larger than ten million bytes, or none of the three.
    """
    shown = _plain(name or url or "the capture", 120)
    if not raw.strip(b"\x00\t\n\r \x0b\x0c\xef\xbb\xbf"):
        raise BadInput(f"{shown} is empty")
    if len(raw) > LARGEST:
        raise BadInput(f"{shown} has {len(raw):,} bytes: at most {LARGEST:,} are read")
    kind, charset = _kind(raw, shown, content_type)
    return Capture(
        url=url,
        at=at,
        media_type=kind,
        sha256=hashlib.sha256(raw).hexdigest(),
        body=raw,
        charset=charset,
        headers=headers,
    )


def _plain(text: str, most: int) -> str:
    """One printable line of at most `most` characters."""
    line = "".join(c if c.isprintable() else "?" for c in text[: most + 1])
    return line if len(line) <= most else line[: most - 1] + "…"


_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSET: Final = re.compile(rb"charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_:.-]{2,40})", re.I)
_MARKUP: Final = re.compile(
    rb"<(?:!doctype|html|head|body|meta|title|link|div|p|article|section|main|h[1-6]|span|br|table"
    rb"|a|img|script|style|ul|ol|li|blockquote)[\s>/]",
    re.I,
)
_CONTROL: Final = bytes(c for c in range(32) if c not in b"\t\n\r\x0b\x0c\x1b")


def _kind(raw: bytes, shown: str, content_type: str | None) -> tuple[str, str]:
    head = raw[:4096]
    if b"%PDF-" in head[:1024]:
        return _PDF, "binary"
    charset = next((charset for mark, charset in _MARKS if raw.startswith(mark)), None)
    # Control characters tell pictures, archives and programs from text in any 8-bit charset.
    odd = len(head) - len(head.translate(None, _CONTROL))
    if charset is None and (b"\x00" in head or odd * 50 > len(head)):
        raise BadInput(f"{shown} is neither a web page, a text nor a PDF")
    if charset is None:
        named = _CHARSET.search((content_type or "").encode("ascii", "replace")[:500])
        named = named or _CHARSET.search(head)
        charset = _known(named[1].decode("ascii")) if named else None
    if charset is None or charset.startswith(("cp125", "iso8859", "windows")):
        # Saved and relayed pages often still name the charset they came in.
        charset = "utf-8" if _utf8(raw) else charset or "cp1252"
    return (_HTML if _MARKUP.search(raw[:200_000]) else _TEXT), charset


def _known(charset: str) -> str | None:
    # Browsers read what calls itself Latin-1 as Windows-1252; so the page was written.
    name = {"iso-8859-1": "windows-1252", "latin1": "windows-1252", "us-ascii": "windows-1252"}.get(
        charset.lower(), charset
    )
    try:
        found = codecs.lookup(name)
    except LookupError:
        return None
    # Some codecs turn bytes into bytes; only those that make text serve here.
    return found.name if getattr(found, "_is_text_encoding", True) else None


def _utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def view(capture: Capture) -> PageView:
    """The page as a reader and as a machine would see it.

    Raises BadInput where the page is built to stall a parser, and where a PDF has no text layer.
    """
    if capture.media_type == _PDF:
        from syndicate.monitor.textlayer import text_of_pdf

        return _text_view(text_of_pdf(capture.body))
    text = capture.body.decode(capture.charset, "replace")
    if capture.media_type == _TEXT:
        return _text_view(text)
    return _html_view(text, capture)


def _text_view(text: str) -> PageView:
    notes = ("only the first two million characters were read",) if len(text) > MOST else ()
    text = text[:MOST]
    lines = [(m.start(), m[0]) for m in re.finditer(r"[^\n]+", text) if m[0].strip()]
    return PageView(
        title=None,
        text=text,
        hidden_at=len(text),
        blocks=tuple(Block(at=at, text=line, tag="p") for at, line in lines),
        links=(),
        headlines=(" ".join(lines[0][1].split())[:500],) if lines else (),
        robots_noindex=None,
        notes=notes,
    )


_SILENT: Final = ["script", "style", "noscript", "template", "svg", "iframe", "select", "textarea"]
_BLOCKS: Final = frozenset(
    "address article aside blockquote body br button caption center dd details dialog div dl dt"
    " fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr legend li main menu nav ol"
    " option p pre section summary table tbody td tfoot th thead tr ul".split()
)
_REGIONS: Final = frozenset({"nav", "aside", "footer", "header", "figcaption"})
_QUOTES: Final = frozenset({"blockquote", "q"})
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def _html_view(source: str, capture: Capture) -> PageView:
    _guard(source)
    tree = LexborHTMLParser(source)
    head = _Head(tree)
    extra = _structured(tree)
    tree.strip_tags(_SILENT)
    walk = _Walk()
    if tree.body is not None:
        walk.through(tree.body)
    text = "".join(walk.pieces)
    hidden_at = min(len(text), MOST)
    hidden = extra.bodies if extra.bodies or len(text.strip()) > 500 else extra.strings
    text = "\n\n".join([text[:MOST], *hidden])[:MOST]
    headers = dict(capture.headers or ())
    return PageView(
        title=head.title,
        text=text,
        hidden_at=hidden_at,
        blocks=tuple(walk.blocks),
        links=tuple(walk.links),
        headlines=_headlines(walk, head, extra),
        canonical=head.canonical,
        robots_noindex=_noindex(head, headers, known=capture.headers is not None),
        language=head.language or extra.language,
        site_name=head.meta.get("og:site_name"),
        images=tuple(walk.images),
        tdm_reservation=_reserved(head, headers),
    )


_TAG: Final = re.compile(r"<(/?)([a-z][a-z0-9-]{0,30})", re.I)
# Elements that are never open, or that the parser closes by itself when the next one starts.
_UNNESTED: Final = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th option"
    " thead tbody tfoot colgroup path rect circle line use polygon g".split()
)
_LONG_TAG: Final = re.compile(r"<[A-Za-z][^<>]{20000}")
_IN_QUOTES: Final = re.compile(r"\"[^\"]*\"|'[^']*'")


def _guard(source: str) -> None:
    """Refuse pages built to stall the parser: its work grows with the square of some counts."""
    tags = source.count("<")
    if tags > MOST_TAGS:
        raise BadInput(f"the page has {tags:,} tags: at most {MOST_TAGS:,} are read")
    long = _LONG_TAG.search(source)
    if long is not None:
        end = source.find(">", long.end())
        bare = _IN_QUOTES.sub("", source[long.start() : end if end > 0 else len(source)])
        if len(bare.split()) > DEEPEST:
            raise BadInput(f"a tag of the page has {len(bare.split()):,} attributes")
    if tags <= DEEPEST:
        return
    options = source.count("<option") + source.count("<OPTION")
    if options > MOST_OPTIONS:
        raise BadInput(f"the page has {options:,} options in lists: at most {MOST_OPTIONS:,}")
    depth = 0
    open_now: dict[str, int] = {}
    for found in _TAG.finditer(source):
        name = found[2].lower()
        if name in _UNNESTED:
            continue
        held = open_now.get(name, 0)
        if not found[1]:
            open_now[name] = held + 1
            depth += 1
            if depth > DEEPEST:
                raise BadInput(f"the page nests more than {DEEPEST:,} elements inside one another")
        elif held:
            open_now[name] = held - 1
            depth -= 1


class _Head:
    """What the head of a page declares."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        root = tree.root
        self.language = (root.attributes.get("lang") if root is not None else None) or None
        title = tree.css_first("title", default=None)
        self.title = _line(title.text()) if title is not None else None
        self.meta: dict[str, str] = {}
        for node in tree.css("meta[content]")[:500]:
            held = node.attributes
            key = (held.get("name") or held.get("property") or "").strip().lower()
            if key and key not in self.meta:
                self.meta[key] = (held.get("content") or "").strip()[:2_000]
        if self.language is None:
            self.language = self.meta.get("og:locale") or None
        self.canonical = None
        for node in tree.css("link[rel][href]")[:500]:
            if "canonical" in (node.attributes.get("rel") or "").lower().split():
                self.canonical = (node.attributes.get("href") or "").strip()[:2_048] or None
                break


def _line(text: str | None) -> str | None:
    return " ".join((text or "").split())[:500] or None


@dataclass(slots=True)
class _Structured:
    """Text and headlines that JSON in the page holds."""

    bodies: list[str] = field(default_factory=list)
    headlines: list[str] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    language: str | None = None


def _structured(tree: LexborHTMLParser) -> _Structured:
    found = _Structured()
    for node in tree.css("script[type]")[:200]:
        held = node.attributes
        kind = (held.get("type") or "").strip().lower()
        if kind not in {"application/ld+json", "application/json"}:
            continue
        try:
            value = json.loads(node.text(), strict=False)
        except (ValueError, RecursionError):
            continue
        linked = kind == "application/ld+json"
        for key, text in _strings(value):
            if linked and key == "articleBody":
                found.bodies.append(_unmarked(text))
            elif linked and key == "headline":
                found.headlines.append(_line(text) or "")
            elif linked and key == "inLanguage":
                found.language = found.language or text[:35]
            elif not linked and len(text) > 200 and " " in text:
                found.strings.append(_unmarked(text))
    return found


def _strings(value: Any) -> Iterator[tuple[str, str]]:
    """Every string of a JSON value with its key, without recursion; at most 100,000 values."""
    waiting: list[tuple[str, Any]] = [("", value)]
    for _ in range(100_000):
        if not waiting:
            return
        key, held = waiting.pop()
        if isinstance(held, str):
            yield key, held
        elif isinstance(held, dict):
            waiting.extend(reversed(held.items()))
        elif isinstance(held, list):
            waiting.extend((key, part) for part in reversed(held))


_ANY_TAG: Final = re.compile(r"<[^<>]{1,2000}>")


def _unmarked(text: str) -> str:
    return _ANY_TAG.sub("\n", text) if "<" in text else text


class _Walk:
    """One pass over the body in reading order: text, lines, links, images."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.blocks: list[Block] = []
        self.links: list[Link] = []
        self.images: list[str] = []
        self._length = 0
        self._line_from = 0  # index into pieces
        self._line_at = 0
        self._regions: list[str] = []
        self._quotes = 0
        self._headings: list[str] = []
        self._link: tuple[LexborNode, int, int] | None = None

    def through(self, top: LexborNode) -> None:
        """Enter and leave every element below `top`, without recursion."""
        node: LexborNode | None = top
        while node is not None:
            below: LexborNode | None = None
            if node.is_text_node:
                self._say(node.text_content or "")
            elif node.is_element_node:
                self._enter(node, node.tag or "")
                below = node.first_child
            if below is not None:
                node = below
                continue
            while node is not None:
                if node.is_element_node:
                    self._leave(node, node.tag or "")
                if node.mem_id == top.mem_id:
                    node = None
                    break
                after = node.next
                if after is not None:
                    node = after
                    break
                node = node.parent
        self._break("body")

    def _say(self, text: str) -> None:
        self.pieces.append(text)
        self._length += len(text)

    def _enter(self, node: LexborNode, tag: str) -> None:
        if tag in _BLOCKS:
            self._break("div")
        if tag in _REGIONS:
            self._regions.append(tag)
        elif tag in _QUOTES:
            self._quotes += 1
        elif tag in _HEADINGS:
            self._headings.append(tag)
        elif tag == "a" and self._link is None:
            self._link = (node, self._length, len(self.pieces))
        elif tag == "img" and len(self.images) < MOST_LINKS:
            source = node.attributes.get("src")
            if source and not source.startswith("data:"):
                self.images.append(source[:2_048])

    def _leave(self, node: LexborNode, tag: str) -> None:
        if tag in _BLOCKS:
            self._break(tag)
        if tag in _REGIONS and self._regions:
            self._regions.pop()
        elif tag in _QUOTES and self._quotes:
            self._quotes -= 1
        elif tag in _HEADINGS and self._headings:
            self._headings.pop()
        elif tag == "a" and self._link is not None and self._link[0].mem_id == node.mem_id:
            self._file_link()

    def _file_link(self) -> None:
        if self._link is None:
            return
        node, at, piece = self._link
        self._link = None
        held = node.attributes
        href = (held.get("href") or "").strip()
        if href and len(self.links) < MOST_LINKS:
            self.links.append(
                Link(
                    href=href[:2_048],
                    rel=frozenset((held.get("rel") or "").lower().split()),
                    text=_line("".join(self.pieces[piece:])) or "",
                    at=at,
                    region=self._regions[-1] if self._regions else "",
                )
            )

    def _break(self, tag: str) -> None:
        line = "".join(self.pieces[self._line_from :])
        if line.strip():
            self.blocks.append(
                Block(
                    at=self._line_at,
                    text=line,
                    tag=self._headings[-1] if self._headings else tag,
                    region=self._regions[-1] if self._regions else "",
                    quoted=self._quotes > 0,
                )
            )
            self._say("\n")
        self._line_from = len(self.pieces)
        self._line_at = self._length


def _headlines(walk: _Walk, head: _Head, extra: _Structured) -> tuple[str, ...]:
    """What may be the page's headline, surest first, each once."""
    spoken = [_line(b.text) for b in walk.blocks if b.tag == "h1"]
    named = [head.meta.get("og:title"), head.meta.get("twitter:title"), *extra.headlines[:5]]
    every = [_line(text) for text in [*spoken, *named, head.title] if text]
    return tuple(dict.fromkeys(text for text in every if text))


def _noindex(head: _Head, headers: dict[str, str], *, known: bool) -> bool | None:
    """Whether search engines are told to leave the page out; None where only a header could say."""
    said = ",".join([head.meta.get("robots", ""), headers.get("x-robots-tag", "")]).lower()
    asked = {part.strip() for part in said.replace(":", ",").split(",")}
    if asked & {"noindex", "none"}:
        return True
    return False if known else None


def _reserved(head: _Head, headers: dict[str, str]) -> bool | None:
    """The reservation of text and data mining (TDM Reservation Protocol), where the page states it."""
    said = headers.get("tdm-reservation", head.meta.get("tdm-reservation", "")).strip()
    return {"1": True, "0": False}.get(said)
