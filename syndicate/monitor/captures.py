"""Captures: a page, a text or a PDF as it was seen, told by its bytes."""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from syndicate.errors import BadInput
from syndicate.monitor.markup import Block, Link, PageView, read_markup, read_plain, read_scent
from syndicate.monitor.words import Words, read_words

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["Block", "Capture", "Link", "PageView", "open_capture", "scent", "view"]

LARGEST: Final = 10_000_000  # bytes

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
_CHARSET: Final = re.compile(
    rb"charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE
)
_MARKUP: Final = re.compile(
    rb"<(?:!doctype|html|head|body|meta|title|link|div|p|article|section|main|h[1-6]|span|br|table"
    rb"|a|img|script|style|ul|ol|li|blockquote)[\s>/]",
    re.IGNORECASE,
)
_CONTROL: Final = bytes(c for c in range(32) if c not in b"\t\n\r\x0b\x0c\x1b")


def _kind(raw: bytes, shown: str, content_type: str | None) -> tuple[str, str]:
    head = raw[:4096]
    if b"%PDF-" in head[:1024]:
        return _PDF, "binary"
    charset = next((charset for mark, charset in _MARKS if raw.startswith(mark)), None)
    # Control characters tell pictures, archives and programs from text in any 8-bit charset.
    odd = len(head) - len(head.translate(None, _CONTROL))
    if charset is None and (b"\x00" in head or (odd > 4 and odd * 20 > len(head))):
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


def scent(capture: Capture) -> Words:
    """The words of a capture read as quickly as can be, to look for candidates by.

    Raises BadInput as `view` does.
    """
    if capture.media_type == _HTML:
        return read_words(read_scent(capture.body.decode(capture.charset, "replace")))
    return view(capture).words


def view(capture: Capture) -> PageView:
    """The page as a reader and as a machine would see it.

    Raises BadInput where the page is built to stall a parser, and where a PDF has no text layer.
    """
    if capture.media_type == _PDF:
        from syndicate.monitor.textlayer import text_of_pdf

        return read_plain(text_of_pdf(capture.body))
    text = capture.body.decode(capture.charset, "replace")
    if capture.media_type == _TEXT:
        return read_plain(text)
    return read_markup(text, headers=capture.headers)
