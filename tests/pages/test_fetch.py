"""The fetcher against a real server on this machine, and against addresses it must never reach."""

from __future__ import annotations

import gzip
import threading
import zlib
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from syndicate.errors import BadInput, Outside, Refused
from syndicate.pages.fetch import USER_AGENT, Limits, Manners, fetch

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
HERE = Limits(allow_private=True, pause_seconds=0, read_seconds=3, total_seconds=3)


class Site:
    """A small site: path -> answers in turn (status, headers, body); counts who asked what."""

    def __init__(self) -> None:
        self.pages: dict[str, list[tuple[int, dict[str, str], bytes]]] = {}
        self.asked: list[tuple[str, str, str]] = []
        self.root = ""

    def put(self, path, body=b"<p>words</p>", *, status=200, **headers):
        named = {k.replace("_", "-"): v for k, v in headers.items()}
        self.pages.setdefault(path, []).append((status, named, body))

    def paths(self):
        return [path for path, _, _ in self.asked]


@pytest.fixture
def site():
    here = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            here.asked.append((self.path, self.headers["User-Agent"], self.headers["Host"]))
            answers = here.pages.get(self.path)
            if not answers:
                self.send_error(404)
                return
            status, headers, body = answers.pop(0) if len(answers) > 1 else answers[0]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    here.root = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield here
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_page_comes_with_its_type_charset_bytes_and_the_moment(site):
    site.put("/a", "né".encode("latin-1"), Content_Type="text/html; charset=ISO-8859-1")
    page = fetch(site.root + "/a", now=NOW, limits=HERE)
    assert (page.url, page.final_url) == (site.root + "/a", site.root + "/a")
    assert (page.status, page.media_type, page.charset) == (200, "text/html", "iso-8859-1")
    assert (page.body, page.at) == (b"n\xe9", NOW)
    assert site.asked[0] == ("/robots.txt", USER_AGENT, site.root.removeprefix("http://"))
    assert site.paths() == ["/robots.txt", "/a"]


def test_headers_that_count_pages_are_handed_on_and_no_others(site):
    site.put("/posts", b"[]", X_WP_TotalPages="7", Last_Modified="x", Set_Cookie="a=b")
    page = fetch(site.root + "/posts", now=NOW, limits=HERE)
    assert page.headers == {"x-wp-totalpages": "7", "last-modified": "x"}


def test_a_redirect_is_followed_and_the_last_address_is_told(site):
    site.put("/old", b"", status=301, Location="/new/?x=1&utm_source=a")
    site.put("/new/?x=1&utm_source=a", b"here")
    page = fetch(site.root + "/old", now=NOW, limits=HERE)
    assert page.body == b"here"
    assert page.final_url == site.root + "/new?x=1"


def test_redirects_without_end_are_left(site):
    site.put("/round", b"", status=302, Location="/round")
    with pytest.raises(Outside, match="redirects more than 5 times"):
        fetch(site.root + "/round", now=NOW, limits=HERE)
    assert site.paths().count("/round") == 6


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://0.0.0.0/",
        "http://100.64.0.1/",
    ],
)
def test_a_redirect_into_a_private_network_is_refused(site, target):
    site.put("/out", b"", status=302, Location=target)
    with pytest.raises(Refused, match="private network"):
        fetch(site.root + "/out", now=NOW, limits=HERE)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "gopher://x.example/", "javascript:1"])
def test_a_redirect_to_something_else_than_the_web_is_refused(site, target):
    site.put("/out", b"", status=302, Location=target)
    with pytest.raises(Outside, match="redirects to no web address"):
        fetch(site.root + "/out", now=NOW, limits=HERE)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:a00:1]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://[2002:7f00:1::]/",
        "http://169.254.169.254/",
        "http://224.0.0.1/",
        "http://240.0.0.1/",
    ],
)
def test_nothing_inside_the_house_is_ever_asked(url):
    with pytest.raises(Refused, match="private network"):
        fetch(url, now=NOW)


def test_only_web_ports_are_asked():
    with pytest.raises(Refused, match="port 22"):
        fetch("http://93.184.215.14:22/", now=NOW)


