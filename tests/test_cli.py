"""The command line as a person uses it."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ketacost import Scenario, load_prices, to_link
from ketacost.cli import commands, main
from ketacost.cli.options import FLAGS, FieldOption
from ketacost.model.link import FIELDS, Field, field_texts
from ketacost.model.link_values import Arms, Several, Whole
from ketacost.words.language import words as words_of
from scenarios import scenarios

BOOK = load_prices("2026.1")


def _run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = main(list(words))
    out, err = capsys.readouterr()
    return status, out, err


def test_compare_prints_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = _run(capsys, "compare", "--plan", "employer-ppo", "--region", "oh")
    assert status == 0
    assert "Ohio" in out and "You pay" in out and "988" in out
    lines = out.splitlines()
    at = [
        next(i for i, row in enumerate(lines) if row.startswith(name))
        for name in ("Ketamine", "SSRI", "Cognitive", "ECT")
    ]
    assert at == sorted(at), "ketamine, SSRI, CBT, ECT: never sorted by price"
    assert max(map(len, lines[:-3])) <= 100


def test_compare_json_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    arm = "ketamine.iv:8+cbt.individual"
    status, out, _ = _run(
        capsys, "compare", "--arm", arm, "--arm", "ect", "--plan", "employer-ppo",
        "--deductible", "500", "--deductible-met", "100", "--out-of-pocket-max", "3000",
        "--start-month", "10", "--horizon", "6m", "--region", "ca-los-angeles", "--json",
    )  # fmt: skip
    document = json.loads(out)
    assert status == 0
    assert document["release"] == load_prices().id
    assert [a["arm"] for a in document["arms"]] == [
        "ketamine.iv:8+cbt.individual:16",
        "ect.outpatient:9",
    ]
    assert document["link"].startswith(f"?v=2&release={load_prices().id}&arms=")
    assert document["scenario"]["deductible"] == 500
    row = document["arms"][0]["ledger"][0]
    assert set(row) >= {
        "week", "service", "codes", "phase", "benefit", "quantity", "bound",
        "full_price", "plan_pays", "patient_pays", "rule", "sources",
    }  # fmt: skip


def test_estimate_shows_lines_and_sources(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = _run(capsys, "estimate", "ketamine.iv:6", "--plan", "none")
    assert status == 0
    assert out.count("Ketamine infusion") >= 6
    assert "Sources" in out and "https://" in out


LISTS = ["options", "regions", "plans", "helps", "services", "benefits", "releases"]


@pytest.mark.parametrize("what", LISTS)
def test_lists(capsys: pytest.CaptureFixture[str], what: str) -> None:
    assert _run(capsys, what)[0] == 0
    status, out, _ = _run(capsys, what, "--json")
    rows = json.loads(out)
    assert status == 0 and rows
    assert all(row["id"] and row["label"] for row in rows)


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (["compaer"], "compare"),
        (["compare", "--arm", "ketamine.vi"], "ketamine.iv"),
        (["compare", "--region", "ca-los-angelos"], "ca-los-angeles"),
        (["compare", "--plan", "employer-pop"], "employer-ppo"),
        (["compare", "--horizon", "6mo"], "6m"),
        (["compare", "--release", "2026.11"], "2026.1"),
        (["compare", "--regoin", "oh"], "--region"),
        (["estimate", "ssri.sertralin"], "ssri.sertraline"),
        (["prices", "chekc"], "check"),
        (["prices", "import", "nadacc"], "nadac"),
        (["--hlep"], "--help"),
        (["compare", "--region", "Califronia"], "california"),
        (["compare", "--quote", "ketamine-infusion:575"], "ketamine-infusion-iv"),
        (["compare", "--terms", "labs:30"], "lab"),
        (["compare", "--help-with", "spravato"], "spravato-withme"),
        (["compare", "--outside", "cbt.indivdual"], "cbt.individual"),
        (["sheet", "?v=2", "-o", "a.pdf", "--paper", "leter"], "letter"),
        (["adjudicate", "employer-ppo", "a.csv", "--dates", "day-frist"], "day-first"),
        (["adjudicate", "employer-pop", "a.csv"], "employer-ppo"),
    ],
)
def test_a_wrong_name_gets_the_nearest(
    capsys: pytest.CaptureFixture[str], words: list[str], near: str
) -> None:
    status, out, err = _run(capsys, *words)
    assert (status, out) == (2, "")
    assert f"did you mean '{near}'" in err
    _is_plain(err)


def _is_plain(err: str) -> None:
    """Sentences of ours, and neither a dump of the usage nor a traceback."""
    assert all(line.startswith("ketacost: ") for line in err.splitlines()), err
    assert not any(word in err for word in ("Usage", "Traceback", "Error", "Invalid value")), err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["compare", "--arm", "ketamine.iv:600"], "sessions of ketamine.iv must be from 1 to"),
        (["compare", "--arm", "ketamine.iv:x"], "must be a whole number"),
        (["compare", "--deductible", "-5"], "deductible must be a whole number"),
        (["compare", "--start-month", "13"], "start month must be from 1 to 12"),
        (["estimate"], "OPTION"),
        (["app", "--port", "a"], "--port must be a number"),
        (["adjudicate", "nothing.yaml", "nothing.csv"], "neither a file nor a known plan"),
        (["adjudicate", "employer-ppo", "nothing.csv"], "there is no such file"),
        (["prices", "check", "no/such/folder"], "there is no folder"),
        (["prices"], "say what to do with the prices: check, stale,"),
        (["prices", "import"], "say what to import: cms-pfs,"),
        (["prices", "import", "nadac", "a.csv"], "missing option '--into'"),
        (["compare", "--region"], "option '--region' requires an argument"),
        (["compare", "--deductible", "--region", "oh"], "--deductible needs a value"),
        (["compare", "ketamine.iv"], "unexpected extra argument (ketamine.iv). See 'ketacost comp"),
        (["--region", "oh", "compare"], "options come after the command"),
        (["compare", "-region", "oh"], "most options begin with two dashes"),
        (["compare", "--arm", ""], "name a treatment"),
        (["compare", *["--arm", "cbt"] * 7], "only the first 6 can be compared"),
        (["estimate", "ketamine.iv,cbt"], "'ketacost compare' takes them"),
        (["sheet", "?v=2", "-o", "sheet.txt"], "--output must end in .pdf or .html"),
        (["compare", "--savings-count", "maybe"], "say yes or no"),
        (["compare", "--family", "e.1"], "e.3000.500.8000.900"),
        (["prices", "stale", "--on", "5"], "--on wants a date"),
    ],
)
def test_bad_values_are_told(
    capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    status, _, err = _run(capsys, *words)
    assert status in (1, 2)
    assert told in err
    if status == 2:
        _is_plain(err)


def test_a_wrong_arm_is_all_that_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is shown in its place, so nothing says so."""
    _, out, err = _run(capsys, "compare", "--arm", "ketamine.vi")
    assert out == ""
    assert err == "ketacost: we don't know the option 'ketamine.vi'; did you mean 'ketamine.iv'?\n"


