"""Garbage collection by the clock: Streamlit collects after every rerun, which costs each visitor
time for the objects of all others.

`runner.postScriptGC` is off (see `server.SETTINGS`); while the server runs, all is collected once
every few seconds, if anything was made in between. What lives as long as the server is frozen, so
that no collection looks at it.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from ketacost.app.memory import keep_memory

EVERY_SECONDS = 5.0
_ENOUGH = 20_000
"""New objects since the last time, below which there is nothing worth a collection."""


@asynccontextmanager
async def collecting(app: Any) -> AsyncIterator[None]:
    """A lifespan of the ASGI app, within which garbage is collected by the clock."""
    keep_memory()
    gc.collect()
    gc.freeze()
    task = asyncio.create_task(_collect_for_ever())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _collect_for_ever() -> None:
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        if sum(gc.get_count()[i] * w for i, w in ((0, 1), (1, 700), (2, 7_000))) > _ENOUGH:
            gc.collect()
