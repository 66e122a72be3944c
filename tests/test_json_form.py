"""`ketacost compare --json` keeps its form: programs of other people read it.

json_form.txt holds every path that the document had at commit 8749142, with the kind of its value,
for the links below. New ones may come; none of these may go.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ketacost import compare, from_link, load_prices
from ketacost.output.json import comparison_json

FORM = Path(__file__).with_name("json_form.txt").read_text("utf-8").splitlines()
LINKS = (
    "?v=1&release=2026.1&arms=ketamine.iv:6,ssri.sertraline:9,cbt.individual:16,ect.outpatient:9"
    "&region=us&plan=none&horizon=course&start=1-1&year=plan&deductible=plan&met=0&max=plan"
    "&terms=plan&quotes=none&help=none&oon=none&tax=none&loan=none&miles=none&ride=none&wage=none",
    "?v=1&release=2026.1&arms=ketamine.esketamine:12,ketamine.im:6+cbt.individual:16"
    "&region=ca-los-angeles&plan=employer-ppo&horizon=12m&start=10-10&year=7&deductible=500"
    "&met=100&max=3000&terms=mental-health-visit:30&quotes=ketamine-injection-im:450,"
    "prescriber-evaluation:2x300&help=spravato-withme&oon=1000.60.80&tax=22&loan=12.9.9&miles=90"
    "&ride=60&wage=20",
    "?v=1&release=2025.1&arms=ketamine.iv:6,ect.inpatient:9&region=oh&plan=medicare-advantage"
    "&horizon=6m&start=12-1&year=plan&deductible=plan&met=0&max=plan&terms=plan&quotes=none"
    "&help=none&oon=none&tax=none&loan=none&miles=10&ride=none&wage=none",
)
KINDS = {bool: "boolean", int: "number", float: "number", str: "text", type(None): "null"}


def paths(value: Any, at: str = "") -> Iterator[str]:
    """Every path of a document with the kind of its value; sources by any name."""
    if isinstance(value, dict):
        yield f"{at or '(whole)'}: object"
        for key, part in value.items():
            key = "*" if at == "sources" else key
            yield from paths(part, f"{at}.{key}" if at else key)
    elif isinstance(value, list):
        yield f"{at}: list"
        for part in value:
            yield from paths(part, f"{at}[]")
    else:
        yield f"{at}: {KINDS[type(value)]}"


def test_no_path_of_the_document_has_gone() -> None:
    found: set[str] = set()
    for link in LINKS:
        scenario = from_link(link)
        text = comparison_json(compare(load_prices(scenario.release), scenario))
        found |= set(paths(json.loads(text)))
    assert len(FORM) == 166
    assert not set(FORM) - found
