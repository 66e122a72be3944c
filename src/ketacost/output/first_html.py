"""The answer as plain HTML, to stand in the page before any script has run: for a reader on a slow
phone, one without JavaScript, and whoever makes a preview of a link.

It says what the page says, in the page's order and by the page's words. Every text goes through
`html.escape`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from ketacost.model.estimate import ArmEstimate, Comparison
from ketacost.model.ranges import Range, ranges_of
from ketacost.output.crisis import crisis_html
from ketacost.tables.language import language
from ketacost.words.arms import (
    before_words,
    coverage_words,
    extra_words,
    joined,
    range_words,
    sessions_words,
    short_names,
    unknown_words,
)
from ketacost.words.figures import about
from ketacost.words.language import words
from ketacost.words.scenario import dated_line, estimate_line, scenario_words


@dataclass(frozen=True)
class FirstPage:
    """What the first HTML of a page says."""

    title: str
    description: str
    body: str
    """HTML."""


def comparison_title(comparison: Comparison) -> str:
    """The window's title: the first arm and what the person pays for it."""
    arm = comparison.arms[0]
    name = joined(short_names(comparison.book, arm.options), arm.arm)
    return words().say("first-html.title", name=name, cents=_typical(arm))


def comparison_page(
    comparison: Comparison,
    problems: Iterable[str] = (),
    notes: Iterable[str] = (),
    framed: bool = False,
) -> FirstPage:
    """Page Compare.

    Args:
        problems: what could not be taken of the link, in words.
        notes: what was taken by a guess, in words.
        framed: whether it stands in a frame of another page; 988 and date come first there.
    """
    book, say = comparison.book, words().say
    asked = scenario_words(comparison.scenario, book)
    found = list(zip(comparison.arms, ranges_of(comparison), strict=True))
    told = [say("first-html.about-link", said=said) for said in (*problems, *notes)]
    cards = "".join(_card(comparison, arm, spread) for arm, spread in found)
    line = dated_line(book, date.today())
    line = line if framed else f"{line} {say('scope.line')}"
    dated = f'<p class="kc-small">{escape(line)}</p>'
    body = [
        "" if framed else _heading(say("first-html.heading")),
        _crisis() + dated if framed else "",
        f"<p><b>{escape(asked)}</b></p>",
        *(f'<p class="kc-told">{escape(one)}</p>' for one in told),
        f"<section>{cards}</section>",
        "" if framed else _crisis() + dated,
    ]
    figures = "; ".join(_figure(comparison, arm, spread) for arm, spread in found)
    description = f"{asked}. {figures}. {estimate_line(book)}"
    return FirstPage(comparison_title(comparison), description, "".join(body))


def plain_page(heading: str, told: Sequence[str] = (), framed: bool = False) -> FirstPage:
    """A page with a heading, a few sentences and the 988 line."""
    body = [
        "" if framed else _heading(heading),
        *(f"<p>{escape(one)}</p>" for one in told),
        _crisis(),
    ]
    title = words().say("pages.window", page=heading)
    return FirstPage(title, " ".join(told) or title, "".join(body))


def head_html(page: FirstPage) -> str:
    """Title, description and what a preview of a link shows."""
    title, said = escape(page.title, quote=True), escape(page.description, quote=True)
    locale = {"es": "es_US"}.get(language(), "en_US")
    return (
        f"<title>{title}</title>"
        f'<meta name="description" content="{said}">'
        f'<meta property="og:title" content="{title}">'
        f'<meta property="og:description" content="{said}">'
        '<meta property="og:type" content="website">'
        '<meta property="og:site_name" content="ketacost">'
        f'<meta property="og:locale" content="{locale}">'
        '<meta name="twitter:card" content="summary">'
    )


def _typical(arm: ArmEstimate) -> int:
    return arm.ledger.totals()["patient_pays"]["typical"]


def _heading(text: str) -> str:
    return f"<h1>{escape(text)}</h1>"


def _crisis() -> str:
    return f'<p class="kc-crisis">{crisis_html()}</p>'


def _figure(comparison: Comparison, arm: ArmEstimate, spread: Range) -> str:
    name = joined(short_names(comparison.book, arm.options), arm.arm)
    return words().say(
        "first-html.figure", name=name, cents=_typical(arm), spread=range_words(spread)
    )


def _card(comparison: Comparison, arm: ArmEstimate, spread: Range) -> str:
    book = comparison.book
    name = joined([book.treatment_of(o).label for o in arm.options], arm.arm)
    option = joined([book.options[o].label for o in arm.options], arm.arm)
    lead = words().say("who-pays.card.me")
    said = "".join(f"<p>{escape(line)}</p>" for line in _lines(comparison, arm))
    return (
        f"<article><h2>{escape(name)} <small>{escape(option)}</small></h2>"
        f'<p>{escape(lead)} <strong data-kc-figure translate="no">{escape(about(_typical(arm)))}'
        f'</strong> <span translate="no">{escape(range_words(spread))}</span></p>{said}</article>'
    )


def _lines(comparison: Comparison, arm: ArmEstimate) -> list[str]:
    book = comparison.book
    lines = [coverage_words(arm, book)] if comparison.scenario.plan != "none" else []
    lines += [sessions_words(arm, book), *before_words(arm, book), *extra_words(arm)]
    if missing := unknown_words(arm.ledger, book):
        lines.append(words().say("first-html.not-counted", many=len(missing)))
    return lines
