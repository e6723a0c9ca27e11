"""An index that anybody may write is refused: the library that reads its files would run what they say."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from search_service.config import Settings
from search_service.errors import IndexExposedError
from tests.archives import Archive, release

pytestmark = pytest.mark.skipif(os.name != "posix", reason="other systems have no mode bits")
EXPOSED = [".", "index", "index/whoosh", "index/whoosh/generation-1", "index/whoosh/generation-1/sidecar.json"]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with an index, made by a process that keeps nothing from anybody."""
    (tmp_path / "data").mkdir()
    umask = os.umask(0)
    try:
        archive = Archive(Settings(data=tmp_path / "data"))
        archive.rebuild([release("a", "Der Verkehr ruht.")])
        archive.searcher.close()
    finally:
        os.umask(umask)
    return tmp_path / "data"


def modes(data: Path) -> set[int]:
    folders = [data / "index", *(path for path in (data / "index").rglob("*") if path.is_dir())]
    return {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in folders[:3]}


def test_folders_of_an_index_are_its_owners_alone(data: Path) -> None:
    assert modes(data) == {0}
    assert stat.S_IMODE((data / "index" / "whoosh" / "generation-1").stat().st_mode) == 0o700


@pytest.mark.parametrize("name", EXPOSED)
def test_what_anybody_may_write_is_neither_read_nor_added_to(data: Path, name: str) -> None:
    archive = Archive(Settings(data=data))
    assert archive.ids("Verkehr") == ["a"]
    (data / name).chmod((data / name).stat().st_mode | stat.S_IWOTH)
    fresh = Archive(Settings(data=data))
    with pytest.raises(IndexExposedError, match="chmod"):
        fresh.ids("Verkehr")
    with pytest.raises(IndexExposedError, match="chmod"):
        fresh.update(add=[release("b", "Der Verkehr rollt.")])


def test_a_data_folder_that_is_shared_with_a_group_shares_the_index(tmp_path: Path) -> None:
    """Also what a process makes that keeps everything from everybody else (umask 077), and what later generations link."""
    data = tmp_path / "data"
    data.mkdir()
    data.chmod(0o2750)
    umask = os.umask(0o077)
    try:
        archive = Archive(Settings(data=data))
        archive.rebuild([release("a", "Der Verkehr ruht.")])
        archive.update(add=[release("b", "Der Verkehr rollt.")])
        archive.searcher.close()
    finally:
        os.umask(umask)
    found = {path: stat.S_IMODE(path.stat().st_mode) for path in (data / "index", *(data / "index").rglob("*"))}
    found.pop(data / "index" / "whoosh" / "writer.lock")  # the writer's alone
    assert {mode for path, mode in found.items() if path.is_dir()} == {0o2750}
    assert {mode & 0o047 for path, mode in found.items() if path.is_file()} == {0o040}


def test_a_group_may_read_and_write_if_the_operator_lets_it(data: Path) -> None:
    (data / "index").chmod(0o770)
    assert Archive(Settings(data=data)).ids("Verkehr") == ["a"]


def test_a_folder_for_all_in_which_nobody_renames_others_files_may_be_around(data: Path) -> None:
    data.chmod(0o1777)
    assert Archive(Settings(data=data)).ids("Verkehr") == ["a"]
