import DurableFiles
import SafeSodium
import Statements
public import SystemPackage
import Testimony
import TransparencyLog

extension Vault {
    private func requireCoordinator() throws(VaultError) {
        guard role == .coordinator else {
            throw VaultError(
                .refused,
                "this is a recorder's vault: there is no key on this laptop that opens "
                    + "what it sealed",
                hint: "`amanat status` shows what is here")
        }
    }

    private mutating func index() throws(VaultError) -> ObjectIndex {
        let own = try log()
        return try asVault { try ObjectIndex(core, people, own: own) }
    }

    /// All records that lie here, by their time; refused ones last.
    ///
    /// - Throws: ``VaultError``: `refused` for a recorder's vault; `damaged`; `disk`;
    ///   `interrupted`.
    public mutating func records() throws(VaultError) -> [RecordSummary] {
        try requireCoordinator()
        let known = try index().records
        let opener = RecordOpener(core, people)
        var summaries: [RecordSummary] = []
        for (number, record) in known.enumerated() {
            try core.surroundings.progress(
                WorkProgress("reading", Int64(number), of: Int64(known.count)))
            do {
                let opened = try opener.record(record.id, at: record.path, device: record.device)
                summaries.append(summary(of: record, opened))
            } catch {
                if error.kind == .interrupted { throw error }
                // An attachment of a log that is not relied on looks like a record for others.
                if record.entry != nil { summaries.append(refusal(of: record, error)) }
            }
        }
        return summaries.sorted { $0.order < $1.order }
    }

    /// Opens one testimony to be shown. The vault's own journal takes an `opened` leaf first.
    ///
    /// - Parameter prefix: of its id; as many digits as tell it from others, at least 4.
    /// - Throws: ``VaultError``: `refused` where there is no such record, or it did not pass its
    ///   checks.
    public mutating func testimony(_ prefix: String) throws(VaultError) -> Testimony {
        let index = try index()
        let (known, opened) = try openRecord(prefix, in: index)
        let items = opened.record.attachments?.items ?? []
        let attachments = try asVault {
            try items.map { item in
                Testimony.Attachment(
                    name: item.name, mediaType: item.mediaType, byteCount: item.byteCount,
                    sha256: item.hash.hex,
                    isHere: try core.files.status(
                        of: index.path(of: item.object, device: known.device)) != nil)
            }
        }
        return Testimony(
            summary: summary(of: known, opened), account: opened.record.account,
            attachments: attachments)
    }

    /// Opens one testimony into a folder: the account as `account.txt`, the originals under
    /// `attachments/`; and no key. Nothing is overwritten; files have mode 0600; names are cleaned.
    ///
    /// - Parameters:
    ///   - prefix: as for ``testimony(_:)``.
    ///   - folder: made where it is not there.
    /// - Throws: ``VaultError``: as ``testimony(_:)``; `refused` where a file is there already; `disk`, before
    ///   anything is written where there is too little room.
    public mutating func open(
        _ prefix: String, to folder: FilePath
    ) throws(VaultError) -> OpenedTestimony {
        let index = try index()
        let (known, opened) = try openRecord(prefix, in: index)
        var result = OpenedTestimony(summary: summary(of: known, opened))
        let writer = OpenedFiles(core.files, folder)
        let list = opened.record.attachments
        var taken: Set<String> = []
        let names = (list?.items ?? []).map { FileNames.clean($0.name, avoiding: &taken) }
        try asVault {
            let account = opened.record.account.map { Array($0.utf8) }
            try writer.prepare(
                hasAccount: account != nil, attachments: names,
                byteCount: (list?.items ?? []).reduce(Int64(account?.count ?? 0)) {
                    $0.addingReportingOverflow($1.byteCount).0
                })
            if let account { result.files.append(try writer.writeAccount(account)) }
        }
        guard let list else { return result }
        let opener = RecordOpener(core, people)
        for (item, name) in zip(list.items, names) {
            do {
                let identity = try opener.attachmentIdentity(of: list)
                let file = try writer.writeAttachment(name, of: item.name) { sink throws in
                    try opener.attachment(
                        item, identity: identity,
                        at: index.path(of: item.object, device: known.device),
                        sink)
                }
                result.files.append(file)
            } catch {
                let error = VaultError(error)
                if error.kind == .interrupted || error.kind == .disk { throw error }
                result.problems.append(
                    .init(subject: "attachment \"\(name)\"", message: error.message))
            }
        }
        return result
    }

    private mutating func openRecord(
        _ prefix: String, in index: ObjectIndex
    ) throws(VaultError) -> (KnownRecord, RecordOpener.Opened) {
        try requireCoordinator()
        let found = index.records.filter { $0.id.hex.hasPrefix(prefix.lowercased()) }
        guard prefix.utf8.count >= 4, let known = found.first else {
            throw VaultError(
                .refused, "there is no record \(prefix.debugDescription) here",
                hint: "`amanat list` shows all ids; 4 digits or more are enough")
        }
        guard found.count == 1 else {
            throw VaultError(
                .refused, "\(found.count) records begin with \(prefix): give more digits")
        }
        let opened: RecordOpener.Opened
        do {
            opened = try RecordOpener(core, people).record(
                known.id, at: known.path, device: known.device)
        } catch {
            throw error.about("record \(known.id)")
        }
        try append([Leaf(.opened, known.id, opened.hash, at: core.surroundings.now())])
        return (known, opened)
    }

    // MARK: Summaries

    private func summary(
        of known: KnownRecord, _ opened: RecordOpener.Opened
    ) -> RecordSummary {
        let recorder: String
        let standing: RecordSummary.Standing
        switch opened.signer {
        case .own: (recorder, standing) = (card.name, .verified)
        case .enrolled(let card): (recorder, standing) = (card.name, .verified)
        case .stranger(let card): (recorder, standing) = (card.name, .unverified)
        }
        return RecordSummary(
            id: known.id, recorder: recorder, device: opened.record.note.log,
            time: "\(opened.record.note.time)", standing: standing,
            proof: proof(of: known, hash: opened.hash),
            attachmentCount: opened.record.attachments?.items.count ?? 0,
            accountByteCount: opened.record.account?.utf8.count ?? 0)
    }

    private func refusal(of known: KnownRecord, _ error: VaultError) -> RecordSummary {
        RecordSummary(
            id: known.id, recorder: nil, device: nil, time: nil,
            standing: .refused(reason: error.message),
            proof: .notLogged(reason: "it was refused"), attachmentCount: 0, accountByteCount: 0)
    }

    private func proof(of known: KnownRecord, hash: SHA256Hash) -> RecordSummary.Proof {
        guard let entry = known.entry else {
            return .notLogged(reason: "no journal that is relied on names it")
        }
        if let fault = entry.fault { return .notLogged(reason: "\(fault)") }
        guard entry.leaf.hash == hash, entry.leaf.kind == .sealed else {
            return .notLogged(reason: "its journal speaks of other bytes")
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
