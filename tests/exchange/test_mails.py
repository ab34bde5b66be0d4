"""Mails read: what people send, what filters do to it, and what an enemy would send."""

from __future__ import annotations

import base64
import time
from datetime import UTC, datetime

import pytest

from syndicate.errors import BadInput, SyndicateError
from syndicate.exchange.mails import Mail, read_mail, request_hints

REQUEST = (
    "Dear rights desk,\r\n\r\nWe are L'Écho des Quais, a weekly on our website quais.example. May we "
    "republish https://harbourcourier.example/news/harbour-wall?ref=a(b) in French, in Belgium and "
    "Luxembourg, for twelve months?\r\nWe have about 120,000 monthly unique visitors. "
    "Our PO number: EQ-2026/118.\r\n\r\nMarie\r\n"
)
SENT = "Mon, 23 Nov 2026 09:15:00 +0100"


def an_eml(
    body: bytes = REQUEST.encode(), *, extra: str = "", kind: str = "text/plain; charset=utf-8"
) -> bytes:
    head = (
        f"From: =?utf-8?q?Marie_Lef=C3=A8vre?= <marie@quais.example>\r\nTo: rights@harbourcourier.example\r\n"
        f"Subject: =?utf-8?B?{base64.b64encode('Reprise d’un article'.encode()).decode()}?=\r\n"
        f"Date: {SENT}\r\nMessage-ID: <m1@quais.example>\r\n{extra}Content-Type: {kind}\r\n\r\n"
    )
    return head.encode() + body


def test_a_plain_request_is_read_with_its_encoded_headers() -> None:
    mail = read_mail(
        an_eml(extra="References: <a@x.example> <b@x.example>\r\nDKIM-Signature: v=1\r\n")
    )
    assert (mail.sender_name, mail.sender_address) == ("Marie Lefèvre", "marie@quais.example")
    assert mail.subject == "Reprise d’un article"
    assert mail.at == datetime(2026, 11, 23, 8, 15, tzinfo=UTC)
    assert mail.message_id == "<m1@quais.example>"
    assert mail.references == ("<a@x.example>", "<b@x.example>")
    assert mail.dkim_seen
    assert mail.urls == ("https://harbourcourier.example/news/harbour-wall?ref=a(b)",)
    assert mail.text.startswith("Dear rights desk,\n\nWe are L'Écho")


def test_a_mail_says_what_is_asked_with_the_words_it_says_it_with() -> None:
    hints = request_hints(read_mail(an_eml()))
    assert {key: hint.value for key, hint in hints.items()} == {
        "medium": "website",
        "territories": "BE,LU",
        "languages": "fr",
        "duration": "12m",
        "audience": "120000",
        "audience_unit": "monthly uniques",
        "outlet_domain": "quais.example",
        "po_number": "EQ-2026/118",
        "licensee": "L'Écho des Quais",
        "outlet_title": "L'Écho des Quais",
    }
    assert hints["duration"].words == "for twelve months"
    assert hints["audience"].words == "120,000 monthly unique visitors"


