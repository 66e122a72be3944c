"""`ketacost sweep`: a scenario over regions, plans and numbers of sessions, into a file."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from ketacost.cli.messages import not_written, tell
from ketacost.cli.options import (
    FILE,
    SpokenCommand,
    asked,
    option,
    release_option,
    scenario_options,
)
from ketacost.model import sweep as model
from ketacost.model.estimate import Comparison
from ketacost.model.link_values import Name
from ketacost.tables.places import find_regions, nearest_region
from ketacost.tables.whole_file import write_whole
from ketacost.words.language import words

_MOST_SESSIONS = 400


@click.command(cls=SpokenCommand, params=scenario_options())
@release_option
@option(
    "--regions",
    metavar="all|IDS",
    said="regions",
)
@option(
    "--plans",
    metavar="all|IDS",
    said="plans",
)
@option(
    "--sessions",
    metavar="N|FROM-TO",
    said="sessions",
)
@option(
    "-o",
    "--output",
    metavar="FILE",
    required=True,
    type=FILE,
    said="sweep",
)
@click.pass_context
def sweep(
    ctx: click.Context,
    /,
    regions: str | None,
    plans: str | None,
    sessions: str | None,
    output: Path,
    **_: object,
) -> None:
    """A scenario over regions, plans and numbers of sessions, into a file."""
    from ketacost.output import sweep_file

    suffix = output.suffix.lower()
    if suffix not in sweep_file.SUFFIXES:
        raise click.UsageError(words().say("cli.sweep-suffix", name=output.name), ctx)
    numbers = _numbers(ctx, sessions)
    write = sweep_file.writer(suffix)
    comparison = asked(ctx)
    book, scenario = comparison.book, comparison.scenario
    grid = model.sweep(
        book,
        scenario,
        regions=_regions(ctx, comparison, regions),
        plans=_plans(comparison, plans),
        sessions=numbers,
        progress=_progress if sys.stderr.isatty() else None,
    )
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)
    if not grid.possible.any():
        raise click.UsageError(words().say("cli.no-such-number"), ctx)
    for a, arm in enumerate(grid.arms):
        left_out = _runs(
            n
            for n, can in zip(grid.sessions, grid.possible[a], strict=True)
            if n is not None and not can
        )
        if left_out:
            tell(words().say("sweep.left-out", arm=arm, numbers=tuple(left_out)))
        if not grid.complete[a][:, grid.possible[a]].all():
            tell(words().say("sweep.not-complete", arm=arm))
    try:
        write_whole(output, write(book, scenario, grid))
    except OSError as err:
        raise not_written(output, err) from None
    rows = int(grid.possible.sum()) * len(grid.plans) * len(grid.regions)
    print(words().say("cli.rows", file=output, rows=rows, release=book.id))


def _progress(done: int, of: int) -> None:
    print(f"\r{done * 100 // of:3} %", end="", file=sys.stderr, flush=True)


def _runs(numbers: Iterable[int]) -> list[str]:
    """Numbers in order, those that follow one another as `25-400`."""
    runs: list[list[int]] = []
    for n in numbers:
        if runs and runs[-1][-1] == n - 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    return [f"{run[0]}-{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs]


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _regions(ctx: click.Context, comparison: Comparison, text: str | None) -> list[str] | None:
    """Ids of regions; a state stands for all its areas."""
    known = comparison.book.regions
    if text is None or text.strip() == "all":
        return None if text is None else list(known)
    found: list[str] = []
    for part in _listed(text):
        regions = [part] if part in known else list(find_regions(part, known))
        if not regions:
            near = nearest_region(part[:60], known)
            code = "cli.not-known" if near else "cli.unknown-region"
            told = words().say(code, word=part, near=near)
            raise click.UsageError(f"--regions: {told}", ctx)
        found += regions
    if not found:
        raise click.UsageError(words().say("cli.regions-empty"), ctx)
    return list(dict.fromkeys(found))


def _plans(comparison: Comparison, text: str | None) -> list[str] | None:
    """Ids of plans.

    Raises:
        ScenarioError: a plan is not known.
    """
    if text is None:
        return None
    known = comparison.book.plans
    if text.strip() == "all":
        return list(known)
    return list(dict.fromkeys(Name("plan").read(part, comparison.book) for part in _listed(text)))


def _numbers(ctx: click.Context, text: str | None) -> list[int] | None:
    """`4,6,8-12` as numbers, each once, in order."""
    if text is None:
        return None
    found: set[int] = set()
    for part in _listed(text) or [text]:
        match = re.fullmatch(r"([0-9]{1,4})(?:\s*[-–]\s*([0-9]{1,4}))?", part, re.ASCII)
        if not match:
            raise click.UsageError(words().say("cli.sessions-form", text=part), ctx)
        first, last = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= last <= _MOST_SESSIONS:
            told = words().say("cli.sessions-limits", text=part, most=_MOST_SESSIONS)
            raise click.UsageError(told, ctx)
        found |= set(range(first, last + 1))
    return sorted(found)
