"""The long runs, on SQLite and on PostgreSQL: kills, crowds, a power cut's order, random days at the desk.

    python -m benchmarks.torture [--only NAME …] [--on sqlite] [--kills 300] [--points 40] [--steps 50000]

The first four are black boxes that know only command lines; --checks names the folder with kill_loop.py,
concurrent_issue.py and durable_order.py (default: ../shared/checks/reliability). The random days are the
test of that name with other sizes, and other days each time. PostgreSQL is the server at $SYNDICATE_TEST_PG,
else one of our own. One line a check, with what it counted; the run fails when one does. A check whose
tools are missing was not passed: strace is named, and installed in CI or with YES=1.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.postgres import NoServer, Server, serve

ROOT = Path(__file__).resolve().parents[1]
CHUNK = 50
"""Licences a call of the seed adds: each set-up command of the checks has two minutes, on any machine."""
DATABASES = ("sqlite", "postgresql")
TRACER = "apt-get install --no-install-recommends strace"


@dataclass(frozen=True, slots=True)
class Box:
    """A black box: its script, its options, the licences it bills, and what it needs."""

    name: str
    script: str
    options: tuple[str, ...]
    licences: int
    databases: tuple[str, ...] = DATABASES
    traced: bool = False


def boxes(options: argparse.Namespace) -> list[Box]:
    """The black boxes in the sizes asked for."""
    crowd = ("--procs", str(options.procs), "--each", str(options.each))
    limit = ("--max-points", str(options.points)) if options.points else ()
    # Watching every call of the program, or failing one, is of use where its calls make the books.
    here = ("sqlite",)
    return [
        Box("concurrent", "concurrent_issue.py", crowd, options.procs * options.each + 15),
        Box(
            "kills", "kill_loop.py", ("--cycles", str(options.kills)), options.kills * 19 // 10 + 40
        ),
        Box("syscalls", "kill_loop.py", ("--mode", "syscall", *limit), 420, here, traced=True),
        Box("errno", "kill_loop.py", ("--mode", "errno", *limit), 420, here, traced=True),
        Box("durable", "durable_order.py", (), 5, here, traced=True),
    ]


def templates(count: int) -> list[str]:
    """The command templates that every black box is given."""
    python = shlex.quote(sys.executable)
    desk = f"{python} -m syndicate --home {{work}}/home --database {{url}}"
    made = ["--init", f"{desk} init --yes"]
    for start in range(0, count, CHUNK):
        made += [
            "--setup",
            f"{python} -m benchmarks.seed_licences {{work}}/home {{url}} {min(CHUNK, count - start)}",
        ]
    issue = f"{desk} invoice issue LIC-{time.localtime().tm_year}-{{i:05d}} --idempotency-key {{key}} --yes --json"
    made += ["--issue", issue, "--list", f"{desk} invoice list --limit 0 --json"]
    made += ["--verify", f"{desk} log verify", "--repair", f"{desk} doctor --repair"]
    return [
        *made,
        "--number-field", "number", "--key-field", "idempotency_key",
        "--pdf-field", "path", "--sha-field", "sha256",
    ]  # fmt: skip


def run_box(box: Box, folder: Path, url: str) -> tuple[bool, str]:
    """Whether a black box passed, and the line it printed (or the last of what went wrong)."""
    if box.traced and shutil.which("strace") is None:
        return False, f"strace is missing; type: {TRACER}"
    if not (folder / box.script).is_file():
        return False, f"there is no {box.script} in {folder}; name its folder with --checks"
    # What is left behind by a kill is not always removable at once.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as work:
        words = [word.replace("{url}", url) for word in templates(box.licences)]
        return _told(
            [sys.executable, str(folder / box.script), "--work", work, *words, *box.options], {}
        )


def run_days(database: str, steps: int) -> tuple[bool, str]:
    """Whether the random days went well, and what they counted."""
    # A database over the network takes five times as long for a step.
    wanted = steps if database == "sqlite" else steps // 5
    test = ["tests/desk/test_random_days.py", "-k", database, "-s", "-p", "no:cacheprovider"]
    return _told(
        [sys.executable, "-m", "pytest", *test],
        {"SYNDICATE_TEST_STEPS": str(wanted)},
        sign=" steps, ",
    )


def _told(argv: list[str], more: dict[str, str], *, sign: str = '"failed"') -> tuple[bool, str]:
    """Run a check; whether it went well, and its line with `sign` in it, or the last of its words."""
    done = subprocess.run(
        argv, cwd=ROOT, env={**os.environ, **more}, capture_output=True, text=True, check=False
    )
    lines = [line.strip(" .F") for line in done.stdout.splitlines() if sign in line]
    if done.returncode == 0 and lines:
        return True, lines[-1]
    words = "\n".join([*lines[-1:], *done.stdout.splitlines()[-40:], done.stderr[-2000:]])
    return False, words.strip()


def get_strace() -> None:
    """Install strace where nobody has to be asked: in CI, or when YES=1 has answered."""
    unasked = os.environ.get("CI") or os.environ.get("YES")
    if shutil.which("strace") or not unasked or not shutil.which("apt-get"):
        return
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    for command in (["apt-get", "update", "-q"], [*TRACER.split(), "-q", "-y"]):
        subprocess.run([*root, *command], check=False, stdout=subprocess.DEVNULL)


def read_options() -> argparse.Namespace:
    """What was typed."""
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("--checks", type=Path, default=ROOT.parent / "shared/checks/reliability")
    reader.add_argument("--kills", type=int, default=300, help="random kills, each database")
    reader.add_argument("--points", type=int, default=40, help="system calls at most; 0: every one")
    reader.add_argument("--procs", type=int, default=8, help="processes at once")
    reader.add_argument("--each", type=int, default=25, help="invoices of each")
    reader.add_argument("--steps", type=int, default=50_000, help="random steps at the desk")
    reader.add_argument("--only", nargs="*", default=[], help="names of checks")
    reader.add_argument("--on", nargs="*", default=list(DATABASES), choices=DATABASES)
    options = reader.parse_args()
    known = {*(box.name for box in boxes(options)), "days"}
    if strange := set(options.only) - known:
        reader.error(f"no check {', '.join(sorted(strange))}; there are {', '.join(sorted(known))}")
    return options


def main() -> None:
    options = read_options()
    get_strace()
    tried, failed = 0, []
    with ExitStack() as stack:
        server: Server | None = None
        if "postgresql" in options.on:
            try:
                server = stack.enter_context(serve())
            except NoServer as reason:
                sys.exit(str(reason))
            os.environ["SYNDICATE_TEST_PG"] = server.admin
        chosen = [(b.name, d, b) for b in boxes(options) for d in DATABASES if d in b.databases]
        chosen += [("days", database, None) for database in DATABASES]
        for name, database, box in chosen:
            if database not in options.on or (options.only and name not in options.only):
                continue
            began = time.monotonic()
            if box is None:
                passed, line = run_days(database, options.steps)
            elif server is not None and database == "postgresql":
                passed, line = run_box(box, options.checks, server.create())
            else:
                passed, line = run_box(box, options.checks, "sqlite:///{db}")
            tried += 1
            took = f"{time.monotonic() - began:.0f} s"
            print(
                f"{name} on {database}: {'passed' if passed else 'FAILED'}, {took}: {line}",
                flush=True,
            )
            if not passed:
                failed.append(f"{name} on {database}")
    print(f"{tried - len(failed)} of {tried} passed" + "".join(f"; failed: {f}" for f in failed))
    sys.exit(bool(failed) or not tried)


if __name__ == "__main__":
    main()
