public import Statements
public import SystemPackage

/// A testimony that is to be sealed: where its account is, and its attachments.
public struct NewTestimony: Sendable {
    /// Where an account comes from.
    public enum Account: Sendable {
        /// A file of text.
        case file(FilePath)
        /// Text in memory, in UTF-8.
        case text([UInt8])
        /// What the process is given to read.
        case standardInput
    }

    /// The id that its record gets.
    public let record: ObjectID
    /// UTF-8, not empty, at most 16 MiB.
    public let account: Account
    /// Files of any kind and size.
    public let attachments: [FilePath]

    /// A testimony with a new id, unless it has one already.
    public init(
        _ account: Account, attachments: [FilePath] = [], record: ObjectID? = nil
    ) {
        self.record = record ?? .random()
        self.account = account
        self.attachments = attachments
    }

    /// Every file that is read for it.
    var files: [FilePath] {
        if case .file(let path) = account { return [path] + attachments }
        return attachments
    }

    /// What it is called in messages: where the account comes from.
    var subject: String {
        switch account {
        case .file(let path): path.string
        case .text: "the testimony"
        case .standardInput: "standard input"
        }
    }
}
