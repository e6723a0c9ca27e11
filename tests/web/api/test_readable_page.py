"""The readable page of the API: all operations, and lines for curl that work when they are pasted."""

from __future__ import annotations

import shlex
import urllib.request

from lxml import html

from search_service.web.api.operations import OPERATIONS
from tests.web.conftest import reader_of
from tests.web.site import Site


def run(line: str) -> tuple[int, str, bytes]:
    """What curl would do with the options that the page uses."""
    command, *arguments = shlex.split(line)
    assert command == "curl"
    options = dict(zip(arguments[:-1:2], arguments[1:-1:2], strict=True))
    assert set(options) <= {"-H", "-d"}
    headers = dict([options["-H"].split(": ")]) if "-H" in options else {}
    asked = urllib.request.Request(arguments[-1], headers=headers, data=options["-d"].encode() if "-d" in options else None)
    with urllib.request.urlopen(asked, timeout=30) as response:
        return response.status, response.headers.get_content_type(), response.read()


def test_every_line_for_curl_works(small_site: Site) -> None:
    with small_site.serving() as url:
        with urllib.request.urlopen(f"{url}/api/", timeout=30) as response:
            lines = html.fromstring(response.read()).xpath("//code[@class='curl']/text()")
        answers = [run(line) for line in lines]
    assert len(lines) == len(OPERATIONS) + 5
    assert [status for status, _, _ in answers] == [200] * len(lines)
    assert [mimetype for _, mimetype, _ in answers[: len(OPERATIONS)]] == ["application/json"] * len(OPERATIONS)
    assert all(url in line for line in lines)


def test_the_page_tells_of_every_parameter(small_site: Site) -> None:
    tree = reader_of(small_site.client)("/api/")
    for operation in OPERATIONS:
        names = tree.xpath(f"//section[h3[@id='{operation.name}']]//dl/dt/code/text()")
        expected = [field.alias or name for name, field in operation.parameters.model_fields.items()]
        assert set(names) >= set(expected)
    assert tree.xpath("//link[@rel='service-desc']/@href") == ["http://localhost/api/v1/openapi.json"]


def test_the_page_tells_how_long_names_last(small_site: Site) -> None:
    text = reader_of(small_site.client)("/api/").text_content()
    assert "Deprecation" in text
    assert "Sunset" in text


def test_the_page_is_there_before_anything_is_imported(site: Site) -> None:
    assert reader_of(site.client)("/api/").xpath("string(//h1)") == "API"
