"""What is known of each bundle, and where things lie that were taken from it."""

from dataclasses import dataclass, field
from pathlib import Path

from amanat_formats import bundles, logs

from .histories import Segment


@dataclass
class Place:
    """Where a leaf lies."""

    log: str
    leaf: logs.Leaf
    index: int
    segment: Segment | None

    @property
    def proves(self) -> bool:
        return self.segment is not None and self.segment.proves(self.index)


@dataclass
class KeptObject:
    """A sealed object that is what its manifest says, in the temporary folder."""

    id: bytes
    sha256: bytes
    path: Path
    place: Place | None = None
    is_resealed: bool = False


@dataclass
class KeptPiece:
    id: bytes
    offset: int
    total: int
    length: int
    path: Path


@dataclass
class OpenedBundle:
    file: str
    id: str | None = None
    by: str | None = None
    log: str | None = None
    writer: str | None = None
    role: str | None = None
    time: str | None = None
    trusted: bool = False
    passed_over: str | None = None
    complete: bool = False
    forked: bool = False
    leaves: list[int] = field(default_factory=lambda: [0, 0])
    objects: list[str] = field(default_factory=list)
    records: list[dict] = field(default_factory=list)
    parts: list[dict] = field(default_factory=list)
    receipts: list[dict] = field(default_factory=list)
    unread: list[dict] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    signed_notes: list[dict] = field(default_factory=list)
    profile: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    reader: bundles.BundleReader | None = None
    kept: list[KeptObject] = field(default_factory=list)
    pieces: list[KeptPiece] = field(default_factory=list)

    def json(self) -> dict:
        return {
            "file": self.file, "bundle": self.id, "by": self.by, "log": self.log,
            "writer": self.writer, "role": self.role, "time": self.time,
            "trusted": self.trusted, "passedOver": self.passed_over,
            "complete": self.complete, "forked": self.forked, "leaves": self.leaves,
            "objects": self.objects, "records": self.records, "parts": self.parts,
            "receipts": self.receipts, "unread": self.unread, "waiting": self.waiting,
            "signedNotes": self.signed_notes, "profile": self.profile,
            "refused": self.refused, "notes": self.notes,
        }

    @property
    def is_verified(self) -> bool:
        return self.trusted and not (self.refused or self.unread or self.waiting) and all(
            item["standing"] == "verified" for item in self.records + self.parts)
