"""Page Compare: why a range is wide, what would cost less, what each number of sessions costs; and
page How this works, which says the same as docs/method.md."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from driving_app import amounts, open_page, run, scenario_of, tables, texts
from ketacost import compare, load_prices
from ketacost.model.levers import levers
from ketacost.model.link import link_texts
from ketacost.output.sessions import curves_of, told_on_the_way
from ketacost.output.why import why_lines
from ketacost.words.figures import about
from ketacost.words.how import how_words
from reading_level import grade

BOOK = load_prices("2026.1")
LINK = {"v": "2", "release": "2026.1"}
METHOD = Path(__file__).parent.parent / "docs" / "method.md"


def _opened(key: str, **link: str) -> AppTest:
    page = open_page(**LINK, **link)
    page.session_state["why"] = page.session_state[key] = True
    return run(page)


def _said(page: AppTest) -> str:
    return " ".join(texts(page)).replace("\\", "")


# --- why so wide, and what would cost less -------------------------------------------------------


def test_what_is_folded_is_not_worked_out() -> None:
    said = _said(open_page(**LINK, arms="ketamine.iv:6"))
    assert "Why so wide, and what would cost less" in said
    assert "Most of the spread" not in said and "What happens on the way" not in said


def test_an_opened_fold_says_what_the_command_says() -> None:
    page = _opened("why_1", arms="cbt.individual:16,ketamine.iv:6")
    said = _said(page)
    for line in why_lines(compare(BOOK, scenario_of(page)), 1):
        assert line in said
    assert "$2,735.00" not in said and "$2,725.00" in said and "$5,275.00" in said


@pytest.mark.parametrize(
    ("link", "kind"),
    [
        ({"arms": "ketamine.iv:6"}, "help"),
        (
            {
                "arms": "ect.outpatient:9",
                "plan": "employer-ppo",
                "horizon": "12m",
                "start": "7-1",
            },
            "start",
        ),
        (
            {
                "arms": "ketamine.esketamine:12",
                "plan": "employer-ppo",
                "help": "spravato-withme",
                "count": "no",
            },
            "savings-count",
        ),
    ],
)
def test_trying_a_change_changes_the_link_and_the_card(link: dict[str, str], kind: str) -> None:
    page = _opened("why_0", **link)
    before = scenario_of(page)
    [lever] = [x for x in levers(BOOK, before, 0) if x.kind == kind]
    page.button(key=f"try_0_{kind}").click()
    run(page)
    assert scenario_of(page) == lever.scenario != before
    query = {k: v[0] if isinstance(v, list) else v for k, v in page.query_params.items()}
    assert query == dict(link_texts(lever.scenario))
    now = compare(BOOK, lever.scenario).arms[0].ledger.totals()["patient_pays"]["typical"]
    assert amounts(page) == [about(now)]
    assert not [b for b in page.button if b.key == f"try_0_{kind}" and kind != "start"]
    assert "undoes it" in " ".join(toast.value for toast in page.toast)


# --- by number of sessions -----------------------------------------------------------------------


def test_each_number_of_sessions_stands_in_the_table_with_ones_own_marked() -> None:
    page = _opened("by_sessions", arms="ketamine.iv:6,ssri.sertraline:9", plan="employer-ppo")
    comparison = compare(BOOK, scenario_of(page))
    curves = curves_of(comparison)
    table = next(rows for rows in tables(page) if "Number" in rows[0])
    columns = list(table[0])
    assert columns == ["Number", "Ketamine, infusions", "SSRI, months of tablets"]
    for column, curve in zip(columns[1:], curves, strict=True):
        cells = [row[column] for row in table]
        [mine] = [cell for cell in cells if cell.startswith("◆")]
        assert mine == f"◆ {about(curve.at(curve.arm[0].sessions))}"
        told = [cell.removeprefix("◆ ") for cell in cells if cell]
        assert told == [about(cents) for cents in curve.paid]
    said = _said(page)
    assert all(line in said for line in told_on_the_way(comparison, curves))


def test_months_of_tablets_are_not_told_to_cross_with_sessions() -> None:
    page = _opened("by_sessions", arms="ketamine.iv:6,ssri.sertraline:9,ect.outpatient:9")
    crossed = re.findall(r"From the \w+ on [^.]*", _said(page))
    assert not [one for one in crossed if "SSRI" in one]


# --- how this works ------------------------------------------------------------------------------


def _how() -> None:
    from ketacost.app import session
    from ketacost.app.pages import how_this_works

    session.begin()
    how_this_works.show()


def test_the_page_says_how_the_figures_are_made() -> None:
    page = AppTest.from_function(_how, default_timeout=30).run()
    assert not page.exception
    said = _said(page)
    book = load_prices()
    for heading, paragraphs in how_words(book).values():
        assert heading in said and all(text in said for text in paragraphs)
    assert book.ranges.why in said and "988" in said and "as you say" in said
    for option, spread in book.ranges.schedules.items():
        assert (spread.why in said) == (option in book.options)


def test_the_method_for_readers_of_the_repository_says_the_same() -> None:
    method = METHOD.read_text(encoding="utf-8")
    joined = " ".join(method.split())
    book = load_prices()
    for heading, paragraphs in how_words(book).values():
        assert f"\n## {heading}\n" in method
        assert all(" ".join(text.split()) in joined for text in paragraphs)
    assert " ".join(book.ranges.why.split()) in joined


def test_its_words_are_plain() -> None:
    parts = how_words(load_prices()).values()
    text = " ".join(text for _, paragraphs in parts for text in paragraphs)
    assert grade(text) <= 8
