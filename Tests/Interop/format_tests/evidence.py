"""Evidence, and the program that checks it."""

import hashlib
import json
import os
import tempfile
import unittest
from pathlib import Path

import check_proof
from amanat_formats import age, logs, notes, parts, proofs, records, tar, tree
from amanat_formats.attachments import Attachment
from amanat_formats.encoding import encode_time
from amanat_formats.errors import NeedsNewer, Refused
from amanat_formats.evidence import Evidence, Shown
from amanat_formats.parts import Part

from .shared import NOW, device, quietly


class EvidenceTests(unittest.TestCase):
    """Of a record with three paragraphs, two attachments and parts that nobody knows."""

    @classmethod
    def setUpClass(cls):
        cls.recorder, cls.first = device(), device("Ava", "coordinator")
        cls.known = {d.name: d.card for d in (cls.recorder, cls.first)}
        cls.original = b"a photograph\n"
        items = [Attachment(os.urandom(16), hashlib.sha256(data).digest(), len(data),
                            "image/jpeg", name, NOW)
                 for name, data in (("фото.jpg", cls.original), ("other.jpg", b"other"))]
        cls.parts = [
            Part(parts.RECIPIENTS, parts.recipients_of([cls.first.card])),
            *records.account_parts("Лола saw it.\n\nIt was night.\n\nThe end.\n".encode()),
            *records.attachment_parts(items, age.HybridIdentity(bytes(32))),
            Part("zz", b"?"), Part("zz2", b"?")]
        cls.salts = records.new_salts(len(cls.parts))
        cls.record = os.urandom(16)
        note = records.make_note(cls.recorder.name, cls.record, NOW, cls.parts, cls.salts)
        cls.note_value, cls.note = note, cls.recorder.sign(note.text())
        cls.proof = cls.prove(cls.note)

    @classmethod
    def prove(cls, note: bytes, kind: str = "sealed", object: bytes | None = None,
              **more) -> bytes:
        """A proof of a log with that record alone, cosigned."""
        leaf = logs.Leaf(
            kind, object or cls.record, os.urandom(32), NOW, hashlib.sha256(note).digest(), **more)
        root = tree.leaf_hash(leaf.encode())
        checkpoint = logs.Checkpoint.make(cls.recorder, 1, root).cosigned(cls.first, NOW)
        return proofs.Proof(leaf, 0, [], checkpoint).encode()

    def shown(self, *names: str) -> list[Shown]:
        found = {part.name: Shown(part, salt)
                 for part, salt in zip(self.parts, self.salts.of_parts)}
        return [found[name] for name in names]

    def evidence(self, *names: str) -> Evidence:
        return Evidence(self.proof, self.note, self.shown(*names))

    def accepts(self, data: bytes):
        try:
            return Evidence.decode(data).verify(self.known)
        except Refused:
            return None

    def test_round_trip(self):
        every = [part.name for part in self.parts if part.name != parts.KEY]
        for names in ([], every[:1], ["account/002.txt"], ["account/001.txt", "zz"], every):
            made = self.evidence(*names)
            self.assertEqual(Evidence.decode(made.encode()), made)
            said = made.verify(self.known)
            self.assertEqual([item.part.name for item in said.shown], names)
            self.assertEqual(said.withheld, 16 - len(names))
            self.assertEqual(said.note.record, self.record)

    def test_what_is_refused(self):
        good = self.evidence("account/002.txt", "attachments/001.json")
        part, salt = good.shown[0]
        other = device()
        forged = notes.Note(
            self.note_value.text(),
            [notes.sign(self.note_value.text(), self.recorder.card.key, bytes(32))]).encode()
        must = self.recorder.sign(self.note_value._replace(unknown=("must-x: y",)).text())
        elsewhere = self.recorder.sign(self.note_value._replace(record=bytes(16)).text())
        foreign = other.sign(self.note_value._replace(log=other.name).text())
        wrongs = {
            "other bytes": good._replace(shown=[Shown(part._replace(data=b"x"), salt)]),
            "another name": good._replace(shown=[Shown(Part("account/001.txt", part.data), salt)]),
            "another salt": good._replace(shown=[Shown(part, bytes(32))]),
            "the key": good._replace(shown=self.shown(parts.KEY)),
            "twice": good._replace(shown=[good.shown[0]] * 2),
            "a decoy": good._replace(shown=[Shown(Part("", b""), self.salts.of_decoys[0])]),
            "another note": good._replace(note=self.recorder.sign(
                self.note_value._replace(time=NOW.replace(year=2027)).text())),
            "a forged note": Evidence(self.prove(forged), forged, []),
            "a note with must-": Evidence(self.prove(must), must, []),
            "a note of another record": Evidence(self.prove(elsewhere), elsewhere, []),
            "a note by another device": Evidence(self.prove(foreign), foreign, []),
            "a proof of a part": Evidence(self.prove(self.note, "part"), self.note, []),
            "a leaf with must-": Evidence(
                self.prove(self.note, unknown=("must-x: y",)), self.note, []),
            "no proof": good._replace(proof=b""), "no note": good._replace(note=b""),
        }
        for what, wrong in wrongs.items():
            with self.subTest(what), self.assertRaises(Refused):
                wrong.verify(self.known)
        with self.assertRaises(Refused):
            Evidence.decode(good._replace(shown=good.shown[::-1]).encode())
        with self.assertRaises(NeedsNewer):
            wrongs["a note with must-"].verify(self.known)
        with self.assertRaises(Refused):
            good.verify({self.first.name: self.first.card})

    def test_the_form(self):
        good = self.evidence("account/002.txt")
        entries = [("proof", self.proof), ("note", self.note),
                   ("parts/account/002.txt", good.shown[0].part.data),
                   ("salts", f"{good.shown[0].salt.hex()} account/002.txt\n".encode())]

        def data(*entries: tuple[str, bytes]) -> bytes:
            return b"".join(tar.entry(*item) for item in entries) + tar.END

        self.assertEqual(good.encode(), data(*entries))
        self.assertTrue(self.accepts(data(*entries) + bytes(512)))
        proof, note, part, salts = entries
        for wrong in (
            b"", data(), data(proof), data(note, proof, part, salts), data(proof, note, part),
            data(proof, note, salts), data(proof, note, salts, part),
            data(proof, note, (part[0][6:], part[1]), salts), data(*entries, ("more", b"x")),
            data(proof, note, part, (salts[0], salts[1] * 2)), data(*entries)[:-512],
            data(proof, note, part, (salts[0], salts[1] + b"0" * 64 + b"\n")),
            data(*entries) + b"x", data(*entries) + bytes(25 << 20),
        ):
            self.assertIsNone(self.accepts(wrong))
        self.assertTrue(self.accepts(data(proof, note)))

    def test_every_changed_byte(self):
        """Refused; or, in what nobody here can check, the same statement."""
        data = self.evidence("account/002.txt").encode()
        for at in range(0, len(data), 3):
            wrong = data[:at] + bytes([data[at] ^ 4]) + data[at + 1:]
            said = self.accepts(wrong)
            if said:
                self.assertEqual(said.shown, self.shown("account/002.txt"))
                self.assertEqual(said.proof.cosignatures, [])

    def test_the_program(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for file, data in {
                "a.card": self.recorder.card.encoded, "b.card": self.first.card.encoded,
                "proof": self.proof, "note": self.note, "original": self.original,
                "other": b"x", "part": self.parts[2].data,
                "e": self.evidence("account/002.txt", "attachments/001.json").encode(),
            }.items():
                (folder / file).write_bytes(data)
            cards = ("--card", str(folder / "a.card"), str(folder / "b.card"))
            self.check_words(folder, cards)
            self.check_json(folder, cards)
            salt = self.salts.of_parts[2].hex()
            part = ("--part", f"account/002.txt={folder / 'part'}", "--salt")
            plain, own = (str(folder / "proof"), *cards), ("--record", str(folder / "note"))
            for words, expected in {
                (*plain, *own, *part, salt): 0, (*plain, *own): 0,
                (*plain, *own, *part, "00" * 32): 1, (*plain, *own, *part, "xyz"): 2,
                (*plain, *own, *part[:2]): 2, (*plain, *part, salt): 2,
                (*plain, "--original", str(folder / "original")): 2,
                (*plain, *own, "--part", f"x={folder / 'part'}", "--salt", salt): 1,
                (*plain, "--record", str(folder / "none")): 2,
                (str(folder / "e"), *cards, "--original", str(folder / "other")): 1,
                (str(folder / "e"), *cards, "--object", str(folder / "other")): 1,
            }.items():
                self.assertEqual(quietly(check_proof.main, *words)[0], expected, words)

    def check_words(self, folder: Path, cards: tuple[str, ...]):
        status, out = quietly(check_proof.main, str(folder / "e"), *cards, "--original",
                              str(folder / "original"))
        self.assertEqual(status, 0)
        for words in ("paragraph 2 of the account was sealed by Лола", "It was night.",
                      "фото.jpg", f"at the latest {encode_time(NOW)}, as Ava signed",
                      "up to 14 other parts were withheld", "is the attachment фото.jpg"):
            self.assertIn(words, out)
        self.assertNotIn("The end.", out)

    def check_json(self, folder: Path, cards: tuple[str, ...]):
        status, out = quietly(check_proof.main, str(folder / "e"), *cards, "--json")
        said = json.loads(out)["evidence"]
        self.assertEqual((status, said["withheld"], said["notAfter"]), (0, 14, encode_time(NOW)))
        self.assertEqual([item["paragraph"] for item in said["parts"]], [2, None])
        self.assertEqual(said["parts"][0]["text"], "It was night.\n\n")
        self.assertEqual(said["parts"][1]["attachments"][0]["name"], "фото.jpg")
