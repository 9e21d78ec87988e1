import DurableFiles
import Handoff
import Outside
import SafeSodium
import Statements
import SystemPackage
import TransparencyLog
import VaultStore

/// Takes the contents of one bundle into a vault, as they are read: objects, and what they say of their writer's log.
/// Nothing is signed for it.
///
/// Source: the page *Bundles and the hand-off folder*, "Taking in".
struct BundleIntake: BundleReceiver, ~Copyable {
    /// The vault's own card.
    private let own: Card
    private let people: People
    private let book: BundleBook
    private let received: ReceivedObjects
    private let logs: LogShelf
    private let layout: VaultLayout
    private let surroundings: Surroundings
    private let byteCount: Int64
    private var files: Files { surroundings.files }

    /// The bundle was taken in whole before.
    struct AlreadyTaken: Error {}

    /// This bundle cannot be taken in now; it is no reason to leave out others.
    struct Trouble: Error {
        let error: VaultError
    }

    /// What was read of other devices' logs so far, by device.
    private(set) var copies: [String: LogCopy]
    /// What the bundle says of itself; nil before that was read and accepted.
    private(set) var preamble: BundlePreamble?
    /// Objects that were not here before, by kind; their bytes are those of their leaves.
    private(set) var new: [ObjectID: Leaf.Kind] = [:]
    /// Objects that were put aside.
    private(set) var problems: [(id: ObjectID, reason: ExchangeReason)] = []

    /// Signed notes of enrolled writers that came along.
    private(set) var notes: [[UInt8]] = []

    /// The leaves of objects in the log that is carried, and which of them are meant for this vault.
    private var leaves: [ObjectID: Leaf] = [:]
    private var meant: Set<ObjectID> = []
    /// Whose log is carried.
    private var device = ""
    private var current: Current?
    private var pending: PendingFile?
    private var knownResealings: Resealings?

    private struct Current {
        let id: ObjectID
        let leaf: Leaf?
        let entry: BundleEntry
    }

    /// - Parameters:
    ///   - copies: of logs that were read already.
    ///   - byteCount: the length of the bundle's file.
    init(
        _ store: borrowing Store, _ book: BundleBook, copies: [String: LogCopy], byteCount: Int64
    ) {
        own = store.card
        people = store.people
        received = store.unlocked.received
        logs = store.unlocked.logs
        layout = store.layout
        surroundings = store.surroundings
        self.book = book
        self.copies = copies
        self.byteCount = byteCount
    }

    mutating func begin(_ preamble: BundlePreamble) throws {
        guard preamble.manifest.recipients.contains(own.fingerprint) else {
            throw StatementError.notAddressed
        }
        if book.hasTaken(preamble.manifest.hash) { throw AlreadyTaken() }
        let writer = try person(of: preamble.card)
        let isEnrolled = writer?.isEnrolled ?? false
        if own.role == .recorder {
            guard isEnrolled else { throw ExchangeReason.fromStranger(preamble.card.name) }
            // A recorder's laptop must not hold what would name others.
            guard preamble.manifest.leaves.isEmpty else { throw ExchangeReason.journalForRecorder }
        }
        if preamble.manifest.isRelayed {
            guard isEnrolled, preamble.card.role != .recorder else {
                throw ExchangeReason.relayedByOther(preamble.card.name)
            }
            _ = try person(of: preamble.logCard)
        }
        if let stretch = preamble.stretch { try take(stretch, preamble) }
        if own.role == .coordinator, isEnrolled { notes = preamble.notes }
        self.preamble = preamble
    }

    /// Somebody whose card came along; nil where they were never seen. Of two cards of one device the one that was compared
    /// counts; an older one changes nothing.
    private func person(of card: Card) throws -> Person? {
        guard let person = people[card.fingerprint] else { return nil }
        guard person.isEnrolled, person.card != card else { return person }
        let isOlder = card.number < person.card.number
        guard isOlder, card.name == person.card.name, card.role == person.card.role else {
            throw ExchangeReason.otherCard(of: person.card.name)
        }
        return person
    }

    private mutating func take(_ stretch: Stretch, _ preamble: BundlePreamble) throws {
        let device = preamble.logCard.key.name
        // No more can come than the file holds, whatever the manifest lists.
        do throws(VaultError) {
            try layout.requireRoom(
                for: min(preamble.objectByteCount, byteCount), files, isForBundle: true)
        } catch {
            throw Trouble(error: error)
        }
        if copies[device] == nil { copies[device] = try readCopy(ofDevice: device) }
        try copies[device]?.extend(by: stretch)
        let log = copies[device]?.log ?? KnownLog()
        meant = Set(log.objects(of: stretch, meantFor: own.fingerprint).map(\.leaf.object))
        for leaf in stretch.leaves where leaf.namesObject { leaves[leaf.object] = leaf }
        self.device = device
        try files.makeFolder(received.folder(ofDevice: device))
    }

