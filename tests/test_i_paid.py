"""What a person paid becomes an entry of sources.yaml and a row of observations.csv."""

from __future__ import annotations

import csv
import io
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from copied_texts import copied_texts
from driving_app import run, texts
from ketacost import load_prices
from ketacost.output.observation import (
    COLUMNS,
    GIVEN_BY,
    SEEN,
    SETTINGS,
    Observation,
    Paid,
    observation,
    paid_problems,
    problem_words,
)
from ketacost.tables.reading import read_yaml
from ketacost.tables.releases import pricing_root
from ketacost.tables.schema import PAYERS, Source, SourcesFile
from ketacost.tables.validating import validated

BOOK = load_prices("2026.2")
TODAY = date(2026, 11, 25)
INFUSIONS = Paid(
    item="ketamine-infusion-iv",
    usd=Decimal("2700.00"),
    sessions=6,
    month="2026-10",
    setting="clinic",
    given_by="anesthesiologist",
    state="OH",
    city="Columbus",
    included="first visit",
    seen="bill",
)
OBSERVATIONS = pricing_root() / "methods" / "2026.2" / "observations.csv"


def _source(found: Observation, folder: Path) -> Source:
    """The entry as the program's own reader takes it, behind those that there are."""
    path = folder / "sources.yaml"
    text = (pricing_root() / "sources.yaml").read_text(encoding="utf-8") + found.entry
    path.write_text(text, encoding="utf-8")
    document = read_yaml(path, path.name)
    read = validated(document, SourcesFile, "sources")
    assert document.faults == [] and read is not None
    return read.sources[found.source_id]


# --- the texts -----------------------------------------------------------------------------------


def test_a_package_of_six(tmp_path: Path) -> None:
    found = observation(INFUSIONS, BOOK, TODAY)
    assert found.row == {
        "service": "ketamine-infusion-iv",
        "provider": "told by a person who paid",
        "city": "Columbus",
        "state": "OH",
        "metro": "",
        "setting": "clinic",
        "given_by": "anesthesiologist",
        "low": "",
        "usd": "450",  # 2,700 / 6
        "high": "",
        "per": "session",
        "year": "2026",
        "counted": "no",
        "source": found.source_id,
        "note": "6 for $2,700 in all; included: first visit; seen on a bill or receipt; "
        "one person's report, not checked yet",
    }
    source = _source(found, tmp_path)
    assert source.title.startswith("Paid in October 2026: $2,700 for 6 x Ketamine infusion")
    assert (source.published, source.read, source.kind) == ("2026-10", TODAY, "secondary")
    assert source.url is None and source.note == found.row["note"]


def test_cents_are_rounded_half_up() -> None:
    three = replace(INFUSIONS, usd=Decimal("1000.00"), sessions=3)  # 333.333...
    assert observation(three, BOOK, TODAY).row["usd"] == "333.33"
    half = replace(INFUSIONS, usd=Decimal("0.05"), sessions=2)  # 0.025
    assert observation(half, BOOK, TODAY).row["usd"] == "0.03"
    one = replace(INFUSIONS, usd=Decimal("475.50"), sessions=1)
    row = observation(one, BOOK, TODAY).row
    assert row["usd"] == "475.50" and "in all" not in row["note"]


def test_a_whole_course_is_not_divided(tmp_path: Path) -> None:
    course = replace(INFUSIONS, item="ketamine.iv", usd=Decimal("3100.00"))
    found = observation(course, BOOK, TODAY)
    assert (found.row["service"], found.row["usd"], found.row["per"]) == (
        *("ketamine.iv", "3100", "course"),
    )
    title = _source(found, tmp_path).title
    assert title == "Paid in October 2026: $3,100 for a course of 6: Ketamine: IV infusion"


def test_a_price_on_a_public_page_is_the_sellers_own(tmp_path: Path) -> None:
    public = replace(
        INFUSIONS, seen="website", url="https://example.org/prices", provider="Example Clinic"
    )
    found = observation(public, BOOK, TODAY)
    source = _source(found, tmp_path)
    assert (source.kind, source.publisher, source.url, source.published) == (
        *("market", "Example Clinic", "https://example.org/prices", None),
    )
    assert found.row["provider"] == "Example Clinic" and found.row["counted"] == "no"


def test_what_a_plan_allowed_is_no_self_pay_price() -> None:
    allowed = replace(INFUSIONS, payer="commercial", seen="statement")
    note = observation(allowed, BOOK, TODAY).row["note"]
    assert "amount allowed by a plan: commercial" in note and "explanation of benefits" in note


def test_the_row_fits_the_file_that_it_is_for() -> None:
    with OBSERVATIONS.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    assert tuple(reader.fieldnames or ()) == COLUMNS
    assert set(SETTINGS) < {row["setting"] for row in rows}
    assert {row["given_by"] for row in rows} >= set(GIVEN_BY)
    found = observation(INFUSIONS, BOOK, TODAY)
    assert list(csv.reader(io.StringIO(found.csv()))) == [list(COLUMNS), list(found.row.values())]
    assert found.csv(header=False).count("\n") == 1


def test_a_source_that_is_there_gets_another_id() -> None:
    first = observation(INFUSIONS, BOOK, TODAY)
    again = observation(INFUSIONS, BOOK, TODAY, [first.source_id])
    assert again.source_id == f"{first.source_id}-2" == again.row["source"]
    assert observation(INFUSIONS, BOOK, TODAY).entry == first.entry
    other = replace(INFUSIONS, city="Dayton")
    assert observation(other, BOOK, TODAY).source_id != first.source_id


_TEXT = st.text(max_size=60)


