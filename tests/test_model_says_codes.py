"""The model says codes, never sentences, and each code has words (`words/en.yaml`)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import ketacost.model
from ketacost.words.language import words

MODEL = Path(ketacost.model.__file__).parent
MODULES = sorted(MODEL.glob("*.py"))
TO_DEVELOPERS = {"ValueError", "TypeError", "KeyError", "AssertionError"}
GROUPS = {
    "adjudication": ("rules",),
    "answers": ("answer-problems",),
    "benefit_terms": ("rules",),
    "cost_sharing": ("rules",),
    "coverage": ("second-year",),
    "ledger": ("rules", "marks", "help"),
    "help": ("help",),
    "prices": ("origins",),
    "place": ("place-prices",),
    "travel": ("origins",),
    "settle": ("origins", "help"),
    "eligibility": ("may-qualify",),
    "link": ("problems",),
    "link_values": ("problems",),
    "scenario": ("unusual",),
    "session_curve": ("marks",),
    "reason": ("reason",),
    "release_figures": ("change-labels", "change-reasons"),
    "course_figures": ("change-labels", "change-steps"),
}
"""Where the codes that a module makes have their words."""
NEVER_WORDED = {"together"}
"""Codes whose parts have words of their own."""


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), path.name)


# --- no sentences --------------------------------------------------------------------------------


def _excused(tree: ast.Module) -> set[int]:
    """Ids of nodes that may hold sentences: docstrings, and what a developer is told."""
    found: set[int] = set()
    for node in ast.walk(tree):
        told: list[ast.AST] = []
        if isinstance(node, ast.Expr):  # a string that stands alone: of a module, class or field
            told = [node]
        elif isinstance(node, ast.Assert) and node.msg:
            told = [node.msg]
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            name = getattr(node.exc.func, "id", "")
            told = [node.exc] if name in TO_DEVELOPERS else []
        for one in told:
            found |= {id(child) for child in ast.walk(one) if isinstance(child, ast.Constant)}
    return found


def sentences(tree: ast.Module) -> list[str]:
    """Strings with a space and a letter that may not stand in the model."""
    excused = _excused(tree)
    return [
        text
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and id(node) not in excused
        for text in [node.value]
        if isinstance(text, str) and " " in text and re.search(r"[A-Za-z]", text)
    ]


@pytest.mark.parametrize("path", MODULES, ids=[p.stem for p in MODULES])
def test_no_sentence_stands_in_the_model(path: Path) -> None:
    assert sentences(_tree(path)) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('"""A module."""', []),
        ('x = "you pay"', ["you pay"]),
        ('def f():\n    """Words."""\n    return f"{1} visits left"', [" visits left"]),
        ('raise ValueError("an allowed amount is negative")', []),
        ('raise ScenarioError("not known here")', ["not known here"]),
        ('class A:\n    x: int\n    """Its field."""', []),
        ('assert x, "left over"\ny = {"a b": 1}', ["a b"]),
        ('x = "/ "', []),
    ],
)
def test_a_sentence_is_found(source: str, found: list[str]) -> None:
    assert sentences(ast.parse(source)) == found


# --- each code has words, and no words are without a code ----------------------------------------


def _ids(node: ast.expr) -> Iterator[str]:
    """What an expression for an id may be: patterns, `*` standing for what is filled in."""
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from _ids(one)
            yield from _ids(other)
        case ast.JoinedStr(values=parts):
            yield "".join(p.value if isinstance(p, ast.Constant) else "*" for p in parts)


def _made(tree: ast.Module) -> Iterator[str]:
    """Ids that stand where codes are made."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        match node.func:
            case ast.Attribute(value=ast.Name(id="Code"), attr="of") | ast.Name(id="fault"):
                yield from _ids(node.args[0])
        for keyword in node.keywords:
            if keyword.arg == "reason":
                yield from _ids(keyword.value)


def _texts(tree: ast.Module) -> set[str]:
    """All whole strings of a module: an id may come from a list, and a label from the name of a
    field, `out_of_pocket_max` for `out-of-pocket-max`."""
    nodes = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)]
    found = {text for text in nodes if isinstance(text, str)}
    return found | {text.replace("_", "-") for text in found}


def _fits(pattern: str, text: str) -> bool:
    return bool(re.fullmatch(re.escape(pattern).replace(r"\*", ".+"), text))


def _worded(module: str) -> set[str]:
    return {name for group in GROUPS[module] for name in words().group(group)}


@pytest.mark.parametrize("module", sorted(GROUPS))
def test_each_code_has_words(module: str) -> None:
    made = set(_made(_tree(MODEL / f"{module}.py"))) - NEVER_WORDED
    assert made
    for pattern in made:
        assert any(_fits(pattern, name) for name in _worded(module)), pattern


def test_codes_are_made_in_no_other_module() -> None:
    for path in MODULES:
        if path.stem not in GROUPS:
            assert not list(_made(_tree(path))), path.stem


@pytest.mark.parametrize("group", sorted({g for groups in GROUPS.values() for g in groups}))
def test_no_words_are_without_a_code(group: str) -> None:
    made, texts = set[str](), set[str]()
    for module, groups in GROUPS.items():
        if group in groups:
            tree = _tree(MODEL / f"{module}.py")
            made |= set(_made(tree))
            texts |= _texts(tree)
    unused = set(words().group(group)) - texts
    assert not {name for name in unused if not any(_fits(pattern, name) for pattern in made)}
