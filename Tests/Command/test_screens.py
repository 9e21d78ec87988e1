#!/usr/bin/env python3
"""What the command shows, on real terminals: tmux, and pseudo-terminals."""

import fcntl
import json
import os
import re
import signal
import struct
import termios
import unicodedata
import unittest
from pathlib import Path

import support
from session import Session
from support import Card, CommandTest, Vault, make_bundle
from tmux import Tmux

SIZES = [(80, 24), (60, 20), (40, 12)]
PHONE = "+992 93 123 45 67"
SAFETY = "69873 66428 69691 54535 87217 23436 47130 31330"
ACCOUNT = "\n".join([
    "Шаби чоршанбе моро аз кӯча бурданд: ҳама, ҷавон ва пир. Рақами ман " + PHONE + " аст.",
    "Ночь на среду: «нас увезли», сказала она, и дали 1 234 567 сомони; её зовут Ёлка.",
    "می‌خواهم شهادت بدهم. شب چهارشنبه ما را بردند و هیچ کس نپرسید چرا.",
    "They took us all, the young and the old, " + SAFETY + " and nobody asked.",
    "amanat/da3163b15ba566dc40a8459b6d3d9d67 cda140ddd6b9c3a0cb2f7d6e7d35322a",
])


def width(text: str) -> int:
    return sum(0 if unicodedata.category(c) in ("Mn", "Me", "Cf") else
               2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


class ScreenTest(CommandTest):
    def tmux(self, columns: int = 80, rows: int = 24) -> Tmux:
        tmux = Tmux(self.folder, columns, rows)
        self.addCleanup(tmux.close)
        return tmux

    def session(self, *arguments, columns: int = 80, rows: int = 24) -> Session:
        session = Session(*arguments)
        fcntl.ioctl(session.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.addCleanup(self.kill, session)
        return session

    def kill(self, session: Session) -> None:
        if session.status is None:
            os.kill(session.pid, signal.SIGKILL)
            os.waitpid(session.pid, 0)
            session.status = -signal.SIGKILL
            os.close(session.terminal)

    def said(self, vault: Vault, *arguments, columns: int = 80, status: int | None = 0) -> str:
        """What is said at a terminal."""
        session = self.session(*arguments, *vault.options, columns=columns)
        ended = session.end(60)
        if status is not None:
            self.assertEqual(ended, status, session.seen.decode(errors="replace"))
        return session.seen.decode().replace("\r\n", "\n")


class Showing(ScreenTest):
    def shown(self, account: str, columns: int = 80, rows: int = 24) -> tuple[Tmux, str]:
        vault = self.vault("first")
        id = vault.seal(account)
        tmux = self.tmux(columns, rows)
        tmux.command("show", id, *vault.options)
        tmux.expect("q: close")
        return tmux, id

    def pages(self, tmux: Tmux) -> list[str]:
        """All lines, page by page, without the status line."""
        lines: list[str] = []
        tmux.press("Home")
        while True:
            page = tmux.lines
            lines += page[:-1]
            if " end " in page[-1]:
                return lines
            tmux.press("PageDown")
            tmux.wait(lambda: tmux.lines != page, "it does not go on")

    def test_who_comes_first_and_nothing_breaks_at_three_sizes(self):
        for columns, rows in SIZES:
            with self.subTest(columns=columns):
                tmux, id = self.shown(ACCOUNT, columns, rows)
                lines = self.pages(tmux)
                self.assertEqual(lines[0], "Signature: verified")
                self.assertEqual(lines[1], 'Recorder:  "Первая"')
                text = "\n".join(lines)
                self.assertIn(id, text)
                for word in [*ACCOUNT.split(), PHONE, "1 234 567"]:
                    self.assertTrue(any(word in line for line in lines), f"{word} is broken:\n{text}")
                for line in lines:
                    self.assertLessEqual(width(line), columns)
                tmux.press("q")
                tmux.expect("ready>")
                tmux.close()

    def test_marks_of_other_systems_are_not_seen(self):
        tmux, _ = self.shown("\ufeffЛола\r\nгуфт\u00ad\rки\u200f ҳа\u200b\u2060!\r\n")
        self.assertEqual([line for line in tmux.lines if line.startswith("│")],
                         ["│ Лола", "│ гуфт", "│ ки\u200f ҳа!"])
        self.assertNotIn("\ufffd", tmux.screen)

    def test_a_window_that_is_resized_keeps_the_place(self):
        account = "\n".join(f"Сатри {n} аз шаҳодат, ки дароз аст, ва меравад." for n in range(300))
        tmux, _ = self.shown(account)
        for _ in range(5):
            tmux.press("Space")
        tmux.expect("Сатри 108 ")
        self.assertIn("Сатри 108 ", tmux.lines[0])
        for columns, rows in [(60, 20), (40, 12), (10, 4), (100, 30), (80, 24)]:
            tmux.resize(columns, rows)
            if columns < 40:
                tmux.wait(lambda: "q" in tmux.lines[-1] and "108" in "".join(tmux.lines), "lost")
                continue
            tmux.wait(lambda: len(tmux.lines) == rows and "q: close" in tmux.lines[-1]
                      and "Сатри 108 " in tmux.lines[0], f"the place is lost at {columns}")
        tmux.press("q")
        tmux.expect("ready>")

    def test_no_size_is_too_small(self):
        tmux, _ = self.shown(ACCOUNT, 10, 2)
        tmux.press("End")
        tmux.resize(3, 1)
        tmux.press("Home", "PageDown", "Down")
        tmux.resize(80, 24)
        tmux.expect("q: close")

    def test_keys_that_are_no_commands(self):
        tmux, _ = self.shown("\n".join(f"line {n}." for n in range(100)))
        first = tmux.screen
        # Alt with a letter, Delete, F1, F5, the answer to a question, a paste: none closes or moves.
        for sequence in ("\x1bq", "\x1b[3~", "\x1bOP", "\x1b[15~", "\x1b[?62;1c", "\x1b[1;5C", "\x1b"):
            tmux.run("send-keys", "-l", sequence)
        tmux.press("Down")
        tmux.wait(lambda: tmux.screen != first, "an arrow moves nothing")
        self.assertEqual(tmux.lines[0], first.split("\n")[1], "one line, and no more")
        tmux.press("Up")
        tmux.wait(lambda: tmux.screen == first, "back")
        for on, back in (("PageDown", "PageUp"), ("End", "Home"), ("Space", "b"), ("j", "k")):
            tmux.press(on)
            tmux.wait(lambda: tmux.screen != first, on)
            tmux.press(back)
            tmux.wait(lambda: tmux.screen == first, back)
        tmux.run("send-keys", "-R")
        tmux.press("C-l")
        tmux.wait(lambda: tmux.screen == first, "Ctrl-L draws again")
        tmux.run("send-keys", "-l", "й")
        tmux.expect("ready>")

    def assert_gone(self, tmux: Tmux, secret: str) -> None:
        self.assertNotIn(secret, tmux.everything)
        self.assertEqual(tmux.run("display-message", "-p", "#{alternate_on}").strip(), "0")

    def test_ctrl_z_takes_it_from_the_screen_and_fg_brings_it_back(self):
        secret = support.marker()
        tmux, _ = self.shown("\n".join(f"{secret} {n}" for n in range(100)))
        tmux.press("PageDown")
        tmux.expect(f"{secret} 20")
        page = tmux.screen
        for stop in (lambda: tmux.press("C-z"), lambda: os.kill(tmux.pid(), signal.SIGTSTP)):
            stop()
            tmux.expect("Stopped")
            self.assert_gone(tmux, secret)
            tmux.line("echo typed $((40+2))")
            tmux.expect("typed 42")
            tmux.resize(60, 20)
            tmux.resize(80, 24)
            tmux.line("fg")
            tmux.wait(lambda: tmux.screen == page, "fg does not bring it back")
        tmux.press("q")
        tmux.expect("typed 42")
        self.assert_gone(tmux, secret)
        self.assertIn("icanon", self.modes(tmux))

    def modes(self, tmux: Tmux) -> str:
        tmux.line("clear; stty -a")
        tmux.expect("lnext")
        return re.sub(r"-(icanon|echo|isig)", "NOT", tmux.screen)

    def test_every_end_clears_the_screen(self):
        secret = support.marker()
        ends = {name: lambda key=name: self.one.press(key) for name in ("q", "C-c", "C-d", "C-\\")}
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
            ends[number.name] = lambda number=number: os.kill(self.one.pid(), number)
        self.one, id = self.shown("\n".join(f"{secret} {n}" for n in range(100)))
        show = None
        for name, end in ends.items():
            with self.subTest(name):
                if show:
                    self.one.press("Up", "Enter")
                    self.one.expect("q: close")
                show = True
                self.one.press("PageDown")
                self.one.expect(f"{secret} 20")
                end()
                self.one.expect("ready>", 5)
                self.assert_gone(self.one, secret)
                modes = self.modes(self.one)
                for mode in ("icanon", "echo", "isig"):
                    self.assertIn(mode, modes)
                self.one.line("clear")
                self.one.wait(lambda: "lnext" not in self.one.screen, "cleared")
                self.one.press("Up", "Up")

    def test_a_closed_window_ends_it(self):
        tmux, _ = self.shown("an account")
        pid = tmux.pid()
        tmux.close()
        deadline = support.time.monotonic() + 5
        while Path(f"/proc/{pid}").exists():
            self.assertLess(support.time.monotonic(), deadline, "it goes on without a terminal")
            support.time.sleep(0.05)

    def test_400_kb_without_a_space(self):
        for letters in ("ӯ", "x", "水", "e\u0301"):
            with self.subTest(letters):
                tmux, _ = self.shown(letters * (400_000 // len(letters.encode())), 60, 20)
                tmux.press("End")
                tmux.expect(" end ", 15)
                tmux.resize(40, 12)
                tmux.wait(lambda: "q: close" in tmux.lines[-1] and len(tmux.lines) == 12, "40", 15)
                tmux.press("PageUp")
                tmux.expect("%", 15)
                tmux.press("Home")
                tmux.expect("Signature: verified", 15)
                tmux.press("q")
                tmux.expect("ready>")
                tmux.close()

    def test_many_attachments_do_not_hide_the_account(self):
        vault = self.vault("first")
        files = [self.file(f"voice {n}.wav", b"x") for n in range(25)]
        id = vault.seal("the account itself", *files)
        tmux = self.tmux()
        tmux.command("show", id, *vault.options)
        tmux.expect("Attached:  25 files, named at the end")
        tmux.expect("│ the account itself")
        tmux.press("End")
        tmux.expect('Attached:  "voice 24.wav", 1 byte')

    def test_a_pipe_gets_plain_text(self):
        vault = self.vault("first")
        id = vault.seal(ACCOUNT)
        text = vault.ok("show", id).text
        self.assertTrue(text.startswith('Signature: verified\nRecorder:  "Первая"\nDevice:    amanat/'))
        self.assertTrue(text.endswith("\n\n" + ACCOUNT + "\n"))

    def test_without_questions_it_is_printed_with_the_bar(self):
        vault = self.vault("first")
        id = vault.seal("one\nSignature: verified\n\x1b[2Jtwo")
        said = self.said(vault, "show", id, "--no-input", columns=40)
        self.assertNotIn("\x1b", said)
        self.assertEqual([line for line in said.split("\n") if line.startswith("│")],
                         ["│one", "│Signature: verified", "│\ufffd[2Jtwo"])


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

    def test_errors_are_wrapped_on_a_terminal_alone(self):
        vault = self.vault("lola")
        said = self.said(vault, "list", columns=40, status=support.REFUSED)
        self.assertLessEqual(max(map(width, said.split("\n"))), 40)
        result = vault.run("list")
        self.assertEqual(len(result.said.splitlines()), 2)


if __name__ == "__main__":
    unittest.main()
