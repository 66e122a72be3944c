"""`ketacost app`: serve the app from wherever the package is installed."""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st

from ketacost.app import main as script

# As .streamlit/config.toml says for a checkout; a wheel has no such file beside it.
SETTINGS = {
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.toolbarMode": "viewer",
    "server.fileWatcherType": "none",
    "theme.light.primaryColor": "#2f6fab",
    "theme.dark.primaryColor": "#6db3f2",
}


def serve(port: int, address: str = "localhost", open_browser: bool = True) -> int:
    """Serve until stopped with Ctrl+C; to this machine alone unless told otherwise.

    Returns the exit status. With an address of its own Streamlit asks no outside service what
    this machine is called.
    """
    sys.argv = ["-c"]  # so that Streamlit takes the script's own place, not that of `ketacost`
    app = st.App(Path(script.__file__).resolve())
    where = {"server.port": port, "server.address": address, "browser.serverAddress": address}
    app.run(config=SETTINGS | where | {"server.headless": not open_browser})
    return 0
