"""Four hundred old licences on a dirty sheet come in, are seen by the desk, and can be taken back."""

from __future__ import annotations

import json
import shlex

import pytest
from sqlalchemy import text

from syndicate.errors import Refused
from syndicate.rules.requests import Exclusivity
from tests import builders
from tests.builders import Clerk
from tests.exchange.dirty import BAD, DOUBLES, ROWS, a_dirty_sheet

NODE = "http://www.harbourcourier.example/node/39"
FILED = ROWS - len(BAD)


@pytest.fixture(scope="module")
def sheet(tmp_path_factory):
    """The sheet, with the scan of one old licence beside it."""
    folder = tmp_path_factory.mktemp("old")
    path = folder / "old licences.xlsx"
    path.write_bytes(a_dirty_sheet().raw)
    (folder / "HC-1399.pdf").write_bytes(b"%PDF-1.4\n% the old paper\n%%EOF\n")
    return path


@pytest.fixture(scope="module")
def filed(tmp_path_factory, sheet):
    """A desk with the sheet on file: its home, the preview, and what filing answered."""
    home = tmp_path_factory.mktemp("filed") / "home"
    clerk = Clerk(home)
    clerk.json("init", "--yes")
    plan = clerk.json("licence", "import", sheet, "--dry-run")
    assert clerk.json("licence", "list") == []
    assert clerk.json("article", "list") == []
    made = clerk.json("licence", "import", sheet, "--yes", "--idempotency-key", "the-old-books")
    return home, plan, made


@pytest.fixture
def clerk(filed, tmp_path):
    """Somebody at a copy of that desk."""
    return Clerk(builders.copied(filed[0], tmp_path / "home"))


def series(clerk):
    """How far each number series has counted."""
    shown = clerk.json("publisher", "show")
    return {s["kind"]: s["last"] for s in shown["series"]}


def test_the_preview_says_what_would_be_filed_what_is_refused_and_why(filed):
    _, plan, _ = filed
    assert (plan["state"], plan["new"], plan["known"]) == ("dry-run", FILED, 0)
    assert len(plan["refused"]) == len(BAD) + len(DOUBLES)
    reasons = " ".join(p["reason"] for p in plan["refused"])
    assert "no such day as “31/02/2024”" in reasons
    assert "before it starts" in reasons
    assert "no licensee is named" in reasons
    assert "the same as line" in reasons
    assert all(p["line"] > 4 for p in plan["refused"])
    assert plan["mapping"]["licensee"] == "Client"
    assert plan["mapping"]["starts_on"] == "Period: From"
    spelled = {x["name"]: x["same_as"] for x in plan["licensees"] if x["same_as"]}
    assert {"SALTBY ECHO LIMITED", "Saltby Echo Ltd."} <= set(spelled)


def test_the_licences_keep_their_old_numbers_and_none_of_ours_is_drawn(filed, clerk):
    _, plan, made = filed
    assert (made["ref"], made["state"], made["filed"]) == ("batch-1", "filed", FILED)
    assert (made["papers"], made["refused"]) == (1, len(plan["refused"]))
    lines = clerk.json("licence", "list")
    assert len(lines) == FILED
    assert {line["kind"] for line in lines} == {"filed"}
    assert all(line["ref"].startswith("HC/1") for line in lines)
    counted = series(clerk)
    assert (counted["LIC"], counted["INV"], counted["QUO"]) == (0, 0, 0)
    articles = clerk.json("article", "list")
    assert {a["state"] for a in articles} == {"stub"}
    assert len(articles) == plan["stubs"]
    assert clerk.json("log", "verify")["state"] == "whole"


def test_what_the_sheet_does_not_state_is_not_invented(clerk):
    shown = clerk.json("licence", "show", "HC/1399")
    (item,) = shown["items"]
    assert (shown["kind"], shown["number"], shown["quote"]) == ("filed", "HC/1399", None)
    assert (item["starts_on"], item["ends_on"]) == ("2026-04-12", "2027-04-11")
    assert (item["medium"], item["territories"], item["credit_line"]) == (None, [], None)
    assert (item["version"], item["exclusivity"], item["perpetual"]) == (None, None, False)
    assert shown["net"] == {"amount": "250.00", "currency": "GBP"}
    assert shown["sha256"] is not None
    fees = {line["net"] and line["net"]["currency"] for line in clerk.json("licence", "list")}
    assert fees == {None, "GBP", "EUR"}


