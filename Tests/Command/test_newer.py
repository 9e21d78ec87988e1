#!/usr/bin/env python3
"""Old and new together: what a later version makes, with a version of today that does not know it.

Bundles are those of `make_bundle.py`, receipts those of `make_receipt.py`. The pages *Signed notes,
cards and names*, "Room to grow", and *Records and attachments*.
"""

import argparse
import json
import unittest
from pathlib import Path

import support
import make_receipt
from amanat_formats import bundles, logs
from journals import check
from support import CommandTest, Crafted, Result, Vault, craft
from vault_folder import VaultFolder

NEWER = "newer version of Amanat"


class NewerTest(CommandTest):
    def taken(self, case: str, *, enrolled: bool = True, status: int = support.DONE,
              account: str | None = None) -> tuple[Vault, Path, Crafted, Result]:
        """A coordinator, after it took in the bundles of a case."""
        vault, stick = self.vault("first"), self.stick(f"{case}-{enrolled}")
        made = craft(support.cards()["first"], case, stick, account=account)
        if enrolled:
            vault.enroll(made.card)
        result = vault.run("sync", stick, "--json")
        self.assert_status(result, status)
        return vault, stick, made, result

    def receipt(self, stick: Path, made: Crafted) -> logs.Receipt:
        """The newest one in the folder, as the maker's own device reads it."""
        device, found = made.maker.device, []
        for path in stick.iterdir():
            if path.name in made.names:
                continue
            with path.open("rb") as source:
                reader = bundles.BundleReader(source, device.identity)
                reader.read_manifest_and_card(device.card.fingerprint)
                reader.read_log(device.card)
                self.assertIsNone(reader.receipt_fault)
                found.append(reader.receipt.receipt)
        self.assertEqual(len(found), 1, "one receipt")
        return found[0]

    def objects(self, vault: Vault) -> dict[str, bytes]:
        return {path.stem: path.read_bytes() for path in support.received(vault)}


