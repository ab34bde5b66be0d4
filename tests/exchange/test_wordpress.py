"""WordPress: posts page by page, through a web that is not there."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from syndicate.exchange.items import Customs
from syndicate.exchange.sources import SourceKind, open_source
from syndicate.exchange.wordpress import posts_address, read_wordpress
from syndicate.rules.articles.incoming import Alternate, Refusal
from tests.exchange.reading import PLAIN, Web, articles, opened, refusals, sample, texts, wishes

SITE = "https://www.harbourcourier.example"
POSTS = f"{SITE}/wp-json/wp/v2/posts"
FIRST = f"{POSTS}?per_page=100&orderby=id&order=asc&_embed=author,wp:term"


def web_of(*pages: list) -> Web:
    web = Web()
    for number, posts in enumerate(pages, start=1):
        web.put(
            f"{FIRST}&page={number}",
            json.dumps(posts).encode(),
            x_wp_total="5",
            x_wp_totalpages=str(len(pages)),
        )
    return web


def test_a_post_is_read_with_its_names_terms_and_moments():
    lamp, phare, manara, closed = opened("wordpress-posts.json")
    assert lamp.draft.headline == "Lamp at Sallow Point lit again – after ninety years"
    assert (lamp.draft.byline, lamp.section) == ("Nell Fairweather", "Coast")
    assert lamp.draft.published_on == date(2026, 11, 19)
    assert lamp.modified_at == datetime(2026, 11, 20, 8, 15, tzinfo=UTC)
    assert lamp.source_id == f"{SITE}/?p=48211"
    assert lamp.draft.url == f"{SITE}/coast/sallow-point-lamp"
    assert lamp.alternates == (Alternate("fr", f"{SITE}/fr/phare-rallume/"),)
    assert lamp.extra["keywords"] == "lighthouse, trusts & funds"
    assert texts(lamp) == [
        ("text", "The lamp at Sallow Point was lit on Wednesday evening."),
        ("text", "The Morning Tide, every weekday at seven."),
        ("text", "“We carried the lens up in eleven pieces,” said Ottilie Marsh."),
        ("image", "The lamp at dusk"),
        ("credit", "Photo: Jory Penn"),
    ]
    assert lamp.draft.blocks[1].hint == "promo:a newsletter block"
    assert (phare.draft.language, phare.draft.byline) == ("fr", "Iris Aubépin")
    assert manara.draft.language == "ar"
    assert closed == Refusal("article 4", "it stands behind a password")


@pytest.mark.parametrize(
    "said",
    [
        SITE,
        f"{SITE}/",
        f"{SITE}/wp-json",
        f"{SITE}/wp-json/wp/v2/",
        POSTS,
        f"{POSTS}?page=3",
        "www.harbourcourier.example",
    ],
)
def test_the_address_of_the_posts_is_found_from_the_site_or_any_part_of_it(said):
    assert posts_address(said) == POSTS


def test_another_kind_of_post_is_asked_for_where_the_address_names_it():
    assert posts_address(f"{SITE}/wp-json/wp/v2/letters") == f"{SITE}/wp-json/wp/v2/letters"


def test_the_pages_are_asked_for_as_many_times_as_the_site_says():
    posts = json.loads(sample("wordpress-posts.json"))
    web = web_of(posts[:2], posts[2:])
    found = list(read_wordpress(SITE, PLAIN, get=web.get))
    assert len(articles(found)) == 3
    assert found[2].where == "page 2, post 1"
    assert web.asked == [f"{FIRST}&page=1", f"{FIRST}&page=2"]


def test_only_what_changed_since_is_asked_for_where_that_is_wished():
    web = Web()
    since = datetime(2026, 11, 1, 9, tzinfo=UTC)
    found = list(read_wordpress(SITE, PLAIN, get=web.get, modified_after=since))
    assert web.asked == [f"{FIRST}&modified_after=2026-11-01T09%3A00%3A00Z&page=1"]
    assert isinstance(found[0], Refusal)


def test_a_page_that_fails_ends_the_reading_and_what_was_read_stands():
    posts = json.loads(sample("wordpress-posts.json"))
    web = web_of(posts[:1], posts[1:])
    del web.pages[f"{FIRST}&page=2"]
    found = list(read_wordpress(SITE, PLAIN, get=web.get))
    assert len(articles(found)) == 1
    assert refusals(found)[0].where == "page 2"
    assert "the pages after it were not read" in refusals(found)[0].reason


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b'{"code": "rest_no_route", "message": "No route was found"}', "No route was found"),
        (b"<html>maintenance</html>", "not JSON"),
        (b"[1, 2]", "it is no post of WordPress"),
    ],
)
def test_an_answer_that_is_no_list_of_posts_is_told(answer, said):
    web = Web()
    web.put(f"{FIRST}&page=1", answer)
    assert said in refusals(read_wordpress(SITE, PLAIN, get=web.get))[0].reason


def test_links_of_the_interface_do_not_change_what_a_post_is_known_by():
    posts = json.loads(sample("wordpress-posts.json"))[:1]
    before = articles(read_wordpress(SITE, PLAIN, get=web_of(posts).get))[0]
    posts[0]["_links"] = {"self": []}
    after = articles(read_wordpress(SITE, PLAIN, get=web_of(posts).get))[0]
    assert before.draft.raw_sha256 == after.draft.raw_sha256


def test_an_address_of_the_interface_is_told_to_be_wordpress_by_what_it_answers():
    posts = json.loads(sample("wordpress-posts.json"))
    web = web_of(posts)
    web.put(POSTS, json.dumps(posts[:1]).encode())
    source = open_source(POSTS, wishes(get=web.get, customs=Customs()))
    assert source.kind is SourceKind.WORDPRESS
    assert len(articles(source)) == 3
