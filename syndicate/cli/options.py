"""Options that many commands share, and the hash of a command's words for its idempotency key."""

from __future__ import annotations

import functools
import re
import shlex
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer._click.core import Context, Parameter, ParameterSource
from typer.core import TyperCommand, TyperOption

from syndicate.cli.completion import references
from syndicate.cli.door import path_of, said
from syndicate.errors import BadInput, SyndicateError

if TYPE_CHECKING:
    from syndicate.desk.keys import Key

__all__ = [
    "Amount",
    "ArticleRef",
    "Day",
    "DryRun",
    "IdempotencyKey",
    "InvoiceRef",
    "Language",
    "LicenceRef",
    "LicenseeRef",
    "Listing",
    "NewLicensee",
    "PaymentRef",
    "QuoteRef",
    "Reason",
    "RequestRef",
    "Rewritten",
    "Yes",
    "key_of",
    "mended",
    "typed",
]

_KEY = r"[A-Za-z0-9._:-]{8,64}"


def _read_key(value: str | None) -> str | None:
    if value is not None and not re.fullmatch(_KEY, value):
        raise BadInput("--idempotency-key has 8 to 64 letters, digits or . _ : -")
    return value


DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be made; change nothing.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask whether to go on.")]
Rewritten = Annotated[
    bool,
    typer.Option("--rewritten", help="File it though nearly nothing of the text on file is left."),
]
IdempotencyKey = Annotated[
    str | None,
    typer.Option(
        "--idempotency-key",
        metavar="KEY",
        callback=_read_key,
        help="The same key and words give the same answer, however often they come.",
    ),
]
Language = Annotated[
    str | None,
    typer.Option("--lang", metavar="LANGUAGE", help="The paper's language: en, French, fr-CA …"),
]
Day = Annotated[
    str | None,
    typer.Option("--on", metavar="DAY", help="The day: 2026-11-22, 22/11/2026, today, +30d …"),
]
Amount = Annotated[
    str | None, typer.Option("--amount", metavar="AMOUNT", help="£1,200 or 1 200,50 EUR …")
]
Reason = Annotated[
    str | None, typer.Option("--reason", metavar="TEXT", help="Why, for the journal.")
]

NewLicensee = Annotated[
    bool,
    typer.Option("--new-licensee", help="It is a new licensee, although one has a like name."),
]

ArticleRef = Annotated[
    str,
    typer.Argument(
        metavar="ARTICLE",
        help="ART-000123, its number alone, or its URL.",
        autocompletion=references("article"),
    ),
]
RequestRef = Annotated[
    str,
    typer.Argument(
        metavar="REQUEST", help="REQ-2026-00007, or 7.", autocompletion=references("request")
    ),
]
QuoteRef = Annotated[
    str,
    typer.Argument(
        metavar="QUOTE", help="QUO-2026-00007, or 7.", autocompletion=references("quote")
    ),
]
LicenceRef = Annotated[
    str,
    typer.Argument(
        metavar="LICENCE",
        help="LIC-2026-00007, 7, or an old number.",
        autocompletion=references("licence"),
    ),
]
InvoiceRef = Annotated[
    str,
    typer.Argument(
        metavar="INVOICE", help="INV-2026-00007, or 7.", autocompletion=references("invoice")
    ),
]
LicenseeRef = Annotated[
    str,
    typer.Argument(
        metavar="LICENSEE",
        help="PTY-000012, its number alone, or its name.",
        autocompletion=references("licensee"),
    ),
]
PaymentRef = Annotated[
    str,
    typer.Argument(
        metavar="PAYMENT", help="PAY-2026-00007, or 7.", autocompletion=references("payment")
    ),
]


def _keep(ctx: Context, param: Parameter, value: Any) -> Any:  # noqa: ANN401
    name = param.name or ""
    if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE:
        said(ctx).values[name.removeprefix("listing_")] = value
    return value


