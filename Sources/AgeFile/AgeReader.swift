package import SafeSodium

/// Opens an age file, and hands out its plaintext in authenticated chunks.
///
/// ```swift
/// var reader = try AgeReader(source, identities: identities)
/// while try reader.readChunk({ try sink.write($0) }) {}
/// // Only here is it known that the file is whole.
/// ```
///
/// All cores work on it: one and a half megabytes for each are read ahead of the chunk that is lent.
public struct AgeReader<Source: ByteSource & ~Copyable>: ~Copyable {
    private var source: BufferedSource<Source>
    private var opener: ChunkOpener
    /// The chunks that are lent now.
    private var batch: ChunkOpener.Batch?
    private var isFinished = false
    /// Why the source could not be read on; thrown when all whole batches before were lent.
    private var sourceError: (any Error)?
    /// Whether an error was thrown.
    private var isSpent = false

    /// The header, which was authenticated.
    public let header: Header

    /// Begins to read a file with whichever of the identities opens it.
    ///
    /// - Throws: ``AgeError/invalidHeader(_:)``, ``AgeError/noMatch``,
    ///   ``AgeError/passphraseNeeded``, ``AgeError/headerMACMismatch``, or what the source throws.
    public init(_ source: consuming Source, identities: [Identity]) throws {
        try self.init(source, identities: identities, hashing: nil)
    }

    /// The same with a hash of the first so many bytes of plaintext, for ``plaintextHash()``.
    package init(
        _ source: consuming Source, identities: [Identity], hashing hashedByteCount: Int?
    ) throws {
        var source = BufferedSource(source)
        let header = try HeaderParser.parse(&source)
        let fileKey = try header.fileKey(identities: identities)
        try self.init(source, header, fileKey, hashing: hashedByteCount)
    }

    /// Begins to read a file with a passphrase.
    ///
    /// - Parameters:
    ///   - source: of the file's bytes.
    ///   - passphrase: that it was sealed with.
    ///   - maximumLogN: the highest cost that is paid, as the power of two of scrypt's rounds.
    /// - Throws: ``AgeError/identityNeeded``, ``AgeError/workFactorTooHigh(_:)``,
    ///   ``AgeError/outOfMemory``, or as ``init(_:identities:)``.
    public init(
        _ source: consuming Source, passphrase: Passphrase,
        maximumLogN: Int = Passphrase.defaultMaximumLogN
    ) throws {
        try self.init(source, maximumLogN: maximumLogN) { passphrase }
    }

    /// The same with a passphrase that is asked for only where the file needs one.
    ///
    /// - Throws: as ``init(_:passphrase:maximumLogN:)``, and what `passphrase` throws.
    public init(
        _ source: consuming Source, maximumLogN: Int = Passphrase.defaultMaximumLogN,
        askingFor passphrase: () throws -> Passphrase
    ) throws {
        var source = BufferedSource(source)
        let header = try HeaderParser.parse(&source)
        let fileKey = try header.fileKey(askingFor: passphrase, maximumLogN: maximumLogN)
        try self.init(source, header, fileKey)
    }

    init(
        _ source: consuming BufferedSource<Source>, _ header: Header, _ fileKey: borrowing FileKey,
        hashing hashedByteCount: Int? = nil
    ) throws {
        guard header.isAuthentic(under: fileKey) else { throw AgeError.headerMACMismatch }
        let nonce = try HeaderParser.takePayloadNonce(&source)
        self.header = header
        self.opener = ChunkOpener(key: fileKey.payloadKey(nonce: nonce), hashing: hashedByteCount)
        self.source = source
    }

    /// Lends the next authenticated chunk of plaintext, at most 64 KiB, to `body`.
    ///
    /// Where the file turns out to be damaged, what is authentic before the damage is lent first,
    /// and then the error is thrown. After any error the reader is spent.
    ///
    /// - Returns: whether a chunk was lent; false says that the file is over and was whole.
    /// - Throws: ``AgeError/payload(_:)``, or what the source or `body` throws.
    public mutating func readChunk(_ body: (Span<UInt8>) throws -> Void) throws -> Bool {
        precondition(!isSpent, "a reader is spent after an error")
        isSpent = true
        let isLent = try lendChunk(body)
        isSpent = false
        return isLent
    }

    private mutating func lendChunk(_ body: (Span<UInt8>) throws -> Void) throws -> Bool {
        while !isFinished {
            if try Self.lend(&batch, body) { return true }
            if let spent = batch.take() {
                let outcome = spent.outcome
                opener.reuse(spent)
                switch outcome {
                case .more: break
                case .finished: isFinished = true
                case .trailingData: throw AgeError.payload(.trailingData)
                case .truncated: throw AgeError.payload(.truncated)
                case .damaged(let index): throw AgeError.payload(.damagedChunk(index))
                case .emptyLastChunk: throw AgeError.payload(.emptyLastChunk)
                }
            } else {
                do {
                    try Self.readAhead(&source, &opener)
                } catch {
                    opener.abandonRest()
                    sourceError = error
                }
                batch = opener.fetch()
                if batch == nil, let sourceError { throw sourceError }
            }
        }
        return false
    }

    // Static, so that one part of the reader can be lent while another is changed.
    private static func lend(
        _ batch: inout ChunkOpener.Batch?, _ body: (Span<UInt8>) throws -> Void
    ) throws -> Bool {
        try batch?.withNextChunk(body) ?? false
    }

    /// Reads until there is enough for all cores to work on.
    private static func readAhead(
        _ source: inout BufferedSource<Source>, _ opener: inout ChunkOpener
    ) throws {
        while opener.wantsMore {
            opener.makeRoom()
            var space = opener.freeSpace
            let count = try source.read(into: &space)
            opener.extend(by: count)
        }
    }

    /// SHA-256 of the bytes of plaintext that count, after the end.
    package func plaintextHash() -> SHA256Hash {
        precondition(isFinished, "the hash is known after the end")
        return opener.plaintextHash()
    }
}

extension Header {
    /// The file key of the first identity that has a stanza here, unchecked against the MAC.
    func fileKey(identities: [Identity]) throws(AgeError) -> FileKey {
        try requirePassphraseAlone()
        guard stanzas.first?.type != ScryptStanza.type else { throw .passphraseNeeded }
        for identity in identities {
            if let fileKey = try identity.unwrap(stanzas) { return fileKey }
        }
        throw .noMatch
    }

    /// The file key that a passphrase gives, unchecked against the MAC. It is asked for only where
    /// the file opens with one.
    func fileKey(
        askingFor passphrase: () throws -> Passphrase, maximumLogN: Int
    ) throws -> FileKey {
        try requirePassphraseAlone()
        guard stanzas.first?.type == ScryptStanza.type else { throw AgeError.identityNeeded }
        guard let fileKey = try passphrase().unwrap(stanzas, maximumLogN: maximumLogN) else {
            throw AgeError.wrongPassphrase
        }
        return fileKey
    }
}
