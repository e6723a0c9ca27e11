"""Every way to fail, in either language: German to the last word, and English to the last word."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html
from werkzeug.exceptions import HTTPException, default_exceptions
from werkzeug.test import TestResponse

from search_service import errors
from search_service.answers.searcher import open_searcher
from search_service.config import Settings
from search_service.engines.generations import GENERATION_GONE
from search_service.web.app import create_app
from search_service.web.error_texts import error_text
from tests.conftest import SampleIndex
from tests.web.pages.test_release_page import RICH
from tests.web.words_of_languages import foreign_words

LANGUAGES = ("de", "en")
BAD_SEARCHES = [
    "from=quatsch",
    "from=31.04.2021",
    "to=quatsch",
    "from=2024&to=2023",
    "page=0",
    "page=x",
    "page=99999999999999999999999",
    "page=9999999999999999",
    "size=9999",
    "size=0",
    "sort=foo",
    "match=foo",
    "spelling=foo",
    "q=a*",
    "q=bis:quatsch",
    "q=datum:31.04.2021",
    "q=seit:2024+bis:2023",
    "&".join(f"topic=Thema+{number}" for number in range(101)),
    f"topic={'x' * 301}",
]
TOO_MANY = "&".join(f"topic={number}{'x' * 290}" for number in range(8))
"""Filters for the address of a page; the API has room for them."""
OF_THE_API = [
    *(f"search?{parameters}" for parameters in BAD_SEARCHES),
    "search?foo=1",
    "search?q=Land&q=Stadt",
    f"search?q={'x' * 513}",
    f"search?q={quote(' '.join(f'wort{number}' for number in range(40)))}",
    "search?cursor=quatsch",
    "search?q=Land&cursor=eyJzb3J0IjoibmV3ZXN0Iiwia2V5IjoxLjAsImlkIjoiYSJ9",
    "search?fields=foo",
    "search?facets=foo",
    "search?highlight=foo",
    f"search?facet_query={'x' * 301}",
    "&".join(["search?page=0", *(f"foo{number}=1" for number in range(60))]),
    "timeline?interval=foo",
    f"suggest?q={'x' * 600}",
    "abbreviations?foo=1",
    "facets?foo=1",
    "changes?since=-1",
    "changes?limit=x",
    "releases",
    "releases?url=https://www.example.org/nix",
    f"releases?url={'x' * 2001}",
    "releases/nix",
    "releases/nix?version=0",
    "releases/2019-01-24-nachwuchsgruppen-hochschulen?version=99",
    "releases/nix/similar",
    "releases/2019-01-24-nachwuchsgruppen-hochschulen/similar?size=999",
    "nix",
]
BAD_BODIES: list[Any] = [None, [], "x", {}, {"text": ""}, {"text": 3}, {"text": "a", "foo": 1}, {"text": "x" * 100_001}]
BAD_BODIES += [{"text": "Land", "size": size} for size in ("3", True, 3.5, None, [], {}, 0, 51, 10**30, 1e300)]


def problem_texts(response: TestResponse) -> str:
    """What problem details say; what was sent, and names of parameters, are nobody's language."""
    details = response.json
    assert details is not None, response.text
    assert response.mimetype == "application/problem+json"
    return "\n".join([details["title"], details["detail"], *(error["message"] for error in details["errors"])])


def page_text(response: TestResponse, language: str) -> str:
    """What a page says, without texts that are marked as of another language and what was typed."""
    tree = html.fromstring(response.text)
    assert tree.get("lang") == language
    for other in tree.xpath(f"//*[@lang and @lang != '{language}'] | //script | //style | //nav[@id='languages']"):
        if other.getparent() is not None:
            other.drop_tree()
    labels = tree.xpath("//main//@aria-label | //main//@placeholder")
    return "\n".join([tree.findtext(".//title"), " ".join(tree.xpath("//body")[0].itertext()), *labels])


def check(response: TestResponse, language: str) -> None:
    assert response.status_code >= 400
    said = problem_texts(response) if response.is_json else page_text(response, language)
    assert foreign_words(said, language) == set(), said


