import Dispatch

/// Up to 16 chunks in the memory into which they were read, where they are also sealed or opened.
///
/// A class, because it is handed from one thread to the next. At each time it belongs to one of
/// them: to the thread that reads and writes, then, once submitted, to the task that works on it,
/// and after ``waitUntilDone()`` to the first again.
final class ChunkBatch: @unchecked Sendable {
    // SAFETY: `@unchecked Sendable`: the queue's hand-over and the semaphore order all accesses.

    static let maximumByteCount = ChunkFormat.sealedByteCount * ChunkFormat.batchChunkCount

    /// Chunks, each with its tag or room for it, one behind the other.
    var memory = WipedBuffer()
    /// The index of the first chunk.
    private(set) var firstIndex: UInt64 = 0
    /// Whether the file ends with this batch.
    var isLast = false
    /// Bytes that count in the hash of the plaintext, from the first on.
    var hashedByteCount = 0
    /// Whether nothing else is being worked on, so that another thread would only cost time.
    var isAlone = false
    /// What the chunks turned out to be, once they have been opened.
    var opened = OpenedChunks()
    private var isUnused = false
    private let done = DispatchSemaphore(value: 0)

    /// Gives the batch a place in the payload, for one use.
    func begin(at index: UInt64) {
        firstIndex = index
        isUnused = true
        isLast = false
        hashedByteCount = 0
        opened = OpenedChunks()
    }

    /// Marks the batch as used: its chunks must not be sealed a second time under their nonces.
    func use() {
        precondition(isUnused, "a batch is sealed or opened once")
        isUnused = false
    }

    func signalDone() {
        done.signal()
    }

    func waitUntilDone() {
        done.wait()
    }

    /// Lends all bytes.
    func withBytes<E: Error>(_ body: (Span<UInt8>) throws(E) -> Void) throws(E) {
        try Self.lend(memory, 0..<memory.count, body)
    }

    /// Lends a range of the bytes.
    func withBytes<E: Error>(
        _ range: Range<Int>, _ body: (Span<UInt8>) throws(E) -> Void
    ) throws(E) {
        try Self.lend(memory, range, body)
    }

    // Static: the memory of a class is lent as a whole, not as a span.
    private static func lend<E: Error>(
        _ memory: borrowing WipedBuffer, _ range: Range<Int>,
        _ body: (Span<UInt8>) throws(E) -> Void
    ) throws(E) {
        try body(memory.bytes.extracting(range))
    }

    /// Takes the plaintext into a hash, as far as it counts: of a batch that is not sealed yet, or
    /// that has been opened.
    func hashPlaintext(into hasher: inout SHA256Hasher) {
        var left = hashedByteCount
        var start = 0
        while left > 0 {
            let count = min(left, ChunkFormat.byteCount)
            withBytes(start..<(start + count)) { hasher.update($0) }
            start += ChunkFormat.sealedByteCount
            left -= count
        }
    }
}

/// What a batch of chunks turned out to be.
struct OpenedChunks {
    /// Chunks from the first on that are authentic, and whose plaintext may be handed out.
    var chunkCount = 0
    /// The bytes of plaintext in those.
    var byteCount = 0
    var outcome = ChunkOpener.Outcome.truncated
}
