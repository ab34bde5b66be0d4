"""Staff at the desk do whatever comes to mind, in any order; a few dicts say what the books must hold.

`Days` is the machine that `test_random_days` runs: a desk whose papers stay unprinted (but for one in
twenty) beside a book of plain dicts. The dicts know nothing of tables or transactions: a verb is
expected to be refused or to move them, and after each step every row of the desk is compared with them.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import currently_in_test_context, note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import event

from syndicate.desk import search
from syndicate.desk.keys import Key
from syndicate.errors import BadInput, Conflict, NotFound, Refused
from syndicate.pages.read import read_source
from syndicate.records import Record
from syndicate.records.guards import APPEND_ONLY
from syndicate.rules.articles import Act, Basis
from syndicate.rules.money import Money
from syndicate.rules.requests import RequestState
from tests import builders
from tests.conftest import MORNING, Clock

STORY = """The ferry bell of Hallin rings again after forty years
The bell that called the ferry to Hallin rang on Sunday for the first time since the bridge was built.
Nobody had asked for it, said the smith who mended it, and nobody had asked him to stop.
The bridge will close for repairs in May, an engineer close to the works told the Reuters news agency.
The ferry itself lies in a barn, and hens live in it.
"""
AGENCY = 3
"""The passage of the story that a person has to settle."""
LICENSEES = {
    "Fenmouth Gazette plc": {"country": "GB"},
    "The Orrin Advertiser Ltd": {"country": "GB", "terms": "pay-first"},
    "Gazette de Marl SARL": {"country": "FR", "language": "fr", "vat_no": "FR83404833048"},
}
PAYS_FIRST = "The Orrin Advertiser Ltd"
TAXED = frozenset({"Fenmouth Gazette plc", PAYS_FIRST})
"""Businesses in the publisher's own country: a fifth of the net is added."""
OFFER_DAYS = timedelta(days=30)
LATEST = MORNING + timedelta(days=150)
"""Until then weeks may go by: a run is over before its first licence ends."""
EVERY = 40
"""Steps from one proof of the whole journal to the next."""
PRINTED = 20
"""One paper in so many is printed and its page read: about one step in five hundred."""

# What a request and a quote may become, as the desk tells it.
COMES_BACK = {"new", "triaged", "quoted", "lost", "lapsed"}
SET_ASIDE = {"new", "triaged", "quoted"}
ENDED = {"declined", "duplicate"}
CLOSED_FROM = {"lost": {"triaged", "quoted"}, "lapsed": SET_ASIDE, "duplicate": SET_ASIDE}
OFFERED = {"draft", "sent", "accepted"}

COLUMNS = {
    name: (
        [f'"{c.name}"' for c in table.columns],
        list(table.columns).index(table.primary_key.columns[0]),
    )
    for name, table in Record.metadata.tables.items()
}
"""The columns of each table, and which of them is its key."""

some = st.integers(0, 9_999)
VERBS = []
"""What may happen: the step, how likely, the table of its subject, the best subjects, and when."""


def happens(weight, of=None, best=None, *, when=None):
    """A step that takes one of the table `of` (mostly one that `best` holds for) and a drawn number.

    It comes `weight` times as often as others while there is something best, else now and then.
    """

    def listed(verb):
        VERBS.append((verb, weight, of, best, when))
        return verb

    return listed


class Burnt(Exception):
    """The machine gave way in the middle of a transaction."""


