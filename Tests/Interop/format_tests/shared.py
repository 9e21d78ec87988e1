"""What the tests share: devices, and programs that are run in this process."""

import contextlib
import datetime
import io
import json
import os
import random
import tempfile
import unittest
from pathlib import Path

import make_bundle
import open_bundle
from amanat_formats import cards

REPOSITORY = Path(__file__).resolve().parents[3]
NOW = datetime.datetime(2026, 11, 23, 9, 14, 2, tzinfo=datetime.timezone.utc)


def device(name: str = "Лола", role: str = "recorder", **more) -> cards.Device:
    return cards.Device.make(os.urandom(32), os.urandom(32), name, role, NOW, **more)


def seeded(test: unittest.TestCase) -> random.Random:
    """Chance whose seed is said when the test fails, and can be given as $AMANAT_SEED."""
    seed = int(os.environ.get("AMANAT_SEED") or int.from_bytes(os.urandom(4), "big"))
    test.addCleanup(lambda: test._outcome.success or print(f"\nAMANAT_SEED={seed}"))
    return random.Random(seed)


def quietly(program, *words: str) -> tuple[int, str]:
    """Status and standard output."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(io.StringIO()):
        try:
            return program(list(words)), output.getvalue()
        except SystemExit as error:
            return error.code, output.getvalue()


class OpeningTest(unittest.TestCase):
    """A coordinator, and the bundles that it gets, in a folder that goes with the test."""

    @classmethod
    def setUpClass(cls):
        cls.coordinator = device("Ava", "coordinator")

    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)
        self.keep(self.coordinator)

    def keep(self, owner: cards.Device):
        (self.folder / "own.card").write_bytes(owner.card.encoded)
        (self.folder / "identity").write_text(
            f"# an exported identity\n# of {owner.name}\n{owner.identity.encode()}\n")

    def make(self, name: str, *more: str) -> dict:
        status, output = quietly(
            make_bundle.main, "--to-card", str(self.folder / "own.card"), "--out",
            str(self.folder / "bundles"), "--case", name, *more)
        self.assertEqual(status, 0)
        return json.loads(output)

    def open(self, *bundles: str, trusted: bool = True, to: str = "opened",
             cards: tuple[str, ...] = ("maker.card", "COORDINATOR.card")):
        known = [str(self.folder / "own.card")]
        if trusted:
            known += [str(self.folder / name) for name in cards if (self.folder / name).exists()]
        status, output = quietly(
            open_bundle.main, "--identity", str(self.folder / "identity"), "--card", *known,
            *(bundles or [str(self.folder / "bundles")]), "--to", str(self.folder / to), "--json")
        return status, json.loads(output)
