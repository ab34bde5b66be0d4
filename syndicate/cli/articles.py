"""Articles: added, shown passage by passage, cleared by a person."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from syndicate.cli import ask, intake, options, rights, scopes, show, versions
from syndicate.cli.door import at_desk, said
from syndicate.cli.sources import named, read_article
from syndicate.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from syndicate.desk import Desk
    from syndicate.desk.articles import Article
    from syndicate.rules.articles import Draft

app = typer.Typer(help="Articles, their versions and passages.")
intake.join(app)
versions.join(app)
rights.join(app)


@app.command()
def add(
    ctx: typer.Context,
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE", help="A text or HTML file, a URL, or - for standard input."
        ),
    ],
    url: Annotated[str | None, typer.Option("--url", help="Where it is published.")] = None,
    headline: Annotated[str | None, typer.Option("--headline", metavar="TEXT")] = None,
    byline: Annotated[str | None, typer.Option("--byline", metavar="NAME")] = None,
    published: Annotated[
        str | None, typer.Option("--published", metavar="DAY", help="2026-11-22, 22/11/2026 …")
    ] = None,
    lang: options.Language = None,
    edition: Annotated[str | None, typer.Option("--edition", metavar="CODE")] = None,
    update: Annotated[
        bool, typer.Option("--update", help="File a changed text as the next version.")
    ] = False,
    rewritten: options.Rewritten = False,
    dry_run: options.DryRun = False,
    key: options.IdempotencyKey = None,
) -> None:
    """Put an article on file and show its passages: what may be licensed, what is suspect, and why.

    Examples:
      syndicate article add story.html
      syndicate article add https://harbourcourier.example/news/ferry
      pbpaste | syndicate article add - --headline "Ferry returns"
    """
    from syndicate.rules.languages import read_language

    with at_desk(ctx) as desk:
        raw, draft = read_article(desk, source, url)
        changes: dict[str, Any] = {
            "headline": headline,
            "byline": byline,
            "url": url or draft.url,
            "published_on": _day(desk, published),
        }
        draft = replace(draft, **{k: v for k, v in changes.items() if v is not None})
        if lang is not None:
            draft = replace(draft, language=read_language(lang), language_stated=True)
        if not draft.headline:
            draft = replace(
                draft, headline=ask.ask(ctx, None, flag="--headline", question="Headline")
            )
        if dry_run:
            from syndicate.desk.articles import check_source, preview

            check_source(raw, draft, source)
            with desk.reading() as r:
                language = desk.articles.assumed_language(r, edition)
            made = preview(draft, today=desk.today, source=source, language=language)
        else:
            import hashlib

            made = ask.unless_rewritten(
                ctx,
                lambda rewritten: desk.articles.add(
                    draft,
                    raw=raw,
                    source=named(source),
                    edition=edition,
                    update=update,
                    rewritten=rewritten,
                    key=options.key_of(ctx, key, also={"content": hashlib.sha256(raw).hexdigest()}),
                ),
                told=rewritten,
            )
    show.understood(ctx, _echo(made, draft))
    _show(ctx, made)
    if made.blockers:
        show.next_step(ctx, made.blockers[0]["hint"])
    elif made.ref:
        show.next_step(ctx, f"syndicate request log --article {made.ref}")


def _day(desk: Desk, text: str | None) -> date | None:
    from syndicate.rules.dates import read_day

    return read_day(text, today=desk.today) if text is not None else None


def _echo(article: Article, draft: Draft) -> str:
    parts = [f"“{article.headline}”"]
    parts.append(f"by {article.byline}" if article.byline else "no byline")
    parts.append(f"published {article.published_on}" if article.published_on else "no date")
    guessed = "" if draft.language_stated else " (guessed)"
    parts.append(f"language {article.language}{guessed}")
    parts.append(article.url or "no URL")
    return ", ".join(parts)


@app.command("show")
def show_(
    ctx: typer.Context,
    article: options.ArticleRef,
    version: Annotated[
        int | None, typer.Option("--version", metavar="N", min=1, help="Not the newest version.")
    ] = None,
    diff: Annotated[
        str | None,
        typer.Option("--diff", metavar="N..M", help="What changed from version N to M."),
    ] = None,
    delivered: Annotated[
        bool, typer.Option("--delivered", help="Show the text as a licensee would get it.")
    ] = False,
) -> None:
    """Show an article: every passage, whose it is, and what a person has said about it.

    Examples:
      syndicate article show ART-000001
      syndicate article show 1 --delivered
      syndicate article show 1 --diff 1..2
    """
    with at_desk(ctx) as desk:
        if diff is not None:
            changes = desk.versions.diff(article, diff)
            show.answer(ctx, changes, text=versions.diff_lines(changes))
            return
        found = desk.articles.show(article, version=version)
    if delivered:
        show.answer(ctx, found, text=found.delivered)
        return
    _show(ctx, found)
    if found.blockers:
        show.next_step(ctx, found.blockers[0]["hint"])


def _show(ctx: typer.Context, article: Article, *, only: set[int] | None = None) -> None:
    """Show an article with all its passages, or with those that a ruling was just about."""
    lines = [
        f"{article.ref or 'not filed'}  {article.state}  version {article.version} of {article.versions}",
        f"  {article.headline}",
        (
            f"  {article.byline or 'no byline'} ({_basis(article)}) · "
            f"{article.published_on or 'no date'} · {article.language} · {article.url or 'no URL'}"
        ),
        f"  {article.words_total} words, {article.words_licensable} licensable",
        *versions.stopped_lines(article.stopped),
        *versions.edition_lines(article.editions),
    ]
    shown = [p for p in article.passages if only is None or p["n"] in only]
    lines += [""] if shown else []
    for p in shown:
        mark = "  " if p["licensable"] else "? " if p["open"] else "x "
        lines.append(f"{mark}{p['n']:>3}  {_start(p['text'])}")
        if p["licensable"]:
            lines += _settled_by(p)
        else:
            reason = str(p["reason"]).removeprefix(f"{p['kind']}: ")
            lines.append(f"       {p['kind']}, {p['owner']}: {reason}")
            said_so = (p["words"] or "").removesuffix("…").rstrip()
            if said_so and said_so not in f"{p['text'][: len(said_so)]} {reason}":
                lines.append(f"       words: “{_start(p['words'])}”")
    for one in article.restrictions:
        days = f"until {one['until']}" if one["until"] else "until it is released"
        lines.append(f"  {one['kind']} ({one['ref']}) {days}: {one['reason']}, says {one['by']}")
    if article.blockers:
        lines.append("")
        lines.append(f"{len(article.blockers)} to settle before a licence:")
        for b in article.blockers:
            lines.append(f"  {b['message']}")
            lines.append(f"    {b['hint']}")
    show.answer(ctx, article, text=lines)


def _settled_by(passage: Mapping[str, Any]) -> list[str]:
    """By which agreement or ruling a passage may be licensed, and until when; nothing for one that is just ours."""
    from syndicate.rules.articles import OURS

    if passage["reason"] == OURS:
        return []
    until, told = passage["until"], str(passage["reason"])
    if until is not None and " until " not in told:
        told = f"{told}, until {until}"
    return [f"       {told}"]


def _basis(article: Article) -> str:
    """How the writer works for the house, and where the list of contributors says so."""
    by = article.byline_by or ""
    return f"{article.byline_basis}, says {by}" if "contributors (" in by else article.byline_basis


def _start(text: str, most: int = 88) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


@app.command("list", cls=options.Listing)
def list_(
    ctx: typer.Context,
    words: Annotated[
        str | None,
        typer.Argument(metavar="[WORDS]", help="Words of headline, byline, section or text."),
    ] = None,
    author: Annotated[
        str | None, typer.Option("--author", metavar="NAME", help="Of the byline, or part of it.")
    ] = None,
    section: Annotated[str | None, typer.Option("--section", metavar="NAME")] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DAY", help="Published on that day or later.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DAY", help="Published on that day or before.")
    ] = None,
    edition: Annotated[str | None, typer.Option("--edition", metavar="CODE")] = None,
    state: Annotated[
        str | None, typer.Option("--state", metavar="STATE", help="usable, withheld, killed, stub.")
    ] = None,
    rights: Annotated[
        str | None,
        typer.Option(
            "--rights", metavar="RIGHTS", help="open: something waits for a person; or clear."
        ),
    ] = None,
    url: Annotated[
        str | None, typer.Option("--url", metavar="ADDRESS", help="In whatever spelling.")
    ] = None,
) -> None:
    """List articles, newest published first.

    Examples:
      syndicate article list "harbour ferries" --since 2026-01-01
      syndicate article list --author quill --rights open --json
    """
    from syndicate.desk.lists.articles import Wanted

    with at_desk(ctx) as desk:
        wanted = Wanted(
            words=words,
            author=author,
            section=section,
            since=_day(desk, since),
            until=_day(desk, until),
            edition=edition,
            state=state,
            rights=rights,
            url=url,
        )
        found = desk.lists.find_articles(wanted, limit=show.limit(ctx))
    show.records(
        ctx,
        found.lines,
        columns="ref state headline byline published_on open_suspects",
        empty="syndicate article add FILE",
        total=found.total,
        counted=found.counted,
    )


@app.command()
def clear(
    ctx: typer.Context,
    article: options.ArticleRef,
    passages: Annotated[
        list[int] | None, typer.Argument(metavar="[PASSAGE]…", help="Numbers of passages.")
    ] = None,
    own_words: Annotated[
        bool, typer.Option("--own-words", help="Our own sentence about somebody's reporting.")
    ] = False,
    owned: Annotated[bool, typer.Option("--owned", help="The publisher owns it.")] = False,
    licensed: Annotated[
        bool, typer.Option("--licensed", help="A contract covers it: name --owner and --source.")
    ] = False,
    exclude: Annotated[
        bool, typer.Option("--exclude", help="Leave it out of every licence.")
    ] = False,
    include: Annotated[bool, typer.Option("--include", help="Take an exclusion back.")] = False,
    text: Annotated[
        bool, typer.Option("--text", help="It is article text, no promo or boilerplate.")
    ] = False,
    whole: Annotated[
        bool,
        typer.Option("--whole", help="Of an article from another house: --owned, or --licensed."),
    ] = False,
    byline: Annotated[
        str | None, typer.Option("--byline", metavar="NAME", help="Who wrote it.")
    ] = None,
    basis: Annotated[
        str | None,
        typer.Option(
            "--basis", metavar="BASIS", help="With --byline: staff, assigned or freelance."
        ),
    ] = None,
    limits: Annotated[
        str | None,
        typer.Option(
            "--limits", metavar="TEXT", help="What the author's terms allow; licences print it."
        ),
    ] = None,
    share: Annotated[
        str | None,
        typer.Option("--share", metavar="PER CENT", help="A freelance's share of the net fee."),
    ] = None,
    owner: Annotated[str | None, typer.Option("--owner", metavar="NAME")] = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="TEXT", help="The contract.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DAY", help="The last day it holds.")
    ] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who says so.")] = None,
    reason: options.Reason = None,
) -> None:
    """Say whose a passage is, or who wrote the article. Nothing is licensed until somebody has.

    Examples:
      syndicate article clear ART-000001 10 11 --own-words --by "A. Reed"
      syndicate article clear ART-000001 10 --exclude
      syndicate article clear ART-000001 --byline "Mara Quill" --basis staff

    For all articles at once: syndicate agreement add, syndicate contributor add.
    """
    from syndicate.rules.articles import Act

    acts = {
        Act.OWN_WORDS: own_words,
        Act.OWNED: owned,
        Act.LICENSED: licensed,
        Act.EXCLUDE: exclude,
        Act.INCLUDE: include,
        Act.TEXT: text,
    }
    chosen = [act for act, on in acts.items() if on]
    named = basis is not None or byline is not None
    if len(chosen) + int(named) != 1:
        raise BadInput(
            "say one thing: --own-words, --owned, --licensed, --exclude, --include, --text, or "
            "--byline with --basis",
            hint=f"syndicate article clear {article} 3 --own-words --by NAME",
        )
    with at_desk(ctx) as desk:
        who = by or desk.settings.actor
        if named:
            made = desk.articles.clear_byline(
                article,
                byline=byline,
                basis=scopes.read_basis(basis),
                by=who,
                limits=limits,
                share=scopes.read_share(share),
            )
        elif whole:
            made = desk.articles.clear_whole(
                article,
                act=chosen[0],
                by=who,
                basis=reason,
                source=source,
                until=_day(desk, until),
            )
        else:
            if not passages:
                raise BadInput(
                    "which passages? name their numbers",
                    hint=f"syndicate article show {article}",
                )
            made = desk.articles.clear(
                article,
                numbers=passages,
                act=chosen[0],
                by=who,
                owner_name=owner,
                basis=reason,
                source=source,
                until=_day(desk, until),
            )
        rests = bool(desk.stoppages.to_wake(made.ref))
    if exclude and not said(ctx).on("json"):
        show.note(ctx, "as a licensee would get it:")
        show.answer(ctx, made, text=made.delivered)
    else:
        _show(ctx, made, only=set(passages or ()))
    if made.blockers:
        show.next_step(ctx, made.blockers[0]["hint"])
    elif rests:
        show.next_step(ctx, f"syndicate article reinstate {made.ref} --by NAME")
