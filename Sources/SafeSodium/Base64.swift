/// Base64 (RFC 4648 §4), canonical, and nothing else: any other spelling of the same bytes is
/// refused.
package enum Base64 {
    package enum Padding {
        /// No `=` at all: in age headers.
        case none
        /// `=` up to a multiple of four characters: in armor, and in notes.
        case required
    }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let noValue: UInt8 = 0xFF
    private static let pad = UInt8(ascii: "=")

    private static let values: [UInt8] = {
        var values = [UInt8](repeating: noValue, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    /// The characters of some bytes, appended to `text`.
    package static func append(_ bytes: Span<UInt8>, to text: inout [UInt8], padding: Padding) {
        let alphabet = alphabet
        var index = 0
        while index < bytes.count {
            let left = bytes.count - index
            let group =
                UInt32(bytes[index]) << 16
                | (left > 1 ? UInt32(bytes[index + 1]) << 8 : 0)
                | (left > 2 ? UInt32(bytes[index + 2]) : 0)
            text.append(alphabet[Int(group >> 18 & 63)])
            text.append(alphabet[Int(group >> 12 & 63)])
            if left > 1 { text.append(alphabet[Int(group >> 6 & 63)]) }
            if left > 2 { text.append(alphabet[Int(group & 63)]) }
            if left < 3, padding == .required {
                for _ in left..<3 { text.append(pad) }
            }
            index += 3
        }
    }

    /// The text of some bytes.
    package static func encode(_ bytes: [UInt8], padding: Padding) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        append(bytes.span, to: &text, padding: padding)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the bytes of a text to `bytes`.
    ///
    /// - Returns: false where the text is not the one canonical encoding of them.
    package static func decode(
        _ text: Span<UInt8>, appendingTo bytes: inout [UInt8], padding: Padding
    ) -> Bool {
        var end = text.count
        if padding == .required {
            guard end.isMultiple(of: 4) else { return false }
            if end > 0, text[end - 1] == pad { end -= 1 }
            if end > 0, end < text.count, text[end - 1] == pad { end -= 1 }
        }
        let values = values
        var index = 0
        while index < end {
            let left = min(4, end - index)
            guard left > 1 else { return false }
            var group: UInt32 = 0
            for offset in 0..<left {
                let value = values[Int(text[index + offset])]
                guard value != noValue else { return false }
                group |= UInt32(value) << UInt32(18 - 6 * offset)
            }
            // The bits below the last whole byte have to be zero.
            bytes.append(UInt8(truncatingIfNeeded: group >> 16))
            if left == 2, group & 0xffff != 0 { return false }
            if left > 2 { bytes.append(UInt8(truncatingIfNeeded: group >> 8)) }
            if left == 3, group & 0xff != 0 { return false }
            if left > 3 { bytes.append(UInt8(truncatingIfNeeded: group)) }
            index += left
        }
        return true
    }

    /// The bytes of a text; nil where it is not the one canonical encoding of them.
    package static func decode(_ text: some StringProtocol, padding: Padding) -> [UInt8]? {
        var bytes: [UInt8] = []
        let characters = Array(text.utf8)
        guard decode(characters.span, appendingTo: &bytes, padding: padding) else { return nil }
        return bytes
    }
}
