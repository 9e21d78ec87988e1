#!/usr/bin/env python3
"""Forgetting what all coordinators have signed for; and what it is not: loss."""

import unittest

import support
from journals import ProofTest, check
from vault_folder import VaultFolder


class Pruning(ProofTest):
    def test_nothing_before_all_have_signed(self):
        made, stick = self.round(), self.stick()
        lola = made.team.lola
        before = set((lola.path / "objects").iterdir())
        self.sync(stick, lola, made.team.first, lola)
        report = lola.json("prune")
        self.assertEqual((report["records"], report["kept"]), (2, 1))
        left = set((lola.path / "objects").iterdir())
        self.assertEqual({path.stem for path in left}, {made.later})
        self.assertEqual(len(before - left), 3)
        self.sync(stick, made.team.second, lola)
        self.assertEqual(lola.json("status")["prunable"], 1)
        self.assertEqual(lola.json("prune")["records"], 1)
        self.assertEqual(list((lola.path / "objects").iterdir()), [])

    def test_a_vault_that_nobody_signed_for(self):
        lola = self.vault("lola")
        lola.seal("an account")
        before = support.listing(lola.path)
        said = lola.ok("prune").text
        self.assertIn("stays", said)
        self.assert_unchanged(lola.path, before)
        self.assertEqual(lola.json("journal", "--checkpoint")["forgotten"], 0)

    def test_it_goes_on(self):
        """Twice forgotten: status, verify, sealing and syncing go on, with the same log."""
        made, stick = self.round(), self.stick()
        lola, first, second = made.team.lola, made.team.first, made.team.second
        forgotten = 0
        for number in range(2):
            size = lola.json("status")["journal"]
            report = lola.json("prune")
            self.assertGreater(report["forgotten"], 0)
            forgotten += report["forgotten"]
            status = lola.json("status")
            self.assertEqual((status["journal"], status["forgotten"]), (size, forgotten))
            lines = lola.lines("journal")
            self.assertEqual(
                [line["entry"] for line in lines], list(range(forgotten + 1, size + 1)))
            self.assert_status(lola.run("journal"), support.DONE,
                               f"The first {forgotten} entries were forgotten")
            self.assertEqual(lola.json("journal", "--checkpoint")["forgotten"], forgotten)
            self.assert_whole(lola)
            folder = VaultFolder(lola.path, support.PASSPHRASE).own_log()
            self.assertEqual((folder.forgotten, folder.frontier.size), (forgotten, size))
            id = lola.seal(f"afterwards {number}")
            self.sync(stick, lola, first, second, lola)
            self.assertIn(id, first.ids() & second.ids())
            self.assertTrue(all(line["logged"] for line in first.lines("list")))
        self.assertIsNone(first.json("status")["recorders"][0].get("fault"))
        for vault in (lola, first, second):
            self.assert_whole(vault)

    def test_the_proof_of_a_forgotten_record(self):
        made = self.round()
        lola, id, attachment = made.team.lola, made.records[0], made.attachments[0]
        object = self.file("object", (lola.path / "objects" / f"{id}.age").read_bytes())
        lola.ok("prune")
        for gone in (id, attachment):
            result = lola.run("journal", "prove", gone)
            self.refused(result, "hint", "coordinator", "forgotten")
        for coordinator in (made.team.first, made.team.second):
            for gone in (id, attachment):
                data = self.prove(coordinator, gone)
                found = check(data, "--card", *self.cards, "--json")
                self.assert_status(found, support.DONE)
                self.assertEqual(found.json(), self.statement(data))
            data = self.prove(coordinator, id)
            found = check(data, "--card", *self.cards, "--object", object, "--json")
            self.assertEqual(found.json(), self.statement(data, True))
        later = self.statement(self.prove(lola, made.later))
        self.assertEqual(later["object"], made.later, "what stays can be proven")

    def test_keeping_the_journal(self):
        made = self.round()
        lola = made.team.lola
        entries = lola.ok("journal").text
        report = lola.json("prune", "--keep-journal")
        self.assertEqual((report["records"], report["forgotten"]), (2, 0))
        self.assertEqual(lola.ok("journal").text, entries)
        whole = self.assert_whole(lola).json()
        self.assertEqual((whole["pruned"], whole["missing"]), (3, 0))
        data = self.prove(lola, made.records[0])
        self.assertEqual(self.statement(data)["object"], made.records[0])
        self.assertEqual(lola.json("prune")["records"], 0)

    def test_coordinators_keep_what_they_have(self):
        for which in ("first", "second"):
            vault = getattr(self.round().team, which)
            before = support.listing(vault.path)
            self.refused(vault.run("prune"))
            self.refused(vault.run("prune", "--keep-journal"))
            self.assert_unchanged(vault.path, before)

    def test_lost_is_not_pruned(self):
        """An object that is gone without having been pruned is damage, before and after."""
        made, stick = self.round(), self.stick()
        lola = made.team.lola
        lola.ok("prune", "--keep-journal")
        (lola.path / "objects" / f"{made.later}.age").unlink()
        self.assert_status(lola.run("verify"), support.DAMAGED, made.later)
        lola.ok("prune")
        self.assert_status(lola.run("verify"), support.DAMAGED, made.later)
        other = self.round().team.lola
        lost = other.path / "objects" / f"{made.records[0]}.age"
        lost.unlink()
        self.assert_status(other.run("verify"), support.DAMAGED, made.records[0])

    def test_what_was_pruned_is_gone(self):
        """No entry of it is left, in any file that the passphrase opens."""
        made = self.round()
        lola = made.team.lola
        lola.ok("prune")
        texts = VaultFolder(lola.path, support.PASSPHRASE).plaintexts()
        for id in [*made.records, *made.attachments]:
            for name, text in texts.items():
                self.assertNotIn(id.encode(), text, name)
        self.assert_no_plaintext(lola.path, *made.records, *made.attachments)

if __name__ == "__main__":
    unittest.main()
