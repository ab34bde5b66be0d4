"""Pages as pictures and as text."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest

from syndicate.documents.pictures import page_count, page_pictures, page_text
from syndicate.errors import BadInput
from tests.samples.facts import papers

if TYPE_CHECKING:
    from syndicate.documents.press import Press


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_each_page_is_a_picture_of_the_width_asked_for(press: Press):
    pdf = press.print_paper(papers.a_licence(), issued_at=papers.ISSUED_AT).pdf
    pictures = page_pictures(pdf, width=420)
    assert [size(picture) for picture in pictures] == [(420, 595)] * page_count(pdf)
    assert len(page_pictures(pdf, width=420, pages=1)) == 1


def test_text_comes_out_as_people_type_it(press: Press):
    pdf = press.print_paper(papers.a_french_quote(), issued_at=papers.ISSUED_AT).pdf
    text = page_text(pdf)
    assert "1 200,50 €" in text
    assert "23 novembre 2026" in text
    assert "\u00a0" not in text
    assert "\u202f" not in text


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"GIF89a", b"\x00" * 4096])
def test_what_is_no_pdf_is_refused(content: bytes):
    with pytest.raises(BadInput, match="not a PDF that can be read"):
        page_count(content)


@pytest.mark.parametrize("width", [0, -5, 4001])
def test_a_width_beyond_reason_is_refused(width: int):
    with pytest.raises(BadInput, match="between 16 and 4000 pixels"):
        page_pictures(b"%PDF", width=width)
