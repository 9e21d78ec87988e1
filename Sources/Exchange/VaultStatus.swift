public import Outside
public import VaultStore
import Journal
public import Statements
import TransparencyLog

/// What a vault holds, and how far it got.
public struct VaultStatus: Sendable, Encodable {
    /// What one coordinator has signed for.
    public struct Coordinator: Sendable, Encodable {
        /// The name on their card.
        public let name: String
        /// Their device.
        public let device: String
        /// Testimonies that were sealed to them.
        public let sealedCount: Int
        /// Testimonies that they have signed for, whole.
        public let acknowledgedCount: Int
        /// When they last cosigned this vault's journal; nil where they never did.
        public let cosignedAt: String?

        private enum CodingKeys: String, CodingKey {
            case name, device, cosignedAt
            case sealedCount = "sealed"
            case acknowledgedCount = "acknowledged"
        }
    }

    /// What came from one device.
    public struct Recorder: Sendable, Encodable {
        /// The name on their card.
        public let name: String
        /// Their device.
        public let device: String
        /// Whether their safety number was compared.
        public let isEnrolled: Bool
        /// Records that are here.
        public let recordCount: Int
        /// Objects that their journal names and that have not come, or did not pass their checks.
        public let missingCount: Int
        /// Entries of their journal that are known of, by the newest head.
        public let journalSize: UInt64
        /// Entries that have not come, though later ones have.
        public let gaps: [EntryRange]
        /// How their journal contradicts what was seen of it before; nil where it does not.
        public let fault: LogFault?

        private enum CodingKeys: String, CodingKey {
            case name, device, gaps, fault
            case isEnrolled = "enrolled"
            case recordCount = "records"
            case missingCount = "missing"
            case journalSize = "journal"
        }
    }

    /// The name on the vault's card.
    public let name: String
    /// What its owner does.
    public let role: Role
    /// The vault's device.
    public let device: String
    /// Entries in the vault's own journal.
    public let journalSize: UInt64
    /// Entries that were forgotten, after all coordinators had signed for them. What they sealed is not
    /// counted any more.
    public let forgottenCount: UInt64
    /// Testimonies that were sealed here.
    public let sealedCount: Int
    /// Sealed objects that are here still, though all coordinators have signed for them.
    public let prunableCount: Int
    /// Attachments that were sealed here.
    public let attachmentCount: Int
    /// Testimonies that were written into a folder at least once.
    public let handedOffCount: Int
    /// Testimonies that every coordinator to whom they were sealed has signed for.
    public let acknowledgedCount: Int
    /// Those to whom testimonies are sealed.
    public let coordinators: [Coordinator]
    /// Those from whom testimonies came; for a coordinator.
    public let recorders: [Recorder]
    /// Accounts that were typed and not sealed.
    public let drafts: [DraftSummary]
    /// What of this vault was found damaged on the way, and skipped.
    public let damage: [VaultError]

    private enum CodingKeys: String, CodingKey {
        case name, role, device, coordinators, recorders, drafts, damage
        case journalSize = "journal"
        case forgottenCount = "forgotten"
        case sealedCount = "sealed"
        case prunableCount = "prunable"
        case attachmentCount = "attachments"
        case handedOffCount = "handedOff"
        case acknowledgedCount = "acknowledged"
    }
}

extension Store {
    /// What the vault holds, and how far it got.
    package mutating func status() throws(VaultError) -> VaultStatus {
        let log = try log()
        let leaves = log.leaves
        let book = try unlocked.read(BundleBook.self)
        let records = Set(leaves.filter { $0.leaf.kind == .sealed }.map(\.leaf.object))
        var waiting: Set<ObjectID> = []
        var meantForAnybody: Set<ObjectID> = []
        var coordinators: [VaultStatus.Coordinator] = []
        for person in people.coordinators {
            let meant = Set(leaves.objects(meantFor: person).map(\.leaf.object))
            let lacking = try testimoniesLacking(person)
            meantForAnybody.formUnion(meant)
            waiting.formUnion(lacking)
            let sealed = meant.intersection(records)
            coordinators.append(
                .init(
                    name: person.card.name, device: person.device,
                    sealedCount: sealed.count,
                    acknowledgedCount: sealed.subtracting(lacking).count,
                    cosignedAt: person.receiptTaken.map { "\($0.cosignedAt)" }))
        }
        // A bundle leaves the book when all have signed for it, so what is signed for was handed
        // off too.
        var handedOff = meantForAnybody.subtracting(waiting)
        let written = Set(leaves.filter { $0.leaf.kind == .handedOff }.map(\.leaf.object))
        for bundle in book.written where written.contains(bundle.id) {
            if case .objects(let objects) = bundle.contents { handedOff.formUnion(objects) }
        }
        let recorders = try recorders()
        let prunable = try prunableObjects()
        return VaultStatus(
            name: card.name, role: role, device: card.key.name, journalSize: size,
            forgottenCount: forgottenCount, sealedCount: records.count,
            prunableCount: prunable.count,
            attachmentCount: leaves.count { $0.leaf.kind == .attached },
            handedOffCount: handedOff.intersection(records).count,
            acknowledgedCount: meantForAnybody.subtracting(waiting).intersection(records).count,
            coordinators: coordinators, recorders: recorders, drafts: try unlocked.readDrafts(),
            damage: takeDamage())
    }

    /// Records that a coordinator has not signed for whole: the record, or an attachment before it,
    /// is not acknowledged.
    private mutating func testimoniesLacking(
        _ person: Person
    ) throws(VaultError) -> Set<ObjectID> {
        let unacknowledged = Set(try unacknowledged(by: person).map(\.leaf.object))
        let lacking = try testimonies().filter { testimony in
            testimony.contains { unacknowledged.contains($0.leaf.object) }
        }
        return Set(lacking.compactMap { $0.last?.leaf.object })
    }

    private mutating func recorders() throws(VaultError) -> [VaultStatus.Recorder] {
        guard role == .coordinator else { return [] }
        var recorders: [VaultStatus.Recorder] = []
        for person in people.all {
            guard let copy = try copy(of: person), let newest = copy.log.newest else { continue }
            let holdings = try Holdings(of: person, copy.log, in: self)
            let missing = Set(
                holdings.missing(refused: Set(holdings.receipt?.exceptions.missing ?? [])).map(
                    \.object))
            recorders.append(
                VaultStatus.Recorder(
                    name: person.card.name, device: person.device,
                    isEnrolled: person.isEnrolled,
                    recordCount: holdings.expected.count {
                        $0.leaf.kind == .sealed && !missing.contains($0.leaf.object)
                    },
                    missingCount: missing.count, journalSize: newest.end.size,
                    gaps: copy.log.gaps.map(EntryRange.init),
                    fault: copy.log.fault))
        }
        return recorders
    }
}
