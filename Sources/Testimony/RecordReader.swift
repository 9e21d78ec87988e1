import AgeFile
import SafeSodium
import Statements
package import StrictTar
import TransparencyLog

/// Reads a record's content as it is opened. The key to the attachments goes to guarded memory, and nowhere else.
///
/// ```swift
/// var tar = RecordReader.tarReader
/// var reader = RecordReader(.record)
/// while try envelope.readChunk({ try tar.feed($0, to: &reader) }) {}
/// let record = try reader.finish(tar)
/// ```
package struct RecordReader: TarHandler, ~Copyable {
    private let form: RecordForm
    /// The note, as soon as it was read.
    package private(set) var note: RecordNote?
    private var parts: [Record.Part] = []
    private var hasKey = false
    private var salts: SaltList?
    private var byteCounts: [UInt64] = []
    private var left = UInt64(Record.maximumByteCount)

    private var name = ""
    private var content: [UInt8] = []
    private var secret = SecretBytes(byteCount: 0)
    private var secretCount = 0

    /// The longest text of an identity is about 80 characters.
    private static let maximumKeyByteCount: UInt64 = 128

    package init(_ form: RecordForm) {
        self.form = form
    }

    /// Reads the archive's entries.
    package static var tarReader: TarReader {
        TarReader(entryLimit: RecordNote.maximumDigestCount + 2)
    }

    /// A later version made it: what comes behind the note is not looked at.
    private var isUnread: Bool { note?.unknown.mustKey != nil }

    // MARK: TarHandler

    package mutating func begin(_ header: TarEntryHeader) throws {
        guard header.byteCount <= left else {
            throw TestimonyError.archive(.tooLarge(byteLimit: Record.maximumByteCount))
        }
        left -= header.byteCount
        byteCounts.append(header.byteCount)
        name = header.name
        content = []
        secretCount = 0
        if name == PartName.attachmentsKey, !isUnread {
            guard header.byteCount <= Self.maximumKeyByteCount else {
                throw TestimonyError.attachmentKey
            }
            secret = SecretBytes(byteCount: Int(header.byteCount))
        }
        guard (byteCounts.count == 1) == (name == PartName.note), salts == nil else {
            throw TestimonyError.entries
        }
    }

    package mutating func content(_ bytes: Span<UInt8>) throws {
        if isUnread { return }
        if name == PartName.attachmentsKey {
            let start = secretCount
            secretCount += bytes.count
            var target = secret.mutableBytes
            for index in bytes.indices { target[start + index] = bytes[index] }
        } else {
            content += [UInt8](bytes)
        }
    }

    package mutating func end() throws {
        if isUnread { return }
        switch name {
        case PartName.note:
            do {
                note = try RecordNote(parsing: content)
            } catch {
                throw TestimonyError.note(error)
            }
        case PartName.salts: salts = try SaltList(parsing: content)
        case PartName.attachmentsKey:
            parts.append(Record.Part(name: name, bytes: []))
            hasKey = true
        default: parts.append(Record.Part(name: name, bytes: content))
        }
        content = []
    }

    // MARK: The record

    /// Checks what was read.
    ///
    /// - Parameter tar: that read the archive.
    /// - Throws: ``TestimonyError``; `needsNewer` where only a later version may read it: the note is there then.
    package consuming func finish(
        _ tar: TarReader
    ) throws(TestimonyError) -> Record {
        do {
            try tar.finish()
        } catch {
            throw .archive(error)
        }
        guard let note else { throw .entries }
        if let mustKey = note.unknown.mustKey { throw .needsNewer(mustKey) }
        guard let salts else { throw .entries }
        try checkDigests(note, salts)
        let identity = hasKey ? Identity(line: secret) : nil
        guard hasKey == (identity != nil) else { throw .attachmentKey }
        return try Record(note, parts, identity, salts, form, byteCounts: byteCounts)
    }

    /// Each part and decoy against the note.
    private func checkDigests(
        _ note: RecordNote, _ salts: SaltList
    ) throws(TestimonyError) {
        guard salts.parts.map(\.name) == parts.map(\.name) else { throw .salts }
        var open = Set(note.digests)
        for (part, salted) in zip(parts, salts.parts) {
            let digest: SHA256Hash
            if part.name == PartName.attachmentsKey {
                digest = salted.salt.digest(ofPart: part.name, secret.bytes)
            } else {
                digest = salted.salt.digest(ofPart: part.name, part.bytes.span)
            }
            guard open.remove(digest) != nil else { throw .partChanged(part.name) }
        }
        guard form == .record else {
            guard salts.decoys.isEmpty else { throw .salts }
            return
        }
        for salt in salts.decoys {
            guard open.remove(salt.decoyDigest) != nil else { throw .unaccounted }
        }
        if let part = parts.first(where: { $0.name == PartName.elsewhere }) {
            for other in try PartElsewhere.decode(part.bytes) {
                guard open.remove(other.digest) != nil else { throw .unaccounted }
            }
        }
        guard open.isEmpty else { throw .unaccounted }
    }
}

