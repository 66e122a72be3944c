"""The one-page sheet to hand to a clinic: a comparison on one page, as HTML and as PDF.

`_contents` says what stands on the sheet, at one of several levels of detail; the PDF and the HTML
only draw it. `_fitting` finds the fullest level that one page holds, in the largest type.
Totals are never left out. Nothing here reads a clock.
"""

from __future__ import annotations

import io
import re
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any, Literal

from ketacost.model.estimate import ArmEstimate, Comparison
from ketacost.model.ledger import Line
from ketacost.model.link import full_link
from ketacost.output.questions import questions, with_codes
from ketacost.tables import PriceBook
from ketacost.tables.spelling import count
from ketacost.words.arms import (
    arm_label,
    billing_codes,
    coverage_words,
    option_names,
    range_notes,
    range_words,
    service_label,
    sessions_words,
    typical,
    unknown_words,
)
from ketacost.words.figures import about, dollars_and_cents
from ketacost.words.language import words
from ketacost.words.scenario import crisis_line, estimate_line, scenario_words

if TYPE_CHECKING:
    from fpdf import FPDF

Paper = Literal["letter", "a4"]

TITLE = "What would it cost me?"
NOT_ADVICE = "This sheet does not say which treatment to have. That is for you and your clinician."
# What no figure holds, so that nobody reads a total as all there is.
LEFT_OUT = "Insurance premiums are not counted."
RANGE = "The range runs from a low to a high price: about 1 in 10 people pay less, 1 in 10 more."

# --- what stands on the sheet --------------------------------------------------------------------


@dataclass(frozen=True)
class _Detail:
    """How much the sheet says. `points` is the smallest type it may be set in."""

    points: float
    lines: int = 99  # services an arm
    criteria: int | None = None  # characters of a plan's criteria
    questions: int = 99  # to each of the two
    text: int = 2_000  # characters of one list of names
    short: bool = False  # short names of treatments


# From full to brief. Words are left out before they would be too small to read in print; the last
# level fits a page whatever the scenario.
_DETAILS = (
    _Detail(9),
    _Detail(8.5, criteria=170),
    _Detail(8.25, lines=6, criteria=170),
    _Detail(8, lines=5, criteria=120, questions=8, short=True),
    _Detail(8, lines=4, criteria=0, questions=7, text=250, short=True),
    _Detail(7.75, lines=4, criteria=0, questions=6, text=200, short=True),
    _Detail(7.75, lines=3, criteria=0, questions=5, text=160, short=True),
    _Detail(7.5, lines=3, criteria=0, questions=4, text=130, short=True),
    _Detail(7, lines=3, criteria=0, questions=4, text=100, short=True),
    _Detail(7, lines=2, criteria=0, questions=3, text=100, short=True),
    _Detail(6.5, lines=2, criteria=0, questions=3, text=80, short=True),
    _Detail(6, lines=0, criteria=0, questions=2, text=60, short=True),
)
_LARGEST, _STEP = 11.0, 0.25  # points


@dataclass(frozen=True)
class _ArmPart:
    """One arm: its name, its figures, words about it, and its lines (service, how many times
    what typical price, you pay)."""

    name: str
    figure: str
    range: str
    notes: str
    lines: tuple[tuple[str, str, str], ...]
    total: str


@dataclass(frozen=True)
class _Sheet:
    """All words of the sheet. `about` says what the figures are; `clickable` is whether the link is
    a web address."""

    scenario: str
    about: tuple[str, ...]
    arms: tuple[_ArmPart, ...]
    unknown: tuple[str, ...]
    clinic: tuple[str, ...]
    insurer: tuple[str, ...]
    lead: str
    link: str
    clickable: bool


_CONTROL = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def _plain(text: str) -> str:
    """One line, without control characters."""
    return _CONTROL.sub(" ", text).strip()


def _cut(text: str, most: int) -> str:
    return textwrap.shorten(_plain(text), most, placeholder="...")


