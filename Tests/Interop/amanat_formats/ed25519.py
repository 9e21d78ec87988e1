"""Ed25519 as strict as libsodium's: SignedNotes, "Security considerations".

OpenSSL refuses an S that is not canonical; small-order and non-canonical points are refused here.
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PRIME = 2**255 - 19
# y of the points of order 1, 2, 4 and 8
SMALL_ORDER = {
    0, 1, PRIME - 1,
    int.from_bytes(bytes.fromhex(
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"),
    int.from_bytes(bytes.fromhex(
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"),
}


def _y(point: bytes) -> int:
    return int.from_bytes(point, "little") & ((1 << 255) - 1)


def usable_key(key: bytes) -> bool:
    return len(key) == 32 and _y(key) < PRIME and _y(key) not in SMALL_ORDER


def verifies(key: bytes, signature: bytes, message: bytes) -> bool:
    if not usable_key(key) or len(signature) != 64 or _y(signature[:32]) % PRIME in SMALL_ORDER:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def sign(seed: bytes, message: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message)


def public_key(seed: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
