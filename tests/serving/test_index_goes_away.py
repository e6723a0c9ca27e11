"""What becomes of the index under a running server: old answers or a clear 503, and recovery by itself."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.crash import in_child
from tests.archives import release
from tests.crash.test_full_disk import SmallDisk, can_mount
from tests.indexer.test_other_users import NOBODY, set_rights
from tests.web.site import Site

ASKED = "/api/v1/search?q=Radweg"
PAGES = (
    "/",
    "/search?q=Radweg",
    "/releases/a?q=Radweg",
    "/search.atom?q=Radweg",
    "/search.csv?q=Radweg",
    "/readyz",
    "/healthz",
    "/sitemap.xml",
)


@pytest.fixture
def running() -> Iterator[Site]:
    """A site that has answered, in a folder that other users reach."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        site = Site(Path(name) / "data")
        site.publish(release("a", "Ein Radweg entsteht."))
        assert total(site) == 1
        yield site
        site.close()


def index_of(site: Site) -> Path:
    return site.settings.data / "index"


def total(site: Site) -> int | None:
    """The hits, None for a 503 that says what it is."""
    response = site.client.get(ASKED)
    if response.status_code == 503:
        assert response.content_type == "application/problem+json"
        assert str(site.settings.data) not in response.text
        return None
    assert response.status_code == 200, response.text
    found: int = response.json["total"]
    return found


def statuses(site: Site) -> set[int]:
    return {site.client.get(path).status_code for path in PAGES}


def test_an_index_that_is_removed_and_comes_back(running: Site, tmp_path: Path) -> None:
    shutil.move(index_of(running), tmp_path / "away")
    assert total(running) is None
    assert statuses(running) <= {200, 503}
    shutil.move(tmp_path / "away", index_of(running))
    assert (total(running), statuses(running)) == (1, {200})


def test_an_index_that_is_replaced_by_an_older_one(running: Site, tmp_path: Path) -> None:
    shutil.copytree(index_of(running), tmp_path / "older")
    running.publish(release("b", "Noch ein Radweg entsteht."))
    assert total(running) == 2
    shutil.move(index_of(running), tmp_path / "newer")
    shutil.copytree(tmp_path / "older", index_of(running))
    assert (total(running), statuses(running)) == (1, {200}), "the older generation is answered whole"
    running.publish()
    assert (total(running), statuses(running)) == (2, {200}), "the indexer takes in what is missing"


def test_an_index_whose_files_are_emptied_is_not_opened(running: Site) -> None:
    running.publish(release("b", "Noch ein Radweg entsteht."))
    for path in index_of(running).rglob("sidecar.json"):
        path.write_bytes(b"")
    assert total(running) is None
    assert statuses(running) <= {200, 503}


def test_an_index_that_may_not_be_read_for_a_while(running: Site) -> None:
    set_rights(running.settings.data, folders=0o755, files=0o644)
    assert in_child(lambda: _while_unreadable(running)) == [None, True, 1, {200: set(PAGES)}]


def _while_unreadable(site: Site) -> list[object]:
    """What another user is told, as root may read everything, while the folder is shut and when it is open again."""
    is_root = os.geteuid() == 0
    reader = Site(site.settings.data)
    told: list[object] = []
    for folders, files in ((0o700 if is_root else 0, 0o600), (0o755, 0o644)):
        set_rights(index_of(site), folders=folders, files=files)
        if is_root:
            os.seteuid(NOBODY)
        told += [total(reader), set(by_status(reader)) <= {200, 503} or by_status(reader)]
        if is_root:
            os.seteuid(0)
    return [*told[:3], by_status(reader)]


def by_status(site: Site) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for path in PAGES:
        found.setdefault(site.client.get(path).status_code, set()).add(path)
    return found


@pytest.mark.skipif(not can_mount(Path(tempfile.gettempdir()) / "news-search-mount"), reason="this user may mount nothing")
def test_a_full_disk_stops_no_search_and_exports_come_back(running: Site, tmp_path: Path) -> None:
    disk = SmallDisk(tmp_path / "disk")
    disk.make(16_384)
    try:
        assert in_child(lambda: _with_full_temporary_folder(running, disk)) == [(1, {200, 503}), (1, {200})]
    finally:
        disk.remove()


def _with_full_temporary_folder(site: Site, disk: SmallDisk) -> list[tuple[int | None, set[int]]]:
    tempfile.tempdir = str(disk.folder)
    filler = disk.folder / "filler"
    with filler.open("wb", buffering=0) as file:
        while _fits(file.write):
            pass
    full = total(site), statuses(site)
    filler.unlink()
    return [full, (total(site), statuses(site))]


def _fits(write: object) -> bool:
    try:
        return bool(write(b"x" * 4096))  # type: ignore[operator]
    except OSError:
        return False
