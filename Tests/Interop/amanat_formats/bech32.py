"""Bech32 without a limit on its length: age, "Conventions used in this document" (BIP 173)."""

from .errors import Refused

ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def _polymod(values) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(GENERATORS):
            if top >> bit & 1:
                check ^= generator
    return check


def _expand(prefix: str) -> list[int]:
    return [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]


def encode(prefix: str, data: bytes) -> str:
    """In lower case, or in upper case where the prefix is."""
    lower = prefix.lower()
    values, pending, bits = [], 0, 0
    for byte in data:
        pending, bits = pending << 8 | byte, bits + 8
        while bits >= 5:
            bits -= 5
            values.append(pending >> bits & 31)
        pending &= (1 << bits) - 1
    if bits:
        values.append(pending << (5 - bits) & 31)
    check = _polymod(_expand(lower) + values + [0] * 6) ^ 1
    values += [check >> 5 * (5 - i) & 31 for i in range(6)]
    text = lower + "1" + "".join(ALPHABET[v] for v in values)
    return text.upper() if prefix == prefix.upper() else text


def decode(text: str, prefix: str) -> bytes:
    """The data part of a text that has exactly this prefix, in the prefix's case."""
    upper = prefix == prefix.upper()
    if not text.isascii() or text != (text.upper() if upper else text.lower()):
        raise Refused("bech32: wrong case")
    lower, _, rest = text.lower().rpartition("1")
    if lower != prefix.lower() or len(rest) < 6:
        raise Refused(f"bech32: does not begin with {prefix}1")
    try:
        values = [ALPHABET.index(c) for c in rest]
    except ValueError:
        raise Refused("bech32: a character that does not belong there") from None
    if _polymod(_expand(lower) + values) != 1:
        raise Refused("bech32: wrong checksum")
    data, pending, bits = bytearray(), 0, 0
    for value in values[:-6]:
        pending, bits = pending << 5 | value, bits + 5
        if bits >= 8:
            bits -= 8
            data.append(pending >> bits)
            pending &= (1 << bits) - 1
    if bits >= 5 or pending:
        raise Refused("bech32: bits left over")
    return bytes(data)
