"""Write docs/cli.md from the commands' own help, so that the page cannot say anything else.

`reference.py docs/cli.md` writes it; with `--check` it says what differs, and fails, when the page
is not what it would be.
"""

from __future__ import annotations

import difflib
import os
import sys
from pathlib import Path

# Help is wrapped to the terminal and may be coloured; a page is neither.
os.environ.update(COLUMNS="80", TERM="dumb", NO_COLOR="1", LANG="C.UTF-8")

from typer._click.core import Context
from typer.core import TyperGroup

from syndicate.cli.app import NOUNS, commands, program

HEAD = """\
# The commands

This page is what `syndicate … --help` says, written by `make docs`.

"""


def page() -> str:
    """The whole page."""
    root, unread = program(), program()
    tree = dict(commands(root))

    def told(words: str) -> str:
        # before a noun is read, the table speaks for it
        command = root if words else unread
        ctx = Context(command, info_name="syndicate", terminal_width=80, **command.context_settings)
        for word in words.split():
            command = command.commands[word] if isinstance(command, TyperGroup) else command
            ctx = Context(command, info_name=word, parent=ctx)
        return "\n".join(line.rstrip() for line in ctx.get_help().strip().splitlines())

    parts = [HEAD, "| command | |\n|--|--|\n"]
    parts += [f"| [`{noun.name}`](#syndicate-{noun.name}) | {noun.help} |\n" for noun in NOUNS]
    parts.append(f"\n## syndicate\n\n```text\n{told('')}\n```\n")
    for words in tree:
        mark = "##" if " " not in words else "###"
        parts.append(f"\n{mark} syndicate {words}\n\n```text\n{told(words)}\n```\n")
    return "".join(parts)


def main(arguments: list[str]) -> int:
    """Write or check the page; the exit code."""
    check = "--check" in arguments
    (name,) = [each for each in arguments if each != "--check"]
    path = Path(name)
    new = page()
    if not check:
        path.parent.mkdir(exist_ok=True)
        path.write_text(new, encoding="utf-8")
        return 0
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    changes = difflib.unified_diff(
        old.splitlines(), new.splitlines(), name, "what the commands say", lineterm="", n=1
    )
    sys.stdout.writelines(f"{line}\n" for line in changes)
    return int(old != new)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
