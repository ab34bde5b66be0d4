"""What a person reads: moments, objects and empty fields, and the morning list with its commands whole."""

from __future__ import annotations

import pytest

from syndicate.cli import forms, show


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2026-11-23T18:04:59.123456Z", "2026-11-23 18:04 UTC"),
        ("2026-11-23T18:04:59Z", "2026-11-23 18:04 UTC"),
        ("2026-11-23", "2026-11-23"),
        ({"passages": [7, 8], "act": "own-words"}, "passages 7, 8, act own-words"),
        ({"total": {"amount": "1250.50", "currency": "GBP"}}, "total 1,250.50 GBP"),
        ({}, ""),
    ],
)
def test_a_value_is_shown_as_people_read_it(value, shown):
    assert forms.spoken(value) == shown


def test_a_moment_in_a_pipe_stays_as_scripts_know_it():
    row = {"at": "2026-11-23T18:04:59.000000Z"}
    assert forms.as_tsv([row], ["at"], to_file=False) == "2026-11-23T18:04:59.000000Z\n"
    assert forms.as_table([row], ["at"], room=None, bold=False) == "at\n2026-11-23 18:04 UTC\n"


def test_a_field_that_says_nothing_takes_no_line():
    found = {"ref": "PTY-1", "vat_no": None, "currency": "", "outlets": [], "payment_days": 0}
    assert show._pairs(found) == ["ref           PTY-1", "payment days  0"]


def test_what_is_unknown_in_a_list_is_not_named():
    found = {"contacts": [{"name": "M. Quill", "email": None, "telephone": "1"}]}
    assert show._pairs(found) == ["contacts  name M. Quill; telephone 1"]