def _lines(arm: ArmEstimate, book: PriceBook, detail: _Detail) -> Iterator[tuple[str, str, str]]:
    """Lines by service and price: what, how many x typical price, you pay; they sum to the total.

    Where there are too many, those with the largest full price stand and the rest is one line.
    """
    level = typical(arm.ledger)
    groups = arm.ledger.groups(lambda line: (service_label(book, line), _unit(line, level)))
    full = {key: int(arm.ledger.full[level][at].sum()) for key, at in groups.items()}
    kept = sorted(groups, key=lambda key: -full[key])[: detail.lines]
    if len(kept) < len(groups):
        kept = kept[: max(0, detail.lines - 1)]
    for key, at in groups.items():
        if key not in kept:
            continue
        label, price = key
        line = arm.ledger.lines[at[0]]
        many = sum(arm.ledger.lines[i].dated.quantity for i in at)
        name = with_codes(label, ", ".join(billing_codes(book, line)))
        pays = dollars_and_cents(int(arm.ledger.patient[level][at].sum()))
        if price is None:
            yield _cut(name, detail.text), f"{many} x not known", "not counted"
        else:
            yield _cut(name, detail.text), f"{many} x {dollars_and_cents(price)}", pays
    rest = [i for key, at in groups.items() if key not in kept for i in at]
    if rest:
        left = count(len(groups) - len(kept), "more service", "more services")
        pays = dollars_and_cents(int(arm.ledger.patient[level][rest].sum()))
        yield f"{left}, in the full ledger at the link", "", pays


def _unit(line: Line, level: tuple[int, ...]) -> int | None:
    return None if line.price.cents is None else int(line.price.cents[level])


def _some(items: Iterable[str], most: int) -> str:
    """Items joined by semicolons, as many as fit; then how many more there are."""
    items, said = list(items), []
    for item in items:
        if said and len("; ".join([*said, item])) > most:
            break
        said.append(_cut(item, most))
    left = len(items) - len(said)
    return "; ".join(said) + (f"; and {left} more" if left else "")


def _arm(comparison: Comparison, arm: ArmEstimate, detail: _Detail) -> _ArmPart:
    book, totals = comparison.book, arm.ledger.totals()
    you, plan = totals["patient_pays"], totals["plan_pays"]
    notes = [sessions_words(arm, book) + "."]
    if comparison.scenario.plan != "none":
        pays = f"about {about(plan['typical'])}" if any(plan.values()) else "nothing"
        notes.append(f"Your plan pays {pays}. {coverage_words(arm, book)}.")
    help_pays = totals["assistance"]
    if any(help_pays.values()):
        notes.append(f"Help with the cost pays about {about(help_pays['typical'])}.")
    notes += range_notes(arm.ledger)
    if missing := len(unknown_words(arm.ledger, book)):
        notes.append(f"Not counted: {count(missing, 'price')} not known.")
    if len(arm.options) == 1:  # of several together it would not be clear which is meant
        status = book.options[arm.options[0]].approval.status
        if status != "not-a-drug":
            notes.append(words().say(f"approval.{status}") + ".")
    name = arm_label(book, arm.options)
    if detail.short:
        names = option_names(comparison, 1)
        name = " with ".join(names[o] for o in arm.options)
    return _ArmPart(
        _cut(name, max(200, detail.text)),
        f"You pay about {about(you['typical'])}",
        range_words(arm.ledger.paid()),
        " ".join(_plain(note) for note in notes),
        tuple(_lines(arm, book, detail)),
        dollars_and_cents(you["typical"]),
    )


def _unknowns(comparison: Comparison, detail: _Detail) -> Iterator[str]:
    """What is not known, and what we are least sure of."""
    book = comparison.book
    missing = dict.fromkeys(w for a in comparison.arms for w in unknown_words(a.ledger, book))
    if missing:
        named = _some((w.rstrip(".") for w in missing), detail.text)
        yield f"Not counted, because the price is not known: {named}."
    lines = [line for arm in comparison.arms for line in arm.ledger.lines]
    low = dict.fromkeys(
        service_label(comparison.book, line) for line in lines if line.price.confidence == "low"
    )
    if low:
        yield f"Prices we are least sure of: {_some(low, detail.text)}."
    unsure = dict.fromkeys(
        comparison.book.options[option].label
        for arm in comparison.arms
        for option, coverage in zip(arm.options, arm.coverage, strict=True)
        if coverage and coverage.confidence == "low"
    )
    if unsure:
        yield f"Coverage we are least sure of: {_some(unsure, detail.text)}."
    yield LEFT_OUT


