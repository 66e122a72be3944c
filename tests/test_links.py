"""Links keep their word: every input comes back, and the same figures for ever."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ketacost import (
    Scenario,
    ScenarioError,
    compare,
    default_scenario,
    from_link,
    load_prices,
    to_link,
)
from ketacost.cli import main
from ketacost.model.link import FIELDS
from ketacost.model.published import published_figures
from ketacost.tables import PricingError
from ketacost.words.figures import dollars_and_cents
from publish import FILE
from reading_links import link_fields, read_fields, whole_link
from scenarios import scenarios

BOOK_ROOT = Path(__file__).parents[1] / "pricing"
BOOK = load_prices("2026.1")
PUBLISHED = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


# --- published links -----------------------------------------------------------------------------


def test_there_are_links_of_every_release_and_plan() -> None:
    assert len(PUBLISHED) >= 30
    fields = [link_fields(line["link"]) for line in PUBLISHED]
    assert {f["release"] for f in fields} >= {"2024.1", "2025.1", "2026.1"}
    assert {f["plan"] for f in fields} >= set(BOOK.plans)
    for name, empty in (("quotes", "none"), ("help", "none"), ("oon", "none"), ("tax", "none"),
                        ("loan", "none"), ("miles", "none"), ("ride", "none"), ("wage", "none"),
                        ("terms", "plan"), ("year", "plan"), ("met", "0")):  # fmt: skip
        assert any(f[name] != empty for f in fields), name
    assert any("~" in f["arms"] for f in fields) and any(" " in f["arms"] for f in fields)


@pytest.mark.parametrize("number", range(len(PUBLISHED)))
def test_a_published_link_gives_its_published_figures(number: int) -> None:
    """If this fails the program is wrong: somebody shared this link."""
    line = PUBLISHED[number]
    assert published_figures(line["link"]) == line["arms"]
    scenario = from_link(line["link"])
    assert from_link(to_link(scenario)) == scenario
    if link_fields(line["link"])["v"] == "1":
        assert link_fields(whole_link(scenario, "1")) == link_fields(line["link"])


# --- round trips ---------------------------------------------------------------------------------


@settings(max_examples=2_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenarios(BOOK))
def test_every_input_comes_back(scenario: Scenario) -> None:
    link = to_link(scenario)
    assert from_link(link) == scenario


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenarios(BOOK))
def test_a_link_may_be_whole_or_encoded(scenario: Scenario) -> None:
    link = to_link(scenario)
    assert from_link("https://example.org/compare" + link + "#part") == scenario
    assert from_link(link.replace("+", "%2B").replace(",", "%2C")) == scenario


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenario=scenarios(BOOK, most_arms=3))
def test_library_and_command_line_give_the_same_cents(
    scenario: Scenario, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["open", to_link(scenario), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    for told, arm in zip(document["arms"], compare(BOOK, scenario).arms, strict=True):
        totals = arm.ledger.totals()
        totals["patient_pays_at_prices"] = totals["patient_pays"]
        totals["patient_pays"] = arm.ledger.paid()
        for key in ("patient_pays", "patient_pays_at_prices", "plan_pays", "full_price"):
            assert {b: round(usd * 100) for b, usd in told[key].items()} == totals[key]
        for bound in ("low", "typical", "high"):
            lines = [x for x in told["ledger"] if x["bound"] == bound]
            paid = sum(
                round(x["patient_pays"] * 100) for x in lines if x["patient_pays"] is not None
            )
            assert paid == totals["patient_pays_at_prices"][bound]
    assert document["link"].endswith(to_link(scenario))


def test_an_ordinary_link_is_short_and_readable() -> None:
    link = to_link(default_scenario(BOOK))
    assert len(link) < 150
    assert re.fullmatch(r"\?[a-z0-9=&.:,+-]+", link)
    assert "ketamine.iv:6" in link and "release=2026.1" in link and "plan" not in link
    assert len({*link_fields(link)}) == link.count("=")


def test_a_link_of_format_1_says_everything() -> None:
    link = whole_link(default_scenario(BOOK), "1")
    for name in link_fields(link):
        without = re.sub(rf"(?<=[?&]){name}=[^&]*&?", "", link)
        if name == "v":
            continue  # then it is no link of format 1
        with pytest.raises(ScenarioError, match=name):
            from_link(without)


def test_what_format_2_does_not_name_is_frozen() -> None:
    """These texts may never change: links without these fields rest on them."""
    assert {name: field.default for name, field in FIELDS.items()} == {
        "arms": "ketamine.iv:6,ssri.sertraline:9,cbt.individual:16,ect.outpatient:9",
        "region": "us", "plan": "none", "horizon": "course", "start": "1-1", "year": "plan",
        "deductible": "plan", "met": "0", "max": "plan", "maxmet": "met", "drugmet": "0",
        "family": "none", "hra": "plan", "terms": "plan", "quotes": "none", "help": "none",
        "count": "yes", "oon": "none", "outside": "none", "tax": "none", "loan": "none",
        "miles": "none", "ride": "none", "wage": "none",
        "income": "none", "household": "1", "itemize": "none",
        "varies": "no", "matters": "none", "kept": "none",
    }  # fmt: skip
    whole = from_link(whole_link(default_scenario(BOOK)))
    assert whole == from_link(to_link(whole)) == default_scenario(BOOK)


def test_four_arms_with_region_and_plan_stay_under_200_characters() -> None:
    longest = max(BOOK.regions, key=len), max(BOOK.plans, key=len)
    scenario = replace(default_scenario(BOOK), region=longest[0], plan=longest[1])
    assert len(scenario.arms) == 4 and len(to_link(scenario)) < 200


# --- bad links -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("ketamine.iv:6", "ketamine.ivv:6"), "'ketamine.ivv'; did you mean 'ketamine.iv'"),
        (("ketamine.iv:6", "ketamine.iv:99"), "sessions of ketamine.iv"),
        (("plan=none", "plan=gold"), "'gold'"),
        (("region=us", "region=ohigo"), "'ohigo'"),
        (("horizon=course", "horizon=9y"), "9y"),
        (("met=0", "met=-5"), "-5"),
        (("met=0", "met=1e9"), "1e9"),
        (("start=1-1", "start=2-31"), "31"),
        (("quotes=none", "quotes=ketamine-infusion-iv:y"), "ketamine-infusion-iv"),
        (("loan=none", "loan=12.x"), "yearly interest"),
        (("v=2", "v=3"), "format '3'"),
    ],
)
def test_a_bad_value_is_told_and_the_rest_kept(change: tuple[str, str], words: str) -> None:
    link = whole_link(default_scenario(BOOK))
    assert change[0] in link
    scenario, problems = read_fields(link_fields(link.replace(*change)), BOOK)
    assert any(words in problem for problem in problems), problems
    assert scenario.region == "us" and scenario.plan == "none"
    assert scenario.arms[-1] == default_scenario(BOOK).arms[-1]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300))
def test_no_text_is_more_than_a_bad_link(text: str) -> None:
    scenario, _ = read_fields(link_fields(text), BOOK)
    assert from_link(to_link(scenario)) == scenario
    for name in (
        "arms",
        "region",
        "plan",
        "met",
        "quotes",
        "terms",
        "help",
        "oon",
        "loan",
        "miles",
    ):
        scenario, _ = read_fields({name: text}, BOOK)
        assert from_link(to_link(scenario)) == scenario


def test_an_unknown_release_is_told_never_replaced(capsys: pytest.CaptureFixture[str]) -> None:
    link = to_link(default_scenario(BOOK))
    for release in ("2019.1", "../../etc", "x" * 500):
        other = link.replace("release=2026.1", f"release={release}")
        with pytest.raises(PricingError, match="no pricing release"):
            from_link(other)
        assert main(["open", other]) == 2
        told = capsys.readouterr()
        assert "no pricing release" in told.err and not told.out


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the pricing folder, in use."""
    copy = shutil.copytree(BOOK_ROOT, tmp_path / "pricing")
    monkeypatch.setenv("KETACOST_PRICING", str(copy))
    return copy