class Unread(NewerTest):
    """A record that says `must-`: stored, named, not shown, and told to who sent it."""

    CASES = {"record-must": "must-hide", "leaf-must": "must-"}

    def test_a_record_that_only_a_newer_version_reads(self):
        for case, key in self.CASES.items():
            with self.subTest(case):
                secret = support.marker()
                vault, stick, made, result = self.taken(
                    case, status=support.IN_PART, account=f"{secret}\n")
                faulty, report = made.testimonies["faulty"], result.json()
                taken, = report["taken"]
                self.assertEqual((taken["records"], taken["attachments"]), (3, 3), "stored")
                leaves = {leaf.object.hex(): leaf for leaf in made.leaves
                          if leaf.kind in logs.OBJECT_KINDS}
                stored = self.objects(vault)
                self.assertEqual(set(stored), set(leaves))
                problem, = report["problems"]
                self.assertIn(faulty, problem["subject"])
                self.assertIn(NEWER, problem["message"])
                self.assertIn(key, problem["message"])
                self.assertEqual(report["waiting"], [])

                receipt = self.receipt(stick, made)
                self.assertEqual([id.hex() for id in receipt.unread], [faulty])
                self.assertEqual((receipt.missing, receipt.gone, receipt.checked), ([], [], "opened"))
                self.assertEqual(receipt.size, len(made.leaves))
                self.not_shown(vault, faulty, secret)
                self.others_are_shown(vault, made)
                self.again(vault, stick, made)

    def not_shown(self, vault: Vault, id: str, secret: str) -> None:
        target = self.folder / f"opened-{id}"
        for words in (["show", id], ["show", id, "--json"], ["open", id, "--to", target],
                      ["journal", "prove", id, "--paragraph", "1", "--out", target]):
            result = vault.run(*words)
            self.assert_status(result, support.REFUSED, NEWER)
            self.assertEqual(result.out, b"")
            self.assertNotIn(secret, result.said)
        self.assertFalse(target.exists())

    def others_are_shown(self, vault: Vault, made: Crafted) -> None:
        listed = vault.run("list", "--json")
        self.assert_status(listed, support.IN_PART)
        standing = {line["id"]: line["standing"] for line in listed.lines()}
        self.assertEqual(standing, {
            id: "refused" if what == "faulty" else "verified"
            for what, id in made.testimonies.items()})
        words = vault.run("list")
        self.assert_status(words, support.IN_PART, NEWER, made.testimonies["faulty"])
        for what in ("first", "last"):
            self.assert_status(vault.run("show", made.testimonies[what]), support.DONE)

    def again(self, vault: Vault, stick: Path, made: Crafted) -> None:
        """It is named at each sync; nothing comes again, and no other receipt is given."""
        before = support.listing(stick)
        result = vault.run("sync", stick, "--json")
        self.assert_status(result, support.IN_PART, NEWER)
        self.assertEqual((result.json()["taken"], result.json()["written"]), ([], []))
        self.assertEqual(support.listing(stick), before)
        self.assert_whole(vault, support.DONE, support.IN_PART)

    def test_words(self):
        vault, stick = self.vault("first"), self.stick()
        made = craft(support.cards()["first"], "record-must", stick)
        vault.enroll(made.card)
        result = vault.run("sync", stick)
        self.assert_status(result, support.IN_PART, NEWER, "must-hide",
                           made.testimonies["faulty"], "3 testimonies")

    def test_enrolled_later(self):
        """From somebody who is not enrolled it is stored as well, and then told."""
        vault, stick, made, result = self.taken("record-must", enrolled=False, status=support.IN_PART)
        self.assertIn(NEWER, result.text)
        self.assertEqual(len(self.objects(vault)), 6)
        vault.enroll(made.card)
        self.assert_status(vault.run("sync", stick), support.IN_PART, NEWER)
        self.assertEqual([id.hex() for id in self.receipt(stick, made).unread],
                         [made.testimonies["faulty"]])

    def test_what_is_damaged_is_missing_and_not_unread(self):
        """Its SHA-256 is known: of other bytes nobody says that they are stored."""
        for case in self.CASES:
            with self.subTest(case):
                vault, stick, made, _ = self.taken(case, status=support.IN_PART)
                faulty = made.testimonies["faulty"]
                path, = [path for path in support.received(vault) if path.stem == faulty]
                path.unlink()
                for other in stick.iterdir():
                    if other.name not in made.names:
                        other.unlink()
                verified = vault.run("verify", "--json")
                self.assert_status(verified, support.DAMAGED)
                self.assertIn(faulty, json.dumps(verified.json()["damage"]))

    def test_things_around_it(self):
        """Bundles, manifests and cards with a `must-` line are not used at all."""
        for case in ("manifest-must", "must-entry", "card-must"):
            for enrolled in (True, False):
                with self.subTest(f"{case} {enrolled}"):
                    vault, stick = self.vault("first"), self.stick(f"{case}{enrolled}")
                    made = craft(support.cards()["first"], case, stick)
                    if enrolled:
                        vault.enroll(made.card)
                    before = self.objects(vault)
                    result = vault.run("sync", stick, "--json")
                    self.assert_status(result, support.IN_PART, NEWER, "must-")
                    self.assertEqual(self.objects(vault), before)
                    self.assertEqual((result.json()["written"], vault.lines("list")), ([], []))


