"""The desk's health."""

from __future__ import annotations

from typing import Annotated

import typer

from syndicate.cli import progress, show
from syndicate.cli.door import at_desk
from syndicate.errors import FindingsPresent

app = typer.Typer()


@app.command()
def doctor(
    ctx: typer.Context,
    repair: Annotated[
        bool,
        typer.Option("--repair", help="Mend what a crash left: print unprinted papers, sweep."),
    ] = False,
) -> None:
    """Look whether the desk is in good health: machine, books, documents, press.

    Exit 7 when something is wrong; warnings do not change the exit.

    Examples:
      syndicate doctor
      syndicate doctor --repair
    """
    with at_desk(ctx) as desk:
        mended = []
        if repair:
            with progress.shown(ctx, "papers printed") as printed:
                mended = desk.doctor.repair(printed)
        checks = [*mended, *desk.doctor.look()]
    show.records(ctx, checks, columns="state name what hint")
    faults = [c for c in checks if c.state == "fault"]
    if faults:
        raise FindingsPresent(f"{len(faults)} faults: {faults[0].what}", hint=faults[0].hint)
