"""The answer: a card for each arm, all of them as one element of the page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from ketacost.app.books import answer
from ketacost.app.session import current
from ketacost.model.before_after import pairs
from ketacost.model.estimate import Comparison
from ketacost.model.reason import beside
from ketacost.model.who_pays import Who
from ketacost.words.before_after import changed_fields, difference_words
from ketacost.words.card import CardWords, cards_words, first_card
from ketacost.words.language import words


def draw_cards(comparison: Comparison, kept: Comparison | None = None, who: Who = "me") -> None:
    """All arms as cards, side by side where there is room; where a comparison was kept, each says
    how much more or less the person pays than there.

    Args:
        who: whose cost they show.
    """
    other = answer(comparison.book, beside(comparison.scenario))
    cards = cards_words(comparison, other, who)
    changes = [difference_words(pair) for pair in pairs(kept, comparison)] if kept else []
    if who != "me" or not changes:
        changes = [""] * len(cards)
    removable = len(cards) > 1 and not st.context.is_embedded
    numbers = current().arm_numbers if removable else ()
    st.html(cards_html(cards, changes, numbers))


def cards_html(cards: Sequence[CardWords], changes: Sequence[str], numbers: Sequence[int]) -> str:
    """The cards as HTML, every word escaped.

    Args:
        changes: how each differs from what was kept; empty texts where nothing was.
        numbers: of the arms, for the buttons that remove them; empty for none.
    """
    label = escape(words().say("card.region"), quote=True)
    found = [
        _card(card, changes[place], numbers[place] if numbers else None)
        for place, card in enumerate(cards)
    ]
    return f'<section class="kc-cards" aria-label="{label}">{"".join(found)}</section>'


def _card(card: CardWords, change: str, number: int | None) -> str:
    covers = " · ".join(filter(None, (card.covers, card.beside)))
    lines = [("kc-change", change), ("", covers), ("", card.why), ("", card.otherwise)]
    said = "".join(f'<p class="{css}">{escape(text)}</p>' for css, text in lines if text)
    return (
        f"<article><h2>{escape(card.name)} <small>{escape(card.option)}</small></h2>"
        f'<p class="kc-pay">{escape(card.lead)} '
        f'<strong data-figure translate="no">{escape(card.figure)}</strong> '
        f'<span class="kc-range" translate="no">{escape(card.range)}</span></p>'
        f"{said}{_foot(card, number)}</article>"
    )


def _foot(card: CardWords, number: int | None) -> str:
    """What else there is to say, at one tap, and the button that removes the arm."""
    say, more, remove = words().say, "", ""
    if lines := "".join(
        f"<li>{escape(text)}</li>" for text in (*card.notes, *card.approval, *card.terms)
    ):
        title = escape(say("card.more"))
        more = f'<details class="kc-more"><summary>{title}</summary><ul>{lines}</ul></details>'
    if number is not None:
        name, press = escape(say("card.remove", name=card.short)), f'data-kc-press="drop_{number}"'
        remove = f'<button type="button" class="kc-quiet" {press}>{name}</button>'
    return f'<div class="kc-foot">{more}{remove}</div>'


def draw_now(comparison: Comparison, opened: bool) -> None:
    """What the first card comes to, for the line that speaks; while the question is open it is
    seen too, at the foot of the screen."""
    card = first_card(comparison)
    nothing = _nothing(comparison)
    said = escape(f"{card.lead} {card.figure} {nothing}".strip(), quote=True)
    shown = (
        f"{escape(card.short)}: {escape(card.lead)} <strong>{escape(card.figure)}</strong> "
        f"<span>{escape(nothing)}</span>"
    )
    look = 'class="kc-now" translate="no"' if opened else "hidden"
    st.html(f'<div data-kc-now="{said}" {look}>{shown}</div>')


def _nothing(comparison: Comparison) -> str:
    """That the last change moved no figure, and what it was; empty where it moved one."""
    here, now = current(), comparison.scenario
    paid = tuple(
        cents for arm in comparison.arms for cents in arm.ledger.totals()["patient_pays"].values()
    )
    before, here.shown = here.shown, (now, paid)
    if before is not None and before[0] != now:
        fields = changed_fields(before[0], now) if before[1] == paid else []
        here.nothing = tuple(name for name in fields if name not in _MOVE_NOTHING)
    if not here.nothing:
        return ""
    say = words().say
    names = [say(f"fields.{name}", of="") for name in here.nothing]
    said = say("card.nothing", fields=names)
    return said[:1].upper() + said[1:]


_MOVE_NOTHING = {"income", "household", "kept", "matters", "varies", "arms"}
