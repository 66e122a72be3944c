"""A scenario: everything a person chose. Its text form is the link.

A scenario is complete: it names its pricing release and holds every input, so that the same text
gives the same figures for ever. Reading is lenient and loses nothing silently: what can't be read
is told in words, and the rest is kept.

The link's fields, all of them always written (`none` or `plan` where nothing is set):

    v           link format, 1
    release     pricing release, such as 2026.1
    arms        up to six, parted by commas; each one option or several joined by +, with sessions
                and, if wished, pace and end: ketamine.iv:6~w2~b4~s3 is 6 sessions, 2 a week,
                boosters every 4 weeks, stopped after session 3
    region, plan, horizon
    start       month and day of the first visit: 10-1
    year        month in which the plan year begins, or plan
    deductible, met, max    whole dollars, or plan; met is what has been paid already this year
    terms       benefit:amount, parted by commas: 30 a copayment, 20p a coinsurance in percent,
                with d behind it if the deductible comes first
    quotes      service:price, or service:6x2500 for a package of six
    help        ids of assistance, parted by commas
    oon         out-of-network: deductible.share.allowed, as 1000.60.80: after 1000 dollars the plan
                pays 60 % of an allowed amount of 80 % of the charge
    tax         marginal tax rate in percent, for HSA or FSA money
    loan        payment plan: months.rate, as 12.9 or 12.9.9 (12 months, 9.9 % a year)
    miles       one way to the clinic
    ride        dollars for a ride home where driving is not allowed
    wage        dollars an hour for time away
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, get_args
from urllib.parse import parse_qsl, quote_plus

from ketacost.tables import PriceBook
from ketacost.tables.schema import Benefit
from ketacost.tables.spelling import did_you_mean

HORIZON_WEEKS: dict[str, int | None] = {"course": None, "6m": 26, "12m": 52}
LINK_VERSION = "1"
MAX_ARMS = 6
MAX_USD = 1_000_000
NATIONAL = "us"
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class ScenarioError(ValueError):
    """Something asked for is not known; `problems` are sentences fit to show to a person."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True)
class Choice:
    """One option, how many sessions of it, and where it departs from the usual schedule.

    None means 'as the tables have it'. `stop_after` ends the course after that session.
    """

    option: str
    sessions: int
    per_week: int | None = None
    booster_weeks: int | None = None
    stop_after: int | None = None

    def __str__(self) -> str:
        text = f"{self.option}:{self.sessions}"
        for sign, value in (
            ("w", self.per_week),
            ("b", self.booster_weeks),
            ("s", self.stop_after),
        ):
            if value is not None:
                text += f"~{sign}{value}"
        return text


Arm = tuple[Choice, ...]


def arm_id(arm: Arm) -> str:
    """`ketamine.iv:6`, or `ketamine.iv:6+cbt.individual:12` for several taken together."""
    return "+".join(str(choice) for choice in arm)


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
    """A price that a clinic told the person: for one (`package` 1) or for a package."""

    service: str
    usd: int
    package: int = 1

    def __str__(self) -> str:
        return f"{self.service}:{f'{self.package}x' if self.package > 1 else ''}{self.usd}"


@dataclass(frozen=True)
class OutOfNetwork:
    """What a plan pays back outside its network: after a deductible of its own, a share (percent)
    of an allowed amount, itself a percentage of the charge."""

    deductible_usd: int
    share_percent: int
    allowed_percent: int

    def __str__(self) -> str:
        return f"{self.deductible_usd}.{self.share_percent}.{self.allowed_percent}"


@dataclass(frozen=True)
class Loan:
    """A payment plan: level monthly payments, yearly interest in percent (0 if there is none)."""

    months: int
    rate_percent: Decimal

    def __str__(self) -> str:
        return f"{self.months}.{self.rate_percent:f}"


