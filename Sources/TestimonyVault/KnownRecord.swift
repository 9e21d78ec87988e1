import DurableFiles
import Statements
import SystemPackage
import TransparencyLog

/// A record that lies in this vault, and what the logs say of it.
struct KnownRecord {
    let id: ObjectID
    let path: FilePath
    /// Where a log names it.
    let entry: Entry?

    /// A leaf, and how far its log is vouched for.
    struct Entry {
        let leaf: Leaf
        let index: Int
        let device: String
        let logSize: Int
        /// When this vault cosigned a head that covers the leaf.
        let cosignedAt: Timestamp?
        /// Why the log is not to be relied on.
        let fault: String?
    }
}

/// Where a vault's objects are, and what the logs say of them.
struct ObjectIndex {
    /// By object id.
    private(set) var entries: [ObjectID: KnownRecord.Entry] = [:]
    private(set) var records: [KnownRecord] = []

    private let layout: VaultLayout
    private let here: Set<ObjectID>

    /// Reads the logs, and the names in the vault's folders.
    ///
    /// - Parameter ownLeaves: of the vault's own log.
    init(_ core: VaultCore, _ people: People, ownLeaves: [Leaf]) throws {
        layout = core.layout
        let received = try core.files.names(in: layout.received)
            .compactMap(VaultLayout.objectID(inName:))
        here = Set(received)
        for person in people.all {
            let device = person.card.key.name
            let leaves = try LogCopy(core, ofDevice: device).leaves()
            for (index, leaf) in leaves.enumerated() where leaf.namesObject {
                let isCosigned = UInt64(index) < person.receiptGiven?.receipt.size ?? 0
                entries[leaf.object] = KnownRecord.Entry(
                    leaf: leaf, index: index, device: device, logSize: leaves.count,
                    cosignedAt: isCosigned ? person.receiptGiven?.cosignedAt : nil,
                    fault: person.fault)
            }
        }
        for (index, leaf) in ownLeaves.enumerated() where leaf.namesObject {
            entries[leaf.object] = KnownRecord.Entry(
                leaf: leaf, index: index, device: core.card.key.name, logSize: ownLeaves.count,
                cosignedAt: nil, fault: nil)
            if leaf.kind == .sealed {
                records.append(
                    KnownRecord(
                        id: leaf.object, path: layout.object(leaf.object),
                        entry: entries[leaf.object]))
            }
        }
        for id in received where entries[id].map({ $0.leaf.kind == .sealed }) ?? true {
            records.append(
                KnownRecord(id: id, path: layout.receivedObject(id), entry: entries[id]))
        }
    }

    /// Where an object lies.
    func path(of id: ObjectID) -> FilePath {
        here.contains(id) ? layout.receivedObject(id) : layout.object(id)
    }
}
