"""The tables of an exported release, one row a price, a plan, a step of a course.

Each has a primary key, and foreign keys into the others; `citations` joins rows to `sources`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ketacost.model.prices import LEVELS, unit_price
from ketacost.model.ways import KINDS, ways_of
from ketacost.output.export.columns import (
    DOLLARS,
    Cell,
    Column,
    columns_of,
    number,
    place,
    text,
)
from ketacost.tables import PriceBook
from ketacost.tables import schema as records
from ketacost.tables.checks_dates import due
from ketacost.tables.schema import COVERAGE_KINDS, PAYERS, Record
from ketacost.words.language import words

Row = dict[str, Cell]


@dataclass(frozen=True)
class ForeignKey:
    """Columns whose values stand in the primary key of another table."""

    columns: tuple[str, ...]
    table: str


@dataclass(frozen=True)
class Table:
    """One table: its columns, its rows in the order of the release, and its keys."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    key: tuple[str, ...]
    foreign: tuple[ForeignKey, ...] = ()


def tables_of(book: PriceBook) -> tuple[Table, ...]:
    """All tables of a release, `sources` last; one of a release that knows nothing for it has no
    rows."""
    found = [make(book) for make in _TABLES]
    return (*found, _citations(found), _sources(book))


def _table(
    name: str,
    keys: Sequence[Column],
    columns: Sequence[Column],
    rows: Iterable[tuple[Sequence[Cell], Record]],
    *foreign: ForeignKey,
) -> Table:
    """A table of records, each behind the values of its key."""
    filled = tuple(
        {
            **{column.name: cell for column, cell in zip(keys, key, strict=True)},
            **{column.name: column.of(record) for column in columns},
        }
        for key, record in rows
    )
    return Table(name, (*keys, *columns), filled, tuple(c.name for c in keys), foreign)


# --- services and prices -------------------------------------------------------------------------

_SERVICE = text("service", "id of a service", pattern=records.SLUG)


def _services(book: PriceBook) -> Table:
    columns = columns_of(records.Service, leave_out=("price",))
    rows = [((name,), service) for name, service in book.services.items()]
    return _table("services", [_SERVICE], columns, rows)


_SAID_AS: dict[type[Record], str] = {
    records.BandPrice: "band",
    records.AmountPrice: "amount",
    records.FeeSchedulePrice: "fee-schedule",
    records.HospitalPrice: "hospital-rate",
    records.AnesthesiaPrice: "anesthesia-units",
    records.MultiplePrice: "of-medicare",
    records.UnknownPrice: "unknown",
}
_PERCENTILES = {"low": "10th", "typical": "50th", "high": "90th"}
_WORKED_OUT = (
    _SERVICE,
    text("payer", "whose price it is", enum=list(PAYERS)),
    *(
        number(
            f"{level}_usd",
            f"national price, about the {_PERCENTILES[level]} percentile; empty: none is known",
            unit=DOLLARS,
        )
        for level in LEVELS
    ),
    text("unknown", "why no figure is given", required=False),
    text("how", "how the tables say the price", enum=list(_SAID_AS.values())),
    text("formula", "how the typical figure was worked out", required=False),
    text("confidence", "how sure the figures are", required=False, enum=["high", "medium", "low"]),
    text("note", "what else a reader should know", required=False),
    Column("effective", "date", "the day the price took effect"),
    Column("checked", "date", "the day it was last checked against its source"),
    Column("check_due", "date", "the day by which it should be checked again"),
    text("sources", "ids of sources (parted by spaces)", required=False),
)
_AS_SAID = columns_of(
    records.PriceRecord,
    leave_out=("confidence", "note", "effective", "checked", "check_every_months", "sources"),
    into=("basis",),
)


def _prices(book: PriceBook) -> Table:
    rows = [_price(book, service, payer) for service in book.services for payer in PAYERS]
    key = ("service", "payer")
    columns = (*_WORKED_OUT, *_AS_SAID)
    return Table("prices", columns, tuple(rows), key, (_to("services", "service"),))


