"""References: written one way, read several, never taken for another kind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.errors import BadInput
from syndicate.rules.numbers import PREFIXES, YEARLY, Reference, read_reference, write_reference

HARBOUR = {**PREFIXES, "licence": "THC-L", "invoice": "THC-I"}
kinds = st.sampled_from(sorted(PREFIXES))


def test_each_kind_has_its_own_prefix():
    assert len(set(PREFIXES.values())) == len(PREFIXES) == 16
    assert {PREFIXES[kind] for kind in set(PREFIXES) - YEARLY} == {
        *("ART", "PTY", "COP", "CTR", "AGR", "RST", "BLK"),
    }


def test_references_are_printed_at_one_width():
    assert write_reference("LIC", 5, year=2026) == "LIC-2026-00005"
    assert write_reference("ART", 123, year=None) == "ART-000123"
    assert write_reference("THC-L", 123456, year=2026) == "THC-L-2026-123456"


@pytest.mark.parametrize(
    ("prefix", "number", "year"),
    [("", 1, 2026), ("lic", 1, 2026), ("L C", 1, 2026), ("LIC", 0, 2026), ("LIC", -1, None),
     ("LIC", 10**9, None), ("LIC", 1, 26), ("LIC", 1, 2200)],
)  # fmt: skip
def test_a_reference_that_could_not_be_read_again_is_never_written(prefix, number, year):
    with pytest.raises(ValueError, match=r"cannot stand|is not the"):
        write_reference(prefix, number, year=year)


@pytest.mark.parametrize(
    ("text", "kind", "reference"),
    [
        ("LIC-2026-00007", "licence", Reference("LIC", 2026, 7)),
        ("lic-2026-7", "licence", Reference("LIC", 2026, 7)),
        ("lic 2026 7", "licence", Reference("LIC", 2026, 7)),
        ("LIC/2026/7", "licence", Reference("LIC", 2026, 7)),
        ("LIC–2026–7", "licence", Reference("LIC", 2026, 7)),
        ("LIC-7", "licence", Reference("LIC", None, 7)),
        ("2026-7", "licence", Reference(None, 2026, 7)),
        ("7", "licence", Reference(None, None, 7)),
        ("00007", "licence", Reference(None, None, 7)),
        (" 7\n", "licence", Reference(None, None, 7)),
        ("art-123", "article", Reference("ART", None, 123)),
        ("CRN-2026-00001", "credit-note", Reference("CRN", 2026, 1)),
    ],
)
def test_a_reference_is_read_as_people_type_it(text, kind, reference):
    assert read_reference(text, kind=kind) == reference


def test_a_publisher_may_keep_its_own_prefix():
    read = read_reference("thc-l-2026-7", kind="licence", prefixes=HARBOUR)
    assert read == Reference("THC-L", 2026, 7)
    assert read_reference("LIC-2026-7", kind="licence", prefixes=HARBOUR).prefix == "LIC"
    with pytest.raises(BadInput, match="THC-I-2026-7 is an invoice; a licence is asked for"):
        read_reference("THC-I-2026-7", kind="licence", prefixes=HARBOUR)


@pytest.mark.parametrize(
    ("text", "kind", "why"),
    [
        ("INV-2026-00007", "licence", "INV-2026-00007 is an invoice; a licence is asked for"),
        ("lic-2026-7", "invoice", "LIC-2026-7 is a licence; an invoice is asked for"),
        ("CRN-2026-1", "quote", "is a credit note; a quote is asked for"),
        ("LCI-2026-7", "licence", "no reference begins with LCI; did you mean LIC"),
        ("ZZZZZ-2026-7", "licence", "begins with ZZZZZ; write it as LIC-2026-00007"),
        ("ART-2026-7", "article", "has a year, which an article never has; write it as ART-000007"),
        ("LIC-2026-0", "licence", "numbers begin at 1"),
        ("0", "licence", "numbers begin at 1"),
        ("LIC", "licence", "not a licence reference; write it as LIC-2026-00007"),
        ("", "article", "not an article reference; write it as ART-000007"),
        ("LIC-2026-٧", "licence", "not a licence reference"),
        ("LIC-2026-1234567890", "licence", "not a licence reference"),
        ("-" * 5000, "licence", "not a licence reference"),
        ("LIC-2026-7; DROP", "licence", "not a licence reference"),
        ("\x1b[31mLIC-2026-7", "licence", "not a licence reference"),
    ],
)
def test_what_names_no_such_paper_is_refused_in_one_safe_line(text, kind, why):
    with pytest.raises(BadInput, match=why) as refusal:
        read_reference(text, kind=kind)
    assert refusal.value.message.isprintable()


@given(kinds, st.integers(1, 999_999_999), st.integers(1900, 2199))
def test_what_is_written_is_read_back(kind, number, year):
    wanted = year if kind in YEARLY else None
    text = write_reference(PREFIXES[kind], number, year=wanted)
    for typed in (text, text.lower(), text.replace("-", " ")):
        assert read_reference(typed, kind=kind) == Reference(PREFIXES[kind], wanted, number)


@given(kinds, st.text(max_size=50))
def test_any_text_is_a_reference_or_a_refusal_in_one_line(kind, text):
    try:
        answer = str(read_reference(text, kind=kind))
    except BadInput as refusal:
        answer = refusal.message
    assert answer.isprintable()
