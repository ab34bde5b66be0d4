"""Rate cards: shown, checked, put on file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from syndicate.cli import ask, options, show
from syndicate.cli.door import at_desk, said
from syndicate.errors import FindingsPresent

app = typer.Typer(help="Rate cards, versioned, with validity dates.")

File = Annotated[
    str, typer.Argument(metavar="FILE", help="A rate card in TOML, or - for standard input.")
]


def _text(file: str) -> str:
    from syndicate.errors import BadInput

    raw = ask.content(file, largest=256 * 1024)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{file} is not text in UTF-8", hint="save it as UTF-8") from error


@app.command("show")
def show_(
    ctx: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="[CARD]", help="Its name, or name/version.")
    ] = None,
    sample: Annotated[
        bool, typer.Option("--sample", help="The invented sample card, to write your own from.")
    ] = False,
) -> None:
    """Print a rate card as its text: the one named, the one in force, or the invented sample.

    Examples:
      syndicate rate show --sample > card.toml
      syndicate rate show harbour/2026-1
    """
    with at_desk(ctx) as desk:
        if sample:
            found = desk.rates.sample()
        elif name:
            found = desk.rates.text(name)
        else:
            with desk.reading() as r:
                found = desk.rates.in_force(r, desk.today)[1]
    show.answer(ctx, {"text": found}, text=found.rstrip("\n"))


@app.command("list", cls=options.Listing)
def list_(ctx: typer.Context) -> None:
    """List the rate cards on file, newest first.

    Example:
      syndicate rate list
    """
    with at_desk(ctx) as desk:
        rows = desk.lists.rates()
    show.records(
        ctx,
        rows,
        columns="ref state currency valid_from valid_to invented",
        empty="syndicate rate import FILE",
    )


@app.command()
def check(ctx: typer.Context, file: File) -> None:
    """Look a card through: gaps, overlaps, rules that can never be reached, prices that fall as audiences grow.

    Example:
      syndicate rate check card.toml
    """
    with at_desk(ctx) as desk:
        problems = desk.rates.check(_text(file))
    rows = [{"rule": p.rule, "problem": p.message} for p in problems]
    if problems or said(ctx).on("json"):
        show.records(ctx, rows, columns="rule problem")
    if problems:
        raise FindingsPresent(f"{len(problems)} problems in {file}", hint="mend them, check again")
    show.note(ctx, "the card is whole")
    show.next_step(ctx, f"syndicate rate import {file}")


@app.command("import")
def import_(ctx: typer.Context, file: File, key: options.IdempotencyKey = None) -> None:
    """Put a rate card on file; requests are priced on it from its first day.

    Example:
      syndicate rate import card.toml
    """
    text = _text(file)
    with at_desk(ctx) as desk:
        from syndicate.rules.facts import text_digest

        made = desk.rates.file(
            text, key=options.key_of(ctx, key, also={"content": text_digest(text)})
        )
    show.answer(ctx, made)
    if made.invented:
        show.note(ctx, "this card is an invented sample: it prices no real request")


@app.command("test")
def try_(
    ctx: typer.Context,
    cases: Annotated[
        str, typer.Argument(metavar="CASES", help="A CSV or a workbook of uses and their fees.")
    ],
    card: Annotated[
        str | None,
        typer.Option("--card", metavar="CARD", help="A file or a name; else the one in force."),
    ] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", metavar="NAME")] = None,
) -> None:
    """Price a table of worked examples on a card, and show each fee that is another than expected.

    A row is a case: medium, audience, territories, languages, duration, words … and its fee, net. What is
    not to be priced by card has the fee "by negotiation".

    Examples:
      syndicate rate test cases.csv
      syndicate rate test cases.xlsx --card card.toml
    """
    with at_desk(ctx) as desk:
        text = None
        if card is not None:
            text = _text(card) if card == "-" or Path(card).is_file() else desk.rates.text(card)
        found = desk.rates.tried(ask.content(cases), name=cases, sheet=sheet, card=text)
    wrong = [one for one in found if not one.right]
    rows = found if said(ctx).on("json") else wrong
    if rows:
        show.records(ctx, rows, columns="case expected priced reason")
    if wrong:
        raise FindingsPresent(
            f"{len(wrong)} of {len(found)} fees are not as expected",
            hint=f"syndicate rate test {cases} --json",
        )
    show.note(ctx, f"fees as expected: {len(found)} of {len(found)}")
