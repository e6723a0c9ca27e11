"""The start page: a search field, the newest releases, ways in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask.testing import FlaskClient

from tests.web.conftest import Read


def test_it_has_the_search_form(read: Read) -> None:
    (form,) = read("/").xpath("//form[@role='search']")
    assert (form.get("action"), form.get("method")) == ("/search", "get")
    assert [label.get("for") for label in form.xpath(".//label")] == ["q"]


def test_it_shows_the_newest_releases(client: FlaskClient, read: Read) -> None:
    newest = [hit["id"] for hit in client.get("/api/v1/search?size=5").json["hits"]]
    assert read("/").xpath("//article//h3/a/@href") == [f"/releases/{release_id}" for release_id in newest]


def test_its_topics_lead_to_their_releases(client: FlaskClient, read: Read) -> None:
    (link,) = read("/").xpath("//section[@aria-labelledby='topics']//li[1]/a")
    (count,) = link.xpath("span[@class='count']/text()")
    assert read(link.get("href")).xpath("string(//h1)") == f"{count} Meldungen"


def test_name_authority_and_footer_come_from_the_settings(client_of: Callable[..., FlaskClient]) -> None:
    client = client_of(site_name="Archiv", authority="Land Nordmark", footer_links={"Impressum": "/impressum"})
    text = client.get("/").text
    assert "<title>Archiv</title>" in text
    assert "Land Nordmark" in text
    assert 'href="/impressum"' in text


def test_a_theme_folder_replaces_the_stylesheet(client_of: Callable[..., FlaskClient], tmp_path: Path) -> None:
    (tmp_path / "style.css").write_text("body { color: teal }", encoding="utf-8")
    client = client_of(theme_folder=tmp_path)
    assert 'href="/theme/style.css"' in client.get("/").text
    with client.get("/theme/style.css") as response:
        assert response.text == "body { color: teal }"
    assert client.get("/theme/../releases.db").status_code == 404
