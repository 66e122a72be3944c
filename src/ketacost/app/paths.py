"""Where a request goes within the app: below the prefix that a proxy or a setting gives it."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config


def prefix(scope: Scope) -> str:
    """What stands before the app's own paths, without a slash behind it: the ASGI root path, and
    `server.baseUrlPath`."""
    base = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return str(scope.get("root_path", "")).rstrip("/") + (f"/{base}" if base else "")


def inner_path(scope: Scope) -> str | None:
    """The path below the prefix, such as `/` or `/country`; empty for the prefix without its slash,
    None outside of it."""
    path, before = str(scope["path"]), prefix(scope)
    if path == before:
        return ""
    return path.removeprefix(before) if path.startswith(f"{before}/") else None


class OwnRoutes:
    """ASGI middleware that lets routes of ours be found under `server.baseUrlPath` too; Streamlit
    puts it before its own alone."""

    def __init__(self, app: ASGIApp, starts: tuple[str, ...]) -> None:
        """
        Args:
            starts: how paths of ours begin, such as `/api/`.
        """
        self.app = app
        self.starts = starts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, with what stands before our paths as its root path."""
        if scope["type"] == "http" and (inner_path(scope) or "").startswith(self.starts):
            scope = {**scope, "root_path": prefix(scope)}
        await self.app(scope, receive, send)
