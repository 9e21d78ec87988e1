"""What the tests of journals share: a team after a round, and proofs of what was sealed in it."""

import json
import contextlib
import functools
import os
import tempfile
from pathlib import Path
from typing import NamedTuple

import support
import check_proof
from amanat_formats import proofs
from amanat_formats.cards import Card
from amanat_formats.errors import Refused
from support import CommandTest, Result, Team, Vault
from vault_folder import VaultFolder

SEED = int(os.environ.get("AMANAT_SEED", "20261123"))


class Round(NamedTuple):
    """A team after a round, and what Lola sealed."""

    team: Team
    records: list[str]  # both coordinators signed for them
    attachments: list[str]
    later: str  # sealed since, and not handed off
    size: int  # of Lola's journal, with that


@functools.cache
def after_round() -> Round:
    place = support.workbench() / "round"
    place.mkdir()
    team = Team(**{key: vault.copy(place / key)
                   for key, vault in support._team()[0]._asdict().items()})
    stick = place / "stick"
    stick.mkdir()
    (place / "a.bin").write_bytes(os.urandom(20_000))
    first = team.lola.lines("seal", "-", "--attach", place / "a.bin", stdin=b"first account")[0]
    records = [first["id"], team.lola.seal("second account")]
    team.anvar.seal("of somebody else")
    for vault in (team.lola, team.anvar, team.first, team.second, team.lola, team.anvar):
        vault.ok("sync", stick)
    leaves = VaultFolder(team.lola.path, support.PASSPHRASE).own_log().leaves
    attachments = [leaf.object.hex() for leaf in leaves if leaf.kind == "attached"]
    later = team.lola.seal("third account")
    return Round(team, records, attachments, later, len(leaves) + 1)


@functools.cache
def card(key: str) -> Card:
    return Card.decode(support.cards()[key].read_bytes())


class JournalTest(CommandTest):
    def round(self) -> Round:
        """The vaults after a round, as copies of this test's own."""
        place = Path(tempfile.mkdtemp(dir=self.folder))
        made = after_round()
        return made._replace(team=Team(**{
            key: vault.copy(place / key) for key, vault in made.team._asdict().items()}))

    def sync(self, stick: Path, *vaults: Vault) -> None:
        for vault in vaults:
            vault.ok("sync", stick)

    def refused(self, result: Result, *words: str, status: int = support.REFUSED) -> None:
        """Ended in words on standard error, and printed nothing else."""
        self.assert_status(result, status, *words)
        self.assertEqual(result.out, b"")
        if result.said.startswith("{"):
            self.assertRegex(json.loads(result.said)["message"], r"^[^\n]+ [^\n]+$")
        else:
            self.assertRegex(result.said, r"^amanat: error: [^\n]+ [^\n]+\n")

    def card_of(self, vault: Vault) -> Card:
        """The card of a vault of the team."""
        key, = [key for key, other in after_round().team._asdict().items()
                if other.name == vault.name]
        return card(key)


def check(proof: Path | bytes, *words, stdin: bytes = b"") -> Result:
    """`amanat journal check`; bytes go through standard input."""
    if isinstance(proof, bytes):
        return support.run("journal", "check", "-", *words, stdin=proof)
    return support.run("journal", "check", proof, *words, stdin=stdin)


def statement(said: proofs.Statement, object_checked: bool = False) -> dict:
    """What the command says of a proof, as JSON."""
    note = said.leaf.note
    return said.json(object_checked) | ({"note": note.hex()} if note else {})


class ProofTest(JournalTest):
    @property
    def cards(self) -> list[Path]:
        return [support.cards()[key] for key in ("lola", "first", "second")]

    def known(self) -> dict[str, Card]:
        return {card(key).device: card(key) for key in ("lola", "first", "second")}

    def prove(self, vault: Vault, id: str) -> bytes:
        return vault.ok("journal", "prove", id).out

    def statement(self, data: bytes, object_checked: bool = False) -> dict | None:
        try:
            return statement(proofs.Proof.decode(data).verify(self.known()), object_checked)
        except Refused:
            return None

    def check_here(self, data: bytes, *words: str) -> int:
        """The status of `check_proof.py`, in this process."""
        path = self.file("checked.tlog-proof", data)
        with open(os.devnull, "w") as nothing, contextlib.redirect_stdout(nothing), \
                contextlib.redirect_stderr(nothing):
            return check_proof.main([str(path), "--card", *map(str, self.cards), *words])
