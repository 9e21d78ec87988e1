import SafeSodium

/// Bech32 (BIP 173) without its limit on length, for keys.
///
/// Both directions work in guarded memory, because half of all keys are secret.
enum Bech32 {
    private static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
    private static let checksumCharacterCount = 6
    private static let noValue: UInt8 = 0xFF

    private static let values: [UInt8] = {
        var values = [UInt8](repeating: noValue, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    /// The checksum's remainder of a polynomial over GF(32).
    private struct Checksum {
        private var remainder: UInt32 = 1

        init(prefix: String) {
            let lowercase = prefix.lowercased().utf8
            for character in lowercase { add(character >> 5) }
            add(0)
            for character in lowercase { add(character & 31) }
        }

        mutating func add(_ value: UInt8) {
            let generators: InlineArray<5, UInt32> = [
                0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3,
            ]
            let top = remainder >> 25
            remainder = (remainder & 0x1ff_ffff) << 5 ^ UInt32(value)
            for bit in 0..<5 where top >> UInt32(bit) & 1 == 1 { remainder ^= generators[bit] }
        }

        var isValid: Bool { remainder == 1 }

        /// The six values that make the checksum valid.
        consuming func closing() -> [UInt8] {
            for _ in 0..<checksumCharacterCount { add(0) }
            let value = remainder ^ 1
            return (0..<6).map { UInt8(value >> UInt32(5 * (5 - $0)) & 31) }
        }
    }

    /// The bytes after a text that begins with `prefix` and `1`; nil for any other text.
    ///
    /// The whole text has to be of the prefix's case.
    static func decode(_ text: Span<UInt8>, prefix: String) -> SecretBytes? {
        let isUppercase = prefix == prefix.uppercased()
        let lead = Array(prefix.utf8) + [UInt8(ascii: "1")]
        let valueCount = text.count - lead.count - checksumCharacterCount
        guard valueCount >= 0 else { return nil }
        for index in lead.indices where text[index] != lead[index] { return nil }

        var checksum = Checksum(prefix: prefix)
        var bytes = SecretBytes(byteCount: valueCount * 5 / 8)
        var target = bytes.mutableBytes
        var (accumulator, bitCount, filled): (UInt32, UInt32, Int) = (0, 0, 0)
        for index in lead.count..<text.count {
            var character = text[index]
            if isUppercase {
                guard !(UInt8(ascii: "a")...UInt8(ascii: "z")).contains(character) else {
                    return nil
                }
                if (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(character) { character |= 0x20 }
            }
            let value = values[Int(character)]
            guard value != noValue else { return nil }
            checksum.add(value)
            guard index < lead.count + valueCount else { continue }
            accumulator = (accumulator << 5 | UInt32(value)) & 0xfff
            bitCount += 5
            if bitCount >= 8 {
                bitCount -= 8
                target[filled] = UInt8(truncatingIfNeeded: accumulator >> bitCount)
                filled += 1
            }
        }
        // What is left over must be fewer than 5 bits, all zero.
        guard checksum.isValid, bitCount < 5, accumulator & (1 << bitCount - 1) == 0 else {
            return nil
        }
        return bytes
    }

    /// The text of some bytes, in the case of `prefix`.
    static func encode(_ bytes: Span<UInt8>, prefix: String) -> SecretBytes {
        let isUppercase = prefix == prefix.uppercased()
        let valueCount = (bytes.count * 8 + 4) / 5
        let lead = Array(prefix.utf8) + [UInt8(ascii: "1")]
        var text = SecretBytes(byteCount: lead.count + valueCount + checksumCharacterCount)
        var target = text.mutableBytes
        var checksum = Checksum(prefix: prefix)
        target.copy(from: lead.span)
        var filled = lead.count
        func character(_ value: UInt8) -> UInt8 {
            let character = alphabet[Int(value)]
            let isLetter = character >= UInt8(ascii: "a")
            return isUppercase && isLetter ? character & ~0x20 : character
        }
        var (accumulator, bitCount): (UInt32, UInt32) = (0, 0)
        for index in 0...bytes.count {
            if index < bytes.count {
                accumulator = (accumulator << 8 | UInt32(bytes[index])) & 0xfff
                bitCount += 8
            } else if bitCount > 0 {
                accumulator <<= 5 - bitCount
                bitCount = 5
            }
            while bitCount >= 5 {
                bitCount -= 5
                let value = UInt8(accumulator >> bitCount & 31)
                checksum.add(value)
                target[filled] = character(value)
                filled += 1
            }
        }
        for value in checksum.closing() {
            target[filled] = character(value)
            filled += 1
        }
        return text
    }
}
