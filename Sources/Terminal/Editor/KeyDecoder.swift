/// Tells keys in the bytes that a terminal sends, in whatever pieces they come.
///
/// Between the marks of a bracketed paste all is text. Bytes that are not UTF-8 come out as U+FFFD. Source: ECMA-48;
/// xterm, *Control Sequences*.
package struct KeyDecoder {
    private enum State {
        case ground
        /// Behind ESC.
        case escape
        /// Behind `ESC O`.
        case single
        /// Behind `ESC [`, with the parameters so far.
        case sequence([UInt8])
        /// Behind `ESC [ [`, as the Linux console sends function keys.
        case console
        /// In a character of several bytes: its bits so far, how many are to come, the least value allowed.
        case character(value: UInt32, missing: Int, least: UInt32)
        /// In a string that a terminal answers (`ESC ]`, `ESC P`), up to its end.
        case string(afterEscape: Bool)
    }

    private var state = State.ground
    private var isAfterReturn = false
    /// Whether a paste goes on.
    package private(set) var isPasting = false

    /// A sequence of more parameters than this is not one.
    private static let mostParameters = 32

    package init() {}

    /// Whether more bytes are needed to tell what the last ones are.
    package var isPending: Bool {
        if case .ground = state { false } else { true }
    }

    /// Takes the next byte, and gives the keys that are complete by it.
    package mutating func take(_ byte: UInt8, _ give: (Key) -> Void) {
        let wasPasting = isPasting
        decode(byte) { key in
            // In what is pasted nothing is a command, whatever it holds.
            switch key {
            case .text, .pasteEnd: give(key)
            default: give(wasPasting ? .unknown : key)
            }
        }
    }

    private mutating func decode(_ byte: UInt8, _ give: (Key) -> Void) {
        switch state {
        case .ground: begin(byte, give)
        case .escape: afterEscape(byte, give)
        case .single:
            state = .ground
            give(Self.single(byte))
        case .sequence(let parameters): sequence(byte, parameters, give)
        case .console:
            state = .ground
            give((0x41...0x45).contains(byte) ? .function(Int(byte) - 0x40) : .unknown)
        case .character(let value, let missing, let least):
            character(byte, value, missing, least, give)
        case .string(let afterEscape):
            let ends = byte == 7 || (afterEscape && byte == UInt8(ascii: "\\"))
            state = ends ? .ground : .string(afterEscape: byte == 0x1B)
        }
    }

    /// Nothing more comes for now: an ESC that stands alone is a key.
    package mutating func pause(_ give: (Key) -> Void) {
        switch state {
        case .ground: return
        case .escape: give(.escape)
        // A paste, or a character, whose rest is late: it is waited for.
        case .character: return
        default: if isPasting { return } else { give(.unknown) }
        }
        state = .ground
    }

    private mutating func begin(_ byte: UInt8, _ give: (Key) -> Void) {
        let isAfterReturn = isAfterReturn
        self.isAfterReturn = byte == 0x0D
        switch byte {
        case 0x1B: state = .escape
        case 0x0A where isAfterReturn: return  // the second half of a line end
        case 0x0A, 0x0D: give(isPasting ? .text("\n") : .enter)
        case 0x09: give(.text("\t"))
        case 0x7F, 0x08: give(isPasting ? .unknown : .backspace)
        case 0x00..<0x20:
            give(isPasting ? .unknown : .control(Character(Unicode.Scalar(byte | 0x60))))
        case 0x20..<0x7F: give(.text(Unicode.Scalar(byte)))
        case 0xC2..<0xE0:
            state = .character(value: UInt32(byte & 0x1F), missing: 1, least: 0x80)
        case 0xE0..<0xF0:
            state = .character(value: UInt32(byte & 0x0F), missing: 2, least: 0x800)
        case 0xF0..<0xF5:
            state = .character(value: UInt32(byte & 0x07), missing: 3, least: 0x10000)
        default: give(.text("\u{FFFD}"))
        }
    }

    private mutating func character(
        _ byte: UInt8, _ value: UInt32, _ missing: Int, _ least: UInt32, _ give: (Key) -> Void
    ) {
        guard byte & 0xC0 == 0x80 else {
            state = .ground
            give(.text("\u{FFFD}"))
            return begin(byte, give)
        }
        let value = value << 6 | UInt32(byte & 0x3F)
        if missing > 1 {
            state = .character(value: value, missing: missing - 1, least: least)
            return
        }
        state = .ground
        let scalar = value >= least ? Unicode.Scalar(value) : nil
        give(.text(scalar ?? "\u{FFFD}"))
    }

    private mutating func afterEscape(_ byte: UInt8, _ give: (Key) -> Void) {
        state = .ground
        switch byte {
        case UInt8(ascii: "["): state = .sequence([])
        case UInt8(ascii: "O"): state = .single
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"):
            // What a terminal answers comes at once; as keys these are letters with Alt.
            if isPasting { give(.unknown) } else { state = .string(afterEscape: false) }
        case 0x1B:
            give(.escape)
            state = .escape
        case UInt8(ascii: "b"): give(.wordLeft)
        case UInt8(ascii: "f"): give(.wordRight)
        case 0x7F, 0x08: give(.deleteWord)
        case 0x0A, 0x0D: give(.enter)
        case 0x20..<0x7F: give(.unknown)  // a letter with Alt
        default:
            give(.escape)
            begin(byte, give)
        }
    }

    private mutating func sequence(_ byte: UInt8, _ parameters: [UInt8], _ give: (Key) -> Void) {
        if byte == UInt8(ascii: "["), parameters.isEmpty {
            state = .console
        } else if (0x20..<0x40).contains(byte), parameters.count < Self.mostParameters {
            state = .sequence(parameters + [byte])
        } else if (0x40..<0x7F).contains(byte) {
            state = .ground
            let key = Self.key(byte, parameters)
            if key == .pasteStart { isPasting = true }
            if key == .pasteEnd { isPasting = false }
            give(key)
        } else {
            state = .ground
            give(.unknown)
            if byte >= 0x80 || byte < 0x20 { begin(byte, give) }
        }
    }

    private static func single(_ byte: UInt8) -> Key {
        switch byte {
        case UInt8(ascii: "P")...UInt8(ascii: "S"): .function(Int(byte) - 0x4F)
        default: key(byte, [])
        }
    }

    private static func key(_ final: UInt8, _ parameters: [UInt8]) -> Key {
        let numbers = String(decoding: parameters, as: UTF8.self)
            .split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        let number = numbers.first ?? 0
        // 1 plus the bits Shift 1, Alt 2, Ctrl 4.
        let modifiers = numbers.count > 1 ? max(0, numbers[1] - 1) : 0
        let isWord = modifiers & 6 != 0
        switch Character(Unicode.Scalar(final)) {
        case "A": return .up
        case "B": return .down
        case "C": return isWord ? .wordRight : .right
        case "D": return isWord ? .wordLeft : .left
        case "H": return isWord ? .textStart : .home
        case "F": return isWord ? .textEnd : .end
        case "P", "Q", "R", "S": return .function(Int(final) - 0x4F)
        case "~": return tilde(number, isWord: isWord)
        default: return .unknown
        }
    }

    private static func tilde(_ number: Int, isWord: Bool) -> Key {
        switch number {
        case 1, 7: isWord ? .textStart : .home
        case 4, 8: isWord ? .textEnd : .end
        case 3: .delete
        case 5: .pageUp
        case 6: .pageDown
        case 11...15: .function(number - 10)
        case 17...21: .function(number - 11)
        case 23, 24: .function(number - 12)
        case 200: .pasteStart
        case 201: .pasteEnd
        default: .unknown
        }
    }
}
