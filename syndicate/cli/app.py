"""The command `syndicate`: nouns loaded when they are named, options that count wherever they stand."""

from __future__ import annotations

import difflib
import functools
import importlib
import inspect
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import typer
from typer import _completion_classes, completion
from typer._click.core import Command, Context, Parameter, ParameterSource
from typer._click.exceptions import UsageError
from typer._types import TyperChoice
from typer.core import TyperCommand, TyperGroup, TyperOption

from syndicate import __version__
from syndicate.cli import door, terminal
from syndicate.settings import sqlite_path

__all__ = ["EVERYWHERE", "NOUNS", "Noun", "commands", "main", "program"]


class Noun(NamedTuple):
    """A word of the command line and the module that answers to it.

    A noun's module exposes `app` with its verbs; a `single` one exposes `app` with one command.
    `bare` is the verb meant when a noun is followed by something that is none of its verbs.
    """

    name: str
    module: str
    help: str
    single: bool = False
    bare: str | None = None


NOUNS: tuple[Noun, ...] = (
    Noun(
        "init",
        "init",
        "Open a desk: who publishes, and how papers are numbered.",
        single=True,
    ),
    Noun("today", "today", "What waits for the desk this morning.", single=True),
    Noun("search", "search", "Find a word in every tray.", single=True),
    Noun("article", "articles", "Articles, their versions and passages."),
    Noun("contributor", "contributors", "Contributors, their share and limits."),
    Noun("agreement", "agreements", "Agreements with agencies: what settles suspects by itself."),
    Noun("blanket", "blankets", "Blanket agreements: articles drawn from a quota."),
    Noun("licensee", "licensees", "Licensees and their outlets."),
    Noun("request", "requests", "Requests to republish."),
    Noun("rate", "rates", "Rate cards."),
    Noun("currency", "currencies", "Rates of exchange on file."),
    Noun("terms", "terms", "Licence terms adopted."),
    Noun("quote", "quotes", "Fees offered, step by step."),
    Noun("licence", "licences", "Licences granted, and those of the old books."),
    Noun("invoice", "invoices", "Invoices and pro-formas."),
    Noun("payment", "payments", "Money that came in."),
    Noun("audit", "audits", "Copies found, judged against their licences."),
    Noun("report", "reports", "Usage and revenue, folded."),
    Noun("mail", "mails", "The outbox: drafts, and what staff sent."),
    Noun("publisher", "publishers", "The publisher of this desk."),
    Noun("log", "journal", "Who did what, and the proof of it.", bare="list"),
    Noun("doctor", "doctor", "Look whether the desk is in good health.", single=True),
    Noun("config", "config", "Settings of this machine."),
    Noun("database", "database", "The books themselves: upgrade, check, back up."),
)
"""Every noun of the tree, in the order of the desk's day."""

EVERYWHERE = (
    "--home, --database, --as, --json, --no-input, --quiet, --debug and --color are understood everywhere: "
    "see syndicate --help."
)

_SWITCHES = (
    ("json", "--json", "Answer in JSON, with everything."),
    ("no_input", "--no-input", "Never ask; fail and name the missing option."),
    ("quiet", "--quiet", "Only the answer: no hints, no echo."),
    ("debug", "--debug", "Show the traceback of an error."),
)
_VALUES = (
    ("home", "--home", "FOLDER", "The desk's folder. Else $SYNDICATE_HOME."),
    ("database", "--database", "URL", "The books. Else $SYNDICATE_DATABASE."),
    ("actor", "--as", "NAME", "Who you are. Else $SYNDICATE_USER, else the login name."),
)


class _Everywhere(TyperOption):
    """An option of the whole program: heard on every level, described on the first."""

    def get_help_record(self, ctx: Context) -> tuple[str, str] | None:
        """Its line in the help of `syndicate` itself; none in the help of a noun or verb."""
        return super().get_help_record(ctx) if ctx.parent is None else None


def _keep(ctx: Context, param: Parameter, value: Any) -> Any:  # noqa: ANN401
    if (
        param.name is not None
        and ctx.get_parameter_source(param.name) is ParameterSource.COMMANDLINE
    ):
        door.said(ctx).values[param.name.removeprefix("everywhere_")] = value
    return value


def _show_version(ctx: Context, _: Parameter, value: Any) -> Any:  # noqa: ANN401
    if value and not ctx.resilient_parsing:
        sys.stdout.write(f"syndicate {__version__}\n")
        ctx.exit()
    return value


def _install_completion(ctx: Context, param: Parameter, value: Any) -> Any:  # noqa: ANN401
    _completion_classes.completion_init()
    return completion.install_callback(ctx, param, value)


def _show_completion(ctx: Context, param: Parameter, value: Any) -> Any:  # noqa: ANN401
    _completion_classes.completion_init()
    return completion.show_callback(ctx, param, value)


