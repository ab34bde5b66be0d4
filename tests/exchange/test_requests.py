"""Sheets of requests: headings known in two languages, rows of one request together, what is refused."""

from __future__ import annotations

import pytest

from syndicate.errors import BadInput
from syndicate.exchange.requests import read_requests
from syndicate.exchange.tables import Column, xlsx_bytes
from tests.conftest import MORNING

ROWS = (
    "Request,Licensee,URL,Medium,Territory,Excerpt,PO number,Shelf\n"
    "A,Gull Bay Gazette Ltd,ART-000001,website,UK,,GBG-1,3\n"
    "A,,ART-000002,newsletter,UK,120,,\n"
    ",La Dépêche du Tarn,https://harbourcourier.example/news/night-pilots,website,France,n/a,,\n"
)


def test_rows_of_one_request_are_its_items_and_other_rows_stand_alone():
    found = read_requests(ROWS.encode(), name="asked.csv")
    first, second = found.requests
    assert (first.line, first.said) == (
        2,
        {"licensee": "Gull Bay Gazette Ltd", "po_number": "GBG-1"},
    )
    assert [item.article for item in first.items] == ["ART-000001", "ART-000002"]
    assert first.items[1].use == {"medium": "newsletter", "territories": "UK", "excerpt_words": 120}
    assert (second.where, second.said) == ("line 4", {"licensee": "La Dépêche du Tarn"})
    assert second.items[0].use == {"medium": "website", "territories": "France"}
    assert found.notes == ("not read: Shelf",)


def test_a_workbook_with_french_headings_says_the_same():
    columns = (Column("a", "Société"), Column("b", "Lien"), Column("c", "Support"))
    raw = xlsx_bytes(
        "Demandes",
        [{"a": "La Dépêche du Tarn", "b": "ART-000001", "c": "website"}],
        columns,
        created=MORNING,
    )
    (one,) = read_requests(raw, name="demandes.xlsx").requests
    assert one.said == {"licensee": "La Dépêche du Tarn"}
    assert one.items[0].use == {"medium": "website"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Licensee,Medium\nGull Bay,website\n", "no column for the article"),
        ("Licensee,Article\nGull Bay,\n", "line 2: it names no article"),
        ("Article,Excerpt\nART-000001,some\n", "line 2: 'some' is no number of excerpt words"),
        (
            "Request,Licensee,Article\n1,Gull Bay,ART-000001\n1,Stornby,ART-000002\n",
            "line 3: the request has 'Gull Bay' as licensee already",
        ),
    ],
)
def test_a_sheet_that_cannot_be_read_whole_is_refused_with_its_line(text, said):
    with pytest.raises(BadInput, match=said):
        read_requests(text.encode(), name="asked.csv")
