"""The pages hold together: links lead somewhere, pictures are small, the README's screen is true."""

from __future__ import annotations

import re

import pytest

from syndicate.cli.app import NOUNS
from tests.docs.replay import ROOT, masked, steps

PAGES = sorted(
    path
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    if "decisions" not in path.parts
)
README = (ROOT / "README.md").read_text(encoding="utf-8")
TUTORIAL = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")

TRAYS = {
    "articles", "licensees", "requests", "rates", "quotes", "licences", "invoices", "payments",
    "audits", "reports", "mails", "journal", "imports",
}  # fmt: skip


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    text = page.read_text(encoding="utf-8")
    lost = []
    for target in re.findall(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"", text):
        link = next(filter(None, target))
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        aim = (page.parent / name) if name else page
        if not aim.exists() or (anchor and anchor not in _anchors(aim)):
            lost.append(link)
    assert lost == []


def _anchors(page):
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head).strip().lower().replace(" ", "-") for head in heads}


def test_every_tray_has_its_page_and_the_map_names_it():
    start = (ROOT / "docs" / "start.md").read_text(encoding="utf-8")
    assert {tray for tray in TRAYS if not (ROOT / "docs" / f"{tray}.md").exists()} == set()
    assert {tray for tray in TRAYS if f"({tray}.md)" not in start} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_that_a_page_names_is_there(page):
    nouns = {noun.name for noun in NOUNS}
    named = set(re.findall(r"`(?:\$ )?syndicate ([a-z]+)", page.read_text(encoding="utf-8")))
    assert named - nouns == set()


def test_the_readme_shows_a_screen_of_the_tutorial_word_for_word():
    screen = re.search(r"^```console\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    assert screen
    shown = masked(screen[1])
    assert len(shown.splitlines()) == 12
    told = masked("".join(f"$ {step.typed}\n{step.printed}" for step in steps(TUTORIAL)))
    lines = told.splitlines()
    at = -1
    for line in shown.splitlines():
        assert line in lines[at + 1 :], line
        at = lines.index(line, at + 1)


@pytest.mark.parametrize("name", ["quote", "licence", "invoice"])
def test_the_readme_shows_the_pages_and_they_are_small(name):
    picture = ROOT / "docs" / "pictures" / f"{name}.png"
    content = picture.read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(content[16:20]) == 700
    assert len(content) < 120_000
    assert f"docs/pictures/{name}.png" in README


def test_the_pages_say_that_they_are_no_advice():
    for name in ("README.md", "docs/start.md", "docs/invoices.md", "docs/licences.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert re.search(r"not legal(?: or tax)? advice", text, re.IGNORECASE), name
