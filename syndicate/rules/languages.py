"""Languages: BCP 47 tags as people write them, their names, and the direction they run in."""

from __future__ import annotations

import difflib
import re
import unicodedata
from functools import lru_cache
from typing import Literal

from syndicate.errors import BadInput, quoted

__all__ = ["direction", "language_name", "read_language", "read_languages", "same_language"]

_LONGEST = 60
_TAG = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|[0-9]{3}))?", re.IGNORECASE)
# Tags withdrawn, and the three letters of languages that have two.
_RENAMED = {
    "iw": "he", "in": "id", "ji": "yi", "mo": "ro", "tl": "fil", "ara": "ar", "deu": "de",
    "ger": "de", "eng": "en", "spa": "es", "fra": "fr", "fre": "fr", "ita": "it", "nld": "nl",
    "dut": "nl", "por": "pt", "rus": "ru", "tur": "tr", "zho": "zh", "chi": "zh",
}  # fmt: skip
_RTL_CODES = "ar arc ckb dv fa he ks lrc mzn nqo ps sd syr ug ur yi"
_RTL_LANGUAGES = frozenset(_RTL_CODES.split())
_RTL_SCRIPTS = frozenset(
    {"adlm", "arab", "aran", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"}
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


_NO_LANGUAGES = frozenset({"mis", "mul", "root", "und", "zxx"})


def _folded(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return " ".join(kept.split())


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    from babel.core import Locale

    tags = (str(code) for code in Locale("en").languages)
    return frozenset(tag for tag in tags if "_" not in tag) - _NO_LANGUAGES


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    from babel.core import Locale

    names: dict[str, str] = {}
    for tongue in ("fr", "en"):
        for code, name in Locale(tongue).languages.items():
            if str(code).split("_")[0] in _codes():
                names[_folded(name)] = str(code).replace("_", "-")
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
    found = _TAG.fullmatch(clean)
    if found and _canonical(found[1]) in _codes():
        return _tag(found, written=clean)
    named = _names().get(_folded(clean))
    if named:
        return named
    raise _unknown(clean)


def read_languages(text: str) -> tuple[str, ...]:
    """The BCP 47 tags of languages listed with commas: `English, fr`. Raises BadInput as `read_language` does."""
    return tuple(read_language(part) for part in text.split(",") if part.strip())


def _canonical(primary: str) -> str:
    return _RENAMED.get(primary.lower(), primary.lower())


def _tag(found: re.Match[str], *, written: str) -> str:
    """The tag in its usual letters. Raises BadInput for a script or region that is none."""
    from babel.core import Locale

    script, region = (found[2] or "").title(), (found[3] or "").upper()
    if script and script not in Locale("en").scripts:
        raise BadInput(f"{quoted(written)} names no script we know: {script}; write it as zh-Hant")
    if region and region not in Locale("en").territories:
        raise BadInput(f"{quoted(written)} names no region we know: {region}; write it as fr-CH")
    return "-".join(part for part in (_canonical(found[1]), script, region) if part)


def _unknown(text: str) -> BadInput:
    near = difflib.get_close_matches(_folded(text), list(_names()), n=3)
    tags = list(dict.fromkeys(_names()[name] for name in near))
    meant = ", ".join(f"{language_name(tag, 'en')} ({tag})" for tag in tags)
    tail = f"did you mean {meant}?" if meant else "write it as fr or French"
    return BadInput(f"{quoted(text)} is not a language on our list; {tail}")


def _primary(tag: str) -> str:
    return _canonical(tag.replace("_", "-").split("-")[0])


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
