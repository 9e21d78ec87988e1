"""What a bundle holds, and in which order: Bundles, "File" and "Manifest"."""

import datetime
import hashlib
import re
from typing import NamedTuple

from . import logs, notes
from .cards import check_device_name
from .encoding import (
    MUST, Lines, check_must, decode_base64, decode_hex, decode_number, decode_time,
    encode_base64, encode_number, encode_time, encode_unknown, strictly_ascending,
)
from .errors import NeedsNewer, Refused
from .notes import Note

KIND = "amanat-manifest/v1"
KEYS = ("bundle", "by", "log", "time", "to", "leaves", "frontier", "entry")
MOST_ENTRIES = 100_000
MOST_RECIPIENTS = 64
MOST_LEAVES = 1 << 62
MOST_NOTES, NOTE_LIMIT, NOTES_LIMIT = 1_000, 4 << 20, 16 << 20
LEAVES_LIMIT = 64 << 20
PIECE_UNIT = 1 << 20
FILE_NAME = re.compile(r"[0-9a-f]{32}\.age")
OBJECT_NAME = re.compile(r"objects/([0-9a-f]{32})\.age")
PIECE_NAME = re.compile(r"pieces/([0-9a-f]{32})/(0|[1-9][0-9]{0,18})-([1-9][0-9]{0,18})")
NOTE_NAME = re.compile(r"notes/([0-9a-f]{64})")
LIMITS = {
    "card": notes.LIMITS["amanat-card/v1"],
    "log-card": notes.LIMITS["amanat-card/v1"],
    "checkpoint": notes.CHECKPOINT_LIMIT,
    "receipt": notes.LIMITS["amanat-receipt/v1"],
    "receipt-checkpoint": notes.CHECKPOINT_LIMIT,
}


class Entry(NamedTuple):
    name: str
    length: int
    sha256: bytes

    @classmethod
    def of(cls, name: str, data: bytes) -> "Entry":
        return cls(name, len(data), hashlib.sha256(data).digest())

    def fits(self, data: bytes) -> bool:
        return (len(data), hashlib.sha256(data).digest()) == (self.length, self.sha256)

    @property
    def object(self) -> bytes | None:
        """The id of the object that this entry is, or is a piece of."""
        match = OBJECT_NAME.fullmatch(self.name) or PIECE_NAME.fullmatch(self.name)
        return bytes.fromhex(match[1]) if match else None

    @property
    def piece(self) -> tuple[int, int] | None:
        """Where a piece begins, and how long its object is."""
        match = PIECE_NAME.fullmatch(self.name)
        return (int(match[2]), int(match[3])) if match else None

    def check_piece(self) -> None:
        if self.piece is None:
            return
        offset, total = self.piece
        end = offset + self.length
        if not 0 < self.length < total or end > total or offset % PIECE_UNIT or (
                end < total and self.length % PIECE_UNIT):
            raise Refused(f"manifest: {self.name} is no piece of its object")

    @property
    def order(self) -> tuple[int, str]:
        """Of notes before objects and pieces; the order of these is their leaves' matter."""
        return (0, self.name) if NOTE_NAME.fullmatch(self.name) else (1, "")


def piece_name(object: bytes, offset: int, total: int) -> str:
    return f"pieces/{object.hex()}/{offset}-{total}"


