/// A key that was pressed.
package enum Key: Equatable, Sendable {
    /// A letter, or what Ctrl makes of one, such as U+0003.
    case character(Unicode.Scalar)
    case up, down, left, right, pageUp, pageDown, home, end
    /// A key that is none of these: its escape sequence is no command.
    case other
}

/// Makes keys of the bytes that a terminal sends: letters in UTF-8, and the escape sequences of ECMA-48 and xterm.
package struct KeyParser {
    private var bytes: [UInt8] = []
    private static let escape: UInt8 = 0x1B
    /// A longer sequence is none.
    private static let maximumByteCount = 32

    package init() {}

    /// Whether a sequence has begun whose end has not come.
    package var isInsideKey: Bool { !bytes.isEmpty }

    /// Takes a byte; the key that it ends.
    package mutating func take(_ byte: UInt8) -> Key? {
        // An escape begins anew; what was begun before it is dropped.
        if byte == Self.escape { bytes = [] }
        bytes.append(byte)
        guard let key = key else {
            if bytes.count < Self.maximumByteCount { return nil }
            bytes = []
            return .other
        }
        bytes = []
        return key
    }

    /// What was begun is not going to end: the key Esc alone, or half a letter.
    package mutating func giveUp() -> Key? {
        defer { bytes = [] }
        return bytes.isEmpty ? nil : .other
    }

    /// The key that the bytes are; nil while more have to come.
    private var key: Key? {
        if bytes[0] == Self.escape { return sequence }
        if bytes[0] < 0x80 { return .character(Unicode.Scalar(bytes[0])) }
        let count = bytes[0] >= 0xF0 ? 4 : bytes[0] >= 0xE0 ? 3 : 2
        if bytes[0] < 0xC2 || bytes[0] > 0xF4 { return .other }
        if let last = bytes.dropFirst().last, !(0x80..<0xC0).contains(last) { return .other }
        guard bytes.count == count else { return nil }
        let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
        return scalars.count == 1 ? scalars.first.map(Key.character) : .other
    }

    private var sequence: Key? {
        guard bytes.count > 1 else { return nil }
        switch bytes[1] {
        case UInt8(ascii: "["): return controlSequence
        case UInt8(ascii: "O"): return bytes.count < 3 ? nil : Self.final(bytes[2], "")
        default: return .other  // Alt with a letter
        }
    }

    /// `ESC [`, parameters, one final byte.
    private var controlSequence: Key? {
        guard bytes.count > 2, let last = bytes.last, (0x40..<0x7F).contains(last) else {
            return nil
        }
        // The Linux console's function keys are `ESC [ [ A` and on.
        if bytes == [Self.escape, UInt8(ascii: "["), UInt8(ascii: "[")] { return nil }
        if bytes[2] == UInt8(ascii: "[") { return .other }
        let parameters = String(decoding: bytes[2..<(bytes.count - 1)], as: UTF8.self)
        return Self.final(last, parameters)
    }

    private static func final(_ byte: UInt8, _ parameters: String) -> Key {
        switch byte {
        case UInt8(ascii: "A"): return .up
        case UInt8(ascii: "B"): return .down
        case UInt8(ascii: "C"): return .right
        case UInt8(ascii: "D"): return .left
        case UInt8(ascii: "H"): return .home
        case UInt8(ascii: "F"): return .end
        case UInt8(ascii: "~"): break
        default: return .other
        }
        return switch parameters.prefix(while: { $0 != ";" }) {
        case "1", "7": .home
        case "4", "8": .end
        case "5": .pageUp
        case "6": .pageDown
        default: .other
        }
    }
}
