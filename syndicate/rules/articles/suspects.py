"""From a draft to passages: house matter, credits, posts and agency material made suspects."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from syndicate.rules.articles import agencies, credit_lines, notices, posts, promotions
from syndicate.rules.articles.drafts import (
    PICTURES,
    Block,
    Draft,
    Kind,
    Owner,
    Passage,
    Rule,
    Suspicion,
)
from syndicate.rules.articles.glances import Glance, sights
from syndicate.rules.articles.texts import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["passages"]

_CALL, _APPEAL, _LINE, _LINK, _NOTICE, _CREDIT, _AGENCY, _POST = (1 << n for n in range(8))
_BITS: dict[str, int] = {}
for _bit, _words in (
    (_CALL, promotions.CALL_SIGNS),
    (_APPEAL, promotions.APPEAL_SIGNS),
    (_LINE, promotions.LINE_SIGNS),
    (_LINK, promotions.LINK_SIGNS),
    (_NOTICE, notices.SIGNS),
    (_CREDIT, credit_lines.SIGNS),
    (_AGENCY, agencies.SIGNS),
    (_POST, posts.SIGNS),
):
    for _word in _words:
        _BITS[_word] = _BITS.get(_word, 0) | _bit
_BITS["@"] = _CALL | _POST
_BIT_SIGNS = frozenset(_BITS)
_SIGNS = _BIT_SIGNS | promotions.SIGNS | agencies.LEANING_SIGNS

_CLOSING = 3  # text passages at the end in which a notice may stand unsaid
_LONGEST_MATTER = 3_000  # characters; no promo or notice is longer
_LONGEST_CREDIT = 40


def _worth(bits: int, words: Sequence[str]) -> int:
    """Those of `bits` whose recogniser could find something in a passage of these words."""
    length = len(words)
    if bits & _CALL and (
        length > promotions.LONGEST_CALL or (length > 14 and promotions.OFFERS.isdisjoint(words))
    ):
        bits &= ~_CALL
    if length > promotions.LONGEST_APPEAL:
        bits &= ~_APPEAL
    if length > 9:
        bits &= ~_LINE
    if length > promotions.LONGEST_LINK:
        bits &= ~_LINK
    if length > _LONGEST_CREDIT:
        bits &= ~_CREDIT
    return bits


def _head(text: str, words: int = 12) -> str:
    parts = text.split(maxsplit=words)
    return " ".join(parts[:words]) + (" …" if len(parts) > words else "")


_PICTURE_REASON = {
    Kind.IMAGE: (Rule.IMAGE, "a picture: nobody has said whose it is"),
    Kind.EMBED: (Rule.EMBED, "an embed: it belongs to whoever posted it"),
}


def passages(draft: Draft, *, house: Iterable[str] = ()) -> tuple[Passage, ...]:
    """The body of `draft` as passages in order, each with its kind, its owner and why it is suspect.

    `house` are our own names: what we published first ourselves is not syndicated in. The recognisers
    know English, French and Arabic. They only ever make suspects, with the rule and the words that
    raised it: a person settles each with a ruling.
    """
    blocks = [(b, one_line(b.text)) for b in draft.blocks]
    blocks = [(b, text) for b, text in blocks if text]
    return tuple(_Body(blocks, tuple(house)).judged())


class _Body:
    """One article on its way: what each block looks like, and what was made of it so far."""

    def __init__(self, blocks: Sequence[tuple[Block, str]], house: tuple[str, ...]) -> None:
        self.blocks = blocks
        self.house = house
        self.sights = sights([text for _, text in blocks])
        self.found: list[Passage] = []
        self.traces: dict[int, agencies.Trace] = {}
        self.closing: dict[int, Suspicion] = {}

    def judged(self) -> list[Passage]:
        for n, (block, text) in enumerate(self.blocks, start=1):
            self.found.append(self._one(n, block, text))
        if self.closing:
            self._close()
        rules = {p.suspicion.rule for p in self.found if p.suspicion is not None}
        if Rule.RELATED_LINK in rules:
            self._list_links()
        if Rule.PROMO in rules:
            self._head_promotions()
        if Rule.SOCIAL_POST in rules:
            self._own_posts()
        if self.traces:
            self._lean()
        return self.found

    def _one(self, n: int, block: Block, text: str) -> Passage:
        if block.kind in PICTURES:
            rule, reason = _PICTURE_REASON[block.kind]
            said = Suspicion(rule, _head(text), reason)
            return Passage(n, block.kind, Owner.UNKNOWN, None, text, said)
        if block.kind is not Kind.TEXT:
            why = f"the page marks it as {block.kind.value}"
            if block.hint == "byline":
                why = "the byline under the headline"
            said = Suspicion(Rule(block.kind.value), _head(text), why)
            return Passage(n, block.kind, Owner.OWNED, None, text, said)
        if block.hint.startswith(Kind.PROMO):
            marked = block.hint.partition(":")[2] or "a promotion"
            said = Suspicion(
                Rule.PROMO, _head(text), f"the page marks it as {marked}, not as article text"
            )
            return Passage(n, Kind.PROMO, Owner.OWNED, None, text, said)
        sight = self.sights[n - 1]
        bits = 0
        for sign in _BIT_SIGNS.intersection(sight.words):
            bits |= _BITS[sign]
        if bits:
            bits = _worth(bits, sight.words)
        if not bits:
            return Passage(n, Kind.TEXT, Owner.OWNED, None, text)
        return self._text(n, sight.glance(_SIGNS), bits)

    def glance(self, n: int) -> Glance | None:
        """Passage `n` at a glance; None where the page itself says what it is."""
        block = self.blocks[n - 1][0]
        marked = block.kind is not Kind.TEXT or block.hint.startswith(Kind.PROMO)
        return None if marked else self.sights[n - 1].glance(_SIGNS)

    def _text(self, n: int, g: Glance, bits: int) -> Passage:
        matter = self._matter(n, g, bits) if len(g.text) <= _LONGEST_MATTER else None
        if matter is not None:
            kind, said, owner = matter
            return Passage(n, kind, Owner.OWNED, owner, g.text, said)
        if bits & _AGENCY and (trace := agencies.trace(g)):
            self.traces[n] = trace
            return Passage(n, Kind.TEXT, Owner.UNKNOWN, trace.owner, g.text, trace.suspicion)
        if bits & _POST and (post := posts.post(g)):
            return Passage(n, post[0], Owner.UNKNOWN, None, g.text, post[1])
        return Passage(n, Kind.TEXT, Owner.OWNED, None, g.text)

    def _matter(self, n: int, g: Glance, bits: int) -> tuple[Kind, Suspicion, str | None] | None:
        """What a passage is if it is no text of the article, with the rule, and whose it then is."""
        if bits & _NOTICE:
            if first := notices.first_published_by(g, house=self.house):
                return Kind.BOILERPLATE, first[0], first[1]
            if bits & _AGENCY and agencies.names_rights(g):
                line = credit_lines.credit(g) if bits & _CREDIT else None
                return None if line is None else (Kind.CREDIT, line, None)
            if told := notices.notice(g):
                said, anywhere = told
                if anywhere:
                    return Kind.BOILERPLATE, said, None
                self.closing[n] = said
        if bits & _CREDIT and (line := credit_lines.credit(g)):
            return Kind.CREDIT, line, None
        if bits & _LINK and (line := promotions.link(g)):
            return Kind.PROMO, line, None
        if bits & (_CALL | _APPEAL | _LINE) and n not in self.closing:
            line = promotions.promotion(g, house=self.house)
            return None if line is None else (Kind.PROMO, line, None)
        return None

    def _close(self) -> None:
        """Notices that only the end of an article makes notices of."""
        after = 0
        for n in range(len(self.found), 0, -1):
            passage = self.found[n - 1]
            if passage.kind is not Kind.TEXT:
                continue
            if n in self.closing and after < _CLOSING:
                said = self.closing[n]
                self.traces.pop(n, None)
                self.found[n - 1] = Passage(
                    n, Kind.BOILERPLATE, Owner.OWNED, None, passage.text, said
                )
                continue
            after += 1
            if after >= _CLOSING:
                return

    def _list_links(self) -> None:
        """The titles under a heading such as "Most read"."""
        heading = 0
        for n, passage in enumerate(self.found, start=1):
            if passage.suspicion is not None and passage.suspicion.rule is Rule.RELATED_LINK:
                g = self.glance(n)
                heading = n if g is not None and promotions.is_list_heading(g) else 0
                continue
            if not heading or passage.suspicion is not None:
                heading = 0
                continue
            g = self.glance(n)
            if g is None or not promotions.lists_an_article(g):
                heading = 0
                continue
            said = Suspicion(
                Rule.RELATED_LINK,
                _head(passage.text),
                f"stands under the links of passage {heading}",
            )
            self.found[n - 1] = replace(passage, kind=Kind.PROMO, suspicion=said)

    def _head_promotions(self) -> None:
        for i in range(len(self.found) - 2, -1, -1):
            line, under = self.found[i], self.found[i + 1]
            if under.kind is not Kind.PROMO or line.kind is not Kind.TEXT or line.suspicion:
                continue
            if under.suspicion is None or under.suspicion.rule is not Rule.PROMO:
                continue
            g = self.glance(i + 1)
            if g is not None and promotions.heads_a_promotion(g, under.text):
                said = Suspicion(
                    Rule.PROMO,
                    _head(line.text),
                    f"the heading of the promotion in passage {under.n}",
                )
                self.found[i] = replace(line, kind=Kind.PROMO, suspicion=said)

    def _own_posts(self) -> None:
        """The text of a pasted post, above the name of whoever wrote it."""
        for i in range(1, len(self.found)):
            name, above = self.found[i], self.found[i - 1]
            if name.kind is not Kind.EMBED or name.suspicion is None or above.suspicion is not None:
                continue
            g = self.glance(i)
            if name.suspicion.rule is not Rule.SOCIAL_POST or g is None:
                continue
            if posts.is_signature(name.text) and g.length <= 60 and not posts.tells_of_one(g):
                said = Suspicion(
                    Rule.SOCIAL_POST, _head(above.text), f"the post that passage {name.n} signs"
                )
                self.found[i - 1] = replace(
                    above, kind=Kind.EMBED, owner=Owner.UNKNOWN, suspicion=said
                )

    def _lean(self) -> None:
        flagged: Passage | None = None
        sources: frozenset[str] = frozenset()
        distance = 0
        wire: Passage | None = None
        for n, passage in enumerate(self.found, start=1):
            if passage.kind is not Kind.TEXT:
                continue
            trace = self.traces.get(n)
            if trace is not None and trace.unnamed and flagged is not None and distance <= 3:
                self._lean_on(flagged, n, trace.suspicion.words)
                continue
            if trace is not None:
                flagged, distance, sources = passage, 0, trace.sources
                if trace.wire and (wire is None) and self._opens(n, trace):
                    wire = passage
                continue
            if passage.suspicion is not None:
                continue
            distance += 1
            if wire is not None:
                reason = f"follows the dateline in passage {wire.n}: the story came by wire"
                self._lean_on(wire, n, _head(passage.text, 6), reason)
                continue
            g = self.glance(n)
            if flagged is None or g is None or distance > 4:
                continue
            if (words := agencies.leans(g, sources, distance)) is not None:
                self._lean_on(flagged, n, words)
                distance -= 1

    def _opens(self, n: int, trace: agencies.Trace) -> bool:
        """A dateline counts anywhere; a bare slug only where it opens the story."""
        if trace.suspicion.reason.startswith("a dateline"):
            return True
        return not any(p.kind is Kind.TEXT for p in self.found[: n - 1])

    def _lean_on(self, leader: Passage, n: int, words: str, reason: str | None = None) -> None:
        said = Suspicion(
            Rule.LEANS_ON,
            words,
            reason or f"goes on with what passage {leader.n} reports",
            leader.n,
        )
        self.found[n - 1] = replace(
            self.found[n - 1], owner=Owner.UNKNOWN, owner_name=leader.owner_name, suspicion=said
        )
