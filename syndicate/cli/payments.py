"""Money that came in."""

from __future__ import annotations

from typing import Annotated

import typer

from syndicate.cli import ask, options, show
from syndicate.cli.door import at_desk

app = typer.Typer(help="Money that came in.")


@app.command()
def record(
    ctx: typer.Context,
    paper: Annotated[
        str,
        typer.Argument(metavar="PAPER", help="An invoice (INV-…), or a quote paid first (QUO-…)."),
    ],
    amount: options.Amount = None,
    on: options.Day = None,
    withheld: Annotated[
        str | None, typer.Option("--withheld", metavar="AMOUNT", help="Tax withheld abroad.")
    ] = None,
    charge: Annotated[
        str | None, typer.Option("--charge", metavar="AMOUNT", help="What a bank took.")
    ] = None,
    method: Annotated[str | None, typer.Option("--method", metavar="TEXT")] = None,
    bank_reference: Annotated[str | None, typer.Option("--bank-ref", metavar="TEXT")] = None,
    key: options.IdempotencyKey = None,
) -> None:
    """Book a payment. What is over stays unallocated and is said.

    Examples:
      syndicate payment record INV-2026-00001 --amount 312 --on 22/11/2026
      syndicate payment record INV-2026-00002 --amount "447.50 KWD" --withheld "50 KWD" --charge "2.50 KWD"
    """
    from syndicate.rules.dates import read_day
    from syndicate.rules.money import read_amount

    with at_desk(ctx) as desk:
        currency = desk.payments.currency_of(paper)
        sum_ = ask.ask(
            ctx,
            amount,
            flag="--amount",
            question=f"How much came in ({currency})",
            read=lambda text: read_amount(text, currency=currency),
        )
        kept_back = {
            name: read_amount(text, currency=currency) if text is not None else None
            for name, text in (("withheld", withheld), ("charge", charge))
        }
        day = read_day("today" if on is None else on, today=desk.today)
        also = "".join(f", {part} {name}" for name, part in kept_back.items() if part)
        show.understood(ctx, f"{sum_} received on {day.isoformat()}{also}")
        made = desk.payments.record(
            paper,
            amount=sum_,
            received_on=day,
            withheld=kept_back["withheld"],
            charge=kept_back["charge"],
            method=method,
            bank_reference=bank_reference,
            key=options.key_of(ctx, key),
        )
        waits = made.quote if made.quote and made.state == "unallocated" else None
        owed = desk.payments.owed(waits) if waits else None
    show.answer(ctx, made)
    if made.certificate == "due":
        show.next_step(ctx, f"syndicate payment certificate {made.ref} --file FILE")
    if owed:
        show.note(ctx, f"still open on {waits}: {owed}")
        show.next_step(ctx, f'syndicate payment record {waits} --amount "{owed}"')
    elif waits:
        show.next_step(ctx, f"syndicate invoice issue {waits}")


@app.command()
def allocate(
    ctx: typer.Context,
    payment: options.PaymentRef,
    invoice: options.InvoiceRef,
    amount: Annotated[
        str | None,
        typer.Argument(metavar="[AMOUNT]", help="How much of it; all that fits when not said."),
    ] = None,
    key: options.IdempotencyKey = None,
) -> None:
    """Settle an open invoice with money that waits unallocated.

    Examples:
      syndicate payment allocate PAY-2026-00003 INV-2026-00007
      syndicate payment allocate PAY-2026-00003 INV-2026-00008 £20
    """
    from syndicate.rules.money import read_amount

    with at_desk(ctx) as desk:
        sum_ = None
        if amount is not None:
            sum_ = read_amount(amount, currency=desk.payments.currency_of(invoice))
            show.understood(ctx, f"{sum_} of {payment} for {invoice}")
        made = desk.payments.allocate(payment, invoice, amount=sum_, key=options.key_of(ctx, key))
    show.answer(ctx, made)


@app.command()
def certificate(
    ctx: typer.Context,
    payment: options.PaymentRef,
    file: Annotated[
        str | None,
        typer.Option("--file", metavar="FILE", help="The certificate, kept by digest."),
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DAY", help="The day the certificate bears.")
    ] = None,
    key: options.IdempotencyKey = None,
) -> None:
    """Record the certificate for tax withheld from a payment.

    Example:
      syndicate payment certificate PAY-2026-00002 --file certificate.pdf --on 12/01/2027
    """
    from syndicate.rules.dates import read_day

    source = ask.ask(ctx, file, flag="--file", question="Which file is the certificate")
    with at_desk(ctx) as desk:
        day = read_day(on, today=desk.today) if on is not None else None
        if day is not None:
            show.understood(ctx, f"dated {day.isoformat()}")
        made = desk.payments.certify(
            payment,
            certificate=ask.content(source),
            suffix=ask.suffix(source),
            dated_on=day,
            key=options.key_of(ctx, key),
        )
    show.answer(ctx, made)


@app.command("show")
def show_(ctx: typer.Context, payment: options.PaymentRef) -> None:
    """Show a payment and what it settled.

    Example:
      syndicate payment show PAY-2026-00001
    """
    with at_desk(ctx) as desk:
        found = desk.payments.show(payment)
    show.answer(ctx, found)


@app.command("list", cls=options.Listing)
def list_(ctx: typer.Context) -> None:
    """List payments, newest first.

    Example:
      syndicate payment list --json
    """
    with at_desk(ctx) as desk:
        rows = desk.lists.payments()
    show.records(
        ctx,
        rows,
        columns="ref received_on licensee_name amount unallocated certificate state",
        empty="syndicate payment record INVOICE --amount AMOUNT",
    )
