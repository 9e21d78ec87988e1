#!/usr/bin/env python3
"""Makes golden files: one of each format, small, and what has to come out of each.

    make_golden.py FOLDER

    expected.json           what comes out; `trusted` names the cards that a reader has enrolled
    identities/NAME.key     test keys, of nobody: the coordinator's opens the records and bundles,
                            the recorder's the receipts
    cards/NAME.card
    leaves/NAME.leaf
    notes/NAME.note         signed notes alone
    records/ID.age          sealed records
    attachments/ID.age      sealed attachments
    bundles/ID.age          for the coordinator
    receipts/ID.age         bundles with a receipt, for the recorder
    proofs/NAME.tlog-proof
    evidence/NAME.evidence

Keys, ids, salts and times are the same each time; what is chosen at random in sealing is not.
"""

import datetime
import hashlib
import json
import sys
from pathlib import Path
from typing import NamedTuple

from amanat_formats import (
    age, bundles, parts, proofs, records, sealing, tree,
)
from amanat_formats.attachments import Attachment
from amanat_formats.cards import Card, Device, safety_number
from amanat_formats.encoding import encode_time
from amanat_formats.evidence import Evidence, Shown
from amanat_formats.logs import Checkpoint, Leaf, Receipt
from amanat_formats.parts import Part
from amanat_formats.records import Sealed

BEGIN = datetime.datetime(2026, 11, 23, 9, 0, 0, tzinfo=datetime.timezone.utc)
LINES = ("mood: calm", "x-2: лола", "mood: calm again")
ACCOUNT = ("Ман дидам. Онҳо шаб омаданд.\n\nОни видели меня.\r\nЯ молчала.\n\n \n"
           "من دیدم.\nLast line, without an end")


def at(minutes: int) -> datetime.datetime:
    return BEGIN + datetime.timedelta(minutes=minutes)


def made_of(what: str, length: int = 32) -> bytes:
    return hashlib.shake_256(f"amanat golden: {what}".encode()).digest(length)


def device(what: str, name: str, role: str, **more) -> Device:
    opening = made_of(f"{what} opening {more.get('number', 1)}")
    return Device.make(made_of(f"{what} signing"), opening, name, role, BEGIN, **more)


RECORDER = device("recorder", "Лола", "recorder")
COORDINATOR = device("coordinator", "Анор", "coordinator")
SECOND = device("second", "Behi", "coordinator")
KEEPER = device("keeper", "keeper \u0646\u200c\u0627", "keeper")
CARDS = {
    "recorder": RECORDER, "coordinator": COORDINATOR, "second": SECOND, "keeper": KEEPER,
    "follows": device("newer", "Лола", "recorder", follows=RECORDER.name),
    "unknown-lines": device("odd", "Odd", "coordinator", unknown=LINES),
    "renewed": device("recorder", "Лола", "recorder", number=2),
}
TRUSTED = ["recorder", "coordinator", "second", "keeper"]


class Made(NamedTuple):
    """A testimony, sealed, and what has to come out of it."""

    name: str
    sealed: list[Sealed]  # the attachments, then the record
    note: bytes
    parts: list[Part]
    salts: parts.Salts
    expected: dict

    @property
    def record(self) -> Sealed:
        return self.sealed[-1]


