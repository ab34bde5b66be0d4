"""Agency material in a text: copy from a wire, a fact told to an agency, and what leans on either."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from syndicate.rules.articles.drafts import Rule, Suspicion
from syndicate.rules.articles.texts import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["SLUGS", "agency_in_byline", "agency_suspicion", "has_dateline", "leans", "sources"]


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
    "Xinhua": "Xinhua",
    "TASS": "TASS",
    "Tass": "TASS",
    "Interfax": "Interfax",
    "Anadolu Agency": "Anadolu",
    "Anadolu": "Anadolu",
    "Bloomberg News": "Bloomberg",
    "Kyodo News": "Kyodo",
    "Kyodo": "Kyodo",
    "Yonhap": "Yonhap",
    "Press Trust of India": "PTI",
    "PTI": "PTI",
    "Belga": "Belga",
    "Keystone-ATS": "Keystone-ATS",
    "Canadian Press": "The Canadian Press",
    "Presse canadienne": "La Presse canadienne",
    "رويترز": "Reuters",
    "فرانس برس": "AFP",
    "أ ف ب": "AFP",
    "أ.ف.ب": "AFP",
    "أسوشيتد برس": "Associated Press",
    "أسوشييتد برس": "Associated Press",
    "الأناضول": "Anadolu",
    "شينخوا": "Xinhua",
}
_SLUG_ONLY: Mapping[str, str] = {
    "PA": "PA Media",
    "AA": "Anadolu",
    "UPI": "UPI",
    "Bloomberg": "Bloomberg",
    "ATS": "ATS",
    "APA": "APA",
    "Agencies": "agencies",
    "agencies": "agencies",
    "news agencies": "agencies",
    "agences": "agencies",
    "وكالات": "agencies",
}


# Cheap to look for: a text with none of these has no agency material.
_STEMS = (
    *("Reuters", "REUTERS", "AFP", "France", "AP", "Press", "PA", "dpa", "DPA", "ANSA", "EFE"),
    *("Xinhua", "TASS", "Tass", "Interfax", "Anadolu", "AA", "Bloomberg", "Kyodo", "Yonhap"),
    *("PTI", "Belga", "ATS", "UPI", "genc", "presse", "eporting", "riting by", "aterial from"),
    *("رويترز", "برس", "أ ف ب", "أ.ف.ب", "الأناضول", "شينخوا", "وكال"),
)
_MOST_MENTIONS = 60


def _either(names: Iterable[str]) -> str:
    return "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True))


_NAMED = _either(_AGENCIES)
SLUGS = _either([*_AGENCIES, *_SLUG_ONLY])
# Arabic sets prepositions and "and" against the name without a space.
_MENTION = re.compile(rf"(?<![\w@./-])(?:[ولب]{{0,2}})(?P<name>{_NAMED})(?![\w@])")
_GENERIC = re.compile(
    r"\b(?:(?P<before>[A-Z][\w’'.-]{1,30}) (?:state |state-run |official |semi-official )?)?"
    r"(?:news|press) agency(?: (?P<after>[A-Z][\w-]{1,30}))?"
    r"|\bl['’]agence (?:de presse |officielle |d['’]information |étatique ){0,2}"
    r"(?P<fr>[A-ZÀ-Þ][\w-]{1,30})"
    r"|\b[ولب]{0,2}وكالة (?:أنباء )?(?P<ar>\w{2,30})(?: للأنباء)?"
)
_FILLER = (
    r"(?:the|a|an|to|its|his|her|french|german|british|american|us|u\.s\.|turkish|russian|chinese|"
    r"italian|spanish|japanese|iranian|state|state-run|official|international|global|local|news|"
    r"press|wire|agency|agencies|service|journalists?|reporters?|correspondents?|at|from|of|"
    r"la|le|les|l['’]agence|agence|presse|de|du|d['’]information|française?|britannique|américaine|"
    r"allemande|turque|russe|chinoise|officielle)"
)
_CUE_BEFORE = re.compile(
    r"\b(?P<cue>told|tells|telling|according to|citing|cited by|quoted by|quoting|reported by|"
    r"report(?:s|ed)? (?:by|from|in)|as (?:reported|quoted|cited) by|speaking (?:to|with)|"
    r"spoke (?:to|with)|talking to|said to|confirmed to|interview(?:ed)? (?:with|by|to)|"
    r"(?:comments?|remarks?|statements?) (?:to|sent to|made to|given to)|"
    r"(?:seen|obtained|reviewed|verified|contacted|compiled|published|collected|conducted) by|"
    r"(?:figures|data|poll|survey|tally|count|footage) (?:by|from)|"
    r"(?:déclaré|dit|confié|indiqué|affirmé|précisé|expliqué|confirmé|assuré|annoncé|raconté|"
    r"témoigné|rapporté|souligné|répondu) (?:à|auprès de)|auprès de|selon|d['’]après|citant|"
    r"(?:cité|rapporté|interrogé|contacté|joint|consulté|obtenu|vu|recueilli|publié)(?:e|s|es)? par|"
    r"(?:a|ont) (?:appris|constaté|rapporté|indiqué|annoncé)|"
    r"(?:journaliste|correspondant|correspondante|photographe|vidéaste|décompte)s? (?:de|pour)|"
    r"entretien (?:à|avec|accordé à)|"
    r"a|an|the|une?|le|la)"
    rf"\s+(?:{_FILLER}\s+){{0,5}}(?:l['’])?$",
    re.IGNORECASE,
)
_WEAK = frozenset({"a", "an", "the", "un", "une", "le", "la"})
_CUE_AFTER = re.compile(
    r"(?:\s+(?:news|press)\s+(?:agency|service))?(?:\s+news)?(?:['’]s)?,?\s+"
    r"(?:(?:has|have|had|also|later|first|on|monday|tuesday|wednesday|thursday|friday|saturday|"
    r"sunday|earlier|separately|a|ont)\s+){0,3}"
    r"(?P<verb>said|says|reported|reports|quoted|quotes|cited|cites|citing|quoting|wrote|"
    r"understands|learn(?:ed|t)|saw|tally|poll|survey|witness(?:es)?|count|calculations?|"
    r"journalists?|reporters?|correspondents?|photographers?|investigation|report|interview|"
    r"rapporté|indiqué|annoncé|appris|constaté|rapporte|indique|précise|affirme|cite)\b",
    re.IGNORECASE,
)
_CUE_ARABIC = re.compile(
    r"(?:بحسب|وفق|وفقا|وفقاً|نقل|نقلت|نقلا|نقلاً|عن|ذكرت|أفادت|أوردت|قال|قالت|قالوا|صرح|أبلغ|أبلغوا|"
    r"حديث|تصريح|تصريحات|مقابلة|لوكالة|وكالة)\b[\s\w،ـ]{0,50}$"
)

_SLUG = re.compile(
    rf"[(\[](?:(?:with|avec|via|مع)\s+)?(?P<name>{SLUGS})"
    rf"(?:\s?[/,&+-]\s?(?:{SLUGS}|[A-Z][\w]{{1,15}}))?[)\]]"
)
_DATELINE = re.compile(
    rf"^(?P<all>[A-ZÀ-ÞЀ-Я\u0600-\u06ff][^()\n]{{1,60}}\((?P<name>{SLUGS})\)\s?[-–—:.])"
)
_DATELINE_BARE = re.compile(rf"^(?P<all>\((?P<name>{SLUGS})\)\s?[-–—:])")
_CONTRIBUTED = re.compile(
    r"\b(?P<words>(?:additional |further |with |extra )?(?:reporting|writing|material|files?) "
    r"(?:by|from) [^.;\n]{2,80})",
    re.IGNORECASE,
)
_CONTRIBUTED_ANYWHERE = re.compile(
    rf"(?P<words>\b(?:(?:the |l['’])?(?:{SLUGS})(?:,| and| et| &)? ?){{1,4}}(?:also )?"
    r"(?:contributed|a contribué|ont contribué)\b(?: to this (?:report|article|story)| reporting|"
    r" à cet article)?)"
)
_WITH_AGENCY = re.compile(
    rf"^[\W_]*+(?P<words>(?:(?:with|from|by|source|sources|avec|par|d['’]après|مع|المصدر)\s?:?\s+"
    rf"(?:[\w .,'’-]{{0,40}}?\b)?(?:l['’]|the )?)?(?P<name>(?-i:{SLUGS})))"
    rf"(?:(?:,| and| et| &|/| و)\s?(?-i:{SLUGS}|[A-Z][\w .]{{1,30}}))*[\W_]*$",
    re.IGNORECASE,
)


def _lookup(name: str) -> str:
    return _AGENCIES.get(name) or _SLUG_ONLY.get(name) or name


def _named_in(text: str) -> str | None:
    found = re.search(rf"(?<!\w)(?:{SLUGS})(?!\w)", text)
    return _lookup(found[0]) if found else None


def _abbreviates(text: str, at: int, slug: str) -> bool:
    """Whether the words before the bracket spell what it abbreviates: "Harbour Police (HP)"."""
    before = [w for w in re.findall(r"[\w’'-]+", text[max(0, at - 80) : at]) if w]
    capitals = [w[0].upper() for w in before[-6:] if w[0].isupper()]
    return slug.isupper() and "".join(capitals[-len(slug) :]) == slug.upper()


def _dateline(text: str) -> re.Match[str] | None:
    opening = text[:120]
    return _DATELINE.match(opening) or _DATELINE_BARE.match(opening)


def _agency_copy(text: str) -> tuple[Suspicion, str | None] | None:
    if line := _dateline(text):
        owner = _lookup(line["name"])
        return Suspicion(
            Rule.AGENCY_COPY, line["all"], f"a dateline of {owner}: the story came by wire"
        ), owner
    for slug in islice(_SLUG.finditer(text), _MOST_MENTIONS):
        name = slug["name"]
        last = len(text) - slug.end() <= 2
        if (name in _SLUG_ONLY and not last) or _abbreviates(text, slug.start(), name):
            continue
        if _introduces(text, slug.start(), name):
            continue
        owner = _lookup(name)
        return Suspicion(
            Rule.AGENCY_COPY, slug[0], f"the slug of {owner}: a passage taken from its wire"
        ), owner
    if "contribu" in text and (found := _CONTRIBUTED_ANYWHERE.search(text)):
        return Suspicion(
            Rule.AGENCY_COPY,
            found["words"].strip(),
            "an agency contributed: its copy may stand in other passages too",
        ), _named_in(found["words"])
    short = text if len(text) <= 300 else text[-300:]
    if (found := _CONTRIBUTED.search(short)) and _credits(short, found):
        return Suspicion(
            Rule.AGENCY_COPY,
            found["words"].strip(),
            "reporting credited to others: their copy may stand in other passages too",
        ), _named_in(found["words"])
    if len(text) <= 120 and (found := _WITH_AGENCY.match(text)):
        return Suspicion(
            Rule.AGENCY_COPY,
            found["words"].strip(),
            "an agency is credited: its copy may stand in other passages too",
        ), _named_in(text)
    return None


def _credits(text: str, found: re.Match[str]) -> bool:
    """A credit opens a line, a bracket or a sentence, and is not "files from 2012" in a story."""
    before = text[: found.start()].rstrip()
    opens = not before or before[-1] in '([.;–—-|*_"”'
    words = found["words"]
    named = re.search(r"(?:by|from) (?:the )?[A-ZÀ-Þ\u0600-\u06ff]", words)
    plain = re.match(
        r"(?:additional |further |extra )?(?:reporting|writing) by", words, re.IGNORECASE
    )
    return bool(opens and named and (plain or re.search(rf"\b(?:{SLUGS})\b", words)))


def _introduces(text: str, at: int, name: str) -> bool:
    """Whether the bracket follows the agency's own long name: "Agence France-Presse (AFP)"."""
    before = text[max(0, at - 40) : at].rstrip()
    return any(
        before.endswith(long)
        for long, owner in _AGENCIES.items()
        if owner == _lookup(name) and long != name
    )


