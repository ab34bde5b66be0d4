"""Errors and exit codes, one by one: two lines on stderr, nothing on stdout, never a secret."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli import spine_toys as toys

ROOT = Path(__file__).resolve().parents[2]
TOYS = [
    sys.executable,
    "-c",
    "from tests.cli.spine_toys import run; run.main(prog_name='syndicate')",
]


@pytest.fixture
def syndicate(capsys, home, monkeypatch):
    """Run words; give exit code, stdout and stderr."""

    monkeypatch.setenv("SYNDICATE_HOME", str(home))

    def run(*words):
        with pytest.raises(SystemExit) as left:
            toys.run.main(list(words), prog_name="syndicate")
        out, err = capsys.readouterr()
        return left.value.code, out, err

    return run


def started(*words, home, **how):
    return subprocess.run(
        [*TOYS, *words, "--home", str(home)],
        cwd=ROOT,
        timeout=60,
        check=False,
        stderr=subprocess.PIPE,
        **{"stdout": subprocess.PIPE, "stdin": subprocess.DEVNULL} | how,
    )


@pytest.mark.parametrize(
    ("what", "code", "said"),
    [
        ("bad-input", 2, "error: 31/02/2026 is no day\n  try: syndicate toy raise\n"),
        ("not-found", 3, "error: no toy TOY-9\n  try: syndicate toy list\n"),
        (
            "refused",
            4,
            "error: the toy is \\x1b[31mlocked\\u202e\n  try: syndicate toy \\x07unlock\n",
        ),
        ("conflict", 5, "error: somebody else took it\n"),
        (
            "outside",
            6,
            "error: no answer from postgresql://clerk:***@db.example/desk?password=***\n",
        ),
        ("findings", 7, "found: 2 toys are broken\n"),
        ("syndicate", 1, "error: odd\n"),
        ("interrupt", 130, "\nerror: interrupted\n"),
        ("memory", 6, "error: there is not enough memory for this\n  try: syndicate doctor\n"),
        ("recursion", 6, "error: that is nested too deeply to be read\n  try: syndicate doctor\n"),
        (
            "full",
            6,
            (
                "error: the machine said no: No space left on device: /var/desk/x.pdf\n"
                "  try: syndicate doctor\n"
            ),
        ),
        (
            "read-only",
            6,
            "error: the machine said no: Read-only file system\n  try: syndicate doctor\n",
        ),
        (
            "database",
            6,
            "error: the database said no: disk I/O error\n  try: syndicate doctor\n",
        ),
        ("pipe", 141, ""),
    ],
)
def test_each_error_has_its_exit_code_and_its_words(syndicate, what, code, said):
    assert syndicate("toy", "raise", what) == (code, "", said)


@pytest.mark.parametrize("what", ["key", "missing-file", "long"])
def test_the_unexpected_is_one_line_and_names_the_log(syndicate, home, what):
    code, out, err = syndicate("toy", "raise", what)
    assert (code, out) == (1, "")
    first, second = err.splitlines()
    assert first.startswith("error: unexpected ")
    assert first.endswith(f"; the details are in {home / 'error.log'}")
    assert second == "  try: the same command with --debug"


def test_the_log_is_one_short_json_line_for_each_error_and_holds_no_secret(syndicate, home):
    for what in ("key", "long", "memory"):
        syndicate("toy", "raise", what)
    path = home / "error.log"
    lines = path.read_bytes().splitlines(keepends=True)
    assert [json.loads(line)["error"] for line in lines] == [
        "KeyError",
        "ValueError",
        "MemoryError",
    ]
    assert max(len(line) for line in lines) <= 8 * 1024
    assert b"s3cret" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0


def test_the_log_never_follows_a_link(syndicate, home, tmp_path):
    (home / "error.log").symlink_to(tmp_path / "elsewhere")
    code, _, err = syndicate("toy", "raise", "key")
    assert (code, err.splitlines()[0]) == (1, "error: unexpected KeyError")
    assert not (tmp_path / "elsewhere").exists()


def test_a_log_that_has_grown_is_put_aside(syndicate, home):
    (home / "error.log").write_bytes(b"x" * (4 * 1024 * 1024 + 1))
    syndicate("toy", "raise", "key")
    assert (home / "error.log.1").stat().st_size == 4 * 1024 * 1024 + 1
    assert len((home / "error.log").read_bytes().splitlines()) == 1


def test_debug_shows_the_traceback_without_secrets(syndicate):
    _, _, plain = syndicate("toy", "raise", "key")
    _, _, debug = syndicate("toy", "raise", "key", "--debug")
    assert "Traceback" not in plain
    assert "Traceback (most recent call last)" in debug
    assert "nobody at postgresql://clerk:***@db.example/desk" in debug
    assert "clerk:s3cret" not in debug


@pytest.mark.parametrize(
    ("words", "code", "name"),
    [
        (("toy", "raise", "refused"), 4, "refused"),
        (("toy", "raise", "key"), 1, "unexpected"),
        (("toy", "raise", "memory"), 6, "outside"),
        (("toy", "raise", "findings"), 7, "findings"),
        (("toy", "raise", "interrupt"), 130, "interrupted"),
        (("toy", "lift"), 2, "bad-input"),
    ],
)
def test_with_json_an_error_is_one_object_on_stderr(syndicate, words, code, name):
    exit_code, out, err = syndicate(*words, "--json")
    told = json.loads(err)
    assert (exit_code, out) == (code, "")
    assert told["error"]["code"] == name
    assert set(told["error"]) == {"code", "message", "hint"}
    assert "\x1b" not in err
    assert "\u202e" not in err


def test_words_after_a_double_dash_are_not_options(syndicate):
    code, _, err = syndicate("toy", "--debug", "raise", "--", "--json")
    assert code == 1
    assert "error: unexpected KeyError" in err


@pytest.mark.parametrize(
    ("words", "said", "hint"),
    [
        (("tyo",), "there is no syndicate tyo; did you mean toy?", "syndicate --help"),
        (
            ("toy", "lsit"),
            "there is no syndicate toy lsit; did you mean list?",
            "syndicate toy --help",
        ),
        (
            ("toy", "box", "ad"),
            "there is no syndicate toy box ad; did you mean add?",
            "syndicate toy box --help",
        ),
        (
            ("toy", "list", "--limti", "3"),
            "syndicate toy list has no option --limti; did you mean --limit?",
            "syndicate toy list --help",
        ),
        (("toy", "make"), "missing QUOTE", "syndicate toy make --help"),
        (("toy", "box"), "syndicate toy box what? add", "syndicate toy box --help"),
        (("--home", "x", "toy", "list", "--as"), "--as needs a value", "syndicate --help"),
        (
            ("toy", "list", "--limit", "many"),
            "--limit: 'many' is not a whole number",
            "syndicate toy list --help",
        ),
        (
            ("toy", "list", "--color", "red"),
            "--color: 'red' is not one of 'auto', 'always', 'never'",
            "syndicate toy list --help",
        ),
        (
            ("toy", "show-", "\x1b[31mextra"),
            "got unexpected extra argument(s) (\\x1b[31mextra)",
            "syndicate toy show- --help",
        ),
        (
            ("toy", "\x1b]0;x\x07"),
            "there is no syndicate toy \\x1b]0;x\\x07",
            "syndicate toy --help",
        ),
    ],
)
def test_a_line_that_cannot_be_understood_is_told_in_our_words(syndicate, words, said, hint):
    code, out, err = syndicate(*words)
    assert (code, out) == (2, "")
    assert err == f"error: {said}\n  try: {hint}\n"


def test_a_command_is_never_known_by_its_beginning(syndicate):
    assert syndicate("toy", "lis")[0] == 2


def test_an_answer_that_finds_the_disk_full_is_not_called_done(home):
    with Path("/dev/full").open("wb") as full:
        done = started("toy", "fill", home=home, stdout=full)
    assert done.returncode == 6
    assert done.stderr.startswith(b"error: the machine said no: No space left on device")
    assert b"Traceback" not in done.stderr
    with Path("/dev/full").open("wb") as full:
        assert started("toy", "show-", home=home, stdout=full).returncode == 6


def test_a_reader_that_leaves_early_is_no_error_to_speak_of(home):
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as pipe:
        done = started("toy", "fill", home=home, stdout=pipe)
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_closed_standard_output_is_not_called_done(home):
    done = started("toy", "show-", home=home, stdout=None, preexec_fn=lambda: os.close(1))
    assert done.returncode == 6
    assert b"standard output is closed" in done.stderr


def test_a_closed_standard_error_does_not_hide_the_exit_code(home):
    done = started("toy", "raise", "refused", home=home, preexec_fn=lambda: os.close(2))
    assert (done.returncode, done.stdout) == (4, b"")


def test_letters_the_terminal_cannot_write_are_escaped(home):
    environ = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = started("toy", "list", "--tsv", home=home, env=environ)
    assert done.returncode == 0
    assert b"TOY-2\t\\u062f" in done.stdout


def test_an_error_is_coloured_only_where_colour_is_wanted(syndicate):
    assert "\x1b" not in syndicate("toy", "raise", "refused")[2]
    assert syndicate("toy", "raise", "refused", "--color", "always")[2].startswith(
        "\x1b[1;31merror:"
    )
    assert syndicate("toy", "raise", "refused", "--color=never")[2].startswith("error:")
