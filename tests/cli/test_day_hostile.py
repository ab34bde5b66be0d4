"""Hostile input at the command line: one clear line, exit 2, 3 or 4, and the books as they were."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from syndicate.documents.pictures import page_text
from tests import builders
from tests.builders import Clerk

RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A desk with an article, a licensee, an open request, a sent quote and an open invoice."""
    home = tmp_path_factory.mktemp("prepared")
    with builders.a_desk(None, home, lambda: builders.MORNING) as desk:
        licensee, article = builders.a_licensee(desk), builders.an_article(desk)
        builders.an_invoice(desk, licensee=licensee, article=article)
        desk.quotes.offer(
            builders.a_quote(
                desk, request=builders.a_request(desk, licensee=licensee, article=article)
            )
        )
        builders.a_request(desk, licensee=licensee, article=article)
    return home


@pytest.fixture
def clerk(prepared, tmp_path):
    """Somebody at a copy of that desk."""
    return Clerk(builders.copied(prepared, tmp_path / "home"))


def books(clerk):
    """The journal's head and the number of rows of every table."""
    with builders.opened(clerk.home, lambda: clerk.now) as desk:
        return desk.journal.head(), builders.rows(desk)


def refused(clerk, *words, typed=b""):
    """The exit code and the one line that a command leaves with; the books must be as they were."""
    before = books(clerk)
    code, out, err = clerk(*words, typed=typed)
    assert out == "", out
    first, *more = [line for line in err.splitlines() if not line.startswith("read: ")]
    assert first.startswith("error: ")
    assert len(more) <= 1, err
    assert all(line.startswith("  try: ") for line in more)
    assert len(first) < 500
    assert not RAW.search(err)
    assert books(clerk) == before
    return code, first.removeprefix("error: ")


READERS = {
    "article add": ["article", "add"],
    "request log": ["request", "log", "--licensee", 1, "--article", 1],
    "rate import": ["rate", "import"],
    "rate check": ["rate", "check"],
    "licence import": ["licence", "import", "--yes"],
    "audit page": ["audit", "page"],
    "terms adopt": ["terms", "adopt", "--by", "A. Reed"],
    "publisher edit": ["publisher", "edit", "--from"],
}


@pytest.mark.parametrize("command", READERS)
@pytest.mark.parametrize("how", ["in a file", "on standard input"])
def test_nothing_at_all_is_refused(clerk, tmp_path, command, how):
    empty = tmp_path / ("empty.csv" if command == "licence import" else "empty.txt")
    empty.write_bytes(b"")
    source = empty if how == "in a file" else "-"
    code, said = refused(clerk, *READERS[command], source)
    assert code == 2
    assert "empty" in said or "missing" in said or "nothing" in said, said


@pytest.mark.parametrize("command", [*READERS, "evidence"])
def test_a_file_of_50_mb_is_refused_before_it_is_read(clerk, tmp_path, command):
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    words = READERS.get(command) or ["quote", "accept", 2, "--by", "Orla Finch", "--evidence"]
    code, said = refused(clerk, *words, huge)
    assert code == 2
    assert "larger than" in said


@pytest.mark.parametrize("command", READERS)
@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(bytes(range(256)) * 64, id="every byte"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"\x00\x01\x02" * 400, id="a picture"),
        pytest.param(b"\x7fELF\x02\x01\x01" + b"\x00\xff" * 400, id="a program"),
        pytest.param(b"PK\x03\x04" + b"\x14\x00\x99" * 300, id="a broken archive"),
    ],
)
def test_what_is_no_text_is_refused(clerk, tmp_path, command, raw):
    file = tmp_path / ("binary.xlsx" if command == "licence import" else "binary.bin")
    file.write_bytes(raw)
    code, _ = refused(clerk, *READERS[command], file)
    assert code in {2, 4}


def test_a_page_that_points_at_files_of_the_machine_is_refused(clerk, tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        "<html><body><h1>Ferry returns</h1><script>steal()</script><p>The ferry came back on Monday."
        '<img src="file:///etc/passwd"></p></body></html>'
    )
    code, said = refused(clerk, "article", "add", page)
    assert code == 2, said
    assert "file:" in said


