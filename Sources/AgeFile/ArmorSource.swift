import SafeSodium

/// Reads the bytes in an ``Armor``, strictly: any other spelling of the same bytes is refused,
/// except for line ends with a carriage return, and a little white space around the whole.
public struct ArmorSource<Source: ByteSource & ~Copyable>: ByteSource, ~Copyable {
    private enum Place {
        case before
        case inside
        case afterLastLine
        case finished
    }

    private var source: BufferedSource<Source>
    private var place = Place.before
    private var decoded: [UInt8] = []
    private var position = 0

    /// Whether the bytes are armored; if not, they pass as they are.
    public let isArmored: Bool

    /// Bytes are decoded in portions of at least this length.
    private static var portionByteCount: Int { 1 << 16 }

    /// A source of what the armor in `source` holds; with `armored` false, bytes pass as they are.
    public init(_ source: consuming Source, armored isArmored: Bool = true) {
        self.source = BufferedSource(source)
        self.isArmored = isArmored
    }

    /// A source of what the armor in `source` holds, or, where it begins otherwise, of its bytes.
    ///
    /// - Throws: what the source throws.
    public init(detecting source: consuming Source) throws {
        var source = BufferedSource(source)
        try source.fill(Armor.maximumWhitespaceByteCount + Armor.begin.utf8.count)
        isArmored = Armor.isLikely(source.unread)
        self.source = source
    }

    /// Lends the next decoded bytes.
    ///
    /// - Throws: ``AgeError/invalidArmor(_:)`` before any byte of a wrong line is lent, and for
    ///   what is wrong after the end; or what the source throws.
    public mutating func read(into buffer: inout MutableSpan<UInt8>) throws -> Int {
        guard isArmored else { return try source.read(into: &buffer) }
        if buffer.isEmpty { return 0 }
        if position == decoded.count {
            decoded.removeAll(keepingCapacity: true)
            position = 0
            while place != .finished, decoded.count < Self.portionByteCount { try readLine() }
        }
        let count = min(buffer.count, decoded.count - position)
        buffer.copy(from: decoded.span.extracting(position..<(position + count)))
        position += count
        return count
    }

    /// Reads one line, and whatever belongs to it.
    private mutating func readLine() throws {
        switch place {
        case .before:
            try skipWhitespace()
            try expect(Armor.begin, else: .missingBegin, mayEndFile: false)
            place = .inside
        case .inside:
            try readInnerLine()
        case .afterLastLine:
            try finish()
        case .finished:
            break
        }
    }

    private mutating func readInnerLine() throws {
        // With room for a carriage return and the line feed.
        guard let fullCount = try source.nextLineByteCount(limit: Armor.lineCharacterCount + 2)
        else {
            // Only the very last line may end with the file.
            return try finish()
        }
        let count = withoutReturn(fullCount)
        if count > 0, source.unread[0] == UInt8(ascii: "-") { return try finish() }
        let before = decoded.count
        guard count > 0, count <= Armor.lineCharacterCount,
            Self.decodeLine(of: count, source, into: &decoded)
        else {
            decoded.removeSubrange(before...)
            throw AgeError.invalidArmor(.malformedLine)
        }
        source.take(fullCount + 1)
        if decoded.count - before < Armor.lineByteCount { place = .afterLastLine }
    }

    // Static, so that the source can be lent while the decoded bytes are changed.
    private static func decodeLine(
        of count: Int, _ source: borrowing BufferedSource<Source>, into decoded: inout [UInt8]
    ) -> Bool {
        Base64.decode(
            source.unread.extracting(first: count), appendingTo: &decoded, padding: .required)
    }

    private mutating func finish() throws {
        try expect(Armor.end, else: .missingEnd, mayEndFile: true)
        try skipWhitespace()
        guard source.unreadByteCount == 0 else { throw AgeError.invalidArmor(.trailingData) }
        place = .finished
    }

    /// The length of a line of `count` bytes without the carriage return at its end.
    private func withoutReturn(_ count: Int) -> Int {
        count > 0 && source.unread[count - 1] == UInt8(ascii: "\r") ? count - 1 : count
    }

    /// Takes a line that is known.
    private mutating func expect(
        _ text: String, else flaw: ArmorFlaw, mayEndFile: Bool
    ) throws {
        let limit = text.utf8.count + 2
        let lineCount = try source.nextLineByteCount(limit: limit)
        let fullCount = lineCount ?? source.unreadByteCount
        guard lineCount != nil || (mayEndFile && fullCount < limit) else {
            throw AgeError.invalidArmor(flaw)
        }
        let line = Array(source.unread.extracting(first: withoutReturn(fullCount)))
        guard line.elementsEqual(text.utf8) else { throw AgeError.invalidArmor(flaw) }
        source.take(lineCount == nil ? fullCount : fullCount + 1)
    }

    private mutating func skipWhitespace() throws {
        try source.fill(Armor.maximumWhitespaceByteCount + 1)
        var count = 0
        while count < min(source.unreadByteCount, Armor.maximumWhitespaceByteCount),
            Armor.isWhitespace(source.unread[count])
        {
            count += 1
        }
        source.take(count)
    }
}
