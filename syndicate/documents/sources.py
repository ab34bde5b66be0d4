"""Where templates come from: files, with the spaces of French set as they are read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jinja2 import FileSystemLoader

from syndicate.documents.wording import french_spaces

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Environment

__all__ = ["Templates"]

_FRENCH = re.compile(r"(?:^|/)fr/|\.fr\.[a-z]+$")
_OURS = re.compile(r"(\{[{%#].*?[}%#]\})", re.DOTALL)


class Templates(FileSystemLoader):
    """The templates of one folder; the French ones (`fr/…`, `….fr.html`) are written with plain spaces."""

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """The text of a template, its file, and whether it still stands. Raises TemplateNotFound."""
        source, file, fresh = super().get_source(environment, template)
        if _FRENCH.search(template):
            pieces = _OURS.split(source)
            pieces[::2] = [french_spaces(words) for words in pieces[::2]]
            source = "".join(pieces)
        return source, file, fresh
