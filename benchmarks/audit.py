"""The page audit measured: which article a page carries, and the labels judged on it.

    python benchmarks/audit.py --cases ../shared/data/audit/dev
    python benchmarks/audit.py --archive archive.jsonl --warc pages.warc.gz --out found.jsonl

The first form prints the figures by the scoring that lies beside the cases (`--scoring` names
another folder). The second writes, for each page that carries something, one line of JSON with its
matches, best first. `--name` adds a name under which the publisher may be credited.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from syndicate.errors import BadInput  # noqa: E402
from syndicate.monitor.captures import open_capture, scent, view  # noqa: E402
from syndicate.monitor.matching import Copy, Headline, Reuse, matches_in  # noqa: E402
from syndicate.monitor.shelf import Shelf, Title, TitlePassage  # noqa: E402
from syndicate.monitor.sightings import aimed, sighted  # noqa: E402
from syndicate.pages.urls import host_of  # noqa: E402
from syndicate.rules.audits import Result, Rule, Terms, credits_in, judge  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syndicate.monitor.captures import PageView

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LARGEST_RECORD = 10_000_000


@dataclass(frozen=True)
class Archive:
    """Our articles, and the names under which their publisher is credited."""

    shelf: Shelf
    titles: dict[str, Title]
    names: tuple[str, ...]


def archive_of(articles: Iterable[dict[str, Any]], names: list[str]) -> Archive:
    """The shelf of these articles; each blank line of a body parts two passages."""
    titles, publishers = {}, dict.fromkeys(names)
    for article in articles:
        titles[article["id"]] = Title(
            article=article["id"],
            version=1,
            headline=article.get("headline") or "",
            byline=article.get("byline"),
            url=article.get("url"),
            language=article.get("language"),
            passages=tuple(
                TitlePassage(n=n, text=text)
                for n, text in enumerate((article.get("body") or "").split("\n\n"), 1)
            ),
        )
        if article.get("tier") == "A" and article.get("publisher") and article.get("url"):
            publishers[article["publisher"]] = None
            publishers[host_of(article["url"])] = None
    return Archive(Shelf.of(titles.values()), titles, tuple(publishers))


def score(copy: Copy) -> float:
    """An order from the surest to the least: whole copies, excerpts, then what is not flagged."""
    coverage = copy.copied / copy.licensable if copy.licensable else 0.0
    if copy.reuse is Reuse.NEAR_EXACT:
        return 0.8 + 0.2 * coverage
    if copy.reuse is Reuse.EXCERPT:
        return 0.4 + 0.39 * min(1.0, copy.copied_unquoted / 400)
    return min(0.39, copy.copied_unquoted / 200)


def found_in(raw: bytes, url: str | None, archive: Archive) -> list[dict[str, Any]]:
    """Every match on one page, with the labels that are judged here."""
    capture = open_capture(raw, url=url, at=NOW)
    if not archive.shelf.candidates(scent(capture)):
        return []
    page = view(capture)
    return [_told(page, copy, url, archive) for copy in matches_in(page, archive.shelf)]


def _told(page: PageView, copy: Copy, url: str | None, archive: Archive) -> dict[str, Any]:
    told: dict[str, Any] = {
        "article_id": copy.article,
        "score": round(score(copy), 4),
        "coverage": round(copy.copied / copy.licensable, 4) if copy.licensable else 0.0,
        "flagged": copy.reuse in {Reuse.NEAR_EXACT, Reuse.EXCERPT},
        "headline_changed": copy.headline in {Headline.CHANGED, Headline.SHORTENED},
    }
    if not told["flagged"]:
        return told
    title = archive.titles[copy.article]
    seen = sighted(page, copy, title, url=url, on=NOW.date())
    terms = aimed(
        Terms(
            licence="",
            article=copy.article,
            credit_names=archive.names,
            link_url=title.url or "",
            canonical="canonical",
        )
    )
    passed = {f.rule for f in judge(seen, terms, today=NOW.date()) if f.result is Result.PASS}
    credited = any(credit.ours for credit in credits_in(seen.lines, archive.names))
    return told | {"credited": credited, "linked": bool(passed & {Rule.LINK, Rule.CANONICAL})}


def pages_of_warc(path: Path) -> Iterator[tuple[str, bytes]]:
    """The address and body of each response record; long records are left out."""
    with gzip.open(path, "rb") as file:
        while line := file.readline(65_536):
            if not line.startswith(b"WARC/"):
                continue
            headers: dict[str, str] = {}
            while (held := file.readline(65_536)).strip():
                name, _, value = held.decode("utf-8", "replace").partition(":")
                headers[name.strip().lower()] = value.strip()
            length = int(headers.get("content-length", "0"))
            if headers.get("warc-type") != "response" or length > LARGEST_RECORD:
                file.read(length)
                continue
            answer = file.read(length)
            yield headers.get("warc-target-uri", ""), answer.partition(b"\r\n\r\n")[2]


def write(o: argparse.Namespace) -> None:
    """The form for comparing with other programs."""
    with o.archive.open(encoding="utf-8") as file:
        archive = archive_of(map(json.loads, file), o.name)
    if o.warc:
        pages = pages_of_warc(o.warc)
    else:
        pages = ((path.stem, path.read_bytes()) for path in sorted(o.pages.glob("*.html")))
    with o.out.open("w", encoding="utf-8") as out:
        for url, raw in pages:
            try:
                matches = found_in(raw, url if "://" in url else None, archive)
            except BadInput as refused:
                print(f"{url}: {refused.message}", file=sys.stderr)
                continue
            if matches:
                out.write(json.dumps({"url": url, "matches": matches}, ensure_ascii=False) + "\n")


def lines_of(path: Path) -> list[dict[str, Any]]:
    """The JSON values of a packed file, one a line."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def measure(o: argparse.Namespace) -> None:
    """The figures over labelled cases."""
    scoring = o.scoring or o.cases.resolve().parents[2] / "checks" / "audit"
    if not (scoring / "common.py").is_file():
        sys.exit(f"no scoring in {scoring}: name its folder with --scoring")
    sys.path.insert(0, str(scoring))
    import common  # type: ignore[import-not-found]
    import compare  # type: ignore[import-not-found]

    articles = lines_of(o.cases / "archive.jsonl.gz")
    cases = lines_of(o.cases / "cases.jsonl.gz")
    start = time.process_time()
    archive = archive_of(articles, o.name)
    built = time.process_time() - start
    pages = [(case["case_id"], case["page_url"], case["html"].encode()) for case in cases]
    start = time.process_time()
    found = {case: found_in(raw, url, archive) for case, url, raw in pages}
    spent = time.process_time() - start
    listed = {
        c: {m["article_id"]: (m["score"], m["coverage"]) for m in ms} for c, ms in found.items()
    }
    flagged = {
        c: {m["article_id"]: (m["score"], m["coverage"]) for m in ms if m["flagged"]}
        for c, ms in found.items()
    }
    figures = common.evaluate(cases, flagged, 0.0)
    figures["ap"] = common.evaluate(cases, listed, 0.0)["ap"]
    print(f"{len(articles)} articles, {len(cases)} pages")
    print(f"shelf built in {built:.2f} s CPU; {len(cases) / spent:.0f} pages a second of CPU")
    for name in ("ap", "precision", "recall", "f1", "top1", "cov_mae", "band_acc"):
        print(f"{name:<12}{figures[name]}")
    for label, hits in figures["hit"].items():
        print(f"  {label:<26}{hits:>9}")
    by_case = {c: {m["article_id"]: m for m in ms} for c, ms in found.items()}
    for name, judged in compare.attributes(cases, by_case).items():
        print(f"{name:<12}{judged}")
    if o.misses:
        print_misses(common.truth(cases), cases, flagged)


def print_misses(
    truth: tuple[dict[str, set[str]], set[tuple[str, str]]],
    cases: list[dict[str, Any]],
    flagged: dict[str, dict[str, tuple[float, float]]],
) -> None:
    """Each page and article on which the matcher and the label part."""
    wanted, skipped = truth
    for case in cases:
        held = case["case_id"]
        for article in sorted(wanted[held] - set(flagged[held])):
            print("missed ", held, case["reuse"], case["construction"], article)
        for article in sorted(set(flagged[held]) - wanted[held]):
            if (held, article) not in skipped:
                print("flagged", held, case["reuse"], case["construction"], article)


def main() -> None:
    """Read the arguments, then measure or write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--cases", type=Path)
    parser.add_argument("--scoring", type=Path)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--archive", type=Path)
    parser.add_argument("--warc", type=Path)
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--name", action="append", default=[])
    o = parser.parse_args()
    if o.cases:
        measure(o)
    elif o.archive and o.out and (o.warc or o.pages):
        write(o)
    else:
        parser.error("name --cases, or --archive with --warc or --pages and --out")


if __name__ == "__main__":
    main()