_ON_THE_SPOT = (
    ("version", _show_version, True, "Show the version and leave."),
    (
        "install-completion",
        _install_completion,
        False,
        "Install completion for the current shell.",
    ),
    (
        "show-completion",
        _show_completion,
        False,
        "Show completion for the current shell, to copy it or customize the installation.",
    ),
)


@functools.cache
def _everywhere() -> tuple[TyperOption, ...]:
    """The options of the whole program; they hold nothing of one command, so all share them."""
    common: dict[str, Any] = {"expose_value": False, "callback": _keep}
    made: list[TyperOption] = [
        _Everywhere(
            param_decls=[f"everywhere_{name}", flag], metavar=metavar, type=str, help=said, **common
        )
        for name, flag, metavar, said in _VALUES
    ]
    made += [
        _Everywhere(param_decls=[f"everywhere_{name}", flag], is_flag=True, help=said, **common)
        for name, flag, said in _SWITCHES
    ]
    choice = TyperChoice(["auto", "always", "never"])
    made.append(
        _Everywhere(
            param_decls=["everywhere_color", "--color"],
            type=choice,
            help="Colour: auto, always or never.",
            **common,
        )
    )
    return tuple(made)


def _equipped(command: Command) -> Command:
    """`command` with the options of the whole program, and plain help."""
    own = {flag for param in command.params for flag in param.opts}
    command.params.extend(option for option in _everywhere() if not own & set(option.opts))
    if command.help:
        # the mark keeps the lines of an example as they are
        for head in ("Example:\n", "Examples:\n"):
            command.help = command.help.replace(f"\n\n{head}", f"\n\n\b\n{head}")
    if isinstance(command, TyperCommand | TyperGroup):
        command.rich_markup_mode = None
        command.epilog = f"{command.epilog}\n\n{EVERYWHERE}" if command.epilog else EVERYWHERE
    return command


class _Group(TyperGroup):
    """A noun. It speaks our errors, and may mean one of its verbs when none is named.

    Its verbs are stubs until one is named: reading the signatures of all the others takes longer than
    answering.
    """

    bare: str | None = None

    def __init__(self, **attrs: Any) -> None:  # noqa: ANN401
        super().__init__(**attrs)
        self._unread: dict[str, Callable[[], Command]] = {}

    def promise(self, name: str, told: str, read: Callable[[], Command]) -> None:
        """Hold the place of the command `name`; `told` is its help, `read` makes it."""
        self.commands[name] = TyperCommand(name, help=told, rich_markup_mode=None)
        self._unread[name] = read

    def loaded(self, name: str) -> Command:
        """The command of that name, read if it was not before."""
        if name in self._unread:
            self.commands[name] = self._unread.pop(name)()
        return self.commands[name]

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """As usual; without a verb, the one that is meant."""
        if self.bare is not None and not ctx.resilient_parsing:
            at = self._first_word(args)
            if at == len(args) or args[at] not in self.commands:
                args.insert(at, self.bare)
        return super().parse_args(ctx, args)

    def _first_word(self, args: list[str]) -> int:
        takes = {flag: not getattr(p, "is_flag", False) for p in self.params for flag in p.opts}
        at = 0
        while at < len(args) and (args[at] in takes or args[at] in {"-h", "--help"}):
            at += 2 if takes.get(args[at]) else 1
        return min(at, len(args))

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, Command | None, list[str]]:
        """The command that is named; only here is it read. Raises UsageError with near names."""
        if args and args[0] in self.commands:
            self.loaded(args[0])
        elif args and not ctx.resilient_parsing and args[0][:1] != "-":
            path = f"syndicate {door.path_of(ctx)}".strip()
            typed = args[0][:100]
            near = difflib.get_close_matches(typed, self.list_commands(ctx), n=3)
            meant = f"; did you mean {' or '.join(near)}?" if near else ""
            raise UsageError(f"there is no {path} {typed}{meant}", ctx)
        return super().resolve_command(ctx, args)


def _group(sub: typer.Typer, name: str, told: str) -> _Group:
    """The noun `name` with the verbs and nouns of `sub`, all of them promised only."""
    if sub.registered_callback is not None:
        raise TypeError(f"{name}: a noun of ours has no callback of its own")
    made = _Group(name=name, help=sub.info.help if isinstance(sub.info.help, str) else told)
    for verb in sub.registered_commands:
        assert verb.callback is not None  # noqa: S101  # a decorator put it there
        word = verb.name or verb.callback.__name__.replace("_", "-")
        made.promise(word, inspect.getdoc(verb.callback) or "", functools.partial(_verb, verb))
    for group in sub.registered_groups:
        below, noun = group.typer_instance, group.name
        assert below is not None  # noqa: S101  # add_typer put them there
        assert isinstance(noun, str)  # noqa: S101
        about = below.info.help if isinstance(below.info.help, str) else ""
        made.promise(noun, about, functools.partial(_noun, below, noun, about))
    return made


