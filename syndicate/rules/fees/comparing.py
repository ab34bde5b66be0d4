"""Two cards side by side: what each asks for the same pieces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from syndicate.errors import Refused
from syndicate.rules.fees.pricing import price

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syndicate.rules.fees.cards import Card
    from syndicate.rules.fees.uses import Use
    from syndicate.rules.money import Money

__all__ = ["Change", "compared"]


@dataclass(frozen=True, slots=True)
class Change:
    """What two cards ask for the same pieces, net; None with its reason where one gives no price.

    `difference` is the new price less the old one; None where one is missing or in another currency.
    """

    old: Money | None
    new: Money | None
    difference: Money | None
    reason: str | None

    @property
    def changed(self) -> bool:
        """Whether the new card gives another answer than the old one."""
        return self.old != self.new


def compared(items: Sequence[tuple[Use, int]], old: Card, new: Card) -> Change:
    """What `old` and `new` ask for `items`, each on its own first day, without any agreement."""
    before, no_old = _asked(items, old)
    after, no_new = _asked(items, new)
    difference = None
    if before is not None and after is not None and before.currency == after.currency:
        difference = after - before
    return Change(before, after, difference, no_new or no_old)


def _asked(items: Sequence[tuple[Use, int]], card: Card) -> tuple[Money | None, str | None]:
    try:
        return price(items, card, on=card.valid_from, specimen=True).net, None
    except Refused as why:
        return None, why.message
