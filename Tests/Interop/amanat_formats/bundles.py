"""Bundles: Bundles, "Taking in".

    manifest
    card
    log-card                         where another device's log is carried
    checkpoint, leaves               where leaves are sent
    receipt, receipt-checkpoint      for one recipient
    notes/SHA256 …
    objects/ID.age, pieces/ID/OFFSET-TOTAL …
    end
"""

import datetime
import hashlib
from typing import BinaryIO, Callable, NamedTuple

from . import logs, notes, sealing, tar, tree
from .age import HybridIdentity, HybridRecipient
from .cards import Card, Device
from .errors import Refused
from .logs import Checkpoint, Leaf, Receipt
from .manifests import FILE_NAME, KIND, NOTE_NAME, Entry, Manifest, piece_name

__all__ = ["FILE_NAME", "Entry", "Manifest", "piece_name"]


def end_text(bundle: bytes) -> bytes:
    return b"amanat-bundle-end/v1\n" + bundle.hex().encode() + b"\n"


class TakenReceipt(NamedTuple):
    receipt: Receipt
    checkpoint: Checkpoint
    cosigned: datetime.datetime


class BundleReader:
    """Reads a bundle in the order of Bundles, "Taking in". Nothing is known to be whole before
    `read_objects` has returned."""

    def __init__(self, source: BinaryIO, identity: HybridIdentity):
        self._reader = sealing.open_sealed(source, [identity])
        self.other_kinds = sealing.other_kinds(self._reader.header)
        self._archive = tar.Reader(self._reader)
        self.leaves: list[Leaf] = []
        self.stretch: tree.Stretch | None = None
        self.checkpoint: Checkpoint | None = None
        self.receipt: TakenReceipt | None = None
        self.receipt_fault: str | None = None
        self.notes: list[tuple[bytes, bytes]] = []  # SHA-256 and what it is of

    def read_manifest_and_card(self, own: bytes) -> None:
        """Steps 2. `own` is the reader's fingerprint."""
        first = self._archive.next()
        if first is None or first.name != "manifest":
            raise Refused("bundle: it does not begin with its manifest")
        data = self._archive.read_all(notes.LIMITS[KIND])
        note = notes.decode_single(data, KIND)
        self.manifest = Manifest.decode(note)
        self.manifest_hash = hashlib.sha256(data).digest()
        self._entries = list(self.manifest.entries)
        self.card = Card.decode(self._take_small("card"))
        if self.card.device != self.manifest.by:
            raise Refused("bundle: the card is not of the device that the manifest names")
        notes.verify_single(note, self.card.key)
        if own not in self.manifest.to:
            raise Refused("bundle: its manifest does not name this reader")

    def _take_small(self, name: str) -> bytes:
        expected = self._entries.pop(0) if self._entries else None
        found = self._archive.next()
        if found is None or found.name != name or expected is None or expected.name != name:
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
        self.log_card = self.card
        if manifest.is_relayed:
            self.log_card = Card.decode(self._take_small("log-card"))
            if self.log_card.device != manifest.log:
                raise Refused("bundle: the card is not of the device whose log is carried")
        if manifest.sends_leaves:
            self._read_leaves()
        if "receipt" in manifest.fixed:
            self._read_receipt(own)
        while self._entries and NOTE_NAME.fullmatch(self._entries[0].name):
            name = self._entries[0].name
            self.notes.append((bytes.fromhex(name[6:]), self._take_small(name)))

    def _read_leaves(self) -> None:
        manifest = self.manifest
        checkpoint = Checkpoint.decode(self._take_small("checkpoint"))
        checkpoint.verify(self.log_card)
        if checkpoint.size != manifest.end:
            raise Refused("bundle: the checkpoint is not of the leaves that are sent")
        raw = logs.split_leaves(self._take_small("leaves"), manifest.end - manifest.start)
        self.leaves = [Leaf.decode(leaf) for leaf in raw]
        stretch = tree.Stretch(
            manifest.frontier, manifest.start, [tree.leaf_hash(leaf) for leaf in raw])
        if stretch.frontier_at(stretch.end).root() != checkpoint.root:
            raise Refused("bundle: the leaves do not give the checkpoint's root")
        self.checkpoint, self.stretch = checkpoint, stretch

    def _read_receipt(self, own: Card) -> None:
        receipt_data = self._take_small("receipt")
        checkpoint_data = self._take_small("receipt-checkpoint")
        try:
            if self.card.role != "coordinator":
                raise Refused("receipt: not by a coordinator")
            if len(receipt_data) > logs.TAKEN_RECEIPT_LIMIT:
                raise Refused("receipt: over 4 MiB")
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

    def _places(self) -> dict[bytes, int]:
        """Where an object's leaf lies among those that were sent."""
        kinds = (*logs.OBJECT_KINDS, "resealed")
        return {leaf.object: i for i, leaf in enumerate(self.leaves) if leaf.kind in kinds}

    def read_objects(self, keep: Callable[[Entry], BinaryIO],
                     judge: Callable[[Entry, BinaryIO, str | None], None]) -> None:
        """Steps 5 and 6. Each object or piece is written to a file of `keep`, then `judge` is told
        what was wrong with it, if anything."""
        place, furthest = self._places(), -1
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
        self._read_end()

    def _read_end(self) -> None:
        found = self._archive.next()
        end = end_text(self.manifest.bundle)
        if found is None or found.name != "end" or self._archive.read_all(len(end)) != end:
            raise Refused("bundle: `end` is not where it belongs")
        if self._archive.next() is not None:
            raise Refused("bundle: something comes behind `end`")
        sealing.check_padding(self._reader, self._archive.count)


# Writing


def make_manifest(device: Device, bundle: bytes, time: datetime.datetime, to: list[bytes],
                  stretch: tree.Stretch | None, entries: list[tuple[str, bytes]],
                  log: str | None = None) -> Manifest:
    start, end, frontier = 0, 0, []
    if stretch is not None:
        start, end, frontier = stretch.start, stretch.end, stretch.frontier
    return Manifest(
        bundle, device.name, log or device.name, time, sorted(to), start, end, frontier,
        [Entry.of(name, data) for name, data in entries])


def archive(manifest: bytes, entries: list[tuple[str, bytes]], bundle: bytes) -> bytes:
    """The tar stream of an honest bundle."""
    everything = [("manifest", manifest), *entries, ("end", end_text(bundle))]
    return b"".join(tar.entry(*item) for item in everything) + tar.END


def seal(content: bytes, recipients: list[HybridRecipient]) -> bytes:
    return sealing.seal(content, recipients)
