#!/usr/bin/env python3
"""Crafts bundles for tests: honest ones, and one for each fault.

    make_bundle.py --to-card CARD --out FOLDER --case CASE
                   [--seed N] [--account TEXT] [--card-out FILE]
    make_bundle.py --list [--json]

A fresh recorder's device is made, or the same one again for the same seed. Its card is written to
`--card-out`, or to `maker.card` beside FOLDER. Where the case has a coordinator who carries things,
its card is written beside that, as `COORDINATOR.card`; what is to be expected holds for readers
that have enrolled both. Apart from the fault that its case names, a bundle is properly signed, and
all of its hashes fit: so a reader meets the fault, and not a broken signature before it. Prints one
JSON document of what was written, and what to expect.

Most cases hold three testimonies, `first`, `faulty` and `last`, each with one attachment. What a
reader takes in is one of

    all               everything
    unfinished        all objects; but the bundle MUST NOT be noted as taken
    rest              everything but the faulty testimony
    rest-and-account  everything but the faulty testimony's attachment
    rest-and-record   everything but a part of the record in an object of its own
    before            what comes before the fault, as if the bundle were cut off there
    before-or-rest    either; the pages leave it open
    unread            everything; but the faulty testimony is stored, is not shown, and is named as
                      one that needs a newer version, in receipts as well
    shown             everything; but the faulty testimony is shown, and neither written out nor
                      passed on
    profile           everything; but the faulty testimony is not called verified
    none              nothing (leaves, where no object fits them)

A fault that only opening the record shows (`record-…`, `json-…`) leaves its objects as taken in.
"""

import argparse
import json
import sys
from pathlib import Path

from amanat_formats import logs
from amanat_formats.cards import Card
from amanat_formats.errors import Refused
from bundle_cases import (  # noqa: F401: each adds its cases, in this order
    honest, archive, manifest, entries, record_faults, part_faults, relayed,
)
from bundle_cases.making import CASES, Draft, Maker, Testimony, as_before, draft, three
from bundle_cases.record_faults import HOSTILE_NAMES, ODD_NAMES

__all__ = [
    "CASES", "HOSTILE_NAMES", "ODD_NAMES", "Draft", "Maker", "Refused", "Testimony", "as_before",
    "draft", "logs", "main", "three",
]


def listing(as_json: bool) -> None:
    if as_json:
        print(json.dumps(
            {name: {"taken": c.taken, "about": c.about, "coordinator": c.needs_coordinator}
             for name, c in CASES.items()}, indent=1))
        return
    for name, made in CASES.items():
        print(f"{name:26} {made.taken:17} {made.about}")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--json", action="store_true", help="with --list")
    parser.add_argument("--to-card", metavar="CARD")
    parser.add_argument("--out", metavar="FOLDER")
    parser.add_argument("--case", choices=CASES, metavar="CASE")
    parser.add_argument("--seed", type=int, metavar="N")
    parser.add_argument("--account", metavar="TEXT")
    parser.add_argument("--card-out", metavar="FILE")
    options = parser.parse_args(arguments)
    if options.list:
        listing(options.json)
        return 0
    if not (options.to_card and options.out and options.case):
        parser.error("--to-card, --out and --case are needed")
    try:
        to = Card.decode(Path(options.to_card).read_bytes())
    except (Refused, OSError) as error:
        print(f"make_bundle.py: card: {error}", file=sys.stderr)
        return 2
    maker = Maker(to, options.case, options.seed, options.account)
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    card_out = Path(options.card_out or out.parent / "maker.card")
    card_out.parent.mkdir(parents=True, exist_ok=True)
    card_out.write_bytes(maker.device.card.encoded)
    chosen, written = CASES[options.case], []
    for bundle, data in chosen.make(maker):
        path = out / f"{bundle.hex()}.age"
        path.write_bytes(data)
        written.append(str(path))
    coordinator = None
    if maker.coordinator:
        coordinator = card_out.parent / "COORDINATOR.card"
        coordinator.write_bytes(maker.coordinator.card.encoded)
    print(json.dumps({
        "case": options.case, "taken": chosen.taken, "about": chosen.about,
        "device": maker.device.name, "card": str(card_out), "bundles": written,
        "coordinator": str(coordinator) if coordinator else None,
        "testimonies": {what: id.hex() for what, id in maker.testimonies.items()},
        "leaves": [{"kind": leaf.kind, "object": leaf.object.hex()} for leaf in maker.leaves],
    }))
    return 0


if __name__ == "__main__":
    sys.exit(main())
