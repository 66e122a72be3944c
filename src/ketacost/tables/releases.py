"""Where the tables are, and which releases there are."""

from __future__ import annotations

import os
import re
from pathlib import Path

from ketacost.tables.faults import Fault, PricingError, PricingFaults
from ketacost.tables.reading import read_yaml
from ketacost.tables.schema import RELEASE, ExamplesFile, ReleaseEntry, ReleasesFile
from ketacost.tables.spelling import did_you_mean
from ketacost.tables.told import told
from ketacost.tables.validating import validated

RELEASES_FILE = "releases.yaml"
EXAMPLES_FILE = "examples.yaml"
DRAFT = ReleaseEntry(status="draft")


def pricing_root() -> Path:
    """The folder of releases: `KETACOST_PRICING`, else the tables shipped with the package.

    Raises:
        PricingError: the folder named by KETACOST_PRICING does not exist.
    """
    named = os.environ.get("KETACOST_PRICING")
    if named:
        root = Path(named)
        if not root.is_dir():
            raise PricingError(f"KETACOST_PRICING names {named!r}, but there is no such folder")
        return root
    package = Path(__file__).resolve().parent.parent
    shipped = package / "pricing"  # in a wheel
    return shipped if shipped.is_dir() else package.parent.parent / "pricing"  # in a checkout


def is_release_name(name: str) -> bool:
    """Whether a text has the form of a release's name: `2026.1`."""
    return bool(re.fullmatch(RELEASE, name, re.ASCII))


def release_key(name: str) -> tuple[int, int]:
    """Order of releases: `2026.2` before `2026.10`."""
    year, number = name.split(".")
    return int(year), int(number)


def release_names(root: Path | None = None) -> list[str]:
    """Names of the release folders, oldest first."""
    root = root or pricing_root()
    names = [p.name for p in root.iterdir() if p.is_dir() and is_release_name(p.name)]
    return sorted(names, key=release_key)


def release_entries(root: Path | None = None) -> dict[str, ReleaseEntry]:
    """What releases.yaml says of each release folder, oldest first; one not listed is a draft.

    Raises:
        PricingFaults: releases.yaml has faults, or lists a release that has no folder.
    """
    root = root or pricing_root()
    names, listed = release_names(root), {}
    if (root / RELEASES_FILE).is_file():
        document = read_yaml(root / RELEASES_FILE, RELEASES_FILE)
        found = validated(document, ReleasesFile)
        for name in found.releases if found else ():
            if name not in names:
                document.fault(
                    ("releases", name), "there is no folder of this name", id="file-missing"
                )
        if document.faults or found is None:
            raise PricingFaults(document.faults)
        listed = found.releases
    return {name: listed.get(name, DRAFT) for name in names}


def latest_release(root: Path | None = None) -> str:
    """The newest released release; the newest draft while none is released.

    Raises:
        PricingError: there is no release at all.
    """
    root = root or pricing_root()
    entries = release_entries(root)
    for status in ("released", "draft"):
        names = [name for name, entry in entries.items() if entry.status == status]
        if names:
            return names[-1]
    raise PricingError(f"no pricing release found in {root}")


def release_folder(name: str | None = None, root: Path | None = None) -> Path:
    """The folder of a release; of the latest one without a name.

    Raises:
        PricingError: there is no such release.
    """
    root = root or pricing_root()
    if name is None:
        return root / latest_release(root)
    names = release_names(root)
    if name not in names:
        raise PricingError(
            told(
                "there is no pricing release '{name}'{near}; known: {known}",
                name=name[:40],
                near=did_you_mean(name[:40], names),
                known=tuple(names),
            )
        )
    return root / name


def read_examples(root: Path | None = None) -> ExamplesFile:
    """The fixed example scenarios; none if there is no examples.yaml.

    Raises:
        PricingFaults: the file has faults.
    """
    found, faults = _examples(root or pricing_root())
    if faults or found is None:
        raise PricingFaults(faults)
    return found


def faults_of_examples(root: Path) -> list[Fault]:
    """The faults of examples.yaml, none if it is not there."""
    return _examples(root)[1]


def _examples(root: Path) -> tuple[ExamplesFile | None, list[Fault]]:
    path = root / EXAMPLES_FILE
    if not path.is_file():
        return ExamplesFile(examples={}), []
    document = read_yaml(path, path.name)
    return validated(document, ExamplesFile), document.faults
