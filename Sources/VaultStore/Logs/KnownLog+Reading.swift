package import Journal
package import Outside
import Statements
package import TransparencyLog

extension KnownLog {
    /// Reads a journal. What is damaged in it is stepped over, and named.
    ///
    /// - Throws: ``VaultError`` of the kind `damaged` where an entry is whole and holds what it should not; `disk`.
    package init(
        reading journal: borrowing Journal, damage: inout [JournalDamage]
    ) throws(VaultError) {
        var log = KnownLog()
        var isRefused = false
        do {
            damage += try journal.forEachEntry(preparing: Self.stretch) { stretch in
                guard let stretch else {
                    isRefused = true
                    return
                }
                log.add(stretch)
            }
        } catch {
            throw VaultError(wrapping: error)
        }
        if isRefused { throw VaultError(StoreReason.entryRefused) }
        self = log
    }

    /// What an entry brings, read on any core; nil where it is not what a journal takes.
    private static func stretch(_ entry: JournalEntry, _ end: Frontier) -> Stretch? {
        var leaves: [Leaf] = []
        leaves.reserveCapacity(entry.leaves.count)
        do {
            try entry.leaves.forEach { leaves.append(try Leaf(parsing: $0)) }
            let checkpoint = try SignedCheckpoint(
                parsing: entry.checkpoint, limit: JournalEntry.maximumCheckpointByteCount)
            return Stretch(from: entry.start, leaves, to: end, checkpoint)
        } catch {
            return nil
        }
    }
}

extension JournalEntry {
    /// A stretch as a journal keeps it.
    init(_ stretch: Stretch) {
        self.init(
            start: stretch.start, leaves: stretch.leaves.map(\.encoded),
            checkpoint: stretch.checkpoint.encoded)
    }
}

extension Journal {
    /// Whether its head is signed by the log's own key.
    package borrowing func isHeadSigned(by key: VerifierKey) -> Bool {
        let head = try? SignedCheckpoint(
            parsing: state.checkpoint, limit: JournalEntry.maximumCheckpointByteCount)
        return (try? head?.verify(by: key)) != nil
    }
}
