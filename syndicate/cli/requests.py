"""Requests: logged with who and what, filled in later."""

from __future__ import annotations

import difflib
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from syndicate.cli import ask, options, show
from syndicate.cli.door import at_desk
from syndicate.errors import BadInput, NotFound, Refused, SyndicateError, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syndicate.desk import Desk
    from syndicate.desk.parties import Named
    from syndicate.desk.requests import Enclosed, Request
    from syndicate.exchange.mails import Mail
    from syndicate.exchange.requests import Asked

app = typer.Typer(help="Requests to republish.")

Medium = Annotated[
    str | None, typer.Option("--medium", metavar="MEDIUM", help="website, newspaper, newsletter …")
]
Outlet = Annotated[
    str | None, typer.Option("--outlet", metavar="TITLE", help="Where it will stand.")
]
Domain = Annotated[str | None, typer.Option("--domain", metavar="DOMAIN")]
Audience = Annotated[
    str | None, typer.Option("--audience", metavar="COUNT", help="250000, 250k, 1.2M")
]
AudienceUnit = Annotated[
    str | None,
    typer.Option("--audience-unit", metavar="UNIT", help="monthly uniques, circulation …"),
]
Territory = Annotated[
    str | None,
    typer.Option("--territory", metavar="PLACES", help="France; 'UK, Ireland'; Europe; world"),
]
Languages = Annotated[
    str | None, typer.Option("--language", metavar="LANGUAGES", help="French; 'en, ar'")
]
FirstUse = Annotated[
    str | None, typer.Option("--first-use", metavar="DAY", help="2026-12-01, 1 December 2026, +30d")
]
Duration = Annotated[
    str | None, typer.Option("--duration", metavar="SPAN", help="12m, 2 years, perpetual")
]
Exclusivity = Annotated[
    str | None, typer.Option("--exclusivity", metavar="KIND", help="none, first, sole or exclusive")
]
Purpose = Annotated[
    str | None,
    typer.Option(
        "--purpose", metavar="PURPOSE", help="editorial, commercial, charity, education, internal"
    ),
]
Excerpt = Annotated[
    int | None, typer.Option("--excerpt", metavar="WORDS", min=1, help="Only so many words.")
]
Whole = Annotated[bool, typer.Option("--whole", help="The whole article.")]
Images = Annotated[int | None, typer.Option("--images", metavar="COUNT", min=0, max=999)]
Uses = Annotated[int | None, typer.Option("--uses", metavar="COUNT", min=1)]
Translation = Annotated[
    str | None, typer.Option("--translation-by", metavar="WHO", help="none, publisher or licensee")
]
Rush = Annotated[bool, typer.Option("--rush", help="Wanted within a working day.")]
PoNumber = Annotated[str | None, typer.Option("--po", metavar="NUMBER", help="Purchase order.")]
Payer = Annotated[
    str | None, typer.Option("--payer", metavar="LICENSEE", help="Who pays, if another.")
]
EndClient = Annotated[
    str | None, typer.Option("--end-client", metavar="LICENSEE", help="For whom an agency asks.")
]

_OUTLOOK = b"\xd0\xcf\x11\xe0"
"""How an Outlook .msg begins."""

_CLOSED = frozenset({"won", "lost", "declined", "lapsed", "duplicate", "free-path"})

_WORDS = {
    "medium": "medium",
    "exclusivity": "exclusivity",
    "purpose": "purpose",
    "translation_by": "translation-by",
}


