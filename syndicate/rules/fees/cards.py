"""The rate card: a publisher's prices as a text of declared rules, read strictly into plain values."""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from syndicate.errors import BadInput, quoted
from syndicate.rules import dates, territories
from syndicate.rules.facts import text_digest
from syndicate.rules.fees.uses import Exclusivity, Medium, Purpose, TranslationBy
from syndicate.rules.money import LIMIT, currency_code, exponent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from enum import StrEnum

__all__ = [
    "COMMONS",
    "MORE",
    "NEGOTIATED",
    "REPORTS",
    "STEPS_OF_TERRITORY",
    "Band",
    "Base",
    "Blanket",
    "Bundle",
    "Card",
    "Duration",
    "Further",
    "NoFee",
    "Reach",
    "Retrospective",
    "Rush",
    "Share",
    "parse_card",
]

MORE = "more"
NEGOTIATED = "by negotiation"
STEPS_OF_TERRITORY = ("country", "region", "world")
REPORTS = ("month", "quarter", "half-year", "year")
"""How often a licensee may have to report what a share is taken of."""

COMMONS = tuple(
    f"CC {kind} 4.0" for kind in ("BY", "BY-SA", "BY-ND", "BY-NC", "BY-NC-SA", "BY-NC-ND")
)
"""The Creative Commons licences that a no-fee rule may grant."""

_LONGEST = 100_000
_MOST_BANDS = 100
_MOST_RULES = 100
_FACTOR_PLACES = 4
_LARGEST_FACTOR = 1000


@dataclass(frozen=True, slots=True)
class Band:
    """Up to and with `limit` (None: everything above) the value holds; None is by negotiation."""

    limit: int | None
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Base:
    """What a piece costs in these media: a whole one by audience (`bands`) or by territory, or any by its words.

    `by_words` is the fee of so many words; `per_word` what each word costs, as far as its band reaches;
    `fee` one sum, whatever the audience and the length.
    """

    media: tuple[Medium, ...]
    unit: str | None
    bands: tuple[Band, ...]
    by_territory: Mapping[str, Decimal | None]
    by_words: tuple[Band, ...] = ()
    per_word: tuple[Band, ...] = ()
    fee: Decimal | None = None

    @property
    def settles_length(self) -> bool:
        """Whether no length is counted on top: the words are in the base, or make no difference."""
        return bool(self.by_words or self.per_word) or self.fee is not None


@dataclass(frozen=True, slots=True)
class Reach:
    """What the audience does to the price in these media, where the base does not count it."""

    media: tuple[Medium, ...]
    unit: str | None
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Duration:
    """What the term does to the price in these media; a span of None is perpetual.

    `included`: the base covers any term, and there are no bands.
    """

    media: tuple[Medium, ...]
    included: bool
    bands: tuple[tuple[dates.Span, Decimal | None], ...]


@dataclass(frozen=True, slots=True)
class Further:
    """What each use after the first adds, as a share of the first."""

    media: tuple[Medium, ...]
    further: Decimal


@dataclass(frozen=True, slots=True)
class Bundle:
    """From so many pieces on, this share is taken off."""

    pieces: int
    share: Decimal


@dataclass(frozen=True, slots=True)
class Rush:
    """What haste adds: a share of the price, at least `minimum`."""

    share: Decimal
    minimum: Decimal


@dataclass(frozen=True, slots=True)
class Share:
    """In these media the fee is a guarantee: the licensee reports what it takes in and owes this share of it.

    `share` is of `of`, as the licensee reports it each `reports`; what it comes to beyond the guarantee is
    billed then.
    """

    media: tuple[Medium, ...]
    share: Decimal
    of: str
    reports: str


