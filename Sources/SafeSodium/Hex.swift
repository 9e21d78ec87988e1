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
    private static func value(_ digit: UInt8) -> UInt8 {
        let (decimal, letter) = (digit &- UInt8(ascii: "0"), digit &- UInt8(ascii: "a"))
        return decimal < 10 ? decimal : letter < 6 ? letter + 10 : 0xF0
    }

    /// The four bytes of the eight digits at a place, the first of them lowest; nil where one is no digit.
    /// All eight are worked on at once: logs have very many of them.
    static func fourBytes(_ text: Span<UInt8>, at place: Int) -> UInt32? {
        precondition(place >= 0 && place + 8 <= text.count, "there are eight characters")
        // SAFETY: within the span, as was just checked.
        let characters = UInt64(
            littleEndian: unsafe text.withUnsafeBytes {
                unsafe $0.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            })
        // In each byte: a digit's low half is its value, and a letter's is 9 less.
        let letters = (characters >> 6) & Self.ones
        let values = (characters & (0x0F &* Self.ones)) &+ 9 &* letters
        // What is no digit has a value over 15, or does not come out of its value again.
        let tens = ((values &+ 6 &* Self.ones) >> 4) & Self.ones
        guard values & (0xF0 &* Self.ones) == 0,
            values &+ 0x30 &* Self.ones &+ 0x27 &* tens == characters
        else { return nil }
        var packed = (values << 4 | values >> 8) & 0x00FF_00FF_00FF_00FF
        packed = (packed | packed >> 8) & 0x0000_FFFF_0000_FFFF
        return UInt32(truncatingIfNeeded: packed | packed >> 16)
    }

    private static var ones: UInt64 { 0x0101_0101_0101_0101 }
}

extension UInt64 {
    /// From the 16 lower-case hexadecimal digits at a place of a text, which has to have so many; nil
    /// where they are not digits.
    package init?(hexDigits text: Span<UInt8>, at place: Int) {
        guard let first = Hex.fourBytes(text, at: place),
            let second = Hex.fourBytes(text, at: place + 8)
        else { return nil }
        self = (UInt64(first) | UInt64(second) << 32).byteSwapped
    }
}
