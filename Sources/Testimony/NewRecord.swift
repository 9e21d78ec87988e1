package import AgeFile
package import SafeSodium
import Statements
import StrictTar
import TransparencyLog

/// A record that is to be sealed: its parts under their salts, and the note when it is signed.
///
/// It is plaintext. The key to the attachments is in guarded memory alone. Source: the page *Records and attachments*.
package struct NewRecord: ~Copyable {
    private var entries: [Record.Part]
    /// The text of the attachments' key, and where it stands among the entries.
    private let key: SecretBytes
    private let keyPlace: Int?
    private let salts: SaltList

    /// The digests of the parts and of decoys.
    package let digests: [SHA256Hash]

    /// - Parameters:
    ///   - account: UTF-8, not empty; nil where the attachments are the testimony.
    ///   - attachments: with the identity that opens them.
    ///   - recipients: to whom it is going to be sealed, 1 to 64.
    /// - Throws: ``TestimonyError``; `entries` where there is neither an account nor an attachment.
    package init(
        account: [UInt8]?, attachments: [AttachmentEntry], identity: Identity?,
        recipients: [RecipientLine]
    ) throws(TestimonyError) {
        precondition((1...64).contains(recipients.count), "a record has 1 to 64 recipients")
        precondition(attachments.isEmpty == (identity == nil), "attachments have a key")
        guard account != nil || !attachments.isEmpty else { throw .entries }
        var parts = [
            Record.Part(name: PartName.recipients, bytes: RecipientLine.encode(recipients))
        ]
        if let account { parts += try Self.paragraphs(account) }
        var keyPlace: Int?
        if !attachments.isEmpty {
            parts += try AttachmentEntry.parts(attachments)
            keyPlace = parts.count
        }
        let keyText: SecretBytes
        if let identity {
            keyText = identity.encodedLine()
        } else {
            keyText = SecretBytes(byteCount: 0)
        }
        var salted: [(name: String, salt: Salt)] = []
        var digests: [SHA256Hash] = []
        for part in parts {
            let salt = Salt.random()
            salted.append((part.name, salt))
            digests.append(salt.digest(ofPart: part.name, part.bytes.span))
        }
        if let keyPlace {
            let salt = Salt.random()
            salted.insert((PartName.attachmentsKey, salt), at: keyPlace)
            digests.append(Self.digest(ofKey: keyText, salt))
        }
        guard let count = RecordNote.digestCount(forParts: salted.count) else { throw .entries }
        var decoys: [Salt] = []
        for _ in salted.count..<count { decoys.append(.random()) }
        key = keyText
        self.keyPlace = keyPlace
        entries = parts
        salts = SaltList(parts: salted, decoys: decoys)
        self.digests = digests + decoys.map(\.decoyDigest)
    }

    private static func digest(ofKey key: borrowing SecretBytes, _ salt: Salt) -> SHA256Hash {
        salt.digest(ofPart: PartName.attachmentsKey, key.bytes)
    }

    private static func paragraphs(_ account: [UInt8]) throws(TestimonyError) -> [Record.Part] {
        guard (1...Record.maximumAccountByteCount).contains(account.count),
            (try? UTF8Span(validating: account.span)) != nil
        else { throw .account }
        return Paragraphs.cut(account.span).enumerated().map { index, range in
            Record.Part(
                name: PartName.Series.account.name(index + 1), bytes: Array(account[range]))
        }
    }

    /// How long the content is with a note of this length.
    package func byteCount(with note: RecordNote) -> UInt64 {
        var counts = [UInt64(note.note.encoded.count), UInt64(salts.encoded.count)]
        counts += entries.map { UInt64($0.bytes.count) }
        if keyPlace != nil { counts.append(UInt64(key.byteCount)) }
        return Tar.archivedByteCount(of: counts)
    }

    /// Writes the content of the record's object.
    ///
    /// - Parameter note: of ``digests``.
    /// - Throws: what `body` throws.
    package func write(
        _ note: RecordNote, _ body: (Span<UInt8>) throws -> Void
    ) throws {
        try Self.write(PartName.note, note.note.encoded.span, body)
        for (index, part) in entries.enumerated() {
            try Self.write(part.name, part.bytes.span, body)
            if index + 1 == keyPlace { try Self.write(PartName.attachmentsKey, key.bytes, body) }
        }
        try Self.write(PartName.salts, salts.encoded.span, body)
        let end = Tar.endOfArchive
        try body(end.span)
    }

    private static func write(
        _ name: String, _ bytes: Span<UInt8>, _ body: (Span<UInt8>) throws -> Void
    ) throws {
        let header = try TarEntryHeader(name: name, byteCount: UInt64(bytes.count)).encoded()
        try body(header.span)
        try body(bytes)
        let padding = [UInt8](repeating: 0, count: Tar.paddingByteCount(after: UInt64(bytes.count)))
        try body(padding.span)
    }

    /// Overwrites the account and what else was told.
    package mutating func wipe() {
        for index in entries.indices { entries[index].bytes.wipe() }
    }
}

extension Identity {
    /// The text of the secret, as an identity file has it: with a line feed.
    fileprivate func encodedLine() -> SecretBytes {
        let text = encoded()
        var line = SecretBytes(byteCount: text.byteCount + 1)
        let source = text.bytes
        var target = line.mutableBytes
        for index in source.indices { target[index] = source[index] }
        target[source.count] = UInt8(ascii: "\n")
        return line
    }

    /// Reads such a text; nil where it is not exactly that.
    convenience init?(line: borrowing SecretBytes) {
        let bytes = line.bytes
        guard bytes.count > 1, bytes[bytes.count - 1] == UInt8(ascii: "\n") else { return nil }
        try? self.init(bytes.extracting(0..<bytes.count - 1))
    }
}