def _price(book: PriceBook, service: str, payer: str) -> Row:
    found, price = unit_price(book, service, payer), book.services[service].price.of(payer)
    dates = book.price_dates(service, payer)
    cents = [None] * len(LEVELS) if found.cents is None else [int(c) for c in found.cents]
    typical = found.origin((LEVELS.index("typical"),))
    return {
        "service": service,
        "payer": payer,
        **{f"{level}_usd": _usd(c) for level, c in zip(LEVELS, cents, strict=True)},
        "unknown": found.unknown,
        "how": _SAID_AS[type(price)],
        "formula": None if found.cents is None else words().code("origins", typical),
        "confidence": found.confidence,
        "note": found.note,
        "effective": dates.effective,
        "checked": dates.checked,
        "check_due": due(dates),
        "sources": " ".join(found.sources) or None,
        **{column.name: column.of(price) for column in _AS_SAID},
    }


def _usd(cents: int | None) -> Decimal | None:
    return None if cents is None else Decimal(cents).scaleb(-2)


# --- treatments, options, courses, coverage ------------------------------------------------------

_TREATMENT = text("treatment", "id of a treatment", pattern=records.SLUG)
_OPTION = text("option", "id of an option, behind its treatment and a dot, as links have it")
_IN_WAYS = tuple(KINDS.values())


def _treatments(book: PriceBook) -> Table:
    columns = columns_of(records.Treatment, leave_out=("options", "context", "renamed", *_IN_WAYS))
    return _table("treatments", [_TREATMENT], columns, _each(book.treatments))


def _options(book: PriceBook) -> Table:
    columns = columns_of(
        records.Option,
        leave_out=("course", "coverage", "context", *_IN_WAYS),
        into=("approval", "sessions"),
    )
    of = text("treatment", "id of the treatment that it is one way to have", pattern=records.SLUG)
    table = _table("options", [_OPTION], columns, _each(book.options), _to("treatments", of.name))
    rows = tuple(
        {"option": row["option"], of.name: book.treatment_id(str(row["option"]))} | row
        for row in table.rows
    )
    return Table(table.name, (_OPTION, of, *columns), rows, table.key, table.foreign)


def _courses(book: PriceBook) -> Table:
    rows = [
        ((option, n), step)
        for option, said in book.options.items()
        for n, step in enumerate(said.course, 1)
    ]
    return _table(
        "courses",
        [_OPTION, place("step", "the step's number in its course")],
        columns_of(records.Step),
        rows,
        _to("options", "option"),
        _to("services", "service"),
    )


def _coverage(book: PriceBook) -> Table:
    rows = [
        ((option, kind), said.coverage.of(kind))
        for option, said in book.options.items()
        for kind in COVERAGE_KINDS
    ]
    kind = text("kind_of_plan", "kind of plan", enum=list(COVERAGE_KINDS))
    columns = columns_of(records.Coverage)
    return _table("coverage", [_OPTION, kind], columns, rows, _to("options", "option"))


def _ways(book: PriceBook) -> Table:
    columns = columns_of(records.Way)
    usual = text("usual_for", "payers under which it is meant if nobody says (parted by spaces)",
                 required=False)  # fmt: skip
    why = text("why", "why the usual way of its kind is the usual one, and what is not known")
    behind = text("why_sources", "ids of sources of that (parted by spaces)", required=False)
    keys = [
        _OPTION,
        text("kind", "where it is given, who gives it, or how it is billed"),
        text("way", "id of the way, as links have it", pattern=records.SLUG),
    ]
    rows = [
        {
            **dict(zip(("option", "kind", "way"), (option, kind, name), strict=True)),
            usual.name: " ".join(p for p in PAYERS if ways.usual(p) == name) or None,
            why.name: ways.why,
            behind.name: " ".join(ways.sources) or None,
            **{column.name: column.of(way) for column in columns},
        }
        for option in book.options
        for kind, ways in ways_of(book, option).items()
        for name, way in ways.choices.items()
    ]
    key = tuple(c.name for c in keys)
    own = (*keys, usual, why, behind)
    return Table("ways", (*own, *columns), tuple(rows), key, (_to("options", "option"),))


