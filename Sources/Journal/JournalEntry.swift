package import TransparencyLog

/// The unit of appending: some leaves, and the state of the log behind them. All of it is in the
/// journal, or nothing.
///
/// ```
/// index of the first leaf (8) || number of leaves (4) || leaves, each: length (2) || text
/// || number of hashes (1) || frontier (32 each) || length (4) || checkpoint, as signed
/// ```
/// Source: the page *The vault's folder*, "Journal".
package struct JournalEntry: Hashable, Sendable {
    /// The most bytes of one leaf.
    package static let maximumLeafByteCount = Int(UInt16.max)
    /// The most bytes of one entry.
    package static let maximumByteCount = 80 << 20

    package let firstIndex: UInt64
    package let leaves: [[UInt8]]
    /// Behind these leaves.
    package let state: LogState

    package init(firstIndex: UInt64, leaves: [[UInt8]], state: LogState) {
        self.firstIndex = firstIndex
        self.leaves = leaves
        self.state = state
    }

    var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.put(firstIndex)
        writer.put(UInt32(leaves.count))
        for leaf in leaves {
            writer.put(UInt16(leaf.count))
            writer.put(leaf)
        }
        state.encode(to: &writer)
        return writer.bytes
    }

    /// nil for anything that ``encoded`` does not make.
    init?(parsing bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard let firstIndex = reader.number(UInt64.self),
            let count = reader.number(UInt32.self),
            count <= bytes.count / 2
        else { return nil }
        var leaves: [[UInt8]] = []
        for _ in 0..<count {
            guard let length = reader.number(UInt16.self), let leaf = reader.bytes(Int(length))
            else { return nil }
            leaves.append(Array(leaf))
        }
        guard let state = LogState(from: &reader), reader.isAtEnd,
            firstIndex <= state.frontier.size,
            state.frontier.size - firstIndex == UInt64(leaves.count)
        else { return nil }
        self.init(firstIndex: firstIndex, leaves: leaves, state: state)
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
        writer.put(UInt8(frontier.hashes.count))
        for hash in frontier.hashes { writer.put(hash.bytes) }
        writer.put(UInt32(checkpoint.count))
        writer.put(checkpoint)
    }

    init?(from reader: inout ByteReader) {
        guard let count = reader.number(UInt8.self) else { return nil }
        var hashes: [TreeHash] = []
        for _ in 0..<count {
            guard let bytes = reader.bytes(32), let hash = TreeHash(bytes) else { return nil }
            hashes.append(hash)
        }
        guard let length = reader.number(UInt32.self), let note = reader.bytes(Int(length)),
            let checkpoint = try? SignedNote(parsing: Array(note), limit: 16 << 10),
            let size = (try? Checkpoint(parsing: checkpoint.text))?.size,
            let frontier = Frontier(size: size, hashes: hashes)
        else { return nil }
        self.init(frontier: frontier, checkpoint: Array(note))
    }
}
