"""An HTML page read as an article: its facts, its body in order, and what the page says of each block."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from syndicate.errors import BadInput, quoted
from syndicate.pages.cost import check_cost
from syndicate.pages.linked import authors, linked_article, linked_facts, said
from syndicate.pages.plain import Page, PageFacts, byline_in, day_in_text, under_headline
from syndicate.pages.urls import canonical_url, host_of, registrable_domain
from syndicate.rules.articles import Block, Kind, clean_text, fold, word_count
from syndicate.rules.articles.cuts import CutRules, cuts_of, marked_by_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from selectolax.lexbor import LexborHTMLParser

__all__ = ["read_fragment", "read_page"]


@dataclass(slots=True, eq=False)
class _El:
    """One element of the page: what of it matters here, and its children in order."""

    tag: str
    attrs: dict[str, str]
    parent: _El | None
    children: list[_El | str] = field(default_factory=list)
    names: frozenset[str] = frozenset()
    words: int = 0  # words of running text inside
    every: int = 0  # all words inside, of links and furniture too
    node: int = 0  # the parser's own number of it
    cut: str = ""  # the hint of the publisher's rule that fits it

    def get(self, name: str) -> str:
        return self.attrs.get(name, "")


@dataclass(slots=True)
class _Tree:
    """The page without its scripts and styles, in document order, and its JSON-LD as text."""

    root: _El
    elements: list[_El]
    linked: list[str]
    parser: LexborHTMLParser


_GONE = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "canvas",
        "select",
        "button",
        "input",
    }
    | {"textarea", "object", "applet", "frame", "frameset", "dialog", "datalist", "map"}
)
_EMBEDS = frozenset({"iframe", "embed", "video", "audio"})
_FURNITURE_TAGS = frozenset({"nav", "form", "menu"})
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i"}
    | {"ins", "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong"}
    | {"sub", "sup", "time", "tt", "u", "var", "wbr", "acronym", "center"}
)
_NAME_WORD = re.compile(r"[a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z]{2})")
_MOST_LINKED = 1_000_000


# --- the tree ------------------------------------------------------------------------------------


def _tree(text: str, name: str) -> _Tree:
    from selectolax.lexbor import LexborHTMLParser

    check_cost(text, name)
    parser = LexborHTMLParser(text)
    top = parser.root
    root = _El("html", {}, None)
    tree = _Tree(root, [root], [], parser)
    if top is None:
        return tree
    root.attrs = _attributes(top.attributes)
    here, node = root, top.first_child
    while node is not None:
        tag = node.tag
        child = None
        if tag == "-text":
            here.children.append(node.text_content or "")
        elif tag is not None and tag not in _GONE and not tag.startswith("-"):
            attrs = {} if tag == "br" else _attributes(node.attributes)
            el = _El(tag, attrs, here, names=_name_words(attrs), node=node.mem_id)
            here.children.append(el)
            tree.elements.append(el)
            child = node.first_child
            if child is not None:
                here = el
        elif tag == "script" and "ld+json" in (node.attributes.get("type") or "").lower():
            tree.linked.append((node.text_content or node.text() or "")[:_MOST_LINKED])
        if child is not None:
            node = child
            continue
        while node is not None and node.next is None:
            node = node.parent
            if node is None or node.mem_id == top.mem_id:
                node = None
                break
            here = here.parent or root
        node = node.next if node is not None else None
    return tree


def _cut(tree: _Tree, rules: CutRules) -> None:
    """Mark the elements that the publisher's own selectors fit; the first rule that fits stays."""
    if not rules.selectors:
        return
    from selectolax.lexbor import SelectolaxError

    numbered = {el.node: el for el in tree.elements}
    for selector, kind in rules.selectors:
        try:
            found = tree.parser.css(selector)
        except (SelectolaxError, ValueError, RuntimeError) as why:
            raise BadInput(
                f"{quoted(selector)} is no CSS selector",
                hint="mend it under [articles.cut] in syndicate.toml",
            ) from why
        for node in found:
            el = numbered.get(node.mem_id)
            if el is not None and el.tag not in {"html", "body"}:
                el.cut = el.cut or f"cut:{kind.value}:{selector}"


def _attributes(found: Iterable[tuple[str, str | None]] | dict[str, str | None]) -> dict[str, str]:
    pairs = found.items() if isinstance(found, dict) else found
    return {k.lower(): (v or "")[:4000] for k, v in pairs}


