"""What is told of a file that a person brought: in English by the tables, in Spanish by words/."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

from ketacost.cli import main
from ketacost.tables import PricingFaults
from ketacost.tables.claims_file import Answers, read_claims
from ketacost.tables.language import speaking
from ketacost.tables.told import told, told_together
from ketacost.words.told import faults_words, told_words, translations

TABLES = Path(__file__).parent.parent / "src" / "ketacost" / "tables"


def _templates() -> set[str]:
    """Every template that a call of `told` in tables/ has."""
    found = set()
    for path in TABLES.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                first = node.args[0] if node.args else None
                if node.func.id.startswith("told") and isinstance(first, ast.Constant):
                    found.add(str(first.value))
    return found


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_each_template_has_its_spanish() -> None:
    spanish = translations("es")
    assert spanish.keys() == _templates() and len(spanish) > 60
    for english, other in spanish.items():
        assert _fields(english) == _fields(other), english
        for word in ("--", "'ignore'", "claim_number", "2026-01-31"):
            assert english.count(word) == other.count(word), english


def test_parts_are_said_too() -> None:
    near = told("; did you mean '{near}'?", near="x")
    both = told_together("{a} or {b}", ["a", "b", "c"])
    message = told("{found}{near}; known: {known}", found=both, near=near, known=("a", "b"))
    assert message == "a or b or c; did you mean 'x'?; known: a, b"
    with speaking("es"):
        assert told_words(message) == "a o b o c; ¿quiso decir 'x'?; conocemos: a, b"
        assert told_words("plain") == "plain"
    assert told_words(message) == message


HEAD = "date,benefit,allowed_amount\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "el archivo está vacío"),
        ("a,b\n1,2\n", "ninguna línea tiene los encabezados"),
        (HEAD + "03/04/2026,lab,30\n", "puede ser el 4 de marzo de 2026 o el 3 de abril de 2026"),
        (HEAD + "2026-01-05,lab,1.000\n", "use --decimal comma para 1,000.00"),
        (HEAD + "2026-01-05,labb,30\n", "beneficio desconocido: 'labb'; ¿quiso decir 'lab'?"),
        (HEAD + "2026-01-05,lab\n", "2 celdas; los encabezados son 3"),
        (HEAD + "2026-01-05,lab,-30\n", "esta línea devuelve $30.00"),
        (HEAD + "2026-13-05,lab,30\n2026-14-05,lab,30\n", "un día que no está en el calendario"),
        (HEAD + "x,lab,30\n" + "x,lab,30\n" * 7, "(también en las líneas 3, 4, 5, 6, 7 y 2 más)"),
        ("date,allowed_amount\n2026-01-05,30\n", "en qué beneficio pone el plan cada servicio"),
    ],
)
def test_faults_of_a_file_in_spanish(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "eob.csv"
    path.write_text(content)
    with pytest.raises(PricingFaults) as err:
        read_claims(path, Answers())
    with speaking("es"):
        words = faults_words(err.value)
    assert words.startswith("la lista de servicios no se puede usar como está:\neob.csv, línea ")
    assert said in words, words
    assert faults_words(err.value) == f"{err.value.words}:\n{err.value}"


def test_the_command_says_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "eob.csv"
    path.write_text(HEAD + "2026-01-05,lab,30\nTotal,,30\n")
    assert main(["adjudicate", "employer-ppo", str(path), "--lang", "es"]) == 0
    assert "línea 3: no se toma en cuenta: una línea de totales" in capsys.readouterr().out
    path.write_text(HEAD + "2026-01-05,lab\n")
    assert main(["adjudicate", "employer-ppo", str(path), "--lang", "es"]) == 1
    assert "columna 1: 2 celdas" in capsys.readouterr().err
    assert main(["adjudicate", "employer-pp", str(path), "--lang", "es"]) == 2
    assert "ni un plan que conozcamos; ¿quiso decir 'employer-ppo'?" in capsys.readouterr().err
