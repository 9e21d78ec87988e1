import DurableFiles
import Handoff
import SafeSodium
import Statements
import SystemPackage
import TransparencyLog

/// Takes the contents of one bundle into a vault, as they are read.
///
/// Source: the page *Bundles and the hand-off folder*, "Taking in".
struct BundleIntake: BundleReceiver, ~Copyable {
    private let core: VaultCore
    private let people: People
    private let book: BundleBook
    private let byteCount: Int64

    /// The bundle was taken in whole before.
    struct AlreadyTaken: Error {}

    /// This bundle cannot be taken in now; it is no reason to leave out others.
    struct Trouble: Error {
        let error: VaultError
    }

    /// What the bundle says of itself; nil before that was read and accepted.
    private(set) var preamble: BundlePreamble?
    /// What is known of its writer's log now; nil where no leaves came.
    private(set) var copy: LogCopy?
    /// Records that were not here before.
    private(set) var newRecords: [ObjectID] = []
    /// How many attachments were not here before.
    private(set) var newAttachmentCount = 0
    /// Objects that were put aside.
    private(set) var problems: [(id: ObjectID, message: String)] = []

    /// The leaves of objects in the writer's log, and which of them are meant for this vault.
    private var leaves: [ObjectID: Leaf] = [:]
    private var meant: Set<ObjectID> = []
    private var folder = FilePath()
    private var current: Current?
    private var pending: PendingFile?

    private struct Current {
        let id: ObjectID
        let leaf: Leaf?
        let isHere: Bool
    }

    /// - Parameter byteCount: the length of the bundle's file.
    init(_ core: VaultCore, _ people: People, _ book: BundleBook, byteCount: Int64) {
        self.byteCount = byteCount
        self.core = core
        self.people = people
        self.book = book
    }

    mutating func begin(_ preamble: BundlePreamble) throws {
        guard preamble.manifest.recipients.contains(core.card.fingerprint) else {
            throw StatementError.notAddressed
        }
        if book.hasTaken(preamble.manifest.hash) { throw AlreadyTaken() }
        let person = people[preamble.card.fingerprint]
        let isEnrolled = person?.isEnrolled ?? false
        if let person, isEnrolled, person.card != preamble.card {
            throw VaultError(
                .refused,
                "it brings another card of \(person.card.quotedName) than the one enrolled")
        }
        if core.card.role == .recorder {
            guard isEnrolled else {
                throw VaultError(
                    .refused, "it is from \(preamble.card.quotedName), who is not enrolled here")
            }
            // A recorder's laptop must not hold what would name others.
            guard preamble.manifest.leaves.isEmpty else {
                throw VaultError(.refused, "it holds a journal, which a recorder does not take")
            }
        }
        if !preamble.leaves.isEmpty { try takeLeaves(preamble) }
        self.preamble = preamble
    }

    private mutating func takeLeaves(_ preamble: BundlePreamble) throws {
        let device = preamble.card.key.name
        // No more can come than the file holds, whatever the manifest lists.
        do throws(VaultError) {
            try core.requireRoom(
                for: min(preamble.objectByteCount, byteCount), "what this bundle holds")
        } catch {
            throw Trouble(error: error)
        }
        var copy = try readCopy(ofDevice: device)
        _ = try copy.extend(by: preamble)
        self.copy = copy
        meant = Set(
            preamble.objects(meantFor: core.card.fingerprint, in: copy.log).map(\.leaf.object))
        for leaf in preamble.leaves where leaf.namesObject { leaves[leaf.object] = leaf }
        folder = core.receivedFolder(ofDevice: device)
        try core.files.makeFolder(folder)
    }

    private func readCopy(ofDevice device: String) throws -> LogCopy {
        do {
            return try LogCopy(core, ofDevice: device)
        } catch {
            let error = VaultError(error)
            throw error.kind == .damaged ? Trouble(error: error) : error
        }
    }

    mutating func beginObject(_ object: ListedEntry, id: ObjectID) throws {
        let leaf = leaves[id].flatMap { $0.hash == object.hash ? $0 : nil }
        // What was sealed before this vault was enrolled goes to others in the same bundle.
        guard leaf == nil || meant.contains(id) else { return }
        let path = folder.appending("\(id).age")
        let present = try core.files.status(of: path)
        let isHere = try present != nil && core.surroundings.hash(of: path) == object.hash
        current = Current(id: id, leaf: leaf, isHere: isHere)
        if leaf == nil {
            problems.append((id, "the journal that came with it does not name it so"))
        } else if present != nil, !isHere {
            problems.append((id, "another object of this id is here already"))
        } else if present == nil {
            pending = try core.files.createNew(at: path, temporaryName: "\(id).part")
        }
    }

    mutating func objectContent(_ bytes: Span<UInt8>) throws {
        try pending?.write(bytes)
    }

    mutating func endObject(isIntact: Bool) throws {
        guard let current else { return }
        defer { self.current = nil }
        guard let pending = pending.take() else { return }
        guard isIntact, let leaf = current.leaf else {
            problems.append((current.id, "it is damaged"))
            return
        }
        try pending.publish()
        if leaf.kind == .sealed {
            newRecords.append(current.id)
        } else {
            newAttachmentCount += 1
        }
    }
}

extension BundlePreamble {
    /// What of the objects in its leaves is meant for somebody. Where they were enrolled is in what is known
    /// before; where that is not known, any object may be meant for them.
    fileprivate func objects(
        meantFor fingerprint: Fingerprint, in log: KnownLog
    ) -> [IndexedLeaf] {
        let start = manifest.leaves.lowerBound
        let before = log.pieces.first { $0.range.contains(start) }
        let known = before.map { $0.indexed.prefix(Int(start - $0.start.size)) } ?? []
        let sent = leaves.enumerated().map {
            IndexedLeaf(index: start + UInt64($0), leaf: $1)
        }
        return (known + sent).objects(
            meantFor: fingerprint, enrolledBefore: (before?.start.size ?? start) > 0)
    }

    /// How many bytes the objects have together.
    fileprivate var objectByteCount: Int64 {
        manifest.entries.reduce(0) { sum, listed in
            guard case .object = listed.entry else { return sum }
            return sum.addingReportingOverflow(Int64(clamping: listed.byteCount)).overflow
                ? .max : sum + Int64(clamping: listed.byteCount)
        }
    }
}
