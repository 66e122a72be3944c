"""The figures of treatments: courses, ways to have them, coverage."""

from __future__ import annotations

from collections.abc import Iterator

from ketacost.model.codes import Code
from ketacost.model.figure import Figure, Found
from ketacost.tables import PriceBook
from ketacost.tables.schema import (
    COVERAGE_KINDS,
    FirstTreatment,
    Option,
    Rhythm,
    Step,
    Treatment,
    Way,
    Ways,
)

WAYS = ("settings", "providers", "billing")


def option_figures(book: PriceBook) -> Found:
    """What a release says of each treatment and option; the reason of an option is its own, or
    that of its treatment."""
    for name, treatment in book.treatments.items():
        label = Code.of("usual-option", treatment=treatment.label)
        usual = treatment.options[treatment.default].label
        yield (
            f"treatments.{name}.default",
            Figure("options", label, usual, "text", changed=treatment.changed),
        )
        yield from _ways(book, f"treatments.{name}", treatment.label, treatment, treatment.changed)
    for name, option in book.options.items():
        treatment = book.treatment_of(name)
        full = f"{treatment.label}: {option.label}"
        changed = option.changed or treatment.changed
        yield from _sessions(name, full, option, changed)
        yield from _course(book, name, full, option, changed)
        yield from _ways(book, f"options.{name}", full, option, changed)
        yield from _coverage(book, name, full, option, changed)


def context_figures(book: PriceBook) -> Found:
    """What an option is like, row by row; without a figure where a row is not known."""
    for name, rows in book.context.items():
        option = book.options[name].label
        label = f"{book.treatment_of(name).label}: {option}"
        for row, cell in rows.items():
            code = Code.of("context-row", row=row, option=label)
            yield (
                f"context.{name}.{row}",
                Figure("context", code, cell.text, "text", cell.unknown, cell.text is None,
                       cell.changed),
            )  # fmt: skip


def _sessions(name: str, label: str, option: Option, changed: str | None) -> Found:
    sessions, at = option.sessions, f"options.{name}"
    for field in ("default", "min", "max"):
        code = Code.of(f"sessions-{field}", unit=sessions.unit, option=label)
        value = getattr(sessions, field)
        yield (
            f"{at}.sessions.{field}",
            Figure("options", code, value, "count", sessions.note, changed=changed),
        )
    pace = tuple(_pace(rhythm) for rhythm in sessions.rhythm)
    yield (
        f"{at}.sessions.rhythm",
        Figure("options", Code.of("rhythm", option=label), pace, "codes", sessions.note,
               changed=changed),
    )  # fmt: skip
    yield (
        f"{at}.approval",
        Figure("options", Code.of("approval", option=label), option.approval.status, "text",
               option.approval.why, changed=changed),
    )  # fmt: skip


def _pace(rhythm: Rhythm) -> Code:
    """`per-week` (n), `every-weeks` (n) or `every-months` (n), of some sessions or of the rest."""
    which = "rest" if rhythm.sessions is None else "some"
    for pace in ("per-week", "every-weeks", "every-months"):
        number = getattr(rhythm, pace.replace("-", "_"))
        if number is not None:
            return Code.of(f"{which}-{pace}", sessions=rhythm.sessions, n=number)
    raise ValueError("a rhythm has a pace")


def _course(book: PriceBook, name: str, label: str, option: Option, changed: str | None) -> Found:
    steps: dict[tuple[str, str], list[Step]] = {}
    for step in option.course:
        steps.setdefault((step.phase, step.service), []).append(step)
    for (phase, service), those in steps.items():
        code = Code.of("step", phase=phase, service=_label(book, service), option=label)
        value = tuple(Code.of("together", parts=(*_timing(step), *_limits(step))) for step in those)
        note = next((step.note for step in those if step.note), None)
        why = next((step.changed for step in those if step.changed), changed)
        yield (
            f"options.{name}.course.{phase}.{service}",
            Figure("options", code, value, "codes", note, changed=why),
        )


