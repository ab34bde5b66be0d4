"""One word, one meaning: names and sentences use the trade's words of docs/words.md and no others."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from tests.house.tree import defined, sources, texts, tracked

# Names that say nothing: each stands where a noun of the trade should.
EMPTY = {
    "helper", "helpers", "util", "utils", "manager", "managers", "handler", "handlers",
    "processor", "processors", "info", "infos", "misc", "stuff",
}  # fmt: skip

# Words for which the trade has another, in names.
OTHER = {
    "buyer": "licensee",
    "buyers": "licensees",
    "customer": "licensee",
    "customers": "licensees",
    "license": "licence (the noun)",
    "licenses": "licences",
    "beacon": "counting pixel",
    "dunning": "reminder",
    "unlicensed": "no licence on file",
    "infringing": "no licence on file",
    "infringer": "no licence on file",
}

# Allowed all the same, with the reason.
ALLOWED_NAMES = {
    "CustomerKind": "the word of VAT law: business or consumer decides the treatment",
    "customer_kind": "the word of VAT law: business or consumer decides the treatment",
    "license_expression": "the name a packaging standard gives it",
}

# Words no person may read from us. A page is never accused; a paper never dunned.
UNSAID = {
    r"\bunlicen[sc]ed\b": "no licence on file",
    r"\binfringing\b": "no licence on file",
    r"\binfringers?\b": "no licence on file",
    r"\bdunning\b": "reminder",
    r"\bbeacons?\b": "counting pixel",
    r"\bnil[- ]rated\b": "no-fee",
    r"\bbuyers?\b": "licensee",
}

# A state of a request has the name the desk gives it: what is missing has been asked for.
STATES = {"INFO_NEEDED", "_INFO"}

# Said all the same, with the reason.
ALLOWED_SENTENCES = {
    ("syndicate/exchange/sheets.py", "buyer"): "what other people's sheets call a licensee",
    ("syndicate/exchange/licences.py", "buyer"): "what other people's sheets call a licensee",
}

# Where such a word is the subject itself: the glossary forbids it by naming it.
ABOUT_WORDS = ("docs/words.md", "docs/decisions/", "docs/house.md", "CONTRIBUTING.md")


@cache
def words_of(name: str) -> tuple[str, ...]:
    """The words a name is made of: `PartyKind` and `party_kind` give the same two."""
    words = re.findall(r"[a-z]+|[0-9]+", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower())
    return tuple(words)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("PartyKind", ["party", "kind"]),
        ("_party_kind2", ["party", "kind", "2"]),
        ("HTMLReader", ["htmlreader"]),
    ],
)
def test_a_name_is_read_word_by_word(name, words):
    assert words_of(name) == tuple(words)


def test_no_file_has_a_name_that_says_nothing():
    empty = [
        path
        for path in tracked()
        if EMPTY.intersection(words_of(path.rsplit("/", 1)[-1].split(".")[0]))
        or EMPTY.intersection(word for part in path.split("/")[:-1] for word in words_of(part))
    ]
    assert empty == [], "\n".join(empty)


def test_no_name_says_nothing():
    empty = [
        f"{source.path}:{line} {name}"
        for source in sources("syndicate/", "db/", "setup/", "benchmarks/")
        for name, line in defined(source)
        if name not in STATES and EMPTY.intersection(words_of(name))
    ]
    assert empty == [], "\n".join(empty)


def test_names_use_the_words_of_the_trade():
    other = [
        f"{source.path}:{line} {name}: say {OTHER[word]}"
        for source in sources("syndicate/", "db/")
        for name, line in defined(source)
        if name not in ALLOWED_NAMES
        for word in words_of(name)
        if word in OTHER and not _the_verb(name, word)
    ]
    assert other == [], "\n".join(other)


def _the_verb(name: str, word: str) -> bool:
    # To license is what a publisher does: `license_article()` is right, `license_number` is not.
    return word == "license" and name.startswith("license") and not name.endswith(("id", "number"))


def test_no_sentence_of_ours_says_what_it_must_not():
    said = [
        f"{source.path}:{node.lineno} {found.group()}: say {better}"
        for source in sources("syndicate/")
        for node in source.nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for unsaid, better in UNSAID.items()
        if (found := re.search(unsaid, node.value, re.IGNORECASE))
        and (source.path, found.group().lower()) not in ALLOWED_SENTENCES
    ]
    assert said == [], "\n".join(said)


def test_no_paper_and_no_page_for_readers_says_what_it_must_not():
    said = [
        f"{path}: {found.group()}: say {better}"
        for path, text in texts("templates/", "docs/", "README.md", "CHANGELOG.md")
        if not path.startswith(ABOUT_WORDS)
        for unsaid, better in UNSAID.items()
        if (found := re.search(unsaid, text, re.IGNORECASE))
    ]
    assert said == [], "\n".join(said)
