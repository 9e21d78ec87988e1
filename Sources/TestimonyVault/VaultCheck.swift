import AtRest
import DurableFiles
import Journal
public import Passphrases
import SafeSodium
import Statements
public import SystemPackage
import Testimony
import TransparencyLog

extension Vault {
    /// Checks everything that can be checked, changes nothing, and goes on behind damage as far as
    /// it can.
    ///
    /// - Throws: ``VaultError``: `noVault`, `inUse`, `wrongPassphrase`, `disk`, `interrupted`.
    ///   Damage is not an error here: it is in the report.
    public static func check(
        at path: FilePath, with passphrase: borrowing VaultPassphrase,
        surroundings: Surroundings = Surroundings()
    ) throws(VaultError) -> CheckReport {
        let layout = VaultLayout(path)
        let lock = try acquireLock(layout, surroundings)
        defer { extendLifetime(lock) }
        let core: VaultCore
        do {
            core = try VaultCore.unlock(layout, passphrase, surroundings)
        } catch {
            guard error.kind == .damaged else { throw error }
            var report = CheckReport()
            report.add(
                layout.root.string, "\(error.message); without it nothing else can be checked")
            return report
        }
        var check = VaultCheck(core)
        try check.run()
        return check.report
    }
}

/// One pass over a vault. Damage is gathered; only what stops the work itself is thrown.
private struct VaultCheck {
    private let core: VaultCore
    private(set) var report = CheckReport()

    init(_ core: VaultCore) {
        self.core = core
    }

