"""What every answer tells the browser about itself: what it may load, who may frame it, and to tell
no other site where the visitor came from."""

from __future__ import annotations

import os
from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FRAMED_BY = "KETACOST_FRAME_ANCESTORS"
"""Environment variable: who may show the page in a frame, as `frame-ancestors` of a content
security policy writes it; anybody without it, as the frame is made to be shared."""


def content_security_policy(script_hashes: Iterable[str] = ()) -> str:
    """Everything from this server alone; no `eval`, and no script but ours.

    Styles may stand inline, as Streamlit writes its own so. Pictures may be data, for the QR code
    and the chart that becomes a PNG.

    Args:
        script_hashes: `sha256-...` of the scripts that stand in the first HTML.
    """
    scripts = " ".join(("'self'", *(f"'{name}'" for name in script_hashes)))
    rules = {
        "default-src": "'self'",
        "script-src": scripts,
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "frame-src": "'none'",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": os.environ.get(FRAMED_BY, "*"),
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


class SecurityHeaders:
    """ASGI middleware that adds them to every answer; what an answer says itself is kept."""

    def __init__(self, app: ASGIApp, script_hashes: Iterable[str] = ()) -> None:
        self.app = app
        self.headers = {
            "Content-Security-Policy": content_security_policy(script_hashes),
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
            "Cross-Origin-Opener-Policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, with_headers)
