"""`python -m syndicate` and the command `syndicate`."""

from __future__ import annotations

import gc
import sys

__all__ = ["main"]

_FEW = (50_000, 20, 50)


def main() -> None:
    """Run the command line and exit with its code."""
    if sys.argv[1:] == ["--version"]:
        # Asked by scripts in loops: answered before anything else is loaded.
        from syndicate import __version__

        sys.stdout.write(f"syndicate {__version__}\n")
        return
    # Loading modules makes hundreds of thousands of objects that all stay; looking for garbage among
    # them, now and once more at the end, would be a tenth of the time of a short command.
    gc.set_threshold(*_FEW)
    try:
        from syndicate.cli.app import main as run

        run()
    finally:
        gc.freeze()


if __name__ == "__main__":
    main()
