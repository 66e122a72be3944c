"""The texts that a page hands out to be copied."""

from __future__ import annotations

import re
from html import unescape

from streamlit.testing.v1 import AppTest


def copied_texts(page: AppTest) -> list[str]:
    """In the order in which they stand on the page; each with a button that copies it."""
    found = []
    for element in page.get("html"):
        html = str(element.proto.body)
        for name, text in re.findall(
            r'<pre class="kc-text" id="([^"]+)"[^>]*>(.*?)</pre>', html, re.DOTALL
        ):
            assert f'data-kc-copy="#{name}"' in html
            found.append(unescape(text))
    return found
