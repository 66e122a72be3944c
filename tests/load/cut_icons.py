"""Cut Streamlit's icon font down to the icons that Streamlit's pages and ours can show.

    pip install fonttools brotli && python tests/load/cut_icons.py

Writes src/ketacost/app/browser/icons.woff2 and prints what app/icons.py must say. Needed when a new
Streamlit brings another icon font or another icon; until then its whole font is served.
"""

from __future__ import annotations

import hashlib
import re
import textwrap
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from streamlit import file_util

ROOT = Path(__file__).parents[2]
OURS = ROOT / "src" / "ketacost" / "app" / "browser" / "icons.woff2"
ICON = re.compile(r":material/(\w+):")
_SPARE = """
call chat delete download edit help ios_share print refresh search share tune undo
"""
"""Icons that a page of ours may well want next."""


def names() -> set[str]:
    """Icons that a page can show."""
    scripts = (Path(file_util.get_static_dir()) / "static" / "js").glob("*.js")
    files = [*scripts, *(ROOT / "src" / "ketacost").rglob("*.py")]
    return {n for file in files for n in ICON.findall(file.read_text("utf-8"))} | set(
        _SPARE.split()
    )


def main() -> None:
    """Cut it."""
    (whole,) = (Path(file_util.get_static_dir()) / "static" / "media").glob(
        "MaterialSymbols*.woff2"
    )
    font, wanted, found = TTFont(whole), names(), set[str]()
    letter = {glyph: chr(code) for code, glyph in font.getBestCmap().items()}
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in (getattr(t, "ExtSubTable", t) for t in lookup.SubTable):
            for first, ligatures in list(getattr(table, "ligatures", {}).items()):
                for one in list(ligatures):
                    name = "".join(letter.get(part, "?") for part in (first, *one.Component))
                    if name in wanted:
                        found.add(name)
                    else:
                        ligatures.remove(one)
                if not ligatures:
                    del table.ligatures[first]
    options = subset.Options(layout_features=["*"], hinting=False, notdef_outline=True)
    cutter = subset.Subsetter(options)
    cutter.populate(text="abcdefghijklmnopqrstuvwxyz0123456789_ ")
    cutter.subset(font)
    font.flavor = "woff2"
    font.save(OURS)
    print(f'WHOLE = "{hashlib.sha256(whole.read_bytes()).hexdigest()}"')
    print(f'_NAMES = """\n{textwrap.fill(" ".join(sorted(found)), 98)}\n"""')


if __name__ == "__main__":
    main()
