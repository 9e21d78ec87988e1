package import StrictTar
package import Statements

/// Why a record is not what it should be.
package enum TestimonyError: Error, Hashable, Sendable {
    /// The tar stream is not of the strict subset, or has other entries than a record's.
    case archive(TarError)
    case entries
    /// The note is not a record note, or is not signed as it should be.
    case note(StatementError)
    /// The salts are not those of the parts that the note names.
    case salts
    /// A part is not the one that was signed.
    case partChanged(String)
    /// The account is empty, too long, or not UTF-8.
    case account
    /// `attachments.json` is not as the page *Records and attachments* has it.
    case attachmentList
    /// It came under another id than the one that was signed.
    case otherRecord
    /// It was sealed for others, and passed on.
    case notAddressed
}
