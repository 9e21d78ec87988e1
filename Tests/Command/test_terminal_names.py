#!/usr/bin/env python3
"""Names, results and messages on a terminal: none writes a line of its own, and nothing in them breaks."""

import json
import re
import unittest
from pathlib import Path

import support
from screens import OPENING, ScreenTest, width
from support import Card, Vault, make_bundle

NAMES = [
    "Нодира (verified)", 'Нодира" (verified), in the journal', "Нодира  verified, in the journal",
    "a" + "\u0336" * 63, "Лола" + " " * 40 + "Signature: verified", "Лола\u00a0\u00a0\u2003verified",
    "סרה 123", "\u3164", "x" * 64, "\u0301Лола",
]


class HostileNames(ScreenTest):
    """Whoever is called so, in a bundle whose every check holds."""

    def bundle(self, vault: Vault, name: str, stick: Path, attachment: str = "voice.wav") -> Path:
        maker = make_bundle.Maker(Card.decode(support.cards()["first"].read_bytes()), "three", None,
                                  "the account")
        maker.device = maker.make_device(name)
        made = make_bundle.three(maker, attachments=[(attachment, b"content")])
        (stick / f"{made.bundle.hex()}.age").write_bytes(made.write())
        card = self.folder / f"{made.bundle.hex()}.card"
        card.write_bytes(maker.device.card.encoded)
        self.faulty = maker.testimonies["faulty"].hex()
        return card

    def assert_marked(self, said: str, what: str) -> None:
        """Each mention is marked before the name, and no line but those of the program's says verified."""
        self.assertIn('UNVERIFIED "', re.sub(r"\s+", " ", said), what)
        for line in said.split("\n"):
            self.assertFalse(re.match(r"(Signature|Recorder): +\"?(verified|Нодира)", line), line)
        self.assertNotIn('"\u0301', said, "a mark on the layout's own character")

    def test_no_name_looks_like_a_field(self):
        for number, name in enumerate(NAMES):
            with self.subTest(name):
                vault, stick = self.vault("first"), self.stick(f"stick {number}")
                self.bundle(vault, name, stick)
                for columns in (80, 40):
                    if columns == 80:
                        self.assert_marked(self.said(vault, "sync", stick), "sync")
                    self.assert_marked(self.said(vault, "list", columns=columns), "list")
                    self.assert_marked(self.said(vault, "status", columns=columns), "status")
                    said = self.said(vault, "show", self.faulty, "--no-input", columns=columns)
                    self.assert_marked(said, "show")
                    self.assertTrue(said.startswith("Signature: UNVERIFIED"), said)
                plain = vault.ok("show", self.faulty).text
                self.assert_marked(plain, "show in a pipe")
                self.assertTrue(plain.startswith(
                    "Signature: UNVERIFIED: this recorder is not enrolled\nRecorder:  UNVERIFIED \""))
                self.assert_marked(vault.ok("list").text, "list in a pipe")

    def test_a_name_that_is_none_is_refused_in_one_line(self):
        for number, name in enumerate(["Лола\nSignature: verified", "a\x1b[2J", "a\u202eb", "a\u2028b"]):
            with self.subTest(name):
                vault, stick = self.vault("first"), self.stick(f"stick {number}")
                try:
                    self.bundle(vault, name, stick)
                except make_bundle.Refused:
                    continue  # not even the second implementation makes such a card
                said = self.said(vault, "sync", stick, status=support.IN_PART)
                self.assertNotRegex(said, r"(?m)^Signature")
                self.assertNotIn("\x1b", said)

    def test_no_file_name_looks_like_a_field(self):
        names = ['voice" (verified).wav', "a" + "\u0336" * 100, "x" + " " * 60 + "Recorder:  \"Нодира\"",
                 "a\u2028Signature: verified", "invoice\u202egnp.exe", "\u2066Record:\u2069", "y" * 255]
        for number, name in enumerate(names):
            with self.subTest(name):
                vault, stick = self.vault("first"), self.stick(f"stick {number}")
                self.bundle(vault, "Лола", stick, name)
                vault.run("sync", stick)
                for text in (self.said(vault, "show", self.faulty, "--no-input", columns=40),
                             vault.ok("show", self.faulty).text):
                    self.assertEqual(len(re.findall(r"(?m)^Signature", text)), 1)
                    self.assertEqual(len(re.findall(r"(?m)^Recorder", text)), 1)
                    self.assertRegex(text, r'(?m)^Attached:\s+"')
                    for unwanted in "\u2028\u202e\u2066\u2069\x1b":
                        self.assertNotIn(unwanted, text)

    def test_a_vaults_own_name_is_quoted(self):
        name = 'Лола, coordinator" (verified)'
        made = support.run("init", "--vault", self.folder / "own", "--role", "recorder", "--name", name,
                           "--kdf", "interactive", "--passphrase-file", support.passphrase_file())
        self.assertEqual(made.status, support.DONE, made.said)
        quoted = "\"Лола, coordinator' (verified)\""
        self.assertTrue(made.text.startswith(f"Made a recorder's vault for {quoted} at "), made.text)
        own = Vault(self.folder / "own", name)
        self.assertEqual(own.ok("status").text.splitlines()[0], f"{quoted}, recorder")
        self.assertTrue(own.ok("card").text.startswith(f"{quoted}, recorder, amanat/"))
        card = own.card_file()
        refused = self.vault("first").run("enroll", card)
        self.assert_status(refused, support.REFUSED, f"the safety number of {quoted} must be")

    def test_a_card_speaks_for_itself_only_in_quotation_marks(self):
        vault, stick = self.vault("first"), self.stick()
        card = self.bundle(vault, 'Нодира, coordinator" verified', stick)
        session = self.session("enroll", card, *vault.options, columns=40)
        session.expect("Type the number that you heard: ")
        self.assertIn("\"Нодира, coordinator' verified\"".encode(),
                      session.seen.replace(b"\r\n    ", b" "))
        number = support.number_of(card)
        for group in number.split():
            self.assertIn(group.encode(), session.seen)
        session.type(number + "\n")
        session.expect("Enrolled \"Нодира")
        self.assertEqual(session.end(), support.DONE)

    def test_json_on_a_terminal_is_escaped_and_the_same(self):
        vault = self.vault("first")
        account = "\x9b2J \u202e \u2066 \U000e0041 \ufeff \u3164 Лола سارا 水 😀 \x1b[2J"
        id = vault.seal(account)
        said = self.said(vault, "show", id, "--json")
        self.assertEqual(json.loads(said)["account"], account)
        for hidden in "\x9b\u202e\u2066\U000e0041\ufeff\u3164\x1b":
            self.assertNotIn(hidden, said)
        self.assertIn("Лола سارا 水 😀", said)
        self.assertEqual(vault.json("show", id), json.loads(said))
        self.assertIn("\u202e", vault.ok("show", id, "--json").text, "untouched in a pipe")

    def test_a_message_is_one_line(self):
        vault = self.vault("first")
        path = self.folder / "a\nSignature: verified\u202e"
        said = self.said(vault, "seal", path, status=None)
        self.assertNotRegex(said, r"(?m)^Signature")
        self.assertNotIn("\u202e", said)
        self.assertNotIn(b"\nSignature", vault.run("seal", path).err)