def _name_words(attrs: dict[str, str]) -> frozenset[str]:
    """The words in an element's class and id: "newsletter-signUp" gives newsletter, sign, up."""
    named = " ".join(attrs[k][:300] for k in ("class", "id", "data-component") if k in attrs)
    if not named:
        return frozenset()
    return frozenset(_NAME_WORD.findall(_CAMEL.sub(" ", named).lower()[:1000]))


def _hidden(el: _El) -> bool:
    if not el.attrs:
        return False
    style = el.get("style").replace(" ", "").lower()
    return (
        "hidden" in el.attrs
        or el.get("aria-hidden").lower() == "true"
        or "display:none" in style
        or "visibility:hidden" in style
    )


def _text_of(el: _El, *, limit: int = 20_000) -> str:
    parts: list[str] = []
    stack: list[_El | str] = [el]
    size = 0
    while stack and size < limit:
        one = stack.pop()
        if isinstance(one, str):
            parts.append(one)
            size += len(one)
        elif one.tag in _INLINE:
            stack.extend(reversed(one.children))
        else:
            stack.extend([" ", *reversed(one.children), " "])
    return fold(clean_text("".join(parts)))


# --- what the page says of itself ----------------------------------------------------------------


@dataclass(slots=True)
class _Facts:
    """Everything the head and the microdata of the page say, by name, in lower case."""

    meta: dict[str, str]
    canonical: str
    title: str
    language: str


def _facts(tree: _Tree) -> _Facts:
    facts = _Facts({}, "", "", tree.root.get("lang") or tree.root.get("xml:lang"))
    for el in tree.elements:
        if el.tag == "meta":
            key = el.get("property") or el.get("name") or el.get("itemprop") or el.get("http-equiv")
            value = fold(clean_text(el.get("content")))
            if key and value:
                facts.meta.setdefault(key.lower()[:60], value[:2000])
        elif el.tag == "link" and "canonical" in el.get("rel").lower().split():
            facts.canonical = facts.canonical or el.get("href").strip()
        elif el.tag == "title" and not facts.title and _within(el, "head"):
            facts.title = _text_of(el, limit=1000)
        elif el.tag == "time" and el.get("datetime") and "time" not in facts.meta:
            facts.meta["time"] = el.get("datetime")[:40]
    return facts


def _within(el: _El, tag: str) -> bool:
    up = el.parent
    while up is not None:
        if up.tag == tag:
            return True
        up = up.parent
    return False


def _first(*values: str) -> str:
    return next((v for v in values if v), "")


def _headline(tree: _Tree, facts: _Facts, linked: dict[str, object], container: _El) -> str:
    tops = [el for el in tree.elements if el.tag == "h1" and not _hidden(el)]
    inside = [el for el in tops if _contains(container, el)]
    near = [el for el in tops if el.get("itemprop") == "headline"] or inside or tops
    h1 = next((t for el in near if word_count(t := _text_of(el, limit=1000)) >= 2), "")
    stated = said(linked.get("headline"))
    if stated.endswith(("…", "...")):
        stated = ""
    social = facts.meta.get("og:title") or facts.meta.get("twitter:title") or ""
    return _first(stated, h1, _without_site(social, facts), _without_site(facts.title, facts))


def _without_site(title: str, facts: _Facts) -> str:
    """A title without the site's name behind its last bar or dash."""
    site = facts.meta.get("og:site_name", "")
    cut = re.match(r"^(.{12,}?)\s+[|–—·-]\s+([^|–—·]{2,60})$", title)
    if cut and (not site or fold(cut[2]).casefold() == site.casefold() or "|" in title):
        return cut[1]
    return title


def _byline(tree: _Tree, facts: _Facts, linked: dict[str, object]) -> str | None:
    stated = authors(linked.get("author"))
    meta = _first(facts.meta.get("author", ""), facts.meta.get("article:author", ""))
    if meta.lower().startswith(("http:", "https:", "www.")):
        meta = ""
    shown = ""
    for el in tree.elements:
        if _signs(el) and not _hidden(el):
            text = _text_of(el, limit=400)
            shown = byline_in(text) or (text if 1 <= word_count(text) <= 12 else "")
            if shown:
                break
    found = _first(stated, shown, meta)
    return (byline_in(found) or found)[:200] or None


