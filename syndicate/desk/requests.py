"""Requests to republish: logged with who and what, filled in later, moved by the rules' steps."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from syndicate.desk.lists.quotes import shown_state as quote_state
from syndicate.desk.lists.requests import RequestLine, shown_state
from syndicate.desk.references import resolve
from syndicate.errors import BadInput, NotFound, Refused
from syndicate.records.articles import ArticleRecord
from syndicate.records.parties import PartyRecord
from syndicate.records.quotes import QuoteRecord
from syndicate.records.requests import RequestFileRecord, RequestItemRecord, RequestRecord
from syndicate.rules import dates, quotes, requests
from syndicate.rules.facts import canonical
from syndicate.rules.requests import RequestState, Use

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from syndicate.desk import Desk
    from syndicate.desk.door import Reading, Writing
    from syndicate.desk.keys import Key

__all__ = ["Enclosed", "Item", "Request", "RequestLine", "Requests"]

_OFFERED = frozenset({*quotes.OPEN_STATES, quotes.QuoteState.ACCEPTED})
"""States of a quote that keep its request quoted."""

_REOPENED = frozenset({RequestState.LOST.value, RequestState.LAPSED.value})
"""States from which a request comes back."""


@dataclass(frozen=True, slots=True)
class Item:
    """One article for one use, with what is missing to price it."""

    n: int
    article: str
    headline: str
    use: dict[str, Any]
    understood: str
    missing: tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that comes with a request: its mail, something attached to it, or the sheet it stood in.

    `kind` is "message", "attachment" or "sheet"; `name` is what the sender called it.
    """

    kind: str
    name: str | None
    media_type: str
    content: bytes = field(repr=False)
    message_id: str | None = None

    @property
    def suffix(self) -> str:
        """The ending under which it is kept."""
        return {"message": ".eml", "sheet": ".sheet"}.get(self.kind, ".bin")


@dataclass(frozen=True, slots=True)
class Request:
    """A request as shown; `quotes` are those that are drafted, sent or accepted, oldest first.

    `files` are the mails, attachments and sheets it came with. `answered` says that the mail just read
    belongs to a request that was logged before, and was filed there.
    """

    ref: str
    state: str
    licensee: str
    licensee_name: str
    payer: str | None
    payer_name: str | None
    end_client: str | None
    end_client_name: str | None
    channel: str
    received_at: str
    po_number: str | None
    assigned_to: str | None
    notes: tuple[str, ...]
    reason: str | None
    message_sha256: str | None
    items: tuple[Item, ...]
    questions: tuple[str, ...]
    logged_before: bool = False
    quotes: tuple[str, ...] = ()
    files: tuple[dict[str, Any], ...] = ()
    answered: bool = False


