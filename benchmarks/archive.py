"""An archive of invented articles: words as frequent as words are, a few promos and agency passages among them.

    python -m benchmarks.archive 100000 --words 600 > archive.jsonl

One JSON object a line. The same numbers give the same archive.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import sys
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Archive", "Story"]

SECTIONS = ("Coast", "News", "Opinion", "Sport", "Culture", "Business")
FIRST = ("Mara", "Nell", "Jo", "Ada", "Tom", "Iris", "Piet", "Rosa", "Sami", "Hugh")
LAST = ("Quill", "Wren", "Fairweather", "Reed", "Vane", "Sorrel", "Marsh", "Holt", "Tarn", "Pell")
PROMO = "Sign up to our weekly newsletter and get the best of the coast in your inbox."
TOLD = "The pilots would be back at sea by spring, two officials told the Reuters news agency."
_START = date(1998, 1, 1)
_DAYS = 10_500


class Story(dict):  # type: ignore[type-arg]
    """One article: id, url, headline, byline, published, language, section, text."""


class Archive:
    """An endless archive; `words` a body."""

    def __init__(self, *, words: int = 600, vocabulary: int = 60_000, seed: int = 3) -> None:
        self._chance = random.Random(seed)
        self.words = words
        self.vocabulary = self._made(vocabulary)
        # As Zipf found: the second word is half as frequent as the first, and so on.
        self._weights = list(itertools.accumulate(1 / (n + 2) for n in range(vocabulary)))

    def _made(self, count: int) -> list[str]:
        made: dict[str, None] = {}
        while len(made) < count:
            syllables = self._chance.randint(1, 4)
            word = "".join(
                self._chance.choice("bcdfghjklmnprstvwz") + self._chance.choice("aeiou")
                for _ in range(syllables)
            )
            made[word + self._chance.choice(("", "n", "s", "r", "ing", "ed", "tion"))] = None
        # Frequent words are short ones.
        return sorted(made, key=lambda word: len(word) + self._chance.random() * 3)

    def stories(self, count: int) -> Iterator[Story]:
        """The first `count` articles, in no order of days."""
        for n in range(count):
            yield self._story(n)

    def _story(self, n: int) -> Story:
        chance = self._chance
        words = chance.choices(self.vocabulary, cum_weights=self._weights, k=self.words + 9)
        passages = list(self._passages(words[9:]))
        if n % 10 == 3:
            passages.insert(2, PROMO)
        if n % 20 == 7:
            passages.insert(4, TOLD)
        day = _START + timedelta(days=chance.randrange(_DAYS))
        return Story(
            id=f"post-{n}",
            url=f"https://harbourcourier.example/{day.year}/{words[0]}-{n}",
            headline=" ".join(words[:9]).capitalize(),
            byline=f"{chance.choice(FIRST)} {chance.choice(LAST)}",
            published=day.isoformat(),
            language="en",
            section=chance.choice(SECTIONS),
            text="\n\n".join(passages),
        )

    def _passages(self, words: list[str]) -> Iterator[str]:
        at = 0
        while at < len(words):
            sentences = []
            for _ in range(self._chance.randint(1, 3)):
                sentence = words[at : at + self._chance.randint(8, 22)]
                at += len(sentence)
                if sentence:
                    sentences.append(" ".join(sentence).capitalize() + ".")
            yield " ".join(sentences)


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("count", type=int)
    reader.add_argument("--words", type=int, default=600)
    options = reader.parse_args()
    for story in Archive(words=options.words).stories(options.count):
        sys.stdout.write(json.dumps(story) + "\n")


if __name__ == "__main__":
    main()
