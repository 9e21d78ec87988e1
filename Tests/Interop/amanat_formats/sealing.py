"""The narrow profile of age for objects and bundles: Sealing.

Hybrid recipients alone, decoys up to a power of two, shuffled, and Padmé padding.
"""

import io
import os
import random
from typing import BinaryIO, Iterable

from .age import HybridIdentity, HybridRecipient, Reader, Stanza, Writer
from .errors import Refused

SMALLEST = 4096
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


def stanzas(recipients: Iterable[HybridRecipient], file_key: bytes) -> list[Stanza]:
    """One for each recipient, and decoys; in random order."""
    result = [recipient.wrap(file_key) for recipient in recipients]
    for _ in range(stanza_count(len(result)) - len(result)):
        thrown_away = HybridIdentity.generate().recipient()
        result.append(thrown_away.wrap(os.urandom(16)))
    random.SystemRandom().shuffle(result)
    return result


def seal(content: bytes, recipients: Iterable[HybridRecipient], padding: bytes | None = None,
         more_stanzas: Iterable[Stanza] = ()) -> bytes:
    """The whole object. Another `padding` and `more_stanzas` are for tests."""
    if padding is None:
        padding = bytes(padded(len(content)) - len(content))
    file_key = os.urandom(16)
    target = io.BytesIO()
    writer = Writer(target, file_key, list(more_stanzas) + stanzas(recipients, file_key))
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


def open_sealed(source: BinaryIO, identities: Iterable[HybridIdentity]) -> Reader:
    return Reader(source, identities)
