#!/usr/bin/env python3
"""A device that signs two histories: what coordinators and the device itself say and do."""

import datetime
import itertools
import os
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import support
from amanat_formats import logs
from amanat_formats.cards import Card, Device
from journals import JournalTest, after_round, check
from support import Result, Vault, make_bundle

NOW = datetime.datetime(2026, 11, 23, 9, 14, 2, tzinfo=datetime.timezone.utc)


class HistoryTest(JournalTest):
    def fault(self, coordinator: Vault, device: str) -> dict | None:
        person, = [item for item in coordinator.json("status")["recorders"]
                   if item["device"] == device]
        return person.get("fault")

    def take_in(self, coordinator: Vault, stick: Path, *words: str,
                status: int = support.IN_PART) -> dict:
        """What a sync reports where a journal contradicts."""
        result = coordinator.run("sync", stick, "--json")
        self.assert_status(result, status)
        messages = [problem["message"] for problem in result.json()["problems"]]
        for word in words:
            self.assertTrue(any(word in message for message in messages), messages)
        return result.json()

    def assert_no_receipt(self, report: dict, name: str = "maker") -> None:
        """Not for the device that signed two histories; others may have theirs."""
        self.assertEqual([item for item in report["written"]
                          if item["receipt"] and name in item["to"]], [])

    def assert_fault(self, coordinator: Vault, device: str, kind: str, words: str, seen: int,
                     offered: int, first: int) -> dict:
        """`status`, `list` and `verify` all say it."""
        fault = self.fault(coordinator, device)
        self.assertIsNotNone(fault)
        self.assertEqual((fault["kind"], fault["seen"], fault["offered"], fault["firstEntry"]),
                         (kind, seen, offered, first))
        self.assertIn(words, fault["message"])
        self.assert_status(coordinator.run("status"), support.DONE, words)
        self.assert_status(coordinator.run("verify"), support.IN_PART, words)
        return {line["id"]: line for line in coordinator.lines("list")}

    def assert_not_logged(self, line: dict, words: str) -> None:
        self.assertFalse(line["logged"])
        self.assertIn(words, line["message"])
        self.assertEqual(line["standing"], "verified")


