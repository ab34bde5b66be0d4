"""What a mail seems to ask: the fields of a request, each with the words that say it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from syndicate.errors import BadInput
from syndicate.exchange.messages import Attachment, Mail, read_mail
from syndicate.rules.fees.uses import UNITS, Medium

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "Attachment",
    "Hint",
    "Mail",
    "asked_urls",
    "quoted_titles",
    "read_mail",
    "request_hints",
    "sender_domain",
    "signs_as_department",
]


@dataclass(frozen=True, slots=True)
class Hint:
    """What a mail seems to say of one field, and the words it says it with."""

    value: str
    words: str


_READ = 20_000
_WORDED = {
    "a": 1, "an": 1, "one": 1, "un": 1, "une": 1, "two": 2, "deux": 2, "three": 3, "trois": 3, "four": 4,
    "quatre": 4, "five": 5, "cinq": 5, "six": 6, "seven": 7, "sept": 7, "eight": 8, "huit": 8, "nine": 9,
    "neuf": 9, "ten": 10, "dix": 10, "twelve": 12, "douze": 12, "eighteen": 18, "dix-huit": 18,
}  # fmt: skip
_NUMBER = rf"(\d{{1,3}}|{'|'.join(sorted(_WORDED, key=len, reverse=True))})"
_UNITS = {"d": "d", "j": "d", "w": "w", "s": "w", "m": "m", "y": "y", "a": "y"}
# "our", "a", "notre" … and up to three words more: what is theirs, or not yet named, and never ours
_THE = (
    r"(?:\b(?:our|my|their|its|this|the|an?|notre|nos|mon|ma|son|sa|leur|le|la|les|une?)\s|\bl['’])"
    r"(?:(?!(?:your|votre|our|my|notre|and|et|or|ou|in|on|for|pour|dans|sur)\b)[\w'’-]{1,20}\s){0,3}"
)
_MEDIA = (
    (Medium.INTRANET, r"intranets?|internal (?:portal|network)"),
    (Medium.NEWSLETTER, rf"(?:e-?mail|weekly|monthly|client) newsletters?|{_THE}(?:newsletters?|infolettres?|lettre d['’]information|lettre électronique)"),
    (Medium.WEBSITE, rf"(?:online|web|digital) (?:magazine|newspaper|journal)|magazine en ligne|{_THE}(?:web ?sites?|sites? (?:web|internet)|sites?|blogs?)|site (?:web|internet)|online (?:edition|publication)|on the web"),
    (Medium.NEWSPAPER, rf"(?<!online )(?<!web )(?<!digital )newspapers?|daily paper|print edition|our (?:daily|weekly) paper|{_THE}journal|quotidien|édition (?:papier|imprimée)"),
    (Medium.MAGAZINE, rf"(?:print|printed|trade|members'|quarterly|monthly) magazine|{_THE}(?<!online )(?<!web )(?<!digital )(?:magazine(?! en ligne)|revue)"),
    (Medium.BOOK, r"(?:an?|our|the|this|forthcoming|une?|notre) (?:book|textbook|anthology|livre|manuel|anthologie)"),
    (Medium.PODCAST, r"podcasts?"),
    (Medium.BROADCAST, r"(?:radio|television|tv) (?:programme|program|show|broadcast)|émission de (?:radio|télévision)"),
    (Medium.APP, r"(?:our|mobile) app|notre application"),
    (Medium.SOCIAL, r"social media|réseaux sociaux|linkedin page|facebook page|(?:on|via|sur) (?:linkedin|facebook|instagram|twitter|bluesky|mastodon|tiktok)"),
    (Medium.COURSE_PACK, r"course ?packs?|recueil de cours"),
)  # fmt: skip
_MEDIA_LINES = frozenset(
    {"use", "medium", "media", "type of use", "usage", "utilisation", "médium"}
)
_MEDIA_NOUNS = (
    (Medium.WEBSITE, r"web ?site|site web|site internet|site|blog"),
    (Medium.NEWSLETTER, r"newsletter|infolettre|lettre électronique"),
    (Medium.MAGAZINE, r"magazine|revue"),
    (Medium.NEWSPAPER, r"newspaper|journal|quotidien"),
    (Medium.BOOK, r"book|livre"),
    (Medium.APP, r"app|application"),
)
_DURATION = re.compile(
    r"(?:(?:for|over|during|period|duration|term|licen[cs]e|online|pendant|pour|durée|en ligne)(?: of| de)?\s{0,3}:?\s{1,3}(?:a period of |une durée de |up to )?"
    + _NUMBER
    + r"(?:\s|-){1,2}(days?|weeks?|months?|years?|jours?|semaines?|mois|ans?|année)\b|"
    + r"\b"
    + _NUMBER
    + r"(?:\s|-)(day|week|month|year)(?= (?:licen[cs]e|term|period)\b)|licen[cs]e of "
    + _NUMBER
    + r" (days?|weeks?|months?|years?)\b)",
    re.IGNORECASE,
)
_FOR_EVER = re.compile(
    r"\b(?:in perpetuity|perpetual(?:ly)? (?:licen[cs]e|use|archive)|à perpétuité|sans limite de durée)",
    re.IGNORECASE,
)
_AUDIENCE = re.compile(
    r"(?<![\d.,])(\d{1,3}[.,]\d{1,2}(?=\s?(?:k|m|million)\b)|\d{1,3}(?:[., \u00a0\u202f]\d{3}){0,3}|\d{1,9})"
    r"\s?(k|m|million|thousand|000)?\s{0,2}"
    r"(monthly unique(?:s| users| visitors)|unique (?:users|visitors)(?: (?:a|per) month)?|uniques|monthly (?:visitors|readers|users)|"
    r"visiteurs uniques|recipients|subscribers|abonnés|destinataires|copies|exemplaires|ex|listeners|auditeurs|viewers|"
    r"readers|lecteurs|households|foyers|staff|employees|salariés|collaborateurs)\b",
    re.IGNORECASE,
)
_PRINT_RUN = re.compile(
    r"(circulation|print run|tirage|diffusion|tirée? à)(?: is| of| de| est de)?\s{0,2}:?\s{0,3}(?:about |around |environ )?"
    r"(\d{1,3}(?:[., \u00a0\u202f]\d{3}){0,3}|\d{1,9})\b",
    re.IGNORECASE,
)
_PO = re.compile(
    r"\b(?:P\.?O\.?|purchase order|bon de commande|commande)(?!\.? ?box)\s{0,2}(?:no\.?|number|num|n[°º]|ref\.?|reference)?"
    r"\s{0,2}[:#]?\s{0,2}((?=[A-Z/_-]{0,12}\d)[A-Z0-9][A-Z0-9/_-]{2,24})\b",
    re.IGNORECASE,
)
_LANGUAGE_LABEL = re.compile(
    r"(?im)^[ \t*-]{0,6}(?:languages?|langues?)\s{0,2}[:=]\s{0,3}([^\n]{2,80})$"
)
_TONGUE = re.compile(
    r"\b(?:in|into|en|to)\s{1,3}((?:[A-Z][a-zé]{3,14})|français|anglais|arabe|allemand|espagnol|italien)(?: and ([A-Z][a-z]{3,14}))?\b|"
    r"\b(?:traduction|version|édition)\s{1,3}(français|anglais|arab|allemand|espagnol|italien)ne?e?\b|"
    r"\b(French|English|Arabic|German|Spanish|Italian)(?:[- ]language)?\s{1,3}(?:translation|version|edition|rights)\b"
)
_SITE = re.compile(
    r"(?:our|notre|the|my) (?:own )?(?:web ?site|site(?: web| internet)?|blog|portal)[^\n.]{0,40}?"
    r"((?:https?://|www\.)?[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9][a-z0-9-]{0,62}){1,4})",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"(?m)^(?:>|-{2,}\s?(?:Original Message|Message d['’]origine|Forwarded message)|"
    r"On [^\n]{6,200}(?:\n[^\n]{0,120})? wrote:|On [^\n]{6,200}\n[^\n]{0,120}wrote:|"
    r"Le [^\n]{6,200}(?:\n[^\n]{0,120})?a écrit\s?:|_{20,}|"
    r"(?:From|De)\s?:[^\n]{3,300}\n(?:Sent|Date|Envoyé)[^\n:]{0,5}:)"
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


def request_hints(mail: Mail, *, headlines: Sequence[str] = ()) -> dict[str, Hint]:
    """What `mail` seems to say of a request, field by field, each with the words it says it with.

    Keys: `medium` (one token; or `media`, several with commas), `territories` and `languages` (codes with
    commas), `duration` (as `12m`, `perpetual`), `audience` and `audience_unit`, `outlet_domain`,
    `po_number`, `licensee` (whom the asker writes for), `outlet_title`, `first_use` (a day to come), `exclusivity`
    (`none` or `exclusive`), `translation_by`, `budget` (as written), `excerpt_words`, `purpose`, `contact`
    (who signs, where the sender is a department). What is said in two ways
    is left out, to be asked; `territories_unclear` are the words about places that a person has to read.
    The words of `headlines`, of the articles it asks for, say nothing of the use. A field the mail does not
    speak of is absent. Hints are for a
    person to confirm: what is quoted from earlier mails is passed over, and nothing is guessed from silence.
    """
    from syndicate.exchange.places import without_headlines

    text = without_headlines(_fresh(mail), headlines)
    prose = _prose(text)
    asked = _QUOTED.sub(" ", prose)  # a headline may name places, days and media
    hints: dict[str, Hint] = {}
    _hint_media(asked, text, hints)
    _hint_places(asked, text, headlines, hints)
    _hint_languages(asked, text, mail, hints)
    _hint_duration(asked, hints)
    _hint_audience(asked, hints)
    _hint_outlet(text, mail, hints)
    _hint_title(prose, hints)
    _hint_first_use(asked, mail, hints)
    _hint_terms(asked, hints)
    order = _PO.search(text)
    if order:
        hints["po_number"] = Hint(order[1], _said(order[0]))
    asker = _asker(text, mail.sender_name)
    if asker:
        hints["contact"] = asker
    house = _house(text, mail.sender_name)
    if house:
        hints["licensee"] = house
    for match in _LABELLED.finditer(text):
        key = _LABELS.get(" ".join(match[1].casefold().split()))
        value = " ".join(match[2].split())
        if key and value:
            hints[key] = Hint(value, _said(match[0]))
    return hints


def asked_urls(mail: Mail) -> tuple[str, ...]:
    """The addresses in what the mail itself says; where there are none, those in what it quotes too."""
    said = _fresh(mail)
    bare = (url.partition("://")[2] for url in mail.urls)
    return tuple(u for u, b in zip(mail.urls, bare, strict=True) if b in said) or mail.urls


def sender_domain(mail: Mail) -> str | None:
    """The domain that a mail comes from, where it tells of a house: None for those where anybody has an address."""
    host = (mail.sender_address or "").rpartition("@")[2].lower()
    return host if host and host not in _FREE_HOSTS else None


def quoted_titles(mail: Mail) -> tuple[str, ...]:
    """What the mail puts in quotation marks: among it may be the headline of the article it means."""
    text = " ".join(_fresh(mail).split())
    return tuple(dict.fromkeys(match[0][1:-1].strip() for match in _QUOTED.finditer(text)))[:20]


def mail_language(mail: Mail) -> str | None:
    """The language a mail is written in, of those that our papers speak: "en" or "fr".

    Where its words do not tell, that of the country its sender's address ends with; else None.
    """
    from syndicate.pages.read import guess_language

    told = guess_language(_prose(_fresh(mail)))
    if told in {"en", "fr"}:
        return told
    return "fr" if (mail.sender_address or "").lower().endswith(_FRENCH) else None


_FRENCH = (".fr", ".mc", ".sn", ".ci", ".ml", ".bf", ".tg", ".bj", ".ga")
_QUOTED = re.compile(r"“[^“”]{3,240}”|«[^«»]{3,240}»|\"[^\"\n]{3,240}\"")
_SIGN_OFF = re.compile(
    r"(?im)^[ \t]*(?:(?:with )?(?:(?:kind|kindest|best|warm|many) )?(?:regards|wishes|thanks)|yours (?:sincerely|faithfully|truly)|"
    r"sincerely|cheers|best|bien (?:cordialement|à vous)|(?:très )?cordialement|sincères salutations|"
    r"avec mes (?:remerciements|salutations)|merci d['’]avance)[ \t]*[,.!]?[ \t]*$"
)
_FOOT = re.compile(
    r"(?im)^--[ ]?$|^[^\n]{0,20}\b(?:subscribe|sign up|abonnez-vous|inscrivez-vous|unsubscribe)\b[^\n]*$"
)


def _prose(text: str) -> str:
    """What a mail asks in running words: lines joined, no signature and no footer."""
    body, ends = text, list(_SIGN_OFF.finditer(text))
    if ends and len(text[: ends[-1].start()].strip()) > 20:
        body = text[: ends[-1].start()]
    mark = re.search(r"(?m)^--[ ]?$", body)
    body = body[: mark.start()] if mark and body[: mark.start()].strip() else body
    return re.sub(r"(?<=[^\n])\n(?=[^\n])", " ", _FOOT.sub("", body))


_POST = re.compile(
    r"\b(?:manager|editor|director|officer|desk|assistant|head|producer|journalist|reporter|executive|"
    r"coordinator|adviser|advisor|lead|rights|professor|lecturer|librarian|teacher|president|secretary|owner|founder|"
    r"professeur|enseignant|bibliothécaire|président|secrétaire|fondat|r[ée]dact|direct(?:eur|rice)|responsable|charg[ée]e?|chef|"
    r"journaliste|assistante?)",
    re.IGNORECASE,
)


_HOUSE = rf"({_WORD}(?: (?:{_WORD}|of|the|and|&|de|des|du|la|le|et)){{0,6}})"
_SOCIETY = re.compile(
    rf"\b(?:La société|L['’]association|La fondation|Our company|The company)\s{{1,2}}{_HOUSE}"
)
_POSTED_AT = re.compile(
    r"\b(?:I am|I'm|I’m|I (?:work|teach|study|write)|Je suis|Je travaille|J['’]enseigne)\b[^.\n]{0,60}?\s(?:of|at|for|with|de|du|chez|pour)\s{1,2}"
    rf"(?:the )?{_HOUSE}(?=\s{{0,2}}[,;:(\n.]|\s(?:and|who|where|et|qui|où)\s[a-zé])"
)


_RUNS = re.compile(
    rf"\b(?:I|[Ww]e)\s(?:edit|run|publish|produce)\s(?:the\s)?{_HOUSE}(?=\s{{0,2}}[,;:(\n.])"
)


def _house(text: str, name: str | None) -> Hint | None:
    """The house that somebody writes for: as they say it, else as they sign."""
    lines = re.sub(r"(?<=[^\n])\n(?=[^\n])", " ", text)
    for pattern, where in (
        (_WE_ARE, text),
        (_WE_ARE, lines),
        (_SOCIETY, lines),
        (_POSTED_AT, lines),
        (_RUNS, lines),
    ):
        found = pattern.search(where)
        if found:
            house = re.sub(r"(?: (?:of|the|and|&|de|des|du|la|le|et))+$", "", found[1])
            return Hint(house, _said(found[0]))
    return _signed(text, name)


_DEPARTMENT = re.compile(
    r"\b(?:rights|permissions?|licensing|syndication|desk|newsroom|editorial|office|team|info|contact|droits|rédaction|redaction|secrétariat)\b",
    re.IGNORECASE,
)


def signs_as_department(name: str) -> bool:
    """Whether the name of a sender is that of a department or a desk, and no person's or house's."""
    words = [word for word in re.split(r"\W+", name) if word]
    return bool(words) and all(_DEPARTMENT.fullmatch(word) for word in words)


def _asker(text: str, name: str | None) -> Hint | None:
    """Who signs, where the sender is a department or has no name."""
    ends = list(_SIGN_OFF.finditer(text))
    if not ends or (name and not _DEPARTMENT.search(name)):
        return None
    person = r"[A-ZÀ-Þ][\w'’.-]{1,20}(?: [A-ZÀ-Þ][\w'’.-]{0,24}){1,3}"
    under = re.compile(rf"\s{{1,4}}({person})[ ]?(?:,|\n|$)").match(text, ends[-1].end())
    if under is None or _POST.search(under[1]) or _DEPARTMENT.search(under[1]):
        return None
    return Hint(under[1], _said(under[1]))


def _signed(text: str, name: str | None) -> Hint | None:
    """The house under (or after) a name at the end of a mail: `Ann Quill, The Tarn Echo`, with a post between."""
    name = re.sub(r"^(?:Prof|Dr|Mrs?|Ms|Mme|Mlle|M|Me)\b\.?\s", "", name or "")
    start = text.rfind(name) + len(name) if name and name in text else None
    if start is None:
        ends = list(_SIGN_OFF.finditer(text))
        under = re.compile(r"\s{1,4}([^\n]{2,60})").match(text, ends[-1].end()) if ends else None
        if under is None:
            return None
        start = under.end()
    posted = False
    for line in text[start : start + 400].split("\n")[:4]:
        for piece in re.split(r"\s*[|·•]\s*|\s+[-–—]\s+|,\s+|\s+(?:at|chez)\s+", line.strip(" ,.")):
            if not piece:
                continue
            if _POST.search(piece):
                posted = True
                continue
            if re.fullmatch(_HOUSE, piece) and not re.search(r"\d{3}", piece):
                return Hint(piece, _said(piece))
            if posted or line.strip():
                return None
    return None


def _fresh(mail: Mail) -> str:
    """Subject and text, without what a reply quotes; a forwarded mail is read whole."""
    text = mail.text[:_READ]
    forwarded = re.match(r"\s{0,4}(?:fwd?|tr|wg)\s?:", mail.subject or "", re.IGNORECASE)
    cut = None if forwarded else _CUT.search(text)
    if cut and text[: cut.start()].strip():
        text = text[: cut.start()]
    return f"{mail.subject or ''}\n\n{text}"


def _said(words: str) -> str:
    return " ".join(words.split())[:120]


def _hint_media(asked: str, text: str, hints: dict[str, Hint]) -> None:
    found: list[tuple[int, Medium, str]] = []
    for match in _LABELLED.finditer(text):
        if " ".join(match[1].casefold().split()) in _MEDIA_LINES:
            found += _media_in(match[2], (*_MEDIA, *_MEDIA_NOUNS))
    found = found or _media_in(asked, _MEDIA)
    tokens = list(dict.fromkeys(each[1] for each in sorted(found, key=lambda each: each[0])))
    words = _said("; ".join(each[2] for each in sorted(found, key=lambda each: each[0])))
    if len(tokens) == 1:
        hints["medium"] = Hint(tokens[0].value, _said(found[0][2]))
    elif tokens:
        hints["media"] = Hint(",".join(token.value for token in tokens), words)


def _media_in(text: str, patterns: tuple[tuple[Medium, str], ...]) -> list[tuple[int, Medium, str]]:
    """Where each medium is named first, but for what is the publisher's own ("your newspaper")."""
    found = []
    for token, pattern in patterns:
        for match in re.finditer(rf"\b(?:{pattern})\b", text, re.IGNORECASE):
            before = text[max(0, match.start() - 24) : match.start()]
            if not re.search(r"\b(?:your|votre|vos)\s(?:[\w'’-]{1,20}\s)?$", before, re.IGNORECASE):
                found.append((match.start(), token, match[0]))
                break
    return found


