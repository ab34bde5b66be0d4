"""`python -m syndicate` and the command `syndicate`."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line and exit with its code."""
    if sys.argv[1:] == ["--version"]:
        # Asked by scripts in loops: answered before anything else is loaded.
        from syndicate import __version__

        sys.stdout.write(f"syndicate {__version__}\n")
        return
    from syndicate.cli.app import main as run

    run()


if __name__ == "__main__":
    main()
