"""A letter to appeal a refusal: a draft to edit, made of the scenario and of what a person types.

It is in English, which insurers read, whatever language is spoken; the same letter in another
language is for its sender to follow. What is typed stands in no link and is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ketacost.model.estimate import ArmEstimate, Comparison
from ketacost.output.questions import codes_words
from ketacost.output.sheet.flow import Flow, new_pdf, pdf_bytes
from ketacost.tables import PriceBook, load_prices
from ketacost.tables.appeals import read_appeals
from ketacost.tables.language import LANGUAGES, speaking
from ketacost.tables.schema import Appeal
from ketacost.words.arms import billing_codes, option_label
from ketacost.words.language import words
from ketacost.words.scenario import date_words

ENGLISH = LANGUAGES[0]
_MOST_SOURCES = 3


@dataclass(frozen=True)
class Told:
    """What the person types for the letter; what is empty stands as a blank to fill in by hand."""

    name: str = ""
    member: str = ""
    """The number on the insurance card."""
    insurer: str = ""
    reference: str = ""
    """The number of the claim or of the refusal."""
    refused: date | None = None
    """The date on the refusal."""
    reason: str = ""
    """The reason that the plan gave."""
    tried: str = ""
    """What was tried before, a line each."""
    claim: bool = False
    """Whether a claim for care that was had is refused, not a request for approval before it."""
    urgent: bool = False
    """Whether waiting could do serious harm, as the person's clinician says."""


def appeal_of(comparison: Comparison) -> Appeal | None:
    """The way against a refusal that is open to the scenario's plan; None without one."""
    coverage = comparison.book.plans[comparison.scenario.plan].coverage
    return read_appeals().by_coverage.get(coverage or "")


def letter_text(
    comparison: Comparison, option: str, told: Told, today: date, language: str = ENGLISH
) -> str:
    """The letter as plain text.

    Args:
        option: that was refused; one of the arms' options.
        today: the date of the letter.
        language: English for the insurer, another for its sender to follow.

    Raises:
        StopIteration: no arm has the option.
    """
    with speaking(language):
        book = load_prices(comparison.book.id)
        arm = next(a for a in comparison.arms if option in a.options)
        parts = [
            *_head(book, option, told, today),
            *_refused(book, arm, option, told),
            *_criteria(book, comparison, option),
            *_tried(told),
            *_asked(comparison, told),
            *_end(book, told),
        ]
    return "\n".join(parts) + "\n"


def _or_blank(text: str, blank: str) -> str:
    """A person's own words on one line, or a blank that names what belongs there."""
    return " ".join(text.split()) or words().say(
        "letter.blank", what=words().say(f"letter.{blank}")
    )


def _head(book: PriceBook, option: str, told: Told, today: date) -> Iterator[str]:
    say = words().say
    yield _or_blank(told.name, "your-name")
    yield _or_blank("", "your-address")
    yield ""
    yield date_words(today)
    yield ""
    yield _or_blank(told.insurer, "insurer")
    yield say("letter.department")
    yield ""
    yield say("letter.member", number=_or_blank(told.member, "member-number"))
    yield say("letter.reference", number=_or_blank(told.reference, "reference-number"))
    yield say("letter.re", option=option_label(book, option), day=_day(told))
    if told.urgent:
        yield say("letter.urgent-head")
    yield ""
    yield say("letter.greeting")
    yield ""


def _day(told: Told) -> str:
    return date_words(told.refused) if told.refused else _or_blank("", "refusal-date")


def _refused(book: PriceBook, arm: ArmEstimate, option: str, told: Told) -> Iterator[str]:
    say = words().say
    what = "refused-claim" if told.claim else "refused-approval"
    yield say(f"letter.{what}", option=option_label(book, option), day=_day(told))
    yield ""
    yield say("letter.services")
    services: dict[str, tuple[int, tuple[str, ...]]] = {}
    for line in arm.ledger.lines:
        if line.dated.option == option and (codes := billing_codes(book, line)):
            many = services.get(line.service, (0, codes))[0] + line.dated.quantity
            services[line.service] = (many, codes)
    for name, (many, codes) in services.items():
        label = book.services[name].label
        yield say("letter.service", service=label, codes=codes_words(codes), many=many)
    yield say("letter.check-codes")
    yield ""
    yield say("letter.reason", reason=_or_blank(told.reason, "the-reason"))
    yield ""


def _criteria(book: PriceBook, comparison: Comparison, option: str) -> Iterator[str]:
    """What plans of this kind ask for, as the tables have it, with its sources."""
    say, plan = words().say, book.plans[comparison.scenario.plan]
    coverage = book.options[option].coverage.of(plan.coverage) if plan.coverage else None
    if coverage and coverage.criteria:
        yield say("letter.criteria", criteria=coverage.criteria)
        for name in coverage.sources[:_MOST_SOURCES]:
            source = book.sources[name]
            yield (
                say(
                    "letter.source",
                    title=source.title,
                    publisher=source.publisher,
                    url=source.url or "",
                ).rstrip(" .,")
                + "."
            )
    else:
        yield say("letter.criteria-unknown")
    yield ""


def _tried(told: Told) -> Iterator[str]:
    say = words().say
    yield say("letter.tried")
    lines = [" ".join(line.split()) for line in told.tried.splitlines() if line.strip()]
    for line in lines or [_or_blank("", "what-was-tried")]:
        yield f"- {line}"
    yield ""


def _asked(comparison: Comparison, told: Told) -> Iterator[str]:
    say = words().say
    yield say("letter.ask")
    yield "1. " + say(f"letter.ask-{'pay' if told.claim else 'approve'}")
    yield "2. " + say("letter.ask-criteria")
    yield "3. " + say("letter.ask-reviewer")
    yield ""
    if told.urgent:
        yield say("letter.urgent")
        yield ""
    appeal = appeal_of(comparison)
    if appeal and appeal.internal_days and appeal.external_months and appeal.rule:
        yield say("letter.rights", rule=appeal.rule)
    else:
        yield say("letter.rights-unknown")
    yield ""


def _end(book: PriceBook, told: Told) -> Iterator[str]:
    say = words().say
    yield say("letter.enclosed")
    yield "- " + say("letter.enclosed-refusal")
    yield "- " + say("letter.enclosed-clinician")
    yield "- " + say("letter.enclosed-records")
    yield ""
    yield say("letter.sincerely")
    yield ""
    yield _or_blank(told.name, "your-name")


def letter_pdf(text: str, year: int) -> bytes:
    """A letter as it was edited, as a PDF of as many pages as it takes.

    Args:
        year: of its date, so that nothing here reads a clock.
    """
    pdf = new_pdf("letter")
    flow = Flow(pdf, margin=25.0)
    for paragraph in text.splitlines():
        if paragraph.strip():
            flow.write(paragraph, 11)
        else:
            flow.skip(11)
    title = words(ENGLISH).say("letter.title")
    return pdf_bytes(pdf, title, title, year, ENGLISH)
