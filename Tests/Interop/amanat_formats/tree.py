"""The Merkle tree of RFC 6962 §2.1, compact ranges, and both kinds of proof: Log, "Tree"."""

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


class CompactRange:
    """The compact range [begin, end): the fewest perfect subtrees of the tree that cover it."""

    def __init__(self, begin: int = 0, end: int | None = None, hashes: list[bytes] | None = None):
        self.begin = begin
        self.end = begin if end is None else end
        self.hashes = list(hashes or [])
        if len(self.hashes) != len(self.nodes):
            raise Refused(f"a compact range [{begin}, {self.end}) has {len(self.nodes)} hashes")

    @property
    def nodes(self) -> list[tuple[int, int]]:
        """The subtrees [a, b), from left to right: each is as large as its place allows."""
        result, start = [], self.begin
        while start < self.end:
            largest = 1 << ((self.end - start).bit_length() - 1)
            count = min(largest, start & -start) if start else largest
            result.append((start, start + count))
            start += count
        return result

    def append(self, leaf: bytes) -> None:
        """`leaf` is a leaf's hash."""
        self.merge(CompactRange(self.end, self.end + 1, [leaf]))

    def merge(self, other: "CompactRange") -> None:
        """Takes in the range that begins where this one ends."""
        if other.begin != self.end:
            raise ValueError("ranges that do not meet")
        stack: list[tuple[int, int, bytes]] = []
        for (first, last), value in zip(
                self.nodes + other.nodes, self.hashes + other.hashes, strict=True):
            stack.append((first, last, value))
            while len(stack) > 1:
                (a, middle, left), (_, b, right) = stack[-2:]
                if middle - a != b - middle or a % (b - a):
                    break
                stack[-2:] = [(a, b, node_hash(left, right))]
        self.end = other.end
        self.hashes = [value for _, _, value in stack]

    def root(self) -> bytes:
        if self.begin:
            raise ValueError("a range that does not begin at 0 has no root")
        return Frontier(self.end, self.hashes).root()


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

    def consistency_path(self, first: int, second: int) -> list[bytes]:
        """RFC 6962 §2.1.2; for start <= first <= second <= end, and 0 < first."""
        if not (0 < first <= second and self.start <= first and second <= self.end):
            raise ValueError("outside of what is known")
        return self._subproof(first, 0, second, True)

    def _subproof(self, size: int, first: int, last: int, is_known: bool) -> list[bytes]:
        """SUBPROOF for the leaves [first, last), of which those below `size` are the older ones;
        `is_known` where [first, size) is the whole older tree, whose root the verifier has."""
        if size == last:
            return [] if is_known else [self.subtree(first, last)]
        middle = first + _split(last - first)
        if size <= middle:
            path = self._subproof(size, first, middle, is_known)
            return path + [self.subtree(middle, last)]
        return self._subproof(size, middle, last, False) + [self.subtree(first, middle)]


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


def verify_consistency(first: int, second: int, first_root: bytes, second_root: bytes,
                       path: list[bytes]) -> bool:
    """RFC 9162 §2.1.4.2. With no leaves every tree is consistent, by an empty path."""
    if not 0 <= first <= second or any(
            len(item) != 32 for item in (first_root, second_root, *path)):
        return False
    if first == second:
        return not path and first_root == second_root
    if first == 0:
        return not path and first_root == EMPTY_ROOT
    nodes = list(path)
    if first & (first - 1) == 0:
        nodes.insert(0, first_root)
    if not nodes:
        return False
    position, last = first - 1, second - 1
    while position & 1:
        position >>= 1
        last >>= 1
    older = newer = nodes[0]
    for node in nodes[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            older, newer = node_hash(node, older), node_hash(node, newer)
            while not position & 1 and position:
                position >>= 1
                last >>= 1
        else:
            newer = node_hash(newer, node)
        position >>= 1
        last >>= 1
    return last == 0 and older == first_root and newer == second_root
