"""`ketacost prices ...`: the maintainer's commands."""

from __future__ import annotations

import json
import re
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ketacost.cli.export import export
from ketacost.cli.hospital_mrf import import_hospital_mrf
from ketacost.cli.known import complete_release
from ketacost.cli.messages import Group, tell
from ketacost.cli.options import FILE, json_option, release_option
from ketacost.tables import PricingError, load_prices
from ketacost.tables.language import LANGUAGES
from ketacost.tables.releases import latest_release, pricing_root, read_examples
from ketacost.tables.spelling import count
from ketacost.words.figures import about

if TYPE_CHECKING:
    from ketacost.tables.upkeep.into_draft import Report


@click.group(cls=Group, invoke_without_command=True)
@click.pass_context
def prices(ctx: click.Context) -> None:
    """Look after the pricing tables."""
    _need_command(ctx, "say what to do with the prices")


def _need_command(ctx: click.Context, told: str) -> None:
    if ctx.invoked_subcommand is None and isinstance(ctx.command, click.Group):
        raise click.UsageError(f"{told}: {', '.join(ctx.command.list_commands(ctx))}", ctx)


def _day(text: str | None) -> date:
    if text is None:
        return date.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise PricingError(f"--on wants a date such as 2026-12-31, not '{text}'") from None


@prices.command()
@click.argument("what", metavar="[RELEASE|FOLDER]", required=False, shell_complete=complete_release)
def check(what: str | None) -> int:
    """Report every fault of a release or folder (default: of all)."""
    from ketacost.tables.upkeep.check import check_releases

    faults, words = check_releases(what, _day(None))
    for fault in faults:
        print(f"{fault} [{fault.id}]")
    print(words)
    return 1 if faults else 0


@prices.command()
@click.option("--on", metavar="DATE", help="As of this day, such as 2026-12-31 (default: today).")
@release_option
@json_option
def stale(on: str | None, release: str | None, as_json: bool) -> None:
    """List the prices whose check is due, worst first."""
    from ketacost.tables.upkeep.stale import due_prices

    day = _day(on)
    book = load_prices(release)
    found = due_prices(book, day)
    if as_json:
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
        return
    for d in found:
        print(
            f"due since {d.due} ({count(d.days_late, 'day')} late), last checked {d.checked}, "
            f"confidence {d.confidence or 'of Medicare'}: {d.service}, {d.payer}"
        )
    many = count(len(found), "price")
    print(f"{many} of release {book.id} {'is' if len(found) == 1 else 'are'} due on {day}")


@prices.command()
@click.argument("name", metavar="[RELEASE]", required=False, shell_complete=complete_release)
@json_option
def confidence(name: str | None, as_json: bool) -> None:
    """Count how sure the prices of a release are."""
    from ketacost.tables.upkeep.confidence import LEVELS, how_sure, says_basis

    book = load_prices(name)
    found = how_sure(book)
    if as_json:
        rows = [
            {"payer": row.payer, "prices": row.prices, **row.by_level, "on_many": row.on_many}
            for row in found
        ]
        print(json.dumps(rows, indent=1))
        return
    heads = (*LEVELS, "on five or more")
    print(f"{'Prices of ' + book.id:<20}" + "".join(f"{head:>16}" for head in heads))
    for row in found:
        cells = (*row.by_level.values(), row.on_many)
        print(f"{row.payer:<20}" + "".join(f"{cell:>16}" for cell in cells))
    own = found[0]
    figures = own.prices - own.by_level["no figure"]
    share = own.on_many / max(figures, 1)
    print(
        f"Self-pay: {own.on_many} of {figures} prices ({share:.0%}) rest on five or more "
        "independent providers, on a survey or on who sets the price; "
        f"{own.by_level['low']} have low confidence."
    )
    if not says_basis(book):
        print("This release does not say what its prices rest on: sellers named are counted.")


@prices.command()
@click.argument("chosen", metavar="LANGUAGE", type=click.Choice(LANGUAGES[1:]))
@click.argument("name", metavar="[RELEASE]", required=False, shell_complete=complete_release)
def untranslated(chosen: str, name: str | None) -> int:
    """List the texts of a release that are not translated yet.

    The list is YAML: write the translations into it, and put it into the folder of that language,
    beside the releases. The exit status is 1 if there are any.
    """
    from ketacost.tables import translation

    texts = translation.translations(pricing_root(), chosen)
    missing = list(dict.fromkeys(translation.untranslated(load_prices(name), texts)))
    for path, text in missing:
        wording = translation.fingerprint_of(text)
        print(f"# {' '.join(text.split())}\n{path}: {{{wording}: }}")
    if missing:
        tell(f"{count(len(missing), 'text')} not translated")
    return 1 if missing else 0


