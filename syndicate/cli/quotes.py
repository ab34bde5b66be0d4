"""Quotes: drafted with every step shown, sent, accepted."""

from __future__ import annotations

import textwrap
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from syndicate.cli import ask, options, requests, show
from syndicate.cli.completion import references
from syndicate.cli.door import at_desk, pasted, said
from syndicate.errors import BadInput, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from syndicate.desk import Desk
    from syndicate.desk.licences import Against
    from syndicate.desk.quotes import Quote
    from syndicate.rules.fees import Fx
    from syndicate.rules.money import Money

app = typer.Typer(help="Fees offered, step by step.")

_WIDE = 80
"""Characters of what a step read; longer ones go on in the next line."""

Agreed = Annotated[
    str | None,
    typer.Option("--agreed", metavar="AMOUNT", help="A price agreed otherwise: 300, £300."),
]
Currency = Annotated[
    str | None,
    typer.Option(
        "--currency", metavar="CODE", help="The licensee's money, at the rate on file or --fx."
    ),
]
FxRate = Annotated[
    str | None,
    typer.Option(
        "--fx-rate",
        "--fx",
        metavar="RATE",
        help="What one unit of the card's money buys of it.",
    ),
]
FxDate = Annotated[
    str | None,
    typer.Option("--fx-date", metavar="DAY", help="The day of the rate; today if not said."),
]
FxSource = Annotated[
    str | None,
    typer.Option("--fx-source", metavar="TEXT", help="Whose rate: European Central Bank."),
]
Revision = Annotated[
    int | None,
    typer.Option(
        "--revision", metavar="N", min=1, help="The revision you read; told if it moved on since."
    ),
]
Open = Annotated[bool, typer.Option("--open", help="Only drafts, those for approval, those sent.")]


def read_fx(
    ctx: typer.Context,
    desk: Desk,
    *,
    base: str,
    quote: str | None,
    rate: str | None,
    source: str | None,
    on: str | None,
) -> Fx | None:
    """A rate as typed: one unit of `base` in `quote`, said as it was read.

    Raises BadInput for a rate without its currency or source, or of a day to come.
    """
    from decimal import Decimal, InvalidOperation

    from syndicate.rules.dates import read_day
    from syndicate.rules.fees import Fx

    if rate is None:
        if on is not None or source is not None:
            raise BadInput("a day or a source names no rate", hint="--fx-rate 1.17")
        return None
    if quote is None or not source:
        raise BadInput(
            "a rate is named with its currency and source",
            hint="--currency EUR --fx-rate 1.17 --fx-date 2026-11-20 --fx-source 'European Central Bank'",
        )
    try:
        value = Decimal(rate.strip()) if len(rate) <= 24 else Decimal(0)
    except InvalidOperation:
        value = Decimal(0)
    if not value.is_finite() or value <= 0:
        raise BadInput(f"{rate[:40]!r} is not a rate", hint="--fx-rate 1.17")
    day = read_day(on, today=desk.today) if on is not None else desk.today
    made = Fx(base=base, quote=quote, rate=value, source=source, on=day)
    made.remark(desk.today)  # refuses a day to come
    show.understood(ctx, made.text)
    return made


def _agreed(desk: Desk, text: str | None, currency: str | None) -> Money | None:
    from syndicate.rules.money import read_amount

    if text is None:
        return None
    return read_amount(text, currency=currency or desk.publishers.show()["home_currency"])


def _currency(text: str | None) -> str | None:
    from syndicate.rules.money import currency_code

    return currency_code(text) if text else None


