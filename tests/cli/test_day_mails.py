"""Mails as people write them, each read as a careful desk editor would; what it cannot know is asked back."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import text

from tests import builders
from tests.builders import Clerk

MAILS = builders.SAMPLES.parent / "mails"
PILOTS, PILOTES = "ART-000001", "ART-000002"


@pytest.fixture(scope="module")
def clerk(tmp_path_factory):
    """Somebody at a desk with two articles and no licensee, for all the mails."""
    home = tmp_path_factory.mktemp("mails")
    with builders.a_desk(None, home, lambda: builders.MORNING) as desk:
        builders.an_article(desk)
        builders.an_article(
            desk,
            builders.SAMPLES / "pilotes-de-nuit.txt",
            url="https://www.harbourcourier.example/fr/pilotes-de-nuit",
        )
    return Clerk(home)


# Every field that the mail speaks of, and no other; `missing` are the fields that are asked back.
READINGS = {
    "01-reply-chain.eml": {
        "licensee": "The Brine Market",
        "contact": ("Imogen Sallow", "imogen.sallow@brinemarket.example"),
        "articles": [PILOTS],
        "medium": "website",
        "outlet_title": "The Brine Market",
        "outlet_domain": "brinemarket.example",
        "audience": 86_000,
        "audience_unit": "monthly uniques",
        "territories": ["GB", "IE"],
        "languages": ["en"],
        "first_use": "2026-12-07",
        "duration": "6m",
        "missing": ["purpose"],
    },
    "02-forwarded.eml": {
        "licensee": "Slipway Review",
        "contact": ("Odile Farrow", "o.farrow@slipwayreview.example"),
        "articles": [PILOTS],
        "medium": "magazine",
        "outlet_title": "Slipway Review",
        "outlet_domain": "slipwayreview.example",
        "audience": 9_400,
        "audience_unit": "circulation",
        "territories": ["IE"],
        "languages": ["en"],
        "first_use": "2027-03-01",
        "missing": ["purpose"],
    },
    "03-html-only.eml": {
        "licensee": "Tide Learning Ltd",
        "contact": ("Lena Bashir", "lena@tidelearning.example"),
        "articles": [PILOTS],
        "medium": "intranet",
        "outlet_domain": "tidelearning.example",
        "audience": 340,
        "audience_unit": "staff",
        "territories": ["MT"],
        "duration": "12m",
        "exclusivity": "none",
        "missing": ["outlet_title", "languages", "first_use", "purpose"],
    },
    "04-signature.eml": {
        "licensee": "Dune Press FZ-LLC",
        "contact": ("Omar Haddad", "omar.haddad@dunepress.example"),
        "articles": [PILOTS],
        "medium": "newspaper",
        "outlet_domain": "dunepress.example",
        "territories": ["AE", "OM"],
        "languages": ["ar"],
        "translation_by": "licensee",
        "note": "the mail names a sum: AED 1,500",
        "missing": ["outlet_title", "audience", "first_use", "purpose"],
    },
    "05-exclusivite.eml": {
        "licensee": "Le Phare de l’Ouest",
        "contact": ("Célestine Aubrac", "c.aubrac@lephare-ouest.example"),
        "articles": [PILOTES],
        "outlet_title": "Le Phare de l’Ouest",
        "outlet_domain": "lephare-ouest.example",
        "audience": 12_000,
        "audience_unit": "print run",
        "territories": ["FR"],
        "languages": ["fr"],
        "first_use": "2026-12-03",
        "exclusivity": "exclusive",
        "missing": ["medium", "duration", "purpose"],  # a weekly is a newspaper or a magazine
    },
    "06-two-articles.eml": {
        "licensee": "Corbel & Quay",
        "contact": ("Wilf Carrow", "wilf@corbelandquay.example"),
        "articles": [PILOTS, PILOTES],
        "medium": "website",
        "outlet_domain": "corbelandquay.example",
        "territories": ["001"],
        "duration": "12m",
        "missing": ["outlet_title", "audience", "languages", "first_use", "purpose"],
    },
    "07-tracking.eml": {
        "licensee": "Tuva Ek",
        "contact": ("Tuva Ek", "tuva.ek@gmail.com"),
        "articles": [PILOTS],
        "medium": "podcast",
        "outlet_title": "Lights and Bells",
        "audience": 2_500,
        "audience_unit": "listeners",
        "first_use": "2027-01-14",
        "missing": ["territories", "languages", "duration", "purpose"],
    },
    "08-headline-only.txt": {
        "licensee": "Moorland Digest",
        "contact": ("Hesper Vane", "h.vane@moorlanddigest.example"),
        "articles": [PILOTS],
        "medium": "magazine",
        "outlet_title": "Moorland Digest",
        "outlet_domain": "moorlanddigest.example",
        "audience": 6_500,
        "audience_unit": "print run",
        "missing": ["territories", "languages", "first_use", "purpose"],  # England is no country
    },
    "09-newsletter.eml": {
        "licensee": "Lantern Brief Media Ltd",
        "contact": ("Rights at Lantern Brief", "rights@lanternbrief.example"),
        "articles": [PILOTS],
        "medium": "newsletter",
        "outlet_title": "The Lantern Brief",
        "outlet_domain": "lanternbrief.example",
        "audience": 18_250,
        "audience_unit": "recipients",
        "territories": ["CA", "US"],
        "languages": ["en"],
        "first_use": "2026-12-03",
        "po_number": "LB-2026-0417",
        "missing": ["purpose"],
    },
    "10-six-mois.txt": {
        "licensee": "Côtes et Grèves SARL",
        "contact": ("Anselme Roquebert", "a.roquebert@cotesetgreves.example"),
        "articles": [PILOTES],
        "medium": "website",
        "outlet_domain": "cotesetgreves.example",
        "audience": 45_000,
        "audience_unit": "monthly uniques",
        "territories": ["FR", "BE", "CH"],
        "languages": ["fr"],
        "first_use": "2027-01-01",
        "duration": "6m",
        "exclusivity": "none",
        "po_number": "CG-2026/88",
        "missing": ["outlet_title", "purpose"],
    },
    "11-university.eml": {
        "licensee": "University of Fellbridge",
        "contact": ("Prof. Ines Calloway", "i.calloway@fellbridge.example"),
        "articles": ["ART-000001"],
        "medium": "course-pack",
        "outlet_domain": "fellbridge.example",
        "audience": 65,
        "audience_unit": "print run",
        "first_use": "2027-01-11",
        "purpose": "education",
        "missing": ["outlet_title", "territories", "languages"],
    },
    "12-tunis.eml": {
        "licensee": "La Vigie",
        "contact": ("Rym Jaziri", "redaction@lavigie.example"),
        "articles": ["ART-000002"],
        "medium": "website",
        "outlet_title": "La Vigie",
        "outlet_domain": "lavigie.example",
        "audience": 110000,
        "audience_unit": "monthly uniques",
        "territories": ["TN", "DZ"],
        "first_use": "2026-12-01",
        "duration": "12m",
        "exclusivity": "none",
        "note": "the mail names a sum: 150 euros",
        "missing": ["languages", "purpose"],
    },
    "13-agency.eml": {
        "licensee": "Ormerod & Pike",
        "contact": ("Kit Ormerod", "kit@ormerodandpike.example"),
        "articles": ["ART-000001"],
        "outlet_domain": "ormerodandpike.example",
        "audience": 3400,
        "audience_unit": "recipients",
        "territories": ["DE", "AT"],
        "languages": ["de"],
        "duration": "3m",
        "portion": "excerpt",
        "excerpt_words": 120,
        "missing": ["medium", "outlet_title", "first_use", "purpose"],
    },
    "14-book.txt": {
        "licensee": "Gannet Rock Press",
        "contact": ("Sol Amery", "permissions@gannetrock.example"),
        "articles": ["ART-000001"],
        "medium": "book",
        "outlet_title": "Writing from the Water",
        "outlet_domain": "gannetrock.example",
        "audience": 3000,
        "audience_unit": "print run",
        "territories": ["001"],
        "languages": ["en"],
        "exclusivity": "none",
        "missing": ["first_use", "purpose"],
    },
    "15-manuel.eml": {
        "licensee": "Éditions du Sable",
        "contact": ("Fleur Bastien", "fbastien@editionsdusable.example"),
        "articles": ["ART-000002"],
        "medium": "book",
        "outlet_title": "Les Métiers de la mer",
        "outlet_domain": "editionsdusable.example",
        "audience": 8000,
        "audience_unit": "print run",
        "territories": ["FR", "BE", "LU"],
        "first_use": "2027-02-02",
        "purpose": "education",
        "portion": "excerpt",
        "excerpt_words": 250,
        "missing": ["languages"],
    },
    "16-radio.eml": {
        "licensee": "Radio Fairway",
        "contact": ("Nils Tarrant", "nils@radiofairway.example"),
        "articles": ["ART-000001"],
        "medium": "broadcast",
        "outlet_title": "Slack Water",
        "outlet_domain": "radiofairway.example",
        "audience": 40000,
        "audience_unit": "listeners",
        "territories": ["NO", "SE"],
        "languages": ["no"],
        "first_use": "2026-12-09",
        "translation_by": "licensee",
        "missing": ["duration", "purpose"],
    },
    "17-beirut.eml": {
        "licensee": "Souk Light",
        "contact": ("Yara Mansour", "y.mansour@souklight.example"),
        "articles": ["ART-000001"],
        "medium": "website",
        "outlet_title": "Souk Light",
        "outlet_domain": "souklight.example",
        "audience": 300000,
        "audience_unit": "monthly uniques",
        "territories": ["MIDEAST"],
        "languages": ["ar"],
        "first_use": "2026-12-15",
        "duration": "24m",
        "exclusivity": "exclusive",
        "note": "the mail names a sum: USD 200",
        "missing": ["purpose"],
    },
    "18-parish.txt": {
        "licensee": "Porthvean Parish Letter",
        "contact": ("Dilys Pengelly", "dilys@porthvean-parish.example"),
        "articles": ["ART-000001"],
        "medium": "newsletter",
        "outlet_title": "Porthvean Parish Letter",
        "outlet_domain": "porthvean-parish.example",
        "audience": 450,
        "audience_unit": "recipients",
        "territories": ["GB"],
        "missing": ["languages", "first_use", "purpose"],
    },
}


def reading(clerk, name):
    """What the desk read of a mail: every field that is not empty, and what it asks back."""
    made = clerk.json("request", "log", MAILS / name, "--new-licensee")
    contact = clerk.json("licensee", "show", made["licensee"])["contacts"][0]
    uses = [item["use"] for item in made["items"]]
    assert all(use == uses[0] for use in uses)
    silent = {"portion": "whole", "uses": 1, "images": 0, "translation_by": "none"}
    found = {
        key: value
        for key, value in uses[0].items()
        if value not in (None, [], False) and silent.get(key) != value
    }
    more = {
        "note": made["notes"][0] if made["notes"] else None,
        "po_number": made["po_number"],
    }
    return {
        "licensee": made["licensee_name"],
        "contact": (contact["name"], contact["email"]),
        "articles": [item["article"] for item in made["items"]],
        **found,
        **{key: value for key, value in more.items() if value},
        "missing": [each["field"] for each in made["items"][0]["missing"]],
    }


@pytest.mark.parametrize("name", READINGS)
def test_a_mail_is_read_as_a_desk_editor_would(clerk, name):
    assert reading(clerk, name) == READINGS[name]


FERRY = "https://harbourcourier.example/news/ferry"


def a_mail(sender, words, *, n=1):
    """A mail from `sender` to the desk."""
    return (
        f"From: {sender}\nTo: desk@harbourcourier.example\nSubject: {n}\n"
        f"Message-ID: <{n}-{abs(hash(words))}@x.example>\nDate: Mon, 23 Nov 2026 08:00:00 +0000\n\n{words}\n"
    ).encode()


@pytest.fixture
def fresh(clerk, tmp_path):
    """Somebody at a copy of that desk."""
    return Clerk(builders.copied(clerk.home, tmp_path / "home"))


def pilots(clerk):
    """The addresses of the two articles on file."""
    return [clerk.json("article", "show", ref)["url"] for ref in (PILOTS, PILOTES)]


def test_an_address_in_a_mail_that_is_not_on_file_is_told_and_kept_beside_the_others(fresh):
    one, _ = pilots(fresh)
    raw = a_mail(
        "Ann Pell <ann@tarnecho.example>",
        f"We would like to republish {one} and {FERRY} on our website www.tarnecho.example.",
    )
    code, _, err = fresh("request", "log", "-", typed=raw)
    assert code == 0, err
    assert f"the mail names {FERRY}, which is not on file" in err
    assert f"syndicate article add {FERRY}" in err
    assert "tarnecho.example, which" not in err
    made = fresh.json("request", "log", "-", typed=raw)
    assert [i["article"] for i in made["items"]] == [PILOTS]
    assert made["notes"] == [
        f"asked for too, and not on file: {FERRY} (syndicate article add {FERRY})"
    ]
    assert (
        f"note: asked for too, and not on file: {FERRY}" in fresh("request", "show", made["ref"])[1]
    )


@pytest.mark.parametrize("page", [FERRY, "https://courierarchive.example/2026/ferry"])
def test_a_mail_whose_only_article_is_not_on_file_names_it_and_the_command_that_files_it(
    fresh, page
):
    raw = a_mail(
        "Ann Pell <ann@tarnecho.example>",
        f"May we republish {page} at https://www.tarnecho.example/guests for a year?",
    )
    code, out, err = fresh("request", "log", "-", typed=raw)
    assert (code, out) == (3, "")
    assert f"error: the mail asks for {page}, which is not on file" in err
    assert f"article add {page}" in err


FRENCH = (
    "Bonjour, nous souhaitons reproduire vos articles {} et {} sur notre site. "
    "Pourriez-vous nous dire à quelles conditions ? Bien cordialement, Inès Kermarrec"
)


def test_a_mail_in_french_makes_a_licensee_who_is_asked_in_french_about_all_articles(fresh):
    raw = a_mail("Inès Kermarrec <ines@gazette.example>", FRENCH.format(*pilots(fresh)))
    made = fresh.json("request", "log", "-", typed=raw)
    assert fresh.json("licensee", "show", made["licensee"])["language"] == "fr"
    with builders.opened(fresh.home, lambda: fresh.now) as desk:
        with desk.reading() as r:
            drafted = r.scalar(text("SELECT eml_sha256 FROM mail ORDER BY id DESC LIMIT 1"))
        mail = message_from_bytes(desk.store.get(drafted), policy=default)
    body = mail.get_body().get_content()
    told = " ".join(body.split())
    assert "Nous vous remercions" in told
    assert all(f"« {item['headline']} »" in told for item in made["items"])
    assert len(made["items"]) == 2


@pytest.mark.parametrize(
    ("sender", "words", "language"),
    [
        ("ann@tarnecho.example", "We would like to republish this on our website: {}", "en"),
        ("ines@gazette.fr", "{}", "fr"),
        ("ann@tarnecho.example", "{}", "en"),
    ],
)
def test_a_new_licensee_is_written_to_in_the_language_of_the_mail_or_of_its_country(
    fresh, sender, words, language
):
    raw = a_mail(f"Jo Marlin <{sender}>", words.format(pilots(fresh)[0]))
    made = fresh.json("request", "log", "-", typed=raw)
    assert fresh.json("licensee", "show", made["licensee"])["language"] == language


def test_words_on_where_that_are_not_plain_are_kept_with_the_request_and_asked(fresh):
    raw = a_mail("Jo Marlin <jo@tarnecho.example>", "May we have it worldwide excluding the US?")
    made = fresh.json("request", "log", "-", "--article", "1", typed=raw)
    assert made["items"][0]["use"]["territories"] == []
    assert "territories" in [each["field"] for each in made["items"][0]["missing"]]
    assert made["notes"] == [
        "where it would appear is not plain in the mail, ask: “May we have it worldwide excluding the US”"
    ]
    assert "In which countries would it appear?" in made["questions"]


def test_the_headline_of_the_article_that_is_named_by_hand_says_nothing_of_the_use(fresh):
    page = fresh.home.parent / "strike.txt"
    page.write_text("Ferry crews strike in Malta\n\nNobody sailed on Monday.\n")
    strike = fresh.json("article", "add", page, "--lang", "en")["ref"]
    raw = a_mail(
        "Jo Marlin <jo@tarnecho.example>",
        "May we run your article Ferry crews strike in Malta on our website in Kuwait?",
    )
    made = fresh.json("request", "log", "-", "--article", strike, typed=raw)
    assert made["items"][0]["use"]["territories"] == ["KW"]


@pytest.mark.parametrize(
    "sender",
    [
        "Rédaction <red@tribune.example>",
        "Ines Roc <ines@desk.tribune.example>",
        "Jo Marlin <jo@sud-presse.example>",
    ],
)
def test_a_mail_from_the_domain_of_an_outlet_or_a_contact_is_of_its_licensee(fresh, sender):
    known = fresh.json("licensee", "add", "Sud Presse SARL", "--email", "marie@sud-presse.example")[
        "ref"
    ]
    fresh.json("licensee", "outlet", "add", known, "La Tribune", "--domain", "www.tribune.example")
    raw = a_mail(sender, "Bonjour, pouvons-nous reprendre cet article ?")
    made = fresh.json("request", "log", "-", "--article", "1", typed=raw)
    assert made["licensee"] == known


def test_a_mail_from_a_domain_of_two_licensees_is_for_a_person_to_place(fresh):
    for name, email in (
        ("Sud Presse SARL", "a@presse.example"),
        ("Ciel Radio", "b@presse.example"),
    ):
        fresh.json("licensee", "add", name, "--email", email)
    raw = a_mail("Editorial <c@presse.example>", "May we reprint this?")
    code, _, err = fresh("request", "log", "-", "--article", "1", typed=raw)
    assert code == 2
    assert "the mail comes from presse.example, which is of PTY-" in err
    assert "--licensee PTY-" in err


def test_a_print_run_is_no_figure_of_the_one_website_that_is_on_file(fresh):
    known = fresh.json("licensee", "add", "Gulf Media", "--email", "ann@gulfmedia.example")["ref"]
    fresh.json(
        "licensee", "outlet", "add", known, "Gulf Post", "--domain", "gulfpost.example",
        "--medium", "website",
    )  # fmt: skip
    raw = a_mail(
        "Ann Pell <ann@gulfmedia.example>",
        "We would print it in the US edition of The Jordan Times, print run 40,000.",
    )
    use = fresh.json("request", "log", "-", "--article", "1", typed=raw)["items"][0]["use"]
    assert (use["outlet_title"], use["medium"]) == ("The Jordan Times", None)
    assert (use["audience"], use["audience_unit"]) == (40_000, "print run")
    assert use["territories"] == []
    raw = a_mail("Ann Pell <ann@gulfmedia.example>", "We would print it, print run 40,000.", n=2)
    use = fresh.json("request", "log", "-", "--article", "1", typed=raw)["items"][0]["use"]
    assert (use["outlet_title"], use["medium"]) == (None, None)
