"""An index that has grown in steps answers like one that was built at once of the same store, whatever came before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.check import problems
from indexer.pipeline import bring_up_to_date, import_releases, read_sources, rebuild, settle
from indexer.store import Store
from search_service.answers.searcher import open_searcher
from search_service.config import Settings
from search_service.engines import vocabulary_keeper
from search_service.engines.registry import open_index
from search_service.query.parser import parse
from search_service.query.request import SearchRequest, Sort
from search_service.release import Release
from tests.archives import release
from tests.conftest import SAMPLE_DATA

TEXTS = (
    "Die Landwirtschaftsministerin besucht den Ökolandbau im Kreis Auen.",
    "Bauern und Bäuerinnen fordern mehr Geld für den Landbau.",
    "Der Radweg an der Kreisstraße ist fertig; weitere Radwege folgen im Kreis.",
    "Erzieherinnen und Erzieher: Das Kita-Gesetz (KiG) kommt. Das KiG hilft den Kitas.",
    "Der Klimaschutz braucht Windkraft. Windkraftanlagen schützen das Klima.",
    "Ministerpräsident und Ministerpräsidentin treffen die Bürger:innen.",
    "Fördermittel für Bus- und Bahnverkehr, sagt das Verkehrsministerium.",
    "Die Kinder der Schule pflanzen Bäume am Radweg.",
)
QUERIES = ("", "Landwirtschaft", "Landbau", "Bauern", "Radweg", "Wege", "Kreis", "Erzieher", "Kita-Gesetz", "KiG", "Klima", "Windkraft")
QUERIES += ("Ministerpräsidentin", "Bürger", "Busverkehr", '"Ministerium"', "Verk*", "thema:Verkehr", "ministerium:Umwelt", "Radwege Kreis")
PREFIXES = ("L", "Ra", "Kl", "Mini", "Ver", "Er")
MISTYPED = ("Radwge", "Klimaschtz", "Erziher", "Windkraf")
MOMENTS = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC))
TAXONOMY = '[[ministry]]\nname = "Umweltministerium"\naliases = ["MUNV", "Ministerium für Umwelt"]\n'

ids = st.sampled_from("abcdefgh")
topics, ministries = st.sampled_from(["Verkehr", "Bau"]), st.sampled_from(["MUNV", "Landbauamt"])
puts = st.tuples(st.just("put"), ids, st.sampled_from(TEXTS), st.sampled_from(TEXTS), topics, ministries, st.booleans())
steps = st.lists(st.one_of(puts, puts, st.tuples(st.just("withdraw"), ids), st.tuples(st.just("names"))), min_size=1, max_size=4)
histories = st.lists(steps, min_size=2, max_size=5)


@settings(max_examples=15, deadline=None)
@given(history=histories)
def test_grown_answers_like_rebuilt(history: list[list[tuple[object, ...]]]) -> None:
    is_like_a_rebuilt_one(history)


@settings(max_examples=15, deadline=None)
@given(history=histories)
def test_grown_and_settled_answers_like_rebuilt(history: list[list[tuple[object, ...]]]) -> None:
    """As a large archive grows: every publish only extends what is known of words."""
    with growing_as_a_large_one():
        is_like_a_rebuilt_one(history, settled=True)


def test_only_extended_it_is_not_settled_and_answers_otherwise(tmp_path: Path) -> None:
    """What the promise is about: abbreviations of a release that was withdrawn are known until the index is settled."""
    grown, anew = Settings(data=tmp_path / "grown"), Settings(data=tmp_path / "anew")
    with closing(Store.open(grown.store_path)) as store, growing_as_a_large_one():
        store.put([release("a", TEXTS[2]), release("b", TEXTS[3])])
        bring_up_to_date(store, open_index(grown))
        store.withdraw("b")
        bring_up_to_date(store, open_index(grown))
        rebuild(store.archive(), open_index(anew))
        assert (open_index(grown).status().settled, open_index(anew).status().settled) == (False, True)
        assert dict(answers(grown)) != dict(answers(anew))
        assert settle(store.archive(), open_index(grown))
        assert open_index(grown).status().settled
        assert dict(answers(grown)) == dict(answers(anew))
        assert not settle(store.archive(), open_index(grown))


def test_settling_changes_no_names(tmp_path: Path) -> None:
    """It comes after a publish; names that were changed meanwhile are for the next one, which must see that they changed."""
    asked, names = Settings(data=tmp_path / "var"), tmp_path / "taxonomy.toml"
    names.write_text(TAXONOMY, encoding="utf-8")
    with closing(Store.open(asked.store_path)) as store, growing_as_a_large_one():
        for each in "ab":
            store.put([release(each, TEXTS[2], ministries=["MUNV"])])
            bring_up_to_date(store, open_index(asked))
        named = asked.model_copy(update={"taxonomy_file": names})
        assert settle(store.archive(), open_index(named))
        assert bring_up_to_date(store, open_index(named)).added == 2


@contextmanager
def growing_as_a_large_one() -> Iterator[None]:
    """Nothing is so small, and nothing grows so much, that it is computed anew when it is published."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vocabulary_keeper, "ALWAYS_REFRESHED", 0)
        patch.setattr(vocabulary_keeper, "REFRESHED_AT", float("inf"))
        yield


