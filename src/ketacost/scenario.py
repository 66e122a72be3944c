"""A scenario: everything a person chose. Its text form is the link.

A scenario is complete: it names its pricing release and holds every input, so that the same text
gives the same figures for ever. Reading is lenient and loses nothing silently: what can't be read
is told in words, and the rest is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from ketacost.plain import did_you_mean
from ketacost.pricebook import PriceBook

HORIZON_WEEKS: dict[str, int | None] = {"course": None, "6m": 26, "12m": 52}
LINK_VERSION = "1"
MAX_ARMS = 6
MAX_USD = 1_000_000
NATIONAL = "us"


class ScenarioError(ValueError):
    """Something asked for is not known; `problems` are sentences fit to show to a person."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True)
class Choice:
    """One option, and how many sessions of it."""

    option: str
    sessions: int

    def __str__(self) -> str:
        return f"{self.option}:{self.sessions}"


Arm = tuple[Choice, ...]


def arm_id(arm: Arm) -> str:
    """`ketamine.iv:6`, or `ketamine.iv:6+cbt.individual:12` for several taken together."""
    return "+".join(str(choice) for choice in arm)


@dataclass(frozen=True)
class Scenario:
    """All inputs of a comparison. Money in whole US dollars; None means 'as the plan has it'.

    `horizon` is `course`, `6m` or `12m`; `start_month` (1-12) is the month in which the course
    begins: it decides where a new plan year falls.
    """

    release: str
    arms: tuple[Arm, ...]
    region: str = NATIONAL
    plan: str = "none"
    horizon: str = "course"
    start_month: int = 1
    deductible_usd: int | None = None
    deductible_met_usd: int = 0
    out_of_pocket_max_usd: int | None = None

    def to_link(self) -> str:
        """The query string of a link: every input, none left out."""

        def or_plan(value: int | None) -> str:
            return "plan" if value is None else str(value)

        fields = {
            "v": LINK_VERSION,
            "release": self.release,
            "arms": ",".join(arm_id(arm) for arm in self.arms),
            "region": self.region,
            "plan": self.plan,
            "horizon": self.horizon,
            "start": str(self.start_month),
            "deductible": or_plan(self.deductible_usd),
            "met": str(self.deductible_met_usd),
            "max": or_plan(self.out_of_pocket_max_usd),
        }
        return "?" + urlencode(fields, safe=":,")


def default_arms(book: PriceBook) -> tuple[Arm, ...]:
    """One arm for each treatment: its default option with its usual number of sessions."""
    options = [book.default_option(treatment) for treatment in book.treatments]
    return tuple((Choice(o, book.options[o].sessions.default),) for o in options[:MAX_ARMS])


def default_scenario(book: PriceBook) -> Scenario:
    """What the app shows first."""
    return Scenario(release=book.id, arms=default_arms(book), plan=book.default_plan)


# --- reading -------------------------------------------------------------------------------------


def _known(value: str, names: Iterable[str], what: str, book: PriceBook) -> str:
    """The id itself, or today's id for one that was renamed. Raises ScenarioError."""
    value = book.renamed.get(value, value)
    names = list(names)
    if value not in names:
        raise ScenarioError(
            [f"we don't know the {what} '{value[:60]}'{did_you_mean(value, names)}"]
        )
    return value


def _whole(value: str, what: str, least: int, most: int) -> int:
    text = value.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise ScenarioError([f"{what} must be a whole number, not '{value[:60]}'"])
    if not least <= int(text) <= most:
        raise ScenarioError([f"{what} must be from {least:,} to {most:,}, not {int(text):,}"])
    return int(text)


def read_arm(text: str, book: PriceBook) -> Arm:
    """Read `ketamine.iv:6+cbt.individual`; without a number the usual one is taken.

    Raises:
        ScenarioError: an unknown option, or a number of sessions outside the option's range.
    """
    choices = []
    for part in text.replace(" ", "+").split("+"):
        name, _, number = part.partition(":")
        if name in book.treatments:
            name = book.default_option(name)
        name = _known(name, book.options, "option", book)
        sessions = book.options[name].sessions
        many = sessions.default
        if number:
            many = _whole(number, f"sessions of {name}", sessions.min, sessions.max)
        choices.append(Choice(name, many))
    repeated = {c.option for c in choices if sum(c.option == d.option for d in choices) > 1}
    if repeated:
        raise ScenarioError([f"'{text[:60]}' names {sorted(repeated)[0]} twice"])
    return tuple(choices)


def read_fields(fields: Mapping[str, str], book: PriceBook) -> tuple[Scenario, list[str]]:
    """Make a scenario of texts such as a link or a command line holds.

    Args:
        fields: any of arms, region, plan, horizon, start, deductible, met, max; others are told.
        book: the release that the scenario is to use.

    Returns:
        the scenario (defaults where a field is missing or wrong) and the problems, in sentences.
    """
    scenario, problems = default_scenario(book), []
    known = (
        "v",
        "release",
        "arms",
        "region",
        "plan",
        "horizon",
        "start",
        "deductible",
        "met",
        "max",
    )

    def or_plan(text: str, what: str) -> int | None:
        return None if text == "plan" else _whole(text, what, 0, MAX_USD)

    readers = {
        "region": ("region", lambda t: _known(t, book.regions, "region", book)),
        "plan": ("plan", lambda t: _known(t, book.plans, "plan", book)),
        "horizon": ("horizon", lambda t: _known(t, HORIZON_WEEKS, "horizon", book)),
        "start": ("start_month", lambda t: _whole(t, "start month", 1, 12)),
        "deductible": ("deductible_usd", lambda t: or_plan(t, "deductible")),
        "met": ("deductible_met_usd", lambda t: _whole(t, "deductible already met", 0, MAX_USD)),
        "max": ("out_of_pocket_max_usd", lambda t: or_plan(t, "out-of-pocket maximum")),
    }
    for name, text in fields.items():
        if name not in known:
            problems.append(f"we don't know '{name[:40]}'{did_you_mean(name, known)}")
        if name not in readers:
            continue
        attribute, reader = readers[name]
        try:
            scenario = replace(scenario, **{attribute: reader(text)})
        except ScenarioError as err:
            problems += err.problems
    if "arms" in fields:
        arms = []
        for text in [t for t in fields["arms"].split(",") if t.strip()]:
            try:
                arms.append(read_arm(text.strip(), book))
            except ScenarioError as err:
                problems += err.problems
        if len(arms) > MAX_ARMS:
            problems.append(f"at most {MAX_ARMS} are compared at once; the rest are left out")
        if arms:
            scenario = replace(scenario, arms=tuple(arms[:MAX_ARMS]))
        elif not problems:
            problems.append("no treatment is named; showing the usual four")
    return scenario, problems


def link_fields(link: str) -> dict[str, str]:
    """The fields of a link or of a bare query string; the first of a repeated key counts."""
    query = link.partition("?")[2] if "?" in link else link
    fields: dict[str, str] = {}
    for name, text in parse_qsl(query.partition("#")[0], keep_blank_values=True):
        fields.setdefault(name, text)
    return fields


def check(scenario: Scenario, book: PriceBook) -> None:
    """Refuse a scenario that this release can't answer.

    Raises:
        ScenarioError: names every unknown option, region, plan or number out of range.
    """
    _, problems = read_fields(link_fields(scenario.to_link()), book)
    if scenario.release != book.id:
        problems.append(f"the scenario is for release {scenario.release}, not {book.id}")
    if problems:
        raise ScenarioError(problems)
