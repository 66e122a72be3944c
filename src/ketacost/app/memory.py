"""Memory that is used again and again stays with the process.

The range of an estimate works on arrays of some megabytes, which glibc gives back to the system as
soon as they are free and asks for anew a moment later; clearing those pages took more than half of
the time.
"""

from __future__ import annotations

import ctypes

_TRIM, _MMAP, _ARENAS = -1, -3, -8  # of malloc.h
_MB = 1 << 20


def keep_memory() -> bool:
    """Ask the system's `malloc` to keep freed memory, up to 128 MB. Returns whether it will; only
    glibc can."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # musl, macOS, Windows
        return False
    return all([mallopt(_MMAP, 32 * _MB), mallopt(_TRIM, 128 * _MB), mallopt(_ARENAS, 4)])
