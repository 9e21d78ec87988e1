import Journal
import Statements
import TransparencyLog

/// A leaf, and its place in its log, from 0.
struct IndexedLeaf: Hashable, Sendable {
    let index: UInt64
    let leaf: Leaf
}

/// What is known of a log: pieces that each hang together, and the gaps between them.
///
/// Stretches are added as they come, in any order. A stretch that continues or overlaps a piece must
/// agree with it, leaf by leaf and through the frontier at its start. One that does not is kept as a
/// branch, and is the log's ``fault`` from then on: what was seen first counts.
///
/// Source: the page *The log, checkpoints and receipts*, "Stretches".
struct KnownLog: Sendable {
    /// Leaves that follow one another, between two frontiers.
    struct Piece: Sendable {
        let start: Frontier
        fileprivate(set) var leaves: [Leaf]
        fileprivate(set) var end: Frontier
        /// Heads within the piece: the newest, and those that somebody cosigned. By size.
        fileprivate(set) var checkpoints: [SignedCheckpoint]

        var range: Range<UInt64> { start.size..<end.size }

        var indexed: [IndexedLeaf] {
            leaves.enumerated().map { .init(index: start.size + UInt64($0), leaf: $1) }
        }

        /// The frontier at a size between start and end.
        func frontier(at size: UInt64) -> Frontier {
            if size == end.size { return end }
            var frontier = start
            for leaf in leaves[..<Int(size - start.size)] {
                frontier.append(MerkleTree.leafHash(of: leaf.encoded))
            }
            return frontier
        }

        /// The leaves from an index on.
        func leaves(from index: UInt64) -> ArraySlice<Leaf> {
            leaves[Int(index - start.size)...]
        }

        fileprivate mutating func add(_ checkpoint: SignedCheckpoint) {
            let same = checkpoints.firstIndex {
                $0.checkpoint.size == checkpoint.checkpoint.size
            }
            if let same {
                // The one that more people have signed says more.
                let count = checkpoints[same].note.signatures.count
                if count > checkpoint.note.signatures.count { return }
                checkpoints.remove(at: same)
            }
            // A head that nobody cosigned says no more than a later one.
            if let last = checkpoints.last, !last.isCosigned,
                last.checkpoint.size < checkpoint.checkpoint.size
            {
                checkpoints.removeLast()
            }
            let place = checkpoints.firstIndex {
                $0.checkpoint.size > checkpoint.checkpoint.size
            }
            checkpoints.insert(checkpoint, at: place ?? checkpoints.endIndex)
        }
    }

    /// What became of a stretch.
    enum Addition: Hashable, Sendable {
        /// All of it was known.
        case nothingNew
        /// It continues what was known. Its new leaves begin at this index.
        case continued(from: UInt64)
        /// It lies behind a gap, or fills one.
        case apart
        case contradicts(LogFault)
    }

    /// In the order of the log, with gaps between them.
    private(set) var pieces: [Piece] = []
    /// Stretches that contradict the pieces.
    private(set) var branches: [Piece] = []
    /// How the first of the branches contradicts.
    private(set) var fault: LogFault?

    init() {}

    /// All leaves that are relied on.
    var leaves: [IndexedLeaf] { pieces.flatMap(\.indexed) }

    /// The leaves of the branches that are not relied on.
    var branchLeaves: [IndexedLeaf] {
        let relied = Set(leaves)
        return branches.flatMap(\.indexed).filter { !relied.contains($0) }
    }

    /// The piece that reaches up to the newest head.
    var newest: Piece? { pieces.last }

    /// Entries that have not come, though later ones have.
    var gaps: [Range<UInt64>] {
        var gaps: [Range<UInt64>] = []
        for (piece, next) in zip(pieces, pieces.dropFirst()) {
            gaps.append(piece.end.size..<next.start.size)
        }
        return gaps
    }

    /// The root at a size; nil where the leaves there are not known.
    func root(at size: UInt64) -> TreeHash? {
        if size == 0 { return MerkleTree.emptyRoot }
        return pieces.first { $0.start.size <= size && size <= $0.end.size }?
            .frontier(at: size).root
    }

    /// Adds a stretch whose leaves give the head of its checkpoint.
    @discardableResult
    mutating func add(
        from start: Frontier, _ leaves: [Leaf], to end: Frontier, _ checkpoint: SignedCheckpoint
    ) -> Addition {
        if let last = pieces.last, last.end == start {
            let index = pieces.count - 1
            pieces[index].leaves += leaves
            pieces[index].end = end
            pieces[index].add(checkpoint)
            return leaves.isEmpty ? .nothingNew : .continued(from: start.size)
        }
        let stretch = Piece(start: start, leaves: leaves, end: end, checkpoints: [checkpoint])
        do {
            var trial = pieces
            let addition = try Self.insert(stretch, in: &trial)
            pieces = trial
            return addition
        } catch {
            fault = fault ?? error
            if !branches.contains(where: { $0.start == start && $0.leaves == leaves }) {
                branches.append(stretch)
                return .contradicts(error)
            }
            return .nothingNew
        }
    }