extension Record {
    /// Reads the parts, in the one order that they have.
    fileprivate init(
        _ note: RecordNote, _ all: [Part], _ identity: Identity?, _ salts: SaltList,
        _ form: RecordForm, byteCounts: [UInt64]
    ) throws(TestimonyError) {
        var rest = all[...]
        func take(_ series: PartName.Series) -> [Part] {
            var taken: [Part] = []
            var last = 0
            // A part elsewhere has the number that it has in the whole.
            while let number = rest.first.flatMap({ series.number(of: $0.name) }), number > last,
                form == .part || number == last + 1
            {
                taken.append(rest.removeFirst())
                last = number
            }
            return taken
        }
        guard rest.first?.name == PartName.recipients else { throw .recipients }
        recipients = try RecipientLine.decode(rest.removeFirst().bytes)
        paragraphs = take(.account)
        attachmentParts = take(.attachments)
        if rest.first?.name == PartName.attachmentsKey { rest.removeFirst() }
        elsewhere =
            rest.first?.name == PartName.elsewhere
            ? try PartElsewhere.decode(rest.removeFirst().bytes) : []
        unknownParts = Array(rest)
        guard form == .part || (identity != nil) == !attachmentParts.isEmpty else {
            throw .attachmentKey
        }
        attachmentIdentity = identity
        guard unknownParts.map(\.name).allSatisfy(PartName.isUnknown),
            zip(unknownParts, unknownParts.dropFirst()).allSatisfy({
                $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
            }), form == .part || !(paragraphs.isEmpty && attachmentParts.isEmpty)
        else { throw .entries }
        attachments = try Self.attachments(attachmentParts)
        try Self.requireText(paragraphs)
        self.note = note
        self.salts = Dictionary(uniqueKeysWithValues: salts.parts.map { ($0.name, $0.salt) })
        archivedByteCount = Tar.archivedByteCount(of: byteCounts)
    }

    private static func attachments(
        _ parts: [Part]
    ) throws(TestimonyError) -> [AttachmentEntry] {
        var entries: [AttachmentEntry] = []
        for part in parts { entries += try AttachmentEntry.decode(part.bytes) }
        guard entries.count <= AttachmentEntry.maximumCount,
            Set(entries.map(\.object)).count == entries.count
        else { throw .attachmentList }
        return entries
    }

    private static func requireText(_ paragraphs: [Part]) throws(TestimonyError) {
        var byteCount = 0
        for part in paragraphs {
            byteCount += part.bytes.count
            guard !part.bytes.isEmpty, (try? UTF8Span(validating: part.bytes.span)) != nil else {
                throw .account
            }
        }
        guard byteCount <= maximumAccountByteCount else { throw .account }
    }
}
