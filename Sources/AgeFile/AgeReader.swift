package import SafeSodium

/// Opens an age file, and hands out its plaintext in authenticated batches.
///
/// ```swift
/// var reader = try AgeReader(source, identities: identities)
/// while try reader.readBatch({ try sink.write($0) }) {}
/// // Only here is it known that the file is whole.
/// ```
public struct AgeReader<Source: ByteSource & ~Copyable>: ~Copyable {
    private enum State {
        case reading
        case finished
        case failed
    }

    private var source: BufferedSource<Source>
    private var opener: ChunkOpener
    private var plaintext = WipedBuffer()
    private var state = State.reading

    /// The header, which was authenticated.
    public let header: Header

    /// Begins to read a file with whichever of the identities opens it.
    ///
    /// - Throws: ``AgeError/invalidHeader(_:)``, ``AgeError/noMatch``,
    ///   ``AgeError/headerMACMismatch``, or what the source throws.
    public init(_ source: consuming Source, identities: [Identity]) throws {
        var source = BufferedSource(source)
        let header = try HeaderParser.parse(&source)
        let fileKey = try header.fileKey(identities: identities)
        try self.init(source, header, fileKey)
    }

    /// Begins to read a file with a passphrase.
    ///
    /// - Parameters:
    ///   - source: of the file's bytes.
    ///   - passphrase: that it was sealed with.
    ///   - maximumLogN: the highest cost that is paid, as the power of two of scrypt's rounds.
    /// - Throws: ``AgeError/workFactorTooHigh(_:)``, ``AgeError/outOfMemory``, or as
    ///   ``init(_:identities:)``.
    public init(
        _ source: consuming Source, passphrase: Passphrase,
        maximumLogN: Int = Passphrase.defaultMaximumLogN
    ) throws {
        var source = BufferedSource(source)
        let header = try HeaderParser.parse(&source)
        try header.requirePassphraseAlone()
        guard let fileKey = try passphrase.unwrap(header.stanzas, maximumLogN: maximumLogN) else {
            throw AgeError.noMatch
        }
        try self.init(source, header, fileKey)
    }

    /// Begins to read a file whose file key somebody handed over.
    ///
    /// - Throws: ``AgeError/headerMACMismatch`` where it is another file's, or as
    ///   ``init(_:identities:)``.
    package init(_ source: consuming Source, fileKey: consuming SecretBytes) throws {
        var source = BufferedSource(source)
        let header = try HeaderParser.parse(&source)
        try header.requirePassphraseAlone()
        guard let fileKey = FileKey(fileKey) else { throw AgeError.headerMACMismatch }
        try self.init(source, header, fileKey)
    }

    private init(
        _ source: consuming BufferedSource<Source>, _ header: Header, _ fileKey: borrowing FileKey
    ) throws {
        guard header.isAuthentic(under: fileKey) else { throw AgeError.headerMACMismatch }
        try source.fill(AgeFormat.nonceByteCount)
        guard source.unreadByteCount >= AgeFormat.nonceByteCount else {
            throw AgeError.invalidHeader(.truncated)
        }
        let nonce = Array(source.unread.extracting(first: AgeFormat.nonceByteCount))
        source.take(AgeFormat.nonceByteCount)
        self.header = header
        self.opener = ChunkOpener(key: fileKey.payloadKey(nonce: nonce))
        self.source = source
    }

    /// Lends the next authenticated batch of plaintext, at most 4 MiB, to `body`.
    ///
    /// Where the file turns out to be damaged, what is authentic before the damage is lent first,
    /// and then the error is thrown. After any error the reader is spent.
    ///
    /// - Returns: whether more follows; false says that the file is whole. `body` is not called
    ///   for nothing.
    /// - Throws: ``AgeError/payload(_:)``, or what the source or `body` throws.
    public mutating func readBatch(_ body: (Span<UInt8>) throws -> Void) throws -> Bool {
        precondition(state != .failed, "a reader is spent after an error")
        if state == .finished { return false }
        state = .failed
        let size = ChunkFormat.sealedByteCount * ChunkFormat.batchChunkCount
        // One byte more tells whether the batch is the end.
        try source.fill(size + 1)
        let count = min(source.unreadByteCount, size)
        let outcome = opener.open(
            source.unread.extracting(first: count), isEnd: source.unreadByteCount <= size,
            into: &plaintext)
        source.take(count)
        if plaintext.count > 0 { try body(plaintext.bytes) }
        switch outcome {
        case .more: state = .reading
        case .finished: state = .finished
        case .trailingData: throw AgeError.payload(.trailingData)
        case .truncated: throw AgeError.payload(.truncated)
        case .damaged(let index): throw AgeError.payload(.damagedChunk(index))
        case .emptyLastChunk: throw AgeError.payload(.emptyLastChunk)
        }
        return state == .reading
    }
}

extension Header {
    /// The file key of the first identity that has a stanza here, unchecked against the MAC.
    func fileKey(identities: [Identity]) throws(AgeError) -> FileKey {
        try requirePassphraseAlone()
        for identity in identities {
            if let fileKey = try identity.unwrap(stanzas) { return fileKey }
        }
        throw .noMatch
    }

    /// The file key, to be handed to somebody who may open this one file.
    ///
    /// - Throws: ``AgeError/noMatch`` where none of the identities opens the file,
    ///   ``AgeError/headerMACMismatch`` where the header was altered.
    package func copyFileKey(identities: [Identity]) throws(AgeError) -> SecretBytes {
        let fileKey = try fileKey(identities: identities)
        guard isAuthentic(under: fileKey) else { throw .headerMACMismatch }
        return fileKey.secret.duplicate()
    }
}
