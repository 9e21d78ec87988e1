#!/usr/bin/env python3
"""Makes the vectors in `Tests/Vectors`: for each suite of published vectors a few of our own, in the same
form, which hold its main refusals. So no check goes untested where the published ones are not there.

    make_vectors.py FOLDER

They come from this second implementation, and from Python's cryptography and hashlib. Keys and messages
are the same each time; what is chosen at random in sealing is not.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from amanat_formats import age, ed25519, tree, xwing
from amanat_formats.encoding import encode_base64

sys.path.append(str(Path(__file__).resolve().parents[1] / "Command"))
from vault_folder import hchacha20  # noqa: E402

FILE_KEY = b"own vector's key"
TEXT = b"a testimony that nobody gave\n"


def seed(name: str, length: int = 32) -> bytes:
    return hashlib.shake_256(f"amanat vectors: {name}".encode()).digest(length)


def flipped(data: bytes, place: int) -> bytes:
    place %= len(data)
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1:]


# age files

X25519 = age.X25519Identity(seed("X25519"))
HYBRID = age.HybridIdentity(seed("hybrid"))
PASSPHRASE = "own vectors, not a secret"


def scrypt_stanza(passphrase: str, work: int = 10) -> age.Stanza:
    salt = seed("scrypt salt", 16)
    key = hashlib.scrypt(
        passphrase.encode(), salt=b"age-encryption.org/v1/scrypt" + salt, n=1 << work, r=8, p=1,
        dklen=32, maxmem=1 << 30)
    body = ChaCha20Poly1305(key).encrypt(bytes(12), FILE_KEY, None)
    return age.Stanza(["scrypt", encode_base64(salt, padded=False), str(work)], body)


def payload(text: bytes = TEXT, last: bool = True) -> bytes:
    nonce = seed("payload nonce", 16)
    key = age.hkdf(FILE_KEY, nonce, b"payload")
    return nonce + ChaCha20Poly1305(key).encrypt(bytes(11) + bytes([last]), text, None)


def age_file(*stanzas: age.Stanza, body: bytes | None = None) -> bytes:
    return age.make_header(FILE_KEY, stanzas).encode() + (payload() if body is None else body)


def with_mac_flipped(file: bytes) -> bytes:
    start = file.index(b"\n--- ") + 5
    mac = base64.b64decode(file[start:start + 43] + b"=")
    return file[:start] + encode_base64(flipped(mac, 7), padded=False).encode() + file[start + 43:]


def age_vectors() -> dict[str, bytes]:
    made: dict[str, bytes] = {}

    def add(name: str, expect: str, file: bytes, released: bytes | None = None, *,
            identity=None, passphrase: str | None = None, armored: bool = False) -> None:
        lines = [f"expect: {expect}", f"file key: {FILE_KEY.hex()}"]
        if released is not None:
            lines.insert(1, f"payload: {hashlib.sha256(released).hexdigest()}")
        if identity:
            lines.append(f"identity: {identity.encode()}")
        if passphrase is not None:
            lines.append(f"passphrase: {passphrase}")
        if armored:
            lines.append("armored: yes")
        made[name] = "\n".join(lines).encode() + b"\n\n" + file

    for kind, identity in (("x25519", X25519), ("hybrid", HYBRID)):
        stanza = identity.recipient().wrap(FILE_KEY)
        other = type(identity)(seed(f"another {kind}")).recipient().wrap(FILE_KEY)
        whole = age_file(stanza)
        start = len(whole) - len(payload())
        add(f"{kind}_whole", "success", whole, TEXT, identity=identity)
        add(f"{kind}_second", "success", age_file(other, stanza), TEXT, identity=identity)
        add(f"{kind}_empty", "success", age_file(stanza, body=payload(b"")), b"", identity=identity)
        add(f"{kind}_wrong_key", "no match", age_file(other), identity=identity)
        add(f"{kind}_mac", "HMAC failure", with_mac_flipped(whole), identity=identity)
        added = age.Stanza(["greased"], b"")
        add(f"{kind}_stanza_added", "HMAC failure", whole.replace(
            b"\n--- ", b"\n" + added.encode() + b"--- "), identity=identity)
        add(f"{kind}_wrapped_key", "no match", age_file(
            age.Stanza(stanza.arguments, flipped(stanza.body, 3))), identity=identity)
        add(f"{kind}_short_share", "header failure", age_file(
            age.Stanza([stanza.arguments[0], stanza.arguments[1][:-4]], stanza.body)),
            identity=identity)
        add(f"{kind}_long_key", "header failure", age_file(
            age.Stanza(stanza.arguments, stanza.body + b"x")), identity=identity)
        for name, file in (
                ("tag", flipped(whole, -1)), ("text", flipped(whole, start + 20)),
                ("nonce", flipped(whole, start)), ("cut", whole[:-1]), ("longer", whole + b"x"),
                ("no_chunk", whole[:start + 16]), ("not_last", whole[:start] + payload(last=False))):
            add(f"{kind}_payload_{name}", "payload failure", file, b"", identity=identity)
    add("x25519_low_order", "header failure", age_file(
        age.Stanza(["X25519", encode_base64(bytes(32), padded=False)], bytes(32))), identity=X25519)
    whole = age_file(X25519.recipient().wrap(FILE_KEY))
    add("version", "header failure", whole.replace(b"/v1\n", b"/v2\n", 1), identity=X25519)
    add("mac_missing", "header failure", whole.replace(b"\n--- ", b"\n---\n", 1), identity=X25519)

    scrypt = scrypt_stanza(PASSPHRASE)
    add("scrypt_whole", "success", age_file(scrypt), TEXT, passphrase=PASSPHRASE)
    add("scrypt_wrong", "no match", age_file(scrypt_stanza("another")), passphrase=PASSPHRASE)
    add("scrypt_mac", "HMAC failure", with_mac_flipped(age_file(scrypt)), passphrase=PASSPHRASE)
    add("scrypt_not_alone", "header failure",
        age_file(scrypt, X25519.recipient().wrap(FILE_KEY)), passphrase=PASSPHRASE)
    add("scrypt_work", "header failure", age_file(
        age.Stanza([*scrypt.arguments[:2], "23"], scrypt.body)), passphrase=PASSPHRASE)

    text = base64.encodebytes(whole).replace(b"\n", b"")
    lines = [text[place:place + 64] for place in range(0, len(text), 64)]
    armor = b"\n".join([b"-----BEGIN AGE ENCRYPTED FILE-----", *lines,
                        b"-----END AGE ENCRYPTED FILE-----", b""])
    add("armor_whole", "success", armor, TEXT, identity=X25519, armored=True)
    add("armor_end", "armor failure", armor[:armor.index(b"-----END")], identity=X25519, armored=True)
    add("armor_wide", "armor failure", armor.replace(lines[0] + b"\n", lines[0], 1),
        identity=X25519, armored=True)
    return made


# Signatures, trees and ciphers


def ed25519_vectors() -> list[dict]:
    key_seed, text = seed("Ed25519"), "a statement"
    key, signature = ed25519.public_key(key_seed), ed25519.sign(key_seed, text.encode())
    order = 2**252 + 27742317777372353535851937790883648493
    large = int.from_bytes(signature[32:], "little") + order
    one = bytes([1]) + bytes(31)
    cases = [
        (key, signature, text, []), (key, signature, text + ".", ["wrong"]),
        (ed25519.public_key(seed("another")), signature, text, ["wrong"]),
        (key, flipped(signature, 0), text, ["wrong"]), (key, flipped(signature, 32), text, ["wrong"]),
        (key, signature[:32] + large.to_bytes(32, "little"), text, ["wrong"]),
        (one, one + bytes(32), text, ["low_order_A", "low_order_R"]),
        (bytes(32), bytes(64), text, ["low_order_A", "low_order_R"]),
        (key, one + signature[32:], text, ["low_order_R"]),
    ]
    return [{"number": number, "key": key.hex(), "sig": signature.hex(), "msg": text, "flags": flags}
            for number, (key, signature, text, flags) in enumerate(cases)]


def encoded(item: bytes) -> str:
    return base64.b64encode(item).decode()


def inclusion_vectors() -> list[dict]:
    leaves = [tree.leaf_hash(bytes([number])) for number in range(7)]
    log = tree.Stretch([], 0, leaves)
    made = []

    def add(what, index, size, leaf, path, root):
        made.append({"desc": what, "leafIdx": index, "treeSize": size, "root": encoded(root),
                     "leafHash": encoded(leaf), "proof": [encoded(item) for item in path],
                     "wantErr": what != "holds"})

    for size, index in ((1, 0), (4, 2), (7, 6)):
        root, path = log.frontier_at(size).root(), log.inclusion_path(index, size)
        leaf = leaves[index]
        add("holds", index, size, leaf, path, root)
        add("wrong root", index, size, leaf, path, flipped(root, 5))
        add("wrong leaf", index, size, flipped(leaf, 5), path, root)
        add("longer path", index, size, leaf, [*path, leaf], root)
        add("index = size", size, size, leaf, path, root)
        if path:
            add("wrong path", index, size, leaf, [flipped(path[0], 5), *path[1:]], root)
            add("shorter path", index, size, leaf, path[:-1], root)
            add("another index", index ^ 1, size, leaf, path, root)
    return made


def consistency_vectors() -> list[dict]:
    log = tree.Stretch([], 0, [tree.leaf_hash(bytes([number])) for number in range(7)])
    made = []

    def add(what, first, second, older, newer, path):
        made.append({"desc": what, "size1": first, "size2": second, "root1": encoded(older),
                     "root2": encoded(newer), "proof": [encoded(item) for item in path],
                     "wantErr": what != "holds"})

    for first, second in ((1, 2), (3, 7), (4, 7)):
        older, newer = log.frontier_at(first).root(), log.frontier_at(second).root()
        path = log.consistency_path(first, second)
        add("holds", first, second, older, newer, path)
        add("wrong older root", first, second, flipped(older, 5), newer, path)
        add("wrong newer root", first, second, older, flipped(newer, 5), path)
        add("longer path", first, second, older, newer, [*path, older])
        add("backwards", second, first, newer, older, path)
        if path:
            add("wrong path", first, second, older, newer, [flipped(path[0], 5), *path[1:]])
            add("shorter path", first, second, older, newer, path[:-1])
    return made


def xwing_vectors() -> list[dict]:
    made = []
    for number in range(2):
        key = seed(f"X-Wing {number}")
        public = xwing.public_key(key)
        secret, encapsulation = xwing.encapsulate(public)
        made.append({"seed": key.hex(), "pk": public.hex(), "ct": encapsulation.hex(),
                     "ss": secret.hex()})
        # ML-KEM answers a changed encapsulation with a secret that nobody has.
        changed = flipped(encapsulation, 100)
        made.append({"seed": key.hex(), "pk": public.hex(), "ct": changed.hex(),
                     "ss": xwing.decapsulate(key, changed).hex()})
    return made


def group(cases: list[dict], **more) -> dict:
    for number, case in enumerate(cases, 1):
        case.setdefault("result", "valid")
        case.update(tcId=number, flags=[], comment=case.get("comment", ""))
    return {"testGroups": [{**more, "tests": cases}]}


def cipher_vectors() -> dict[str, dict]:
    key, nonce = seed("cipher"), seed("cipher nonce", 12)
    sealed = ChaCha20Poly1305(key).encrypt(nonce, TEXT, None)
    chacha = [{"key": key.hex(), "iv": nonce.hex(), "aad": "", "msg": TEXT.hex(),
               "ct": item[:-16].hex(), "tag": item[-16:].hex(), "result": result}
              for item, result in ((sealed, "valid"), (flipped(sealed, -1), "invalid"),
                                   (flipped(sealed, -16), "invalid"), (flipped(sealed, 0), "invalid"))]
    chacha.append({**chacha[0], "key": seed("another").hex(), "result": "invalid"})
    long, context = seed("long nonce", 24), b"associated"
    sealed = ChaCha20Poly1305(hchacha20(key, long[:16])).encrypt(
        bytes(4) + long[16:], TEXT, context)
    xchacha = [{"key": key.hex(), "iv": nonce.hex(), "aad": aad.hex(), "msg": TEXT.hex(),
                "ct": item[:-16].hex(), "tag": item[-16:].hex(), "result": result}
               for nonce, aad, item, result in (
                   (long, context, sealed, "valid"), (long, b"", sealed, "invalid"),
                   (long, context, flipped(sealed, -1), "invalid"),
                   (long, context, flipped(sealed, 0), "invalid"),
                   (flipped(long, 0), context, sealed, "invalid"),
                   (flipped(long, 23), context, sealed, "invalid"))]
    secret, point = seed("scalar"), bytes([9]) + bytes(31)
    shared = X25519PrivateKey.from_private_bytes(secret).exchange(
        X25519PublicKey.from_public_bytes(point))
    curve = [{"public": point.hex(), "private": secret.hex(), "shared": shared.hex()}]
    curve += [{"public": low.hex(), "private": secret.hex(), "shared": bytes(32).hex(),
               "result": "acceptable"} for low in (bytes(32), bytes([1]) + bytes(31))]
    hkdf = [{"ikm": key.hex(), "salt": salt.hex(), "info": b"header".hex(), "size": 32,
             "okm": age.hkdf(key, salt, b"header").hex()} for salt in (b"", nonce)]
    own, text = seed("Ed25519"), b"a statement"
    signature = ed25519.sign(own, text)
    signed = [{"msg": text.hex(), "sig": item.hex(), "result": result} for item, result in (
        (signature, "valid"), (flipped(signature, 1), "invalid"), (flipped(signature, 40), "invalid"),
        (signature[:-1], "invalid"), (signature + b"x", "invalid"), (b"", "invalid"))]
    return {"chacha20_poly1305": group(chacha, ivSize=96), "x25519": group(curve),
            "xchacha20_poly1305": group(xchacha, ivSize=192), "hkdf_sha256": group(hkdf),
            "ed25519": group(signed, publicKey={"pk": ed25519.public_key(own).hex()})}


def main() -> int:
    if len(sys.argv) != 2:
        print("usage: make_vectors.py FOLDER", file=sys.stderr)
        return 64
    folder = Path(sys.argv[1])
    files = {f"age/{name}": data for name, data in age_vectors().items()}
    tables = {"ed25519/ed25519vectors.json": ed25519_vectors(),
              "xwing/test-vectors.json": xwing_vectors()}
    for kind, made in (("inclusion", inclusion_vectors()), ("consistency", consistency_vectors())):
        for number, vector in enumerate(made):
            tables[f"merkle/{kind}/{number:02}.json"] = vector
    for name, table in cipher_vectors().items():
        tables[f"wycheproof/{name}_test.json"] = table
    for name, table in tables.items():
        files[name] = (json.dumps(table, indent=1) + "\n").encode()
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    print(f"{len(files)} files")
    return 0


if __name__ == "__main__":
    sys.exit(main())
