"""What a person is told where a command line can't be taken: one plain sentence, with the nearest
word that is known, and where to read on."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

import click

from ketacost.tables.spelling import did_you_mean


def tell(*sentences: str) -> None:
    """Say something on standard error, each sentence on a line of its own."""
    for sentence in sentences:
        print(f"ketacost: {sentence}", file=sys.stderr)


def not_known(word: str, known: Iterable[str]) -> str:
    """`'compaer' is not known; did you mean 'compare'?`"""
    return f"'{word}' is not known{did_you_mean(word, known)}"


class Group(click.Group):
    """A command with commands below it; a wrong one gets the nearest right one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which they were added: what most people want comes first."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in self.commands and not name.startswith("-") and not ctx.resilient_parsing:
            known = ", ".join(self.list_commands(ctx))
            raise click.UsageError(f"{not_known(name, self.commands)}; known: {known}", ctx)
        return super().resolve_command(ctx, args)


def _flags(command: click.Command) -> list[str]:
    """All options of a command, `--help` too."""
    return ["--help", *(flag for param in command.params for flag in param.opts if "-" in flag)]


def _of_commands_below(flag: str, command: click.Command) -> bool:
    below: Sequence[click.Command] = ()
    if isinstance(command, click.Group):
        below = tuple(command.commands.values())
    return any(flag in _flags(one) or _of_commands_below(flag, one) for one in below)


def usage_words(err: click.ClickException) -> str:
    """What is wrong with a command line, and where to read how it is used."""
    ctx = err.ctx if isinstance(err, click.UsageError) else None
    said = err.format_message().rstrip(".")
    if ctx and isinstance(err, click.NoSuchOption):
        said = _no_such_option(err.option_name, ctx.command)
    said = said[:1].lower() + said[1:]
    if ctx is None:
        return said
    return f"{said}{'' if said.endswith('?') else '.'} See '{ctx.command_path} --help'."


def _no_such_option(flag: str, command: click.Command) -> str:
    if _of_commands_below(flag, command):
        return f"'{flag}' stands too early: options come after the command"
    if not flag.startswith("--"):
        return f"'{flag}' is not known; most options begin with two dashes, as --json"
    return not_known(flag, _flags(command))
