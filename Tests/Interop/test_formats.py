#!/usr/bin/env python3
"""Tests of the second implementation: its parts against published vectors, then the opener
against everything that `make_bundle.py` makes.

Published vectors are looked for in $AMANAT_VECTORS, else in `../shared/vectors` beside the
repository; some of our own, of the same forms, are in `Tests/Vectors`.
"""

import base64
import contextlib
import datetime
import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
import unittest
import zlib
from pathlib import Path

import check_proof
import make_bundle
import open_bundle
from amanat_formats import (
    age, bech32, bundles, cards, cleaning, ed25519, encoding, logs, notes, proofs, sealing, tar,
    tree, xwing,
)
from amanat_formats.errors import Refused
from amanat_formats.notes import Note, VerifierKey
from format_tests.evidence import *  # noqa: F401, F403: tests of this module as well
from format_tests.golden import *  # noqa: F401, F403
from format_tests.growth import *  # noqa: F401, F403
from format_tests.opening import *  # noqa: F401, F403
from format_tests.receipts import *  # noqa: F401, F403
from format_tests.records import *  # noqa: F401, F403
from format_tests.shared import NOW, REPOSITORY, OpeningTest, device, quietly

VECTORS = Path(os.environ.get("AMANAT_VECTORS") or REPOSITORY.parent / "shared" / "vectors")
OWN_VECTORS = REPOSITORY / "Tests" / "Vectors"


def vectors(name: str) -> list[Path]:
    """The folders of a kind: our own, and the published one where it is there."""
    return [path for path in (OWN_VECTORS / name, VECTORS / name) if path.exists()]


def merkle_vectors(kind: str) -> list[Path]:
    return [file for path in vectors("merkle") for file in (path / kind).rglob("*.json")]


class PublishedVectors(unittest.TestCase):
    @unittest.skipUnless(VECTORS.exists(), "no published vectors")
    def test_all_are_there(self):
        for name in ("age", "ed25519", "merkle", "xwing"):
            self.assertTrue((VECTORS / name).exists(), name)


class KeysAndFiles(unittest.TestCase):
    def test_xwing_vectors(self):
        found = [vector for path in vectors("xwing")
                 for vector in json.loads((path / "test-vectors.json").read_text())]
        self.assertGreaterEqual(len(found), 4)
        for vector in found:
            seed = bytes.fromhex(vector["seed"])
            self.assertEqual(xwing.public_key(seed).hex(), vector["pk"])
            shared = xwing.decapsulate(seed, bytes.fromhex(vector["ct"]))
            self.assertEqual(shared.hex(), vector["ss"])

    def test_encapsulation_meets_decapsulation(self):
        seed = os.urandom(32)
        shared, encapsulation = xwing.encapsulate(xwing.public_key(seed))
        self.assertEqual(xwing.decapsulate(seed, encapsulation), shared)

    def test_ed25519_edge_cases(self):
        """Verdicts of a strict verifier: nothing of small order, canonical S, canonical A."""
        refusing = {"low_order_A", "low_order_R", "non_canonical_A", "non_canonical_R", "wrong"}
        count = 0
        for vector in [vector for path in vectors("ed25519")
                       for vector in json.loads((path / "ed25519vectors.json").read_text())]:
            flags = set(vector["flags"] or [])
            verdict = ed25519.verifies(
                bytes.fromhex(vector["key"]), bytes.fromhex(vector["sig"]),
                vector["msg"].encode())
            if flags & refusing:
                self.assertFalse(verdict, vector)
                count += 1
            elif not flags:
                self.assertTrue(verdict, vector)
        self.assertGreater(count, 0)

    def test_testkit(self):
        """Every file of the testkit but those with a passphrase or armor."""
        failures = {
            "header failure": age.HeaderFailure, "HMAC failure": age.MACFailure,
            "no match": age.NoMatch, "payload failure": age.PayloadFailure,
        }
        count = 0
        for path in sorted(file for folder in vectors("age") for file in folder.iterdir()):
            head, _, body = path.read_bytes().partition(b"\n\n")
            fields: dict[str, list[str]] = {}
            for line in head.decode().splitlines():
                key, _, value = line.partition(": ")
                fields.setdefault(key, []).append(value)
            if "armored" in fields or "passphrase" in fields or "identity" not in fields:
                continue
            count += 1
            if fields.get("compressed") == ["zlib"]:
                body = zlib.decompress(body)
            released = b""
            with self.subTest(path.name):
                expected = failures.get(fields["expect"][0])
                raised = None
                try:
                    reader = age.Reader(
                        io.BytesIO(body),
                        [age.decode_identity(item) for item in fields["identity"]])
                    while piece := reader.read(1):
                        released += piece + reader.read(age.CHUNK - 1)
                except Refused as error:
                    raised = type(error)
                self.assertEqual(raised, expected)
                if "payload" in fields:
                    self.assertEqual(
                        hashlib.sha256(released).hexdigest(), fields["payload"][0])
        self.assertGreater(count, 80 if (VECTORS / "age").exists() else 30)

    def test_round_trip_at_chunk_boundaries(self):
        for identity in (age.HybridIdentity.generate(), age.X25519Identity.generate()):
            for length in (0, 1, 65535, 65536, 65537, 131072, 131073):
                content, key, target = os.urandom(length), os.urandom(16), io.BytesIO()
                writer = age.Writer(target, key, [identity.recipient().wrap(key)])
                writer.write(content)
                writer.finish()
                reader = age.Reader(io.BytesIO(target.getvalue()), [identity])
                self.assertEqual(reader.read(length + 1), content)
                self.assertTrue(reader.finished)

    @unittest.skipUnless(shutil.which("age"), "the tool age is not installed")
    def test_x25519_with_age(self):
        identity = age.X25519Identity.generate()
        content = os.urandom(200_000)
        with tempfile.TemporaryDirectory() as folder:
            key = Path(folder, "key")
            key.write_text(f"# a comment\n{identity.encode()}\n")
            sealed = subprocess.run(
                ["age", "-r", identity.recipient().encode()], input=content, capture_output=True,
                check=True).stdout
            reader = age.Reader(io.BytesIO(sealed), age.read_identities(key.read_text()))
            self.assertEqual(reader.read(300_000), content)
            target, file_key = io.BytesIO(), os.urandom(16)
            writer = age.Writer(target, file_key, [identity.recipient().wrap(file_key)])
            writer.write(content)
            writer.finish()
            opened = subprocess.run(
                ["age", "-d", "-i", str(key)], input=target.getvalue(), capture_output=True,
                check=True).stdout
            self.assertEqual(opened, content)

    def test_bech32(self):
        text = "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR"
        identity = age.HybridIdentity.decode(text)
        self.assertEqual(identity.encode(), text)
        self.assertTrue(identity.recipient().encode().startswith("age1pq1x34nzsvr0rxjsgdn8z"))
        for wrong in (text.lower(), text[:-1] + "Q", text.replace("PQ-1", "PQ-1Q"), "AGE"):
            with self.assertRaises(Refused):
                age.HybridIdentity.decode(wrong)
        self.assertEqual(
            bech32.decode("age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj", "age"),
            age.X25519Identity.decode(
                "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
            ).recipient().key)

    def test_headers_measure_what_they_should(self):
        recipient = age.HybridIdentity.generate().recipient()
        for count, stanzas in ((1, 2), (2, 2), (3, 4), (5, 8)):
            sealed = sealing.seal(b"x", [recipient] * count)
            header = age.read_header(io.BytesIO(sealed))
            self.assertEqual(len(header.stanzas), stanzas)
            self.assertEqual(len(header.encode()), sealing.header_length(count))
            self.assertEqual(len(sealed), sealing.header_length(count) + 16 + 16384 + 16)

    def test_padme(self):
        self.assertEqual(sealing.padded(20_000), 20_480)
        self.assertEqual(sealing.header_length(2) + 16 + sealing.padded(20_000) + 16, 23_696)
        for length in (0, 1, 4097, 16_383, 16_384):
            self.assertEqual(sealing.padded(length), 16_384)
        for length in (16_385, 65_537, 10**6, 10**9 + 1, 2**40 + 1):
            padded = sealing.padded(length)
            self.assertTrue(length <= padded <= length * 1.12)
            self.assertEqual(sealing.padded(padded), padded)


