"""A toy noun that lists when no verb is named."""

from __future__ import annotations

import typer

from syndicate.cli import options, show

app = typer.Typer()


@app.command("list", cls=options.Listing)
def list_(ctx: typer.Context, ref: str = typer.Argument("")) -> None:
    """List."""
    show.records(ctx, [{"ref": ref, "of": "list"}])


@app.command()
def verify(ctx: typer.Context) -> None:
    """Verify."""
    show.answer(ctx, {"of": "verify"})
