"""What a mail seems to ask: the fields of a request, each with the words that say it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from syndicate.errors import BadInput
from syndicate.exchange.messages import Attachment, Mail, read_mail
from syndicate.rules.fees.uses import Medium

__all__ = ["Attachment", "Hint", "Mail", "read_mail", "request_hints"]


@dataclass(frozen=True, slots=True)
class Hint:
    """What a mail seems to say of one field, and the words it says it with."""

    value: str
    words: str


_READ = 20_000
_NUMBER = r"(\d{1,3}|an?|one|two|three|four|six|nine|twelve|eighteen|une?|deux|trois|quatre|neuf|douze|dix-huit)"
_WORDED = {
    "a": 1, "an": 1, "one": 1, "un": 1, "une": 1, "two": 2, "deux": 2, "three": 3, "trois": 3, "four": 4,
    "quatre": 4, "six": 6, "nine": 9, "neuf": 9, "twelve": 12, "douze": 12, "eighteen": 18, "dix-huit": 18,
}  # fmt: skip
_UNITS = {"d": "d", "j": "d", "w": "w", "s": "w", "m": "m", "y": "y", "a": "y"}
_MEDIA = (
    (Medium.INTRANET, r"intranets?|internal (?:portal|network)"),
    (Medium.NEWSLETTER, r"(?:our|e-?mail|weekly|monthly|client) newsletters?|notre (?:newsletter|infolettre)|lettre d['’]information"),
    (Medium.WEBSITE, r"(?:our|company|their|the outlet's|notre|nos) (?:own )?(?:web ?sites?|sites?|blog)|site (?:web|internet)|online (?:edition|publication)|on the web"),
    (Medium.NEWSPAPER, r"newspaper|daily paper|print edition|our (?:daily|weekly) paper|notre journal|quotidien|édition (?:papier|imprimée)"),
    (Medium.MAGAZINE, r"(?:our|print|printed|trade|members'|notre) magazine|revue imprimée"),
    (Medium.BOOK, r"(?:a|our|the|this|forthcoming|un|notre) (?:book|textbook|anthology|livre|manuel|anthologie)"),
    (Medium.PODCAST, r"podcasts?"),
    (Medium.BROADCAST, r"(?:radio|television|tv) (?:programme|program|show|broadcast)|émission de (?:radio|télévision)"),
    (Medium.APP, r"(?:our|mobile) app|notre application"),
    (Medium.SOCIAL, r"social media|réseaux sociaux|linkedin page|facebook page"),
    (Medium.COURSE_PACK, r"course ?packs?|recueil de cours"),
)  # fmt: skip
_DURATION = re.compile(
    r"(?:for|over|during|period|duration|term|licen[cs]e|pendant|pour|durée)(?: of| de)?\s{0,3}:?\s{1,3}(?:a period of |une durée de |up to )?"
    + _NUMBER
    + r"(?:\s|-){1,2}(days?|weeks?|months?|years?|jours?|semaines?|mois|ans?|année)\b",
    re.IGNORECASE,
)
_FOR_EVER = re.compile(
    r"\b(?:in perpetuity|perpetual(?:ly)? (?:licen[cs]e|use|archive)|à perpétuité|sans limite de durée)",
    re.IGNORECASE,
)
_AUDIENCE = re.compile(
    r"(\d{1,3}(?:[., \u00a0\u202f]\d{3}){0,3}|\d{1,9})\s?(k|m|million|thousand|000)?\s{0,2}"
    r"(monthly unique(?:s| users| visitors)|unique (?:users|visitors)(?: (?:a|per) month)?|uniques|monthly (?:visitors|readers|users)|"
    r"visiteurs uniques|recipients|subscribers|abonnés|destinataires|copies|exemplaires|staff|employees|salariés)\b",
    re.IGNORECASE,
)
_PRINT_RUN = re.compile(
    r"(circulation|print run|tirage)(?: is| of| de| est de)?\s{0,2}:?\s{0,3}(?:about |around |environ )?"
    r"(\d{1,3}(?:[., \u00a0\u202f]\d{3}){0,3}|\d{1,9})\b",
    re.IGNORECASE,
)
_PO = re.compile(
    r"\b(?:P\.?O\.?|purchase order|bon de commande|commande)(?!\.? ?box)\s{0,2}(?:no\.?|number|num|n[°º]|ref\.?|reference)?"
    r"\s{0,2}[:#]?\s{0,2}((?=[A-Z/_-]{0,12}\d)[A-Z0-9][A-Z0-9/_-]{2,24})\b",
    re.IGNORECASE,
)
_TERRITORY_LABEL = re.compile(
    r"(?im)^[ \t*-]{0,6}(?:territor(?:y|ies)|countr(?:y|ies)|territoires?|pays)\s{0,2}[:=]\s{0,3}([^\n]{2,120})$"
)
_LANGUAGE_LABEL = re.compile(
    r"(?im)^[ \t*-]{0,6}(?:languages?|langues?)\s{0,2}[:=]\s{0,3}([^\n]{2,80})$"
)
_PLACE = re.compile(
    r"\b(?:in|across|throughout|within|en|au|aux|dans|for distribution in|readers in)\s{1,3}(?:the |l['’]|la |le |les )?"
    r"((?:[A-ZÉÎ][\w'’.-]{1,24})(?: (?:and |of |et )?[A-ZÉÎ][\w'’.-]{1,24}){0,3})"
)
_TONGUE = re.compile(
    r"\b(?:in|into|en|to)\s{1,3}((?:[A-Z][a-zé]{3,14})|français|anglais|arabe|allemand|espagnol|italien)(?: and ([A-Z][a-z]{3,14}))?\b"
)
_WORLD = re.compile(
    r"\b(?:worldwide|world[- ]?wide|world rights|monde entier|all territories)\b", re.IGNORECASE
)
_SITE = re.compile(
    r"(?:our|notre|the|my) (?:own )?(?:web ?site|site(?: web| internet)?|blog|portal)[^\n.]{0,40}?"
    r"((?:https?://|www\.)?[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9][a-z0-9-]{0,62}){1,4})",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"(?m)^(?:>|-{2,}\s?(?:Original Message|Message d'origine|Forwarded message)|On [^\n]{6,200} wrote:|"
    r"Le [^\n]{6,200} a écrit\s?:|_{20,})"
)
_FREE_HOSTS = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "hotmail.com",
        "hotmail.co.uk",
        "hotmail.fr",
        "outlook.com",
        "live.com",
        "msn.com",
        "yahoo.com",
        "yahoo.co.uk",
        "yahoo.fr",
        "icloud.com",
        "me.com",
        "aol.com",
        "gmx.com",
        "gmx.de",
        "proton.me",
        "protonmail.com",
        "orange.fr",
        "free.fr",
        "laposte.net",
        "wanadoo.fr",
        "btinternet.com",
        "mail.com",
    ]
)


# A web form sends its fields one a line; what a line names is surer than any phrase.
_LABELLED = re.compile(
    r"(?m)^[ \t*•-]{0,6}([A-Za-zÀ-ÿ' ]{3,30}?)\*{0,2}[ \t]{0,3}:\*{0,2}[ \t]{0,4}([^\n]{1,120})$"
)
_LABELS = {
    "company": "licensee", "company name": "licensee", "organisation": "licensee",
    "organization": "licensee", "name of organisation": "licensee", "société": "licensee",
    "publication": "outlet_title", "name of publication": "outlet_title",
    "title of publication": "outlet_title", "publication title": "outlet_title",
    "outlet": "outlet_title", "titre de la publication": "outlet_title", "support": "outlet_title",
    "first use": "first_use", "date of first use": "first_use", "publication date": "first_use",
    "date of publication": "first_use", "date de parution": "first_use",
    "date de publication": "first_use", "purpose": "purpose", "finalité": "purpose",
}  # fmt: skip
_WORD = r"(?:[LDld]['’])?[A-Z0-9À-Þ][\w&.'’-]{0,24}"
_WE_ARE = re.compile(
    rf"\b(?:[Ww]e are|[Ww]e're|[Oo]n behalf of|[Nn]ous sommes|[Pp]our le compte de)\s{{1,3}}"
    rf"({_WORD}(?: (?:{_WORD}|of|the|and|&|de|des|du|la|le|et)){{0,6}})(?=\s{{0,2}}[,;:(\n]|\.(?:\s|$)| [-–—] )"
)


def request_hints(mail: Mail) -> dict[str, Hint]:
    """What `mail` seems to say of a request, field by field, each with the words it says it with.

    Keys: `medium` (one token; or `media`, several with commas), `territories` and `languages` (codes with
    commas), `duration` (as `12m`, `perpetual`), `audience` and `audience_unit`, `outlet_domain`,
    `po_number`, `licensee` (whom the asker writes for), and where a line says so (`Publication: …`)
    `outlet_title`, `first_use`, `purpose`. A field the mail does not speak of is absent. Hints are for a
    person to confirm: what is quoted from earlier mails is passed over, and nothing is guessed from silence.
    """
    text = _fresh(mail)
    hints: dict[str, Hint] = {}
    _hint_media(text, hints)
    _hint_places(text, hints)
    _hint_languages(text, hints)
    _hint_duration(text, hints)
    _hint_audience(text, hints)
    _hint_outlet(text, mail, hints)
    order = _PO.search(text)
    if order:
        hints["po_number"] = Hint(order[1], _said(order[0]))
    writes_for = _WE_ARE.search(text) or _signed(text, mail.sender_name)
    if writes_for:
        hints["licensee"] = Hint(writes_for[1], _said(writes_for[0]))
    for match in _LABELLED.finditer(text):
        key = _LABELS.get(" ".join(match[1].casefold().split()))
        value = " ".join(match[2].split())
        if key and value:
            hints[key] = Hint(value, _said(match[0]))
    return hints


_POST = re.compile(
    r"\b(?:manager|editor|director|officer|desk|assistant|head|producer|journalist|reporter|executive|"
    r"coordinator|adviser|advisor|lead|rights|r[ée]dact|direct(?:eur|rice)|responsable|charg[ée]e?|chef|"
    r"journaliste|assistante?)",
    re.IGNORECASE,
)


def _signed(text: str, name: str | None) -> re.Match[str] | None:
    """The house under (or after) the sender's name at the end of a mail: `Ann Quill, The Tarn Echo`."""
    if not name or name not in text:
        return None
    house = rf"({_WORD}(?: (?:{_WORD}|of|the|and|&|de|des|du|la|le|et)){{0,6}})"
    found = re.match(
        rf"{re.escape(name)}[ ]?(?:,|\n)[ ]?{house}[ .]{{0,3}}(?:\n|$)", text[text.rindex(name) :]
    )
    return None if found is None or _POST.search(found[1]) else found


