"""Contributors: who writes, takes pictures or translates, with share and limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from syndicate.cli import options, scopes, show
from syndicate.cli.door import at_desk

if TYPE_CHECKING:
    from syndicate.desk.contributors import ContributorLine

app = typer.Typer(help="Contributors, their share and limits.")


@app.command()
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="As bylines print it.")],
    basis: Annotated[
        str, typer.Option("--basis", metavar="BASIS", help="staff, assigned or freelance.")
    ],
    share: Annotated[
        str | None, typer.Option("--share", metavar="PER CENT", help="Of the net fee.")
    ] = None,
    limits: Annotated[
        str | None, typer.Option("--limits", metavar="TEXT", help="What papers print of the terms.")
    ] = None,
    also: Annotated[
        list[str] | None,
        typer.Option("--also", metavar="NAME", help="Another name in bylines. May be repeated."),
    ] = None,
    territory: scopes.Territories = None,
    language: scopes.Languages = None,
    medium: scopes.Media = None,
    ask_first: Annotated[
        bool, typer.Option("--ask-first", help="To be asked before an article is licensed.")
    ] = False,
    payee: Annotated[
        str | None, typer.Option("--payee", metavar="TEXT", help="Whom to pay.")
    ] = None,
    by: scopes.By = None,
    key: options.IdempotencyKey = None,
) -> None:
    """Put somebody on the list. A byline whose every name is on it is settled by itself, and says so.

    Examples:
      syndicate contributor add "Mara Quill" --basis staff
      syndicate contributor add "Jo Wren" --basis freelance --share 50 --territory "UK, Ireland" --ask-first
    """
    with at_desk(ctx) as desk:
        made = desk.contributors.add(
            name,
            basis=scopes.read_basis(basis),
            share=scopes.read_share(share),
            limits=limits,
            also=also or (),
            scope=scopes.read_scope(territory, language, medium),
            consent_required=ask_first,
            payee=payee,
            by=by,
            key=options.key_of(ctx, key),
        )
    show.answer(ctx, made, text=contributor_lines(made))


Who = Annotated[
    str, typer.Argument(metavar="CONTRIBUTOR", help="CTR-000001, its number, or a name.")
]


@app.command()
def edit(
    ctx: typer.Context,
    contributor: Who,
    basis: Annotated[
        str | None, typer.Option("--basis", metavar="BASIS", help="staff, assigned or freelance.")
    ] = None,
    share: Annotated[
        str | None, typer.Option("--share", metavar="PER CENT", help="Of the net fee; '' for none.")
    ] = None,
    limits: Annotated[
        str | None, typer.Option("--limits", metavar="TEXT", help="What papers print; '' for none.")
    ] = None,
    territory: scopes.Territories = None,
    language: scopes.Languages = None,
    medium: scopes.Media = None,
    anywhere: Annotated[
        bool, typer.Option("--anywhere", help="No limit of places, languages or media any more.")
    ] = False,
    ask_first: Annotated[
        bool | None,
        typer.Option("--ask-first/--no-ask-first", help="To be asked before a licence, or not."),
    ] = None,
    payee: Annotated[
        str | None, typer.Option("--payee", metavar="TEXT", help="Whom to pay.")
    ] = None,
    by: scopes.By = None,
) -> None:
    """Change the terms of a contributor from now on. What licences froze stays.

    Of --territory, --language and --medium only what is named changes.

    Examples:
      syndicate contributor edit CTR-000001 --territory "UK, France" --share 40
      syndicate contributor edit "Jo Wren" --anywhere --no-ask-first
    """
    from dataclasses import replace

    from syndicate.desk.rights import Scope

    with at_desk(ctx) as desk:
        changes: dict[str, Any] = {}
        if basis is not None:
            changes["basis"] = scopes.read_basis(basis)
        if share is not None:
            changes["share"] = scopes.read_share(share) if share.strip() else None
        if limits is not None:
            changes["limits"] = limits
        if ask_first is not None:
            changes["consent_required"] = ask_first
        if payee is not None:
            changes["payee"] = payee.strip() or None
        named = scopes.read_scope(territory, language, medium)
        if anywhere or named:
            before = {} if anywhere else desk.contributors.show(contributor).scope
            parts = {name: tuple(codes) for name, codes in before.items()}
            given = {name: tuple(codes) for name, codes in named.facts().items() if codes}
            changes["scope"] = replace(Scope(), **{**parts, **given})
        made = desk.contributors.edit(contributor, by=by, **changes)
    show.answer(ctx, made, text=contributor_lines(made))


@app.command()
def end(ctx: typer.Context, contributor: Who, on: options.Day = None, by: scopes.By = None) -> None:
    """Let the list answer for no byline of theirs from a day on. Licences and credits stand.

    Example:
      syndicate contributor end "Jo Wren" --on 2026-12-31
    """
    from syndicate.rules.dates import read_day

    with at_desk(ctx) as desk:
        day = read_day(on, today=desk.today) if on is not None else None
        made = desk.contributors.end(contributor, on=day, by=by)
    show.answer(ctx, made, text=contributor_lines(made))


@app.command()
def reinstate(ctx: typer.Context, contributor: Who, by: scopes.By = None) -> None:
    """Put somebody who was ended back on the list.

    Example:
      syndicate contributor reinstate "Jo Wren"
    """
    with at_desk(ctx) as desk:
        made = desk.contributors.reinstate(contributor, by=by)
    show.answer(ctx, made, text=contributor_lines(made))


def contributor_lines(made: ContributorLine) -> list[str]:
    """A contributor for eyes."""
    terms = [
        *([f"share {made.share} per cent"] if made.share is not None else []),
        *([made.limits] if made.limits else []),
        f"uses {scopes.spoken_scope(made.scope)}",
        *(["to be asked first"] if made.consent_required else []),
    ]
    lines = [f"{made.ref}  {made.name} ({made.basis})", f"  {'; '.join(terms)}"]
    if made.ended_on:
        lines.append(f"  off the list from {made.ended_on}")
    if made.articles:
        lines.append(f"  credited in {', '.join(made.articles)}")
    return lines


@app.command("list", cls=options.Listing)
def list_(ctx: typer.Context) -> None:
    """List contributors by name.

    Example:
      syndicate contributor list --json
    """
    with at_desk(ctx) as desk:
        rows = desk.contributors.on_file()
    show.records(
        ctx,
        rows,
        columns="ref name basis share limits consent_required",
        empty='syndicate contributor add "NAME" --basis staff',
    )


@app.command("show")
def show_(
    ctx: typer.Context,
    contributor: Annotated[
        str, typer.Argument(metavar="CONTRIBUTOR", help="CTR-000001, its number, or a name.")
    ],
) -> None:
    """Show a contributor and the articles credited to them.

    Example:
      syndicate contributor show "Mara Quill"
    """
    with at_desk(ctx) as desk:
        found = desk.contributors.show(contributor)
    show.answer(ctx, found, text=contributor_lines(found))
