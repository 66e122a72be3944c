"""The first HTML: the page's answer before any script, for every page, language and prefix."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from streamlit import config

from asking import Answer, ask
from driving_app import amounts, open_scenario
from ketacost import Scenario
from ketacost.app import shell
from ketacost.app.first_html import FirstHtml, make
from ketacost.app.main import PAGES
from ketacost.app.paths import OwnRoutes
from ketacost.app.server import ROUTES
from ketacost.model.link import to_link
from ketacost.tables import PriceBook
from ketacost.tables.language import speaking
from ketacost.words.language import words
from ketacost.words.scenario import crisis_line
from scenarios import scenarios

LINK = (
    "v=2&release=2026.1&arms=ketamine.iv:6,ssri.sertraline:9,cbt.individual:16,ect.outpatient:9"
    "&region=oh&plan=employer-ppo"
)
FIGURE = re.compile(r"<strong data-figure[^>]*>([^<]*)</strong>")


async def _streamlit(scope: Any, receive: Any, send: Any) -> None:
    """What Streamlit does with any path it doesn't know: its empty shell."""
    found = scope["path"].startswith("/_stcore") or scope["path"].startswith(ROUTES)
    kind = b"text/plain" if found else b"text/html; charset=utf-8"
    start = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind)]}
    await send(start)
    await send({"type": "http.response.body", "body": scope.get("root_path", "").encode()})


def get(path: str, query: str = "", **asked: str) -> Answer:
    """Ask the middleware."""
    app = FirstHtml(OwnRoutes(_streamlit, ROUTES), tuple(PAGES), ROUTES)
    return ask(app, path, query, **asked)


