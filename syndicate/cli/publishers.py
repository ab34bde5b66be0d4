"""The publisher of this desk."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from syndicate.cli import ask, show
from syndicate.cli.door import at_desk
from syndicate.errors import BadInput

app = typer.Typer(help="The publisher of this desk.")


@app.command("show")
def show_(ctx: typer.Context) -> None:
    """Show the publisher as papers print it, its editions and number series.

    Example:
      syndicate publisher show --json
    """
    with at_desk(ctx) as desk:
        found = desk.publishers.show()
    show.answer(ctx, found)


@app.command()
def edit(
    ctx: typer.Context,
    file: Annotated[
        str | None,
        typer.Option("--from", metavar="FILE", help="A TOML or JSON file: replaces everything."),
    ] = None,
    bank: Annotated[
        list[str] | None,
        typer.Option(
            "--bank",
            metavar="ACCOUNT",
            help='Where you are paid in one currency: "EUR: IBAN: …; BIC: …"; "EUR: none" closes it. '
            "May be repeated.",
        ),
    ] = None,
    vat: Annotated[str | None, typer.Option("--vat", metavar="NUMBER", help="VAT number.")] = None,
    vat_rate: Annotated[
        str | None,
        typer.Option("--vat-rate", metavar="PER CENT", help="Your country's standard rate."),
    ] = None,
) -> None:
    """Change the publisher's particulars, some of them or all. Issued papers keep what they printed.

    Examples:
      syndicate publisher edit --from publisher.toml
      syndicate publisher edit --bank "EUR: Account name: Harbour Courier Ltd; IBAN: GB33BUKB20201555555555"
    """
    from syndicate.exchange import publisher

    some = bool(bank) or vat is not None or vat_rate is not None
    if some == (file is not None):
        raise BadInput(
            "say what changes: --bank, --vat, --vat-rate, or --from FILE for everything",
            hint="syndicate publisher show",
        )
    if file is None:
        banks = dict(publisher.read_bank(each) for each in bank or ())
        rate = publisher.read_vat_rate(vat_rate) if vat_rate is not None else None
        with at_desk(ctx) as desk:
            number = None
            if vat is not None:
                number = publisher.read_vat(vat, country=desk.publishers.show()["country"])
            made = desk.publishers.change(banks=banks, vat_no=number, vat_rate=rate)
        for code, lines in banks.items():
            show.understood(ctx, f"{code}: {' / '.join(lines) or 'no account'}")
        show.answer(ctx, made)
        return
    setup = publisher.read_publisher(ask.content(file), name=Path(file).name)
    logo = None
    if setup.logo:
        logo = ask.content(str(Path(file).parent / setup.logo), largest=2 * 1024 * 1024)
    with at_desk(ctx) as desk:
        made = desk.publishers.edit(setup, logo=logo)
    show.answer(ctx, made)
