"""Hosts: whom the application answers for, and that a host it was asked by breaks nothing and is repeated nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from lxml import etree
from werkzeug.test import create_environ
from werkzeug.wrappers import Response

from search_service.config import Settings, load_settings
from search_service.errors import SettingsError
from search_service.web.app import create_app
from search_service.web.hosts import PROBES, Hosts
from tests.web.site import Site

FOREIGN = [
    *("archiv.example", "xn--", "xn--fiqs8s", "xn--.example", "münchen.example", "a..b", "x y", '"><script>', "localhost@b.example"),
    *("[::1", "[::", "[:::]", "[2001:db8::1]", "localhost:abc", "localhost:99999", "a" * 300, "localhost.b.example", "10.0.0.1", ""),
]
OWN = [
    "localhost",
    "LOCALHOST:8080",
    "presse.localhost",
    "127.0.0.1:8080",
    "127.1.2.3",
    "[::1]:8080",
    "[::1]",
    "localhost.",
    "presse.localhost.:8080",
]


def asked(app: Flask, path: str, host: str) -> Response:
    """The answer to a request as a server hands it on: a test client reads the host itself, and cannot read most of these."""
    return Response.from_app(app, create_environ(path) | {"HTTP_HOST": host})


def addresses(app: Flask) -> Iterator[str]:
    """One of every rule."""
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            yield re.sub(r"<(\w+[^:>]*:)?\w+>", "1", rule.rule)


@pytest.mark.parametrize("host", FOREIGN)
def test_a_host_that_nobody_named_is_refused_at_every_address(small_site: Site, host: str) -> None:
    for address in addresses(small_site.app):
        response = asked(small_site.app, address, host)
        assert response.status_code == 400 or (address in PROBES and response.status_code == 200), (
            address,
            response.get_data(as_text=True),
        )
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
        told = f"{response.headers}{response.get_data(as_text=True)}"
        assert not host or len(host) < 4 or host not in told


@pytest.mark.parametrize("probe", sorted(PROBES))
@pytest.mark.parametrize("host", ["10.0.0.1:8080", "archiv.example", ""])
def test_probes_are_answered_whatever_they_call_the_host(small_site: Site, probe: str, host: str) -> None:
    assert asked(small_site.app, probe, host).status_code == 200


def test_the_refusal_says_what_an_operator_does(small_site: Site) -> None:
    problem = small_site.client.get("/", headers={"Host": "archiv.example"})
    assert (problem.mimetype, problem.json and "trusted_hosts" in problem.json["detail"]) == ("application/problem+json", True)


@pytest.mark.parametrize("host", OWN)
@pytest.mark.parametrize("path", ["/", "/search?q=Radwege", "/api/v1/search?q=Radwege", "/search.atom", "/sitemap.xml", "/opensearch.xml"])
def test_loopback_names_are_answered_and_headers_hold_ascii(small_site: Site, host: str, path: str) -> None:
    response = small_site.client.get(path, headers={"Host": host})
    assert response.status_code == 200
    assert all(value.isascii() for _, value in response.headers)


@pytest.mark.parametrize(
    ("host", "tag"), [("[::1]:8080", r"(\d\.)+ip6\.arpa"), ("127.0.0.1:8080", r"127\.0\.0\.1"), ("localhost", "localhost")]
)
def test_feeds_have_the_same_kind_of_id_whatever_the_host(small_site: Site, host: str, tag: str) -> None:
    feed = etree.fromstring(small_site.client.get("/search.atom", headers={"Host": host}).data)
    ids = feed.xpath("//*[local-name()='id']/text()")
    assert ids
    assert [each for each in ids if not re.fullmatch(rf"tag:{tag},\d{{4}}:\S+", each)] == []


@pytest.mark.parametrize(
    ("settings", "host", "answered"),
    [
        ({"site_url": "https://presse.example.org/archiv"}, "presse.example.org", True),
        ({"site_url": "https://presse.example.org/archiv"}, "example.org", False),
        ({"site_url": "https://münchen.example:8443"}, "xn--mnchen-3ya.example:8443", True),
        ({"host": "192.0.2.7"}, "192.0.2.7:8080", True),
        ({"host": "2001:db8::7"}, "[2001:db8::7]:8080", True),
        ({"host": "0.0.0.0"}, "192.0.2.7", False),
        ({"trusted_hosts": ["www.example.org"]}, "WWW.example.org", True),
        ({"trusted_hosts": ["www.example.org"]}, "a.www.example.org", False),
        ({"trusted_hosts": ["www.example.org"]}, "localhost", True),
        ({"trusted_hosts": [".example.org"]}, "a.example.org", True),
        ({"trusted_hosts": [".example.org"]}, "example.org", True),
        ({"trusted_hosts": [".example.org"]}, "badexample.org", False),
        ({"trusted_hosts": ["münchen.example"]}, "xn--mnchen-3ya.example", True),
    ],
)
def test_further_hosts_are_those_of_the_settings(settings: dict[str, object], host: str, answered: bool) -> None:
    assert Hosts(Settings.model_validate(settings)).answer_for(host) is answered


@pytest.mark.parametrize("setting", ["trusted_hosts", "site_url"])
@pytest.mark.parametrize("host", ["groß.example.org", "a..b", "ö" * 80])
def test_a_name_that_no_browser_asks_for_as_it_is_written_is_an_error(setting: str, host: str) -> None:
    with pytest.raises(SettingsError, match="ASCII"):
        load_settings(**{setting: (host,) if setting == "trusted_hosts" else f"https://{host.replace('a..b', 'ä..b')}/"})


def test_below_a_name_with_a_dot_no_label_is_decoded(small_site: Site) -> None:
    settings = small_site.settings.model_copy(update={"trusted_hosts": (".example.org",)})
    app = create_app(settings, small_site.searcher, small_site.store.archive())
    for path in ("/", "/search?q=Radwege", "/api/v1/search?q=Radwege", "/search.atom", "/nix"):
        assert asked(app, path, "xn--.example.org").status_code in (200, 404)


@pytest.mark.parametrize("number", ["0", "2", "184467440737097", "9" * 40])
def test_a_part_that_the_map_of_the_site_has_not_is_not_found(small_site: Site, number: str) -> None:
    assert small_site.client.get(f"/sitemap-{number}.xml").status_code == 404