def use_changes(desk: Desk, **given: Any) -> dict[str, Any]:  # noqa: ANN401
    """Typed words as fields of `rules.requests.Use`; what was not given is left out.

    Raises BadInput, naming the flag, for what cannot be read.
    """
    from syndicate.rules import dates, languages, parties, requests, territories
    from syndicate.rules.fees.uses import read_count

    kinds: dict[str, Any] = {
        "medium": requests.Medium,
        "exclusivity": requests.Exclusivity,
        "purpose": requests.Purpose,
        "translation_by": requests.TranslationBy,
    }
    readers: dict[str, Any] = {
        "outlet_domain": parties.read_web_domain,
        "audience": read_count,
        "territories": territories.read_territories,
        "languages": languages.read_languages,
        "first_use": lambda text: dates.read_day(text, today=desk.today),
        "duration": dates.read_span,
    }
    made: dict[str, Any] = {}
    for name, value in given.items():
        if value is None or value is False:
            continue
        if name in kinds:
            words = [member.value for member in kinds[name]]
            if value not in words:
                near = difflib.get_close_matches(str(value)[:60], words, n=1)
                meant = f"did you mean {near[0]}?" if near else f"it is one of {', '.join(words)}"
                raise BadInput(
                    f"--{_WORDS[name]}: {quoted(str(value))} is not known; {meant}",
                    hint=f"--{_WORDS[name]} {near[0] if near else words[0]}",
                )
            made[name] = kinds[name](value)
        else:
            made[name] = readers[name](value) if name in readers else value
    if given.get("excerpt_words") is not None:
        made["portion"] = requests.Portion.EXCERPT
    elif made.pop("whole", False):
        made["portion"] = requests.Portion.WHOLE
        made["excerpt_words"] = None
    return made


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom somebody means by a name: a reference, or the words of one that is `new`."""

    words: str
    ref: str | None = None
    name: str | None = None
    new: bool = False


def whom(
    ctx: typer.Context,
    desk: Desk,
    text: str,
    *,
    flag: str,
    new_licensee: bool = False,
    adding: bool = False,
) -> Meant:
    """The licensee that `text` means; said where it is not plain, and asked for at a terminal.

    Where nobody can be asked the desk refuses what looks like a licensee on file. `adding` asks about
    names alone: what is on file under exactly this name is the desk's to refuse.
    """
    found = desk.licensees.named(text, by_reference=not adding)
    said_it = f"{found.name} ({found.ref})"
    if found.by in {"outlet", "domain"} and not adding:
        show.understood(ctx, f"{found.text} is {found.outlet}, an outlet of {said_it}")
        return Meant(text)
    if found.ref is not None or not found.alike:
        if not adding and found.ref is None:
            show.understood(ctx, f"{found.text} is a new licensee")
        return Meant(text)
    if new_licensee or not ask.can_ask(ctx):
        return Meant(text)
    chosen = _chosen(ctx, found, flag)
    if chosen is None:
        return Meant(text, new=True)
    return Meant(chosen, ref=chosen, name=dict(found.alike)[chosen])


def _chosen(ctx: typer.Context, found: Named, flag: str) -> str | None:
    """Which of those it may mean somebody at the terminal means; None for a new licensee."""
    refs = [ref for ref, _ in found.alike]
    show.note(ctx, f"{found.text} is not on file, but looks like")
    for n, (ref, name) in enumerate(found.alike, 1):
        show.note(ctx, f"  {n}  {name} ({ref})")

    def read(words: str) -> str | None:
        word = words.strip().upper()
        if word == "NEW":
            return None
        if word.isdecimal() and 1 <= int(word) <= len(refs):
            return refs[int(word) - 1]
        if word in refs:
            return word
        raise BadInput(f"1 to {len(refs)}, or new")

    return ask.ask(ctx, None, flag=flag, question="Which number is meant, or new", read=read)


@app.command()
def log(
    ctx: typer.Context,
    mail: Annotated[
        str | None,
        typer.Argument(
            metavar="[FILE]",
            help="A mail (.eml), an mbox, a sheet (.csv, .xlsx), or - for a mail on standard input.",
        ),
    ] = None,
    licensee: Annotated[
        str | None,
        typer.Option("--licensee", metavar="NAME", help="Who asks: a reference or a name."),
    ] = None,
    article: Annotated[
        list[str] | None,
        typer.Option(
            "--article", metavar="ARTICLE", help="What: reference or URL; may be repeated."
        ),
    ] = None,
    medium: Medium = None,
    outlet: Outlet = None,
    domain: Domain = None,
    audience: Audience = None,
    audience_unit: AudienceUnit = None,
    territory: Territory = None,
    language: Languages = None,
    first_use: FirstUse = None,
    duration: Duration = None,
    exclusivity: Exclusivity = None,
    purpose: Purpose = None,
    excerpt: Excerpt = None,
    whole: Whole = False,
    images: Images = None,
    uses: Uses = None,
    translation_by: Translation = None,
    rush: Rush = False,
    po: PoNumber = None,
    payer: Payer = None,
    end_client: EndClient = None,
    contact: Annotated[str | None, typer.Option("--contact", metavar="NAME")] = None,
    email: Annotated[str | None, typer.Option("--email", metavar="ADDRESS")] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT")] = None,
    new_licensee: options.NewLicensee = False,
    anew: Annotated[
        bool, typer.Option("--anew", help="A request of its own, although the mail answers one.")
    ] = False,
    key: options.IdempotencyKey = None,
) -> None:
    """Log a request: who and what are enough. What is missing to price becomes questions to the asker.

    A mail that answers one logged before is filed with that request, and fills in what was missing. Of an
    mbox every mail is logged, of a sheet every row: an article and a use, under headings.

    Examples:
      syndicate request log --licensee "Gulf Herald Media" --article ART-000001
      syndicate request log mail.eml
      syndicate request log - --licensee PTY-000003 < mail.txt
      syndicate request log requests.xlsx
    """
    raw = ask.content(mail) if mail is not None else None
    with at_desk(ctx) as desk:
        given = _Given(
            licensee=licensee,
            articles=tuple(article or ()),
            payer=payer,
            end_client=end_client,
            contact=contact,
            email=email,
            po=po,
            note=note,
            new_licensee=new_licensee,
            anew=anew,
            key=key,
            changes=use_changes(
                desk,
                medium=medium,
                outlet_title=outlet,
                outlet_domain=domain,
                audience=audience,
                audience_unit=audience_unit,
                territories=territory,
                languages=language,
                first_use=first_use,
                duration=duration,
                exclusivity=exclusivity,
                purpose=purpose,
                excerpt_words=excerpt,
                whole=whole,
                images=images,
                uses=uses,
                translation_by=translation_by,
                rush=rush,
            ),
        )
        if raw is not None and mail is not None and _is_sheet(raw, mail):
            _log_sheet(ctx, desk, raw, path=mail, given=given)
            return
        mails = _several(raw) if raw is not None else []
        if mail is not None and len(mails) > 1:
            _log_mailbox(ctx, desk, mails, path=mail, given=given)
            return
        if len(mails) == 1:
            raw = mails[0][1]
        made = _take(ctx, desk, raw, given)
        stays = (
            made.logged_before and licensee and desk.licensees.named(licensee).ref != made.licensee
        )
    _show(ctx, made)
    if stays:
        show.note(ctx, f"it stays with {made.licensee_name}: logging it again changes nothing")
        show.next_step(ctx, f'syndicate request edit {made.ref} --licensee "{licensee}"')


@dataclass(frozen=True, slots=True)
class _Given:
    """What was typed beside the mail or sheet."""

    licensee: str | None
    articles: tuple[str, ...]
    changes: dict[str, Any]
    payer: str | None
    end_client: str | None
    contact: str | None
    email: str | None
    po: str | None
    note: str | None
    new_licensee: bool
    anew: bool
    key: str | None


def _take(ctx: typer.Context, desk: Desk, raw: bytes | None, given: _Given) -> Request:
    """Log what was typed, or one mail; a mail of a thread goes to the request of the thread."""
    from dataclasses import replace

    from syndicate.exchange.mails import mail_language
    from syndicate.rules.parties import read_email
    from syndicate.rules.requests import Use

    read = _mail(raw) if raw is not None else None
    what = list(given.articles) or (_articles_of(desk, read) if read else [])
    said = _hints(desk, read, what) if read else {}
    unclear = said.pop("territories_unclear", None)
    if "territories" in given.changes:
        unclear = None
    if raw is not None and read is not None:
        before = desk.requests.logged(raw, read.message_id)
        if before is not None:
            return before
        thread = None if given.anew else desk.requests.thread(_answers(read))
        if thread is not None:
            return desk.requests.receive(
                thread,
                message=raw,
                message_id=read.message_id,
                enclosed=_attached(read),
                said={**said, **given.changes},
                note=given.note or _told(read, unclear),
            )
    changes = {**said, **given.changes}
    who = ask.ask(
        ctx,
        given.licensee or (_sender(desk, read) if read else None),
        flag="--licensee",
        question="Who asks",
    )
    asking = whom(ctx, desk, who, flag="--licensee", new_licensee=given.new_licensee)
    paying, for_whom = _others(
        ctx,
        desk,
        payer=given.payer,
        end_client=given.end_client,
        new_licensee=given.new_licensee,
    )
    unknown = _not_on_file(desk, read, any_site=not what) if read and not given.articles else []
    for url in unknown:
        show.note(
            ctx,
            f"the mail names {url}, which is not on file; file it with: syndicate article add {url}",
        )
    if not what:
        if unknown and not ask.can_ask(ctx):
            raise NotFound(
                f"the mail asks for {unknown[0]}, which is not on file",
                hint="\n".join(f"syndicate article add {url}" for url in unknown[:5]),
            )
        what = [ask.ask(ctx, None, flag="--article", question="Which article")]
    address = read_email(given.email) if given.email else read.sender_address if read else None
    return desk.requests.log(
        asking.words,
        articles=what,
        use=replace(Use(), **desk.licensees.fill_outlet((for_whom or asking).words, changes)),
        key=options.key_of(
            ctx, given.key, also={"mail": hashlib.sha256(raw).hexdigest()} if raw else None
        ),
        payer=paying.words if paying else None,
        end_client=for_whom.words if for_whom else None,
        new_licensee=given.new_licensee or any(m.new for m in (asking, paying, for_whom) if m),
        contact={
            "purpose": "rights",
            "name": given.contact or (_signed_by(read) if read else None),
            "email": address,
            "telephone": None,
        },
        po_number=given.po or (_po_number(read) if read else None),
        message=raw,
        message_id=read.message_id if read else None,
        note=given.note or _told(read, unclear),
        not_on_file=unknown,
        language=mail_language(read) if read else None,
        enclosed=_attached(read) if read else (),
    )


def _answers(mail: Mail) -> tuple[str, ...]:
    """The Message-IDs that a mail answers, the nearest first."""
    return tuple(
        dict.fromkeys([*([mail.in_reply_to] if mail.in_reply_to else []), *mail.references[::-1]])
    )


def _attached(mail: Mail) -> list[Enclosed]:
    from syndicate.desk.requests import Enclosed

    return [
        Enclosed("attachment", one.name, one.media_type, one.content) for one in mail.attachments
    ]


def _several(raw: bytes) -> list[tuple[str, bytes]]:
    """The mails of an mbox with their places; nothing where it is none."""
    if not raw.startswith(b"From "):
        return []
    import io

    from syndicate.exchange.mailboxes import split_mbox

    return [
        (f"mail {n} (line {line})", each or b"")
        for n, (line, each) in enumerate(split_mbox(io.BytesIO(raw)), 1)
    ]


def _log_mailbox(
    ctx: typer.Context, desk: Desk, mails: list[tuple[str, bytes]], *, path: str, given: _Given
) -> None:
    """Log every mail of a mailbox; one that cannot be logged is told, and holds up no other."""
    if given.key:
        raise BadInput(
            "a key is for one request; mails are known again by their Message-ID",
            hint="syndicate request log FILE",
        )
    made: list[tuple[str, Request]] = []
    refused: list[dict[str, str]] = []
    for where, raw in mails:
        try:
            made.append((where, _take(ctx, desk, raw, given)))
        except SyndicateError as why:
            refused.append({"where": where, "reason": why.message, "hint": why.hint or ""})
    _came_of(ctx, made, refused, path)


def _came_of(
    ctx: typer.Context,
    made: list[tuple[str, Request]],
    refused: list[dict[str, str]],
    path: str,
) -> None:
    """What became of the mails of a mailbox, or of the rows of a sheet; exit code 4 where one was refused."""
    lines = []
    for where, one in made:
        told = "known" if one.logged_before else "filed with" if one.answered else "logged as"
        lines.append(f"{where}: {told} {one.ref}  {one.state}  {one.licensee_name}")
    for each in refused:
        lines.append(f"{each['where']}: refused, {each['reason']}")
        lines += [f"  try: {line}" for line in each["hint"].splitlines()[:2]]
    fresh = sum(not one.logged_before and not one.answered for _, one in made)
    lines.append(f"{fresh} logged, {len(made) - fresh} known or answered, {len(refused)} refused")
    answer = {"requests": [one for _, one in made], "refused": refused}
    show.answer(ctx, answer, text=lines)
    if refused:
        import shlex

        raise Refused(
            f"{len(refused):,} of {len(made) + len(refused):,} were refused and not filed; "
            "what was logged is not logged again",
            hint=f"syndicate request log {shlex.quote(path)}",
        )
    if fresh:
        show.next_step(ctx, "syndicate request list --open")


def _is_sheet(raw: bytes, name: str) -> bool:
    """Whether a file holds a sheet of requests: a workbook, or a table by its name."""
    return name.lower().endswith((".csv", ".tsv", ".xlsx", ".xls", ".ods")) or raw.startswith(
        b"PK\x03\x04"
    )


def _log_sheet(ctx: typer.Context, desk: Desk, raw: bytes, *, path: str, given: _Given) -> None:
    """Log the requests of a sheet, an article and a use a row; one that cannot be read is told."""
    from syndicate.exchange.requests import read_requests

    if given.key:
        raise BadInput(
            "a key is for one request; rows of a sheet are known again by what they say",
            hint="syndicate request log SHEET",
        )
    name = Path(path).name
    found = read_requests(raw, name=name)
    for note in found.notes:
        show.note(ctx, note)
    made: list[tuple[str, Request]] = []
    refused: list[dict[str, str]] = []
    for one in found.requests:
        try:
            made.append((one.where, _of_sheet(desk, one, raw, name, given)))
        except SyndicateError as why:
            refused.append({"where": one.where, "reason": why.message, "hint": why.hint or ""})
    _came_of(ctx, made, refused, path)


def _of_sheet(
    desk: Desk,
    asked: Asked,
    raw: bytes,
    name: str,
    given: _Given,
) -> Request:
    from dataclasses import replace

    from syndicate.desk.requests import Enclosed
    from syndicate.rules.requests import Use

    id_ = f"sheet:{asked.digest}"
    before = desk.requests.logged(None, id_)
    if before is not None:
        return before
    said = asked.said
    who = given.licensee or said.get("licensee")
    if not who:
        raise BadInput("it says no licensee", hint="--licensee NAME")
    paying, for_whom = given.payer or said.get("payer"), given.end_client or said.get("end_client")
    items = []
    for item in asked.items:
        uses = {**use_changes(desk, **item.use), **given.changes}
        filled = desk.licensees.fill_outlet(for_whom or who, uses)
        items.append((item.article, replace(Use(), **filled)))
    return desk.requests.log(
        who,
        items=items,
        payer=paying,
        end_client=for_whom,
        new_licensee=given.new_licensee,
        contact={
            "purpose": "rights",
            "name": said.get("contact"),
            "email": said.get("email"),
            "telephone": None,
        }
        if said.get("contact") or said.get("email")
        else None,
        po_number=given.po or said.get("po_number"),
        note=given.note or said.get("note"),
        message_id=id_,
        channel="sheet",
        enclosed=[Enclosed("sheet", name, "application/octet-stream", raw)],
    )


def _others(
    ctx: typer.Context,
    desk: Desk,
    *,
    payer: str | None,
    end_client: str | None,
    new_licensee: bool,
) -> tuple[Meant | None, Meant | None]:
    """The payer and the end client that were named, each as `whom` reads it."""
    paying, for_whom = (
        whom(ctx, desk, text, flag=flag, new_licensee=new_licensee) if text else None
        for flag, text in (("--payer", payer), ("--end-client", end_client))
    )
    return paying, for_whom


def _mail(raw: bytes) -> Mail:
    from syndicate.exchange.mails import read_mail

    if b"\0" in raw and not raw.startswith(_OUTLOOK):  # which has words of its own
        raise BadInput(
            "this is no mail: it holds bytes that no text has",
            hint="syndicate request log mail.eml",
        )
    return read_mail(raw)


def _hints(desk: Desk, mail: Mail, articles: Sequence[str]) -> dict[str, Any]:
    """What the mail says of the use, as far as it can be read; the desk checks it in the echo.

    The headlines of the `articles` it asks for are not read as words of the request.
    """
    from syndicate.exchange.mails import request_hints

    found: dict[str, Any] = {}
    hints = request_hints(mail, headlines=desk.articles.headlines(articles))
    if "territories_unclear" in hints:
        found["territories_unclear"] = hints["territories_unclear"].words
    for name, hint in hints.items():
        if name in {
            "medium",
            "outlet_title",
            "outlet_domain",
            "audience",
            "audience_unit",
            "territories",
            "languages",
            "first_use",
            "duration",
            "exclusivity",
            "purpose",
            "translation_by",
            "excerpt_words",
        }:
            value = int(hint.value) if name == "excerpt_words" else hint.value
            try:
                found.update(use_changes(desk, **{name: value}))
            except BadInput:
                continue
    return found


def _po_number(mail: Mail) -> str | None:
    """The order number that a mail gives, or None."""
    from syndicate.exchange.mails import request_hints

    found = request_hints(mail).get("po_number")
    return str(found.value) if found else None


def _signed_by(mail: Mail) -> str | None:
    """Who to write to: the sender, or who signs for a department."""
    from syndicate.exchange.mails import request_hints

    found = request_hints(mail).get("contact")
    return found.value if found else mail.sender_name


def _told(mail: Mail | None, unclear: str | None) -> str | None:
    """What a mail says that no field holds: the sum it offers, and its words on where, if they are not plain."""
    from syndicate.exchange.mails import request_hints

    budget = request_hints(mail).get("budget") if mail else None
    told = [f"the mail names a sum: {budget.value}"] if budget else []
    if unclear:
        told.append(f"where it would appear is not plain in the mail, ask: “{unclear}”")
    return "; ".join(told) or None


def _sender(desk: Desk, mail: Mail) -> str | None:
    """The licensee on file with the sender's address or domain, else the house the mail names, else the sender.

    Raises BadInput where the domain is that of several licensees.
    """
    from syndicate.exchange.mails import request_hints, sender_domain, signs_as_department

    known = desk.licensees.by_email(mail.sender_address) if mail.sender_address else None
    if known:
        return known
    domain = sender_domain(mail)
    of_domain = desk.licensees.by_domain(domain) if domain else ()
    if len(of_domain) > 1:
        raise BadInput(
            f"the mail comes from {domain}, which is of {' and '.join(of_domain[:4])}; say who asks",
            hint="\n".join(f"--licensee {ref}" for ref in of_domain[:4]),
        )
    if of_domain:
        return of_domain[0]
    house = request_hints(mail).get("licensee")
    name = mail.sender_name
    if name and domain and signs_as_department(name):
        name = None  # "Editorial" is no licensee
    return (house.value if house else None) or name or domain or mail.sender_address


def _articles_of(desk: Desk, mail: Mail) -> list[str]:
    """The articles on file that a mail names: by address, else by the headline it quotes."""
    from syndicate.exchange.mails import asked_urls, quoted_titles

    found = desk.articles.known_urls(asked_urls(mail)) or desk.articles.known_urls(mail.urls)
    return found or desk.articles.known_headlines(quoted_titles(mail))


def _not_on_file(desk: Desk, mail: Mail, *, any_site: bool) -> list[str]:
    """The articles that a mail asks for by an address at which none is on file; of `any_site` but the asker's."""
    from syndicate.exchange.mails import asked_urls

    own = (mail.sender_address or "").rpartition("@")[2].lower()
    return desk.articles.missing_urls(asked_urls(mail), not_of=own if any_site else None)


