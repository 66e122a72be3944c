"""What changed between two releases, in words, as a document and for example scenarios."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from ketacost import load_prices
from ketacost.cli import main
from ketacost.model.changes import (
    Change,
    changes,
    example_changes,
    figures,
    records,
    unexplained,
)
from ketacost.model.codes import Code
from ketacost.model.figure import Figure
from ketacost.model.scenario import arm_id
from ketacost.output.changes import changes_document
from ketacost.tables.releases import read_examples, release_names
from ketacost.tables.schema import (
    Example,
    FeeSchedulePrice,
    HospitalPrice,
    MultiplePrice,
    Plan,
)
from ketacost.words.changes import change_words

Told = Callable[[str, str], str]


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Told:
    """`ketacost prices diff OLD NEW`, as printed."""

    def run(*args: str) -> str:
        capsys.readouterr()
        assert main(["prices", "diff", *args]) == 0
        return capsys.readouterr().out

    return run


def figure(value: object, unit: str = "cents", unknown: bool = False) -> Figure:
    label = Code.of("rule", rule="a visit")
    return Figure("prices", label, value, unit, None, unknown)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (figure(24000), figure(25700), "rule: a visit: from $240 to $257 (+7.1%)"),
        (figure(10050), figure(5025), "rule: a visit: from $100.50 to $50.25 (-50.0%)"),
        (
            figure((100, 200, 300)),
            figure((100, 250, 400)),
            "rule: a visit: from $2.00 ($1.00 to $3.00) to $2.50 ($1.00 to $4.00) (+25.0%)",
        ),
        (
            figure((100, 200, 300)),
            figure((150, 200, 300)),
            "rule: a visit: from $2.00 ($1.00 to $3.00) to $2.00 ($1.50 to $3.00) "
            "(the typical amount stays)",
        ),
        (figure((200, 200, 200)), None, "rule: a visit: gone, $2.00"),
        (None, figure(2500), "rule: a visit: new, $25"),
        (figure(None), figure(900000), "rule: a visit: from no limit to $9,000"),
        (figure(None, unknown=True), figure((5, 5, 5)),
         "rule: a visit: from not known to $0.05"),
        (figure(Decimal("0.2"), "share"), figure(Decimal("0.25"), "share"),
         "rule: a visit: from 20% to 25% (+25.0%)"),
        (figure(Decimal("32.3465"), "usd"), figure(Decimal("33.4009"), "usd"),
         "rule: a visit: from $32.3465 to $33.4009 (+3.3%)"),
        (figure("covered", "text"), figure("not-covered", "text"),
         "rule: a visit: from covered to not-covered"),
        (figure(0), figure(2500), "rule: a visit: from $0 to $25"),
    ],
)  # fmt: skip
def test_a_change_in_words(old: Figure | None, new: Figure | None, words: str) -> None:
    assert change_words(Change("a.visit", old, new)) == words


def test_a_release_does_not_differ_from_itself(told: Told) -> None:
    book = load_prices("2025.1")
    assert changes(book, book) == []
    assert "From release 2025.1 to 2025.1: 0 figures changed, new or gone." in told(
        "2025.1", "2025.1"
    )


PLAN_B = "Part B deductible a year, Original Medicare with a Part D drug plan"
BRONZE = "medical out-of-pocket maximum a year, Marketplace plan, bronze"
SPRAVATO = "Medicare fee for G2083, office"


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        (
            "2024.1",
            "2025.1",
            (
                f"{PLAN_B}: from $240 to $257 (+7.1%)",
                f"{BRONZE}: from $9,450 to $9,200 (-2.6%)",
                f"{SPRAVATO}: from $1,211.67 to $1,171.27 (-3.3%)",
            ),
        ),
        (
            "2025.1",
            "2026.1",
            (
                f"{PLAN_B}: from $257 to $283 (+10.1%)",
                f"{BRONZE}: from $9,200 to $10,600 (+15.2%)",
                f"{SPRAVATO}: from $1,171.27 to $1,356.08 (+15.8%)",
            ),
        ),
    ],
)
def test_the_figures_that_everyone_knows_are_named(
    told: Told, old: str, new: str, lines: tuple[str, ...]
) -> None:
    printed = [line.strip() for line in told(old, new).splitlines()]
    for line in lines:
        assert line in printed


def test_the_anesthesia_factor_of_2024(told: Told) -> None:
    """4 base units and 1 to 2 of time: 20.7739 x 5, 5.5 and 6 = 103.87, 114.26, 124.64."""
    said = told("2024.1", "2024.2")
    assert "4 figures changed" in said
    assert "Medicare: from $111.75 ($101.59 to $121.91) to $114.26 ($103.87 to $124.64)" in said


def test_what_it_does_to_examples(told: Told) -> None:
    out = told("2025.1", "2026.1")
    _, _, examples = out.partition("What it does to example scenarios")
    # Spravato meets the yearly maximum of a bronze plan in either year
    bronze = examples.partition("A bronze marketplace plan in Montana, six months\n")[2]
    assert "Spravato) nasal spray in a certified clinic: $9,200 before, $10,600 after" in bronze


def test_an_example_holds_the_cents_of_both_releases() -> None:
    """Part B in 2025: $257, then 20% of the rest. Sixteen CBT sessions, nationally."""
    old, new = load_prices("2025.1"), load_prices("2026.1")
    example = Example(
        label="CBT", arms="cbt.individual:16", plan="original-medicare", horizon="course"
    )
    (found,) = example_changes(old, new, {"cbt": example})
    (arm,) = found.arms
    assert (found.id, found.label, arm_id(arm.arm)) == ("cbt", "CBT", "cbt.individual:16")
    # 2025: 90791 once, (3.84 + 1.22 + 0.10) x 32.3465 = 166.91; then 90834 sixteen times,
    # (2.45 + 0.72 + 0.05) x 32.3465 = 104.16
    assert arm.before == 25700 + fifths([16691, *[10416] * 16], 25700)
    # 2026: (3.84 + 1.33 + 0.02) x 33.4009 = 173.35; (2.56 + 0.83 + 0.02) x 33.4009 = 113.90
    assert arm.after == 28300 + fifths([17335, *[11390] * 16], 28300)


def fifths(cents: list[int], deductible: int) -> int:
    """20% of what is above the deductible, rounded to the cent for each bill."""
    total = 0
    for bill in cents:
        below = min(deductible, bill)
        deductible -= below
        total += round((bill - below) / 5)
    return total


def test_an_arm_of_one_release_alone_is_left_out() -> None:
    old, new = load_prices("2025.1"), load_prices("2026.1")
    gone = replace(old, treatments={n: t for n, t in old.treatments.items() if n != "ect"})
    example = Example(label="Two", arms="cbt.individual:16,ect.outpatient:9")
    (found,) = example_changes(gone, new, {"two": example})
    assert [arm_id(arm.arm) for arm in found.arms] == ["cbt.individual:16"]


def test_the_document_holds_every_figure_in_dollars(told: Told) -> None:
    printed = json.loads(told("2025.1", "2026.1", "--json"))
    old, new = load_prices("2025.1"), load_prices("2026.1")
    assert printed == changes_document(old, new, read_examples().examples)
    by_path = {change["path"]: change for change in printed["changes"]}
    assert by_path["plans.original-medicare.accumulators.medical.deductible"] == {
        "path": "plans.original-medicare.accumulators.medical.deductible",
        "kind": "changed",
        "label": PLAN_B,
        "old": 257,
        "new": 283,
        "percent": 10.1,
        "reason": "CMS raised the Part B deductible from 257 for 2026.",
        "says_why": True,
    }
    factor = by_path["medicare.conversion-factor"]
    assert (factor["old"], factor["new"], factor["percent"]) == (32.3465, 33.4009, 3.3)
    assert len(printed["changes"]) == len(by_path) == len(changes(old, new))
    assert [e["id"] for e in printed["examples"]] == list(read_examples().examples)


# --- every figure is told ------------------------------------------------------------------------

WHOLE_PLAN: dict[str, Any] = {
    "label": "Plan",
    "payer": "commercial",
    "coverage": "commercial",
    "year-starts-month": 7,
    "one-copayment-a-day": True,
    "in-stay": ["lab"],
    "carry-over-months": 3,
    "hra": {"amount": 500, "pays": "deductible"},
    "out-of-network": {
        "deductible": 300, "share": 0.5, "allowed": 0.8, "out-of-pocket-max": 900,
    },
    "accumulators": {
        "medical": {
            "deductible": 500,
            "out-of-pocket-max": 2000,
            "family": {"kind": "embedded", "deductible": 1000, "out-of-pocket-max": 4000},
        },
        "own": {"deductible": 100, "out-of-pocket-with": "medical"},
    },
    "cost-sharing": {
        "lab": {
            "accumulator": "own",
            "after-deductible": True,
            "copayment": 10,
            "copayment-first": True,
            "coinsurance": 0.1,
            "coinsurance-min": 20,
            "coinsurance-max": 30,
            "outside-out-of-pocket-max": True,
            "per": "day",
            "max-days": 5,
            "day-tiers": [{"from-day": 61, "copayment": 434}],
            "benefit-period-days": 60,
            "first": {"visits": 3, "copayment": 5, "coinsurance": 0.2, "after-deductible": True},
            "visit-limit": 20,
            "counted-as": "some",
        }
    },
    "otherwise": {"copayment": 20},
}  # fmt: skip
OTHER_WORDS = {
    "commercial": "va-tricare",
    "deductible": "any-share",
    "embedded": "aggregate",
    "own": "medical",
    "day": "stay",
    "some": "others",
    "lab": "inpatient-stay",
}


def _changed_each(value: Any) -> Iterator[Any]:
    """The value with one leaf of it changed, each in turn."""
    if isinstance(value, dict):
        for key in value.keys() - {"label", "out-of-pocket-with"}:
            for other in _changed_each(value[key]):
                yield value | {key: other}
    elif isinstance(value, list):
        yield from ([other] for other in _changed_each(value[0]))
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, str):
        yield OTHER_WORDS[value]
    else:
        yield value / 2 if value < 1 else value + 1


def test_every_figure_of_a_plan_is_told() -> None:
    """Also those of concepts that no release uses yet."""
    book = load_prices("2026.1")
    old = replace(book, plans={"x": Plan(**WHOLE_PLAN)})
    others = [p for p in _changed_each(WHOLE_PLAN) if p["coverage"] != "va-tricare"]
    assert len(others) >= 35
    for other in others:
        found = changes(old, replace(book, plans={"x": Plan(**other)}))
        assert found and all(change_words(change) for change in found), other
    assert not changes(old, old)


def test_figures_of_a_plan_in_words() -> None:
    book = load_prices("2026.1")
    old = replace(book, plans={"x": Plan(**WHOLE_PLAN)})
    outside = WHOLE_PLAN["out-of-network"] | {"share": 0.25, "deductible": 350}
    lab = WHOLE_PLAN["cost-sharing"]["lab"] | {"visit-limit": 12}
    lab |= {"day-tiers": [{"from-day": 61, "copayment": 440}]}
    other = WHOLE_PLAN | {"out-of-network": outside, "cost-sharing": {"lab": lab}, "hra": None}
    new = replace(book, plans={"x": Plan(**other)})
    assert [change_words(change) for change in changes(old, new)] == [
        "copayments of later days (from day: dollars) for lab, Plan: from 61: 434 to 61: 440",
        "visits a year for lab, Plan: from 20 to 12 (-40.0%)",
        "out-of-network deductible a year, Plan: from $300 to $350 (+16.7%)",
        "share paid back out of network, Plan: from 50% to 25% (-50.0%)",
        "money of the HRA a year, Plan: gone, $500",
        "what the HRA pays, Plan: gone, deductible",
    ]


def test_help_the_way_there_and_rules_are_told(told: Told) -> None:
    said = told("2024.1", "2026.1")
    assert "a mile by car: from $0.67 to $0.725 (+8.2%)" in said
    assert "amount of the rule hsa-contribution-limit: from $4,150 to $4,400 (+6.0%)" in said
    assert "a mile by car: from $0.67 to $0.70 (+4.5%)" in told("2024.1", "2025.1")
    book = load_prices("2026.1")
    program = book.help["spravato-withme"]
    for more in ({"floor": Decimal(20)}, {"yearly_cap": Decimal(8000)}):
        help_ = book.help | {"spravato-withme": program.model_copy(update=more)}
        assert len(changes(book, replace(book, help=help_))) == 1


def test_only_a_computed_price_is_said_to_follow_medicare() -> None:
    """Another has the reason that the tables give, or none."""
    book = load_prices("2026.1")
    for path, found in figures(book).items():
        if path.startswith("services.") and isinstance(found.reason, Code):
            _, service, _, payer = path.split(".")
            price = book.services[service].price.of(payer)
            kinds = {
                "follows-medicare": MultiplePrice,
                "fee-schedule": FeeSchedulePrice | HospitalPrice,
            }
            kind = kinds.get(found.reason.id)
            assert kind is None or isinstance(price, kind), path


# --- reasons -------------------------------------------------------------------------------------


def test_each_change_of_the_newest_release_has_a_reason() -> None:
    """Of 2026.2 and each later one, against the release before it; and of a release mended."""
    names = [name for name in release_names() if name >= "2026.1"]
    for old, new in [("2024.1", "2024.2"), *pairwise(names)]:
        found = unexplained(load_prices(old), load_prices(new))
        assert not [(change.path, change_words(change)) for change in found]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ({"changed": None}, {"changed": "A survey."}, "A survey."),
        ({"changed": "A survey."}, {"changed": "A survey."}, None),
        ({"changed": "A survey."}, {"changed": None}, None),
        ({"how": 1}, {"how": 1, "changed": Code.of("follows-medicare")}, "follows-medicare"),
        ({"how": 1}, {"how": 2, "changed": Code.of("follows-medicare")}, None),
    ],
)
def test_what_stood_there_before_is_no_reason(
    old: dict[str, Any], new: dict[str, Any], why: str | None
) -> None:
    one = replace(figure(100), **old)
    found = Change("plans.x.deductible", one, replace(figure(200), **new)).why
    assert (found.id if isinstance(found, Code) else found) == why


def test_a_new_record_needs_no_reason_and_a_new_figure_of_an_old_one_does() -> None:
    book = load_prices("2026.1")
    plan = book.plans["employer-ppo"]
    more = replace(book, plans=book.plans | {"another": plan})
    assert [c.kind for c in changes(book, more)][:1] == ["new"]
    assert not unexplained(book, more)
    slower = plan.model_copy(update={"carry_over_months": 3})
    found = unexplained(book, replace(book, plans=book.plans | {"employer-ppo": slower}))
    assert [(c.path, c.kind) for c in found] == [("plans.employer-ppo.carry-over-months", "new")]
    said = plan.model_copy(update={"carry_over_months": 3, "changed": "As printed in 2026."})
    assert not unexplained(book, replace(book, plans=book.plans | {"employer-ppo": said}))


def test_a_gone_figure_has_the_reason_of_its_record() -> None:
    """The course of esketamine: one line for drug and watching before, two after."""
    found = {c.path: c for c in changes(load_prices("2026.1"), load_prices("2026.2"))}
    gone = found["options.ketamine.esketamine.course.acute.esketamine-session"]
    assert gone.kind == "gone" and "billed apart" in str(gone.why)


def test_courses_are_told_in_words() -> None:
    found = {c.path: change_words(c) for c in changes(load_prices("2026.1"), load_prices("2026.2"))}
    assert found["options.ect.outpatient.course.maintenance.ect-facility"] == (
        "ECT (electroconvulsive therapy): ECT as an outpatient, maintenance: ECT: hospital "
        "outpatient treatment and recovery room: from every 3 weeks to every 2 weeks, at most 3"
    )
    assert found["options.ketamine.iv.settings.default"] == (
        "Ketamine: IV infusion, where it is given: new, a clinic or office"
    )
    assert found["options.ketamine.iv.settings.hospital"].startswith(
        "Ketamine: IV infusion, at a hospital: new, Ketamine infusion into a vein at a hospital's"
    )


def test_every_word_of_a_course_is_told() -> None:
    """All steps and paces of all releases have words; none shows the name of a code."""
    for release in release_names():
        book = load_prices(release)
        for path, found in figures(book).items():
            said = change_words(Change(path, None, found))
            assert "Code(" not in said and "{" not in said, path


def test_a_new_service_or_option_is_one_line(told: Told) -> None:
    out = told("2026.1", "2026.2")
    lines = [line.strip() for line in out.splitlines()]
    assert sum(line.startswith("new: Mirtazapine (generic), 30 days: ") for line in lines) == 1
    mirtazapine = next(line for line in lines if line.startswith("new: Mirtazapine (generic)"))
    assert (
        "paying oneself $10.90 ($5.90 to $35.40); employer and marketplace plans $9.17"
        in mirtazapine
    )
    commercial = "employer or marketplace plans"
    tms = "new: TMS (transcranial magnetic stimulation): TMS, a full course of daily sessions: "
    assert any(
        line.startswith(f"{tms}36 (session); {commercial} covered after approval") for line in lines
    )
    context = "new: Ketamine: IV infusion: 18 rows"
    assert context in lines
    assert "no reason is given" not in out
    assert "Changes that no reason is given for: " in told("2024.1", "2025.1")


def test_every_figure_stands_in_a_record() -> None:
    book = load_prices("2026.2")
    assert {"services.ect-facility", "options.ketamine.iv", "plans.employer-ppo"} <= records(book)
