/// One line, typed letter by letter on a terminal that does not edit it: a secret, or an answer.
///
/// A state machine without a screen: bytes go in, and steps come out. It holds UTF-8, or whatever else the terminal
/// sends; keys that are no letters (arrows, Home, F1, the marks around what is pasted) never become part of the line.
struct TypedLine: ~Copyable {
    /// What a byte led to.
    enum Step: Hashable {
        /// Nothing to be shown.
        case nothing
        /// A letter, whole from a byte on, came to the end of the line; it takes so many columns.
        case added(from: Int, columns: Int)
        /// Letters of so many columns went away at the end.
        case removed(columns: Int)
        /// The line is ready.
        case finished
        /// The person wants to end this: Ctrl-C or Ctrl-D as letters.
        case ended
    }

    private enum State { case text, escape, sequence, linuxSequence, single }

    private(set) var bytes: [UInt8] = []
    /// Whether more was typed than the limit.
    private(set) var isTooLong = false
    private let limit: Int
    private var state = State.text
    /// Where the letter begins that is not whole yet.
    private var partStart = 0

    /// - Parameter limit: the most bytes that are kept, and one more, by which the caller knows.
    init(limit: Int) {
        self.limit = limit
        bytes.reserveCapacity(limit + 1)  // so that no copy of a secret is left behind by growing
    }

    deinit {
        precondition(bytes.isEmpty, "what was typed was neither taken nor wiped")
    }

    /// Whether an Escape was pressed that may be the begin of a key's name.
    var isWaitingForMore: Bool { state == .escape }

    /// Nothing came behind an Escape for a while: it was the key itself.
    mutating func settle() {
        if state == .escape { state = .text }
    }

    /// Takes what the terminal sent.
    mutating func type(_ byte: UInt8) -> Step {
        switch state {
        case .text: return typeText(byte)
        case .escape:
            switch byte {
            case UInt8(ascii: "["): state = .sequence
            case UInt8(ascii: "O"): state = .single
            case 0x1B: break
            case 0x20...0x7E: state = .text
            default:
                state = .text
                return typeText(byte)
            }
        case .sequence:
            if byte == UInt8(ascii: "[") { state = .linuxSequence } else { endSequence(byte) }
        case .linuxSequence, .single: state = .text
        }
        return .nothing
    }

    /// CSI: parameters, then one byte from `@` to `~` (ECMA-48 §5.4).
    private mutating func endSequence(_ byte: UInt8) {
        if !(0x20...0x3F).contains(byte) { state = .text }
    }

    private mutating func typeText(_ byte: UInt8) -> Step {
        switch byte {
        case 0x0A, 0x0D: return .finished
        case 0x1B:
            state = .escape
            return .nothing
        case 0x03: return .ended
        case 0x04: return bytes.isEmpty ? .ended : .nothing
        case 0x08, 0x7F: return remove(from: lastLetter)
        case 0x15: return remove(from: 0)
        case 0x17: return remove(from: lastWord)
        case ..<0x20: return .nothing
        default: return append(byte)
        }
    }

    private mutating func append(_ byte: UInt8) -> Step {
        guard bytes.count <= limit else { return .nothing }
        if !Self.isContinuation(byte) { partStart = bytes.count }
        bytes.append(byte)
        isTooLong = bytes.count > limit
        guard isWhole(from: partStart) else { return .nothing }
        return .added(from: partStart, columns: columnCount(from: partStart))
    }

    private func isWhole(from start: Int) -> Bool {
        let length: Int =
            switch bytes[start] {
            case 0xC2...0xDF: 2
            case 0xE0...0xEF: 3
            case 0xF0...0xF4: 4
            default: 1
            }
        return bytes.count - start >= length
    }

    private mutating func remove(from start: Int) -> Step {
        guard start < bytes.count else { return .nothing }
        let columns = columnCount(from: start)
        for index in start..<bytes.count { bytes[index] = 0 }
        bytes.removeSubrange(start...)
        isTooLong = false
        return .removed(columns: columns)
    }

    /// Where the last letter begins, with the marks that stand on it.
    private var lastLetter: Int {
        var end = bytes.count
        while end > 0 {
            let start = scalarStart(before: end)
            let isMark = scalar(start..<end).map(Self.isMark) ?? false
            end = start
            if !isMark { break }
        }
        return end
    }

    private var lastWord: Int {
        var end = bytes.count
        while end > 0, bytes[end - 1] == UInt8(ascii: " ") { end -= 1 }
        while end > 0, bytes[end - 1] != UInt8(ascii: " ") { end -= 1 }
        return end
    }

    private func scalarStart(before end: Int) -> Int {
        var start = end - 1
        while start > 0, end - start < 4, Self.isContinuation(bytes[start]) { start -= 1 }
        return start
    }

    private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .spacingMark: true
        default: scalar == "\u{200C}" || scalar == "\u{200D}"
        }
    }

    /// The scalar that bytes are; nil where they are none. Nothing is copied: it may be a secret.
    private func scalar(_ range: Range<Int>) -> Unicode.Scalar? {
        let first = bytes[range.lowerBound]
        if range.count == 1 { return first < 0x80 ? Unicode.Scalar(first) : nil }
        var value = UInt32(first) & (0x7F >> UInt32(range.count))
        for index in range.dropFirst() { value = value << 6 | UInt32(bytes[index] & 0x3F) }
        return Unicode.Scalar(value)
    }

    /// How many columns the letters from a byte on take; one for each byte that is none.
    private func columnCount(from start: Int) -> Int {
        var (end, count) = (bytes.count, 0)
        while end > start {
            let begin = max(start, scalarStart(before: end))
            count += scalar(begin..<end).map(CharacterWidth.columnCount) ?? 1
            end = begin
        }
        return count
    }

    // MARK: At the end

    /// Gives the line away; the caller overwrites it.
    mutating func take() -> [UInt8] {
        let line = bytes
        bytes = []
        return line
    }

    /// Overwrites the line.
    mutating func wipe() {
        for index in bytes.indices { bytes[index] = 0 }
        bytes.removeAll(keepingCapacity: true)
    }
}
