"""Licensees, their outlets and contacts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from syndicate.cli import ask, options, scopes, show
from syndicate.cli.door import at_desk
from syndicate.cli.requests import whom
from syndicate.errors import BadInput

app = typer.Typer(help="Licensees and their outlets.")
outlet = typer.Typer(help="Where a licensee publishes.")
app.add_typer(outlet, name="outlet")
mandate = typer.Typer(help="Collective licences that a licensee holds: NLA, CLA …")
app.add_typer(mandate, name="mandate")

Country = Annotated[str | None, typer.Option("--country", metavar="COUNTRY", help="France, FR …")]
CustomerKind = Annotated[
    str | None,
    typer.Option("--kind", metavar="KIND", help="business or consumer: decides the VAT."),
]
Vat = Annotated[str | None, typer.Option("--vat", metavar="NUMBER", help="VAT number.")]
Proof = Annotated[
    str | None, typer.Option("--proof", metavar="TEXT", help="Other proof that it is a business.")
]
CompanyNo = Annotated[str | None, typer.Option("--company-no", metavar="NUMBER")]
Address = Annotated[
    str | None, typer.Option("--address", metavar="LINES", help="Lines parted by ; or line breaks.")
]
TradingName = Annotated[str | None, typer.Option("--trading-name", metavar="NAME")]
Currency = Annotated[str | None, typer.Option("--currency", metavar="CODE", help="EUR …")]
Terms = Annotated[
    str | None, typer.Option("--terms", metavar="TERMS", help="account, or pay-first.")
]
PaymentDays = Annotated[int | None, typer.Option("--payment-days", metavar="DAYS", min=0, max=365)]
Contact = Annotated[str | None, typer.Option("--contact", metavar="NAME", help="Whom to write to.")]
Email = Annotated[str | None, typer.Option("--email", metavar="ADDRESS")]
Telephone = Annotated[str | None, typer.Option("--telephone", metavar="NUMBER")]
Purpose = Annotated[
    str,
    typer.Option(
        "--purpose", metavar="PURPOSE", help="Of the contact: rights, accounts or urgent."
    ),
]
Requestor = Annotated[
    str | None,
    typer.Option(
        "--type", metavar="TYPE", help="news-publisher, corporate, pr-agency, education …"
    ),
]


def _particulars(*, on_file: str | None = None, **given: Any) -> dict[str, Any]:  # noqa: ANN401
    """Typed words as particulars of a licensee; what was not given is left out.

    `on_file` is the country that the desk knows already.
    """
    from syndicate.rules import languages, money, parties, territories

    made: dict[str, Any] = {}
    country = given.get("country")
    if country is not None:
        codes = territories.read_territories(country)
        if len(codes) != 1 or not codes[0].isalpha() or len(codes[0]) != 2:
            raise BadInput(f"{country!r} is not one country", hint="--country France")
        made["country"] = codes[0]
    readers: dict[str, Callable[[str], Any]] = {
        "customer_kind": lambda text: _one_of(text, ("business", "consumer", "unknown"), "--kind"),
        "terms": lambda text: _one_of(text, ("account", "pay-first"), "--terms"),
        "currency": money.currency_code,
        "language": languages.read_language,
        "address": lambda text: parties.address_lines(text.replace(";", "\n")),
    }
    for name, value in given.items():
        if value is None or name in {"country", "vat_no"}:
            continue
        made[name] = readers[name](value) if name in readers else value
    if given.get("vat_no") is not None:
        where = made.get("country") or on_file
        if where is None:
            raise BadInput("a VAT number is read with its country", hint="--country France --vat …")
        made["vat_no"] = parties.read_vat_no(given["vat_no"], country=where)
    return made


def _one_of(text: str, words: tuple[str, ...], flag: str) -> str:
    if text not in words:
        raise BadInput(f"{flag} is one of {', '.join(words)}", hint=f"{flag} {words[0]}")
    return text


def _contact(
    purpose: str, name: str | None, email: str | None, telephone: str | None
) -> dict[str, str | None] | None:
    from syndicate.rules.parties import read_email

    if not (name or email or telephone):
        return None
    return {
        "purpose": _one_of(purpose, ("rights", "accounts", "urgent"), "--purpose"),
        "name": name,
        "email": read_email(email) if email else None,
        "telephone": telephone,
    }


@app.command()
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its legal name.")],
    country: Country = None,
    kind: CustomerKind = None,
    type_: Requestor = None,
    vat: Vat = None,
    proof: Proof = None,
    company_no: CompanyNo = None,
    address: Address = None,
    trading_name: TradingName = None,
    currency: Currency = None,
    lang: options.Language = None,
    terms: Terms = None,
    payment_days: PaymentDays = None,
    contact: Contact = None,
    email: Email = None,
    telephone: Telephone = None,
    purpose: Purpose = "rights",
    new_licensee: options.NewLicensee = False,
    key: options.IdempotencyKey = None,
) -> None:
    """Put a licensee on file; its name is enough, the rest can follow.

    Example:
      syndicate licensee add "Gulf Herald Media" --country Kuwait --kind business --email rights@gulfherald.example
    """
    name = ask.ask(ctx, name.strip() or None, flag="NAME", question="Legal name")
    particulars = _particulars(
        country=country,
        customer_kind=kind,
        kind=type_,
        vat_no=vat,
        vat_proof=proof,
        company_no=company_no,
        address=address,
        trading_name=trading_name,
        currency=currency,
        language=lang,
        terms=terms,
        payment_days=payment_days,
    )
    with at_desk(ctx) as desk:
        meant = whom(ctx, desk, name, flag="NAME", new_licensee=new_licensee, adding=True)
        if meant.ref is not None:
            show.note(ctx, f"{meant.name} is on file already; nothing was added")
            show.answer(ctx, desk.licensees.show(meant.ref))
            return
        made = desk.licensees.add(
            name,
            key=options.key_of(ctx, key),
            contact=_contact(purpose, contact, email, telephone),
            new_licensee=new_licensee or meant.new,
            **particulars,
        )
    show.understood(ctx, _echo(made))
    show.answer(ctx, made)
    show.next_step(ctx, f"syndicate licensee outlet add {made.ref} TITLE --domain DOMAIN")


def _echo(made: Any) -> str:  # noqa: ANN401
    from syndicate.rules.languages import language_name
    from syndicate.rules.territories import territory_name

    where = territory_name(made.country, "en") if made.country else "country not known"
    return f"{made.legal_name}, {made.customer_kind}, {where}, writes {language_name(made.language, 'en')}"


@app.command()
def edit(
    ctx: typer.Context,
    licensee: options.LicenseeRef,
    legal_name: Annotated[str | None, typer.Option("--legal-name", metavar="NAME")] = None,
    country: Country = None,
    kind: CustomerKind = None,
    type_: Requestor = None,
    vat: Vat = None,
    proof: Proof = None,
    company_no: CompanyNo = None,
    address: Address = None,
    trading_name: TradingName = None,
    currency: Currency = None,
    lang: options.Language = None,
    terms: Terms = None,
    payment_days: PaymentDays = None,
    contact: Contact = None,
    email: Email = None,
    telephone: Telephone = None,
    purpose: Purpose = "rights",
) -> None:
    """Change or complete a licensee. Papers already issued keep what they printed.

    Example:
      syndicate licensee edit PTY-000003 --kind business --country France --vat FR83404833048
    """
    person = _contact(purpose, contact, email, telephone)
    with at_desk(ctx) as desk:
        particulars = _particulars(
            on_file=desk.licensees.show(licensee).country,
            legal_name=legal_name,
            country=country,
            customer_kind=kind,
            kind=type_,
            vat_no=vat,
            vat_proof=proof,
            company_no=company_no,
            address=address,
            trading_name=trading_name,
            currency=currency,
            language=lang,
            terms=terms,
            payment_days=payment_days,
        )
        if not particulars and person is None:
            raise BadInput("nothing to change was given", hint="syndicate licensee edit --help")
        made = desk.licensees.edit(licensee, contact=person, **particulars)
    show.understood(ctx, _echo(made))
    show.answer(ctx, made)


@app.command()
def forget(
    ctx: typer.Context,
    licensee: options.LicenseeRef,
    person: Annotated[
        str, typer.Argument(metavar="PERSON", help="Name, e-mail or telephone of a contact.")
    ],
    yes: options.Yes = False,
) -> None:
    """Forget a person at a licensee, for good. Papers that were issued keep what they print, and are named.

    Example:
      syndicate licensee forget PTY-000003 "M. Roux" --yes
    """
    with at_desk(ctx) as desk:
        ask.confirm(ctx, f"Forget {person} for good", yes=yes)
        made = desk.licensees.forget(licensee, person)
    kept = ", ".join(made["kept"])
    show.answer(
        ctx,
        made,
        text=[
            f"{made['ref']}  {made['state']}",
            *([f"  still printed on {kept}: issued papers never change"] if kept else []),
        ],
    )


@app.command("show")
def show_(ctx: typer.Context, licensee: options.LicenseeRef) -> None:
    """Show a licensee with its outlets and contacts, and the last five deals.

    Example:
      syndicate licensee show PTY-000003
    """
    with at_desk(ctx) as desk:
        found = desk.licensees.show(licensee)
        deals = desk.licensees.deals(licensee)
    show.answer(ctx, {**show.plain(found), "deals": [show.plain(deal) for deal in deals]})


@app.command("list", cls=options.Listing)
def list_(ctx: typer.Context) -> None:
    """List licensees, newest first.

    Example:
      syndicate licensee list --csv --output licensees.csv
    """
    with at_desk(ctx) as desk:
        rows = desk.lists.licensees()
    show.records(
        ctx,
        rows,
        columns="ref legal_name country customer_kind terms language",
        empty="syndicate licensee add NAME",
    )


@outlet.command("add")
def add_outlet(
    ctx: typer.Context,
    licensee: options.LicenseeRef,
    title: Annotated[str, typer.Argument(metavar="TITLE")],
    domain: Annotated[
        list[str] | None, typer.Option("--domain", metavar="DOMAIN", help="May be repeated.")
    ] = None,
    medium: Annotated[
        str | None,
        typer.Option("--medium", metavar="MEDIUM", help="website, newspaper, newsletter …"),
    ] = None,
    country: Country = None,
    lang: options.Language = None,
    audience: Annotated[
        str | None, typer.Option("--audience", metavar="COUNT", help="250000, 250k, 1.2M")
    ] = None,
    audience_unit: Annotated[
        str | None,
        typer.Option(
            "--audience-unit", metavar="UNIT", help="monthly uniques, circulation, recipients …"
        ),
    ] = None,
    key: options.IdempotencyKey = None,
) -> None:
    """Put an outlet of a licensee on file.

    Example:
      syndicate licensee outlet add PTY-000003 "Gulf Herald" --domain gulfherald.example --audience 250000
    """
    from syndicate.rules.fees.uses import read_count
    from syndicate.rules.languages import read_language
    from syndicate.rules.parties import read_web_domain
    from syndicate.rules.requests import Medium

    known = tuple(m.value for m in Medium)
    where = _particulars(country=country).get("country")
    with at_desk(ctx) as desk:
        made = desk.licensees.add_outlet(
            licensee,
            title,
            medium=_one_of(medium, known, "--medium") if medium else None,
            domains=tuple(read_web_domain(d) for d in domain or ()),
            country=where,
            languages=(read_language(lang),) if lang else (),
            audience=read_count(audience) if audience is not None else None,
            audience_unit=audience_unit,
            key=options.key_of(ctx, key),
        )
    show.answer(ctx, made)
    show.next_step(ctx, f"syndicate request log --licensee {made.ref} --article ARTICLE")


@mandate.command("add")
def add_mandate(
    ctx: typer.Context,
    licensee: options.LicenseeRef,
    body: Annotated[
        str, typer.Argument(metavar="BODY", help="NLA, CLA …; none: asked, and none is held.")
    ],
    uses: Annotated[
        list[str] | None,
        typer.Option("--uses", metavar="MEDIA", help="intranet, newsletter … May be repeated."),
    ] = None,
    number: Annotated[
        str | None, typer.Option("--number", metavar="TEXT", help="Of the collective licence.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="The first day it holds.")
    ] = None,
    until: scopes.Until = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="TEXT", help="Who said so, and where.")
    ] = None,
    by: scopes.By = None,
    key: options.IdempotencyKey = None,
) -> None:
    """File a collective licence that a licensee holds. Quotes for such a use say so before they charge it.

    Examples:
      syndicate licensee mandate add PTY-000003 NLA --uses intranet --until 2027-03-31
      syndicate licensee mandate add PTY-000004 none --source "mail of 20 November"
    """
    from syndicate.rules.requests import Medium

    known = tuple(m.value for m in Medium)
    with at_desk(ctx) as desk, options.mended(ctx, "syndicate licensee mandate add"):
        made = desk.mandates.add(
            licensee,
            None if body.casefold() == "none" else body,
            uses=[_one_of(word, known, "--uses") for word in scopes.words(uses)],
            number=number,
            since=scopes.day(desk, since),
            until=scopes.day(desk, until),
            source=source,
            by=by,
            key=options.key_of(ctx, key),
        )
    show.answer(ctx, made)


@mandate.command("list", cls=options.Listing)
def list_mandates(ctx: typer.Context, licensee: options.LicenseeRef) -> None:
    """List the collective licences of a licensee, newest first, ended ones too.

    Example:
      syndicate licensee mandate list PTY-000003
    """
    with at_desk(ctx) as desk:
        rows = desk.mandates.on_file(licensee)
    show.records(
        ctx,
        rows,
        columns="body number uses valid_from valid_until state source",
        empty=f"syndicate licensee mandate add {licensee} NLA --uses intranet",
    )


@mandate.command("end")
def end_mandate(
    ctx: typer.Context,
    licensee: options.LicenseeRef,
    body: Annotated[str, typer.Argument(metavar="BODY", help="NLA, CLA …, or none.")],
    by: scopes.By = None,
) -> None:
    """End what is on file of a licensee's collective licence.

    Example:
      syndicate licensee mandate end PTY-000003 NLA
    """
    with at_desk(ctx) as desk:
        made = desk.mandates.end(licensee, None if body.casefold() == "none" else body, by=by)
    show.answer(ctx, made)