def test_adjudicate_a_plan_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(
        "label: My plan\npayer: commercial\n"
        "accumulators: {medical: {deductible: 500, out-of-pocket-max: 1000}}\n"
        "cost-sharing: {mental-health-visit: {copayment: 30}}\n"
        "otherwise: {after-deductible: true, coinsurance: 0.2}\n"
    )
    services = tmp_path / "services.csv"
    services.write_text(
        "date,service,benefit,allowed_amount,covered\n"
        "2026-12-20,infusion,outpatient-procedure,475,no\n"
        "2026-12-28,ECT,outpatient-procedure,1000.50,yes\n"
        "2027-01-04,ECT,outpatient-procedure,1000.50,yes\n"
        "2026-12-27,visit,mental-health-visit,120,\n"
    )
    status, out, _ = _run(capsys, "adjudicate", str(plan), str(services), "--json")
    lines = json.loads(out)["lines"]
    assert status == 0
    # 475 not covered; 30; 500 + 20 % of 500.50; the same again in the new plan year
    assert [line["patient_pays"] for line in lines] == [475, 30, 600.10, 600.10]
    status, out, _ = _run(capsys, "adjudicate", str(plan), str(services))
    assert status == 0 and "Plan year 2027" in out and "$600.10" in out


def test_adjudicate_tells_every_fault(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    services = tmp_path / "services.csv"
    services.write_text(
        "date,benefit,allowed_amount\n2026-13-01,lab,5\n2026-01-01,labs,5\n2026-01-01,lab,five\n"
    )
    status, _, err = _run(capsys, "adjudicate", "employer-ppo", str(services))
    assert status == 1
    assert "line 2" in err and "line 3" in err and "did you mean 'lab'" in err and "line 4" in err


# --- the options of a scenario are the fields of the link


def _options(command: str) -> dict[str, FieldOption]:
    found = [p for p in commands.commands[command].params if isinstance(p, FieldOption)]
    return {option.field.name: option for option in found}


def test_each_field_of_the_link_is_an_option() -> None:
    assert list(_options("compare")) == list(FIELDS)
    assert list(_options("estimate")) == [name for name in FIELDS if name != "arms"]
    assert set(words_of().group("options")) == set(FIELDS), "words of an option, or one too many"
    assert set(FLAGS) <= set(FIELDS)
    flags = [flag for option in _options("compare").values() for flag in option.opts]
    assert len(flags) == len(set(flags))


def test_a_new_field_is_an_option_of_its_own_name(monkeypatch: pytest.MonkeyPatch) -> None:
    group = {**words_of().group("options"), "pets": {"value": "N", "help": "Your pets."}}
    monkeypatch.setattr(words_of(), "_groups", {"options": group})
    option = FieldOption(Field("pets", "pets", Whole("pets", 0, 9), "0", False))
    assert (option.opts, option.metavar, option.help) == (["--pets"], "N", "Your pets.")


def _command_line(scenario: Scenario) -> list[str]:
    """A scenario as a person would type it: every field, a list one by one."""
    words = ["compare", "--json", "--release", scenario.release]
    texts = field_texts(scenario)
    for name, field in FIELDS.items():
        many = isinstance(field.kind, Arms | Several)
        for text in texts[name].split(",") if many else [texts[name]]:
            words += [_options("compare")[name].opts[-1], text]
    return words


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenarios(BOOK))
def test_the_options_say_any_scenario(scenario: Scenario) -> None:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        assert main(_command_line(scenario)) == 0
    assert json.loads(printed.getvalue())["link"] == to_link(scenario)