HEADLINE = "Ferry crews strike in Malta over pay"


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("Nous voudrions reprendre cet article dans La Tribune en France.", "FR"),
        ("It would run in The Jordan Times in Lebanon.", "LB"),
        ("For our site, in Spain only, not in Portugal.", "ES"),
        ("It is for readers in France and Belgium. Not for Luxembourg.", "FR,BE"),
        ("For publication in Kuwait and Georgia.", "KW,GE"),
        ("On sale in the UK, Ireland and Malta", "GB,IE,MT"),
        ("Dans notre revue, en FR et BE", "FR,BE"),
        ("Not only in Spain but also in Portugal", "ES,PT"),
        ("We are based in Chad and publish for readers in Mali.", "ML"),
        ("Territory: France only", "FR"),
        ("Territoire : la Tunisie et l’Algérie", "TN,DZ"),
        ("Territory: FR / BE", "FR,BE"),
        (f"May we run your article {HEADLINE} in Kuwait and Georgia?", "KW,GE"),
        ("May we run your article Ferry crews strike in Malta … in Kuwait?", "KW"),
        ("Ferry crews strike in Malta over pay: may our website in Malta have it?", "MT"),
    ],
)
def test_a_territory_is_taken_where_the_mail_is_plain_about_it(words: str, codes: str) -> None:
    hints = request_hints(read_mail(words.encode()), headlines=[HEADLINE])
    assert hints["territories"].value == codes
    assert "territories_unclear" not in hints


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("We want it worldwide excluding the US.", "We want it worldwide excluding the US"),
        ("Worldwide, except for the States", "Worldwide, except for the States"),
        ("In Europe but not France, please", "In Europe but not France, please"),
        ("en Europe, sauf la Suisse", "en Europe, sauf la Suisse"),
        ("not in Portugal", "not in Portugal"),
        ("We do not want it in Portugal", "We do not want it in Portugal"),
        ("for our site in France or Belgium", "for our site in France or Belgium"),
        ("in France and perhaps Belgium", "in France and perhaps Belgium"),
        ("in France, peut-être en Belgique", "in France, peut-être en Belgique"),
        ("for readers in Europe (Switzerland excluded)", None),
        ("We need no worldwide rights", "We need no worldwide rights"),
        ("Territory: world except China", "world except China"),
        ("Territory: to be agreed", "to be agreed"),
        ("Could it be the one with the crews in Malta", None),
        ("in the US edition of our paper", "in the US edition of our paper"),
        ("in Spain, later in Portugal", "in Spain, later in Portugal"),
    ],
)
def test_a_territory_that_is_left_out_or_doubtful_is_put_to_a_person(
    words: str, said: str | None
) -> None:
    hints = request_hints(read_mail(words.encode()), headlines=[HEADLINE])
    assert "territories" not in hints
    assert hints["territories_unclear"].words == (said or words)


@pytest.mark.parametrize(
    "words",
    [
        "It is for IT people, in PR and for TV.",
        "Publié dans La Voix et dans Le Monde",
        "We shall be in London, for Us it is new",
        "No changes, excluding the headline. In May.",
        "The Belgium Today team would run it in Belgium Today.",
        "We have offices worldwide",
    ],
)
def test_what_only_looks_like_a_territory_is_none(words: str) -> None:
    hints = request_hints(read_mail(words.encode()))
    assert hints.keys().isdisjoint({"territories", "territories_unclear"})


def test_a_mail_that_says_nothing_hints_nothing() -> None:
    mail = read_mail(b"Hello, could you call me about a story in the March issue? Thanks, Jo")
    assert request_hints(mail) == {}


def test_what_a_reply_quotes_is_not_what_it_asks() -> None:
    text = b"For our intranet please.\n\nOn 3 Nov 2026 at 10:00, Desk wrote:\n> a newspaper in Spain for 3 months?\n"
    hints = request_hints(read_mail(text))
    assert {key: hint.value for key, hint in hints.items()} == {"medium": "intranet"}


def test_an_internet_site_is_no_outlet_called_internet() -> None:
    hints = request_hints(read_mail(b"Nous le mettrions sur notre site Internet."))
    assert {key: hint.value for key, hint in hints.items()} == {"medium": "website"}
    assert "outlet_title" not in request_hints(read_mail(b"Il irait sur son site Internet."))