class UnknownParts(NewerTest):
    def test_plain_ones(self):
        """Named on the screen, and written out by number."""
        vault, _, made, _ = self.taken("unknown-part")
        id, target = made.testimonies["faulty"], self.folder / "opened"
        shown = vault.json("show", id)
        self.assertEqual(shown["unknownParts"], ["interpreter.txt", "zz/forms"])
        self.assertEqual(shown["record"]["standing"], "verified")
        self.assertEqual(vault.json("show", made.testimonies["first"])["unknownParts"], [])
        self.assert_status(vault.run("show", id), support.DONE, '"interpreter.txt"', '"zz/forms"',
                           NEWER)
        opened = vault.json("open", id, "--to", target)
        self.assertEqual(opened["problems"], [])
        parts = {path.name: path.read_bytes() for path in (target / "parts").iterdir()}
        self.assertEqual(parts, {"001": b"no plain text, perhaps\n", "002": b"\0\1\2"})
        for path in [target / "parts", *(target / "parts").iterdir()]:
            mode = path.stat().st_mode & 0o777
            self.assertEqual(mode, 0o700 if path.is_dir() else 0o600)
        names = {Path(file["path"]).name: file.get("name") for file in opened["files"]}
        self.assertEqual((names["001"], names["002"]), ("interpreter.txt", "zz/forms"))
        self.assertTrue((target / "account.txt").exists())
        self.assertFalse(any("key" in path.name for path in target.rglob("*")))
        vault.ok("open", made.testimonies["first"], "--to", self.folder / "plain")
        self.assertFalse((self.folder / "plain" / "parts").exists())
        self.assertEqual(vault.run("verify").status, support.DONE)

    def test_nothing_is_overwritten(self):
        vault, _, made, _ = self.taken("unknown-part")
        target = self.folder / "opened"
        (target / "parts").mkdir(parents=True)
        (target / "parts" / "002").write_bytes(b"mine")
        before = support.listing(target)
        self.assert_status(vault.run("open", made.testimonies["faulty"], "--to", target),
                           support.REFUSED, "parts/002")
        self.assert_unchanged(target, before)

    def test_one_that_must_be_known(self):
        """Shown, and neither written out nor passed on."""
        vault, stick, made, _ = self.taken("must-part")
        id, target = made.testimonies["faulty"], self.folder / "opened"
        self.assertEqual(vault.json("show", id)["unknownParts"], ["must-redact/faces"])
        self.assert_status(vault.run("show", id), support.DONE, "must-redact/faces", NEWER,
                           "Лола told it.")
        for words in (["open", id, "--to", target],
                      ["journal", "prove", id, "--paragraph", "1", "--out", target],
                      ["journal", "prove", id, "--attachment", "1", "--out", target]):
            with self.subTest(words[0]):
                result = vault.run(*words)
                self.assert_status(result, support.REFUSED, NEWER, "must-redact/faces")
                self.assertEqual(result.out, b"")
                self.assertFalse(target.exists(), "nothing is written")
        proof = vault.run("journal", "prove", id)
        self.assert_status(proof, support.DONE)  # of hashes alone
        self.assert_status(check(proof.out, "--card", made.card), support.DONE)
        receipt = self.receipt(stick, made)
        self.assertEqual((receipt.missing, receipt.unread), ([], []))
        self.assertEqual({line["standing"] for line in vault.lines("list")}, {"verified"})

    def test_one_is_shown_in_evidence(self):
        vault, _, made, _ = self.taken("unknown-part")
        out = self.folder / "evidence"
        vault.ok("journal", "prove", made.testimonies["faulty"], "--paragraph", "1", "--out", out)
        self.assertNotIn(b"interpreter.txt", out.read_bytes())
        self.assert_status(check(out, "--card", made.card), support.DONE, "The evidence holds")


