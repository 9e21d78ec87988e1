"""What the key derivation gets of a passphrase: *The vault's folder*, "Passphrase"."""

import functools
import re
import unicodedata
from pathlib import Path

LIST = Path(__file__).parents[3] / "Sources/Passphrases/Words/WordList.swift"
LEFT_OUT = dict.fromkeys([0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF])
SEPARATORS = re.compile(
    "[\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000,\\-._\\u2010-\\u2015\\u2212]+")


@functools.cache
def word_list() -> frozenset[str]:
    return frozenset(LIST.read_text().split('"""')[1].split())


def form(typed: bytes) -> bytes:
    """Raises ValueError where the bytes are no passphrase."""
    text = typed.decode()
    if not 0 < len(typed) <= 1024 or "\0" in text:
        raise ValueError("no passphrase")
    spaced = "".join(" " if unicodedata.category(c) == "Zs" else c for c in text)
    normal = unicodedata.normalize("NFC", spaced)
    return (words(normal) or normal).encode()


def words(text: str) -> str | None:
    """Words of the list, four or more, in lower case with a space between two."""
    folded = "".join(c.lower() if c.isascii() else c for c in text.translate(LEFT_OUT))
    pieces = [piece for piece in SEPARATORS.split(folded) if piece]
    found = []
    while pieces:
        word = pieces.pop(0)
        if word not in word_list():
            word = f"{word}-{pieces.pop(0)}" if pieces else ""
            if word not in word_list():
                return None
        found.append(word)
    return " ".join(found) if len(found) >= 4 else None