    mutating func run() throws(VaultError) {
        let core = core
        let people = try gather("people") { () throws(VaultError) in try core.readPeople() }
        _ = try gather("bundles") { () throws(VaultError) in try core.readBundles() }
        let own = try checkLog(
            core.journalPlace, VaultLayout.journalName, of: core.card, mustExist: true)
        if let own, let people { try checkReceipts(people, own) }
        try checkObjects(own ?? [], in: core.layout.objects, "objects", mustExist: true)
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
            report.add(place, error.message)
            return nil
        }
    }

    // MARK: Logs

    /// Every entry, and every checkpoint's signature. The leaves; nil where the log is damaged.
    private mutating func checkLog(
        _ place: JournalPlace, _ name: String, of card: Card, mustExist: Bool
    ) throws(VaultError) -> [Leaf]? {
        var leaves: [Leaf] = []
        var signatureCount = 0
        let isWhole: Void? = try gather(name) { () throws(VaultError) in
            try asVault {
                let journal = try Journal.read(at: place, log: card.key.name)
                guard let journal else {
                    if mustExist { throw VaultError(.damaged, "its head is missing") }
                    return
                }
                var failure: (any Error)?
                try journal.forEachEntry { entry in
                    do {
                        for bytes in entry.leaves { leaves.append(try Leaf(parsing: bytes)) }
                        let checkpoint = try SignedCheckpoint(
                            parsing: entry.state.checkpoint, limit: 16 << 10)
                        try checkpoint.verify(by: card.key)
                        signatureCount += 1
                    } catch {
                        failure = failure ?? error
                    }
                }
                if let failure { throw VaultError(.damaged, "\(failure)") }
            }
        }
        report.signatureCount += signatureCount
        guard isWhole != nil else { return nil }
        if name == VaultLayout.journalName {
            report.leafCount = leaves.count
        } else if !leaves.isEmpty {
            report.logCount += 1
        }
        return leaves
    }

    /// Receipts were verified when `people` was read; here their heads are compared with the log.
    private mutating func checkReceipts(_ people: People, _ leaves: [Leaf]) throws(VaultError) {
        var roots: [UInt64: TreeHash] = [:]
        var frontier = Frontier()
        roots[0] = frontier.root
        let sizes = Set(people.all.compactMap { $0.receiptTaken?.receipt.size })
        for leaf in leaves {
            frontier.append(MerkleTree.leafHash(of: leaf.encoded))
            if sizes.contains(frontier.size) { roots[frontier.size] = frontier.root }
        }
        for person in people.all {
            guard let taken = person.receiptTaken else { continue }
            report.signatureCount += 2
            guard roots[taken.receipt.size] != taken.receipt.root else { continue }
            report.add(
                VaultLayout.journalName,
                "\(person.card.name) has signed for \(taken.receipt.size) entries that are not "
                    + "these: this vault is a restored backup, or was altered")
        }
    }

    // MARK: Objects

    /// Every object against its leaf, and every file for a leaf. Those that are as they should be.
    @discardableResult
    private mutating func checkObjects(
        _ leaves: [Leaf], in folder: FilePath, _ name: String, mustExist: Bool
    ) throws(VaultError) -> Set<ObjectID> {
        let core = core
        let found = Set(
            try asVault {
                try core.files.status(of: folder) == nil ? [] : try core.files.names(in: folder)
            })
        var intact: Set<ObjectID> = []
        for leaf in leaves where leaf.namesObject {
            let file = "\(leaf.object).age"
            guard found.contains(file) else {
                if mustExist {
                    report.add("\(name)/\(file)", "it is missing")
                } else {
                    report.missingCount += 1
                }
                continue
            }
            let place = "\(name)/\(file)"
            let hash = try gather(place) { () throws(VaultError) in
                try asVault {
                    var file = try core.files.openForReading(folder.appending(file))
                    return try file.hashRest("checking", core.surroundings)
                }
            }
            report.objectCount += 1
            if hash == leaf.hash {
                intact.insert(leaf.object)
            } else if hash != nil {
                report.add(place, "it is not as it was sealed: its SHA-256 is not that of its leaf")
            }
        }
        return intact
    }

    private mutating func checkReceived(_ people: People) throws(VaultError) {
        var folders: Set<String> = []
        for person in people.all {
            let device = person.card.key.name
            let hidden = core.keys.hiddenName(for: device)
            folders.insert(hidden)
            let hasSigned = person.receiptGiven != nil
            guard
                let leaves = try checkLog(
                    core.logPlace(ofDevice: device), "\(VaultLayout.logsName)/\(hidden)",
                    of: person.card, mustExist: hasSigned)
            else { continue }
            let folder = core.receivedFolder(ofDevice: device)
            let here = try asVault { try core.receivedIDs(ofDevice: device) }
            let expected = leaves.objects(meantFor: core.card.fingerprint).map(\.leaf)
            let intact = try checkObjects(
                expected, in: folder, "received/\(hidden)", mustExist: false)
            try checkSignedFor(person, leaves)
            try open(expected.filter { intact.contains($0.object) }, of: person, people)
            let strays = here.subtracting(expected.map(\.object))
            if person.fault == nil {
                for id in strays.sorted() {
                    report.refused.append(
                        .init(place: "received/\(hidden)/\(id).age", message: "no journal names it")
                    )
                }
            }
        }
        for name in try asVault({ try core.files.names(in: core.layout.received) })
        where !folders.contains(name) {
            report.refused.append(
                .init(place: "received/\(name)", message: "nobody is known from whom it came"))
        }
    }

    /// What this vault has signed a receipt for, must be here.
    private mutating func checkSignedFor(
        _ person: Person, _ leaves: [Leaf]
    ) throws(VaultError) {
        guard let receipt = person.receiptGiven?.receipt else { return }
        report.signatureCount += 2
        let missing = Set(receipt.missing)
        for (index, leaf) in leaves.objects(meantFor: core.card.fingerprint) {
            guard UInt64(index) < receipt.size, !missing.contains(leaf.object) else { continue }
            let path = core.receivedObject(leaf.object, ofDevice: person.card.key.name)
            if try asVault({ try core.files.status(of: path) }) == nil {
                report.add(
                    "received/\(core.keys.hiddenName(for: person.card.key.name))/\(leaf.object).age",
                    "it is missing, and this vault has signed a receipt for it")
            }
        }
    }

    /// Records open and pass their checks, with their attachments.
    private mutating func open(
        _ leaves: [Leaf], of person: Person, _ people: People
    ) throws(VaultError) {
        let opener = RecordOpener(core, people)
        let here = Set(leaves.map(\.object))
        for leaf in leaves where leaf.kind == .sealed {
            do {
                let opened = try opener.record(
                    leaf.object,
                    at: core.receivedObject(leaf.object, ofDevice: person.card.key.name),
                    device: person.card.key.name)
                report.signatureCount += 1
                try asVault { try check(opened, of: person.card.key.name, here, opener) }
                report.openedCount += 1
            } catch {
                if error.kind == .interrupted { throw error }
                report.refused.append(
                    .init(place: "record \(leaf.object)", message: error.message))
            }
        }
    }

    private func check(
        _ opened: RecordOpener.Opened, of device: String, _ here: Set<ObjectID>,
        _ opener: RecordOpener
    ) throws {
        guard let list = opened.record.attachments else { return }
        let identity = try opener.attachmentIdentity(of: list)
        for item in list.items where here.contains(item.object) {
            try opener.attachment(
                item, identity: identity, at: core.receivedObject(item.object, ofDevice: device)
            ) { _ in }
        }
    }
}
