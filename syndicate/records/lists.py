"""The lists of the desk as statements: what `db/lists.*.sql` is compiled from.

No command loads this module. A list has to be there at once, and loading the database library takes
longer than everything else a list does; so the statements are compiled beforehand, for both databases,
by `make lists`, and the desk runs their text (`desk/glance.py`). A test compiles them again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    SelectBase,
    Text,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased

from syndicate.records.articles import (
    ArticleRecord,
    RulingRecord,
    StoppageRecord,
    SuspectRecord,
    VersionRecord,
)
from syndicate.records.audits import MatchRecord, PlacementRecord
from syndicate.records.blankets import BlanketRecord, DrawRecord
from syndicate.records.invoices import InvoiceRecord
from syndicate.records.journal import IdempotencyRecord, JournalRecord
from syndicate.records.licences import LicenceItemRecord, LicenceRecord, SuspensionRecord
from syndicate.records.mails import MailRecord
from syndicate.records.papers import DocumentRecord, PaperRecord, PaperStateRecord
from syndicate.records.parties import (
    AudienceRecord,
    ContactRecord,
    OutletRecord,
    PartyRecord,
    PersonalRecord,
)
from syndicate.records.payments import AllocationRecord, CertificateRecord, PaymentRecord
from syndicate.records.publishers import EditionRecord, PublisherRecord, TermsRecord
from syndicate.records.quotes import QuoteLineRecord, QuoteRecord, QuoteRevisionRecord
from syndicate.records.rates import RateCardRecord
from syndicate.records.requests import RequestItemRecord, RequestRecord
from syndicate.records.rights import AgreementRecord, ContributorRecord, RestrictionRecord
from syndicate.rules.articles.states import STOPPED, ArticleState
from syndicate.rules.invoices import InvoiceState
from syndicate.rules.quotes import OPEN_STATES as OPEN_QUOTES
from syndicate.rules.quotes import QuoteState
from syndicate.rules.requests import OPEN_STATES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Dialect

__all__ = ["compiled", "statements"]

_COMPLETED = 50

_NO_LIMIT = '{"languages":[],"media":[],"territories":[]}'
"""A scope that holds everywhere, as it is filed."""

_OPEN_REQUESTS = sorted(state.value for state in OPEN_STATES)
_OPEN_QUOTES = sorted(state.value for state in OPEN_QUOTES)
_WAITING_QUOTES = sorted(state.value for state in (*OPEN_QUOTES, QuoteState.ACCEPTED))


class _Given(ColumnElement[str]):
    """A value that the desk gives when it runs the text."""

    inherit_cache = False
    type = Text()

    def __init__(self, name: str) -> None:
        self.name = name


@compiles(_Given, "sqlite")
def _in_sqlite(given: _Given, _compiler: Any, **_: Any) -> str:  # noqa: ANN401
    return f":{given.name}"


@compiles(_Given, "postgresql")
def _in_postgresql(given: _Given, _compiler: Any, **_: Any) -> str:  # noqa: ANN401
    return f"%({given.name})s"


def statements() -> dict[str, SelectBase]:
    """Every list by its name, newest first where nothing else is said."""
    return {
        **_audits(),
        **_blankets(),
        **_invoices(),
        **_journal(),
        **_licences(),
        **_mails(),
        **_parties(),
        **_payments(),
        **_publishers(),
        **_quotes(),
        **_requests(),
        **_orders(),
        **_today(),
        **_completion(),
    }


def compiled(dialect_name: str) -> str:
    """The text of every list for "sqlite" or "postgresql": a line `-- name` before each."""
    dialect: Dialect = sqlite.dialect(paramstyle="named")
    if dialect_name == "postgresql":
        dialect = postgresql.psycopg.dialect()  # type: ignore[no-untyped-call]
        # as every connection finds it: a backslash in quotation marks is a backslash
        dialect._backslash_escapes = False  # noqa: SLF001
    parts = []
    for name, statement in statements().items():
        text = str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
        lines = "\n".join(line.rstrip() for line in text.splitlines())
        parts.append(f"-- {name}\n{lines}\n")
    return "\n".join(parts)


def _audits() -> Mapping[str, SelectBase]:
    newest = _newest_matches()
    p, m = PlacementRecord, MatchRecord
    return {
        "copies": select(
            p.ref,
            p.state,
            m.verdict,
            p.place,
            ArticleRecord.ref.label("article"),
            VersionRecord.n.label("version"),
            m.version_told,
            m.copied,
            m.licensable,
            PaperRecord.ref.label("licence"),
            p.first_seen,
            p.last_seen,
        )
        .join(ArticleRecord, ArticleRecord.id == p.article_id)
        .join(newest, newest.c.placement_id == p.id)
        .join(m, m.id == newest.c.id)
        .join(VersionRecord, VersionRecord.id == m.version_id)
        .outerjoin(LicenceItemRecord, LicenceItemRecord.id == m.licence_item_id)
        .outerjoin(PaperRecord, PaperRecord.id == LicenceItemRecord.paper_id)
        .order_by(p.id.desc())
    }


def _blankets() -> Mapping[str, SelectBase]:
    b, d = BlanketRecord, DrawRecord
    over = func.sum(type_coerce(d.beyond, Integer))
    used = (
        select(d.blanket_id, (func.count() - over).label("drawn"), over.label("over"))
        .group_by(d.blanket_id)
        .subquery()
    )
    return {
        "blankets": select(
            b.ref,
            PartyRecord.ref.label("party"),
            PartyRecord.legal_name,
            b.quota,
            b.currency,
            b.fee_minor,
            b.starts_on,
            b.ends_on,
            b.ended_at,
            used.c.drawn,
            used.c.over,
        )
        .join(PartyRecord, PartyRecord.id == b.party_id)
        .outerjoin(used, used.c.blanket_id == b.id)
        .order_by(b.id.desc())
    }


def _newest_matches() -> Any:  # noqa: ANN401
    """Of each copy the last look at it."""
    return (
        select(MatchRecord.placement_id, func.max(MatchRecord.id).label("id"))
        .group_by(MatchRecord.placement_id)
        .subquery()
    )


def _invoices() -> Mapping[str, SelectBase]:
    paid = (
        select(AllocationRecord.invoice_id, func.sum(AllocationRecord.minor).label("paid"))
        .group_by(AllocationRecord.invoice_id)
        .subquery()
    )
    p = PaperRecord
    every = (
        select(
            p.ref,
            p.issue_date,
            PaperStateRecord.state,
            InvoiceRecord.currency,
            InvoiceRecord.total_minor,
            InvoiceRecord.due_on,
            PartyRecord.ref.label("party"),
            PartyRecord.legal_name,
            IdempotencyRecord.key,
            DocumentRecord.sha256,
            paid.c.paid,
        )
        .join(InvoiceRecord, InvoiceRecord.paper_id == p.id)
        .join(PaperStateRecord, PaperStateRecord.paper_id == p.id)
        .join(PartyRecord, PartyRecord.id == InvoiceRecord.party_id)
        .outerjoin(IdempotencyRecord, IdempotencyRecord.ref == p.ref)
        .outerjoin(
            DocumentRecord, and_(DocumentRecord.paper_id == p.id, DocumentRecord.kind == "invoice")
        )
        .outerjoin(paid, paid.c.invoice_id == p.id)
        .order_by(p.id.desc())
    )
    return {"invoices": every, "open invoices": every.where(_open_invoice())}


def _open_invoice() -> ColumnElement[bool]:
    return PaperStateRecord.state.in_([InvoiceState.ISSUED.value, InvoiceState.PART_PAID.value])


def _journal() -> Mapping[str, SelectBase]:
    j = JournalRecord
    every = select(j.seq, j.at, j.actor, j.action, j.entity, j.payload).order_by(j.seq.desc())
    return {"journal": every, "journal of": every.where(j.entity == _Given("entity"))}


def _licences() -> Mapping[str, SelectBase]:
    p, item = PaperRecord, LicenceItemRecord
    return {
        "licences": select(
            p.ref,
            PaperStateRecord.state,
            LicenceRecord.kind,
            LicenceRecord.currency,
            LicenceRecord.net_minor,
            PartyRecord.ref.label("party"),
            PartyRecord.legal_name,
            ArticleRecord.ref.label("article"),
            ArticleRecord.headline,
            item.outlet_title,
            item.medium,
            item.territories,
            item.starts_on,
            item.ends_on,
        )
        .join(LicenceRecord, LicenceRecord.paper_id == p.id)
        .join(PaperStateRecord, PaperStateRecord.paper_id == p.id)
        .join(PartyRecord, PartyRecord.id == LicenceRecord.party_id)
        .outerjoin(item, and_(item.paper_id == p.id, item.n == 1))
        .outerjoin(ArticleRecord, ArticleRecord.id == item.article_id)
        .where(PaperStateRecord.state != "taken-back")
        .order_by(p.id.desc())
    }


def _mails() -> Mapping[str, SelectBase]:
    m = MailRecord
    every = (
        select(
            m.id,
            m.about,
            m.kind,
            PersonalRecord.value.label("recipient"),
            m.subject,
            m.state,
            m.drafted_at,
            m.sent_at,
            m.sent_by,
            m.eml_sha256,
        )
        .outerjoin(PersonalRecord, PersonalRecord.id == m.recipient)
        .order_by(m.id.desc())
    )
    return {"mails": every, "open mails": every.where(m.state == "draft")}


def _parties() -> Mapping[str, SelectBase]:
    p, c, o = PartyRecord, ContactRecord, OutletRecord
    name, email, telephone = (aliased(PersonalRecord) for _ in range(3))
    newer = aliased(AudienceRecord)
    return {
        "licensees": select(
            p.id,
            p.ref,
            p.state,
            p.legal_name,
            p.trading_name,
            p.kind,
            p.customer_kind,
            p.country,
            p.address,
            p.vat_no,
            p.vat_proof,
            p.company_no,
            p.currency,
            p.language,
            p.terms,
            p.payment_days,
        ).order_by(p.id.desc()),
        "contacts": select(
            c.party_id,
            c.purpose,
            name.value.label("name"),
            email.value.label("email"),
            telephone.value.label("telephone"),
        )
        .outerjoin(name, name.id == c.name)
        .outerjoin(email, email.id == c.email)
        .outerjoin(telephone, telephone.id == c.telephone)
        .order_by(c.id),
        "outlets": select(
            o.id,
            o.party_id,
            o.title,
            o.medium,
            o.domains,
            o.country,
            o.languages,
            AudienceRecord.figure,
            AudienceRecord.unit,
        )
        .outerjoin(
            AudienceRecord,
            AudienceRecord.id
            == select(newer.id)
            .where(newer.outlet_id == o.id)
            .order_by(newer.as_of.desc(), newer.id.desc())
            .limit(1)
            .scalar_subquery(),
        )
        .order_by(o.id),
    }


def _payments() -> Mapping[str, SelectBase]:
    p, a, c = PaymentRecord, AllocationRecord, CertificateRecord
    return {
        "payments": select(
            p.id,
            p.ref,
            PartyRecord.ref.label("party"),
            PartyRecord.legal_name,
            p.received_on,
            p.amount_minor,
            p.currency,
            p.method,
            p.bank_reference,
            p.quote,
        )
        .join(PartyRecord, PartyRecord.id == p.party_id)
        .order_by(p.id.desc()),
        "allocations": select(
            a.payment_id, a.kind, a.minor, PaperRecord.ref, InvoiceRecord.currency
        )
        .join(InvoiceRecord, InvoiceRecord.paper_id == a.invoice_id)
        .join(PaperRecord, PaperRecord.id == a.invoice_id)
        .order_by(a.id),
        "certificates": select(c.payment_id, c.sha256, c.dated_on).order_by(c.id),
        **_waiting_payments(),
    }


def _waiting_payments() -> Mapping[str, SelectBase]:
    """Payments that leave something to do: money not allocated, tax not certified. Oldest first."""
    p, a, i = PaymentRecord, AllocationRecord, InvoiceRecord
    spent, withheld = (
        select(a.payment_id, func.sum(a.minor).label("minor"))
        .where(a.kind == kind)
        .group_by(a.payment_id)
        .subquery()
        for kind in ("cash", "withholding")
    )
    # the oldest open invoice of the payer, in the money that came in
    oldest = (
        select(func.min(i.paper_id))
        .join(PaperStateRecord, PaperStateRecord.paper_id == i.paper_id)
        .where(i.party_id == p.party_id, i.currency == p.currency, _open_invoice())
        .correlate(p)
        .scalar_subquery()
    )
    # money on a pro-forma waits for its own invoice, and that is said with the quote
    free = or_(p.quote.is_(None), p.quote.in_(select(i.quote)))
    over = case((free, p.amount_minor - func.coalesce(spent.c.minor, 0)), else_=0)
    certified = p.id.in_(select(CertificateRecord.payment_id))
    uncertified = case((certified, 0), else_=func.coalesce(withheld.c.minor, 0))
    return {
        "payments to settle": select(
            p.ref,
            PartyRecord.legal_name,
            p.currency,
            over.label("over"),
            PaperRecord.ref.label("open"),
            uncertified.label("uncertified"),
        )
        .join(PartyRecord, PartyRecord.id == p.party_id)
        .outerjoin(spent, spent.c.payment_id == p.id)
        .outerjoin(withheld, withheld.c.payment_id == p.id)
        .outerjoin(PaperRecord, PaperRecord.id == oldest)
        .where(or_(over > 0, uncertified > 0))
        .order_by(p.id),
    }


def _publishers() -> Mapping[str, SelectBase]:
    r, t = RateCardRecord, TermsRecord
    return {
        "editions": select(EditionRecord.code).order_by(EditionRecord.code),
        "rate cards": select(
            r.name,
            r.version,
            r.currency,
            r.valid_from,
            r.valid_to,
            r.invented,
            r.sha256,
            r.by,
        ).order_by(r.id.desc()),
        "terms": select(
            t.name, t.language, t.version, t.valid_from, t.adopted_by, t.sha256, t.text
        ).order_by(t.id.desc()),
        "zone": select(PublisherRecord.zone),
    }


def _quotes() -> Mapping[str, SelectBase]:
    q, lead = QuoteRecord, aliased(QuoteRecord)
    every = (
        select(
            q.ref,
            q.state,
            q.revision,
            lead.ref.label("lead"),
            RequestRecord.ref.label("request"),
            PartyRecord.ref.label("party"),
            PartyRecord.legal_name,
            q.total_minor,
            q.currency,
            q.valid_until,
        )
        .join(PartyRecord, PartyRecord.id == q.party_id)
        .join(RequestRecord, RequestRecord.id == q.request_id)
        .outerjoin(lead, and_(lead.id == q.beside, lead.state.in_(_OPEN_QUOTES)))
        .order_by(q.id.desc())
    )
    return {
        "quotes": every,
        "open quotes": every.where(q.state.in_(_OPEN_QUOTES)),
        **_doubtful_drafts(),
        **_accepted_quotes(),
    }


def _doubtful_drafts() -> Mapping[str, SelectBase]:
    """Drafts of which something may stand in the way: the morning list looks closer at these alone."""
    q, revision, line = QuoteRecord, QuoteRevisionRecord, QuoteLineRecord
    a, limit, ruling, asked = ArticleRecord, RestrictionRecord, RulingRecord, RequestItemRecord
    agreed, who = AgreementRecord, ContributorRecord
    granted = exists().where(LicenceItemRecord.article_id == a.id)
    restricted = exists().where(
        limit.released_at.is_(None), or_(limit.article_id == a.id, limit.edition == a.edition)
    )
    ruled = exists().where(
        ruling.article_id == a.id,
        or_(ruling.until.is_not(None), ruling.at >= revision.drafted_at),
    )
    contract = exists().where(or_(agreed.valid_until.is_not(None), agreed.scope != _NO_LIMIT))
    limited = exists().where(or_(who.scope != _NO_LIMIT, who.at >= revision.drafted_at))
    item, priced = aliased(asked), aliased(line)
    added = exists().where(
        item.request_id == q.request_id,
        ~exists().where(priced.revision_id == revision.id, priced.request_item_id == item.id),
    )
    return {
        "doubtful drafts": select(q.ref)
        .join(revision, and_(revision.quote_id == q.id, revision.n == q.revision))
        .join(line, line.revision_id == revision.id)
        .join(asked, asked.id == line.request_item_id)
        .join(RequestRecord, RequestRecord.id == q.request_id)
        .join(VersionRecord, VersionRecord.id == line.version_id)
        .join(a, a.id == VersionRecord.article_id)
        .where(
            q.state == QuoteState.DRAFT.value,
            or_(
                a.state.in_(sorted(STOPPED)),
                a.latest != VersionRecord.n,
                asked.use != line.use,
                RequestRecord.party_id != q.party_id,
                granted,
                restricted,
                ruled,
                contract,
                limited,
                added,
            ),
        )
        .group_by(q.id, q.ref)
        .order_by(q.id)
    }


def _accepted_quotes() -> Mapping[str, SelectBase]:
    """Accepted quotes that are not licensed yet, or cost something and are not billed; oldest first."""
    q, p = QuoteRecord, PaperRecord
    payer = aliased(PartyRecord)
    licence = (
        select(p.made_from, p.ref).where(p.kind == "licence", p.made_from.is_not(None)).subquery()
    )
    billed = select(InvoiceRecord.quote).distinct().subquery()
    asked = (
        select(QuoteRevisionRecord.quote_id, QuoteRevisionRecord.n)
        .join(DocumentRecord, DocumentRecord.quote_revision_id == QuoteRevisionRecord.id)
        .where(DocumentRecord.kind == "pro-forma")
        .distinct()
        .subquery()
    )
    paid = (
        select(PaymentRecord.quote, func.sum(PaymentRecord.amount_minor).label("minor"))
        .where(PaymentRecord.quote.is_not(None))
        .group_by(PaymentRecord.quote)
        .subquery()
    )
    return {
        "accepted quotes": select(
            q.ref,
            PartyRecord.legal_name,
            q.accepted_on,
            q.total_minor,
            q.currency,
            payer.terms,
            licence.c.ref.label("licence"),
            billed.c.quote.label("billed"),
            asked.c.n.label("pro_forma"),
            paid.c.minor.label("paid"),
        )
        .join(PartyRecord, PartyRecord.id == q.party_id)
        .join(RequestRecord, RequestRecord.id == q.request_id)
        .join(payer, payer.id == func.coalesce(RequestRecord.payer_id, RequestRecord.party_id))
        .outerjoin(licence, licence.c.made_from == q.ref)
        .outerjoin(billed, billed.c.quote == q.ref)
        .outerjoin(asked, and_(asked.c.quote_id == q.id, asked.c.n == q.revision))
        .outerjoin(paid, paid.c.quote == q.ref)
        .where(
            q.state == QuoteState.ACCEPTED.value,
            # what costs nothing is never billed: no-fee grants, and what is drawn from a quota
            or_(licence.c.ref.is_(None), and_(billed.c.quote.is_(None), q.total_minor > 0)),
        )
        .order_by(q.id)
    }


def _requests() -> Mapping[str, SelectBase]:
    r, item, q = RequestRecord, RequestItemRecord, QuoteRecord
    sent = q.state == QuoteState.SENT.value
    # what keeps a request quoted: an offer until its last day, and what is drafted or accepted
    waiting = (
        select(
            q.request_id,
            func.max(case((sent, q.valid_until))).label("sent_until"),
            func.count(case((~sent, q.id))).label("kept"),
        )
        .where(q.state.in_(_WAITING_QUOTES))
        .group_by(q.request_id)
        .subquery()
    )
    newest = select(func.max(q.id).label("id")).group_by(q.request_id).subquery()
    last = (
        select(q.request_id, q.ref, q.state, q.valid_until)
        .join(newest, newest.c.id == q.id)
        .subquery()
    )
    every = (
        select(
            r.ref,
            r.state,
            waiting.c.sent_until,
            waiting.c.kept,
            last.c.ref.label("quote"),
            last.c.state.label("quote_state"),
            last.c.valid_until,
            r.received_at,
            r.assigned_to,
            PartyRecord.ref.label("party"),
            PartyRecord.legal_name,
            item.medium,
            item.outlet_title,
            ArticleRecord.ref.label("article"),
            ArticleRecord.headline,
        )
        .join(PartyRecord, PartyRecord.id == r.party_id)
        .outerjoin(item, and_(item.request_id == r.id, item.n == 1))
        .outerjoin(ArticleRecord, ArticleRecord.id == item.article_id)
        .outerjoin(waiting, waiting.c.request_id == r.id)
        .outerjoin(last, last.c.request_id == r.id)
        .order_by(r.id.desc())
    )
    return {"requests": every, "open requests": every.where(r.state.in_(_OPEN_REQUESTS))}


def _orders() -> Mapping[str, SelectBase]:
    """The licensees' order numbers: of requests, of quotes, and of the papers made from those."""
    q, r, p = QuoteRecord, RequestRecord, PaperRecord
    licence = aliased(p)
    number = func.coalesce(q.po_number, r.po_number)
    quoted = select(q.ref, number.label("po_number")).join(r, r.id == q.request_id)
    papers = (
        select(p.ref, number)
        .outerjoin(licence, licence.ref == p.made_from)
        .join(q, q.ref.in_([p.made_from, licence.made_from]))
        .join(r, r.id == q.request_id)
    )
    every: Any = union_all(
        select(r.ref, r.po_number).where(r.po_number.is_not(None)),
        quoted.where(number.is_not(None)),
        papers.where(number.is_not(None)),
    )
    return {"order numbers": every}


