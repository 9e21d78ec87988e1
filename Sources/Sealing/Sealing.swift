import DurableFiles
import SafeSodium
public import Statements
public import SystemPackage

/// A testimony that was sealed, and is in the log.
public struct SealedTestimony: Hashable, Sendable {
    /// The record's id.
    public let id: ObjectID
    /// How many attachments it has.
    public let attachmentCount: Int
    /// Bytes of the account and the originals.
    public let byteCount: Int64
    /// Letters of the account, as people count them; 0 where there is none.
    public let letterCount: Int
    /// The names of those to whom it was sealed.
    public let recipients: [String]
    /// Attachments whose names a record does not take as they are.
    public let renamed: [Renamed]

    /// A file that is called otherwise in the record than on this disk.
    public struct Renamed: Hashable, Sendable {
        /// Of the file.
        public let path: FilePath
        /// In the record.
        public let name: String
    }
}

extension Vault {
    /// Those to whom this vault seals now: all enrolled coordinators, and a coordinator's vault itself.
    ///
    /// To be called before somebody begins to type: sealing would fail for the same reasons.
    ///
    /// - Throws: ``VaultError``: `refused` where nobody is enrolled; `damaged` or `refused` where nothing more
    ///   ought to be signed.
    public func requireRecipients() throws(VaultError) -> [Card] {
        try requireToSign()
        let recipients = people.coordinators.map(\.card) + (role == .coordinator ? [card] : [])
        guard !recipients.isEmpty else {
            throw VaultError(
                .refused, "nobody is enrolled who could open this: nothing was sealed",
                hint: "get a coordinator's card, then `amanat enroll CARD`")
        }
        return recipients
    }

    /// From this number of testimonies on, the file system is synced rather than each object.
    private static let leastForFileSystemSync = 8
    /// How many testimonies, or how many bytes of them, share one frame of the journal.
    private static let batchLimits = (testimonies: 128, bytes: Int64(64 << 20))

    /// Seals testimonies to all enrolled coordinators. This vault cannot open them again, unless it
    /// is a coordinator's.
    ///
    /// Each testimony is whole or not there. Those that are reported through `body` are durable and
    /// in the log, whatever happens to later ones.
    ///
    /// - Parameters:
    ///   - testimonies: sealed in this order.
    ///   - body: told of each testimony once it is durable.
    /// - Throws: ``VaultError``: `refused` where nobody is enrolled, or a file cannot be read or is
    ///   not text in UTF-8; `disk`, before anything is written where there is too little room; `damaged`
    ///   where nothing more ought to be signed; `interrupted`.
    public mutating func seal(
        _ testimonies: [NewTestimony], _ body: (SealedTestimony) -> Void
    ) throws(VaultError) {
        let recipients = try requireRecipients()
        try requireRoom(for: testimonies)
        let isSyncingEach = testimonies.count < Self.leastForFileSystemSync
        let sealer = ObjectSealer(core, for: recipients, isSyncingEach: isSyncingEach)
        var batch: [ObjectSealer.Sealed] = []
        for testimony in testimonies {
            do {
                batch.append(try sealer.seal(testimony))
            } catch {
                // What is whole goes in; what is half-made goes away.
                try commit(batch, for: recipients, isSynced: isSyncingEach, body)
                try? settleSealing()
                throw error
            }
            let byteCount = batch.reduce(0) { $0 + $1.byteCount }
            if batch.count >= Self.batchLimits.testimonies || byteCount >= Self.batchLimits.bytes {
                try commit(batch, for: recipients, isSynced: isSyncingEach, body)
                batch = []
            }
        }
        try commit(batch, for: recipients, isSynced: isSyncingEach, body)
    }

    /// Checks that there is room for all of it, as far as its length is known before.
    func requireRoom(for testimonies: [NewTestimony]) throws(VaultError) {
        var byteCount: Int64 = 0
        for testimony in testimonies {
            for path in testimony.files {
                // What cannot be looked at is named where it is read.
                guard let status = try? core.files.statusFollowingLinks(of: path),
                    status.kind == .file
                else { continue }
                let padded = Padding.paddedByteCount(UInt64(status.byteCount))
                byteCount = byteCount.addingReportingOverflow(Int64(clamping: padded)).0
            }
            byteCount += 16 << 10
        }
        try core.requireRoom(for: byteCount, "this")
    }