def _hint_places(asked: str, text: str, headlines: Sequence[str], hints: dict[str, Hint]) -> None:
    from syndicate.exchange.places import read_market

    market = read_market(asked, text, headlines=headlines)
    if market.codes:
        hints["territories"] = Hint(",".join(market.codes), _said(market.words))
    elif market.unclear:
        hints["territories_unclear"] = Hint(_said(market.unclear), _said(market.unclear))


def _hint_languages(asked: str, text: str, mail: Mail, hints: dict[str, Hint]) -> None:
    from syndicate.rules.languages import read_language

    labelled = _LANGUAGE_LABEL.search(text)
    if labelled:
        candidates = re.split(r"[,;/&]| and | et ", labelled[1])[:10]
    else:
        candidates = [word for match in _TONGUE.finditer(asked) for word in match.groups() if word][
            :40
        ]
    tags: list[str] = []
    words: list[str] = []
    for candidate in candidates:
        try:
            tag = read_language(candidate.strip(" .").replace("arab", "arabe").replace("ee", "e"))
        except BadInput:
            continue
        if tag not in tags:
            tags.append(tag)
            words.append(candidate.strip())
    # several articles, several languages: which in which is for the asker to say
    if len(tags) == 1 or (tags and (labelled or len(mail.urls) < 2)):
        hints["languages"] = Hint(",".join(tags), _said("; ".join(words)))


