"""An invented article of the house in several versions and languages, and pages that carry it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from syndicate.monitor.captures import open_capture, view
from syndicate.monitor.shelf import Title, TitlePassage

SEEN = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
DAY = date(2026, 11, 20)
URL = "https://www.harbourcourier.example/news/night-ferries"
HEADLINE = "Night ferries return to the estuary after eleven years"

OPENING = (
    "Night ferries will cross the estuary again from the first Friday of March, eleven years after "
    "the last late boat tied up at Customs Steps and the crews were sent home for good."
)
DECISION = (
    "The port board voted nine to two for a trial of eighteen months, paid for by a levy on the "
    "container terminal and by a small rise in the price of a season ticket on the morning boats."
)
SPOKEN = (
    "“We have watched nurses wait for a taxi in the rain at two in the morning because nobody "
    "would run a boat for them,” said Orla Penhallow, who chairs the board. “That ends in March, "
    "and I do not expect it to come back.”"
)
AGENCY = (
    "Fuel for short sea routes has become dearer by a quarter since the spring, traders told "
    "Reuters on Tuesday, and several operators in the north have laid up their older vessels."
)
PROMO = (
    "Sign up to The Tide, our newsletter about the water and the people who work on it, every "
    "Thursday before breakfast."
)
DOUBTS = (
    "Two members of the board voted against. Ruben Achterberg called the figures hopeful, and Wilma "
    "Sand asked why the levy should fall on a terminal whose cranes stand idle half of the week."
)
LAST = (
    "The first boat leaves Customs Steps at ten past midnight. It carries ninety people, two "
    "bicycles for every bench, and no bar."
)
BOILER = (
    "The Harbour Courier is published every weekday by The Harbour Courier Ltd from its offices on "
    "Bonded Row. Letters to the editor are welcome."
)

PASSAGES = (
    TitlePassage(1, OPENING),
    TitlePassage(2, DECISION),
    TitlePassage(3, PROMO, licensable=False, kind="promo"),
    TitlePassage(4, SPOKEN),
    TitlePassage(5, AGENCY, licensable=False, owner="third-party"),
    TitlePassage(6, DOUBTS),
    TitlePassage(7, LAST),
    TitlePassage(8, BOILER, licensable=False, kind="boilerplate"),
)
OURS = (OPENING, DECISION, SPOKEN, DOUBTS, LAST)
CREDIT = "This article was first published by The Harbour Courier."

FRENCH = (
    (
        "Les bateaux de nuit traverseront de nouveau l’estuaire dès le premier vendredi de mars, onze "
        "ans après le départ du dernier équipage de la cale des Douanes."
    ),
    (
        "Le conseil du port a voté, par neuf voix contre deux, un essai de dix-huit mois que paiera une "
        "redevance sur le terminal à conteneurs, à laquelle s’ajoute une légère hausse des abonnements."
    ),
    (
        "Le premier départ aura lieu à minuit dix. Le bateau prendra quatre-vingt-dix personnes, deux "
        "vélos par banc, et l’on n’y servira rien à boire."
    ),
)
ARABIC = (
    (
        "تعود العبّارات الليلية إلى المصب ابتداءً من أول جمعة من شهر مارس بعد أحد عشر عاماً من رسو آخر "
        "قارب متأخر عند درج الجمارك وعودة البحارة إلى بيوتهم."
    ),
    (
        "صوّت مجلس الميناء بتسعة أصوات مقابل صوتين على تجربة تمتد ثمانية عشر شهراً تُموَّل من رسم على محطة "
        "الحاويات ومن زيادة صغيرة في سعر التذكرة الموسمية لقوارب الصباح."
    ),
    "يغادر أول قارب درج الجمارك بعد منتصف الليل بعشر دقائق ويحمل تسعين راكباً ودراجتين لكل مقعد.",
)


def a_title(
    article: str = "ART-2026-00001",
    version: int = 1,
    *,
    passages: tuple[TitlePassage, ...] = PASSAGES,
    headline: str = HEADLINE,
    language: str = "en",
    url: str | None = URL,
) -> Title:
    """The ferry article as the shelf holds it."""
    return Title(
        article=article,
        version=version,
        headline=headline,
        passages=passages,
        url=url,
        language=language,
        byline="Mara Quill",
    )


def passages_of(*texts: str) -> tuple[TitlePassage, ...]:
    """These texts as licensable passages, numbered from one."""
    return tuple(TitlePassage(n, text) for n, text in enumerate(texts, 1))


def a_page(
    *paragraphs: str,
    headline: str = HEADLINE,
    head: str = "",
    before: str = "<p>By Mara Quill</p>",
    after: str = "",
    language: str = "en",
) -> bytes:
    """A newspaper's page with its own furniture around these paragraphs."""
    body = "\n".join(f"<p>{text}</p>" for text in paragraphs)
    return f"""<!doctype html><html lang="{language}"><head><meta charset="utf-8">
<title>{headline} - Saltmarsh Daily</title>{head}<style>p {{ color: red }}</style></head><body>
<header><nav><ul><li><a href="/">Front page</a></li><li><a href="/sport">Sport</a></li></ul></nav></header>
<main><article><h1>{headline}</h1>{before}{body}{after}</article></main>
<aside><h3>Most read</h3><ul><li><a href="/1">Council mends the clock that nobody winds</a></li></ul></aside>
<footer>Saltmarsh Daily. All wrongs righted by noon.</footer>
<script>window.page = "{OPENING[:20]}";</script></body></html>""".encode()


def seen_page(raw: bytes, url: str | None = "https://www.saltmarshdaily.example/a/1"):
    """The view of these bytes, captured on the day of the tests."""
    return view(open_capture(raw, url=url, at=SEEN))
