"""Agency material in a text: copy from a wire, a fact told to an agency, and what leans on either."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from syndicate.rules.articles.drafts import (
    CONTRIBUTED,
    CREDITED,
    CREDITED_TO_OTHERS,
    Rule,
    Suspicion,
)
from syndicate.rules.articles.glances import Glance, Phrases, particled, plainly, sights, words_of
from syndicate.rules.articles.texts import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = [
    "LEANING_SIGNS",
    "SIGNS",
    "SLUGS",
    "Trace",
    "agency_in_byline",
    "agency_named",
    "agency_suspicion",
    "leans",
    "names_rights",
    "trace",
]


# Spelling -> owner. Abbreviations that are also common words or other bodies (PA, SPA, MENA) count
# only where the sentence says "news agency" or where a slug, byline or credit can mean nothing else.
_AGENCIES: Mapping[str, str] = {
    "Thomson Reuters Foundation": "Thomson Reuters Foundation",
    "Thomson Reuters": "Reuters",
    "Reuters": "Reuters",
    "REUTERS": "Reuters",
    "Agence France-Presse": "AFP",
    "Agence France Presse": "AFP",
    "AFP": "AFP",
    "The Associated Press": "Associated Press",
    "Associated Press": "Associated Press",
    "AP": "Associated Press",
    "Press Association": "PA Media",
    "PA Media": "PA Media",
    "Deutsche Presse-Agentur": "dpa",
    "dpa": "dpa",
    "DPA": "dpa",
    "ANSA": "ANSA",
    "EFE": "EFE",
    "Europa Press": "Europa Press",
    "Lusa": "Lusa",
    "Ritzau": "Ritzau",
    "NTB": "NTB",
    "Xinhua": "Xinhua",
    "TASS": "TASS",
    "Tass": "TASS",
    "RIA Novosti": "RIA Novosti",
    "Interfax": "Interfax",
    "Ukrinform": "Ukrinform",
    "Anadolu Agency": "Anadolu",
    "Anadolu": "Anadolu",
    "WAFA": "WAFA",
    "SANA": "SANA",
    "IRNA": "IRNA",
    "Tasnim": "Tasnim",
    "KCNA": "KCNA",
    "Bloomberg News": "Bloomberg",
    "Bloomberg": "Bloomberg",
    "Dow Jones Newswires": "Dow Jones Newswires",
    "Kyodo News": "Kyodo",
    "Kyodo": "Kyodo",
    "Jiji Press": "Jiji Press",
    "Yonhap": "Yonhap",
    "Bernama": "Bernama",
    "Press Trust of India": "PTI",
    "PTI": "PTI",
    "Belga": "Belga",
    "Keystone-ATS": "Keystone-ATS",
    "The Canadian Press": "The Canadian Press",
    "Canadian Press": "The Canadian Press",
    "La Presse canadienne": "La Presse canadienne",
    "Presse canadienne": "La Presse canadienne",
    "رويترز": "Reuters",
    "فرانس برس": "AFP",
    "الأنباء الفرنسية": "AFP",
    "أ ف ب": "AFP",
    "أ.ف.ب": "AFP",
    "أسوشيتد برس": "Associated Press",
    "أسوشييتد برس": "Associated Press",
    "الأنباء الألمانية": "dpa",
    "د ب أ": "dpa",
    "بلومبرغ": "Bloomberg",
    "بلومبيرغ": "Bloomberg",
    "الأناضول": "Anadolu",
    "شينخوا": "Xinhua",
    "إنترفاكس": "Interfax",
    "نوفوستي": "RIA Novosti",
    "كيودو": "Kyodo",
    "يونهاب": "Yonhap",
    "تسنيم": "Tasnim",
}
_SLUG_ONLY: Mapping[str, str] = {
    "PA": "PA Media",
    "AA": "Anadolu",
    "UPI": "UPI",
    "ATS": "ATS",
    "APA": "APA",
    "Agencies": "agencies",
    "agencies": "agencies",
    "news agencies": "agencies",
    "Agences": "agencies",
    "agences": "agencies",
    "وكالات": "agencies",
}
# In a byline these are also names of people.
_ALSO_PEOPLE = frozenset(
    {"AP", "PA", "AA", "ATS", "APA", "UPI", "Tass", "Bloomberg", "Belga", "Anadolu", "Lusa", "SANA"}
)

_MOST_MENTIONS = 60


def _either(names: Iterable[str]) -> str:
    return "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True))


_OWNERS: Mapping[str, str] = {
    plainly(name): owner for name, owner in {**_AGENCIES, **_SLUG_ONLY}.items()
}
_PLAIN = [plainly(name) for name in _AGENCIES]
SLUGS = _either(_OWNERS)
_ANY_SLUG = re.compile(rf"(?:{SLUGS})(?![\w@])")
_PARTICLES = frozenset({"", "و", "ف", "ل", "ب", "ول", "وب", "ك", "فل"})


def _by_sign(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The names by a word of theirs, as it stands in a text: they are looked for where it does.

    It is the first, or the second where the first is "the" or a letter that is also a particle.
    """
    found: dict[str, tuple[str, ...]] = {}
    for name in sorted(names, key=len, reverse=True):
        first, *more = words_of(name)
        spelt = len(first) == 1
        signs = [more[0]] if spelt or first in {"the", "la"} else particled(first)
        for sign in signs:
            found[sign] = (*found.get(sign, ()), name)
    return found


_NAMES_BY_SIGN = _by_sign(_PLAIN)
_SLUGS_BY_SIGN = _by_sign(_OWNERS)


def _mentions(g: Glance) -> Iterator[tuple[int, int, str]]:
    """(start, end, name) of each agency named in `g`, not as part of another word or an address."""
    names = {n for sign in g.signs for n in _NAMES_BY_SIGN.get(sign, ())}
    found: list[tuple[int, int, str]] = []
    for name in sorted(names, key=len, reverse=True):
        at = g.plain.find(name)
        while at >= 0 and len(found) < _MOST_MENTIONS:
            end = at + len(name)
            taken = any(s <= at < e for s, e, _ in found)
            if not taken and _stands_alone(g.plain, at, end):
                found.append((at, end, name))
            at = g.plain.find(name, end)
    yield from sorted(found)