def test_several_media_are_not_made_one() -> None:
    hints = request_hints(read_mail(b"For our website and our newsletter, and linkedin page."))
    assert "medium" not in hints
    assert hints["media"].value == "website,newsletter,social"


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("A licence for 24 months", "duration", "24m"),
        ("pour une durée de six mois", "duration", "6m"),
        ("we want it in perpetuity", "duration", "perpetual"),
        ("Territory: United Kingdom, Ireland", "territories", "GB,IE"),
        ("worldwide rights please", "territories", "001"),
        ("translated into Arabic", "languages", "ar"),
        ("a print run of 5,000", "audience", "5000"),
        ("it goes to 2.400 abonnés", "audience", "2400"),
        ("seen by 40k subscribers", "audience", "40000"),
        ("purchase order no. 4500017", "po_number", "4500017"),
        ("I write on behalf of The Tarn Echo.", "licensee", "The Tarn Echo"),
        ("Company: Tarn Echo Ltd\nPublication: The Tarn Echo", "outlet_title", "The Tarn Echo"),
        ("* **Date of first use** : 1 December 2026", "first_use", "1 December 2026"),
        ("Purpose: editorial", "purpose", "editorial"),
        ("Nous vous proposons de le publier au prix de 150 €.", "budget", "150 €"),
        ("Nous le prendrions au prix de 150 €", "budget", "150 €"),
        ("moyennant 1 200,50 €, TVA en sus", "budget", "1 200,50 €"),
        ("our offer is 1,500 KWD", "budget", "1,500 KWD"),
        ("our site is https://www.tide-table.example/news", "outlet_domain", "tide-table.example"),
    ],
)
def test_a_hint_is_read(text: str, key: str, value: str) -> None:
    assert request_hints(read_mail(text.encode()))[key].value == value


@pytest.mark.parametrize(
    "text",
    [
        "P.O. Box 1234, Leeds",
        "Please post it",
        "for three friends in March",
        "We are Very happy with it",
        "It is sold at a cover price, 5 €",
        "sur Internet",
    ],
)
def test_what_is_no_hint_is_left_alone(text: str) -> None:
    assert request_hints(read_mail(text.encode())) == {}


@pytest.mark.parametrize(
    "end", ["Ann Quill, The Tarn Echo", "Ann Quill\nThe Tarn Echo\n01632 960001"]
)
def test_the_house_under_a_signature_is_whom_the_asker_writes_for(end: str) -> None:
    mail = read_mail(f"From: Ann Quill <a@x.example>\nSubject: Hi\n\nMay we?\n\n{end}\n".encode())
    assert request_hints(mail)["licensee"].value == "The Tarn Echo"


@pytest.mark.parametrize("line", ["rights desk", "Rights Manager", "Directrice des droits"])
def test_a_signature_without_a_house_names_none(line: str) -> None:
    mail = read_mail(
        f"From: Ann Quill <a@x.example>\nSubject: Hi\n\nMay we?\n\nAnn Quill\n{line}\n".encode()
    )
    assert "licensee" not in request_hints(mail)


def test_a_pasted_mail_gives_its_sender_subject_and_day() -> None:
    mail = read_mail(
        "De : Marie Lefèvre <marie@quais.example>\nEnvoyé : 23 Nov 2026 09:15\n"
        "À : Rights\nObjet : Reprise\n\nBonjour".encode()
    )
    assert (mail.sender_name, mail.sender_address) == ("Marie Lefèvre", "marie@quais.example")
    assert (mail.subject, mail.text) == ("Reprise", "Bonjour")
    assert mail.at == datetime(2026, 11, 23, 9, 15, tzinfo=UTC)


def test_text_without_any_header_is_a_mail_too() -> None:
    mail = read_mail("May we use www.harbourcourier.example/a?".encode("utf-16"))
    assert mail.text == "May we use www.harbourcourier.example/a?"
    assert mail.urls == ("https://www.harbourcourier.example/a",)
    assert mail.sender_address is None


def test_an_html_mail_becomes_text_in_lines_without_its_scripts() -> None:
    page = (
        b"<html><head><title>x</title><style>p{}</style></head><body><p>One &amp; two</p><script>alert(1)</script>"
        b'<div>see <a href="https://eur02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fharbourcourier.example'
        b'%2Fa%3Fb%3D1&data=05">the story</a></div><!-- hidden --><p>5 < 6</p></body></html>'
    )
    mail = read_mail(an_eml(page, kind="text/html; charset=utf-8"))
    assert mail.text == "One & two\n\nsee the story\n\n5 < 6"
    assert mail.urls == ("https://harbourcourier.example/a?b=1",)


