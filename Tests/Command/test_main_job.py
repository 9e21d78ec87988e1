#!/usr/bin/env python3
"""The main job: two recorders seal, a stick goes round, two coordinators open and sign."""

import hashlib
import hmac
import io
import os
import unittest
from pathlib import Path

import support
from amanat_formats import age, encoding, records
from amanat_formats.cards import Card
from amanat_formats.errors import Refused
from support import CommandTest, Vault
from vault_folder import VaultFolder

STATUS_KEYS = {"damage", "name", "role", "device", "journal", "sealed", "attachments", "handedOff",
               "forgotten", "prunable", "acknowledged", "drafts", "coordinators", "recorders"}


def whole_plaintext(path: Path, identity: age.HybridIdentity) -> bytes | None:
    with path.open("rb") as file:
        try:
            reader = age.Reader(file, [identity])
        except age.NoMatch:
            return None
        return reader.read(1 << 40)


class MainJob(CommandTest):
    def test_everything_of_the_main_job(self):
        team, stick = self.team(), self.stick()
        secret, name = support.marker(), support.marker()
        audio = self.file(f"{name}.wav", os.urandom(150_000))
        empty = self.file("empty.bin", b"")
        accounts = {
            team.lola.seal(f"{secret} Ман дидам. 👁 یک\n", audio, empty): (team.lola, 2),
            team.lola.seal(f"{secret} second"): (team.lola, 0),
            team.anvar.seal(f"{secret} third"): (team.anvar, 0),
        }
        vaults = team._asdict().values()
        for vault in vaults:
            self.assert_no_plaintext(vault.path, secret, name)

        for vault in (team.lola, team.anvar, team.first, team.second, team.lola, team.anvar):
            vault.ok("sync", stick)
            self.assert_no_plaintext(stick, secret, name, "Лола-zq7", "Anvar-kx4", "Первая")

        for coordinator in (team.first, team.second):
            found = {record["id"]: record for record in coordinator.lines("list")}
            self.assertEqual(set(found), set(accounts))
            for id, (recorder, count) in accounts.items():
                record = found[id]
                self.assertEqual(record["standing"], "verified")
                self.assertEqual(record["recorder"], recorder.name)
                self.assertTrue(record["logged"])
                self.assertTrue(record["cosignedAt"])
                self.assertEqual(record["attachments"], count)
            self.assert_no_plaintext(coordinator.path, secret, name)

        for recorder in (team.lola, team.anvar):
            status = recorder.json("status")
            self.assertEqual(status["acknowledged"], status["sealed"])
            self.assertEqual(status["handedOff"], status["sealed"])
            self.assertEqual([c["acknowledged"] for c in status["coordinators"]],
                             [status["sealed"]] * 2)
        self.open_and_compare(team.second, accounts, secret, audio)
        for vault in vaults:
            self.assert_whole(vault)

    def open_and_compare(self, coordinator: Vault, accounts, secret: str, audio: Path) -> None:
        first = next(iter(accounts))
        target = self.folder / "opened"
        opened = coordinator.json("open", first, "--to", target)
        self.assertEqual(opened["id"], first)
        self.assertEqual(opened["problems"], [])
        self.assertEqual((target / "account.txt").read_text(), f"{secret} Ман дидам. 👁 یک\n")
        self.assertEqual(
            (target / "attachments" / audio.name).read_bytes(), audio.read_bytes())
        self.assertEqual((target / "attachments" / "empty.bin").read_bytes(), b"")
        shown = coordinator.json("show", first[:8])
        self.assertEqual(shown["account"], f"{secret} Ман дидам. 👁 یک\n")
        by_name = {item["name"]: item for item in shown["attachments"]}
        self.assertEqual(
            by_name[audio.name]["sha256"], hashlib.sha256(audio.read_bytes()).hexdigest())
        self.assertIn("opened", [leaf.kind for leaf in
                                 VaultFolder(coordinator.path, support.PASSPHRASE).own_log().leaves])

    def test_a_bundle_leaves_when_all_have_signed_and_not_before(self):
        team, stick = self.team(), self.stick()
        team.lola.seal("an account")
        written = team.lola.json("sync", stick)["written"]
        self.assertEqual(len(written), 1)
        self.assertEqual(sorted(written[0]["to"]), sorted(["Первая", "Second"]))
        bundle = stick / f"{written[0]['bundle']}.age"
        team.first.ok("sync", stick)
        self.assertEqual(team.lola.json("sync", stick)["removed"], [])
        self.assertTrue(bundle.exists(), "the second coordinator has not signed yet")
        team.second.ok("sync", stick)
        self.assertIn(written[0]["bundle"], team.lola.json("sync", stick)["removed"])
        self.assertFalse(bundle.exists())
        receipts = set(stick.iterdir())
        self.assertEqual(len(receipts), 2, "one of each coordinator")
        team.lola.seal("one more")
        for vault in (team.lola, team.first, team.second, team.lola):
            vault.ok("sync", stick)
        self.assertEqual(len(set(stick.iterdir())), 2, "newer receipts, in place of the older")
        self.assertFalse(receipts & set(stick.iterdir()))

    def test_syncing_twice_changes_nothing(self):
        team, stick = self.team(), self.stick()
        team.lola.seal("an account", self.file("a.bin", os.urandom(5000)))
        team.anvar.seal("another")
        for vault in (team.lola, team.anvar, team.first, team.second, team.lola, team.first):
            vault.ok("sync", stick)
            status, there = vault.json("status"), support.listing(stick)
            kept = self.contents(vault)
            again = vault.json("sync", stick)
            for key in ("taken", "receipts", "written", "removed", "problems"):
                self.assertEqual(again[key], [], f"{vault.name}: {key}")
            self.assertEqual(vault.json("status"), status)
            self.assert_unchanged(stick, there)
            self.assertEqual(self.contents(vault), kept)
            self.assertIn("Nothing new", vault.ok("sync", stick).text)

    def contents(self, vault: Vault) -> dict:
        """What the vault holds, opened: a box may be written again with another nonce."""
        folder = VaultFolder(vault.path, support.PASSPHRASE)
        return {"files": list(vault.files()), "people": folder.people_json,
                "bundles": folder.bundles_json, "log": folder.own_log().raw,
                "head": (vault.path / "journal" / "head").read_bytes()}

    def test_files_of_others_are_left_alone(self):
        team, stick = self.team(), self.stick()
        strange = {"photo.jpg": b"\xff\xd8", "0" * 32 + ".age": b"age-encryption.org/v1\n",
                   ".amanat-" + "1" * 32 + ".part": b"somebody else's", "ABC.age": b""}
        for name, content in strange.items():
            (stick / name).write_bytes(content)
        (stick / "folder").mkdir()
        team.lola.seal("an account")
        for vault in (team.lola, team.first, team.second, team.lola):
            vault.run("sync", stick)
        for name, content in strange.items():
            self.assertEqual((stick / name).read_bytes(), content)

    def test_many_at_once_and_another_stick(self):
        """Accounts in one call; what one stick brought is not asked for again by another."""
        team, one, other = self.team(), self.stick("one"), self.stick("other")
        files = [self.file(f"{n}.txt", f"account {n}".encode()) for n in range(30)]
        ids = [line["id"] for line in team.lola.lines("seal", *files)]
        self.assertEqual(len(set(ids)), 30)
        team.lola.ok("sync", one)
        team.lola.ok("sync", other)
        self.assertEqual(len(team.first.json("sync", one)["taken"]), 1)
        again = team.first.json("sync", other)
        self.assertEqual(sum(taken["records"] for taken in again["taken"]), 0)
        self.assertEqual(team.first.ids(), set(ids))

    def test_json_of_every_command(self):
        team, stick = self.team(), self.stick()
        account = self.file("a.txt", "Рассказ".encode())
        sealed = team.lola.lines("seal", account)
        self.assertEqual([set(line) for line in sealed], [
            {"id", "attachments", "bytes", "letters", "recipients", "renamed", "unsealed"}])
        self.assertEqual(sealed[0]["bytes"], len("Рассказ".encode()))
        self.assertEqual(set(team.lola.json("status")), STATUS_KEYS)
        self.assertEqual(len(team.lola.json("sync", stick)["written"]), 1)
        self.assertEqual(len(team.first.json("sync", stick)["taken"]), 1)
        listed = team.first.lines("list")
        self.assertEqual([line["id"] for line in listed], [sealed[0]["id"]])
        self.assertEqual(team.first.json("show", listed[0]["id"])["id"], listed[0]["id"])
        opened = team.first.json("open", listed[0]["id"], "--to", self.folder / "o")
        self.assertEqual([Path(file["path"]).name for file in opened["files"]], ["account.txt"])
        self.assertEqual(team.first.json("verify")["damage"], [])
        card = team.first.json("card")
        self.assertEqual(card["safetyNumber"], support.number_of(support.cards()["first"]))
        enrolled = team.lola.json("enroll", support.cards()["first"], "--confirm",
                                  card["safetyNumber"])
        self.assertEqual((enrolled["enrolled"], enrolled["changed"]), (True, False))
        new = support.run("init", "--role", "recorder", "--name", "N", "--kdf", "interactive",
                          "--vault", self.folder / "new", "--generate", "--json").json()
        self.assertEqual(len(new["passphrase"].split()), 6)

    def test_a_long_account_and_sizes(self):
        team, stick = self.team(), self.stick()
        text = "Сол ва моҳ. " * 100_000
        id = team.lola.seal(text)
        for vault in (team.lola, team.first):
            vault.ok("sync", stick)
        self.assertEqual(team.first.json("show", id)["account"], text)

    def test_what_a_record_is(self):
        """The second implementation opens what came; its leaf names its note."""
        team, stick = self.team(), self.stick()
        photo = self.file("photo.jpg", os.urandom(3000))
        accounts = {"one line": 1, "one\n\ntwo\n\n\nthree": 3, "a\nb\nc\n": 3, "\n\nafter blanks\n": 1}
        ids = {team.lola.seal(text, photo): text for text in accounts}
        alone = team.lola.json("seal", "--attach", photo)["id"]
        for vault in (team.lola, team.first):
            vault.ok("sync", stick)
        folder = VaultFolder(team.first.path, support.PASSPHRASE)
        lola = Card.decode(support.cards()["lola"].read_bytes())
        leaves = {leaf.object.hex(): leaf for leaf in folder.copied_log(lola).leaves}
        for path in support.received(team.first):
            leaf = leaves[path.stem]
            self.assertEqual(hashlib.sha256(path.read_bytes()).digest(), leaf.sha256)
            self.assertEqual(leaf.note is not None, leaf.kind == "sealed")
            if leaf.kind != "sealed":
                continue
            with path.open("rb") as source:
                record = records.read(
                    source, folder.identity, leaf.object, folder.card, lola, leaf.note)
            text = ids.get(path.stem)
            self.assertEqual(record.account, text)
            self.assertEqual(len(record.paragraphs), accounts.get(text, 0))
            self.assertEqual([item.name for item in record.attachments], ["photo.jpg"])
            self.assertEqual(len(record.recipients), 2)
            shown = team.first.json("show", path.stem)
            self.assertEqual((shown["paragraphs"], shown["unknownParts"]),
                             (accounts.get(text, 0), []))
            words = f"{accounts[text]} paragraph" if text else "none: attachments alone"
            self.assertRegex(team.first.ok("show", path.stem).text, rf"(?m)^Account: +{words}")
        self.assertIn(alone, team.first.ids())

    def test_what_its_size_tells(self):
        """Not less than 16 KiB, and of attachments no other number of stanzas than of the record."""
        lola = self.vault("lola")
        small = self.file("small.txt", b"x")
        lola.seal("x", small)
        lola.seal("one\n\ntwo\n\nthree\n")
        self.assertEqual({path.stat().st_size for path in (lola.path / "objects").iterdir()},
                         {19_600})
        lola.enroll(Vault.make(self.folder / "third", "Third", "coordinator").card_file())
        before = set((lola.path / "objects").iterdir())
        lola.seal("x", small)
        new = set((lola.path / "objects").iterdir()) - before
        self.assertEqual([path.stat().st_size for path in new], [6_298 + 16 + 16_384 + 16] * 2)
        for path in new:
            seen = support.run("age", "inspect", path, "--json").json()
            self.assertEqual(seen["stanzas"], [{"count": 4, "type": "mlkem768x25519"}])

    def test_what_cannot_be_sealed_leaves_nothing(self):
        """Not text, empty, missing, and too long; it is known before any of one call is sealed."""
        lola = self.vault("lola")
        good = self.file("good.txt", b"good")
        for name, content in {"latin.txt": b"L\xf3la", "empty.txt": b"",
                              "long.txt": b"x" * ((16 << 20) + 1)}.items():
            bad = self.file(name, content)
            before = support.listing(lola.path)
            self.assert_status(lola.run("seal", bad), support.REFUSED, name)
            self.assert_unchanged(lola.path, before)
        sealed = lola.json("status")["sealed"]
        result = lola.run("seal", good, self.folder / "not there", good)
        self.assert_status(result, support.REFUSED, "not there")
        self.assertEqual(result.text, "")
        self.assertEqual(lola.json("status")["sealed"], sealed)
        missing = lola.run("seal", good, "--attach", self.folder / "no such file")
        self.assert_status(missing, support.REFUSED, "no such file")
        self.assertEqual(missing.text, "")
        self.assert_whole(lola)


