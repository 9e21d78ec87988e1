public import Outside
public import Statements

/// A testimony that was opened into a folder, and what was written.
public struct OpenedTestimony: Sendable, Encodable {
    /// A file that was written.
    public struct File: Sendable, Encodable {
        /// Its path.
        public let path: String
        /// Its length.
        public let byteCount: Int64
        /// What the recorder's laptop called it; nil for the account.
        public let originalName: String?

        private enum CodingKeys: String, CodingKey {
            case path
            case byteCount = "bytes"
            case originalName = "name"
        }
    }

    /// The record's id.
    public let id: ObjectID
    /// What can be said of it without its contents.
    public let summary: RecordSummary
    /// What was written.
    public internal(set) var files: [File] = []
    /// Attachments that could not be opened, and why.
    public internal(set) var problems: [VaultError] = []
    /// What of this vault was found damaged on the way, and skipped.
    public internal(set) var damage: [VaultError] = []

    private enum CodingKeys: String, CodingKey {
        case id, files, problems, damage
        case summary = "record"
    }

    init(_ summary: RecordSummary) {
        id = summary.id
        self.summary = summary
    }
}
