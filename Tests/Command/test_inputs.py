#!/usr/bin/env python3
"""What goes into a testimony: which files, under which names, checked before the passphrase, and
what `seal` and `open` say of it."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import unittest
from pathlib import Path

import support
from session import Session
from support import CommandTest, Vault

NO_PASSPHRASE = "/no/such/passphrase/file"


class InputTest(CommandTest):
    def unasked(self, vault: Vault, *arguments, stdin: bytes = b"") -> support.Result:
        """A run whose passphrase cannot be read: what it says was known without."""
        return support.run(*arguments, "--vault", vault.path, "--passphrase-file", NO_PASSPHRASE,
                           stdin=stdin)

    def assert_refused_unasked(self, vault: Vault, *arguments, says: tuple = (),
                               stdin: bytes = b"", status: int = support.REFUSED) -> None:
        before = support.listing(vault.path)
        result = self.unasked(vault, *arguments, stdin=stdin)
        self.assert_status(result, status, *says)
        self.assertNotIn("passphrase", result.said)
        self.assertEqual(result.out, b"")
        self.assert_unchanged(vault.path, before)

    def opened(self, vault: Vault, id: str) -> tuple[dict, Path]:
        """Carries what a recorder sealed to the first coordinator, and opens it there."""
        stick, target = self.folder / "stick", self.folder / f"opened-{id}"
        stick.mkdir(exist_ok=True)
        first = self.vault("first")
        vault.ok("sync", stick)
        first.ok("sync", stick)
        return first.json("open", id, "--to", target), target


class WhatIsAttached(InputTest):
    def test_anything_but_a_plain_file_is_named_at_once(self):
        vault, account = self.vault("lola"), self.file("a.txt", b"told")
        os.mkfifo(self.folder / "fifo")
        (self.folder / "dir").mkdir()
        (self.folder / "dangling").symlink_to("nothing")
        (self.folder / "to-fifo").symlink_to("fifo")
        (self.folder / "loop").symlink_to("loop")
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(self.folder / "socket"))
        for name, word in (("fifo", "is a pipe"), ("to-fifo", "is a pipe"),
                           ("dir", "is a folder"), ("socket", "is a socket"),
                           ("dangling", "No such file"), ("nothing", "No such file"),
                           ("loop", "symbolic link"), ("a.txt/below", "Not a directory"),
                           ("/dev/null", "is a device"), ("/dev/tty", "is a device"),
                           ("", "No such file")):
            with self.subTest(name):
                path = self.folder / name if name else ""
                self.assert_refused_unasked(
                    vault, "seal", account, "--attach", path, says=(word,))
                if name and word != "No such file":
                    self.assert_refused_unasked(vault, "seal", "--attach", path, says=(word,))
        self.assert_refused_unasked(
            vault, "seal", account, "--attach", self.folder / "dir",
            says=(f"`--attach {self.folder}/dir/`",))

    def test_a_pipe_is_not_even_opened(self):
        """Whoever writes into it goes on waiting for a reader."""
        vault, fifo = self.vault("lola"), self.folder / "fifo"
        os.mkfifo(fifo)
        self.assert_refused_unasked(vault, "seal", "--attach", fifo, says=("is a pipe",))
        with self.assertRaises(OSError):
            os.open(fifo, os.O_WRONLY | os.O_NONBLOCK)

    @unittest.skipIf(os.geteuid() == 0, "for root every file can be read")
    def test_a_file_without_permission(self):
        vault, secret = self.vault("lola"), self.file("secret", b"x")
        secret.chmod(0)
        self.assert_refused_unasked(
            vault, "seal", "--attach", secret, says=("Permission denied",))

    def test_a_giant_for_which_there_is_no_room(self):
        vault, giant = self.vault("lola"), self.folder / "giant"
        with giant.open("wb") as file:
            file.truncate(1 << 42)
        self.assert_refused_unasked(vault, "seal", "--attach", giant, says=("disk is full", "MiB"))
        self.assert_refused_unasked(
            vault, "seal", self.file("a", b"a"), "--attach", giant, says=("disk is full",))

    def test_the_vaults_own_files(self):
        vault = self.vault("lola")
        vault.seal("something")
        inside = next((vault.path / "objects").iterdir())
        (self.folder / "link").symlink_to(vault.path)
        for path in (vault.path / "keyslots", inside, self.folder / "link" / "people",
                     vault.path / "objects" / ".." / "identity"):
            with self.subTest(path):
                self.assert_refused_unasked(
                    vault, "seal", "--attach", path, says=("part of the vault",))
        self.assert_refused_unasked(
            vault, "seal", vault.path / "amanat-vault", says=("part of the vault",))

    def test_a_file_that_the_system_makes_up(self):
        vault = self.vault("lola")
        before = support.listing(vault.path)
        result = vault.run("seal", "--attach", "/proc/self/status")
        self.assert_status(result, support.REFUSED, "/proc/self/status", "hint: copy it")
        self.assert_unchanged(vault.path, before)

    def test_empty_files_links_and_one_name_twice(self):
        vault = self.vault("lola")
        (self.folder / "x").mkdir()
        empty, a, b = self.file("empty", b""), self.file("a.txt", b"one"), self.file(
            "x/a.txt", b"other")
        link = self.folder / "link.txt"
        link.symlink_to(a)
        sealed = vault.json("seal", "--attach", empty, "--attach", a, "--attach", b,
                            "--attach", link)
        self.assertEqual(sealed["attachments"], 4)
        self.assertEqual(sealed["renamed"], [])
        opened, target = self.opened(vault, sealed["id"])
        self.assertEqual([file["name"] for file in opened["files"]],
                         ["empty", "a.txt", "a.txt", "link.txt"])
        self.assertEqual([Path(file["path"]).read_bytes() for file in opened["files"]],
                         [b"", b"one", b"other", b"one"])

    def test_one_file_twice_is_taken_once_and_that_is_said(self):
        vault, a = self.vault("lola"), self.file("a.txt", b"one")
        other = self.folder / "b.txt"
        os.link(a, other)
        result = vault.ok("seal", "--attach", a, "--attach", self.folder / "." / "a.txt",
                          "--attach", other)
        self.assertIn("a.txt was named twice", result.said)
        self.assertNotIn("b.txt was named", result.said)
        opened, _ = self.opened(vault, result.text.strip())
        self.assertEqual([f["name"] for f in opened["files"]], ["a.txt", "b.txt"])

    def test_too_many(self):
        vault, a = self.vault("lola"), self.file("a.txt", b"one")
        many = self.folder / "many"
        many.mkdir()
        for number in range(10_001):
            os.link(a, many / str(number)) if number % 1000 else (many / str(number)).touch()
        self.assert_refused_unasked(
            vault, "seal", "--attach", f"{many}/", says=("at most 10000", "not 10001"))


class Folders(InputTest):
    def filled(self) -> Path:
        folder = self.folder / "photos"
        folder.mkdir()
        for name in ("b.jpg", "a.jpg", "в.jpg"):
            (folder / name).write_bytes(name.encode() * 1000)
        (folder / ".hidden").write_bytes(b"x")
        (folder / "below").mkdir()
        (folder / "below" / "c.jpg").write_bytes(b"c")
        (folder / "link.jpg").symlink_to(folder / "below" / "c.jpg")
        os.mkfifo(folder / "fifo")
        return folder

    def test_the_files_of_a_folder(self):
        vault, folder = self.vault("lola"), self.filled()
        result = vault.ok("seal", self.file("a.txt", b"told"), "--attach", f"{folder}/")
        self.assertIn("attaching 4 files (15.6 KiB) from ", result.said)
        for left_out in ("below (folder)", ".hidden (hidden)", "fifo (pipe)"):
            self.assertIn(left_out, result.said)
        opened, _ = self.opened(vault, result.text.strip())
        self.assertEqual([file.get("name") for file in opened["files"]],
                         [None, "a.jpg", "b.jpg", "link.jpg", "в.jpg"])
        quiet = vault.ok("seal", "--attach", f"{folder}/", "--quiet")
        self.assertEqual(quiet.err, b"")

    def test_what_is_no_folder_or_holds_nothing(self):
        vault, file = self.vault("lola"), self.file("file", b"x")
        (self.folder / "empty").mkdir()
        (self.folder / "empty" / "below").mkdir()
        for name, word in (("empty/", "holds no file"), ("none/", "No such file"),
                           ("file/", "Not a directory")):
            self.assert_refused_unasked(
                vault, "seal", "--attach", f"{self.folder}/{name}", says=(word,))
        (self.folder / "empty" / "dangling").symlink_to("nothing")
        self.assert_refused_unasked(
            vault, "seal", "--attach", f"{self.folder}/empty/", says=("dangling", "No such file"))
        self.assert_refused_unasked(
            vault, "seal", "--attach", f"{vault.path}/", says=("part of the vault",))
        self.assertTrue(file.exists())

    def test_a_person_is_asked(self):
        folder = self.filled()
        for answer, words, status in (("y", [], 0), ("да", [], 0), ("n", [], 1), ("", [], 1),
                                      (None, ["--yes"], 0), (None, ["--no-input"], 0)):
            with self.subTest(answer or words):
                vault = self.vault("lola")
                session = Session("seal", "--attach", f"{folder}/", *words, *vault.options)
                if answer is None:
                    session.expect_words("attaching 4 files (15.6 KiB) from")
                else:
                    session.expect_words("Attach 4 files (15.6 KiB) from")
                    session.expect("[y/n] ")
                    session.press(answer + "\n")
                self.assertEqual(session.end(), status)
                sealed = vault.json("status")["sealed"]
                self.assertEqual(sealed, 1 if status == 0 else 0)


class Names(InputTest):
    ODD = [b"voice\xff.wav", b"\xe3\xee\xeb\xee\xf1.wav", b"line\nend.txt", b"esc\x1b[2J.txt",
           b"\xff" * 255, "ж".encode() * 127 + b"x", b"...", b"-rf", b" ", "и\u0306.txt".encode(),
           "\u202egpj.exe".encode(), b"\xc2\x85", b"\xf4\x8f\xbf\xbf", b"a=b", b"%FF", b"~", b"*"]

    def kept(self, name: bytes) -> str:
        """The page Records and attachments, "attachments/NNN.json"."""
        text = "".join(
            f"%{ord(c) - 0xdc00:02X}" if "\udc80" <= c <= "\udcff" else
            "".join(f"%{b:02X}" for b in c.encode()) if c < " " or "\x7f" <= c <= "\x9f" else c
            for c in name.decode(errors="surrogateescape"))
        while len(text.encode()) > 255:
            text = text[1:]
        return text

    def test_whatever_a_file_is_called_it_can_be_attached(self):
        vault, folder = self.vault("lola"), os.fsencode(self.folder / "odd")
        os.mkdir(folder)
        for number, name in enumerate(self.ODD):
            with open(os.path.join(folder, name), "wb") as file:
                file.write(b"%d" % number)
        paths = [os.path.join(folder, name) for name in self.ODD]
        by_name = [word for path in paths for word in (b"--attach", path)]
        joined = [b"--attach=" + path for path in paths]
        ids = []
        for words in (by_name, joined, [b"--attach", folder + b"/"]):
            process = subprocess.run(
                [str(support.binary()), "seal", *words, "--json", *vault.options],
                env=support.environment(), capture_output=True, timeout=support.LONGEST_RUN)
            self.assertEqual(process.returncode, 0, process.stderr)
            ids.append(json.loads(process.stdout))
        for sealed in ids:
            opened, _ = self.opened(vault, sealed["id"])
            found = {int(Path(f["path"]).read_bytes()): f["name"] for f in opened["files"]}
            hidden = {b"..."} if len(found) < len(self.ODD) else set()  # in a folder
            self.assertEqual(found, {n: self.kept(name) for n, name in enumerate(self.ODD)
                                     if name not in hidden})
            self.assertEqual({r["to"] for r in sealed["renamed"]},
                             {self.kept(n) for n in self.ODD if os.fsencode(self.kept(n)) != n})
            self.assertEqual(len(sealed["renamed"]), 6)

    def test_that_it_was_cleaned_is_said_in_one_line(self):
        vault = self.vault("lola")
        path = os.fsencode(self.folder) + b"/two\nhint: lines\xff.wav"
        with open(path, "wb") as file:
            file.write(b"x")
        run = subprocess.run(
            [str(support.binary()), "seal", b"--attach", path, *vault.options],
            env=support.environment(), capture_output=True, timeout=support.LONGEST_RUN)
        self.assertEqual(run.returncode, 0, run.stderr)
        said = run.stderr.decode()
        self.assertIn('is called "two%0Ahint: lines%FF.wav" in the record', said)
        self.assertTrue(all(line.startswith("amanat: ") for line in said.splitlines()), said)
        os.unlink(path)
        os.mkdir(path)
        run = subprocess.run(
            [str(support.binary()), "seal", b"--attach", path, *vault.options],
            env=support.environment(), capture_output=True, timeout=support.LONGEST_RUN)
        self.assertEqual(run.returncode, 1)
        self.assertEqual(sum(line.startswith(b"hint") for line in run.stderr.splitlines()), 1)

    def test_accounts_cards_and_folders_with_such_names(self):
        vault, first = self.vault("lola"), self.vault("first")
        odd = os.fsencode(self.folder) + b"/odd\xff"
        os.mkdir(odd)

        def run(*words, who: Vault = vault) -> bytes:
            done = subprocess.run(
                [str(support.binary()), *words, *who.options], env=support.environment(),
                capture_output=True, timeout=support.LONGEST_RUN)
            self.assertEqual(done.returncode, 0, done.stderr)
            return done.stdout
        with open(odd + b"/a\xfe.txt", "wb") as file:
            file.write(b"told")
        id = run("seal", odd + b"/a\xfe.txt").decode().strip()
        run("card", "--out", odd + b"/\xfd.card")
        with open(odd + b"/\xfd.card", "rb") as file:
            self.assertTrue(file.read().startswith(b"amanat-card/"))
        run("sync", odd)
        run("sync", odd, who=first)
        run("open", id, "--to", odd + b"/to", who=first)
        with open(odd + b"/to/account.txt", "rb") as file:
            self.assertEqual(file.read(), b"told")
        new = Vault.make(self.folder / "new", "New", "coordinator")
        number = vault.json("card")["safetyNumber"]
        run("enroll", odd + b"/\xfd.card", "--confirm", number, who=new)


class Accounts(InputTest):
    def test_what_is_no_account_is_named_before_the_passphrase(self):
        vault, good = self.vault("lola"), self.file("good.txt", b"told")
        os.mkfifo(self.folder / "unused")
        (self.folder / "dir").mkdir()
        big = self.folder / "big.txt"
        with big.open("wb") as file:
            file.truncate((16 << 20) + 1)
        cases = {
            "none.txt": "No such file", "dir": "is a folder", "/dev/null": "is a device",
            "/dev/tty": "is a device", "big.txt": "longer than 16 MiB",
            self.file("empty.txt", b"").name: "empty",
            self.file("mark.txt", b"\xef\xbb\xbf").name: "empty",
            self.file("16le.txt", "салом".encode("utf-16")).name: "UTF-16",
            self.file("16be.txt", b"\xfe\xff\x04\x41").name: "UTF-16",
            self.file("bare16.txt", "салом, дӯст".encode("utf-16-le")).name: "UTF-16",
            self.file("cp1251.txt", "салом".encode("cp1251")).name: "UTF-8",
            self.file("voice.wav", b"RIFF\0\0\0\0WAVE").name: "--attach",
        }
        for name, word in cases.items():
            with self.subTest(name):
                path = self.folder / name
                self.assert_refused_unasked(vault, "seal", path, says=(word, path.name))
                self.assert_refused_unasked(vault, "seal", good, path, good, says=(word, path.name))
        for data, word in ((b"", "empty"), (b"\xff", "UTF-8"), (b"a\0b", "zero bytes"),
                           (b"x" * ((16 << 20) + 1), "longer than 16 MiB")):
            self.assert_refused_unasked(
                vault, "seal", "-", stdin=data, says=(word, "standard input"))

    def test_a_byte_order_mark_stays(self):
        vault, text = self.vault("lola"), "\ufeffСалом\r\n".encode()
        id = vault.ok("seal", self.file("a.txt", text)).text.strip()
        _, target = self.opened(vault, id)
        self.assertEqual((target / "account.txt").read_bytes(), text)

    def test_pipes_are_read(self):
        """A named pipe, a process substitution, standard input by its name."""
        vault, fifo = self.vault("lola"), self.folder / "fifo"
        os.mkfifo(fifo)
        writer = threading.Thread(target=lambda: fifo.write_bytes(b"through a pipe"))
        writer.start()
        ids = [vault.ok("seal", fifo).text.strip()]
        writer.join()
        ids.append(vault.ok("seal", "/dev/stdin", stdin=b"by its name").text.strip())
        done = subprocess.run(
            ["bash", "-c", '"$0" seal <(sleep 0.3; printf half; sleep 0.3; printf "and half") "$@"',
             str(support.binary()), *vault.options], env=support.environment(),
            capture_output=True, timeout=support.LONGEST_RUN)
        self.assertEqual(done.returncode, 0, done.stderr)
        ids.append(done.stdout.decode().strip())
        for id, text in zip(ids, (b"through a pipe", b"by its name", b"halfand half")):
            _, target = self.opened(vault, id)
            self.assertEqual((target / "account.txt").read_bytes(), text)

    def test_a_slow_pipe_does_not_hold_the_vault(self):
        vault = self.vault("lola")
        process = vault.start("seal", "-")
        process.stdin.write(b"slowly ")
        process.stdin.flush()
        time.sleep(0.5)
        vault.ok("status")
        vault.seal("meanwhile")
        out, err = process.communicate(b"told", timeout=support.LONGEST_RUN)
        self.assertEqual(process.returncode, 0, err)
        _, target = self.opened(vault, out.decode().strip())
        self.assertEqual((target / "account.txt").read_bytes(), b"slowly told")

    def test_no_vault_and_nobody_enrolled(self):
        account = self.file("a.txt", b"told")
        self.assert_status(
            support.run("seal", account, "--vault", self.folder / "none", "--passphrase-file",
                        NO_PASSPHRASE), support.NO_VAULT)
        alone = Vault.make(self.folder / "alone", "Alone", "recorder")
        self.assert_status(alone.run("seal", account), support.REFUSED, "nobody is enrolled")


class AttachmentsAlone(InputTest):
    def test_from_sealing_to_opening_in_both_openers(self):
        vault, file = self.vault("lola"), self.file("voice.wav", b"sound")
        result = vault.ok("seal", "--attach", file)
        id = result.text.strip()
        self.assertIn("1 attachment (5 bytes)", result.said)
        self.assertNotIn("letter", result.said)
        opened, target = self.opened(vault, id)
        self.assertEqual([f["name"] for f in opened["files"]], ["voice.wav"])
        self.assertEqual(sorted(p.name for p in target.rglob("*")), ["attachments", "voice.wav"])
        self.assertEqual(opened["record"]["bytes"], 0)
        first = self.vault("first")
        first.ok("sync", self.folder / "stick")
        self.assertIn("Account:   none: attachments alone\n", first.ok("show", id).text)
        self.assertNotIn("account", first.json("show", id))
        self.assertIn("1 attachment", first.ok("list").text)

    def test_the_second_opener(self):
        vault, stick = self.vault("lola"), self.stick()
        id = vault.ok("seal", "--attach", self.file("voice.wav", b"sound")).text.strip()
        vault.ok("sync", stick)
        first = self.vault("first")
        key, card = self.folder / "key", first.card_file()
        first.ok("identity", "export", "--out", key, "--yes")
        opener = support.REPOSITORY / "Tests" / "Interop" / "open_bundle.py"
        done = subprocess.run(
            [sys.executable, str(opener), "--identity", str(key),
             "--card", str(card), str(support.cards()["lola"]), "--to", str(self.folder / "to"),
             "--json", *map(str, stick.iterdir())], capture_output=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        record, = json.loads(done.stdout)["records"]
        self.assertEqual((record["id"], record["account"]), (id, None))
        self.assertEqual((self.folder / "to" / record["attachments"][0]["path"]).read_bytes(),
                         b"sound")

    def test_neither_is_refused(self):
        vault = self.vault("lola")
        self.assert_status(self.unasked(vault, "seal"), support.USAGE, "--attach")
        self.assert_status(
            self.unasked(vault, "seal", "a", "b", "--attach", "c"), support.USAGE, "one FILE")


class WhatMoves(InputTest):
    """A file that does not hold still is not sealed as if it had."""

    def race(self, words: list, writer, says: str = "changed while it was read") -> int:
        """Seals again and again beside a writer; how often it was refused, with words of this
        pattern."""
        vault, refused = self.vault("lola"), 0
        stop = threading.Event()
        thread = threading.Thread(target=lambda: writer(stop))
        thread.start()
        try:
            for _ in range(6):
                before = support.listing(vault.path)
                result = vault.run("seal", *words)
                if result.status == support.DONE:
                    continue
                self.assert_status(result, support.REFUSED, "hint: ")
                self.assertRegex(result.said, says)
                self.assert_unchanged(vault.path, before)
                refused += 1
        finally:
            stop.set()
            thread.join()
        self.assert_whole(vault)
        return refused

    def test_an_attachment_that_grows(self):
        path = self.file("log.bin", b"x" * (8 << 20))

        def append(stop):
            with path.open("ab", buffering=0) as file:
                while not stop.wait(0.001):
                    file.write(b"more")
        self.assertEqual(self.race(["--attach", path], append), 6)

    def test_an_attachment_that_is_overwritten_in_place(self):
        path = self.file("log.bin", b"x" * (8 << 20))

        def overwrite(stop):
            with path.open("r+b", buffering=0) as file:
                while not stop.wait(0.001):
                    file.seek(4 << 20)
                    file.write(os.urandom(8))
        self.assertEqual(self.race(["--attach", path], overwrite), 6)

    def test_an_account_that_is_cut_and_written_again(self):
        path = self.file("a.txt", b"a" * (1 << 20))

        def rewrite(stop):
            while not stop.wait(0.001):
                path.write_bytes(b"b" * (1 << 20))
        self.assertGreater(self.race([path], rewrite, "changed while it was read|is empty"), 0)


class Endings(InputTest):
    """INT, TERM and HUP end every wait within a second, with nothing half-made."""

    def stopped(self, process: subprocess.Popen, number: int) -> support.Result:
        start = time.monotonic()
        result = support.finish(process, number)
        self.assertLess(time.monotonic() - start, 1.5)
        self.assert_status(result, support.INTERRUPTED)
        return result

    def test_pipes_into_which_nobody_writes(self):
        vault, fifo = self.vault("lola"), self.folder / "fifo"
        os.mkfifo(fifo)
        before = support.listing(vault.path)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            for is_open in (False, True):
                with self.subTest(f"{number} {is_open}"), contextlib.ExitStack() as held:
                    if is_open:
                        held.enter_context(open(os.open(fifo, os.O_RDWR), "r+b", buffering=0))
                    process = vault.start("seal", fifo)
                    time.sleep(0.4)
                    self.assertIsNone(process.poll())
                    self.stopped(process, number)
        self.assert_unchanged(vault.path, before)

    def test_a_passphrase_file_or_a_card_that_is_a_pipe(self):
        vault, account, fifo = self.vault("lola"), self.file("a.txt", b"told"), self.folder / "fifo"
        os.mkfifo(fifo)
        self.assert_status(
            vault.run("enroll", fifo, "--confirm", "1"), support.REFUSED, "is a pipe, not a file")
        words = ["seal", account, "--vault", vault.path, "--passphrase-file", fifo]
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            process = support.start(*words)
            time.sleep(0.4)
            self.assertIsNone(process.poll())
            vault.ok("status")
            self.stopped(process, number)
        process = support.start(*words)
        time.sleep(0.4)
        fifo.write_bytes(support.PASSPHRASE.encode() + b"\n")
        out, err = process.communicate(timeout=support.LONGEST_RUN)
        self.assertEqual((process.returncode, len(out)), (0, 33), err)

    def test_standard_input_that_says_nothing(self):
        vault = self.vault("lola")
        before = support.listing(vault.path)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            for words in (["seal", "-"], ["seal", "/dev/stdin"]):
                process = vault.start(*words)
                time.sleep(0.4)
                self.stopped(process, number)
        self.assert_unchanged(vault.path, before)

    def test_a_vault_that_another_holds(self):
        import fcntl
        vault, account = self.vault("lola"), self.file("a.txt", b"told")
        with (vault.path / "lock").open("r+b") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                process = vault.start("seal", account)
                time.sleep(0.7)
                self.assertIsNone(process.poll())
                self.stopped(process, number)

    def test_age_with_pipes(self):
        fifo, key = self.folder / "fifo", self.folder / "key"
        os.mkfifo(fifo)
        support.run("age", "keygen", "-o", key)
        recipient = key.read_text().split("public key: ")[1].split()[0]
        big = self.file("big.bin", os.urandom(4 << 20))
        for words in (["age", "encrypt", "-r", recipient, "-o", self.folder / "out", fifo],
                      ["age", "encrypt", "-R", fifo, "-o", self.folder / "out", big],
                      ["age", "decrypt", "-i", key, "-o", self.folder / "out", fifo],
                      ["age", "decrypt", "-i", fifo, "-o", self.folder / "out", big],
                      ["age", "encrypt", "-r", recipient, "-o", fifo, big],
                      ["age", "inspect", fifo]):
            for number in (signal.SIGINT, signal.SIGTERM):
                with self.subTest(f"{words} {number}"):
                    process = support.start(*words)
                    time.sleep(0.4)
                    self.assertIsNone(process.poll())
                    self.stopped(process, number)
                    self.assertFalse((self.folder / "out").exists())

    def test_a_reader_that_stalls(self):
        """What is written goes into a pipe that nobody empties."""
        key = self.folder / "key"
        support.run("age", "keygen", "-o", key)
        recipient = key.read_text().split("public key: ")[1].split()[0]
        big = self.file("big.bin", os.urandom(4 << 20))
        process = support.start("age", "encrypt", "-r", recipient, big)
        time.sleep(0.7)
        self.assertIsNone(process.poll())
        process.send_signal(signal.SIGTERM)
        start = time.monotonic()
        self.assertEqual(process.wait(timeout=20), support.INTERRUPTED)
        self.assertLess(time.monotonic() - start, 1.5)
        process.communicate()

    def test_in_the_middle_of_a_large_attachment(self):
        vault, big = self.vault("lola"), self.folder / "big.bin"
        with big.open("wb") as file:
            file.truncate(1 << 30)
        before = support.listing(vault.path)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            process = vault.start("seal", "--attach", big)
            support.wait_for(lambda: int(Path(f"/proc/{process.pid}/io").read_text().split(
                "wchar:")[1].split()[0]) > 20 << 20, process)
            self.stopped(process, number)
            self.assert_unchanged(vault.path, before)
        self.assert_whole(vault)


class WhatIsSaid(InputTest):
    def test_after_sealing(self):
        vault = self.vault("lola")
        account, voice = self.file("a.txt", "Салом! 👩‍👧 и\u0306".encode()), self.file("v.wav", b"x")
        result = vault.ok("seal", account, "--attach", voice)
        self.assertRegex(result.text, r"\A[0-9a-f]{32}\n\Z")
        self.assertIn('sealed for "Second", "Первая": 10 letters, 1 attachment (', result.said)
        self.assertIn(f"left unsealed on this disk: {account}, {voice}", result.said)
        piped = vault.ok("seal", "-", stdin=b"told")
        self.assertIn("4 letters (4 bytes)", piped.said)
        self.assertNotIn("unsealed", piped.said)
        self.assertEqual(vault.ok("seal", account, "--quiet").err, b"")
        sealed = vault.ok("seal", account, "--attach", voice, "--json")
        self.assertEqual(sealed.err, b"")
        value = sealed.json()
        del value["id"]
        self.assertEqual(value, {
            "attachments": 1, "bytes": account.stat().st_size + 1, "letters": 10, "recipients": ["Second", "Первая"],
            "renamed": [], "unsealed": [str(account), str(voice)]})

    def test_long_paths_are_not_cut(self):
        vault, folder = self.vault("lola"), self.folder / ("a" * 200) / ("b" * 200)
        folder.mkdir(parents=True)
        path = folder / "line\nend.wav"
        path.write_bytes(b"x")
        (folder / "below").mkdir()
        said = vault.ok("seal", "--attach", f"{folder}/").said
        self.assertIn(f"left out of {folder}: below (folder)\n", said)
        self.assertIn(f"attaching 1 file (1 byte) from {folder}\n", said)
        self.assertIn(f'{folder}/line\ufffdend.wav is called "line%0Aend.wav" in the record', said)
        self.assertIn(f"left unsealed on this disk: {folder}/line\ufffdend.wav\n", said)
        twice = vault.ok("seal", "--attach", path, "--attach", path).said
        self.assertIn(f"{folder}/line\ufffdend.wav was named twice", twice)

    def test_of_many(self):
        vault = self.vault("lola")
        files = [self.file(f"{n:04}.txt", b"told") for n in range(1000)]
        result = vault.ok("seal", *files)
        self.assertEqual(len(result.text.split()), 1000)
        self.assertIn('sealed 1,000 testimonies for "Second", "Первая": 4,000 letters', result.said)
        self.assertIn("0004.txt and 995 more files", result.said)
        self.assertEqual(len(result.said.splitlines()), 2)

    def test_a_coordinator_seals_to_herself_too(self):
        first = self.vault("first")
        self.assertEqual(first.json("seal", "-", stdin=b"told")["recipients"], ["Первая"])

    def test_opening_counts_where_there_are_many(self):
        vault, folder = self.vault("lola"), self.folder / "many"
        folder.mkdir()
        for number in range(40):
            (folder / f"{number:02}").write_bytes(b"x" * 100)
        id = vault.ok("seal", self.file("a.txt", b"told"), "--attach", f"{folder}/").text.strip()
        opened, target = self.opened(vault, id)
        self.assertEqual(len(opened["files"]), 41)
        first = self.vault("first")
        first.ok("sync", self.folder / "stick")
        result = first.ok("open", id, "--to", self.folder / "again")
        wrote = [line for line in result.text.splitlines() if line.startswith("Wrote:")]
        self.assertEqual(len(wrote), 11)
        self.assertEqual(wrote[-1], "Wrote:     and 31 more files, 3.0 KiB")
        for path in [*target.rglob("*"), *(self.folder / "again").rglob("*")]:
            if path.is_file():
                self.assertNotIn(b"AGE-SECRET-KEY", path.read_bytes(), path)
        self.assertEqual({p.name for p in target.iterdir()}, {"account.txt", "attachments"})

    def test_where_nothing_can_be_opened_to_is_known_before(self):
        first, file = self.vault("first"), self.file("file", b"mine")
        (self.folder / "dangling").symlink_to("nothing")
        for name in ("file", "file/below", "dangling", "dangling/below"):
            self.assert_refused_unasked(
                first, "open", "0000", "--to", self.folder / name, says=("is no folder",))
        self.assertEqual(file.read_bytes(), b"mine")


if __name__ == "__main__":
    unittest.main()
