"""Articles sent by mail: as text, as files attached, as addresses; from .eml, mbox and Maildir."""

from __future__ import annotations

import io
from datetime import date
from email.message import EmailMessage

import pytest

from syndicate.exchange.mailboxes import read_mailbox
from syndicate.exchange.sources import SourceKind, open_source
from syndicate.rules.articles.incoming import Incoming, Lead, Refusal
from tests.exchange.reading import PLAIN, articles, opened, refusals, sample, texts, wishes

LONG = (
    "The lamp at Sallow Point was lit on Wednesday evening by the last of its keepers, who said so. "
    * 4
)


def mail(text: str = LONG, *, html: str = "", subject: str = "Lamp lit again", files=()) -> bytes:
    message = EmailMessage()
    message["From"] = "Nell Fairweather <nell@harbourcourier.example>"
    message["Subject"] = subject
    message["Message-ID"] = "<m1@harbourcourier.example>"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, kind, content in files:
        main, _, sub = kind.partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


def taken(tmp_path, raw: bytes) -> list:
    path = tmp_path / "one.eml"
    path.write_bytes(raw)
    source = open_source(str(path), wishes())
    assert source.kind is SourceKind.MAIL
    return list(source)


def test_the_mails_of_an_mbox_are_read_one_by_one():
    lamp, phare, ferry = opened("desk.mbox")
    assert lamp.where == "mail 1 (line 1)"
    assert lamp.draft.headline == "Lamp at Sallow Point lit again after ninety years"
    assert lamp.source_id == "<lamp-1@harbourcourier.example>"
    assert [t[:20] for _, t in texts(lamp)] == [
        "The lamp at Sallow P",
        "From there it went t",
        "Ships will see it fr",
    ]
    assert lamp.extra == {"sent by": "Nell Fairweather", "sent": "2026-11-19T08:00:00+00:00"}
    assert phare.where == "mail 2 (line 17), phare.html: phare.html"
    assert (phare.draft.byline, phare.draft.language) == ("Iris Aubépin", "fr")
    assert phare.raw.startswith(b"<!DOCTYPE html>")
    assert isinstance(ferry, Lead)
    assert ferry.url == "https://www.harbourcourier.example/news/marl-ferry"


def test_lines_on_top_of_a_mail_say_more_than_its_subject():
    [manara] = opened("murshid.eml")
    assert manara.draft.headline == "منارة سالو بوينت تضيء من جديد بعد تسعين عاما"
    assert (manara.draft.byline, manara.draft.language) == ("ليلى المرشد", "ar")
    assert manara.draft.published_on == date(2026, 11, 19)
    assert len(manara.draft.blocks) == 2


def test_the_mails_of_a_maildir_are_read_in_the_order_of_their_names(tmp_path):
    for part in ("cur", "new", "tmp"):
        (tmp_path / part).mkdir()
    (tmp_path / "new" / "2.host").write_bytes(mail(subject="Second"))
    (tmp_path / "cur" / "1.host:2,S").write_bytes(mail(subject="First"))
    (tmp_path / "tmp" / "3.host").write_bytes(mail(subject="Half written"))
    source = open_source(str(tmp_path), wishes())
    assert source.kind is SourceKind.MAILBOX
    assert [a.draft.headline for a in source] == ["First", "Second"]


def test_a_mail_in_html_keeps_its_marks(tmp_path):
    html = f'<p>{LONG}</p><div class="newsletter"><p>The Tide at seven.</p></div><p>{LONG}</p>'
    [article] = taken(tmp_path, mail(f"{LONG}\n\nThe Tide at seven.\n\n{LONG}", html=html))
    assert [b.hint for b in article.draft.blocks] == ["p", "promo:a newsletter block", "p"]


def test_every_file_attached_is_read_by_its_own_kind_and_pictures_are_passed_over(tmp_path):
    files = [
        ("lamp.xml", "application/xml", sample("nitf.xml")),
        ("list.csv", "text/csv", sample("articles.csv")),
        ("photo.jpg", "image/jpeg", b"\xff\xd8\xff\xe0"),
        ("broken.json", "application/json", b'{"headline": '),
        ("wire.json", "application/json", sample("ninjs-3.json")),
    ]
    found = taken(tmp_path, mail("Three for you.", files=files))
    assert [a.where.split(", ")[1].split(":")[0] for a in articles(found)] == [
        "lamp.xml",
        "list.csv",
        "list.csv",
        "list.csv",
        "wire.json",
    ]
    told = [r for r in refusals(found) if "broken.json" in r.where]
    assert len(told) == 1
    assert "not JSON" in told[0].reason


def test_a_mail_too_short_for_an_article_and_without_an_address_is_still_read_as_written(tmp_path):
    [article] = taken(tmp_path, mail("The ferry is late."))
    assert isinstance(article, Incoming)
    assert texts(article) == [("text", "The ferry is late.")]


def test_a_mail_without_any_text_is_told(tmp_path):
    assert isinstance(taken(tmp_path, mail(" "))[0], Refusal)


@pytest.mark.parametrize(
    "subject", ["Fwd: Lamp lit again", "TR : RE: Lamp lit again", "FW: Lamp lit again"]
)
def test_the_marks_of_forwarding_are_no_part_of_a_headline(tmp_path, subject):
    assert taken(tmp_path, mail(subject=subject))[0].draft.headline == "Lamp lit again"


def test_a_mail_of_more_than_25_mb_in_an_mbox_is_told_and_the_next_is_read():
    raw = (
        b"From a\n" + mail() + (b"x" * 999 + b"\n") * 26_500 + b"\nFrom b\n" + mail(subject="Next")
    )
    found = list(read_mailbox(io.BytesIO(raw), PLAIN, name="x", opened=lambda *_: iter(())))
    assert found[0] == Refusal("mail 1 (line 1)", "it is larger than 25 MB")
    assert [a.draft.headline for a in articles(found)] == ["Next"]


def test_an_mbox_without_a_mail_is_told(tmp_path):
    path = tmp_path / "empty.mbox"
    path.write_bytes(b"nothing")
    found = list(open_source(str(path), wishes(kind=SourceKind.MAILBOX)))
    assert found == [Refusal("empty.mbox", "it has no mail in it")]
