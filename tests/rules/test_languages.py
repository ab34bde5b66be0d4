"""Languages as people write them, their names and their direction."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.errors import BadInput
from syndicate.rules.languages import direction, language_name, read_language, same_language


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("fr", "fr"),
        ("FR", "fr"),
        ("fr-fr", "fr-FR"),
        ("fr_CA", "fr-CA"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("French", "fr"),
        ("français", "fr"),
        ("FRANCAIS", "fr"),
        ("anglais", "en"),
        ("العربية", "ar"),
        ("Arabic", "ar"),
        ("arabe", "ar"),
        ("עברית", "he"),
        ("Deutsch", "de"),
        ("日本語", "ja"),
        ("Русский", "ru"),
        ("tiếng Việt", "vi"),
        ("fra", "fr"),
        ("ger", "de"),
        ("iw", "he"),
        ("ga", "ga"),
        ("Irish", "ga"),
        (" English \n", "en"),
    ],
)
def test_a_language_is_read_by_name_and_tag(text, tag):
    assert read_language(text) == tag


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("Frenhc", "did you mean .*French .fr.", id="a misspelt name"),
        pytest.param("Klingonese of Mars", "not a language", id="a language of nobody"),
        pytest.param("xx", "not a language", id="a tag of nobody"),
        pytest.param("und", "not a language", id="a tag that says nothing"),
        pytest.param("mul", "not a language", id="several languages"),
        pytest.param("fr-ZQ", "no region", id="a region of nobody"),
        pytest.param("fr-Abcd", "no script", id="a script of nobody"),
        pytest.param("", "not a language", id="nothing"),
        pytest.param("fr" * 500, "1000 characters", id="a long text"),
        pytest.param("\x1b[31mfr", "not a language", id="an escape code"),
    ],
)
def test_what_is_no_language_is_refused_in_one_safe_line(text, why):
    with pytest.raises(BadInput, match=why) as refusal:
        read_language(text)
    assert refusal.value.message.isprintable()


@given(st.text(max_size=40))
def test_any_text_is_a_language_or_a_refusal_in_one_line(text):
    try:
        answer = read_language(text)
    except BadInput as refusal:
        answer = refusal.message
    assert answer.isprintable()


@pytest.mark.parametrize("tag", ["fr", "en", "ar", "de", "he", "zh-Hant", "fr-CA", "pt-BR"])
def test_a_name_that_is_printed_is_read_back(tag):
    for language in ("en", "fr"):
        assert read_language(language_name(tag, language)) == tag
    assert read_language(tag) == tag


@pytest.mark.parametrize(
    ("tag", "language", "name"),
    [
        ("fr", "en", "French"),
        ("fr", "fr", "français"),
        ("ar", "fr-FR", "arabe"),
        ("en", "ar", "الإنجليزية"),
        ("pt-BR", "en", "Brazilian Portuguese"),
        ("fr-SN", "en", "French"),
        ("fr", "xx", "French"),
        ("xx", "en", "xx"),
    ],
)
def test_a_language_is_named_in_the_language_of_the_paper(tag, language, name):
    assert language_name(tag, language) == name


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("fr", "fr-CH", True),
        ("fr_CA", "FR-fr", True),
        ("he", "iw", True),
        ("fr", "frr", False),
        ("en", "fr", False),
    ],
)
def test_a_language_is_the_same_whatever_its_region(a, b, same):
    assert same_language(a, b) is same


@pytest.mark.parametrize(
    ("tag", "way"),
    [
        ("en", "ltr"),
        ("fr-FR", "ltr"),
        ("ar", "rtl"),
        ("ar-KW", "rtl"),
        ("he", "rtl"),
        ("iw", "rtl"),
        ("fa-IR", "rtl"),
        ("ur", "rtl"),
        ("ckb", "rtl"),
        ("ar-Latn", "ltr"),
        ("az-Arab-IR", "rtl"),
        ("az", "ltr"),
        ("zh-Hant", "ltr"),
    ],
)
def test_a_language_runs_the_way_it_is_written(tag, way):
    assert direction(tag) == way
