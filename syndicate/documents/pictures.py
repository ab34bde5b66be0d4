"""What a PDF looks like and says: its pages as pictures, its text, their number."""

from __future__ import annotations

import io
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from syndicate.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["page_count", "page_pictures", "page_text"]

_MOST_PAGES = 500
_WIDEST = 4000
_PLAIN = {0x0D: None, 0xA0: " ", 0x202F: " ", 0x200B: None, 0xFFFE: "-"}


@contextmanager
def _opened(pdf: bytes) -> Iterator[Any]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise BadInput("this is not a PDF that can be read") from error
    try:
        yield document
    finally:
        document.close()


def page_pictures(pdf: bytes, *, width: int, pages: int = _MOST_PAGES) -> list[bytes]:
    """The first `pages` pages as PNG, each `width` pixels wide.

    Raises BadInput for what is not a PDF, or for a width beyond reason.
    """
    if not 16 <= width <= _WIDEST:
        raise BadInput(f"a picture is between 16 and {_WIDEST} pixels wide, not {width}")
    with _opened(pdf) as document:
        return [_png(document[n], width) for n in range(min(len(document), pages, _MOST_PAGES))]


def _png(page: Any, width: int) -> bytes:  # noqa: ANN401 - the library has no types
    bitmap = page.render(scale=width / page.get_width())
    out = io.BytesIO()
    bitmap.to_pil().save(out, "PNG", optimize=True)
    bitmap.close()
    page.close()
    return out.getvalue()


def page_text(pdf: bytes) -> str:
    """The text of all pages in reading order, one form feed between two pages.

    Firm and narrow spaces come out as plain ones, so that it can be searched as people type.
    Raises BadInput for what is not a PDF.
    """
    with _opened(pdf) as document:
        return "\f".join(_text(document[n]) for n in range(min(len(document), _MOST_PAGES)))


def _text(page: Any) -> str:  # noqa: ANN401 - the library has no types
    words = page.get_textpage()
    text: str = words.get_text_bounded().translate(_PLAIN)
    words.close()
    page.close()
    return text


def page_count(pdf: bytes) -> int:
    """How many pages it has. Raises BadInput for what is not a PDF."""
    with _opened(pdf) as document:
        return len(document)
