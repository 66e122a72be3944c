"""What the columns of claims files and explanations of benefits are called."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from ketacost.tables.told import told

NEEDED = ("date", "benefit", "allowed_amount")
AMOUNTS = ("allowed_amount", "billed", "your_share")
HEADINGS: dict[str, str] = {
    "date": (
        "date; date of service; dates of service; date s of service; service date; service dates; "
        "dos; date visited; visit date; date of visit; from date; service from; dos from; "
        "from dos; service date from; date of service from; service start date; first service date;"
        " fill date; date filled"
    ),
    "service": (
        "service; services; description; service description; description of service; procedure; "
        "procedure description; service provided; services provided; type of service; "
        "service type; drug; drug name; medication; medication name; prescription"
    ),
    "benefit": "benefit; benefit category; category; benefit type; service category",
    "allowed_amount": (
        "allowed amount; allowed; amount allowed; total allowed; allowed charge; allowed charges; "
        "plan allowance; allowance; plan allowed; plan allowed amount; maximum allowed amount; "
        "negotiated; negotiated amount; negotiated rate; negotiated price; contracted rate; "
        "contracted amount; member rate; network rate; approved amount; amount approved; "
        "medicare approved; medicare approved amount"
    ),
    "billed": (
        "billed; amount billed; billed amount; total billed; billed charge; billed charges; "
        "provider billed; charge; charges; charged; amount charged; charge amount; total charge; "
        "total charges; provider charge; provider charges; submitted; submitted amount; "
        "amount submitted; submitted charge; submitted charges"
    ),
    "your_share": (
        "your share; total your share; your total share; you owe; amount you owe; what you owe; "
        "total you owe; i owe; you may owe; amount you may owe; you pay; your cost; your costs; "
        "your total cost; your responsibility; my responsibility; your total responsibility; "
        "patient responsibility; patient share; patient cost share; patient liability; "
        "patient pays; patient owes; member responsibility; member share; member cost share; "
        "member liability; member pays; member owes; employee responsibility"
    ),
    "covered": "covered; is covered; covered service; covered by plan",
    "network": (
        "network; in network; network status; plan network; in or out of network; "
        "in out of network; in network or out of network"
    ),
    "out_of_network": "out of network; oon",
    "quantity": "quantity; qty; units; unit; number of units; service units; days; number of days",
    "claim_number": "claim number; claim; claim no; claim id; claim reference number",
    "patient": "patient; patient name; member; member name; covered person; person",
    "code": (
        "code; billing code; procedure code; service code; cpt; cpt code; hcpcs; hcpcs code; "
        "cpt hcpcs; cpt hcpcs code"
    ),
}  # fmt: skip
"""What each column may be called, the first one as `ketacost` writes it; see `plain`."""

_FIELD_OF = {words.strip(): field for field, all_ in HEADINGS.items() for words in all_.split(";")}


def plain(heading: str) -> str:
    """A heading in lower-case words: `Date(s) of Service` as `date s of service`."""
    text = re.sub(r"\b(in )?(usd|us dollars)\b|\(us ?\$\)", " ", heading.lower())
    return " ".join(re.findall(r"[a-z0-9]+", text))


def field_of(heading: str) -> str | None:
    """The field that a column of this heading holds, or None if it isn't known."""
    return _FIELD_OF.get(plain(heading))


def meant_field(heading: str, taken: Sequence[str]) -> str | None:
    """The field that a misspelt heading was very likely meant for, of those not `taken`."""
    known = [words for words, field in _FIELD_OF.items() if field not in taken]
    near = difflib.get_close_matches(plain(heading), known, n=1, cutoff=0.88)
    return _FIELD_OF[near[0]] if near else None


def some_names(field: str) -> str:
    """How a column may be headed, for messages: `allowed_amount (or Allowed, ...)`."""
    others = tuple(words.strip().capitalize() for words in HEADINGS[field].split(";")[1:4])
    return told("{field} (or {others})", field=field, others=others)
