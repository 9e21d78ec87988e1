"""The parts of a record, their names, digests and salts: Records, "Record"."""

import hashlib
import re
from typing import NamedTuple

from . import attachments, paragraphs
from .cards import Card
from .encoding import decode_hex, decode_number, encode_number, strictly_ascending
from .errors import Refused

NOTE, RECIPIENTS, KEY, ELSEWHERE, SALTS = (
    "note", "recipients", "attachments.key", "elsewhere", "salts")
ACCOUNT = re.compile(r"account/([0-9]{3})\.txt")
LIST = re.compile(r"attachments/([0-9]{3})\.json")
MOST_RECIPIENTS = 64
MOST_ELSEWHERE = 1016
LONGEST_PART_NAME = 64
UNKNOWN = 5  # the rank of parts that this page does not know


class Part(NamedTuple):
    name: str
    data: bytes

    def digest(self, salt: bytes) -> bytes:
        name = self.name.encode()
        return hashlib.sha256(salt + bytes([len(name)]) + name + self.data).digest()


def decoy_digest(salt: bytes) -> bytes:
    return Part("", b"").digest(salt)


def account_name(number: int) -> str:
    return f"account/{number:03}.txt"


def list_name(number: int) -> str:
    return f"attachments/{number:03}.json"


def rank(name: str) -> tuple:
    """Where a part belongs in the order of the archive; refuses names that no part has."""
    if not 1 <= len(name.encode()) <= LONGEST_PART_NAME or name in (NOTE, SALTS):
        raise Refused(f"record: no part is named {name!r}")
    known = {RECIPIENTS: 0, KEY: 3, ELSEWHERE: 4}
    if name in known:
        return (known[name],)
    for place, form, most in ((1, ACCOUNT, paragraphs.MOST), (2, LIST, attachments.MOST_PARTS)):
        match = form.fullmatch(name)
        if match and 1 <= int(match[1]) <= most:
            return place, int(match[1])
    if name.startswith(("account/", "attachments/")):
        raise Refused(f"record: no part is named {name!r}")
    return UNKNOWN, name.encode()


def check_order(names: list[str]) -> None:
    ranks = [rank(name) for name in names]
    if not all(a < b for a, b in zip(ranks, ranks[1:])):
        raise Refused("record: parts in another order, or twice")


# The parts that this page knows


def _ascii_lines(data: bytes, what: str) -> list[str]:
    try:
        pieces = data.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise Refused(f"record: {what}: not ASCII") from None
    if pieces.pop() != "":
        raise Refused(f"record: {what}: no newline at the end")
    return pieces


class Recipient(NamedTuple):
    fingerprint: bytes
    number: int  # of the card whose opening key was used


def encode_recipients(recipients: list[Recipient]) -> bytes:
    return "".join(f"{r.fingerprint.hex()} {encode_number(r.number)}\n" for r in recipients).encode()


def decode_recipients(data: bytes) -> list[Recipient]:
    found = []
    for line in _ascii_lines(data, RECIPIENTS):
        fingerprint, space, number = line.partition(" ")
        if not space:
            raise Refused("record: recipients: a broken line")
        found.append(Recipient(decode_hex(fingerprint, 32), decode_number(number)))
    if not 1 <= len(found) <= MOST_RECIPIENTS:
        raise Refused("record: no recipients, or too many")
    if not strictly_ascending([item.fingerprint for item in found]):
        raise Refused("record: recipients that are not ascending, or twice")
    if any(item.number < 1 for item in found):
        raise Refused("record: recipients: a card with the number 0")
    return found


def recipients_of(cards: list[Card]) -> bytes:
    return encode_recipients(sorted(Recipient(card.fingerprint, card.number) for card in cards))


class Elsewhere(NamedTuple):
    object: bytes
    digest: bytes


def encode_elsewhere(items: list[Elsewhere]) -> bytes:
    return "".join(f"{e.object.hex()} {e.digest.hex()}\n" for e in sorted(items)).encode()


def decode_elsewhere(data: bytes) -> list[Elsewhere]:
    found = []
    for line in _ascii_lines(data, ELSEWHERE):
        object, space, digest = line.partition(" ")
        if not space:
            raise Refused("record: elsewhere: a broken line")
        found.append(Elsewhere(decode_hex(object, 16), decode_hex(digest, 32)))
    if not 1 <= len(found) <= MOST_ELSEWHERE:
        raise Refused("record: elsewhere: no lines, or too many")
    if not strictly_ascending([item.object + item.digest for item in found]):
        raise Refused("record: elsewhere: lines that are not ascending")
    if len({item.digest for item in found}) != len(found):
        raise Refused("record: elsewhere: a digest that comes twice")
    return found


# Salts


class Salts(NamedTuple):
    of_parts: list[bytes]
    of_decoys: list[bytes]


def encode_salts(names: list[str], salts: Salts) -> bytes:
    return "".join(
        [f"{salt.hex()} {name}\n" for name, salt in zip(names, salts.of_parts)]
        + [f"{salt.hex()}\n" for salt in salts.of_decoys]).encode()


def decode_salts(data: bytes, names: list[str]) -> Salts:
    lines = _ascii_lines(data, SALTS)
    if len(lines) < len(names):
        raise Refused("record: not a salt for each part")
    of_parts = []
    for line, name in zip(lines, names):
        salt, space, rest = line.partition(" ")
        if not space or rest != name:
            raise Refused("record: salts in another order than the parts")
        of_parts.append(decode_hex(salt, 32))
    of_decoys = [decode_hex(line, 32) for line in lines[len(names):]]
    if not strictly_ascending(of_decoys):
        raise Refused("record: salts of decoys that are not ascending")
    return Salts(of_parts, of_decoys)


def digests_of(parts: list[Part], salts: Salts, elsewhere: list[Elsewhere] = []) -> list[bytes]:
    """Of the parts that are here, of those elsewhere, and of the decoys."""
    return (
        [part.digest(salt) for part, salt in zip(parts, salts.of_parts)]
        + [item.digest for item in elsewhere] + [decoy_digest(salt) for salt in salts.of_decoys])
