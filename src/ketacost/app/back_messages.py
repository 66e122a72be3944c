"""What a page may send over its websocket: to be drawn again, to be stopped, a sign of life, or to
have a file made whose button was pressed.

Streamlit takes more, such as to empty the caches of everybody; nothing on our pages sends it.
"""

from __future__ import annotations

import asyncio
import time

from google.protobuf.message import DecodeError
from starlette.types import Message, Receive, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

KINDS = ("rerun_script", "stop_script", "app_heartbeat", "deferred_file")
MOST_BYTES = 256 * 1024
"""A page with every box filled sends some thousands."""
_TOO_BIG, _BROKEN = 1009, 1002


class Pace:
    """How quickly one client may ask: so many at once, then so many a second."""

    def __init__(self, at_once: int, a_second: float) -> None:
        self.left, self.at_once, self.a_second = float(at_once), at_once, a_second
        self.seen = time.monotonic()

    def wait(self) -> float:
        """Take one; seconds to wait before it may be used."""
        now = time.monotonic()
        self.left = min(self.at_once, self.left + (now - self.seen) * self.a_second) - 1
        self.seen = now
        return max(0.0, -self.left / self.a_second)


def guarded(receive: Receive, send: Send, pace: Pace) -> Receive:
    """`receive` of a websocket, through which nothing else comes. A message that is too big or
    broken ends the connection; one that comes too soon waits, and so do those behind it."""

    async def receive_guarded() -> Message:
        while True:
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            kind = _kind(message.get("bytes"))
            if isinstance(kind, int):
                await send({"type": "websocket.close", "code": kind})
                return {"type": "websocket.disconnect", "code": kind}
            await asyncio.sleep(pace.wait())
            if kind in KINDS:
                return message

    return receive_guarded


def _kind(data: bytes | None) -> str | int | None:
    """What a message asks for, or the code to close the connection with."""
    if data is None:
        return _BROKEN
    if len(data) > MOST_BYTES:
        return _TOO_BIG
    message = BackMsg()
    try:
        message.ParseFromString(data)
    except DecodeError:
        return _BROKEN
    kind: str | None = message.WhichOneof("type")
    if kind == "backend_operation_request":  # of several kinds itself
        return message.backend_operation_request.WhichOneof("payload")
    return kind
