import TestSupport
import Testing

@testable import DurableFiles

@Suite("CRC-32C")
struct CRC32CTests {
    static func checksum(_ parts: ArraySlice<UInt8>..., usingInstruction: Bool) -> UInt32 {
        var crc = CRC32C(usingInstruction: usingInstruction)
        for part in parts { crc.update(part.span) }
        return crc.checksum
    }

    @Test("the check values of its definition", arguments: [false, true])
    func definition(usingInstruction: Bool) {
        func checksum(_ bytes: [UInt8]) -> UInt32 {
            Self.checksum(bytes[...], usingInstruction: usingInstruction)
        }
        #expect(checksum(Array("123456789".utf8)) == 0xE306_9283)
        #expect(checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(checksum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
        #expect(checksum([]) == 0)
    }

    @Test("table and instruction agree, however the bytes are parted")
    func parts() {
        var generator = SeededGenerator(for: "checksum parts")
        let bytes = generator.bytes(100)
        let whole = Self.checksum(bytes[...], usingInstruction: false)
        for end in bytes.indices {
            for usingInstruction in [false, true] {
                #expect(
                    Self.checksum(
                        bytes[..<end], bytes[end...], usingInstruction: usingInstruction) == whole)
            }
        }
    }
}