@dataclass(frozen=True, slots=True)
class Blanket:
    """What a subscription to these media costs for each term, by the articles that may be drawn in it.

    The fee is for one country and one language; `quotas` read "up to" so many articles. What is drawn
    beyond the quota costs what the card asks for the piece.
    """

    media: tuple[Medium, ...]
    term: dates.Span
    quotas: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Retrospective:
    """What a use costs that was not licensed in time: the card's price times `factor`, and `admin` once."""

    factor: Decimal
    admin: Decimal


@dataclass(frozen=True, slots=True)
class NoFee:
    """A use that costs nothing: every condition that is stated must hold.

    `licence` is the Creative Commons licence it falls under, whose own conditions then hold as well.
    """

    reason: str
    media: tuple[Medium, ...]
    excerpt_up_to: int | None
    purposes: tuple[Purpose, ...]
    low_income: bool
    licence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A version of a rate card. A factor or fee of None is by negotiation; a rule that is absent too.

    `groups` are regions by code with a factor of their own, for what lies wholly in one of them.
    """

    name: str
    version: str
    currency: str
    valid_from: date
    valid_to: date | None
    invented: bool
    issued_by: str | None
    sha256: str
    minimum: Decimal
    cap: Decimal | None
    negotiated: tuple[Medium, ...]
    bases: tuple[Base, ...]
    reaches: tuple[Reach, ...]
    excerpt: tuple[Band, ...]
    whole: tuple[Band, ...]
    territory: Mapping[str, Decimal | None]
    further_language: Decimal | None
    translation: Mapping[TranslationBy, Decimal | None]
    durations: tuple[Duration, ...]
    uses: tuple[Further, ...]
    exclusivity: Mapping[Exclusivity, Decimal | None]
    purpose: Mapping[Purpose, Decimal | None]
    image: Decimal | None
    bundles: tuple[Bundle, ...]
    rush: Rush | None
    no_fee: tuple[NoFee, ...]
    shares: tuple[Share, ...] = ()
    blankets: tuple[Blanket, ...] = ()
    groups: Mapping[str, Decimal]
    retrospective: Retrospective | None = None

    @property
    def title(self) -> str:
        """The card as messages name it: "name/version"."""
        return f"{self.name}/{self.version}"

    def valid_on(self, day: date) -> bool:
        """Whether `day` lies within the card's dates, both inclusive."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def parse_card(text: str) -> Card:
    """The card that the TOML `text` declares; whether it makes sense is for `check` to say.

    Raises BadInput, with the line where one can be named, for no TOML, an unknown or missing key (with
    the key that was meant), a value of the wrong kind, or a number out of reason.
    """
    if len(text) > _LONGEST:
        raise BadInput(f"a rate card of {len(text):,} characters is none; {_LONGEST:,} are enough")
    table = _Table(_toml(text), text=text, path="")
    currency = table.code("currency")
    places = exponent(currency)
    bases = tuple(_base(each, places) for each in table.tables("base", needed=True))
    lengthy = not all(base.settles_length for base in bases)
    negotiation = table.table("negotiation")
    length = table.table("length", needed=lengthy)
    territory = table.table("territory", needed=True)
    languages = table.table("languages")
    images = table.table("images")
    bundle = table.table("bundle")
    rush = table.table("rush")
    retrospective = table.table("retrospective")
    card = Card(
        name=table.name("name"),
        version=table.name("version"),
        currency=currency,
        valid_from=table.day("valid_from", needed=True),
        valid_to=table.day("valid_to"),
        invented=table.truth("invented"),
        issued_by=table.text_of("issued_by"),
        sha256=text_digest(text),
        minimum=table.fee("minimum", places) or Decimal(0),
        cap=table.fee("cap", places),
        negotiated=negotiation.members("media", Medium),
        bases=bases,
        reaches=tuple(_reach(each) for each in table.tables("audience")),
        excerpt=length.bands("excerpt", factor_of),
        whole=length.bands("whole", factor_of, needed=lengthy),
        territory=territory.factors((*STEPS_OF_TERRITORY, "low_income")),
        further_language=languages.factor("further"),
        translation=_by_member(table.table("translation"), TranslationBy),
        durations=tuple(_duration(each) for each in table.tables("duration")),
        uses=tuple(_further(each) for each in table.tables("uses")),
        exclusivity=_by_member(table.table("exclusivity", needed=True), Exclusivity),
        purpose=_by_member(table.table("purpose", needed=True), Purpose),
        image=images.fee("each", places),
        bundles=_bundles(bundle),
        rush=_rush(rush, places),
        no_fee=tuple(_no_fee(each) for each in table.tables("no_fee")),
        shares=tuple(_share(each) for each in table.tables("share")),
        groups=_groups(territory.table("groups")),
        blankets=tuple(_blanket(each, places) for each in table.tables("blanket")),
        retrospective=_retrospective(retrospective, places),
    )
    inner = (negotiation, length, territory, languages, images, bundle, rush, retrospective)
    for read in (*inner, table):
        read.close()
    return card


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=_decimal)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"the rate card cannot be read: {_one_line(str(error))}") from error
    except RecursionError as error:
        raise BadInput("the rate card is nested too deeply") from error
    except ValueError as error:
        raise BadInput("a number in the rate card has too many digits") from error