_LISTING = (
    ("fields", "NAMES", str, "Only these fields: number,total.amount"),
    ("sort", "FIELD", str, "In the order of this field; -FIELD turns it."),
    ("limit", "COUNT", int, "At most so many; 0 is all. On a terminal 20, else all."),
    ("output", "FILE", str, "Write a new file: .csv .tsv .json .jsonl"),
)
_FORMS = (
    ("table", "As a table, also in a pipe."),
    ("tsv", "Tab-separated, without a head."),
    ("csv", "Comma-separated, with a head, safe for spreadsheets."),
    ("jsonl", "One JSON object a line."),
)


@functools.cache
def _listing() -> tuple[TyperOption, ...]:
    common: dict[str, Any] = {"expose_value": False, "callback": _keep}
    made = [
        TyperOption(
            param_decls=[f"listing_{name}", f"--{name}"],
            metavar=metavar,
            type=kind,
            help=told,
            **common,
        )
        for name, metavar, kind, told in _LISTING
    ]
    made += [
        TyperOption(param_decls=[f"listing_{name}", f"--{name}"], is_flag=True, help=told, **common)
        for name, told in _FORMS
    ]
    return tuple(made)


class Listing(TyperCommand):
    """A command that lists: it takes the options that `show.records` reads."""

    def __init__(self, *args: Any, **attrs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **attrs)
        own = {flag for param in self.params for flag in param.opts}
        self.params.extend(option for option in _listing() if not own & set(option.opts))


_NEVER_HASHED = frozenset({"key", "idempotency_key", "yes", "dry_run"})


def typed(ctx: Context, *, without: Iterable[str] = ()) -> dict[str, object]:
    """The words of this command by parameter name, as typed: flags, arguments, and what was asked for.

    Options that change only how the answer looks are not among them, nor the key, --yes, --dry-run
    and the parameters named in `without`.
    """
    leave = _NEVER_HASHED.union(without)
    words: dict[str, object] = {
        name: _as_typed(value)
        for name, value in ctx.params.items()
        if name not in leave
        and ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE
        and value is not None
    }
    return words | {f"asked {flag}": words for flag, words in said(ctx).asked.items()}


def _as_typed(value: object) -> object:
    if isinstance(value, list | tuple):
        return [_as_typed(below) for below in value]
    return str(value)


def key_of(ctx: Context, key: str | None, *, also: dict[str, str] | None = None) -> Key:
    """The key of this run for the desk: the key as given, the command, the hash of its words as typed.

    `also` are further words that make the command what it is: the digest of a file read from
    standard input.
    """
    from syndicate.desk.keys import Key
    from syndicate.rules.facts import digest

    return Key(key=key, command=path_of(ctx), args_sha256=digest({**typed(ctx), **(also or {})}))


@contextmanager
def mended(ctx: Context, command: str) -> Iterator[None]:
    """Make hints inside pasteable: what was typed, with the option that mends it.

    Who raises knows a file by its name and the option alone: "--kind feed", or `command` ("syndicate licence
    import"), the file's name and the option.
    """
    try:
        yield
    except SyndicateError as error:
        hint = error.hint or ""
        at = hint.find(" --") if hint.startswith(f"{command} ") else 0 if hint[:2] == "--" else -1
        if at >= 0 and "\n" not in hint and not hint.endswith("--help"):
            error.hint = _retyped(ctx, hint[at:].strip())
        raise


def _retyped(ctx: Context, further: str) -> str:
    """The command of `ctx` as it was typed, with `further` options for those of the same name."""
    words = ["syndicate", *path_of(ctx).split()]
    instead = set(further.split())
    for param in ctx.command.params:
        name = param.name or ""
        value = ctx.params.get(name)
        repeated = getattr(param, "multiple", False)
        is_typed = ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE
        if not is_typed or (not repeated and instead & set(param.opts)):
            continue
        values = list(value) if isinstance(value, list | tuple) else [value]
        values = [each for each in values if each is not None]  # an option of every command's
        if not isinstance(param, TyperOption):
            words += [shlex.quote(str(each)) for each in values]
        elif param.is_flag:
            words += param.opts[:1] if value else param.secondary_opts[:1]
        else:
            for each in values:
                words += [param.opts[0], shlex.quote(str(each))]
    return " ".join([*words, further])
