"""`check`: every kind of damage is named with the command that mends it; what is whole has no problem."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.check import problems
from indexer.cli import main
from indexer.pipeline import bring_up_to_date, rebuild
from indexer.store import Store
from search_service.config import Settings
from search_service.engines.base import IndexWriter
from search_service.engines.generations import SIDECAR, file_facts, read_sidecar
from search_service.engines.registry import open_index
from search_service.engines.whoosh.opening import VERSIONS
from tests.archives import release

BODY = "Der Radweg zwischen Altendorf und Neustadt ist fertig. Die Brücke folgt im Herbst."


class Archived:
    """A store of twelve releases and its index."""

    def __init__(self, folder: Path) -> None:
        self.data = folder
        self.settings = Settings(data=folder)
        self.store = Store.open(self.settings.store_path)
        self.index = open_index(self.settings)
        self.releases = [release(f"r{number}", BODY, title=f"Radweg {number}", topics=("Verkehr",)) for number in range(12)]
        self.store.put(self.releases)
        bring_up_to_date(self.store, self.index)

    @property
    def generation(self) -> Path:
        return self.settings.index_folder / (self.settings.index_folder / "current").read_text().strip()

    def problems(self) -> list[str]:
        return [each.text for each in problems(self.store.archive(), self.index)]

    def written(self, change: Callable[[IndexWriter], None]) -> None:
        """Change the index behind the back of the store."""
        with self.index.update() as writer:
            change(writer)

    def check(self, *more: str) -> Result:
        return CliRunner().invoke(main, ["check", "--data", str(self.data), *more])


@pytest.fixture
def archived(tmp_path: Path) -> Archived:
    return Archived(tmp_path / "data")


def test_what_is_whole_has_no_problem(archived: Archived) -> None:
    archived.store.put([archived.releases[0].model_copy(update={"title": "Neu"}), release("neu", BODY, title="Schule")])
    archived.store.withdraw("r5")
    bring_up_to_date(archived.store, archived.index)
    assert archived.problems() == []
    assert (archived.check().exit_code, archived.check().output) == (0, "12 releases checked: all well\n")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda writer: writer.delete("r3"), "release r3 is in the store and not in the index"),
        (lambda writer: writer.add(release("fremd", BODY, title="Fremd")), "release fremd is in the index and not in the store"),
        (lambda writer: writer.add(release("r3", BODY, title="Anders", topics=("Verkehr",))), "release r3 is otherwise in the index"),
        (lambda writer: writer.add(release("r3", BODY + " Mehr.", title="Radweg 3", topics=("Verkehr",))), "(body)"),
        (lambda writer: writer.add(release("r3", BODY, title="Radweg 3", topics=("Bau",))), "topic"),
        (
            lambda writer: writer.add(
                release("r3", BODY, title="Radweg 3", topics=("Verkehr",), embargo_until="2024-05-01T10:00:00+02:00")
            ),
            "(visible_from)",
        ),
    ],
)
def test_other_releases_are_named(archived: Archived, change: Callable[[IndexWriter], None], named: str) -> None:
    archived.written(change)
    (problem,) = archived.problems()
    assert named in problem
    assert "news-indexer rebuild" in problem
    rebuild(archived.store.archive(), archived.index)
    assert archived.problems() == []


def test_every_file_that_was_altered_is_named(archived: Archived) -> None:
    names = sorted(path.relative_to(archived.generation).as_posix() for path in archived.generation.rglob("*") if path.is_file())
    assert {Path(name).suffix for name in names} >= {".seg", ".tokens", ".arrays"}
    for name in names:
        path = archived.generation / name
        before = path.read_bytes()
        if not before:
            continue
        path.write_bytes(before[: len(before) // 2] + bytes([before[len(before) // 2] ^ 1]) + before[len(before) // 2 + 1 :])
        (problem,) = archived.problems()
        assert (path.name in problem, "news-indexer rebuild" in problem) == (True, True), problem
        path.unlink()
        assert archived.problems(), name
        path.write_bytes(before)
    assert archived.problems() == []


def test_altered_bytes_with_the_right_checksum_are_no_crash(archived: Archived) -> None:
    """What a faulty writer or memory would leave: the file is as it was published, and wrong."""
    found = 0
    paths = [path for path in archived.generation.rglob("*") if path.suffix in {".seg", ".tokens"}]
    for path in paths:
        before = path.read_bytes()
        for place in range(16, len(before) - 16, max(1, len(before) // 12)):
            path.write_bytes(before[:place] + bytes([before[place] ^ 0x10]) + before[place + 1 :])
            resealed(archived.generation)
            found += bool(archived.problems())
        path.write_bytes(before)
    assert found > len(paths) * 2


def resealed(generation: Path) -> None:
    sidecar = read_sidecar(generation, VERSIONS)
    files = {name: file_facts(generation / name) for name in sidecar.files}
    (generation / SIDECAR).write_text(sidecar.model_copy(update={"files": files}).sealed().model_dump_json(), encoding="utf-8")


def test_an_index_that_is_behind_is_one_problem(archived: Archived) -> None:
    archived.store.put([archived.releases[0].model_copy(update={"title": "Neu"}), release("neu", BODY, title="Schule")])
    archived.store.withdraw("r5")
    (problem,) = archived.problems()
    assert ("3 releases" in problem, "news-indexer index" in problem) == (True, True)


def test_no_index_and_one_of_another_store_are_problems(archived: Archived, tmp_path: Path) -> None:
    (archived.settings.index_folder / "current").unlink()
    result = archived.check()
    assert (result.exit_code, "news-indexer rebuild" in result.output) == (1, True)
    other = Archived(tmp_path / "other")
    for store in (archived.store, other.store):
        store.close()
    for path in archived.data.glob("releases.db*"):
        path.unlink()
    other.settings.store_path.rename(archived.settings.store_path)
    (archived.settings.index_folder / "current").write_text("generation-1\n", encoding="ascii")
    assert "another store" in archived.check().output


def test_the_object_for_machines(archived: Archived) -> None:
    archived.written(lambda writer: writer.delete("r3"))
    result = archived.check("--json")
    facts = json.loads(result.stdout)
    assert (result.exit_code, facts["releases"], facts["problems"][0]["release"]) == (1, 12, "r3")


def test_changes_nothing(archived: Archived) -> None:
    before = {path: path.stat().st_mtime_ns for path in archived.data.rglob("*") if path.is_file()}
    archived.check()
    assert {path: path.stat().st_mtime_ns for path in archived.data.rglob("*") if path.is_file()} == before


def test_without_a_store_nothing_can_be_checked(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["check", "--data", str(tmp_path / "none")]).exit_code == 2