class WhatARecorderHolds(CommandTest):
    def after_a_round(self):
        team, stick = self.team(), self.stick()
        team.lola.seal("an account", self.file("a.bin", os.urandom(70_000)))
        team.anvar.seal("another")
        for vault in (team.lola, team.anvar, team.first, team.second):
            vault.ok("sync", stick)
        taken = {path.name: path.read_bytes() for path in stick.iterdir()}
        team.lola.ok("sync", stick)
        return team, taken

    def test_it_never_names_the_other_recorder(self):
        team, on_stick = self.after_a_round()
        anvar = VaultFolder(team.anvar.path, support.PASSPHRASE).card
        needles = [
            anvar.name.encode(), anvar.device.encode(), anvar.device[-32:].encode(),
            anvar.fingerprint, anvar.fingerprint[:16], anvar.fingerprint.hex().encode(),
            anvar.key.key, anvar.key.encode().encode(), anvar.recipient.encode().encode(),
            anvar.key.key_id.hex().encode(), encoding.encode_base64(anvar.key.key).encode()]
        self.assert_no_plaintext(team.lola.path, *needles)
        for name, text in VaultFolder(team.lola.path, support.PASSPHRASE).plaintexts().items():
            for needle in needles:
                self.assertNotIn(needle, text, name)
        exported = team.lola.ok("identity", "export", "--yes").text
        identity, = age.read_identities(exported)
        opened = 0
        for name, data in on_stick.items():
            path = self.file(name, data)
            text = whole_plaintext(path, identity)
            if text is not None:
                opened += 1
                for needle in needles:
                    self.assertNotIn(needle, text, name)
        self.assertEqual(opened, 2, "a receipt of each coordinator is for this recorder")

    def test_it_cannot_open_what_it_sealed(self):
        """With the passphrase, the exported identity, and every secret in the vault."""
        team, _ = self.after_a_round()
        folder = VaultFolder(team.lola.path, support.PASSPHRASE)
        exported, = age.read_identities(team.lola.ok("identity", "export", "--yes").text)
        self.assertEqual(exported.seed, folder.opening_seed)
        objects = sorted((team.lola.path / "objects").glob("*.age"))
        self.assertEqual(len(objects), 2)
        keys = set(folder.secrets().values())
        texts = list(folder.plaintexts().values())
        file_keys = {text[at:at + 16] for text in texts for at in range(len(text) - 15)}
        file_keys |= {key[:16] for key in keys} | {key[16:] for key in keys}
        for path in objects:
            header = age.read_header(io.BytesIO(path.read_bytes()))
            for seed in keys:
                with self.assertRaises(age.NoMatch):
                    age.open_header(header, [age.HybridIdentity(seed)])
            for key in file_keys:
                self.assertFalse(
                    hmac.compare_digest(age.header_mac(key, header.covered), header.mac))
        print(f"\nrecorder: {len(objects)} objects, {len(keys)} keys and {len(file_keys)} "
              "file keys tried, none opens")
        for arguments in (["list"], ["show", objects[0].stem],
                          ["open", objects[0].stem, "--to", self.folder / "x"]):
            self.assert_status(team.lola.run(*arguments), support.REFUSED, "recorder's vault")
        key_file = self.file("key", team.lola.ok("identity", "export", "--yes").out)
        for path in objects:
            result = support.run("age", "decrypt", "-i", key_file, path)
            self.assert_status(result, support.REFUSED)
            self.assertEqual(result.out, b"")

    def test_another_coordinators_key_does_not_open_a_bundle_for_others(self):
        team, stick = self.team(), self.stick()
        stranger = Vault.make(self.folder / "stranger", "Stranger", "coordinator")
        team.lola.seal("an account")
        team.lola.ok("sync", stick)
        synced = stranger.json("sync", stick)
        self.assertEqual((synced["forOthers"], synced["taken"], synced["problems"]), (1, [], []))


