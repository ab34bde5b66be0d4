"""What waits for the desk this morning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from syndicate.cli import options, show
from syndicate.cli.door import at_desk, pasted, said

if TYPE_CHECKING:
    from syndicate.desk.today import Task

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
    things = "1 thing waits" if len(rows) == 1 else f"{len(rows)} things wait"
    show.note(ctx, f"{day.isoformat()}: {things}")
    if rows and show.plainly(ctx):
        shown = rows[: show.limit(ctx)]
        show.answer(ctx, shown, text=_lines(ctx, shown))
        if len(shown) < len(rows):
            show.note(ctx, f"{len(shown)} of {len(rows)}; --limit 0 shows all")
        return
    show.records(ctx, rows, columns="section ref what due command", empty="syndicate request log")


def _lines(ctx: typer.Context, tasks: Sequence[Task]) -> list[str]:
    """Two lines a task: what waits, and below it the command, which is never cut."""
    size = max(len(task.section) for task in tasks)
    lines = []
    for task in tasks:
        due = f", {task.due}" if task.due else ""
        lines.append(f"{task.section:<{size}}  {task.what}{due}")
        lines.append(f"{'':<{size}}    {pasted(task.command, said(ctx).values)}")
    return lines
