"""The files that travel with the code: where they lie, and which schema they speak of."""

from __future__ import annotations

from pathlib import Path

from syndicate.errors import Outside

__all__ = ["REVISION", "shipped"]

REVISION = "0001"
"""The newest migration in `db/`: the schema this program is written for."""

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
