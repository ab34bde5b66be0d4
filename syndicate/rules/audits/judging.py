"""Judging: each term of a licence against a copy, one function a rule, with the words as evidence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from syndicate.rules.audits.bylines import weigh_byline
from syndicate.rules.audits.credits import credits_in, says
from syndicate.rules.audits.values import (
    Finding,
    House,
    Judgement,
    Result,
    Rule,
    Seen,
    SeenEdit,
    SeenLine,
    SeenParting,
    Severity,
    Terms,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

__all__ = ["assess", "choose_terms", "judge", "names_licence", "verdict"]

_NO_FOLLOW: Final = frozenset({"nofollow", "ugc", "sponsored"})
_QUOTES_SHOWN: Final = 4

Outcome = tuple[Result, Severity, str]


def judge(seen: Seen, terms: Terms | None, *, today: date) -> tuple[Finding, ...]:
    """Every term judged, in the order of `Rule`; without a licence, the one finding that says so.

    `today` is the day of judging, which may be later than the day the page was seen.
    """
    if terms is None:
        return (
            Finding(
                rule=Rule.LICENCE,
                result=Result.UNKNOWN,
                evidence="no licence on file",
                severity=Severity.GRAVE,
                article=seen.article,
                licence=None,
            ),
        )
    return tuple(
        Finding(
            rule=rule,
            result=result,
            evidence=evidence,
            severity=severity,
            article=seen.article,
            licence=terms.licence,
        )
        for rule, weigh in _RULES.items()
        for result, severity, evidence in weigh(seen, terms, today)
    )


def verdict(findings: Iterable[Finding]) -> Verdict:
    """Any failed term is a breach; else anything unknown leaves it unknown; notes decide nothing."""
    weighty = [f for f in findings if f.severity is not Severity.NOTE]
    if any(f.rule is Rule.LICENCE and f.licence is None for f in weighty):
        return Verdict.NO_LICENCE
    if any(f.result is Result.FAIL for f in weighty):
        return Verdict.BREACH
    if not weighty or any(f.result is Result.UNKNOWN for f in weighty):
        return Verdict.UNKNOWN
    return Verdict.COMPLIANT


def assess(seen: Seen, candidates: Iterable[Terms], *, house: House, today: date) -> Judgement:
    """The whole of it: our own site, the licence that fits, a short quotation, or none on file.

    What stands on the site of a licence, or under its number, is judged by it, however short it is. The
    number on a site that it does not cover proves nothing: the licensee may have been copied in turn.
    """
    held = tuple(candidates)
    if seen.host is not None and _covered(seen.host, house.domains):
        found = _about(seen, Result.PASS, Severity.NOTE, f"our own site {seen.host}")
        return Judgement(Verdict.OWN, None, (found,))
    short = seen.reuse != "near-exact" and seen.copied <= house.quotation_words
    if (seen.reuse in {"quotation", "none"} or short) and not any(
        _claimed(seen, terms) for terms in held
    ):
        why = f"{seen.copied} words of ours stand there, quoted or too few to pursue"
        return Judgement(
            Verdict.QUOTATION, None, (_about(seen, Result.UNKNOWN, Severity.NOTE, why),)
        )
    terms = choose_terms(seen, held)
    findings = judge(seen, terms, today=today)
    if terms is None:
        printed = next(
            (t for t in held if t.article == seen.article and names_licence(seen, t)), None
        )
        if printed is not None:
            findings = tuple(replace(f, evidence=_printed(seen, printed)) for f in findings)
    return Judgement(verdict(findings), terms, findings)


def _printed(seen: Seen, terms: Terms) -> str:
    granted = ", ".join(terms.domains) or "no site that it names"
    return f"no licence on file for {seen.host}; the page prints {terms.licence}, which is for {granted}"


def _about(seen: Seen, result: Result, severity: Severity, evidence: str) -> Finding:
    return Finding(Rule.LICENCE, result, evidence, severity, seen.article, None)


def choose_terms(seen: Seen, candidates: Iterable[Terms]) -> Terms | None:
    """The licence item that fits a copy best; None where none can cover it.

    A licence for other sites is none for this one. Of those that fit: the number printed, then the outlet named, the day covered, the version, the language; then the
    later start.
    """
    fitting = [
        terms
        for terms in candidates
        if terms.article == seen.article and _may_cover(seen.host, terms)
    ]
    return max(fitting, key=lambda terms: _fit(seen, terms), default=None)


def _claimed(seen: Seen, terms: Terms) -> bool:
    """Whether a page shows by its site or by a number that it stands under this licence."""
    if terms.article != seen.article:
        return False
    named = seen.host is not None and _covered(seen.host, terms.domains)
    return named or names_licence(seen, terms)


_LEAST_NUMBER: Final = 5  # a shorter number, or one without a letter, may stand there by chance


def names_licence(seen: Seen, terms: Terms) -> bool:
    """Whether the page prints the number of the licence, letters and digits of five signs or more."""
    number = terms.licence.casefold()
    kinds = {c.isdigit() for c in number if c.isalnum()}
    if len(number) < _LEAST_NUMBER or len(kinds) < len((True, False)):
        return False
    return any(
        number in line.text.casefold() and says(line.text, terms.licence) for line in seen.lines
    )


def _may_cover(host: str | None, terms: Terms) -> bool:
    """Whether a licence can be about a page of `host`.

    The old books may be silent on sites, so theirs may cover any; ours name every site they cover.
    """
    if host is None or _covered(host, terms.domains):
        return True
    return terms.filed and not terms.domains


def _fit(seen: Seen, terms: Terms) -> tuple[bool, bool, bool, bool, bool, int, str]:
    named = seen.host is not None and _covered(seen.host, terms.domains)
    started = terms.first_day is None or terms.first_day <= seen.seen_on
    lasts = terms.last_day is None or seen.seen_on <= terms.last_day
    return (
        names_licence(seen, terms),
        named,
        started and lasts,
        not seen.undecided and terms.version == seen.version,
        _speaks(seen.language, terms.languages),
        terms.first_day.toordinal() if terms.first_day else 0,
        terms.licence,
    )


def _covered(host: str, domains: Iterable[str]) -> bool:
    """Whether `host` is one of `domains` or stands below one, by parts."""
    parts = _parts(host)
    return any(
        held and parts[-len(held) :] == held for held in (_parts(domain) for domain in domains)
    )


def _parts(host: str) -> list[str]:
    held = [part for part in host.casefold().strip().rstrip(".").split(".") if part]
    return held[1:] if held[:1] == ["www"] and len(held) > 2 else held


def _speaks(language: str | None, languages: Iterable[str]) -> bool:
    return language is not None and _primary(language) in {_primary(held) for held in languages}


def _primary(tag: str) -> str:
    return tag.replace("_", "-").partition("-")[0].casefold()


def _quote(text: str, most: int = 160) -> str:
    line = " ".join(text.split())
    return f"“{line}”" if len(line) <= most else f"“{line[: most - 1].rstrip()}…”"


def _outlet(seen: Seen, terms: Terms, _today: date) -> Iterator[Outcome]:
    granted = ", ".join(terms.domains)
    if not terms.domains:
        named = f"; it names {_quote(terms.outlet_title)}" if terms.outlet_title else ""
        seen_at = f"; seen on {seen.host}" if seen.host else ""
        yield Result.UNKNOWN, Severity.GRAVE, f"the licence states no site{named}{seen_at}"
    elif seen.host is None:
        yield Result.UNKNOWN, Severity.GRAVE, f"the capture has no address; licensed for {granted}"
    elif _covered(seen.host, terms.domains):
        yield Result.PASS, Severity.GRAVE, f"seen on {seen.host}; licensed for {granted}"
    else:
        yield Result.FAIL, Severity.GRAVE, f"seen on {seen.host}; licensed for {granted}"


def _dates(seen: Seen, terms: Terms, today: date) -> Iterator[Outcome]:
    day = seen.seen_on.isoformat()
    first, last = terms.first_day, terms.last_day
    if first is not None and seen.seen_on < first:
        yield (
            Result.FAIL,
            Severity.GRAVE,
            f"seen on {day}; the licence starts on {first.isoformat()}",
        )
        return
    if last is not None and seen.seen_on > last:
        yield Result.FAIL, Severity.GRAVE, f"seen on {day}; the licence ended on {last.isoformat()}"
        return
    if first is None or (last is None and not terms.perpetual):
        missing = "its first day" if first is None else "its last day"
        yield Result.UNKNOWN, Severity.GRAVE, f"seen on {day}; the licence does not state {missing}"
        return
    ends = "without end" if last is None else f"to {last.isoformat()}"
    yield Result.PASS, Severity.GRAVE, f"seen on {day}; licensed from {first.isoformat()} {ends}"
    if last is not None and today > last:
        since = f"the licence has ended since, on {last.isoformat()}: is the page still there?"
        yield Result.UNKNOWN, Severity.NOTE, since


def _language(seen: Seen, terms: Terms, _today: date) -> Iterator[Outcome]:
    granted = ", ".join(terms.languages)
    if not terms.languages:
        yield Result.UNKNOWN, Severity.MINOR, "the licence states no language"
    elif seen.language is None:
        yield Result.UNKNOWN, Severity.MINOR, f"the language is not known; licensed in {granted}"
    elif _speaks(seen.language, terms.languages):
        yield Result.PASS, Severity.MINOR, f"in {seen.language}; licensed in {granted}"
    else:
        yield Result.FAIL, Severity.GRAVE, f"in {seen.language}; licensed in {granted}"


def _version(seen: Seen, terms: Terms, _today: date) -> Iterator[Outcome]:
    carried = f"the page carries version {seen.version}"
    if seen.undecided:
        carried = _open(seen.undecided)
    if terms.killed_on is not None and seen.seen_on >= terms.killed_on:
        killed = f"{carried}; the article was killed on {terms.killed_on.isoformat()}"
        late = terms.remove_by is not None and seen.seen_on > terms.remove_by
        yield (Result.FAIL if late else Result.UNKNOWN), Severity.GRAVE, killed
        return
    if seen.undecided:
        weight = Severity.NOTE if terms.version is None else Severity.MINOR
        yield Result.UNKNOWN, weight, carried
        return
    if terms.version is None:
        if seen.later is not None:
            yield Result.UNKNOWN, Severity.NOTE, f"{carried}; version {seen.later} is newer"
        return
    if seen.version < terms.version:
        yield Result.FAIL, Severity.MINOR, f"{carried}; the licence names version {terms.version}"
    elif seen.later is not None:
        newer = f"{carried}; version {seen.later} is newer: was the licensee told?"
        yield Result.UNKNOWN, Severity.NOTE, newer
    else:
        yield Result.PASS, Severity.MINOR, carried


def _open(partings: tuple[SeenParting, ...]) -> str:
    """What leaves the version of a page open, in the words of both versions and of the page."""
    first = partings[0]
    where = {0: "headline", -1: "byline"}.get(first.n, f"passage {first.n}")
    sides = (
        f"version {n} has {_quote(text)}" if text else f"version {n} has nothing there"
        for n, text in sorted(((first.version, first.ours), (first.other, first.others)))
    )
    there = f"the page says {_quote(first.theirs)}" if first.theirs else "the page lacks it"
    more = f"; and {len(partings) - 1} more" if len(partings) > 1 else ""
    return f"the page does not tell its version: {where}: {', '.join(sides)}; {there}{more}"


def _excerpt(seen: Seen, terms: Terms, _today: date) -> Iterator[Outcome]:
    stand = f"{seen.copied} of {seen.licensable} licensable words stand on the page"
    if terms.excerpt_words is not None:
        allowed = f"{stand}; the licence allows {terms.excerpt_words}"
        kept = seen.copied <= terms.excerpt_words
        yield (Result.PASS if kept else Result.FAIL), Severity.GRAVE, allowed
    elif terms.whole is None:
        yield (
            Result.UNKNOWN,
            Severity.MINOR,
            f"{stand}; the licence does not say how much it covers",
        )


def _passages(seen: Seen, terms: Terms, _today: date) -> Iterator[Outcome]:
    by_licence = terms.left_out is not None and terms.version in {None, seen.version}
    left_out = [
        p
        for p in seen.passages
        # Our own byline or credit on the page is what we ask for, though it is no licensed text.
        if p.kind != "credit"
        and (p.n in (terms.left_out or ()) if by_licence else not p.licensable)
    ]
    standing = [p for p in left_out if p.present]
    for passage in standing:
        whose = "third-party" if passage.owner == "third-party" else passage.kind
        evidence = f"passage {passage.n} ({whose}) is not licensed and stands on the page"
        evidence += f": {_quote(passage.text, 240)}" if passage.text else ""
        result = Result.UNKNOWN if terms.filed and not by_licence else Result.FAIL
        severity = Severity.GRAVE if whose == "third-party" else Severity.MINOR
        yield result, severity, evidence
    if left_out and not standing:
        numbers = ", ".join(str(p.n) for p in left_out)
        yield (
            Result.PASS,
            Severity.MINOR,
            f"none of the passages left out ({numbers}) is on the page",
        )


def _text(seen: Seen, terms: Terms, _today: date) -> Iterator[Outcome]:
    part = terms.excerpt_words is not None or terms.whole is False
    by_licence = terms.left_out is not None and terms.version in {None, seen.version}
    left_out = (terms.left_out or frozenset()) if by_licence else frozenset()
    changes = [
        edit
        for edit in seen.edits
        if edit.op != "interposed"
        and not (edit.op == "left-out" and (part or edit.n in left_out))
        and not (terms.edits == "house-style" and _house_style(edit))
        and not _is_credit(edit, terms)
    ]
    owed = seen.licensable - sum(
        p.words - p.copied for p in seen.passages if p.licensable and p.n in left_out
    )
    if not (seen.edits or part) and seen.copied < owed:
        stand = f"only {seen.copied} of {seen.licensable} licensable words were found on the page"
        yield Result.UNKNOWN, Severity.GRAVE, stand
    elif not changes:
        yield Result.PASS, Severity.GRAVE, "no word of ours was changed"
    elif terms.edits == "free":
        yield Result.PASS, Severity.GRAVE, f"changes are allowed; {_told(changes)}"
    elif terms.edits is None:
        told = f"the licence does not say what may be changed; {_told(changes)}"
        yield Result.UNKNOWN, Severity.GRAVE, told
    else:
        yield Result.FAIL, Severity.GRAVE, _told(changes)
    between = [e for e in seen.edits if e.op == "interposed" and e.words >= 40]
    if between:
        words = f"the page's own words stand between our passages: {_quote(between[0].theirs)}"
        yield Result.UNKNOWN, Severity.NOTE, words


def _told(changes: list[SeenEdit]) -> str:
    """The changes, the longest first, each with both sides."""
    shown = sorted(changes, key=lambda edit: -edit.words)[:_QUOTES_SHOWN]
    told = "; ".join(_change(edit) for edit in shown)
    more = len(changes) - len(shown)
    return f"{told}; and {more} more" if more else told


def _change(edit: SeenEdit) -> str:
    where = f"passage {edit.n}"
    if edit.after and edit.words <= 12:
        where += f", after {_quote(edit.after)}"
    if edit.op == "left-out":
        return f"{where}: {_quote(edit.ours)} left out"
    if edit.op == "added":
        return f"{where}: {_quote(edit.theirs)} added"
    return f"{where}: {_quote(edit.ours)} became {_quote(edit.theirs)}"


def _is_credit(edit: SeenEdit, terms: Terms) -> bool:
    """Whether what was added is the credit itself, printed in the line with our text."""
    if edit.op != "added":
        return False
    if terms.credit_line and says(edit.theirs, terms.credit_line):
        return True
    line = SeenLine(text=edit.theirs, near=True)
    return any(credit.ours for credit in credits_in((line,), terms.credit_names))


# Spelling of the two sides of the Atlantic: endings and letters that change nothing said.
_SPELLINGS: Final = (
    ("isation", "ization"),
    ("ise", "ize"),
    ("ising", "izing"),
    ("yse", "yze"),
    ("our", "or"),
    ("tre", "ter"),
    ("ogue", "og"),
    ("ence", "ense"),
    ("lled", "led"),
    ("lling", "ling"),
    ("ller", "ler"),
    ("ae", "e"),
    ("oe", "e"),
    ("mme", "m"),
)


def _house_style(edit: SeenEdit) -> bool:
    """Whether a replacement only spells the same words otherwise."""
    if edit.op != "replaced":
        return False
    ours, theirs = (_letters(side) for side in (edit.ours, edit.theirs))
    return ours == theirs or _spelled(ours) == _spelled(theirs)


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum() or c.isspace()).strip()


def _spelled(text: str) -> str:
    for british, american in _SPELLINGS:
        text = text.replace(british, american)
    return "".join(text.split())


def _headline(seen: Seen, terms: Terms, _today: date) -> Iterator[Outcome]:
    if seen.headline == "absent" or seen.headline_seen is None:
        yield Result.UNKNOWN, Severity.MINOR, "no headline was found on the page"
        return
    both = f"ours {_quote(seen.headline_ours)}, theirs {_quote(seen.headline_seen)}"
    if seen.headline == "same":
        yield Result.PASS, Severity.MINOR, _quote(seen.headline_seen)
    elif seen.headline == "shortened":
        yield Result.PASS, Severity.MINOR, f"shortened: {both}"
    elif terms.edits == "free":
        yield Result.PASS, Severity.MINOR, f"changes are allowed: {both}"
    elif terms.edits is None:
        yield (
            Result.UNKNOWN,
            Severity.MINOR,
            f"the licence does not say whether it may change: {both}",
        )
    else:
        yield Result.FAIL, Severity.MINOR, f"changed: {both}"


def _byline(seen: Seen, terms: Terms, _today: date) -> Iterator[Outcome]:
    ours = seen.byline or terms.byline
    if not ours or not (terms.byline or terms.byline is None):
        return
    result, severity, said = weigh_byline(seen, ours, terms.credit_names)
    if terms.byline is None:
        silent = f"the licence does not say whether the byline is owed; {said}"
        yield Result.UNKNOWN, Severity.MINOR, silent
        return
    if result is not Result.PASS and terms.byline != ours:
        granted, _, line = weigh_byline(seen, terms.byline, terms.credit_names)
        if granted is Result.PASS:
            newer = f"{line}, as the licence has it; the article now has {_quote(ours)}"
            yield Result.UNKNOWN, Severity.MINOR, newer
            return
    yield result, severity, said


def _credit(seen: Seen, terms: Terms, _today: date) -> Iterator[Outcome]:
    found = credits_in(seen.lines, terms.credit_names)
    ours = next((c.text for c in found if c.ours), None)
    # The author's byline is no credit to somebody else.
    by = seen.byline or ""
    other = next((c.text for c in found if not c.ours and not says(c.text, by)), None)
    if terms.credit_line is None:
        said = f"; the page says {_quote(ours or other or '')}" if ours or other else ""
        yield Result.UNKNOWN, Severity.GRAVE, f"the licence states no credit line{said}"
        return
    if not terms.credit_line:
        return
    exact = next((line.text for line in seen.lines if says(line.text, terms.credit_line)), None)
    near = " ".join(line.text for line in seen.lines if line.near)
    if exact is None and says(near, terms.credit_line):
        # Set over two lines it is still the line agreed.
        exact = terms.credit_line
    asked = _quote(terms.credit_line, 240)
    if exact is not None:
        yield Result.PASS, Severity.GRAVE, _quote(exact, 300)
    elif ours is not None:
        yield Result.FAIL, Severity.MINOR, f"the page says {_quote(ours)}; agreed was {asked}"
    else:
        said = f", but {_quote(other)}" if other is not None else ""
        yield Result.FAIL, Severity.GRAVE, f"no credit to us on the page{said}; agreed was {asked}"


def _link(seen: Seen, terms: Terms, _today: date) -> Iterator[Outcome]:
    if terms.link_url is None:
        yield Result.UNKNOWN, Severity.MINOR, "the licence does not say whether a link is owed"
        return
    if not terms.link_url:
        return
    target = terms.link_target or terms.link_url
    site = _site(target)
    right = [link for link in seen.links if _same(link.target, target)]
    follow = [link for link in right if not link.rel & _NO_FOLLOW]
    asked = f"agreed was {terms.link_url}"
    ours = [link for link in seen.links if link.target and _site(link.target) == site]
    broken = [link for link in seen.links if not link.target and site in link.href.casefold()]
    if follow:
        yield Result.PASS, Severity.GRAVE, f"links to {follow[0].href}"
    elif right:
        rel = " ".join(sorted(right[0].rel))
        yield Result.FAIL, Severity.MINOR, f'the link {right[0].href} is marked rel="{rel}"'
    elif broken:
        yield Result.FAIL, Severity.GRAVE, f"the link {_quote(broken[0].href)} is broken; {asked}"
    elif ours:
        front = next((link for link in ours if _is_front(link.target)), None)
        where = "our front page" if front else "another page of ours"
        yield Result.FAIL, Severity.GRAVE, f"links to {where}, {(front or ours[0]).href}; {asked}"
    elif any(site in line.text.casefold() and "/" in line.text for line in seen.lines):
        yield (
            Result.FAIL,
            Severity.GRAVE,
            f"the address stands there as text, not as a link; {asked}",
        )
    else:
        yield Result.FAIL, Severity.GRAVE, f"no link to us on the page; {asked}"


def _bare(address: str) -> str:
    return address.partition("://")[2] or address


def _same(one: str, other: str) -> bool:
    return bool(one) and _rooted(one) == _rooted(other)


def _rooted(address: str) -> str:
    bare = _bare(address)
    return bare.removeprefix("www.").rstrip("/")


def _site(address: str) -> str:
    return ".".join(_parts(_bare(address).partition("/")[0]))


def _is_front(address: str) -> bool:
    return "/" not in _bare(address).rstrip("/").partition("?")[0]


def _canonical(seen: Seen, terms: Terms, _today: date) -> Iterator[Outcome]:
    says_canonical = f"canonical: {seen.canonical}" if seen.canonical else "no canonical link"
    if terms.canonical is None:
        yield Result.UNKNOWN, Severity.MINOR, "the licence does not say canonical or noindex"
    elif terms.canonical == "canonical":
        target = terms.link_target or terms.link_url
        if not target:
            yield Result.UNKNOWN, Severity.MINOR, f"the licence names no address; {says_canonical}"
        elif seen.canonical is not None and _same(seen.canonical, target):
            yield Result.PASS, Severity.MINOR, says_canonical
        else:
            yield Result.FAIL, Severity.MINOR, f"{says_canonical}; agreed was {terms.link_url}"
    elif terms.canonical == "noindex":
        if seen.noindex:
            yield Result.PASS, Severity.MINOR, "robots: noindex"
        elif seen.noindex is None:
            unseen = "the page as kept has no noindex; its headers were not kept"
            yield Result.UNKNOWN, Severity.MINOR, unseen
        else:
            yield Result.FAIL, Severity.MINOR, "the page does not say noindex"


_RULES: Final[dict[Rule, Callable[[Seen, Terms, date], Iterator[Outcome]]]] = {
    Rule.OUTLET: _outlet,
    Rule.DATES: _dates,
    Rule.LANGUAGE: _language,
    Rule.VERSION: _version,
    Rule.EXCERPT: _excerpt,
    Rule.PASSAGES: _passages,
    Rule.TEXT: _text,
    Rule.HEADLINE: _headline,
    Rule.BYLINE: _byline,
    Rule.CREDIT: _credit,
    Rule.LINK: _link,
    Rule.CANONICAL: _canonical,
}