@dataclass(frozen=True)
class Scenario:
    """All inputs of a comparison. Money in whole US dollars; None means 'as the plan has it' or
    'not wished'.

    `horizon` is `course`, `6m` or `12m`; `start_month` and `start_day` say when the first visit is:
    they decide where a new plan year falls. `miles` is one way.
    """

    release: str
    arms: tuple[Arm, ...]
    region: str = NATIONAL
    plan: str = "none"
    horizon: str = "course"
    start_month: int = 1
    start_day: int = 1
    year_starts_month: int | None = None
    deductible_usd: int | None = None
    deductible_met_usd: int = 0
    out_of_pocket_max_usd: int | None = None
    terms: tuple[PlanTerms, ...] = ()
    quotes: tuple[ClinicQuote, ...] = ()
    help: tuple[str, ...] = ()
    out_of_network: OutOfNetwork | None = None
    tax_rate_percent: int | None = None
    loan: Loan | None = None
    miles: int | None = None
    ride_usd: int | None = None
    wage_usd: int | None = None

    def to_link(self) -> str:
        """The query string of a link: every input, none left out."""
        fields = {name: written(self) for name, written in _WRITERS.items()}
        safe = ":,~+"  # + is written as it is; a reader takes a space for it again
        query = "&".join(f"{n}={quote_plus(t, safe=safe)}" for n, t in fields.items())
        return "?" + query

    @classmethod
    def from_link(cls, link: str) -> Scenario:
        """The scenario of a link made by `to_link`.

        Raises:
            ScenarioError: anything in the link is missing, unknown or out of range.
            PricingError: its release is not known, or its tables are not as released.
        """
        from ketacost.tables import load_prices

        fields = link_fields(link)
        if "release" not in fields:
            raise ScenarioError(["the link names no pricing release"])
        scenario, problems = read_fields(fields, load_prices(fields["release"]))
        missing = [name for name in _WRITERS if name not in fields]
        if missing:
            problems.append(f"the link says nothing of {', '.join(missing)}")
        if problems:
            raise ScenarioError(problems)
        return scenario


def _or(word: str, value: Any) -> str:
    return word if value is None else str(value)


def _list(values: Iterable[Any], empty: str = "none") -> str:
    return ",".join(map(str, values)) or empty


_WRITERS: dict[str, Callable[[Scenario], str]] = {
    "v": lambda s: LINK_VERSION,
    "release": lambda s: s.release,
    "arms": lambda s: _list(arm_id(arm) for arm in s.arms),
    "region": lambda s: s.region,
    "plan": lambda s: s.plan,
    "horizon": lambda s: s.horizon,
    "start": lambda s: f"{s.start_month}-{s.start_day}",
    "year": lambda s: _or("plan", s.year_starts_month),
    "deductible": lambda s: _or("plan", s.deductible_usd),
    "met": lambda s: str(s.deductible_met_usd),
    "max": lambda s: _or("plan", s.out_of_pocket_max_usd),
    "terms": lambda s: _list(s.terms, "plan"),
    "quotes": lambda s: _list(s.quotes),
    "help": lambda s: _list(s.help),
    "oon": lambda s: _or("none", s.out_of_network),
    "tax": lambda s: _or("none", s.tax_rate_percent),
    "loan": lambda s: _or("none", s.loan),
    "miles": lambda s: _or("none", s.miles),
    "ride": lambda s: _or("none", s.ride_usd),
    "wage": lambda s: _or("none", s.wage_usd),
}


def default_arms(book: PriceBook) -> tuple[Arm, ...]:
    """One arm for each treatment: its default option with its usual number of sessions."""
    options = [book.default_option(treatment) for treatment in book.treatments]
    return tuple((Choice(o, book.options[o].sessions.default),) for o in options[:MAX_ARMS])


def default_scenario(book: PriceBook) -> Scenario:
    """What the app shows first."""
    return Scenario(release=book.id, arms=default_arms(book), plan=book.default_plan)


# --- reading -------------------------------------------------------------------------------------


def _shown(text: str) -> str:
    """A person's own text, fit for a message: short, and without control characters."""
    clean = "".join(c if c.isprintable() else " " for c in text)
    return clean if len(clean) <= 50 else clean[:47] + "..."


def _known(value: str, names: Iterable[str], what: str, book: PriceBook) -> str:
    """The id itself, or today's id for one that was renamed. Raises ScenarioError."""
    value = book.renamed.get(what, {}).get(value, value)
    names = list(names)
    if value not in names:
        near = did_you_mean(value[:60], names)
        raise ScenarioError([f"we don't know the {what} '{_shown(value)}'{near}"])
    return value


def _whole(value: str, what: str, least: int, most: int) -> int:
    text = value.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise ScenarioError([f"{what} must be a whole number, not '{_shown(value)}'"])
    if not least <= int(text) <= most:
        raise ScenarioError([f"{what} must be from {least:,} to {most:,}, not {int(text):,}"])
    return int(text)


def _usd(value: str, what: str) -> int:
    return _whole(value, what, 0, MAX_USD)


def read_arm(text: str, book: PriceBook) -> Arm:
    """Read `ketamine.iv:6+cbt.individual`; without a number the usual one is taken.

    Raises:
        ScenarioError: an unknown option, or a number of sessions outside the option's range.
    """
    choices = [_choice(part, book) for part in text.replace(" ", "+").split("+")]
    names = [choice.option for choice in choices]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ScenarioError([f"'{_shown(text)}' names {repeated[0]} twice"])
    if len(choices) > 3:
        raise ScenarioError([f"at most 3 treatments are taken together, not {len(choices)}"])
    return tuple(choices)


