"""Many arrays in one file: what was written comes back, damage is an error, and nothing stays open."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from search_service.array_file import ArrayWriter, open_arrays

DTYPES = ("u1", "<i4", "<i8", "<u4", "<f4")
SHAPES = st.one_of(st.tuples(st.integers(0, 9)), st.tuples(st.integers(0, 5), st.integers(1, 4)))
ARRAYS = st.lists(st.tuples(st.sampled_from(DTYPES), SHAPES), max_size=8)


def numbers(dtype: str, shape: tuple[int, ...]) -> NDArray[Any]:
    return np.arange(np.prod(shape)).astype(dtype).reshape(shape)


@given(arrays=ARRAYS, more=ARRAYS)
def test_arrays_come_back_as_they_were(tmp_path_factory: pytest.TempPathFactory, arrays: list[Any], more: list[Any]) -> None:
    path = tmp_path_factory.mktemp("arrays") / "some.arrays"
    expected = {str(place): numbers(*kind) for place, kind in enumerate([*arrays, *more])}
    for adding, part in ((False, range(len(arrays))), (True, range(len(arrays), len(expected)))):
        with ArrayWriter(path, more=adding) as file:
            for place in part:
                file.put(str(place), expected[str(place)])
    found = open_arrays(path)
    assert list(found) == list(expected)
    for name, array in expected.items():
        assert (found[name].dtype, found[name].shape, found[name].tolist()) == (array.dtype, array.shape, array.tolist())
        assert not found[name].flags.writeable


@pytest.mark.parametrize("columns", [None, 4])
@pytest.mark.parametrize("parts", [[], [0], [3], [2, 0, 70_000]])
def test_arrays_grow_beside_each_other(tmp_path: Path, columns: int | None, parts: list[int]) -> None:
    arrays = [numbers("<i4", (rows, columns) if columns else (rows,)) for rows in parts]
    with ArrayWriter(tmp_path / "some.arrays") as file:
        growing, lengths = file.growing("rows", np.int32, columns=columns), file.growing("lengths", np.uint8)
        for array in arrays:
            growing.append(array)
            lengths.append(numbers("u1", (len(array) % 256,)))
        file.put_parts("parts", (array.ravel() for array in arrays), np.int32)
    found = open_arrays(tmp_path / "some.arrays")
    whole = np.concatenate([numbers("<i4", (0, columns) if columns else (0,)), *arrays])
    assert (found["rows"].shape, found["rows"].tolist()) == (whole.shape, whole.tolist())
    assert found["parts"].tolist() == whole.ravel().tolist()
    assert found["lengths"].tolist() == [number for rows in parts for number in range(rows % 256)]
    assert [path.name for path in tmp_path.iterdir()] == ["some.arrays"]


def test_what_is_not_whole_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "some.arrays"
    with ArrayWriter(path) as file:
        file.put("numbers", np.arange(5))
    whole = path.read_bytes()
    for size in range(len(whole)):
        path.write_bytes(whole[:size])
        with pytest.raises(ValueError):
            open_arrays(path)


@pytest.mark.parametrize("directory", ["[]", "{", '{"a": ["<i8", [1], 9]}', '{"a": ["<i8", [-1], 0]}', '{"a": ["what", [1], 0]}', "{1}"])
def test_a_directory_that_cannot_be_is_an_error(tmp_path: Path, directory: str) -> None:
    path = tmp_path / "some.arrays"
    path.write_bytes(bytes(16) + directory.encode() + len(directory).to_bytes(8, "little") + b"ARRAYS01")
    with pytest.raises(ValueError):
        open_arrays(path)


def test_an_error_leaves_no_file_that_looks_whole(tmp_path: Path) -> None:
    path = tmp_path / "some.arrays"
    with pytest.raises(RuntimeError, match="stop"), ArrayWriter(path) as file:
        file.put("numbers", np.arange(5))
        file.growing("more", np.int32).append(np.arange(5))
        raise RuntimeError("stop")
    with pytest.raises(ValueError):
        open_arrays(path)


def test_the_map_goes_with_the_last_array(tmp_path: Path) -> None:
    path = tmp_path / "some.arrays"
    with ArrayWriter(path) as file:
        file.put("a", np.arange(5))
        file.put("b", np.arange(5))
    gc.disable()
    try:
        arrays = open_arrays(path)
        kept = arrays["b"][1:]
        mapped = weakref.ref(kept.base.obj if isinstance(kept.base, memoryview) else kept.base)
        del arrays
        assert mapped() is not None
        del kept
        assert mapped() is None
    finally:
        gc.enable()
