/// A few chunks in the memory into which they were read, where they are also sealed or opened.
///
/// A class, because it is handed from one thread to the next. At each time it belongs to one of
/// them: to the thread that reads and writes, then, in a ``ChunkLine``, to the one that does the next
/// step, and when it is taken from there to the first again.
final class ChunkBatch: @unchecked Sendable {
    // SAFETY: `@unchecked Sendable`: the line's lock orders all accesses.

    /// The chunks.
    var memory: BatchMemory
    /// The index of the first chunk.
    private(set) var firstIndex: UInt64 = 0
    /// Whether the file ends with this batch.
    var isLast = false
    /// Bytes that count in the hash of the plaintext, from the first on.
    var hashedByteCount = 0
    /// What came after the chunks that could be opened.
    var outcome = ChunkOpener.Outcome.truncated
    private var isUnused = false

    init(for work: BatchMemory.Work) {
        memory = BatchMemory(for: work)
    }

    /// Gives the batch a place in the payload, for one use.
    func begin(at index: UInt64) {
        firstIndex = index
        isUnused = true
        isLast = false
        hashedByteCount = 0
    }

    /// Marks the batch as used: its chunks must not be sealed a second time under their nonces.
    func use() {
        precondition(isUnused, "a batch is sealed or opened once")
        isUnused = false
    }

    /// Lends what came in.
    func withInput(_ body: (Span<UInt8>) -> Void) {
        Self.lend(memory) { body($0.input) }
    }

    /// Lends what came out.
    func withOutput<E: Error>(_ body: (Span<UInt8>) throws(E) -> Void) throws(E) {
        try Self.lend(memory) { (memory) throws(E) in try body(memory.output) }
    }

    // Static: the memory of a class is lent as a whole, not as a span.
    private static func lend<E: Error>(
        _ memory: borrowing BatchMemory, _ body: (borrowing BatchMemory) throws(E) -> Void
    ) throws(E) {
        try body(memory)
    }
}
