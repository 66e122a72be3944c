"""Templates of a language: `en.yaml`, `es.yaml`, and how their parameters are written.

`words()` speaks the language that `tables.language.speak` set.

A template is text with fields: `{cents:exact}`. What stands behind the colon says how a value is
written:

    exact     cents with cents: $1,793.40          about   cents as far as we know them: $1,800
    whole     cents in whole dollars: $1,793       usd     dollars: $575, $575.50
    percent   a share: 20%                         number  1,793
    count X   1 visit, 3 visits, for the noun X    list    a, b and c
    near      the nearest known word, as a question, or nothing
    field     the name of an input: `sessions:ketamine.iv` as `sessions of ketamine.iv`
    word X    the word that group X has for a code: `word things`
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any

import yaml

from ketacost.model.codes import Code
from ketacost.tables.language import language as spoken
from ketacost.words import figures

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Words:
    """Everything that one language says.

    `say` takes a path (`rules.deductible`) and the parameters of its template.
    """

    def __init__(self, language: str) -> None:
        text = resources.files("ketacost.words").joinpath(f"{language}.yaml").read_text("utf-8")
        self.language = language
        self._groups: Mapping[str, Any] = _LOADER(text).get_single_data()
        self._writer = _Writer(self)

    def template(self, path: str) -> str:
        """The template at a path.

        Raises:
            KeyError: there is none.
        """
        try:
            return str(self._found(path))
        except KeyError:
            if self.language == "en":
                raise
            return _words("en").template(path)

    def _found(self, path: str) -> Any:
        found: Any = self._groups
        for part in path.split("."):
            found = found[part]
        return found

    def group(self, name: str) -> Mapping[str, str]:
        """All templates of a group, by code."""
        found: Mapping[str, str] = self._groups.get(name) or _words("en")._groups[name]
        return found

    def say(self, path: str, **params: Any) -> str:
        """The words at a path, with its parameters written out.

        Raises:
            KeyError: no such template, or a parameter of it is missing.
        """
        return self._writer.vformat(self.template(path), (), params)

    def code(self, group: str, code: Code) -> str:
        """The words of a code: the template of its id in a group."""
        return self.say(f"{group}.{code.id}", **code.params)

    def count(self, number: int, noun: str) -> str:
        """`1 visit`, `3 visits`."""
        return f"{number:,} {self.noun(number, noun)}"

    def noun(self, number: int, noun: str) -> str:
        """`visit` of one, `visits` of several.

        Raises:
            KeyError: there is no such noun.
        """
        nouns = self._groups["nouns"]
        one, many = nouns[noun] if noun in nouns else _words("en")._groups["nouns"][noun]
        return str(one if number == 1 else many)

    def listing(self, items: list[str] | tuple[str, ...]) -> str:
        """`a, b and c`."""
        if len(items) < 2:
            return "".join(items)
        first, last = ", ".join(items[:-1]), items[-1]
        joint = "and" if self.language != "es" or not _SOUNDS_LIKE_I.match(last) else "and-before-i"
        return self.say(f"joining.{joint}", first=first, last=last)


# Spanish "y" becomes "e" before the sound of "i".
_SOUNDS_LIKE_I = re.compile(r"h?i(?!e)|h?í", re.IGNORECASE)


class _Writer(string.Formatter):
    """Writes a value as its template asks."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def format_field(self, value: Any, format_spec: str) -> str:
        how, _, what = format_spec.partition(" ")
        if how in _PLAIN:
            return _PLAIN[how](value)
        write = getattr(self, f"_{how}", None) if how else None
        return write(value, what) if write else str(super().format_field(value, format_spec))

    def _count(self, value: int, noun: str) -> str:
        return self.words.count(value, noun)

    def _list(self, value: tuple[object, ...], _: str) -> str:
        return self.words.listing([str(v) for v in value])

    def _near(self, value: str | None, _: str) -> str:
        return self.words.say("joining.near", word=value) if value else ""

    def _field(self, value: str, _: str) -> str:
        head, _, of = value.partition(":")
        return self.words.say(f"fields.{head}", of=of)

    def _word(self, value: str, group: str) -> str:
        return self.words.say(f"{group}.{value}")


def _percent(share: Decimal | Fraction) -> str:
    if isinstance(share, Fraction):
        share = Decimal(share.numerator) / share.denominator
    return figures.percent(Decimal(share))


_PLAIN: dict[str, Callable[[Any], str]] = {
    "exact": figures.dollars_and_cents,
    "about": figures.about,
    "whole": figures.dollars,
    "usd": figures.usd,
    "percent": _percent,
    "number": "{:,}".format,
}


def words(language: str | None = None) -> Words:
    """The words of a language, or of the one that is spoken here.

    Raises:
        FileNotFoundError: there is no such language.
    """
    return _words(language or spoken())


@cache
def _words(language: str) -> Words:
    return Words(language)
