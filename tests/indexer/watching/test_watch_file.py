"""The file of sources: what it may say, and that everything wrong is listed at once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from indexer.watching.watch_file import Source, WatchFile, read_watch_file
from search_service.errors import SettingsError


def read(folder: Path, toml: str) -> WatchFile:
    path = folder / "watch.toml"
    path.write_text(toml, encoding="utf-8")
    return read_watch_file(path)


@pytest.mark.parametrize(("written", "seconds"), [('"30 s"', 30), ('"5min"', 300), ('"2 h"', 7200), ('"1.5 d"', 129_600), ("90", 90)])
def test_spans_of_time(tmp_path: Path, written: str, seconds: float) -> None:
    file = read(tmp_path, f'[[source]]\nname = "a"\nkind = "folder"\npath = "x"\ninterval = {written}\n')
    assert file.source[0].interval == seconds


def test_paths_count_from_the_folder_of_the_file(tmp_path: Path) -> None:
    file = read(tmp_path, '[[source]]\nname = "a"\nkind = "folder"\npath = "x"\n')
    assert file.source[0].path == tmp_path / "x"


def test_sources_of_one_folder_have_one_place(tmp_path: Path) -> None:
    (tmp_path / "y").symlink_to(tmp_path / "x")
    kinds = ['kind = "folder"', 'kind = "mails"\nsenders = ["*"]']
    paths = ["x", "./x/", "z/../x", "y", "x/z"]
    written = [f'[[source]]\nname = "{n}{m}"\npath = "{path}"\n{kind}\n' for n, path in enumerate(paths) for m, kind in enumerate(kinds)]
    places = [source.place for source in read(tmp_path, "".join(written)).source]
    assert len(set(places[:8])) == 1
    assert len(set(places[8:])) == 1
    assert len(set(places)) == 2


def test_everything_wrong_is_listed_with_the_source_it_is_in(tmp_path: Path) -> None:
    toml = """
threads = 99
[[source]]
name = "eingang"
kind = "folder"
interval = "bald"
farbe = "rot"
[[source]]
kind = "brieftaube"
"""
    with pytest.raises(SettingsError) as error:
        read(tmp_path, toml)
    for each in (
        "threads: ",
        "source eingang.interval: write a span",
        "source eingang.path: ",
        "source eingang.farbe: there is no",
        "source 2",
    ):
        assert each in str(error.value)


def test_what_is_wrong_is_said_in_the_words_of_the_file(tmp_path: Path) -> None:
    toml = """
[[source]]
name = "a"
kind = "folder"
path = "x"
farbe = "rot"
[[source]]
name = "a"
kind = "pages"
urls = []
[[source]]
name = "c"
kind = "brieftaube"
[[source]]
name = "d"
"""
    kinds = "feed, sitemap, pages, folder, mails, imap"
    with pytest.raises(SettingsError) as error:
        read(tmp_path, toml)
    for each in (
        "source a.farbe: there is no such entry",
        "more than one source is called a;",
        "source a.urls: is empty; name at least one",
        f"source c: there is no kind 'brieftaube'; there are {kinds}",
        f"source d: has no kind; there are {kinds}",
    ):
        assert each in str(error.value)
    assert not re.search("Tuple|Input|union|discriminator|Field required", str(error.value))
    with pytest.raises(SettingsError, match="source: is missing"):
        read(tmp_path, "")


@pytest.mark.parametrize("toml", ["", "source = 1", "=", "[[source]]\n", 'source = ["a"]'])
def test_what_is_no_file_of_sources_is_an_error_of_ours(tmp_path: Path, toml: str) -> None:
    with pytest.raises(SettingsError):
        read(tmp_path, toml)


def test_a_name_is_given_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="more than one source is called a"):
        read(tmp_path, '[[source]]\nname = "a"\nkind = "folder"\npath = "x"\n' * 2)


def test_a_missing_file_says_how_to_name_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="--sources"):
        read_watch_file(tmp_path / "nirgends.toml")


def test_the_example_can_be_used_and_has_every_kind_and_entry() -> None:
    path = Path(__file__).resolve().parents[3] / "docs" / "watch.toml"
    file = read_watch_file(path)
    kinds = {type(source): source for source in file.source}
    assert set(kinds) == set(get_args(Source))
    named = set(re.findall(r"^(\w+) = ", path.read_text(encoding="utf-8"), re.MULTILINE))
    fields = {name for kind in kinds for name in kind.model_fields} | set(WatchFile.model_fields)
    assert named == fields - {"source", "password_variable"}
