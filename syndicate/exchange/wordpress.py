"""WordPress: posts as its REST interface hands them out, page by page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from syndicate.errors import BadInput, SyndicateError
from syndicate.exchange.items import Item, read_item
from syndicate.exchange.objects import at_path, listed, parsed, raw_of, text_at, text_of
from syndicate.rules.articles.incoming import Arrival, Incoming, PubStatus, Refusal
from syndicate.rules.dates import stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from syndicate.exchange.items import Customs
    from syndicate.pages.fetch import Fetched

__all__ = ["is_post", "posts_address", "read_post", "read_wordpress"]

PAGE = 100
MOST_PAGES = 20_000
_STATUS = {
    "publish": PubStatus.USABLE,
    "future": PubStatus.WITHHELD,
    "draft": PubStatus.WITHHELD,
    "pending": PubStatus.WITHHELD,
    "private": PubStatus.WITHHELD,
    "trash": PubStatus.KILLED,
}


def posts_address(url: str) -> str:
    """The address of the posts of the WordPress site at `url`, which may be that address already."""
    bare = url.partition("?")[0].rstrip("/")
    if "/wp-json" not in bare:
        parts = urlsplit(bare if "://" in bare else f"https://{bare}")
        bare = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}/wp-json"
    if bare.endswith("/wp-json"):
        bare += "/wp/v2"
    return bare if re.search(r"/wp/v2/[^/]+$", bare) else f"{bare.rstrip('/')}/posts"


def read_wordpress(
    url: str,
    customs: Customs,
    *,
    get: Callable[[str], Fetched],
    modified_after: datetime | None = None,
    first: Fetched | None = None,
) -> Iterator[Arrival]:
    """All posts of a WordPress site, oldest number first, 100 a page; those changed since, if asked.

    `url` is the site or its `/wp-json/wp/v2/posts`; `first` the answer to it where it was asked already
    (then it tells only that this is WordPress). A page that fails ends the reading with a refusal: what
    was read stands, and the same command reads on later.
    """
    base = posts_address(first.final_url if first is not None else url)
    query = f"?per_page={PAGE}&orderby=id&order=asc&_embed=author,wp:term"
    if modified_after is not None:
        query += f"&modified_after={quote(f'{stamp(modified_after)[:19]}Z', safe='')}"
    pages = 1
    page = 0
    while page < min(pages, MOST_PAGES):
        page += 1
        where = f"page {page}"
        try:
            fetched = get(f"{base}{query}&page={page}")
            posts = parsed(fetched.body)
        except SyndicateError as why:
            yield Refusal(where, f"{why.message}; the pages after it were not read")
            return
        if not isinstance(posts, list):
            yield Refusal(where, _said_instead(posts))
            return
        told = fetched.headers.get("x-wp-totalpages", "")
        more = int(told) if told.isascii() and told.isdigit() and len(told) < 7 else 0
        pages = more or (page + 1 if len(posts) >= PAGE else page)
        for number, post in enumerate(posts, start=1):
            yield _arrival(post, customs, f"page {page}, post {number}")


def _said_instead(answer: object) -> str:
    message = text_at(answer, "message") if isinstance(answer, dict) else ""
    return f"the site answered: {message[:200]}" if message else "the site answered with no posts"


def _arrival(post: object, customs: Customs, where: str) -> Arrival:
    try:
        if not isinstance(post, dict) or not is_post(post):
            raise BadInput("it is no post of WordPress")  # noqa: TRY301 - told as any fault of the post
        return read_post(post, raw_of(_lasting(post)), customs, where=where)
    except BadInput as why:
        return Refusal(where, why.message)


def _lasting(post: Mapping[str, object]) -> dict[str, object]:
    """A post without what changes when nothing of it did: links to the interface itself."""
    return {name: value for name, value in post.items() if name != "_links"}


def is_post(one: Mapping[str, object]) -> bool:
    """Whether a JSON object is a post as WordPress hands it out."""
    return isinstance(at_path(one, "title.rendered"), str) and isinstance(one.get("link"), str)


def read_post(one: Mapping[str, object], raw: bytes, customs: Customs, *, where: str) -> Incoming:
    """The article in a post. Raises BadInput for one behind a password, and as `read_item` does."""
    if at_path(one, "content.protected") is True and not text_at(one, "content.rendered"):
        raise BadInput("it stands behind a password")
    terms = [term for group in _groups(one) for term in listed(group)]
    sections = [text_at(t, "name") for t in terms if t.get("taxonomy") == "category"]
    tags = [text_at(t, "name") for t in terms if t.get("taxonomy") == "post_tag"]
    names = [text_at(each, "name") for each in listed(at_path(one, "_embedded.author"))]
    identity = text_at(one, "guid.rendered") or text_of(one.get("id"))
    status = text_of(one.get("status"))
    local = text_of(one.get("date"))
    item = Item(
        where=where,
        raw=raw,
        media_type="application/json",
        source_id=identity,
        url=text_of(one.get("link")),
        headline=text_at(one, "title.rendered"),
        byline=", ".join(name for name in names if name),
        published=local or _utc(text_of(one.get("date_gmt"))),
        modified=_utc(text_of(one.get("modified_gmt"))) or text_of(one.get("modified")),
        language=text_of(one.get("lang")) or text_of(one.get("locale")),
        section=next((each for each in sections if each), ""),
        status=_STATUS.get(status, PubStatus.USABLE),
        html=text_at(one, "content.rendered"),
        alternates=_translations(one),
        extra={
            "keywords": ", ".join(each for each in tags if each),
            "sections": ", ".join(each for each in sections if each),
            "summary": text_at(one, "excerpt.rendered"),
        },
    )
    return read_item(item, customs)


def _groups(one: Mapping[str, object]) -> list[object]:
    groups = at_path(one, "_embedded.wp:term")
    return groups if isinstance(groups, list) else []


def _utc(text: str) -> str:
    """A stamp in Greenwich time, which WordPress writes without saying so."""
    return f"{text}Z" if text and text[-1:].isdigit() else text


def _translations(one: Mapping[str, object]) -> list[tuple[str, str]]:
    """What the two usual plug-ins for languages say: an object of addresses by language."""
    said = one.get("translations")
    if not isinstance(said, dict):
        return []
    found = [
        (tag, value if isinstance(value, str) else text_at(value, "link"))
        for tag, value in said.items()
        if isinstance(value, str | dict)
    ]
    return [(tag, url) for tag, url in found if url.startswith("http")]
