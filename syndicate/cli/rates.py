"""Rate cards: shown, checked, put on file."""

from __future__ import annotations

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