class Notes(unittest.TestCase):
    NOTE = (
        "This is an example message.\n\n— example.com/foo "
        "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72Ineya"
        "QM=\n").encode()
    KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"

    def test_the_example_of_the_specification(self):
        key = VerifierKey.decode(self.KEY)
        self.assertEqual(key.encode(), self.KEY)
        note = Note.decode(self.NOTE, 4096)
        note.verified_signatures(key)
        self.assertEqual(note.encode(), self.NOTE)
        with self.assertRaises(Refused):
            other = Note.decode(self.NOTE.replace(b"example m", b"Example m"), 4096)
            other.verified_signatures(key)
        with self.assertRaises(Refused):
            Note.decode(self.NOTE, len(self.NOTE) - 1)

    def test_notes_with_empty_lines_in_their_text(self):
        data = (
            "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\n"
            "ed è subito sera.\n\n— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i"
            "5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n").encode()
        self.assertTrue(Note.decode(data, 4096).text.endswith("ed è subito sera.\n".encode()))

    def test_broken_notes(self):
        for wrong in (
            b"", self.NOTE[:-1], self.NOTE.replace(b"\n\n", b"\n"), self.NOTE + b"\n",
            self.NOTE.replace(b"foo ", b"foo  "), self.NOTE.replace(b"foo ", b"f+o "),
            self.NOTE.replace(b"This", b"Th\x07s"), self.NOTE.replace(b"This", b"Th\xffs"),
            self.NOTE.replace(b"aQM=", b"aQN="), self.NOTE.replace(b"aQM=", b"aQM"),
            self.NOTE.replace("—".encode(), b"-"),
        ):
            with self.subTest(wrong), self.assertRaises(Refused):
                Note.decode(wrong, 4096).verified_signatures(VerifierKey.decode(self.KEY))

    def test_the_cosignature_example_has_the_form(self):
        data = (
            "example.com/behind-the-sofa\n20852163\n"
            "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
            "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7"
            "u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
            "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dl"
            "rDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n").encode()
        note = Note.decode(data, 4096)
        self.assertEqual(len(note.signatures[1].signature), 72)
        time = int.from_bytes(note.signatures[1].signature[:8], "big")
        self.assertEqual(time, 1679315147)
        self.assertEqual(
            notes.cosigned_message(note.text, time).split(b"\n")[:3],
            [b"cosignature/v1", b"time 1679315147", b"example.com/behind-the-sofa"])

    def test_cards(self):
        made = device()
        card = cards.Card.decode(made.card.encoded)
        self.assertEqual((card.encoded, card.text()), (made.card.encoded, made.card.text()))
        self.assertRegex(cards.safety_number(card.fingerprint), r"^(\d{5} ){7}\d{5}$")
        text = card.text()
        for wrong in (
            text.replace(b"role: recorder", b"role: king"), text + b"More: x\n", text + b"\n",
            text.replace("Лола".encode(), " Лола".encode()),
            text.replace("Лола".encode(), "Ло\u202eла".encode()),
            text.replace("Лола".encode(), "Л".encode() * 65),
            text.replace(b"2026", b"1969"), text.replace(b"role: ", b"role:  "),
            text.replace(made.name.encode(), b"amanat/" + b"0" * 32),
            text.replace(b"number: 1", b"number: 0"), text.replace(b"number: 1\n", b""),
            text.replace(b"number: 1", b"number: 01"), text + b"follows: amanat/x\n",
            text + b"follows: " + made.name.encode() + b"\n",
        ):
            with self.subTest(wrong[:120]), self.assertRaises(Refused):
                cards.Card.decode(made.sign(wrong))
        with self.assertRaises(Refused):
            cards.Card.decode(device().sign(text))
        twice = Note(text, [notes.sign(text, card.key, made.signing_seed)] * 2).encode()
        with self.assertRaises(Refused):
            cards.Card.decode(twice)

    def test_numbers_and_times(self):
        for wrong in ("", "00", "01", "+1", "-1", "1 ", "9223372036854775808", "١"):
            with self.assertRaises(Refused):
                encoding.decode_number(wrong)
        self.assertEqual(encoding.decode_number("9223372036854775807"), 2**63 - 1)
        for wrong in ("2026-02-30T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01 00:00:00Z",
                      "2026-01-01T00:00:60Z", "1969-12-31T23:59:59Z", "2026-01-01T00:00:00+00:00"):
            with self.assertRaises(Refused):
                encoding.decode_time(wrong)


