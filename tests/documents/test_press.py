"""The press as a machine: the same bytes, limits that hold, and nothing obeyed that was typed by strangers."""

from __future__ import annotations

import hashlib
import os
import signal
import socket
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from syndicate.documents.pictures import page_text
from syndicate.documents.press import Limits, Press
from syndicate.errors import Outside
from tests.samples.facts import papers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@contextmanager
def a_listener() -> Iterator[tuple[int, Callable[[], int]]]:
    """A server on this machine that counts who knocks: its port, and the count so far."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)

        def knocks() -> int:
            seen = 0
            while True:
                try:
                    visitor, _ = server.accept()
                except BlockingIOError:
                    return seen
                visitor.close()
                seen += 1

        yield server.getsockname()[1], knocks


@pytest.mark.parametrize("name", ["quote in French", "licence", "usage report"])
def test_the_same_facts_print_the_same_bytes_in_two_processes(press: Press, name: str):
    facts = papers.every_paper()[name]
    with Press() as other:
        first = other.print_paper(facts, issued_at=papers.ISSUED_AT)
    second = press.print_paper(facts, issued_at=papers.ISSUED_AT)
    assert first.pdf == second.pdf
    assert first.sha256 == second.sha256 == hashlib.sha256(first.pdf).hexdigest()


def test_another_moment_of_issue_is_another_file(press: Press):
    later = datetime(2026, 11, 23, 9, 31, tzinfo=UTC)
    first = press.print_paper(papers.a_quote(), issued_at=papers.ISSUED_AT)
    second = press.print_paper(papers.a_quote(), issued_at=later)
    assert first.sha256 != second.sha256
    assert page_text(first.pdf) == page_text(second.pdf)


def test_one_child_prints_paper_after_paper():
    with Press() as press:
        press.print_paper(papers.a_quote(), issued_at=papers.ISSUED_AT)
        first = press._child.process.pid
        press.print_paper(papers.an_invoice(), issued_at=papers.ISSUED_AT)
        assert press._child.process.pid == first
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)


def test_a_moment_without_a_zone_is_refused(press: Press):
    with pytest.raises(ValueError, match="aware moment"):
        press.print_paper(papers.a_quote(), issued_at=datetime(2026, 11, 23))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        pytest.param(
            {k: v for k, v in papers.an_invoice().items() if k != "due_on"},
            "the template of the invoice asks for a fact that is not there: 'due_on'",
            id="a fact the template asks for",
        ),
        pytest.param(
            {k: v for k, v in papers.an_invoice().items() if k != "lines"},
            "the facts of the invoice lack 'lines'",
            id="a fact the particulars are made of",
        ),
        pytest.param({"kind": "poem"}, "no template prints this kind of paper", id="no such paper"),
        pytest.param(
            papers.an_invoice(due_on="2026-02-31"),
            "the facts of the invoice do not read: day is out of range for month",
            id="a day that is none",
        ),
        pytest.param(
            papers.a_quote(total={"amount": "1e999", "currency": "GBP"}),
            None,
            id="an amount that is none",
        ),
    ],
)
def test_a_hole_in_the_facts_stops_the_press_with_one_line(
    press: Press, facts: papers.Facts, why: str | None
):
    with pytest.raises(Outside) as stopped:
        press.print_paper(facts, issued_at=papers.ISSUED_AT)
    assert stopped.value.message.startswith("the press stopped: ")
    assert "\n" not in stopped.value.message
    assert stopped.value.hint == "syndicate doctor --repair"
    if why is not None:
        assert stopped.value.message == f"the press stopped: {why}"
    assert press.print_paper(papers.an_invoice(), issued_at=papers.ISSUED_AT).pages == 1


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script><b>bold</b>",
        "<img src=file:///etc/passwd>",
        '"><link rel=attachment href=file:///etc/passwd>',
        "{{ 7*7 }} {% for i in range(10**9) %}x{% endfor %}",
        "<style>@import url(http://127.0.0.1:1/x)</style>",
        "<svg><image href=file:///etc/passwd /></svg>",
        "&lt;already&gt; &amp; escaped",
        "]]> <!-- comment -->",
    ],
)
def test_what_strangers_typed_is_printed_and_not_obeyed(
    press: Press, inflated: Callable[[bytes], bytes], text: str
):
    article = papers.an_article(headline=text, byline=text)
    licensee = papers.a_licensee(legal_name=text, contact_name=text, address=[text])
    item = papers.an_item(
        article=article,
        licensed=[{**papers.licensed_passages()[0], "text": text}],
        left_out=[{**papers.left_out_passages()[1], "reason": text, "owner_name": text}],
    )
    facts = papers.a_licence(
        items=[item], licensee=licensee, credit_line=text, special_terms=[text], link_url=text
    )
    printed = press.print_paper(facts, issued_at=papers.ISSUED_AT)
    found = "".join(page_text(printed.pdf).split())
    assert found.count("".join(text.split())) >= 5
    inside = inflated(printed.pdf)
    for name in (b"/EmbeddedFile", b"/JS", b"/JavaScript", b"/Launch", b"root:x:"):
        assert name not in inside


def test_nothing_is_fetched_for_addresses_in_the_facts(press: Press):
    with a_listener() as (port, knocks):
        url = f"http://127.0.0.1:{port}/x.png"
        text = f'"><img src="{url}"><link rel=stylesheet href="{url}">url({url})'
        for facts in (
            papers.a_quote(licensee=papers.a_licensee(legal_name=text)),
            papers.a_licence(link_url=url, credit_line=text),
            papers.an_invoice(publisher=papers.a_publisher(website=text, trading_name=text)),
        ):
            press.print_paper(facts, issued_at=papers.ISSUED_AT)
        assert knocks() == 0


def test_a_logo_that_asks_for_a_file_stops_the_paper(press: Press):
    with a_listener() as (port, knocks):
        for address in (f"http://127.0.0.1:{port}/x.png", "file:///etc/passwd"):
            logo = (
                '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="10">'
                f'<image href="{address}" width="40" height="10"/></svg>'
            )
            with pytest.raises(Outside, match="asks for a file not of the press"):
                press.print_paper(papers.a_quote(), logo=logo.encode(), issued_at=papers.ISSUED_AT)
        assert knocks() == 0


def test_a_logo_stands_in_place_of_the_name(press: Press):
    logo = b"""<svg xmlns="http://www.w3.org/2000/svg" width="120" height="30" viewBox="0 0 120 30">
    <rect width="120" height="30" fill="#0d4f66"/></svg>"""
    plain = press.print_paper(papers.a_quote(), issued_at=papers.ISSUED_AT)
    with_logo = press.print_paper(papers.a_quote(), logo=logo, issued_at=papers.ISSUED_AT)
    assert page_text(plain.pdf).startswith("The Harbour Courier")
    assert page_text(with_logo.pdf).startswith("rights@harbourcourier.example")


def test_control_and_reordering_marks_are_shown(press: Press):
    name = "Mo\x1b[31mor\x00land \u202eyllaeR\u202c Ltd\x07"
    facts = papers.a_quote(licensee=papers.a_licensee(legal_name=name))
    text = page_text(press.print_paper(facts, issued_at=papers.ISSUED_AT).pdf)
    assert "Mo\\x1b[31mor\\x00land \\x202eyllaeR\\x202c Ltd\\x07" in text


def test_a_name_of_ten_thousand_letters_is_printed_inside_the_page(press: Press):
    facts = papers.an_invoice(payer=papers.a_home_licensee(legal_name="ж" * 10_000))
    printed = press.print_paper(facts, issued_at=papers.ISSUED_AT)
    assert page_text(printed.pdf).count("ж") == 10_000
    assert printed.pages < 12


def test_common_letters_are_all_in_the_fonts_and_arabic_is_looked_up(press: Press):
    from syndicate.documents import typesetting

    uncommon = {c for c in typesetting._SURELY_DRAWN if c not in typesetting._drawn()}
    assert all(chr(c).isspace() for c in uncommon)
    licensee = papers.a_licensee(legal_name=f"Œuvre & Fils, {papers.ARABIC_HEADLINE}")
    printed = press.print_paper(papers.a_quote(licensee=licensee), issued_at=papers.ISSUED_AT)
    assert printed.undrawn == ""


def test_a_press_that_was_warmed_prints_its_first_paper_in_the_same_process():
    with Press() as press:
        press.warm()
        press.warm()
        started = press._child.process.pid
        press.print_paper(papers.a_quote(), issued_at=papers.ISSUED_AT)
        assert press._child.process.pid == started


def test_fonts_are_cut_without_harfbuzz_by_the_module_that_was_left_unread(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    from syndicate.documents import typesetting

    for name in [name for name in sys.modules if name.startswith("fontTools.subset")]:
        monkeypatch.delitem(sys.modules, name)
    typesetting._read_on_demand("fontTools.subset", "main")
    left = sys.modules["fontTools.subset"]
    assert "fontTools.subset.svg" not in sys.modules
    assert left.Options().hinting is True
    assert sys.modules["fontTools.subset"] is not left
    assert left.main([]) == 1


def test_characters_that_no_font_has_are_named(press: Press):
    facts = papers.a_quote(licensee=papers.a_licensee(legal_name="東京新聞 Ltd"))
    printed = press.print_paper(facts, issued_at=papers.ISSUED_AT)
    assert printed.undrawn == "京新東聞"


def a_template(folder: Path, body: str) -> Path:
    """A publisher's folder whose quote is `body`."""
    (folder / "quote").mkdir(parents=True)
    (folder / "quote" / "paper.html").write_text(body, encoding="utf-8")
    return folder


