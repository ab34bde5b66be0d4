"""Where the files that travel with the code lie: beside it in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

from syndicate.errors import Outside

__all__ = ["shipped"]

_HERE = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """The folder `name` ("templates" or "db") as installed.

    Raises Outside when the installation is incomplete.
    """
    for folder in (_HERE / "_shipped" / name, _HERE.parent / name):
        if folder.is_dir():
            return folder
    raise Outside(
        f"the installation lacks its folder {name!r}",
        hint="pip install --force-reinstall syndicate-desk",
    )
