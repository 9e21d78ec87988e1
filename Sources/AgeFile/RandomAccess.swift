import SafeSodium

/// Bytes that can be read at any place.
public protocol RandomAccessSource: ~Copyable {
    /// How many bytes there are.
    var byteCount: Int { get }

    /// Writes the bytes from `offset` on over the first bytes of `buffer`.
    ///
    /// - Returns: how many there are: at least one where `offset` is before the end and the buffer
    ///   is not empty.
    mutating func read(at offset: Int, into buffer: inout MutableSpan<UInt8>) throws -> Int
}

/// Opens an age file in any order, chunk by chunk, without what comes before.
///
/// ```swift
/// var reader = try AgeRandomAccessReader(source, identities: identities)
/// let count = try reader.read(at: 1_000_000, into: &space)
/// ```
///
/// The last chunk is opened first, so that a file that was cut off is refused, and the length is
/// authentic. Every byte that is given out was authenticated; the chunks that were not asked for
/// were not looked at.
public struct AgeRandomAccessReader<Source: RandomAccessSource & ~Copyable>: ~Copyable {
    private var source: Source
    private let access: ChunkAccess
    private let payload: PayloadShape
    /// The plaintext of the chunk that was opened last.
    private var chunk: WipedBuffer
    private var chunkIndex: Int?

    /// The header, which was authenticated.
    public let header: Header
    /// Bytes of plaintext.
    public var byteCount: Int { payload.plaintextByteCount }

    /// Begins with whichever of the identities opens the file. Armored files are not taken.
    ///
    /// - Throws: as ``AgeReader/init(_:identities:)``, and ``AgeError/payload(_:)`` where the last
    ///   chunk is not one.
    public init(_ source: consuming Source, identities: [Identity]) throws {
        try self.init(source) { try $0.fileKey(identities: identities) }
    }

    /// Begins with a passphrase.
    ///
    /// - Throws: as ``AgeReader/init(_:passphrase:maximumLogN:)``, and ``AgeError/payload(_:)``
    ///   where the last chunk is not one.
    public init(
        _ source: consuming Source, passphrase: Passphrase,
        maximumLogN: Int = Passphrase.defaultMaximumLogN
    ) throws {
        try self.init(source) {
            try $0.fileKey(askingFor: { passphrase }, maximumLogN: maximumLogN)
        }
    }

    private init(
        _ source: consuming Source, _ unwrap: (Header) throws -> FileKey
    ) throws {
        var buffered = BufferedSource(SourceFromStart(source))
        let header = try HeaderParser.parse(&buffered)
        let fileKey = try unwrap(header)
        guard header.isAuthentic(under: fileKey) else { throw AgeError.headerMACMismatch }
        let nonce = try HeaderParser.takePayloadNonce(&buffered)
        // What parses encodes to the same bytes, so this is where the chunks begin.
        let start = header.encoded.count + AgeFormat.nonceByteCount
        var source = buffered.takeSource().takeSource()
        let payload = try PayloadShape(start: start, end: source.byteCount)
        let access = ChunkAccess(key: fileKey.payloadKey(nonce: nonce))
        let last = try Self.chunk(payload.lastIndex, of: payload, in: &source, with: access)
        self.init(source, header, payload, access, last)
    }

    private init(
        _ source: consuming Source, _ header: Header, _ payload: PayloadShape,
        _ access: consuming ChunkAccess, _ lastChunk: consuming WipedBuffer
    ) {
        self.source = source
        self.header = header
        self.payload = payload
        self.access = access
        chunk = lastChunk
        chunkIndex = payload.lastIndex
    }

    /// Writes the plaintext from `offset` on over the first bytes of `buffer`.
    ///
    /// - Returns: how many bytes there are: as many as the buffer holds, or as there are before the
    ///   end.
    /// - Throws: ``AgeError/payload(_:)`` where a chunk is damaged, or what the source throws. Other
    ///   chunks can be read afterwards.
    public mutating func read(at offset: Int, into buffer: inout MutableSpan<UInt8>) throws -> Int {
        precondition(offset >= 0, "there is nothing before the beginning")
        var count = 0
        while count < buffer.count, offset < byteCount - count {
            let (index, start) = (offset + count).quotientAndRemainder(
                dividingBy: ChunkFormat.byteCount)
            if chunkIndex != index {
                chunkIndex = nil
                chunk = try Self.chunk(index, of: payload, in: &source, with: access)
                chunkIndex = index
            }
            let found = min(chunk.count - start, buffer.count - count)
            var rest = buffer._mutatingExtracting(count..<(count + found))
            rest.copy(from: chunk.bytes.extracting(start..<(start + found)))
            count += found
        }
        return count
    }

    /// Reads one chunk, and opens it.
    private static func chunk(
        _ index: Int, of payload: PayloadShape, in source: inout Source,
        with access: borrowing ChunkAccess
    ) throws -> WipedBuffer {
        let range = payload.chunk(index)
        var chunk = WipedBuffer()
        chunk.reserve(range.count)
        while chunk.count < range.count {
            let offset = range.lowerBound + chunk.count
            var space = chunk.freeSpace
            let count = try source.read(at: offset, into: &space)
            chunk.extend(by: count)
            // The source became shorter meanwhile.
            guard count > 0 else { throw AgeError.payload(.truncated) }
        }
        guard access.open(&chunk, index: UInt64(index), isLast: index == payload.lastIndex) else {
            throw AgeError.payload(.damagedChunk(UInt64(index)))
        }
        return chunk
    }
}

/// Where the chunks of a payload are in the file.
private struct PayloadShape {
    /// Where the first chunk begins.
    let start: Int
    let end: Int
    let plaintextByteCount: Int

    var lastIndex: Int { max(0, end - start - 1) / ChunkFormat.sealedByteCount }

    /// - Throws: ``AgeError/payload(_:)`` where no payload has this length.
    init(start: Int, end: Int) throws(AgeError) {
        guard
            let plaintextByteCount = Inspection.plaintextByteCount(
                payloadByteCount: end - start + AgeFormat.nonceByteCount)
        else {
            let rest = max(0, end - start) % ChunkFormat.sealedByteCount
            let isEmptyChunk = rest == ChunkFormat.tagByteCount
            throw .payload(isEmptyChunk ? .emptyLastChunk : .truncated)
        }
        (self.start, self.end) = (start, end)
        self.plaintextByteCount = plaintextByteCount
    }

    /// Where a sealed chunk lies.
    func chunk(_ index: Int) -> Range<Int> {
        let first = start + index * ChunkFormat.sealedByteCount
        return first..<min(first + ChunkFormat.sealedByteCount, end)
    }
}

/// Reads a random-access source from its start.
private struct SourceFromStart<Source: RandomAccessSource & ~Copyable>: ByteSource, ~Copyable {
    private var source: Source
    private var position = 0

    init(_ source: consuming Source) {
        self.source = source
    }

    mutating func read(into buffer: inout MutableSpan<UInt8>) throws -> Int {
        guard position < source.byteCount else { return 0 }
        let count = try source.read(at: position, into: &buffer)
        position += count
        return count
    }

    consuming func takeSource() -> Source {
        source
    }
}
