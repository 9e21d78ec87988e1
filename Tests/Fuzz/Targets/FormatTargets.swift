import Handoff
import SafeSodium
import Statements
import StrictTar
import TransparencyLog

@testable import Desk
@testable import Testimony

/// An archive that is read is written again as the same one, but for the zeros at its end.
func fuzzTar(_ bytes: [UInt8]) {
    guard let entries = try? Tar.read(bytes, byteLimit: 1 << 22) else { return }
    guard let written = try? Tar.write(entries) else { fatalError("an archive cannot be written") }
    precondition(bytes.starts(with: written), "an archive has two spellings")
    precondition(bytes[written.count...].allSatisfy { $0 == 0 }, "something follows an archive")
}

/// Notes of every kind: what is read is kept as it was signed. Signatures are not in the fuzzer's way: the one of a note
/// is replaced by a good one where its text is of a kind that is read.
func fuzzNotes(_ bytes: [UInt8]) {
    let key = SigningKey(seed: SecretBytes(copying: [UInt8](repeating: 7, count: 32).span))
    let name = Fingerprint(deviceKey: key.verifyingKey.bytes).deviceName
    let verifier = VerifierKey(name: name, publicKey: key.verifyingKey.bytes, type: .ed25519)
    read(bytes, signedBy: verifier)
    guard let text = String(validating: bytes, as: UTF8.self), text.last == "\n",
        text.utf8.allSatisfy({ $0 >= 0x20 || $0 == 0x0A })
    else { return }
    read(SignedNote(signing: text, as: name, with: key).encoded, signedBy: verifier)
}

private func read(_ bytes: [UInt8], signedBy key: VerifierKey) {
    if let card = try? Card(parsing: bytes) {
        precondition(card.encoded == bytes, "a card has two spellings")
        precondition(Card.isAcceptable(name: card.name) && card.number > 0, "a card is not one")
    }
    if let note = try? RecordNote(parsing: bytes) {
        precondition(note.note.encoded == bytes, "a record's note has two spellings")
        precondition(Set(note.digests).count == note.digests.count, "a digest stands twice")
    }
    if let receipt = try? Receipt(parsing: bytes, signedBy: key) {
        precondition(receipt.note.encoded == bytes, "a receipt has two spellings")
        let exceptions = receipt.exceptions
        for id in exceptions.missing + exceptions.gone {
            precondition(!receipt.vouches(for: id, at: 0), "a receipt vouches for what it lacks")
        }
    }
    if let manifest = try? Manifest(parsing: bytes) {
        precondition(manifest.note.encoded == bytes, "a manifest has two spellings")
        precondition(manifest.entries.first?.entry == .card, "a manifest without a card")
    }
    if let checkpoint = try? SignedCheckpoint(parsing: bytes, limit: 16 << 10) {
        precondition(checkpoint.encoded == bytes, "a checkpoint has two spellings")
    }
}

/// A stretch of leaves is written again as the same bytes.
func fuzzLeaves(_ bytes: [UInt8]) {
    if let leaf = try? Leaf(parsing: bytes) {
        precondition(leaf.encoded == bytes, "a leaf has two spellings")
    }
    guard let leaves = try? Leaf.parse(stretch: bytes) else { return }
    precondition(leaves.flatMap(\.encoded) == bytes, "a stretch has two spellings")
}

/// The content of a record, as a whole record and as a part alone, however it is cut.
func fuzzRecord(_ bytes: [UInt8]) {
    for form in [RecordForm.record, .part] {
        let whole = record(bytes, form, piece: bytes.count)
        let cut = record(bytes, form, piece: 7)
        precondition(whole?.account == cut?.account, "a record depends on how it comes")
        guard let whole, form == .record else { continue }
        let known = whole.salts.count + whole.elsewhere.count
        precondition(known <= whole.note.digests.count, "a record has parts that nobody signed")
        for part in whole.paragraphs + whole.attachmentParts + whole.unknownParts {
            let digest = whole.salts[part.name]?.digest(ofPart: part.name, part.bytes.span)
            precondition(digest.map(whole.note.digests.contains) == true, "a part was not signed")
        }
    }
}

private func record(_ bytes: [UInt8], _ form: RecordForm, piece: Int) -> Record? {
    do {
        var tar = RecordReader.tarReader
        var reader = RecordReader(form)
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + max(piece, 1))
            try tar.feed(bytes.span.extracting(start..<end), to: &reader)
            start = end
        }
        return try reader.finish(tar)
    } catch {
        return nil
    }
}

/// What stands in single parts; and an account is the sum of its paragraphs.
func fuzzParts(_ bytes: [UInt8]) {
    _ = try? AttachmentEntry.decode(bytes)
    if let salts = try? SaltList(parsing: bytes) {
        precondition(salts.encoded == bytes, "salts have two spellings")
    }
    if let lines = try? RecipientLine.decode(bytes) {
        precondition(RecipientLine.encode(lines) == bytes, "recipients have two spellings")
    }
    if let parts = try? PartElsewhere.decode(bytes) {
        precondition(PartElsewhere.encode(parts) == bytes, "parts elsewhere have two spellings")
    }
    let cuts = Paragraphs.cut(bytes.span)
    precondition(cuts.first?.lowerBound == 0 && cuts.last?.upperBound == bytes.count)
    precondition(zip(cuts, cuts.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
    precondition(bytes.isEmpty || cuts.allSatisfy { !$0.isEmpty }, "a paragraph is empty")
}

func fuzzProof(_ bytes: [UInt8]) {
    guard let proof = try? LogProof(parsing: bytes) else { return }
    precondition(proof.encoded == bytes, "a proof has two spellings")
    _ = try? RecordProof(checking: bytes, cards: [])
}

/// Evidence, with the cards that the seeds were signed by.
func fuzzEvidence(_ bytes: [UInt8]) {
    guard let evidence = try? Evidence(parsing: bytes) else { return }
    precondition((try? evidence.encoded()) == bytes.trimmingZeros(), "evidence has two spellings")
    _ = try? RecordEvidence(checking: bytes, cards: cards)
}

extension [UInt8] {
    /// With the zeros of an archive's end, and none after them.
    fileprivate func trimmingZeros() -> [UInt8] {
        guard let entries = try? Tar.read(self, byteLimit: count) else { return self }
        return Array(
            prefix(Int(Tar.archivedByteCount(of: entries.map { UInt64($0.bytes.count) }))))
    }
}

/// The content of a bundle: nothing is handed over that its manifest does not list.
func fuzzBundle(_ bytes: [UInt8]) {
    var tar = TarReader()
    var reader = BundleReader(Counting())
    guard (try? tar.feed(bytes.span, to: &reader)) != nil, (try? tar.finish()) != nil,
        (try? reader.requireEnd()) != nil
    else { return }
    precondition(reader.receiver.hasBegun, "a bundle ended before it began")
}

private struct Counting: BundleReceiver, ~Copyable {
    var hasBegun = false
    private var left: UInt64 = 0

    mutating func begin(_ preamble: BundlePreamble) throws { hasBegun = true }

    mutating func beginObject(_ object: ListedEntry, id: ObjectID) throws {
        precondition(hasBegun, "an object comes before what proves it")
        left = object.byteCount
    }

    mutating func objectContent(_ bytes: Span<UInt8>) throws {
        precondition(UInt64(bytes.count) <= left, "an object is longer than its manifest says")
        left -= UInt64(bytes.count)
    }

    mutating func endObject(isIntact: Bool) throws {
        precondition(left == 0, "an object is shorter than its manifest says")
    }
}
