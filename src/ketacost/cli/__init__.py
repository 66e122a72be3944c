"""The command line: `ketacost compare`, `estimate`, `adjudicate`, `prices` and the rest.

Every problem is one or more plain sentences on standard error; the exit status is 2 for a
question that can't be taken and 1 for tables with faults.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from ketacost.cli import prices as prices_cli
from ketacost.model.link import read_link, read_pairs
from ketacost.model.scenario import HORIZON_WEEKS, Scenario, ScenarioError
from ketacost.output import terminal
from ketacost.tables import PriceBook, PricingError, PricingFaults, load_prices
from ketacost.tables.releases import release_entries
from ketacost.tables.spelling import did_you_mean
from ketacost.words.arms import option_label
from ketacost.words.scenario import problems as problem_words

if TYPE_CHECKING:
    from ketacost.model.cost_sharing import Standing
    from ketacost.model.estimate import Comparison
    from ketacost.tables.schema import Plan


class UsageError(Exception):
    """A command line that can't be taken; the text says why."""


class _Parser(argparse.ArgumentParser):
    """argparse, but a wrong word gets the nearest right one and no usage dump."""

    def error(self, message: str) -> NoReturn:
        choice = re.search(r"invalid choice: '([^']*)' \(choose from (.*)\)", message)
        if choice:
            known = re.findall(r"[\w.-]+", choice[2])
            message = f"'{choice[1]}' is not known{did_you_mean(choice[1], known)}"
            message += f"; known: {', '.join(known)}"
        unknown = re.match(r"unrecognized arguments: (\S+)", message)
        if unknown:
            known = [o for a in self._actions for o in a.option_strings]
            for action in self._actions:
                if isinstance(action, argparse._SubParsersAction):
                    known += [
                        o
                        for parser in action.choices.values()
                        for a in parser._actions
                        for o in a.option_strings
                    ]
            message = f"'{unknown[1]}' is not known{did_you_mean(unknown[1], set(known))}"
        raise UsageError(f"{message}\n(see '{self.prog} --help')")


def _scenario_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--region", metavar="ID", help="see 'ketacost regions' (default: us)")
    parser.add_argument("--plan", metavar="ID", help="see 'ketacost plans' (default: none)")
    parser.add_argument("--deductible", metavar="USD", help="your plan's yearly deductible")
    parser.add_argument("--deductible-met", metavar="USD", help="paid already this plan year")
    parser.add_argument("--out-of-pocket-max", metavar="USD", help="your plan's yearly maximum")
    parser.add_argument("--start-month", metavar="1-12", help="month of the first visit")
    parser.add_argument("--start", metavar="MONTH-DAY", help="day of the first visit, as 10-10")
    parser.add_argument("--plan-year", metavar="1-12", help="month in which the plan year begins")
    parser.add_argument(
        "--terms",
        action="append",
        metavar="BENEFIT:30",
        help="your copayment (30) or coinsurance (20p) for a benefit; with d behind it, the "
        "deductible comes first (20pd)",
    )
    parser.add_argument(
        "--quote",
        action="append",
        metavar="SERVICE:575",
        help="a price your clinic told you; SERVICE:6x2500 for a package of six",
    )
    parser.add_argument("--help-with", action="append", metavar="ID", help="see 'ketacost helps'")
    parser.add_argument(
        "--out-of-network",
        metavar="1000.60.80",
        help="deductible, share paid back and allowed part of the charge in percent",
    )
    parser.add_argument("--tax-rate", metavar="PERCENT", help="HSA or FSA money: your tax rate")
    parser.add_argument(
        "--loan", metavar="12.9.9", help="payment plan: months, yearly interest in percent"
    )
    parser.add_argument("--miles", metavar="N", help="one way to the clinic")
    parser.add_argument(
        "--ride", metavar="USD", help="a ride there and back when you may not drive"
    )
    parser.add_argument("--wage", metavar="USD", help="your pay an hour, if you lose it")
    parser.add_argument(
        "--horizon", metavar="|".join(HORIZON_WEEKS), help="the course alone, or with maintenance"
    )
    parser.add_argument("--release", metavar="ID", help="pricing release (default: the latest)")
    parser.add_argument("--json", action="store_true", help="one JSON document")


