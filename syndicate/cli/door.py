"""The door of the command line: settings in, the desk opened late, and every error shown in one place."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer._click.core import Context
from typer._click.exceptions import (
    BadOptionUsage,
    BadParameter,
    ClickException,
    MissingParameter,
    NoSuchOption,
    UsageError,
)
from typer.core import TyperGroup

from syndicate.cli import terminal
from syndicate.errors import BadInput, FindingsPresent, Outside, SyndicateError
from syndicate.settings import Settings, masked, read_settings

if TYPE_CHECKING:
    from syndicate.desk import Desk

__all__ = ["Said", "at_desk", "guarded", "masked_text", "pasted", "path_of", "said", "settings_of"]

INTERRUPTED = 130
BROKEN_PIPE = 141  # what a shell reports of a program that a closed pipe stopped

_META = "syndicate"
_LONGEST_LINE = 8 * 1024
_LONGEST_LOG = 4 * 1024 * 1024
_LONGEST_MESSAGE = 2000
# What the machine refuses; any other OSError is a fault of ours and is logged as such.
_MACHINE = frozenset(
    {
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EROFS,
        errno.EIO,
        errno.EFBIG,
        errno.EACCES,
        errno.EPERM,
        errno.EMFILE,
        errno.ENFILE,
        errno.ENOMEM,
    }
)
_DATABASES = frozenset({"sqlalchemy", "sqlite3", "pysqlite3", "psycopg"})


class Said:
    """What the global options of one run said, wherever on the line they stood."""

    __slots__ = ("asked", "settings", "values")

    def __init__(self, settings: Settings | None = None) -> None:
        self.values: dict[str, Any] = {}
        self.asked: dict[str, str] = {}
        self.settings = settings

    def on(self, name: str) -> bool:
        """Whether the switch `name` ("json", "quiet") was given."""
        return bool(self.values.get(name))

    def text(self, name: str) -> str | None:
        """The value of the option `name` ("home"), or None."""
        value = self.values.get(name)
        return None if value is None else str(value)


def said(ctx: Context) -> Said:
    """The global options of this run."""
    found: Said = ctx.meta.setdefault(_META, Said())
    return found


_WHERE = ("home", "database")
_OURS = "syndicate "


def pasted(command: str, where: Mapping[str, Any]) -> str:
    """A command of ours as it can be pasted: it names the desk that `where` (home, database) named.

    Help, and anything else, comes back as it is. A password is not repeated.
    """
    given = [(name, str(where[name])) for name in _WHERE if where.get(name)]
    if not given or not command.startswith(_OURS) or command.endswith(" --help"):
        return command
    import shlex

    told = " ".join(f"--{name} {shlex.quote(masked(value))}" for name, value in given)
    return f"{_OURS}{told} {command.removeprefix(_OURS)}"


def _where(words: Sequence[str]) -> dict[str, str]:
    """Which desk a line named, also one that could not be understood."""
    found: dict[str, str] = {}
    for word, after in pairwise([*words, ""]):
        for name in _WHERE:
            if word == f"--{name}" and after:
                found[name] = after
            elif word.startswith(f"--{name}="):
                found[name] = word.partition("=")[2]
    return found


def settings_of(ctx: Context) -> Settings:
    """The settings of this run, read once.

    Raises BadInput, Outside: see `syndicate.settings.read_settings`.
    """
    options = said(ctx)
    if options.settings is None:
        options.settings = read_settings(
            home=options.text("home"),
            database=options.text("database"),
            actor=options.text("actor"),
            no_input=options.on("no_input"),
        )
    return options.settings


@contextmanager
def at_desk(ctx: Context) -> Iterator[Desk]:
    """The desk of this run. The database library is loaded here and nowhere before."""
    _refuse_placeholders(ctx)
    settings = settings_of(ctx)
    clock = _clock(os.environ)
    from syndicate.desk import open_desk

    with open_desk(settings, clock=clock) as desk:
        yield desk


def _refuse_placeholders(ctx: Context) -> None:
    """Hints say NAME where a name belongs; pasted as it stands, it would be filed as somebody's."""
    for param in ctx.command.params:
        given, stands_for = ctx.params.get(param.name or ""), param.metavar
        if stands_for and stands_for.isupper() and len(stands_for) > 2:
            for value in given if isinstance(given, list | tuple) else [given]:
                if value == stands_for:
                    what = param.opts[0] if param.opts[0].startswith("-") else stands_for
                    raise BadInput(
                        f"{what}: {stands_for} stands for what you mean; put that in its place",
                        hint=f"syndicate {path_of(ctx)} --help",
                    )


