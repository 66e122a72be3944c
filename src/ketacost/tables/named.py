"""Names written in a draft, those of faulty entries too: what references are held against."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ketacost.tables.spelling import did_you_mean

if TYPE_CHECKING:
    from ketacost.tables.draft import Draft
    from ketacost.tables.reading import Document


def keys(doc: Document | None, name: str) -> list[str]:
    """Names written under a key, faulty ones too: a reference to them is no second fault."""
    data = doc.data if doc else None
    inner = data.get(name) if isinstance(data, dict) else None
    return [str(k) for k in inner] if isinstance(inner, dict) else []


def cells_in(draft: Draft, table: str, column: str) -> frozenset[str]:
    """What stands in a column of a table, in faulty rows too; empty if it can't be read."""
    return frozenset(row[column] for row in draft.documents[table].data or ())


@lru_cache(maxsize=4_096)
def near(word: str, known: frozenset[str]) -> str:
    """`did_you_mean`, worked out once a word: a lost file can break hundreds of references."""
    return did_you_mean(word[:80], known)


def unreadable(draft: Draft, start: str) -> bool:
    """Whether some file whose name starts so could not be read as data."""
    return any(
        name.startswith(start) and name.endswith(".yaml") and not isinstance(doc.data, dict)
        for name, doc in draft.documents.items()
    )


def services_named(draft: Draft) -> frozenset[str]:
    """Ids of all services, of faulty ones too; empty where a file of them can't be read."""
    if unreadable(draft, "services/"):
        return frozenset()
    return frozenset(
        name
        for file, doc in draft.documents.items()
        if file.startswith("services/")
        for name in keys(doc, "services")
    )
