package import AgeFile
import DurableFiles
import Envelope
package import Outside
package import SafeSodium
package import Statements
package import SystemPackage
package import Testimony
import StrictTar
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
        /// Who sealed it anew for this vault; nil where it is as its recorder sealed it.
        package let sharer: Card?
        /// What of it does not last against quantum computers.
        package let profileFlaws: [ProfileFlaw]
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
    /// - Parameters:
    ///   - device: in whose log it is; nil where no log names it.
    ///   - leaf: that names it; nil where no log does.
    ///   - resealings: what coordinators have sealed anew.
    /// - Throws: ``VaultError`` of the kind `refused` with the reason; `disk`.
    package func record(
        _ id: ObjectID, at path: FilePath, device: String?, leaf: Leaf?,
        resealings: Resealings = Resealings()
    ) throws(VaultError) -> Opened {
        try asVault { try openRecord(id, at: path, device: device, leaf: leaf, resealings) }
    }

    private func openRecord(
        _ id: ObjectID, at path: FilePath, device: String?, leaf: Leaf?, _ resealings: Resealings
    ) throws -> Opened {
        if let key = leaf?.unknown.mustKey { throw TestimonyError.needsNewer(key) }
        // A record is small: it is read whole, so that its hash is that of the bytes that are opened.
        let sealed = try surroundings.files.read(
            path, limit: Envelope.maximumByteCount(ofContent: Record.maximumByteCount))
        var envelope = try EnvelopeReader(MemorySource(sealed), with: identity)
        var tar = RecordReader.tarReader
        var reader = RecordReader(leaf?.kind == .part ? .part : .record)
        do {
            while try envelope.readChunk({ try tar.feed($0, to: &reader) }) {}
        } catch let error as TarError {
            throw TestimonyError.archive(error)
        }
        // Who made it, before what is in it: a later version may have made it in a way that is not known here.
        guard let note = reader.note else { throw TestimonyError.entries }
        guard note.record == id else { throw TestimonyError.otherRecord }
        guard device == nil || note.log == device else { throw RecordReason.otherDevice }
        guard leaf?.note.map({ $0 == note.hash }) ?? true else { throw TestimonyError.otherNote }
        let signer = try signer(of: note)
        let record = try reader.finish(tar)
        try envelope.requirePadded(content: record.archivedByteCount)
        let hash = SHA256Hash(of: sealed)
        // Bound to its recorder's log by the note; without a leaf nothing binds it.
        let sharer = leaf.flatMap { $0.hash == hash ? nil : resealings.sealer(of: id, hash: hash) }
        guard sharer != nil || record.recipients.contains(where: isOwn) else {
            throw TestimonyError.notAddressed
        }
        var flaws: [ProfileFlaw] = envelope.isHybridAlone ? [] : [.classicStanza]
        if let identity = record.attachmentIdentity, !identity.recipient.isPostQuantum {
            flaws.append(.classicAttachmentKey)
        }
        return Opened(
            record: record, signer: signer, hash: hash, sharer: sharer, profileFlaws: flaws)
    }

    /// Whether it was sealed to this device, or to one that it follows.
    private func isOwn(_ recipient: RecipientLine) -> Bool {
        recipient.fingerprint == own.fingerprint
            || recipient.fingerprint.deviceName == own.follows
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
    /// - Returns: what of it does not last against quantum computers; nil where all does.
    /// - Throws: a reason, where it does not open, or is another file than the record says; and what `body` throws.
    package func attachment(
        _ item: AttachmentEntry, identity: Identity, at path: FilePath,
        _ body: (Span<UInt8>) throws -> Void
    ) throws -> ProfileFlaw? {
        let source = try FileSource(
            try surroundings.files.openForReading(path), .opening, surroundings)
        var reader = try EnvelopeReader(source, with: identity, hashing: item.byteCount)
        do {
            try reader.readContent(item.byteCount, hash: item.hash, body)
        } catch is EnvelopeError {
            throw RecordReason.otherAttachment
        }
        return reader.isHybridAlone ? nil : .classicAttachmentStanza
    }

    /// What anybody sees of an attachment's file that does not last against quantum computers; nil where all does, or the
    /// file cannot be read: that is named where it is opened.
    package func flaw(ofAttachmentAt path: FilePath) -> ProfileFlaw? {
        guard let file = try? surroundings.files.openForReading(path),
            let byteCount = try? file.status().byteCount,
            let source = try? FileSource(file, .opening, surroundings),
            let seen = try? Inspection(source, byteCount: Int(byteCount))
        else { return nil }
        return seen.isHybridAlone ? nil : .classicAttachmentStanza
    }
}
