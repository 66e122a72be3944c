"""Answers from memory are those worked out anew."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from ketacost import compare, load_prices
from ketacost.app.books import answer
from ketacost.output.json import comparison_json
from scenarios import scenarios

BOOK = load_prices("2026.2")


@settings(max_examples=25)
@given(scenario=scenarios(BOOK, most_arms=4), data=st.data())
def test_an_arm_from_memory_is_that_arm(scenario, data) -> None:  # type: ignore[no-untyped-def]
    answer(BOOK, scenario)
    fewer = data.draw(st.lists(st.sampled_from(scenario.arms), min_size=1, unique=True))
    for asked in (scenario, replace(scenario, arms=tuple(fewer))):
        assert comparison_json(answer(BOOK, asked)) == comparison_json(compare(BOOK, asked))
