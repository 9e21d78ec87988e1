public import Statements

/// What can be said of a record without its contents.
public struct RecordSummary: Sendable {
    /// Whether a record is what it claims to be.
    public enum Standing: Hashable, Sendable {
        /// Signed by a device whose safety number was compared.
        case verified
        /// Signed by a device whose card came along, and was never compared.
        case unverified
        /// It did not pass its checks.
        case refused(reason: String)
    }

    /// Whether the recorder's log proves the record.
    public enum Proof: Hashable, Sendable {
        /// It is entry `number` of `size` of that log. `cosignedAt` says when this vault signed for
        /// it: the record is not younger than that.
        case logged(number: UInt64, size: UInt64, cosignedAt: String?)
        /// It is not, with the reason.
        case notLogged(reason: String)
    }

    /// The record's id.
    public let id: ObjectID
    /// The name on the recorder's card; nil where the record is refused.
    public let recorder: String?
    /// The recorder's device; nil where the record is refused.
    public let device: String?
    /// When it was recorded, as the recorder's clock had it; nil where the record is refused.
    public let time: String?
    /// Whether it is what it claims to be.
    public let standing: Standing
    /// Whether the log proves it.
    public let proof: Proof
    /// How many attachments it has.
    public let attachmentCount: Int
    /// Bytes of the account; 0 where there is none.
    public let accountByteCount: Int
}

/// A testimony, opened. It is plaintext: show it, and let go of it.
public struct Testimony: Sendable {
    /// An original that the recorder attached.
    public struct Attachment: Sendable {
        /// What the recorder's laptop called it.
        public let name: String
        /// Guessed from the name.
        public let mediaType: String
        /// Of the original.
        public let byteCount: Int64
        /// SHA-256 of the original, in hexadecimal.
        public let sha256: String
        /// Whether its object is in this vault.
        public let isHere: Bool
    }

    /// What can be said of it without its contents.
    public let summary: RecordSummary
    /// In the survivor's own words; nil where the attachments are the testimony.
    public let account: String?
    /// In the order in which they were attached.
    public let attachments: [Attachment]
}

/// What was written by ``Vault/open(_:to:)``.
public struct OpenedTestimony: Sendable {
    /// A file that was written.
    public struct File: Sendable {
        /// Its path.
        public let path: String
        /// Its length.
        public let byteCount: Int64
        /// What the recorder's laptop called it; nil for the account.
        public let originalName: String?
    }

    /// What can be said of it without its contents.
    public let summary: RecordSummary
    /// What was written.
    public internal(set) var files: [File] = []
    /// Attachments that could not be opened, and why.
    public internal(set) var problems: [SyncReport.Problem] = []
}
