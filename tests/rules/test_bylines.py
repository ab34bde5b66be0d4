"""Bylines: named as granted, another's name, or not to be seen, in English, French and Arabic."""

from __future__ import annotations

from datetime import date

import pytest

from syndicate.rules.audits import Result, Rule, Seen, SeenLine, Terms, judge

DAY = date(2026, 11, 20)
HOUSE = ("The Harbour Courier", "harbourcourier.example")


def weighed(*lines, ours="Mara Quill", granted=None, filed=False, region="", near=True, **more):
    """The result of the byline rule and what it rests on, on a page with these lines above the text."""
    seen = Seen(
        article="ART-2026-00001",
        version=1,
        seen_on=DAY,
        copied=400,
        licensable=400,
        copied_total=400,
        total=400,
        copied_unquoted=400,
        reuse="near-exact",
        byline=ours,
        lines=tuple(SeenLine(line, near=near, region=region, above=True) for line in lines),
        **more,
    )
    terms = Terms(
        licence="LIC-2026-00001",
        article="ART-2026-00001",
        byline=None if filed else ours if granted is None else granted,
        credit_names=HOUSE,
    )
    found = [f for f in judge(seen, terms, today=DAY) if f.rule is Rule.BYLINE]
    return (found[0].result, found[0].evidence) if found else None


@pytest.mark.parametrize(
    ("ours", "line"),
    [
        ("Mara Quill", "By Mara Quill"),
        ("By Mara Quill", "Mara Quill"),
        ("Mara Quill", "BY MARA QUILL"),
        ("Mara Quill", "by Mara Quill | 20 November 2026 | 4 minutes to read"),
        ("Mara Quill", "Mara Quill, Harbour Correspondent, Customs Steps"),
        ("Mara Quill, Harbour Correspondent", "By Mara Quill"),
        ("Mara Quill, The Harbour Courier", "By Mara Quill"),
        ("Mara Quill", "Words by Mara Quill. Photographs by Ruben Achterberg"),
        ("Mara Quill", "This article by Mara Quill was first published by The Harbour Courier."),
        ("Mara Quill in Fenmouth", "Mara Quill"),
        ("Mara Quill", "Text: Mara Quill"),
        ("Zoë Łącka-Møller", "By Zoe Lacka Moller"),
        ("Sean O’Hare", "By Sean O'Hare"),
        ("J.R. Moss", "By J. R. Moss"),
        ("Mara Quill and Ines Aldaba", "By Ines Aldaba and Mara Quill"),
        ("By Mara Quill, Ines Aldaba and Odd Larkin", "Odd Larkin, Mara Quill & Ines Aldaba"),
        ("Staff reporter", "By staff reporter"),
        # French
        ("Hélène Œuvrard", "Par Helene Oeuvrard"),
        ("Par Hélène Œuvrard", "HÉLÈNE ŒUVRARD"),
        ("Hélène Œuvrard", "Propos recueillis par Hélène Œuvrard"),
        ("Hélène Œuvrard", "Un article de Hélène Œuvrard"),
        ("Hélène Œuvrard et Luc Brémond", "Par Luc Bremond et Helene Oeuvrard"),
        ("Hélène Œuvrard, envoyée spéciale", "Texte : Hélène Œuvrard"),
        # Arabic
        ("سلمى العطّار", "بقلم سلمى العطار"),
        ("بقلم: سلمى العطار", "سَلمى العطّار"),
        ("سلمى العطار", "كتبت سلمي العطار"),
        ("سلمى العطار", "إعداد: سلمى العطار"),
        ("سلمى العطار وإيناس الدبّاغ", "بقلم إيناس الدباغ وسلمى العطار"),
        ("أحمد فؤاد", "كتب: احمد فؤاد"),
    ],
)
def test_the_byline_as_granted_passes_in_any_spelling_and_order(ours, line):
    result, evidence = weighed(line, ours=ours)
    assert (result, evidence) == (Result.PASS, f"“{line}”")


def test_two_authors_on_two_lines_are_both_named():
    result, evidence = weighed(
        "By", "Mara Quill", "and Ines Aldaba", ours="Mara Quill, Ines Aldaba"
    )
    assert (result, evidence) == (Result.PASS, "“Mara Quill”; “and Ines Aldaba”")


@pytest.mark.parametrize(
    ("ours", "line"),
    [
        ("Mara Quill", "By Some Other Body"),
        ("Mara Quill", "by Some Other Body | 20 November 2026"),
        ("Mara Quill", "By Mara Sand"),
        ("Hélène Œuvrard", "Par Quelqu’un d’Autre"),
        ("Hélène Œuvrard", "Texte : Luc Brémond"),
        ("سلمى العطار", "بقلم نور الخطيب"),
        ("سلمى العطار", "كتبت نور الخطيب"),
        ("سلمى العطار", "الكاتب: سلمى الدباغ"),
    ],
)
def test_anothers_name_in_the_place_of_the_byline_fails_with_both(ours, line):
    result, evidence = weighed(line, ours=ours)
    assert result is Result.FAIL
    assert f"the page says “{line.partition(' |')[0]}”; ours is “{ours}”" == evidence