def _hint_duration(asked: str, hints: dict[str, Hint]) -> None:
    for_ever = _FOR_EVER.search(asked)
    if for_ever:
        hints["duration"] = Hint("perpetual", _said(for_ever[0]))
        return
    found: dict[str, str] = {}
    for lasting in _DURATION.finditer(asked):
        sentence = re.split(r"[.?!]\s|\n\n", asked[max(0, lasting.start() - 90) : lasting.start()])[
            -1
        ]
        if _ALREADY.search(sentence):
            continue
        count, unit = (word for word in lasting.groups() if word)
        number = _WORDED.get(count.lower()) or int(count)
        found.setdefault(f"{number}{_UNITS[unit[0].lower()]}", lasting[0])
    if len(found) == 1:
        ((value, words),) = found.items()
        hints["duration"] = Hint(value, _said(words))


_ALREADY = re.compile(
    r"(?:\bhave|\bhas|\bhad|['’]ve)\s(?:\w+\s)?(?:been|\w{2,}ed)\b", re.IGNORECASE
)
"""What has lasted so long already is no term that is asked for."""


def _hint_audience(asked: str, hints: dict[str, Hint]) -> None:
    printed = _PRINT_RUN.search(asked)
    medium = hints.get("medium")
    wanted = UNITS.get(Medium(medium.value)) if medium else None
    found: dict[tuple[int, str], str] = {}
    copies = wanted if wanted in {"circulation", "print run"} else None
    for counted in _AUDIENCE.finditer(asked):
        unit = _audience_unit(counted[3].lower())
        unit = copies or unit if unit == "circulation" else unit
        found.setdefault((_count(counted[1], counted[2]), unit), counted[0])
    if printed and printed[1].lower() not in {"circulation", "diffusion"}:
        number = int(re.sub(r"\D", "", printed[2]))
        found = {(number, "print run"): printed[0]}
    fitting = {each: words for each, words in found.items() if each[1] == wanted} or found
    if len(fitting) == 1:
        (((number, unit), words),) = fitting.items()
        hints["audience"] = Hint(str(number), _said(words))
        hints["audience_unit"] = Hint(unit, _said(words))
    elif printed and not found:
        hints["audience"] = Hint(re.sub(r"\D", "", printed[2]), _said(printed[0]))
        hints["audience_unit"] = Hint("circulation", _said(printed[1]))