def _attributed(text: str) -> tuple[Suspicion, str | None, int] | None:
    """The suspicion, whose reporting it is, and where the attributing words begin."""
    for m in islice(_MENTION.finditer(text), _MOST_MENTIONS):
        if found := _attribution(text, m.start("name"), m.end(), _lookup(m["name"])):
            return found
    for m in islice(_GENERIC.finditer(text), _MOST_MENTIONS):
        named = m["after"] or m["before"] or m["fr"] or m["ar"]
        if named and named.lower() in {"the", "a", "state", "another"}:
            named = None
        if found := _attribution(text, m.start(), m.end(), named):
            return found
    return None


def _attribution(
    text: str, start: int, end: int, owner: str | None
) -> tuple[Suspicion, str | None, int] | None:
    window = text[max(0, start - 90) : start]
    offset = start - len(window)
    tail = re.match(r"\s(?:news|press) (?:agency|service)", text[end : end + 20])
    stop = end + (tail.end() if tail else 0)
    reason = f"rests on the reporting of {owner or 'a news agency'}"
    before = _CUE_BEFORE.search(window)
    if before and before["cue"].lower() not in _WEAK:
        at = offset + before.start()
        return Suspicion(Rule.ATTRIBUTED_FACT, text[at:stop], reason), owner, at
    if after := _CUE_AFTER.match(text[end : end + 90]):
        at = start
        return Suspicion(Rule.ATTRIBUTED_FACT, text[at : end + after.end()], reason), owner, at
    if arabic := _CUE_ARABIC.search(window):
        at = offset + arabic.start()
        return Suspicion(Rule.ATTRIBUTED_FACT, text[at:stop], reason), owner, at
    if re.match(r"[\u0600-\u06ff]", text[start : start + 1]) and re.match(
        r"[لب]|ول", text[max(0, start - 1) : start]
    ):
        return Suspicion(Rule.ATTRIBUTED_FACT, text[start - 1 : stop], reason), owner, start
    return None


