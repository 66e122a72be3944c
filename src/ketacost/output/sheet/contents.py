"""What stands on the sheet: all its words, at one of several levels of detail."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ketacost.model.estimate import ArmEstimate, Comparison, compare
from ketacost.model.ledger import Line
from ketacost.model.reason import beside
from ketacost.output.questions import questions, with_codes
from ketacost.tables import PriceBook
from ketacost.words.arms import (
    arm_label,
    billing_codes,
    joined,
    option_names,
    range_meaning,
    service_label,
    typical,
    unknown_words,
)
from ketacost.words.card import CardWords, cards_words
from ketacost.words.figures import dollars_and_cents
from ketacost.words.language import words
from ketacost.words.links import shared_link
from ketacost.words.scenario import date_words, estimate_line, scenario_words


@dataclass(frozen=True)
class Detail:
    """How much the sheet says. `points` is the smallest type it may be set in."""

    points: float
    lines: int = 99  # services an arm
    criteria: int | None = None  # characters of a plan's criteria
    questions: int = 99  # to each of the two
    text: int = 2_000  # characters of one list of names
    short: bool = False  # short names of treatments


# From full to brief. Words are left out before they would be too small to read in print; the last
# level fits a page whatever the scenario.
DETAILS = (
    Detail(9),
    Detail(8.5, criteria=170),
    Detail(8.25, lines=6, criteria=170),
    Detail(8, lines=5, criteria=120, questions=8, short=True),
    Detail(8, lines=4, criteria=0, questions=7, text=250, short=True),
    Detail(7.75, lines=4, criteria=0, questions=6, text=200, short=True),
    Detail(7.75, lines=3, criteria=0, questions=5, text=160, short=True),
    Detail(7.5, lines=3, criteria=0, questions=4, text=130, short=True),
    Detail(7, lines=3, criteria=0, questions=4, text=100, short=True),
    Detail(7, lines=2, criteria=0, questions=3, text=100, short=True),
    Detail(6.5, lines=2, criteria=0, questions=3, text=80, short=True),
    Detail(6, lines=0, criteria=0, questions=2, text=60, short=True),
)


@dataclass(frozen=True)
class ArmPart:
    """One arm: its name, its figures, words about it, and its lines (service, how many times
    what typical price, you pay)."""

    name: str
    figure: str
    range: str
    notes: str
    lines: tuple[tuple[str, str, str], ...]
    total: str


@dataclass(frozen=True)
class Sheet:
    """All words of the sheet. `about` says what the figures are; `clickable` is whether the link is
    a web address."""

    scenario: str
    about: tuple[str, ...]
    arms: tuple[ArmPart, ...]
    unknown: tuple[str, ...]
    clinic: tuple[str, ...]
    insurer: tuple[str, ...]
    lead: str
    link: str
    clickable: bool


_CONTROL = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def plain(text: str) -> str:
    """One line, without control characters."""
    return _CONTROL.sub(" ", text).strip()


def _cut(text: str, most: int) -> str:
    return textwrap.shorten(plain(text), most, placeholder="...")


def _lines(arm: ArmEstimate, book: PriceBook, detail: Detail) -> Iterator[tuple[str, str, str]]:
    """Lines by service and price: what, how many x typical price, you pay; they sum to the total.

    Where there are too many, those with the largest full price stand and the rest is one line.
    """
    level, say = typical(arm.ledger), words().say
    groups = arm.ledger.groups(lambda line: (service_label(book, line), *_unit(line, level)))
    full = {key: int(arm.ledger.full[level][at].sum()) for key, at in groups.items()}
    kept = sorted(groups, key=lambda key: -full[key])[: detail.lines]
    if len(kept) < len(groups):
        kept = kept[: max(0, detail.lines - 1)]
    for key, at in groups.items():
        if key not in kept:
            continue
        label, price, units = key
        line = arm.ledger.lines[at[0]]
        many = sum(arm.ledger.lines[i].dated.quantity for i in at)
        name = with_codes(label, ", ".join(billing_codes(book, line)))
        pays = dollars_and_cents(int(arm.ledger.patient[level][at].sum()))
        if price is None:
            yield _cut(name, detail.text), say("sheet.unknown", many=many), say("sheet.uncounted")
        else:
            times = "sheet.many-for" if units > 1 else "sheet.times"
            yield _cut(name, detail.text), say(times, many=many, cents=price), pays
    rest = [i for key, at in groups.items() if key not in kept for i in at]
    if rest:
        pays = dollars_and_cents(int(arm.ledger.patient[level][rest].sum()))
        yield say("sheet.rest", many=len(groups) - len(kept)), "", pays


def _unit(line: Line, level: tuple[int, ...]) -> tuple[int | None, int]:
    """A line's price in cents, and how many units it is for."""
    cents = line.price.cents
    return None if cents is None else int(cents[level]), line.price.units


