"""The outbox: a ready draft for every paper that leaves the building. Nothing is sent from here.

A draft becomes "sent" only when a person says that they sent it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from syndicate.desk.lists.mails import Mail
from syndicate.errors import NotFound, Refused
from syndicate.records.mails import MailRecord
from syndicate.records.parties import ContactRecord, PartyRecord, PersonalRecord

if TYPE_CHECKING:
    from syndicate.desk import Desk
    from syndicate.desk.door import Reading, Writing

__all__ = ["Draft", "Mail", "Mails"]

_PURPOSES = {"invoice": ("accounts", "rights"), "pro-forma": ("accounts", "rights")}


@dataclass(frozen=True, slots=True)
class Draft:
    """A composed mail, its bytes in the store."""

    about: str
    kind: str
    recipient: str | None
    subject: str
    language: str
    eml_sha256: str


class Mails:
    """The tray of the outbox."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def compose(
        self,
        r: Reading,
        *,
        kind: str,
        about: str,
        facts: dict[str, Any],
        pdf: bytes,
        sha256: str,
    ) -> Draft:
        """Write the draft that carries a printed paper, in the licensee's language, and store it."""
        from syndicate.documents.mails import cover_note, draft_mail

        party = facts.get("payer") if kind in _PURPOSES else None
        party = party or facts["licensee"]
        recipient = self.address(r, party["ref"], _PURPOSES.get(kind, ("rights", "accounts")))
        language = facts["language"]
        subject, body = cover_note(kind, facts, language)
        publisher = facts["publisher"]
        eml = draft_mail(
            sender=publisher["email"],
            sender_name=publisher["trading_name"] or publisher["legal_name"],
            to=recipient,
            subject=subject,
            body=body,
            attachment=(_attached(kind, facts["number"]), pdf),
            message_id=f"{facts['number'].lower()}.{sha256[:16]}",
            at=self.desk.now,
        )
        return Draft(about, kind, recipient, subject, language, self.desk.store.put(eml, ".eml"))

    def compose_note(
        self, *, kind: str, about: str, to: str | None, subject: str, body: str, language: str
    ) -> Draft:
        """Write a draft without a paper, such as the questions to an asker, and store it."""
        from syndicate.documents.mails import draft_mail

        with self.desk.reading() as r:
            publisher = self.desk.publishers.facts(r)
        eml = draft_mail(
            sender=publisher["email"],
            sender_name=publisher["trading_name"] or publisher["legal_name"],
            to=to,
            subject=subject,
            body=body,
            attachment=None,
            message_id=f"{about.lower()}.{kind}.{int(self.desk.now.timestamp())}",
            at=self.desk.now,
        )
        return Draft(about, kind, to, subject, language, self.desk.store.put(eml, ".eml"))

    def address(self, r: Reading, party_ref: str, purposes: tuple[str, ...]) -> str | None:
        """The mail address of a party for the first of `purposes` that it has one for."""
        rows = r.rows(
            select(ContactRecord.purpose, PersonalRecord.value)
            .join(PartyRecord, PartyRecord.id == ContactRecord.party_id)
            .join(PersonalRecord, PersonalRecord.id == ContactRecord.email)
            .where(PartyRecord.ref == party_ref, PersonalRecord.value.is_not(None))
            .order_by(ContactRecord.id.desc())
        )
        by_purpose: dict[str, str] = {}
        for row in rows:
            by_purpose.setdefault(row.purpose, row.value)
        for purpose in purposes:
            if purpose in by_purpose:
                return by_purpose[purpose]
        return next(iter(by_purpose.values()), None)

    def file(self, w: Writing, draft: Draft) -> int:
        """Put a composed draft into the outbox; the caller writes the journal entry.

        An older draft of the same kind about the same thing, which nobody sent, is set aside.
        """
        for row in w.rows(
            select(MailRecord.id).where(
                MailRecord.about == draft.about,
                MailRecord.kind == draft.kind,
                MailRecord.state == "draft",
            )
        ):
            w.update(MailRecord, row.id, state="set-aside")
        made: int = w.insert(
            MailRecord,
            about=draft.about,
            kind=draft.kind,
            recipient=w.keep_personal(draft.recipient),
            subject=draft.subject,
            language=draft.language,
            eml_sha256=draft.eml_sha256,
            state="draft",
            drafted_at=w.now,
        )
        return made

    def waits(self, r: Reading, about: str) -> bool:
        """Whether a draft about `about` has not been sent."""
        found = r.scalar(
            select(MailRecord.id)
            .where(MailRecord.about == about, MailRecord.state == "draft")
            .limit(1)
        )
        return found is not None

    def set_aside(self, w: Writing, about: str, *, kind: str | None = None) -> None:
        """Keep every draft about `about` (of a `kind`) from being sent; the caller writes the journal entry."""
        which = [MailRecord.about == about, MailRecord.state == "draft"]
        if kind is not None:
            which.append(MailRecord.kind == kind)
        for row in w.rows(select(MailRecord.id).where(*which)):
            w.update(MailRecord, row.id, state="set-aside")

    def take_up(self, w: Writing, about: str) -> None:
        """Make the newest mail about `about` a draft again, when none was sent: `set_aside`, undone."""
        rows = w.rows(
            select(MailRecord.id, MailRecord.state)
            .where(MailRecord.about == about)
            .order_by(MailRecord.id)
        )
        if rows and all(row.state == "set-aside" for row in rows):
            w.update(MailRecord, rows[-1].id, state="draft")

    def on_file(self, *, open_only: bool = False) -> list[Mail]:
        """The outbox, newest first."""
        return self.desk.lists.mails(open_only=open_only)

    def sent(self, about: str, *, kind: str | None = None) -> Mail:
        """Record that staff sent the newest draft about `about` (a reference), of a `kind` where two wait.

        Raises NotFound when there is no mail about it, Refused when all of them are sent, or when two kinds
        wait and none is named: a quote and its pro-forma.
        """
        with self.desk.writing() as w:
            which = [MailRecord.about == about]
            if kind is not None:
                which.append(MailRecord.kind == kind)
            found = w.rows(
                select(MailRecord.id, MailRecord.kind, MailRecord.state, MailRecord.subject)
                .where(*which)
                .order_by(MailRecord.id.desc())
            )
            drafts = [one for one in found if one.state == "draft"]
            if not drafts:
                what = f"{kind} mail" if kind else "mail"
                states = {one.state for one in found}
                if not states:
                    raise NotFound(
                        f"no {what} about {about} in the outbox", hint="syndicate mail list"
                    )
                how = "recorded as sent already" if "sent" in states else "set aside"
                raise Refused(f"the {what} about {about} is {how}", hint="syndicate mail list")
            kinds = list(dict.fromkeys(one.kind for one in reversed(drafts)))
            if len(kinds) > 1:
                raise Refused(
                    f"{len(kinds)} mails about {about} wait: {', '.join(kinds)}",
                    hint="\n".join(f"syndicate mail sent {about} --kind {one}" for one in kinds),
                )
            row = drafts[0]
            w.update(MailRecord, row.id, state="sent", sent_at=w.now, sent_by=w.actor)
            w.journal("mail sent", about, mail=row.id)
        return next(mail for mail in self.on_file() if mail.id == row.id)


def _attached(kind: str, number: str) -> str:
    """The name of a paper as it is attached: a pro-forma bears the number of its quote, and is no quote."""
    return f"{number}-pro-forma.pdf" if kind == "pro-forma" else f"{number}.pdf"
