"""Receipts that `make_receipt.py` makes, for a recorder whose bundle it has read."""

import json
import os
from pathlib import Path

import make_receipt
from amanat_formats import bundles, logs, tree
from amanat_formats.cards import Card

from .shared import NOW, OpeningTest, device, quietly


class CraftedReceipts(OpeningTest):
    SEED = "7"

    def setUp(self):
        super().setUp()
        self.recorder = device()
        status, output = quietly(
            make_receipt.main, "--make-coordinator", str(self.folder / "c.card"), "--seed",
            self.SEED)
        self.assertEqual(status, 0)
        self.maker = Card.decode((self.folder / "c.card").read_bytes())
        self.assertEqual(json.loads(output)["device"], self.maker.device)
        self.handed_off = self.hand_off()
        self.keep(self.recorder)

    def hand_off(self) -> Path:
        """A recorder's bundle with three testimonies' leaves; the objects are not looked at."""
        leaves = [logs.Leaf("enrolled", self.maker.fingerprint[:16], bytes(32), NOW)]
        for _ in range(3):
            leaves.append(logs.Leaf("attached", os.urandom(16), os.urandom(32), NOW))
            leaves.append(
                logs.Leaf("sealed", os.urandom(16), os.urandom(32), NOW, os.urandom(32)))
        stretch = tree.Stretch([], 0, [tree.leaf_hash(leaf.encode()) for leaf in leaves])
        checkpoint = logs.Checkpoint.make(
            self.recorder, stretch.end, stretch.frontier_at(stretch.end).root())
        id = os.urandom(16)
        entries = [("card", self.recorder.card.encoded), ("checkpoint", checkpoint.encode()),
                   ("leaves", b"".join(leaf.encode() for leaf in leaves))]
        manifest = bundles.make_manifest(
            self.recorder, id, NOW, [self.maker.fingerprint], stretch, entries)
        path = self.folder / f"{id.hex()}.age"
        path.write_bytes(bundles.seal(
            bundles.archive(self.recorder.sign(manifest.text()), entries, id),
            [self.maker.recipient]))
        return path

    def test_every_case(self):
        for name, case in make_receipt.CASES.items():
            with self.subTest(name):
                status, output = quietly(
                    make_receipt.main, "--of", str(self.folder / "own.card"), "--bundle",
                    str(self.handed_off), "--out", str(self.folder / name), "--case", name,
                    "--seed", self.SEED)
                self.assertEqual(status, 0)
                made = json.loads(output)
                status, result = self.open(
                    made["bundle"], to=f"opened-{name}", cards=("c.card",))
                self.assertEqual(status, 0 if case.taken else 1)
                self.assertEqual(len(result["receipts"]), int(case.taken))
                for receipt in result["receipts"]:
                    for key in ("missing", "gone", "unread", "checked", "size", "time", "log"):
                        self.assertEqual(receipt[key], made[key])
                if not case.taken:
                    self.assertTrue(result["bundles"][0]["refused"])
