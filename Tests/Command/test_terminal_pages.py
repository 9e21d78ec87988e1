#!/usr/bin/env python3
"""A testimony on real terminals: tmux, and pseudo-terminals."""

import os
import re
import signal
import time
import unittest
from pathlib import Path

import support
from screens import ScreenTest, width
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
        tmux.expect("Сатри 107 ")
        self.assertIn("Сатри 107 ", tmux.lines[0])
        for columns, rows in [(60, 20), (40, 12), (10, 4), (100, 30), (80, 24)]:
            tmux.resize(columns, rows)
            if columns < 40:
                tmux.wait(lambda: "q" in tmux.lines[-1] and "107" in "".join(tmux.lines), "lost")
                continue
            tmux.wait(lambda: len(tmux.lines) == rows and "q: close" in tmux.lines[-1]
                      and "Сатри 107 " in tmux.lines[0], f"the place is lost at {columns}")
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

    def test_a_terminal_without_an_alternate_screen_keeps_nothing(self):
        vault, secret = self.vault("first"), support.marker()
        id = vault.seal("\n".join(f"{secret} {n}" for n in range(100)))
        tmux = self.tmux()
        tmux.run("set-option", "-g", "alternate-screen", "off")
        for end in ("q", "C-c", "C-z"):
            tmux.command("show", id, *vault.options)
            tmux.expect("q: close")
            for _ in range(3):
                tmux.press("PageDown")
            tmux.expect(f"{secret} 70")
            tmux.resize(60, 20)
            tmux.resize(80, 24)
            tmux.expect("q: close")
            tmux.press(end)
            tmux.wait(lambda: "q: close" not in tmux.screen and "ready>" in tmux.screen, end)
            self.assert_gone(tmux, secret)

    def test_a_closed_window_ends_it(self):
        tmux, _ = self.shown("an account")
        pid = tmux.pid()
        tmux.close()
        deadline = time.monotonic() + 5
        while Path(f"/proc/{pid}").exists():
            self.assertLess(time.monotonic(), deadline, "it goes on without a terminal")
            time.sleep(0.05)

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


if __name__ == "__main__":
    unittest.main()
