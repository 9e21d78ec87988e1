#!/usr/bin/env python3
"""Accounts typed at a terminal: the editor, drafts, what survives a kill."""

import hashlib
import os
import re
import shutil
import signal
import time
import unittest
from pathlib import Path

import support
from session import Session
from support import CommandTest, Vault
from tmux import Tmux
from vault_folder import VaultFolder

TAJIK = "Шаби чоршанбе моро аз кӯча бурданд. Онҳо гуфтанд, ки ҳуҷҷат нест."
RUSSIAN = "Нас увезли в среду ночью. Ёлка, подъезд, объявление."
PERSIAN = "چهارشنبه شب ما را از خیابان بردند؛ می\u200cخواستند پول بگیرند."
ENGLISH = "They took us on Wednesday night."
HELP = "Ctrl-D seal"
STRACE = shutil.which("strace")
SECONDS_TO_SAVE = 1.5  # half a second of patience, and the disk


def drafts(vault: Vault) -> list[str]:
    return sorted(path.name for path in (vault.path / "drafts").glob("*"))


class Typing(CommandTest):
    def setUp(self):
        super().setUp()
        self.lola = self.vault("lola")

    def session(self, *arguments, vault: Vault | None = None, **more) -> Session:
        session = Session(*arguments, *(vault or self.lola).options, **more)
        self.addCleanup(session.kill)
        return session

    def editor(self, *arguments, **more) -> Session:
        """An editor that is open: `seal -` asks no questions."""
        session = self.session("seal", "-", *arguments, **more)
        session.expect(HELP)
        return session

    def saved(self, session: Session) -> None:
        session.expect("Kept as a draft")

    def sealed(self, session: Session) -> str:
        """Ends the editor by sealing; the record's id."""
        session.type("\x04")
        self.assertEqual(session.end(), support.DONE, session.seen[-2000:])
        return re.findall(rb"\b[0-9a-f]{32}\b", session.seen)[-1].decode()

    def account(self, id: str, vault: Vault | None = None) -> str:
        """What the first coordinator reads of a record."""
        stick = self.folder / f"stick-{id}"
        stick.mkdir()
        first = self.vault("first")
        (vault or self.lola).ok("sync", stick)
        first.ok("sync", stick)
        return first.json("show", id)["account"]

    def assert_only_sealed(self, ids: set[str], *secrets: str) -> None:
        self.assertEqual(drafts(self.lola), [])
        self.assertEqual({path.stem for path in (self.lola.path / "objects").glob("*")} & ids, ids)
        self.assert_no_plaintext(self.lola.path, *secrets)
        self.assert_whole(self.lola)