def test_a_publishers_own_template_is_used_before_ours(tmp_path: Path):
    body = "<html lang=en><title>Ours</title><h1>Our own quote {{ paper.number }}</h1>"
    with Press(templates_dir=a_template(tmp_path, body)) as press:
        quote = press.print_paper(papers.a_quote(), issued_at=papers.ISSUED_AT)
        invoice = press.print_paper(papers.an_invoice(), issued_at=papers.ISSUED_AT)
    assert "Our own quote QUO-2026-00031" in page_text(quote.pdf)
    assert "Amount due" in page_text(invoice.pdf)


def test_a_publisher_may_change_single_words(tmp_path: Path):
    (tmp_path / "wording").mkdir()
    (tmp_path / "wording" / "en.toml").write_text('[quote]\ntitle = "Our offer"\n')
    with Press(templates_dir=tmp_path) as press:
        text = page_text(press.print_paper(papers.a_quote(), issued_at=papers.ISSUED_AT).pdf)
    assert "Our offer" in text
    assert "How to accept, until 7 December 2026" in text


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("{{ paper.__class__.__mro__ }}", "templates may not"),
        ("{{ ''.__class__ }}", "templates may not"),
        ("{% for i in range(10**9) %}x{% endfor %}", "too big"),
        ("{% include '/etc/passwd' %}", "failed"),
        ("{% include '../../../../etc/passwd' %}", "failed"),
        ("{{ paper.nothing }}", "a fact that is not there: 'nothing'"),
        ("<img src='file:///etc/passwd'>", "not of the press"),
        ("<a rel=attachment href='file:///etc/passwd'>x</a>", "not of the press"),
        ("{{ paper.lines.append(1) }}", "templates may not"),
    ],
)
def test_a_template_may_not_leave_its_sandbox(tmp_path: Path, body: str, why: str):
    folder = a_template(tmp_path, f"<html lang=en><title>x</title>{body}")
    with Press(templates_dir=folder) as press, pytest.raises(Outside) as stopped:
        press.print_paper(papers.a_quote(), issued_at=papers.ISSUED_AT)
    assert why in stopped.value.message


