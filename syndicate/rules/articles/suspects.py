"""From a draft to passages: promo, boilerplate, credits and agency material made suspects."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from syndicate.rules.articles.agencies import SLUGS, agency_suspicion, has_dateline, leans, sources
from syndicate.rules.articles.drafts import (
    PICTURES,
    Block,
    Draft,
    Kind,
    Owner,
    Passage,
    Rule,
    Suspicion,
)
from syndicate.rules.articles.texts import clean_text, fold, word_count

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["passages"]

_SIGN_UP = re.compile(
    r"^[\W_]*+(?P<words>sign[ -]?up (?:to|for|here|now|today)|subscribe (?:to|here|now|today|for)|"
    r"get (?:our|the latest|the day['’]s|the best|all the|your)|"
    r"join (?:our|the [\w' ]{1,30}(?:newsletter|community|channel))|register (?:for|to get|to receive|here)|"
    r"receive (?:our|the)|want (?:more|the latest)|stay (?:informed|up to date|in the know)|"
    r"don['’]t miss|follow (?:us|our|the [\w' ]{1,40} on)|download (?:our|the) [\w' ]{0,20}app|"
    r"support (?:our|independent)|become a (?:member|subscriber|supporter)|"
    r"make a (?:donation|contribution)|donate (?:to|now|today)|share this (?:article|story)|"
    r"click here to|listen to our|watch our|"
    r"inscrivez-vous|abonnez-vous|recevez|rejoignez|suivez[- ](?:nous|notre|les)|téléchargez (?:notre|l['’])|"
    r"soutenez|partagez cet article|faites un don|pour recevoir|ne manquez|"
    r"اشترك|اشتركوا|سجل|سجلوا|تابعونا|تابعوا|حمّل|حملوا)",
    re.IGNORECASE,
)
_LINK_LINE = re.compile(
    r"^[\W_]*+(?P<words>(?:read (?:more|next|also)|see also|related(?: (?:articles?|stories|coverage|"
    r"content|links?))?|more on this(?: story)?|recommended|you may also like|most read|"
    r"watch|listen|in pictures|explainer|opinion|"
    r"(?:à )?lire (?:aussi|également|la suite)|voir aussi|sur le même sujet|pour aller plus loin|"
    r"à (?:voir|écouter) aussi|"
    r"اقرأ أيضا|اقرأ أيضاً|اقرأ المزيد|إقرأ أيضا|شاهد أيضا|مواضيع ذات صلة))"
    r"\s*(?:[:|»>›]|\s[–—-]\s|$)",
    re.IGNORECASE,
)
_ADVERT = re.compile(
    r"^[\W_]*+(?P<words>advertisement|advertising|sponsored(?: content)?|story continues below|"
    r"article continues (?:below|after)|publicité|la suite après (?:la|cette) publicité|إعلان)[\W_]*",
    re.IGNORECASE,
)
_NEWSLETTER = re.compile(
    r"newsletter|\bbulletin\b|\bbriefing\b|\bdispatch\b|inbox|\bapp\b|podcast|lettre d['’]information|"
    r"infolettre|lettre hebdomadaire|votre boîte|النشرة|نشرة|بريدك",
    re.IGNORECASE,
)
_NEWSLETTER_HEAD = re.compile(
    r"^[\W_]*+(?P<words>(?:(?:our|new|the|free|weekly|daily|sign up|join|notre|nouvelle?|la)\b[\w'’ ]{0,40})?"
    r"(?:newsletters?|infolettre|lettre d['’]information|النشرة البريدية)\b)",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"(?P<words>\ball rights reserved|\btous droits réservés|جميع الحقوق محفوظة|حقوق النشر محفوظة|"
    r"(?:©|\(c\)|copyright)\s{0,2}(?:\d{4}|the )|"
    r"\blearn more about (?:republishing|reprinting|licensing|syndicating)|"
    r"\b(?:to|may|must|please|can|cannot) (?:not )?(?:be )?(?:republish|reprint|reproduce|syndicate)(?:d|ed)? "
    r"(?:this|our|without|only|freely|under|with|in )|"
    r"\brepublish(?:ing|ed)? (?:this|our) (?:content|article|story|work|piece)|"
    r"\brepublication (?:of this|rights|fees|requests)|\breprint (?:rights|requests|permission)|"
    r"\b(?:syndication|licensing|permissions?) (?:enquiries|inquiries|requests|desk)\b|"
    r"\bthis (?:article|story|piece) (?:was|is) (?:first|originally) published|"
    r"\bthis (?:article|story|piece) is (?:available|licensed|published) (?:for|under)|"
    r"\bthe views expressed in this (?:article|piece)|"
    r"\bmore (?:information )?about [\w' ]{1,40} can be found here|"
    r"\bcet article (?:a été|est) (?:initialement|d['’]abord|publié|republié)|"
    r"\b(?:la )?(?:republication|reproduction) (?:de cet article|de ce contenu|est|totale|sans|interdite)|"
    r"\bpour (?:en savoir plus sur la (?:republication|reproduction)|republier|reproduire)|"
    r"\bdroits? de reproduction\b|\bles opinions exprimées dans cet article|"
    r"إعادة نشر هذ|لإعادة النشر|لمعرفة المزيد عن إعادة)",
    re.IGNORECASE,
)
_HOUSE_LINE = re.compile(
    r"(?P<words>\b(?:delivers|provides|offers|brings|is) (?:you )?(?:an? )?"
    r"(?:independent|unrivalled|award-winning|trusted|in-depth|impartial)\b[^.]{0,60}?"
    r"\b(?:coverage|journalism|reporting|news|analysis)|"
    r"\b(?:propose|offre|fournit) une (?:couverture|information|analyse) "
    r"(?:indépendante|inégalée|de référence)|"
    r"تقدم [\w ]{0,40}(?:تغطية|صحافة) مستقلة)",
    re.IGNORECASE,
)
_TERMS = re.compile(
    r"\b(?:fees?|form|permission|licen[cs]e|contact|e-?mail|here|visit|tarifs?|frais|formulaire|"
    r"autorisation|contactez|écrivez)\b|رسوم|نموذج|إذن",
    re.IGNORECASE,
)
_PICTURE_WORD = (
    r"(?:(?:main |cover |top |lead )?(?:photo(?:graph)?s?|image|picture|illustration|graphic|video|"
    r"map|composite)|credits?|crédits?|légende|photographies?|infographie|الصورة|تصوير)"
)
_PHOTO = re.compile(
    rf"^[\W_]*+(?P<words>{_PICTURE_WORD}(?: credits?| by| courtesy| photos?)?\s?(?::|©|/)\s?"
    r"[^\n]{0,200})$",
    re.IGNORECASE,
)
_PHOTO_BY = re.compile(
    rf"^[\W_]*+(?P<words>{_PICTURE_WORD} (?:by|from|courtesy of|par|de) (?-i:[A-ZÀ-Þ])[^\n]{{0,80}})$",
    re.IGNORECASE,
)
_PHOTO_END = re.compile(
    rf"(?P<words>(?:[(\[©]|\|)\s?[\w .,'’-]{{0,50}}(?:/\s?(?:{SLUGS})|Getty Images|Shutterstock|"
    r"Alamy|via Reuters|iStock|Creative Commons)[\w .,'’/-]{0,30}[)\]]?)\s*$"
)


# Cheap to look for first: every notice holds one of these.
_NOTICE_STEMS = (
    *("rights", "droits", "حقوق", "©", "(c)", "copyright", "republi", "reprint", "reprod"),
    *("syndicat", "licens", "permission", "enquir", "inquir", "published", "available", "views"),
    *("about", "publié", "opinions", "نشر"),
)
_HOUSE_STEMS = (
    *("independent", "unrivalled", "award-winning", "trusted", "in-depth", "impartial"),
    *("indépendante", "inégalée", "de référence", "مستقلة"),
)
_LONGEST_MATTER = 3_000  # characters; no promo or notice is longer


def _head(text: str, words: int = 12) -> str:
    parts = text.split(maxsplit=words)
    return " ".join(parts[:words]) + (" …" if len(parts) > words else "")


def _house_matter(block: Block, text: str, *, near_end: bool) -> tuple[Kind, Suspicion] | None:
    """Whether a text block is the house's promo, boilerplate or a credit, not article text."""
    words = word_count(text) if len(text) <= _LONGEST_MATTER else _LONGEST_MATTER
    if block.hint.startswith(Kind.PROMO):
        marked = block.hint.partition(":")[2] or "a promotion"
        return Kind.PROMO, Suspicion(
            Rule.PROMO, _head(text), f"the page marks it as {marked}, not as article text"
        )
    if words > 200:
        return None
    photo = _PHOTO.match(text) or _PHOTO_BY.match(text) or _PHOTO_END.search(text[-200:])
    if words <= 40 and photo and (photo.re is not _PHOTO_BY or not _ends_a_sentence(text)):
        return Kind.CREDIT, Suspicion(Rule.CREDIT, photo["words"], "a picture credit")
    if words <= 6 and (advert := _ADVERT.match(text)):
        return Kind.PROMO, Suspicion(Rule.PROMO, advert["words"], "an advertising line")
    if words <= 25 and (link := _LINK_LINE.match(text)):
        return Kind.PROMO, Suspicion(Rule.PROMO, link["words"], "a link to other articles")
    if words <= 80 and (sign_up := _SIGN_UP.match(text)) and _promotes(text, words):
        return Kind.PROMO, Suspicion(
            Rule.PROMO, sign_up["words"], "invites the reader to sign up or follow"
        )
    if words <= 9 and not _ends_a_sentence(text) and (head := _NEWSLETTER_HEAD.match(text)):
        return Kind.PROMO, Suspicion(Rule.PROMO, head["words"], "names a newsletter of the house")
    return _notice(text, words, near_end=near_end)


