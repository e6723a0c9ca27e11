"""Generations in a cluster: copied or written anew they answer alike, nothing of a crash is ever seen, and what is old goes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from search_service.config import Settings
from search_service.engines import registry, vocabulary_keeper
from search_service.engines.base import StoreState
from search_service.engines.generations import KEPT
from search_service.engines.opensearch import travelling
from search_service.engines.opensearch.cluster import Cluster
from search_service.engines.opensearch.published import Names, generations, named_by_alias, switch
from search_service.engines.opensearch.writing import building
from search_service.errors import (
    CursorExpiredError,
    EngineUnavailableError,
    IndexDamagedError,
    IndexLockedError,
    IndexOutdatedError,
    IndexUnwritableError,
    SettingsError,
)
from tests.archives import Archive, release
from tests.engines.opensearch.isolated import isolated

MODULE = "tests.engines.opensearch.isolated"
QUERIES = ("Verkehr", "Verkehrswende", '"Bus und Bahn"', "Bahn*", "Aubingen -Bahn", "titel:Meldung", "thema:T1", "Wende des Verkehrs")


@pytest.fixture(autouse=True)
def on_the_test_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "ENGINES", {"opensearch": MODULE})


@pytest.fixture
def archive_in(tmp_path: Path) -> Iterator[Callable[[str], Archive]]:
    made: list[Archive] = []

    def make(name: str) -> Archive:
        made.append(Archive(Settings(data=tmp_path / name, engine="opensearch")))
        return made[-1]

    yield make
    for archive in made:
        archive.searcher.close()


def in_cluster(tmp_path: Path, name: str) -> tuple[Cluster, Names]:
    settings = isolated(Settings(data=tmp_path / name, engine="opensearch"))
    return Cluster.of(settings), Names(settings.opensearch_index)


def texts(count: int) -> list[str]:
    repeated = "Bus und Bahn fahren. "
    return [f"Der Verkehr in Aubingen, Meldung {number}. {repeated * (number % 4)}Die Verkehrswende." for number in range(count)]


def answers(archive: Archive) -> list[object]:
    pages = [archive.search(query, size=50) for query in QUERIES]
    return [([(hit.id, round(hit.score, 1)) for hit in page.hits], page.total, page.facets) for page in pages]


def test_a_copied_index_answers_as_one_built_anew(
    archive_in: Callable[[str], Archive], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vocabulary_keeper, "ALWAYS_REFRESHED", 0)
    monkeypatch.setattr(vocabulary_keeper, "REFRESHED_AT", 2.0)
    whole = [release(f"r{number:02}", text, topics=[f"T{number % 3}"]) for number, text in enumerate(texts(20))]
    steps = archive_in("steps")
    steps.rebuild([*whole[:15], release("gone", "Der Verkehr steht.", topics=["Alt"])])
    steps.update(add=whole[15:], delete=["gone"])
    assert not steps.index.status().settled
    steps.update(add=[release("r03", "Vorläufig.")])
    steps.update(add=[whole[3]])
    anew = archive_in("anew")
    anew.rebuild(whole)
    assert answers(steps) == answers(anew)
    assert list(steps.index.problems(whole)) == []
    before = answers(steps)
    assert steps.index.settle()
    assert (steps.index.status().settled, answers(steps)) == (True, before)


def test_a_crash_before_the_alias_moves_is_never_seen_and_the_next_batch_removes_it(
    archive_in: Callable[[str], Archive], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = archive_in("a")
    archive.rebuild([release("a", "Text.")])

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(building, "complete", crash)
        archive.update(add=[release("b", "Text.")])
    cluster, names = in_cluster(tmp_path, "a")
    assert (archive.ids("Text"), len(generations(cluster, names))) == (["a"], 2)
    archive.update(add=[release("c", "Text.")])
    assert (archive.ids("Text"), len(generations(cluster, names))) == (["a", "c"], 2)


def test_a_writer_that_was_overtaken_publishes_nothing(archive_in: Callable[[str], Archive], tmp_path: Path) -> None:
    archive = archive_in("a")
    archive.rebuild([release("a", "Text.")])
    cluster, names = in_cluster(tmp_path, "a")
    (before,) = named_by_alias(cluster, names)
    with pytest.raises(IndexLockedError, match="another writer"), archive.index.update() as writer:
        writer.add(release("b", "Text."))
        other = names.index("99-abcdef")
        cluster.client.indices.create(index=other)
        moved = [{"remove": {"index": before, "alias": names.alias}}, {"add": {"index": other, "alias": names.alias}}]
        cluster.client.indices.update_aliases(body={"actions": moved})
    assert named_by_alias(cluster, names) == [other]


def test_a_move_whose_answer_was_lost_is_no_other_writer(archive_in: Callable[[str], Archive], tmp_path: Path) -> None:
    archive = archive_in("a")
    archive.rebuild([release("a", "Text.")])
    cluster, names = in_cluster(tmp_path, "a")
    before = named_by_alias(cluster, names)
    fresh = names.index("2-abcdef")
    cluster.client.indices.create(index=fresh)
    for _ in range(2):  # the client repeats what is not answered
        switch(cluster, names, fresh, before=before)
    assert named_by_alias(cluster, names) == named_by_alias(cluster, names, local=True) == [fresh]


def test_pieces_that_are_on_no_node_are_sent_again_by_a_rebuild(
    archive_in: Callable[[str], Archive], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(travelling, "COMING_BACK", 1)
    cluster, names = in_cluster(tmp_path, "a")
    nowhere = {"index.routing.allocation.require._name": "no-such-node"}
    params = {"wait_for_active_shards": "0"}
    cluster.client.indices.create(index=names.lexicons, body={"settings": nowhere}, params=params)
    archive = archive_in("a")
    with archive.index.rebuild() as writer:
        writer.add(release("a", "Text."))
        assert cluster.client.indices.exists(index=names.lexicons), "they stay until something else is published"
    assert archive.ids("Text") == ["a"]
    assert not cluster.client.indices.exists(index=names.lexicons)
    archive.update(add=[release("b", "Text.")])
    archive.rebuild([release("c", "Text.")])
    shutil.rmtree(archive.settings.index_folder)
    assert archive_in("a").ids("Text") == ["c"], "fetched"
    assert len(list(filter(names.holds_lexicons, cluster.client.indices.get(index=f"{names.alias}-*")))) == 1


def test_an_index_that_is_on_no_node_is_told_by_searches_and_writers_and_rebuilt(
    archive_in: Callable[[str], Archive], tmp_path: Path
) -> None:
    archive = archive_in("a")
    archive.rebuild([release("a", "Text.")])
    cluster, names = in_cluster(tmp_path, "a")
    before = named_by_alias(cluster, names)
    meta = cluster.client.indices.get_mapping(index=before[0])[before[0]]["mappings"]["_meta"]
    nowhere, index = {"index.routing.allocation.require._name": "no-such-node"}, names.index("2-abcdef")
    body = {"settings": nowhere, "mappings": {"_meta": meta}}
    cluster.client.indices.create(index=index, body=body, params={"wait_for_active_shards": "0"})
    switch(cluster, names, index, before=before)
    with pytest.raises(EngineUnavailableError, match="green"):
        archive.search("Text")
    with pytest.raises(EngineUnavailableError, match="news-indexer rebuild"):
        archive.index.status()
    archive.rebuild([release("a", "Text.")])
    assert (archive.ids("Text"), archive.index.status().releases) == (["a"], 1)


def test_copies_of_pieces_follow_the_setting(archive_in: Callable[[str], Archive], tmp_path: Path) -> None:
    archive = archive_in("a")
    archive.rebuild([release("a", "Text.")])
    cluster, names = in_cluster(tmp_path, "a")
    cluster.client.indices.put_settings(index=names.lexicons, body={"index": {"number_of_replicas": 3}})
    archive.update(add=[release("b", "Text.")])
    settings = cluster.client.indices.get_settings(index=names.lexicons)[names.lexicons]["settings"]["index"]
    assert settings["number_of_replicas"] == "0"  # what the tests set


def test_old_generations_and_the_files_that_only_they_need_go(archive_in: Callable[[str], Archive], tmp_path: Path) -> None:
    archive = archive_in("a")
    archive.rebuild([release("a", "Allererste Wörter.")])
    cursor = archive.search("Wörter", size=1)
    for number in range(KEPT + 1):
        archive.update(add=[release("a", f"Text {number}.")])
    cluster, names = in_cluster(tmp_path, "a")
    assert len(generations(cluster, names)) == KEPT
    pieces = cluster.client.count(index=names.lexicons)["count"]
    archive.index.forget_earlier()
    cluster.client.indices.refresh(index=names.lexicons)
    assert len(generations(cluster, names)) == 1
    assert 0 < cluster.client.count(index=names.lexicons)["count"] < pieces
    with pytest.raises(CursorExpiredError):
        archive.searcher._reader.named(f"1-{'0' * 16}")  # type: ignore[attr-defined]  # the contract's reader
    assert cursor.total == 1


def test_another_machine_fetches_what_belongs_to_a_generation(archive_in: Callable[[str], Archive], tmp_path: Path) -> None:
    archive = archive_in("a")
    archive.rebuild([release("a", "Die Verkehrswende.")])
    folder = Settings(data=tmp_path / "a", engine="opensearch").index_folder
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    fresh = archive_in("a")
    assert fresh.ids("Verkehrswende") == ["a"]
    (statistics,) = folder.glob("generation-*/statistics/values.json")
    statistics.write_text("{}", encoding="utf-8")
    assert archive_in("a").ids("Verkehrswende") == ["a"]  # fetched again: it is not what was published
    fresh.update(add=[release("b", "Die Verkehrswende.")])
    assert fresh.ids("Verkehrswende") == ["a", "b"]


def test_an_index_of_another_version_or_of_none_is_refused(archive_in: Callable[[str], Archive], tmp_path: Path) -> None:
    archive = archive_in("a")
    archive.rebuild([release("a", "Text.")])
    cluster, names = in_cluster(tmp_path, "a")
    (index,) = named_by_alias(cluster, names)
    meta = cluster.client.indices.get_mapping(index=index)[index]["mappings"]["_meta"]
    sidecar = json.loads(meta["sidecar"])
    for changed, error in (({"format_version": 0}, IndexOutdatedError), ({"releases": 5}, IndexDamagedError)):
        cluster.client.indices.put_mapping(index=index, body={"_meta": {**meta, "sidecar": json.dumps({**sidecar, **changed})}})
        with pytest.raises(error, match="news-indexer rebuild"):
            archive_in("a").search("Text")
    cluster.client.indices.put_mapping(index=index, body={"_meta": {"other": "thing"}})
    with pytest.raises(IndexDamagedError, match="never completed"):
        archive_in("a").search("Text")


def test_a_generation_of_another_version_is_replaced_by_a_rebuild_and_stays_for_who_answers_from_it(
    archive_in: Callable[[str], Archive], tmp_path: Path
) -> None:
    archive = archive_in("a")
    archive.rebuild([release("a", "Text.")])
    cluster, names = in_cluster(tmp_path, "a")
    (index,) = named_by_alias(cluster, names)
    made_by_another_version(cluster, names)
    archive.rebuild([release("b", "Text.")])
    assert archive_in("a").ids("Text") == ["b"]
    assert index in generations(cluster, names)


OURS, OTHERS = StoreState("ours", 1), StoreState("others", 1)


def test_an_index_of_another_store_is_not_replaced_unless_asked(archive_in: Callable[[str], Archive], tmp_path: Path) -> None:
    archive = archive_in("a")
    with archive.index.rebuild(OTHERS) as writer:
        writer.add(release("a", "Text."))
        writer.reached(1)
    cluster, names = in_cluster(tmp_path, "a")
    refusals: list[Callable[[], object]] = [
        lambda: archive.index.taken_in(OURS),
        archive.index.update(OURS).__enter__,
        archive.index.rebuild(OURS).__enter__,
    ]
    for refused in refusals:
        with pytest.raises(IndexOutdatedError, match=r"^`opensearch_index` is .*another archive may .*rebuild --overwrite"):
            refused()
    made_by_another_version(cluster, names)
    with pytest.raises(IndexOutdatedError, match="opensearch_index"), archive.index.rebuild(OURS):
        pass
    with archive.index.rebuild(OTHERS) as writer:  # its own goes on as ever
        writer.add(release("b", "Text."))
    assert archive_in("a").ids("Text") == ["b"]
    with archive.index.rebuild(OURS, overwrite=True) as writer:
        writer.add(release("c", "Text."))
    assert archive_in("a").ids("Text") == ["c"]


def made_by_another_version(cluster: Cluster, names: Names) -> None:
    (index,) = named_by_alias(cluster, names)
    meta = cluster.client.indices.get_mapping(index=index)[index]["mappings"]["_meta"]
    other = json.dumps({**json.loads(meta["sidecar"]), "format_version": 99})
    cluster.client.indices.put_mapping(index=index, body={"_meta": {**meta, "sidecar": other}})


def test_an_index_with_the_name_of_the_alias_is_refused_at_the_start(archive_in: Callable[[str], Archive], tmp_path: Path) -> None:
    cluster, names = in_cluster(tmp_path, "a")
    cluster.client.indices.create(index=names.alias)
    with pytest.raises(SettingsError, match=r"an index of its own.*`opensearch_index`"), archive_in("a").index.rebuild():
        raise AssertionError
    assert not generations(cluster, names)


def test_what_is_missing_or_otherwise_in_the_index_is_told(archive_in: Callable[[str], Archive]) -> None:
    archive = archive_in("a")
    archive.rebuild([release("a", "Text."), release("b", "Text."), release("c", "Text.")])
    problems = list(archive.index.problems([release("a", "Text."), release("b", "Anderer."), release("d", "Text.")]))
    assert {problem.release_id for problem in problems} == {"b", "c", "d"}


def test_strict_fields_let_nothing_else_in(archive_in: Callable[[str], Archive], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = archive_in("a")
    archive.rebuild([release("a", "Text.")])
    monkeypatch.setattr(building, "index_mapping", lambda: {"dynamic": "strict", "properties": {"id": {"type": "keyword"}}})
    with pytest.raises(IndexUnwritableError, match=r"b: .*strict"):
        archive.update(add=[release("b", "Text.")])
    assert archive.ids("Text") == ["a"]
