"""The calls: what to ask, a sheet to print, and boxes for the answers, which set the scenario."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from ketacost.app.parts.drawing import md
from ketacost.app.session import current
from ketacost.model.answers import read_price, read_share, read_whole
from ketacost.model.estimate import Comparison
from ketacost.model.ledger import OURS
from ketacost.model.scenario import ClinicQuote, PlanTerms, Scenario, ScenarioError
from ketacost.output.questions import questions
from ketacost.words.figures import usd
from ketacost.words.language import words
from ketacost.words.links import shared_link

_MOST = 40  # characters of an answer
_AT_THE_PHARMACY = ("generic-drug", "brand-drug", "specialty-drug")
_LIMITS = {
    "deductible": "deductible_usd",
    "met": "deductible_met_usd",
    "maximum": "out_of_pocket_max_usd",
    "maximum-met": "out_of_pocket_met_usd",
}


def draw_calls(comparison: Comparison) -> None:
    """The questions, the sheet, the boxes."""
    say = words().say
    st.caption(md(say("calls.lead")))
    for who, asked in questions(comparison).items():
        if asked:
            st.subheader(say(f"calls.{who}"), anchor=False)
            st.markdown("\n".join(f"- {md(question)}" for question in asked))
    link = f"files/ketacost-calls.pdf{shared_link(comparison.scenario)}"
    st.markdown(f"[{md(say('calls.pdf'))}](<{link}>)")
    st.subheader(say("calls.type"), anchor=False)
    st.caption(md(say("calls.type-help")))
    _prices(comparison)
    if comparison.book.plans[comparison.scenario.plan].accumulators:
        _shares(comparison)
        _limits(comparison.scenario)


Taker = Callable[[str], None]


def _box(key: str, label: str, shown: str, hint: str, take: Taker) -> None:
    """A box whose answer is taken at once. What could not be read stays to be mended, with a
    message; else the box shows what the scenario holds."""
    problem = f"{key}_problem"
    if key not in st.session_state:  # it was folded away in between
        st.session_state.pop(problem, None)
    if problem not in st.session_state and st.session_state.get(key) != shown:
        st.session_state[key] = shown
    st.text_input(
        label, key=key, max_chars=_MOST, placeholder=hint, on_change=_taken, args=(key, take)
    )
    if told := st.session_state.get(problem):
        st.error(md(told))


def _taken(key: str, take: Taker) -> None:
    """Callback of a box: give the answer to the scenario, or say what is wrong with it."""
    st.session_state.pop(f"{key}_problem", None)
    try:
        take(st.session_state[key])
    except ScenarioError as err:
        st.session_state[f"{key}_problem"] = words().code("answer-problems", err.problems[0])


# --- the clinic's prices -------------------------------------------------------------------------


def _prices(comparison: Comparison) -> None:
    """A box for each service of the sessions, and for each that has a price already."""
    say, book = words().say, comparison.book
    quotes = {quote.service: quote for quote in comparison.scenario.quotes}
    lines = [line for arm in comparison.arms for line in arm.ledger.lines]
    known = [x for x in lines if x.dated.session and x.service not in OURS]
    known = [x for x in known if not x.at_home and x.benefit not in _AT_THE_PHARMACY]
    for service in dict.fromkeys([*(x.service for x in known), *quotes]):
        label = say("calls.price-of", service=book.services[service].label)
        quote = quotes.get(service)
        shown = _price_text(quote) if quote else ""
        _box(f"answer_price_{service}", md(label), shown, say("calls.price-help"), _price(service))


def _price_text(quote: ClinicQuote) -> str:
    """A price as a person would type it."""
    one = usd(quote.usd).removeprefix("$")
    return one if quote.package == 1 else words().say("calls.package", many=quote.package, usd=one)


def _price(service: str) -> Taker:
    def take(text: str) -> None:
        quote = read_price(text, service)
        kept = [q for q in current().scenario.quotes if q.service != service]
        before = next((q for q in current().scenario.quotes if q.service == service), None)
        if quote and before and quote.package > 1:
            quote = replace(quote, refund=before.refund)
        _change(quotes=(*kept, quote) if quote else tuple(kept))

    return take


# --- what the plan leaves to the person ----------------------------------------------------------


def _shares(comparison: Comparison) -> None:
    say = words().say
    terms = {one.benefit: one for one in comparison.scenario.terms}
    lines = [line for arm in comparison.arms for line in arm.ledger.lines]
    used = [x.benefit for x in lines if x.service not in OURS and x.benefit != "not-a-benefit"]
    for benefit in dict.fromkeys([*used, *terms]):
        label = say("calls.share-of", benefit=say(f"benefits.{benefit}"))
        one = terms.get(benefit)
        shown = _share_text(one) if one else ""
        _box(f"answer_share_{benefit}", md(label), shown, say("calls.share-help"), _share(benefit))


def _share_text(terms: PlanTerms) -> str:
    share = f"{terms.amount}%" if terms.percent else f"${terms.amount}"
    return words().say("calls.after", share=share) if terms.after_deductible else share


def _share(benefit: str) -> Taker:
    def take(text: str) -> None:
        terms = read_share(text, benefit)
        kept = [t for t in current().scenario.terms if t.benefit != benefit]
        _change(terms=(*kept, terms) if terms else tuple(kept))

    return take


# --- deductible and maximum ----------------------------------------------------------------------


def _limits(scenario: Scenario) -> None:
    say = words().say
    for box, attribute in _LIMITS.items():
        value = getattr(scenario, attribute)
        unset = Scenario.__dataclass_fields__[attribute].default
        shown = "" if value == unset else str(value)
        hint = say("calls.whole-help")
        _box(f"answer_{box}", say(f"calls.{box}"), shown, hint, _limit(attribute, unset))


def _limit(attribute: str, unset: Any) -> Taker:
    def take(text: str) -> None:
        found = read_whole(text)
        _change(**{attribute: unset if found is None else found})

    return take


def _change(**values: Any) -> None:
    current().change(**values)
