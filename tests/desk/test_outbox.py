"""Papers leave the building by a person's hand: ready drafts, and nothing called sent that nobody sent."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default

import pytest

from syndicate.errors import NotFound, Refused
from syndicate.records.parties import PersonalRecord
from tests import builders

RIGHTS = "rights@fenmouthgazette.example"
ACCOUNTS = "accounts@fenmouthgazette.example"


def contact(purpose, email, name="Bram Holt"):
    return {"purpose": purpose, "name": name, "email": email, "telephone": None}


def opened(mail):
    """A draft as a mail program opens it."""
    return message_from_bytes(mail.path.read_bytes(), policy=default)


def outbox(desk):
    """The newest mail of each kind and reference."""
    found = {}
    for mail in reversed(desk.mails.on_file()):
        found[mail.kind, mail.about] = mail
    return found


def test_quote_licence_and_invoice_each_leave_a_ready_draft_to_the_right_desk(desk):
    licensee = builders.a_licensee(desk)
    desk.licensees.edit(licensee, contact=contact("accounts", ACCOUNTS))
    quote = builders.a_quote(desk, request=builders.a_request(desk, licensee=licensee))
    assert desk.mails.on_file() == []
    sent = desk.quotes.send(quote)
    desk.quotes.accept(quote, by="Orla Finch")
    licence = desk.licences.issue(quote)
    invoice = desk.invoices.issue(licence.ref)
    mails = outbox(desk)
    assert {key: (m.recipient, m.state) for key, m in mails.items()} == {
        ("quote", quote): (RIGHTS, "draft"),
        ("licence", licence.ref): (RIGHTS, "draft"),
        ("invoice", invoice.ref): (ACCOUNTS, "draft"),
    }
    for paper in (sent, licence, invoice):
        mail = next(m for m in mails.values() if m.about == paper.ref)
        assert paper.ref in mail.subject
        message = opened(mail)
        assert message["To"] == mail.recipient
        assert message["From"].addresses[0].addr_spec == "rights@harbourcourier.example"
        assert message["Subject"] == mail.subject
        assert message["X-Unsent"] == "1"
        (attached,) = message.iter_attachments()
        assert attached.get_filename() == f"{paper.ref}.pdf"
        assert attached.get_content() == desk.store.get(paper.sha256)
        assert paper.ref in message.get_body(("plain",)).get_content()

    for address in (RIGHTS, ACCOUNTS):
        with desk.reading() as r:
            held = [
                row for row in r.rows(PersonalRecord.__table__.select()) if row.value == address
            ]
        assert held
        assert address not in builders.every_word(desk, but=("personal",))

    assert desk.mails.sent(quote).state == "sent"
    mail = outbox(desk)["quote", quote]
    assert (mail.state, mail.sent_by, mail.sent_at) == (
        "sent",
        "mara",
        "2026-11-23T09:00:00.000000Z",
    )
    assert [m.about for m in desk.mails.on_file(open_only=True)] == [invoice.ref, licence.ref]
    with pytest.raises(Refused, match="sent already"):
        desk.mails.sent(quote)
    with pytest.raises(NotFound, match="no mail about QUO-2026-00009"):
        desk.mails.sent("QUO-2026-00009")
    assert desk.journal.verify() == []


def test_a_mail_is_written_in_the_language_of_its_licensee(printing):
    desk = printing
    licensee = builders.a_licensee(
        desk, "Gazette de Marl SARL", country="FR", vat_no="FR83404833048", language="fr"
    )
    quote = desk.quotes.send(
        builders.a_quote(desk, request=builders.a_request(desk, licensee=licensee))
    )
    (mail,) = desk.mails.on_file()
    assert mail.subject.startswith("Devis")
    body = opened(mail).get_body(("plain",)).get_content()
    assert "Bonjour" in body
    assert quote.ref in body


def test_what_is_missing_becomes_a_draft_of_questions_to_the_asker(desk):
    request = builders.a_request(desk, use=builders.a_use(territories=(), audience=None))
    (mail,) = desk.mails.on_file()
    assert (mail.kind, mail.about, mail.recipient) == ("questions", request, RIGHTS)
    body = opened(mail).get_body(("plain",)).get_content()
    assert "In which countries would it appear?" in body
    assert "How many unique visitors a month" in body
    assert list(opened(mail).iter_attachments()) == []


def test_questions_that_were_answered_before_they_were_sent_are_not_asked_any_more(desk):
    request = builders.a_request(desk, use=builders.a_use(territories=(), audience=None))
    desk.requests.edit(request, audience=12_000)
    asked, first = desk.mails.on_file()
    assert (asked.state, first.state) == ("draft", "set-aside")
    body = opened(asked).get_body(("plain",)).get_content()
    assert "In which countries would it appear?" in body
    assert "How many unique visitors a month" not in body
    desk.requests.edit(request, territories=builders.a_use().territories)
    assert {m.state for m in desk.mails.on_file()} == {"set-aside"}
    assert [t for t in desk.morning.tasks() if t.section == "mail"] == []


def test_questions_that_were_sent_are_not_drafted_again_while_answers_come_in(desk):
    request = builders.a_request(desk, use=builders.a_use(territories=(), audience=None))
    desk.mails.sent(request)
    desk.requests.edit(request, audience=12_000)
    assert [m.state for m in desk.mails.on_file()] == ["sent"]


def test_a_request_that_was_declined_leaves_no_questions_to_send(desk):
    request = builders.a_request(desk, use=builders.a_use(territories=()))
    desk.requests.decline(request, reason="not ours")
    assert [m.state for m in desk.mails.on_file()] == ["set-aside"]


def test_a_draft_that_a_new_revision_replaces_is_set_aside_and_never_called_sent(printing):
    desk = printing
    quote = builders.a_quote(desk)
    desk.quotes.send(quote)
    desk.quotes.revise(quote)
    desk.quotes.send(quote)
    assert [m.state for m in desk.mails.on_file()] == ["draft", "set-aside"]
    desk.mails.sent(quote)
    assert [m.state for m in desk.mails.on_file()] == ["sent", "set-aside"]
    with pytest.raises(Refused, match="sent already"):
        desk.mails.sent(quote)
    assert [t for t in desk.morning.tasks() if t.section == "mail"] == []


def test_a_quote_and_its_pro_forma_are_two_mails_to_record(printing):
    desk = printing
    licensee = builders.a_licensee(desk, terms="pay-first")
    quote = builders.a_quote(desk, request=builders.a_request(desk, licensee=licensee))
    desk.quotes.send(quote)
    desk.quotes.accept(quote, by="Orla Finch")
    desk.invoices.issue(quote)
    with pytest.raises(Refused, match="2 mails about QUO-2026-00001 wait: quote, pro-forma"):
        desk.mails.sent(quote)
    assert desk.mails.sent(quote, kind="quote").kind == "quote"
    assert desk.mails.sent(quote).kind == "pro-forma"
    with pytest.raises(Refused, match="sent already"):
        desk.mails.sent(quote)


def test_the_newest_address_for_a_purpose_is_the_one_written_to(printing):
    desk = printing
    licensee = builders.a_licensee(desk)
    desk.licensees.edit(licensee, contact=contact("rights", "new@fenmouthgazette.example"))
    desk.quotes.send(builders.a_quote(desk, request=builders.a_request(desk, licensee=licensee)))
    (mail,) = desk.mails.on_file()
    assert mail.recipient == "new@fenmouthgazette.example"


def test_without_an_address_the_draft_waits_for_one_to_be_typed(printing):
    desk = printing
    licensee = builders.a_licensee(desk, email=None)
    desk.quotes.send(builders.a_quote(desk, request=builders.a_request(desk, licensee=licensee)))
    (mail,) = desk.mails.on_file()
    assert mail.recipient is None
    assert opened(mail)["To"] is None


@pytest.mark.tampers
def test_a_mail_that_is_gone_from_the_store_does_not_hide_the_outbox(printing):
    desk = printing
    desk.quotes.send(builders.a_quote(desk))
    (mail,) = desk.mails.on_file()
    mail.path.unlink()
    assert [m.about for m in desk.mails.on_file()] == ["QUO-2026-00001"]
    assert [f.what for f in desk.journal.verify()] == ["a file is missing from the document store"]


def test_a_pasted_mail_becomes_a_request_with_its_message_kept_and_its_sender_known(printing):
    desk = printing
    raw = b"From: Orla Finch <rights@fenmouthgazette.example>\r\nSubject: May we?\r\n\r\nPlease."
    request = desk.requests.show(builders.a_request(desk, message=raw, message_id="<1@x>"))
    assert request.channel == "mail"
    assert desk.store.get(request.message_sha256) == raw
    assert desk.licensees.by_email("RIGHTS@fenmouthgazette.example") == request.licensee


def test_names_and_numbers_of_people_stand_in_one_table_alone(desk):
    licensee = builders.a_licensee(desk)
    person = {
        "purpose": "urgent",
        "name": "Quilla Marsh-Oddie",
        "email": "quilla@fenmouthgazette.example",
        "telephone": "+44 20 7946 0777",
    }
    desk.licensees.edit(licensee, contact=person)
    quote = builders.a_quote(desk, request=builders.a_request(desk, licensee=licensee))
    desk.quotes.offer(quote)
    desk.quotes.accept(quote, by="Quilla Marsh-Oddie")
    desk.invoices.bill(desk.licences.grant(quote))
    elsewhere = builders.every_word(desk, but=("personal",))
    for value in ("Quilla", "quilla@", "7946 0777"):
        assert value not in elsewhere
    assert "Quilla Marsh-Oddie" in builders.every_word(desk)
    assert desk.quotes.show(quote).accepted_by == "Quilla Marsh-Oddie"


def test_a_person_is_forgotten_in_the_books_and_the_papers_that_name_it_are_told(desk):
    licensee = builders.a_licensee(desk)
    desk.licensees.edit(licensee, contact=contact("accounts", ACCOUNTS))
    quote = builders.a_quote(desk, request=builders.a_request(desk, licensee=licensee))
    desk.quotes.send(quote)
    desk.quotes.accept(quote, by="Orla Finch")
    licence = desk.licences.grant(quote)
    frozen = builders.facts_of(desk, licence)
    assert frozen["licensee"]["contact_name"] == "Orla Finch"

    with pytest.raises(NotFound, match="has no contact"):
        desk.licensees.forget(licensee, "Nobody Known")
    assert desk.licensees.forget(licensee, "orla finch") == {
        "ref": licensee,
        "state": "forgotten",
        "contacts": 1,
        "kept": [licence, quote],
    }
    assert [c["name"] for c in desk.licensees.show(licensee).contacts] == ["Bram Holt"]
    assert [c["name"] for c in desk.licensees.on_file()[0].contacts] == ["Bram Holt"]
    assert desk.quotes.show(quote).accepted_by is None
    assert [mail.recipient for mail in desk.mails.on_file()] == [None]
    with desk.reading() as r:
        held = {row.value for row in r.rows(PersonalRecord.__table__.select())}
    assert not {"Orla Finch", RIGHTS} & held
    assert builders.facts_of(desk, licence) == frozen
    assert desk.journal.verify() == []

    invoice = desk.invoices.bill(licence)
    assert builders.facts_of(desk, invoice)["payer"]["contact_name"] == "Bram Holt"
    with pytest.raises(NotFound, match="has no contact"):
        desk.licensees.forget(licensee, RIGHTS)