def _choice(text: str, book: PriceBook) -> Choice:
    main, *changes = text.split("~")
    name, _, number = main.partition(":")
    if name in book.treatments:
        name = book.default_option(name)
    name = _known(name, book.options, "option", book)
    sessions = book.options[name].sessions
    many = sessions.default
    if number:
        many = _whole(number, f"sessions of {name}", sessions.min, sessions.max)
    choice = Choice(name, many)
    readers = {
        "w": ("per_week", "sessions a week", 1, 7),
        "b": ("booster_weeks", "weeks between boosters", 1, 52),
        "s": ("stop_after", "the session to stop after", 1, many),
    }
    for change in changes:
        if change[:1] not in readers:
            raise ScenarioError([f"we don't know '~{_shown(change)}' behind {name}"])
        attribute, what, least, most = readers[change[0]]
        value = _whole(change[1:], f"{what} of {name}", least, most)
        choice = replace(choice, **{attribute: value})
    return choice


def _arms(text: str, book: PriceBook) -> tuple[tuple[Arm, ...], list[str]]:
    """All arms that can be read, and what is wrong with the others."""
    arms: list[Arm] = []
    problems: list[str] = []
    for part in [t.strip() for t in text.split(",") if t.strip()][:50]:
        try:
            arms.append(read_arm(part, book))
        except ScenarioError as err:
            problems += err.problems
    if len(arms) > MAX_ARMS:
        problems.append(f"at most {MAX_ARMS} are compared at once; the rest are left out")
    if not arms:
        problems.append("no treatment could be read; showing the usual ones")
    return tuple(arms[:MAX_ARMS]), problems


def _start(text: str) -> tuple[int, int]:
    month_text, _, day_text = text.partition("-")
    month = _whole(month_text, "start month", 1, 12)
    return month, _whole(day_text or "1", "start day", 1, _DAYS[month - 1])


def _terms(text: str, book: PriceBook) -> PlanTerms:
    benefit, _, amount = text.partition(":")
    benefit = _known(benefit, get_args(Benefit), "benefit", book)
    found = re.fullmatch(r"(\d{1,6})(p?)(d?)", amount, re.ASCII)
    if found is None:
        raise ScenarioError(
            [f"'{_shown(amount)}' for {benefit}: write 30 for a copayment or 20p for 20 percent"]
        )
    percent = bool(found[2])
    number = _whole(found[1], f"terms for {benefit}", 0, 100 if percent else 100_000)
    return PlanTerms(benefit, number, percent, bool(found[3]))


def _quote(text: str, book: PriceBook) -> ClinicQuote:
    service, _, price = text.partition(":")
    service = _known(service, book.services, "service", book)
    package, times, usd = price.rpartition("x")
    many = _whole(package, f"package of {service}", 2, 100) if times else 1
    return ClinicQuote(service, _usd(usd, f"quote for {service}"), many)


def _out_of_network(text: str) -> OutOfNetwork:
    parts = text.split(".")
    if len(parts) != 3:
        raise ScenarioError([f"'{_shown(text)}': out-of-network is deductible.share.allowed"])
    return OutOfNetwork(
        _usd(parts[0], "out-of-network deductible"),
        _whole(parts[1], "out-of-network share in percent", 0, 100),
        _whole(parts[2], "allowed amount in percent of the charge", 1, 100),
    )


def _loan(text: str) -> Loan:
    months, _, rate = text.partition(".")
    if not re.fullmatch(r"\d{1,2}(\.\d{1,2})?", rate or "0", re.ASCII):
        raise ScenarioError(
            [f"yearly interest must be a percentage below 100, not '{_shown(rate)}'"]
        )
    return Loan(_whole(months, "months of the payment plan", 1, 84), Decimal(rate or "0"))


def _each(text: str, reader: Callable[[str], Any], what: str) -> tuple[Any, ...]:
    found = tuple(reader(part) for part in text.split(",")[:50] if part)
    names = [str(f).partition(":")[0] for f in found]
    twice = sorted({n for n in names if names.count(n) > 1})
    if twice and what != "quotes":
        raise ScenarioError([f"{what}: '{twice[0]}' stands twice"])
    return found


def _unless(word: str, reader: Callable[[str], Any], empty: Any = None) -> Callable[[str], Any]:
    return lambda text: empty if text == word else reader(text)


