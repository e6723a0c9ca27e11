"""Archives: what is in them is read, what is damaged or hostile costs little and is named."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.sources import unpacking
from indexer.sources.base import Read
from indexer.sources.opening import read_source
from tests.indexer.sources.reading import outcome

LINE = b'{"id": "%s", "title": "T", "published": "2024-03-21"}\n'


def line(release_id: str) -> bytes:
    return LINE.replace(b"%s", release_id.encode())


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def zipped_without_times(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return target.getvalue()


def tarred(files: dict[str, bytes], mode: str = "w") -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode=mode) as archive:  # type: ignore[call-overload]  # modes are literals for typeshed
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return target.getvalue()


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


TWO = {"b/zwei.jsonl": line("b"), "a.jsonl": line("a")}


@pytest.mark.parametrize(
    ("data", "ids"),
    [
        (gzip.compress(line("a")), ["a"]),
        (bz2.compress(line("a")), ["a"]),
        (lzma.compress(line("a")), ["a"]),
        (zipped(TWO), ["b", "a"]),
        (tarred(TWO), ["b", "a"]),
        (tarred(TWO, "w:gz"), ["b", "a"]),
        (zipped({"x.tar": tarred({"a.jsonl.gz": gzip.compress(line("a"))})}), ["a"]),
        (zipped({"innen.zip": zipped({"a.jsonl": line("a")}), "b.jsonl": line("b")}), ["a", "b"]),
        (zipped({".verborgen": b"x", "__MACOSX/a.jsonl": line("x"), "README.txt": b"x", "b.jpg": b"\xff\xd8\x00"}), []),
    ],
)  # fmt: skip
def test_archives_are_told_by_their_content(tmp_path: Path, data: bytes, ids: list[str]) -> None:
    assert outcome(written(tmp_path / "daten.dat", data)) == ids


def test_reports_name_the_file_in_the_archive(tmp_path: Path) -> None:
    (reason,) = outcome(written(tmp_path / "a.zip", zipped({"b/c.jsonl": b"kaputt"})))
    assert "not JSON" in reason


@pytest.mark.parametrize("name", ["../../etc/passwd.jsonl", "/etc/x.jsonl", "a/../../x.jsonl", "C:\\x.jsonl", "..\\x.jsonl"])
@pytest.mark.parametrize("pack", [zipped, tarred])
def test_a_name_that_leads_out_is_skipped_and_reported(tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes], name: str) -> None:
    first, second = outcome(written(tmp_path / "a", pack({name: line("x"), "a.jsonl": line("a")})))
    assert "leads out of the archive" in first
    assert second == "a"


def test_links_and_devices_in_a_tar_are_reported(tmp_path: Path) -> None:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        link = tarfile.TarInfo("a.jsonl")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    (reason,) = outcome(written(tmp_path / "a.tar", target.getvalue()))
    assert "a link or a device" in reason


@pytest.mark.parametrize(
    "bomb",
    [
        gzip.compress(b"0" * 3_000_000),
        bz2.compress(b"0" * 3_000_000),
        zipped({"a.jsonl": b"0" * 3_000_000}),
        zipped({"innen.zip": zipped({"a.jsonl": b"\n" * 3_000_000})}),
        zipped({f"{number}.jsonl": b"\n" * 100_000 for number in range(30)}),
        gzip.compress(gzip.compress(b"\n" * 3_000_000)),
    ],
)
def test_a_bomb_is_defused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bomb: bytes) -> None:
    monkeypatch.setattr(unpacking, "ALWAYS_ALLOWED", 10_000)
    monkeypatch.setattr(unpacking, "MOST_TIMES", 20)
    assert any("unpacks to more than" in reason for reason in outcome(written(tmp_path / "bombe.jsonl.gz", bomb)))


def test_archives_in_archives_have_an_end(tmp_path: Path) -> None:
    data = zipped({"a.jsonl": line("a")})
    for _ in range(5):
        data = zipped({"innen.zip": data})
    (reason,) = outcome(written(tmp_path / "a.zip", data))
    assert "packed more than 3 times" in reason


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, lambda data: tarred({"a.jsonl": data}, "w:gz")])
def test_a_cut_archive_keeps_what_came_before(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    data = pack(b"".join(line(f"r{number}") for number in range(5_000)))
    *before, reason = outcome(written(tmp_path / "a", data[: len(data) // 2]))
    assert "cannot be unpacked: it is damaged" in reason
    assert before[:2] in (["r0", "r1"], [])


def test_a_damaged_zip_is_a_rejection(tmp_path: Path) -> None:
    data = zipped(TWO, zipfile.ZIP_STORED)
    assert "damaged zip" in outcome(written(tmp_path / "a.zip", data[:-30]))[0]
    flipped = data.replace(b'"id": "b"', b'"id": "x"')
    assert "damaged" in outcome(written(tmp_path / "b.zip", flipped))[0]


@pytest.mark.parametrize("pack", [zipped_without_times, tarred])
def test_a_time_that_stands_for_none_is_that_of_the_archive(tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes]) -> None:
    page = "<html><h1>Inselbahn</h1><p>12. März 2024</p><p>Die Inselbahn fährt wieder bis Köhlerstadt.</p></html>"
    path = written(tmp_path / "a.archive", pack({"seite.html": page.encode()}))
    (item,) = read_source(path)
    assert isinstance(item, Read) and item.release.published.date().isoformat() == "2024-03-12"
