"""Options that several commands have: a release, JSON, and one for each field of a scenario.

`FIELDS` of the link is the only list of what a scenario holds: a field is an option as soon as it
stands there, with its words in `options:` of words/en.yaml.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from ketacost.cli.known import complete_kind, complete_release, complete_word
from ketacost.cli.messages import not_known, tell
from ketacost.model.estimate import Comparison, compare
from ketacost.model.link import FIELDS, Field, read_link
from ketacost.model.link_values import Arms, Several
from ketacost.model.scenario import ScenarioError
from ketacost.tables.releases import latest_release
from ketacost.words.language import words
from ketacost.words.scenario import problems as problem_words

FLAGS: dict[str, tuple[str, ...]] = {
    "arms": ("arm",),
    "start": ("start", "start-month"),
    "year": ("plan-year",),
    "met": ("deductible-met",),
    "max": ("out-of-pocket-max",),
    "maxmet": ("out-of-pocket-met", "max-met"),
    "drugmet": ("drug-deductible-met", "drug-met"),
    "quotes": ("quote",),
    "help": ("help-with",),
    "count": ("savings-count",),
    "oon": ("out-of-network",),
    "tax": ("tax-rate",),
}
"""Options that are not called as the field of the link is; others are."""

Command = TypeVar("Command", bound=Callable[..., Any])
Said = TypeVar("Said", str, None, tuple[str, ...])


def _is_value(ctx: click.Context, param: click.Parameter, said: Said) -> Said:
    """Refuse the next option as the value of one whose value was forgotten."""
    texts: tuple[str, ...] = (said,) if isinstance(said, str) else said or ()
    for text in texts:
        if text.startswith("--"):
            raise click.UsageError(f"{param.opts[0]} needs a value, and '{text}' is an option", ctx)
    return said


class FieldOption(click.Option):
    """The option of one field of a scenario."""

    def __init__(self, field: Field) -> None:
        self.field = field
        super().__init__(
            [f"--{flag}" for flag in FLAGS.get(field.name, (field.name,))],
            metavar=words().say(f"options.{field.name}.value"),
            help=words().say(f"options.{field.name}.help"),
            multiple=isinstance(field.kind, Arms | Several),
            callback=_is_value,
            shell_complete=complete_kind(field.kind),
        )


def scenario_options(arms: bool = True) -> list[click.Parameter]:
    """An option for each field of a scenario, that of its arms only if asked for."""
    return [FieldOption(field) for name, field in FIELDS.items() if arms or name != "arms"]


def asked(ctx: click.Context, arm: str | None = None) -> Comparison:
    """The comparison that the options of a command ask for. What was taken by a guess is told.

    Args:
        ctx: of a command with `scenario_options` and `release_option`.
        arm: the only arm, where the command has no option for it.

    Raises:
        ScenarioError: something asked for can't be taken.
        PricingError: there is no such release.
    """
    texts: dict[str, str | Sequence[str] | None] = {
        param.field.name: ctx.params[str(param.name)]
        for param in ctx.command.params
        if isinstance(param, FieldOption)
    }
    pairs = [("release", ctx.params["release"] or latest_release())]
    pairs += [("arms", arm)] if arm is not None else []
    for name, said in texts.items():
        if said not in (None, ()):
            pairs.append((name, said if isinstance(said, str) else ",".join(said or ())))
    reading = read_link(pairs)
    if [problem.id for problem in reading.problems] == ["no-arm-read"]:
        raise click.UsageError("name a treatment, such as ketamine.iv", ctx)
    if reading.problems:  # the usual treatments are not shown instead here
        raise ScenarioError(p for p in reading.problems if p.id != "no-arm-read")
    tell(*problem_words(reading.notes))
    return compare(reading.book, reading.scenario)


FILE = click.Path(path_type=Path, readable=False)
"""Completes in the shell; whether it can be read is found out, and told, by who reads it."""
release_option = click.option(
    "--release",
    metavar="RELEASE",
    help="Prices of this release (default: the latest).",
    callback=_is_value,
    shell_complete=complete_release,
)
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document.")


def choice_option(flag: str, *known: str, **more: Any) -> Callable[[Command], Command]:
    """An option that takes one of a few words; the nearest is told."""

    def one_of_them(ctx: click.Context, param: click.Parameter, said: str | None) -> str | None:
        if said is not None and said not in known:
            told = f"{flag}: {not_known(said, known)}; known: {', '.join(known)}"
            raise click.UsageError(told, ctx)
        return said

    return click.option(
        flag,
        metavar="|".join(known),
        callback=one_of_them,
        shell_complete=complete_word(*known),
        **more,
    )
