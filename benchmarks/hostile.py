"""Hostile strings, amounts, dates and files against our commands: python -m benchmarks.hostile.

    python -m benchmarks.hostile [--checks FOLDER] [--only NAME …] [--inputs REGEX]

The check is a black box, hostile_inputs.py, that knows only command lines; FOLDER holds it (default:
../shared/checks/reliability). It runs once for each group below, on a rehearsal desk of its own, and prints
one JSON line for every fault and one for the whole group. The run fails when a group does.

A hostile name reaches a paper only by way of a whole deal, so that way is one command here:
`python -m benchmarks.hostile deal HOME URL VALUE` takes VALUE as headline, licensee, outlet, purchase order,
note and signer, from the story to the payment, and leaves the printed papers in HOME/papers.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from syndicate.cli.app import program

ROOT = Path(__file__).resolve().parents[1]
PYTHON = shlex.quote(sys.executable)
URL = "sqlite:///{db}"
DESK = f"{PYTHON} -m syndicate --home {{work}}/home --database {URL} --no-input"
STOCK = f"{PYTHON} -m benchmarks.seed_licences {{work}}/home {URL} 3"
YEAR = time.localtime().tm_year
LICENCE, QUOTE, REQUEST = (f"{kind}-{YEAR}-00001" for kind in ("LIC", "QUO", "REQ"))
INVOICE = f"INV-{YEAR}-00001"
FILES = ("html", "xml", "csv", "eml", "warc", "zip", "xlsx", "json", "pickle")


@dataclass(frozen=True)
class Group:
    """Cases that share a desk, and what is asked after each of them."""

    cases: tuple[str, ...]
    after: tuple[str, ...] = ()
    setup: tuple[str, ...] = (STOCK,)
    options: tuple[str, ...] = ()


HOME = "{work}/home"
PAPERS = f"{HOME}/papers"
"""Where the deals' papers are laid, below the work folder of the check."""


def _of(kinds: tuple[str, ...] | str, command: str) -> tuple[str, ...]:
    return tuple(
        f"{kind}={DESK} {command}" for kind in ([kinds] if isinstance(kinds, str) else kinds)
    )


def _texts(*commands: str) -> tuple[str, ...]:
    return tuple(found for command in commands for found in _of("text", command))


def _file(kind: str, command: str, option: str) -> str:
    """An --after of `kind` whose command writes a new file named by `option`; the check reads it."""
    script = f'rm -f "$0.{kind}"; "$@" {option} "$0.{kind}"; e=$?; mv -f "$0.{kind}" "$0"; exit $e'
    return f"{kind}=sh -c {shlex.quote(script)} {{out}} {DESK} {command}"


def _paper(name: str) -> str:
    script = 'if [ -f "$1" ]; then cp "$1" "$0"; fi'
    return f"pdf=sh -c {shlex.quote(script)} {{out}} {PAPERS}/{name}.pdf"


REPORTS = (
    _file("csv", "report usage", "--out"),
    _file("xlsx", "report usage", "--out"),
    _file("csv", "licence list --csv", "--output"),
)
BILLED = (STOCK, f"{DESK} invoice issue {LICENCE} --yes")