@prices.command()
@click.argument("old", metavar="OLD", shell_complete=complete_release)
@click.argument("new", metavar="NEW", shell_complete=complete_release)
@json_option
def diff(old: str, new: str, as_json: bool) -> None:
    """Show what changed between two releases.

    What it does to example scenarios is shown too.
    """
    from ketacost.model.changes import changes, example_changes
    from ketacost.output.changes import change_lines, changes_document
    from ketacost.words.arms import arm_label

    before, after = load_prices(old), load_prices(new)
    examples = read_examples().examples
    if as_json:
        document = changes_document(before, after, examples)
        print(json.dumps(document, indent=1, ensure_ascii=False))
        return
    many = count(len(changes(before, after)), "figure")
    print(f"From release {before.id} to {after.id}: {many} changed, new or gone.")
    print("\n".join(change_lines(before, after)))
    print("\nWhat it does to example scenarios: what a person pays, typically")
    same = 0
    for example in example_changes(before, after, examples):
        arms = [arm for arm in example.arms if about(arm.before) != about(arm.after)]
        same += len(example.arms) - len(arms)
        if arms:
            print(f"  {example.label}")
        for arm in arms:
            label = arm_label(after, arm.arm)
            print(f"    {label}: {about(arm.before)} before, {about(arm.after)} after")
    print(f"  {count(same, 'figure')} about the same as before")


@prices.command()
@click.argument("name", metavar="NAME")
@click.option(
    "--from",
    "source",
    metavar="RELEASE",
    help="The release to copy (default: the latest).",
    shell_complete=complete_release,
)
def new(name: str, source: str | None) -> None:
    """Copy a release to a new draft; NAME is such as 2026.2."""
    from ketacost.tables.upkeep.new import new_draft

    copied = source or latest_release()
    folder = new_draft(name, copied)
    here = Path.cwd()
    shown = folder.relative_to(here) if folder.is_relative_to(here) else folder
    print(f"{shown} is a draft, copied from {copied}.")
    print(f"Next: edit its files; ketacost prices check {name}")


@prices.command()
@click.argument("name", metavar="NAME", shell_complete=complete_release)
@click.option("--summary", metavar="TEXT", help="What changed; asked for if left out.")
def release(name: str, summary: str | None) -> None:
    """Lock the draft NAME, so that it never changes again."""
    from ketacost.tables.upkeep.release import release_draft

    def ask(question: str) -> str:
        if not sys.stdin.isatty():
            raise PricingError("give a summary of what changed: --summary '...'; nothing was done")
        return input(question)

    digest = release_draft(name, summary, ask, _day(None))
    print(f"{name} is released and locked: {digest}")


@prices.command()
def describe() -> None:
    """Write the data dictionary and the editors' schemas anew."""
    from ketacost.tables.upkeep.describe import written

    for name, text in written().items():
        path = pricing_root() / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    print(f"DICTIONARY.md and {count(len(written()) - 1, 'schema')} written")


prices.add_command(export)


# --- the yearly official files -------------------------------------------------------------------


@prices.group("import", cls=Group, invoke_without_command=True)
@click.pass_context
def import_(ctx: click.Context) -> None:
    """Put the yearly official files into a draft."""
    _need_command(ctx, "say what to import")


into_option = click.option(
    "--into",
    "draft",
    metavar="DRAFT",
    required=True,
    help="The draft that they go into, such as 2027.1.",
    shell_complete=complete_release,
)


@import_.command("cms-pfs")
@click.option("--rvu", metavar="FILE", type=FILE, required=True, help="PPRRVU....csv, from CMS.")
@click.option("--gpci", metavar="FILE", type=FILE, required=True, help="GPCI....csv, from CMS.")
@click.option("--anesthesia", metavar="FILE", type=FILE, help="ANES....csv, from CMS.")
@click.option("--year", metavar="YEAR", required=True, help="The year that they hold for.")
@into_option
def import_pfs(rvu: Path, gpci: Path, anesthesia: Path | None, year: str, draft: str) -> None:
    """Medicare's physician fee schedule of a year."""
    from ketacost.tables.upkeep.cms_pfs import import_cms_pfs

    if not re.fullmatch(r"20\d\d", year):
        raise PricingError(f"--year must be a year such as 2027, not '{year}'")
    _print_report(import_cms_pfs(draft, int(year), rvu, gpci, anesthesia), draft)


@import_.command("zip-locality")
@click.argument("file", metavar="ZIP5.txt", type=FILE)
def import_zip(file: Path) -> None:
    """ZIP codes to regions, for all releases."""
    from ketacost.tables.upkeep.zip_locality import import_zip_locality

    _print_report(import_zip_locality(file), None)


@import_.command("nadac")
@click.argument("file", metavar="NADAC.csv", type=FILE)
@into_option
def import_nadac(file: Path, draft: str) -> None:
    """What pharmacies pay for the drugs in use."""
    from ketacost.tables.upkeep import nadac

    _print_report(nadac.import_nadac(draft, file), draft)


import_.add_command(import_hospital_mrf)


def _print_report(report: Report, draft: str | None) -> None:
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
