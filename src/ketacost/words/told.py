"""Messages of `tables.told` in the language that is spoken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources

import yaml

from ketacost.tables.faults import Fault, PricingFaults
from ketacost.tables.language import LANGUAGES
from ketacost.tables.told import Told, Value
from ketacost.words.language import words
from ketacost.words.scenario import date_words


@cache
def translations(language: str) -> Mapping[str, str]:
    """Templates in a language, by the English ones."""
    text = resources.files("ketacost.words").joinpath(f"told_{language}.yaml").read_text("utf-8")
    found: Mapping[str, str] = yaml.safe_load(text)
    return found


def told_words(message: str) -> str:
    """A message in the language that is spoken; as it is where it has no words in it."""
    language = words().language
    if language == LANGUAGES[0] or not isinstance(message, Told):
        return str(message)
    template = translations(language).get(message.template, message.template)
    return template.format(**{name: _said(value) for name, value in message.values.items()})


def _said(value: Value) -> str:
    if isinstance(value, date):
        return date_words(value)
    if isinstance(value, tuple):
        return ", ".join(map(told_words, value))
    return told_words(value) if isinstance(value, str) else str(value)


def fault_words(fault: Fault) -> str:
    """Where a fault is and what it is, in a line."""
    path = f"{fault.path}: " if fault.path else ""
    return words().say(
        "files.fault",
        file=fault.file,
        line=fault.line,
        column=fault.column,
        message=path + told_words(fault.message),
    )


def faults_words(err: PricingFaults) -> str:
    """What comes of the faults of a file, then each in a line of its own."""
    return "\n".join([f"{told_words(err.words)}:", *map(fault_words, err.faults)])
