"""What waits for the desk this morning."""

from __future__ import annotations

from typing import Annotated

import typer

from syndicate.cli import options, show
from syndicate.cli.door import at_desk

app = typer.Typer()


@app.command(cls=options.Listing)
def today(
    ctx: typer.Context,
    section: Annotated[
        str | None,
        typer.Option("--section", metavar="NAME", help="Only requests, quotes, copies, invoices …"),
    ] = None,
) -> None:
    """List what waits: requests, quotes about to lapse, clearances, copies, invoices, expiries, mails.

    Examples:
      syndicate today
      syndicate today --section expiry --json
    """
    from syndicate.desk.today import SECTIONS
    from syndicate.errors import BadInput

    wanted = section.rstrip("s") if section else None
    wanted = {"expirie": "expiry", "copie": "copy"}.get(wanted or "", wanted)
    if wanted is not None and wanted not in SECTIONS:
        raise BadInput(
            f"no section {section!r}; they are {', '.join(SECTIONS)}", hint="syndicate today"
        )
    with at_desk(ctx) as desk:
        rows = [t for t in desk.morning.tasks() if wanted in {None, t.section}]
        day = desk.today
    show.note(ctx, f"{day.isoformat()}: {len(rows)} things wait")
    show.records(ctx, rows, columns="section ref what due command", empty="syndicate request log")
