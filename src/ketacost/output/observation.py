"""What one person paid, as texts for the maintainers: an entry of sources.yaml, and a row of
observations.csv. Nothing is kept or sent, and no figure of the tables changes by it.

The row says `counted: no`: one report is a lead, until a maintainer has checked it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import astuple, dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from ketacost.model.codes import Code
from ketacost.output.csv import safe_cell
from ketacost.tables import PriceBook
from ketacost.tables.schema import MAX_USD
from ketacost.tables.schema.values import URL
from ketacost.words.arms import option_label
from ketacost.words.language import words
from ketacost.words.scenario import month_name

COLUMNS = (
    *("service", "provider", "city", "state", "metro", "setting", "given_by"),
    *("low", "usd", "high", "per", "year", "counted", "source", "note"),
)
"""Columns of pricing/methods/*/observations.csv."""
SETTINGS = ("clinic", "practice", "hospital", "home")
GIVEN_BY = (
    *("psychiatrist", "nurse practitioner", "physician", "anesthesiologist"),
    *("psychologist", "licensed therapist", "in training"),
)
SEEN = ("bill", "statement", "estimate", "website", "told")
"""Where a person saw the price. A plan's own statement is an explanation of benefits."""
MAX_TEXT = 300  # characters of one answer
MAX_SESSIONS = 366
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_TELEPHONE = re.compile(r"(?<!\d)(?:\+?1[-. ]?)?\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}(?!\d)")


@dataclass(frozen=True)
class Paid:
    """What a person says that they paid. An empty text or None: not said."""

    item: str | None = None
    """Id of a service; or of an option, for a whole course of it."""
    usd: Decimal | None = None
    """US dollars for all of it."""
    sessions: int = 1
    """How many sessions, visits, months or days that was."""
    month: str | None = None
    """When: `2026-10`."""
    payer: str = "self-pay"
    """`self-pay`, or whose allowed amount it is."""
    setting: str | None = None
    given_by: str | None = None
    state: str | None = None
    city: str = ""
    provider: str = ""
    """Name of the clinic or practice; never of a person."""
    included: str = ""
    seen: str | None = None
    url: str = ""
    """Public address where the price stands."""


def paid_problems(paid: Paid, book: PriceBook, today: date) -> list[Code]:
    """What must be mended before an entry can be made; codes of the words' group `paid-problems`.

    What is only not said yet comes first, as one code: `missing` (fields).
    """
    needed = ("item", "usd", "month", "seen")
    missing = tuple(name for name in needed if getattr(paid, name) in (None, ""))
    found = [Code.of("missing", fields=missing)] if missing else []
    return found + list(_slips(paid, book, today))


def _slips(paid: Paid, book: PriceBook, today: date) -> Iterator[Code]:
    if paid.item is not None and paid.item not in {**book.services, **book.options}:
        yield Code.of("item-unknown", item=paid.item)
    if paid.usd is not None and not 0 < paid.usd <= MAX_USD * paid.sessions:
        yield Code.of("usd", most=MAX_USD * paid.sessions)
    if not 1 <= paid.sessions <= MAX_SESSIONS:
        yield Code.of("sessions", most=MAX_SESSIONS)
    if paid.month is not None and not _is_month(paid.month, today):
        yield Code.of("month")
    if paid.url and not (re.fullmatch(URL, paid.url) and len(paid.url) <= MAX_TEXT):
        yield Code.of("url", most=MAX_TEXT)
    for name in ("provider", "city", "included"):
        text = getattr(paid, name)
        if len(text) > MAX_TEXT:
            yield Code.of("too-long", field=name, many=len(text), most=MAX_TEXT)
        if _ADDRESS.search(text) or _TELEPHONE.search(text):
            yield Code.of("private", field=name)


def _is_month(text: str, today: date) -> bool:
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return False
    return bool(re.fullmatch(r"20\d\d-\d\d", text, re.ASCII)) and first <= today


def problem_words(problems: Iterable[Code]) -> list[str]:
    """Problems in sentences."""
    say, found = words().say, []
    for code in problems:
        params = dict(code.params)
        if "field" in params:
            params["field"] = say(f"paid.fields.{params['field']}")
        if "fields" in params:
            params["fields"] = tuple(say(f"paid.fields.{name}") for name in params["fields"])
        found.append(say(f"paid-problems.{code.id}", **params))
    return found


@dataclass(frozen=True)
class Observation:
    """The texts to hand on."""

    source_id: str
    entry: str
    """Lines for the end of pricing/sources.yaml."""
    row: dict[str, str]
    """Of observations.csv, by its columns."""

    def csv(self, header: bool = True) -> str:
        """The row as CSV, below the names of its columns or alone."""
        out = io.StringIO()
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        if header:
            writer.writeheader()
        writer.writerow(self.row)
        return out.getvalue()


def observation(
    paid: Paid, book: PriceBook, today: date, known: Collection[str] = ()
) -> Observation:
    """The source entry and the row of what a person paid.

    Args:
        paid: what `paid_problems` finds nothing in.
        book: its services and options.
        today: the day written as that of reading.
        known: ids of sources that are taken.
    """
    assert paid.item and paid.usd is not None and paid.month and paid.seen
    source = _source_id(paid, known)
    whole = paid.item in book.options
    each = paid.usd if whole else _each(paid)
    row = {
        "service": paid.item,
        "provider": _line(paid.provider) or words().say("paid.a-person"),
        "city": _line(paid.city),
        "state": paid.state or "",
        "metro": "",
        "setting": paid.setting or "",
        "given_by": paid.given_by or "",
        "low": "",
        "usd": _number(each),
        "high": "",
        "per": "course" if whole else book.services[paid.item].per,
        "year": paid.month[:4],
        "counted": "no",
        "source": source,
        "note": _note(paid),
    }
    safe = {name: safe_cell(cell) for name, cell in row.items()}
    return Observation(source, _entry(source, paid, book, today), safe)


def item_label(item: str, book: PriceBook) -> str:
    """What was paid for, in words: a service, or a whole course of an option."""
    if item in book.services:
        return book.services[item].label
    return words().say("paid.whole-course", option=option_label(book, item))


def _each(paid: Paid) -> Decimal:
    """US dollars for one session, to the cent."""
    assert paid.usd is not None
    return (paid.usd / paid.sessions).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _number(usd: Decimal) -> str:
    """`450`, `450.50`: as the other rows have it."""
    return f"{usd:.0f}" if usd == int(usd) else f"{usd:.2f}"


def _note(paid: Paid) -> str:
    say = words().say
    assert paid.usd is not None and paid.seen
    parts = []
    if paid.sessions > 1:
        parts.append(say("paid.note.package", sessions=paid.sessions, usd=paid.usd))
    if paid.payer != "self-pay":
        parts.append(say("paid.note.allowed", payer=paid.payer))
    if paid.included.strip():
        parts.append(say("paid.note.included", included=_line(paid.included)))
    parts += [say(f"paid.note.seen-{paid.seen}"), say("paid.note.unchecked")]
    return "; ".join(parts)


def _source_id(paid: Paid, known: Collection[str]) -> str:
    """`paid-2026-10-ketamine-infusion-iv-3fa92b`: the same answers give the same id."""
    digest = hashlib.sha256(repr(astuple(paid)).encode("utf-8", "replace")).hexdigest()[:6]
    item = str(paid.item).replace(".", "-")[:50].strip("-")
    said = name = f"paid-{paid.month}-{item}-{digest}"
    number = 1
    while said in known:
        number += 1
        said = f"{name}-{number}"
    return said


def _entry(source: str, paid: Paid, book: PriceBook, today: date) -> str:
    """Lines of sources.yaml. A text in JSON's quotes is one in YAML's."""
    say = words().say
    assert paid.item
    public = paid.seen == "website" and bool(paid.url)
    year, _, month = str(paid.month).partition("-")
    whole = paid.item in book.options
    label = option_label(book, paid.item) if whole else book.services[paid.item].label
    title = say(
        "paid.title-course" if whole else "paid.title",
        item=_line(label),
        sessions=paid.sessions,
        usd=paid.usd,
        month=month_name(int(month)),
        year=year,
    )
    fields = {
        "title": title,
        "publisher": (_line(paid.provider) if public else "") or say("paid.publisher"),
        "url": paid.url or None,
        "published": None if public else paid.month,
    }
    lines = [f"  {source}:"]
    lines += [f"    {key}: {json.dumps(text, ensure_ascii=False)}" for key, text in fields.items()]
    lines += [
        f"    read: {today.isoformat()}",
        f"    kind: {'market' if public else 'secondary'}",
        f"    note: {json.dumps(_note(paid), ensure_ascii=False)}",
    ]
    return "\n".join(lines) + "\n"


def _line(text: str) -> str:
    """Typed text in one line, without characters that can't be seen."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
