# The five things one does here. `just` lists them.

python := ".venv/bin/python"

_list:
    @just --list --unsorted

# make the virtual environment with everything for work on ketacost
install:
    python3 -m venv .venv
    .venv/bin/pip install -q -e '.[test]'

# run the app on this machine
app:
    .venv/bin/ketacost app

# lint, types and all tests, as CI runs them
test:
    .venv/bin/ruff check
    .venv/bin/mypy
    {{python}} -m pytest -n 2

# look over the price tables, and write their dictionary and schemas anew
prices:
    .venv/bin/ketacost prices describe
    .venv/bin/ketacost prices check

# how fast: a rerun of the page beside an empty script, the whole country beside the plain loop
speed:
    {{python}} tests/benchmark.py
    {{python}} tests/benchmarks/sweep.py
    {{python}} tests/benchmarks/ranges.py