def test_the_lists_of_words_tell_the_languages_apart() -> None:
    assert foreign_words("Das ist kein Datum.", "en") >= {"das", "ist", "kein"}
    assert foreign_words("This is not a date.", "de") >= {"this", "not", "a"}
    assert not foreign_words("Das ist kein Datum.", "de") | foreign_words("This is not a date.", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", OF_THE_API)
def test_what_the_api_refuses(client: FlaskClient, path: str, language: str) -> None:
    check(client.get(f"/api/v1/{path}", headers={"Accept-Language": language}), language)
    check(client.get(f"/api/v1/{path}{'&' if '?' in path else '?'}lang={language}"), language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/search", "/search.csv", "/search.atom", "/subscribe"])
@pytest.mark.parametrize("parameters", [*BAD_SEARCHES, TOO_MANY])
def test_what_a_search_refuses(client: FlaskClient, path: str, parameters: str, language: str) -> None:
    for accepted in ("text/html", "*/*"):
        response = client.get(f"{path}?{parameters}&lang={language}", headers={"Accept": accepted})
        if response.status_code >= 400:  # files and feeds know no pages and orders
            check(response, language)
    assert path != "/search" or response.status_code == 400


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("period", ["quatsch", "31.04.2021", "2024 bis 2023", "bis", "von 2024 bis quatsch", "März 2024 – Mai 2023"])
def test_what_the_field_of_the_period_refuses(client: FlaskClient, period: str, language: str) -> None:
    check(client.get("/search", query_string={"period": period, "lang": language}), language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("body", BAD_BODIES, ids=lambda body: repr(body)[:30])
def test_what_a_body_refuses(client: FlaskClient, body: object, language: str) -> None:
    check(client.post(f"/api/v1/similar?lang={language}", json=body), language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("content", "headers"),
    [
        (b"{", {"Content-Type": "application/json"}),
        (b"\xff", {"Content-Type": "application/json"}),
        (b"a=b", {"Content-Type": "text/plain"}),
        (b"{}", {"Content-Type": "application/json", "Accept": "text/csv"}),
        (b" " * 3_000_000, {"Content-Type": "application/json"}),
    ],
)
def test_what_is_sent_in_another_form(client: FlaskClient, content: bytes, headers: dict[str, str], language: str) -> None:
    check(client.post("/api/v1/similar", data=content, headers={**headers, "Accept-Language": language}), language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/nix"),
        ("POST", "/search"),
        ("DELETE", "/"),
        ("GET", "/releases/nix"),
        ("GET", "/releases/2019-01-24-nachwuchsgruppen-hochschulen?version=99"),
        ("GET", "/releases/nix.bib"),
        ("GET", "/search.xyz"),
        ("GET", "/selection.xyz"),
        ("GET", "/sitemap-99.xml"),
        ("GET", "/assets/nix.css"),
        ("POST", "/api/v1/search"),
        ("PUT", "/api/v1/similar"),
        ("POST", "/healthz"),
    ],
)
def test_wrong_addresses_and_methods(client: FlaskClient, method: str, path: str, language: str) -> None:
    for accepted in ("text/html,application/xhtml+xml,*/*;q=0.8", "*/*"):
        check(client.open(path, method=method, headers={"Accept-Language": language, "Accept": accepted}), language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["", ".bib", ".ninjs.json", "?version=1"])
def test_what_was_withdrawn(client_of: Callable[..., FlaskClient], path: str, language: str) -> None:
    client = client_of(RICH, withdraw="bruecken")
    for page in (f"/releases/bruecken{path}", "/api/v1/releases/bruecken"):
        response = client.get(page, headers={"Accept-Language": language, "Accept": "text/html, */*;q=0.5"})
        if response.mimetype == "text/html" and not path:
            assert response.status_code == 410  # which names the title, in the release's own language
        else:
            check(response, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_foreign_hosts(client_of: Callable[..., FlaskClient], language: str) -> None:
    answer = client_of().get("/", base_url="http://fremd.example", headers={"Accept-Language": language})
    check(answer, language)


@pytest.fixture
def failing(sample_index: SampleIndex) -> Flask:
    """An application with an address for every error there is."""
    app = create_app(sample_index.settings, sample_index.searcher, sample_index.archive)
    own = [errors.CursorExpiredError, *_below(errors.EngineError), *_below(errors.StoreError)]

    def fail(name: str) -> None:
        raise next(error for error in _raised(own) if type(error).__name__ == name)

    for prefix in ("", "/api"):
        app.add_url_rule(f"{prefix}/fail/<name>", f"fail{prefix[1:]}", fail)
    app.config["names"] = [type(error).__name__ for error in _raised(own)]
    return app


def _below(kind: type[Exception]) -> list[type[Exception]]:
    return [kind, *(deeper for each in kind.__subclasses__() for deeper in _below(each))]


def _raised(own: list[type[Exception]]) -> list[Exception]:
    arguments: dict[type[Exception], tuple[object, ...]] = {
        errors.DamagedReleaseError: ("a1", "restoring"),
        errors.CursorExpiredError: (GENERATION_GONE,),
    }
    ours = [kind(*arguments.get(kind, ("the file /srv/x is not that of the index",))) for kind in own]
    return [*ours, *(copy.copy(kind)() for code, kind in default_exceptions.items() if code >= 400), _Teapot()]


class _Teapot(HTTPException):
    code = 499
    description = "Nobody has this."


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_that_the_program_or_a_library_raises(failing: Flask, language: str) -> None:
    client = failing.test_client()
    for name in failing.config["names"]:
        for prefix in ("", "/api"):
            response = client.get(f"{prefix}/fail/{name}", headers={"Accept-Language": language})
            check(response, language)
            assert "/srv" not in response.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_an_index(sample_index: SampleIndex, tmp_path: Path, language: str) -> None:
    unbuilt = Settings(data=tmp_path)
    client = create_app(unbuilt, open_searcher(unbuilt), sample_index.archive).test_client()
    for path in ("/", "/search?q=Land", "/search.csv", "/glossary", "/advanced", "/api/v1/search", "/healthz", "/readyz"):
        response = client.get(path, headers={"Accept-Language": language})
        check(response, language)
        assert str(tmp_path) not in response.text


def test_programs_are_told_in_english_unless_they_ask(client: FlaskClient) -> None:
    for path in ("/api/v1/nix", "/api/nix"):
        assert client.get(path).json["title"] == "Not Found"
        assert client.get(path, headers={"Accept-Language": "de"}).json["title"] == "Nicht gefunden"


def test_who_clicked_on_a_file_gets_a_page_and_a_program_problem_details(client: FlaskClient) -> None:
    for path in ("/search.csv?from=quatsch", "/releases/nix.bib"):
        assert client.get(path, headers={"Accept": "text/html,*/*;q=0.8"}).mimetype == "text/html"
        for accepted in ("*/*", "text/csv", "application/json, text/html;q=0.1"):
            assert client.get(path, headers={"Accept": accepted}).mimetype == "application/problem+json"
    assert "Zeitraum: Das ist kein Datum" in client.get("/subscribe?from=quatsch").text


def test_texts_of_errors_know_every_status_that_a_library_raises() -> None:
    known = {code for code in default_exceptions if error_text(code) not in (error_text(499), error_text(599))}
    assert {401, 404, 405, 406, 410, 413, 414, 415, 416, 431, 501, 503} <= known


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.dictionaries(
        st.sampled_from(["text", "size", "more"]),
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.sampled_from(["", "Ufer", "9" * 500])
        | st.lists(st.none(), max_size=1),
    )
)
def test_no_words_of_a_library_reach_a_message(client: FlaskClient, body: dict[str, object], language: str) -> None:
    response = client.post(f"/api/v1/similar?lang={language}", json=body)
    if response.status_code != 200:
        check(response, language)
