"""The books themselves."""

from __future__ import annotations

import typer

from syndicate.cli import show
from syndicate.cli.door import at_desk, settings_of
from syndicate.errors import FindingsPresent
from syndicate.settings import masked

app = typer.Typer(help="The books themselves: upgrade, check.")


@app.command()
def upgrade(ctx: typer.Context) -> None:
    """Bring the books to this program's schema, in one transaction.

    Example:
      syndicate database upgrade
    """
    from syndicate.desk import database

    url = settings_of(ctx).database
    before, after = database.upgrade(url)
    show.answer(
        ctx,
        {"database": masked(url), "from": before, "to": after},
        text=f"schema {after}" if before == after else f"schema {before or 'none'} -> {after}",
    )


@app.command()
def check(ctx: typer.Context) -> None:
    """Compare the books with what this program expects: tables, columns, guards. Exit 7 on a difference.

    Example:
      syndicate database check
    """
    from syndicate.desk import database

    with at_desk(ctx) as desk:
        url = desk.settings.database
        database.require(database.revision(url))
        found = database.differences(url)
    show.answer(
        ctx,
        {"state": "differs" if found else "equal", "differences": found},
        text=found or ["no difference"],
    )
    if found:
        raise FindingsPresent(f"{len(found)} differences", hint="syndicate database upgrade")