def test_a_renamed_option_and_plan_keep_old_links(tables: Path) -> None:
    assert main(["prices", "new", "2026.9", "--from", "2026.1"]) == 0
    path = tables / "2026.9/treatments/ketamine.yaml"
    text = (
        path.read_text()
        .replace("\n  iv:\n", "\n  infusion:\n")
        .replace("default: iv\n", "default: infusion\nrenamed: {iv: infusion}\n")
    )
    path.write_text(text)
    path = tables / "2026.9/plans.yaml"
    text = (
        path.read_text()
        .replace("\n  employer-ppo:\n", "\n  job-ppo:\n")
        .replace("default: none\n", "default: none\nrenamed: {employer-ppo: job-ppo}\n")
    )
    path.write_text(text)
    link = whole_link(default_scenario(BOOK)).replace("release=2026.1", "release=2026.9")
    scenario = from_link(link.replace("plan=none", "plan=employer-ppo"))
    assert scenario.arms[0][0].option == "ketamine.infusion" and scenario.plan == "job-ppo"
    same = replace(default_scenario(BOOK), plan="employer-ppo")
    old, new = compare(BOOK, same), compare(load_prices("2026.9"), scenario)
    assert [a.ledger.totals() for a in old.arms] == [a.ledger.totals() for a in new.arms]


def test_the_command_line_opens_a_link(capsys: pytest.CaptureFixture[str]) -> None:
    link = PUBLISHED[0]["link"]
    assert main(["open", "https://example.org/" + link]) == 0
    out = capsys.readouterr().out
    assert "with prices of 2024" in out and to_link(from_link(link)) in out and "988" in out
    assert main(["open", link.replace("plan=none", "plan=gold")]) == 0
    told = capsys.readouterr()
    assert "about this link" in told.err and "'gold'" in told.err
    assert main(["estimate", "ketamine.iv:6", "--release", "2024.1"]) == 0
    typical = PUBLISHED[0]["arms"]["ketamine.iv:6"]["patient_pays"][1]
    assert dollars_and_cents(typical) in capsys.readouterr().out


def test_a_withdrawn_release_is_told_and_keeps_its_published_figures(
    tables: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tables / "releases.yaml"
    entries = path.read_text().replace("status: released", "status: withdrawn", 1)
    path.write_text(entries.replace("    hash:", '    reason: "A fee was wrong."\n    hash:', 1))
    capsys.readouterr()
    line = PUBLISHED[0]
    assert main(["open", line["link"], "--json"]) == 0
    told = capsys.readouterr()
    assert "prices of 2024.1 were withdrawn: A fee was wrong." in told.err
    arm = json.loads(told.out)["arms"][0]
    typical = line["arms"][arm["arm"]]["patient_pays"][1]
    assert round(arm["patient_pays"]["typical"] * 100) == typical
