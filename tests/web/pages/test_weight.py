"""How much a page asks of a connection: its size, its files, how long they may be kept."""

from __future__ import annotations

import gzip
import re

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import Read

COMPRESSED = 60_000
SCRIPT = 12_000
PATHS = ["/", "/search?size=100", "/search?q=Land+Gemeinden&size=100", "/releases/2023-10-05-intmk-koehlerstadt?q=Land&page=1", "/glossary"]


def addresses(read: Read, path: str) -> tuple[list[str], list[str]]:
    """Stylesheets and scripts of a page."""
    tree = read(path)
    return tree.xpath("//link[@rel='stylesheet']/@href"), tree.xpath("//script[@src]/@src")


@pytest.mark.parametrize("path", PATHS)
def test_a_page_with_all_its_files_is_small(client: FlaskClient, read: Read, path: str) -> None:
    stylesheets, scripts = addresses(read, path)
    assert (len(stylesheets), len(scripts)) == (1, 3 if path.startswith("/releases/") else 2)
    total = 0
    for address in (path, *stylesheets, *scripts):
        with client.get(address) as response:
            total += len(gzip.compress(response.data))
    assert total <= COMPRESSED


@pytest.mark.parametrize("path", PATHS)
def test_scripts_are_deferred_and_short(client: FlaskClient, read: Read, path: str) -> None:
    scripts = read(path).xpath("//script[@src]")
    assert scripts
    for script in scripts:
        assert script.get("defer") is not None
        with client.get(script.get("src")) as response:
            assert len(response.data) < SCRIPT


def test_files_may_be_kept_for_a_year_because_their_address_names_their_content(client: FlaskClient, read: Read) -> None:
    addresses = read("/").xpath("//link[@rel='stylesheet' or @rel='icon']/@href | //script/@src")
    assert addresses
    for address in addresses:
        with client.get(address) as response:
            assert (response.cache_control.max_age, response.cache_control.immutable) == (365 * 24 * 3600, True)
            assert re.search(r"\.[0-9a-f]{12}\.", address)
            assert "Accept-Language" not in response.vary
            assert client.get(address, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


def test_an_old_name_leads_to_the_file_of_today_but_is_not_kept(client: FlaskClient, read: Read) -> None:
    """A page of before an update may still be on a screen."""
    (address,) = read("/").xpath("//link[@rel='stylesheet']/@href")
    old = client.get(re.sub(r"\.[0-9a-f]{12}\.", ".0123456789ab.", address))
    assert (old.data, old.cache_control.max_age, bool(old.cache_control.no_cache)) == (client.get(address).data, None, True)
    assert client.get("/static/nothing.0123456789ab.css").status_code == 404
