"""Captures: what is read, what is refused, and what a view of a page holds."""

from __future__ import annotations

import gzip
import time
from hashlib import sha256

import pytest

from syndicate.errors import BadInput
from syndicate.monitor.captures import open_capture, view
from tests.monitor.ferry import HEADLINE, OPENING, SEEN, a_page, seen_page


def opened(raw: bytes, **more):
    """These bytes as a capture."""
    return open_capture(raw, url=None, at=SEEN, **more)


def test_a_capture_keeps_the_bytes_their_digest_and_the_moment():
    raw = a_page(OPENING)
    capture = opened(raw)
    assert capture.media_type == "text/html"
    assert capture.sha256 == sha256(raw).hexdigest()
    assert (capture.body, capture.at) == (raw, SEEN)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        pytest.param(b"", "is empty", id="nothing"),
        pytest.param(b" \r\n\t\n", "is empty", id="blanks only"),
        pytest.param(b"\x00" * 400, "is empty", id="zeros"),
        pytest.param(b"a" * 10_000_001, "10,000,001 bytes", id="over ten million bytes"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "neither a web page", id="a picture"),
        pytest.param(gzip.compress(b"<p>text</p>"), "neither a web page", id="an archive"),
        pytest.param(bytes(range(256)) * 20, "neither a web page", id="binary"),
    ],
)
def test_what_is_no_page_is_refused_in_one_line(raw, why):
    with pytest.raises(BadInput) as refused:
        opened(raw, name="page\x1b[31m.html")
    assert why in refused.value.message
    assert "\n" not in refused.value.message
    assert "\x1b" not in refused.value.message


@pytest.mark.parametrize(
    ("raw", "charset"),
    [
        pytest.param("<p>œuvre</p>".encode("utf-16"), "utf-16", id="a byte order mark"),
        pytest.param("<p>œuvre – nuit</p>".encode("cp1252"), "cp1252", id="Windows, undeclared"),
        pytest.param(
            '<meta charset="iso-8859-1"><p>“œuvre”</p>'.encode("cp1252"), "cp1252", id="as Latin-1"
        ),
        pytest.param(
            '<meta charset="windows-1251"><p>ночь</p>'.encode("cp1251"), "cp1251", id="declared"
        ),
        pytest.param(
            '<meta charset="iso-8859-1"><p>œuvre</p>'.encode(), "utf-8", id="declared wrongly"
        ),
        pytest.param(b'<meta charset="no-such"><p>x</p>', "utf-8", id="an unknown charset"),
        pytest.param(b'<meta charset="hex"><p>x</p>', "utf-8", id="a codec that makes no text"),
    ],
)
def test_the_charset_is_told_by_mark_then_bytes_then_declaration(raw, charset):
    assert opened(raw).charset == charset


def test_a_declared_charset_makes_the_text_legible():
    assert "ночь" in view(opened('<meta charset="windows-1251"><p>ночь</p>'.encode("cp1251"))).text


def test_the_view_holds_visible_text_and_no_scripts_or_styles():
    page = seen_page(a_page(OPENING))
    assert OPENING in page.text
    assert "window.page" not in page.text
    assert "color: red" not in page.text


def test_inline_markup_does_not_part_words_and_blocks_do():
    page = seen_page(b"<p>ni<b>gh</b>t boats</p><p>run<br>late</p><div>here</div>there")
    assert [block.text for block in page.blocks] == ["night boats", "run", "late", "here", "there"]


def test_a_line_break_in_the_source_is_no_line_of_the_page():
    assert [b.text for b in seen_page(b"<p>night\nboats</p>").blocks] == ["night boats"]


def test_headline_title_language_and_site_are_read():
    head = '<meta property="og:site_name" content="Saltmarsh Daily">'
    page = seen_page(a_page(OPENING, head=head, language="en-GB"))
    assert page.headline == HEADLINE
    assert page.title == f"{HEADLINE} - Saltmarsh Daily"
    assert (page.language, page.site_name) == ("en-GB", "Saltmarsh Daily")


def test_links_are_told_with_rel_words_and_place():
    after = '<p>Read <a href="https://x.example/1" rel="NoFollow noopener">the original</a>.</p>'
    link = next(k for k in seen_page(a_page(OPENING, after=after)).links if "x.example" in k.href)
    assert link.text == "the original"
    assert link.rel == {"nofollow", "noopener"}
    assert link.region == ""
    assert seen_page(a_page(OPENING)).links[0].region == "nav"


