"""Publishing: all or nothing, one writer, and an index brought up to date answers as one built anew."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from search_service.config import Settings
from search_service.engines.base import StoreState
from search_service.errors import IndexLockedError, IndexNotBuiltError, IndexOutdatedError
from tests.archives import NOW, Archive, MakeArchive, release


def test_without_an_index_reading_and_updating_name_the_command(engine: str, tmp_path: Path) -> None:
    archive = Archive(Settings(data=tmp_path, engine=engine))
    for attempt in (archive.searcher.status, archive.index.status, archive.search, archive.update):
        with pytest.raises(IndexNotBuiltError, match="news-indexer rebuild"):
            attempt()


def test_empty_archive_can_be_searched(archive_of: MakeArchive) -> None:
    page = archive_of().search("Klima")
    assert (page.total, page.hits) == (0, ())


def test_update_is_seen_at_once(archive_of: MakeArchive) -> None:
    archive = archive_of(release("a", "Alt."))
    archive.update(add=[release("b", "Neu.")])
    assert archive.ids("Neu") == ["b"]
    assert archive.ids("Alt") == ["a"]


def test_same_id_replaces(archive_of: MakeArchive) -> None:
    archive = archive_of(release("a", "Alter Text."))
    archive.update(add=[release("a", "Neuer Inhalt.")])
    assert (archive.ids("Text"), archive.ids("Inhalt"), archive.search().total) == ([], ["a"], 1)


def test_same_id_twice_in_one_batch_keeps_the_last(archive_of: MakeArchive) -> None:
    archive = archive_of(release("a", "Erster Text."), release("b", "Anderer."), release("a", "Zweiter Inhalt."))
    assert (archive.ids("Text"), archive.ids("Inhalt"), archive.search().total) == ([], ["a"], 2)


def test_deleted_release_is_gone_everywhere(archive_of: MakeArchive) -> None:
    archive = archive_of(release("a", "Text.", topics=["Verkehr"]), release("b", "Text.", topics=["Umwelt"]))
    archive.update(delete=["a", "unknown"])
    page = archive.search("Text")
    assert ([hit.id for hit in page.hits], page.total, page.visible) == (["b"], 1, 1)
    assert [value.value for value in page.facets["topic"].values] == ["Umwelt"]


def test_error_while_writing_publishes_nothing(archive_of: MakeArchive) -> None:
    archive = archive_of(release("a", "Text."))
    with pytest.raises(RuntimeError, match="stop"), archive.index.update() as writer:
        writer.add(release("b", "Text."))
        raise RuntimeError("stop")
    assert archive.ids("Text") == ["a"]
    archive.update(add=[release("c", "Text.")])
    assert archive.ids("Text") == ["a", "c"]


def test_second_writer_gets_a_clear_error(archive_of: MakeArchive) -> None:
    archive = archive_of(release("a", "Text."))
    with archive.index.update() as writer:
        writer.add(release("b", "Text."))
        with pytest.raises(IndexLockedError, match="another"):
            archive.update(add=[release("c", "Text.")])
    assert archive.ids("Text") == ["a", "b"]


def test_status_tells_generation_releases_sequence_and_span(archive_of: MakeArchive) -> None:
    archive = archive_of(release("a", "Text.", published="2020-02-02"), release("b", "Text."))
    with archive.index.update() as writer:
        writer.delete("b")
        writer.add(release("c", "Text.", published="2021-01-01"))
        writer.reached(7)
    status = archive.searcher.status()
    assert (status.releases, status.sequence, str(status.first), str(status.last)) == (2, 7, "2020-02-02", "2021-01-01")
    written = archive.index.status()
    assert written == replace(status, visible=written.visible, documents=written.documents, steering="")


def test_index_in_steps_answers_as_one_built_anew(archive_of: MakeArchive) -> None:
    texts = [f"Der Verkehr in Aubingen, Meldung {number}. " + "Bus und Bahn fahren. " * (number % 4) for number in range(20)]
    whole = [release(f"r{number:02}", text, topics=[f"T{number % 3}"]) for number, text in enumerate(texts)]
    steps = archive_of(*whole[:5], release("gone", "Der Verkehr steht."))
    steps.update(add=whole[5:10], delete=["gone"])
    steps.update(add=[release("r03", "Vorläufig."), *whole[10:]])
    steps.update(add=[whole[3]])
    anew = archive_of(*whole)
    for query in ("", "Verkehr", "Bus", '"Bus und Bahn"', "Aubingen -Bahn", "Bahn*"):
        left, right = steps.search(query, size=50), anew.search(query, size=50)
        assert [(hit.id, round(hit.score, 2)) for hit in left.hits] == [(hit.id, round(hit.score, 2)) for hit in right.hits]
        assert left.facets == right.facets


def test_future_and_embargoed_releases_appear_when_their_time_comes(archive_of: MakeArchive) -> None:
    later = (NOW + timedelta(days=2)).isoformat()
    archive = archive_of(
        release("now", "Text.", topics=["A"]),
        release("embargo", "Text.", topics=["A"], embargo_until=later),
        release("future", "Text.", topics=["A"], published="2026-01-03"),
    )
    page = archive.search("Text")
    assert ([hit.id for hit in page.hits], page.visible, page.facets["topic"].values[0].count) == (["now"], 1, 1)
    assert archive.search("Text", moment=datetime(2026, 1, 4, tzinfo=UTC)).total == 3


def test_rebuild_replaces_everything(archive_of: MakeArchive) -> None:
    archive = archive_of(release("a", "Text."))
    archive.rebuild([release("b", "Text.")])
    assert archive.ids("Text") == ["b"]


def test_what_is_settled_is_what_was_published(archive_of: MakeArchive) -> None:
    archive = archive_of(release("a", "Text."))
    archive.update(add=[release("b", "Text.")], delete=["a"])
    archive.index.settle()
    assert archive.index.status().settled
    assert (archive.ids("Text"), archive.index.settle()) == (["b"], False)


def test_facets_follow_an_embargo_that_ends(archive_of: MakeArchive) -> None:
    ends = [NOW + timedelta(hours=hour) for hour in (1, 2)]
    embargoed = [release(f"embargo{number}", "Text.", topics=["A"], embargo_until=end) for number, end in enumerate(ends)]
    archive = archive_of(release("a", "Text.", topics=["A"]), *embargoed)
    for _ in range(2):
        for hour, count in ((0, 1), (1, 2), (2, 3)):
            page = archive.search("Text", moment=NOW + timedelta(hours=hour))
            assert (page.total, page.visible, [value.count for value in page.facets["topic"].values]) == (count, count, [count])


def test_an_answer_says_by_which_moment_it_was_judged(archive_of: MakeArchive) -> None:
    archive = archive_of(release("a", "Text."))
    assert archive.search("Text").request.moment == NOW
    before, page, after = datetime.now(UTC), archive.search("Text", moment=None), datetime.now(UTC)
    assert page.request.moment is not None
    assert before <= page.request.moment <= after


STORE = StoreState("one", 7)


def test_index_remembers_its_store(engine: str, tmp_path: Path) -> None:
    archive = Archive(Settings(data=tmp_path, engine=engine))
    with archive.index.rebuild(STORE) as writer:
        writer.reached(5)
    assert archive.index.taken_in(STORE) == 5
    archive.update(add=[release("a", "Text.")])
    with archive.index.update(STORE) as writer:
        writer.reached(7)
    assert archive.index.taken_in(STORE) == 7


@pytest.mark.parametrize("other", [StoreState("another", 7), StoreState("one", 6), StoreState("", 7)])
def test_index_is_brought_up_to_date_from_its_own_store_alone(engine: str, tmp_path: Path, other: StoreState) -> None:
    archive = Archive(Settings(data=tmp_path, engine=engine))
    with archive.index.rebuild(STORE) as writer:
        writer.add(release("a", "Text."))
        writer.reached(7)
    with pytest.raises(IndexOutdatedError, match="news-indexer rebuild"):
        archive.index.taken_in(other)
    with pytest.raises(IndexOutdatedError, match="news-indexer rebuild"), archive.index.update(other):
        pass
    assert archive.ids("Text") == ["a"]
    with archive.index.rebuild(other, overwrite=True) as writer:
        writer.reached(other.sequence)
    assert (archive.index.taken_in(other), archive.ids("Text")) == (other.sequence, [])


def test_index_without_a_store_belongs_to_none(archive_of: MakeArchive) -> None:
    with pytest.raises(IndexOutdatedError, match="news-indexer rebuild"):
        archive_of(release("a", "Text.")).index.taken_in(STORE)


def test_index_removed_and_built_anew_under_a_searcher(engine: str, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, engine=engine)
    archive = Archive(settings)
    for texts in (["Ampel Brücke", "Brücke", "Ampel", "Fähre"], ["Fähre"], ["Brücke", "Ampel Fähre"]):
        shutil.rmtree(settings.index_folder, ignore_errors=True)
        archive.rebuild(release(f"{number}", text) for number, text in enumerate(texts))
        for word in ("Ampel", "Brücke", "Fähre", "Am*", '"Fähre"', "-Ampel"):
            fresh = Archive(settings)
            page, expected = archive.search(word), fresh.search(word)
            assert (page.total, page.hits, page.facets) == (expected.total, expected.hits, expected.facets)
            assert archive.searcher.suggest(word) == fresh.searcher.suggest(word)
            fresh.searcher.close()
    archive.searcher.close()


def test_what_is_kept_goes_with_its_generation(archive_of: MakeArchive) -> None:
    archive = archive_of(release("a", "Text."))
    made: list[int] = []

    def compute() -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        made.append(1)
        return np.arange(len(made))

    assert len(archive.searcher.kept("key", compute)) == len(archive.searcher.kept("key", compute)) == 1
    archive.update(add=[release("b", "Anderes.")])
    assert len(archive.searcher.kept("key", compute)) == 2