class OutsideTheProfile(NewerTest):
    """What was sealed with older keys as well opens, is named, and is not called verified."""

    FLAWS = {"profile-record": "classicStanza", "profile-key": "classicAttachmentKey"}
    NAMED = "NOT SEALED AS IT SHOULD BE"

    def test_records(self):
        for case, flaw in self.FLAWS.items():
            with self.subTest(case):
                vault, stick, made, _ = self.taken(case)
                id = made.testimonies["faulty"]
                listed = {line["id"]: line for line in vault.lines("list")}
                self.assertEqual((listed[id]["standing"], listed[id]["profile"]),
                                 ("outsideProfile", [flaw]))
                self.assertTrue(listed[id]["logged"])
                for other in set(listed) - {id}:
                    self.assertEqual(listed[other]["standing"], "verified")
                    self.assertNotIn("profile", listed[other])
                lines = {line.split()[0]: line for line in vault.ok("list").text.splitlines()}
                self.assertIn(self.NAMED, lines[id])
                self.assertNotRegex(lines[id], r"\bverified\b")
                shown = vault.json("show", id)
                self.assertEqual((shown["record"]["standing"], shown["record"]["profile"]),
                                 ("outsideProfile", [flaw]))
                words = vault.ok("show", id).text
                self.assertIn("NOT VERIFIED", words)
                self.assertIn("classic", words)
                self.assertNotRegex(words, r"\bverified\b")
                self.assertIn("Лола told it.", words)
                opened = vault.run("open", id, "--to", self.folder / case)
                self.assertNotRegex(opened.text + opened.said, r"\bverified\b")
                self.assertIn("classic", opened.text + opened.said)
                self.assertEqual({path.name for path in (self.folder / case).rglob("*")
                                  if path.is_file()}, {"account.txt", "faulty.txt"})
                receipt = self.receipt(stick, made)
                self.assertEqual((receipt.missing, receipt.unread), ([], []), "it is stored")

    def test_of_somebody_who_is_not_enrolled(self):
        vault, _, made, _ = self.taken("profile-record", enrolled=False)
        listed = {line["id"]: line for line in vault.lines("list")}
        faulty = listed[made.testimonies["faulty"]]
        self.assertEqual((faulty["standing"], faulty["profile"]), ("unverified", ["classicStanza"]))
        said = vault.ok("show", made.testimonies["faulty"]).text
        self.assertIn("UNVERIFIED", said)
        self.assertIn("classic", said)

    def test_an_attachment(self):
        """The record is as it should be, and the attachment is not."""
        vault, _, made, _ = self.taken("profile-attachment")
        id = made.testimonies["faulty"]
        opened = vault.run("open", id, "--to", self.folder / "opened", "--json")
        self.assertIn(opened.status, (support.DONE, support.IN_PART))
        self.assertEqual(
            (self.folder / "opened" / "attachments" / "faulty.txt").read_bytes(),
            b"attachment of the faulty testimony\n" * 9, "it opens")
        problem, = opened.json()["problems"]
        self.assertIn("classic", problem["message"])
        self.assertEqual(problem["subject"], "faulty.txt")

    def test_an_attachment_is_named_where_the_record_is_shown(self):
        """The page Sealing, "What readers check": named wherever the record is shown, and not called
        verified."""
        vault, _, made, _ = self.taken("profile-attachment")
        id = made.testimonies["faulty"]
        words = vault.ok("show", id).text
        self.assertIn("classic", words)
        self.assertNotRegex(words, r"\bverified\b")


class Growth(NewerTest):
    """Lines, leaves and notes that are passed over, and kept as they were signed."""

    def test_entries_are_kept_byte_for_byte(self):
        for case in ("unknown-lines", "leaf-16-lines", "leaf-unknown-kind", "leaf-must-other"):
            with self.subTest(case):
                vault, stick, made, _ = self.taken(case)
                copied = VaultFolder(vault.path, support.PASSPHRASE).copied_log(
                    made.maker.device.card)
                self.assertEqual(copied.raw, [leaf.encode() for leaf in made.leaves])
                listed = vault.lines("journal", "--of", made.device)
                self.assertEqual([line["kind"] for line in listed],
                                 [leaf.kind for leaf in made.leaves])
                self.assertEqual(len(vault.ok("journal", "--of", made.device).text.splitlines()),
                                 len(made.leaves))
                self.assertEqual(set(vault.ids()), set(made.testimonies.values()))
                self.assertEqual(self.receipt(stick, made).missing, [])
                proof = vault.ok("journal", "prove", made.testimonies["first"]).out
                self.assert_status(check(proof, "--card", made.card, support.cards()["first"]),
                                   support.DONE)
                self.assert_whole(vault)

    def test_notes_of_kinds_to_come(self):
        """A coordinator keeps those of an enrolled device, each once."""
        vault, stick, made, _ = self.taken("notes")
        folder = VaultFolder(vault.path, support.PASSPHRASE)
        kept = folder.notes()
        self.assertEqual(len(kept), 3)
        for note in kept:
            self.assertTrue(note.startswith(b"amanat-later/v"))
            self.assert_no_plaintext(vault.path, note[:14])
        self.assert_whole(vault)
        for path in list(stick.iterdir()):
            path.rename(stick / ("0" * 31 + "1.age")) if path.name in made.names else None
        vault.ok("sync", stick)
        self.assertEqual(VaultFolder(vault.path, support.PASSPHRASE).notes(), kept)
        stranger, _, _, _ = self.taken("notes", enrolled=False)
        self.assertEqual(VaultFolder(stranger.path, support.PASSPHRASE).notes(), set())

    def test_a_thousand_notes_and_no_more(self):
        vault, stick, _, _ = self.taken("notes-1000")
        self.assertEqual(len(list((vault.path / "notes").iterdir())), 1000)
        made = craft(support.cards()["first"], "notes", stick)
        vault.enroll(made.card)
        self.assert_status(vault.run("sync", stick), support.DONE)
        self.assertLessEqual(set(made.testimonies.values()), vault.ids())
        self.assertEqual(len(list((vault.path / "notes").iterdir())), 1000)
        self.assert_whole(vault)

    def test_a_vault_that_has_no_folder_for_notes(self):
        """One that an earlier build of this format made: the folder comes when it is needed."""
        vault, stick = self.vault("first"), self.stick()
        (vault.path / "notes").rmdir()
        self.assert_whole(vault)
        made = craft(support.cards()["first"], "notes", stick)
        vault.enroll(made.card)
        vault.ok("sync", stick)
        self.assertEqual(len(VaultFolder(vault.path, support.PASSPHRASE).notes()), 3)


