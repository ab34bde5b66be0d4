"""The publisher of this desk."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from syndicate.cli import ask, show
from syndicate.cli.door import at_desk

app = typer.Typer(help="The publisher of this desk.")


@app.command("show")
def show_(ctx: typer.Context) -> None:
    """Show the publisher as papers print it, its editions and number series.

    Example:
      syndicate publisher show --json
    """
    with at_desk(ctx) as desk:
        found = desk.publishers.show()
    show.answer(ctx, found)


@app.command()
def edit(
    ctx: typer.Context,
    file: Annotated[str, typer.Option("--from", metavar="FILE", help="A TOML or JSON file.")],
) -> None:
    """Replace the publisher's particulars. Issued papers keep what they printed.

    Example:
      syndicate publisher edit --from publisher.toml
    """
    from syndicate.exchange import publisher

    setup = publisher.read_publisher(ask.content(file), name=Path(file).name)
    logo = None
    if setup.logo:
        logo = ask.content(str(Path(file).parent / setup.logo), largest=2 * 1024 * 1024)
    with at_desk(ctx) as desk:
        made = desk.publishers.edit(setup, logo=logo)
    show.answer(ctx, made)