def test_two_spellings_of_a_licensee_are_one_licensee(clerk):
    names = [p["legal_name"] for p in clerk.json("licensee", "list")]
    assert len([name for name in names if name.casefold().startswith("saltby echo")]) == 1


def test_the_morning_list_shows_their_expiries(clerk):
    rows = clerk.json("today", "--section", "expiry")
    assert len(rows) >= 5
    assert [row["due"] for row in rows] == sorted(row["due"] for row in rows)
    assert all("2026-11-23" <= row["due"] <= "2026-12-23" for row in rows)
    assert all(row["ref"].startswith("HC/") for row in rows)
    assert rows[0]["what"].endswith("ends tomorrow")
    assert rows[0]["command"] == f"syndicate licence show {rows[0]['ref']}"
    assert {line["state"] for line in clerk.json("licence", "list")} >= {"active", "expired"}


def test_an_audit_finds_the_old_licence_of_a_copy_and_passes_nothing_that_is_not_stated(
    clerk, tmp_path
):
    stub = clerk.json("article", "show", NODE)
    assert (stub["state"], stub["version"], stub["passages"]) == ("stub", 0, [])
    filled = clerk.json("article", "add", builders.TWIN, "--url", NODE, "--published", "2023-04-27")
    assert (filled["ref"], filled["state"], filled["version"]) == (stub["ref"], "usable", 1)
    assert (filled["edition"], filled["published_on"]) == ("en", "2023-04-27")
    paragraphs = "".join(f"<p>{p['text']}</p>" for p in filled["passages"] if p["kind"] == "text")
    page = tmp_path / "copy.html"
    page.write_text(
        f"<html lang='en'><body><article><h1>{filled['headline']}</h1>{paragraphs}</article></body>"
    )
    url = "https://lowmereherald.example/pilots"
    audit = clerk.json("audit", "page", page, "--url", url)
    (match,) = audit["matches"]
    assert (match["article"], match["version"]) == (stub["ref"], 1)
    assert match["licence"] is not None
    assert match["licence"].startswith("HC/")
    named = clerk.json("audit", "page", page, "--url", url, "--licence", "HC/1399")
    (match,) = named["matches"]
    assert match["licence"] == "HC/1399"
    assert match["verdict"] in {"unknown", "breach"}
    results = {f["rule"]: f["result"] for f in named["findings"]}
    assert results["dates"] == "pass"
    for rule in ("outlet", "territory", "credit", "version"):
        assert results.get(rule, "unknown") == "unknown", rule
    assert "pass" not in {results.get(rule) for rule in ("outlet", "credit", "text", "excerpt")}
    assert clerk.json("audit", "list")[0]["licence"] == "HC/1399"


def test_the_mapping_is_kept_for_the_next_sheet_of_the_same_headings(clerk, sheet):
    with builders.opened(clerk.home, lambda: clerk.now) as desk, desk.reading() as r:
        kept = json.loads(r.scalar(text("SELECT mapping FROM mapping")))
    assert kept["fields"]["licensee"] == "Client"
    plan = clerk.json("licence", "import", sheet, "--dry-run")
    assert (plan["new"], plan["known"]) == (0, FILED)
    code, error = clerk.error("licence", "import", sheet, "--yes")
    assert (code, error["code"]) == (5, "conflict")
    again = clerk.json("licence", "import", sheet, "--yes", "--idempotency-key", "the-old-books")
    assert again["ref"] == "batch-1"


def test_a_batch_is_taken_back_and_comes_in_again(clerk, sheet):
    back = clerk.json("licence", "import", "--take-back", 1, "--yes")
    assert (back["ref"], back["state"]) == ("batch-1", "taken-back")
    assert clerk.json("licence", "list") == []
    assert clerk.json("today", "--section", "expiry") == []
    assert clerk.json("report", "usage") == []
    code, error = clerk.error("licence", "import", "--take-back", 1, "--yes")
    assert (code, error["code"]) == (4, "refused")
    again = clerk.json("licence", "import", sheet, "--yes")
    assert (again["ref"], again["filed"]) == ("batch-2", FILED)
    assert len(clerk.json("licence", "list")) == FILED
    shown = clerk.json("licence", "show", "HC/1399")
    assert (shown["ref"], shown["state"]) == ("HC/1399#2", "active")
    assert len(clerk.json("licensee", "list")) == len(
        {p["ref"] for p in clerk.json("licensee", "list")}
    )
    assert clerk.json("log", "verify")["state"] == "whole"


