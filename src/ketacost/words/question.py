"""The question in a line, and the short names that its choices have."""

from __future__ import annotations

from functools import lru_cache

from ketacost.model.scenario import Scenario
from ketacost.model.way_to_approval import put_before
from ketacost.tables import PriceBook
from ketacost.tables.language import language
from ketacost.words.arms import counted
from ketacost.words.language import words


def option_word(book: PriceBook, option: str) -> str:
    """An option in a few words: `IM injection`; as the tables call it where there are none."""
    return _word(f"options-short.{option}") or book.options[option].label


def plan_word(book: PriceBook, plan: str) -> str:
    """A plan in a few words: `Employer PPO`."""
    return _word(f"plans-short.{plan}") or book.plans[plan].label


def _word(path: str) -> str:
    try:
        return words().template(path)
    except KeyError:
        return ""


def named_option(book: PriceBook, option: str) -> str:
    """`Ketamine: IM injection`, to be found by typing."""
    return f"{book.treatment_of(option).short}: {option_word(book, option)}"


def question_parts(scenario: Scenario, book: PriceBook) -> tuple[str, str, str, str]:
    """Option, sessions, place and plan of the first arm: `IV infusion`, `6 infusions`, `Ohio`,
    `employer plan (PPO)`."""
    arm = scenario.arms[0]
    choice = arm[put_before(book, arm)]
    sessions = f"{choice.sessions} {counted(choice.sessions, choice.option, book)}"
    plan = plan_word(book, scenario.plan)
    place = (
        words().say("question.anywhere")
        if scenario.region == "us"
        else (book.regions[scenario.region].label)
    )
    return option_word(book, choice.option), sessions, place, plan


def region_names(book: PriceBook) -> dict[str, str]:
    """Regions to choose from, by id: the country, then each state, its own name before those of
    its cities, with the two letters that it can be found by."""
    return _region_names(book, language())


@lru_cache(maxsize=16)
def _region_names(book: PriceBook, spoken: str) -> dict[str, str]:
    def order(name: str) -> tuple[bool, str, bool, str]:
        region = book.regions[name]
        state = region.label.partition(":")[0]
        plain = ":" not in region.label or name.endswith("-rest")
        return bool(region.state), state, not plain, region.label

    found = {}
    for name in sorted(book.regions, key=order):
        region = book.regions[name]
        found[name] = f"{region.label} ({region.state})" if region.state else region.label
    return found
