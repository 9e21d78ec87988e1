import SafeSodium

/// Where bytes come from.
public protocol ByteSource: ~Copyable {
    /// Writes the next bytes over the first bytes of `buffer`.
    ///
    /// - Returns: how many there are: at least one, or zero at the end and only there.
    mutating func read(into buffer: inout MutableSpan<UInt8>) throws -> Int
}

/// Where bytes go to.
public protocol ByteSink: ~Copyable {
    /// Takes all of the bytes, or throws.
    mutating func write(_ bytes: Span<UInt8>) throws
}

/// Bytes in memory, as a source.
public struct MemorySource: ByteSource, Sendable {
    private let bytes: [UInt8]
    private var position = 0

    /// A source of these bytes, from the first on.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Lends as many bytes as are left and fit.
    public mutating func read(into buffer: inout MutableSpan<UInt8>) -> Int {
        let count = min(buffer.count, bytes.count - position)
        buffer.copy(from: bytes.span.extracting(position..<(position + count)))
        position += count
        return count
    }
}

extension MemorySource: RandomAccessSource {
    /// How many bytes there are.
    public var byteCount: Int { bytes.count }

    /// Lends as many bytes as are left after `offset` and fit.
    public func read(at offset: Int, into buffer: inout MutableSpan<UInt8>) -> Int {
        guard offset < bytes.count else { return 0 }
        let count = min(buffer.count, bytes.count - offset)
        buffer.copy(from: bytes.span.extracting(offset..<(offset + count)))
        return count
    }
}

/// Bytes in memory, as a sink.
public struct MemorySink: ByteSink, Sendable {
    /// All that was written.
    public private(set) var bytes: [UInt8] = []

    /// A sink that holds nothing yet.
    public init() {}

    /// Adds the bytes at the end.
    public mutating func write(_ bytes: Span<UInt8>) {
        self.bytes.append(bytes)
    }
}