@app.command()
def edit(
    ctx: typer.Context,
    request: options.RequestRef,
    item: Annotated[int | None, typer.Option("--item", metavar="N", min=1)] = None,
    medium: Medium = None,
    outlet: Outlet = None,
    domain: Domain = None,
    audience: Audience = None,
    audience_unit: AudienceUnit = None,
    territory: Territory = None,
    language: Languages = None,
    first_use: FirstUse = None,
    duration: Duration = None,
    exclusivity: Exclusivity = None,
    purpose: Purpose = None,
    excerpt: Excerpt = None,
    whole: Whole = False,
    images: Images = None,
    uses: Uses = None,
    translation_by: Translation = None,
    rush: Rush = False,
    po: PoNumber = None,
    payer: Payer = None,
    end_client: EndClient = None,
    licensee: Annotated[
        str | None,
        typer.Option("--licensee", metavar="NAME", help="Who asks, if it was logged for another."),
    ] = None,
    new_licensee: options.NewLicensee = False,
) -> None:
    """Fill in what a request left open, or put right what was logged. A quote that is out is revised then.

    Examples:
      syndicate request edit REQ-2026-00001 --medium website --audience 250k --territory France --duration 12m
      syndicate request edit REQ-2026-00001 --licensee "Gulf Herald Media"
    """
    with at_desk(ctx) as desk:
        changes = use_changes(
            desk,
            medium=medium,
            outlet_title=outlet,
            outlet_domain=domain,
            audience=audience,
            audience_unit=audience_unit,
            territories=territory,
            languages=language,
            first_use=first_use,
            duration=duration,
            exclusivity=exclusivity,
            purpose=purpose,
            excerpt_words=excerpt,
            whole=whole,
            images=images,
            uses=uses,
            translation_by=translation_by,
            rush=rush,
        )
        if not (changes or po or payer or end_client or licensee):
            raise BadInput("nothing to change was given", hint="syndicate request edit --help")
        paying, for_whom = _others(
            ctx, desk, payer=payer, end_client=end_client, new_licensee=new_licensee
        )
        asking = (
            whom(ctx, desk, licensee, flag="--licensee", new_licensee=new_licensee)
            if licensee
            else None
        )
        made = desk.requests.edit(
            request,
            item=item,
            licensee=asking.words if asking else None,
            payer=paying.words if paying else None,
            end_client=for_whom.words if for_whom else None,
            po_number=po,
            new_licensee=new_licensee or any(m.new for m in (asking, paying, for_whom) if m),
            **changes,
        )
    _show(ctx, made)
    for quote in made.quotes:
        show.next_step(ctx, f"syndicate quote revise {quote}")


