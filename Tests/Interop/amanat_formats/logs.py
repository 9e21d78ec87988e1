"""Leaves, checkpoints, cosignatures and receipts: Log."""

import datetime
import re
import unicodedata
from typing import NamedTuple

from . import notes, tree
from .cards import Card, Device, check_device_name
from .encoding import (
    Lines, check_must, decode_base64, decode_hex, decode_number, decode_time, encode_base64,
    encode_number, encode_time, encode_unknown, must_key,
)
from .errors import Refused
from .notes import Note

LEAF = "amanat-leaf/v1"
RECEIPT = "amanat-receipt/v1"
LEAF_KEYS = ("kind", "object", "sha256", "note", "time")
RECEIPT_KEYS = ("by", "log", "size", "root", "time", "checked", "missing", "gone", "unread")
LONGEST_LEAF = 4096
LEAF_UNKNOWN_LINES = 16
OBJECT_KINDS = ("sealed", "attached", "part")
NOTED_KINDS = ("sealed", "part")  # whose leaves name a record's note
CHECKED = ("opened", "hashes")
TAKEN_RECEIPT_LIMIT = 4 << 20


class Leaf(NamedTuple):
    """Log, "Leaf"."""

    kind: str
    object: bytes
    sha256: bytes
    time: datetime.datetime
    note: bytes | None = None
    unknown: tuple[str, ...] = ()

    @property
    def needs_newer(self) -> bool:
        return must_key(self.unknown) is not None

    def encode(self) -> bytes:
        return (
            f"{LEAF}\nkind: {self.kind}\nobject: {self.object.hex()}\n"
            f"sha256: {self.sha256.hex()}\n"
            + (f"note: {self.note.hex()}\n" if self.note is not None else "")
            + f"time: {encode_time(self.time)}\n" + encode_unknown(self.unknown)
        ).encode()

    @classmethod
    def decode(cls, data: bytes) -> "Leaf":
        """One with a `must-` line is read as well: it `needs_newer`."""
        if len(data) > LONGEST_LEAF:
            raise Refused(f"a leaf over {LONGEST_LEAF} bytes")
        lines = Lines(data, LEAF, LEAF_KEYS)
        if any(unicodedata.category(c) == "Cc" for line in lines.rest for c in line):
            raise Refused("a leaf with control characters")
        kind = lines.take("kind")
        if not re.fullmatch(r"[a-z-]{1,32}", kind):
            raise Refused("a leaf of a kind that is no kind")
        object, sha256 = decode_hex(lines.take("object"), 16), decode_hex(lines.take("sha256"), 32)
        note = decode_hex(lines.take("note"), 32) if kind in NOTED_KINDS else None
        time = decode_time(lines.take("time"))
        leaf = cls(kind, object, sha256, time, note, lines.take_unknown(LEAF_UNKNOWN_LINES))
        if leaf.encode() != data:
            raise Refused("a leaf that does not encode to the same bytes")
        return leaf


def split_leaves(data: bytes, count: int) -> list[bytes]:
    """Leaves one behind the other: each ends where the next first line begins."""
    first = LEAF.encode() + b"\n"
    if not data.endswith(b"\n"):
        raise Refused("leaves without a newline at their end")
    before, *pieces = (b"\n" + data).split(b"\n" + first)
    if before or len(pieces) != count:
        raise Refused(f"not {count} leaves")
    return [first + piece + b"\n" for piece in pieces[:-1]] + [first + pieces[-1]]


