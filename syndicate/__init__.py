"""Syndicate: the register and the press of a news publisher's syndication desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from syndicate.desk import Desk, open_desk
    from syndicate.errors import (
        BadInput,
        Conflict,
        FindingsPresent,
        NotFound,
        Outside,
        Refused,
        SyndicateError,
    )
    from syndicate.rules.money import Money
    from syndicate.settings import Settings, read_settings

__all__ = [
    "BadInput",
    "Conflict",
    "Desk",
    "FindingsPresent",
    "Money",
    "NotFound",
    "Outside",
    "Refused",
    "Settings",
    "SyndicateError",
    "__version__",
    "open_desk",
    "read_settings",
]

__version__ = "0.1.0"

_HOMES = {
    "Desk": "syndicate.desk",
    "open_desk": "syndicate.desk",
    "Money": "syndicate.rules.money",
    "Settings": "syndicate.settings",
    "read_settings": "syndicate.settings",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401
    # Whoever asks only for the version must not wait for the database library.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_HOMES.get(name, "syndicate.errors")), name)
