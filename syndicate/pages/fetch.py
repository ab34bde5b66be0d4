"""The one fetcher: a page from the open web, never from inside the house, within limits, with manners."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import time
import zlib
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from syndicate.errors import BadInput, Outside, Refused
from syndicate.pages.robots import RobotRules, allows, read_robots
from syndicate.pages.urls import canonical_url, checked_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    import httpx2

__all__ = ["USER_AGENT", "Fetched", "Limits", "Manners", "fetch"]

ROBOT = "Syndicate-Desk"
USER_AGENT = f"{ROBOT}/0.1 (desk software of a news publisher; keeps to robots.txt)"
_SEE_OTHER = frozenset({301, 302, 303, 307, 308})
_TRY_AGAIN = frozenset({429, 500, 502, 503, 504})
_ENCODINGS = {"": 0, "identity": 0, "gzip": 31, "x-gzip": 31, "deflate": 15}
_WEB_PORTS = frozenset({80, 443, 8080, 8443})
_CHUNK = 65_536
_TOLD = ("x-wp-total", "x-wp-totalpages", "last-modified", "etag")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a fetch may take. Seconds are wall-clock; sizes are bytes after decompression."""

    max_bytes: int = 10 * 1024 * 1024
    max_redirects: int = 5
    connect_seconds: float = 5
    read_seconds: float = 10
    total_seconds: float = 30
    tries: int = 2
    pause_seconds: float = 1
    keep_status: frozenset[int] = frozenset()  # answers that are no error, such as 404 and 410
    allow_private: bool = False  # lets loopback addresses in, for tests; no other network


