"""The values that a link can hold: how each kind is read, written and limited.

Readers raise ScenarioError with a code that says what is wrong; link.py says which field has which
kind.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, get_args

from ketacost.model.codes import Code
from ketacost.model.scenario import (
    HORIZON_WEEKS,
    MAX_ARMS,
    MAX_TOGETHER,
    Arm,
    Choice,
    ClinicQuote,
    FamilyCover,
    Loan,
    OutOfNetwork,
    PlanTerms,
    ScenarioError,
    arm_id,
)
from ketacost.model.ways import clash, ways_of
from ketacost.tables import PriceBook
from ketacost.tables.places import find_regions, nearest_region
from ketacost.tables.schema import CONTEXT_ROWS, Benefit
from ketacost.tables.spelling import nearest

MAX_USD = 1_000_000
MAX_LIST = 50
DAYS_OF_MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def fault(code: str, **params: Any) -> ScenarioError:
    """An error that says one thing: a problem's code with its parameters."""
    return ScenarioError([Code.of(code, **params)])


# --- kinds of value: how a field is read, written and limited ------------------------------------


class Kind(ABC):
    """How one field's text is read and written. Readers raise ScenarioError."""

    @abstractmethod
    def read(self, text: str, book: PriceBook) -> Any:
        """The value of a text."""

    def write(self, value: Any) -> str:
        """The text of a value."""
        return str(value)


@dataclass(frozen=True)
class Whole(Kind):
    """A whole number from `least` to `most`; `unset` is the word for None, if that can be."""

    field: str
    least: int
    most: int
    unset: str | None = None

    def read(self, text: str, book: PriceBook) -> int | None:
        if text == self.unset:
            return None
        return whole(text, self.field, self.least, self.most)

    def write(self, value: int | None) -> str:
        return str(self.unset) if value is None else str(value)


@dataclass(frozen=True)
class Name(Kind):
    """One of the ids of a kind of thing."""

    thing: str

    def names(self, book: PriceBook) -> Iterable[str]:
        """The ids that a book knows."""
        known: dict[str, Iterable[str]] = {
            "plan": book.plans,
            "horizon": HORIZON_WEEKS,
            "help": book.help,
            "option": book.options,
            "service": book.services,
            "benefit": get_args(Benefit),
            "row": CONTEXT_ROWS,
        }
        return known[self.thing]

    def read(self, text: str, book: PriceBook) -> str:
        name = book.renamed.get(self.thing, {}).get(text, text)
        names = list(self.names(book))
        if name not in names:
            raise fault(
                "unknown-name", thing=self.thing, text=shown(text), near=nearest(text[:60], names)
            )
        return name


class Region(Kind):
    """A region's id; `places_as` reads what else may stand for one."""

    def read(self, text: str, book: PriceBook) -> str:
        found = find_regions(text, book.regions)
        if not found:
            near = nearest_region(text[:60], book.regions)
            raise fault("unknown-name", thing="region", text=shown(text), near=near)
        return found[0]


class Flag(Kind):
    """`yes` or `no`."""

    def read(self, text: str, book: PriceBook) -> bool:
        if text not in ("yes", "no"):
            raise fault("not-yes-or-no", text=shown(text))
        return text == "yes"

    def write(self, value: bool) -> str:
        return "yes" if value else "no"


@dataclass(frozen=True)
class Parsed(Kind):
    """A value with a text form of its own; `unset` is the word for None."""

    parse: Callable[[str, PriceBook], Any]
    unset: str | None = None

    def read(self, text: str, book: PriceBook) -> Any:
        return None if text == self.unset else self.parse(text, book)

    def write(self, value: Any) -> str:
        return str(self.unset) if value is None else str(value)


@dataclass(frozen=True)
class Several(Kind):
    """Texts of one kind parted by commas; `unset` is the word for none of them."""

    field: str
    parse: Callable[[str, PriceBook], Any]
    unset: str = "none"
    repeats: bool = False
    thing: str = ""
    """What each text begins with the id of, if it does."""

    def read(self, text: str, book: PriceBook) -> tuple[Any, ...]:
        if text == self.unset:
            return ()
        found = tuple(self.parse(part, book) for part in text.split(",")[:MAX_LIST] if part)
        names = [str(f).partition(":")[0] for f in found]
        twice = sorted({n for n in names if names.count(n) > 1})
        if twice and not self.repeats:
            raise fault("stands-twice", field=self.field, name=twice[0])
        return found

    def write(self, value: tuple[Any, ...]) -> str:
        return ",".join(map(str, value)) or self.unset


# --- readers of single values --------------------------------------------------------------------


def shown(text: str) -> str:
    """A person's own text, fit for a message: short, and without control characters."""
    clean = "".join(c if c.isprintable() else " " for c in text)
    return clean if len(clean) <= 50 else clean[:47] + "..."


