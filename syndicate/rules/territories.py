"""Territories: every country and its regions, how people write them, and what covers what."""

from __future__ import annotations

import difflib
import re
import unicodedata
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from syndicate.errors import BadInput, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "COUNTRIES",
    "EU",
    "REGIONS",
    "WORLD",
    "countries_of",
    "covers",
    "is_low_income",
    "read_country",
    "read_territories",
    "region_of",
    "step_of",
    "sub_region_of",
    "territory_name",
]

WORLD = "001"

_SUB_REGIONS: Mapping[str, str] = {
    "015": "DZ EG EH LY MA SD TN",
    "014": "BI DJ ER ET IO KE KM MG MU MW MZ RE RW SC SO SS TF TZ UG YT ZM ZW",
    "017": "AO CD CF CG CM GA GQ ST TD",
    "018": "BW LS NA SZ ZA",
    "011": "BF BJ CI CV GH GM GN GW LR ML MR NE NG SH SL SN TG",
    "029": "AG AI AW BB BL BQ BS CU CW DM DO GD GP HT JM KN KY LC MF MQ MS PR SX TC TT VC VG VI",
    "013": "BZ CR GT HN MX NI PA SV",
    "005": "AR BO BR BV CL CO EC FK GF GS GY PE PY SR UY VE",
    "021": "BM CA GL PM US",
    "143": "KG KZ TJ TM UZ",
    "030": "CN HK JP KP KR MN MO TW",
    "035": "BN ID KH LA MM MY PH SG TH TL VN",
    "034": "AF BD BT IN IR LK MV NP PK",
    "145": "AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE",
    "151": "BG BY CZ HU MD PL RO RU SK UA",
    "154": "AX DK EE FI FO GB GG IE IM IS JE LT LV NO SE SJ",
    "039": "AD AL BA ES GI GR HR IT ME MK MT PT RS SI SM VA",
    "155": "AT BE CH DE FR LI LU MC NL",
    "053": "AU CC CX HM NF NZ",
    "054": "FJ NC PG SB VU",
    "057": "FM GU KI MH MP NR PW UM",
    "061": "AS CK NU PF PN TK TO TV WF WS",
    "010": "AQ",
}
_REGIONS: Mapping[str, str] = {
    "002": "015 014 017 018 011",
    "019": "029 013 005 021",
    "142": "143 030 035 034 145",
    "150": "151 154 039 155",
    "009": "053 054 057 061",
}
_WIDER: Mapping[str, str] = {"202": "014 017 018 011", "419": "029 013 005", "003": "029 013 021"}

_EU = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
EU: frozenset[str] = frozenset(_EU.split())
"""The 27 member states of the European Union, since 1 February 2020."""

# No treaty says which states these two are; the house says: the Arab states of the Gulf and the
# Levant with Egypt, Iran, Israel, Turkey and Cyprus; and those but the last two, with North Africa.
_MIDDLE_EAST = "AE BH CY EG IL IQ IR JO KW LB OM PS QA SA SY TR YE"
_MENA = "AE BH DZ EG IL IQ IR JO KW LB LY MA OM PS QA SA SY TN YE"

_GROUPS: Mapping[str, frozenset[str]] = {
    "EU": EU,
    "EEA": EU | {"IS", "LI", "NO"},
    "GCC": frozenset({"AE", "BH", "KW", "OM", "QA", "SA"}),
    "MIDEAST": frozenset(_MIDDLE_EAST.split()),
    "MENA": frozenset(_MENA.split()),
}


def _tables() -> tuple[dict[str, str], dict[str, str], dict[str, frozenset[str]]]:
    sub_region = {c: sub for sub, members in _SUB_REGIONS.items() for c in members.split()}
    region = {sub: top for top, subs in _REGIONS.items() for sub in subs.split()}
    countries = {sub: frozenset(members.split()) for sub, members in _SUB_REGIONS.items()}
    for code, subs in (*_REGIONS.items(), *_WIDER.items()):
        countries[code] = frozenset().union(*(countries[sub] for sub in subs.split()))
    countries |= _GROUPS
    countries[WORLD] = frozenset(sub_region)
    return sub_region, region, countries


_SUB_REGION_OF, _REGION_OF, _COUNTRIES_OF = _tables()

