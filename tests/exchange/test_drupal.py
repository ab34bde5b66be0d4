"""Drupal: nodes through JSON:API, with the fields that a site names for itself."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from syndicate.errors import BadInput
from syndicate.exchange.drupal import drupal_fields, read_drupal
from syndicate.exchange.items import Customs
from syndicate.exchange.sources import SourceKind, open_source
from syndicate.rules.articles.incoming import PubStatus
from tests.exchange.reading import PLAIN, Web, articles, opened, refusals, sample, wishes

NODES = "https://cms.harbourcourier.example/jsonapi/node/article"
FIRST = f"{NODES}?page%5Blimit%5D=50&sort=created&include=uid"


def answer(**said) -> bytes:
    return json.dumps(json.loads(sample("drupal-nodes.json")) | said).encode()


def test_a_node_is_read_with_what_it_refers_to():
    lamp, phare, manara, empty = opened("drupal-nodes.json")
    assert lamp.draft.headline == "Lamp at Sallow Point lit again after ninety years"
    assert (lamp.draft.byline, lamp.section) == ("Nell Fairweather", "Coast")
    assert lamp.draft.url == "https://cms.harbourcourier.example/coast/sallow-point-lamp"
    assert lamp.draft.published_on == date(2026, 11, 19)
    assert lamp.modified_at == datetime(2026, 11, 20, 8, 15, tzinfo=UTC)
    assert lamp.source_id == "0b6b1f0e-4c57-4e0a-9d0d-2f5f4a3c1e11"
    assert (lamp.corrected, lamp.note) == (
        True,
        "An earlier text gave the wrong number of steps.",
    )
    assert lamp.extra["keywords"] == "lighthouse, trusts"
    assert [b.hint for b in lamp.draft.blocks] == ["p", "promo:a related block", "p"]
    assert phare.status is PubStatus.WITHHELD
    assert phare.draft.url == "https://cms.harbourcourier.example/node/48212"
    assert (manara.draft.language, manara.draft.byline) == ("ar", "ليلى المرشد")
    assert empty.reason == "it has no text"


def test_a_site_names_its_own_fields_in_the_settings():
    custom = {
        "cms.harbourcourier.example": {
            "section": "field_tags.name",
            "note": "",
            "site": "https://www.harbourcourier.example",
        }
    }
    web = Web()
    web.put(FIRST, answer())
    [lamp, *_] = articles(read_drupal(NODES, Customs(drupal=custom), get=web.get))
    assert lamp.section == "lighthouse"
    assert not lamp.corrected
    assert lamp.draft.url == "https://www.harbourcourier.example/coast/sallow-point-lamp"


def test_a_field_nobody_knows_is_refused_with_the_near_one():
    with pytest.raises(BadInput, match="did you mean headline"):
        drupal_fields({"headlines": "title"})


def test_the_next_page_is_followed_on_the_same_site():
    web = Web()
    second = f"{NODES}?page%5Boffset%5D=50"
    web.put(FIRST, answer(links={"next": {"href": second}}))
    web.put(second, answer(data=json.loads(sample("drupal-nodes.json"))["data"][:1]))
    found = list(read_drupal(NODES, PLAIN, get=web.get))
    assert web.asked == [FIRST, second]
    assert len(articles(found)) == 4
    assert articles(found)[3].where == "page 2, node 1"


@pytest.mark.parametrize("following", [FIRST, "https://elsewhere.example/jsonapi/node/article"])
def test_a_next_page_that_goes_round_or_elsewhere_is_refused(following):
    web = Web()
    web.put(FIRST, answer(links={"next": {"href": following}}))
    found = list(read_drupal(NODES, PLAIN, get=web.get))
    assert web.asked == [FIRST]
    assert "read already, or is on another site" in refusals(found)[-1].reason


def test_a_site_alone_is_asked_for_its_articles():
    web = Web()
    list(read_drupal("https://cms.harbourcourier.example", PLAIN, get=web.get))
    assert web.asked == [FIRST]


def test_an_address_that_answers_with_json_api_is_told_to_be_drupal():
    web = Web()
    web.put(NODES, answer())
    web.put(FIRST, answer())
    source = open_source(NODES, wishes(get=web.get))
    assert source.kind is SourceKind.DRUPAL
    assert len(articles(source)) == 3


def test_a_relation_that_leads_to_itself_ends():
    node = {
        "type": "n",
        "id": "1",
        "attributes": {"title": "T", "body": {"processed": "<p>One two three.</p>"}},
        "relationships": {"uid": {"data": {"type": "n", "id": "1"}}},
    }
    raw = json.dumps({"jsonapi": {}, "data": [node], "included": [node]}).encode()
    web = Web()
    web.put(FIRST, raw)
    custom = {"*": {"byline": "uid.uid.uid.uid.uid.uid.title"}}
    assert articles(read_drupal(NODES, Customs(drupal=custom), get=web.get))[0].draft.byline is None


def test_an_answer_that_is_no_json_api_is_told():
    web = Web()
    web.put(FIRST, b'{"message": "no"}')
    assert "no JSON:API" in refusals(read_drupal(NODES, PLAIN, get=web.get))[0].reason
