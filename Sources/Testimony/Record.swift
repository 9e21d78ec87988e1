import SafeSodium
import Statements
import StrictTar
import TransparencyLog

/// A testimony's record: the signed note, the account, and what else was told.
///
/// ```
/// note  [account.txt]  [attachments.json]  salts    a tar stream, in this order, with one of the two or both
/// ```
/// A value of this type has been checked as far as it can be without knowing anybody: its form, its
/// parts against the note, its salts. Who signed it, and for whom, the caller asks. Source: the
/// page *Records and attachments*.
package struct Record: Sendable {
    package static let maximumByteCount = 64 << 20
    package static let maximumAccountByteCount = 16 << 20

    private static let noteName = "note"
    private static let accountName = "account.txt"
    private static let attachmentsName = "attachments.json"
    private static let saltsName = "salts"
    private static let saltByteCount = 32

    /// A named piece, as it lies in the archive.
    package struct Part: Sendable {
        package let name: String
        package let bytes: [UInt8]
    }

    package let note: RecordNote
    package let parts: [Part]
    /// nil where the testimony consists of attachments alone.
    package let account: String?
    /// nil where there are no attachments.
    package let attachments: AttachmentList?
    /// The length of the tar stream, without the padding after it.
    package let archivedByteCount: UInt64

    /// What the parts of a new record are. An account must be UTF-8, and not empty.
    ///
    /// - Throws: ``TestimonyError``; `entries` where there is neither an account nor an attachment.
    package static func parts(
        account: [UInt8]?, attachments: AttachmentList?
    ) throws(TestimonyError) -> [Part] {
        var parts: [Part] = []
        if let account {
            guard Self.text(ofAccount: account) != nil else { throw .account }
            parts.append(Part(name: accountName, bytes: account))
        }
        if let attachments {
            guard let list = try? attachments.encoded(),
                list.count <= AttachmentList.maximumByteCount
            else { throw .attachmentList }
            parts.append(Part(name: attachmentsName, bytes: list))
        }
        guard !parts.isEmpty else { throw .entries }
        return parts
    }

    /// Signs the parts, and packs them: the content of the record's object. It is plaintext.
    package static func archive(
        _ parts: [Part],
        signing sign: ([RecordNote.PartDigest]) -> RecordNote
    ) throws(TestimonyError) -> [UInt8] {
        var salts = ""
        var digests: [RecordNote.PartDigest] = []
        for part in parts {
            let salt = Random.bytes(saltByteCount)
            salts += "\(part.name): \(Hex.encode(salt))\n"
            digests.append(
                RecordNote.PartDigest(
                    name: part.name, byteCount: part.bytes.count,
                    saltedHash: saltedHash(part.bytes, salt: salt)))
        }
        var entries = [(name: noteName, bytes: sign(digests).note.encoded)]
        entries += parts.map { (name: $0.name, bytes: $0.bytes) }
        entries.append((name: saltsName, bytes: Array(salts.utf8)))
        do {
            return try Tar.write(entries)
        } catch {
            throw .archive(error)
        }
    }

    /// Reads the plaintext of a record's object, padding included.
    package init(parsing plaintext: [UInt8]) throws(TestimonyError) {
        let entries: [(name: String, bytes: [UInt8])]
        do {
            entries = try Tar.read(
                plaintext, byteLimit: Self.maximumByteCount,
                entryLimit: RecordNote.maximumPartCount + 2)
        } catch {
            throw .archive(error)
        }
        guard entries.count >= 3, entries[0].name == Self.noteName,
            let last = entries.last, last.name == Self.saltsName
        else { throw .entries }
        do {
            note = try RecordNote(parsing: entries[0].bytes)
        } catch {
            throw .note(error)
        }
        archivedByteCount = Tar.archivedByteCount(of: entries.map { UInt64($0.bytes.count) })
        let parts = entries.dropFirst().dropLast().map { Part(name: $0.name, bytes: $0.bytes) }
        guard parts.map(\.name) == note.parts.map(\.name) else { throw .entries }
        let salts = try Self.salts(last.bytes, for: parts)
        for (index, digest) in note.parts.enumerated() {
            guard parts[index].bytes.count == digest.byteCount,
                Self.saltedHash(parts[index].bytes, salt: salts[index]) == digest.saltedHash
            else { throw .partChanged(digest.name) }
        }
        self.parts = parts
        var rest = parts[...]
        account = try Self.take(Self.accountName, from: &rest).map(Self.account)
        attachments = try Self.take(Self.attachmentsName, from: &rest).map {
            bytes throws(TestimonyError) in try AttachmentList(parsing: bytes)
        }
        guard rest.isEmpty else { throw .entries }
    }

    /// The bytes of the next part, where it has this name.
    private static func take(_ name: String, from parts: inout ArraySlice<Part>) -> [UInt8]? {
        parts.first?.name == name ? parts.removeFirst().bytes : nil
    }

    private static func account(_ bytes: [UInt8]) throws(TestimonyError) -> String {
        guard let text = text(ofAccount: bytes) else { throw .account }
        return text
    }

    private static func text(ofAccount bytes: [UInt8]) -> String? {
        guard (1...maximumAccountByteCount).contains(bytes.count) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func saltedHash(_ bytes: [UInt8], salt: [UInt8]) -> SHA256Hash {
        var hasher = SHA256Hasher()
        hasher.update(salt.span)
        hasher.update(bytes.span)
        return hasher.finalize()
    }

    /// The salts, in the order of the parts.
    private static func salts(
        _ bytes: [UInt8], for parts: [Part]
    ) throws(TestimonyError) -> [[UInt8]] {
        guard let text = String(validating: bytes, as: UTF8.self), text.last == "\n" else {
            throw .salts
        }
        let lines = text.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == parts.count else { throw .salts }
        var salts: [[UInt8]] = []
        for (line, part) in zip(lines, parts) {
            guard line.hasPrefix("\(part.name): "),
                let salt = Hex.decode(line.dropFirst(part.name.count + 2)),
                salt.count == saltByteCount
            else { throw .salts }
            salts.append(salt)
        }
        return salts
    }
}
