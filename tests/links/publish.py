"""Keep links for ever, with the figures they gave: `python tests/links/publish.py LINK ...`

Appends one line a link to published.jsonl. A line that stands there is never changed: if a test of
it fails, the program is wrong, not the line.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from ketacost import compare, from_link, load_prices, to_link

FILE = Path(__file__).with_name("published.jsonl")


def figures(link: str) -> dict[str, Any]:
    """What a link gives: cents, [low, typical, high], by arm.

    Raises:
        ScenarioError: the link can't be taken whole.
        PricingError: its release is not known, or not released.
    """
    scenario = from_link(link)
    arms = {}
    for arm in compare(load_prices(scenario.release), scenario).arms:
        found = {key: list(bounds.values()) for key, bounds in arm.ledger.totals().items()}
        if arm.otherwise:
            found["otherwise"] = list(arm.otherwise.totals()["patient_pays"].values())
        if arm.getting_there:
            found["getting_there"] = list(arm.getting_there.totals()["full_price"].values())
        arms[arm.id] = found
    return arms


def main(links: list[str]) -> int:
    """Append links that are not there yet."""
    lines = FILE.read_text(encoding="utf-8").splitlines() if FILE.exists() else []
    known = {json.loads(line)["link"] for line in lines}
    with FILE.open("a", encoding="utf-8") as file:
        for link in links:
            whole = to_link(from_link(link))
            if whole not in known:
                known.add(whole)
                file.write(json.dumps({"link": whole, "arms": figures(whole)}) + "\n")
    print(f"{len(known) - len(lines)} added, {len(known)} in all")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
