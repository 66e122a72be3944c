"""Files made from a link by whichever server is asked."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from ketacost import compare, from_link, load_prices
from ketacost.app.downloads import FILES, PATH, download
from ketacost.app.health import healthz
from ketacost.output.csv import summary_csv
from ketacost.output.json import comparison_json
from ketacost.output.sheet import sheet_html

LINK = "?v=2&release=2026.1&arms=ketamine.iv:6,ect.outpatient&plan=employer-ppo&region=oh"
CLIENT = TestClient(Starlette(routes=[Route(PATH, download), Route("/healthz", healthz)]))


def test_every_file_is_made_from_the_link_alone() -> None:
    comparison = compare(load_prices("2026.1"), from_link(LINK))
    base = "http://testserver/"
    same = {
        "ketacost.html": sheet_html(comparison, base),
        "ketacost-summary.csv": summary_csv(comparison, base),
        "ketacost.json": comparison_json(comparison, base),
    }
    for name in FILES:
        answer = CLIENT.get(f"/files/{name}{LINK}", headers={"Accept-Language": "en"})
        assert answer.status_code == 200, name
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-type"].split(";")[0] == FILES[name].media_type
        if name in same:
            assert answer.content.decode() == same[name]
    assert CLIENT.get(f"/files/ketacost.pdf{LINK}").content.startswith(b"%PDF")
    ET.fromstring(CLIENT.get(f"/files/ketacost.svg{LINK}").content)
    json.loads(CLIENT.get(f"/files/ketacost.json{LINK}").content)


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        (f"/files/other.pdf{LINK}", 404, "ketacost.pdf"),
        ("/files/ketacost.pdf?v=2&release=1999.1", 404, "1999.1"),
        ("/files/ketacost.pdf?v=2&release=2026.1&region=atlantis", 400, "atlantis"),
    ],
)
def test_what_can_not_be_read_is_said(path: str, status: int, told: str) -> None:
    answer = CLIENT.get(path)
    assert answer.status_code == status and told in answer.text
    assert answer.headers["content-type"].startswith("text/plain")


def test_health_means_that_an_estimate_comes_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    answer = CLIENT.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"ok": True, "release": "2026.2", "failing": []}
    monkeypatch.setenv("KETACOST_PRICING", str(tmp_path_factory.mktemp("empty")))
    answer = CLIENT.get("/healthz")
    assert answer.status_code == 503 and answer.json()["ok"] is False
    assert "/" not in answer.text.replace("application/json", "")
