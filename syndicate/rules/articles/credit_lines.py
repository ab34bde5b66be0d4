"""Who took a picture and who translated: lines of credit that are no text of the article."""

from __future__ import annotations

import re

from syndicate.rules.articles.agencies import SLUGS
from syndicate.rules.articles.drafts import Rule, Suspicion
from syndicate.rules.articles.glances import Glance, ends_a_sentence, particled, plainly

__all__ = ["SIGNS", "credit"]

SIGNS = particled(
    "photo photos photograph photographs photography picture pictures image images illustration "
    "illustrations graphic graphics video map maps composite credit credits courtesy crédit crédits légende "
    "photographie photographies infographie dessin carte getty shutterstock alamy istock handout aimable "
    "translated translation traduit traduction © reuters cartoon drawing afp ap pa epa dpa commons via "
    "الصورة صورة تصوير عدسة ترجمة ترجمه صور رسم خريطة نقله نقلته"
)

_PICTURE = (
    r"(?:(?:all |toutes les |tous les |جميع |كل )?(?:(?:main |cover |top |lead |file |header |featured )?(?:photo(?:graph)?s?|images?|pictures?|illustrations?|"
    r"graphics?|video|maps?|composite|cartoon|drawing)(?: data)?|credits?|crédits?|légende|photographies?|infographie|"
    r"dessin|carte|(?:ال)?صور[ةه]?|تصوير|عدسة|رسم|خريطة))"
)
_LINE = re.compile(
    plainly(
        rf"^[\W_]*+(?P<words>{_PICTURE}(?: credits?| by| courtesy(?: of)?| photos?| d'archives?| d'illustration)?\s?"
        r"(?::|©|/)\s?[^\n]{0,200})$"
    )
)
_LINE_BY = re.compile(
    rf"^[\W_]*+(?P<words>(?i:{_PICTURE}) (?:by|from|courtesy of|par|de|d') ?(?:the |l')?[A-ZÀ-Þ][^\n]{{0,80}})$"
)
_AT_END = re.compile(
    plainly(
        rf"(?:[.\"”»)\]]\s|[(\[|–—-]\s?)(?P<words>(?i:{_PICTURE}(?: credits?| by| de| par| courtesy of| d'archives?)?)"
        r"(?:\s?[:©/]\s?[^.:\n)\]]{2,60}| [A-ZÀ-Þ][\w'-]+(?: [A-ZÀ-Þ][\w'-]+){1,2}(?: \w+)?(?:, [\w ]{2,40})?))[)\]]?\.?$"
    )
)
_AGENCY_END = re.compile(
    rf"(?P<words>(?:[(\[©][\w .,'-]{{0,50}}?)?\b(?:[A-ZÀ-Þ][\w.'-]+ ?){{1,3}}/\s?(?:{SLUGS})\b[\w .,'/-]{{0,30}}[)\]]?)\s*$|"
    rf"(?P<words2>(?:©\s?)?\b(?:{SLUGS})\s?[/|]\s?(?:[A-ZÀ-Þ][\w.'-]+ ?){{1,3}}[)\]]?)\s*$"
)
_LIBRARIES = particled("getty shutterstock alamy istock commons handout epa via")
_LIBRARY_END = re.compile(
    r"(?P<words>(?:[(\[©|–—-]\s?[\w .,'-]{0,50})?(?:Getty(?: Images)?|Shutterstock|Alamy|via Reuters|iStock|Creative Commons|EPA-EFE|"
    r"\w{2,30}[ /]handout)[\w .,'/-]{0,30}[)\]]?)\s*$"
)
_COURTESY = re.compile(
    r"(?P<words>\b[Cc]ourtesy (?:of )?(?:the )?[A-ZÀ-Þ][^.\n]{1,60}|[Aa]vec l'aimable autorisation d[eu] [^.\n]{2,60})\W?$"
)
_BARE_OWNER = re.compile(r"^\W{0,2}(?P<words>(?:©|\([cC]\))\s?(?!\d)[^\n.;:,–—-]{2,60})$")
_TRANSLATED = re.compile(
    plainly(
        r"^\W{0,3}(?P<words>(?:translated|translation)(?: from (?:the )?\w+| into \w+)? ?(?:by|:) ?[^\n]{2,60}|"
        r"(?:traduit|traduction)e?(?: (?:de l'|du |de la |en )\w+)?(?: \([\w ]{2,20}\))? ?(?:par|:) ?[^\n]{2,60}|"
        r"(?:ترجمة|ترجمه|نقله الى العربية|نقلته الى العربية)\s?:?\s[^\n]{2,60})$"
    )
)
_LONGEST = 40


def credit(g: Glance) -> Suspicion | None:
    """Why `g` is a picture's or a translator's credit, or None."""
    if g.length > _LONGEST:
        return None
    if g.length <= 14 and (found := _TRANSLATED.match(g.low)):
        return Suspicion(Rule.CREDIT, g.shown(*found.span("words")), "a translator's credit")
    found = _LINE.match(g.low)
    if found is not None and g.low[found.end() - 1] != "." and not _tells(g, found):
        return _picture(g, found)
    if not ends_a_sentence(g.plain):
        found = _LINE_BY.match(g.plain) or _COURTESY.search(g.plain) or _BARE_OWNER.match(g.plain)
        if found is not None:
            return _picture(g, found)
    if found := _AT_END.search(g.plain):
        return _picture(g, found)
    at = max(0, len(g.plain) - 200)
    if ("/" in g.plain or "|" in g.plain) and (found := _AGENCY_END.search(g.plain, at)):
        words = "words" if found["words"] else "words2"
        return Suspicion(Rule.CREDIT, g.shown(*found.span(words)), "a picture credit")
    if not _LIBRARIES.isdisjoint(g.signs) and (found := _LIBRARY_END.search(g.plain, at)):
        return _picture(g, found)
    return None


def _tells(g: Glance, found: re.Match[str]) -> bool:
    """A line that goes on as a sentence is a heading or a story, not a name: "Photos: an exhibition opens"."""
    rest = g.plain[found.start("words") :].partition(":")[2].strip()
    return bool(rest) and rest[0].islower() and rest.count(" ") >= 2


def _picture(g: Glance, found: re.Match[str]) -> Suspicion:
    return Suspicion(Rule.CREDIT, g.shown(*found.span("words")), "a picture credit")
