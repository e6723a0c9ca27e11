"""Steering in front of readers: a changed file changes the next answer, its validators with it, and every effect is shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from search_service.answers.searcher import open_searcher
from search_service.config import Settings
from search_service.web.app import create_app
from tests.conftest import SampleIndex

PINNED = "2022-02-10-ausbau-wind-solar-wasserkraft"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "steering.toml"
    path.write_text("", "utf-8")
    return path


@pytest.fixture
def client(sample_index: SampleIndex, file: Path) -> Iterator[FlaskClient]:
    settings = Settings(data=sample_index.settings.data, steering_file=file)
    searcher = open_searcher(settings)
    yield create_app(settings, searcher, sample_index.archive).test_client()
    searcher.close()


def test_a_changed_file_ends_what_clients_have_kept(client: FlaskClient, file: Path) -> None:
    address = "/api/v1/search?q=Windkraft"
    before = client.get(address)
    assert client.get(address, headers={"If-None-Match": before.headers["ETag"]}).status_code == 304
    file.write_text(f'[[pins]]\nquery = "Windkraft"\nreleases = ["{PINNED}"]\n', "utf-8")
    after = client.get(address, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert after.headers["ETag"] != before.headers["ETag"]
    assert after.json is not None
    assert (after.json["hits"][0]["id"], after.json["hits"][0]["pinned"]) == (PINNED, True)


def test_the_page_says_what_editors_did(client: FlaskClient, file: Path) -> None:
    assert "Redaktion" not in client.get("/search?q=Windkraft").text
    file.write_text(f'[[pins]]\nquery = "Windkraft"\nreleases = ["{PINNED}"]\n[[boosts]]\nolder_than_days = 1\nfactor = 0.75\n', "utf-8")
    page = client.get("/search?q=Windkraft").text
    assert page.count("Von der Redaktion vorangestellt") == 1
    assert "mehr als 1 Tag alt × 0,75" in page
    assert "more than 1 day old × 0.75" in client.get("/search?q=Windkraft&lang=en").text
    file.write_text("[[boosts]]\nolder_than_days = 2\nnewer_than_days = 99999\nfactor = 0.75\n", "utf-8")
    assert "höchstens 99.999 Tage alt, mehr als 2 Tage alt × 0,75" in client.get("/search?q=Windkraft").text


@pytest.mark.parametrize(("language", "said"), [("de", "Die Redaktion hat die Reihenfolge"), ("en", "The editors have changed the order")])
def test_a_cursor_that_editors_ended_says_so(client: FlaskClient, file: Path, language: str, said: str) -> None:
    first = client.get("/api/v1/search?q=Land&size=2").json
    assert first is not None
    file.write_text("[[boosts]]\nolder_than_days = 1\nfactor = 0.75\n", "utf-8")
    answer = client.get(first["links"]["next"], headers={"Accept-Language": language})
    assert (answer.status_code, answer.json is not None) == (400, True)
    (problem,) = answer.json["errors"]  # type: ignore[index]  # asserted just above
    assert (problem["parameter"], problem["message"].startswith(said)) == ("cursor", True)


def test_the_api_tells_boosts(client: FlaskClient, file: Path) -> None:
    file.write_text("[[boosts]]\nolder_than_days = 1\nfactor = 0.75\n", "utf-8")
    answer = client.get("/api/v1/search?q=Windkraft").json
    assert answer is not None
    boost = {"topic": "", "ministry": "", "newer_than_days": None, "older_than_days": 1, "factor": 0.75}
    assert answer["hits"][0]["boosts"] == [boost]
