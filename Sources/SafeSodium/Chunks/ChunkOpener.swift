/// Opens a payload in the memory into which it is read, on all cores, and hashes the plaintext on
/// the side where that is asked for.
package struct ChunkOpener: ~Copyable {
    /// What a batch of chunks turned out to be.
    package enum Outcome: Hashable, Sendable {
        /// All is authentic, and more has to follow.
        case more
        /// The last chunk was authentic, and nothing followed it.
        case finished
        /// The last chunk was authentic, but bytes followed it.
        case trailingData
        /// The bytes end before the last chunk.
        case truncated
        /// The chunk of this index is not what was sealed.
        case damaged(UInt64)
        /// The last chunk is authentic but empty, and not the only one.
        case emptyLastChunk
    }

    private let workers: ChunkWorkers
    private let lane: HashingLane?
    private var unhashedByteCount: Int
    /// Sealed bytes that are being gathered.
    private var filling = WipedBuffer()
    /// A full batch of which it is not known yet whether more follows.
    private var held: ChunkBatch?
    private var inFlight: [ChunkBatch] = []
    private var idle: [ChunkBatch] = []
    private var nextIndex: UInt64 = 0
    private var isFinished = false

    /// - Parameters:
    ///   - key: of the payload.
    ///   - hashedByteCount: how many bytes of plaintext, from the first on, count in its hash;
    ///     nil where no hash is wanted.
    package init(key: consuming SecretBytes, hashing hashedByteCount: Int? = nil) {
        workers = ChunkWorkers(key: key)
        unhashedByteCount = hashedByteCount ?? 0
        lane = hashedByteCount.map { _ in
            HashingLane {
                $0.hashPlaintext(into: &$1)
            } then: {
                $0.signalDone()
            }
        }
    }

    // MARK: Sealed bytes in

    /// Whether there is memory for more, and more may come.
    package var wantsMore: Bool {
        !isFinished && inFlight.count < ChunkWorkers.batchCount - 2
    }

    /// Sees to it that ``freeSpace`` is not empty; to be called before each use of it.
    package mutating func makeRoom() {
        precondition(!isFinished, "nothing is opened after the end")
        if filling.count == ChunkBatch.maximumByteCount { held = closeBatch() }
        if filling.count == filling.capacity {
            let grown = max(filling.capacity * 4, 16 * 1024)
            filling.reserve(min(grown, ChunkBatch.maximumByteCount))
        }
    }

    /// Where the next sealed bytes go.
    package var freeSpace: MutableSpan<UInt8> {
        @_lifetime(&self)
        mutating get {
            filling.freeSpace(
                upTo: min(filling.capacity, ChunkBatch.maximumByteCount) - filling.count)
        }
    }

    /// Counts in what was written to ``freeSpace``; 0 says that there is no more.
    package mutating func extend(by count: Int) {
        if count == 0 {
            // What is held is the end, unless there is something behind it.
            submit(held.take() ?? closeBatch(), isLast: true)
            return
        }
        if let batch = held.take() { submit(batch, isLast: false) }
        filling.extend(by: count)
    }

    /// Leaves what is not submitted yet unopened: the source has failed, so nobody knows whether
    /// it is the end.
    package mutating func abandonRest() {
        held = nil
        isFinished = true
    }

    private mutating func closeBatch() -> ChunkBatch {
        let batch = idle.popLast() ?? ChunkBatch()
        batch.begin(at: nextIndex)
        swap(&batch.memory, &filling)
        filling.resize(to: 0)
        // More chunks than 64 bits count would take longer to read than anybody lives.
        nextIndex += UInt64(ChunkFormat.batchChunkCount)
        return batch
    }

    // MARK: Plaintext out

    /// A batch that has been opened: lends its chunks one by one.
    package struct Batch: ~Copyable {
        fileprivate let batch: ChunkBatch
        private var nextChunk = 0

        fileprivate init(_ batch: ChunkBatch) {
            self.batch = batch
        }

        /// What came after the chunks that can be lent.
        package var outcome: Outcome { batch.opened.outcome }

        /// Lends the next chunk, which is authentic and not empty; false where there is none.
        package mutating func withNextChunk(_ body: (Span<UInt8>) throws -> Void) throws -> Bool {
            guard nextChunk < batch.opened.chunkCount else { return false }
            let start = nextChunk * ChunkFormat.sealedByteCount
            let left = batch.opened.byteCount - nextChunk * ChunkFormat.byteCount
            nextChunk += 1
            // The only chunk of an empty payload is empty.
            guard left > 0 else { return false }
            try batch.withBytes(start..<(start + min(left, ChunkFormat.byteCount)), body)
            return true
        }
    }

    /// The next batch, for which it waits; nil where none was submitted.
    package mutating func fetch() -> Batch? {
        guard !inFlight.isEmpty else { return nil }
        let batch = inFlight.removeFirst()
        batch.waitUntilDone()
        return Batch(batch)
    }

    /// Takes a batch back, so that its memory can be used again.
    package mutating func reuse(_ batch: consuming Batch) {
        idle.append(batch.batch)
    }

    /// The hash of the plaintext as far as it counted, after the end was fetched.
    package func plaintextHash() -> SHA256Hash {
        guard let lane, isFinished, inFlight.isEmpty else {
            preconditionFailure("the hash is known after the last chunk, if asked for")
        }
        return lane.finalize()
    }

    // MARK: Work

    private mutating func submit(_ batch: ChunkBatch, isLast: Bool) {
        batch.isLast = isLast
        batch.isAlone = isLast && inFlight.isEmpty
        isFinished = isLast
        let plaintextByteCount = ChunkFormat.batchChunkCount * ChunkFormat.byteCount
        batch.hashedByteCount = min(unhashedByteCount, plaintextByteCount)
        unhashedByteCount -= batch.hashedByteCount
        inFlight.append(batch)
        let (workers, lane) = (workers, lane)
        workers.run(batch) {
            Self.open(batch, workers)
            if let lane { lane.add(batch) } else { batch.signalDone() }
        }
    }

    private static func open(_ batch: ChunkBatch, _ workers: ChunkWorkers) {
        batch.use()
        let (byteCount, isLast, firstIndex) = (batch.memory.count, batch.isLast, batch.firstIndex)
        var opened = OpenedChunks()
        opened.outcome = isLast ? .truncated : .more
        workers.withCipher { cipher in
            unsafe batch.memory.withPointer { memory in
                var index = firstIndex
                for start in stride(from: 0, to: byteCount, by: ChunkFormat.sealedByteCount) {
                    let end = min(start + ChunkFormat.sealedByteCount, byteCount)
                    // SAFETY: within the memory.
                    let chunk = unsafe open(
                        memory + start, sealedByteCount: end - start, index: index,
                        isAtEnd: isLast && end == byteCount, with: cipher)
                    switch chunk {
                    case .refused(let outcome):
                        opened.outcome = outcome
                        return
                    case .inner, .last:
                        opened.chunkCount += 1
                        opened.byteCount += end - start - ChunkFormat.tagByteCount
                        if case .last(let outcome) = chunk {
                            opened.outcome = outcome
                            return
                        }
                    }
                    index += 1
                }
            }
        }
        batch.opened = opened
        batch.hashedByteCount = min(batch.hashedByteCount, opened.byteCount)
    }

    private enum Chunk {
        case inner
        case last(Outcome)
        case refused(Outcome)
    }

    @unsafe
    private static func open(
        _ chunk: UnsafeMutablePointer<UInt8>, sealedByteCount: Int, index: UInt64, isAtEnd: Bool,
        with cipher: ChunkCipher
    ) -> Chunk {
        let byteCount = sealedByteCount - ChunkFormat.tagByteCount
        guard byteCount >= 0 else { return .refused(.truncated) }
        func isAuthentic(asLast isLast: Bool) -> Bool {
            // SAFETY: `byteCount` bytes and a tag, as the caller says.
            unsafe cipher.open(
                chunk, byteCount: byteCount, nonce: ChunkFormat.nonce(index: index, isLast: isLast))
        }
        // What is expected first; the other only to tell what is wrong.
        if isAtEnd {
            if isAuthentic(asLast: true) {
                return byteCount == 0 && index > 0 ? .refused(.emptyLastChunk) : .last(.finished)
            }
            let isWhole = sealedByteCount == ChunkFormat.sealedByteCount
            return isWhole && isAuthentic(asLast: false) ? .inner : .refused(.damaged(index))
        }
        if isAuthentic(asLast: false) { return .inner }
        return isAuthentic(asLast: true) ? .last(.trailingData) : .refused(.damaged(index))
    }
}

/// Opens single chunks of a payload, in any order.
package struct ChunkAccess: ~Copyable {
    private let cipher: ChunkCipher

    package init(key: consuming SecretBytes) {
        cipher = ChunkCipher(key: key)
    }

    /// Replaces a sealed chunk by its plaintext; false, with nothing of it left, where it is not
    /// the chunk of this index.
    package func open(_ chunk: inout WipedBuffer, index: UInt64, isLast: Bool) -> Bool {
        let byteCount = chunk.count - ChunkFormat.tagByteCount
        var isAuthentic = false
        if byteCount >= 0 {
            unsafe chunk.withPointer { memory in
                // SAFETY: the buffer's own length.
                isAuthentic = unsafe cipher.open(
                    memory, byteCount: byteCount,
                    nonce: ChunkFormat.nonce(index: index, isLast: isLast))
            }
        }
        chunk.resize(to: isAuthentic ? byteCount : 0)
        return isAuthentic
    }
}
