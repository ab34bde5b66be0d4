"""What is printed to be typed next can be pasted: each line is one command, and names the desk meant."""

from __future__ import annotations

import ast
import json
import re
import shlex
from pathlib import Path

import pytest
from typer.core import TyperGroup

from syndicate.cli.app import commands, program
from syndicate.cli.door import pasted
from tests.builders import Clerk

ROOT = Path(__file__).resolve().parents[2] / "syndicate"
TREE = dict(commands(program()))
OPTIONS = {
    path: {flag for param in command.params for flag in param.opts} | {"--help"}
    for path, command in TREE.items()
}


def texts(node):
    """What an expression may say; a value that is put in reads X. None where only a run can tell."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.JoinedStr):
        return ["".join(p.value if isinstance(p, ast.Constant) else "X" for p in node.values)]
    if isinstance(node, ast.IfExp):
        return texts(node.body) + texts(node.orelse)
    if isinstance(node, ast.BoolOp):
        return [text for value in node.values for text in texts(value)]
    if isinstance(node, ast.BinOp):
        return [a + b for a in texts(node.left) or ["X"] for b in texts(node.right) or ["X"]]
    return []


def hints():
    """Every text of the program that is printed to be typed: where it stands, and a line of it."""
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            said = [k.value for k in node.keywords if k.arg in {"hint", "empty", "command"}]
            if name in {"next_step", "Task"}:
                said += node.args[-1:]
            for value in said:
                for text in texts(value):
                    for line in text.splitlines():
                        yield f"{path.relative_to(ROOT)}:{value.lineno}", line


LINES = sorted(set(hints()))
OURS = sorted({(where, line) for where, line in LINES if "syndicate " in line})


def test_the_hints_are_found():
    assert len(OURS) > 120


@pytest.mark.parametrize(("where", "line"), OURS, ids=[where for where, _ in OURS])
def test_a_hint_is_one_command_that_exists(where, line):
    assert line.startswith("syndicate "), line
    assert line.count("syndicate ") == 1, line
    bare_words = re.sub(r'"[^"]*"', "", line)
    assert not re.search(r"; |, then |, or |\(or | or --", bare_words), line
    words = shlex.split(re.split(r" [|<>] ", line)[0].replace("'X", "X"), posix=True)[1:]
    path = ""
    while words and f"{path} {words[0]}".strip() in TREE:
        path = f"{path} {words.pop(0)}".strip()
    flags = {word.partition("=")[0] for word in words if word.startswith("--")}
    if not path:
        assert flags <= {"--help", "--home"}, line
        return
    bare = path if not isinstance(TREE[path], TyperGroup) else f"{path} list"
    if bare not in TREE:
        assert words in (["--help"], ["X"]), line
        return
    assert flags <= OPTIONS[bare], line


def test_no_line_of_a_hint_holds_two_ways_or_two_steps():
    for where, line in LINES:
        assert not re.search(r"\(or |, or add|, then X", line), f"{where}: {line}"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({}, "syndicate today"),
        ({"home": "/srv/desk"}, "syndicate --home /srv/desk today"),
        ({"home": "my desk"}, "syndicate --home 'my desk' today"),
        ({"home": ""}, "syndicate today"),
        (
            {"home": "d", "database": "postgresql://desk:secret@db/books", "json": True},
            "syndicate --home d --database 'postgresql://desk:***@db/books' today",
        ),
    ],
)
def test_a_command_names_the_desk_that_was_named(given, shown):
    assert pasted("syndicate today", given) == shown


def test_what_is_no_command_of_ours_stays_as_it_is():
    for text in ("--by NAME", "the same command with --debug", "chmod 600 x", "syndicated"):
        assert pasted(text, {"home": "d"}) == text


@pytest.fixture
def clerk(tmp_path):
    home = tmp_path / "a desk"
    home.mkdir()
    return Clerk(home)


def printed(text):
    return re.findall(r"^ *(?:next|try|\d\.): ?(syndicate .*)$", text, re.MULTILINE)


def test_every_hint_of_a_first_hour_can_be_pasted(clerk, tmp_path):
    desk = f"syndicate --home '{clerk.home}' "
    steps = (
        ["request", "list"],
        ["init", "--yes"],
        ["request", "list", "--table"],
        ["licensee", "add", "Marl Bulletin plc", "--country", "GB", "--kind", "business"],
        ["request", "show", "7"],
        ["request", "show", "LIC-2026-00001"],
        ["no-such-noun"],
        ["request", "list", "--no-such-option"],
        ["licence", "issue"],
    )
    seen = 0
    for words in steps:
        _, out, err = clerk(*words)
        for line in printed(out + err):
            if line.endswith(" --help"):
                assert "--home" not in line
                continue
            assert line.startswith(desk), line
            seen += 1
            again = [w for w in shlex.split(line)[1:] if not w.isupper()]
            assert again[:2] == ["--home", str(clerk.home)]
    assert seen >= 5


def test_scripts_read_the_hint_without_the_desk(clerk):
    _, _, err = clerk("request", "list", "--json")
    assert json.loads(err)["error"]["hint"] == "syndicate init"


def test_the_morning_names_the_desk_in_each_command(clerk, monkeypatch):
    clerk("init", "--yes")
    clerk("licensee", "add", "Marl Bulletin plc", "--country", "GB")
    story = clerk.home / "story.txt"
    story.write_text("A headline of ours\n\n" + "Words of a story that is long enough. " * 20)
    clerk("article", "add", story)
    clerk("request", "log", "--licensee", "Marl Bulletin plc", "--article", "1")
    _, out, _ = clerk("today", "--table")
    assert "syndicate request show" in out
    _, _, err = clerk("request", "show", "1")
    assert f"next: syndicate --home '{clerk.home}' request edit" in err
