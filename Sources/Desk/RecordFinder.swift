import DurableFiles
import Outside
import Statements
import SystemPackage
import TransparencyLog
import VaultStore

/// Finds the records that lie in a vault, and what the logs say of them. A log is read only where something came from
/// its device.
struct RecordFinder {
    /// Narrows what is looked for; nil finds all.
    let prefix: IDPrefix?

    /// - Throws: ``VaultError``: `damaged`, `disk`.
    func find(in store: inout Store) throws(VaultError) -> [KnownRecord] {
        var found = try own(&store)
        for person in store.people.all { found += try received(from: person, &store) }
        return found
    }

    private func isWanted(_ id: ObjectID) -> Bool { prefix?.matches(id) ?? true }

    private func own(_ store: inout Store) throws(VaultError) -> [KnownRecord] {
        let (files, layout) = (store.surroundings.files, store.layout)
        let names = try asVault { try files.names(in: layout.objects) }
        guard names.compactMap(VaultLayout.objectID(inName:)).contains(where: isWanted) else {
            return []
        }
        let device = store.card.key.name
        let size = store.size
        return try store.leaves().compactMap { indexed -> KnownRecord? in
            guard indexed.leaf.kind == .sealed, isWanted(indexed.leaf.object) else { return nil }
            return KnownRecord(
                id: indexed.leaf.object, path: layout.object(indexed.leaf.object), device: device,
                entry: KnownRecord.Entry(
                    leaf: indexed.leaf, index: indexed.index, logSize: size, cosignedAt: nil,
                    fault: nil))
        }
    }

    /// What came from somebody. A log that is damaged proves nothing; what came is there all the same.
    private func received(
        from person: Person, _ store: inout Store
    ) throws(VaultError) -> [KnownRecord] {
        let received = store.unlocked.received
        let here = try received.ids(ofDevice: person.device).filter(isWanted)
        if here.isEmpty { return [] }
        let log = try store.copy(of: person)?.log ?? KnownLog()
        let entries = Entries(person, log, own: store.card)
        return here.compactMap { id -> KnownRecord? in
            let entry = entries[id]
            guard entry.map({ $0.leaf.kind == .sealed }) ?? true else { return nil }
            return KnownRecord(
                id: id, path: received.path(of: id, device: person.device), device: person.device,
                entry: entry)
        }
    }
}

/// What somebody's log says of their objects.
private struct Entries {
    private var entries: [ObjectID: KnownRecord.Entry] = [:]

    subscript(_ id: ObjectID) -> KnownRecord.Entry? { entries[id] }

    init(_ person: Person, _ log: KnownLog, own: Card) {
        // The earliest head that this vault cosigned with an entry in it dates that entry.
        let heads = log.pieces.flatMap(\.checkpoints).compactMap { head in
            (try? head.cosignature(by: own.cosignatureKey)).flatMap {
                Timestamp(secondsSince1970: Int64(clamping: $0.time))
            }.map { (size: head.checkpoint.size, time: $0) }
        }
        func add(_ leaves: [IndexedLeaf], isRelied: Bool) {
            for indexed in leaves where indexed.leaf.namesObject {
                let isCosigned = isRelied && indexed.index < person.receiptGiven?.receipt.size ?? 0
                entries[indexed.leaf.object] = KnownRecord.Entry(
                    leaf: indexed.leaf, index: indexed.index, logSize: log.newest?.end.size ?? 0,
                    cosignedAt: isCosigned
                        ? heads.first { $0.size > indexed.index }?.time
                            ?? person.receiptGiven?.cosignedAt : nil,
                    fault: isCosigned ? nil : log.fault)
            }
        }
        add(log.branchLeaves, isRelied: false)
        add(log.leaves, isRelied: true)
    }
}