def _signs(el: _El) -> bool:
    names = el.names
    return (
        "author" in el.get("itemprop").split()
        or "author" in el.get("rel").split()
        or ("byline" in names and "image" not in names)
        or ({"author", "name"} <= names)
    )


_DAY_KEYS = (
    "article:published_time",
    "datepublished",
    "og:article:published_time",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "time",
)


def _published_on(facts: _Facts, linked: dict[str, object]) -> date | None:
    stated = [said(linked.get("datePublished")), *(facts.meta.get(k, "") for k in _DAY_KEYS)]
    return next((day for text in stated if text and (day := day_in_text(text))), None)


_LANGUAGE = re.compile(r"^([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?$")


def _language(facts: _Facts, linked: dict[str, object], container: _El) -> str | None:
    near = ""
    up: _El | None = container
    while up is not None and not near:
        near = up.get("lang")
        up = up.parent
    stated = (
        near,
        facts.language,
        said(linked.get("inLanguage")),
        facts.meta.get("og:locale", ""),
        facts.meta.get("content-language", ""),
    )
    for text in stated:
        if found := _LANGUAGE.match(text.strip()):
            script = f"-{found[2].title()}" if found[2] else ""
            region = f"-{found[3].upper()}" if found[3] else ""
            return f"{found[1].lower()}{script}{region}"
    return None


def _address(facts: _Facts, linked: dict[str, object], url: str | None) -> str | None:
    """The page's own canonical address; one on somebody else's site does not beat where it stood."""
    base = _url_or_none(url, None)
    entity = linked.get("mainEntityOfPage")
    stated = (
        facts.canonical,
        facts.meta.get("og:url", ""),
        said(linked.get("url")),
        said(entity.get("@id") if isinstance(entity, dict) else entity),
    )
    for text in stated:
        found = _url_or_none(text, base)
        if found and (base is None or _same_site(found, base)):
            return found
    return base


def _url_or_none(text: str | None, base: str | None) -> str | None:
    if not text or len(text) > 2000:
        return None
    try:
        joined = urljoin(base, text) if base else text
        if not joined.lower().startswith(("http://", "https://")):
            return None
        return canonical_url(joined)
    except (BadInput, ValueError):
        return None


def _same_site(a: str, b: str) -> bool:
    one, other = host_of(a), host_of(b)
    return one == other or registrable_domain(one) == registrable_domain(other)


# --- where the article stands --------------------------------------------------------------------

# Words of class names. Furniture is no part of the article; promo stands in it and is kept as such.
_FURNITURE = frozenset(
    {"nav", "navigation", "breadcrumb", "breadcrumbs", "menu", "comments", "comment", "disqus"}
    | {"cookie", "cookies", "consent", "gdpr", "share", "sharing", "sharebar", "social", "toolbar"}
    | {"taboola", "outbrain", "pagination", "pager", "skip", "masthead", "sitefooter", "ad", "ads"}
    | {"advert", "adverts", "dfp", "gpt", "visuallyhidden", "tagcloud", "blogroll", "sharedaddy"}
    | {"addtoany", "sociable"}
)
# "content with-sidebar" is the content: these say nothing beside a word for the main part.
_SIDE = frozenset({"sidebar", "banner", "rail"})
_MAIN_PART = frozenset({"main", "content", "article", "story", "body", "page", "post", "wrapper"})
_PROMO = frozenset(
    {"newsletter", "newsletters", "signup", "subscribe", "subscription", "related", "recommended"}
    | {"recommendations", "recirc", "recirculation", "promo", "promos", "promobox", "promotion"}
    | {"sponsored", "advertisement", "donate", "donation", "membership", "paywall", "readmore"}
    | {"mostread", "trending", "teaser", "teasers", "infolettre", "abonnement", "inscription"}
    | {"callout", "cta", "onward", "morefrom"}
)
_PROMO_PAIRS = (
    frozenset({"sign", "up"}),
    frozenset({"read", "more"}),
    frozenset({"read", "next"}),
    frozenset({"most", "read"}),
    frozenset({"more", "from"}),
    frozenset({"more", "on"}),
    frozenset({"see", "also"}),
    frozenset({"lire", "aussi"}),
)
_BODY_NAMES = (
    frozenset({"article", "body"}),
    frozenset({"article", "content"}),
    frozenset({"article", "text"}),
    frozenset({"entry", "content"}),
    frozenset({"post", "content"}),
    frozenset({"post", "body"}),
    frozenset({"story", "body"}),
    frozenset({"story", "content"}),
    frozenset({"story", "text"}),
    frozenset({"field", "body"}),
    frozenset({"body", "copy"}),
    frozenset({"body", "text"}),
    frozenset({"articlebody"}),
)
_PARAGRAPHS = frozenset({"p", "blockquote", "li", "pre", "dd"})
_FLOWING = _PARAGRAPHS | _INLINE
_QUIET = frozenset(
    {"aside", "footer", "header", "figcaption", "figure", "head", "title", "address"}
)


