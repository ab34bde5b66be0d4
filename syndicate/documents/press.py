"""The press: facts in, PDF out. The same facts always print the same bytes, or nothing at all.

The press stands in a process of its own (`worker`), without a network and with limits of memory and
time, because what it sets was typed by strangers. This side only writes jobs down a pipe and waits.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from syndicate.documents import frames
from syndicate.errors import Outside
from syndicate.rules.facts import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from types import TracebackType

__all__ = ["Limits", "Press", "Printed"]

_MEND = "syndicate doctor --repair"
_WORDS_OF_A_CRASH = 300
_PACKAGE_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished paper: the PDF, its SHA-256 (64 hex digits), its pages, and what set it.

    `undrawn` holds the characters of the facts that none of our fonts can draw (empty: all are).
    """

    pdf: bytes
    sha256: str
    pages: int
    engine: str
    undrawn: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one paper may take: processor seconds, seconds on the clock, bytes of memory."""

    cpu_seconds: int = 20
    wall_seconds: int = 30
    memory: int = 1 << 30


@dataclass(slots=True)
class _Stopped(Exception):
    """Why the child gave no paper."""

    reason: str


@dataclass(slots=True)
class _Child:
    process: subprocess.Popen[bytes]
    desk: tempfile.TemporaryDirectory[str]
    complaints: Path


@dataclass(slots=True)
class Press:
    """The door to the press; it starts at the first paper and stops when the block is left.

    `templates_dir` is a publisher's own folder of templates, searched before the shipped ones.
    One paper at a time: give each thread its own press.
    """

    templates_dir: Path | None = None
    limits: Limits = field(default_factory=Limits)
    _child: _Child | None = field(default=None, init=False, repr=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop the press. It starts again when it is next needed."""
        child, self._child = self._child, None
        if child is None:
            return
        for pipe in (child.process.stdin, child.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        with contextlib.suppress(OSError):
            child.process.kill()
        child.process.wait()
        child.desk.cleanup()

    def warm(self) -> None:
        """Let the press start while something else is done; the next paper then waits less for it."""
        self._running()

    def _running(self) -> _Child:
        if self._child is None:
            self._child = self._start()
        return self._child

    def print_paper(
        self, facts: Mapping[str, object], *, logo: bytes | None = None, issued_at: datetime
    ) -> Printed:
        """Print `facts` (one of `rules.papers`, by its "kind"); `issued_at` is an aware moment.

        Raises Outside, one line, when the paper cannot be made: a fact is missing, a limit was
        reached, or the press itself failed. Nothing half-made is left; the next paper starts anew.
        """
        if issued_at.tzinfo is None:
            raise ValueError("a paper is issued at an aware moment")
        job = {
            "facts": canonical(facts),
            "logo": None if logo is None else base64.b64encode(logo).decode("ascii"),
            "issued_at": int(issued_at.timestamp()),
        }
        try:
            answer, pdf = self._ask(json.dumps(job).encode("ascii"))
        except _Stopped as stop:
            self.close()
            raise Outside(f"the press stopped: {stop.reason}", hint=_MEND) from None
        except BaseException:
            self.close()  # an interrupted job must not answer the next one
            raise
        if "hint" in answer:
            self.close()  # the machine lacks something: look again at the next paper
        if "refused" in answer:
            raise Outside(
                f"the press stopped: {answer['refused']}", hint=str(answer.get("hint", _MEND))
            )
        return Printed(
            pdf=pdf,
            sha256=str(answer["sha256"]),
            pages=int(str(answer["pages"])),
            engine=str(answer["engine"]),
            undrawn=str(answer["undrawn"]),
        )

    def _ask(self, job: bytes) -> tuple[dict[str, object], bytes]:
        child = self._running()
        process = child.process
        if process.stdin is None or process.stdout is None:  # pragma: no cover - Popen gave both
            raise _Stopped("it has no pipes")
        until = time.monotonic() + self.limits.wall_seconds
        try:
            _write(process.stdin.fileno(), frames.head(job) + job, until)
            answer: dict[str, object] = json.loads(_frame(process.stdout.fileno(), until))
            pdf = b"" if "refused" in answer else _frame(process.stdout.fileno(), until)
        except TimeoutError:
            raise _Stopped(f"the paper took more than {self.limits.wall_seconds} s") from None
        except (EOFError, OSError, ValueError):
            raise _Stopped(self._obituary(child)) from None
        return answer, pdf

    def _obituary(self, child: _Child) -> str:
        """Why the child died, in a clerk's words."""
        with contextlib.suppress(OSError):
            child.process.kill()
        # The signal that killed it first is the one that is reported.
        code = child.process.wait()
        if code == -signal.SIGXCPU:
            return f"the paper took more than {self.limits.cpu_seconds} s of processor time"
        last = ""
        with contextlib.suppress(OSError):
            said = child.complaints.read_bytes()[-4096:].decode("utf-8", "replace").split("\n")
            last = next((line for line in reversed(said) if line.strip()), "")
        if "MemoryError" in last or "failed to map" in last:
            return f"the paper needed more than {self.limits.memory >> 20} MB of memory"
        told = "".join(c if c.isprintable() else " " for c in last)[:_WORDS_OF_A_CRASH].strip()
        how = f"signal {-code}" if code < 0 else f"exit {code}"
        return f"it ended unexpectedly ({how})" + (f": {told}" if told else "")

    def _start(self) -> _Child:
        desk = tempfile.TemporaryDirectory(prefix="syndicate-press-")
        complaints = Path(desk.name) / "complaints"
        options = {
            "parent": os.getpid(),
            "cpu_seconds": self.limits.cpu_seconds,
            "memory": self.limits.memory,
            "templates_dir": None if self.templates_dir is None else str(self.templates_dir),
        }
        with complaints.open("wb") as noise:
            process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
                [
                    sys.executable,
                    "-P",
                    "-s",
                    "-m",
                    "syndicate.documents.worker",
                    json.dumps(options),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=noise,
                cwd=desk.name,
                env=_surroundings(desk.name),
                bufsize=0,
            )
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                os.set_blocking(pipe.fileno(), False)
        return _Child(process, desk, complaints)


def _surroundings(folder: str) -> dict[str, str]:
    """The child's whole environment: nothing of the user's reaches the page."""
    return {
        "HOME": folder,
        "LANG": "C.UTF-8",
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": str(_PACKAGE_ROOT),
        "PYTHONUTF8": "1",
        "TMPDIR": folder,
        "TZ": "UTC",
        "MALLOC_ARENA_MAX": "2",
        # Whoever keeps no compiled modules keeps none of the press's either.
        **({"PYTHONDONTWRITEBYTECODE": "1"} if sys.dont_write_bytecode else {}),
    }


def _wait(reading: list[int], writing: list[int], until: float) -> None:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    readable, writable, _ = select.select(reading, writing, [], left)
    if not readable and not writable:
        raise TimeoutError


def _write(pipe: int, content: bytes, until: float) -> None:
    view = memoryview(content)
    while view:
        _wait([], [pipe], until)
        view = view[os.write(pipe, view[:65536]) :]


def _read(pipe: int, size: int, until: float) -> bytes:
    got = bytearray()
    while len(got) < size:
        _wait([pipe], [], until)
        piece = os.read(pipe, min(size - len(got), 1 << 20))
        if not piece:
            raise EOFError
        got += piece
    return bytes(got)


def _frame(pipe: int, until: float) -> bytes:
    return _read(pipe, frames.size(_read(pipe, frames.HEAD, until)), until)
