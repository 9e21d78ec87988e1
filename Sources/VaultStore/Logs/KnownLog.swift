import Outside
package import Statements
package import TransparencyLog

/// What is known of a log: pieces that each hang together, and the gaps between them.
///
/// Stretches are added as they come, in any order. A stretch that continues or overlaps a piece must
/// agree with it, leaf by leaf and through the frontier at its start. One that does not is kept as a
/// branch, and is the log's ``fault`` from then on: what was seen first counts.
///
/// Source: the page *The log, checkpoints and receipts*, "Stretches".
package struct KnownLog: Sendable {
    /// What became of a stretch.
    package enum Addition: Hashable, Sendable {
        /// All of it was known.
        case nothingNew
        /// It continues what was known. Its new leaves begin at this index.
        case continued(from: UInt64)
        /// It lies behind a gap, or fills one.
        case apart
        case contradicts(LogFault)
    }

    /// In the order of the log, with gaps between them.
    package private(set) var pieces: [Piece] = []
    /// Stretches that contradict the pieces.
    package private(set) var branches: [Piece] = []
    /// How the first of the branches contradicts.
    package private(set) var fault: LogFault?

    package init() {}

    /// All leaves that are relied on.
    package var leaves: [IndexedLeaf] { pieces.flatMap(\.indexed) }

    /// The leaves of the branches that are not relied on.
    package var branchLeaves: [IndexedLeaf] {
        let relied = Set(leaves)
        return branches.flatMap(\.indexed).filter { !relied.contains($0) }
    }

    /// The piece that reaches up to the newest head.
    package var newest: Piece? { pieces.last }

    /// Entries that have not come, though later ones have.
    package var gaps: [Range<UInt64>] {
        var gaps: [Range<UInt64>] = []
        for (piece, next) in zip(pieces, pieces.dropFirst()) {
            gaps.append(piece.end.size..<next.start.size)
        }
        return gaps
    }

    /// The root at a size; nil where the leaves there are not known.
    package func root(at size: UInt64) -> TreeHash? {
        if size == 0 { return MerkleTree.emptyRoot }
        return pieces.first { $0.start.size <= size && size <= $0.end.size }?
            .frontier(at: size).root
    }

    /// Adds a stretch.
    @discardableResult
    package mutating func add(_ stretch: Stretch) -> Addition {
        if let last = pieces.last, last.end == stretch.start {
            pieces[pieces.count - 1].append(stretch)
            return stretch.leaves.isEmpty ? .nothingNew : .continued(from: stretch.start.size)
        }
        do {
            var trial = pieces
            let addition = try Self.insert(Piece(stretch), in: &trial)
            pieces = trial
            return addition
        } catch {
            fault = fault ?? error
            let isKnown = branches.contains {
                $0.start == stretch.start && $0.leaves == stretch.leaves
            }
            if isKnown { return .nothingNew }
            branches.append(Piece(stretch))
            return .contradicts(error)
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
        piece.extend(by: stretch, after: known.count)
    }
}
