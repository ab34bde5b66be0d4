"""What quotes and licences print of one article for one use."""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from syndicate.errors import Refused
from syndicate.rules import articles, dates, languages, licences, requests, rights, territories
from syndicate.rules.papers import completed
from syndicate.rules.requests import Medium, Portion

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from typing import Any

    from syndicate.desk.articles import Standing
    from syndicate.rules.money import Money
    from syndicate.rules.papers import ItemFacts, ShareFacts
    from syndicate.rules.requests import Use

__all__ = [
    "granted_box",
    "item_facts",
    "left_out",
    "notes",
    "refuse_idle_translation",
    "term",
    "wanted_box",
]


def term(use: Use, today: date) -> tuple[date, date | None]:
    """First and last day of a use (None: perpetual): from the first use asked for, never before today."""
    first = max(use.first_use or today, today)
    if use.medium is not None and not use.medium.has_term:
        return first, None
    return first, dates.last_day(first, use.duration) if use.duration else None


def wanted_box(use: Use, today: date) -> rights.Box:
    """What a use asks for, as a box: where, in which languages, in which medium, from when to when."""
    first, last = term(use, today)
    return rights.Box(
        territories=territories.countries_of(use.territories),
        languages=frozenset(tag.split("-", 1)[0] for tag in use.languages),
        media=frozenset({use.medium.value} if use.medium else ()),
        first=first,
        last=last,
        ai=frozenset(),
    )


def granted_box(row: Any) -> rights.Box:  # noqa: ANN401
    """What a licence item on file grants, as a box. What an old licence does not state may be anything."""
    return rights.Box(
        territories=_places(row.territories),
        languages=_tongues(row.languages),
        media=_media(row.medium),
        first=row.starts_on,
        last=row.ends_on,
        ai=frozenset(),
    )


# The grants of an article name the same few sets of places and languages again and again.
@lru_cache(maxsize=1024)
def _places(filed: str) -> frozenset[str]:
    return territories.countries_of(tuple(json.loads(filed)) or ("001",))


@lru_cache(maxsize=1024)
def _tongues(filed: str) -> frozenset[str]:
    tags = [tag.split("-", 1)[0] for tag in json.loads(filed)]
    return frozenset(tags or [rights.ANY_LANGUAGE])


@lru_cache(maxsize=64)
def _media(medium: str | None) -> frozenset[str]:
    return frozenset([medium] if medium else [medium.value for medium in Medium])


def _duration(use: Use) -> str | None:
    """How long, as papers name it: what is printed once has an issue, not a term."""
    if use.medium is not None and not use.medium.has_term:
        return "single-issue"
    return use.duration.text if use.duration is not None else None


def item_facts(
    n: int,
    standing: Standing,
    use: Use,
    *,
    fee: Money,
    today: date,
    domains: tuple[str, ...] = (),
    leave_out: Collection[int] = (),
    canonical: str = "none",
    share: ShareFacts | None = None,
) -> ItemFacts:
    """The facts of one item; `leave_out` are passage numbers that this item does not grant."""
    licensed, left_out = articles.schedule(standing.settled)
    kept = [p for p in licensed if p["n"] not in leave_out]
    left_out += [
        {**p, "reason": "left out of this licence", "code": articles.Out.THIS_LICENCE.value}
        for p in licensed
        if p["n"] in leave_out
    ]
    left_out.sort(key=lambda p: p["n"])
    words = sum(articles.word_count(p["text"], standing.facts["language"]) for p in kept)
    first, last = term(use, today)
    hosts = tuple(dict.fromkeys([*([use.outlet_domain] if use.outlet_domain else []), *domains]))
    return {
        "n": n,
        "article": {**standing.facts, "words_licensable": words},
        "outlet": {
            "title": use.outlet_title or "",
            "domains": list(hosts),
            "audience": use.audience,
            "audience_unit": use.unit,
        },
        "medium": use.medium.value if use.medium else "",
        "territories": list(use.territories),
        "languages": list(use.languages),
        "starts_on": first.isoformat(),
        "ends_on": last.isoformat() if last else None,
        "duration": _duration(use),
        "exclusivity": use.exclusivity.value if use.exclusivity else "none",
        "purpose": use.purpose.value if use.purpose else "editorial",
        "portion": use.portion.value if use.portion else Portion.WHOLE.value,
        "excerpt_words": use.excerpt_words,
        "images": use.images,
        "uses": use.uses,
        "canonical": canonical,
        "translation_by": use.translation_by.value,
        "limits": standing.limits,
        "credit_line": None,
        "licensed": kept,
        "left_out": left_out,
        "fee": fee.facts(),
        "share": share,
    }


def notes(facts: Mapping[str, Any]) -> tuple[str, ...]:
    """What somebody should know before a quote or a licence of these facts goes out, a line each.

    The author's limits, which bind the licensee; on a quote also that nobody translates into its language.
    """
    whole = completed(facts)
    if "items" in whole:
        return tuple(line for item in whole["items"] for line in _notes(item, None))
    request = str(facts["request"])
    return tuple(note for line in whole["lines"] for note in _notes(line["item"], request))


def left_out(facts: Mapping[str, Any], uses: Iterable[Use]) -> tuple[str, ...]:
    """What the uses asked for and the lines of these quote facts do not grant, a sentence each."""
    return tuple(
        f"{line['item']['article']['ref']}: {said}"
        for line, use in zip(completed(facts)["lines"], uses, strict=True)
        for said in requests.set_aside(use, date.fromisoformat(line["item"]["starts_on"]))
    )


def _notes(item: ItemFacts, request: str | None) -> Iterable[str]:
    article = item["article"]
    if item["limits"]:
        who = f" ({article['byline']})" if article["byline"] else ""
        yield f"the author's limits on {article['ref']}{who}: {item['limits']}"
    if request is None:
        return
    others = [
        languages.language_name(tag, "en")
        for tag in item["languages"]
        if not languages.same_language(tag, article["language"])
    ]
    if others and not licences.translated_into(item):
        written = languages.language_name(article["language"], "en")
        yield (
            f"the use is in {' and '.join(others)}, {article['ref']} in {written}, and nobody may "
            f"translate (syndicate request edit {request} --translation-by licensee)"
        )


def refuse_idle_translation(item: ItemFacts, request: str) -> None:
    """Refuse to price a translation where the use names no language but the article's own."""
    if item["translation_by"] != "none" and not licences.translated_into(item):
        written = languages.language_name(item["article"]["language"], "en")
        raise Refused(
            f"{request} asks for a translation of {item['article']['ref']}, which is in {written}, and "
            "names no other language",
            hint=f"syndicate request edit {request} --language LANGUAGE\n"
            f"syndicate request edit {request} --translation-by none",
        )
