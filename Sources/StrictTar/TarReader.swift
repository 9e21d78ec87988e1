/// What a ``TarReader`` found.
package enum TarEvent: Hashable, Sendable {
    /// An entry begins.
    case begin(TarEntryHeader)
    /// More of its content: this part of the bytes that were given.
    case content(Range<Int>)
    /// The entry is complete, and so is its padding.
    case end
}

/// Takes in the entries of an archive as they are read.
///
/// Only after ``TarReader/finish()`` is the archive known to be whole.
package protocol TarHandler: ~Copyable {
    /// An entry begins.
    mutating func begin(_ header: TarEntryHeader) throws
    /// More of its content, never empty.
    mutating func content(_ bytes: Span<UInt8>) throws
    /// The entry is complete.
    mutating func end() throws
}

/// Reads an archive that arrives in pieces, however they are cut.
///
/// It keeps one header and the names that it has seen, and copies no content. After it has thrown
/// once it throws the same error for ever.
///
/// ```swift
/// var reader = TarReader()
/// while let piece = try source.next() { try reader.feed(piece.span, to: &handler) }
/// try reader.finish()
/// ```
package struct TarReader: Sendable {
    /// How many entries an archive may have unless told otherwise.
    package static let defaultEntryLimit = 200_000

    private enum State {
        /// Reading a header; its bytes are gathered in `block`.
        case header
        case content(left: UInt64)
        case padding(left: Int)
        /// Behind the first block of zeros, which is counted.
        case closing(zeroCount: Int)
        case failed(TarError)
    }

    private let entryLimit: Int
    private var state = State.header
    private var block: [UInt8] = []
    private var current = TarEntryHeader(name: "", byteCount: 0)
    private var names: Set<String> = []

    package init(entryLimit: Int = TarReader.defaultEntryLimit) {
        self.entryLimit = entryLimit
    }

    /// Reads on, and tells the handler what was found.
    ///
    /// - Throws: a ``TarError``, or what the handler throws; then ``TarError/abandoned`` later on.
    package mutating func feed<Handler: TarHandler & ~Copyable>(
        _ bytes: Span<UInt8>, to handler: inout Handler
    ) throws {
        var offset = 0
        while let event = try next(in: bytes, at: &offset) {
            do {
                switch event {
                case .begin(let header): try handler.begin(header)
                case .content(let range): try handler.content(bytes.extracting(range))
                case .end: try handler.end()
                }
            } catch {
                state = .failed(.abandoned)
                throw error
            }
        }
    }

    /// Reads on from `offset` to the next event; nil where the bytes are used up.
    ///
    /// - Throws: any ``TarError`` but ``TarError/truncated(in:)``.
    package mutating func next(
        in bytes: Span<UInt8>, at offset: inout Int
    ) throws(TarError) -> TarEvent? {
        do throws(TarError) {
            while true {
                switch state {
                case .failed(let error):
                    throw error
                case .padding(left: 0):
                    state = .header
                    return .end
                case .content(left: 0):
                    state = .padding(left: Tar.paddingByteCount(after: current.byteCount))
                case .content(let left):
                    let available = bytes.count - offset
                    guard available > 0 else { return nil }
                    let taken = Int(min(left, UInt64(available)))
                    state = .content(left: left - UInt64(taken))
                    offset += taken
                    return .content(offset - taken..<offset)
                case .header:
                    guard try readHeader(bytes, &offset) else { return nil }
                    if case .content = state { return .begin(current) }
                case .padding(let left):
                    let taken = min(left, bytes.count - offset)
                    guard taken > 0 else { return nil }
                    guard Self.areZeros(bytes, &offset, count: taken) else {
                        throw .nonzeroPadding(after: current.name)
                    }
                    state = .padding(left: left - taken)
                case .closing(let zeroCount):
                    let taken = bytes.count - offset
                    guard taken > 0 else { return nil }
                    guard Self.areZeros(bytes, &offset, count: taken) else { throw .trailingBytes }
                    state = .closing(zeroCount: min(zeroCount + taken, Tar.endOfArchive.count))
                }
            }
        } catch {
            state = .failed(error)
            throw error
        }
    }

    /// Checks that the archive was whole: that its end is marked by 1024 zeros. More zeros may
    /// follow, in any number.
    ///
    /// - Throws: ``TarError/truncated(in:)``, or the error that was thrown before.
    package func finish() throws(TarError) {
        switch state {
        case .failed(let error): throw error
        case .content, .padding(left: 1...): throw .truncated(in: current.name)
        case .closing(let zeroCount) where zeroCount == Tar.endOfArchive.count: return
        case .header, .padding, .closing: throw .truncated(in: nil)
        }
    }

    /// Gathers a block and reads it; false where there is not enough of it yet.
    private mutating func readHeader(
        _ bytes: Span<UInt8>, _ offset: inout Int
    ) throws(TarError) -> Bool {
        while block.count < TarEntryHeader.byteCount {
            guard offset < bytes.count else { return false }
            block.append(bytes[offset])
            offset += 1
        }
        defer { block.removeAll(keepingCapacity: true) }
        if block.allSatisfy({ $0 == 0 }) {
            state = .closing(zeroCount: block.count)
            return true
        }
        current = try TarEntryHeader(parsing: block.span)
        guard names.count < entryLimit else { throw .tooManyEntries(limit: entryLimit) }
        guard names.insert(current.name).inserted else { throw .repeatedName(current.name) }
        state = .content(left: current.byteCount)
        return true
    }

    private static func areZeros(
        _ bytes: Span<UInt8>, _ offset: inout Int, count: Int
    ) -> Bool {
        var all: UInt8 = 0
        for index in offset..<offset + count { all |= bytes[index] }
        offset += count
        return all == 0
    }
}
