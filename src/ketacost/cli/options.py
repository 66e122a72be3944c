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
from ketacost.cli.messages import one_of, tell
from ketacost.model.estimate import Comparison, compare
from ketacost.model.link import FIELDS, Field, link_pairs, read_link
from ketacost.model.link_values import Arms, Several
from ketacost.model.scenario import ScenarioError
from ketacost.tables.language import LANGUAGES, language, speak
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
            told = words().say("cli.value-is-option", flag=param.opts[0], text=text)
            raise click.UsageError(told, ctx)
    return said


class SpokenCommand(click.Command):
    """A command whose help stands in the words under `cli.commands`, by its name."""

    @property
    def help(self) -> str:
        """Its help in the language that is spoken."""
        return words().say(f"cli.commands.{self.name}")

    @help.setter
    def help(self, _: str | None) -> None:
        """A docstring says to maintainers what the words say to people."""


class SpokenOption(click.Option):
    """An option whose help is said in the language that is spoken when it is shown.

    Args:
        said: where its help stands in the words.
    """

    def __init__(self, flags: Sequence[str], *, said: str, **more: Any) -> None:
        self.said = said
        super().__init__(flags, help=words().say(said), **more)

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Its flags and its help."""
        self.help = words().say(self.said)
        return super().get_help_record(ctx)


def option(*flags: str, said: str, **more: Any) -> Callable[[Command], Command]:
    """As `click.option`, with help that stands in the words under `cli.help`."""
    return click.option(*flags, cls=SpokenOption, said=f"cli.help.{said}", **more)


class FieldOption(SpokenOption):
    """The option of one field of a scenario."""

    def __init__(self, field: Field) -> None:
        self.field = field
        super().__init__(
            [f"--{flag}" for flag in FLAGS.get(field.name, (field.name,))],
            said=f"options.{field.name}.help",
            metavar=words().say(f"options.{field.name}.value"),
            multiple=isinstance(field.kind, Arms | Several),
            callback=_is_value,
            shell_complete=complete_kind(field.kind),
        )

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Its flags, what they want, and its help."""
        self.metavar = words().say(f"options.{self.field.name}.value")
        return super().get_help_record(ctx)


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
        raise click.UsageError(words().say("cli.name-treatment"), ctx)
    if reading.problems:  # the usual treatments are not shown instead here
        raise ScenarioError(p for p in reading.problems if p.id != "no-arm-read")
    tell(*problem_words(reading.notes))
    return compare(reading.book, reading.scenario)


_SAID = "ketacost.language"  # in what a command and its group share: the language asked for


def _speak_as_said(ctx: click.Context, param: click.Parameter, said: str | None) -> str | None:
    """Speak the language that was asked for, from here to the end of the command.

    The language of the machine is not asked: the same command prints the same words everywhere.
    """
    if said is not None:
        if said not in LANGUAGES:
            raise click.UsageError(f"--lang: {one_of(said, LANGUAGES)}", ctx)
        speak(said)
        ctx.meta[_SAID] = said
    return said


def speak_as_linked(ctx: click.Context, link: str) -> None:
    """Speak the language that a link names, unless another was asked for."""
    if _SAID not in ctx.meta:
        speak(dict(link_pairs(link)).get("lang", language()))


language_option = option(
    "--lang",
    metavar="|".join(LANGUAGES),
    is_eager=True,
    expose_value=False,
    callback=_speak_as_said,
    shell_complete=complete_word(*LANGUAGES),
    said="lang",
)
FILE = click.Path(path_type=Path, readable=False)
"""Completes in the shell; whether it can be read is found out, and told, by who reads it."""
release_option = option(
    "--release",
    metavar="RELEASE",
    said="release",
    callback=_is_value,
    shell_complete=complete_release,
)
json_option = option("--json", "as_json", is_flag=True, said="json")


def choice_option(flag: str, *known: str, **more: Any) -> Callable[[Command], Command]:
    """An option that takes one of a few words; the nearest is told."""

    def one_of_them(ctx: click.Context, param: click.Parameter, said: str | None) -> str | None:
        if said is not None and said not in known:
            raise click.UsageError(f"{flag}: {one_of(said, known)}", ctx)
        return said

    return option(
        flag,
        said=flag.removeprefix("--"),
        metavar="|".join(known),
        callback=one_of_them,
        shell_complete=complete_word(*known),
        **more,
    )
