"""What schema.org data say of an article: found in a page, and read into plain facts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from syndicate.pages.plain import PageFacts
from syndicate.rules.articles import clean_text, fold

__all__ = ["authors", "is_article", "linked_article", "linked_facts", "said", "said_all"]

_MOST_VALUES = 20_000
_MOST_NAMES = 20
_ARTICLE_TYPES = re.compile(r"(?:article|blogposting|report|posting)$", re.IGNORECASE)

Linked = Mapping[str, object]


def is_article(one: Linked) -> bool:
    """Whether a JSON-LD object says that it is an article, a report or a posting."""
    types = one.get("@type")
    kinds = types if isinstance(types, list) else [types]
    return any(isinstance(kind, str) and _ARTICLE_TYPES.search(kind) for kind in kinds)


def linked_article(texts: Iterable[str]) -> dict[str, object]:
    """The JSON-LD object that is an article: the one with most to say, in `@graph` or arrays too."""
    best: dict[str, object] = {}
    for text in texts:
        try:
            stack: list[object] = [json.loads(text)]
        except (ValueError, RecursionError):
            continue
        seen = 0
        while stack and seen < _MOST_VALUES:
            one = stack.pop()
            seen += 1
            if isinstance(one, list):
                stack.extend(reversed(one))
            elif isinstance(one, dict):
                if is_article(one) and (not best or _weight(one) > _weight(best)):
                    best = one
                graph = [one[k] for k in ("@graph", "mainEntity", "itemListElement") if k in one]
                stack.extend(graph)
    return best


def _weight(one: Linked) -> int:
    wanted = ("headline", "author", "datePublished", "articleBody", "inLanguage")
    return sum(1 for key in wanted if one.get(key))


def said(value: object) -> str:
    """A JSON-LD value as text: a string, the name of an object, or the first of a list."""
    for _ in range(5):
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = value.get("name") or value.get("@value") or value.get("@id")
        else:
            break
    return fold(clean_text(value))[:2000] if isinstance(value, str) else ""


def said_all(value: object) -> list[str]:
    """Every text of a JSON-LD value, each once, in order."""
    many = value if isinstance(value, list) else [value]
    return list(dict.fromkeys(text for one in many[:_MOST_NAMES] if (text := said(one))))


def authors(value: object) -> str:
    """The names of the authors, joined by commas; addresses are no names."""
    return ", ".join(name for name in said_all(value) if not name.startswith("http"))


def linked_facts(linked: Linked) -> PageFacts:
    """What an article object says beside its text: dates, section, houses, terms, corrections, languages."""
    notes = [_remark(one) for one in _many(linked.get("correction"))]
    note = "\n".join(note for note in notes if note) or None
    return PageFacts(
        source_id=_identifier(linked),
        section=said(linked.get("articleSection")) or None,
        published=said(linked.get("datePublished")) or None,
        modified=said(linked.get("dateModified")) or None,
        note=note,
        corrected=note is not None,
        alternates=_translations(linked),
        providers=_providers(linked),
        terms=tuple(
            dict.fromkeys(
                text
                for key in ("copyrightNotice", "usageInfo", "license", "conditionsOfAccess")
                for text in _terms(linked.get(key))
            )
        ),
        extra=_extra(linked),
    )


def _many(value: object) -> list[object]:
    if value is None:
        return []
    return list(value[:_MOST_NAMES]) if isinstance(value, list) else [value]


def _remark(one: object) -> str:
    """A correction as its words: a text, an address, or a CorrectionComment."""
    if isinstance(one, dict):
        one = one.get("text") or one.get("description") or one.get("name") or one.get("url")
    return said(one)


def _identifier(linked: Linked) -> str | None:
    for one in _many(linked.get("identifier")):
        value = one.get("value") if isinstance(one, dict) else one
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if text := said(value):
            return text[:300]
    return None


def _providers(linked: Linked) -> tuple[str, ...]:
    """The houses credited; the publisher of the page itself is not one of them."""
    publisher = said(linked.get("publisher"))
    found: list[str] = []
    for key in ("sourceOrganization", "provider", "copyrightHolder", "creditText", "isBasedOn"):
        found += said_all(linked.get(key))
    return tuple(dict.fromkeys(name[:300] for name in found if name != publisher))


def _terms(value: object) -> list[str]:
    named = ("text", "url", "name", "@id")
    texts = (
        said(next((one[k] for k in named if one.get(k)), None) if isinstance(one, dict) else one)
        for one in _many(value)
    )
    return [text for text in texts if text]


def _translations(linked: Linked) -> tuple[tuple[str, str], ...]:
    found = []
    for key in ("workTranslation", "translationOfWork"):
        for one in _many(linked.get(key)):
            if isinstance(one, dict):
                url = said(one.get("url") or one.get("@id"))
                language = said(one.get("inLanguage"))
                if url and language:
                    found.append((language, url))
    return tuple(dict.fromkeys(found))


def _extra(linked: Linked) -> dict[str, str]:
    credits_: list[str] = []
    for key in ("image", "associatedMedia"):
        for one in _many(linked.get(key)):
            if isinstance(one, dict):
                text = said(one.get("creditText")) or said(one.get("copyrightNotice"))
                credits_.append(text or authors(one.get("creator")))
    extra = {
        "picture credit": "; ".join(dict.fromkeys(text for text in credits_ if text)),
        "dateline": said(linked.get("dateline")),
        "keywords": ", ".join(said_all(linked.get("keywords"))),
        "expires": said(linked.get("expires")),
    }
    return {name: text for name, text in extra.items() if text}
