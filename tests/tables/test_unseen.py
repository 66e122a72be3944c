"""Characters that nobody sees are called by what they are, and the slips below them are told with
the lines that an editor shows."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from ketacost.tables.faults import Fault
from ketacost.tables.upkeep.check import faults_in

MINIMAL = Path(__file__).parent / "minimal"
LABEL, COMMENT, NUMBER = "label: First visit", "checked: 2026-11-21", "low: 200"


def told(tmp_path: Path, *changes: tuple[str, str]) -> tuple[list[Fault], list[str]]:
    """The faults of the smallest release with its visits changed, and the lines of that file."""
    shutil.copytree(MINIMAL, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "2026.1/services/visits.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8", newline="")
    return faults_in([tmp_path / "2026.1"], date(2026, 11, 22)), text.split("\n")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (LABEL, "label: First\u2028 visit", "a line break that editors don't show (U+2028"),
        (LABEL, "label: First\u2029 visit", "a line break that editors don't show (U+2029"),
        (LABEL, "label: First\x85 visit", "a line break that editors don't show (U+0085"),
        (LABEL, 'label: "First\u2028 visit"', "a line break that editors don't show (U+2028"),
        (LABEL, "# a word\u2028 more: than one\n    label: First visit", "U+2028, line separator"),
        (LABEL, "# a word\x85 more: than one\n    label: First visit", "U+0085, next line"),
        (NUMBER, "low: 200\u00a0", "a no-break space (U+00A0)"),
        (NUMBER, "low:\u00a0200", "a no-break space (U+00A0)"),
        (NUMBER, "low\u00a0: 200", "a no-break space (U+00A0)"),
        (NUMBER, "low: 200\u202f", "a no-break space (U+202F)"),
        (NUMBER, "low:\u3000200", "a space of another kind (U+3000)"),
        (NUMBER, "low: \u2009200", "a space of another kind (U+2009)"),
        (NUMBER, "low: 200\u200b", "a character that can't be seen (U+200B)"),
    ],
)
def test_each_is_named_in_its_own_line(tmp_path: Path, old: str, new: str, words: str) -> None:
    faults, lines = told(tmp_path, (old, new))
    line = next(n for n, line in enumerate(lines, 1) if not line.replace("\r", "").isascii())
    assert [(f.line, f.id) for f in faults] == [(line, "character-unseen")]
    assert words in faults[0].message


@pytest.mark.parametrize("character", ["\u2028", "\u2029", "\x85", "\u00a0"])
def test_a_slip_below_has_the_line_of_an_editor(tmp_path: Path, character: str) -> None:
    faults, lines = told(
        tmp_path, (LABEL, f'label: "First{character} visit"'), (NUMBER, "low: two hundred")
    )
    assert "low: two hundred" in lines[faults[1].line - 1]
    assert [f.id for f in faults] == ["character-unseen", "value-type"]


def test_a_thousand_cut_by_a_no_break_space_is_told_with_it(tmp_path: Path) -> None:
    faults, _ = told(tmp_path, (NUMBER, "low: 1\u00a0200"))
    number, space = faults
    assert "U+00A0" in space.message and "write 1200 without the space" in number.message


@pytest.mark.parametrize("escape", ["\\L", "\\P", "\\N", "\\_", "\\u2028", "\\xa0"])
def test_none_comes_in_by_a_backslash(tmp_path: Path, escape: str) -> None:
    faults, _ = told(tmp_path, (LABEL, f'label: "First{escape} visit"'))
    assert [f.id for f in faults] == ["yaml-form"] and "can't be seen" in faults[0].message
