"""What one client may ask of the server, at the level of ASGI."""

from __future__ import annotations

import asyncio
import platform
import sys
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from ketacost.app import limits
from ketacost.app.back_messages import MOST_BYTES, Pace
from ketacost.app.memory import keep_memory

RERUN = BackMsg()
RERUN.rerun_script.query_string = "v=2"


async def _app(scope: Any, receive: Any, send: Any) -> None:
    """Answers 200; takes what a websocket brings until it goes."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        return
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        scope["came"].append(message["bytes"])


def _asked(app: Any, method: str, path: str, query: str = "") -> int:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "query_string": query.encode()}
    asyncio.run(app(scope, None, send))
    return int(sent[0]["status"])


@pytest.mark.parametrize(
    ("method", "path", "query", "status"),
    [
        ("GET", "/", "v=2", 200),
        ("HEAD", "/files/ketacost.pdf", "v=2", 200),
        ("GET", "/", "x" * 20_000, 414),
        ("PUT", "/_stcore/upload_file/a/b", "", 413),
        ("POST", "/", "", 405),
        ("GET", "/_stcore/metrics", "", 404),
        ("GET", "/cost/_stcore/metrics", "", 404),
    ],
)
def test_requests(method: str, path: str, query: str, status: int) -> None:
    assert _asked(limits.Limits(_app), method, path, query) == status


def test_metrics_are_open_where_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(limits.METRICS, "1")
    assert _asked(limits.Limits(_app), "GET", "/_stcore/metrics") == 200


async def _page(app: Any, *messages: Any, client: str = "1.2.3.4") -> tuple[list[Any], list[bytes]]:
    """What a websocket is sent, and what the app gets of its messages."""
    sent: list[Any] = []
    came: list[bytes] = []
    queue = [{"type": "websocket.connect"}, *messages, {"type": "websocket.disconnect"}]

    async def receive() -> Any:
        await asyncio.sleep(0)
        return queue.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "websocket", "path": "/", "client": (client, 1), "came": came}
    await app(scope, receive, send)
    return sent, came


def _bytes(data: bytes) -> dict[str, Any]:
    return {"type": "websocket.receive", "bytes": data}


def test_only_so_many_pages_of_a_client_and_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(limits.PAGES_OF_A_CLIENT, "2")
    monkeypatch.setenv(limits.PAGES, "3")
    app = limits.Limits(_app)

    async def many() -> list[tuple[list[Any], list[bytes]]]:
        clients = ("a", "a", "a", "b", "c")
        return await asyncio.gather(*(_page(app, client=client) for client in clients))

    for _ in range(2):  # those that went make room
        answers = [sent[0]["type"] for sent, _ in asyncio.run(many())]
        assert answers == ["websocket.accept"] * 2 + ["websocket.close"] + [
            "websocket.accept",
            "websocket.close",
        ]
    assert not app.paces and not app.open


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (_bytes(b"\xff" * 10), 1002),
        (_bytes(b"x" * (MOST_BYTES + 1)), 1009),
        ({"type": "websocket.receive", "text": "hello"}, 1002),
    ],
)
def test_a_broken_message_ends_the_connection(message: Any, code: int) -> None:
    good = _bytes(RERUN.SerializeToString())
    sent, came = asyncio.run(_page(limits.Limits(_app), good, message, good))
    assert sent[-1] == {"type": "websocket.close", "code": code}
    assert came == [good["bytes"]]


def test_what_would_touch_other_visitors_does_not_come_through() -> None:
    others = [
        BackMsg(clear_cache=True),
        BackMsg(set_run_on_save=True),
        BackMsg(load_git_info=True),
        BackMsg(debug_shutdown_runtime=True),
        BackMsg(),
    ]
    good = RERUN.SerializeToString()
    messages = [_bytes(m.SerializeToString()) for m in others]
    _, came = asyncio.run(_page(limits.Limits(_app), *messages, _bytes(good)))
    assert came == [good]


def test_a_client_that_asks_too_fast_waits() -> None:
    pace = Pace(3, 10)
    assert [pace.wait() for _ in range(3)] == [0, 0, 0]
    assert 0 < pace.wait() <= 0.1
    assert 0.1 < pace.wait() <= 0.2


def test_there_are_descriptors_for_the_pages() -> None:
    assert limits.more_descriptors() >= 1_000


def test_freed_memory_stays_with_the_process() -> None:
    assert keep_memory() in (True, False)
    if sys.platform == "linux" and platform.libc_ver()[0] == "glibc":
        assert keep_memory()
