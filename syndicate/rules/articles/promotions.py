"""What a house puts between its paragraphs: promotion of its own, advertising lines, links to other articles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syndicate.rules.articles.drafts import Rule, Suspicion
from syndicate.rules.articles.glances import (
    Glance,
    Phrases,
    ends_a_sentence,
    opens_with_a_quotation,
    particled,
    plainly,
    small,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "APPEAL_SIGNS",
    "CALL_SIGNS",
    "LINE_SIGNS",
    "LINK_SIGNS",
    "LONGEST_APPEAL",
    "LONGEST_CALL",
    "LONGEST_LINK",
    "OFFERS",
    "SIGNS",
    "heads_a_promotion",
    "is_list_heading",
    "link",
    "lists_an_article",
    "promotion",
]

# What one signs up for, and where one follows. "@" stands for an address to write to.
PRODUCTS = particled(
    "newsletter newsletters bulletin bulletins briefing briefings dispatch digest inbox email emails mail app apps "
    "podcast podcasts channel whatsapp telegram facebook instagram twitter youtube tiktok linkedin bluesky threads x "
    "notification notifications alert alerts subscription subscriptions subscriber subscribers member "
    "members membership supporter supporters journalism newsroom tip signup "
    "lettre lettres infolettre infolettres boîte courriel appli application chaîne réseaux abonnement abonné abonnée "
    "abonnés journalisme alerte alertes don @ "
    "نشرة نشرتنا نشراتنا بريدك بريدكم البريدية الالكتروني قناتنا قناة تطبيق تطبيقنا تلغرام تليغرام تيليغرام واتساب "
    "فيسبوك تويتر اكس انستغرام يوتيوب توك اشعارات التنبيهات الصحافة صحافة عضوا اشتراك حسابنا حساباتنا صفحتنا بودكاست "
    "قصتك قصتكم مقال مادة"
)
# The house speaks of itself, or to the reader.
_OURS = particled("us our ours here your nous nos notre votre vos ici معنا هنا لنا")
OFFERS = PRODUCTS | _OURS
# Calls that sell whatever follows, then calls that need something of the house behind them.
_SELLING = Phrases(
    ("sign", r"sign[ -]?up (?:to|for|here|now|today|and)\b"),
    ("subscribe", r"subscribe(?: (?:here|now|today)\b|\W*$)"),
    ("follow", r"follow us\b"),
    ("share", r"share (?:this\b|your (?:story|stories|views|thoughts))"),
    ("click", r"click (?:here|on|below)\b"),
    ("donate", r"donate (?:to|now|today|here)\b"),
    ("donation contribution", r"(?:make|consider making) a (?:donation|contribution)\b"),
    (
        "member subscriber supporter patron",
        r"become an? [\w' -]{0,20}?(?:member|subscriber|supporter|patron)\b|already an? (?:subscriber|member)\b",
    ),
    ("register", r"register (?:for|to get|to receive|here|now)\b"),
    ("join", r"join us\b"),
    ("log", r"log in\b"),
    ("tell", r"tell us\b"),
    ("enter", r"enter your e-?mail"),
    ("signing", r"(?:by|for|thanks? for) signing up\b"),
    ("inscrivez inscrire", r"inscrivez-vous|s'inscrire (?:à|aux?|ici)\b"),
    ("abonnez abonner", r"abonnez-vous|s'abonner\b"),
    ("don", r"fai(?:tes|re) un don\b"),
    ("abonné", r"déjà abonné"),
    ("connectez connecter", r"(?:connectez-vous|se connecter)\b"),
    ("cliquez", r"cliquez (?:ici|sur)\b"),
    ("suivez", r"suivez-nous\b"),
    ("partagez", r"partagez (?:cet|cette)\b"),
    ("devenez", r"devenez (?:membre|abonné|adhérent)"),
    ("اشتراك شتراك", r"(?:لل?ا?شتراك|للاشتراك)\b"),
    ("تابعونا تابعنا", r"تابع(?:ونا|نا)\b"),
    ("شارك شاركنا شاركونا شاركوا", r"شارك(?:نا|ونا|وا)?\b"),
    ("اضغط اضغطوا انقر انقروا", r"(?:اضغط|انقر)(?:وا)? هنا"),
    ("تبرع تبرعوا", r"(?:لل)?تبرع(?:وا)?\b"),
    ("كن", r"كن عضوا"),
)
_CALLING = Phrases(
    ("subscribe", r"subscribe (?:to|for|and)\b"),
    ("join", r"join (?:our|the [\w' ]{1,30}?(?:newsletter|community|channel|club|list))\b"),
    ("follow", r"follow (?:[\w' ]{2,40}? on\b|our\b|the\b|@)"),
    ("get", r"get (?:our|the|all|your|more|one|daily|weekly|breaking)\b"),
    ("receive", r"receive (?:our|the|a|your)\b"),
    ("download", r"download (?:our|the)\b"),
    ("support", r"support (?:our|us|independent|quality|local|free|public)\b"),
    ("consider", r"consider (?:subscribing|donating|supporting|becoming|a subscription)\b"),
    ("listen", r"listen to (?:our|the|this)\b"),
    ("watch", r"watch (?:our|the full)\b"),
    ("miss", r"(?:don't|never) miss\b"),
    ("stay", r"stay (?:informed|up to date|up-to-date|in the know|tuned|connected)\b"),
    (
        "turn enable switch",
        r"(?:turn on|enable|switch on) (?:our |the )?(?:notifications?|alerts?)",
    ),
    ("send email mail", r"(?:send|e-?mail) (?:us|your)\b"),
    ("write", r"write to us\b"),
    ("let", r"let us know\b"),
    ("want", r"want (?:more|the latest|to (?:read|know|hear))\b"),
    ("enjoying", r"enjoying (?:this|our)\b"),
    ("unlock", r"unlock\b"),
    ("tip story", r"(?:got|have) an? (?:news )?(?:tip|story)\b"),
    ("affected", r"(?:have|are) you (?:been )?affected"),
    ("try", r"try (?:our|the|it)\b"),
    ("reading subscribing", r"thank(?:s| you) for (?:reading|subscribing)"),
    ("recevez recevoir", r"(?:pour )?recev(?:ez|oir)\b"),
    ("rejoignez", r"rejoignez(?:-nous| notre| nos| la| les)"),
    ("suivez suivre", r"suiv(?:ez|re)(?: notre| nos| les| le| la| l')"),
    ("téléchargez télécharger", r"téléchargez|télécharger (?:notre|l')"),
    ("soutenez soutenir", r"soutenez\b|soutenir (?:le|la|un|notre)\b"),
    ("partagez", r"partagez(?: l'| sur| votre)"),
    ("écoutez", r"écoutez (?:notre|nos|le|la|cet)\b"),
    ("regardez", r"regardez (?:notre|nos)\b"),
    ("manquez ratez", r"ne (?:manquez|ratez)\b"),
    ("compte", r"créez votre compte"),
    ("activez", r"activez (?:les|nos)\b"),
    ("témoignez racontez", r"témoignez\b|racontez-nous"),
    ("écrivez contactez", r"écrivez(?:-nous| à)|contactez-nous"),
    ("découvrez retrouvez", r"découvrez (?:notre|nos)\b|retrouvez (?:nos|notre|toute|tous)\b"),
    ("profitez", r"profitez (?:de|d')"),
    ("plu intéressé plaît", r"cet(?:te)? \w+ vous (?:a plu|a intéressé|plaît)"),
    ("اشترك اشتركوا", r"اشترك(?:وا)?\b"),
    ("سجل سجلوا تسجيل", r"سجل(?:وا)?\b|للتسجيل\b"),
    ("تابع تابعوا متابعة", r"تابع(?:وا)?\b|ل?لمتابعة\b"),
    ("انضم انضموا انضمام", r"انضم(?:وا)?\b|للانضمام\b"),
    ("حمل حملوا تحميل", r"حمل(?:وا)?\b|لتحميل\b"),
    ("ادعم ادعموا دعم", r"ادعم(?:وا)?\b|لدعم\b"),
    ("احصل احصلوا", r"احصل(?:وا)? على"),
    ("ادخل ادخلوا", r"ادخل(?:وا)? بريد"),
    ("راسلنا راسلونا", r"راسل(?:نا|ونا)"),
    ("تواصل تواصلوا", r"تواصل(?:وا)? معنا"),
    ("تفوت تفوتوا", r"لا تفوت(?:وا)?"),
)
_OURS_NEAR = re.compile(
    plainly(
        r"\b(?:us|our|ours|here|you|your|nous|nos|notre|vous|votre|vos|ici)\b|معنا|لنا|هنا|\wنا\b"
    )
)
_ASKS = re.compile(
    r"(?:please|you can(?: also)?|why not|vous pouvez(?: aussi| également)?|يمكنكم?(?: ايضا)?)$"
)
_CONDITION = re.compile(r"[\W_]*(?:for|to|if|every|each|pour|chaque|si|tous|toutes)\b")
_QUOTES = re.compile('["“”«»„]')
_SAID = re.compile(
    plainly(
        r"\b(?:said|says|told|added|asked|replied|wrote|dit|déclar\w+|ajout\w+|expliqu\w+|racont\w+)\b|\b[وف]?(?:قال|قالت|اضاف|اضافت)\b"
    )
)
_COMMANDS = re.compile(r"\b[a-zà-ÿ]{3,}ez(?:-nous|-vous)?\b")  # French speaks to its readers in -ez
_ASKED = re.compile(r"[?؟]")
_A_TITLE = re.compile(r"\W{0,2}(?:to |à |au |aux )?(?:the |le |la |l')?[A-ZÀ-Þ]\w")

_ADVERT = Phrases(
    ("advertisement advertising advert ad", r"(?:advertisement|advertising|advert|ad)[\W_]*$"),
    (
        "sponsored paid promoted",
        r"(?:sponsored(?: content| by [\w ]+)?|(?:paid|promoted) (?:content|post|partnership))[\W_]*$",
    ),
    (
        "continues",
        r"(?:story|article|text) continues (?:below|after)(?: (?:this |the )?(?:ad|advert|advertisement|newsletter|promotion)\w*)?[\W_]*$",
    ),
    (
        "newsletter",
        r"(?:skip|after|end of)(?: past)?(?: to)? (?:the )?newsletter[\w -]{0,20}[\W_]*$",
    ),
    ("publicité annonce sponsorisé", r"(?:publicité|annonce|contenu sponsorisé)[\W_]*$"),
    (
        "publicité",
        r"(?:la )?suite (?:de (?:cet |l')article )?après (?:la|cette|une)? ?publicité[\W_]*$",
    ),
    ("اعلان اعلانات", r"(?:اعلان(?:ات)?|يستمر المقال بعد الاعلان)[\W_]*$"),
    ("محتوى", r"محتوى (?:برعاية|مدفوع)[\W_]*$"),
)
_NEWSLETTER = Phrases(
    (
        "newsletter newsletters infolettre infolettres lettre lettres البريدية",
        (
            r"(?:(?:our|new|the|free|weekly|daily|sign up|join|notre|nouvelle?|la|les)\b[\w' -]{0,40}?)?"
            r"(?:newsletters?|infolettres?|lettres? d'information|النشرة البريدية)(?=\s*(?:[:|–—-]|$))"
        ),
    ),
)
_SELLS_LETTERS = re.compile(
    plainly(
        r"newsletters?|\bbulletin\b|\bbriefing\b|\bdispatch\b|\bdigest\b|\bletters?\b|\binbox\b|\bapp\b|podcast|"
        r"^[\W_]*(?:new|introducing|free|coming soon|nouveau|nouvelle|gratuit)\b|lettres?\b|infolettre|"
        r"votre boîte|نشرة|نشرتنا|بريدك"
    )
)

_PARTED = r"(?=\s*(?:[:|»>›]|\s[–—-]\s|$))"
_PARTED_COLON = r"(?=\s*[:|»>›])"
_LINK = Phrases(
    (
        "read",
        rf"(?:also )?read(?: (?:more|next|also|on|the full [\w ]{{1,20}}|our [\w ]{{1,20}}))?{_PARTED}|what to read next{_PARTED}",
    ),
    ("reading", rf"(?:keep|continue|recommended|related) reading{_PARTED}"),
    ("see", rf"see (?:also|more){_PARTED}"),
    (
        "related",
        rf"related(?: (?:articles?|stories|story|coverage|content|links?|topics?|reading|news))?{_PARTED}",
    ),
    ("more", rf"more (?:(?:on|about|from)(?: [\w' ]{{1,30}})?|stories|news|coverage){_PARTED}"),
    ("recommended", rf"recommended(?: (?:for you|stories))?{_PARTED}"),
    ("like interested", rf"you (?:may|might) (?:also )?(?:like|be interested in){_PARTED}"),
    ("most", rf"most (?:read|popular|viewed|shared){_PARTED}"),
    ("picks pick", rf"editors?'?s? picks?{_PARTED}"),
    ("top latest trending", rf"(?:top stories|latest (?:news|stories)|trending(?: now)?){_PARTED}"),
    ("missed icymi", rf"(?:in case you missed it|icymi){_PARTED}"),
    ("archive archives", rf"(?:from (?:the|our) )?archives?{_PARTED}"),
    ("also", rf"also in [\w' ]{{1,30}}{_PARTED}"),
    ("list", rf"list (?:\d+ )?of \d+(?: items)?{_PARTED}"),
    ("watch listen", rf"(?:watch|listen)(?: (?:next|also|now))?{_PARTED}"),
    (
        "pictures gallery explainer opinion analysis video miss",
        rf"(?:in pictures|gallery|explainer|opinion|analysis|video|don't miss){_PARTED}",
    ),
    ("lire relire", rf"(?:à )?(?:re)?lire(?: (?:aussi|également|la suite|plus))?{_PARTED}"),
    ("voir revoir", rf"(?:à )?(?:re)?voir (?:aussi|également|plus){_PARTED}"),
    ("voir écouter découvrir", rf"à (?:voir|écouter|découvrir)(?: aussi)?{_PARTED}"),
    (
        "sujet thème rubrique",
        rf"(?:sur|dans) (?:le même (?:sujet|thème)|la même rubrique){_PARTED}",
    ),
    ("loin", rf"pour aller plus loin{_PARTED}"),
    (
        "lus partagés populaires",
        rf"(?:les )?(?:articles )?les plus (?:lus|partagés|populaires){_PARTED}",
    ),
    ("liés associés similaires", rf"articles? (?:liés|associés|similaires){_PARTED}"),
    (
        "articles dossier sélection",
        rf"(?:nos (?:derniers|autres) articles|notre (?:dossier|sélection)){_PARTED}",
    ),
    ("images diaporama vidéo", rf"(?:en images|diaporama|(?:en )?vidéo){_PARTED}"),
    ("aimerez", rf"vous aimerez aussi{_PARTED}"),
    (
        "read see listen watch",
        rf"(?:read|see|listen|watch)(?! to our| our)(?: [\w']+){{0,3}}?{_PARTED_COLON}",
    ),
    (
        "author series section topic",
        rf"(?:more )?(?:from|by|in|on) (?:this|the same) (?:author|series|section|topic|writer){_PARTED}",
    ),
    (
        "lire relire voir revoir écouter",
        rf"(?:à )?(?:re)?(?:lire|voir|écouter)(?: [\w']+){{0,3}}?{_PARTED_COLON}",
    ),
    (
        "auteur dossier série autrice",
        rf"(?:du|de la|dans) (?:même|ce|cette) (?:auteur|autrice|dossier|série){_PARTED}",
    ),
    (
        "للكاتب الكاتب كاتب ملف",
        rf"(?:للكاتب|من الكاتب|للكاتبة|في الملف) (?:نفسه|نفسها|ذاته){_PARTED}",
    ),
    (
        "اقرأ اقرؤوا اقرأوا طالع طالعوا شاهد",
        rf"(?:اقرا|اقرؤوا|اقراوا|طالع|طالعوا|شاهد)(?: (?:ايضا|المزيد|اكثر|كذلك)|(?=\s*:)){_PARTED}",
    ),
    (
        "صلة متعلقة مشابهة",
        rf"(?:(?:مواضيع|مواد|اخبار|مقالات|موضوعات|روابط) )?(?:ذات صلة|متعلقة|مشابهة){_PARTED}",
    ),
    ("يهمك يعجبك", rf"قد (?:يهمك|يعجبك)(?: ايضا)?{_PARTED}"),
    ("مزيد", rf"(?:ل?ل|ال)?مزيد(?: (?:حول|عن|من)[\w ]{{0,30}})?{_PARTED}"),
    ("اكثر", rf"الاكثر (?:قراءة|مشاهدة|تداولا){_PARTED}"),
    ("ارشيف فيديو صور", rf"(?:من الارشيف|بالفيديو|بالصور){_PARTED}"),
)
# An appeal is known by the company its words keep: something the press offers, the house itself, a thing to do.
_OFFERED = particled(
    "newsletter newsletters podcast podcasts inbox subscription subscriptions subscriber subscribers journalism membership "
    "gift gifts donation donations contribution contributions letter letters survey quiz subscribing reporting newsroom "
    "infolettre infolettres lettre lettres abonnement abonnements don dons contribution contributions journalisme sondage "
    "نشرة نشرتنا نشراتنا النشرة تبرع تبرعات رسالتنا رسائلنا بودكاست استطلاع اشتراكك صحافتنا الصحافة"
)
_HOUSE = particled(
    "us our ours we nous nos notre معنا لنا ساعدنا ساعدونا رسالتنا رسائلنا نشرتنا نشراتنا عملنا صحافتنا ادعمنا ادعمونا"
)
_READER = particled(
    "you your yours vous votre vos بريدك يصلك تصلك لتصلك يصلكم تصلكم اعجبك يعجبك دعمك دعمكم تبرعك صندوقك لك لكم"
)
_TO_DO = particled(
    "help listen enter leave choose read discover vote take play browse explore give keep pick start buy order claim add "
    "save receive support sign join subscribe register download follow get donate "
    "écouter lire retrouver découvrir recevoir soutenir télécharger "
    "استمع استمعوا اترك اتركوا ساعد ساعدنا ساعدونا اختر اختاروا جرب جربوا اكتشف اكتشفوا شاهدوا اقراوا ادعم ادعموا اطلع "
    "تبرع اشترك انضم ادخل احصل تصلك لتصلك يصلك"
)
_AT_ONCE = particled(
    "below here now today free monthly month ici dessous gratuit gratuite gratuitement maintenant mensuel mois "
    "ادناه هنا مجانا الان شهري شهريا"
)
LONGEST_APPEAL = 40
APPEAL_SIGNS = _OFFERED
CALL_SIGNS = _SELLING.signs | _CALLING.signs
LINE_SIGNS = _ADVERT.signs | _NEWSLETTER.signs
LINK_SIGNS = _LINK.signs
SIGNS = (
    OFFERS
    | CALL_SIGNS
    | LINE_SIGNS
    | LINK_SIGNS
    | APPEAL_SIGNS
    | _HOUSE
    | _READER
    | _TO_DO
    | _AT_ONCE
)
_HEADS_A_LIST = re.compile(r"\s*[:|»>›–—-]*\s*$")
LONGEST_CALL = 80
LONGEST_LINK = 25
_SHORT = 14


def promotion(g: Glance, *, house: Iterable[str] = ()) -> Suspicion | None:
    """Why `g` is promotion of the house or an advertising line, or None. `house` are our names."""
    if g.length <= 9:
        if advert := _ADVERT.match(g):
            return Suspicion(Rule.PROMO, g.shown(*advert.span()), "an advertising line")
        if not ends_a_sentence(g.plain) and (head := _NEWSLETTER.match(g)):
            return Suspicion(Rule.PROMO, g.shown(*head.span()), "names a newsletter of the house")
    return _call(g) or _appeal(g, house)


def _call(g: Glance) -> Suspicion | None:
    """A line that opens a sentence by telling the reader to sign up, follow or give."""
    if g.length > LONGEST_CALL or CALL_SIGNS.isdisjoint(g.signs):
        return None
    product = not PRODUCTS.isdisjoint(g.signs)
    if (g.length > _SHORT and OFFERS.isdisjoint(g.signs)) or opens_with_a_quotation(g.plain):
        return None
    for phrases in (_SELLING, _CALLING):
        for call in phrases.finditer(g):
            if _sells(g, call, product=product, selling=phrases is _SELLING):
                reason = "invites the reader to sign up or follow"
                return Suspicion(Rule.PROMO, g.shown(*call.span()), reason)
    return None


def _appeal(g: Glance, house: Iterable[str]) -> Suspicion | None:
    """A line that offers the reader something and says what to do, in whatever words."""
    if g.length > LONGEST_APPEAL or _OFFERED.isdisjoint(g.signs) or _QUOTES.search(g.plain):
        return None
    if _SAID.search(g.low):
        return None
    named = not _HOUSE.isdisjoint(g.signs) or any(small(plainly(own)) in g.low for own in house)
    to_do = not _TO_DO.isdisjoint(g.signs) or _COMMANDS.search(g.low) is not None
    if not (named and to_do):
        return None
    at_once = not _AT_ONCE.isdisjoint(g.signs) or _ASKED.search(g.low) is not None
    if not (at_once or not _READER.isdisjoint(g.signs) or g.length <= _SHORT):
        return None
    words = _head(g.text)
    return Suspicion(Rule.PROMO, words, "offers the reader something of the house")


def _head(text: str, words: int = 12) -> str:
    return " ".join(text.split(maxsplit=words)[:words])


def _sells(g: Glance, call: re.Match[str], *, product: bool, selling: bool) -> bool:
    """Whether the call speaks to the reader of something the house offers."""
    before = _ASKS.sub("", g.low[: call.start()].rstrip())
    ours = _OURS_NEAR.search(g.low, call.start(), call.end() + 60) is not None
    before = before.rstrip(" _*•>#-–—")
    if before and before[-1] not in ".!?…:؟»":
        sentence = max(before.rfind(mark) for mark in ".!?…؟") + 1
        condition = _CONDITION.match(before, sentence) is not None
        turned = condition or before.endswith(",")
        return product and turned and (ours or condition)
    if g.length > _SHORT:
        named = product and (selling or ours or _names_a_product(g, call))
        return named or (selling and not _OURS.isdisjoint(g.signs))
    return product or selling or ours or _A_TITLE.match(g.plain, call.end()) is not None


def _names_a_product(g: Glance, call: re.Match[str]) -> bool:
    """Whether the call's own sentence says what is offered."""
    end = min((i for i in (g.low.find(mark, call.end()) for mark in ".!?؟") if i >= 0), default=-1)
    sentence = g.low[call.start() : end if end >= 0 else len(g.low)]
    return any(product in sentence for product in PRODUCTS & g.signs) or "@" in sentence