def _stands_alone(plain: str, start: int, end: int) -> bool:
    after = plain[end : end + 1]
    if after in {"@", "_"} or after.isalnum():
        return False
    before = plain[start - 1 : start] if start else ""
    if before in {"@", "/", "_"} or (before == "." and plain[start - 2 : start - 1].isalnum()):
        return False
    if before == "-" and plain[start - 2 : start - 1].isalnum():
        return False
    at = start
    while at and plain[at - 1].isalnum():
        at -= 1
    return plain[at:start] in _PARTICLES


def agency_named(text: str) -> str | None:
    """The first news agency that `text` names, or None."""
    plain = plainly(text)
    for found in islice(_ANY_SLUG.finditer(plain), _MOST_MENTIONS):
        if _stands_alone(plain, *found.span()):
            return _OWNERS[found[0]]
    return None


@dataclass(frozen=True, slots=True)
class Trace:
    """Agency material found in one passage.

    `owner` is the agency where it is named; `sources` the words that name who told it; `wire` says that
    the passage opens a story that came by wire; `unnamed` that it speaks of "the agency" only.
    """

    suspicion: Suspicion
    owner: str | None
    sources: frozenset[str] = frozenset()
    wire: bool = False
    unnamed: bool = False


# --- copy from a wire ---------------------------------------------------------------------------

_WITH = r"(?:(?:with|from|by|via|source|sources|avec|par|d'après|مع|المصدر|المصادر|عن)\s?:?\s*(?:l'|les |the )?)"
_JOINT = r"(?:\s?[/,،&+–-]\s?|,? (?:and|et) (?:l'|les |the )?|\s?و)"
_SLUG = re.compile(
    plainly(
        rf"[(\[](?:{_WITH})?(?P<name>{SLUGS})(?:{_JOINT}(?:(?:{SLUGS})|[A-Z]\w{{1,15}})){{0,3}}[)\]]"
    )
)
_DATELINE = re.compile(
    plainly(
        rf"^(?P<all>(?:[A-ZÀ-ÞЀ-Я\u0600-\u06ff][^()\n]{{1,60}})?\((?P<name>{SLUGS})\)\s?[-–—:.])|"
        rf"^(?P<all2>(?:[\u0600-\u06ff][\u0600-\u06ff ]{{1,30}}\s?[-–—/]\s?)?(?P<name2>{SLUGS})\s?[-–—:]\s)"
    )
)
_BARE_OPENING = re.compile(rf"^(?P<all>[(\[](?P<name>{SLUGS})[)\]])\s(?=[A-ZÀ-Þ\u0600-\u06ff])")
_RIGHTS = re.compile(
    rf"(?P<words>(?:©|\([cC]\)|[Cc]opyright)\s?(?:\(?\d{{4}}\)?,?\s)?(?:by |the )?(?P<name>{SLUGS}))(?!\w)"
)
_REPORTED_BY = re.compile(
    r"\b(?P<words>(?:(?:additional |further |with |extra )?(?:reporting|writing|material|editing|files?) (?:by|from)|"
    r"(?:edited|compiled|produced|filed|reported|written) (?:by|from)|(?:rédigé|édité|réalisé|écrit)e? (?:par|avec)) [^.;\n]{2,80})",
    re.IGNORECASE,
)
_CREW = re.compile(
    plainly(
        r"^[\W_]*(?P<words>(?:اعداد|كتابة|تحرير|تغطية صحفية)\s[^\n]{2,60}?(?:للنشرة العربية|تحرير)\b[^\n]{0,60}?)[)\]]*$"
    )
)
_CONTRIBUTED = re.compile(
    plainly(
        r"\b(?P<verb>contributed\b(?: to this (?:report|article|story)| reporting)?|(?:a|ont) contribué\b(?: à cet article)?|"
        r"(?:ساهم|ساهمت|شارك|شاركت) في (?:هذا |اعداد |كتابة )*(?:ال)?(?:تقرير|مقال|خبر)?)"
    )
)
_CREDIT_LINE = re.compile(
    plainly(
        rf"^[\W_]*+(?P<words>(?:{_WITH}(?:[\w '-]{{0,40}}?\b(?:of |from |by )?)?|[\w ]{{2,30}}\s?[+/–-]\s?)?"
        rf"(?:the |l'|les |وكالة )?(?P<name>{SLUGS})(?:{_JOINT}(?:{SLUGS}|[A-Z][\w .]{{1,30}})){{0,3}})[\W_]*$",
    ),
    re.IGNORECASE,
)


_NAME_SIGNS = frozenset(_SLUGS_BY_SIGN)
_GENERIC_SIGNS = particled("agency agence وكالة")
_REPORTED_SIGNS = particled(
    "reporting writing material editing files file edited compiled produced filed reported written rédigé édité réalisé"
)
_CREW_SIGNS = particled("اعداد كتابة تحرير تغطية")
_GAVE_SIGNS = particled("contributed contribué ساهم ساهمت شارك شاركت")


def _copy(g: Glance) -> Trace | None:
    """Copy of an agency: a dateline, a slug, or a credit that says there is some."""
    plain = g.plain
    if not _NAME_SIGNS.isdisjoint(g.signs) and (found := _named_copy(g)):
        return found
    if not _CREW_SIGNS.isdisjoint(g.signs) and g.length <= 30 and (crew := _CREW.match(plain)):
        words = g.shown(*crew.span("words"))
        reason = "the desk of an agency: the story came by wire"
        return Trace(Suspicion(Rule.AGENCY_COPY, words, reason), agency_named(plain))
    if _REPORTED_SIGNS.isdisjoint(g.signs):
        return None
    at = max(0, len(plain) - 300)
    if (by := _REPORTED_BY.search(plain, at)) and _credits(plain, by):
        reason = CREDITED_TO_OTHERS
        words = g.shown(*by.span("words"))
        return Trace(Suspicion(Rule.AGENCY_COPY, words, reason), agency_named(by["words"]))
    return None


