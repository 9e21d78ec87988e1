"""Room to grow: lines that a reader does not know, cards that come later, and leaves."""

import itertools
import os
import unittest

from amanat_formats import bundles, cards, encoding, logs, manifests, notes, records, tree
from amanat_formats.errors import NeedsNewer, Refused
from amanat_formats.logs import Leaf, Receipt

from .shared import NOW, device

GOOD = [
    ("a: b",), ("a: b",) * 2, ("k" * 32 + ": v",), ("x-1: ä: b ",), ("a: " + "x" * 1021,),
    ("a:  b",), ("a: b",) * 64,
]
BAD = [
    ("a:b",), ("a: ",), ("",), ("A: b",), ("1a: b",), ("-a: b",), ("k" * 33 + ": v",), ("ä: b",),
    ("a_b: c",), ("a: " + "x" * 1022,), ("a: " + "ä" * 511,), ("a: b",) * 65, (": b",), (" a: b",),
]


class RoomToGrow(unittest.TestCase):
    """Cards, record notes, manifests, receipts and leaves, by the same rule."""

    @classmethod
    def setUpClass(cls):
        cls.device = device("Ava", "coordinator")

    def card(self, lines):
        card = self.device.card._replace(unknown=lines)
        return cards.Card.decode(self.device.sign(card.text()))

    def record(self, lines):
        note = records.RecordNote(
            bytes(16), self.device.name, NOW, [bytes([n]) * 32 for n in range(8)], None, lines)
        found = records.RecordNote.decode(
            notes.decode_single(self.device.sign(note.text()), records.KIND))
        found.check_must()
        return found

    def manifest(self, lines):
        made = bundles.make_manifest(
            self.device, bytes(16), NOW, [bytes(32)], None, [("card", b"x")])._replace(
                unknown=lines)
        return bundles.Manifest.decode(
            notes.decode_single(self.device.sign(made.text()), manifests.KIND))

    def receipt(self, lines):
        made = Receipt(self.device.name, self.device.name, 5, bytes(32), NOW, [], unknown=lines)
        return Receipt.decode(self.device.sign(made.text()), self.device.card)

    def leaf(self, lines):
        leaf = Leaf.decode(Leaf("opened", bytes(16), bytes(32), NOW, None, lines).encode())
        encoding.check_must(leaf.unknown, "the leaf")
        return leaf

    KNOWN = {"card": "number", "record": "part", "manifest": "by", "receipt": "gone",
             "leaf": "note"}

    def test_lines(self):
        for kind, known in self.KNOWN.items():
            decode = getattr(self, kind)
            for lines in GOOD:
                if kind == "leaf" and len(lines) > logs.LEAF_UNKNOWN_LINES:
                    continue
                with self.subTest(kind, lines=lines[:1]):
                    self.assertEqual(decode(lines).unknown, lines)
            for lines in BAD + [(f"{known}: 1",), ("a: b", f"{known}: 1")]:
                with self.subTest(kind, lines=lines[:1]), self.assertRaises(Refused) as caught:
                    decode(lines)
                self.assertNotIsInstance(caught.exception, NeedsNewer)

    def test_must(self):
        for kind in self.KNOWN:
            for lines in (("must-a: b",), ("a: b", "must-: b"), ("must-a: b", "a: b")):
                with self.subTest(kind, lines=lines), self.assertRaises(NeedsNewer):
                    getattr(self, kind)(lines)
            self.assertTrue(getattr(self, kind)(("a-must-b: c", "must: d")))

    def test_a_broken_line_is_not_newer(self):
        """What is not of the form is refused, whatever else it says."""
        for kind in self.KNOWN:
            with self.subTest(kind), self.assertRaises(Refused) as caught:
                getattr(self, kind)(("must-a: b", "A: b"))
            self.assertNotIsInstance(caught.exception, NeedsNewer)

    def test_entries_that_must_be_known(self):
        made = bundles.make_manifest(
            self.device, bytes(16), NOW, [bytes(32)], None, [("card", b"x"), ("must-y", b"")])
        with self.assertRaises(NeedsNewer):
            bundles.Manifest.decode(
                notes.decode_single(self.device.sign(made.text()), manifests.KIND))


