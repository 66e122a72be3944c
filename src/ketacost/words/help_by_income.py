"""What help a person may qualify for, and which rules matter, in words."""

from __future__ import annotations

from dataclasses import dataclass

from ketacost.model.eligibility import MayQualify
from ketacost.model.estimate import Comparison
from ketacost.model.help import barred
from ketacost.model.rules import rules_that_matter
from ketacost.model.scenario import Scenario
from ketacost.tables import PriceBook
from ketacost.words.language import words


@dataclass(frozen=True)
class HelpWords:
    """One kind of help: its label, why it is told and what it is, who may have it, its sources."""

    label: str
    why: str
    text: str
    sources: tuple[str, ...]


def help_words_of(book: PriceBook, one: MayQualify) -> HelpWords:
    """The words of one kind of help that a person may qualify for."""
    assert book.help_by_income is not None
    helping, say = book.help_by_income.help[one.name], words()
    said = [say.code("may-qualify", one.why)]
    if one.limit and one.limit.note:
        said.append(one.limit.note)
    if one.step and one.step.says:
        said.append(one.step.says)
    plan = one.step.plan if one.step and one.step.plan else helping.plan
    if plan and one.why.id == "income":
        chosen = book.plans[plan].phrase or book.plans[plan].label
        said.append(say.say("help-by-income.plan", plan=chosen))
    more = one.limit.sources if one.limit else ()
    sources = tuple(dict.fromkeys((*helping.sources, *more)))
    return HelpWords(helping.label, " ".join(said), helping.text, sources)


def may_qualify_words(comparison: Comparison) -> list[HelpWords]:
    """Every kind of help that the person may qualify for, in words."""
    book = comparison.book
    return [help_words_of(book, one) for one in comparison.may_qualify()]


def rules_words(comparison: Comparison) -> list[tuple[str, tuple[str, ...]]]:
    """The rules that matter to a comparison, as the tables say them, with their sources."""
    rules = comparison.book.rules
    return [(rules[name].text, rules[name].sources) for name in rules_that_matter(comparison)]


def limits_of_chosen(book: PriceBook, scenario: Scenario) -> list[str]:
    """What must be said of the help that was chosen: where a state rules it out, and where its
    yearly limit is not known."""
    say = words()
    chosen = {name: book.help[name] for name in scenario.help}
    region = book.regions[scenario.region]
    out = barred(chosen, region.state)
    state = region.label.partition(":")[0]
    found = [say.say("arms.barred", help=chosen[name].label, state=state) for name in out]
    for name, helping in chosen.items():
        if helping.yearly_cap_unknown and name not in out:
            why = helping.yearly_cap_unknown
            found.append(say.say("arms.no-cap", help=helping.label, why=why))
    return found
