"""What a command shows: to eyes, to a pipe, to a script, to a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import sys
import threading
import unicodedata
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from syndicate.cli import forms, show, terminal
from syndicate.rules.money import Money
from tests.cli import spine_toys as toys

HOSTILE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028\u2029\u202a-\u202e]")


@pytest.fixture
def syndicate(capsys, home):
    """Run words; give exit code, stdout and stderr."""

    def run(*words):
        with pytest.raises(SystemExit) as left:
            toys.run.main([*words, "--home", str(home)], prog_name="syndicate")
        out, err = capsys.readouterr()
        return left.value.code, out, err

    return run


@pytest.fixture
def watched(capsys, home, monkeypatch):
    """Run words with a real terminal of so many columns as standard output."""

    def run(*words, columns=80):
        master, slave = pty.openpty()
        shown = bytearray()

        def listen():
            # A terminal hands over a few thousand characters at a time, and an error at its end.
            with suppress(OSError):
                while piece := os.read(master, 65536):
                    shown.extend(piece)

        ear = threading.Thread(target=listen)
        ear.start()
        monkeypatch.setenv("COLUMNS", str(columns))
        with os.fdopen(slave, "w", encoding="utf-8") as screen, monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", screen)
            with pytest.raises(SystemExit) as left:
                toys.run.main([*words, "--home", str(home)], prog_name="syndicate")
        ear.join()
        os.close(master)
        err = capsys.readouterr().err
        return left.value.code, shown.decode().replace("\r\n", "\n"), err

    monkeypatch.setenv("TERM", "dumb")
    return run


def test_a_pipe_gets_tabs_without_a_head_or_a_limit(syndicate):
    code, out, err = syndicate("toy", "list", "--copies", "10")
    lines = out.splitlines()
    assert (code, len(lines), err) == (0, 40, "")
    assert lines[0].split("\t") == ["TOY-1", "Wooden train", "1250.50 GBP"]


def test_json_has_everything_and_money_as_amount_and_currency(syndicate):
    code, out, err = syndicate("toy", "list", "--json")
    first = json.loads(out)[0]
    assert (code, err) == (0, "")
    assert first == {
        "ref": "TOY-1",
        "title": "Wooden train",
        "price": {"amount": "1250.50", "currency": "GBP"},
        "made_on": "2026-11-01",
        "parts": ["engine", "coach"],
    }


def test_json_keeps_a_hostile_title_whole_and_shows_none_of_it_raw(syndicate):
    _, out, _ = syndicate("toy", "list", "--json")
    assert json.loads(out)[3]["title"] == toys.SHELF[3].title
    assert HOSTILE.search(out.replace("\n", "")) is None


@pytest.mark.parametrize("form", ["--tsv", "--csv", "--table", "--json", "--jsonl"])
def test_no_form_lets_a_control_or_bidi_character_through(syndicate, form):
    code, out, _ = syndicate("toy", "list", form)
    assert code == 0
    assert HOSTILE.search(out.replace("\n", "")) is None
    assert "[/red]" in out


def test_jsonl_is_one_object_a_line(syndicate):
    _, out, _ = syndicate("toy", "list", "--jsonl", "--limit", "2", "--quiet")
    assert [json.loads(line)["ref"] for line in out.splitlines()] == ["TOY-1", "TOY-2"]


def test_csv_is_safe_for_spreadsheets_and_its_numbers_stay_numbers(syndicate):
    _, out, _ = syndicate("toy", "list", "--csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert rows[2] == {
        "ref": "TOY-3",
        "title": "'=cmd|' /C calc'!A0",
        "price": "-12.50",
        "price_currency": "GBP",
    }


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_a_cell_that_would_be_a_formula_gets_a_quote(start):
    assert forms.guarded(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("number", ["-12.50", "+3", "0.5", "-1"])
def test_a_plain_number_gets_none(number):
    assert forms.guarded(number) == number


def test_fields_trim_every_form_and_reach_into_money(syndicate):
    _, out, _ = syndicate("toy", "list", "--json", "--fields", "ref,price.amount", "--limit", "1")
    assert json.loads(out) == [{"ref": "TOY-1", "price.amount": "1250.50"}]
    _, out, _ = syndicate("toy", "list", "--fields", "made_on,ref", "--limit", "1", "--quiet")
    assert out == "2026-11-01\tTOY-1\n"


def test_an_unknown_field_is_refused_with_what_was_meant(syndicate):
    code, out, err = syndicate("toy", "list", "--fields", "prcie")
    assert (code, out) == (2, "")
    assert "there is no field 'prcie'; did you mean price?" in err
    assert "try: the fields are: ref, title, price, made_on, parts" in err


def test_sorting_by_money_counts_and_a_minus_turns_it(syndicate):
    _, out, _ = syndicate("toy", "list", "--sort", "price", "--fields", "ref")
    assert out.split() == ["TOY-3", "TOY-4", "TOY-2", "TOY-1"]
    _, out, _ = syndicate("toy", "list", "--sort", "-price", "--fields", "ref")
    assert out.split() == ["TOY-1", "TOY-2", "TOY-4", "TOY-3"]


def test_a_list_that_was_cut_says_so_beside_the_answer(syndicate):
    _, out, err = syndicate("toy", "list", "--limit", "3")
    assert len(out.splitlines()) == 3
    assert err == "3 of 4; --limit 0 shows all\n"
    assert syndicate("toy", "list", "--limit", "3", "--quiet")[2] == ""


def test_a_terminal_gets_twenty_unless_more_is_asked_for(watched):
    _, out, err = watched("toy", "list", "--copies", "10")
    assert len(out.splitlines()) == 21
    assert err == "20 of 40; --limit 0 shows all\n"
    assert len(watched("toy", "list", "--copies", "10", "--limit", "0")[1].splitlines()) == 41


@pytest.mark.parametrize("columns", [200, 80, 60, 44])
def test_a_table_fits_its_terminal_and_never_cuts_reference_or_money(watched, columns):
    _, out, _ = watched("toy", "list", columns=columns)
    lines = out.splitlines()
    assert lines[0].split() == ["ref", "title", "price"]
    assert len(lines) == 5
    for line in lines:
        assert terminal.cells(re.sub("[\u2068\u2069]", "", line)) <= columns
    assert "TOY-1  Wooden" in out
    assert "1,250.50 GBP" in out


def test_a_terminal_too_narrow_for_columns_gets_a_line_for_each_field(watched):
    _, out, _ = watched("toy", "list", "--limit", "1", "--quiet", columns=24)
    assert out == "ref    TOY-1\ntitle  Wooden train\nprice  1,250.50 GBP\n"


def test_every_isolate_that_opens_closes_on_its_line(watched):
    _, out, _ = watched("toy", "list", columns=40)
    for line in out.splitlines():
        assert line.count("\u2068") == line.count("\u2069")
    assert "\u2068" in out


def test_a_table_in_a_pipe_or_a_file_has_no_isolates(syndicate, tmp_path):
    assert "\u2068" not in syndicate("toy", "list", "--table")[1]
    path = tmp_path / "toys.txt"
    syndicate("toy", "list", "--output", str(path))
    assert path.read_text(encoding="utf-8").splitlines()[2].split() == [
        "TOY-2",
        "\u062f\u0645\u064a\u0629",
        "\u0642\u0645\u0627\u0634",
        "9.00",
        "GBP",
    ]


def test_counts_stand_to_the_right_and_words_to_the_left():
    rows = [{"ref": "A", "n": 1, "said": True}, {"ref": "B", "n": 120, "said": False}]
    assert forms.as_table(rows, ["ref", "n", "said"], room=80, bold=False) == (
        "ref    n  said\nA      1  yes\nB    120  no\n"
    )


def test_no_colour_reaches_a_dumb_terminal_or_one_that_wants_none(watched, monkeypatch):
    assert "\x1b" not in watched("toy", "list")[1]
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b[1mref" in watched("toy", "list")[1]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in watched("toy", "list")[1]
    assert "\x1b[1mref" in watched("toy", "list", "--color", "always")[1]
    monkeypatch.delenv("NO_COLOR")
    assert "\x1b" not in watched("toy", "list", "--color", "never")[1]


def test_an_empty_list_is_an_empty_array_for_scripts(syndicate):
    assert syndicate("toy", "list", "--copies", "0", "--json")[:2] == (0, "[]\n")
    assert syndicate("toy", "list", "--copies", "0", "--jsonl")[:2] == (0, "")
    assert syndicate("toy", "list", "--copies", "0")[:2] == (0, "")


def test_an_empty_list_tells_eyes_what_to_type_next(watched, home):
    code, out, err = watched("toy", "list", "--copies", "0")
    assert (code, out) == (0, "")
    assert err == f"nothing here yet\nnext: syndicate --home {home} toy add\n"


def test_two_forms_at_once_are_refused(syndicate):
    code, _, err = syndicate("toy", "list", "--csv", "--json")
    assert code == 2
    assert json.loads(err)["error"]["message"] == "--json and --csv exclude each other"


def test_a_limit_below_nothing_is_refused(syndicate):
    code, out, err = syndicate("toy", "list", "--limit", "-1")
    assert (code, out) == (2, "")
    assert err.startswith("error: --limit is a count; 0 is all")


def test_output_writes_a_new_file_in_the_form_of_its_name(syndicate, tmp_path):
    path = tmp_path / "toys.csv"
    code, out, err = syndicate("toy", "list", "--output", str(path))
    assert (code, out, err) == (0, "", f"4 written to {path}\n")
    assert path.read_text(encoding="utf-8").splitlines()[0] == "ref,title,price,price_currency"


def test_output_never_overwrites_nor_follows_a_link(syndicate, tmp_path):
    there = tmp_path / "there.csv"
    there.write_text("mine", encoding="utf-8")
    link = tmp_path / "link.csv"
    link.symlink_to(tmp_path / "elsewhere.csv")
    for path in (there, link):
        code, out, err = syndicate("toy", "list", "--output", str(path))
        assert (code, out) == (2, "")
        assert f"{path} is there already" in err
    assert there.read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "elsewhere.csv").exists()


def test_output_of_an_unknown_form_or_folder_is_refused(syndicate, tmp_path):
    assert syndicate("toy", "list", "--output", str(tmp_path / "toys"))[0] == 2
    code, _, err = syndicate("toy", "list", "--output", str(tmp_path / "no" / "toys.csv"))
    assert code == 2
    assert f"there is no folder {tmp_path / 'no'}" in err


def test_a_paper_shows_number_file_size_pages_and_digest(syndicate, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"x" * 147_600)
    code, out, _ = syndicate("toy", "paper", str(path))
    assert code == 0
    assert out == (
        "INV-2026-00012  issued\n"
        "  total   480.00 GBP\n"
        f"  file    {path}\n"
        "  size    148 kB, 2 pages\n"
        f"  sha256  {'ab' * 32}\n"
    )


def test_a_paper_in_json_is_the_whole_answer(syndicate):
    _, out, _ = syndicate("toy", "paper", "/a.pdf", "--json")
    assert json.loads(out) == {
        "ref": "INV-2026-00012",
        "state": "issued",
        "path": "/a.pdf",
        "sha256": "ab" * 32,
        "pages": 2,
        "total": {"amount": "480.00", "currency": "GBP"},
        "rate": "0.20",
        "at": "2026-11-22T09:30:00Z",
    }


def test_one_thing_is_shown_a_line_a_field(syndicate):
    assert syndicate("toy", "show-")[1] == (
        "ref      TOY-1\n"
        "title    Wooden train\n"
        "price    1,250.50 GBP\n"
        "made on  2026-11-01\n"
        "parts    engine\n"
        "         coach\n"
    )


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Money.of("1.5", "KWD"), {"amount": "1.500", "currency": "KWD"}),
        (Decimal("1E+3"), "1000"),
        (date(2026, 11, 22), "2026-11-22"),
        (datetime(2026, 11, 22, 9, tzinfo=UTC), "2026-11-22T09:00:00Z"),
        ({"a": (None, True, 3)}, {"a": [None, True, 3]}),
    ],
)
def test_values_have_one_form_in_json(value, shown):
    assert show.plain(value) == shown


@pytest.mark.parametrize("value", [b"bytes", object()])
def test_what_has_no_form_is_not_shown_at_all(value):
    with pytest.raises(TypeError):
        show.plain(value)


def test_every_control_bidi_and_invisible_character_is_made_visible():
    for code in [*range(0x20), *range(0x7F, 0xA0), 0x200B, 0x202E, 0x2066, 0x2069, 0x2028, 0xFEFF]:
        shown = terminal.clean(f"a{chr(code)}b")
        assert shown.isprintable(), code
        assert shown.startswith("a\\")
        assert shown.endswith("b")
    for code in (0x00AD, 0x061C, 0x180E, 0x2060, 0xD800, 0xE0041):
        assert all(unicodedata.category(c) not in {"Cf", "Cs"} for c in terminal.clean(chr(code)))


def test_letters_of_all_scripts_stay_as_they_are():
    for text in ("Façade", "دمية قماش", "日本語", "Ελλάς", "e\u0301"):
        assert terminal.clean(text) == text


def test_a_cut_cell_ends_with_an_ellipsis_and_counts_wide_letters_twice():
    assert terminal.fitted("Wooden train", 8) == "Wooden…"
    assert terminal.fitted("日本語日本語", 7) == "日本語…"
    assert terminal.fitted("exact", 5) == "exact"


def test_a_column_that_no_row_has_is_our_own_slip_and_is_not_hidden(syndicate):
    code, out, err = syndicate("toy", "slip")
    assert (code, out) == (1, "")
    assert err.startswith("error: unexpected KeyError")
