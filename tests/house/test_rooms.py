"""The rooms: who may know whom, and what each room may never touch."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys

from tests.house.tree import ROOT, sources

# What a pure rule may use: values and text. Nothing here reads a clock, a file or a socket.
PURE = {
    "__future__", "babel", "bisect", "calendar", "collections", "dataclasses", "datetime", "decimal", "difflib",
    "enum", "fractions", "functools", "hashlib", "html", "importlib", "itertools", "json", "math", "operator",
    "re", "stdnum", "Stemmer", "string", "syndicate", "tomllib", "types", "typing", "unicodedata", "urllib.parse",
    "zoneinfo",
}  # fmt: skip

# Where the wall clock and chance enter: asked for once, at the door, and handed in from there.
CLOCKS = {"now", "today", "utcnow", "time", "monotonic"}


def _contracts(root: object) -> subprocess.CompletedProcess[str]:
    ask = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    return subprocess.run(
        [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, '.'); {ask}"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )


def test_work_flows_down_and_never_up():
    done = _contracts(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_rule_that_reaches_for_a_record_is_caught_and_told_what_to_do(tmp_path):
    shutil.copytree(
        ROOT / "syndicate", tmp_path / "syndicate", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    rule = tmp_path / "syndicate" / "rules" / "money.py"
    rule.write_text(rule.read_text() + "\nimport syndicate.records.base\n")
    done = _contracts(tmp_path)
    assert done.returncode == 1
    assert "syndicate.rules.money -> syndicate.records.base" in done.stdout
    assert "move the rule down to syndicate/rules" in done.stdout


def test_a_new_room_has_to_be_given_its_place(tmp_path):
    shutil.copytree(
        ROOT / "syndicate", tmp_path / "syndicate", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "syndicate" / "cellar").mkdir()
    (tmp_path / "syndicate" / "cellar" / "__init__.py").write_text('"""A room nobody planned."""\n')
    done = _contracts(tmp_path)
    assert done.returncode == 1
    assert "cellar" in done.stdout


def test_rules_import_nothing_that_reads_a_clock_a_file_or_a_socket():
    strangers = []
    for source in sources("syndicate/rules/"):
        for node in source.nodes:
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            else:
                continue
            strangers += [
                f"{source.path}:{node.lineno} {name}"
                for name in names
                if name not in PURE and name.split(".")[0] not in PURE
            ]
    assert strangers == [], "\n".join(strangers)


def test_rules_never_ask_what_day_it_is():
    asked = [
        f"{source.path}:{node.lineno} {node.func.attr}()"
        for source in sources("syndicate/rules/")
        for node in source.nodes
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCKS
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"datetime", "date", "time"}
    ]
    assert asked == [], "\n".join(asked)


def test_only_the_press_room_knows_the_library_that_sets_type():
    assert _importers("weasyprint") <= {"syndicate/documents"}


def test_only_the_records_the_desk_and_the_migrations_know_the_database():
    assert _importers("sqlalchemy") <= {"syndicate/records", "syndicate/desk"}
    assert _importers("alembic") <= {"syndicate/desk"}


def _importers(library: str) -> set[str]:
    return {
        source.path.rsplit("/", 1)[0]
        for source in sources("syndicate/")
        for node in source.nodes
        if (
            isinstance(node, ast.Import)
            and any(alias.name.split(".")[0] == library for alias in node.names)
        )
        or (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == library)
    }
