"""A folder with one file of each format is imported in one command, and each value is right."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from click.testing import CliRunner

from indexer.cli import main
from indexer.sources.base import Item, Read, Rejection
from indexer.sources.detect import Format
from indexer.sources.opening import read_source
from indexer.store import Store
from search_service.dates import BERLIN
from tests.indexer.sources.samples import ADDRESS, FIRST, FOREIGN_JSON, OFFICE, PUBLISHED, SECOND, TITLE, foreign_json, sample


def packed_in_tar(name: str, data: bytes) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return target.getvalue()


def filled(folder: Path) -> Path:
    """One file of each format and of each kind of archive; no name tells what is inside."""
    folder.mkdir()
    for format in Format:
        suffix = "txt" if format is Format.TEXT else "dat"  # a text has no look of its own
        (folder / f"{format.value}.{suffix}").write_bytes(sample(format))
    for name in FOREIGN_JSON:
        (folder / f"{name}.dat").write_bytes(foreign_json(name))
    record = json.loads(sample(Format.JSON_LINES))
    (folder / "gepackt.1").write_bytes(gzip.compress(json.dumps(record | {"id": "pm-7-gzip"}).encode()))
    (folder / "gepackt.2").write_bytes(packed_in_tar("a.dat", json.dumps(record | {"id": "pm-7-tar"}).encode()))
    with zipfile.ZipFile(folder / "gepackt.3", "w") as archive:
        archive.writestr("innen/a.dat", json.dumps(record | {"id": "pm-7-zip"}))
    return folder


def test_one_folder_one_command_every_value(tmp_path: Path) -> None:
    folder = filled(tmp_path / "eingang")
    result = CliRunner().invoke(main, ["import", str(folder), "--json", "--data", str(tmp_path / "data")])
    report = json.loads(result.stdout)
    assert (result.exit_code, report["rejected"], report["repairs"]) == (0, [], {})
    assert [each["url"] for each in report["listed"]] == [f"{ADDRESS}liste"]
    assert report["read"] == len(Format) - 1 + len(FOREIGN_JSON) + 3
    # The documents, which have no id or address, say the same as others: they are one release with them.
    assert report["new"] + report["changed"] + report["unchanged"] == report["read"]
    assert report["unchanged"] > 0

    store = Store.open(tmp_path / "data" / "releases.db")
    releases = list(store.archive().current())
    store.close()
    for release in releases:
        assert release.title == TITLE, release.source
        assert release.ministries == (OFFICE,), release.source
        assert (release.published, release.published_from) == (datetime.fromisoformat(PUBLISHED), "page"), release.source
        texts = [release.teaser, *(block.text for block in release.body)]
        assert [text for text in texts if text] == [FIRST, SECOND], release.source
        assert (release.language, release.cut) == ("de", False), release.source
    # Each of six sources has an id of its own for it: these are never joined, and everything else is one of them.
    assert len(releases) == 6
    assert {release.url for release in releases} == {"", f"{ADDRESS}feed", f"{ADDRESS}json", f"{ADDRESS}seite"}


BARRED = "Sperrfrist: 21.03.2030, 10 Uhr"
PRIVATE = "Nicht zur Veröffentlichung bestimmt"
ABOUT_BARS = ("Die Sperrfrist endet am 21.03.2030.", "Das Gutachten war nicht zur Veröffentlichung bestimmt.")


def in_every_format(*texts: str) -> Iterator[tuple[str, bytes]]:
    """The name of a file and what it holds; a sitemap has no texts."""
    for format in set(Format) - {Format.SITEMAP}:
        yield f"{format.value}.{'txt' if format is Format.TEXT else 'dat'}", sample(format, *texts)
    for name in FOREIGN_JSON:
        yield f"{name}.dat", foreign_json(name, *texts)


def read(folder: Path, data: bytes, name: str) -> list[Item]:
    (folder / name).write_bytes(data)
    return [item for item in read_source(folder / name) if isinstance(item, Read | Rejection)]


def test_an_embargo_hides_a_release_of_every_format(tmp_path: Path) -> None:
    for texts in ((BARRED, FIRST, SECOND), (FIRST, SECOND, BARRED)):
        for name, data in in_every_format(*texts):
            (item,) = read(tmp_path, data, name)
            assert isinstance(item, Read), (name, item)
            assert item.release.embargo_until == datetime(2030, 3, 21, 10, tzinfo=BERLIN), name
            assert item.release.published == datetime.fromisoformat(PUBLISHED), name
            assert "Sperrfrist" not in item.release.model_dump_json(), name


def test_what_is_not_for_publication_is_read_of_no_format(tmp_path: Path) -> None:
    for name, data in in_every_format(PRIVATE, FIRST, SECOND):
        (item,) = read(tmp_path, data, name)
        assert isinstance(item, Rejection), (name, item)
        assert "not for publication" in item.reason, (name, item)
    for name, data in in_every_format(FIRST, PRIVATE, SECOND):
        (item,) = read(tmp_path, data, name)
        assert isinstance(item, Read), (name, item)
        assert SECOND not in item.release.model_dump_json(), name


def test_sentences_about_such_notes_are_text_in_every_format(tmp_path: Path) -> None:
    for name, data in in_every_format(FIRST, *ABOUT_BARS):
        (item,) = read(tmp_path, data, name)
        assert isinstance(item, Read), (name, item)
        assert item.release.embargo_until is None, name
        assert all(sentence in item.release.model_dump_json() for sentence in ABOUT_BARS), name