class Requests:
    """The tray of requests."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def log(
        self,
        licensee: str,
        *,
        articles: Sequence[str] = (),
        use: Use | None = None,
        items: Sequence[tuple[str, Use]] = (),
        key: Key | None = None,
        payer: str | None = None,
        end_client: str | None = None,
        contact: dict[str, str | None] | None = None,
        po_number: str | None = None,
        message: bytes | None = None,
        message_id: str | None = None,
        note: str | None = None,
        not_on_file: Sequence[str] = (),
        language: str | None = None,
        new_licensee: bool = False,
        enclosed: Sequence[Enclosed] = (),
        channel: str | None = None,
    ) -> Request:
        """Log a request: who (a licensee on file, or a new name) and what (articles), the rest may follow.

        `message` is the mail it came with, kept under its digest; a mail that was logged before answers
        with the request it made (`logged_before`), and changes nothing. What is missing to price becomes
        a draft of questions to the asker in the outbox. `not_on_file` are addresses that were asked for too,
        kept as notes; `language` is what a new licensee is written to in. `items` are articles that each have
        a use of their own, beside the `articles` of one `use`; `enclosed` is kept by digest.
        Raises NotFound for an article that is not on file, BadInput when none is named, or when a name
        looks like that of a licensee on file and `new_licensee` does not say that it is another.
        """
        wanted = [*((article, use or Use()) for article in articles), *items]
        if not wanted:
            raise BadInput("a request names at least one article", hint="--article ART-000001")
        with self.desk.writing() as w:
            ref = w.answered(key)
            before = None if ref else self._logged(w, message, message_id)
            fresh = ref is None and before is None
            if before is not None:
                ref = before
                w.answer(key, before)
            if ref is None:
                found = [(self.desk.articles.resolve(w, text), its) for text, its in wanted]
                party = self._party(
                    w,
                    licensee,
                    contact,
                    flag="--licensee",
                    new_licensee=new_licensee,
                    language=language,
                )
                paying, for_whom = (
                    self._party(w, name, None, flag=flag, new_licensee=new_licensee)
                    if name
                    else None
                    for flag, name in (("--payer", payer), ("--end-client", end_client))
                )
                sha = self.desk.store.put(message, ".eml") if message is not None else None
                ref = self.log_in(
                    w,
                    party,
                    items=found,
                    channel=channel or ("desk" if message is None else "mail"),
                    payer=paying,
                    end_client=for_whom,
                    po_number=po_number,
                    message_sha256=sha,
                    message_id=message_id,
                    notes=[*([note] if note else []), *map(_not_on_file, not_on_file)],
                    enclosed=[*_message(message, message_id), *enclosed],
                )
                w.answer(key, ref)
        if fresh:
            self._ask(ref)
        shown = self.show(ref)
        return replace(shown, logged_before=True) if before is not None else shown

    def log_in(
        self,
        w: Writing,
        party: int,
        *,
        items: Sequence[tuple[str, Use]],
        channel: str,
        payer: int | None = None,
        end_client: int | None = None,
        po_number: str | None = None,
        message_sha256: str | None = None,
        message_id: str | None = None,
        notes: Sequence[str] = (),
        enclosed: Sequence[Enclosed] = (),
    ) -> str:
        """File a request inside the caller's transaction, for parties by their keys; its reference."""
        ref = w.draw("request").ref
        request_id = w.insert(
            RequestRecord,
            ref=ref,
            party_id=party,
            payer_id=payer,
            end_client_id=end_client,
            state=RequestState.NEW.value,
            channel=channel,
            received_at=w.now,
            po_number=po_number,
            message_sha256=message_sha256,
            message_id=message_id,
            notes=canonical(list(notes)),
        )
        for n, (article, use) in enumerate(items, 1):
            self._item(w, request_id, n, article, use)
        self._keep(w, request_id, enclosed)
        w.journal(
            "request log", ref, articles=[article for article, _ in items], message=message_sha256
        )
        return ref

    def _keep(self, w: Writing, request_id: int, enclosed: Sequence[Enclosed]) -> None:
        """Keep files under their digests, and file that they came with a request."""
        for one in enclosed:
            w.insert(
                RequestFileRecord,
                request_id=request_id,
                kind=one.kind,
                name=one.name,
                media_type=one.media_type,
                size=len(one.content),
                sha256=self.desk.store.put(one.content, one.suffix),
                message_id=one.message_id,
                at=w.now,
            )

    def thread(self, answers: Sequence[str]) -> str | None:
        """The open request to which a mail belongs that answers these Message-IDs, or None.

        They are those of mails that were filed with it, or of ours about it and its quotes.
        """
        if not answers:
            return None
        own = {one.strip("<> ").partition("@")[0].partition(".")[0].upper() for one in answers}
        known = [one for answer in answers for one in (answer, f"<{answer.strip('<> ')}>")]
        found = or_(
            RequestRecord.message_id.in_(known),
            RequestRecord.ref.in_(sorted(own)),
            RequestRecord.id.in_(
                select(RequestFileRecord.request_id).where(RequestFileRecord.message_id.in_(known))
            ),
            RequestRecord.id.in_(
                select(QuoteRecord.request_id).where(QuoteRecord.ref.in_(sorted(own)))
            ),
        )
        with self.desk.reading() as r:
            ref: str | None = r.scalar(
                select(RequestRecord.ref)
                .where(found, RequestRecord.state.in_([s.value for s in requests.OPEN_STATES]))
                .order_by(RequestRecord.id)
            )
        return ref

    def receive(
        self,
        request: str,
        *,
        message: bytes,
        message_id: str | None,
        enclosed: Sequence[Enclosed] = (),
        said: Mapping[str, Any] | None = None,
        note: str | None = None,
    ) -> Request:
        """File a mail that answers a request: kept with it, what was missing filled in from `said`.

        `said` are fields of a use; what was known before is not changed. A mail that is there already
        changes nothing.
        """
        ask_anew = False
        with self.desk.writing() as w:
            ref = resolve(w, "request", request)
            row = self._row(w, ref)
            sha = hashlib.sha256(message).hexdigest()
            there = w.scalar(
                select(RequestFileRecord.id).where(
                    RequestFileRecord.request_id == row.id, RequestFileRecord.sha256 == sha
                )
            )
            if there is None:
                self._refuse_closed(w, row)
                self._keep(w, row.id, [*_message(message, message_id), *enclosed])
                unasked = self.desk.mails.waits(w, ref)
                filled, left = self._filled(w, row, said or {})
                ask_anew = bool(filled and left and unasked)
                words = f"{w.today} a mail came, and was filed here"
                told = [words + (f": {', '.join(filled)} filled in" if filled else "")]
                notes = [*json.loads(row.notes), *told, *([note] if note else [])]
                w.update(RequestRecord, row.id, notes=canonical(notes))
                w.journal("request receive", ref, message=sha, filled=filled)
        if ask_anew:
            self._ask(ref)
        return replace(self.show(ref), answered=True, logged_before=there is not None)

    def _filled(
        self,
        w: Writing,
        row: Any,  # noqa: ANN401
        said: Mapping[str, Any],
    ) -> tuple[list[str], int]:
        """Fill in what is missing to price and was said: the fields that were, and how many are missing still.

        A quoted use stays.
        """
        if self._quotes(w, row.id):
            return [], 0
        filled: list[str] = []
        left = 0
        for one in self._items(w, row.id):
            use = Use.from_facts(json.loads(one.use))
            wanted = {m.field for m in requests.missing(use)}
            changes = {name: value for name, value in said.items() if name in wanted}
            filled += [name.replace("_", " ") for name in changes]
            if "audience" in changes and "audience_unit" in said:
                changes["audience_unit"] = said["audience_unit"]
            left += len(requests.missing(self._changed(w, one, changes)))
        if row.state == RequestState.INFO_NEEDED.value and not left:
            self.move(w, row.ref, RequestState.TRIAGED)
            self.desk.mails.set_aside(w, row.ref)  # nobody need be asked what is known by now
        return list(dict.fromkeys(filled)), left

    def add(self, request: str, article: str, *, use: Mapping[str, Any]) -> Request:
        """Add an article, or another use of one, to a request; what `use` does not say is as in its first item.

        Raises NotFound; Refused for a request that is closed, or of which a quote was used.
        """
        with self.desk.writing() as w:
            ref = resolve(w, "request", request)
            row = self._row(w, ref)
            self.refuse_edit(w, row, use=True, licensee=False)
            items = self._items(w, row.id)
            found = self.desk.articles.resolve(w, article)
            first = Use.from_facts(json.loads(items[0].use))
            self._item(w, row.id, len(items) + 1, found, replace(first, **use))
            w.journal("request add", ref, article=found, item=len(items) + 1)
        return self.show(ref)

    def _logged(self, r: Reading, message: bytes | None, message_id: str | None) -> str | None:
        """The request that a mail made before: by its Message-ID, else by the digest of its bytes."""
        if message is None and message_id is None:
            return None
        sha = hashlib.sha256(message or b"").hexdigest()
        filed = RequestFileRecord
        same = (
            (RequestRecord.message_id == message_id, filed.message_id == message_id)
            if message_id
            else (RequestRecord.message_sha256 == sha, filed.sha256 == sha)
        )
        found: str | None = r.scalar(
            select(RequestRecord.ref)
            .where(or_(same[0], RequestRecord.id.in_(select(filed.request_id).where(same[1]))))
            .order_by(RequestRecord.id)
        )
        return found

    def logged(self, message: bytes | None, message_id: str | None) -> Request | None:
        """The request that this mail, or row of a sheet, made before; or None."""
        with self.desk.reading() as r:
            ref = self._logged(r, message, message_id)
        return replace(self.show(ref), logged_before=True) if ref is not None else None

    def _party(
        self,
        w: Writing,
        text: str,
        contact: dict[str, str | None] | None,
        *,
        flag: str,
        new_licensee: bool,
        language: str | None = None,
    ) -> int:
        licensees = self.desk.licensees
        ref = licensees.settled(w, text, flag=flag, new_licensee=new_licensee) or licensees.add_in(
            w, text, contact=contact, language=language
        )
        return licensees.id_of(w, ref)

    def _item(self, w: Writing, request_id: int, n: int, article: str, use: Use) -> None:
        article_id = w.scalar(select(ArticleRecord.id).where(ArticleRecord.ref == article))
        w.insert(
            RequestItemRecord,
            request_id=request_id,
            n=n,
            article_id=article_id,
            medium=use.medium.value if use.medium else None,
            outlet_title=use.outlet_title,
            use=canonical(use.facts()),
        )

    def _ask(self, ref: str) -> None:
        """Put the questions to the asker into the outbox, when something is missing to price."""
        request = self.show(ref)
        if not request.questions:
            return
        from syndicate.documents.mails import questions_note

        with self.desk.reading() as r:
            party = self.desk.licensees.party(r, self._row(r, ref).party_id)
            publisher = self.desk.publishers.facts(r)
            to = self.desk.mails.address(r, party.ref, ("rights", "accounts"))
        subject, body = questions_note(
            {
                "ref": ref,
                "asker": party.contact_name,
                "headlines": list(dict.fromkeys(item.headline for item in request.items)),
                "publisher": publisher["trading_name"] or publisher["legal_name"],
            },
            questions=list(request.questions),
            language=party.language,
        )
        draft = self.desk.mails.compose_note(
            kind="questions",
            about=ref,
            to=to,
            subject=subject,
            body=body,
            language=party.language,
        )
        with self.desk.writing() as w:
            self.desk.mails.file(w, draft)
            self.move(w, ref, RequestState.INFO_NEEDED, via=RequestState.TRIAGED)
            w.journal("request ask", ref, questions=len(request.questions))

    def edit(
        self,
        request: str,
        *,
        item: int | None = None,
        licensee: str | None = None,
        payer: str | None = None,
        end_client: str | None = None,
        po_number: str | None = None,
        new_licensee: bool = False,
        **changes: Any,  # noqa: ANN401
    ) -> Request:
        """Fill in or change the use of an item (every item when none is named), or who asks and pays.

        `changes` are fields of `rules.requests.Use`. Quotes that are drafted or sent are to be revised then.
        Raises NotFound; BadInput as `log` does for a name that looks like one on file; Refused for a
        request that is closed, and for another `licensee` once a quote was accepted.
        """
        with self.desk.writing() as w:
            ref = resolve(w, "request", request)
            row = self._row(w, ref)
            self.refuse_edit(w, row, use=bool(changes), licensee=licensee is not None)
            own: dict[str, Any] = {
                column: self._party(w, name, None, flag=flag, new_licensee=new_licensee)
                for column, flag, name in (
                    ("party_id", "--licensee", licensee),
                    ("payer_id", "--payer", payer),
                    ("end_client_id", "--end-client", end_client),
                )
                if name
            }
            if po_number:
                own["po_number"] = po_number
            if own:
                w.update(RequestRecord, row.id, **own)
            items = self._items(w, row.id)
            if item is not None and item not in {i.n for i in items}:
                raise NotFound(
                    f"{ref} has items 1 to {len(items)}, not {item}",
                    hint=f"syndicate request show {ref}",
                )
            missing = sum(
                len(
                    requests.missing(
                        self._changed(w, one, changes if item in {None, one.n} else {})
                    )
                )
                for one in items
            )
            if row.state == RequestState.INFO_NEEDED.value and not missing:
                self.move(w, ref, RequestState.TRIAGED)
            unasked = self.desk.mails.waits(w, ref)
            if not missing:
                self.desk.mails.set_aside(w, ref)  # nobody need be asked what is known by now
            w.journal("request edit", ref, changed=sorted({*changes, *own}))
        if missing and unasked and changes:
            self._ask(ref)
        return self.show(ref)

    def reopen(self, request: str) -> Request:
        """Take up a request again that was closed as lost or lapsed: who fell silent has come back.

        Raises Refused for one that is open, or whose end is an end.
        """
        with self.desk.writing() as w:
            ref = resolve(w, "request", request)
            row = self._row(w, ref)
            if RequestState(row.state) in requests.OPEN_STATES:
                raise Refused(f"{ref} is open", hint=f"syndicate request show {ref}")
            if row.state not in _REOPENED:
                self._refuse_closed(w, row)
            self.move(w, ref, RequestState.TRIAGED)
            if self._quotes(w, row.id):
                self.move(w, ref, RequestState.QUOTED)
            w.update(RequestRecord, row.id, reason=None)
            w.journal("request reopen", ref)
        return self.show(ref)

    def refuse_edit(self, w: Writing, row: Any, *, use: bool, licensee: bool) -> None:  # noqa: ANN401
        """Nothing, while a request may be changed: its `use`, its `licensee`. Raises Refused."""
        self._refuse_closed(w, row)
        if licensee:
            self.refuse_agreed(w, row.ref, act="its licensee stays")
        for quote in self._quotes(w, row.id) if use else ():
            self.desk.quotes.refuse_used(w, quote, act="revised")  # nor is there another use of it

    def _refuse_closed(self, r: Reading, row: Any) -> None:  # noqa: ANN401
        """Nothing, while a request is open. Raises Refused, saying what opens it or asks anew."""
        if RequestState(row.state) in requests.OPEN_STATES:
            return
        anew = f"syndicate request log --licensee {self.desk.licensees.party(r, row.party_id).ref}"
        articles = dict.fromkeys(article for _, article, _ in self.uses(r, row.id))
        raise Refused(
            f"{row.ref} is {row.state}{f' ({row.reason})' if row.reason else ''} and is not changed any more",
            hint=f"syndicate request reopen {row.ref}"
            if row.state in _REOPENED
            else " ".join([anew, *(f"--article {article}" for article in articles)]),
        )

    @staticmethod
    def _quotes(r: Reading, request_id: int) -> tuple[str, ...]:
        """The quotes of a request that are drafted, sent or accepted, oldest first."""
        rows = r.rows(
            select(QuoteRecord.ref)
            .where(
                QuoteRecord.request_id == request_id,
                QuoteRecord.state.in_([state.value for state in _OFFERED]),
            )
            .order_by(QuoteRecord.id)
        )
        return tuple(str(row.ref) for row in rows)

    def _changed(self, w: Writing, one: Any, changes: dict[str, Any]) -> Use:  # noqa: ANN401
        """The use of an item, after `changes` to it."""
        use = Use.from_facts(json.loads(one.use))
        if not changes:
            return use
        use = replace(use, **changes)
        w.update(
            RequestItemRecord,
            one.id,
            use=canonical(use.facts()),
            medium=use.medium.value if use.medium else None,
            outlet_title=use.outlet_title,
        )
        return use

    def note(self, request: str, text: str) -> Request:
        """Add a note to a request."""
        with self.desk.writing() as w:
            ref = resolve(w, "request", request)
            row = self._row(w, ref)
            notes = [*json.loads(row.notes), f"{w.today} {w.actor}: {text}"]
            w.update(RequestRecord, row.id, notes=canonical(notes))
            w.journal("request note", ref)
        return self.show(ref)

    def assign(self, request: str, who: str) -> Request:
        """Say who of the desk deals with a request."""
        with self.desk.writing() as w:
            ref = resolve(w, "request", request)
            w.update(RequestRecord, self._row(w, ref).id, assigned_to=who)
            w.journal("request assign", ref, to=who)
        return self.show(ref)

    def decline(self, request: str, *, reason: str) -> Request:
        """Decline a request, with the reason. Raises Refused when its state or an accepted quote forbids it."""
        with self.desk.writing() as w:
            ref = resolve(w, "request", request)
            self.move(w, ref, RequestState.DECLINED)
            self.refuse_agreed(w, ref)
            w.update(RequestRecord, self._row(w, ref).id, reason=reason)
            self.desk.mails.set_aside(w, ref)
            w.journal("request decline", ref, reason=reason)
        return self.show(ref)

    def close(self, request: str, *, as_: RequestState, reason: str) -> Request:
        """Close a request that was lost, fell silent or came twice.

        Raises Refused when its state does not allow it, or an accepted quote of it stands.
        """
        with self.desk.writing() as w:
            ref = resolve(w, "request", request)
            self.move(w, ref, as_)
            self.refuse_agreed(w, ref)
            w.update(RequestRecord, self._row(w, ref).id, reason=reason)
            self.desk.mails.set_aside(w, ref)
            w.journal("request close", ref, closed_as=as_.value, reason=reason)
        return self.show(ref)

    def refuse_agreed(
        self, w: Writing, ref: str, *, act: str = "what was agreed is licensed, or taken back first"
    ) -> None:
        """Nothing, while no quote of a request is accepted. Raises Refused: what was agreed is kept or undone."""
        quote = w.scalar(
            select(QuoteRecord.ref)
            .where(
                QuoteRecord.request_id == self._row(w, ref).id,
                QuoteRecord.state == quotes.QuoteState.ACCEPTED.value,
            )
            .order_by(QuoteRecord.id)
        )
        if quote is not None:
            raise Refused(
                f"{quote} of {ref} was accepted; {act}",
                hint=f'syndicate licence issue {quote}\nsyndicate quote withdraw {quote} --reason "…"',
            )

    def move(
        self, w: Writing, ref: str, to: RequestState, *, via: RequestState | None = None
    ) -> None:
        """Move a request inside the caller's transaction, by the rules' steps; staying put is no step."""
        row = self._row(w, ref)
        now = RequestState(row.state)
        if now is to:
            return
        if via is not None and now is not via and to not in requests.STEPS.get(now, frozenset()):
            now = requests.move(now, via)
        w.update(RequestRecord, row.id, state=requests.move(now, to).value)

    def _row(self, r: Reading, ref: str) -> Any:  # noqa: ANN401
        row = r.first(select(*RequestRecord.__table__.columns).where(RequestRecord.ref == ref))
        if row is None:
            raise NotFound(f"no request {ref}", hint="syndicate request list")
        return row

    @staticmethod
    def _files(r: Reading, request_id: int) -> tuple[dict[str, Any], ...]:
        f = RequestFileRecord
        return tuple(
            {
                "kind": row.kind,
                "name": row.name,
                "media_type": row.media_type,
                "size": row.size,
                "sha256": row.sha256,
                "at": dates.stamp(row.at),
            }
            for row in r.rows(
                select(f.kind, f.name, f.media_type, f.size, f.sha256, f.at)
                .where(f.request_id == request_id)
                .order_by(f.id)
            )
        )

    @staticmethod
    def _items(r: Reading, request_id: int) -> list[Any]:
        return r.rows(
            select(*RequestItemRecord.__table__.columns)
            .where(RequestItemRecord.request_id == request_id)
            .order_by(RequestItemRecord.n)
        )

    def uses(self, r: Reading, request_id: int) -> list[tuple[int, str, Use]]:
        """The items of a request as (row key, article reference, use)."""
        rows = r.rows(
            select(ArticleRecord.id, ArticleRecord.ref).where(
                ArticleRecord.id.in_(
                    select(RequestItemRecord.article_id).where(
                        RequestItemRecord.request_id == request_id
                    )
                )
            )
        )
        refs: dict[int, str] = {row.id: row.ref for row in rows}
        return [
            (i.id, refs[i.article_id], Use.from_facts(json.loads(i.use)))
            for i in self._items(r, request_id)
        ]

    def show(self, request: str) -> Request:
        """One request. Raises NotFound."""
        with self.desk.reading() as r:
            ref = resolve(r, "request", request)
            row = self._row(r, ref)
            party = self.desk.licensees.party(r, row.party_id)
            names = {
                p.id: p
                for p in r.rows(
                    select(PartyRecord.id, PartyRecord.ref, PartyRecord.legal_name).where(
                        PartyRecord.id.in_([row.payer_id or 0, row.end_client_id or 0])
                    )
                )
            }
            items: list[Item] = []
            questions: list[str] = []
            aside: list[str] = []
            for n, (_, article, use) in enumerate(self.uses(r, row.id), 1):
                missing = requests.missing(use)
                questions.extend(requests.questions(missing, party.language))
                aside.extend(requests.set_aside(use, self.desk.today))
                headline = r.scalar(
                    select(ArticleRecord.headline).where(ArticleRecord.ref == article)
                )
                items.append(
                    Item(
                        n=n,
                        article=article,
                        headline=headline,
                        use=dict(use.facts()),
                        understood=requests.understood(use, "en"),
                        missing=tuple({"field": m.field, "flag": m.flag} for m in missing),
                    )
                )
            waiting = r.rows(
                select(QuoteRecord.state, QuoteRecord.valid_until).where(
                    QuoteRecord.request_id == row.id
                )
            )
            offered = any(
                quote_state(q.state, q.valid_until, self.desk.today) in _OFFERED for q in waiting
            )
            state = shown_state(row.state, offered=offered)
            open_quotes = self._quotes(r, row.id)
            files = self._files(r, row.id)
        paying, for_whom = names.get(row.payer_id), names.get(row.end_client_id)
        still = RequestState(row.state) in requests.OPEN_STATES  # nobody is asked of what is closed
        unoffered = still and not open_quotes  # what an offer leaves out, the offer says itself
        return Request(
            ref=ref,
            state=state,
            licensee=party.ref,
            licensee_name=party.legal_name,
            payer=paying.ref if paying else None,
            payer_name=paying.legal_name if paying else None,
            end_client=for_whom.ref if for_whom else None,
            end_client_name=for_whom.legal_name if for_whom else None,
            channel=row.channel,
            received_at=dates.stamp(row.received_at),
            po_number=row.po_number,
            assigned_to=row.assigned_to,
            notes=(
                *json.loads(row.notes),
                *(dict.fromkeys(aside) if unoffered else ()),
            ),
            reason=row.reason,
            message_sha256=row.message_sha256,
            items=tuple(items),
            questions=tuple(dict.fromkeys(questions)) if still else (),
            quotes=open_quotes,
            files=files,
        )

    def on_file(self, *, open_only: bool = False) -> list[RequestLine]:
        """Every request, newest first; several items show the first."""
        return self.desk.lists.requests(open_only=open_only)


def _message(message: bytes | None, message_id: str | None) -> list[Enclosed]:
    if message is None:
        return []
    return [Enclosed("message", None, "message/rfc822", message, message_id)]


def _not_on_file(url: str) -> str:
    """The note that an address was asked for at which no article is on file, with the command that mends it."""
    return f"asked for too, and not on file: {url} (syndicate article add {url})"
