import FoundationEssentials
package import SafeSodium
package import Statements

/// The part `attachments.json`: what the attachments of a testimony are, and the key to them.
///
/// Source: the page *Records and attachments*, "Record".
package struct AttachmentList: Hashable, Sendable {
    package static let maximumCount = 10_000
    package static let maximumByteCount = 16 << 20

    /// One original file.
    package struct Item: Hashable, Sendable {
        /// The sealed object.
        package let object: ObjectID
        /// Of the original.
        package let hash: SHA256Hash
        /// Of the original.
        package let byteCount: Int64
        package let mediaType: String
        /// What the recorder's laptop called it: not to be trusted as a file name.
        package let name: String

        package init(
            object: ObjectID, hash: SHA256Hash, byteCount: Int64, mediaType: String, name: String
        ) {
            self.object = object
            self.hash = hash
            self.byteCount = byteCount
            self.mediaType = mediaType
            self.name = name
        }
    }

    /// `AGE-SECRET-KEY-PQ-1…`
    package let identity: String
    package let items: [Item]

    package init(identity: String, items: [Item]) {
        self.identity = identity
        self.items = items
    }

    /// The one canonical form: members sorted, no white space (RFC 8785).
    package func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(Form(self)))
    }

    /// - Throws: ``TestimonyError/attachmentList`` for anything that the page does not allow.
    package init(parsing bytes: [UInt8]) throws(TestimonyError) {
        guard bytes.count <= Self.maximumByteCount,
            let form = try? JSONDecoder().decode(Form.self, from: Data(bytes)),
            form.version == 1, (1...Self.maximumCount).contains(form.attachments.count)
        else { throw .attachmentList }
        identity = form.identity
        items = form.attachments.compactMap(\.item)
        guard items.count == form.attachments.count,
            Set(items.map(\.object)).count == items.count,
            (try? encoded()) == bytes
        else { throw .attachmentList }
    }
}

/// The JSON, member by member.
private struct Form: Codable {
    let version: Int
    let identity: String
    let attachments: [Attachment]

    struct Attachment: Codable {
        let object: String
        let sha256: String
        let length: Int64
        let mediaType: String
        let name: String

        init(_ item: AttachmentList.Item) {
            object = item.object.hex
            sha256 = item.hash.hex
            length = item.byteCount
            mediaType = item.mediaType
            name = item.name
        }

        var item: AttachmentList.Item? {
            guard let object = ObjectID(hex: object), let hash = SHA256Hash(hex: sha256),
                length >= 0, mediaType.utf8.count <= 255, name.utf8.count <= 255,
                FileNames.forRecord(name) == name
            else { return nil }
            return AttachmentList.Item(
                object: object, hash: hash, byteCount: length, mediaType: mediaType, name: name)
        }
    }

    init(_ list: AttachmentList) {
        version = 1
        identity = list.identity
        attachments = list.items.map(Attachment.init)
    }
}
