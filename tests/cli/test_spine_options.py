"""Options of the whole program wherever they stand, nouns that load late, and the key of a command."""

from __future__ import annotations

import json
import re

import pytest

from syndicate.cli.app import NOUNS, commands
from tests.cli import spine_toys as toys


@pytest.fixture
def syndicate(capsys):
    """Run words; give exit code, stdout and stderr."""

    def run(*words):
        with pytest.raises(SystemExit) as left:
            toys.run.main(list(words), prog_name="syndicate")
        out, err = capsys.readouterr()
        return left.value.code, out, err

    return run


EVERYTHING = ["--home", "HOME", "--as", "Mira", "--database", "sqlite:////srv/d.db", "--no-input"]


@pytest.mark.parametrize("at", [0, 1, 2], ids=["before the noun", "after it", "after the verb"])
def test_the_options_of_the_program_are_understood_wherever_they_stand(syndicate, home, at):
    words = ["toy", "settings"]
    options = [str(home) if word == "HOME" else word for word in EVERYTHING]
    words[at:at] = [*options, "--json", "--quiet", "--color", "never"]
    code, out, err = syndicate(*words)
    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "home": str(home),
        "database": "sqlite:////srv/d.db",
        "actor": "Mira",
        "no_input": True,
        "quiet": True,
        "color": "never",
    }


def test_options_may_stand_on_both_sides_and_the_last_one_counts(syndicate, home):
    _, out, _ = syndicate("--as", "A", "toy", "settings", "--json", "--as=B", "--home", str(home))
    assert json.loads(out)["actor"] == "B"
    _, out, _ = syndicate("--home", str(home), "toy", "--as", "A", "settings", "--json")
    assert json.loads(out)["actor"] == "A"


def test_one_run_knows_nothing_of_the_one_before(syndicate, home):
    syndicate("toy", "settings", "--as", "Mira", "--json", "--home", str(home))
    code, out, _ = syndicate("toy", "settings", "--home", str(home), "--as", "Noor")
    assert code == 0
    assert re.search(r"^actor +Noor$", out, re.MULTILINE)


def test_a_list_takes_its_options_and_those_of_the_program_in_any_order(syndicate, home):
    one = syndicate("toy", "list", "--limit", "0", "--json", "--home", str(home))
    two = syndicate("--home", str(home), "toy", "list", "--json")
    assert one == two
    assert len(json.loads(one[1])) == 4


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_is_asked_for_in_two_ways_on_every_level(syndicate, flag):
    for words in ([], ["toy"], ["toy", "list"], ["toy", "box"], ["toy", "box", "add"], ["chest"]):
        code, out, err = syndicate(*words, flag)
        assert (code, err) == (0, "")
        assert out.startswith(" ".join(["Usage: syndicate", *words]))


def test_help_keeps_the_lines_of_an_example(syndicate):
    _, out, _ = syndicate("toy", "raise", "--help")
    assert "\n  Example:\n    syndicate toy raise refused\n" in out


def test_help_describes_the_options_of_the_program_once(syndicate):
    assert "  --home FOLDER" in syndicate("--help")[1]
    below = syndicate("toy", "list", "--help")[1]
    assert "--home FOLDER" not in below
    assert "understood everywhere" in below
    assert "--limit COUNT" in below


def test_help_fits_sixty_columns(syndicate, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    for words in ([], ["toy", "list"], ["toy", "make"]):
        assert max(len(line) for line in syndicate(*words, "--help")[1].splitlines()) <= 60


def test_a_noun_may_mean_a_verb_when_none_is_named(syndicate):
    assert json.loads(syndicate("chest", "--json")[1]) == [{"ref": "", "of": "list"}]
    assert json.loads(syndicate("chest", "LIC-1", "--json")[1]) == [{"ref": "LIC-1", "of": "list"}]
    assert json.loads(syndicate("--json", "chest", "--limit", "3")[1]) == [
        {"ref": "", "of": "list"}
    ]
    assert json.loads(syndicate("chest", "--json", "verify")[1]) == {"of": "verify"}


def test_a_bare_word_in_an_empty_home_shows_three_steps_and_makes_nothing(syndicate, tmp_path):
    home = tmp_path / "desk"
    code, out, err = syndicate("--home", str(home))
    assert (code, err) == (0, "")
    assert re.findall(r"^  \d\. (syndicate .*?)  ", out, re.MULTILINE) == [
        f"syndicate --home {home} init",
        f"syndicate --home {home} article add story.txt",
        f"syndicate --home {home} request log",
    ]
    assert not home.exists()
    told = json.loads(syndicate("--home", str(home), "--json")[1])
    assert told["steps"][0] == "syndicate init"
    assert told["desk"] is False


def test_no_word_at_all_is_a_bare_word(syndicate, tmp_path, monkeypatch):
    monkeypatch.setenv("SYNDICATE_HOME", str(tmp_path))
    code, out, err = syndicate()
    assert (code, err) == (0, "")
    assert out.startswith(f"There is no desk in {tmp_path} yet.")


def test_a_bare_word_at_a_desk_is_the_morning_list(syndicate, home):
    (home / "syndicate.db").touch()
    code, out, _ = syndicate("--home", str(home), "--json")
    assert code == 0
    assert json.loads(out) == {"waiting": 0, "home": str(home)}


def test_the_version_is_one_line(syndicate):
    code, out, err = syndicate("--version")
    assert (code, err) == (0, "")
    assert re.fullmatch(r"syndicate \d+\.\d+\.\d+\n", out)


def test_every_word_of_the_program_can_be_walked():
    paths = [path for path, _ in commands(toys.run)]
    assert paths[0] == "toy"
    assert "toy box add" in paths
    assert "chest verify" in paths
    assert len(paths) == len(set(paths))


def test_the_nouns_of_the_tree_are_named_once_and_say_what_they_are():
    assert len({noun.name for noun in NOUNS}) == len(NOUNS)
    for noun in NOUNS:
        assert noun.help.endswith(".")
        assert len(noun.help) < 75


# -- the key of a command -----------------------------------------------------------------------------


def keyed(syndicate, home, *words):
    code, out, err = syndicate("toy", "key", *words, "--json", "--home", str(home))
    assert (code, err) == (0, "")
    return json.loads(out)


def test_the_same_words_have_the_same_hash_however_the_answer_is_shown(syndicate, home):
    one = keyed(syndicate, home, "train", "--idempotency-key", "key-0001", "--note", "a")
    two = keyed(syndicate, home, "--note=a", "--yes", "train", "--quiet", "--as", "Mira")
    assert one["command"] == two["command"] == "toy key"
    assert one["hash"] == two["hash"]
    assert (one["key"], two["key"]) == ("key-0001", None)
    assert re.fullmatch("[0-9a-f]{64}", one["hash"])


def test_other_words_have_another_hash(syndicate, home):
    hashes = {
        keyed(syndicate, home, *words)["hash"]
        for words in (["train"], ["Train"], ["train", "--note", ""], ["train", "--note", "a"])
    }
    assert len(hashes) == 4


@pytest.mark.parametrize("key", ["short", "x" * 65, "has space", "é" * 8, "a/b/c/d/e", ""])
def test_a_key_that_is_no_key_is_refused(syndicate, home, key):
    words = ["toy", "key", "train", "--idempotency-key", key, "--home", str(home)]
    code, out, err = syndicate(*words)
    assert (code, out) == (2, "")
    assert err == "error: --idempotency-key has 8 to 64 letters, digits or . _ : -\n"
