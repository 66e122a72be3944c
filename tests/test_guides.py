"""The guides show what the program really prints, and following them works."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import click
import pytest

from ketacost.cli import commands, main
from ketacost.cli import prices as prices_cli
from ketacost.tables import load_prices, read_folder
from ketacost.tables.releases import release_names

ROOT = Path(__file__).parent.parent
GUIDE = "pricing/README.md"
WRITTEN_WITH = ("2024.1", "2025.1", "2026.1")


@pytest.fixture
def pricing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tables as they were when the guides were written, with three releases: one made later,
    and what only that uses, is no reason to write the guides anew."""
    folder = Path(shutil.copytree(ROOT / "pricing", tmp_path / "pricing"))
    later = [name for name in release_names(folder) if name not in WRITTEN_WITH]
    for name in later:
        shutil.rmtree(folder / name)
    _without(folder / "releases.yaml", [f'"{name}"' for name in later])
    (folder / "appeals.yaml").unlink()
    drafts = [read_folder(folder / name) for name in release_names(folder)]
    shared = drafts[0].shared
    _without(folder / "sources.yaml", shared.source_ids - set().union(
        *(draft.used_sources() for draft in drafts)
    ))  # fmt: skip
    monkeypatch.setenv("KETACOST_PRICING", str(folder))
    return folder


def _without(path: Path, names: Iterable[str]) -> None:
    """Take some entries out of a YAML file."""
    text = path.read_text(encoding="utf-8")
    for name in names:
        text = re.sub(rf"(?m)^  {re.escape(name)}:\n(?:    .*\n)*", "", text)
    path.write_text(text, encoding="utf-8")


def _blocks(guide: str) -> list[tuple[str, str]]:
    """The fenced blocks of a guide: (kind, text)."""
    text = (ROOT / guide).read_text(encoding="utf-8")
    return re.findall(r"```(\w*)\n(.*?)```", text, re.DOTALL)


def _commands(block: str) -> list[tuple[str, str]]:
    """Each `$ ketacost ...` of a console block, with the output printed under it."""
    parts = [part.partition("\n") for part in re.split(r"(?m)^\$ ", block)[1:]]
    return [(command, output.strip("\n")) for command, _, output in parts]


@pytest.mark.parametrize(
    ("command", "output"),
    [c for kind, block in _blocks("README.md") if kind == "console" for c in _commands(block)],
)
def test_readme_prints_what_the_program_prints(
    command: str,
    output: str,
    pricing: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    words = shlex.split(command)
    assert words[0] == "ketacost" and main(words[1:]) == 0
    assert capsys.readouterr().out.strip("\n") == output


def _tree(command: click.Command, name: str = "ketacost") -> Iterator[tuple[str, click.Command]]:
    """A command and all below it, with the words that call each."""
    yield name, command
    if isinstance(command, click.Group):
        for below, sub in command.commands.items():
            yield from _tree(sub, f"{name} {below}")


COMMANDS = dict(_tree(commands))


def _said_in_code() -> list[str]:
    """All that the guides say as code: each line of a block without its output, and each span."""
    said: list[str] = []
    for guide in ("README.md", GUIDE):
        said += [
            line.removeprefix("$ ")
            for kind, block in _blocks(guide)
            for line in block.splitlines()
            if line.strip() and (kind != "console" or line.startswith("$ "))
        ]
        prose = re.sub(r"```.*?```", "", (ROOT / guide).read_text(encoding="utf-8"), flags=re.S)
        said += re.findall(r"`([^`]+)`", prose)
    return said


def _flags(command: click.Command) -> set[str]:
    return {flag for param in command.params for flag in param.opts if flag.startswith("-")}


def test_every_command_and_option_stands_in_a_guide() -> None:
    said = _said_in_code()
    words = {word for code in said for word in re.split(r"[\s=\[\]|]+", code)}
    for name, command in COMMANDS.items():
        if not isinstance(command, click.Group):
            assert any(re.match(rf"{name}\b", code) for code in said), f"'{name}' stands nowhere"
        missing = _flags(command) - words
        assert not missing, f"{name}: {missing} stand nowhere"


def test_no_guide_names_an_unknown_command_or_option() -> None:
    everywhere = {flag for command in COMMANDS.values() for flag in _flags(command)} | {"--help"}
    checked = 0
    for code in _said_in_code():
        words = code.split()
        if words[0] == "ketacost" and len(words) > 1:
            name = max((n for n in COMMANDS if f"{code} ".startswith(f"{n} ")), key=len)
            command = COMMANDS[name]
            assert not isinstance(command, click.Group), f"unknown: {code}"
            unknown = {w for w in words if re.match("--?[a-z]", w)} - _flags(command) - {"--help"}
        elif words[0].startswith("--"):
            unknown = {w for w in words if w.startswith("--")} - everywhere
        else:
            continue
        assert not unknown, f"{code}: {unknown}"
        checked += 1
    assert checked > 60


def _apply(diff: str, pricing: Path) -> None:
    """Do an edit as a guide shows it: the file, then lines kept, taken out (-) and put in (+).

    A line may be shown in part; the rest of it is kept.
    """
    name, _, body = diff.partition("\n")
    path = pricing / name.strip()
    text = path.read_text(encoding="utf-8")
    lines = body.rstrip("\n").split("\n")
    old = "\n".join(line[1:] for line in lines if line[0] in " -")
    new = "\n".join(line[1:] for line in lines if line[0] in " +")
    assert text.count(old) == 1, f"{name}: {text.count(old)} places like\n{old}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_maintainers_guide_works_as_written(
    pricing: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each command and each edit of pricing/README.md, one after the other, on one day."""
    monkeypatch.chdir(pricing.parent)
    monkeypatch.setattr(prices_cli, "_day", lambda said: date.fromisoformat(said or "2026-11-24"))
    commands = 0
    for kind, block in _blocks(GUIDE):
        if kind == "diff":
            _apply(block, pricing)
        for command, output in _commands(block) if kind == "console" else ():
            code = main(shlex.split(command)[1:])
            printed = capsys.readouterr().out.strip("\n")
            shown = re.escape(output).replace(re.escape("..."), r"(?s:.*)")
            assert re.fullmatch(shown, printed), printed
            assert code == int(bool(re.search(r"(?m)^\d+ faults? in", output)))
            commands += 1
    assert commands == 6
    assert load_prices("2026.2").services["ketamine-infusion-iv"].price.self_pay.high == 850
