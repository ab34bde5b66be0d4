"""How far long work is, on stderr: a bar where somebody looks and it takes a while, else a line now and then."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from typer._click.core import Context

from syndicate.cli import terminal
from syndicate.cli.door import said

__all__ = ["Progress", "shown"]

_PATIENCE = 1.0
"""Seconds after which a bar appears: work that is done by then needs none."""

_EVERY = 10.0
"""Seconds between two lines where nobody looks."""


class Progress:
    """Told after each step how many are done and how many there are: `progress(3, 400)`.

    `what` is what is counted, in the plural: "licences". `rated` says how many a second. `clock` gives seconds.
    """

    def __init__(
        self,
        what: str,
        *,
        silent: bool = False,
        rated: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.what = what
        self._rated = rated
        self._clock = clock
        self._began = self._last = clock()
        self._silent = silent or sys.stderr is None
        self._drawn = terminal.looking(sys.stderr) and os.environ.get("TERM", "dumb") != "dumb"
        self._bar: Any = None
        self._task: Any = None

    def __call__(self, done: int, total: int) -> None:
        """Say that `done` of `total` are done, when it is time to."""
        now = self._clock()
        if self._silent:
            return
        if self._drawn:
            if self._bar is None and now - self._began >= _PATIENCE and done < total:
                self._draw(total)
            if self._bar is not None:
                rate = f"{done / (now - self._began):,.0f}/s"
                self._bar.update(self._task, completed=done, total=total, rate=rate)
        elif now - self._last >= _EVERY:
            self._last = now
            sys.stderr.write(f"{self.line(done, total, now - self._began)}\n")
            sys.stderr.flush()

    def line(self, done: int, total: int, seconds: float) -> str:
        """Where the work stands after so many seconds: "licences: 120 of 400, 30%, about 24 s to go"."""
        share = f", {100 * done // total}%" if total else ""
        left = round(seconds / done * (total - done)) if done else 0
        rate = f", {round(done / seconds):,} a second" if self._rated and seconds > 0 else ""
        to_go = f", about {_spoken(left)} to go" if 0 < done < total else ""
        return f"{self.what}: {done:,} of {total:,}{share}{rate}{to_go}"

    def _draw(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        rate = [TextColumn("{task.fields[rate]}")] if self._rated else []

        self._bar = Bar(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            *rate,
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task(self.what, total=total, rate="")
        self._bar.start()

    def close(self) -> None:
        """Take the bar away; the answer follows."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


def _spoken(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


@contextmanager
def shown(ctx: Context, what: str, *, rated: bool = False) -> Iterator[Progress]:
    """Progress of the work in this block, with the rate where `rated`; none with --quiet or --json."""
    options = said(ctx)
    progress = Progress(what, silent=options.on("quiet") or options.on("json"), rated=rated)
    try:
        yield progress
    finally:
        progress.close()
