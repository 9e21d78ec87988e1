public import Outside
import VaultStore
import DurableFiles
import Journal
import Statements
import SystemPackage
import TransparencyLog

/// What pruning removed.
public struct PruneReport: Sendable, Encodable {
    /// Sealed testimonies that were removed, whole.
    public internal(set) var recordCount = 0
    /// Sealed attachments that were removed.
    public internal(set) var attachmentCount = 0
    /// Their bytes.
    public internal(set) var byteCount: Int64 = 0
    /// Entries of the journal that were forgotten now.
    public internal(set) var forgottenCount: UInt64 = 0
    /// Why no entries were forgotten, though some could have been; nil where nothing stood in the way.
    public internal(set) var obstacle: VaultError?
    /// What of this vault was found damaged on the way, and skipped.
    public internal(set) var damage: [VaultError] = []
    /// Testimonies that stay, because somebody to whom they were sealed has not signed for them.
    public internal(set) var keptCount = 0

    private enum CodingKeys: String, CodingKey {
        case obstacle, damage
        case recordCount = "records"
        case attachmentCount = "attachments"
        case byteCount = "bytes"
        case forgottenCount = "forgotten"
        case keptCount = "kept"
    }

    init() {}
}

/// A recorder's laptop lets go of what all coordinators have signed for.
///
/// Source: the page *The log, checkpoints and receipts*, "Forgetting".
extension Store {
    /// Removes the sealed objects that every coordinator to whom they were sealed has signed for, and forgets
    /// the entries of the journal that every coordinator has signed for, up to the first whose object stays.
    /// The journal goes on from its frontier.
    ///
    /// - Parameter keepingJournal: forgets no entries.
    /// - Throws: ``VaultError``: `refused` for a coordinator's vault, which keeps what it has; `damaged`;
    ///   `disk`.
    package mutating func prune(keepingJournal: Bool) throws(VaultError) -> PruneReport {
        guard role == .recorder else {
            throw VaultError(ExchangeReason.coordinatorKeeps)
        }
        _ = try requireToSign()
        var report = PruneReport()
        let (files, layout) = (surroundings.files, layout)
        let objects = try prunableObjects()
        var book = try unlocked.read(BundleBook.self)
        if !objects.isEmpty {
            book.pruned.formUnion(objects.map(\.leaf.object))
            try unlocked.write(book)
        }
        // Objects first: an object without its entry would stay for ever.
        for indexed in objects {
            let path = layout.object(indexed.leaf.object)
            report.byteCount += try asVault {
                let byteCount = try files.status(of: path)?.byteCount ?? 0
                try files.remove(path)
                return byteCount
            }
            if indexed.leaf.kind == .sealed {
                report.recordCount += 1
            } else {
                report.attachmentCount += 1
            }
        }
        try asVault { try files.syncFolder(layout.objects) }
        report.keptCount = try testimonies(areSigned: false).count
        if !keepingJournal {
            let before = forgottenCount
            do throws(VaultError) {
                try forgetLeaves(before: try forgettableSize())
            } catch {
                guard error.kind == .damaged || error.kind == .refused else { throw error }
                report.obstacle = error
            }
            report.forgottenCount = forgottenCount - before
            let kept = book.pruned.intersection(try leaves().map(\.leaf.object))
            if kept != book.pruned {
                book.pruned = kept
                try unlocked.write(book)
            }
        }
        report.damage = takeDamage()
        return report
    }

    /// The objects that are here, of testimonies for which all have signed.
    mutating func prunableObjects() throws(VaultError) -> [IndexedLeaf] {
        guard role == .recorder else { return [] }
        let (files, folder) = (surroundings.files, layout.objects)
        let here = Set(try asVault { try files.names(in: folder) })
        return try testimonies(areSigned: true).flatMap(\.self).filter {
            here.contains("\($0.leaf.object).age")
        }
    }

    /// The testimonies for which all to whom they were sealed have signed, or the others.
    private mutating func testimonies(
        areSigned: Bool
    ) throws(VaultError) -> [[IndexedLeaf]] {
        let coordinators = people.coordinators
        return try testimonies().filter {
            $0.allSatisfy(coordinators.haveAllSigned) == areSigned
        }
    }

    /// The objects of each testimony: its attachments come right before its record.
    mutating func testimonies() throws(VaultError) -> [[IndexedLeaf]] {
        var testimonies: [[IndexedLeaf]] = []
        var current: [IndexedLeaf] = []
        for indexed in try leaves() where indexed.leaf.namesObject {
            current.append(indexed)
            guard indexed.leaf.kind == .sealed else { continue }
            testimonies.append(current)
            current = []
        }
        return testimonies
    }

    /// How many entries every coordinator has signed for, up to the first whose object has to stay.
    private mutating func forgettableSize() throws(VaultError) -> UInt64 {
        let sizes = people.coordinators.map { $0.receiptTaken?.receipt.size ?? 0 }
        guard let signed = sizes.min() else { return forgottenCount }
        let kept = try testimonies(areSigned: false).first?.first?.index
        return max(forgottenCount, min(signed, kept ?? signed))
    }
}