class Tree(unittest.TestCase):
    @staticmethod
    def plain_root(leaves: list[bytes]) -> bytes:
        """RFC 6962 §2.1, word by word."""
        if not leaves:
            return hashlib.sha256(b"").digest()
        if len(leaves) == 1:
            return tree.leaf_hash(leaves[0])
        k = 1
        while k * 2 < len(leaves):
            k *= 2
        return tree.node_hash(Tree.plain_root(leaves[:k]), Tree.plain_root(leaves[k:]))

    def test_roots_and_paths_from_any_stretch(self):
        leaves = [bytes([i]) for i in range(40)]
        hashes = [tree.leaf_hash(leaf) for leaf in leaves]
        whole = tree.Stretch([], 0, hashes)
        for size in range(1, 41):
            root = self.plain_root(leaves[:size])
            self.assertEqual(whole.frontier_at(size).root(), root)
            for start in range(size):
                stretch = tree.Stretch(whole.frontier_at(start).hashes, start, hashes[start:size])
                self.assertEqual(stretch.frontier_at(size).root(), root)
                for index in {start, (start + size) // 2, size - 1}:
                    path = stretch.inclusion_path(index, size)
                    self.assertTrue(tree.verify_inclusion(hashes[index], index, size, path, root))
                    self.assertFalse(
                        tree.verify_inclusion(hashes[index - 1], index, size, path, root)
                        and size > 1)
        self.assertEqual(tree.Frontier().root(), self.plain_root([]))

    def test_consistency_from_any_stretch(self):
        """Every path verifies; under another root, size or hash it does not."""
        hashes = [tree.leaf_hash(bytes([i])) for i in range(34)]
        whole = tree.Stretch([], 0, hashes)
        roots = [whole.frontier_at(size).root() for size in range(35)]
        for second in range(1, 35):
            for first in range(1, second + 1):
                path = whole.consistency_path(first, second)
                for start in {0, first // 2, first - 1, first}:
                    stretch = tree.Stretch(
                        whole.frontier_at(start).hashes, start, hashes[start:second])
                    self.assertEqual(stretch.consistency_path(first, second), path)
                self.check_consistency(first, second, path, roots)
        self.assertTrue(tree.verify_consistency(0, 9, roots[0], roots[9], []))
        for wrong in (
            (0, 9, roots[1], roots[9], []), (0, 9, roots[0], roots[9], [roots[1]]),
            (9, 8, roots[9], roots[8], []), (-1, 8, roots[0], roots[8], []),
        ):
            self.assertFalse(tree.verify_consistency(*wrong))

    def check_consistency(self, first: int, second: int, path: list[bytes], roots: list[bytes]):
        older, newer = roots[first], roots[second]
        self.assertTrue(tree.verify_consistency(first, second, older, newer, path))
        self.assertFalse(tree.verify_consistency(first, second, roots[0], newer, path))
        self.assertFalse(tree.verify_consistency(first, second, older, roots[0], path))
        self.assertFalse(tree.verify_consistency(first, second, older, newer, path + [older]))
        if path:
            self.assertFalse(tree.verify_consistency(first, second, older, newer, path[:-1]))
            self.assertFalse(tree.verify_consistency(first, second, older, newer, path[1:]))
            broken = [bytes([path[0][0] ^ 1]) + path[0][1:], *path[1:]]
            self.assertFalse(tree.verify_consistency(first, second, older, newer, broken))
            self.assertFalse(tree.verify_consistency(first, second, newer, older, path))

    def test_consistency_vectors(self):
        count = 0
        for path in merkle_vectors("consistency"):
            vector = json.loads(path.read_text())
            decode = base64.b64decode
            verdict = tree.verify_consistency(
                vector["size1"], vector["size2"], decode(vector["root1"] or ""),
                decode(vector["root2"] or ""), [decode(item) for item in vector["proof"] or []])
            with self.subTest(str(path)):
                self.assertEqual(verdict, not vector["wantErr"])
            count += 1
        self.assertGreater(count, 0)

    def test_compact_ranges(self):
        """[begin, end) against a plain tree: its subtrees, appending, merging, and roots."""
        leaves = [bytes([i]) for i in range(26)]
        hashes = [tree.leaf_hash(leaf) for leaf in leaves]
        made: dict[tuple[int, int], tree.CompactRange] = {}
        for begin in range(27):
            growing = tree.CompactRange(begin)
            for end in range(begin, 27):
                if end > begin:
                    growing.append(hashes[end - 1])
                self.assertEqual((growing.begin, growing.end), (begin, end))
                nodes = growing.nodes
                self.assertEqual(
                    growing.hashes, [self.plain_root(leaves[a:b]) for a, b in nodes])
                self.assertEqual(sum(b - a for a, b in nodes), end - begin)
                for a, b in nodes:
                    self.assertEqual(((b - a).bit_count(), a % (b - a)), (1, 0))
                self.assertFalse(any(
                    b - a == d - c and a % (d - a) == 0 for (a, b), (c, d) in
                    zip(nodes, nodes[1:])), "two of them make one")
                made[begin, end] = tree.CompactRange(begin, end, growing.hashes)
        for begin in range(27):
            for middle in range(begin, 27):
                for end in range(middle, 27):
                    left = tree.CompactRange(begin, middle, made[begin, middle].hashes)
                    left.merge(made[middle, end])
                    self.assertEqual(left.hashes, made[begin, end].hashes)
        for end in range(27):
            self.assertEqual(made[0, end].root(), self.plain_root(leaves[:end]))
            self.assertEqual(
                made[0, end].hashes, tree.Stretch([], 0, hashes).frontier_at(end).hashes)
            self.assertEqual(made[0, end].nodes, tree.subtrees(end))
        with self.assertRaises(Refused):
            tree.CompactRange(1, 4, hashes[:3])
        for wrong in (lambda: made[1, 3].root(), lambda: made[1, 3].merge(made[4, 5])):
            with self.assertRaises(ValueError):
                wrong()

    def test_inclusion_vectors(self):
        count = 0
        for path in merkle_vectors("inclusion"):
            vector = json.loads(path.read_text())
            decode = base64.b64decode
            proof = [decode(item) for item in vector["proof"] or []]
            root, leaf = decode(vector["root"] or ""), decode(vector["leafHash"] or "")
            verdict = tree.verify_inclusion(
                leaf, vector["leafIdx"], vector["treeSize"], proof, root)
            with self.subTest(str(path)):
                self.assertEqual(verdict, not vector["wantErr"])
            count += 1
        self.assertGreater(count, 0)


class Proofs(unittest.TestCase):
    """Of a log with thirteen entries and two coordinators."""

    @classmethod
    def setUpClass(cls):
        cls.recorder, cls.stranger = device(), device("Eve", "coordinator")
        cls.first, cls.second = device("A", "coordinator"), device("B", "coordinator")
        cls.leaves = [
            logs.Leaf("attached", os.urandom(16), os.urandom(32), NOW) if i % 3 else
            logs.Leaf("sealed", os.urandom(16), os.urandom(32), NOW, os.urandom(32))
            for i in range(13)]
        cls.stretch = tree.Stretch([], 0, [tree.leaf_hash(leaf.encode()) for leaf in cls.leaves])
        cls.known = {d.name: d.card for d in (cls.recorder, cls.first, cls.second)}

    def checkpoint(self, size: int, *coordinators: cards.Device) -> logs.Checkpoint:
        root = self.stretch.frontier_at(size).root()
        checkpoint = logs.Checkpoint.make(self.recorder, size, root)
        for number, coordinator in enumerate(coordinators):
            checkpoint = checkpoint.cosigned(
                coordinator, NOW + datetime.timedelta(seconds=number))
        return checkpoint

    def proof(self, index: int, size: int, *coordinators: cards.Device) -> proofs.Proof:
        return proofs.Proof.make(
            self.stretch, self.leaves[index], index, self.checkpoint(size, *coordinators))

    def accepts(self, data: bytes) -> proofs.Statement | None:
        try:
            return proofs.Proof.decode(data).verify(self.known)
        except Refused:
            return None

    def test_round_trips(self):
        """Every entry under every head, with no, one and two cosignatures."""
        for size in range(1, 14):
            for index in range(size):
                for count in range(3):
                    signers = (self.first, self.second)[:count]
                    made = self.proof(index, size, *signers)
                    data = made.encode()
                    self.assertEqual(proofs.Proof.decode(data), made)
                    said = made.verify(self.known)
                    self.assertEqual(
                        (said.leaf, said.index, said.size, said.device.name),
                        (self.leaves[index], index, size, "Лола"))
                    self.assertEqual([item.card.name for item in said.cosignatures],
                                     [signer.card.name for signer in signers])
                    self.assertEqual(said.unchecked, [])

    def test_a_proof_from_a_stretch_behind_a_frontier(self):
        start = 5
        later = tree.Stretch(
            self.stretch.frontier_at(start).hashes, start, self.stretch.leaves[start:])
        made = proofs.Proof.make(later, self.leaves[9], 9, self.checkpoint(13))
        self.assertEqual(made, self.proof(9, 13))

    def test_who_is_believed(self):
        made = self.proof(3, 13, self.stranger, self.second)
        said = made.verify(self.known)
        self.assertEqual(said.unchecked, [self.stranger.name])
        self.assertEqual([item.card.name for item in said.cosignatures], ["B"])
        only = made.verify({self.recorder.name: self.recorder.card})
        self.assertEqual(only.cosignatures, [])
        self.assertEqual(only.unchecked, [self.stranger.name, self.second.name])
        with self.assertRaises(Refused):
            made.verify({self.second.name: self.second.card})
        recorder = device("another", "recorder")
        said = self.proof(3, 13, recorder).verify(self.known | {recorder.name: recorder.card})
        self.assertEqual((said.cosignatures, said.unchecked), ([], [recorder.name]))
        self.assertEqual(self.proof(3, 13, self.recorder).verify(self.known).cosignatures, [])

    def test_a_cosignature_that_does_not_verify(self):
        """Of a known coordinator it is refused; of somebody else it cannot be told."""
        for signer, accepted in ((self.first, False), (self.stranger, True)):
            made = self.proof(3, 13, self.second, signer)
            signatures = made.checkpoint.note.signatures
            broken = signatures[-1]._replace(signature=signatures[-1].signature[:-1] + b"x")
            note = made.checkpoint.note._replace(signatures=[*signatures[:-1], broken])
            changed = made._replace(checkpoint=made.checkpoint._replace(note=note))
            self.assertEqual(bool(self.accepts(changed.encode())), accepted)

    def test_the_first_signature_is_the_devices(self):
        made = self.proof(3, 13, self.first)
        note = made.checkpoint.note
        turned = note._replace(signatures=note.signatures[::-1])
        self.assertIsNone(self.accepts(
            made._replace(checkpoint=made.checkpoint._replace(note=turned)).encode()))

    def test_what_is_not_of_the_form(self):
        good = self.proof(3, 13, self.first).encode()
        self.assertTrue(self.accepts(good))
        lines = good.split(b"\n")
        opened = logs.Leaf("opened", bytes(16), bytes(32), NOW)
        wrongs = {
            "nothing": b"", "an empty line": b"\n\n", "the kind alone": lines[0] + b"\n\n",
            "another version": good.replace(b"proof@v1", b"proof@v2"),
            "no extra": good.replace(lines[1] + b"\n", b""),
            "an empty extra": good.replace(lines[1], b"extra "),
            "two extras": good.replace(lines[1], lines[1] + b"\n" + lines[1]),
            "index first": b"\n".join([lines[0], lines[2], lines[1], *lines[3:]]),
            "no index": good.replace(lines[2] + b"\n", b""),
            "a leading zero": good.replace(b"index 3", b"index 03"),
            "a plus": good.replace(b"index 3", b"index +3"),
            "2^63": good.replace(b"index 3", b"index 9223372036854775808"),
            "CRLF": good.replace(b"\n", b"\r\n"), "no newline": good[:-1],
            "a newline more": good + b"\n", "a newline before": b"\n" + good,
            "an empty line more": good.replace(b"\n\n", b"\n\n\n", 1),
            "an extension line": good.replace(b"=\n\n\xe2", b"=\nmore\n\n\xe2"),
            "a hash of 31 bytes": good.replace(lines[3], base64.b64encode(bytes(31))),
            "base64 with blanks": good.replace(lines[3], lines[3] + b" "),
            "base64 that is not canonical": good.replace(lines[3], lines[3][:-2] + b"b="),
            "an entry of another kind": good.replace(
                lines[1], b"extra " + base64.b64encode(opened.encode())),
            "an entry that is too long": good.replace(
                lines[1], b"extra " + base64.b64encode(self.leaves[3].encode() + b"\n")),
            "64 hashes": good.replace(lines[3], b"\n".join([lines[3]] * 64)),
            "over 64 KiB": good + b"x" * (64 << 10),
        }
        for what, data in wrongs.items():
            with self.subTest(what), self.assertRaises(Refused):
                self.assertNotEqual(data, good)
                proofs.Proof.decode(data)

    def test_paths_of_another_length_or_place(self):
        made = self.proof(3, 13)
        for wrong in (
            made._replace(path=made.path[:-1]), made._replace(path=made.path[1:]),
            made._replace(path=made.path + [bytes(32)]), made._replace(path=made.path[::-1]),
            made._replace(path=[]), made._replace(index=2), made._replace(index=12),
            made._replace(index=13), made._replace(index=2**63 - 1),
            made._replace(leaf=self.leaves[4]), made._replace(checkpoint=self.checkpoint(12)),
        ):
            self.assertIsNone(self.accepts(wrong.encode()))

    def test_every_bit(self):
        """Each flipped bit is refused, or leaves the same statement about the entry."""
        good = self.proof(3, 13, self.first, self.stranger).encode()
        said = self.accepts(good)
        kept = 0
        for at in range(8 * len(good)):
            data = bytearray(good)
            data[at // 8] ^= 1 << at % 8
            found = self.accepts(bytes(data))
            if found:
                kept += 1
                self.assertEqual(found[:4], said[:4])
                # only what nobody here can check may differ: the stranger's line, or whose it is
                self.assertLessEqual(set(found.cosignatures), set(said.cosignatures))
                self.assertGreaterEqual(len(found.unchecked), 1)
        self.assertGreater(kept, 0)

    def test_bounds(self):
        """The largest that the page allows is read: 16 signatures, and no more than 64 KiB."""
        strangers = [device(str(n), "coordinator") for n in range(16)]
        self.assertTrue(self.accepts(self.proof(3, 13, *strangers[:15]).encode()))
        self.assertIsNone(self.accepts(self.proof(3, 13, *strangers).encode()))

    def test_cosignatures_and_their_times(self):
        """The earliest of a coordinator bounds the time; one past the year 9999 is no time."""
        made = self.checkpoint(13, self.second, self.first, self.second)
        proof = proofs.Proof.make(self.stretch, self.leaves[3], 3, made)
        times = {item.card.name: item.time for item in proof.verify(self.known).cosignatures}
        self.assertEqual(times, {"B": NOW, "A": NOW + datetime.timedelta(seconds=1)})
        text = made.note.text
        for seconds, accepted in ((253402300799, True), (253402300800, False), (2**63, False)):
            late = notes.cosign(text, self.first.name, self.first.signing_seed, seconds)
            note = made.note._replace(signatures=[made.note.signatures[0], late])
            changed = proof._replace(checkpoint=made._replace(note=note))
            self.assertEqual(bool(self.accepts(changed.encode())), accepted)

    def test_the_program(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for owner in (self.recorder, self.first, self.second):
                (folder / f"{owner.card.name}.card").write_bytes(owner.card.encoded)
            content = os.urandom(5000)
            leaf = logs.Leaf("sealed", os.urandom(16), hashlib.sha256(content).digest(), NOW,
                             bytes(32))
            root = tree.leaf_hash(leaf.encode())
            checkpoint = logs.Checkpoint.make(self.recorder, 1, root).cosigned(self.first, NOW)
            good = proofs.Proof(leaf, 0, [], checkpoint).encode()
            for file, data in {"p": good, "bad": good[:-2], "object": content,
                               "other": content[1:]}.items():
                (folder / file).write_bytes(data)
            own, other = str(folder / "Лола.card"), str(folder / "A.card")
            status, out = self.run_program(
                str(folder / "p"), "--card", own, other, "--object", str(folder / "object"),
                "--json")
            self.assertEqual((status, json.loads(out)), (0, {
                "kind": "sealed", "object": leaf.object.hex(), "sha256": leaf.sha256.hex(),
                "time": encoding.encode_time(NOW), "entry": 1, "size": 1, "name": "Лола",
                "device": self.recorder.name, "objectChecked": True, "unchecked": [],
                "cosignatures": [{"name": "A", "device": self.first.name,
                                  "time": encoding.encode_time(NOW)}]}))
            status, out = self.run_program(str(folder / "p"), "--card", own, "--card", other)
            self.assertIn("cosigned 2026-11-23T09:14:02Z by A", out)
            self.assertIn("NOT COMPARED", out)
            for words, expected in {
                (str(folder / "p"), "--card", other): 1,
                (str(folder / "bad"), "--card", own): 1,
                (str(folder / "p"), "--card", own, "--object", str(folder / "other")): 1,
                (str(folder / "p"),): 2, ("--card", own): 2,
                (str(folder / "none"), "--card", own): 2,
                (str(folder / "p"), "--card", str(folder / "p")): 2,
                (str(folder / "p"), "--card", own, "--object", str(folder / "none")): 2,
            }.items():
                status, out = self.run_program(*words)
                self.assertEqual((status, out), (expected, ""), words)

    def run_program(self, *words: str) -> tuple[int, str]:
        return quietly(check_proof.main, *words)


class Archives(unittest.TestCase):
    ENTRIES = [("note", b"hello"), ("objects/" + "ab" * 16 + ".age", b"x" * 512), ("empty", b"")]

    def test_tarfile_reads_it(self):
        data = b"".join(tar.entry(*item) for item in self.ENTRIES) + tar.END + bytes(4096)
        with tarfile.open(fileobj=io.BytesIO(data)) as opened:
            found = [(m.name, opened.extractfile(m).read(), m.mode, m.mtime) for m in opened]
        self.assertEqual(found, [(name, content, 0o600, 0) for name, content in self.ENTRIES])

    def test_round_trip(self):
        data = b"".join(tar.entry(*item) for item in self.ENTRIES) + tar.END
        reader, found = tar.Reader(io.BytesIO(data)), []
        while entry := reader.next():
            found.append((entry.name, reader.read_all(1024)))
        self.assertEqual(found, self.ENTRIES)
        self.assertEqual(reader.count, len(data))

    def test_large_sizes(self):
        for size in (tar.LARGEST_OCTAL, tar.LARGEST_OCTAL + 1, 2**40):
            block = tar.header("big", size)
            self.assertEqual(tarfile.TarInfo.frombuf(block, "ascii", "strict").size, size)
            self.assertEqual(tar.Reader(io.BytesIO(block)).next(), tar.Entry("big", size))

    def test_every_changed_byte_of_a_header_is_refused(self):
        """Or it names something else of the same form: another name or size, and its checksum."""
        block = tar.header("note", 5)
        for at in range(512):
            changed = block[:at] + bytes([block[at] ^ 1]) + block[at + 1:]
            with self.subTest(at), self.assertRaises(Refused):
                tar.Reader(io.BytesIO(changed)).next()

    def test_names(self):
        for wrong in ("", "/a", "a/", "a//b", ".", "..", "a/../b", "a b", "ä", "a" * 101, "a\\b"):
            with self.subTest(wrong), self.assertRaises(Refused):
                tar.check_name(wrong)
        tar.check_name("a" * 100)

    def test_archives_of_python_are_refused(self):
        target = io.BytesIO()
        with tarfile.open(fileobj=target, mode="w", format=tarfile.USTAR_FORMAT) as archive:
            archive.addfile(tarfile.TarInfo("note"))
        with self.assertRaises(Refused):
            tar.Reader(io.BytesIO(target.getvalue())).next()


class Cleaning(unittest.TestCase):
    def test_names(self):
        taken: set[str] = set()
        for name in make_bundle.HOSTILE_NAMES + make_bundle.ODD_NAMES + ["", "...", "\ud800"]:
            cleaned = cleaning.file_name(name, taken)
            self.assertRegex(cleaned, r"^[^/\\\x00-\x1f\u202a-\u202e\ud800-\udfff]+$")
            self.assertNotIn(cleaned[0], ".-~ ")
            self.assertNotIn(cleaned[-1], ". ")
            self.assertLessEqual(len(cleaned.encode()), 200)
            self.assertNotEqual(cleaned.upper().split(".")[0], "CON")
        self.assertEqual(len(taken), len(make_bundle.HOSTILE_NAMES + make_bundle.ODD_NAMES) + 3)

    def test_texts(self):
        self.assertEqual(cleaning.printable("a\x1b[2J\u202eb\n"), "a\\u{1b}[2J\\u{202e}b\n")


class Opening(OpeningTest):
    """The opener on what `make_bundle.py` makes."""

    def check_files(self, result: dict, to: str = "opened"):
        """Everything that was opened is where it should be, and nothing else is."""
        found = {p.relative_to(self.folder / to).as_posix()
                 for p in (self.folder / to).rglob("*") if p.is_file()}
        expected = set()
        for record in result["records"] + result["parts"]:
            if not record["writtenOut"]:
                self.assertTrue(record["needsNewer"])
                continue
            unknown = {item["name"]: item["path"] for item in record["parts"]}
            expected |= {unknown.get(name, f"{record['id']}/{name}")
                         for name in record["entries"] if name != "attachments.key"}
            told = sorted((self.folder / to / record["id"]).glob("account/*"))
            self.assertEqual(len(told), record["paragraphs"])
            account = b"".join(path.read_bytes() for path in told).decode()
            self.assertEqual(account, record["account"] or "")
            for item in record["attachments"]:
                expected.add(item["path"])
                data = (self.folder / to / item["path"]).read_bytes()
                self.assertEqual(
                    (len(data), hashlib.sha256(data).hexdigest()),
                    (item["length"], item["sha256"]))
        self.assertEqual(found, expected)
        for name in found:
            self.assertNotIn(b"AGE-SECRET-KEY", (self.folder / to / name).read_bytes(), name)

    def check_case(self, name: str):
        made = self.make(name)
        status, result = self.open()
        self.check_files(result)
        names = {id: what for what, id in made["testimonies"].items()}
        opened = {names[record["id"]]: record for record in result["records"]}
        complete = all(bundle["complete"] for bundle in result["bundles"])
        everything, taken = set(names.values()), made["taken"]
        for what, record in opened.items():
            self.assertEqual((record["signature"], record["proven"]), ("verified", True))
            if what != "faulty" or taken not in ("profile", "shown"):
                self.assertEqual((record["standing"], record["profile"]), ("verified", []))
        self.assertEqual((result["verified"], status), (taken == "all", int(taken != "all")))
        found, whole = {
            "all": (everything, True), "unfinished": (everything, False),
            "rest-and-account": (everything, True), "rest-and-record": (everything, True),
            "profile": (everything, True), "shown": (everything, True),
            "rest": (everything - {"faulty"}, True), "unread": (everything - {"faulty"}, True),
            "before-or-rest": (everything - {"faulty"}, True), "before": ({"first"}, False),
            "none": (set(), complete),
        }[taken]
        self.assertEqual((set(opened), complete), (found, whole))
        unread = [item["object"] for item in result["unread"]]
        self.assertEqual(unread, [made["testimonies"]["faulty"]] if taken == "unread" else [])
        if taken in ("rest", "before", "none", "unfinished", "rest-and-account"):
            self.assertTrue(any(b["refused"] or b["waiting"] for b in result["bundles"]))
        if taken == "rest-and-account":
            self.assertEqual(opened["faulty"]["attachments"], [])
        if taken == "profile":
            self.assertEqual(opened["faulty"]["standing"], "unverified")
            self.assertIn("X25519", opened["faulty"]["profile"][0])
            self.assertTrue(opened["faulty"]["attachments"])
        if taken == "shown":
            self.assertFalse(opened["faulty"]["writtenOut"])
            self.assertTrue(opened["faulty"]["account"])

    def test_honest(self):
        self.make("honest", "--account", "Я видела.\n")
        status, result = self.open()
        self.assertEqual(status, 0)
        (record,) = result["records"]
        self.assertEqual(
            (record["account"], record["recorder"], record["signature"], record["proven"]),
            ("Я видела.\n", "maker", "verified", True))
        self.assertEqual(record["attachments"][0]["name"], "only.txt")
        self.check_files(result)

    def test_words(self):
        self.make("honest", "--account", "escape \x1b[2J\n")
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            open_bundle.main([
                "--identity", str(self.folder / "identity"),
                "--card", str(self.folder / "own.card"), "--card", str(self.folder / "maker.card"),
                "--to", str(self.folder / "opened"), str(self.folder / "bundles")])
        self.assertIn("escape \\u{1b}[2J", output.getvalue())
        self.assertIn("Everything verified.", output.getvalue())

    def test_without_a_trusted_card(self):
        self.make("honest")
        status, result = self.open(trusted=False)
        self.assertEqual((status, result["records"][0]["signature"]), (1, "unverified"))

    def test_nothing_is_overwritten(self):
        made = self.make("honest")
        self.assertEqual(self.open()[0], 0)
        account = self.folder / "opened" / made["testimonies"]["only"] / "account" / "001.txt"
        account.write_text("mine")
        status, result = self.open()
        self.assertEqual((status, account.read_text()), (1, "mine"))
        self.assertIn("File exists", result["bundles"][0]["refused"][0])

    def test_the_same_bundle_twice(self):
        (path,) = self.make("honest")["bundles"]
        status, result = self.open(path, path)
        self.assertEqual((status, len(result["records"])), (0, 1))

    def test_files_of_others_are_passed_over(self):
        self.make("honest")
        (self.folder / "bundles" / "README").write_text("not a bundle")
        other = sealing.seal(b"x", [age.HybridIdentity.generate().recipient()])
        (self.folder / "bundles" / ("ab" * 16 + ".age")).write_bytes(other)
        status, result = self.open()
        self.assertEqual(status, 0)
        self.assertEqual(len([b for b in result["bundles"] if b["passedOver"]]), 2)

    def test_stretches_in_any_order(self):
        paths = self.make("stretches")["bundles"]
        for to, order in (("a", paths), ("b", paths[::-1]), ("c", paths[1:])):
            status, result = self.open(*order, to=to)
            self.assertEqual(status, 0)
            self.assertTrue(all(record["proven"] for record in result["records"]))
            self.check_files(result, to)
        self.assertEqual(len(result["records"]), 2)

    def test_forks(self):
        first, second = (
            self.make(f"fork-{n}", "--seed", "7") for n in (1, 2))
        self.assertEqual(first["device"], second["device"])
        status, result = self.open(*first["bundles"], *second["bundles"])
        self.assertEqual(status, 1)
        self.assertEqual([b["forked"] for b in result["bundles"]], [False, True])
        self.assertEqual(
            [record["proven"] for record in result["records"]], [True, False, False])

    def test_receipts(self):
        """A recorder opens what a coordinator sent: a receipt and a cosigned checkpoint."""
        recorder, coordinator = device(), self.coordinator
        self.keep(recorder)
        (self.folder / "maker.card").write_bytes(coordinator.card.encoded)
        leaf = logs.Leaf("sealed", os.urandom(16), os.urandom(32), NOW, os.urandom(32))
        root = tree.leaf_hash(leaf.encode())
        checkpoint = logs.Checkpoint.make(recorder, 1, root)
        cosigned = checkpoint.cosigned(coordinator, NOW)
        receipt = logs.Receipt(coordinator.name, recorder.name, 1, root, NOW, [leaf.object])
        other = logs.Checkpoint.make(recorder, 2, root).cosigned(coordinator, NOW)
        forged = checkpoint.cosigned(device("Eve", "coordinator"), NOW)
        cases = [
            (receipt, cosigned, None), (receipt, checkpoint, "expected key"),
            (receipt, other, "another"), (receipt, forged, "expected key"),
            (receipt._replace(log=device().name), cosigned, "another log"),
        ]
        for number, (said, shown, fault) in enumerate(cases):
            bundle = os.urandom(16)
            entries = [
                ("card", coordinator.card.encoded), ("receipt", coordinator.sign(said.text())),
                ("receipt-checkpoint", shown.encode())]
            manifest = bundles.make_manifest(
                coordinator, bundle, NOW, [recorder.card.fingerprint], None, entries)
            path = self.folder / f"{bundle.hex()}.age"
            path.write_bytes(bundles.seal(
                bundles.archive(coordinator.sign(manifest.text()), entries, bundle),
                [recorder.card.recipient]))
            status, result = self.open(str(path), to=str(number))
            with self.subTest(fault):
                self.assertEqual(status, 1 if fault else 0)
                self.assertEqual(len(result["receipts"]), 0 if fault else 1)
                if fault:
                    self.assertIn(fault, result["bundles"][0]["refused"][0])
                else:
                    found = result["receipts"][0]
                    self.assertEqual(found["missing"], [leaf.object.hex()])
                    self.assertEqual(found["cosigned"], encoding.encode_time(NOW))
                    self.assertEqual(found["signature"], "verified")
        status, result = self.open(str(path), trusted=False, to="untrusted")
        self.assertIn("not trusted", result["bundles"][0]["refused"][0])

    def test_bundles_cut_off_anywhere_are_never_whole(self):
        (path,) = self.make("honest")["bundles"]
        data = Path(path).read_bytes()
        for number, length in enumerate((0, 1, 21, 3000, 3200, 4000, 20_000, len(data) - 1)):
            Path(path).write_bytes(data[:length])
            status, result = self.open(to=str(number))
            self.assertEqual((status, result["records"]), (1, []))

    def test_command_lines_that_cannot_be_used(self):
        self.make("honest")
        identity = str(self.folder / "identity")
        for wrong in (
            ["--identity", "none", "--card", str(self.folder / "own.card")],
            ["--identity", identity, "--card", str(self.folder / "maker.card")],
            ["--identity", identity, "--card", identity],
        ):
            with self.assertRaises(SystemExit) as caught, contextlib.redirect_stderr(io.StringIO()):
                open_bundle.main(
                    [*wrong, "--to", str(self.folder / "x"), str(self.folder / "bundles")])
            self.assertEqual(caught.exception.code, 2)


def add_case(name: str):
    def test(self):
        self.check_case(name)
    test.__doc__ = f"{name}: {make_bundle.CASES[name].about}"
    setattr(Opening, "test_case_" + name.replace("-", "_"), test)


for case_name in make_bundle.CASES:
    add_case(case_name)


if __name__ == "__main__":
    unittest.main()
