package import AgeFile
import DurableFiles
import Envelope
package import Outside
package import SafeSodium
package import Statements
package import SystemPackage
package import Testimony
import TransparencyLog

/// Opens sealed objects, and checks them as the page *Records and attachments* demands ("Checks").
package struct RecordOpener: Sendable {
    private let identity: Identity
    private let own: Card
    private let people: People
    private let surroundings: Surroundings

    /// - Parameters:
    ///   - identity: opens what is sealed to this vault.
    ///   - own: the vault's card.
    ///   - people: whose signatures are known.
    init(_ identity: Identity, own: Card, _ people: People, _ surroundings: Surroundings) {
        self.identity = identity
        self.own = own
        self.people = people
        self.surroundings = surroundings
    }

    /// A record that passed its checks.
    package struct Opened: Sendable {
        package let record: Record
        /// The device that signed it.
        package let signer: Signer
        /// Of the sealed object.
        package let hash: SHA256Hash
    }

    /// Who signed a record.
    package enum Signer: Hashable, Sendable {
        case own
        /// Somebody whose safety number was compared.
        case enrolled(Card)
        /// Somebody whose card came along and was never compared.
        case stranger(Card)
    }

    /// Opens a record.
    ///
    /// - Parameter device: in whose log it is; nil where no log names it.
    /// - Throws: ``VaultError`` of the kind `refused` with the reason; `disk`.
    package func record(
        _ id: ObjectID, at path: FilePath, device: String?
    ) throws(VaultError) -> Opened {
        try asVault { try openRecord(id, at: path, device: device) }
    }

    private func openRecord(_ id: ObjectID, at path: FilePath, device: String?) throws -> Opened {
        // A record is small: it is read whole, so that its hash is that of the bytes that are opened.
        let limit = Record.maximumByteCount
        let sealed = try surroundings.files.read(
            path, limit: Envelope.maximumByteCount(ofContent: limit))
        var plaintext = try Envelope.open(sealed, with: identity, limit: limit)
        defer { plaintext.wipe() }
        let record = try Record(parsing: plaintext)
        try Envelope.requirePadded(UInt64(plaintext.count), content: record.archivedByteCount)
        guard record.note.record == id else { throw TestimonyError.otherRecord }
        guard record.note.recipients.contains(own.fingerprint) else {
            throw TestimonyError.notAddressed
        }
        guard device == nil || record.note.log == device else { throw RecordReason.otherDevice }
        let signer = try signer(of: record.note)
        return Opened(record: record, signer: signer, hash: SHA256Hash(of: sealed))
    }

    private func signer(of note: RecordNote) throws -> Signer {
        let card: Card
        let signer: Signer
        if note.log == own.key.name {
            (card, signer) = (own, .own)
        } else if let person = people.person(ofDevice: note.log) {
            card = person.card
            signer = person.isEnrolled ? .enrolled(card) : .stranger(card)
        } else {
            throw RecordReason.unknownDevice
        }
        do {
            try note.note.requireOnlySignature(by: card.key)
        } catch {
            throw TestimonyError.note(error)
        }
        return signer
    }

    /// Opens an attachment, and gives its original to `body` piece by piece.
    ///
    /// That it is the right original is known only when this returns: what `body` made by then must
    /// not be shown to anybody before.
    ///
    /// - Throws: a reason, where it does not open, or is another file than the record says; and what `body` throws.
    package func attachment(
        _ item: AttachmentList.Item, identity: Identity, at path: FilePath,
        _ body: (Span<UInt8>) throws -> Void
    ) throws {
        let source = try FileSource(
            try surroundings.files.openForReading(path), .opening, surroundings)
        var reader = try EnvelopeReader(source, with: identity, hashing: item.byteCount)
        do {
            try reader.readContent(item.byteCount, hash: item.hash, body)
        } catch is EnvelopeError {
            throw RecordReason.otherAttachment
        }
    }

    /// The key to a record's attachments.
    package func attachmentIdentity(of list: AttachmentList) throws -> Identity {
        do {
            return try Identity(list.identity)
        } catch {
            throw TestimonyError.attachmentList
        }
    }
}
