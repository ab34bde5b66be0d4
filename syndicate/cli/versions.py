"""The life of an article: its versions, corrections and editions; withdrawn, killed and given back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from syndicate.cli import ask, forms, options, show
from syndicate.cli.completion import references
from syndicate.cli.door import at_desk
from syndicate.cli.sources import named, read_article
from syndicate.errors import BadInput

if TYPE_CHECKING:
    from syndicate.desk.stoppages import Reinstated, Stopped
    from syndicate.desk.versions import Corrected
    from syndicate.desk.works import Linked

__all__ = ["diff_lines", "edition_lines", "join", "stopped_lines"]

By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who says so. Else you.")]
Note = Annotated[
    str | None,
    typer.Option("--note", metavar="TEXT", help="What was wrong, for everybody to read."),
]
Other = Annotated[
    str,
    typer.Argument(metavar="OTHER", help="Another article.", autocompletion=references("article")),
]


def versions(ctx: typer.Context, article: options.ArticleRef) -> None:
    """List the versions of an article, newest first: why each was made, when and by whom.

    Example:
      syndicate article versions ART-000001
    """
    with at_desk(ctx) as desk:
        rows = desk.versions.on_file(article)
    show.records(
        ctx, rows, columns="n reason at by words note digest", empty="article add --update"
    )


def correct(
    ctx: typer.Context,
    article: options.ArticleRef,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="The corrected text: a file, a URL, or -.")
    ],
    note: Note = None,
    by: By = None,
    rewritten: options.Rewritten = False,
    dry_run: options.DryRun = False,
    key: options.IdempotencyKey = None,
) -> None:
    """File the corrected text of an article as its next version, and name who carries an older one.

    A headline, byline, day or language that the file does not state stays as it was. Licences stay as
    they were granted: each is for its own version. A text in which nearly nothing of the old one is left is
    taken for the wrong file.

    Examples:
      syndicate article correct ART-000001 corrected.txt --note "The price was 430 crowns." --by "A. Reed"
      syndicate article correct 1 corrected.html --note "A name was misspelt." --dry-run
    """
    why = ask.ask(ctx, note, flag="--note", question="What was wrong")
    with at_desk(ctx) as desk:
        raw, draft = read_article(desk, file)
        if dry_run:
            made = desk.versions.check(
                article, draft, source=named(file), note=why, by=by, rewritten=rewritten
            )
        else:
            made = ask.unless_rewritten(
                ctx,
                lambda rewritten: desk.versions.correct(
                    article,
                    draft,
                    raw=raw,
                    source=named(file),
                    note=why,
                    by=by or desk.settings.actor,
                    rewritten=rewritten,
                    key=options.key_of(ctx, key, also={"content": hashlib.sha256(raw).hexdigest()}),
                ),
                told=rewritten,
            )
        blockers = () if dry_run else desk.articles.show(made.ref).blockers
    show.answer(ctx, made, text=_corrected_lines(made))
    if dry_run:
        return
    if blockers:
        show.next_step(ctx, blockers[0]["hint"])
    elif any(one["older"] for one in made.holders["licences"]):
        show.next_step(ctx, "syndicate today --section correction")
    else:
        show.next_step(ctx, f"syndicate article show {made.ref}")


def edit(
    ctx: typer.Context,
    article: options.ArticleRef,
    headline: Annotated[str | None, typer.Option("--headline", metavar="TEXT")] = None,
    byline: Annotated[
        str | None, typer.Option("--byline", metavar="NAME", help='As printed; "" is none.')
    ] = None,
    published: Annotated[str | None, typer.Option("--published", metavar="DAY")] = None,
    section: Annotated[str | None, typer.Option("--section", metavar="NAME")] = None,
    url: Annotated[str | None, typer.Option("--url", help="Where it is published.")] = None,
    release: Annotated[
        list[str] | None,
        typer.Option("--release", metavar="FIELD", help="Let imports set this field again."),
    ] = None,
    key: options.IdempotencyKey = None,
) -> None:
    """Set by hand what stands about an article. No import changes it from then on.

    Headline, byline and day belong to the text, so changing them makes a new version.

    Examples:
      syndicate article edit ART-000001 --headline "Ferry returns" --section Coast
      syndicate article edit 1 --release headline
    """
    from syndicate.rules.articles.edits import FIELDS
    from syndicate.rules.dates import read_day

    freed = ["published_on" if f == "published" else f for f in release or ()]
    unknown = sorted(set(freed) - set(FIELDS))
    if unknown:
        raise BadInput(
            f"--release: {unknown[0][:60]!r} is no field of an article",
            hint="headline, byline, published, section or url",
        )
    if headline is not None and not headline.strip():
        raise BadInput("an article has a headline", hint='--headline "TEXT"')
    with at_desk(ctx) as desk:
        changes: dict[str, Any] = {
            "headline": headline,
            "byline": byline,
            "section": section,
            "url": url,
            "published_on": read_day(published, today=desk.today) if published else None,
        }
        ref = desk.versions.edit(
            article,
            changes={k: v or None for k, v in changes.items() if v is not None},
            release=freed,
            key=options.key_of(ctx, key),
        )
        found = desk.articles.show(ref)
    lines = [
        f"{found.ref}  {found.state}  version {found.version}",
        f"  {found.headline}",
        (
            f"  {found.byline or 'no byline'} · {found.published_on or 'no date'} · "
            f"{found.section or 'no section'} · {found.url or 'no URL'}"
        ),
        f"  by hand: {', '.join(found.edited).replace('published_on', 'published') or 'nothing'}",
    ]
    show.answer(ctx, found, text=lines)
    if found.blockers:
        show.next_step(ctx, found.blockers[0]["hint"])


def link(
    ctx: typer.Context,
    article: options.ArticleRef,
    other: Other,
    original: Annotated[
        str | None,
        typer.Option(
            "--original", metavar="ARTICLE", help="Which of the two the other translates."
        ),
    ] = None,
    key: options.IdempotencyKey = None,
) -> None:
    """Say that two articles are editions or translations of one. A kill that stands stops the other too.

    Example:
      syndicate article link ART-000001 ART-000002 --original ART-000001
    """
    with at_desk(ctx) as desk:
        made = desk.works.link(article, other, original=original, key=options.key_of(ctx, key))
    _show_linked(ctx, made)


def unlink(
    ctx: typer.Context, article: options.ArticleRef, key: options.IdempotencyKey = None
) -> None:
    """Take an article out of its work. No import links it again, and what was stopped stays stopped.

    Example:
      syndicate article unlink ART-000002
    """
    with at_desk(ctx) as desk:
        made = desk.works.unlink(article, key=options.key_of(ctx, key))
    _show_linked(ctx, made)


def _show_linked(ctx: typer.Context, made: Linked) -> None:
    lines = [f"{made.ref}  {made.state}"]
    lines += edition_lines(made.editions) or ["  linked to no other article"]
    lines += [f"  stopped along: {', '.join(made.stopped)}"] if made.stopped else []
    show.answer(ctx, made, text=lines)


def withdraw(
    ctx: typer.Context,
    article: options.ArticleRef,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help="Why, for everybody to read.")
    ] = None,
    by: By = None,
    key: options.IdempotencyKey = None,
) -> None:
    """Withhold an article: nothing new of it is quoted or licensed. What is licensed stands.

    Example:
      syndicate article withdraw ART-000001 --reason "A source asked us to wait."
    """
    why = ask.ask(ctx, reason, flag="--reason", question="Why")
    with at_desk(ctx) as desk:
        made = desk.stoppages.withdraw(article, reason=why, by=by, key=options.key_of(ctx, key))
        editions = desk.articles.show(made.ref).editions
    show.answer(ctx, made, text=[*_stopped_lines(made), *edition_lines(editions)])
    show.next_step(ctx, f"syndicate article reinstate {made.ref} --by NAME")


def kill(
    ctx: typer.Context,
    article: options.ArticleRef,
    public: Annotated[
        str | None, typer.Option("--public", metavar="TEXT", help="What licensees may read.")
    ] = None,
    private: Annotated[
        str | None,
        typer.Option("--private", metavar="FILE", help="The reason for `article reason` alone."),
    ] = None,
    by: By = None,
    dry_run: options.DryRun = False,
    key: options.IdempotencyKey = None,
) -> None:
    """Stop an article and every edition of it at once: grants rest, open quotes are withdrawn.

    Asks nothing. Prints whom to call: the licensees with their contacts and the copies known of.

    Examples:
      syndicate article kill ART-000001 --public "The report is withdrawn." --private counsel.txt
      syndicate article kill 1 --public "The report is withdrawn." --dry-run
    """
    if public is None:
        raise BadInput(
            "missing --public: what may licensees read of it?",
            hint=f'syndicate article kill {article} --public "The report is withdrawn."',
        )
    content = ask.content(private) if private is not None else None
    also = {"content": hashlib.sha256(content).hexdigest()} if content is not None else None
    with at_desk(ctx) as desk:
        if dry_run:
            made = desk.stoppages.check(article, public=public, by=by)
        else:
            made = desk.stoppages.kill(
                article,
                public=public,
                private=content,
                by=by,
                key=options.key_of(ctx, key, also=also),
            )
    show.answer(ctx, made, text=_stopped_lines(made))
    if not dry_run:
        show.next_step(ctx, f"syndicate article reinstate {made.ref} FILE --by NAME")


def reinstate(
    ctx: typer.Context,
    article: options.ArticleRef,
    file: Annotated[
        str | None,
        typer.Argument(metavar="[FILE]", help="The corrected text: a file, a URL, or -."),
    ] = None,
    note: Note = None,
    same_text: Annotated[
        bool,
        typer.Option("--same-text", help="The killed text may stand: --note says why."),
    ] = False,
    by: By = None,
    key: options.IdempotencyKey = None,
) -> None:
    """Lift a kill, with the corrected text, or a withdrawal; wake what rests once the text is settled.

    Other editions stay as they are: each comes back with its own text.

    Examples:
      syndicate article reinstate ART-000001 corrected.txt --note "The price is corrected." --by "A. Reed"
      syndicate article reinstate 2 --same-text --note "The translation was right." --by "A. Reed"
    """
    if file is not None and same_text:
        raise BadInput("a FILE and --same-text exclude each other")
    with at_desk(ctx) as desk:
        raw, draft = read_article(desk, file) if file is not None else (b"", None)
        also = {"content": hashlib.sha256(raw).hexdigest()} if file is not None else None
        made = desk.stoppages.reinstate(
            article,
            by=by or desk.settings.actor,
            draft=draft,
            raw=raw,
            source=named(file) if file is not None else "",
            note=note,
            same_text=same_text,
            key=options.key_of(ctx, key, also=also),
        )
        blockers = desk.articles.show(made.ref).blockers
    show.answer(ctx, made, text=_reinstated_lines(made))
    waiting = [e["ref"] for e in made.editions if e["state"] == "killed"]
    if made.resting and blockers:
        show.next_step(ctx, blockers[0]["hint"])
    elif waiting:
        show.next_step(ctx, f"syndicate article reinstate {waiting[0]} FILE --by NAME")
    else:
        show.next_step(ctx, f"syndicate article holders {made.ref}")


def reason(ctx: typer.Context, article: options.ArticleRef) -> None:
    """Read the private reason of a kill. No other command shows it; that it was read enters the log.

    Example:
      syndicate article reason ART-000001
    """
    with at_desk(ctx) as desk:
        found = desk.stoppages.reason(article)
    text = found["text"]
    lines = text.rstrip("\n").splitlines() if text is not None else [f"file  {found['path']}"]
    show.answer(ctx, found, text=lines)


def holders(ctx: typer.Context, article: options.ArticleRef) -> None:
    """Show who holds an article or an edition of it: licences, versions, contacts, and copies known of.

    Example:
      syndicate article holders ART-000001
    """
    with at_desk(ctx) as desk:
        found = desk.versions.holders(article)
    lines = [f"{found['ref']}  {found['state']}", *_holder_lines(found)]
    show.answer(ctx, found, text=lines)


# -- for eyes ---------------------------------------------------------------------------------------


def diff_lines(changes: Mapping[str, Any]) -> list[str]:
    """Two versions compared, for eyes: what went as [-words-], what came as {+words+}."""
    note = f": {changes['note']}" if changes["note"] else ""
    return [
        f"{changes['ref']}  version {changes['from']} to {changes['to']} ({changes['reason']}){note}",
        *_change_lines(changes),
    ]


def _change_lines(changes: Mapping[str, Any]) -> list[str]:
    from syndicate.rules.articles.changes import marked

    def words(one: Mapping[str, Any]) -> str:
        return marked([(op["op"], op["text"]) for op in one["ops"]])

    lines = [
        f"  words: {changes['words_inserted']} came, {changes['words_deleted']} went",
        *(f"  {one['field'].replace('_on', '')}: {words(one)}" for one in changes["fields"]),
    ]
    same: list[int] = []
    for one in [*changes["passages"], None]:
        if one is not None and one["change"] == "same":
            same.append(one["new"])
            continue
        if same:
            span = f"{same[0]}-{same[-1]}" if len(same) > 1 else str(same[0])
            lines.append(f"  passage{'s' if len(same) > 1 else ''} {span} unchanged")
            same = []
        if one is not None:
            lines.append(f"  {_place(one)}: {words(one)}")
    return lines


def _place(one: Mapping[str, Any]) -> str:
    """Where a passage stands, and what became of it."""
    if one["change"] == "added":
        return f"passage {one['new']} added"
    if one["change"] == "removed":
        return f"passage {one['old']} removed"
    was = f" (was {one['old']})" if one["old"] != one["new"] else ""
    return f"passage {one['new']}{was} {one['change']}"


def edition_lines(editions: Sequence[Mapping[str, Any]]) -> list[str]:
    """The other editions of a work, a line each."""
    return [
        f"  also {e['ref']}  {e['state']}  {e['language']}"
        + (", the original" if e["original"] else "")
        + (f", translates {e['translation_of']}" if e["translation_of"] else "")
        + f": {e['headline']}"
        for e in editions
    ]


def stopped_lines(stopped: Mapping[str, Any] | None) -> list[str]:
    """What stops an article, as everybody may read it."""
    if stopped is None:
        return []
    word = "killed" if stopped["kind"] == "kill" else "withheld"
    at = forms.spoken(stopped["at"])
    return [f"  {word} {at} by {stopped['by']}: {stopped['public']}"]


def _corrected_lines(made: Corrected) -> list[str]:
    return [
        f"{made.ref}  {made.state}  version {made.version} ({made.reason} by {made.by})",
        *([f"  {made.note}"] if made.note else []),
        *_change_lines(made.changes),
        *edition_lines(made.editions),
        *_holder_lines(made.holders),
    ]


def _stopped_lines(made: Stopped) -> list[str]:
    lines = [
        f"{made.ref}  {made.state}  {forms.spoken(made.at)} by {made.by}",
        f"  {made.public}",
    ]
    if made.kind == "kill":
        lines += [f"  stopped: {', '.join(a['ref'] for a in made.articles)}"]
        lines += [f"  {_count(made.licences, 'licence')} at rest{_named(made.licences)}"]
    if made.quotes_withdrawn:
        withdrawn = made.quotes_withdrawn
        lines.append(f"  {_count(withdrawn, 'quote')} withdrawn{_named(withdrawn)}")
    if made.quotes_blocked:
        blocked = made.quotes_blocked
        lines.append(f"  {_count(blocked, 'accepted quote')} not to be licensed{_named(blocked)}")
    return lines + _holder_lines(made.holders)


def _reinstated_lines(made: Reinstated) -> list[str]:
    return [
        f"{made.ref}  {made.state}  version {made.version}, by {made.by}",
        f"  {_count(made.active_again, 'licence')} active again{_named(made.active_again)}",
        *(f"  {one['licence']} rests: {one['why']}" for one in made.resting),
        *edition_lines(made.editions),
        *_holder_lines(made.holders),
    ]


def _holder_lines(found: Mapping[str, Any]) -> list[str]:
    """Whom to call, and where copies stand."""
    lines: list[str] = []
    licences = found["licences"]
    for title, held in (
        ("an older version is held by:", [one for one in licences if one["older"]]),
        ("held under licence by:", [one for one in licences if not one["older"]]),
        ("may be held under old licences that name no article:", found["may_hold"]),
    ):
        lines += [f"  {title}"] if held else []
        for one in held:
            lines.append(
                f"    {one['licensee_name']} ({one['licensee']}), {one['country'] or 'country not stated'}"
            )
            lines.append(f"      call    {_reached(one['contact'])}")
            lines.append(
                f"      {one['licence']}  {one['state']}, {one['article'] or 'article not stated'}, "
                f"{_carried(one)}, {one['outlet'] or 'outlet not stated'}"
            )
    lines += ["  copies known of:"] if found["copies"] else []
    for copy in found["copies"]:
        licence = copy["licence"] or "no licence on file"
        lines.append(
            f"    {copy['ref']}  {copy['article']} {_carried(copy)}, {licence}, seen "
            f"{forms.spoken(copy['last_seen'])}: {copy['place']}"
        )
    return lines or ["  nobody holds it under licence, and no copy is known of"]


def _carried(one: Mapping[str, Any]) -> str:
    if one["version"] is None:
        return "version not stated"
    return f"version {one['version']}" + (f" of {one['newest_version']}" if one["older"] else "")


def _reached(contact: Mapping[str, str | None] | None) -> str:
    known = [contact[name] for name in ("name", "telephone", "email")] if contact else []
    return ", ".join(word for word in known if word) or "no contact on file"


def _count(things: Sequence[str], noun: str) -> str:
    return f"1 {noun}" if len(things) == 1 else f"{len(things)} {noun}s"


def _named(things: Sequence[str]) -> str:
    return f": {', '.join(things)}" if things else ""


def join(app: typer.Typer) -> None:
    """Add these verbs to the noun `article`."""
    app.command("versions", cls=options.Listing)(versions)
    for verb in (correct, edit, link, unlink, withdraw, kill, reinstate, reason, holders):
        app.command(verb.__name__)(verb)