def heads_a_promotion(g: Glance, under: str) -> bool:
    """Whether `g` is a short line without a full stop that names what the promotion `under` it sells."""
    if g.length > _SHORT or ends_a_sentence(g.plain):
        return False
    if _SELLS_LETTERS.search(g.low):
        return True
    names = {w.lower() for w in re.findall(r"[A-ZÀ-Þ][\w'-]{3,}", g.plain)}
    return bool(names & {w.lower() for w in re.findall(r"[A-ZÀ-Þ][\w'-]{3,}", under)})


def link(g: Glance) -> Suspicion | None:
    """Why `g` is a line that sends the reader to other articles, or None."""
    if g.length > LONGEST_LINK or (found := _LINK.match(g)) is None:
        return None
    return Suspicion(Rule.RELATED_LINK, g.shown(*found.span()), "a link to other articles")


def is_list_heading(g: Glance) -> bool:
    """Whether a link line names no article itself: what stands under it is the list."""
    found = _LINK.match(g)
    return found is not None and _HEADS_A_LIST.match(g.low, found.end()) is not None


def lists_an_article(g: Glance) -> bool:
    """Whether `g` can be the title of an article in such a list: short, and no sentence of a story."""
    return g.length <= _SHORT and not g.plain.rstrip().endswith((".", "…"))
