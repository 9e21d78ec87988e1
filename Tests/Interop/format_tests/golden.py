"""Golden files of this implementation and of the program: `make_golden.py` gives the layout."""

import datetime
import hashlib
import json
import os
import tempfile
import unittest
from pathlib import Path

import make_golden
import open_bundle
from amanat_formats import attachments, logs, manifests, notes, proofs, records, tree
from amanat_formats.cards import Card
from amanat_formats.encoding import encode_time
from amanat_formats.evidence import Evidence
from amanat_formats.logs import Checkpoint, Leaf, Receipt

from .shared import REPOSITORY, quietly

__all__ = ["GoldenOfTheProgram", "GoldenOfThis", "GoldenThatIsMadeNow"]


class GoldenTest:
    """What `expected.json` names is read, and compared in all that it says."""

    folder: Path
    maxDiff = None

    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.to = Path(temporary.name)
        self.expected = json.loads((self.folder / "expected.json").read_text("utf-8"))
        cards = {path.name: Card.decode(path.read_bytes())
                 for path in (self.folder / "cards").glob("*.card")}
        self.cards = cards
        self.known = {cards[name].device: cards[name] for name in self.expected["trusted"]}

    def each(self, kind: str):
        """Name, bytes, and what is expected; a folder holds what is named, and nothing else."""
        found = {path.name for path in (self.folder / kind).glob("*")}
        self.assertEqual(found, set(self.expected.get(kind, {})))
        for name, expected in self.expected.get(kind, {}).items():
            with self.subTest(kind, name=name):
                yield name, (self.folder / kind / name).read_bytes(), expected

    def compare(self, found: dict, expected: dict):
        self.assertEqual({key: found.get(key, "nothing") for key in expected}, expected)

    def identity(self, name: str):
        return open_bundle.read_identity(self.folder / "identities" / f"{name}.key")

    def open(self, reader: str, kind: str, name: str = "") -> dict:
        """What the second opener says of a folder, or of one file in it."""
        to = self.to / f"{reader}-{kind}-{name}"
        trusted = [str(self.folder / "cards" / card) for card in self.expected["trusted"]]
        status, output = quietly(
            open_bundle.main, "--identity", str(self.folder / "identities" / f"{reader}.key"),
            "--card", *trusted, "--to", str(to), "--json", str(self.folder / kind / name))
        result = json.loads(output)
        self.assertEqual((status, result["verified"]), (0, True), output)
        return result | {"to": to}

    def test_cards(self):
        for _, data, expected in self.each("cards"):
            self.compare(make_golden.card_json(Card.decode(data)), expected)

    def test_leaves(self):
        for _, data, expected in self.each("leaves"):
            leaf = Leaf.decode(data)
            self.assertEqual(leaf.encode(), data)
            self.compare({
                "kind": leaf.kind, "object": leaf.object.hex(), "sha256": leaf.sha256.hex(),
                "time": encode_time(leaf.time), "note": leaf.note.hex() if leaf.note else None,
                "unknown": list(leaf.unknown), "hash": tree.leaf_hash(data).hex()}, expected)

    def test_notes(self):
        for _, data, expected in self.each("notes"):
            card = self.cards[expected["by"]]
            kind = data.split(b"\n")[0].decode()
            self.compare({"by": expected["by"], "kind": kind,
                          "sha256": hashlib.sha256(data).hexdigest(),
                          **self.said(kind, data, card)}, expected)

    def said(self, kind: str, data: bytes, card: Card) -> dict:
        if kind == logs.RECEIPT:
            return make_golden.receipt_json(Receipt.decode(data, card))
        if kind.startswith("amanat/"):
            head = Checkpoint.decode(data)
            head.verify(card)
            return {"size": head.size, "root": head.root.hex()}
        note = notes.decode_single(data, kind)
        notes.verify_single(note, card.key)
        if kind == records.KIND:
            value = records.RecordNote.decode(note)
            value.check_must()
            return {"record": value.record.hex()}
        self.assertEqual(kind, manifests.KIND)
        return {"bundle": manifests.Manifest.decode(note).bundle.hex()}

    def test_records(self):
        identity = self.identity("coordinator")
        own = next(card for card in self.known.values()
                   if card.recipient.key == identity.recipient().key)
        for name, data, expected in self.each("records"):
            id = bytes.fromhex(name.removesuffix(".age"))
            with open(self.folder / "records" / name, "rb") as source:
                record = records.read(source, identity, id, own, self.known[expected["log"]],
                                      bytes.fromhex(expected["note"]))
            self.compare(self.record_json(record, data), expected)
            self.check_attachments(id, record)

    def record_json(self, record: records.Record, data: bytes) -> dict:
        return {
            "log": record.note.log, "time": encode_time(record.note.time),
            "note": hashlib.sha256(record.signed.encode()).hexdigest(),
            "sha256": hashlib.sha256(data).hexdigest(), "digests": len(record.note.digests),
            "account": record.account,
            "paragraphs": [part.data.decode() for part in record.paragraphs],
            "recipients": [{"fingerprint": r.fingerprint.hex(), "number": r.number}
                           for r in record.recipients],
            "attachments": [make_golden.attachment_json(item) for item in record.attachments],
            "parts": [{"name": part.name, "sha256": hashlib.sha256(part.data).hexdigest()}
                      for part in record.unknown],
        }

    def check_attachments(self, id: bytes, record: records.Record):
        for item in record.attachments:
            path = self.folder / "attachments" / f"{item.object.hex()}.age"
            expected = self.expected["attachments"][path.name]
            with open(path, "rb") as source:
                kinds = attachments.read(source, record.identity, item, lambda piece: None)
            self.assertEqual(kinds, [])
            self.compare({
                "record": id.hex(), "length": item.length, "sha256": item.sha256.hex(),
                "sealed": hashlib.sha256(path.read_bytes()).hexdigest()}, expected)

    def test_bundles(self):
        """Together: attachments come in other bundles than their record."""
        expected = dict(self.expected.get("bundles", {}))
        if not expected:
            self.skipTest("no bundles")
        result = self.open("coordinator", "bundles")
        for bundle in result["bundles"]:
            found = bundle | {"notes": [item["sha256"] for item in bundle["signedNotes"]]}
            self.compare(found, expected.pop(Path(bundle["file"]).name))
        self.assertEqual(expected, {})
        wanted = {id for said in self.expected["bundles"].values() for id in said["objects"]}
        opened = {record["id"]: record for record in result["records"]}
        self.assertEqual(set(opened), {name.removesuffix(".age") for name in
                                       self.expected["records"]} & wanted)
        for id, record in opened.items():
            with self.subTest("opened", id=id):
                self.check_opened(record, self.expected["records"][f"{id}.age"], result["to"])

    def check_opened(self, record: dict, expected: dict, to: Path):
        self.assertEqual((record["standing"], record["proven"]), ("verified", True))
        self.compare({key: record[key] for key in ("log", "time", "account", "note")},
                     {key: expected[key] for key in ("log", "time", "account", "note")})
        folder = to / record["id"]
        told = [path.read_bytes().decode() for path in sorted(folder.glob("account/*"))]
        self.assertEqual(told, expected["paragraphs"])
        for item, said in zip(record["attachments"], expected["attachments"], strict=True):
            self.compare(item, said)
            path = to / item["path"]
            self.assertEqual(hashlib.sha256(path.read_bytes()).hexdigest(), said["sha256"])
            if said["modified"]:
                at = datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.timezone.utc)
                self.assertEqual(encode_time(at), said["modified"])
        for item, said in zip(record["parts"], expected["parts"], strict=True):
            data = (to / item["path"]).read_bytes()
            self.assertEqual((item["name"], hashlib.sha256(data).hexdigest()),
                             (said["name"], said["sha256"]))

    def test_receipts(self):
        for name, _, expected in self.each("receipts"):
            receipt, = self.open("recorder", "receipts", name)["receipts"]
            self.compare(receipt | {"coordinator": receipt["by"]}, expected)

    def test_proofs(self):
        for _, data, expected in self.each("proofs"):
            self.compare(proofs.Proof.decode(data).verify(self.known).json(False), expected)

    def test_evidence(self):
        for _, data, expected in self.each("evidence"):
            made = Evidence.decode(data)
            self.assertEqual(made.encode(), data)
            said = made.verify(self.known)
            first = min(item.time for item in said.proof.cosignatures)
            self.compare({
                "record": said.note.record.hex(), "device": said.proof.device.device,
                "time": encode_time(said.note.time), "notAfter": encode_time(first),
                "withheld": said.withheld,
                "parts": [{"name": item.part.name,
                           "sha256": hashlib.sha256(item.part.data).hexdigest()}
                          for item in said.shown]}, expected)


class GoldenThatIsMadeNow(GoldenTest, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = Path(temporary.name)
        make_golden.write_golden(cls.folder)

    def test_all_are_small(self):
        sizes = [path.stat().st_size for path in self.folder.rglob("*") if path.is_file()]
        self.assertLess(max(sizes), 64 << 10)
        self.assertLess(sum(sizes), 1 << 20)


PLACE = Path(os.environ.get("AMANAT_GOLDEN") or REPOSITORY / "Tests" / "Golden")


@unittest.skipUnless((PLACE / "python").exists(), "no golden files of this implementation")
class GoldenOfThis(GoldenTest, unittest.TestCase):
    folder = PLACE / "python"


@unittest.skipUnless((PLACE / "swift").exists(), "no golden files of the program")
class GoldenOfTheProgram(GoldenTest, unittest.TestCase):
    folder = PLACE / "swift"
