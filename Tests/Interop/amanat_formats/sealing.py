"""The narrow profile of age for objects and bundles: Sealing.

Hybrid recipients alone, decoys up to a power of two, shuffled, and Padmé padding.
"""

import io
import os
import random
from typing import BinaryIO, Iterable

from .age import (
    Header, HybridIdentity, Identity, Reader, Recipient, Stanza, Writer,
)
from .errors import Refused

SMALLEST = 16_384
PIECE = 1 << 20


def padded(length: int) -> int:
    """Sealing, "Padding"."""
    if length <= SMALLEST:
        return SMALLEST
    exponent = length.bit_length() - 1
    step = 1 << (exponent - exponent.bit_length())
    return -(-length // step) * step


def header_length(recipients: int) -> int:
    """What a header with this many recipients measures."""
    stanza = 3 + 14 + 1 + 1494 + 1 + 43 + 1
    return 22 + stanza_count(recipients) * stanza + 48


def stanza_count(recipients: int) -> int:
    return max(2, 1 << (recipients - 1).bit_length())


def other_kinds(header: Header) -> list[str]:
    """The kinds of stanzas in a file that the profile does not know."""
    return sorted({s.arguments[0] for s in header.stanzas} - {HybridIdentity.kind})


def stanzas(recipients: Iterable[Recipient], file_key: bytes, at_least: int = 0) -> list[Stanza]:
    """One for each recipient, and decoys up to the next power of two, or to that of `at_least`; in
    random order."""
    result = [recipient.wrap(file_key) for recipient in recipients]
    for _ in range(stanza_count(max(len(result), at_least)) - len(result)):
        thrown_away = HybridIdentity.generate().recipient()
        result.append(thrown_away.wrap(os.urandom(16)))
    random.SystemRandom().shuffle(result)
    return result


def seal(content: bytes, recipients: Iterable[Recipient], padding: bytes | None = None,
         more_stanzas: Iterable[Stanza] = (), at_least: int = 0,
         more_recipients: Iterable[Recipient] = ()) -> bytes:
    """The whole object. For an attachment, `at_least` is how many recipients its record has.
    Another `padding`, `more_stanzas` and `more_recipients` are for tests."""
    if padding is None:
        padding = bytes(padded(len(content)) - len(content))
    file_key = os.urandom(16)
    target = io.BytesIO()
    others = list(more_stanzas) + [recipient.wrap(file_key) for recipient in more_recipients]
    writer = Writer(target, file_key, others + stanzas(recipients, file_key, at_least))
    writer.write(content)
    writer.write(padding)
    writer.finish()
    return target.getvalue()


def check_padding(reader: Reader, length: int) -> None:
    """Reads what comes behind `length` bytes of content: zeros, exactly as many as Padmé wants."""
    size = padded(length)
    while True:
        piece = reader.read(PIECE)
        if not piece:
            break
        if piece.count(0) != len(piece):
            raise Refused("the padding is not zero")
        if reader.count > size:
            raise Refused("the padding is too long")
    if reader.count != size:
        raise Refused(f"the plaintext has {reader.count} bytes, not {size}")


def open_sealed(source: BinaryIO, identities: Iterable[Identity]) -> Reader:
    return Reader(source, identities)
