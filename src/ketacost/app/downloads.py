"""`GET /files/NAME?link`: a comparison as a file, made from the link alone.

So a download needs neither a session nor the server that drew the page, and works while the page is
not connected. A link that can't be read is answered with its problems as plain text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from ketacost.app.books import answer, read_book
from ketacost.app.faulty import told
from ketacost.model.estimate import Comparison
from ketacost.model.link import read_link
from ketacost.output import csv, picture, sheet
from ketacost.output.calls import calls_pdf
from ketacost.output.json import comparison_json
from ketacost.tables import PricingError, PricingFaults
from ketacost.tables.language import preferred, speaking
from ketacost.words.scenario import problems

PATH = "/files/{name}"


class File(NamedTuple):
    """A kind of file: how it is made from a comparison and the page's address, and what it is."""

    make: Callable[[Comparison, str], str | bytes]
    media_type: str


FILES: dict[str, File] = {
    "ketacost.pdf": File(sheet.sheet_pdf, "application/pdf"),
    "ketacost-a4.pdf": File(lambda c, base: sheet.sheet_pdf(c, base, "a4"), "application/pdf"),
    "ketacost.html": File(sheet.sheet_html, "text/html"),
    "ketacost-context.pdf": File(
        lambda c, base: sheet.sheet_pdf(c, base, context=True), "application/pdf"
    ),
    "ketacost-context.html": File(lambda c, base: sheet.sheet_html(c, base, True), "text/html"),
    "ketacost-calls.pdf": File(calls_pdf, "application/pdf"),
    "ketacost-summary.csv": File(csv.summary_csv, "text/csv"),
    "ketacost-lines.csv": File(csv.ledger_csv, "text/csv"),
    "ketacost.json": File(comparison_json, "application/json"),
    "ketacost.svg": File(picture.ranges_picture, "image/svg+xml"),
}
"""By the name that a file is saved under."""


async def download(request: Request) -> Response:
    """The route."""
    name = request.path_params["name"]
    if name not in FILES:
        return PlainTextResponse(f"{', '.join(FILES)}\n", status_code=404)
    base = str(request.url.replace(query="", fragment=""))
    pairs = request.query_params.multi_items()
    language = request.query_params.get("lang") or preferred(request.headers.get("Accept-Language"))
    return await run_in_threadpool(_answer, name, pairs, language, base[: base.rindex("files/")])


def _answer(name: str, pairs: list[tuple[str, str]], language: str, base_url: str) -> Response:
    with speaking(language):
        try:
            reading = read_link(pairs, load=read_book)
        except (PricingError, PricingFaults) as err:
            return PlainTextResponse(f"{told(err, pairs)}\n", status_code=404)
        if reading.problems:
            return PlainTextResponse("\n".join(problems(reading.problems)) + "\n", status_code=400)
        made = FILES[name].make(answer(reading.book, reading.scenario), base_url)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
        "Cache-Control": "no-store",
    }
    return Response(made, media_type=FILES[name].media_type, headers=headers)
