import DurableFiles
public import Outside
public import Statements
public import SystemPackage
import Testimony
import VaultStore

/// A testimony that is to be sealed: where its account is, and its attachments.
public struct NewTestimony: Sendable {
    /// How many attachments a testimony takes.
    public static let maximumAttachmentCount = AttachmentEntry.maximumCount

    /// Where an account comes from.
    public enum Account: Sendable {
        /// A file of text; or a pipe or standard input, which is read to its end.
        case input(Input)
        /// Text in memory, in UTF-8.
        case text([UInt8])
    }

    /// The id that its record gets.
    public let record: ObjectID
    /// UTF-8, not empty, at most 16 MiB; nil where the attachments are the testimony.
    public let account: Account?
    /// Plain files of any size; symbolic links are followed.
    public let attachments: [FilePath]

    /// What is known of the attachments, in the same order, where they were attached a while ago: they must be
    /// the same files still.
    var asAttached: [DraftAttachment] = []

    /// A testimony with a new id, unless it has one already.
    public init(
        _ account: Account?, attachments: [FilePath] = [], record: ObjectID? = nil
    ) {
        self.record = record ?? .random()
        self.account = account
        self.attachments = attachments
    }

    /// Every file that is read for it.
    var files: [FilePath] {
        if case .input(.file(let path)) = account { return [path] + attachments }
        return attachments
    }

    /// An error that came of it, with the file that its account comes from: among many it has to be found.
    func named(_ error: VaultError) -> VaultError {
        guard case .input(let input) = account else { return error }
        switch error.reason {
        case let file as FileError where input == .file(file.path): return error
        case SealingReason.insideVault(let path) where input == .file(path): return error
        default: return error.about(input.subject)
        }
    }
}
