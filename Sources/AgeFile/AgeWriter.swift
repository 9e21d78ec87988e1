package import SafeSodium

/// How many stanzas a header gets.
package enum StanzaCount: Hashable, Sendable {
    /// One for each recipient, in the order given.
    case exact
    /// Filled up to the next power of two, at least two, with stanzas of keys that nobody has, and
    /// shuffled: so the header tells little about the number of recipients. As many as a file for `asFor` recipients
    /// has, where that is more.
    case filledUp(asFor: Int = 1)
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
/// ```swift
/// var writer = try AgeWriter(to: recipients, writing: sink)
/// try writer.write(contentsOf: &source)
/// let sink = try writer.finish()
/// ```
///
/// Bytes are pushed, then the file is finished. What went into the sink before ``finish()`` is no
/// age file; a reader finds it truncated. All cores work on it, with one and a half megabytes in flight
/// for each; the sink is written by the caller's thread alone. After any error the writer is
/// spent: what the sink did not take is lost.
public struct AgeWriter<Sink: ByteSink & ~Copyable>: ~Copyable {
    private var sink: Sink
    private var sealer: ChunkSealer
    private var isPadding = false
    /// Whether an error was thrown.
    private var isSpent = false
    private var plaintextByteCount = 0
    private var fileByteCount: Int

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
        sealer.begin(after: header.span)
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
        begin()
        var done = 0
        while done < bytes.count {
            done += sealer.append(bytes.extracting(droppingFirst: done))
            try writeSealed()
        }
        plaintextByteCount += bytes.count
        isSpent = false
    }

    /// Seals all that a source has, without a copy in between.
    ///
    /// - Returns: how many bytes there were.
    /// - Throws: what the source or the sink throws.
    @discardableResult
    public mutating func write<Source: ByteSource & ~Copyable>(
        contentsOf source: inout Source
    ) throws -> Int {
        precondition(!isPadding, "padding comes last")
        begin()
        var byteCount = 0
        while true {
            sealer.makeRoom()
            var space = sealer.freeSpace
            let count = try source.read(into: &space)
            if count == 0 { break }
            sealer.extend(by: count)
            byteCount += count
            try writeSealed()
        }
        plaintextByteCount += byteCount
        isSpent = false
        return byteCount
    }

    /// Seals zero bytes, as padding after all plaintext. They do not count in the plaintext's
    /// length and hash.
    ///
    /// - Throws: what the sink throws.
    package mutating func writeZeros(count: Int) throws {
        precondition(count >= 0, "there is no negative padding")
        isPadding = true
        begin()
        var left = count
        while left > 0 {
            left -= sealer.appendPadding(limit: left)
            try writeSealed()
        }
        isSpent = false
    }

    /// Seals what is left, and gives the sink back, which now holds a whole age file.
    ///
    /// - Throws: what the sink throws.
    public consuming func finish() throws -> Sink {
        begin()
        sealer.finish()
        try writeSealed()
        return sink
    }

    /// The same, with the lengths and hashes of both sides.
    ///
    /// - Throws: what the sink throws.
    package consuming func finishHashed() throws -> SealedFile<Sink> {
        begin()
        sealer.finish()
        try writeSealed()
        let (plaintextByteCount, fileByteCount) = (plaintextByteCount, fileByteCount)
        let hashes = sealer.hashes()
        let facts = SealedFileFacts(
            plaintextByteCount: plaintextByteCount, plaintextHash: hashes.plaintext,
            fileByteCount: fileByteCount, fileHash: hashes.sealed)
        return SealedFile(sink, facts)
    }

    /// From here to its end, the writer counts as spent.
    private mutating func begin() {
        precondition(!isSpent, "a writer is spent after an error")
        isSpent = true
    }

    /// Writes what is sealed, where nothing else can be done meanwhile.
    private mutating func writeSealed() throws {
        while sealer.isBusy { fileByteCount += try Self.write(&sealer, to: &sink) }
    }

    // Static, so that one part of the writer can be lent while another is changed.
    private static func write(_ sealer: inout ChunkSealer, to sink: inout Sink) throws -> Int {
        var byteCount = 0
        try sealer.fetch { sealed in
            try sink.write(sealed)
            byteCount = sealed.count
        }
        return byteCount
    }
}
