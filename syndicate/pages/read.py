"""Read an article from a file or a page: bytes in, a draft out. Nothing is fetched, nothing runs."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from syndicate.errors import BadInput
from syndicate.pages.plain import read_plain
from syndicate.pages.urls import host_of
from syndicate.rules.articles import Draft, clean_text, fold
from syndicate.rules.articles.cuts import cuts_of, marked_by_text
from syndicate.rules.articles.incoming import Alternate, Incoming
from syndicate.rules.articles.stamps import Stamp, read_stamp

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from syndicate.pages.plain import Page
    from syndicate.rules.articles import Block
    from syndicate.rules.articles.cuts import CutRules

__all__ = [
    "check_blocks",
    "check_text",
    "decode",
    "guess_language",
    "looks_like_html",
    "read_article",
    "read_source",
    "shown_name",
    "stamp_or_note",
]

_LARGEST = 5 * 1024 * 1024
_LONGEST_PASSAGE = 50_000
_MOST_PASSAGES = 5_000
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF", "save its text as a .txt file"),
    (b"PK\x03\x04", "a zip or office file", "save the document as plain text"),
    (b"\xd0\xcf\x11\xe0", "an office file", "save the document as plain text"),
    (b"{\\rtf", "an RTF file", "save the document as plain text"),
    (b"\x89PNG", "a picture", "give the article's text or page"),
    (b"\xff\xd8\xff", "a picture", "give the article's text or page"),
    (b"GIF8", "a picture", "give the article's text or page"),
    (b"RIFF", "a picture or sound file", "give the article's text or page"),
    (b"\x7fELF", "a program", "give the article's text or page"),
    (b"\x1f\x8b", "a compressed file", "unpack it first"),
    (b"BZh", "a compressed file", "unpack it first"),
    (b"\xfd7zXZ", "a compressed file", "unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a compressed file", "unpack it first"),
)
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# Labels as the WHATWG encoding standard maps them: what calls itself Latin-1 is Windows-1252.
_CHARSETS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "utf-16": "utf-16",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "latin1": "cp1252",
    "iso-8859-1": "cp1252",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
    "iso-8859-9": "cp1254",
    "windows-874": "cp874",
    "macintosh": "mac_roman",
    "koi8-r": "koi8_r",
    "koi8-u": "koi8_u",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5",
    "euc-jp": "euc_jp",
    "shift_jis": "cp932",
    "iso-2022-jp": "iso2022_jp",
    "euc-kr": "cp949",
}
_CHARSETS |= {f"windows-125{n}": f"cp125{n}" for n in range(9)}
_CHARSETS |= {f"iso-8859-{n}": f"iso8859_{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)}
_MANY_BYTES = frozenset(
    {"utf-8", "utf-16", "gb18030", "big5", "euc_jp", "cp932", "iso2022_jp", "cp949"}
)
_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s{0,4}=\s{0,4}[\"']?([\w:-]{2,30})", re.IGNORECASE
)
_HTML_START = re.compile(r"<(?:!doctype\s+html|[a-z][a-z0-9]{0,12}[\s/>])", re.IGNORECASE)
_TAG = re.compile(r"</?(?:p|div|h[1-6]|li|span|br|body|html|article)\b[^<>]{0,300}>", re.IGNORECASE)


def read_source(
    raw: bytes,
    *,
    name: str,
    url: str | None = None,
    charset: str | None = None,
    cuts: Mapping[str, CutRules] | None = None,
) -> Draft:
    """The article in `raw`, a text file or an HTML page, as a draft nobody has judged yet.

    `name` is what messages call it, `url` where it was fetched from, `charset` what the server
    said, `cuts` the publisher's own cut rules by site. The encoding is the byte order mark's, else the
    server's, else the page's own, else UTF-8, else Windows-1252. `headline` is "" where none can be
    told. Scripts, styles and pictures are never fetched and never kept; controls and bidi overrides are
    taken out of the text.
    Raises BadInput, in one line, for what is empty, too large, binary, without words or too deep.
    """
    return _draft(raw, *_page(raw, name=name, url=url, charset=charset, cuts=cuts))


def read_article(
    raw: bytes,
    *,
    name: str,
    where: str | None = None,
    url: str | None = None,
    charset: str | None = None,
    zone: str | None = None,
    cuts: Mapping[str, CutRules] | None = None,
) -> Incoming:
    """The article in `raw` as `read_source` reads it, with what its page says beside the text.

    `where` names it in its source (else `name`), `zone` is the publisher's time zone for stamps that
    state none. A stamp that cannot be read is kept in `extra`.
    Raises BadInput as `read_source` does.
    """
    page, media_type = _page(raw, name=name, url=url, charset=charset, cuts=cuts)
    draft = _draft(raw, page, media_type)
    said = page.facts
    extra = dict(said.extra)
    published = stamp_or_note(said.published, "published", extra, zone=zone)
    modified = stamp_or_note(said.modified, "modified", extra, zone=zone)
    in_zone = zone is not None and published is not None and published.at is not None
    if published is not None and (draft.published_on is None or in_zone):
        draft = replace(draft, published_on=published.on)
    return Incoming(
        draft=draft,
        where=where or shown_name(name),
        raw=raw,
        source_id=said.source_id,
        section=said.section,
        modified_at=modified.at if modified else None,
        corrected=said.corrected,
        note=said.note,
        alternates=tuple(Alternate(language, url) for language, url in said.alternates),
        providers=said.providers,
        terms=said.terms,
        extra=extra,
    )


def stamp_or_note(
    text: str | None, what: str, extra: dict[str, str], *, zone: str | None
) -> Stamp | None:
    """The stamp in `text`; one that cannot be read is noted in `extra` as "unread `what`"."""
    if not text:
        return None
    try:
        return read_stamp(text, zone=zone)
    except BadInput:
        extra[f"unread {what}"] = text[:200]
        return None


def _page(
    raw: bytes,
    *,
    name: str,
    url: str | None,
    charset: str | None,
    cuts: Mapping[str, CutRules] | None,
) -> tuple[Page, str]:
    shown = shown_name(name)
    _check_bytes(raw, shown)
    text = decode(raw, charset=charset)
    check_text(text, shown)
    if looks_like_html(text):
        from syndicate.pages.markup import read_page

        page = read_page(text, name=shown, url=url, cuts=cuts)
        media_type = "text/html"
    else:
        page = read_plain(text, url=url)
        if cuts:
            rules = cuts_of(cuts, host_of(page.url) if page.url else "")
            page = replace(page, blocks=marked_by_text(page.blocks, rules))
        media_type = "text/plain"
    if not any(b.text for b in page.blocks):
        raise BadInput(f"{shown} holds no article text")
    check_blocks(page.blocks, shown)
    return page, media_type


def _draft(raw: bytes, page: Page, media_type: str) -> Draft:
    stated = page.language
    body = " ".join(b.text for b in page.blocks)[:20_000]
    return Draft(
        headline=fold(page.headline)[:500],
        byline=fold(page.byline)[:200] or None if page.byline else None,
        published_on=page.published_on,
        language=stated or guess_language(f"{page.headline} {body}"),
        language_stated=stated is not None,
        url=page.url,
        blocks=page.blocks,
        media_type=media_type,
        raw_sha256=hashlib.sha256(raw).hexdigest(),
    )


def shown_name(name: str) -> str:
    """`name` as a message may say it: one line without controls, at most 120 characters."""
    return "".join(c if c.isprintable() else "?" for c in clean_text(name))[:120] or "the article"


def _check_bytes(raw: bytes, name: str) -> None:
    if not raw.strip():
        raise BadInput(f"{name} is empty")
    if len(raw) > _LARGEST:
        size = max(len(raw) // (1024 * 1024), 5)
        raise BadInput(f"{name} is too large ({size} MB): an article file has at most 5 MB")
    for magic, what, instead in _MAGIC:
        if raw.startswith(magic):
            raise BadInput(f"{name} is {what}, not text: {instead}")
    if b"\x00" in raw and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadInput(f"{name} is binary (it holds NUL bytes), not text")


def check_text(text: str, name: str) -> None:
    """Nothing, for a text of words. Raises BadInput for what is binary or holds no words."""
    sample = text[:100_000]
    odd = sum(sample.count(c) for c in "\ufffd\x00\x01\x02\x03\x04\x05\x06\x07\x0e\x0f\x10\x11\x12")
    if odd * 50 > len(sample):
        raise BadInput(f"{name} is binary, not text")
    if not re.search(r"[^\W_]", text):
        raise BadInput(f"{name} holds no words")


def check_blocks(blocks: Sequence[Block], name: str) -> None:
    """Nothing, for a body an article can have. Raises BadInput for too many passages or one too long."""
    if len(blocks) > _MOST_PASSAGES:
        raise BadInput(
            f"{name} has {len(blocks):,} passages: an article has at most {_MOST_PASSAGES:,}"
        )
    longest = max(len(b.text) for b in blocks)
    if longest > _LONGEST_PASSAGE:
        raise BadInput(
            f"{name} has one passage of {longest:,} characters: break it into paragraphs first"
        )


def decode(raw: bytes, *, charset: str | None = None) -> str:
    """`raw` as text: by byte order mark, `charset`, the page's own meta, UTF-8, Windows-1252.

    A single-byte encoding that is named while the bytes are good UTF-8 is overruled: such pages
    were re-saved and kept their old label. Bytes that fit nowhere become U+FFFD.
    """
    for mark, codec in _BOMS:
        if raw.startswith(mark):
            return raw.decode(codec, "replace")
    meta = _META_CHARSET.search(raw[:4096])
    named = [charset or "", meta[1].decode("ascii", "replace") if meta else ""]
    codecs = [_CHARSETS[n] for label in named if (n := label.strip().lower()) in _CHARSETS]
    for codec in [*(c for c in codecs if c in _MANY_BYTES), "utf-8", *codecs]:
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return raw.decode("cp1252", "replace")


def looks_like_html(text: str) -> bool:
    """Whether `text` is a page rather than plain text: by its first tag, or by its many tags."""
    start = text[:2000].lstrip("\ufeff \t\r\n")
    if start.startswith(("<?xml", "<!--")):
        return _HTML_START.search(text[:20_000]) is not None
    if _HTML_START.match(start):
        return True
    sample = text[:50_000]
    return len(_TAG.findall(sample)) >= 4


_STOPWORDS = {
    "en": frozenset(
        [
            "the",
            "of",
            "and",
            "to",
            "in",
            "is",
            "that",
            "for",
            "was",
            "with",
            "on",
            "said",
            "by",
            "from",
            "as",
            "at",
            "are",
            "be",
            "has",
            "it",
        ]
    ),
    "fr": frozenset(
        [
            "le",
            "la",
            "les",
            "des",
            "et",
            "de",
            "du",
            "un",
            "une",
            "que",
            "est",
            "dans",
            "pour",
            "qui",
            "sur",
            "par",
            "au",
            "avec",
            "ont",
            "pas",
        ]
    ),
}
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_NOT_ARABIC = re.compile(
    r"[\u067e\u0686\u0698\u06af\u06cc\u06a9\u06d2\u0679\u0688\u0691]"
)  # Persian, Urdu


def guess_language(text: str) -> str | None:
    """The language `text` seems to be in: "en", "fr" or "ar" by its letters and commonest words.

    None where none of the three is likely; a guess is never taken as stated.
    """
    sample = text[:20_000]
    words = re.findall(r"[^\W\d_]+", sample.lower())
    if not words:
        return None
    letters = sum(map(len, words))
    arabic = 0 if sample.isascii() else len(_ARABIC.findall(sample))
    if arabic * 5 > letters * 2:
        return None if len(_NOT_ARABIC.findall(sample)) * 100 > arabic * 2 else "ar"
    counts = {tag: sum(map(common.__contains__, words)) for tag, common in _STOPWORDS.items()}
    tag = max(counts, key=lambda t: counts[t])
    other = min(counts.values())
    likely = counts[tag] * 12 >= len(words) and counts[tag] > 2 * other
    return tag if likely else None
