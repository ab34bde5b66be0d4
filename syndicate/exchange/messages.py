"""A request that came by mail: an .eml, or a mail pasted as text, read under caps into plain values.

The structure of a message is cut here, piece by piece under limits, and only small pieces go to the
standard library's decoders: its own parser recurses in nested comments and parts, and walks long headers
more than once. HTML is reduced to text by a scan over its tags, without a tree that could be made to swell.
"""

from __future__ import annotations

import binascii
import html
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qs, unquote, unquote_to_bytes, urlsplit

from syndicate.errors import BadInput
from syndicate.exchange.workbooks import OLE_MAGIC, ZIP_MAGIC

__all__ = ["Attachment", "Mail", "read_mail"]

MOST_BYTES = 25 * 1024 * 1024
MOST_DEPTH = 20
MOST_PARTS = 200
MOST_HEADERS = 1_000
LONGEST_HEADER = 4_000
LONGEST_TEXT = 200_000
MOST_URLS = 200
LONGEST_URL = 2_000


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a mail. `name` is for showing: never a place to write to."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as read: what it says, not what is true.

    Addresses are what the sender claims; `dkim_seen` says a signature stood there, not that it holds.
    `at` is aware UTC. `text` is plain text with its lines; `page` the HTML of its body, where it has one.
    """

    message_id: str | None
    in_reply_to: str | None
    references: tuple[str, ...]
    sender_name: str | None
    sender_address: str | None
    reply_to: str | None
    subject: str | None
    at: datetime | None
    text: str
    urls: tuple[str, ...]
    attachments: tuple[Attachment, ...]
    dkim_seen: bool
    page: str | None = field(default=None, repr=False)


def read_mail(raw: bytes) -> Mail:
    """The mail in `raw`: an .eml file, or its text pasted with or without the lines From, Subject, Date.

    One that a colleague passed on is read for the mail inside: its sender, its subject, its words.

    Limits: 25 MB, 20 levels, 200 parts, 1,000 header lines. Raises BadInput in one line for what is no
    mail or passes them.
    """
    if len(raw) > MOST_BYTES:
        raise BadInput(f"the mail is {len(raw) // 1024 // 1024} MB; the limit is 25 MB")
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    if not raw.strip(b"\x00 \r\n\t"):
        raise BadInput("the mail is empty")
    if raw.startswith(OLE_MAGIC):
        raise BadInput(
            "this is an Outlook .msg file; in Outlook open the mail, choose More actions > Save as .eml, "
            "or copy its text and paste it on standard input",
            hint="syndicate request log -",
        )
    if raw.startswith((ZIP_MAGIC, b"%PDF-", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b")):
        raise BadInput(
            "this is a file of another kind, not a mail; give the .eml or paste its text"
        )
    if raw.startswith(b"From "):  # the line an mbox puts before each mail
        raw = raw.partition(b"\n")[2]
    if _HEADER.match(raw) and _KNOWN_HEADER.search(raw[:20_000].partition(b"\n\n")[0]):
        return _passed_on(_message(raw))
    return _passed_on(_pasted(raw))


# -- a message with headers ----------------------------------------------------------------------

_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]{0,76}[ \t]{0,4}:")
_KNOWN_HEADER = re.compile(
    rb"(?im)^(?:from|to|subject|date|message-id|received|return-path|mime-version|content-type|"
    rb"delivered-to|reply-to|sender|x-[a-z-]{1,40})[ \t]{0,4}:"
)
_ADDRESS = re.compile(r"[^\s<>\"'(),:;\[\]\\@]{1,64}@[A-Za-z0-9\-._\u0080-\uffff]{1,190}")
_MESSAGE_ID = re.compile(r"<[^\s<>]{1,500}>")
_TYPE = re.compile(r"\s{0,9}([a-z0-9!#$&^_.+-]{1,60}/[a-z0-9!#$&^_.+-]{1,80})")
_PARAMETER = re.compile(
    r";\s{0,9}([A-Za-z0-9_-]{1,40}(?:\*\d{0,2}\*?)?)\s{0,9}=\s{0,9}(\"(?:[^\"\\]|\\.){0,1000}\"|[^\s;\"]{0,1000})"
)

Headers = dict[str, list[str]]


@dataclass(slots=True)
class _Found:
    """What the walk has gathered: texts to read, files to keep, parts counted."""

    texts: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    page: str | None = None
    parts: int = 0


def _message(raw: bytes) -> Mail:
    headers, body = _headers(raw)
    found = _Found()
    _walk(headers, body, found, depth=0)
    subject = _first(headers, "subject")
    name, address = _sender(headers)
    _, reply_to = _mailbox(_first(headers, "reply-to") or "")
    text = _tidy("\n\n".join(found.texts))
    inner = [each for each in found.attachments if each.media_type == "message/rfc822"]
    if not text and len(inner) == 1 and inner[0].content.strip():
        # A mail forwarded as an attachment with nothing added: the desk means the one inside.
        forwarded = _headers(inner[0].content)
        found.texts.clear()
        _walk(*forwarded, found, depth=1)
        text = _tidy("\n\n".join(found.texts))
        name, address = _sender(forwarded[0])
        subject = _first(forwarded[0], "subject") or subject
        _, reply_to = _mailbox(_first(forwarded[0], "reply-to") or "")
    name = _as_signed(name, text)
    references = _MESSAGE_ID.findall(" ".join(headers.get("references", []))[:LONGEST_HEADER])
    return Mail(
        message_id=_identity(_first(headers, "message-id")),
        in_reply_to=_identity(_first(headers, "in-reply-to")),
        references=tuple(references[:50]),
        sender_name=name,
        sender_address=address,
        reply_to=reply_to,
        subject=_decoded(subject) or None if subject else None,
        at=_moment(_first(headers, "date") or _first(headers, "sent")),
        text=text,
        urls=_urls(text, found.links),
        attachments=tuple(found.attachments),
        dkim_seen="dkim-signature" in headers,
        page=found.page,
    )


def _headers(raw: bytes) -> tuple[Headers, bytes]:
    """The headers of a message or part by lower-case name, raw and unfolded, and the body after them."""
    headers: Headers = {}
    at, count, last = 0, 0, ""
    while at < len(raw):
        end = raw.find(b"\n", at)
        end = len(raw) if end < 0 else end
        line = raw[at : min(end, at + LONGEST_HEADER)].rstrip(b"\r")
        if not line.strip():
            return headers, raw[end + 1 :]
        count += 1
        if count > MOST_HEADERS:
            raise BadInput(f"the mail has more than {MOST_HEADERS:,} lines of headers: refused")
        text = line.decode("utf-8", "replace").replace("\x00", "")
        if line[:1] in {b" ", b"\t"} and last:
            kept = headers[last][-1]
            headers[last][-1] = f"{kept} {text.strip()}"[:LONGEST_HEADER]
        elif _HEADER.match(line):
            key, _, value = text.partition(":")
            last = key.strip().lower()
            headers.setdefault(last, []).append(value.strip())
        else:
            return headers, raw[at:]
        at = end + 1
    return headers, b""


def _first(headers: Headers, name: str) -> str | None:
    return next(iter(headers.get(name, ())), None)


# -- header values -------------------------------------------------------------------------------


def _decoded(value: str | None) -> str:
    """A header value with its encoded words read (RFC 2047), on one line, without control characters."""
    if not value:
        return ""
    value = value[:LONGEST_HEADER]
    if "=?" not in value:
        return _one_line(value)
    try:
        pieces = decode_header(value)
    except (HeaderParseError, binascii.Error, ValueError):
        return _one_line(value)
    return _one_line(
        "".join(
            piece if isinstance(piece, str) else _text_of(piece, charset or "latin-1")
            for piece, charset in pieces
        )
    )


def _one_line(text: str) -> str:
    shown = "".join(letter if letter.isprintable() else " " for letter in text[:LONGEST_HEADER])
    return " ".join(shown.translate(_INVISIBLE).split())[:1_000]


_INVISIBLE = dict.fromkeys([0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def _sender(headers: Headers) -> tuple[str | None, str | None]:
    return _mailbox(_first(headers, "from") or _first(headers, "sender") or "")


def _mailbox(value: str) -> tuple[str | None, str | None]:
    """(name, address) of the first mailbox in a header; the address is what stands in the brackets.

    A name that itself looks like an address is kept as a name: it must never be taken for the address.
    """
    value = value[:LONGEST_HEADER]
    start = value.rfind("<")
    bracketed = _ADDRESS.search(value, start) if start >= 0 else None
    if bracketed:
        name = _decoded(value[:start]).strip("\"' ,;")
        return name[:200] or None, bracketed[0]
    bare = _ADDRESS.search(value)
    if bare is None:
        return _decoded(value)[:200] or None, None
    after = value[bare.end() :].strip()
    name = _decoded(after[1:-1]) if after.startswith("(") and after.endswith(")") else ""
    return name[:200] or None, bare[0]


def _as_signed(name: str | None, text: str) -> str | None:
    """`Bashir, Lena` turned, `Rym Jaziri (La Vigie)` without its house, where the mail itself writes it so."""
    last, comma, first = (name or "").partition(", ")
    alone = (name or "").partition(" (")[0]
    for other in (f"{first} {last}" if comma and "," not in first else "", alone):
        if other and other in text:
            return other
    return name


def _identity(value: str | None) -> str | None:
    found = _MESSAGE_ID.search(value or "")
    return found[0] if found else None


def _moment(value: str | None) -> datetime | None:
    """The moment of a Date header in UTC; one without a zone is taken as UTC, as RFC 5322 says of -0000."""
    try:
        at = parsedate_to_datetime((value or "")[:120])
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return at if 1990 <= at.year <= 2199 else None


def _parameters(value: str) -> dict[str, str]:
    """The parameters of a Content-Type or Content-Disposition, RFC 2231 pieces joined and decoded."""
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for key, said in _PARAMETER.findall(value[:LONGEST_HEADER]):
        bare = re.sub(r"\\(.)", r"\1", said[1:-1]) if said.startswith('"') else said
        name, star, rest = key.lower().partition("*")
        if not star:
            plain.setdefault(name, bare)
            continue
        number = rest.rstrip("*")
        coded = rest.endswith("*") or not rest
        pieces.setdefault(name, {})[int(number) if number else 0] = (bare, coded)
    for name, parts in pieces.items():
        charset, joined = "utf-8", b""
        for number, (bare, coded) in sorted(parts.items()):
            text = bare
            if coded and number == 0 and bare.count("'") >= 2:
                charset, _, text = bare.split("'", 2)
            joined += unquote_to_bytes(text) if coded else text.encode("utf-8", "replace")
        plain[name] = _text_of(joined, charset)
    return plain


# -- parts ---------------------------------------------------------------------------------------


def _walk(headers: Headers, body: bytes, found: _Found, *, depth: int) -> None:
    """Gather the texts and files of a part and of those inside it."""
    found.parts += 1
    if found.parts > MOST_PARTS:
        raise BadInput(f"the mail has more than {MOST_PARTS} parts: refused")
    if depth > MOST_DEPTH:
        raise BadInput(f"the mail is nested more than {MOST_DEPTH} levels deep: refused")
    said = _first(headers, "content-type") or "text/plain"
    named = _TYPE.match(said.lower())
    media_type = named[1] if named else "text/plain"
    parameters = _parameters(said)
    if media_type.startswith("multipart/") and parameters.get("boundary"):
        _walk_parts(_split(body, parameters["boundary"]), media_type, found, depth=depth)
        return
    disposition = _first(headers, "content-disposition") or ""
    name = _parameters(disposition).get("filename") or parameters.get("name")
    kept_apart = disposition.strip().lower().startswith("attachment") or bool(name)
    if media_type in {"text/plain", "text/html"} and not kept_apart:
        text = _text_of(_content(headers, body), parameters.get("charset", "utf-8"))
        _add_text(text, media_type, found)
        return
    number = len(found.attachments) + 1
    ending = {"message/rfc822": ".eml", "application/pdf": ".pdf"}.get(media_type, "")
    shown = _file_name(_decoded(name)) or f"attachment-{number}{ending}"
    found.attachments.append(Attachment(shown, media_type, _content(headers, body)))


def _walk_parts(parts: list[bytes], media_type: str, found: _Found, *, depth: int) -> None:
    if media_type != "multipart/alternative":
        for part in parts:
            _walk(*_headers(part), found, depth=depth + 1)
        return
    # The same text several ways: the plain one where it says anything, else the fullest.
    ways: list[list[str]] = []
    texts, found.texts = found.texts, []
    for part in parts:
        _walk(*_headers(part), found, depth=depth + 1)
        ways.append(found.texts)
        found.texts = []
    found.texts = texts
    lengths = [sum(len(text) for text in way) for way in ways]
    first = next((n for n, length in enumerate(lengths) if length), None)
    if first is not None:
        stub = lengths[first] < 80 and max(lengths) > 10 * lengths[first]
        found.texts += ways[lengths.index(max(lengths)) if stub else first]


def _add_text(text: str, media_type: str, found: _Found) -> None:
    room = LONGEST_TEXT - sum(len(each) for each in found.texts)
    if media_type == "text/html":
        found.page = found.page or text[: LONGEST_TEXT * 3]
        text, links = _from_html(text[: LONGEST_TEXT * 3])
        found.links += links[: MOST_URLS * 2]
    if room > 0 and text.strip():
        found.texts.append(text[:room])


def _split(body: bytes, boundary: str) -> list[bytes]:
    """The parts between the lines of `boundary`; an end that is missing is the end of the body."""
    mark = b"--" + boundary.encode("utf-8", "replace")[:200]
    parts: list[bytes] = []
    begun: int | None = None
    at = 0 if body.startswith(mark) else _next(body, mark, 0)
    while at >= 0:
        end = body.find(b"\n", at)
        end = len(body) if end < 0 else end
        rest = body[at + len(mark) : end].strip()
        if rest in {b"", b"--"}:
            if begun is not None:
                parts.append(body[begun:at].removesuffix(b"\n").removesuffix(b"\r"))
                if len(parts) > MOST_PARTS:
                    raise BadInput(f"the mail has more than {MOST_PARTS} parts: refused")
            if rest == b"--":
                return parts
            begun = end + 1
        at = _next(body, mark, end)
    if begun is not None:
        parts.append(body[begun:])
    return parts


def _next(body: bytes, mark: bytes, start: int) -> int:
    """Where the next line that begins with `mark` begins, or -1."""
    found = body.find(b"\n" + mark, start)
    return found + 1 if found >= 0 else -1


def _content(headers: Headers, body: bytes) -> bytes:
    """The bytes of a part, its transfer encoding undone; what cannot be undone is left as it stands."""
    coding = (_first(headers, "content-transfer-encoding") or "").strip().lower()
    if coding == "base64":
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", body.partition(b"=")[0])
        letters = letters[:-1] if len(letters) % 4 == 1 else letters
        return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))
    if coding == "quoted-printable":
        return binascii.a2b_qp(body)
    return body


_CHARSETS = re.compile(
    r"(?:utf-?(?:8|16|16le|16be|32)|(?:us-)?ascii|iso-?8859-?\d{1,2}|latin-?\d{1,2}|(?:windows|cp)-?\d{3,4}|"
    r"koi8-?[rtu]|gb2312|gbk|gb18030|big5(?:-?hkscs)?|shift[-_]?jis|euc-?(?:jp|kr)|iso-?2022-?(?:jp|kr)|"
    r"mac-?roman|macintosh)"
)


def _text_of(raw: bytes, charset: str) -> str:
    """`raw` as text in `charset` where that is one for text; else UTF-8, else Windows Western."""
    wanted = charset.strip().strip("\"'").lower().replace("_", "-")[:40]
    for name in (wanted, "utf-8"):
        if not _CHARSETS.fullmatch(name):
            continue
        try:
            return raw.decode({"us-ascii": "utf-8", "ascii": "utf-8"}.get(name, name))
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("cp1252", "replace")


def _file_name(text: str) -> str:
    """The last step of a file name, for showing."""
    last = re.split(r"[/\\]", text[-400:])[-1]
    return " ".join(last.split()).lstrip(".")[-120:]


# -- text ----------------------------------------------------------------------------------------

_OPENING = re.compile(r"<(?:(/?)([A-Za-z][A-Za-z0-9]{0,15})|[/!?])")
_HREF = re.compile(
    r"\bhref\s{0,3}=\s{0,3}(?:\"([^\"<>]{1,4000})\"|'([^'<>]{1,4000})')", re.IGNORECASE
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "title",
        "tr",
        "ul",
    ]
)
_SKIPPED = ("script", "style", "head", "template", "noscript", "svg")
_URL = re.compile(
    r"(?:https?://|www\.|(?<![\w@/.:-])(?:[a-z0-9-]{1,63}\.){1,3}[a-z]{2,24}/(?=\w))[^\s<>\"\u201c\u201d\u00ab\u00bb\x00-\x1f]{2,2000}",
    re.IGNORECASE,
)


def _from_html(page: str) -> tuple[str, list[str]]:
    """The words of an HTML text in lines, and the addresses of its links."""
    kept: list[str] = []
    links: list[str] = []
    at = 0
    while opening := _OPENING.search(page, at):
        opened = opening.start()
        if opened > at:
            kept.append(page[at:opened])
        if page.startswith("<!--", opened):
            ended = page.find("-->", opened + 4)
            at = len(page) if ended < 0 else ended + 3
            continue
        ended = page.find(">", opened, opened + 5_000)
        if ended < 0:
            kept.append("<")
            at = opened + 1
            continue
        at = ended + 1
        word = (opening[2] or "").lower()
        if word in _BLOCKS:
            kept.append("\n")
        elif word in _SKIPPED and not opening[1]:
            at = _after(page, word, at)
        elif word == "a":
            for one, two in _HREF.findall(page, opened, ended + 1):
                links.append(html.unescape(one or two))
    kept.append(page[at:])
    return html.unescape("".join(kept)), links


def _after(page: str, word: str, at: int) -> int:
    """Where `</word>` ends, from `at` on; the end of the page where it never does."""
    closing = re.compile(rf"</{word}[^<>]{{0,100}}>", re.IGNORECASE)
    found = closing.search(page, at)
    return found.end() if found else len(page)


def _tidy(text: str) -> str:
    """`text` in NFC, control characters gone, runs of blank lines cut to one."""
    import unicodedata

    text = unicodedata.normalize("NFC", text[:LONGEST_TEXT])
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_INVISIBLE)
    shown = "".join(c if c.isprintable() or c == "\n" else " " for c in text)
    lines = [line.rstrip() for line in shown.split("\n")]
    kept = [line for n, line in enumerate(lines) if line or (n and lines[n - 1])]
    return "\n".join(kept).strip()


def _urls(text: str, links: list[str]) -> tuple[str, ...]:
    """The web addresses of a mail in order, each once; links that mail filters rewrote are undone."""
    found: list[str] = []
    written = (match[0] for match in _URL.finditer(text))
    for each in (
        *written,
        *(link for link in links if link.lower().startswith(("http:", "https:"))),
    ):
        url = _unwrapped(_trimmed(each))
        if url and url not in found:
            found.append(url)
        if len(found) >= MOST_URLS:
            break
    return tuple(found)


def _trimmed(url: str) -> str:
    url = url.strip()
    while url and (url[-1] in ".,;:!?'*_»”’" or (url[-1] in ")]}" and _unopened(url))):
        url = url[:-1]
    url = f"https://{url}" if url and "://" not in url[:8] else url
    return url if len(url) <= LONGEST_URL and url.isprintable() and " " not in url else ""


def _unopened(url: str) -> bool:
    opening = {")": "(", "]": "[", "}": "{"}[url[-1]]
    return url.count(opening) < url.count(url[-1])


def _unwrapped(url: str) -> str:
    """The address inside a link rewritten by a mail filter or a search engine, else `url`."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        asked = parse_qs(parts.query, max_num_fields=40)
    except ValueError:
        return "" if "://" not in url else url
    inside = ""
    if host.endswith(".safelinks.protection.outlook.com"):
        inside = asked.get("url", [""])[0]
    elif host == "urldefense.proofpoint.com" and "u" in asked:
        inside = unquote(asked["u"][0].translate(str.maketrans("-_", "%/")))
    elif host == "urldefense.com" and "/__" in parts.path:
        inside = url.partition("/__")[2].partition("__;")[0]
    elif host in {"www.google.com", "google.com"} and parts.path == "/url":
        inside = (asked.get("q") or asked.get("url") or [""])[0]
    return (
        inside if inside.startswith(("https://", "http://")) and len(inside) <= LONGEST_URL else url
    )


