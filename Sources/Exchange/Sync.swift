import AgeFile
import DurableFiles
import Handoff
import Journal
import SafeSodium
import Statements
public import SystemPackage
import TransparencyLog

extension Vault {
    /// Takes in what the folder holds for this vault, and puts there what others still lack.
    ///
    /// Doing it twice changes nothing. One bad bundle, or one bad object in it, is put aside and
    /// named in the report, while the rest goes on.
    ///
    /// - Parameters:
    ///   - path: of the folder.
    ///   - despiteFault: hands off also where this vault's own journal went back, and would sign a second history
    ///     by it: coordinators keep what comes, and mark it.
    /// - Throws: ``VaultError``: `refused` where there is no such folder; `disk`; `damaged`, also where a
    ///   receipt shows that this vault's own journal went back: then nothing was signed;
    ///   `interrupted`.
    public mutating func sync(
        with path: FilePath, despiteFault: Bool = false
    ) throws(VaultError) -> SyncReport {
        var report = SyncReport()
        goesOnDespiteFault = despiteFault
        var book = try core.readBundles()
        let folder = try asVault { try HandoffFolder(path, core.files) }
        try meetReceipts(folder, book)
        try requireToSign()
        if despiteFault { try settleSealing() }
        try removeLeftovers(folder, book)
        try takeIn(folder, &book, &report)
        if role == .coordinator { try putOutReceipts(folder, &book, &report) }
        try removeAcknowledged(folder, &book, &report)
        try putOutObjects(folder, &book, &report)
        return report
    }

    /// What a killed run left half-written in the folder: files whose name only this vault gives.
    private func removeLeftovers(
        _ folder: HandoffFolder, _ book: BundleBook
    ) throws(VaultError) {
        let names = Set(try asVault { try core.files.names(in: folder.path) })
        for bundle in book.written {
            let name = folder.temporaryName(bundle.id)
            guard names.contains(name) else { continue }
            try asVault { try core.files.remove(folder.path.appending(name)) }
        }
    }

    func remove(
        _ id: ObjectID, _ folder: HandoffFolder, _ book: inout BundleBook,
        _ report: inout SyncReport
    ) throws(VaultError) {
        guard try asVault({ try folder.contains(id) }) else { return }
        try asVault {
            try core.files.remove(folder.file(id))
            try core.files.syncFolder(folder.path)
        }
        book.forget(id)
        try core.write(book)
        report.removed.append(id)
    }

    // MARK: Own objects

    /// What a coordinator has not signed for, of the objects that are meant for them. What was forgotten, all
    /// had signed for.
    mutating func unacknowledged(by person: Person) throws(VaultError) -> [IndexedLeaf] {
        let meant = try leaves().objects(meantFor: person)
        guard let receipt = person.receiptTaken?.receipt else { return meant }
        return meant.filter { !receipt.vouches(for: $0.leaf.object, at: $0.index) }
    }

    private mutating func removeAcknowledged(
        _ folder: HandoffFolder, _ book: inout BundleBook, _ report: inout SyncReport
    ) throws(VaultError) {
        var lacking: [Fingerprint: Set<ObjectID>] = [:]
        for person in people.coordinators {
            lacking[person.card.fingerprint] = Set(
                try unacknowledged(by: person).map(\.leaf.object))
        }
        for bundle in book.written {
            guard case .objects(let objects) = bundle.contents else { continue }
            let isDone = bundle.recipients.allSatisfy {
                lacking[$0]?.isDisjoint(with: objects) ?? true
            }
            if isDone { try remove(bundle.id, folder, &book, &report) }
        }
    }

    /// How many bytes of objects go into one bundle, unless one object alone has more.
    private static let bundleByteLimit: UInt64 = 1 << 30

    private mutating func putOutObjects(
        _ folder: HandoffFolder, _ book: inout BundleBook, _ report: inout SyncReport
    ) throws(VaultError) {
        let coordinators = people.coordinators
        guard !coordinators.isEmpty else { return }
        var needed: [UInt64: Leaf] = [:]
        for person in coordinators {
            for indexed in try unacknowledged(by: person) { needed[indexed.index] = indexed.leaf }
        }
        let covered = try coveredObjects(in: folder, &book, &report)
        let cards = coordinators.map(\.card)
        // One piece, unless a part of the journal is damaged: what is before it goes for itself.
        for piece in try log().pieces {
            var batch: [(index: UInt64, entry: ListedEntry)] = []
            var byteCount: UInt64 = 0
            for (index, leaf) in needed.sorted(by: { $0.key < $1.key })
            where piece.range.contains(index) && !covered.contains(leaf.object) {
                do {
                    let entry = try listed(leaf)
                    if !batch.isEmpty,
                        byteCount + entry.byteCount > Self.bundleByteLimit
                            || batch.count >= Manifest.maximumEntryCount - 8
                    {
                        try write(to: cards, objects: batch, of: piece, folder, &book, &report)
                        (batch, byteCount) = ([], 0)
                    }
                    batch.append((index, entry))
                    byteCount += entry.byteCount
                } catch {
                    guard error.kind == .damaged || error.kind == .refused else { throw error }
                    report.add(problem: "object \(leaf.object)", error)
                }
            }
            if !batch.isEmpty {
                try write(to: cards, objects: batch, of: piece, folder, &book, &report)
            }
        }
    }

