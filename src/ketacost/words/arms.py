"""What an arm, a line and their figures are called, for every surface alike."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ketacost.model.estimate import ArmEstimate, Comparison, sessions_had
from ketacost.model.ledger import OURS, Ledger, Line
from ketacost.model.ranges import Range
from ketacost.model.scenario import Arm, Choice, Scenario
from ketacost.model.way_to_approval import before_the_last
from ketacost.model.ways import ways_of
from ketacost.tables import PriceBook
from ketacost.words.figures import about
from ketacost.words.language import Words, words
from ketacost.words.ways import elsewhere_words, named_ways, not_here_words

# --- names ---------------------------------------------------------------------------------------


def option_label(book: PriceBook, option: str) -> str:
    """`Ketamine: IV infusion in a clinic`."""
    treatment = book.treatment_of(option)
    return words().say("arms.label", treatment=treatment.label, option=book.options[option].label)


def arm_label(book: PriceBook, arm: Arm) -> str:
    """The labels of an arm's options, joined by ` with ` or `, then `; behind each the ways that it
    names: `Ketamine: IV infusion, at a hospital`."""
    names = [
        ", ".join([option_label(book, choice.option), *named_ways(book, choice)]) for choice in arm
    ]
    return joined(names, arm, words())


def joined(names: Sequence[str], arm: Arm, say: Words | None = None) -> str:
    """The names of an arm's choices, as they are had: together, or one after another."""
    said, say = names[0], say or words()
    for name, choice in zip(names[1:], arm[1:], strict=True):
        said += say.say("joining.then" if choice.then else "joining.with") + name
    return said


def short_names(book: PriceBook, options: Sequence[str]) -> tuple[str, ...]:
    """The options' treatments, in a word each: `CBT`."""
    return tuple(book.treatment_of(option).short for option in options)


def arm_names(comparison: Comparison) -> list[str]:
    """A name for each arm, each once: its treatments in a word, or its options where those are
    the same, or its number."""
    book, say = comparison.book, words()
    short = [joined(short_names(book, a.options), a.arm, say) for a in comparison.arms]
    labels = [arm_label(book, arm.arm) for arm in comparison.arms]
    names: list[str] = []
    for number, (word, label) in enumerate(zip(short, labels, strict=True), 1):
        name = word if short.count(word) == 1 else label
        names.append(name if labels.count(label) == 1 else f"{name} ({number})")
    return names


def option_names(comparison: Comparison, least: int = 0) -> dict[str, str]:
    """The shortest name of each option that tells it from the others: `CBT`, `Ketamine: IV
    infusion`, `Ketamine: IV infusion in a clinic`; with `least` 1 none as short as the first."""
    book = comparison.book
    options = list(dict.fromkeys(o for arm in comparison.arms for o in arm.options))

    def names(option: str) -> tuple[str, ...]:
        treatment, label = book.treatment_of(option).short, book.options[option].label
        first = re.split(r" \(| in an? | on | at | through ", label)[0]
        return (treatment, f"{treatment}: {first}", f"{treatment}: {label}")[least:]

    found = {}
    for option in options:
        others = {name for other in options if other != option for name in names(other)}
        found[option] = next((n for n in names(option) if n not in others), names(option)[-1])
    return found


def service_label(book: PriceBook, line: Line) -> str:
    """What a line's service is called: as the tables have it, or, of what stands in no table, by
    the figures behind its price."""
    if line.service not in OURS:
        return book.services[line.service].label
    origin = line.price.origin((0,))
    name = line.service
    if name == "driving" and origin["accompanied"]:
        name = "driving-accompanied"
    return words().say(f"services.{name}", **origin.params)


def billing_codes(book: PriceBook, line: Line) -> tuple[str, ...]:
    """Billing codes of a line's service, by number."""
    return book.services[line.service].codes if line.service not in OURS else ()


# --- rules and origins ---------------------------------------------------------------------------


def rule_words(ledger: Ledger, line: int, at: tuple[int, ...]) -> str:
    """The rules that decided a line, in words: `deductible $500.00, coinsurance 20% of ...`."""
    return ", ".join(words().code("rules", code) for code in ledger.rules(line, at))


def help_words(book: PriceBook, ledger: Ledger, line: int, at: tuple[int, ...]) -> str:
    """The help that pays of a line, in words; empty where there is none."""
    said = []
    for code in ledger.help_rules(line, at):
        label = book.help[code["name"]].label if code.id == "help" else ""
        said.append(words().say(f"help.{code.id}", label=label, **code.params))
    return words().say("joining.sentence").join(said)


