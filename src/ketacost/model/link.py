"""The link: a scenario as a query string, read the same way by every door.

A link says its format (`v`), its release, its arms, and whatever else differs from that format's
defaults. `FIELDS` is the only table of what a link can hold: a new field is one entry there, and a
link that does not name it has the default frozen in that entry, for ever. Format 1 wrote every
field; the same readers read it.

Reading is lenient and loses nothing silently: what can't be read is a problem, what was read by a
guess is a note, both as codes; the rest is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any, get_args
from urllib.parse import parse_qsl, quote_plus

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
    Scenario,
    ScenarioError,
    arm_id,
    default_arms,
    default_scenario,
)
from ketacost.tables import PriceBook, load_prices
from ketacost.tables.places import find_regions, nearest_region
from ketacost.tables.schema import Benefit
from ketacost.tables.spelling import nearest

FORMAT = "2"
FORMATS = ("1", "2")
MAX_USD = 1_000_000
MAX_LIST = 50
DAYS_OF_MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
Pairs = Sequence[tuple[str, str]]


def _fault(code: str, **params: Any) -> ScenarioError:
    return ScenarioError([Code.of(code, **params)])


# --- kinds of value: how a field is read, written and limited ------------------------------------


class Kind:
    """How one field's text is read and written. Readers raise ScenarioError."""

    def read(self, text: str, book: PriceBook) -> Any:
        """The value of a text."""
        raise NotImplementedError

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
        }
        return known[self.thing]

    def read(self, text: str, book: PriceBook) -> str:
        name = book.renamed.get(self.thing, {}).get(text, text)
        names = list(self.names(book))
        if name not in names:
            raise _fault(
                "unknown-name", thing=self.thing, text=shown(text), near=nearest(text[:60], names)
            )
        return name


class Region(Kind):
    """A region's id; `places_as` reads what else may stand for one."""

    def read(self, text: str, book: PriceBook) -> str:
        found = find_regions(text, book.regions)
        if not found:
            near = nearest_region(text[:60], book.regions)
            raise _fault("unknown-name", thing="region", text=shown(text), near=near)
        return found[0]


class Flag(Kind):
    """`yes` or `no`."""

    def read(self, text: str, book: PriceBook) -> bool:
        if text not in ("yes", "no"):
            raise _fault("not-yes-or-no", text=shown(text))
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
            raise _fault("stands-twice", field=self.field, name=twice[0])
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
        raise _fault("not-whole", field=field, text=shown(text))
    if not least <= int(digits) <= most:
        raise _fault("out-of-range", field=field, least=least, most=most, value=int(digits))
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
    )
}
"""Limits of the numbers that are part of a value: of a choice, of own terms, of a quote, ..."""
MAX_LOAN_RATE = Decimal("99.99")  # two digits, and two behind the point


def _part(text: str, part: str, field: str | None = None) -> int:
    """A number that is part of a value, within its limits; `field` is its name in a message."""
    return whole(text, field or part, PARTS[part].least, PARTS[part].most)


_SCHEDULE = {"w": "per-week", "b": "booster-weeks", "s": "stop-after"}


