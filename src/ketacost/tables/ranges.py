"""ranges.yaml, beside the releases: what the range of a total rests on besides its prices."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from ketacost.tables.faults import PricingFaults
from ketacost.tables.reading import read_yaml
from ketacost.tables.releases import release_key
from ketacost.tables.schema import Ranges, RangesFile
from ketacost.tables.validating import validated

RANGES_FILE = "ranges.yaml"


def read_ranges(root: Path) -> RangesFile:
    """The file of a pricing folder.

    Raises:
        PricingFaults: it has faults.
    """
    document = read_yaml(root / RANGES_FILE, RANGES_FILE)
    found = validated(document, RangesFile)
    if document.faults or found is None:
        raise PricingFaults(document.faults)
    return found


@lru_cache(maxsize=64)
def ranges_for(release: str, root: Path) -> Ranges:
    """The entry that holds for a release: that of the latest release up to it, else the first.
    Without a file nothing is known of how prices go together, so that each is drawn apart.

    Raises:
        PricingFaults: the file has faults.
    """
    if not (root / RANGES_FILE).is_file():
        return Ranges.model_construct(
            rank_correlation=Decimal(0), why="no ranges.yaml", schedules={}, sources=()
        )
    entries = read_ranges(root).from_release
    names = sorted(entries, key=release_key)
    earlier = [name for name in names if release_key(name) <= release_key(release)]
    return entries[earlier[-1] if earlier else names[0]]
