"""What a server of ours does when its surroundings fail it. Each line is a drill and its result.

    python tests/load/drills.py

For Linux, as root (one drill runs the server as an ordinary user who may write nowhere).
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time

import servers
from driving import free_port
from protocol import Visit

SERVE = [sys.executable, "-m", "ketacost.cli", "app", "--no-browser", "--port"]


async def figures(url: str) -> list[str]:
    """What a visitor sees."""
    async with Visit(url, "v=2&plan=employer-ppo") as page:
        assert page.cards and not page.exceptions
        return page.cards


def serves(name: str, command: list[str], environment: dict[str, str]) -> None:
    """A server started so gives figures, and ends on SIGTERM."""
    port = free_port()
    process = subprocess.Popen(
        [*command, *SERVE, str(port)],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
        | environment,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    url = f"http://localhost:{port}"
    try:
        _wait(url)
        found = asyncio.run(figures(url))
        print(f"{name}: {len(found)} figures", end="")
    finally:
        start = time.perf_counter()
        process.terminate()
        _, said = process.communicate(timeout=20)
    took = time.perf_counter() - start
    print(f"; ended in {took:.1f} s, status {process.returncode}, {len(said)} bytes of complaint")


def _wait(url: str) -> None:
    import urllib.request

    for _ in range(200):
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=1)
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(url)


def port_taken() -> None:
    """A port that somebody has."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        done = subprocess.run(
            [*SERVE, str(held.getsockname()[1])], capture_output=True, text=True, timeout=60
        )
    said = (done.stderr + done.stdout).strip().splitlines()
    print(f"port taken: status {done.returncode}; {said[-1] if said else 'nothing said'}")


async def open_pages_and_sigterm() -> None:
    """SIGTERM while pages are open."""
    server = servers.ketacost()
    server.wait()
    pages = [Visit(server.url) for _ in range(5)]
    for page in pages:
        await page.open()
    start = time.perf_counter()
    server.process.send_signal(signal.SIGTERM)
    status = await asyncio.to_thread(server.process.wait, 30)
    print(f"SIGTERM with 5 open pages: ended in {time.perf_counter() - start:.1f} s, {status=}")


async def slow_clients(count: int) -> None:
    """Half a request each, and pages that never read; somebody else asks meanwhile."""
    server = servers.ketacost()
    server.wait()
    try:
        before = await figures(server.url)
        halves = []
        for _ in range(count):
            half = socket.create_connection(("localhost", server.port))
            half.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
            halves.append(half)
        deaf = [Visit(server.url, home=f"127.0.2.{1 + i}") for i in range(10)]
        for page in deaf:
            await page.open()
            assert page._socket
            for _ in range(30):
                await page._socket.send(page.run_message().SerializeToString())
        memory = server.memory
        start = time.perf_counter()
        assert await figures(server.url) == before
        took = time.perf_counter() - start
        print(
            f"{count} half requests and 10 pages that never read: another visitor's figures stand "
            f"after {took:.1f} s; {memory:.0f} MB"
        )
        for half in halves:
            half.close()
    finally:
        server.stop()


def main() -> int:
    """Run them all."""
    port_taken()
    serves("no HOME, no writable folder of its own", [], {})
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    serves("an ordinary user", nobody, {"HOME": "/nonexistent"})
    nothing = ["prlimit", "--fsize=0"]
    serves("a disk on which nothing can be written", nothing, {"HOME": "/nonexistent"})
    asyncio.run(open_pages_and_sigterm())
    asyncio.run(slow_clients(300))
    return 0


if __name__ == "__main__":
    sys.exit(main())
