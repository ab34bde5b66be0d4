"""The child that stands at the press: `python -m syndicate.documents.worker OPTIONS`, jobs on stdin.

It takes its limits, gives up the network and asks to die with its parent before it reads a job. The
libraries that set type are imported after that. Frames on stdout; whatever a library prints goes to
stderr. It ends when stdin does.
"""

from __future__ import annotations

import base64
import ctypes
import ctypes.util
import json
import os
import resource
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from syndicate.documents import frames

if TYPE_CHECKING:
    from syndicate.documents.typesetting import Typesetter

__all__ = ["die_with", "main"]

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_PR_SET_PDEATHSIG = 1
_LARGEST_FILE = 256 << 20


def die_with(parent: int) -> None:
    """Ask the kernel to end this process with its parent (Linux); stdin's end does it elsewhere."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it went before we asked
        raise SystemExit(1)


def _leave_the_network() -> bool:
    """Move to a network namespace with nothing in it; False where the machine does not allow it."""
    if sys.platform != "linux":
        return False
    unshare = ctypes.CDLL(None, use_errno=True).unshare
    # A plain user may do so inside a namespace of users of its own, if the machine allows those.
    return bool(unshare(_CLONE_NEWNET) == 0 or unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)


def _ask_the_loader_only() -> None:
    """Let libraries be found by the loader alone, by their full names.

    WeasyPrint tries the names that other systems use first, and for each Python asks the compiler, the
    linker and ldconfig: fifty processes for every paper, and none of them finds anything.
    """
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None  # noqa: ARG005


def _limit_memory(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_FILE, _LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _grant_time(seconds: int) -> None:
    """Let this process use `seconds` more of processor time; beyond them the kernel ends it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + 1 + seconds
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _read(pipe: BinaryIO, size: int) -> bytes:
    content = pipe.read(size)
    if len(content) < size:
        raise EOFError
    return content


def _write(pipe: BinaryIO, content: bytes) -> None:
    pipe.write(frames.head(content))
    pipe.write(content)


def _missing(error: Exception) -> dict[str, str]:
    """What to answer on a machine without the libraries that pip cannot bring."""
    why = " ".join(str(error).split())[:160]
    return {
        "refused": f"Pango is missing or cannot be loaded ({why})",
        "hint": "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    }


def _ready(options: dict[str, object], *, closed: bool) -> Typesetter | dict[str, str]:
    """The typesetter, or what to answer every job where there can be none."""
    from syndicate.documents.typesetting import Refusal, Typesetter

    folder = options["templates_dir"]
    try:
        return Typesetter(
            templates_dir=None if folder is None else Path(str(folder)), network_closed=closed
        )
    except (ImportError, OSError) as error:
        return _missing(error)
    except Refusal as refusal:
        return {"refused": str(refusal)}


def _answer(typesetter: Typesetter, job: dict[str, str]) -> tuple[dict[str, object], bytes]:
    """What to tell about one job, and its PDF."""
    from syndicate.documents.typesetting import Refusal

    logo = job["logo"]
    try:
        paper = typesetter.set_paper(
            json.loads(job["facts"]),
            logo=None if logo is None else base64.b64decode(logo),
            issued_at=datetime.fromtimestamp(int(job["issued_at"]), tz=UTC),
        )
    except Refusal as refusal:
        return {"refused": str(refusal)}, b""
    told = {
        "sha256": paper.sha256,
        "pages": paper.pages,
        "engine": paper.engine,
        "undrawn": paper.undrawn,
    }
    return told, paper.pdf


def main(options: dict[str, object]) -> None:
    """Print one paper a frame until stdin ends."""
    die_with(int(str(options["parent"])))
    closed = _leave_the_network()
    _limit_memory(int(str(options["memory"])))
    seconds = int(str(options["cpu_seconds"]))
    _grant_time(seconds)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a stray print must not stand in the middle of a frame
    _ask_the_loader_only()
    ready = _ready(options, closed=closed)
    jobs = sys.stdin.buffer
    while True:
        try:
            job = json.loads(_read(jobs, frames.size(_read(jobs, frames.HEAD))))
        except EOFError:
            return
        _grant_time(seconds)
        told, pdf = (ready, b"") if isinstance(ready, dict) else _answer(ready, job)
        _write(answers, json.dumps(told).encode("ascii"))
        if "refused" not in told:
            _write(answers, pdf)
        answers.flush()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
