#!/usr/bin/env python3
"""Crafts receipts for tests, by a coordinator that a recorder has enrolled.

    make_receipt.py --make-coordinator FILE --seed N
    make_receipt.py --of CARD --bundle FILE… --out FOLDER --case CASE --seed N
    make_receipt.py --list [--json]

The first writes the coordinator's card: the same one for the same seed. The recorder, whose card
is CARD, enrols it, and hands off a bundle; the second reads that bundle with the coordinator's
opening key, and writes one into FOLDER that holds a receipt for it. But for what its case names,
everything is properly signed and fits. Prints one JSON document of what was written. A recorder
takes the receipt, or refuses it and all that depends on it: `taken` or `refused`.
"""

import argparse
import datetime
import hashlib
import json
import sys
from pathlib import Path
from typing import Callable, NamedTuple

from amanat_formats import bundles, logs, notes
from amanat_formats.cards import Card, Device, safety_number
from amanat_formats.encoding import encode_time
from amanat_formats.errors import Refused
from amanat_formats.logs import Receipt

TIME = datetime.datetime(2026, 11, 23, 9, 0, 0, tzinfo=datetime.timezone.utc)


def coordinator(seed: int, role: str = "coordinator") -> Device:
    def of(what: str) -> bytes:
        return hashlib.shake_256(f"amanat-receipt/{seed}/{what}".encode()).digest(32)

    return Device.make(of("signing"), of("opening"), "receipting maker", role, TIME)


class Given(NamedTuple):
    """What the recorder has handed off, up to its newest checkpoint."""

    recorder: Card
    checkpoint: logs.Checkpoint
    leaves: list[logs.Leaf]  # of the bundle with that checkpoint

    @property
    def objects(self) -> list[bytes]:
        return [leaf.object for leaf in self.leaves if leaf.kind in logs.OBJECT_KINDS]

    @property
    def records(self) -> list[bytes]:
        return [leaf.object for leaf in self.leaves if leaf.kind == "sealed"]


def read(device: Device, recorder: Card, paths: list[Path]) -> Given:
    found = []
    for path in paths:
        with open(path, "rb") as source:
            reader = bundles.BundleReader(source, device.identity)
            reader.read_manifest_and_card(device.card.fingerprint)
            if reader.manifest.log != recorder.device or not reader.manifest.sends_leaves:
                raise Refused("a bundle without leaves of this recorder")
            reader.read_log(device.card)
            found.append(Given(recorder, reader.checkpoint, reader.leaves))
    return max(found, key=lambda given: given.checkpoint.size)


class Case(NamedTuple):
    change: Callable[[Given, Receipt], Receipt]
    taken: bool
    about: str
    text: Callable[[bytes], bytes]


CASES: dict[str, Case] = {}


def case(name: str, taken: bool, about: str, change=lambda given, receipt: receipt,
         text=lambda data: data) -> None:
    CASES[name] = Case(change, taken, about, text)


def testimony(given: Given) -> list[bytes]:
    """The objects of the first testimony: attachments and record."""
    return given.objects[:given.objects.index(given.records[0]) + 1]


case("honest", True, "everything was stored, opened and checked")
case("missing", True, "the last record is missing",
     lambda given, receipt: receipt._replace(missing=given.records[-1:]))
case("gone", True, "the first testimony was destroyed on purpose: nothing vouches for it, and it is "
     "never sent again",
     lambda given, receipt: receipt._replace(gone=testimony(given)))
case("unread", True, "the last record is stored, and was made by a newer version",
     lambda given, receipt: receipt._replace(unread=given.records[-1:]))
case("all-lists", True, "of three testimonies one is missing, one gone, and one unread",
     lambda given, receipt: receipt._replace(
         missing=given.records[:1], gone=given.records[1:2], unread=given.records[2:3]))
case("hashes", True, "by who cannot open records: nothing may be forgotten for it",
     lambda given, receipt: receipt._replace(checked="hashes"))
case("unknown-lines", True, "the receipt has plain lines that the format does not",
     lambda given, receipt: receipt._replace(unknown=("mood: calm", "mood: calm again")))
case("must", False, "the receipt has a line `must-`: it is not used",
     lambda given, receipt: receipt._replace(unknown=("mood: calm", "must-ask: first")))
case("twice", False, "an object is missing and unread",
     lambda given, receipt: receipt._replace(
         missing=given.records[-1:], unread=given.records[-1:]))
