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
        let index: Int
        let logSize: Int
        /// When this vault cosigned a head that covers the leaf.
        let cosignedAt: Timestamp?
        /// Why the log is not to be relied on.
        let fault: String?
    }
}

/// Where a vault's objects are, and what the logs say of them.
struct ObjectIndex {
    private(set) var records: [KnownRecord] = []
    private let core: VaultCore

    /// Reads the logs, and the names in the vault's folders. A log that is damaged proves nothing;
    /// what came from its device is there all the same.
    ///
    /// - Parameter ownLeaves: of the vault's own log.
    init(_ core: VaultCore, _ people: People, ownLeaves: [Leaf]) throws {
        self.core = core
        for (index, leaf) in ownLeaves.enumerated() where leaf.kind == .sealed {
            let entry = KnownRecord.Entry(
                leaf: leaf, index: index, logSize: ownLeaves.count, cosignedAt: nil, fault: nil)
            records.append(
                KnownRecord(
                    id: leaf.object, path: core.layout.object(leaf.object),
                    device: core.card.key.name, entry: entry))
        }
        for person in people.all { try add(person) }
    }

    private mutating func add(_ person: Person) throws {
        let device = person.card.key.name
        let here = try core.receivedIDs(ofDevice: device)
        if here.isEmpty { return }
        let leaves = (try? LogCopy(core, ofDevice: device).leaves()) ?? []
        var entries: [ObjectID: KnownRecord.Entry] = [:]
        for (index, leaf) in leaves.enumerated() where leaf.namesObject {
            let isCosigned = UInt64(index) < person.receiptGiven?.receipt.size ?? 0
            entries[leaf.object] = KnownRecord.Entry(
                leaf: leaf, index: index, logSize: leaves.count,
                cosignedAt: isCosigned ? person.receiptGiven?.cosignedAt : nil,
                fault: person.fault)
        }
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
