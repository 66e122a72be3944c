"""What maintainers run: check, stale, new, release, import, describe."""
