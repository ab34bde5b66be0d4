"""HTML to PDF: one WeasyPrint, our fonts only, a fetcher that serves nothing but our own files.

The result is PDF/A-3a and PDF/UA-1 in one file (see DOCUMENTS in the docs); the same HTML at the same
moment gives the same bytes. Runs in the child process only.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sys
import warnings
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib import import_module, resources
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from syndicate.documents import accessibility
from syndicate.documents.composing import Composer, ComposingError
from syndicate.errors import SyndicateError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

__all__ = ["FONTS", "Paper", "Refusal", "Typesetter"]

FONTS: Mapping[str, str] = {
    "IBMPlexSerif-Regular.ttf": "fontpkg_ibm_plex_serif",
    "IBMPlexSerif-Italic.ttf": "fontpkg_ibm_plex_serif",
    "IBMPlexSerif-SemiBold.ttf": "fontpkg_ibm_plex_serif",
    "FiraSans-Regular.ttf": "fontpkg_fira_sans",
    "FiraSans-Italic.ttf": "fontpkg_fira_sans",
    "FiraSans-Medium.ttf": "fontpkg_fira_sans",
    "FiraSans-SemiBold.ttf": "fontpkg_fira_sans",
    "Amiri-Regular.ttf": "fontpkg_amiri",
    "Amiri-Bold.ttf": "fontpkg_amiri",
}
"""The fonts of the papers: file name to the package that holds it."""

_SCHEME = "press:"


class Refusal(Exception):
    """One line: why this paper cannot be printed."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as set: its bytes, their digest, its pages, what set it, and what no font can draw."""

    pdf: bytes
    sha256: str
    pages: int
    engine: str
    undrawn: str


class Typesetter:
    """WeasyPrint set up once: parsed style sheet, loaded fonts, compiled templates."""

    def __init__(self, *, templates_dir: Path | None = None, network_closed: bool = False) -> None:
        _use_our_fonts_only()
        _read_on_demand("fontTools.subset")
        _read_on_demand("fontTools.varLib.instancer", "instantiateVariableFont")
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import FatalURLFetchingError

        logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
        accessibility.complete_tags()
        self._weasyprint = weasyprint
        self._fetcher = _fetcher()
        self._composer = Composer(templates_dir)
        self._fonts = FontConfiguration()
        try:
            self._sheet = weasyprint.CSS(
                string=self._composer.style_sheet(),
                font_config=self._fonts,
                url_fetcher=self._fetcher,
            )
        except FatalURLFetchingError as error:
            raise Refusal(f"the style sheet asks for a file not of the press: {error}") from error
        except SyndicateError as error:
            raise Refusal(error.message) from error
        self._engine = _engine(network_closed=network_closed)

    def set_paper(
        self, facts: Mapping[str, Any], *, logo: bytes | None, issued_at: datetime
    ) -> Paper:
        """Compose and print one paper. Raises Refusal with one line; nothing is half-made."""
        try:
            html = self._composer.compose(facts, has_logo=logo is not None, issued_at=issued_at)
            return self.print_html(html, facts=facts, logo=logo, issued_at=issued_at)
        except ComposingError as error:
            raise Refusal(str(error)) from error
        except RecursionError as error:
            raise Refusal("the text is nested too deeply to be set") from error
        except MemoryError as error:
            raise Refusal("the paper needs more memory than one paper may take") from error

    def print_html(
        self, html: str, *, facts: Mapping[str, Any], logo: bytes | None, issued_at: datetime
    ) -> Paper:
        """Print composed HTML. Raises Refusal when it asks for a file that is not ours."""
        from weasyprint.urls import FatalURLFetchingError

        # The subsetter of fonts stamps the wall clock into the file unless told otherwise.
        os.environ["SOURCE_DATE_EPOCH"] = str(int(issued_at.timestamp()))
        self._fetcher.logo = logo
        try:
            document = self._weasyprint.HTML(string=html, url_fetcher=self._fetcher).render(
                font_config=self._fonts, stylesheets=[self._sheet]
            )
            accessibility.identify(document.metadata)
            pdf: bytes = document.write_pdf(
                pdf_variant="pdf/a-3a",
                pdf_identifier=hashlib.sha256(html.encode("utf-8", "replace")).digest()[:16],
            )
        except FatalURLFetchingError as error:
            raise Refusal(_denied(str(error))) from error
        finally:
            self._fetcher.logo, denied, self._fetcher.denied = None, self._fetcher.denied, None
        if denied is not None:
            raise Refusal(_denied(denied))
        return Paper(
            pdf=pdf,
            sha256=hashlib.sha256(pdf).hexdigest(),
            pages=len(document.pages),
            engine=self._engine,
            undrawn=self._undrawn(facts),
        )

    def _undrawn(self, facts: Mapping[str, Any]) -> str:
        """The characters of `facts` that no font of ours has, at most 40 of them."""
        used = {c for text in _texts(facts) for c in text}
        if all(ord(c) in _SURELY_DRAWN for c in used):
            return ""
        drawn = _drawn()
        missing = {c for c in used if ord(c) not in drawn}
        return "".join(sorted(c for c in missing if c.isprintable() and not c.isspace()))[:40]