@pytest.mark.parametrize(
    ("words", "link"),
    [
        (["--max-met", "900"], "maxmet=900"),
        (["--out-of-pocket-met", "900"], "maxmet=900"),
        (["--drug-met", "100"], "drugmet=100"),
        (["--family", "e.3000.500.8000.900"], "family=e.3000.500.8000.900"),
        (["--hra", "750"], "hra=750"),
        (["--savings-count", "no"], "count=no"),
        (["--outside", "cbt.individual", "--outside", "ect.outpatient"],
         "outside=cbt.individual,ect.outpatient"),
        (["--quote", "ketamine-infusion-iv:6x2500.50r"], "quotes=ketamine-infusion-iv:6x2500.50r"),
        (["--out-of-network", "1000.60.80.9000"], "oon=1000.60.80.9000"),
        (["--start-month", "10"], "start=10-1"),
        (["--region", "Ohio"], "region=oh"),
    ],
)  # fmt: skip
def test_one_option_alone(capsys: pytest.CaptureFixture[str], words: list[str], link: str) -> None:
    status, out, err = _run(capsys, "compare", "--release", "2026.1", "--json", *words)
    assert (status, err) == (0, "")
    assert json.loads(out)["link"].split("outpatient:9&")[1] == link


@pytest.mark.parametrize(("text", "taken"), [("ny", "ny-rest"), ("Texas", "tx-rest")])
def test_a_region_that_was_guessed_is_told(
    capsys: pytest.CaptureFixture[str], text: str, taken: str
) -> None:
    status, out, err = _run(capsys, "compare", "--region", text, "--json")
    assert status == 0
    assert json.loads(out)["scenario"]["region"] == taken
    assert err.startswith(f"ketacost: '{text}' may be several regions; we took {taken}.")
    _is_plain(err)


