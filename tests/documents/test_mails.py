"""Mails that go with the papers: what they say, and that nothing typed by others becomes a header."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import SMTP

import pytest

from syndicate.documents.mails import cover_note, draft_mail, questions_note
from syndicate.errors import BadInput, Outside
from tests.samples.facts import papers


def a_draft(**changes):
    return draft_mail(
        **{
            "sender": "rights@harbourcourier.example",
            "sender_name": "The Harbour Courier",
            "to": "desk@moorlandweekly.example",
            "subject": "Quote QUO-2026-00031",
            "body": "Hello,\n\nthe quote is attached.\n",
            "attachment": ("QUO-2026-00031.pdf", b"%PDF-1.7 paper"),
            "message_id": "quo-2026-00031.abc",
            "at": papers.ISSUED_AT,
        }
        | changes
    )


def read(eml: bytes):
    return message_from_bytes(eml, policy=SMTP)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("kind", "facts", "subject", "says"),
    [
        (
            "quote",
            papers.a_quote(),
            "Quote QUO-2026-00031: The Harbour Courier",
            ["£180.00 in all, valid until 7 December 2026", '"We accept QUO-2026-00031"'],
        ),
        (
            "quote",
            papers.a_french_quote(),
            "Devis QUO-2026-00031 – The Harbour Courier",
            ["1 200,50 € au total", "« Bon pour accord, QUO-2026-00031 »", "facture pro forma"],
        ),
        (
            "pro-forma",
            papers.a_pro_forma(),
            "Pro-forma for quote QUO-2026-00031: The Harbour Courier",
            ["Amount     £180.00", "It is not a VAT invoice."],
        ),
        (
            "licence",
            papers.a_licence(),
            "Licence LIC-2026-00007: The Harbour Courier",
            ["is republished under licence LIC-2026-00007.", "the invoice follows"],
        ),
        (
            "licence",
            papers.a_licence(language="fr"),
            "Autorisation LIC-2026-00007 – The Harbour Courier",
            ["Ne publier que le texte de l’annexe A"],
        ),
        (
            "invoice",
            papers.an_invoice(),
            "Invoice INV-2026-00012: The Harbour Courier",
            ["Amount     £180.00", "Due        23 December 2026"],
        ),
        (
            "invoice",
            papers.an_invoice(language="fr", paid=papers.gbp("180.00")),
            "Facture INV-2026-00012 – The Harbour Courier",
            ["reçu en totalité, merci"],
        ),
    ],
)
def test_a_note_names_its_paper_and_says_what_matters(kind, facts, subject, says):
    title, body = cover_note(kind, facts, facts["language"])
    assert title == subject
    assert [words for words in says if words not in plain(body)] == []
    assert body.endswith("\n")
    assert "\n\n\n" not in body


def test_a_note_without_a_contact_greets_without_a_name():
    facts = papers.a_quote(licensee=papers.a_licensee(contact_name=None))
    assert cover_note("quote", facts, "en")[1].startswith("Hello,\n")
    assert cover_note("quote", facts, "fr")[1].startswith("Bonjour,\n")


def test_a_note_to_readers_of_another_language_is_in_english():
    assert cover_note("quote", papers.a_quote(), "ar")[0].startswith("Quote QUO-2026-00031")


def test_a_hole_in_the_facts_is_said_in_one_line():
    facts = {k: v for k, v in papers.a_quote().items() if k != "total"}
    with pytest.raises(Outside) as stopped:
        cover_note("quote", facts, "en")
    assert stopped.value.message.startswith("the note to go with the quote cannot be written: ")
    assert "total" in stopped.value.message


def test_what_strangers_typed_forges_no_line_of_a_note():
    name = "Ann\r\n\r\nYour account has changed: pay to 12345\x1b[2J\u202e {{ 7*7 }}"
    facts = papers.a_quote(licensee=papers.a_licensee(contact_name=name))
    body = cover_note("quote", facts, "en")[1]
    assert body.splitlines()[0] == (
        "Dear Ann Your account has changed: pay to 12345 [2J {{ 7*7 }},"
    )


def test_questions_are_numbered_in_the_askers_language():
    subject, body = questions_note(
        {
            "ref": "REQ-2026-00044",
            "asker": "Inès Kermarrec",
            "headlines": ["The ferry", "Night pilots"],
            "publisher": "The Harbour Courier",
        },
        questions=["Quelle est son audience ?", "Dans quels pays ?"],
        language="fr",
    )
    assert subject == "Votre demande REQ-2026-00044 : 2 questions"
    assert "de reproduire « The ferry » et « Night pilots ». Pour" in " ".join(body.split())
    assert "  1. Quelle est son audience ?\n  2. Dans quels pays ?\n" in body


def test_a_draft_holds_the_paper_and_opens_unsent():
    message = read(a_draft())
    assert message["From"] == "The Harbour Courier <rights@harbourcourier.example>"
    assert message["To"] == "desk@moorlandweekly.example"
    assert message["Subject"] == "Quote QUO-2026-00031"
    assert message["Date"] == "Mon, 23 Nov 2026 09:30:00 +0000"
    assert message["Message-ID"] == "<quo-2026-00031.abc@harbourcourier.example>"
    assert message["X-Unsent"] == "1"
    body, paper = message.iter_parts()
    assert body.get_content() == "Hello,\r\n\r\nthe quote is attached.\r\n"
    assert paper.get_filename() == "QUO-2026-00031.pdf"
    assert paper.get_content_type() == "application/pdf"
    assert paper.get_content() == b"%PDF-1.7 paper"


def test_the_same_draft_is_the_same_bytes():
    assert a_draft() == a_draft()


def test_a_draft_waits_for_an_address_that_is_not_known_yet():
    message = read(a_draft(to=None, sender=None, attachment=None))
    assert message["To"] is None
    assert message["From"] is None
    assert message["Message-ID"] == "<quo-2026-00031.abc@syndicate.invalid>"


@pytest.mark.parametrize(
    "text",
    [
        "Quote\r\nBcc: everyone@moorlandweekly.example",
        "Quote\nBcc: everyone@moorlandweekly.example",
        "Quote\rBcc: everyone@moorlandweekly.example",
        "Quote\u2028Bcc: everyone@moorlandweekly.example",
        "Quote\x00\x0bBcc: everyone@moorlandweekly.example",
    ],
)
def test_a_subject_or_a_name_adds_no_header(text: str):
    message = read(a_draft(subject=text, sender_name=text, attachment=(f"{text}.pdf", b"x")))
    assert message["Bcc"] is None
    assert message["Subject"] == "Quote Bcc: everyone@moorlandweekly.example"
    assert message["From"].addresses[0].addr_spec == "rights@harbourcourier.example"
    assert [part.get_filename() for part in message.iter_attachments()] == [
        "Quote-Bcc-everyone-moorlandweekly.example.pdf"
    ]


@pytest.mark.parametrize(
    "address",
    [
        "one@moorlandweekly.example, two@moorlandweekly.example",
        "one@moorlandweekly.example\r\nBcc: two@moorlandweekly.example",
        "Ann <one@moorlandweekly.example>",
        "one@moorlandweekly.example two@moorlandweekly.example",
        "nobody",
        "@moorlandweekly.example",
        "one@",
        "a" * 300 + "@moorlandweekly.example",
        "one\x00@moorlandweekly.example",
    ],
)
def test_only_one_plain_address_is_an_address(address: str):
    with pytest.raises(BadInput, match="is not one e-mail address"):
        a_draft(to=address)


def test_an_accented_name_survives():
    assert read(a_draft(sender_name="Éditions du Port"))["From"].addresses[0].display_name == (
        "Éditions du Port"
    )
