"""Keep links for ever, with the figures they gave: `python tests/links/publish.py LINK ...`

Appends one line a link to published.jsonl. A line that stands there is never changed: if a test of
it fails, the program is wrong, not the line.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from ketacost import from_link, to_link
from ketacost.model.published import published_figures

FILE = Path(__file__).with_name("published.jsonl")


def main(links: list[str]) -> int:
    """Append links that are not there yet."""
    lines = FILE.read_text(encoding="utf-8").splitlines() if FILE.exists() else []
    known = {json.loads(line)["link"] for line in lines}
    with FILE.open("a", encoding="utf-8") as file:
        for link in links:
            whole = to_link(from_link(link))
            if whole not in known:
                known.add(whole)
                file.write(json.dumps({"link": whole, "arms": published_figures(whole)}) + "\n")
    print(f"{len(known) - len(lines)} added, {len(known)} in all")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
