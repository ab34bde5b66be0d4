"""A press that dies, a file that is lost: no number twice, no fact lost, the same bytes again."""

from __future__ import annotations

import hashlib
import os
import signal
from datetime import timedelta
from pathlib import Path

import pytest

from syndicate.documents.press import Limits, Press
from syndicate.errors import Outside
from tests import builders


def a_killed_press():
    """A press whose process dies before its first page."""
    press = Press()
    press._child = press._start()
    os.kill(press._child.process.pid, signal.SIGKILL)
    return press


DEATHS = {
    "killed": a_killed_press,
    "out of time": lambda: Press(limits=Limits(wall_seconds=0)),
}


def faults(desk):
    """What the doctor says of papers and files."""
    return [c.what for c in desk.doctor.look() if c.name == "papers" and c.state == "fault"]


@pytest.mark.parametrize("death", DEATHS)
def test_a_paper_keeps_its_number_and_facts_when_the_press_dies_and_is_printed_later(
    desk, press, death
):
    quote = builders.an_accepted_quote(desk)
    with DEATHS[death]() as dying:
        desk.__dict__["press"] = dying
        with pytest.raises(Outside, match="the press stopped") as why:
            desk.licences.issue(quote)
        assert why.value.exit_code == 6
        assert why.value.hint == "syndicate doctor --repair"
    desk.__dict__["press"] = press

    frozen = builders.facts_of(desk, "LIC-2026-00001")
    shown = desk.licences.show("LIC-2026-00001")
    assert (shown.state, shown.path, shown.sha256, shown.pages) == ("active", None, None, None)
    assert desk.papers.unprinted() == [("licence", "LIC-2026-00001")]
    assert faults(desk) == ["1 papers have a number but no file: LIC-2026-00001"]
    assert [t.ref for t in desk.morning.tasks() if t.section == "paper"] == ["LIC-2026-00001"]
    assert desk.mails.on_file() == []

    repaired = desk.doctor.repair()
    assert [(c.state, c.what) for c in repaired] == [("ok", "LIC-2026-00001 printed")]
    assert faults(desk) == []
    printed = desk.licences.show("LIC-2026-00001")
    assert hashlib.sha256(Path(printed.path).read_bytes()).hexdigest() == printed.sha256
    assert builders.facts_of(desk, "LIC-2026-00001") == frozen
    with Press() as another:
        again = another.print_paper(frozen, issued_at=desk.now)
    assert again.sha256 == printed.sha256

    assert desk.licences.issue(quote).sha256 == printed.sha256
    assert desk.doctor.repair() == []
    assert builders.rows(desk)["paper"] == 1
    assert [m.about for m in desk.mails.on_file()] == ["LIC-2026-00001"]
    assert desk.journal.verify() == []


def test_a_quote_whose_page_failed_is_sent_again_or_repaired(desk):
    quote = builders.a_quote(desk)
    press = desk.press
    with Press(limits=Limits(wall_seconds=0)) as dying:
        desk.__dict__["press"] = dying
        with pytest.raises(Outside):
            desk.quotes.send(quote)
    desk.__dict__["press"] = press
    assert desk.quotes.show(quote).state == "sent"
    assert desk.papers.unprinted() == [("quote", quote)]
    sent = desk.quotes.send(quote)
    assert sent.path is not None
    assert (sent.pages, desk.papers.unprinted()) == (1, [])
    assert [m.about for m in desk.mails.on_file()] == [quote]


def test_one_paper_that_cannot_be_printed_does_not_keep_the_others_waiting(printing, tmp_path):
    desk = printing
    desk.invoices.bill(builders.a_licence(desk))
    broken = tmp_path / "templates"
    (broken / "invoice").mkdir(parents=True)
    (broken / "invoice" / "paper.html").write_text("{{ nobody.knows.this }}")
    with Press(templates_dir=broken) as press:
        desk.__dict__["press"] = press
        repaired = {c.what.split()[0]: c.state for c in desk.doctor.repair()}
    assert repaired == {"LIC-2026-00001": "ok", "INV-2026-00001": "fault"}


def test_a_file_that_is_gone_is_printed_again_byte_for_byte(printing, clock):
    desk = printing
    licence = desk.licences.issue(builders.an_accepted_quote(desk))
    before = Path(licence.path).read_bytes()
    assert faults(desk) == []
    Path(licence.path).unlink()
    gone = "1 files are gone from the store: licence LIC-2026-00001"
    assert faults(desk) == [f"{gone}; what cannot be printed again is in the last backup"]
    assert [f.where for f in desk.journal.verify()] == [f"licence {licence.sha256}"]
    clock.forward(days=400)
    assert [c.what for c in desk.doctor.repair()] == ["LIC-2026-00001 printed again, byte for byte"]
    assert Path(licence.path).read_bytes() == before
    assert faults(desk) == []


def test_what_a_killed_writer_left_half_written_is_swept_after_an_hour(printing):
    desk = printing
    desk.store.put(b"whole", ".pdf")
    folder = next(desk.store.root.glob("??"))
    old, new = folder / ".tmp-old", folder / ".tmp-new"
    for path in (old, new):
        path.write_bytes(b"%PDF-1.7 half")
    hours_ago = old.stat().st_mtime - timedelta(hours=2).total_seconds()
    os.utime(old, (hours_ago, hours_ago))
    assert [c.what for c in desk.doctor.repair()] == ["1 half-written files swept"]
    assert (old.exists(), new.exists()) == (False, True)


@pytest.mark.tampers
def test_a_document_that_changed_on_the_disk_is_found(printing):
    desk = printing
    quote = desk.quotes.send(builders.a_quote(desk))
    path = Path(quote.path)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b"\n% a line more")
    assert [(f.what, f.where) for f in desk.journal.verify()] == [
        ("a file in the document store has changed", str(path))
    ]
    with pytest.raises(Outside, match="has changed on disk"):
        desk.store.get(quote.sha256)


@pytest.mark.tampers
def test_evidence_that_was_handed_in_is_proved_like_a_paper(printing):
    desk = printing
    quote = builders.a_quote(
        desk, request=builders.a_request(desk, message=b"From: orla@fenmouth.example\n\nMay we?")
    )
    desk.quotes.offer(quote)
    accepted = desk.quotes.accept(quote, by="Orla Finch", evidence=b"Agreed. O. Finch")
    assert desk.journal.verify() == []
    desk.store.path(accepted.evidence_sha256).write_bytes(b"Refused. O. Finch")
    message = desk.requests.show(accepted.request).message_sha256
    desk.store.path(message).unlink()
    assert {f.what for f in desk.journal.verify()} == {
        "a file in the document store has changed",
        "a file is missing from the document store",
    }
