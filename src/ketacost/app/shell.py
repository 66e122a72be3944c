"""Streamlit's `index.html` with our own head and the block of the first HTML in it.

What is looked for in it and is not there (another version of Streamlit) is left as it is.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from html import escape
from pathlib import Path
from typing import NamedTuple

from streamlit import file_util

from ketacost.output.first_html import FirstPage, head_html
from ketacost.tables.language import language
from ketacost.words.language import words

FONT = "system-ui, -apple-system, Segoe UI, Roboto, Helvetica Neue, Noto Sans, sans-serif"
CODE_FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace"
PRIMARY = {"light": "#2f6fab", "dark": "#6db3f2"}

_BROWSER = Path(__file__).parent / "browser"


def _named(file: Path) -> tuple[str, Path]:
    """A file and the path it is served at, which changes with what stands in it."""
    tag = hashlib.sha256(file.read_bytes()).hexdigest()[:8]
    return f"/ketacost/{file.stem}.{tag}{file.suffix}", file


SCRIPT_FILES = dict(_named(_BROWSER / name) for name in ("translated.js", "page.js"))
"""Scripts that every page loads before Streamlit's own, by their path."""

_FONTS = json.dumps({"bodyFont": FONT, "headingFont": FONT, "codeFont": CODE_FONT})


def _read(name: str) -> str:
    return (_BROWSER / name).read_text(encoding="utf-8")


HEAD_SCRIPT = (
    _read("first_head.js")
    .replace("THEME_FONTS", _FONTS)
    .replace("LIGHT_PRIMARY", PRIMARY["light"])
    .replace("DARK_PRIMARY", PRIMARY["dark"])
)
SWAP_SCRIPT = _read("first_swap.js")
STYLE = (_BROWSER.parent / "parts" / "page.css").read_text("utf-8") + _read("first.css")


def _hash(script: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


SCRIPT_HASHES = (_hash(HEAD_SCRIPT), _hash(SWAP_SCRIPT))
"""Of the scripts that stand in the first HTML, for a content security policy."""

_HEAD, _BODY, _END = (f"<!--ketacost-{part}-->" for part in ("head", "body", "end"))


@cache
def _template() -> str:
    html = (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
    html = html[html.find("<!DOCTYPE") :]
    html = re.sub(r"<!--.*?-->", "", html, flags=re.DOTALL)
    html = re.sub(r'<link\s[^>]*as="font"[^>]*>', "", html)  # a font that is not used
    html = re.sub(r"<script>.*?</script>", "", html, flags=re.DOTALL)  # HEAD_SCRIPT says it
    html = re.sub(r"<noscript>.*?</noscript>", "", html, flags=re.DOTALL)
    html = re.sub(r"<title>.*?</title>", _HEAD, html, count=1)
    html = html.replace("./_stcore/agent/openapi.json", "./api/openapi.json")
    html = html.replace('<div id="root">', f'{_BODY}<div id="root">', 1)
    html = html.replace("</body>", f"{_END}</body>", 1)
    return re.sub(r"\n\s*", "\n", html)


class Link(NamedTuple):
    """A link in another language."""

    href: str
    text: str
    language: str

    def html(self) -> str:
        """As HTML."""
        href, spoken = escape(self.href, quote=True), escape(self.language, quote=True)
        return f'<a class="kc-other" href="{href}" lang="{spoken}">{escape(self.text)}</a>'


def filled(page: FirstPage, framed: bool, other: Link) -> str:
    """The whole HTML of a page, in the language that is spoken.

    Args:
        other: leads to the same page in the other language.
    """
    say = words().say
    head = (
        f"{head_html(page)}<script>{HEAD_SCRIPT}</script>"
        f'<style id="kc-first-style">{STYLE}</style>'
        + "".join(f'<script defer src=".{path}"></script>' for path in SCRIPT_FILES)
    )
    framed_class = ' class="kc-framed"' if framed else ""
    body = (
        f'<main id="kc-first"{framed_class}><div>'
        f"{'' if framed else other.html()}{page.body}"
        f'<p class="kc-soon">{escape(say("first-html.soon"))}</p>'
        f'<p class="kc-small kc-still">{escape(say("first-html.no-script"))}</p></div>'
        f'<button id="kc-first-go" type="button" hidden>{escape(say("first-html.show"))}</button>'
        "</main>"
    )
    html = _template().replace('<html lang="en">', f'<html lang="{language()}">', 1)
    end = f"<script>{SWAP_SCRIPT}</script>"
    for mark, part in ((_HEAD, head), (_BODY, body), (_END, end)):
        html = html.replace(mark, part, 1)
    return html


def bare(page: FirstPage, more: str, spoken: str) -> str:
    """A page without Streamlit in it.

    Args:
        more: HTML behind what the page says.
    """
    return (
        f'<!DOCTYPE html><html lang="{spoken}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(page.title)}</title><style>{STYLE}</style></head>"
        f'<body><main id="kc-first"><div>{page.body}{more}</div></main></body></html>'
    )
