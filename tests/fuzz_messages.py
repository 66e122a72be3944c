"""Messages that no browser sends, straight over the websocket of a running app.

    python tests/fuzz_messages.py --messages 20000 [--seed 1] [--url http://localhost:8501]

Each goes to an open page in the place of what a widget would send: choices that there are not,
nothing, infinities, text for numbers, other types, unknown widgets and pages, odd addresses, broken
bytes. Then the page must show figures without an error box, and now and then a second visitor, who
sends only what a browser sends, must see what they saw before. Prints what failed, with its number.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parent / "load"), str(Path(__file__).parent / "browser")]

from streamlit.proto.BackMsg_pb2 import BackMsg  # noqa: E402
from streamlit.proto.WidgetStates_pb2 import WidgetState  # noqa: E402
from websockets.exceptions import ConnectionClosed  # noqa: E402

from ketacost.words.language import words  # noqa: E402
from protocol import Visit  # noqa: E402

TEXTS = (
    "", " ", "None", "nan", "-1", "9" * 400, "\x00", "\ud7ff", "💊", "<script>alert(1)</script>",
    "[a](javascript:alert(1))", "$x$", "../../etc/passwd", "x" * 50_000, "https://example.org",
    '{"a": 1}', "[", "٣", "²", "null", "true", "ketamine.iv", "2026.1",
)  # fmt: skip
NUMBERS = (0.0, -0.0, -1.0, 0.5, 1e308, -1e308, float("inf"), float("-inf"), float("nan"), 5e-324)
WHOLE = (0, -1, 1, 2**31, -(2**31), 2**63 - 1, -(2**63), 10**12)
_BROKEN = words("en").say("broken.page")
PAGES = ("compare", "prices", "changes", "data", "paid", "how", "country", "next-year", "bill")


def odd_value(state: WidgetState, rng: random.Random) -> None:
    """Give a widget's state some value of some type."""
    kind = rng.randrange(12)
    text, texts = rng.choice(TEXTS), [rng.choice(TEXTS) for _ in range(rng.choice((0, 1, 3, 60)))]
    if kind == 0:
        state.string_value = text
    elif kind == 1:
        state.double_value = rng.choice(NUMBERS)
    elif kind == 2:
        state.int_value = rng.choice(WHOLE)
    elif kind == 3:
        state.bool_value = rng.random() < 0.5
    elif kind == 4:
        state.trigger_value = rng.random() < 0.8
    elif kind == 5:
        state.string_array_value.data.extend(texts)
    elif kind == 6:
        state.double_array_value.data.extend(rng.choices(NUMBERS, k=rng.choice((0, 1, 2, 50))))
    elif kind == 7:
        state.int_array_value.data.extend(rng.choices(WHOLE, k=rng.choice((0, 1, 2, 50))))
    elif kind == 8:
        _odd_message(state, rng, text)
    else:
        _odd_json(state, kind, text)


def _odd_message(state: WidgetState, rng: random.Random, text: str) -> None:
    if rng.random() < 0.5:
        state.string_trigger_value.data = text
    elif rng.random() < 0.5:
        state.chat_input_value.data = text
    else:
        state.file_uploader_state_value.uploaded_file_info.add().name = text


def _odd_json(state: WidgetState, kind: int, text: str) -> None:
    if kind == 9:
        state.json_value = text
    elif kind == 10:
        state.bytes_value = text.encode("utf-8", "replace")
    # 11: no value at all


def odd_message(visit: Visit, rng: random.Random) -> bytes:
    """One message: usually a page's own, with some widgets gone wrong."""
    message = visit.run_message()
    run = message.rerun_script
    how = rng.randrange(20)
    if how < 13:
        states = {state.id: state for state in run.widget_states.widgets}
        for _ in range(rng.choice((1, 1, 1, 2, 5))):
            ids = [w.id for w in visit.widgets.values() if isinstance(getattr(w, "id", 0), str)]
            name = rng.choice(ids) if ids and rng.random() < 0.9 else rng.choice(TEXTS)
            states[name] = WidgetState(id=name)
            odd_value(states[name], rng)
        del run.widget_states.widgets[:]
        run.widget_states.widgets.extend(states.values())
    elif how == 13:
        run.query_string = rng.choice(TEXTS) + rng.choice(("", "&plan=", "=&v=2&arms="))
    elif how == 14:
        run.page_script_hash, run.page_name = rng.choice(TEXTS), rng.choice(TEXTS)
    elif how == 15:
        run.fragment_id = rng.choice(TEXTS)
    elif how == 16:
        _odd_context(run.context_info, rng)
    elif how == 17:
        run.cached_message_hashes.extend(rng.choices(TEXTS, k=20))
    elif how == 18:
        return _another_kind(rng)
    else:
        data = bytearray(message.SerializeToString())
        for _ in range(rng.choice((1, 3, 30))):
            data[rng.randrange(len(data))] = rng.randrange(256)
        return bytes(data)
    return message.SerializeToString()


