import Handoff
import Journal
import Statements
import TransparencyLog

/// What this vault has seen of another device's log, kept as a journal of its own.
///
/// Source: the page *The log, checkpoints and receipts*, "Cosignature".
struct LogCopy {
    private let core: VaultCore
    private let device: String

    init(_ core: VaultCore, ofDevice device: String) {
        self.core = core
        self.device = device
    }

    /// A stretch begins behind the end of the copy: an earlier bundle has not come yet.
    struct Gap: Error, Hashable {
        let have: UInt64
        let stretchStart: UInt64
    }

    /// What became of a stretch of leaves.
    enum Outcome: Hashable {
        /// It is all in the copy now.
        case taken(newLeafCount: Int)
        /// It contradicts what was seen before, at this leaf at the latest.
        case contradicts(index: UInt64)
    }

    /// The leaves, in order; none where nothing was seen of that log.
    func leaves() throws -> [Leaf] {
        guard let journal = try Journal.open(at: core.logPlace(ofDevice: device), log: device)
        else { return [] }
        return try journal.leaves().map { try Leaf(parsing: $0) }
    }

    /// The newest checkpoint, with its cosignatures; nil where nothing was seen of that log.
    func checkpoint() throws -> SignedCheckpoint? {
        guard let journal = try Journal.open(at: core.logPlace(ofDevice: device), log: device)
        else { return nil }
        return try SignedCheckpoint(parsing: journal.state.checkpoint, limit: 16 << 10)
    }

    /// Takes a stretch of leaves that was checked against its own checkpoint, if it extends what
    /// was seen.
    ///
    /// - Throws: ``Gap`` where what comes before it was not seen yet.
    func extend(by preamble: BundlePreamble) throws -> Outcome {
        guard let checkpoint = preamble.checkpoint else { return .taken(newLeafCount: 0) }
        let place = core.logPlace(ofDevice: device)
        let start = preamble.manifest.leaves.lowerBound
        let state = LogState(frontier: preamble.frontier, checkpoint: checkpoint.encoded)
        guard var journal = try Journal.open(at: place, log: device) else {
            guard start == 0 else { throw Gap(have: 0, stretchStart: start) }
            try Journal.create(
                at: place, log: device, leaves: preamble.leaves.map(\.encoded), state: state)
            return .taken(newLeafCount: preamble.leaves.count)
        }
        let known = try journal.leaves()
        guard start <= UInt64(known.count) else {
            throw Gap(have: UInt64(known.count), stretchStart: start)
        }
        var frontier = Frontier()
        for leaf in known[..<Int(start)] { frontier.append(MerkleTree.leafHash(of: leaf)) }
        guard frontier == preamble.manifest.frontier else { return .contradicts(index: start) }
        for (leaf, seen) in zip(preamble.leaves, known[Int(start)...]) {
            guard leaf.encoded == seen else { return .contradicts(index: frontier.size) }
            frontier.append(MerkleTree.leafHash(of: seen))
        }
        let more = preamble.leaves.dropFirst(known.count - Int(start)).map(\.encoded)
        if more.isEmpty { return .taken(newLeafCount: 0) }
        try journal.append(more, state: state)
        return .taken(newLeafCount: more.count)
    }

    /// Keeps the newest checkpoint with a cosignature on it.
    func keep(_ cosigned: SignedCheckpoint) throws {
        guard var journal = try Journal.open(at: core.logPlace(ofDevice: device), log: device)
        else { return }
        try journal.append(
            [],
            state: LogState(frontier: journal.state.frontier, checkpoint: cosigned.encoded))
    }
}

extension Sequence where Element == Leaf {
    /// The objects that are meant for somebody: those behind the last leaf by which they were
    /// enrolled. What was sealed before that, was not sealed to them.
    ///
    /// Source: the page *The log, checkpoints and receipts*, "Receipt".
    func objects(meantFor fingerprint: Fingerprint) -> [(index: Int, leaf: Leaf)] {
        var isEnrolled = false
        var objects: [(index: Int, leaf: Leaf)] = []
        for (index, leaf) in enumerated() {
            if leaf.kind == .enrolled, leaf.object == fingerprint.shortID {
                isEnrolled = true
                objects = []
            }
            if isEnrolled, leaf.namesObject { objects.append((index, leaf)) }
        }
        return objects
    }
}