class RealHistories(HistoryTest):
    """A vault's folder is copied, and both go on."""

    def both(self, before: int, after: int):
        """A backup is made; the vault goes on with `before` entries that a coordinator takes in;
        then the backup goes on with `after` records of its own."""
        made = self.round()
        team, first, second = made.team, self.stick("first"), self.stick("second")
        backup = team.lola.copy(self.folder / "backup")
        seen = [made.later] + [team.lola.seal(f"went on {n}") for n in range(before)]
        self.sync(first, team.lola, team.first)
        cosigned = {line["id"]: line["cosignedAt"] for line in team.first.lines("list")
                    if line["recorder"] == team.lola.name}
        others = [backup.seal(f"of the backup {n}") for n in range(after)]
        self.sync(second, backup)
        return made, backup, second, seen, others, cosigned

    def check(self, before: int, after: int, kind: str, words: str) -> None:
        made, backup, stick, seen, others, cosigned = self.both(before, after)
        team, device = made.team, self.card_of(made.team.lola).device
        size = made.size
        words = words.format(seen=size + before, offered=size + after, kept=size, entry=size + 1)
        report = self.take_in(team.first, stick, words)
        self.assert_no_receipt(report, team.lola.name)
        listed = self.assert_fault(
            team.first, device, kind, words, size + before, size + after, size + 1)
        for id in others:
            self.assert_not_logged(listed[id], words)
            self.assertNotIn("cosignedAt", listed[id])
        for id in [*made.records, *seen]:
            self.assertTrue(listed[id]["logged"])
            self.assertEqual(listed[id]["cosignedAt"], cosigned[id])
        team.first.ok("show", others[-1])
        # It stays so, whatever comes; and it is said in words each time.
        team.lola.seal("later")
        self.sync(stick, team.lola)
        copy = team.first.copy(self.folder / "copy")
        self.assert_status(copy.run("sync", stick), support.IN_PART, words)
        self.assert_no_receipt(
            team.first.json("sync", stick, status=support.IN_PART), team.lola.name)
        self.assertEqual(self.fault(team.first, device)["kind"], kind)

    def test_continued_twice(self):
        self.check(1, 3, "forked", "continued twice from entry {entry} (")

    def test_went_back(self):
        self.check(3, 1, "wentBack", "went back from {seen} to {kept} entries")

    def test_two_journals_of_one_size(self):
        self.check(2, 2, "twoHeads", "two different journals of {seen} entries")

    def test_the_words_are_a_sentence(self):
        made, _, stick, *_ = self.both(1, 3)
        made.team.first.ok("sync", stick, status=support.IN_PART)
        message = self.fault(made.team.first, self.card_of(made.team.lola).device)["message"]
        self.assertNotIn(" on on ", message)

    def test_what_was_cosigned_before_stays_proven(self):
        """The coordinator goes on proving it; nothing of the other history can be proven."""
        made, _, stick, seen, others, cosigned = self.both(1, 3)
        before = made.team.first.ok("journal", "prove", made.records[0]).out
        made.team.first.ok("sync", stick, status=support.IN_PART)
        cards = ["--card", *(support.cards()[key] for key in ("lola", "first"))]
        for id in [*made.records, *seen]:
            with self.subTest(id):
                result = made.team.first.run("journal", "prove", id)
                self.assert_status(result, support.DONE)
                said = check(result.out, *cards, "--json").json()
                self.assertEqual([c["time"] for c in said["cosignatures"]], [cosigned[id]])
        self.assertEqual(made.team.first.ok("journal", "prove", made.records[0]).out, before)
        for id in others:
            self.refused(made.team.first.run("journal", "prove", id))

    def test_the_records_of_the_other_history_are_checked_as_well(self):
        """`status` counts them, and `verify` opens them and notices where one is damaged."""
        made, _, stick, seen, others, _ = self.both(1, 2)
        first = made.team.first
        first.ok("sync", stick, status=support.IN_PART)
        device = self.card_of(made.team.lola).device
        person, = [item for item in first.json("status")["recorders"]
                   if item["device"] == device]
        ids = {line["id"] for line in first.lines("list")
               if line["recorder"] == made.team.lola.name}
        self.assertLessEqual(set(others), ids)
        with self.subTest("status counts them"):
            self.assertEqual(person["records"], len(ids))
        with self.subTest("verify opens them"):
            report = first.json("verify", status=support.IN_PART)
            self.assertEqual(report["opened"], len(first.lines("list")))
        path, = [path for path in support.received(first) if path.stem == others[0]]
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
        with self.subTest("verify notices damage"):
            damaged = first.run("verify")
            self.assertIn(damaged.status, (support.DAMAGED, support.IN_PART))
            self.assertIn(others[0], damaged.said + damaged.text)
        path.unlink()
        with self.subTest("verify counts one that is not there"):
            self.assertEqual(first.json("verify", status=support.IN_PART)["missing"], 1)