def _today() -> Mapping[str, SelectBase]:
    newest = _newest_matches()
    a, p, q, lead = ArticleRecord, PaperRecord, QuoteRecord, aliased(QuoteRecord)
    killed = (
        select(a.ref)
        .join(StoppageRecord, StoppageRecord.article_id == a.id)
        .where(
            a.state == ArticleState.KILLED.value,
            StoppageRecord.kind == "kill",
            StoppageRecord.lifted_at.is_(None),
        )
    )
    behind = (
        select(p.ref)
        .join(PaperStateRecord, PaperStateRecord.paper_id == p.id)
        .join(LicenceItemRecord, LicenceItemRecord.paper_id == p.id)
        .join(a, a.id == LicenceItemRecord.article_id)
        .outerjoin(VersionRecord, VersionRecord.id == LicenceItemRecord.version_id)
        .where(
            a.latest > 0,
            or_(VersionRecord.n.is_(None), VersionRecord.n < a.latest),
            PaperStateRecord.state.in_(["issued", "active"]),
        )
    )
    resting = (
        select(a.ref)
        .join(LicenceItemRecord, LicenceItemRecord.article_id == a.id)
        .join(SuspensionRecord, SuspensionRecord.licence_item_id == LicenceItemRecord.id)
        .where(a.state == ArticleState.USABLE.value, SuspensionRecord.lifted_at.is_(None))
    )
    rare = (
        ("killed article", killed),
        ("item behind", behind),
        ("resting item", resting),
        ("blanket", select(BlanketRecord.ref).where(BlanketRecord.ended_at.is_(None))),
    )
    return {
        "clearances": select(a.ref, a.headline, func.count().label("open"))
        .join(SuspectRecord, SuspectRecord.article_id == a.id)
        .where(
            a.id.in_(
                select(RequestItemRecord.article_id)
                .join(RequestRecord, RequestRecord.id == RequestItemRecord.request_id)
                .where(RequestRecord.state.in_(_OPEN_REQUESTS))
            )
        )
        .group_by(a.ref, a.headline)
        .order_by(a.ref),
        # what the morning list asks before it loads more: is there anything of the kind at all?
        "rare tasks": union_all(
            *(select(literal(kind).label("kind")).where(exists(found)) for kind, found in rare)
        ),
        "copies to judge": select(PlacementRecord.ref, PlacementRecord.place, MatchRecord.verdict)
        .join(newest, newest.c.placement_id == PlacementRecord.id)
        .join(MatchRecord, MatchRecord.id == newest.c.id)
        .where(MatchRecord.verdict.in_(["breach", "no-licence-on-file", "unknown"]))
        .order_by(PlacementRecord.id.desc()),
        "mails to send": select(MailRecord.about, MailRecord.kind, MailRecord.subject)
        .where(MailRecord.state == "draft")
        .order_by(MailRecord.id),
        "papers to print": select(p.kind, p.ref)
        .outerjoin(DocumentRecord, DocumentRecord.paper_id == p.id)
        .where(DocumentRecord.id.is_(None), p.kind != "filed-licence")
        .order_by(p.id),
        "quotes to print": select(q.ref)
        .join(
            QuoteRevisionRecord,
            and_(QuoteRevisionRecord.quote_id == q.id, QuoteRevisionRecord.n == q.revision),
        )
        .outerjoin(
            DocumentRecord,
            and_(
                DocumentRecord.quote_revision_id == QuoteRevisionRecord.id,
                DocumentRecord.kind == "quote",
            ),
        )
        # An alternative stands on the paper of the quote that leads it, while that is open.
        .outerjoin(lead, and_(lead.id == q.beside, lead.state.in_(_OPEN_QUOTES)))
        .where(DocumentRecord.id.is_(None), q.state == QuoteState.SENT.value, lead.id.is_(None))
        .order_by(q.id),
    }


