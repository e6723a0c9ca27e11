"""A disk that takes no more, at many moments of every command that writes: an error of ours, and with room the same command completes."""

from __future__ import annotations

import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.crash import Command, _checked, commands, in_child, stored_ids
from indexer.cli import main
from tests.archives import release

RELEASES = [release(f"r{i}", f"Die Schule in Berlin {i} bekommt einen Radweg." * 20, published=f"2021-03-{i + 1:02}") for i in range(28)]
SHARES = (0.05, 0.3, 0.6, 0.85)
"""Of the room that a command takes, what it finds."""


class SmallDisk:
    """A file system in memory, which is full when ``size`` bytes are on it; ``grow`` makes room."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(self, size: int) -> None:
        self.folder.mkdir(exist_ok=True)
        _mount("-t", "tmpfs", "-o", f"size={size}", "none", str(self.folder))

    def grow(self) -> None:
        _mount("-o", "remount,size=64m", str(self.folder))

    def remove(self) -> None:
        subprocess.run(["umount", str(self.folder)], check=True)


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True, capture_output=True)


def can_mount(folder: Path) -> bool:
    disk = SmallDisk(folder)
    try:
        disk.make(8192)
    except (subprocess.CalledProcessError, OSError):
        return False
    disk.remove()
    return True


def used(folder: Path) -> int:
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file())


def ended(command: Command, data: Path, prepared: Callable[[], None] = lambda: None) -> tuple[int, str]:
    """Exit code and output of a command in a process of its own; an exception that is no error of ours ends the test."""

    def run() -> tuple[int, str]:
        prepared()
        result = CliRunner().invoke(main, [*command.arguments, "--data", str(data)])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            return 99, f"{type(result.exception).__name__}: {result.exception}"
        return result.exit_code, result.output

    code, output = in_child(run)
    assert code != 99, f"{command.name}: {output}"
    return code, output


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Command]]:
    yield [command for command, _ in commands(tmp_path_factory.mktemp("commands"), RELEASES)]


def completed(command: Command, data: Path) -> None:
    assert ended(command, data)[0] == 0, command.name
    assert in_child(lambda: _checked(data)) == "", command.name


@contextmanager
def disk_of(folder: Path, size: int) -> Iterator[SmallDisk]:
    disk = SmallDisk(folder)
    disk.make(size)
    try:
        yield disk
    finally:
        disk.remove()


def test_no_file_may_grow_further(prepared: list[Command], tmp_path: Path) -> None:
    """Needs no rights: the system refuses to make any file longer than so many bytes."""
    refused = 0
    for command in prepared:
        for size in (2_000, 30_000, 120_000):
            command.prepare(tmp_path / "data")
            before = in_child(lambda: stored_ids(tmp_path / "data"))
            code, output = ended(command, tmp_path / "data", lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))  # noqa: B023
            assert code in {0, 2}, f"{command.name}: {output}"
            refused += code == 2
            assert before <= in_child(lambda: stored_ids(tmp_path / "data"))
            completed(command, tmp_path / "data")
            shutil.rmtree(tmp_path / "data")
    assert refused > len(prepared)


def test_a_full_disk(prepared: list[Command], tmp_path: Path) -> None:
    """Where a file system can be mounted; anywhere else the test above says the same of single files."""
    if not can_mount(tmp_path / "disk"):
        return
    refused = 0
    for command in prepared:
        data = tmp_path / "disk" / "data"
        command.prepare(tmp_path / "probe")
        first = used(tmp_path / "probe")
        ended(command, tmp_path / "probe")
        needed = used(tmp_path / "probe") - first
        shutil.rmtree(tmp_path / "probe")
        for share in SHARES:
            with disk_of(tmp_path / "disk", int(first + 30_000 + needed * share)) as disk:
                command.prepare(data)
                code, output = ended(command, data)
                assert code in {0, 2}, f"{command.name}: {output}"
                refused += code == 2
                disk.grow()
                completed(command, data)
    assert refused > len(prepared)
