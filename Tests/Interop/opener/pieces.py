"""Pieces of one object, of whatever bundles: Bundles, "Pieces"."""

import hashlib
from pathlib import Path

from .state import KeptPiece


def are_all_there(pieces: list[KeptPiece]) -> bool:
    """All are of one object, and of one length of it."""
    reached = 0
    for piece in sorted(pieces, key=lambda piece: piece.offset):
        if piece.offset > reached:
            return False
        reached = max(reached, piece.offset + piece.length)
    return reached == pieces[0].total


def join(pieces: list[KeptPiece], target: Path) -> bytes:
    """Writes the object, and gives its SHA-256."""
    with open(target, "wb+") as file:
        for piece in pieces:
            file.seek(piece.offset)
            file.write(piece.path.read_bytes())
        file.seek(0)
        return hashlib.file_digest(file, "sha256").digest()
