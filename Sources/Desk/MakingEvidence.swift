public import Outside
import Statements
import Testimony
import TransparencyLog
package import VaultStore

/// What of a testimony is to be shown by itself. Numbers count from 1.
public struct ShownParts: Sendable {
    /// Numbers of paragraphs.
    public let paragraphs: [Int]
    /// Numbers of attachments, in the order in which they were attached.
    public let attachments: [Int]

    /// Nothing but the record's note, unless something is named.
    public init(paragraphs: [Int] = [], attachments: [Int] = []) {
        self.paragraphs = paragraphs
        self.attachments = attachments
    }
}

/// Evidence that was made, and what it shows: to be looked at before it is handed over.
public struct MadeEvidence: Sendable {
    /// As ``RecordEvidence/init(checking:cards:)`` reads it.
    public let bytes: [UInt8]
    /// What it shows.
    public let evidence: RecordEvidence
    /// What of this vault was found damaged on the way, and skipped.
    public let damage: [VaultError]
}

extension Store {
    /// Makes what shows some parts of a testimony to somebody who has no keys: the proof of its entry, its signed note, the
    /// parts and their salts. The vault's own journal takes an `opened` leaf first.
    ///
    /// Source: the page *Records and attachments*, "Evidence".
    ///
    /// - Parameters:
    ///   - typed: of the record's id; as many digits as tell it from others, at least 4.
    ///   - shown: what is to be shown.
    /// - Throws: ``VaultError`` of the kind `refused`: as for a proof and for opening; where there is no such part; where only a
    ///   later version may pass the record on.
    package mutating func evidence(
        of typed: String, showing shown: ShownParts
    ) throws(VaultError) -> MadeEvidence {
        let (known, opened) = try openRecord(typed)
        if let part = opened.record.mustPart {
            throw VaultError(TestimonyError.needsNewer(part), about: .record(known.id))
        }
        let proof = try proof(of: known.id.hex)
        let parts = try asVault { try Self.parts(of: opened.record, shown) }
        let evidence = Evidence(
            proof: proof.bytes, note: opened.record.note.note.encoded, parts: parts)
        let bytes = try asVault { try evidence.encoded() }
        // What was made is read again, as whoever gets it will.
        let cards = [card] + people.all.map(\.card)
        return MadeEvidence(
            bytes: bytes, evidence: try RecordEvidence(checking: bytes, cards: cards),
            damage: proof.damage + takeDamage())
    }

    /// In the order of the record, each once.
    private static func parts(
        of record: Record, _ shown: ShownParts
    ) throws -> [(name: String, bytes: [UInt8], salt: Salt)] {
        for number in shown.paragraphs where !record.paragraphs.indices.contains(number - 1) {
            throw ProofReason.noSuchPart(number, count: record.paragraphs.count)
        }
        var lists: Set<Int> = []
        for number in shown.attachments {
            guard record.attachments.indices.contains(number - 1) else {
                throw ProofReason.noSuchPart(number, count: record.attachments.count)
            }
            lists.insert(try list(of: record.attachments[number - 1], record))
        }
        var parts = Set(shown.paragraphs).sorted().map { record.paragraphs[$0 - 1] }
        parts += lists.sorted().map { record.attachmentParts[$0] }
        return parts.compactMap { part in
            record.salts[part.name].map { (part.name, part.bytes, $0) }
        }
    }

    /// The place of the part that names an attachment.
    private static func list(
        of entry: AttachmentEntry, _ record: Record
    ) throws -> Int {
        let place = try record.attachmentParts.firstIndex {
            try AttachmentEntry.decode($0.bytes).contains(entry)
        }
        guard let place else { preconditionFailure("each attachment stands in a part") }
        return place
    }
}
