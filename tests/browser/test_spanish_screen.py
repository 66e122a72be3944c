"""No English is left on a Spanish page in a real browser, with everything opened: nor on paper, in
a file or in the terminal. Names and ids apart, which are listed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from driving import open_all, settle
from ketacost import compare, from_link, load_prices
from ketacost.cli import main
from ketacost.output import csv, sheet
from ketacost.tables.language import speaking

LINK = (
    "v=2&release=2026.2&arms=ketamine.esketamine,ssri,cbt,ect&plan=employer-ppo&region=oh&met=200"
)
WHOLE = LINK.replace("ssri,cbt,ect", "ssri.sertraline,cbt.individual,ect.outpatient")
PAGES = ("", "next-year", "country", "bill", "prices", "changes", "data", "paid", "how")
# Little words that every English sentence has and no Spanish one.
ENGLISH = re.compile(
    r"\b(the|and|of|with|your|you|are|for|from|this|that|what|which|when|by|at|its|it|not|"
    r"costs?|prices?|weeks?|months?|years?|days?|pays?|plans? pay|about|each|how|why|where|"
    r"treatments?|sessions?|insurance|deductible|release|sources?)\b"
)
# Names of things that have no Spanish name, as sources and forms call themselves.
NAMES = re.compile(
    r"English|off-label|Good Faith Estimate|Health (?:Savings|Reimbursement) \w+|No Surprises Act|"
    r"Spravato withMe|J&J withMe|theta burst|[\w.-]+[.](?:yaml|csv|json|org|com|gov|pdf|zip)\b|https?://\S+|"
    r"Suicide & Crisis Lifeline|explanation of benefits|superbill|charity care|"
    r"University of \w+|American College of Physicians|Baptist Hospital of Miami|"
    r"\b\w+-\w+\b|Creative Commons Attribution|[?]v=2\S+|^(?:prices|treatments|sources)$",
    re.IGNORECASE,
)
TEXT = """() => {
  return [...document.querySelectorAll("body *")].flatMap(e =>
    e.closest("a, pre, code, script, style, [lang=en], textarea") || !e.checkVisibility() ? [] :
    [...e.childNodes].filter(n => n.nodeType === 3 && n.nodeValue.trim())
      .map(n => n.nodeValue.trim())
      .concat(["aria-label", "title", "placeholder", "alt"].map(a => e.getAttribute(a) || ""))
  ).filter(Boolean);
}"""


def _english(texts: list[str]) -> list[str]:
    return [text for text in texts if ENGLISH.search(NAMES.sub("", text))]


@pytest.mark.browser
@pytest.mark.parametrize("path", PAGES)
def test_a_spanish_page_is_spanish(browser: Browser, address: str, path: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="es-MX")
    page.goto(f"{address}/{path}?{LINK}")
    settle(page)
    open_all(page)
    assert page.evaluate("document.documentElement.lang") == "es"
    left = _english(page.evaluate(TEXT))
    page.close()
    assert not left, f"{len(left)} left: " + "\n".join(dict.fromkeys(left[:40]))


def test_papers_and_files_are_spanish() -> None:
    with speaking("es"):
        scenario = from_link(WHOLE)
        comparison = compare(load_prices(scenario.release), scenario)
        html = sheet.sheet_html(comparison, "https://example.org")
        lines = csv.ledger_csv(comparison).splitlines()
        summary = csv.summary_csv(comparison).splitlines()
    said = re.sub(r"<(style|script|a)\b.*?</\1>|<[^>]+lang=.en.[^>]*>[^<]*<", " ", html, flags=re.S)
    assert not _english(re.sub(r"<[^>]+>", "\n", said).splitlines())
    assert not _english([lines[0], summary[0]])


@pytest.mark.parametrize("command", ["compare", "estimate", "sessions"])
def test_the_terminal_speaks_spanish(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    option = {"compare": ["--arm", "ketamine.iv:6"], "estimate": ["ketamine.iv"]}
    asked = option.get(command, ["--arm", "ketamine.iv:6"])
    assert main(["--lang", "es", command, *asked, "--plan", "employer-ppo"]) == 0
    said = capsys.readouterr().out
    assert "Ketamina" in said
    left = _english(said.partition("Fuentes")[0].splitlines())
    assert not left, "\n".join(left[:40])
