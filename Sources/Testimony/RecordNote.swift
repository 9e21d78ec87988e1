package import SafeSodium
package import Statements
package import TransparencyLog

/// What a recorder's device signs of a testimony: who, when, for whom, and salted hashes of the
/// parts.
///
/// ```
/// amanat-record/v1
/// record: <32 hex>
/// log: amanat/41…
/// time: 2026-11-23T09:14:02Z
/// epoch: 0
/// recipient: <64 hex>            1 to 64, ascending
/// part: account.txt 812 <64 hex> in the order of the archive
/// ```
/// Source: the page *Records and attachments*, "Record".
package struct RecordNote: Hashable, Sendable {
    package static let kind = "amanat-record/v1"
    package static let maximumByteCount = 1 << 20
    package static let maximumPartCount = 1000

    /// A part, as it is signed.
    package struct PartDigest: Hashable, Sendable {
        package let name: String
        package let byteCount: Int
        /// SHA-256 of the salt and the bytes.
        package let saltedHash: SHA256Hash
    }

    package let record: ObjectID
    /// The device that recorded.
    package let log: String
    /// As the recorder's clock had it.
    package let time: Timestamp
    /// Of the roster by which it was sealed; 0 where there was none.
    package let epoch: UInt64
    package let recipients: [Fingerprint]
    package let parts: [PartDigest]
    /// As it was signed.
    package let note: SignedNote

    package init(
        record: ObjectID, time: Timestamp, epoch: UInt64, recipients: [Fingerprint],
        parts: [PartDigest], signedBy key: borrowing SigningKey, as log: String
    ) {
        precondition((1...64).contains(recipients.count), "a record has 1 to 64 recipients")
        let recipients = recipients.sorted()
        var text = """
            \(Self.kind)
            record: \(record)
            log: \(log)
            time: \(time)
            epoch: \(epoch)

            """
        for recipient in recipients { text += "recipient: \(recipient)\n" }
        for part in parts {
            text += "part: \(part.name) \(part.byteCount) \(part.saltedHash.hex)\n"
        }
        self.record = record
        self.log = log
        self.time = time
        self.epoch = epoch
        self.recipients = recipients
        self.parts = parts
        self.note = SignedNote(signing: text, as: log, with: key)
    }

    /// Reads a note. Whose signature it bears is a further question:
    /// ``SignedNote/requireOnlySignature(by:)``.
    package init(parsing bytes: [UInt8]) throws(StatementError) {
        note = try reading { () throws(NoteError) in
            try SignedNote(parsing: bytes, limit: Self.maximumByteCount)
        }
        let text = note.text
        var lines = try reading { () throws(NoteError) in
            try NoteLines(text, expecting: Self.kind)
        }
        record = try lines.idField("record")
        log = String(try lines.field("log"))
        time = try lines.timeField()
        guard let epoch = UInt64(strictDecimal: try lines.field("epoch")) else {
            throw .note(.malformedValue(of: "epoch"))
        }
        self.epoch = epoch
        recipients = try lines.fingerprintFields("recipient")
        let parts = lines.values(for: "part")
        self.parts = parts.compactMap(Self.part)
        try lines.finishFields()
        guard self.parts.count == parts.count, (1...Self.maximumPartCount).contains(parts.count),
            Set(self.parts.map(\.name)).count == parts.count
        else { throw .note(.malformedValue(of: "part")) }
        guard note.signatures.count == 1, note.signatures[0].name == log else {
            throw .wrongSignatures
        }
    }

    private static func part(_ line: Substring) -> PartDigest? {
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, let byteCount = Int(strictDecimal: words[1]),
            let hash = SHA256Hash(hex: words[2])
        else { return nil }
        return PartDigest(name: String(words[0]), byteCount: byteCount, saltedHash: hash)
    }
}