def test_text_that_stands_only_in_structured_data_is_read_and_told_apart():
    raw = b"""<html><head><script type="application/ld+json">
    {"@graph": [{"@type": "NewsArticle", "headline": "H", "articleBody": "Boats <b>at</b> night"}]}
    </script></head><body><p>Subscribe to read on</p></body></html>"""
    page = seen_page(raw)
    assert "Boats" in page.text[page.hidden_at :]
    assert "Subscribe" in page.text[: page.hidden_at]
    assert page.headlines == ("H",)


@pytest.mark.parametrize(
    "broken", ["{", "[" * 100_000, "null", '"articleBody"', '{"articleBody": 7}']
)
def test_broken_structured_data_is_passed_over(broken):
    raw = f'<script type="application/ld+json">{broken}</script><p>Boats</p>'.encode()
    assert seen_page(raw).text.strip() == "Boats"


@pytest.mark.parametrize(
    ("head", "headers", "noindex"),
    [
        pytest.param('<meta name="robots" content="NOINDEX, follow">', (), True, id="meta"),
        pytest.param('<meta name="robots" content="none">', (), True, id="none means noindex"),
        pytest.param("", (("x-robots-tag", "noindex"),), True, id="header"),
        pytest.param("", (("x-robots-tag", "googlebot: noindex"),), True, id="header for one"),
        pytest.param("", (("server", "x"),), False, id="headers known, none of it"),
        pytest.param("", None, None, id="a file: only a header could tell"),
        pytest.param('<meta name="robots" content="index">', (), False, id="index"),
    ],
)
def test_noindex_is_read_from_markup_and_headers(head, headers, noindex):
    assert view(opened(a_page(OPENING, head=head), headers=headers)).robots_noindex is noindex


def test_canonical_and_the_reservation_of_mining_are_read():
    head = (
        '<link rel="canonical" href="https://h.example/a"><meta name="tdm-reservation" content="1">'
    )
    page = seen_page(a_page(OPENING, head=head))
    assert page.canonical == "https://h.example/a"
    assert page.tdm_reservation is True
    assert seen_page(a_page(OPENING)).tdm_reservation is None


def test_plain_text_is_a_page_whose_first_line_is_the_headline():
    page = seen_page(b"Night ferries return\n\nThe boats run\nagain from March.\n\nThe end.\n")
    assert page.headline == "Night ferries return"
    assert "boats run again from March." in page.text
    assert page.robots_noindex is None


@pytest.mark.parametrize(
    "bomb",
    [
        pytest.param("<div>" * 100_000, id="nested boxes"),
        pytest.param("<span>" * 20_000 + "</div>" * 20_000, id="ends without beginnings"),
        pytest.param("<div></x>" * 50_000, id="nesting behind stray ends"),
        pytest.param("<select>" + "<OPTION>" * 100_000, id="a list without end"),
        pytest.param("<p " + " ".join(f"a{n}=1" for n in range(50_000)) + ">", id="attributes"),
        pytest.param(
            "<p title='>' " + " ".join(f"a{n}=1" for n in range(50_000)) + ">", id="quoted sign"
        ),
        pytest.param("".join(f"<body a{n}=1>" for n in range(5_000)), id="many bodies"),
        pytest.param("<p>" * 300_000, id="too many tags"),
    ],
)
def test_pages_built_to_stall_the_parser_are_refused_at_once(bomb):
    start = time.process_time()
    with pytest.raises(BadInput, match=r"at most|more than"):
        seen_page(f"<html><body>{bomb}".encode())
    assert time.process_time() - start < 1.5


def test_a_real_page_with_a_long_picture_inside_a_tag_is_read():
    picture = "A" * 300_000
    page = seen_page(f'<p>Boats</p><img alt="x" src="data:image/png;base64,{picture}">'.encode())
    assert page.text.strip() == "Boats"
    assert page.images == ()


def test_a_large_flat_page_is_read_quickly():
    start = time.process_time()
    page = seen_page(b"<p>boats at night</p>" * 20_000)
    assert len(page.words) == 60_000
    assert time.process_time() - start < 3


def test_bidirectional_and_control_characters_stay_text():
    page = seen_page("<h1>Boats \u202egnihton\u202c</h1><p>at\x07 night</p>".encode())
    assert page.headline == "Boats \u202egnihton\u202c"
    assert len(page.words) == 4
