"""`/api/compare` gives what the command line gives, to programs anywhere."""

from __future__ import annotations

import json
import subprocess
import sys

import jsonschema
import pytest
from starlette.applications import Starlette

from asking import Answer, ask
from ketacost.app.api import ROUTES
from ketacost.model.link import FIELDS

APP = Starlette(routes=ROUTES)
LINK = "v=2&release=2026.1&arms=ketamine.iv:6,ect.outpatient:9&region=oh&plan=employer-ppo"


def get(query: str = "", path: str = "/api/compare", **asked: str) -> Answer:
    return ask(APP, path, query, **asked)


def test_it_is_the_document_of_the_command_line() -> None:
    command = [sys.executable, "-m", "ketacost.cli", "open", f"?{LINK}", "--json"]
    told = subprocess.run(command, capture_output=True, check=True).stdout
    answer = get(LINK)
    assert answer.content == told
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["access-control-allow-origin"] == "*"


def test_without_a_link_it_is_what_the_app_shows_first() -> None:
    command = [sys.executable, "-m", "ketacost.cli", "compare", "--json"]
    assert get().content == subprocess.run(command, capture_output=True, check=True).stdout


@pytest.mark.parametrize(
    "query",
    ["region=atlantis", "arms=ketamin.iv:6", "v=9", "release=1999.1", "no-such=1", "met=-5"],
)
def test_a_link_that_cannot_be_read_gives_words_and_no_figures(query: str) -> None:
    answer = get(f"{LINK}&{query}")
    document = json.loads(answer.text)
    assert answer.status == 400 and answer.headers["cache-control"] == "no-store"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert set(document) == {"error", "problems"} and document["problems"]
    assert not [said for said in document["problems"] if "Traceback" in said or "/" in said]


def test_in_spanish() -> None:
    found = json.loads(get(f"{LINK}&lang=es").text)
    usual = json.loads(get(LINK).text)
    assert found["link"].endswith("&lang=es")
    assert [a["patient_pays"] for a in found["arms"]] == [a["patient_pays"] for a in usual["arms"]]


def test_the_same_again_is_304_and_head_has_no_body() -> None:
    first = get(LINK)
    assert get(LINK, If_None_Match=first.headers["etag"]).status == 304
    head = get(LINK, method="HEAD")
    assert int(head.headers["content-length"]) == len(first.content)
    assert get(LINK, method="POST").status == 405


def test_a_browser_elsewhere_may_ask_first() -> None:
    answer = get(method="OPTIONS", Origin="https://example.org")
    assert answer.status == 204 and answer.headers["access-control-allow-methods"] == "GET, HEAD"


def test_its_description_names_every_field_and_holds_for_an_answer() -> None:
    document = json.loads(get(path="/api/openapi.json").text)
    asked = document["paths"]["/api/compare"]["get"]
    assert {p["name"] for p in asked["parameters"]} == {"v", "release", "lang", *FIELDS}
    assert all(p["description"] for p in asked["parameters"])
    for status, query in (("200", LINK), ("400", "region=atlantis")):
        schema = asked["responses"][status]["content"]["application/json"]["schema"]
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.validate(json.loads(get(query).text), schema)
