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
    words: Annotated[
        str, typer.Argument(metavar="WORDS", help="Words, a reference, or an article's address.")
    ],
) -> None:
    """Find words in licensees, requests, quotes, licences, invoices and articles.

    All of the words have to stand there. Articles are found by headline, byline, section and text of their
    newest version, in whatever form a word stands ("ferries" finds "ferry"), the newest first.

    Examples:
      syndicate search "gulf herald"
      syndicate search "harbour ferries pilots"
    """
    with at_desk(ctx) as desk:
        found = desk.lists.search(words, limit=show.limit(ctx))
    show.records(
        ctx,
        found.lines,
        columns="ref kind state what",
        empty="syndicate article list",
        total=found.total,
        counted=found.counted,
    )
