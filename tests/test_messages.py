"""Messages that no browser sends, over the websocket of a running app. `fuzz_messages.py` sends
as many as one likes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosed

from driving import serving
from fuzz_messages import Fuzzing
from ketacost.words.language import words
from protocol import Visit, choice, options


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving() as address:
        yield address


def _odd_states(widget: Any) -> list[WidgetState]:
    name = widget.id
    empty = WidgetState(id=name)
    empty.string_array_value.SetInParent()
    return [
        WidgetState(id=name, string_value="no such choice"),
        WidgetState(id=name, double_value=float("nan")),
        WidgetState(id=name, int_value=-(2**63)),
        WidgetState(id=name, bool_value=True),
        WidgetState(id=name, json_value="{"),
        empty,
    ]


def test_after_a_bad_value_the_last_good_answer_stands_and_the_page_goes_on(url: str) -> None:
    async def visit() -> None:
        async with Visit(url, "v=2&plan=none") as page, Visit(url, "v=2&plan=none") as other:
            await page.ask()
            plan: Any = page.widgets["plan"]
            await page.rerun(choice(plan, options(plan)[1]))
            good, saw, link = page.amounts, other.amounts, page.query
            assert good != saw
            said = False
            for key in ("plan", "zip", "horizon"):
                for state in _odd_states(page.widgets[key]):
                    kept = dict(page.values)
                    await page.rerun(state)
                    while page.amounts != good:  # the failed run has ended; the next draws anew
                        await asyncio.wait_for(page.read(), 20)
                    page.values = kept
                    said = said or words("en").say("broken.change") in page.texts
                    assert not page.exceptions, (key, state)
            assert said
            assert page.query == link
            await page.rerun()
            assert words("en").say("broken.change") not in page.texts
            await page.rerun(choice(plan, options(plan)[0]))
            assert page.amounts == saw
            await other.rerun()
            assert other.amounts == saw

    asyncio.run(visit())


def test_odd_messages_of_all_kinds(url: str) -> None:
    fuzzing = Fuzzing(url, seed=1)
    asyncio.run(fuzzing.run(80))
    assert not fuzzing.failed


def test_broken_bytes_end_that_connection_alone(url: str) -> None:
    async def visit() -> None:
        async with Visit(url) as other:
            page = Visit(url)
            await page.open()
            with pytest.raises(ConnectionClosed):
                await page.send(b"\xff\xff\xff\xff", timeout=10)
            await other.rerun()
            assert other.amounts and not other.exceptions

    asyncio.run(visit())
