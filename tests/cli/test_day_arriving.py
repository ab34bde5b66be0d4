"""Articles arrive at the command line: what is promised is done, and what is not done is said."""

from __future__ import annotations

import json
import shlex

import pytest

from syndicate.cli.sources import named
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

        assert [
            row.language for row in r.rows(text("SELECT language FROM version ORDER BY id"))
        ] == [
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


def test_a_source_of_which_nothing_can_be_read_is_an_error_and_the_others_are_filed(
    clerk, tmp_path
):
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "bin.dat").write_bytes(bytes(range(256)) * 4)
    good = lines(tmp_path / "good.jsonl", SHORT)
    for name in ("empty.csv", "bin.dat"):
        for how in ("--yes", "--dry-run"):
            code, out, err = clerk("article", "import", tmp_path / name, how)
            assert (code, out) == (2, ""), err
            assert err.startswith(f"error: {name} ")
            assert "  try: syndicate" in err
    code, out, err = clerk("article", "import", good, tmp_path / "bin.dat", "--yes", "--json")
    assert code == 2
    assert counted(json.loads(out)) == (1, 0, 0, 1)
    assert "bin.dat is binary" in err


def test_an_import_in_which_some_items_were_refused_ends_well_and_says_so(clerk, tmp_path):
    file = lines(tmp_path / "a.jsonl", SHORT, {"headline": "No text"})
    code, out, err = clerk("article", "import", file, "--yes")
    assert code == 0
    assert "line 2 refused: it has no text" in out
    assert "1 item was refused; all others are on file" in err


def test_the_command_that_mends_an_import_can_be_pasted_as_it_is(clerk, tmp_path):
    sheet = tmp_path / "of may" / "dates.csv"
    sheet.parent.mkdir()
    sheet.write_text("headline,text,published\nShort,Mill burns.,03/04/2026\n")
    code, _, err = clerk("article", "import", sheet, "--yes", "--edition", "en")
    assert code == 2
    hint = err.splitlines()[-1].removeprefix("  try: ")
    assert hint.endswith(f"article import '{sheet}' --edition en --yes --date-order dmy")
    words = shlex.split(hint)[1:]
    code, _, err = clerk(*(w for w in words if w not in {"--home", str(clerk.home)}))
    assert code == 0, err
    assert clerk.json("article", "show", "ART-000001")["published_on"] == "2026-04-03"
    code, _, err = clerk("article", "import", sheet, "--kind", "tabel", "--no-fetch")
    assert err.splitlines()[-1].endswith(f"article import '{sheet}' --no-fetch --kind table")


def dated(*days):
    """Articles of our own shape, published on these days as they are written."""
    return [
        {**SHORT, "headline": f"Short {n}", "id": f"d-{n}", "published": day}
        for n, day in enumerate(days, 1)
    ]


@pytest.mark.parametrize("name", ["days.jsonl", "days.json", "linked.jsonl"])
def test_a_day_in_json_that_can_be_read_two_ways_is_asked_once_as_in_a_sheet(clerk, tmp_path, name):
    file = tmp_path / name
    items = dated("03/04/2026", "2026-05-06T07:00:00Z", "7 May 2026")
    if name == "days.json":
        file.write_text(json.dumps(items))
    elif name == "days.jsonl":
        lines(file, *items)
    else:
        lines(
            file,
            *(
                {
                    "@type": "NewsArticle",
                    "headline": item["headline"],
                    "articleBody": item["text"],
                    "datePublished": item["published"],
                }
                for item in items
            ),
        )
    for how in ("--dry-run", "--yes"):
        code, out, err = clerk("article", "import", file, how)
        assert (code, out) == (2, "")
        assert "can be read two ways" in err
        assert "is 3 April 2026 or 4 March 2026" in err
        assert f"article import {file} {how} --date-order dmy" in err
    done = clerk.json("article", "import", file, "--yes", "--date-order", "dmy")
    assert counted(done) == (3, 0, 0, 0)
    days = [clerk.json("article", "show", f"ART-00000{n}")["published_on"] for n in (1, 2, 3)]
    assert days == ["2026-04-03", "2026-05-06", "2026-05-07"]


def test_other_days_of_a_file_of_json_decide_how_all_are_read(clerk, tmp_path):
    file = lines(tmp_path / "days.jsonl", *dated("03/04/2026", "24/12/2025"))
    assert both(clerk, file) == (2, 0, 0, 0)
    assert clerk.json("article", "show", "ART-000001")["published_on"] == "2026-04-03"


def test_an_impossible_day_in_json_refuses_its_item_alone_with_the_reason(clerk, tmp_path):
    file = lines(tmp_path / "days.jsonl", *dated("31/02/2026", "2026-02-30", "2026-02-28"))
    assert both(clerk, file) == (1, 0, 0, 2)
    _, out, _ = clerk("article", "import", file, "--yes")
    assert "line 1 refused: date published: there is no such day as “31/02/2026”" in out
    assert "line 2 refused: date published: " in out
    lines(file, *dated("28/02/2026", "2026-02-27", "2026-02-28"))
    assert both(clerk, file) == (2, 0, 1, 0)


def test_a_file_of_json_in_a_folder_is_refused_alone_where_its_days_have_two_readings(
    clerk, tmp_path
):
    folder = tmp_path / "folder"
    folder.mkdir()
    lines(folder / "a.jsonl", *dated("03/04/2026"))
    lines(folder / "b.jsonl", SHORT)
    assert both(clerk, folder) == (1, 0, 0, 1)
    _, out, _ = clerk("article", "import", folder, "--yes")
    assert "(--date-order dmy)" in out
    done = clerk.json("article", "import", folder, "--yes", "--date-order", "mdy")
    assert counted(done) == (1, 0, 1, 0)
    assert clerk.json("article", "show", "ART-000002")["published_on"] == "2026-03-04"


@pytest.mark.parametrize(
    ("typed", "name"),
    [("a/export.csv", "export.csv"), (".", "archive"), ("..", "kept"), ("./", "archive")],
)
def test_a_source_is_never_without_a_name(tmp_path, monkeypatch, typed, name):
    folder = tmp_path / "kept" / "archive"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    assert named(typed) == name
