import AgeFile
import DurableFiles
import SafeSodium
import Statements
import StrictTar
import SystemPackage
import Testimony
import TransparencyLog

/// Opens sealed objects, and checks them as the page *Records and attachments* demands ("Checks").
struct RecordOpener {
    private let core: VaultCore
    private let people: People

    init(_ core: VaultCore, _ people: People) {
        self.core = core
        self.people = people
    }

    /// A record that passed its checks.
    struct Opened {
        let record: Record
        /// The device that signed it.
        let signer: Signer
        /// Of the sealed object.
        let hash: SHA256Hash
    }

    /// Who signed a record.
    enum Signer: Hashable {
        case own
        /// Somebody whose safety number was compared.
        case enrolled(Card)
        /// Somebody whose card came along and was never compared.
        case stranger(Card)
    }

    /// Opens a record.
    ///
    /// - Parameter device: in whose log it is; nil where no log names it.
    /// - Throws: ``VaultError`` of the kind `refused` with the reason.
    func record(_ id: ObjectID, at path: FilePath, device: String?) throws(VaultError) -> Opened {
        do {
            return try openRecord(id, at: path, device: device)
        } catch {
            throw VaultError(error)
        }
    }

    private func openRecord(_ id: ObjectID, at path: FilePath, device: String?) throws -> Opened {
        // A record is small: it is read whole, so that its hash is that of the bytes that are
        // opened.
        let limit = Record.maximumByteCount + Record.maximumByteCount / 8 + Header.maximumByteCount
        let sealed = try core.files.read(path, limit: limit)
        var plaintext = try Age.open(
            sealed, identities: [core.identity.openingIdentity],
            limit: Record.maximumByteCount + Record.maximumByteCount / 8)
        defer { plaintext.wipe() }
        let record = try Record(parsing: plaintext)
        guard UInt64(plaintext.count) == Padding.paddedByteCount(record.archivedByteCount) else {
            throw VaultError(.refused, "its padding is not as it should be")
        }
        guard record.note.record == id else { throw TestimonyError.otherRecord }
        guard record.note.recipients.contains(core.card.fingerprint) else {
            throw TestimonyError.notAddressed
        }
        guard device == nil || record.note.log == device else {
            throw VaultError(
                .refused, "it was recorded by another device than the one that sent it")
        }
        let signer = try signer(of: record.note)
        return Opened(record: record, signer: signer, hash: SHA256Hash(of: sealed))
    }

    private func signer(of note: RecordNote) throws -> Signer {
        let card: Card
        let signer: Signer
        if note.log == core.card.key.name {
            (card, signer) = (core.card, .own)
        } else if let person = people.person(ofDevice: note.log) {
            card = person.card
            signer = person.isEnrolled ? .enrolled(card) : .stranger(card)
        } else {
            throw VaultError(.refused, "nothing is known of the device that signed it")
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
    /// - Throws: ``VaultError`` of the kind `refused` where it does not open, or is another file
    ///   than the record says; and what `body` throws.
    func attachment(
        _ item: AttachmentList.Item, identity: Identity, at path: FilePath,
        _ body: (Span<UInt8>) throws -> Void
    ) throws {
        let source = try FileSource(
            try core.files.openForReading(path), "opening", core.surroundings)
        var reader = try AgeReader(
            source, identities: [identity], hashing: Int(item.byteCount))
        var left = item.byteCount
        var padding: Int64 = 0
        var isPaddedWithZeros = true
        func pass(_ chunk: Span<UInt8>) throws {
            let own = Int(min(left, Int64(chunk.count)))
            if own > 0 { try body(chunk.extracting(0..<own)) }
            left -= Int64(own)
            let rest = chunk.extracting(own..<chunk.count)
            padding += Int64(rest.count)
            for index in rest.indices where rest[index] != 0 { isPaddedWithZeros = false }
        }
        while try reader.readChunk(pass) {}
        guard left == 0, isPaddedWithZeros,
            UInt64(item.byteCount + padding)
                == Padding.paddedByteCount(UInt64(item.byteCount)),
            reader.plaintextHash() == item.hash
        else {
            throw VaultError(.refused, "the attachment is not the file that its record speaks of")
        }
    }

    /// The key to a record's attachments.
    func attachmentIdentity(of list: AttachmentList) throws -> Identity {
        do {
            return try Identity(list.identity)
        } catch {
            throw TestimonyError.attachmentList
        }
    }
}