def _notice(text: str, words: int, *, near_end: bool) -> tuple[Kind, Suspicion] | None:
    folded = text.casefold()
    notice = house = None
    if any(stem in folded for stem in _NOTICE_STEMS):
        notice = _BOILERPLATE.search(text)
    if any(stem in folded for stem in _HOUSE_STEMS):
        house = _HOUSE_LINE.search(text)
    short = words <= 60 and _TERMS.search(text)
    if notice and (near_end or house or short):
        shown = house["words"] if house else notice["words"]
        return Kind.BOILERPLATE, Suspicion(
            Rule.BOILERPLATE, shown, "a closing notice about the house or about republishing"
        )
    if house and near_end:
        return Kind.BOILERPLATE, Suspicion(
            Rule.BOILERPLATE, house["words"], "a closing notice about the house"
        )
    return None


def _ends_a_sentence(text: str) -> bool:
    return text.rstrip("\"”»’') ").endswith((".", "!", "?", "…", "؟", "。"))


def _promotes(text: str, words: int) -> bool:
    """A short invitation, or a longer one that names what one signs up for."""
    return words <= 14 or bool(
        _NEWSLETTER.search(text)
        or re.search(r"\b(?:us|our|nos|notre|here|ici)\b", text, re.IGNORECASE)
    )