def _completion() -> Mapping[str, SelectBase]:
    """For each kind the references that begin with `start`, newest first, with a word on each."""
    p, state = PaperRecord, PaperStateRecord
    kinds = {
        "article": (ArticleRecord.ref, ArticleRecord.headline, ArticleRecord.id),
        "licensee": (PartyRecord.ref, PartyRecord.legal_name, PartyRecord.id),
        "payment": (PaymentRecord.ref, PaymentRecord.received_on, PaymentRecord.id),
        "quote": (QuoteRecord.ref, QuoteRecord.state, QuoteRecord.id),
        "request": (RequestRecord.ref, RequestRecord.state, RequestRecord.id),
    }
    papers = select(p.ref, state.state).join(state, state.paper_id == p.id)
    queries = {
        **{kind: (select(ref, told), ref, id_) for kind, (ref, told, id_) in kinds.items()},
        "invoice": (papers.where(p.kind == "invoice"), p.ref, p.id),
        "licence": (papers.where(p.kind.in_(["licence", "filed-licence"])), p.ref, p.id),
    }
    return {
        f"complete {kind}": query.where(ref.like(_Given("start")))
        .order_by(id_.desc())
        .limit(_COMPLETED)
        for kind, (query, ref, id_) in sorted(queries.items())
    }