def _is_furniture(el: _El) -> bool:
    if el.tag in {"html", "body", "main", "article"}:
        return False
    if el.tag in _FURNITURE_TAGS or el.get("role") in {"navigation", "search", "banner"}:
        return True
    return bool(el.names & _FURNITURE or (el.names & _SIDE and not el.names & _MAIN_PART))


def _promo_mark(el: _El) -> str | None:
    """The word by which the page marks a block as promotion, or None."""
    names = el.names
    if marked := sorted(names & _PROMO):
        return f"a {marked[0]} block"
    for pair in _PROMO_PAIRS:
        if pair <= names:
            return f"a {'-'.join(sorted(pair))} block"
    return "an aside" if el.tag == "aside" or el.get("role") == "complementary" else None


def _score(tree: _Tree) -> None:
    """Count running words into every element, leaving furniture, promo and links out."""
    for el in reversed(tree.elements):
        el.every += sum(len(child.split()) for child in el.children if isinstance(child, str))
        if el.parent is not None:
            el.parent.every += el.every
    much = tree.root.every * 2 // 5
    for el in reversed(tree.elements):
        paragraph = el.tag in _PARAGRAPHS
        for child in el.children:
            if isinstance(child, str):
                count = len(child.split())
                el.words += count if paragraph or count >= 5 else 0
        if el.parent is None or el.tag in _EMBEDS or el.cut or _hidden(el):
            continue
        # A block with most of the page in it is no furniture, whatever its class says.
        if (el.tag in _QUIET or _is_furniture(el)) and el.every <= much:
            continue
        if el.tag == "a" and (el.parent.tag == "li" or el.parent.tag not in _FLOWING):
            continue
        el.parent.words += el.words


def _container(tree: _Tree) -> _El:
    """The element that holds the article: what is marked so, else where the running text stands."""
    body = next((el for el in tree.elements if el.tag == "body"), tree.root)
    whole = max(body.words, 1)

    def best(found: Iterable[_El], share: int) -> _El | None:
        ranked = max(found, key=lambda el: el.words, default=None)
        fits = ranked is not None and ranked.words >= 20 and ranked.words * 100 >= whole * share
        return ranked if fits else None

    marked = best((e for e in tree.elements if "articleBody" in e.get("itemprop").split()), 25)
    if marked:
        return marked
    named = (e for e in tree.elements if e.names and any(pair <= e.names for pair in _BODY_NAMES))
    if chosen := best((e for e in named if e.tag not in {"body", "html", "p", "h1"}), 50):
        return _spread(chosen)
    articles = [e for e in tree.elements if e.tag == "article" or e.get("role") == "article"]
    if chosen := best(articles, 40):
        return chosen
    mains = [e for e in tree.elements if e.tag == "main" or e.get("role") == "main"]
    return _densest(best(mains, 40) or body)


def _spread(chosen: _El) -> _El:
    """The parent, where one named block holds only part of what its like-named siblings hold."""
    parent = chosen.parent
    if parent is None or parent.tag in {"body", "html"}:
        return chosen
    like = [
        c for c in parent.children if isinstance(c, _El) and c.get("class") == chosen.get("class")
    ]
    return parent if len(like) > 1 else chosen


def _densest(top: _El) -> _El:
    here = top
    while True:
        inner = [c for c in here.children if isinstance(c, _El) and c.tag not in _PARAGRAPHS]
        heavy = max(inner, key=lambda el: el.words, default=None)
        if heavy is None or heavy.words * 100 < here.words * 80 or heavy.words < 20:
            return here
        here = heavy