def _heads_a_promo(text: str, under: str) -> bool:
    """A short line without a full stop that names what the sign-up line under it sells."""
    if word_count(text) > 14 or _ends_a_sentence(text):
        return False
    if _NEWSLETTER.search(text):
        return True
    names = {w.casefold() for w in re.findall(r"[A-ZÀ-Þ][\w’'-]{3,}", text)}
    return bool(names & {w.casefold() for w in re.findall(r"[A-ZÀ-Þ][\w’'-]{3,}", under)})


_PICTURE_REASON = {
    Kind.IMAGE: (Rule.IMAGE, "a picture: nobody has said whose it is"),
    Kind.EMBED: (Rule.EMBED, "an embed: it belongs to whoever posted it"),
}


def passages(draft: Draft) -> tuple[Passage, ...]:
    """The body of `draft` as passages in order, each with its kind, its owner and why it is suspect.

    The recognisers know English, French and the commonest Arabic. They only ever make suspects,
    with the words that tripped them: a person settles each with a ruling.
    """
    blocks = [(b, fold(clean_text(b.text))) for b in draft.blocks]
    blocks = [(b, text) for b, text in blocks if text]
    texts = [i for i, (b, _) in enumerate(blocks) if b.kind is Kind.TEXT]
    closing = frozenset(texts[-3:])
    first = [
        _judge(n, block, text, near_end=n - 1 in closing)
        for n, (block, text) in enumerate(blocks, start=1)
    ]
    return tuple(_with_leaning(_with_promo_heads(first)))


