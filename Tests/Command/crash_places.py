#!/usr/bin/env python3
"""Kills and faults at every system call of real commands.

    crash_places.py [--each N] [--seed N] [--list] [operation …]

Finds the places by counting runs, then strikes at each of them, one in one run: the command is
killed, gets an error, or meets a disk that takes only half of a write or is full from then on.
After each the next commands have to work, nothing that was acknowledged may be lost, and nothing
half-made may be seen. Needs `strace` and `cc`.

A kill that strace injects comes when the program enters a call, before the call is done
(`test_strace_faults.py` tries that). What the disk holds after one call is what it holds before the
next call that changes it. So a kill at each of those calls, and one at the end of the program, are
all the states that a kill can leave.

To add an operation, add an entry to `Places.begin`.
"""

import argparse
import collections
import functools
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Callable, Iterable, NamedTuple

import support
from support import CommandTest, Result, Vault
from vault_folder import VaultFolder

STRACE = shutil.which("strace")
FASTER = "--seccomp-bpf"  # no stop at other calls; but with it strace injects no signals
COMPILER = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
CHANGING = {
    "write", "pwrite64", "writev", "fsync", "fdatasync", "syncfs", "sync_file_range", "link",
    "linkat", "rename", "renameat", "renameat2", "unlink", "unlinkat", "rmdir", "mkdir",
    "mkdirat", "ftruncate", "fallocate", "chmod", "fchmod", "copy_file_range"}
READING = {"read", "pread64", "getdents64"}
# `openat` changes the disk where it makes a file, and reads otherwise.
CALLS = CHANGING | READING | {"openat"}
END = "exit_group"
NO_ROOM = CHANGING - {"unlink", "unlinkat", "rmdir", "ftruncate", "chmod", "fchmod"} | {"openat"}
ACKNOWLEDGING = "standard output"
KINDS = ("kill", "EIO", "EIO reading", "ENOSPC", "short", "full", "tiny")
CRASHES = {number for name in ("SIGILL", "SIGTRAP", "SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE")
           for number in (-signal.Signals[name], 128 + signal.Signals[name])}
# What a command may end with when the disk fails, of those that `amanat --help` lists.
ENDS = {support.DONE, support.REFUSED, support.IN_PART, support.NO_VAULT, support.DAMAGED}
SEED = 20261123
WORKERS = 2
ATTEMPTS = 4  # to strike at one place


@functools.cache
def steadied() -> list[str]:
    """Puts memory at the same places in every run: the runtime reads `/proc/self/maps`, in more or
    fewer pieces, and the reads behind it would have other numbers."""
    words = ["setarch", "--addr-no-randomize"]
    try:
        able = subprocess.run([*words, "true"], capture_output=True).returncode == 0
    except OSError:
        able = False
    return words if able else []


class Elsewhere(Exception):
    """A fault came at another place, or not at all."""


class Place(NamedTuple):
    call: str
    number: int  # strace: of this call in its thread; otherwise of all calls that are counted
    touched: str  # the files, from the scene's folder on, without what is random in them
    changes: bool

    def __str__(self) -> str:
        return f"{self.call} {self.number} ({self.touched or '-'})"


class Fault(NamedTuple):
    operation: str
    kind: str
    place: Place

    def __str__(self) -> str:
        return f"{self.operation}: {self.kind} at {self.place}"


class Scene(NamedTuple):
    """What one run has for itself."""

    folder: Path
    vault: Vault
    stick: Path
    words: list
    before: dict[str, str]  # files and folders, before the run
    status: dict | None  # of the vault, before the run

    @property
    def log(self) -> Path:
        return self.folder.with_name(self.folder.name + ".log")

    def objects(self) -> set[str]:
        return {path.stem for path in (self.vault.path / "objects").glob("*")}

    def on_stick(self) -> set[str]:
        return {path.name for path in self.stick.iterdir()}


