package import SafeSodium
package import Statements
package import TransparencyLog

/// The signed list of what a bundle holds, and its first entry.
///
/// ```
/// amanat-manifest/v1
/// bundle: <32 hex>
/// log: amanat/41c2…
/// time: 2026-11-23T18:40:00Z
/// to: <64 hex>                         1 to 64, ascending
/// leaves: 0 57
/// frontier: CsUY…                      one for each bit that is set in the start
/// entry: card 2711 <64 hex>            each entry between `manifest` and `end`
/// ```
/// Source: the page *Bundles and the hand-off folder*, "Manifest".
package struct Manifest: Hashable, Sendable {
    package static let kind = "amanat-manifest/v1"
    package static let maximumByteCount = 32 << 20
    package static let maximumEntryCount = 100_000

    package let bundle: ObjectID
    /// The device that wrote the bundle.
    package let log: String
    package let time: Timestamp
    package let recipients: [Fingerprint]
    /// The leaves of the writer's log that are sent; empty at 0 where none are.
    package let leaves: Range<UInt64>
    /// Before those leaves.
    package let frontier: Frontier
    package let entries: [ListedEntry]
    /// As it was signed.
    package let note: SignedNote

    package init(
        bundle: ObjectID, time: Timestamp, recipients: [Fingerprint], leaves: Range<UInt64>,
        frontier: Frontier, entries: [ListedEntry], signedBy key: borrowing SigningKey,
        as log: String
    ) {
        precondition((1...64).contains(recipients.count), "a bundle has 1 to 64 recipients")
        precondition(entries.count <= Self.maximumEntryCount, "too many entries for one bundle")
        let recipients = recipients.sorted()
        var text = """
            \(Self.kind)
            bundle: \(bundle)
            log: \(log)
            time: \(time)

            """
        for recipient in recipients { text += "to: \(recipient)\n" }
        text += "leaves: \(leaves.lowerBound) \(leaves.upperBound)\n"
        for hash in frontier.hashes { text += "frontier: \(hash.base64)\n" }
        for entry in entries {
            text += "entry: \(entry.entry.name) \(entry.byteCount) \(entry.hash.hex)\n"
        }
        self.bundle = bundle
        self.log = log
        self.time = time
        self.recipients = recipients
        self.leaves = leaves
        self.frontier = frontier
        self.entries = entries
        self.note = SignedNote(signing: text, as: log, with: key)
    }

    /// Reads a manifest. Whose signature it bears is a further question.
    package init(parsing bytes: [UInt8]) throws(StatementError) {
        note = try reading { () throws(NoteError) in
            try SignedNote(parsing: bytes, limit: Self.maximumByteCount)
        }
        let text = note.text
        var lines = try reading { () throws(NoteError) in
            try NoteLines(text, expecting: Self.kind)
        }
        bundle = try lines.idField("bundle")
        log = String(try lines.field("log"))
        time = try lines.timeField()
        recipients = try lines.fingerprintFields("to")
        let bounds = try lines.field("leaves").split(
            separator: " ", omittingEmptySubsequences: false)
        guard bounds.count == 2, let start = UInt64(strictDecimal: bounds[0]),
            let end = UInt64(strictDecimal: bounds[1]), start < end || (start == 0 && end == 0),
            end <= Frontier.maximumSize
        else { throw .note(.malformedValue(of: "leaves")) }
        leaves = start..<end
        let hashes = lines.values(for: "frontier").map { TreeHash(base64: String($0)) }
        guard let frontier = Frontier(size: start, hashes: hashes.compactMap(\.self)),
            hashes.allSatisfy({ $0 != nil })
        else { throw .note(.malformedValue(of: "frontier")) }
        self.frontier = frontier
        let listed = lines.values(for: "entry")
        guard listed.count <= Self.maximumEntryCount else {
            throw .note(.malformedValue(of: "entry"))
        }
        entries = listed.compactMap(Self.entry)
        try lines.finishFields()
        guard entries.count == listed.count else { throw .note(.malformedValue(of: "entry")) }
        guard recipients.count == 1 || !entries.contains(where: { $0.entry == .receipt }) else {
            throw .contradiction(.sharedReceipt)
        }
        guard Self.isWellOrdered(entries, sendsLeaves: !leaves.isEmpty) else {
            throw .contradiction(.entries)
        }
    }

    private static func entry(_ line: Substring) -> ListedEntry? {
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, let entry = BundleEntry(name: words[0]),
            let byteCount = UInt64(strictDecimal: words[1]),
            byteCount <= entry.maximumByteCount, let hash = SHA256Hash(hex: words[2])
        else { return nil }
        return ListedEntry(entry, byteCount: byteCount, hash: hash)
    }

    /// The card first; checkpoint and leaves together and only with leaves, the receipt's two
    /// entries together; objects only with leaves; nothing twice.
    private static func isWellOrdered(_ entries: [ListedEntry], sendsLeaves: Bool) -> Bool {
        let kinds = entries.map(\.entry)
        let ranks = kinds.map(\.rank)
        let objects = kinds.drop { $0.rank < 5 }
        return kinds.first == .card && Set(kinds).count == kinds.count
            && zip(ranks, ranks.dropFirst()).allSatisfy { $0 <= $1 }
            && kinds.contains(.checkpoint) == sendsLeaves
            && kinds.contains(.leaves) == sendsLeaves
            && kinds.contains(.receipt) == kinds.contains(.receiptCheckpoint)
            && (sendsLeaves || objects.isEmpty)
    }

    /// Names this bundle in a log.
    package var hash: SHA256Hash { SHA256Hash(of: note.encoded) }
}
