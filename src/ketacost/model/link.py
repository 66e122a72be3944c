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
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, quote_plus

from ketacost.model.codes import Code
from ketacost.model.link_values import (
    MAX_USD,
    Arms,
    Flag,
    Kind,
    Name,
    Parsed,
    Region,
    Several,
    Start,
    Whole,
    fault,
    read_family,
    read_loan,
    read_out_of_network,
    read_quote,
    read_terms,
    shown,
)
from ketacost.model.scenario import (
    Scenario,
    ScenarioError,
    default_arms,
    default_scenario,
)
from ketacost.tables import PriceBook, PricingError, PricingFaults, load_prices
from ketacost.tables.places import find_regions
from ketacost.tables.spelling import nearest

FORMAT = "2"
FORMATS = ("1", "2")
Pairs = Sequence[tuple[str, str]]


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
        things["matters"] = "row"
        return things.get(self.name, self.name)


class Kept(Kind):
    """A scenario to hold this one against: the query of a link of its own, with its own release (if
    it names none, that of the link which holds it)."""

    def read(self, text: str, book: PriceBook) -> Scenario | None:
        """The scenario, whole or not at all.

        Raises:
            ScenarioError: `kept-release` (release), or `kept-unread` and what is wrong with it.
        """
        if text in ("none", ""):
            return None
        pairs = [(name, said) for name, said in link_pairs(text) if name != "kept"]
        release = dict(pairs).get("release", book.id)
        try:
            reading = read_link(pairs, release)
        except (PricingError, PricingFaults):
            raise fault("kept-release", release=shown(release)) from None
        problems = [p for p in reading.problems if p.id != "no-arm-read"]
        if "arms" not in dict(pairs):
            problems.append(Code.of("field-missing", field="arms"))
        if problems:
            raise ScenarioError([Code.of("kept-unread"), *problems])
        return reading.scenario

    def write(self, value: Scenario | None) -> str:
        return "none" if value is None else to_link(replace(value, kept=None)).removeprefix("?")


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
        Field("family", "family", Parsed(read_family, "none"), "none", False),
        Field("hra", "hra_usd", _usd("hra", "plan"), "plan", False),
        Field("terms", "terms", Several("terms", read_terms, "plan", thing="benefit"), "plan"),
        Field(
            "quotes", "quotes", Several("quotes", read_quote, repeats=True, thing="service"), "none"
        ),
        Field("help", "help", Several("help", Name("help").read, thing="help"), "none"),
        Field("count", "savings_count", Flag(), "yes", False),
        Field("oon", "out_of_network", Parsed(read_out_of_network, "none"), "none"),
        Field(
            "outside",
            "outside",
            Several("outside", Name("option").read, thing="option"),
            "none",
            False,
        ),
        Field("tax", "tax_rate_percent", Whole("tax", 0, 60, "none"), "none"),
        Field("loan", "loan", Parsed(read_loan, "none"), "none"),
        Field("miles", "miles", Whole("miles", 0, 2_000, "none"), "none"),
        Field("ride", "ride_usd", Whole("ride", 0, 5_000, "none"), "none"),
        Field("wage", "wage_usd", Whole("wage", 0, 1_000, "none"), "none"),
        Field("income", "income_usd", _usd("income", "none"), "none", False),
        Field("household", "household", Whole("household", 1, 20), "1", False),
        Field("itemize", "itemize_percent", Whole("itemize", 1, 60, "none"), "none", False),
        Field("varies", "schedule_varies", Flag(), "no", False),
        Field(
            "matters", "matters", Several("matters", Name("row").read, thing="row"), "none", False
        ),
        Field("kept", "kept", Kept(), "none", False),
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


_MAX_LINK = 16_000  # characters; a scenario needs below 3,000, with one kept below 8,000
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
    `loan-rate`, `loan-form`, `kept-release`, `kept-unread`.
    Notes: `stands-repeatedly` (field, taken), `region-guess` (text, region, others).
    """
    texts, notes = _meant(pairs)
    problems: list[Code] = []
    found: dict[str, Any] = {}
    for name, text in texts.items():
        try:
            if name == "v" and text not in FORMATS:
                raise fault("unknown-format", text=shown(text))
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
                raise fault("unknown-field", name=shown(name), near=near)
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


def read_link(
    link: str | Pairs,
    release: str | None = None,
    load: Callable[[str | None], PriceBook] = load_prices,
) -> Reading:
    """Read a link, whole or only its query, or the fields of one.

    Args:
        link: text, or (name, text) pairs as a web framework hands them over.
        release: use this release in place of the one that the link names.
        load: gives a release's tables by its name, or the latest.

    Returns:
        the reading; besides what `read_pairs` tells, notes `release-not-named` (release) and
        `release-withdrawn` (release, reason).

    Raises:
        PricingError: the release is not known, or its tables are not as released.
        PricingFaults: its tables have faults.
    """
    pairs = link_pairs(link) if isinstance(link, str) else list(link)
    named = dict(pairs).get("release")
    book = load(release or named)
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
                raise fault("unknown-name", thing=field.thing, text=shown(said), near=meant)
        except ScenarioError as err:
            problems += err.problems
    if problems:
        raise ScenarioError(problems)


_NOT_IN_FIELDS = {f.name for f in fields(Scenario)} - set(BY_ATTRIBUTE) - {"release"}
assert not _NOT_IN_FIELDS, f"a link can't hold {_NOT_IN_FIELDS}"
