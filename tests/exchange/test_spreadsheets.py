"""Articles in sheets: columns recognised, dates of two orders, CSVs too long to hold."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from datetime import UTC, date, datetime

import pytest
import xlsxwriter

from syndicate.errors import BadInput
from syndicate.exchange.items import Customs
from syndicate.exchange.sheets import open_table
from syndicate.exchange.sources import SourceKind, open_source
from syndicate.exchange.spreadsheets import FIELDS, Mapping, guess_mapping, read_table
from syndicate.rules.articles.incoming import Incoming, Lead, PubStatus, Refusal
from tests.exchange.old_excel import an_xls
from tests.exchange.reading import PLAIN, TODAY, articles, leads, opened, refusals, texts, wishes
from tests.exchange.test_sheets import an_ods, ods_row, ods_text

HEAD = ["Title", "Body", "Author", "Published", "Lang", "Section", "Link"]
ROWS = [
    ["Lamp lit again", "The lamp was lit.\nShips will see it.", "Nell Fairweather", "19/11/2026", "en", "Coast", "https://www.harbourcourier.example/a"],
    ["Le phare rallumé", "La lampe a été allumée.", "Iris Aubépin", "04/11/2026", "fr", "Côte", "https://www.harbourcourier.example/b"],
    ["منارة تضيء", "أضيء المصباح مساء الأربعاء.", "ليلى المرشد", "20/11/2026", "ar", "الساحل", "https://www.harbourcourier.example/c"],
]  # fmt: skip


def taken(raw: bytes, name: str = "x.csv", customs: Customs = PLAIN, order=None, **said) -> list:
    file = io.BytesIO(raw)
    table = open_table(file, name=name)
    mapping = guess_mapping(table.head, said=said)
    reading = read_table(table, file, mapping, customs, today=TODAY, date_order=order)
    return list(reading.arrivals(file))


def a_csv(*rows: list[str], head: list[str] = HEAD) -> bytes:
    lines = [
        ";".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in (head, *rows)
    ]
    return "\r\n".join(lines).encode()


def a_workbook(rows) -> bytes:
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    page = book.add_worksheet("Archive")
    for at, row in enumerate(rows):
        page.write_row(at, 0, row)
    book.close()
    return written.getvalue()


def test_the_sample_is_read_under_its_french_headings_below_a_title():
    lamp, phare, manara, ferry, nameless, never, asleep = opened("articles.csv")
    assert isinstance(lamp, Incoming)
    assert (lamp.where, lamp.source_id, lamp.section) == ("row 3", "48211", "Coast")
    assert (lamp.draft.language, lamp.draft.published_on) == ("en", date(2026, 11, 19))
    assert [t for _, t in texts(lamp)][
        1
    ] == '"We carried the lens up in eleven pieces," said Ottilie Marsh.'
    assert (phare.status, phare.draft.published_on) == (PubStatus.WITHHELD, date(2026, 11, 4))
    assert [b.hint for b in phare.draft.blocks] == ["p", "promo:a newsletter block"]
    assert (manara.draft.language, manara.draft.byline) == ("ar", "ليلى المرشد")
    assert isinstance(ferry, Lead)
    assert [nameless, never, asleep] == [
        Refusal("row 7", "it has no headline"),
        Refusal("row 8", "date published: there is no such day as “31/02/2026”"),
        Refusal("row 9", "its status “sleeping” is not known; write published, draft or killed"),
    ]


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.csv", a_csv(*ROWS)),
        ("a.xlsx", a_workbook([HEAD, *ROWS])),
        ("a.ods", an_ods("".join(ods_row(*(ods_text(c) for c in row)) for row in [HEAD, *ROWS]))),
        ("a.xls", an_xls([HEAD, *ROWS])),
    ],
)
def test_the_same_rows_give_the_same_articles_from_every_kind_of_sheet(name, raw):
    found = taken(raw, name)
    assert [a.draft.headline for a in found] == [row[0] for row in ROWS]
    assert [a.draft.byline for a in found] == [row[2] for row in ROWS]
    assert [a.draft.published_on.day for a in found] == [19, 4, 20]
    assert [a.draft.language for a in found] == ["en", "fr", "ar"]
    assert [a.section for a in found] == ["Coast", "Côte", "الساحل"]
    assert [b.text for b in found[2].draft.blocks] == ["أضيء المصباح مساء الأربعاء."]


def test_a_text_of_thousands_of_letters_is_kept_whole_with_its_lines():
    body = "\n".join(
        f"Passage {n} of the long read, and it goes on for a while yet." for n in range(500)
    )
    raw = a_workbook([HEAD, ["Long read", body, "N", "19/11/2026", "en", "S", ""]])
    [article] = taken(raw, "a.xlsx")
    assert len(article.draft.blocks) == 500
    assert article.draft.blocks[-1].text.startswith("Passage 499")


def test_days_of_a_workbook_and_its_counts_of_days_are_read():
    day = datetime(2026, 11, 19, 6, 40)  # noqa: DTZ001 - a spreadsheet has no zones
    raw = a_workbook(
        [
            [*HEAD, "Modified"],
            ["One", "Text one.", "N", date(2026, 11, 19), "en", "S", "", day],
            ["Two", "Text two.", "N", 46345, "en", "S", "", 2026],
        ]
    )
    one, two = taken(raw, "a.xlsx", Customs(zone="Asia/Dubai"))
    assert one.draft.published_on == date(2026, 11, 19)
    assert one.modified_at == datetime(2026, 11, 19, 2, 40, tzinfo=UTC)
    assert two.draft.published_on == date(2026, 11, 19)
    assert two.extra["remark"] == "date changed: only the year 2026 is stated"


def test_dates_of_two_readings_are_asked_once_with_an_example_and_both_readings():
    rows = [["One", "Text.", "N", f"0{n}/0{n + 1}/2026", "en", "S", ""] for n in range(1, 8)]
    with pytest.raises(BadInput) as caught:
        taken(a_csv(*rows), "archive.csv")
    assert caught.value.message == (
        "dates under “Published” can be read two ways: line 2, “01/02/2026”, "
        "is 1 February 2026 or 2 January 2026"
    )
    assert caught.value.hint == "syndicate article import archive.csv --date-order dmy"
    assert taken(a_csv(*rows), order="mdy")[0].draft.published_on == date(2026, 1, 2)
    assert taken(a_csv(*rows), order="dmy")[0].draft.published_on == date(2026, 2, 1)


def test_a_column_that_shows_its_order_far_down_is_read_by_it_from_the_top():
    rows = [["One", "Text.", "N", "03/04/2026", "en", "S", ""]] * 900
    rows.append(["Last", "Text.", "N", "04/13/2026", "en", "S", ""])
    found = taken(a_csv(*rows))
    assert {a.draft.published_on for a in found[:-1]} == {date(2026, 3, 4)}


def test_a_column_with_both_orders_is_asked_and_says_so():
    rows = [
        ["One", "Text.", "N", day, "en", "S", ""]
        for day in ("13/04/2026", "04/13/2026", "03/04/2026")
    ]
    with pytest.raises(BadInput, match=r"two ways \(it has dates of both orders\)"):
        taken(a_csv(*rows))
    assert [a.draft.published_on for a in taken(a_csv(*rows), order="dmy")] == [
        date(2026, 4, 13),
        date(2026, 4, 13),
        date(2026, 4, 3),
    ]


def test_a_mapping_is_guessed_corrected_kept_and_used_again():
    head = ["Überschrift", "Body", "Who", "Published"]
    raw = a_csv(["One", "Text one.", "N", "19/11/2026"], head=head)
    table = open_table(io.BytesIO(raw), name="x.csv")
    guessed = guess_mapping(table.head)
    assert guessed.missing == ("headline",)
    assert guessed.unmapped == ("Überschrift", "Who")
    said = guess_mapping(table.head, said={"headline": "überschrift", "byline": "Who"})
    assert said.missing == ()
    kept = Mapping.from_facts(said.facts())
    assert kept.fields == said.fields
    reading = read_table(table, io.BytesIO(raw), kept, PLAIN, today=TODAY)
    assert next(reading.arrivals(io.BytesIO(raw))).draft.byline == "N"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"headlines": "Title"}, "did you mean headline"),
        ({"headline": "Titel"}, "no heading “Titel” for the headline; did you mean “Title”"),
    ],
)
def test_a_wrong_field_or_heading_is_refused_with_the_near_one(said, why):
    with pytest.raises(BadInput, match=why):
        taken(a_csv(*ROWS), **said)


def test_a_sheet_without_a_headline_says_which_headings_it_has():
    with pytest.raises(BadInput, match="no column was recognised as headline, text") as caught:
        taken(b"Shoe,Size,Colour\nboot,7,red\n", "shoes.csv")
    assert caught.value.hint == "syndicate article import shoes.csv --field headline=HEADING"


def test_a_sheet_of_addresses_alone_gives_leads():
    raw = b"URL,Date\nhttps://a.example/1,2026-11-19\nhttps://a.example/2,2026-11-20\n"
    assert [lead.url for lead in leads(taken(raw))] == [
        "https://a.example/1",
        "https://a.example/2",
    ]


def test_a_language_nobody_knows_is_noted_and_guessed_from_the_text():
    row = [
        "One",
        "The lamp was lit and it is to be seen from the sea.",
        "N",
        "2026-11-19",
        "Klingonish",
        "S",
        "",
    ]
    [article] = taken(a_csv(row))
    assert (article.draft.language, article.draft.language_stated) == ("en", False)
    assert article.extra["unread language"] == "Klingonish"


def test_a_csv_in_windows_letters_and_one_in_utf_16_are_read():
    text = "Titre;Texte;Auteur\r\nLe phare rallumé;La lampe a été allumée.;Iris Aubépin\r\n"
    for raw in (text.encode("cp1252"), b"\xff\xfe" + text.encode("utf-16-le")):
        [article] = taken(raw)
        assert (article.draft.headline, article.draft.byline) == (
            "Le phare rallumé",
            "Iris Aubépin",
        )


def test_a_csv_of_many_rows_is_read_in_little_memory(tmp_path):
    path = tmp_path / "archive.csv"
    body = ("a" * 200 + " ") * 57  # few long words: only the memory counts here
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("Headline,Body,Published,Language\r\n")
        for n in range(500):
            file.write(f'Story {n},"{body}\n{n}",13/04/2026,en\r\n')
    assert path.stat().st_size > 5_700_000
    source = open_source(str(path), wishes())
    assert (source.kind, source.size) == (SourceKind.TABLE, path.stat().st_size)
    tracemalloc.start()
    try:
        count = 0
        for arrival in source:
            count += isinstance(arrival, Incoming)
            if count == 300:
                assert 0 < source.position() < source.size
        assert tracemalloc.get_traced_memory()[1] < 3_000_000
    finally:
        tracemalloc.stop()
    assert count == 500


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (a_csv(*ROWS) + b'\r\n"' + b"x" * 200_000, "a cell has more than 131,072 characters"),
        (a_csv(*ROWS) + b'\r\n"' + b"x;x\r\n" * 1_200_000, "a quotation mark stays open"),
    ],
)
def test_a_quotation_mark_left_open_ends_the_reading_there_and_is_told(raw, said):
    found = taken(raw)
    assert len(articles(found)) == 3
    assert said in refusals(found)[0].reason
    assert "after 3 rows" in refusals(found)[0].where


def test_every_field_has_words_and_no_heading_means_two_fields_best():
    seen: dict[str, str] = {}
    from syndicate.exchange.spreadsheets import _SYNONYMS

    assert set(_SYNONYMS) == set(FIELDS)
    for name, phrases in _SYNONYMS.items():
        first = phrases.split("|")[0]
        assert first not in seen, (first, seen.get(first), name)
        seen[first] = name


def test_a_bomb_in_a_workbook_is_refused():
    plain = a_workbook([HEAD, *ROWS])
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(plain)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry))
        new.writestr("xl/media/x.xml", b"0" * 90_000_000)
    with pytest.raises(BadInput, match="refused as a zip bomb"):
        taken(written.getvalue(), "a.xlsx")
