"""Numpy columns as Arrow columns, without a Python object for each value."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from server_stub.city.chance import Flags, Ints

_ZERO = ord("0")


def digits(numbers: Ints, width: int) -> npt.NDArray[np.uint8]:
    """Decimal digits as a matrix of characters, one row a number, zeros on the left."""
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return (numbers[:, None] // powers % 10 + _ZERO).astype(np.uint8)


def text(characters: npt.NDArray[np.uint8]) -> pa.Array:
    """A text column from a matrix of ASCII characters, one row a value."""
    rows, width = characters.shape
    offsets = np.arange(rows + 1, dtype=np.int32) * np.int32(width)
    return pa.StringArray.from_buffers(rows, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(characters)))


def words(codes: Ints, names: Sequence[str]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int8)), pa.array(names)).cast(pa.string())


def words_or_none(codes: Ints, names: Sequence[str]) -> pa.Array:
    """As ``words``; the first name stands for nothing."""
    indices = pa.array(codes.astype(np.int8), mask=codes == 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(names)).cast(pa.string())


def numbers(values: Ints, known: Flags) -> pa.Array:
    return pa.array(values, mask=~known)


def days(numbers: Ints, missing: Flags | None = None) -> pa.Array:
    """Dates from days since 1970."""
    return pa.array(numbers.astype(np.int32), mask=missing).cast(pa.date32())
