"""Posts of social networks in a text: pasted whole, or quoted at length."""

from __future__ import annotations

import re

from syndicate.rules.articles.drafts import Kind, Rule, Suspicion
from syndicate.rules.articles.glances import Glance, Phrases

__all__ = ["SIGNS", "is_signature", "post", "tells_of_one"]

_LEFT_OVER = Phrases(
    ("pic", r"pic\.twitter\.com/\w"),
    ("https http", r"https?://t\.co/\w"),
    ("view", r"view this post on \w+"),
    ("shared", r"a (?:post|photo|video) shared by\b"),
    ("voir", r"voir cette publication sur \w+"),
    ("publication", r"une publication partagée par\b"),
    ("المنشور", r"عرض هذا المنشور على"),
    ("منشور", r"(?:تمت مشاركة منشور|منشور تمت مشاركته) بواسطة"),
)
_PLACE = (
    r"(?:(?:his|her|its|their|the|a|social network|platform|official|personal|son|sa|ses|leur|le|la|compte|page|"
    r"account|channel|chaîne|réseau|réseau social|plateforme|officiel)(?:'s)? ){0,4}"
)
_NAMES = (
    r"(?:twitter|facebook|instagram|telegram|tiktok|tik tok|linkedin|bluesky|threads|mastodon|weibo|vkontakte|"
    r"youtube|truth social|snapchat|reddit|whatsapp|social media|social networks?|réseaux sociaux)"
)
_POST = r"(?:post|message|statement|thread|video|story|account|page|channel)"
_WORDS = (
    "x twitter facebook instagram telegram tiktok tik linkedin bluesky threads mastodon weibo vkontakte youtube "
    "truth snapchat reddit whatsapp social sociaux"
)
_POSTED = Phrases(
    (_WORDS, rf"(?:on|via|to|through|sur) {_PLACE}(?:x\b|{_NAMES}\b)"),
    (_WORDS, rf"{_NAMES} {_POST}\b"),
    ("tweet tweeted tweeté retweeted", r"(?:re)?tweet(?:ed|s|é)?\b"),
    (
        "اكس تويتر فيسبوك انستغرام انستجرام تلغرام تليغرام تيليغرام لينكد تيك تروث",
        r"(?:على|عبر|في) (?:\w+ ){0,3}?(?:اكس|تويتر|فيسبوك|انستغرام|انستجرام|تلغرام|تليغرام|تيليغرام|لينكد ?ان|تيك توك|تروث)\b",
    ),
    ("تغريدة منشور تدوينة", r"في (?:تغريدة|منشور|تدوينة)\b"),
    ("غرد غردت", r"[وف]?غردت? "),
)
SIGNS = _LEFT_OVER.signs | _POSTED.signs

# The line under a post that was pasted: "— Name (@name) November 2, 2026".
_SIGNED = re.compile(r"[\W_]{0,6}[^()\n]{2,60}\(@\w{2,30}\)[^\w]{0,4}[^()\n]{0,40}$")
_QUOTED = re.compile(r"[\"“«„]\s?([^\"“”«»„]{40,4000})(?:[\"”»]|$)")
_A_SENTENCE = 12  # words of a quotation that are more than a turn of phrase


def post(g: Glance) -> tuple[Kind, Suspicion] | None:
    """A passage that is a post of somebody (an embed), or quotes a sentence or more of one (text)."""
    if left := _LEFT_OVER.search(g):
        words = g.text if g.length <= 12 else g.shown(*left.span())
        return Kind.EMBED, Suspicion(
            Rule.SOCIAL_POST, words, "a post of a social network: it belongs to whoever wrote it"
        )
    if "@" in g.plain and g.length <= 16 and is_signature(g.plain):
        return Kind.EMBED, Suspicion(
            Rule.SOCIAL_POST, g.text, "the name under a pasted post: it belongs to whoever wrote it"
        )
    said = _POSTED.search(g)
    if said is None:
        return None
    for quoted in _QUOTED.finditer(g.plain[:20_000]):
        if quoted[1].count(" ") + 1 >= _A_SENTENCE:
            return Kind.TEXT, Suspicion(
                Rule.SOCIAL_POST,
                g.shown(*said.span()),
                "quotes a post at length: the words belong to whoever wrote it",
            )
    return None


def is_signature(text: str) -> bool:
    """Whether `text` is the line under a pasted post that names who wrote it."""
    return "@" in text and _SIGNED.match(text) is not None


def tells_of_one(g: Glance) -> bool:
    """Whether `g` speaks of a post: it introduces one and is none itself."""
    return _POSTED.search(g) is not None
