package import TransparencyLog

/// The unit of appending: a stretch of leaves, what was before it, and the checkpoint after it. All of
/// it is in the journal, or nothing; and it can be checked by itself, whatever became of the others.
///
/// ```
/// index of the first leaf (8) || number of hashes (1) || frontier before it (32 each)
/// || number of leaves (4) || leaves, each: length (2) || text
/// || length (4) || checkpoint after them, as signed
/// ```
/// Source: the page *The vault's folder*, "Journal".
package struct JournalEntry: Hashable, Sendable {
    /// The most bytes of one leaf.
    package static let maximumLeafByteCount = Int(UInt16.max)
    /// The most bytes of one entry.
    package static let maximumByteCount = 80 << 20
    /// The most bytes of a checkpoint.
    package static let maximumCheckpointByteCount = 16 << 10

    /// Before the leaves.
    package let start: Frontier
    package let leaves: LeafList
    /// A signed note, whose size and root are those after the leaves.
    package let checkpoint: [UInt8]

    package init(start: Frontier, leaves: LeafList, checkpoint: [UInt8]) {
        self.start = start
        self.leaves = leaves
        self.checkpoint = checkpoint
    }

    package init(start: Frontier, leaves: [[UInt8]], checkpoint: [UInt8]) {
        self.init(start: start, leaves: LeafList(leaves), checkpoint: checkpoint)
    }

    /// The index of the first leaf.
    package var firstIndex: UInt64 { start.size }

    /// After the leaves. All of them are hashed for it.
    package var end: Frontier {
        var range = CompactRange(at: start.size)
        leaves.forEach { range.append(MerkleTree.leafHash(of: $0)) }
        var end = start
        end.append(range)
        return end
    }

    var encoded: [UInt8] {
        var writer = ByteWriter()
        start.encode(to: &writer)
        writer.put(UInt32(leaves.count))
        writer.put(leaves.bytes)
        writer.put(UInt32(checkpoint.count))
        writer.put(checkpoint)
        return writer.bytes
    }

    /// nil for anything that ``encoded`` does not make. Whether leaves and checkpoint belong together is
    /// a further question.
    init?(parsing bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard let start = Frontier(from: &reader),
            let count = reader.number(UInt32.self),
            let leaves = LeafList(from: &reader, count: Int(count)),
            let length = reader.number(UInt32.self),
            length <= Self.maximumCheckpointByteCount,
            let checkpoint = reader.bytes(Int(length)), reader.isAtEnd
        else { return nil }
        self.init(start: start, leaves: leaves, checkpoint: Array(checkpoint))
    }

    /// The state after the leaves, if the checkpoint is of this log and has its size and root; else nil.
    /// The signature is not checked.
    package func state(ofLog log: String) -> LogState? {
        let state = LogState(frontier: end, checkpoint: checkpoint)
        return state.isConsistent(log: log) ? state : nil
    }
}

/// What a log is at one moment: its frontier, and the checkpoint that was signed for it.
package struct LogState: Hashable, Sendable {
    package let frontier: Frontier
    /// A signed note, whose size and root are those of the frontier.
    package let checkpoint: [UInt8]

    package init(frontier: Frontier, checkpoint: [UInt8]) {
        self.frontier = frontier
        self.checkpoint = checkpoint
    }

    func encode(to writer: inout ByteWriter) {
        frontier.encode(to: &writer)
        writer.put(UInt32(checkpoint.count))
        writer.put(checkpoint)
    }

    init?(from reader: inout ByteReader) {
        guard let frontier = Frontier(from: &reader),
            let length = reader.number(UInt32.self),
            length <= JournalEntry.maximumCheckpointByteCount,
            let note = reader.bytes(Int(length))
        else { return nil }
        self.init(frontier: frontier, checkpoint: Array(note))
    }

    /// Whether the checkpoint is of this log, and has the frontier's size and root.
    func isConsistent(log: String) -> Bool {
        guard
            let note = try? SignedNote(
                parsing: checkpoint, limit: JournalEntry.maximumCheckpointByteCount),
            let checkpoint = try? Checkpoint(parsing: note.text)
        else { return false }
        return checkpoint.origin == log && checkpoint.size == frontier.size
            && checkpoint.root == frontier.root
    }
}

extension Frontier {
    /// Size (8) || number of hashes (1) || hashes (32 each).
    func encode(to writer: inout ByteWriter) {
        writer.put(size)
        writer.put(UInt8(hashes.count))
        for hash in hashes { writer.put(hash.bytes) }
    }

    /// Reads what ``encode(to:)`` wrote; nil for anything else.
    init?(from reader: inout ByteReader) {
        guard let size = reader.number(UInt64.self), let count = reader.number(UInt8.self) else {
            return nil
        }
        var hashes: [TreeHash] = []
        for _ in 0..<count {
            guard let bytes = reader.bytes(TreeHash.byteCount), let hash = TreeHash(bytes.span)
            else {
                return nil
            }
            hashes.append(hash)
        }
        self.init(size: size, hashes: hashes)
    }
}