def _context(book: PriceBook) -> Table:
    rows = [
        ((option, aspect), cell)
        for option, cells in book.context.items()
        for aspect, cell in cells.items()
    ]
    key = text("aspect", "what is told of the option", pattern=records.SLUG)
    columns = columns_of(records.ContextCell)
    return _table("context", [_OPTION, key], columns, rows, _to("options", "option"))


def _facts(book: PriceBook) -> Table:
    every: Mapping[str, records.Treatment | records.Option] = {**book.treatments, **book.options}
    rows = [
        ((name, n), fact) for name, said in every.items() for n, fact in enumerate(said.context, 1)
    ]
    about = text("about", "id of the treatment or option that it is about")
    keys = [about, place("number", "place among the facts about it")]
    return _table("facts", keys, columns_of(records.Fact), rows)


# --- plans ---------------------------------------------------------------------------------------

_PLAN = text("plan", "id of a plan", pattern=records.SLUG)


def _plans(book: PriceBook) -> Table:
    columns = columns_of(
        records.Plan,
        leave_out=("accumulators", "cost_sharing", "otherwise"),
        into=("hra", "out_of_network"),
    )
    return _table("plans", [_PLAN], columns, _each(book.plans))


def _accumulators(book: PriceBook) -> Table:
    rows = [
        ((plan, name), said)
        for plan, whole in book.plans.items()
        for name, said in whole.accumulators.items()
    ]
    key = text("accumulator", "id of the deductible and maximum in its plan", pattern=records.SLUG)
    columns = columns_of(records.Accumulator, into=("family",))
    return _table("plan-accumulators", [_PLAN, key], columns, rows, _to("plans", "plan"))


def _terms(book: PriceBook) -> Table:
    rows = [
        ((plan, benefit), terms)
        for plan, whole in book.plans.items()
        for benefit, terms in (*whole.cost_sharing.items(), ("otherwise", whole.otherwise))
        if terms is not None
    ]
    benefit = text("benefit", "benefit category, or otherwise: all that have no row of their own")
    return _table(
        "plan-terms",
        [_PLAN, benefit],
        columns_of(records.Terms, into=("first",)),
        rows,
        _to("plans", "plan"),
        ForeignKey(("plan", "accumulator"), "plan-accumulators"),
    )


# --- help, rules, sources ------------------------------------------------------------------------


def _help(book: PriceBook) -> Table:
    key = text("help", "id of a kind of help", pattern=records.SLUG)
    return _table("help", [key], columns_of(records.Help), _each(book.help))


def _rules(book: PriceBook) -> Table:
    key = text("rule", "id of a rule of law", pattern=records.SLUG)
    return _table("rules", [key], columns_of(records.Rule), _each(book.rules))


def _sources(book: PriceBook) -> Table:
    key = text("source", "id of a source", pattern=records.SLUG)
    rows = sorted(_each(book.sources))
    return _table("sources", [key], columns_of(records.Source), rows)


def _citations(tables: Iterable[Table]) -> Table:
    """Each source of each row."""
    columns = (
        text("table", "the table with the row"),
        text("row", "the row: the values of its primary key, parted by /"),
        text("column", "the column that names the source"),
        text("source", "id of the source", pattern=records.SLUG),
    )
    rows = tuple(row for table in tables for row in _cited(table))
    return Table("citations", columns, rows, tuple(c.name for c in columns),
                 (_to("sources", "source"),))  # fmt: skip


def _cited(table: Table) -> Iterator[Row]:
    columns = [c.name for c in table.columns if c.name.rpartition("_")[2] == "sources"]
    for row in table.rows:
        at = "/".join(str(row[name]) for name in table.key)
        for column in columns:
            for source in dict.fromkeys(str(row[column] or "").split()):
                yield {"table": table.name, "row": at, "column": column, "source": source}


def _each(named: Mapping[str, Record]) -> list[tuple[Sequence[Cell], Record]]:
    return [((name,), record) for name, record in named.items()]


def _to(table: str, column: str) -> ForeignKey:
    return ForeignKey((column,), table)


_TABLES: tuple[Callable[[PriceBook], Table], ...] = (
    _prices,
    _services,
    _treatments,
    _options,
    _courses,
    _ways,
    _coverage,
    _context,
    _facts,
    _plans,
    _accumulators,
    _terms,
    _help,
    _rules,
)
