"""Audits at the desk: which version a page tells, what is cut, and whose licence it stands under."""

from __future__ import annotations

from datetime import date

import pytest

from syndicate.pages.read import read_source
from tests import builders

URL = "https://harbourcourier.example/news/reading-room"
PLACE = "https://fenmouthgazette.example/roof"
HEADLINE = "Reading room in Little Marram gets its roof"
ROOF = "The parish council of Little Marram has voted to mend the roof of the reading room."
COST = "The cost was £14,000, paid from the legacy of a retired lamp keeper in the village."
WORK = "Work begins after Easter, and the room stays open on Saturdays while it lasts."


def a_text(*passages):
    """An article of ours as a text file."""
    return "\n\n".join((HEADLINE, "By Mara Quill", *passages)).encode()


def a_copy(*passages, credit="", byline="By Mara Quill"):
    """A page that carries these passages."""
    texts = "".join(f"<p>{text}</p>" for text in passages)
    return (
        f"<html lang=en><head><title>Gazette</title></head><body><article><h1>{HEADLINE}</h1>"
        f"<p>{byline}</p>{texts}<p>{credit}</p></article></body></html>"
    ).encode()


@pytest.fixture
def article(desk):
    """The short article, settled."""
    return builders.an_article(
        desk, raw=a_text(ROOF, COST, WORK), url=URL, published=date(2026, 11, 20)
    )


@pytest.fixture
def licence(desk, article):
    """A licence of the whole of it for the website of the Fenmouth Gazette."""
    return builders.a_licence(desk, article=article)


def correct(desk, article, old="£14,000", new="£16,000"):
    """File the corrected text."""
    raw = a_text(ROOF, COST.replace(old, new), WORK)
    draft = read_source(raw, name="corrected.txt")
    note = "The cost was £16,000."
    desk.versions.correct(article, draft, raw=raw, source="corrected.txt", note=note, by="A. Reed")


def audited(desk, *passages, url=PLACE, licence=None, **how):
    """The one match on such a page, and its findings by rule."""
    made = desk.audits.page(a_copy(*passages, **how), source="copy.html", url=url, licence=licence)
    (match,) = made.matches
    return match, {f["rule"]: (f["result"], f["evidence"]) for f in made.findings}


def corrections(desk):
    """What the morning list has under correction."""
    return [task.ref for task in desk.morning.tasks() if task.section == "correction"]


@pytest.mark.parametrize(
    ("passages", "said"),
    [
        pytest.param(
            (ROOF, COST.replace("14,000", "40,000"), WORK),
            "the page says “The cost was £40,000, paid from the legacy of”",
            id="a third figure",
        ),
        pytest.param((ROOF, WORK), "the page lacks it", id="without the passage"),
    ],
)
def test_a_page_that_decides_no_version_keeps_the_correction_open(
    desk, article, licence, passages, said
):
    correct(desk, article)
    assert corrections(desk) == [licence]
    match, findings = audited(desk, *passages)
    result, evidence = findings["version"]
    assert result == "unknown"
    assert "version 1 has “The cost was £14,000, paid from the legacy of”" in evidence
    assert "version 2 has “The cost was £16,000, paid from the legacy of”" in evidence
    assert evidence.endswith(said)
    assert (match["version"], match["nearest_version"]) == (None, 2)
    assert corrections(desk) == [licence]
    assert desk.audits.show(match["ref"])["version"] is None
    assert [line.version for line in desk.audits.on_file()] == [None]
    (copy,) = desk.versions.holders(article)["copies"]
    assert (copy["version"], copy["older"]) == (None, None)


def test_the_correction_is_done_once_the_page_prints_what_was_corrected(desk, article, licence):
    correct(desk, article)
    match, findings = audited(desk, ROOF, COST, WORK)
    assert (match["version"], corrections(desk)) == (1, [licence])
    assert findings["version"][0] == "unknown"
    match, findings = audited(desk, ROOF, COST.replace("14", "16"), WORK)
    assert (match["version"], findings["version"]) == (2, ("pass", "the page carries version 2"))
    assert corrections(desk) == []
    # What was told is not told any more once the page is changed to a figure nobody gave.
    audited(desk, ROOF, COST.replace("14", "40"), WORK)
    assert corrections(desk) == [licence]