GROUPS: dict[str, Group] = {
    "articles": Group(_of(FILES, "article add {file} --update"), (f"stdout={DESK} article list",)),
    "pages": Group(
        _of(FILES, f"audit page {{file}} --licence {LICENCE}"), (f"stdout={DESK} audit list",)
    ),
    "mails": Group(
        (
            *_of(FILES, "request log {file}"),
            *_of("eml", f"quote accept {QUOTE} --evidence {{file}}"),
        ),
        (f"stdout={DESK} request list --table",),
    ),
    "sheets": Group(
        _of(
            ("csv", "xlsx", "zip", "html", "json", "xml"),
            "licence import {file} --yes --date-order dmy --currency GBP",
        ),
        (f"stdout={DESK} licence list",),
    ),
    "settings": Group(
        (
            *_of(("html", "json", "xml"), "rate check {file}"),
            *_of(("csv", "pickle"), "rate import {file}"),
            *_of(("html", "eml", "zip"), "terms adopt {file}"),
            *_of(("html", "json", "pickle"), "publisher edit --from {file}"),
        ),
    ),
    "amounts": Group(
        (
            *_of("amount", f"payment record {INVOICE} --amount={{value}}"),
            *_of("amount", f"payment record {INVOICE} --amount=1 --withheld={{value}}"),
            *_of("amount", f"payment record {INVOICE} --amount=1 --charge={{value}}"),
            *_of("amount", f"quote draft {REQUEST} --agreed={{value}} --reason=talk --dry-run"),
            *_of("amount", f"quote revise {QUOTE} --currency=EUR --fx={{value}} --fx-source=ECB"),
            *_of("amount", f"request edit {REQUEST} --audience={{value}}"),
            *_of("amount", f"request edit {REQUEST} --images={{value}}"),
            *_of("amount", "invoice show {value}"),
        ),
        setup=BILLED,
    ),
    "dates": Group(
        (
            *_of("date", f"payment record {INVOICE} --amount=1 --on={{value}}"),
            *_of("date", f"quote accept {QUOTE} --by=me --on={{value}}"),
            *_of("date", f"request edit {REQUEST} --first-use={{value}}"),
            *_of("date", f"request edit {REQUEST} --duration={{value}}"),
            *_of("date", "report usage --period={value}"),
            *_of("date", "report usage --period=2026-01-01..{value}"),
            *_of("date", "article clear 1 1 --licensed --owner=me --source=x --until={value}"),
            *_of(
                "date",
                "article add {work}/../../../../corpus/html/nul.html --dry-run --published={value}",
            ),
        ),
        setup=BILLED,
    ),
    "words": Group(
        _texts(
            "{value}",
            "search {value}",
            "audit page {value}",
            "--as={value} log head",
            "--database={value} request list",
            "request list --fields={value} --sort={value}",
            "request log --licensee=Orrin --article={value}",
            "request edit 1 --territory={value}",
            "request edit 1 --language={value}",
            "request edit 1 --domain={value}",
            "licensee add Orrin --new-licensee --country=GB --email={value}",
            "licensee edit PTY-000001 --vat={value}",
            "report usage --territory={value}",
            f"invoice issue LIC-{YEAR}-00002 --dry-run --idempotency-key={{value}}",
        ),
        setup=BILLED,
    ),
    "deals": Group(
        (f"text={PYTHON} -m benchmarks.hostile deal {{work}}/home {URL} {{value}}",),
        (
            *(_paper(kind) for kind in ("quote", "licence", "invoice")),
            *REPORTS,
            f"stdout={DESK} licensee list --table",
            f"stdout={DESK} today",
        ),
        (STOCK,),
        ("--max-seconds", "60"),
    ),
}
"""Each group runs on a desk of its own."""


def check(name: str, group: Group, script: Path, inputs: str | None) -> bool:
    """Run one group; whether it passed. What it found stands on stdout."""
    with tempfile.TemporaryDirectory(prefix=f"hostile-{name}-") as work:
        words = [sys.executable, str(script), "--work", f"{work}/w", "--init", f"{DESK} init --yes"]
        for flag, values in (
            ("--setup", group.setup),
            ("--case", group.cases),
            ("--after", group.after),
        ):
            words += [word for value in values for word in (flag, value)]
        words += [*group.options, *(["--only", inputs] if inputs else [])]
        began = time.monotonic()
        # The check starts the commands in its own folder, so the checkout must be on the path.
        environ = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(words, env=environ, check=False)
    passed = done.returncode == 0
    print(
        f"{name}: {'passed' if passed else 'failed'}, {time.monotonic() - began:.0f} s", flush=True
    )
    return passed


# -- the deal ---------------------------------------------------------------------------------------


