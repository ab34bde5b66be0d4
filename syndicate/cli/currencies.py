"""Rates of exchange: from the central bank's file, or entered by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from syndicate.cli import ask, options, show
from syndicate.cli.door import at_desk
from syndicate.cli.quotes import read_fx

app = typer.Typer(help="Rates of exchange on file.")


@app.command("import")
def import_(
    ctx: typer.Context,
    file: Annotated[
        str,
        typer.Argument(metavar="FILE", help="eurofxref of the European Central Bank: XML or CSV."),
    ],
) -> None:
    """File the reference rates of a file: what 1 EUR was in each currency. What is on file is passed over.

    Examples:
      syndicate currency import eurofxref-daily.xml
      syndicate currency import eurofxref-hist.csv
    """
    from syndicate.exchange.currencies import read_reference_rates

    name = Path(file).name
    rates = read_reference_rates(ask.content(file), name=name)
    with at_desk(ctx) as desk:
        made = desk.currencies.file(rates, how=name)
    days = made["from"] if made["from"] == made["until"] else f"{made['from']} to {made['until']}"
    show.answer(ctx, made, text=f"{made['filed']} rates filed, {made['known']} known, of {days}")
    show.next_step(ctx, "syndicate currency list")


@app.command("set")
def set_(
    ctx: typer.Context,
    currency: Annotated[str, typer.Argument(metavar="CODE", help="AED, SAR, KWD …")],
    rate: Annotated[
        str, typer.Argument(metavar="RATE", help="How much of it one unit of --per is.")
    ],
    per: Annotated[
        str | None,
        typer.Option("--per", metavar="CODE", help="The publisher's own money if not said."),
    ] = None,
    on: options.Day = None,
    source: Annotated[
        str, typer.Option("--source", metavar="TEXT", help="Whose rate: the bank, the newspaper.")
    ] = "",
) -> None:
    """Enter a rate by hand: for what the central bank does not publish (AED, SAR, QAR, KWD, EGP, JOD).

    Example:
      syndicate currency set AED 4.9012 --per GBP --on 2026-11-20 --source "Bank of England"
    """
    from syndicate.rules.money import currency_code

    with at_desk(ctx) as desk:
        base = currency_code(per) if per else desk.publishers.show()["home_currency"]
        typed = read_fx(
            ctx,
            desk,
            base=base,
            quote=currency_code(currency),
            rate=rate,
            source=ask.ask(ctx, source or None, flag="--source", question="Whose rate is it"),
            on=on,
        )
        assert typed is not None  # noqa: S101  # a rate was given
        made = desk.currencies.file([typed], how="by hand")
    show.answer(ctx, {**typed.facts(), **made}, text=f"{typed.text}: {made['state']}")


@app.command("list", cls=options.Listing)
def list_(ctx: typer.Context) -> None:
    """List the newest rate of every pair, and which are old.

    Example:
      syndicate currency list
    """
    with at_desk(ctx) as desk:
        rows = desk.currencies.on_file()
    show.records(
        ctx,
        rows,
        columns="base quote rate day source",
        empty="syndicate currency import eurofxref-daily.xml",
    )
