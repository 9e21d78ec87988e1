#!/usr/bin/env python3
"""Every bundle that `make_bundle.py` makes, against a coordinator that enrolled its maker and one
that did not."""

import os
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Iterable

import support
from amanat_formats import bundles
from support import CommandTest, Crafted, Vault, craft

HONEST = ("all", "shown", "profile", "rest-and-record")  # everything is taken in, without complaint
# An attachment is sealed to its record: whether taking in opens it too is left open. Whatever the
# case, `verify` and `open` name it.
ATTACHMENT = ("attachment-bad-padding", "attachment-wrong-hash", "attachment-wrong-length")
# What is not there is waited for, and said in words.
MISSING = ("attachment-missing", "pieces-missing", "pieces-wrong-total")
NEWER = "newer version of Amanat"


def named_in_order(stick: Path, made: Crafted, order: Iterable[int]) -> Crafted:
    """The bundles have names by which they are read in this order."""
    names = [f"{place:032x}.age" for place in order]
    for old, new in zip(made.names, names):
        (stick / old).rename(stick / new)
    return made._replace(names=names)


class BadBundles(CommandTest):
    @classmethod
    def setUpClass(cls):
        cls.tried = cls.passed = 0

    @classmethod
    def tearDownClass(cls):
        print(f"\nbundles: {cls.tried} cases tried, {cls.passed} as they should be")

    def expected(self, made: Crafted) -> set[frozenset[str]]:
        """The testimonies that may be listed as good: one of these."""
        ids = made.testimonies
        before = frozenset(id for what, id in ids.items() if what == "first")
        rest = frozenset(id for what, id in ids.items() if what != "faulty")
        every = frozenset(ids.values())
        return {
            "all": {every}, "unfinished": {every}, "rest-and-account": {every},
            "rest-and-record": {every}, "shown": {every}, "profile": {every}, "rest": {rest},
            "unread": {rest}, "before": {before}, "before-or-rest": {before, rest},
            "none": {frozenset()},
        }[made.taken]

    def check(self, case: str, enrolled: bool) -> None:
        secret = support.marker()
        vault, stick = self.vault("first"), self.folder / f"{case}-{enrolled}"
        made = craft(support.cards()["first"], case, stick, account=f"{secret}\n")
        made = named_in_order(stick, made, range(len(made.names)))
        if enrolled:
            vault.enroll(made.card)
            if made.coordinator:
                vault.enroll(made.coordinator)
        on_stick = support.listing(stick)
        result = vault.run("sync", stick, "--json")
        report = result.json()
        honest = made.taken in HONEST
        self.assert_ended(result)
        if case in MISSING:
            self.assert_status(result, support.IN_PART)
            self.assertEqual([w["attachments"] for w in report["waiting"]], [1],
                             "what is missing is said in words")
            if case == "attachment-missing":
                self.assertEqual(report["problems"], [])
        elif case not in ATTACHMENT:
            self.assert_status(result, support.DONE if honest else support.IN_PART)
            self.assertEqual(bool(report["problems"]), not honest)
        for problem in report["problems"]:
            self.assert_words(problem["message"], problem["subject"])
        if "must" in case and not honest:
            self.assertIn(NEWER, result.text)
        for name, content in on_stick.items():
            self.assertEqual(support.listing(stick).get(name), content, "it is not its own")

        listed = vault.run("list", "--json")
        good = {line["id"]: line for line in listed.lines() if line["standing"] != "refused"}
        self.assertIn(frozenset(good), self.expected(made))
        self.assertEqual(
            listed.status,
            support.IN_PART if len(good) < len(listed.lines()) else support.DONE)
        standing = "verified" if enrolled else "unverified"
        for line in good.values():
            self.assertTrue(line["logged"], line)
            if case in ("profile-record", "profile-key") and "profile" in line:
                self.assertEqual(line["id"], made.testimonies["faulty"])
                self.assertEqual(line["standing"], "outsideProfile" if enrolled else standing)
            else:
                self.assertEqual(line["standing"], standing, line)
        self.check_receipt(made, vault, stick, report, enrolled, good)
        self.check_opening(made, vault, good, case)

        whole = self.assert_whole(vault, support.DONE, support.IN_PART)
        self.assertEqual(whole.status == support.IN_PART, bool(whole.json()["refused"]))
        if case in ATTACHMENT:
            self.assertTrue(whole.json()["refused"])
        self.assert_no_plaintext(vault.path, secret)
        self.assert_no_plaintext(stick, secret)
        if enrolled:
            self.check_again(made, vault, stick, good, case)

    def assert_ended(self, result: support.Result) -> None:
        """In part where something was put aside or is waited for, and done where nothing was."""
        report = result.json()
        in_part = report["problems"] or report["waiting"]
        self.assert_status(result, support.IN_PART if in_part else support.DONE)

    def assert_words(self, message: str, subject: str) -> None:
        """A sentence for people: no type's name, no debug form."""
        self.assertRegex(message, r"[a-z]+ [a-z]+", subject)
        self.assertNotRegex(message, r"Error|Optional\(|[a-z]{2}[A-Z]|[a-z]\(", subject)
        self.assertTrue(subject)

    def check_receipt(self, made: Crafted, vault: Vault, stick, report, enrolled: bool,
                      good) -> None:
        """It says of each object that is not here, or did not pass, that it is missing; of what only
        a newer version reads, that it is unread; and no more."""
        receipts = [item for item in report["written"] if item["receipt"]]
        if made.taken != "none":
            self.assertEqual(len(receipts), 1 if enrolled else 0)
        self.assertLessEqual(len(receipts), 1 if enrolled else 0)
        if not receipts:
            return
        receipt = self.receipt(made, stick / f"{receipts[0]['bundle']}.age")
        missing, unread = ({id.hex() for id in ids} for ids in (receipt.missing, receipt.unread))
        self.assertEqual((receipt.gone, receipt.checked), ([], "opened"))
        faulty = made.testimonies.get("faulty")
        self.assertEqual(unread, {faulty} if made.taken == "unread" else set())
        stored = {path.stem for path in support.received(vault)}
        named = {leaf.object.hex(): leaf.kind for leaf in made.leaves[:receipt.size]
                 if leaf.kind in support.make_bundle.logs.OBJECT_KINDS}
        self.assertLessEqual(missing, set(named))
        self.assertLessEqual(set(named) - stored, missing)
        self.assertEqual({id for id in missing if named[id] == "sealed"},
                         {id for id, kind in named.items() if kind == "sealed"} - set(good) - unread)

    def receipt(self, made: Crafted, path) -> support.make_bundle.logs.Receipt:
        device = made.maker.device
        with path.open("rb") as source:
            reader = bundles.BundleReader(source, device.identity)
            reader.read_manifest_and_card(device.card.fingerprint)
            reader.read_log(device.card)
        self.assertIsNone(reader.receipt_fault)
        return reader.receipt.receipt

    def check_opening(self, made, vault: Vault, good, case: str) -> None:
        faulty = made.testimonies.get("faulty")
        target = self.folder / f"opened-{case}-{len(good)}-{os.urandom(2).hex()}"
        if made.taken == "rest-and-account":
            opened = vault.run("open", faulty, "--to", target, "--json")
            self.assert_status(opened, support.IN_PART)
            self.assertEqual({p.name for p in target.rglob("*") if p.is_file()},
                             {"account.txt"})
        elif made.taken == "shown":
            self.assert_status(vault.run("show", faulty), support.DONE)
            self.assert_status(vault.run("open", faulty, "--to", target), support.REFUSED, NEWER)
            self.assertFalse(target.exists())
        elif faulty and faulty not in good:
            refused = vault.run("show", faulty)
            self.assert_status(refused, support.REFUSED)

    def check_again(self, made, vault: Vault, stick, good, case: str) -> None:
        """A second time, nothing more comes."""
        again = vault.run("sync", stick, "--json")
        self.assert_ended(again)
        if case in MISSING:
            self.assert_status(again, support.IN_PART)
            self.assert_status(
                vault.run("sync", stick), support.IN_PART, "Still to come", "1 attachment")
        self.assertEqual(
            sum(t["records"] + t["attachments"] for t in again.json()["taken"]), 0)
        self.assertEqual(again.json()["written"], [])
        if made.taken in (*HONEST, "unfinished", "unread"):
            self.assertEqual(bool(again.json()["problems"]), made.taken not in HONEST)
        listed = vault.run("list", "--json").lines()
        self.assertEqual(
            {line["id"] for line in listed if line["standing"] != "refused"}, set(good))

    def test_every_case(self):
        def attempt(what: tuple[str, bool]) -> Exception | None:
            try:
                self.check(*what)
            except Exception as error:
                return error

        self.vault("first")
        made = support.make_bundle.CASES
        cases = [(case, enrolled) for case in made for enrolled in (True, False)
                 if enrolled or not made[case].needs_coordinator]
        with ThreadPoolExecutor(2) as pool:
            for (case, enrolled), error in zip(cases, pool.map(attempt, cases)):
                type(self).tried += 1
                with self.subTest(f"{case}, {'enrolled' if enrolled else 'not enrolled'}"):
                    if error:
                        raise error
                    type(self).passed += 1


