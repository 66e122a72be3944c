"""`ketacost app`: the app in a browser."""

from __future__ import annotations

import click


@click.command()
@click.option(
    "--port",
    metavar="N",
    default="8501",
    envvar="STREAMLIT_SERVER_PORT",
    help="Port to serve on (default: 8501).",
)
@click.option(
    "--address",
    metavar="ADDRESS",
    default="localhost",
    envvar="STREAMLIT_SERVER_ADDRESS",
    help="Address to serve on (default: this machine alone).",
)
@click.option("--no-browser", is_flag=True, help="Serve only; open nothing.")
@click.pass_context
def app(ctx: click.Context, port: str, address: str, no_browser: bool) -> int:
    """Start the app in your browser; Ctrl+C stops it."""
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise click.UsageError(f"--port must be a number from 1 to 65535, not '{port}'", ctx)
    from ketacost.app.server import serve

    return serve(int(port), address, open_browser=not no_browser)
