"""ninjs, the wire's JSON: versions 1, 2 and 3, whose names differ, read by one set of names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syndicate.errors import BadInput, quoted
from syndicate.exchange.items import Item, read_item
from syndicate.exchange.objects import text_of
from syndicate.rules.articles import Block, Kind
from syndicate.rules.articles.incoming import PubStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from syndicate.exchange.items import Customs
    from syndicate.rules.articles.incoming import Incoming

__all__ = ["is_ninjs", "read_ninjs"]

_STATUS = {
    "usable": PubStatus.USABLE,
    "withheld": PubStatus.WITHHELD,
    "canceled": PubStatus.KILLED,
}
_TEXTUAL = frozenset({"", "text", "composite", "component"})
_MARKS = frozenset(
    ["versioncreated", "pubstatus", "headlines", "bodies", "representationtype", "firstcreated"]
)
_BODY = re.compile(r"body_\w{1,40}")
_WEB = re.compile(r"https?://", re.IGNORECASE)


def is_ninjs(one: Mapping[str, object]) -> bool:
    """Whether a JSON object looks like ninjs: it has a `uri` and another name that only ninjs has."""
    names = {name.lower() for name in one}
    if not isinstance(one.get("uri"), str):
        return False
    return (
        bool(names & _MARKS) or any(_BODY.fullmatch(name) for name in names) or "$standard" in names
    )


def read_ninjs(one: Mapping[str, object], raw: bytes, customs: Customs, *, where: str) -> Incoming:
    """The article in a ninjs object; `raw` are its bytes. Associated pictures come as blocks with credits.

    Raises BadInput for what is no text, for a status nobody knows, and as `read_item` does.
    """
    said = _lowered(one)
    nature = text_of(said.get("type"))
    if nature not in _TEXTUAL:
        raise BadInput(f"no text: a {nature[:40]} item")
    status = text_of(said.get("pubstatus"))
    if status and status not in _STATUS:
        raise BadInput(f"its status {quoted(status)} is none that is known")
    item = Item(where=where, raw=raw, media_type="application/ninjs+json")
    item.source_id = text_of(said.get("uri"))
    item.status = _STATUS.get(status, item.status)
    item.headline = _headline(said)
    item.byline = text_of(said.get("byline")) or text_of(said.get("by"))
    item.language = text_of(said.get("language"))
    item.published = (
        text_of(said.get("contentcreated"))
        or text_of(said.get("firstcreated"))
        or text_of(said.get("versioncreated"))
    )
    item.modified = text_of(said.get("versioncreated"))
    item.embargo = text_of(said.get("embargoed")) or text_of(said.get("embargoeduntil"))
    item.note = text_of(said.get("ednote"))
    item.corrected = bool(re.search(r"\bcorrect(?:s|ed|ion)\b|\bCORRECT", item.note))
    item.url = _address(said)
    subjects = _names(said.get("subject")) or _names(said.get("subjects"))
    item.section = subjects[0] if subjects else ""
    item.providers = [
        text_of(said.get("copyrightholder")),
        *(_names(said.get("infosource")) or _names(said.get("infosources"))),
    ]
    item.terms = [
        text_of(said.get("copyrightnotice")),
        text_of(said.get("usageterms")),
        *_rights(said.get("rightsinfo")),
    ]
    item.html, item.text = _body(said)
    item.more = list(_pictures(said.get("associations")))
    item.summary = _summary(said)
    item.extra = {
        "version": text_of(said.get("version")),
        "slugline": text_of(said.get("slugline")),
        "located": text_of(said.get("located")),
        "summary": item.summary,
        "genre": ", ".join(_names(said.get("genre")) or _names(said.get("genres"))),
        "keywords": ", ".join(subjects),
        "expires": text_of(said.get("expires")),
        "digital source": _name(said.get("digitalsourcetype")),
        "picture credit": "; ".join(b.text for b in item.more if b.kind is Kind.CREDIT),
    }
    return read_item(item, customs)


def _lowered(one: Mapping[str, object]) -> dict[str, object]:
    """The names of version 3 are those of version 2 with capitals inside: in small letters they agree."""
    return {name.lower(): value for name, value in one.items()}


def _listed(value: object) -> list[dict[str, object]]:
    """The objects of a list; version 1 keeps some as an object of named objects."""
    if isinstance(value, dict):
        value = [{"name": name, **each} for name, each in value.items() if isinstance(each, dict)]
    if not isinstance(value, list):
        return []
    return [_lowered(each) for each in value[:200] if isinstance(each, dict)]


def _name(one: object) -> str:
    if not isinstance(one, dict):
        return ""
    said = (text_of(one.get(key)) for key in ("name", "literal", "code", "uri"))
    return next((each for each in said if each), "")


def _names(value: object) -> list[str]:
    return [name for one in _listed(value) if (name := _name(one))]


def _role(one: Mapping[str, object]) -> str:
    return text_of(one.get("role")).rpartition("/")[2].rpartition(":")[2].lower()


def _headline(said: Mapping[str, object]) -> str:
    headlines = _listed(said.get("headlines"))
    main = [each for each in headlines if _role(each) in {"", "main", "headline"}] or headlines
    return (
        text_of(said.get("headline"))
        or text_of(main[0].get("value") if main else "")
        or text_of(said.get("title"))
    )


def _address(said: Mapping[str, object]) -> str:
    """Where the article stands on the web: an alternative id that is an address, a rendition, or the uri."""
    ids = said.get("altids")
    values: list[object] = list(ids.values()) if isinstance(ids, dict) else []
    values += [each.get("value") for each in _listed(ids)] if isinstance(ids, list) else []
    for each in _listed(said.get("renditions")):
        kind = text_of(each.get("contenttype")) or text_of(each.get("mimetype"))
        values += [each.get("href")] if "html" in kind else []
    values.append(said.get("uri"))
    return next((text_of(each) for each in values if _WEB.match(text_of(each))), "")


def _rights(value: object) -> list[str]:
    if not isinstance(value, dict):
        return []
    said = _lowered(value)
    return [text_of(said.get("linkedrights")), text_of(said.get("encodedrights"))[:2000]]


def _summary(said: Mapping[str, object]) -> str:
    described = [text_of(each.get("value")) for each in _listed(said.get("descriptions"))]
    described += [text_of(each) for name, each in said.items() if name.startswith("description_")]
    return next((each for each in described if each), "")


def _body(said: Mapping[str, object]) -> tuple[str, str]:
    """The body as (HTML, text): HTML where it is given, since it keeps the marks of promotion and pictures."""
    html, text = "", ""
    for each in _listed(said.get("bodies")):
        kind = text_of(each.get("contenttype")).lower()
        value = text_of(each.get("value"))
        if "html" in kind or "xml" in kind or (not kind and value.startswith("<")):
            html = html or value
        else:
            text = text or value
    for name, stated in said.items():
        if not _BODY.fullmatch(name):
            continue
        if "html" in name or "xml" in name:
            html = html or text_of(stated)
        elif "nitf" not in name:
            text = text or text_of(stated)
    return html, text


def _pictures(associations: object) -> Iterator[Block]:
    """The pictures that belong to the article: what is said of each, then who took it and whose it is."""
    for each in _listed(associations):
        if text_of(each.get("type")) not in {"picture", "graphic", "video"}:
            continue
        kind = Kind.EMBED if each.get("type") == "video" else Kind.IMAGE
        said = _headline(each) or _summary(each) or text_of(each.get("name")) or kind.value
        yield Block(kind, said, "association")
        if (summary := _summary(each)) and summary != said:
            yield Block(Kind.CREDIT, summary, "association")
        credit = [text_of(each.get("byline")) or text_of(each.get("by"))]
        credit += [
            text_of(each.get("copyrightholder")),
            *(_names(each.get("infosource")) or _names(each.get("infosources"))),
        ]
        if names := "/".join(dict.fromkeys(name for name in credit if name)):
            yield Block(Kind.CREDIT, names, "association")