class Sealing(Typing):
    def test_a_line_may_be_longer_than_a_terminal_holds(self):
        for letter in ("a", "я"):
            session = self.editor()
            session.write(letter * 5000 + "\nend\n")
            id = self.sealed(session)
            self.assertEqual(self.account(id), letter * 5000 + "\nend\n")

    def test_every_script_and_key(self):
        session = self.editor()
        session.write("\r".join((TAJIK, RUSSIAN, PERSIAN, ENGLISH)) + "\r")
        session.write("wrong ё\u0308\x7f\x7f\x7f\x1b\x7f")       # letters, then words, taken back
        session.write("\x1b[A\x1b[A\x1b[H|\x1b[F|")             # up to the Persian line, its start, its end
        session.write("\x1b[1;5H\x1b[1;5C,\x1b[1;5F")           # behind the first word
        session.write("\x00\x07\x0e\x10\x1b[5~\x1b[99~\x1b[1;5F")  # keys that are no text
        session.write("\x1b[200~pasted\r\n\x04\x03\ttext\x1b[201~")
        id = self.sealed(session)
        lines = self.account(id).split("\n")
        self.assertEqual(lines[0], TAJIK.replace("Шаби", "Шаби,"))
        self.assertEqual(lines[1:4], [RUSSIAN, f"|{PERSIAN}|", ENGLISH])
        self.assertEqual(lines[-2:], ["pasted", "    text"])
        self.assertFalse(any(ord(letter) < 32 for letter in "".join(lines)))

    def test_it_says_how_to_finish_and_what_is_attached_and_puts_the_id_alone(self):
        voice = self.file("voice.m4a", b"v" * 3000)
        session = self.editor("--attach", voice)
        for words in ("For ", "Первая", "Second", 'attached: "voice.m4a"'):
            self.assertIn(words.encode(), session.seen)
        self.assertIn(b"Ctrl-C stop", session.seen)
        session.write(TAJIK)
        id = self.sealed(session)
        after = session.seen.rsplit(b"\x1b[?1049l", 1)[1].decode()
        for words in ("65 letters", "1 attachment", "Первая", "Second", "left unsealed", str(voice)):
            self.assertIn(words, after)
        self.assertRegex(after, rf"(?m)^{id}\r?$")
        self.assert_only_sealed({id}, TAJIK[:20])

    def test_an_attachment_that_cannot_be_is_said_before_passphrase_and_typing(self):
        os.mkfifo(self.folder / "pipe")
        for name, words in (("voise.m4a", "No such file"), ("pipe", "pipe"), (".", "folder")):
            session = Session("seal", "-", "--attach", self.folder / name, "--vault",
                              self.lola.path)
            self.addCleanup(session.kill)
            self.assertEqual(session.end(), support.REFUSED)
            self.assertIn(words, " ".join(session.seen.decode().split()))
            self.assertNotIn(b"Passphrase", session.seen)
            self.assertNotIn(HELP.encode(), session.seen)

    def test_typing_while_the_vault_opens_is_kept_and_not_shown(self):
        session = Session("seal", "-", "--vault", self.lola.path)
        self.addCleanup(session.kill)
        session.expect("Passphrase: ")
        session.type(support.PASSPHRASE + "\n")
        session.type("typed ahead ")
        session.expect(HELP)
        before = session.seen.index(b"\x1b[?1049h")
        self.assertNotIn(b"typed", session.seen[:before])
        session.type("and after")
        self.assertEqual(self.account(self.sealed(session)), "typed ahead and after")

    def test_a_paste_is_no_command(self):
        for sequence in ("\x1bOQ", "\x1b[[B", "\x04", "\x1b]", "\x1b[13~"):
            session = self.editor()
            session.write(f"\x1b[200~first {sequence}second\x1b[201~ end")
            session.expect("end")
            id = self.sealed(session)
            self.assertEqual(self.account(id), "first second end")

    def test_alt_with_a_bracket_takes_no_key_away(self):
        session = self.editor()
        session.write("abc\x1b]")
        time.sleep(0.5)
        session.write("def")
        self.assertEqual(self.account(self.sealed(session)), "abcdef")

    @unittest.skipUnless(STRACE, "needs strace")
    def test_what_is_sealed_is_said_to_be(self):
        """An error behind the journal's entry does not make an account unsealed."""
        for number in (1, 2, 3, 4):
            vault = self.vault("lola")
            session = Session("-f", "-qq", "-o", "/dev/null", "-e", "trace=linkat", "-e",
                              f"inject=linkat:error=EIO:when={number}", str(support.binary()),
                              "seal", "-", *vault.options, program=Path(STRACE))
            self.addCleanup(session.kill)
            session.expect(HELP, seconds=60)
            session.write("told")
            session.expect("told")
            session.type("\x04")
            session.expect_any("sealed for", "NOT SEALED")
            is_sealed = b"sealed for" in session.seen
            session.kill()
            status = vault.json("status")
            self.assertEqual(status["sealed"], int(is_sealed), number)
            self.assertEqual(len(status["drafts"]), int(not is_sealed), number)

    def test_what_a_line_mode_may_have_cut_is_not_sealed_unseen(self):
        session = self.session("seal", "-")
        session.write("a" * 5000 + "\nend\n\x04")  # before the program has taken the terminal
        time.sleep(3)
        if session.ended():
            self.assertEqual(session.status, support.DONE)  # it was in time
            id = re.findall(rb"\b[0-9a-f]{32}\b", session.seen)[-1].decode()
            self.assertEqual(self.account(id), "a" * 5000 + "\nend\n")
        else:
            session.expect("may have dropped")
            self.assertEqual(support.listing(self.lola.path / "objects"), {})

    def test_bytes_that_are_no_letters_are_shown_before_they_are_sealed(self):
        session = self.editor()
        os.write(session.terminal, b"sk\xf6n\n\x04")
        session.expect("no letter")
        os.kill(session.pid, 0)
        session.type("\x7f\x7f\x7f")
        session.type("\x04")
        self.assertEqual(session.end(), support.DONE)

    def test_a_full_page_is_refused_and_nothing_of_it_lost(self):
        session = self.editor()
        session.type("\x04")
        session.expect("nothing to be sealed")
        session.write("a few words")
        self.assertEqual(self.account(self.sealed(session)), "a few words")

    def test_without_a_terminal_it_is_refused(self):
        result = self.lola.run("record", "--no-input")
        self.assert_status(result, support.REFUSED, "no", "seal -")


