"""An .xls read in a process of its own, with little memory and time.

Nothing in the old binary format bounds what its reader sets aside: a few kilobytes can ask for 70 GB, or lead
it round in a circle for ever. In a process with limits that ends with the process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from syndicate.errors import BadInput
from syndicate.exchange.grids import Cell, Grid, broken, read_by_reader

__all__ = ["read_old_grid"]

SECONDS: Final = 20
MEMORY: Final = 2 << 30
_ROOT: Final = Path(__file__).resolve().parents[2]


def read_old_grid(raw: bytes, *, name: str, sheet: str | None, whole: bool = False) -> Grid:
    """The grid of one sheet of the .xls in `raw`. Raises BadInput for what is broken or passes the limits."""
    try:
        read = subprocess.run(  # noqa: S603 - our own interpreter and our own module
            [sys.executable, "-P", "-s", "-m", __name__, json.dumps([name, sheet, whole])],
            input=raw,
            capture_output=True,
            timeout=SECONDS + 10,
            check=False,
            env={**os.environ, "PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", "RUST_BACKTRACE": "0"},
        )
        said = json.loads(read.stdout) if read.returncode == 0 else None
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise broken(name) from error
    if said is None:
        raise broken(name)
    if "refused" in said:
        raise BadInput(said["refused"], hint=said["hint"])
    return _grid(said)


def _grid(said: dict[str, Any]) -> Grid:
    rows = tuple(tuple(_value(cell) for cell in row) for row in said["rows"])
    merged = tuple((a, b, c, d) for a, b, c, d in said["merged"])
    return Grid(said["name"], tuple(said["sheets"]), tuple(said["hidden"]), rows, merged)


def _value(cell: Any) -> Cell:  # noqa: ANN401
    """A cell out of JSON: text, truth and nothing as they are, the rest as one key and its text."""
    if not isinstance(cell, dict):
        return cell  # type: ignore[no-any-return]
    [(kind, text)] = cell.items()
    if kind == "number":
        return Decimal(text)
    return datetime.fromisoformat(text) if kind == "moment" else date.fromisoformat(text)


def _plain(cell: Cell) -> object:
    if isinstance(cell, Decimal):
        return {"number": str(cell)}
    if isinstance(cell, datetime):
        return {"moment": cell.isoformat()}
    return {"day": cell.isoformat()} if isinstance(cell, date) else cell


def _limit() -> None:
    # Not every system knows these limits; the time limit of the parent holds everywhere.
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _main() -> int:
    name, sheet, whole = json.loads(sys.argv[1])
    raw = sys.stdin.buffer.read()
    _limit()
    try:
        grid = read_by_reader(raw, name=name, sheet=sheet, symbols={}, whole=whole)
    except BadInput as error:
        json.dump({"refused": error.message, "hint": error.hint}, sys.stdout)
        return 0
    rows = [[_plain(cell) for cell in row] for row in grid.rows]
    json.dump(
        {
            "name": grid.name,
            "sheets": grid.sheets,
            "hidden": grid.hidden,
            "rows": rows,
            "merged": grid.merged,
        },
        sys.stdout,
    )
    return 0


if __name__ == "__main__":
    sys.exit(_main())