def origin_words(line: Line, at: tuple[int, ...]) -> str:
    """The formula that gives a line's price at a price level."""
    say, code = words(), line.price.origin(at)
    parts = code["parts"] if code.id == "together" else (code,)
    return say.say("joining.sentence").join(say.code("origins", part) for part in parts)


def mark_words(ledger: Ledger, at: tuple[int, ...]) -> list[tuple[int, str]]:
    """Turning points: the week they fall in, and what happens."""
    say = words()
    return [
        (ledger.lines[mark.line].dated.week, say.code("marks", mark.code))
        for mark in ledger.marks(at)
    ]


# --- figures -------------------------------------------------------------------------------------


def typical(ledger: Ledger) -> tuple[int, ...]:
    """Index of the typical prices in a ledger's leading axes."""
    return (ledger.levels.index("typical"),)


def range_words(found: Range) -> str:
    """`$2,450 to $5,200`; where a copayment or a maximum leaves no range, that it does."""
    return spread_words(found.low, found.high)


def spread_words(low: int, high: int) -> str:
    """`$2,450 to $5,200` of two amounts in cents; where they are told alike, that they are."""
    say = words()
    said = say.say("ranges.spread", low=low, high=high)
    same = say.say("ranges.spread", low=low, high=low) == said
    return say.say("ranges.same") if same else said


def range_meaning(scenario: Scenario) -> str:
    """What a range holds, in a sentence: prices alone, or schedules too."""
    return words().say(f"ranges.{'schedule' if scenario.schedule_varies else 'prices'}")


def range_notes(ledger: Ledger) -> list[str]:
    """What a reader of the figures must be told: that higher prices leave less to pay, and why;
    that a part falls in a plan year whose terms are not known, or not all."""
    say = words()
    told = [say.say("ranges.falls")] if ledger.falls_with_prices() else []
    return told + ([say.code("second-year", ledger.second_year)] if ledger.second_year else [])


# --- coverage ------------------------------------------------------------------------------------


def status_words(status: str | None) -> str:
    """A coverage status in words."""
    return words().say(f"coverage.{status or 'none'}")


def other_outcome(arm: ArmEstimate) -> str | None:
    """What the less expected outcome would cost: `if it is refused, you pay about $21,000`."""
    if arm.otherwise is None:
        return None
    say = words()
    cents = arm.otherwise.totals()["patient_pays"]["typical"]
    code = "if-refused" if arm.status == "prior-authorization" else "if-agreed"
    missing = say.say("coverage.plus-unknown") if arm.otherwise.unknown else ""
    return say.say(f"coverage.{code}", cents=cents) + missing


def coverage_words(arm: ArmEstimate, book: PriceBook) -> str:
    """Coverage in one sentence, of each option where they differ, with the other outcome where
    there is one."""
    said = status_words(arm.status)
    join = words().say("joining.sentence")
    if len({c.status for c in arm.coverage if c}) > 1:
        each = zip(short_names(book, arm.options), arm.coverage, strict=True)
        said = join.join(
            f"{name}: {status_words(c.status if c else None).lower()}" for name, c in each
        )
    other = other_outcome(arm)
    return f"{said}{join}{other}" if other else said


# --- what a course holds -------------------------------------------------------------------------


def sessions_words(arm: ArmEstimate, book: PriceBook) -> str:
    """`6 infusions; 8 visits over 4 weeks`; over a year `6 infusions, 18 with maintenance; ...`."""
    say = words()
    parts = [
        " ".join(
            [_had(arm, choice, book, say), *(w.way.phrase for w in ways if w.kind == "setting")]
        )
        for choice, ways in zip(arm.arm, arm.ways, strict=True)
    ]
    weeks = arm.weeks()
    span = say.count(weeks, "week")
    if weeks >= 20:
        span = say.say("arms.months", many=round(weeks / 4.345))
    return say.say("arms.sessions", sessions=say.listing(parts), visits=arm.visits(), span=span)


def before_words(arm: ArmEstimate, book: PriceBook) -> list[str]:
    """What comes before the last treatments of an arm: `Before Ketamine: 12 weeks and about $340 of
    the total`."""
    before = before_the_last(arm)
    if before is None:
        return []
    name = (
        words()
        .say("joining.with")
        .join(short_names(book, [choice.option for choice in before.then]))
    )
    return [words().say("treatments.before", option=name, weeks=before.weeks, cents=before.cents)]


def _had(arm: ArmEstimate, choice: Choice, book: PriceBook, say: Words) -> str:
    acute, had = choice.sessions, sessions_had(book, arm.ledger, choice)
    if choice.stop_after is not None:
        acute = min(acute, choice.stop_after)
    said = f"{acute} {counted(acute, choice.option, book)}"
    if had <= acute:
        return said
    return say.say("arms.sessions-with-boosters", acute=said, all=had)