class Manifest(NamedTuple):
    """Bundles, "Manifest"."""

    bundle: bytes
    by: str
    log: str
    time: datetime.datetime
    to: list[bytes]
    start: int
    end: int
    frontier: list[bytes]
    entries: list[Entry]
    unknown: tuple[str, ...] = ()

    def text(self) -> bytes:
        return (
            f"{KIND}\nbundle: {self.bundle.hex()}\nby: {self.by}\nlog: {self.log}\n"
            f"time: {encode_time(self.time)}\n"
            + "".join(f"to: {item.hex()}\n" for item in self.to)
            + f"leaves: {encode_number(self.start)} {encode_number(self.end)}\n"
            + "".join(f"frontier: {encode_base64(item)}\n" for item in self.frontier)
            + "".join(
                f"entry: {e.name} {encode_number(e.length)} {e.sha256.hex()}\n"
                for e in self.entries)
            + encode_unknown(self.unknown)
        ).encode()

    @property
    def sends_leaves(self) -> bool:
        return self.end > 0

    @property
    def is_relayed(self) -> bool:
        return self.by != self.log

    @classmethod
    def decode(cls, note: Note) -> "Manifest":
        lines = Lines(note.text, KIND, KEYS)
        bundle = decode_hex(lines.take("bundle"), 16)
        by, log = check_device_name(lines.take("by")), check_device_name(lines.take("log"))
        time = decode_time(lines.take("time"))
        to = [decode_hex(item, 32) for item in lines.take_all("to", MOST_RECIPIENTS)]
        if not to or not strictly_ascending(to):
            raise Refused("manifest: recipients missing or not ascending")
        bounds = lines.take("leaves").split(" ")
        if len(bounds) != 2:
            raise Refused("manifest: a broken line of leaves")
        start, end = (decode_number(bound) for bound in bounds)
        if not (start < end <= MOST_LEAVES or start == end == 0):
            raise Refused("manifest: leaves that end before they start, or too many")
        frontier = [decode_base64(item) for item in lines.take_all("frontier", 63)]
        if len(frontier) != start.bit_count() or any(len(item) != 32 for item in frontier):
            raise Refused("manifest: a frontier that does not fit its start")
        entries = [cls._entry(line) for line in lines.take_all("entry", MOST_ENTRIES)]
        manifest = cls(
            bundle, by, log, time, to, start, end, frontier, entries, lines.take_unknown())
        if manifest.text() != note.text:
            raise Refused("manifest: it does not encode to the same bytes")
        manifest._check_must()
        manifest._check_entries()
        return manifest

    @staticmethod
    def _entry(line: str) -> Entry:
        fields = line.split(" ")
        if len(fields) != 3:
            raise Refused("manifest: a broken entry")
        return Entry(fields[0], decode_number(fields[1]), decode_hex(fields[2], 32))

    def _check_must(self) -> None:
        check_must(self.unknown, "the bundle")
        for entry in self.entries:
            if entry.name.startswith(MUST):
                raise NeedsNewer(f"the bundle needs a newer version, for its entry {entry.name!r}")

    @property
    def fixed(self) -> list[str]:
        """The names of the entries before notes, objects and pieces."""
        names = ["card"] + (["log-card"] if self.is_relayed else [])
        names += ["checkpoint", "leaves"] if self.sends_leaves else []
        has_receipt = any(entry.name == "receipt" for entry in self.entries[:len(names) + 1])
        return names + (["receipt", "receipt-checkpoint"] if has_receipt else [])

    def _check_entries(self) -> None:
        """The names, their order, and sizes that can be judged beforehand."""
        fixed, names = self.fixed, [entry.name for entry in self.entries]
        if self.is_relayed and not self.sends_leaves:
            raise Refused("manifest: the log of another device, and no leaves")
        if "receipt" in fixed and len(self.to) != 1:
            raise Refused("manifest: a receipt in a bundle to several")
        if names[:len(fixed)] != fixed:
            raise Refused("manifest: other entries, or in another order, than a bundle has")
        if len(set(names)) != len(names):
            raise Refused("manifest: an entry that comes twice")
        for entry in self.entries[:len(fixed)]:
            limit = min(logs.LONGEST_LEAF * (self.end - self.start), LEAVES_LIMIT)
            if entry.length > LIMITS.get(entry.name, limit):
                raise Refused(f"manifest: {entry.name} is too long")
        self._check_others(self.entries[len(fixed):])

    def _check_others(self, others: list[Entry]) -> None:
        found = [entry for entry in others if NOTE_NAME.fullmatch(entry.name)]
        objects = [entry for entry in others if entry.object]
        if len(found) + len(objects) != len(others):
            raise Refused("manifest: an entry that no bundle has")
        if [entry.order for entry in others] != sorted(entry.order for entry in others):
            raise Refused("manifest: notes that are not ascending, or behind objects")
        if objects and not self.sends_leaves:
            raise Refused("manifest: objects without leaves")
        if len(found) > MOST_NOTES or sum(entry.length for entry in found) > NOTES_LIMIT:
            raise Refused("manifest: too many notes, or together too long")
        for entry in found:
            if entry.length > NOTE_LIMIT or entry.name != f"notes/{entry.sha256.hex()}":
                raise Refused("manifest: a note that is too long, or named by another SHA-256")
        for entry in objects:
            entry.check_piece()
