#!/usr/bin/env python3
"""Checks a proof that one record is in the journal of whoever sealed it, or evidence of one part of
it. No vault is needed.

    check_proof.py PROOF --card FILE… [--object FILE] [--json]
    check_proof.py EVIDENCE --card FILE… [--object FILE] [--original FILE] [--json]
    check_proof.py PROOF --record NOTE [--part NAME=FILE --salt HEX]… --card FILE… …

PROOF and EVIDENCE are files, or `-` for standard input. `--card` takes one card or several, and
may come several times: that of the device whose journal it is, and those of coordinators. With
`--object`, that file has to be the sealed object that the proof is for. With `--original`, that file
has to be an attachment that a part names. `--record` is the record's signed note, beside a proof;
each `--part` goes with the `--salt` at its place.

Exit status: 0 when the proof holds; 1 when it does not; 2 when the command line or its files
cannot be used.
"""

import argparse
import hashlib
import json
import os
import sys
from pathlib import Path

from amanat_formats import cleaning, evidence, notes, proofs, records
from amanat_formats.attachments import Attachment
from amanat_formats.encoding import decode_hex, encode_time
from amanat_formats.errors import Refused
from amanat_formats.evidence import Evidence, Shown
from amanat_formats.parts import Part
from open_bundle import read_cards, usage_error


def read_bounded(name: str, limit: int) -> bytes:
    """One byte more than it may have, at most."""
    try:
        if name == "-":
            return sys.stdin.buffer.read(limit + 1)
        with open(name, "rb") as file:
            return file.read(limit + 1)
    except OSError as error:
        usage_error(f"{name}: {error.strerror}")


def hash_of(name: str) -> tuple[bytes, int]:
    """SHA-256 and length."""
    try:
        with open(name, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").digest()
            return digest, os.fstat(file.fileno()).st_size
    except OSError as error:
        usage_error(f"{name}: {error.strerror}")


def explicit(options: argparse.Namespace, proof: bytes) -> Evidence:
    """A proof, a note, and parts with their salts."""
    if len(options.part) != len(options.salt):
        usage_error("each --part needs its --salt")
    note = read_bounded(options.record, notes.LIMITS[records.KIND])
    shown = []
    for text, salt in zip(options.part, options.salt):
        name, equals, file = text.partition("=")
        try:
            raw = decode_hex(salt, 32)
        except Refused as error:
            usage_error(f"--salt: {error}")
        if not equals:
            usage_error("--part takes NAME=FILE")
        shown.append(Shown(Part(name, read_bounded(file, evidence.LIMIT)), raw))
    return Evidence(proof, note, shown)


# Saying so


def show_proof(said: proofs.Statement, object_checked: bool) -> None:
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


def earliest(said: proofs.Statement) -> proofs.Cosignature | None:
    return min(said.cosignatures, key=lambda item: item.time, default=None)


def words_of(shown: Shown) -> str:
    if shown.paragraph:
        return f"paragraph {shown.paragraph} of the account"
    if shown.attachments:
        return "attachment " + ", ".join(item.name for item in shown.attachments)
    return f"part {shown.part.name}"


def show_evidence(said: evidence.Statement, original: Attachment | None) -> None:
    line = cleaning.printable_line
    by, first = said.proof.device, earliest(said.proof)
    print(f"\nThe evidence holds, of the record {said.note.record.hex()}:")
    for shown in said.shown:
        print(f"  {line(words_of(shown))} was sealed by {line(by.name)} ({by.device}),")
        print(f"    who says: {encode_time(said.note.time)};")
        if first:
            print(f"    at the latest {encode_time(first.time)}, as {line(first.card.name)} signed")
        else:
            print("    nobody else whose card was given says when")
        if shown.paragraph:
            for text in cleaning.printable(
                    shown.part.data.decode(errors="replace")).removesuffix("\n").split("\n"):
                print(f"      {text}")
        for item in shown.attachments:
            modified = f", changed last {encode_time(item.modified)}" if item.modified else ""
            print(f"      {line(item.name)}: {item.length} bytes, SHA-256 {item.sha256.hex()}"
                  + modified)
    if not said.shown:
        print("  no part of it is shown")
    print(f"  up to {said.withheld} other parts were withheld")
    if original:
        print(f"  the file that was given is the attachment {line(original.name)}")


def json_of(said: evidence.Statement, original: Attachment | None) -> dict:
    first = earliest(said.proof)
    return {
        "record": said.note.record.hex(), "note": said.note_hash.hex(),
        "time": encode_time(said.note.time),
        "notAfter": encode_time(first.time) if first else None,
        "withheld": said.withheld, "digests": len(said.note.digests),
        "parts": [{
            "name": shown.part.name, "length": len(shown.part.data),
            "sha256": hashlib.sha256(shown.part.data).hexdigest(),
            "paragraph": shown.paragraph,
            "text": shown.part.data.decode(errors="replace") if shown.paragraph else None,
            "attachments": [item.members() for item in shown.attachments],
        } for shown in said.shown],
        "original": original.members() if original else None,
    }


# The command


def find_original(said: evidence.Statement, name: str) -> Attachment:
    found = said.original(*hash_of(name))
    if found is None:
        raise Refused("no part that is shown names this file")
    return found


def check(options: argparse.Namespace, data: bytes) -> dict | None:
    """Prints what holds, or gives it; refuses what does not."""
    cards = read_cards([Path(item) for item in options.card])
    digest = hash_of(options.object)[0] if options.object else None
    is_proof = data.startswith(proofs.KIND.encode())
    shown = explicit(options, data) if options.record else None
    if shown is None and not is_proof:
        shown = Evidence.decode(data)
    said = shown.verify(cards) if shown else None
    proof = said.proof if said else proofs.Proof.decode(data).verify(cards)
    if digest is not None:
        proofs.check_digest(proof.leaf, digest)
    original = find_original(said, options.original) if said and options.original else None
    if options.json:
        result = proof.json(digest is not None)
        return result | ({"evidence": json_of(said, original)} if said else {})
    show_proof(proof, digest is not None)
    if said:
        show_evidence(said, original)
    return None


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("proof", metavar="PROOF")
    parser.add_argument("--card", required=True, nargs="+", action="extend", metavar="FILE")
    parser.add_argument("--object", metavar="FILE")
    parser.add_argument("--original", metavar="FILE")
    parser.add_argument("--record", metavar="NOTE")
    parser.add_argument("--part", action="append", default=[], metavar="NAME=FILE")
    parser.add_argument("--salt", action="append", default=[], metavar="HEX")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_intermixed_args(arguments)
    if (options.part or options.salt) and not options.record:
        usage_error("--part and --salt go with --record")
    data = read_bounded(options.proof, evidence.LIMIT)
    is_proof = data.startswith(proofs.KIND.encode())
    if options.original and is_proof and not options.record:
        usage_error("--original needs evidence, or --record and --part")
    try:
        result = check(options, data)
    except Refused as error:
        print(f"check_proof.py: refused: {cleaning.printable_line(str(error))}", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(result, ensure_ascii=True, sort_keys=True))
    return 0


if __name__ == "__main__":
    sys.exit(main())
