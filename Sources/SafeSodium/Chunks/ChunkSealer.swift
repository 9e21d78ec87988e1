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
    private let line: ChunkLine
    private let running: Hashes?
    /// Plaintext that is being gathered.
    private var filling = BatchMemory(for: .sealing)
    private var hashedByteCount = 0
    /// A full batch of which it is not known yet whether more follows.
    private var held: ChunkBatch?
    private var idle: [ChunkBatch] = []
    private var nextIndex: UInt64 = 0
    /// Whether the last chunk is known.
    private var isFinished = false
    /// Where in the file the sealed bytes go that are fetched next.
    private var position = 0
    /// Sealed bytes that were not lent yet, as they do not fill a page of the file.
    private var leftOver: [UInt8] = []

    private struct Hashes {
        let plaintext = RunningHash()
        let sealed = RunningHash()
    }

    package init(key: consuming SecretBytes, hashing isHashing: Bool) {
        let cipher = ChunkCipher(key: key)
        var steps = [ChunkLine.Step(isInOrder: false) { Self.seal($0, cipher) }]
        running = isHashing ? Hashes() : nil
        if let plaintext = running?.plaintext, let sealed = running?.sealed {
            steps.insert(
                ChunkLine.Step(isInOrder: true) { batch in
                    let byteCount = batch.hashedByteCount
                    batch.withInput { plaintext.update($0.extracting(first: byteCount)) }
                }, at: 0)
            steps.append(
                ChunkLine.Step(isInOrder: true) { $0.withOutput { sealed.update($0) } })
        }
        line = ChunkLine(steps)
    }

    /// Takes into the hash of the sealed bytes what comes before the payload.
    package mutating func begin(after bytes: Span<UInt8>) {
        precondition(nextIndex == 0, "what precedes the payload comes first")
        running?.sealed.update(bytes)
        position += bytes.count
    }

    // MARK: Plaintext in

    /// Sees to it that ``freeSpace`` is not empty; to be called before each use of it.
    package mutating func makeRoom() {
        precondition(!isFinished, "nothing is sealed after the last chunk")
        if filling.isFull { held = closeBatch() }
        filling.makeRoom(isFirst: nextIndex == 0)
    }

    /// Where the next bytes of plaintext go.
    package var freeSpace: MutableSpan<UInt8> {
        @_lifetime(&self)
        mutating get { filling.freeSpace }
    }

    /// Counts in what was written to ``freeSpace``.
    ///
    /// - Parameter isPadding: whether it does not count in the hash of the plaintext. After
    ///   padding there is no more plaintext.
    package mutating func extend(by count: Int, isPadding: Bool = false) {
        precondition(!isFinished, "nothing is sealed after the last chunk")
        guard count > 0 else { return }
        if let batch = held.take() { submit(batch, isLast: false) }
        filling.extend(by: count)
        if !isPadding { hashedByteCount += count }
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
        if filling.inputByteCount == 0, held == nil { filling.makeRoom(isFirst: nextIndex == 0) }
        submit(held.take() ?? closeBatch(), isLast: true)
    }

    private mutating func closeBatch() -> ChunkBatch {
        let batch = idle.popLast() ?? ChunkBatch(for: .sealing)
        batch.begin(at: nextIndex)
        swap(&batch.memory, &filling)
        filling.removeAll()
        batch.hashedByteCount = hashedByteCount
        hashedByteCount = 0
        let (following, ranOver) = nextIndex.addingReportingOverflow(
            UInt64(ChunkFormat.batchChunkCount))
        precondition(!ranOver, "the chunk index ran over")
        nextIndex = following
        return batch
    }

    // MARK: Sealed bytes out

    /// Whether as much is being worked on as there shall be; or, after the end, anything.
    package var isBusy: Bool {
        line.count >= (isFinished ? 1 : ChunkLine.maximumCount)
    }

    /// Lends the next sealed bytes, up to the end of a page of the file or of all, and works on them
    /// where they are not ready.
    package mutating func fetch(_ body: (Span<UInt8>) throws -> Void) throws {
        guard let batch = line.takeFirst() else {
            preconditionFailure("nothing is being worked on")
        }
        batch.memory.putBeforeOutput(leftOver.span)
        let isEnd = isFinished && line.count == 0
        let position = position
        var (lentByteCount, rest) = (0, [UInt8]())
        try batch.withOutput { sealed in
            let end = position + sealed.count
            lentByteCount = sealed.count - (isEnd ? 0 : end % BatchMemory.pageByteCount)
            rest = [UInt8](sealed.extracting(droppingFirst: lentByteCount))
            try body(sealed.extracting(first: lentByteCount))
        }
        self.position += lentByteCount
        leftOver = rest
        idle.append(batch)
    }

    /// The hashes of the plaintext that counted and of all sealed bytes, after the last of them
    /// was fetched.
    package consuming func hashes() -> (plaintext: SHA256Hash, sealed: SHA256Hash) {
        guard let running, isFinished, line.count == 0 else {
            preconditionFailure("hashes are known after the last chunk, if asked for")
        }
        return (running.plaintext.finalize(), running.sealed.finalize())
    }

    // MARK: Work

    private mutating func submit(_ batch: ChunkBatch, isLast: Bool) {
        batch.isLast = isLast
        isFinished = isLast
        line.add(batch)
    }

    private static func seal(_ batch: ChunkBatch, _ cipher: ChunkCipher) {
        batch.use()
        let (end, isLast) = (batch.memory.inputByteCount, batch.isLast)
        var (index, done, sealedByteCount) = (batch.firstIndex, 0, 0)
        cipher.use { cipher in
            unsafe batch.memory.withPointers { input, output in
                repeat {
                    let byteCount = min(end - done, ChunkFormat.byteCount)
                    // SAFETY: within the memory, where what is sealed stays behind what is read.
                    unsafe cipher.seal(
                        input + done, byteCount: byteCount, to: output + sealedByteCount,
                        nonce: ChunkFormat.nonce(
                            index: index, isLast: isLast && done + byteCount == end))
                    index += 1
                    done += byteCount
                    sealedByteCount += byteCount + ChunkFormat.tagByteCount
                } while done < end
            }
        }
        batch.memory.setOutput(byteCount: sealedByteCount)
    }
}
