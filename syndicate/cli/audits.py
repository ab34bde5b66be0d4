"""Copies found in the world, judged against their licences."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Annotated

import typer

from syndicate.cli import ask, options, show
from syndicate.cli.door import at_desk
from syndicate.cli.forms import spoken
from syndicate.errors import BadInput, FindingsPresent

if TYPE_CHECKING:
    from syndicate.desk.audits import Audit

app = typer.Typer(help="Copies found, judged against their licences.")

LARGEST = 10_000_000


@app.command()
def page(
    ctx: typer.Context,
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE", help="A saved page, text or PDF, a URL, or - for standard input."
        ),
    ],
    url: Annotated[
        str | None, typer.Option("--url", metavar="URL", help="Where a saved page was found.")
    ] = None,
    licence: Annotated[
        str | None,
        typer.Option("--licence", metavar="LICENCE", help="Judge against this licence only."),
    ] = None,
    dry_run: options.DryRun = False,
    fail_on: Annotated[
        str | None,
        typer.Option("--fail-on", metavar="WHAT", help="breach: exit 7 when a term is broken."),
    ] = None,
    key: options.IdempotencyKey = None,
) -> None:
    """Look at one page: which of our articles stands on it, which version, and whether its licence is kept.

    The page is kept with its digest and time. A copy without a licence says "no licence on file"; only a
    person makes it a case.

    Examples:
      syndicate audit page https://gulfherald.example/news/ferry
      syndicate audit page saved.html --url https://gulfherald.example/news/ferry --licence LIC-2026-00001
    """
    if fail_on not in {None, "breach"}:
        raise BadInput("--fail-on knows one word: breach", hint="--fail-on breach")
    with at_desk(ctx) as desk:
        content_type: str | None = None
        headers = None
        found_at = url
        if source.startswith(("http://", "https://")):
            from syndicate.pages.fetch import fetch

            got = fetch(source, now=desk.now)
            raw, found_at, content_type = got.body, got.final_url, got.media_type
        else:
            raw = ask.content(source, largest=LARGEST)
        made = desk.audits.page(
            raw,
            source=source,
            url=found_at,
            content_type=content_type,
            headers=headers,
            licence=licence,
            key=options.key_of(ctx, key, also={"content": hashlib.sha256(raw).hexdigest()}),
            keep=not dry_run,
        )
    _show(ctx, made)
    if fail_on and made.failed:
        raise FindingsPresent(
            f"{len(made.failed)} terms are broken", hint=f"syndicate audit show {made.ref}"
        )


def _show(ctx: typer.Context, made: Audit) -> None:
    lines = [
        f"{made.source}  {_said(made.state)}",
        f"  seen {spoken(made.seen_at)}, kept as {made.snapshot_sha256}",
    ]
    lines.extend(f"  {note}" for note in made.notes)
    for m in made.matches:
        lines.append(
            f"  {m['ref'] or '-'}  {m['article']} version {m['version'] or 'unknown'}: "
            f"{m['coverage']:.0%} of the licensable words, headline {m['headline']}"
        )
        under = f"{m['licence']}: " if m["licence"] else ""
        lines.append(f"    {under}{_said(m['verdict'])}")
        lines.extend(
            f"    {f['result']:<8}{f['rule']:<11}{f['evidence']}"
            for f in made.findings
            if f["article"] == m["article"] and f["evidence"] != _said(m["verdict"])
        )
    if not made.matches:
        lines.append("  nothing of ours was found")
    show.answer(ctx, made, text=lines)


def _said(verdict: str) -> str:
    return verdict.replace("-", " ")


@app.command("list", cls=options.Listing)
def list_(ctx: typer.Context) -> None:
    """List the copies found, newest first, each as it was last seen.

    Example:
      syndicate audit list --json
    """
    with at_desk(ctx) as desk:
        rows = desk.lists.audits()
    show.records(
        ctx,
        rows,
        columns="ref verdict article coverage licence place last_seen",
        empty="syndicate audit page URL",
    )


@app.command("show")
def show_(
    ctx: typer.Context,
    copy: Annotated[str, typer.Argument(metavar="COPY", help="COP-000001, or 1.")],
) -> None:
    """Show a copy as it was last seen: every finding with the words it rests on.

    Example:
      syndicate audit show COP-000001
    """
    with at_desk(ctx) as desk:
        found = desk.audits.show(copy)
    lines = [
        f"{found['ref']}  {_said(found['verdict'])}",
        f"  {found['place']}",
        (
            f"  {found['article']} version {found['version'] or 'unknown'}, {found['coverage']:.0%} of the licensable "
            f"words, {found['licence'] or 'no licence on file'}"
        ),
        f"  seen {spoken(found['first_seen'])} to {spoken(found['last_seen'])}",
        f"  snapshot {found['snapshot_path']}",
        *(f"    {f['result']:<8}{f['rule']:<11}{f['evidence']}" for f in found["findings"]),
    ]
    show.answer(ctx, found, text=lines)
