"""Blanket agreements: a quota of articles for one fee, drawn one by one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from syndicate.cli import forms, options, requests, scopes, show
from syndicate.cli.door import at_desk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from syndicate.desk.blankets import Blanket, Draw

app = typer.Typer(help="Blanket agreements: articles drawn from a quota.")

Ref = Annotated[str, typer.Argument(metavar="BLANKET", help="BLK-000001 or its number alone.")]


@app.command()
def add(
    ctx: typer.Context,
    licensee: options.LicenseeRef,
    quota: Annotated[
        int, typer.Option("--quota", metavar="COUNT", help="How many articles may be drawn.")
    ],
    fee: Annotated[
        str | None,
        typer.Option(
            "--fee",
            metavar="AMOUNT",
            help="Net, for the whole period: £1,200. Else the card's price.",
        ),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="The first day; today if not said.")
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DAY", help="The last day; twelve months if not said."),
    ] = None,
    medium: requests.Medium = None,
    outlet: requests.Outlet = None,
    domain: requests.Domain = None,
    audience: requests.Audience = None,
    audience_unit: requests.AudienceUnit = None,
    territory: requests.Territory = None,
    language: requests.Languages = None,
    duration: Annotated[
        str | None,
        typer.Option(
            "--duration", metavar="SPAN", help="How long each article may stand: 12m, perpetual."
        ),
    ] = None,
    purpose: requests.Purpose = None,
    images: requests.Images = None,
    translation_by: requests.Translation = None,
    payer: requests.Payer = None,
    end_client: requests.EndClient = None,
    po: requests.PoNumber = None,
    contract: Annotated[
        str | None, typer.Option("--contract", metavar="TEXT", help="The contract: its name.")
    ] = None,
    by: scopes.By = None,
    key: options.IdempotencyKey = None,
) -> None:
    """File a blanket agreement: how many articles, for which fee and period, for which use.

    What is on file of the licensee's outlet is filled in. Without a fee it is the rate card's, and the steps
    are shown.

    Example:
      syndicate blanket add PTY-000002 --quota 60 --fee 1200 --from 2027-01-01 --territory UK --duration 12m --purpose editorial
    """
    from syndicate.rules.dates import last_day, read_span
    from syndicate.rules.fees.cases import told
    from syndicate.rules.money import read_amount
    from syndicate.rules.requests import Use

    with at_desk(ctx) as desk, options.mended(ctx, "syndicate blanket add"):
        home = desk.publishers.show()["home_currency"]
        changes = requests.use_changes(
            desk,
            medium=medium,
            outlet_title=outlet,
            outlet_domain=domain,
            audience=audience,
            audience_unit=audience_unit,
            territories=territory,
            languages=language,
            duration=duration,
            purpose=purpose,
            images=images,
            translation_by=translation_by,
        )
        use = replace(Use(), **desk.licensees.fill_outlet(licensee, changes))
        first = scopes.day(desk, since) or desk.today
        last = scopes.day(desk, until) or last_day(first, read_span("12m")) or first
        if fee is not None:
            amount = read_amount(fee, currency=home)
        else:
            priced = desk.rates.subscription(use, articles=quota, first=first, last=last)
            amount = priced.net
            show.understood(ctx, f"by the card: {'; '.join(told(priced.steps))}")
        made = desk.blankets.agree(
            licensee,
            quota=quota,
            fee=amount,
            use=use,
            starts_on=first,
            ends_on=last,
            payer=payer,
            end_client=end_client,
            contract=contract,
            po_number=po,
            by=by,
            key=options.key_of(ctx, key),
        )
    show.answer(ctx, made, text=_lines(made, made.draws))
    show.next_step(ctx, f"syndicate blanket draw {made.ref} ARTICLE")


def _lines(blanket: Blanket, draws: Iterable[Draw]) -> list[str]:
    """An agreement for eyes, with some of its draws."""
    lines = [
        *_head(blanket),
        f"  {forms.spoken(blanket.fee)} net, from {blanket.starts_on} until {blanket.ends_on}",
        f"  each for: {blanket.understood}",
    ]
    lines += [
        f"  {name}: {value}"
        for name, value in (
            ("payer", blanket.payer),
            ("end client", blanket.end_client),
            ("contract", blanket.contract),
            ("PO number", blanket.po_number),
        )
        if value
    ]
    return [*lines, *map(_draw, draws)]


def _head(blanket: Blanket) -> list[str]:
    return [
        f"{blanket.ref}  {blanket.state}  {blanket.licensee_name} ({blanket.licensee})",
        f"  {blanket.count.spoken}; {blanket.left} left",
    ]


def _draw(draw: Draw) -> str:
    if draw.beyond:
        paper = f"beyond the quota: {draw.quote} {draw.quote_state}, {forms.spoken(draw.price)} net"
        paper += f", {draw.licence}" if draw.licence else ""
    else:
        paper = draw.licence or draw.quote
    return f"  {draw.n}. {draw.drawn_on}  {draw.article}  {draw.headline}\n     {paper}"


@app.command("draw")
def draw_(
    ctx: typer.Context,
    blanket: Ref,
    article: Annotated[
        list[str], typer.Argument(metavar="ARTICLE...", help="ART-000123, its number or its URL.")
    ],
    beyond: Annotated[
        bool,
        typer.Option("--beyond", help="Also beyond the quota: a quote by the card is drafted."),
    ] = False,
    key: options.IdempotencyKey = None,
) -> None:
    """Draw articles: each gets its licence, and counts. All of them are drawn or none.

    Beyond the quota an article is priced by the card of the day: it gets a draft of a quote.

    Examples:
      syndicate blanket draw BLK-000001 ART-000001 ART-000004
      syndicate blanket draw BLK-000001 ART-000009 --beyond
    """
    with at_desk(ctx) as desk:
        made = desk.blankets.draw(blanket, article, beyond=beyond, key=options.key_of(ctx, key))
    show.answer(ctx, made, text=[*_head(made), *map(_draw, made.made)])
    for one in made.made:
        if one.beyond and one.quote_state == "draft":
            show.next_step(ctx, f"syndicate quote send {one.quote}")


@app.command("show")
def show_(ctx: typer.Context, blanket: Ref) -> None:
    """Show an agreement: its terms, what is left of the quota, every article drawn.

    Example:
      syndicate blanket show BLK-000001
    """
    with at_desk(ctx) as desk:
        found = desk.blankets.show(blanket)
    show.answer(ctx, found, text=_lines(found, found.draws))


@app.command("list", cls=options.Listing)
def list_(
    ctx: typer.Context,
    open_: Annotated[
        bool, typer.Option("--open", help="Only those that run or are to come.")
    ] = False,
) -> None:
    """List blanket agreements, newest first, with how much of each quota is used.

    Example:
      syndicate blanket list --open
    """
    with at_desk(ctx) as desk:
        rows = desk.lists.blankets(open_only=open_)
    show.records(
        ctx,
        rows,
        columns="ref state licensee_name quota drawn over fee starts_on ends_on",
        empty="syndicate blanket add LICENSEE --quota COUNT --fee AMOUNT",
    )


@app.command()
def end(ctx: typer.Context, blanket: Ref, by: scopes.By = None) -> None:
    """End an agreement: nothing more is drawn. What was drawn stands.

    Example:
      syndicate blanket end BLK-000001
    """
    with at_desk(ctx) as desk:
        made = desk.blankets.end(blanket, by=by)
    show.answer(ctx, made, text=_lines(made, ()))
