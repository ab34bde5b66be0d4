"""The calls by which an act becomes lasting, counted; and at one of them the process dies, or the call fails.

Files: the lock, a folder made, a file opened, half written, synced, renamed, a folder synced, a file
removed. Books: a transaction begun, each statement that changes a row, the commit. And the answer.
"""

from __future__ import annotations

import builtins
import fcntl
import os
import signal
from contextlib import ExitStack, contextmanager

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

FILES = ("mkdir", "fsync", "rename", "unlink")
CHANGES = ("BEGIN IMMEDIATE", "INSERT", "UPDATE", "DELETE")


class Calls:
    """The calls made so far by name; the one numbered `at` (from 0) does not come to its end."""

    def __init__(self, at=None, *, breaking=None):
        self.at = at
        self.breaking = breaking or (lambda _name: os.kill(os.getpid(), signal.SIGKILL))
        self.made = []

    def reached(self, name):
        """A call is about to be made."""
        self.made.append(name)
        if len(self.made) - 1 == self.at:
            self.breaking(name)

    @contextmanager
    def counted(self):
        """Count from here on, in this process."""
        with ExitStack() as stack:
            patch = stack.enter_context(pytest.MonkeyPatch.context())
            for name in FILES:
                patch.setattr(os, name, self._before(name, getattr(os, name)))
            patch.setattr(fcntl, "flock", self._before("flock", fcntl.flock))
            patch.setattr(os, "open", self._opening(os.open))
            patch.setattr(os, "fdopen", self._halving(os.fdopen))
            for name, heard in (
                ("before_cursor_execute", self._statement),
                ("commit", lambda _connection: self.reached("COMMIT")),
            ):
                event.listen(Engine, name, heard)
                stack.callback(event.remove, Engine, name, heard)
            yield self

    def _before(self, name, call):
        def counted(*args, **kwargs):
            self.reached(name)
            return call(*args, **kwargs)

        return counted

    def _opening(self, call):
        def counted(path, flags, *args, **kwargs):
            if flags & os.O_CREAT:
                self.reached("open")
            return call(path, flags, *args, **kwargs)

        return counted

    def _halving(self, call):
        """A file whose content is first half there, then whole."""

        def counted(*args, **kwargs):
            file = call(*args, **kwargs)
            if "w" not in file.mode:
                return file
            write = file.write

            def halved(content):
                write(content[: len(content) // 2])
                file.flush()
                self.reached("write")
                return write(content[len(content) // 2 :])

            return _Written(file, halved)

        return counted

    def _statement(self, _connection, _cursor, statement, *_rest):
        if statement.startswith(CHANGES):
            self.reached(statement.partition(" ")[0])


class _Written:
    """An open file that writes in its own way."""

    def __init__(self, file, write):
        self._file = file
        self.write = write

    def __enter__(self):
        return self

    def __exit__(self, *why):
        self._file.close()

    def __getattr__(self, name):
        return getattr(self._file, name)


def said_no(name):
    """The call `name` fails as it does on a full or broken disk."""
    if name.isupper():
        raise OperationalError(name, {}, builtins.OSError(28, "disk I/O error"))
    raise OSError(28, "No space left on device")


def in_a_child(run, calls):
    """Run `run` in a copy of this process with `calls` counted there; what it printed, how it ended.

    The copy is warm: every library is loaded, so all that is left to do is the act itself. Whatever it
    was lent (the press) is as it was, unless it died in the middle of a conversation.
    """
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            os.close(reading)
            with calls.counted(), os.fdopen(writing, "w", encoding="utf-8") as out:
                out.write(run())
            os._exit(0)
        finally:
            os._exit(99)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as told:
        out = told.read()
    _, status = os.waitpid(pid, 0)
    return out, os.waitstatus_to_exitcode(status)