@app.command()
def draft(
    ctx: typer.Context,
    request: Annotated[
        str | None,
        typer.Argument(
            metavar="[REQUEST]", help="REQ-2026-00007, or 7.", autocompletion=references("request")
        ),
    ] = None,
    from_: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="FILE", help="Requests, a row each: .csv .xlsx .jsonl; see the docs."
        ),
    ] = None,
    sheet: Annotated[
        str | None, typer.Option("--sheet", metavar="NAME", help="Which sheet of a workbook.")
    ] = None,
    agreed: Agreed = None,
    reason: options.Reason = None,
    currency: Currency = None,
    fx: FxRate = None,
    fx_date: FxDate = None,
    fx_source: FxSource = None,
    dry_run: options.DryRun = False,
    key: options.IdempotencyKey = None,
) -> None:
    """Price a request on the card in force and show every step.

    Examples:
      syndicate quote draft REQ-2026-00001
      syndicate quote draft REQ-2026-00001 --agreed 300 --reason "by telephone with M. Roux"
      syndicate quote draft --from requests.csv
    """
    if from_ is not None:
        words = (request, agreed, reason, currency, fx, fx_date, fx_source, key)
        if dry_run or any(word is not None for word in words):
            raise BadInput(
                "a file of requests is drafted by itself; a row says its own price and reason",
                hint=f"syndicate quote draft --from {from_}",
            )
        _draft_batch(ctx, from_, sheet)
        return
    request = ask.ask(ctx, request, flag="REQUEST", question="Which request")
    with at_desk(ctx) as desk:
        code = _currency(currency)
        price = _agreed(desk, agreed, code)
        if price is not None:
            show.understood(ctx, f"agreed price {price}")
        rate = read_fx(
            ctx,
            desk,
            base=desk.publishers.show()["home_currency"],
            quote=code,
            rate=fx,
            source=fx_source,
            on=fx_date,
        )
        if dry_run:
            would = desk.quotes.estimate(
                request, agreed=price, reason=reason, currency=code, fx=rate
            )
            told = [f"  note: {note}" for note in would["notes"]]
            against = _against(would["clashes"])
            text = [*_steps(would["steps"], would["lines"]), _sums(would), *against, *told]
            show.answer(ctx, would, text=text)
            return
        made = desk.quotes.draft(
            request,
            agreed=price,
            reason=reason,
            currency=code,
            fx=rate,
            key=options.key_of(ctx, key),
        )
    _show(ctx, made, deals=True)


def _draft_batch(ctx: typer.Context, path: str, sheet: str | None) -> None:
    """Draft what a file asks for; a line for each row that was refused, and exit code 4 where there are any."""
    import io
    from pathlib import Path

    from syndicate.cli import progress

    content = ask.content(path)
    total = max(content.count(b"\n") - 1, 1) if not content.startswith(b"PK") else 0
    with at_desk(ctx) as desk, progress.shown(ctx, "requests", rated=True) as told:
        made = desk.batches.draft(
            io.BytesIO(content), name=Path(path).name, sheet=sheet, progress=told, total=total
        )
    lines = [
        f"{made.drafted:,} {'quote' if made.drafted == 1 else 'quotes'} drafted"
        + (f", {made.first}" if made.first else "")
        + (f" to {made.last}" if made.last != made.first else "")
    ]
    if made.before:
        lines.append(f"  {made.before:,} were drafted before")
    for one in made.clashing:
        instead = f"; {one.hint}" if one.hint else ""
        lines.append(f"  row {one.row}: cannot be granted: {one.message}{instead}")
    for one in made.refused:
        lines.append(f"  row {one.row}: refused: {one.message}")
        lines.extend(f"    try: {step}" for step in (one.hint or "").splitlines())
    show.answer(ctx, made, text=lines)
    if made.refused:
        raise Refused(
            f"{len(made.refused):,} of {made.rows:,} rows were refused, and nothing of them was filed",
            hint=f"mend those rows; what was drafted is not drafted again\n"
            f"syndicate quote draft --from {path}",
        )
    show.next_step(ctx, "syndicate quote list --open")


