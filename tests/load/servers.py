"""Servers to measure, each in a process of its own, and what the system says of them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "browser")]

from driving import free_port  # noqa: E402


class Server:
    """A process that serves pages."""

    def __init__(self, command: list[str], port: int, environment: dict[str, str] | None = None):
        self.url = f"http://localhost:{port}"
        self.port = port
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | (environment or {}),
        )

    def wait(self, seconds: float = 60) -> None:
        """Until it answers.

        Raises:
            TimeoutError: it never did.
        """
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            assert self.process.poll() is None, "the server stopped"
            try:
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1)
                return
            except OSError:
                time.sleep(0.1)
        raise TimeoutError(self.url)

    def stop(self) -> None:
        """End it as a service manager does."""
        self.process.terminate()
        self.process.wait(20)

    @property
    def memory(self) -> float:
        """Resident, MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    @property
    def cpu(self) -> float:
        """Seconds of processor time so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def ketacost(port: int | None = None, environment: dict[str, str] | None = None) -> Server:
    """Our app."""
    port = port or free_port()
    command = [sys.executable, "-m", "ketacost.cli", "app", "--port", str(port), "--no-browser"]
    return Server(command, port, environment)


def plain(script: str) -> Server:
    """A script of this folder on a plain Streamlit server."""
    port = free_port()
    command = [
        sys.executable, "-m", "streamlit", "run", str(HERE / script), "--server.port", str(port),
        "--server.headless", "true", "--browser.gatherUsageStats", "false",
        "--server.fileWatcherType", "none",
    ]  # fmt: skip
    return Server(command, port)


def nginx(folder: Path, ports: list[int]) -> Server:
    """nginx with `deploy/nginx.conf`, in front of servers on those ports.

    Args:
        folder: for its files.
    """
    port = free_port()
    text = (HERE.parents[1] / "deploy" / "nginx.conf").read_text()
    text = re.sub(r"listen \d+;", f"listen 127.0.0.1:{port};", text)
    backend = re.search(r"( *)server 127.0.0.1:\d+([^;]*);\n", text)
    assert backend
    text = re.sub(r" *server 127.0.0.1:8502[^;]*;\n", "", text)
    lines = [f"{backend[1]}server 127.0.0.1:{p}{backend[2]};\n" for p in ports]
    text = text.replace(backend[0], "".join(lines))
    text = re.sub(r"/var/log/nginx", str(folder), text)
    text = f"daemon off; pid {folder}/pid;\n{text}"
    for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"):
        text = text.replace("http {", f"http {{\n    {kind}_temp_path {folder}/{kind};", 1)
    file = folder / "nginx.conf"
    file.write_text(text)
    server = Server(["nginx", "-c", str(file), "-e", str(folder / "start.log")], port)
    server.url = f"http://127.0.0.1:{port}"
    return server


@contextmanager
def running(*servers: Server) -> Iterator[None]:
    """Wait for servers, and end them at the end."""
    try:
        for server in servers:
            server.wait()
        yield
    finally:
        for server in servers:
            server.stop()
