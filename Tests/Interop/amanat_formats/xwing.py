"""X-Wing (draft-connolly-cfrg-xwing-kem) and HPKE's base mode with it (RFC 9180).

    seed (32)        SHAKE-256 expands it to ML-KEM-768 seed (64) || X25519 secret (32)
    public key       ML-KEM-768 (1184) || X25519 (32)
    encapsulation    ML-KEM-768 (1088) || X25519 (32)
"""

import hashlib
import hmac
import os

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from .errors import Refused

PUBLIC_KEY_LENGTH = 1216
ENCAPSULATION_LENGTH = 1120
LABEL = rb"\.//^" + b"\\"
SUITE = b"HPKE" + bytes.fromhex("647a" "0001" "0003")


def _expand(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    if len(seed) != 32:
        raise ValueError("an X-Wing seed has 32 bytes")
    expanded = hashlib.shake_256(seed).digest(96)
    return (
        MLKEM768PrivateKey.from_seed_bytes(expanded[:64]),
        X25519PrivateKey.from_private_bytes(expanded[64:]),
    )


def public_key(seed: bytes) -> bytes:
    lattice, curve = _expand(seed)
    return lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()


def _combine(ss_m: bytes, ss_x: bytes, ct_x: bytes, pk_x: bytes) -> bytes:
    return hashlib.sha3_256(ss_m + ss_x + ct_x + pk_x + LABEL).digest()


def encapsulate(public: bytes, ephemeral: bytes | None = None) -> tuple[bytes, bytes]:
    """Returns the shared secret and the encapsulation."""
    lattice, curve = check_public_key(public)
    secret = X25519PrivateKey.from_private_bytes(ephemeral or os.urandom(32))
    share = secret.public_key().public_bytes_raw()
    try:
        ss_x = secret.exchange(curve)
    except ValueError:
        raise Refused("X-Wing: the X25519 key is of low order") from None
    ss_m, ct_m = lattice.encapsulate()
    return _combine(ss_m, ss_x, share, public[1184:]), ct_m + share


def check_public_key(public: bytes) -> tuple[MLKEM768PublicKey, X25519PublicKey]:
    if len(public) != PUBLIC_KEY_LENGTH:
        raise Refused("an X-Wing public key has 1216 bytes")
    try:
        return (
            MLKEM768PublicKey.from_public_bytes(public[:1184]),
            X25519PublicKey.from_public_bytes(public[1184:]),
        )
    except ValueError:
        raise Refused("not an X-Wing public key") from None


def decapsulate(seed: bytes, encapsulation: bytes) -> bytes:
    if len(encapsulation) != ENCAPSULATION_LENGTH:
        raise Refused("an X-Wing encapsulation has 1120 bytes")
    lattice, curve = _expand(seed)
    share = encapsulation[1088:]
    try:
        ss_x = curve.exchange(X25519PublicKey.from_public_bytes(share))
    except ValueError:
        raise Refused("X-Wing: the X25519 share is of low order") from None
    ss_m = lattice.decapsulate(encapsulation[:1088])
    return _combine(ss_m, ss_x, share, curve.public_key().public_bytes_raw())


def hkdf_extract(salt: bytes, ikm: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), ikm, "sha256")


def hkdf_expand(key: bytes, info: bytes, length: int) -> bytes:
    block, output, counter = b"", b"", 1
    while len(output) < length:
        block = hmac.digest(key, block + info + bytes([counter]), "sha256")
        output, counter = output + block, counter + 1
    return output[:length]


def _labelled_extract(salt: bytes, label: bytes, ikm: bytes) -> bytes:
    return hkdf_extract(salt, b"HPKE-v1" + SUITE + label + ikm)


def _labelled_expand(key: bytes, label: bytes, info: bytes, length: int) -> bytes:
    return hkdf_expand(key, length.to_bytes(2, "big") + b"HPKE-v1" + SUITE + label + info, length)


def _schedule(shared: bytes, info: bytes) -> tuple[ChaCha20Poly1305, bytes]:
    """RFC 9180 §5.1, mode base: the AEAD and the nonce of the first message."""
    context = (
        b"\x00" + _labelled_extract(b"", b"psk_id_hash", b"")
        + _labelled_extract(b"", b"info_hash", info)
    )
    secret = _labelled_extract(shared, b"secret", b"")
    key = _labelled_expand(secret, b"key", context, 32)
    return ChaCha20Poly1305(key), _labelled_expand(secret, b"base_nonce", context, 12)


def seal_base(public: bytes, info: bytes, plaintext: bytes) -> tuple[bytes, bytes]:
    """RFC 9180 §6.1 with empty associated data: returns encapsulation and ciphertext."""
    shared, encapsulation = encapsulate(public)
    aead, nonce = _schedule(shared, info)
    return encapsulation, aead.encrypt(nonce, plaintext, None)


def open_base(seed: bytes, info: bytes, encapsulation: bytes, ciphertext: bytes) -> bytes:
    """Throws cryptography's InvalidTag where the ciphertext was not for this seed."""
    aead, nonce = _schedule(decapsulate(seed, encapsulation), info)
    return aead.decrypt(nonce, ciphertext, None)
