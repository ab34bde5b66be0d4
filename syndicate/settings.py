"""Settings of this machine: where the desk lives and who sits at it, read once and passed in."""

from __future__ import annotations

import os
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from syndicate.errors import BadInput, Outside

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "FILE",
    "KEYS",
    "TABLES",
    "Settings",
    "masked",
    "read_settings",
    "sqlite_module",
    "sqlite_path",
    "truth",
]

FILE = "syndicate.toml"
"""The settings file in the home. It holds machine settings only; the publisher is in the database."""

KEYS: Mapping[str, str] = MappingProxyType(
    {
        "actor": "who you are in the journal, when neither --as nor $SYNDICATE_USER says so",
        "articles.language": "the language of imported articles where nothing says it",
        "articles.zone": "the time zone of imported stamps that state none, such as Europe/London",
        "database": "where the books are: sqlite:////path/to/file.db or postgresql://user@host/name",
        "documents.open": "open a paper once it is made: ask, always or never",
        "pager": "the program that shows long answers a page at a time",
        "templates_dir": "a folder with the publisher's own paper templates",
    }
)
"""Every key `syndicate.toml` may hold, and what it says."""

TABLES: Mapping[str, str] = MappingProxyType(
    {
        "articles.cut": "a site's own cut rules: lists of CSS selectors and text patterns, by kind",
        "articles.drupal": "where each field of an article stands in a site's JSON:API",
    }
)
"""Every table by site that `syndicate.toml` may hold, such as `[articles.cut."courier.example"]`."""

_OPEN = ("never", "ask", "always")
_LONGEST_FILE = 64 * 1024
_LONGEST_VALUE = 4096
_LONGEST_NAME = 100
_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"", "0", "false", "no", "off"})


class Settings(NamedTuple):
    """What one run of the program knows of its machine.

    `cuts` and `drupal` are the tables of TABLES by site, each name with its texts, as written. `database`
    is a URL and may hold a password: show only `masked(database)`. `origins` says of each
    value where it came from: "--home", "$SYNDICATE_HOME", the path of the settings file, or "default".
    """

    home: Path
    database: str
    actor: str
    templates_dir: Path | None = None
    no_input: bool = False
    documents_open: str = "never"
    pager: str | None = None
    zone: str | None = None
    language: str | None = None
    cuts: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType({})
    drupal: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType({})
    origins: Mapping[str, str] = MappingProxyType({})

    def __repr__(self) -> str:
        return f"Settings(home={str(self.home)!r}, database={masked(self.database)!r}, actor={self.actor!r})"


def masked(url: str) -> str:
    """`url` with its passwords as ***, fit for messages, logs and papers."""
    scheme, mark, rest = url.partition("://")
    if mark:
        user, at, host = rest.rpartition("@")
        if at:
            rest = f"{user.partition(':')[0]}:***@{host}" if ":" in user else f"{user}@{host}"
        url = f"{scheme}://{rest}"
    if "password=" not in url.lower():
        return url
    import re  # noqa: PLC0415 - not on the way to --help

    return re.sub(r"([?&][a-z_]{0,40}password=)[^&]*", r"\1***", url, flags=re.IGNORECASE)


def sqlite_path(url: str) -> Path | None:
    """The file that a SQLite URL names, without loading the database library; None for any other URL."""
    if not url.startswith(("sqlite:", "sqlite+")):
        return None
    return Path(url.partition(":///")[2].partition("?")[0]).absolute()


def sqlite_module() -> Any:  # noqa: ANN401
    """The SQLite driver: pysqlite3 where it is installed (it brings a SQLite without the WAL-reset race)."""
    import importlib  # noqa: PLC0415 - not on the way to --help

    try:
        return importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        return importlib.import_module("sqlite3")


