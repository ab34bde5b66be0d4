"""The program at a real terminal, typed to line by line."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import subprocess
import sys
import termios
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENDS = (b":", b"]", b"?")
"""What a question ends on."""


def at_a_terminal(*words, home, typed, cwd=ROOT, **environ):
    """Run words at a real terminal, answering each question with the next of `typed`.

    Gives the exit code and the screen. An answer is sent as it stands: with its line end, or as the
    key that it is (`\\x04`, `\\x03`).
    """
    master, slave = pty.openpty()
    env = {name: value for name, value in os.environ.items() if name != "CI"}
    child = subprocess.Popen(
        [sys.executable, "-m", "syndicate", *map(str, words), "--home", str(home)],
        cwd=cwd,
        env={**env, "TERM": "dumb", "PYTHONPATH": str(ROOT), **environ},
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - one thread
    )
    os.close(slave)
    screen, lines, until = b"", list(typed), time.monotonic() + 90
    while time.monotonic() < until:
        if select.select([master], [], [], 0.05)[0]:
            try:
                chunk = os.read(master, 65536)
            except OSError:
                break
            if not chunk:
                break
            screen += chunk
        elif lines and screen.rstrip(b" ").endswith(ENDS):
            os.write(master, lines.pop(0).encode())
            screen += b"\n"
    try:
        code = child.wait(timeout=30)
    finally:
        child.kill()
        child.wait()
        os.close(master)
    assert not lines, (lines, screen.decode())
    return code, screen.decode().replace("\r\n", "\n")
