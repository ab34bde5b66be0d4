'''The command line: a command parses, calls the desk once, shows the answer.

One module a noun, named like its tray (`cli/licences.py`), listed in `NOUNS` of `cli/app.py`, exposing
`app`. It needs no word about `--home`, `--json`, `--quiet` and the rest: those are accepted everywhere,
before the noun and after the verb, and the three helpers read them from `ctx`:

    """Licences: granted, shown, verified."""

    from __future__ import annotations

    import typer

    from syndicate.cli import ask, options, show
    from syndicate.cli.door import at_desk

    app = typer.Typer(help="Licences granted, and those filed from the old books.")


    @app.command()
    def issue(
        ctx: typer.Context, quote: options.QuoteRef, key: options.IdempotencyKey = None, yes: options.Yes = False
    ) -> None:
        """Issue the licence for an accepted quote.

        Example:
          syndicate licence issue QUO-2026-00031
        """
        with at_desk(ctx) as desk:
            ask.confirm(ctx, f"Issue the licence of {quote}", yes=yes)
            answer = desk.licences.issue(quote, key=options.key_of(ctx, key))
        show.paper(ctx, answer)
        show.next_step(ctx, f"syndicate invoice issue {answer.ref}")


    @app.command("list", cls=options.Listing)
    def list_(ctx: typer.Context) -> None:
        """List licences, newest first.

        Example:
          syndicate licence list --fields ref,licensee --limit 0
        """
        with at_desk(ctx) as desk:
            rows = desk.lists.licences()
        show.records(ctx, rows, columns="ref licensee until state", empty="syndicate licence issue QUOTE")

`cls=options.Listing` adds `--jsonl --csv --tsv --table --fields --limit --sort --output`. A command raises
only from `syndicate.errors`; the door turns that into two lines on stderr and the exit code. An answer is
shown after the desk is closed, so nothing is said to be done that was not.
'''  # noqa: D214 - the sample holds a docstring of its own
