"""docs/clear-communication.md adds up: every item of both instruments, and the sums it states."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TEXT = (Path(__file__).parents[1] / "docs/clear-communication.md").read_text(encoding="utf-8")


def _answers(heading: str) -> list[str]:
    """The answers in the first table under a heading."""
    part = TEXT[TEXT.index(heading) :]
    rows = re.findall(r"(?m)^\|([^|\n]+)\| (yes|no|n\.a\.) \|[^|\n]+\|$", part.split("\n#")[0])
    return [answer for _, answer in rows]


@pytest.mark.parametrize(
    ("heading", "items"), [("### Qualifying", 6), ("### Certification", 10), ("### Quality", 28)]
)
def test_every_item_of_ipdas_is_answered_and_counted(heading: str, items: int) -> None:
    answers = _answers(heading)
    assert len(answers) == items
    met, of = re.search(rf"{heading}: (\d+) of (\d+)", TEXT).groups()
    assert answers.count("yes") == int(met)
    assert items - answers.count("n.a.") == int(of)


def test_every_item_of_the_index_is_answered_and_counted() -> None:
    answers = _answers("## CDC Clear Communication Index")
    assert len(answers) == 20
    points, of = re.search(r"(\d+) of the (\d+) items that apply", TEXT).groups()
    assert answers.count("yes") == int(points) and 20 - answers.count("n.a.") == int(of)
    score = re.search(r"\*\*(\d+) of 100\*\*", TEXT)[1]
    assert int(score) == 100 * int(points) // int(of)
    without_a_main_message = int(points) - 5  # items 1 to 4 and 6
    assert f"and {100 * without_a_main_message // int(of)} are left" in TEXT