def seal(name: str, minute: int, account: str | None,
         files: list[tuple[str, str, bytes, datetime.datetime | None]] = [],
         unknown: list[Part] = [], lines: tuple[str, ...] = ()) -> Made:
    id = made_of(f"{name} record", 16)
    identity = age.HybridIdentity(made_of(f"{name} attachments"))
    sealed, items = [], []
    for number, (file, media_type, data, modified) in enumerate(files):
        object, item = records.seal_attachment(
            data, file, media_type, identity, made_of(f"{name} attachment {number}", 16), 2,
            modified)
        sealed.append(object)
        items.append(item)
    found = [Part(parts.RECIPIENTS, parts.recipients_of([COORDINATOR.card, SECOND.card]))]
    found += records.account_parts(account.encode()) if account else []
    found += records.attachment_parts(items, identity) + unknown
    count = iter(range(10_000))
    salts = records.new_salts(len(found), 0, lambda n: made_of(f"{name} salt {next(count)}", n))
    value = records.make_note(RECORDER.name, id, at(minute), found, salts)._replace(unknown=lines)
    note = RECORDER.sign(value.text())
    content = records.content(
        note, found, parts.encode_salts([part.name for part in found], salts))
    sealed.append(Sealed(
        id, "sealed", sealing.seal(content, [COORDINATOR.card.recipient, SECOND.card.recipient]),
        hashlib.sha256(note).digest()))
    expected = {
        "log": RECORDER.name, "time": encode_time(at(minute)), "note": sealed[-1].note.hex(),
        "sha256": sealed[-1].sha256.hex(), "digests": len(value.digests), "account": account,
        "paragraphs": [part.data.decode() for part in found if parts.ACCOUNT.fullmatch(part.name)],
        "recipients": [{"fingerprint": card.fingerprint.hex(), "number": 1} for card in sorted(
            (COORDINATOR.card, SECOND.card), key=lambda card: card.fingerprint)],
        "attachments": [attachment_json(item) for item in items],
        "parts": [{"name": part.name, "sha256": hashlib.sha256(part.data).hexdigest()}
                  for part in unknown],
    }
    return Made(name, sealed, note, found, salts, expected)


def attachment_json(item: Attachment) -> dict:
    return {"object": item.object.hex(), "name": item.name, "mediaType": item.media_type,
            "length": item.length, "sha256": item.sha256.hex(),
            "modified": encode_time(item.modified) if item.modified else None}


def testimonies() -> list[Made]:
    return [
        seal("whole", 10, ACCOUNT, [
            ("voice.wav", "audio/wav", b"RIFF, or not\n" * 99, at(-600)),
            ("акс \u201c1\u201d.jpg", "image/jpeg", b"\xff\xd8\xff\xe0 a photograph", None)]),
        seal("attachments-alone", 20, None, [("empty", "", b"", at(-1))]),
        seal("unknown", 30, "One line.\nAnother.\n", unknown=[
            Part("interpreter", "Тарҷумон\n".encode()), Part("zz/forms.bin", bytes(range(256)))],
            lines=LINES),
    ]


class Log(NamedTuple):
    leaves: list[Leaf]

    @property
    def stretch(self) -> tree.Stretch:
        return tree.Stretch([], 0, [tree.leaf_hash(leaf.encode()) for leaf in self.leaves])

    def place(self, object: bytes) -> int:
        return next(i for i, leaf in enumerate(self.leaves) if leaf.object == object)

    def checkpoint(self, size: int) -> Checkpoint:
        return Checkpoint.make(RECORDER, size, self.stretch.frontier_at(size).root())

    def cosigned(self, size: int) -> Checkpoint:
        return self.checkpoint(size).cosigned(COORDINATOR, at(600)).cosigned(SECOND, at(660))


def log_of(made: list[Made]) -> Log:
    leaves = [Leaf("enrolled", d.card.fingerprint[:16], hashlib.sha256(d.card.encoded).digest(),
                   at(n)) for n, d in enumerate((COORDINATOR, SECOND))]
    for number, testimony in enumerate(made):
        time = at(10 * number + 11)
        for item in testimony.sealed:
            unknown = LINES if testimony.name == "unknown" else ()
            leaves.append(Leaf(item.kind, item.id, item.sha256, time, item.note, unknown))
    return Log([*leaves, Leaf("handed-off", made_of("bundle", 16), made_of("manifest"), at(99))])


# Bundles


def bundle(name: str, writer: Device, to: list[Device], log: Log | None, start: int, end: int,
           objects: list[Sealed] = [], signed_notes: list[bytes] = [],
           more: list[tuple[str, bytes]] = [], unknown: tuple[str, ...] = (),
           ) -> tuple[bytes, bytes, bytes]:
    """Id, manifest and file."""
    id = made_of(f"bundle {name}", 16)
    entries = [("card", writer.card.encoded)]
    stretch = None
    if log:
        if writer != RECORDER:
            entries.append(("log-card", RECORDER.card.encoded))
        whole = log.stretch
        stretch = tree.Stretch(whole.frontier_at(start).hashes, start, whole.leaves[start:end])
        entries.append(("checkpoint", log.cosigned(end).encode()))
        entries.append(("leaves", b"".join(leaf.encode() for leaf in log.leaves[start:end])))
    entries += more
    entries += sorted((f"notes/{hashlib.sha256(note).hexdigest()}", note) for note in signed_notes)
    entries += [(f"objects/{item.id.hex()}.age", item.data) for item in objects]
    manifest = bundles.make_manifest(
        writer, id, at(100), [d.card.fingerprint for d in to], stretch, entries,
        RECORDER.name if log else None)._replace(unknown=unknown)
    signed = writer.sign(manifest.text())
    sealed = bundles.seal(bundles.archive(signed, entries, id), [d.card.recipient for d in to])
    return id, signed, sealed