class KnownVaultFolder(VaultFolder):
    """Does the passphrase's work once for the same key slots."""

    opened: dict[bytes, tuple] = {}

    def _open_slots(self, passphrase: bytes) -> tuple[bytes, bytes, int]:
        data = (self.path / "keyslots").read_bytes()
        if data not in self.opened:
            self.opened[data] = super()._open_slots(passphrase)
        return self.opened[data]


def nothing(*_) -> None:
    pass


class Operation(NamedTuple):
    """A command, and what it begins with. The vault need not be there yet."""

    vault: Vault
    stick: Path
    words: Callable[[Path], list]  # of the command, given the stick
    at_once: Callable[[Scene, Result], None] = nothing  # what holds before any other command
    at_last: Callable[[Scene], None] = nothing  # what holds when the same command was given again
    is_reading: bool = False  # it must not change anything
    removes_objects: bool = False
    is_checked_at_once: bool = False  # there is no further check
    is_named: bool = False  # on a file system without nameless files


class Places(CommandTest):
    """Bench of the operations. `begin` makes what they begin with."""

    def begin(self) -> None:
        self.secret = support.marker()
        team = support._team()[0]
        text = self.secret.encode()
        account, attachment = self.file("a.txt", text), self.file("a.bin", text * 9000)
        # So long that it goes to the disk while it is written.
        film = self.file("film.bin", text * (10_000_000 // len(text)))
        ten = [self.file(f"{number}.txt", text + b"%d" % number) for number in range(10)]
        lola = team.lola.copy(self.folder / "sealed")
        self.sealed = {lola.seal(self.secret, attachment), lola.seal(self.secret)}
        self.first, self.lola = team.first, lola
        self.contents = {path.name: path.read_bytes()
                         for path in (lola.path / "objects").iterdir()}
        card = Vault.make(self.folder / "new", "New", "coordinator").card_file()
        bare = lola.copy(self.folder / "bare")
        empty, out, back = (self.stick(name) for name in ("empty", "out", "back"))
        handed = lola.copy(self.folder / "handed")
        handed.ok("sync", out)
        self.bundles = {path.name for path in out.iterdir()}
        shutil.copytree(out, back, dirs_exist_ok=True)
        taken = team.first.copy(self.folder / "taken")
        for coordinator in (taken, team.second.copy(self.folder / "second")):
            coordinator.ok("sync", back)

        self.new_passphrase = "violet tractor mountain eleven soup q9"
        new = ["--new-passphrase-file", support.passphrase_file(self.new_passphrase)]
        two = lola.copy(self.folder / "two passphrases")
        two.ok("passphrase", "add", *new)

        def passphrase(vault: Vault, *words) -> Operation:
            """What opens the vault then is seen to at once: it may be another passphrase."""
            return Operation(
                vault, empty, lambda _: ["passphrase", *words],
                at_once=functools.partial(self.check_passphrases, words), is_checked_at_once=True)

        pruned = handed.copy(self.folder / "pruned")
        pruned.ok("sync", shutil.copytree(back, self.folder / "back of another"))

        def seal(count: int, each: int, *words, **more) -> Operation:
            """So many testimonies, of so many objects each."""
            return Operation(
                bare, empty, lambda _: ["seal", *words],
                at_once=functools.partial(self.check_ids, count),
                at_last=functools.partial(self.check_sealed, count, each), **more)

        def sync(vault: Vault, stick: Path, *checks, **more) -> Operation:
            return Operation(vault, stick, lambda stick: ["sync", stick], *checks, **more)

        self.operations: dict[str, Operation] = {
            "init": Operation(
                Vault(self.folder / "none", "N"), empty,
                lambda _: ["init", "--role", "recorder", "--name", "N", "--kdf", "interactive"],
                self.check_made),
            "seal": seal(1, 2, account, "--attach", attachment),
            "seal-long": seal(1, 2, account, "--attach", film),
            "seal-ten": seal(10, 1, *ten),
            "seal-named": seal(1, 2, account, "--attach", attachment, is_named=True),
            "sync-out": sync(lola, empty, self.check_put_out, self.check_handed),
            "sync-out-named": sync(
                lola, empty, self.check_put_out, self.check_handed, is_named=True),
            "sync-in": sync(team.first, out, self.check_taken, self.check_receipt),
            "sync-back": sync(handed, back, self.check_removed, self.check_acknowledged),
            "enroll": Operation(
                bare, empty, lambda _: ["enroll", card, "--confirm", support.number_of(card)],
                self.check_enrolling, self.check_enrolled),
            "prune": Operation(
                pruned, empty, lambda _: ["prune"], at_last=self.check_pruned,
                removes_objects=True),
            "passphrase-change": passphrase(lola, "change", *new),
            "passphrase-add": passphrase(lola, "add", *new),
            "passphrase-remove": passphrase(two, "remove", "--yes"),
            "verify": Operation(
                taken, back, lambda _: ["verify"], self.check_named, is_reading=True),
            "journal-prove": Operation(
                taken, back, lambda _: ["journal", "prove", min(self.sealed)],
                self.check_proof, is_reading=True),
        }

    @functools.cached_property
    def shim(self) -> Path:
        """`short_writes.c`, compiled."""
        path = support.workbench() / "short_writes.so"
        subprocess.run([COMPILER, "-shared", "-fPIC", "-O1", "-o", path,
                        support.TESTS / "short_writes.c", "-ldl"], check=True)
        return path

    # What is particular to one operation

    def check_made(self, scene: Scene, result: Result) -> None:
        """Where it was not killed and says that it failed, there is all of a vault or nothing."""
        if result.status == -signal.SIGKILL or self.is_vault(scene):
            return
        self.assertNotEqual(result.status, support.DONE)
        self.assertFalse(scene.vault.path.exists(), "half of a vault")

    def check_ids(self, count: int, scene: Scene, result: Result) -> None:
        ids = result.text.split()
        self.assertLessEqual(set(ids), scene.objects(), "a testimony that was acknowledged")
        self.assertLessEqual(len(ids), count)
        if result.status == support.DONE:
            self.assertEqual(len(set(ids)), count)

    def check_sealed(self, count: int, each: int, scene: Scene) -> None:
        """Once by the last run, and by the first all, none, or those that were whole."""
        before = {Path(name).stem for name in scene.before
                  if name.startswith("vault/objects/")}
        more = len(scene.objects() - before)
        self.assertTrue(count * each <= more <= 2 * count * each, f"{more} more objects")
        self.assertEqual(more % each, 0, "a testimony without its attachment")

    def take_in(self, scene: Scene) -> set[str]:
        """What a coordinator takes in from a copy of the stick, without complaint."""
        reader = self.first.copy(scene.folder / "reader")
        stick = shutil.copytree(scene.stick, scene.folder / "reader's stick")
        taken = reader.json("sync", stick)["taken"]
        names = {path.name for path in support.received(reader)}
        self.assertEqual(sum(each["records"] for each in taken), len(self.sealed))
        support.remove_tree(reader.path)
        support.remove_tree(stick)
        return names

    def check_put_out(self, scene: Scene, result: Result) -> None:
        """Whatever lies there under a bundle's name is whole."""
        bundles = {name for name in scene.on_stick() if name.endswith(".age")}
        if bundles:
            self.assertEqual(self.take_in(scene), set(self.contents))
        if result.status == support.DONE or "Put out" in result.text:
            self.assertEqual(len(bundles), 1)

    def check_handed(self, scene: Scene) -> None:
        left = scene.on_stick()
        self.assertEqual(len(left), 1, f"half-written files, or two bundles: {left}")
        self.assertEqual(self.take_in(scene), set(self.contents))
        status = scene.vault.json("status")
        self.assertEqual(status["handedOff"], status["sealed"], "handed off, by the journal")

    def check_taken(self, scene: Scene, result: Result) -> None:
        """Every object under its name is as it was sealed; the bundle of another is there."""
        named = [path for path in support.received(scene.vault) if path.suffix == ".age"]
        for path in named:
            self.assertEqual(path.read_bytes(), self.contents[path.name])
        self.assertLessEqual(self.bundles, scene.on_stick())
        for name in self.bundles:
            self.assertEqual(
                self.entry(scene, f"stick/{name}"), scene.before[f"stick/{name}"])
        if result.status == support.DONE:
            self.assertEqual({path.name for path in named}, set(self.contents))

    def entry(self, scene: Scene, name: str) -> str | None:
        return support.listing(scene.folder).get(name)

    def check_receipt(self, scene: Scene) -> None:
        """Two things lie on the stick, and the recorder takes the receipt."""
        self.assertEqual(scene.vault.ids(), self.sealed)
        self.assertEqual(len(scene.on_stick()), len(self.bundles) + 1, scene.on_stick())
        recorder = self.operations["sync-back"].vault.copy(scene.folder / "recorder")
        stick = shutil.copytree(scene.stick, scene.folder / "recorder's stick")
        receipts = recorder.json("sync", stick)["receipts"]
        self.assertEqual([receipt["missing"] for receipt in receipts], [0])

    def check_removed(self, scene: Scene, result: Result) -> None:
        """A bundle is removed when both coordinators' receipts are in, and not before."""
        if not self.bundles <= scene.on_stick():
            copy = scene.vault.copy(scene.folder / "copy")
            status = copy.json("status")
            support.remove_tree(copy.path)
            self.assertEqual(status["acknowledged"], status["sealed"])

    def check_acknowledged(self, scene: Scene) -> None:
        status = scene.vault.json("status")
        self.assertEqual(status["acknowledged"], status["sealed"])
        self.assertEqual({each["acknowledged"] for each in status["coordinators"]},
                         {status["sealed"]})
        there = {name.removeprefix("stick/") for name in scene.before
                 if name.startswith("stick/")}
        self.assertEqual(scene.on_stick(), there - self.bundles)

    def check_pruned(self, scene: Scene) -> None:
        """Nothing is left to prune, and the log goes on."""
        self.assertEqual(scene.objects(), set())
        status = scene.vault.json("status")
        self.assertGreater(status["forgotten"], len(self.contents))
        scene.vault.seal(self.secret)
        self.assertEqual(scene.vault.json("status")["journal"], status["journal"] + 1)

    def check_enrolling(self, scene: Scene, result: Result) -> None:
        if result.status == support.DONE:
            self.check_enrolled(scene)

    def check_enrolled(self, scene: Scene) -> None:
        copy = scene.vault.copy(scene.folder / "copy")
        names = [each["name"] for each in copy.json("status")["coordinators"]]
        support.remove_tree(copy.path)
        self.assertEqual(names.count("New"), 1)

    def check_passphrases(self, words: tuple, scene: Scene, result: Result) -> None:
        """A passphrase opens the vault; what was done, is done; and it can be done again."""
        files = {text: support.passphrase_file(text)
                 for text in (support.PASSPHRASE, self.new_passphrase)}
        old, new = files
        opening = {text for text, file in files.items() if support.run(
            "status", "--vault", scene.vault.path, "--passphrase-file", file
        ).status == support.DONE}
        before, after = {"change": ({old}, {new}), "add": ({old}, {old, new}),
                         "remove": ({old, new}, {new})}[words[0]]
        self.assertIn(opening, (before, after))
        if result.status == support.DONE:
            self.assertEqual(opening, after)
        if opening == before:
            self.assert_status(scene.vault.run(*scene.words), support.DONE)
        for text, file in files.items():
            status = support.run(
                "verify", "--vault", scene.vault.path, "--passphrase-file", file).status
            self.assertEqual(
                status, support.DONE if text in after else support.WRONG_PASSPHRASE)
        stray = [name for name in scene.vault.files() if not support.is_vault_file(name)]
        self.assertLessEqual(set(stray), {".amanat-keyslots.part"})

    def check_named(self, scene: Scene, result: Result) -> None:
        """What could not be read is not passed off as checked."""
        self.assertNotEqual(result.status, support.DONE)

    def check_proof(self, scene: Scene, result: Result) -> None:
        """What it says that it has written, holds."""
        if result.status == support.DONE:
            checked = support.run(
                "journal", "check", "-", "--card", support.cards()["lola"],
                stdin=result.out)
            self.assert_status(checked, support.DONE, min(self.sealed))

    # Scenes and runs

    @functools.cache
    def status_of(self, name: str) -> dict | None:
        vault = self.operations[name].vault
        if not vault.path.exists():
            return None
        return vault.copy(self.folder / f"status-{name}").json("status")

    def scene(self, name: str) -> Scene:
        """Copies of vault and stick."""
        operation = self.operations[name]
        folder = Path(tempfile.mkdtemp(prefix="scene-", dir=self.folder))
        vault, stick = Vault(folder / "vault", operation.vault.name), folder / "stick"
        if operation.vault.path.exists():
            operation.vault.copy(vault.path)
        shutil.copytree(operation.stick, stick)
        return Scene(folder, vault, stick, operation.words(stick), support.listing(folder),
                     self.status_of(name))

    def is_vault(self, scene: Scene) -> bool:
        return (scene.vault.path / "amanat-vault").exists()

    def preload(self, scene: Scene, operation: Operation, **more: str) -> dict[str, str]:
        variables = {"LD_PRELOAD": self.shim, "FAULT_FOLDER": f"{scene.folder}/", **more}
        if operation.is_named:
            variables["FAULT_NAMED"] = "1"
        return {key: str(value) for key, value in variables.items()}

    def run_traced(self, name: str, scene: Scene, calls: Iterable[str], *options) -> Result:
        operation, variables = self.operations[name], []
        if operation.is_named:
            for key, value in self.preload(scene, operation).items():
                variables += ["-E", f"{key}={value}"]
        return scene.vault.run(*scene.words, wrapper=[
            *steadied(), STRACE, "-f", "-y", "-qq", "-s", "0", "-o", scene.log, *variables,
            "-e", "trace=" + ",".join("?" + call for call in sorted(calls)), *options])

    def touched(self, line: str, scene: Scene) -> str | None:
        """The scene's files in the arguments of a line of strace's; nil where there are none."""
        line = re.split(r"\) += ", line)[0]  # behind it is what came of the call
        if re.search(r"\bwritev?\(1<", line):
            return ACKNOWLEDGING
        folder = re.escape(str(scene.folder))
        found = [self.normalized(path) or "."
                 for path in re.findall(rf'[<"]{folder}(?:/([^">]*))?[">]', line)]
        return " → ".join(dict.fromkeys(found)) or None

    @staticmethod
    def normalized(path: str) -> str:
        path = re.sub(r"/#\d+( \(deleted\))?", "/#", path)
        return re.sub(r"[0-9a-f]{32}", "ID", path)

    # Places

    def places(self, name: str) -> list[Place]:
        """Calls that touch vault, stick or standard output, by a run that counts."""
        scene = self.scene(name)
        result = self.run_traced(name, scene, CALLS | {END}, FASTER)
        if result.status != support.DONE:
            self.skipTest(f"strace cannot run the command here: {result.said[:300]}")
        counts: collections.Counter = collections.Counter()
        found, threads = [], set()
        for line in scene.log.read_text(errors="replace").splitlines():
            match = re.match(r"(\d+) +(\w+)\(", line)
            if not match:
                continue
            thread, call = match.groups()
            counts[thread, call] += 1
            touched = "" if call == END else self.touched(line, scene)
            if touched is None:
                continue
            changes = call in CHANGING or call == END or "O_CREAT" in line or "O_TMPFILE" in line
            found.append(Place(call, counts[thread, call], touched, changes))
            threads.add(thread)
        # strace counts for each thread: another thread's calls would need places of their own.
        self.assertEqual(len(threads), 1, f"{name}: several threads touch files")
        self.forget(scene)
        return found

    def counted(self, name: str) -> list[tuple[Place, int]]:
        """Writes, with their bytes, and calls that make names, as the shim counts them."""
        scene = self.scene(name)
        operation = self.operations[name]
        result = scene.vault.run(*scene.words, **self.preload(
            scene, operation, FAULT_MODE="count", FAULT_LOG=scene.log))
        self.assert_status(result, support.DONE)
        found = []
        for number, line in enumerate(self.shim_log(scene), 1):
            call, count, path = line.split(" ", 2)
            touched = self.normalized(path.removeprefix(f"{scene.folder}/"))
            found.append((Place(call, number, touched, True), int(count)))
        self.forget(scene)
        return found

    @staticmethod
    def shim_log(scene: Scene) -> list[str]:
        return scene.log.read_text().splitlines() if scene.log.exists() else []

    def faults(self, name: str) -> list[Fault]:
        places, counted = self.places(name), self.counted(name)
        changing = [place for place in places if place.changes]
        files = [place for place in changing if place.touched != ACKNOWLEDGING]
        # The shim has to see what strace sees.
        self.assertEqual(
            [place.call for place, _ in counted],
            ["write" if place.call == "write" else "create" for place in files
             if place.call in ("write", "openat", "mkdir", "linkat")],
            f"{name}: the shim does not stand before all calls")
        if self.operations[name].is_reading:
            self.assertEqual([str(place) for place in files if place.call != END], [])
        chosen = {
            "kill": changing,
            "EIO": [place for place in changing if place.call != END],
            "EIO reading": [place for place in places if not place.changes],
            "ENOSPC": [place for place in changing if place.call in NO_ROOM],
            "short": [place for place, count in counted if place.call == "write" and count > 1],
            "full": [place for place, _ in counted],
            "tiny": [Place("write", 0, "all", True)] if counted else []}
        return [Fault(name, kind, place) for kind in KINDS for place in chosen[kind]]

    @staticmethod
    def sample(faults: list[Fault], each: int, seed: int) -> list[Fault]:
        """Of each operation and kind so many, of every call, spread over the run."""
        chooser = random.Random(seed)
        groups: dict[tuple, dict[str, list[Fault]]] = {}
        for fault in chooser.sample(faults, len(faults)):
            calls = groups.setdefault((fault.operation, fault.kind), {})
            calls.setdefault(fault.place.call, []).append(fault)
        chosen: list[Fault] = []
        for calls in groups.values():
            in_turn = [fault for round in range(max(map(len, calls.values())))
                       for found in calls.values() for fault in found[round:round + 1]]
            chosen += in_turn[:each]
        return sorted(chosen, key=faults.index)

    # Striking

    def strike(self, fault: Fault, scene: Scene) -> Result:
        """Runs the command, and sees that the fault came, and came where it should."""
        kind, place = fault.kind, fault.place
        if kind in ("short", "full", "tiny"):
            result = scene.vault.run(*scene.words, **self.preload(
                scene, self.operations[fault.operation], FAULT_MODE=kind,
                FAULT_AT=str(place.number), FAULT_LOG=scene.log))
            self.assertEqual(len(self.shim_log(scene)), 1, "the fault did not come")
            return result
        what = "signal=KILL" if kind == "kill" else f"error={kind.split()[0]}"
        result = self.run_traced(
            fault.operation, scene, [place.call], *([] if kind == "kill" else [FASTER]),
            "-e", f"inject={place.call}:{what}:when={place.number}")
        lines = scene.log.read_text(errors="replace").splitlines()
        if kind == "kill":
            if result.status != -signal.SIGKILL:
                raise Elsewhere(f"it was not killed: {result.said}")
            struck = [line for line in lines if f" {place.call}(" in line][-1:]
        else:
            struck = [line for line in lines if "(INJECTED)" in line]
        came = [("" if place.call == END else self.touched(line, scene)) for line in struck]
        if came != [place.touched]:
            raise Elsewhere(f"the fault came at {came}, and not at {place}")
        return result

    def survive(self, fault: Fault) -> None:
        """Raises where the vault, or what the command said, is not as it should be."""
        for attempt in range(1, ATTEMPTS + 1):
            scene = self.scene(fault.operation)
            try:
                result = self.strike(fault, scene)
                break
            except Elsewhere:
                self.forget(scene)
                if attempt == ATTEMPTS:
                    raise
        try:
            self.assert_survived(fault, scene, result)
        except Exception as error:
            error.add_note(f"The struck command ended with {result.status}; it said: "
                           f"{result.said[:500]}{result.text[:500]}")
            raise
        finally:
            self.forget(scene)

    def assert_survived(self, fault: Fault, scene: Scene, result: Result) -> None:
        operation = self.operations[fault.operation]
        self.assert_ended(fault, result)
        self.assert_no_plaintext(scene.folder, self.secret, support.PASSPHRASE)
        operation.at_once(scene, result)
        if operation.is_checked_at_once:
            return
        after = support.listing(scene.folder)
        if operation.is_reading:
            self.assertEqual(after, scene.before)
        if after == scene.before:
            # Byte for byte what it began with, and the same commands were seen to work on that.
            if not operation.is_reading:
                self.assertNotEqual(result.status, support.DONE, "nothing was done")
            return
        is_vault = self.is_vault(scene)
        if is_vault:
            self.assert_opens(fault, scene)
        else:
            self.assert_status(scene.vault.run("status"), support.NO_VAULT)
        again = scene.vault.run(*scene.words)
        if scene.status is None and is_vault:
            self.assert_status(again, support.REFUSED, "there is a vault at")
        else:
            self.assert_status(again, support.DONE)
        self.assert_whole(scene.vault)
        operation.at_last(scene)

    def forget(self, scene: Scene) -> None:
        support.remove_tree(scene.folder)
        scene.log.unlink(missing_ok=True)

    def assert_ended(self, fault: Fault, result: Result) -> None:
        self.assertNotIn(result.status, CRASHES, result.said)
        self.assertNotIn("Fatal error", result.said)
        if fault.kind in ("short", "tiny"):
            self.assert_status(result, support.DONE)
        elif fault.kind != "kill":
            self.assertIn(result.status, ENDS, result.said)
            if result.status != support.DONE:
                self.assertIn("amanat: error: ", result.said)

    def assert_opens(self, fault: Fault, scene: Scene) -> None:
        """The next command works, `verify` finds nothing, and all that was there is there."""
        status = scene.vault.run("status", "--json")
        self.assert_status(status, support.DONE)
        self.assert_whole(scene.vault, killed=fault.kind == "kill")
        self.assert_read_by_another(fault, scene)
        if scene.status is None:
            return
        before, after = scene.status, status.json()
        removes = self.operations[fault.operation].removes_objects
        for key in ("journal", "sealed", "attachments", "handedOff", "acknowledged")[
                :1 if removes else None]:
            self.assertGreaterEqual(after[key], before[key], key)
        for key in ("coordinators", "recorders"):
            names = [{each["name"] for each in found[key]} for found in (before, after)]
            self.assertLessEqual(names[0], names[1], key)
        if not removes:
            files = support.listing(scene.folder)
            for name, content in scene.before.items():
                if re.match(r"vault/(objects|received)/", name):
                    self.assertEqual(files.get(name), content, name)

    def assert_read_by_another(self, fault: Fault, scene: Scene) -> None:
        """The second reader finds each object in the log, and each of the log's objects."""
        folder = KnownVaultFolder(scene.vault.path, support.PASSPHRASE)
        named = {leaf.object.hex() for leaf in folder.own_log().leaves
                 if leaf.kind in ("sealed", "attached")}
        if self.operations[fault.operation].removes_objects:
            self.assertLessEqual(scene.objects(), named)
        else:
            self.assertEqual(scene.objects(), named)

    # Many

    def survive_all(self, faults: list[Fault],
                    seen: Callable[[Fault, Exception | None], None] = nothing
                    ) -> list[tuple[Fault, Exception | None]]:
        """Each fault with what was wrong after it. `seen` is told of each at once, in no order."""
        lock = threading.Lock()

        def attempt(fault: Fault) -> Exception | None:
            error = None
            try:
                self.survive(fault)
            except Exception as found:
                error = found
            with lock:
                seen(fault, error)
            return error

        with ThreadPoolExecutor(WORKERS) as pool:
            return list(zip(faults, pool.map(attempt, faults)))


def table(outcomes: list[tuple[Fault, Exception | None]]) -> str:
    """How many were survived, of each operation and each kind."""
    tried, survived = collections.Counter(), collections.Counter()
    for fault, error in outcomes:
        for row in (fault.operation, "all"):
            for column in (fault.kind, "all"):
                tried[row, column] += 1
                survived[row, column] += error is None
    rows = [*dict.fromkeys(fault.operation for fault, _ in outcomes), "all"]
    columns = [*KINDS, "all"]
    lines = ["".join([f"{'':16}", *(f"{column:>13}" for column in columns)])]
    for row in rows:
        cells = []
        for column in columns:
            count = tried[row, column]
            cells.append(f"{survived[row, column]}/{count}" if count else "-")
        lines.append("".join([f"{row:16}", *(f"{cell:>13}" for cell in cells)]))
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="crash-test", description=__doc__.split("\n\n")[0])
    parser.add_argument("operations", nargs="*", metavar="operation")
    parser.add_argument("--each", type=int, metavar="N",
                        help="only a sample: so many places of each operation and kind")
    parser.add_argument("--seed", type=int, default=SEED, metavar="N", help="of the sample")
    parser.add_argument("--kind", action="append", choices=KINDS, help="only this kind of fault")
    parser.add_argument("--list", action="store_true", help="name the places; strike nowhere")
    options = parser.parse_args()
    if not (STRACE and COMPILER):
        parser.error("this needs strace and cc")

    bench = Places()
    bench.setUp()
    bench.begin()
    unknown = set(options.operations) - set(bench.operations)
    if unknown:
        parser.error(f"no operation {', '.join(sorted(unknown))}; there are "
                     + ", ".join(bench.operations))
    faults: list[Fault] = []
    for name in options.operations or bench.operations:
        found = [fault for fault in bench.faults(name)
                 if not options.kind or fault.kind in options.kind]
        print(f"{name}: {len(found)} places", flush=True)
        faults += bench.sample(found, options.each, options.seed) if options.each else found
    if options.list:
        print(*faults, sep="\n")
        return 0

    start = shown = time.monotonic()
    done = failed = 0

    def seen(fault: Fault, error: Exception | None) -> None:
        nonlocal shown, done, failed
        done += 1
        if error:
            failed += 1
            print(f"\nNOT SURVIVED: {fault}\n{type(error).__name__}: {str(error)[:1500]}",
                  *getattr(error, "__notes__", []), "", sep="\n", flush=True)
        if time.monotonic() - shown > 20:
            shown = time.monotonic()
            print(f"{done} of {len(faults)} places, {failed} not survived "
                  f"({shown - start:.0f} s)", flush=True)

    outcomes = bench.survive_all(faults, seen)
    print(f"\n{table(outcomes)}\n")
    print(*(f"not survived: {fault}" for fault, error in outcomes if error), sep="\n")
    print(f"{done} places, {done - failed} survived ({time.monotonic() - start:.0f} s)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
