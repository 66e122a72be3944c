"""A link to give to somebody: the scenario, and the language that its reader shall find."""

from __future__ import annotations

from ketacost.model.link import full_link
from ketacost.model.scenario import Scenario
from ketacost.tables.language import LANGUAGES, language


def shared_link(scenario: Scenario, base_url: str = "") -> str:
    """The link of a scenario as `model.link.full_link` writes it, with the language behind it where
    that is not the usual one."""
    link = full_link(scenario, base_url)
    return link if language() == LANGUAGES[0] else f"{link}&lang={language()}"