@dataclass(slots=True)
class Manners:
    """What is remembered between fetches of one run: the robots rules of each site, when it was asked last.

    One site is asked at most once in `between_seconds`.
    """

    robots: dict[str, RobotRules | None] = field(default_factory=dict)
    between_seconds: float = 0
    asked: dict[str, float] = field(default_factory=dict)

    def wait(self, host: str) -> None:
        """Give a site its time before it is asked again."""
        if self.between_seconds <= 0:
            return
        last = self.asked.get(host)
        if last is not None:
            time.sleep(max(0.0, last + self.between_seconds - time.monotonic()))
        self.asked[host] = time.monotonic()


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came: where it was asked for and found, what the server called it, its bytes.

    `headers` has, by their names in small letters, those that count pages or say when a page changed.
    """

    url: str
    final_url: str
    status: int
    media_type: str
    charset: str | None
    body: bytes
    at: datetime
    headers: Mapping[str, str] = field(default_factory=dict)


def fetch(
    url: str, *, now: datetime, limits: Limits | None = None, manners: Manners | None = None
) -> Fetched:
    """The page at `url`, fetched at `now`.

    http and https only. Every hop is resolved, refused where it leads into a private, loopback or
    link-local network, and the connection goes to the very address that was checked. Redirects,
    size, decompression and time are bounded; robots.txt is obeyed (pass one `Manners` to many
    fetches and each site is asked once); 429 and 5xx are tried once more after a pause. Proxies
    and cookies are not used.
    Raises BadInput for an address that cannot be read, Refused where robots.txt or the network
    guard says no, Outside for the network, the server, size and time.
    """
    limits = limits or Limits()
    manners = manners or Manners()
    start = canonical_url(url)
    with _client(limits) as client:
        trip = _Trip(client, limits, manners, time.monotonic() + limits.total_seconds)
        hop = checked_url(url)
        for _ in range(limits.max_redirects + 1):
            trip.ask_robots(hop)
            answer = trip.get(hop)
            if answer.status not in _SEE_OTHER or not answer.location:
                return _page(start, hop, answer, now, limits)
            hop = _next_hop(hop, answer.location)
    raise Outside(f"{_shown(start)} redirects more than {limits.max_redirects} times")


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    content_type: str
    location: str
    retry_after: str
    body: bytes
    told: Mapping[str, str]


@contextlib.contextmanager
def _client(limits: Limits) -> Iterator[httpx2.Client]:
    import httpx2

    timeout = httpx2.Timeout(limits.read_seconds, connect=limits.connect_seconds)
    headers = {
        "User-Agent": USER_AGENT,
        "Accept": "text/html,application/xhtml+xml,text/plain;q=0.9,*/*;q=0.5",
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
    }
    with httpx2.Client(
        trust_env=False, follow_redirects=False, timeout=timeout, headers=headers
    ) as client:
        yield client


@dataclass(slots=True)
class _Trip:
    """One fetch with its redirects: the client, the limits and the moment it must be over."""

    client: httpx2.Client
    limits: Limits
    manners: Manners
    deadline: float

    def get(self, url: str) -> _Answer:
        for left in range(self.limits.tries - 1, -1, -1):
            try:
                answer = self._once(url, self.limits.max_bytes)
            except _Transient as why:
                if not left:
                    raise why.shown from why
                self._pause("")
                continue
            if answer.status not in _TRY_AGAIN or not left:
                return answer
            self._pause(answer.retry_after)
        raise Outside(f"{_shown(url)} was not asked: no try allowed")

    def ask_robots(self, url: str) -> None:
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self.manners.robots:
            self.manners.robots[site] = self._robots(site)
        rules = self.manners.robots[site]
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if rules is None:
            raise Refused(
                f"{_shown(site)} does not say whether robots may read it (its robots.txt fails)",
                hint="save the page in a browser and give the file",
            )
        if not allows(rules, path):
            raise Refused(
                f"the robots.txt of {_shown(site)} asks robots not to read {_shown(path)}",
                hint="save the page in a browser and give the file",
            )

    def _robots(self, site: str) -> RobotRules | None:
        """The rules of `site`; none where it has no robots.txt, None where its server fails."""
        url = f"{site}/robots.txt"
        for _ in range(self.limits.max_redirects + 1):
            try:
                answer = self._once(url, 512 * 1024)
            except _Transient as why:
                raise why.shown from why
            if answer.status in _SEE_OTHER and answer.location:
                url = _next_hop(url, answer.location)
                continue
            if answer.status == HTTPStatus.OK:
                return read_robots(answer.body.decode("utf-8", "replace"), robot=ROBOT)
            return RobotRules() if 400 <= answer.status < 500 else None
        return RobotRules()

    def _once(self, url: str, max_bytes: int) -> _Answer:
        import httpx2

        parts = urlsplit(url)
        host = parts.hostname or ""
        self.manners.wait(host)
        address = _checked_address(host, parts.port or _port(parts.scheme), self.limits)
        place = f"[{address}]" if ":" in address else address
        port = f":{parts.port}" if parts.port else ""
        target = f"{parts.scheme}://{place}{port}{parts.path or '/'}"
        if parts.query:
            target += f"?{parts.query}"
        # The connection goes to the address that was checked; the name stays in Host and in TLS.
        extensions = {"sni_hostname": host}
        try:
            with self.client.stream(
                "GET", target, headers={"Host": parts.netloc}, extensions=extensions
            ) as response:
                return _Answer(
                    response.status_code,
                    response.headers.get("content-type", "")[:200],
                    response.headers.get("location", "")[:2_048],
                    response.headers.get("retry-after", "")[:20],
                    self._body(response, url, max_bytes),
                    {
                        name: response.headers[name][:200]
                        for name in _TOLD
                        if name in response.headers
                    },
                )
        except httpx2.InvalidURL as why:
            raise BadInput(f"not a web address: {_shown(url)}") from why
        except httpx2.TimeoutException as why:
            raise _Transient(Outside(f"{_shown(host)} did not answer in time")) from why
        except httpx2.HTTPError as why:
            said = str(why).splitlines()[0][:120] if str(why) else type(why).__name__
            raise _Transient(Outside(f"{_shown(host)} could not be read: {_plain(said)}")) from why

    def _body(self, response: httpx2.Response, url: str, max_bytes: int) -> bytes:
        encoding = response.headers.get("content-encoding", "").strip().lower()
        if encoding not in _ENCODINGS:
            raise Outside(f"{_shown(url)} comes in an encoding nobody asked for")
        window = _ENCODINGS[encoding]
        unpack = zlib.decompressobj(window) if window else None
        body = bytearray()
        for chunk in response.iter_raw(_CHUNK):
            if time.monotonic() > self.deadline:
                seconds = f"{self.limits.total_seconds:g}"
                raise Outside(f"{_shown(url)} took longer than {seconds} seconds")
            room = max_bytes + 1 - len(body)
            try:
                body += unpack.decompress(chunk, room) if unpack else chunk[:room]
            except zlib.error as why:
                raise Outside(f"{_shown(url)} is damaged: its compression cannot be read") from why
            if len(body) > max_bytes:
                raise Outside(f"{_shown(url)} is larger than {max_bytes // 1024:,} kB")
        if unpack is not None and body and not unpack.eof:
            raise Outside(f"{_shown(url)} is damaged: its compression ends too early")
        return bytes(body)

    def _pause(self, retry_after: str) -> None:
        asked = int(retry_after) if retry_after.isascii() and retry_after.isdigit() else 0
        left = max(self.deadline - time.monotonic(), 0)
        time.sleep(min(max(self.limits.pause_seconds, asked), 10, left))


class _Transient(Exception):
    """The network failed in a way that a second try may mend; `shown` is what the desk reads."""

    def __init__(self, shown: Outside) -> None:
        super().__init__(shown.message)
        self.shown = shown


def _next_hop(url: str, location: str) -> str:
    try:
        return checked_url(urljoin(url, location.strip()))
    except (BadInput, ValueError) as why:
        raise Outside(f"{_shown(url)} redirects to no web address") from why


def _page(start: str, hop: str, answer: _Answer, now: datetime, limits: Limits) -> Fetched:
    if answer.status != HTTPStatus.OK and answer.status not in limits.keep_status:
        try:
            name = HTTPStatus(answer.status).phrase
        except ValueError:
            name = "an unknown status"
        raise Outside(f"{_shown(start)} answered {answer.status} ({name})")
    media_type, charset = _content_type(answer.content_type)
    return Fetched(
        start, canonical_url(hop), answer.status, media_type, charset, answer.body, now, answer.told
    )


def _content_type(header: str) -> tuple[str, str | None]:
    media_type, *parameters = header.split(";")
    charset = None
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip("\"'").lower()[:40] or None
    return media_type.strip().lower()[:100] or "application/octet-stream", charset


def _port(scheme: str) -> int:
    return 443 if scheme == "https" else 80


def _checked_address(host: str, port: int, limits: Limits) -> str:
    """An address of `host` that is on the open web; refuses where there is none such."""
    if port not in _WEB_PORTS and not limits.allow_private:
        raise Refused(f"{_shown(host)} is asked on port {port}: pages are read on web ports only")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as why:
        raise Outside(f"no address for {_shown(host)}: the name does not resolve") from why
    addresses = [str(one[4][0]).partition("%")[0] for one in found]
    for address in addresses:
        if _is_open_web(address) or (limits.allow_private and _is_loopback(address)):
            return address
    raise Refused(f"{_shown(host)} leads into a private network: nothing is read from there")


def _is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address).is_loopback


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def _is_open_web(address: str) -> bool:
    """Whether `address` is globally routed, also the IPv4 one that an IPv6 one may carry inside."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None and not _is_open_web(str(inner)):
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)


def _shown(text: str) -> str:
    return _plain(text[:120]) + ("…" if len(text) > 120 else "")
