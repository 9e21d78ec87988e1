import SafeSodium
import DurableFiles
import Handoff
import Outside
import Statements
import SystemPackage
import TransparencyLog
import VaultStore

extension Store {
    /// What a coordinator has not signed for, of the objects that are meant for them. What was forgotten, all
    /// had signed for.
    mutating func unacknowledged(by person: Person) throws(VaultError) -> [IndexedLeaf] {
        let meant = try leaves().objects(meantFor: person)
        guard let receipt = person.receiptTaken?.receipt else { return meant }
        return meant.filter { !receipt.settles($0.leaf.object, at: $0.index) }
    }
}

/// What goes out: objects of this vault that coordinators lack.
extension Sync {
    /// How many bytes of objects go into one bundle, unless one object alone has more.
    private static let bundleByteLimit: UInt64 = 1 << 30

    /// Removes own bundles whose objects all recipients have signed for.
    mutating func removeAcknowledged(of store: inout Store) throws(VaultError) {
        var lacking: [Fingerprint: Set<ObjectID>] = [:]
        for person in store.people.coordinators {
            lacking[person.card.fingerprint] = Set(
                try store.unacknowledged(by: person).map(\.leaf.object))
        }
        for bundle in book.written {
            guard case .objects(let objects) = bundle.contents else { continue }
            let isDone = bundle.recipients.allSatisfy {
                lacking[$0]?.isDisjoint(with: objects) ?? true
            }
            if isDone { try remove(bundle.id, store) }
        }
    }

    mutating func remove(_ id: ObjectID, _ store: borrowing Store) throws(VaultError) {
        guard try folder.contains(id) else { return }
        try folder.remove(id)
        book.forget(id)
        try store.unlocked.write(book)
        report.removed.append(id)
    }

    /// Puts out what some coordinator lacks, and what does not lie in the folder for all of them.
    mutating func putOutObjects(of store: inout Store) throws(VaultError) {
        let coordinators = store.people.coordinators
        guard !coordinators.isEmpty else { return }
        var needed: [UInt64: IndexedLeaf] = [:]
        for person in coordinators {
            for indexed in try store.unacknowledged(by: person) { needed[indexed.index] = indexed }
        }
        let covered = try coveredObjects(of: store)
        let left = needed.values.filter { !covered.contains($0.leaf.object) }
            .sorted { $0.index < $1.index }
        // One piece, unless a part of the journal is damaged: what is before it goes for itself.
        for piece in try store.log().pieces {
            var bundle = Outgoing(to: coordinators.map(\.card), piece: piece)
            for indexed in left where piece.range.contains(indexed.index) {
                guard let byteCount = try byteCount(of: indexed.leaf, store) else { continue }
                if !bundle.objects.isEmpty,
                    bundle.byteCount + byteCount > Self.bundleByteLimit
                        || bundle.objects.count >= Manifest.maximumEntryCount - 8
                {
                    try put(out: bundle, &store)
                    bundle.removeObjects { _ in true }
                }
                bundle.add(indexed, byteCount: byteCount)
            }
            try put(out: bundle, &store)
        }
    }

    /// The objects that lie in the folder for all coordinators, in bundles of this vault. Each bundle is read
    /// again: where it is not as it was written, it is removed, and its objects go out anew.
    private mutating func coveredObjects(
        of store: borrowing Store
    ) throws(VaultError) -> Set<ObjectID> {
        let everybody = Set(store.people.coordinators.map(\.card.fingerprint))
        var covered: Set<ObjectID> = []
        for bundle in book.written {
            guard case .objects(let objects) = bundle.contents,
                everybody.isSubset(of: bundle.recipients), try folder.contains(bundle.id)
            else { continue }
            do {
                let hash = try store.surroundings.hash(of: folder.file(bundle.id))
                if hash == bundle.fileHash {
                    covered.formUnion(objects)
                    continue
                }
            } catch {
                if error.kind == .interrupted { throw error }
            }
            try remove(bundle.id, store)
        }
        return covered
    }

    /// How long an object is; nil, and named, where it is not there. Its bytes are compared when they are sent.
    private mutating func byteCount(
        of leaf: Leaf, _ store: borrowing Store
    ) throws(VaultError) -> UInt64? {
        do throws(VaultError) {
            return try asVault {
                let file = try store.surroundings.files.openForReading(
                    store.layout.object(leaf.object))
                return UInt64(try file.status().byteCount)
            }
        } catch {
            guard error.kind == .damaged || error.kind == .refused else { throw error }
            report.add(error.about(.object(leaf.object)))
            return nil
        }
    }

    /// Writes a bundle; without the objects that turn out not to be as they were sealed.
    private mutating func put(out bundle: Outgoing, _ store: inout Store) throws(VaultError) {
        var bundle = bundle
        while !bundle.objects.isEmpty {
            do {
                return try write(bundle, &store)
            } catch {
                guard case .object(let id) = error.subject else { throw error }
                report.add(error)
                bundle.removeObjects { $0 == id }
            }
        }
    }

    /// Writes a bundle, reads it back, and notes it in book and journal.
    mutating func write(_ bundle: Outgoing, _ store: inout Store) throws(VaultError) {
        let id = ObjectID.random()
        let fingerprints = bundle.to.map(\.fingerprint)
        let leaves = bundle.objects.map(\.indexed.leaf)
        let now = store.surroundings.now()
        let draft = BundleDraft(
            bundle: id, from: store.card, to: fingerprints, at: now,
            stretch: stretch(of: bundle, store.people), receipt: bundle.receipt,
            objects: bundle.objects.map {
                ListedEntry(
                    .object($0.indexed.leaf.object), byteCount: $0.byteCount,
                    hash: $0.indexed.leaf.hash)
            }, signedBy: store.unlocked.signer.key)
        let contents: BundleBook.Written.Contents =
            bundle.receipt.map { .receipt(SHA256Hash(of: $0.receipt)) }
            ?? .objects(leaves.map(\.object))
        // The book first: so a bundle of this vault is always known to be its own.
        book.add(.init(id: id, recipients: fingerprints, contents: contents))
        try store.unlocked.write(book)
        let file: BundleFile.Facts
        do {
            file = try BundleFile(
                folder: folder, layout: store.layout, surroundings: store.surroundings
            ).write(draft, to: bundle.to)
        } catch {
            // Where it could not be taken away again, the next sync does so: the book knows it.
            if (try? folder.contains(id)) == false {
                book.forget(id)
                try? store.unlocked.write(book)
            }
            throw error
        }
        // The leaf before the hash: a bundle that the book knows as whole is in the journal.
        try store.append([Leaf(.handedOff, id, draft.manifest.hash, at: now)], permission)
        book.note(file.hash, of: id)
        try store.unlocked.write(book)
        report.written.append(
            .init(
                bundle: id, recipients: bundle.to.map(\.name),
                recordCount: leaves.count { $0.kind == .sealed },
                attachmentCount: leaves.count { $0.kind == .attached },
                hasReceipt: bundle.receipt != nil, byteCount: file.byteCount))
    }

    /// The leaves of a piece that some recipient has not signed for, and those from the first object on.
    private func stretch(of bundle: Outgoing, _ people: People) -> Stretch? {
        guard let piece = bundle.piece, var start = bundle.objects.map(\.indexed.index).min() else {
            return nil
        }
        for recipient in bundle.to {
            start = min(start, people[recipient.fingerprint]?.receiptTaken?.receipt.size ?? 0)
        }
        return piece.stretch(from: max(start, piece.start.size))
    }
}
