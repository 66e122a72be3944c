"""What a result is called in words, for the app, the terminal and exports alike."""

from __future__ import annotations

from ketacost.model.estimate import ArmEstimate
from ketacost.tables import PriceBook
from ketacost.tables.spelling import count
from ketacost.words.figures import about

COVERAGE_WORDS = {
    None: "No insurance in this scenario",
    "covered": "Covered",
    "prior-authorization": "Covered after approval (prior authorization)",
    "rarely-covered": "Rarely covered",
    "not-covered": "Usually not covered",
}
HORIZON_WORDS = {"course": "One course", "6m": "6 months", "12m": "12 months"}
PHASE_WORDS = {
    "before": "before",
    "acute": "course",
    "after": "after",
    "maintenance": "maintenance",
}
APPROVAL_WORDS = {
    "approved": "FDA-approved for depression",
    "approved-rems": "FDA-approved, under a safety program (REMS)",
    "off-label": "Off-label: FDA has not approved this use",
    "compounded": "Compounded: not an FDA-approved product",
    "not-a-drug": "A treatment without a drug",
}
CRISIS_LINE = (
    "In crisis, or thinking about suicide? Call or text 988, the Suicide & Crisis Lifeline, "
    "any time, or chat at 988lifeline.org."
)
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def estimate_line(book: PriceBook) -> str:
    """The one line that says what the figures are."""
    return (
        f"An estimate, with prices of {book.release.prices_of}. "
        "Your clinic's written estimate decides."
    )


def range_words(bounds: dict[str, int]) -> str:
    """`$2,450 to $5,200`, from the smallest to the largest; where a copayment or a maximum leaves
    no range, that it does. A maker's savings can make low prices the dearer end."""
    low, high = about(min(bounds.values())), about(max(bounds.values()))
    return f"{low} to {high}" if low != high else "the same at low and high prices"


def other_outcome(arm: ArmEstimate) -> str | None:
    """What the less expected outcome would cost: `if refused, about $21,000`."""
    if arm.otherwise is None:
        return None
    cents = arm.otherwise.totals()["patient_pays"]["typical"]
    lead = "if it is refused" if arm.status == "prior-authorization" else "if your plan agrees"
    missing = ", plus parts whose price is not known" if arm.otherwise.unknown else ""
    return f"{lead}, you pay about {about(cents)}{missing}"


def coverage_words(arm: ArmEstimate) -> str:
    """Coverage in one sentence, of each option where they differ, with the other outcome where
    there is one."""
    words = COVERAGE_WORDS[arm.status]
    if len({c.status for c in arm.coverage if c}) > 1:
        each = zip(arm.names, arm.coverage, strict=True)
        words = "; ".join(
            f"{name}: {COVERAGE_WORDS[c.status if c else None].lower()}" for name, c in each
        )
    other = other_outcome(arm)
    return f"{words}; {other}" if other else words


def sessions_words(arm: ArmEstimate, book: PriceBook) -> str:
    """`6 infusions over 4 weeks, 8 visits`."""
    parts = [
        count(c.sessions, book.options[c.option].sessions.unit, plural_unit(c.option, book))
        for c in arm.arm
    ]
    weeks = arm.weeks()
    span = count(weeks, "week") if weeks < 20 else f"{round(weeks / 4.345)} months"
    return f"{' and '.join(parts)}; {count(arm.visits(), 'visit')} over {span}"


def plural_unit(option: str, book: PriceBook) -> str:
    """`infusions`; `months of tablets` for `month of tablets`."""
    head, space, rest = book.options[option].sessions.unit.partition(" ")
    plural = head + ("es" if head.endswith(("s", "x")) else "s")
    return (
        plural + space + rest
        if space and rest.startswith("of ")
        else (book.options[option].sessions.unit + "s")
    )


def unknown_words(arm: ArmEstimate) -> list[str]:
    """One sentence for each service whose price is not known."""
    found = {line.what.service: line for line in arm.ledger.unknown}
    return [f"{line.label}: {line.quote.unknown}" for line in found.values()]


def course_notes(arm: ArmEstimate, book: PriceBook) -> list[str]:
    """What the tables say about the course as it is shown: assumptions, and where it varies."""
    happens = {(line.what.option, line.what.service, line.what.phase) for line in arm.ledger.lines}
    notes: dict[str, None] = {}
    for choice in arm.arm:
        option = book.options[choice.option]
        notes |= dict.fromkeys(n for n in (option.note, option.sessions.note) if n)
        for step in option.course:
            if step.note and (choice.option, step.service, step.phase) in happens:
                notes[step.note] = None
    return list(notes)


def together_words(arm: ArmEstimate) -> str | None:
    """How much less several cost together than each alone, and why; None for a single option."""
    if arm.apart is None:
        return None
    less = arm.apart["typical"] - arm.ledger.totals()["patient_pays"]["typical"]
    if less < 100:
        return "Together they cost the same as each alone"
    return (
        f"Together about {about(less)} less than each alone, as they share one deductible and "
        "one out-of-pocket maximum"
    )


def extra_words(arm: ArmEstimate) -> list[str]:
    """What a person's own case adds: help, treatments together, a payment plan, the way there."""
    lines = []
    help_ = arm.ledger.totals()["assistance"]
    if help_["high"]:
        lines.append(f"Help and tax saved: about {about(help_['typical'])}")
    if together := together_words(arm):
        lines.append(together)
    if arm.loan_payment:
        lines.append(f"Monthly payment: about {about(arm.loan_payment['typical'])}")
    if arm.getting_there:
        way = arm.getting_there.totals()["full_price"]
        lines.append(f"Getting there and time, on top: about {about(way['typical'])}")
    return lines
