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

    private let line: ChunkLine
    private let running: RunningHash?
    private var unhashedByteCount: Int
    /// Sealed bytes that are being gathered.
    private var filling = BatchMemory(for: .opening)
    /// A full batch of which it is not known yet whether more follows.
    private var held: ChunkBatch?
    private var idle: [ChunkBatch] = []
    private var nextIndex: UInt64 = 0
    private var isFinished = false

    /// - Parameters:
    ///   - key: of the payload.
    ///   - hashedByteCount: how many bytes of plaintext, from the first on, count in its hash;
    ///     nil where no hash is wanted.
    package init(key: consuming SecretBytes, hashing hashedByteCount: Int? = nil) {
        let cipher = ChunkCipher(key: key)
        var steps = [ChunkLine.Step(isInOrder: false) { Self.open($0, cipher) }]
        unhashedByteCount = hashedByteCount ?? 0
        running = hashedByteCount.map { _ in RunningHash() }
        if let running {
            steps.append(
                ChunkLine.Step(isInOrder: true) { batch in
                    let byteCount = batch.hashedByteCount
                    batch.withOutput { plaintext in
                        running.update(plaintext.extracting(first: byteCount))
                    }
                })
        }
        line = ChunkLine(steps)
    }

    // MARK: Sealed bytes in

    /// Whether there is memory for more, and more may come.
    package var wantsMore: Bool {
        !isFinished && line.count < ChunkLine.maximumCount
    }

    /// Sees to it that ``freeSpace`` is not empty; to be called before each use of it.
    package mutating func makeRoom() {
        precondition(!isFinished, "nothing is opened after the end")
        if filling.isFull { held = closeBatch() }
        filling.makeRoom(isFirst: nextIndex == 0)
    }

    /// Where the next sealed bytes go.
    package var freeSpace: MutableSpan<UInt8> {
        @_lifetime(&self)
        mutating get { filling.freeSpace }
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
        let batch = idle.popLast() ?? ChunkBatch(for: .opening)
        batch.begin(at: nextIndex)
        swap(&batch.memory, &filling)
        filling.removeAll()
        // More chunks than 64 bits count would take longer to read than anybody lives.
        nextIndex += UInt64(ChunkFormat.batchChunkCount)
        return batch
    }

    // MARK: Plaintext out

    /// A batch that has been opened: lends its plaintext, chunk by chunk.
    package struct Batch: ~Copyable {
        fileprivate let batch: ChunkBatch
        private var lentByteCount = 0

        fileprivate init(_ batch: ChunkBatch) {
            self.batch = batch
        }

        /// What came after the chunks that can be lent.
        package var outcome: Outcome { batch.outcome }

        /// Lends the next chunk, which is authentic and not empty; false where there is none.
        package mutating func withNextChunk(_ body: (Span<UInt8>) throws -> Void) throws -> Bool {
            var isLent = false
            try batch.withOutput { plaintext in
                let left = plaintext.extracting(droppingFirst: lentByteCount)
                // The only chunk of an empty payload is empty.
                guard !left.isEmpty else { return }
                let chunk = left.extracting(first: ChunkFormat.byteCount)
                lentByteCount += chunk.count
                isLent = true
                try body(chunk)
            }
            return isLent
        }
    }

    /// The next batch, at whose opening it works along; nil where none was submitted.
    package mutating func fetch() -> Batch? {
        line.takeFirst().map { Batch($0) }
    }

    /// Takes a batch back, so that its memory can be used again.
    package mutating func reuse(_ batch: consuming Batch) {
        idle.append(batch.batch)
    }

    /// The hash of the plaintext as far as it counted, after the end was fetched.
    package func plaintextHash() -> SHA256Hash {
        guard let running, isFinished, line.count == 0 else {
            preconditionFailure("the hash is known after the last chunk, if asked for")
        }
        return running.finalize()
    }

    // MARK: Work

    private mutating func submit(_ batch: ChunkBatch, isLast: Bool) {
        batch.isLast = isLast
        isFinished = isLast
        let plaintextByteCount = ChunkFormat.batchChunkCount * ChunkFormat.byteCount
        batch.hashedByteCount = min(unhashedByteCount, plaintextByteCount)
        unhashedByteCount -= batch.hashedByteCount
        line.add(batch)
    }

    private static func open(_ batch: ChunkBatch, _ cipher: ChunkCipher) {
        batch.use()
        let (end, isLast) = (batch.memory.inputByteCount, batch.isLast)
        var (index, plaintextByteCount) = (batch.firstIndex, 0)
        var outcome = isLast ? Outcome.truncated : .more
        cipher.use { cipher in
            unsafe batch.memory.withPointers { input, output in
                for start in stride(from: 0, to: end, by: ChunkFormat.sealedByteCount) {
                    let sealedByteCount = min(end - start, ChunkFormat.sealedByteCount)
                    // SAFETY: within the memory, where the plaintext stays behind what is read.
                    let chunk = unsafe open(
                        input + start, sealedByteCount: sealedByteCount,
                        to: output + plaintextByteCount, index: index,
                        isAtEnd: isLast && start + sealedByteCount == end, with: cipher)
                    if case .refused(let reason) = chunk {
                        outcome = reason
                        return
                    }
                    plaintextByteCount += sealedByteCount - ChunkFormat.tagByteCount
                    if case .last(let end) = chunk {
                        outcome = end
                        return
                    }
                    index += 1
                }
            }
        }
        batch.memory.setOutput(byteCount: plaintextByteCount)
        batch.outcome = outcome
        batch.hashedByteCount = min(batch.hashedByteCount, plaintextByteCount)
    }

    private enum Chunk {
        case inner
        case last(Outcome)
        case refused(Outcome)
    }

    @unsafe
    private static func open(
        _ chunk: UnsafePointer<UInt8>, sealedByteCount: Int,
        to plaintext: UnsafeMutablePointer<UInt8>,
        index: UInt64, isAtEnd: Bool, with cipher: borrowing ChunkCipher
    ) -> Chunk {
        let byteCount = sealedByteCount - ChunkFormat.tagByteCount
        guard byteCount >= 0 else { return .refused(.truncated) }
        func isAuthentic(asLast isLast: Bool) -> Bool {
            // SAFETY: `byteCount` bytes and a tag, as the caller says.
            unsafe cipher.open(
                chunk, byteCount: byteCount, to: plaintext,
                nonce: ChunkFormat.nonce(index: index, isLast: isLast))
        }
        // What is expected first; the other only to tell what is wrong. That the first try failed
        // leaves zeros where the plaintext would be: of a whole chunk, this is another place.
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