def _count(digits: str, scale: str | None) -> int:
    """A count as written, "2.5" and "k" for 2,500."""
    times = {"k": 1_000, "thousand": 1_000, "000": 1_000, "m": 1_000_000, "million": 1_000_000}
    part = re.fullmatch(r"(\d+)[.,](\d{1,2})", digits)
    if part and scale:
        return int(Decimal(f"{part[1]}.{part[2]}") * times[scale.lower()])
    return int(re.sub(r"\D", "", digits)) * times.get((scale or "").lower(), 1)


def _audience_unit(word: str) -> str:
    units = (
        (("recip", "subsc", "abonn", "desti", "house", "foyer"), "recipients"),
        (("copie", "ex"), "circulation"),
        (("staff", "emplo", "salar", "colla"), "staff"),
        (("liste", "audit", "viewe"), "listeners"),
        (("reade", "lecte"), "readers"),
    )
    return next((unit for starts, unit in units if word.startswith(starts)), "monthly uniques")


_OUTLET = (
    r"(?:magazine|newspaper|newsletter|podcast|website|web site|site|blog|weekly|daily|monthly|quarterly|journal|"
    r"revue|manuel|ouvrage|anthology|book|anthologie|recueil|livre|quotidien|hebdomadaire|mensuel|trimestriel|bimestriel|infolettre|émission|programme)"
)
_TITLED = re.compile(
    rf"{_THE}{_OUTLET}(?:(?:\s[a-zé]{{2,16}}){{0,2}}?,?\s{{1,2}}(?:(?:called|titled|named|entitled|intitulée?)\s)?(?:the\s)?"
    r"[“\"«]\s?([^“”\"«»\n]{2,80}?)\s?[”\"»]|"
    rf"(?:,|(?:\s[a-zé]{{2,16}})?\s(?:called|titled|named|entitled|intitulée?)|)\s{{1,2}}(?:the\s)?{_HOUSE}"
    r"(?=\s{0,2}(?:[,;:(?!)]|\.(?:\s|$)|\n|$)))"
)
_TITLE_FIRST = re.compile(
    rf"(?:\b(?:in|for|of|are|the|The|dans|pour|de|sommes)\s(?:the\s)?{_HOUSE},|(?:^|\n|[.!?]\s){_HOUSE}\s(?:is|est))\s"
    rf"(?:our|an?|the|notre|une?|le|la)\s(?:[\w'’-]{{1,20}}\s){{0,3}}{_OUTLET}\b"
)


