"""The opener, where more than one bundle or card decides."""

import json
import os
from pathlib import Path

import make_bundle
import open_bundle
from amanat_formats import cards
from bundle_cases import making

from .shared import NOW, OpeningTest, quietly


class OpeningTogether(OpeningTest):
    def craft(self, change) -> making.Maker:
        """A bundle that no case has: `change` makes a draft from its maker."""
        maker = make_bundle.Maker(self.coordinator.card, "craft", None, None)
        (self.folder / "maker.card").write_bytes(maker.device.card.encoded)
        made = change(maker)
        (self.folder / "bundles").mkdir()
        (self.folder / "bundles" / f"{made.bundle.hex()}.age").write_bytes(made.write())
        return maker

    def test_a_relayed_log_needs_two_cards(self):
        self.make("relayed")
        for number, (known, records, standing) in enumerate((
            (("maker.card", "COORDINATOR.card"), 3, "verified"),
            (("COORDINATOR.card",), 3, "unverified"), (("maker.card",), 0, None), ((), 0, None),
        )):
            status, result = self.open(cards=known, to=str(number))
            with self.subTest(known):
                self.assertEqual((status, len(result["records"])),
                                 (0 if standing == "verified" else 1, records))
                self.assertEqual({r["standing"] for r in result["records"]},
                                 {standing} - {None})
                self.assertTrue(all(r["proven"] for r in result["records"]))

    def test_by_whom_is_told(self):
        made = self.make("relayed")
        bundle, = self.open()[1]["bundles"]
        self.assertEqual((bundle["log"], bundle["role"]), (made["device"], "coordinator"))
        self.assertNotEqual(bundle["by"], bundle["log"])

    def test_sealed_anew_needs_the_coordinators_log(self):
        own_log, record = self.make("resealed")["bundles"]
        for number, order in enumerate(((own_log, record), (record, own_log))):
            status, result = self.open(*order, to=str(number))
            self.assertEqual((status, [r["resealed"] for r in result["records"]]), (0, [True]))
        status, result = self.open(record, to="alone")
        self.assertEqual((status, result["records"]), (1, []))
        status, result = self.open(own_log, record, cards=("maker.card",), to="stranger")
        self.assertEqual((status, result["records"]), (1, []))

    def test_pieces_in_any_order(self):
        paths = self.make("pieces")["bundles"]
        for number, order in enumerate((paths, paths[::-1], [*paths, *paths])):
            status, result = self.open(*order, to=str(number))
            self.assertEqual((status, len(result["records"])), (0, 2))
            self.assertTrue(all(record["attachments"] for record in result["records"]))
        status, result = self.open(paths[1], to="one")
        self.assertEqual(status, 1)
        self.assertTrue(result["bundles"][0]["waiting"])

    def test_an_attachment_whose_leaf_must_be_understood(self):
        maker = self.craft(lambda maker: making.with_leaf(
            making.three(maker), making.FAULTY_LEAF - 1, unknown=("must-ask: first",)))
        status, result = self.open()
        self.assertEqual((status, len(result["records"])), (1, 3))
        self.assertEqual([item["object"] for item in result["unread"]],
                         [maker.leaves[making.FAULTY_LEAF - 1].object.hex()])

    def test_a_second_card(self):
        """A bundle that brings another card of a trusted device is refused; an older card says
        nothing new."""
        def with_card(number: int, name: str = "maker"):
            def change(maker):
                made = making.three(maker)
                made.card = cards.Device.make(
                    maker.device.signing_seed, os.urandom(32), name, "recorder", NOW,
                    number=number).card.encoded
                return made
            return change

        for number, (change, words) in enumerate((
            (with_card(2), "renewed card"), (with_card(1), "one number"),
            (with_card(2, "other"), "another name"),
        )):
            self.folder = self.folder / str(number)
            self.folder.mkdir()
            self.keep(self.coordinator)
            self.craft(change)
            status, result = self.open()
            with self.subTest(words):
                self.assertEqual((status, result["records"]), (1, []))
                self.assertIn(words, result["bundles"][0]["refused"][0])

    def test_cards_on_the_command_line(self):
        maker = make_bundle.Maker(self.coordinator.card, "craft", None, None)
        first, paths = maker.device, []
        for number, name in ((1, "maker"), (2, "maker"), (3, "other")):
            paths.append(self.folder / f"{number}.card")
            paths[-1].write_bytes(cards.Device.make(
                first.signing_seed, os.urandom(32), name, "recorder", NOW,
                number=number).card.encoded)
        one, two, other = paths
        for order in ([one, two], [two, one]):
            card, = open_bundle.read_cards(order).values()
            self.assertEqual(card.number, 2)
        status, _ = quietly(lambda words: len(open_bundle.read_cards([one, other])))
        self.assertEqual(status, 2)

    def test_words(self):
        """What stands beside a record is said in words as well."""
        for case, words in {
            "profile-key": "NOT POST-QUANTUM: the attachments' key is of the kind X25519",
            "record-must": "unread: ", "must-part": "not written out, it needs a newer version",
            "unknown-part": "part interpreter.txt, unknown here: ",
            "elsewhere": "a part lies in the object ", "pieces-missing": "waiting: ",
            "relayed": " of amanat/",
        }.items():
            folder = self.folder / case
            made = json.loads(quietly(
                make_bundle.main, "--to-card", str(self.folder / "own.card"), "--out",
                str(folder / "bundles"), "--case", case)[1])
            known = [made["card"], *([made["coordinator"]] if made["coordinator"] else [])]
            status, out = quietly(
                open_bundle.main, "--identity", str(self.folder / "identity"), "--card",
                str(self.folder / "own.card"), *known, str(folder / "bundles"), "--to",
                str(folder / "to"))
            with self.subTest(case):
                self.assertIn(words, out)
                self.assertEqual(status, int("NOT everything verified." in out))
            self.check_no_key(folder / "to")

    def check_no_key(self, to: Path):
        for path in to.rglob("*"):
            if path.is_file():
                self.assertNotIn(b"AGE-SECRET-KEY", path.read_bytes(), path)
                self.assertNotEqual(path.name, "attachments.key")
