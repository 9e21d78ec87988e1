"""Makes seeds for the fuzz targets: from the age testkit, and from the golden files.

    make_seeds.py TESTKIT GOLDEN FOLDER

Writes FOLDER/TARGET/… for each target, FOLDER/identities (those that open the age files), and FOLDER/cards.
"""

import io
import random
import shutil
import sys
import zlib
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "Interop"))
from amanat_formats import age, tar  # noqa: E402
from amanat_formats.errors import Refused  # noqa: E402

AGE_TARGETS = ("header", "armor", "keys", "open", "damage")
TARGETS = AGE_TARGETS + (
    "tar", "notes", "leaves", "record", "parts", "proof", "evidence", "bundle", "vault", "cards")


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


def from_testkit(testkit, folder):
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


def keep(folder, target, name, data):
    (folder / target / name).write_bytes(data)


def entries(content):
    """The entries of an archive, and nothing where it is none."""
    found, source = [], tar.Reader(io.BytesIO(content))
    try:
        while entry := source.next():
            found.append((entry.name, source.read_all(1 << 24)))
    except Refused:
        pass
    return found


def from_archive(content, folder, name):
    keep(folder, "tar", name, content)
    for entry, data in entries(content):
        target = {"leaves": "leaves", "proof": "proof"}.get(entry, "parts")
        if data.startswith(b"amanat-") and b"\n\n" in data:
            # With and without its signature: the target signs texts of its own.
            keep(folder, "notes", f"{name}-{entry.replace('/', '-')}-text",
                 data.rpartition(b"\n\n")[0] + b"\n")
            target = "notes"
        if len(data) < 100_000:
            keep(folder, target, f"{name}-{entry.replace('/', '-')}", data)


def from_golden(golden, folder):
    for path in sorted(p for p in golden.rglob("*") if p.is_file()):
        name, data = f"{path.parent.parent.name}-{path.parent.name}-{path.name}", path.read_bytes()
        if path.suffix == ".card":
            shutil.copy(path, folder / "cards" / name)
            keep(folder, "notes", name, data)
        elif path.suffix == ".tlog-proof":
            keep(folder, "proof", name, data)
        elif path.suffix == ".evidence":
            keep(folder, "evidence", name, data)
            from_archive(data, folder, name)
        elif data.startswith(b"amanat-"):
            keep(folder, "notes", name, data)
            keep(folder, "notes", name + "-text", data.rpartition(b"\n\n")[0] + b"\n")
        elif path.suffix == ".age":
            from_sealed(path, data, golden, folder, name)


def from_sealed(path, data, golden, folder, name):
    identities = [
        identity for file in sorted(golden.rglob("identities/*.key"))
        for identity in age.read_identities(file.read_text())]
    try:
        content = age.Reader(io.BytesIO(data), identities).read(1 << 24)
    except Refused:
        return
    if path.parent.name == "records":
        keep(folder, "record", name, content)
        from_archive(content, folder, name)
    elif path.parent.name == "bundles":
        keep(folder, "bundle", name, content)
        keep(folder, "vault", name, content)
        from_archive(content, folder, name)


def main():
    testkit, golden, folder = map(Path, sys.argv[1:])
    for target in TARGETS:
        (folder / target).mkdir(parents=True, exist_ok=True)
    from_testkit(testkit, folder)
    if golden.is_dir():
        from_golden(golden, folder)


if __name__ == "__main__":
    main()
