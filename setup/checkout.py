"""Join this checkout to its environment: a path file and the `syndicate` command.

Run by the environment's own Python. A checkout is used in place, so nothing is built and no build
tool has to be among what the product needs; editing a file is all it takes to try a change.
"""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Started through sh because a `#!` line can hold neither a long path nor a blank in it.
COMMAND = """\
#!/bin/sh
'''exec' '{python}' "$0" "$@"
'''
import sys

from syndicate.__main__ import main

sys.exit(main())
"""


def join(root: Path) -> None:
    """Write the path file and the command of `root` into the running environment."""
    site = Path(sysconfig.get_path("purelib"))
    (site / "syndicate-checkout.pth").write_text(f"{root}\n", encoding="utf-8")
    command = Path(sysconfig.get_path("scripts")) / "syndicate"
    python = Path(sys.prefix, "bin", "python").as_posix().replace("'", "'\\''")
    command.write_text(COMMAND.format(python=python), encoding="utf-8")
    command.chmod(0o755)


if __name__ == "__main__":
    join(ROOT)
