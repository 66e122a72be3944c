"""`ketacost about`: what options are like, side by side."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ketacost.cli import main
from ketacost.output.about import about_document, about_text
from ketacost.tables import PriceBook, load_prices, read_folder
from ketacost.tables.book import book_of
from ketacost.tables.schema import CONTEXT_ROWS
from ketacost.words.language import words

MINIMAL = Path(__file__).parent / "tables/minimal"
BOOK = load_prices("2026.2")


@pytest.fixture
def small(tmp_path: Path) -> PriceBook:
    """The smallest release with a second option and context."""
    root = Path(shutil.copytree(MINIMAL, tmp_path / "pricing"))
    treatment = root / "2026.1/treatments/ketamine.yaml"
    text = treatment.read_text()
    shot = text[text.index("  iv:\n") :].replace("  iv:", "  im:", 1)
    shot = shot.replace("IV infusion in a clinic", "A shot")
    treatment.write_text(text + shot)
    (root / "2026.1/context").mkdir()
    rows = "".join(f'  {row}: {{unknown: "Not read."}}\n' for row in CONTEXT_ROWS)
    (root / "2026.1/context/ketamine.yaml").write_text(
        f"all-options:\n{rows}options:\n"
        "  iv:\n"
        '    what: {text: "A drip into a vein for forty minutes.",\n'
        "           sources: [price-level, clinic-pages]}\n"
        "  im:\n"
        '    what: {text: "A shot.", sources: [clinic-pages]}\n'
    )
    return book_of(read_folder(root / "2026.1"))


def test_rows_down_and_options_across(small: PriceBook) -> None:
    lines = about_text(small, ["ketamine.iv", "ketamine.im"], 76).split("\n")
    assert lines[:11] == [
        "                    Ketamine: IV infusion in a   Ketamine: A shot",
        "                    clinic",
        "------------------  ---------------------------  ---------------------------",
        "What it is          A drip into a vein for       A shot. [2]",
        "                    forty minutes. [1, 2]",
        "",
        "How and where it    Not known here. Not read.    Not known here. Not read.",
        "is given",
        "",
        "Time to first       Not known here. Not read.    Not known here. Not read.",
        "effect",
    ]


def test_sources_are_numbered_as_they_are_named_and_listed_below(small: PriceBook) -> None:
    lines = about_text(small, ["ketamine.iv", "ketamine.im"], 76).split("\n")
    at = lines.index("Sources")
    assert lines[at - 2 : at + 5] == [
        "FDA status          Not known here. Not read.    Not known here. Not read.",
        "",
        "Sources",
        "[1]   Price level of the states. A public office",
        "[2]   What clinics print. Clinics, 2026",
        "      https://example.org/clinics",
        "",
    ]


def test_the_other_way_round_is_the_order_asked_for(small: PriceBook) -> None:
    lines = about_text(small, ["ketamine.im", "ketamine.iv"], 76).split("\n")
    assert lines[3] == "What it is          A shot. [1]                  A drip into a vein for"


def test_too_many_for_the_width_stand_one_after_another(small: PriceBook) -> None:
    text = about_text(small, ["ketamine.iv", "ketamine.im"], 69)
    assert text.count("What it is") == 2 and text.count("Sources") == 1
    assert "What it is          A drip into a vein for forty minutes. [1, 2]\n" in text
    assert about_text(small, ["ketamine.iv", "ketamine.im"], 70).count("What it is") == 1
    assert about_text(small, ["ketamine.iv", "ketamine.im"], 69).count("What it is") == 2


def test_it_ends_with_no_advice_and_the_crisis_line() -> None:
    end = about_text(BOOK, ["tms.standard"], 80).rpartition("\n\n")[2]
    assert end.startswith("Facts with their sources, as of release 2026.2") and "988" in end


def test_every_row_has_a_name() -> None:
    assert tuple(words().group("about-rows")) == CONTEXT_ROWS


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.sampled_from(sorted(BOOK.options)), min_size=1, max_size=4, unique=True),
    st.integers(1, 220),
)
def test_nothing_is_lost_whatever_the_width(options: list[str], width: int) -> None:
    text = about_text(BOOK, options, width)
    numbers = {int(n) for n in re.findall(r"(?m)^\[(\d+)\]", text)}
    sources = {s for o in options for cell in BOOK.context[o].values() for s in cell.sources}
    assert numbers == set(range(1, len(sources) + 1))
    for source in sources:
        assert (BOOK.sources[source].url or "") in text
    if width >= 44:
        long = [line for line in text.split("\n") if len(line) > width and "://" not in line]
        assert long == []
    if len(options) == 1 and width >= 90:
        column = re.sub(r"\s+", " ", " ".join(line[20:] for line in text.split("\n")))
        for cell in BOOK.context[options[0]].values():
            assert (cell.text or cell.unknown or "") in column


def test_as_a_document() -> None:
    document = about_document(BOOK, ["ect.inpatient"])
    assert document["release"] == "2026.2"
    (option,) = document["options"]
    assert option["option"] == "ect.inpatient"
    assert [row["row"] for row in option["rows"]] == list(CONTEXT_ROWS)
    driving = next(row for row in option["rows"] if row["row"] == "driving-work")
    assert driving == {
        "row": "driving-work",
        "label": "Driving and work",
        "text": "No driving during the stay. After a later outpatient treatment none for 24 hours.",
        "unknown": None,
        "sources": ["ucla-ect", "uh-ect"],
    }
    assert document["sources"]["ucla-ect"]["url"].startswith("https://www.uclahealth.org")
    named = {s for row in option["rows"] for s in row["sources"]}
    assert set(document["sources"]) == named


# --- the command ---------------------------------------------------------------------------------


def _run(capsys: pytest.CaptureFixture[str], *said: str) -> tuple[int, str, str]:
    status = main(["about", *said, "--release", "2026.2"])
    return status, *capsys.readouterr()


def test_the_command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "90")
    status, out, err = _run(capsys, "ketamine", "ect", "ketamine.iv")
    assert (status, err) == (0, "")
    assert out == about_text(BOOK, ["ketamine.iv", "ect.outpatient"], 90) + "\n"


def test_the_command_as_a_document(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = _run(capsys, "tms", "--json")
    assert (status, err) == (0, "")
    assert json.loads(out) == about_document(BOOK, ["tms.standard"])


def test_wrong_names_get_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(capsys, "tsm", "ketamin.iv", "ect") == (
        2,
        "",
        "ketacost: 'tsm' is not known; did you mean 'tms'?\n"
        "ketacost: 'ketamin.iv' is not known; did you mean 'ketamine.iv'? "
        "See 'ketacost about --help'.\n",
    )


def test_a_release_without_context_names_one_that_has_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["about", "ect", "--release", "2025.1"]) == 2
    assert capsys.readouterr().err == (
        "ketacost: release 2025.1 does not say what treatments are like; "
        "2026.2 does: --release 2026.2\n"
    )
