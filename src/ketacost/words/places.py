"""Where a ZIP code lies, in words."""

from __future__ import annotations

from collections.abc import Mapping

from ketacost.tables import Region
from ketacost.tables.places import Place
from ketacost.words.language import words


def place_words(place: Place, regions: Mapping[str, Region]) -> str:
    """`California: Chico, rural.`, and where else some addresses of the ZIP code lie.

    Args:
        regions: of a book, by id; those that it lacks are not named.
    """
    far = words().say(f"rurality.{place.rurality}")
    said = words().say("places.found", label=regions[place.region].label, rurality=far)
    others = tuple(regions[name].label for name in place.also if name in regions)
    if others:
        said += " " + words().say("places.also", places=others)
    elif place.split:
        said += " " + words().say("places.elsewhere")
    return said