class Carried(CommandTest):
    """The log of one device, in the bundle of another; and objects in pieces."""

    def carried(self, case: str, *, recorder: bool, coordinator: bool):
        vault, stick = self.vault("first"), self.stick(f"{case}{recorder}{coordinator}")
        made = craft(support.cards()["first"], case, stick)
        for card, wanted in ((made.card, recorder), (made.coordinator, coordinator)):
            if wanted:
                vault.enroll(card)
        return vault, stick, made

    def test_who_may_carry_it(self):
        """An enrolled coordinator alone; whether the recorder is enrolled is another question."""
        for recorder in (True, False):
            vault, stick, made = self.carried("relayed", recorder=recorder, coordinator=False)
            result = vault.run("sync", stick, "--json")
            self.assert_status(result, support.IN_PART)
            self.assertEqual((vault.lines("list"), support.received(vault)), ([], []))
            self.assert_whole(vault)
        vault, stick, made = self.carried("relayed", recorder=False, coordinator=True)
        self.assert_status(vault.run("sync", stick), support.DONE)
        self.assertEqual({(line["id"], line["standing"]) for line in vault.lines("list")},
                         {(id, "unverified") for id in made.testimonies.values()})
        vault.enroll(made.card)
        self.assertEqual({line["standing"] for line in vault.lines("list")}, {"verified"})
        self.assertEqual(
            [item["to"] for item in vault.json("sync", stick)["written"]], [["maker"]])

    def test_what_was_sealed_anew(self):
        """It opens, its recorder is the one that signed it, and it is said who sealed it anew."""
        vault, stick, made = self.carried("resealed", recorder=True, coordinator=True)
        named_in_order(stick, made, (0, 1))
        vault.ok("sync", stick)
        id = made.testimonies["only"]
        line, = vault.lines("list")
        self.assertEqual((line["id"], line["recorder"], line["standing"], line.get("sharedBy")),
                         (id, "maker", "verified", "coordinating maker"))
        self.assertIn("coordinating maker", vault.ok("show", id).text)
        vault.ok("open", id, "--to", self.folder / "opened")
        self.assertEqual((self.folder / "opened" / "account.txt").read_bytes(),
                         "The only account.\nЛола told it.\n".encode())
        self.assert_whole(vault)
        stranger, stick, _ = self.carried("resealed", recorder=True, coordinator=False)
        stranger.run("sync", stick)
        self.assertEqual(stranger.run("list", "--json").lines(), [])

    def test_what_was_sealed_anew_comes_before_its_leaf(self):
        """Bundles may come in any order: on one stick, or on two."""
        vault, stick, made = self.carried("resealed", recorder=True, coordinator=True)
        made = named_in_order(stick, made, (1, 0))
        alone = self.stick("alone")
        (alone / made.names[1]).write_bytes((stick / made.names[1]).read_bytes())
        later = vault.copy(self.folder / "later")
        for who, first in ((vault, stick), (later, alone)):
            with self.subTest("one stick" if who is vault else "two sticks"):
                who.run("sync", first)
                result = who.run("sync", stick)
                self.assertEqual([line["id"] for line in who.run("list", "--json").lines()],
                                 [made.testimonies["only"]], result.said)

    def test_pieces_on_sticks_of_their_own(self):
        """They are kept, by their places, until all are there; in any order."""
        for case in ("pieces", "pieces-backwards", "pieces-overlapping"):
            for order in ((0, 1), (1, 0)):
                with self.subTest(f"{case} {order}"):
                    vault, all = self.vault("first"), self.folder / f"{case}{order}"
                    made = craft(support.cards()["first"], case, all)
                    vault.enroll(made.card)
                    object = made.leaves[1].object.hex()
                    for step, number in enumerate(order):
                        stick = self.stick(f"{case}{order}{step}")
                        (stick / made.names[number]).write_bytes(
                            (all / made.names[number]).read_bytes())
                        result = vault.run("sync", stick, "--json")
                        kept = {path.name for path in vault.path.glob(f"received/*/{object}/*")}
                        if step == 0:
                            self.assert_status(result, support.IN_PART)
                            waiting, = result.json()["waiting"]
                            self.assertEqual(waiting["attachments"], 1 if number else 2)
                            self.assertTrue(kept)
                            for name in kept:
                                self.assertRegex(name, r"^[0-9]+-[0-9]+$")
                        else:
                            self.assert_status(result, support.DONE)
                            self.assertEqual(kept, set())
                        self.assert_whole(vault)
                    self.assertEqual(vault.ids(), set(made.testimonies.values()))
                    target = self.folder / f"opened-{case}-{order}"
                    vault.ok("open", made.testimonies["faulty"], "--to", target)
                    self.assertEqual(len((target / "attachments" / "large.bin").read_bytes()),
                                     (5 << 20) // 2 // 6 * 6)

    def test_a_piece_that_lost_bytes(self):
        """What is joined with it is never passed off as the object."""
        vault, all, stick = self.vault("first"), self.folder / "all", self.stick()
        made = craft(support.cards()["first"], "pieces-backwards", all)
        vault.enroll(made.card)
        (stick / made.names[0]).write_bytes((all / made.names[0]).read_bytes())
        vault.ok("sync", stick, status=support.IN_PART)
        piece, = vault.path.glob(f"received/*/{made.leaves[1].object.hex()}/*")
        os.truncate(piece, 1000)
        (stick / made.names[1]).write_bytes((all / made.names[1]).read_bytes())
        self.assert_status(vault.run("sync", stick), support.IN_PART, "Still to come", "1 attachment")
        self.assertEqual([item["here"] for item in vault.json(
            "show", made.testimonies["faulty"])["attachments"]], [False])
        opened = vault.run("open", made.testimonies["faulty"], "--to", self.folder / "opened")
        self.assert_status(opened, support.IN_PART, "large.bin")


class Forks(CommandTest):
    def sync_both(self, seed: int, order: tuple[str, str]):
        vault, stick = self.vault("first"), self.stick()
        made = [craft(support.cards()["first"], case, self.folder / case, seed) for case in order]
        vault.enroll(made[0].card)
        self.assertEqual(made[0].device, made[1].device)
        for case, bundle in zip(order, made):
            for path in (self.folder / case).iterdir():
                (stick / path.name).write_bytes(path.read_bytes())
            yield vault, stick, bundle

    def test_a_fork_is_kept_and_never_cosigned(self):
        for number, order in enumerate((("fork-1", "fork-2"), ("fork-2", "fork-1"))):
            with self.subTest(order):
                self.folder = self.folder / str(number)
                self.folder.mkdir()
                steps = self.sync_both(7 + number, order)
                vault, stick, first = next(steps)
                self.assertEqual(len(vault.json("sync", stick)["written"]), 1)
                vault, stick, second = next(steps)
                result = vault.run("sync", stick, "--json")
                self.assert_status(result, support.IN_PART, "journal")
                self.assertFalse(any(w["receipt"] for w in result.json()["written"]))
                listed = {line["id"]: line for line in vault.lines("list")}
                self.assertEqual(
                    set(listed), {*first.testimonies.values(), *second.testimonies.values()})
                for id in second.testimonies.values():
                    self.assertFalse(listed[id]["logged"])
                    self.assertEqual(listed[id]["standing"], "verified")
                recorder, = [r for r in vault.json("status")["recorders"]
                             if r["device"] == first.device]
                self.assertTrue(recorder["fault"])
                self.assert_whole(vault, support.DONE, support.IN_PART)


class OrderAndGaps(CommandTest):
    def test_the_later_stretch_comes_first(self):
        """What it brings is taken in, and the gap is named, until the earlier one comes."""
        vault, all, stick = self.vault("first"), self.folder / "all", self.stick()
        made = craft(support.cards()["first"], "stretches", all)
        vault.enroll(made.card)
        (stick / made.names[1]).write_bytes((all / made.names[1]).read_bytes())
        result = vault.run("sync", stick, "--json")
        self.assert_status(result, support.IN_PART, "entries 1 to 3 have not come")
        self.assertEqual(result.json()["taken"][0]["records"], 2)
        self.assertEqual(len(vault.ids()), 2)
        self.assertEqual(result.json()["written"], [], "no receipt before all is known")
        (stick / made.names[0]).write_bytes((all / made.names[0]).read_bytes())
        vault.ok("sync", stick)
        self.assertEqual(vault.ids(), set(made.testimonies.values()))
        self.assert_whole(vault)

    def test_both_at_once_in_either_order_of_names(self):
        for flip in (False, True):
            vault, stick = self.vault("first"), self.folder / f"stick{flip}"
            made = craft(support.cards()["first"], "stretches", stick)
            vault.enroll(made.card)
            names = ["0" * 31 + f"{n}.age" for n in ((1, 0) if flip else (0, 1))]
            for old, new in zip(made.names, names):
                (stick / old).rename(stick / new)
            vault.ok("sync", stick)
            self.assertEqual(vault.ids(), set(made.testimonies.values()))

    def test_one_bad_among_good(self):
        vault, stick = self.vault("first"), self.folder / "stick"
        made = [craft(support.cards()["first"], case, stick) for case in
                ("honest", "bad-root", "honest", "other-card", "cut-off", "honest")]
        for bundle in made:
            vault.enroll(bundle.card)
        result = vault.run("sync", stick, "--json")
        self.assert_status(result, support.IN_PART)
        self.assertEqual(len(result.json()["problems"]), 3)
        for bundle in made:
            if bundle.taken == "all":
                self.assertLessEqual(set(bundle.testimonies.values()), vault.ids())

    def test_enrolled_later(self):
        """What was kept as unverified is verified, and gets its receipt, once compared."""
        vault, stick = self.vault("first"), self.folder / "stick"
        made = craft(support.cards()["first"], "honest", stick)
        vault.ok("sync", stick)
        self.assertEqual(vault.lines("list")[0]["standing"], "unverified")
        self.assert_whole(vault)
        vault.enroll(made.card)
        self.assertEqual(vault.lines("list")[0]["standing"], "verified")
        self.assertEqual([w["receipt"] for w in vault.json("sync", stick)["written"]], [True])

    def test_a_recorder_takes_no_stranger_and_no_journal(self):
        lola, stick = self.vault("lola"), self.folder / "stick"
        craft(support.cards()["lola"], "honest", stick)
        before = lola.json("status")
        self.assert_status(lola.run("sync", stick), support.IN_PART, "not enrolled")
        self.assertEqual(lola.json("status"), before)
        self.assertEqual(list((lola.path / "received").iterdir()), [])

    def test_what_a_folder_may_hold(self):
        """Things under a bundle's name that are none: none hangs, none stops the rest; links and
        folders may be passed over, a file is named."""
        vault, stick = self.vault("first"), self.stick()
        (stick / ("2" * 32 + ".age")).mkdir()
        (stick / ("3" * 32 + ".age")).symlink_to("/etc/passwd")
        (stick / ("4" * 32 + ".age")).symlink_to("/dev/zero")
        (stick / ("5" * 32 + ".age")).symlink_to(self.folder / "nowhere")
        with (stick / ("6" * 32 + ".age")).open("wb") as file:
            file.truncate(1 << 30)
        made = craft(support.cards()["first"], "honest", stick)
        vault.enroll(made.card)
        result = vault.run("sync", stick, "--json")
        self.assert_status(result, support.IN_PART)
        self.assertEqual(vault.ids(), set(made.testimonies.values()))
        subjects = {problem["subject"][0] for problem in result.json()["problems"]}
        self.assertIn("6", subjects)

    def test_a_fifo_does_not_hang(self):
        vault, stick = self.vault("first"), self.stick()
        os.mkfifo(stick / ("1" * 32 + ".age"))
        process = vault.start("sync", stick)
        try:
            process.communicate(b"", timeout=5)
        except support.subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            self.fail("it waits for somebody to write into a FIFO that lies on the stick")
        self.assertIn(process.returncode, (support.DONE, support.IN_PART))

    def test_no_folder(self):
        vault = self.vault("first")
        self.assert_status(vault.run("sync", self.folder / "no"), support.REFUSED, "no folder")
        file = self.file("file", b"")
        self.assert_status(vault.run("sync", file), support.REFUSED)


if __name__ == "__main__":
    unittest.main()
