"""The text layer of PDFs: read apart, refused in one line."""

from __future__ import annotations

import pytest

from syndicate.errors import BadInput
from syndicate.monitor.captures import open_capture, view
from syndicate.monitor.matching import copies_in
from syndicate.monitor.shelf import Shelf
from tests.monitor.ferry import DECISION, DOUBTS, LAST, OPENING, SEEN, a_title, passages_of


def a_pdf(*lines: str) -> bytes:
    """The smallest PDF with these lines on one page."""
    shown = "".join(f"0 -14 Td ({line}) Tj\n" for line in lines)
    stream = f"BT /F1 10 Tf 40 800 Td\n{shown}ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, held in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, held)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    return (
        out
        + b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % start
    )


def test_a_clipping_in_pdf_is_matched_by_its_text_layer():
    words = f"{OPENING} {DECISION} {DOUBTS} {LAST}".split()
    lines = [" ".join(words[n : n + 9]) for n in range(0, len(words), 9)]
    capture = open_capture(a_pdf(*lines), url=None, at=SEEN)
    assert capture.media_type == "application/pdf"
    shelf = Shelf.of([a_title(passages=passages_of(OPENING, DECISION, DOUBTS, LAST))])
    (copy,) = copies_in(view(capture), shelf)
    assert copy.coverage == 1
    assert copy.edits == ()


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        pytest.param(a_pdf(), "only pictures", id="no text on it"),
        pytest.param(b"%PDF-1.7\n" + b"x" * 500, "cannot be opened", id="damaged"),
    ],
)
def test_a_pdf_without_legible_text_says_why(raw, why):
    with pytest.raises(BadInput, match=why):
        view(open_capture(raw, url=None, at=SEEN))