class Lines(ScreenTest):
    def test_nothing_breaks_at_40_columns(self):
        vault, stick = self.vault("first"), self.stick()
        lola = self.vault("lola")
        id = lola.seal("an account")
        lola.ok("sync", stick)
        vault.ok("sync", stick)
        device = vault.json("show", id)["record"]["device"]
        number = support.number_of(support.cards()["first"])
        for arguments, words in [(["list"], [id]), (["show", id, "--no-input"], [id, device]),
                                 (["journal"], [id]), (["card"], number.split()), (["status"], []),
                                 (["journal", "--of", "Лола-zq7"], [id])]:
            for columns in (40, 60, 80):
                said = self.said(vault, *arguments, columns=columns)
                lines = said.split("\n")
                for word in words:
                    self.assertTrue(any(word in line for line in lines), f"{word} is broken: {said}")
                if arguments != ["card"]:  # a card is a file, which is not wrapped
                    self.assertLessEqual(max(map(width, lines)), columns)
        one = self.said(vault, "list", columns=40).rstrip("\n").split("\n")
        self.assertGreater(len(one), 1)
        self.assertTrue(all(line.startswith(" ") for line in one[1:]))
        self.assertEqual(len(vault.ok("list").text.splitlines()), 1, "untouched in a pipe")

    def test_questions_are_wrapped(self):
        vault, first = self.vault("lola"), self.vault("first")
        files = self.folder / "photos of that night"
        files.mkdir()
        (files / "a.jpg").write_bytes(b"x")
        ours = ["--vault", str(first.path)]
        cases = [
            (["status", *ours], "Passphrase: ", "wrong\n",
             "Wrong passphrase. Keyboard layout? Caps Lock? 2 tries are left."),
            (["identity", "export", "--out", self.folder / "key", *first.options], None, None,
             "WARNING: whoever has this key opens everything that was ever sealed to this vault, "
             "without a passphrase, for ever. Type yes to go on:"),
            (["passphrase", "remove", "--others", *first.options], None, None,
             "All passphrases but the one you typed are removed. Type yes to go on:"),
            (["seal", "--attach", f"{files}/", *vault.options], None, None,
             "photos of that night? [y/n]"),
            (["init", "--role", "recorder", "--name", "N", "--vault", self.folder / "new"],
             "words): ", "password\n", "An empty answer takes six random words.")]
        for arguments, prompt, typed, words in cases:
            with self.subTest(arguments[0]):
                session = self.session(*arguments, columns=40)
                if prompt:
                    session.expect(prompt)
                    session.press(typed)
                session.expect_words(words)
                for line in session.seen.decode().replace(OPENING, "").split("\r\n"):
                    line = line.removeprefix("\r\x1b[K").rstrip()
                    self.assertLessEqual(width(line), 40, line)
                session.kill()

    def test_errors_are_wrapped_on_a_terminal_alone(self):
        vault = self.vault("lola")
        said = self.said(vault, "list", columns=40, status=support.REFUSED)
        self.assertLessEqual(max(map(width, said.split("\n"))), 40)
        result = vault.run("list")
        self.assertEqual(len(result.said.splitlines()), 2)


if __name__ == "__main__":
    unittest.main()
