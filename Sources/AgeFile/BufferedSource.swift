import SafeSodium

/// A source that can be looked into before it is read: what is left over after the header stays
/// for the payload.
struct BufferedSource<Source: ByteSource & ~Copyable>: ~Copyable {
    private var source: Source
    private var buffer = WipedBuffer()
    private var position = 0
    private var isAtEnd = false

    /// The first read asks for this many bytes; a small file needs no more.
    private static var firstCapacity: Int { 16 * 1024 }

    init(_ source: consuming Source) {
        self.source = source
    }

    /// The source itself. What was read of it and not taken is given up.
    consuming func takeSource() -> Source {
        source
    }

    /// What was read and not yet taken.
    var unread: Span<UInt8> {
        @_lifetime(borrow self)
        borrowing get { buffer.bytes.extracting(position..<buffer.count) }
    }

    var unreadByteCount: Int { buffer.count - position }

    /// Takes bytes away from the front of ``unread``.
    mutating func take(_ count: Int) {
        precondition(count <= unreadByteCount, "more is taken than was read")
        position += count
    }

    /// Reads what fits: what is left over here, and then the source itself; 0 at the end.
    mutating func read(into space: inout MutableSpan<UInt8>) throws -> Int {
        guard unreadByteCount == 0 else {
            let count = min(space.count, unreadByteCount)
            space.copy(from: unread.extracting(first: count))
            take(count)
            return count
        }
        guard !isAtEnd else { return 0 }
        let count = try source.read(into: &space)
        isAtEnd = count == 0
        return count
    }

    /// Reads until ``unread`` holds `needed` bytes, or the source has come to its end.
    ///
    /// - Parameter limit: how large the buffer may grow, where more than `needed` is of use; so it
    ///   grows by a factor, however little is needed more.
    mutating func fill(_ needed: Int, limit: Int = 0) throws {
        guard unreadByteCount < needed, !isAtEnd else { return }
        buffer.removeFirst(position)
        position = 0
        let limit = max(limit, needed, Self.firstCapacity)
        while buffer.count < needed, !isAtEnd {
            if buffer.count == buffer.capacity {
                buffer.reserve(min(max(Self.firstCapacity, buffer.capacity * 4), limit))
            }
            let count = try Self.read(&source, into: &buffer)
            isAtEnd = count == 0
        }
    }

    // Static, so that one part can be lent while another is changed.
    private static func read(
        _ source: inout Source, into buffer: inout WipedBuffer
    ) throws -> Int {
        var space = buffer.freeSpace
        let count = try source.read(into: &space)
        buffer.extend(by: count)
        return count
    }

    /// Reads to the end, and counts what was not taken before.
    mutating func countRest() throws -> Int {
        var byteCount = 0
        repeat {
            byteCount += unreadByteCount
            take(unreadByteCount)
            try fill(1, limit: 1 << 16)
        } while unreadByteCount > 0
        return byteCount
    }

    /// The length of the next line without its line feed; nil where none comes within `limit`
    /// bytes, or before the end.
    mutating func nextLineByteCount(limit: Int) throws -> Int? {
        var searched = 0
        while true {
            if let found = lineFeed(from: searched, limit: limit) { return found }
            searched = min(unreadByteCount, limit)
            guard searched < limit else { return nil }
            try fill(searched + 1, limit: limit)
            if unreadByteCount == searched { return nil }
        }
    }

    private borrowing func lineFeed(from start: Int, limit: Int) -> Int? {
        let unread = unread
        for index in start..<max(start, min(unread.count, limit))
        where unread[index] == UInt8(ascii: "\n") {
            return index
        }
        return nil
    }
}
