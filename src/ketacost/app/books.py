"""The pricing tables as the app reads them, and answers that were worked out before."""

from __future__ import annotations

import gc
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

import streamlit as st

from ketacost.app.faulty import log
from ketacost.model.estimate import ArmEstimate, Comparison, compare, estimate
from ketacost.model.scenario import Arm, Scenario
from ketacost.tables import PriceBook, PricingError, PricingFaults, load_prices
from ketacost.tables.language import language


def read_book(release: str | None = None) -> PriceBook:
    """A release's tables, or the latest, with texts in the language that is spoken; read once a
    process.

    Raises:
        PricingError: there is no such release, or its tables are not as released.
        PricingFaults: its tables have faults.
    """
    return _read_book(release, language())


@st.cache_resource(show_spinner=False)
def _read_book(release: str | None, spoken: str) -> PriceBook:
    found = load_prices(release)
    gc.collect()
    gc.freeze()  # these objects live as long as the server: no collection need look at them
    return found


def usable(names: Iterable[str]) -> tuple[list[str], list[str]]:
    """Of releases, those whose tables can be used, and those whose can't; why is logged."""
    found: tuple[list[str], list[str]] = ([], [])
    for name in names:
        try:
            read_book(name)
        except (PricingError, PricingFaults) as err:
            log(err)
            found[1].append(name)
        else:
            found[0].append(name)
    return found


@lru_cache(maxsize=256)
def answer(book: PriceBook, scenario: Scenario) -> Comparison:
    """`compare`, which gives the same for the same, from memory where it was asked before: by
    another visitor, by the first HTML, or by the run before this one. So does each arm, as no other
    arm moves a figure of it."""
    return compare(book, scenario, _of_arm)


def _of_arm(book: PriceBook, scenario: Scenario, arm: Arm) -> ArmEstimate:
    return _estimated(book, replace(scenario, arms=(arm,), kept=None), arm)


_estimated = lru_cache(maxsize=512)(estimate)
