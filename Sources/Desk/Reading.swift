import DurableFiles
package import Outside
import SafeSodium
import Statements
package import SystemPackage
import Testimony
import TransparencyLog
package import VaultStore

extension Store {
    private func requireCoordinator() throws(VaultError) {
        guard role == .coordinator else {
            throw VaultError(DeskReason.recorderCannotOpen)
        }
    }

    /// All records that lie here, by their time; refused ones last.
    ///
    /// - Throws: ``VaultError``: `refused` for a recorder's vault; `damaged`; `disk`;
    ///   `interrupted`.
    package mutating func records() throws(VaultError) -> RecordList {
        try requireCoordinator()
        let known = try RecordFinder(prefix: nil).find(in: &self)
        var summaries: [RecordSummary] = []
        for (number, record) in known.enumerated() {
            try surroundings.progress(.reading, Int64(number), of: Int64(known.count))
            do {
                let opened = try openRecord(
                    record.id, at: record.path, device: record.device, leaf: record.entry?.leaf)
                summaries.append(summary(of: record, opened))
            } catch {
                if error.kind == .interrupted { throw error }
                // An attachment of a log that is not relied on looks like a record for others.
                if record.entry != nil { summaries.append(refusal(of: record, error)) }
            }
        }
        return RecordList(
            records: summaries.sorted { $0.order < $1.order }, damage: takeDamage())
    }

    /// Opens one testimony to be shown. The vault's own journal takes an `opened` leaf first.
    ///
    /// - Parameter prefix: of its id; as many digits as tell it from others, at least 4.
    /// - Throws: ``VaultError``: `refused` where there is no such record, or it did not pass its
    ///   checks.
    package mutating func testimony(_ prefix: String) throws(VaultError) -> OpenTestimony {
        let (known, opened) = try openRecord(prefix)
        let files = surroundings.files
        var attachments: [OpenTestimony.Attachment] = []
        for item in opened.record.attachments {
            let path = path(of: item.object, known)
            let isHere = try asVault { try files.status(of: path) } != nil
            attachments.append(
                OpenTestimony.Attachment(
                    name: item.name, mediaType: item.mediaType, byteCount: item.byteCount,
                    sha256: item.hash.hex, modified: item.modified.map { "\($0)" },
                    isHere: isHere))
        }
        return OpenTestimony(
            id: known.id,
            summary: summary(of: known, opened, more: attachmentFlaws(of: known, opened)),
            account: opened.record.account,
            paragraphCount: opened.record.paragraphs.count, attachments: attachments,
            unknownParts: opened.record.unknownParts.map(\.name),
            partsElsewhereCount: opened.record.elsewhere.count, damage: takeDamage())
    }

    /// Opens one testimony into a folder: the account as `account.txt`, the originals under
    /// `attachments/`, what a later version added under `parts/`; and no key. Nothing is overwritten; files have mode 0600;
    /// names are cleaned.
    ///
    /// - Parameters:
    ///   - prefix: as for ``testimony(_:)``.
    ///   - folder: made where it is not there.
    /// - Throws: ``VaultError``: as ``testimony(_:)``; `refused` where a file is there already, or only a later version may
    ///   write it out; `disk`, before anything is written where there is too little room.
    package mutating func open(
        _ prefix: String, to folder: FilePath
    ) throws(VaultError) -> OpenedTestimony {
        let (known, opened) = try openRecord(prefix)
        let record = opened.record
        if let part = record.mustPart {
            throw VaultError(TestimonyError.needsNewer(part), about: .record(known.id))
        }
        let opener = unlocked.recordOpener(people)
        var result = OpenedTestimony(
            summary(of: known, opened, more: attachmentFlaws(of: known, opened)))
        let writer = OpenedFiles(surroundings.files, folder)
        var taken: Set<String> = []
        let names = record.attachments.map { FileNames.clean($0.name, avoiding: &taken) }
        try asVault {
            let account = record.account.map { Array($0.utf8) }
            try writer.prepare(
                hasAccount: account != nil, attachments: names,
                partCount: record.unknownParts.count,
                byteCount: record.attachments.reduce(Int64(account?.count ?? 0)) {
                    $0.addingReportingOverflow($1.byteCount).0
                })
            if let account { result.files.append(try writer.writeAccount(account)) }
            for (index, part) in record.unknownParts.enumerated() {
                result.files.append(
                    try writer.writePart(index + 1, named: part.name, part.bytes))
            }
        }
        result.damage = takeDamage()
        guard let identity = record.attachmentIdentity else { return result }
        for (item, name) in zip(record.attachments, names) {
            do {
                var flaw: ProfileFlaw?
                let file = try writer.writeAttachment(
                    name, of: item.name, modified: item.modified
                ) { sink throws in
                    flaw = try opener.attachment(
                        item, identity: identity, at: path(of: item.object, known), sink)
                }
                result.files.append(file)
                if let flaw {
                    result.problems.append(VaultError(flaw, about: .attachmentNamed(name)))
                }
            } catch {
                let error = VaultError(wrapping: error)
                if error.kind == .interrupted || error.kind == .disk { throw error }
                result.problems.append(error.about(.attachmentNamed(name)))
            }
        }
        return result
    }

