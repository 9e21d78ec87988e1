public import Statements
public import SystemPackage

/// A testimony that was sealed, and is in the log.
public struct SealedTestimony: Hashable, Sendable {
    /// The record's id.
    public let id: ObjectID
    /// How many attachments it has.
    public let attachmentCount: Int
    /// Bytes of the account and the originals.
    public let byteCount: Int64
    /// Letters of the account, as people count them; 0 where there is none.
    public let letterCount: Int
    /// The names of those to whom it was sealed.
    public let recipients: [String]
    /// Attachments whose names a record does not take as they are.
    public let renamed: [Renamed]
    /// The files that it was made from. They stay as they are, unsealed.
    public let sources: [FilePath]

    /// A file that is called otherwise in the record than on this disk.
    public struct Renamed: Hashable, Sendable {
        /// Of the file.
        public let path: FilePath
        /// In the record.
        public let name: String
    }
}

extension SealedTestimony: Encodable {
    private enum Key: CodingKey {
        case id, attachments, bytes, letters, recipients, renamed, unsealed
    }

    /// For programs.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(id, forKey: .id)
        try container.encode(attachmentCount, forKey: .attachments)
        try container.encode(byteCount, forKey: .bytes)
        try container.encode(letterCount, forKey: .letters)
        try container.encode(recipients, forKey: .recipients)
        try container.encode(
            renamed.map { ["from": $0.path.string, "to": $0.name] }, forKey: .renamed)
        try container.encode(sources.map(\.string), forKey: .unsealed)
    }
}