def _show(ctx: typer.Context, made: Request) -> None:
    if made.answered and not made.logged_before:
        show.note(ctx, f"this mail answers {made.ref}, and was filed there (--anew logs another)")
    elif made.logged_before:
        show.note(
            ctx,
            f"this mail was logged before, as {made.ref} on {made.received_at[:10]}; nothing new was "
            "made",
        )
    closed = made.state in _CLOSED
    why = f": {made.reason}" if made.reason else ""
    lines = [f"{made.ref}  {made.state}{why}", f"  {made.licensee_name} ({made.licensee})"]
    lines += [
        f"  {role}: {name} ({ref})"
        for role, name, ref in (
            ("for", made.end_client_name, made.end_client),
            ("paid by", made.payer_name, made.payer),
        )
        if ref
    ]
    for item in made.items:
        lines.append(f"  {item.n}. {item.article}  {item.headline}")
        lines.append(f"     {item.understood}")
        if item.missing and not closed:
            lines.append(
                f"     missing: {', '.join(m['field'].replace('_', ' ') for m in item.missing)}"
            )
    lines.extend(f"  note: {note}" for note in made.notes)
    lines.extend(
        f"  {one['kind']}: {one['name'] or ''} {one['media_type']}, {one['sha256'][:12]}…"
        for one in made.files
        if one["kind"] != "message"
    )
    if made.questions:
        lines.append("  questions to the asker:")
        lines.extend(f"    {question}" for question in made.questions)
    show.answer(ctx, made, text=lines)
    flags = [m["flag"] for item in made.items for m in item.missing]
    if closed:
        if made.state in {"lost", "lapsed"}:
            show.next_step(ctx, f"syndicate request reopen {made.ref}")
    elif flags:
        show.next_step(ctx, f"syndicate request edit {made.ref} {' '.join(dict.fromkeys(flags))}")
    elif made.state in {"new", "triaged"}:
        show.next_step(ctx, f"syndicate quote draft {made.ref}")


