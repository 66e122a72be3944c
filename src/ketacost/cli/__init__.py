"""The command line: `ketacost compare`, `estimate`, `about`, `adjudicate`, `prices` and the rest.

Every problem is a plain sentence on standard error; the exit status is 2 for a question that can't
be taken and 1 for files with faults.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from itertools import pairwise

import click

from ketacost.cli import about, adjudicate, app, compare, links, lists, prices, sweep
from ketacost.cli.messages import Group, tell, usage_words
from ketacost.cli.options import language_option
from ketacost.model.scenario import ScenarioError
from ketacost.tables import PricingError, PricingFaults
from ketacost.tables.language import LANGUAGES, speak, speaking
from ketacost.words.scenario import problems as problem_words
from ketacost.words.told import faults_words, told_words


@click.group(
    cls=Group,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@language_option
@click.pass_context
def commands(ctx: click.Context) -> None:
    """What a course of ketamine, an SSRI, CBT or ECT would cost you."""
    if ctx.invoked_subcommand is None:
        print(ctx.get_help())


for _command in (
    *(compare.compare, compare.estimate, compare.sessions, compare.open_link, compare.sheet),
    sweep.sweep,
    about.about,
    *lists.LISTS,
    adjudicate.adjudicate,
):
    commands.add_command(language_option(_command))
for _command in (app.app, prices.prices, links.links):
    commands.add_command(_command)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        argv: the words behind `ketacost`; those of this process if left out.

    Returns:
        the exit status: 0; 1 for faults in the tables or in a file; 2 for a question that can't be
        taken; 130 if it was stopped.
    """
    argv = sys.argv[1:] if argv is None else list(argv)
    with speaking(LANGUAGES[0]):
        for flag, said in pairwise(argv):
            if flag == "--lang":  # so that an option that can't be read is told in it too
                speak(said)
        return _status(argv)


def _status(argv: list[str]) -> int:
    """Run a command, tell what is wrong with it, and give its exit status."""
    try:
        status = _run(argv)
        sys.stdout.flush()  # a full disk shows here at the latest
        return status
    except ScenarioError as err:
        tell(*problem_words(err))
    except PricingFaults as err:
        tell(faults_words(err))
        return 1
    except click.ClickException as err:
        tell(usage_words(err))
    except PricingError as err:
        tell(told_words(err.args[0]))
    except BrokenPipeError:  # `ketacost ... | head`
        _drop_output()
        return 0
    except OSError as err:  # a full disk, a folder that may not be written
        tell(f"{err.filename}: {err.strerror}" if err.filename else err.strerror or str(err))
        if err.filename is None:
            _drop_output()
    except KeyboardInterrupt:
        return 130
    return 2


def _run(argv: list[str]) -> int:
    """Run a command without click's own handling of errors."""
    if "_KETACOST_COMPLETE" in os.environ:
        commands.main(argv, "ketacost")  # completes in a shell, and ends there
    try:
        with commands.make_context("ketacost", argv) as ctx:
            return int(commands.invoke(ctx) or 0)
    except click.exceptions.Exit as done:  # after --help
        return done.exit_code


def _drop_output() -> None:
    """Let what is left to print go nowhere, so that closing the output does not fail again."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):  # it is no file
        return
