"""Whether quotes price again from what was stored with them, to the same minor unit, and how many a second.

    python -m benchmarks.replaying [--quotes 10000] [--seed 4]

The quotes are drawn at random on two cards (see tests/rules/random_quotes.py): pieces and subscriptions, agreed
prices, late licences, five currencies, among them some of three decimals and of none. Their inputs are stored as the
books store them, read again and priced with the text of their card.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

from tests.rules.random_quotes import differs, quotes


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--quotes", type=int, default=10_000)
    reader.add_argument("--seed", type=int, default=4)
    wanted = reader.parse_args()
    began = time.perf_counter()
    drawn = list(quotes(wanted.quotes, seed=wanted.seed))
    priced = time.perf_counter()
    wrong = sum(differs(one) for one in drawn)
    ended = time.perf_counter()
    currencies = Counter(one.priced.net.currency for one in drawn)
    print(f"{len(drawn):,} quotes, {wrong:,} differences")
    print(f"lines: {sum(len(one.priced.lines) for one in drawn):,}")
    print("currencies: " + ", ".join(f"{code} {n:,}" for code, n in sorted(currencies.items())))
    print(f"drawn and priced: {len(drawn) / (priced - began):,.0f} quotes/s")
    print(f"priced again:     {len(drawn) / (ended - priced):,.0f} quotes/s")
    if wrong:
        sys.exit(1)


if __name__ == "__main__":
    main()