def _readers(book: PriceBook) -> dict[str, tuple[str, Callable[[str], Any]]]:
    """How each field is read: the attribute it sets, and a reader that raises ScenarioError."""

    def usd(what: str) -> Callable[[str], int]:
        return lambda text: _usd(text, what)

    return {
        "region": ("region", lambda t: _known(t, book.regions, "region", book)),
        "plan": ("plan", lambda t: _known(t, book.plans, "plan", book)),
        "horizon": ("horizon", lambda t: _known(t, HORIZON_WEEKS, "horizon", book)),
        "year": (
            "year_starts_month",
            _unless("plan", lambda t: _whole(t, "month of the plan year", 1, 12)),
        ),
        "deductible": ("deductible_usd", _unless("plan", usd("deductible"))),
        "met": ("deductible_met_usd", usd("what is paid already")),
        "max": ("out_of_pocket_max_usd", _unless("plan", usd("out-of-pocket maximum"))),
        "terms": (
            "terms",
            _unless("plan", lambda t: _each(t, lambda p: _terms(p, book), "terms"), ()),
        ),
        "quotes": (
            "quotes",
            _unless("none", lambda t: _each(t, lambda p: _quote(p, book), "quotes"), ()),
        ),
        "help": (
            "help",
            _unless(
                "none",
                lambda t: _each(t, lambda p: _known(p, book.help, "help", book), "help"),
                (),
            ),
        ),
        "oon": ("out_of_network", _unless("none", _out_of_network)),
        "tax": ("tax_rate_percent", _unless("none", lambda t: _whole(t, "tax rate", 0, 60))),
        "loan": ("loan", _unless("none", _loan)),
        "miles": ("miles", _unless("none", lambda t: _whole(t, "miles to the clinic", 0, 2_000))),
        "ride": ("ride_usd", _unless("none", lambda t: _whole(t, "a ride", 0, 5_000))),
        "wage": ("wage_usd", _unless("none", lambda t: _whole(t, "pay an hour", 0, 1_000))),
    }


def read_fields(fields: Mapping[str, str], book: PriceBook) -> tuple[Scenario, list[str]]:
    """Make a scenario of texts such as a link or a command line holds.

    Args:
        fields: any of the link's fields; others are told.
        book: the release that the scenario is to use.

    Returns:
        the scenario (defaults where a field is missing or wrong) and the problems, in sentences.
    """
    scenario, problems = default_scenario(book), []
    readers = _readers(book)
    for name, text in list(fields.items())[:100]:
        try:
            if name not in _WRITERS:
                near = did_you_mean(name[:40], _WRITERS)
                raise ScenarioError([f"we don't know '{_shown(name)}'{near}"])
            if name == "v" and text != LINK_VERSION:
                raise ScenarioError(
                    [f"this link is of format '{_shown(text)}'; we read format {LINK_VERSION}"]
                )
            if name == "start":
                month, day = _start(text)
                scenario = replace(scenario, start_month=month, start_day=day)
            elif name in readers:
                attribute, reader = readers[name]
                scenario = replace(scenario, **{attribute: reader(text)})
        except ScenarioError as err:
            problems += err.problems
    if "arms" in fields:
        arms, more = _arms(fields["arms"], book)
        problems += more
        scenario = replace(scenario, arms=arms or scenario.arms)
    return scenario, problems


def link_fields(link: str) -> dict[str, str]:
    """The fields of a link or of a bare query string; the first of a repeated key counts."""
    query = link.partition("?")[2] if "?" in link else link
    fields: dict[str, str] = {}
    for name, text in parse_qsl(query.partition("#")[0][:8_000], keep_blank_values=True):
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


def questions(scenario: Scenario, book: PriceBook) -> list[str]:
    """Unusual values: worth a second look, but taken as they are."""
    asked = []
    plan = book.plans[scenario.plan]
    medical = plan.accumulators.get("medical")
    if medical:
        deductible = scenario.deductible_usd
        deductible = medical.deductible if deductible is None else deductible
        maximum = scenario.out_of_pocket_max_usd
        maximum = medical.out_of_pocket_max if maximum is None else maximum
        if maximum is not None and deductible > maximum:
            asked.append(
                f"The deductible (${deductible:,.0f}) is above the out-of-pocket maximum "
                f"(${maximum:,.0f}). Is that right? The maximum is what counts."
            )
        if maximum is not None and scenario.deductible_met_usd >= maximum > 0:
            asked.append(
                f"You have paid ${scenario.deductible_met_usd:,} already, and the out-of-pocket "
                f"maximum is ${maximum:,.0f}. Is that right? Covered care then costs nothing more "
                "this plan year."
            )
    return asked
