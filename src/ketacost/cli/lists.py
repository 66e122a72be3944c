"""`ketacost options`, `regions`, `plans` and the other lists of what can be named."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

import click

from ketacost.cli.known import known
from ketacost.cli.options import SpokenCommand, json_option, option, release_option
from ketacost.model.link_values import WAYS
from ketacost.model.ways import ways_of
from ketacost.tables import PriceBook, PricingError, load_prices
from ketacost.tables.places import find_zip
from ketacost.tables.releases import release_entries
from ketacost.words.arms import counted
from ketacost.words.language import words
from ketacost.words.places import place_words

Row = Mapping[str, object]


def _print(rows: Sequence[Row], as_json: bool) -> None:
    if as_json:
        print(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    width = max((len(str(row["id"])) for row in rows), default=0)
    for row in rows:
        print(f"{row['id']:<{width}}  {row['label']}")


def _list_of(name: str, thing: str) -> click.Command:
    @click.command(name, cls=SpokenCommand)
    @release_option
    @json_option
    def listing(release: str | None, as_json: bool) -> None:
        labels = known(load_prices(release), thing)
        _print([{"id": name, "label": label} for name, label in labels.items()], as_json)

    return listing


@click.command(cls=SpokenCommand)
@option("--zip", "zip_code", metavar="ZIP", said="zip")
@release_option
@json_option
def regions(zip_code: str | None, release: str | None, as_json: bool) -> None:
    """List the regions, or find that of a ZIP code."""
    book = load_prices(release)
    if zip_code is None:
        labels = known(book, "region")
        _print([{"id": name, "label": label} for name, label in labels.items()], as_json)
        return
    place = find_zip(zip_code)
    if place is None or place.region not in book.regions:
        raise PricingError(words().say("cli.unknown-zip", zip=zip_code[:20]))
    found = {"label": place_words(place, book.regions)} if not as_json else vars(place)
    _print([{"id": place.region, **found}], as_json)


@click.command(cls=SpokenCommand)
@release_option
@json_option
def options(release: str | None, as_json: bool) -> None:
    """List the treatments and options, and where, by whom and how billed each can be had."""
    book = load_prices(release)
    rows: list[Row] = []
    for name, label in known(book, "option").items():
        rows.append(_option(book, name, label, as_json))
        if not as_json:
            rows += _ways(book, name)
    _print(rows, as_json)


def _option(book: PriceBook, name: str, label: str, as_json: bool) -> Row:
    sessions = book.options[name].sessions
    if not as_json:
        unit = counted(1, name, book)
        label += " " + words().say("cli.list.sessions", **(sessions.model_dump() | {"unit": unit}))
    return {
        "id": name,
        "label": label,
        "treatment": book.treatment_id(name),
        "unit": sessions.unit,
        "sessions": sessions.default,
        "min": sessions.min,
        "max": sessions.max,
        "ways": {kind: list(ways.choices) for kind, ways in ways_of(book, name).items()},
    }


def _ways(book: PriceBook, option: str) -> Iterator[Row]:
    """A row for each way to have an option, as an arm says it: `~at.hospital`."""
    short = {kind: word for word, kind in WAYS.items()}
    for kind, ways in ways_of(book, option).items():
        for name, way in ways.choices.items():
            usual = f" {words().say('cli.list.usual')}" if name == ways.default else ""
            yield {"id": f"  ~{short[kind]}.{name}", "label": f"  {way.label}{usual}"}


@click.command(cls=SpokenCommand)
@json_option
def releases(as_json: bool) -> None:
    """List the pricing releases."""
    rows: list[Row] = []
    for name, entry in release_entries().items():
        say = words().say
        label = say("cli.list.prices-of", prices_of=load_prices(name).release.prices_of)
        if entry.status != "released":
            why = f": {entry.reason}" if entry.reason else ""
            label += f" ({say(f'cli.list.{entry.status}')}{why})"
        rows.append({"id": name, "label": label, "status": entry.status})
    _print(rows, as_json)


LISTS = (
    options,
    regions,
    _list_of("plans", "plan"),
    _list_of("helps", "help"),
    _list_of("services", "service"),
    _list_of("benefits", "benefit"),
    releases,
)
