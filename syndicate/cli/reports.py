"""Reports: usage by licensee, article, territory and month."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from syndicate.cli import options, show
from syndicate.cli.door import at_desk
from syndicate.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syndicate.exchange.tables import Column
    from syndicate.rules.usage import Fold, UsageRow

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
    blanket: Annotated[
        str | None,
        typer.Option("--blanket", metavar="BLANKET", help="Only what was drawn under it."),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by", metavar="KEY", help="licensee, article, territory or period: a row each."
        ),
    ] = None,
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
      syndicate report usage --by territory
      syndicate report usage --licensee PTY-000003 --out usage.pdf --lang fr
    """
    from syndicate.rules.dates import read_period
    from syndicate.rules.languages import read_language
    from syndicate.rules.territories import read_territories
    from syndicate.rules.usage import FoldBy, fold

    folded = [each.value for each in FoldBy]
    if by is not None and by not in folded:
        raise BadInput(f"--by is one of {', '.join(folded)}", hint="--by licensee")
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
            first,
            last,
            licensee=licensee,
            article=article,
            territory=codes[0],
            blanket=blanket,
        )
        some = licensee or territory or blanket  # what has no licence is nobody's and nowhere
        without_licence = (
            None if some else desk.reports.without_licence(first, last, article=article)
        )
        show.understood(ctx, f"{first.isoformat()} to {last.isoformat()}")
        groups = fold(rows, FoldBy(by)) if by is not None else None
        if wanted is None:
            show.records(
                ctx,
                [{**r.facts(), "blanket": r.blanket, "end_client": r.end_client} for r in rows]
                if groups is None
                else list(groups),
                columns="licensee_name headline territories licence period copies breaches net"
                if groups is None
                else "key name licences copies breaches nets",
                empty="syndicate licence issue QUOTE",
            )
            if rows:
                show.note(ctx, _in_all(rows))
            if without_licence:
                copies = "1 copy" if without_licence == 1 else f"{without_licence} copies"
                show.note(
                    ctx, f"and {copies} without a licence on file: syndicate today --section copy"
                )
            return
        if wanted == "pdf" and groups is not None:
            raise BadInput("the printed report is not folded", hint="--by with --out usage.xlsx")
        if wanted == "pdf":
            printed = desk.reports.print_usage(
                rows,
                first,
                last,
                language=read_language(lang or "en"),
                without_licence=without_licence,
            )
            content = printed.path.read_bytes()
            answer = {"ref": "usage", "state": "printed", **printed.answer()}
        else:
            from syndicate.exchange import tables

            cells, columns = _folded(groups) if groups is not None else _unfolded(rows)
            content = (
                tables.csv_bytes(cells, columns)
                if wanted == "csv"
                else tables.xlsx_bytes("Usage", cells, columns, created=desk.now)
            )
            answer = {"ref": "usage", "state": "written", "path": out, "rows": len(rows)}
    assert out is not None  # noqa: S101  # without a file the rows were shown above
    show.new_file(Path(out), content)
    answer["path"] = str(Path(out).absolute())
    count = "1 row" if len(rows) == 1 else f"{len(rows)} rows"
    show.answer(ctx, answer, text=f"{answer['path']}  {count}")


def _unfolded(rows: Sequence[UsageRow]) -> tuple[list[dict[str, Any]], Sequence[Column]]:
    """A row a licence item and month, and its columns."""
    from syndicate.exchange.tables import Column

    columns = (
        Column("licensee", "Licensee"),
        Column("licensee_name", "Name"),
        Column("article", "Article"),
        Column("headline", "Headline"),
        Column("territories", "Territories"),
        Column("licence", "Licence"),
        Column("period", "Month"),
        Column("copies", "Copies seen", "int"),
        Column("breaches", "Breaches", "int"),
        Column("views", "Views", "int"),
        Column("net", "Fee", "money"),
    )
    cells = [
        {**{c.key: getattr(row, c.key) for c in columns}, "territories": ", ".join(row.territories)}
        for row in rows
    ]
    return cells, columns


def _folded(groups: Sequence[Fold]) -> tuple[list[dict[str, Any]], Sequence[Column]]:
    """A row a group, and its columns: a fee for each currency there is."""
    from syndicate.exchange.tables import Column

    currencies = sorted({net.currency for group in groups for net in group.nets})
    columns = (
        Column("key", "Key"),
        Column("name", "Name"),
        Column("licences", "Licences", "int"),
        Column("copies", "Copies seen", "int"),
        Column("breaches", "Breaches", "int"),
        Column("views", "Views", "int"),
        *(Column(f"net {code}", f"Fee {code}", "money") for code in currencies),
    )
    cells = [
        {
            **{c.key: getattr(group, c.key) for c in columns if not c.key.startswith("net ")},
            **{f"net {code}": None for code in currencies},
            **{f"net {net.currency}": net for net in group.nets},
        }
        for group in groups
    ]
    return cells, columns


def _in_all(rows: Sequence[UsageRow]) -> str:
    """The sums over all rows."""
    from syndicate.rules.usage import sums

    fees = " and ".join(f"{net.text} {net.currency}" for net in sums(row.net for row in rows))
    copies = sum(row.copies for row in rows)
    breaches = sum(row.breaches for row in rows)
    licences = len({row.licence for row in rows})
    return (
        f"in all: licences {licences}, copies seen {copies}, breaches {breaches}, fees {fees} net"
    )
