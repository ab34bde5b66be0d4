"""Mails as people write them, each read as a careful desk editor would; what it cannot know is asked back."""

from __future__ import annotations

import pytest

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
