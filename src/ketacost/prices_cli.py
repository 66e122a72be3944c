"""`ketacost prices ...`: the maintainer's commands."""

from __future__ import annotations

import argparse
import json
import sys
import textwrap
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from ketacost.plain import about, count
from ketacost.pricebook import PricingError, load_prices
from ketacost.pricebook.store import latest_release, read_examples

if TYPE_CHECKING:
    from ketacost.changes import Change


def add_commands(prices: argparse.ArgumentParser) -> None:
    """Add check, stale, diff, new, release and import to the `prices` command."""
    actions = prices.add_subparsers(dest="action", metavar="ACTION", required=True)

    def action(
        name: str, run: Callable[[argparse.Namespace], int], words: str
    ) -> argparse.ArgumentParser:
        sub = actions.add_parser(name, help=words, description=words[:1].upper() + words[1:] + ".")
        sub.set_defaults(run=run)
        return sub

    sub = action("check", _check, "report every fault of a release or folder")
    sub.add_argument("what", nargs="?", metavar="RELEASE|DIR", help="default: all releases")
    sub = action("stale", _stale, "list the prices whose check is due, worst first")
    sub.add_argument("--on", metavar="DATE", help="as of this day (default: today)")
    sub.add_argument("--release", metavar="ID", help="default: the latest")
    sub.add_argument("--json", action="store_true", help="one JSON document")
    sub = action("diff", _diff, "show what changed between two releases")
    sub.add_argument("old", metavar="OLD")
    sub.add_argument("new", metavar="NEW")
    sub.add_argument("--json", action="store_true", help="one JSON document")
    sub = action("new", _new, "copy a release to a new draft")
    sub.add_argument("name", metavar="NAME", help="such as 2026.2")
    sub.add_argument("--from", dest="source", metavar="RELEASE", help="default: the latest")
    sub = action("release", _release, "lock a draft, so that it never changes again")
    sub.add_argument("name", metavar="NAME")
    sub.add_argument("--summary", metavar="TEXT", help="what changed; asked for if left out")


def _day(text: str | None) -> date:
    if text is None:
        return date.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise PricingError(f"--on wants a date such as 2026-12-31, not '{text}'") from None


def _check(args: argparse.Namespace) -> int:
    from ketacost.pricebook.upkeep import check

    faults, words = check(args.what)
    for fault in faults:
        print(fault)
    print(words)
    return 1 if faults else 0


def _stale(args: argparse.Namespace) -> int:
    from ketacost.pricebook.upkeep import stale

    on = _day(args.on)
    book = load_prices(args.release)
    found = stale(book, on)
    if args.json:
        rows = [
            {
                "service": d.service,
                "payer": d.payer,
                "label": d.label,
                "checked": d.checked.isoformat(),
                "due": d.due.isoformat(),
                "days_late": d.days_late,
                "confidence": d.confidence,
            }
            for d in found
        ]
        print(json.dumps(rows, indent=1))
        return 0
    for d in found:
        print(
            f"due since {d.due} ({count(d.days_late, 'day')} late), last checked {d.checked}, "
            f"confidence {d.confidence or 'of Medicare'}: {d.service}, {d.payer}"
        )
    many = count(len(found), "price")
    print(f"{many} of release {book.id} {'is' if len(found) == 1 else 'are'} due on {on}")
    return 0


def _diff(args: argparse.Namespace) -> int:
    from ketacost.changes import GROUPS, changes, document, example_changes

    old, new = load_prices(args.old), load_prices(args.new)
    examples = read_examples().examples
    if args.json:
        print(json.dumps(document(old, new, examples), indent=1, ensure_ascii=False))
        return 0
    found = changes(old, new)
    print(f"From release {old.id} to {new.id}: {count(len(found), 'figure')} changed, new or gone.")
    for group, heading in GROUPS.items():
        part = [change for change in found if change.figure.group == group]
        if part:
            print(f"\n{heading} ({len(part)})")
            print("\n".join(_summary(part) if group == "regions" else map(_line, part)))
    print("\nWhat it does to example scenarios: what a person pays, typically")
    for example in example_changes(old, new, examples):
        print(f"  {example.label}")
        for arm in example.arms:
            print(f"    {arm.label}: {about(arm.before)} before, {about(arm.after)} after")
    return 0


def _line(change: Change) -> str:
    words = f"  {change.words()}"
    if change.reason:
        words += f"\n      why: {textwrap.shorten(change.reason, 150, placeholder=' ...')}"
    return words


def _summary(part: list[Change]) -> list[str]:
    gpci = {change.path.split(".")[1] for change in part if ".gpci." in change.path}
    parity = [change for change in part if "price-parity" in change.path]
    return [
        f"  geographic indices (GPCIs) of {count(len(gpci), 'region')}, "
        f"and price levels of {count(len(parity), 'state')}; each one with --json"
    ]


def _new(args: argparse.Namespace) -> int:
    from ketacost.pricebook.upkeep import new

    source = args.source or latest_release()
    folder = new(args.name, source)
    print(f"{folder} is a draft, copied from {source}.")
    print("Next: edit its files; ketacost prices check " + args.name)
    return 0


def _release(args: argparse.Namespace) -> int:
    from ketacost.pricebook.upkeep import release

    def ask(question: str) -> str:
        if not sys.stdin.isatty():
            raise PricingError("give a summary of what changed: --summary '...'; nothing was done")
        return input(question)

    digest = release(args.name, args.summary, ask, date.today())
    print(f"{args.name} is released and locked: {digest}")
    return 0
