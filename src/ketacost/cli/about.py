"""`ketacost about`: what treatments are like, side by side."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

import click

from ketacost.cli.known import complete_thing
from ketacost.cli.messages import not_known, tell
from ketacost.cli.options import SpokenCommand, json_option, release_option
from ketacost.output.about import about_json, about_text
from ketacost.tables import PriceBook, PricingError, load_prices
from ketacost.tables.releases import release_folder, release_names
from ketacost.words.language import words


@click.command(cls=SpokenCommand)
@click.argument(
    "named",
    metavar="OPTION...",
    nargs=-1,
    required=True,
    shell_complete=complete_thing("option"),
)
@release_option
@json_option
def about(named: tuple[str, ...], release: str | None, as_json: bool) -> None:
    """What treatments are like, side by side."""
    book = load_prices(release)
    _has_context(book)
    options = _options(book, named)
    width = shutil.get_terminal_size((100, 24)).columns
    print(about_json(book, options) if as_json else about_text(book, options, width))


def _options(book: PriceBook, named: Sequence[str]) -> list[str]:
    """The options meant, each once.

    Raises:
        click.UsageError: some are not known; each is told with the nearest that is.
    """
    firsts = {treatment: book.default_option(treatment) for treatment in book.treatments}
    known = {**{option: option for option in book.options}, **book.renamed["option"], **firsts}
    asked = [word.strip() for word in named]
    wrong = [not_known(word, known) for word in dict.fromkeys(asked) if word not in known]
    if wrong:
        tell(*wrong[:-1])
        raise click.UsageError(wrong[-1], click.get_current_context())
    return list(dict.fromkeys(known[word] for word in asked))


def _has_context(book: PriceBook) -> None:
    """Refuse a release from before there was context, and name one that has it.

    Raises:
        PricingError: the release has none.
    """
    if book.context:
        return
    names = [name for name in release_names() if (release_folder(name) / "context").is_dir()]
    code = "cli.no-context-but" if names else "cli.no-context"
    raise PricingError(words().say(code, release=book.id, other="".join(names[-1:])))