def test_nothing_is_filed_without_a_yes(filed, tmp_path, sheet):
    clerk = Clerk(tmp_path / "home")
    clerk.json("init", "--yes")
    code, error = clerk.error("licence", "import", sheet)
    assert (code, "--yes" in error["message"]) == (2, True)
    assert clerk.json("licence", "list") == []


def test_an_old_number_that_reads_as_one_of_ours_is_refused(tmp_path):
    clerk = Clerk(tmp_path / "home")
    clerk.json("init", "--yes")
    sheet = tmp_path / "old.csv"
    sheet.write_text(
        "Licence no,Licensee,From,To\nLIC-2026-00007,Marl Echo plc,2026-01-01,2026-12-31\n"
    )
    code, error = clerk.error("licence", "import", sheet, "--yes")
    assert (code, error["code"]) == (4, "refused")
    assert "LIC-2026-00007" in error["message"]
    assert clerk.json("licence", "list") == []
    sheet.write_text(
        "Licence no,Licensee,From,To\nLIC-2019-00007,Marl Echo plc,2026-01-01,2026-12-31\n"
    )
    assert clerk.json("licence", "import", sheet, "--yes")["filed"] == 1
    assert clerk.json("licence", "show", "LIC-2019-00007")["kind"] == "filed"


def test_an_old_grant_keeps_a_new_exclusive_one_out(clerk):
    clerk.json("article", "add", builders.TWIN, "--url", NODE)
    with builders.opened(clerk.home, lambda: clerk.now) as desk:
        article = desk.articles.show(NODE).ref
        builders.settle(desk, article)
        desk.rates.file(desk.rates.sample())
        sole = builders.a_use(exclusivity=Exclusivity.SOLE)
        rival = builders.a_licensee(desk, "Wendmoor Observer plc")
        request = builders.a_request(desk, licensee=rival, article=article, use=sole)
        quote = builders.a_quote(desk, request=request)
        with pytest.raises(Refused, match="sole is asked, but Lowmere Herald plc holds a grant"):
            desk.quotes.offer(quote)


def a_sheet(folder, *rows, name="old.csv"):
    """A small sheet of old licences; `rows` are number, client, article, address, territory, fee, notes."""
    head = "Licence no,Client,Article,URL,Territory,Fee,Notes,From,To"
    path = folder / name
    path.write_text("\n".join([head, *(f"{row},2026-02-01,2026-12-10" for row in rows)]) + "\n")
    return path


@pytest.fixture
def fresh(tmp_path):
    """A desk with nothing on file."""
    clerk = Clerk(tmp_path / "home")
    clerk.json("init", "--yes")
    return clerk


def test_the_address_of_an_article_is_no_word_about_a_link(fresh, tmp_path):
    sheet = a_sheet(tmp_path, "B-7,Pone Post,Paper One,https://p.example/1,,,")
    fresh.json("licence", "import", sheet, "--yes")
    assert "p.example/1" not in fresh("licence", "show", "B-7")[1]
    assert fresh.json("licence", "show", "B-7")["items"][0]["link_url"] is None
    filled = fresh.json("article", "add", builders.TWIN, "--url", "https://p.example/1")
    page = tmp_path / "copy.html"
    paragraphs = "".join(f"<p>{p['text']}</p>" for p in filled["passages"] if p["kind"] == "text")
    page.write_text(f"<body><article><h1>{filled['headline']}</h1>{paragraphs}</article></body>")
    audit = fresh.json("audit", "page", page, "--url", "https://pone.example/x", "--licence", "B-7")
    (link,) = [f for f in audit["findings"] if f["rule"] == "link"]
    assert link["result"] == "unknown"


def test_each_of_two_licences_with_one_number_is_opened_by_its_own_reference(fresh, tmp_path):
    sheet = a_sheet(
        tmp_path,
        "B 7,Pone Post,Paper One,https://p.example/1,,,",
        "B 7,Pone Post,Paper Two,https://p.example/2,,,",
        "B-8,Pone Post,Paper Two,https://p.example/2,,,",
    )
    fresh.json("licence", "import", sheet, "--yes")
    tasks = fresh.json("today", "--section", "expiry")
    assert [task["ref"] for task in tasks] == ["B 7#1", "B 7#2", "B-8"]
    opened = [fresh.json(*shlex.split(task["command"])[1:]) for task in tasks]
    assert [shown["ref"] for shown in opened] == ["B 7#1", "B 7#2", "B-8"]
    assert [shown["items"][0]["headline"] for shown in opened[:2]] == ["Paper One", "Paper Two"]
    code, error = fresh.error("licence", "show", "B 7")
    assert (code, error["code"]) == (2, "bad-input")
    assert error["message"] == "“B 7” is the number of several licences: B 7#1, B 7#2"
    assert error["hint"].splitlines()[1].endswith("licence show 'B 7#2'")


