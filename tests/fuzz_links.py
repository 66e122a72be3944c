"""Random links through the app itself, without a browser.

    python tests/fuzz_links.py --scenarios 2000     the app gives the library's figures, to the cent
    python tests/fuzz_links.py --queries 20000      no query string breaks the page or marks it up
    python tests/fuzz_links.py --walks 200          no way through the question breaks the page

Prints what failed, with its seed; `--seed S --queries 1` repeats one.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
import warnings

from hypothesis.errors import NonInteractiveExampleWarning
from streamlit.testing.v1 import AppTest

from driving_app import SCRIPT, amounts, open_page, scenario_of
from ketacost import Scenario, compare, default_scenario, from_link, load_prices, to_link
from ketacost.app.question.examples import EXAMPLES
from ketacost.model.link import read_link
from ketacost.tables import PriceBook
from ketacost.words.figures import dollars_and_cents
from reading_links import link_fields, whole_link

_ODD = (
    "", " ", "0", "-1", "1e9", "9" * 400, "NaN", "None", "null", "none", "plan", "us", "12m", "💊",
    "\x00", "\x1b[31m", "\r\nSet-Cookie: a=b", "\u202e", "\ud7ff", "٣", "%00", "%", "&", "+", "a,b",
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "[a](javascript:alert(1))",
    "`x`", "$x$ $y$", "**b**", ":red[x]", "# h", "../../etc", "..%2f..%2fetc/passwd", "C:\\x",
    "2026.1", "2026.99", "2024.1/../2026.1", "ketamine.xx:6", "ketamine.iv:6:6", "ketamine.iv:",
    "ketamine.iv~w9~w9", "ketamine.iv:6+ketamine.iv:6", "+".join(["cbt.individual"] * 40),
    ",".join(["ketamine.iv:6"] * 300), "x" * 20_000, "99-99", "2-30", "0x10", "1_000", "3.", ".5",
)  # fmt: skip
_MARKUP = re.compile(r"(?<!\\)<\s*(script|img)|(?<!\\)\]\(javascript:", re.IGNORECASE)


def new_page() -> AppTest:
    """The app, run once."""
    page = AppTest.from_file(str(SCRIPT), default_timeout=30)
    page.session_state["totals"] = True
    page.run()
    assert not page.exception
    return page


def open_link(page: AppTest, fields: dict[str, str | list[str]]) -> AppTest:
    """Put a query string into the address bar, as the browser does with a pasted link."""
    page.query_params.clear()
    for name, value in fields.items():
        page.query_params[name] = value
    return page.run()


def check_figures(page: AppTest, scenario: Scenario, book: PriceBook) -> None:
    """The app shows the library's cents.

    Raises:
        AssertionError: it doesn't.
    """
    open_link(page, link_fields(to_link(scenario)))
    assert not page.exception
    assert not page.warning, [w.value for w in page.warning]
    shown = [e.label.replace("\\", "").rpartition(": ")[2] for e in page.expander]
    for arm in compare(book, scenario).arms:
        cents = dollars_and_cents(arm.ledger.totals()["patient_pays"]["typical"])
        assert cents in shown, (arm.id, cents, shown)


def random_query(rng: random.Random) -> dict[str, str | list[str]]:
    """A query string, mostly of our own fields, with odd values, lost and repeated ones."""
    fields: dict[str, str | list[str]] = dict(
        link_fields(whole_link(default_scenario(load_prices())))
    )
    for _ in range(rng.choice((1, 1, 2, 4, 12))):
        name = rng.choice((*fields, "embed", "x", "<b>", "a" * 300))
        how = rng.randrange(6)
        if how == 0 and name in fields:
            del fields[name]
        elif how == 1:
            fields[name] = [rng.choice(_ODD) for _ in range(rng.choice((2, 50)))]
        elif how == 2:
            text = str(fields.get(name, "abc"))
            at = rng.randrange(len(text) + 1)
            fields[name] = text[:at] + rng.choice(_ODD) + text[at:]
        elif how == 3:
            fields[name] = "".join(chr(rng.randrange(1, 0xD7FF)) for _ in range(rng.randrange(40)))
        else:
            fields[name] = rng.choice(_ODD)
        if not fields:
            break
    return fields


def check_query(page: AppTest, fields: dict[str, str | list[str]]) -> None:
    """The page stays a page: figures, no error, nothing of the query taken for markup.

    Raises:
        AssertionError: it doesn't.
    """
    open_link(page, fields)
    assert not page.exception, page.exception[0].message
    assert not page.error, page.error[0].value
    assert amounts(page), "no figure on the page"
    for element in (*page.warning, *page.markdown, *page.caption, *page.title, *page.info):
        assert not _MARKUP.search(str(element.value)), element.value[:200]


def check_walk(rng: random.Random, steps: int = 40) -> None:
    """Whatever a person does in the question, several things at once too, leaves a scenario that
    the address says.

    Raises:
        AssertionError: it doesn't.
    """
    plan = rng.choice(("none", "employer-ppo", "original-medicare", "va"))
    page, done = open_page(folded=False, v="2", release="2026.1", plan=plan), []
    for _ in range(steps):
        done += [_act(page, rng) for _ in range(rng.choice((1, 1, 1, 2, 3)))]
        page.run()
        assert not page.exception, (done[-9:], page.exception[0].message)
        assert not page.error, (done[-9:], page.error[0].value)
        said = [(n, t) for n, ts in page.query_params.items() for t in _listed(ts)]
        assert read_link(said).scenario == scenario_of(page), (done[-9:], said)
    assert from_link(to_link(scenario_of(page))) == scenario_of(page)


def _listed(texts: str | list[str]) -> list[str]:
    return [texts] if isinstance(texts, str) else texts


def _act(page: AppTest, rng: random.Random) -> tuple[str | None, object]:
    """Put something into one widget of the page, or press a button."""
    kind = rng.choice(("number_input", "number_input", "selectbox", "checkbox", "radio", "button",
                       "multiselect", "segmented_control", "pills"))  # fmt: skip
    widgets = list(page.get(kind)) or list(page.number_input)
    # AppTest reads labels outside the session, in English
    widget = rng.choice([one for one in widgets if one.key != "language"])
    if kind == "button":
        widget.click()
        return widget.label, "pressed"
    if widget.type == "number_input":
        most = rng.choice((widget.max, min(widget.max, widget.min + 20)))
        number = rng.choice((None, widget.min, most, rng.uniform(widget.min, most)))
        widget.set_value(number if number is None else type(widget.max)(number))
    elif kind == "pills":
        widget.set_value(_pill(page, widget.key, rng))
    elif widget.type == "checkbox":
        widget.set_value(rng.random() < 0.6)
    elif widget.type == "multiselect":
        held = {c.option for arm in scenario_of(page).arms for c in arm}
        known = load_prices("2026.1").help if widget.key == "help" else held
        widget.set_value(rng.sample(sorted(known), rng.randrange(3) % (len(known) + 1)))
    elif widget.type == "selectbox":
        widget.select_index(rng.randrange(len(widget.options)))
    elif widget.type == "radio":
        widget.set_value(rng.choice(("embedded", "aggregate")))
    elif widget.key == "horizon":
        widget.set_value(rng.choice(("course", "6m", "12m")))
    return widget.key, widget.value


def _pill(page: AppTest, key: str | None, rng: random.Random) -> str:
    """One that the choice offers."""
    book, arms = load_prices("2026.1"), scenario_of(page).arms
    options = [choice.option for arm in arms for choice in arm]
    if key == "plan":
        return rng.choice(list(book.plans))
    if key == "example":
        return rng.choice((*EXAMPLES, "anew"))
    if key == "also":
        compared = {book.treatment_id(option) for option in options}
        return rng.choice([name for name in book.treatments if name not in compared])
    treatment = book.treatment_id(options[0])
    ways = [f"{treatment}.{way}" for way in book.treatments[treatment].options]
    return rng.choice([way for way in ways if way not in options[1:]])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--scenarios", type=int, default=0)
    parser.add_argument("--queries", type=int, default=0)
    parser.add_argument("--walks", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    failed, start, page = 0, time.perf_counter(), new_page()
    if args.scenarios:
        from scenarios import scenarios

        warnings.simplefilter("ignore", NonInteractiveExampleWarning)
        book = load_prices("2026.1")
        strategy = scenarios(book, most_arms=3)
        for number in range(args.scenarios):
            scenario = strategy.example()
            try:
                check_figures(page, scenario, book)
            except AssertionError as err:
                failed += 1
                print(f"{number}: {to_link(scenario)}: {str(err)[:300]}", flush=True)
    for seed in range(args.seed, args.seed + args.queries):
        fields = random_query(random.Random(seed))
        try:
            check_query(page, fields)
        except Exception as err:
            failed += 1
            print(f"seed {seed}: {fields!r:.300}: {str(err)[:300]}", flush=True)
            page = new_page()
    for seed in range(args.seed, args.seed + args.walks):
        try:
            check_walk(random.Random(seed))
        except AssertionError as err:
            failed += 1
            print(f"walk {seed}: {str(err)[:600]}", flush=True)
    seconds = time.perf_counter() - start
    tried = f"{args.scenarios} scenarios, {args.queries} queries, {args.walks} walks"
    print(f"{tried}: {failed} failed; {seconds:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