_EDITION_OF = re.compile(
    rf"\b(?:edition|issue|édition|numéro)\s(?:of|de|du)\s(?:the\s)?{_HOUSE}(?=\s{{0,2}}[,;:(?!)\n]|\.(?:\s|$)|\s[a-zé]|$)"
)
_NO_TITLE = frozenset(["internet", "web", "intranet", "online", "pdf", "linkedin", "facebook"])


def _hint_title(prose: str, hints: dict[str, Hint]) -> None:
    """What the outlet is called: "our magazine, The Tarn Echo", "The Tarn Echo, a weekly"."""
    titles: dict[str, str] = {}
    for pattern in (_TITLED, _TITLE_FIRST, _EDITION_OF):
        for match in pattern.finditer(prose):
            title = next(word for word in match.groups() if word)
            if title.isdigit() or title.strip(" .").casefold() in _NO_TITLE:
                continue
            if pattern is _EDITION_OF and _OTHER_DAY.search(prose[: match.start()][-120:]):
                continue
            titles.setdefault(re.sub(r"^[Tt]he (?=[a-z])", "", title).strip(), match[0])
    if len(titles) == 1:
        ((title, words),) = titles.items()
        hints["outlet_title"] = Hint(title, _said(words))


_DAY = re.compile(
    r"\b(\d{1,2}(?:st|nd|rd|th|er)?\s(?:of\s)?[^\W\d_]{3,9}\.?,?\s\d{4}|[A-Z][a-z]{2,8}\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4}|"
    r"\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}[/.]\d{4})\b"
)
_BEGINS = re.compile(
    r"\b(?:from|starting|beginning|as of|appear\w*|publish|publishing|run|running|go(?:es|ing)? (?:live|out|up)|issue|on sale|"
    r"launch\w*|online on|paraître|paraîtra|parution|publier|publierons|compter du|partir du|dès le|numéro|sortie|mise en ligne|broadcast|diffusion|diffusé)\b",
    re.IGNORECASE,
)
_OTHER_DAY = re.compile(
    r"\b(?:your|you|votre|vos|vous|read|saw|seen|published|appeared|paru|parue|publié|publiée|lu|reply|respond|answer|"
    r"deadline|before|until|by|avant|réponse|répondre|jusqu['’]au)\b[^,;]{0,60}$",
    re.IGNORECASE,
)