@pytest.mark.parametrize("named", [True, False], ids=["licence named", "licence found by its site"])
@pytest.mark.parametrize(
    ("kept", "left_out"),
    [
        pytest.param((ROOF, WORK), ["“The cost was £14,000, paid"], id="without the middle"),
        pytest.param((COST, WORK), ["“The parish council"], id="without the beginning"),
        pytest.param((ROOF, COST), ["“Work begins after Easter"], id="without the end"),
        pytest.param((COST,), ["“The parish", "“Work begins"], id="the middle alone"),
    ],
)
def test_a_page_that_leaves_out_a_passage_is_a_breach_of_a_licence_of_the_whole(
    desk, article, licence, named, kept, left_out
):
    credit = desk.licences.show(licence).items[0]["credit_line"]
    linked = f"<a href='{URL}'>{credit}</a>"
    whole, _ = audited(desk, ROOF, COST, WORK, credit=linked)
    assert whole["verdict"] == "compliant"
    match, findings = audited(desk, *kept, credit=linked, licence=licence if named else None)
    assert (match["article"], match["licence"], match["verdict"]) == (article, licence, "breach")
    result, evidence = findings["text"]
    assert result == "fail"
    for words in left_out:
        assert words in evidence
    assert {edit["op"] for edit in match["edits"]} == {"left-out"}


def test_few_words_under_the_number_of_a_licence_are_no_mere_quotation(desk, article, licence):
    elsewhere = "https://nobody.example/roof"
    words = f"{ROOF} {COST}"
    match, _ = audited(desk, words, url=elsewhere)
    assert match["verdict"] == "quotation"
    match, findings = audited(desk, words, url=elsewhere, credit=f"Republished under {licence}.")
    assert (match["licence"], match["verdict"]) == (None, "no-licence-on-file")
    assert f"the page prints {licence}, which is for" in findings["licence"][1]
    match, findings = audited(desk, words, url=None, credit=f"Republished under {licence}.")
    assert (match["licence"], match["verdict"]) == (licence, "breach")
    assert (findings["outlet"][0], findings["text"][0]) == ("unknown", "fail")


def test_a_few_words_are_looked_at_where_a_licence_is_named_and_nowhere_else(
    desk, article, licence
):
    few = "The cost was £14,000, paid from the legacy of nobody."
    nothing = desk.audits.page(a_copy(few), source="copy.html", url=PLACE)
    assert (nothing.state, nothing.matches) == ("nothing-of-ours", ())
    for how in ({"licence": licence}, {"credit": f"Licence {licence}"}):
        match, findings = audited(desk, few, **how)
        assert (match["verdict"], findings["text"][0]) == ("breach", "fail")


@pytest.mark.parametrize(
    ("byline", "result", "said"),
    [
        pytest.param("By MARA QUILL", "pass", "“By MARA QUILL”", id="ours"),
        pytest.param("", "fail", "no byline on the page", id="none"),
        pytest.param("By Some Other Body", "fail", "“By Some Other Body”", id="another's"),
    ],
)
def test_the_byline_that_the_licence_asks_for_is_judged(
    desk, article, licence, byline, result, said
):
    credit = desk.licences.show(licence).items[0]["credit_line"]
    match, findings = audited(
        desk, ROOF, COST, WORK, byline=byline, credit=f"<a href='{URL}'>{credit}</a>"
    )
    assert findings["byline"][0] == result
    assert said in findings["byline"][1]
    assert match["verdict"] == ("compliant" if result == "pass" else "breach")


def test_a_byline_that_staff_gave_and_the_licence_asks_for_is_judged_too(desk):
    unsigned = f"{HEADLINE}\n\n{ROOF}\n\n{COST}\n\n{WORK}".encode()
    article = builders.an_article(desk, raw=unsigned, url=URL, published=date(2026, 11, 20))
    builders.a_licence(desk, article=article)
    _, findings = audited(desk, ROOF, COST, WORK, byline="")
    assert findings["byline"] == ("fail", "no byline on the page; ours is “Nessa Vane”")
    _, findings = audited(desk, ROOF, COST, WORK, byline="By Nessa Vane")
    assert findings["byline"][0] == "pass"


def test_a_duty_past_its_day_is_overdue_until_an_audit_shows_it_met(desk, clock, article, licence):
    def duties():
        return {d["type"]: d["state"] for d in desk.licences.show(licence).obligations}

    assert set(duties().values()) == {"pending"}
    clock.forward(days=60)
    assert duties() == {
        "pay": "overdue",
        "credit": "overdue",
        "link": "overdue",
        "report": "overdue",
        "correct": "pending",
        "remove": "pending",
    }
    credit = desk.licences.show(licence).items[0]["credit_line"]
    audited(desk, ROOF, COST, WORK, credit=f"<a href='{URL}'>{credit}</a>")
    assert duties() == {
        "pay": "overdue",
        "credit": "met",
        "link": "met",
        "report": "met",
        "correct": "pending",
        "remove": "pending",
    }
    audited(desk, ROOF, COST, WORK, byline="")
    assert (duties()["credit"], duties()["link"]) == ("overdue", "overdue")