def _verb(verb: typer.models.CommandInfo) -> Command:
    return _equipped(
        typer.main.get_command_from_info(verb, pretty_exceptions_short=False, rich_markup_mode=None)
    )


def _noun(sub: typer.Typer, name: str, told: str) -> Command:
    return _equipped(_group(sub, name, told))


def _read(noun: Noun) -> Command:
    """A noun of the table, its module imported."""
    module = noun.module if "." in noun.module else f"syndicate.cli.{noun.module}"
    sub: typer.Typer = importlib.import_module(module).app
    if noun.single:
        (only,) = sub.registered_commands
        command = _verb(only)
        command.name = noun.name
        return command
    group = _group(sub, noun.name, noun.help)
    group.bare = noun.bare
    return _equipped(group)


class _Root(_Group):
    """The desk of a news publisher's syndication: from the request to the licence, the invoice and the audit."""

    def __init__(self, nouns: Sequence[Noun]) -> None:
        super().__init__(
            name="syndicate",
            help=self.__doc__,
            invoke_without_command=True,
            context_settings={"help_option_names": ["-h", "--help"]},
            rich_markup_mode=None,
        )
        for noun in nouns:
            self.promise(noun.name, noun.help, functools.partial(_read, noun))
        self.params.extend(_everywhere())
        for name, run, eager, said in _ON_THE_SPOT:
            self.params.append(
                TyperOption(
                    param_decls=[name.replace("-", "_"), f"--{name}"],
                    is_flag=True,
                    is_eager=eager,
                    expose_value=False,
                    callback=run,
                    help=said,
                )
            )

    def invoke(self, ctx: Context) -> Any:  # noqa: ANN401
        """The command that is named; without one, what waits this morning, or how to open a desk."""
        return super().invoke(ctx) if ctx._protected_args else self._bare(ctx)  # noqa: SLF001

    def _bare(self, ctx: Context) -> None:
        settings = door.settings_of(ctx)
        books = sqlite_path(settings.database)
        if books is not None and not books.is_file():
            _first_steps(ctx, settings.home)
        elif "today" not in self.commands:
            sys.stdout.write(ctx.get_help() + "\n")
        else:
            today = self.loaded("today")
            with today.make_context("today", [], parent=ctx) as below:
                today.invoke(below)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Run the command line and leave with its exit code."""
        del standalone_mode, windows_expand_args
        words = list(sys.argv[1:] if args is None else args)
        name = prog_name or "syndicate"
        _forgiving_streams()
        seen: list[Context] = []

        def run() -> None:
            variable = complete_var or f"_{name}_COMPLETE".replace("-", "_").upper()
            if os.environ.get(variable):
                from syndicate.cli.completion import prepare

                prepare()
                self._main_shell_completion(extra, name, variable)
            with self.make_context(name, list(words), **extra) as ctx:
                seen.append(ctx)
                self.invoke(ctx)

        def home() -> Path | None:
            settings = door.said(seen[0]).settings if seen else None
            return None if settings is None else settings.home

        sys.exit(door.guarded(run, words, home))


def _forgiving_streams() -> None:
    """A letter the terminal cannot write is shown as an escape, not as a traceback."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


_STEPS = (
    ("syndicate init", "who publishes, bank, numbers: it asks"),
    ("syndicate article add story.txt", "a text, an HTML page, a URL, or - for standard input"),
    ("syndicate request log", "who wants to republish what: it asks"),
)


def _first_steps(ctx: Context, home: Path) -> None:
    commands = [door.pasted(command, door.said(ctx).values) for command, _ in _STEPS]
    if door.said(ctx).on("json"):
        import json

        steps = [command for command, _ in _STEPS]
        sys.stdout.write(json.dumps({"home": str(home), "desk": False, "steps": steps}) + "\n")
        return
    lines = [f"There is no desk in {terminal.clean(str(home))} yet. Three steps open one:", ""]
    size = max(map(len, commands))
    for n, (command, (_, told)) in enumerate(zip(commands, _STEPS, strict=True), start=1):
        lines.append(f"  {n}. {terminal.clean(command):<{size}}   {told}")
    sys.stdout.write("\n".join([*lines, "", "All commands: syndicate --help", ""]))


def program(nouns: Sequence[Noun] = NOUNS) -> TyperGroup:
    """The command line of `nouns`, ready to run with `main`."""
    return _Root(nouns)


def commands(root: TyperGroup | None = None) -> Iterator[tuple[str, Command]]:
    """Every noun and verb with its words ("licensee outlet add"), all modules loaded: for docs and tests."""
    root = program() if root is None else root
    for name in list(root.commands):
        command = root.loaded(name) if isinstance(root, _Group) else root.commands[name]
        yield name, command
        if isinstance(command, TyperGroup):
            yield from ((f"{name} {below}", found) for below, found in commands(command))


def main() -> None:
    """Run `syndicate` on the words of this process and leave with its exit code."""
    program().main(prog_name="syndicate")
