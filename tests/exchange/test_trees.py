"""XML read piece by piece: what is kept of each piece, and what is refused."""

from __future__ import annotations

import io

import pytest

from syndicate.errors import BadInput
from syndicate.exchange.trees import Element, as_html, pieces, whole

ITEMS = b"""<?xml version="1.0"?><list xmlns="urn:x" xmlns:o="urn:o"><head>a</head>
<item n="1" o:m="2"><t>one &amp; <b>two</b> caf&eacute;</t></item>
<item n="2"/></list>"""


def items(raw: bytes, **said):
    return list(pieces(io.BytesIO(raw), name="x.xml", wanted=lambda _, tag: tag == "item", **said))


def test_each_piece_comes_with_its_bytes_its_line_and_the_root_it_stands_in():
    one, two = items(ITEMS)
    assert one.raw == b'<item n="1" o:m="2"><t>one &amp; <b>two</b> caf&eacute;</t></item>'
    assert (one.line, two.line) == (2, 3)
    assert two.raw == b'<item n="2"/>'
    assert (one.root.tag, one.root.space, one.root.children) == ("list", "urn:x", [])
    assert one.element.attributes == {"n": "1", "urn:o m": "2"}


def test_names_of_letters_that_every_page_knows_are_read_without_a_definition():
    assert items(ITEMS)[0].element.text("t") == "one & two café"


@pytest.mark.parametrize("size", [1, 7, 64])
def test_the_bytes_of_a_piece_are_the_same_however_the_file_is_cut(size, monkeypatch):
    monkeypatch.setattr("syndicate.exchange.trees._CHUNK", size)
    assert items(ITEMS)[0].raw.startswith(b'<item n="1"')
    assert items(ITEMS)[1].raw == b'<item n="2"/>'


def test_arabic_in_the_old_encoding_of_windows_is_read():
    raw = '<?xml version="1.0" encoding="windows-1256"?><item>سلام</item>'.encode("cp1256")
    assert whole(io.BytesIO(raw), name="x").element.text() == "سلام"


def test_what_stands_before_a_fault_is_read_and_the_fault_is_told_with_its_line():
    found = pieces(io.BytesIO(ITEMS[:-20]), name="x.xml", wanted=lambda _, tag: tag == "item")
    assert next(found).element.get("n") == "1"
    with pytest.raises(BadInput, match=r"x\.xml is broken XML at line 3"):
        list(found)


def test_a_document_type_that_is_only_named_is_passed_over_and_never_fetched():
    raw = b'<!DOCTYPE item SYSTEM "http://127.0.0.1:1/item.dtd"><item>x</item>'
    assert items(raw)[0].element.text() == "x"


def test_a_piece_of_more_than_5_mb_comes_empty_with_its_fault_and_the_next_is_read():
    raw = b"<list><item>" + b"x" * 6_000_000 + b"</item><item>small</item></list>"
    large, small = items(raw)
    assert large.fault == "it is larger than 5 MB"
    assert (large.raw, large.element.children) == (b"", [])
    assert small.element.text() == "small"


def test_a_piece_of_too_many_elements_comes_empty_too():
    raw = b"<list><item>" + b"<a/>" * 60_000 + b"</item><item>small</item></list>"
    assert [piece.fault for piece in items(raw)] == ["it has more than 50,000 elements", ""]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "is empty"),
        (b"<a>" * 300, "nested more than 200 deep"),
        (b"<!--" + b"x" * 1_200_000 + b"--><a/>", "tag or comment of more than 1 MB"),
        (b'<a b="' + b"x" * 1_200_000 + b'"/>', "tag or comment of more than 1 MB"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "encoding"),
        (b"<a>\xff\xfe</a>", "not well-formed"),
        (b"<a>&undefined;</a></b>", "mismatched tag|broken"),
        (b"<a/>" + b" " * 200 + b"<b/>", "junk after document element"),
    ],
)
def test_a_document_that_is_broken_or_made_to_break_is_refused_in_one_line(raw, said):
    with pytest.raises(BadInput, match=said) as caught:
        items(raw)
    assert caught.value.message.isprintable()


def test_a_document_larger_than_its_limit_is_refused():
    with pytest.raises(BadInput, match="larger than 1 MB"):
        items(b"<list>" + b"<item>x</item>" * 200_000 + b"</list>", most_bytes=1024 * 1024)


def test_an_element_is_written_as_html_with_its_text_escaped_and_strange_names_left_out():
    element = Element(
        "div",
        children=[
            "a < b",
            Element("p", attributes={"class": 'x"y', "urn:o m": "1"}, children=["c"]),
            Element("br"),
            Element("o.odd", children=["kept"]),
        ],
    )
    assert as_html(element) == 'a &lt; b<p class="x&quot;y">c</p><br>kept'
