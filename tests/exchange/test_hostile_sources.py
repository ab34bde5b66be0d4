"""Sources made to do harm: each is refused with a clear error, soon, and reaches nothing."""

from __future__ import annotations

import gzip
import io
import json
import threading
import time
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from syndicate.errors import Refused, SyndicateError
from syndicate.exchange.sources import open_source
from syndicate.pages.fetch import Limits, Manners, fetch
from tests.exchange.reading import NOW, articles, refusals, sample, wishes
from tests.exchange.test_sheets import an_ods, ods_row, ods_text
from tests.exchange.test_spreadsheets import HEAD, ROWS, a_workbook

FEED = sample("courier.rss").partition(b"?>")[2]
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(20))
    + b"]>"
)


@pytest.fixture(autouse=True)
def soon():
    begun = time.process_time()
    yield
    assert time.process_time() - begun < 10


def told(path_or_url, **said) -> str:
    """What a person is told of a source from which nothing may be taken."""
    try:
        arrivals = list(open_source(str(path_or_url), wishes(**said)))
    except SyndicateError as refused:
        return refused.message
    assert articles(arrivals) == []
    return " ".join(refusal.reason for refusal in refusals(arrivals))


def kept(tmp_path, raw: bytes, name: str = "source"):
    path = tmp_path / name
    path.write_bytes(raw)
    return path


def test_a_billion_laughs_are_refused(tmp_path):
    raw = LAUGHS + FEED.replace(b"Ferry to Marl", b"&u;")
    assert "defines entities" in told(kept(tmp_path, raw))
    assert "defines entities" in told(kept(tmp_path, LAUGHS.replace(b"rss", b"x") + b"<x>&u;</x>"))


def test_an_external_entity_is_refused_and_its_file_is_not_read(tmp_path):
    secret = kept(tmp_path, b"the key of the safe", "secret.txt")
    for said in (f"SYSTEM 'file://{secret}'", f"PUBLIC 'x' 'file://{secret}'"):
        head = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x {said}>]>'.encode()
        assert "defines entities" in told(
            kept(tmp_path, head + FEED.replace(b"Ferry to Marl", b"&x;"))
        )
    head = f"<!DOCTYPE nitf SYSTEM 'file://{secret}'><nitf><body><body.head><hedline><hl1>A</hl1></hedline></body.head><body.content><p>&x;y</p></body.content></body></nitf>".encode()
    found = list(open_source(str(kept(tmp_path, head)), wishes()))
    assert articles(found)[0].draft.blocks[0].text == "y"


def test_a_parameter_entity_from_elsewhere_is_refused(tmp_path):
    raw = b'<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]>' + FEED
    assert "defines entities" in told(kept(tmp_path, raw))


def test_one_long_entity_used_many_times_is_refused(tmp_path):
    head = b'<!DOCTYPE rss [<!ENTITY a "' + b"x" * 100_000 + b'">]>'
    raw = head + FEED.replace(b"Ferry to Marl", b"&a;" * 100_000)
    assert "defines entities" in told(kept(tmp_path, raw))


def test_an_attribute_given_to_every_element_by_the_document_type_is_refused(tmp_path):
    head = b'<!DOCTYPE rss [<!ATTLIST item a CDATA "' + b"x" * 100_000 + b'">]>'
    assert "of its own" in told(kept(tmp_path, head + FEED))


@pytest.mark.parametrize("name", ["newsml-g2.xml", "nitf.xml", "sitemap.xml", "courier.atom"])
def test_every_reader_of_xml_refuses_entities(tmp_path, name):
    raw = sample(name).partition(b"?>")[2].replace(b'<!DOCTYPE nitf SYSTEM "nitf-3-6.dtd">', b"")
    root = {"newsml-g2.xml": b"newsMessage", "nitf.xml": b"nitf"}.get(name, b"x")
    head = b"<!DOCTYPE " + root + b' [<!ENTITY a "b">]>'
    assert "defines entities" in told(kept(tmp_path, head + raw))


def test_a_feed_nested_without_end_is_refused(tmp_path):
    raw = b"<rss><channel><item>" + b"<a>" * 100_000
    assert "nested more than 200 deep" in told(kept(tmp_path, raw))


