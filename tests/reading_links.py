"""Links and fields as tests write them."""

from __future__ import annotations

from collections.abc import Mapping

from ketacost import Scenario
from ketacost.model.estimate import ArmEstimate, compare
from ketacost.model.link import FIELDS, field_texts, link_pairs, read_pairs
from ketacost.model.scenario import Arm
from ketacost.tables import PriceBook
from ketacost.words.scenario import problems


def read_fields(fields: Mapping[str, str], book: PriceBook) -> tuple[Scenario, list[str]]:
    """The scenario of some fields, and what was not taken, in sentences."""
    reading = read_pairs(list(fields.items()), book)
    return reading.scenario, problems(reading.problems)


def link_fields(link: str) -> dict[str, str]:
    """The fields of a link; the last of a repeated one."""
    return dict(link_pairs(link))


def whole_link(scenario: Scenario, version: str = "2") -> str:
    """A link that writes every field, as format 1 did."""
    texts = field_texts(scenario) | {"v": version}
    names = [n for n in texts if version == "2" or n not in FIELDS or FIELDS[n].in_format_1]
    return "?" + "&".join(f"{name}={texts[name]}" for name in names)


def estimate(book: PriceBook, scenario: Scenario, arm: Arm) -> ArmEstimate:
    """The one arm of a scenario."""
    assert scenario.arms == (arm,)
    return compare(book, scenario).arms[0]