def _hint_first_use(asked: str, mail: Mail, hints: dict[str, Hint]) -> None:
    """The one day to come on which the article would appear; never the day of the article, or a last day."""
    from syndicate.rules.dates import read_day

    found: dict[date, str] = {}
    for match in _DAY.finditer(asked):
        sentence = re.split(r"[.?!]\s|\n\n", asked[max(0, match.start() - 120) : match.start()])[-1]
        cue = list(_BEGINS.finditer(sentence))
        if not cue or _OTHER_DAY.search(sentence[cue[-1].start() :]):
            continue
        try:
            day = read_day(match[1].replace("of ", ""), today=date(2000, 1, 1))
        except BadInput:
            continue
        if mail.at is None or day >= mail.at.date():
            found.setdefault(day, match[1])
    if len(found) == 1:
        ((day, words),) = found.items()
        hints["first_use"] = Hint(day.isoformat(), _said(words))


_NOT_EXCLUSIVE = re.compile(
    r"\bnon[- ]?exclusiv\w*|\b(?:no|not|without|aucune|sans|pas d['’e])\s?(?:need for |any |une? )?(?:exclusiv\w*|exclusif)|"
    r"\bnon exclusi\w+",
    re.IGNORECASE,
)
_EXCLUSIVE = re.compile(r"\b(?:exclusiv(?:e|ely|ity|ité|ités)|exclusifs?)\b", re.IGNORECASE)
_EXCERPT = re.compile(
    r"\b(?:quote|excerpt|extract|use|reprint|citer|extraits?|reproduire)\b(?: (?:an?|of|de|about|only|up to|environ|some)){0,3} "
    r"(\d{2,4}) (?:words|mots)\b|\b(\d{2,4})[- ](?:word|mots?) (?:excerpt|extract|quotation|extrait)\b",
    re.IGNORECASE,
)
_PURPOSES = tuple(
    (purpose, rf"(?:{kinds}) (?:use|purposes?)\b|(?:usage|fins?) (?:{french})\b")
    for purpose, kinds, french in (
        ("editorial", "editorial", "rédactionnel(?:le)?s?"),
        (
            "commercial",
            "commercial|promotional|advertising|marketing",
            "commercial(?:e|es)?|promotionnel(?:le)?s?|publicitaires?",
        ),
        ("education", "educational|teaching", "pédagogiques?|éducati(?:f|ve)s?"),
        ("charity", "charitable", "caritati(?:f|ve)s?"),
        ("internal", "internal", "internes?"),
    )
)
_THEY_TRANSLATE = re.compile(
    r"\btranslat\w+[^.;]{0,40}\bby (?:us|our)\b|\bwe(?:['’]d|['’]ll| would| will| shall| could)? (?:\w+ )?translate\b|"
    r"\btraduit\w* par nos\b|\bnous (?:le |la |l['’]|en )?(?:traduir\w+|assur\w+ (?:nous-mêmes )?la traduction|charg\w+ de la traduction)",
    re.IGNORECASE,
)
_WE_TRANSLATE = re.compile(
    r"\b(?:can|could|would) you (?:also )?(?:translate|(?:supply|provide) (?:us with )?(?:an? )?(?:\w+ )?translation)|"
    r"\b(?:pouvez|pourriez)-vous (?:\w+ )?(?:le |la |l['’])?(?:traduire|fournir (?:une |la )?traduction)",
    re.IGNORECASE,
)
_SUM = r"\d{1,3}(?:[., \u00a0\u202f]\d{3}){0,3}(?:[.,]\d{1,3})?"
_BUDGET = re.compile(
    r"\b(?:budget|offer|pay|up to|(?:at|for) a (?:price|fee) of|propos\w+|jusqu['’]à|(?:au|pour un|à un) (?:prix|tarif) de|"
    r"(?:la|une) somme de|moyennant|un forfait de)\s?[^.\n]{0,40}?"
    rf"((?:[A-Z]{{3}}|[£€$])\s?{_SUM}|{_SUM}\s?(?:[A-Z]{{3}}\b|[£€]|euros|dirhams|pounds))"
)


