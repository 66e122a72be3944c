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

from ketacost.model.estimate import Comparison
from ketacost.output.crisis import crisis_html
from ketacost.tables.language import language
from ketacost.words.arms import joined, short_names
from ketacost.words.card import CardWords
from ketacost.words.language import words
from ketacost.words.question import question_parts
from ketacost.words.scenario import dated_line, estimate_line, scenario_words


@dataclass(frozen=True)
class FirstPage:
    """What the first HTML of a page says."""

    title: str
    description: str
    body: str
    """HTML."""


@dataclass(frozen=True)
class AboutLink:
    """What is told of the link, in words: what could not be taken, and what was by a guess."""

    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def html(self) -> str:
        """Both, above the question."""
        said = words().say
        told = [("kc-problem", one) for one in self.problems]
        told += [("kc-date", one) for one in self.notes]
        return "".join(
            f'<p class="{css}">{escape(said("question.about-link", said=one))}</p>'
            for css, one in told
        )


def comparison_title(comparison: Comparison) -> str:
    """The window's title: the first arm and what the person pays for it."""
    arm = comparison.arms[0]
    name = joined(short_names(comparison.book, arm.options), arm.arm)
    cents = arm.ledger.totals()["patient_pays"]["typical"]
    return words().say("first-html.title", name=name, cents=cents)


def comparison_page(
    comparison: Comparison,
    cards: Sequence[CardWords],
    cards_html: str,
    about: AboutLink,
    today: date,
    framed: bool = False,
) -> FirstPage:
    """Page Compare.

    Args:
        cards: every arm's words, for the description.
        cards_html: the cards as the page draws them.
        today: which says how old the prices are.
        framed: whether it stands in a frame of another page; 988 and date come first there.
    """
    book, scenario, say = comparison.book, comparison.scenario, words().say
    asked = scenario_words(scenario, book)
    told = dated_line(book, today)
    told = told if framed else f"{told} {say('scope.line')}"
    dated = f'<p class="kc-date">{escape(told)}</p>'
    if framed:
        body = [about.html(), f"<p><b>{escape(asked)}</b></p>", _crisis(), dated, cards_html]
    else:
        line = escape(" · ".join(question_parts(scenario, book)))
        body = [
            _heading(say("question.title")),
            about.html(),
            f'<p class="kc-question">{line}</p>{cards_html}{_crisis()}{dated}',
            f'<p class="kc-asked">{escape(asked)}</p>',
        ]
    figures = "; ".join(
        say("first-html.figure", name=card.short, figure=card.figure, spread=card.range)
        for card in cards
    )
    description = f"{asked}. {figures}. {estimate_line(book)}"
    return FirstPage(comparison_title(comparison), description, "".join(body))


def plain_page(heading: str, told: Iterable[str] = (), framed: bool = False) -> FirstPage:
    """A page with a heading, a few sentences and the 988 line."""
    said = list(told)
    body = ["" if framed else _heading(heading), *(f"<p>{escape(one)}</p>" for one in said)]
    title = words().say("pages.window", page=heading)
    return FirstPage(title, " ".join(said) or title, "".join([*body, _crisis()]))


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


def _heading(text: str) -> str:
    return f"<h1>{escape(text)}</h1>"


def _crisis() -> str:
    return f'<p class="kc-crisis">{crisis_html()}</p>'