def bundle_json(writer: Device, log: str, start: int, end: int, objects: list[Sealed],
                signed_notes: list[bytes] = []) -> dict:
    return {"by": writer.name, "log": log, "leaves": [start, end],
            "objects": [item.id.hex() for item in objects],
            "notes": sorted(hashlib.sha256(note).hexdigest() for note in signed_notes)}


class Golden:
    def __init__(self, folder: Path):
        self.folder = folder
        self.expected: dict = {"version": 1, "trusted": [f"{name}.card" for name in TRUSTED]}

    def write(self, name: str, data: bytes, expected: dict | None = None) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        if expected is not None:
            kind, _, file = name.partition("/")
            self.expected.setdefault(kind, {})[file] = expected

    def cards(self) -> None:
        for name, owner in CARDS.items():
            self.write(f"cards/{name}.card", owner.card.encoded, card_json(owner.card))
        for name, owner in (("coordinator", COORDINATOR), ("recorder", RECORDER)):
            text = f"# a test key, of nobody\n{owner.identity.encode()}\n"
            self.write(f"identities/{name}.key", text.encode())

    def testimonies(self, made: list[Made]) -> None:
        for testimony in made:
            self.write(f"records/{testimony.record.id.hex()}.age", testimony.record.data,
                       testimony.expected)
            for item, said in zip(testimony.sealed, testimony.expected["attachments"]):
                self.write(f"attachments/{item.id.hex()}.age", item.data, {
                    "record": testimony.record.id.hex(), "length": said["length"],
                    "sha256": said["sha256"], "sealed": item.sha256.hex()})

    def leaves(self, log: Log) -> None:
        for name, leaf in (("enrolled", log.leaves[0]), ("attached", log.leaves[2]),
                           ("sealed", log.leaves[4]), ("unknown-lines", log.leaves[7])):
            self.write(f"leaves/{name}.leaf", leaf.encode(), {
                "kind": leaf.kind, "object": leaf.object.hex(), "sha256": leaf.sha256.hex(),
                "time": encode_time(leaf.time), "note": leaf.note.hex() if leaf.note else None,
                "unknown": list(leaf.unknown), "hash": tree.leaf_hash(leaf.encode()).hex()})

    def bundles(self, made: list[Made], log: Log) -> bytes:
        whole, alone, unknown = made
        later = RECORDER.sign(b"amanat-later/v1\nsays: nothing that is known yet\n")
        to, size = [COORDINATOR, SECOND], len(log.leaves)
        manifest = b""
        for name, writer, start, end, objects, notes, lines in (
            ("first", RECORDER, 0, 5, whole.sealed[:2], [], ()),
            ("second", RECORDER, 0, 7, [whole.record, alone.sealed[0]], [], ()),
            ("third", RECORDER, 7, size, [unknown.record], [later], LINES),
            ("relayed", KEEPER, 5, size, [alone.record], [later], ()),
        ):
            id, signed, sealed = bundle(
                name, writer, to, log, start, end, objects, notes, unknown=lines)
            self.write(f"bundles/{id.hex()}.age", sealed, bundle_json(
                writer, RECORDER.name, start, end, objects, notes))
            manifest = signed if name == "third" else manifest
        return manifest

    def receipts(self, made: list[Made], log: Log) -> None:
        ids = [testimony.record.id for testimony in made]
        checkpoint = log.checkpoint(len(log.leaves))
        honest = Receipt(COORDINATOR.name, RECORDER.name, checkpoint.size, checkpoint.root,
                         at(600), [])
        for name, receipt in {
            "opened": honest, "missing": honest._replace(missing=ids[:1], unread=ids[2:]),
            "hashes": honest._replace(checked="hashes", gone=ids[1:2], unknown=LINES),
        }.items():
            said = receipt_json(receipt)
            signed = COORDINATOR.sign(receipt.text())
            self.note(f"receipt-{name}", signed, "coordinator", said)
            id, _, sealed = bundle(f"receipt {name}", COORDINATOR, [RECORDER], None, 0, 0, more=[
                ("receipt", signed),
                ("receipt-checkpoint", checkpoint.cosigned(COORDINATOR, at(600)).encode())])
            self.write(f"receipts/{id.hex()}.age", sealed,
                       said | {"cosigned": encode_time(at(600))})

    def note(self, name: str, signed: bytes, by: str, more: dict) -> None:
        self.write(f"notes/{name}.note", signed, {
            "by": f"{by}.card", "sha256": hashlib.sha256(signed).hexdigest(),
            "kind": signed.split(b"\n")[0].decode(), **more})

    def notes(self, made: list[Made], log: Log, manifest: bytes) -> None:
        self.note("record", made[0].note, "recorder", {"record": made[0].record.id.hex()})
        self.note("record-unknown-lines", made[2].note, "recorder",
                  {"record": made[2].record.id.hex()})
        self.note("manifest", manifest, "recorder", {"bundle": made_of("bundle third", 16).hex()})
        head = log.cosigned(len(log.leaves))
        self.note("checkpoint", head.encode(), "recorder",
                  {"size": head.size, "root": head.root.hex()})

    def proofs(self, made: list[Made], log: Log) -> None:
        known = {d.name: d.card for d in CARDS.values() if d.card.number == 1}
        names = {"whole": (made[0].record, len(log.leaves)), "attached": (made[0].sealed[0], 5),
                 "unknown-lines": (made[2].record, len(log.leaves))}
        for name, (item, size) in names.items():
            place = log.place(item.id)
            made_proof = proofs.Proof.make(
                log.stretch, log.leaves[place], place, log.cosigned(size))
            said = made_proof.verify(known).json(False)
            self.write(f"proofs/{name}.tlog-proof", made_proof.encode(), said)
            if name == "whole":
                self.evidence(made_proof.encode(), made[0])

    def evidence(self, proof: bytes, whole: Made) -> None:
        found = {part.name: Shown(part, salt)
                 for part, salt in zip(whole.parts, whole.salts.of_parts)}
        for name, names in {
            "paragraph": ["account/002.txt"], "photograph": ["attachments/002.json"],
            "nothing": [], "both": ["recipients", "account/001.txt", "attachments/001.json"],
        }.items():
            made = Evidence(proof, whole.note, [found[item] for item in names])
            self.write(f"evidence/{name}.evidence", made.encode(), {
                "record": whole.record.id.hex(), "device": RECORDER.name,
                "time": whole.expected["time"], "notAfter": encode_time(at(600)),
                "withheld": whole.expected["digests"] - len(names),
                "parts": [{"name": item, "sha256": hashlib.sha256(
                    found[item].part.data).hexdigest()} for item in names]})


