"""XML read piece by piece: small trees of the elements that are wanted, nothing expanded, nothing fetched.

A document that defines anything for itself (entities, attribute defaults) is refused: that is where bombs
come from. A document type that is only named is passed over and never fetched. The bytes of each piece are
kept, as evidence and so that the item is known again.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING
from xml.parsers import expat

from syndicate.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["XML_LANG", "Element", "Piece", "as_html", "pieces", "whole"]

_CHUNK = 65_536
MOST_BYTES = 100 * 1024 * 1024
MOST_DEPTH = 200
MOST_PIECE = 5 * 1024 * 1024
MOST_ELEMENTS = 50_000
LONGEST_TAG = 1024 * 1024
XML_LANG = "http://www.w3.org/XML/1998/namespace lang"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{0,15}")
_VOID = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "source", "track", "wbr"})


@dataclass(slots=True, eq=False)
class Element:
    """An element: its local name, its namespace, its attributes (`name` or `namespace name`), its children."""

    tag: str
    space: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def get(self, name: str) -> str:
        """The attribute called `name`, "" where there is none."""
        return self.attributes.get(name, "").strip()

    def all(self, *tags: str, space: str | None = None) -> list[Element]:
        """The direct children with one of the names, in their order; those of one namespace if given."""
        return [
            each
            for each in self.children
            if isinstance(each, Element)
            and each.tag in tags
            and (space is None or each.space == space)
        ]

    def first(self, *tags: str, space: str | None = None) -> Element | None:
        """The first of `all`, None where there is none."""
        return next(iter(self.all(*tags, space=space)), None)

    def every(self, *tags: str) -> Iterator[Element]:
        """The elements with one of the names anywhere below, in document order."""
        stack: list[Element | str] = list(reversed(self.children))
        while stack:
            one = stack.pop()
            if isinstance(one, Element):
                if one.tag in tags:
                    yield one
                stack.extend(reversed(one.children))

    def text(self, *tags: str, space: str | None = None) -> str:
        """All text of the element, or of its first child with one of the names; "" for none."""
        element = self.first(*tags, space=space) if tags else self
        if element is None:
            return ""
        parts: list[str] = []
        stack: list[Element | str] = list(reversed(element.children))
        while stack:
            one = stack.pop()
            if isinstance(one, str):
                parts.append(one)
            else:
                stack.extend(reversed(one.children))
        return "".join(parts).strip()


@dataclass(slots=True)
class Piece:
    """A wanted element with its bytes, the line it begins in, and the root it stands in (without children).

    One that is too large comes without children and bytes, with the reason in `fault`.
    """

    element: Element
    raw: bytes
    line: int
    root: Element
    fault: str = ""


def pieces(
    file: IO[bytes],
    *,
    name: str,
    wanted: Callable[[tuple[str, ...], str], bool],
    most_bytes: int = MOST_BYTES,
) -> Iterator[Piece]:
    """The elements of an XML file for which `wanted(names of the open elements, name)` says yes.

    They come as they end, each with all that is in it, in constant memory; one of more than 5 MB of text
    or 50,000 elements comes empty, with its fault. What stands before a fault of the document is yielded
    first; then BadInput says in one line what is wrong, and where. So it does for a document that
    defines entities, is nested more than 200 deep or larger than `most_bytes`.
    """
    reader = _Reader(name, wanted, most_bytes)
    while True:
        chunk = file.read(_CHUNK)
        fault = reader.feed(chunk)
        yield from reader.ready
        reader.ready.clear()
        if fault is not None:
            raise fault
        if not chunk:
            return


def whole(file: IO[bytes], *, name: str) -> Piece:
    """The whole document as one piece. Raises BadInput as `pieces` does."""
    found = next(pieces(file, name=name, wanted=lambda above, _: not above), None)
    if found is None:
        raise BadInput(f"{name} has no element in it")
    return found


class _Reader:
    """One pass over a document: what is open, and the piece that is being gathered."""

    def __init__(
        self, name: str, wanted: Callable[[tuple[str, ...], str], bool], most_bytes: int
    ) -> None:
        self.name = name
        self.most_bytes = most_bytes
        self.wanted = wanted
        self.ready: list[Piece] = []
        self.root: Element | None = None
        self.path: list[str] = []
        self.open: list[Element] = []
        self.began = self.line = self.size = self.count = 0
        self.fault = ""
        self.kept = bytearray()
        self.kept_from = self.fed = 0
        self.parser = self._parser()

    def _parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._opened
        parser.EndElementHandler = self._closed
        parser.CharacterDataHandler = self._said
        parser.SkippedEntityHandler = self._named
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        # Told that there are definitions elsewhere, the parser passes over names it does not know (such
        # as &eacute;) instead of giving up; what is elsewhere is answered with nothing.
        parser.ExternalEntityRefHandler = self._elsewhere
        parser.UseForeignDTD(True)  # noqa: FBT003 - the parser's own switch
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE)
        return parser

    def _elsewhere(self, context: str | None, *_: object) -> int:
        if context is not None:
            raise BadInput(f"{self.name} refers to what stands outside of it: refused")
        self.parser.ExternalEntityParserCreate(None).Parse(b"", True)  # noqa: FBT003 - this is all
        return 1

    def feed(self, chunk: bytes) -> BadInput | None:
        """Parse one more chunk, the empty one last; the fault, where there is one."""
        self.kept += chunk
        self.fed += len(chunk)
        if self.fed > self.most_bytes:
            return BadInput(f"{self.name} is larger than {self.most_bytes // 1024 // 1024} MB")
        try:
            self.parser.Parse(chunk, not chunk)
        except BadInput as fault:
            return fault
        except expat.ExpatError as fault:
            return self._broken(fault)
        except (LookupError, ValueError) as fault:
            return BadInput(f"{self.name} is in an encoding nobody knows: {fault}")
        reached = max(self.parser.CurrentByteIndex, 0)
        if self.fed - reached > LONGEST_TAG:
            return BadInput(f"{self.name} has a tag or comment of more than 1 MB: refused")
        needed = self.began if self.open and not self.fault else reached
        if needed > self.kept_from:
            del self.kept[: needed - self.kept_from]
            self.kept_from = needed
        return None

    def _broken(self, fault: expat.ExpatError) -> BadInput:
        why = expat.ErrorString(fault.code)
        ended = self.root is None and not self.fed
        if ended:
            return BadInput(f"{self.name} is empty")
        return BadInput(f"{self.name} is broken XML at line {fault.lineno}: {why}")

    def _doctype(self, _name: str, _system: str | None, _public: str | None, inside: bool) -> None:  # noqa: FBT001 - the parser's own call
        if inside:
            raise BadInput(
                f"{self.name} defines entities or types of its own (a DOCTYPE with definitions): refused"
            )

    def _entity(self, *_: object) -> None:
        raise BadInput(f"{self.name} defines entities of its own: refused")

    def _opened(self, name: str, attributes: dict[str, str]) -> None:
        space, _, tag = name.rpartition(" ")
        if len(self.path) >= MOST_DEPTH:
            raise BadInput(f"{self.name} is nested more than {MOST_DEPTH} deep: refused")
        element = Element(tag, space, attributes)
        if self.root is None:
            self.root = Element(tag, space, attributes)
        if self.open:
            self.count += 1
            if self.count > MOST_ELEMENTS:
                self._spoil(f"it has more than {MOST_ELEMENTS:,} elements")
            if not self.fault:
                self.open[-1].children.append(element)
            self.open.append(element)
        elif self.wanted(tuple(self.path), tag):
            self.began, self.line = self.parser.CurrentByteIndex, self.parser.CurrentLineNumber
            self.size, self.count, self.fault = 0, 0, ""
            self.open.append(element)
        self.path.append(tag)

    def _closed(self, _name: str) -> None:
        self.path.pop()
        if not self.open:
            return
        element = self.open.pop()
        if self.open or self.root is None:
            return
        raw = b""
        if not self.fault:
            raw = self._raw()
        self.ready.append(Piece(element, raw, self.line, self.root, self.fault))

    def _raw(self) -> bytes:
        """The bytes of the piece that ends here."""
        start, at = self.began - self.kept_from, self.parser.CurrentByteIndex - self.kept_from
        # At the end of a tag that closes itself the parser stands behind it, else before the end tag.
        hollow = not self.count and not self.size
        if hollow and self.kept[start:at].endswith((b"/>", b"/\x00>\x00", b"\x00/\x00>")):
            return bytes(self.kept[start:at])
        end = self.kept.find(b">", at)
        return bytes(self.kept[start : end + 1 if end >= 0 else None])

    def _spoil(self, fault: str) -> None:
        """Give the open piece up, and what was gathered of it."""
        self.fault = self.fault or fault
        self.open[0].children.clear()

    def _said(self, text: str) -> None:
        if not self.open:
            return
        self.size += len(text)
        if self.size > MOST_PIECE:
            self._spoil(f"it is larger than {MOST_PIECE // 1024 // 1024} MB")
        if not self.fault:
            self.open[-1].children.append(text)

    def _named(self, name: str, is_parameter: bool) -> None:  # noqa: FBT001 - the parser's own call
        if not is_parameter:
            meant = html.unescape(f"&{name};")
            self._said("" if meant.startswith("&") else meant)


def as_html(element: Element, *, outer: bool = False) -> str:
    """What stands in an XHTML element as HTML text; names that are none of HTML's are left out."""
    out: list[str] = []
    stack: list[Element | str | tuple[str]] = (
        [element] if outer else list(reversed(element.children))
    )
    while stack:
        one = stack.pop()
        if isinstance(one, tuple):
            out.append(one[0])
        elif isinstance(one, str):
            out.append(html.escape(one, quote=False))
        else:
            if _NAME.fullmatch(one.tag):
                said = "".join(
                    f' {key}="{html.escape(value)}"'
                    for key, value in one.attributes.items()
                    if " " not in key and re.fullmatch(r"[A-Za-z_][\w.-]{0,40}", key)
                )
                out.append(f"<{one.tag}{said}>")
                if one.tag.lower() in _VOID:
                    continue
                stack.append((f"</{one.tag}>",))
            stack.extend(reversed(one.children))
    return "".join(out)
