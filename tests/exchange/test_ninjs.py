"""ninjs of three major versions: names differ, what is kept does not.

The samples are valid by the JSON Schemas of the standard, formats included: the first by 1.5 and 1.8, the
second by 2.1 and 2.4, the third by 3.1 and 3.3. No package ships these schemas; so that the samples stay
valid, they are held here to the names and values that the newest of each version allow.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime

import pytest

from syndicate.errors import BadInput
from syndicate.exchange.ninjs import is_ninjs, read_ninjs
from syndicate.rules.articles.incoming import PubStatus
from tests.exchange.reading import PLAIN, opened, sample, texts

# What an item may have, by version: all other names are refused by the schemas.
NAMES = {
    "1": """uri type mimetype representationtype profile version firstcreated versioncreated contentcreated
        embargoed pubstatus urgency copyrightholder copyrightnotice usageterms ednote language person
        organisation place subject event object infosource title byline headline slugline located charcount
        wordcount renditions associations altids trustindicator $standard genre expires rightsinfo
        contentdigitised digitalsourcetype""",
    "2": """uri type representationtype profile version firstcreated versioncreated contentcreated embargoed
        pubstatus urgency copyrightholder copyrightnotice usageterms ednote language descriptions bodies
        headlines people organisations places subjects events objects infosources title
        by slugline located renditions associations altids trustindicators standard genres expires
        rightsinfo contentdigitised digitalsourcetype""",
    "3": """uri type representationType profile version firstCreated versionCreated contentCreated
        embargoedUntil pubStatus urgency copyrightHolder copyrightNotice usageTerms edNote language
        descriptions bodies headlines people organisations places subjects events eventDetails
        plannedCoverage objects infoSources title by slugline located renditions associations altIds
        trustIndicators standard genres expires rightsInfo contentDigitised digitalSourceType""",
}
# What an associated item may have besides.
ASSOCIATED = {"1": set(), "2": {"name"}, "3": {"name", "rel"}}
PATTERNS = {"1": r"(?:description|body|headline)_[a-zA-Z0-9_]+", "2": r"(?!)", "3": r"(?!)"}
# Names inside the objects of a list, by the list's name in small letters.
INSIDE = {
    "headlines": {"role", "contenttype", "value"},
    "bodies": {"role", "contenttype", "charcount", "wordcount", "value"},
    "descriptions": {"role", "contenttype", "value"},
    "subject": {"name", "rel", "scheme", "code", "creator", "relevance", "confidence"},
    "subjects": {"name", "rel", "uri", "literal", "creator", "relevance", "confidence"},
    "infosource": {"name", "rel", "scheme", "code", "contactinfo"},
    "infosources": {"name", "role", "uri", "literal", "contactinfo"},
    "genres": {"name", "uri", "literal"},
    "standard": {"name", "version", "schema"},
    "$standard": {"name", "version", "schema"},
    "rightsinfo": {"langid", "linkedrights", "encodedrights"},
    "digitalsourcetype": {"name", "uri", "literal"},
}
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


def keeps_to_the_specification(item: dict, version: str) -> None:
    for name, value in item.items():
        assert name in NAMES[version].split() or re.fullmatch(PATTERNS[version], name), name
        if name.lower().endswith(("created", "embargoed", "embargoeduntil", "expires")):
            assert STAMP.fullmatch(value), name
        for one in value if isinstance(value, list) else [value]:
            if name.lower() in INSIDE:
                assert version == "3" or all(key.islower() for key in one), name
                assert {key.lower() for key in one} <= INSIDE[name.lower()], name
                if name in {"headlines", "bodies", "descriptions"}:
                    assert one["value"]
    assert item["uri"]
    assert item.get("type", "text") in {"text", "picture", "composite"}
    status = item.get("pubstatus", item.get("pubStatus", "usable"))
    assert status in {"usable", "withheld", "canceled"}
    rights = item.get("rightsinfo", item.get("rightsInfo"))
    if rights:
        assert len({key.lower() for key in rights} & {"linkedrights", "encodedrights"}) == 1
    said = item.get("representationtype", item.get("representationType"))
    assert said in (
        {"complete", "incomplete", None} if version == "1" else {"full", "partial", None}
    )
    linked = item.get("associations", [])
    for each in linked.values() if isinstance(linked, dict) else linked:
        assert version == "1" or each["name"]
        own = {name: said for name, said in each.items() if name not in ASSOCIATED[version]}
        keeps_to_the_specification(own, version)


@pytest.mark.parametrize("version", ["1", "2", "3"])
def test_the_sample_of_each_version_keeps_to_the_names_and_values_of_its_schema(version):
    item = json.loads(sample(f"ninjs-{version}.json"))
    keeps_to_the_specification(item, version)
    standard = item.get("$standard") or item["standard"]
    assert standard["version"].startswith(f"{version}.")
    schema = f"http://www.iptc.org/std/ninjs/ninjs-schema_{standard['version']}.json#"
    assert standard["schema"] == schema
    assert is_ninjs(item)


def test_version_1_is_read():
    [lamp] = opened("ninjs-1.json")
    assert lamp.source_id == "https://wire.harbourcourier.example/items/48211"
    assert lamp.draft.url == "https://www.harbourcourier.example/coast/sallow-point-lamp"
    assert lamp.draft.headline == "Lamp at Sallow Point lit again after ninety years"
    assert (lamp.draft.byline, lamp.draft.language) == ("Nell Fairweather", "en-GB")
    assert lamp.draft.published_on == date(2026, 11, 19)
    assert lamp.modified_at == datetime(2026, 11, 20, 8, 15, tzinfo=UTC)
    assert lamp.embargo_until == datetime(2026, 11, 19, 6, tzinfo=UTC)
    assert lamp.section == "Coast"
    assert lamp.providers == ("The Harbour Courier", "Northern Wire")
    assert lamp.terms == (
        "© 2026 The Harbour Courier",
        "Not for use in the town of Marl before Monday",
        "https://www.harbourcourier.example/rights/48211",
    )
    assert (lamp.corrected, lamp.note) == (True, "CORRECTS the number of steps")
    assert texts(lamp) == [
        ("text", "The lamp at Sallow Point was lit on Wednesday evening."),
        ("text", "Six letters a week from the harbour."),
        ("text", "Ships will see it from fourteen miles away."),
        ("image", "The lamp at dusk"),
        ("credit", "Jory Penn/Reuters"),
    ]
    assert lamp.draft.blocks[1].hint == "promo:a promo block"
    assert lamp.extra["keywords"] == "Coast, Heritage"


def test_version_2_is_read():
    [phare] = opened("ninjs-2.json")
    assert phare.status is PubStatus.WITHHELD
    assert phare.draft.headline == "Le phare de Sallow Point rallumé après quatre-vingt-dix ans"
    assert phare.draft.url == "https://www.harbourcourier.example/fr/phare-rallume"
    assert (phare.draft.byline, phare.draft.language) == ("Iris Aubépin", "fr")
    assert phare.providers == ("Le Courrier du port", "Fil du Nord")
    assert [b.text for b in phare.draft.blocks] == [
        "La lampe de Sallow Point a été allumée mercredi soir.",
        "Le fonds a acheté la tour pour une livre.",
        "La lampe au crépuscule",
        "Jory Penn/AFP",
    ]
    assert phare.extra["genre"] == "Reportage"


def test_version_3_is_read():
    [manara] = opened("ninjs-3.json")
    assert manara.draft.headline == "منارة سالو بوينت تضيء من جديد بعد تسعين عاما"
    assert (manara.draft.byline, manara.draft.language) == ("ليلى المرشد", "ar")
    assert manara.embargo_until == datetime(2026, 11, 19, 10, tzinfo=UTC)
    assert manara.providers == ("بريد الميناء", "وكالة الشمال")
    assert manara.extra["digital source"] == "Original digital capture"
    assert manara.extra["picture credit"] == "جوري بن/رويترز"
    assert len(manara.draft.blocks) == 4


def item(**said):
    one = {
        "uri": "urn:x:1",
        "versioncreated": "2026-11-19T06:40:00Z",
        "headline": "H",
        "body_text": "T",
    }
    one |= said
    return read_ninjs(one, json.dumps(one).encode(), PLAIN, where="line 1")


def test_a_kill_comes_through_without_a_text():
    killed = item(pubstatus="canceled", headline="", body_text="")
    assert (killed.status, killed.source_id, killed.draft.blocks) == (
        PubStatus.KILLED,
        "urn:x:1",
        (),
    )


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"type": "picture"}, "no text: a picture item"),
        ({"type": "event"}, "no text: an event item"),
        ({"pubstatus": "asleep"}, "its status “asleep” is none that is known"),
        ({"headline": ""}, "no headline"),
        ({"body_text": ""}, "it has no text$"),
        ({"body_text": "", "description_text": "D"}, "it has no text, only a summary"),
        ({"body_text": "", "body_json": '{"blocks": []}'}, "it has no text$"),
        ({"embargoed": "next Monday"}, "not a date"),
    ],
)
def test_an_item_that_cannot_be_taken_says_why(said, why):
    with pytest.raises(BadInput, match=why):
        item(**said)


def test_an_embargo_without_a_zone_holds_until_its_day_is_over_everywhere():
    held = item(embargoed="2026-11-30T06:00:00")
    assert held.embargo_until == datetime(2026, 12, 1, 12, tzinfo=UTC)
    assert held.extra["embargo as written"] == "2026-11-30T06:00:00"


NITF = """<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE nitf SYSTEM "nitf-3-6.dtd">
<nitf><head><docdata management-status="usable"><doc.copyright year="20261119T000000+0100"
holder="Northern Wire"/></docdata></head><body><body.head><hedline><hl1>Ferry late</hl1></hedline></body.head>
<body.content><block><p lede="true">The ferry came at noon.</p><p>It carried café chairs.</p></block>
<media media-type="image"><media-caption>The ferry at the quay</media-caption>
<media-producer>Jory Penn</media-producer></media></body.content></body></nitf>"""


def wired(*bodies, **said):
    """An item of version 2 with `bodies`, each a role, a media type and what it says."""
    keys = ("role", "contenttype", "value")
    listed = [{key: text for key, text in zip(keys, each, strict=True) if text} for each in bodies]
    one = {"uri": "urn:x:2", "headlines": [{"value": "Ferry late"}], "bodies": listed, **said}
    return read_ninjs(one, json.dumps(one).encode(), PLAIN, where="line 1")


@pytest.mark.parametrize(
    ("role", "kind"),
    [("nitf", "text/vnd.IPTC.NITF"), ("nitf", ""), ("", "application/xml"), ("", "")],
)
def test_a_body_in_nitf_is_read_by_its_paragraphs_and_not_as_its_markup(role, kind):
    ferry = wired((role, kind, NITF), ("text", "text/plain", "The ferry came. It carried chairs."))
    assert texts(ferry) == [
        ("text", "The ferry came at noon."),
        ("text", "It carried café chairs."),
        ("image", "The ferry at the quay"),
        ("credit", "The ferry at the quay"),
        ("credit", "Jory Penn"),
    ]
    assert ferry.providers == ("Northern Wire",)
    assert ferry.terms == ("© 2026 Northern Wire",)


def test_version_1_has_its_nitf_in_a_body_of_that_name():
    assert texts(item(body_text="", body_nitf=NITF))[0] == ("text", "The ferry came at noon.")


def test_html_goes_before_nitf_and_a_text_before_a_nitf_that_is_broken():
    html = ("rich", "text/html", "<p>The ferry came.</p><p>It was late.</p>")
    plain = ("text", "text/plain", "The ferry came at last.")
    broken = ("nitf", "application/xml", "<nitf><body>")
    assert texts(wired(("nitf", "", NITF), html))[1] == ("text", "It was late.")
    assert texts(wired(broken, plain)) == [("text", "The ferry came at last.")]
    with pytest.raises(BadInput, match="its NITF"):
        wired(broken)


def test_what_the_wire_withholds_is_not_set_free_by_the_nitf_in_it():
    assert wired(("nitf", "", NITF), pubstatus="withheld").status is PubStatus.WITHHELD
    killed = NITF.replace('"usable"', '"killed"')
    assert wired(("nitf", "", killed), pubstatus="withheld").status is PubStatus.KILLED


def test_a_teaser_is_no_body_where_the_whole_text_stands_beside_it():
    teaser = ("teaser", "text/html", "<p>Late again?</p>")
    whole = ("main", "text/plain", "The ferry came at noon.\nNobody waited.")
    assert [text for _, text in texts(wired(teaser, whole))] == whole[2].splitlines()
    assert texts(wired(teaser)) == [("text", "Late again?")]
    one = item(body_teaser_html="<p>Late again?</p>", body_text="The ferry came at noon.")
    assert texts(one) == [("text", "The ferry came at noon.")]


def test_of_two_bodies_of_one_form_the_main_one_is_read():
    short = ("web", "text/html", "<p>The ferry came.</p>")
    main = ("main", "text/html", "<p>The ferry came at noon.</p>")
    assert texts(wired(short, main)) == [("text", "The ferry came at noon.")]


def test_a_picture_that_stands_in_the_body_is_not_told_twice_and_keeps_its_credit():
    figure = (
        "<p>The ferry came.</p><figure><img src='https://img.example/f.jpg' alt='The ferry at the quay'>"
        "</figure>"
    )
    picture = {
        "name": "p1",
        "uri": "urn:x:p1",
        "type": "picture",
        "by": "Jory Penn",
        "descriptions": [{"value": "The ferry at the quay"}],
        "copyrightnotice": "© 2026 Northern Pictures",
        "usageterms": "No archives",
    }
    other = {"name": "p2", "uri": "urn:x:p2", "type": "picture", "by": "Jory Penn"}
    ferry = wired(("", "text/html", figure), associations=[picture, other])
    assert texts(ferry) == [
        ("text", "The ferry came."),
        ("image", "The ferry at the quay"),
        ("credit", "Jory Penn/© 2026 Northern Pictures"),
        ("image", "p2"),
        ("credit", "Jory Penn"),
    ]


def test_a_caption_is_no_picture_credit_and_the_terms_of_a_picture_are_kept():
    picture = {
        "name": "p1",
        "uri": "urn:x:p1",
        "type": "picture",
        "by": "Jory Penn",
        "headlines": [{"value": "Ferry"}],
        "descriptions": [{"value": "The ferry at the quay"}],
        "usageterms": "No archives",
    }
    ferry = wired(("", "text/plain", "The ferry came."), associations=[picture])
    assert ("credit", "The ferry at the quay") in texts(ferry)
    assert ferry.extra["picture credit"] == "Jory Penn"
    assert ferry.extra["picture terms"] == "No archives"
    assert ferry.terms == ()


def test_a_subject_known_by_its_code_alone_is_a_keyword_and_no_section():
    subjects = [{"uri": "http://cv.iptc.org/newscodes/mediatopic/20000892"}, {"name": "Ferries"}]
    genres = [{"uri": "http://cv.iptc.org/newscodes/genre/Actuality"}]
    ferry = wired(("", "", "The ferry came."), subjects=subjects, genres=genres)
    assert ferry.section == "Ferries"
    assert ferry.extra["keywords"].endswith("20000892, Ferries")
    assert ferry.extra["genre"] == "Actuality"


@pytest.mark.parametrize(
    ("notice", "holder"),
    [
        ("Copyright 2026 The News Quay, www.quay.example - all rights reserved.", "The News Quay"),
        ("Copyright 2026, quay (www.quay.example). Alle Rechte vorbehalten", "quay"),
        ("© 2024-2026 Northern Wire", "Northern Wire"),
        ("(c) Northern Wire 2026", "Northern Wire"),
        ("© Fil du Nord – tous droits réservés", "Fil du Nord"),
        ("Copyright © 2026 by N.W. Ltd. All rights reserved", "N.W. Ltd"),
        ("Copyright 2026. All rights reserved", ""),
        ("All rights reserved", ""),
    ],
)
def test_a_notice_names_the_holder_where_the_item_names_none(notice, holder):
    assert item(copyrightnotice=notice).providers == ((holder,) if holder else ())
    assert item(copyrightnotice=notice, copyrightholder="Quay").providers == ("Quay",)