# -- a mail pasted as text -----------------------------------------------------------------------

_LABELS = {
    "from": "from", "de": "from", "von": "from", "expediteur": "from", "expéditeur": "from",
    "sent": "date", "date": "date", "envoyé": "date", "envoye": "date", "envoyé le": "date",
    "to": "to", "à": "to", "a": "to", "cc": "cc", "copie": "cc", "subject": "subject",
    "objet": "subject", "sujet": "subject", "re": "subject", "reply-to": "reply-to",
}  # fmt: skip
_LABELLED = re.compile(
    r"\s{0,4}\*{0,2}([A-Za-zÀ-ÿ-]{1,12}(?: le)?)\*{0,2}[ \u00a0]{0,2}:\*{0,2}[ \u00a0\t]{0,4}(.{0,1000})"
)


def _pasted(raw: bytes) -> Mail:
    """A mail copied from a screen: the lines From, Sent, Subject where they stand, then its text."""
    if raw.count(b"\x00") > len(raw) // 100:
        utf16 = raw[:2] in {b"\xff\xfe", b"\xfe\xff"}
        if not utf16:
            raise BadInput("this is binary, not a mail; give the .eml or paste its text")
        text = raw[: LONGEST_TEXT * 4].decode("utf-16", "replace")
    else:
        text = _text_of(raw[: LONGEST_TEXT * 4], "utf-8")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\n \ufeff").split("\n")
    said: dict[str, str] = {}
    body_lines = lines
    for line in lines[:12]:
        labelled = _LABELLED.fullmatch(line)
        label = _LABELS.get(labelled[1].strip().lower()) if labelled else None
        if labelled is None or label is None:
            break
        said.setdefault(label, labelled[2].strip())
        body_lines = body_lines[1:]
    if "from" not in said and "subject" not in said:
        said, body_lines = {}, lines
    name, address = _mailbox(said.get("from", ""))
    body = _tidy("\n".join(body_lines))
    if not body and not said:
        raise BadInput("the mail has no text in it")
    return Mail(
        message_id=None,
        in_reply_to=None,
        references=(),
        sender_name=name,
        sender_address=address,
        reply_to=_mailbox(said.get("reply-to", ""))[1],
        subject=_one_line(said.get("subject", "")) or None,
        at=_moment(said.get("date")),
        text=body,
        urls=_urls(body, []),
        attachments=(),
        dkim_seen=False,
    )


_PASSED_ON = re.compile(r"\s{0,4}(?:fwd?|tr|wg|i)\s?:", re.IGNORECASE)
_INNER_HEAD = re.compile(
    r"(?m)^\*?(?:From|De|Von)\*?\s?:\*?[^\n]{3,300}\n"
    r"(?:\*?(?:Sent|Date|Envoyé(?: le)?|Gesendet|To|À|An|Cc|Copie|Subject|Objet|Betreff)\*?\s?:[^\n]{0,500}(?:\n|$)){2,6}"
)


def _passed_on(mail: Mail) -> Mail:
    """The mail inside one that was forwarded as text, else `mail`; its identity stays that of the outer one."""
    head = _INNER_HEAD.search(mail.text) if _PASSED_ON.match(mail.subject or "") else None
    if head is None:
        return mail
    inner = _pasted(mail.text[head.start() :].replace("*", "").encode())
    if not inner.text:
        return mail
    return replace(
        mail,
        sender_name=inner.sender_name,
        sender_address=inner.sender_address,
        reply_to=None,
        subject=inner.subject,
        at=inner.at or mail.at,
        text=inner.text,
    )