@app.command()
def revise(
    ctx: typer.Context,
    quote: options.QuoteRef,
    agreed: Agreed = None,
    reason: options.Reason = None,
    by_card: Annotated[
        bool, typer.Option("--by-card", help="Price by the card; an agreed price is kept else.")
    ] = False,
    currency: Currency = None,
    fx: FxRate = None,
    fx_date: FxDate = None,
    fx_source: FxSource = None,
    revision: Revision = None,
    key: options.IdempotencyKey = None,
) -> None:
    """Price the request again as it stands now, as the next revision of the quote. An agreed price is kept.

    Examples:
      syndicate quote revise QUO-2026-00001
      syndicate quote revise QUO-2026-00001 --by-card
    """
    with at_desk(ctx) as desk:
        code = _currency(currency)
        made = desk.quotes.revise(
            quote,
            agreed=_agreed(desk, agreed, code),
            reason=reason,
            by_card=by_card,
            currency=code,
            fx=read_fx(
                ctx,
                desk,
                base=desk.publishers.show()["home_currency"],
                quote=code,
                rate=fx,
                source=fx_source,
                on=fx_date,
            ),
            revision=revision,
            key=options.key_of(ctx, key),
        )
    _show(ctx, made)


def _steps(steps: Sequence[dict[str, Any]], lines: Sequence[dict[str, Any]]) -> list[str]:
    """The price, line by line and step by step; a step of no line stands for all of them."""
    made = []
    rule, read, by = (
        max((len(str(step[name])[:most]) for step in steps), default=0)
        for name, most in (("rule", 20), ("input", _WIDE), ("factor", 20))
    )
    before = max((len(str(step["before"])) for step in steps), default=0)
    heads = [(x["n"], [f"  {x['n']}. {x['description']}", *_term(x.get("item"))]) for x in lines]
    for n, head in [*heads, (0, [])]:
        of_line = [step for step in steps if step["line"] == n]
        made.extend(head)
        for step in of_line:
            first, *rest = textwrap.wrap(step["input"], _WIDE, break_long_words=True) or [""]
            made.append(
                f"     {step['rule']:<{rule}.40}  {first:<{read}}  "
                f"{step['factor']:<{by}.20}  {step['before']:>{before}} -> {step['after']}"
            )
            made.extend(f"     {'':<{rule}}  {words}" for words in rest)
    return made


def _term(item: Mapping[str, Any] | None) -> list[str]:
    """From when to when a line is offered."""
    from datetime import date

    from syndicate.rules import dates

    if item is None:
        return []
    first, last = (
        dates.spoken_day(date.fromisoformat(day), "en") if day else ""
        for day in (item["starts_on"], item["ends_on"])
    )
    once = item["duration"] == "single-issue"
    return [f"     from {first} " + (f"to {last}" if last else "for once" if once else "for good")]


def _sums(quote: Mapping[str, Any]) -> str:
    net, tax, total = (
        f"{quote[name]['amount']} {quote[name]['currency']}" for name in ("net", "tax", "total")
    )
    return f"  net {net}, tax {tax} ({quote['treatment']}), total {total}"


def _against(clashes: Sequence[Against]) -> list[str]:
    """What stands against an offer, and what is free instead, each on its own line."""
    lines = [f"  cannot be granted: {one.article}, {one.message}" for one in clashes]
    offers = dict.fromkeys(offer for one in clashes for offer in one.offers)
    lines.extend(f"    instead: {offer}" for offer in offers)
    return lines


def _after_acceptance(quote: Quote) -> str | None:
    """The paper that an accepted quote waits for, if any."""
    billed = quote.invoice is not None or not Decimal(quote.total["amount"])
    if quote.licence is None and (billed or not quote.pays_first):
        return f"syndicate licence issue {quote.ref}"
    return None if billed else f"syndicate invoice issue {quote.licence or quote.ref}"


def _worded(value: Any) -> str:  # noqa: ANN401
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _negotiated(quote: Quote) -> list[str]:
    """Who has to approve a quote or did, and the alternatives to it."""
    lines = []
    if quote.approval:
        lines.append(f"  waits for a second person: {quote.approval}")
    if quote.approved_by:
        lines.append(f"  approved by {quote.approved_by}")
    for other in quote.beside:
        change = ", ".join(
            f"{k.replace('_', ' ')} {_worded(v)}" for k, v in other["change"].items()
        )
        total = other["total"]
        lines.append(
            f"  or {other['ref']}  {other['state']}  {change or 'as asked'}  "
            f"total {total['amount']} {total['currency']}"
        )
    return lines


