"""Makes seeds for the fuzz targets from the age testkit.

    make_seeds.py TESTKIT FOLDER

Writes FOLDER/{header,armor,keys,open,damage}/…, and FOLDER/identities: those that open the files.
"""

import random
import sys
import zlib
from pathlib import Path


def read(path):
    """The fields of a vector, each a list, and the age file."""
    head, _, body = path.read_bytes().partition(b"\n\n")
    fields = {}
    for line in head.decode().splitlines():
        name, _, value = line.partition(": ")
        fields.setdefault(name, []).append(value)
    if fields.get("compressed") == ["zlib"]:
        body = zlib.decompress(body)
    return fields, body


def main():
    testkit, folder = map(Path, sys.argv[1:])
    targets = ("header", "armor", "keys", "open", "damage")
    for target in targets:
        (folder / target).mkdir(parents=True, exist_ok=True)
    identities = []
    for path in sorted(testkit.iterdir()):
        fields, body = read(path)
        own = fields.get("identity", [])
        identities += [line for line in own if line not in identities]
        if own:
            (folder / "keys" / path.name).write_text("# " + path.name + "\n" + "\n".join(own) + "\n")
        if fields.get("armored") == ["yes"]:
            (folder / "armor" / path.name).write_bytes(body)
        end = body.find(b"\n", body.find(b"\n---") + 1)
        if end > 0:
            (folder / "header" / path.name).write_bytes(body[: end + 1])
        if len(body) < 400_000:
            (folder / "open" / path.name).write_bytes(body)
    (folder / "identities").write_text("\n".join(identities) + "\n")
    source = random.Random(1)
    for number in range(64):
        (folder / "damage" / str(number)).write_bytes(source.randbytes(2 + 4 * (number % 5)))


if __name__ == "__main__":
    main()
