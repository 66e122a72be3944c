"""Clinical context: the same rows for every option, its own before those of its treatment."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from ketacost.tables import PriceBook, load_prices, read_folder
from ketacost.tables.book import book_of
from ketacost.tables.releases import release_names
from ketacost.tables.schema import CONTEXT_ROWS, ContextCell, ContextFile, ContextRows
from ketacost.tables.seal import seal_of
from reading_level import grade

MINIMAL = Path(__file__).parent / "minimal"
PRICING = Path(__file__).parents[2] / "pricing"
NEWEST = release_names(PRICING)[-1]


@pytest.fixture
def newest() -> PriceBook:
    return load_prices(NEWEST)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The smallest release with context: each row a fact, two of its option's own."""
    root = Path(shutil.copytree(MINIMAL, tmp_path / "pricing"))
    (root / "2026.1/context").mkdir()
    cell = '{text: "Of all.", sources: [clinic-pages]}'
    rows = "".join(f"  {row}: {cell}\n" for row in reversed(CONTEXT_ROWS) if row != "onset")
    own = '    onset: {unknown: "No trial."}\n    what: {text: "Own.", sources: [clinic-pages]}\n'
    _file(root / "2026.1").write_text(f"all-options:\n{rows}options:\n  iv:\n{own}")
    return root / "2026.1"


def _file(folder: Path, treatment: str = "ketamine") -> Path:
    return folder / "context" / f"{treatment}.yaml"


def _told(folder: Path) -> list[str]:
    return [f"{fault.file}: {fault.message} [{fault.id}]" for fault in read_folder(folder).faults]


# --- what is read --------------------------------------------------------------------------------


def test_an_options_own_row_goes_before_that_of_all(folder: Path) -> None:
    rows = book_of(read_folder(folder)).context["ketamine.iv"]
    assert tuple(rows) == CONTEXT_ROWS, "in their order, whatever the file's"
    assert rows["what"].text == "Own."
    assert (rows["onset"].text, rows["onset"].unknown) == (None, "No trial.")
    assert rows["onset"].sources == ()
    assert (rows["approval"].text, rows["approval"].sources) == ("Of all.", ("clinic-pages",))


def test_rows_of_one_option_are_not_those_of_another() -> None:
    def cell(text: str) -> ContextCell:
        return ContextCell(text=text, sources=("a",))

    file = ContextFile.model_validate(
        {
            "all-options": ContextRows(what=cell("all")),
            "options": {"iv": ContextRows(what=cell("iv"), older=cell("old"))},
        }
    )
    assert {row: c.text for row, c in file.of("iv").items()} == {"what": "iv", "older": "old"}
    assert {row: c.text for row, c in file.of("im").items()} == {"what": "all"}


@pytest.mark.parametrize("release", ["2024.1", "2025.1", "2026.1"])
def test_releases_from_before_there_was_context_are_read(release: str) -> None:
    assert load_prices(release).context == {}


def test_the_seal_covers_context(folder: Path) -> None:
    before = seal_of(read_folder(folder))
    _file(folder).write_text(_file(folder).read_text().replace("No trial.", "No trial found."))
    changed = seal_of(read_folder(folder))
    shutil.rmtree(folder / "context")
    assert len({before, changed, seal_of(read_folder(folder))}) == 3


def test_sources_of_context_are_sources_of_the_book(folder: Path) -> None:
    sources = folder.parent / "sources.yaml"
    text = sources.read_text()
    entry = text[text.index("  clinic-pages:") :].replace("clinic-pages", "a-trial")
    sources.write_text(text + "\n" + entry.partition("\n\n")[0] + "\n")
    assert "a-trial" not in book_of(read_folder(folder)).sources
    _file(folder).write_text(_file(folder).read_text().replace("[clinic-pages]", "[a-trial]"))
    assert "a-trial" in book_of(read_folder(folder)).sources


# --- faults: tests/tables/broken/context-*.yaml, and those of several files ----------------------


def test_a_whole_file_has_no_fault(folder: Path) -> None:
    assert _told(folder) == []


def test_a_row_that_one_of_two_options_lacks(folder: Path) -> None:
    treatment = folder / "treatments/ketamine.yaml"
    text = treatment.read_text()
    treatment.write_text(text + text[text.index("  iv:\n") :].replace("  iv:", "  im:", 1))
    assert _told(folder) == [
        "2026.1/context/ketamine.yaml: the row 'onset' is missing for option 'im': "
        "time to first effect [key-missing]"
    ]


def test_a_treatment_without_a_file_while_another_has_one(folder: Path) -> None:
    treatment = folder / "treatments/ketamine.yaml"
    shutil.copy(treatment, treatment.with_name("ect.yaml"))
    assert _told(folder) == [
        "2026.1/treatments/ect.yaml: there is no file context/ect.yaml; every treatment has one, "
        "or none has [file-missing]"
    ]


def test_a_file_of_no_treatment(folder: Path) -> None:
    _file(folder).rename(_file(folder, "ketamin"))
    assert _told(folder) == [
        "2026.1/context/ketamin.yaml: there is no treatment 'ketamin'; did you mean 'ketamine'? "
        "[name-unknown]",
        "2026.1/treatments/ketamine.yaml: there is no file context/ketamine.yaml; every treatment "
        "has one, or none has [file-missing]",
    ]


def test_a_faulty_row_is_not_missing_as_well(folder: Path) -> None:
    _file(folder).write_text(_file(folder).read_text().replace("No trial.", ""))
    assert [told.rpartition("[")[2] for told in _told(folder)] == ["value-empty]"]