case("twice-missing", False, "an object is missing twice",
     lambda given, receipt: receipt._replace(missing=given.records[-1:] * 2))
case("checked-otherwise", False, "it was checked in a way that the page does not have",
     lambda given, receipt: receipt._replace(checked="looked-at"))
case("not-checked", False, "there is no line `checked`",
     text=lambda data: data.replace(b"checked: opened\n", b""))
case("misordered", False, "a line `missing` behind a line `gone`",
     text=lambda data: data + b"gone: " + b"0" * 32 + b"\nmissing: " + b"1" * 32 + b"\n")
case("known-key", False, "a line `root` behind an unknown one",
     text=lambda data: data + b"mood: calm\nroot: x\n")
case("forged", False, "the receipt's signature is another device's",
     lambda given, receipt: receipt)


def write(device: Device, given: Given, name: str, time: datetime.datetime,
          ) -> tuple[bytes, bytes, Receipt]:
    """The bundle's id, the bundle, and what the receipt says."""
    chosen, checkpoint = CASES[name], given.checkpoint
    honest = Receipt(device.name, checkpoint.origin, checkpoint.size, checkpoint.root, time, [])
    receipt = chosen.change(given, honest)
    text = chosen.text(receipt.text())
    signed = device.sign(text)
    if name == "forged":
        signed = notes.Note(text, [notes.sign(text, device.card.key, bytes(32))]).encode()
    first = checkpoint._replace(note=checkpoint.note._replace(
        signatures=checkpoint.note.signatures[:1]))
    cosigned = first.cosigned(device, time)
    id = hashlib.sha256(signed + given.recorder.encoded).digest()[:16]
    entries = [("card", device.card.encoded), ("receipt", signed),
               ("receipt-checkpoint", cosigned.encode())]
    manifest = bundles.make_manifest(
        device, id, time, [given.recorder.fingerprint], None, entries)
    content = bundles.archive(device.sign(manifest.text()), entries, id)
    return id, bundles.seal(content, [given.recorder.recipient]), receipt


def make(options: argparse.Namespace) -> dict:
    device = coordinator(options.seed)
    recorder = Card.decode(Path(options.of).read_bytes())
    given = read(device, recorder, [Path(item) for item in options.bundle])
    now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    id, data, receipt = write(device, given, options.case, now)
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{id.hex()}.age"
    path.write_bytes(data)
    chosen = CASES[options.case]
    lists = {"missing": receipt.missing, "gone": receipt.gone, "unread": receipt.unread}
    return {
        "case": options.case, "taken": "taken" if chosen.taken else "refused",
        "about": chosen.about, "coordinator": device.name, "bundle": str(path),
        "log": receipt.log, "size": receipt.size, "time": encode_time(receipt.time),
        "checked": receipt.checked,
        **{key: [item.hex() for item in ids] for key, ids in lists.items()},
    }


def listing(as_json: bool) -> None:
    found = {name: {"taken": "taken" if c.taken else "refused", "about": c.about}
             for name, c in CASES.items()}
    if as_json:
        print(json.dumps(found, indent=1))
        return
    for name, said in found.items():
        print(f"{name:18} {said['taken']:8} {said['about']}")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--json", action="store_true", help="with --list")
    parser.add_argument("--make-coordinator", metavar="FILE")
    parser.add_argument("--of", metavar="CARD")
    parser.add_argument("--bundle", nargs="+", action="extend", metavar="FILE")
    parser.add_argument("--out", metavar="FOLDER")
    parser.add_argument("--case", choices=CASES, metavar="CASE")
    parser.add_argument("--seed", type=int, metavar="N")
    options = parser.parse_args(arguments)
    if options.list:
        listing(options.json)
        return 0
    if options.seed is None:
        parser.error("--seed is needed")
    try:
        if options.make_coordinator:
            card = coordinator(options.seed).card
            Path(options.make_coordinator).write_bytes(card.encoded)
            print(json.dumps({"card": options.make_coordinator, "device": card.device,
                              "safetyNumber": safety_number(card.fingerprint)}))
            return 0
        if not (options.of and options.bundle and options.out and options.case):
            parser.error("--of, --bundle, --out and --case are needed")
        print(json.dumps(make(options)))
    except (Refused, OSError) as error:
        print(f"make_receipt.py: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
