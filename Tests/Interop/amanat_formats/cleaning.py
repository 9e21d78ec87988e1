"""Names and texts that somebody else chose: Records, "attachments/NNN.json"."""

import unicodedata

HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
RESERVED = {"CON", "PRN", "AUX", "NUL"} | {f"{p}{n}" for p in ("COM", "LPT") for n in range(1, 10)}
LONGEST = 200


def _cut(text: str, length: int) -> str:
    return text.encode()[:length].decode(errors="ignore")


def file_name(name: str, taken: set[str]) -> str:
    """A name that is safe on any laptop and not in `taken` (folded), to which it is added."""
    cleaned = "".join(
        "_" if c in '/\\:*?"<>|' or unicodedata.category(c) in HIDDEN else c
        for c in unicodedata.normalize("NFC", name)
    )
    cleaned = cleaned.lstrip(".-~ ").rstrip(". ")
    if cleaned.split(".")[0].strip().upper() in RESERVED:
        cleaned = "_" + cleaned
    stem, dot, extension = cleaned.rpartition(".")
    if not stem or len(extension.encode()) > 16:
        stem, dot, extension = cleaned, "", ""
    stem = stem or "attachment"
    number = 1
    while True:
        tail = (f"-{number}" if number > 1 else "") + dot + extension
        result = _cut(stem, LONGEST - len(tail.encode())) + tail
        folded = unicodedata.normalize("NFC", result.casefold())
        if folded not in taken:
            taken.add(folded)
            return result
        number += 1


def printable(text: str) -> str:
    """For a terminal: nothing that moves the cursor or turns the direction of writing."""
    return "".join(
        c if c in "\n\t\u200c\u200d" or unicodedata.category(c) not in HIDDEN else f"\\u{{{ord(c):x}}}"
        for c in text
    )


def printable_line(text: str) -> str:
    return printable(text).replace("\n", "\\u{a}").replace("\t", "\\u{9}")
