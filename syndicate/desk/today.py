"""The morning list: what waits for the desk, most urgent first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from syndicate.rules.money import Money
from syndicate.rules.numbers import typed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syndicate.desk import Desk

__all__ = ["SECTIONS", "Task", "Today"]

SECTIONS = (
    "kill",
    "correction",
    "request",
    "quote",
    "clearance",
    "start",
    "blanket",
    "copy",
    "invoice",
    "payment",
    "expiry",
    "version",
    "mail",
    "paper",
)
"""The kinds of task, in the order of the morning."""

_SOON = 7
_AHEAD = 30


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: what, by when, and the command that does it."""

    section: str
    ref: str
    what: str
    due: str | None
    command: str


class Today:
    """The tray of the morning list."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def tasks(self) -> list[Task]:
        """Everything that waits, by section and then by day."""
        with self.desk.glancing() as g:
            rare = {row.kind for row in g.rows("rare tasks")}  # slow to tell of
        found = [
            *(self._kills() if "killed article" in rare else ()),
            *(self._resting() if "resting item" in rare else ()),
            *(self._versions() if "item behind" in rare else ()),
            *self._requests(),
            *self._quotes(),
            *self._accepted(),
            *self._clearances(),
            *self._licences(),
            *(self._blankets() if "blanket" in rare else ()),
            *self._copies(),
            *self._invoices(),
            *self._payments(),
            *self._mails(),
            *self._papers(),
        ]
        return sorted(found, key=lambda t: (SECTIONS.index(t.section), t.due or "9999", t.ref))

    def _kills(self) -> Iterator[Task]:
        for one in self.desk.stoppages.killed():
            held = [
                f"{count} {noun if count == 1 else nouns}"
                for count, noun, nouns in (
                    (one["licences"], "licence rests", "licences rest"),
                    (one["copies"], "copy is known", "copies are known"),
                )
                if count
            ]
            yield Task(
                "kill",
                one["ref"],
                f"“{one['headline']}” is killed: {', '.join(held)}",
                None,
                f"syndicate article holders {one['ref']}",
            )

    def _resting(self) -> Iterator[Task]:
        for one in self.desk.stoppages.resting():
            article, why = one["article"], one["why"]
            yield Task(
                "correction",
                one["licence"],
                f"{one['licence']} rests although {article} is back: {why or 'nothing keeps it now'}",
                None,
                f"syndicate article show {article}"
                if why
                else f"syndicate article reinstate {article} --by NAME",
            )

    def _versions(self) -> Iterator[Task]:
        for one in self.desk.versions.behind():
            carried = f"version {one.version}" if one.version else "an unknown version"
            note = f": {one.note}" if one.note else ""
            does = "corrects it" if one.corrected else "is newer"
            yield Task(
                "correction" if one.corrected else "version",
                one.licence,
                f"{one.licensee_name} carries {carried} of “{one.headline}”; version {one.newest} "
                f"{does}{note}",
                None,
                f"syndicate article show {one.article} --diff {one.version}..{one.newest}"
                if one.version
                else f"syndicate article holders {one.article}",
            )

    def _requests(self) -> Iterator[Task]:
        for line in self.desk.lists.requests(open_only=True):
            quote, state = line.quote, line.quote_state
            who, headline = line.licensee_name, line.headline
            if line.state in {"new", "triaged"} and state == "declined":
                what = f"{who} declined {quote}: offer again, or close {line.ref}"
                yield Task("request", line.ref, what, None, f"syndicate quote revise {quote}")
            elif line.state in {"new", "triaged"} and state == "withdrawn":
                what = f"{quote} for {who} was withdrawn: offer again, or close {line.ref}"
                yield Task("request", line.ref, what, None, f"syndicate quote draft {line.ref}")
            elif line.state in {"new", "triaged"} and not state:
                what = f"{who} asks for “{headline}”"
                yield Task("request", line.ref, what, None, f"syndicate quote draft {line.ref}")
            elif line.state == "info-needed":
                what = f"{who} has questions to answer"
                yield Task("request", line.ref, what, None, f"syndicate request show {line.ref}")
            elif line.state == "clearing":
                what = f"{who} waits for somebody’s permission"
                yield Task("request", line.ref, what, None, f"syndicate request show {line.ref}")

    def _quotes(self) -> Iterator[Task]:
        today = self.desk.today
        lines = self.desk.lists.quotes(open_only=True)
        drafts = any(line.state == "draft" for line in lines)
        stuck = self.desk.quotes.stuck() if drafts else {}
        for line in lines:
            lapsed = line.valid_until < today.isoformat()
            revise = f"syndicate quote revise {line.ref}"
            send = f"syndicate quote send {line.lead or line.ref}"
            if line.ref in stuck:
                mend = stuck[line.ref].splitlines()[0]
                does = (
                    "changed since it was priced"
                    if mend == revise
                    else "cannot be granted as it is"
                )
                what = f"draft for {line.licensee_name} {does}"
                yield Task("quote", line.ref, what, line.valid_until if lapsed else None, mend)
            elif line.state == "draft":
                late = ", and its last day is past" if lapsed else ""
                what = f"draft for {line.licensee_name} not sent{late}"
                yield Task(
                    "quote",
                    line.ref,
                    what,
                    line.valid_until if lapsed else None,
                    revise if lapsed else send,
                )
            elif line.state == "awaiting-approval":
                what = f"for {line.licensee_name}: waits for the approval of a second person"
                yield Task(
                    "quote", line.ref, what, None, f"syndicate quote approve {line.ref} --as NAME"
                )
            elif line.state == "approved":
                what = f"approved for {line.licensee_name}, not sent"
                yield Task(
                    "quote",
                    line.ref,
                    what,
                    line.valid_until if lapsed else None,
                    revise if lapsed else send,
                )
            elif line.state == "expired":
                what = f"{line.licensee_name} let it lapse"
                yield Task("quote", line.ref, what, line.valid_until, revise)
            elif line.valid_until <= (today + timedelta(days=_SOON)).isoformat():
                what = f"about to lapse: {line.licensee_name}"
                show = f"syndicate quote show {line.ref}"
                yield Task("quote", line.ref, what, line.valid_until, show)

    def _accepted(self) -> Iterator[Task]:
        """Accepted quotes that are no licence yet, and licences that are not billed."""
        for one in self.desk.lists.accepted():
            issue, bill = (
                f"syndicate licence issue {one.ref}",
                f"syndicate invoice issue {one.ref}",
            )
            if one.licence is not None:
                if not one.billed and one.total:
                    yield Task(
                        "invoice",
                        one.licence,
                        f"not billed: {one.licensee_name}, {one.total}",
                        None,
                        f"syndicate invoice issue {one.licence}",
                    )
            elif not one.pays_first or one.billed:
                what = f"accepted by {one.licensee_name}, no licence yet"
                yield Task("quote", one.ref, what, one.accepted_on, issue)
            elif one.paid >= one.total:
                what = f"paid by {one.licensee_name}: bill it, then grant the licence"
                yield Task("quote", one.ref, what, one.accepted_on, bill)
            elif one.pro_forma:
                what = f"{one.licensee_name} pays first, {one.total - one.paid} to come in"
                book = f'syndicate payment record {one.ref} --amount "{one.total - one.paid}"'
                yield Task("quote", one.ref, what, one.accepted_on, book)
            else:
                what = f"accepted by {one.licensee_name}, who pays first: send the pro-forma"
                yield Task("quote", one.ref, what, one.accepted_on, bill)

    def _clearances(self) -> Iterator[Task]:
        with self.desk.glancing() as g:
            rows = g.rows("clearances")
        for row in rows:
            yield Task(
                "clearance",
                row.ref,
                f"“{row.headline}”: {row.open} to settle before a licence",
                None,
                f"syndicate article show {row.ref}",
            )

    def _licences(self) -> Iterator[Task]:
        today = self.desk.today
        ahead = (today + timedelta(days=_AHEAD)).isoformat()
        for line in self.desk.lists.licences():
            if line.starts_on == today.isoformat() and line.state == "active":
                yield Task(
                    "start",
                    line.ref,
                    f"starts today: {line.licensee_name}",
                    line.starts_on,
                    f"syndicate licence show {typed(line.ref)}",
                )
            if line.ends_on and today.isoformat() <= line.ends_on <= ahead:
                days = (date.fromisoformat(line.ends_on) - today).days
                yield Task(
                    "expiry",
                    line.ref,
                    f"{line.licensee_name}, {line.headline or 'article not stated'}: "
                    + {0: "ends today", 1: "ends tomorrow"}.get(days, f"ends in {days} days"),
                    line.ends_on,
                    f"syndicate licence show {typed(line.ref)}",
                )

    def _blankets(self) -> Iterator[Task]:
        """Quotas that are nearly used or passed, and agreements that end."""
        from syndicate.rules.blankets import Count

        ahead = (self.desk.today + timedelta(days=_AHEAD)).isoformat()
        for line in self.desk.lists.blankets(open_only=True):
            show = f"syndicate blanket show {line.ref}"
            count = Count(line.quota, line.drawn, line.over)
            if count.nearly:
                what = f"{line.licensee_name}: {count.spoken}, until {line.ends_on}"
                yield Task("blanket", line.ref, what, None, show)
            if line.ends_on <= ahead:
                what = f"{line.licensee_name}: the blanket agreement ends"
                yield Task("expiry", line.ref, what, line.ends_on, show)

    def _copies(self) -> Iterator[Task]:
        with self.desk.glancing() as g:
            rows = g.rows("copies to judge")
        for row in rows:
            yield Task(
                "copy",
                row.ref,
                f"{row.verdict.replace('-', ' ')}: {row.place}",
                None,
                f"syndicate audit show {row.ref}",
            )

    def _invoices(self) -> Iterator[Task]:
        soon = (self.desk.today + timedelta(days=_SOON)).isoformat()
        for line in self.desk.lists.invoices(open_only=True):
            if line.due_on <= soon:
                owed = f"{line.balance['amount']} {line.balance['currency']}"
                yield Task(
                    "invoice",
                    line.ref,
                    f"{'overdue' if line.overdue else 'due'}: {line.licensee_name} owes {owed}",
                    line.due_on,
                    f"syndicate invoice show {line.ref}",
                )

    def _payments(self) -> Iterator[Task]:
        """Money that settles nothing yet, and tax withheld for which no certificate is on file."""
        with self.desk.glancing() as g:
            rows = g.rows("payments to settle")
        for row in rows:
            if row.over:
                yield Task(
                    "payment",
                    row.ref,
                    f"not allocated: {Money(int(row.over), row.currency)} from {row.legal_name}",
                    None,
                    f"syndicate payment allocate {row.ref} {row.open}"
                    if row.open
                    else f"syndicate payment show {row.ref}",
                )
            if row.uncertified:
                kept = Money(int(row.uncertified), row.currency)
                yield Task(
                    "payment",
                    row.ref,
                    f"tax certificate to come: {row.legal_name} withheld {kept}",
                    None,
                    f"syndicate payment certificate {row.ref} --file FILE",
                )

    def _mails(self) -> Iterator[Task]:
        with self.desk.glancing() as g:
            rows = list(g.rows("mails to send"))
        waiting = Counter(row.about for row in rows)
        for row in rows:
            which = f" --kind {row.kind}" if waiting[row.about] > 1 else ""
            yield Task(
                "mail",
                row.about,
                f"not sent: {row.subject}",
                None,
                f"syndicate mail sent {row.about}{which}",
            )

    def _papers(self) -> Iterator[Task]:
        for kind, ref in self.desk.lists.unprinted():
            yield Task(
                "paper", ref, f"{kind} has no printed file", None, "syndicate doctor --repair"
            )
