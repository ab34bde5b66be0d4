"""How long the command line takes to start, beside Python doing nothing.

    python benchmarks/start.py [--rounds 21] [--json]

Whole processes, wall clock, the median of rounds in which every row has its turn, so that a busy
machine weighs on all of them alike. A ratio says more than a time: `x bare` compares with a program
of argparse, sqlite3 and json alone, which is the least that a tool of this kind could load.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PASS, BARE = "python -c pass", "argparse + sqlite3 + json"
_NOISE = frozenset({"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"})
DESK = [sys.executable, "-m", "syndicate"]


@dataclass(frozen=True)
class Row:
    """A command to time; `target` is the most it may take, in times of the bare program."""

    name: str
    argv: list[str]
    target: float | None = None
    environ: dict[str, str] = field(default_factory=dict)


def rows(home: Path) -> list[Row]:
    completing = {
        "_SYNDICATE_COMPLETE": "complete_bash",
        "COMP_WORDS": "syndicate licence sh",
        "COMP_CWORD": "2",
    }
    return [
        Row(PASS, [sys.executable, "-c", "pass"]),
        Row(BARE, [sys.executable, "-c", "import argparse, sqlite3, json"]),
        Row("import typer", [sys.executable, "-c", "import typer"]),
        Row("syndicate --version", [*DESK, "--version"], 3),
        Row("syndicate --help", [*DESK, "--help"], 3),
        Row("syndicate licence --help", [*DESK, "licence", "--help"], 3),
        Row("syndicate (empty home)", [*DESK, "--home", str(home)], 3),
        Row("completion of a verb", DESK, 3, completing),
    ]


def once(row: Row, cache: Path) -> float:
    """One run, in milliseconds; `cache` keeps the bytecode, as an installed program has it."""
    environ = {name: value for name, value in os.environ.items() if name not in _NOISE}
    began = time.perf_counter()
    done = subprocess.run(
        row.argv,
        cwd=ROOT,
        env={**environ, "PYTHONPYCACHEPREFIX": str(cache), **row.environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    took = (time.perf_counter() - began) * 1000
    if done.returncode != 0:
        sys.exit(f"{row.name} failed: {done.stderr.decode()}")
    return took


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--rounds", type=int, default=21)
    reader.add_argument("--json", action="store_true")
    options = reader.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder) / "bytecode"
        timed = rows(Path(folder) / "none")
        for row in timed:
            once(row, cache)  # compiling and a cold disk are not what is measured
        times: dict[str, list[float]] = {row.name: [] for row in timed}
        for _ in range(options.rounds):
            for row in timed:
                times[row.name].append(once(row, cache))
    medians = {name: statistics.median(found) for name, found in times.items()}
    if options.json:
        print(json.dumps({name: round(ms, 1) for name, ms in medians.items()}, indent=1))
        return
    print(f"{'':<28}{'ms':>8}{'x pass':>9}{'x bare':>9}{'target':>9}")
    for row in timed:
        ms = medians[row.name]
        target = f"<= {row.target:g}" if row.target else ""
        print(
            f"{row.name:<28}{ms:>8.1f}{ms / medians[PASS]:>9.2f}{ms / medians[BARE]:>9.2f}{target:>9}"
        )


if __name__ == "__main__":
    main()
