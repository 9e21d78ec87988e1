#!/usr/bin/env python3
"""Checks a proof that one record is in the journal of whoever sealed it. No vault is needed.

    check_proof.py PROOF --card FILE… [--object FILE] [--json]

PROOF is a file, or `-` for standard input. `--card` takes one card or several, and may come
several times: that of the device whose journal it is, and those of coordinators. With `--object`,
that file has to be the sealed object that the proof is for.

Exit status: 0 when the proof holds; 1 when it does not; 2 when the command line or its files
cannot be used.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

from amanat_formats import cleaning, proofs
from amanat_formats.encoding import encode_time
from amanat_formats.errors import Refused
from open_bundle import read_cards, usage_error


def read_bounded(name: str) -> bytes:
    """One byte more than a proof may have, at most."""
    try:
        if name == "-":
            return sys.stdin.buffer.read(proofs.LIMIT + 1)
        with open(name, "rb") as file:
            return file.read(proofs.LIMIT + 1)
    except OSError as error:
        usage_error(f"{name}: {error.strerror}")


def hash_of(name: str) -> bytes:
    try:
        with open(name, "rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        usage_error(f"{name}: {error.strerror}")


def show(said: proofs.Statement, object_checked: bool) -> None:
    line, leaf = cleaning.printable_line, said.leaf
    print(f"The proof holds: {leaf.kind} {leaf.object.hex()}")
    print(f"  entry {said.index + 1} of {said.size} in the journal of "
          f"{line(said.device.name)} ({said.device.device})")
    print(f"  sealed {encode_time(leaf.time)}, by the clock of that device")
    for item in said.cosignatures:
        print(f"  cosigned {encode_time(item.time)} by {line(item.card.name)} "
              f"({item.card.device})")
    for name in said.unchecked:
        print(f"  NOT CHECKED: a signature by {line(name)}")
    print(f"  SHA-256 {leaf.sha256.hex()}, "
          + ("of the object that was given" if object_checked else "NOT COMPARED"))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("proof", metavar="PROOF")
    parser.add_argument("--card", required=True, nargs="+", action="extend", metavar="FILE")
    parser.add_argument("--object", metavar="FILE")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_intermixed_args(arguments)
    cards = read_cards([Path(item) for item in options.card])
    data = read_bounded(options.proof)
    digest = hash_of(options.object) if options.object else None
    try:
        proof = proofs.Proof.decode(data)
        said = proof.verify(cards)
        if digest is not None:
            proofs.check_digest(proof.leaf, digest)
    except Refused as error:
        print(f"check_proof.py: refused: {cleaning.printable_line(str(error))}", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(said.json(digest is not None), ensure_ascii=True, sort_keys=True))
    else:
        show(said, digest is not None)
    return 0


if __name__ == "__main__":
    sys.exit(main())
