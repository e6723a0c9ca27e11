"""Strings on disk, found by number, text and prefix."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from pytest import TempPathFactory

from search_service.analysis.meaning.stored.string_table import LANDMARK_DISTANCE, StringTable
from search_service.array_file import ArrayWriter, open_arrays

MANY = [f"{number * 7919 % 1000:x}" for number in range(1000)]
WORDS = st.lists(st.text(alphabet="aäbß>:0", max_size=4), unique=True, max_size=20)


def written(folder: Path, words: list[str]) -> StringTable:
    with ArrayWriter(folder / "words.arrays") as file:
        StringTable.of(words).save(file, "words")
    return StringTable.of_arrays(open_arrays(folder / "words.arrays"), "words")


@given(words=WORDS, absent=st.text(max_size=4))
def test_strings_keep_their_numbers(tmp_path_factory: TempPathFactory, words: list[str], absent: str) -> None:
    table = written(tmp_path_factory.mktemp("table"), words)
    assert list(table) == words
    assert [table.find(word) for word in words] == list(range(len(words)))
    assert absent in words or table.find(absent) == -1


@given(words=WORDS, prefix=st.text(alphabet="aäb", max_size=2))
def test_a_prefix_finds_exactly_the_strings_that_begin_with_it(tmp_path_factory: TempPathFactory, words: list[str], prefix: str) -> None:
    table = written(tmp_path_factory.mktemp("table"), words)
    found = [table[number] for number in table.with_prefix(prefix).tolist()]
    assert found == sorted((word for word in words if word.startswith(prefix)), key=str.encode)


def test_a_table_of_many_strings(tmp_path: Path) -> None:
    assert len(MANY) > 5 * LANDMARK_DISTANCE
    table = written(tmp_path, MANY)
    assert [table.find(text) for text in MANY] == list(range(len(MANY)))
    assert [table.find(text + "g") for text in ["", "~", *MANY]] == [-1] * (len(MANY) + 2)


@given(words=WORDS, more=WORDS)
def test_an_extended_table_is_that_of_all_strings(tmp_path_factory: TempPathFactory, words: list[str], more: list[str]) -> None:
    more = [word for word in more if word not in words]
    extended = written(tmp_path_factory.mktemp("table"), words).extended(more)
    folder = tmp_path_factory.mktemp("whole")
    with ArrayWriter(folder / "extended.arrays") as file:
        extended.save(file, "words")
    written(folder, [*words, *more])
    assert (folder / "extended.arrays").read_bytes() == (folder / "words.arrays").read_bytes()
