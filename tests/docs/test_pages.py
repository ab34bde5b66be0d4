"""The pages hold together: links lead somewhere, pictures are small, the README's screen is true."""

from __future__ import annotations

import re

import pytest

from syndicate.cli.app import commands
from tests.docs.replay import ROOT, screen

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
    known = {words for words, _ in commands()}
    text = page.read_text(encoding="utf-8")
    if page.name == "cli.md":
        text = ""  # written from the commands themselves
    lines = re.findall(r"^(?:\$ )?syndicate ([a-z].*)", text, re.MULTILINE)
    lines += re.findall(r"`syndicate ([a-z][^`]*)`", text)
    assert [line for line in lines if not _there(line.split(), known)] == []


def _there(words, known):
    if words[0] not in known:
        return False
    verbs = {path.split()[1] for path in known if path.startswith(f"{words[0]} ")}
    return words[0] == "log" or not verbs or (len(words) > 1 and words[1] in verbs)


def test_the_readme_shows_a_screen_of_the_tutorial_word_for_word():
    shown = re.search(r"^```console\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    assert shown
    assert shown[1] == screen(TUTORIAL)
    assert len(shown[1].splitlines()) == 12


def test_the_screen_is_refused_when_the_page_no_longer_has_its_lines():
    with pytest.raises(ValueError, match="no 'syndicate quote draft 1' on the page says"):
        screen("```console\n$ syndicate quote draft 1\nsaid\n```\n")


@pytest.mark.parametrize("name", ["quote", "licence", "invoice"])
def test_the_readme_shows_the_pages_and_they_are_small(name):
    picture = ROOT / "docs" / "pictures" / f"{name}.png"
    content = picture.read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert 690 <= int.from_bytes(content[16:20]) <= 710
    assert len(content) < 120_000
    assert f"docs/pictures/{name}.png" in README


def test_the_pages_say_that_they_are_no_advice():
    for name in ("README.md", "docs/start.md", "docs/invoices.md", "docs/licences.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert re.search(r"not legal(?: or tax)? advice", text, re.IGNORECASE), name
