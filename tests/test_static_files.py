"""Streamlit's files: compressed once, kept for ever by a browser, and nothing but them."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import pytest

import ketacost
from asking import Answer, ask
from ketacost.app import icons, shell
from ketacost.app.server import SETTINGS, settings
from ketacost.app.static_files import StaticFiles, encoding_for, streamlit_files

FILES = streamlit_files()
SCRIPT = next(path for path in FILES if path.startswith("/static/js/index."))


async def _beyond(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def get(path: str, **asked: str) -> Answer:
    files = FILES | shell.SCRIPT_FILES
    return ask(StaticFiles(_beyond, files), path, **asked)


def test_a_script_is_sent_small_and_kept_for_ever() -> None:
    answer = get(SCRIPT, Accept_Encoding="gzip, deflate, zstd")
    assert answer.status == 200 and answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(answer.content) == FILES[SCRIPT].read_bytes()
    assert len(answer.content) < 0.35 * FILES[SCRIPT].stat().st_size
    assert "javascript" in answer.headers["content-type"]
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["vary"] == "Accept-Encoding"


def test_uncompressed_for_who_cannot_unpack() -> None:
    assert get(SCRIPT).content == FILES[SCRIPT].read_bytes()
    font = next(path for path in FILES if path.endswith(".woff2"))
    assert "content-encoding" not in get(font, Accept_Encoding="gzip").headers


def test_304_and_head() -> None:
    tag = get(SCRIPT, Accept_Encoding="gzip").headers["etag"]
    assert get(SCRIPT, Accept_Encoding="gzip", If_None_Match=tag).status == 304
    assert get(SCRIPT, If_None_Match=tag).status == 200  # another encoding, another answer
    assert int(get(SCRIPT, method="HEAD").headers["content-length"]) > 1_000


@pytest.mark.parametrize(
    "path", ["/static/../index.html", "/static/js/../../index.html", "/static/", "/static/js/no.js"]
)
def test_nothing_else(path: str) -> None:
    assert get(path).status == 418
    assert get(SCRIPT, method="POST").status == 418


def test_under_a_prefix() -> None:
    assert get(f"/costs{SCRIPT}", root="/costs").status == 200
    assert get(f"/other{SCRIPT}").status == 418


def test_the_icon_font_holds_every_icon_that_a_page_can_show() -> None:
    """Else: tests/load/cut_icons.py."""
    scripts = [path for name, path in FILES.items() if name.endswith(".js")]
    files = [*scripts, *Path(ketacost.__file__).parent.rglob("*.py")]
    shown = {n for f in files for n in re.findall(r":material/(\w+):", f.read_text("utf-8"))}
    assert shown - icons.ICONS <= {"star_filled"}  # which Streamlit draws as a picture
    font = next(path for name, path in FILES.items() if "MaterialSymbols" in name)
    assert font == icons.CUT and font.stat().st_size < 12_000


def test_encodings() -> None:
    assert encoding_for("") == encoding_for("identity") == ""
    assert encoding_for("deflate, gzip;q=0.8") == "gzip"


def test_every_file_that_the_first_html_names_is_there() -> None:
    text = (Path(next(iter(FILES.values()))).parents[2] / "index.html").read_text("utf-8")
    assert text.count("./static/") > 20


def test_settings_are_those_of_a_checkout_and_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import tomllib

    file = Path(__file__).parents[1] / ".streamlit" / "config.toml"
    told = tomllib.loads(file.read_text("utf-8"))

    def flat(part: dict[str, Any], before: str = "") -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in part.items():
            at = f"{before}{name}"
            found |= flat(value, f"{at}.") if isinstance(value, dict) else {at: value}
        return found

    assert flat(told) == SETTINGS | {"server.headless": True}
    monkeypatch.setenv("STREAMLIT_SERVER_MAX_UPLOAD_SIZE", "7")
    monkeypatch.setenv("STREAMLIT_SERVER_BASE_URL_PATH", "costs")
    monkeypatch.setenv("STREAMLIT_BROWSER_GATHER_USAGE_STATS", "false")
    assert settings() == SETTINGS | {
        "server.maxUploadSize": 7, "server.baseUrlPath": "costs",
    }  # fmt: skip
