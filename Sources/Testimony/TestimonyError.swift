package import StrictTar
package import Statements

/// Why a record is not what it should be.
package enum TestimonyError: Error, Hashable, Sendable {
    /// The tar stream is not of the strict subset, or has other entries than a record's.
    case archive(TarError)
    case entries
    /// The note is not a record note, or is not signed as it should be.
    case note(StatementError)
    /// The salts are not those of the parts that are there.
    case salts
    /// A part is not one that was signed.
    case partChanged(String)
    /// The note has a digest of which nobody can tell what it is of, or something is there twice.
    case unaccounted
    /// The part `recipients` is not as the page has it.
    case recipients
    /// The account is empty, too long, or not UTF-8; or a paragraph is.
    case account
    /// The parts that name attachments are not as the page has them.
    case attachmentList
    /// The key to the attachments is none, or is there without attachments, or they without it.
    case attachmentKey
    /// The part `elsewhere` is not as the page has it.
    case elsewhere
    /// It came under another id than the one that was signed.
    case otherRecord
    /// Its note is not the one that its entry in the journal names.
    case otherNote
    /// It was sealed for others, and passed on.
    case notAddressed
    /// A later version made it, which must understand this.
    case needsNewer(String)
}