def card_json(card: Card) -> dict:
    return {
        "name": card.name, "role": card.role, "device": card.device, "number": card.number,
        "fingerprint": card.fingerprint.hex(), "safetyNumber": safety_number(card.fingerprint),
        "recipient": card.recipient.encode(), "time": encode_time(card.time),
        "follows": card.follows, "unknown": list(card.unknown)}


def receipt_json(receipt: Receipt) -> dict:
    lists = {"missing": receipt.missing, "gone": receipt.gone, "unread": receipt.unread}
    return {"coordinator": receipt.by, "log": receipt.log, "size": receipt.size,
            "root": receipt.root.hex(), "time": encode_time(receipt.time),
            "checked": receipt.checked,
            **{key: [item.hex() for item in ids] for key, ids in lists.items()}}


def write_golden(folder: Path) -> None:
    made = testimonies()
    log, golden = log_of(made), Golden(folder)
    golden.cards()
    golden.testimonies(made)
    golden.leaves(log)
    manifest = golden.bundles(made, log)
    golden.notes(made, log, manifest)
    golden.receipts(made, log)
    golden.proofs(made, log)
    text = json.dumps(golden.expected, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "expected.json").write_text(text + "\n", "utf-8")


def main(arguments: list[str] | None = None) -> int:
    words = sys.argv[1:] if arguments is None else arguments
    if len(words) != 1:
        print("usage: make_golden.py FOLDER", file=sys.stderr)
        return 64
    write_golden(Path(words[0]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