def _hint_terms(asked: str, hints: dict[str, Hint]) -> None:
    without = _NOT_EXCLUSIVE.search(asked)
    exclusive = _EXCLUSIVE.search(_NOT_EXCLUSIVE.sub(" ", asked))
    if without and not exclusive:
        hints["exclusivity"] = Hint("none", _said(without[0]))
    elif exclusive and not without:
        hints["exclusivity"] = Hint("exclusive", _said(exclusive[0]))
    excerpt = _EXCERPT.search(asked)
    if excerpt:
        count = next(digits for digits in excerpt.groups() if digits)
        hints["excerpt_words"] = Hint(count, _said(excerpt[0]))
    served = {
        purpose: found[0]
        for purpose, pattern in _PURPOSES
        if (
            found := re.search(
                rf"(?<!non-)(?<!non )(?<!not for )\b(?:{pattern})", asked, re.IGNORECASE
            )
        )
    }
    if len(served) == 1:
        ((purpose, words),) = served.items()
        hints["purpose"] = Hint(purpose, _said(words))
    ours, yours = _THEY_TRANSLATE.search(asked), _WE_TRANSLATE.search(asked)
    if (ours is None) != (yours is None):
        said = ours or yours
        hints["translation_by"] = Hint(
            "licensee" if ours else "publisher", _said(said[0] if said else "")
        )
    budget = _BUDGET.search(asked)
    if budget:
        hints["budget"] = Hint(" ".join(budget[1].split()), _said(budget[0]))


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
