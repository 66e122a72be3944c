"""What one visitor chose: one object a session of Streamlit, whose truth is the scenario.

Widgets take their values from it and give them back through callbacks, so nothing has to be kept
while a page or a tab does not draw them. The address bar of every page says the scenario, and
nothing is stored: a session that is lost is read again from the link.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any

import streamlit as st

from ketacost.app.books import read_book
from ketacost.app.opening import opened
from ketacost.model.link import BY_ATTRIBUTE, Pairs, link_texts
from ketacost.model.scenario import Arm, Scenario, ScenarioError
from ketacost.output.observation import Paid
from ketacost.tables import PriceBook
from ketacost.tables.language import LANGUAGES, language, preferred, speak

KEY = "session"
"""Where Streamlit keeps it."""


@dataclass
class YearAsked:
    """What a visitor asks of next year's plan."""

    plans: tuple[str, ...] = ()
    premiums: dict[str, int] = field(default_factory=dict)
    """Monthly, US dollars, by plan, where the visitor said it."""
    care: str | None = None
    """Id of the other care."""
    arm: int = 0
    """Place of the course among the scenario's arms."""
    asked: bool = False
    """Whether the page was drawn before."""


@dataclass
class Session:
    """One visitor's scenario, and what they are told about it."""

    scenario: Scenario
    book: PriceBook
    problems: tuple[str, ...] = ()
    """What could not be taken of the link, in words."""
    notes: tuple[str, ...] = ()
    """What was taken by a guess, in words."""
    arm_numbers: tuple[int, ...] = ()
    """A number for each arm that stays with it when others go: widgets are named by it."""
    zip_note: str = ""
    usual_miles: int | None = None
    """Usual distance to a clinic near the ZIP code that was typed."""
    adding_quote: bool = False
    """Whether there is an empty row for one more price of a clinic."""
    paid: Paid = field(default_factory=Paid)
    """Typed on page I paid this."""
    year: YearAsked = field(default_factory=YearAsked)
    """Asked on page Next year's plan."""
    language: str = LANGUAGES[0]
    """What the visitor reads."""
    named_language: bool = False
    """Whether the link says the language, or the visitor chose it; else it is the browser's."""
    shown: tuple[Scenario, tuple[int, ...]] | None = None
    """The scenario that Compare showed last, and what the patient pays in it, cents."""
    nothing: tuple[str, ...] = ()
    """Fields of the last change, by their names in a link, where it moved no figure."""
    page: str = ""
    """Path of the page that is drawn; empty for Compare."""
    address: Pairs = ()
    """What stands in the address bar, as it was last read or written."""
    said: Scenario | None = None
    """The scenario that the address says; None: none, or not in every part."""
    good: Scenario | None = field(default=None, repr=False)
    """What the last run that went well showed."""
    touched: bool = field(default=False, repr=False)
    """Whether a widget was used in this run."""

    def __post_init__(self) -> None:
        self.arm_numbers = self.arm_numbers or tuple(range(len(self.scenario.arms)))

    def change(self, **values: Any) -> bool:
        """Give fields of the scenario other values. What a scenario can't hold, and no browser
        sends, leaves it as it was. Returns whether the values were taken."""
        self.touched = True
        if not all(self._can_hold(attribute, value) for attribute, value in values.items()):
            return False
        self.scenario = replace(self.scenario, **values)
        return True

    def _can_hold(self, attribute: str, value: Any) -> bool:
        """Whether a link gives the value back as it is."""
        kind = BY_ATTRIBUTE[attribute].kind
        try:
            return bool(kind.read(kind.write(value), self.book) == value)
        except ScenarioError:
            return False

    @property
    def arms(self) -> dict[int, Arm]:
        """The arms by their numbers."""
        return dict(zip(self.arm_numbers, self.scenario.arms, strict=True))

    def change_arms(self, arms: Mapping[int, Arm]) -> None:
        """Put other arms in place of those there are."""
        if arms and self.change(arms=tuple(arms.values())):
            self.arm_numbers = tuple(arms)

    def add_arm(self, arm: Arm) -> None:
        """One more arm to compare."""
        self.change_arms(self.arms | {max(self.arm_numbers) + 1: arm})

    def show(self, scenario: Scenario, book: PriceBook) -> None:
        """Go over to another scenario, whole."""
        self.touched = True
        self.scenario, self.book, self.problems, self.notes = scenario, book, (), ()
        self.arm_numbers = tuple(range(len(scenario.arms)))

    def read_in(self, chosen: str) -> None:
        """Go over to another language, in the same place."""
        self.touched = self.named_language = True
        self.language = chosen
        speak(chosen)
        self.book = read_book(self.book.id)
        self.zip_note = ""

    def keep(self) -> None:
        """Keep the scenario as it is now, to hold what becomes of it against it."""
        self.change(kept=replace(self.scenario, kept=None))


def current() -> Session:
    """The session of this visitor, whose language is spoken from here on. `begin` makes it."""
    found = st.session_state[KEY]
    assert isinstance(found, Session)
    speak(found.language)
    return found


def touch() -> None:
    """Callback of a widget of page Compare that changes nothing but the view."""
    current().touched = True


# --- the address bar -----------------------------------------------------------------------------


def begin() -> Session:
    """The session, at the beginning of a run and before any widget exists.

    The link is read on the first run, and again when the address has changed by itself (back,
    forward). A run that a widget asked for may carry an address older than the one written since;
    it is not read.
    """
    pairs = [(n, text) for n in st.query_params for text in st.query_params.get_all(n)]
    here: Session | None = st.session_state.get(KEY)
    named = dict(pairs).get("lang")
    _choose_language(here, named)
    if here is None or (pairs and not here.touched and pairs != here.address):
        found = _read(pairs)
        if here is None or (found.scenario, found.problems) != (here.scenario, here.problems):
            if here:
                found.paid, found.year = here.paid, here.year
            found.named_language = named in LANGUAGES or bool(here and here.named_language)
            found.language = language()
            here = st.session_state[KEY] = found
        here.said = found.said
    elif pairs != here.address:
        here.said = None
    here.address = pairs
    return here


def _choose_language(here: Session | None, named: str | None) -> None:
    """Speak what the link says, unless a widget was just used; on a first visit without a word of
    it what the browser prefers."""
    if here is None:
        accepted = st.context.headers.get("Accept-Language")
        speak(named if named in LANGUAGES else preferred(accepted))
        return
    if named in LANGUAGES and named != here.language and not here.touched:
        here.language, here.named_language = named, True
        speak(named)
        here.book = read_book(here.book.id)
    speak(here.language)


def _read(pairs: Pairs) -> Session:
    found = opened(pairs)
    return Session(found.scenario, found.book, found.problems, found.notes, said=found.said)


def write_address() -> None:
    """Put the scenario into the address bar of this page, unless what stands there says it
    already: a link of an older format stays as it was opened."""
    here = current()
    touched, here.touched = here.touched, False
    texts = link_texts(here.scenario)
    if here.named_language:
        texts["lang"] = here.language
    if here.said == here.scenario and dict(here.address).get("lang") == texts.get("lang"):
        return
    if here.address or touched:
        st.query_params.from_dict(texts)
    else:
        # an empty address is filled in by page.js, without an entry in the browser's history, so
        # that one step back leaves the page; Streamlit's own way of writing makes an entry, which
        # suits a change
        query = escape(json.dumps(list(texts.items())), quote=True)
        st.html(f'<span hidden data-kc-address="{query}"></span>')
    here.address, here.said = list(texts.items()), here.scenario
