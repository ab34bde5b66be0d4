"""The publisher's own licence terms."""

from __future__ import annotations

from typing import Annotated

import typer

from syndicate.cli import ask, options, show
from syndicate.cli.door import at_desk
from syndicate.errors import BadInput

app = typer.Typer(help="Licence terms adopted. Until then papers print specimen terms.")


@app.command()
def adopt(
    ctx: typer.Context,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="Plain text, clauses headed by ## lines.")
    ],
    by: Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who adopts them.")] = None,
    lang: options.Language = None,
    name: Annotated[str, typer.Option("--name", metavar="NAME")] = "terms",
    key: options.IdempotencyKey = None,
) -> None:
    """File the publisher's own terms as the next numbered version; licences print them from today on.

    Example:
      syndicate terms adopt terms.md --by "Head of legal" --lang en
    """
    from syndicate.rules.facts import text_digest
    from syndicate.rules.languages import read_language

    try:
        text = ask.content(file, largest=512 * 1024).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{file} is not text in UTF-8", hint="save it as UTF-8") from error
    who = ask.ask(ctx, by, flag="--by", question="Adopted by")
    with at_desk(ctx) as desk:
        made = desk.publishers.adopt_terms(
            text,
            by=who,
            language=read_language(lang or "en"),
            name=name,
            key=options.key_of(ctx, key, also={"content": text_digest(text)}),
        )
    shown = {k: v for k, v in made.items() if k != "text"}
    show.answer(ctx, shown)


@app.command("list", cls=options.Listing)
def list_(ctx: typer.Context) -> None:
    """List the versions of the terms on file, newest first.

    Example:
      syndicate terms list
    """
    with at_desk(ctx) as desk:
        rows = desk.lists.terms()
    show.records(
        ctx,
        [{k: v for k, v in row.items() if k != "text"} for row in rows],
        columns="ref state language valid_from adopted_by",
        empty="syndicate terms adopt FILE --by NAME",
    )


@app.command("show")
def show_(
    ctx: typer.Context,
    terms: Annotated[str, typer.Argument(metavar="TERMS", help="name/language/version")],
) -> None:
    """Print a version of the terms.

    Example:
      syndicate terms show terms/en/1
    """
    from syndicate.errors import NotFound

    with at_desk(ctx) as desk:
        found = [t for t in desk.lists.terms() if t["ref"] == terms]
    if not found:
        raise NotFound(f"no terms {terms!r} on file", hint="syndicate terms list")
    show.answer(ctx, found[0], text=str(found[0]["text"]))
