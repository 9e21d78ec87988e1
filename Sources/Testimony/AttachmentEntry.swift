import FoundationEssentials
package import SafeSodium
package import Statements
package import TransparencyLog

/// One original file, as the record of a testimony names it.
///
/// Source: the page *Records and attachments*, "attachments/NNN.json".
package struct AttachmentEntry: Hashable, Sendable {
    /// The most attachments of a testimony.
    package static let maximumCount = 10_000
    /// 2^53 − 1: what JSON holds exactly.
    private static let maximumLength: Int64 = (1 << 53) - 1

    /// The sealed object.
    package let object: ObjectID
    /// Of the original.
    package let hash: SHA256Hash
    /// Of the original.
    package let byteCount: Int64
    package let mediaType: String
    /// When the original was changed last, by its file system; nil where that is not known.
    package let modified: Timestamp?
    /// What the recorder's laptop called it: not to be trusted as a file name.
    package let name: String

    package init(
        object: ObjectID, hash: SHA256Hash, byteCount: Int64, mediaType: String,
        modified: Timestamp?, name: String
    ) {
        self.object = object
        self.hash = hash
        self.byteCount = byteCount
        self.mediaType = mediaType
        self.modified = modified
        self.name = name
    }

    /// The parts that hold these attachments: one each, or 100 among which they are spread.
    ///
    /// - Throws: ``TestimonyError/attachmentList``.
    static func parts(
        _ entries: [AttachmentEntry]
    ) throws(TestimonyError) -> [Record.Part] {
        guard (1...maximumCount).contains(entries.count) else { throw .attachmentList }
        let count = min(entries.count, PartName.Series.attachments.maximumCount)
        var parts: [Record.Part] = []
        for index in 0..<count {
            let (start, end) = (index * entries.count / count, (index + 1) * entries.count / count)
            parts.append(
                Record.Part(
                    name: PartName.Series.attachments.name(index + 1),
                    bytes: try encode(Array(entries[start..<end]))))
        }
        return parts
    }

    /// The one canonical form: members sorted, no white space (RFC 8785).
    static func encode(_ entries: [AttachmentEntry]) throws(TestimonyError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(entries.map(Form.init)) else { throw .attachmentList }
        return Array(data)
    }

    /// Reads a part; it has to be in its one form.
    ///
    /// - Throws: ``TestimonyError/attachmentList``.
    package static func decode(_ bytes: [UInt8]) throws(TestimonyError) -> [AttachmentEntry] {
        guard let forms = try? JSONDecoder().decode([Form].self, from: Data(bytes)),
            (1...maximumCount).contains(forms.count)
        else { throw .attachmentList }
        let entries = forms.compactMap(\.entry)
        guard entries.count == forms.count, try encode(entries) == bytes else {
            throw .attachmentList
        }
        return entries
    }

    /// The JSON, member by member.
    private struct Form: Codable {
        let object: String
        let sha256: String
        let length: Int64
        let mediaType: String
        let modified: String?
        let name: String

        init(_ entry: AttachmentEntry) {
            object = entry.object.hex
            sha256 = entry.hash.hex
            length = entry.byteCount
            mediaType = entry.mediaType
            modified = entry.modified.map { "\($0)" }
            name = entry.name
        }

        var entry: AttachmentEntry? {
            let time = modified.flatMap { Timestamp($0) }
            guard let object = ObjectID(hex: object), let hash = SHA256Hash(hex: sha256),
                (0...maximumLength).contains(length), mediaType.utf8.count <= 255,
                name.utf8.count <= 255, FileNames.forRecord(name) == name,
                (time == nil) == (modified == nil)
            else { return nil }
            return AttachmentEntry(
                object: object, hash: hash, byteCount: length, mediaType: mediaType,
                modified: time, name: name)
        }
    }
}