def read_settings(
    *,
    home: str | None = None,
    database: str | None = None,
    actor: str | None = None,
    no_input: bool = False,
    environ: Mapping[str, str] = os.environ,
) -> Settings:
    """Read the settings: what is passed in, then `SYNDICATE_*`, then `syndicate.toml`, then defaults.

    Nothing is created. Raises BadInput for a value or key that cannot be read, for a settings file
    that others can read while it holds a password; Outside when the file cannot be read at all.
    """
    origins: dict[str, str] = {}
    where = _home(home, environ, origins)
    path = where / FILE
    filed, tables = _filed(path)

    def first(name: str, given: str | None, flag: str, variable: str) -> str | None:
        for value, origin in (
            (given, flag),
            (environ.get(variable), f"${variable}"),
            (filed.get(name), str(path)),
        ):
            if value:
                origins[name] = origin
                return _plain(value, origin)
        origins[name] = "default"
        return None

    url = first("database", database, "--database", "SYNDICATE_DATABASE")
    who = first("actor", actor, "--as", "SYNDICATE_USER")
    templates = first("templates_dir", None, "", "SYNDICATE_TEMPLATES_DIR")
    opening = first("documents.open", None, "", "SYNDICATE_DOCUMENTS_OPEN") or _OPEN[0]
    pager = first("pager", None, "", "SYNDICATE_PAGER")
    zone = first("articles.zone", None, "", "SYNDICATE_ARTICLES_ZONE")
    language = first("articles.language", None, "", "SYNDICATE_ARTICLES_LANGUAGE")
    if opening not in _OPEN:
        raise BadInput(
            f"documents.open is {opening!r} in {origins['documents.open']}; "
            f"it is one of: {', '.join(_OPEN)}"
        )
    _require_private(path, filed)
    return Settings(
        home=where,
        database=_database(url, where, origins["database"]),
        actor=_actor(who, origins),
        templates_dir=None if templates is None else Path(templates).expanduser().absolute(),
        no_input=_never_ask(environ, origins, given=no_input),
        documents_open=opening,
        pager=pager,
        zone=zone,
        language=language,
        cuts=tables.get("articles.cut", {}),
        drupal=tables.get("articles.drupal", {}),
        origins=MappingProxyType(origins),
    )


def truth(value: str, name: str) -> bool:
    """What a switch in the environment says: 1, yes, true, on; 0, no, false, off or nothing.

    Raises BadInput for anything else.
    """
    said = value.strip().lower()
    if said in _YES:
        return True
    if said in _NO:
        return False
    raise BadInput(f"${name} is a switch: 1 or 0, yes or no", hint=f"unset {name}")


def _home(given: str | None, environ: Mapping[str, str], origins: dict[str, str]) -> Path:
    for value, origin in ((given, "--home"), (environ.get("SYNDICATE_HOME"), "$SYNDICATE_HOME")):
        if value:
            origins["home"] = origin
            return _absolute(_plain(value, origin), origin)
    from platformdirs import user_data_path  # noqa: PLC0415 - not on the way to --help

    origins["home"] = "default"
    return user_data_path("syndicate", appauthor=False).absolute()


def _absolute(value: str, origin: str) -> Path:
    try:
        return Path(value).expanduser().absolute()
    except RuntimeError as error:
        raise BadInput(f"{origin}: there is no such user's folder") from error


def _database(url: str | None, home: Path, origin: str) -> str:
    if url is None:
        path = home / "syndicate.db"
        if "?" in str(path):
            raise BadInput(
                "the desk's folder may not have a question mark in its name", hint="--home FOLDER"
            )
        return f"sqlite:///{path}"
    if "://" not in url:
        raise BadInput(
            f"{origin} is not a database URL", hint="--database sqlite:////path/to/syndicate.db"
        )
    return url


def _actor(given: str | None, origins: dict[str, str]) -> str:
    if given is not None:
        who = given.strip()
        if not who or len(who) > _LONGEST_NAME:
            raise BadInput(
                f"{origins['actor']}: a name has 1 to {_LONGEST_NAME} characters", hint="--as NAME"
            )
        return who
    import getpass  # noqa: PLC0415 - not on the way to --help

    try:
        return _plain(getpass.getuser(), "the login name")[:_LONGEST_NAME]
    except (KeyError, OSError):
        # a container may run as a number that has no name
        return f"uid-{os.getuid()}"