@given(
    item=st.sampled_from([*BOOK.services, *BOOK.options]),
    cents=st.integers(1, 10_000_000),
    sessions=st.integers(1, 366),
    month=st.sampled_from(["2026-11", "2026-01", "2021-12"]),
    payer=st.sampled_from(PAYERS),
    seen=st.sampled_from(SEEN),
    texts=st.tuples(_TEXT, _TEXT, _TEXT),
    url=st.sampled_from(["", "https://example.org/a?b=c#d", 'http://x.org/"y"']),
)
def test_whatever_is_typed_fits_the_schema(
    tmp_path_factory: pytest.TempPathFactory, item: str, cents: int, sessions: int, month: str,
    payer: str, seen: str, texts: tuple[str, str, str], url: str,
) -> None:  # fmt: skip
    city, provider, included = texts
    paid = Paid(item, Decimal(cents) / 100, sessions, month, payer, "clinic", None, "OH",
                city, provider, included, seen, url)  # fmt: skip
    if paid_problems(paid, BOOK, TODAY):
        return
    found = observation(paid, BOOK, TODAY)
    path = tmp_path_factory.mktemp("entry") / "sources.yaml"
    path.write_text(f"sources:\n{found.entry}", encoding="utf-8")
    document = read_yaml(path, path.name)
    read = validated(document, SourcesFile, "sources")
    assert document.faults == [] and read is not None and list(read.sources) == [found.source_id]
    (row,) = csv.DictReader(io.StringIO(found.csv(), newline=""))
    assert row == found.row
    assert all(cell[:1] not in ("=", "+", "-", "@") for cell in row.values())


# --- what can't be taken -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "code", "part"),
    [
        ({"item": None, "usd": None}, "missing", "what you paid for and how much"),
        ({"seen": None}, "missing", "where you saw the price"),
        ({"item": "ketamine-infusion"}, "item-unknown", "'ketamine-infusion'"),
        ({"usd": Decimal(0)}, "usd", "more than $0"),
        ({"usd": Decimal("600000.01")}, "usd", "$600,000"),  # 6 x 100,000
        ({"sessions": 0}, "sessions", "1 to 366"),
        ({"month": "2026-12"}, "month", "has begun"),
        ({"month": "2026-13"}, "month", "has begun"),
        ({"url": "example.org"}, "url", "https://"),
        ({"url": "https://exa mple.org"}, "url", "no spaces"),
        ({"city": "x" * 301}, "too-long", "the city: it has 301"),
        ({"included": "ask jo@example.org"}, "private", "what was included"),
        ({"provider": "call (614) 555-0100"}, "private", "the name of the place"),
        ({"included": "614.555.0100"}, "private", "telephone"),
    ],
)
def test_a_slip_is_told(changes: dict[str, Any], code: str, part: str) -> None:
    problems = paid_problems(replace(INFUSIONS, **changes), BOOK, TODAY)
    assert code in [problem.id for problem in problems]
    assert part in " ".join(problem_words(problems))


def test_nothing_is_wrong_with_a_whole_answer() -> None:
    assert paid_problems(INFUSIONS, BOOK, TODAY) == []
    short = Paid("ketamine.iv", Decimal(1), 1, "2026-11", seen="told")
    assert paid_problems(short, BOOK, TODAY) == []  # all else may stay empty
    assert paid_problems(replace(INFUSIONS, included="6 for 2,500 (2024-2026)"), BOOK, TODAY) == []


# --- the page ------------------------------------------------------------------------------------


def _page() -> None:
    import streamlit

    from ketacost.app import session
    from ketacost.app.pages import after_the_bill, i_paid

    session.begin()
    if streamlit.session_state.get("elsewhere"):
        after_the_bill.show()
    else:
        i_paid.show()


def _filled() -> AppTest:
    page = run(AppTest.from_function(_page, default_timeout=30))
    assert "Still needed" in page.info[0].value and not copied_texts(page)
    page.selectbox(key="paid_item").select("psychotherapy-45")
    page.number_input(key="paid_usd").set_value(180.5)
    page.selectbox(key="paid_month").select_index(1)
    page.selectbox(key="paid_seen").select("bill")
    page.text_input(key="paid_city").set_value("Dayton")
    return run(page)


def test_the_page_makes_both_texts() -> None:
    page = _filled()
    entry, row = copied_texts(page)
    assert entry.startswith("  paid-") and 'publisher: "A person who paid' in entry
    assert next(csv.DictReader(io.StringIO(row)))["usd"] == "180.50"
    said = " ".join(texts(page))
    assert "Nothing is kept or sent" in said and "name no person" in said and "988" in said


def test_a_slip_is_told_on_the_page_and_loses_nothing() -> None:
    page = _filled()
    page.text_input(key="paid_url").set_value("example.org")
    run(page)
    assert not copied_texts(page) and "must begin with https" in page.info[0].value
    assert page.text_input(key="paid_city").value == "Dayton"
    page.text_input(key="paid_url").set_value("")
    run(page)
    assert len(copied_texts(page)) == 2


def test_another_page_in_between_loses_nothing() -> None:
    page = _filled()
    before = copied_texts(page)
    page.session_state["elsewhere"] = True
    run(page)
    assert page.title[0].value == "After the bill"
    page.session_state["elsewhere"] = False
    run(page)
    assert copied_texts(page) == before
    assert page.number_input(key="paid_usd").value == 180.5
    assert page.selectbox(key="paid_item").value == "psychotherapy-45"


def test_every_question_has_a_box() -> None:
    page = run(AppTest.from_function(_page, default_timeout=30))
    kinds = ("selectbox", "number_input", "text_input")
    boxes = {widget.key for kind in kinds for widget in page.get(kind)}
    assert boxes == {f"paid_{field.name}" for field in fields(Paid)}