def test_savings_are_shown_both_ways(capsys: pytest.CaptureFixture[str]) -> None:
    """The figures are worked out in test_savings.py."""
    asked = ["--plan", "employer-ppo", "--help-with", "spravato-withme", "--release", "2026.1"]
    for words in (["compare", "--arm", "ketamine.esketamine"], ["estimate", "ketamine.esketamine"]):
        said = " ".join(_run(capsys, *words, *asked)[1].split())
        assert "If your plan does not count the savings toward your deductible" in said
        assert "maximum: about $3,350." in said
        said = " ".join(_run(capsys, *words, *asked, "--savings-count", "no")[1].split())
        assert "counts the savings toward your deductible and maximum: about $140." in said


# --- the shell


@pytest.mark.parametrize(
    ("words", "begun", "found"),
    [
        ([], "comp", ["compare"]),
        (["compare"], "--out-of-n", ["--out-of-network"]),
        (["compare", "--plan"], "employer", ["employer-ppo", "employer-hdhp"]),
        (["compare", "--region"], "tx-a", ["tx-austin"]),
        (["compare", "--horizon"], "", ["course", "6m", "12m"]),
        (["compare", "--savings-count"], "", ["yes", "no"]),
        (["compare", "--arm"], "ketamine.iv:6+ect.o", ["ketamine.iv:6+ect.outpatient"]),
        (["compare", "--terms"], "mental", ["mental-health-visit"]),
        (
            ["compare", "--release", "2026.1", "--quote"],
            "ketamine-infusion",
            ["ketamine-infusion-iv"],
        ),
        (["compare", "--help-with"], "sl", ["sliding-scale"]),
        (["compare", "--release", "2026.1", "--outside"], "cbt.g", ["cbt.group"]),
        (["compare", "--release", "no-such-release", "--plan"], "emp", []),
        (["compare", "--miles"], "", []),
        (["estimate"], "cbt.g", ["cbt.group"]),
        (["prices", "check"], "2026.1", ["2026.1"]),
        (["adjudicate"], "tri", ["tricare"]),
        (["adjudicate"], "my-pl", ["my-pl"]),  # a file
        (["adjudicate", "va", "a.csv", "--decimal"], "c", ["comma"]),
        (["sheet", "?v=2", "--paper"], "", ["letter", "a4"]),
    ],
)
def test_the_shell_completes(words: list[str], begun: str, found: list[str]) -> None:
    shell = ShellComplete(commands, {}, "ketacost", "_KETACOST_COMPLETE")
    assert [item.value for item in shell.get_completions(words, begun)] == found


KETACOST = [sys.executable, "-m", "ketacost.cli"]