def counted(many: int, option: str, book: PriceBook) -> str:
    """What an option's sessions are called, for one or for several: `infusion`, `infusions`."""
    unit = book.options[option].sessions.unit
    try:
        return words().noun(many, unit.replace(" ", "-"))
    except KeyError:  # a draft's, which has no words yet
        return unit


def plural_unit(option: str, book: PriceBook) -> str:
    """`infusions`; `months of tablets` for `month of tablets`."""
    return counted(2, option, book)


def unknown_words(ledger: Ledger, book: PriceBook) -> list[str]:
    """One sentence for each service whose price is not known."""
    found = {line.service: line for line in ledger.unknown}
    return [
        words().say("arms.unknown", label=service_label(book, line), why=line.price.unknown)
        for line in found.values()
    ]


def course_notes(arm: ArmEstimate, book: PriceBook) -> list[str]:
    """What the tables say about the course as it is shown: assumptions, and where it varies."""
    happens = {
        (line.dated.option, line.dated.in_course, line.dated.phase) for line in arm.ledger.lines
    }
    notes: dict[str, None] = {}
    for choice, taken in zip(arm.arm, arm.ways, strict=True):
        option = book.options[choice.option]
        notes |= dict.fromkeys(n for n in (option.note, option.sessions.note) if n)
        for ways in ways_of(book, choice.option).values():
            notes[ways.why] = None
        notes |= dict.fromkeys(one.way.note for one in taken if one.way.note)
        for step in option.course:
            if step.note and (choice.option, step.service, step.phase) in happens:
                notes[step.note] = None
    return list(notes)


def together_words(arm: ArmEstimate) -> str | None:
    """How much less several cost together than each alone, and why; None for a single option."""
    if arm.each_alone is None:
        return None
    less = arm.each_alone["typical"] - arm.ledger.totals()["patient_pays"]["typical"]
    if less < 100:
        return words().say("arms.together-same")
    return words().say("arms.together-less", cents=less)


def savings_otherwise(arm: ArmEstimate) -> str | None:
    """What the patient would pay if the plan counted a maker's savings the other way: `If your plan
    does not count the savings: about $4,000`. None where that is about the same."""
    if arm.savings is None:
        return None
    cents = arm.savings.ledger.totals()["patient_pays"]["typical"]
    if about(cents) == about(arm.ledger.totals()["patient_pays"]["typical"]):
        return None
    code = "savings-count" if arm.savings.counted else "savings-dont-count"
    return words().say(f"arms.{code}", cents=cents)


def card_words(arm: ArmEstimate) -> str | None:
    """What a card with deferred interest asks if not all is paid in time; None without one."""
    paid, at = arm.ledger.repayment, typical(arm.ledger)
    if paid is None or paid.card is None:
        return None
    say, card = words().say, paid.card
    if left := int(card.left[at]):
        interest = int(arm.ledger.patient[at][-1])
        return say("arms.card-left", months=paid.months, left=left, cents=interest)
    if late := int(card.if_late[at]):
        return say("arms.card-late", months=paid.months, cents=late)
    return None


def deduction_words(arm: ArmEstimate) -> str | None:
    """What itemizing saves at most at typical prices; None if it was not asked."""
    if arm.deduction is None:
        return None
    found = arm.deduction
    saved = int(found.saved()[typical(arm.ledger)])
    code = "deduction" if saved else "deduction-none"
    return words().say(
        f"arms.{code}", cents=saved, floor=found.floor_cents, rate=found.rate_percent
    )


def extra_words(arm: ArmEstimate) -> list[str]:
    """What a person's own case adds: help, treatments together, a payment plan, taxes, the way
    there."""
    say, lines = words(), []
    help_ = arm.ledger.totals()["assistance"]
    if any(help_.values()):
        lines.append(say.say("arms.help", cents=help_["typical"]))
    if savings := savings_otherwise(arm):
        lines.append(savings)
    if together := together_words(arm):
        lines.append(together)
    if arm.repayment:
        lines.append(say.say("arms.repayment", cents=arm.repayment["typical"]))
    if card := card_words(arm):
        lines.append(card)
    if taxes := deduction_words(arm):
        lines.append(taxes)
    if arm.getting_there:
        way = arm.getting_there.totals()["full_price"]["typical"]
        lines.append(say.say("arms.getting-there", cents=way))
    lines += not_here_words(arm)
    lines += elsewhere_words(arm)
    return lines + range_notes(arm.ledger)