def _contents(comparison: Comparison, base_url: str, detail: _Detail) -> _Sheet:
    """The sheet's words at a level of detail."""
    book = comparison.book
    ask = questions(comparison, detail.criteria, detail.text)
    asked = {
        who: tuple(_plain(question) for question in found[: detail.questions])
        for who, found in ask.items()
    }
    link = _plain(full_link(comparison.scenario, base_url))
    whole = link.startswith(("https://", "http://"))
    lead = "This estimate on the web, with every line and source:"
    if not whole:
        lead = "This estimate's link (add it to the address of ketacost):"
    elif len(link) > MAX_LINK:
        lead = f"The link is too long to print ({len(link):,} characters)."
    released = f", released {book.entry.released}" if book.entry.released else ""
    sources = count(len(comparison.source_ids()), "source")
    return _Sheet(
        scenario=_cut(scenario_words(comparison.scenario, comparison.book), 300) + ".",
        about=(
            estimate_line(book),
            f"Ketacost release {book.id}{released}, from {sources}. {RANGE}",
            NOT_ADVICE,
        ),
        arms=tuple(_arm(comparison, arm, detail) for arm in comparison.arms),
        unknown=tuple(_unknowns(comparison, detail)),
        clinic=asked["clinic"],
        insurer=asked["insurer"],
        lead=lead,
        link=link if len(link) <= MAX_LINK else "",
        clickable=whole and len(link) <= MAX_LINK,
    )


MAX_LINK = 1_200  # characters; beyond it a code is too fine to scan and the text fills the page


def _qr(link: str) -> Any:
    """The link as a QR code (ISO 18004), as robust as its size allows."""
    import segno

    return segno.make(link, error="l", micro=False)


def _columns(sheet: _Sheet) -> list[tuple[str, tuple[str, ...]]]:
    """The two lists of questions; one where there is no insurer to ask."""
    asked = (("Ask the clinic", sheet.clinic), ("Ask the insurer", sheet.insurer))
    return [column for column in asked if column[1]]


UNKNOWN = "What is not known"
HEADINGS = ("What is billed (codes)", "typical price", "you pay")
TOTAL = "Total at typical prices"

# --- PDF -----------------------------------------------------------------------------------------

_PAPERS = {"letter": (215.9, 279.4), "a4": (210.0, 297.0)}  # mm
_MARGIN = 13.0
_MM = 25.4 / 72  # millimetres in a point
_SPACING = 1.2  # from line to line
_LEFT = 0.42  # share of the width for an arm's figures; the rest is for its lines
_GUTTER = 5.0
_QR_MM = 30.0

# What the built-in Helvetica (Latin-1) has no sign for, said with signs that it has.
_LATIN = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "′": "'", "″": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-",
        "…": "...", "•": "*", "≥": ">=", "≤": "<=", "≈": "about ", "€": "EUR ", "™": "(TM)",
        "→": "->", "\u200b": "", "\ufeff": "", "\xad": "",
    }
)  # fmt: skip


def _latin(text: str) -> str:
    """Text in Latin-1: plain signs for typographic ones, base letters for accented ones that it
    lacks, and `?` for what is left."""
    done = []
    for sign in _plain(text).translate(_LATIN):
        if ord(sign) < 256:
            done.append(sign)
            continue
        base = unicodedata.normalize("NFKD", sign).encode("latin-1", "ignore").decode("latin-1")
        done.append(base or ("" if unicodedata.combining(sign) else "?"))
    return "".join(done)


@cache
def _widths(bold: bool) -> dict[str, float]:
    """Width of each Latin-1 sign of Helvetica, in millimetres at one point."""
    from fpdf import FPDF

    pdf = FPDF(unit="mm")
    pdf.set_font("Helvetica", "B" if bold else "", 100)
    return {chr(n): pdf.get_string_width(chr(n)) / 100 for n in (*range(32, 127), *range(160, 256))}


