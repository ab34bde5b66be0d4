"""The desk's day, played with an invented publisher into demo/, by the very commands a desk types.

Every creating command carries a key of its own, so playing the day again changes nothing that is there:
what a visitor typed into the demo's desk since stays.
"""

from __future__ import annotations

import contextlib
import html
import io
import json
import os
import re
import shlex
import shutil
import sys
import time
from pathlib import Path

from syndicate.cli.app import program
from syndicate.documents.pictures import page_pictures

ROOT = Path(__file__).resolve().parent.parent
PARTS = Path("setup/demo")
HOME = Path("demo/home")
PAPERS = Path("demo/papers")
WORK = Path("demo/files")

_WIDTH = 110


class Player:
    """Runs commands in this process, so that the press and the libraries are loaded once."""

    def __init__(self) -> None:
        self.papers: dict[str, Path] = {}

    def run(self, line: str, *, refused: bool = False) -> str:
        """The output of one command line. Stops the demo when it fails against expectation."""
        out = io.StringIO()
        code = 0
        words = [*shlex.split(line), "--home", str(HOME), "--as", "demo", "--no-input"]
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            try:
                program().main(args=words, prog_name="syndicate")
            except SystemExit as leave:
                code = int(leave.code or 0)
        text = out.getvalue()
        if code not in ({0, 4} if refused else {0, 5}):
            sys.exit(f"$ syndicate {line}\n{text}\nthe demo stopped: exit {code}")
        return text

    def json(self, line: str) -> dict:
        """The JSON answer of a command."""
        return json.loads(self.run(f"{line} --json"))

    def show(self, line: str, *wanted: str, refused: bool = False) -> str:
        """Run a command and print it as typed, with the lines of its answer that match `wanted`."""
        text = self.run(line, refused=refused)
        say(f"$ syndicate {re.sub(r' --idempotency-key [^ ]+', '', line)}")
        for answer in text.splitlines():
            if any(re.search(pattern, answer) for pattern in wanted):
                say(f"  {answer.rstrip()}")
        return text

    def keep(self, ref: str, path: str) -> None:
        """Copy a paper to demo/papers under its number."""
        target = PAPERS / f"{ref}.pdf"
        shutil.copyfile(path, target)
        self.papers[ref] = target


