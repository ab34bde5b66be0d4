"""Toy nouns for the tests of the command line's spine: they raise, list and show what a test asks for."""

from __future__ import annotations

import errno
import json
import sqlite3
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path  # noqa: TC003 - Typer reads it
from typing import Annotated

import typer

from syndicate import errors
from syndicate.cli import ask, door, options, show
from syndicate.cli.app import Noun, program
from syndicate.rules.money import Money, read_amount

app = typer.Typer(help="Toys.")
outlet = typer.Typer(help="Boxes of toys.")
app.add_typer(outlet, name="box")

NOUNS = (
    Noun("toy", "tests.cli.spine_toys", "Toys."),
    Noun(
        "chest", "tests.cli.spine_chest", "Toys, listed unless something else is said.", bare="list"
    ),
    Noun("today", "tests.cli.spine_today", "What waits this morning.", single=True),
)
run = program(NOUNS)


@dataclass(frozen=True, slots=True)
class Toy:
    """A toy on the shelf."""

    ref: str
    title: str
    price: Money
    made_on: date
    parts: tuple[str, ...] = ()


SHELF = [
    Toy(
        "TOY-1", "Wooden train", Money.of("1250.50", "GBP"), date(2026, 11, 1), ("engine", "coach")
    ),
    Toy(
        "TOY-2",
        "\u062f\u0645\u064a\u0629 \u0642\u0645\u0627\u0634",
        Money.of("9.00", "GBP"),
        date(2026, 11, 2),
    ),
    Toy("TOY-3", "=cmd|' /C calc'!A0", Money.of("-12.50", "GBP"), date(2026, 11, 3)),
    Toy(
        "TOY-4",
        "\x1b]0;owned\x07\u202egnp.exe\u200b\u2028[/red]\x9b31m",
        Money.of("1", "GBP"),
        date(2026, 11, 4),
    ),
]

_RAISED: dict[str, BaseException] = {
    "bad-input": errors.BadInput("31/02/2026 is no day", hint="syndicate toy raise"),
    "not-found": errors.NotFound("no toy TOY-9", hint="syndicate toy list"),
    "refused": errors.Refused("the toy is \x1b[31mlocked\u202e", hint="syndicate toy \x07unlock"),
    "conflict": errors.Conflict("somebody else took it"),
    "outside": errors.Outside(
        "no answer from postgresql://clerk:s3cret@db.example/desk?password=s3cret"
    ),
    "findings": errors.FindingsPresent("2 toys are broken"),
    "syndicate": errors.SyndicateError("odd"),
    "key": KeyError("nobody at postgresql://clerk:s3cret@db.example/desk"),
    "long": ValueError("\u00e9" * 100_000),
    "interrupt": KeyboardInterrupt(),
    "memory": MemoryError(),
    "recursion": RecursionError("maximum recursion depth exceeded"),
    "full": OSError(errno.ENOSPC, "No space left on device", "/var/desk/x.pdf"),
    "read-only": OSError(errno.EROFS, "Read-only file system"),
    "missing-file": FileNotFoundError(errno.ENOENT, "No such file or directory", "x"),
    "database": sqlite3.OperationalError("disk I/O error"),
    "pipe": BrokenPipeError(),
}


@app.command("raise")
def raise_(ctx: typer.Context, what: str) -> None:
    """Raise what is named.

    Example:
      syndicate toy raise refused
    """
    door.settings_of(ctx)
    raise _RAISED[what]


@app.command("list", cls=options.Listing)
def list_(ctx: typer.Context, copies: int = 1) -> None:
    """List the shelf."""
    show.records(ctx, SHELF * copies, columns="ref title price", empty="syndicate toy add")


@app.command()
def show_(ctx: typer.Context) -> None:
    """Show everything."""
    show.answer(ctx, SHELF[0])


@app.command()
def settings(ctx: typer.Context) -> None:
    """Say where things come from."""
    found = door.settings_of(ctx)
    said = door.said(ctx)
    show.answer(
        ctx,
        {
            "home": found.home,
            "database": found.database,
            "actor": found.actor,
            "no_input": found.no_input,
            "quiet": said.on("quiet"),
            "color": said.text("color"),
        },
    )


@app.command()
def make(
    ctx: typer.Context,
    toy: options.QuoteRef,
    price: options.Amount = None,
    day: options.Day = None,
    tag: Annotated[list[str] | None, typer.Option("--tag")] = None,
    key: options.IdempotencyKey = None,
    yes: options.Yes = False,
    dry_run: options.DryRun = False,
) -> None:
    """Make a toy, for a price."""
    del day, tag
    money = ask.ask(
        ctx,
        price,
        flag="--amount",
        question="Price",
        default="10 GBP",
        read=lambda text: read_amount(text, currency="GBP"),
    )
    email = ask.ask(ctx, None, flag="--email", question="Mail")
    show.understood(ctx, f"{money.amount} {money.currency} for {email}")
    ask.confirm(ctx, f"Make {toy} for {money.amount} {money.currency}", yes=yes)
    words = json.dumps(options.typed(ctx), sort_keys=True)
    show.answer(ctx, {"ref": toy, "words": words, "dry": dry_run, "key": key})
    show.next_step(ctx, f"syndicate toy show {toy}")


@app.command()
def key(
    ctx: typer.Context,
    what: str,
    note: str = "",
    key: options.IdempotencyKey = None,
    yes: options.Yes = False,
) -> None:
    """Show the key of this command."""
    del what, note, yes
    made = options.key_of(ctx, key)
    show.answer(ctx, {"key": made.key, "command": made.command, "hash": made.args_sha256})


@app.command()
def paper(ctx: typer.Context, path: Path) -> None:
    """Show a paper that was made."""
    answer = {
        "ref": "INV-2026-00012",
        "state": "issued",
        "path": path,
        "sha256": "ab" * 32,
        "pages": 2,
        "total": Money.of("480", "GBP"),
        "rate": Decimal("0.20"),
        "at": datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
    }
    show.paper(ctx, answer, also="total")


@app.command()
def read(ctx: typer.Context, source: str) -> None:
    """Count the bytes of a file."""
    show.answer(ctx, {"bytes": len(ask.content(source, largest=1000))})


@app.command()
def fill(ctx: typer.Context) -> None:
    """Say much."""
    show.answer(ctx, {}, text=["x" * 100] * 5000)


@outlet.command("add")
def add_box(ctx: typer.Context, title: str) -> None:
    """Add a box."""
    show.answer(ctx, {"title": title})


@app.command()
def now(ctx: typer.Context) -> None:
    """Ask the desk for its clock."""
    with door.at_desk(ctx) as desk:
        told = {"now": desk.now, "actor": desk.settings.actor}
    show.answer(ctx, told)


@app.command()
def sell(ctx: typer.Context, toy: str, yes: options.Yes = False) -> None:
    """Sell a toy."""
    ask.confirm(ctx, f"Sell {toy} for 480.00 GBP", yes=yes)
    show.answer(ctx, {"sold": toy})


@app.command()
def clear(ctx: typer.Context, article: options.ArticleRef) -> None:
    """Clear an article."""
    show.answer(ctx, {"ref": article})


@app.command(cls=options.Listing)
def slip(ctx: typer.Context) -> None:
    """Name a column that is not there."""
    show.records(ctx, SHELF, columns="ref titel")
