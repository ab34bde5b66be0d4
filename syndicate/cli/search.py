"""Words looked for in every tray."""

from __future__ import annotations

from typing import Annotated

import typer

from syndicate.cli import options, show
from syndicate.cli.door import at_desk

app = typer.Typer()


@app.command(cls=options.Listing)
def search(
    ctx: typer.Context,
    words: Annotated[str, typer.Argument(metavar="WORDS", help="Words, or part of them.")],
) -> None:
    """Find words in articles, licensees, requests, quotes, licences and invoices.

    Example:
      syndicate search "gulf herald"
    """
    with at_desk(ctx) as desk:
        rows = desk.search(words)
    show.records(ctx, rows, columns="ref kind state what", empty="syndicate article list")
