"""How quick page Compare is for one visitor and for many, and what an open page holds.

    python tests/load/sessions.py alone             beside an empty script and a naive page
    python tests/load/sessions.py busy -n 30        each sends its next change at once
    python tests/load/sessions.py paced -n 100      each changes an input every 5 s
    python tests/load/sessions.py idle -n 200       open pages that ask for nothing
    python tests/load/sessions.py two -n 30         one server, then two behind nginx

Every visitor speaks the server's own websocket protocol and changes real inputs. Prints; asserts
nothing by the clock. The client runs beside the server on the same machine and takes its share.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetState

import servers
from ketacost.app.limits import PAGES_OF_A_CLIENT
from protocol import Visit, choice, number, options

LINKS = (
    "",
    "v=2&plan=employer-ppo",
    "v=2&arms=ketamine.iv:6,ketamine.spravato:8,ect.outpatient:9&plan=original-medicare",
    "v=2&arms=ssri.sertraline:9,cbt.individual:16&plan=none&horizon=12m",
)


def percentile(values: list[float], percent: float) -> float:
    """A percentile, in milliseconds."""
    place = min(len(values) - 1, round(percent / 100 * (len(values) - 1)))
    return sorted(values)[place] * 1000


def a_change(visit: Visit, rng: random.Random) -> WidgetState:
    """Something that a person changes: the plan, the place, a number of sessions."""
    widgets = visit.widgets
    kind = rng.choice(("plan", "plan", "region", "sessions"))
    if kind == "sessions":
        boxes = [w for key, w in widgets.items() if key.startswith("ses_")]
        if boxes:
            box: Any = rng.choice(boxes)
            return number(box, rng.randint(int(box.min), int(min(box.max, box.min + 20))))
    box = widgets[kind if kind in widgets else "plan"]
    return choice(box, rng.choice(options(box)))


async def alone(runs: int) -> None:
    """One visitor to each of three servers, in turn."""
    ours = servers.ketacost()
    others = {
        "empty script": servers.plain("empty_page.py"),
        "naive page": servers.plain("naive_page.py"),
    }
    every = {"page Compare": ours} | others
    with servers.running(*every.values()):
        visits = {name: Visit(server.url) for name, server in every.items()}
        times: dict[str, list[float]] = {name: [] for name in every}
        seen = dict.fromkeys(every, 0)
        for visit in visits.values():
            await visit.open()
            await visit.ask()
        rng = random.Random(1)
        cpu = {name: -server.cpu for name, server in every.items()}
        for run in range(runs + 5):
            for name, visit in visits.items():
                before = visit.received
                box: Any = visit.widgets["plan"]
                now = choice(box, options(box)[run % 3])
                took = await visit.rerun(
                    a_change(visit, rng) if run % 2 and name == "page Compare" else now
                )
                assert not visit.exceptions, visit.exceptions
                if run >= 5:
                    times[name].append(took)
                    seen[name] += visit.received - before
        for visit in visits.values():
            await visit.close()
        cpu = {name: (cpu[name] + server.cpu) / (runs + 5) for name, server in every.items()}
    for name, values in times.items():
        print(
            f"{name}: p50 {percentile(values, 50):.1f} ms, p95 {percentile(values, 95):.1f} ms, "
            f"{cpu[name] * 1000:.1f} ms of processor time, "
            f"{seen[name] / len(values) / 1000:.1f} kB a rerun, {len(values)} reruns"
        )


async def busy(count: int, seconds: float, urls: list[str]) -> tuple[float, list[float]]:
    """Every visitor sends the next change as soon as the last stands.

    Returns reruns a second, and the time of each.
    """
    times: list[float] = []
    visits = await opened(count, urls)
    until = time.perf_counter() + seconds

    async def one(visit: Visit, rng: random.Random) -> None:
        while time.perf_counter() < until:
            times.append(await visit.rerun(a_change(visit, rng)))
            assert not visit.exceptions, visit.exceptions

    start = time.perf_counter()
    await asyncio.gather(*(one(v, random.Random(i)) for i, v in enumerate(visits)))
    rate = len(times) / (time.perf_counter() - start)
    await shut(visits)
    return rate, times


async def paced(count: int, seconds: float, every: float, urls: list[str]) -> list[float]:
    """Every visitor changes an input every few seconds, whether or not the last change stands.

    Returns the time of each from the moment it was meant to be sent.
    """
    times: list[float] = []
    visits = await opened(count, urls)

    async def one(place: int, visit: Visit) -> None:
        rng = random.Random(place)
        due = time.perf_counter() + every * place / count
        until = due + seconds
        while due < until:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            await visit.rerun(a_change(visit, rng))
            assert not visit.exceptions, visit.exceptions
            times.append(time.perf_counter() - due)
            due += every

    await asyncio.gather(*(one(i, v) for i, v in enumerate(visits)))
    await shut(visits)
    return times


def two(count: int, seconds: float) -> None:
    """How many reruns a second one server makes behind nginx, and how many two; visitors come from
    fifty addresses."""
    rates = []
    for number_of in (1, 2):
        backends = [servers.ketacost() for _ in range(number_of)]
        with tempfile.TemporaryDirectory() as folder, servers.running(*backends):
            front = servers.nginx(Path(folder), [backend.port for backend in backends])
            with servers.running(front):
                rate, times = asyncio.run(busy(count, seconds, [front.url]))
        rates.append(rate)
        print(f"{number_of} behind nginx: {rate:.1f} reruns a second; {tell(times)}")
    print(f"two make {rates[1] / rates[0]:.2f} times what one makes, on {os.cpu_count()} cores")


async def opened(count: int, urls: list[str]) -> list[Visit]:
    """Visitors whose first page stands, a few at a time."""
    visits = [
        Visit(urls[i % len(urls)], LINKS[i % len(LINKS)], home=f"127.0.1.{1 + i % 50}")
        for i in range(count)
    ]
    for some in _in_tens(visits):
        await asyncio.gather(*(visit.open() for visit in some))
        await asyncio.gather(*(visit.ask() for visit in some))
    return visits


async def shut(visits: list[Visit]) -> None:
    """Close them."""
    for some in _in_tens(visits):
        await asyncio.gather(*(visit.close() for visit in some))


def _in_tens(visits: list[Visit]) -> Iterator[list[Visit]]:
    for start in range(0, len(visits), 10):
        yield visits[start : start + 10]


def tell(times: list[float]) -> str:
    """p50, p95 and the longest."""
    return (
        f"p50 {percentile(times, 50):.0f} ms, p95 {percentile(times, 95):.0f} ms, "
        f"longest {max(times) * 1000:.0f} ms, {len(times)} reruns"
    )


def on_one(measure: Callable[[servers.Server], Any]) -> Any:
    """Measure a fresh server of ours, warmed up by one visit."""
    server = servers.ketacost(environment={PAGES_OF_A_CLIENT: "5000"})
    with servers.running(server):

        async def first() -> None:
            async with Visit(server.url):
                pass

        asyncio.run(first())
        return measure(server)


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("what", choices=("alone", "busy", "paced", "idle", "two"))
    parser.add_argument("-n", type=int, default=30, help="visitors")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--every", type=float, default=5)
    parser.add_argument("--runs", type=int, default=100)
    args = parser.parse_args()
    if args.what == "alone":
        asyncio.run(alone(args.runs))
    elif args.what == "busy":

        def measure_busy(server: servers.Server) -> None:
            before = server.cpu
            rate, times = asyncio.run(busy(args.n, args.seconds, [server.url]))
            cpu = (server.cpu - before) / len(times) * 1000
            print(
                f"{args.n} busy: {rate:.1f} reruns a second, {cpu:.1f} ms of CPU each; "
                + tell(times)
            )

        on_one(measure_busy)
    elif args.what == "paced":

        def measure_paced(server: servers.Server) -> None:
            times = asyncio.run(paced(args.n, args.seconds, args.every, [server.url]))
            print(f"{args.n}, a change every {args.every:.0f} s: {tell(times)}")

        on_one(measure_paced)
    elif args.what == "two":
        two(args.n, args.seconds)
    else:

        def measure_idle(server: servers.Server) -> None:
            async def hold() -> None:
                before = server.memory
                visits = await opened(args.n, [server.url])
                await asyncio.sleep(8)  # past the next collection
                each = (server.memory - before) / args.n
                print(f"{args.n} idle: {each:.2f} MB each, {server.memory:.0f} MB in all")
                for visit in visits:
                    await visit.rerun()
                    assert not visit.exceptions
                print("all answer")
                await shut(visits)

            asyncio.run(hold())

        on_one(measure_idle)


if __name__ == "__main__":
    main()