def test_a_page_in_a_feed_nested_without_end_is_refused_alone(tmp_path):
    deep = b"<content:encoded><![CDATA[" + b"<div>" * 50_000 + b"x]]></content:encoded>"
    raw = FEED.replace(b"<description>Fog held the morning boat at the quay.</description>", deep)
    found = list(open_source(str(kept(tmp_path, raw)), wishes()))
    assert len(articles(found)) == 2
    assert "deep" in refusals(found)[0].reason


def bombed(plain: bytes) -> bytes:
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(plain)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry))
        new.writestr("bomb.xml", b"0" * 90_000_000)
    return written.getvalue()


def test_a_zip_bomb_in_an_xlsx_is_refused(tmp_path):
    path = kept(tmp_path, bombed(a_workbook([HEAD, *ROWS])), "a.xlsx")
    assert "refused as a zip bomb" in told(path)
    assert "refused as a zip bomb" in told(tmp_path)


def test_a_zip_bomb_in_an_ods_is_refused(tmp_path):
    ods = an_ods("".join(ods_row(*(ods_text(c) for c in row)) for row in [HEAD, *ROWS]))
    assert "refused as a zip bomb" in told(kept(tmp_path, bombed(ods), "a.ods"))


def test_a_gzip_bomb_in_a_sitemap_is_refused(tmp_path):
    body = b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">' + b" " * 60_000_000
    path = kept(tmp_path, gzip.compress(body + b"</urlset>"), "sitemap.xml.gz")
    assert path.stat().st_size < 100_000
    assert "refused as a bomb" in told(path)


def test_one_line_of_json_of_10_mb_is_refused_and_the_next_is_read(tmp_path):
    line = json.dumps({"headline": "A", "text": "x " * 5_000_000}).encode()
    assert "larger than 5 MB" in told(kept(tmp_path, line))
    more = line + b'\n{"headline": "Next", "text": "It is read."}\n'
    found = list(open_source(str(kept(tmp_path, more)), wishes()))
    assert [a.draft.headline for a in articles(found)] == ["Next"]
    assert [r.where for r in refusals(found)] == ["line 1"]


@pytest.mark.parametrize("opened", [b"[", b'{"a":'])
def test_json_nested_100_000_deep_is_refused(tmp_path, opened):
    assert "nested too deep" in told(kept(tmp_path, opened * 100_000))
    lines = b'{"headline": "A", "text": "B c."}\n' + opened * 100_000 + b"\n"
    found = list(open_source(str(kept(tmp_path, lines)), wishes()))
    assert len(articles(found)) == 1
    assert "nested too deep" in refusals(found)[0].reason


def test_json_nested_deep_in_a_place_that_is_read_is_refused_or_passed_over(tmp_path):
    deep: object = "x"
    for _ in range(700):
        deep = [deep]
    one = {
        "@type": "NewsArticle",
        "headline": "A",
        "articleBody": "B c d.",
        "author": deep,
        "correction": deep,
    }
    found = list(open_source(str(kept(tmp_path, json.dumps([one, one]).encode())), wishes()))
    assert [a.draft.byline for a in articles(found)] == [None, None]


def test_a_number_of_5_000_figures_is_refused(tmp_path):
    raw = b'{"headline": "A", "id": ' + b"9" * 5_000 + b"}\n{}\n"
    assert "a number nobody can mean" in told(kept(tmp_path, raw))


def test_bytes_that_are_no_utf_8_are_refused_line_by_line(tmp_path):
    raw = b'{"headline": "A\xff\xfe", "text": "B"}\n{"headline": "C", "text": "D e."}\n'
    found = list(open_source(str(kept(tmp_path, raw)), wishes()))
    assert [a.draft.headline for a in articles(found)] == ["C"]
    assert "not UTF-8: byte 16" in refusals(found)[0].reason
    assert "not well-formed" in told(kept(tmp_path, b"<rss><channel><item><title>\xff</title>"))


def test_codes_for_a_terminal_are_taken_out_of_every_text(tmp_path):
    line = {"headline": "A\u001b[31m red\u202e lamp", "text": "B\u0007 c.", "byline": "N\u200b", "id": "\u001b]0;x", "section": "\u001bS", "extra": {"a": "\u001b"}}  # fmt: skip
    [article] = open_source(str(kept(tmp_path, json.dumps(line).encode())), wishes())
    said = [article.draft.headline, article.draft.byline, article.source_id, article.section]
    said += [block.text for block in article.draft.blocks]
    assert all(text.isprintable() for text in said)
    assert article.extra == {}


