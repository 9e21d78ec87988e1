"""age v1 files: header, stanzas of the kinds `mlkem768x25519` and `X25519`, payload (age.md).

    age-encryption.org/v1
    -> TYPE ARGUMENT…
    body, base64, wrapped at 64 columns
    --- MAC
    nonce (16) || chunks of 64 KiB + 16
"""

import hmac
import os
import re
from typing import BinaryIO, Iterable, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from . import bech32, xwing
from .encoding import decode_base64, encode_base64
from .errors import Refused, Truncated

VERSION_LINE = b"age-encryption.org/v1\n"
CHUNK = 65536
TAG = 16
HEADER_LIMIT = 1 << 20  # the pages name no number; 64 hybrid stanzas take 99,718 bytes
HYBRID_INFO = b"age-encryption.org/mlkem768x25519"
X25519_INFO = b"age-encryption.org/v1/X25519"
ZERO_NONCE = bytes(12)


class HeaderFailure(Refused):
    pass


class NoMatch(Refused):
    """No stanza was made for these identities."""


class MACFailure(Refused):
    pass


class PayloadFailure(Refused):
    pass


class Stanza(NamedTuple):
    arguments: list[str]
    body: bytes

    def encode(self) -> bytes:
        text = encode_base64(self.body, padded=False)
        lines = [text[i:i + 64] for i in range(0, len(text) + 1, 64)]
        return ("-> " + " ".join(self.arguments) + "\n" + "\n".join(lines) + "\n").encode()


def hkdf(ikm: bytes, salt: bytes, info: bytes) -> bytes:
    return xwing.hkdf_expand(xwing.hkdf_extract(salt, ikm), info, 32)


# Keys


class HybridRecipient:
    """`age1pq1…`: an X-Wing public key."""

    prefix = "age1pq"

    def __init__(self, key: bytes):
        xwing.check_public_key(key)
        self.key = key

    @classmethod
    def decode(cls, text: str) -> "HybridRecipient":
        return cls(bech32.decode(text, cls.prefix))

    def encode(self) -> str:
        return bech32.encode(self.prefix, self.key)

    def wrap(self, file_key: bytes) -> Stanza:
        encapsulation, body = xwing.seal_base(self.key, HYBRID_INFO, file_key)
        return Stanza(["mlkem768x25519", encode_base64(encapsulation, padded=False)], body)


class HybridIdentity:
    """`AGE-SECRET-KEY-PQ-1…`: an X-Wing seed."""

    prefix = "AGE-SECRET-KEY-PQ-"
    kind = "mlkem768x25519"

    def __init__(self, seed: bytes):
        if len(seed) != 32:
            raise Refused("an identity has 32 bytes")
        self.seed = seed

    @classmethod
    def generate(cls) -> "HybridIdentity":
        return cls(os.urandom(32))

    @classmethod
    def decode(cls, text: str) -> "HybridIdentity":
        return cls(bech32.decode(text, cls.prefix))

    def encode(self) -> str:
        return bech32.encode(self.prefix, self.seed)

    def recipient(self) -> HybridRecipient:
        return HybridRecipient(xwing.public_key(self.seed))

    def unwrap(self, stanza: Stanza) -> bytes | None:
        encapsulation = _only_argument(stanza, xwing.ENCAPSULATION_LENGTH)
        try:
            return xwing.open_base(self.seed, HYBRID_INFO, encapsulation, stanza.body)
        except InvalidTag:
            return None


class X25519Recipient:
    """`age1…`."""

    prefix = "age"

    def __init__(self, key: bytes):
        if len(key) != 32:
            raise Refused("an X25519 recipient has 32 bytes")
        self.key = key

    @classmethod
    def decode(cls, text: str) -> "X25519Recipient":
        return cls(bech32.decode(text, cls.prefix))

    def encode(self) -> str:
        return bech32.encode(self.prefix, self.key)

    def wrap(self, file_key: bytes) -> Stanza:
        ephemeral = X25519PrivateKey.generate()
        share = ephemeral.public_key().public_bytes_raw()
        shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(self.key))
        key = hkdf(shared, share + self.key, X25519_INFO)
        body = ChaCha20Poly1305(key).encrypt(ZERO_NONCE, file_key, None)
        return Stanza(["X25519", encode_base64(share, padded=False)], body)


