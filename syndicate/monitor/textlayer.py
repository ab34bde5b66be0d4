"""The text layer of a PDF, read in a process of its own with little memory and time."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

from syndicate.errors import BadInput

__all__ = ["text_of_pdf"]

SECONDS: Final = 20
MEMORY: Final = 1 << 30
MOST_PAGES: Final = 300
MOST_CHARACTERS: Final = 2_000_000
_NO_TEXT: Final = 3
_NO_PDF: Final = 4


def text_of_pdf(raw: bytes) -> str:
    """The text of the first 300 pages, line by line, a blank line between pages.

    Raises BadInput where the file cannot be read, where it takes too long, and where its pages are
    pictures without a text layer.
    """
    try:
        read = subprocess.run(  # noqa: S603 (our own interpreter and module, no shell)
            [sys.executable, "-m", __name__],
            input=raw,
            capture_output=True,
            timeout=SECONDS + 10,
            check=False,
        )
    except subprocess.TimeoutExpired as why:
        raise BadInput(f"the PDF took longer than {SECONDS} seconds to read") from why
    if read.returncode == _NO_TEXT:
        raise BadInput("the PDF holds only pictures: it has no text layer to compare")
    if read.returncode == _NO_PDF:
        raise BadInput("the PDF cannot be opened: damaged, or locked with a password")
    if read.returncode != 0:
        raise BadInput("the PDF cannot be read within the limits of time and memory")
    return read.stdout.decode("utf-8", "replace")


def _limit() -> None:
    # Not every system knows these limits; the time limit of the parent holds everywhere.
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _read(raw: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(raw)
    pages: list[str] = []
    length = 0
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number].get_textpage().get_text_bounded()
        pages.append(_joined(page[:MOST_CHARACTERS]))
        length += len(pages[-1])
        if length > MOST_CHARACTERS:
            break
    return "\n\n".join(pages)


def _joined(page: str) -> str:
    # The library marks a hyphen at the end of a line with one of these two, then breaks the line.
    for mark in ("\ufffe", "\x02"):
        page = page.replace(f"{mark}\r\n", "").replace(f"{mark}\n", "").replace(mark, "")
    return page.replace("\r\n", "\n").replace("\x00", "")


def _main() -> int:
    _limit()
    import pypdfium2

    try:
        text = _read(sys.stdin.buffer.read())
    except pypdfium2.PdfiumError:
        return _NO_PDF
    if not text.strip():
        return _NO_TEXT
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(_main())