def test_names_of_files_cannot_write_to_the_terminal(tmp_path):
    path = kept(tmp_path, b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "a\x1b[31m.png")
    assert told(path).isprintable()


# -- the web: the real fetcher, and a server on this machine -------------------------------------


@pytest.fixture
def site():
    """A server that answers every path as it is told; its address is `site.root`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status, headers, body = self.server.answers.get(self.path, (404, {}, b""))
            self.server.asked.append(self.path)
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
    server.answers, server.asked = {}, []
    server.root = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def fetcher(limits: Limits):
    manners = Manners()
    return lambda url: fetch(url, now=NOW, limits=limits, manners=manners)


HERE = Limits(allow_private=True, pause_seconds=0, read_seconds=3, total_seconds=5)


@pytest.mark.parametrize(
    "target",
    ["http://10.0.0.1/feed", "http://169.254.169.254/latest/meta-data/", "http://[fd00::1]/"],
)
def test_a_feed_that_redirects_to_a_private_address_is_refused(site, target):
    site.answers["/feed"] = (302, {"Location": target}, b"")
    with pytest.raises(Refused, match="leads into a private network"):
        open_source(f"{site.root}/feed", wishes(get=fetcher(HERE)))


def test_a_feed_on_this_very_machine_is_refused_where_the_desk_fetches(site):
    site.answers["/feed"] = (200, {}, sample("courier.rss"))
    away = Limits(pause_seconds=0)
    for url in (
        f"{site.root}/feed",
        f"http://localhost:{site.server_port}/feed",
        "http://127.0.0.1/feed",
    ):
        with pytest.raises(Refused):
            open_source(url, wishes(get=fetcher(away)))
    assert site.asked == []


def test_a_feed_that_redirects_to_this_very_machine_is_refused(site, monkeypatch):
    # The first hop must look like the open web to the guard; the second is what is tested.
    site.answers["/feed"] = (302, {"Location": f"http://localhost:{site.server_port}/inner"}, b"")
    site.answers["/inner"] = (200, {}, sample("courier.rss"))
    from syndicate.pages import fetch as module

    checked = module._checked_address
    monkeypatch.setattr(
        module,
        "_checked_address",
        lambda host, port, limits: (
            "127.0.0.1" if host == "127.0.0.1" else checked(host, port, limits)
        ),
    )
    with pytest.raises(Refused):
        open_source(f"{site.root}/feed", wishes(get=fetcher(Limits(pause_seconds=0))))
    assert "/inner" not in site.asked


def test_a_sitemap_that_lists_itself_is_refused_also_by_the_real_fetcher(site):
    index = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>{site.root}/sitemap.xml</loc></sitemap></sitemapindex>'
    site.answers["/sitemap.xml"] = (200, {"Content-Type": "application/xml"}, index.encode())
    found = list(open_source(f"{site.root}/sitemap.xml", wishes(get=fetcher(HERE))))
    assert "goes round" in refusals(found)[0].reason
    assert site.asked.count("/sitemap.xml") == 1


def test_a_sitemap_that_leads_into_a_private_network_is_told_and_the_rest_is_read(site):
    index = (
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<sitemap><loc>http://192.168.0.1/s.xml</loc></sitemap><sitemap><loc>{site.root}/a.xml</loc></sitemap></sitemapindex>"
    )
    site.answers["/sitemap.xml"] = (200, {}, index.encode())
    site.answers["/a.xml"] = (200, {}, sample("news-sitemap.xml"))
    found = list(open_source(f"{site.root}/sitemap.xml", wishes(get=fetcher(HERE))))
    assert "private network" in refusals(found)[0].reason
    assert len(found) == 4


def test_pages_of_posts_are_counted_by_what_the_real_fetcher_hands_on(site):
    posts = json.loads(sample("wordpress-posts.json"))
    path = "/wp-json/wp/v2/posts?per_page=100&orderby=id&order=asc&_embed=author,wp:term"
    for number, part in ((1, posts[:2]), (2, posts[2:])):
        site.answers[f"{path}&page={number}"] = (
            200,
            {"X-WP-TotalPages": "2", "Content-Type": "application/json"},
            json.dumps(part).encode(),
        )
    from syndicate.exchange.sources import SourceKind

    source = open_source(site.root, wishes(get=fetcher(HERE), kind=SourceKind.WORDPRESS))
    assert len(articles(source)) == 3
