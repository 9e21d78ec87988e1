import CSodium
import Dispatch

// The payload of an age file (C2SP age.md, "Payload"):
//
//     chunk 0          chunk 1               last chunk
//     +---------+---+  +---------+---+       +----------+---+
//     | 64 KiB  |tag|  | 64 KiB  |tag|  ...  | ≤ 64 KiB |tag|     tag: 16 bytes
//     +---------+---+  +---------+---+       +----------+---+
//
//     nonce: the chunk's index, 11 bytes, most significant first; then 1 for the last chunk, else 0
//
// Chunks depend on nothing but their index, so a batch of them is worked on by all cores at once.

/// Sizes of the payload's chunks.
package enum ChunkFormat {
    package static let byteCount = 65_536
    package static let tagByteCount = 16
    package static let sealedByteCount = byteCount + tagByteCount
    /// Chunks that are worked on together. 4 MiB keep the cores busy and the memory bounded.
    package static let batchChunkCount = 64
}

/// The nonce of one chunk.
private func chunkNonce(_ index: UInt64, isLast: Bool) -> InlineArray<12, UInt8> {
    // An index of 64 bits fills bytes 3 to 10; the three above it are always zero.
    InlineArray { position in
        switch position {
        case 0..<3: 0
        case 3..<11: UInt8(truncatingIfNeeded: index >> UInt64(8 * (10 - position)))
        default: isLast ? 1 : 0
        }
    }
}

/// Runs `body` for `0 ..< count`, on all cores where there is more than one thing to do.
private func onAllCores(_ count: Int, _ body: (Int) -> Void) {
    if count > 1 {
        withoutActuallyEscaping(body) { body in
            // SAFETY: the tasks are over when `concurrentPerform` returns, and each of them
            // writes only what is its own: see where this is called.
            nonisolated(unsafe) let body = body
            DispatchQueue.concurrentPerform(iterations: count) { unsafe body($0) }
        }
    } else if count == 1 {
        body(0)
    }
}

/// Seals a payload, batch by batch, and hashes it on the side where that is asked for.
///
/// It owns the payload key and the next index, so that no nonce comes twice: it traps after the
/// last chunk, and if the index ran over.
package struct ChunkSealer: ~Copyable {
    private let key: SecretBytes
    private var nextIndex: UInt64 = 0
    private var output = WipedBuffer()
    /// What was sealed one batch before. Its hash is taken while the next batch is sealed.
    private var unhashed = WipedBuffer()
    private var plaintextHasher = SHA256Hasher()
    private var sealedHasher = SHA256Hasher()
    private let isHashing: Bool

    /// Whether the last chunk was sealed.
    package private(set) var isFinished = false

    package init(key: consuming SecretBytes, hashing isHashing: Bool) {
        precondition(key.byteCount == 32, "a payload key is 32 bytes")
        self.key = key
        self.isHashing = isHashing
    }

    /// Takes into the hash of the sealed bytes what comes before the payload.
    package mutating func hash(preceding bytes: Span<UInt8>) {
        precondition(nextIndex == 0 && !isFinished, "what precedes the payload is hashed first")
        if isHashing { sealedHasher.update(bytes) }
    }

    /// The batch that was sealed last.
    package var sealed: Span<UInt8> {
        @_lifetime(borrow self)
        borrowing get { output.bytes }
    }

    /// Seals whole chunks, or whatever is left with `isLast`; then reads ``sealed``.
    ///
    /// - Parameter hashedByteCount: how many bytes, from the first on, count in the hash of
    ///   the plaintext.
    package mutating func seal(_ plaintext: Span<UInt8>, hashedByteCount: Int, isLast: Bool) {
        precondition(!isFinished, "nothing is sealed after the last chunk")
        precondition(
            isLast || plaintext.count.isMultiple(of: ChunkFormat.byteCount),
            "only the last chunk may be short")
        let wholeCount =
            (plaintext.count + ChunkFormat.byteCount - 1) / ChunkFormat.byteCount
        let chunkCount = isLast ? max(wholeCount, 1) : wholeCount
        let (followingIndex, ranOver) = nextIndex.addingReportingOverflow(UInt64(chunkCount))
        precondition(!ranOver, "the chunk index ran over")
        if isHashing { swap(&self.output, &unhashed) }
        var output = WipedBuffer()
        swap(&output, &self.output)
        output.resize(to: plaintext.count + chunkCount * ChunkFormat.tagByteCount)
        let (firstIndex, total) = (nextIndex, plaintext.count)
        // The hashes come first: each is longer than a chunk, and must not be what is waited for.
        let hashCount = isHashing ? 2 : 0
        var (plaintextHasher, sealedHasher) = (plaintextHasher, sealedHasher)
        unsafe plaintext.withPointer { source in
            unsafe output.withPointer { target in
                unsafe key.bytes.withPointer { key in
                    onAllCores(hashCount + chunkCount) { task in
                        // SAFETY: every task has a variable or a part of the output of its own:
                        // chunk i reads at i · 64 KiB and writes at i · (64 KiB + 16).
                        if task < hashCount {
                            if task == 0 {
                                sealedHasher.update(unhashed.bytes)
                            } else {
                                plaintextHasher.update(plaintext.extracting(first: hashedByteCount))
                            }
                            return
                        }
                        let chunk = task - hashCount
                        let offset = chunk * ChunkFormat.byteCount
                        let length = min(ChunkFormat.byteCount, total - offset)
                        let nonce = chunkNonce(
                            firstIndex + UInt64(chunk), isLast: isLast && chunk == chunkCount - 1)
                        unsafe nonce.span.withPointer { nonce in
                            _ = unsafe crypto_aead_chacha20poly1305_ietf_encrypt(
                                target + chunk * ChunkFormat.sealedByteCount, nil,
                                source + offset, UInt64(length), nil, 0, nil, nonce, key)
                        }
                    }
                }
            }
        }
        swap(&output, &self.output)
        (self.plaintextHasher, self.sealedHasher) = (plaintextHasher, sealedHasher)
        nextIndex = followingIndex
        isFinished = isLast
    }

    /// The hashes of the plaintext that counted and of all sealed bytes, after the last chunk.
    package consuming func hashes() -> (plaintext: SHA256Hash, sealed: SHA256Hash) {
        precondition(isFinished && isHashing, "hashes are known after the last chunk, if asked for")
        var hasher = sealedHasher
        hasher.update(output.bytes)
        return (plaintextHasher.finalize(), hasher.finalize())
    }
}

