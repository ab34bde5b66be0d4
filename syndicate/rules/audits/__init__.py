"""Audits: a copy seen on a page judged against what its licence says."""

from __future__ import annotations

from syndicate.rules.audits.credits import Credit, credits_in
from syndicate.rules.audits.judging import assess, choose_terms, judge, names_licence, verdict
from syndicate.rules.audits.values import (
    Finding,
    House,
    Judgement,
    Result,
    Rule,
    Seen,
    SeenEdit,
    SeenLine,
    SeenLink,
    SeenParting,
    SeenPassage,
    Severity,
    Terms,
    Verdict,
)

__all__ = [
    "Credit",
    "Finding",
    "House",
    "Judgement",
    "Result",
    "Rule",
    "Seen",
    "SeenEdit",
    "SeenLine",
    "SeenLink",
    "SeenParting",
    "SeenPassage",
    "Severity",
    "Terms",
    "Verdict",
    "assess",
    "choose_terms",
    "credits_in",
    "judge",
    "names_licence",
    "verdict",
]
