"""Settings: where each value comes from, and what is refused."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import syndicate
from syndicate.errors import BadInput, Outside
from syndicate.settings import FILE, masked, read_settings, sqlite_path

NOBODY = {"LOGNAME": "nobody"}
ROOT = Path(__file__).resolve().parents[1]


def write(home: Path, text: str, *, mode: int = 0o600) -> Path:
    path = home / FILE
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def test_an_empty_home_gives_the_defaults_and_creates_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("LOGNAME", "mira")
    home = tmp_path / "desk"
    found = read_settings(home=str(home), environ={})
    assert found.home == home
    assert found.database == f"sqlite:///{home}/syndicate.db"
    assert found.actor == "mira"
    assert (found.templates_dir, found.no_input, found.documents_open, found.pager) == (
        None,
        False,
        "never",
        None,
    )
    assert dict(found.origins) == {
        "home": "--home",
        "database": "default",
        "actor": "default",
        "templates_dir": "default",
        "documents.open": "default",
        "pager": "default",
        "articles.language": "default",
        "articles.zone": "default",
        "no_input": "default",
    }
    assert not home.exists()


def test_without_a_word_the_home_is_the_users_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    found = read_settings(environ={})
    assert found.home == tmp_path / "syndicate"
    assert found.origins["home"] == "default"


def test_a_flag_beats_the_environment_which_beats_the_file(tmp_path):
    path = write(tmp_path, 'database = "sqlite:////f.db"\nactor = "filed"\npager = "less"\n')
    environ = {"SYNDICATE_HOME": str(tmp_path), "SYNDICATE_DATABASE": "sqlite:////e.db"}
    filed_and_said = read_settings(environ=environ)
    assert (filed_and_said.database, filed_and_said.actor) == ("sqlite:////e.db", "filed")
    assert filed_and_said.origins["home"] == "$SYNDICATE_HOME"
    assert filed_and_said.origins["database"] == "$SYNDICATE_DATABASE"
    assert filed_and_said.origins["actor"] == str(path)
    assert filed_and_said.pager == "less"
    flagged = read_settings(
        database="sqlite:////g.db", actor="Mira", environ={**environ, "SYNDICATE_USER": "env"}
    )
    assert (flagged.database, flagged.actor) == ("sqlite:////g.db", "Mira")
    assert flagged.origins["actor"] == "--as"


def test_an_empty_variable_counts_as_not_set(tmp_path):
    found = read_settings(home=str(tmp_path), environ={"SYNDICATE_DATABASE": "", "CI": ""})
    assert found.origins["database"] == "default"
    assert found.no_input is False


@pytest.mark.parametrize(
    ("environ", "origin"),
    [
        pytest.param({"SYNDICATE_NO_INPUT": "1"}, "$SYNDICATE_NO_INPUT", id="the switch is on"),
        pytest.param({"CI": "true"}, "$CI", id="a build server is not asked"),
    ],
)
def test_nobody_is_asked_where_nobody_sits(tmp_path, environ, origin):
    found = read_settings(home=str(tmp_path), environ=environ)
    assert found.no_input is True
    assert found.origins["no_input"] == origin


@pytest.mark.parametrize("environ", [{"SYNDICATE_NO_INPUT": "0"}, {"CI": "false"}, {"CI": "0"}])
def test_a_switch_that_is_off_is_off(tmp_path, environ):
    assert read_settings(home=str(tmp_path), environ=environ).no_input is False


def test_a_switch_that_is_neither_is_refused(tmp_path):
    with pytest.raises(BadInput, match=r"\$SYNDICATE_NO_INPUT is a switch"):
        read_settings(home=str(tmp_path), environ={"SYNDICATE_NO_INPUT": "perhaps"})


def test_nested_keys_and_folders_are_read(tmp_path):
    write(tmp_path, 'templates_dir = "~/own"\n[documents]\nopen = "ask"\n')
    found = read_settings(home=str(tmp_path), environ={})
    assert found.documents_open == "ask"
    assert found.templates_dir == Path("~/own").expanduser()


def test_the_tables_of_sites_are_read_as_written(tmp_path):
    write(
        tmp_path,
        '[articles]\nzone = "Europe/London"\nlanguage = "en"\n'
        '[articles.cut."Courier.example"]\npromo = ["div.a", "p.b"]\ncredit_text = "^Photo"\n'
        '[articles.drupal."cms.courier.example"]\nheadline = "title"\n',
    )
    found = read_settings(home=str(tmp_path), environ={})
    assert (found.zone, found.language) == ("Europe/London", "en")
    assert found.cuts == {
        "courier.example": {"promo": ("div.a", "p.b"), "credit_text": ("^Photo",)}
    }
    assert found.drupal == {"cms.courier.example": {"headline": ("title",)}}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            '[articles.cut]\npromo = ["x"]', "articles.cut is written by site", id="no site"
        ),
        pytest.param(
            '[articles.cut."a.example"]\npromo = [7]', "is text in quotes, or a list", id="a number"
        ),
        pytest.param(
            '[articles.cuts."a.example"]\npromo = []',
            "did you mean 'articles.cut'",
            id="a table's slip",
        ),
        pytest.param(
            'databse = "x"', "unknown key 'databse'; did you mean 'database'?", id="a slip"
        ),
        pytest.param('legal_name = "x"', "unknown key 'legal_name'", id="a publisher's particular"),
        pytest.param(
            '[documents]\nopne = "ask"', "did you mean 'documents.open'?", id="a nested slip"
        ),
        pytest.param("actor = 7", "actor is text in quotes", id="a number for a name"),
        pytest.param('documents = "ask"', "unknown key 'documents'", id="a text for a table"),
        pytest.param("actor = ", "cannot be read", id="half a line"),
        pytest.param(
            '[documents]\nopen = "later"', "one of: never, ask, always", id="no such choice"
        ),
        pytest.param('actor = "a\\u001b[31m"', "do not print", id="an escape code for a name"),
        pytest.param(f'actor = "{"x" * 101}"', "1 to 100 characters", id="a name without end"),
        pytest.param(f'pager = "{"x" * 5000}"', "4096 is the most", id="a value without end"),
        pytest.param("#" * 70_000, "longer than 64 KiB", id="a file without end"),
        pytest.param("a=" + "[" * 30_000, "cannot be read", id="brackets without end"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused_in_one_line(tmp_path, text, message):
    write(tmp_path, text)
    with pytest.raises(BadInput) as caught:
        read_settings(home=str(tmp_path), environ={})
    assert message in caught.value.message
    assert "\n" not in caught.value.message


def test_a_file_in_another_encoding_is_refused(tmp_path):
    (tmp_path / FILE).write_bytes(b'actor = "\xe9"')
    with pytest.raises(BadInput, match="it is not TOML"):
        read_settings(home=str(tmp_path), environ={})


def test_a_folder_in_the_place_of_the_file_is_the_machines_fault(tmp_path):
    (tmp_path / FILE).mkdir()
    with pytest.raises(Outside, match="cannot be read"):
        read_settings(home=str(tmp_path), environ={})


def test_a_password_in_a_file_that_others_can_read_is_refused_until_it_is_private(tmp_path):
    path = write(tmp_path, 'database = "postgresql://clerk:s3cret@db.example/desk"', mode=0o644)
    with pytest.raises(BadInput) as caught:
        read_settings(home=str(tmp_path), environ={})
    assert caught.value.hint == f"chmod 600 {path}"
    assert "s3cret" not in caught.value.message
    path.chmod(0o600)
    assert read_settings(home=str(tmp_path), environ={}).database.endswith("@db.example/desk")


def test_a_file_without_a_password_may_be_read_by_others(tmp_path):
    write(tmp_path, 'database = "postgresql://clerk@db.example/desk"', mode=0o644)
    assert read_settings(home=str(tmp_path), environ={}).origins["database"].endswith(FILE)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sqlite:////srv/desk.db", "sqlite:////srv/desk.db"),
        ("postgresql://clerk@db.example/desk", "postgresql://clerk@db.example/desk"),
        ("postgresql://clerk:pw@db.example/desk", "postgresql://clerk:***@db.example/desk"),
        ("postgresql://clerk:p@w:x/@db.example/d", "postgresql://clerk:***@db.example/d"),
        ("postgresql+psycopg://:pw@/d", "postgresql+psycopg://:***@/d"),
        ("postgresql://h/d?user=a&password=pw&x=1", "postgresql://h/d?user=a&password=***&x=1"),
        ("postgresql://h/d?sslpassword=pw", "postgresql://h/d?sslpassword=***"),
        ("plain words", "plain words"),
    ],
)
def test_a_database_url_is_shown_without_its_password(url, shown):
    assert masked(url) == shown


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:////srv/desk.db", Path("/srv/desk.db")),
        ("sqlite+pysqlite:////srv/d k.db?timeout=3", Path("/srv/d k.db")),
        ("sqlite:///desk.db", Path.cwd() / "desk.db"),
        ("postgresql://clerk@db.example/desk", None),
    ],
)
def test_the_file_of_a_sqlite_url_is_known_without_the_database_library(url, path):
    assert sqlite_path(url) == path


def test_settings_never_print_the_database_url(tmp_path):
    found = read_settings(
        home=str(tmp_path), database="postgresql://clerk:s3cret@db.example/d", environ={}
    )
    assert "s3cret" not in repr(found)


def test_settings_cannot_be_changed(tmp_path):
    found = read_settings(home=str(tmp_path), environ={})
    with pytest.raises(AttributeError):
        found.actor = "somebody"
    with pytest.raises(TypeError):
        found.origins["actor"] = "somewhere"


def test_a_database_that_is_no_url_is_refused_without_being_repeated(tmp_path):
    with pytest.raises(BadInput) as caught:
        read_settings(home=str(tmp_path), database="clerk:s3cret@db", environ={})
    assert caught.value.message == "--database is not a database URL"


def test_a_home_with_a_question_mark_is_refused(tmp_path):
    with pytest.raises(BadInput, match="question mark"):
        read_settings(home=str(tmp_path / "desk?"), environ={})


def test_a_user_without_a_name_is_known_by_number(tmp_path, monkeypatch):
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    found = read_settings(home=str(tmp_path), environ={})
    assert found.actor
    assert re.fullmatch(r"[\w.-]+", found.actor)


def test_a_login_name_with_escape_codes_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("LOGNAME", "a\x1b[31m")
    with pytest.raises(BadInput, match="the login name has characters that do not print"):
        read_settings(home=str(tmp_path), environ={})


def test_the_version_is_the_one_of_the_package():
    with (ROOT / "pyproject.toml").open("rb") as file:
        assert syndicate.__version__ == tomllib.load(file)["project"]["version"]


def test_the_library_opens_only_what_is_asked_for():
    assert syndicate.BadInput is BadInput
    assert syndicate.read_settings is read_settings
    with pytest.raises(AttributeError):
        syndicate.nothing  # noqa: B018
