import DurableFiles
import Statements
import SystemPackage
import TransparencyLog

/// A record that lies in this vault, and what the logs say of it.
struct KnownRecord {
    let id: ObjectID
    let path: FilePath
    /// From which device it came.
    let device: String
    /// Where the device's log names it.
    let entry: Entry?

    /// A leaf, and how far its log is vouched for.
    struct Entry {
        let leaf: Leaf
        let index: UInt64
        let logSize: UInt64
        /// When this vault cosigned a head that covers the leaf.
        let cosignedAt: Timestamp?
        /// How the log contradicts itself here; nil where this vault signed for the entry before that.
        let fault: LogFault?
    }
}

/// Where a vault's objects are, and what the logs say of them.
struct ObjectIndex {
    private(set) var records: [KnownRecord] = []
    private let core: VaultCore

    /// Reads the logs, and the names in the vault's folders. A log that is damaged proves nothing;
    /// what came from its device is there all the same.
    ///
    /// - Parameter own: the vault's own log.
    init(_ core: VaultCore, _ people: People, own: KnownLog) throws {
        self.core = core
        let size = own.newest?.end.size ?? 0
        for indexed in own.leaves where indexed.leaf.kind == .sealed {
            let entry = KnownRecord.Entry(
                leaf: indexed.leaf, index: indexed.index, logSize: size, cosignedAt: nil, fault: nil
            )
            records.append(
                KnownRecord(
                    id: indexed.leaf.object, path: core.layout.object(indexed.leaf.object),
                    device: core.card.key.name, entry: entry))
        }
        for person in people.all { try add(person) }
    }

    private mutating func add(_ person: Person) throws {
        let device = person.card.key.name
        let here = try core.receivedIDs(ofDevice: device)
        if here.isEmpty { return }
        let log = (try? LogCopy(core, ofDevice: device))?.log ?? KnownLog()
        var entries: [ObjectID: KnownRecord.Entry] = [:]
        // The earliest head that this vault cosigned with an entry in it dates that entry.
        let heads = log.pieces.flatMap(\.checkpoints).compactMap { head in
            (try? head.cosignature(by: core.card.cosignatureKey)).flatMap {
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
        for id in here where entries[id].map({ $0.leaf.kind == .sealed }) ?? true {
            records.append(
                KnownRecord(
                    id: id, path: core.receivedObject(id, ofDevice: device), device: device,
                    entry: entries[id]))
        }
    }

    /// Where an object of a device lies.
    func path(of id: ObjectID, device: String) -> FilePath {
        device == core.card.key.name
            ? core.layout.object(id) : core.receivedObject(id, ofDevice: device)
    }
}
