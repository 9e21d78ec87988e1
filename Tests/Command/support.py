"""What the tests of the command share: running it, vaults that know each other, looking for leaks.

The command is `$AMANAT`, else `.build/debug/amanat` of the repository. Tests of one process share
one team of vaults, which is made once; each test works on copies of their folders.
"""

import atexit
import contextlib
import functools
import hashlib
import json
import os
import re
import secrets
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path
from typing import Callable, Iterable, NamedTuple

TESTS = Path(__file__).resolve().parent
REPOSITORY = TESTS.parents[1]
for folder in (TESTS, REPOSITORY / "Tests" / "Interop"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

import make_bundle  # noqa: E402
from amanat_formats.cards import Card, safety_number  # noqa: E402

DONE, REFUSED, IN_PART, NO_VAULT, IN_USE, WRONG_PASSPHRASE, DAMAGED, USAGE, INTERRUPTED = (
    0, 1, 3, 10, 11, 12, 13, 64, 130)
PASSPHRASE = "correct horse battery staple zebra r1"
LONGEST_RUN = 120  # seconds; whatever takes longer hangs


@functools.cache
def binary() -> Path:
    path = Path(os.environ.get("AMANAT") or REPOSITORY / ".build" / "debug" / "amanat").resolve()
    if not path.is_file():
        raise AssertionError(f"no command at {path}: build it, or set $AMANAT")
    return path


@functools.cache
def workbench() -> Path:
    """A temporary folder for this process. It goes with the process, however that ends: `clean-up`
    ends what still works in it, unmounts what is mounted there, and removes it."""
    path = Path(tempfile.mkdtemp(prefix="amanat-tests-"))
    cleaner = subprocess.Popen([TESTS.parent / "clean-up", path], stdin=subprocess.PIPE)
    atexit.register(cleaner.communicate)
    return path


def remove_tree(path: Path) -> None:
    shutil.rmtree(path, ignore_errors=True)


@functools.cache
def home() -> Path:
    path = workbench() / "home"
    path.mkdir()
    return path


def environment(**more: str) -> dict[str, str]:
    """Nothing of the person's own settings."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": str(home()),
            "LANG": "C.UTF-8", **more}


class Result(NamedTuple):
    """What became of one run."""

    status: int
    out: bytes
    err: bytes

    @property
    def text(self) -> str:
        return self.out.decode(errors="replace")

    @property
    def said(self) -> str:
        return self.err.decode(errors="replace")

    def json(self):
        return json.loads(self.out)

    def lines(self) -> list:
        return [json.loads(line) for line in self.out.splitlines()]


def run(*arguments, stdin: bytes = b"", wrapper: Iterable = (), **more: str) -> Result:
    """Runs the command without a terminal. `wrapper` comes before it, as in `strace …`."""
    process = start(*arguments, wrapper=wrapper, **more)
    try:
        out, err = process.communicate(stdin, timeout=LONGEST_RUN)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        raise AssertionError(f"it hangs: amanat {' '.join(map(str, arguments))}") from None
    return Result(process.returncode, out, err)


def start(*arguments, wrapper: Iterable = (), **more: str) -> subprocess.Popen:
    return subprocess.Popen(
        [*map(str, wrapper), str(binary()), *map(str, arguments)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=environment(**more), cwd=home(), start_new_session=True)


class Vault:
    """A vault's folder, and the file with its passphrase."""

    def __init__(self, path: Path, name: str):
        self.path = path
        self.name = name

    @classmethod
    def make(cls, path: Path, name: str, role: str) -> "Vault":
        vault = cls(path, name)
        result = vault.run("init", "--role", role, "--name", name, "--kdf", "interactive")
        if result.status:
            raise AssertionError(f"init: {result}")
        return vault

    @property
    def options(self) -> list[str]:
        return ["--vault", str(self.path), "--passphrase-file", str(passphrase_file())]

    def run(self, *arguments, stdin: bytes = b"", wrapper: Iterable = (), **more: str) -> Result:
        return run(*arguments, *self.options, stdin=stdin, wrapper=wrapper, **more)

    def start(self, *arguments, wrapper: Iterable = ()) -> subprocess.Popen:
        return start(*arguments, *self.options, wrapper=wrapper)

    def ok(self, *arguments, stdin: bytes = b"", status: int = DONE) -> Result:
        result = self.run(*arguments, stdin=stdin)
        if result.status != status:
            raise AssertionError(
                f"amanat {' '.join(map(str, arguments))} ended with {result.status}, "
                f"not {status}: {result.said}{result.text}")
        return result

    def json(self, *arguments, stdin: bytes = b"", status: int = DONE):
        return self.ok(*arguments, "--json", stdin=stdin, status=status).json()

    def lines(self, *arguments, stdin: bytes = b"", status: int = DONE) -> list:
        return self.ok(*arguments, "--json", stdin=stdin, status=status).lines()

    def seal(self, account: str, *attachments: Path) -> str:
        """The record's id."""
        options = [word for path in attachments for word in ("--attach", path)]
        return self.ok("seal", "-", *options, stdin=account.encode()).text.strip()

    def ids(self, status: int = DONE) -> set[str]:
        return {record["id"] for record in self.lines("list", status=status)}

    def card_file(self) -> Path:
        path = workbench() / f"{self.path.name}-{secrets.token_hex(4)}.card"
        self.ok("card", "--out", path)
        return path

    def enroll(self, card: Path) -> None:
        self.ok("enroll", card, "--confirm", number_of(card))

    def copy(self, path: Path) -> "Vault":
        """The same vault in another folder, times and all."""
        shutil.copytree(self.path, path, symlinks=True)
        return Vault(path, self.name)

    def files(self) -> dict[str, bytes]:
        return {str(path.relative_to(self.path)): path.read_bytes()
                for path in sorted(self.path.rglob("*")) if path.is_file()}


@functools.cache
def passphrase_file(text: str = PASSPHRASE) -> Path:
    path = workbench() / f"passphrase-{secrets.token_hex(4)}"
    path.write_text(text + "\n")
    return path


def number_of(card: Path) -> str:
    return safety_number(Card.decode(Path(card).read_bytes()).fingerprint)


# A team


class Team(NamedTuple):
    """Two coordinators and two recorders; every recorder and every coordinator know each other."""

    first: Vault
    second: Vault
    lola: Vault
    anvar: Vault


@functools.cache
def _team() -> tuple[Team, dict[str, Path]]:
    folder = workbench() / "team"
    folder.mkdir()
    roles = {"first": "coordinator", "second": "coordinator", "lola": "recorder",
             "anvar": "recorder"}
    names = {"first": "Первая", "second": "Second", "lola": "Лола-zq7", "anvar": "Anvar-kx4"}
    team = Team(**{key: Vault.make(folder / key, names[key], role)
                   for key, role in roles.items()})
    cards = {key: getattr(team, key).card_file() for key in roles}
    for key, vault in team._asdict().items():
        for other, role in roles.items():
            if role != roles[key]:
                vault.enroll(cards[other])
    return team, cards


def cards() -> dict[str, Path]:
    return _team()[1]


# Craft


class Crafted(NamedTuple):
    """What `make_bundle` wrote."""

    case: str
    taken: str
    card: Path
    device: str
    names: list[str]
    testimonies: dict[str, str]
    leaves: list[make_bundle.logs.Leaf]
    coordinator: Path | None  # the card of whoever carries things, where the case has one
    maker: make_bundle.Maker


def craft(to: Path, case: str, folder: Path, seed: int | None = None,
          account: str | None = None) -> Crafted:
    """Makes the bundles of a case in `folder`, to the card `to`."""
    maker = make_bundle.Maker(Card.decode(to.read_bytes()), case, seed, account)
    folder.mkdir(parents=True, exist_ok=True)
    card = workbench() / f"maker-{secrets.token_hex(4)}.card"
    card.write_bytes(maker.device.card.encoded)
    chosen, names = make_bundle.CASES[case], []
    for bundle, data in chosen.make(maker):
        names.append(f"{bundle.hex()}.age")
        (folder / names[-1]).write_bytes(data)
    coordinator = None
    if maker.coordinator:
        coordinator = workbench() / f"coordinator-{secrets.token_hex(4)}.card"
        coordinator.write_bytes(maker.coordinator.card.encoded)
    return Crafted(case, chosen.taken, card, maker.device.name, names,
                   {what: id.hex() for what, id in maker.testimonies.items()}, maker.leaves,
                   coordinator, maker)


def marker() -> str:
    """A word that is nowhere else."""
    return "marker" + secrets.token_hex(8)


# Tests


def listing(folder: Path) -> dict[str, str]:
    """Every name under a folder, with kind, mode and SHA-256."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        content = ""
        if stat.S_ISREG(status.st_mode):
            content = hashlib.sha256(path.read_bytes()).hexdigest()
        found[str(path.relative_to(folder))] = f"{stat.filemode(status.st_mode)} {content}"
    return found


KNOWN_FILES = {"amanat-vault", "lock", "keyslots", "identity", "people", "bundles", "reserve"}


def is_vault_file(name: str) -> bool:
    """Whether the page *The vault's folder* names such a file, in a vault at rest."""
    folder, _, file = name.rpartition("/")
    if not folder:
        return file in KNOWN_FILES
    if folder == "objects" or re.fullmatch("received/[0-9a-f]{32}", folder):
        return len(file) == 36 and file.endswith(".age")
    if re.fullmatch("received/[0-9a-f]{32}/[0-9a-f]{32}", folder):
        return bool(re.fullmatch("[0-9]+-[0-9]+", file))
    if folder == "notes":
        return bool(re.fullmatch("[0-9a-f]{32}", file))
    if folder == "drafts":
        stem, _, ending = file.partition(".")
        return len(stem) == 32 and ending in ("key", "draft")
    if folder == "journal" or folder.startswith("logs/"):
        return file == "head" or (len(file) == 12 and file.endswith(".seg"))
    return False


def received(vault: "Vault") -> list[Path]:
    """The objects of other devices: each device has a folder of its own."""
    return sorted((vault.path / "received").glob("*/*.age"))


class CommandTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(dir=workbench()))
        self.addCleanup(remove_tree, self.folder)

    def team(self) -> Team:
        """The team's vaults, as copies of this test's own."""
        place = Path(tempfile.mkdtemp(dir=self.folder))
        return Team(**{key: vault.copy(place / key) for key, vault in _team()[0]._asdict().items()})

    def vault(self, which: str) -> Vault:
        place = Path(tempfile.mkdtemp(dir=self.folder))
        return getattr(_team()[0], which).copy(place / which)

    def stick(self, name: str = "stick") -> Path:
        path = self.folder / name
        path.mkdir()
        return path

    def file(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path

    def assert_status(self, result: Result, status: int, *words: str) -> None:
        """The status; each of the words in what it says; no trap of the language's own."""
        self.assertEqual(
            result.status, status, f"\nout: {result.text[:3000]}\nerr: {result.said[:3000]}")
        for word in words:
            self.assertIn(word, result.said + result.text)
        self.assertNotIn("Fatal error", result.said)

    def assert_whole(self, vault: Vault, *statuses: int, killed: bool = False) -> Result:
        """`verify` finds no damage, and the folder holds nothing that does not belong there; but
        the temporary file of a box, where the command before was `killed`."""
        result = vault.run("verify", "--json")
        self.assertIn(result.status, statuses or (DONE,), result.said + result.text)
        self.assertEqual(result.json()["damage"], [])
        stray = [name for name in vault.files() if not is_vault_file(name)
                 and not (killed and name.split("/")[-1].startswith(".amanat-"))]
        self.assertEqual(stray, [], "files that do not belong into a vault")
        return result

    def assert_no_plaintext(self, folder: Path, *needles: str | bytes) -> None:
        """No needle in any file's name or content, in UTF-8 or UTF-16."""
        patterns: list[bytes] = []
        for needle in needles:
            if isinstance(needle, bytes):
                patterns.append(needle)
            else:
                patterns += [needle.encode(), needle.encode("utf-16-le")]
        for path in [folder, *folder.rglob("*")]:
            name = os.fsencode(path.name)
            content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
            for pattern in patterns:
                self.assertNotIn(pattern, name, f"{path} bears it in its name")
                self.assertFalse(pattern in content, f"{path} holds {pattern!r}")

    def assert_unchanged(self, folder: Path, before: dict[str, str]) -> None:
        self.assertEqual(listing(folder), before)


def wait_for(condition: Callable[[], bool], process: subprocess.Popen, seconds: float = 30) -> bool:
    """Waits until something is so; false where the process ended before."""
    deadline = time.monotonic() + seconds
    while not condition():
        if process.poll() is not None:
            return False
        if time.monotonic() > deadline:
            raise AssertionError("it did not come so far")
        time.sleep(0.002)
    return True


def finish(process: subprocess.Popen, number: int) -> Result:
    """Sends a signal, and waits for the end."""
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(number)
    try:
        out, err = process.communicate(timeout=30)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.communicate()
        raise AssertionError("it does not end") from None
    return Result(process.returncode, out, err)
