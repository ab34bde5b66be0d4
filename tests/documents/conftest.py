"""One press for all tests of the papers that do not break it."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

import pytest

from syndicate.documents.press import Press

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="session")
def press() -> Iterator[Press]:
    """A press that stays warm."""
    with Press() as running:
        yield running


@pytest.fixture(scope="session")
def inflated() -> Callable[[bytes], bytes]:
    """The objects of a PDF with their streams inflated, so that names can be looked for."""

    def look(pdf: bytes) -> bytes:
        streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
        return pdf + b"\n".join(_inflate(stream) for stream in streams)

    return look


def _inflate(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""
