"""Invoices and pro-formas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from syndicate.cli import ask, forms, options, show
from syndicate.cli.door import at_desk
from syndicate.cli.quotes import FxDate, FxSource, read_fx

if TYPE_CHECKING:
    from syndicate.desk.invoices import Invoice

app = typer.Typer(help="Invoices and pro-formas.")


@app.command()
def issue(
    ctx: typer.Context,
    source: Annotated[
        str,
        typer.Argument(metavar="SOURCE", help="An accepted quote (QUO-…) or a licence (LIC-…)."),
    ],
    fx: Annotated[
        str | None,
        typer.Option(
            "--fx-rate",
            "--fx",
            metavar="RATE",
            help="One unit of the invoice's money in the home currency.",
        ),
    ] = None,
    fx_date: FxDate = None,
    fx_source: FxSource = None,
    dry_run: options.DryRun = False,
    yes: options.Yes = False,
    key: options.IdempotencyKey = None,
) -> None:
    """Bill an accepted quote or a licence. Who pays first gets a pro-forma until the money is in.

    Examples:
      syndicate invoice issue LIC-2026-00001 --yes
      syndicate invoice issue QUO-2026-00002 --yes
    """
    with at_desk(ctx) as desk:
        if dry_run:
            show.answer(ctx, desk.invoices.check(source))
            return
        if not yes:
            would = desk.invoices.check(source)
            if would["ref"] is None:
                desk.press.warm()  # it starts while somebody reads the question
                for note in would["notes"]:
                    show.note(ctx, f"note: {note}")
                ask.confirm(
                    ctx,
                    f"Bill {would['source']} to {would['payer_name']}, "
                    f"{would['total']['amount']} {would['total']['currency']}",
                    yes=yes,
                )
        rate = None
        if fx is not None:
            issued = desk.invoices.check(source)["ref"]
            if issued is not None:
                show.note(ctx, f"note: {issued} was issued before; the rate it states stands")
            of = desk.invoices.currency_of(source)
            rate = read_fx(
                ctx,
                desk,
                base=of,
                quote=desk.publishers.show()["home_currency"],
                rate=fx,
                source=fx_source,
                on=fx_date,
            )
            remark = rate.remark(desk.today) if rate is not None else None
            if remark:
                show.note(ctx, f"note: {remark}")
        made = desk.invoices.issue(source, fx=rate, key=options.key_of(ctx, key))
    show.paper(ctx, made, also="total due_on licensee_name")
    for note in getattr(made, "notes", ()):
        show.note(ctx, f"note: {note}")
    if made.state == "pro-forma":
        show.next_step(ctx, f"syndicate payment record {made.ref} --amount AMOUNT")
    else:
        show.next_step(ctx, f"syndicate mail sent {made.ref}")


@app.command("show")
def show_(ctx: typer.Context, invoice: options.InvoiceRef) -> None:
    """Show an invoice, its lines and what is still open.

    Example:
      syndicate invoice show INV-2026-00001
    """
    with at_desk(ctx) as desk:
        found = desk.invoices.show(invoice)
    show.answer(ctx, found, text=_lines(found))


def _lines(found: Invoice) -> list[str]:
    """An invoice for eyes: whom and when, what was sold, the sums, and what is open."""
    due = f", due on {found.due_on}{' (overdue)' if found.overdue else ''}" if found.due_on else ""
    papers = [ref for ref in (found.licence, found.quote) if ref]
    lines = [
        f"{found.ref}  {found.state}",
        f"  {found.licensee_name} ({found.licensee}), issued {found.issue_date}{due}",
        f"  for {', '.join(papers)}, tax point {found.tax_point or found.issue_date}",
    ]
    for line in found.lines:
        each = forms.spoken(line["unit_price"])
        rate = f"VAT {line['rate']}%" if line["rate"] is not None else "no VAT"
        lines.append(f"  {line['n']}. {line['description']}")
        lines.append(f"     {line['quantity']} × {each}, {rate}: {forms.spoken(line['net'])}")
    lines.append(
        f"  net {forms.spoken(found.net)}, tax {forms.spoken(found.tax)} ({found.treatment}), "
        f"total {forms.spoken(found.total)}"
    )
    lines.append(f"  open {forms.spoken(found.balance)}")
    lines += [f"  note: {note}" for note in found.notes]
    return lines + ([f"  file  {found.path}"] if found.path else [])


@app.command("list", cls=options.Listing)
def list_(
    ctx: typer.Context,
    open_: Annotated[bool, typer.Option("--open", help="Only those not fully paid.")] = False,
) -> None:
    """List invoices, newest first.

    Example:
      syndicate invoice list --limit 0 --json
    """
    with at_desk(ctx) as desk:
        rows = desk.lists.invoices(open_only=open_)
    show.records(
        ctx,
        rows,
        columns="number state licensee_name total balance due_on overdue",
        empty="syndicate invoice issue LICENCE",
    )