def _fresh(mail: Mail) -> str:
    """Subject and text, without what a reply quotes; a forwarded mail is read whole."""
    text = mail.text[:_READ]
    forwarded = re.match(r"\s{0,4}(?:fwd?|tr|wg)\s?:", mail.subject or "", re.IGNORECASE)
    cut = None if forwarded else _CUT.search(text)
    if cut and text[: cut.start()].strip():
        text = text[: cut.start()]
    return f"{mail.subject or ''}\n{text}"


def _said(words: str) -> str:
    return " ".join(words.split())[:120]


def _hint_media(text: str, hints: dict[str, Hint]) -> None:
    found = [
        (match.start(), token, match[0])
        for token, pattern in _MEDIA
        if (match := re.search(rf"\b(?:{pattern})\b", text, re.IGNORECASE))
    ]
    found.sort()
    if len(found) == 1:
        hints["medium"] = Hint(found[0][1].value, _said(found[0][2]))
    elif found:
        words = "; ".join(each[2] for each in found)
        hints["media"] = Hint(",".join(each[1].value for each in found), _said(words))


def _hint_places(text: str, hints: dict[str, Hint]) -> None:
    from syndicate.rules.territories import read_territories

    world = _WORLD.search(text)
    labelled = _TERRITORY_LABEL.search(text)
    candidates = [labelled[1]] if labelled else [match[1] for match in _PLACE.finditer(text)][:40]
    codes: list[str] = []
    words: list[str] = []
    for candidate in candidates:
        try:
            read = read_territories(candidate.strip(" .;"))
        except BadInput:
            continue
        codes += [code for code in read if code not in codes]
        words.append(candidate)
    if codes:
        hints["territories"] = Hint(",".join(codes), _said("; ".join(words)))
    elif world:
        hints["territories"] = Hint("001", _said(world[0]))


