"""A comparison in a frame of somebody else's page: the text to copy for it."""

from __future__ import annotations

from html import escape

from ketacost.model.scenario import Scenario
from ketacost.words.language import words
from ketacost.words.links import shared_link

_FRAME = """\
<iframe src="{link}" title="{title}" loading="lazy"
 style="width:100%;height:900px;border:0"></iframe>
<script>
addEventListener("message", (e) => {{
  const told = e.data && e.data.ketacost && e.data.ketacost.height;
  for (const f of document.querySelectorAll("iframe"))
    if (told && f.contentWindow === e.source) f.style.height = told + "px";
}});
</script>
"""


def frame_snippet(scenario: Scenario, base_url: str) -> str:
    """HTML that shows a scenario in a frame which takes the height that its content tells:
    the page sends `{ketacost: {height}}`, in pixels, to the page around it.

    Args:
        base_url: address of the app's page.
    """
    link = f"{shared_link(scenario, base_url)}&embed=true"
    title = words().say("question.title")
    return _FRAME.format(link=escape(link, quote=True), title=escape(title, quote=True))
