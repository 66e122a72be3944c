"""Files that a system or an editor leaves behind: nothing of ours, and no fault."""

from __future__ import annotations

import re
from pathlib import Path

_STRAY = re.compile(
    r"\..*"  # hidden: .DS_Store, ._visits.yaml of a Mac, .visits.yaml.swp of vim, .git
    r"|thumbs\.db|ehthumbs\.db|desktop\.ini|icon\r|__macosx"
    r"|.*~|#.*#|.*\.(bak|backup|old|orig|rej|sw[a-p]|tmp|temp)"  # an editor's copy of before
    r"|~\$.*|~.*\.tmp",  # what an office program keeps while a file is open
    re.IGNORECASE | re.DOTALL,
)


def is_stray(path: Path) -> bool:
    """Whether a path, relative to the release's folder, is such a file or lies in such a folder."""
    return any(_STRAY.fullmatch(part) for part in path.parts)


def stray_files(folder: Path) -> list[str]:
    """Such files in a folder by name, those of hidden names left out, as nobody sees them."""
    names = (p.relative_to(folder) for p in sorted(folder.rglob("*")) if p.is_file())
    return [
        name.as_posix()
        for name in names
        if is_stray(name) and not any(part.startswith(".") for part in name.parts)
    ]