class X25519Identity:
    """`AGE-SECRET-KEY-1…`."""

    prefix = "AGE-SECRET-KEY-"
    kind = "X25519"

    def __init__(self, secret: bytes):
        if len(secret) != 32:
            raise Refused("an identity has 32 bytes")
        self.secret = X25519PrivateKey.from_private_bytes(secret)

    @classmethod
    def generate(cls) -> "X25519Identity":
        return cls(os.urandom(32))

    @classmethod
    def decode(cls, text: str) -> "X25519Identity":
        return cls(bech32.decode(text, cls.prefix))

    def encode(self) -> str:
        return bech32.encode(self.prefix, self.secret.private_bytes_raw())

    def recipient(self) -> X25519Recipient:
        return X25519Recipient(self.secret.public_key().public_bytes_raw())

    def unwrap(self, stanza: Stanza) -> bytes | None:
        share = _only_argument(stanza, 32)
        try:
            shared = self.secret.exchange(X25519PublicKey.from_public_bytes(share))
        except ValueError:
            raise HeaderFailure("X25519: a share of low order") from None
        key = hkdf(shared, share + self.recipient().key, X25519_INFO)
        try:
            return ChaCha20Poly1305(key).decrypt(ZERO_NONCE, stanza.body, None)
        except InvalidTag:
            return None


Identity = HybridIdentity | X25519Identity
Recipient = HybridRecipient | X25519Recipient


def _only_argument(stanza: Stanza, length: int) -> bytes:
    """The second of exactly two arguments; the body's length is checked before it is opened."""
    if len(stanza.arguments) != 2:
        raise HeaderFailure("a stanza with too few or too many arguments")
    argument = decode_base64(stanza.arguments[1], padded=False)
    if len(argument) != length:
        raise HeaderFailure(f"a stanza whose argument is not {length} bytes")
    if len(stanza.body) != 32:
        raise HeaderFailure("a stanza whose body is not 32 bytes")
    return argument


def decode_identity(text: str) -> Identity:
    if text.startswith(HybridIdentity.prefix + "1"):
        return HybridIdentity.decode(text)
    return X25519Identity.decode(text)


def read_identities(text: str) -> list[Identity]:
    """An identity file: one to a line, with `#` comments and empty lines."""
    lines = (line.strip() for line in text.splitlines())
    return [decode_identity(line) for line in lines if line and not line.startswith("#")]


# Header


class Header(NamedTuple):
    stanzas: list[Stanza]
    mac: bytes
    covered: bytes  # the header up to and including `---`

    def encode(self) -> bytes:
        return self.covered + b" " + encode_base64(self.mac, padded=False).encode() + b"\n"


def header_mac(file_key: bytes, covered: bytes) -> bytes:
    return hmac.digest(hkdf(file_key, b"", b"header"), covered, "sha256")


def make_header(file_key: bytes, stanzas: Iterable[Stanza]) -> Header:
    stanzas = list(stanzas)
    covered = VERSION_LINE + b"".join(stanza.encode() for stanza in stanzas) + b"---"
    return Header(stanzas, header_mac(file_key, covered), covered)


def read_header(source: BinaryIO, limit: int = HEADER_LIMIT) -> Header:
    """Reads as far as the end of the MAC line. At most `limit` bytes."""
    left = limit

    def line() -> bytes:
        nonlocal left
        text = source.readline(left)
        left -= len(text)
        if not text.endswith(b"\n"):
            too_long = left == 0
            raise HeaderFailure(f"header over {limit} bytes" if too_long else "header cut off")
        return text

    if line() != VERSION_LINE:
        raise HeaderFailure("not an age v1 file")
    stanzas: list[Stanza] = []
    covered = [VERSION_LINE]
    while True:
        text = line()
        if text.startswith(b"---"):
            match = re.fullmatch(rb"--- ([A-Za-z0-9+/]{43})\n", text)
            if not match or not stanzas:
                raise HeaderFailure("header without a proper end")
            try:
                mac = decode_base64(match[1].decode(), padded=False)
            except Refused as error:
                raise HeaderFailure(f"MAC: {error}") from None
            return Header(stanzas, mac, b"".join(covered) + b"---")
        if not re.fullmatch(rb"->( [\x21-\x7e]+)+\n", text):
            raise HeaderFailure("a line that is neither a stanza nor the end")
        covered.append(text)
        arguments = text[3:-1].decode().split(" ")
        body: list[bytes] = []
        while True:
            text = line()
            if not re.fullmatch(rb"[A-Za-z0-9+/]{0,64}\n", text):
                raise HeaderFailure("a stanza whose body is not wrapped base64")
            covered.append(text)
            body.append(text[:-1])
            if len(text) < 65:
                break
        try:
            stanzas.append(Stanza(arguments, decode_base64(b"".join(body).decode(), padded=False)))
        except Refused as error:
            raise HeaderFailure(f"a stanza's body: {error}") from None