def _deals(quote: Quote) -> list[str]:
    """What the licensee agreed to before, a line a licence."""
    lines = []
    for deal in quote.deals:
        card, price = (
            f"{money['amount']} {money['currency']}" if money else "-"
            for money in (deal.card, deal.price)
        )
        if deal.days_to_pay is not None:
            days = f"paid in {deal.days_to_pay} days"
        else:
            free = deal.price is not None and not Decimal(deal.price["amount"])
            days = "nothing to pay" if free else "not paid" if deal.paid else "not billed"
        breaches = f", {deal.open_breaches} open breaches" if deal.open_breaches else ""
        lines.append(
            f"    {deal.licence}  {deal.issue_date or 'day not stated'}  {deal.scope}  card {card}, price {price}, "
            f"{days}{breaches}"
        )
    return ["  last deals:", *lines] if lines else []


def _show(ctx: typer.Context, quote: Quote, *, deals: bool = False) -> None:
    from syndicate.rules.quotes import OPEN_STATES

    lines = [
        f"{quote.ref}  {quote.state}  revision {quote.revision}",
        (
            f"  {quote.licensee_name} ({quote.licensee}), request {quote.request}, "
            f"valid until {quote.valid_until}"
        ),
        f"  priced on {quote.card or 'no card'}, engine {quote.engine}",
        *_steps(quote.steps, quote.lines),
        _sums({n: getattr(quote, n) for n in ("net", "tax", "total", "treatment")}),
    ]
    lines += _negotiated(quote)
    for warning in quote.warnings:
        what, mark, mend = warning.rpartition(" (syndicate ")
        lines.append(f"  not settled: {what if mark else warning}")
        if mark:
            mend = pasted(f"syndicate {mend.removesuffix(')')}", said(ctx).values)
            lines.append(f"    try: {mend}")
    lines.extend(_against(quote.clashes))
    lines += [f"  note: {note}" for note in quote.notes]
    lines += _deals(quote) if deals else []
    if quote.path:
        lines.append(f"  file    {quote.path}")
    show.answer(ctx, quote, text=lines)
    leads = next(
        (one["ref"] for one in quote.beside if not one["change"] and one["state"] in OPEN_STATES),
        quote.ref,
    )
    after = {
        "draft": f"syndicate quote send {leads}",
        "sent": f"syndicate quote accept {quote.ref} --by NAME",
        "accepted": _after_acceptance(quote),
        "approved": f"syndicate quote send {leads}",
        "awaiting-approval": f"syndicate quote approve {quote.ref} --as NAME",
        "expired": f"syndicate quote reopen {quote.ref}",
    }
    mends = dict.fromkeys(one.mend for one in quote.clashes if one.mend)
    if mends:
        for mend in mends:
            show.next_step(ctx, mend)
        if not any(mend.startswith("syndicate licence issue") for mend in mends):
            show.next_step(ctx, f"syndicate quote revise {quote.ref}")
    elif quote.clashes:
        from syndicate.rules.numbers import typed

        show.next_step(ctx, f"syndicate licence show {typed(quote.clashes[0].licence)}")
    elif quote.state in {"draft", "sent"} and quote.unsettled:
        show.next_step(ctx, quote.unsettled)
    elif step := after.get(quote.state):
        show.next_step(ctx, step)


@app.command("show")
def show_(
    ctx: typer.Context,
    quote: options.QuoteRef,
    internal: Annotated[
        str | None,
        typer.Option(
            "--internal", metavar="FILE", help="Write the page for the desk: the steps, as a PDF."
        ),
    ] = None,
) -> None:
    """Show a quote: every step from the card to the total.

    Examples:
      syndicate quote show QUO-2026-00001
      syndicate quote show QUO-2026-00001 --internal steps.pdf
    """
    if internal is None:
        with at_desk(ctx) as desk:
            found = desk.quotes.show(quote)
        _show(ctx, found)
        return
    from pathlib import Path

    if Path(internal).suffix.lower() != ".pdf":
        raise BadInput(f"--internal names a .pdf file, not {internal}", hint="--internal steps.pdf")
    with at_desk(ctx) as desk:
        made = desk.negotiations.print_steps(quote)
    show.new_file(Path(internal), made.pdf)
    path = str(Path(internal).absolute())
    answer = {"ref": quote, "state": "printed", "path": path, "sha256": made.sha256}
    show.answer(ctx, {**answer, "pages": made.pages}, text=f"{path}  {made.pages} pages")


