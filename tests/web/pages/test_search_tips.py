"""Search tips: written by hand, with examples of the query language that find something here, or without."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from lxml import html

from search_service.config import Settings
from search_service.query.parser import parse
from search_service.web.pages.search_tips import find_examples, tips
from tests.archives import Archive, release
from tests.conftest import SampleIndex
from tests.web.site import Site
from tests.web.words_of_languages import foreign_words


def test_each_example_says_how_many_hits_it_has(sample_index: SampleIndex) -> None:
    for example in find_examples(sample_index.searcher):
        assert example
        assert parse(example.request.q).problems == ()
        assert sample_index.searcher.search(example.request).total == example.total > 0


def test_what_finds_nothing_is_no_example(tmp_path: Path) -> None:
    archive = Archive(Settings(data=tmp_path))
    archive.rebuild([release("a", "Es gibt Geld für die Polizei.", title="Neue Brücken gebaut", published="2021-05-03")])
    shown = [example.request.q if example else None for example in find_examples(archive.searcher)]
    assert shown == [None, None, "Polizei ODER Feuerwehr", None, None, None, "Polizei Mai 2021", "Polizei seit:2021"]
    archive.searcher.close()


def test_an_empty_archive_has_tips_without_examples(tmp_path: Path) -> None:
    archive = Archive(Settings(data=tmp_path))
    archive.rebuild([])
    assert set(find_examples(archive.searcher)) == {None}
    archive.searcher.close()


@pytest.mark.parametrize("language", ["de", "en"])
def test_tips_are_in_the_language_of_the_page(app: Flask, sample_index: SampleIndex, language: str) -> None:
    with app.test_request_context(f"/?lang={language}"):
        shown = tips(find_examples(sample_index.searcher))
    assert all(not foreign_words(tip.text, language) for tip in shown)
    queries = " ".join(tip.example.label for tip in shown if tip.example)
    own, other = ("ODER", "OR") if language == "de" else ("OR", "ODER")
    assert own in queries.split() and other not in queries.split()


def test_examples_count_as_the_steering_in_force_has_it(tmp_path: Path) -> None:
    steering = tmp_path / "steering.toml"
    steering.write_text("", "utf-8")
    site = Site(tmp_path / "data", steering_file=steering)
    site.publish(*(release(f"a{number}", "Der Ausbau der Radwege.") for number in range(2)), release("b", "Die Vollendung der Radwege."))
    assert _first_count(site) == "2"
    steering.write_text('[[synonyms]]\nwords = ["Ausbau", "Vollendung"]\n', "utf-8")
    assert _first_count(site) == "3"
    site.close()


def _first_count(site: Site) -> str:
    """How many hits the start page promises of its first example."""
    page = html.fromstring(site.client.get("/").text)
    (link,) = page.xpath("//a[contains(., 'Radwege Ausbau')]/..")
    return "".join(each for each in str(link.text_content()) if each.isdigit())
