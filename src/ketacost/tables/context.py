"""Clinical context of a release: whether every option has every row, and the rows of each option.

A release has a file `context/*.yaml` for each treatment, or none at all, as those before 2026.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ketacost.tables.reading import Document
from ketacost.tables.schema import CONTEXT_ROWS, ContextCell, ContextRows, meaning_of
from ketacost.tables.spelling import did_you_mean

if TYPE_CHECKING:
    from ketacost.tables.draft import Draft

_START = "context/"


def check_context(draft: Draft) -> None:
    """Add a fault for each treatment without a file, each option or treatment that there is none
    of, and each row that an option lacks."""
    files = {
        name.removeprefix(_START).removesuffix(".yaml"): doc
        for name, doc in draft.documents.items()
        if name.startswith(_START) and name.endswith(".yaml")
    }
    if not files:
        return
    treatments = {
        name.split("/")[1].removesuffix(".yaml"): list(_inside(doc.data, "options"))
        for name, doc in draft.documents.items()
        if name.startswith("treatments/") and name.endswith(".yaml")
    }
    for name in treatments.keys() - files.keys():
        words = f"there is no file {_START}{name}.yaml; every treatment has one, or none has"
        draft.documents[f"treatments/{name}.yaml"].fault((), words, id="file-missing")
    for name, doc in files.items():
        if name not in treatments:
            words = f"there is no treatment '{name}'{did_you_mean(name[:80], treatments)}"
            doc.fault((), words, id="name-unknown")
        elif treatments[name] and isinstance(doc.data, dict):
            _check_rows(doc, treatments[name])


def _inside(data: Any, *path: str) -> dict[str, Any]:
    """What is written under some keys, faulty entries too; empty where it is nothing with keys."""
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def _check_rows(doc: Document, options: list[str]) -> None:
    """The rows of each option of one treatment's file, as written: a faulty row is no missing
    one."""
    for name in _inside(doc.data, "options"):
        if name not in options:
            words = f"no option '{name}'{did_you_mean(str(name)[:80], options)}"
            doc.fault(("options", name), words, True, id="name-unknown")
    everyone = _inside(doc.data, "all-options")
    for row in CONTEXT_ROWS:
        without = [o for o in options if row not in everyone | _inside(doc.data, "options", o)]
        meaning = meaning_of(ContextRows, row)
        if without == options:
            at: tuple[str, ...] = ("all-options",) if everyone else ()
            doc.fault(at, f"the row '{row}' is missing: {meaning}", id="key-missing")
            continue
        for option in without:
            at = ("options", option) if option in _inside(doc.data, "options") else ()
            words = f"the row '{row}' is missing for option '{option}': {meaning}"
            doc.fault(at, words, id="key-missing")


def context_of(draft: Draft) -> dict[str, dict[str, ContextCell]]:
    """The rows of each option, by its public id; of a draft without faults."""
    return {
        f"{name}.{option}": file.of(option)
        for name, file in draft.context.items()
        for option in draft.treatments[name].options
    }
