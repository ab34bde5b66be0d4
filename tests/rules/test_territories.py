"""Countries and regions: the table, the names people write, and what covers what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.errors import BadInput
from syndicate.rules.territories import (
    COUNTRIES,
    EU,
    REGIONS,
    WORLD,
    countries_of,
    covers,
    is_low_income,
    read_country,
    read_territories,
    region_of,
    step_of,
    sub_region_of,
    territory_name,
)

CONTINENTS = ("002", "019", "142", "150", "009")
SUB_REGIONS = (
    "015", "014", "017", "018", "011", "029", "013", "005", "021", "143", "030", "035", "034",
    "145", "151", "154", "039", "155", "053", "054", "057", "061", "010",
)  # fmt: skip
codes = st.lists(st.sampled_from(sorted([*COUNTRIES, *REGIONS])), max_size=6)


# --- the table ----------------------------------------------------------------------------------


def test_there_are_249_countries_and_each_stands_in_exactly_one_sub_region():
    assert len(COUNTRIES) == 249
    assert sum(len(REGIONS[sub]) for sub in SUB_REGIONS) == 249
    assert frozenset().union(*(REGIONS[sub] for sub in SUB_REGIONS)) == COUNTRIES
    assert all(country in REGIONS[sub_region_of(country)] for country in COUNTRIES)


def test_each_country_but_antarctica_stands_in_exactly_one_continent():
    assert sum(len(REGIONS[continent]) for continent in CONTINENTS) == 248
    assert [c for c in COUNTRIES if region_of(c) == WORLD] == ["AQ"]
    assert all(c in REGIONS[region_of(c)] for c in COUNTRIES)
    assert REGIONS[WORLD] == COUNTRIES


def test_the_table_has_the_countries_that_babel_has_and_iso_has_not_withdrawn():
    from babel.core import Locale

    known = {c for c in Locale("en").territories if len(c) == 2 and c.isalpha()}
    # Reserved, user-assigned and group codes of CLDR; Kosovo has no code of ISO 3166-1.
    others = {
        "AC",
        "CP",
        "CQ",
        "DG",
        "EA",
        "EU",
        "EZ",
        "IC",
        "QO",
        "TA",
        "UN",
        "XA",
        "XB",
        "XK",
        "ZZ",
    }
    assert known - others == COUNTRIES


@pytest.mark.parametrize(
    ("region", "count"),
    [
        ("002", 60), ("019", 57), ("142", 51), ("150", 51), ("009", 29), ("015", 7), ("014", 22),
        ("017", 9), ("018", 5), ("011", 17), ("029", 28), ("013", 8), ("005", 16), ("021", 5),
        ("143", 5), ("030", 8), ("035", 11), ("034", 9), ("145", 18), ("151", 10), ("154", 16),
        ("039", 16), ("155", 9), ("053", 6), ("054", 5), ("057", 8), ("061", 10), ("202", 53),
        ("419", 52), ("003", 41), ("EU", 27), ("EEA", 30), ("GCC", 6), ("MIDEAST", 17),
        ("MENA", 19),
    ],
)  # fmt: skip
def test_each_region_has_as_many_countries_as_the_united_nations_count(region, count):
    assert len(REGIONS[region]) == count


@pytest.mark.parametrize(
    ("country", "sub", "continent"),
    [
        ("GB", "154", "150"), ("FR", "155", "150"), ("IT", "039", "150"), ("RU", "151", "150"),
        ("CY", "145", "142"), ("TR", "145", "142"), ("KW", "145", "142"), ("IR", "034", "142"),
        ("EG", "015", "002"), ("SD", "015", "002"), ("MX", "013", "019"), ("US", "021", "019"),
        ("GF", "005", "019"), ("RE", "014", "002"), ("TW", "030", "142"), ("HM", "053", "009"),
    ],
)  # fmt: skip
def test_a_country_stands_where_the_united_nations_put_it(country, sub, continent):
    assert (sub_region_of(country), region_of(country)) == (sub, continent)


def test_groups_hold_whole_countries_and_the_area_holds_the_union():
    assert all(members <= COUNTRIES for members in REGIONS.values())
    assert REGIONS["EEA"] - EU == {"IS", "LI", "NO"}
    assert REGIONS["GCC"] <= REGIONS["MIDEAST"] & REGIONS["MENA"]
    assert REGIONS["MIDEAST"] - REGIONS["MENA"] == {"CY", "TR"}
    assert REGIONS["MENA"] - REGIONS["MIDEAST"] == {"DZ", "LY", "MA", "TN"}
    assert not REGIONS.keys() & COUNTRIES


# --- reading ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("FR", ("FR",)),
        ("fr, gb", ("FR", "GB")),
        ("France; United Kingdom", ("FR", "GB")),
        ("France,France,FR", ("FR",)),
        ("UK", ("GB",)),
        ("U.K.", ("GB",)),
        ("Great Britain", ("GB",)),
        ("Royaume-Uni", ("GB",)),
        ("the United States", ("US",)),
        ("U.S.A.", ("US",)),
        ("États-Unis", ("US",)),
        ("etats unis", ("US",)),
        ("UAE", ("AE",)),
        ("South Korea", ("KR",)),
        ("Corée du Sud", ("KR",)),
        ("Ivory Coast", ("CI",)),
        ("Côte d’Ivoire", ("CI",)),
        ("cote d'ivoire", ("CI",)),
        ("Bosnia and Herzegovina", ("BA",)),
        ("Trinidad and Tobago and Jamaica", ("TT", "JM")),
        ("Jamaica and Trinidad and Tobago", ("JM", "TT")),
        ("Trinité-et-Tobago et France", ("TT", "FR")),
        ("Antigua & Barbuda & Cuba", ("AG", "CU")),
        ("Bosnia + Serbia", ("BA", "RS")),
        ("Belgique et Luxembourg", ("BE", "LU")),
        ("UK and Ireland", ("GB", "IE")),
        ("St Lucia", ("LC",)),
        ("الكويت", ("KW",)),
        ("الكويت، مصر", ("KW", "EG")),
        ("world", ("001",)),
        ("Worldwide", ("001",)),
        ("le monde entier", ("001",)),
        ("001", ("001",)),
        ("Europe", ("150",)),
        ("Northern Europe, 145", ("154", "145")),
        ("EU", ("EU",)),
        ("the European Union", ("EU",)),
        ("EEE", ("EEA",)),
        ("Middle East", ("MIDEAST",)),
        ("Moyen-Orient", ("MIDEAST",)),
        ("MENA", ("MENA",)),
        ("GCC", ("GCC",)),
        ("Benelux", ("BE", "NL", "LU")),
        ("Scandinavia", ("DK", "NO", "SE")),
        ("Channel Islands", ("GG", "JE")),
    ],
)
def test_territories_are_read_by_name_and_code(text, read):
    assert read_territories(text) == read


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("Frence", "did you mean France", id="a misspelt country"),
        pytest.param("Nothern Europe", "did you mean Northern Europe", id="a misspelt region"),
        pytest.param("FR, Atlantis", "“Atlantis” is not a territory", id="one of two unknown"),
        pytest.param("Korea", "South Korea .KR. or North Korea .KP.", id="two Koreas"),
        pytest.param("Congo", "CG.* or .*CD", id="two Congos"),
        pytest.param("America", "US.* or .*019", id="a country or a continent"),
        pytest.param("Scotland", "part of the United Kingdom.*write GB", id="a part of a country"),
        pytest.param("XK", "not a territory", id="a code of nobody"),
        pytest.param("", "no territory is named", id="nothing"),
        pytest.param(" , ;", "no territory is named", id="commas alone"),
        pytest.param("FR," * 2000, "too long", id="thousands"),
        pytest.param("France and " * 150, "not a territory", id="a chain without an end"),
        pytest.param("\x1b[31mFrance", "not a territory", id="an escape code"),
        pytest.param("x" * 1990, "not a territory", id="a long word"),
    ],
)
def test_what_is_no_territory_is_refused_in_one_safe_line(text, why):
    with pytest.raises(BadInput, match=why) as refusal:
        read_territories(text)
    assert refusal.value.message.isprintable()
    assert len(refusal.value.message) < 300


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_every_name_a_paper_prints_is_read_back(language):
    for code in (*COUNTRIES, *REGIONS):
        if code != "010":  # Antarctica, the region, is called as its only country is
            assert read_territories(territory_name(code, language)) == (code,), code


@given(st.text(max_size=60))
def test_any_text_is_territories_or_a_refusal_in_one_line(text):
    try:
        answer = ",".join(read_territories(text))
    except BadInput as refusal:
        answer = refusal.message
    assert answer.isprintable()


def test_one_country_is_one_country():
    assert read_country("Kuwait") == "KW"
    for text in ("Europe", "FR, GB", "Benelux"):
        with pytest.raises(BadInput, match="not one country"):
            read_country(text)


# --- covering -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("granted", "wanted", "answer"),
    [
        pytest.param(["150"], ["FR"], True, id="a continent covers its country"),
        pytest.param(["FR"], ["150"], False, id="a country never covers its continent"),
        pytest.param(["150"], ["154"], True, id="a continent covers its part"),
        pytest.param(["015"], ["150"], False, id="codes that begin alike are two regions"),
        pytest.param(["001"], ["AQ"], True, id="the world covers Antarctica"),
        pytest.param(["002", "019", "142", "150", "009", "010"], ["001"], True, id="all parts"),
        pytest.param(["002", "019", "142", "150", "009"], ["001"], False, id="but Antarctica"),
        pytest.param(["150"], ["EU"], False, id="Europe of the UN has no Cyprus"),
        pytest.param(["EEA"], ["EU"], True, id="the area covers the union"),
        pytest.param(["EU"], ["GB"], False, id="the union has not the United Kingdom"),
        pytest.param(["FR", "BE"], ["BE"], True, id="a list covers each of it"),
        pytest.param(["FR"], ["FR", "BE"], False, id="a part covers not the whole"),
        pytest.param([], ["FR"], False, id="nothing covers nothing"),
        pytest.param(["001"], [], False, id="a want that names nothing is not covered"),
    ],
)
def test_territories_cover_by_parts(granted, wanted, answer):
    assert covers(granted, wanted) is answer


@given(codes, codes, codes)
def test_covering_agrees_with_the_countries_and_is_transitive(a, b, c):
    assert covers(a, b) is (bool(countries_of(b)) and countries_of(b) <= countries_of(a))
    if covers(a, b) and covers(b, c):
        assert covers(a, c)


@pytest.mark.parametrize("code", ["XK", "999", "uk", ""])
def test_a_code_nobody_gave_covers_nothing_and_is_refused(code):
    with pytest.raises(BadInput, match="not the code of a territory"):
        countries_of([code])
    with pytest.raises(BadInput, match="not the code of a territory"):
        territory_name(code, "en")


def test_a_region_or_a_code_of_nobody_stands_in_no_sub_region():
    for code in ("150", "XK", ""):
        with pytest.raises(BadInput, match="not the code of a country"):
            sub_region_of(code)


@pytest.mark.parametrize(
    ("named", "step"),
    [
        (["FR"], "country"),
        (["FR", "FR"], "country"),
        (["FR", "BE"], "region"),
        (["150"], "region"),
        (["010"], "region"),
        (["150", "FR"], "region"),
        (["002", "142"], "region"),
        (["001"], "world"),
        (["001", "FR"], "world"),
        (sorted(COUNTRIES), "world"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_two_countries_or_more_count_as_the_region(named, step):
    assert step_of(named) == step


def test_no_territory_has_no_step():
    with pytest.raises(BadInput, match="no territory"):
        step_of([])


# --- names and incomes --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("GB", "en", "United Kingdom"),
        ("GB", "fr-FR", "Royaume-Uni"),
        ("KW", "ar", "الكويت"),
        ("001", "en", "the world"),
        ("001", "fr", "le monde entier"),
        ("154", "fr", "Europe du Nord"),
        ("MIDEAST", "en", "Middle East"),
        ("MENA", "fr", "Moyen-Orient et Afrique du Nord"),
        ("GCC", "de", "Gulf Cooperation Council"),
        ("FR", "tlh", "France"),
    ],
)
def test_a_territory_is_named_in_the_language_of_the_paper(code, language, name):
    assert territory_name(code, language) == name


def test_low_incomes_are_those_of_one_stated_year():
    assert sum(map(is_low_income, COUNTRIES)) == 26
    assert is_low_income("ET")
    assert is_low_income("YE")
    assert not is_low_income("KE")
    assert not is_low_income("002")