def test_what_a_sheet_remarks_of_a_licence_is_shown_and_no_day_or_currency_is_made_up(
    fresh, tmp_path
):
    sheet = a_sheet(
        tmp_path,
        "B-7,Gulf Post Co,Paper One,https://p.example/1,Fance,250,Exclusive until December!",
        "B-8,GULF POST COMPANY,Paper Two,,,£90,",
        "B-9,Marl Echo,PAPER TWO,,,,",
        "C-1,Marl Echo,Paper One,,,free,",
        "C-2,Marl Echo,Paper One,http://www.p.example/1/,,,",
    )
    fresh.json("licensee", "add", "Gulf Post Company Ltd")
    plan = fresh.json("licence", "import", sheet, "--dry-run")
    assert (plan["new"], plan["stubs"], plan["warned"]) == (5, 2, 1)
    assert {x["same_as"] or x["name"] for x in plan["licensees"]} == {
        "Gulf Post Company Ltd",
        "Marl Echo",
    }
    assert (
        "1 fee stands without a currency, read as GBP (--currency CODE says another)"
        in (plan["notes"])
    )
    fresh.json("licence", "import", sheet, "--yes")
    assert len(fresh.json("licensee", "list")) == 2
    assert len(fresh.json("article", "list")) == 2
    shown = fresh.json("licence", "show", "B-7")
    assert shown["issue_date"] is None
    (deal,) = fresh.json("licensee", "show", shown["licensee"])["deals"][-1:]
    assert (deal["licence"], deal["issue_date"]) == ("B-7", None)
    assert shown["notes"] == [
        "Exclusive until December!",
        "territory: Fance",
        "no currency stands beside the fee: “250” is read as GBP",
        "territory “Fance” was not read; kept in the notes",
    ]
    eyes = fresh("licence", "show", "B-7")[1]
    assert "granted on a day not stated" in eyes
    assert "note: Exclusive until December!" in eyes
    told = fresh.json("licence", "import", sheet, "--dry-run", "--currency", "EUR")
    assert told["notes"] == []


def test_a_free_licence_has_nothing_to_pay_among_the_last_deals(fresh, tmp_path):
    sheet = a_sheet(tmp_path, "C-1,Marl Echo,Paper One,,UK,free,")
    fresh.json("licence", "import", sheet, "--yes")
    article = fresh.json("article", "add", builders.TWIN, "--url", builders.TWIN_URL)["ref"]
    fresh.json(
        "request", "log", "--licensee", "Marl Echo", "--article", article, "--medium", "website",
        "--outlet", "Echo", "--audience", 900, "--territory", "UK", "--language", "en",
        "--duration", "12m", "--first-use", "2026-12-01", "--exclusivity", "none",
        "--purpose", "editorial", "--whole",
    )  # fmt: skip
    fresh.json("licensee", "edit", 1, "--country", "GB", "--kind", "business")
    code, out, err = fresh("quote", "draft", 1, "--agreed", "10 GBP", "--reason", "by telephone")
    assert code == 0, err
    assert "C-1  day not stated  " in out
    assert "price 0.00 GBP, nothing to pay" in out


def test_an_article_that_is_not_on_file_is_looked_for_once_and_the_names_are_read_once(
    fresh, tmp_path, monkeypatch
):
    from syndicate.desk.articles import Articles
    from syndicate.desk.parties import Licensees

    asked = []

    def noting(what, found):
        return staticmethod(lambda *args, **more: asked.append(what) or found(*args, **more))

    monkeypatch.setattr(Articles, "at_address", noting("article", Articles.at_address))
    monkeypatch.setattr(Licensees, "names", noting("names", Licensees.names))
    names = ("Marl Echo", "Gull Bay Gazette", "Stornby Weekly")
    rows = (f"B-{n},{name},,https://p.example/1,,," for n, name in enumerate(names))
    plan = fresh.json("licence", "import", a_sheet(tmp_path, *rows), "--dry-run")
    assert (plan["new"], plan["stubs"]) == (3, 1)
    assert sorted(asked) == ["article", "names"]
