"""Checks of help, taken and told: what it names must be there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ketacost.tables import schema as models
from ketacost.tables.hints import shown
from ketacost.tables.named import keys, near, services_named
from ketacost.tables.states import TERRITORIES

if TYPE_CHECKING:
    from ketacost.tables.draft import Draft
    from ketacost.tables.reading import Document, Path_


def check_help(draft: Draft) -> None:
    """What help names must be there: services, plans, states."""
    services = services_named(draft)
    for file, found in (("help.yaml", draft.help), ("help-by-income.yaml", draft.help_by_income)):
        doc = draft.documents.get(file)
        if doc is None or found is None:
            continue
        for name, helping in found.help.items():
            _check_names(doc, ("help", name, "services"), helping.services, services, "service")
            _check_state_names(draft, doc, ("help", name, "not-in-states"), helping.not_in_states)
    if draft.help_by_income is not None:
        _check_help_by_income(draft, draft.documents["help-by-income.yaml"], draft.help_by_income)


def _check_names(
    doc: Document, at: Path_, named: Iterable[str], known: frozenset[str], what: str
) -> None:
    for index, name in enumerate(named):
        if known and name not in known:
            words = f"no {what} '{name}'{near(name, known)}"
            doc.fault((*at, index), words, id="name-unknown")


def _check_state_names(draft: Draft, doc: Document, at: Path_, named: Iterable[str]) -> None:
    known = {region.state for region in draft.shared.regions.values() if region.state}
    for index, state in enumerate(named):
        if known and state not in known | TERRITORIES:
            words = f"no state {shown(state)} in regions.csv"
            doc.fault((*at, index), words, id="region-unknown")


def _check_help_by_income(draft: Draft, doc: Document, found: models.HelpByIncome) -> None:
    """Plans that it names are there, and it says of each state who may have Medicaid."""
    plans = frozenset(keys(draft.documents.get("plans.yaml"), "plans"))
    for name, helping in found.help.items():
        at: Path_ = ("help", name)
        if helping.plan:
            _check_plan_name(doc, (*at, "plan"), helping.plan, plans)
        for index, step in enumerate(helping.steps):
            if step.plan:
                _check_plan_name(doc, (*at, "steps", index, "plan"), step.plan, plans)
    said: set[str] = set()
    for index, limit in enumerate(found.medicaid_limits):
        _check_state_names(draft, doc, ("medicaid-limits", index, "states"), limit.states)
        said |= set(limit.states)
    used = draft.used_regions()
    states = {r.state for r in draft.shared.regions.values() if r.id in used and r.state}
    if missing := sorted(states - said):
        words = f"says nothing of {', '.join(missing)}; a state without a limit says unknown (why)"
        doc.fault(("medicaid-limits",), words, id="region-unknown")


def _check_plan_name(doc: Document, at: Path_, name: str, known: frozenset[str]) -> None:
    if known and name not in known:
        doc.fault(at, f"no plan '{name}'{near(name, known)}", id="name-unknown")
