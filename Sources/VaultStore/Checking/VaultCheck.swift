import AtRest
import DurableFiles
import Journal
package import Outside
package import Passphrases
import SafeSodium
import Statements
import SystemPackage
import Testimony
import TransparencyLog

/// One pass over a vault. Damage is gathered; only what stops the work itself is thrown.
package struct VaultCheck {
    private let core: Unlocked
    private var resealings: Resealings?
    package private(set) var report = CheckReport()

    /// A check of an unlocked vault; the caller holds its lock.
    package init(_ core: Unlocked) {
        self.core = core
    }

    /// Checks a vault, which is held meanwhile.
    ///
    /// - Throws: ``VaultError``: `inUse`, `wrongPassphrase`, `disk`, `interrupted`.
    package static func run(
        _ locked: LockedVault, _ passphrase: borrowing VaultPassphrase
    ) throws(VaultError) -> CheckReport {
        let lock = try locked.hold()
        defer { extendLifetime(lock) }
        let unlocked: Unlocked
        let areSlotsWhole: Bool
        do throws(VaultError) {
            let opened = try locked.openSlots(passphrase)
            areSlotsWhole = opened.table != nil
            unlocked = try Unlocked(locked.layout, opened, locked.surroundings)
        } catch {
            guard error.kind == .damaged else { throw error }
            var report = CheckReport()
            report.damage = [error, VaultError(RecordReason.uncheckable)]
            return report
        }
        var check = VaultCheck(unlocked)
        try check.run()
        if !areSlotsWhole { check.report.damage.append(VaultError(AtRestError.slotsAltered)) }
        return check.report
    }

    package mutating func run() throws(VaultError) {
        let core = core
        let people = try gather("people") { () throws(VaultError) in try core.read(People.self) }
        let book = try gather("bundles") { () throws(VaultError) in try core.read(BundleBook.self) }
        let own = try checkLog(
            core.journalPlace, VaultLayout.journalName, of: core.card, people, mustExist: true)
        report.entryCount = own?.leaves.count ?? 0
        if let own, let people { try checkReceipts(people, own) }
        try checkObjects(
            own?.leaves ?? [], in: core.layout.objects, "objects",
            pruned: book?.pruned ?? [], mustExist: true)
        try checkPromised(own?.leaves ?? [])
        for draft in try gather("drafts", { () throws(VaultError) in try core.readDrafts() }) ?? []
        {
            if let damage = draft.damage { report.damage.append(damage) }
            report.draftCount += 1
        }
        guard let people else { return }
        try checkReceived(people)
    }

    /// Runs a step whose damage is to be gathered.
    private mutating func gather<Result>(
        _ place: String, _ step: () throws(VaultError) -> Result
    ) throws(VaultError) -> Result? {
        do {
            return try step()
        } catch {
            guard error.kind == .damaged || error.kind == .refused else { throw error }
            report.damage.append(error.about(.place(place)))
            return nil
        }
    }

    // MARK: Logs

    /// Every entry, and the signatures on the heads that are evidence: the newest, and those that somebody
    /// cosigned. (The heads between are as the vault's key sealed them, and have the roots of their leaves.)
    private mutating func checkLog(
        _ place: JournalPlace, _ name: String, of card: Card, _ people: People?, mustExist: Bool
    ) throws(VaultError) -> KnownLog? {
        var found: [JournalDamage] = []
        var forgottenCount: UInt64 = 0
        let log = try gather(name) { () throws(VaultError) -> KnownLog? in
            try asVault {
                guard let journal = try Journal.read(at: place, log: card.key.name) else {
                    if mustExist { throw StoreReason.journalHeadMissing }
                    return nil
                }
                guard journal.isHeadSigned(by: card.key) else {
                    throw StoreReason.journalHeadNotSigned
                }
                forgottenCount = journal.forgottenCount
                return try KnownLog(reading: journal, damage: &found)
            }
        }
        report.damage += found.map { VaultError($0) }
        report.forgottenCount += forgottenCount
        guard let log = log ?? nil else { return nil }
        for checkpoint in (log.pieces + log.branches).flatMap(\.checkpoints) {
            try checkSignatures(of: checkpoint, by: card, name, people)
        }
        return log
    }

    private mutating func checkSignatures(
        of checkpoint: SignedCheckpoint, by card: Card, _ name: String, _ people: People?
    ) throws(VaultError) {
        do throws(NoteError) {
            try checkpoint.verify(by: card.key)
            report.signatureCount += 1
            let witnesses = (people?.all.map(\.card) ?? []) + [core.card]
            for signature in checkpoint.note.signatures.dropFirst() {
                guard let witness = witnesses.first(where: { $0.key.name == signature.name }) else {
                    continue
                }
                _ = try checkpoint.cosignature(by: witness.cosignatureKey)
                report.signatureCount += 1
            }
        } catch {
            report.add(name, RecordReason.headSignature(size: checkpoint.checkpoint.size))
        }
    }

    /// Receipts were verified when `people` was read; here their heads are compared with the log.
    private mutating func checkReceipts(_ people: People, _ log: KnownLog) throws(VaultError) {
        for person in people.all {
            for taken in [person.receiptTaken, person.unmatchedReceipt].compactMap(\.self) {
                report.signatureCount += 2
                // Where the leaves are lost by damage, which was named, nothing can be compared.
                let size = taken.receipt.size
                let known = log.root(at: size)
                guard
                    size > log.newest?.end.size ?? 0
                        || known.map({ $0 != taken.receipt.root }) ?? false
                else { continue }
                report.add(
                    VaultLayout.journalName,
                    RecordReason.otherEntries(signedBy: person.card.name, size: size))
            }
        }
    }

    // MARK: Objects

    /// Every object against its leaf, and every file for a leaf. Those that are as they should be.
    @discardableResult
    private mutating func checkObjects(
        _ leaves: [IndexedLeaf], in folder: FilePath, _ name: String,
        pruned: Set<ObjectID> = [], mustExist: Bool
    ) throws(VaultError) -> Set<ObjectID> {
        let core = core
        let found = Set(
            try asVault {
                try core.files.status(of: folder) == nil ? [] : try core.files.names(in: folder)
            })
        var intact: Set<ObjectID> = []
        for indexed in leaves where indexed.leaf.namesObject {
            let leaf = indexed.leaf
            let file = "\(leaf.object).age"
            guard found.contains(file) else {
                if pruned.contains(leaf.object) {
                    report.prunedCount += 1
                } else if mustExist {
                    report.add("\(name)/\(file)", RecordReason.missing)
                } else {
                    report.missingCount += 1
                }
                continue
            }
            let place = "\(name)/\(file)"
            let hash = try gather(place) { () throws(VaultError) in
                try core.surroundings.hash(of: folder.appending(file))
            }
            report.objectCount += 1
            if hash == leaf.hash || isResealed(leaf.object, hash) {
                intact.insert(leaf.object)
            } else if hash != nil {
                report.add(place, RecordReason.notAsSealed(entry: indexed.index + 1))
            }
        }
        return intact
    }

    /// Whether an enrolled coordinator has sealed an object anew so.
    private mutating func isResealed(
        _ id: ObjectID, _ hash: SHA256Hash?
    ) -> Bool {
        guard let hash else { return false }
        if resealings == nil {
            var logs: [(owner: Card, log: KnownLog)] = []
            for person in (try? core.read(People.self))?.coordinators ?? [] {
                guard let copy = try? LogCopy(core.logs, ofDevice: person.device) else { continue }
                logs.append((person.card, copy.log))
            }
            resealings = Resealings(logs)
        }
        return resealings?.sealer(of: id, hash: hash) != nil
    }

    /// What a crash left on its way into the journal: the next command brings it to its end, but for what is not as it was
    /// promised.
    private mutating func checkPromised(_ leaves: [IndexedLeaf]) throws(VaultError) {
        let core = core
        let promised = try gather(VaultLayout.sealingName) { () throws(VaultError) in
            try core.readPromised()
        }
        let known = Set(leaves.map(\.leaf))
        for leaf in (promised ?? []).flatMap(\.self) where !known.contains(leaf) {
            let name = SealingName(leaf.kind, leaf.object).complete
            let path = core.layout.sealing.appending(name)
            guard (try? core.files.status(of: path))??.kind == .file else { continue }
            let place = "\(VaultLayout.sealingName)/\(name)"
            let hash = try gather(place) { () throws(VaultError) in
                try core.surroundings.hash(of: path)
            }
            if let hash, hash != leaf.hash { report.add(place, RecordReason.notAsPromised) }
        }
    }

    private mutating func checkReceived(_ people: People) throws(VaultError) {
        var folders: Set<String> = []
        for person in people.all {
            let device = person.device
            let hidden = core.received.folderName(ofDevice: device)
            folders.insert(hidden)
            let hasSigned = person.receiptGiven != nil
            guard
                let log = try checkLog(
                    core.logs.place(ofDevice: device), "\(VaultLayout.logsName)/\(hidden)",
                    of: person.card, people, mustExist: hasSigned)
            else { continue }
            report.logCount += 1
            let folder = core.received.folder(ofDevice: device)
            let here = try core.received.ids(ofDevice: device)
            let expected = log.objects(meantFor: core.card.fingerprint)
            let intact = try checkObjects(
                expected, in: folder, "received/\(hidden)", mustExist: false)
            try checkSignedFor(person, log)
            try open(
                expected.map(\.leaf).filter { intact.contains($0.object) }, of: person, people)
            if let fault = log.fault {
                report.refused.append(
                    VaultError(
                        StoreReason.logFault(fault), about: .journal(of: person.card.name)))
            }
            let known = Set((log.leaves + log.branches.flatMap(\.indexed)).map(\.leaf.object))
            for id in here.subtracting(known).sorted() {
                report.refused.append(
                    VaultError(
                        RecordReason.notNamed, about: .place("received/\(hidden)/\(id).age")))
            }
        }
        for name in try core.received.folderNames() where !folders.contains(name) {
            report.refused.append(
                VaultError(RecordReason.fromNobody, about: .place("received/\(name)")))
        }
    }

    /// What this vault has signed a receipt for, must be here.
    private mutating func checkSignedFor(
        _ person: Person, _ log: KnownLog
    ) throws(VaultError) {
        guard let receipt = person.receiptGiven?.receipt else { return }
        report.signatureCount += 2
        let hidden = core.received.folderName(ofDevice: person.device)
        let lost = log.missingEntries(for: core.card.fingerprint, upTo: receipt.size)
        if let lost {
            report.add(
                "\(VaultLayout.logsName)/\(hidden)",
                RecordReason.entriesMissing(EntryRange(lost), signedSize: receipt.size))
        } else if log.root(at: receipt.size) != receipt.root {
            report.add(
                "\(VaultLayout.logsName)/\(hidden)",
                RecordReason.otherJournal(signedSize: receipt.size))
        }
        let meant = log.leaves.objects(meantFor: core.card.fingerprint, enrolledBefore: false)
        for indexed in meant {
            let leaf = indexed.leaf
            guard receipt.vouches(for: leaf.object, at: indexed.index) else { continue }
            let path = core.received.path(of: leaf.object, device: person.device)
            if try asVault({ try core.files.status(of: path) }) == nil {
                report.add(
                    "received/\(hidden)/\(leaf.object).age",
                    RecordReason.missingThoughSigned)
            }
        }
    }

    /// Records open and pass their checks, with their attachments.
    private mutating func open(
        _ leaves: [Leaf], of person: Person, _ people: People
    ) throws(VaultError) {
        let opener = core.recordOpener(people)
        let here = Set(leaves.map(\.object))
        for leaf in leaves where leaf.kind == .sealed {
            do {
                let opened = try opener.record(
                    leaf.object,
                    at: core.received.path(of: leaf.object, device: person.device),
                    device: person.device, leaf: leaf, resealings: resealings ?? Resealings())
                report.signatureCount += 1
                var flaws = opened.profileFlaws
                flaws += try asVault { try check(opened, of: person.device, here, opener) }
                report.openedCount += 1
                for flaw in flaws {
                    report.refused.append(VaultError(flaw, about: .record(leaf.object)))
                }
            } catch {
                if error.kind == .interrupted { throw error }
                report.refused.append(error.about(.record(leaf.object)))
            }
        }
    }

    private func check(
        _ opened: RecordOpener.Opened, of device: String, _ here: Set<ObjectID>,
        _ opener: RecordOpener
    ) throws -> [ProfileFlaw] {
        guard let identity = opened.record.attachmentIdentity else { return [] }
        var flaws: [ProfileFlaw] = []
        for item in opened.record.attachments where here.contains(item.object) {
            let flaw = try opener.attachment(
                item, identity: identity, at: core.received.path(of: item.object, device: device)
            ) { _ in }
            if let flaw, !flaws.contains(flaw) { flaws.append(flaw) }
        }
        return flaws
    }
}
