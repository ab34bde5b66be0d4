"""Collective licences that licensees hold (NLA, CLA): on file, and said before a quote charges the same use."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from syndicate.errors import BadInput, NotFound
from syndicate.records.parties import MandateRecord, PartyRecord
from syndicate.rules import dates
from syndicate.rules.blankets import state_on
from syndicate.rules.facts import canonical
from syndicate.rules.parties import COPYING, Mandate
from syndicate.rules.requests import medium_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from syndicate.desk import Desk
    from syndicate.desk.door import Reading
    from syndicate.desk.keys import Key
    from syndicate.rules.requests import Use

__all__ = ["MandateLine", "Mandates"]

_ASKED_OF = frozenset({"corporate", "government", "education", "pr-agency", "charity"})
"""The licensees of whom it is asked whether they hold one."""


@dataclass(frozen=True, slots=True)
class MandateLine:
    """A collective licence as shown; `body` is None where a licensee said that it holds none."""

    ref: str
    licensee_name: str
    state: str
    body: str | None
    number: str | None
    uses: tuple[str, ...]
    valid_from: str | None
    valid_until: str | None
    source: str | None
    by: str
    ended_by: str | None


class Mandates:
    """The tray of collective licences."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def add(
        self,
        licensee: str,
        body: str | None,
        *,
        uses: Sequence[str] = (),
        number: str | None = None,
        since: date | None = None,
        until: date | None = None,
        source: str | None = None,
        by: str | None = None,
        key: Key | None = None,
    ) -> MandateLine:
        """File that a licensee holds a collective licence of `body` for media, or (None) that it holds none.

        Raises NotFound; BadInput for a body without uses, or days that end before they begin.
        """
        if body is not None and not uses:
            raise BadInput("a collective licence is for some uses", hint="--uses intranet")
        if since and until and until < since:
            raise BadInput(
                f"it would end on {until.isoformat()}, before it begins", hint="--until DAY"
            )
        with self.desk.writing() as w:
            ref = w.answered(key)
            if ref is None:
                ref = self.desk.licensees.resolve(w, licensee)
                w.insert(
                    MandateRecord,
                    party_id=self.desk.licensees.id_of(w, ref),
                    body=body.strip().upper() if body else None,
                    number=number,
                    uses=canonical(sorted(set(uses))),
                    valid_from=since,
                    valid_until=until,
                    source=source,
                    by=by or w.actor,
                    at=w.now,
                )
                w.answer(key, ref)
                w.journal("licensee mandate", ref, body=body, uses=sorted(set(uses)))
        return self.on_file(ref)[0]

    def end(self, licensee: str, body: str | None, *, by: str | None = None) -> MandateLine:
        """End what is on file of a collective licence. Raises NotFound where nothing of the body stands."""
        name = body.strip().upper() if body else None
        with self.desk.writing() as w:
            ref = self.desk.licensees.resolve(w, licensee)
            rows = [
                row
                for row in self._rows(w, [self.desk.licensees.id_of(w, ref)])
                if row.ended_at is None and row.body == name
            ]
            if not rows:
                raise NotFound(
                    f"{ref} has no mandate of {name or 'none'} on file",
                    hint=f"syndicate licensee mandate list {ref}",
                )
            for row in rows:
                w.update(MandateRecord, row.id, ended_at=w.now, ended_by=by or w.actor)
            w.journal("licensee mandate end", ref, body=name)
        return next(line for line in self.on_file(ref) if line.body == name)

    def on_file(self, licensee: str) -> list[MandateLine]:
        """The collective licences of a licensee, newest first. Raises NotFound."""
        with self.desk.reading() as r:
            ref = self.desk.licensees.resolve(r, licensee)
            rows = self._rows(r, [self.desk.licensees.id_of(r, ref)])
        return [
            MandateLine(
                ref=row.ref,
                licensee_name=row.legal_name,
                state=state_on(
                    starts_on=row.valid_from,
                    ends_on=row.valid_until,
                    ended=row.ended_at is not None,
                    today=self.desk.today,
                ).value,
                body=row.body,
                number=row.number,
                uses=tuple(json.loads(row.uses)),
                valid_from=row.valid_from.isoformat() if row.valid_from else None,
                valid_until=row.valid_until.isoformat() if row.valid_until else None,
                source=row.source,
                by=row.by,
                ended_by=row.ended_by,
            )
            for row in reversed(rows)
        ]

    @staticmethod
    def _rows(r: Reading, party_ids: Iterable[int]) -> list[Any]:
        return r.rows(
            select(
                *MandateRecord.__table__.columns,
                PartyRecord.ref,
                PartyRecord.legal_name,
            )
            .join(PartyRecord, PartyRecord.id == MandateRecord.party_id)
            .where(MandateRecord.party_id.in_(list(party_ids)))
            .order_by(MandateRecord.id)
        )

    def remarks(self, r: Reading, request: Any, uses: Sequence[Use]) -> tuple[str, ...]:  # noqa: ANN401
        """What to say before these uses are charged: a collective licence may cover one, or nobody asked.

        It is looked for with who asks and for whom an agency asks. It is a warning: whether it covers the use
        is for a person to say.
        """
        parties = [key for key in (request.party_id, request.end_client_id) if key is not None]
        rows = [row for row in self._rows(r, parties) if row.ended_at is None]
        made: list[str] = []
        for use in uses:
            day = max(use.first_use or self.desk.today, self.desk.today)
            medium = use.medium.value if use.medium else None
            for row in rows:
                if not _mandate(row).covers(medium, day):
                    continue
                assert use.medium is not None  # noqa: S101  # covered by its medium
                number = f" {row.number}" if row.number else ""
                until = (
                    f" until {dates.spoken_day(row.valid_until, 'en')}" if row.valid_until else ""
                )
                made.append(
                    f"{row.legal_name} holds a collective licence, {row.body}{number}, for "
                    f"{medium_word(use.medium, 'en')}{until}: ask whether it covers this use before it "
                    f"is charged (syndicate licensee mandate list {row.ref})"
                )
        if any(use.medium is not None and use.medium.value in COPYING for use in uses):
            made += self._unasked(r, parties, {row.party_id for row in rows})
        return tuple(dict.fromkeys(made))

    @staticmethod
    def _unasked(r: Reading, parties: Sequence[int], asked: set[int]) -> list[str]:
        """Those of whom nobody knows yet whether they hold one."""
        rows = r.rows(
            select(PartyRecord.id, PartyRecord.ref, PartyRecord.legal_name, PartyRecord.kind).where(
                PartyRecord.id.in_(parties)
            )
        )
        return [
            f"nobody has said whether {row.legal_name} holds a collective licence (NLA, CLA): ask "
            f"(syndicate licensee mandate add {row.ref} BODY)"
            for row in rows
            if row.kind in _ASKED_OF and row.id not in asked
        ]


def _mandate(row: Any) -> Mandate:  # noqa: ANN401
    return Mandate(
        body=row.body,
        uses=tuple(json.loads(row.uses)),
        number=row.number,
        since=row.valid_from,
        until=row.valid_until,
    )
