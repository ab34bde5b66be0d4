"""Opening a desk: who publishes, where the books begin."""

from __future__ import annotations

import json
import os
import shlex
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from syndicate.cli import ask, options, show, terminal
from syndicate.cli.door import at_desk, pasted, said, settings_of
from syndicate.errors import BadInput, Outside, SyndicateError

if TYPE_CHECKING:
    from syndicate.exchange.publisher import Question

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

    Asks at a terminal, or reads a file; answers that were broken off are kept in a file that `--from` goes
    on with. With --yes and nothing else it opens a rehearsal desk of an
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
    logo, typed = None, None
    raw = ask.content(file) if file is not None else None
    begun = publisher.unfinished(raw) if raw is not None else None
    if file is not None and raw is not None and (begun is None or not ask.can_ask(ctx)):
        setup = publisher.read_publisher(raw, name=Path(file).name)
        if setup.logo:
            logo = ask.content(str(Path(file).parent / setup.logo), largest=2 * 1024 * 1024)
    elif yes and legal_name is None and begun is None:
        setup = publisher.read_publisher(publisher.sample().encode(), name="the sample")
    else:
        if ask.can_ask(ctx):  # before seventeen questions, not after them
            with at_desk(ctx) as desk:
                desk.publishers.refuse_second()
        answers, typed = _answers(
            ctx,
            begun=begun,
            file=Path(file) if file else None,
            legal_name=legal_name,
            country=country,
            email=email,
        )
        setup = publisher.read_publisher(json.dumps(answers).encode(), name=str(typed))
    with at_desk(ctx) as desk:
        made = desk.publishers.set_up(setup, logo=logo)
    if typed is not None and file is None:
        typed.unlink(missing_ok=True)
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


def _answers(
    ctx: typer.Context, *, begun: dict[str, str] | None, file: Path | None, **known: str | None
) -> tuple[dict[str, Any], Path]:
    """The publisher's particulars, asked one by one, and the file in which each was kept as it came.

    `begun` are answers of a dialogue that ended early, in `file`. What was typed outlives Ctrl-C and a
    closed window: the file is said, and `init --from` goes on with it.
    """
    from syndicate.exchange import publisher

    if not ask.can_ask(ctx):
        for key, flag in (
            ("legal_name", "--legal-name"),
            ("country", "--country"),
            ("email", "--email"),
        ):
            default = "United Kingdom" if key == "country" else None
            ask.ask(ctx, known[key], flag=flag, question=key, default=default)
        raise BadInput(
            "a publisher has more particulars than fit on a line",
            hint="syndicate init --sample > publisher.toml\nsyndicate init --from publisher.toml",
        )
    answers: dict[str, str] = {}
    for key, text in {**(begun or {}), **{k: v for k, v in known.items() if v}}.items():
        try:
            answers[key], _ = publisher.read_answer(key, text, answers)
        except BadInput as error:
            show.note(ctx, f"{key.replace('_', ' ')}: {error.message}")
    place = file or _free_place()
    try:
        while open_ := publisher.asked_for(answers):
            answers[open_[0].key] = _answer(ctx, open_[0], answers)
            _keep(place, publisher.written(answers, name=str(place)))
    except KeyboardInterrupt:
        if answers:  # said on any terminal: it is what somebody would otherwise type again
            go_on = pasted(_go_on(place), said(ctx).values)
            sys.stderr.write(f"\n{_kept(place)}\n  try: {go_on}\n")
        raise
    except SyndicateError as error:
        if not answers:
            raise
        raise type(error)(f"{error.message}; {_kept(place)}", hint=_go_on(place)) from error
    return publisher.table_of(answers), place


def _kept(place: Path) -> str:
    return terminal.clean(f"what you typed is kept in {place}")


def _go_on(place: Path) -> str:
    return terminal.clean(f"syndicate init --from {shlex.quote(str(place))}")


def _answer(ctx: typer.Context, question: Question, answers: dict[str, str]) -> str:
    """One question's answer as it is kept; how it was read is said where that is not as it was typed."""
    from syndicate.exchange import publisher

    typed = ""

    def read(text: str) -> tuple[str, str]:
        nonlocal typed
        typed = " ".join(text.split())
        return publisher.read_answer(question.key, text, answers)

    try:
        kept, spoken = ask.ask(
            ctx,
            None,
            flag="--from",
            question=question.words,
            default=question.default,
            wanted=question.wanted,
            read=read,
        )
    except BadInput as error:
        raise BadInput(
            f"the answers ended at “{question.words}”", hint="syndicate init --from FILE"
        ) from error
    if spoken != typed and kept != publisher.NONE:
        show.understood(ctx, spoken)
    return kept


def _free_place() -> Path:
    """A file that is not there yet: beside the person, else where the machine keeps passing things."""
    here = Path.cwd()
    folder = here if os.access(here, os.W_OK) else Path(tempfile.gettempdir())
    names = ("publisher.toml", *(f"publisher-{n}.toml" for n in range(2, 100)))
    free = next((folder / name for name in names if not (folder / name).exists()), None)
    if free is None:
        raise Outside(f"{folder} has a hundred publisher files", hint="syndicate init --from FILE")
    return free.relative_to(here) if folder == here else free


def _keep(place: Path, text: str) -> None:
    """Write what was typed so far, for its writer's eyes alone; a full disk loses it and nothing else."""
    whole = place.with_name(f"{place.name}.new")
    try:
        handle = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        whole.replace(place)
    except OSError as error:
        raise Outside(f"{place} cannot be written: {error.strerror or error}") from error
