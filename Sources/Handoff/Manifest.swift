package import SafeSodium
package import Statements
import StrictTar
package import TransparencyLog

/// The signed list of what a bundle holds, and its first entry.
///
/// ```
/// amanat-manifest/v1
/// bundle: <32 hex>
/// by: amanat/93aa…                     who signs
/// log: amanat/41c2…                    whose leaves and objects are carried
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
    package let writer: String
    /// The device whose leaves and objects are carried: most often the same.
    package let log: String
    package let time: Timestamp
    package let recipients: [Fingerprint]
    /// The leaves of that log that are sent; empty at 0 where none are.
    package let leaves: Range<UInt64>
    /// Before those leaves.
    package let frontier: Frontier
    package let entries: [ListedEntry]
    /// What only a later version knows, and must be known to use the bundle; nil where there is no such thing.
    package let newerKey: String?
    /// As it was signed.
    package let note: SignedNote

    package init(
        bundle: ObjectID, time: Timestamp, recipients: [Fingerprint], leaves: Range<UInt64>,
        frontier: Frontier, entries: [ListedEntry], log: String? = nil,
        signedBy key: borrowing SigningKey, as writer: String
    ) {
        precondition((1...64).contains(recipients.count), "a bundle has 1 to 64 recipients")
        precondition(entries.count <= Self.maximumEntryCount, "too many entries for one bundle")
        let recipients = recipients.sorted()
        var text = """
            \(Self.kind)
            bundle: \(bundle)
            by: \(writer)
            log: \(log ?? writer)
            time: \(time)

            """
        for recipient in recipients { text += "to: \(recipient)\n" }
        text += "leaves: \(leaves.lowerBound) \(leaves.upperBound)\n"
        for hash in frontier.hashes { text += "frontier: \(hash.base64)\n" }
        for entry in entries {
            text += "entry: \(entry.entry.name) \(entry.byteCount) \(entry.hash.hex)\n"
        }
        self.bundle = bundle
        self.writer = writer
        self.log = log ?? writer
        self.time = time
        self.recipients = recipients
        self.leaves = leaves
        self.frontier = frontier
        self.entries = entries
        newerKey = nil
        self.note = SignedNote(signing: text, as: writer, with: key)
    }

    /// Reads a manifest. Whose signature it bears is a further question, and so is ``newerKey``.
    package init(parsing bytes: [UInt8]) throws(StatementError) {
        note = try reading { () throws(NoteError) in
            try SignedNote(parsing: bytes, limit: Self.maximumByteCount)
        }
        let text = note.text
        var lines = try reading { () throws(NoteError) in
            try NoteLines(text, expecting: Self.kind)
        }
        bundle = try lines.idField("bundle")
        writer = try lines.deviceField("by")
        log = try lines.deviceField("log")
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
        let unknown = try lines.finishFields()
        newerKey = unknown.mustKey ?? listed.lazy.compactMap(Self.newerName).first
        // Of what a later version made, the card is read, which tells whose it is.
        let read = (newerKey == nil ? listed : Array(listed.prefix(1))).compactMap(Self.entry)
        entries = newerKey == nil ? read : read.filter { $0.entry == .card }
        if newerKey != nil { return }
        guard entries.count == listed.count else { throw .note(.malformedValue(of: "entry")) }
        guard recipients.count == 1 || !entries.contains(where: { $0.entry == .receipt }) else {
            throw .contradiction(.sharedReceipt)
        }
        guard Self.isWellOrdered(entries, sendsLeaves: !leaves.isEmpty, isRelayed: isRelayed),
            Self.areNotesInOrder(entries)
        else { throw .contradiction(.entries) }
    }

    /// The name of an entry that only a later version may leave out; nil for any other.
    private static func newerName(_ line: Substring) -> String? {
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, words[0].hasPrefix(UnknownLines.mustPrefix),
            TarEntryHeader.isValid(name: String(words[0])),
            UInt64(strictDecimal: words[1]).map({ $0 <= BundleEntry.maximumObjectByteCount })
                == true,
            SHA256Hash(hex: words[2]) != nil
        else { return nil }
        return String(words[0])
    }

    private static func entry(_ line: Substring) -> ListedEntry? {
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, let entry = BundleEntry(name: words[0]),
            let byteCount = UInt64(strictDecimal: words[1]),
            let hash = SHA256Hash(hex: words[2]), entry.allows(byteCount: byteCount, hash: hash)
        else { return nil }
        return ListedEntry(entry, byteCount: byteCount, hash: hash)
    }

    /// Whether it carries the log of another device than its writer's.
    package var isRelayed: Bool { log != writer }

    /// The card first, and the other device's with its log; checkpoint and leaves together and only with leaves, the receipt's two
    /// entries together; objects only with leaves; nothing twice.
    private static func isWellOrdered(
        _ entries: [ListedEntry], sendsLeaves: Bool, isRelayed: Bool
    ) -> Bool {
        let kinds = entries.map(\.entry)
        let ranks = kinds.map(\.rank)
        return kinds.first == .card && Set(kinds).count == kinds.count
            && zip(ranks, ranks.dropFirst()).allSatisfy { $0 <= $1 }
            && kinds.contains(.logCard) == isRelayed && (sendsLeaves || !isRelayed)
            && kinds.contains(.checkpoint) == sendsLeaves
            && kinds.contains(.leaves) == sendsLeaves
            && kinds.contains(.receipt) == kinds.contains(.receiptCheckpoint)
            && (sendsLeaves || kinds.allSatisfy { $0.objectID == nil })
    }

    /// Notes ascend, and are not too many.
    private static func areNotesInOrder(_ entries: [ListedEntry]) -> Bool {
        var byteCount: UInt64 = 0
        var names: [String] = []
        for entry in entries {
            guard case .note(let hash) = entry.entry else { continue }
            byteCount += entry.byteCount
            names.append(hash.hex)
        }
        return names.count <= BundleEntry.maximumNoteCount
            && byteCount <= BundleEntry.maximumNoteByteCount
            && zip(names, names.dropFirst()).allSatisfy { $0 < $1 }
    }

    /// Names this bundle in a log.
    package var hash: SHA256Hash { SHA256Hash(of: note.encoded) }
}