class Drafts(Typing):
    def begun(self, text: str = TAJIK, *arguments) -> Session:
        session = self.editor(*arguments)
        session.write(text)
        self.saved(session)
        return session

    def resumed(self, answer: str | None = "1") -> Session:
        session = self.session("record", "--resume")
        session.expect("A draft waits")
        if answer:
            session.press(answer)
        return session

    def test_a_kill_loses_the_last_second_at_most(self):
        session = self.begun()
        os.kill(session.pid, signal.SIGKILL)
        self.assertEqual(session.end(), -signal.SIGKILL)
        names = drafts(self.lola)
        self.assertEqual([name.split(".")[1] for name in names], ["draft", "key"])
        self.assert_no_plaintext(self.lola.path, "чоршанбе", TAJIK[:10])
        status = self.lola.json("status")
        self.assertEqual([draft["letters"] for draft in status["drafts"]], [len(TAJIK)])
        again = self.resumed()
        again.expect(HELP)
        again.type(" More.")
        id = self.sealed(again)
        self.assertEqual(id, names[0].split(".")[0])
        self.assertEqual(self.account(id), TAJIK + " More.")
        self.assert_only_sealed({id}, TAJIK[:10])

    def test_a_signal_saves_what_was_typed_and_ends(self):
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            with self.subTest(number):
                session = self.editor()
                session.write(f"account {number} ")
                time.sleep(0.1)
                os.kill(session.pid, number)
                began = time.monotonic()
                self.assertEqual(session.end(), support.INTERRUPTED)
                self.assertLess(time.monotonic() - began, 2)
                self.assertIn(b"record --resume", session.seen)
                letters = [draft["letters"] for draft in self.lola.json("status")["drafts"]]
                self.assertEqual(letters, [len(f"account {int(number)} ")])
                again = self.resumed("3")
                again.expect("for good")
                again.press("2")
                self.assertEqual(again.end(), support.DONE)
                self.assertEqual(drafts(self.lola), [])

    def test_a_window_that_closes_may_say_so_twice(self):
        session = self.editor()
        session.write("a line\nand no end")
        session.expect("no end")
        for _ in range(3):
            os.kill(session.pid, signal.SIGHUP)
        self.assertEqual(session.end(), support.INTERRUPTED)
        self.assertEqual(self.lola.json("status")["drafts"][0]["letters"], len("a line\nand no end"))

    def test_what_was_typed_before_a_draft_is_seen_does_not_seal_it(self):
        session = self.begun()
        os.kill(session.pid, signal.SIGKILL)
        session.end()
        id = self.lola.json("status")["drafts"][0]["id"]
        again = Session("record", "--draft", id, "--vault", self.lola.path)
        self.addCleanup(again.kill)
        again.expect("Passphrase: ")
        again.type(support.PASSPHRASE + "\n\x04")
        again.expect(HELP)
        time.sleep(0.5)
        self.assertFalse(again.ended())
        self.assertEqual(self.account(self.sealed(again)), TAJIK)

    def test_the_questions_check_as_the_option_does(self):
        voice = self.file("voice's (1).m4a", b"v" * 3000)
        folder = self.stick("more")
        (folder / "photo.jpg").write_bytes(b"p")
        session = self.session("record")
        for answer, words in (
                (str(self.lola.path / "keyslots"), "part of the vault"),
                (str(self.folder / "none"), "No such file"), (f"'{voice}'", "Attached"),
                (str(voice).replace(" ", "\\ ").replace("'", "\\'").replace("(", "\\(")
                 .replace(")", "\\)"), "attached already"), (f"{folder}/", "Attach 1 file")):
            session.expect("Attach a file")
            session.press(answer + "\n")
            session.expect_words(words)
        session.press("y\n")
        session.expect("photo.jpg")
        session.expect("Attach a file")
        session.press("\n")
        session.expect(HELP)
        self.sealed(session)
        self.assertEqual(self.lola.json("status")["attachments"], 2)

    def test_a_window_that_is_closed(self):
        session = self.editor()
        session.write(TAJIK)
        time.sleep(0.2)
        os.close(session.terminal)
        _, status = os.waitpid(session.pid, 0)
        session.status = os.waitstatus_to_exitcode(status)
        self.assertEqual(session.status, support.INTERRUPTED)
        self.assertEqual(self.lola.json("status")["drafts"][0]["letters"], len(TAJIK))

    def test_ctrl_c_asks(self):
        session = self.begun()
        session.type("\x03")
        session.expect("What shall become of it?")
        session.press("1")
        session.type(" On.")
        session.type("\x03")
        session.expect("What shall become of it?")
        session.press("3")
        session.expect("for good")
        session.press("1")  # no
        session.type("\x03")
        session.expect("What shall become of it?")
        session.press("2")
        self.assertEqual(session.end(), support.INTERRUPTED)
        again = self.resumed("2")  # seal as it stands
        self.assertEqual(again.end(), support.DONE)
        id = re.findall(rb"\b[0-9a-f]{32}\b", again.seen)[-1].decode()
        self.assertEqual(self.account(id), TAJIK + " On.")

    def test_throwing_away_leaves_nothing(self):
        session = self.begun()
        session.type("\x03")
        session.expect("What shall become of it?")
        session.press("3")
        session.expect("for good")
        session.press("2")
        self.assertEqual(session.end(), support.INTERRUPTED)
        self.assertEqual(drafts(self.lola), [])
        self.assertEqual(self.lola.json("status")["sealed"], 0)

    def test_record_offers_a_draft_by_itself(self):
        session = self.begun()
        os.kill(session.pid, signal.SIGKILL)
        session.end()
        again = self.session("record")
        again.expect("A draft waits")
        again.press("4")
        again.expect("Attach a file")
        again.press("\n")
        again.expect(HELP)
        again.write("another")
        self.sealed(again)
        self.assertEqual(len(drafts(self.lola)), 2)

    def test_the_vault_is_free_while_somebody_types(self):
        session = self.begun()
        other = self.lola.seal("another account")
        status = self.lola.json("status")
        self.assertEqual([draft["open"] for draft in status["drafts"]], [True])
        second = self.session("record", "--draft", status["drafts"][0]["id"])
        self.assertEqual(second.end(), support.IN_USE)
        id = self.sealed(session)
        self.assert_only_sealed({id, other})

    def test_the_screen_hides_and_asks_for_the_passphrase(self):
        session = self.begun()
        session.type("\x0f")
        session.expect("hidden")
        session.expect("Passphrase: ")
        shown = session.seen.rsplit(b"\x1b[?1049l", 1)[1]
        self.assertNotIn("чоршанбе".encode(), shown)
        session.press("not this one\n")
        session.expect("assphrase")
        session.expect("Passphrase: ")
        session.press(support.PASSPHRASE + "\n")
        session.expect(HELP)
        session.write(" Back.")
        self.assertEqual(self.account(self.sealed(session)), TAJIK + " Back.")

    def test_the_screen_hides_itself(self):
        session = self.session("record", "--hide-after", "0.05")
        session.expect("Attach a file")
        session.press("\n")
        session.expect(HELP)
        session.write(TAJIK)
        session.expect("hidden", seconds=20)
        session.expect("Passphrase: ")
        session.type("\x03")
        self.assertEqual(session.end(), support.INTERRUPTED)
        self.assertEqual(self.lola.json("status")["drafts"][0]["letters"], len(TAJIK))

    def test_without_a_draft_nothing_is_written(self):
        session = self.session("record", "--no-draft")
        session.expect("Attach a file")
        session.press("\n")
        session.expect("No draft is kept")
        session.write(TAJIK)
        time.sleep(SECONDS_TO_SAVE)
        self.assertEqual(drafts(self.lola), [])
        id = self.sealed(session)
        self.assertEqual(self.account(id), TAJIK)

    def test_without_a_draft_the_screen_hides_all_the_same(self):
        session = self.session("record", "--no-draft")
        session.expect("Attach a file")
        session.press("\n")
        session.expect("No draft is kept")
        session.write(TAJIK)
        session.expect("нест.")
        session.type("\x0f")
        session.expect("The account is hidden.")
        session.expect("Passphrase: ")
        session.type("\x03")
        session.expect("lost if you stop")
        session.press("1")
        session.expect("Passphrase: ")
        session.press(support.PASSPHRASE + "\n")
        session.expect(HELP)
        session.write(" Back.")
        self.assertEqual(self.account(self.sealed(session)), TAJIK + " Back.")

    @unittest.skipUnless(STRACE, "needs strace")
    def test_a_slow_disk_does_not_stop_the_typing(self):
        """Each sync of the disk takes two seconds; each letter is shown within one."""
        session = Session("-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync", "-e",
                          "inject=fsync:delay_enter=2000000", str(support.binary()), "seal", "-",
                          *self.lola.options, program=Path(STRACE))
        self.addCleanup(session.kill)
        session.expect(HELP, seconds=60)
        for number in range(20):
            session.write(f"<{number}>")
            session.expect(f"<{number}>", seconds=1)
        session.expect("Kept as a draft", seconds=30)
        session.type("\x04")
        self.assertEqual(session.end(seconds=90), support.DONE)

    def test_an_attachment_that_is_gone_or_another_one_is_named_and_not_dropped(self):
        voice = self.file("voice.m4a", b"v" * 3000)
        session = self.begun(TAJIK, "--attach", voice)
        voice.unlink()
        session.type("\x04")
        session.expect("not as it was")
        session.press("1")  # back to the text
        session.expect("NOT SEALED")
        voice.write_bytes(b"w" * 3000)
        session.type("\x04")
        session.expect_words("not the file any more")
        session.press("4")  # as it is now
        self.assertEqual(session.end(), support.DONE)
        id = re.findall(rb"\b[0-9a-f]{32}\b", session.seen)[-1].decode()
        stick = self.stick()
        first = self.vault("first")
        self.lola.ok("sync", stick)
        first.ok("sync", stick)
        first.ok("open", id, "--to", self.folder / "opened")
        self.assertEqual((self.folder / "opened/attachments/voice.m4a").read_bytes(), b"w" * 3000)

    def test_a_draft_whose_attachment_is_gone_says_so_at_once(self):
        voice = self.file("voice.m4a", b"v" * 3000)
        session = self.begun(TAJIK, "--attach", voice)
        os.kill(session.pid, signal.SIGKILL)
        session.end()
        voice.rename(self.folder / "elsewhere.m4a")
        again = self.resumed("2")  # seal it as it stands
        again.expect_words("NOT SEALED")
        again.type("\x04")
        again.expect_words("is not as it was")
        again.expect_words("seal without it")
        self.assertNotIn(b"as it is now", again.seen)
        again.press("2")
        again.expect("Where is")
        again.press("nowhere.m4a\n")
        again.expect_words("No such file")
        again.press("2")
        again.expect("Where is")
        again.press(f"{self.folder}/elsewhere.m4a\n")
        self.assertEqual(again.end(), support.DONE)
        self.assertEqual(self.lola.json("status")["attachments"], 1)

    def test_a_question_that_waits_keeps_nobody_from_the_vault(self):
        session = self.begun()
        os.kill(session.pid, signal.SIGKILL)
        session.end()
        self.session("record").expect("A draft waits")
        self.lola.ok("verify")
        again = self.session("record")
        again.expect("A draft waits")
        again.press("4")
        again.expect("Attach a file")
        self.lola.ok("verify")

    def test_a_second_reader_opens_a_draft_from_the_page_alone(self):
        voice = self.file("voice.m4a", os.urandom(100_000))
        session = self.begun(TAJIK, "--attach", voice)
        os.kill(session.pid, signal.SIGKILL)
        session.end()
        found = VaultFolder(self.lola.path, support.PASSPHRASE).drafts()
        (id, draft), = found.items()
        self.assertEqual(draft.text, TAJIK)
        data = voice.read_bytes()
        ends = hashlib.sha256(data[:65536] + data[-65536:]).hexdigest()
        self.assertEqual(draft.attached, [
            (len(data), voice.stat().st_mtime_ns, ends, os.fsencode(voice))])
        self.assertEqual(id, self.lola.json("status")["drafts"][0]["id"])

    def test_a_locked_laptop_shows_a_size_class_only(self):
        sizes = set()
        for text in ("a", TAJIK, TAJIK * 20):
            session = self.begun(text)
            session.type("\x03")
            session.expect("What shall become of it?")
            session.press("2")
            session.end()
        for path in (self.lola.path / "drafts").glob("*"):
            sizes.add((path.suffix, path.stat().st_size, path.stat().st_mode & 0o777))
        self.assertEqual(len(sizes), 2, sizes)
        self.assertEqual({mode for _, _, mode in sizes}, {0o600})


