import Handoff
import Journal
import Statements
import TransparencyLog

/// What this vault has seen of another device's log: a journal of its own, in which the stretches lie as
/// they came, those that contradict too.
///
/// Source: the page *The log, checkpoints and receipts*, "Cosignature".
struct LogCopy {
    /// How many stretches that contradict are kept.
    private static let mostBranches = 16

    private let core: VaultCore
    private let device: String
    /// What was seen.
    private(set) var log = KnownLog()
    /// What of the copy is damaged.
    private(set) var damage: [JournalDamage] = []

    /// Reads the copy; nothing is known where there is none.
    init(_ core: VaultCore, ofDevice device: String) throws {
        self.core = core
        self.device = device
        guard let journal = try Journal.open(at: core.logPlace(ofDevice: device), log: device)
        else { return }
        log = try KnownLog(reading: journal, damage: &damage)
    }

    /// Takes a stretch of leaves that was checked against its own checkpoint, and keeps what is new of it.
    mutating func extend(by preamble: BundlePreamble) throws -> KnownLog.Addition {
        guard let checkpoint = preamble.checkpoint else { return .nothingNew }
        let start = preamble.manifest.frontier
        let known = log.newest?.end
        let addition = log.add(from: start, preamble.leaves, to: preamble.frontier, checkpoint)
        switch addition {
        case .nothingNew: break
        case .continued(let index):
            let new = preamble.leaves.dropFirst(Int(index - start.size))
            try keep(known ?? start, new, checkpoint)
        case .apart:
            try keep(start, preamble.leaves[...], checkpoint)
        case .contradicts:
            // Some are evidence enough; more would only fill the disk.
            if log.branches.count <= Self.mostBranches {
                try keep(start, preamble.leaves[...], checkpoint)
            }
        }
        return addition
    }

    /// Keeps the newest checkpoint with a cosignature on it.
    mutating func keep(_ cosigned: SignedCheckpoint) throws {
        guard let end = log.newest?.end else { return }
        log.add(from: end, [], to: end, cosigned)
        try keep(end, [], cosigned)
    }

    private func keep(
        _ start: Frontier, _ leaves: ArraySlice<Leaf>, _ checkpoint: SignedCheckpoint
    ) throws {
        let entry = JournalEntry(
            start: start, leaves: leaves.map(\.encoded), checkpoint: checkpoint.encoded)
        let place = core.logPlace(ofDevice: device)
        guard var journal = try Journal.open(at: place, log: device) else {
            return try Journal.create(at: place, log: device, entry)
        }
        try journal.append(entry)
    }
}
