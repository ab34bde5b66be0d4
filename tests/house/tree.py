"""The checkout as the house tests read it: its files, and its Python as syntax trees."""

from __future__ import annotations

import ast
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["ROOT", "Source", "defined", "sources", "texts", "tracked"]

ROOT = Path(__file__).resolve().parents[2]

_NOT_OURS = {".git", ".venv", ".make", "demo", "dist", "build", "torture", "__pycache__"}


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """One Python file: its path from the root, its text, its tree, and all nodes of that."""

    path: str
    text: str
    tree: ast.Module
    nodes: tuple[ast.AST, ...]


@cache
def tracked() -> tuple[str, ...]:
    """The paths of all files of the project: those git knows, or all there are where git is not."""
    done = None
    if (ROOT / ".git").exists():
        done = subprocess.run(
            ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached"],
            cwd=ROOT,
            capture_output=True,
            check=False,
        )
    if done is None or done.returncode:
        return tuple(sorted(_walked()))
    names = done.stdout.decode().split("\0")
    return tuple(name for name in names if name and (ROOT / name).is_file())


def _walked() -> Iterator[str]:
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        hidden = any(part.startswith(".") and part.endswith("_cache") for part in parts)
        if path.is_file() and not hidden and not _NOT_OURS.intersection(parts):
            yield path.relative_to(ROOT).as_posix()


@cache
def texts(*folders: str, endings: tuple[str, ...] = ()) -> tuple[tuple[str, str], ...]:
    """Path and text of each project file below `folders` (all, without any) that is text."""
    found = []
    for name in tracked():
        if folders and not name.startswith(folders):
            continue
        if endings and not name.endswith(endings):
            continue
        content = (ROOT / name).read_bytes()
        if b"\0" not in content[:8192]:
            found.append((name, content.decode(errors="replace")))
    return tuple(found)


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    """The Python files below `folders`."""
    return tuple(_parsed(path, text) for path, text in texts(*folders, endings=(".py",)))


@cache
def _parsed(path: str, text: str) -> Source:
    tree = ast.parse(text)
    return Source(path, text, tree, tuple(ast.walk(tree)))


@cache
def defined(source: Source) -> tuple[tuple[str, int], ...]:
    """Every name this file gives to something, with its line: what a reader has to learn."""
    found = []
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.append((node.name, node.lineno))
        elif isinstance(node, ast.arg):
            found.append((node.arg, node.lineno))
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.append((node.id, node.lineno))
        elif isinstance(node, ast.alias) and node.asname:
            found.append((node.asname, node.lineno))
        elif (
            isinstance(node, ast.Attribute)
            and isinstance(node.ctx, ast.Store)
            # Somebody else's object keeps the names its maker gave it.
            and isinstance(node.value, ast.Name)
            and node.value.id in {"self", "cls"}
        ):
            found.append((node.attr, node.lineno))
    return tuple(found)
