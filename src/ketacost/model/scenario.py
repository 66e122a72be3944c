"""A scenario: everything a person chose. Immutable; its text form is the link (see link.py)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from ketacost.model.codes import Code
from ketacost.tables import PriceBook

HORIZON_WEEKS: dict[str, int | None] = {"course": None, "6m": 26, "12m": 52}
MAX_ARMS = 6
MAX_TOGETHER = 3
FIRST_TREATMENTS = 4
NATIONAL = "us"


class ScenarioError(ValueError):
    """Something asked for is not known or out of range.

    `problems` are codes; `ketacost.words.problems` makes the sentences.
    """

    def __init__(self, problems: Iterable[Code]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.id} {dict(p.params)}" for p in self.problems))


@dataclass(frozen=True)
class Choice:
    """One option, how many sessions of it, and where it departs from the usual schedule."""

    option: str
    sessions: int
    per_week: int | None = None
    """Sessions a week; None: as the tables have it."""
    booster_weeks: int | None = None
    """Weeks between boosters; None: as the tables have it."""
    stop_after: int | None = None
    """The session after which the course ends; None: it is had whole."""
    setting: str | None = None
    """Where it is given; this and the next two None: as most people have it."""
    provider: str | None = None
    """Who gives it."""
    billing: str | None = None
    """How it is billed."""
    then: bool = False
    """Whether it begins when what stands before it in the arm has ended, not together with it."""

    def __str__(self) -> str:
        text = f"{self.option}:{self.sessions}"
        for sign, value in (
            ("w", self.per_week),
            ("b", self.booster_weeks),
            ("s", self.stop_after),
        ):
            if value is not None:
                text += f"~{sign}{value}"
        for word, way in (("at", self.setting), ("by", self.provider), ("via", self.billing)):
            if way is not None:
                text += f"~{word}.{way}"
        return text


Arm = tuple[Choice, ...]


def arm_id(arm: Arm) -> str:
    """`ketamine.iv:6`, `ketamine.iv:6+cbt.individual:12` for several taken together, or
    `cbt.individual:12>ketamine.iv:6` for one after another."""
    return "".join(
        f"{('>' if choice.then else '+') if place else ''}{choice}"
        for place, choice in enumerate(arm)
    )


def stages(arm: Arm) -> tuple[Arm, ...]:
    """The parts of an arm that follow one another, each of what is taken together."""
    found: list[list[Choice]] = []
    for choice in arm:
        if choice.then or not found:
            found.append([])
        found[-1].append(choice)
    return tuple(map(tuple, found))


@dataclass(frozen=True)
class PlanTerms:
    """A person's own terms for one benefit: a copayment in dollars or a coinsurance in percent."""

    benefit: str
    amount: int
    percent: bool = False
    after_deductible: bool = False

    def __str__(self) -> str:
        ends = ("p" if self.percent else "") + ("d" if self.after_deductible else "")
        return f"{self.benefit}:{self.amount}{ends}"


@dataclass(frozen=True)
class ClinicQuote:
    """A price that a clinic told the person, US dollars: for one (`package` 1) or for a package."""

    service: str
    usd: Decimal
    package: int = 1
    refund: bool = False
    """Whether the clinic pays back what is not used of a package; if not, all of it is owed."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "usd", Decimal(self.usd))

    def __str__(self) -> str:
        whole = self.usd == self.usd.to_integral_value()
        price = f"{self.usd:.0f}" if whole else f"{self.usd:.2f}"
        many = f"{self.package}x" if self.package > 1 else ""
        return f"{self.service}:{many}{price}{'r' if self.refund else ''}"


@dataclass(frozen=True)
class OutOfNetwork:
    """What a plan pays back outside its network: after a deductible of its own, a share (percent)
    of an allowed amount, itself a percentage of the charge, and all of it beyond a maximum."""

    deductible_usd: int
    share_percent: int
    allowed_percent: int
    max_usd: int | None = None

    def __str__(self) -> str:
        text = f"{self.deductible_usd}.{self.share_percent}.{self.allowed_percent}"
        return text if self.max_usd is None else f"{text}.{self.max_usd}"


@dataclass(frozen=True)
class FamilyCover:
    """What a family owes together in a plan year, US dollars, and what its other members have paid.

    `embedded`: each person has the plan's own deductible too; `aggregate`: only the family's
    counts. A person's own maximum holds in both.
    """

    kind: Literal["embedded", "aggregate"]
    deductible_usd: int
    met_usd: int
    max_usd: int
    max_met_usd: int

    def __str__(self) -> str:
        amounts = (self.deductible_usd, self.met_usd, self.max_usd, self.max_met_usd)
        return f"{self.kind[0]}.{'.'.join(map(str, amounts))}"


@dataclass(frozen=True)
class Loan:
    """A payment plan: level monthly payments, yearly interest in percent (0 if there is none).

    `deferred`: a medical credit card. No interest is asked if all is paid within the months; if
    anything is left then, the interest of all of them is owed. `monthly_usd` is what the person
    pays a month; None: as much as clears it in time.
    """

    months: int
    rate_percent: Decimal
    deferred: bool = False
    monthly_usd: int | None = None

    def __str__(self) -> str:
        text = f"{'d' if self.deferred else ''}{self.months}.{self.rate_percent:f}"
        return text if self.monthly_usd is None else f"{text}:{self.monthly_usd}"


@dataclass(frozen=True)
class Scenario:
    """All inputs of a comparison. Money in whole US dollars; None means 'as the plan has it' or
    'not wished'."""

    release: str
    arms: tuple[Arm, ...]
    region: str = NATIONAL
    plan: str = "none"
    horizon: str = "course"
    """`course`, `6m` or `12m`."""
    start: tuple[int, int] = (1, 1)
    """Month and day of the first visit: they decide where a new plan year falls."""
    year_starts_month: int | None = None
    deductible_usd: int | None = None
    deductible_met_usd: int = 0
    """Paid already this plan year for covered care."""
    out_of_pocket_max_usd: int | None = None
    out_of_pocket_met_usd: int | None = None
    """Counted toward the maximum already; None: what is said to be paid already."""
    drug_met_usd: int = 0
    """Paid already toward a deductible of the drug benefit, where the plan has one apart."""
    family: FamilyCover | None = None
    hra_usd: int | None = None
    """What an HRA still holds for this plan year; it pays first."""
    terms: tuple[PlanTerms, ...] = ()
    quotes: tuple[ClinicQuote, ...] = ()
    help: tuple[str, ...] = ()
    savings_count: bool = True
    """Whether a maker's savings count toward deductible and maximum."""
    out_of_network: OutOfNetwork | None = None
    outside: tuple[str, ...] = ()
    """Options whose provider is outside the plan's network."""
    tax_rate_percent: int | None = None
    loan: Loan | None = None
    miles: int | None = None
    """One way."""
    ride_usd: int | None = None
    wage_usd: int | None = None
    income_usd: int | None = None
    """The household's income a year: it takes nothing off, but says what one may qualify for."""
    household: int = 1
    """People in the household."""
    itemize_percent: int | None = None
    """The marginal tax rate of a person who itemizes deductions; None: they don't."""
    schedule_varies: bool = False
    """Whether ranges hold what people differ in besides prices: boosters, number of sessions."""
    matters: tuple[str, ...] = ()
    """Rows of what is known of treatments that the person reads first. No figure rests on them."""
    kept: Scenario | None = None
    """What this one is held against, before and after; it keeps nothing itself. No figure of this
    scenario rests on it."""