    /// Makes a batch durable, and gives it its leaves. Order: contents, names in `sealing/`, one
    /// frame of the journal, names in `objects/`.
    private mutating func commit(
        _ batch: [ObjectSealer.Sealed], for recipients: [Card], isSynced: Bool,
        _ body: (SealedTestimony) -> Void
    ) throws(VaultError) {
        guard !batch.isEmpty else { return }
        let leaves = batch.flatMap(\.leaves)
        let names = leaves.map { SealingName($0.kind, $0.object) }
        let (files, folder) = (core.files, core.layout.sealing)
        try asVault {
            if !isSynced { try files.syncFileSystem(of: folder) }
            for name in names {
                try files.move(
                    folder.appending(name.unfinished), to: folder.appending(name.complete))
            }
            try files.syncFolder(folder)
        }
        try append(leaves)
        try moveToObjects(names)
        for sealed in batch {
            body(
                SealedTestimony(
                    id: sealed.record, attachmentCount: sealed.leaves.count - 1,
                    byteCount: sealed.byteCount, letterCount: sealed.letterCount,
                    recipients: recipients.map(\.name), renamed: sealed.renamed))
        }
    }

    private func moveToObjects(_ names: [SealingName]) throws(VaultError) {
        let (files, layout) = (core.files, core.layout)
        try asVault {
            for name in names {
                let old = layout.sealing.appending(name.complete)
                do {
                    try files.addName(layout.object(name.id), to: old)
                } catch let error as FileError where error.errno == .fileExists {
                    // A vault that was copied after a crash has two files for what was one.
                    let there = try core.surroundings.hash(of: layout.object(name.id))
                    guard try core.surroundings.hash(of: old) == there else {
                        throw VaultError(
                            .damaged, "objects/\(name.id).age is there, and is another object")
                    }
                }
            }
            try files.syncFolder(layout.objects)
            for name in names { try files.remove(layout.sealing.appending(name.complete)) }
            try files.syncFolder(layout.sealing)
        }
    }

    /// Brings what a crash left in `sealing/` to its end: objects with a leaf move to `objects/`;
    /// whole records without one, and the attachments beside them, are adopted; the rest, which
    /// nobody can open, is removed.
    ///
    /// Source: the page *The vault's folder*, "Journal".
    mutating func settleSealing() throws(VaultError) {
        let (files, layout) = (core.files, core.layout)
        let found = try asVault { try files.names(in: layout.sealing) }
        if found.isEmpty { return }
        let complete = found.compactMap { SealingName($0) }
        let known = Set(
            complete.isEmpty
                ? [] : try leaves().lazy.map(\.leaf).filter(\.namesObject).map(\.object))
        var orphans = complete.filter { !known.contains($0.id) }
        if !orphans.contains(where: { $0.kind == .sealed }) { orphans = [] }
        if !orphans.isEmpty {
            orphans.sort { $0.kind == .attached && $1.kind == .sealed }
            var adopted: [Leaf] = []
            for name in orphans {
                let hash = try core.surroundings.hash(
                    of: layout.sealing.appending(name.complete), "adopting")
                adopted.append(Leaf(name.kind, name.id, hash, at: core.surroundings.now()))
            }
            // Whoever gave them their names may not have come to make those durable.
            try asVault { try files.syncFolder(layout.sealing) }
            try append(adopted)
            let count = orphans.count { $0.kind == .sealed }
            notices.append(
                "\(count) sealed \(count == 1 ? "testimony" : "testimonies") had no entry in the "
                    + "journal yet, after a crash, and got one now")
        }
        let kept = complete.filter { known.contains($0.id) } + orphans
        try moveToObjects(kept)
        let keptNames = Set(kept.map(\.complete))
        try asVault {
            for name in found where !keptNames.contains(name) {
                try files.remove(layout.sealing.appending(name))
            }
        }
    }
}
