#!/usr/bin/env python3
"""The second opener: reads bundles with an exported identity and trusted cards.

    open_bundle.py --identity FILE --card FILE… BUNDLE… --to DIR [--json]

`--card` takes one card or several, and may come several times. One of the cards has to be the
reader's own. A folder in the place of a bundle stands for the files in it. Files that are not
named like a bundle, or were sealed to others, are passed over.

Of each record a folder is written, named by its id: `note`, `recipients`, `account/NNN.txt`,
`attachments/NNN.json`, `elsewhere`, `salts`, each as it was sealed; the attachments in
`attachments/`, by names that were cleaned; and parts that are not known here as `parts/NNN`.

Exit status: 0 when everything that was opened verified; 1 when something was refused, stayed
unverified, unread, or out of the profile, or nothing could be opened; 2 when the command line or
its files cannot be used.
"""

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

from amanat_formats import bundles, cleaning
from amanat_formats.age import HybridIdentity, read_identities
from amanat_formats.cards import Card
from amanat_formats.errors import Refused
from opener.opened_records import RecordOpener
from opener.opener import Opener, read_all

# Saying so


def is_verified(opener: Opener) -> bool:
    opened = [bundle for bundle in opener.bundles if not bundle.passed_over]
    return bool(opened) and all(bundle.is_verified for bundle in opened)


def as_json(opener: Opener) -> dict:
    def every(what: str) -> list[dict]:
        return [item for bundle in opener.bundles for item in getattr(bundle, what)]

    return {
        "verified": is_verified(opener), "reader": opener.own.device,
        "bundles": [bundle.json() for bundle in opener.bundles],
        **{what: every(what) for what in ("records", "parts", "receipts", "unread")},
    }


def show(opener: Opener) -> None:
    line = cleaning.printable_line
    for bundle in opener.bundles:
        print(f"{line(bundle.file)}")
        if bundle.passed_over:
            print(f"  passed over: {bundle.passed_over}")
            continue
        if bundle.log:
            whole = "whole" if bundle.complete else "NOT WHOLE"
            start, end = bundle.leaves
            of = f" of {bundle.log}" if bundle.log != bundle.by else ""
            print(f"  by {line(bundle.writer)} ({bundle.by}), {bundle.time}, "
                  f"leaves {start} to {end}{of}, {whole}")
        for receipt in bundle.receipts:
            print(f"  receipt for {receipt['size']} leaves of {receipt['log']}, "
                  f"{receipt['time']}, {receipt['checked']}, cosigned {receipt['cosigned']}, "
                  f"{len(receipt['missing'])} missing, {len(receipt['gone'])} gone, "
                  f"{len(receipt['unread'])} unread, {receipt['signature']}")
        for record in bundle.records + bundle.parts:
            show_record(record)
        for item in bundle.unread:
            print(f"  unread: {item['object']}: {line(item['why'])}")
        for kind, found in (("profile", bundle.profile), ("waiting", bundle.waiting),
                            ("note", bundle.notes), ("refused", bundle.refused)):
            for text in found:
                print(f"  {kind}: {line(text)}")
        print()
    print("Everything verified." if is_verified(opener) else "NOT everything verified.")


def show_record(record: dict) -> None:
    line = cleaning.printable_line
    what = f"part of {record['record']}:" if "record" in record else "testimony"
    print(f"\n  {what} {record['id']}, {record['standing']}, "
          + ("proven by the log" if record["proven"] else "NOT PROVEN"))
    print(f"  recorded by {line(record['recorder'] or '?')} ({record['log']}), "
          f"{record['time']}\n")
    for text in record["profile"]:
        print(f"    NOT POST-QUANTUM: {line(text)}")
    told = record["account"]
    for text in cleaning.printable(told or "").split("\n") if told else ():
        print(f"    {text}")
    if told is None:
        print("    (no account)")
    for item in record["attachments"]:
        print(f"    [{item['length']} bytes] {item['path']}")
    for item in record["parts"]:
        print(f"    [{item['length']} bytes] part {line(item['name'])}, unknown here: "
              + (item["path"] or "not written out, it needs a newer version"))
    for item in record["elsewhere"]:
        print(f"    a part lies in the object {item['object']}")


# The command


def usage_error(message: str):
    print(f"{Path(sys.argv[0]).name}: {message}", file=sys.stderr)
    raise SystemExit(2)


def read_cards(paths: list[Path]) -> dict[str, Card]:
    """By device name; of several cards of one device the one that renews the others."""
    cards: dict[str, Card] = {}
    for path in paths:
        try:
            card = Card.decode(path.read_bytes())
            older = cards.get(card.device)
            if older is None or older.is_renewed_by(card):
                cards[card.device] = card
        except (Refused, OSError) as error:
            usage_error(f"card {path}: {error}")
    return cards


def read_identity(path: Path) -> HybridIdentity:
    try:
        identities = read_identities(path.read_text("utf-8"))
    except (Refused, OSError, UnicodeDecodeError) as error:
        usage_error(f"identity: {error}")
    if len(identities) != 1 or not isinstance(identities[0], HybridIdentity):
        usage_error("identity: not exactly one post-quantum identity")
    return identities[0]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--identity", required=True, metavar="FILE")
    parser.add_argument("--card", required=True, nargs="+", action="extend", metavar="FILE")
    parser.add_argument("--to", required=True, metavar="DIR")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("bundle", nargs="*", metavar="BUNDLE")
    options = parser.parse_intermixed_args(arguments)
    given, card_files = [Path(item) for item in options.bundle], []
    for item in map(Path, options.card):
        # `--card A B BUNDLE`: what is named like a bundle, or is a folder, is no card
        is_bundle = bundles.FILE_NAME.fullmatch(item.name) or item.is_dir()
        (given if is_bundle else card_files).append(item)
    cards = read_cards(card_files)
    identity = read_identity(Path(options.identity))
    recipient = identity.recipient().key
    own = [card for card in cards.values() if card.recipient.key == recipient]
    if len(own) != 1:
        usage_error("the reader's own card is not among the cards, or two are")
    paths: list[Path] = []
    for item in given:
        paths += sorted(p for p in item.iterdir() if p.is_file()) if item.is_dir() else [item]
    if not paths:
        usage_error("no bundles")

    to = Path(options.to)
    to.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=".amanat-", dir=to))
    try:
        opener = Opener(identity, own[0], cards, temporary)
        read_all(opener, paths)
        RecordOpener(opener, to).open_all()
    finally:
        shutil.rmtree(temporary)
    if options.json:
        print(json.dumps(as_json(opener), ensure_ascii=True, indent=1))
    else:
        show(opener)
    return 0 if is_verified(opener) else 1


if __name__ == "__main__":
    sys.exit(main())
