"""ASGI middleware: pages come with their answer in the first HTML, unknown paths with 404.

Streamlit's `index.html` is an empty shell; here it gets title, language, description and a block
with the answer, which a script takes away once the live page stands (`browser/first_swap.js`).
"""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from html import escape
from urllib.parse import parse_qsl, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ketacost.app import shell
from ketacost.app.books import answer
from ketacost.app.faulty import log
from ketacost.app.opening import opened
from ketacost.app.parts.cards import cards_html
from ketacost.app.paths import inner_path, prefix
from ketacost.model.reason import beside
from ketacost.output.first_html import AboutLink, FirstPage, comparison_page, plain_page
from ketacost.tables import PricingError, PricingFaults
from ketacost.tables.language import LANGUAGES, language, preferred, speaking
from ketacost.words.card import cards_words
from ketacost.words.language import words

Pairs = list[tuple[str, str]]

_MOST_HELD = 512
_LONGEST_HELD = 4_000  # characters of a query
_FAULTY = 503
"""Tables can't be used: another server may have them whole, and nobody keeps this answer."""


@dataclass(frozen=True)
class Made:
    """An answer, ready to be sent."""

    content: bytes
    zipped: bytes
    etag: str
    status: int

    def response(self, headers: Headers) -> Response:
        """The answer to a request with these headers."""
        zipped = "gzip" in headers.get("Accept-Encoding", "")
        said = {
            "Cache-Control": "no-cache" if self.status == 200 else "no-store",
            "Vary": "Accept-Language, Accept-Encoding",
            "ETag": f'"{self.etag}{"z" if zipped else ""}"',
        }
        if self.status == 200 and said["ETag"] in headers.get("If-None-Match", ""):
            return Response(status_code=304, headers=said)
        if zipped:
            said["Content-Encoding"] = "gzip"
        content = self.zipped if zipped else self.content
        return Response(content, self.status, said, "text/html; charset=utf-8")


class FirstHtml:
    """Answers for the pages by their paths; passes on what is Streamlit's or a route's."""

    def __init__(self, app: ASGIApp, pages: Collection[str], beside: tuple[str, ...] = ()) -> None:
        """
        Args:
            pages: paths of pages; the first one stands at `/`, and Streamlit knows it by no other.
            beside: how paths begin that other routes answer for.
        """
        self.app = app
        self.beside = beside
        self.first, *_ = pages
        self.pages = frozenset(pages)
        self.held: OrderedDict[tuple[str, str, str, date], Made] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for a page, or pass it on."""
        path = inner_path(scope) if scope["type"] == "http" else None
        asked = bool(path) and scope["method"] in ("GET", "HEAD")
        if not path or not asked or path.startswith(self.beside):
            await self.app(scope, receive, send)
            return
        name = path[1:]
        if name == self.first:
            query = scope["query_string"].decode("latin-1")
            where = {"Location": f"./?{query}", "Cache-Control": "no-cache"}
            await Response(status_code=308, headers=where)(scope, receive, send)
        elif not name or name in self.pages:
            response = await self._page(name or self.first, scope)
            await response(scope, receive, send)
        else:
            await self._no_page(scope, receive, send)

    async def _page(self, name: str, scope: Scope) -> Response:
        query, headers = scope["query_string"].decode("latin-1"), Headers(scope=scope)
        spoken = spoken_in(query, headers.get("Accept-Language"))
        key = (name, query, spoken, date.today())
        found = self.held.get(key)
        if found is None:
            found = await run_in_threadpool(make, name, query, spoken)
            if found.status == 200 and len(query) <= _LONGEST_HELD:
                self.held[key] = found
                if len(self.held) > _MOST_HELD:
                    self.held.popitem(last=False)
        elif key in self.held:
            self.held.move_to_end(key)  # the one that is asked for least goes first
        return found.response(headers)

    async def _no_page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a path that may be a route's; where Streamlit answers with its shell, as it does
        for any path, there is no such page."""
        shell_comes = False

        async def unless_shell(message: Message) -> None:
            nonlocal shell_comes
            if message["type"] == "http.response.start" and message["status"] == 200:
                kind = Headers(raw=message["headers"]).get("Content-Type", "")
                shell_comes = kind.startswith("text/html")
            if not shell_comes:
                await send(message)

        await self.app(scope, receive, unless_shell)
        if shell_comes:
            query, headers = scope["query_string"].decode("latin-1"), Headers(scope=scope)
            spoken = spoken_in(query, headers.get("Accept-Language"))
            response = no_such_page(f"{prefix(scope)}/", spoken).response(headers)
            await response(scope, receive, send)


def spoken_in(query: str, accepted: str | None) -> str:
    """The language of an answer: the one that the link says, else the browser's."""
    named = dict(parse_qsl(query)).get("lang")
    return named if named in LANGUAGES else preferred(accepted)


def make(name: str, query: str, spoken: str) -> Made:
    """The whole HTML of a page.

    Args:
        name: its path. query: of the link. spoken: the language.
    """
    pairs = parse_qsl(query, keep_blank_values=True)
    framed = ("embed", "true") in [(n.lower(), text.lower()) for n, text in pairs]
    with speaking(spoken):
        try:
            page, status = _first_page(name, pairs, framed)
        except (PricingError, PricingFaults) as err:
            log(err)
            say = words().say
            page = plain_page(say("question.title"), [say("pages.no-tables")], framed)
            status = _FAULTY
        return _made(shell.filled(page, framed, _in_other_language(pairs)), status)


def _in_other_language(pairs: Pairs) -> shell.Link:
    """The same place in the other language, named in that language."""
    other = next(name for name in LANGUAGES if name != language())
    kept = [(name, text) for name, text in pairs if name != "lang"]
    href = f"?{urlencode([*kept, ('lang', other)], safe=':,~+')}"
    return shell.Link(href, words(other).say("pages.this-language"), other)


def _first_page(name: str, pairs: Pairs, framed: bool) -> tuple[FirstPage, int]:
    """A page and its status."""
    if name not in ("compare", "two"):
        return plain_page(words().say(f"pages.{name}"), framed=framed), 200
    found = opened(pairs)
    comparison = answer(found.book, found.scenario)
    cards = cards_words(comparison, answer(found.book, beside(found.scenario)))
    drawn = cards_html(cards, [""] * len(cards), ())
    about = AboutLink(found.problems, found.notes)
    page = comparison_page(comparison, cards, drawn, about, date.today(), framed)
    return page, _FAULTY if found.faulty else 200


def no_such_page(start: str, spoken: str) -> Made:
    """The answer to a path that is none.

    Args:
        start: path of page Compare.
    """
    with speaking(spoken):
        say = words().say
        page = plain_page(say("first-html.not-found"))
        link = (
            f'<p><a href="{escape(start, quote=True)}">{escape(say("first-html.to-start"))}</a></p>'
        )
        return _made(shell.bare(page, link, language()), 404)


def _made(html: str, status: int) -> Made:
    content = html.encode("utf-8", "replace")
    etag = hashlib.sha256(content).hexdigest()[:16]
    return Made(content, gzip.compress(content, 6, mtime=0), etag, status)
