public import SystemPackage

/// A testimony that is to be sealed: where its account is, and its attachments.
public struct TestimonyDraft: Sendable {
    /// Where an account comes from.
    public enum Account: Sendable {
        /// A file of text.
        case file(FilePath)
        /// Text in memory, in UTF-8.
        case text([UInt8])
        /// What the process is given to read.
        case standardInput
    }

    /// UTF-8, not empty, at most 16 MiB.
    public let account: Account
    /// Files of any kind and size.
    public let attachments: [FilePath]

    /// A draft.
    public init(_ account: Account, attachments: [FilePath] = []) {
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