def default_arms(book: PriceBook) -> tuple[Arm, ...]:
    """One arm for each of the first treatments: its default option with its usual sessions."""
    treatments = list(book.treatments)[:FIRST_TREATMENTS]
    options = [book.default_option(treatment) for treatment in treatments]
    return tuple((Choice(o, book.options[o].sessions.default),) for o in options)


def default_scenario(book: PriceBook) -> Scenario:
    """What the app shows first."""
    return Scenario(release=book.id, arms=default_arms(book), plan=book.default_plan)


def without_own_terms(scenario: Scenario) -> Scenario:
    """The scenario without what the person said of their own plan: its terms and limits, what is
    paid of them, its network."""
    return replace(
        scenario,
        year_starts_month=None,
        deductible_usd=None,
        deductible_met_usd=0,
        out_of_pocket_max_usd=None,
        out_of_pocket_met_usd=None,
        drug_met_usd=0,
        family=None,
        hra_usd=None,
        terms=(),
        out_of_network=None,
        outside=(),
    )


def unusual(scenario: Scenario, book: PriceBook) -> list[Code]:
    """Unusual values: worth a second look, but taken as they are.

    `deductible-above-maximum` (deductible_usd, maximum_usd), `maximum-met` (met_usd, maximum_usd),
    `copayment-high` (benefit, usd), `itemize-without-income`, `itemize-with-tax-free-money`,
    `deferred-without-rate`.
    """
    found: list[Code] = _unusual_money(scenario)
    plan = book.plans[scenario.plan]
    medical = plan.accumulators.get("medical")
    if medical is None:
        return found
    own = scenario.deductible_usd, scenario.out_of_pocket_max_usd
    deductible = medical.deductible if own[0] is None else own[0]
    maximum = medical.out_of_pocket_max if own[1] is None else own[1]
    if maximum is not None and deductible > maximum:
        found.append(
            Code.of("deductible-above-maximum", deductible_usd=deductible, maximum_usd=maximum)
        )
    met = scenario.out_of_pocket_met_usd
    met = scenario.deductible_met_usd if met is None else met
    if maximum is not None and met >= maximum > 0:
        found.append(Code.of("maximum-met", met_usd=met, maximum_usd=maximum))
    found += [
        Code.of("copayment-high", benefit=own_terms.benefit, usd=own_terms.amount)
        for own_terms in scenario.terms
        if not own_terms.percent and own_terms.amount > HIGH_COPAYMENT_USD
    ]
    return found


def _unusual_money(scenario: Scenario) -> list[Code]:
    """What does not go together of taxes and payment plans."""
    found = []
    if scenario.itemize_percent is not None:
        if scenario.income_usd is None:
            found.append(Code.of("itemize-without-income"))
        if scenario.tax_rate_percent:
            found.append(Code.of("itemize-with-tax-free-money"))
    if scenario.loan and scenario.loan.deferred and not scenario.loan.rate_percent:
        found.append(Code.of("deferred-without-rate"))
    return found


HIGH_COPAYMENT_USD = 1_000
