"""The outbox: drafts that papers go out with, and what staff sent."""

from __future__ import annotations

from typing import Annotated

import typer

from syndicate.cli import options, show
from syndicate.cli.door import at_desk

app = typer.Typer(help="The outbox: drafts, and what staff sent.")


@app.command("list", cls=options.Listing)
def list_(
    ctx: typer.Context,
    open_: Annotated[bool, typer.Option("--open", help="Only drafts.")] = False,
) -> None:
    """List the outbox, newest first; each draft is an .eml file that a mail program opens.

    Example:
      syndicate mail list --open
    """
    with at_desk(ctx) as desk:
        rows = desk.lists.mails(open_only=open_)
    show.records(
        ctx,
        rows,
        columns="about kind state recipient subject",
        empty="syndicate quote send QUOTE",
    )


@app.command()
def sent(
    ctx: typer.Context,
    ref: Annotated[
        str, typer.Argument(metavar="REF", help="What the mail was about: QUO-… LIC-… INV-…")
    ],
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind", metavar="KIND", help="Which, where two wait: quote, pro-forma, licence …"
        ),
    ] = None,
) -> None:
    """Record that you sent the newest draft about a paper. Nothing is called sent that nobody sent.

    Examples:
      syndicate mail sent QUO-2026-00001
      syndicate mail sent QUO-2026-00002 --kind pro-forma
    """
    with at_desk(ctx) as desk:
        made = desk.mails.sent(
            ref.strip().upper(), kind=kind.strip().lower() if kind is not None else None
        )
    show.answer(ctx, made)
