"""Notices in a text: about rights and the house, about the text itself, about who published it first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syndicate.rules.articles.drafts import Rule, Suspicion
from syndicate.rules.articles.glances import Glance, Phrases, plainly

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "SIGNS",
    "first_published_by",
    "house_name",
    "is_house",
    "notice",
]

_PIECE = (
    r"(?:article|content|stor(?:y|ies)|piece|report|essay|column|interview|work|material|text|page|"
    r"photographs?|website|site|copy|post|investigation|op-ed|commentary)"
)
_HOUSE = Phrases(
    (
        "independent unrivalled award-winning award trusted in-depth depth impartial",
        (
            r"(?:delivers|provides|offers|brings|is) (?:you )?(?:an? )?"
            r"(?:independent|unrivalled|award-winning|trusted|in-depth|impartial)\b[^.]{0,60}?"
            r"\b(?:coverage|journalism|reporting|news|analysis)"
        ),
    ),
    (
        "indépendante inégalée référence",
        r"(?:propose|offre|fournit) une (?:couverture|information|analyse) (?:indépendante|inégalée|de référence)",
    ),
    ("مستقلة", r"تقدم [\w ]{0,40}(?:تغطية|صحافة) مستقلة"),
)
_RIGHTS = Phrases(
    ("reserved réservés", r"all rights reserved|tous droits (?:de [\w ]{1,40})?réservés"),
    ("محفوظة", r"جميع الحقوق محفوظة"),
    ("حقوق", r"حقوق (?:النشر|الطبع)"),
    (
        "© copyright",
        r"(?:©|\(c\)|copyright)\s{0,2}(?:\d{4}|the )|is (?:the )?copyright of|copyright (?:is )?(?:held|owned) by",
    ),
    (
        "republishing reprinting licensing syndicating",
        r"learn more about (?:republishing|reprinting|licensing|syndicating)",
    ),
    (
        "republish republished reprint reprinted reproduce reproduced syndicate syndicated",
        (
            rf"(?:to|may|must|please|can|cannot)(?: not)?(?: be)?(?: freely)? (?:republish|reprint|reproduce|syndicate)(?:d|ed)?"
            rf"(?: or \w+)? (?:(?:this|our|any|all|these) {_PIECE}|our\b|without|only|freely|under|with\b|in )"
        ),
    ),
    (
        "republishing republish reprinting reprint reproducing reproduction reproduce republished reprinted reproduced",
        rf"(?:republish|reprint|reproduc)(?:ing|tion of|ed|e)?(?: of)? (?:this|our|any) {_PIECE}",
    ),
    (
        "republish publish reprint print repost post use reuse",
        rf"(?:free to|may|can|welcome to) (?:re)?(?:publish|print|post|use)\w* this {_PIECE}",
    ),
    (
        "republier publier reproduire reprendre",
        r"(?:pouvez|peut|peuvent|libres? de|autorisée?s? à) (?:re)?(?:publier|produire|prendre) (?:cet|ce|cette|nos)\b",
    ),
    ("نشر", r"(?:يمكن|يمكنكم|يجوز|يسمح ب)\s?(?:اعادة )?نشر هذ"),
    ("republication", r"republication (?:of (?:this|our)|rights|fees|requests)"),
    ("reprint", r"reprint (?:rights|requests|permission)"),
    (
        "syndication licensing permission permissions rights",
        r"(?:syndication|licensing|permissions?|rights) (?:enquiries|inquiries|requests|desk|department|team)\b|available for syndication",
    ),
    (
        "available licensed published",
        rf"this {_PIECE} is (?:available|licensed|published) (?:for|under)",
    ),
    (
        "reproduction republication",
        (
            r"(?:toute )?(?:republication|reproduction)(?:,? (?:même )?(?:totale|partielle)[\w ,]{0,30}?)?(?: est)? "
            r"(?:strictement )?(?:interdite|soumise|réservée)|"
            r"(?:republication|reproduction) (?:de (?:cet article|ce contenu|ce texte)|sans autorisation)|"
            r"pour en savoir plus sur la (?:republication|reproduction)"
        ),
    ),
    ("republier reproduire", r"pour (?:republier|reproduire (?:cet|ce|nos))"),
    ("droits syndication", r"service (?:des droits|syndication)"),
    ("نشر", r"اعادة نشر هذ|لاعادة (?:ال)?نشر|لمعرفة المزيد عن اعادة"),
    ("يحظر يمنع يجوز", r"(?:يحظر|يمنع|لا يجوز) (?:نقل|نسخ|اعادة|نشر|اقتباس)"),
)
_VIEWS = Phrases(
    (
        "views opinions",
        rf"the (?:views|opinions)(?: and \w+)? expressed (?:in this {_PIECE}|here|above|are|by the author)",
    ),
    (
        "exprimées exprimés",
        r"les (?:opinions|propos|points de vue) exprimée?s (?:dans|ici|n'engage)",
    ),
    ("engagent engage", r"n'engagent? que (?:leur|son) auteur"),
    ("آراء الآراء", r"الاراء (?:الواردة|المعبر عنها)"),
    ("بالضرورة", r"لا تعبر بالضرورة عن"),
)
_CHANGED = (
    r"amended|updated|corrected|edited|modified|changed|clarified|misstated|misspelled|misspelt|misidentified|"
    r"incorrectly|wrongly|stated"
)
_AMENDED = Phrases(
    (
        _CHANGED.replace("|", " "),
        rf"(?:this {_PIECE}|the headline)(?: (?:has been|was|is))?(?: \w+ly)? (?:{_CHANGED})\b",
    ),
    ("version", rf"an? (?:earlier|previous|prior|former) version of this {_PIECE}\b"),
    ("version", r"une version (?:antérieure|précédente) de (?:cet|ce|cette)\b"),
    (
        (
            "correction corrections clarification editor editors erratum rectificatif correctif rédaction ndlr précision mise تصحيح تنويه "
            "تصويب توضيح"
        ),
        (
            r"(?:corrections?(?: and clarifications?)?|clarification|editor'?s'? note|erratum|rectificatif|correctif|note de la rédaction|"
            r"ndlr|précision|mise à jour|تصحيح|تصويب|توضيح|تنويه|ملاحظة المحرر)\W{0,3}(?:[:(,–—-]|\d)"
        ),
    ),
    (
        "mis mise modifié modifiée corrigé corrigée actualisé actualisée indiquait affirmait",
        (
            r"(?:cet article|cette page|ce texte|une version précédente)[\w ]{0,30} (?:mise?s? à jour|modifiée?|corrigée?|"
            r"actualisée?|indiquait|affirmait)"
        ),
    ),
    ("تم", r"تم (?:تحديث|تصحيح|تعديل) (?:هذا|هذه)"),
)
_ABOUT = Phrases(
    ("found", r"more (?:information )?about [\w' ]{1,40} can be found here"),
    (
        "council board code standards",
        r"(?:is|are) (?:a )?(?:members?|regulated by|signatory)[\w ]{0,20}\b(?:press|editors')[\w ]{0,20}(?:council|board|code|standards)",
    ),
    (
        "complain complaint complaints",
        r"to (?:complain|make a complaint)\b|complaints (?:are|can|may|should|about)\b",
    ),
    (
        "code charter standards council regulator",
        r"(?:adheres?|complies|comply|committed|bound|subject|signed up) (?:to|with|by)\b[\w ',]{0,60}\b(?:code|charter|standards|council|regulator)",
    ),
    (
        "charte code conseil",
        r"(?:respecte|adhère|souscrit|s'engage|est signataire)\b[\w ',]{0,60}\b(?:charte|code|conseil)",
    ),
    ("تلتزم يلتزم", r"[تي]لتزم [\w ]{0,50}(?:ميثاق|مدونة|مجلس)"),
    (
        "réclamation réclamations médiateur",
        r"(?:toute réclamation|les réclamations|écrivez au médiateur)\b",
    ),
    (
        "contact",
        r"(?:to )?contact the (?:editors?|reporters?|authors?|newsroom)\b[\w ]{0,40}(?::|at )",
    ),
    ("enquiries inquiries", r"(?:for )?(?:media|press) (?:enquiries|inquiries)"),
    (
        "conditions terms policy",
        (
            r"(?:terms (?:and|&) conditions|terms of use|privacy policy)\b[\w ]{0,20}\b(?:apply|applies)|"
            r"les conditions générales\b[\w ']{0,20}\bs'appliquent"
        ),
    ),
    (
        "registered immatriculée immatriculé",
        r"(?:ltd|limited|plc|inc|llc|sarl|gmbh|b\.v|s\.a)\.?,? (?:is )?(?:a company )?(?:registered|immatriculée?)",
    ),
    (
        "produced supported funded possible series project",
        (
            rf"this (?:{_PIECE}|series|project) (?:was|is) (?:\w+ )?(?:produced|supported|funded|made possible|part of)"
            r"[\w ]{0,30}\b(?:with|by|series|project)\b"
        ),
    ),
)
_TERMS = re.compile(
    plainly(
        r"\b(?:fees?|form|permissions?|licen[cs]e|contact|e-?mail|here|visit|write|credit|terms|link|source|auteur|condition|tarifs?|frais|formulaire|"
        r"autorisation|contactez|écrivez|service)\b|رسوم|نموذج|إذن|تواصل|بشرط|المصدر"
    )
)
# A rights line and nothing else: a notice wherever it stands.
_BARE = re.compile(
    plainly(
        r"\W{0,3}(?:©|\(c\)|copyright|all rights reserved|tous droits|جميع الحقوق|حقوق (?:النشر|الطبع)|"
        r"(?:toute )?(?:republication|reproduction)\b|(?:يحظر|يمنع|لا يجوز))"
    )
)

_NAME = r"(?:the website of |le site (?:de |du )?|موقع )?(?P<name>[^.;:,()|\n]{2,80}?)"
_NAME_ENDS = (
    r"(?=[.;:,()|]|$| (?:and|et|on|in|with|under|here|where|as|that|which|whose|is|le|en|avec|dont|que|qui|"
    r"ويعاد|وتعاد|باذن|بتاريخ)\b| و\w)"
)
_GRANT = (
    r"(?:with (?:the )?(?:kind )?permission (?:of|from)|by (?:kind )?permission of|courtesy of)"
)
_FIRST = Phrases(
    (
        "appeared published ran posted printed",
        (
            rf"(?:this(?: {_PIECE})?|(?:the|an?) (?:earlier |longer |shorter |edited |original |different )?version of (?:this|the) {_PIECE})"
            r" (?:was |is |has been |had )?(?:first |originally |previously |initially )?"
            r"(?:appeared|published|ran|posted|printed)(?: first| originally| here)? (?:in|on|by|at) "
            rf"{_NAME}{_NAME_ENDS}"
        ),
    ),
    (
        "republished reprinted reproduced",
        rf"re(?:published|printed|produced) (?:here )?(?:{_GRANT}|from) {_NAME}{_NAME_ENDS}",
    ),
    (
        "paru parue publié publiée",
        (
            r"(?:cet article|ce texte|cette (?:tribune|enquête|chronique)|cet entretien|"
            r"(?:une (?:première|précédente|autre) version|la version originale) (?:de (?:cet article|ce texte)))"
            r" (?:a|est|avait|fut) (?:d'abord |initialement |originellement |d'origine |été ){0,3}(?:paru|parue|publiée?)"
            rf"(?: d'abord| initialement| pour la première fois)? (?:dans|sur|par|chez|en) {_NAME}{_NAME_ENDS}"
        ),
    ),
    (
        "autorisation",
        rf"(?:publié|repris|reproduit|republié)e? avec l'(?:aimable )?autorisation d[eu] {_NAME}{_NAME_ENDS}",
    ),
    (
        "نشر نشرت ظهر ظهرت",
        (
            r"(?:نشر|نشرت|ظهر|ظهرت) (?:هذا المقال|هذه المادة|هذا النص|هذا التقرير|المقال|المادة|النسخة الاصلية|نسخة)"
            rf"(?: \w+){{0,3}}? (?:(?:اولا|اصلا|لاول مرة|اول مرة|في الاصل|سابقا|من قبل) )?(?:في|على|لدى|عبر) {_NAME}{_NAME_ENDS}"
        ),
    ),
    (
        "published appeared ran printed posted",
        rf"(?:first|originally|initially|previously) (?:published|appeared|ran|printed|posted) (?:in|by|on|at) {_NAME}{_NAME_ENDS}",
    ),
    (
        "publié publiée paru parue",
        (
            r"(?:publié|paru)e? (?:en premier|d'abord|initialement|pour la première fois|en exclusivité) (?:par|dans|sur|chez) "
            rf"{_NAME}{_NAME_ENDS}"
        ),
    ),
    ("نشر نشرت", rf"[وف]?نشرت? (?:اولا|اول مرة|لاول مرة|اصلا) (?:في|على|لدى) {_NAME}{_NAME_ENDS}"),
    (
        "يعاد تعاد اعيد نعيد",
        rf"[وف]?(?:يعاد|تعاد|اعيد|نعيد) نشره?ا? (?:هنا )?(?:باذن من|بالاتفاق مع|نقلا عن) {_NAME}{_NAME_ENDS}",
    ),
)
_FIRST_LINE = Phrases(
    (
        "published printed republished reprinted",
        (
            rf"(?:first |originally |previously )?(?:re)?(?:published|printed) (?:first |originally )?"
            rf"(?:in|on|by|from|{_GRANT}) {_NAME}{_NAME_ENDS}"
        ),
    ),
    (
        "publié paru repris publiée parue",
        (
            r"(?:article |texte |tribune )?(?:d'abord |initialement )?(?:publié|paru|repris)e?(?: initialement| d'abord)? "
            rf"(?:dans|sur|par|de|avec l'autorisation d[eu]) {_NAME}{_NAME_ENDS}"
        ),
    ),
)
SIGNS = (
    _HOUSE.signs
    | _RIGHTS.signs
    | _VIEWS.signs
    | _AMENDED.signs
    | _ABOUT.signs
    | _FIRST.signs
    | _FIRST_LINE.signs
)
_LONGEST = 200
_FIRST_WORDS = 60


def first_published_by(g: Glance, *, house: Iterable[str] = ()) -> tuple[Suspicion, str] | None:
    """The words by which `g` says that another house published the text, and that house's name.

    None where it says nothing of the kind, or names one of `house`, our own names.
    """
    if g.length > _FIRST_WORDS or (found := _FIRST.search(g) or _FIRST_LINE.match(g)) is None:
        return None
    if not _THIS.search(g.low) and found.start() > _opening_of(g):
        return None
    name = g.shown(*found.span("name")).strip(" .'\"«»“”")
    if not name or is_house(name, house):
        return None
    words = g.shown(found.start(), found.end("name"))
    return Suspicion(
        Rule.SYNDICATED_IN, words, f"the text was published by {name} before: whose is it?"
    ), name


_THIS = re.compile(
    plainly(
        rf"\bthis(?: {_PIECE}| (?:first|originally|version)| was| is)\b|\bof (?:this|the) {_PIECE}|\b(?:cet?|cette) (?:article|texte|enquête|tribune|"
        r"chronique|entretien|reportage|publication)|هذا|هذه|المقال|المادة|يعاد|نعيد|تعاد"
    )
)


def _opening_of(g: Glance) -> int:
    """Where the first letter of `g` stands."""
    return len(g.low) - len(g.low.lstrip(' \t*_()[]–—-•>#"“«'))


_FORMS = re.compile(
    r"\b(?:ltd|limited|plc|inc|llc|llp|gmbh|ag|sarl|sas|sa|bv|www|https?|media|group)\b|"
    r"^(?:the|le|la|les|l) |\.(?:com|org|net|example|co|uk|fr|info|news)\b|[^\w ]"
)


def house_name(name: str) -> str:
    """`name` without article, legal form, address parts and spaces: how two names are compared."""
    bare = name.lower().replace("’", " ").replace("'", " ").replace("/", " ").strip()
    for _ in range(2):
        bare = _FORMS.sub("", bare).strip()
    return bare.replace(" ", "").removeprefix("the")


def is_house(name: str, house: Iterable[str]) -> bool:
    """Whether `name` is one of our own names, however it is written."""
    asked = house_name(name)
    return bool(asked) and any(asked == house_name(own) for own in house)


def notice(g: Glance) -> tuple[Suspicion, bool] | None:
    """Why `g` is a notice, and whether it is one wherever it stands or only at the end of an article."""
    if g.length > _LONGEST:
        return None
    house = _HOUSE.search(g)
    rights = _RIGHTS.search(g)
    if rights is not None:
        short = g.length <= 60 and _TERMS.search(g.low) is not None
        bare = g.length <= 30 and _BARE.match(g.low) is not None
        return _notice(g, house or rights), bool(house or short or bare)
    if g.length <= 80 and (found := _VIEWS.search(g) or _AMENDED.match(g)):
        return _notice(g, found, "a notice about the text itself"), True
    if last := house or _ABOUT.search(g):
        return _notice(g, last), False
    return None


def _notice(
    g: Glance,
    found: re.Match[str],
    reason: str = "a closing notice about the house or about republishing",
) -> Suspicion:
    return Suspicion(Rule.BOILERPLATE, g.shown(*found.span()), reason)
