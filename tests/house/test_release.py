"""What is given out: one version, no address of a package index, no path of somebody's machine."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from datetime import date

from tests.house.tree import ROOT, texts, tracked

# Options that would bind a reader of a lock file to one shop.
SHOPS = re.compile(
    r"^\s*(-i|-f|--index-url|--extra-index-url|--find-links|--trusted-host)\b", re.MULTILINE
)
ADDRESS = re.compile(r"\b[a-z][a-z0-9+.]*://", re.IGNORECASE)

# A home folder or a work folder of one machine. Written so that this line is not its own finding.
MACHINE = re.compile(r"(?<![\w.~-])/(?:work|root|home|Users)/(?=\w)")

# Templates may print markup only where we made it ourselves: file, expression, reason.
OUR_MARKUP: dict[str, str] = {}


def test_the_version_is_the_newest_heading_of_the_changelog():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    headings = re.findall(
        r"^## \[?(\d+\.\d+\.\d+)\]?(?: [-—–(]+ ?(\d{4}-\d\d-\d\d)\)?)?",
        (ROOT / "CHANGELOG.md").read_text(),
        re.MULTILINE,
    )
    assert headings, "CHANGELOG.md has no heading like: ## 0.1.0 - 2026-11-23"
    assert headings[0][0] == project["version"]
    days = [date.fromisoformat(day) for _, day in headings if day]
    assert days == sorted(days, reverse=True)


def test_the_licence_of_the_code_is_whole():
    text = (ROOT / "LICENSE").read_text()
    assert "Apache License" in text[:200]
    assert "END OF TERMS AND CONDITIONS" in text
    assert len(text.splitlines()) == 202


def test_every_locked_package_is_pinned_by_its_hashes():
    for lock in ("requirements.lock", "requirements-dev.lock"):
        entries = re.split(r"\n(?=\S)", (ROOT / lock).read_text().strip())
        bare = [
            entry.splitlines()[0]
            for entry in entries
            if not re.match(r"[a-z0-9.-]+(\[[a-z,]+\])?==\S+", entry)
            or not re.search(r"--hash=sha256:[0-9a-f]{64}", entry)
        ]
        assert bare == [], "\n".join(bare)
        assert len(entries) > 30


def test_the_tests_run_on_exactly_the_packages_the_product_ships_with():
    plain, dev = (_pins(name) for name in ("requirements.lock", "requirements-dev.lock"))
    assert {name: dev.get(name) for name in plain} == plain


def test_every_dependency_we_name_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    named = {_name(each) for each in project["dependencies"]}
    assert named <= set(_pins("requirements.lock"))
    extras = {_name(each) for extra in project["optional-dependencies"].values() for each in extra}
    assert extras - {_name(project["name"])} <= set(_pins("requirements-dev.lock"))


def test_nothing_binds_a_reader_to_one_package_index():
    shops = [
        path
        for path, text in texts("requirements", "pyproject.toml", "setup/")
        if SHOPS.search(text)
    ]
    assert shops == [], "\n".join(shops)
    addresses = [
        path
        for path, text in texts("requirements", "pyproject.toml", "Makefile", "setup/", ".ci/")
        if ADDRESS.search(text) and not path.startswith("setup/demo")
    ]
    assert addresses == [], "\n".join(addresses)


def test_no_file_knows_the_machine_it_was_written_on():
    known = [
        f"{path}:{n} {line.strip()[:80]}"
        for path, text in texts()
        for n, line in enumerate(text.splitlines(), 1)
        if MACHINE.search(line)
    ]
    assert known == [], "\n".join(known)


def test_templates_print_no_markup_that_came_from_the_desk():
    unsafe = [
        f"{path}: {found}"
        for path, text in texts("templates/")
        for found in re.findall(r"\{\{[^}]*\|\s*safe\b[^}]*\}\}|autoescape\s+false", text)
        if found not in OUR_MARKUP
    ]
    assert unsafe == [], "\n".join(unsafe)


def test_what_the_commands_make_is_not_checked_in():
    made = [
        path
        for path in tracked()
        if path.startswith((".venv", ".make/", "demo/", "dist/", "build/"))
        or path.endswith((".pyc", ".db", ".db-wal", ".log", ".whl"))
    ]
    assert made == [], "\n".join(made)


def test_the_set_up_is_read_by_the_plainest_shell():
    for path, _ in texts("setup/", endings=(".sh",)):
        done = subprocess.run(
            ["sh", "-n", path], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    bashisms = [
        f"{path}:{n} {line.strip()}"
        for path, text in texts("setup/", endings=(".sh",))
        for n, line in enumerate(text.splitlines(), 1)
        if re.search(r"\[\[ |\bpipefail\b|^\s*function |\blocal \w+=\$|<<<|&>", line)
    ]
    assert bashisms == [], "\n".join(bashisms)


def test_the_libraries_of_the_press_are_on_this_machine():
    asked = subprocess.run(
        [sys.executable, "setup/libraries.py", "needed"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert asked.stdout == ""


def test_every_recipe_that_is_promised_can_be_made():
    makefile = (ROOT / "Makefile").read_text()
    recipes = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    asked = {
        name
        for path, text in texts("README.md", "CONTRIBUTING.md", "docs/", ".ci/")
        if not path.startswith("docs/decisions/")
        for name in re.findall(r"(?:^|`)make ([a-z]+)\b", text, re.MULTILINE)
    }
    assert {"demo", "test"} <= recipes
    assert asked <= recipes


def _pins(lock: str) -> dict[str, str]:
    text = (ROOT / lock).read_text()
    return dict(re.findall(r"^([a-z0-9.-]+)(?:\[[a-z,]+\])?==([^\s;\\]+)", text, re.MULTILINE))


def _name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found
    return re.sub(r"[-_.]+", "-", found.group()).lower()