def _odd_context(context: Any, rng: random.Random) -> None:
    context.url, context.locale = rng.choice(TEXTS), rng.choice(TEXTS)
    context.timezone = rng.choice(TEXTS)
    context.timezone_offset = rng.choice(WHOLE[:4]) % 2**31
    context.color_scheme = rng.choice(TEXTS)


def _another_kind(rng: random.Random) -> bytes:
    message = BackMsg()
    kind = rng.randrange(7)
    if kind == 0:
        message.clear_cache = True
    elif kind == 1:
        message.set_run_on_save = True
    elif kind == 2:
        message.load_git_info = True
    elif kind == 3:
        message.debug_shutdown_runtime = True
    elif kind == 4:
        message.file_urls_request.request_id = "x"
        message.file_urls_request.file_names.extend(TEXTS[:3])
    elif kind == 5:
        message.backend_operation_request.request_id = rng.choice(TEXTS)
    else:
        message.app_heartbeat = True
    return message.SerializeToString()


class Fuzzing:
    """One visitor who sends odd messages, and one who doesn't."""

    def __init__(self, url: str, seed: int) -> None:
        self.url, self.seed = url, seed
        self.failed: list[str] = []
        self.hung_up = 0
        """Connections that the server closed, as it should on broken bytes."""

    async def run(self, messages: int) -> None:
        """Send so many; what failed stands in `failed`."""
        witness = Visit(self.url, "v=2&plan=employer-ppo")
        await witness.open()
        saw = witness.amounts
        visit = await self._opened(random.Random(self.seed))
        for number in range(self.seed, self.seed + messages):
            rng = random.Random(number)
            if rng.random() < 0.02:
                await visit.close()
                visit = await self._opened(rng)
            visit = await self._one(visit, number, rng)
            if number % 200 == 0:
                await witness.rerun()
                if witness.exceptions or witness.amounts != saw:
                    self.failed.append(f"{number}: another visitor's page changed")
        await visit.close()
        await witness.close()

    async def _opened(self, rng: random.Random) -> Visit:
        visit = Visit(self.url, "", "" if rng.random() < 0.5 else rng.choice(PAGES))
        await visit.open()
        if rng.random() < 0.8:
            await visit.ask()
        return visit

    async def _one(self, visit: Visit, number: int, rng: random.Random) -> Visit:
        data = odd_message(visit, rng)
        try:
            assert visit._socket
            await visit._socket.send(data)
            await asyncio.sleep(0)
            await visit.send(visit.run_message().SerializeToString(), timeout=30)
            await self._drain(visit)
        except ConnectionClosed:
            self.hung_up += 1
            visit = await self._opened(rng)
        except TimeoutError:
            self.failed.append(f"{number}: nothing came for 30 s")
            visit = await self._opened(rng)
        if visit.exceptions or not visit.elements or _BROKEN in visit.texts:
            self.failed.append(f"{number}: {visit.exceptions or 'an empty page'}")
            await visit.close()
            visit = await self._opened(rng)
        return visit

    async def _drain(self, visit: Visit) -> None:
        """Read what comes of a second run, if the two were not made one."""
        try:
            while True:
                async with asyncio.timeout(0.02 if self._stands(visit) else 30):
                    await visit.read()
        except TimeoutError:
            if not self._stands(visit):
                raise

    def _stands(self, visit: Visit) -> bool:
        """Whether nothing more is to come, as far as one can tell."""
        return bool(visit.elements) and not visit.running


def main() -> int:
    """Send them, and print what failed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--url", help="of a running app; without it one is started")
    args = parser.parse_args()
    from driving import serving

    if args.url:
        fuzzing = Fuzzing(args.url, args.seed)
        asyncio.run(fuzzing.run(args.messages))
    else:
        with serving() as url:
            fuzzing = Fuzzing(url, args.seed)
            asyncio.run(fuzzing.run(args.messages))
    for line in fuzzing.failed[:50]:
        print(line)
    print(f"{args.messages} messages: {len(fuzzing.failed)} failed; {fuzzing.hung_up} hung up on")
    return 1 if fuzzing.failed else 0


if __name__ == "__main__":
    sys.exit(main())
