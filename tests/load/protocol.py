"""A visitor without a browser: speaks the websocket protocol of Streamlit's server.

`Visit` opens a session, sends what a page would send, reads until the script has finished, and
keeps the page as a browser would: an element a place, widgets by their key.
"""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from google.protobuf.message import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ButtonGroup_pb2 import ButtonGroup
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

MOST_BYTES = 64 * 1024 * 1024
_AMOUNT = re.compile(r"\$[\d,]+(?:\.\d\d)?")


@dataclass
class Visit:
    """One open page.

    Args:
        url: Of the server, `http://localhost:8501`, with a path prefix or not.
        query: What stands in the address after the question mark.
        page: Name of the page as it stands in the path; empty for the first.
        home: Address of this machine to come from, such as 127.0.0.7: a client of its own.
    """

    url: str
    query: str = ""
    page: str = ""
    home: str = ""
    elements: dict[tuple[int, ...], Message] = field(default_factory=dict)
    values: dict[str, WidgetState] = field(default_factory=dict)
    """What the page last said of each widget, by its id."""
    exceptions: list[str] = field(default_factory=list)
    """Error boxes of the last run."""
    received: int = 0
    """Bytes."""
    last_seconds: float = 0.0
    running: bool = False
    """Whether the server said that a run began, and not yet that it ended."""
    _socket: ClientConnection | None = None
    _hash: str = ""

    async def __aenter__(self) -> Visit:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, err: BaseException | None, tb: TracebackType | None
    ) -> None:
        await self.close()

    async def open(self) -> None:
        """Connect and have the page drawn."""
        await self.connect()
        await self.rerun()

    async def ask(self) -> None:
        """Unfold the question, as whoever changes something does."""
        if "ask" in self.widgets and "plan" not in self.widgets:
            await self.rerun(press(self.widgets["ask"]))

    async def connect(self, headers: dict[str, str] | None = None) -> None:
        """Connect only."""
        self._socket = await connect(
            self.url.replace("http", "ws", 1).replace("localhost", "127.0.0.1") + "/_stcore/stream",
            subprotocols=["streamlit", "x"],
            origin=None,
            max_size=MOST_BYTES,
            additional_headers=headers,
            open_timeout=60,
            compression=None,
            local_addr=(self.home, 0) if self.home else None,
            ping_interval=None,
        )

    async def close(self) -> None:
        """Go."""
        if self._socket:
            await self._socket.close()

    async def rerun(self, *changed: WidgetState, timeout: float = 60.0) -> float:
        """Send a run with every widget's value and these on top; returns its seconds."""
        for state in changed:
            self.values[state.id] = state
        message = self.run_message()
        for state in changed:
            if state.WhichOneof("value") == "trigger_value":
                del self.values[state.id]
        return await self.send(message.SerializeToString(), timeout)

    def run_message(self) -> BackMsg:
        """What a page sends to be drawn again."""
        message = BackMsg()
        run = message.rerun_script
        run.query_string = self.query
        run.page_name = self.page if not self._hash else ""
        run.page_script_hash = self._hash
        run.widget_states.widgets.extend(self.values.values())
        run.context_info.url = f"{self.url}/{self.page}"
        run.context_info.timezone = "America/New_York"
        run.context_info.timezone_offset = 300
        run.context_info.locale = "en-US"
        return message

    async def send(self, data: bytes, timeout: float = 60.0) -> float:
        """Send bytes and read until a run has finished; returns its seconds.

        Raises:
            TimeoutError: it has not.
            websockets.ConnectionClosed: the server hung up.
        """
        assert self._socket
        start = time.perf_counter()
        await self._socket.send(data)
        async with asyncio.timeout(timeout):
            while not await self.read():
                pass
        self.last_seconds = time.perf_counter() - start
        return self.last_seconds

    async def read(self) -> bool:
        """Read one message; whether it says that a run has finished."""
        assert self._socket
        data = await self._socket.recv()
        assert isinstance(data, bytes)
        self.received += len(data)
        message = ForwardMsg()
        message.ParseFromString(data)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._begin(message)
        elif kind == "delta":
            self._take(message)
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "session_event":
            self.exceptions.append(str(message.session_event)[:300])
        if kind != "script_finished":
            return False
        self.running = message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
        return not self.running

    def _begin(self, message: ForwardMsg) -> None:
        self._hash = message.new_session.page_script_hash
        self.exceptions = []
        self.elements = {}
        self.running = True

    def _take(self, message: ForwardMsg) -> None:
        delta, path = message.delta, tuple(message.metadata.delta_path)
        if delta.WhichOneof("type") == "new_element":
            kind = delta.new_element.WhichOneof("type")
            element = getattr(delta.new_element, kind) if kind else delta.new_element
            self.elements[path] = element
            if kind == "exception":
                self.exceptions.append(f"{element.type}: {element.message}"[:300])
        elif delta.WhichOneof("type") == "add_block":
            self.elements[path] = delta.add_block

    @property
    def widgets(self) -> dict[str, Message]:
        """Elements that a person can use, by the key that the app gave them, or else their id."""
        found = {}
        for element in self.elements.values():
            name = getattr(element, "id", "")
            if name:
                found[_key(name)] = element
        return found

    @property
    def texts(self) -> str:
        """All that is to read on the page, place by place."""
        return "\n".join(str(self.elements[path]) for path in sorted(self.elements))

    @property
    def cards(self) -> list[str]:
        """Dollar amounts on the cards of page Compare."""
        texts = [str(element) for element in self.elements.values()]
        return _AMOUNT.findall("\n".join(text for text in texts if "kc-cards" in text))

    @property
    def amounts(self) -> list[str]:
        """Dollar amounts on the page, place by place."""
        return _AMOUNT.findall(self.texts)


def _key(name: str) -> str:
    """Key of a widget in its id: `$$ID-hash-key`."""
    return name.split("-", 2)[2] if name.startswith("$$ID-") and name.count("-") >= 2 else name


def choice(widget: Any, text: str) -> WidgetState:
    """A choice from a select box or a row of buttons."""
    if isinstance(widget, ButtonGroup):
        state = WidgetState(id=widget.id)
        state.string_array_value.data.append(text)
        return state
    return WidgetState(id=widget.id, string_value=text)


def options(widget: Any) -> list[str]:
    """What there is to choose."""
    return [getattr(option, "content", option) for option in widget.options]


def number(widget: Any, amount: float) -> WidgetState:
    """An amount in a number box."""
    whole = widget.data_type == type(widget).INT
    if whole:
        return WidgetState(id=widget.id, int_value=int(amount))
    return WidgetState(id=widget.id, double_value=amount)


def press(widget: Any) -> WidgetState:
    """A button pressed."""
    return WidgetState(id=widget.id, trigger_value=True)