@app.command("list", cls=options.Listing)
def list_(ctx: typer.Context, open_: Open = False) -> None:
    """List quotes, newest first.

    Example:
      syndicate quote list --open
    """
    with at_desk(ctx) as desk:
        rows = desk.lists.quotes(open_only=open_)
    show.records(
        ctx,
        rows,
        columns="ref state licensee_name total valid_until request",
        empty="syndicate quote draft REQUEST",
    )


@app.command()
def send(ctx: typer.Context, quote: options.QuoteRef, key: options.IdempotencyKey = None) -> None:
    """Print the quote and put its mail into the outbox. Nothing is sent: that is recorded by `mail sent`.

    Example:
      syndicate quote send QUO-2026-00001
    """
    with at_desk(ctx) as desk:
        made = desk.quotes.send(quote, key=options.key_of(ctx, key))
    show.paper(ctx, made, also="total valid_until")
    show.next_step(ctx, f"syndicate mail sent {made.ref}")


@app.command()
def accept(
    ctx: typer.Context,
    quote: options.QuoteRef,
    by: Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who accepted.")] = None,
    how: Annotated[
        str | None, typer.Option("--how", metavar="TEXT", help="mail, telephone …")
    ] = None,
    evidence: Annotated[
        str | None,
        typer.Option("--evidence", metavar="FILE", help="The mail or order, kept by digest."),
    ] = None,
    po: Annotated[
        str | None, typer.Option("--po", metavar="NUMBER", help="Purchase order.")
    ] = None,
    on: options.Day = None,
    revision: Revision = None,
    key: options.IdempotencyKey = None,
) -> None:
    """Record that the licensee accepted: who, when, and by what evidence.

    Examples:
      syndicate quote accept QUO-2026-00001 --by "M. Roux" --evidence reply.eml --po 4711
      syndicate quote accept 1 --by "M. Roux" --revision 2
    """
    from syndicate.rules.dates import read_day

    who = ask.ask(ctx, by, flag="--by", question="Who accepted")
    with at_desk(ctx) as desk:
        made = desk.quotes.accept(
            quote,
            by=who,
            how=how,
            evidence=ask.content(evidence) if evidence is not None else None,
            evidence_suffix=ask.suffix(evidence),
            po_number=po,
            on=read_day(on, today=desk.today) if on is not None else None,
            revision=revision,
            key=options.key_of(ctx, key),
        )
    _show(ctx, made)


@app.command()
def approve(
    ctx: typer.Context,
    quote: options.QuoteRef,
    note: Annotated[
        str | None, typer.Option("--note", metavar="TEXT", help="Kept with it.")
    ] = None,
    revision: Revision = None,
) -> None:
    """Let a quote above the publisher's limit go out; never your own.

    Example:
      syndicate quote approve QUO-2026-00001
    """
    with at_desk(ctx) as desk:
        made = desk.negotiations.approve(quote, note=note, revision=revision)
    _show(ctx, made)


