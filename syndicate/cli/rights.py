"""What restricts an article, and who has a part in it: embargoes, holds, windows and credits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from syndicate.cli import ask, options, scopes, show
from syndicate.cli.contributors import contributor_lines
from syndicate.cli.door import at_desk
from syndicate.errors import BadInput

if TYPE_CHECKING:
    from syndicate.desk.rights import Restricted

__all__ = ["join", "restricted_lines"]

Article = Annotated[
    str | None,
    typer.Argument(metavar="[ARTICLE]", help="ART-000123, its number alone, or its URL."),
]
Edition = Annotated[
    str | None,
    typer.Option("--edition", metavar="CODE", help="A whole edition instead of one article."),
]
Why = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why.")]
Since = Annotated[str | None, typer.Option("--from", metavar="DAY", help="The first day of it.")]
Role = Annotated[str | None, typer.Option(metavar="WHO", help="On the list of contributors.")]


def embargo(
    ctx: typer.Context,
    article: Article = None,
    edition: Edition = None,
    until: scopes.Until = None,
    reason: Why = None,
    territory: scopes.Territories = None,
    language: scopes.Languages = None,
    medium: scopes.Media = None,
    by: scopes.By = None,
    key: options.IdempotencyKey = None,
) -> None:
    """Let nobody publish an article before a day; the day named is the last one of the embargo.

    Quotes and licences whose days touch it are refused; later ones are not.

    Examples:
      syndicate article embargo ART-000001 --until 2026-12-01 --reason "the report is out on the 2nd"
      syndicate article embargo --edition fr --until 30/11/2026 --reason "launch of the edition"
    """
    if until is None:
        until = ask.ask(ctx, None, flag="--until", question="Until which day")
    _restrict(ctx, "embargo", article, edition, None, until, reason,
              (territory, language, medium), None, by, key)  # fmt: skip


def hold(
    ctx: typer.Context,
    article: Article = None,
    edition: Edition = None,
    until: scopes.Until = None,
    reason: Why = None,
    territory: scopes.Territories = None,
    language: scopes.Languages = None,
    medium: scopes.Media = None,
    by: scopes.By = None,
    key: options.IdempotencyKey = None,
) -> None:
    """Put an article on legal hold: no new quote or licence until it is released, or until a day.

    Example:
      syndicate article hold ART-000001 --reason "letter of counsel, 3 May" --by "A. Reed"
    """
    _restrict(ctx, "hold", article, edition, None, until, reason,
              (territory, language, medium), None, by, key)  # fmt: skip


def window(
    ctx: typer.Context,
    article: Article = None,
    edition: Edition = None,
    since: Since = None,
    until: scopes.Until = None,
    kept_for: Annotated[
        str | None, typer.Option("--for", metavar="LICENSEE", help="Who may publish in it.")
    ] = None,
    reason: Why = None,
    territory: scopes.Territories = None,
    language: scopes.Languages = None,
    medium: scopes.Media = None,
    by: scopes.By = None,
    key: options.IdempotencyKey = None,
) -> None:
    """Keep a window free: nobody else is quoted or licensed in it.

    Example:
      syndicate article window ART-000001 --for "Tribune du Nord" --until +30d --territory France --reason "promised"
    """
    _restrict(ctx, "window", article, edition, since, until, reason,
              (territory, language, medium), kept_for, by, key)  # fmt: skip


def _restrict(
    ctx: typer.Context,
    kind: str,
    article: str | None,
    edition: str | None,
    since: str | None,
    until: str | None,
    reason: str | None,
    where: tuple[str | None, str | None, str | None],
    kept_for: str | None,
    by: str | None,
    key: str | None,
) -> None:
    why = ask.ask(ctx, reason, flag="--reason", question="Why")
    with at_desk(ctx) as desk:
        made = desk.rights.restrict(
            kind,
            article=article,
            edition=edition,
            scope=scopes.read_scope(*where),
            starts_on=scopes.day(desk, since),
            ends_on=scopes.day(desk, until),
            kept_for=kept_for,
            reason=why,
            by=by,
            key=options.key_of(ctx, key),
        )
    if made.ends_on:
        show.understood(ctx, f"until {made.ends_on}, that day included")
    show.answer(ctx, made, text=restricted_lines([made]))
    show.next_step(ctx, "syndicate today")


def restricted_lines(found: list[Restricted]) -> list[str]:
    """Restrictions for eyes, a line and its reason each."""
    lines = []
    for one in found:
        on = one.article or f"edition {one.edition}"
        days = f"until {one.ends_on}" if one.ends_on else "until it is released"
        for_ = f", kept for {one.kept_for}" if one.kept_for else ""
        lines.append(f"{one.ref}  {one.state}  {one.kind} on {on}: {days}{for_}")
        lines.append(f"  {scopes.spoken_scope(one.scope)}; {one.reason}, says {one.by}")
        if one.released_by:
            lines.append(f"  released by {one.released_by}: {one.released_note or 'no note'}")
    return lines


def release(
    ctx: typer.Context,
    restriction: Annotated[
        str, typer.Argument(metavar="RESTRICTION", help="RST-000001 or its number alone.")
    ],
    note: Annotated[
        str | None, typer.Option("--note", metavar="TEXT", help="Why it is lifted.")
    ] = None,
    by: scopes.By = None,
) -> None:
    """Lift an embargo, a hold or a window.

    Example:
      syndicate article release RST-000001 --note "counsel agrees" --by "A. Reed"
    """
    with at_desk(ctx) as desk:
        made = desk.rights.release(restriction, note=note, by=by)
        waiting = desk.stoppages.to_wake()
    show.answer(ctx, made, text=restricted_lines([made]))
    for article in waiting:
        show.next_step(ctx, f"syndicate article reinstate {article} --by NAME")


def rights(ctx: typer.Context, article: Article = None) -> None:
    """List embargoes, holds and windows: of one article and its edition, or all of them.

    Example:
      syndicate article rights ART-000001
    """
    with at_desk(ctx) as desk:
        rows = desk.rights.restrictions(article)
    show.records(
        ctx,
        rows,
        columns="ref state kind article edition starts_on ends_on kept_for reason by",
        empty="syndicate article hold ARTICLE --reason TEXT",
    )


def credit(
    ctx: typer.Context,
    article: options.ArticleRef,
    author: Role = None,
    photographer: Role = None,
    translator: Role = None,
    basis: Annotated[
        str | None, typer.Option("--basis", metavar="BASIS", help="Other than on the list.")
    ] = None,
    share: Annotated[
        str | None, typer.Option("--share", metavar="PER CENT", help="Other than on the list.")
    ] = None,
    limits: Annotated[
        str | None, typer.Option("--limits", metavar="TEXT", help="Other than on the list.")
    ] = None,
    consent: Annotated[
        str | None, typer.Option("--consent", metavar="TEXT", help="What they said when asked.")
    ] = None,
    machines: Annotated[
        str | None,
        typer.Option(
            "--machines",
            metavar="TEXT",
            help="Their express yes to AI input, training or mining, as they said it.",
        ),
    ] = None,
    by: scopes.By = None,
    key: options.IdempotencyKey = None,
) -> None:
    """Credit a contributor with a part in an article; licences freeze it with share and limits.

    Examples:
      syndicate article credit ART-000001 --author "Mara Quill"
      syndicate article credit ART-000001 --translator CTR-000002 --share 20 --consent "mail of 3 May"
    """
    from syndicate.rules.articles.contributors import Role as Part

    named = {
        Part.AUTHOR: author,
        Part.PHOTOGRAPHER: photographer,
        Part.TRANSLATOR: translator,
    }
    chosen = [(role, who) for role, who in named.items() if who is not None]
    if len(chosen) != 1:
        raise BadInput(
            "say one part: --author, --photographer or --translator",
            hint=f'syndicate article credit {article} --author "NAME"',
        )
    role, who = chosen[0]
    with at_desk(ctx) as desk:
        made = desk.contributors.credit(
            article,
            who,
            role=role,
            basis=scopes.read_basis(basis) if basis is not None else None,
            share=scopes.read_share(share),
            limits=limits,
            consent=consent,
            machines=machines,
            by=by,
            key=options.key_of(ctx, key),
        )
    show.answer(ctx, made, text=contributor_lines(made))


def join(app: typer.Typer) -> None:
    """Add these verbs to the noun `article`."""
    app.command("rights", cls=options.Listing)(rights)
    for verb in (embargo, hold, window, release, credit):
        app.command(verb.__name__)(verb)