class ASecondReader(CommandTest):
    def test_the_page_reads_every_vault(self):
        team, stick = self.team(), self.stick()
        ids = [team.lola.seal(f"account {n}") for n in range(3)]
        ids.append(team.lola.seal("with", self.file("a.bin", os.urandom(9000))))
        for vault in (team.lola, team.first, team.second, team.lola):
            vault.ok("sync", stick)
        team.first.ok("show", ids[0])
        for vault in team._asdict().values():
            with self.subTest(vault.name):
                folder = VaultFolder(vault.path, support.PASSPHRASE)
                log = folder.own_log()
                status = vault.json("status")
                self.assertEqual(folder.card.device, status["device"])
                self.assertEqual(log.frontier.size, status["journal"])
                self.assertEqual(log.checkpoints[-1].root, log.frontier.root())
                for leaf in log.leaves:
                    if leaf.kind in ("sealed", "attached"):
                        data = (vault.path / "objects" / f"{leaf.object.hex()}.age").read_bytes()
                        self.assertEqual(hashlib.sha256(data).digest(), leaf.sha256)
                self.assert_modes(vault.path)
        lola = VaultFolder(team.lola.path, support.PASSPHRASE)
        own = lola.own_log()
        self.assertEqual(
            [leaf.object.hex() for leaf in own.leaves if leaf.kind == "sealed"], ids)
        copied = VaultFolder(team.first.path, support.PASSPHRASE).copied_log(lola.card)
        self.assertEqual(copied.raw, own.raw[:len(copied.raw)])
        self.assertGreaterEqual(len(copied.raw), 7)
        with self.assertRaises(Refused):
            copied.checkpoints[-1].verify(VaultFolder(team.anvar.path, support.PASSPHRASE).card)

    def assert_modes(self, path: Path) -> None:
        for found in [path, *path.rglob("*")]:
            mode = found.stat().st_mode & 0o777
            self.assertEqual(mode, 0o700 if found.is_dir() else 0o600, found)

    def test_slots_and_nonces_differ(self):
        """No nonce is used twice, and the slot in use is at a random place."""
        slots, nonces = set(), []
        for number in range(6):
            vault = Vault.make(self.folder / f"v{number}", "N", "recorder")
            folder = VaultFolder(vault.path, support.PASSPHRASE)
            slots.add(folder.slot)
            for name in ("identity", "people", "bundles", "journal/head"):
                nonces.append((vault.path / name).read_bytes()[14:38])
        self.assertEqual(len(set(nonces)), len(nonces))
        self.assertGreater(len(slots), 1)


if __name__ == "__main__":
    unittest.main()
