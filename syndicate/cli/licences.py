"""Licences: issued, shown, and those of the old books brought in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from syndicate.cli import ask, forms, options, show
from syndicate.cli.door import at_desk

if TYPE_CHECKING:
    from syndicate.desk.licences import Licence

app = typer.Typer(help="Licences granted, and those of the old books.")


@app.command()
def issue(
    ctx: typer.Context,
    quote: options.QuoteRef,
    leave_out: Annotated[
        list[int] | None,
        typer.Option("--leave-out", metavar="N", help="A passage this licence does not grant."),
    ] = None,
    special_term: Annotated[
        list[str] | None, typer.Option("--special-term", metavar="TEXT", help="May be repeated.")
    ] = None,
    dry_run: options.DryRun = False,
    yes: options.Yes = False,
    key: options.IdempotencyKey = None,
) -> None:
    """Grant what an accepted quote offers, and print the licence.

    Examples:
      syndicate licence issue QUO-2026-00001 --dry-run
      syndicate licence issue QUO-2026-00001 --yes
    """
    with at_desk(ctx) as desk:
        would = desk.licences.check(quote, leave_out=leave_out or ())
        if dry_run:
            show.answer(ctx, would, text=_would_lines(would))
            return
        for note in would["notes"]:
            show.note(ctx, f"note: {note}")
        if would["state"] == "dry-run":
            desk.press.warm()  # it starts while somebody reads the question
            total = desk.quotes.show(quote).total
            ask.confirm(
                ctx,
                f"Issue the licence of {would['quote']}, {total['amount']} {total['currency']}",
                yes=yes,
            )
        made = desk.licences.issue(
            quote,
            leave_out=leave_out or (),
            special_terms=special_term or (),
            key=options.key_of(ctx, key),
        )
        to_bill = made.quote and desk.invoices.billed(made.quote) is None
    show.paper(ctx, made, also="licensee_name quote")
    show.next_step(ctx, f"syndicate invoice issue {made.ref}" if to_bill else "syndicate today")


@app.command("show")
def show_(ctx: typer.Context, licence: options.LicenceRef) -> None:
    """Show a licence: what was granted, for which version, and the duties that follow.

    Example:
      syndicate licence show LIC-2026-00001 --json
    """
    with at_desk(ctx) as desk:
        found = desk.licences.show(licence)
    show.answer(ctx, found, text=_lines(found))


def _lines(found: Licence) -> list[str]:
    """A licence for eyes: the deal, then the duties. What the old books did not state says so."""
    net = f", net {forms.spoken(found.net)}" if found.net else ""
    lines = [
        f"{found.ref}  {found.state}",
        f"  {found.licensee_name} ({found.licensee}), granted {found.issue_date or 'on a day not stated'}{net}",
    ]
    for item in found.items:
        lines.append(f"  {item['n']}. {item['article'] or '-'}  {item['headline'] or 'not stated'}")
        lines += [
            f"     {name:<12}{value}" for name, value in _granted(item).items() if value is not None
        ]
    lines += ["  duties:"] if found.obligations else []
    several = len(found.items) > 1
    lines += [
        f"     {duty['state']:<10}{duty['due_on'] or '':<12}"
        f"{str(duty['item']) + '. ' if several else ''}{duty['words']}"
        for duty in found.obligations
    ]
    lines += [f"  note: {note}" for note in found.notes]
    if found.path:
        lines.append(f"  file  {found.path}")
    return lines


def _would_lines(would: Mapping[str, Any]) -> list[str]:
    """What a licence would grant, for eyes; the texts themselves are in --json."""
    lines = [f"{would['ref'] or would['quote']}  {would['state']}"]
    for item in would["items"]:
        article, outlet = item["article"], item["outlet"]
        deal = item | {
            "outlet": outlet["title"],
            "domains": outlet["domains"],
            "perpetual": item["ends_on"] is None,
            "state": None,
            "version": None,
            "link_url": None,
            "licensed": [passage["n"] for passage in item["licensed"]],
            "left_out": None,
        }
        fee = forms.spoken(item["fee"])
        lines.append(f"  {item['n']}. {article['ref']}  {article['headline']}")
        words = f"{article['words_licensable']:,} of {article['words_total']:,}"
        told = _granted(deal) | {"version": str(article["version"]), "words": words, "fee": fee}
        lines += [f"     {name:<12}{value}" for name, value in told.items() if value is not None]
        lines += [
            f"     {'left out':<12}passage {passage['n']}: {passage['reason']}"
            for passage in item["left_out"]
        ]
    return lines + [f"  note: {note}" for note in would["notes"]]


def _granted(item: Mapping[str, Any]) -> dict[str, str | None]:
    from syndicate.rules.requests import Medium

    def several(name: str) -> str:
        return ", ".join(str(each) for each in item[name] or ()) or "not stated"

    domains = f" ({', '.join(item['domains'])})" if item["domains"] else ""
    once = bool(item["medium"]) and not Medium(item["medium"]).has_term
    open_ended = "once" if once else "for good" if item["perpetual"] else "to not stated"
    ends = f"to {item['ends_on']}" if item["ends_on"] else open_ended
    return {
        "outlet": f"{item['outlet'] or 'not stated'}{domains}",
        "medium": item["medium"] or "not stated",
        "territories": several("territories"),
        "languages": several("languages"),
        "term": f"{item['starts_on'] or 'not stated'} {ends}",
        "exclusivity": item["exclusivity"],
        "excerpt": f"{item['excerpt_words']} words" if item["excerpt_words"] else None,
        "state": item["state"] if item["state"] == "suspended" else None,
        "version": _version(item),
        "licensed": f"passages {several('licensed')}" if item["licensed"] else None,
        "left out": f"passages {several('left_out')}" if item["left_out"] else None,
        "credit": item["credit_line"],
        "link": item["link_url"],
    }


def _version(item: Mapping[str, Any]) -> str | None:
    """Which version is licensed, and what has become of the article since."""
    if not item["version"]:
        return None
    later = [
        f"; version {v['n']} {'corrects' if v['reason'] == 'corrected' else 'follows'} it"
        + (f": {v['note']}" if v["note"] else "")
        for v in item["later_versions"]
    ]
    return f"{item['version']}{''.join(later)}"


@app.command("list", cls=options.Listing)
def list_(
    ctx: typer.Context,
    open_: Annotated[bool, typer.Option("--open", help="Only those in force or to come.")] = False,
) -> None:
    """List licences, newest first, those of the old books among them.

    Example:
      syndicate licence list --open --csv --output licences.csv
    """
    with at_desk(ctx) as desk:
        rows = desk.lists.licences(open_only=open_)
    show.records(
        ctx,
        rows,
        columns="ref state licensee_name headline outlet territories starts_on ends_on",
        empty="syndicate licence issue QUOTE",
    )


@app.command("import")
def import_(
    ctx: typer.Context,
    file: Annotated[
        str | None, typer.Argument(metavar="FILE", help="A spreadsheet: .xlsx .xls .ods .csv")
    ] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", metavar="NAME")] = None,
    date_order: Annotated[
        str | None,
        typer.Option("--date-order", metavar="ORDER", help="dmy or mdy, where dates are two-way."),
    ] = None,
    currency: Annotated[str | None, typer.Option("--currency", metavar="CODE")] = None,
    field: Annotated[
        list[str] | None,
        typer.Option("--field", metavar="FIELD=HEADING", help="Say which heading a field has."),
    ] = None,
    papers: Annotated[
        str | None, typer.Option("--papers", metavar="FOLDER", help="Where the old PDF files lie.")
    ] = None,
    take_back: Annotated[
        int | None, typer.Option("--take-back", metavar="BATCH", help="Take a batch back.")
    ] = None,
    dry_run: options.DryRun = False,
    yes: options.Yes = False,
    key: options.IdempotencyKey = None,
) -> None:
    """File licences granted before this desk: old numbers kept, none of ours drawn.

    Shows first what would be filed and what is refused, row by row. What the sheet does not state is
    unknown, never a pass.

    Examples:
      syndicate licence import old-licences.xlsx --dry-run
      syndicate licence import old-licences.xlsx --papers scans/ --yes
      syndicate licence import --take-back 1 --yes
    """
    import hashlib

    from syndicate.cli import progress
    from syndicate.errors import BadInput

    with at_desk(ctx) as desk:
        if take_back is not None:
            ask.confirm(ctx, f"Take batch {take_back} back", yes=yes)
            show.answer(ctx, desk.imports.take_back(take_back))
            return
        if file is None:
            raise BadInput("which file?", hint="syndicate licence import FILE --dry-run")
        raw = ask.content(file)
        with options.mended(ctx, "syndicate licence import"):
            read = desk.imports.read(
                raw,
                name=Path(file).name,
                sheet=sheet,
                date_order=date_order,
                currency=currency,
                fields=dict(pair(f) for f in field or ()),
            )
        plan = desk.imports.plan(read)
        if dry_run:
            show.answer(ctx, plan, text=plan.lines())
            return
        if not said_json(ctx):
            show.answer(ctx, plan, text=plan.lines())
        ask.confirm(ctx, f"File {plan.new} old licences from {Path(file).name}", yes=yes)
        with progress.shown(ctx, "licences filed") as filed:
            made = desk.imports.file(
                read,
                raw=raw,
                papers=Path(papers) if papers else Path(file).parent,
                key=options.key_of(ctx, key, also={"content": hashlib.sha256(raw).hexdigest()}),
                progress=filed,
            )
    show.answer(ctx, made, text=made.lines())
    show.next_step(ctx, "syndicate today")


def said_json(ctx: typer.Context) -> bool:
    """Whether this run answers in JSON: then only one object is printed."""
    from syndicate.cli.door import said

    return said(ctx).on("json")


def pair(text: str) -> tuple[str, str]:
    """A field and its heading, typed as FIELD=HEADING. Raises BadInput."""
    from syndicate.errors import BadInput

    name, mark, heading = text.partition("=")
    if not mark or not name.strip() or not heading.strip():
        raise BadInput(
            f"{text[:60]!r} is not FIELD=HEADING", hint='--field old_number="Licence no."'
        )
    return name.strip(), heading.strip()
