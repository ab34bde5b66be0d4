"""What was granted and what was seen, folded; the morning list, the log, the search."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from syndicate.documents.pictures import page_count, page_text
from syndicate.errors import NotFound
from syndicate.rules.money import Money
from tests import builders
from tests.builders import MONDAY

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def a_page(desk, article, *, credit=""):
    """A page that carries the licensable text of an article."""
    shown = desk.articles.show(article)
    texts = "".join(f"<p>{p['text']}</p>" for p in shown.passages if p["licensable"])
    byline = f"<p>By {shown.byline}</p>" if shown.byline else ""
    return (
        f"<html lang='en'><body><article><h1>{shown.headline}</h1>{byline}{texts}<p>{credit}</p>"
        "</article></body></html>"
    ).encode()


def seen(desk, article, url):
    """A copy looked at, at an address."""
    return desk.audits.page(a_page(desk, article), source="copy.html", url=url)


@pytest.fixture
def year(desk, clock):
    """A British and a European licence of the twin, a French one of another article, and copies."""
    twin = builders.an_article(desk)
    other = builders.an_article(
        desk, builders.SAMPLES / "pilotes-de-nuit.txt", url=None, published=None
    )
    gazette = builders.a_licensee(desk)
    marl = builders.a_licensee(desk, "Marl Bulletin plc")
    agreed = {"agreed": Money.of("300", "EUR"), "reason": "by telephone"}
    builders.a_licence(desk, licensee=gazette, article=twin)
    european = builders.a_request(
        desk,
        licensee=marl,
        article=twin,
        use=builders.a_use(territories=("150",), outlet_domain="marl.example", outlet_title="Marl"),
    )
    quote = builders.a_quote(desk, request=european, **agreed)
    builders.a_licence(desk, quote=builders.an_accepted_quote(desk, quote=quote))
    seen(desk, twin, "https://fenmouthgazette.example/pilots")
    clock.forward(days=10)
    french = builders.a_use(territories=("FR",), languages=("fr",), first_use=date(2026, 12, 3))
    builders.a_licence(desk, licensee=gazette, article=other, use=french)
    seen(desk, twin, "https://fenmouthgazette.example/pilots")
    seen(desk, twin, "https://fenmouthgazette.example/second")
    return twin, other, gazette, marl


def test_usage_is_folded_by_licensee_article_territory_and_period(desk, year):
    _, other, gazette, _ = year
    rows = desk.reports.usage(*YEAR)
    assert sorted((r.licence, r.period, r.copies, r.breaches, str(r.net)) for r in rows) == [
        ("LIC-2026-00001", "2026-11", 1, 1, "150.00 GBP"),
        ("LIC-2026-00001", "2026-12", 2, 2, "0.00 GBP"),
        ("LIC-2026-00002", "2026-11", 0, 0, "300.00 EUR"),
        ("LIC-2026-00003", "2026-12", 0, 0, "150.00 GBP"),
    ]

    def licences(**by):
        return sorted({r.licence[-1] for r in desk.reports.usage(*YEAR, **by)})

    assert licences(licensee=gazette) == ["1", "3"]
    assert licences(licensee="Marl Bulletin plc") == ["2"]
    assert licences(article=other) == ["3"]
    assert licences(article=builders.TWIN_URL) == ["1", "2"]
    assert licences(territory="FR") == ["2", "3"]
    assert licences(territory="GB") == ["1", "2"]
    assert licences(territory="KW") == []
    november = desk.reports.usage(date(2026, 11, 1), date(2026, 11, 30))
    assert {r.period for r in november} == {"2026-11"}
    assert desk.reports.usage(date(2025, 1, 1), date(2025, 12, 31)) == []
    with pytest.raises(NotFound):
        desk.reports.usage(*YEAR, licensee="PTY-000099")


def test_copies_without_a_licence_are_counted_beside_those_with_one(printing):
    desk = printing
    article = builders.an_article(desk)
    builders.a_licence(desk, article=article)
    seen(desk, article, "https://fenmouthgazette.example/pilots")
    for _ in range(2):  # seen twice is one copy
        seen(desk, article, "https://elsewhere.example/pilots")
    assert desk.reports.without_licence(*YEAR) == 1
    assert desk.reports.without_licence(*YEAR, article=article) == 1
    assert desk.reports.without_licence(date(2025, 1, 1), date(2025, 12, 31)) == 0
    counted = [
        desk.reports.without_licence(day, day)
        for day in (MONDAY - timedelta(days=1), MONDAY, MONDAY + timedelta(days=1))
    ]
    assert counted == [0, 1, 0], "of one day alone"
    printed = desk.reports.print_usage(
        desk.reports.usage(*YEAR), *YEAR, language="en", without_licence=1
    )
    said = " ".join(page_text(Path(printed.path).read_bytes()).split())
    assert "1 Licensed copies" in said
    assert "Copies seen without a licence on file, not counted above: 1." in said


def test_a_usage_report_is_printed_with_its_figures_and_the_head_of_the_journal(printing):
    desk = printing
    licence = builders.a_licence(desk)
    rows = desk.reports.usage(*YEAR)
    _, head = desk.journal.head()
    printed = desk.reports.print_usage(rows, *YEAR, language="en")
    pdf = Path(printed.path).read_bytes()
    said = " ".join(page_text(pdf).split())
    assert page_count(pdf) == printed.pages
    assert licence in said
    assert "Fenmouth Gazette plc" in said
    assert "£150.00" in said
    assert head[:8] in said
    assert "Specimen, invented publisher" in said
    french = desk.reports.print_usage(rows, *YEAR, language="fr")
    assert "150,00 £" in " ".join(page_text(Path(french.path).read_bytes()).split())
    assert desk.journal.verify() == []


def test_the_morning_list_has_its_sections_in_the_order_of_the_day(desk, clock):
    article = builders.an_article(desk, settled=False)
    licensee = builders.a_licensee(desk)

    def asked(**changes):
        return builders.a_request(
            desk, licensee=licensee, article=article, use=builders.a_use(**changes)
        )

    new = asked()
    unclear = asked(territories=())
    drafted = desk.quotes.draft(asked()).ref
    lapsing = desk.quotes.draft(asked()).ref
    desk.quotes.offer(lapsing)
    settled = builders.an_article(
        desk, builders.SAMPLES / "pilotes-de-nuit.txt", url=None, published=None
    )
    licence = builders.a_licence(desk, licensee=licensee, article=settled)
    invoice = builders.an_invoice(desk, source=licence)
    copy = seen(desk, settled, "https://nobody.example/copy").ref

    def waiting():
        return {(t.section, t.ref): t for t in desk.morning.tasks()}

    found = waiting()
    order = ["request", "quote", "clearance", "start", "copy", "invoice", "expiry", "mail", "paper"]
    sections = [t.section for t in desk.morning.tasks()]
    assert sections == sorted(sections, key=order.index)
    assert found["request", new].command == f"syndicate quote draft {new}"
    assert found["request", unclear].command == f"syndicate request show {unclear}"
    assert found["quote", drafted].command == f"syndicate quote send {drafted}"
    assert ("quote", lapsing) not in found
    assert "3 to settle" in found["clearance", article].what
    assert ("start", licence) in found
    assert "no licence on file" in found["copy", copy].what
    assert ("invoice", invoice) not in found
    assert ("mail", unclear) in found
    assert {ref for section, ref in found if section == "paper"} == {lapsing, licence, invoice}

    clock.forward(days=25)
    assert "about to lapse" in waiting()["quote", lapsing].what
    assert "due" in waiting()["invoice", invoice].what
    clock.forward(days=8)
    assert "let it lapse" in waiting()["quote", lapsing].what
    assert "overdue" in waiting()["invoice", invoice].what
    clock.forward(days=310)
    assert ("expiry", licence) in waiting()


def test_the_log_says_who_did_what_and_to_what(desk):
    article = builders.an_article(desk)
    licence = builders.a_licence(desk, article=article)
    acts = [(e.action, e.entity) for e in reversed(desk.journal.entries())]
    assert acts[0] == ("init", "publisher")
    assert acts[-3:] == [
        ("quote send", "QUO-2026-00001"),
        ("quote accept", "QUO-2026-00001"),
        ("licence issue", licence),
    ]
    assert {e.actor for e in desk.journal.entries()} == {"mara"}
    cleared = desk.journal.entries(article)
    assert [e.action for e in reversed(cleared)] == [
        "article add",
        "article clear",
        "article clear",
    ]
    assert cleared[1].payload["passages"] == [11, 12]
    assert cleared[1].payload["by"] == "A. Reed"


def test_a_search_finds_a_word_in_every_tray(desk):
    article = builders.an_article(desk)
    licence = builders.a_licence(desk, article=article)
    invoice = builders.an_invoice(desk, source=licence)
    found = {hit["ref"]: hit["kind"] for hit in desk.search("PILOTS")}
    assert {article: "article", licence: "licence"}.items() <= found.items()
    found = {hit["ref"]: hit["kind"] for hit in desk.search("fenmouth")}
    assert {"PTY-000001": "licensee", invoice: "invoice"}.items() <= found.items()
    assert [hit["ref"] for hit in desk.search(invoice)] == [invoice]
    assert desk.search("no-such-word") == []


def test_an_audit_names_the_article_and_version_and_judges_each_term(desk):
    article = builders.an_article(desk)
    licence = builders.a_licence(desk, article=article)
    credit = desk.licences.show(licence).items[0]["credit_line"]
    whole = a_page(desk, article, credit=f"<a href='{builders.TWIN_URL}'>{credit}</a>")
    url = "https://fenmouthgazette.example/pilots"
    good = desk.audits.page(whole, source="copy.html", url=url)
    (match,) = good.matches
    assert (match["article"], match["version"], match["licence"]) == (article, 1, licence)
    assert match["verdict"] == "compliant", good.findings
    assert {f["result"] for f in good.findings} <= {"pass", "unknown"}
    elsewhere = desk.audits.page(whole, source="copy.html", url="https://nobody.example/x")
    assert elsewhere.matches[0]["verdict"] == "no-licence-on-file"
    said = str(elsewhere).casefold()
    for never in ("unlicensed", "infring", "illegal"):
        assert never not in said
    own = desk.audits.page(whole, source="copy.html", url=builders.TWIN_URL)
    assert own.matches[0]["verdict"] == "own"
    nothing = desk.audits.page(
        b"<html><body><p>A page about bread and nothing else.</p></body></html>",
        source="bread.html",
        url="https://nobody.example/bread",
    )
    assert (nothing.state, nothing.matches, nothing.ref) == ("nothing-of-ours", (), None)
    changed = whole.replace(b"Six crew were brought ashore", b"Nine crew were brought ashore")
    audit = desk.audits.page(changed, source="copy.html", url=url)
    failed = {f["rule"]: f["evidence"] for f in audit.failed}
    assert "text" in failed
    assert "Nine" in failed["text"]
    first, *_ = desk.audits.on_file()
    assert {line.place for line in desk.audits.on_file()} >= {url, "https://nobody.example/x"}
    shown = desk.audits.show(good.ref)
    assert (shown["verdict"], shown["snapshot_sha256"]) == ("breach", audit.snapshot_sha256)
    assert desk.store.get(good.snapshot_sha256) == whole
    assert builders.rows(desk)["snapshot"] == 5
    assert desk.journal.verify() == []
    assert first.first_seen.startswith(MONDAY.isoformat())


def test_a_rehearsed_audit_keeps_nothing(desk):
    article = builders.an_article(desk)
    before = desk.journal.head(), builders.rows(desk)
    audit = desk.audits.page(
        a_page(desk, article), source="copy.html", url="https://nobody.example/x", keep=False
    )
    assert audit.matches[0]["article"] == article
    assert (desk.journal.head(), builders.rows(desk)) == before