def _timing(step: Step) -> Iterator[Code]:
    """When a step happens; weeks are counted from 1."""
    match step:
        case Step(week="last"):
            yield Code.of("weeks-after" if step.weeks_after else "last-week", n=step.weeks_after)
        case Step(week=int(week)):
            yield Code.of("in-week", n=week + 1)
        case Step(each_session=int(n)):
            yield Code.of("each-session" if n == 1 else "nth-session", n=n)
        case Step(every_weeks=weeks) if weeks is not None:
            yield Code.of("step-every-weeks", n=weeks)
        case _:
            yield Code.of("step-every-months", n=step.every_months)


def _limits(step: Step) -> Iterator[Code]:
    """From when to when, and how many."""
    if step.from_session > 1:
        yield Code.of("from-session", n=step.from_session)
    if step.to_session is not None:
        yield Code.of("to-session", n=step.to_session)
    if step.count is not None:
        yield Code.of("at-most", n=step.count)
    if step.from_week is not None:
        yield Code.of("from-week", n=step.from_week + 1)
    if step.to_horizon:
        yield Code.of("to-horizon")
    if step.quantity > 1:
        yield Code.of("quantity", n=step.quantity)
    if step.quantity_per_session is not None:
        yield Code.of("quantity-per-session", n=step.quantity_per_session)


def _ways(
    book: PriceBook, at: str, label: str, here: Option | Treatment, changed: str | None
) -> Found:
    for kind in WAYS:
        ways: Ways | None = getattr(here, kind)
        if ways is None:
            continue
        code = Code.of(f"usual-{kind}", option=label)
        usual = ways.choices[ways.default].label
        yield (
            f"{at}.{kind}.default",
            Figure("options", code, usual, "text", ways.why, changed=changed),
        )
        for name, way in ways.choices.items():
            code = Code.of("way", way=way.phrase, option=label)
            if value := tuple(_changes_of(book, way)):
                yield (
                    f"{at}.{kind}.{name}",
                    Figure("options", code, value, "codes", way.note or ways.why, changed=changed),
                )


def _changes_of(book: PriceBook, way: Way) -> Iterator[Code]:
    for old, new in way.replaces.items():
        yield Code.of("replaces", old=_label(book, old), new=_label(book, new))
    for service in way.leaves_out:
        yield Code.of("leaves-out", service=_label(book, service))
    for service, benefit in way.benefits.items():
        yield Code.of("files-as", service=_label(book, service), benefit=benefit)


def _coverage(book: PriceBook, name: str, label: str, option: Option, changed: str | None) -> Found:
    for kind in COVERAGE_KINDS:
        coverage = option.coverage.of(kind)
        reason = coverage.changed or changed
        at = f"options.{name}.coverage.{kind}"
        code = Code.of("coverage", kind=kind, option=label)
        yield at, Figure("options", code, coverage.status, "text", coverage.why, changed=reason)
        if coverage.first:
            code = Code.of("first", kind=kind, option=label)
            value = ", ".join(_first(book, one) for one in coverage.first)
            why = coverage.first[0].why
            yield f"{at}.first", Figure("options", code, value, "text", why, changed=reason)
        for field in ("still-covered", "never-covered"):
            services = getattr(coverage, field.replace("-", "_"))
            if services:
                code = Code.of(field, kind=kind, option=label)
                value = ", ".join(sorted(_label(book, service) for service in services))
                yield (
                    f"{at}.{field}",
                    Figure("options", code, value, "text", coverage.why, changed=reason),
                )


def _first(book: PriceBook, first: FirstTreatment) -> str:
    many = first.sessions if first.stop_after is None else first.stop_after
    return f"{book.options[first.option].label}:{many}"


def _label(book: PriceBook, service: str) -> str:
    return book.services[service].label