def _contains(outer: _El, el: _El) -> bool:
    up: _El | None = el
    while up is not None:
        if up is outer:
            return True
        up = up.parent
    return False


# --- the body in order ---------------------------------------------------------------------------

_EMBED_NAMES = frozenset(
    {"twitter", "instagram", "tiktok", "facebook", "embed", "bluesky", "mastodon"}
)
_META_NAMES = frozenset(
    {"byline", "author", "dateline", "timestamp", "pubdate", "published", "updated"}
)


@dataclass(slots=True)
class _Body:
    """The blocks found so far, and the text not yet closed into one."""

    blocks: list[Block] = field(default_factory=list)
    running: list[str] = field(default_factory=list)
    linked: int = 0  # characters of the running text that stand in links

    def add(self, text: str, *, linked: bool) -> None:
        self.running.append(text)
        self.linked += len(text.strip()) if linked else 0

    def close(self, hint: str) -> None:
        text = fold(clean_text("".join(self.running)))
        only_link = self.linked * 10 >= len(text) * 9 and len(text) <= 200
        self.running.clear()
        self.linked = 0
        if not text:
            return
        marked = hint.startswith(("promo:", "cut:"))
        if only_link and not marked and not text.endswith((".", "!", "?", "”")):
            hint = "promo:a line that is only a link"
        self.put(Kind.TEXT, text, hint)

    def put(self, kind: Kind, text: str, hint: str) -> None:
        if hint.startswith("cut:"):
            kind = Kind(hint.split(":", 2)[1])
        block = Block(kind, text, hint)
        if not self.blocks or self.blocks[-1].text != text:
            self.blocks.append(block)


@dataclass(slots=True)
class _Step:
    """One thing still to be walked: the hint that marks it, whether it stands in a link, whether it ends."""

    one: _El | str
    mark: str = ""
    linked: bool = False
    leaving: bool = False


def _blocks(container: _El, headline: str, *, fragment: bool = False) -> tuple[Block, ...]:
    body = _Body()
    heavy = max(container.every, 1)
    stack: list[_Step] = [_Step(c) for c in reversed(container.children)]
    while stack:
        step = stack.pop()
        one, mark = step.one, step.mark
        if isinstance(one, str):
            body.add(one, linked=step.linked)
        elif step.leaving:
            body.close(mark or one.tag)
        elif one.tag == "br":
            _line_break(body, mark or "p")
        elif one.tag == "time" and _block_tag(one.parent) not in _PARAGRAPHS:
            continue  # the article's own date line, read with its facts
        elif one.tag in _INLINE and not _signs(one) and not one.cut:
            linked = step.linked or (one.tag == "a" and not one.get("href").startswith("#"))
            stack.extend(_Step(c, mark, linked) for c in reversed(one.children))
        else:
            body.close(mark or _block_tag(one.parent))
            if not one.cut and _passed_over(one, heavy, headline, fragment=fragment):
                continue
            mark = one.cut or mark or _promo_hint(one, heavy)
            if _picture_or_embed(one, body, mark if mark.startswith("cut:") else ""):
                continue
            stack.append(_Step(one, mark, leaving=True))
            stack.extend(_Step(c, mark, step.linked) for c in reversed(one.children))
    body.close("p")
    return tuple(b for b in body.blocks if b.text and _is_matter(b))


def _promo_hint(el: _El, heavy: int) -> str:
    found = _promo_mark(el) if el.every * 100 <= heavy * 40 else None
    return f"promo:{found}" if found else ""


def _is_matter(block: Block) -> bool:
    return any(map(str.isalnum, block.text)) or block.kind in {Kind.IMAGE, Kind.EMBED}


def _block_tag(el: _El | None) -> str:
    while el is not None and el.tag in _INLINE:
        el = el.parent
    return el.tag if el is not None else ""


def _line_break(body: _Body, hint: str) -> None:
    """Two line breaks end a paragraph; one is a space."""
    if (body.running and body.running[-1] == "\n") or not "".join(body.running[-3:]).strip():
        body.close(hint)
    else:
        body.add("\n", linked=False)