    private func readCopy(ofDevice device: String) throws -> LogCopy {
        do throws(VaultError) {
            return try LogCopy(logs, ofDevice: device)
        } catch {
            if error.kind == .damaged { throw Trouble(error: error) }
            throw error
        }
    }

    mutating func beginObject(_ object: ListedEntry, id: ObjectID) throws {
        var leaf = leaves[id]
        // Of a piece the leaf says nothing; the whole is compared with it.
        if case .object = object.entry, let hash = leaf?.hash, hash != object.hash,
            try resealings().sealer(of: id, hash: object.hash) == nil
        {
            leaf = nil
        }
        // What was sealed before this vault was enrolled goes to others in the same bundle.
        guard leaf == nil || meant.contains(id) else { return }
        current = Current(id: id, leaf: leaf, entry: object.entry)
        let path = received.path(of: id, device: device)
        guard let leaf else {
            problems.append((id, .objectNotNamed))
            return
        }
        let isHere = try files.status(of: path) != nil
        if isHere, try !isNamed(try surroundings.hash(of: path), id, leaf) {
            problems.append((id, .otherObjectIsHere))
        } else if !isHere, case .piece(let piece) = object.entry {
            pending = try received.pieces(of: id, device: device).begin(
                offset: piece.offset, total: piece.total, byteCount: object.byteCount)
        } else if !isHere {
            pending = try files.createNew(at: path, temporaryName: "\(id).part")
        }
    }

    /// Whether bytes with this SHA-256 are those of a leaf, or were sealed anew by a coordinator.
    private mutating func isNamed(
        _ hash: SHA256Hash, _ id: ObjectID, _ leaf: Leaf
    ) throws -> Bool {
        try hash == leaf.hash || resealings().sealer(of: id, hash: hash) != nil
    }

    /// What enrolled coordinators have sealed anew, as far as their logs have come.
    private mutating func resealings() throws -> Resealings {
        if let knownResealings { return knownResealings }
        var logs: [(owner: Card, log: KnownLog)] = []
        for person in people.coordinators {
            let copy = try copies[person.device] ?? readCopy(ofDevice: person.device)
            logs.append((person.card, copy.log))
        }
        let found = Resealings(logs)
        knownResealings = found
        return found
    }

    mutating func objectContent(_ bytes: Span<UInt8>) throws {
        try pending?.write(bytes)
    }

    mutating func endObject(isIntact: Bool) throws {
        guard let current else { return }
        defer { self.current = nil }
        guard let pending = pending.take() else { return }
        guard isIntact, let leaf = current.leaf else {
            problems.append((current.id, .objectDamaged))
            return
        }
        try pending.publish()
        guard case .piece(let piece) = current.entry else {
            new[current.id] = leaf.kind
            return
        }
        let joining = try received.pieces(of: current.id, device: device).join(
            to: received.path(of: current.id, device: device), total: piece.total,
            hash: leaf.hash, surroundings)
        switch joining {
        case .incomplete: break
        case .joined: new[current.id] = leaf.kind
        case .other: problems.append((current.id, .objectDamaged))
        }
    }
}

extension KnownLog {
    /// What of the objects in a stretch, which was added, is meant for somebody. Where they were enrolled is in what is
    /// known before; where that is not known, any object may be meant for them.
    fileprivate func objects(
        of stretch: Stretch, meantFor fingerprint: Fingerprint
    ) -> [IndexedLeaf] {
        let start = stretch.start.size
        let piece = pieces.first { $0.range.contains(start) }
        let isEnrolled =
            (piece?.start.size ?? start) > 0
            || piece?.hasEnrolled(fingerprint.shortID, before: start) ?? false
        return stretch.indexed.objects(meantFor: fingerprint, enrolledBefore: isEnrolled)
    }
}

extension BundlePreamble {
    /// How many bytes the objects have together.
    fileprivate var objectByteCount: Int64 {
        manifest.entries.reduce(0) { sum, listed in
            guard listed.entry.objectID != nil else { return sum }
            return sum.addingReportingOverflow(Int64(clamping: listed.byteCount)).overflow
                ? .max : sum + Int64(clamping: listed.byteCount)
        }
    }
}