def open_header(header: Header, identities: Iterable[Identity]) -> bytes:
    """The file key."""
    scrypt = [s for s in header.stanzas if s.arguments[0] == "scrypt"]
    if scrypt and len(header.stanzas) > 1:
        raise HeaderFailure("scrypt is not alone")
    file_key = None
    for identity in identities:
        for stanza in header.stanzas:
            if stanza.arguments[0] != identity.kind:
                continue
            try:
                found = identity.unwrap(stanza)
            except HeaderFailure:
                raise
            except Refused as error:
                raise HeaderFailure(str(error)) from None
            file_key = file_key or found
    if file_key is None:
        raise NoMatch("not sealed to this identity")
    if not hmac.compare_digest(header_mac(file_key, header.covered), header.mac):
        raise MACFailure("the header was changed")
    return file_key


# Payload


class Reader:
    """Plaintext of an age file, chunk by chunk; nothing of a chunk before it has verified.

    `read(n)` gives n bytes, or fewer only at the end. `finished` is true once a read has come upon
    the end, behind a final chunk.
    """

    def __init__(self, source: BinaryIO, identities: Iterable[Identity],
                 header_limit: int = HEADER_LIMIT):
        self.header = read_header(source, header_limit)
        file_key = open_header(self.header, identities)
        nonce = source.read(16)
        if len(nonce) != 16:
            raise HeaderFailure("payload nonce cut off")
        self._aead = ChaCha20Poly1305(hkdf(file_key, nonce, b"payload"))
        self._source = source
        self._counter = 0
        self._plain = b""
        self._position = 0
        self._last = False  # the chunk in hand is the final one
        self.finished = False
        self.count = 0

    def _open(self, sealed: bytes, last: bool) -> bool:
        nonce = self._counter.to_bytes(11, "big") + bytes([last])
        try:
            self._plain = self._aead.decrypt(nonce, sealed, None)
        except (InvalidTag, ValueError):
            return False
        self._position, self._last = 0, last
        return True

    def _next_chunk(self) -> None:
        """A whole chunk may be the final one or not; a shorter one has to be."""
        sealed = self._source.read(CHUNK + TAG)
        if self._last:
            if sealed:
                raise PayloadFailure("something comes behind the final chunk")
            self.finished = True
            return
        whole = len(sealed) == CHUNK + TAG
        if not (whole and self._open(sealed, False)) and not self._open(sealed, True):
            raise PayloadFailure("a chunk that does not verify, or the file was cut off")
        if self._last and not self._plain and self._counter:
            raise PayloadFailure("an empty final chunk")
        self._counter += 1

    def read(self, length: int) -> bytes:
        parts: list[bytes] = []
        while length:
            if self._position == len(self._plain):
                if self.finished:
                    break
                self._next_chunk()
                continue
            part = self._plain[self._position:self._position + length]
            self._position += len(part)
            length -= len(part)
            self.count += len(part)
            parts.append(part)
        return b"".join(parts)

    def read_exactly(self, length: int) -> bytes:
        data = self.read(length)
        if len(data) != length:
            raise Truncated("the contents end early")
        return data


class Writer:
    """Writes header and payload. `finish` writes the final chunk."""

    def __init__(self, target: BinaryIO, file_key: bytes, stanzas: Iterable[Stanza]):
        nonce = os.urandom(16)
        self._target = target
        self._aead = ChaCha20Poly1305(hkdf(file_key, nonce, b"payload"))
        self._counter = 0
        self._pending = bytearray()
        target.write(make_header(file_key, stanzas).encode() + nonce)

    def write(self, data: bytes) -> None:
        self._pending += data
        while len(self._pending) > CHUNK:
            self._seal(bytes(self._pending[:CHUNK]), last=False)
            del self._pending[:CHUNK]

    def _seal(self, chunk: bytes, last: bool) -> None:
        nonce = self._counter.to_bytes(11, "big") + bytes([last])
        self._target.write(self._aead.encrypt(nonce, chunk, None))
        self._counter += 1

    def finish(self) -> None:
        self._seal(bytes(self._pending), last=True)
