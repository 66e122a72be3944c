"""`ketacost prices ...`: the maintainer's commands."""

from __future__ import annotations

import argparse
import json
import re
import sys
import textwrap
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ketacost.tables import PricingError, load_prices
from ketacost.tables.releases import latest_release, read_examples
from ketacost.tables.spelling import count
from ketacost.words.figures import about

if TYPE_CHECKING:
    from ketacost.model.changes import Change
    from ketacost.tables.upkeep.importing import Report


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
    sub = action("import", _no_kind, "put the yearly official files into a draft")
    kinds = sub.add_subparsers(dest="kind", metavar="KIND")

    def kind(name: str, run: Callable[[argparse.Namespace], int], words: str):
        sub = kinds.add_parser(name, help=words, description=words[:1].upper() + words[1:] + ".")
        sub.set_defaults(run=run)
        return sub

    sub = kind("cms-pfs", _import_pfs, "Medicare's physician fee schedule of a year")
    sub.add_argument("--rvu", metavar="FILE", required=True, help="PPRRVU....csv, from CMS")
    sub.add_argument("--gpci", metavar="FILE", required=True, help="GPCI....csv, from CMS")
    sub.add_argument("--anesthesia", metavar="FILE", help="ANES....csv, from CMS")
    sub.add_argument("--year", metavar="YEAR", required=True)
    sub.add_argument("--into", metavar="DRAFT", required=True, help="a draft, such as 2027.1")
    sub = kind("zip-locality", _import_zip, "ZIP codes to regions, for all releases")
    sub.add_argument("file", metavar="ZIP5.txt")
    sub = kind("nadac", _import_nadac, "what pharmacies pay for the drugs in use")
    sub.add_argument("file", metavar="NADAC.csv")
    sub.add_argument("--into", metavar="DRAFT", required=True, help="a draft, such as 2027.1")
    action("describe", _describe, "write the data dictionary and the editors' schemas anew")
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
    from ketacost.tables.upkeep.drafts import check

    faults, words = check(args.what, _day(None))
    for fault in faults:
        print(fault)
    print(words)
    return 1 if faults else 0


def _stale(args: argparse.Namespace) -> int:
    from ketacost.tables.upkeep.drafts import stale

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
    from ketacost.model.changes import GROUPS, changes, example_changes
    from ketacost.output.changes import changes_document
    from ketacost.words.arms import arm_label
    from ketacost.words.changes import group_words

    old, new = load_prices(args.old), load_prices(args.new)
    examples = read_examples().examples
    if args.json:
        print(json.dumps(changes_document(old, new, examples), indent=1, ensure_ascii=False))
        return 0
    found = changes(old, new)
    print(f"From release {old.id} to {new.id}: {count(len(found), 'figure')} changed, new or gone.")
    for group in GROUPS:
        part = [change for change in found if change.figure.group == group]
        if part:
            print(f"\n{group_words(group)} ({len(part)})")
            print("\n".join(_summary(part) if group == "regions" else map(_line, part)))
    print("\nWhat it does to example scenarios: what a person pays, typically")
    same = 0
    for example in example_changes(old, new, examples):
        arms = [arm for arm in example.arms if about(arm.before) != about(arm.after)]
        same += len(example.arms) - len(arms)
        if arms:
            print(f"  {example.label}")
        for arm in arms:
            label = arm_label(new, arm.options)
            print(f"    {label}: {about(arm.before)} before, {about(arm.after)} after")
    print(f"  {count(same, 'figure')} about the same as before")
    return 0


def _line(change: Change) -> str:
    from ketacost.words.changes import change_words, reason_words

    words = f"  {change_words(change)}"
    if reason := reason_words(change):
        words += f"\n      why: {textwrap.shorten(reason, 150, placeholder=' ...')}"
    return words


def _summary(part: list[Change]) -> list[str]:
    gpci = {change.path.split(".")[1] for change in part if ".gpci." in change.path}
    parity = [change for change in part if "price-parity" in change.path]
    return [
        f"  geographic indices (GPCIs) of {count(len(gpci), 'region')}, "
        f"and price levels of {count(len(parity), 'state')}; each one with --json"
    ]


def _new(args: argparse.Namespace) -> int:
    from ketacost.tables.upkeep.drafts import new

    source = args.source or latest_release()
    folder = new(args.name, source)
    here = Path.cwd()
    shown = folder.relative_to(here) if folder.is_relative_to(here) else folder
    print(f"{shown} is a draft, copied from {source}.")
    print("Next: edit its files; ketacost prices check " + args.name)
    return 0


def _release(args: argparse.Namespace) -> int:
    from ketacost.tables.upkeep.drafts import release

    def ask(question: str) -> str:
        if not sys.stdin.isatty():
            raise PricingError("give a summary of what changed: --summary '...'; nothing was done")
        return input(question)

    digest = release(args.name, args.summary, ask, _day(None))
    print(f"{args.name} is released and locked: {digest}")
    return 0


def _describe(args: argparse.Namespace) -> int:
    from ketacost.tables.releases import pricing_root
    from ketacost.tables.upkeep.describe import written

    for name, text in written().items():
        path = pricing_root() / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    print(f"DICTIONARY.md and {count(len(written()) - 1, 'schema')} written")
    return 0


def _no_kind(args: argparse.Namespace) -> int:
    raise PricingError("say what to import: cms-pfs, zip-locality or nadac; see --help")


def _import_pfs(args: argparse.Namespace) -> int:
    from ketacost.tables.upkeep.importing import import_cms_pfs

    if not re.fullmatch(r"20\d\d", args.year):
        raise PricingError(f"--year must be a year such as 2027, not '{args.year}'")
    anesthesia = Path(args.anesthesia) if args.anesthesia else None
    return _told(
        import_cms_pfs(args.into, int(args.year), Path(args.rvu), Path(args.gpci), anesthesia),
        args.into,
    )


def _import_zip(args: argparse.Namespace) -> int:
    from ketacost.tables.upkeep.importing import import_zip_locality

    return _told(import_zip_locality(Path(args.file)), None)


def _import_nadac(args: argparse.Namespace) -> int:
    from ketacost.tables.upkeep.importing import import_nadac

    return _told(import_nadac(args.into, Path(args.file)), args.into)


def _told(report: Report, draft: str | None) -> int:
    for heading, lines in (
        ("Changed", report.changed or ["nothing"]),
        ("Missing", report.missing),
        ("Written", report.written or ["nothing"]),
        ("Look at these by hand", report.look),
    ):
        if lines:
            print(heading)
            print("\n".join(f"  {line}" for line in lines))
    if draft:
        print(
            f"Next: ketacost prices check {draft}; what changed: ketacost prices diff OLD {draft}"
        )
    return 0
