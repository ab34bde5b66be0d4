"""The contract for scripts: what each command of the day prints with --json, and how each exits."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from syndicate.cli.app import commands
from tests import builders
from tests.builders import TWIN, Clerk

URL = builders.TWIN_URL
MONEY = re.compile(r"-?[0-9]+(\.[0-9]+)?")

PAGE = """<!doctype html><html lang="en"><head><title>Night pilots</title></head><body><article>
<h1>Stornby doubles its night pilots after a third grounding in the narrows</h1>
{paragraphs}
</article></body></html>"""


def a_copy(passages: list[dict[str, Any]], credit: str) -> bytes:
    """A page of the licensee that carries these passages, with a credit line."""
    texts = [f"<p>{p['text']}</p>" for p in passages if p["licensable"]]
    return PAGE.format(paragraphs="\n".join([*texts, f"<p>{credit}</p>"])).encode()


class Day:
    """The day as it was played: every command that makes something, with what it answered."""

    def __init__(self, home: Path) -> None:
        self.clerk = Clerk(home)
        self.made: dict[str, tuple[list[object], Any, bytes]] = {}

    def make(self, name: str, *words: object, typed: bytes = b"") -> Any:
        """Run a creating command under a key of its own and keep the answer."""
        line = [*words, "--idempotency-key", f"key-of-{name}"]
        answer = self.clerk.json(*line, typed=typed)
        self.made[name] = (line, answer, typed)
        return answer

    def __getitem__(self, name: str) -> Any:
        return self.made[name][1]


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    """The day of the desk at the command line, once for all tests that only read it."""
    folder = tmp_path_factory.mktemp("day")
    played = Day(folder / "home")
    clerk = played.clerk
    clerk.json("init", "--yes")
    card = folder / "card.toml"
    card.write_text(clerk.json("rate", "show", "--sample")["text"])
    played.make("rate", "rate", "import", card)
    played.make("article", "article", "add", TWIN, "--url", URL, "--published", "20/11/2026")
    clerk.json("article", "clear", 1, 11, 12, "--own-words", "--by", "A. Reed")
    clerk.json("article", "clear", 1, "--byline", "Nessa Vane", "--basis", "staff")
    played.make(
        "licensee",
        *("licensee", "add", "Fenmouth Gazette plc", "--country", "UK", "--kind", "business"),
        *("--email", "rights@fenmouthgazette.example", "--contact", "Orla Finch"),
    )
    clerk.json(
        *("licensee", "outlet", "add", 1, "Fenmouth Gazette online", "--medium", "website"),
        *("--domain", "fenmouthgazette.example", "--audience", 250_000),
    )
    played.make("request", "request", "log", "--licensee", 1, "--article", 1)
    clerk.json(
        *("request", "edit", 1, "--territory", "UK", "--language", "English"),
        *("--first-use", "today", "--duration", "12m", "--purpose", "editorial", "--whole"),
    )
    played.make("quote", "quote", "draft", 1)
    played.make("send", "quote", "send", 1)
    played.make("accept", "quote", "accept", 1, "--by", "Orla Finch", "--how", "mail")
    played.make("licence", "licence", "issue", 1, "--yes")
    played.make("invoice", "invoice", "issue", "LIC-2026-00001", "--yes")
    played.make("payment", "payment", "record", "INV-2026-00001", "--amount", "£80")
    page = folder / "copy.html"
    passages = clerk.json("article", "show", 1)["passages"]
    page.write_bytes(a_copy(passages, "First published elsewhere."))
    played.make(
        "audit", "audit", "page", page, "--url", "https://fenmouthgazette.example/news/pilots"
    )
    clerk.json("mail", "sent", "QUO-2026-00001")
    return played


@pytest.fixture
def another_day(day, tmp_path):
    """A copy of that day, to go on with."""
    return Clerk(builders.copied(day.clerk.home, tmp_path / "home"))


def test_every_creating_command_answers_with_a_reference_and_a_state(day):
    answered = {name: (made["ref"], made["state"]) for name, (_, made, _) in day.made.items()}
    assert answered == {
        "rate": ("demo-card-invented/2026.1", "in-force"),
        "article": ("ART-000001", "usable"),
        "licensee": ("PTY-000001", "active"),
        "request": ("REQ-2026-00001", "info-needed"),
        "quote": ("QUO-2026-00001", "draft"),
        "send": ("QUO-2026-00001", "sent"),
        "accept": ("QUO-2026-00001", "accepted"),
        "licence": ("LIC-2026-00001", "active"),
        "invoice": ("INV-2026-00001", "issued"),
        "payment": ("PAY-2026-00001", "allocated"),
        "audit": ("COP-000001", "breach"),
    }


@pytest.mark.parametrize(("name", "pages"), [("send", 1), ("licence", None), ("invoice", 1)])
def test_a_paper_names_its_file_its_digest_and_its_pages(day, name, pages):
    made = day[name]
    content = Path(made["path"]).read_bytes()
    assert content.startswith(b"%PDF")
    assert made["sha256"] == hashlib.sha256(content).hexdigest()
    assert made["pages"] == pages or (pages is None and 2 <= made["pages"] <= 4)


@pytest.mark.parametrize("name", ["licence", "invoice"])
def test_a_numbered_paper_names_its_number_and_its_key(day, name):
    assert day[name]["number"] == day[name]["ref"]
    assert day[name]["idempotency_key"] == f"key-of-{name}"


SUMS = {
    "net",
    "tax",
    "total",
    "balance",
    "unallocated",
    "withheld",
    "fee",
    "unit_price",
    "amount",
    "paid",
}


def sums(value: Any) -> list[Any]:
    """Everything in `value` that stands where money stands."""
    if isinstance(value, dict) and set(value) != {"amount", "currency"}:
        here = [below for name, below in value.items() if name in SUMS and below is not None]
        return here + [found for below in value.values() for found in sums(below)]
    if isinstance(value, list):
        return [found for below in value for found in sums(below)]
    return []


def test_money_is_an_amount_in_text_and_a_currency(day):
    found = [sum_ for _, made, _ in day.made.values() for sum_ in sums(made)]
    assert len(found) > 20
    for sum_ in found:
        assert set(sum_) == {"amount", "currency"}
        assert MONEY.fullmatch(sum_["amount"])
        assert sum_["currency"] == "GBP"


def test_an_article_shows_its_version_its_words_and_every_passage(day):
    shown = day.clerk.json("article", "show", "ART-000001")
    assert shown["version"] == 1
    assert shown["words_total"] == 372
    assert shown["words_licensable"] > day["article"]["words_licensable"]
    assert [p["n"] for p in shown["passages"]] == list(range(1, 15))
    for passage in shown["passages"]:
        assert {"n", "kind", "owner", "licensable", "reason", "text"} <= set(passage)
    out = {p["n"]: p["kind"] for p in shown["passages"] if not p["licensable"]}
    assert out == {3: "promo", 4: "promo", 14: "boilerplate"}


def test_a_quote_shows_its_steps_and_its_sums(day):
    shown = day.clerk.json("quote", "show", 1)
    for step in shown["steps"]:
        assert {"line", "rule", "input", "factor", "before", "after"} <= set(step)
    assert shown["net"] == {"amount": "150.00", "currency": "GBP"}
    assert shown["tax"] == {"amount": "30.00", "currency": "GBP"}
    assert shown["total"] == {"amount": "180.00", "currency": "GBP"}


def test_an_audit_shows_its_matches_and_its_findings(day):
    audit = day["audit"]
    (match,) = audit["matches"]
    assert {"article", "version", "coverage", "coverage_total", "licence", "verdict"} <= set(match)
    assert (match["article"], match["version"]) == ("ART-000001", 1)
    assert (match["licence"], match["verdict"]) == ("LIC-2026-00001", "breach")
    assert match["coverage"] == 1.0
    assert match["coverage_total"] < 1.0
    results = {}
    for finding in audit["findings"]:
        assert {"rule", "result", "evidence", "article", "licence"} <= set(finding)
        assert finding["result"] in {"pass", "fail", "unknown"}
        results[finding["rule"]] = finding["result"]
    assert results["credit"] == "fail"
    assert results["link"] == "fail"
    assert results["outlet"] == "pass"


def test_the_list_of_invoices_has_all_that_a_script_needs(day):
    (line,) = day.clerk.json("invoice", "list", "--limit", 0)
    invoice = day["invoice"]
    wanted = {name: line[name] for name in ("number", "idempotency_key", "path", "sha256", "total")}
    assert wanted == {name: invoice[name] for name in wanted}
    assert line["state"] == "part-paid"
    assert line["balance"] == {"amount": "100.00", "currency": "GBP"}


LISTS = {
    "article list": 1,
    "licensee list": 1,
    "request list": 1,
    "quote list": 1,
    "licence list": 1,
    "invoice list": 1,
    "payment list": 1,
    "audit list": 1,
    "rate list": 1,
    "terms list": 0,
    "mail list": None,
    "log": None,
    "today": None,
    "report usage": 1,
    "search pilots": 3,
}


@pytest.mark.parametrize("command", LISTS)
def test_every_list_is_an_array(day, command):
    rows = day.clerk.json(*command.split())
    assert isinstance(rows, list)
    assert LISTS[command] in {None, len(rows)}
    if command not in {"log", "today", "mail list", "report usage"}:
        assert all({"ref", "state"} <= set(row) for row in rows)


def test_an_empty_list_is_an_empty_array(tmp_path):
    clerk = Clerk(tmp_path / "home")
    clerk.json("init", "--yes")
    for command in LISTS:
        if command != "log":
            code, out, err = clerk(*command.split(), "--json")
            assert (code, out.strip(), err) == (0, "[]", ""), command


def test_an_open_list_leaves_out_what_is_done(day):
    assert day.clerk.json("request", "list", "--open") == []
    assert day.clerk.json("quote", "list", "--open") == []
    assert [x["ref"] for x in day.clerk.json("licence", "list", "--open")] == ["LIC-2026-00001"]
    assert [x["ref"] for x in day.clerk.json("invoice", "list", "--open")] == ["INV-2026-00001"]
    drafts = {m["about"] for m in day.clerk.json("mail", "list", "--open")}
    assert "QUO-2026-00001" not in drafts
    assert {"LIC-2026-00001", "INV-2026-00001"} <= drafts


def test_a_pipe_gets_tabs_and_a_key_gives_the_same_reference(day):
    code, out, _ = day.clerk("invoice", "list")
    assert code == 0
    assert out.splitlines()[0].split("\t")[0] == "INV-2026-00001"


def test_the_same_key_and_words_give_the_same_answer_and_make_nothing(another_day, day):
    before = another_day.json("log", "head")
    for name, (line, made, typed) in day.made.items():
        again = another_day.json(*line, typed=typed)
        assert again["ref"] == made["ref"], name
        for part in ("path", "sha256", "pages", "number", "idempotency_key", "total", "amount"):
            if made.get(part) is not None:
                wanted, found = made[part], again[part]
                same = Path(found).name == Path(wanted).name if part == "path" else found == wanted
                assert same, (name, part)
    assert another_day.json("log", "head") == before


OTHER_WORDS = {
    "rate": ["rate", "import", TWIN],
    "article": ["article", "add", builders.SAMPLES / "pilotes-de-nuit.txt"],
    "licensee": ["licensee", "add", "Marl Bulletin plc"],
    "request": ["request", "log", "--licensee", 1, "--article", 1, "--medium", "website"],
    "quote": ["quote", "draft", 1, "--agreed", 300, "--reason", "telephone"],
    "send": ["quote", "send", "QUO-2026-00001"],
    "accept": ["quote", "accept", 1, "--by", "Somebody Else"],
    "licence": ["licence", "issue", 1, "--yes", "--special-term", "No cuts."],
    "invoice": ["invoice", "issue", "QUO-2026-00001", "--yes"],
    "payment": ["payment", "record", "INV-2026-00001", "--amount", "£81"],
    "audit": ["audit", "page", TWIN],
}


@pytest.mark.parametrize("name", [n for n in OTHER_WORDS if n != "rate"])
def test_a_key_used_for_other_words_is_a_conflict(another_day, name):
    before = another_day.json("log", "head")
    code, error = another_day.error(*OTHER_WORDS[name], "--idempotency-key", f"key-of-{name}")
    assert (code, error["code"]) == (5, "conflict")
    assert f"key-of-{name}" in error["message"]
    assert another_day.json("log", "head") == before


def test_a_licence_and_an_invoice_are_given_again_without_a_key(another_day, day):
    for words in (["licence", "issue", 1], ["licence", "issue", 1, "--yes"]):
        assert another_day.json(*words)["ref"] == "LIC-2026-00001"
    for source in ("LIC-2026-00001", "QUO-2026-00001", "lic-2026-1"):
        assert another_day.json("invoice", "issue", source)["sha256"] == day["invoice"]["sha256"]
    code, error = another_day.error(
        "invoice", "issue", "LIC-2026-00001", "--yes", "--idempotency-key", "another-key-1"
    )
    assert (code, error["code"]) == (4, "refused")
    assert "INV-2026-00001" in error["message"]


def test_every_creating_command_takes_a_key():
    creating = {
        "article add",
        "article correct",
        "article edit",
        "article kill",
        "article link",
        "article reinstate",
        "article unlink",
        "article withdraw",
        "audit page",
        "invoice issue",
        "licence import",
        "licence issue",
        "licensee add",
        "licensee outlet add",
        "payment allocate",
        "payment certificate",
        "payment record",
        "quote accept",
        "quote draft",
        "quote revise",
        "quote send",
        "rate import",
        "request log",
        "terms adopt",
    }
    flags = {
        name: {flag for param in command.params for flag in param.opts}
        for name, command in commands()
    }
    assert creating <= set(flags)
    assert {name for name in creating if "--idempotency-key" not in flags[name]} == set()


def test_what_makes_a_paper_can_be_rehearsed_and_changes_nothing(another_day):
    another_day.json("request", "log", "--licensee", 1, "--article", 1, "--note", "again")
    another_day.json(
        *("request", "edit", 2, "--territory", "UK", "--language", "en", "--first-use", "today"),
        *("--duration", "12m", "--purpose", "editorial"),
    )
    before = another_day.json("log", "head")
    assert another_day.json("quote", "draft", 2, "--dry-run")["state"] == "dry-run"
    assert another_day.json("article", "add", TWIN, "--dry-run")["state"] == "dry-run"
    assert another_day.json("licence", "issue", 1, "--dry-run")["ref"] == "LIC-2026-00001"
    assert another_day.json("invoice", "issue", 1, "--dry-run")["ref"] == "INV-2026-00001"
    assert another_day.json("log", "head") == before


@pytest.mark.parametrize(
    ("words", "code", "name"),
    [
        (["payment", "record", "INV-2026-00001"], 2, "bad-input"),
        (["payment", "record", "INV-2026-00001", "--amount", "1,200 KWD"], 2, "bad-input"),
        (
            ["payment", "record", "INV-2026-00001", "--amount", "1", "--on", "3/4/26"],
            2,
            "bad-input",
        ),
        (["quote", "show", "INV-2026-00001"], 2, "bad-input"),
        (["licence", "issue", "--no-such-option", 1], 2, "bad-input"),
        (["no-such-noun"], 2, "bad-input"),
        (["request", "log", "--article", 1], 2, "bad-input"),
        (["quote", "show", "QUO-2026-00009"], 3, "not-found"),
        (["licence", "show", "LIC-2026-00009"], 3, "not-found"),
        (["invoice", "show", 77], 3, "not-found"),
        (["article", "show", "https://harbourcourier.example/nowhere"], 3, "not-found"),
        (["quote", "revise", 1], 4, "refused"),
        (["quote", "accept", 1, "--by", "Orla Finch"], 4, "refused"),
        (["mail", "sent", "QUO-2026-00001"], 4, "refused"),
        (["article", "add", TWIN, "--url", URL], 5, "conflict"),
        (["licensee", "add", "Fenmouth Gazette plc"], 5, "conflict"),
        (["licensee", "add", "Fenmouth Gazette PLC"], 2, "bad-input"),
    ],
)
def test_an_error_is_one_object_on_stderr_and_its_kind_is_the_exit_code(
    another_day, words, code, name
):
    before = another_day.json("log", "head")
    found, error = another_day.error(*words)
    assert (found, error["code"]) == (code, name), error
    assert "\n" not in error["message"]
    assert set(error) == {"code", "message", "hint"}
    assert another_day.json("log", "head") == before


def test_findings_leave_with_seven(another_day, tmp_path):
    from sqlalchemy import create_engine, text

    assert another_day.json("log", "verify")["state"] == "whole"
    page = tmp_path / "copy.html"
    page.write_bytes(a_copy(another_day.json("article", "show", 1)["passages"], "No credit."))
    code, out, err = another_day("audit", "page", page, "--fail-on", "breach", "--json")
    assert code == 7
    assert json.loads(out)["state"] in {"breach", "no-licence-on-file"}
    assert json.loads(err)["error"]["code"] == "findings"

    engine = create_engine(f"sqlite:///{another_day.home / 'syndicate.db'}")
    with engine.begin() as books:
        names = books.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
        for name in names.scalars().all():
            books.execute(text(f'DROP TRIGGER "{name}"'))
        books.execute(text("UPDATE paper SET facts = '{}' WHERE ref = 'INV-2026-00001'"))
    engine.dispose()
    code, out, err = another_day("log", "verify", "--json")
    assert code == 7
    assert "INV-2026-00001" in out or "paper" in out
    assert json.loads(err)["error"]["code"] == "findings"
    code, _, err = another_day("doctor", "--json")
    assert code == 7
    assert "guard missing" in json.loads(err)["error"]["message"]


def test_the_log_says_who_did_what_to_a_paper(day):
    rows = day.clerk.json("log", "QUO-2026-00001")
    assert [row["action"] for row in reversed(rows)] == [
        "quote draft",
        "quote send",
        "print",
        "quote accept",
        "mail sent",
    ]
    assert {row["actor"] for row in rows} == {"mara"}
    assert day.clerk.json("log", "list", "LIC-2026-00001")[-1]["action"] == "licence issue"


def test_the_morning_list_names_what_waits_and_the_command_that_does_it(day):
    rows = {(row["section"], row["ref"]): row for row in day.clerk.json("today")}
    assert ("start", "LIC-2026-00001") in rows
    assert ("copy", "COP-000001") in rows
    assert rows["mail", "INV-2026-00001"]["command"] == "syndicate mail sent INV-2026-00001"
    assert ("mail", "QUO-2026-00001") not in rows
    later = Clerk(day.clerk.home, now=builders.MORNING.replace(year=2027, month=11, day=1))
    rows = {row["ref"]: row for row in later.json("today", "--section", "expiry")}
    assert rows["LIC-2026-00001"]["due"] == "2027-11-22"
    assert "21 days" in rows["LIC-2026-00001"]["what"]
    rows = {row["ref"]: row for row in later.json("today", "--section", "invoices")}
    assert "overdue" in rows["INV-2026-00001"]["what"]
    assert "100.00 GBP" in rows["INV-2026-00001"]["what"]