def _named_copy(g: Glance) -> Trace | None:
    plain = g.plain
    opening = plain[:120]
    if line := _DATELINE.match(opening):
        k = "" if line["all"] else "2"
        owner = _OWNERS[line[f"name{k}"]]
        words = g.shown(*line.span(f"all{k}"))
        reason = f"a dateline of {owner}: the story came by wire"
        return Trace(Suspicion(Rule.AGENCY_COPY, words, reason), owner, wire=True)
    if g.length <= 60 and "©" in g.signs and (rights := _RIGHTS.search(plain)):
        owner = _OWNERS[rights["name"]]
        words = g.shown(*rights.span("words"))
        return Trace(Suspicion(Rule.AGENCY_COPY, words, f"the rights line of {owner}"), owner)
    if found := _slug(g):
        return found
    if g.length <= 40 and not _GAVE_SIGNS.isdisjoint(g.signs) and (found := _contributed(g)):
        return found
    if len(plain) <= 120 and (line := _CREDIT_LINE.match(plain)):
        credited = agency_named(plain)
        if credited is not None:
            reason = CREDITED
            words = g.shown(*line.span("words"))
            return Trace(Suspicion(Rule.AGENCY_COPY, words, reason), credited)
    return None


def _slug(g: Glance) -> Trace | None:
    plain = g.plain
    if "(" not in plain and "[" not in plain:
        return None
    for slug in islice(_SLUG.finditer(plain), _MOST_MENTIONS):
        name = slug["name"]
        opens = slug.start() == 0 and _BARE_OPENING.match(plain) is not None
        last = len(plain) - slug.end() <= 2
        unsure = name in _SLUG_ONLY or name == "Bloomberg"
        agencies = _OWNERS[name] == "agencies"
        if (unsure and not last and not (opens and agencies)) or _abbreviates(
            plain, slug.start(), name
        ):
            continue
        if _introduces(plain, slug.start(), name):
            continue
        owner = _OWNERS[name]
        reason = f"the slug of {owner}: a passage taken from its wire"
        words = g.shown(*slug.span())
        return Trace(Suspicion(Rule.AGENCY_COPY, words, reason), owner, wire=opens)
    return None


def _contributed(g: Glance) -> Trace | None:
    found = _CONTRIBUTED.search(g.plain)
    if found is None:
        return None
    owner = agency_named(g.plain)
    if owner is None:
        return None
    reason = CONTRIBUTED
    return Trace(Suspicion(Rule.AGENCY_COPY, _from_sentence(g, found.end()), reason), owner)


def _from_sentence(g: Glance, end: int) -> str:
    """What `g` shows from the start of the sentence that `end` lies in up to `end`."""
    start = max(
        g.plain.rfind(mark, 0, end) + len(mark) if mark in g.plain[:end] else 0
        for mark in (". ", "! ", "? ")
    )
    return g.shown(start, end).lstrip("([*–—- ")


def _abbreviates(text: str, at: int, slug: str) -> bool:
    """Whether the words before the bracket spell what it abbreviates: "Harbour Police (HP)"."""
    before = re.findall(r"[\w'-]+", text[max(0, at - 80) : at])
    capitals = [w[0].upper() for w in before[-6:] if w[0].isupper()]
    return slug.isupper() and "".join(capitals[-len(slug) :]) == slug.upper()


def _introduces(text: str, at: int, name: str) -> bool:
    """Whether the bracket follows the agency's own long name: "Agence France-Presse (AFP)"."""
    before = text[max(0, at - 40) : at].rstrip()
    return any(
        before.endswith(long)
        for long, owner in _OWNERS.items()
        if owner == _OWNERS[name] and long != name
    )


def _credits(text: str, found: re.Match[str]) -> bool:
    """A credit opens a line, a bracket or a sentence, and is not "files from 2012" in a story."""
    before = text[: found.start()].rstrip()
    opens = not before or before[-1] in '([.;–—-|*_"”'
    words = found["words"]
    named = re.search(r"(?:by|from|par|avec) (?:the |l')?[A-ZÀ-Þ\u0600-\u06ff]", words)
    plain = re.match(
        r"(?:additional |further |extra )?(?:reporting|writing|editing) by", words, re.IGNORECASE
    )
    return bool(opens and named and (plain or agency_named(words)))


# --- facts told to an agency --------------------------------------------------------------------