class Receipts(NewerTest):
    """Receipts with what no coordinator of today writes, for a recorder of today."""

    SEED = 20261123

    def handed_off(self) -> tuple[Vault, Path, list[str]]:
        """A recorder that has enrolled the crafted coordinator alone, and what it sealed and handed
        off: three testimonies, the first with an attachment."""
        place = self.folder / f"r{len(list(self.folder.iterdir()))}"
        place.mkdir()
        recorder = Vault.make(place / "vault", "R", "recorder")
        card = place / "coordinator.card"
        card.write_bytes(make_receipt.coordinator(self.SEED).card.encoded)
        recorder.enroll(card)
        file = self.file("a.bin", b"attached")
        ids = [recorder.seal(f"account {n}", *([file] if n == 0 else [])) for n in range(3)]
        (place / "stick").mkdir()
        recorder.ok("sync", place / "stick")
        return recorder, place / "stick", ids

    def give(self, case: str, recorder: Vault, stick: Path) -> dict:
        return make_receipt.make(argparse.Namespace(
            seed=self.SEED, of=recorder.card_file(), case=case, out=stick,
            bundle=[path for path in stick.iterdir() if path.suffix == ".age"]))

    def sent_again(self, recorder: Vault) -> list[int]:
        """How many records and attachments an empty stick is given."""
        other = self.folder / f"other{len(list(self.folder.iterdir()))}"
        other.mkdir()
        written = recorder.json("sync", other)["written"]
        return [sum(each[what] for each in written) for what in ("records", "attachments")]

    def test_each(self):
        """Sent again is what is missing; forgotten what is vouched for by who could open it."""
        wanted = {"honest": ([0, 0], []), "missing": ([1, 0], [2]), "gone": ([0, 0], [0]),
                  "unread": ([0, 0], []), "all-lists": ([1, 0], [0, 1]),
                  "hashes": ([0, 0], [0, 1, 2]), "unknown-lines": ([0, 0], [])}
        for case, chosen in make_receipt.CASES.items():
            with self.subTest(case):
                recorder, stick, ids = self.handed_off()
                said = self.give(case, recorder, stick)
                result = recorder.run("sync", stick, "--json")
                if not chosen.taken:
                    self.assert_status(result, support.IN_PART)
                    self.assertEqual(result.json()["receipts"], [])
                    self.assertEqual(len(result.json()["problems"]), 1)
                    if case == "must":
                        self.assertIn(NEWER, result.json()["problems"][0]["message"])
                    self.assertEqual(recorder.json("status")["acknowledged"], 0)
                    self.assertEqual(self.sent_again(recorder), [3, 1])
                    self.assertEqual(recorder.json("prune")["records"], 0)
                    continue
                self.assert_status(result, support.DONE)
                taken, = result.json()["receipts"]
                self.assertEqual((taken["size"], taken["missing"]),
                                 (said["size"], len(said["missing"])))
                again, stays = wanted[case]
                self.assertEqual(self.sent_again(recorder), again)
                self.assertEqual(recorder.json("prune")["records"], 3 - len(stays))
                here = {path.stem for path in (recorder.path / "objects").iterdir()}
                self.assertEqual(here & set(ids), {ids[n] for n in stays})
                self.assertEqual(len(here - set(ids)), 1 if 0 in stays else 0, "its attachment")
                self.assert_whole(recorder)


if __name__ == "__main__":
    unittest.main()