@app.command()
def add(
    ctx: typer.Context,
    request: options.RequestRef,
    article: Annotated[
        str, typer.Option("--article", metavar="ARTICLE", help="Which: reference or URL.")
    ],
    medium: Medium = None,
    outlet: Outlet = None,
    domain: Domain = None,
    audience: Audience = None,
    audience_unit: AudienceUnit = None,
    territory: Territory = None,
    language: Languages = None,
    first_use: FirstUse = None,
    duration: Duration = None,
    exclusivity: Exclusivity = None,
    purpose: Purpose = None,
    excerpt: Excerpt = None,
    whole: Whole = False,
    images: Images = None,
    uses: Uses = None,
    translation_by: Translation = None,
) -> None:
    """Add an article to a request, or another use of one. What is not said is as in its first item.

    Example:
      syndicate request add REQ-2026-00001 --article ART-000001 --medium newsletter --audience 4000
    """
    with at_desk(ctx) as desk:
        made = desk.requests.add(
            request,
            article,
            use=use_changes(
                desk,
                medium=medium,
                outlet_title=outlet,
                outlet_domain=domain,
                audience=audience,
                audience_unit=audience_unit,
                territories=territory,
                languages=language,
                first_use=first_use,
                duration=duration,
                exclusivity=exclusivity,
                purpose=purpose,
                excerpt_words=excerpt,
                whole=whole,
                images=images,
                uses=uses,
                translation_by=translation_by,
            ),
        )
    _show(ctx, made)
    for quote in made.quotes:
        show.next_step(ctx, f"syndicate quote revise {quote}")