@dataclass
class Book:
    """The plain book. Money is in minor units of GBP; a state is the word the desk shows."""

    articles: dict = field(default_factory=dict)
    licensees: dict = field(default_factory=dict)
    requests: dict = field(default_factory=dict)
    quotes: dict = field(default_factory=dict)
    licences: dict = field(default_factory=dict)
    invoices: dict = field(default_factory=dict)
    payments: dict = field(default_factory=dict)
    copies: dict = field(default_factory=dict)
    holds: dict = field(default_factory=dict)
    keys: dict = field(default_factory=dict)
    prices: dict = field(default_factory=dict)
    series: dict = field(default_factory=dict)
    last_day: dict = field(default_factory=dict)
    entries: int = 0
    papers: int = 0

    def number(self, code, year=None):
        """The next reference of a series, written down."""
        name = f"{code}-{year}" if year else code
        self.series[name] = n = self.series.get(name, 0) + 1
        return f"{name}-{n:05d}" if year else f"{name}-{n:06d}"

    def rights(self, article):
        """What of an article was priced: its text, and what may be licensed of it.

        A passage left out for good is priced like one that nobody has settled yet.
        """
        one = self.articles[article]
        return one["version"], one["byline"], one["act"] == Act.OWN_WORDS.value

    def settled(self, article):
        """Whether a person has said everything that has to be said before a licence."""
        one = self.articles[article]
        return one["byline"] and one["act"] is not None

    def usable(self, request):
        """Whether the article of a request is neither withheld nor killed, and nothing holds it."""
        article = self.requests[request]["article"]
        return self.articles[article]["state"] == "usable" and not self.held(article)

    def held(self, article):
        """Whether a hold stands on an article."""
        return {"article": article, "open": True} in self.holds.values()

    def of(self, quote):
        """The request of a quote."""
        return self.requests[self.quotes[quote]["request"]]

    def fresh(self, quote):
        """Whether what a quote priced still stands."""
        return self.quotes[quote]["rights"] == self.rights(self.of(quote)["article"])

    def made_from(self, quote):
        """The licence and the invoice of a quote: (None, None) as long as it is unused."""
        return self._on(self.licences, quote), self._on(self.invoices, quote)

    @staticmethod
    def _on(papers, quote):
        return next((ref for ref, one in papers.items() if one["quote"] == quote), None)

    def unused(self, quote):
        """Whether no paper was made from a quote, and no money came in for it."""
        paid = any(one["quote"] == quote for one in self.payments.values())
        return self.made_from(quote) == (None, None) and not paid

    def quoted(self, request, states):
        """Whether a quote of a request is in one of some states."""
        return any(
            one["request"] == request and one["state"] in states for one in self.quotes.values()
        )

    def came_in(self, quote):
        """What was paid for a quote: on its pro-forma, or on its invoice."""
        invoice = self._on(self.invoices, quote)
        return sum(
            one["amount"] if one["quote"] == quote else one["on"].get(invoice, 0)
            for one in self.payments.values()
        )

    def waits(self, payment):
        """What of a payment settles no invoice yet."""
        one = self.payments[payment]
        return one["amount"] - sum(one["on"].values())

    def balance(self, invoice):
        """What is open of an invoice."""
        paid = sum(one["on"].get(invoice, 0) for one in self.payments.values())
        return self.invoices[invoice]["total"] - paid

    def settle(self, payment, invoice):
        """Let a payment settle an invoice, never beyond its balance."""
        on = self.payments[payment]["on"]
        used = min(self.waits(payment), self.balance(invoice))
        on[invoice] = on.get(invoice, 0) + used
        left, total = self.balance(invoice), self.invoices[invoice]["total"]
        self.invoices[invoice]["state"] = (
            "paid" if not left else "part-paid" if left < total else "issued"
        )


