"""The Merkle tree of RFC 6962 §2.1, compact ranges, and inclusion proofs: Log, "Tree"."""

import hashlib
from typing import NamedTuple

from .errors import Refused


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


EMPTY_ROOT = hashlib.sha256(b"").digest()


def subtrees(size: int) -> list[tuple[int, int]]:
    """The perfect subtrees [a, b) that make up [0, size), largest first."""
    result, start = [], 0
    for bit in reversed(range(size.bit_length())):
        if size >> bit & 1:
            result.append((start, start + (1 << bit)))
            start += 1 << bit
    return result


class Frontier:
    """The compact range [0, size)."""

    def __init__(self, size: int = 0, hashes: list[bytes] | None = None):
        self.size = size
        self.hashes = list(hashes or [])
        if len(self.hashes) != size.bit_count():
            raise Refused(f"a frontier of {size} leaves has {size.bit_count()} hashes")

    def append(self, leaf: bytes) -> None:
        """`leaf` is a leaf's hash."""
        size = self.size
        while size & 1:
            leaf = node_hash(self.hashes.pop(), leaf)
            size >>= 1
        self.hashes.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        if not self.hashes:
            return EMPTY_ROOT
        root = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            root = node_hash(left, root)
        return root


class Stretch(NamedTuple):
    """Leaves [start, end) by their hashes, and the frontier before them."""

    frontier: list[bytes]
    start: int
    leaves: list[bytes]

    @property
    def end(self) -> int:
        return self.start + len(self.leaves)

    def frontier_at(self, size: int) -> Frontier:
        """The compact range [0, size), for start <= size <= end."""
        result = Frontier(self.start, self.frontier)
        for leaf in self.leaves[:size - self.start]:
            result.append(leaf)
        return result

    def subtree(self, first: int, last: int) -> bytes:
        """The hash of [first, last), from leaves and frontier."""
        if last <= self.start:
            return self.frontier[subtrees(self.start).index((first, last))]
        if last - first == 1:
            return self.leaves[first - self.start]
        middle = first + _split(last - first)
        return node_hash(self.subtree(first, middle), self.subtree(middle, last))

    def inclusion_path(self, index: int, size: int) -> list[bytes]:
        """RFC 6962 §2.1.1; for start <= index < size <= end."""
        if not self.start <= index < size <= self.end:
            raise ValueError("outside of what is known")
        path: list[bytes] = []
        first, last = 0, size
        while last - first > 1:
            middle = first + _split(last - first)
            if index < middle:
                path.append(self.subtree(middle, last))
                last = middle
            else:
                path.append(self.subtree(first, middle))
                first = middle
        return path[::-1]


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)


def verify_inclusion(leaf: bytes, index: int, size: int, path: list[bytes], root: bytes) -> bool:
    """RFC 9162 §2.1.3.2 on the tree of RFC 6962; `leaf` is the leaf's hash."""
    if not 0 <= index < size or any(len(item) != 32 for item in (leaf, root, *path)):
        return False
    position, last, value = index, size - 1, leaf
    for node in path:
        if last == 0:
            return False
        if position & 1 or position == last:
            value = node_hash(node, value)
            while not position & 1 and position:
                position >>= 1
                last >>= 1
        else:
            value = node_hash(value, node)
        position >>= 1
        last >>= 1
    return last == 0 and value == root