BOMBS = {
    "nested flex boxes": "<div style='display:flex'>" * 16 + "x",
    "nested loops": "{% for i in range(9999) %}{% for j in range(9999) %}x{% endfor %}{% endfor %}",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_layout_bomb_ends_at_the_limit_and_the_next_paper_prints(tmp_path: Path, bomb: str):
    folder = a_template(tmp_path, f"<html lang=en><title>x</title>{BOMBS[bomb]}")
    limits = Limits(cpu_seconds=3, wall_seconds=20)
    with Press(templates_dir=folder, limits=limits) as press:
        began = time.monotonic()
        with pytest.raises(Outside) as stopped:
            press.print_paper(papers.a_quote(), issued_at=papers.ISSUED_AT)
        assert time.monotonic() - began < 21
        assert stopped.value.message in {
            "the press stopped: the paper took more than 3 s of processor time",
            "the press stopped: the paper took more than 20 s",
        }
        assert press._child is None
        assert press.print_paper(papers.an_invoice(), issued_at=papers.ISSUED_AT).pages == 1


def test_a_paper_that_eats_memory_is_stopped(tmp_path: Path):
    body = "{% set x = namespace(s='x' * 1000000) %}{% for i in range(30) %}{% set x.s = x.s ~ x.s %}{% endfor %}"
    folder = a_template(tmp_path, body)
    limits = Limits(memory=600 << 20)
    with Press(templates_dir=folder, limits=limits) as press:
        with pytest.raises(Outside, match="memory"):
            press.print_paper(papers.a_quote(), issued_at=papers.ISSUED_AT)
        assert press.print_paper(papers.an_invoice(), issued_at=papers.ISSUED_AT).pages == 1


def test_a_press_that_was_killed_says_so_and_starts_anew():
    with Press() as press:
        press.print_paper(papers.a_quote(), issued_at=papers.ISSUED_AT)
        os.kill(press._child.process.pid, signal.SIGKILL)
        with pytest.raises(Outside) as stopped:
            press.print_paper(papers.a_quote(), issued_at=papers.ISSUED_AT)
        assert stopped.value.message == "the press stopped: it ended unexpectedly (signal 9)"
        assert press.print_paper(papers.a_quote(), issued_at=papers.ISSUED_AT).pages == 1


def test_the_clock_stops_a_paper_that_hangs():
    with Press(limits=Limits(wall_seconds=1)) as press:
        press._child = press._start()
        os.kill(press._child.process.pid, signal.SIGSTOP)
        with pytest.raises(Outside, match="the paper took more than 1 s"):
            press.print_paper(papers.a_quote(), issued_at=papers.ISSUED_AT)
        assert press._child is None


def test_nothing_of_the_press_is_left_on_the_disk():
    with Press() as press:
        press.print_paper(papers.a_quote(), issued_at=papers.ISSUED_AT)
        folder = press._child.desk.name
        assert os.path.isdir(folder)  # noqa: PTH112
    assert not os.path.exists(folder)  # noqa: PTH110


def test_the_record_says_what_set_the_paper(press: Press):
    engine = press.print_paper(papers.a_quote(), issued_at=papers.ISSUED_AT).engine
    assert engine.startswith("WeasyPrint 70.")
    assert engine.split(", ")[2] in {"HarfBuzz subsets", "fontTools subsets"}
    assert engine.split(", ")[3] in {"network closed", "network not closed by the system"}
