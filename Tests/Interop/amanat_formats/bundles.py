"""Manifests and bundles: Bundles.

    manifest
    card
    checkpoint, leaves               where leaves are sent
    receipt, receipt-checkpoint      for one recipient
    objects/ID.age …
    end
"""

import datetime
import hashlib
import re
from typing import BinaryIO, Callable, NamedTuple

from . import logs, notes, sealing, tar, tree
from .age import HybridIdentity, HybridRecipient
from .cards import Card, Device, check_device_name
from .encoding import (
    Lines, decode_base64, decode_hex, decode_number, decode_time, encode_base64, encode_number,
    encode_time, strictly_ascending,
)
from .errors import Refused
from .logs import Checkpoint, Leaf, Receipt
from .notes import Note

KIND = "amanat-manifest/v1"
MOST_ENTRIES = 100_000
MOST_RECIPIENTS = 64
FILE_NAME = re.compile(r"[0-9a-f]{32}\.age")
OBJECT_NAME = re.compile(r"objects/([0-9a-f]{32})\.age")
LIMITS = {
    "card": notes.LIMITS["amanat-card/v1"],
    "checkpoint": notes.CHECKPOINT_LIMIT,
    "receipt": notes.LIMITS["amanat-receipt/v1"],
    "receipt-checkpoint": notes.CHECKPOINT_LIMIT,
}


def end_text(bundle: bytes) -> bytes:
    return b"amanat-bundle-end/v1\n" + bundle.hex().encode() + b"\n"


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
        match = OBJECT_NAME.fullmatch(self.name)
        return bytes.fromhex(match[1]) if match else None


class Manifest(NamedTuple):
    """Bundles, "Manifest"."""

    bundle: bytes
    log: str
    time: datetime.datetime
    to: list[bytes]
    start: int
    end: int
    frontier: list[bytes]
    entries: list[Entry]

    def text(self) -> bytes:
        return (
            f"{KIND}\nbundle: {self.bundle.hex()}\nlog: {self.log}\n"
            f"time: {encode_time(self.time)}\n"
            + "".join(f"to: {item.hex()}\n" for item in self.to)
            + f"leaves: {encode_number(self.start)} {encode_number(self.end)}\n"
            + "".join(f"frontier: {encode_base64(item)}\n" for item in self.frontier)
            + "".join(
                f"entry: {e.name} {encode_number(e.length)} {e.sha256.hex()}\n"
                for e in self.entries)
        ).encode()

    @property
    def sends_leaves(self) -> bool:
        return self.end > 0

    @classmethod
    def decode(cls, note: Note) -> "Manifest":
        lines = Lines(note.text, KIND)
        bundle = decode_hex(lines.take("bundle"), 16)
        log = check_device_name(lines.take("log"))
        time = decode_time(lines.take("time"))
        to = [decode_hex(item, 32) for item in lines.take_all("to", MOST_RECIPIENTS)]
        if not to or not strictly_ascending(to):
            raise Refused("manifest: recipients missing or not ascending")
        bounds = lines.take("leaves").split(" ")
        if len(bounds) != 2:
            raise Refused("manifest: a broken line of leaves")
        start, end = (decode_number(bound) for bound in bounds)
        if not (start < end or start == end == 0):
            raise Refused("manifest: leaves that end before they start")
        frontier = [decode_base64(item) for item in lines.take_all("frontier", 63)]
        if len(frontier) != start.bit_count() or any(len(item) != 32 for item in frontier):
            raise Refused("manifest: a frontier that does not fit its start")
        entries = []
        for line in lines.take_all("entry", MOST_ENTRIES):
            fields = line.split(" ")
            if len(fields) != 3:
                raise Refused("manifest: a broken entry")
            entries.append(
                Entry(fields[0], decode_number(fields[1]), decode_hex(fields[2], 32)))
        lines.end()
        manifest = cls(bundle, log, time, to, start, end, frontier, entries)
        if manifest.text() != note.text:
            raise Refused("manifest: it does not encode to the same bytes")
        manifest._check_entries()
        return manifest

    def _check_entries(self) -> None:
        """The names, their order, and sizes that can be judged beforehand."""
        names = [entry.name for entry in self.entries]
        expected = ["card"] + (["checkpoint", "leaves"] if self.sends_leaves else [])
        fixed = [name for name in names if not OBJECT_NAME.fullmatch(name)]
        if fixed == expected + ["receipt", "receipt-checkpoint"]:
            expected = fixed
            if len(self.to) != 1:
                raise Refused("manifest: a receipt in a bundle to several")
        if names[:len(expected)] != expected or len(fixed) != len(expected):
            raise Refused("manifest: other entries, or in another order, than a bundle has")
        if len(set(names)) != len(names):
            raise Refused("manifest: an entry that comes twice")
        for entry in self.entries[:len(expected)]:
            limit = LIMITS.get(entry.name, logs.LONGEST_LEAF * (self.end - self.start))
            if entry.length > limit:
                raise Refused(f"manifest: {entry.name} is too long")


class TakenReceipt(NamedTuple):
    receipt: Receipt
    checkpoint: Checkpoint
    cosigned: datetime.datetime


