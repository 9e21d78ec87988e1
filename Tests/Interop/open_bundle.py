#!/usr/bin/env python3
"""The second opener: reads bundles with an exported identity and trusted cards.

    open_bundle.py --identity FILE --card FILE… BUNDLE… --to DIR [--json]

`--card` takes one card or several, and may come several times. One of the cards has to be the
reader's own. A folder in the place of a bundle stands for the files in it. Files that are not
named like a bundle, or were sealed to others, are passed over.

Exit status: 0 when everything that was opened verified; 1 when something was refused or stayed
unverified, or nothing could be opened; 2 when the command line or its files cannot be used.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from amanat_formats import bundles, cleaning, logs, records, tree
from amanat_formats.age import HybridIdentity, NoMatch, read_identities
from amanat_formats.cards import Card, safety_number
from amanat_formats.encoding import encode_time
from amanat_formats.errors import Refused


@dataclass
class OpenedBundle:
    file: str
    id: str | None = None
    log: str | None = None
    writer: str | None = None
    role: str | None = None
    time: str | None = None
    trusted: bool = False
    passed_over: str | None = None
    complete: bool = False
    forked: bool = False
    leaves: list[int] = field(default_factory=lambda: [0, 0])
    objects: list[str] = field(default_factory=list)
    records: list[dict] = field(default_factory=list)
    receipts: list[dict] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    reader: bundles.BundleReader | None = None
    kept: list["KeptObject"] = field(default_factory=list)

    def json(self) -> dict:
        return {
            "file": self.file, "bundle": self.id, "log": self.log, "writer": self.writer,
            "role": self.role, "time": self.time, "trusted": self.trusted,
            "passedOver": self.passed_over, "complete": self.complete, "forked": self.forked,
            "leaves": self.leaves, "objects": self.objects, "records": self.records,
            "receipts": self.receipts, "refused": self.refused, "notes": self.notes,
        }


@dataclass
class KeptObject:
    """A sealed object that is what its manifest says, in the temporary folder."""

    id: bytes
    sha256: bytes
    path: Path


@dataclass
class Place:
    """Where a leaf lies."""

    leaf: logs.Leaf
    index: int
    segment: "Segment | None"


class Segment:
    """Stretches of one log that join, with their checkpoints by size."""

    def __init__(self, stretch: tree.Stretch, leaves: list[logs.Leaf],
                 checkpoint: logs.Checkpoint):
        self.stretch = stretch
        self.leaves = leaves
        self.checkpoints = {checkpoint.size: checkpoint}

    def join(self, other: tree.Stretch, leaves: list[logs.Leaf],
             checkpoint: logs.Checkpoint) -> str | None:
        """Takes in a stretch that starts in this one or right behind it; or says what is wrong."""
        mine = self.stretch
        if mine.frontier_at(other.start).hashes != other.frontier:
            return f"the leaves before {other.start} are others than those that came before"
        for index in range(other.start, min(mine.end, other.end)):
            if mine.leaves[index - mine.start] != other.leaves[index - other.start]:
                return f"leaf {index} is another than the one that came before"
        if other.end > mine.end:
            new = mine.end - other.start
            self.stretch = mine._replace(leaves=mine.leaves + other.leaves[new:])
            self.leaves = self.leaves + leaves[new:]
        self.checkpoints[checkpoint.size] = checkpoint
        return None

    def proves(self, index: int) -> bool:
        """Builds the inclusion path of one leaf to each checkpoint, and verifies it."""
        found = False
        for size, checkpoint in self.checkpoints.items():
            if index < size:
                path = self.stretch.inclusion_path(index, size)
                leaf = self.stretch.leaves[index - self.stretch.start]
                if not tree.verify_inclusion(leaf, index, size, path, checkpoint.root):
                    return False
                found = True
        return found


class Opener:
    def __init__(self, identity: HybridIdentity, own: Card, cards: dict[str, Card], to: Path,
                 temporary: Path):
        self.identity = identity
        self.own = own
        self.cards = cards
        self.to = to
        self.temporary = temporary
        self.bundles: list[OpenedBundle] = []
        self.segments: dict[str, list[Segment]] = {}
        self.places: dict[tuple[str, bytes, bytes], Place] = {}
        self.attachments: dict[tuple[str, bytes], KeptObject] = {}
        self.seen: set[tuple[str, bytes, bytes]] = set()

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
        reader.read_manifest_and_card(self.own.fingerprint)
        manifest, card = reader.manifest, reader.card
        trusted = self.cards.get(card.device)
        bundle.id, bundle.log, bundle.time = (
            manifest.bundle.hex(), manifest.log, encode_time(manifest.time))
        bundle.leaves = [manifest.start, manifest.end]
        bundle.trusted = trusted is not None
        bundle.writer, bundle.role = (trusted or card).name, (trusted or card).role
        if not bundle.trusted:
            if self.own.role == "recorder":
                raise Refused("by a device whose card is not trusted")
            bundle.notes.append(
                "the card is not trusted; safety number " + safety_number(card.fingerprint))
        reader.read_log(self.own)
        bundle.reader = reader
        if reader.receipt_fault:
            bundle.refused.append(reader.receipt_fault)
        if reader.receipt:
            bundle.receipts.append(self._receipt(bundle, reader.receipt))

        def keep(entry: bundles.Entry):
            return tempfile.NamedTemporaryFile(dir=self.temporary, delete=False)

        def judge(entry: bundles.Entry, target, fault: str | None) -> None:
            target.close()
            if fault:
                bundle.refused.append(f"object {entry.object.hex()}: {fault}")
                os.unlink(target.name)
                return
            bundle.kept.append(KeptObject(entry.object, entry.sha256, Path(target.name)))

        reader.read_objects(keep, judge)
        bundle.complete = True

    def _receipt(self, bundle: OpenedBundle, taken: bundles.TakenReceipt) -> dict:
        receipt = taken.receipt
        return {
            "coordinator": bundle.writer, "by": bundle.log, "log": receipt.log,
            "size": receipt.size, "root": receipt.root.hex(), "time": encode_time(receipt.time),
            "missing": [item.hex() for item in receipt.missing],
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
        for index, leaf in enumerate(leaves, start):
            if leaf.kind in logs.OBJECT_KINDS:
                self.places.setdefault(
                    (log, leaf.object, leaf.sha256), Place(leaf, index, segment))

    # 3. Objects

    def check_objects(self) -> None:
        for bundle in self.bundles:
            known = []
            for item in bundle.kept:
                place = self.places.get((bundle.log, item.id, item.sha256))
                if place is None:
                    bundle.refused.append(
                        f"object {item.id.hex()}: no leaf of the writer's log names it")
                    continue
                known.append(item)
                bundle.objects.append(item.id.hex())
                if place.leaf.kind == "attached":
                    self.attachments.setdefault((bundle.log, item.id), item)
            bundle.kept = known

    def open_records(self) -> None:
        for bundle in self.bundles:
            for item in bundle.kept:
                place = self.places[bundle.log, item.id, item.sha256]
                key = (bundle.log, item.id, item.sha256)
                if place.leaf.kind != "sealed" or key in self.seen:
                    continue
                self.seen.add(key)
                try:
                    self._open_record(bundle, item, place)
                except Refused as error:
                    bundle.refused.append(f"record {item.id.hex()}: {error}")
                except OSError as error:
                    bundle.refused.append(
                        f"record {item.id.hex()}: cannot be written: {error.strerror}")

    def _open_record(self, bundle: OpenedBundle, item: KeptObject, place: Place) -> None:
        with open(item.path, "rb") as source:
            record = records.read(source, self.identity, item.id, self.own.fingerprint)
        device = record.note.log
        trusted = self.cards.get(device)
        card = trusted or (bundle.reader.card if device == bundle.log else None)
        if card is not None:
            record.verify(card)
        proven = place.segment is not None and place.segment.proves(place.index)
        if device != bundle.log:
            bundle.notes.append(
                f"record {item.id.hex()}: by {device}, passed on by {bundle.log}; the log of its "
                "recorder does not prove it")
            proven = False
        folder = self.to / item.id.hex()
        os.mkdir(folder, 0o700)
        for name, data in record.files:
            if name != records.ATTACHMENTS:  # which holds the key to the attachments
                write_new(folder / name, data)
        entry = {
            "id": item.id.hex(), "log": device, "recorder": card.name if card else None,
            "time": encode_time(record.note.time), "account": record.account,
            "signature": "verified" if trusted else "unverified", "proven": proven,
            "attachments": [],
        }
        bundle.records.append(entry)
        if record.attachments:
            self._open_attachments(bundle, record, folder, entry["attachments"])

    def _open_attachments(self, bundle: OpenedBundle, record: records.Record, folder: Path,
                          opened: list[dict]) -> None:
        folder = folder / "attachments"
        os.mkdir(folder, 0o700)
        taken: set[str] = set()
        for item in record.attachments.items:
            name = cleaning.file_name(item.name, taken)
            sealed = self.attachments.get((bundle.log, item.object))
            said = f"attachment {item.object.hex()} ({cleaning.printable_line(item.name)})"
            if sealed is None:
                bundle.refused.append(f"{said}: it is missing")
                continue
            unfinished = folder / f".amanat-{item.object.hex()}"
            try:
                with open(sealed.path, "rb") as source, create_new(unfinished) as target:
                    records.read_attachment(
                        source, record.attachments.identity, item, target.write)
                os.rename(unfinished, folder / name)
            except Refused as error:
                unfinished.unlink()
                bundle.refused.append(f"{said}: {error}")
                continue
            opened.append({
                "object": item.object.hex(), "name": item.name, "mediaType": item.media_type,
                "length": item.length, "sha256": item.sha256.hex(),
                "path": f"{folder.parent.name}/attachments/{name}",
            })

    # 4. Saying so

    @property
    def verified(self) -> bool:
        opened = [b for b in self.bundles if not b.passed_over]
        return bool(opened) and not any(
            b.refused or not b.trusted or any(r["signature"] != "verified" for r in b.records)
            for b in opened)

    def json(self) -> dict:
        return {
            "verified": self.verified, "reader": self.own.device,
            "bundles": [bundle.json() for bundle in self.bundles],
            "records": [r for b in self.bundles for r in b.records],
            "receipts": [r for b in self.bundles for r in b.receipts],
        }

    def show(self) -> None:
        line = cleaning.printable_line
        for bundle in self.bundles:
            print(f"{line(bundle.file)}")
            if bundle.passed_over:
                print(f"  passed over: {bundle.passed_over}")
                continue
            if bundle.log:
                whole = "whole" if bundle.complete else "NOT WHOLE"
                start, end = bundle.leaves
                print(f"  by {line(bundle.writer)} ({bundle.log}), {bundle.time}, "
                      f"leaves {start} to {end}, {whole}")
            for receipt in bundle.receipts:
                print(f"  receipt for {receipt['size']} leaves of {receipt['log']}, "
                      f"{receipt['time']}, cosigned {receipt['cosigned']}, "
                      f"{len(receipt['missing'])} missing, {receipt['signature']}")
            for record in bundle.records:
                print(f"\n  testimony {record['id']}, {record['signature']}, "
                      + ("proven by the log" if record["proven"] else "NOT PROVEN"))
                print(f"  recorded by {line(record['recorder'] or '?')} ({record['log']}), "
                      f"{record['time']}\n")
                told = record["account"]
                for text in cleaning.printable(told or "").split("\n") if told else ():
                    print(f"    {text}")
                if told is None:
                    print("    (no account: attachments alone)")
                for item in record["attachments"]:
                    print(f"    [{item['length']} bytes] {item['path']}")
            for note in bundle.notes:
                print(f"  note: {line(note)}")
            for fault in bundle.refused:
                print(f"  refused: {line(fault)}")
            print()
        print("Everything verified." if self.verified else "NOT everything verified.")


def create_new(path: Path):
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    return os.fdopen(os.open(path, flags, 0o600), "wb")


def write_new(path: Path, data: bytes) -> None:
    with create_new(path) as target:
        target.write(data)


def usage_error(message: str):
    print(f"{Path(sys.argv[0]).name}: {message}", file=sys.stderr)
    raise SystemExit(2)


def read_cards(paths: list[Path]) -> dict[str, Card]:
    cards: dict[str, Card] = {}
    for path in paths:
        try:
            card = Card.decode(path.read_bytes())
        except (Refused, OSError) as error:
            usage_error(f"card {path}: {error}")
        older = cards.get(card.device)
        if older is None or older.time < card.time:
            cards[card.device] = card
    return cards


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--identity", required=True, metavar="FILE")
    parser.add_argument("--card", required=True, nargs="+", action="extend", metavar="FILE")
    parser.add_argument("--to", required=True, metavar="DIR")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("bundle", nargs="*", metavar="BUNDLE")
    options = parser.parse_intermixed_args(arguments)
    given, card_files = [Path(item) for item in options.bundle], []
    for item in map(Path, options.card):
        # `--card A B BUNDLE`: what is named like a bundle, or is a folder, is no card
        is_bundle = bundles.FILE_NAME.fullmatch(item.name) or item.is_dir()
        (given if is_bundle else card_files).append(item)
    cards = read_cards(card_files)
    try:
        identities = read_identities(Path(options.identity).read_text("utf-8"))
    except (Refused, OSError, UnicodeDecodeError) as error:
        usage_error(f"identity: {error}")
    if len(identities) != 1 or not isinstance(identities[0], HybridIdentity):
        usage_error("identity: not exactly one post-quantum identity")
    recipient = identities[0].recipient().key
    own = [card for card in cards.values() if card.recipient.key == recipient]
    if len(own) != 1:
        usage_error("the reader's own card is not among the cards, or two are")
    paths: list[Path] = []
    for item in given:
        paths += sorted(p for p in item.iterdir() if p.is_file()) if item.is_dir() else [item]
    if not paths:
        usage_error("no bundles")

    to = Path(options.to)
    to.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=".amanat-", dir=to))
    try:
        opener = Opener(identities[0], own[0], cards, to, temporary)
        for path in paths:
            opener.read(path)
        opener.join_logs()
        opener.check_objects()
        opener.open_records()
    finally:
        shutil.rmtree(temporary)
    if options.json:
        print(json.dumps(opener.json(), ensure_ascii=True, indent=1))
    else:
        opener.show()
    return 0 if opener.verified else 1


if __name__ == "__main__":
    sys.exit(main())
