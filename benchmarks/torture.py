"""The long runs: kills at any moment and at every system call, many processes at once, a power cut's order.

    python -m benchmarks.torture [--checks FOLDER] [--kills 300] [--only NAME …] [--database URL]

The checks are black boxes that know only command lines; FOLDER holds kill_loop.py, concurrent_issue.py and
durable_order.py (default: ../shared/checks/reliability). Each prints one JSON line; the run fails when one
does. With --database (an empty PostgreSQL database of its own) only the checks that suit a server run.
"""

from __future__ import annotations

import argparse
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CHUNK = 50
"""Licences a call of the seed adds: each set-up command of the checks has two minutes, on any machine."""


def templates(count: int) -> list[str]:
    """The command templates that every check is given."""
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


def checks(kills: int, points: int) -> dict[str, tuple[str, list[str], int, bool]]:
    """Name: script, its own options, licences it needs, whether it suits a server database."""
    limit = ["--max-points", str(points)] if points else []
    return {
        "concurrent": ("concurrent_issue.py", ["--procs", "8", "--each", "25"], 215, True),
        "kills": ("kill_loop.py", ["--cycles", str(kills)], int(kills * 1.9) + 40, True),
        "syscalls": ("kill_loop.py", ["--mode", "syscall", *limit], 420, False),
        "errno": ("kill_loop.py", ["--mode", "errno", *limit], 420, False),
        "durable": ("durable_order.py", [], 5, False),
    }


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--checks", type=Path, default=ROOT.parent / "shared/checks/reliability")
    reader.add_argument("--kills", type=int, default=300)
    reader.add_argument("--points", type=int, default=40, help="crash points at most; 0: every one")
    reader.add_argument("--only", nargs="*", default=[])
    reader.add_argument("--database", help="an empty PostgreSQL database of its own")
    options = reader.parse_args()
    if not options.checks.is_dir():
        sys.exit(f"no checks in {options.checks}; name their folder with --checks")
    failed = []
    for name, (script, own, licences, server) in checks(options.kills, options.points).items():
        if (options.only and name not in options.only) or (options.database and not server):
            continue
        with tempfile.TemporaryDirectory() as work:
            url = options.database or "sqlite:///{db}"
            words = [w.replace("{url}", url) for w in templates(licences)]
            print(f"{name}: {script} {' '.join(own)}", flush=True)
            began = time.monotonic()
            done = subprocess.run(
                [sys.executable, str(options.checks / script), "--work", work, *words, *own],
                cwd=ROOT,
                check=False,
            )
            print(
                f"{name}: {'failed' if done.returncode else 'passed'}, "
                f"{time.monotonic() - began:.0f} s",
                flush=True,
            )
            if done.returncode:
                failed.append(name)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
