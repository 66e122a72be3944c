"""English and Spanish say the same things: the same keys, the same fields in each template."""

from __future__ import annotations

import string
from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest
import yaml

from ketacost.tables.language import speaking
from ketacost.words.language import words


class _Strict(yaml.SafeLoader):
    """A key that stands twice is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = {key for key in keys if keys.count(key) > 1}
        assert not twice, f"line {node.start_mark.line + 1}: {twice}"
        return super().construct_mapping(node, deep)


def _read(language: str) -> dict[str, Any]:
    text = resources.files("ketacost.words").joinpath(f"{language}.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.load(text, _Strict)
    return found


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _leaves(part, f"{path}.{name}" if path else str(name))
    else:
        yield path, value


ENGLISH, SPANISH = (dict(_leaves(_read(language))) for language in ("en", "es"))


def _fields(template: str) -> set[tuple[str, str]]:
    return {(n, spec or "") for _, n, spec, _ in string.Formatter().parse(template) if n}


def test_both_have_the_same_keys() -> None:
    assert not ENGLISH.keys() - SPANISH.keys(), "no Spanish for these"
    assert not SPANISH.keys() - ENGLISH.keys(), "no English for these"


@pytest.mark.parametrize("path", sorted(ENGLISH.keys() & SPANISH.keys()))
def test_a_template_has_the_same_fields(path: str) -> None:
    english, spanish = ENGLISH[path], SPANISH[path]
    assert type(english) is type(spanish)
    if isinstance(english, str):
        assert spanish.strip() or not english.strip()
        assert {n for n, _ in _fields(spanish)} == {n for n, _ in _fields(english)}
        # cents are written as cents, counts as counts
        kinds = {"exact", "about", "whole", "usd", "percent", "number"}
        assert {f for f in _fields(spanish) if f[1] in kinds} == {
            f for f in _fields(english) if f[1] in kinds
        }
    else:
        assert len(english) == len(spanish) == 2


@pytest.mark.parametrize(
    ("items", "said"),
    [
        (["a"], "a"),
        (["agua", "sal"], "agua y sal"),
        (["sal", "infusión"], "sal e infusión"),
        (["sal", "hierro"], "sal y hierro"),
        (["sal", "agua", "hígado"], "sal, agua e hígado"),
        (["padre", "Ícaro"], "padre e Ícaro"),
    ],
)
def test_y_becomes_e_before_its_own_sound(items: list[str], said: str) -> None:
    with speaking("es"):
        assert words().listing(items) == said
    with speaking("en"):
        assert words().listing(items) == said.replace(" y ", " and ").replace(" e ", " and ")