def is_like_a_rebuilt_one(history: list[list[tuple[object, ...]]], *, settled: bool = False) -> None:
    with TemporaryDirectory() as folder:
        names = Path(folder) / "taxonomy.toml"
        names.write_text(TAXONOMY, encoding="utf-8")
        grown = Settings(data=Path(folder) / "grown")
        with closing(Store.open(grown.store_path)) as store:
            for round_of_steps in history:
                for step in round_of_steps:
                    grown = taken(store, step, grown, names)
                bring_up_to_date(store, open_index(grown))
                if settled:
                    settle(store.archive(), open_index(grown))
            anew = grown.model_copy(update={"data": Path(folder) / "anew"})
            rebuild(store.archive(), open_index(anew))
            assert list(problems(store.archive(), open_index(grown))) == []
        assert dict(answers(grown)) == dict(answers(anew))


def test_words_that_went_with_their_releases_are_offered_nowhere(tmp_path: Path) -> None:
    """A third of the samples is withdrawn: hardly a word comes, so nothing asks for the lexicon to be made anew but its size."""
    grown, anew = Settings(data=tmp_path / "grown"), Settings(data=tmp_path / "anew")
    with closing(Store.open(grown.store_path)) as store:
        import_releases(store, read_sources([str(SAMPLE_DATA)]))
        bring_up_to_date(store, open_index(grown))
        for each in list(store.archive().current())[::3]:
            store.withdraw(each.id)
        bring_up_to_date(store, open_index(grown))
        rebuild(store.archive(), open_index(anew))
    assert dict(answers(grown)) == dict(answers(anew))


def taken(store: Store, step: tuple[object, ...], now: Settings, names: Path) -> Settings:
    """The settings after a step of a history."""
    match step:
        case ("put", str(release_id), *values):
            store.put([made(release_id, *values)])
        case ("withdraw", str(release_id)):
            store.withdraw(release_id)
        case _:
            return now.model_copy(update={"taxonomy_file": None if now.taxonomy_file else names})
    return now


def made(release_id: str, text: object, more: object, topic: object, ministry: object, hidden: object) -> Release:
    embargo = {"embargo_until": "2030-05-01T10:00:00+02:00"} if hidden else {}
    return release(release_id, f"{text}\n{more}", title=str(more)[:40], topics=(topic,), ministries=(ministry,), **embargo)


def answers(asked: Settings) -> Iterator[tuple[object, object]]:
    """Everything that a search shows, for all questions."""
    with closing(open_searcher(asked)) as searcher:
        for q in QUERIES:
            for sort in (Sort.RELEVANCE, Sort.OLDEST):
                for moment in MOMENTS:
                    page = searcher.search(SearchRequest(q=q, node=parse(q).node, sort=sort, moment=moment, size=50))
                    hits = [(hit.id, round(hit.score, 4), hit.matched, hit.snippets) for hit in (*page.hits, *page.closest)]
                    yield (q, sort, moment), (page.total, page.partial, hits, page.facets)
        for prefix in PREFIXES:
            yield prefix, searcher.suggest(prefix)
        for word in MISTYPED:
            yield word, searcher.spellings(word)
        yield "abbreviations", searcher.abbreviations()