@pytest.mark.parametrize(
    "url", ["ftp://a.example/", "file:///etc/passwd", "", "http://u:p@a.example/"]
)
def test_an_address_that_is_none_is_bad_input(url):
    with pytest.raises(BadInput):
        fetch(url, now=NOW)


def test_robots_txt_is_obeyed_and_asked_once_a_run(site):
    site.put("/robots.txt", b"User-agent: *\nDisallow: /private\nAllow: /private/open\n")
    site.put("/private/a")
    site.put("/private/open")
    manners = Manners()
    with pytest.raises(Refused, match=r"robots\.txt") as refused:
        fetch(site.root + "/private/a", now=NOW, limits=HERE, manners=manners)
    assert refused.value.hint == "save the page in a browser and give the file"
    page = fetch(site.root + "/private/open", now=NOW, limits=HERE, manners=manners)
    assert page.body == b"<p>words</p>"
    assert site.paths() == ["/robots.txt", "/private/open"]


def test_a_site_whose_robots_txt_fails_is_not_read(site):
    site.put("/robots.txt", b"", status=500)
    with pytest.raises(Refused, match="does not say whether robots may read it"):
        fetch(site.root + "/a", now=NOW, limits=HERE)


def test_a_busy_server_is_asked_once_more(site):
    site.put("/a", b"", status=503)
    site.put("/a", b"now")
    assert fetch(site.root + "/a", now=NOW, limits=HERE).body == b"now"
    site.put("/b", b"", status=429, Retry_After="0")
    with pytest.raises(Outside, match=r"answered 429 \(Too Many Requests\)"):
        fetch(site.root + "/b", now=NOW, limits=HERE)
    assert site.paths().count("/b") == 2


def test_a_missing_page_is_an_error_unless_the_caller_keeps_it(site):
    with pytest.raises(Outside, match=r"answered 404 \(Not Found\)"):
        fetch(site.root + "/gone", now=NOW, limits=HERE)
    kept = Limits(allow_private=True, keep_status=frozenset({404}))
    assert fetch(site.root + "/gone", now=NOW, limits=kept).status == 404


def test_gzip_and_deflate_are_unpacked(site):
    site.put("/g", gzip.compress(b"words" * 100), Content_Encoding="gzip")
    site.put("/d", zlib.compress(b"words" * 100), Content_Encoding="deflate")
    assert fetch(site.root + "/g", now=NOW, limits=HERE).body == b"words" * 100
    assert fetch(site.root + "/d", now=NOW, limits=HERE).body == b"words" * 100


def test_a_compression_bomb_stops_at_the_size_limit(site):
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(100)) + packer.flush()
    site.put("/bomb", bomb, Content_Encoding="gzip")
    assert len(bomb) < 200_000
    with pytest.raises(Outside, match="larger than 10,240 kB"):
        fetch(site.root + "/bomb", now=NOW, limits=HERE)


@pytest.mark.parametrize(
    ("body", "encoding", "said"),
    [
        (b"x" * 2_000, "", "larger than 1 kB"),
        (b"not gzip at all", "gzip", "is damaged"),
        (gzip.compress(b"words" * 50, mtime=0)[:20], "gzip", "ends too early"),
        (b"x", "br", "encoding nobody asked for"),
    ],
)
def test_what_is_too_large_or_damaged_is_refused_in_one_line(site, body, encoding, said):
    site.put("/a", body, **({"Content_Encoding": encoding} if encoding else {}))
    small = Limits(allow_private=True, max_bytes=1_024, pause_seconds=0)
    with pytest.raises(Outside, match=said) as refused:
        fetch(site.root + "/a", now=NOW, limits=small)
    assert "\n" not in refused.value.message


def test_a_server_that_is_not_there_is_outside(site):
    root = site.root
    closed = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    port = closed.server_port
    closed.server_close()
    assert root != f"http://127.0.0.1:{port}"
    with pytest.raises(Outside, match="could not be read"):
        fetch(f"http://127.0.0.1:{port}/", now=NOW, limits=HERE)