COUNTRIES: frozenset[str] = frozenset(_SUB_REGION_OF)
"""The 249 countries and territories of ISO 3166-1, by alpha-2 code."""

REGIONS: Mapping[str, frozenset[str]] = MappingProxyType(_COUNTRIES_OF)
"""Region code to its countries: UN M49 ("001" the world, "150" Europe, "154" Northern Europe) and
EU, EEA, GCC, MENA, MIDEAST. M49 has no Taiwan and puts Antarctica in no region: here Taiwan stands
in Eastern Asia, and Antarctica in "010", which only the world holds."""

_LOW_INCOME_2025 = "AF BF BI CD CF ER ET GM GW KP LR MG ML MW MZ NE RW SD SL SO SS SY TD TG UG YE"
_LOW_INCOME = frozenset(_LOW_INCOME_2025.split())

_OWN_NAMES: Mapping[str, Mapping[str, str]] = {
    "010": {"en": "Antarctica", "fr": "Antarctique", "ar": "أنتاركتيكا"},
    "EU": {"en": "European Union", "fr": "Union européenne", "ar": "الاتحاد الأوروبي"},
    "EEA": {
        "en": "European Economic Area",
        "fr": "Espace économique européen",
        "ar": "المنطقة الاقتصادية الأوروبية",
    },
    "GCC": {
        "en": "Gulf Cooperation Council",
        "fr": "Conseil de coopération du Golfe",
        "ar": "مجلس التعاون الخليجي",
    },
    "MIDEAST": {"en": "Middle East", "fr": "Moyen-Orient", "ar": "الشرق الأوسط"},
    "MENA": {
        "en": "Middle East and North Africa",
        "fr": "Moyen-Orient et Afrique du Nord",
        "ar": "الشرق الأوسط وشمال أفريقيا",
    },
    "001": {"en": "the world", "fr": "le monde entier", "ar": "العالم"},
}

_COMMON_NAMES: Mapping[str, str] = {
    "uk": "GB", "u k": "GB", "britain": "GB", "great britain": "GB", "grande bretagne": "GB",
    "royaume uni": "GB", "united kingdom of great britain and northern ireland": "GB",
    "usa": "US", "u s a": "US", "u s": "US", "united states of america": "US",
    "etats unis d amerique": "US", "uae": "AE", "u a e": "AE", "emirates": "AE", "emirats": "AE",
    "south korea": "KR", "republic of korea": "KR", "coree du sud": "KR", "north korea": "KP",
    "ivory coast": "CI", "holland": "NL", "hollande": "NL", "eire": "IE",
    "republic of ireland": "IE", "czech republic": "CZ", "republique tcheque": "CZ",
    "burma": "MM", "birmanie": "MM", "swaziland": "SZ", "cape verde": "CV", "macedonia": "MK",
    "russia": "RU", "russian federation": "RU", "turkey": "TR", "turkiye": "TR",
    "palestine": "PS", "vatican": "VA", "holy see": "VA", "east timor": "TL", "timor oriental": "TL",
    "trinidad": "TT", "bosnia": "BA", "bosnie": "BA", "drc": "CD", "rdc": "CD", "dr congo": "CD", "congo kinshasa": "CD", "congo brazzaville": "CG",
    "syria": "SY", "iran": "IR", "laos": "LA", "moldova": "MD", "tanzania": "TZ", "vietnam": "VN",
    "viet nam": "VN", "bolivia": "BO", "venezuela": "VE", "brunei": "BN", "hong kong": "HK",
    "macau": "MO", "macao": "MO", "taiwan": "TW", "mainland china": "CN", "ksa": "SA",
    "world": WORLD, "worldwide": WORLD, "world wide": WORLD, "global": WORLD, "international": WORLD,
    "all territories": WORLD, "monde": WORLD, "monde entier": WORLD, "mondial": WORLD,
    "european union": "EU", "union europeenne": "EU", "ue": "EU", "eee": "EEA",
    "european economic area": "EEA", "gulf states": "GCC", "gulf": "GCC", "ccg": "GCC",
    "pays du golfe": "GCC", "proche orient": "MIDEAST", "near east": "MIDEAST",
    "north africa": "015", "afrique du nord": "015", "west africa": "011",
    "afrique de l ouest": "011", "east africa": "014", "afrique de l est": "014",
    "central africa": "017", "afrique centrale": "017", "afrique subsaharienne": "202",
    "south east asia": "035", "south asia": "034", "asie du sud": "034", "east asia": "030",
    "latin america and caribbean": "419", "amerique latine et caraibes": "419",
    "oceania": "009", "oceanie": "009", "europe de l est": "151", "europe de l ouest": "155",
}  # fmt: skip

