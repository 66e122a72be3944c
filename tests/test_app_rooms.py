"""How the app hangs together: a page is drawn from parts, and no view imports a view."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import ketacost.app

ROOM = Path(ketacost.app.__file__).parent
FILES = sorted(ROOM.rglob("*.py"))
MAY_IMPORT = {
    "": {"", "pages", "question", "parts"},
    "entry": {""},
    "pages": {"", "question", "parts"},
    "question": {"", "question", "parts"},
    "parts": {"", "parts"},
}
"""What a folder of the app may import of the others; `` is the room itself."""


def _imports(path: Path) -> set[str]:
    """Modules that a file imports, each by its full name."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def _folder(module: str) -> str:
    parts = module.removeprefix("ketacost.app.").split(".")
    return parts[0] if (ROOM / parts[0]).is_dir() else ""


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOM)))
def test_a_file_imports_only_what_its_folder_may(path: Path) -> None:
    folder = path.relative_to(ROOM).parts[0] if path.parent != ROOM else ""
    for module in _imports(path):
        if module.startswith("ketacost.app."):
            assert _folder(module) in MAY_IMPORT[folder], module
        assert not module.startswith(("ketacost.cli", "ketacost.tables.upkeep")), module
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 250


def _module(path: Path) -> str:
    parts = ("ketacost.app", *path.relative_to(ROOM).with_suffix("").parts)
    return ".".join(parts).removesuffix(".__init__")


def test_no_circle() -> None:
    modules = {_module(path): path for path in FILES}
    waiting = {
        name: {m if m in modules else m.rpartition(".")[0] for m in _imports(path)} & set(modules)
        for name, path in modules.items()
    }
    while waiting:
        free = {name for name, needed in waiting.items() if not needed & set(waiting)}
        assert free, f"a circle among {sorted(waiting)}"
        waiting = {name: needed for name, needed in waiting.items() if name not in free}
