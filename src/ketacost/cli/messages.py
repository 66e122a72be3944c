"""What a person is told where a command line can't be taken: one plain sentence, with the nearest
word that is known, and where to read on."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from ketacost.tables.spelling import nearest
from ketacost.words.language import words


def tell(*sentences: str) -> None:
    """Say something on standard error, each sentence on a line of its own."""
    for sentence in sentences:
        print(f"ketacost: {sentence}", file=sys.stderr)


def not_known(word: str, known: Iterable[str]) -> str:
    """`'compaer' is not known; did you mean 'compare'?`"""
    return words().say("cli.not-known", word=word, near=nearest(word, known))


def one_of(word: str, known: Sequence[str]) -> str:
    """That a word is none of those known, with the nearest and with all of them."""
    told = not_known(word, known)
    return words().say("cli.one-of", told=told, known=", ".join(known))


def not_written(path: Path, err: OSError) -> click.ClickException:
    """That a file can't be written, and the system's reason."""
    told = words().say("cli.not-written", file=path, why=err.strerror)
    return click.ClickException(told)


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
            raise click.UsageError(one_of(name, self.list_commands(ctx)), ctx)
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
    said = _said(err, ctx).rstrip(".")
    said = said[:1].lower() + said[1:]
    if ctx is None:
        return said
    stop = "" if said.endswith("?") else "."
    return words().say("cli.see-help", told=f"{said}{stop}", command=ctx.command_path)


def _said(err: click.ClickException, ctx: click.Context | None) -> str:
    """What is wrong, in the language that is spoken; click's own words where they are few."""
    if ctx and isinstance(err, click.NoSuchOption):
        return _no_such_option(err.option_name, ctx.command)
    if isinstance(err, click.MissingParameter) and err.param:
        name = err.param.get_error_hint(err.ctx or click.get_current_context()).strip("'")
        return words().say(f"cli.missing-{err.param.param_type_name}", name=name)
    if isinstance(err, click.BadOptionUsage):
        return words().say("cli.needs-value", flag=err.option_name)
    if match := _EXTRA.fullmatch(err.message):
        return words().say("cli.too-much", words=match[1])
    return err.format_message()


_EXTRA = re.compile(r"Got unexpected extra arguments? \((.*)\)", re.DOTALL)  # click's words


def _no_such_option(flag: str, command: click.Command) -> str:
    if _of_commands_below(flag, command):
        return words().say("cli.too-early", flag=flag)
    if not flag.startswith("--"):
        return words().say("cli.one-dash", flag=flag)
    return not_known(flag, _flags(command))