def whole(text: str, field: str, least: int, most: int) -> int:
    """A whole number in ASCII digits.

    Raises:
        ScenarioError: `not-whole` (field, text) or `out-of-range` (field, least, most, value).
    """
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        raise fault("not-whole", field=field, text=shown(text))
    if not least <= int(digits) <= most:
        raise fault("out-of-range", field=field, least=least, most=most, value=int(digits))
    return int(digits)


PARTS: dict[str, Whole] = {
    part.field: part
    for part in (
        Whole("per-week", 1, 7),
        Whole("booster-weeks", 1, 52),
        Whole("stop-after", 1, 366),
        Whole("copayment", 0, 100_000),
        Whole("coinsurance", 0, 100),
        Whole("quote", 0, MAX_USD),
        Whole("package", 2, 100),
        Whole("oon-deductible", 0, MAX_USD),
        Whole("oon-share", 0, 100),
        Whole("oon-allowed", 1, 100),
        Whole("oon-max", 0, MAX_USD),
        Whole("family-deductible", 0, MAX_USD),
        Whole("family-met", 0, MAX_USD),
        Whole("family-max", 0, MAX_USD),
        Whole("family-max-met", 0, MAX_USD),
        Whole("loan-months", 1, 84),
        Whole("loan-monthly", 1, MAX_USD),
    )
}
"""Limits of the numbers that are part of a value: of a choice, of own terms, of a quote, ..."""
MAX_LOAN_RATE = Decimal("99.99")  # two digits, and two behind the point


def part_of_value(text: str, part: str, field: str | None = None) -> int:
    """A number that is part of a value, within its limits; `field` is its name in a message."""
    return whole(text, field or part, PARTS[part].least, PARTS[part].most)


_SCHEDULE = {"w": "per-week", "b": "booster-weeks", "s": "stop-after"}
WAYS = {"at": "setting", "by": "provider", "via": "billing"}
"""The word before a way in a link, and the kind of way: `~at.hospital`."""


def read_choice(text: str, book: PriceBook) -> Choice:
    """Read `ketamine.iv:6~w2~b4~s3~at.hospital`; without a number the usual one is taken, and a
    treatment's name stands for its default option.

    Raises:
        ScenarioError: an unknown option, a number outside the option's range, a way that it can't
            be had, or two that can't go together.
    """
    main, *changes = text.split("~")
    name, _, number = main.partition(":")
    if name in book.treatments:
        name = book.default_option(name)
    name = Name("option").read(name, book)
    sessions = book.options[name].sessions
    many = sessions.default
    if number:
        many = whole(number, f"sessions:{name}", sessions.min, sessions.max)
    said: dict[str, int] = {}
    ways = _read_ways([c for c in changes if c.partition(".")[0] in WAYS], name, book)
    for change in changes:
        sign = change[:1]
        if change.partition(".")[0] in WAYS:
            continue
        if sign not in _SCHEDULE:
            raise fault("unknown-schedule", text=shown(change), option=name)
        part = PARTS[_SCHEDULE[sign]]
        most = min(part.most, many) if sign == "s" else part.most
        said[sign] = whole(change[1:], f"{part.field}:{name}", part.least, most)
    choice = Choice(name, many, said.get("w"), said.get("b"), said.get("s"))
    return replace(choice, **ways)


def _read_ways(texts: Iterable[str], option: str, book: PriceBook) -> dict[str, Any]:
    """The ways of `at.hospital`, by their kind.

    Raises:
        ScenarioError: `no-ways` (kind, option), `unknown-way` (kind, text, option, near, known) or
            `ways-clash` (option, one, other).
    """
    known, found = ways_of(book, option), dict[str, Any]()
    for text in texts:
        word, _, name = text.partition(".")
        kind = WAYS[word]
        if kind not in known:
            raise fault("no-ways", kind=kind, text=shown(name), option=option)
        names = list(known[kind].choices)
        if name not in names:
            near = nearest(name[:60], names)
            raise fault(
                "unknown-way", kind=kind, text=shown(name), option=option, near=near, known=names
            )
        found[kind] = name
    if two := clash(book, option, found):
        raise fault("ways-clash", option=option, one=two[0], other=two[1])
    return found


def read_arm(text: str, book: PriceBook) -> Arm:
    """Read `ketamine.iv:6+cbt.individual`, or `cbt.individual:12>ketamine.iv:6`.

    Raises:
        ScenarioError: as `read_choice`; an option twice; more than three together.
    """
    choices = [
        replace(read_choice(part, book), then=stage > 0 and place == 0)
        for stage, together in enumerate(text.replace(" ", "+").split(">"))
        for place, part in enumerate(together.split("+"))
    ]
    names = [choice.option for choice in choices]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise fault("option-twice", text=shown(text), option=repeated[0])
    if len(choices) > MAX_TOGETHER:
        raise fault("too-many-together", most=MAX_TOGETHER, many=len(choices))
    return tuple(choices)