_GENERIC = re.compile(
    r"\b(?:(?P<before>(?!The\b|A\b|An\b)[A-Z][\w'.-]{1,30}) (?:state |state-run |official |semi-official )?)?"
    r"(?:news|press) agency(?: (?P<after>[A-Z][\w-]{1,30}))?(?P<of> of (?:the )?[\w ]{2,30}?(?=,? (?:report|said|quot|cit|has|had)))?"
    r"|\b(?:[lL]'|[dD]'une |[uU]ne )agence (?:(?:de presse|officielle|d'information|étatique|d'[ée]tat|semi-officielle|nationale|publique)"
    r"(?: |(?=[,.;:])|$)){1,3}(?P<fr>[A-ZÀ-Þ][\w-]{1,30})?"
    r"|(?P<pre>[ولبف]{0,2})وكالة (?:الانباء(?: (?:الرسمية|الحكومية|الوطنية|المحلية|الدولية|\w+ية))?|انباء (?P<ar>\w{2,30})|(?P<ar2>\w{2,30}) (?:الرسمية )?للانباء)"
)
_WHICH = re.compile(
    r"\b(?:state|state-run|official|semi-official|national|local|officielle|étatique|d'[ée]tat|semi-officielle|nationale|publique)\b|"
    r"الرسمية|الحكومية|الوطنية|المحلية"
)
_FILLER = (
    r"(?:the|a|an|to|its|his|her|french|german|british|american|us|u\.s\.|turkish|russian|chinese|"
    r"italian|spanish|japanese|iranian|state|state-run|official|semi-official|international|global|local|news|"
    r"press|wire|agency|agencies|service|journalists?|reporters?|correspondents?|at|from|of|other|"
    r"la|le|les|l'agence|agence|presse|de|du|d'information|française?|britannique|américaine|"
    r"allemande|turque|russe|chinoise|officielle|l'(?=$))"
)
_DONE_BY = (
    r"seen|obtained|reviewed|verified|contacted|compiled|published|collected|conducted|told|revealed|reported|"
    r"quoted|cited|carried|interviewed|distributed|relayed|gathered|documented|photographed|filmed|recorded|"
    r"broken|uncovered|collated|released|polled|surveyed|tallied|counted|confirmed|leaked to and published"
)
_DATA = (
    r"figures|data|poll|survey|tally|count|footage|report|reports|calculations|estimates|interview|comments?|remarks?|"
    r"statements?|images|pictures|photographs|video|dispatch|analysis|information"
)
_SAID_FR = (
    r"(?:déclar|confi|indiqu|affirm|précis|expliqu|confirm|assur|annonc|racont|témoign|rapport|soulign|lanc|ajout|"
    r"révél|regrett|estim|insist|avou|promis|promet|répond|dit|dis)\w{0,6}"
)
_CUE_BEFORE = re.compile(
    r"(?P<cue>told|tells|telling|according to(?: (?:[\w'-]+ ){0,4}(?:from|by|of))?|citing|quoting|"
    r"report(?:s|ed)? (?:by|from|in)|as (?:reported|quoted|cited) by|speaking (?:to|with)|"
    r"spoke(?:n)? (?:to|with)|talk(?:ing|ed) to|comment(?:ed|ing)?(?: [\w']+){0,4} to|told (?:an? )?(?:group|team|number|pair) of|"
    r"(?:reports|reported|writes|wrote|says|said|notes|noted|adds|added|explains),?|said to|said in an? \w+ (?:to|with)|confirmed to|interview(?:ed)? (?:with|by|to|for)|"
    r"(?:comments?|remarks?|statements?|e-?mails?|letters?|messages?) (?:to|sent to|made to|given to|shared with|for)|"
    r"(?:shared|provided|sent|given|confirmed|disclosed|leaked|e-?mailed) (?:to|with)|"
    rf"(?:as saying |as telling )?(?:{_DONE_BY})(?: as (?:saying|telling))?(?: (?:to|on|in) \w+)? by|(?:as saying|as telling) (?:by|to)|"
    rf"(?:{_DATA}) (?:by|from)|"
    rf"{_SAID_FR}(?: [^.;«»\"]{{0,60}})? (?:à|auprès de)|auprès de|"
    r"(?:selon|d'après)(?: (?:des|les|un|une|le|la|ses) (?:[\w'-]+ ){1,3}?(?:de|par|à))?|citant|"
    r"(?:cité|rapporté|interrogé|contacté|joint|consulté|obtenu|vu|recueilli|publié|révélé|compilé|diffusé|relayé|collecté|"
    r"photographié|filmé|recensé)(?:e|s|es)? par|"
    r"(?:transmis|envoyé|remis|communiqué|fourni|adressé|livré|partagé)(?:e|s|es)? (?:à|avec)|"
    r"(?:a|ont) (?:appris|constaté|rapporté|indiqué|annoncé|révélé)|"
    r"(?:affirme|rapporte|indique|précise|écrit|révèle|annonce|souligne|assure|note|croit savoir|explique|raconte)(?:nt)?|"
    r"(?:journaliste|correspondant|correspondante|photographe|vidéaste|décompte|envoyé|données|chiffres|calculs|sondage|dépêche)s?"
    r" (?:spécial )?(?:de|pour)|entretien (?:à|avec|accordé à))"
    rf"\s+(?:{_FILLER}\s+){{0,5}}(?:l')?$",
    re.IGNORECASE,
)
# A cue begins with one of these words, or with one that begins so.
_CUE_BEGINS = particled(
    f"told tells telling according citing quoting report reports reported as speaking spoke spoken talking talked comment "
    f"commented commenting writes wrote says said notes noted adds added explains confirmed interview interviewed comments "
    f"remark remarks statement statements email emails e-mail e-mails letter letters message messages shared provided sent "
    f"given disclosed leaked emailed e-mailed {_DONE_BY.replace('|', ' ')} {_DATA.replace('?', '').replace('|', ' ')} auprès selon d'après citant a ont "
    f"écrit croit note notent entretien envoyé envoyés données chiffres calculs sondage sondages dépêche dépêches "
    f"journaliste journalistes décompte vu vus vue vues écrivent"
)
_CUE_STEMS = (
    "déclar",
    "confi",
    "indiqu",
    "affirm",
    "précis",
    "expliqu",
    "confirm",
    "assur",
    "annonc",
    "racont",
    "témoign",
    "rapport",
    "soulign",
    "lanc",
    "ajout",
    "révél",
    "regrett",
    "estim",
    "insist",
    "avou",
    "prom",
    "répond",
    "dit",
    "dis",
    "cité",
    "interrogé",
    "contacté",
    "joint",
    "consulté",
    "obtenu",
    "recueilli",
    "publié",
    "compilé",
    "diffusé",
    "relayé",
    "collecté",
    "transmis",
    "envoyé",
    "remis",
    "communiqué",
    "fourni",
    "adressé",
    "livré",
    "partagé",
    "photograph",
    "filmé",
    "recensé",
    "correspond",
    "vidéast",
)
_WORD = re.compile(r"[\w'-]+")


