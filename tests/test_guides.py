"""The guides show what the program really prints, and following them works."""

from __future__ import annotations

import re
import shlex
import shutil
from datetime import date
from pathlib import Path

import pytest

from ketacost import prices_cli
from ketacost.cli import main
from ketacost.pricebook.book import load_prices

ROOT = Path(__file__).parent.parent


def _blocks(guide: str) -> list[tuple[str, str]]:
    """The fenced blocks of a guide: (kind, text)."""
    text = (ROOT / guide).read_text(encoding="utf-8")
    return re.findall(r"```(\w*)\n(.*?)```", text, re.DOTALL)


def _commands(guide: str) -> list[tuple[str, str]]:
    """Each `$ ketacost ...` of a guide's console blocks, with the output printed under it."""
    found = []
    for kind, block in _blocks(guide):
        for part in re.split(r"(?m)^\$ ", block)[1:] if kind == "console" else ():
            command, _, output = part.partition("\n")
            found.append((command, output.strip("\n")))
    return found


@pytest.mark.parametrize(("command", "output"), _commands("README.md"))
def test_readme_prints_what_the_program_prints(
    command: str, output: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    words = shlex.split(command)
    assert words[0] == "ketacost" and main(words[1:]) == 0
    assert capsys.readouterr().out.strip("\n") == output


def _apply(diff: str, pricing: Path) -> None:
    """Do an edit as a guide shows it: the file, then lines kept, taken out (-) and put in (+).

    A line taken out may be shown cut short; the rest of it is kept.
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
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each command and each edit of pricing/README.md, one after the other."""
    pricing = shutil.copytree(ROOT / "pricing", tmp_path / "pricing")
    for name in ("2026.2", "2026.3"):
        shutil.rmtree(pricing / name, ignore_errors=True)
    monkeypatch.setenv("KETACOST_PRICING", str(pricing))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(prices_cli, "_day", lambda said: date.fromisoformat(said or "2026-11-24"))
    commands = 0
    for kind, block in _blocks("pricing/README.md"):
        if kind == "diff":
            _apply(block, pricing)
        for part in re.split(r"(?m)^\$ ", block)[1:] if kind == "console" else ():
            command, _, output = part.partition("\n")
            assert main(shlex.split(command)[1:]) == 0, capsys.readouterr().err
            shown = re.escape(output.strip("\n")).replace(re.escape("..."), r"(?s:.*)")
            printed = capsys.readouterr().out.strip("\n")
            assert re.fullmatch(shown, printed), printed
            commands += 1
    assert commands == 5
    assert load_prices("2026.2").services["ketamine-infusion-iv"].price.self_pay.high == 850
