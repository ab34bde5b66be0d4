"""Compile the lists of the desk: `records/lists.py` to `db/lists.sqlite.sql` and `db/lists.postgresql.sql`.

    python setup/lists.py [--check]

With `--check` it says which file is not what it would be, and fails.
"""

from __future__ import annotations

import sys
from pathlib import Path

from syndicate.records.lists import compiled

FOLDER = Path(__file__).resolve().parents[1] / "db"


def main(arguments: list[str]) -> int:
    """Write or check both files; the exit code."""
    stale = 0
    for dialect in ("sqlite", "postgresql"):
        path, text = FOLDER / f"lists.{dialect}.sql", compiled(dialect)
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        if "--check" in arguments:
            sys.stdout.write(f"{path.name} is not what records/lists.py says: make lists\n")
            stale = 1
        else:
            path.write_text(text, encoding="utf-8")
    return stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