    /// Opens a record that somebody named; the vault's own journal takes an `opened` leaf first.
    mutating func openRecord(
        _ typed: String
    ) throws(VaultError) -> (KnownRecord, RecordOpener.Opened) {
        try requireCoordinator()
        let found = try IDPrefix(typed).map { prefix throws(VaultError) in
            try RecordFinder(prefix: prefix).find(in: &self)
        }
        guard let found, let known = found.first else {
            throw VaultError(DeskReason.noRecord(typed))
        }
        guard found.count == 1 else {
            throw VaultError(DeskReason.ambiguousRecord(typed, count: found.count))
        }
        let opened: RecordOpener.Opened
        do {
            opened = try openRecord(
                known.id, at: known.path, device: known.device, leaf: known.entry?.leaf)
        } catch {
            throw error.about(.record(known.id))
        }
        try append(
            [Leaf(.opened, known.id, opened.hash, at: surroundings.now())], try requireToSign())
        return (known, opened)
    }

    /// What of the attachments that are here lasts no longer than classic cryptography.
    private func attachmentFlaws(
        of known: KnownRecord, _ opened: RecordOpener.Opened
    ) -> [ProfileFlaw] {
        // Where the key is a classic one, their stanzas are as well.
        if opened.profileFlaws.contains(.classicAttachmentKey) { return [] }
        let opener = unlocked.recordOpener(people)
        for item in opened.record.attachments {
            if let flaw = opener.flaw(ofAttachmentAt: path(of: item.object, known)) {
                return [flaw]
            }
        }
        return []
    }

    /// Where an object lies that came with a record.
    private func path(of id: ObjectID, _ known: KnownRecord) -> FilePath {
        known.device == card.key.name
            ? layout.object(id) : unlocked.received.path(of: id, device: known.device)
    }

    // MARK: Summaries

    private func summary(
        of known: KnownRecord, _ opened: RecordOpener.Opened, more: [ProfileFlaw] = []
    ) -> RecordSummary {
        let recorder: String
        let standing: RecordSummary.Standing
        switch opened.signer {
        case .own: (recorder, standing) = (card.name, .verified)
        case .enrolled(let card): (recorder, standing) = (card.name, .verified)
        case .stranger(let card): (recorder, standing) = (card.name, .unverified)
        }
        let flaws = opened.profileFlaws + more
        return RecordSummary(
            id: known.id, recorder: recorder, device: opened.record.note.log,
            time: "\(opened.record.note.time)",
            standing: standing == .verified && !flaws.isEmpty ? .outsideProfile : standing,
            sharer: opened.sharer?.name, proof: proof(of: known, opened), profileFlaws: flaws,
            attachmentCount: opened.record.attachments.count,
            accountByteCount: opened.record.accountByteCount)
    }

    private func refusal(of known: KnownRecord, _ error: VaultError) -> RecordSummary {
        RecordSummary(
            id: known.id, recorder: nil, device: nil, time: nil,
            standing: .refused(error), sharer: nil,
            proof: .notLogged(.refused), profileFlaws: [], attachmentCount: 0,
            accountByteCount: 0)
    }

    private func proof(
        of known: KnownRecord, _ opened: RecordOpener.Opened
    ) -> RecordSummary.Proof {
        guard let entry = known.entry else {
            return .notLogged(.notNamed)
        }
        if let fault = entry.fault { return .notLogged(.fault(fault)) }
        guard opened.isNamed(by: entry.leaf), entry.leaf.kind == .sealed else {
            return .notLogged(.otherBytes)
        }
        return .logged(
            number: entry.index + 1, size: entry.logSize,
            cosignedAt: entry.cosignedAt.map { "\($0)" })
    }
}

extension RecordSummary {
    /// By time, then as the recorder's journal has them; refused ones last.
    fileprivate var order: (String, String, UInt64) {
        var number = UInt64.max
        if case .logged(let place, _, _) = proof { number = place }
        return (time ?? "~", device ?? "~\(id)", number)
    }
}