class Days(RuleBasedStateMachine):
    """The machine. A subclass names `ground`: where each run of it finds a new desk, and a press."""

    ground = None
    steps = 0
    prints = 0
    broken_off = 0
    turned_back = 0

    def __init__(self):
        super().__init__()
        self.clock = Clock(MORNING)
        self.place = self.ground.lend()
        self.book = Book()
        self.age = 0
        self.fuse = 0
        self.still = False
        self.offset = 0
        self.told = []
        self.desk = None
        self.open()
        self.seen = self.rows()
        self.book.entries = len(self.seen["journal"])
        assert all(row["last"] == row["opening"] - 1 for row in self.named("series"))

    def teardown(self):
        self.shut()
        self.ground.take_back(self.place)

    # -- the desk ------------------------------------------------------------------------------------

    def open(self):
        """Open the desk, its press lent by the ground."""
        self.way = builders.opened(
            self.place.home, self.clock, url=self.place.url, press=self.ground.press
        )
        self.desk = self.way.__enter__()

    def shut(self):
        """Close the desk."""
        if self.desk is not None:
            self.desk = None
            self.way.__exit__(None, None, None)

    def rows(self):
        """Every row of every table by its key, as the driver of the database itself gives it."""
        found = {}
        with self.desk.reading() as r:
            cursor = r.connection.connection.driver_connection.cursor()
            for name, (names, at) in COLUMNS.items():
                cursor.execute(f'SELECT {", ".join(names)} FROM "{name}"')
                found[name] = {row[at]: row for row in cursor.fetchall()}
            cursor.close()
        return found

    def named(self, name):
        """The rows of a table as they were last looked at, by the names of their columns."""
        names = [c.strip('"') for c in COLUMNS[name][0]]
        return [dict(zip(names, row, strict=True)) for row in self.seen[name].values()]

    @contextmanager
    def burning(self, statements):
        """Let the database give way at the so-many-th statement from here, the commit counted too."""
        engine, left = self.desk.door._writer, [statements]

        def one_less(*_args):
            left[0] -= 1
            if not left[0]:
                raise Burnt

        for name in ("before_cursor_execute", "commit"):
            event.listen(engine, name, one_less)
        try:
            yield
        finally:
            for name in ("before_cursor_execute", "commit"):
                event.remove(engine, name, one_less)

    def do(self, verb, *, refused=None):
        """Do `verb`; None when it was refused as expected. The fuse, when it was lit, is tried first."""
        if refused is not None:
            with pytest.raises(refused):
                verb()
            self.still = True
            return None
        if self.fuse:
            statements, self.fuse = self.fuse, 0
            try:
                with self.burning(statements):
                    return verb()
            except Burnt:
                assert self.rows() == self.seen
                type(self).broken_off += 1
        return verb()

    def entered(self, entries=1):
        """So many acts are in the journal now."""
        self.book.entries += entries

    def keyed(self, drawn, command, ask, *, refused=None):
        """Do `ask` under a key (one time in three) or under none; its reference, or None if refused."""
        key = None
        if drawn % 3 == 0:
            key = Key(f"key-number-{len(self.book.keys):05d}", command, _digest(command))
        ref = self.do(lambda: ask(key), refused=refused)
        if key is not None and ref is not None:
            self.book.keys[key.key] = (key, ref, ask)
        return ref

    @rule(choice=some, drawn=some, more=some)
    def something_happens(self, choice, drawn, more):
        able = []
        for verb, weight, of, best, when in VERBS:
            if when is not None and not when(self):
                continue
            all_ = list(getattr(self.book, of)) if of else [None]
            good = [ref for ref in all_ if best(self, ref)] if best else all_
            if all_:
                able += [(verb, all_, good)] * (weight if good else 1)
        # The plainest run draws nothing but noughts: by its age it comes round to every verb all the same.
        verb, all_, good = able[(choice + 37 * self.age) % len(able)]
        chosen = good if good and drawn % 8 else all_
        ref = chosen[-1 - drawn % len(chosen)]
        self.told.append(f"{verb.__name__}: {ref}, {more}")
        if currently_in_test_context():
            note(self.told[-1])
        verb(self, ref, more)

    def day(self):
        """Today at the desk: the publisher is in London, where the clocks stand at UTC until March."""
        return self.desk.today

    # -- who and what --------------------------------------------------------------------------------

    @initialize(offset=st.integers(0, PRINTED - 1))
    def the_desk_opens(self, offset):
        self.offset = offset
        for name, particulars in LICENSEES.items():
            made = self.desk.licensees.add(name, customer_kind="business", **particulars)
            self.book.licensees[name] = self.book.number("PTY")
            assert made.ref == self.book.licensees[name]
            self.entered()

    def _read(self, ref, version):
        """A version of an article as it is read from its file."""
        raw = self._text(ref, version)
        url = f"https://harbourcourier.example/{ref.lower()}"
        draft = replace(read_source(raw, name="story.txt", url=url), published_on=MORNING.date())
        return {"draft": draft, "raw": raw, "source": "story.txt"}

    def _add(self, ref, version, *, update=False, key=None):
        return self.desk.articles.add(**self._read(ref, version), update=update, key=key)

    @happens(4, when=lambda self: len(self.book.articles) < 3)
    def add_an_article(self, _, more):
        ref = f"ART-{self.book.series.get('ART', 0) + 1:06d}"

        def ask(key):
            return self._add(ref, 1, key=key).ref

        assert self.keyed(more, "article add", ask) == ref == self.book.number("ART")
        self.book.articles[ref] = {"version": 1, "byline": False, "act": None, "state": "usable"}
        self.entered()

    @staticmethod
    def _text(ref, version):
        lines = STORY.splitlines()
        lines[0] += f" ({ref})"
        lines[1] += f" The harbour counted it as ring {version - 1}." * (version > 1)
        return "\n".join(lines).encode()

    @happens(1, "articles")
    def add_an_article_that_is_on_file(self, ref, more):
        version = self.book.articles[ref]["version"]
        self.do(lambda: self._add(ref, version, update=bool(more % 2)), refused=Conflict)

    @happens(1, "articles")
    def add_a_changed_text(self, ref, _):
        one = self.book.articles[ref]
        made = self.do(lambda: self._add(ref, one["version"] + 1, update=True))
        one["version"] += 1
        assert made.version == one["version"]
        self.entered()

    @happens(1, "articles")
    def correct_an_article(self, ref, more):
        one = self.book.articles[ref]
        newer = more % 4 > 0
        refused = Refused if one["state"] == "killed" else None if newer else Conflict

        def ask(key):
            return self.desk.versions.correct(
                ref, note="a test", by="A. Reed", key=key, **self._read(ref, one["version"] + newer)
            ).version

        if made := self.keyed(more // 4, "article correct", ask, refused=refused):
            one["version"] += 1
            assert made == one["version"]
            self.entered()

    @happens(8, "articles", lambda self, ref: self.book.articles[ref]["act"] is None)
    def clear_the_agency_passage(self, ref, more):
        act = Act.OWN_WORDS if more % 3 else Act.EXCLUDE
        self.do(lambda: self.desk.articles.clear(ref, numbers=[AGENCY], act=act, by="A. Reed"))
        self.book.articles[ref]["act"] = act.value
        self.entered()

    @happens(8, "articles", lambda self, ref: not self.book.articles[ref]["byline"])
    def clear_the_byline(self, ref, _):
        self.do(
            lambda: self.desk.articles.clear_byline(
                ref, byline="Nessa Vane", basis=Basis.STAFF, by="A. Reed"
            )
        )
        self.book.articles[ref]["byline"] = True
        self.entered()

    # -- what is stopped ---------------------------------------------------------------------------

    @happens(1, "articles", lambda self, ref: self.book.articles[ref]["state"] == "usable")
    def withhold_an_article(self, ref, more):
        one = self.book.articles[ref]
        refused = None if one["state"] == "usable" else Refused

        def ask(key):
            return self.desk.stoppages.withdraw(ref, reason="a test", key=key).ref

        if self.keyed(more, "article withdraw", ask, refused=refused):
            one["state"] = "withheld"
            self.entered()

    @happens(1, "articles", lambda self, ref: ref in self._granted())
    def kill_an_article(self, ref, more):
        book, one = self.book, self.book.articles[ref]
        if one["state"] == "killed":  # said twice is said once; for another reason it is refused
            self.still = True
            if more % 2:
                self.desk.stoppages.kill(ref, public="a test", by="A. Reed")
                return
            with pytest.raises(Refused):
                self.desk.stoppages.kill(ref, public="another reason", by="A. Reed")
            return

        def ask(key):
            return self.desk.stoppages.kill(ref, public="a test", by="A. Reed", key=key).ref

        assert self.keyed(more, "article kill", ask) == ref
        one["state"] = "killed"
        self.entered()
        for quote in book.quotes.values():
            here = book.requests[quote["request"]]["article"] == ref
            if here and quote["state"] in {"draft", "sent"}:
                quote["state"] = "withdrawn"
                self.entered()
        for licence in self._of_article(ref):
            if licence["state"] == "active":
                licence["state"] = "suspended"
                self.entered()

    @happens(
        8,
        "articles",
        lambda self, ref: self.book.articles[ref]["state"] != "usable" or self._rest(ref),
    )
    def reinstate_an_article(self, ref, more):
        one = self.book.articles[ref]
        was, way = one["state"], more % 5
        # Nothing is said of the text; it is right after all, with the reason and without; it is
        # corrected, and it is the very same.
        how = [
            {},
            {"same_text": True, "note": "it is right after all"},
            {"same_text": True},
            self._read(ref, one["version"] + 1),
            self._read(ref, one["version"]),
        ][way]
        refused = Refused if way == 4 else None
        if was == "usable":  # only to look again at what rests
            refused = None if self._rest(ref) and way < 3 else Refused
        if was == "killed" and way in {0, 2}:
            refused = BadInput

        def ask(key):
            return self.desk.stoppages.reinstate(ref, by="A. Reed", key=key, **how).ref

        if self.keyed(more // 5, "article reinstate", ask, refused=refused):
            one["state"] = "usable"
            one["version"] += way == 3
            self.entered(2 if way == 3 else 1)
            if not self.book.held(ref):
                for licence in self._rest(ref):
                    licence["state"] = "active"
                    self.entered()

    @happens(1, "articles", when=lambda self: len(self.book.holds) < 3)
    def hold_an_article(self, article, more):
        def ask(key):
            made = self.desk.rights.restrict("hold", article=article, reason="a test", key=key)
            return made.ref

        ref = self.keyed(more, "article hold", ask)
        assert ref == self.book.number("RST")
        self.book.holds[ref] = {"article": article, "open": True}
        self.entered()

    @happens(8, "holds", lambda self, ref: self.book.holds[ref]["open"])
    def release_an_article(self, ref, _):
        one = self.book.holds[ref]
        release = self.desk.rights.release
        if self.do(lambda: release(ref, note="a test"), refused=None if one["open"] else Conflict):
            one["open"] = False
            self.entered()

    def _of_article(self, ref):
        """The licences of an article. No grant ends within the days of a run."""
        book = self.book
        return [one for one in book.licences.values() if book.of(one["quote"])["article"] == ref]

    def _rest(self, ref):
        """The licences of an article that rest."""
        return [one for one in self._of_article(ref) if one["state"] == "suspended"]

    def _granted(self):
        """The articles of which something was granted."""
        return {self.book.of(one["quote"])["article"] for one in self.book.licences.values()}

    # -- the deal ------------------------------------------------------------------------------------

    @happens(6, "articles", lambda self, ref: self.book.settled(ref))
    def log_a_request(self, article, more):
        who = list(LICENSEES)[more % len(LICENSEES)]

        def ask(key):
            return self.desk.requests.log(
                who, articles=[article], use=builders.a_use(), key=key
            ).ref

        ref = self.keyed(more // 3, "request log", ask)
        assert ref == self.book.number("REQ", self.day().year)
        self.book.requests[ref] = {"who": who, "article": article, "state": "new"}
        self.entered()

    def _priced(self, quote, request, agreed):
        """Hold a priced quote to the book: the agreed price or the card's, and the tax on it."""
        one, shown = self.book.requests[request], self.shown
        rights = self.book.rights(one["article"])
        net, total = _minor(shown.net), _minor(shown.total)
        if agreed is not None:
            assert net == agreed
        else:
            # The card's own arithmetic is proved elsewhere; here the same text has one price.
            assert net == self.book.prices.setdefault((rights[0], rights[2]), net)
        assert total == net + ((net * 20 + 50) // 100 if one["who"] in TAXED else 0)
        one["state"] = "quoted"
        self.book.quotes.setdefault(quote, {"request": request, "revision": 0}).update(
            state="draft",
            rights=rights,
            total=total,
            until=self.day() + OFFER_DAYS,
            agreed=agreed,
        )
        self.book.quotes[quote]["revision"] += 1
        assert shown.revision == self.book.quotes[quote]["revision"]
        self.entered()

    @happens(16, "requests", lambda self, ref: self.book.requests[ref]["state"] == "new")
    def draft_a_quote(self, request, more):
        comes = self.book.requests[request]["state"] in COMES_BACK
        comes = comes and not self.book.quoted(request, {"draft", "sent"})
        comes = comes and self.book.usable(request)
        agreed = 100 + more if more % 2 else None

        def ask(key):
            self.shown = self.desk.quotes.draft(request, key=key, **_agreed(agreed))
            return self.shown.ref

        ref = self.keyed(more // 2, "quote draft", ask, refused=None if comes else Refused)
        if ref is not None:
            assert ref == self.book.number("QUO", self.day().year)
            self._priced(ref, request, agreed)

    @happens(12, "quotes", lambda self, ref: not self.book.fresh(ref) and self._revisable(ref))
    def revise_a_quote(self, quote, more):
        agreed, by_card = 100 + more if more % 2 else None, more % 4 == 2
        revised = self.do(
            lambda: self.desk.quotes.revise(quote, by_card=by_card, **_agreed(agreed)),
            refused=None if self._revisable(quote) else Refused,
        )
        if revised is not None:
            self.shown, one = revised, self.book.quotes[quote]
            kept = None if by_card else one["agreed"]  # until the card or another price ends it
            self._priced(quote, one["request"], kept if agreed is None else agreed)

    def _revisable(self, quote):
        return (
            self.book.unused(quote)
            and self.book.quotes[quote]["state"] != "withdrawn"
            and self.book.of(quote)["state"] in COMES_BACK
            and self.book.usable(self.book.quotes[quote]["request"])
        )

    @happens(24, "quotes", lambda self, ref: self.book.quotes[ref]["state"] == "draft")
    def send_a_quote(self, quote, _):
        one = self.book.quotes[quote]
        stands = self.book.usable(one["request"]) and self.book.fresh(quote)
        if one["state"] == "sent" and stands:  # said twice is said once
            self.desk.quotes.offer(quote)
            self.still = True
            return
        goes = one["state"] == "draft" and one["until"] >= self.day()
        goes = goes and stands and self._asked(quote)
        if self.do(lambda: self.desk.quotes.offer(quote), refused=None if goes else Refused):
            one["state"] = "sent"
            self._ask_again(quote)
            self.entered()

    def _asked(self, quote):
        """Whether the request of a quote did not end for good, and its article is not stopped."""
        usable = self.book.usable(self.book.quotes[quote]["request"])
        return usable and self.book.of(quote)["state"] not in ENDED

    def _ask_again(self, quote):
        """Who was given up has come back."""
        if self.book.of(quote)["state"] != "won":
            self.book.of(quote)["state"] = "quoted"

    @happens(24, "quotes", lambda self, ref: self.book.quotes[ref]["state"] == "sent")
    def accept_a_quote(self, quote, more):
        one = self.book.quotes[quote]
        goes = one["state"] == "sent" and one["until"] >= self.day() and self.book.fresh(quote)
        goes = goes and self._asked(quote) and self.book.usable(one["request"])

        def ask(key):
            return self.desk.quotes.accept(quote, by="Orla Finch", how="mail", key=key).ref

        if self.keyed(more, "quote accept", ask, refused=None if goes else Refused):
            one["state"] = "accepted"
            self._ask_again(quote)
            self.entered()

    @happens(2, "quotes", lambda self, ref: self.book.unused(ref))
    def end_a_quote(self, quote, more):
        book, one = self.book, self.book.quotes[quote]
        verb, states = (
            (self.desk.quotes.withdraw, {"draft", "sent", "accepted"})
            if more % 2
            else (self.desk.quotes.decline, {"sent", "accepted"})
        )
        goes = one["state"] in states and book.unused(quote)
        if self.do(lambda: verb(quote, reason="a test"), refused=None if goes else Refused):
            one["state"] = "withdrawn" if more % 2 else "declined"
            if book.of(quote)["state"] == "quoted" and not book.quoted(one["request"], OFFERED):
                book.of(quote)["state"] = "triaged"
            self.entered()

    @happens(1, "requests", lambda self, ref: not self.book.quoted(ref, {"accepted"}))
    def decline_a_request(self, request, _):
        self._end_a_request(request, "declined", SET_ASIDE)

    @happens(1, "requests", lambda self, ref: not self.book.quoted(ref, {"accepted"}))
    def close_a_request(self, request, more):
        as_ = list(CLOSED_FROM)[more % 3]
        self._end_a_request(request, as_, CLOSED_FROM[as_])

    def _end_a_request(self, request, to, states):
        one = self.book.requests[request]
        goes = one["state"] in states | {to} and not self.book.quoted(request, {"accepted"})

        def ask():
            if to == "declined":
                return self.desk.requests.decline(request, reason="a test")
            return self.desk.requests.close(request, as_=RequestState(to), reason="a test")

        if self.do(ask, refused=None if goes else Refused):
            one["state"] = to
            self.entered()

    # -- papers and money ----------------------------------------------------------------------------

    def _grants(self, quote):
        """Whether a quote without a licence becomes one."""
        book, one = self.book, self.book.quotes[quote]
        paid = book.of(quote)["who"] != PAYS_FIRST or book.came_in(quote) >= one["total"]
        return self._grantable(quote) and paid

    def _grantable(self, quote):
        """Whether an accepted quote could become a licence, once it is paid."""
        book, one = self.book, self.book.quotes[quote]
        return (
            one["state"] == "accepted"
            and book.usable(one["request"])
            and book.settled(book.of(quote)["article"])
            and book.fresh(quote)
        )

    def _billable(self, quote):
        """Whether a quote is billed: granted, paid in full, or sure to be granted."""
        book, one = self.book, self.book.quotes[quote]
        paid = one["state"] == "accepted" and book.came_in(quote) >= one["total"]
        return bool(book.made_from(quote)[0]) or paid or self._grantable(quote)

    @happens(24, "quotes", lambda self, ref: not self.book.made_from(ref)[0] and self._grants(ref))
    def grant_a_licence(self, quote, more):
        book = self.book
        twin = book.made_from(quote)[0]
        if twin:
            assert self.desk.licences.grant(quote) == twin
            self.still = True
            return

        def ask(key):
            return self.desk.licences.grant(quote, key=key)

        refused = None if self._grants(quote) else Refused
        ref = self.keyed(more, "licence issue", ask, refused=refused)
        if ref is None:
            return
        assert ref == self._paper("LIC")
        met = book.came_in(quote) >= book.quotes[quote]["total"]
        book.licences[ref] = {"quote": quote, "met": met, "state": "active"}
        book.of(quote)["state"] = "won"
        self.entered()
        self._print_one(ref, book.of(quote)["who"], None)

    def _pays_first(self, quote):
        """Whether a pro-forma comes before the invoice of a quote."""
        book = self.book
        return (
            book.of(quote)["who"] == PAYS_FIRST
            and not book.made_from(quote)[0]
            and book.came_in(quote) < book.quotes[quote]["total"]
        )

    @happens(
        20,
        "quotes",
        lambda self, ref: (
            self.book.quotes[ref]["state"] == "accepted" and not self.book.made_from(ref)[1]
        ),
    )
    def bill(self, quote, more):
        book, one = self.book, self.book.quotes[quote]
        licence, twin = book.made_from(quote)
        source = licence if licence and more % 2 else quote
        if twin or (self._billable(quote) and self._pays_first(quote)):
            assert self.desk.invoices.bill(source) == (twin or quote)
            self.still = True
            return

        def ask(key):
            return self.desk.invoices.bill(source, key=key)

        refused = None if self._billable(quote) else Refused
        ref = self.keyed(more // 2, "invoice issue", ask, refused=refused)
        if ref is None:
            return
        assert ref == self._paper("INV")
        book.invoices[ref] = {"quote": quote, "total": one["total"], "state": "issued"}
        for payment, paid in book.payments.items():
            if paid["quote"] == quote and book.balance(ref):
                book.settle(payment, ref)
        self._met(ref)
        self.entered()
        self._print_one(ref, book.of(quote)["who"], one["total"])

    def _paper(self, code):
        """The next number of a paper, and the day it is issued on."""
        ref = self.book.number(code, self.day().year)
        self.book.last_day[ref.rpartition("-")[0]] = self.day()
        return ref

    def _met(self, invoice):
        """The duty to pay is met with the last penny."""
        licence = self.book.made_from(self.book.invoices[invoice]["quote"])[0]
        if licence and not self.book.balance(invoice):
            self.book.licences[licence]["met"] = True

    def _print_one(self, ref, who, total):
        """Print one paper in twenty, and read on its page what the book says of it."""
        self.book.papers += 1
        if (self.book.papers + self.offset) % PRINTED:
            return
        printed = self.desk.papers.print_paper(ref)
        type(self).prints += 1
        content = Path(printed.path).read_bytes()
        assert sha256(content).hexdigest() == printed.sha256
        pdf = pypdfium2.PdfDocument(content)
        page = " ".join(pdf[n].get_textpage().get_text_range() for n in range(len(pdf)))
        pdf.close()
        assert ref in page
        assert who in page
        if total is not None and who in TAXED:
            assert Money(total, "GBP").facts()["amount"] in page.replace(",", "")
        self.entered()

    @happens(12, "invoices", lambda self, ref: self.book.balance(ref))
    def pay_an_invoice(self, invoice, more):
        due = self.book.balance(invoice)
        ref = self._pay(invoice, due, more, refused=None if due else Refused)
        if ref is not None:
            self._booked(ref, None, invoice)

    @happens(4, "quotes", lambda self, ref: self.book.quotes[ref]["state"] == "accepted")
    def pay_a_quote(self, quote, more):
        one = self.book.quotes[quote]
        refused = None if one["state"] == "accepted" else Refused
        ref = self._pay(quote, one["total"], more, refused=refused)
        if ref is not None:
            self._booked(ref, quote, self.book.made_from(quote)[1])

    def _pay(self, paper, due, more, *, refused):
        """Pay a part, the whole, or more than is due."""
        amount = [max(due // 3, 1), max(due, 1), due + 500][more % 3]
        self.amount = amount

        def ask(key):
            self.shown = self.desk.payments.record(
                paper, amount=Money(amount, "GBP"), received_on=self.day(), key=key
            )
            return self.shown.ref

        return self.keyed(more // 3, "payment record", ask, refused=refused)

    def _booked(self, ref, quote, invoice):
        book, amount = self.book, self.amount
        assert ref == book.number("PAY", self.day().year)
        who = book.of(quote or book.invoices[invoice]["quote"])["who"]
        book.payments[ref] = {"amount": amount, "who": who, "quote": quote, "on": {}}
        if invoice:
            book.settle(ref, invoice)
            self._met(invoice)
        assert _minor(self.shown.unallocated) == book.waits(ref)
        self.entered()

    @happens(
        12,
        "payments",
        lambda self, ref: self.book.waits(ref) and self._could_settle(ref),
        when=lambda self: self.book.invoices,
    )
    def allocate_what_waits(self, payment, more):
        book, one = self.book, self.book.payments[payment]
        open_, invoices = self._could_settle(payment), list(book.invoices)
        invoice = (
            open_[more % len(open_)] if open_ and more % 8 else invoices[-1 - more % len(invoices)]
        )
        billed = one["quote"] is None or book.made_from(one["quote"])[1]
        theirs = book.of(book.invoices[invoice]["quote"])["who"] == one["who"]
        goes = theirs and billed and book.waits(payment) and book.balance(invoice)

        def ask(key):
            self.shown = self.desk.payments.allocate(payment, invoice, key=key)
            return self.shown.ref

        refused = None if goes else Refused
        if self.keyed(more // 8, "payment allocate", ask, refused=refused):
            book.settle(payment, invoice)
            self._met(invoice)
            assert _minor(self.shown.unallocated) == book.waits(payment)
            self.entered()

    def _could_settle(self, payment):
        """The open invoices of who paid."""
        book, who = self.book, self.book.payments[payment]["who"]
        return [
            ref
            for ref, one in book.invoices.items()
            if book.of(one["quote"])["who"] == who and book.balance(ref)
        ]

    # -- the world outside ---------------------------------------------------------------------------

    @happens(1, "articles", when=lambda self: not self.book.copies)
    def audit_a_page(self, article, _):
        book = self.book
        lines = self._text(article, book.articles[article]["version"]).decode().splitlines()
        page = "".join(f"<p>{line}</p>" for line in lines)
        url = f"https://fenmouthgazette.example/{article.lower()}/{len(book.copies)}"
        made = self.do(
            lambda: self.desk.audits.page(
                f"<html><body><article>{page}</article></body></html>".encode(),
                source="page.html",
                url=url,
            )
        )
        assert article in {match["article"] for match in made.matches}
        licensed = {book.of(one["quote"])["article"] for one in book.licences.values()}
        for match in made.matches:
            assert match["ref"] == book.number("COP")
            book.copies[match["ref"]] = match["article"]
            if match["article"] not in licensed:
                assert match["verdict"] == "no-licence-on-file"
        self.entered()

    @happens(3)
    def time_goes_by(self, _, more):
        self.clock.forward(hours=1 + more % 36)
        self.still = True

    @happens(2, when=lambda self: len(self.book.quotes) > 3 and self.clock.now < LATEST)
    def weeks_go_by(self, _, more):
        self.clock.forward(days=10 + more % 30)
        self.still = True

    def _too_early(self, quote):
        """What cannot be issued of a quote on a clock that has gone back a day, for want of a day alone."""
        book, today = self.book, self.day()
        licence, invoice = book.made_from(quote)
        if today.timetuple().tm_yday == 1:  # yesterday has a series of its own
            return None
        if book.last_day.get(f"LIC-{today.year}") == today and not licence and self._grants(quote):
            return self.desk.licences.grant
        if book.last_day.get(f"INV-{today.year}") == today and not invoice:
            ready = self._billable(quote) and not self._pays_first(quote)
            return self.desk.invoices.bill if ready else None
        return None

    @happens(4, "quotes", lambda self, ref: self._too_early(ref))
    def the_clock_goes_back_a_day_and_nothing_is_issued(self, quote, _):
        self.still = True
        issue = self._too_early(quote)
        if issue is None:
            return
        self.clock.forward(days=-1)
        with pytest.raises(Refused, match="clock"):
            issue(quote)
        self.clock.forward(days=1)
        type(self).turned_back += 1

    @happens(6)
    def light_the_fuse(self, _, more):
        """The next verb that should go well is broken off first, then done again."""
        self.fuse = 1 + more % 40
        self.still = True

    @happens(2)
    def open_the_desk_again(self, *_):
        self.shut()
        self.open()
        self.still = True

    @happens(4, "keys")
    def ask_again_with_the_same_key(self, which, _):
        key, ref, ask = self.book.keys[which]
        assert ask(key) == ref
        self.still = True

    @happens(2, "keys")
    def ask_for_something_else_with_a_used_key(self, which, _):
        key, _ref, ask = self.book.keys[which]
        with pytest.raises(Conflict, match="other words"):
            ask(Key(key.key, key.command, _digest("other words")))
        self.still = True

    @happens(1, "quotes")
    def ask_for_what_is_not_there(self, _, more):
        verbs = (self.desk.licences.grant, self.desk.invoices.bill, self.desk.quotes.offer)
        with pytest.raises(NotFound):
            verbs[more % 3]("QUO-2026-09999")
        self.still = True

    # -- what always holds ---------------------------------------------------------------------------

    @invariant()
    def the_books_say_what_the_plain_book_says(self):
        self.age += 1
        type(self).steps += 1
        now, before, book = self.rows(), self.seen, self.book
        if self.still:
            self.still = False
            assert now == before
        self.seen = now
        for name, _words in APPEND_ONLY:
            for key, row in before[name].items():
                assert now[name].get(key) == row, f"{name} {key} changed"
        assert len(now["journal"]) == book.entries
        self._numbers()
        assert {row["ref"]: row["state"] for row in self.named("article")} == {
            ref: one["state"] for ref, one in book.articles.items()
        }
        assert {row["ref"]: row["state"] for row in self.named("request")} == {
            ref: one["state"] for ref, one in book.requests.items()
        }
        assert {
            row["ref"]: (row["state"], row["revision"], row["total_minor"])
            for row in self.named("quote")
        } == {
            ref: (one["state"], one["revision"], one["total"]) for ref, one in book.quotes.items()
        }
        self._papers()
        self._money()
        if self.age % EVERY == 0:
            assert self.desk.journal.verify() == []
            with self.desk.reading() as r:
                assert search.faults(r.connection) == []
            self._trays()

    def _numbers(self):
        counted = {r["name"]: r["last"] - r["opening"] + 1 for r in self.named("series")}
        assert {name: n for name, n in counted.items() if n} == self.book.series
        chains = {}
        for row in self.named("paper"):
            chains.setdefault(row["series"], []).append(row["number"])
        for name, numbers in chains.items():
            assert sorted(numbers) == list(range(1, self.book.series[name] + 1)), name

    def _papers(self):
        book = self.book
        papers = {row["id"]: row["ref"] for row in self.named("paper")}
        assert {papers[row["paper_id"]]: row["state"] for row in self.named("paper_state")} == {
            **{ref: one["state"] for ref, one in book.licences.items()},
            **{ref: one["state"] for ref, one in book.invoices.items()},
        }
        items = {row["id"]: papers[row["paper_id"]] for row in self.named("licence_item")}
        assert {
            items[row["licence_item_id"]]: row["state"] == "met"
            for row in self.named("obligation")
            if row["type"] == "pay"
        } == {ref: one["met"] for ref, one in book.licences.items()}

    def _money(self):
        book = self.book
        papers = {row["id"]: row["ref"] for row in self.named("paper")}
        open_ = {papers[row["paper_id"]]: row["total_minor"] for row in self.named("invoice")}
        for row in self.named("allocation"):
            open_[papers[row["invoice_id"]]] -= row["minor"]
        assert open_ == {ref: book.balance(ref) for ref in book.invoices}
        assert {row["ref"]: row["amount_minor"] for row in self.named("payment")} == {
            ref: one["amount"] for ref, one in book.payments.items()
        }

    def _trays(self):
        book, desk = self.book, self.desk
        assert {line.ref: _minor(line.balance) for line in desk.invoices.on_file()} == {
            ref: book.balance(ref) for ref in book.invoices
        }
        day = self.day()
        assert {line.ref: line.state for line in desk.quotes.on_file()} == {
            ref: "expired" if one["state"] == "sent" and one["until"] < day else one["state"]
            for ref, one in book.quotes.items()
        }
        listed = {line.ref: line.state for line in desk.requests.on_file()}
        assert listed == {ref: self._reads(ref) for ref in book.requests}
        assert listed == {ref: desk.requests.show(ref).state for ref in book.requests}
        assert {line.ref: line.state for line in desk.licences.on_file()} == {
            ref: one["state"] for ref, one in book.licences.items()
        }
        assert {line.ref: line.versions for line in desk.articles.on_file()} == {
            ref: one["version"] for ref, one in book.articles.items()
        }

        assert {one["licence"] for one in desk.stoppages.resting()} == {
            ref
            for ref, one in book.licences.items()
            if one["state"] == "suspended"
            and book.articles[book.of(one["quote"])["article"]]["state"] == "usable"
        }

    def _reads(self, request):
        """How a request reads today: one of which nothing is offered any more waits for a quote."""
        offered = any(
            one["request"] == request
            and (one["state"] in {"draft", "accepted"} or _stands(one, self.day()))
            for one in self.book.quotes.values()
        )
        state = self.book.requests[request]["state"]
        return "triaged" if state == "quoted" and not offered else state


def _stands(quote, day):
    """Whether a quote that was sent is still on offer."""
    return quote["state"] == "sent" and quote["until"] >= day


def _minor(money):
    """Minor units of an amount as shown: {"amount": "12.50", "currency": "GBP"}."""
    return Money.of(money["amount"], money["currency"]).minor


def _agreed(minor):
    """The words of a quote at an agreed price, or at the card's."""
    if minor is None:
        return {}
    return {"agreed": Money(minor, "GBP"), "reason": "agreed by telephone"}


def _digest(words):
    return sha256(words.encode()).hexdigest()
