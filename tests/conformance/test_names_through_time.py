"""Ministries that changed their names are found by any of them; an index that a changed taxonomy is taken into is as one built anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.pipeline import bring_up_to_date, rebuild
from indexer.store import Store
from search_service.config import Settings
from search_service.query.request import SearchRequest, Sort
from search_service.results import ResultPage
from search_service.schema import FacetName
from tests.archives import Archive, release
from tests.taxonomies import NAMES, written

RELEASES = [
    release("a", "Die Pflege", published="2012-05-01", ministries=["MAF"]),
    release("b", "Die Pflege", published="2013-05-01", ministries=["Ministerium für Gesundheit"]),
    release("c", "Die Pflege", published="2017-05-01", ministries=["Sozialministerium"]),
    release("d", "Die Pflege", published="2022-05-01", ministries=["Ministerium für Soziales und Integration"]),
    release("e", "Die Steuer", published="2022-05-01", ministries=["Finanzministerium"], topics=["Migration und Integration"]),
]
SOCIAL = ["d", "c", "b", "a"]
ANY_NAME = [
    "MAF",
    "ministerium fuer arbeit und frauen",
    "MG",
    "Ministerium für Soziales",
    "MSI",
    "Ministerium für Soziales und Integration",
]


@pytest.fixture(params=["today", "then"])
def settings(request: pytest.FixtureRequest, engine: str, tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", engine=engine, taxonomy_file=written(tmp_path), taxonomy_names=request.param)


def archive_with(settings: Settings, store: Store) -> Archive:
    archive = Archive(settings)
    bring_up_to_date(store, archive.index)
    return archive


@pytest.fixture
def store(settings: Settings) -> Store:
    store = Store.open(settings.store_path)
    store.put(RELEASES)
    return store


def facet_of(page: ResultPage) -> list[tuple[str, int, bool]]:
    return [(value.value, value.count, value.selected) for value in page.facets[FacetName.MINISTRY].values]


@pytest.mark.parametrize("name", ANY_NAME)
def test_a_filter_finds_by_any_name_and_says_todays(settings: Settings, store: Store, name: str) -> None:
    archive = archive_with(settings, store)
    page = archive.search("", chosen={FacetName.MINISTRY: (name,)})
    assert [hit.id for hit in page.hits] == SOCIAL
    assert page.request.values_of(FacetName.MINISTRY) == ("Ministerium für Soziales und Integration",)
    assert archive.searcher.total(SearchRequest(chosen={FacetName.MINISTRY: (name,)})) == 4
    assert list(archive.searcher.hit_ids(SearchRequest(chosen={FacetName.MINISTRY: (name,)}))) == SOCIAL
    assert sum(count for _, count, selected in facet_of(page) if selected) == page.total


@pytest.mark.parametrize(
    "q", ["ministerium:MAF", 'ministerium:"Arbeit und Frauen"', "ministerium:Arbeitsminist*", "ministerium:Integration"]
)
def test_a_query_field_finds_by_any_name(settings: Settings, store: Store, q: str) -> None:
    assert archive_with(settings, store).ids(q, sort=Sort.NEWEST) == SOCIAL


def test_what_no_name_has_is_not_found(settings: Settings, store: Store) -> None:
    archive = archive_with(settings, store)
    assert archive.ids('ministerium:"Frauen und Arbeit"') == archive.ids("", chosen={FacetName.MINISTRY: ("Arbeit",)}) == []
    assert archive.ids("", chosen={FacetName.TOPIC: ("Integration",)}) == ["e"]


def test_the_facet_has_names_of_today_or_of_the_time(settings: Settings, store: Store) -> None:
    shown = facet_of(archive_with(settings, store).search(""))
    today = [("Ministerium für Soziales und Integration", 4, False), ("Finanzministerium", 1, False)]
    then = ["Ministerium für Arbeit und Frauen", "Ministerium für Gesundheit", "Ministerium für Soziales"]
    then += ["Ministerium für Soziales und Integration", "Finanzministerium"]
    assert shown == today if settings.taxonomy_names == "today" else sorted(shown) == sorted((name, 1, False) for name in then)


@pytest.mark.parametrize("name", [*ANY_NAME, "arbeitsministerium"])
def test_a_query_that_names_a_ministry_as_it_was_called_is_offered_todays(settings: Settings, store: Store, name: str) -> None:
    archive = archive_with(settings, store)
    page = archive.search(f"Pflege {name}")
    offered = archive.searcher.also(page.request, total=page.total)
    (ministry,) = [each for each in offered if each.kind is FacetName.MINISTRY]
    assert ministry.request.values_of(FacetName.MINISTRY) == ("Ministerium für Soziales und Integration",)
    assert (ministry.request.q, ministry.total) == ("Pflege", 4)


@pytest.mark.parametrize("prefix", ["MAF", "arbeitsmin", "Ministerium fuer Soz"])
def test_what_is_typed_of_an_old_name_is_completed(settings: Settings, store: Store, prefix: str) -> None:
    offered = archive_with(settings, store).searcher.suggest(prefix).facet_values[FacetName.MINISTRY]
    assert "Ministerium für Soziales und Integration" in [each.value for each in offered]
    assert "Finanzministerium" not in [each.value for each in offered]


CHANGED = NAMES.replace('aliases = ["MG"]', 'aliases = ["MG", "Finanzministerium"]') + '[[topic]]\nname = "Sport"\n'


@pytest.mark.parametrize("text", [CHANGED, "", NAMES.split("[[topic]]", maxsplit=1)[0]])
def test_a_changed_taxonomy_is_taken_in_as_if_built_anew(settings: Settings, store: Store, text: str) -> None:
    archive_with(settings, store)
    written(settings.store_path.parent.parent, text)
    store.put([release("f", "Die Schule", published="2012-05-01", ministries=["MG"])])
    grown = archive_with(settings, store)
    report = bring_up_to_date(store, grown.index)
    assert (report.added, report.deleted) == (0, 0)
    anew = Archive(settings.model_copy(update={"data": settings.data / "anew"}))
    rebuild(store.archive(), anew.index)
    assert facet_of(grown.search("")) == facet_of(anew.search(""))
    for name in (*ANY_NAME, "Finanzministerium", "Sport"):
        chosen = {FacetName.MINISTRY: (name,)}
        assert grown.ids("", chosen=chosen) == anew.ids("", chosen=chosen)
        assert grown.ids(f'ministerium:"{name}"') == anew.ids(f'ministerium:"{name}"')


def test_only_what_a_change_concerns_is_taken_in_again(settings: Settings, store: Store) -> None:
    archive_with(settings, store)
    written(settings.store_path.parent.parent, NAMES + '[[ministry]]\nname = "Ministerium der Finanzen"\naliases = ["Finanzministerium"]\n')
    archive = Archive(settings)
    assert bring_up_to_date(store, archive.index).added == 1
    assert archive.ids("", chosen={FacetName.MINISTRY: ("Ministerium der Finanzen",)}) == ["e"]
