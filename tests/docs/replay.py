"""Replay the `console` blocks of a page in an empty desk, and compare what is said with the page.

    python -m tests.docs.replay docs/tutorial.md            says what differs
    python -m tests.docs.replay --write docs/tutorial.md    writes the true output into the page, and
                                                            the README's screen, which is taken from it

A block holds lines that begin with `$ `, each followed by what it prints on a terminal of 100 columns,
answer and hints in the order in which a person sees them. A command may go on over lines that end in a
backslash. `<!-- at 2026-11-23 18:00 -->` sets the clock (London); every command after it takes a minute.
"""

from __future__ import annotations

import difflib
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

__all__ = [
    "Step",
    "differences",
    "masked",
    "played",
    "replayed",
    "screen",
    "steps",
    "told",
    "written",
]

ROOT = Path(__file__).resolve().parents[2]
FILES = ROOT / "docs" / "tutorial"
HOME = "~/desk"
"""What the page calls the folder of the desk."""

SCREEN = (
    ("syndicate quote draft 1", (" base", " territory", "total")),
    ("syndicate licence issue 1", ("error: ", "try: ")),
    ("syndicate licence issue 1", ("LIC-",)),
    ("syndicate audit page copy.html", ("fail +text", "fail +link")),
)
"""What the README shows of the page: commands, and patterns of the lines of their answers."""

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CLOCK = re.compile(r"<!-- at (\d{4}-\d\d-\d\d \d\d:\d\d) -->")
_MASKS = (
    (re.compile(r"\b[0-9a-f]{64}\b"), "<sha256>"),
    (re.compile(r"\b[0-9a-f]{1,63}…"), "<digest>…"),
    (re.compile(r"documents/[0-9a-f]{2}/<sha256>"), "documents/<file>"),
    (re.compile(r"\b\d+ (kB|bytes)"), "<size>"),
)
_INVISIBLE = re.compile("[\u2068\u2069]")
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Step:
    """One command of the page: what is typed, when, and what the page says it prints."""

    typed: str
    at: datetime
    printed: str


def steps(page: str) -> list[Step]:
    """The commands of a page in order. Raises ValueError for a block that starts with no command."""
    found = []
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    for mark in re.finditer(rf"{_CLOCK.pattern}|{_BLOCK.pattern}", page, re.MULTILINE | re.DOTALL):
        if mark[1]:
            at = datetime.strptime(mark[1], "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
            continue
        parts = re.split(r"^\$ ((?:.*\\\n)*.*)\n", mark[2], flags=re.MULTILINE)
        if parts[0] or len(parts) == 1:
            raise ValueError(f"a console block starts without a command: {mark[2][:60]!r}")
        for typed, printed in zip(parts[1::2], parts[2::2], strict=True):
            found.append(Step(typed, at, printed))
            at += timedelta(minutes=1)
    return found


def masked(text: str) -> str:
    """`text` without what differs from one run to the next: digests and sizes."""
    for pattern, word in _MASKS:
        text = pattern.sub(word, text)
    return text


def replayed(page: str) -> list[Step]:
    """The commands of a page with what they print now, in a new folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tutorial-") as made:
        return played(page, Path(made).resolve())


def played(page: str, folder: Path) -> list[Step]:
    """The commands of a page with what they print now. The desk stays, in `folder`/desk."""
    shutil.copytree(FILES, folder / "cards")
    program = folder / "bin" / "syndicate"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m syndicate "$@"\n')
    program.chmod(0o755)
    return [Step(step.typed, step.at, told(step, folder)) for step in steps(page)]


def told(step: Step, folder: Path) -> str:
    """What a command prints on a terminal, with the folder of the desk as the page calls it."""
    text = _INVISIBLE.sub("", _ESCAPES.sub("", _run(step, folder)))
    return text.replace(str(folder / "desk"), HOME).replace(str(folder), "~")


def _run(step: Step, folder: Path) -> str:
    environ = {
        "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder),
        "SYNDICATE_HOME": str(folder / "desk"),
        "SYNDICATE_USER": "nell",
        "SYNDICATE_NOW": step.at.isoformat(),
        "LANG": "C.UTF-8",
        "TERM": "dumb",
        "COLUMNS": "100",
    }
    reader, writer = pty.openpty()
    with subprocess.Popen(
        ["/bin/sh", "-c", step.typed],
        cwd=folder / "cards",
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=writer,
        stderr=writer,
    ):
        os.close(writer)
        said = bytearray()
        while part := _read(reader):
            said += part
    os.close(reader)
    return said.decode().replace("\r\n", "\n")


def _read(reader: int) -> bytes:
    try:
        return os.read(reader, 65536)
    except OSError:  # what Linux says when the last writer of a terminal has gone
        return b""


def screen(page: str) -> str:
    """The twelve lines that the README shows: some commands of the page, and some lines of each answer.

    Raises ValueError when the page has no such line any more.
    """
    lines = []
    left = iter(steps(page))
    for command, patterns in SCREEN:
        found = next((made for step in left if (made := _picked(step, command, patterns))), None)
        if found is None:
            raise ValueError(f"no {command!r} on the page says {' and '.join(patterns)}")
        lines += found
    return "".join(f"{line}\n" for line in lines)


def _picked(step: Step, command: str, patterns: tuple[str, ...]) -> list[str]:
    """The command of a step and the first line for each pattern; empty when one of them has none."""
    lines = [re.search(rf"^.*{each}.*$", step.printed, re.MULTILINE) for each in patterns]
    if not step.typed.startswith(command) or None in lines:
        return []
    return [f"$ {step.typed}", *(line[0] for line in lines if line)]


def written(page: str, now: list[Step]) -> str:
    """The page with what its commands print now; what differs only in digests stays as it is."""
    left = iter(now)

    def block(mark: re.Match[str]) -> str:
        parts = []
        for step in steps(mark[0]):
            new = next(left).printed
            kept = step.printed if masked(step.printed) == masked(new) else new
            parts.append(f"$ {step.typed}\n{kept}")
        return "```console\n{}```".format("".join(parts))

    return _BLOCK.sub(block, page)


def differences(page: str, now: list[Step]) -> list[str]:
    """What the page says otherwise than the commands do, as lines of a diff; empty when it is true."""
    found: list[str] = []
    for step, new in zip(steps(page), now, strict=True):
        old = [f"$ {step.typed}", *masked(step.printed).splitlines()]
        lines = [f"$ {new.typed}", *masked(new.printed).splitlines()]
        if old != lines:
            found += difflib.unified_diff(old, lines, "the page", "the command", lineterm="", n=99)
    return found


def main(arguments: list[str]) -> int:
    """Write or compare the page that is named; 1 when it differs."""
    writing = "--write" in arguments
    (name,) = [each for each in arguments if each != "--write"]
    page = Path(name).read_text(encoding="utf-8")
    now = replayed(page)
    if writing:
        page = written(page, now)
        Path(name).write_text(page, encoding="utf-8")
        if Path(name).resolve() == ROOT / "docs" / "tutorial.md":
            readme = ROOT / "README.md"
            block = f"```console\n{screen(page)}```"
            text = _BLOCK.sub(lambda _: block, readme.read_text(encoding="utf-8"), count=1)
            readme.write_text(text, encoding="utf-8")
        return 0
    found = differences(page, now)
    sys.stdout.writelines(f"{line}\n" for line in found)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
