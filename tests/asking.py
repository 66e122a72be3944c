"""Ask an ASGI app as a server would, without a server."""

from __future__ import annotations

import asyncio
import gzip
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    """What was answered; `headers` by their names in lower case."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        """The content, unpacked."""
        zipped = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.content) if zipped else self.content).decode()


def ask(
    app: Any, path: str, query: str = "", method: str = "GET", root: str = "", **headers: str
) -> Answer:
    """One request; `Accept_Encoding="gzip"` is a header."""
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    scope = {
        "type": "http", "method": method, "path": path, "root_path": root, "scheme": "http",
        "server": ("localhost", 8501), "query_string": query.encode(),
        "headers": [(n.replace("_", "-").lower().encode(), v.encode()) for n, v in headers.items()],
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    start, *body = sent
    told = {n.decode().lower(): v.decode() for n, v in start["headers"]}
    return Answer(start["status"], told, b"".join(m.get("body", b"") for m in body))