class CraftedHistories(HistoryTest):
    """A device that signs whatever it likes."""

    def setUp(self):
        super().setUp()
        self.first, self.sticks = self.vault("first"), 0
        card = Card.decode(support.cards()["first"].read_bytes())
        self.maker = make_bundle.Maker(card, "histories", None, None)
        self.first.enroll(self.file("maker.card", self.maker.device.card.encoded))
        self.objects = [item for n in range(5)
                        for item in self.maker.seal(self.maker.testimony(f"{n}th", []))]
        self.maker.log(self.objects)
        self.leaves = list(self.maker.leaves)  # an enrolment, and five records

    def bundle(self, leaves: list[logs.Leaf], start: int = 0, objects: int = 5) -> bytes:
        maker = make_bundle.as_before(self.maker, leaves)
        named = {leaf.object for leaf in leaves[start:]}
        sent = [item for item in self.objects[:objects] if item.id in named]
        return make_bundle.draft(maker, sent, start).write()

    def give(self, *bundles: bytes) -> Path:
        """A stick with these."""
        self.sticks += 1
        stick = self.stick(f"stick-{self.sticks}")
        for data in bundles:
            (stick / f"{os.urandom(16).hex()}.age").write_bytes(data)
        return stick

    def changed(self, at: int) -> list[logs.Leaf]:
        """All six, where another record has the place of one."""
        leaf = logs.Leaf("sealed", os.urandom(16), os.urandom(32), self.leaves[at].time,
                         os.urandom(32))
        return [*self.leaves[:at], leaf, *self.leaves[at + 1:]]

    def contradict(self, seen: bytes, offered: bytes, kind: str, words: str,
                   sizes: tuple[int, int, int], logged: int) -> None:
        """The first is signed for; with the second it ends."""
        taken = self.first.json("sync", self.give(seen))
        self.assertEqual(len(self.receipt_of(taken)), 1)
        report = self.take_in(self.first, self.give(offered), words)
        self.assert_no_receipt(report)
        listed = self.assert_fault(self.first, self.maker.device.name, kind, words, *sizes)
        for number, item in enumerate(self.objects):
            line = listed.get(item.id.hex())
            if number < logged:
                self.assertTrue(line["logged"])
                self.assertTrue(line["cosignedAt"])
            elif line:
                self.assert_not_logged(line, words)

    def test_altered(self):
        """An entry is another; a later one is the same: whatever the sizes are."""
        fresh = self.first
        for size in (5, 6, 4):
            with self.subTest(size):
                self.first = fresh.copy(self.folder / f"first-{size}")
                self.contradict(
                    self.bundle(self.leaves[:5]), self.bundle(self.changed(2)[:size]),
                    "altered", "it was altered", (5, size, 3), 4)

    def test_one_byte_altered(self):
        """Of one entry another time."""
        late = self.leaves[2]._replace(time=self.leaves[2].time + datetime.timedelta(seconds=1))
        self.contradict(
            self.bundle(self.leaves[:5]), self.bundle([*self.leaves[:2], late, *self.leaves[3:]]),
            "altered", "it was altered", (5, 6, 3), 4)

    def test_two_heads_of_one_size(self):
        self.contradict(
            self.bundle(self.leaves[:4]), self.bundle(self.changed(3)[:4]), "twoHeads",
            "two different journals of 4 entries", (4, 4, 4), 3)

    def test_went_back(self):
        self.contradict(
            self.bundle(self.leaves), self.bundle(self.changed(3)[:4]), "wentBack",
            "went back from 6 to 3 entries", (6, 4, 4), 5)

    def test_continued_twice(self):
        other = [*self.changed(3)[:4], self.leaves[5]]
        self.contradict(
            self.bundle(self.leaves[:4]), self.bundle(other), "forked",
            "continued twice from entry 4 (", (4, 5, 4), 3)

    def test_unlike_before(self):
        """A stretch that begins with another frontier than was seen."""
        other = self.changed(1)
        self.first.ok("sync", self.give(self.bundle(self.leaves[:5])))
        stick = self.give(self.bundle(other, 4))
        report = self.take_in(self.first, stick, "one of the entries")
        self.assert_no_receipt(report)
        fault = self.fault(self.first, self.maker.device.name)
        self.assertEqual((fault["firstEntry"], fault["lastEntry"]), (1, 4))
        self.assertIn(self.objects[4].id.hex(), self.first.ids(), "what it names is taken in")

    def test_both_on_one_stick(self):
        """Whichever is met first counts; there is a fault, and no receipt for more than that."""
        stick = self.give(self.bundle(self.leaves[:4]), self.bundle(self.changed(3)[:4]))
        report = self.first.json("sync", stick, status=support.IN_PART)
        self.assertTrue(report["problems"])
        self.assertEqual(self.fault(self.first, self.maker.device.name)["kind"], "twoHeads")
        self.assertLessEqual(len([w for w in report["written"] if w["receipt"]]), 1)
        again = self.first.json("sync", stick, status=support.IN_PART)
        self.assert_no_receipt(again)

    def test_an_older_head_that_agrees_is_no_fault(self):
        """A bundle that was under way for long."""
        self.first.ok("sync", self.give(self.bundle(self.leaves)))
        for size in range(1, 6):
            self.first.ok("sync", self.give(self.bundle(self.leaves[:size])))
            self.first.ok("sync", self.give(self.bundle(self.leaves, size)))
        self.assertIsNone(self.fault(self.first, self.maker.device.name))
        self.assertTrue(all(line["logged"] for line in self.first.lines("list")))

    def test_a_clock_that_was_set_back(self):
        """It is said beside the entry, and is no fault."""
        early = self.leaves[4]._replace(time=self.leaves[1].time)
        self.first.ok("sync", self.give(self.bundle([*self.leaves[:4], early])))
        lines = self.first.lines("journal", "--of", "maker")
        self.assertEqual([line["clockSetBack"] for line in lines], [False] * 4 + [True])
        self.assertIn("clock", self.first.ok("journal", "--of", "maker").text.splitlines()[-1])
        self.assertIsNone(self.fault(self.first, self.maker.device.name))

    # Gaps

    def parts(self) -> list[bytes]:
        """Entries 1 to 3, 4 and 5, and the sixth."""
        return [self.bundle(self.leaves[:3]), self.bundle(self.leaves[:5], 3),
                self.bundle(self.leaves, 5)]

    def receipt_of(self, report: dict) -> list[dict]:
        return [item for item in report["written"] if item["receipt"]]

    def test_a_gap_is_named_and_filled(self):
        low, middle, high = self.parts()
        self.assertEqual(len(self.receipt_of(self.first.json("sync", self.give(low)))), 1)
        behind = self.first.copy(self.folder / "behind")
        said = behind.run("sync", self.give(high))
        self.assertIn(said.status, (support.DONE, support.IN_PART))
        self.assertIn("entries 4 to 5 have not come", said.text + said.said)
        report = self.first.run("sync", self.give(high), "--json").json()
        self.assertEqual(self.receipt_of(report), [], "not for what was not seen")
        person, = [item for item in self.first.json("status")["recorders"]
                   if item["device"] == self.maker.device.name]
        self.assertEqual(len(person["gaps"]), 1)
        self.assertRegex(self.first.ok("status").text,
                         r"entries 4 to 5 (of the journal )?have not come")
        listed = {line["id"]: line for line in self.first.lines("list")}
        self.assertIn(self.objects[4].id.hex(), listed, "taken in all the same")
        self.assertNotIn("cosignedAt", listed[self.objects[4].id.hex()])
        shown = self.first.ok("journal", "--of", "maker", status=support.IN_PART).text
        self.assertIn("entries 4 to 5", shown)
        filled = self.first.json("sync", self.give(middle))
        self.assertEqual(len(self.receipt_of(filled)), 1)
        self.assertTrue(all(line["cosignedAt"] for line in self.first.lines("list")))

    def test_any_order(self):
        """Of three bundles, each in a sync of its own: at the end all is signed for."""
        parts = self.parts()

        def attempt(order: tuple[int, ...]) -> tuple:
            vault = self.first.copy(self.folder / f"order-{'-'.join(map(str, order))}")
            stick = self.stick(f"stick-{'-'.join(map(str, order))}")
            for number in order:
                (stick / f"{number:032x}.age").write_bytes(parts[number])
                report = vault.run("sync", stick, "--json").json()
            person, = [item for item in vault.json("status")["recorders"]
                       if item["device"] == self.maker.device.name]
            return (order, len(self.receipt_of(report)), person["journal"], person["gaps"],
                    person.get("fault"), vault.lines("list"))

        with ThreadPoolExecutor(2) as pool:
            for order, receipts, size, gaps, fault, listed in pool.map(
                    attempt, itertools.permutations(range(3))):
                with self.subTest(order):
                    self.assertEqual((receipts, size, gaps, fault), (1, 6, [], None))
                    self.assertEqual(len(listed), 5)
                    self.assertTrue(all(line["cosignedAt"] for line in listed))

    def test_a_contradiction_behind_a_gap(self):
        """What fills the gap does not fit what lies behind it."""
        low, middle, high = self.parts()
        other = self.bundle(self.changed(4)[:5], 3)
        for data in (low, high):
            self.first.run("sync", self.give(data))
        report = self.first.json("sync", self.give(other), status=support.IN_PART)
        self.assert_no_receipt(report)
        self.assertIsNotNone(self.fault(self.first, self.maker.device.name))

    def test_crafted_cases_of_the_maker(self):
        """`three-stretches` without the one in the middle, and then with it."""
        place = self.folder / "made"
        made = support.craft(support.cards()["first"], "three-stretches", place)
        self.first.enroll(made.card)
        parts = [(place / name).read_bytes() for name in made.names]
        for number, gaps in ((0, 0), (2, 1), (1, 0)):
            self.first.run("sync", self.give(parts[number]))
            person, = [item for item in self.first.json("status")["recorders"]
                       if item["device"] == made.device]
            self.assertEqual(len(person["gaps"]), gaps)
        self.assertLessEqual(set(made.testimonies.values()), self.first.ids())


