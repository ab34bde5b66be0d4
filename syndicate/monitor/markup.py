"""Markup: the view of a page that matching reads, from HTML or plain text."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from syndicate.errors import BadInput
from syndicate.monitor.words import MOST, Words, read_words

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Block", "Link", "PageView", "read_markup", "read_plain", "read_scent"]

# The parser's work grows with the square of some counts: pages beyond these are built to stall it.
DEEPEST: Final = 1_500  # elements inside one another, attributes of one tag
MOST_TAGS: Final = 200_000
MOST_OPTIONS: Final = 5_000
MOST_ROOTS: Final = 50
MOST_LINKS: Final = 5_000
LONG_STRETCH: Final = 20_000  # characters to the next tag, from where attributes are counted


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
    structured data; offsets are code points of it. `bylines` are what its markup sets as one for readers,
    `authors` the names its meta tags and structured data give. `marked_up` is false for bare text.
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
    bylines: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    marked_up: bool = False

    @property
    def headline(self) -> str | None:
        """The page's own headline: its first h1, else what its markup names, else its title."""
        return self.headlines[0] if self.headlines else self.title

    @cached_property
    def words(self) -> Words:
        """The words of `text`."""
        return read_words(self.text)


def read_plain(text: str) -> PageView:
    """Plain text as a page: its first line is the headline, every line a block.

    Where blank lines part the paragraphs, a single line break is where a line was full.
    """
    notes = ("only the first two million characters were read",) if len(text) > MOST else ()
    text = text[:MOST].replace("\r\n", "\n")
    lines = [(m.start(), m[0]) for m in _LINE.finditer(text) if m[0].strip()]
    if "\n\n" in text.strip():
        text = _WRAPPED.sub(" ", text)
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


_LINE: Final = re.compile(r"[^\n]+")
_WRAPPED: Final = re.compile(r"(?<!\n)\n(?!\n)")
_SILENT: Final = ["script", "style", "noscript", "template", "svg", "iframe", "select", "textarea"]
_BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "button",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_REGIONS: Final = frozenset({"nav", "aside", "footer", "header", "figcaption"})
_QUOTES: Final = frozenset({"blockquote", "q"})
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def read_markup(source: str, *, headers: tuple[tuple[str, str], ...] | None = None) -> PageView:
    """HTML as a reader and as a machine would see it; `headers` of the answer, where they are known.

    Raises BadInput for a page built to stall the parser.
    """
    _guard(source)
    tree = LexborHTMLParser(source)
    head = _Head(tree)
    extra = _structured(tree)
    tree.strip_tags(_SILENT)
    bylines = _bylines(tree)
    walk = _Walk()
    if tree.body is not None:
        walk.through(tree.body)
    text = "".join(walk.pieces)
    hidden_at = min(len(text), MOST)
    hidden = extra.told(text)
    text = "\n\n".join([text[:MOST], *hidden])[:MOST]
    for line in _LINE.finditer(text, hidden_at):
        if line[0].strip():
            walk.blocks.append(Block(at=line.start(), text=line[0], tag="script"))
    said = dict(headers or ())
    return PageView(
        title=head.title,
        text=text,
        hidden_at=hidden_at,
        blocks=tuple(walk.blocks),
        links=tuple(walk.links),
        headlines=_headlines(walk, head, extra),
        canonical=head.canonical,
        robots_noindex=_noindex(head, said, known=headers is not None),
        language=head.language or extra.language,
        site_name=head.meta.get("og:site_name"),
        images=tuple(walk.images),
        tdm_reservation=_reserved(head, said),
        bylines=bylines,
        authors=tuple(dict.fromkeys([*extra.authors, *head.authors]))[:_MOST_AUTHORS],
        marked_up=True,
    )


def read_scent(source: str) -> str:
    """The text of HTML as quickly as it can be had: enough to look for candidates by.

    Words may run together where one block ends and the next begins; no run within a block is lost.
    Raises BadInput as `read_markup` does.
    """
    _guard(source)
    tree = LexborHTMLParser(source)
    extra = _structured(tree)
    tree.strip_tags(_SILENT)
    # A mark no page can hold parts the nodes, so that markup inside a word does not part it.
    text = tree.body.text(separator="\x00").replace("\x00", "") if tree.body is not None else ""
    return "\n\n".join([text[:MOST], *extra.told(text)])[:MOST]


_TAG: Final = re.compile(r"<(/?)([a-z][a-z0-9-]{0,30})")
# Elements that are never open, or that the parser closes by itself when the next one starts.
_UNNESTED: Final = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "dt",
        "dd",
        "tr",
        "td",
        "th",
        "option",
        "thead",
        "tbody",
        "tfoot",
        "colgroup",
        "path",
        "rect",
        "circle",
        "line",
        "use",
        "polygon",
        "g",
    ]
)
_QUOTED: Final = re.compile(r"\"[^\"]*\"|'[^']*'")


def _guard(source: str) -> None:
    """Refuse pages built to stall the parser; what real pages hold stays far below."""
    stretches = source.split("<")
    tags = len(stretches) - 1
    if tags > MOST_TAGS:
        raise BadInput(f"the page has {tags:,} tags: at most {MOST_TAGS:,} are read")
    for stretch in stretches:
        if len(stretch) < LONG_STRETCH:
            continue
        held = len(_QUOTED.sub("", stretch).partition(">")[0].split())
        if held > DEEPEST:
            raise BadInput(
                f"a tag of the page has {held:,} attributes: at most {DEEPEST:,} are read"
            )
    if tags - source.count("</") <= DEEPEST:
        return
    lower = source.lower()
    for name, most in (("option", MOST_OPTIONS), ("body", MOST_ROOTS), ("html", MOST_ROOTS)):
        count = lower.count(f"<{name}")
        if count > most:
            raise BadInput(f"the page has {count:,} {name} tags: at most {most:,} are read")
    if _depth(lower) > DEEPEST:
        raise BadInput(f"the page nests more than {DEEPEST:,} elements inside one another")


