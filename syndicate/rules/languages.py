"""Languages: BCP 47 tags as people write them, their names, and the direction they run in."""

from __future__ import annotations

import difflib
import re
import unicodedata
from functools import lru_cache
from typing import Literal

from syndicate.errors import BadInput

__all__ = ["direction", "language_name", "read_language", "same_language"]

_LONGEST = 60
_TAG = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|[0-9]{3}))?", re.IGNORECASE)
_RENAMED = {"iw": "he", "in": "id", "ji": "yi", "mo": "ro", "tl": "fil"}
_RTL_LANGUAGES = frozenset(
    [
        "ar",
        "arc",
        "az-arab",
        "ckb",
        "dv",
        "fa",
        "ha-arab",
        "he",
        "ks",
        "ku-arab",
        "lrc",
        "mzn",
        "ps",
        "sd",
        "ug",
        "ur",
        "yi",
    ]
)
_RTL_SCRIPTS = frozenset(
    ["adlm", "arab", "aran", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"]
)
# What each language calls itself, for the languages a desk meets; Babel would load a file for each.
_OWN_NAMES = {
    "العربية": "ar", "български": "bg", "বাংলা": "bn", "català": "ca", "čeština": "cs",
    "cymraeg": "cy", "dansk": "da", "deutsch": "de", "ελληνικά": "el", "english": "en",
    "español": "es", "castellano": "es", "eesti": "et", "euskara": "eu", "فارسی": "fa",
    "suomi": "fi", "français": "fr", "gaeilge": "ga", "עברית": "he", "हिन्दी": "hi",
    "hrvatski": "hr", "magyar": "hu", "bahasa indonesia": "id", "íslenska": "is",
    "italiano": "it", "日本語": "ja", "한국어": "ko", "lietuvių": "lt", "latviešu": "lv",
    "melayu": "ms", "nederlands": "nl", "norsk": "no", "polski": "pl", "português": "pt",
    "română": "ro", "русский": "ru", "slovenčina": "sk", "slovenščina": "sl", "shqip": "sq",
    "српски": "sr", "svenska": "sv", "kiswahili": "sw", "ไทย": "th", "türkçe": "tr",
    "українська": "uk", "اردو": "ur", "tiếng việt": "vi", "中文": "zh", "mandarin": "zh",
    "flemish": "nl", "flamand": "nl", "farsi": "fa", "castilian": "es", "gaelic": "gd",
}  # fmt: skip


def _folded(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return " ".join(kept.split())


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    from babel.core import Locale

    return frozenset(code for code in Locale("en").languages if "_" not in code)


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    from babel.core import Locale

    names: dict[str, str] = {}
    for tongue in ("fr", "en"):
        for code, name in Locale(tongue).languages.items():
            if "_" not in code:
                names[_folded(name)] = code
    names |= {_folded(name): code for name, code in _OWN_NAMES.items()}
    return names


def read_language(text: str) -> str:
    """The BCP 47 tag a person meant: `French`, `français`, `fr`, `fr-FR`, `العربية`.

    Language, script and region are kept, in their usual letters (`zh-Hant-TW`). Raises BadInput for a
    language nobody knows, with near matches.
    """
    if len(text) > _LONGEST:
        raise BadInput(
            f"a language of {len(text)} characters cannot be read; write it as fr or French"
        )
    clean = text.strip()
    named = _names().get(_folded(clean))
    if named:
        return named
    found = _TAG.fullmatch(clean)
    primary = _RENAMED.get(found[1].lower(), found[1].lower()) if found else ""
    if found and primary in _codes():
        script, region = found[2] or "", found[3] or ""
        return "-".join(part for part in (primary, script.title(), region.upper()) if part)
    raise _unknown(clean)


def _unknown(text: str) -> BadInput:
    shown = "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
    near = difflib.get_close_matches(_folded(text), list(_names()), n=3, cutoff=0.7)
    tags = list(dict.fromkeys(_names()[name] for name in near))
    meant = ", ".join(f"{language_name(tag, 'en')} ({tag})" for tag in tags)
    tail = f"did you mean {meant}?" if meant else "write it as fr or French"
    return BadInput(f"“{shown}” is not a language on our list; {tail}")


def _primary(tag: str) -> str:
    first = tag.replace("_", "-").split("-")[0].lower()
    return _RENAMED.get(first, first)


def language_name(tag: str, language: str) -> str:
    """The name of `tag` in `language`: "French" in English, "français" in French; the tag where there is none."""
    from babel.core import Locale, UnknownLocaleError

    try:
        names = Locale.parse(_primary(language)).languages
    except (UnknownLocaleError, ValueError):
        names = Locale("en").languages
    exact = names.get(tag.replace("-", "_"))
    return str(exact or names.get(_primary(tag)) or tag)


def same_language(a: str, b: str) -> bool:
    """Whether two tags name one language, whatever the region: `fr` and `fr-CH` do."""
    return _primary(a) == _primary(b)


def direction(tag: str) -> Literal["ltr", "rtl"]:
    """The direction text in `tag` runs in. A script in the tag decides over the language."""
    parts = tag.replace("_", "-").lower().split("-")
    for part in parts[1:]:
        if len(part) == 4:
            return "rtl" if part in _RTL_SCRIPTS else "ltr"
    return "rtl" if _primary(tag) in _RTL_LANGUAGES else "ltr"
