package import Journal
package import Outside
package import Statements
package import TransparencyLog

/// What this vault has seen of another device's log: a journal of its own, in which the stretches lie as
/// they came, those that contradict too.
///
/// Source: the page *The log, checkpoints and receipts*, "Cosignature".
package struct LogCopy: Sendable {
    /// How many stretches that contradict are kept.
    private static let mostBranches = 16

    private let shelf: LogShelf
    private let device: String
    /// What was seen.
    package private(set) var log = KnownLog()
    /// What of the copy is damaged.
    package private(set) var damage: [JournalDamage] = []

    /// Reads the copy; nothing is known where there is none. One that cannot be read is an error, not an empty one.
    ///
    /// - Throws: ``VaultError``: `damaged`, `disk`.
    package init(_ shelf: LogShelf, ofDevice device: String) throws(VaultError) {
        self.shelf = shelf
        self.device = device
        let journal = try asVault {
            try Journal.open(at: shelf.place(ofDevice: device), log: device)
        }
        guard let journal else { return }
        log = try KnownLog(reading: journal, damage: &damage)
    }

    /// Takes a stretch whose head was checked, and keeps what is new of it.
    ///
    /// - Throws: ``VaultError``: `damaged`, `disk`.
    @discardableResult
    package mutating func extend(by stretch: Stretch) throws(VaultError) -> KnownLog.Addition {
        let known = log.newest?.end
        let addition = log.add(stretch)
        switch addition {
        case .nothingNew: break
        case .continued(let index):
            let new = Stretch(
                from: known ?? stretch.start,
                Array(stretch.leaves.dropFirst(Int(index - stretch.start.size))), to: stretch.end,
                stretch.checkpoint)
            guard let new else { preconditionFailure("what continues a log ends as it was sent") }
            try keep(new)
        case .apart: try keep(stretch)
        case .contradicts:
            // Some are evidence enough; more would only fill the disk.
            if log.branches.count <= Self.mostBranches { try keep(stretch) }
        }
        return addition
    }

    /// Keeps the newest checkpoint with a cosignature on it.
    package mutating func keep(_ cosigned: SignedCheckpoint) throws(VaultError) {
        guard let end = log.newest?.end,
            let stretch = Stretch(from: end, [], to: end, cosigned)
        else { return }
        log.add(stretch)
        try keep(stretch)
    }

    private func keep(_ stretch: Stretch) throws(VaultError) {
        try asVault {
            let entry = JournalEntry(stretch)
            let place = shelf.place(ofDevice: device)
            guard var journal = try Journal.open(at: place, log: device) else {
                return try Journal.create(at: place, log: device, entry)
            }
            try journal.append(entry)
        }
    }
}
