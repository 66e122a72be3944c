"""Before and after: a scenario kept beside the one it was changed into."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import quote_plus

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from driving_app import amounts, open_page, run, scenario_of, texts
from ketacost import Scenario, compare, default_scenario, from_link, load_prices, to_link
from ketacost.cli import main
from ketacost.model.before_after import Pair, kept_comparison, pairs
from ketacost.model.estimate import Comparison
from ketacost.model.link import link_texts, read_link, read_pairs
from ketacost.model.ranges import ranges_of
from ketacost.output.differences import difference
from ketacost.words.before_after import changed_words, difference_words, why_words
from scenarios import scenarios

BOOK = load_prices("2026.1")


def _asked(kept: str, **fields: str) -> Comparison:
    """A comparison in 2026.1, with the query of what was kept."""
    reading = read_link([("v", "2"), ("release", "2026.1"), *fields.items(), ("kept", kept)])
    assert not reading.problems
    return compare(reading.book, reading.scenario)


def _pairs(comparison: Comparison) -> list[Pair]:
    kept = kept_comparison(comparison)
    assert kept
    return pairs(kept, comparison)


def _parts(pair: Pair) -> dict[str, tuple[int | None, int | None]]:
    return {part.service: (part.kept, part.now) for part in pair.parts()}


# --- by hand -------------------------------------------------------------------------------------


def test_two_more_infusions() -> None:
    """475 each: six are 2,850, eight 3,800. Evaluation 275 and follow-up 200 stay."""
    [pair] = _pairs(_asked("arms=ketamine.iv:6", arms="ketamine.iv:8"))
    assert _parts(pair) == {
        "ketamine-evaluation": (27_500, 27_500),
        "ketamine-infusion-iv": (6 * 47_500, 8 * 47_500),
        "ketamine-follow-up": (20_000, 20_000),
    }
    assert pair.cents == (332_500, 427_500) and pair.difference == 95_000
    assert difference_words(pair) == "$950 more than what you kept ($3,350)"
    assert why_words(pair).endswith(
        "$950 more, all of it for Ketamine infusion into a vein, about 40 minutes, with monitoring"
    )


def test_with_a_plan_in_place_of_none() -> None:
    """Without a plan an intake of 190 and 16 sessions of 169; with one, 17 copayments of 35."""
    comparison = _asked("arms=cbt.individual:16", arms="cbt.individual:16", plan="employer-ppo")
    [pair] = _pairs(comparison)
    assert _parts(pair) == {
        "psychotherapy-intake": (19_000, 3_500),
        "psychotherapy-45": (16 * 16_900, 16 * 3_500),
    }
    assert pair.difference == 17 * 3_500 - 19_000 - 16 * 16_900 == -229_900
    kept = comparison.scenario.kept
    assert kept and changed_words(kept, comparison.scenario).startswith("Changed since: the plan.")


def test_another_way_to_have_it_is_held_against_the_first() -> None:
    """Six infusions of 475 against six injections of 425; the SSRI is gone, a second CBT is new."""
    found = _pairs(
        _asked(
            "arms=ketamine.iv:6,cbt.individual:16,ssri.sertraline:9",
            arms="ketamine.im:6,cbt.individual:12,cbt.individual:4",
        )
    )
    ids = [(pair.kept and pair.kept.id, pair.now and pair.now.id) for pair in found]
    assert ids == [
        ("ketamine.iv:6", "ketamine.im:6"),
        ("cbt.individual:16", "cbt.individual:12"),
        (None, "cbt.individual:4"),
        ("ssri.sertraline:9", None),
    ]
    assert _parts(found[0]) == {
        "ketamine-evaluation": (27_500, 27_500),
        "ketamine-infusion-iv": (6 * 47_500, None),
        "ketamine-follow-up": (20_000, 20_000),
        "ketamine-injection-im": (None, 6 * 42_500),
    }
    assert [pair.difference for pair in found] == [-30_000, -4 * 16_900, None, None]
    assert difference_words(found[2]) == "Not in what you kept"


def test_what_was_kept_has_its_own_release() -> None:
    """A session of therapy was 164 in 2025 and is 169: sixteen are 80 more."""
    [pair] = _pairs(_asked("release=2025.1&arms=cbt.individual:16", arms="cbt.individual:16"))
    assert _parts(pair)["psychotherapy-45"] == (16 * 16_400, 16 * 16_900)
    assert pair.difference == 16 * 500


def test_a_thousand_already_paid_of_a_maximum_of_four() -> None:
    """Esketamine reaches the maximum of 4,000 either way: with 1,000 paid 3,000 are left of it."""
    esketamine = "ketamine.esketamine:12"
    kept = f"arms={esketamine}&plan=employer-ppo&met=1000"
    [pair] = _pairs(_asked(kept, arms=esketamine, plan="employer-ppo"))
    assert _parts(pair) == {
        "prescriber-evaluation": (3_500, 3_500),
        "esketamine-session": (296_500, 396_500),
    }


def test_what_a_plan_asks_for_before_it_is_the_difference() -> None:
    """PPO of 2026.2, the maximum of 4,000 either way: the way there costs 137.48 (four visits at
    27, tablets at 13.52 and 15.96), which esketamine then costs less."""
    esketamine = "ketamine.esketamine:12"
    kept = f"release=2026.2&arms={esketamine}&plan=employer-ppo"
    way = f"ssri.sertraline:3~s2>snri.venlafaxine-xr:3~s2>{esketamine}"
    reading = read_pairs([("v", "2"), ("arms", way), ("plan", "employer-ppo"), ("kept", kept)],
                         load_prices("2026.2"))  # fmt: skip
    [pair] = _pairs(compare(reading.book, reading.scenario))
    assert pair.cents == (400_000, 400_000) and pair.difference == 0
    new = {part.service: part.now for part in pair.parts() if part.kept is None}
    assert new == {
        "primary-care-new": 2 * 2_700,
        "sertraline-month": 2 * 676,
        "primary-care-follow-up": 2 * 2_700,
        "venlafaxine-xr-month": 2 * 798,
    }
    had = sum(part.difference for part in pair.parts() if part.kept is not None)
    assert had == -sum(filter(None, new.values())) == -13_748


# --- the link ------------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenarios(BOOK), scenarios(BOOK, most_arms=3), st.booleans())
def test_one_link_holds_both(scenario: Scenario, kept: Scenario, encoded: bool) -> None:
    both = replace(scenario, kept=kept)
    link = to_link(both)
    assert from_link(link.replace(",", "%2C").replace(">", "%3E") if encoded else link) == both
    assert from_link(link.replace("&", "&amp;")) == both
    assert link.startswith(to_link(scenario))
    assert len(link) < 8_000


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenarios(BOOK, most_arms=2), scenarios(BOOK, most_arms=2))
def test_no_figure_rests_on_what_was_kept(scenario: Scenario, kept: Scenario) -> None:
    alone, beside = compare(BOOK, scenario), compare(BOOK, replace(scenario, kept=kept))
    for one, other in zip(alone.arms, beside.arms, strict=True):
        assert one.ledger.totals() == other.ledger.totals()
    if not scenario.help:
        assert [r.low for r in ranges_of(alone)] == [r.low for r in ranges_of(beside)]
    for pair in _pairs(beside):
        total = sum(part.difference for part in pair.parts())
        kept_cents, now = pair.cents
        assert total == (now or 0) - (kept_cents or 0), "the services say all of the difference"


@pytest.mark.parametrize(
    ("kept", "code"),
    [
        ("release=1999.1&arms=ketamine.iv", "kept-release"),
        ("release=2026.1&plan=gold&arms=ketamine.iv", "kept-unread"),
        ("release=2026.1", "kept-unread"),
        ("foo", "kept-unread"),
    ],
)
def test_what_cant_be_read_of_it_is_told_and_the_rest_works(kept: str, code: str) -> None:
    scenario = default_scenario(BOOK)
    reading = read_link(f"{to_link(scenario)}&kept={quote_plus(kept)}")
    assert reading.problems[0].id == code
    assert reading.scenario == scenario


def test_what_was_kept_keeps_nothing_itself() -> None:
    nested = "release=2026.1&arms=ketamine.iv:6&kept=" + quote_plus("arms=ketamine.im")
    reading = read_pairs([("kept", nested)], BOOK)
    assert not reading.problems
    assert reading.scenario.kept and reading.scenario.kept.kept is None


# --- the command line ----------------------------------------------------------------------------


def test_the_command_line_prints_both(capsys: pytest.CaptureFixture[str]) -> None:
    kept = to_link(default_scenario(BOOK))
    words = ["--arm", "ketamine.iv:8", "--release", "2026.1", "--kept", kept]
    assert main(["compare", *words]) == 0
    said = capsys.readouterr().out
    assert "Kept to compare with: One course, United States (national)" in said
    assert "$3,325    $4,275  $950 more" in said
    link = said.split("Link: ")[1].split()[0]
    assert main(["open", link, "--json"]) == 0
    [first, *gone] = json.loads(capsys.readouterr().out)["kept"]["arms"]
    assert first["patient_pays"] == {"kept": 3325.0, "now": 4275.0}
    assert [arm["arm"] for arm in gone] == [None] * 3
    assert main(["compare", "--kept", "plan=gold&arms=ketamine.iv"]) != 0
    assert "what was kept is left out" in capsys.readouterr().err


def test_the_table_has_what_differs_alone() -> None:
    comparison = _asked("arms=ketamine.iv:6", arms="ketamine.iv:8")
    kept = kept_comparison(comparison)
    assert kept
    assert [list(row.values()) for row in difference(kept, comparison)] == [
        ["Ketamine: IV infusion in a clinic, in all", "$3,325", "$4,275", "$950 more"],
        ["– Ketamine infusion into a vein, about 40 minutes, with monitoring",
         "$2,850", "$3,800", "$950 more"],
    ]  # fmt: skip


# --- the app -------------------------------------------------------------------------------------


def test_keep_change_go_back_and_stop() -> None:
    page = open_page(arms="ketamine.iv:6,cbt.individual:16", release="2026.1", v="2")
    before, was = amounts(page), scenario_of(page)
    page.button(key="keep").click()
    run(page)
    assert scenario_of(page) == replace(was, kept=was)
    assert any("Nothing is changed yet" in text for text in texts(page))
    page.pills(key="plan").set_value("employer-ppo")
    run(page)
    now = scenario_of(page)
    assert now.plan == "employer-ppo" and now.kept == was and amounts(page) != before
    said = " ".join(texts(page)).replace("\\", "")
    assert "$2,300 less than what you kept ($2,900)" in said
    assert "Changed since: the plan" in said and "Compared with what you kept" in said

    opened = open_page(**{name: _text(page, name) for name in page.query_params})
    assert scenario_of(opened) == now, "the address holds both"

    page.button(key="back_to_kept").click()
    run(page)
    assert scenario_of(page) == was and amounts(page) == before
    opened.button(key="stop_comparing").click()
    run(opened)
    assert scenario_of(opened) == replace(now, kept=None)
    assert "kept" not in opened.query_params


def test_a_bad_kept_is_told_in_the_app() -> None:
    query = link_texts(default_scenario(BOOK)) | {"kept": "release=1999.1&arms=ketamine.iv"}
    page = open_page(**query)
    assert any("1999.1" in str(warning.value).replace("\\", "") for warning in page.warning)
    assert amounts(page) and scenario_of(page).kept is None


def _text(page, name: str) -> str:
    found = page.query_params[name]
    return found if isinstance(found, str) else found[0]
