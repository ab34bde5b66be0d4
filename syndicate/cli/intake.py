"""Articles come in from any source: looked at, then filed piece by piece."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from syndicate.cli import ask, options, progress, show, terminal
from syndicate.cli.door import at_desk, said
from syndicate.cli.sources import named
from syndicate.errors import BadInput, Outside

if TYPE_CHECKING:
    from syndicate.desk import Desk
    from syndicate.desk.intake import Counts, Item, Opened, Placed, Taken

__all__ = ["join"]

_SHOWN = 20
_HEAD = ["source", "where", "reason"]
_CHUNK = 1 << 20
_MOST_INPUT = 2 << 30


def import_(
    ctx: typer.Context,
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE…", help="Files, folders, web addresses, or - for standard input."
        ),
    ],
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="KIND", help="feed, sitemap, jsonl, table …")
    ] = None,
    edition: Annotated[
        str | None, typer.Option("--edition", metavar="CODE", help="The edition of them all.")
    ] = None,
    known_as: Annotated[
        str | None,
        typer.Option(
            "--known-as", metavar="NAME", help="What the source is known by. Else its file's name."
        ),
    ] = None,
    fetch: Annotated[
        bool, typer.Option("--fetch/--no-fetch", help="Fetch the pages that a source only names.")
    ] = True,
    sheet: Annotated[str | None, typer.Option("--sheet", metavar="NAME")] = None,
    date_order: Annotated[
        str | None,
        typer.Option("--date-order", metavar="ORDER", help="dmy or mdy, where dates are two-way."),
    ] = None,
    field: Annotated[
        list[str] | None,
        typer.Option("--field", metavar="FIELD=HEADING", help="Say which heading a field has."),
    ] = None,
    refused: Annotated[
        str | None,
        typer.Option("--refused", metavar="FILE", help="Write what was refused into a CSV file."),
    ] = None,
    dry_run: options.DryRun = False,
    yes: options.Yes = False,
    key: options.IdempotencyKey = None,
) -> None:
    """Bring articles in: feeds, sitemaps, pages, wires, spreadsheets, JSON, folders, mailboxes.

    Shows first what is new, changed, known and refused. The same source twice changes nothing; what staff
    edited by hand stays; one bad item never loses the good ones. Whatever stops an import, type it again: it
    goes on where it stopped.

    Examples:
      syndicate article import archive.jsonl --dry-run
      syndicate article import archive.jsonl --yes --refused refused.csv
      syndicate article import https://harbourcourier.example/feed.xml --yes
    """
    from syndicate.cli.licences import pair

    with (
        at_desk(ctx) as desk,
        contextlib.ExitStack() as stack,
        options.mended(ctx, "syndicate article import"),
    ):
        opening = _Opening(
            ctx,
            desk,
            {"kind": kind, "sheet": sheet, "fetch": fetch, "date_order": date_order},
            dict(pair(f) for f in field or ()),
        )
        targets = [_Target(stack, source, known_as) for source in sources]
        if dry_run:
            plans = [_looked(ctx, opening, t, edition) for t in targets]
            _answer(ctx, opening, plans)
            return
        if not yes:
            plans = [_looked(ctx, opening, t, edition) for t in targets]
            opening.check(of=len(targets))
            if not said(ctx).on("json"):
                for plan in plans:
                    show.answer(ctx, plan, text=_plan_lines(plan))
            count = sum(p["new"] + p["changed"] + p["leads"] for p in plans)
            if not count:
                _answer(ctx, opening, [{**plan, "state": "nothing new"} for plan in plans])
                return
            ask.confirm(ctx, f"File {count} new or changed articles", yes=yes)
        with _refusals(refused) as write:
            taken = [
                _taken(ctx, opening, t, edition=edition, write=write, key=_key(ctx, key, t))
                for t in targets
            ]
    _answer(ctx, opening, [_plain(one) for one in taken])
    if any(one.new or one.changed for one in taken):
        show.next_step(ctx, "syndicate article list --rights open")


class _Target:
    """What somebody typed as a source; standard input is kept in a file, so that it can be read twice."""

    def __init__(self, stack: contextlib.ExitStack, typed: str, known_as: str | None) -> None:
        self.path = typed
        self.name = known_as or named(typed)
        if typed == "-":
            self.path = stack.enter_context(_spooled())
            self.name = known_as or "standard input"


class _Opening:
    """Opens sources as the options say; asks once what only a person can say."""

    def __init__(
        self, ctx: typer.Context, desk: Desk, wishes: dict[str, Any], fields: dict[str, str]
    ) -> None:
        self.ctx = ctx
        self.desk = desk
        self.wishes = wishes
        self.fields = fields
        self.unread: dict[str, str] = {}

    def open(self, target: _Target) -> Opened:
        """The source, opened anew. Raises BadInput when a question is left that nobody answers."""
        try:
            return self._open(target)
        except BadInput as why:
            open_ = self.wishes["date_order"] is None and "--date-order" in (why.hint or "")
            if not open_ or not ask.can_ask(self.ctx):
                raise
            show.note(self.ctx, why.message)
            self.wishes["date_order"] = ask.ask(
                self.ctx,
                None,
                flag="--date-order",
                question="Days first or months first, dmy or mdy",
            )
            return self._open(target)

    def heard(self, target: _Target, opened: Opened, refusals: Sequence[Item]) -> None:
        """Take note of a source whose one item is the refusal of the whole: nothing of it could be read."""
        where, reason = refusals[0].where, refusals[0].reason or ""
        called = opened.source.name
        if where != called and not where.startswith(f"{called}, after "):
            return
        why = reason.replace(called, target.name)
        why = why if why.startswith(target.name) else f"{target.name} cannot be read: {why}"
        self.unread[target.path] = why

    def check(self, *, of: int = 1) -> None:
        """Refuse the sources of which nothing could be read, when there are at least `of`. Raises BadInput."""
        if len(self.unread) >= of:
            raise BadInput("; ".join(self.unread.values()), hint="syndicate article import --help")

    def _open(self, target: _Target) -> Opened:
        return self.desk.intake.open(target.path, fields=self.fields, **self.wishes)


def _looked(
    ctx: typer.Context, opening: _Opening, target: _Target, edition: str | None
) -> dict[str, Any]:
    """What filing a source would do, as it is shown."""
    from syndicate.desk.intake import Counts

    opened = opening.open(target)
    counts = Counts(size=opened.source.size)
    everything = said(ctx).on("json")
    items: list[Item] = []
    listed: dict[str, int] = {}
    with progress.shown(ctx, "articles looked at", rated=True) as told:
        for item in opening.desk.intake.preview(opened.source, name=target.name, edition=edition):
            counts.note(item)
            listed[item.state] = listed.get(item.state, 0) + 1
            if everything or listed[item.state] <= _SHOWN:
                items.append(item)
            if counts.items % 500 == 0:
                counts.position = opened.source.position()
                told(counts.items, _expected(counts))
    if counts.items == counts.refused == 1:
        opening.heard(target, opened, items)
    return {
        "ref": None,
        "state": "dry-run",
        "source": target.name,
        **{name: getattr(counts, name) for name in _COUNTED},
        "mapping": _mapping(opened.placed),
        "items_shown": [asdict(item) for item in items],
    }


def _taken(
    ctx: typer.Context,
    opening: _Opening,
    target: _Target,
    *,
    edition: str | None,
    write: Callable[[str, Item], None] | None,
    key: Any,  # noqa: ANN401
) -> Taken:
    opened = opening.open(target)
    with progress.shown(ctx, "articles", rated=True) as told:
        made = opening.desk.intake.take(
            opened.source,
            name=target.name,
            file=opened.file,
            edition=edition,
            follow=opened.follow,
            told=lambda counts: told(counts.items, _expected(counts)),
            refused=None if write is None else lambda item: write(target.name, item),
            placed=opened.placed,
            key=key,
        )
    if made.items == made.refused == 1 and made.refusals:
        opening.heard(target, opened, made.refusals)
    return made


_COUNTED = ("items", "new", "changed", "known", "refused", "leads")


def _expected(counts: Counts) -> int:
    """How many items there may be in all, by how much of the source they took so far."""
    if not counts.size or not counts.position:
        return counts.items
    return max(counts.items, counts.items * counts.size // counts.position)


def _key(ctx: typer.Context, key: str | None, target: _Target) -> Any:  # noqa: ANN401
    if key is None:
        return None
    path = Path(target.path)
    content = ""
    if path.is_file():
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
    return options.key_of(ctx, key, also={"content": content})


def _mapping(placed: Sequence[Placed]) -> list[dict[str, Any]]:
    return [
        {
            "sheet": one.sheet,
            "fields": dict(one.mapping.fields),
            "unmapped": list(one.mapping.unmapped),
        }
        for one in placed
    ]


def _plain(taken: Taken) -> dict[str, Any]:
    return {**asdict(taken), "refusals": [asdict(i) for i in taken.refusals]}


def _answer(ctx: typer.Context, opening: _Opening, found: list[dict[str, Any]]) -> None:
    """One object for scripts, with the counts of all sources; for eyes a paragraph each.

    Sources of which nothing could be read are an error, after the others are told of. Raises BadInput.
    """
    opening.check(of=len(found))
    total = {name: sum(one[name] for one in found) for name in _COUNTED}
    last = found[-1]
    whole = {"ref": last["ref"], "state": last["state"], **total, "sources": found}
    lines = [line for one in found for line in _lines(one)]
    show.answer(ctx, whole, text=lines)
    if total["refused"] and last["state"] != "dry-run":
        were = "item was" if total["refused"] == 1 else "items were"
        show.note(ctx, f"{total['refused']:,} {were} refused; all others are on file")
    opening.check()


def _lines(one: dict[str, Any]) -> list[str]:
    if one["state"] == "dry-run":
        return _plan_lines(one)
    refused = one.get("refusals", ())
    not_fetched = one.get("not_fetched", ())
    return [
        f"{one['ref'] or one['source']}  {one['state']}",
        f"  {_spoken(one)}",
        *(f"  {item['where']} refused: {item['reason']}" for item in refused[:_SHOWN]),
        *([f"  … and {one['refused'] - _SHOWN:,} more refused"] if one["refused"] > _SHOWN else []),
        *(f"  {item['where']} not fetched: {item['url']}" for item in not_fetched[:_SHOWN]),
    ]


def _plan_lines(plan: dict[str, Any]) -> list[str]:
    lines = [f"  {_spoken(plan)}"]
    for one in plan["mapping"]:
        fields = ", ".join(f"{k} = {v}" for k, v in one["fields"].items())
        lines.append(f"  mapping: {fields}")
        if one["unmapped"]:
            lines.append(f"  not used: {', '.join(one['unmapped'])}")
    for state in ("refused", "changed", "new", "lead"):
        shown = [i for i in plan["items_shown"] if i["state"] == state]
        lines += [f"  {_item_line(i)}" for i in shown[:_SHOWN]]
        count = plan["leads" if state == "lead" else state]
        if count > _SHOWN:
            lines.append(f"  … and {count - _SHOWN:,} more {state}")
    return lines


def _item_line(item: dict[str, Any]) -> str:
    what = item["headline"] or item["url"] or ""
    ref = f" {item['ref']}" if item["ref"] else ""
    told = ": ".join(text for text in (what, item["reason"]) if text)
    return f"{item['where']}  {item['state']}{ref}  {told}".rstrip()


def _spoken(one: dict[str, Any]) -> str:
    pages = "page" if one["leads"] == 1 else "pages"
    leads = f", {one['leads']:,} {pages} not fetched" if one["leads"] else ""
    return (
        f"{one['source']}: {one['new']:,} new, {one['changed']:,} changed, {one['known']:,} known, "
        f"{one['refused']:,} refused{leads}"
    )


@contextlib.contextmanager
def _spooled() -> Iterator[str]:
    """Standard input in a file of its own, for as long as the import takes."""
    if sys.stdin is None:
        raise BadInput("standard input is closed; name a file")
    if terminal.looking(sys.stdin):
        sys.stderr.write("paste the source, then press Ctrl-D on an empty line\n")
    with tempfile.NamedTemporaryFile(prefix="syndicate-import-") as file:
        size = 0
        while chunk := sys.stdin.buffer.read(_CHUNK):
            size += len(chunk)
            if size > _MOST_INPUT:
                raise BadInput(
                    "standard input is larger than 2 GiB: save it as a file and name that"
                )
            file.write(chunk)
        file.flush()
        yield file.name


@contextlib.contextmanager
def _refusals(
    name: str | None,
) -> Iterator[Callable[[str, Item], None] | None]:
    """Where refused items are written as they come: a new file, or one that an import wrote before."""
    if name is None:
        yield None
        return
    path = Path(name)
    if path.exists() and not _ours(path):
        raise BadInput(f"{path} is there already, and no import wrote it", hint="--refused NEW.csv")
    written = path.with_name(f".{path.name}.part")
    try:
        with written.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(_HEAD)
            yield lambda source, item: rows.writerow(
                [_safe(text) for text in (source, item.where, item.reason or "")]
            )
        written.replace(path)
    except OSError as error:
        raise Outside(f"{path} cannot be written: {error.strerror}") from error
    finally:
        written.unlink(missing_ok=True)


def _safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text


def _ours(path: Path) -> bool:
    with path.open(encoding="utf-8", errors="replace") as file:
        return file.readline(100).strip() == ",".join(_HEAD)


def join(app: typer.Typer) -> None:
    """Put the command among those of an article."""
    app.command("import")(import_)