def test_the_plain_way_of_an_alternative_is_taken_unless_it_is_a_stub() -> None:
    def both(plain: str, page: str) -> Mail:
        body = f"--x\r\nContent-Type: text/plain\r\n\r\n{plain}\r\n--x\r\nContent-Type: text/html\r\n\r\n{page}\r\n--x--\r\n"
        return read_mail(an_eml(body.encode(), kind='multipart/alternative; boundary="x"'))

    assert both("Hello from the quay", "<p>Hello</p>").text == "Hello from the quay"
    assert both("See HTML", "<p>" + "long words " * 20 + "</p>").text.startswith("long words long")


def test_attachments_keep_their_bytes_and_lose_their_folders() -> None:
    content = bytes(range(256)) * 3
    body = (
        b"--b\r\nContent-Type: text/plain\r\n\r\nhere\r\n"
        b"--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
        b"Content-Disposition: attachment; filename*0*=utf-8''..%2F..%2Fbon%20de;\r\n filename*1*=%20commande%20%C3%A9.pdf\r\n\r\n"
        + base64.encodebytes(content)
        + b"--b--\r\n"
    )
    [one] = read_mail(an_eml(body, kind="multipart/mixed; boundary=b")).attachments
    assert (one.name, one.media_type, one.content) == (
        "bon de commande é.pdf",
        "application/pdf",
        content,
    )


def test_a_mail_forwarded_as_an_attachment_is_read_for_the_one_inside() -> None:
    body = b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + an_eml() + b"\r\n--b--\r\n"
    outer = (
        b"From: desk@harbourcourier.example\r\nSubject: FW\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        + body
    )
    mail = read_mail(outer)
    assert mail.sender_address == "marie@quais.example"
    assert mail.subject == "Reprise d’un article"
    assert request_hints(mail)["po_number"].value == "EQ-2026/118"


def test_an_address_in_the_name_is_never_taken_for_the_sender() -> None:
    mail = read_mail(
        b'From: "chief@harbourcourier.example" <x@evil.example>\r\nSubject: hi\r\n\r\nbody'
    )
    assert mail.sender_address == "x@evil.example"
    assert mail.sender_name == "chief@harbourcourier.example"


def test_a_header_cannot_bring_a_line_break_or_an_escape_with_it() -> None:
    code = base64.b64encode(b"a\r\nBcc: all@x.example\x1b[31m").decode()
    mail = read_mail(f"From: a@b.example\r\nSubject: =?utf-8?B?{code}?=\r\n\r\nx".encode())
    assert mail.subject == "a Bcc: all@x.example [31m"


def test_an_outlook_message_is_refused_with_the_way_to_save_it() -> None:
    with pytest.raises(BadInput, match=r"Save as \.eml"):
        read_mail(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)


HEAD = b"From: a@b.example\r\nSubject: s\r\n"


def nested(levels: int) -> bytes:
    opened = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(levels)
    )
    return HEAD + opened + b"Content-Type: text/plain\r\n\r\ndeep"


