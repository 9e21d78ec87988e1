import SafeSodium
import TestSupport
import Testing
import Envelope

@Suite("Padding")
struct PaddingTests {
    @Test(
        "a content is padded to the next Padmé size, with a floor",
        arguments: [
            (0, 16_384), (1, 16_384), (16_383, 16_384), (16_384, 16_384), (16_385, 17_408),
            (20_000, 20_480), (65_536, 65_536), (65_537, 67_584), (1_000_000, 1_015_808),
            (1 << 30, 1 << 30), ((1 << 30) + 1, (1 << 30) + (1 << 25)),
        ] as [(UInt64, UInt64)])
    func padded(byteCount: UInt64, expected: UInt64) {
        #expect(Padding.paddedByteCount(byteCount) == expected)
    }

    @Test("padding adds at most an eighth, never takes away, and pads what is padded no more")
    func bounds() {
        var generator = SeededGenerator(for: "padded lengths")
        for _ in 0..<20_000 {
            let bits = UInt64.random(in: 15...50, using: &generator)
            let byteCount = UInt64.random(in: 16_385..<(1 << bits), using: &generator)
            let padded = Padding.paddedByteCount(byteCount)
            #expect(padded >= byteCount)
            #expect(padded - byteCount <= byteCount / 8)
            #expect(Padding.paddedByteCount(padded) == padded)
        }
    }

    @Test("archives in whole blocks stay in whole blocks")
    func blocks() {
        for blocks in UInt64(1)..<5000 {
            #expect(Padding.paddedByteCount(blocks * 512).isMultiple(of: 512))
        }
    }
}
