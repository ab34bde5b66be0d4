"""Where an article stands, which steps it may take, and what a stopped one is refused."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from syndicate.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["STEPS", "STOPPED", "ArticleState", "check_open", "move"]


class ArticleState(StrEnum):
    """Where an article stands."""

    USABLE = "usable"
    WITHHELD = "withheld"  # nothing new is granted; what is granted stands
    KILLED = "killed"  # nothing new is granted, and every grant of it rests
    STUB = "stub"  # named by an old licence; its text is not on file


_USABLE, _WITHHELD, _KILLED = ArticleState.USABLE, ArticleState.WITHHELD, ArticleState.KILLED

STEPS: Mapping[ArticleState, frozenset[ArticleState]] = MappingProxyType(
    {
        _USABLE: frozenset({_WITHHELD, _KILLED}),
        _WITHHELD: frozenset({_USABLE, _KILLED}),
        # Only `article reinstate` takes this step, with the corrected text.
        _KILLED: frozenset({_USABLE}),
        ArticleState.STUB: frozenset({_USABLE, _WITHHELD, _KILLED}),
    }
)
"""From each state the states it may go to."""

STOPPED: frozenset[ArticleState] = frozenset({_WITHHELD, _KILLED})
"""The states in which nothing is quoted or granted."""


def move(ref: str, now: ArticleState, to: ArticleState) -> ArticleState:
    """`to`, where the article `ref` that is `now` may go there. Raises Refused naming its steps."""
    allowed = STEPS[now]
    if to in allowed:
        return to
    if now is to:
        raise Refused(f"{ref} is {now} already", hint=f"syndicate article show {ref}")
    ways = ", ".join(state.value for state in ArticleState if state in allowed)
    raise Refused(
        f"{ref} is {now} and cannot become {to}; it may become {ways}",
        hint=f"syndicate article reinstate {ref} FILE --by NAME",
    )


def check_open(ref: str, state: str, act: str) -> None:
    """Nothing, when the article `ref` may be quoted and granted. Raises Refused: "… cannot be licensed"."""
    if state in STOPPED:
        raise Refused(f"{ref} is {state} and cannot be {act}", hint=f"syndicate article show {ref}")