HOSTILE = {
    "300 nested multiparts": nested(300),
    "10,000 nested multiparts": nested(10_000),
    "100,000 headers": HEAD + b"X-A: 1\r\n" * 100_000 + b"\r\nbody",
    "a header of 10 MB": HEAD + b"References: " + b"<a@b> " * 1_700_000 + b"\r\n\r\nbody",
    "a header folded 100,000 times": HEAD + b"X-F: a" + b"\r\n b" * 100_000 + b"\r\n\r\nbody",
    "comments 50,000 deep": b"From: " + b"(" * 50_000 + b"\r\nSubject: s\r\nContent-Type: " + b"(" * 50_000 + b"\r\n\r\nb",
    "quotes without end": HEAD + b'Content-Type: multipart/mixed; boundary="' + b'\\"' * 100_000 + b"\r\n\r\nb",
    "bad base64": HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"=?a!" * 200_000,
    "base64 of one letter": HEAD + b"Content-Transfer-Encoding: base64\r\n\r\nA",
    "bad quoted-printable": HEAD + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b"=Z=" * 300_000,
    "an encoded word in an unknown charset": b"From: =?x-none?B?AAAA?= <a@b.example>\r\nSubject: =?utf-8?B?A?=\r\n\r\nb",
    "100,000 encoded words": b"Subject: " + b"=?utf-8?q?=41?= " * 100_000 + b"\r\nFrom: a@b.example\r\n\r\nb",
    "a codec that is none": HEAD + b"Content-Type: text/plain; charset=zlib_codec\r\n\r\n\x80\x81",
    "a charset that walks slowly": HEAD + b"Content-Type: text/plain; charset=punycode\r\n\r\n" + b"a-9" * 100_000,
    "NULs": b"From: a\x00@b.example\r\nSub\x00ject: s\r\nX: \x00\r\n\r\n" + b"\x00text" * 50_000,
    "20,000 parts": HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\na\r\n" * 20_000,
    "a boundary of dashes": HEAD + b"Content-Type: multipart/mixed; boundary=-\r\n\r\n" + b"---\r\n" * 100_000,
    "an empty boundary": HEAD + b'Content-Type: multipart/mixed; boundary=""\r\n\r\n--\r\n\r\na\r\n----',
    "200,000 open tags": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div><b a=1>" * 200_000,
    "a million brackets": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<" * 1_000_000,
    "scripts that never end": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<script>" * 100_000,
    "a date beyond time": b"From: a@b.example\r\nDate: 99 Foo 99999999999 99:99:99 +99999999\r\n\r\nb",
    "a date of a billion digits": b"From: a@b.example\r\nDate: " + b"9" * 1_000_000 + b"\r\n\r\nb",
    "an address of 100,000 letters": b"From: " + b"a" * 100_000 + b"@" + b"b" * 100_000 + b"\r\n\r\nb",
    "100,000 links": HEAD + b"\r\n" + b"https://a.example/[" * 100_000,
    "a link to nowhere": HEAD + b"\r\nhttps://[::1 http://[x] https://",
    "digits for the hints": HEAD + b"\r\n" + b"1 000 " * 60_000 + b"for for for 12 " * 9_000,
    "capitals for the hints": HEAD + b"\r\n" + b"in Aaa Bbb Ccc Ddd " * 20_000,
    "a parameter in 100,000 pieces": HEAD
    + b"Content-Disposition: attachment; "
    + b"".join(b"filename*%d*=%%41;" % n for n in range(20_000))
    + b"\r\n\r\nb",
    "a parameter number of no end": HEAD + b"Content-Type: x/y; name*" + b"9" * 5_000 + b"*=utf-8''%zz\r\n\r\nb",
    "only blank lines": b"\r\n" * 500_000,
    "surrogates in UTF-7 and UTF-16": HEAD + b"Content-Type: text/plain; charset=utf-16\r\n\r\n" + b"\xd8\x00" * 5_000 + b"\xd8",
    "a gzip": b"\x1f\x8b\x08" + b"\0" * 100,
    "26 MB": HEAD + b"\r\n" + b"a" * (26 * 1024 * 1024),
}  # fmt: skip


@pytest.mark.parametrize("name", list(HOSTILE))
def test_a_hostile_mail_is_read_or_refused_in_one_line_and_soon(name: str) -> None:
    begun = time.process_time()
    refused: SyndicateError | None = None
    try:
        mail = read_mail(HOSTILE[name])
        hints = request_hints(mail)
    except SyndicateError as error:
        refused = error
    assert time.process_time() - begun < 2
    if refused is not None:
        assert "\n" not in refused.message
        assert len(refused.message) < 250
        return
    assert len(mail.text) <= 200_000
    assert "\x00" not in f"{mail.text}{mail.subject}{mail.sender_address}"
    assert all(len(hint.words) <= 120 for hint in hints.values())
    assert (mail.text + (mail.subject or "")).encode("utf-8")
