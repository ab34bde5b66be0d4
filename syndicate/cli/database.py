"""The books themselves."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from syndicate.cli import progress, show
from syndicate.cli.door import at_desk, settings_of
from syndicate.errors import FindingsPresent
from syndicate.settings import masked

if TYPE_CHECKING:
    from syndicate.desk.backups import Backup

app = typer.Typer(help="The books themselves: upgrade, check, back up, restore.")

Folder = Annotated[str, typer.Argument(metavar="FOLDER", help="Where the backup is kept.")]


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


@app.command()
def reindex(ctx: typer.Context) -> None:
    """Lay the index of words anew, by which articles are found. Nothing else changes.

    Needed when `doctor` says so: after an upgrade that stems words otherwise, or when a file was damaged.

    Example:
      syndicate database reindex
    """
    from syndicate.desk import database

    with progress.shown(ctx, "articles", rated=True) as told:
        count = database.reindex(settings_of(ctx).database, told=told)
    show.answer(
        ctx,
        {"state": "indexed", "articles": count},
        text=f"{count:,} articles in the index of words",
    )


@app.command()
def backup(ctx: typer.Context, folder: Folder) -> None:
    """Copy the whole desk, books and documents, while others go on working.

    The copy is proved row by row before it counts. Into the same folder only what is new is copied, and
    the backup before stays whole until the new one is. Exit 7 when documents are missing or changed.

    Examples:
      syndicate database backup /mnt/safe/desk
      syndicate database restore /mnt/safe/desk --check
    """
    with at_desk(ctx) as desk, progress.shown(ctx, "documents") as told:
        made = desk.backups.make(Path(folder), progress=told)
    _show(ctx, made, f"{made.copied} of {made.documents} documents were new")
    show.next_step(ctx, f"syndicate database restore {shlex.quote(folder)} --check")


@app.command()
def restore(
    ctx: typer.Context,
    folder: Folder,
    check: Annotated[
        bool, typer.Option("--check", help="Only try it, in a scratch place, and prove it.")
    ] = False,
) -> None:
    """Make the desk of a backup where there is none, and prove it against the backup's manifest.

    With --check the books are restored into a scratch place and thrown away again; every document of the
    backup is proved by its digest. A backup that was never tried is a hope.

    Examples:
      syndicate database restore /mnt/safe/desk --check
      syndicate --home new-desk database restore /mnt/safe/desk
    """
    with at_desk(ctx) as desk:
        if check:
            made = desk.backups.check(Path(folder))
        else:
            with progress.shown(ctx, "documents") as told:
                made = desk.backups.restore(Path(folder), progress=told)
    done = "tried and thrown away" if check else "restored"
    _show(ctx, made, f"{done}; its journal ends as the manifest says")
    if not check:
        show.next_step(ctx, "syndicate doctor")


def _show(ctx: typer.Context, made: Backup, said: str) -> None:
    lines = [
        f"{made.state}: {made.documents} documents, entry {made.seq} of {made.made_at[:10]}",
        f"  books   {made.path}",
        f"  sha256  {made.sha256}",
        f"  head    {made.seq}:{made.hash}",
        f"  {said}",
        *(f"  {fault}" for fault in made.faults[:20]),
    ]
    show.answer(ctx, made, text=lines)
    if made.faults:
        raise FindingsPresent(
            f"{len(made.faults)} documents are not as they should be: {made.faults[0]}",
            hint="syndicate doctor --repair",
        )
