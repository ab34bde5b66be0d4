"""The words of the papers: one catalogue a language, and how money, days and places are spoken in it."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from functools import lru_cache
from string import Formatter
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from syndicate.errors import BadInput
from syndicate.rules import dates, languages, territories
from syndicate.rules.money import Money, spoken
from syndicate.rules.papers import BANK_LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal
    from pathlib import Path

    from syndicate.rules.papers import ItemFacts, MoneyFacts, PassageFacts

__all__ = [
    "LANGUAGES",
    "Wording",
    "french_spaces",
    "isolated",
    "loosened",
    "paper_language",
    "placeholders",
    "read_catalogue",
]

LANGUAGES = ("en", "fr")
"""The languages papers are printed in."""

_NARROW = "\u202f"
_FIRM = "\u00a0"
_BEFORE = re.compile(r" (?=[;!?»%])")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LETTER = re.compile(r"[^\W\d_]")
_ENDLESS = re.compile(r"\S{200,}")
_PIECES = re.compile(r".{1,30}")
_FX = re.compile(
    r"1 (?P<base>[A-Z]{3}) = (?P<rate>[0-9.]{1,24}) (?P<quote>[A-Z]{3}), (?P<source>.{1,200}), "
    r"(?P<on>[0-9]{4}-[0-9]{2}-[0-9]{2})"
)
_SPAN = re.compile(r"([0-9]{1,4})([hdwmy])")
_UNITS = {"h": "hours", "d": "days", "w": "weeks", "m": "months", "y": "years"}


def paper_language(tag: str) -> str:
    """The language a paper for readers of `tag` is printed in: theirs, or English."""
    primary = tag.replace("_", "-").split("-")[0].lower()
    return primary if primary in LANGUAGES else "en"


def french_spaces(text: str) -> str:
    """French text with its firm spaces: narrow before `; ! ? » %` and after `«`, full before `:` and after `n°`."""
    set_ = _BEFORE.sub(_NARROW, text).replace("« ", "«" + _NARROW).replace(" :", _FIRM + ":")
    return set_.replace("° ", "°" + _FIRM)


def loosened(text: str) -> str:
    """`text` with places to break in words of 200 letters or more, which are slow to set without."""
    return _ENDLESS.sub(lambda found: "\u200b".join(_PIECES.findall(found[0])), text)


def isolated(value: object) -> object:
    """Text as it may stand between words of ours: with Arabic or Hebrew in it, in a `bdi` of its own.

    Markup, and anything that is not text, comes back as it is.
    """
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    text = loosened(value)
    if not _RIGHT_TO_LEFT.search(text):
        return text
    first = _LETTER.search(text)
    rtl = first is not None and _RIGHT_TO_LEFT.match(first[0])
    return Markup('<bdi dir="{}">{}</bdi>').format("rtl" if rtl else "ltr", text)


def read_catalogue(folders: Iterable[Path], language: str) -> dict[str, str]:
    """The words of `language`, flat ("quote.title"), from `wording/<language>.toml` in each folder.

    The first folder wins, word by word. Raises BadInput for a catalogue that cannot be read.
    """
    words: dict[str, str] = {}
    for folder in folders:
        path = folder / "wording" / f"{language}.toml"
        if not path.is_file():
            continue
        try:
            tree = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadInput(f"the words in {path.name} cannot be read: {error}") from error
        for key, value in _flat(tree, ""):
            firm = (
                french_spaces(value)
                if language == "fr"
                else value.replace("no. {", f"no.{_FIRM}{{")
            )
            words.setdefault(key, firm)
    return words


def _flat(tree: Mapping[str, object], prefix: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in tree.items():
        if isinstance(value, dict):
            found += _flat(value, f"{prefix}{key}.")
        else:
            found.append((prefix + key, str(value)))
    return found


class Wording:
    """One language's words and manners. Everything it says is safe to stand in HTML."""

    def __init__(self, language: str, catalogue: Mapping[str, str]) -> None:
        self.language = language
        self._words = catalogue

    def say(self, key: str, /, n: int | None = None, **values: object) -> Markup:
        """The words of `key` for a page, with `values` escaped in their places.

        `n` chooses the singular or the plural, and is a value too. Raises KeyError when the
        catalogue has no such words.
        """
        pattern, values = self._pattern(key, n, values)
        return escape(pattern).format(**{name: isolated(v) for name, v in values.items()})

    def tell(self, key: str, /, n: int | None = None, **values: object) -> str:
        """The same words for plain text, such as a mail."""
        pattern, values = self._pattern(key, n, values)
        return pattern.format(**values)

    def _pattern(
        self, key: str, n: int | None, values: dict[str, object]
    ) -> tuple[str, dict[str, object]]:
        if n is None:
            return self._words[key], values
        single = n in {0, 1} if self.language == "fr" else n == 1
        return self._words[f"{key}.one" if single else f"{key}.other"], {
            **values,
            "n": self.count(n),
        }

    def has(self, key: str) -> bool:
        """Whether the catalogue holds `key`."""
        return key in self._words

    def word(self, group: str, token: str) -> str:
        """What a token such as `website` is called; a token nobody named is printed as it is."""
        return self._words.get(f"{group}.{token}", token.replace("-", " "))

    def money(self, facts: MoneyFacts) -> str:
        """An amount as this language prints it: £1,200.50, 1 200,50 €."""
        return spoken(Money.from_facts(facts), self.language)

    def day(self, iso: str) -> str:
        """A day in words that no line breaks: 1 November 2026, 1er novembre 2026."""
        return dates.spoken_day(date.fromisoformat(str(iso)), self.language).replace(" ", _FIRM)

    def month(self, iso: str) -> str:
        """A month in words ("2026-11"): November 2026, novembre 2026."""
        spelled = dates.spoken_day(date.fromisoformat(f"{iso}-02"), self.language)
        return spelled.split(" ", 1)[1]

    def short_month(self, iso: str) -> str:
        """A month in short ("2026-11"): Nov 2026, nov. 2026."""
        day = date.fromisoformat(f"{iso}-01")
        return f"{self._words['months.short'].split()[day.month - 1]} {day.year}"

    def count(self, n: int) -> str:
        """A whole number with its groups: 48,000, 48 000."""
        return f"{n:,}".replace(",", _NARROW) if self.language == "fr" else f"{n:,}"

    def bank(self, line: str) -> str:
        """A line of a bank account: our own label before the colon in this language, the rest as it stands."""
        label, colon, value = line.partition(": ")
        key = next((key for key, name in BANK_LABELS.items() if name == label), None)
        return self.tell(f"bank.{key}", value=value) if colon and key else line

    def place(self, name: str) -> str:
        """A place of registration as the publisher wrote it, in this language where we know it."""
        known = "-".join(name.casefold().split())
        if self.has(f"place.{known}"):
            return self._words[f"place.{known}"]
        try:
            (code,) = territories.read_territories(name)
        except (BadInput, ValueError):
            return name
        return territories.territory_name(code, self.language)

    def rate_of_exchange(self, text: str) -> str:
        """A rate as frozen ("1 EUR = 0.8571 GBP, source, 2026-11-20") with figures and day as spoken here."""
        found = _FX.fullmatch(text)
        if not found:
            return text
        rate = found["rate"].replace(".", ",") if self.language == "fr" else found["rate"]
        return f"1{_FIRM}{found['base']} = {rate}{_FIRM}{found['quote']}, {found['source']}, {self.day(found['on'])}"

    def left_out(self, passage: PassageFacts) -> str:
        """Why a passage is left out: what a person typed as it stands, what our rules say in this language."""
        code, typed = passage["code"], passage["reason"]
        if code is not None and self.has(f"left_out.{code}"):
            return self._words[f"left_out.{code}"]
        return typed or self.word("passage", passage["kind"])

    def percent(self, rate: str | Decimal) -> str:
        """A rate in per cent: 20%, 5,5 %."""
        if self.language == "fr":
            return f"{rate}".replace(".", ",") + f"{_NARROW}%"
        return f"{rate}%"

    def listed(self, names: Sequence[str]) -> str:
        """Names in a row, the last joined by "and"."""
        if len(names) < 2:
            return "".join(names)
        last = self._words["common.and"]
        return f"{', '.join(names[:-1])} {last} {names[-1]}"

    def territory(self, codes: Sequence[str]) -> str:
        """Countries and regions by name, in the order given."""
        return self.listed([territories.territory_name(code, self.language) for code in codes])

    def tongues(self, tags: Sequence[str]) -> str:
        """Languages by name, in the order given."""
        return self.listed([languages.language_name(tag, self.language) for tag in tags])

    def span(self, text: str) -> str:
        """A duration token in words: "12m" is 12 months, "perpetual" without end."""
        found = _SPAN.fullmatch(text)
        if found:
            return self.tell(f"span.{_UNITS[found[2]]}", n=int(found[1]))
        return self.word("span", text)

    def term(self, item: ItemFacts) -> str:
        """When an item may be used, in one phrase."""
        starts, ends, lasts = item["starts_on"], item["ends_on"], item["duration"]
        length = None if lasts is None else self.span(lasts)
        if lasts == "single-issue":
            return self._single_issue(starts)
        if starts is None:
            return self.tell("term.unstarted", span=length or self.word("term", "unstated"))
        if ends is None:
            return self.tell("term.endless", start=self.day(starts))
        if length is None:
            return self.tell("term.between", start=self.day(starts), end=self.day(ends))
        return str(
            self.say("term.between_span", start=self.day(starts), end=self.day(ends), span=length)
        )

    def _single_issue(self, starts: str | None) -> str:
        if starts is None:
            return self.tell("term.one_issue")
        return self.tell("term.one_issue_of", start=self.day(starts))

    def audience(self, item: ItemFacts) -> str | None:
        """The size of the outlet's audience in words, None where it is not known."""
        size, unit = item["outlet"]["audience"], item["outlet"]["audience_unit"]
        if size is None:
            return None
        return f"{self.count(size)} {self.word('audience', (unit or 'readers').replace(' ', '-'))}"

    def portion(self, item: ItemFacts) -> str:
        """How much of the article: the whole text, or an excerpt of so many words."""
        if item["portion"] != "excerpt":
            return self.tell("portion.whole")
        if item["excerpt_words"] is None:
            return self.tell("portion.excerpt")
        return self.tell("portion.excerpt_of", n=item["excerpt_words"])


@lru_cache(maxsize=256)
def placeholders(pattern: str) -> frozenset[str]:
    """The names of the places in a pattern."""
    return frozenset(name for _, name, _, _ in Formatter().parse(pattern) if name)
