"""Source → store → index, on real files in a temporary folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import cast

import pytest

from indexer.pipeline import bring_up_to_date, check_origin, import_releases, read_sources, rebuild
from indexer.report import ImportReport
from indexer.sources.encoding import Repair
from indexer.store import Store
from search_service.answers.searcher import open_searcher
from search_service.archive import Archive
from search_service.config import Settings
from search_service.engines.base import Index, IndexWriter, StoreState
from search_service.engines.registry import open_index
from search_service.query.parser import parse
from search_service.query.request import SearchRequest


class Service:
    """Store and index in one folder."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(data=folder)
        self.store = Store.open(self.settings.store_path)
        self.index = open_index(self.settings)

    def imported(self, *sources: Path, strict: bool = False) -> ImportReport:
        report = import_releases(self.store, read_sources(map(str, sources), strict=strict))
        bring_up_to_date(self.store, self.index)
        return report

    def found(self, q: str) -> set[str]:
        searcher = open_searcher(self.settings)
        page = searcher.search(SearchRequest(q=q, node=parse(q).node, size=100))
        searcher.close()
        return set() if page.partial else {hit.id for hit in page.hits}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    service = Service(tmp_path / "data")
    yield service
    service.store.close()


def record(release_id: str, text: str, **more: object) -> str:
    return json.dumps({"id": release_id, "title": "Meldung", "published": "21.03.2024", "body": text} | more, ensure_ascii=False)


def lines(folder: Path, *records: str | bytes, name: str = "releases.jsonl") -> Path:
    path = folder / name
    path.write_bytes(b"\n".join(each if isinstance(each, bytes) else each.encode() for each in records) + b"\n")
    return path


def test_import_is_searchable_and_idempotent(service: Service, tmp_path: Path) -> None:
    source = lines(tmp_path, record("a", "Der Radweg."), record("b", "Die Schule."))
    assert (service.imported(source).new, service.found("Radweg")) == (2, {"a"})
    again = service.imported(source)
    assert (again.new, again.unchanged, again.exit_code) == (0, 2, 0)


def test_changed_and_withdrawn_records_reach_the_index(service: Service, tmp_path: Path) -> None:
    service.imported(lines(tmp_path, record("a", "Der Radweg."), record("b", "Der Radweg.")))
    report = service.imported(lines(tmp_path, record("a", "Die Brücke."), record("b", "Der Radweg.", status="withdrawn")))
    assert (report.changed, report.withdrawn) == (1, 1)
    assert (service.found("Radweg"), service.found("Brücke")) == (set(), {"a"})


def test_bad_records_are_rejected_with_line_and_reason_and_lose_nothing(service: Service, tmp_path: Path) -> None:
    huge = b'{"id": "huge", "title": "' + b"x" * 50_000_000 + b'", "published": "2024"}'
    source = lines(
        tmp_path,
        record("a", "Der Radweg."),
        '{"title": "ohne Datum"}',
        '{"published": "2024-03-21"}',
        "kein JSON",
        huge,
        b'{"id": "c", "title": "\xe4", "published": "2024-03-21", "body": "Der Radweg."}',
        record("b", "Der Radweg."),
    )
    report = service.imported(source)
    assert [rejection.line for rejection in report.rejected] == [2, 3, 4, 5]
    assert all(rejection.reason and rejection.source == str(source) for rejection in report.rejected)
    assert (report.exit_code, service.found("Radweg")) == (1, {"a", "b", "c"})
    assert report.repairs == {Repair.ODD_BYTES: 1}


def test_second_record_with_other_text_is_rejected_same_text_is_not(service: Service, tmp_path: Path) -> None:
    source = lines(tmp_path, record("a", "Der Radweg."), record("a", "Der  Radweg."), record("a", "Die Brücke."))
    report = service.imported(source)
    assert (report.new, report.unchanged, [each.line for each in report.rejected]) == (1, 1, [3])
    assert (service.found("Radweg"), service.found("Brücke")) == ({"a"}, set())


def test_missing_source_is_one_rejection(service: Service, tmp_path: Path) -> None:
    report = service.imported(tmp_path / "missing.jsonl", lines(tmp_path, record("a", "Text.")))
    assert (report.new, len(report.rejected), report.exit_code) == (1, 1, 1)


def test_nothing_usable_is_exit_code_two(service: Service, tmp_path: Path) -> None:
    assert service.imported(tmp_path / "missing.jsonl").exit_code == 2


def test_interrupted_indexing_goes_on_from_the_last_sequence(service: Service, tmp_path: Path) -> None:
    service.imported(lines(tmp_path, record("a", "Der Radweg.")))
    import_releases(service.store, read_sources([str(lines(tmp_path, record("b", "Der Radweg.")))]))
    assert service.found("Radweg") == {"a"}
    report = bring_up_to_date(service.store, service.index)
    assert (report.added, report.rebuilt, service.found("Radweg")) == (1, False, {"a", "b"})
    assert bring_up_to_date(service.store, service.index).added == 0


def test_another_run_between_two_looks_is_no_other_store(service: Service, tmp_path: Path) -> None:
    service.imported(lines(tmp_path, record("a", "Der Radweg.")))

    class StoreBefore(Archive):
        """Looks at the store a moment too early, once."""

        looks = 0

        def last_sequence(self) -> int:
            self.looks += 1
            return super().last_sequence() - (self.looks == 1)

    archive = StoreBefore.open(service.settings.store_path)
    check_origin(archive, service.index)
    assert archive.looks == 2
    archive.close()


def test_rebuild_makes_the_index_from_the_store_alone(service: Service, tmp_path: Path) -> None:
    service.imported(lines(tmp_path, record("a", "Der Radweg."), record("b", "Der Radweg.")))
    service.store.withdraw("b")
    report = rebuild(service.store.archive(), service.index)
    assert (report.added, service.found("Radweg"), service.index.status().sequence) == (1, {"a"}, 3)


def test_more_releases_than_one_transaction_holds(service: Service, tmp_path: Path) -> None:
    source = lines(tmp_path, *(record(f"r{number}", "Der Radweg.") for number in range(450)))
    assert service.imported(source).new == 450
    assert service.index.status().releases == 450


class Overtaken:
    """An index before whose every first turn another run stores and publishes."""

    def __init__(self, service: Service, newer: Path) -> None:
        self._index, self._service, self._newer = service.index, service, newer

    def __getattr__(self, name: str) -> object:
        return getattr(self._index, name)

    def update(self, store: StoreState | None = None) -> AbstractContextManager[IndexWriter]:
        if self._newer.exists():
            self._service.imported(self._newer)
            self._newer.unlink()
        return self._index.update(store)


def test_who_is_overtaken_by_another_run_puts_no_older_text_over_newer_ones(service: Service, tmp_path: Path) -> None:
    service.imported(lines(tmp_path, record("a", "Der Radweg."), record("b", "Die Brücke.")))
    import_releases(service.store, read_sources([str(lines(tmp_path, record("a", "Die Straße.")))]))
    newer = lines(tmp_path, record("a", "Der Tunnel."), name="newer.jsonl")
    report = bring_up_to_date(service.store, cast(Index, Overtaken(service, newer)))
    assert report.added == 0
    assert (service.found("Tunnel"), service.found("Straße")) == ({"a"}, set())
    assert service.index.status().sequence == service.store.archive().last_sequence() == 4
