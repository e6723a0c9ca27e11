"""What the law asks of a public site: linked once its address is set, missed aloud while it is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from lxml import html

from search_service.cli import warn_of_missing_pages
from search_service.config import Settings, load_settings
from search_service.errors import SettingsError
from search_service.legal_pages import LEGAL_PAGES, is_public, missing_pages


def missing(**settings: object) -> list[str]:
    return [page.setting for page in missing_pages(Settings.model_validate(settings))]


@pytest.mark.parametrize(
    ("settings", "public"),
    [
        ({}, False),
        ({"host": "localhost"}, False),
        ({"host": "::1"}, False),
        ({"host": "10.1.2.3"}, False),
        ({"host": "0.0.0.0"}, True),
        ({"host": "::"}, True),
        ({"host": "presse.example.org"}, True),
        ({"site_url": "https://www.example.org/presse"}, True),
        ({"site_url": "http://localhost:8080", "host": "0.0.0.0"}, False),
        ({"site_url": "http://presse.intern.local"}, False),
    ],
)
def test_who_is_public(settings: dict[str, object], public: bool) -> None:
    assert is_public(Settings.model_validate(settings)) is public


def test_a_public_site_misses_what_is_not_linked() -> None:
    public = {"site_url": "https://www.example.org"}
    assert missing() == []
    assert missing(**public) == ["imprint_url", "accessibility_url"]
    assert missing(**public, imprint_url="/impressum") == ["accessibility_url"]
    assert missing(**public, footer_links={"Impressum": "/i", "Erklärung zur Barrierefreiheit": "/b"}) == []


def test_serve_names_the_setting(caplog: pytest.LogCaptureFixture) -> None:
    warn_of_missing_pages(Settings(site_url="https://www.example.org", imprint_url="/impressum"))
    assert len(caplog.messages) == 1
    assert "Barrierefreiheit" in caplog.text
    assert "`accessibility_url`" in caplog.text


def test_the_footer_links_each_as_soon_as_its_address_is_set(client_of: Callable[..., FlaskClient]) -> None:
    addresses = {page.setting: f"https://www.example.org/{number}" for number, page in enumerate(LEGAL_PAGES)}
    client = client_of(**addresses)

    def footer(path: str) -> dict[str, str]:
        return {link.text: link.get("href") for link in html.fromstring(client.get(path).text).xpath("//footer//a")}

    german = {page.german: addresses[page.setting] for page in LEGAL_PAGES}
    assert german.items() <= footer("/").items()
    assert {"Legal notice", "Privacy", "Accessibility"} <= set(footer("/?lang=en"))
    assert not set(german) & set(labels_of(client_of()))


def labels_of(client: FlaskClient) -> list[str]:
    return [link.text for link in html.fromstring(client.get("/").text).xpath("//footer//a")]


@pytest.mark.parametrize("address", ["impressum", "//example.org/x", "javascript:alert(1)", "https://", "/im pressum"])
def test_an_address_that_leads_nowhere_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWS_SEARCH_IMPRINT_URL", address)
    with pytest.raises(SettingsError, match="imprint_url: write the whole address"):
        load_settings()
