"""How well and how fast the recognisers read: python -m benchmarks.recognisers.

    python -m benchmarks.recognisers [--part dev|held-out] [--misses]

Precision and recall by rule and language on the labelled articles beside this file (README.md says what
a label means). A passage counts as right only with the very rule of its label. Then the time for an
article of 600 words in twelve passages. The run fails below the targets.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from syndicate.rules.articles import Block, Draft, Kind, origin, passages

HERE = Path(__file__).parent
PARTS = ("dev", "first-held-out", "second-held-out", "held-out")
RECALL, PRECISION, MILLISECONDS = 0.95, 0.90, 0.4


def draft(article: dict[str, Any]) -> Draft:
    """A labelled article as a reader would hand it in."""
    blocks = tuple(Block(Kind.TEXT, p["text"]) for p in article["passages"])
    return drafted(article["language"], blocks, article["byline"])


def drafted(language: str, blocks: tuple[Block, ...], byline: str | None = None) -> Draft:
    return Draft(
        headline="A headline",
        byline=byline,
        published_on=None,
        language=language,
        language_stated=True,
        url=None,
        blocks=blocks,
        media_type="text/plain",
        raw_sha256="0" * 64,
    )


def labelled(name: str) -> list[dict[str, Any]]:
    lines = (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


class Score:
    """What was right, missed and flagged in vain, by rule and language."""

    def __init__(self) -> None:
        self.right: Counter[tuple[str, str]] = Counter()
        self.missed: Counter[tuple[str, str]] = Counter()
        self.vain: Counter[tuple[str, str]] = Counter()
        self.seen = self.hard = self.hard_vain = 0
        self.faults: list[str] = []

    def add(self, language: str, where: str, label: str | None, found: str | None) -> None:
        """Count one passage; a wrong rule is a miss of one and a false alarm of the other."""
        if label == found:
            if label:
                self.right[label, language] += 1
            return
        if label:
            self.missed[label, language] += 1
        if found:
            self.vain[found, language] += 1
        self.faults.append(f"{where}: {label or 'text'}, found {found or 'text'}")

    def figures(self, rule: str | None = None, language: str | None = None) -> tuple[int, int, int]:
        """(right, missed, vain) of a rule and a language, or of all."""

        def total(counts: Counter[tuple[str, str]]) -> int:
            return sum(
                n
                for (r, lang), n in counts.items()
                if rule in {None, r} and language in {None, lang}
            )

        return total(self.right), total(self.missed), total(self.vain)


def judge(part: str) -> Score:
    score = Score()
    for article in labelled(part):
        language = article["language"]
        found = passages(draft(article), house=[article["house"]])
        assert len(found) == len(article["passages"])
        for passage, said in zip(found, article["passages"], strict=True):
            rule = passage.suspicion.rule.value if passage.suspicion else None
            score.seen += 1
            if said.get("hard"):
                score.hard += 1
                score.hard_vain += rule is not None
            where = f"{article['id']} {passage.n} “{said['text'][:70]}”"
            score.add(language, where, said["label"], rule)
    return score


def judge_credits(part: str) -> tuple[int, int, list[str]]:
    """(right, all, faults) of the houses found in bylines and metadata."""
    rows = [
        (r["byline"], r["providers"], [r["house"], "Harbour Courier Ltd"], r["credits"])
        for r in map(json.loads, (HERE / "bylines.jsonl").read_text(encoding="utf-8").splitlines())
        if r["part"] == part
    ]
    rows.extend(
        (a["byline"], a["providers"], [a["house"]], a["provider"] or a["byline_agency"])
        for a in labelled(part)
    )
    faults = []
    for byline, providers, house, expected in rows:
        found = origin(byline, providers, house=house)
        if found.credited != expected:
            faults.append(f"{byline!r} {providers}: {expected}, found {found.credited}")
    return len(rows) - len(faults), len(rows), faults


def table(score: Score) -> None:
    rules = sorted({r for c in (score.right, score.missed, score.vain) for r, _ in c})
    print(
        f"{'rule':<18}{'language':<10}{'right':>7}{'missed':>8}{'vain':>6}{'recall':>9}{'precision':>11}"
    )
    for rule in [*rules, None]:
        for language in ["en", "fr", "ar", None]:
            right, missed, vain = score.figures(rule, language)
            if right + missed + vain == 0:
                continue
            print(
                f"{rule or 'in all':<18}{language or 'all':<10}{right:>7}{missed:>8}{vain:>6}"
                f"{_share(right, missed):>9}{_share(right, vain):>11}"
            )


def _share(right: int, wrong: int) -> str:
    return f"{right / (right + wrong):.3f}" if right + wrong else "-"


def timed_articles(*, hard: bool) -> dict[str, list[Draft]]:
    """Articles of 600 words in twelve passages, made of the labelled ones of each language.

    Nine passages are text of fifty words or more, `hard` with what was written to mislead; a promo, a
    notice, an agency or the like stands between them, as in articles.
    """
    made: dict[str, list[Draft]] = {}
    for language in ("en", "fr", "ar"):
        plain: list[str] = []
        other: list[str] = []
        for article in (a for part in PARTS for a in labelled(part) if a["language"] == language):
            for p in article["passages"]:
                if p["label"]:
                    other.append(p["text"])
                elif hard or not p.get("hard"):
                    plain.append(p["text"])
        words = " ".join(plain).split() * 3
        for n in range(20):
            flagged = [other[(n * 3 + k) % len(other)] for k in range(3)]
            each = (600 - sum(len(f.split()) for f in flagged)) // 9
            start = n * 31 % (len(words) - 9 * each)
            body = [" ".join(words[start + k * each : start + (k + 1) * each]) for k in range(9)]
            texts = [*body[:3], flagged[0], *body[3:6], flagged[1], *body[6:], flagged[2]]
            blocks = tuple(Block(Kind.TEXT, t) for t in texts)
            made.setdefault(language, []).append(drafted(language, blocks))
    return made


def timing(*, hard: bool) -> dict[str, float]:
    """Milliseconds of processor time for one such article, by language.

    The best of many rounds: in the others the machine was busy with something else.
    """
    found = {}
    for language, drafts in timed_articles(hard=hard).items():
        took = []
        for _ in range(25):
            began = time.process_time()
            for one in drafts:
                passages(one)
            took.append((time.process_time() - began) * 1000 / len(drafts))
        found[language] = min(took)
    return found


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--part", choices=PARTS)
    reader.add_argument("--misses", action="store_true", help="list every fault")
    options = reader.parse_args()
    failed = []
    for part in [options.part] if options.part else PARTS:
        score = judge(part)
        right, missed, vain = score.figures()
        flagged = right + missed
        print(f"{part}: {score.seen} passages, {flagged} to flag, {score.hard} written to mislead")
        table(score)
        print(f"false alarms among those written to mislead: {score.hard_vain} of {score.hard}")
        good, every, faults = judge_credits(part)
        print(f"houses in bylines and metadata: {good} of {every}\n")
        if options.misses:
            print("\n".join([*score.faults, *faults, ""]))
        if right / flagged < RECALL or right / (right + vain) < PRECISION:
            failed.append(part)
    for hard in (False, True):
        kind = "written to mislead" if hard else "as news is written"
        for language, ms in timing(hard=hard).items():
            print(f"600 words in 12 passages, {language}, {kind}: {ms:.3f} ms")
            if ms > MILLISECONDS and not hard:
                failed.append(f"time {language}")
    if failed:
        sys.exit(f"below the targets: {', '.join(failed)}")


if __name__ == "__main__":
    main()
