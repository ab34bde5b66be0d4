"""Settings of this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from syndicate.cli import options, show
from syndicate.cli.door import settings_of
from syndicate.errors import NotFound
from syndicate.settings import FILE, KEYS, TABLES, Settings, masked

app = typer.Typer(help="Settings of this machine, and where each value comes from.")


def _rows(settings: Settings) -> list[dict[str, str | None]]:
    values: dict[str, object] = {
        "home": settings.home,
        "database": masked(settings.database),
        "actor": settings.actor,
        "templates_dir": settings.templates_dir,
        "documents.open": settings.documents_open,
        "pager": settings.pager,
        "articles.zone": settings.zone,
        "articles.language": settings.language,
        "articles.cut": ", ".join(settings.cuts) or None,
        "articles.drupal": ", ".join(settings.drupal) or None,
    }
    return [
        {
            "name": name,
            "value": None if value is None else str(value),
            "origin": settings.origins.get(name, "default"),
            "meaning": {**KEYS, **TABLES}.get(name, "the desk's folder"),
        }
        for name, value in values.items()
    ]


@app.command("list", cls=options.Listing)
def list_(ctx: typer.Context) -> None:
    """List every setting with its value and where that comes from.

    Example:
      syndicate config list
    """
    show.records(ctx, _rows(settings_of(ctx)), columns="name value origin")


@app.command()
def get(ctx: typer.Context, name: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
    """Print one setting.

    Example:
      syndicate config get database
    """
    found = [row for row in _rows(settings_of(ctx)) if row["name"] == name]
    if not found:
        raise NotFound(f"no setting {name!r}", hint="syndicate config list")
    show.answer(ctx, found[0], text=found[0]["value"] or "")


@app.command()
def path(ctx: typer.Context) -> None:
    """Print the path of the settings file.

    Example:
      syndicate config path
    """
    where = settings_of(ctx).home / FILE
    show.answer(ctx, {"path": str(where)}, text=str(where))
