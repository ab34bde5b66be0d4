"""Facts to HTML: templates in a sandbox, every value escaped, every hole in the facts a refusal."""

from __future__ import annotations

import io
import re
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from jinja2 import ChoiceLoader, StrictUndefined, TemplateError
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from syndicate.documents import invoices, licences, quotes, rates, reports
from syndicate.documents.sources import Templates
from syndicate.documents.wording import Wording, isolated, loosened, paper_language, read_catalogue
from syndicate.errors import SyndicateError
from syndicate.rules import languages
from syndicate.rules.papers import completed
from syndicate.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

__all__ = ["PAPERS", "Composer", "ComposingError"]

PAPERS: Mapping[str, tuple[str, Callable[[Any, Wording], dict[str, Any]]]] = {
    "quote": ("quote/paper.html", quotes.view),
    "quote-steps": ("quote/steps.html", quotes.steps_view),
    "pro-forma": ("pro-forma/paper.html", quotes.view),
    "licence": ("licence/paper.html", licences.view),
    "invoice": ("invoice/paper.html", invoices.view),
    "usage": ("usage/paper.html", reports.view),
    "rate-card": ("rate-card/paper.html", rates.view),
}
"""Each kind of paper: its template, and what turns its facts into what the template prints."""

# C0 and C1 controls but tab and line feed, lone surrogates, and the marks that reorder what follows.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)


class ComposingError(Exception):
    """One line: what the template or the facts lack."""


class Composer:
    """The shipped templates, and before them the publisher's own."""

    def __init__(self, templates_dir: Path | None = None) -> None:
        folders = [shipped("templates")]
        if templates_dir is not None:
            folders.insert(0, templates_dir)
        self._loader = ChoiceLoader([Templates(folder) for folder in folders])
        self._folders = folders
        self._environments: dict[str, ImmutableSandboxedEnvironment] = {}
        self._wordings: dict[str, Wording] = {}

    def style_sheet(self) -> str:
        """The text of the print style sheet, the publisher's own or the shipped."""
        source, _, _ = self._loader.get_source(self._environment("en"), "_print.css")
        return source

    def compose(self, facts: Mapping[str, Any], *, has_logo: bool, issued_at: datetime) -> str:
        """The HTML of one paper. Raises ComposingError with one line."""
        kind = facts.get("kind")
        if not isinstance(kind, str) or kind not in PAPERS:
            raise ComposingError("no template prints this kind of paper")
        template, view = PAPERS[kind]
        language = paper_language(str(facts.get("language", "")))
        try:
            cleaned = completed(_cleaned(facts))
            environment = self._environment(language)
            seen = view(cleaned, self._wordings[language])
            return environment.get_template(template).render(
                paper=_named(cleaned),
                view=_named(seen),
                has_logo=has_logo,
                stamp=issued_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            )
        except KeyError as error:
            raise ComposingError(f"the facts of the {kind} lack {error.args[0]!r}") from error
        except UndefinedError as error:
            raise ComposingError(f"the template of the {kind} asks for {_hole(error)}") from error
        except SecurityError as error:
            raise ComposingError(f"the template does what templates may not: {error}") from error
        except TemplateError as error:
            raise ComposingError(f"the template of the {kind} failed: {_line(error)}") from error
        except SyndicateError as error:
            raise ComposingError(error.message) from error
        except (TypeError, ValueError, OverflowError, ArithmeticError, AttributeError) as error:
            raise ComposingError(f"the facts of the {kind} do not read: {_line(error)}") from error

    def _environment(self, language: str) -> ImmutableSandboxedEnvironment:
        if language not in self._environments:
            self._environments[language] = self._made(language)
        return self._environments[language]

    def _made(self, language: str) -> ImmutableSandboxedEnvironment:
        wording = Wording(language, read_catalogue(self._folders, language))
        self._wordings[language] = wording
        environment = ImmutableSandboxedEnvironment(
            loader=self._loader,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            finalize=isolated,
        )
        environment.filters.update(
            money=_for_namespaces(wording.money),
            day=wording.day,
            month=wording.month,
            count=wording.count,
            percent=wording.percent,
            territory=wording.territory,
            tongues=wording.tongues,
            attribute=escape,
            breakable=_breakable,
            qr=_qr,
        )
        environment.globals.update(
            wording=wording,
            say=wording.say,
            word=wording.word,
            lang=language,
            foreign=partial(_foreign, language=language),
        )
        return environment


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:240] or type(error).__name__


def _hole(error: UndefinedError) -> str:
    """What a template asked for and the facts do not hold."""
    found = re.search(r"attribute '([^']{1,60})'", str(error))
    return (
        f"a fact that is not there: {found[1]!r}" if found else f"what is not there: {_line(error)}"
    )


def _for_namespaces(money: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda value: money(value if isinstance(value, dict) else vars(value))


def _cleaned(value: Any) -> Any:  # noqa: ANN401 - it walks JSON
    """Facts whose text can stand on paper: control marks are shown, none is obeyed."""
    if isinstance(value, str):
        return _UNPRINTABLE.sub(lambda found: f"\\x{ord(found[0]):02x}", value)
    if isinstance(value, dict):
        return {key: _cleaned(v) for key, v in value.items()}
    if isinstance(value, list):
        return [_cleaned(v) for v in value]
    return value


def _named(value: Any) -> Any:  # noqa: ANN401 - it walks JSON
    """Facts with their names as attributes: `paper.items` is the fact, not a method of a dict."""
    if isinstance(value, dict):
        return SimpleNamespace(**{str(key): _named(v) for key, v in value.items()})
    if isinstance(value, list | tuple):
        return [_named(v) for v in value]
    return value


def _foreign(text: str, tag: str, *, language: str) -> Markup:
    """`text` in the language `tag`, marked as such where it is not the paper's own."""
    if languages.same_language(tag, language):
        return escape(loosened(text))
    return Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(
        tag, languages.direction(tag), loosened(text)
    )


def _breakable(address: str) -> Markup:
    """A web address that may break after its dots and slashes, and nowhere worse."""
    return Markup("<wbr>").join(re.findall(r"[^./]*[./]+|[^./]+", address))


def _qr(text: str, title: str) -> Markup:
    """A QR code as inline SVG, with `title` as what it is read out as."""
    import segno

    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, omitsize=True, border=0, title=title, nl=False
    )
    return Markup(out.getvalue().decode("utf-8"))  # noqa: S704 - segno escapes the title
