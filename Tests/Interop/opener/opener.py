"""Reads bundles, joins logs and pieces, and says which objects are to be opened."""

import os
import tempfile
from pathlib import Path

from amanat_formats import bundles, logs
from amanat_formats.age import HybridIdentity, NoMatch
from amanat_formats.cards import Card, safety_number
from amanat_formats.encoding import encode_time
from amanat_formats.errors import Refused

from . import pieces
from .histories import Segment
from .state import KeptObject, KeptPiece, OpenedBundle, Place

RELAYING = ("coordinator", "keeper")


class Opener:
    def __init__(self, identity: HybridIdentity, own: Card, cards: dict[str, Card],
                 temporary: Path):
        self.identity = identity
        self.own = own
        self.cards = cards
        self.temporary = temporary
        self.bundles: list[OpenedBundle] = []
        self.segments: dict[str, list[Segment]] = {}
        self.places: dict[tuple[str, bytes, bytes], Place] = {}
        self.places_of: dict[bytes, list[Place]] = {}
        self.resealed: set[tuple[bytes, bytes]] = set()

    # 1. Every bundle for itself

    def read(self, path: Path) -> None:
        bundle = OpenedBundle(str(path))
        self.bundles.append(bundle)
        if not bundles.FILE_NAME.fullmatch(path.name):
            bundle.passed_over = "not named like a bundle"
            return
        try:
            with open(path, "rb") as source:
                self._read(bundle, source)
        except NoMatch:
            bundle.passed_over = "not sealed to this identity"
        except Refused as error:
            bundle.refused.append(str(error))
        except OSError as error:
            bundle.refused.append(f"cannot be read: {error.strerror}")
        if bundle.id and bundle.id + ".age" != path.name:
            bundle.notes.append("the file is not named by the bundle's id")

    def _read(self, bundle: OpenedBundle, source) -> None:
        reader = bundles.BundleReader(source, self.identity)
        bundle.profile = [f"the bundle has a stanza of the kind {kind}"
                          for kind in reader.other_kinds]
        reader.read_manifest_and_card(self.own.fingerprint)
        manifest, card = reader.manifest, reader.card
        trusted = self.cards.get(card.device)
        bundle.id, bundle.by, bundle.log, bundle.time = (
            manifest.bundle.hex(), manifest.by, manifest.log, encode_time(manifest.time))
        bundle.leaves = [manifest.start, manifest.end]
        bundle.trusted = trusted is not None
        bundle.writer, bundle.role = (trusted or card).name, (trusted or card).role
        self._check_writer(bundle, card, manifest.is_relayed)
        reader.read_log(self.own)
        self._check_card(reader.log_card)
        bundle.reader = reader
        if manifest.is_relayed and manifest.log not in self.cards:
            bundle.notes.append("the card of the device whose log is carried is not trusted; "
                                "safety number " + safety_number(reader.log_card.fingerprint))
        for sha256, data in reader.notes:
            first = data[:100].partition(b"\n")[0].decode(errors="replace")
            bundle.signed_notes.append({"sha256": sha256.hex(), "kind": first})
        if reader.receipt_fault:
            bundle.refused.append(reader.receipt_fault)
        if reader.receipt:
            bundle.receipts.append(self._receipt(bundle, reader.receipt))
        self._keep_objects(bundle, reader)
        bundle.complete = True

    def _check_writer(self, bundle: OpenedBundle, card: Card, is_relayed: bool) -> None:
        self._check_card(card)
        if is_relayed and not (bundle.trusted and bundle.role in RELAYING):
            raise Refused("the log of another device, from somebody who is not a trusted "
                          "coordinator or keeper")
        if not bundle.trusted:
            if self.own.role == "recorder":
                raise Refused("by a device whose card is not trusted")
            bundle.notes.append(
                "the card is not trusted; safety number " + safety_number(card.fingerprint))

    def _check_card(self, card: Card) -> None:
        """SignedNotes, "Renewal": a renewed card is not taken from a bundle yet."""
        trusted = self.cards.get(card.device)
        if trusted and trusted.is_renewed_by(card):
            raise Refused("it brings a renewed card of a device that is trusted")

    def _keep_objects(self, bundle: OpenedBundle, reader: bundles.BundleReader) -> None:
        def keep(entry: bundles.Entry):
            return tempfile.NamedTemporaryFile(dir=self.temporary, delete=False)

        def judge(entry: bundles.Entry, target, fault: str | None) -> None:
            target.close()
            path = Path(target.name)
            if fault:
                bundle.refused.append(f"object {entry.object.hex()}: {fault}")
                os.unlink(path)
            elif entry.piece:
                bundle.pieces.append(
                    KeptPiece(entry.object, *entry.piece, entry.length, path))
            else:
                bundle.kept.append(KeptObject(entry.object, entry.sha256, path))

        reader.read_objects(keep, judge)

    def _receipt(self, bundle: OpenedBundle, taken: bundles.TakenReceipt) -> dict:
        receipt = taken.receipt
        lists = {"missing": receipt.missing, "gone": receipt.gone, "unread": receipt.unread}
        return {
            "coordinator": bundle.writer, "by": bundle.by, "log": receipt.log,
            "size": receipt.size, "root": receipt.root.hex(), "time": encode_time(receipt.time),
            "checked": receipt.checked,
            **{key: [item.hex() for item in ids] for key, ids in lists.items()},
            "cosigned": encode_time(taken.cosigned),
            "signature": "verified" if bundle.trusted else "unverified",
        }

    # 2. The logs

    def join_logs(self) -> None:
        """Stretches in the order of their starts; so bundles may come in any order."""
        sending = [b for b in self.bundles if b.reader and b.reader.stretch]
        for bundle in sorted(sending, key=lambda b: (b.log, b.reader.stretch.start)):
            reader = bundle.reader
            stretch, leaves, checkpoint = reader.stretch, reader.leaves, reader.checkpoint
            segments = self.segments.setdefault(bundle.log, [])
            segment = segments[-1] if segments else None
            if segment is not None and stretch.start <= segment.stretch.end:
                fault = segment.join(stretch, leaves, checkpoint)
                if fault:
                    bundle.forked = True
                    bundle.refused.append(f"the log {bundle.log} was forked: {fault}")
            else:
                if segment is not None:
                    bundle.notes.append(
                        f"leaves {segment.stretch.end} to {stretch.start} have not come")
                segments.append(Segment(stretch, leaves, checkpoint))
        for log, segments in self.segments.items():
            for segment in segments:
                self._index(log, segment.stretch.start, segment.leaves, segment)
        for bundle in sending:
            if bundle.forked:
                self._index(bundle.log, bundle.reader.stretch.start, bundle.reader.leaves, None)

    def _index(self, log: str, start: int, leaves: list[logs.Leaf],
               segment: Segment | None) -> None:
        owner = self.cards.get(log)
        for index, leaf in enumerate(leaves, start):
            if leaf.kind in logs.OBJECT_KINDS:
                place = Place(log, leaf, index, segment)
                self.places.setdefault((log, leaf.object, leaf.sha256), place)
                self.places_of.setdefault(leaf.object, []).append(place)
            elif (leaf.kind == "resealed" and not leaf.needs_newer and owner
                    and owner.role == "coordinator"):
                self.resealed.add((leaf.object, leaf.sha256))

    # 3. Objects

    def check_objects(self) -> None:
        self._join_pieces()
        for bundle in self.bundles:
            known = []
            for item in bundle.kept:
                if self._find_place(bundle, item):
                    known.append(item)
                    bundle.objects.append(item.id.hex())
                else:
                    bundle.refused.append(
                        f"object {item.id.hex()}: no leaf of the log that is carried names it")
            bundle.kept = known

    def _find_place(self, bundle: OpenedBundle, item: KeptObject) -> bool:
        item.place = self.places.get((bundle.log, item.id, item.sha256))
        if item.place is None and (item.id, item.sha256) in self.resealed:
            found = [place for place in self.places_of.get(item.id, [])
                     if place.leaf.kind in logs.NOTED_KINDS]
            own = [place for place in found if place.log == bundle.log]
            item.place, item.is_resealed = next(iter(own + found), None), True
        return item.place is not None

    def _join_pieces(self) -> None:
        """Those of one log, one object and one length, of all bundles."""
        groups: dict[tuple[str, bytes, int], list[KeptPiece]] = {}
        bundle_of: dict[tuple[str, bytes, int], OpenedBundle] = {}
        for bundle in self.bundles:
            for piece in bundle.pieces:
                key = (bundle.log, piece.id, piece.total)
                groups.setdefault(key, []).append(piece)
                bundle_of[key] = bundle
        for key, found in groups.items():
            bundle, id = bundle_of[key], key[1]
            if not pieces.are_all_there(found):
                bundle.waiting.append(f"object {id.hex()}: not all of its pieces have come")
                continue
            target = self.temporary / f"joined-{id.hex()}-{key[2]}"
            sha256 = pieces.join(found, target)
            bundle.kept.append(KeptObject(id, sha256, target))


def read_all(opener: Opener, paths: list[Path]) -> None:
    for path in paths:
        opener.read(path)
    opener.join_logs()
    opener.check_objects()
