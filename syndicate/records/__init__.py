"""The files: typed declarative tables, one module per noun. Importing this loads them all."""

from __future__ import annotations

from syndicate.records import (
    articles,
    audits,
    blankets,
    currencies,
    imports,
    invoices,
    journal,
    licences,
    mails,
    papers,
    parties,
    payments,
    publishers,
    quotes,
    rates,
    requests,
    rights,
)
from syndicate.records.base import Record
from syndicate.shipped import REVISION

__all__ = ["REVISION", "Record", "modules"]

modules = (
    articles,
    audits,
    blankets,
    currencies,
    imports,
    invoices,
    journal,
    licences,
    mails,
    papers,
    parties,
    payments,
    publishers,
    quotes,
    rates,
    requests,
    rights,
)
