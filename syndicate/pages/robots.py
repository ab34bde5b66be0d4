"""What a site asks of robots (RFC 9309): its groups read, its longest matching rule obeyed."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, unquote

__all__ = ["RobotRules", "allows", "read_robots"]

_LARGEST = 500 * 1024
_MOST_RULES = 5_000


@dataclass(frozen=True, slots=True)
class RobotRules:
    """The rules for one robot, in the order of the file: (allowed, path pattern)."""

    rules: tuple[tuple[bool, str], ...] = ()


def read_robots(text: str, *, robot: str) -> RobotRules:
    """The rules of the groups that name `robot`, else of those for every robot ("*").

    Names are compared without case; several groups of one name are one (RFC 9309, section 2.2.1).
    """
    named: list[tuple[bool, str]] = []
    common: list[tuple[bool, str]] = []
    agents: list[str] = []
    found = False
    in_rules = False
    whole = text if len(text) <= _LARGEST else text[: text.rfind("\n", 0, _LARGEST) + 1]
    for line in whole.splitlines():
        field, _, value = line.partition("#")[0].partition(":")
        field, value = field.strip().lower(), value.strip()
        if field == "user-agent":
            if in_rules:
                agents, in_rules = [], False
            agents.append(value.lower())
            found = found or value.lower() == robot.lower()
        elif field in {"allow", "disallow"}:
            in_rules = True
            rule = (field == "allow", value)
            if not value or len(named) + len(common) >= _MOST_RULES:
                continue
            if robot.lower() in agents:
                named.append(rule)
            if "*" in agents:
                common.append(rule)
    return RobotRules(tuple(named if found else common))


def allows(rules: RobotRules, path: str) -> bool:
    """Whether `path` (with its query) may be fetched: the longest matching rule decides, allow wins ties."""
    best, allowed = -1, True
    plain = _plain(path)
    for allow, pattern in rules.rules:
        length = len(pattern)
        if (length > best or (length == best and allow)) and _matches(_plain(pattern), plain):
            best, allowed = length, allow
    return allowed


def _plain(path: str) -> str:
    return quote(unquote(path[:2_048]), safe="/?&=*$;:,@!+~'()")


def _matches(pattern: str, path: str) -> bool:
    """`*` is any run, a last `$` the end; in one pass, so a pattern full of stars costs no more."""
    ends = pattern.endswith("$")
    parts = pattern.removesuffix("$").split("*")
    if not path.startswith(parts[0]):
        return False
    at = len(parts[0])
    for part in parts[1:]:
        found = path.find(part, at)
        if found == -1:
            return False
        at = found + len(part)
    if not ends or at == len(path):
        return True
    return len(parts) > 1 and path.endswith(parts[-1])