def test_a_page_with_scripts_is_read_as_text_alone(clerk, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("CANARY-OF-THE-DISK")
    page = tmp_path / "page.html"
    page.write_text(
        f"""<!doctype html><html lang="en"><head><title>Ferry returns</title>
        <script>alert("SCRIPT-RAN")</script><style>p {{ background: url(file://{secret}) }}</style>
        <link rel="attachment" href="https://x.example/a"></head>
        <body onload="alert('ON-LOAD')"><article><h1>Ferry returns to Stornby</h1>
        <p>By Idris Calloway</p>
        <p>The ferry came back on Monday <img src="https://x.example/a.png" onerror="steal()"> with all
        its passengers well, and the harbour master was on the quay to count them.</p>
        <script>document.write("WRITTEN")</script>
        <iframe src="https://x.example/f"></iframe><object data="https://x.example/o"></object>
        <p onclick="evil()">It will sail again on Friday <b>at noon</b>, she said, weather
        permitting, and the cook will be on board with the bread.</p>
        </article></body></html>"""
    )
    made = clerk.json("article", "add", page)
    texts = " ".join(p["text"] for p in made["passages"])
    assert "The ferry came back on Monday" in texts
    assert "It will sail again on Friday at noon" in texts
    everything = json.dumps(clerk.json("article", "show", made["ref"]))
    for never in ("CANARY", "SCRIPT-RAN", "ON-LOAD", "steal", "evil", "<p", "background"):
        assert never not in everything
    with builders.opened(clerk.home, lambda: clerk.now) as desk:
        builders.settle(desk, made["ref"])
        licence = desk.licences.issue(
            builders.an_accepted_quote(desk, article=made["ref"], licensee="1")
        )
    pdf = Path(licence.path).read_bytes()
    assert b"CANARY" not in pdf
    assert b"/EmbeddedFile" not in pdf
    assert b"/JavaScript" not in pdf
    text = page_text(pdf)
    assert "It will sail again on Friday" in text
    assert "CANARY" not in text


ESCAPES = "Ferry \u202egnp.exe\u200b returns [/red] {{ 7*7 }} <b>now</b>"


@pytest.mark.parametrize("where", ["in the file", "as the flag"])
def test_a_headline_of_terminal_escapes_is_refused(clerk, tmp_path, where):
    codes = "\x1b]0;owned\x07\x1b[2JFerry returns"
    story = tmp_path / "story.txt"
    told = codes if where == "in the file" else "Ferry returns"
    story.write_text(f"{told}\nThe ferry came back on Monday with all its passengers well.\n")
    flags = [] if where == "in the file" else ["--headline", codes]
    code, said = refused(clerk, "article", "add", story, *flags)
    assert code == 2, said


def test_a_headline_of_bidi_and_markup_is_shown_as_text_and_never_obeyed(clerk, tmp_path):
    story = tmp_path / "story.txt"
    story.write_text(
        f"{ESCAPES}\nBy Idris Calloway\nThe ferry came back on Monday with all passengers well.\n"
        "It will sail again on Friday at noon, the harbour master said.\n"
    )
    code, out, err = clerk("article", "add", story)
    assert code == 0, err
    assert not RAW.search(out + err)
    assert "Ferry" in out
    for command in (["article", "list"], ["article", "show", 2], ["search", "ferry"], ["log"]):
        code, out, err = clerk(*command)
        assert (code, RAW.search(out + err)) == (0, None), command
        code, out, err = clerk(*command, "--json")
        assert (code, RAW.search(out + err)) == (0, None), command
    with builders.opened(clerk.home, lambda: clerk.now) as desk:
        builders.settle(desk, "ART-000002")
        quote = builders.an_accepted_quote(desk, article="ART-000002", licensee="1")
        licence = desk.licences.issue(quote)
    text = page_text(Path(licence.path).read_bytes())
    assert "{{ 7*7 }}" in text
    assert "<b>now</b>" in text
    assert "\x1b" not in text


AMOUNTS = ["1e999", "1e3", "NaN", "Infinity", "-5", "9" * 400, "0x10", "1/3", "1,200 KWD", "", "£"]


@pytest.mark.parametrize("amount", AMOUNTS)
def test_what_is_no_amount_is_refused(clerk, amount):
    code, said = refused(clerk, "payment", "record", "INV-2026-00001", f"--amount={amount}")
    assert code == 2, said
    code, said = refused(
        clerk, "quote", "draft", 3, f"--agreed={amount}", "--reason", "agreed by telephone"
    )
    assert code in {2, 4}, said


@pytest.mark.parametrize(
    "words",
    [
        ["quote", "draft", 3, "--currency", "EUR", "--fx", "1e999", "--fx-source", "a bank"],
        ["quote", "draft", 3, "--currency", "EUR", "--fx", "NaN", "--fx-source", "a bank"],
        ["quote", "draft", 3, "--currency", "EUR", "--fx", "-1", "--fx-source", "a bank"],
        ["quote", "draft", 3, "--currency", "XXZ", "--fx", "1.1", "--fx-source", "a bank"],
        ["request", "edit", 3, "--audience", "1e999"],
        ["request", "edit", 3, "--audience", "-1"],
        ["article", "clear", 1, "--byline", "X", "--basis", "freelance", "--share", "1e999"],
        ["article", "clear", 1, "--byline", "X", "--basis", "freelance", "--share", "NaN"],
        ["payment", "record", "INV-2026-00001", "--amount", "1", "--withheld", "1e999"],
        ["payment", "record", "INV-2026-00001", "--amount", "1", "--charge", "NaN"],
    ],
)
def test_a_figure_beyond_reason_is_refused_wherever_it_is_typed(clerk, words):
    code, said = refused(clerk, *words)
    assert code == 2, said


DAYS = {
    "article add": ["article", "add", builders.SAMPLES / "pilotes-de-nuit.txt", "--published"],
    "article clear": [
        "article",
        "clear",
        1,
        5,
        "--licensed",
        "--owner",
        "X",
        "--source",
        "Y",
        "--until",
    ],
    "request edit": ["request", "edit", 3, "--first-use"],
    "quote accept": ["quote", "accept", 2, "--by", "Orla Finch", "--on"],
    "payment record": ["payment", "record", "INV-2026-00001", "--amount", "1", "--on"],
    "report usage": ["report", "usage", "--period"],
}


@pytest.mark.parametrize("command", DAYS)
@pytest.mark.parametrize("day", ["31/02/2026", "2026-02-31", "", "9" * 5000, "99999-01-01"])
def test_a_day_that_does_not_exist_is_refused(clerk, command, day):
    *words, flag = DAYS[command]
    code, said = refused(clerk, *words, f"{flag}={day}")
    assert code == 2, said


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["request", "log", "--article", 1], 2),
        (["request", "log", "--article", 1, "--licensee", "PTY-000099"], 3),
        (["request", "log", "--article", 1, "--licensee", "99"], 3),
        (["request", "log", "--article", 1, "--licensee", ""], 2),
        (["request", "log", "--article", 1, "--licensee", "   "], 2),
        (["request", "log", "--article", 1, "--licensee", "1", "--payer", "PTY-000099"], 3),
        (["licensee", "show", "PTY-000099"], 3),
        (["licensee", "edit", "PTY-000099", "--country", "France"], 3),
        (["licensee", "outlet", "add", "PTY-000099", "Echo"], 3),
        (["licensee", "add", ""], 2),
        (["licensee", "add", "x" * 5000], 2),
        (["report", "usage", "--licensee", "PTY-000099"], 3),
        (["request", "log", "--licensee", 1, "--article", "ART-000099"], 3),
        (["quote", "draft", "REQ-2026-00099"], 3),
        (["licence", "issue", "QUO-2026-00099", "--yes"], 3),
        (["invoice", "issue", "LIC-2026-00099", "--yes"], 3),
        (["payment", "record", "INV-2026-00099", "--amount", "1"], 3),
        (["audit", "page", builders.TWIN, "--licence", "LIC-2026-00099"], 3),
        (["audit", "page", builders.TWIN, "--url", "https://a.example/\x1b[2J"], 2),
        (["article", "add", builders.TWIN, "--url", "file:///etc/passwd"], 2),
        (["article", "add", "file:///etc/passwd"], 2),
        (["article", "add", "/dev/zero"], 2),
        (["article", "add", "/etc"], 2),
        (["article", "add", "no-such-file.txt"], 2),
        (["mail", "sent", "QUO-2026-00099"], 3),
        (["licence", "import", "--take-back", 99, "--yes"], 3),
        (["log", "verify", "--against", "1:zz"], 2),
    ],
)
def test_what_is_missing_or_no_such_thing_is_named(clerk, words, expected):
    code, said = refused(clerk, *words)
    assert code == expected, said


def test_a_licensee_on_another_machine_cannot_be_fetched_from_inside(clerk):
    for url in ("http://127.0.0.1/x", "http://169.254.169.254/latest/", "http://[::1]/"):
        code, said = refused(clerk, "article", "add", url)
        assert code in {2, 4, 6}, said
