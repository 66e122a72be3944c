"""Files that never change, compressed once and held: Streamlit's `/static`, which its own
compression passes by, and a script of ours."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import file_util

from ketacost.app.icons import in_place_of
from ketacost.app.paths import inner_path

_FOR_EVER = "public, immutable, max-age=31536000"  # the names hold a hash of what is in them
_NOT_SMALLER = (".woff2", ".png", ".jpg", ".webp")

try:
    _brotli: Any = import_module("brotli")
except ModuleNotFoundError:
    _brotli = None


@dataclass(frozen=True)
class Held:
    """A file as it is sent; `encoding` is empty where it is sent as it stands."""

    content: bytes
    media_type: str
    encoding: str
    etag: str

    def response(self, headers: Headers) -> Response:
        """The answer to a request with these headers."""
        said = {"Cache-Control": _FOR_EVER, "ETag": self.etag, "Vary": "Accept-Encoding"}
        if self.encoding:
            said["Content-Encoding"] = self.encoding
        if self.etag in headers.get("If-None-Match", ""):
            return Response(status_code=304, headers=said)
        return Response(self.content, headers=said, media_type=self.media_type)


def packed(content: bytes, encoding: str) -> bytes:
    """Content in an encoding, as small as it gets."""
    if encoding == "br":
        return bytes(_brotli.compress(content))
    return gzip.compress(content, 9, mtime=0) if encoding == "gzip" else content


def encoding_for(accepted: str) -> str:
    """The best encoding of ours that an `Accept-Encoding` names; empty for none."""
    names = {part.partition(";")[0].strip() for part in accepted.split(",")}
    ours = ("br", "gzip") if _brotli else ("gzip",)
    return next((name for name in ours if name in names), "")


@lru_cache(maxsize=1_000)
def _held(path: Path, encoding: str) -> Held:
    content = path.read_bytes()
    encoding = "" if path.suffix in _NOT_SMALLER else encoding
    etag = f'"{hashlib.sha256(content).hexdigest()[:16]}{encoding}"'
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Held(packed(content, encoding), kind, encoding, etag)


def streamlit_files() -> dict[str, Path]:
    """Streamlit's files by their paths, such as `/static/js/index.DormvYxC.js`."""
    root = Path(file_util.get_static_dir())
    found = [path for path in (root / "static").rglob("*") if path.is_file()]
    files = {f"/{path.relative_to(root).as_posix()}": path for path in found}
    return {name: in_place_of(p) if p.suffix == ".woff2" else p for name, p in files.items()}


class StaticFiles:
    """ASGI middleware that answers for the files it knows by their whole paths, and for nothing
    else: no path can lead out of them."""

    def __init__(self, app: ASGIApp, files: Mapping[str, Path]) -> None:
        self.app = app
        self.files = files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for a file, or pass it on."""
        asked = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        path = self.files.get(inner_path(scope) or "") if asked else None
        if path is None:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        encoding = encoding_for(headers.get("Accept-Encoding", ""))
        held = await run_in_threadpool(_held, path, encoding)
        await held.response(headers)(scope, receive, send)