class Leaves(unittest.TestCase):
    def test_the_order_and_who_has_a_note(self):
        noted = Leaf("sealed", bytes(16), bytes(32), NOW, b"\1" * 32)
        text = noted.encode().decode()
        self.assertEqual(Leaf.decode(noted.encode()), noted)
        self.assertEqual([line.split(":")[0] for line in text.splitlines()],
                         ["amanat-leaf/v1", "kind", "object", "sha256", "note", "time"])
        for kind, has_note in itertools.product(
                ("sealed", "part", "attached", "opened", "resealed", "later-kind"), (True, False)):
            leaf = Leaf(kind, bytes(16), bytes(32), NOW, bytes(32) if has_note else None)
            is_good = has_note == (kind in ("sealed", "part"))
            with self.subTest(kind, has_note=has_note):
                try:
                    self.assertEqual(Leaf.decode(leaf.encode()), leaf)
                    self.assertTrue(is_good)
                except Refused:
                    self.assertFalse(is_good)

    def test_broken_leaves(self):
        good = Leaf("sealed", bytes(16), bytes(32), NOW, bytes(32), ("a: b",)).encode()
        Leaf.decode(good)
        for wrong in (
            good[:-1], good + b"\n", good.replace(b"a: b", b"a: \x7fb"),
            good.replace(b"a: b", b"a: \xc2\x85b"), good.replace(b"a: b", b"a: \tb"),
            good.replace(b"sealed", b"Sealed"), good.replace(b"sealed", b"s" * 33),
            good.replace(b"/v1", b"/v2"), good.replace(b"a: b", b"a: \xff"),
            good.replace(b"a: b", b"a: b\r"), good.replace(b"time: 2026", b"time: 1969"),
        ):
            with self.subTest(wrong), self.assertRaises(Refused):
                Leaf.decode(wrong)

    def test_splitting(self):
        """A leaf ends where the next first line begins, however many lines it has."""
        every = [Leaf("later", bytes(16), os.urandom(32), NOW, None, ("a: amanat-leaf/v1",) * n)
                 for n in range(5)]
        raw = [leaf.encode() for leaf in every]
        for count in range(6):
            data = b"".join(raw[:count])
            if count:
                self.assertEqual(logs.split_leaves(data, count), raw[:count])
            for wrong in (count + 1, count - 1):
                with self.assertRaises(Refused):
                    logs.split_leaves(data, wrong)
        for wrong in (b"x\n" + raw[0], b"\n" + raw[0], raw[0][:-1], raw[0] + b"amanat-leaf/v1"):
            with self.assertRaises(Refused):
                logs.split_leaves(wrong, 1)
        with self.assertRaises(Refused):
            Leaf.decode(logs.split_leaves(raw[0] + b"amanat-leaf/v1\n", 2)[1])

    def test_unknown_lines_are_hashed(self):
        plain = Leaf("opened", bytes(16), bytes(32), NOW)
        other = plain._replace(unknown=("a: b",))
        self.assertNotEqual(tree.leaf_hash(plain.encode()), tree.leaf_hash(other.encode()))


class Receipts(unittest.TestCase):
    def test_lists(self):
        coordinator = device("Ava", "coordinator")
        ids = [bytes([n]) * 16 for n in range(6)]
        good = Receipt(coordinator.name, device().name, 9, bytes(32), NOW, ids[:2], "hashes",
                       ids[2:4], ids[4:], ("a: b",))
        self.assertEqual(Receipt.decode(coordinator.sign(good.text()), coordinator.card), good)
        for change in (
            {"missing": ids[:1] * 2}, {"gone": ids[:1]}, {"unread": ids[:1]},
            {"unread": ids[2:3]}, {"checked": "seen"}, {"checked": ""}, {"size": 1},
        ):
            with self.subTest(change), self.assertRaises(Refused):
                wrong = good._replace(**change)
                Receipt.decode(coordinator.sign(wrong.text()), coordinator.card)


class Renewal(unittest.TestCase):
    def renewed(self, of: cards.Device, name: str = "Лола", role: str = "recorder",
                number: int = 2) -> cards.Card:
        return cards.Device.make(
            of.signing_seed, os.urandom(32), name, role, NOW, number=number).card

    def test_a_fingerprint_is_of_the_signing_key(self):
        made = device()
        renewed = self.renewed(made)
        self.assertEqual(renewed.fingerprint, made.card.fingerprint)
        self.assertEqual(renewed.device, made.card.device)
        self.assertNotEqual(renewed.recipient.key, made.card.recipient.key)

    def test_what_renews(self):
        made = device()
        first, second, third = made.card, self.renewed(made), self.renewed(made, number=30)
        self.assertTrue(first.is_renewed_by(second) and second.is_renewed_by(third))
        self.assertFalse(second.is_renewed_by(first) or first.is_renewed_by(first))
        for wrong in (self.renewed(made, name="Lola"), self.renewed(made, role="keeper"),
                      self.renewed(made, number=1)):
            with self.assertRaises(Refused):
                first.is_renewed_by(wrong)

    def test_follows(self):
        older = device()
        newer = device(follows=older.name)
        self.assertEqual(cards.Card.decode(newer.card.encoded).follows, older.name)
        keeper = device("K", "keeper")
        self.assertEqual(cards.Card.decode(keeper.card.encoded).role, "keeper")
