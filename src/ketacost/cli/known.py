"""What a person can name: the ids of each kind of thing, listed and completed in the shell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

import click
from click.shell_completion import CompletionItem

from ketacost.model.link_values import Arms, Flag, Kind, Name, Region, Several
from ketacost.model.scenario import HORIZON_WEEKS
from ketacost.tables import PriceBook, PricingError, PricingFaults, load_prices
from ketacost.tables.releases import release_names
from ketacost.tables.schema import CONTEXT_ROWS
from ketacost.words.arms import option_label
from ketacost.words.language import words

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def known(book: PriceBook, thing: str) -> dict[str, str]:
    """The ids of a kind of thing (`option`, `region`, `plan`, ...) with what each is called.

    Raises:
        KeyError: there is no such kind.
    """
    labels: Mapping[str, Callable[[], Iterable[tuple[str, str]]]] = {
        "option": lambda: ((o, option_label(book, o)) for o in book.options),
        "region": lambda: ((r.id, r.label) for r in book.regions.values()),
        "plan": lambda: ((name, plan.label) for name, plan in book.plans.items()),
        "help": lambda: ((name, help_.label) for name, help_ in book.help.items()),
        "service": lambda: ((name, s.label) for name, s in book.services.items()),
        "benefit": lambda: words().group("benefits").items(),
        "row": lambda: ((row, words().say(f"about-rows.{row}")) for row in CONTEXT_ROWS),
        "horizon": lambda: ((h, words().say(f"horizons.{h}")) for h in HORIZON_WEEKS),
    }
    return dict(labels[thing]())


def _of_kind(kind: Kind, book: PriceBook) -> dict[str, str]:
    """The words that the text of a field may begin with, and what each means."""
    match kind:
        case Flag():
            return {"yes": "", "no": ""}
        case Arms():
            return known(book, "option")
        case Region():
            return known(book, "region")
        case Name(thing) | Several(thing=thing) if thing:
            return known(book, thing)
    return {}


def _matching(start: str, found: Mapping[str, str], before: str = "") -> list[CompletionItem]:
    return [
        CompletionItem(before + word, help=label or None)
        for word, label in found.items()
        if word.startswith(start)
    ]


def complete_thing(thing: str) -> Complete:
    """Completes ids of a kind of thing."""
    return _complete_from(lambda book: known(book, thing))


def complete_kind(kind: Kind) -> Complete:
    """Completes what a field of a scenario can say."""
    return _complete_from(lambda book: _of_kind(kind, book))


def _complete_from(find: Callable[[PriceBook], Mapping[str, str]]) -> Complete:
    def complete(
        ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """In a list (`ketamine.iv:6+cbt`) the last one is completed."""
        *before, start = re.split(r"(?<=[+,])", incomplete)
        try:
            found = find(load_prices(ctx.params.get("release")))
        except (PricingError, PricingFaults, OSError):
            return []
        return _matching(start, found, "".join(before))

    return complete


def complete_word(*known_words: str) -> Complete:
    """Completes one of a few words."""
    return lambda ctx, param, incomplete: _matching(incomplete, dict.fromkeys(known_words, ""))


def complete_release(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Completes names of releases."""
    try:
        return _matching(incomplete, dict.fromkeys(release_names(), ""))
    except (PricingError, OSError):
        return []