def read_choice(text: str, book: PriceBook) -> Choice:
    """Read `ketamine.iv:6~w2~b4~s3`; without a number the usual one is taken, and a treatment's
    name stands for its default option.

    Raises:
        ScenarioError: an unknown option, or a number outside the option's range.
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
    for change in changes:
        sign = change[:1]
        if sign not in _SCHEDULE:
            raise _fault("unknown-schedule", text=shown(change), option=name)
        part = PARTS[_SCHEDULE[sign]]
        most = min(part.most, many) if sign == "s" else part.most
        said[sign] = whole(change[1:], f"{part.field}:{name}", part.least, most)
    return Choice(name, many, said.get("w"), said.get("b"), said.get("s"))


def read_arm(text: str, book: PriceBook) -> Arm:
    """Read `ketamine.iv:6+cbt.individual`.

    Raises:
        ScenarioError: as `read_choice`; an option twice; more than three together.
    """
    choices = [read_choice(part, book) for part in text.replace(" ", "+").split("+")]
    names = [choice.option for choice in choices]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise _fault("option-twice", text=shown(text), option=repeated[0])
    if len(choices) > MAX_TOGETHER:
        raise _fault("too-many-together", most=MAX_TOGETHER, many=len(choices))
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


def _terms(text: str, book: PriceBook) -> PlanTerms:
    benefit, _, amount = text.partition(":")
    benefit = Name("benefit").read(benefit, book)
    found = re.fullmatch(r"(\d{1,6})(p?)(d?)", amount, re.ASCII)
    if found is None:
        raise _fault("terms-form", benefit=benefit, text=shown(amount))
    percent = bool(found[2])
    number = _part(found[1], "coinsurance" if percent else "copayment", f"terms:{benefit}")
    return PlanTerms(benefit, number, percent, bool(found[3]))


def _quote(text: str, book: PriceBook) -> ClinicQuote:
    service, _, price = text.partition(":")
    service = Name("service").read(service, book)
    refund = price.endswith("r") and "x" in price
    package, times, usd = price.removesuffix("r" if refund else "").rpartition("x")
    many = _part(package, "package", f"package:{service}") if times else 1
    dollars, point, cents = usd.strip().partition(".")
    if point and not re.fullmatch(r"\d\d", cents, re.ASCII):
        raise _fault("quote-cents", service=service, text=shown(usd))
    amount = Decimal(_part(dollars, "quote", f"quote:{service}"))
    return ClinicQuote(service, amount + Decimal(cents or 0) / 100, many, refund)


def _out_of_network(text: str, book: PriceBook) -> OutOfNetwork:
    parts = text.split(".")
    if len(parts) not in (3, 4):
        raise _fault("out-of-network-form", text=shown(text))
    return OutOfNetwork(
        _part(parts[0], "oon-deductible"),
        _part(parts[1], "oon-share"),
        _part(parts[2], "oon-allowed"),
        _part(parts[3], "oon-max") if len(parts) == 4 else None,
    )


def _family(text: str, book: PriceBook) -> FamilyCover:
    kind, *amounts = text.split(".")
    kinds = {"e": "embedded", "a": "aggregate"}
    if kind not in kinds or len(amounts) != 4:
        raise _fault("family-form", text=shown(text))
    names = ("family-deductible", "family-met", "family-max", "family-max-met")
    read = [_part(a, n) for a, n in zip(amounts, names, strict=True)]
    return FamilyCover("embedded" if kind == "e" else "aggregate", *read)


def _loan(text: str, book: PriceBook) -> Loan:
    months, _, rate = text.partition(".")
    if not re.fullmatch(r"\d{1,2}(\.\d{1,2})?", rate or "0", re.ASCII):
        raise _fault("loan-rate", text=shown(rate))
    return Loan(_part(months, "loan-months"), Decimal(rate or "0"))


# --- the table of fields -------------------------------------------------------------------------


@dataclass(frozen=True)
class Field:
    """One input of a scenario as a link writes it."""

    name: str
    attribute: str
    kind: Kind
    default: str
    """Text that holds where a link of format 2 does not name the field. Frozen: never change it."""
    in_format_1: bool = True
    """Whether format 1 wrote it."""

    @property
    def thing(self) -> str:
        """What its names are names of."""
        things = {"arms": "option", "outside": "option", "quotes": "service", "terms": "benefit"}
        return things.get(self.name, self.name)


def _usd(field: str, unset: str | None = None) -> Whole:
    return Whole(field, 0, MAX_USD, unset)


FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field(
            "arms",
            "arms",
            Arms(),
            "ketamine.iv:6,ssri.sertraline:9,cbt.individual:16,ect.outpatient:9",
        ),
        Field("region", "region", Region(), "us"),
        Field("plan", "plan", Name("plan"), "none"),
        Field("horizon", "horizon", Name("horizon"), "course"),
        Field("start", "start", Start(), "1-1"),
        Field("year", "year_starts_month", Whole("year", 1, 12, "plan"), "plan"),
        Field("deductible", "deductible_usd", _usd("deductible", "plan"), "plan"),
        Field("met", "deductible_met_usd", _usd("met"), "0"),
        Field("max", "out_of_pocket_max_usd", _usd("max", "plan"), "plan"),
        Field("maxmet", "out_of_pocket_met_usd", _usd("maxmet", "met"), "met", False),
        Field("drugmet", "drug_met_usd", _usd("drugmet"), "0", False),
        Field("family", "family", Parsed(_family, "none"), "none", False),
        Field("hra", "hra_usd", _usd("hra", "plan"), "plan", False),
        Field("terms", "terms", Several("terms", _terms, "plan", thing="benefit"), "plan"),
        Field("quotes", "quotes", Several("quotes", _quote, repeats=True, thing="service"), "none"),
        Field("help", "help", Several("help", Name("help").read, thing="help"), "none"),
        Field("count", "savings_count", Flag(), "yes", False),
        Field("oon", "out_of_network", Parsed(_out_of_network, "none"), "none"),
        Field(
            "outside",
            "outside",
            Several("outside", Name("option").read, thing="option"),
            "none",
            False,
        ),
        Field("tax", "tax_rate_percent", Whole("tax", 0, 60, "none"), "none"),
        Field("loan", "loan", Parsed(_loan, "none"), "none"),
        Field("miles", "miles", Whole("miles", 0, 2_000, "none"), "none"),
        Field("ride", "ride_usd", Whole("ride", 0, 5_000, "none"), "none"),
        Field("wage", "wage_usd", Whole("wage", 0, 1_000, "none"), "none"),
    )
}
BY_ATTRIBUTE = {field.attribute: field for field in FIELDS.values()}
_HEAD = ("v", "release")
_OF_THE_PAGE = {"embed", "embed_options", "lang"}  # Streamlit's own, and the reader's language
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|dclid|msclkid|igshid|mc_[ce]id|_ga|ref_src")


def limits(attribute: str) -> Whole:
    """Least and most of a scenario's number.

    Raises:
        KeyError: no such attribute. TypeError: it is not one whole number.
    """
    kind = BY_ATTRIBUTE[attribute].kind
    if not isinstance(kind, Whole):
        raise TypeError(f"{attribute} is not one whole number")
    return kind


# --- writing -------------------------------------------------------------------------------------


def field_texts(scenario: Scenario) -> dict[str, str]:
    """Every field's text, defaults too, behind `v` and `release`."""
    texts = {f.name: f.kind.write(getattr(scenario, f.attribute)) for f in FIELDS.values()}
    return {"v": FORMAT, "release": scenario.release} | texts


