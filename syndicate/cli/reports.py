"""Reports: usage by licensee, article, territory and month."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from syndicate.cli import options, show
from syndicate.cli.door import at_desk
from syndicate.errors import BadInput, Conflict

app = typer.Typer(help="Usage and revenue, folded.")

_FORMS = ("csv", "xlsx", "pdf")


@app.command(cls=options.Listing)
def usage(
    ctx: typer.Context,
    period: Annotated[
        str,
        typer.Option(
            "--period", metavar="PERIOD", help="2026-11, 2026, 2026-Q4, last-month, day..day"
        ),
    ] = "this-year",
    licensee: Annotated[str | None, typer.Option("--licensee", metavar="LICENSEE")] = None,
    article: Annotated[str | None, typer.Option("--article", metavar="ARTICLE")] = None,
    territory: Annotated[str | None, typer.Option("--territory", metavar="PLACE")] = None,
    out: Annotated[
        str | None,
        typer.Option(
            "--output",
            "--out",
            metavar="FILE",
            help="A new file: .csv, .xlsx or .pdf; else on the terminal.",
        ),
    ] = None,
    lang: options.Language = None,
) -> None:
    """Report usage: what was granted, where copies were seen, and how many broke a term.

    Examples:
      syndicate report usage --period 2026-11
      syndicate report usage --period 2026 --out usage.xlsx
      syndicate report usage --licensee PTY-000003 --out usage.pdf --lang fr
    """
    from syndicate.rules.dates import read_period
    from syndicate.rules.languages import read_language
    from syndicate.rules.territories import read_territories

    wanted = Path(out).suffix.lstrip(".").lower() if out else None
    if wanted is not None and wanted not in _FORMS:
        raise BadInput(
            f"--out names a .csv, .xlsx or .pdf file, not {out}", hint="--out usage.xlsx"
        )
    with at_desk(ctx) as desk:
        text = str(desk.today.year) if period == "this-year" else period
        first, last = read_period(text, today=desk.today)
        codes = read_territories(territory) if territory else (None,)
        if len(codes) != 1:
            raise BadInput("--territory is one place", hint="--territory France")
        rows = desk.reports.usage(
            first, last, licensee=licensee, article=article, territory=codes[0]
        )
        show.understood(ctx, f"{first.isoformat()} to {last.isoformat()}")
        if wanted is None:
            show.records(
                ctx,
                [r.facts() for r in rows],
                columns="licensee_name headline territories licence period copies breaches net",
                empty="syndicate licence issue QUOTE",
            )
            return
        if wanted == "pdf":
            printed = desk.reports.print_usage(
                rows, first, last, language=read_language(lang or "en")
            )
            content = printed.path.read_bytes()
            answer = {"ref": "usage", "state": "printed", **printed.answer()}
        else:
            from syndicate.exchange import tables

            columns = (
                tables.Column("licensee", "Licensee"),
                tables.Column("licensee_name", "Name"),
                tables.Column("article", "Article"),
                tables.Column("headline", "Headline"),
                tables.Column("territories", "Territories"),
                tables.Column("licence", "Licence"),
                tables.Column("period", "Month"),
                tables.Column("copies", "Copies seen", "int"),
                tables.Column("breaches", "Breaches", "int"),
                tables.Column("views", "Views", "int"),
                tables.Column("net", "Fee", "money"),
            )
            cells = [
                {
                    **{c.key: getattr(row, c.key) for c in columns},
                    "territories": ", ".join(row.territories),
                }
                for row in rows
            ]
            content = (
                tables.csv_bytes(cells, columns)
                if wanted == "csv"
                else tables.xlsx_bytes("Usage", cells, columns, created=desk.now)
            )
            answer = {"ref": "usage", "state": "written", "path": out, "rows": len(rows)}
    assert out is not None  # noqa: S101  # without a file the rows were shown above
    _write(Path(out), content)
    answer["path"] = str(Path(out).absolute())
    count = "1 row" if len(rows) == 1 else f"{len(rows)} rows"
    show.answer(ctx, answer, text=f"{answer['path']}  {count}")


def _write(path: Path, content: bytes) -> None:
    """Write a new file; one that is there is never written over. Raises Conflict, BadInput."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644)
    except FileExistsError as error:
        raise Conflict(f"{path} is there already", hint="name another file with --out") from error
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror}") from error
    with os.fdopen(handle, "wb") as file:
        file.write(content)