def _clock(environ: Mapping[str, str]) -> Callable[[], datetime] | None:
    """The clock that `SYNDICATE_NOW` stopped at a moment, for rehearsals and tests; None: the machine's."""
    text = environ.get("SYNDICATE_NOW")
    if not text:
        return None
    from syndicate.rules.dates import moment

    stopped = moment(text)
    return lambda: stopped


def path_of(ctx: Context) -> str:
    """The command of `ctx` in words: "invoice issue"."""
    words: list[str] = []
    node: Context | None = ctx
    while node is not None and node.parent is not None:
        words.append(node.info_name or "")
        node = node.parent
    return " ".join(reversed(words))


def guarded(
    run: Callable[[], object], arguments: Sequence[str], home: Callable[[], Path | None]
) -> int:
    """Run a command line; show what went wrong on stderr; return the exit code.

    `arguments` are the words as typed: --json and --debug count even when the rest cannot be read.
    `home` gives the folder of the log, when it is known by then.
    """
    words = list(arguments)
    words = words[: words.index("--")] if "--" in words else words
    shown = _Shown(words)
    try:
        code = _run(run)
        if sys.stdout is not None:
            sys.stdout.flush()
    except KeyboardInterrupt:
        shown.line("")
        shown.refusal("interrupted", None, "interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        _give_up_stdout()
        return BROKEN_PIPE
    except SyndicateError as error:
        shown.traceback(error)
        shown.refusal(error.message, error.hint, error.code)
        return error.exit_code
    except ClickException as error:
        shown.refusal(*_usage(error), BadInput.code)
        return BadInput.exit_code
    except Exception as error:  # noqa: BLE001 - the one place where the unexpected is caught
        return _unexpected(error, shown, home)
    return code


def _run(run: Callable[[], object]) -> int:
    try:
        run()
    except typer.Exit as leave:
        return leave.exit_code
    except (typer.Abort, EOFError) as error:
        raise KeyboardInterrupt from error
    return 0


def _colour(words: Sequence[str]) -> str:
    """What --color says, as far as it can be read."""
    for word, after in pairwise([*words, ""]):
        choice = after if word == "--color" else word.removeprefix("--color=")
        if word.startswith("--color") and choice in {"always", "never"}:
            return choice
    return "auto"


class _Shown:
    """How errors are shown in this run."""

    __slots__ = ("as_json", "colour", "debug", "where")

    def __init__(self, words: Sequence[str]) -> None:
        self.as_json = "--json" in words
        self.where = _where(words)
        self.debug = "--debug" in words
        self.colour = _colour(words)

    def line(self, text: str) -> None:
        """One line on stderr. When even that cannot be written there is nobody left to tell."""
        if sys.stderr is None or (self.as_json and not text):
            return
        try:
            sys.stderr.write(f"{text}\n")
            sys.stderr.flush()
        except (OSError, ValueError):
            return

    def refusal(self, message: str, hint: str | None, code: str) -> None:
        """What happened, and the commands that mend it: a line of `hint` each."""
        message = masked_text(message[:_LONGEST_MESSAGE])
        hint = None if hint is None else masked_text(hint[:_LONGEST_MESSAGE])
        if self.as_json:
            import json

            told = {"error": {"code": code, "message": message, "hint": hint}}
            self.line(terminal.clean_json(json.dumps(told, ensure_ascii=False)))
            return
        label = "found:" if code == FindingsPresent.code else "error:"
        if terminal.coloured(sys.stderr, self.colour):
            label = terminal.bold(label, colour="31")
        self.line(f"{label} {terminal.clean(message)}")
        for line in (hint or "").splitlines():
            self.line(f"  try: {terminal.clean(pasted(line, self.where))}")

    def traceback(self, error: BaseException) -> None:
        """The traceback, when --debug asks for it."""
        if self.debug:
            self.line(terminal.clean_lines(_traceback(error).rstrip()))


def masked_text(text: str) -> str:
    """`text` with the password of any database URL in it as ***."""
    if "://" not in text:
        return text
    return " ".join(masked(word) for word in text.split(" "))


def _traceback(error: BaseException) -> str:
    import traceback

    return masked_text("".join(traceback.format_exception(error)))


def _usage(error: ClickException) -> tuple[str, str | None]:
    """What could not be understood of the command line, and where to read more."""
    ctx = error.ctx if isinstance(error, UsageError) else None
    path = f"syndicate {path_of(ctx)}".strip() if ctx is not None else "syndicate"
    hint = f"{path} --help"
    if isinstance(error, BadOptionUsage):
        return f"{error.option_name} needs a value", hint
    if isinstance(error, NoSuchOption):
        near = f"; did you mean {error.possibilities[0]}?" if error.possibilities else ""
        return f"{path} has no option {error.option_name}{near}", hint
    if isinstance(error, MissingParameter) and error.param is not None:
        opts = error.param.opts if error.param.param_type_name == "option" else []
        return f"missing {opts[-1] if opts else error.param.human_readable_name.upper()}", hint
    if isinstance(error, BadParameter) and error.param is not None:
        opts = error.param.opts if error.param.param_type_name == "option" else []
        name = opts[-1] if opts else error.param.human_readable_name.upper()
        told = _lower(error.message).replace("a valid int", "a whole number")
        return f"{name}: {told}", hint
    if (
        ctx is not None
        and isinstance(ctx.command, TyperGroup)
        and "Missing command" in error.message
    ):
        return f"{path} what? {', '.join(ctx.command.list_commands(ctx))}", hint
    return _lower(error.format_message()), hint


def _lower(text: str) -> str:
    text = text.strip().rstrip(".")
    return text[:1].lower() + text[1:]


def _unexpected(error: Exception, shown: _Shown, home: Callable[[], Path | None]) -> int:
    said_no = _machine(error)
    log = _logged(error, home())
    shown.traceback(error)
    if said_no is not None:
        _give_up_stdout()
        shown.refusal(said_no, "syndicate doctor", Outside.code)
        return Outside.exit_code
    where = f"; the details are in {log}" if log else ""
    shown.refusal(
        f"unexpected {type(error).__name__}{where}",
        "the same command with --debug",
        SyndicateError.code,
    )
    return SyndicateError.exit_code


def _machine(error: Exception) -> str | None:
    """What the machine said, when it is the machine that said no; None when the fault is ours."""
    if isinstance(error, MemoryError):
        return "there is not enough memory for this"
    if isinstance(error, RecursionError):
        return "that is nested too deeply to be read"
    if isinstance(error, OSError):
        if error.errno not in _MACHINE:
            return None
        where = f": {error.filename}" if error.filename else ""
        return f"the machine said no: {error.strerror}{where}"
    kind = type(error)
    if kind.__module__.partition(".")[0] in _DATABASES and "Operational" in kind.__name__:
        first = str(getattr(error, "orig", None) or error).partition("\n")[0]
        return f"the database said no: {first}"
    return None


def _logged(error: Exception, home: Path | None) -> Path | None:
    """Append the error to the log, one JSON line of 8 KiB at most; None when there is no log."""
    if home is None or not home.is_dir():
        return None
    import json

    path = home / "error.log"
    entry = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "error": type(error).__name__,
        "message": masked_text(str(error)[:1000]),
        "traceback": _traceback(error)[-_LONGEST_LINE:],
    }
    while len(line := json.dumps(entry) + "\n") > _LONGEST_LINE:
        longest = max(entry, key=lambda name: len(entry[name]))
        entry[longest] = entry[longest][-(len(entry[longest]) // 2) :]
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        if path.exists() and path.stat().st_size > _LONGEST_LOG:
            path.replace(path.with_name("error.log.1"))
        handle = os.open(path, flags, 0o600)
        try:
            os.write(handle, line.encode("ascii"))
        finally:
            os.close(handle)
    except OSError:
        return None
    return path


def _give_up_stdout() -> None:
    """Let the interpreter leave quietly: what is still buffered goes nowhere."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError, AttributeError):
        return