class TheOwnJournalWentBack(HistoryTest):
    """A restored backup meets a receipt for more entries than it has."""

    def restored(self):
        made, stick = self.round(), self.stick()
        team = made.team
        backup = team.lola.copy(self.folder / "backup")
        team.lola.seal("after the backup")
        self.sync(stick, team.lola, team.first)
        return team, backup, stick

    def test_it_says_so_and_signs_nothing(self):
        team, backup, stick = self.restored()
        backup.seal("of the backup")
        before, on_stick = support.listing(backup.path / "journal"), support.listing(stick)
        signed = backup.json("status")["journal"]
        for _ in range(2):
            result = backup.run("sync", stick)
            self.refused_here(result)
            for words in ("Первая", "--despite-fault"):
                self.assertIn(words, result.said)
            self.assert_unchanged(backup.path / "journal", before)
            self.assert_unchanged(stick, on_stick)
        account, other = self.file("a.txt", b"an account"), self.stick("other")
        new = Device.make(os.urandom(32), os.urandom(32), "New", "coordinator", NOW).card
        card = self.file("new.card", new.encoded)
        for words in (["seal", account], ["sync", other], ["prune"],
                      ["enroll", card, "--confirm", support.number_of(card)]):
            with self.subTest(words[0]):
                self.refused_here(backup.run(*words))
                self.assert_unchanged(backup.path / "journal", before)
        self.assertEqual(list(other.iterdir()), [])
        self.assert_status(backup.run("status"), support.DONE, "restored backup")
        self.assertEqual(backup.json("status")["journal"], signed)
        self.assert_status(backup.run("verify"), support.DAMAGED, "journal", "Первая")

    def refused_here(self, result: Result) -> None:
        """A note that the journal went back comes before."""
        self.assert_status(result, support.DAMAGED, "restored backup")
        self.assertIn("amanat: error: ", result.said)
        self.assertEqual(result.out, b"")

    def test_handing_off_all_the_same(self):
        team, backup, stick = self.restored()
        id = backup.seal("of the backup")
        self.refused(backup.run("sync", stick), status=support.DAMAGED)
        result = backup.run("sync", stick, "--despite-fault")
        self.assertIn(result.status, (support.DONE, support.IN_PART))
        self.assertIn("Put out for", result.text)
        report = team.first.json("sync", stick, status=support.IN_PART)
        self.assert_no_receipt(report, team.lola.name)
        self.assertIsNotNone(self.fault(team.first, self.card_of(team.lola).device))
        self.assertIn(id, team.first.ids())
        self.assert_status(backup.run("seal", "-", stdin=b"more"), support.DAMAGED)
        # The other coordinator has seen the backup's history alone, until the vault itself comes.
        taken = team.second.run("sync", stick)
        self.assertIn(taken.status, (support.DONE, support.IN_PART))
        self.assertIn(id, team.second.ids())

    def test_it_can_still_be_read(self):
        team, backup, stick = self.restored()
        backup.run("sync", stick)
        made = after_round()
        for words in (["journal"], ["journal", "--checkpoint"],
                      ["journal", "prove", made.records[0]], ["card"]):
            self.assert_status(backup.run(*words), support.DONE)

if __name__ == "__main__":
    unittest.main()
