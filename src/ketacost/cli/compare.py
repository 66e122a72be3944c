"""`ketacost compare`, `estimate`, `open` and `sheet`: what a course would cost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import click

from ketacost.cli.known import complete_thing
from ketacost.cli.messages import not_written, tell
from ketacost.cli.options import (
    FILE,
    SpokenCommand,
    asked,
    choice_option,
    json_option,
    option,
    release_option,
    scenario_options,
    speak_as_linked,
)
from ketacost.model import estimate as model
from ketacost.model.link import read_link
from ketacost.output import terminal
from ketacost.output.json import comparison_json
from ketacost.tables.whole_file import write_whole
from ketacost.words.language import words
from ketacost.words.scenario import problems as problem_words


@click.command(cls=SpokenCommand, params=scenario_options())
@release_option
@json_option
@click.pass_context
def compare(ctx: click.Context, /, as_json: bool, **_: object) -> None:
    """Compare treatments side by side."""
    comparison = asked(ctx)
    print(_json(comparison) if as_json else terminal.comparison_text(comparison))


@click.command(cls=SpokenCommand, params=scenario_options(arms=False))
@click.argument("option", metavar="OPTION[:SESSIONS]", shell_complete=complete_thing("option"))
@release_option
@json_option
@click.pass_context
def estimate(ctx: click.Context, /, option: str, as_json: bool, **_: object) -> None:
    """One option, with every line, rule and source."""
    comparison = asked(ctx, option)
    if len(comparison.arms) > 1:
        raise click.UsageError(words().say("cli.names-several", option=option), ctx)
    print(_json(comparison) if as_json else terminal.estimate_text(comparison))


@click.command(cls=SpokenCommand, params=scenario_options())
@release_option
@json_option
@click.pass_context
def sessions(ctx: click.Context, /, as_json: bool, **_: object) -> None:
    """What 1, 2, 3 ... sessions would cost, and what happens on the way."""
    from ketacost.output.sessions import sessions_document, sessions_text

    comparison = asked(ctx)
    if as_json:
        print(json.dumps(sessions_document(comparison), indent=1, ensure_ascii=False))
    else:
        print(sessions_text(comparison))


@click.command("open", cls=SpokenCommand)
@click.argument("link", metavar="LINK")
@json_option
@click.pass_context
def open_link(ctx: click.Context, link: str, as_json: bool) -> None:
    """Print the comparison that a link holds."""
    comparison = _opened(ctx, link)
    print(_json(comparison) if as_json else terminal.comparison_text(comparison))


@click.command(cls=SpokenCommand)
@click.argument("link", metavar="LINK")
@option(
    "-o",
    "--output",
    metavar="FILE",
    required=True,
    type=FILE,
    said="sheet",
)
@choice_option("--paper", "letter", "a4", default="letter")
@option("--context", is_flag=True, said="context")
@click.pass_context
def sheet(
    ctx: click.Context, link: str, output: Path, paper: Literal["letter", "a4"], context: bool
) -> None:
    """Write the one-page sheet of a link, to hand to a clinic."""
    from ketacost.output.sheet import sheet_html, sheet_pdf

    kind = output.suffix.lower()
    if kind not in (".pdf", ".html"):
        raise click.UsageError(words().say("cli.sheet-suffix", name=output.name), ctx)
    comparison = _opened(ctx, link)
    base = link.partition("?")[0] if "://" in link else ""
    content = (
        sheet_pdf(comparison, base, paper, context)
        if kind == ".pdf"
        else sheet_html(comparison, base, context).encode()
    )
    try:
        write_whole(output, content)
    except OSError as err:
        raise not_written(output, err) from None
    print(words().say("cli.written", file=output))


def _opened(ctx: click.Context, link: str) -> model.Comparison:
    """The comparison of a link, in its language. What could not be taken of it is told; its
    release is never replaced.

    Raises:
        PricingError: the release is not known.
    """
    speak_as_linked(ctx, link)
    reading = read_link(link)
    comparison = model.compare(reading.book, reading.scenario)
    told = problem_words([*reading.problems, *reading.notes])
    tell(*(words().say("cli.about-link", told=sentence) for sentence in told))
    return comparison


def _json(comparison: model.Comparison) -> str:
    return comparison_json(comparison).removesuffix("\n")
