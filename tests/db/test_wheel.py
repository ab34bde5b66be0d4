"""The wheel, as somebody gets it: alone in an empty environment, run from another folder.

The environment holds the wheel and exactly the packages of requirements.lock, so a dependency that
only the tests have is missed here as it would be there. The packages are the ones already
installed, linked in: nothing is downloaded, and the same files are tried. (`make wheel` installs
them from the lock file, hashes and all.)
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built without a network."""
    dist = tmp_path_factory.mktemp("dist")
    _done(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", dist, ROOT)
    (built,) = dist.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The folder of programs of an environment that holds the wheel and what it needs."""
    place = tmp_path_factory.mktemp("empty")
    venv.create(place, symlinks=True, with_pip=False)
    (packages,) = place.glob("lib/python3*/site-packages")
    for pin in _locked():
        _link(pin, packages)
    python = place / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check")
    _done(*pip, "install", "--no-index", "--no-deps", wheel)
    return place / "bin"


def test_the_wheel_brings_every_template_and_every_migration(wheel):
    held = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("templates", "db"):
        ours = {
            f"syndicate/_shipped/{path.relative_to(ROOT).as_posix()}"
            for path in (ROOT / folder).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        assert len(ours) > 1
        assert ours <= held


def test_the_wheel_brings_its_licence_and_no_tests(wheel):
    held = zipfile.ZipFile(wheel).namelist()
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in held)
    assert [name for name in held if not name.startswith(("syndicate/", "syndicate_desk-"))] == []


def test_the_wheel_says_its_version(installed, tmp_path):
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    said = _done(installed / "syndicate", "--version", cwd=tmp_path)
    assert version in said.split()


def test_the_wheel_shows_its_commands(installed, tmp_path):
    said = _done(installed / "syndicate", "--help", cwd=tmp_path)
    for noun in ("article", "request", "quote", "licence", "invoice", "audit", "report"):
        assert re.search(rf"\b{noun}\b", said), noun


def test_the_wheel_finds_its_own_templates_and_migrations(installed, tmp_path):
    ask = "from syndicate.shipped import shipped; print(shipped('db')); print(shipped('templates'))"
    for line in _done(installed / "python", "-I", "-c", ask, cwd=tmp_path).splitlines():
        folder = Path(line)
        assert folder.is_relative_to(installed.parent)
        assert any(folder.iterdir())


STORY = """\
The ferry that came back

By Mara Quill

The last paddle ferry of the estuary left its winter berth on Monday and crossed to the north shore
for the first time in eleven years.

Some two hundred people stood on the quay. The engine had been rebuilt by volunteers in a shed
behind the fish market.
"""

# From an empty folder to a licence, in the fewest commands.
DAY = """\
init --yes
article add story.txt --url https://harbourcourier.example/news/ferry --published 2026-11-20
article clear 1 --byline "Mara Quill" --basis staff
licensee add "The Northern Lantern" --country UK --kind business --email desk@lantern.example
request log --licensee 1 --article 1 --medium website --outlet Lantern --domain lantern.example \
    --audience 250000 --audience-unit "monthly uniques" --territory UK --language English \
    --first-use +7d --duration 12m --exclusivity none --purpose editorial
quote draft 1 --agreed 300 --reason "agreed by telephone"
quote send 1
quote accept 1 --by "M. Roux" --how mail
licence issue 1 --yes
"""


def test_the_wheel_issues_a_licence_from_nothing_and_its_books_are_whole(installed, tmp_path):
    (tmp_path / "story.txt").write_text(STORY)
    ours = ("--home", tmp_path / "home", "--no-input", "--json")
    for line in DAY.replace("\\\n", "").splitlines():
        answer = _done(installed / "syndicate", *ours, *shlex.split(line), cwd=tmp_path)
    licence = json.loads(answer)
    assert licence["ref"].startswith("LIC-")
    paper = Path(licence["path"]).read_bytes()
    assert paper.startswith(b"%PDF-")
    assert hashlib.sha256(paper).hexdigest() == licence["sha256"]
    assert _done(installed / "syndicate", *ours, "log", "verify", cwd=tmp_path)


def _locked():
    """The names pinned in requirements.lock that apply to this machine."""
    for line in (ROOT / "requirements.lock").read_text().splitlines():
        if found := re.match(r"([a-z0-9.-]+)(?:\[[a-z,]+\])?==", line):
            yield found.group(1)


def _link(name, packages):
    try:
        distribution = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        # Locked for another system or another Python: `; sys_platform == …` on its line.
        return
    for top in {file.parts[0] for file in distribution.files or () if file.parts[0] != ".."}:
        target = packages / top
        if top != "__pycache__" and not target.exists():
            target.symlink_to(distribution.locate_file(top))


def _done(*command, cwd=None):
    """What `command` says on its standard output; it must end well."""
    # Nothing of this checkout or its environment may help: no PYTHONPATH, no settings.
    plain = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    done = subprocess.run(
        [os.fspath(each) for each in command],
        cwd=cwd,
        env=plain,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