class Deal:
    """A deal by our own commands, each in this process, with one value in every free text."""

    def __init__(self, home: Path, url: str) -> None:
        self.home = home
        self.base = ["--home", str(home), "--database", url, "--no-input", "--json"]

    def say(self, *words: str) -> dict[str, Any] | None:
        """Run one command; its answer, or None when it was refused. A fault ends the deal."""
        told = io.StringIO()
        try:
            with contextlib.redirect_stdout(told):
                program().main([*self.base, *words], prog_name="syndicate")
        except SystemExit as end:
            code = end.code
        sys.stdout.write(told.getvalue())
        sys.stdout.flush()
        if code not in {0, 2, 3, 4, 5, 6, 7}:
            sys.exit(code)
        return json.loads(told.getvalue()) if code == 0 and told.getvalue() else None

    def story(self, value: str) -> str:
        """A story under that headline, cleared; else the seed's."""
        text = self.home / "story.txt"
        moment = time.time_ns()
        text.write_bytes(
            os.fsencode(value) + f"\n\nIt was said again on day {moment} at the mill.\n".encode()
        )
        made = self.say("article", "add", str(text), f"--headline={value}", f"--byline={value}")
        ref = str(made["ref"]) if made else "ART-000001"
        self.say("article", "clear", ref, f"--byline={value}", "--basis=staff", "--by=desk")
        return ref

    def keep(self, kind: str, answer: dict[str, Any] | None) -> None:
        """Lay the paper that an answer names where the check finds it."""
        if answer and answer.get("path"):
            shutil.copyfile(str(answer["path"]), self.home / "papers" / f"{kind}.pdf")

    def run(self, value: str) -> None:
        """From the story to the payment."""
        shutil.rmtree(self.home / "papers", ignore_errors=True)
        (self.home / "papers").mkdir()
        article = self.story(value)
        party = self.say(
            "licensee", "add", f"--address={value};{value}", "--country=GB", "--kind=business",
            f"--contact={value}", "--new-licensee", "--", value,
        )  # fmt: skip
        request = self.say(
            "request", "log", f"--licensee={party['ref'] if party else 'PTY-000001'}",
            f"--article={article}", "--medium=website", f"--outlet={value}", "--audience=20000",
            "--audience-unit=monthly uniques", "--territory=GB", "--language=en",
            "--first-use=+1d", "--duration=12m", "--exclusivity=none", "--purpose=editorial",
            f"--po={value}", f"--note={value}",
        )  # fmt: skip
        if request is None:
            return
        quote = self.say("quote", "draft", str(request["ref"]))
        if quote is None:
            return
        ref = str(quote["ref"])
        self.keep("quote", self.say("quote", "send", ref))
        if self.say("quote", "accept", ref, f"--by={value}", f"--how={value}") is None:
            self.say("quote", "accept", ref, "--by=A. Reader")
        granted = self.say("licence", "issue", ref, f"--special-term={value}", "--yes")
        if granted is None:
            granted = self.say("licence", "issue", ref, "--yes")
        self.keep("licence", granted)
        invoice = self.say("invoice", "issue", ref, "--yes")
        self.keep("invoice", invoice)
        if invoice is not None:
            self.say(
                "payment", "record", str(invoice["ref"]), "--amount=1",
                f"--method={value}", f"--bank-ref={value}",
            )  # fmt: skip


def main() -> None:
    if sys.argv[1:2] == ["deal"]:
        home, url, value = sys.argv[2:5]
        Deal(Path(home), url).run(value)
        return
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--checks", type=Path, default=ROOT.parent / "shared/checks/reliability")
    reader.add_argument("--only", nargs="*", default=[], metavar="NAME", choices=GROUPS)
    reader.add_argument("--inputs", metavar="REGEX", help="only inputs like this: eml:deep")
    options = reader.parse_args()
    script = options.checks / "hostile_inputs.py"
    if not script.is_file():
        sys.exit(f"no checks in {options.checks}; name their folder with --checks")
    failed = [
        name
        for name, group in GROUPS.items()
        if (not options.only or name in options.only)
        and not check(name, group, script, options.inputs)
    ]
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
