"""Make the page pictures of the README: the tutorial's own papers, printed and laid into docs/pictures.

python -m tests.docs.pictures
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
from pathlib import Path

from PIL import Image

from syndicate.documents.pictures import page_pictures
from tests.docs.replay import ROOT, Step, played, steps, told

PICTURES = ROOT / "docs" / "pictures"
PAPERS = {
    "quote": "syndicate quote show 1",
    "licence": "syndicate licence show 1",
    "invoice": "syndicate invoice show 1",
}
_WIDTH = 700
_COLOURS = 48


def main() -> int:
    """Play the day, then lay page 1 of each paper into docs/pictures."""
    page = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="pictures-") as made:
        folder = Path(made).resolve()
        played(page, folder)
        at = steps(page)[-1].at
        for name, command in PAPERS.items():
            paper = json.loads(told(Step(f"{command} --json", at, ""), folder))
            pdf = Path(paper["path"].replace("~/desk", str(folder / "desk"))).read_bytes()
            (picture,) = page_pictures(pdf, width=_WIDTH, pages=1)
            out = io.BytesIO()
            few = (
                Image.open(io.BytesIO(picture))
                .convert("RGB")
                .quantize(_COLOURS, dither=Image.Dither.NONE)
            )
            few.save(out, "PNG", optimize=True)
            (PICTURES / f"{name}.png").write_bytes(out.getvalue())
    return 0


if __name__ == "__main__":
    sys.exit(main())
