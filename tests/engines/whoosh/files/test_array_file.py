"""Arrays written part by part."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from search_service.engines.whoosh.files.array_file import ArrayFile


@pytest.mark.parametrize("columns", [None, 4])
@pytest.mark.parametrize("parts", [[], [0], [3], [2, 0, 70_000]])
def test_it_is_what_numpy_would_have_saved(tmp_path: Path, columns: int | None, parts: list[int]) -> None:
    arrays = [np.arange(rows * (columns or 1), dtype=np.int32).reshape((rows, columns) if columns else rows) for rows in parts]
    with ArrayFile(tmp_path / "parts.npy", np.int32, columns=columns) as file:
        for array in arrays:
            file.append(array)
    whole = np.concatenate([np.empty((0, columns) if columns else 0, np.int32), *arrays])
    np.save(tmp_path / "whole.npy", whole)
    assert (tmp_path / "parts.npy").read_bytes() == (tmp_path / "whole.npy").read_bytes()