class OnScreens(Typing):
    def tmux(self, columns: int, rows: int) -> Tmux:
        place = self.folder / f"{columns}x{rows}"
        place.mkdir()
        terminal = Tmux(place, columns, rows)
        self.addCleanup(terminal.close)
        return terminal

    def test_at_every_size(self):
        for columns, rows in ((80, 24), (60, 20), (40, 12), (40, 6)):
            with self.subTest(f"{columns}×{rows}"):
                terminal = self.tmux(columns, rows)
                terminal.command("seal", "-", *self.lola.options)
                terminal.expect("Ctrl-D")
                for line in (TAJIK, RUSSIAN, PERSIAN, ENGLISH):
                    terminal.line(line)
                terminal.expect("Wednesday")
                terminal.resize(70, 22)
                terminal.expect(ENGLISH)
                terminal.expect("Ёлка")
                terminal.press("Up", "End", "BSpace", "C-Left", "C-l")
                terminal.press("C-d")
                terminal.expect("sealed for")
                self.assertNotIn("чоршанбе", terminal.everything)
                terminal.close()

    def test_it_is_drawn_as_it_is_typed(self):
        terminal = self.tmux(40, 14)
        terminal.command("seal", "-", *self.lola.options)
        terminal.expect("Ctrl-D")
        terminal.line("one two three four five six seven eighty nine")
        terminal.expect("nine")
        lines = [line.rstrip() for line in terminal.lines]
        at = lines.index("one two three four five six seven")
        self.assertEqual(lines[at + 1], "eighty nine")
        terminal.press("C-c")
        terminal.expect("not sealed")
        terminal.press("2")
        terminal.expect("kept as a draft")


if __name__ == "__main__":
    unittest.main()