def _one_line(message: str) -> str:
    return " ".join(message.split())[:200]


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text.replace("_", ""))
    except InvalidOperation as error:
        raise ValueError(text) from error


def _base(table: _Table, places: int) -> Base:
    by_territory = table.table("territory")
    base = Base(
        media=table.members("media", Medium, needed=True),
        unit=table.text_of("unit"),
        bands=table.bands("up_to", lambda value, where: fee_of(value, where, places)),
        by_territory=by_territory.fees(STEPS_OF_TERRITORY, places),
        by_words=table.bands("words", lambda value, where: fee_of(value, where, places)),
        per_word=table.bands("per_word", factor_of),
        fee=table.fee("fee", places),
    )
    kinds = (base.bands, base.by_territory, base.by_words, base.per_word, base.fee is not None)
    if sum(map(bool, kinds)) != 1:
        raise table.fault(
            "states either `up_to` (by audience), `territory`, `words`, `per_word` or `fee`"
        )
    by_territory.close()
    table.close()
    return base


def _reach(table: _Table) -> Reach:
    reach = Reach(
        media=table.members("media", Medium, needed=True),
        unit=table.text_of("unit"),
        bands=table.bands("up_to", factor_of, needed=True),
    )
    table.close()
    return reach


def _duration(table: _Table) -> Duration:
    duration = Duration(
        media=table.members("media", Medium, needed=True),
        included=table.truth("included"),
        bands=table.spans("up_to"),
    )
    if duration.included == bool(duration.bands):
        raise table.fault("states either `up_to` or `included = true`")
    table.close()
    return duration


def _further(table: _Table) -> Further:
    media = table.members("media", Medium, needed=True)
    further = table.factor("further", needed=True)
    table.close()
    return Further(media, further or Decimal(0))


def _bundles(table: _Table) -> tuple[Bundle, ...]:
    bundles = []
    for where, first, second in table.pairs("from"):
        if type(first) is not int:
            raise BadInput(f"{where}: a bundle begins at a whole number of pieces")
        share = factor_of(second, where)
        if share is None:
            raise BadInput(f"{where}: the share taken off is a number such as 0.10")
        bundles.append(Bundle(first, share))
    return tuple(bundles)


def _rush(table: _Table, places: int) -> Rush | None:
    if not table.values:
        return None
    share = table.factor("share", needed=True) or Decimal(0)
    return Rush(share, table.fee("minimum", places) or Decimal(0))


def _no_fee(table: _Table) -> NoFee:
    rule = NoFee(
        reason=table.name("reason"),
        media=table.members("media", Medium),
        excerpt_up_to=table.count("excerpt_up_to"),
        purposes=table.members("purpose", Purpose),
        low_income=table.truth("low_income"),
        licence=table.one_of("licence", COMMONS),
    )
    table.close()
    return rule


