"""Rate cards: shown, checked, put on file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from syndicate.cli import ask, forms, options, show
from syndicate.cli.door import at_desk, said
from syndicate.errors import BadInput, FindingsPresent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syndicate.desk import Desk
    from syndicate.desk.rates import Repriced
    from syndicate.rules.money import Money

app = typer.Typer(help="Rate cards, versioned, with validity dates.")

File = Annotated[
    str,
    typer.Argument(metavar="FILE", help="A rate card in TOML or a workbook, or - for input."),
]


_AS_PDF = "--as pdf --out card.pdf"
_WORKBOOK = b"PK\x03\x04"


def _text(file: str) -> str:
    """The text of the card in a file; a workbook is read into one."""
    raw = ask.content(file, largest=1024 * 1024)
    if raw.startswith(_WORKBOOK):
        from syndicate.exchange.card_sheets import read_card

        return read_card(raw, name=file)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{file} is not text in UTF-8", hint="save it as UTF-8") from error


def _card(desk: Desk, named: str) -> str:
    """The text of a card that is named by its file or, on file, by its name."""
    if named == "-" or Path(named).is_file():
        return _text(named)
    return desk.rates.text(named)


def _named(desk: Desk, name: str | None, *, sample: bool) -> str:
    """The text of the sample, of the card named, or of the one in force."""
    if sample:
        return desk.rates.sample()
    if name:
        return _card(desk, name)
    with desk.reading() as r:
        return desk.rates.in_force(r, desk.today)[1]


@app.command("show")
def show_(
    ctx: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="[CARD]", help="Its name, or name/version, or a file.")
    ] = None,
    sample: Annotated[
        bool, typer.Option("--sample", help="The invented sample card, to write your own from.")
    ] = False,
    as_: Annotated[
        str,
        typer.Option(
            "--as", metavar="FORM", help="text, or pdf: the page an editor signs; else who you are."
        ),
    ] = "text",
    out: Annotated[
        str | None,
        typer.Option("--output", "--out", metavar="FILE", help="A new file for the PDF."),
    ] = None,
    lang: options.Language = None,
) -> None:
    """Show a rate card: the one named, the one in force, or the invented sample.

    Examples:
      syndicate rate show --sample > card.toml
      syndicate rate show harbour/2026-1
      syndicate rate show --as pdf --out card.pdf
    """
    from syndicate.rules.languages import read_language

    if as_ not in {"text", "pdf"}:  # as everywhere: who you are
        said(ctx).values["actor"], as_ = as_, "text"
    if (as_ == "pdf") != (out is not None):
        raise BadInput("a card in a file is a PDF, and a PDF needs its file", hint=_AS_PDF)
    with at_desk(ctx) as desk:
        found = _named(desk, name, sample=sample)
        if out is not None:
            content = desk.rates.printed(found, language=read_language(lang or "en"))
            show.new_file(Path(out), content)
    if out is None:
        show.answer(ctx, {"text": found}, text=found.rstrip("\n"))
        return
    path = str(Path(out).absolute())
    show.answer(ctx, {"ref": "card", "state": "printed", "path": path}, text=path)


@app.command()
def export(
    ctx: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="[CARD]", help="Its name, or name/version, or a file.")
    ] = None,
    out: Annotated[
        str,
        typer.Option("--output", "--out", metavar="FILE", help="A new file, .xlsx."),
    ] = "card.xlsx",
    sample: Annotated[
        bool, typer.Option("--sample", help="The invented sample card, to write your own from.")
    ] = False,
) -> None:
    """Write a card into a workbook, to be edited there; `rate check` and `rate import` read it again.

    Examples:
      syndicate rate export --out card.xlsx
      syndicate rate export --sample --out card.xlsx
    """
    if Path(out).suffix.lower() != ".xlsx":
        raise BadInput(f"--out names an .xlsx file, not {out}", hint="--out card.xlsx")
    with at_desk(ctx) as desk:
        content = desk.rates.workbook(_named(desk, name, sample=sample))
    show.new_file(Path(out), content)
    path = str(Path(out).absolute())
    show.answer(ctx, {"ref": "card", "state": "written", "path": path}, text=path)
    show.next_step(ctx, f"syndicate rate check {out}")


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
    """Put a rate card on file, from its text or its workbook; requests are priced on it from its first day.

    Examples:
      syndicate rate import card.toml
      syndicate rate import card.xlsx
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
    not to be priced by card has the fee "by negotiation". Where it has steps, they are compared as well.

    Examples:
      syndicate rate test cases.csv
      syndicate rate test cases.xlsx --card card.toml
    """
    with at_desk(ctx) as desk:
        text = None if card is None else _card(desk, card)
        found = desk.rates.tried(ask.content(cases), name=cases, sheet=sheet, card=text)
    wrong = [one for one in found if not one.right]
    rows = found if said(ctx).on("json") else wrong
    if rows:
        show.records(ctx, rows, columns="case expected priced reason")
    if wrong:
        raise FindingsPresent(
            f"{len(wrong)} of {len(found)} fees are not as expected",
            hint=f"syndicate rate test {cases}{f' --card {card}' if card else ''} --json",
        )
    show.note(ctx, f"fees as expected: {len(found)} of {len(found)}")


@app.command()
def diff(
    ctx: typer.Context,
    old: Annotated[str, typer.Argument(metavar="OLD", help="A card: a file, or a name on file.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The card to hold beside it.")],
    period: Annotated[
        str, typer.Option("--period", metavar="PERIOD", help="2026, 2026-Q4, last-month, day..day")
    ] = "last-12-months",
) -> None:
    """Price again, on two cards, what was quoted in the last twelve months, and show what changes.

    Examples:
      syndicate rate diff harbour/2026-1 card.toml
      syndicate rate diff harbour harbour/2026-1 --period 2025 --json
    """
    from syndicate.rules.dates import add_months, read_period

    with at_desk(ctx) as desk:
        if period == "last-12-months":
            first, last = add_months(desk.today, -12), desk.today
        else:
            first, last = read_period(period, today=desk.today)
        found = desk.rates.compared(_card(desk, old), _card(desk, new), first=first, last=last)
    show.understood(ctx, f"quotes from {first.isoformat()} to {last.isoformat()}")
    changed = [one for one in found if one.changed]
    show.records(
        ctx,
        found if said(ctx).on("json") else changed,
        columns="quote licensee old new difference reason",
    )
    dearer = sum(1 for one in found if one.difference is not None and one.difference.minor > 0)
    cheaper = sum(1 for one in found if one.difference is not None and one.difference.minor < 0)
    show.note(
        ctx,
        f"quotes: {dearer} dearer, {cheaper} cheaper, {len(found) - len(changed)} the same, "
        f"{len(changed) - dearer - cheaper} not to be compared",
    )
    for before, after in _sums(found):
        show.note(
            ctx, f"in all {forms.spoken(before)} by the old card, {forms.spoken(after)} by the new"
        )


def _sums(found: Sequence[Repriced]) -> list[tuple[Money, Money]]:
    """By currency, what both cards ask in all for the quotes that both price."""
    sums: dict[str, tuple[Money, Money]] = {}
    for one in found:
        if one.old is None or one.new is None or one.difference is None:
            continue
        held = sums.get(one.old.currency)
        sums[one.old.currency] = (
            (one.old, one.new) if held is None else (held[0] + one.old, held[1] + one.new)
        )
    return list(sums.values())
