"""The strict subset of POSIX ustar: Records, "Tar subset".

    header (512) || content || zeros to 512      for each entry
    two blocks of zeros                          the end; only zeros follow
"""

import re
from typing import Callable, NamedTuple, Protocol

from .errors import Refused, Truncated

BLOCK = 512
LARGEST_OCTAL = (8 << 30) - 1
PIECE = 1 << 20


def check_name(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9._/-]{1,100}", name):
        raise Refused("tar: a name with characters that are not allowed, or too long")
    if any(part in ("", ".", "..") for part in name.split("/")):
        raise Refused("tar: a name with empty, . or .. components")
    return name


def _fill(data: bytes, length: int) -> bytes:
    return data + bytes(length - len(data))


def raw_header(name: bytes, size: int, kind: bytes = b"0", link: bytes = b"") -> bytes:
    """The 512 bytes; names, kinds and links that the subset does not have are for tests."""
    if size <= LARGEST_OCTAL:
        size_field = b"%011o\0" % size
    else:
        size_field = b"\x80" + size.to_bytes(11, "big")
    start = (
        _fill(name, 100) + b"0000600\0" + b"0000000\0" * 2 + size_field + b"00000000000\0"
    )
    end = (
        kind + _fill(link, 100) + b"ustar\0" + b"00" + bytes(32) + bytes(32)
        + b"0000000\0" * 2 + bytes(155) + bytes(12)
    )
    total = sum(start) + 8 * 0x20 + sum(end)
    return start + b"%06o\0 " % total + end


def header(name: str, size: int) -> bytes:
    return raw_header(check_name(name).encode("ascii"), size)


def entry(name: str, content: bytes) -> bytes:
    return header(name, len(content)) + content + bytes(-len(content) % BLOCK)


END = bytes(2 * BLOCK)


class Entry(NamedTuple):
    name: str
    size: int


class Source(Protocol):
    def read(self, length: int) -> bytes: ...


class Reader:
    """Entries in the order of the archive. The content of each has to be taken before the next."""

    def __init__(self, source: Source):
        self._source = source
        self._left = 0
        self._fill = 0
        self._seen: set[str] = set()
        self.count = 0  # bytes of the archive so far

    def _exactly(self, length: int) -> bytes:
        data = self._source.read(length)
        self.count += len(data)
        if len(data) != length:
            raise Truncated("tar: the archive ends early")
        return data

    def next(self) -> Entry | None:
        """The next header; None after the two zero blocks."""
        if self._left:
            raise ValueError("the content before was not taken")
        if any(self._exactly(self._fill)):
            raise Refused("tar: the filling is not zero")
        self._fill = 0
        block = self._exactly(BLOCK)
        if not any(block):
            if any(self._exactly(BLOCK)):
                raise Refused("tar: only one zero block")
            return None
        name_field = block[:100].rstrip(b"\0")
        try:
            name = check_name(name_field.decode("ascii"))
        except UnicodeDecodeError:
            raise Refused("tar: a name that is not ASCII") from None
        size_field = block[124:136]
        if size_field[0] == 0x80:
            size = int.from_bytes(size_field[1:], "big")
        elif re.fullmatch(rb"[0-7]{11}\0", size_field):
            size = int(size_field[:11], 8)
        else:
            raise Refused("tar: a size that is not as it should be")
        if size >= 1 << 63 or header(name, size) != block:
            raise Refused(f"tar: the header of {name!r} is not as it should be")
        if name in self._seen:
            raise Refused(f"tar: {name!r} comes twice")
        self._seen.add(name)
        self._left, self._fill = size, -size % BLOCK
        return Entry(name, size)

    def read_all(self, limit: int) -> bytes:
        if self._left > limit:
            raise Refused(f"tar: an entry of {self._left} bytes; at most {limit} are allowed")
        data = self._exactly(self._left)
        self._left = 0
        return data

    def copy(self, sink: Callable[[bytes], object]) -> None:
        while self._left:
            data = self._exactly(min(self._left, PIECE))
            self._left -= len(data)
            sink(data)