def _never_ask(environ: Mapping[str, str], origins: dict[str, str], *, given: bool) -> bool:
    said = environ.get("SYNDICATE_NO_INPUT", "")
    for never, origin in (
        (given, "--no-input"),
        (truth(said, "SYNDICATE_NO_INPUT"), "$SYNDICATE_NO_INPUT"),
        (environ.get("CI", "").strip().lower() not in _NO, "$CI"),
    ):
        if never:
            origins["no_input"] = origin
            return True
    origins["no_input"] = "default"
    return False


def _plain(value: str, origin: str) -> str:
    if len(value) > _LONGEST_VALUE:
        raise BadInput(f"{origin} is {len(value)} characters long; {_LONGEST_VALUE} is the most")
    if not value.isprintable():
        raise BadInput(f"{origin} has characters that do not print")
    return value


def _filed(path: Path) -> tuple[dict[str, str], dict[str, _Sites]]:
    """The settings file, flat ("documents.open"), and its tables by site; empty when there is none."""
    try:
        with path.open("rb") as file:
            content = file.read(_LONGEST_FILE + 1)
    except (FileNotFoundError, NotADirectoryError):
        return {}, {}
    except OSError as error:
        raise Outside(f"{path} cannot be read: {error.strerror}") from error
    if len(content) > _LONGEST_FILE:
        raise BadInput(
            f"{path} is longer than {_LONGEST_FILE // 1024} KiB; that is no settings file"
        )
    import tomllib  # noqa: PLC0415 - not on the way to --help

    try:
        table = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        # the parser quotes no value, so no password can stand in its message
        reason = str(error) if isinstance(error, tomllib.TOMLDecodeError) else "it is not TOML"
        raise BadInput(f"{path} cannot be read: {reason}") from error
    tables: dict[str, _Sites] = {}
    return dict(_flat(table, path, tables)), tables


_Sites = dict[str, dict[str, tuple[str, ...]]]


def _flat(
    table: Mapping[str, object], path: Path, tables: dict[str, _Sites], prefix: str = ""
) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in table.items():
        key = f"{prefix}{name}"
        if key in TABLES:
            tables[key] = _by_site(value, key, path)
            continue
        if isinstance(value, dict) and any(known.startswith(f"{key}.") for known in KEYS):
            found.extend(_flat(value, path, tables, f"{key}."))
            continue
        if key not in KEYS:
            import difflib  # noqa: PLC0415 - not on the way to --help

            known = [*KEYS, *TABLES]
            near = difflib.get_close_matches(key[:_LONGEST_NAME], known, n=1, cutoff=0.5)
            meant = f"; did you mean {near[0]!r}?" if near else ""
            raise BadInput(
                f"{path} has an unknown key {key[:_LONGEST_NAME]!r}{meant}",
                hint="the keys are: " + ", ".join(sorted([*KEYS, *TABLES])),
            )
        if not isinstance(value, str):
            raise BadInput(f"{path}: {key} is text in quotes")
        found.append((key, value))
    return found


def _by_site(table: object, key: str, path: Path) -> _Sites:
    """A table of tables: by site, each name with a text or a list of texts."""
    example = f'[{key}."courier.example"]'
    if not isinstance(table, dict) or not all(isinstance(each, dict) for each in table.values()):
        raise BadInput(f"{path}: {key} is written by site", hint=example)
    sites: _Sites = {}
    for site, rules in table.items():
        sites[site.lower()] = {
            name: tuple(said) if isinstance(said, list) else (said,) for name, said in rules.items()
        }
        for name, texts in sites[site.lower()].items():
            if not all(isinstance(text, str) for text in texts):
                raise BadInput(
                    f'{path}: {name} under [{key}."{site}"] is text in quotes, or a list'
                )
    return sites


def _require_private(path: Path, filed: Mapping[str, str]) -> None:
    url = filed.get("database", "")
    if masked(url) != url and path.stat().st_mode & 0o077:
        raise BadInput(
            f"{path} holds a database password and others can read it", hint=f"chmod 600 {path}"
        )
