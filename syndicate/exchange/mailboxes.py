"""Articles sent by mail: as files attached, or as the text of the mail itself. From .eml, mbox or Maildir."""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING

from syndicate.errors import BadInput
from syndicate.exchange.items import Item, lead_of, read_item
from syndicate.exchange.messages import MOST_BYTES, Mail, read_mail
from syndicate.rules.articles import Kind, word_count
from syndicate.rules.articles.incoming import Arrival, Incoming, Lead, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from syndicate.exchange.items import Customs
    from syndicate.exchange.messages import Attachment

__all__ = ["is_maildir", "maildir_files", "read_mailbox", "read_message", "split_mbox"]

LEAST_WORDS = 40  # a mail with fewer is a note; if it names addresses, it leads to them
_FORWARDED = re.compile(
    r"^\s{0,4}(?:(?:fwd?|re|tr|wg|aw|rv|إعادة توجيه)\s?:\s{0,4}){1,6}", re.IGNORECASE
)
_SIGNATURE = re.compile(r"(?m)^-- ?$")
_READABLE = re.compile(
    r"(?:text/|application/(?:json|ld\+json|xhtml\+xml|xml|nitf|rss|atom)|application/.*\+(?:xml|json))"
)
_NAMES = (
    ".html",
    ".htm",
    ".txt",
    ".json",
    ".jsonl",
    ".xml",
    ".nitf",
    ".csv",
    ".xlsx",
    ".xls",
    ".ods",
)


def is_maildir(folder: Path) -> bool:
    """Whether a folder is a Maildir: it has `cur` and `new` in it."""
    return (folder / "cur").is_dir() and (folder / "new").is_dir()


def maildir_files(folder: Path) -> list[Path]:
    """The mails of a Maildir, read and unread, in the order of their names."""
    found = [path for part in ("cur", "new") for path in (folder / part).iterdir()]
    kept = [path for path in found if path.is_file() and not path.is_symlink()]
    return sorted(
        (path for path in kept if not path.name.startswith(".")), key=lambda path: (path.name, path)
    )


def read_mailbox(
    file: IO[bytes],
    customs: Customs,
    *,
    name: str,
    opened: Callable[[bytes, str], Iterator[Arrival]],
) -> Iterator[Arrival]:
    """The articles of an mbox file, mail by mail, as `read_message` reads each; none is held but one."""
    count = 0
    for count, (line, raw) in enumerate(split_mbox(file), start=1):
        where = f"mail {count} (line {line})"
        if raw is None:
            yield Refusal(where, f"it is larger than {MOST_BYTES // 1024 // 1024} MB")
            continue
        yield from read_message(raw, customs, where=where, opened=opened)
    if not count:
        yield Refusal(name, "it has no mail in it")


def split_mbox(file: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """(line it begins at, bytes) of each mail of an mbox; None for the bytes of one that is too large."""
    kept = bytearray()
    begins, number = 0, 0
    too_large, blank = False, True
    while line := file.readline(1_048_576):
        number += 1
        if blank and line.startswith(b"From "):
            if begins:
                yield begins, None if too_large else bytes(kept)
            kept.clear()
            begins, too_large = number, False
            continue
        blank = not line.strip()
        if not begins:
            continue
        # A line of the mail that begins with "From " was quoted when it was filed.
        kept += line[1:] if re.match(rb">{1,8}From ", line) else line
        if len(kept) > MOST_BYTES:
            too_large = True
            kept.clear()
    if begins:
        yield begins, None if too_large else bytes(kept)


def read_message(
    raw: bytes,
    customs: Customs,
    *,
    where: str,
    opened: Callable[[bytes, str], Iterator[Arrival]],
) -> Iterator[Arrival]:
    """The articles in one mail: its attached files, each read by `opened(bytes, name)`; else its own text.

    A mail with few words that names web addresses leads to them. What is attached and cannot be read is
    told; pictures and signatures are passed over.
    """
    try:
        mail = read_mail(raw)
    except BadInput as why:
        yield Refusal(where, why.message)
        return
    articles = 0
    faults: list[Refusal] = []
    for attachment in mail.attachments:
        if not _may_be_article(attachment):
            continue
        for arrival in _attached(attachment, where, opened):
            if isinstance(arrival, Refusal):
                faults.append(arrival)
            else:
                articles += 1
                yield arrival
    yield from faults
    if not articles:
        yield from _from_text(mail, raw, customs, where)


def _may_be_article(attachment: Attachment) -> bool:
    if attachment.media_type in {"text/calendar", "text/vcard", "text/x-vcard", "text/css"}:
        return False
    readable = _READABLE.match(attachment.media_type) is not None
    return readable or attachment.name.lower().endswith(_NAMES)


def _attached(
    attachment: Attachment, where: str, opened: Callable[[bytes, str], Iterator[Arrival]]
) -> Iterator[Arrival]:
    from dataclasses import replace

    try:
        for arrival in opened(attachment.content, attachment.name):
            yield replace(arrival, where=f"{where}, {attachment.name}: {arrival.where}")
    except BadInput as why:
        yield Refusal(f"{where}, {attachment.name}", why.message)


def _from_text(mail: Mail, raw: bytes, customs: Customs, where: str) -> Iterator[Arrival]:
    text = _SIGNATURE.split(mail.text, maxsplit=1)[0]
    item = Item(
        where=where,
        raw=raw,
        media_type="message/rfc822",
        source_id=mail.message_id or "",
        headline=_FORWARDED.sub("", mail.subject or ""),
        text=text,
        extra={
            "sent by": mail.sender_name or "",
            "sent": mail.at.isoformat() if mail.at else "",
        },
    )
    if word_count(text) < LEAST_WORDS and mail.urls:
        yield from _leads(mail, item, customs, where)
        return
    try:
        yield _article(mail, item, customs)
    except BadInput as why:
        yield Refusal(where, why.message)


def _leads(mail: Mail, item: Item, customs: Customs, where: str) -> Iterator[Lead | Refusal]:
    item.headline = item.source_id = ""
    for url in mail.urls:
        item.url = url
        try:
            yield lead_of(item, customs)
        except BadInput as why:
            yield Refusal(where, why.message)


def _article(mail: Mail, item: Item, customs: Customs) -> Incoming:
    """The article that the mail is. Lines such as `Headline:` on top say more than the subject."""
    from syndicate.pages.plain import read_plain

    page = read_plain(item.text, url=None)
    stated = re.match(r"\s{0,9}(?:headline|title|titre|العنوان)\s?:", item.text, re.IGNORECASE)
    if stated or not item.headline:
        item.headline = page.headline
    if stated or page.byline or page.headline == item.headline:
        item.byline, item.url, item.language = (
            page.byline or "",
            page.url or "",
            page.language or "",
        )
        item.published = page.published_on.isoformat() if page.published_on else ""
        item.blocks = [block for block in page.blocks if block.text != item.headline]
    if mail.page is not None and not stated:
        from syndicate.pages.markup import read_fragment

        blocks = read_fragment(mail.page, name="the mail", headline=item.headline)
        shown = sum(word_count(block.text) for block in blocks if block.kind is Kind.TEXT)
        if shown * 2 >= word_count(item.text):
            item.blocks, item.text, item.html = (), "", mail.page
    return read_item(item, customs)
