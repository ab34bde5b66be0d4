"""What a page would cost to parse, looked at before it is parsed: hostile nesting is refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syndicate.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["check_cost"]


_MOST_TAGS = 60_000
_DEEPEST = 512
_MOST_ATTRIBUTES = 64
_MOST_STEPS = 10_000_000
_MOST_NODES = 300_000
_VOID = frozenset(
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
        "source",
        "track",
        "wbr",
        "param",
        "frame",
        "bgsound",
    ]
)
# Their end tags may be left out: the next of the kind closes them, so they do not nest by themselves.
_OPTIONAL = frozenset(
    [
        "p",
        "li",
        "dt",
        "dd",
        "tr",
        "td",
        "th",
        "thead",
        "tbody",
        "tfoot",
        "option",
        "colgroup",
        "caption",
        "html",
        "head",
        "body",
    ]
)
_FORMATTING = frozenset(
    [
        "a",
        "b",
        "big",
        "code",
        "em",
        "font",
        "i",
        "nobr",
        "s",
        "small",
        "strike",
        "strong",
        "tt",
        "u",
    ]
)
_RAW_TEXT = frozenset(
    ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"]
)
_FOREIGN = frozenset({"svg", "math"})
_RAW_END = {tag: re.compile(rf"</{tag}", re.IGNORECASE) for tag in _RAW_TEXT}
_COMMENT_END = re.compile(r"--!?>")
_TAG_NAME = re.compile(r"/?([A-Za-z][^\s/>\x00]{0,40})")
_ATTRIBUTE = re.compile(
    r"[\s/]*+(?:[^\s/>=][^\s/>=]*+)?(?:\s*+=\s*+(?:\"[^\"]*+\"?|'[^']*+'?|[^\s>\"'][^\s>]*+)?)?"
)


def check_cost(text: str, name: str) -> None:
    """Refuse a page whose parsing would take long or fill the memory.

    A parser's time grows with the square of nesting, of attributes in one tag, and of formatting
    left open. Raises BadInput for a page far beyond what a news site prints.
    """
    if text.count("<") > _MOST_TAGS:
        raise BadInput(f"{name} has more than {_MOST_TAGS:,} tags: that is no article page")
    open_tags = _Open()
    steps = nodes = 0
    for tag, closing in _tags(text, name, open_tags):
        if closing:
            open_tags.close(tag)
            continue
        steps += open_tags.depth + 1
        nodes += open_tags.formatting + 1
        if tag in _VOID or tag in _OPTIONAL:
            continue
        open_tags.open(tag)
        if open_tags.depth > _DEEPEST:
            raise BadInput(f"{name} nests its tags more than {_DEEPEST} deep")
    if steps > _MOST_STEPS or nodes > _MOST_NODES:
        raise BadInput(f"{name} leaves too many tags open to be read as a page")


class _Open:
    """What is open now, never less than a parser has open."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.depth = 0
        self.formatting = 0
        self.foreign: list[int] = []

    def open(self, tag: str) -> None:
        self.counts[tag] = self.counts.get(tag, 0) + 1
        self.depth += 1
        self.formatting += tag in _FORMATTING
        if tag in _FOREIGN:
            self.foreign.append(self.depth)

    def close(self, tag: str) -> None:
        if not self.counts.get(tag):
            return
        if tag in _FOREIGN:
            # A drawing closed out of turn stays open for the parser, and scripts in it are markup.
            if not self.foreign or self.foreign[-1] != self.depth:
                return
            self.foreign.pop()
        self.counts[tag] -= 1
        self.depth -= 1
        self.formatting -= tag in _FORMATTING


def _tags(text: str, name: str, open_tags: _Open) -> Iterator[tuple[str, bool]]:
    at = text.find("<")
    while at != -1:
        if text.startswith("<!--", at):
            found = _COMMENT_END.search(text, at + 2)
            at = text.find("<", found.end()) if found else -1
            continue
        named = _TAG_NAME.match(text, at + 1)
        if not named:
            at = text.find("<", at + 1)
            continue
        tag, closing = named[1].lower(), text[at + 1] == "/"
        raw = tag in _RAW_TEXT and not closing and not open_tags.foreign
        stop = _tag_end(text, named.end(), name)
        if raw:
            end = _RAW_END[tag].search(text, stop)
            at = end.end() if end else -1
        else:
            yield tag, closing
        at = text.find("<", stop if not raw else at) if at != -1 else -1


def _tag_end(text: str, at: int, name: str) -> int:
    """The place behind the tag's ">", its attributes read as a browser reads them."""
    stop = text.find(">", at)
    if stop == -1:
        stop = len(text)
    if stop - at < 2 * _MOST_ATTRIBUTES and '"' not in (rest := text[at:stop]) and "'" not in rest:
        return stop + 1
    for _ in range(_MOST_ATTRIBUTES):
        found = _ATTRIBUTE.match(text, at)
        at = found.end() if found and found.end() > at else at + 1
        if at >= len(text) or text[at] == ">":
            return at + 1
    raise BadInput(f"{name} has a tag with more than {_MOST_ATTRIBUTES} attributes")