class Checkpoint(NamedTuple):
    """Log, "Checkpoint"; tlog-checkpoint.md without extension lines."""

    origin: str
    size: int
    root: bytes
    note: Note

    @staticmethod
    def text(origin: str, size: int, root: bytes) -> bytes:
        return f"{origin}\n{encode_number(size)}\n{encode_base64(root)}\n".encode()

    @classmethod
    def make(cls, device: Device, size: int, root: bytes) -> "Checkpoint":
        text = cls.text(device.name, size, root)
        signature = notes.sign(text, device.card.key, device.signing_seed)
        return cls(device.name, size, root, Note(text, [signature]))

    def cosigned(self, coordinator: Device, time: datetime.datetime) -> "Checkpoint":
        signature = notes.cosign(
            self.note.text, coordinator.name, coordinator.signing_seed, int(time.timestamp()))
        return self._replace(note=Note(self.note.text, self.note.signatures + [signature]))

    @classmethod
    def decode(cls, data: bytes) -> "Checkpoint":
        note = Note.decode(data, notes.CHECKPOINT_LIMIT, notes.CHECKPOINT_SIGNATURES)
        lines = note.text.decode().split("\n")
        if len(lines) != 4:
            raise Refused("a checkpoint that has not exactly three lines")
        root = decode_base64(lines[2])
        if len(root) != 32:
            raise Refused("a checkpoint whose root is not 32 bytes")
        size = decode_number(lines[1])
        if size == 0 and root != tree.EMPTY_ROOT:
            raise Refused("a checkpoint of no leaves with another root")
        return cls(check_device_name(lines[0]), size, root, note)

    def encode(self) -> bytes:
        return self.note.encode()

    def verify(self, card: Card) -> None:
        """The first signature is the device's."""
        if self.origin != card.device:
            raise Refused("a checkpoint of another log")
        first = self.note.signatures[0]
        if (first.name, first.key_id) != (card.device, card.key.key_id):
            raise Refused("a checkpoint whose first signature is not its device's")
        self.note.verified_signatures(card.key)

    def cosigned_at(self, coordinator: Card) -> datetime.datetime:
        """When this coordinator cosigned it; the latest, if more than once."""
        found = self.note.verified_signatures(coordinator.cosignature_key)
        seconds = max(int.from_bytes(s.signature[:8], "big") for s in found)
        try:
            return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
        except (OverflowError, ValueError, OSError):
            raise Refused("a cosignature with a time past the year 9999") from None


class Receipt(NamedTuple):
    """Log, "Receipt"."""

    by: str
    log: str
    size: int
    root: bytes
    time: datetime.datetime
    missing: list[bytes]
    checked: str = "opened"
    gone: list[bytes] = []
    unread: list[bytes] = []
    unknown: tuple[str, ...] = ()

    def text(self) -> bytes:
        return (
            f"{RECEIPT}\nby: {self.by}\nlog: {self.log}\nsize: {encode_number(self.size)}\n"
            f"root: {encode_base64(self.root)}\ntime: {encode_time(self.time)}\n"
            f"checked: {self.checked}\n"
            + "".join(f"missing: {item.hex()}\n" for item in self.missing)
            + "".join(f"gone: {item.hex()}\n" for item in self.gone)
            + "".join(f"unread: {item.hex()}\n" for item in self.unread)
            + encode_unknown(self.unknown)
        ).encode()

    @classmethod
    def decode(cls, data: bytes, coordinator: Card) -> "Receipt":
        note = notes.decode_single(data, RECEIPT)
        notes.verify_single(note, coordinator.key)
        lines = Lines(note.text, RECEIPT, RECEIPT_KEYS)
        by = lines.take("by")
        if by != coordinator.device:
            raise Refused("a receipt that names another coordinator than its signer")
        log = check_device_name(lines.take("log"))
        size = decode_number(lines.take("size"))
        root = decode_base64(lines.take("root"))
        if len(root) != 32:
            raise Refused("a receipt whose root is not 32 bytes")
        time = decode_time(lines.take("time"))
        checked = lines.take("checked")
        if checked not in CHECKED:
            raise Refused("a receipt that does not say how it was checked")
        missing, gone, unread = (
            [decode_hex(item, 16) for item in lines.take_all(key, size)]
            for key in ("missing", "gone", "unread"))
        receipt = cls(
            by, log, size, root, time, missing, checked, gone, unread, lines.take_unknown())
        named = missing + gone + unread
        if len(set(named)) != len(named):
            raise Refused("a receipt that names an object twice")
        if receipt.text() != note.text:
            raise Refused("a receipt that does not encode to the same bytes")
        check_must(receipt.unknown, "the receipt")
        return receipt
