"""Where the tables are, which releases there are, and the hash that seals one."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from ketacost.plain import did_you_mean
from ketacost.pricebook.faults import PricingError

_RELEASE = re.compile(r"\d{4}\.\d+\Z")


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


def release_key(name: str) -> tuple[int, int]:
    """Order of releases: `2026.2` before `2026.10`."""
    year, number = name.split(".")
    return int(year), int(number)


def release_names(root: Path | None = None) -> list[str]:
    """Names of the release folders, oldest first."""
    root = root or pricing_root()
    names = [p.name for p in root.iterdir() if p.is_dir() and _RELEASE.match(p.name)]
    return sorted(names, key=release_key)


def release_folder(name: str | None = None, root: Path | None = None) -> Path:
    """The folder of a release; of the latest one without a name.

    Raises:
        PricingError: there is no such release.
    """
    root = root or pricing_root()
    names = release_names(root)
    if not names:
        raise PricingError(f"no pricing release found in {root}")
    if name is None:
        return root / names[-1]
    if name not in names:
        raise PricingError(
            f"there is no pricing release '{name}'{did_you_mean(name, names)}; "
            f"known: {', '.join(names)}"
        )
    return root / name


def table_files(folder: Path) -> list[Path]:
    """The files that make up a release, in a fixed order."""
    files = (p for p in folder.rglob("*") if p.suffix in (".yaml", ".csv") and p.is_file())
    return sorted(files, key=lambda p: p.relative_to(folder).as_posix())


def content_hash(folder: Path) -> str:
    """SHA-256 over names and contents of a release's files; line endings don't count."""
    digest = hashlib.sha256()
    for path in table_files(folder):
        body = path.read_bytes().replace(b"\r\n", b"\n")
        name = path.relative_to(folder).as_posix()
        digest.update(f"{name}\n{len(body)}\n".encode())
        digest.update(body)
    return digest.hexdigest()
