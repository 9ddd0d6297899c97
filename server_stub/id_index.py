"""Finds people by the keyed hash of their ID number: the number itself never travels.

HMAC-SHA-256 (RFC 2104) over the 18 ASCII characters of the number, check letter in capitals. Plain hashes would not
do: there are so few possible ID numbers that all of them can be tried in hours.
"""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from server_stub.records import IdHash
from server_stub.town import Town

KEY_BYTES = 32

Keys = Mapping[int, bytes]


class IdIndex:
    """Built at start: every ID number of the town under every key version."""

    def __init__(self, town: Town, keys: Keys) -> None:
        self._town = town
        self._keys = keys
        self._found: dict[IdHash, list[int]] = defaultdict(list)
        for index in range(town.customers):
            id_number = town.owner(index).id_number.encode()
            for version, key in keys.items():
                self._found[_id_hash(version, key, id_number)].append(index)

    def knows_version(self, version: int) -> bool:
        return version in self._keys

    def indexes(self, id_hash: IdHash) -> tuple[int, ...]:
        """All contracts of one person; empty when nobody has that hash."""
        return tuple(self._found.get(id_hash, ()))

    def hash_of(self, index: int, version: int | None = None) -> IdHash:
        """The hash of a contract's owner, by the newest key unless another version is named."""
        version = max(self._keys) if version is None else version
        return _id_hash(version, self._keys[version], self._town.owner(index).id_number.encode())


def read_keys(path: Path) -> Keys:
    """Keys from a file, ``version:hex`` a line; a bare ``hex`` is version 1. Raises ValueError and OSError."""
    keys: dict[int, bytes] = {}
    for line in path.read_text(encoding="ascii").split():
        version, _, digits = line.rpartition(":")
        key = bytes.fromhex(digits)
        if len(key) != KEY_BYTES:
            raise ValueError(f"{path}: a key has {KEY_BYTES} bytes ({KEY_BYTES * 2} hexadecimal digits)")
        keys[int(version or 1)] = key
    if not keys:
        raise ValueError(f"{path}: holds no key")
    return keys


def _id_hash(version: int, key: bytes, id_number: bytes) -> IdHash:
    return IdHash(version, hmac.new(key, id_number, hashlib.sha256).hexdigest())