class _Page:
    """One page to write on: millimetres from the top left, black Helvetica.

    Without `pdf` nothing is drawn, only measured.
    """

    def __init__(self, width: float, height: float, pdf: FPDF | None = None) -> None:
        self.width, self.height, self.pdf = width, height, pdf

    @staticmethod
    def measure(text: str, size: float, bold: bool) -> float:
        widths = _widths(bold)
        return size * sum(widths[sign] for sign in text)

    def wrap(self, text: str, room: float, size: float, bold: bool = False) -> list[str]:
        """Lines of Latin-1 text that fit a width; a word that is too long is broken, behind `&` or
        `,` where it can be."""
        lines, line = [], ""
        for word in _latin(text).split(" "):
            longer = f"{line} {word}" if line else word
            if self.measure(longer, size, bold) <= room:
                line = longer
                continue
            if line:
                lines.append(line)
            while self.measure(word, size, bold) > room and len(word) > 1:
                most = len(word) - 1
                while most > 1 and self.measure(word[:most], size, bold) > room:
                    most -= 1
                at = max(word.rfind("&", 0, most), word.rfind(",", 0, most)) + 1
                at = at if at > most // 2 else most
                lines.append(word[:at])
                word = word[at:]
            line = word
        return [*lines, line]

    def write(
        self,
        x: float,
        y: float,
        room: float,
        text: str,
        size: float,
        bold: bool = False,
        right: bool = False,
        url: str = "",
    ) -> float:
        """Write text from y down; returns where the next may begin."""
        lines = self.wrap(text, room, size, bold)
        step = size * _MM * _SPACING
        if self.pdf is not None:
            self.pdf.set_font("Helvetica", "B" if bold else "", size)
            for number, line in enumerate(lines):
                at = x + room - self.measure(line, size, bold) if right else x
                self.pdf.text(at, y + number * step + size * _MM * 0.93, line)
            if url:
                self.pdf.link(x, y, room, step * len(lines), url)
        return y + step * len(lines)

    def rule(self, y: float, x: float = _MARGIN, width: float | None = None) -> None:
        if self.pdf is not None:
            self.pdf.set_line_width(0.2)
            end = self.width - _MARGIN if width is None else x + width
            self.pdf.line(x, y, end, y)

    def box(self, x: float, y: float, side: float) -> None:
        if self.pdf is not None:
            self.pdf.set_line_width(0.2)
            self.pdf.rect(x, y, side, side)


def _draw(page: _Page, sheet: _Sheet, size: float) -> float:
    """Draw the sheet in type of so many points; returns where it ends, maybe below the page."""
    room = page.width - 2 * _MARGIN
    gap = size * _MM * 0.55
    y = _draw_head(page, sheet, size, room)
    y = _draw_arms(page, sheet, size, room, y + gap)
    y = _draw_questions(page, sheet, size, room, y + gap) + gap * 0.6
    page.rule(y)
    y = page.write(_MARGIN, y + gap, room, UNKNOWN, size + 1.5, bold=True)
    y = page.write(_MARGIN, y, room, " ".join(sheet.unknown), size) + gap
    page.rule(y)
    y = page.write(_MARGIN, y + gap, room, crisis_line(), size + 0.5, bold=True)
    y = page.write(_MARGIN, y + gap * 0.6, room, sheet.lead, size)
    if not sheet.link:
        return y
    url = sheet.link if sheet.clickable else ""
    return page.write(_MARGIN, y, room, sheet.link, size - 0.5, url=url)


