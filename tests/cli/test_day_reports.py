"""The usage report on the terminal, as CSV, as a workbook and as a PDF; and the words it is asked in."""

from __future__ import annotations

import csv
import hashlib
import io

import pytest
from openpyxl import load_workbook

from syndicate.documents.pictures import page_text
from tests import builders
from tests.builders import Clerk

HOSTILE = '=HYPERLINK("http://x.example","x")'


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A desk with two licences; the outlet's licensee has a name that a spreadsheet would run."""
    home = tmp_path_factory.mktemp("prepared")
    with builders.a_desk(None, home, lambda: builders.MORNING) as desk:
        article = builders.an_article(desk)
        builders.a_licence(desk, article=article)
        rogue = builders.a_licensee(desk, HOSTILE)
        builders.a_licence(desk, article=article, licensee=rogue)
    return home


@pytest.fixture
def clerk(prepared, tmp_path):
    """Somebody at a copy of that desk."""
    return Clerk(builders.copied(prepared, tmp_path / "home"))


def test_the_report_answers_on_the_terminal_and_to_scripts(clerk):
    rows = clerk.json("report", "usage", "--period", "2026-11")
    assert sorted(row["licence"] for row in rows) == ["LIC-2026-00001", "LIC-2026-00002"]
    assert {row["period"] for row in rows} == {"2026-11"}
    assert rows[0]["net"] == {"amount": "150.00", "currency": "GBP"}
    code, out, err = clerk("report", "usage", "--table")
    assert (code, "Fenmouth Gazette plc" in out) == (0, True)
    assert "read: 2026-01-01 to 2026-12-31" in err
    code, out, _ = clerk("report", "usage")
    assert (code, len(out.splitlines())) == (0, 2)
    code, out, _ = clerk("report", "usage", "--csv")
    table = list(csv.DictReader(io.StringIO(out)))
    assert (code, len(table)) == (0, 2)
    assert all(not cell.startswith("=") for row in table for cell in row.values())


def test_the_report_is_narrowed_by_licensee_article_territory_and_period(clerk):
    def count(*words):
        return len(clerk.json("report", "usage", *words))

    assert count("--licensee", "PTY-000001") == 1
    assert count("--licensee", "Fenmouth Gazette plc") == 1
    assert count("--article", 1) == 2
    assert count("--territory", "United Kingdom") == 2
    assert count("--territory", "France") == 0
    for period, rows in {
        "2026": 2,
        "2026-Q4": 2,
        "2026-Q3": 0,
        "last-month": 0,
        "2026-11-01..2026-11-30": 2,
    }.items():
        assert count("--period", period) == rows, period


def test_the_report_is_written_as_csv_and_workbook_that_run_no_formula(clerk, tmp_path):
    out = tmp_path / "usage.csv"
    made = clerk.json("report", "usage", "--out", out)
    assert (made["ref"], made["state"], made["path"], made["rows"]) == (
        "usage",
        "written",
        str(out),
        2,
    )
    table = list(csv.reader(io.StringIO(out.read_text("utf-8-sig"))))
    assert table[0][:3] == ["Licensee", "Name", "Article"]
    assert len(table) == 3
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in table[1:] for cell in row)

    book = tmp_path / "usage.xlsx"
    clerk.json("report", "usage", "--out", book)
    sheet = load_workbook(book)["Usage"]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert HOSTILE in {cell.value for cell in cells}
    assert [c.value for c in cells if c.data_type == "f" and "SU" not in str(c.value)] == []

    before = out.read_bytes()
    code, error = clerk.error("report", "usage", "--out", out)
    assert (code, error["code"]) == (5, "conflict")
    assert out.read_bytes() == before


def test_the_report_is_printed_as_a_pdf_that_says_it_is_a_specimen(clerk, tmp_path):
    out = tmp_path / "usage.pdf"
    made = clerk.json("report", "usage", "--out", out, "--period", "2026")
    content = out.read_bytes()
    assert made["sha256"] == hashlib.sha256(content).hexdigest()
    assert made["path"] == str(out)
    assert made["pages"] >= 1
    said = " ".join(page_text(content).split())
    assert "LIC-2026-00001" in said
    assert "£150.00" in said
    assert "Specimen, invented publisher" in said
    assert clerk.json("log", "verify")["state"] == "whole"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--out", "usage.docx"], 2),
        (["--licensee", ""], 2),
        (["--period", "2026-13"], 2),
        (["--period", "2026-12-01..2026-11-01"], 2),
        (["--territory", "Atlantis"], 2),
        (["--territory", "France, Spain"], 2),
        (["--licensee", "Nobody plc"], 3),
        (["--out", "/no/such/folder/usage.csv"], 2),
    ],
)
def test_a_report_that_cannot_be_made_says_why(clerk, words, code):
    found, error = clerk.error("report", "usage", *words)
    assert found == code, error


def test_the_report_is_folded_by_licensee_article_territory_or_period(clerk, tmp_path):
    def folded(by):
        return clerk.json("report", "usage", "--by", by)

    assert {row["name"] for row in folded("licensee")} == {"Fenmouth Gazette plc", HOSTILE}
    (article,) = folded("article")
    assert (article["key"], article["licences"]) == ("ART-000001", 2)
    assert article["nets"] == [{"amount": "300.00", "currency": "GBP"}]
    assert [row["key"] for row in folded("territory")] == ["GB"]
    assert [row["key"] for row in folded("period")] == ["2026-11"]
    code, out, err = clerk("report", "usage", "--by", "article")
    assert code == 0
    assert out.rstrip("\n").endswith("\t2\t0\t0\t300.00 GBP")
    assert "in all: licences 2, copies seen 0, breaches 0, fees 300.00 GBP net" in err
    code, _, _ = clerk("report", "usage", "--by", "licensee", "--out", tmp_path / "by.csv")
    table = list(csv.DictReader((tmp_path / "by.csv").read_text("utf-8-sig").splitlines()))
    assert (code, {row["Fee GBP"] for row in table}) == (0, {"150.00"})
    assert all(not cell.startswith("=") for row in table for cell in row.values())
    code, _, _ = clerk("report", "usage", "--by", "territory", "--out", tmp_path / "by.xlsx")
    sheet = load_workbook(tmp_path / "by.xlsx").active
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert (code, cells.count("GB"), 300 in cells) == (0, 2, True)


def test_a_fold_that_is_none_and_a_folded_pdf_are_refused(clerk, tmp_path):
    code, error = clerk.error("report", "usage", "--by", "colour")
    assert (code, "licensee, article, territory, period" in error["message"]) == (2, True)
    code, error = clerk.error("report", "usage", "--by", "licensee", "--out", tmp_path / "u.pdf")
    assert (code, "not folded" in error["message"]) == (2, True)
    assert not (tmp_path / "u.pdf").exists()