def test_a_lost_file_is_one_fault(folder: Path) -> None:
    for name in ("treatments/ketamine.yaml", "context/ketamine.yaml"):
        before = (folder / name).read_bytes()
        (folder / name).write_bytes(b"\xff")
        assert [f.file for f in read_folder(folder).faults] == [f"2026.1/{name}"]
        (folder / name).write_bytes(before)


# --- the newest release --------------------------------------------------------------------------


def test_the_newest_release_says_every_row_of_every_option(newest: PriceBook) -> None:
    assert set(newest.context) == set(newest.options)
    for option, rows in newest.context.items():
        assert tuple(rows) == CONTEXT_ROWS, option
        for row, cell in rows.items():
            assert (cell.text is None) != (cell.unknown is None), (option, row)
            assert set(cell.sources) <= set(newest.sources), (option, row)
            assert bool(cell.sources) == (cell.text is not None), (option, row)


def test_what_is_never_unknown(newest: PriceBook) -> None:
    for option, rows in newest.context.items():
        for row in ("what", "how-given", "approval"):
            assert rows[row].text, (option, row)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("ketamine.iv", "ketamine.im", "ketamine.kap"), "off-label"),
        (("ketamine.home", "ketamine.daily", "ketamine.prescription"), "not FDA-approved"),
        (("ketamine.nasal-compounded",), "not FDA-approved"),
        (("ketamine.esketamine", "ketamine.esketamine-combined"), "FDA-approved"),
        (("ketamine.esketamine", "ketamine.esketamine-combined"), "REMS"),
        (("tms.standard",), "FDA-cleared"),
        (("ssri.fluvoxamine", "augmentation.lithium"), "ff-label"),
    ],
)
def test_fda_status(newest: PriceBook, options: tuple[str, ...], said: str) -> None:
    for option in options:
        assert said in (newest.context[option]["approval"].text or ""), option


def test_status_is_that_which_the_program_reckons_with(newest: PriceBook) -> None:
    said = {
        "off-label": "off-label", "compounded": "not FDA-approved", "approved": "FDA-approved",
        "approved-rems": "REMS",
    }  # fmt: skip
    for option, rows in newest.context.items():
        status = newest.options[option].approval.status
        text = rows["approval"].text or ""
        if status in said:
            assert said[status].lower() in text.lower().replace("are not fda", "not fda"), option
        if status in ("approved", "approved-rems"):
            assert "off-label" not in text and "not FDA" not in text, option


def test_who_was_left_out_of_which_trial(newest: PriceBook) -> None:
    """Of three trials only ELEKT-D left out both: KARMA-Dep 2 took bipolar depression, KetECT
    psychosis."""
    for option, rows in newest.context.items():
        for row, cell in rows.items():
            for sentence in re.split(r"(?<=[.;])\s", cell.text or ""):
                left_out = "left out" in sentence or "left them out" in sentence
                if left_out and "KARMA-Dep 2" in sentence:
                    assert re.search(r"KARMA-Dep 2 \(Ireland\) bipolar", sentence), (option, row)
                if left_out and "KetECT" in sentence:
                    assert "psychosis" not in sentence.partition("left")[2], (option, row)


PERCENT = re.compile(r"(\d+(?:\.\d+)?)(?=%| of 100\b| (?:to|and) \d+(?:\.\d+)?%)")


def percents(text: str | None) -> set[float]:
    """`56 to 60%` and `23 of 100` are 56, 60 and 23."""
    return {float(figure) for figure in PERCENT.findall(text or "")}


def test_percents_are_read() -> None:
    assert percents("56 to 60% of 12, 23 of 100; 1.9%, 37 and 43% (9%)") == {
        56, 60, 23, 1.9, 37, 43, 9,
    }  # fmt: skip


def test_facts_beside_the_prices_say_the_same_figures(newest: PriceBook) -> None:
    """A percentage that a fact of a treatment takes from a source stands, to the rounding, in a
    row that names that source too."""
    compared = 0
    for option, rows in newest.context.items():
        treatment = newest.treatment_of(option)
        for fact in (*treatment.context, *newest.options[option].context):
            shared = [c for c in rows.values() if set(c.sources) & set(fact.sources)]
            there = {figure for cell in shared for figure in percents(cell.text)}
            for figure in percents(fact.text) if shared else ():
                compared += 1
                assert any(abs(figure - other) <= 0.5 for other in there), (option, figure, fact)
    assert compared > 100


RANKING = re.compile(
    r"\b(best|worst|superior|inferior|safer|safest|safe|recommend\w*|should|must try|cheap\w*|"
    r"more effective|first choice)\b",
    re.IGNORECASE,
)


def test_no_ranking_and_no_advice(newest: PriceBook) -> None:
    for option, rows in newest.context.items():
        for row, cell in rows.items():
            found = RANKING.search(cell.text or cell.unknown or "")
            assert not found, (option, row, found and found[0])


def test_rates_name_people_and_time(newest: PriceBook) -> None:
    """A percentage of response stands with how many people there were."""
    for option, rows in newest.context.items():
        text = rows["response"].text or ""
        if "%" in text:
            assert re.search(r"\d+ (people|outpatients)|[\d,]+ people|\d+ of [\d,]+|Primary care|"
                             r"third step", text), option  # fmt: skip


def test_plain_words(newest: PriceBook) -> None:
    for option, rows in newest.context.items():
        texts = [cell.text or cell.unknown or "" for cell in rows.values()]
        assert grade(" ".join(texts)) <= 8, option
        for text in texts:
            longest = max(len(part.split()) for part in re.split(r"(?<=[.;:])\s", text))
            assert longest <= 45, text
