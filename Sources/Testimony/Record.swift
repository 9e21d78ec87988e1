package import AgeFile

/// A testimony's record: the signed note, to whom it was sealed, the account, and what else was told.
///
/// ```
/// note  recipients  [account/001.txt …]  [attachments/001.json …  attachments.key]  [elsewhere]  […]  salts
/// ```
/// A value of this type has been checked as far as it can be without knowing anybody: its form, its
/// parts against the note, its salts. Who signed it, and for whom, the caller asks. Source: the
/// page *Records and attachments*.
package struct Record: Sendable {
    package static let maximumByteCount = 24 << 20
    package static let maximumAccountByteCount = 16 << 20

    /// A named piece, as it lies in the archive.
    package struct Part: Hashable, Sendable {
        package let name: String
        package internal(set) var bytes: [UInt8]
    }

    package let note: RecordNote
    package let recipients: [RecipientLine]
    /// The account's paragraphs; none where the testimony consists of attachments alone.
    package let paragraphs: [Part]
    /// The parts that name attachments.
    package let attachmentParts: [Part]
    /// In the order in which they were attached.
    package let attachments: [AttachmentEntry]
    /// Opens the attachments; nil where there are none.
    package let attachmentIdentity: Identity?
    /// Parts that lie in objects of their own.
    package let elsewhere: [PartElsewhere]
    /// Parts that a later version added, in the order of the archive.
    package let unknownParts: [Part]
    /// Of the parts that are here.
    package let salts: [String: Salt]
    /// The length of the tar stream, without the padding after it.
    package let archivedByteCount: UInt64

    /// The account as it was told; nil where there is none.
    package var account: String? {
        paragraphs.isEmpty
            ? nil : String(decoding: paragraphs.flatMap(\.bytes), as: UTF8.self)
    }

    /// Bytes of the account; 0 where there is none.
    package var accountByteCount: Int { paragraphs.reduce(0) { $0 + $1.bytes.count } }

    /// A part that only a later version may pass on; nil where there is none.
    package var mustPart: String? {
        unknownParts.lazy.map(\.name).first(where: PartName.mustBeKnown)
    }
}

/// How much of a testimony an object holds.
package enum RecordForm: Hashable, Sendable {
    /// A record: a reader accounts for every digest of its note.
    case record
    /// Some parts alone, sealed to other people than the record.
    case part
}