def _judge(n: int, block: Block, text: str, *, near_end: bool) -> Passage:
    if block.kind in PICTURES:
        rule, reason = _PICTURE_REASON[block.kind]
        return Passage(
            n, block.kind, Owner.UNKNOWN, None, text, Suspicion(rule, _head(text), reason)
        )
    if block.kind is not Kind.TEXT:
        rule = Rule(block.kind.value)
        why = f"the page marks it as {block.kind.value}"
        if block.hint == "byline":
            why = "the byline under the headline"
        marked = Suspicion(rule, _head(text), why)
        return Passage(n, block.kind, Owner.OWNED, None, text, marked)
    if matter := _house_matter(block, text, near_end=near_end):
        return Passage(n, matter[0], Owner.OWNED, None, text, matter[1])
    if agency := agency_suspicion(text):
        return Passage(n, Kind.TEXT, Owner.UNKNOWN, agency[1], text, agency[0])
    return Passage(n, Kind.TEXT, Owner.OWNED, None, text)


def _with_promo_heads(judged: Sequence[Passage]) -> list[Passage]:
    out = list(judged)
    for i in range(len(out) - 2, -1, -1):
        line, under = out[i], out[i + 1]
        sells = under.kind is Kind.PROMO and line.kind is Kind.TEXT and line.suspicion is None
        if sells and _heads_a_promo(line.text, under.text):
            head = Suspicion(
                Rule.PROMO, _head(line.text), f"the heading of the promotion in passage {under.n}"
            )
            out[i] = replace(line, kind=Kind.PROMO, suspicion=head)
    return out


def _with_leaning(judged: Sequence[Passage]) -> list[Passage]:
    out: list[Passage] = []
    flagged: Passage | None = None
    told_by: frozenset[str] = frozenset()
    distance = 0
    wire: Passage | None = None
    for passage in judged:
        if passage.kind is not Kind.TEXT:
            out.append(passage)
            continue
        if passage.suspicion is not None:
            flagged, distance = passage, 0
            told_by = sources(passage.text)
            if passage.suspicion.rule is Rule.AGENCY_COPY and has_dateline(passage.text):
                wire = passage
            out.append(passage)
            continue
        distance += 1
        if wire is not None:
            reason = f"follows the dateline in passage {wire.n}: the story came by wire"
            lean = Suspicion(Rule.LEANS_ON, _head(passage.text, 6), reason, wire.n)
            out.append(
                replace(passage, owner=Owner.UNKNOWN, owner_name=wire.owner_name, suspicion=lean)
            )
            continue
        words = leans(passage.text, told_by, distance) if flagged and distance <= 4 else None
        if flagged is None or words is None:
            out.append(passage)
            continue
        lean = Suspicion(
            Rule.LEANS_ON, words, f"goes on with what passage {flagged.n} reports", flagged.n
        )
        out.append(
            replace(passage, owner=Owner.UNKNOWN, owner_name=flagged.owner_name, suspicion=lean)
        )
        distance -= 1
    return out