def _share(table: _Table) -> Share:
    rule = Share(
        media=table.members("media", Medium, needed=True),
        share=table.factor("share", needed=True) or Decimal(0),
        of=table.name("of"),
        reports=table.one_of("reports", REPORTS, needed=True) or "",
    )
    table.close()
    return rule


def _blanket(table: _Table, places: int) -> Blanket:
    rule = Blanket(
        media=table.members("media", Medium, needed=True),
        term=table.span("term"),
        quotas=table.bands(
            "articles", lambda value, where: fee_of(value, where, places), needed=True
        ),
    )
    table.close()
    return rule


def _groups(table: _Table) -> Mapping[str, Decimal]:
    """Regions by their code; the world has a step of its own."""
    found: dict[str, Decimal] = {}
    for code in table.values:
        if code not in territories.REGIONS or code == territories.WORLD:
            near = difflib.get_close_matches(code[:20], list(territories.REGIONS), n=3)
            meant = f"; did you mean {', '.join(near)}?" if near else ", such as EU, GCC or 150"
            raise BadInput(f"rate card: {table.path}: {quoted(code)} is no region{meant}")
        factor = table.factor(code, needed=True)
        if factor is None:
            raise BadInput(f"rate card: {table.where(code)} is a number; leave out what has none")
        found[code] = factor
    return MappingProxyType(found)


def _retrospective(table: _Table, places: int) -> Retrospective | None:
    if not table.values:
        return None
    factor = table.factor("factor", needed=True) or Decimal(0)
    return Retrospective(factor, table.fee("admin", places) or Decimal(0))


_Member = TypeVar("_Member", bound="StrEnum")


def _by_member(table: _Table, kind: type[_Member]) -> Mapping[_Member, Decimal | None]:
    found = table.factors(tuple(member.value for member in kind))
    table.close()
    return MappingProxyType({kind(name): factor for name, factor in found.items()})