def _cue_before(window: str) -> re.Match[str] | None:
    """The words that `window` ends in and that make what follows them a source."""
    for word in _WORD.finditer(window):
        low = word[0].lower()
        if (low in _CUE_BEGINS or low.startswith(_CUE_STEMS)) and (
            found := _CUE_BEFORE.match(window, word.start())
        ):
            return found
    return None


_STAFF = r"witness(?:es)?|journalists?|reporters?|correspondents?|photographers?|cameram[ae]n|crew|team|bureau|stringers?"
_CUE_AFTER = re.compile(
    rf"(?P<agency>\s+(?:news|press)\s+(?:agency|service))?(?:\s+news)?(?:'s)?,?\s+"
    r"(?:(?:has|have|had|also|later|first|on|monday|tuesday|wednesday|thursday|friday|saturday|"
    r"sunday|earlier|separately|previously|a|ont)\s+){0,3}"
    r"(?P<verb>said|says|reported|reports|quoted|quotes|cited|cites|citing|quoting|wrote|revealed|"
    rf"understands|learn(?:ed|t)|saw|tally|poll|survey|{_STAFF}|count|calculations?|found that|confirmed|"
    r"investigation|report|interview|data|figures|footage|images|analysis|"
    r"rapporté|indiqué|annoncé|appris|constaté|révélé|rapporte|indique|précise|affirme|cite|citant|révèle|"
    r"avait rapporté|avait révélé|"
    r"(?:was|were) (?:not )?(?:immediately )?(?:un)?able to|could(?: not|n't) (?:immediately |independently )?(?:verify|confirm|authenticate|reach|establish)|"
    r"n'a (?:pas )?(?:pu|été en mesure)|n'était pas en mesure)\b",
    re.IGNORECASE,
)
# What is said of the agency as a firm, not by it as a source.
_FIRM = (
    r"lawyers?|chief|chairman|chairwoman|owners?|editors?|directors?|management|managers?|spokes\w+|board|shares?|"
    r"profits?|prices?|fees?|building|offices?|headquarters|archive|customers?|competitors?|union|staff|boss|"
    r"contract|licen[cs]e|licen[cs]ing|strike|parent|founder|customers|clients|subscribers"
)
_FIRM_AFTER = re.compile(rf"'s? (?:[\w-]+ )?(?:{_FIRM})\b", re.IGNORECASE)
_FIRM_BEFORE = re.compile(
    rf"\b(?:{_FIRM}) (?:of|for|at) (?:the )?(?:news agency )?$|"
    r"\b(?:avocate?|patron|patronne|directeur|directrice|porte-parole|président|présidente|pdg|rédaction|syndicat|siège) "
    r"(?:de |du |d')(?:l')?(?:agence )?$",
    re.IGNORECASE,
)
_ITS_PLANS = re.compile(
    r"'?,? (?:said|says|announced) (?:on \w+ )?(?:that )?(?:it|the agency|the company) "
    r"(?:would|will|plans?|planned|intends?|was to|is to|had agreed|expects?|made|cut|is|was)\b(?! told)"
)
_WE_TOLD = re.compile(
    r"\b(?:we|i|we've|i've)(?: have| had| never| also)? (?:told|spoke to|said to)$"
)

_ARABIC_CUE = re.compile(
    plainly(
        r"(?:^|[\s\"«“(])[وف]?(?:"
        r"(?:وفق|وفقا|وفقاً|بحسب|حسب|نقلا عن|استنادا الى)(?: \w+){0,3}?|"
        r"(?:نقل|نقلت|نقلته|نقلتها|نقلوا)(?: \w+){0,2}? عن|(?:نقل|نقلت|نقلته|نقلتها)|"
        r"(?:لم تتمكن|لم تستطع|ذكرت|ذكر|افادت|افاد|اوردت|اورد|قالت|اعلنت|كشفت|اكدت|اضافت|ابرزت|رصدت|علمت|شاهد|شاهدت)|"
        r"(?:مراسل|مراسلة|مراسلو|مراسلي|مصور|مصورة|مصورو|صحفي|صحفيو|صحافي|صحافيو|مندوب|شاهد)(?: من| لدى| في)?|"
        r"(?:بيانات|ارقام|احصاء|احصائية|استطلاع|تقرير|تقديرات|حسابات|مقابلة|حوار|حديث|تصريح|تصريحات)(?: \w+){0,2}?(?: مع| من| الى)?|"
        r"(?:اطلعت|حصلت) (?:عليه|عليها|عليهما|عليهم)|(?:ارسلت|ارسل|سلمت|قدمت|ارسلها|ارسله|في رسالة|في بيان) الى|(?:اجرته|اجرتها|اجراه|جمعتها|جمعته|اعدته|اعدتها|نشرته|نشرتها|بثته|بثتها|"
        r"التقطته|التقطها|اوردته|اوردتها|ذكرته|ذكرتها)"
        r")\s+(?:مراسل\w*\s)?(?:وكالة\s)?(?:انباء\s|الانباء\s)?$"
    )
)
_ARABIC_AFTER = re.compile(
    plainly(
        r"\s(?:الرسمية |للانباء )*(?:اول من (?:كشف|نشر|ذكر|اورد)|قالت|ذكرت|افادت|كشفت|اوردت|نقلت|عن (?:مصدر|مسؤول)\b)"
    )
)


def _fact(g: Glance) -> Trace | None:
    """A fact that rests on the reporting of an agency, or None."""
    for start, end, name in _mentions(g):
        if name != "Thomson Reuters" and (found := _attribution(g, start, end, _OWNERS[name])):
            return found
    if not _GENERIC_SIGNS.isdisjoint(g.signs):
        for m in islice(_GENERIC.finditer(g.plain), _MOST_MENTIONS):
            named = m["after"] or m["before"] or m["fr"] or m["ar"] or m["ar2"]
            if named and named.lower() in {"the", "a", "state", "another"}:
                named = None
            if found := _attribution(g, m.start(), m.end(), named):
                return replace(found, unnamed=named is None and not _tells_which(g, m))
    return None