def _draw_head(page: _Page, sheet: _Sheet, size: float, room: float) -> float:
    bottom = _MARGIN
    if sheet.clickable:
        room -= _QR_MM + _GUTTER
        bottom += _QR_MM
        if page.pdf is not None:
            _draw_qr(page.pdf, _qr(sheet.link), page.width - _MARGIN - _QR_MM, _MARGIN)
    y = page.write(_MARGIN, _MARGIN, room, TITLE, size + 9, bold=True)
    y = page.write(_MARGIN, y + 0.5, room, sheet.scenario, size + 1.5) + 0.5
    for number, said in enumerate(sheet.about):
        y = page.write(_MARGIN, y + 0.5, room, said, size, bold=not number)
    return max(y, bottom)


def _draw_arms(page: _Page, sheet: _Sheet, size: float, room: float, y: float) -> float:
    left = room * _LEFT - _GUTTER / 2
    x, right = _MARGIN + left + _GUTTER, room - left - _GUTTER
    pays, price = size * 2.1, size * 2.9  # mm for columns of amounts, which grow with the type
    service = right - pays - price
    gap = size * _MM * 0.55
    for number, arm in enumerate(sheet.arms):
        page.rule(y)
        y += gap * 0.8
        at = page.write(_MARGIN, y, left, arm.name, size + 0.5, bold=True)
        at = _draw_figure(page, arm, size, left, at)
        at = page.write(_MARGIN, at, left, arm.notes, size)
        down = y
        if not number:
            down = page.write(x, y, service, HEADINGS[0], size, bold=True)
            page.write(x + service, y, price, HEADINGS[1], size, bold=True, right=True)
            page.write(x + right - pays, y, pays, HEADINGS[2], size, bold=True, right=True)
        for label, unit, amount in arm.lines:
            end = page.write(x, down, service - 1, label, size)
            page.write(x + service, down, price, unit, size, right=True)
            page.write(x + right - pays, down, pays, amount, size, right=True)
            down = end
        page.rule(down + 0.4, x + right - pays, pays)
        page.write(x, down + 0.8, service + price, TOTAL, size)
        total = (x + right - pays, down + 0.8, pays, arm.total, size)
        y = max(at, page.write(*total, bold=True, right=True)) + gap
    page.rule(y)
    return y


def _draw_figure(page: _Page, arm: _ArmPart, size: float, room: float, y: float) -> float:
    """The figure, large, and the range behind it where there is room, else under it."""
    large, words = size + 3.5, f"({arm.range})"
    used = page.measure(_latin(arm.figure), large, True) + 1.5
    bottom = page.write(_MARGIN, y, room, arm.figure, large, bold=True)
    if used + page.measure(_latin(words), size, False) > room:
        return page.write(_MARGIN, bottom, room, words, size)
    page.write(_MARGIN + used, y + (large - size) * _MM * 0.93, room - used, words, size)
    return bottom


def _draw_questions(page: _Page, sheet: _Sheet, size: float, room: float, y: float) -> float:
    half, gap = (room - _GUTTER) / 2, size * _MM * 0.2
    columns = _columns(sheet)
    if len(columns) == 1:  # nobody else to ask: one list in two columns
        (heading, asked), middle = columns[0], (len(columns[0][1]) + 1) // 2
        y = page.write(_MARGIN, y, room, heading, size + 1.5, bold=True)
        columns = [("", asked[:middle]), ("", asked[middle:])]
    ends = []
    for number, (heading, asked) in enumerate(columns):
        x, at = _MARGIN + number * (half + _GUTTER), y
        if heading:
            at = page.write(x, y, half, heading, size + 1.5, bold=True)
        for question in asked:
            side = size * _MM * 0.78
            page.box(x, at + size * _MM * 0.2, side)
            at = page.write(x + side + 1.6, at, half - side - 1.6, question, size) + gap
        ends.append(at)
    return max(ends)


def _draw_qr(pdf: FPDF, code: Any, x: float, y: float) -> None:
    """Modules as filled rectangles, runs of a row joined so that no seam shows."""
    rows = [list(row) for row in code.matrix_iter(border=2)]
    step = _QR_MM / len(rows)
    pdf.set_fill_color(0)
    for down, row in enumerate(rows):
        across = 0
        while across < len(row):
            run = 1
            while across + run < len(row) and row[across + run] == row[across]:
                run += 1
            if row[across]:
                pdf.rect(x + across * step, y + down * step, run * step, step, style="F")
            across += run


