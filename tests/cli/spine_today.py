"""A toy morning list."""

from __future__ import annotations

import typer

from syndicate.cli import show
from syndicate.cli.door import settings_of

app = typer.Typer()


@app.command()
def today(ctx: typer.Context) -> None:
    """What waits."""
    show.answer(ctx, {"waiting": 0, "home": settings_of(ctx).home})