def _passed_over(el: _El, heavy: int, headline: str, *, fragment: bool) -> bool:
    """Furniture, what is hidden, the headline again, the byline and the date."""
    if _hidden(el):
        return True
    if _is_furniture(el) and el.every * 100 <= heavy * 40:
        return True
    if el.tag in {"h1", "title"} and not fragment:
        return True
    if el.tag in {"h1", "h2", "h3"} and headline and _text_of(el, limit=600) == headline:
        return True
    if el.tag in _PARAGRAPHS and el.tag != "p":
        return False
    small = el.words <= 30 and len(el.children) < 40
    if small and (_signs(el) or el.tag == "time" or el.names & _META_NAMES):
        return word_count(_text_of(el, limit=2000)) <= 30
    return False


def _picture_or_embed(el: _El, body: _Body, mark: str) -> bool:
    """File a picture or an embed as one block, whatever stands inside it; never its address.

    `mark` is the hint of a publisher's rule around it, which then says what it is.
    """
    names = el.names
    if el.tag in _EMBEDS or (
        el.tag in {"blockquote", "div", "figure"} and names & _EMBED_NAMES and el.words < 150
    ):
        inner = el if el.tag == "blockquote" else next(_inside(el, _EMBEDS), el)
        text = _text_of(el) if el.tag == "blockquote" else ""
        shown = _first(text, fold(clean_text(inner.get("title"))), _text_of(el), _site(inner))
        body.put(Kind.EMBED, shown[:2000] or "embed", mark or el.tag)
        return True
    if el.tag in {"img", "picture", "amp-img"}:
        _put_picture(el, body, mark)
        return True
    if el.tag == "figure" and (el.words < 60 or next(_inside(el, frozenset({"img"})), None)):
        pictures = next(_inside(el, frozenset({"img", "amp-img"})), None)
        if pictures is None and next(_inside(el, frozenset({"figcaption"})), None) is None:
            return False
        _put_picture(pictures or el, body, mark)
        for caption in _inside(el, frozenset({"figcaption"})):
            if text := _text_of(caption, limit=3000):
                body.put(Kind.CREDIT, text, mark or "figcaption")
        return True
    if el.tag == "figcaption" or ("caption" in names and el.words < 60):
        if text := _text_of(el, limit=3000):
            body.put(Kind.CREDIT, text, mark or "figcaption")
        return True
    return False


def _put_picture(el: _El, body: _Body, mark: str) -> None:
    img = el if el.tag in {"img", "amp-img"} else next(_inside(el, frozenset({"img"})), el)
    if img.get("width") in {"0", "1", "2"} or img.get("height") in {"0", "1", "2"}:
        return
    shown = _first(fold(clean_text(img.get("alt"))), fold(clean_text(img.get("title"))), _file(img))
    body.put(Kind.IMAGE, shown[:1000] or "picture", mark or "img")


def _file(img: _El) -> str:
    """The bare file name of a web picture; addresses of the machine's own files are not repeated."""
    try:
        parts = urlsplit(img.get("src").strip())
    except ValueError:
        return ""
    if parts.scheme not in {"", "http", "https"}:
        return ""
    return fold(clean_text(unquote(parts.path.rpartition("/")[2])))[:80]


def _site(el: _El) -> str:
    try:
        return host_of(el.get("src")) if el.get("src").startswith(("http", "//")) else ""
    except BadInput:
        return ""


def _inside(el: _El, tags: frozenset[str]) -> Iterator[_El]:
    stack: list[_El | str] = list(reversed(el.children))
    while stack:
        one = stack.pop()
        if isinstance(one, _El):
            if one.tag in tags:
                yield one
            else:
                stack.extend(reversed(one.children))


def _fuller(blocks: tuple[Block, ...], stated: object) -> tuple[Block, ...]:
    """The body the page's data state, where the page itself shows less than half of its words."""
    if not isinstance(stated, str):
        return blocks
    lines = [fold(line) for line in clean_text(stated).splitlines()]
    whole = tuple(Block(Kind.TEXT, line, "articleBody") for line in lines if line)
    shown = sum(word_count(b.text) for b in blocks if b.kind is Kind.TEXT)
    words = sum(word_count(b.text) for b in whole)
    return whole if words >= 20 and shown * 2 < words else blocks


# --- what the page says beside the text ----------------------------------------------------------

_SECTION_KEYS = ("article:section", "og:article:section", "parsely-section", "section")
_MODIFIED_KEYS = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "last-modified",
)
_TERMS_KEYS = ("copyright", "dc.rights", "dcterms.rights", "rights", "dcterms.license")
_SOURCE_KEYS = ("original-source", "syndication-source", "dc.source", "dcterms.source")
_KEYWORD_KEYS = ("news_keywords", "keywords")


