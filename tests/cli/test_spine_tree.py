"""The tree as it stands: every verb says what it does, shows how, and lists take the same options."""

from __future__ import annotations

import re

from typer.core import TyperGroup

from syndicate.cli.app import NOUNS, commands, program

TREE = dict(commands(program()))
VERBS = {path: command for path, command in TREE.items() if not isinstance(command, TyperGroup)}


def test_every_noun_of_the_table_stands():
    assert {path for path in TREE if " " not in path} == {noun.name for noun in NOUNS}


def test_every_verb_says_what_it_does_in_a_sentence():
    for path, command in VERBS.items():
        first = (command.help or "").partition("\n\n")[0].rstrip()
        assert first.endswith((".", "?")), path


def test_every_verb_shows_an_example_of_itself():
    for path, command in VERBS.items():
        examples = (command.help or "").partition("Example")[2]
        words = path.removesuffix(" list") if path == "log list" else path
        assert re.search(rf"^ *(.*\| )?syndicate {re.escape(words)}\b", examples, re.MULTILINE), (
            path
        )


def test_every_list_takes_the_same_options():
    for path, command in VERBS.items():
        if path.endswith(" list"):
            flags = {flag for param in command.params for flag in param.opts}
            assert {"--fields", "--sort", "--limit", "--csv", "--jsonl", "--json"} <= flags, path


def test_every_verb_hears_the_options_of_the_program():
    for path, command in TREE.items():
        flags = {flag for param in command.params for flag in param.opts}
        assert {"--home", "--database", "--as", "--json", "--quiet", "--no-input"} <= flags, path


def test_what_makes_a_paper_takes_a_key_and_can_be_tried_first():
    for path in ("licence issue", "invoice issue", "quote draft"):
        flags = {flag for param in VERBS[path].params for flag in param.opts}
        assert {"--idempotency-key", "--dry-run"} <= flags, path
