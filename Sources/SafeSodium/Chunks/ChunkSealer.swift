/// Seals a payload in the memory into which it is read, on all cores, and hashes it on the side
/// where that is asked for.
///
/// ```swift
/// sealer.makeRoom()
/// let count = try source.read(into: &sealer.freeSpace)
/// sealer.extend(by: count)                    // and so on
/// while sealer.isBusy { try sealer.fetch { try sink.write($0) } }
/// ```
///
/// It owns the payload key and the next index, and gives each batch its place once, so that no
/// nonce comes twice: it traps after the last chunk, where a batch is sealed again, and if the
/// index ran over.
package struct ChunkSealer: ~Copyable {
    private let workers: ChunkWorkers
    private let lanes: Lanes?
    /// Plaintext that is being gathered.
    private var filling = WipedBuffer()
    /// Bytes of plaintext in the last, unfinished chunk of `filling`.
    private var lastChunkByteCount = 0
    private var hashedByteCount = 0
    /// A full batch of which it is not known yet whether more follows.
    private var held: ChunkBatch?
    private var inFlight: [ChunkBatch] = []
    private var idle: [ChunkBatch] = []
    private var nextIndex: UInt64 = 0
    /// Whether the last chunk is known.
    private var isFinished = false

    /// The two hashes, and the way of a batch through them.
    private struct Lanes: Sendable {
        let plaintext: HashingLane
        let sealed: HashingLane
    }

    package init(key: consuming SecretBytes, hashing isHashing: Bool) {
        let workers = ChunkWorkers(key: key)
        self.workers = workers
        if isHashing {
            let sealed = HashingLane { batch, hasher in
                batch.withBytes { hasher.update($0) }
            } then: {
                $0.signalDone()
            }
            let plaintext = HashingLane {
                $0.hashPlaintext(into: &$1)
            } then: { batch in
                // The next batch can be hashed while this one is sealed.
                workers.run(batch) {
                    Self.seal(batch, workers)
                    sealed.add(batch)
                }
            }
            lanes = Lanes(plaintext: plaintext, sealed: sealed)
        } else {
            lanes = nil
        }
    }

    /// Takes into the hash of the sealed bytes what comes before the payload.
    package func hash(preceding bytes: Span<UInt8>) {
        precondition(nextIndex == 0, "what precedes the payload is hashed first")
        lanes?.sealed.update(bytes)
    }

    // MARK: Plaintext in

    /// Sees to it that ``freeSpace`` is not empty; to be called before each use of it.
    package mutating func makeRoom() {
        precondition(!isFinished, "nothing is sealed after the last chunk")
        if filling.count == ChunkBatch.maximumByteCount { held = closeBatch() }
        if filling.capacity - filling.count <= ChunkFormat.tagByteCount {
            let grown = max(filling.capacity * 4, 16 * 1024)
            filling.reserve(min(grown, ChunkBatch.maximumByteCount))
        }
    }

    /// Where the next bytes of plaintext go: at most the rest of a chunk.
    package var freeSpace: MutableSpan<UInt8> {
        @_lifetime(&self)
        mutating get {
            let chunkRest = ChunkFormat.byteCount - lastChunkByteCount
            let room = filling.capacity - filling.count - ChunkFormat.tagByteCount
            return filling.freeSpace(upTo: min(chunkRest, room))
        }
    }

    /// Counts in what was written to ``freeSpace``.
    ///
    /// - Parameter isPadding: whether it does not count in the hash of the plaintext. After
    ///   padding there is no more plaintext.
    package mutating func extend(by count: Int, isPadding: Bool = false) {
        precondition(!isFinished, "nothing is sealed after the last chunk")
        guard count > 0 else { return }
        precondition(
            count <= ChunkFormat.byteCount - lastChunkByteCount, "more was read than there is room")
        if let batch = held.take() { submit(batch, isLast: false) }
        filling.extend(by: count)
        lastChunkByteCount += count
        if !isPadding { hashedByteCount += count }
        if lastChunkByteCount == ChunkFormat.byteCount { closeChunk() }
    }

    /// Copies as many of the bytes as ``freeSpace`` takes.
    ///
    /// - Returns: how many, at least one where there are any.
    package mutating func append(_ bytes: Span<UInt8>) -> Int {
        makeRoom()
        var space = freeSpace
        let count = min(space.count, bytes.count)
        space.copy(from: bytes.extracting(first: count))
        extend(by: count)
        return count
    }

    /// Adds as many zeros as ``freeSpace`` takes, and at most `limit`, as padding.
    ///
    /// - Returns: how many, at least one where `limit` is.
    package mutating func appendPadding(limit: Int) -> Int {
        makeRoom()
        var space = freeSpace
        let count = min(space.count, limit)
        space.clear(first: count)
        extend(by: count, isPadding: true)
        return count
    }

    /// Seals what is left. Afterwards there is only ``fetch(_:)``.
    package mutating func finish() {
        precondition(!isFinished, "nothing is sealed after the last chunk")
        // An empty payload is one empty chunk; otherwise the last chunk has something in it.
        if let batch = held.take() {
            submit(batch, isLast: true)
        } else {
            if filling.count == 0 { filling.reserve(ChunkFormat.tagByteCount) }
            if lastChunkByteCount > 0 || filling.count == 0 { closeChunk() }
            submit(closeBatch(), isLast: true)
        }
    }

    /// Makes room for the tag.
    private mutating func closeChunk() {
        filling.extend(by: ChunkFormat.tagByteCount)
        lastChunkByteCount = 0
    }

    private mutating func closeBatch() -> ChunkBatch {
        let batch = idle.popLast() ?? ChunkBatch()
        batch.begin(at: nextIndex)
        swap(&batch.memory, &filling)
        filling.resize(to: 0)
        batch.hashedByteCount = hashedByteCount
        hashedByteCount = 0
        let (following, ranOver) = nextIndex.addingReportingOverflow(
            UInt64(ChunkFormat.batchChunkCount))
        precondition(!ranOver, "the chunk index ran over")
        nextIndex = following
        return batch
    }

    // MARK: Sealed bytes out

    /// Whether as much is being worked on as there is memory for; or, after the end, anything.
    package var isBusy: Bool {
        isFinished ? !inFlight.isEmpty : inFlight.count >= ChunkWorkers.batchCount - 2
    }

    /// Lends the next sealed bytes, and waits for them where they are not ready.
    package mutating func fetch(_ body: (Span<UInt8>) throws -> Void) throws {
        let batch = inFlight.removeFirst()
        batch.waitUntilDone()
        try batch.withBytes(body)
        idle.append(batch)
    }

    /// The hashes of the plaintext that counted and of all sealed bytes, after the last of them
    /// was fetched.
    package consuming func hashes() -> (plaintext: SHA256Hash, sealed: SHA256Hash) {
        guard let lanes, isFinished, inFlight.isEmpty else {
            preconditionFailure("hashes are known after the last chunk, if asked for")
        }
        return (lanes.plaintext.finalize(), lanes.sealed.finalize())
    }

    // MARK: Work

    private mutating func submit(_ batch: ChunkBatch, isLast: Bool) {
        batch.isLast = isLast
        batch.isAlone = isLast && inFlight.isEmpty
        isFinished = isLast
        inFlight.append(batch)
        let (workers, lanes) = (workers, lanes)
        workers.run(batch) {
            if let lanes {
                lanes.plaintext.add(batch)
            } else {
                Self.seal(batch, workers)
                batch.signalDone()
            }
        }
    }

    private static func seal(_ batch: ChunkBatch, _ workers: ChunkWorkers) {
        batch.use()
        let (byteCount, isLast) = (batch.memory.count, batch.isLast)
        var index = batch.firstIndex
        workers.withCipher { cipher in
            unsafe batch.memory.withPointer { memory in
                for start in stride(from: 0, to: byteCount, by: ChunkFormat.sealedByteCount) {
                    let end = min(start + ChunkFormat.sealedByteCount, byteCount)
                    // SAFETY: within the memory, which has room for a tag behind each chunk.
                    unsafe cipher.seal(
                        memory + start, byteCount: end - start - ChunkFormat.tagByteCount,
                        nonce: ChunkFormat.nonce(index: index, isLast: isLast && end == byteCount))
                    index += 1
                }
            }
        }
    }
}
