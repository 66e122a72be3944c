"""Checks that depend on the day: dates that can't be yet, and checks that are overdue."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ketacost.tables import schema as models
from ketacost.tables.schema import PAYERS
from ketacost.tables.shared import Shared

if TYPE_CHECKING:
    from ketacost.tables.draft import Draft
    from ketacost.tables.reading import Document, Path_

AHEAD = timedelta(days=366)  # a price may be entered this long before it takes effect


def due(dates: models.Dates) -> date | None:
    """The day the next check is due, or None where the dates don't say."""
    if dates.checked is None or dates.check_every_months is None:
        return None
    months = dates.checked.month - 1 + dates.check_every_months
    year, month = dates.checked.year + months // 12, months % 12 + 1
    return date(year, month, min(dates.checked.day, calendar.monthrange(year, month)[1]))


def check_dates(draft: Draft, today: date) -> None:
    """Add a fault for every date that can't be yet, and for every check that is overdue.

    Not part of loading, as the same tables must load on any day.
    """
    for stem, file in draft.services.items():
        doc = draft.documents[f"services/{stem}.yaml"]
        if file.dates:
            _check_dates(doc, ("dates",), file.dates, file.dates, today)
        for name, service in file.services.items():
            for payer in PAYERS:
                price = service.price.of(payer)
                path = ("services", name, "price", payer)
                _check_dates(doc, path, price, file.dates or models.Dates(), today)
    if draft.medicare:
        doc, medicare = draft.documents["medicare/medicare.yaml"], draft.medicare
        _check_dates(doc, ("dates",), medicare.dates, medicare.dates, today)
        for key in ("conversion-factor", "anesthesia-conversion-factor"):
            factor = getattr(medicare, key.replace("-", "_"))
            _check_effective(doc, (key, "effective"), factor.effective, today)


def check_source_dates(shared: Shared, today: date) -> None:
    """Add a fault for every source that was published or read in the future."""
    for name, source in shared.sources.items():
        for key, day in (("read", source.read.isoformat()), ("published", source.published)):
            if day and day > today.isoformat()[: len(day)]:
                path = ("sources", name, key)
                words = f"{key} {day} lies in the future; today is {today}"
                shared.sources_file.fault(path, words, id="date-future")


def _check_dates(
    doc: Document, path: Path_, own: models.Dates, file: models.Dates, today: date
) -> None:
    """The dates a record says itself; what it leaves out is taken from its file."""
    _check_effective(doc, (*path, "effective"), own.effective, today)
    if own.checked and own.checked > today:
        doc.fault(
            (*path, "checked"),
            f"checked {own.checked} lies in the future; today is {today}",
            id="date-future",
        )
    if not own.checked and not own.check_every_months:
        return  # the file's own dates are checked once, at its top
    checked = own.checked or file.checked
    months = own.check_every_months or file.check_every_months
    next_check = due(models.Dates.model_construct(checked=checked, check_every_months=months))
    if next_check and next_check < today:
        doc.fault(
            (*path, "checked" if own.checked else "check-every-months"),
            f"the check is overdue since {next_check} (checked {checked}, every {months} months); "
            "hold the price against its source, then write the day under 'checked'",
            id="check-overdue",
        )


def _check_effective(doc: Document, path: Path_, day: date | None, today: date) -> None:
    if day and day > today + AHEAD:
        doc.fault(
            path, f"effective {day} is more than a year ahead; today is {today}", id="date-future"
        )