def _number(value: object, where: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise BadInput(
            f"{where}: {quoted(str(value))} is no number; write 1.5, or “{NEGOTIATED}” in quotation marks"
        )
    number = Decimal(value)
    if not number.is_finite():
        raise BadInput(f"{where}: {quoted(str(value))} is no number")
    return number


def fee_of(value: object, where: str, places: int) -> Decimal | None:
    if value == NEGOTIATED:
        return None
    fee = _number(value, where)
    if fee and (fee.adjusted() > 18 or abs(fee) * 10**places > LIMIT):
        raise BadInput(f"{where}: {quoted(str(value))} is too large for the books")
    if _places(fee) > places:
        raise BadInput(f"{where}: {quoted(str(value))} has more decimals than the currency")
    return fee


def factor_of(value: object, where: str) -> Decimal | None:
    if value == NEGOTIATED:
        return None
    factor = _number(value, where)
    if factor and (factor.adjusted() > 4 or abs(factor) > _LARGEST_FACTOR):
        raise BadInput(f"{where}: a factor is at most {_LARGEST_FACTOR}")
    if _places(factor) > _FACTOR_PLACES:
        raise BadInput(f"{where}: a factor has at most {_FACTOR_PLACES} decimals")
    return factor


def _places(number: Decimal) -> int:
    places = number.as_tuple().exponent
    return -places if isinstance(places, int) and places < 0 else 0


class _Table:
    """One table of the card, read key by key; what is left over at the end is unknown."""

    def __init__(self, values: dict[str, Any], *, text: str, path: str) -> None:
        self.values = values
        self.text = text
        self.path = path
        self.read: list[str] = []

    def where(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def fault(self, message: str) -> BadInput:
        return BadInput(f"rate card: {self.path or 'the head'} {message}")

    def take(self, key: str, *, needed: bool = False) -> Any:  # noqa: ANN401  # what TOML holds
        self.read.append(key)
        if needed and key not in self.values:
            near = difflib.get_close_matches(key, list(self.values), n=1)
            meant = f"; {self.place(near[0])}{quoted(near[0])} may be meant for it" if near else ""
            raise BadInput(f"the rate card does not state {self.where(key)}{meant}")
        return self.values.get(key)

    def place(self, key: str) -> str:
        """Where `key` stands, as words before a message: "line 12: ", or nothing."""
        line = _line_of(key, path=self.path, text=self.text)
        return f"line {line}: " if line else ""

    def close(self) -> None:
        """Raises BadInput for a key that was not read, with its line and the key that was meant."""
        for key in self.values:
            if key not in self.read:
                near = difflib.get_close_matches(key, self.read, n=1, cutoff=0.6)
                meant = (
                    f"; did you mean {near[0]}?" if near else f"; known are {', '.join(self.read)}"
                )
                raise BadInput(
                    f"rate card: {self.place(key)}{quoted(key)} is unknown"
                    f"{f' in {self.path}' if self.path else ''}{meant}"
                )

    def table(self, key: str, *, needed: bool = False) -> _Table:
        value = self.take(key, needed=needed)
        if value is not None and not isinstance(value, dict):
            raise BadInput(f"rate card: {self.where(key)} is a table: [{self.where(key)}]")
        return _Table(value or {}, text=self.text, path=self.where(key))

    def tables(self, key: str, *, needed: bool = False) -> list[_Table]:
        value = self.take(key, needed=needed)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise BadInput(f"rate card: {key} is a list of tables: [[{key}]]")
        if len(value) > _MOST_RULES:
            raise BadInput(f"rate card: {key} has {len(value)} rules; {_MOST_RULES} are enough")
        return [_Table(each, text=self.text, path=f"{key} {n}") for n, each in enumerate(value, 1)]

    def text_of(self, key: str, *, needed: bool = False) -> str | None:
        value = self.take(key, needed=needed)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip() or len(value) > 200:
            raise BadInput(f"rate card: {self.where(key)} is a text of 1 to 200 characters")
        if not value.isprintable():
            raise BadInput(f"rate card: {self.where(key)} is one line of plain text")
        return value.strip()

    def name(self, key: str) -> str:
        return self.text_of(key, needed=True) or ""

    def one_of(self, key: str, known: Sequence[str], *, needed: bool = False) -> str | None:
        text = self.text_of(key, needed=needed)
        if text is not None and text not in known:
            near = difflib.get_close_matches(text, known, n=1)
            meant = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
            raise BadInput(f"rate card: {self.where(key)}: {quoted(text)} is unknown; {meant}")
        return text

    def span(self, key: str) -> dates.Span:
        try:
            return dates.read_span(self.name(key))
        except BadInput as error:
            raise BadInput(f"rate card: {self.where(key)}: {error.message}") from error

    def code(self, key: str) -> str:
        return currency_code(self.name(key))

    def day(self, key: str, *, needed: bool = False) -> Any:  # noqa: ANN401  # a day where it is needed
        value = self.take(key, needed=needed)
        if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
            raise BadInput(f"rate card: {self.where(key)} is a day without quotes: 2026-01-01")
        return value

    def truth(self, key: str) -> bool:
        value = self.take(key)
        if value is not None and not isinstance(value, bool):
            raise BadInput(f"rate card: {self.where(key)} is true or false")
        return bool(value)

    def count(self, key: str) -> int | None:
        value = self.take(key)
        if value is not None and (type(value) is not int or not 1 <= value <= 10**10):
            raise BadInput(f"rate card: {self.where(key)} is a whole number from 1 up")
        return value

    def fee(self, key: str, places: int) -> Decimal | None:
        value = self.take(key)
        return None if value is None else fee_of(value, f"rate card: {self.where(key)}", places)

    def factor(self, key: str, *, needed: bool = False) -> Decimal | None:
        value = self.take(key, needed=needed)
        return None if value is None else factor_of(value, f"rate card: {self.where(key)}")

    def factors(self, keys: Sequence[str]) -> Mapping[str, Decimal | None]:
        self.read.extend(keys)
        return MappingProxyType(
            {key: self.factor(key) for key in keys if key in self.values},
        )

    def fees(self, keys: Sequence[str], places: int) -> Mapping[str, Decimal | None]:
        self.read.extend(keys)
        return MappingProxyType(
            {key: self.fee(key, places) for key in keys if key in self.values},
        )

    def members(
        self, key: str, kind: type[_Member], *, needed: bool = False
    ) -> tuple[_Member, ...]:
        value = self.take(key, needed=needed)
        if value is None:
            return ()
        if not isinstance(value, list) or not value or len(value) > _MOST_RULES:
            raise BadInput(f'rate card: {self.where(key)} is a list: ["{next(iter(kind)).value}"]')
        known = [member.value for member in kind]
        for each in value:
            if each not in known:
                near = difflib.get_close_matches(str(each)[:60], known, n=1)
                meant = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
                raise BadInput(
                    f"rate card: {self.where(key)}: {quoted(str(each))} is unknown; {meant}"
                )
        return tuple(kind(each) for each in value)

    def pairs(self, key: str, *, needed: bool = False) -> list[tuple[str, object, object]]:
        """Each pair of a list of pairs, with the words that say where it stands."""
        value = self.take(key, needed=needed)
        if value is None:
            return []
        if not isinstance(value, list) or not value or len(value) > _MOST_BANDS:
            raise BadInput(f"rate card: {self.where(key)} is a list of pairs")
        found = []
        for n, pair in enumerate(value, 1):
            where = f"rate card: {self.where(key)} {n}"
            if not isinstance(pair, list) or len(pair) != 2:
                raise BadInput(f"{where}: a pair is [limit, value]")
            found.append((where, pair[0], pair[1]))
        return found

    def bands(self, key: str, read: Any, *, needed: bool = False) -> tuple[Band, ...]:  # noqa: ANN401
        bands = []
        for where, limit, value in self.pairs(key, needed=needed):
            if limit != MORE and (type(limit) is not int or not 0 < limit <= 10**10):
                raise BadInput(
                    f"{where}: {quoted(str(limit))} is no limit; it is a whole number or “{MORE}”"
                )
            bands.append(Band(limit if isinstance(limit, int) else None, read(value, where)))
        return tuple(bands)

    def spans(self, key: str) -> tuple[tuple[dates.Span, Decimal | None], ...]:
        bands = []
        for where, span, value in self.pairs(key):
            try:
                read = dates.read_span(str(span))
            except BadInput as error:
                raise BadInput(f"{where}: {error.message}") from error
            bands.append((read, factor_of(value, where)))
        return tuple(bands)


_HEAD = re.compile(r"\s{0,200}(\[{1,2})\s{0,20}([A-Za-z0-9_.\"' -]{1,200}?)\s{0,20}\]{1,2}")


def _line_of(key: str, *, path: str, text: str) -> int | None:
    """The line on which `key` of the table `path` ("base 2", "length", "" the head) stands, if it is plain."""
    outer, _, inner = path.rpartition(".")
    if outer:  # a table on one line, inside another: its line is that of its own key
        return _line_of(inner, path=outer, text=text)
    table, _, nth = path.partition(" ")
    wanted, seen, inside = int(nth or 1), 0, not path
    for n, line in enumerate(text.splitlines(), 1):
        head = _HEAD.match(line)
        if head:
            name = head[2].strip("\"' ")
            if not path and name == key:
                return n
            seen += name == table
            inside = bool(path) and name == table and seen == wanted
        elif inside and line.split("=")[0].strip().strip("\"'") == key:
            return n
    return None