@app.command("show")
def show_(ctx: typer.Context, request: options.RequestRef) -> None:
    """Show a request: who, what, for which use, and what is missing to price it.

    Example:
      syndicate request show REQ-2026-00001
    """
    with at_desk(ctx) as desk:
        found = desk.requests.show(request)
    _show(ctx, found)


@app.command("list", cls=options.Listing)
def list_(
    ctx: typer.Context,
    open_: Annotated[bool, typer.Option("--open", help="Only those not yet decided.")] = False,
) -> None:
    """List requests, newest first.

    Example:
      syndicate request list --open
    """
    with at_desk(ctx) as desk:
        rows = desk.lists.requests(open_only=open_)
    show.records(
        ctx,
        rows,
        columns="ref state licensee_name headline medium outlet received_at",
        empty="syndicate request log --licensee NAME --article ARTICLE",
    )


@app.command()
def note(
    ctx: typer.Context,
    request: options.RequestRef,
    text: Annotated[str, typer.Argument(metavar="TEXT")],
) -> None:
    """Add a note to a request.

    Example:
      syndicate request note REQ-2026-00001 "Rang back, will send the circulation."
    """
    with at_desk(ctx) as desk:
        found = desk.requests.note(request, text)
    _show(ctx, found)


@app.command()
def assign(
    ctx: typer.Context,
    request: options.RequestRef,
    who: Annotated[str, typer.Argument(metavar="NAME")],
) -> None:
    """Say who of the desk deals with a request.

    Example:
      syndicate request assign REQ-2026-00001 leila
    """
    with at_desk(ctx) as desk:
        found = desk.requests.assign(request, who)
    _show(ctx, found)


