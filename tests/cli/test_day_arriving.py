"""Articles arrive at the command line: what is promised is done, and what is not done is said."""

from __future__ import annotations

import json

import pytest

from tests import builders
from tests.builders import Clerk

SHORT = {"headline": "Short", "text": "Mill burns."}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A desk with its publisher and nothing else."""
    home = tmp_path_factory.mktemp("prepared")
    with builders.a_desk(None, home, lambda: builders.MORNING):
        pass
    return home


@pytest.fixture
def clerk(prepared, tmp_path):
    """Somebody at a copy of that desk."""
    return Clerk(builders.copied(prepared, tmp_path / "home"))


def lines(path, *items):
    """A file with an article a line."""
    path.write_text("".join(f"{json.dumps(item)}\n" for item in items))
    return path


def counted(answer):
    """New, changed, known, refused."""
    return tuple(answer[name] for name in ("new", "changed", "known", "refused"))


def both(clerk, *words):
    """What an import is said to do, and what it then does; the two must agree."""
    planned = counted(clerk.json("article", "import", *words, "--dry-run"))
    done = counted(clerk.json("article", "import", *words, "--yes"))
    assert planned == done
    return done


FEED = """<rss version="2.0"><channel><title>x</title><item><title>Short</title>
<guid isPermaLink="false">e-1</guid>
<content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/">&lt;p&gt;Mill burns.&lt;/p&gt;</content:encoded>
</item></channel></rss>"""
SOURCES = {
    "short.jsonl": json.dumps(SHORT),
    "short.csv": "headline,text\nShort,Mill burns.\n",
    "short.xml": FEED,
}


@pytest.mark.parametrize("name", SOURCES)
def test_an_article_whose_language_nothing_tells_is_filed_as_the_preview_promised(
    clerk, tmp_path, name
):
    (tmp_path / name).write_text(SOURCES[name])
    assert both(clerk, tmp_path / name) == (1, 0, 0, 0)
    assert clerk.json("article", "show", "ART-000001")["language"] == "en"
    assert clerk.json("article", "import", tmp_path / name, "--yes")["known"] == 1


@pytest.mark.parametrize("command", ["import", "add"])
def test_the_language_is_that_of_the_edition_before_that_of_the_settings(clerk, tmp_path, command):
    with (clerk.home / "syndicate.toml").open("a") as settings:
        settings.write('\n[articles]\nlanguage = "ar"\n')
    told = clerk.json("publisher", "show")
    french = next(e["code"] for e in told["editions"] if e["language"].startswith("fr"))
    for n, where in enumerate([["--edition", french], []], 1):
        if command == "import":
            file = lines(tmp_path / f"{n}.jsonl", {**SHORT, "headline": f"Short {n}"})
            clerk.json("article", "import", file, "--yes", *where)
        else:
            file = tmp_path / f"{n}.txt"
            file.write_text(f"Headline: Short {n}\n\nMill burns.\n")
            _, _, err = clerk("article", "add", file, *where)
            assert f"language {'ar' if n == 2 else 'fr'} (guessed)" in err
    shown = [clerk.json("article", "show", f"ART-00000{n}") for n in (1, 2)]
    assert [s["language"] for s in shown] == ["fr", "ar"]
    with builders.opened(clerk.home, lambda: clerk.now) as desk, desk.reading() as r:
        from sqlalchemy import text

        assert [row.language for row in r.rows(text("SELECT language FROM version ORDER BY id"))] == [
            "fr",
            "ar",
        ]


def test_what_the_books_refuse_is_said_without_the_words_of_the_database(clerk):
    from sqlalchemy.exc import IntegrityError

    from syndicate.desk.door import _integrity

    for said, told in {
        "NOT NULL constraint failed: version.language": "something that must be stated is missing",
        "UNIQUE constraint failed: arrival.source": "the same is on file already",
        "FOREIGN KEY constraint failed": "it names something that is not on file",
        "CHECK constraint failed: state": "a value in it is none that may stand there",
    }.items():
        found = _integrity(IntegrityError("INSERT …", {}, Exception(said)))
        assert found.message == f"the books refuse this: {told}"
