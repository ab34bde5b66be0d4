"""Drupal: nodes as its JSON:API hands them out; each site names its fields, and the settings map them."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin, urlsplit

from syndicate.errors import BadInput, SyndicateError, quoted
from syndicate.exchange.items import Item, read_item
from syndicate.exchange.objects import at_path, listed, parsed, raw_of, text_at, text_of
from syndicate.pages.urls import host_of
from syndicate.rules.articles.incoming import Arrival, PubStatus, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from syndicate.exchange.items import Customs
    from syndicate.pages.fetch import Fetched

__all__ = ["FIELDS", "drupal_fields", "is_jsonapi", "read_answer", "read_drupal"]

PAGE = 50
MOST_PAGES = 20_000
_DEEPEST = 4

FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "headline": "title",
        "body": "body.processed",
        "byline": "uid.display_name",
        "published": "created",
        "modified": "changed",
        "language": "langcode",
        "url": "path.alias",
        "section": "field_section.name",
        "keywords": "field_tags.name",
        "summary": "body.summary",
        "status": "status",
        "source_id": "id",
        "note": "field_correction",
        "providers": "field_source.name",
        "credit": "",
        "embargo": "field_embargo",
        "include": "uid",
        "site": "",
    }
)
"""Where each field of an article stands in a node: an attribute, or `relation.attribute` of what it refers to.

`include` names the relations to be sent along, with commas; a site answers only to those it has. `site` is
the address under which readers find the articles, where that is not the one asked.
"""


def drupal_fields(said: Mapping[str, str]) -> dict[str, str]:
    """The places of all fields, with those that a site's settings name in `said` put in.

    Raises BadInput for a field nobody knows, with the near one.
    """
    for name in said:
        if name not in FIELDS:
            near = difflib.get_close_matches(name[:60], FIELDS, n=1)
            meant = f"; did you mean {near[0]}?" if near else f"; they are {', '.join(FIELDS)}"
            raise BadInput(f"{quoted(name)} is no field of a Drupal article{meant}")
    return {**FIELDS, **said}


def is_jsonapi(value: object) -> bool:
    """Whether a JSON document is an answer of JSON:API: resources under `data`."""
    if not isinstance(value, dict) or "data" not in value:
        return False
    first = listed(value["data"])
    return "jsonapi" in value or any("attributes" in each and "type" in each for each in first[:1])


def read_drupal(
    url: str, customs: Customs, *, get: Callable[[str], Fetched], first: Fetched | None = None
) -> Iterator[Arrival]:
    """All nodes under a JSON:API address such as `https://cms.example/jsonapi/node/article`, oldest first.

    The answers name the next page and are followed on the same site only. `first` is the answer to `url`
    where it was asked already. A page that fails ends the reading with a refusal.
    """
    fields = drupal_fields(customs.drupal.get(host_of(url), customs.drupal.get("*", {})))
    parts = urlsplit(url)
    address = url
    if "/jsonapi" not in parts.path:
        address = f"{parts.scheme}://{parts.netloc}/jsonapi/node/article"
    if not parts.query:
        asked = {
            "page[limit]": str(PAGE),
            "sort": fields["published"],
            "include": fields["include"],
        }
        address += "?" + urlencode({key: value for key, value in asked.items() if value})
        first = None
    seen: set[str] = set()
    for page in range(1, MOST_PAGES + 1):
        where = f"page {page}"
        seen.add(address)
        try:
            fetched, first = first or get(address), None
            answer = parsed(fetched.body)
        except SyndicateError as why:
            yield Refusal(where, f"{why.message}; the pages after it were not read")
            return
        if not isinstance(answer, dict) or not is_jsonapi(answer):
            yield Refusal(where, "the site answered with no JSON:API")
            return
        yield from read_answer(answer, customs, fields, base=address, where=where)
        following = _next(answer, address)
        if not following:
            return
        if following in seen or host_of(following) != host_of(url):
            yield Refusal(where, "the next page it names was read already, or is on another site")
            return
        address = following


def read_answer(
    answer: Mapping[str, object],
    customs: Customs,
    fields: Mapping[str, str],
    *,
    base: str,
    where: str,
) -> Iterator[Arrival]:
    """The nodes of one answer as articles; `base` is the address of the site."""
    included = {
        (text_of(each.get("type")), text_of(each.get("id"))): each
        for each in listed(answer.get("included"))
    }
    for number, node in enumerate(listed(answer.get("data")), start=1):
        at = f"{where}, node {number}"
        reading = _Node(node, included)
        try:
            yield read_item(_item(reading, fields, base=base, where=at), customs)
        except BadInput as why:
            yield Refusal(at, why.message)


def _next(answer: Mapping[str, object], address: str) -> str:
    link = at_path(answer, "links.next")
    href = text_at(link, "href") if isinstance(link, dict) else text_of(link)
    return urljoin(address, href) if href else ""


def _item(node: _Node, fields: Mapping[str, str], *, base: str, where: str) -> Item:
    def said(name: str) -> str:
        return ", ".join(node.texts(fields[name]))

    number = node.texts("drupal_internal__nid")
    address = said("url") or (f"/node/{number[0]}" if number else "")
    published = node.value(fields["status"])
    return Item(
        where=where,
        raw=raw_of({name: value for name, value in node.node.items() if name != "links"}),
        media_type="application/vnd.api+json",
        source_id=said("source_id"),
        url=urljoin(fields["site"] or base, address) if address else "",
        headline=said("headline"),
        byline=said("byline"),
        published=said("published"),
        modified=said("modified"),
        language=said("language"),
        section=next(iter(node.texts(fields["section"])), ""),
        status=PubStatus.WITHHELD if published is False else PubStatus.USABLE,
        note=said("note"),
        corrected=bool(said("note")),
        embargo=said("embargo"),
        html="\n".join(node.texts(fields["body"]) or node.texts("body.value")),
        providers=node.texts(fields["providers"]),
        extra={
            "keywords": said("keywords"),
            "summary": said("summary"),
            "picture credit": said("credit"),
        },
    )


@dataclass(frozen=True, slots=True)
class _Node:
    """A resource with those it refers to."""

    node: Mapping[str, object]
    included: Mapping[tuple[str, str], Mapping[str, object]]

    def value(self, path: str) -> object:
        """What stands at a path of the attributes alone."""
        return at_path(self.node.get("attributes"), path)

    def texts(self, path: str, *, depth: int = 0) -> list[str]:
        """The texts at a path, through relations where its first step names one."""
        if path == "id":
            return [text for text in [text_of(self.node.get("id"))] if text]
        step, _, rest = path.partition(".")
        relation = at_path(self.node.get("relationships"), step)
        if isinstance(relation, Mapping) and depth < _DEEPEST:
            found = []
            for each in listed(relation.get("data")):
                key = (text_of(each.get("type")), text_of(each.get("id")))
                if rest.startswith("meta."):
                    found.append(text_at(each, rest))
                elif rest and key in self.included:
                    found += _Node(self.included[key], self.included).texts(rest, depth=depth + 1)
            return [text for text in found if text]
        value = self.value(path)
        many = value if isinstance(value, list) else [value]
        return [
            text
            for each in many[:200]
            if (text := text_at(each, "value") if isinstance(each, dict) else text_of(each))
        ]