_TOGETHER: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("benelux",), ("BE", "NL", "LU")),
    **dict.fromkeys(("dach",), ("DE", "AT", "CH")),
    **dict.fromkeys(("scandinavia", "scandinavie"), ("DK", "NO", "SE")),
    **dict.fromkeys(
        ("nordics", "nordic countries", "pays nordiques"), ("DK", "FI", "IS", "NO", "SE")
    ),
    **dict.fromkeys(("baltics", "baltic states", "pays baltes"), ("EE", "LV", "LT")),
    **dict.fromkeys(("channel islands", "iles anglo normandes"), ("GG", "JE")),
}

_SEVERAL: Mapping[str, tuple[str, ...]] = {
    "congo": ("CG", "CD"), "korea": ("KR", "KP"), "coree": ("KR", "KP"), "guiana": ("GF", "GY"),
    "america": ("US", "019"), "amerique": ("US", "019"), "samoa islands": ("WS", "AS"),
    "virgin islands": ("VG", "VI"), "iles vierges": ("VG", "VI"), "saint martin": ("MF", "SX"),
}  # fmt: skip
_PARTS_OF: Mapping[str, str] = {
    **dict.fromkeys(("england", "scotland", "wales", "northern ireland"), "GB"),
    **dict.fromkeys(("angleterre", "ecosse", "pays de galles", "irlande du nord"), "GB"),
}

_LONGEST = 2000
_JOINED = re.compile(r" (?:and|et|&|\+|و) ", re.IGNORECASE)
_ARTICLES = re.compile(r"^(?:the|le|la|les|l|al) (?=\S)")


def _folded(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.casefold().replace("&", " and "))
    kept = "".join(letter for letter in bare if not unicodedata.combining(letter))
    words = " ".join("".join(letter if letter.isalnum() else " " for letter in kept).split())
    return _ARTICLES.sub("", f"saint {words[3:]}" if words.startswith("st ") else words)


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Folded name or code to code: English wins over French, common names over both, codes over all."""
    from babel.core import Locale

    names: dict[str, str] = {}
    for tongue in ("ar", "fr", "en"):
        for code, name in Locale(tongue).territories.items():
            if code in COUNTRIES or code in REGIONS:
                names[_folded(name)] = code
    for code, spellings in _OWN_NAMES.items():
        names |= {_folded(name): code for name in spellings.values() if code != "010"}
    names |= {name.replace(" et ", " and "): code for name, code in names.items()}
    names |= _COMMON_NAMES
    names |= {code.casefold(): code for code in (*COUNTRIES, *REGIONS)}
    return names


def read_territories(text: str) -> tuple[str, ...]:
    """The codes of the territories a person listed, separated by commas: `France, UK, Middle East`, `FR,GB`.

    Each is an ISO 3166-1 alpha-2 code or a key of `REGIONS`, once, in the order written. Names may be English,
    French or Arabic. Raises BadInput for one nobody knows (with near matches) or that names two.
    """
    if len(text) > _LONGEST:
        raise BadInput("the list of territories is too long; name regions, or the world")
    codes: dict[str, None] = {}
    for piece in re.split(r"[,;\n،؛]", text):
        if piece.strip():
            codes |= dict.fromkeys(_read_piece(piece.strip()))
    if not codes:
        raise BadInput("no territory is named; write it as FR, United Kingdom or world")
    return tuple(codes)


def read_country(text: str) -> str:
    """The ISO 3166-1 alpha-2 code of the one country a person named.

    Raises BadInput for a region, a list, or a country nobody knows.
    """
    codes = read_territories(text)
    if len(codes) != 1 or codes[0] not in COUNTRIES:
        raise BadInput(f"{quoted(text)} is not one country; write it as GB or United Kingdom")
    return codes[0]


def _read_piece(piece: str) -> tuple[str, ...]:
    """What stands between two commas: a name, or names joined by "and", some of which hold it themselves."""
    parts = _JOINED.split(piece)
    if len(parts) == 1 or len(parts) > 20:
        return _read_name(piece)
    found: list[str] = []
    at = 0
    while at < len(parts):
        # The longest name first: "Trinidad and Tobago" is one of "Trinidad and Tobago and Jamaica".
        ends = (end for end in range(len(parts), at, -1) if _known(" and ".join(parts[at:end])))
        end = next(ends, at + 1)
        found += _read_name(" and ".join(parts[at:end]))
        at = end
    return tuple(found)


def _known(name: str) -> bool:
    words = _folded(name)
    return words in _names() or words in _TOGETHER


def _read_name(name: str) -> tuple[str, ...]:
    words = _folded(name)
    if words in _names():
        return (_names()[words],)
    if words in _TOGETHER:
        return _TOGETHER[words]
    if words in _SEVERAL:
        ways = " or ".join(f"{territory_name(code, 'en')} ({code})" for code in _SEVERAL[words])
        raise BadInput(f"{quoted(name)} may be {ways}; write the code")
    if words in _PARTS_OF:
        whole = _PARTS_OF[words]
        raise BadInput(
            f"{quoted(name)} is a part of the {territory_name(whole, 'en')}: "
            f"territories are whole countries; write {whole}"
        )
    near = difflib.get_close_matches(words, list(_names()), n=6)
    codes = list(dict.fromkeys(_names()[known] for known in near))[:3]
    meant = ", ".join(f"{territory_name(code, 'en')} ({code})" for code in codes)
    tail = f"did you mean {meant}?" if meant else "write it as FR, United Kingdom or world"
    raise BadInput(f"{quoted(name)} is not a territory on our list; {tail}")


def countries_of(codes: Iterable[str]) -> frozenset[str]:
    """Every country that `codes` (countries and regions) take in. Raises BadInput for an unknown code."""
    found: set[str] = set()
    for code in codes:
        if code in COUNTRIES:
            found.add(code)
        elif code in REGIONS:
            found |= REGIONS[code]
        else:
            raise BadInput(f"{quoted(code)} is not the code of a territory")
    return frozenset(found)


def covers(granted: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether `granted` takes in every country of `wanted`; a want that names nothing is covered by nothing."""
    asked = countries_of(wanted)
    return bool(asked) and asked <= countries_of(granted)


