"""What a page would cost to parse, looked at before it is parsed: hostile nesting is refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syndicate.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["check_cost"]


_MOST_TAGS = 200_000
_DEEPEST = 512
_MOST_ATTRIBUTES = 200
_MOST_STEPS = 60_000_000
_MOST_NODES = 1_500_000
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track"}
    | {"wbr", "param", "frame", "bgsound"}
)
# Their end tags may be left out; they close themselves.
_OPTIONAL = frozenset(
    {"p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup"}
    | {"colgroup", "caption", "html", "head", "body", "rp", "rt"}
)
_FORMATTING = frozenset(
    {
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
    }
)
_RAW_TEXT = frozenset(
    {"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"}
)
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
    opened: dict[str, int] = {}
    depth = formatting = steps = nodes = 0
    for tag, closing in _tags(text, name):
        count = opened.get(tag, 0)
        if closing:
            if count:
                opened[tag] = count - 1
                depth -= 1
                formatting -= tag in _FORMATTING
            continue
        steps += depth + 1
        nodes += formatting + 1
        if tag in _VOID or tag in _OPTIONAL or tag in _RAW_TEXT:
            continue
        opened[tag] = count + 1
        depth += 1
        formatting += tag in _FORMATTING
        if depth > _DEEPEST:
            raise BadInput(f"{name} nests its tags more than {_DEEPEST} deep")
    if steps > _MOST_STEPS or nodes > _MOST_NODES:
        raise BadInput(f"{name} leaves too many tags open to be read as a page")


def _tags(text: str, name: str) -> Iterator[tuple[str, bool]]:
    at, end = text.find("<"), len(text)
    while at != -1:
        if text.startswith("<!--", at):
            close = text.find("-->", at + 4)
            at = text.find("<", close + 3) if close != -1 else -1
            continue
        found = _TAG_NAME.match(text, at + 1)
        if not found:
            at = text.find("<", at + 1)
            continue
        tag, closing = found[1].lower(), text[at + 1] == "/"
        stop = _tag_end(text, found.end(), name)
        yield tag, closing
        if tag in _RAW_TEXT and not closing:
            stop = _raw_end(text, stop, tag)
        at = text.find("<", stop) if stop < end else -1


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


def _raw_end(text: str, at: int, tag: str) -> int:
    found = re.compile(rf"</{tag}", re.IGNORECASE).search(text, at)
    return found.start() if found else len(text)
