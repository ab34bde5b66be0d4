"""Licensees in a list, each with its outlets and contacts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from syndicate.desk import Desk

__all__ = ["Licensee", "Outlet", "on_file"]


@dataclass(frozen=True, slots=True)
class Outlet:
    """Where a licensee publishes."""

    id: int
    licensee: str
    title: str
    medium: str | None
    domains: tuple[str, ...]
    country: str | None
    languages: tuple[str, ...]
    audience: int | None
    audience_unit: str | None


@dataclass(frozen=True, slots=True)
class Licensee:
    """A licensee as the desk knows it; contacts are purpose, name, e-mail, telephone."""

    ref: str
    state: str
    legal_name: str
    trading_name: str | None
    kind: str
    customer_kind: str
    country: str | None
    address: tuple[str, ...]
    vat_no: str | None
    vat_proof: str | None
    company_no: str | None
    currency: str | None
    language: str
    terms: str
    payment_days: int | None
    contacts: tuple[dict[str, str | None], ...]
    outlets: tuple[Outlet, ...]


def on_file(desk: Desk) -> list[Licensee]:
    """Every licensee, newest first."""
    with desk.glancing() as g:
        rows = g.rows("licensees")
        refs: dict[int, str] = {row.id: row.ref for row in rows}
        contacts: dict[int, list[dict[str, str | None]]] = {}
        for row in g.rows("contacts"):
            if not (row.name or row.email or row.telephone):  # forgotten
                continue
            contacts.setdefault(row.party_id, []).append(
                {
                    "purpose": row.purpose,
                    "name": row.name,
                    "email": row.email,
                    "telephone": row.telephone,
                }
            )
        outlets: dict[int, list[Outlet]] = {}
        for row in g.rows("outlets"):
            outlets.setdefault(row.party_id, []).append(
                Outlet(
                    id=row.id,
                    licensee=refs[row.party_id],
                    title=row.title,
                    medium=row.medium,
                    domains=tuple(json.loads(row.domains)),
                    country=row.country,
                    languages=tuple(json.loads(row.languages)),
                    audience=row.figure,
                    audience_unit=row.unit,
                )
            )
    return [
        Licensee(
            ref=row.ref,
            state=row.state,
            legal_name=row.legal_name,
            trading_name=row.trading_name,
            kind=row.kind,
            customer_kind=row.customer_kind,
            country=row.country,
            address=tuple(row.address.splitlines()),
            vat_no=row.vat_no,
            vat_proof=row.vat_proof,
            company_no=row.company_no,
            currency=row.currency,
            language=row.language,
            terms=row.terms,
            payment_days=row.payment_days,
            contacts=tuple(contacts.get(row.id, ())),
            outlets=tuple(outlets.get(row.id, ())),
        )
        for row in rows
    ]
