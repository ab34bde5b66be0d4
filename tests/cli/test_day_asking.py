"""Requests by mailbox and sheet at the command line: threads, attachments, several uses, and what is known again."""

from __future__ import annotations

import hashlib
import json

import pytest

from tests import builders
from tests.builders import TWIN_URL, Clerk

ASKED = f"""\
From rights@fenmouthgazette.example Mon Nov 23 08:00:00 2026
From: Orla Finch <rights@fenmouthgazette.example>
Subject: Republishing an article
Date: Mon, 23 Nov 2026 08:00:00 +0000
Message-ID: <ask-1@fenmouthgazette.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="=-parts"

--=-parts
Content-Type: text/plain; charset=utf-8

May we republish {TWIN_URL} on our website for 12 months?

Orla Finch, Fenmouth Gazette plc
--=-parts
Content-Type: text/csv; name="figures.csv"
Content-Disposition: attachment; filename="figures.csv"

month,uniques
October,250000
--=-parts--

From rights@fenmouthgazette.example Mon Nov 23 08:30:00 2026
From: Orla Finch <rights@fenmouthgazette.example>
Subject: Re: Republishing an article
Date: Mon, 23 Nov 2026 08:30:00 +0000
Message-ID: <ask-2@fenmouthgazette.example>
In-Reply-To: <ask-1@fenmouthgazette.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

I forgot: it would appear in the United Kingdom, in English, and we have 250,000 monthly uniques.

From nobody@elsewhere.example Mon Nov 23 08:45:00 2026
From: Nobody <nobody@elsewhere.example>
Subject: Lunch
Date: Mon, 23 Nov 2026 08:45:00 +0000
Message-ID: <lunch@elsewhere.example>

Shall we have lunch?
"""


@pytest.fixture
def clerk(home):
    with builders.a_desk(None, home, lambda: builders.MORNING) as desk:
        builders.a_licensee(desk)
        builders.an_article(desk)
    return Clerk(home)


def test_a_mailbox_is_logged_mail_by_mail_and_an_answer_goes_to_its_request(clerk, tmp_path):
    box = tmp_path / "asked.mbox"
    box.write_text(ASKED, encoding="utf-8")
    code, out, err = clerk("request", "log", box, "--json")
    answer = json.loads(out)
    assert (code, "1 of 3 were refused" in err) == (4, True), "and what went well is filed"
    first, second = answer["requests"]
    assert (first["ref"], first["licensee_name"]) == ("REQ-2026-00001", "Fenmouth Gazette plc")
    assert (second["ref"], second["answered"]) == (first["ref"], True)
    assert [one["where"] for one in answer["refused"]] == ["mail 3 (line 34)"]

    shown = clerk.json("request", "show", 1)
    use = shown["items"][0]["use"]
    assert (use["territories"], use["languages"], use["audience"]) == (["GB"], ["en"], 250_000)
    missing = [m["field"] for m in shown["items"][0]["missing"]]
    assert missing == ["outlet_title", "first_use", "purpose"]
    assert "territories, languages, audience filled in" in shown["notes"][-1]
    kinds = [(f["kind"], f["name"]) for f in shown["files"]]
    assert kinds == [("message", None), ("attachment", "figures.csv"), ("message", None)]
    attached = b"month,uniques\nOctober,250000"
    assert hashlib.sha256(attached).hexdigest() == shown["files"][1]["sha256"]
    assert clerk.json("log", "verify")["faults"] == []

    again = json.loads(clerk("request", "log", box, "--json")[1])
    assert [one["logged_before"] for one in again["requests"]] == [True, True]
    assert len(clerk.json("request", "list")) == 1


def test_a_sheet_is_logged_row_by_row_and_known_again(clerk, tmp_path):
    sheet = tmp_path / "asked.csv"
    sheet.write_text(
        "request,licensee,article,medium,outlet,audience,territory,payer\n"
        f"A,Fenmouth Gazette plc,{TWIN_URL},website,Fenmouth online,250k,UK,\n"
        f"A,,{TWIN_URL},newsletter,Fenmouth Friday,4000,UK,\n"
        "B,Fenmouth Gazette plc,ART-000009,website,,,UK,\n"
        f"C,Stornby Weekly Ltd,{TWIN_URL},website,Stornby,12k,UK,Fenmouth Gazette plc\n",
        encoding="utf-8",
    )
    code, out, err = clerk("request", "log", sheet, "--json")
    answer = json.loads(out)
    assert (code, json.loads(err)["error"]["hint"].splitlines()[-1]) == (
        4,
        f"syndicate request log {sheet}",
    )
    first, third = answer["requests"]
    assert [item["use"]["medium"] for item in first["items"]] == ["website", "newsletter"]
    assert [item["use"]["audience"] for item in first["items"]] == [250_000, 4000]
    assert (first["channel"], third["payer_name"]) == ("sheet", "Fenmouth Gazette plc")
    (refused,) = answer["refused"]
    assert (refused["where"], "ART-000009" in refused["reason"]) == ("line 4", True)
    mended = sheet.read_text(encoding="utf-8").replace("ART-000009", "ART-000001")
    sheet.write_text(mended, encoding="utf-8")
    again = clerk.json("request", "log", sheet)
    assert [one["logged_before"] for one in again["requests"]] == [True, False, True]
    more = clerk.json(
        "request", "add", first["ref"], "--article", 1, "--medium", "intranet", "--audience", 80
    )
    assert [item["use"]["medium"] for item in more["items"]][2] == "intranet"
    assert more["items"][2]["use"]["territories"] == ["GB"]


def test_an_outlook_file_is_refused_in_a_line_that_says_how_to_save_it(clerk, tmp_path):
    mail = tmp_path / "asked.msg"
    mail.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    code, error = clerk.error("request", "log", mail)
    assert code == 2
    assert "Save as .eml" in error["message"]