def test_completion_as_the_shell_calls_it() -> None:
    asked = {"_KETACOST_COMPLETE": "bash_complete", "COMP_WORDS": "ketacost compa"}
    environment = os.environ | asked | {"COMP_CWORD": "1"}
    done = subprocess.run(KETACOST, env=environment, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("plain,compare\n", "")


def test_a_closed_pipe_is_no_fault() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer) as closed:
        done = subprocess.run([*KETACOST, "plans"], stdout=closed, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("command", ["plans", "compare"])
def test_a_full_disk_is_told(command: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*KETACOST, command], stdout=full, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (2, b"ketacost: No space left on device\n")


def test_ctrl_c_ends_quietly(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ketacost.cli.lists.load_prices", stopped)
    assert _run(capsys, "plans") == (130, "", "")


def test_help_of_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = _run(capsys)
    assert status == 0 and "compare" in out
    for name in commands.commands:
        status, out, err = _run(capsys, name, "--help")
        assert (status, err) == (0, "") and f"Usage: ketacost {name}" in out
        assert _run(capsys, name, "-h") == (status, out, err)


HARMLESS = [
    "about",
    "compare",
    "estimate",
    "open",
    "prices",
    "check",
    "stale",
    "diff",
    "adjudicate",
    *LISTS,
]
WORDS = [
    *HARMLESS,
    *(flag for name in ("compare", "adjudicate") for p in commands.commands[name].params
      for flag in p.opts if flag.startswith("--")),
    *("", "-", "--", "-x", "oh", "ketamine.iv", "employer-ppo", "2026.1", "x", "5", "?v=2&v=3",
      "\udcff", "e.1.2.3.4", "yes", "{}", "~w1"),
]  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(HARMLESS), st.lists(st.sampled_from(WORDS), max_size=5))
def test_no_command_line_makes_a_traceback(command: str, words: list[str]) -> None:
    said = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(said):
        assert main([command, *words]) in (0, 1, 2)
    assert all(line.startswith("ketacost: ") for line in said.getvalue().splitlines()[:1])


def test_us_is_the_nation_and_not_an_island(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = _run(capsys, "compare", "--region", "US", "--json")
    assert (status, err) == (0, "")
    assert json.loads(out)["scenario"]["region"] == "us"


# --- in Spanish ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", [["--lang", "es", "sheet"], ["sheet", "--lang", "es"], ["sheet", "lang=es"]]
)
def test_a_language_is_asked_for_before_or_behind_the_command_or_by_the_link(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: list[str]
) -> None:
    link = "?v=2&arms=ketamine.iv:6" + "".join(f"&{w}" for w in words if "=" in w)
    asked = [w for w in words if "=" not in w]
    path = tmp_path / "sheet.html"
    status, out, err = _run(capsys, *asked, link, "-o", str(path))
    assert status == 0 and "escrito" in out and "sobre este enlace" in err
    assert "¿Cuánto me costaría?" in path.read_text("utf-8")
    status, out, _ = _run(capsys, "--lang", "en", "sheet", link, "-o", str(path))
    assert status == 0 and "written" in out


def test_the_language_of_the_machine_changes_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _run(capsys, "compare")
    for name in ("LANG", "LANGUAGE", "LC_ALL"):
        monkeypatch.setenv(name, "es_US.UTF-8")
    assert _run(capsys, "compare") == first


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["compar"], "no conocemos 'compar'"),
        (["compare", "--lang", "fr"], "no conocemos 'fr'; conocemos: en, es"),
        (["estimate"], "falta OPTION"),
        (["compare", "--region"], "la opción '--region' necesita un valor"),
        (["compare", "--arm", ""], "nombre un tratamiento"),
        (["compare", "ketamine.iv"], "está de más: ketamine.iv"),
        (["compare", "-region", "oh"], "dos guiones"),
        (["compare", "--regio", "oh"], "no conocemos '--regio'"),
        (["sweep", "-o", "a.doc"], "--output debe terminar en .parquet"),
    ],
)
def test_usage_errors_in_spanish(
    capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    status, _, err = _run(capsys, "--lang", "es", *words)
    assert status == 2 and told in err
    assert "See '" not in err and "known" not in err


def test_each_unit_of_each_release_has_words() -> None:
    for name in ("2024.1", "2025.1", "2026.1", "2026.2"):
        book = load_prices(name)
        for option in book.options.values():
            unit = option.sessions.unit
            assert words_of("en").noun(1, unit.replace(" ", "-")) == unit
            assert words_of("es").noun(2, unit.replace(" ", "-")) != f"{unit}s"


@pytest.mark.parametrize(
    "words",
    [
        ["compare", "--plan", "employer-ppo", "--region", "oh"],
        ["estimate", "ect.outpatient", "--plan", "employer-ppo"],
        ["about", "ketamine.iv"],
        ["options"],
        ["adjudicate", "tests/example/my-plan.yaml", "tests/example/services.csv"],
    ],
)
def test_what_is_printed_in_spanish_has_the_same_amounts(
    capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    _, english, _ = _run(capsys, *words)
    status, spanish, _ = _run(capsys, *words, "--lang", "es")
    assert status == 0 and spanish != english
    money = re.compile(r"\$[\d,.]*\d")
    assert sorted(money.findall(spanish)) == sorted(money.findall(english))
    for word in ("You pay", "you pay", "Plan pays", "Week", "Total, typ", "Not counted"):
        assert word not in spanish


def test_a_language_behind_what_cant_be_read_is_heard(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, _, err = _run(capsys, "compare", "--regio", "oh", "--lang", "es")
    assert "no conocemos '--regio'" in err


def test_help_comes_in_spanish(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = _run(capsys, "--lang", "es", "adjudicate", "--help")
    assert status == 0 and "Cómo se entiende 03/04/2026." in out
    assert "Solo el reparto de costos" in out and "Un solo documento JSON." in out
    _, english, _ = _run(capsys, "adjudicate", "--help")
    assert "How 03/04/2026 is meant." in english and "Cost sharing alone" in english
