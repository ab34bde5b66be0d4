"""Web addresses: one spelling for one page, and whose site it is. No network, no lists fetched."""

from __future__ import annotations

import functools
import ipaddress
import re
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, quote, unquote_to_bytes, urlsplit

from syndicate.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "article_key",
    "canonical_url",
    "checked_url",
    "host_of",
    "registrable_domain",
    "same_article",
    "spellings",
]

_LONGEST = 2_048
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:")
_BARE_HOST = re.compile(r"^[^\s/:?#@]{1,253}\.[^\s/:?#@.]{2,63}(?::\d{1,5})?(?:[/?#]|$)")
_PORTS = {"http": 80, "https": 443}
# What mailing, search and social services add to a link; none of it names another page.
_TRACKING = re.compile(
    r"(?:utm_.*|at_(?:medium|campaign|link.*|format|bbc.*|ptr.*)|hsa_.*|pk_.*|mtm_.*|matomo_.*|"
    r"fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|li_fat_id|igshid|igsh|"
    r"mc_cid|mc_eid|mkt_tok|_hsenc|_hsmi|hsctatracking|vero_id|wickedid|oly_anon_id|oly_enc_id|"
    r"s_cid|ncid|cmpid|xtor|ref_src|ref_url|_ga|_gl|smid|smtyp|sr_share|guccounter|guce_.*|"
    r"__twitter_impression|fb_ref|fb_source|soc_src|soc_trk)",
    re.IGNORECASE,
)
_AMP_QUERY = re.compile(r"(?:amp|outputtype=amp|amp=[^&]*|m=1)", re.IGNORECASE)
_AMP_PAIRS = ("amp", "amp=1", "outputType=amp", "m=1")
_SAME_SITE = ("www", "m", "amp", "mobile")
_INDEX = ("index.html", "index.htm", "index.php")
_UNFIT = re.compile(r"[\x00-\x20\x7f-\xa0\\]")
_UNRESERVED = re.compile(r"%([0-9A-Fa-f]{2})")
_KEPT = "!$&'()*+,;=:@/~-._%"


def host_of(url: str) -> str:
    """The host of `url` in lower case and ASCII, without its port; "" where there is none.

    Raises BadInput where the address cannot be read.
    """
    return _host(_split(url))


def canonical_url(text: str) -> str:
    """`text` as the one spelling the desk files and compares.

    Scheme and host in lower case, the host in ASCII (UTS 46), default port, fragment, credentials'
    place and tracking parameters gone, dot segments resolved (RFC 3986, section 6.2.2), escapes in
    capitals. A trailing slash is dropped except at the root: sites answer both, a register needs
    one. The order of the other parameters is kept. An address without a scheme is taken as https.
    Raises BadInput for anything but http and https, for credentials and for what has no host.
    """
    parts = _split(text)
    host = _host(parts)
    if not host:
        raise BadInput(f"no host in the address {_shown(text)}")
    port = _port(parts, text)
    shown = f"[{host}]" if ":" in host else host
    path = _dots_resolved(_escaped(parts.path))
    if path != "/":
        path = path.rstrip("/") or "/"
    query = _query(parts.query, lambda pair: not _TRACKING.fullmatch(pair.partition("=")[0]))
    return f"{parts.scheme}://{shown}{port}{path}{query}"


def spellings(text: str) -> tuple[str, ...]:
    """`text` as filed, then how else the same article may have been filed: all that `same_article` passes over.

    The likeliest come first. Raises BadInput as `canonical_url` does.
    """
    filed = canonical_url(text)
    host, path, query = _key(filed)
    hosts = [host]
    if "." in host and not _is_address(host.partition(":")[0]):
        hosts += [f"{label}.{host}" for label in _SAME_SITE]
    plain = f"/{path}{query}"
    paths = [plain, *(f"/{form}{query}" for form in _amp_paths(path))]
    paths += [f"/{path}{query}{'&' if query else '?'}{pair}" for pair in _AMP_PAIRS]
    sites = [f"{scheme}://{name}" for name in hosts for scheme in ("https", "http")]
    made = (f"{site}{form}" for form in paths for site in sites)
    return tuple(dict.fromkeys((filed, *made)))


def article_key(text: str) -> str:
    """What all spellings of one article's address have in common; see `same_article`. No address itself.

    Raises BadInput as `canonical_url` does.
    """
    host, path, query = _key(text)
    return f"{host}/{path}{query}"


def _amp_paths(path: str) -> list[str]:
    """How else a site may spell a path: its pages for telephones, the name of the file a folder shows."""
    below = f"{path}/" if path else ""
    made = [f"{below}{last}" for last in ("amp", *_INDEX, "amp.html")]
    if path:
        made.append(f"amp/{path}")
        stem, dot, ending = path.rpartition(".")
        page = dot and ending in {"html", "htm"}
        made.append(f"{stem}.amp.{ending}" if page else f"{path}.amp")
    return made


def checked_url(text: str) -> str:
    """`text` as an address to fetch: host in ASCII, escapes mended, no fragment; all else as given.

    A server may answer only to the spelling it gave, so the trailing slash and the parameters stay.
    Raises BadInput as `canonical_url` does.
    """
    parts = _split(text)
    host = _host(parts)
    if not host:
        raise BadInput(f"no host in the address {_shown(text)}")
    shown = f"[{host}]" if ":" in host else host
    path = _dots_resolved(_escaped(parts.path))
    query = f"?{quote(parts.query, safe=_KEPT + '?[]')}" if parts.query else ""
    return f"{parts.scheme}://{shown}{_port(parts, text)}{path}{query}"


