"""Agreements with agencies and houses, and editors' standing rules: what settles suspects by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from syndicate.cli import options, scopes, show
from syndicate.cli.door import at_desk
from syndicate.errors import BadInput

if TYPE_CHECKING:
    from syndicate.desk.rights import AgreementLine
    from syndicate.rules.articles import Act

app = typer.Typer(help="Agreements with agencies: what settles suspects by itself.")

Ref = Annotated[str, typer.Argument(metavar="AGREEMENT", help="AGR-000001 or its number alone.")]


@app.command()
def add(
    ctx: typer.Context,
    agency: Annotated[str, typer.Argument(metavar="AGENCY", help="Reuters, AFP, a house.")],
    contract: Annotated[
        str, typer.Option("--contract", metavar="TEXT", help="Which contract or rule: its name.")
    ],
    covers: Annotated[
        list[str],
        typer.Option(
            "--covers",
            metavar="WHAT",
            help="agency-copy, attributed-fact, credits or whole (articles). May be repeated.",
        ),
    ],
    own_words: Annotated[
        bool, typer.Option("--own-words", help="An editor's rule: such sentences are our own.")
    ] = False,
    exclude: Annotated[
        bool, typer.Option("--exclude", help="An editor's rule: such passages are left out.")
    ] = False,
    bylines: Annotated[
        list[str] | None,
        typer.Option(
            "--bylines", metavar="BASIS", help="Only in staff, assigned or freelance articles."
        ),
    ] = None,
    edition: Annotated[
        list[str] | None, typer.Option("--edition", metavar="CODE", help="Only in this edition.")
    ] = None,
    territory: scopes.Territories = None,
    language: scopes.Languages = None,
    medium: scopes.Media = None,
    credit: Annotated[
        str | None,
        typer.Option("--credit", metavar="TEXT", help="The credit the contract asks for."),
    ] = None,
    contact: Annotated[str | None, typer.Option("--contact", metavar="TEXT")] = None,
    since: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="The first day it holds.")
    ] = None,
    until: scopes.Until = None,
    by: scopes.By = None,
    dry_run: options.DryRun = False,
    key: options.IdempotencyKey = None,
) -> None:
    """File a contract with an agency; from then on it settles what it covers by itself, and says so.

    What a person rules on a passage counts before it. A licence is refused that would outlast the contract
    or go beyond its limits; licences issued under it stand when it ends.

    Examples:
      syndicate agreement add Reuters --contract "contract 2026/4" --covers attributed-fact --until 2027-12-31
      syndicate agreement add AFP --contract "house rule 3" --covers credits --bylines staff --own-words --dry-run
    """
    with at_desk(ctx) as desk:
        made = desk.rights.agree(
            agency,
            contract=contract,
            covers=scopes.words(covers),
            act=_act(own_words=own_words, exclude=exclude),
            bylines=scopes.read_bases(bylines),
            editions=scopes.words(edition),
            scope=scopes.read_scope(territory, language, medium),
            credit=credit,
            contact=contact,
            since=scopes.day(desk, since),
            until=scopes.day(desk, until),
            by=by,
            dry_run=dry_run,
            key=options.key_of(ctx, key),
        )
    show.answer(ctx, made, text=agreement_lines(made))
    if made.ref:
        show.next_step(ctx, f"syndicate agreement show {made.ref}")


def _act(*, own_words: bool, exclude: bool) -> Act:
    from syndicate.rules.articles import Act

    if own_words and exclude:
        raise BadInput("say one thing: --own-words or --exclude", hint="--own-words")
    return Act.OWN_WORDS if own_words else Act.EXCLUDE if exclude else Act.LICENSED


def agreement_lines(made: AgreementLine) -> list[str]:
    """An agreement for eyes."""
    days = " ".join(
        [
            *([f"from {made.valid_from}"] if made.valid_from else []),
            f"until {made.valid_until}" if made.valid_until else "until it is ended",
        ]
    )
    only = [
        *([f"{' and '.join(made.bylines)} bylines"] if made.bylines else []),
        *([f"edition {', '.join(made.editions)}"] if made.editions else []),
    ]
    lines = [
        f"{made.ref or 'not filed'}  {made.state}  {made.agency}, {made.contract}",
        f"  covers {', '.join(made.covers)}: {made.act}, {days}",
        f"  for uses {scopes.spoken_scope(made.scope)}"
        + (f"; only {'; '.join(only)}" if only else ""),
    ]
    if made.settles:
        count = len(made.settles)
        lines.append(
            f"  settles something in {count} article{'s' * (count != 1)}: "
            + ", ".join(made.settles[:8])
        )
    return lines


@app.command("list", cls=options.Listing)
def list_(ctx: typer.Context) -> None:
    """List agreements, newest first, ended ones too.

    Example:
      syndicate agreement list
    """
    with at_desk(ctx) as desk:
        rows = desk.rights.agreements()
    show.records(
        ctx,
        rows,
        columns="ref state agency contract covers act valid_until by",
        empty="syndicate agreement add AGENCY --contract TEXT --covers credits",
    )


@app.command("show")
def show_(ctx: typer.Context, agreement: Ref) -> None:
    """Show an agreement and the articles in which it settles something today.

    Example:
      syndicate agreement show AGR-000001
    """
    with at_desk(ctx) as desk:
        found = desk.rights.show(agreement)
    show.answer(ctx, found, text=agreement_lines(found))


@app.command()
def end(ctx: typer.Context, agreement: Ref, by: scopes.By = None) -> None:
    """End an agreement: it settles nothing new. Licences issued under it stand.

    Example:
      syndicate agreement end AGR-000001 --by "A. Reed"
    """
    with at_desk(ctx) as desk:
        made = desk.rights.end(agreement, by=by)
    show.answer(ctx, made, text=agreement_lines(made))