def link_texts(scenario: Scenario) -> dict[str, str]:
    """The fields that a link names: format, release, arms, and what differs from the defaults."""
    texts = field_texts(scenario)
    return {
        name: text
        for name, text in texts.items()
        if name in _HEAD or name == "arms" or text != FIELDS[name].default
    }


def to_link(scenario: Scenario) -> str:
    """The query string of a scenario's link."""
    safe = ":,~+"  # + is written as it is; a reader takes a space for it again
    texts = link_texts(scenario)
    return "?" + "&".join(f"{name}={quote_plus(t, safe=safe)}" for name, t in texts.items())


def full_link(scenario: Scenario, base_url: str = "") -> str:
    """The link of a scenario; without a base address its query string alone.

    Args:
        base_url: address of the app's page; a query or fragment that it carries is dropped.
    """
    return re.split(r"[?#]", base_url, maxsplit=1)[0] + to_link(scenario)


# --- reading -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reading:
    """What a link or a command line says: the scenario, the problems (not taken) and the notes
    (taken by a guess), as codes, and the book it was read with."""

    scenario: Scenario
    book: PriceBook
    problems: tuple[Code, ...] = ()
    notes: tuple[Code, ...] = ()


_MAX_LINK = 8_000  # characters; the longest that a scenario can need is below 3,000
_MAX_FIELDS = 100
_ENDS = ".,;:!?)]}>\"'’”»…"


def link_pairs(link: str) -> list[tuple[str, str]]:
    """The fields of a link or of a bare query string, as an email or a chat may have mangled it:
    `&amp;` for `&`, `=3D` for `=`, broken lines, a dot or a bracket behind it."""
    query = link.partition("?")[2] if "?" in link else link
    query = re.sub(r"=?\r?\n\s*", "", query.strip().partition("#")[0][:_MAX_LINK])
    query = query.replace("&amp;", "&").replace("=3D", "=").rstrip(_ENDS)
    return parse_qsl(query, keep_blank_values=True)


def _meant(pairs: Pairs) -> tuple[dict[str, str], list[Code]]:
    """One text a field: what is not ours left out, the last of a repeated field taken and told."""
    texts: dict[str, str] = {}
    notes: dict[str, Code] = {}
    for name, text in list(pairs)[:_MAX_FIELDS]:
        name = name.removeprefix("amp;").strip()
        if name in _OF_THE_PAGE or _TRACKING.fullmatch(name):
            continue
        if texts.get(name, text) != text:
            notes[name] = Code.of("stands-repeatedly", field=shown(name), taken=shown(text))
        texts[name] = text
    return texts, list(notes.values())