def territory_name(code: str, language: str) -> str:
    """The name of a country or region in `language` ("France", "Europe de l’Ouest"), in English without it.

    Raises BadInput for an unknown code.
    """
    from babel.core import Locale, UnknownLocaleError

    if code not in COUNTRIES and code not in REGIONS:
        raise BadInput(f"{quoted(code)} is not the code of a territory")
    primary = language.replace("_", "-").split("-")[0].lower()
    if code in _OWN_NAMES and primary in _OWN_NAMES[code]:
        return _OWN_NAMES[code][primary]
    try:
        name = Locale.parse(primary).territories.get(code)
    except (UnknownLocaleError, ValueError):
        name = None
    return str(name or Locale("en").territories.get(code) or _OWN_NAMES[code]["en"])


def step_of(codes: Iterable[str]) -> Literal["country", "region", "world"]:
    """The step of a rate card that `codes` fall under; two countries or more count as the region.

    Raises BadInput when no territory is named.
    """
    named = tuple(dict.fromkeys(codes))
    taken = countries_of(named)
    if not taken:
        raise BadInput("no territory is named")
    if taken == COUNTRIES:
        return "world"
    return "country" if len(named) == 1 and named[0] in COUNTRIES else "region"


def sub_region_of(country: str) -> str:
    """The M49 sub-region of a country: "154" for GB. Raises BadInput for an unknown country."""
    if country not in COUNTRIES:
        raise BadInput(f"{quoted(country)} is not the code of a country")
    return _SUB_REGION_OF[country]


def region_of(country: str) -> str:
    """The M49 region of a country: "150" for GB; the world for Antarctica, which is in none."""
    return _REGION_OF.get(sub_region_of(country), WORLD)


def is_low_income(country: str) -> bool:
    """Whether the World Bank counts `country` as a low-income economy, for concessions on a rate card.

    The 26 of its fiscal year 2025 (July 2024 to June 2025), from general knowledge: the bank looks again each
    July, so look there before a large concession.
    """
    return country in _LOW_INCOME
