"""No English message needs more than eight years of school; what does says here why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest
import yaml

from ketacost.output.questions import questions
from ketacost.words.sentence import sentence
from reading_level import as_read, grade, words_of
from test_export import BASE, CASES

MOST = 8.0
FEWEST = 8  # words; the measure says nothing of a name

# Above it, and why. A term of a plan's papers (deductible, maximum, benefit period) is what people
# look for there; a plainer word would be another thing.
TERMS = "terms of a plan's papers, two in few words"
RESEARCH = "for researchers, who use the tables themselves"
EXCEPTIONS = {
    "arms.savings-count": TERMS,
    "arms.savings-dont-count": TERMS,
    "arms.together-less": TERMS,
    "change-labels.poverty-each-further": RESEARCH,
    "change-labels.poverty-first-person": RESEARCH,
    "change-text.regions": RESEARCH,
    "data-page.holds": RESEARCH,
    "export.files": RESEARCH,
    "export.keywords": RESEARCH,
    "export.license": RESEARCH,
    "export.tables.plan-accumulators.holds": RESEARCH,
    "export.tables.prices.holds": RESEARCH,
    "export.tables.ways.holds": RESEARCH,
    "fields.family-met": TERMS,
    "first-html.api-compare": "for who writes programs",
    "inputs.count.label": TERMS,
    "inputs.itemize.label": "the tax form's own words",
    "rules.benefit-period": TERMS,
    "rules.outside-deductible": TERMS,
    "scenario.family-aggregate": TERMS,
    "scenario.family-embedded": TERMS,
    "scenario.savings-not-counted": TERMS,
}


def _messages(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _messages(part, f"{path}.{name}" if path else str(name))
    elif isinstance(value, str):
        yield path, as_read(value)


TEXT = resources.files("ketacost.words").joinpath("en.yaml").read_text("utf-8")
MESSAGES = {
    path: text for path, text in _messages(yaml.safe_load(TEXT)) if len(words_of(text)) >= FEWEST
}


def test_no_message_is_above_8th_grade() -> None:
    assert len(MESSAGES) > 300
    above = {path: round(grade(text), 1) for path, text in MESSAGES.items() if grade(text) > MOST}
    assert not {path: found for path, found in above.items() if path not in EXCEPTIONS}
    assert above.keys() == EXCEPTIONS.keys(), "an exception that is none any more"


@pytest.mark.parametrize("name", CASES)
def test_what_is_copied_is_short_sentences_and_a_link(name: str) -> None:
    """The first says the scenario, as long as that is; each of the others one thing."""
    words = sentence(CASES[name], BASE)
    said, _, link = words.rpartition(": ")
    assert link.startswith(BASE) and not re.search(r"[\s.]$", link)
    _, *others = re.split(r"(?<=\.)\s", said)
    assert len(others) >= len(CASES[name].arms) + 1
    assert max(len(words_of(one)) for one in others) <= 24, others


@pytest.mark.parametrize("name", CASES)
def test_no_question_is_long(name: str) -> None:
    """Names and codes apart: before a colon stand the treatments that are asked about."""
    for asked in questions(CASES[name]).values():
        for question in asked:
            ours = re.split(r"(?<= What plans ask for:)|(?<= billed apart\?)", question)[0]
            for one in re.split(r"(?<=[.?])\s", ours.rpartition(": ")[2]):
                assert len(words_of(one)) <= 24, question
