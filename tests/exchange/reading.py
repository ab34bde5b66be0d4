"""What the tests of the readers share: the samples, the customs, a web that is not there."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from syndicate.errors import Outside
from syndicate.exchange.items import Customs
from syndicate.exchange.sources import Wishes, open_source
from syndicate.pages.fetch import Fetched
from syndicate.rules.articles.incoming import Incoming, Lead, Refusal

SAMPLES = Path(__file__).parents[1] / "samples" / "articles"
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
PLAIN = Customs()


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def wishes(**said) -> Wishes:
    return Wishes(today=TODAY, **said)


def opened(name: str, **said) -> list:
    return list(open_source(str(SAMPLES / name), wishes(**said)))


def read(reader, raw: bytes, name: str, customs: Customs = PLAIN, **said) -> list:
    return list(reader(io.BytesIO(raw), customs, name=name, **said))


def articles(arrivals) -> list[Incoming]:
    return [each for each in arrivals if isinstance(each, Incoming)]


def leads(arrivals) -> list[Lead]:
    return [each for each in arrivals if isinstance(each, Lead)]


def refusals(arrivals) -> list[Refusal]:
    return [each for each in arrivals if isinstance(each, Refusal)]


def texts(arrival: Incoming) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in arrival.draft.blocks]


@dataclass
class Web:
    """Answers by address; what was asked is kept in order."""

    pages: dict[str, tuple[bytes, dict[str, str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def put(self, url: str, body: bytes, **headers: str) -> None:
        self.pages[url] = (body, {name.replace("_", "-"): said for name, said in headers.items()})

    def get(self, url: str) -> Fetched:
        self.asked.append(url)
        if url not in self.pages:
            raise Outside(f"{url} answered 404 (Not Found)")
        body, headers = self.pages[url]
        return Fetched(url, url, 200, "application/xml", None, body, NOW, headers)
