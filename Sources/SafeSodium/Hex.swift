/// Lower-case hexadecimal, strict.
package enum Hex {
    private static let digits = Array("0123456789abcdef".utf8)

    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// nil for an odd length or any character outside `0-9a-f`.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let characters = Array(text.utf8)
        guard characters.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(characters.count / 2)
        for index in stride(from: 0, to: characters.count, by: 2) {
            guard let byte = byte(characters[index], characters[index + 1]) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    /// The byte of two digits; nil for any character outside `0-9a-f`.
    package static func byte(_ high: UInt8, _ low: UInt8) -> UInt8? {
        let (high, low) = (value(high), value(low))
        return high | low > 15 ? nil : high << 4 | low
    }

    /// The value of a digit; more than 15 where it is none.
    @inline(__always)
    fileprivate static func value(_ digit: UInt8) -> UInt8 {
        let (decimal, letter) = (digit &- UInt8(ascii: "0"), digit &- UInt8(ascii: "a"))
        return decimal < 10 ? decimal : letter < 6 ? letter + 10 : 0xF0
    }
}

extension UInt64 {
    /// From the 16 lower-case hexadecimal digits at a place of a text, which has to have so many; nil
    /// where they are not digits.
    package init?(hexDigits text: Span<UInt8>, at place: Int) {
        var (word, wrong): (UInt64, UInt8) = (0, 0)
        for index in place..<place + 16 {
            let value = Hex.value(text[index])
            wrong |= value
            word = word << 4 | UInt64(value & 15)
        }
        guard wrong <= 15 else { return nil }
        self = word
    }
}