    /// The objects that lie in the folder for all coordinators, in bundles of this vault. Each bundle is read
    /// again: where it is not as it was written, it is removed, and its objects go out anew.
    private mutating func coveredObjects(
        in folder: HandoffFolder, _ book: inout BundleBook, _ report: inout SyncReport
    ) throws(VaultError) -> Set<ObjectID> {
        let everybody = Set(people.coordinators.map(\.card.fingerprint))
        var covered: Set<ObjectID> = []
        for bundle in book.written {
            guard case .objects(let objects) = bundle.contents,
                everybody.isSubset(of: bundle.recipients),
                try asVault({ try folder.contains(bundle.id) })
            else { continue }
            let hash: SHA256Hash?
            do {
                hash = try core.surroundings.hash(of: folder.file(bundle.id))
            } catch {
                if error.kind == .interrupted { throw error }
                hash = nil
            }
            if let hash, hash == bundle.fileHash {
                covered.formUnion(objects)
            } else {
                try remove(bundle.id, folder, &book, &report)
            }
        }
        return covered
    }

    /// An object as a manifest lists it, read and checked against its leaf.
    private func listed(_ leaf: Leaf) throws(VaultError) -> ListedEntry {
        let path = core.layout.object(leaf.object)
        let (byteCount, hash) = try asVault {
            var file = try core.files.openForReading(path)
            let byteCount = try file.status().byteCount
            return (byteCount, try file.hashRest("checking", core.surroundings))
        }
        guard hash == leaf.hash else {
            throw VaultError(.damaged, "it is not as it was sealed, and was left out")
        }
        return ListedEntry(.object(leaf.object), byteCount: UInt64(byteCount), hash: hash)
    }

    // MARK: Writing

    /// Writes a bundle, reads it back, and notes it in book and journal.
    ///
    /// - Parameters:
    ///   - objects: with their places in the log. The leaves that prove them go along, and those that some
    ///     recipient has not signed for.
    ///   - piece: of the log, that holds them.
    mutating func write(
        to recipients: [Card], objects: [(index: UInt64, entry: ListedEntry)] = [],
        of piece: KnownLog.Piece? = nil, receipt: (note: [UInt8], checkpoint: [UInt8])? = nil,
        _ folder: HandoffFolder, _ book: inout BundleBook, _ report: inout SyncReport
    ) throws(VaultError) {
        let id = ObjectID.random()
        let fingerprints = recipients.map(\.fingerprint)
        let ids = objects.compactMap { listed -> ObjectID? in
            if case .object(let id) = listed.entry.entry { return id }
            return nil
        }
        let contents: BundleBook.Written.Contents =
            receipt.map { .receipt(SHA256Hash(of: $0.note)) } ?? .objects(ids)
        var stretch: (frontier: Frontier, stretch: [Leaf], checkpoint: [UInt8])?
        if let piece, let first = objects.map(\.index).min() {
            stretch = self.stretch(of: piece, from: first, for: recipients)
        }
        let draft = BundleDraft(
            bundle: id, from: card, to: fingerprints, at: core.surroundings.now(),
            leaves: stretch, receipt: receipt, objects: objects.map(\.entry),
            signedBy: core.identity.signingKey)
        // The book first: so a bundle of this vault is always known to be its own.
        book.add(.init(id: id, recipients: fingerprints, contents: contents))
        try core.write(book)
        let file: BundleFile.Facts
        do {
            file = try BundleFile(core, folder).write(draft, to: recipients)
        } catch {
            // Where it could not be taken away again, the next sync does so: the book knows it.
            if (try? folder.contains(id)) == false {
                book.forget(id)
                try? core.write(book)
            }
            throw error
        }
        // The leaf before the hash: a bundle that the book knows as whole is in the journal.
        try append([
            Leaf(.handedOff, id, draft.manifest.hash, at: core.surroundings.now())
        ])
        book.note(file.hash, of: id)
        try core.write(book)
        let kinds = try objectKinds()
        report.written.append(
            .init(
                bundle: id, recipients: recipients.map(\.name),
                recordCount: ids.count { kinds[$0] == .sealed },
                attachmentCount: ids.count { kinds[$0] == .attached },
                hasReceipt: receipt != nil, byteCount: file.byteCount))
    }

    private mutating func objectKinds() throws(VaultError) -> [ObjectID: Leaf.Kind] {
        var kinds: [ObjectID: Leaf.Kind] = [:]
        for indexed in try leaves() where indexed.leaf.namesObject {
            kinds[indexed.leaf.object] = indexed.leaf.kind
        }
        return kinds
    }

    /// The leaves of a piece that some recipient has not signed for, and those from `first` on.
    private func stretch(
        of piece: KnownLog.Piece, from first: UInt64, for recipients: [Card]
    ) -> (frontier: Frontier, stretch: [Leaf], checkpoint: [UInt8]) {
        var start = first
        for recipient in recipients {
            start = min(start, people[recipient.fingerprint]?.receiptTaken?.receipt.size ?? 0)
        }
        start = max(start, piece.start.size)
        guard let checkpoint = piece.checkpoints.last, checkpoint.checkpoint.size == piece.end.size
        else { preconditionFailure("every entry of a journal ends with its checkpoint") }
        return (piece.frontier(at: start), Array(piece.leaves(from: start)), checkpoint.encoded)
    }
}

extension Sequence where Element == IndexedLeaf {
    /// The objects that were sealed to somebody: those behind the leaf by which this vault enrolled them.
    func objects(meantFor person: Person) -> [IndexedLeaf] {
        guard let start = person.enrolledAt else { return [] }
        return filter { $0.index > start && $0.leaf.namesObject }
    }
}