def _denied(url: str) -> str:
    return f"the template or the logo asks for a file not of the press: {url}"


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for v in value.values() for text in _texts(v)]
    if isinstance(value, list):
        return [text for v in value for text in _texts(v)]
    return []


def _font_file(name: str) -> Path:
    return Path(str(resources.files(FONTS[name]))) / "files" / name


_SURELY_DRAWN = frozenset(
    {*range(0x20, 0x7F), *range(0xA1, 0x100), 0x0A, 0xA0, 0x152, 0x153}
    | {0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2026, 0x202F, 0x20AC}
)
"""What every upright font of ours has a glyph for, or needs none: most papers hold nothing else."""


@lru_cache(maxsize=1)
def _drawn() -> frozenset[int]:
    """Every code point that one of the upright fonts has a glyph for."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    points: set[int] = set()
    for name in FONTS:
        if name.endswith("-Regular.ttf"):
            with TTFont(_font_file(name), lazy=True) as font:
                points.update(font.getBestCmap())
    return frozenset(points)


def _fetcher() -> Any:  # noqa: ANN401 - its base class has no types
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):  # type: ignore[misc]
        """Serves our fonts and the publisher's logo by name. Everything else stops the paper."""

        def __init__(self) -> None:
            super().__init__(allowed_protocols=[], allow_redirects=False, fail_on_errors=True)
            self.logo: bytes | None = None
            self.denied: str | None = None  # an SVG swallows the error that stops a page

        def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ANN401, ARG002
            name = url.removeprefix(_SCHEME) if url.startswith(_SCHEME) else ""
            if name in FONTS:
                body = _font_file(name).read_bytes()
                return URLFetcherResponse(url, body, {"Content-Type": "font/ttf"})
            if name == "logo" and self.logo is not None:
                return URLFetcherResponse(url, self.logo, {"Content-Type": _kind(self.logo)})
            self.denied = url[:120]
            raise FatalURLFetchingError(self.denied)

    return Fetcher()


def _kind(logo: bytes) -> str:
    if logo.startswith(b"\x89PNG"):
        return "image/png"
    if logo.startswith(b"\xff\xd8"):
        return "image/jpeg"
    return "image/svg+xml"


class _Unread(ModuleType):
    """A module that is read when something of it is first used."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the module holds
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(_read(self.__name__), name)


def _read(name: str) -> ModuleType:
    if isinstance(sys.modules.get(name), _Unread):
        del sys.modules[name]
    return import_module(name)


def _read_on_demand(name: str, *functions: str) -> None:
    """Let the module `name` be read at its first use, its `functions` at their first call.

    WeasyPrint imports what cuts fonts without HarfBuzz and what fixes variable ones: a tenth of the start
    of a press that needs neither.
    """
    if name in sys.modules:
        return
    module = _Unread(name)
    for function in functions:
        setattr(module, function, partial(_call, name, function))
    sys.modules[name] = module


def _call(name: str, function: str, *args: Any, **more: Any) -> Any:  # noqa: ANN401
    return getattr(_read(name), function)(*args, **more)


def _use_our_fonts_only() -> None:
    """Hide the machine's fonts: a paper must not change with the machine that prints it."""
    folder = Path(os.environ.get("TMPDIR", "/tmp"))  # noqa: S108 - the press's own folder
    (folder / "fonts").mkdir(exist_ok=True)
    config = folder / "fonts.conf"
    config.write_text(
        f"<fontconfig><dir>{folder}/fonts</dir><cachedir>{folder}/fonts</cachedir></fontconfig>",
        encoding="utf-8",
    )
    os.environ["FONTCONFIG_FILE"] = str(config)
    warnings.filterwarnings("ignore", message="No fonts configured in FontConfig")


def _engine(*, network_closed: bool) -> str:
    """What set the paper, for the record: versions, subsetter, and whether the network was closed."""
    import weasyprint
    from weasyprint.text.ffi import harfbuzz_subset, pango

    version = int(pango.pango_version())
    parts = (
        f"WeasyPrint {weasyprint.__version__}",
        f"Pango {version // 10000}.{version // 100 % 100}.{version % 100}",
        "HarfBuzz subsets" if harfbuzz_subset else "fontTools subsets",
        "network closed" if network_closed else "network not closed by the system",
    )
    return ", ".join(parts)
