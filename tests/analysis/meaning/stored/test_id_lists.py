"""Lists of ids per row."""

from pathlib import Path

import numpy as np

from search_service.analysis.meaning.stored.id_lists import IdLists
from search_service.array_file import ArrayWriter, open_arrays


def saved(lists: IdLists, path: Path) -> IdLists:
    with ArrayWriter(path) as file:
        lists.save(file, "lists")
    return IdLists.of_arrays(open_arrays(path), "lists")


def test_rows_hold_the_ids_beside_their_number(tmp_path: Path) -> None:
    rows, ids = np.array([2, 0, 2], np.int32), np.array([7, 5, 6], np.int32)
    lists = saved(IdLists.of_pairs(rows, ids, count=4), tmp_path / "lists.arrays")
    assert [lists.row(i).tolist() for i in range(len(lists))] == [[5], [], [7, 6], []]
    assert lists.row(2).dtype == np.int32


def test_more_rows_and_more_ids_at_the_end_of_rows() -> None:
    old = IdLists.of_pairs(np.array([1, 0], np.int32), np.array([3, 4], np.int32), count=2)
    lists = old.extended(np.array([3, 0, 3, 0], np.int32), np.array([9, 8, 7, 6], np.int32), count=5)
    assert [lists.row(i).tolist() for i in range(len(lists))] == [[4, 8, 6], [3], [], [9, 7], []]
    assert lists.row(0).dtype == np.int32


def test_no_rows_at_all(tmp_path: Path) -> None:
    nothing = np.zeros(0, np.int32)
    assert len(saved(IdLists.of_pairs(nothing, nothing, count=0), tmp_path / "lists.arrays")) == 0
