"""`GET /healthz`: whether this server can answer a question, not only whether it is up.

200 where the tables of the latest release load and an estimate comes out of them, else 503. Other
releases that fail are named, as links that rest on them can't be answered; they do not take a
server out of service, since every other one has the same tables.
"""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse

from ketacost.model.estimate import compare
from ketacost.model.scenario import default_scenario
from ketacost.tables import PricingError, PricingFaults, load_prices
from ketacost.tables.releases import latest_release, release_names


def check_health() -> tuple[bool, dict[str, object]]:
    """Whether the latest tables give an estimate, and a document that says so. It names releases,
    never paths."""
    failing: list[str] = []
    try:
        failing = [name for name in release_names() if not _loads(name)]
        book = load_prices(latest_release())
        arms = compare(book, default_scenario(book)).arms
        paid = [arm.ledger.totals()["patient_pays"]["typical"] for arm in arms]
        sound = bool(paid) and all(cents > 0 for cents in paid)
        return sound, {"ok": sound, "release": book.id, "failing": failing}
    except (PricingError, PricingFaults, OSError):
        return False, {"ok": False, "release": None, "failing": failing}


def _loads(name: str) -> bool:
    try:
        load_prices(name)
    except (PricingError, PricingFaults):
        return False
    return True


async def healthz(request: Request) -> JSONResponse:
    """The route."""
    sound, document = await run_in_threadpool(check_health)
    headers = {"Cache-Control": "no-store"}
    return JSONResponse(document, status_code=200 if sound else 503, headers=headers)
