"""`ketacost app` and `streamlit run app.py`: the app with what stands around Streamlit."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click
import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route
from streamlit import config

from ketacost.app import api, downloads, main, shell
from ketacost.app.collecting import collecting
from ketacost.app.first_html import FirstHtml
from ketacost.app.headers import SecurityHeaders
from ketacost.app.health import healthz
from ketacost.app.limits import Limits
from ketacost.app.paths import OwnRoutes
from ketacost.app.recovery import recover
from ketacost.app.static_files import StaticFiles, streamlit_files

SCRIPT = Path(main.__file__).resolve().parent / "entry" / "script.py"

# As .streamlit/config.toml says for a checkout; a wheel has no such file beside it.
SETTINGS: dict[str, Any] = {
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.toolbarMode": "viewer",
    "runner.magicEnabled": False,
    "runner.postScriptGC": False,  # app/collecting.py does it
    "server.fileWatcherType": "none",
    "server.maxUploadSize": 0,
    "theme.font": shell.FONT,
    "theme.codeFont": shell.CODE_FONT,
    "theme.light.primaryColor": shell.PRIMARY["light"],
    "theme.dark.primaryColor": shell.PRIMARY["dark"],
}


ROUTES = ("/api/", "/files/", "/healthz")
"""How paths begin that are no pages and not Streamlit's."""


def stack() -> dict[str, Any]:
    """What `st.App` takes beside the script: routes, middleware (the outermost first), lifespan."""
    files = streamlit_files() | shell.SCRIPT_FILES
    return {
        "routes": [
            *api.ROUTES,
            Route(downloads.PATH, downloads.download),
            Route("/healthz", healthz),
        ],
        "middleware": [
            Middleware(Limits),
            Middleware(SecurityHeaders, script_hashes=shell.SCRIPT_HASHES),
            Middleware(StaticFiles, files=files),
            Middleware(FirstHtml, pages=tuple(main.PAGES), beside=ROUTES),
            Middleware(OwnRoutes, starts=ROUTES),
        ],
        "lifespan": collecting,
        "on_script_error": recover,
    }


def make_app() -> st.App:
    """The whole app, for an ASGI server."""
    return st.App(SCRIPT, **stack())


def settings() -> dict[str, Any]:
    """Our settings, under what environment variables of Streamlit's (`STREAMLIT_SERVER_PORT`) say,
    which Streamlit itself reads for `streamlit run` alone.

    Raises:
        click.BadParameter: a value is not of its setting's kind.
    """
    found = dict(SETTINGS)
    for name, option in config._config_options_template.items():
        text = os.environ.get(option.env_var)
        if text is not None and not option.sensitive:  # those are read by Streamlit in any case
            kind = click.types.convert_type(option.type)
            parts = text.split() if option.multiple else [text]
            said = [kind.convert(part, None, None) for part in parts]
            found[name] = said if option.multiple else said[0]
    return found


def serve(port: int | None, address: str | None = None, open_browser: bool = True) -> int:
    """Serve until stopped with Ctrl+C; to this machine alone unless told otherwise.

    Returns the exit status. With an address of its own Streamlit asks no outside service what
    this machine is called.
    """
    sys.argv = ["-c"]  # so that Streamlit takes the script's own place, not that of `ketacost`
    app = make_app()
    where = {"server.port": port, "server.address": address, "browser.serverAddress": address}
    app.run(config=settings() | where | {"server.headless": not open_browser})
    return 0
