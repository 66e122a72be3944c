"""`GET /api/compare?LINK`: what `ketacost compare --json` gives, for programs elsewhere."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ketacost.app.books import answer, read_book
from ketacost.app.faulty import is_known, told
from ketacost.model.link import link_pairs, read_link
from ketacost.output.json import comparison_json
from ketacost.output.openapi import openapi_document
from ketacost.tables import PricingError, PricingFaults
from ketacost.tables.language import LANGUAGES, speaking
from ketacost.words.language import words
from ketacost.words.scenario import problems

_FOR_ALL = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}


async def compare(request: Request) -> Response:
    """The route `/api/compare`."""
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=_FOR_ALL | _PREFLIGHT)
    text, status = await run_in_threadpool(answered, request.url.query)
    return _document(text, status, request.headers)


async def openapi(request: Request) -> Response:
    """The route `/api/openapi.json`."""
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=_FOR_ALL | _PREFLIGHT)
    text = json.dumps(openapi_document(), indent=1, ensure_ascii=False) + "\n"
    return _document(text, 200, request.headers)


ROUTES = (
    Route("/api/compare", compare, methods=["GET", "HEAD", "OPTIONS"]),
    Route("/api/openapi.json", openapi, methods=["GET", "HEAD", "OPTIONS"]),
)


def answered(query: str) -> tuple[str, int]:
    """The document of a link's query, and the HTTP status. A link that can't be read in every part
    gives no figures: a program could not see that they are those of another question."""
    pairs = link_pairs(query)
    named = dict(pairs).get("lang", LANGUAGES[0])
    with speaking(named):
        try:
            reading = read_link(pairs, load=read_book)
        except (PricingError, PricingFaults) as err:
            release = dict(pairs).get("release")
            return _refused([told(err, pairs)]), 503 if not release or is_known(release) else 400
        if reading.problems:
            return _refused(problems(reading.problems)), 400
        return comparison_json(answer(reading.book, reading.scenario)), 200


def _refused(said: Iterable[str]) -> str:
    document = {"error": words().say("first-html.not-read"), "problems": list(said)}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _document(text: str, status: int, headers: Headers) -> Response:
    content = text.encode()
    said = _FOR_ALL | {"Cache-Control": "no-cache" if status == 200 else "no-store"}
    if status == 200:
        said["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
        if said["ETag"] in headers.get("If-None-Match", ""):
            return Response(status_code=304, headers=said)
    return Response(content, status, said, "application/json")
