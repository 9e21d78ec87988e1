import AgeFile
import DurableFiles
import Envelope
import Outside
import SafeSodium
import Statements
import SystemPackage
import Testimony
import TransparencyLog
import VaultStore

/// Makes sealed objects in `sealing/`: unfinished by name, and without a leaf.
struct ObjectSealer {
    /// Where the objects are made.
    let folder: FilePath
    /// Signs the record's note.
    let signer: DeviceSigner
    let recipients: [Card]
    let surroundings: Surroundings
    /// Whether each object is made durable as it is written; else the caller syncs the whole file system, which is
    /// faster for many.
    let isSyncingEach: Bool

    private var files: Files { surroundings.files }

    /// What came of a testimony: the leaves that its objects want, the record's last.
    struct Sealed {
        let record: ObjectID
        let leaves: [Leaf]
        /// Bytes of the originals.
        let byteCount: Int64
        /// Characters of the account.
        let letterCount: Int
        let renamed: [SealedTestimony.Renamed]
        let sources: [FilePath]
    }

    /// Seals a testimony: its attachments, then its record.
    ///
    /// - Throws: ``VaultError``; what was written by then stays in `sealing/` as unfinished files.
    func seal(_ testimony: NewTestimony) throws(VaultError) -> Sealed {
        do {
            return try seal(checked: testimony)
        } catch {
            throw testimony.named(VaultError(wrapping: error))
        }
    }

    private func seal(checked testimony: NewTestimony) throws -> Sealed {
        try testimony.requireContent()
        try testimony.requireCount()
        // A testimony whose files cannot be read is refused before any of it is sealed.
        var account = try testimony.account.map { try AccountText.read($0, surroundings) }
        defer { account?.wipe() }
        for path in testimony.attachments { _ = try files.openPlainFile(path) }
        var leaves: [Leaf] = []
        var items: [AttachmentEntry] = []
        var renamed: [SealedTestimony.Renamed] = []
        let identity = testimony.attachments.isEmpty ? nil : Identity.generateHybrid()
        if let identity {
            for (index, path) in testimony.attachments.enumerated() {
                let known =
                    testimony.asAttached.indices.contains(index)
                    ? testimony.asAttached[index] : nil
                let (item, leaf) = try sealAttachment(path, known, for: identity)
                items.append(item)
                leaves.append(leaf)
                if Array(item.name.utf8) != path.lastComponent?.bytes {
                    renamed.append(.init(path: path, name: item.name))
                }
            }
        }
        leaves.append(try sealRecord(testimony.record, account, items, identity))
        return Sealed(
            record: testimony.record, leaves: leaves,
            byteCount: items.reduce(Int64(account?.count ?? 0)) { $0 + $1.byteCount },
            letterCount: account.map { String(decoding: $0, as: UTF8.self).count } ?? 0,
            renamed: renamed, sources: testimony.files)
    }

    private func sealRecord(
        _ record: ObjectID, _ account: [UInt8]?, _ attachments: [AttachmentEntry],
        _ identity: Identity?
    ) throws -> Leaf {
        let now = surroundings.now()
        var content = try NewRecord(
            account: account, attachments: attachments, identity: identity,
            recipients: recipients.map { RecipientLine($0.fingerprint, cardNumber: $0.number) })
        defer { content.wipe() }
        let note = RecordNote(
            record: record, time: now, digests: content.digests, signedBy: signer.key,
            as: signer.name)
        guard content.byteCount(with: note) <= Record.maximumByteCount else {
            throw SealingReason.recordTooLarge
        }
        let name = SealingName(.sealed, record)
        var writer = try writer(name, to: recipients.map { .hybrid($0.recipient) })
        try content.write(note) { try writer.write($0) }
        let facts = try finish(writer)
        return Leaf(.sealed, record, facts.fileHash, note: note.hash, at: now)
    }

    private func sealAttachment(
        _ path: FilePath, _ known: DraftAttachment?, for identity: Identity
    ) throws -> (AttachmentEntry, Leaf) {
        let id = ObjectID.random()
        let file = try files.openPlainFile(path)
        // Looked at once more on what is read: it may have been replaced since it was asked about.
        let status = try file.status()
        if let known, !known.isSame(as: status) { throw known.changed }
        var source = try FileSource(file, .sealing, surroundings)
        var writer = try writer(SealingName(.attached, id), to: [identity.recipient])
        try writer.write(contentsOf: &source)
        let byteCount = writer.byteCount
        let facts = try finish(writer)
        let name = FileNames.forRecord(path.lastComponent?.bytes ?? [])
        let item = AttachmentEntry(
            object: id, hash: facts.plaintextHash, byteCount: Int64(byteCount),
            mediaType: MediaType.guess(fromName: name),
            modified: Timestamp(
                secondsSince1970: status.modificationTime.quotientRoundedDown(by: 1_000_000_000)),
            name: name)
        return (item, Leaf(.attached, id, facts.fileHash, at: surroundings.now()))
    }

    private func writer(
        _ name: SealingName, to recipients: [Recipient]
    ) throws -> EnvelopeWriter<FileSink> {
        let path = folder.appending(name.unfinished)
        let file = try files.createNew(at: path, temporaryName: name.unfinished + ".new")
        return try EnvelopeWriter(
            to: recipients, asFor: self.recipients.count, writing: FileSink(file))
    }

    /// Gives the object its unfinished name. What is durable, and when, the batch decides.
    private func finish(_ writer: consuming EnvelopeWriter<FileSink>) throws -> SealedFileFacts {
        let sealed = try writer.finish()
        let facts = sealed.facts
        var file = sealed.takeSink().takeFile()
        if isSyncingEach { try file.sync() }
        try file.publishUnsynced()
        return facts
    }
}

extension Int64 {
    /// How often a number is in this one, downwards also below zero.
    fileprivate func quotientRoundedDown(by divisor: Int64) -> Int64 {
        let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? quotient - 1 : quotient
    }
}
