"""Tables that can't be used: the maintainer reads why on standard error, a visitor a plain sentence
without paths of the server."""

from __future__ import annotations

import logging
from functools import cache

from ketacost.model.link import Pairs
from ketacost.tables import PricingError, PricingFaults
from ketacost.tables.releases import release_names
from ketacost.words.language import words
from ketacost.words.told import told_words

_LOG = logging.getLogger("ketacost.tables")
_MOST = 4_000
"""Characters of the log; one broken file can have thousands of faults."""


def told(err: PricingError | PricingFaults, pairs: Pairs = ()) -> str:
    """What a visitor is told of a link whose release can't be used, or of today's tables."""
    named = dict(pairs).get("release")
    if named and _known() and not is_known(named):
        return told_words(err.args[0])  # that there is no such release, and which there are
    log(err)
    say = words().say
    return say("broken.release", release=named) if is_known(named) else say("pages.no-tables")


def is_known(name: str | None) -> bool:
    """Whether there is a release of that name, in whatever state."""
    return name in _known()


def _known() -> list[str]:
    try:
        return release_names()
    except (PricingError, OSError):
        return []


def log(err: Exception) -> None:
    """Write down why tables can't be used, once for each reason."""
    _log(f"{type(err).__name__}: {err}"[:_MOST])


@cache
def _log(text: str) -> None:
    _LOG.error(text)