@app.command()
def decline(ctx: typer.Context, request: options.RequestRef, reason: options.Reason = None) -> None:
    """Decline a request, with the reason.

    Example:
      syndicate request decline REQ-2026-00001 --reason "the agency holds the rights"
    """
    why = ask.ask(ctx, reason, flag="--reason", question="Why")
    with at_desk(ctx) as desk:
        found = desk.requests.decline(request, reason=why)
    _show(ctx, found)


@app.command()
def close(
    ctx: typer.Context,
    request: options.RequestRef,
    as_: Annotated[
        str, typer.Option("--as", metavar="HOW", help="lost, lapsed (no answer came) or duplicate.")
    ] = "lost",
    reason: options.Reason = None,
) -> None:
    """Close a request that came to nothing, with the reason; it no longer waits on the morning list.

    Example:
      syndicate request close REQ-2026-00001 --reason "too dear for them"
    """
    from syndicate.rules.requests import CLOSED_AS

    if as_ not in CLOSED_AS:
        raise BadInput(f"--as is one of {', '.join(CLOSED_AS)}", hint="--as lost")
    why = ask.ask(ctx, reason, flag="--reason", question="Why")
    with at_desk(ctx) as desk:
        found = desk.requests.close(request, as_=CLOSED_AS[as_], reason=why)
    _show(ctx, found)


@app.command()
def reopen(ctx: typer.Context, request: options.RequestRef) -> None:
    """Take up a request again that was closed as lost or lapsed: they have come back.

    Example:
      syndicate request reopen REQ-2026-00001
    """
    with at_desk(ctx) as desk:
        found = desk.requests.reopen(request)
    _show(ctx, found)