def said(text: str) -> str:
    """What a reader reads of HTML."""
    body = text.partition("<body>")[2]
    body = re.sub(r"<(script|style|noscript).*?</\1>", " ", body, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*>", " ", body))


# --- what it says --------------------------------------------------------------------------------


def test_title_language_preview_and_answer() -> None:
    text = get("/", LINK).text
    assert '<html lang="en">' in text
    assert "<title>Ketamine: about $3,100 - what would it cost me?</title>" in text
    assert re.search(
        r'property="og:description" content="One course, Ohio, .*SSRI: about \$200', text
    )
    assert FIGURE.findall(text) == ["$3,100", "$200", "$600", "$4,000"]
    assert text.count("<h1>") == 1
    assert 'href="tel:988"' in text and 'href="sms:988"' in text
    assert "prices of 2026" in said(text)
    assert "Streamlit</title>" not in text and "woff2" not in text


def test_its_order_is_the_pages() -> None:
    found = said(get("/", LINK).text)
    order = [
        "Español",
        "What would it cost me?",
        "6 infusions · Ohio",
        "$3,100",
        "$4,000",
        "988",
        "An estimate",
    ]
    places = [found.index(one) for one in order]
    assert places == sorted(places)


def test_in_spanish_by_the_link_or_the_browser() -> None:
    by_link = get("/", f"{LINK}&lang=es", Accept_Language="en-US").text
    by_browser = get("/", LINK, Accept_Language="es-MX,es;q=0.9,en;q=0.5")
    assert by_link == by_browser.text and '<html lang="es">' in by_link
    assert "¿Cuánto me costaría?" in by_link and "sms:988?&amp;body=AYUDA" in by_link
    assert by_browser.headers["vary"] == "Accept-Language, Accept-Encoding"
    assert FIGURE.findall(by_link) == FIGURE.findall(get("/", LINK).text)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_988_line_is_the_one_of_every_page(language: str) -> None:
    line = words(language).template("crisis-links.line")
    plain = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", line)
    with speaking(language):
        assert plain == crisis_line()
    assert re.findall(r"\]\(([^)]*)\)", line)[0] == "tel:988"


def test_in_a_frame_988_and_date_come_first() -> None:
    found = said(get("/", f"{LINK}&embed=true").text)
    assert found.index("Lifeline") < found.index("prices of 2026") < found.index("$3,100")
    assert "<h1>" not in get("/", f"{LINK}&embed=true").text


@pytest.mark.parametrize("name", [name for name in PAGES if name != "compare"])
def test_every_page_has_heading_title_and_988(name: str) -> None:
    text = get(f"/{name}", LINK).text
    assert text.count("<h1>") == 1 and "tel:988" in text
    assert words().say(f"pages.{name}") in said(text) or name == "two"


def test_a_broken_link_is_told_and_answered() -> None:
    found = said(get("/", "v=2&release=2026.1&arms=ketamin.iv:6&region=atlantis").text)
    assert "About this link" in found and "atlantis" in found


def test_an_unknown_release_is_told_and_todays_taken() -> None:
    text = get("/", "v=2&release=1999.9&arms=ketamine.iv:6").text
    assert "1999.9" in said(text) and FIGURE.search(text)


def test_tables_with_faults_are_said_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    from ketacost.app import first_html
    from ketacost.tables import PricingError

    def fails(pairs: object) -> None:
        raise PricingError("no such thing")

    monkeypatch.setattr(first_html, "opened", fails)
    answer = get("/", LINK)
    assert answer.status == 503 and answer.headers["cache-control"] == "no-store"
    assert "tel:988" in answer.text and "no such thing" not in answer.text


# --- how it is answered --------------------------------------------------------------------------


def test_the_same_again_is_304_and_another_language_is_not() -> None:
    first = get("/", LINK, Accept_Encoding="gzip")
    assert first.headers["content-encoding"] == "gzip" and len(first.content) < 8_000
    tag = first.headers["etag"]
    again = get("/", LINK, Accept_Encoding="gzip", If_None_Match=tag)
    assert (again.status, again.content) == (304, b"")
    other = get("/", f"{LINK}&lang=es", Accept_Encoding="gzip", If_None_Match=tag)
    assert other.status == 200


def test_the_first_page_has_one_address() -> None:
    answer = get("/compare", LINK)
    assert (answer.status, answer.headers["location"]) == (308, f"./?{LINK}")


@pytest.mark.parametrize("path", ["/nope", "/nope/compare", "/index.html", "/compare/x"])
def test_unknown_paths_are_404(path: str) -> None:
    answer = get(path)
    assert answer.status == 404 and "tel:988" in answer.text
    assert 'href="/"' in answer.text


@pytest.mark.parametrize("path", ["/_stcore/health", "/files/ketacost.html", "/api/compare"])
def test_other_routes_are_left_alone(path: str) -> None:
    assert get(path).status == 200
    assert get("/", LINK, method="POST").content == b""


def test_under_a_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    assert FIGURE.search(get("/costs/", LINK, root="/costs").text)
    options = {"server.baseUrlPath": "money"}
    asked = config.get_option
    monkeypatch.setattr(config, "get_option", lambda name: options.get(name) or asked(name))
    assert FIGURE.search(get("/money/", LINK).text)
    assert get("/money/nope").status == 404 and 'href="/money/"' in get("/money/nope").text
    assert get("/elsewhere").status == 200  # not ours to answer
    assert get("/money/api/compare").content == b"/money"


def test_head_has_no_body_on_the_wire_but_its_length() -> None:
    answer = get("/", LINK, method="HEAD")
    assert answer.status == 200 and int(answer.headers["content-length"]) > 5_000


# --- the same figures as the page ----------------------------------------------------------------


def test_figures_equal_the_pages_on_200_links(book: PriceBook) -> None:
    tried = 0

    @seed(11)
    @settings(max_examples=200, database=None, suppress_health_check=list(HealthCheck))
    @given(scenarios(book, most_arms=4))
    def check(scenario: Scenario) -> None:
        nonlocal tried
        tried += 1
        link = to_link(scenario).removeprefix("?")
        block = FIGURE.findall(make("compare", link, "en").content.decode())
        assert block == amounts(open_scenario(scenario)), link

    check()
    assert tried >= 200


# --- no text becomes markup ----------------------------------------------------------------------

PAYLOADS = (
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</main></body><iframe src=javascript:alert(1)>",
    "<!--ketacost-body-->",
    "&lt;b&gt;</style><svg onload=alert(1)>",
    "\x00<b>\u2028</p>",
)
NAMES = (
    "arms", "region", "plan", "start", "deductible", "terms", "quotes", "loan", "kept",
    "release", "lang", "no-such-field",
)  # fmt: skip


class Tags(HTMLParser):
    """All tags and names of attributes in a document."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[tuple[str, tuple[str, ...]]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add((tag, tuple(name for name, _ in attrs)))


def tags(text: str) -> set[tuple[str, tuple[str, ...]]]:
    reader = Tags()
    reader.feed(text)
    return reader.found


@pytest.mark.parametrize("name", NAMES)
def test_no_field_becomes_markup(name: str) -> None:
    usual = tags(get("/", f"{LINK}&region=atlantis").text)
    for payload in PAYLOADS:
        text = get("/", f"{LINK}&{name}={quote(payload)}").text
        assert tags(text) <= usual, payload
        assert "<!--" not in text
        assert payload not in text
    assert len(NAMES) * len(PAYLOADS) == 96


@given(st.text(max_size=80))
@settings(max_examples=50)
def test_no_name_of_a_field_becomes_markup(text: str) -> None:
    usual = tags(get("/", f"{LINK}&region=atlantis").text)
    assert tags(make("compare", f"{LINK}&{quote(text, safe='')}=1", "en").content.decode()) <= usual


def test_scripts_are_those_whose_hashes_are_told() -> None:
    found = re.findall(r"<script>(.*?)</script>", get("/", LINK).text, flags=re.DOTALL)
    told = [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in found]
    assert [f"sha256-{one}" for one in told] == list(shell.SCRIPT_HASHES)
