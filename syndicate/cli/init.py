"""Opening a desk: who publishes, where the books begin."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from syndicate.cli import ask, options, show
from syndicate.cli.door import at_desk, settings_of
from syndicate.errors import BadInput

app = typer.Typer()


@app.command()
def init(
    ctx: typer.Context,
    file: Annotated[
        str | None,
        typer.Option("--from", metavar="FILE", help="Read the publisher from a TOML or JSON file."),
    ] = None,
    sample: Annotated[
        bool, typer.Option("--sample", help="Print a sample of that file and change nothing.")
    ] = False,
    legal_name: Annotated[str | None, typer.Option("--legal-name", metavar="NAME")] = None,
    country: Annotated[str | None, typer.Option("--country", metavar="COUNTRY")] = None,
    email: Annotated[str | None, typer.Option("--email", metavar="ADDRESS")] = None,
    yes: options.Yes = False,
) -> None:
    """Open a desk in the home folder: the books, the publisher, its editions and number series.

    Asks at a terminal, or reads a file. With --yes and nothing else it opens a rehearsal desk of an
    invented publisher, whose papers say so. No rate card is activated.

    Examples:
      syndicate init --sample > publisher.toml
      syndicate init --from publisher.toml
    """
    from syndicate.exchange import publisher

    if sample:
        text = publisher.sample()
        show.answer(ctx, {"sample": text}, text=text.rstrip("\n"))
        return
    logo = None
    if file is not None:
        setup = publisher.read_publisher(ask.content(file), name=Path(file).name)
        if setup.logo:
            logo = ask.content(str(Path(file).parent / setup.logo), largest=2 * 1024 * 1024)
    elif yes and legal_name is None:
        setup = publisher.read_publisher(publisher.sample().encode(), name="the sample")
    else:
        answers = _answers(ctx, legal_name=legal_name, country=country, email=email)
        setup = publisher.read_publisher(json.dumps(answers).encode(), name="what you typed")
    with at_desk(ctx) as desk:
        made = desk.publishers.set_up(setup, logo=logo)
    home = settings_of(ctx).home
    show.answer(
        ctx,
        made,
        text=[
            f"A desk for {made['legal_name']} in {home}",
            *(
                ["This is a rehearsal: the publisher is invented, and every paper says so."]
                if made["state"] == "specimen"
                else []
            ),
            "No rate card is in force yet: syndicate rate show --sample > card.toml",
        ],
    )
    show.next_step(ctx, "syndicate article add FILE")


def _answers(ctx: typer.Context, **known: str | None) -> dict[str, Any]:
    """The publisher's particulars, asked one by one; the file of `--from` holds the same keys."""
    name = ask.ask(ctx, known["legal_name"], flag="--legal-name", question="Legal name")
    country = ask.ask(
        ctx, known["country"], flag="--country", question="Country", default="United Kingdom"
    )
    email = ask.ask(ctx, known["email"], flag="--email", question="E-mail of the desk")
    if not ask.can_ask(ctx):
        raise BadInput(
            "a publisher has more particulars than fit on a line",
            hint="syndicate init --sample > publisher.toml, then syndicate init --from publisher.toml",
        )
    answers: dict[str, Any] = {"legal_name": name, "country": country, "email": email}

    def optional(key: str, question: str, default: str | None = None) -> str | None:
        given = ask.ask(ctx, None, flag="--from", question=question, default=default or "none")
        if given.strip().lower() in {"none", "-"}:
            return None
        answers[key] = given
        return given

    optional("trading_name", "Trading name, if it differs")
    optional("company_no", "Company number")
    if "company_no" in answers:
        optional("registered_in", "Registered in", "England and Wales")
    office = ask.ask(ctx, None, flag="--from", question="Registered office, lines parted by ;")
    answers["registered_office"] = [line.strip() for line in office.split(";") if line.strip()]
    vat = optional("vat_no", "VAT number")
    answers["vat_registered"] = vat is not None
    if vat is not None:
        answers["vat_rate"] = ask.ask(
            ctx, None, flag="--from", question="Standard VAT rate, per cent", default="20", read=int
        )
    optional("website", "Web site")
    answers["time_zone"] = ask.ask(
        ctx, None, flag="--from", question="Time zone", default="Europe/London"
    )
    currency = ask.ask(ctx, None, flag="--from", question="Home currency", default="GBP")
    answers["home_currency"] = currency
    answers["payment_days"] = ask.ask(
        ctx, None, flag="--from", question="Days to pay", default="30", read=int
    )
    host = ask.ask(ctx, None, flag="--from", question="Domain of the site (its verify page too)")
    answers["verify_host"] = host
    language = ask.ask(
        ctx, None, flag="--from", question="Language of the edition", default="English"
    )
    answers["edition"] = [
        {"code": "main", "name": name, "language": language, "site": f"https://{host}/"}
    ]
    bank = ask.ask(
        ctx, None, flag="--from", question=f"Bank for {currency}, lines parted by ;", default="none"
    )
    if bank != "none":
        answers["bank"] = {
            currency: {"lines": [line.strip() for line in bank.split(";") if line.strip()]}
        }
    first = ask.ask(
        ctx, None, flag="--from", question="Number of the first invoice", default="1", read=int
    )
    answers["series"] = {"INV": {"prefix": "INV", "first": first}}
    return answers
