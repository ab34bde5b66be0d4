"""Who did what, and the proof that nobody changed it."""

from __future__ import annotations

from typing import Annotated

import typer

from syndicate.cli import options, show
from syndicate.cli.door import at_desk
from syndicate.errors import BadInput, FindingsPresent

app = typer.Typer(help="Who did what, and the proof of it.")


@app.command("list", cls=options.Listing)
def list_(
    ctx: typer.Context,
    ref: Annotated[
        str | None, typer.Argument(metavar="[REF]", help="Only what was done to this.")
    ] = None,
) -> None:
    """List what was done, newest first.

    Examples:
      syndicate log
      syndicate log LIC-2026-00001
    """
    with at_desk(ctx) as desk:
        rows = desk.lists.journal(ref.strip().upper() if ref else None)
    show.records(ctx, rows, columns="seq at actor action entity payload", empty="syndicate init")


@app.command()
def verify(
    ctx: typer.Context,
    against: Annotated[
        str | None,
        typer.Option("--against", metavar="SEQ:HASH", help="A head kept outside (see `log head`)."),
    ] = None,
) -> None:
    """Prove the books: the chain of the journal, every row against it, every file against its digest.

    Exit 7 when something contradicts the journal. A tail that was cut, or a chain that was computed anew,
    shows only against a head kept outside.

    Example:
      syndicate log verify --against 412:9b1c…
    """
    kept = None
    if against is not None:
        seq, mark, sha = against.partition(":")
        if not mark or not seq.isdigit() or len(sha) != 64:
            raise BadInput("--against is SEQ:HASH, as `syndicate log head` prints it")
        kept = (int(seq), sha)
    with at_desk(ctx) as desk:
        faults = desk.journal.verify(against=kept)
        head = desk.journal.head()
    show.answer(
        ctx,
        {
            "state": "findings" if faults else "whole",
            "seq": head[0],
            "hash": head[1],
            "faults": faults,
        },
        text=[
            *(f"entry {f.seq or '-'}: {f.what}: {f.where}" for f in faults[:50]),
            f"{len(faults)} findings" if faults else f"whole: {head[0]} entries, head {head[1]}",
        ],
    )
    if faults:
        raise FindingsPresent(
            f"{len(faults)} things contradict the journal; the first is {faults[0].what}",
            hint="restore the last good backup beside this desk and compare",
        )


@app.command()
def head(ctx: typer.Context) -> None:
    """Print the number and hash of the last entry: keep them outside the desk.

    Example:
      syndicate log head
    """
    with at_desk(ctx) as desk:
        seq, sha = desk.journal.head()
    show.answer(ctx, {"seq": seq, "hash": sha}, text=f"{seq}:{sha}")
