"""A .npy file written part by part, for arrays that should not have to lie in memory as a whole."""

from __future__ import annotations

import io
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import DTypeLike, NDArray

_HEADER_BYTES = 128
"""What numpy's header takes for any array of one or two dimensions (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html);
the number of rows stands in it, so it is written last."""


class ArrayFile:
    """``append`` rows inside the context; what it leaves behind is what ``np.save`` of all of them would be.

    ``columns``: of each row; None for an array of one dimension.
    """

    def __init__(self, path: Path, dtype: DTypeLike, *, columns: int | None = None) -> None:
        self._dtype = np.dtype(dtype)
        self._columns = columns
        self._rows = 0
        self._file = path.open("wb")
        self._file.write(bytes(_HEADER_BYTES))

    def append(self, rows: NDArray[np.generic]) -> None:
        """Add rows, which may be none."""
        self._file.write(np.ascontiguousarray(rows, self._dtype).data)
        self._rows += len(rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with self._file:
            header = io.BytesIO()
            shape = (self._rows,) if self._columns is None else (self._rows, self._columns)
            described = {"descr": np.lib.format.dtype_to_descr(self._dtype), "fortran_order": False, "shape": shape}
            np.lib.format.write_array_header_1_0(header, described)
            if header.tell() != _HEADER_BYTES:
                raise RuntimeError(f"numpy's header takes {header.tell()} bytes, not {_HEADER_BYTES}")
            self._file.seek(0)
            self._file.write(header.getvalue())
