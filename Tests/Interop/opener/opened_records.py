"""Opens records, parts and attachments, and writes out what may be written."""

import os
from pathlib import Path

from amanat_formats import attachments, cleaning, parts, records
from amanat_formats.attachments import Attachment
from amanat_formats.cards import Card
from amanat_formats.encoding import encode_time
from amanat_formats.errors import NeedsNewer, Refused
from amanat_formats.records import Record

from .opener import Opener
from .state import KeptObject, OpenedBundle


def create_new(path: Path):
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    return os.fdopen(os.open(path, flags, 0o600), "wb")


def write_new(path: Path, data: bytes) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with create_new(path) as target:
        target.write(data)


class RecordOpener:
    def __init__(self, opener: Opener, to: Path):
        self.opener = opener
        self.to = to
        self.attachments: dict[tuple[str, bytes], KeptObject] = {}
        self.seen: set[tuple[str, bytes, bytes]] = set()
        self.opened: dict[bytes, Record] = {}  # by the SHA-256 of their notes

    def open_all(self) -> None:
        """Records first: they tell what parts they have elsewhere."""
        everything = [(b, item) for b in self.opener.bundles for item in b.kept]
        for _, item in everything:
            if item.place.leaf.kind == "attached":
                self.attachments.setdefault((item.place.log, item.id), item)
        for kind, open_one in (("sealed", self._open_record), ("part", self._open_part)):
            for bundle, item in everything:
                key = (item.place.log, item.id, item.sha256)
                if item.place.leaf.kind != kind or key in self.seen:
                    continue
                self.seen.add(key)
                self._try(bundle, item, open_one)

    def _try(self, bundle: OpenedBundle, item: KeptObject, open_one) -> None:
        what = f"{'record' if item.place.leaf.kind == 'sealed' else 'part'} {item.id.hex()}"
        try:
            if item.place.leaf.needs_newer:
                raise NeedsNewer("its entry in the log needs a newer version")
            open_one(bundle, item)
        except NeedsNewer as error:
            bundle.unread.append({"object": item.id.hex(), "why": str(error)})
        except Refused as error:
            bundle.refused.append(f"{what}: {str(error).removeprefix('record: ')}")
        except OSError as error:
            bundle.refused.append(f"{what}: cannot be written: {error.strerror}")

    def _read(self, bundle: OpenedBundle, item: KeptObject, is_part: bool):
        """Records, "Checks": 2 and 6, 4, 5, then 1 and 3."""
        place = item.place
        with open(item.path, "rb") as source:
            opening = records.Opening(source, self.opener.identity)
            opening.check_leaf(None if is_part else item.id, place.leaf.note)
            if opening.note.log != place.log:
                raise Refused(f"by {opening.note.log}, and named in the log of {place.log}")
            card = self._card(bundle, place.log)
            if card is not None:
                opening.verify(card)
            opening.note.check_must()
            record = opening.read(is_part)
        records.check_addressed(record, self.opener.own, item.is_resealed)
        return opening, record, card

    def _card(self, bundle: OpenedBundle, device: str) -> Card | None:
        card = bundle.reader.log_card
        return self.opener.cards.get(device) or (card if card.device == device else None)

    def _entry(self, item: KeptObject, opening: records.Opening, record: Record,
               card: Card | None) -> dict:
        """What is said of a record, before its attachments."""
        trusted = record.note.log in self.opener.cards
        return {
            "id": item.id.hex(), "log": record.note.log, "recorder": card.name if card else None,
            "time": encode_time(record.note.time), "account": record.account,
            "signature": "verified" if trusted else "unverified", "proven": item.place.proves,
            "attachments": [], "standing": "", "note": opening.note_hash.hex(),
            "digests": len(record.note.digests), "paragraphs": len(record.paragraphs),
            "recipients": [{"fingerprint": r.fingerprint.hex(), "number": r.number}
                           for r in record.recipients],
            "entries": ["note", *(part.name for part in record.parts), "salts"],
            "resealed": item.is_resealed, "writtenOut": record.must_part is None,
            "needsNewer": record.must_part,
            "parts": [{"name": part.name, "length": len(part.data),
                       "path": None if record.must_part else f"{item.id.hex()}/parts/{n:03}"}
                      for n, part in enumerate(record.unknown, 1)],
            "elsewhere": [{"object": e.object.hex(), "digest": e.digest.hex()}
                          for e in record.elsewhere],
            "profile": [f"the record has a stanza of the kind {kind}"
                        for kind in opening.other_kinds],
        }

    def _judge(self, entry: dict) -> None:
        is_verified = entry["signature"] == "verified" and not entry["profile"]
        entry["standing"] = "verified" if is_verified else "unverified"
        if entry["needsNewer"] and is_verified:
            entry["standing"] = "needs newer"

    def _open_record(self, bundle: OpenedBundle, item: KeptObject) -> None:
        opening, record, card = self._read(bundle, item, is_part=False)
        entry = self._entry(item, opening, record, card)
        if record.identity and attachments.is_classic(record.identity):
            entry["profile"].append(
                f"the attachments' key is of the kind {record.identity.kind}")
        folder = self.to / item.id.hex()
        if entry["writtenOut"]:
            self._write(folder, opening, record)
            self._open_attachments(bundle, item.place.log, record, folder, entry)
        else:
            bundle.notes.append(f"record {item.id.hex()}: shown, and not written out: it needs a "
                                f"newer version, for its part {record.must_part!r}")
        self._judge(entry)
        self.opened[opening.note_hash] = record
        bundle.records.append(entry)

    def _open_part(self, bundle: OpenedBundle, item: KeptObject) -> None:
        opening, record, card = self._read(bundle, item, is_part=True)
        whole = self.opened.get(opening.note_hash)
        if whole is not None:
            listed = {e.digest for e in whole.elsewhere if e.object == item.id}
            if not set(parts.digests_of(record.parts, record.salts)) <= listed:
                raise Refused("its record does not name all of it as being there")
        entry = self._entry(item, opening, record, card)
        entry["record"] = record.note.record.hex()
        if entry["writtenOut"]:
            self._write(self.to / item.id.hex(), opening, record)
        self._judge(entry)
        bundle.parts.append(entry)

    def _write(self, folder: Path, opening: records.Opening, record: Record) -> None:
        """Every entry of the archive but the key to the attachments."""
        os.mkdir(folder, 0o700)
        write_new(folder / parts.NOTE, opening.note_data)
        unknown = {part.name: n for n, part in enumerate(record.unknown, 1)}
        for part in record.parts:
            if part.name in unknown:
                write_new(folder / "parts" / f"{unknown[part.name]:03}", part.data)
            elif part.name != parts.KEY:
                write_new(folder / part.name, part.data)
        names = [part.name for part in record.parts]
        write_new(folder / parts.SALTS, parts.encode_salts(names, record.salts))

    def _open_attachments(self, bundle: OpenedBundle, log: str, record: Record, folder: Path,
                          entry: dict) -> None:
        folder = folder / "attachments"
        taken = {part.name.rpartition("/")[2] for part in record.parts
                 if parts.LIST.fullmatch(part.name)}
        for item in record.attachments:
            name = cleaning.file_name(item.name, taken)
            sealed = self.attachments.get((log, item.object))
            said = f"attachment {item.object.hex()} ({cleaning.printable_line(item.name)})"
            if sealed is None:
                bundle.refused.append(f"{said}: it is missing")
                continue
            try:
                if sealed.place.leaf.needs_newer:
                    raise NeedsNewer("its entry in the log needs a newer version")
                kinds = self._open_attachment(sealed.path, record, item, folder, name)
            except NeedsNewer as error:
                bundle.unread.append({"object": item.object.hex(), "why": str(error)})
                continue
            except Refused as error:
                bundle.refused.append(f"{said}: {error}")
                continue
            if not attachments.is_classic(record.identity):
                entry["profile"] += [f"the attachment {item.object.hex()} has a stanza of the kind "
                                     f"{kind}" for kind in kinds]
            entry["attachments"].append({
                "object": item.object.hex(), "name": item.name, "mediaType": item.media_type,
                "length": item.length, "sha256": item.sha256.hex(),
                "modified": encode_time(item.modified) if item.modified else None,
                "path": f"{folder.parent.name}/attachments/{name}",
            })

    def _open_attachment(self, sealed: Path, record: Record, item: Attachment, folder: Path,
                         name: str) -> list[str]:
        unfinished = folder / f".amanat-{item.object.hex()}"
        try:
            with open(sealed, "rb") as source, create_new(unfinished) as target:
                kinds = attachments.read(source, record.identity, item, target.write)
        except Refused:
            unfinished.unlink()
            raise
        if item.modified:
            seconds = item.modified.timestamp()
            os.utime(unfinished, (seconds, seconds))
        os.rename(unfinished, folder / name)
        return kinds
