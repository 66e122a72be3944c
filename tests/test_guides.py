"""The guides show what the program really prints."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from ketacost.cli import main

ROOT = Path(__file__).parent.parent


def _commands(guide: str) -> list[tuple[str, str]]:
    """Each `$ ketacost ...` of a guide's console blocks, with the output printed under it."""
    text = (ROOT / guide).read_text(encoding="utf-8")
    found = []
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        for part in re.split(r"(?m)^\$ ", block)[1:]:
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
