"""python -m benchmarks: the start-up of the command line, then the commands of the day."""

from __future__ import annotations

import sys

from benchmarks import desk, start

if __name__ == "__main__":
    arguments, sys.argv = sys.argv, sys.argv[:1]
    if arguments[1:] in ([], ["start"]):
        start.main()
    if arguments[1:] in ([], ["desk"]):
        desk.main()