def _parser() -> _Parser:
    parser = _Parser(
        prog="ketacost",
        description="What a course of ketamine, an SSRI, CBT or ECT would cost you.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], words: str) -> _Parser:
        sub = commands.add_parser(name, help=words, description=words[:1].upper() + words[1:] + ".")
        sub.set_defaults(run=run)
        return sub

    sub = command("compare", _compare, "compare treatments side by side")
    sub.add_argument(
        "--arm",
        action="append",
        metavar="OPTION[:SESSIONS]",
        help="for example ketamine.iv:6, or ketamine.iv:6+cbt.individual:12 for both together; "
        "may be given several times (default: one for each treatment)",
    )
    _scenario_options(sub)
    sub = command("estimate", _estimate, "one option, with every line, rule and source")
    sub.add_argument("option", metavar="OPTION[:SESSIONS]", help="see 'ketacost options'")
    _scenario_options(sub)
    sub = command("open", _open, "print the comparison that a link holds")
    sub.add_argument("link", metavar="LINK", help="the whole address, or what stands behind the ?")
    sub.add_argument("--json", action="store_true", help="one JSON document")
    sub = command("sheet", _sheet, "write the one-page sheet of a link, as PDF or HTML")
    sub.add_argument("link", metavar="LINK")
    sub.add_argument(
        "-o", "--output", metavar="FILE", required=True, help="sheet.pdf or sheet.html"
    )
    sub.add_argument("--paper", choices=("letter", "a4"), default="letter", help="size of the PDF")
    for name, run, said in (
        ("options", _options, "list the treatments and options"),
        ("regions", _regions, "list the regions"),
        ("plans", _plans, "list the insurance plans"),
        ("helps", _helps, "list the kinds of help with the cost"),
        ("releases", _releases, "list the pricing releases"),
    ):
        sub = command(name, run, said)
        if name != "releases":
            sub.add_argument("--release", metavar="ID", help="pricing release")
        sub.add_argument("--json", action="store_true", help="a list of objects with id and label")
    sub = command(
        "adjudicate", _adjudicate, "cost sharing alone, for any plan and any dated list of services"
    )
    sub.add_argument("plan", metavar="PLAN.yaml", help="a plan file, or the id of a known plan")
    sub.add_argument(
        "services", metavar="SERVICES.csv", help="services with date, benefit and allowed amount"
    )
    sub.add_argument("--deductible-met", metavar="USD", help="paid already this plan year")
    sub.add_argument(
        "--drug-deductible-met", metavar="USD", help="of a drug deductible apart, paid already"
    )
    sub.add_argument(
        "--out-of-pocket-met", metavar="USD", help="counted toward the maximum, if that differs"
    )
    sub.add_argument("--dates", metavar="month-first|day-first", help="how 03/04/2026 is meant")
    sub.add_argument("--decimal", metavar="comma|point", help="how 1.000 is meant")
    sub.add_argument("--benefit", metavar="CATEGORY", help="of services that name none")
    sub.add_argument("--patient", metavar="NAME", help="whose services, if a file has several")
    sub.add_argument("--json", action="store_true", help="one JSON document")
    sub = command("prices", _no_action, "look after the pricing tables")
    prices_cli.add_commands(sub)
    sub = command("app", _app, "start the app in your browser")
    sub.add_argument("--port", metavar="N", help="port to serve on (default: 8501)")
    sub.add_argument("--address", default="localhost", help="address to serve on (this machine)")
    sub.add_argument("--no-browser", action="store_true", help="serve only; open nothing")
    return parser


def _joined(texts: Sequence[str] | None) -> str | None:
    return ",".join(texts) if texts else None


def _scenario(args: argparse.Namespace, arms: Sequence[str] | None) -> tuple[Scenario, PriceBook]:
    book = load_prices(args.release)
    given = {
        "arms": _joined(arms),
        "region": args.region,
        "plan": args.plan,
        "horizon": args.horizon,
        "start": args.start or args.start_month,
        "year": args.plan_year,
        "deductible": args.deductible,
        "met": args.deductible_met,
        "max": args.out_of_pocket_max,
        "terms": _joined(args.terms),
        "quotes": _joined(args.quote),
        "help": _joined(args.help_with),
        "oon": args.out_of_network,
        "tax": args.tax_rate,
        "loan": args.loan,
        "miles": args.miles,
        "ride": args.ride,
        "wage": args.wage,
    }
    reading = read_pairs([(k, v) for k, v in given.items() if v is not None], book)
    if reading.problems:
        raise ScenarioError(reading.problems)
    for note in problem_words(reading.notes):
        print(f"ketacost: {note}", file=sys.stderr)
    return reading.scenario, book


def _compare(args: argparse.Namespace) -> int:
    from ketacost.model.estimate import compare

    scenario, book = _scenario(args, args.arm)
    comparison = compare(book, scenario)
    if args.json:
        from ketacost.output.json import comparison_document

        _print_json(comparison_document(comparison))
    else:
        print(terminal.comparison_text(comparison))
    return 0


def _read_link(link: str) -> tuple[Comparison, list[str]]:
    """The comparison of a link, and what could not be taken of it. Its release is never replaced.

    Raises:
        PricingError: the release is not known.
    """
    from ketacost.model.estimate import compare

    reading = read_link(link)
    told = problem_words([*reading.problems, *reading.notes])
    return compare(reading.book, reading.scenario), told


def _tell(problems: list[str]) -> None:
    for problem in problems:
        print(f"ketacost: about this link: {problem}", file=sys.stderr)


def _open(args: argparse.Namespace) -> int:
    comparison, problems = _read_link(args.link)
    _tell(problems)
    if args.json:
        from ketacost.output.json import comparison_document

        _print_json(comparison_document(comparison))
    else:
        print(terminal.comparison_text(comparison))
    return 0


def _sheet(args: argparse.Namespace) -> int:
    from ketacost.output.sheet import sheet_html, sheet_pdf

    path = Path(args.output)
    if path.suffix.lower() not in (".pdf", ".html"):
        raise UsageError(f"--output must end in .pdf or .html, not '{path.name}'")
    comparison, problems = _read_link(args.link)
    _tell(problems)
    base = args.link.partition("?")[0] if "://" in args.link else ""
    if path.suffix.lower() == ".pdf":
        content = sheet_pdf(comparison, base, args.paper)
    else:
        content = sheet_html(comparison, base).encode()
    try:
        path.write_bytes(content)
    except OSError as err:
        raise UsageError(f"{path} can't be written: {err.strerror}") from None
    print(f"{path} written")
    return 0


def _estimate(args: argparse.Namespace) -> int:
    from ketacost.model.estimate import compare

    scenario, book = _scenario(args, [args.option])
    comparison = compare(book, scenario)
    if args.json:
        from ketacost.output.json import comparison_document

        _print_json(comparison_document(comparison))
    else:
        print(terminal.estimate_text(comparison))
    return 0


def _print_json(document: object) -> None:
    print(json.dumps(document, indent=1, ensure_ascii=False))


def _list(args: argparse.Namespace, rows: list[dict[str, object]]) -> int:
    if args.json:
        _print_json(rows)
    else:
        width = max((len(str(row["id"])) for row in rows), default=0)
        for row in rows:
            print(f"{row['id']:<{width}}  {row['label']}")
    return 0


def _options(args: argparse.Namespace) -> int:
    book = load_prices(args.release)
    rows: list[dict[str, object]] = []
    for name, option in book.options.items():
        sessions, label = option.sessions, option_label(book, name)
        if not args.json:
            label += f" ({sessions.default} x {sessions.unit}; {sessions.min} to {sessions.max})"
        rows.append(
            {
                "id": name,
                "label": label,
                "treatment": book.treatment_id(name),
                "unit": sessions.unit,
                "sessions": sessions.default,
                "min": sessions.min,
                "max": sessions.max,
            }
        )
    return _list(args, rows)


def _regions(args: argparse.Namespace) -> int:
    book = load_prices(args.release)
    return _list(args, [{"id": r.id, "label": r.label} for r in book.regions.values()])


def _plans(args: argparse.Namespace) -> int:
    book = load_prices(args.release)
    return _list(args, [{"id": name, "label": p.label} for name, p in book.plans.items()])


def _helps(args: argparse.Namespace) -> int:
    book = load_prices(args.release)
    return _list(args, [{"id": name, "label": h.label} for name, h in book.help.items()])


def _releases(args: argparse.Namespace) -> int:
    rows: list[dict[str, object]] = []
    for name, entry in release_entries().items():
        book = load_prices(name)
        label = f"prices of {book.release.prices_of}"
        if entry.status != "released":
            label += f" ({entry.status}{': ' + entry.reason if entry.reason else ''})"
        rows.append({"id": name, "label": label, "status": entry.status})
    return _list(args, rows)


def _adjudicate(args: argparse.Namespace) -> int:
    from ketacost.model.claims import adjudicate_rows
    from ketacost.output.adjudication import adjudication_document, adjudication_text
    from ketacost.tables.claims_file import Answers, read_claims
    from ketacost.tables.plan_file import read_plan

    plan = read_plan(args.plan)
    standing = _standing(args, plan)
    file = read_claims(
        Path(args.services), Answers(args.dates, args.decimal, args.benefit, args.patient)
    )
    claims = adjudicate_rows(plan, file.rows, standing)
    if args.json:
        _print_json(adjudication_document(claims, file.notes))
    else:
        print(adjudication_text(claims, file.notes))
    return 0


def _standing(args: argparse.Namespace, plan: Plan) -> Standing:
    """What a person has paid already in the first plan year."""
    from ketacost.model.cost_sharing import Standing
    from ketacost.tables.claims_file import cents_said

    drugs = cents_said("--drug-deductible-met", args.drug_deductible_met)
    if drugs is not None and "drug" not in plan.accumulators:
        raise UsageError(f"--drug-deductible-met: {plan.label} has no drug deductible apart")
    return Standing(
        paid=cents_said("--deductible-met", args.deductible_met) or 0,
        maximum_met=cents_said("--out-of-pocket-met", args.out_of_pocket_met),
        deductible_met={"drug": drugs} if drugs is not None else {},
    )


def _no_action(args: argparse.Namespace) -> int:
    raise UsageError("say what to do with the prices; see 'ketacost prices --help'")


def _app(args: argparse.Namespace) -> int:
    port = args.port or "8501"
    if not (port.isdigit() and 0 < int(port) < 65536):
        raise UsageError(f"--port must be a number from 1 to 65535, not '{port}'")
    from ketacost.app.server import serve

    return serve(int(port), args.address, open_browser=not args.no_browser)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command. Returns the exit status: 0, 1 (faults in the tables) or 2 (bad question)."""
    try:
        parser = _parser()
        args = parser.parse_args(argv)
        if args.command is None:
            parser.print_help()
            return 0
        return args.run(args)
    except ScenarioError as err:
        print("ketacost: " + "\n".join(problem_words(err)), file=sys.stderr)
        return 2
    except (UsageError, PricingError) as err:
        print(f"ketacost: {err}", file=sys.stderr)
        return 2
    except PricingFaults as err:
        print(f"ketacost: {err.words}:", err, sep="\n", file=sys.stderr)
        return 1
    except BrokenPipeError:  # `ketacost ... | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as err:  # a full disk, a folder that may not be written
        what = f"{err.filename}: " if err.filename else ""
        print(f"ketacost: {what}{err.strerror or err}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    raise SystemExit(main())
