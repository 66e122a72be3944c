"""Promise 7: the core imports without Streamlit and Altair; checking tables needs no pandas."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parent / "example"


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        (
            "import ketacost; b = ketacost.load_prices(); "
            "ketacost.compare(b, ketacost.default_scenario(b))",
            ("streamlit", "altair"),
        ),
        (
            "from ketacost.cli import main; assert main(['prices', 'check']) == 0",
            ("streamlit", "altair", "pandas"),
        ),
        ("from ketacost.cli import main; main(['compare', '--json'])", ("streamlit", "altair")),
        (
            f"from ketacost.cli import main; assert main(['adjudicate', '{EXAMPLE}/my-plan.yaml', "
            f"'{EXAMPLE}/insurer-export.csv']) == 0",
            ("streamlit", "altair", "pandas"),
        ),
    ],
)
def test_imports(code: str, absent: tuple[str, ...]) -> None:
    probe = f"{code}\nimport sys\nassert not set({absent!r}) & set(sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
