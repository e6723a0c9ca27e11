"""What browsers and crawlers read: OpenSearch, suggestions, site map, robots.txt."""

from __future__ import annotations

from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest

from search_service.web.app import create_app
from search_service.web.discovery import Discovery
from tests.archives import release
from tests.web.site import Site

OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def xml(site: Site, path: str, mimetype: str = "application/xml") -> ElementTree.Element:
    response = site.client.get(path)
    assert (response.status_code, response.mimetype) == (200, mimetype)
    return ElementTree.fromstring(response.data)


@pytest.fixture
def description(small_site: Site) -> ElementTree.Element:
    return xml(small_site, "/opensearch.xml", "application/opensearchdescription+xml")


def test_a_browser_can_add_the_search(small_site: Site, description: ElementTree.Element) -> None:
    urls = {str(url.get("type")): str(url.get("template")) for url in description.findall(f"{OPENSEARCH}Url")}
    assert set(urls) == {
        "text/html",
        "application/atom+xml",
        "application/x-suggestions+json",
        "application/opensearchdescription+xml",
    }
    for mimetype, template in urls.items():
        path = template.replace("{searchTerms}", "Radwege").replace("{startPage?}", "1")
        assert small_site.client.get(path).mimetype == mimetype


def test_names_keep_the_lengths_of_the_standard(tmp_path_factory: pytest.TempPathFactory) -> None:
    site = Site(tmp_path_factory.mktemp("named"), site_name="Pressearchiv der Landesregierung <Nord> & Co")
    root = xml(site, "/opensearch.xml", "application/opensearchdescription+xml")
    assert len(root.findtext(f"{OPENSEARCH}ShortName", "")) <= 16
    assert root.findtext(f"{OPENSEARCH}Description") == "Pressearchiv der Landesregierung <Nord> & Co"
    site.close()


def test_suggestions_are_as_browsers_read_them(small_site: Site) -> None:
    typed, values = small_site.client.get("/search.suggestions?q=Radw&utm_source=x").json
    assert typed == "Radw"
    assert {"Radwege", "Neue Brücken für Radwege"} <= set(values)


def test_the_map_names_every_release(small_site: Site) -> None:
    root = xml(small_site, "/sitemap.xml")
    found = {url.findtext(f"{SITEMAP}loc"): url.findtext(f"{SITEMAP}lastmod") for url in root}
    assert len(found) == 5
    assert found["http://localhost/releases/2023-05-02-schulweg"] == "2023-05-02T09:00:00+00:00"


def test_a_large_map_is_in_parts(site: Site) -> None:
    site.publish(*(release(f"r{number}", "Text") for number in range(7)))
    app = create_app(site.settings, site.searcher, site.store.archive())
    discovery = Discovery(site.searcher, site.store.archive(), site_name="x", map_size=3)
    app.view_functions |= {"discovery.site_map": discovery.site_map, "discovery.site_map_part": discovery.site_map_part}
    site.client = app.test_client()
    parts = [part.findtext(f"{SITEMAP}loc", "") for part in xml(site, "/sitemap.xml")]
    assert parts == [f"http://localhost/sitemap-{number}.xml" for number in (1, 2, 3)]
    pages = [url.findtext(f"{SITEMAP}loc") for part in parts for url in xml(site, part)]
    assert pages == [f"http://localhost/releases/r{number}" for number in range(7)]


def test_an_empty_archive_has_an_empty_map(site: Site) -> None:
    assert list(xml(site, "/sitemap.xml")) == []


def test_crawlers_find_releases_and_no_lists(small_site: Site) -> None:
    robots = RobotFileParser()
    robots.parse(small_site.client.get("/robots.txt").text.splitlines())
    for path in ("/", "/releases/a", "/api/"):
        assert robots.can_fetch("*", f"http://localhost{path}"), path
    for path in ("/search?q=x", "/search.csv", "/api/v1/search"):
        assert not robots.can_fetch("*", f"http://localhost{path}"), path
    assert robots.site_maps() == ["http://localhost/sitemap.xml"]


@pytest.mark.parametrize("path", ["/search.atom", "/search.csv", "/search.jsonl", "/search.suggestions", "/api/v1/facets"])
def test_lists_are_not_for_search_engines(small_site: Site, path: str) -> None:
    assert small_site.client.get(path).headers["X-Robots-Tag"] == "noindex"