def _fitting(
    comparison: Comparison, base_url: str, width: float, height: float, share: float = 1.0
) -> tuple[_Sheet, float]:
    """The fullest sheet that ends on the page (or on a share of it), and the points of its type:
    the largest that still fit."""
    page, bottom = _Page(width, height), _MARGIN + share * (height - 2 * _MARGIN)
    for detail in _DETAILS:
        sheet, size = _contents(comparison, base_url, detail), detail.points
        if _draw(page, sheet, size) <= bottom:
            while size < _LARGEST and _draw(page, sheet, size + _STEP) <= bottom:
                size += _STEP
            break
    return sheet, size


def sheet_pdf(comparison: Comparison, base_url: str = "", paper: Paper = "letter") -> bytes:
    """The sheet as a PDF of one page.

    Args:
        base_url: address of the page, for the link and its QR code; without it the link is a query
            string and there is no code to scan.
        paper: `letter` or `a4`.

    Raises:
        ValueError: any other paper.
    """
    if paper not in _PAPERS:
        raise ValueError(f"paper is letter or a4, not {paper!r}")
    from fpdf import FPDF

    release, (width, height) = comparison.book.release, _PAPERS[paper]
    sheet, size = _fitting(comparison, base_url, width, height)
    pdf = FPDF(unit="mm", format=(width, height))
    pdf.set_auto_page_break(False)
    pdf.add_page()
    _draw(_Page(width, height, pdf), sheet, size)
    pdf.set_title(f"{TITLE} {_latin(sheet.scenario)}")
    pdf.set_subject(_latin(f"Estimate, prices of {release.prices_of}"))
    pdf.set_creator("ketacost")
    pdf.set_lang("en-US")
    pdf.set_creation_date(datetime(release.year, 1, 1, tzinfo=UTC))
    out = io.BytesIO()
    pdf.output(out)
    return out.getvalue()


# --- HTML ----------------------------------------------------------------------------------------

_STYLE = """
@page { margin: 13mm }
* { box-sizing: border-box }
html { background: #fff; color: #000; color-scheme: light }
body { font: POINTSpt/1.2 Helvetica, Arial, "Liberation Sans", sans-serif;
  max-width: 190mm; margin: 0 auto; overflow-wrap: anywhere }
h1, h2, h3, p, ul, table { margin: 0; padding: 0 }
h1 { font-size: calc(1em + 9pt) }
h2 { font-size: calc(1em + 1.5pt) }
h3 { font-size: calc(1em + .5pt) }
header { display: grid; grid-template-columns: 1fr auto; gap: 5mm }
header p { margin-top: .5mm }
.scenario { font-size: calc(1em + 1.5pt) }
.qr svg { display: block; width: 30mm; height: 30mm }
.arm, .ask, .foot { border-top: .2mm solid; padding: .4em 0; margin-top: .1em }
.arm { display: grid; grid-template-columns: 42fr 58fr; gap: 5mm; break-inside: avoid }
.figure { font-size: calc(1em + 3.5pt); font-weight: bold }
.ask { display: grid; grid-template-columns: 1fr 1fr; gap: 5mm; padding-top: .5em }
.ask.one ul { columns: 2; column-gap: 5mm }
.ask.one { display: block }
ul { list-style: none }
li { padding-left: 1.4em; text-indent: -1.4em; margin-bottom: .2em; break-inside: avoid }
li::before { content: ""; display: inline-block; width: .78em; height: .78em;
  border: .2mm solid; margin-right: .62em; vertical-align: -.06em }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: 0; font-weight: normal }
td:not(:first-child), th:not(:first-child) { text-align: right; padding-left: .7em;
  white-space: nowrap }
thead th, tfoot td:last-child { font-weight: bold }
tfoot td:last-child { border-top: .2mm solid }
.crisis { font-weight: bold; font-size: calc(1em + .5pt) }
.link { font-size: calc(1em - .5pt) }
a { color: inherit }
@media screen { body { padding: 6mm; font-size: max(POINTSpt, 11pt) } }
@media screen and (max-width: 640px) {
  .arm, .ask { display: block } .arm table, .ask section + section { margin-top: 1em }
  .ask.one ul { columns: 1 } header { display: block } .qr { margin-top: 1em } }
"""