def _hint_languages(text: str, hints: dict[str, Hint]) -> None:
    from syndicate.rules.languages import read_language

    labelled = _LANGUAGE_LABEL.search(text)
    if labelled:
        candidates = re.split(r"[,;/&]| and | et ", labelled[1])[:10]
    else:
        candidates = [word for match in _TONGUE.finditer(text) for word in match.groups() if word][
            :40
        ]
    tags: list[str] = []
    words: list[str] = []
    for candidate in candidates:
        try:
            tag = read_language(candidate.strip(" ."))
        except BadInput:
            continue
        if tag not in tags:
            tags.append(tag)
            words.append(candidate.strip())
    if tags:
        hints["languages"] = Hint(",".join(tags), _said("; ".join(words)))


def _hint_duration(text: str, hints: dict[str, Hint]) -> None:
    for_ever = _FOR_EVER.search(text)
    lasting = _DURATION.search(text)
    if for_ever:
        hints["duration"] = Hint("perpetual", _said(for_ever[0]))
    elif lasting:
        number = _WORDED.get(lasting[1].lower()) or int(lasting[1])
        unit = _UNITS[lasting[2][0].lower()]
        hints["duration"] = Hint(f"{number}{unit}", _said(lasting[0]))


def _hint_audience(text: str, hints: dict[str, Hint]) -> None:
    counted = _AUDIENCE.search(text)
    printed = _PRINT_RUN.search(text)
    if counted:
        number = int(re.sub(r"\D", "", counted[1]))
        scale = {"k": 1_000, "thousand": 1_000, "000": 1_000, "m": 1_000_000, "million": 1_000_000}
        number *= scale.get((counted[2] or "").lower(), 1)
        hints["audience"] = Hint(str(number), _said(counted[0]))
        hints["audience_unit"] = Hint(_audience_unit(counted[3].lower()), _said(counted[3]))
    elif printed:
        hints["audience"] = Hint(re.sub(r"\D", "", printed[2]), _said(printed[0]))
        run = printed[1].lower() != "circulation"
        hints["audience_unit"] = Hint("print run" if run else "circulation", _said(printed[1]))


def _audience_unit(word: str) -> str:
    units = (
        (("recip", "subsc", "abonn", "desti"), "recipients"),
        (("copie", "exemp"), "circulation"),
        (("staff", "emplo", "salar"), "staff"),
    )
    return next((unit for starts, unit in units if word.startswith(starts)), "monthly uniques")


def _hint_outlet(text: str, mail: Mail, hints: dict[str, Hint]) -> None:
    from syndicate.rules.parties import read_web_domain

    site = _SITE.search(text)
    address = mail.sender_address or ""
    host = address.rpartition("@")[2].lower()
    written = (site[1] if site else "", "" if host in _FREE_HOSTS else host)
    for domain, words in zip(written, (site[0] if site else "", address), strict=True):
        bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", domain.lower())
        if not bare:
            continue
        try:
            hints["outlet_domain"] = Hint(read_web_domain(bare), _said(words))
        except BadInput:
            continue
        return
