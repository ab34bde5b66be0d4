"""robots.txt by RFC 9309."""

from __future__ import annotations

import time

import pytest

from syndicate.pages.robots import RobotRules, allows, read_robots

FILE = """
# a comment
User-agent: Other-Bot
User-agent: syndicate-desk   # us
Disallow: /drafts/
Allow: /drafts/open$
Disallow: /*.pdf$

User-agent: *
Disallow: /
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/drafts/a", False),
        ("/drafts/open", True),
        ("/drafts/open/b", False),
        ("/a/b.pdf", False),
        ("/a/b.pdf?x=1", True),
        ("/drafts%2Fa", False),
    ],
)
def test_the_group_that_names_us_decides(path, allowed):
    assert allows(read_robots(FILE, robot="Syndicate-Desk"), path) is allowed


def test_another_robot_falls_to_the_common_group():
    assert not allows(read_robots(FILE, robot="Somebody"), "/a")


def test_an_empty_disallow_and_an_empty_file_allow_everything():
    assert allows(read_robots("User-agent: *\nDisallow:\n", robot="x"), "/a")
    assert allows(read_robots("", robot="x"), "/a")
    assert allows(RobotRules(), "/a")


def test_the_longest_rule_wins_and_allow_wins_a_tie():
    rules = read_robots("User-agent: *\nDisallow: /a\nAllow: /a\nDisallow: /a/b\n", robot="x")
    assert allows(rules, "/a")
    assert not allows(rules, "/a/b/c")


def test_a_pattern_full_of_stars_costs_no_more():
    rules = read_robots("User-agent: *\n" + f"Disallow: /{'*a' * 500}$\n" * 1_000, robot="x")
    started = time.perf_counter()
    assert allows(rules, "/" + "a" * 400 + "b")
    assert time.perf_counter() - started < 1