@app.command()
def beside(
    ctx: typer.Context,
    quote: options.QuoteRef,
    medium: requests.Medium = None,
    audience: requests.Audience = None,
    territory: requests.Territory = None,
    language: requests.Languages = None,
    first_use: requests.FirstUse = None,
    duration: requests.Duration = None,
    exclusivity: requests.Exclusivity = None,
    purpose: requests.Purpose = None,
    excerpt: requests.Excerpt = None,
    whole: requests.Whole = False,
    images: requests.Images = None,
    uses: requests.Uses = None,
    agreed: Agreed = None,
    reason: options.Reason = None,
    key: options.IdempotencyKey = None,
) -> None:
    """Offer an alternative on the same paper; the licensee takes one. It has a number of its own.

    Example:
      syndicate quote beside QUO-2026-00001 --duration perpetual
    """
    with at_desk(ctx) as desk:
        changes = requests.use_changes(
            desk,
            medium=medium,
            audience=audience,
            territories=territory,
            languages=language,
            first_use=first_use,
            duration=duration,
            exclusivity=exclusivity,
            purpose=purpose,
            excerpt_words=excerpt,
            whole=whole,
            images=images,
            uses=uses,
        )
        money = desk.quotes.show(quote).total["currency"] if agreed is not None else None
        made = desk.negotiations.offer_beside(
            quote,
            changes,
            agreed=_agreed(desk, agreed, money),
            reason=reason,
            key=options.key_of(ctx, key),
        )
    _show(ctx, made)


@app.command()
def remind(ctx: typer.Context, quote: options.QuoteRef) -> None:
    """Draft the mail that reminds a licensee of an offer that still stands.

    Example:
      syndicate quote remind QUO-2026-00001
    """
    with at_desk(ctx) as desk:
        made = desk.negotiations.remind(quote)
    _show(ctx, made)
    show.next_step(ctx, f"syndicate mail sent {made.ref} --kind quote-reminder")


@app.command()
def reopen(ctx: typer.Context, quote: options.QuoteRef) -> None:
    """Price an offer that was declined, withdrawn or lapsed again, as its next revision.

    Example:
      syndicate quote reopen QUO-2026-00001
    """
    with at_desk(ctx) as desk:
        made = desk.negotiations.reopen(quote)
    _show(ctx, made)


@app.command()
def clone(
    ctx: typer.Context,
    quote: options.QuoteRef,
    licensee: Annotated[
        str | None,
        typer.Option("--licensee", metavar="LICENSEE", help="For another licensee on file."),
    ] = None,
    request: Annotated[
        str | None, typer.Option("--request", metavar="REQUEST", help="For a request on file.")
    ] = None,
    outlet: requests.Outlet = None,
    domain: requests.Domain = None,
    audience: requests.Audience = None,
    key: options.IdempotencyKey = None,
) -> None:
    """Quote the same scope again, for another request or another licensee.

    Examples:
      syndicate quote clone QUO-2026-00001 --request REQ-2026-00004
      syndicate quote clone 1 --licensee PTY-000007 --outlet "Marl Bulletin" --audience 40k
    """
    if licensee is not None and request is not None:
        raise BadInput(
            "a request has its licensee", hint=f"syndicate quote clone {quote} --request N"
        )
    with at_desk(ctx) as desk:
        made = desk.negotiations.clone(
            quote,
            licensee=licensee,
            request=request,
            outlet=requests.use_changes(
                desk, outlet_title=outlet, outlet_domain=domain, audience=audience
            ),
            key=options.key_of(ctx, key),
        )
    _show(ctx, made)


@app.command()
def decline(
    ctx: typer.Context,
    quote: options.QuoteRef,
    reason: options.Reason = None,
    revision: Revision = None,
) -> None:
    """Record that the licensee declined, with the reason.

    Example:
      syndicate quote decline QUO-2026-00001 --reason "budget"
    """
    why = ask.ask(ctx, reason, flag="--reason", question="Why")
    with at_desk(ctx) as desk:
        made = desk.quotes.decline(quote, reason=why, revision=revision)
    _show(ctx, made)


@app.command()
def withdraw(
    ctx: typer.Context,
    quote: options.QuoteRef,
    reason: options.Reason = None,
    revision: Revision = None,
) -> None:
    """Take an offer back, with the reason.

    Example:
      syndicate quote withdraw QUO-2026-00001 --reason "the article was corrected"
    """
    why = ask.ask(ctx, reason, flag="--reason", question="Why")
    with at_desk(ctx) as desk:
        made = desk.quotes.withdraw(quote, reason=why, revision=revision)
    _show(ctx, made)