def sheet_html(comparison: Comparison, base_url: str = "") -> str:
    """The sheet as one HTML file that needs nothing else: no script, no font, no picture outside.

    Printed, it takes one page of A4 and of US Letter: its level of detail is that of a PDF on the
    narrower and shorter of the two, with room to spare for other fonts. On a phone it reflows.

    Args:
        base_url: as for `sheet_pdf`.
    """
    width = min(w for w, _ in _PAPERS.values())
    height = min(h for _, h in _PAPERS.values())
    sheet, size = _fitting(comparison, base_url, width, height, share=0.93)
    parts = [
        "<!doctype html>",
        '<html lang="en-US">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        # Nothing may be fetched or run, whatever a text holds.
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        '<meta name="referrer" content="no-referrer">',
        f"<title>{_html(TITLE)} {_html(sheet.scenario)}</title>",
        f"<style>{_STYLE.replace('POINTS', f'{size:g}')}</style>",
        "</head>",
        "<body>",
        *_html_head(sheet),
        "<main>",
        *(line for n, arm in enumerate(sheet.arms) for line in _html_arm(arm, not n)),
        *_html_questions(sheet),
        f'<section class="foot"><h2>{UNKNOWN}</h2>',
        f"<p>{_html(' '.join(sheet.unknown))}</p></section>",
        "</main>",
        '<footer class="foot">',
        f'<p class="crisis">{_html(crisis_line())}</p>',
        f'<p>{_html(sheet.lead)}</p><p class="link">{_html_link(sheet)}</p>',
        "</footer>",
        "</body>",
        "</html>",
    ]
    return "\n".join(parts) + "\n"


@cache
def _html(text: str) -> str:
    return escape(_plain(text), quote=True)


def _html_link(sheet: _Sheet) -> str:
    text = _html(sheet.link)
    return f'<a href="{text}">{text}</a>' if sheet.clickable else text


def _html_head(sheet: _Sheet) -> Iterator[str]:
    yield f"<header><div><h1>{_html(TITLE)}</h1>"
    yield f'<p class="scenario">{_html(sheet.scenario)}</p>'
    first, *rest = sheet.about
    yield f"<p><strong>{_html(first)}</strong></p>"
    yield from (f"<p>{_html(said)}</p>" for said in rest)
    yield "</div>"
    if sheet.clickable:
        code = _qr(sheet.link)
        svg = code.svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None)
        picture = svg.replace("<svg", '<svg role="img" aria-label="QR code of the link below"', 1)
        yield f'<div class="qr">{picture}</div>'
    yield "</header>"


def _html_arm(arm: _ArmPart, first: bool) -> Iterator[str]:
    yield f'<section class="arm"><div><h2 class="name">{_html(arm.name)}</h2>'
    yield f'<p><span class="figure">{_html(arm.figure)}</span> ({_html(arm.range)})</p>'
    yield f"<p>{_html(arm.notes)}</p></div><table>"
    if first:
        heads = "".join(f'<th scope="col">{_html(heading)}</th>' for heading in HEADINGS)
        yield f"<thead><tr>{heads}</tr></thead>"
    yield "<tbody>"
    for cells in arm.lines:
        yield "<tr>" + "".join(f"<td>{_html(cell)}</td>" for cell in cells) + "</tr>"
    yield f"</tbody><tfoot><tr><td>{TOTAL}</td><td></td>"
    yield f"<td>{_html(arm.total)}</td></tr></tfoot></table></section>"


def _html_questions(sheet: _Sheet) -> Iterator[str]:
    asked = _columns(sheet)
    yield f'<div class="ask{" one" if len(asked) == 1 else ""}">'
    for heading, found in asked:
        yield f"<section><h2>{heading}</h2><ul>"
        yield from (f"<li>{_html(question)}</li>" for question in found)
        yield "</ul></section>"
    yield "</div>"