def _page_facts(tree: _Tree, facts: _Facts, linked: dict[str, object], page_url: str) -> PageFacts:
    """The facts of JSON-LD, with those of meta and link tags where it is silent."""
    told = linked_facts(linked)
    meta = facts.meta

    def first(keys: tuple[str, ...]) -> str:
        return next((meta[key] for key in keys if meta.get(key)), "")

    keywords = told.extra.get("keywords") or first(_KEYWORD_KEYS)
    based_on = [meta[key] for key in _SOURCE_KEYS if meta.get(key)]
    rights = [meta[key] for key in _TERMS_KEYS if meta.get(key)]
    expires = told.extra.get("expires") or meta.get("article:expiration_time", "")
    extra = {**told.extra, "keywords": keywords, "expires": expires}
    return replace(
        told,
        section=told.section or first(_SECTION_KEYS) or None,
        published=told.published or first(_DAY_KEYS) or None,
        modified=told.modified or first(_MODIFIED_KEYS) or None,
        alternates=_alternates(tree, page_url) or told.alternates,
        providers=tuple(dict.fromkeys((*told.providers, *based_on))),
        terms=tuple(dict.fromkeys((*told.terms, *rights))),
        extra={name: text for name, text in extra.items() if text},
    )


_MOST_ALTERNATES = 60


def _alternates(tree: _Tree, page_url: str) -> tuple[tuple[str, str], ...]:
    """(language, address) of each `<link rel="alternate" hreflang>`, the page itself left out."""
    found: dict[tuple[str, str], None] = {}
    for el in tree.elements:
        if el.tag != "link" or "alternate" not in el.get("rel").lower().split():
            continue
        language = el.get("hreflang").strip()
        url = _url_or_none(el.get("href").strip(), page_url or None)
        if url and language.lower() != "x-default" and _LANGUAGE.match(language):
            found[language, url] = None
    others = [(language, url) for language, url in found if url != page_url]
    return tuple(others[:_MOST_ALTERNATES])


# --- the two ways in -----------------------------------------------------------------------------


def read_page(
    text: str, *, name: str, url: str | None = None, cuts: Mapping[str, CutRules] | None = None
) -> Page:
    """The article on an HTML page: facts from JSON-LD, OpenGraph, links, meta and microdata.

    Blocks come in the order of the page. Marked promotion is kept with the mark as its hint
    ("promo:a newsletter block"); what a publisher's own rule in `cuts` (by site) fits has its kind and
    the rule as its hint ("cut:promo:div.box"); navigation, comments, sharing bars and hidden text are no
    part of the article.
    Raises BadInput for a page too deep or too large to be an article, and for a selector that is none.
    """
    tree = _tree(text, name)
    facts, linked = _facts(tree), linked_article(tree.linked)
    address = _address(facts, linked, url)
    rules = cuts_of(cuts, host_of(address) if address else "") if cuts else CutRules()
    _cut(tree, rules)
    _score(tree)
    container = _container(tree)
    headline = _headline(tree, facts, linked, container)
    blocks = _blocks(container, headline)
    blocks = _fuller(blocks, linked.get("articleBody"))
    blocks, byline, day = under_headline(blocks) if headline else (blocks, None, None)
    blocks = marked_by_text(blocks, rules)
    return Page(
        headline=headline,
        byline=_byline(tree, facts, linked) or byline,
        published_on=_published_on(facts, linked) or day,
        language=_language(facts, linked, container),
        url=address,
        blocks=blocks,
        facts=_page_facts(tree, facts, linked, address or ""),
    )


def read_fragment(
    text: str, *, name: str, headline: str = "", rules: CutRules | None = None
) -> tuple[Block, ...]:
    """The blocks of HTML that is the body of one article and nothing else, as a feed or a CMS hands it out.

    The headline repeated on top is passed over. Raises BadInput as `read_page` does.
    """
    tree = _tree(text, name)
    _cut(tree, rules or CutRules())
    _score(tree)
    body = next((el for el in tree.elements if el.tag == "body"), tree.root)
    blocks = _blocks(body, fold(headline), fragment=True)
    return marked_by_text(blocks, rules) if rules else blocks
