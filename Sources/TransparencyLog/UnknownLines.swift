/// Lines that a reader does not know, behind those that it does: room for later versions.
///
/// They are kept as they are. Source: the page *Signed notes, cards and names*, "Room to grow".
package struct UnknownLines: Hashable, Sendable {
    /// The most lines of a note.
    package static let maximumCount = 64
    /// The most bytes of a line.
    package static let maximumByteCount = 1024
    /// What the key of a line begins with that must be understood.
    package static let mustPrefix = "must-"

    /// In their order, without their ends.
    package private(set) var lines: [String] = []

    package init() {}

    /// Whether they are the same bytes: texts that only look the same are not.
    package static func == (left: UnknownLines, right: UnknownLines) -> Bool {
        left.lines.count == right.lines.count
            && zip(left.lines, right.lines).allSatisfy { $0.utf8.elementsEqual($1.utf8) }
    }

    package func hash(into hasher: inout Hasher) {
        for line in lines {
            for byte in line.utf8 { hasher.combine(byte) }
            hasher.combine(UInt8.newline)
        }
    }

    /// The first key that must be understood, and is not; nil where there is none.
    package var mustKey: String? {
        lines.lazy.compactMap { Self.key(of: Substring($0)) }.first {
            $0.utf8.starts(with: Self.mustPrefix.utf8)
        }.map(String.init)
    }

    /// Checks that nothing in them must be understood.
    ///
    /// - Throws: ``NoteError/needsNewer(_:)``.
    package func requireNone() throws(NoteError) {
        if let mustKey { throw .needsNewer(mustKey) }
    }

    /// Adds a line; false where it is none that a reader skips.
    package mutating func add(
        _ line: Substring, besides known: Set<String>, limit: Int = maximumCount
    ) -> Bool {
        guard lines.count < limit, line.utf8.count <= Self.maximumByteCount,
            let key = Self.key(of: line), !known.contains(String(key))
        else { return false }
        lines.append(String(line))
        return true
    }

    /// The key of a line `key: value`; nil where it is not one.
    private static func key(of line: Substring) -> Substring? {
        let bytes = line.utf8
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let key = line[..<colon]
        let rest = bytes[bytes.index(after: colon)...]
        guard (1...32).contains(key.utf8.count), rest.count > 1, rest.first == UInt8(ascii: " "),
            isLetter(key.utf8.first), key.utf8.allSatisfy({ isLetter($0) || isOther($0) })
        else { return nil }
        return key
    }

    private static func isLetter(_ byte: UInt8?) -> Bool {
        byte.map { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) } ?? false
    }

    private static func isOther(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
    }
}