class Arms(Kind):
    """Arms parted by commas. Unlike other fields, an arm that can't be read spoils no other."""

    def read(self, text: str, book: PriceBook) -> tuple[Arm, ...]:
        arms, problems = self.read_each(text, book)
        if problems:
            raise ScenarioError(problems)
        return arms

    def read_each(self, text: str, book: PriceBook) -> tuple[tuple[Arm, ...], list[Code]]:
        """All arms that can be read, and what is wrong with the others."""
        arms: list[Arm] = []
        problems: list[Code] = []
        for part in [t.strip() for t in text.split(",") if t.strip()][:MAX_LIST]:
            try:
                arms.append(read_arm(part, book))
            except ScenarioError as err:
                problems += err.problems
        if len(arms) > MAX_ARMS:
            problems.append(Code.of("too-many-arms", most=MAX_ARMS))
        if not arms:
            problems.append(Code.of("no-arm-read"))
        return tuple(arms[:MAX_ARMS]), problems

    def write(self, value: tuple[Arm, ...]) -> str:
        return ",".join(map(arm_id, value))


class Start(Kind):
    """Month and day: `10-1`; a month alone is its first day."""

    def read(self, text: str, book: PriceBook) -> tuple[int, int]:
        month_text, _, day_text = text.partition("-")
        month = whole(month_text, "start-month", 1, 12)
        return month, whole(day_text or "1", "start-day", 1, DAYS_OF_MONTHS[month - 1])

    def write(self, value: tuple[int, int]) -> str:
        return f"{value[0]}-{value[1]}"


def read_terms(text: str, book: PriceBook) -> PlanTerms:
    benefit, _, amount = text.partition(":")
    benefit = Name("benefit").read(benefit, book)
    found = re.fullmatch(r"(\d{1,6})(p?)(d?)", amount, re.ASCII)
    if found is None:
        raise fault("terms-form", benefit=benefit, text=shown(amount))
    percent = bool(found[2])
    number = part_of_value(found[1], "coinsurance" if percent else "copayment", f"terms:{benefit}")
    return PlanTerms(benefit, number, percent, bool(found[3]))


def read_quote(text: str, book: PriceBook) -> ClinicQuote:
    service, _, price = text.partition(":")
    service = Name("service").read(service, book)
    refund = price.endswith("r") and "x" in price
    package, times, usd = price.removesuffix("r" if refund else "").rpartition("x")
    many = part_of_value(package, "package", f"package:{service}") if times else 1
    dollars, point, cents = usd.strip().partition(".")
    if point and not re.fullmatch(r"\d\d", cents, re.ASCII):
        raise fault("quote-cents", service=service, text=shown(usd))
    amount = Decimal(part_of_value(dollars, "quote", f"quote:{service}"))
    return ClinicQuote(service, amount + Decimal(cents or 0) / 100, many, refund)


def read_out_of_network(text: str, book: PriceBook) -> OutOfNetwork:
    parts = text.split(".")
    if len(parts) not in (3, 4):
        raise fault("out-of-network-form", text=shown(text))
    return OutOfNetwork(
        part_of_value(parts[0], "oon-deductible"),
        part_of_value(parts[1], "oon-share"),
        part_of_value(parts[2], "oon-allowed"),
        part_of_value(parts[3], "oon-max") if len(parts) == 4 else None,
    )


def read_family(text: str, book: PriceBook) -> FamilyCover:
    kind, *amounts = text.split(".")
    kinds = {"e": "embedded", "a": "aggregate"}
    if kind not in kinds or len(amounts) != 4:
        raise fault("family-form", text=shown(text))
    names = ("family-deductible", "family-met", "family-max", "family-max-met")
    read = [part_of_value(a, n) for a, n in zip(amounts, names, strict=True)]
    return FamilyCover("embedded" if kind == "e" else "aggregate", *read)


def read_loan(text: str, book: PriceBook) -> Loan:
    """Read `12.9.9` (months, yearly interest), or `d12.26.99:100`: a card with deferred interest,
    and what is paid a month."""
    deferred = text.startswith("d")
    terms, pays, monthly = text.removeprefix("d").partition(":")
    months, _, rate = terms.partition(".")
    if not re.fullmatch(r"\d{1,2}(\.\d{1,2})?", rate or "0", re.ASCII):
        raise fault("loan-rate", text=shown(rate))
    if pays and not deferred:
        raise fault("loan-form", text=shown(text))
    return Loan(
        part_of_value(months, "loan-months"),
        Decimal(rate or "0"),
        deferred,
        part_of_value(monthly, "loan-monthly") if pays else None,
    )