def _tells_which(g: Glance, generic: re.Match[str]) -> bool:
    """Whether "the agency" is told apart from the one named before: "the official news agency of …"."""
    around = g.low[max(0, generic.start() - 24) : generic.end()]
    return bool(generic["of"]) or _WHICH.search(around) is not None


def _attribution(g: Glance, start: int, end: int, owner: str | None) -> Trace | None:
    plain = g.plain
    window = plain[max(0, start - 110) : start]
    after = plain[end : end + 100]
    if _FIRM_AFTER.match(after) or _FIRM_BEFORE.search(window):
        return None
    tail = re.match(r"\s(?:news|press) (?:agency|service)|\s(?:الرسمية )?للانباء", after)
    stop = end + (tail.end() if tail else 0)
    offset = start - len(window)
    if "\u0600" <= plain[start : start + 1] <= "\u06ff":
        return _arabic_attribution(g, start, stop, owner)
    before = _cue_before(window)
    if before is not None:
        if _WE_TOLD.search(window[: before.end("cue")].lower()):
            return None
        return _told(g, offset + before.start(), stop, owner)
    if _ITS_PLANS.match(after):
        return None
    if said := _CUE_AFTER.match(after):
        sources = set(_words_of(quoted["who"])) if (quoted := _QUOTED_AFTER.match(after)) else set()
        if staff := _STAFF_AFTER.match(after):
            sources.add(staff["who"].lower())
        return _told(g, start, end + said.end(), owner, frozenset(sources))
    return None


def _arabic_attribution(g: Glance, start: int, stop: int, owner: str | None) -> Trace | None:
    plain = g.plain
    at = start
    while at and plain[at - 1] in "ولبف":
        at -= 1
    particle = plain[at:start]
    if particle.endswith("ل") or plain[start : start + 5] in {"لوكال", "للوكا"}:
        return _told(g, at, stop, owner)
    window = plain[max(0, at - 60) : at]
    if window.endswith("لوكالة "):
        return _told(g, at - len("لوكالة "), stop, owner)
    if plain[start - 1 : start] not in {"", " "} and particle not in _PARTICLES:
        return None
    if plain[start:stop].startswith(("لوكالة", "ولوكالة")):
        return _told(g, start, stop, owner)
    if cue := _ARABIC_CUE.search(window):
        return _told(g, at - len(window) + cue.start(), stop, owner)
    if after := _ARABIC_AFTER.match(plain[stop : stop + 60]):
        return _told(g, at, stop + after.end(), owner)
    return None


def _told(
    g: Glance, at: int, stop: int, owner: str | None, sources: frozenset[str] | None = None
) -> Trace:
    reason = f"rests on the reporting of {owner or 'a news agency'}"
    suspicion = Suspicion(Rule.ATTRIBUTED_FACT, g.shown(at, stop), reason)
    told_by = _sources(g.plain, at, stop) if sources is None else sources
    return Trace(suspicion, owner, told_by)


def names_rights(g: Glance) -> bool:
    """Whether `g` says that an agency holds the rights: its notice, not ours."""
    return g.length <= 60 and "©" in g.signs and _RIGHTS.search(g.plain) is not None


def trace(g: Glance) -> Trace | None:
    """The agency material in `g`: copy weighs more than a fact told to an agency. None where neither is."""
    return _copy(g) or _fact(g)


def agency_suspicion(text: str) -> tuple[Suspicion, str | None] | None:
    """What makes `text` look like agency copy or a fact told to an agency, with the agency's name.

    None where neither is found.
    """
    found = trace(sights([fold(text)])[0].glance(SIGNS))
    return None if found is None else (found.suspicion, found.owner)


_APART = re.compile(
    r"[/,،;|()\[\]&+–—:]| - |\b(?:and|with|by|from|for|in|at|reporting|additional|et|avec|par|pour|à|via|"
    r"staff|news|agency|the|l'|les|la|le|reporters?|correspondents?|وكالة|مع|عن)(?!\w)|\s?'s\b",
    re.IGNORECASE,
)


def agency_in_byline(byline: str | None) -> str | None:
    """The agency a byline names ("By A. Writer and AFP"), or None.

    A name that people bear too ("Ruth Bloomberg") counts only where it stands alone.
    """
    plain = plainly((byline or "")[:300])
    alone = {part.strip(" .'\"") for part in _APART.split(plain)}
    for found in islice(_ANY_SLUG.finditer(plain), _MOST_MENTIONS):
        name = found[0]
        if _stands_alone(plain, *found.span()) and (name not in _ALSO_PEOPLE or name in alone):
            return _OWNERS[name]
    return None


# --- what leans on it ---------------------------------------------------------------------------

