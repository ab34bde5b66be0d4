"""How long the commands of the day take, beside Python doing nothing and beside the bare program.

    python -m benchmarks.desk [--rounds 11] [--requests 1000]

Whole processes, wall clock, the median of rounds in which every row has its turn. A rehearsal desk is
filled first: so many requests, and an accepted quote for each licence that is issued.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.seed_licences import NAME, a_use, accepted, prepare
from benchmarks.start import BARE, PASS
from syndicate.desk import open_desk
from syndicate.exchange import publisher
from syndicate.settings import Settings

ROOT = Path(__file__).resolve().parents[1]


def fill(home: Path, requests: int, quotes: int) -> list[str]:
    """A rehearsal desk with `requests` requests; the accepted quotes among them."""
    settings = Settings(home=home, database=f"sqlite:///{home / 'syndicate.db'}", actor="bench")
    with open_desk(settings) as desk:
        desk.publishers.set_up(publisher.read_publisher(publisher.sample().encode(), name="sample"))
        article = prepare(desk)
        ready = [accepted(desk, article) for _ in range(quotes)]
        for _ in range(requests - quotes):
            desk.requests.log(NAME, articles=[article], use=a_use(desk))
    return ready


def timed(argv: list[str]) -> float:
    """One run in milliseconds; stops when it fails."""
    began = time.perf_counter()
    done = subprocess.run(
        argv, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if done.returncode:
        sys.exit(f"{argv} failed: {done.stderr.decode()}")
    return (time.perf_counter() - began) * 1000


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--rounds", type=int, default=11)
    reader.add_argument("--requests", type=int, default=1000)
    options = reader.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        ready = fill(home, options.requests, options.rounds + 1)
        desk = [sys.executable, "-m", "syndicate", "--home", str(home)]
        often = options.rounds + 1
        rows: dict[str, list[list[str]]] = {
            PASS: [[sys.executable, "-c", "pass"]] * often,
            BARE: [[sys.executable, "-c", "import argparse, sqlite3, json"]] * often,
            "syndicate --help": [[*desk, "--help"]] * often,
            f"request list ({options.requests:,} requests)": [[*desk, "request", "list"]] * often,
            "request list --json": [[*desk, "request", "list", "--json"]] * often,
            "quote list": [[*desk, "quote", "list"]] * often,
            f"today ({options.requests:,} requests)": [[*desk, "today"]] * often,
            f"search ({options.requests:,} requests)": [[*desk, "search", "orrin"]] * often,
            "request show": [[*desk, "request", "show", "5"]] * often,
            "licence issue, printed": [[*desk, "licence", "issue", q, "--yes"] for q in ready],
        }
        times: dict[str, list[float]] = {name: [] for name in rows}
        for n in range(options.rounds + 1):
            for name, runs in rows.items():
                took = timed(runs[n])
                if n:  # the first warms the disk and the bytecode
                    times[name].append(took)
    nothing, bare = (statistics.median(times[name]) for name in (PASS, BARE))
    print(f"{'':<34}{'ms':>9}{'x pass':>9}{'x bare':>9}")
    for name, found in times.items():
        ms = statistics.median(found)
        print(f"{name:<34}{ms:>9.1f}{ms / nothing:>9.1f}{ms / bare:>9.2f}")


if __name__ == "__main__":
    main()