def read_pairs(pairs: Pairs, book: PriceBook) -> Reading:
    """Read fields with a book; their release is not looked at.

    Problems: `unknown-field` (name, near), `unknown-format` (text), and those of the kinds above:
    `unknown-name` (thing, text, near), `not-whole`, `out-of-range`, `not-yes-or-no`,
    `stands-twice`, `option-twice`, `too-many-together`, `too-many-arms`, `no-arm-read`,
    `unknown-schedule`, `terms-form`, `quote-cents`, `out-of-network-form`, `family-form`,
    `loan-rate`.
    Notes: `stands-repeatedly` (field, taken), `region-guess` (text, region, others).
    """
    texts, notes = _meant(pairs)
    problems: list[Code] = []
    found: dict[str, Any] = {}
    for name, text in texts.items():
        try:
            if name == "v" and text not in FORMATS:
                raise _fault("unknown-format", text=shown(text))
            if name in FIELDS:
                field = FIELDS[name]
                if isinstance(field.kind, Arms):
                    arms, more = field.kind.read_each(text, book)
                    problems += more
                    found |= {"arms": arms} if arms else {}
                    continue
                found[field.attribute] = field.kind.read(text, book)
            elif name not in _HEAD:
                near = nearest(name[:40], (*FIELDS, *_HEAD))
                raise _fault("unknown-field", name=shown(name), near=near)
        except ScenarioError as err:
            problems += err.problems
    if others := find_regions(texts.get("region", ""), book.regions)[1:]:
        text = shown(texts["region"])
        notes.append(Code.of("region-guess", text=text, region=found["region"], others=others))
    # what is said in no format (a command line, an address typed by hand) starts from what the app
    # shows first; a link from the defaults of its format
    start = _frozen(book) if "v" in texts else default_scenario(book)
    return Reading(replace(start, **found), book, tuple(problems), tuple(notes))


@lru_cache(maxsize=64)
def _frozen(book: PriceBook) -> Scenario:
    """What a link without fields says: the frozen defaults, or a book's own arms."""
    found = {f.attribute: f.kind.read(f.default, book) for f in FIELDS.values() if f.name != "arms"}
    arms, _ = Arms().read_each(FIELDS["arms"].default, book)
    return Scenario(release=book.id, arms=arms or default_arms(book), **found)


def read_link(link: str | Pairs, release: str | None = None) -> Reading:
    """Read a link, whole or only its query, or the fields of one.

    Args:
        link: text, or (name, text) pairs as a web framework hands them over.
        release: use this release in place of the one that the link names.

    Returns:
        the reading; besides what `read_pairs` tells, notes `release-not-named` (release) and
        `release-withdrawn` (release, reason).

    Raises:
        PricingError: the release is not known, or its tables are not as released.
        PricingFaults: its tables have faults.
    """
    pairs = link_pairs(link) if isinstance(link, str) else list(link)
    named = dict(pairs).get("release")
    book = load_prices(release or named)
    reading = read_pairs(pairs, book)
    notes = list(reading.notes)
    if named is None and pairs:
        notes.append(Code.of("release-not-named", release=book.id))
    if book.entry.status == "withdrawn":
        notes.append(Code.of("release-withdrawn", release=book.id, reason=book.entry.reason or ""))
    return replace(reading, notes=tuple(notes))


def from_link(link: str) -> Scenario:
    """The scenario of a link that must be right in every part.

    Raises:
        ScenarioError: anything in it is unknown, out of range or read by a guess only; it names no
            release or no arms (`field-missing`); or, in format 1, which writes all, any field.
        PricingError: its release is not known, or its tables are not as released.
    """
    pairs = link_pairs(link)
    reading = read_link(pairs)
    texts = dict(pairs)
    needed = [*_HEAD, "arms"]
    if texts.get("v") == "1":
        needed += [f.name for f in FIELDS.values() if f.in_format_1]
    missing = [name for name in dict.fromkeys(needed) if name not in texts]
    problems = [*reading.problems, *reading.notes]
    problems += [Code.of("field-missing", field=name) for name in missing]
    if problems:
        raise ScenarioError(problems)
    return reading.scenario


def check(scenario: Scenario, book: PriceBook) -> None:
    """Refuse a scenario that this release can't answer.

    Raises:
        ScenarioError: names every unknown option, region, plan or number out of range.
    """
    problems: list[Code] = []
    if scenario.release != book.id:
        problems.append(Code.of("other-release", named=scenario.release, release=book.id))
    if not scenario.arms:
        problems.append(Code.of("no-arm-read"))
    usual = _frozen(book)
    for field in FIELDS.values():
        value = getattr(scenario, field.attribute)
        if value == getattr(usual, field.attribute):
            continue
        try:
            said = field.kind.write(value)
            meant = field.kind.write(field.kind.read(said, book))
            if meant != said:  # a link may say so, as a guess or by an old name
                raise _fault("unknown-name", thing=field.thing, text=shown(said), near=meant)
        except ScenarioError as err:
            problems += err.problems
    if problems:
        raise ScenarioError(problems)


_NOT_IN_FIELDS = {f.name for f in fields(Scenario)} - set(BY_ATTRIBUTE) - {"release"}
assert not _NOT_IN_FIELDS, f"a link can't hold {_NOT_IN_FIELDS}"