_SAYS = (
    r"(?:said|says|say|added|adds|told|noted|warned|warns|explained|insisted|stressed|described|confirmed|"
    r"continued|claimed|declined|suggested|estimated|believed?|expected|expects?|quoted|reported|thanked|denied|"
    r"rejected|called|accused|urged|asked|refused|promised|pledged|vowed|blamed|praised|dismissed|predicted|"
    r"speaks|reads|refers|mentions|mentioned|reveals|revealed|describes|outlines|claims|points|suggests|indicates|agreed|"
    r"hoped|hopes|wanted|wants|fear(?:s|ed)?|argued|recalled|admitted|acknowledged|complained|spoke|put|puts|"
    r"showed|shows|states?|stated|lists?|also|would not|did not|could not|"
    r"ont|a|avait|avaient|ajoute|ajoutent|précise|précisent|indique|indiquent|estiment?|expliquent?|affirment?|"
    r"assurent?|évalue(?:nt)?|chiffre(?:nt)?|souligne(?:nt)?|montre(?:nt)?|décri(?:t|vent)|"
    r"parle(?:nt)?|évoque(?:nt)?|mentionne(?:nt)?|fait état|font état|détaille(?:nt)?|révèle(?:nt)?|prévien(?:t|nent)|promet(?:tent)?)"
)
_SAYS_NEAR = re.compile(rf"\b{_SAYS}\b", re.IGNORECASE)
_SAME = Phrases(
    (
        "same",
        (
            r"(?:according to |quoting |citing )?the same (?:sources?|people|person|officials?|report|document|letter|agency|"
            r"poll|interview|statement)\b"
        ),
    ),
    (
        "agency",
        r"according to the (?:news )?agency\b|the (?:news )?agency (?:\w+ ){0,2}?(?:said|added|reported|quoted|noted|did not|put)\b",
    ),
    (
        "it report letter document",
        r"(?<=, )(?:it|the report|the letter|the document) (?:said|added|reported)\b",
    ),
    (
        "agence source sources personnes",
        (
            r"(?:selon|d'après) (?:l'agence|la même (?:source|agence)|les mêmes (?:sources|personnes)|cette (?:source|agence)|ces (?:mêmes )?sources)\b|"
            r"(?:précise|ajoute|indique|souligne|poursuit|rapporte|note|conclut)(?:-t-elle|-t-il)?(?: encore)? l'agence\b|"
            r"(?:la même source|les mêmes sources|ces (?:mêmes )?sources|l'agence) (?:ajoute|précise|indique|souligne|affirme|assure|a|ont)\w*"
        ),
    ),
    (
        "وكالة مصدر مصادر مصدرين مصدران تقرير رسالة",
        (
            r"(?:بحسب|وفقا ل|وفق|حسب)\s?(?:ال)?(?:وكالة|مصدر|مصادر|مصدرين|مصدران|تقرير|رسالة)(?=[\s.،]|$)(?: (?:نفسها|نفسه|ذاتها|ذاته|نفسهما))?|"
            r"[وف]?(?:اضافت|اوضحت|ذكرت|اشارت|قالت|تابعت|نقلت) الوكالة|(?:المصدر|المصادر|المصدران|المصدرين) (?:نفسه|نفسها|ذاته|ذاتها|نفسهما)"
        ),
    ),
)
SIGNS = (
    frozenset(_SLUGS_BY_SIGN) | _GENERIC_SIGNS | _REPORTED_SIGNS | _CREW_SIGNS | _GAVE_SIGNS | {"©"}
)
LEANING_SIGNS = _SAME.signs
_PRONOUN = re.compile(
    plainly(
        r"^[\W_]*+(?P<words>(?:they|he|she|it|the (?:news )?agency|the report|both|"
        r"neither|one of them|two of them|ils|elles|il|elle|l'agence|celui-ci|celle-ci|ceux-ci|celles-ci|"
        r"la (?:même )?source|les mêmes sources|ces (?:mêmes )?sources)\s+"
        rf"(?:(?:also|later|both|then|all|further|did not|en outre|également|aussi)\s+){{0,2}}{_SAYS})\b|"
        r"^[\W_]*+(?P<words2>selon (?:eux|elles|lui|elle|la même source|les mêmes sources))|"
        r"^[\W_]*+(?P<words3>و(?:اضاف|اضافت|اضافوا|اضافا|تابع|تابعت|تابعوا|اوضح|اوضحت|اوضحوا|اشار|اشارت|اشاروا|"
        r"اكد|لفت|لفتت|استطرد|ختم|نفى|شدد|شددت|بين)"
        r"|وقال(?:ت|وا|ا)? (?:المصدر|المصادر|المصدران|الدبلوماسيون|المسؤولون|المسؤول))\b"
    )
)
_SPOKEN = re.compile(
    r"[\"”»']\s*,?\s*(?P<words>(?:he|she|they) (?:also )?(?:said|added|told|explained|continued)|"
    r"(?:said|added) (?:he|she|they)|(?:a|ont)-t?-?(?:il|elle|ils|elles) \w{3,12}|"
    r"a-t-(?:il|elle) \w{3,12}|ont-(?:ils|elles) \w{3,12})"
)
_HEAD_ENDS = re.compile(
    r"\b(?:with|of|in|from|who|at|close|familiar|briefed|on|near|inside|whose|speaking|for|and|"
    r"avec|de|du|des|dans|au|aux|qui|proches?|sous)\b",
    re.IGNORECASE,
)
_STOP = particled(
    "the this that these those some several many other another two three four five senior local also has have "
    "had was were been according letter's last this week month year told said says quoted saying les des une un "
    "deux trois plusieurs autres autre ces cette selon dans par pour leur leurs son ses cet sur semaine dernière "
    "dernier mois jour avait aurait ont declare قال قالت قالوا وقال وقالت واكد اكد ان في من على عن الى وكالة كان كانت وكان وكانت شاهد وشاهد ذكر وذكر ذكرت وذكرت"
)
_AFTER_FRENCH = re.compile(
    r"\W{0,3}(?:des|du|un|une|le|la|les|plusieurs|deux|trois|quatre|certains)\s"
)
_DONE = re.compile(
    rf"(?:that |which |who )?(?:were |was |had been )?(?:{_DONE_BY}|shared|sent|provided) (?:by|with|to)\b|\w+(?:u|é|is)(?:e|s|es)? (?:par|à)\b",
    re.IGNORECASE,
)
_ACCORDING = re.compile(
    plainly(r"\W*(?:according to|selon|d'après|[وف]?(?:بحسب|حسب|وفقا ل|وفق))\s?"), re.IGNORECASE
)
_RELATES = re.compile(
    plainly(
        r"\b(?:seen|obtained|reviewed|shared|sent|published|compiled|from|by|of|consultée?s?|obtenue?s?|vue?s?|par|de|transmise?s?)\b|"
        r"\b(?:اطلعت|حصلت|اجرته|اجرتها|نشرته|نشرتها|جمعتها|اعدتها|ارسلت|من)\b"
    ),
    re.IGNORECASE,
)
_INSIDE_FRENCH = re.compile(rf"^{_SAID_FR}\s(?P<who>[^.;«»\"]{{2,60}}?) (?:à|auprès de)\b")
_STAFF_BEFORE = re.compile(
    plainly(
        r"(?:journaliste|photographe|correspondante?|vidéaste)s?\b|(?<![\w])(?:مراسل\w*|مصور\w*|صحفي\w*|صحافي\w*|مندوب)"
    )
)
_STAFF_AFTER = re.compile(rf"(?:'s)? (?P<who>{_STAFF})\b")
_QUOTED_AFTER = re.compile(
    r".{0,40}?\b(?:quot(?:ed|es|ing)|cit(?:ed|es|ing)|citant) (?P<who>[^.,;:\"“”]{2,60}?)(?= as (?:saying|telling)|[.,;:]|$)"
)
_SAID_BY = re.compile(
    r"[\"”»,]\s*(?P<words>(?:\w+ )?(?P<name>[\w'-]+) (?:said|added|explained)|"
    r"(?:said|added) (?:\w+ )?(?P<name2>[\w'-]+)|(?:a )?(?:ajouté|déclaré|précisé|ajoute|précise|explique) (?:\w+\.? )?(?P<name3>[\w'-]+))"
)


