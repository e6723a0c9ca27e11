"""Versions of a release: what changed, word by word, and which versions may be seen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from search_service.release import Block, Release
from search_service.web.pages.differences import MAX_LETTERS, MAX_PASSAGES, differences, word_differences
from search_service.web.pages.release_models import DiffKind
from tests.web.conftest import Read, reader_of
from tests.web.pages.test_release_page import RICH
from tests.web.pages.test_result_page import texts

ClientOf = Callable[..., FlaskClient]
CORRECTED = RICH.model_copy(
    update={
        "teaser": "Das Land saniert 54 Brücken.",
        "body": (*RICH.body[:2], Block(text="Auch dort:"), *RICH.body[2:]),
        "attachments": (),
    }
)


def signed(before: str, after: str) -> str:
    signs = {DiffKind.SAME: "{}", DiffKind.ADDED: "+{}+", DiffKind.REMOVED: "-{}-"}
    return "".join(signs[piece.kind].format(piece.text) for piece in word_differences(before, after))


@pytest.fixture
def in_a_request(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Das Land saniert 52 Brücken.", "Das Land saniert 54 Brücken.", "Das Land saniert -52 -+54 +Brücken."),
        ("ab", "", "-ab-"),
        ("", "ab", "+ab+"),
        ("gleich", "gleich", "gleich"),
    ],
)
def test_words_removed_and_added(before: str, after: str, expected: str) -> None:
    assert signed(before, after) == expected


@given(before=st.text(alphabet="ab ", max_size=20), after=st.text(alphabet="ab ", max_size=20))
def test_each_version_can_be_read_from_the_difference(before: str, after: str) -> None:
    pieces = word_differences(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind is not DiffKind.ADDED) == before
    assert "".join(piece.text for piece in pieces if piece.kind is not DiffKind.REMOVED) == after


@pytest.mark.usefixtures("in_a_request")
def test_changed_passages_name_what_they_are() -> None:
    changed = differences(RICH, CORRECTED).passages
    assert [(passage.label, passage.unchanged) for passage in changed] == [("Vorspann", 0), ("Text", 2), ("Anlagen", 0), ("Anlagen", 0)]


def with_paragraphs(*paragraphs: str) -> Release:
    return RICH.model_copy(update={"body": tuple(Block(text=text) for text in paragraphs)})


@pytest.mark.usefixtures("in_a_request")
def test_of_too_many_changed_passages_the_first_are_shown_and_the_rest_counted() -> None:
    old, new = ([f"Absatz {number} {word}" for number in range(5000)] for word in ("alt", "neu"))
    changed = differences(with_paragraphs(*old), with_paragraphs(*new))
    assert (len(changed.passages), changed.left_out) == (MAX_PASSAGES, 5000 - MAX_PASSAGES)


@pytest.mark.usefixtures("in_a_request")
def test_a_passage_that_is_too_long_is_counted() -> None:
    changed = differences(with_paragraphs("a " * MAX_LETTERS), with_paragraphs("b"))
    assert (changed.passages, changed.left_out) == ((), 1)


@pytest.mark.usefixtures("in_a_request")
def test_paragraphs_moved_among_thousands_are_all_that_changed() -> None:
    old = [f"Absatz {number} über Wege" for number in range(3000)]
    new = [*old[:10], "Dazwischen steht etwas Neues", *old[10:2000], *old[2001:]]
    changed = differences(with_paragraphs(*old), with_paragraphs(*new))
    assert [(passage.unchanged, len(passage.pieces)) for passage in changed.passages] == [(10, 1), (1990, 1)]


def test_the_page_of_a_release_lists_its_versions(client_of: ClientOf) -> None:
    assert not reader_of(client_of(RICH))("/releases/bruecken").xpath("//ol[@class='versions']")
    tree = reader_of(client_of(CORRECTED))("/releases/bruecken")
    assert tree.xpath("//ol[@class='versions']//a/@href") == ["/releases/bruecken?version=2", "/releases/bruecken?version=1"]


def test_a_version_shows_the_words_that_changed(client_of: ClientOf) -> None:
    client_of(RICH)
    tree = reader_of(client_of(CORRECTED))("/releases/bruecken?version=2")
    assert texts(tree, "//h1") == ["Fassung 2 von 2"]
    assert texts(tree, "//section[@class='difference'][1]//del") == ["[entfernt: 52]"]
    assert texts(tree, "//section[@class='difference'][1]//ins") == ["[hinzugefügt: 54]"]
    whole = " ".join(tree.xpath("string((//section[@class='difference'])[1]/p)").split())
    assert whole == "Das Land saniert [entfernt: 52] [hinzugefügt: 54] Brücken."
    assert texts(tree, "//p[@class='differences__gap']") == ["2 unveränderte Absätze"]
    assert tree.xpath("//link[@rel='canonical']/@href") == ["http://localhost/releases/bruecken"]


def test_the_first_version_has_nothing_to_compare(client_of: ClientOf) -> None:
    tree = reader_of(client_of(RICH))("/releases/bruecken?version=1")
    assert "Dies ist die erste Fassung" in tree.text_content()
    assert not tree.xpath("//main//ins | //main//del")


def test_a_withdrawn_text_is_not_told_when_the_release_comes_back(client_of: ClientOf) -> None:
    client_of(RICH.model_copy(update={"teaser": "Falsche Zahlen"}), withdraw=RICH.id)
    read = reader_of(client_of(RICH))
    assert not read("/releases/bruecken").xpath("//ol[@class='versions']")
    read("/releases/bruecken?version=1", status=404)
    tree = read("/releases/bruecken?version=2")
    assert (texts(tree, "//h1"), "Falsche Zahlen" in tree.text_content()) == (["Fassung 1 von 1"], False)


def test_page_and_api_know_the_same_versions(client_of: ClientOf) -> None:
    client_of(RICH)
    client = client_of(CORRECTED)
    numbers = [version["version"] for version in client.get("/api/v1/releases/bruecken").json["versions"]]
    links = reader_of(client)("/releases/bruecken").xpath("//ol[@class='versions']//a/@href")
    assert [f"/releases/bruecken?version={number}" for number in reversed(numbers)] == links


def test_what_changed_before_an_embargo_ended_is_not_told(client_of: ClientOf) -> None:
    embargo = datetime.now(UTC) + timedelta(hours=1)
    client_of(RICH.model_copy(update={"embargo_until": embargo, "teaser": "Geheimer Entwurf"}))
    read: Read = reader_of(client_of(Release.model_validate(RICH)))
    assert not read("/releases/bruecken").xpath("//ol[@class='versions']")
    tree = read("/releases/bruecken?version=2")
    assert texts(tree, "//h1") == ["Fassung 1 von 1"]
    assert "Geheimer Entwurf" not in tree.text_content()
    read("/releases/bruecken?version=1", status=404)


def test_a_version_that_its_source_calls_a_correction_is_marked(client_of: ClientOf) -> None:
    client_of(RICH)
    client = client_of(CORRECTED.model_copy(update={"correction": True}))
    page = client.get("/releases/bruecken?lang=de").text
    assert page.count("(Korrektur)") == 1
    assert [each["correction"] for each in client.get("/api/v1/releases/bruecken").get_json()["versions"]] == [False, True]


def test_each_version_can_be_read_in_full(client_of: ClientOf) -> None:
    client_of(RICH)
    tree = reader_of(client_of(CORRECTED))("/releases/bruecken?version=1")
    text = tree.xpath("//section[@aria-labelledby='text']")[0]
    assert texts(text, ".//p[@class='release__teaser']") == ["Das Land saniert 52 Brücken."]
    assert texts(text, ".//li") == ["Aubingen", "Köhlerstadt", "Jüttenau"]
    assert "Auch dort:" not in text.text_content()


def test_any_two_versions_can_be_compared(client_of: ClientOf) -> None:
    for teaser in ("Erstens", "Zweitens", "Drittens"):
        client = client_of(RICH.model_copy(update={"teaser": f"{teaser} bauen wir."}))
    read = reader_of(client)
    assert texts(read("/releases/bruecken?version=3"), "//main//del") == ["entfernt", "[entfernt: Zweitens]"]
    tree = read("/releases/bruecken?version=3&compare=1&lang=de")
    assert texts(tree, "//main//del") == ["entfernt", "[entfernt: Erstens]"]
    (form,) = tree.xpath("//form[@class='compare']")
    assert sorted(form.form_values()) == [("compare", "1"), ("lang", "de"), ("version", "3")]
    backwards = read("/releases/bruecken?version=1&compare=3")
    assert texts(backwards, "//main//ins") == ["hinzugefügt", "[hinzugefügt: Drittens]"]


@pytest.mark.parametrize("other", ["0", "9", "x", "1", ""])
def test_a_version_that_is_not_there_cannot_be_compared(client_of: ClientOf, other: str) -> None:
    client = client_of(RICH)
    tree = reader_of(client)(f"/releases/bruecken?version=1&compare={other}")
    assert not tree.xpath("//main//del")


def test_a_version_that_was_replaced_before_its_embargo_is_not_compared(client_of: ClientOf) -> None:
    embargo = datetime.now(UTC) + timedelta(hours=1)
    client_of(RICH.model_copy(update={"embargo_until": embargo, "teaser": "Geheimer Entwurf"}))
    client_of(RICH)
    tree = reader_of(client_of(CORRECTED))("/releases/bruecken?version=3&compare=1")
    assert "Geheimer" not in tree.text_content()


def test_the_release_says_that_it_was_changed(client_of: ClientOf) -> None:
    assert not reader_of(client_of(RICH))("/releases/bruecken").xpath("//p[@class='release__status']")
    client = client_of(CORRECTED.model_copy(update={"updated": datetime(2024, 3, 22, 9, 0, tzinfo=UTC)}))
    tree = reader_of(client)("/releases/bruecken")
    assert texts(tree, "//p[@class='release__status']") == ["geändert am 22. März 2024 · Fassung 2 · zeigen, was sich änderte"]
    assert tree.xpath("//p[@class='release__status']/a/@href") == ["/releases/bruecken?version=2"]


def test_versions_of_one_day_are_told_apart_by_their_time(client_of: ClientOf) -> None:
    client_of(RICH)
    tree = reader_of(client_of(CORRECTED))("/releases/bruecken")
    assert all(re.search(r", \d\d:\d\d Uhr$", text) for text in texts(tree, "//ol[@class='versions']/li"))
