"""How sure a price is: one rule, from what the price rests on.

- high: who sets the price, in the release's own year;
- medium: who sets it, or a survey, or five or more providers, or two or more reports that agree,
  not older than three years;
- low: everything else, and whatever is worked out from other prices.

A release whose prices say their `basis` is held to the rule; older ones, without it, are not.
"""

from __future__ import annotations

from collections.abc import Iterator

from ketacost.tables import schema as models
from ketacost.tables.draft import Draft
from ketacost.tables.reading import Document, Path_
from ketacost.tables.schema import PAYERS
from ketacost.tables.schema.values import Confidence
from ketacost.tables.spelling import count

MIN_PROVIDERS = 5
MIN_REPORTS = 2
MAX_AGE = 3  # years


def confidence_of(basis: models.Basis, year: int) -> Confidence:
    """The confidence that follows from a basis in a release of a year."""
    age = year - basis.year
    if basis.kind == "primary" and age <= 0:
        return "high"
    enough = {
        "primary": True,
        "survey": True,
        "providers": (basis.count or 0) >= MIN_PROVIDERS,
        "secondary": (basis.count or 0) >= MIN_REPORTS,
        "derived": False,
    }[basis.kind]
    return "medium" if enough and age <= MAX_AGE else "low"


def check_confidence(draft: Draft) -> None:
    """Add a fault for each price whose confidence is not what the rule gives, or whose sources
    can't carry its basis; and, once a price of the release says its basis, for each that does
    not."""
    found = list(_prices(draft))
    if draft.release is None or not any(price.basis for _, _, price in found):
        return
    for doc, path, price in found:
        if price.basis is None:
            if price.confidence is not None:
                words = "other prices of this release say their basis; add basis: to this one"
                doc.fault(path, words, id="basis-missing")
            continue
        due = confidence_of(price.basis, draft.release.year)
        if price.confidence != due:
            doc.fault(
                (*path, "confidence" if price.confidence else "basis"),
                f"found {price.confidence or 'none'}; the basis ({_words(price.basis)}) makes it "
                f"{due} in {draft.release.year}",
                id="confidence-rule",
            )
        _check_sources(draft, doc, path, price, price.basis)


def _prices(draft: Draft) -> Iterator[tuple[Document, Path_, models.PriceRecord]]:
    for stem, file in draft.services.items():
        doc = draft.documents[f"services/{stem}.yaml"]
        for name, service in file.services.items():
            for payer in PAYERS:
                yield doc, ("services", name, "price", payer), service.price.of(payer)


def _words(basis: models.Basis) -> str:
    many = f"{basis.count} " if basis.count is not None else ""
    return f"{many}{basis.kind}, {basis.year}"


def _check_sources(
    draft: Draft, doc: Document, path: Path_, price: models.PriceRecord, basis: models.Basis
) -> None:
    """Two pages of one publisher are one: no more are counted than publishers are named, unless
    one of the sources holds the prices of many itself (kind primary or survey)."""
    sources = [draft.shared.sources[s] for s in price.sources if s in draft.shared.sources]
    if len(sources) < len(price.sources):
        return  # told already
    kinds = {source.kind for source in sources}
    publishers = len({source.publisher for source in sources})
    here = (*path, "basis")
    if basis.kind in ("primary", "survey") and not kinds & {"primary", "survey"}:
        words = f"no source of this price is of kind {basis.kind} (sources.yaml)"
        doc.fault((*here, "kind"), words, id="basis-sources")
    elif (basis.count or 0) > publishers and not kinds & {"primary", "survey"}:
        words = (
            f"{basis.count} are counted, but its sources have "
            f"{count(publishers, 'publisher')}; two pages of one seller are one"
        )
        doc.fault((*here, "count"), words, id="basis-sources")
