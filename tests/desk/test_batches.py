"""Quotes drafted from a file: each row whole or not at all, and once however often the file is given."""

from __future__ import annotations

import io
import json
from datetime import date
from types import SimpleNamespace

import pytest

from syndicate.desk import batches
from syndicate.desk.offers import Known
from syndicate.errors import BadInput
from syndicate.exchange.quotes import read_wanted
from tests import builders

HEADS = "licensee,article,medium,outlet,audience,territory,language,duration,agreed,reason"


def drafted(desk, text, name="asked.csv"):
    return desk.batches.draft(io.BytesIO(text.encode()), name=name)


def table(*rows):
    return "\n".join([HEADS, *rows])


@pytest.fixture
def asked(desk, monkeypatch):
    """A desk with an article and a licensee, and pieces of two rows."""
    monkeypatch.setattr(batches, "PIECE", 2)
    article, licensee = builders.an_article(desk), builders.a_licensee(desk)
    plain = f"{licensee},{article},website,Gazette,250k,GB,English,12m,,"
    return article, licensee, plain


def test_each_row_of_a_file_becomes_a_request_with_its_quote_or_a_line_that_says_why_not(
    desk, asked
):
    article, licensee, plain = asked
    waits = builders.a_request(desk, licensee=licensee, article=article)
    before = builders.rows(desk)
    made = drafted(
        desk,
        table(
            plain,
            plain,
            f"{licensee},{article},website,Gazette,250k,GB,English,12m,£300,by telephone",
            f"Nobody & Sons,{article},website,Gazette,250k,GB,English,12m,,",
            f"{licensee},{article},websight,Gazette,250k,GB,English,12m,,",
            f"{licensee},{article},website,Gazette,,GB,English,12m,,",
            f"{licensee},ART-000099,website,Gazette,250k,GB,English,12m,,",
        ),
    )
    assert (made.rows, made.drafted, made.before) == (7, 3, 0)
    assert (made.first, made.last) == ("QUO-2026-00001", "QUO-2026-00003")
    assert [one.row for one in made.refused] == [5, 6, 7, 8]
    assert "Nobody & Sons" in made.refused[0].message
    assert made.refused[1].message == "medium: “websight” is not known"
    assert "lacks audience" in made.refused[2].message
    after = builders.rows(desk)
    grown = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert grown == {
        "request": 3, "request_item": 3, "quote": 3, "quote_revision": 3, "quote_line": 3,
        "journal": 6, "idempotency": 3,
    }  # fmt: skip
    # What was filed is what one request after another would have made.
    single = desk.quotes.draft(waits)
    first, third = desk.quotes.show("QUO-2026-00001"), desk.quotes.show("QUO-2026-00003")
    assert (first.total, first.steps, first.card) == (single.total, single.steps, single.card)
    assert first.request == "REQ-2026-00002"
    assert third.net == {"amount": "300.00", "currency": "GBP"}
    assert third.steps[-1]["input"] == "by telephone; agreed by mara"
    assert desk.requests.show(first.request).state == "quoted"
    desk.quotes.offer(first.ref)
    assert desk.quotes.accept(first.ref, by="Orla Finch").state == "accepted"


def test_the_same_file_again_drafts_only_what_was_mended_in_it(desk, asked):
    article, licensee, plain = asked
    wrong = f"{licensee},{article},websight,Gazette,50k,GB,English,12m,,"
    drafted(desk, table(plain, plain, wrong))
    again = drafted(desk, table(plain, plain, wrong))
    assert (again.drafted, again.before, len(again.refused)) == (0, 2, 1)
    mended = drafted(desk, table(plain, plain, wrong.replace("websight", "website"), plain))
    assert (mended.drafted, mended.before, mended.refused) == (2, 2, ())
    assert builders.rows(desk)["quote"] == 4


def test_requests_on_file_are_quoted_from_json_lines_and_told_where_they_have_a_quote(desk, asked):
    article, licensee, _ = asked
    first, second = (builders.a_request(desk, licensee=licensee, article=article) for _ in range(2))
    desk.quotes.draft(second)
    lines = [
        {"request": first},
        {"request": second, "agreed": "200", "reason": "as before"},
        {"request": first, "medium": "website"},
        ["no object"],
    ]
    made = drafted(desk, "\n".join(map(json.dumps, lines)), name="asked.jsonl")
    assert made.drafted == 1
    assert desk.requests.show(first).quotes == (made.first,)
    assert [(one.row, one.message) for one in made.refused] == [
        (2, f"{second} has an open quote, QUO-2026-00001"),
        (3, "a request on file says its own medium"),
        (4, "it is no JSON object"),
    ]
    with pytest.raises(BadInput, match="no column is called “lisensee”; did you mean licensee"):
        drafted(desk, "lisensee,article\na,b\n")


def test_a_number_in_json_is_read_as_it_is_written():
    rows = (
        b'{"request": "1", "agreed": 150.0000000000000001, "reason": "x"}\n[1e99999999999999999999]'
    )
    one, two = read_wanted(
        io.BytesIO(rows), name="asked.jsonl", today=date(2026, 11, 23), currency="GBP"
    )
    assert "150.0000000000000001" in str(one.fault)
    assert two.fault == "it is no JSON object"


def test_what_is_known_is_read_again_on_another_day_or_after_another_wrote(desk):
    monday = SimpleNamespace(next_seq=lambda: 7, today=date(2026, 11, 23))
    known = Known(desk, monday)
    assert known.once("card", read=lambda: 1) == 1
    known.wrote(monday)
    assert known.still(monday).once("card", read=lambda: 2) == 1
    tuesday = SimpleNamespace(next_seq=lambda: 7, today=date(2026, 11, 24))
    assert known.still(tuesday).once("card", read=lambda: 2) == 2
    known.wrote(tuesday)
    tuesday.next_seq = lambda: 8
    assert known.still(tuesday).once("card", read=lambda: 3) == 3


def test_at_the_command_line_each_refused_row_has_its_line_and_the_exit_code_says_so(
    printing, home
):
    article, licensee = builders.an_article(printing), builders.a_licensee(printing)
    file = home / "asked.csv"
    good = f"{licensee},{article},website,Gazette,250k,GB,English,12m,,"
    file.write_text(f"{HEADS}\n{good}\n{good.replace('website', 'websight')}\n", encoding="utf-8")
    clerk = builders.Clerk(home)
    for word in (
        "--currency EUR",
        "--fx-rate 2",
        "--reason x",
        "--idempotency-key batch-of-monday",
    ):
        code, _, err = clerk("quote", "draft", "--from", file, *word.split())
        assert (code, "a file of requests is drafted by itself" in err) == (2, True), word
    code, out, err = clerk("quote", "draft", "--from", file)
    assert code == 4
    assert out.splitlines() == [
        "1 quote drafted, QUO-2026-00001",
        "  row 3: refused: medium: “websight” is not known",
    ]
    assert "1 of 2 rows were refused, and nothing of them was filed" in err
    file.write_text(f"{HEADS}\n{good}\n{good}\n", encoding="utf-8")
    made = clerk.json("quote", "draft", "--from", file)
    assert (made["drafted"], made["before"], made["refused"]) == (1, 1, [])