def same_article(a: str, b: str) -> bool:
    """Whether two addresses name one article.

    http and https, `www.`, `m.` and `amp.` hosts, a trailing slash, tracking parameters, fragments
    and the usual AMP spellings (also those of AMP caches) make no difference.
    Raises BadInput where an address cannot be read.
    """
    return _key(a) == _key(b)


def registrable_domain(url_or_host: str) -> str:
    """The domain somebody registered: "news.harbourcourier.co.uk" gives "harbourcourier.co.uk".

    By the public suffix list that comes with tldextract, private suffixes included, so two blogs of
    one hosting service are two sites. Addresses and bare names come back as they are; a suffix that
    no list knows counts as one label.
    Raises BadInput where the address cannot be read.
    """
    host = host_of(url_or_host)
    if _is_address(host) or "." not in host:
        return host
    domain, suffix = _suffixes()(host)
    if suffix:
        return f"{domain}.{suffix}" if domain else host
    return ".".join(host.split(".")[-2:])


@functools.cache
def _suffixes() -> Callable[[str], tuple[str, str]]:
    import tldextract

    listed = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)

    def split(host: str) -> tuple[str, str]:
        found = listed(host, include_psl_private_domains=True)
        return found.domain, found.suffix

    return split


def _shown(text: str) -> str:
    one_line = "".join(c if c.isprintable() else "?" for c in text[:80])
    return f'"{one_line}{"…" if len(text) > 80 else ""}"'


def _split(text: str) -> SplitResult:
    text = text.strip()
    if not text:
        raise BadInput("an empty web address")
    if len(text) > _LONGEST:
        raise BadInput(f"a web address of {len(text):,} characters: at most {_LONGEST:,}")
    if _UNFIT.search(text):
        raise BadInput(f"blanks or control characters in the address {_shown(text)}")
    if text.startswith("//"):
        text = "https:" + text
    elif _BARE_HOST.match(text) or not _SCHEME.match(text):
        text = "https://" + text
    try:
        parts = urlsplit(text)
        user = parts.username
    except ValueError as why:
        raise BadInput(f"not a web address: {_shown(text)}") from why
    if parts.scheme not in _PORTS:
        raise BadInput(f"only http and https addresses are read, not {_shown(text)}")
    if user is not None or "@" in parts.netloc:
        raise BadInput(f"a name or password stands in the address {_shown(text)}")
    return parts


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if not host:
        return ""
    if ":" in host:
        try:
            return str(ipaddress.IPv6Address(host.partition("%")[0]))
        except ValueError as why:
            raise BadInput(f"not an IPv6 address: {_shown(host)}") from why
    try:
        return _ascii(unquote_to_bytes(host).decode("utf-8") if "%" in host else host)
    except (UnicodeError, ValueError) as why:
        raise BadInput(f"not a host name: {_shown(host)}") from why


def _ascii(host: str) -> str:
    import idna

    name = host.lower() if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    if len(name) > 253 or not re.fullmatch(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){0,126}", name):
        raise BadInput(f"not a host name: {_shown(host)}")
    return name


def _port(parts: SplitResult, text: str) -> str:
    try:
        port = parts.port
    except ValueError as why:
        raise BadInput(f"not a port in the address {_shown(text)}") from why
    return "" if port is None or port == _PORTS[parts.scheme] else f":{port}"


def _escaped(path: str) -> str:
    def plain(found: re.Match[str]) -> str:
        char = chr(int(found[1], 16))
        unreserved = char.isascii() and (char.isalnum() or char in "-._~")
        return char if unreserved else found[0].upper()

    return quote(_UNRESERVED.sub(plain, path), safe=_KEPT)


def _dots_resolved(path: str) -> str:
    out: list[str] = []
    segments = path.split("/")[1:] if path.startswith("/") else path.split("/")
    for segment in segments:
        if segment == "..":
            if out:
                out.pop()
        elif segment != ".":
            out.append(segment)
    return "/" + "/".join(out)


def _query(query: str, keep: Callable[[str], bool]) -> str:
    kept = [quote(p, safe=_KEPT + "?[]") for p in query.split("&") if p and keep(p)]
    return "?" + "&".join(kept) if kept else ""


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _key(url: str) -> tuple[str, str, str]:
    parts = urlsplit(canonical_url(url))
    host, path = parts.hostname or "", parts.path
    if host.endswith(".cdn.ampproject.org") or (
        host in {"www.google.com", "google.com"} and path.startswith("/amp/")
    ):
        inner = re.match(r"/(?:[acv]|amp)/(?:s/)?([^/]+\.[^/]+.*)$", path)
        if inner:
            parts = urlsplit(canonical_url(inner[1]))
            host, path = parts.hostname or "", parts.path
    labels = (f"[{host}]" if ":" in host else host).split(".")
    while len(labels) > 2 and labels[0] in _SAME_SITE:
        labels = labels[1:]
    path = re.sub(r"\.amp(?=\.html?$|$)", "", path)
    segments = [s for s in path.split("/") if s]
    if segments and segments[-1].lower() in {"amp", *_INDEX}:
        segments = segments[:-1]
    if segments and segments[0].lower() == "amp":
        segments = segments[1:]
    if segments and segments[-1].lower() == "amp.html":
        segments = segments[:-1]
    query = _query(parts.query, lambda pair: not _AMP_QUERY.fullmatch(pair))
    # http on the port of https is a page of the site all the same.
    port = f":{parts.port}" if parts.port and parts.port not in _PORTS.values() else ""
    return ".".join(labels) + port, "/".join(segments), query