/// Opens a payload, batch by batch.
package struct ChunkOpener: ~Copyable {
    /// What a batch turned out to be.
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

    private enum Finding {
        static let damaged: UInt8 = 0
        static let inner: UInt8 = 1
        static let last: UInt8 = 2
    }

    private let key: SecretBytes
    private var nextIndex: UInt64 = 0

    package init(key: consuming SecretBytes) {
        precondition(key.byteCount == 32, "a payload key is 32 bytes")
        self.key = key
    }

    /// Opens whole chunks, or whatever is left with `isEnd`.
    ///
    /// `plaintext` is replaced by all that is authentic and comes before the first failure.
    package mutating func open(
        _ sealed: Span<UInt8>, isEnd: Bool, into plaintext: inout WipedBuffer
    ) -> Outcome {
        let size = ChunkFormat.sealedByteCount
        let chunkCount = (sealed.count + size - 1) / size
        precondition(isEnd || sealed.count.isMultiple(of: size), "only the end may be short")
        precondition(chunkCount <= ChunkFormat.batchChunkCount, "a batch is at most 64 chunks")
        // Room for every whole chunk, also where the rest is shorter than a tag.
        let (wholeCount, rest) = sealed.count.quotientAndRemainder(dividingBy: size)
        plaintext.resize(
            to: wholeCount * ChunkFormat.byteCount + max(0, rest - ChunkFormat.tagByteCount))
        var findings = InlineArray<64, UInt8>(repeating: Finding.damaged)
        examine(sealed, isEnd: isEnd, into: &plaintext, findings: &findings)

        var goodByteCount = 0
        defer { plaintext.resize(to: goodByteCount) }
        for chunk in 0..<chunkCount {
            let isAtEnd = isEnd && chunk == chunkCount - 1
            let length = min(size, sealed.count - chunk * size)
            if findings[chunk] == Finding.damaged {
                return length < ChunkFormat.tagByteCount ? .truncated : .damaged(nextIndex)
            }
            if length == ChunkFormat.tagByteCount && nextIndex > 0 { return .emptyLastChunk }
            goodByteCount += length - ChunkFormat.tagByteCount
            let (following, ranOver) = nextIndex.addingReportingOverflow(1)
            if ranOver { return .damaged(nextIndex) }
            nextIndex = following
            if findings[chunk] == Finding.last { return isAtEnd ? .finished : .trailingData }
        }
        return isEnd ? .truncated : .more
    }

    private func examine(
        _ sealed: Span<UInt8>, isEnd: Bool, into plaintext: inout WipedBuffer,
        findings: inout InlineArray<64, UInt8>
    ) {
        let (firstIndex, total, size) = (nextIndex, sealed.count, ChunkFormat.sealedByteCount)
        let chunkCount = (total + size - 1) / size
        var findings = findings.mutableSpan
        unsafe sealed.withPointer { source in
            unsafe plaintext.withPointer { target in
                unsafe findings.withPointer { findings in
                    unsafe key.bytes.withPointer { key in
                        onAllCores(chunkCount) { chunk in
                            let offset = chunk * size
                            let length = min(size, total - offset)
                            guard length >= ChunkFormat.tagByteCount else { return }
                            func isAuthentic(asLast: Bool) -> Bool {
                                // SAFETY: chunk i reads at i · (64 KiB + 16), and writes 16 bytes
                                // less at i · 64 KiB, for which `open` has made room.
                                let nonce = chunkNonce(
                                    firstIndex &+ UInt64(chunk), isLast: asLast)
                                return unsafe nonce.span.withPointer { nonce in
                                    unsafe crypto_aead_chacha20poly1305_ietf_decrypt(
                                        target + chunk * ChunkFormat.byteCount, nil, nil,
                                        source + offset, UInt64(length), nil, 0, nonce, key) == 0
                                }
                            }
                            // What is expected first; the other only to tell what is wrong.
                            // SAFETY: the finding of this chunk is written by this task only.
                            let expectsLast = isEnd && chunk == chunkCount - 1
                            if isAuthentic(asLast: expectsLast) {
                                unsafe findings[chunk] = expectsLast ? Finding.last : Finding.inner
                            } else if length == size && isAuthentic(asLast: !expectsLast) {
                                unsafe findings[chunk] = expectsLast ? Finding.inner : Finding.last
                            }
                        }
                    }
                }
            }
        }
    }
}
