package import Statements
package import TransparencyLog

extension KnownLog {
    /// Leaves that follow one another, between two frontiers, with the heads among them.
    package struct Piece: Sendable {
        package let start: Frontier
        package private(set) var leaves: [Leaf]
        package private(set) var end: Frontier
        /// Heads within the piece: the newest, and those that somebody cosigned. By size.
        package private(set) var checkpoints: [SignedCheckpoint]
        /// Frontiers on the way, by size, so that none is hashed from the start.
        private var marks: [Frontier]

        /// Where leaves say that somebody was enrolled.
        private var enrolments: [(index: UInt64, person: ObjectID)] = []

        /// How many leaves lie between two marks, at least.
        private static let markDistance: UInt64 = 256

        init(_ stretch: Stretch) {
            start = stretch.start
            leaves = stretch.leaves
            end = stretch.end
            checkpoints = [stretch.checkpoint]
            marks = [stretch.start]
            noteEnrolments(from: start.size)
        }

        package var range: Range<UInt64> { start.size..<end.size }

        package var indexed: [IndexedLeaf] {
            zip(range, leaves).map { IndexedLeaf(index: $0, leaf: $1) }
        }

        /// The frontier at a size between start and end; hashed from the mark before it.
        package func frontier(at size: UInt64) -> Frontier {
            if size == end.size { return end }
            var low = 0
            var high = marks.count
            while high - low > 1 {
                let middle = (low + high) / 2
                if marks[middle].size <= size { low = middle } else { high = middle }
            }
            var frontier = marks[low]
            for leaf in leaves[Int(frontier.size - start.size)..<Int(size - start.size)] {
                frontier.append(MerkleTree.leafHash(of: leaf.encoded))
            }
            return frontier
        }

        /// The leaves from an index on.
        package func leaves(from index: UInt64) -> ArraySlice<Leaf> {
            leaves[Int(index - start.size)...]
        }

        /// The leaves from an index to the end, as they are sent.
        package func stretch(from index: UInt64) -> Stretch {
            let stretch = checkpoints.last.flatMap {
                Stretch(from: frontier(at: index), Array(leaves(from: index)), to: end, $0)
            }
            guard let stretch else {
                preconditionFailure("every entry of a journal ends with its checkpoint")
            }
            return stretch
        }

        /// Whether a leaf before an index says that somebody was enrolled.
        package func hasEnrolled(_ person: ObjectID, before index: UInt64) -> Bool {
            enrolments.contains { $0.index < index && $0.person == person }
        }

        private mutating func noteEnrolments(from index: UInt64) {
            let place = Int(index - start.size)
            for (offset, leaf) in leaves[place...].enumerated() where leaf.kind == .enrolled {
                enrolments.append((index + UInt64(offset), leaf.object))
            }
        }

        /// Goes on with a stretch that begins where this ends.
        mutating func append(_ stretch: Stretch) {
            leaves += stretch.leaves
            end = stretch.end
            noteEnrolments(from: stretch.start.size)
            mark(stretch.start)
            add(stretch.checkpoint)
        }

        /// Takes what another piece, whose first leaves are known here, has after them.
        mutating func extend(by other: Piece, after knownCount: Int) {
            if other.end.size > end.size {
                let known = end.size
                mark(end)
                leaves += other.leaves.dropFirst(knownCount)
                end = other.end
                noteEnrolments(from: known)
                for frontier in other.marks { mark(frontier) }
            }
            for checkpoint in other.checkpoints { add(checkpoint) }
        }

        private mutating func mark(_ frontier: Frontier) {
            guard let last = marks.last, frontier.size >= last.size + Self.markDistance else {
                return
            }
            marks.append(frontier)
        }

        private mutating func add(_ checkpoint: SignedCheckpoint) {
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
}

extension SignedCheckpoint {
    /// Whether it bears more than the signature of its log. What is kept here bears no strangers'.
    package var isCosigned: Bool { note.signatures.count > 1 }
}