def say(line: str) -> None:
    """One line, cut to a screen's width."""
    sys.stdout.write((line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…") + "\n")
    sys.stdout.flush()


def day(p: Player) -> None:
    """The day itself."""
    if not (HOME / "syndicate.db").exists():
        p.show(f"init --from {PARTS}/publisher.toml", "^A desk")
    (WORK / "card.toml").write_text(p.run("rate show --sample"), "utf-8")
    p.run(f"rate import {WORK}/card.toml --idempotency-key demo-rate-card")
    text = p.show(
        f"article add {PARTS}/calder.html --idempotency-key demo-article-1",
        r"words, \d+ lic",
        r"^[?x] ",
        r"^ +text, unknown: ",
    )
    art = first(r"(ART-\d+)", text)
    text = p.run(
        "licensee add 'The Fenland Messenger Ltd' --country UK --kind business "
        "--address '4 Corn Street; Fenmarket; FM1 4ZZ' --contact 'Tess Arkwright' "
        "--email tess@fenland-messenger.example --idempotency-key demo-licensee-1"
    )
    party = first(r"(PTY-\d+)", text)
    p.run(
        f"licensee outlet add {party} 'The Fenland Messenger' --domain fenland-messenger.example "
        "--medium website --audience 240000"
    )
    text = p.show(
        f"request log --licensee {party} --article {art} --territory UK --language English "
        "--first-use today --duration 12m --purpose editorial --idempotency-key demo-request-1",
        "website",
    )
    req = first(r"(REQ-\d+-\d+)", text)
    quo = first(r"(QUO-\d+-\d+)", p.run(f"quote draft {req} --idempotency-key demo-quote-1"))
    p.run(f"quote send {quo} --idempotency-key demo-send-1")
    p.run(f"quote accept {quo} --by 'Tess Arkwright' --idempotency-key demo-accept-1")
    p.show(f"licence issue {quo} --yes", "error", "try", refused=True)
    p.show(f"article clear {art} 7 8 --own-words --by 'A. Reed'", "licensable")
    p.run(f"article clear {art} --byline 'Ines Marlow' --basis staff")
    p.show(
        f"quote revise {quo} --idempotency-key demo-revise-1",
        "->", "total", "priced on",
    )  # fmt: skip
    p.run(f"quote send {quo} --idempotency-key demo-send-2")
    p.run(
        f"quote accept {quo} --by 'Tess Arkwright' --po FM-2291 "
        f"--evidence {PARTS}/acceptance.eml --idempotency-key demo-accept-2"
    )
    p.keep(quo, str(p.json(f"quote show {quo}")["path"]))
    lic = p.show(f"licence issue {quo} --yes", "^LIC-", "size")
    lic = first(r"(LIC-\d+-\d+)", lic)
    granted = p.json(f"licence show {lic}")
    p.keep(lic, granted["path"])
    inv = first(r"(INV-\d+-\d+)", p.show(f"invoice issue {lic} --yes", "^INV-", "total", "due on"))
    p.keep(inv, p.json(f"invoice show {inv}")["path"])
    owed = p.json(f"invoice show {inv}")["total"]
    p.show(
        f"payment record {inv} --amount '{owed['amount']} {owed['currency']}' "
        "--idempotency-key demo-payment-1",
        "^state",
    )
    copies(p, granted)
    french(p)
    report(p)


def copies(p: Player, granted: dict) -> None:
    """One licensed copy with two breaches, one page with no licence on file."""
    credit = html.escape(granted["items"][0]["credit_line"])
    page = (PARTS / "copy-licensed.html").read_text("utf-8").replace("@@CREDIT@@", credit)
    (WORK / "copy-licensed.html").write_text(page, "utf-8")
    p.show(
        f"audit page {WORK}/copy-licensed.html --url https://fenland-messenger.example/calder "
        "--idempotency-key demo-audit-1",
        "COP-", " fail ",
    )  # fmt: skip
    p.show(
        f"audit page {PARTS}/copy-elsewhere.html --url https://bridge-lovers.example/drowned "
        "--idempotency-key demo-audit-2",
        "COP-",
    )


def french(p: Player) -> None:
    """A request by mail, in French, at a price agreed by telephone."""
    text = p.run(
        f'request log {PARTS}/request.eml --licensee "Le Phare de l\'Ouest SARL" '
        "--idempotency-key demo-request-2"
    )
    req = first(r"(REQ-\d+-\d+)", text)
    party = p.json(f"request show {req}")["licensee"]
    p.run(
        f"licensee edit {party} --country France --kind business --vat FR83404833048 --lang French "
        "--address '12 rue du Port; 29200 Brest'"
    )
    p.run(
        f'request edit {req} --medium newspaper --outlet "Le Phare de l\'Ouest" --audience 40000 '
        "--territory France --language French --first-use today --duration 1m --purpose editorial"
    )
    text = p.show(
        f"quote draft {req} --agreed 300 --reason 'by telephone with Y. Kerbrat' "
        "--idempotency-key demo-quote-2",
        "^ +agreed", "total",
    )  # fmt: skip
    quo = first(r"(QUO-\d+-\d+)", text)
    p.run(f"quote send {quo} --idempotency-key demo-send-3")
    p.keep(quo, str(p.json(f"quote show {quo}")["path"]))


def report(p: Player) -> None:
    """The usage report, the morning list, the proof."""
    target = PAPERS / "usage.pdf"
    target.unlink(missing_ok=True)
    p.show(f"report usage --out {target}", "rows")
    p.papers["usage"] = target
    p.show("today --table", "COP-", "REQ-", "expiry")
    p.show("log verify", "whole")


def first(pattern: str, text: str) -> str:
    """The first match in an answer. Stops the demo when there is none."""
    found = re.search(pattern, text)
    if found is None:
        sys.exit(f"the demo stopped: no {pattern} in\n{text}")
    return found[1]


def index(p: Player) -> None:
    """demo/papers/index.html: a picture of every page of every paper, under its number."""
    parts = [
        "<!doctype html><html lang='en'><meta charset='utf-8'><title>Papers of the demo</title>",
        (
            "<style>body{font:16px/1.5 sans-serif;margin:2rem;color:#12344d;background:#f4f2ee}"
            "h2{margin:2rem 0 .5rem}figure{display:inline-block;margin:0 1rem 1rem 0}"
            "img{width:340px;border:1px solid #ccc;box-shadow:0 2px 8px #0002}</style>"
        ),
        "<h1>Papers of the demo</h1><p>Specimen, invented publisher. Each picture opens its paper.</p>",
    ]
    for ref, path in p.papers.items():
        parts.append(f"<h2>{html.escape(ref)}</h2>")
        for n, picture in enumerate(page_pictures(path.read_bytes(), width=680), 1):
            name = f"{path.stem}-{n}.png"
            (PAPERS / name).write_bytes(picture)
            parts.append(
                f"<figure><a href='{path.name}'><img src='{name}' alt='{html.escape(ref)}, page {n}'>"
                "</a></figure>"
            )
    (PAPERS / "index.html").write_text("\n".join(parts), "utf-8")


def main() -> None:
    """Play the day, lay out the papers, name what to paste."""
    os.chdir(ROOT)
    started = time.monotonic()
    for folder in (HOME, PAPERS, WORK):
        folder.mkdir(parents=True, exist_ok=True)
    player = Player()
    day(player)
    index(player)
    say("")
    say(f"Played in {time.monotonic() - started:.0f} s. Open demo/papers/index.html, then paste:")
    say("  .venv/bin/syndicate --home demo/home today")
    say("  .venv/bin/syndicate --home demo/home article show 1")
    say("  .venv/bin/syndicate --home demo/home audit show 1")


if __name__ == "__main__":
    main()
