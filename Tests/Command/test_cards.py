#!/usr/bin/env python3
"""Cards: nothing is trusted that was not compared, and what is refused changes nothing."""

import datetime
import os
import unittest

import support
from amanat_formats import age, cards, notes
from support import CommandTest, Vault
from vault_folder import VaultFolder


def crafted(name: str = "Evil", role: str = "recorder") -> cards.Device:
    now = datetime.datetime(2026, 11, 23, 9, 0, 0, tzinfo=datetime.timezone.utc)
    return cards.Device.make(os.urandom(32), os.urandom(32), name, role, now)


class Cards(CommandTest):
    def refused(self, vault: Vault, card, number: str, *words: str) -> None:
        before = support.listing(vault.path)
        result = vault.run("enroll", card, "--confirm", number)
        self.assert_status(result, support.REFUSED, *words)
        self.assertEqual(result.out, b"")
        self.assert_unchanged(vault.path, before)

    def stranger(self, role: str = "recorder", name: str = "Stranger"):
        device = crafted(name, role)
        card = self.file(f"{name}.card", device.card.encoded)
        return device, card, support.number_of(card)

    def test_wrong_number_changes_nothing(self):
        _, card, number = self.stranger()
        vault = self.vault("first")
        digits = number.replace(" ", "")
        wrong = [
            number[:-1] + str((int(number[-1]) + 1) % 10), number[:-6], digits[:-1], "", " ",
            "0" * 40, number + " 00000", digits[5:] + digits[:5],
            support.number_of(support.cards()["lola"]),
            support.number_of(support.cards()["first"]), number.replace("1", "l") + "x"]
        for typed in wrong:
            with self.subTest(typed):
                self.refused(vault, card, typed, "safety number", "nothing was changed")

    def test_numbers_as_people_type_them(self):
        for number, separator in enumerate((" ", "", "-", "  ", "\n")):
            _, card, safety = self.stranger(name=f"S{number}")
            vault = self.vault("first")
            result = vault.run("enroll", card, "--confirm", safety.replace(" ", separator))
            self.assert_status(result, support.DONE, f"S{number}")

    def test_without_a_number(self):
        _, card, _ = self.stranger()
        vault = self.vault("first")
        before = support.listing(vault.path)
        self.assert_status(vault.run("enroll", card), support.REFUSED, "nothing was changed")
        self.assert_unchanged(vault.path, before)

    def test_altered_at_every_20th_byte(self):
        _, card, number = self.stranger("coordinator")
        vault, data = self.vault("lola"), card.read_bytes()
        before, tried = support.listing(vault.path), 0
        for at in range(0, len(data), 20):
            damaged = self.file("altered.card", data[:at] + bytes([data[at] ^ 1]) + data[at + 1:])
            result = vault.run("enroll", damaged, "--confirm", number)
            self.assert_status(result, support.REFUSED, "card")
            tried += 1
        for length in (*range(0, len(data), 137), len(data) - 1):
            result = vault.run("enroll", self.file("cut.card", data[:length]), "--confirm", number)
            self.assert_status(result, support.REFUSED, "card")
            tried += 1
        self.assert_unchanged(vault.path, before)
        print(f"\ncards: {tried} altered or cut, {tried} refused")

    def test_other_kinds_of_files(self):
        vault = self.vault("first")
        device, card, number = self.stranger()
        text = card.read_bytes()
        manifest = notes.Note(b"amanat-manifest/v1\nbundle: 00\n", [
            notes.sign(b"amanat-manifest/v1\nbundle: 00\n", device.card.key, device.signing_seed)])
        (self.folder / "folder").mkdir()
        huge = self.folder / "huge.card"
        with huge.open("wb") as file:
            file.truncate(1 << 30)
        signature = text.splitlines(keepends=True)[-1]
        files = [
            self.file("manifest", manifest.encode()), self.file("random", os.urandom(3000)),
            self.file("empty", b""), huge, self.folder / "folder", self.folder / "missing",
            self.file("twice", text + text), self.file("more", text + b"\n"),
            self.file("two signatures", text + signature),
            self.file("windows", text.replace(b"\n", b"\r\n")), "/dev/null", "/dev/zero"]
        for path in files:
            with self.subTest(str(path)):
                self.refused(vault, path, number, "card")

    def test_a_card_that_lies(self):
        """Signed properly, and wrong: another device name, a classic key, an unknown role."""
        vault, device = self.vault("first"), crafted()
        other, number = crafted("Other"), cards.safety_number(device.card.fingerprint)
        lies = {
            "role": device.card._replace(role="admin"),
            "recipient": device.card._replace(
                recipient=age.X25519Identity.generate().recipient()),
            "number": device.card._replace(number=0),
            "follows": device.card._replace(follows=device.name),
            "unknown": device.card._replace(unknown=("Mood: bad key",)),
            "repeated": device.card._replace(unknown=("name: Else",)),
            "many": device.card._replace(unknown=("mood: calm",) * 65),
            "line": device.card._replace(unknown=("mood: " + "x" * 1019,)),
            "name": device.card._replace(name="evil\u202egnp"),
            "long": device.card._replace(name="x" * 65),
            "key": device.card._replace(key=device.card.key._replace(name=other.name))}
        for what, card in lies.items():
            with self.subTest(what):
                signed = notes.Note(card.text(), [
                    notes.sign(card.text(), card.key, device.signing_seed)]).encode()
                self.refused(vault, self.file(f"{what}.card", signed), number, "card")

    def signed(self, device: cards.Device, file: str, /, **change):
        """Another card of the same device."""
        return self.file(file, device.sign(device.card._replace(**change).text()))

    def test_lines_of_later_versions(self):
        """Plain ones are passed over; a card with a `must-` line is not used."""
        vault, device = self.vault("first"), crafted()
        number = cards.safety_number(device.card.fingerprint)
        plain = ("mood: calm", "x-2: лола", "mood: again")
        self.refused(vault, self.signed(device, "must", unknown=(*plain, "must-ask: first")),
                     number, "newer version", "must-ask")
        full = ("mood: " + "x" * 150,) * 64  # of so many bytes that the card has less than 16 KiB
        for lines in (plain, full, (*plain, "follow: x")):
            place = self.vault("first")
            card = self.signed(device, "plain", unknown=lines)
            result = place.run("enroll", card, "--confirm", number)
            self.assert_status(result, support.DONE, "Evil")
            kept = {item.encoded for item in VaultFolder(place.path, support.PASSPHRASE).cards()}
            self.assertIn(card.read_bytes(), kept, "it is kept as it was signed")

    def test_who_somebody_is_does_not_rest_on_the_opening_key(self):
        """Fingerprint, device name and safety number are of the signing key alone."""
        device = crafted()
        other = device.card._replace(recipient=crafted().card.recipient, number=2)
        number = cards.safety_number(device.card.fingerprint)
        card = self.signed(device, "other.card", recipient=other.recipient, number=2)
        vault = self.vault("first")
        result = vault.run("enroll", card, "--confirm", number, "--json")
        self.assert_status(result, support.DONE)
        self.assertEqual(result.json()["device"], device.name)
        same = vault.run("enroll", card, "--confirm", number)
        self.assert_status(same, support.DONE, "nothing changed")

    def test_a_second_card_of_somebody(self):
        """No version takes a renewed card yet; one with another name or role, or with the number of
        the first one, is never taken. Nobody is told that all is well."""
        device = crafted("Evil", "recorder")
        number = cards.safety_number(device.card.fingerprint)
        vault, recipient = self.vault("first"), crafted().card.recipient
        self.assert_status(vault.run(
            "enroll", self.file("first.card", device.card.encoded), "--confirm", number),
            support.DONE)
        for what, change in {
                "renewed": {"number": 2, "recipient": recipient},
                "same number": {"recipient": recipient}, "name": {"number": 2, "name": "Else"},
                "role": {"number": 2, "role": "coordinator"}}.items():
            with self.subTest(what):
                self.refused(vault, self.signed(device, f"{what}.card", **change), number)

    def test_a_keeper(self):
        """Who stores and signs; a coordinator may know one, a recorder seals to coordinators alone."""
        _, card, number = self.stranger("keeper", "Keeper")
        self.refused(self.vault("lola"), card, number, "coordinators only")
        vault, stick = self.vault("first"), self.stick()
        self.assert_status(vault.run("enroll", card, "--confirm", number), support.DONE, "keeper")
        vault.seal("what I heard")
        vault.ok("sync", stick)
        self.assert_whole(vault)
        made = support.run("init", "--role", "keeper", "--name", "K", "--vault", self.folder / "k",
                           "--passphrase-file", support.passphrase_file())
        self.assert_status(made, support.USAGE)
        self.assertFalse((self.folder / "k").exists())

    def test_own_card(self):
        for which in ("first", "lola"):
            vault, card = self.vault(which), support.cards()[which]
            self.refused(vault, card, support.number_of(card), "own card")

    def test_a_recorder_enrols_no_recorder(self):
        vault, card = self.vault("lola"), support.cards()["anvar"]
        self.refused(vault, card, support.number_of(card), "coordinators only")

    def test_two_coordinators_and_one_name(self):
        """A name is what its owner chose: two may have the same."""
        vault = self.vault("lola")
        cards = [self.stranger("coordinator", "Namesake")[1].read_bytes() for _ in range(2)]
        for number, data in enumerate(cards):
            vault.enroll(self.file(f"c{number}", data))
        names = [c["name"] for c in vault.json("status")["coordinators"]]
        self.assertEqual(names.count("Namesake"), 2)

    def test_twice(self):
        vault, card = self.vault("lola"), support.cards()["first"]
        before = support.listing(vault.path)
        result = vault.run("enroll", card, "--confirm", support.number_of(card))
        self.assert_status(result, support.DONE, "nothing changed")
        self.assert_unchanged(vault.path, before)
        again = vault.run("enroll", card, "--confirm", "00000")
        self.assert_status(again, support.REFUSED, "safety number")

    def test_nobody_enrolled(self):
        vault = Vault.make(self.folder / "alone", "Alone", "recorder")
        account = self.file("a.txt", b"an account")
        self.assert_status(vault.run("seal", account), support.REFUSED, "nobody is enrolled")
        stick = self.stick()
        self.assert_status(vault.run("sync", stick), support.DONE)
        self.assertEqual(list(stick.iterdir()), [])

    def test_what_was_sealed_before_is_not_sealed_to_a_later_one(self):
        team, stick = self.team(), self.stick()
        later = Vault.make(self.folder / "later", "Later", "coordinator")
        early = team.lola.seal("before")
        team.lola.enroll(later.card_file())
        late = team.lola.seal("after")
        later.enroll(support.cards()["lola"])
        team.lola.ok("sync", stick)
        later.ok("sync", stick)
        self.assertEqual(later.ids(), {late})
        team.first.ok("sync", stick)
        self.assertEqual(team.first.ids(), {early, late})
        team.lola.ok("sync", stick)
        counts = {c["name"]: (c["sealed"], c["acknowledged"])
                  for c in team.lola.json("status")["coordinators"]}
        self.assertEqual(counts["Later"], (1, 1))
        self.assert_whole(later)

    def test_exporting_a_card(self):
        vault, path = self.vault("lola"), self.folder / "mine.card"
        shown = vault.json("card")
        vault.ok("card", "--out", path)
        vault.ok("card", "--out", path)
        card = cards.Card.decode(path.read_bytes())
        self.assertEqual(card.device, shown["device"])
        self.assertEqual(cards.safety_number(card.fingerprint), shown["safetyNumber"])
        taken = self.file("letter", b"mine")
        self.assert_status(vault.run("card", "--out", taken), support.REFUSED, "already")
        self.assertEqual(taken.read_bytes(), b"mine")


if __name__ == "__main__":
    unittest.main()