def agency_suspicion(text: str) -> tuple[Suspicion, str | None] | None:
    """What makes `text` look like agency copy or a fact told to an agency, with the agency's name.

    Agency copy (a slug, a dateline, a contribution credited) weighs more than an attributed fact.
    None where neither is found.
    """
    folded = fold(text)
    if not any(stem in folded for stem in _STEMS):
        return None
    if copy := _agency_copy(folded):
        return copy
    if fact := _attributed(folded):
        return fact[0], fact[1]
    return None


def agency_in_byline(byline: str | None) -> str | None:
    """The agency a byline names ("By A. Writer and AFP"), or None."""
    return _named_in((byline or "")[:300])


_SAYS = (
    r"(?:said|says|say|added|adds|told|noted|warned|explained|insisted|stressed|described|confirmed|"
    r"continued|claimed|declined|suggested|estimated|believed?|expected|expects?|quoted|reported|"
    r"ont|a|avait|avaient|ajoute|ajoutent|précise|précisent|indique|indiquent|estiment?|expliquent?)"
)
_SAYS_NEAR = re.compile(rf"\b{_SAYS}\b", re.IGNORECASE)
_PRONOUN = re.compile(
    r"^[\W_]*+(?P<words>(?:they|he|she|it|the (?:news )?agency|the report|both|"
    r"neither|one of them|ils|elles|il|elle|l['’]agence|la (?:même )?source|les mêmes sources|"
    r"ces (?:mêmes )?sources)\s+(?:(?:also|later|both|then|all|further|en outre|également)\s+){0,2}"
    rf"{_SAYS})\b|^[\W_]*+(?P<words2>selon (?:eux|elles|lui|elle|la même source|les mêmes sources))|"
    r"^[\W_]*+(?P<words3>و(?:أضاف|أضافت|أضافوا|تابع|تابعت|أوضح|أوضحت|أشار|أشارت)"
    r"|وقال(?:ت|وا)? (?:المصدر|المصادر|الدبلوماسيون|المسؤولون|المسؤول))\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"[\"”»’']\s*,?\s*(?P<words>(?:he|she|they) (?:also )?(?:said|added|told|explained|continued)|"
    r"(?:said|added) (?:he|she|they)|(?:a|ont)-t?-?(?:il|elle|ils|elles) \w{3,12}|"
    r"a-t-(?:il|elle) \w{3,12}|ont-(?:ils|elles) \w{3,12})",
    re.IGNORECASE,
)
_HEAD_ENDS = re.compile(
    r"\b(?:with|of|in|from|who|at|close|familiar|briefed|on|near|inside|whose|speaking|for|and|"
    r"avec|de|du|des|dans|au|aux|qui|proches?|sous)\b",
    re.IGNORECASE,
)
_STOP = frozenset(
    {
        *("the", "this", "that", "these", "those", "some", "several", "many", "other", "another"),
        *("two", "three", "four", "five", "senior", "local", "also", "has", "have", "had", "was"),
        *("were", "been", "les", "des", "une", "deux", "trois", "plusieurs", "autres", "autre"),
        *("ces", "cette"),
    }
)


def _told_by(text: str, at: int) -> frozenset[str]:
    """The words that name who told the agency: the subject before the attributing words at `at`."""
    clause = text[max(0, at - 180) : at]
    clause = re.split(r"[.?!;:]\s|[\"“”«»]", clause)[-1]
    parts = [p.strip() for p in clause.split(",") if p.strip()]
    chosen = parts[-2:] if clause.rstrip().endswith(",") else parts[-1:]
    found: set[str] = set()
    for part in chosen:
        head = _HEAD_ENDS.split(part, maxsplit=1)[0]
        words = re.findall(r"[\w’'-]{3,}", head)[-5:]
        found.update(w.casefold() for w in words if w.casefold() not in _STOP)
    return frozenset(found)


_AFTER_FRENCH = re.compile(
    r"\W{0,3}(?:des|du|un|une|le|la|les|plusieurs|deux|trois|quatre|certains)\s"
)


def sources(text: str) -> frozenset[str]:
    """The words that name who told an agency what `text` reports; empty when none is named."""
    folded = fold(text)
    fact = _attributed(folded)
    if fact is None:
        return frozenset()
    found = _told_by(folded, fact[2])
    # French may name them behind the agency: "ont déclaré à l'AFP des armateurs".
    rest = folded[fact[2] + len(fact[0].words) :][:120]
    if opens := _AFTER_FRENCH.match(rest):
        clause = re.split(r"[.?!;:,]", rest[opens.end() :])[0]
        found |= _told_by(clause, len(clause))
    return found


def has_dateline(text: str) -> bool:
    """Whether `text` opens with the dateline of an agency: the whole story came by wire."""
    return _dateline(fold(text)) is not None


def leans(text: str, sources: frozenset[str], distance: int) -> str | None:
    """The words by which `text` leans on a flagged passage `distance` text passages before it."""
    lead = text[:200]
    tokens = list(re.finditer(r"[\w’'-]+", lead))[:5]
    for token in tokens:
        if token[0].casefold() in sources:
            says = _SAYS_NEAR.search(lead, token.end(), token.end() + 60)
            if says:
                return lead[: says.end()].lstrip('"“«” ')
    names = [s for s in sources if len(s) > 3]
    if distance <= 2 and names:
        said = re.search(
            rf"[\"”»,]\s*(?P<words>(?:\w+ )?(?:{_either(names)}) (?:said|added|explained)|"
            rf"(?:said|added) (?:\w+ )?(?:{_either(names)}))\b",
            text[:5000],
            re.IGNORECASE,
        )
        if said:
            return said["words"]
    if distance == 1:
        if start := _PRONOUN.match(lead):
            return start["words"] or start["words2"] or start["words3"]
        if quoted := _QUOTED.search(text[:5000]):
            return quoted["words"]
    return None