def _told_by(text: str, at: int) -> set[str]:
    """The words that name who told the agency: the subject before the attributing words at `at`."""
    clause = text[max(0, at - 180) : at]
    clause = re.split(r"[.?!;:؛؟]\s|[\"“”«»]", clause)[-1]
    parts = [p.strip() for p in re.split("[,،]", clause) if p.strip()]
    chosen = parts[-2:] if clause.rstrip().endswith((",", "،")) else parts[-1:]
    if len(parts) > 1 and re.match(r"\W*(?:was|is|were|has|have|had|being)\b", parts[-1]):
        chosen = parts[-3:]
    found: set[str] = set()
    for part in chosen:
        found |= _words_of(_HEAD_ENDS.split(part, maxsplit=1)[0])
    return found


def _words_of(text: str) -> set[str]:
    return {w for w in (x.lower() for x in re.findall(r"[\w'-]{3,}", text)[-5:]) if w not in _STOP}


def _sources(plain: str, at: int, stop: int) -> frozenset[str]:
    """The words that name who told an agency what a passage reports; empty when none is named."""
    matched, rest = plain[at:stop].strip(), plain[stop:][:120]
    if by := _ACCORDING.match(matched):
        # What follows is the source: "according to a letter seen by …".
        related = _RELATES.split(matched[by.end() :], maxsplit=1)
        return frozenset(_words_of(related[0])) if len(related) > 1 else frozenset()
    found = _told_by(plain, at)
    if _DONE.match(matched):  # "documents obtained by": the source is the word before
        found |= _words_of(plain[max(0, at - 40) : at].rsplit(maxsplit=1)[-1])
    # French may name them behind the agency, or before it: "ont déclaré à l'AFP des armateurs".
    if opens := _AFTER_FRENCH.match(rest):
        clause = re.split(r"[.?!;:,]", rest[opens.end() :])[0]
        found |= _told_by(clause, len(clause))
    if inside := _INSIDE_FRENCH.match(matched):
        found |= _words_of(inside["who"])
    if named := _STAFF_AFTER.search(plain[stop - 20 if stop > 20 else 0 : stop + 30]):
        found.add(named["who"].lower())
    if own := _STAFF_BEFORE.match(matched):
        return frozenset({own[0]})
    return frozenset(found)


_TO_US = re.compile(
    plainly(
        r"\b(?:told|to|with) (?:this (?:newspaper|paper|reporter|website|magazine)|us)\b|\bà (?:ce|notre) (?:journal|site|magazine)\b|"
        r"(?:لهذه|لصحيفتنا|لموقعنا)"
    )
)


def _bare(word: str) -> set[str]:
    """An Arabic word with and without what may be "and" and "the" before it."""
    without = {word, word.removeprefix("و")}
    return without | {w.removeprefix("ال") for w in without}


def leans(g: Glance, sources: frozenset[str], distance: int) -> str | None:
    """The words by which `g` leans on a flagged passage `distance` text passages before it, or None.

    `sources` are the words that name who told the agency (`Trace.sources`).
    """
    words = _leaning(g, sources, distance)
    return None if words is None or _TO_US.search(g.low, 0, 2_000) else words


def _leaning(g: Glance, sources: frozenset[str], distance: int) -> str | None:
    if sources and (words := _by_source(g, sources, distance)):
        return words
    if distance <= 2 and (same := _SAME.search(g, most=5_000)):
        return g.shown(*same.span())
    if distance == 1:
        if start := _PRONOUN.match(g.low[:220]):
            return g.shown(*next(start.span(k) for k in ("words", "words2", "words3") if start[k]))
        if spoken := _SPOKEN.search(g.low[:5_000]):
            return g.shown(*spoken.span("words"))
    return None


def _by_source(g: Glance, sources: frozenset[str], distance: int) -> str | None:
    """The words by which one of `sources` speaks on in `g`: as its first subject, or after a quotation."""
    lead = g.low[:220]
    for token in islice(_WORD.finditer(lead), 5):
        word = token[0]
        if "\u0600" <= word[0] <= "\u06ff":
            if len(word) > 3 and any(_bare(word) & _bare(s) for s in sources):
                return g.shown(0, token.end())
        elif (word in sources or word.rstrip("s") in sources) and (
            says := _SAYS_NEAR.search(lead, token.end(), token.end() + 60)
        ):
            return g.shown(0, says.end()).lstrip('"“«” ')
    if distance <= 2:
        for said in islice(_SAID_BY.finditer(g.low[:5_000]), 20):
            name = said["name"] or said["name2"] or said["name3"]
            if len(name) > 3 and name in sources:
                return g.shown(*said.span("words"))
    return None
