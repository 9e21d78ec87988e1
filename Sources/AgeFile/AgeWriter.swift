package import SafeSodium

/// How many stanzas a header gets.
package enum StanzaCount: Hashable, Sendable {
    /// One for each recipient, in the order given.
    case exact
    /// Filled up to the next power of two, at least two, with stanzas of keys that nobody has, and
    /// shuffled: so the header tells little about the number of recipients.
    case filledUp
}

/// What is known of a file when it is whole.
package struct SealedFileFacts: Hashable, Sendable {
    /// Bytes of plaintext, without padding.
    package let plaintextByteCount: Int
    /// SHA-256 of the plaintext, without padding.
    package let plaintextHash: SHA256Hash
    /// Bytes of the age file, header and all.
    package let fileByteCount: Int
    /// SHA-256 of the age file, header and all.
    package let fileHash: SHA256Hash
}

/// A sink that holds a whole age file, and what is known of that file.
package struct SealedFile<Sink: ByteSink & ~Copyable>: ~Copyable {
    private let sink: Sink
    package let facts: SealedFileFacts

    fileprivate init(_ sink: consuming Sink, _ facts: SealedFileFacts) {
        self.sink = sink
        self.facts = facts
    }

    /// The sink, to be closed or published.
    package consuming func takeSink() -> Sink {
        sink
    }
}

/// Seals a stream of bytes into an age file.
///
/// Bytes are pushed, then the file is finished. What went into the sink before ``finish()`` is no
/// age file; a reader finds it truncated.
public struct AgeWriter<Sink: ByteSink & ~Copyable>: ~Copyable {
    private var sink: Sink
    private var sealer: ChunkSealer
    private var pending = WipedBuffer()
    /// Bytes at the front of `pending` that are plaintext; zeros follow.
    private var pendingPlaintextByteCount = 0
    private var isPadding = false
    private var plaintextByteCount = 0
    private var fileByteCount: Int

    private static var batchByteCount: Int {
        ChunkFormat.byteCount * ChunkFormat.batchChunkCount
    }

    /// Begins a file that each of these recipients can open, and writes its header.
    ///
    /// - Throws: ``AgeError/noRecipients``, ``AgeError/mixedRecipients``,
    ///   ``AgeError/tooManyRecipients``, or what the sink throws.
    public init(to recipients: [Recipient], writing sink: consuming Sink) throws {
        try self.init(to: recipients, stanzas: .exact, hashing: false, writing: sink)
    }

    /// The same with a count of stanzas that tells less, and with hashes for ``finishHashed()``.
    package init(
        to recipients: [Recipient], stanzas count: StanzaCount, hashing isHashing: Bool,
        writing sink: consuming Sink
    ) throws {
        let fileKey = FileKey.random()
        let stanzas = try count.stanzas(wrapping: fileKey, for: recipients)
        try self.init(stanzas, fileKey, isHashing, sink)
    }

    /// Begins a file that opens with a passphrase, and writes its header.
    ///
    /// - Parameters:
    ///   - passphrase: that opens it.
    ///   - logN: the cost, as the power of two of scrypt's rounds; 1 to 30.
    ///   - sink: takes the file's bytes.
    /// - Throws: ``AgeError/outOfMemory``, or what the sink throws.
    public init(
        passphrase: Passphrase, logN: Int = Passphrase.defaultLogN, writing sink: consuming Sink
    ) throws {
        let fileKey = FileKey.random()
        let stanza = try passphrase.wrap(fileKey, logN: logN)
        try self.init([stanza], fileKey, false, sink)
    }

    private init(
        _ stanzas: [Stanza], _ fileKey: borrowing FileKey, _ isHashing: Bool,
        _ sink: consuming Sink
    ) throws {
        let nonce = Random.bytes(AgeFormat.nonceByteCount)
        let header = Header(stanzas: stanzas, authenticatedBy: fileKey).encoded + nonce
        var sealer = ChunkSealer(key: fileKey.payloadKey(nonce: nonce), hashing: isHashing)
        sealer.hash(preceding: header.span)
        try sink.write(header.span)
        self.sink = sink
        self.sealer = sealer
        fileByteCount = header.count
    }

    /// Seals more plaintext.
    ///
    /// - Throws: what the sink throws.
    public mutating func write(_ bytes: Span<UInt8>) throws {
        precondition(!isPadding || bytes.isEmpty, "padding comes last")
        let size = Self.batchByteCount
        plaintextByteCount += bytes.count
        var done = 0
        while done < bytes.count {
            let rest = bytes.extracting(droppingFirst: done)
            if pending.count == 0, rest.count > size {
                // A whole batch, and something after it: no need to keep it.
                let batch = rest.extracting(first: size)
                sealer.seal(batch, hashedByteCount: size, isLast: false)
                try writeSealed()
                done += size
                continue
            }
            let count = try makeRoom(for: rest.count)
            pending.append(rest.extracting(first: count))
            pendingPlaintextByteCount += count
            done += count
        }
    }

    /// Seals zero bytes, as padding after all plaintext. They do not count in the plaintext's
    /// length and hash.
    ///
    /// - Throws: what the sink throws.
    package mutating func writeZeros(count: Int) throws {
        precondition(count >= 0, "there is no negative padding")
        isPadding = true
        var left = count
        while left > 0 {
            let added = try makeRoom(for: left)
            pending.appendZeros(added)
            left -= added
        }
    }

    /// Seals what is left, and gives the sink back, which now holds a whole age file.
    ///
    /// - Throws: what the sink throws.
    public consuming func finish() throws -> Sink {
        try sealPending(isLast: true)
        return sink
    }

    /// The same, with the lengths and hashes of both sides.
    ///
    /// - Throws: what the sink throws.
    package consuming func finishHashed() throws -> SealedFile<Sink> {
        try sealPending(isLast: true)
        let (plaintextByteCount, fileByteCount) = (plaintextByteCount, fileByteCount)
        let hashes = sealer.hashes()
        let facts = SealedFileFacts(
            plaintextByteCount: plaintextByteCount, plaintextHash: hashes.plaintext,
            fileByteCount: fileByteCount, fileHash: hashes.sealed)
        return SealedFile(sink, facts)
    }

    /// Makes room in `pending`, and seals it where it is full: more follows, so it is not the last.
    private mutating func makeRoom(for wanted: Int) throws -> Int {
        let size = Self.batchByteCount
        if pending.count == size { try sealPending(isLast: false) }
        let count = min(wanted, size - pending.count)
        let needed = pending.count + count
        if needed > pending.capacity {
            pending.reserve(max(needed, min(pending.capacity * 4, size)))
        }
        return count
    }

    private mutating func sealPending(isLast: Bool) throws {
        Self.seal(
            pending, hashedByteCount: pendingPlaintextByteCount, isLast: isLast, with: &sealer)
        pending.resize(to: 0)
        pendingPlaintextByteCount = 0
        try writeSealed()
    }

    private mutating func writeSealed() throws {
        let count = try Self.write(sealer, to: &sink)
        fileByteCount += count
    }

    // Static, so that one part of the writer can be lent while another is changed.

    private static func seal(
        _ pending: borrowing WipedBuffer, hashedByteCount: Int, isLast: Bool,
        with sealer: inout ChunkSealer
    ) {
        sealer.seal(pending.bytes, hashedByteCount: hashedByteCount, isLast: isLast)
    }

    private static func write(
        _ sealer: borrowing ChunkSealer, to sink: inout Sink
    ) throws -> Int {
        try sink.write(sealer.sealed)
        return sealer.sealed.count
    }
}
