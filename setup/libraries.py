"""Print the Debian packages whose libraries this machine cannot load: first needed, then wanted.

    libraries.py needed     without them no PDF can be made
    libraries.py wanted     without them PDFs take about four times as long

Asking the loader beats asking the package list: it is what the press will ask.
"""

from __future__ import annotations

import ctypes
import sys

NEEDED = {
    "libpango-1.0-0": ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"),
    "libpangoft2-1.0-0": ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll"),
}
WANTED = {
    "libharfbuzz-subset0": ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
}


def loads(names: tuple[str, ...]) -> bool:
    """Whether one of `names` can be loaded here."""
    for name in names:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


if __name__ == "__main__":
    libraries = WANTED if sys.argv[1:] == ["wanted"] else NEEDED
    sys.stdout.write(" ".join(package for package, names in libraries.items() if not loads(names)))
