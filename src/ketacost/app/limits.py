"""What one client may ask of the server, so that nobody can use it up for the others.

Open pages for a client and in all, the length of an address, what and how fast a page sends, and
nothing uploaded. Behind a proxy on the same machine a client is who the proxy says it is.
"""

from __future__ import annotations

import os
from collections import Counter
from contextlib import suppress
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from ketacost.app.back_messages import Pace, guarded

PAGES_OF_A_CLIENT = "KETACOST_PAGES_PER_CLIENT"
"""Environment variable: how many pages one client may hold open. A clinic or a library is one
client too."""
PAGES = "KETACOST_PAGES"
"""How many in all."""
METRICS = "KETACOST_METRICS"
"""Set to 1, Streamlit's measures of the server are open to anybody who reaches its port."""
MOST_OF_ADDRESS = 16 * 1024
"""Characters of path and query: more than any browser's address bar gives to a server."""
_EACH_HOLDS = 4
"""File descriptors of an open page: its connection, and three of Streamlit's."""


class Limits:
    """ASGI middleware, to be the outermost."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.of_a_client = int(os.environ.get(PAGES_OF_A_CLIENT, "100"))
        self.in_all = int(
            os.environ.get(PAGES, str(min(2_000, more_descriptors() // (_EACH_HOLDS + 1))))
        )
        self.metrics = os.environ.get(METRICS) == "1"
        self.open: Counter[str] = Counter()
        self.paces: dict[str, Pace] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or refuse."""
        if scope["type"] == "http":
            status = self._refused(scope)
            await (_answer(send, status) if status else self.app(scope, receive, send))
        elif scope["type"] == "websocket":
            await self._page(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _refused(self, scope: Scope) -> int:
        """Status to refuse a request with, or 0."""
        path = str(scope["path"])
        if len(scope.get("raw_path") or path) + len(scope["query_string"]) > MOST_OF_ADDRESS:
            return 414
        if scope["method"] not in ("GET", "HEAD", "OPTIONS"):
            return 413 if "/_stcore/upload_file" in path else 405
        return 404 if path.endswith("/_stcore/metrics") and not self.metrics else 0

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = str((scope.get("client") or ("",))[0])
        if self.open[client] >= self.of_a_client or self.open.total() >= self.in_all:
            await _refuse_page(scope, receive, send)
            return
        self.open[client] += 1
        pace = self.paces.setdefault(client, Pace(4 * self.of_a_client, self.of_a_client))
        try:
            await self.app(scope, guarded(receive, send, pace), send)
        finally:
            self.open[client] -= 1
            if not self.open[client]:
                del self.open[client], self.paces[client]


async def _answer(send: Send, status: int) -> None:
    headers = [(b"content-length", b"0"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _refuse_page(scope: Scope, receive: Receive, send: Send) -> None:
    """503 where the server can say so before the connection stands, else a closed door."""
    await receive()
    if "websocket.http.response" in scope.get("extensions", {}):
        headers = [(b"retry-after", b"10")]
        await send({"type": "websocket.http.response.start", "status": 503, "headers": headers})
        await send({"type": "websocket.http.response.body", "body": b""})
    else:
        await send({"type": "websocket.close", "code": 1013})


def more_descriptors() -> int:
    """Ask the system for as many open files as it allows; how many that are."""
    resource: Any
    try:
        import resource
    except ImportError:  # Windows
        return 2_500
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = 65_536 if hard == resource.RLIM_INFINITY else min(hard, 65_536)
    if soft != resource.RLIM_INFINITY and soft < most:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
            soft = most
    return most if soft == resource.RLIM_INFINITY else int(soft)