def test_a_page_without_a_byline_fails():
    for lines in ((), ("Saltmarsh Daily", "20 November 2026", "By Monday the boats were back.")):
        result, evidence = weighed(*lines)
        assert (result, evidence) == (Result.FAIL, "no byline on the page; ours is “Mara Quill”")


@pytest.mark.parametrize(
    ("how", "result"),
    [
        pytest.param({}, Result.UNKNOWN, id="nothing"),
        pytest.param({"authors": ("Mara Quill",)}, Result.PASS, id="ours in the data"),
        pytest.param({"authors": ("Some Other Body",)}, Result.FAIL, id="another in the data"),
    ],
)
def test_where_no_byline_can_be_seen_at_all_only_the_data_of_the_page_can_tell(how, result):
    found, evidence = weighed("Saltmarsh Daily", byline_shows=False, **how)
    assert found is result
    if not how:
        assert (
            evidence == "no byline can be seen in what was kept of the page; ours is “Mara Quill”"
        )
    assert weighed("By Mara Quill", byline_shows=False)[0] is Result.PASS
    assert weighed("By Some Other Body", byline_shows=False)[0] is Result.FAIL


@pytest.mark.parametrize(
    ("lines", "how", "result"),
    [
        pytest.param((), {"authors": ("MARA QUILL",)}, Result.PASS, id="capitals"),
        pytest.param((), {"authors": ("Quill, Mara",)}, Result.PASS, id="family name first"),
        pytest.param(
            (), {"authors": ("Saltmarsh Daily", "Mara Quill")}, Result.PASS, id="one of two"
        ),
        pytest.param((), {"authors": ("Saltmarsh Daily",)}, Result.FAIL, id="the site itself"),
        pytest.param((), {"authors": HOUSE[:1]}, Result.FAIL, id="our house is no author"),
        pytest.param(
            ("By Some Other Body",),
            {"authors": ("Mara Quill",)},
            Result.FAIL,
            id="readers see another",
        ),
        pytest.param(
            ("By Mara Quill",),
            {"authors": ("Some Other Body",)},
            Result.PASS,
            id="readers see ours",
        ),
        pytest.param((), {"bylines": ("Some Other Body",)}, Result.FAIL, id="set as a byline"),
        pytest.param(
            ("By The Harbour Courier",), {"authors": ("Mara Quill",)}, Result.PASS, id="our house"
        ),
    ],
)
def test_what_the_page_tells_machines_counts_unless_its_readers_see_another(lines, how, result):
    assert weighed(*lines, **how)[0] is result


def test_of_several_authors_all_are_owed():
    ours = "Mara Quill and Ines Aldaba"
    result, evidence = weighed("By Mara Quill", ours=ours)
    assert result is Result.FAIL
    assert evidence == f"the page says “By Mara Quill”, without ines aldaba; ours is “{ours}”"
    assert weighed("By Mara Quill", ours=ours, authors=("Ines Aldaba",))[0] is Result.PASS


@pytest.mark.parametrize(
    ("line", "why"),
    [
        pytest.param("By M. Quill", "shortened", id="an initial"),
        pytest.param("By Quill", "shortened", id="the family name"),
        pytest.param("بقلم مارا كويل", "other letters", id="in Arabic letters"),
    ],
)
def test_what_may_be_the_same_name_is_unknown_and_quoted(line, why):
    result, evidence = weighed(line)
    assert result is Result.UNKNOWN
    assert f"“{line}”" in evidence
    assert why in evidence


@pytest.mark.parametrize(
    "line",
    [
        "Photo: Mara Quill",
        "More from Mara Quill",
        "Mara Quill told the board that the boats would wait for the tide.",
        "The chair thanked Mara Quill and the whole of the crew for their patience on the night.",
        "صورة: Mara Quill",
    ],
)
def test_a_name_that_stands_there_as_something_else_is_no_byline(line):
    result, evidence = weighed(line)
    assert result is Result.UNKNOWN
    assert "as no byline of the text" in evidence
    assert weighed("By Mara Quill", region="nav")[0] is Result.UNKNOWN
    assert weighed("By Mara Quill", near=False)[0] is Result.UNKNOWN


def test_a_byline_is_judged_only_where_the_licence_asks_for_one():
    assert weighed("By Some Other Body", ours=None) is None
    assert weighed("By Some Other Body", granted="") is None
    result, evidence = weighed("By Mara Quill", filed=True)
    assert result is Result.UNKNOWN
    assert evidence == "the licence does not say whether the byline is owed; “By Mara Quill”"


def test_the_byline_as_it_was_granted_is_unknown_once_the_article_has_another():
    result, evidence = weighed("By Mara Quill", ours="Ines Aldaba", granted="Mara Quill")
    assert result is Result.UNKNOWN
    assert evidence == "“By Mara Quill”, as the licence has it; the article now has “Ines Aldaba”"
    assert weighed("By Ines Aldaba", ours="Ines Aldaba", granted="Mara Quill")[0] is Result.PASS
    assert weighed("By Odd Larkin", ours="Ines Aldaba", granted="Mara Quill")[0] is Result.FAIL