    private static func insert(
        _ stretch: Piece, in pieces: inout [Piece]
    ) throws(LogFault) -> Addition {
        let seenSize = pieces.last?.end.size ?? 0
        let before = pieces.lastIndex { $0.start.size <= stretch.start.size }
        var place = before ?? -1
        var addition = Addition.apart
        if let before, pieces[before].end.size >= stretch.start.size {
            let known = pieces[before].end.size
            try join(stretch, to: &pieces[before], seenSize)
            let isLast = before == pieces.count - 1
            if stretch.end.size <= known {
                return .nothingNew
            }
            addition = isLast ? .continued(from: known) : .apart
        } else {
            place += 1
            pieces.insert(stretch, at: place)
        }
        // What lies behind a gap that is now filled must agree as well.
        while place + 1 < pieces.count, pieces[place].end.size >= pieces[place + 1].start.size {
            let next = pieces.remove(at: place + 1)
            try join(next, to: &pieces[place], seenSize)
        }
        return addition
    }

    /// Joins a stretch to a piece that it continues or overlaps.
    private static func join(
        _ stretch: Piece, to piece: inout Piece, _ seenSize: UInt64
    ) throws(LogFault) {
        let start = stretch.start.size
        let mine = piece.frontier(at: start)
        guard mine == stretch.start else {
            let entries = mine.firstDifference(from: stretch.start) ?? piece.start.size..<start
            throw LogFault(before: entries, seenSize: seenSize, offeredSize: stretch.end.size)
        }
        let known = piece.leaves(from: start)
        if let place = zip(known, stretch.leaves).enumerated().first(where: { $1.0 != $1.1 })?
            .offset
        {
            throw LogFault(
                at: start + UInt64(place), seen: Array(known.dropFirst(place)),
                offered: Array(stretch.leaves.dropFirst(place)), seenSize: seenSize,
                offeredSize: stretch.end.size)
        }
        if stretch.end.size > piece.end.size {
            piece.leaves += stretch.leaves.dropFirst(known.count)
            piece.end = stretch.end
        }
        for checkpoint in stretch.checkpoints { piece.add(checkpoint) }
    }
}

extension LogFault: Error {}

extension SignedCheckpoint {
    /// Whether it bears more than the signature of its log. What is kept here bears no strangers'.
    var isCosigned: Bool { note.signatures.count > 1 }
}

extension Journal {
    /// Whether its head is signed by the log's own key.
    borrowing func isHeadSigned(by key: VerifierKey) -> Bool {
        let head = try? SignedCheckpoint(
            parsing: state.checkpoint, limit: JournalEntry.maximumCheckpointByteCount)
        return (try? head?.verify(by: key)) != nil
    }
}

extension Range<UInt64> {
    /// Indices of leaves as people count entries, from 1. There is at least one.
    var entryNumbers: ClosedRange<UInt64> { lowerBound + 1...upperBound }
}

extension KnownLog {
    /// What an entry brings, read on any core.
    private struct Stretch: Sendable {
        let start: Frontier
        let leaves: [Leaf]
        let end: Frontier
        let checkpoint: SignedCheckpoint
    }

    /// Reads a journal. What is damaged in it is stepped over, and named.
    init(
        reading journal: borrowing Journal, damage: inout [JournalDamage]
    ) throws {
        var log = KnownLog()
        var failure: (any Error)?
        damage += try journal.forEachEntry(preparing: { entry, end in
            Result {
                var leaves: [Leaf] = []
                leaves.reserveCapacity(entry.leaves.count)
                try entry.leaves.forEach { leaves.append(try Leaf(parsing: $0)) }
                return Stretch(
                    start: entry.start, leaves: leaves, end: end,
                    checkpoint: try SignedCheckpoint(
                        parsing: entry.checkpoint, limit: JournalEntry.maximumCheckpointByteCount))
            }
        }) { stretch in
            switch stretch {
            case .success(let stretch):
                log.add(
                    from: stretch.start, stretch.leaves, to: stretch.end, stretch.checkpoint)
            case .failure(let error):
                failure = failure ?? error
            }
        }
        if let failure {
            throw VaultError(.damaged, "an entry of a journal is refused: \(failure)")
        }
        self = log
    }
}

extension Sequence where Element == IndexedLeaf {
    /// The objects that are meant for somebody: those behind the last leaf by which they were
    /// enrolled. What was sealed before that, was not sealed to them.
    ///
    /// - Parameter enrolled: whether they were enrolled before the first of these leaves, or may have been.
    ///
    /// Source: the page *The log, checkpoints and receipts*, "Receipt".
    func objects(meantFor fingerprint: Fingerprint, enrolledBefore enrolled: Bool) -> [IndexedLeaf]
    {
        var isEnrolled = enrolled
        var objects: [IndexedLeaf] = []
        let id = fingerprint.shortID
        for indexed in self {
            if indexed.leaf.kind == .enrolled, indexed.leaf.object == id {
                isEnrolled = true
                objects = []
            }
            if isEnrolled, indexed.leaf.namesObject { objects.append(indexed) }
        }
        return objects
    }
}