class BundleReader:
    """Reads a bundle in the order of Bundles, "Taking in". Nothing is known to be whole before
    `read_objects` has returned."""

    def __init__(self, source: BinaryIO, identity: HybridIdentity):
        self._reader = sealing.open_sealed(source, [identity])
        self._archive = tar.Reader(self._reader)
        self.leaves: list[Leaf] = []
        self.stretch: tree.Stretch | None = None
        self.checkpoint: Checkpoint | None = None
        self.receipt: TakenReceipt | None = None
        self.receipt_fault: str | None = None

    def read_manifest_and_card(self, own: bytes) -> None:
        """Steps 2. `own` is the reader's fingerprint."""
        first = self._archive.next()
        if first is None or first.name != "manifest":
            raise Refused("bundle: it does not begin with its manifest")
        data = self._archive.read_all(notes.LIMITS[KIND])
        note = notes.decode_single(data, KIND)
        self.manifest = Manifest.decode(note)
        self.manifest_hash = hashlib.sha256(data).digest()
        self._entries = iter(self.manifest.entries)
        self.card = Card.decode(self._take_small("card"))
        if self.card.device != self.manifest.log:
            raise Refused("bundle: the card is not of the device that the manifest names")
        notes.verify_single(note, self.card.key)
        if own not in self.manifest.to:
            raise Refused("bundle: its manifest does not name this reader")

    def _take_small(self, name: str) -> bytes:
        expected = next(self._entries)
        found = self._archive.next()
        if found is None or found.name != name or expected.name != name:
            raise Refused(f"bundle: {name} is not where it belongs")
        if found.size != expected.length:
            raise Refused(f"bundle: {name} has another length than the manifest says")
        data = self._archive.read_all(expected.length)
        if not expected.fits(data):
            raise Refused(f"bundle: {name} is not what the manifest says")
        return data

    def read_log(self, own: Card) -> None:
        """Steps 3 and 4. `own` is the reader's card, whose log a receipt speaks of."""
        manifest = self.manifest
        if manifest.sends_leaves:
            checkpoint = Checkpoint.decode(self._take_small("checkpoint"))
            checkpoint.verify(self.card)
            if checkpoint.size != manifest.end:
                raise Refused("bundle: the checkpoint is not of the leaves that are sent")
            raw = logs.split_leaves(self._take_small("leaves"), manifest.end - manifest.start)
            self.leaves = [Leaf.decode(leaf) for leaf in raw]
            stretch = tree.Stretch(
                manifest.frontier, manifest.start, [tree.leaf_hash(leaf) for leaf in raw])
            if stretch.frontier_at(stretch.end).root() != checkpoint.root:
                raise Refused("bundle: the leaves do not give the checkpoint's root")
            self.checkpoint, self.stretch = checkpoint, stretch
        if any(entry.name == "receipt" for entry in manifest.entries[:4]):
            self._read_receipt(own)

    def _read_receipt(self, own: Card) -> None:
        receipt_data = self._take_small("receipt")
        checkpoint_data = self._take_small("receipt-checkpoint")
        try:
            if self.card.role != "coordinator":
                raise Refused("receipt: not by a coordinator")
            receipt = Receipt.decode(receipt_data, self.card)
            checkpoint = Checkpoint.decode(checkpoint_data)
            if receipt.log != own.device:
                raise Refused("receipt: of another log than this reader's")
            if (receipt.log, receipt.size, receipt.root) != (
                    checkpoint.origin, checkpoint.size, checkpoint.root):
                raise Refused("receipt: its checkpoint is another")
            checkpoint.verify(own)
            cosigned = checkpoint.cosigned_at(self.card)
            self.receipt = TakenReceipt(receipt, checkpoint, cosigned)
        except Refused as error:
            self.receipt_fault = str(error)

    def read_objects(self, keep: Callable[[Entry], BinaryIO],
                     judge: Callable[[Entry, BinaryIO, str | None], None]) -> None:
        """Steps 5 and 6. Each object is written to a file of `keep`, then `judge` is told what
        was wrong with it, if anything."""
        place = {
            leaf.object: index for index, leaf in enumerate(self.leaves)
            if leaf.kind in logs.OBJECT_KINDS}
        furthest = -1
        for expected in self._entries:
            found = self._archive.next()
            if found is None or found.name != expected.name:
                raise Refused("bundle: another entry than the manifest says")
            index = place.get(expected.object or b"")
            if index is not None:
                if index < furthest:
                    raise Refused("bundle: objects in another order than their leaves")
                furthest = index
            digest, target = hashlib.sha256(), keep(expected)

            def sink(piece: bytes) -> None:
                digest.update(piece)
                target.write(piece)

            self._archive.copy(sink)
            fault = None
            if found.size != expected.length:
                fault = "another length than the manifest says"
            elif digest.digest() != expected.sha256:
                fault = "another SHA-256 than the manifest says"
            judge(expected, target, fault)
        found = self._archive.next()
        end = end_text(self.manifest.bundle)
        if found is None or found.name != "end" or self._archive.read_all(len(end)) != end:
            raise Refused("bundle: `end` is not where it belongs")
        if self._archive.next() is not None:
            raise Refused("bundle: something comes behind `end`")
        sealing.check_padding(self._reader, self._archive.count)


# Writing


def make_manifest(device: Device, bundle: bytes, time: datetime.datetime, to: list[bytes],
                  stretch: tree.Stretch | None, entries: list[tuple[str, bytes]]) -> Manifest:
    start, end, frontier = 0, 0, []
    if stretch is not None:
        start, end, frontier = stretch.start, stretch.end, stretch.frontier
    return Manifest(
        bundle, device.name, time, sorted(to), start, end, frontier,
        [Entry.of(name, data) for name, data in entries])


def archive(manifest: bytes, entries: list[tuple[str, bytes]], bundle: bytes) -> bytes:
    """The tar stream of an honest bundle."""
    everything = [("manifest", manifest), *entries, ("end", end_text(bundle))]
    return b"".join(tar.entry(*item) for item in everything) + tar.END


def seal(content: bytes, recipients: list[HybridRecipient]) -> bytes:
    return sealing.seal(content, recipients)
