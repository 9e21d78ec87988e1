package import SafeSodium
package import Statements
package import TransparencyLog

/// What a recorder's device signs of a testimony: who, when, and salted digests of the parts and of nothing. It tells
/// nothing of what the testimony is of.
///
/// ```
/// amanat-record/v1
/// record: <32 hex>
/// log: amanat/41…
/// time: 2026-11-23T09:14:02Z
/// roster: none
/// part: <64 hex>                 8 to 1,024, a power of two; ascending
/// ```
/// Source: the page *Records and attachments*, "Note".
package struct RecordNote: Hashable, Sendable {
    package static let kind = "amanat-record/v1"
    package static let maximumByteCount = 256 << 10
    package static let minimumDigestCount = 8
    package static let maximumDigestCount = 1024

    /// The roster by which a record was sealed.
    package struct Roster: Hashable, Sendable {
        package let number: UInt64
        package let hash: SHA256Hash

        package init(number: UInt64, hash: SHA256Hash) {
            self.number = number
            self.hash = hash
        }
    }

    package let record: ObjectID
    /// The device that recorded.
    package let log: String
    /// As the recorder's clock had it.
    package let time: Timestamp
    /// nil where there was none.
    package let roster: Roster?
    /// Of parts and decoys, ascending.
    package let digests: [SHA256Hash]
    /// What a later version added.
    package let unknown: UnknownLines
    /// As it was signed.
    package let note: SignedNote

    /// - Parameter digests: 8 to 1,024, a power of two, no two of them the same.
    package init(
        record: ObjectID, time: Timestamp, roster: Roster? = nil, digests: [SHA256Hash],
        signedBy key: borrowing SigningKey, as log: String
    ) {
        precondition(Self.isCount(digests.count), "the number of digests is a power of two")
        let digests = digests.sorted { $0.hex < $1.hex }
        var text = """
            \(Self.kind)
            record: \(record)
            log: \(log)
            time: \(time)
            roster: \(roster.map { "\($0.number) \($0.hash.hex)" } ?? "none")

            """
        for digest in digests { text += "part: \(digest.hex)\n" }
        self.record = record
        self.log = log
        self.time = time
        self.roster = roster
        self.digests = digests
        unknown = UnknownLines()
        self.note = SignedNote(signing: text, as: log, with: key)
    }

    /// Reads a note. Whose signature it bears is a further question: ``SignedNote/requireOnlySignature(by:)``. So is
    /// whether a later version must read it: ``unknown``.
    package init(parsing bytes: [UInt8]) throws(StatementError) {
        note = try reading { () throws(NoteError) in
            try SignedNote(parsing: bytes, limit: Self.maximumByteCount)
        }
        let text = note.text
        var lines = try reading { () throws(NoteError) in
            try NoteLines(text, expecting: Self.kind)
        }
        record = try lines.idField("record")
        log = try lines.deviceField("log")
        time = try lines.timeField()
        roster = try Self.roster(try lines.field("roster"))
        let parts = lines.values(for: "part")
        digests = parts.compactMap { SHA256Hash(hex: $0) }
        unknown = try lines.finishFields()
        guard digests.count == parts.count, Self.isCount(parts.count),
            zip(parts, parts.dropFirst()).allSatisfy({ $0 < $1 })
        else { throw .note(.malformedValue(of: "part")) }
        guard note.signatures.count == 1, note.signatures[0].name == log else {
            throw .wrongSignatures
        }
    }

    /// Names this note in a log.
    package var hash: SHA256Hash { SHA256Hash(of: note.encoded) }

    private static func roster(_ value: Substring) throws(StatementError) -> Roster? {
        if value == "none" { return nil }
        let words = value.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 2, let number = UInt64(strictDecimal: words[0]), number > 0,
            let hash = SHA256Hash(hex: words[1])
        else { throw .note(.malformedValue(of: "roster")) }
        return Roster(number: number, hash: hash)
    }

    private static func isCount(_ count: Int) -> Bool {
        (minimumDigestCount...maximumDigestCount).contains(count) && count & (count - 1) == 0
    }

    /// How many digests a record of so many parts has; nil where it has too many parts.
    static func digestCount(forParts count: Int) -> Int? {
        var number = minimumDigestCount
        while number < count { number *= 2 }
        return number <= maximumDigestCount ? number : nil
    }
}
