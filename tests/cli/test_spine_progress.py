"""Long work says how far it is, on stderr and never among the answers."""

from __future__ import annotations

import sys

import pytest

from syndicate.cli.progress import Progress
from tests.builders import Clerk


class Watch:
    """A clock that the test turns."""

    def __init__(self):
        self.seconds = 0.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def watch():
    return Watch()


def test_a_line_comes_every_ten_seconds_where_nobody_looks(watch, capsys):
    progress = Progress("licences filed", clock=watch)
    for done in range(1, 401):
        watch.seconds = done / 10
        progress(done, 400)
    progress.close()
    assert capsys.readouterr().err.splitlines() == [
        "licences filed: 100 of 400, 25%, about 30 s to go",
        "licences filed: 200 of 400, 50%, about 20 s to go",
        "licences filed: 300 of 400, 75%, about 10 s to go",
        "licences filed: 400 of 400, 100%",
    ]


def test_work_of_less_than_ten_seconds_says_nothing(watch, capsys):
    progress = Progress("papers printed", clock=watch)
    for done in range(1, 10):
        watch.seconds = done
        progress(done, 9)
    assert capsys.readouterr().err == ""


def test_minutes_are_told_and_large_counts_are_grouped():
    progress = Progress("articles")
    assert progress.line(25_000, 100_000, 60.0) == (
        "articles: 25,000 of 100,000, 25%, about 3 min 00 s to go"
    )
    assert progress.line(0, 0, 1.0) == "articles: 0 of 0"
    assert progress.line(0, 9, 1.0) == "articles: 0 of 9, 0%"


def test_a_silent_run_says_nothing(watch, capsys):
    progress = Progress("articles", silent=True, clock=watch)
    watch.seconds = 60
    progress(1, 100)
    assert capsys.readouterr().err == ""


def test_nobody_to_tell_is_no_error(watch, monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)
    progress = Progress("articles", clock=watch)
    watch.seconds = 60
    progress(1, 100)


BAR = """
import time
from syndicate.cli.progress import Progress
progress = Progress("[b]articles[/b]")
for n in range(1, {steps} + 1):
    time.sleep({pause})
    progress(n, {steps})
progress.close()
print("made")
"""


@pytest.mark.parametrize(("steps", "pause", "drawn"), [(12, 0.15, True), (3, 0.01, False)])
def test_a_bar_is_drawn_at_a_terminal_after_a_second(steps, pause, drawn, tmp_path):
    import os
    import pty
    import subprocess

    master, slave = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-c", BAR.format(steps=steps, pause=pause)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=slave,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80"},
    )
    os.close(slave)
    screen = b""
    while True:
        try:
            chunk = os.read(master, 65536)
        except OSError:
            break
        if not chunk:
            break
        screen += chunk
    out = child.communicate(timeout=60)[0]
    os.close(master)
    assert out == b"made\n"
    assert (b"[b]articles[/b]" in screen) is drawn
    assert (screen == b"") is not drawn


SHEET = "Licence no.,Client,Title,Start,End,Fee\n" + "".join(
    f"HC/{n},Marl Bulletin plc,Story {n},01/02/2026,31/01/2027,100 GBP\n" for n in range(40)
)


def test_an_import_tells_each_licence_and_answers_the_same(tmp_path):
    clerk = Clerk(tmp_path / "home")
    clerk.home.mkdir()
    clerk("init", "--yes")
    sheet = tmp_path / "old.csv"
    sheet.write_text(SHEET)
    code, out, err = clerk("licence", "import", sheet, "--date-order", "dmy", "--yes")
    assert code == 0, err
    assert "40" in out
    assert "licences filed:" not in out + err


def test_the_doctor_tells_each_paper_it_prints(tmp_path, clock):
    from tests import builders

    told = []
    with builders.a_desk(None, tmp_path, clock) as desk:
        builders.an_invoice(desk)
        checks = desk.doctor.repair(lambda done, total: told.append((done, total)))
        assert [c.state for c in checks] == ["ok", "ok"]
        assert told == [(1, 2), (2, 2)]
        gone = next(desk.store.root.rglob("*.pdf"))
        gone.unlink()
        told.clear()
        desk.doctor.repair(lambda done, total: told.append((done, total)))
        assert told == [(1, 1)]
        assert gone.is_file()
