"""Mails that go with the papers: notes in the licensee's language, and drafts a desk can send.

Nothing is sent from here. A note is plain text; a draft is a whole message (RFC 5322) with its paper.
"""

from __future__ import annotations

import re
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from syndicate.documents.wording import Wording, paper_language, read_catalogue
from syndicate.errors import BadInput, Outside, quoted
from syndicate.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

__all__ = ["cover_note", "draft_mail", "questions_note"]

_LONGEST_LINE = 300
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_BLANKS = re.compile(r"\n{3,}")
_SPACES = re.compile("[ \t\n]+")
_LONGEST_VALUE = 2000
_NAME = re.compile(r"[^A-Za-z0-9._-]+")


def cover_note(kind: str, facts: Mapping[str, Any], language: str) -> tuple[str, str]:
    """The subject and the text that go with the paper `facts` of `kind`.

    Raises Outside when the facts lack what the note says.
    """
    return _note(kind, {"paper": facts}, language)


def questions_note(
    request: Mapping[str, Any], *, questions: Sequence[str], language: str
) -> tuple[str, str]:
    """The subject and text that put `questions`, already in `language`, to an asker.

    `request` names `ref`, `asker` (or None), the `headlines` of all its articles, and `publisher` (its name).
    """
    return _note("questions", {"request": request, "questions": questions}, language)


def draft_mail(
    *,
    sender: str | None,
    to: str | None,
    subject: str,
    body: str,
    attachment: tuple[str, bytes] | None,
    message_id: str,
    at: datetime,
    sender_name: str | None = None,
) -> bytes:
    """A message ready to be opened and sent: the same arguments give the same bytes.

    `sender` and `to` are one bare address each, or None where it is not known yet; `message_id` is
    unique and stable, and gets the sender's domain. Raises BadInput for an address that is not one.
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = _one_line(subject)
    domain = "syndicate.invalid"
    if sender:
        origin = _address(sender, _one_line(sender_name or ""))
        domain = origin.domain
        message["From"] = origin
    if to:
        message["To"] = _address(to, "")
    message["Date"] = at
    message["Message-ID"] = f"<{_NAME.sub('-', message_id)[:120]}@{domain}>"
    message["X-Unsent"] = "1"  # mail programs open it as a draft
    message.set_content(_CONTROLS.sub("", body), cte="quoted-printable")
    if attachment is not None:
        name, content = attachment
        message.add_attachment(
            content, maintype="application", subtype="pdf", filename=_NAME.sub("-", name)[:120]
        )
        # Otherwise a random boundary would make each draft of one paper another file.
        message.set_boundary(f"=-{sha256(content).hexdigest()[:40]}")
    return message.as_bytes()


def _one_line(text: str) -> str:
    return " ".join(_CONTROLS.sub(" ", text).split())[:_LONGEST_LINE]


def _address(text: str, name: str) -> Address:
    """One address and no more: what stands in it cannot add a recipient or a header."""
    try:
        address = Address(display_name=name, addr_spec=text.strip())
    except (ValueError, MessageError, IndexError) as error:
        raise BadInput(f"{quoted(text)} is not one e-mail address") from error
    if len(text) > 254 or not address.domain or not address.username or not text.isprintable():
        raise BadInput(f"{quoted(text)} is not one e-mail address")
    return address


def _note(name: str, values: dict[str, Any], language: str) -> tuple[str, str]:
    from jinja2 import TemplateError

    tongue = paper_language(language)
    folder = shipped("templates")
    try:
        text = _notes(folder, tongue)(f"mail/{tongue}/{name}.txt", values)
    except (TemplateError, KeyError, TypeError, ValueError) as error:
        why = " ".join(str(error).split())[:200]
        raise Outside(
            f"the note to go with the {name} cannot be written: {why}",
            hint="syndicate doctor --repair",
        ) from error
    subject, _, body = text.partition("\n")
    body = _BLANKS.sub("\n\n", body.strip("\n")) + "\n"
    return _one_line(subject.removeprefix("Subject:")), body


@lru_cache(maxsize=8)
def _notes(folder: Path, language: str) -> Callable[[str, dict[str, Any]], str]:
    """What renders a note in `language`. Plain text: nothing is escaped, and nothing is obeyed."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    from syndicate.documents.sources import Templates

    wording = Wording(language, read_catalogue([folder], language))
    environment = ImmutableSandboxedEnvironment(
        loader=Templates(folder),
        autoescape=False,  # plain text, never HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_plain,
    )
    environment.filters.update(money=wording.money, day=wording.day, territory=wording.territory)
    environment.globals.update(wording=wording, tell=wording.tell)
    return lambda template, values: environment.get_template(template).render(values)


def _plain(value: object) -> object:
    """Text from outside on one line, without controls: it cannot forge lines of ours."""
    if isinstance(value, str):
        return _SPACES.sub(" ", _CONTROLS.sub(" ", value))[:_LONGEST_VALUE]
    return value
