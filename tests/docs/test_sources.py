"""The page of the sources says what the readers do: its kinds, its fields, its settings."""

from __future__ import annotations

import json
import re

from syndicate.exchange.items import Customs
from syndicate.exchange.jsonl import FIELDS, read_object
from syndicate.exchange.sources import SourceKind, customs_of, read_kind
from syndicate.settings import read_settings
from tests.docs.replay import ROOT

PAGE = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")


def block(kind: str) -> str:
    found = re.search(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def test_every_kind_and_every_other_name_of_it_is_on_the_page():
    rows = re.findall(r"^\| `([a-z]+)` \|[^|]*\| ([^|]*) ?\|$", PAGE, re.MULTILINE)
    assert sorted(kind for kind, _ in rows) == sorted(SourceKind)
    for kind, names in rows:
        for name in filter(None, (each.strip() for each in names.split(","))):
            assert read_kind(name) is SourceKind(kind), name


def test_every_field_of_our_own_shape_is_on_the_page():
    table = PAGE.partition("## Our own shape")[2].partition("## Sheets")[0]
    shown = {
        name
        for cell in re.findall(r"^\| (`[^|]*) \|", table, re.MULTILINE)
        for name in re.findall(r"`([a-z]+)`", cell)
    }
    assert shown == set(FIELDS)


def test_the_example_of_a_line_is_an_article():
    line = block("json").strip()
    assert (
        read_object(json.loads(line), line.encode(), Customs(), where="line 1").source_id
        == "hc-48211"
    )


def test_the_example_of_the_settings_is_read(tmp_path):
    (tmp_path / "syndicate.toml").write_text(block("toml"), encoding="utf-8")
    customs = customs_of(read_settings(home=str(tmp_path), environ={}))
    assert customs.zone == "Europe/London"
    assert len(customs.cuts["harbourcourier.example"].selectors) == 3
    assert customs.drupal["cms.harbourcourier.example"]["include"] == "uid,field_rubric"