def _some(items: Iterable[str], most: int) -> str:
    """Items joined by semicolons, as many as fit; then how many more there are."""
    items, said = list(items), list[str]()
    for item in items:
        if said and len("; ".join([*said, item])) > most:
            break
        said.append(_cut(item, most))
    left = len(items) - len(said)
    found = "; ".join(said)
    return words().say("sheet.and-more", items=found, many=left) if left else found


def cards_of(comparison: Comparison) -> list[CardWords]:
    """What stands on the cards of page Compare, arm by arm, with a year or the course beside it."""
    return cards_words(comparison, compare(comparison.book, beside(comparison.scenario)))


def _sentence(text: str) -> str:
    """With a capital letter and a full stop."""
    text = plain(text)
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def _arm(comparison: Comparison, arm: ArmEstimate, card: CardWords, detail: Detail) -> ArmPart:
    book, cents = comparison.book, arm.ledger.totals()["patient_pays"]["typical"]
    # Of several together it would not be clear which one FDA has approved.
    approval = card.approval if len(arm.options) == 1 else ()
    notes = (card.covers, card.beside, card.why, card.otherwise, *card.notes, *approval)
    name = arm_label(book, arm.arm)
    if detail.short:
        names = option_names(comparison, 1)
        name = joined([names[o] for o in arm.options], arm.arm)
    return ArmPart(
        _cut(name, max(200, detail.text)),
        f"{card.lead} {card.figure}",
        card.range,
        " ".join(_sentence(note) for note in notes if note),
        tuple(_lines(arm, book, detail)),
        dollars_and_cents(cents),
    )


def _unknowns(comparison: Comparison, detail: Detail) -> Iterator[str]:
    """What is not known, and what we are least sure of."""
    book, say = comparison.book, words().say
    missing = dict.fromkeys(w for a in comparison.arms for w in unknown_words(a.ledger, book))
    if missing:
        named = _some((w.rstrip(".") for w in missing), detail.text)
        yield say("sheet.not-counted", items=named)
    lines = [line for arm in comparison.arms for line in arm.ledger.lines]
    low = dict.fromkeys(
        service_label(book, line) for line in lines if line.price.confidence == "low"
    )
    if low:
        yield say("sheet.unsure-prices", items=_some(low, detail.text))
    unsure = dict.fromkeys(
        book.options[option].label
        for arm in comparison.arms
        for option, coverage in zip(arm.options, arm.coverage, strict=True)
        if coverage and coverage.confidence == "low"
    )
    if unsure:
        yield say("sheet.unsure-coverage", items=_some(unsure, detail.text))
    yield say("sheet.left-out")  # so that nobody reads a total as all there is


def contents(
    comparison: Comparison, base_url: str, detail: Detail, cards: Sequence[CardWords]
) -> Sheet:
    """The sheet's words at a level of detail.

    Args:
        cards: of `cards_of`.
    """
    book, say = comparison.book, words().say
    ask = questions(comparison, detail.criteria, detail.text)
    asked = {
        who: tuple(plain(question) for question in found[: detail.questions])
        for who, found in ask.items()
    }
    link = plain(shared_link(comparison.scenario, base_url))
    whole = link.startswith(("https://", "http://"))
    lead = "sheet.on-the-web"
    if not whole:
        lead = "sheet.query"
    elif len(link) > MAX_LINK:
        lead = "sheet.too-long"
    released = book.entry.released
    return Sheet(
        scenario=_cut(scenario_words(comparison.scenario, book), 300) + ".",
        about=(
            estimate_line(book),
            say(
                f"sheet.{'release' if released else 'draft'}",
                release=book.id,
                day=date_words(released) if released else "",
                many=len(comparison.source_ids()),
            )
            + " "
            + range_meaning(comparison.scenario),
            say("sheet.not-advice"),
        ),
        arms=tuple(
            _arm(comparison, arm, card, detail)
            for arm, card in zip(comparison.arms, cards, strict=True)
        ),
        unknown=tuple(_unknowns(comparison, detail)),
        clinic=asked["clinic"],
        insurer=asked["insurer"],
        lead=say(lead, many=len(link)),
        link=link if len(link) <= MAX_LINK else "",
        clickable=whole and len(link) <= MAX_LINK,
    )


MAX_LINK = 1_200  # characters; beyond it a code is too fine to scan and the text fills the page


def qr_code(link: str) -> Any:
    """The link as a QR code (ISO 18004), as robust as its size allows."""
    import segno

    return segno.make(link, error="l", micro=False)


def question_columns(sheet: Sheet) -> list[tuple[str, tuple[str, ...]]]:
    """The two lists of questions; one where there is no insurer to ask."""
    asked = (("clinic", sheet.clinic), ("insurer", sheet.insurer))
    return [(words().say(f"sheet.ask.{who}"), found) for who, found in asked if found]


def table_headings() -> tuple[str, str, str]:
    """Over the lines of the first arm: what is billed, its price, what the patient pays."""
    say = words().say
    return say("sheet.billed"), say("sheet.price"), say("sheet.pays")