def _depth(lower: str) -> int:
    """How many elements stand open inside one another at most, as far as tags alone tell."""
    depth = deepest = 0
    open_now: dict[str, int] = {}
    for found in _TAG.finditer(lower):
        name = found[2]
        if name in _UNNESTED:
            continue
        held = open_now.get(name, 0)
        if not found[1]:
            open_now[name] = held + 1
            depth += 1
            deepest = max(deepest, depth)
        elif held:
            open_now[name] = held - 1
            depth -= 1
    return deepest


_MOST_AUTHORS: Final = 40
_LONGEST_BYLINE: Final = 200
_AUTHOR_KEYS: Final = frozenset(
    [
        "author",
        "article:author",
        "byl",
        "byline",
        "citation_author",
        "cxenseparse:author",
        "dc.creator",
        "dcterms.creator",
        "parsely-author",
        "sailthru.author",
    ]
)
_SET_AS_BYLINE: Final = '[rel~="author"],[itemprop~="author"],[class~="byline"],[class~="author"]'


def _bylines(tree: LexborHTMLParser) -> tuple[str, ...]:
    """What the markup of the page sets as a byline for its readers, outside menus and boxes."""
    found = []
    for node in tree.css(_SET_AS_BYLINE)[:_MOST_AUTHORS]:
        above = node.parent
        while above is not None and above.tag not in _OUTSIDE:
            above = above.parent
        text = _line(node.text(separator=" ")) or ""
        if above is None and 0 < len(text) <= _LONGEST_BYLINE:
            found.append(text)
    return tuple(dict.fromkeys(found))


_OUTSIDE: Final = frozenset({"nav", "aside", "footer", "figcaption"})


class _Head:
    """What the head of a page declares."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        root = tree.root
        self.language = (root.attributes.get("lang") if root is not None else None) or None
        title = tree.css_first("title", default=None)
        self.title = _line(title.text()) if title is not None else None
        self.meta: dict[str, str] = {}
        self.authors: list[str] = []
        for node in tree.css("meta[content]")[:500]:
            held = node.attributes
            key = (held.get("name") or held.get("property") or "").strip().lower()
            if key in _AUTHOR_KEYS and (name := _a_name(held.get("content"))):
                self.authors.append(name)
            if key and key not in self.meta:
                self.meta[key] = (held.get("content") or "").strip()[:2_000]
        if self.language is None:
            self.language = self.meta.get("og:locale") or None
        self.canonical = None
        for node in tree.css("link[rel][href]")[:500]:
            if "canonical" in (node.attributes.get("rel") or "").lower().split():
                self.canonical = (node.attributes.get("href") or "").strip()[:2_048] or None
                break


def _a_name(text: object) -> str | None:
    """The name of an author in a field that may as well hold an address."""
    name = _line(text) if isinstance(text, str) else None
    if name is None or len(name) > _LONGEST_BYLINE or "://" in name or name.startswith(("/", "@")):
        return None
    return name


def _line(text: str | None) -> str | None:
    return " ".join((text or "").split())[:500] or None


@dataclass(slots=True)
class _Structured:
    """Text and headlines that JSON in the page holds."""

    bodies: list[str] = field(default_factory=list)
    headlines: list[str] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    language: str | None = None
    authors: list[str] = field(default_factory=list)

    def told(self, visible: str) -> list[str]:
        """Article bodies; where there are none and little is visible, every long string."""
        return self.bodies if self.bodies or len(visible.strip()) > 500 else self.strings


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
        if linked and value:
            found.authors.extend(_authors(value))
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


def _strings(value: object) -> Iterator[tuple[str, str]]:
    """Every string of a JSON value with its key, without recursion; at most 100,000 values."""
    waiting: list[tuple[str, object]] = [("", value)]
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


def _authors(value: object) -> Iterator[str]:
    """The authors of the articles in structured data: names, or things with a name, in place or by id.

    Of several articles those whose text stands there count, else the first: the others are links.
    """
    things = list(_things(value))
    by_id = {str(thing["@id"]): thing for thing in things if "@id" in thing and "name" in thing}
    articles = [
        thing
        for thing in things
        if "author" in thing and thing.keys() & {"headline", "articleBody"}
    ]
    chosen = [thing for thing in articles if "articleBody" in thing] or articles[:1]
    for thing in chosen[:_MOST_AUTHORS]:
        held = thing["author"]
        for one in (held if isinstance(held, list) else [held])[:_MOST_AUTHORS]:
            named = one
            if isinstance(one, dict):
                named = one.get("name") or by_id.get(str(one.get("@id")), {}).get("name")
            for said in named if isinstance(named, list) else [named]:
                if name := _a_name(said):
                    yield name


def _things(value: object) -> Iterator[dict[str, object]]:
    """Every object of a JSON value, without recursion; at most 20,000 values."""
    waiting: list[object] = [value]
    for _ in range(20_000):
        if not waiting:
            return
        held = waiting.pop()
        if isinstance(held, dict):
            yield held
            waiting.extend(reversed(list(held.values())))
        elif isinstance(held, list):
            waiting.extend(reversed(held))


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
        # A line break in the source is a blank; the end of a block is the only end of a line.
        text = text.replace("\n", " ")
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
            self.pieces.append("\n")
            self._length += 1
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
