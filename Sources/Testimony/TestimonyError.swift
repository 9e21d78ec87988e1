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

extension TestimonyError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .archive(let error): "its tar stream is refused: \(error)"
        case .entries: "it does not hold what a record holds"
        case .note(let error): "its note is refused: \(error)"
        case .salts: "its salts do not belong to its parts"
        case .partChanged(let name): "its part \(name) is not the one that was signed"
        case .account: "its account is not text in UTF-8 of 1 byte to 16 MiB"
        case .attachmentList: "its list of attachments is malformed"
        case .otherRecord: "it is another record than the one it came as"
        case .notAddressed: "it does not name this vault among those it was meant for"
        }
    }
}
