import SafeSodium
import TestSupport
import Testing

@Suite("Hexadecimal")
struct HexTests {
    @Test("every character in every place of a hash is a digit or refused, as the definition says")
    func everyCharacter() {
        let digits = Array("0123456789abcdef".utf8)
        let text = (0..<64).map { digits[$0 * 7 % 16] }
        for place in text.indices {
            for character in UInt8.min...UInt8.max {
                var changed = text
                changed[place] = character
                let hash = SHA256Hash(hexDigits: changed.span)
                #expect((hash != nil) == digits.contains(character), "\(character) at \(place)")
                if let hash { #expect(Array(hash.hex.utf8) == changed) }
            }
        }
    }

    @Test(
        "digits are read in their order, whatever is behind them, and not where there are too few")
    func order() throws {
        var generator = SeededGenerator(for: "digits")
        for _ in 0..<200 {
            let bytes = generator.bytes(32)
            let text = Array(Hex.encode(bytes).utf8)
            let more = text + Array("zz".utf8)
            #expect(SHA256Hash(hexDigits: text.span)?.bytes == bytes)
            #expect(SHA256Hash(hexDigits: more.span)?.bytes == bytes)
            let short = Array(text.dropLast())
            #expect(SHA256Hash(hexDigits: short.span) == nil)
            let number = bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) }
            #expect(UInt64(hexDigits: text.span, at: 0) == number)
            #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        }
    }

    @Test("the hash of a byte and some more is that of both together, whatever the length")
    func prefixedHashes() {
        var generator = SeededGenerator(for: "prefixed hashes")
        for count in [0, 1, 55, 56, 64, 171, 254, 255, 256, 257, 1000] {
            let bytes = generator.bytes(count)
            #expect(SHA256Hash(of: 9, bytes.span) == SHA256Hash(of: [9] + bytes))
        }
        let (left, right) = (SHA256Hash(of: [1]), SHA256Hash(of: [2]))
        #expect(SHA256Hash(of: 1, left, right) == SHA256Hash(of: [1] + left.bytes + right.bytes))
    }
}
