"""Questions: asked at a terminal, never anywhere else, and never waited for."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import select
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOYS = [
    sys.executable,
    "-c",
    "from tests.cli.spine_toys import run; run.main(prog_name='syndicate')",
]


def run(*words, home, stdin=subprocess.DEVNULL, content=None, **how):
    environ = {name: value for name, value in os.environ.items() if name != "CI"}
    done = subprocess.run(
        [*TOYS, *words, "--home", str(home)],
        cwd=ROOT,
        env={**environ, **how.pop("env", {})},
        capture_output=True,
        timeout=60,
        check=False,
        **({"input": content} if content is not None else {"stdin": stdin}),
        **how,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def at_a_terminal(*words, home, typed, out=None, **environ):
    """Run words at a real terminal, typing `typed` line by line; give the exit code and the screen."""
    master, slave = pty.openpty()
    env = {name: value for name, value in os.environ.items() if name != "CI"}
    child = subprocess.Popen(
        [*TOYS, *words, "--home", str(home)],
        cwd=ROOT,
        env={**env, "TERM": "dumb", **environ},
        stdin=slave,
        stdout=slave if out is None else out,
        stderr=slave,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - one thread
    )
    os.close(slave)
    screen, lines, until = b"", list(typed), time.monotonic() + 30
    while time.monotonic() < until:
        if select.select([master], [], [], 0.05)[0]:
            try:
                chunk = os.read(master, 65536)
            except OSError:
                break
            if not chunk:
                break
            screen += chunk
        elif lines and screen.rstrip(b" ").endswith((b":", b"]")):
            line = lines.pop(0)
            os.write(master, line.encode())
            screen += b"\n"
    try:
        code = child.wait(timeout=10)
    finally:
        child.kill()
        child.wait()
        os.close(master)
    return code, screen.decode().replace("\r\n", "\n")


def test_what_is_missing_is_named_where_nobody_can_be_asked(home):
    code, out, err = run("toy", "make", "QUO-1", "--amount", "5 GBP", home=home)
    assert (code, out) == (2, "")
    assert err == "error: missing --email; pass it or run in a terminal\n"


def test_a_closed_standard_input_never_hangs(home):
    code, out, err = run(
        "toy", "make", "QUO-1", home=home, stdin=None, preexec_fn=lambda: os.close(0)
    )
    assert (code, out) == (2, "")
    assert "missing --email" in err


def test_at_a_terminal_the_default_stands_in_brackets_and_a_slip_is_asked_again(home):
    code, screen = at_a_terminal(
        "toy", "make", "QUO-1", home=home, typed=["1e999\n", "\n", "mira@example.org\n", "y\n"]
    )
    assert "Price [10 GBP]:" in screen
    assert screen.count("Price [10 GBP]:") == 2
    assert "read: 10.00 GBP for mira@example.org" in screen
    assert "Make QUO-1 for 10.00 GBP. This cannot be undone. Go on? [y/N]" in screen
    assert f"next: syndicate --home {home} toy show QUO-1" in screen
    assert '"asked --email": "mira@example.org"' in screen
    assert code == 0


def test_a_no_does_nothing(home):
    code, screen = at_a_terminal(
        "toy", "make", "QUO-1", "--amount", "5", home=home, typed=["a@example.org\n", "\n"]
    )
    assert code == 130
    assert screen.endswith("nothing was done\n")


def test_the_end_of_input_at_a_question_names_the_flag(home):
    code, screen = at_a_terminal("toy", "make", "QUO-1", "--amount", "5", home=home, typed=["\x04"])
    assert code == 2
    assert "missing --email" in screen


def test_an_interrupt_at_a_question_is_130(home):
    code, screen = at_a_terminal("toy", "make", "QUO-1", "--amount", "5", home=home, typed=["\x03"])
    assert code == 130
    assert "error: interrupted" in screen
    assert "Traceback" not in screen


@pytest.mark.parametrize(
    ("words", "environ"),
    [
        (["--no-input"], {}),
        ([], {"SYNDICATE_NO_INPUT": "1"}),
        ([], {"CI": "true"}),
    ],
)
def test_nobody_is_asked_who_said_not_to_be(home, words, environ):
    code, screen = at_a_terminal("toy", "make", "QUO-1", *words, home=home, typed=[], **environ)
    assert code == 2
    assert "missing --email" in screen
    assert "Mail:" not in screen


def test_questions_do_not_mix_with_an_answer_that_goes_into_a_pipe(home, tmp_path):
    path = tmp_path / "answer.json"
    with path.open("wb") as file:
        code, screen = at_a_terminal(
            "toy", "make", "QUO-1", "--json", "--yes", "--amount", "5", home=home,
            typed=["a@example.org\n"], out=file,
        )  # fmt: skip
    assert code == 0
    assert "Mail:" in screen
    assert json.loads(path.read_text(encoding="utf-8"))["ref"] == "QUO-1"


def test_what_cannot_be_undone_needs_yes_where_nobody_is(home):
    code, out, err = run("toy", "sell", "TOY-1", home=home)
    assert (code, out) == (2, "")
    assert err == (
        "error: Sell TOY-1 for 480.00 GBP: this cannot be undone and needs --yes\n"
        "  try: the same command with --yes\n"
    )
    assert run("toy", "sell", "TOY-1", "--yes", home=home)[:2] == (0, "sold  TOY-1\n")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("none.txt", "there is no file"),
        (".", "is not a file"),
        ("/dev/zero", "is not a file"),
        ("large", "is larger than 1000 bytes"),
        ("pipe", "is not a file"),
        ("x" * 300, "cannot be read: File name too long"),
    ],
)
def test_what_cannot_be_read_as_a_file_is_refused_at_once(home, tmp_path, name, said):
    (tmp_path / "large").write_bytes(b"x" * 1001)
    os.mkfifo(tmp_path / "pipe")
    code, out, err = run("toy", "read", str(tmp_path / name), home=home)
    assert (code, out) == (2, "")
    assert said in err


def test_a_file_or_standard_input_is_read_up_to_its_limit(home, tmp_path):
    (tmp_path / "a").write_bytes(b"x" * 1000)
    assert run("toy", "read", str(tmp_path / "a"), home=home)[1] == "bytes  1000\n"
    assert run("toy", "read", "-", home=home, content=b"abc")[1] == "bytes  3\n"
    assert run("toy", "read", "-", home=home, content=b"")[1] == "bytes  0\n"
    code, _, err = run("toy", "read", "-", home=home, content=b"x" * 200_000)
    assert code == 2
    assert "standard input is larger" in err


LONG = ("toy", "list", "--copies", "20", "--limit", "0")


@pytest.fixture
def pager(tmp_path):
    """A pager that counts the lines it is given."""
    path = tmp_path / "pager"
    path.write_text("#!/bin/sh\necho paged $(wc -l)\n", encoding="utf-8")
    path.chmod(0o700)
    return str(path)


def test_an_answer_longer_than_the_screen_is_shown_by_the_page(home, pager):
    seat = {"TERM": "xterm", "LINES": "24", "SYNDICATE_PAGER": pager}
    assert at_a_terminal(*LONG, home=home, typed=[], **seat) == (0, "paged 81\n")
    seat["LINES"] = "100"
    assert len(at_a_terminal(*LONG, home=home, typed=[], **seat)[1].splitlines()) == 81


@pytest.mark.parametrize("pager", ["cat", "no-such-pager", "'unclosed"])
def test_without_a_pager_a_long_answer_is_simply_shown(home, pager):
    seat = {"TERM": "xterm", "LINES": "24", "SYNDICATE_PAGER": pager}
    assert len(at_a_terminal(*LONG, home=home, typed=[], **seat)[1].splitlines()) == 81


def test_nothing_is_paged_in_a_pipe_or_on_a_dumb_terminal(home, pager):
    assert "paged" not in run(*LONG, home=home, env={"SYNDICATE_PAGER": pager, "TERM": "xterm"})[1]
    assert "paged" not in at_a_terminal(*LONG, home=home, typed=[], SYNDICATE_PAGER=pager)[1]
