import Testing

@testable import StrictTar

@Suite("Headers of entries")
struct TarEntryHeaderTests {
    @Test(
        "a header is read again as it was written, for sizes at the boundaries of both forms",
        arguments: [
            0, 1, 511, 512, 0o77777777777 - 1, 0o77777777777, 0o77777777777 + 1, 1 << 40, 1 << 60,
        ] as [UInt64])
    func roundTrip(byteCount: UInt64) throws {
        let header = TarEntryHeader(name: "some/name.txt", byteCount: byteCount)
        let block = try header.encoded()
        #expect(block.count == 512)
        #expect((block[124] == 0x80) == (byteCount > 0o77777777777))
        #expect(try TarEntryHeader(parsing: block.span) == header)
    }

    @Test("an entry above 2^60 bytes is neither written nor read")
    func tooLarge() throws {
        #expect(throws: TarError.entryTooLarge) {
            try TarEntryHeader(name: "a", byteCount: 1 << 60 + 1).encoded()
        }
        let block = try TarEntryHeader(name: "a", byteCount: 1 << 60).encoded()
        for (index, byte) in [(128, 0x11), (128, 0x90), (125, 1), (127, 1)] as [(Int, UInt8)] {
            var larger = block
            larger[index] = byte
            #expect(throws: TarError.entryTooLarge) { try Self.parse(withChecksum: larger) }
        }
    }

    @Test(
        "names that are safe",
        arguments: [
            "a", "Z", "0", "a.b", ".a", "a.", "...", "-", "_", "a/b", "a/.b/c..d",
            String(repeating: "x", count: 100),
        ])
    func safe(name: String) throws {
        #expect(TarEntryHeader.isValid(name: name))
        let block = try TarEntryHeader(name: name, byteCount: 1).encoded()
        #expect(try TarEntryHeader(parsing: block.span).name == name)
    }

    @Test(
        "names that are not",
        arguments: [
            "", "/", "/a", "a/", "a//b", ".", "..", "./a", "../a", "a/..", "a/../b", "a/.", "a/./b",
            "a b", "a\\b", "C:", "a\nb", "a\u{0}b", "é", "имя", "a*", "~", "$a", "a:b",
            String(repeating: "x", count: 101),
        ])
    func unsafe(name: String) throws {
        #expect(!TarEntryHeader.isValid(name: name))
        #expect(throws: TarError.unsafeName) {
            try TarEntryHeader(name: name, byteCount: 1).encoded()
        }
        // The same in a block with a good checksum, where it can be put into one.
        guard name.utf8.count <= 100, !name.utf8.contains(0) else { return }
        var block = try TarEntryHeader(name: "a", byteCount: 1).encoded()
        block[0] = 0
        for (index, byte) in name.utf8.enumerated() { block[index] = byte }
        #expect(throws: TarError.unsafeName) { try Self.parse(withChecksum: block) }
    }

    @Test("bytes behind the end of the name, and names that are not UTF-8, are refused")
    func nameField() throws {
        let block = try TarEntryHeader(name: "a", byteCount: 1).encoded()
        var hidden = block
        hidden[2] = UInt8(ascii: "b")
        #expect(throws: TarError.unusualHeader) { try Self.parse(withChecksum: hidden) }
        var broken = block
        broken[1] = 0xFF
        #expect(throws: TarError.unsafeName) { try Self.parse(withChecksum: broken) }
    }

    @Test("with the checksum made good, a change of any byte gives another header or none")
    func everyByte() throws {
        let header = TarEntryHeader(name: "name", byteCount: 0o1234567)
        let block = try header.encoded()
        var read = 0
        for index in block.indices where !(148..<156).contains(index) {
            for bit in (0..<8).map({ UInt8(1) << $0 }) {
                var changed = block
                changed[index] ^= bit
                guard let other = try? Self.parse(withChecksum: changed) else { continue }
                read += 1
                #expect(other != header)
                #expect(index < 5 || (124..<135).contains(index))
            }
        }
        #expect(read > 0)
    }

    @Test(
        "a size in another form is refused",
        arguments: [
            "00000000001 ", " 0000000001\u{0}", "1\u{0}", "00000000008\u{0}", "0000000000a\u{0}",
            "-0000000001\u{0}", "000000000001",
        ])
    func sizes(field: String) throws {
        var block = try TarEntryHeader(name: "a", byteCount: 1).encoded()
        for index in 124..<136 { block[index] = 0 }
        for (index, byte) in field.utf8.enumerated() { block[124 + index] = byte }
        #expect(throws: TarError.unusualHeader) { try Self.parse(withChecksum: block) }
    }

    @Test("a small size in the form for large ones is refused")
    func needlessForm() throws {
        var block = try TarEntryHeader(name: "a", byteCount: 1 << 40).encoded()
        for index in 125..<136 { block[index] = 0 }
        #expect(throws: TarError.unusualHeader) { try Self.parse(withChecksum: block) }
    }

    /// Parses a block after putting the right checksum into it.
    static func parse(withChecksum block: [UInt8]) throws -> TarEntryHeader {
        var block = block
        for index in 148..<156 { block[index] = UInt8(ascii: " ") }
        let digits = Array(String(block.reduce(0) { $0 + Int($1) }, radix: 8).utf8)
        let field = [UInt8](repeating: UInt8(ascii: "0"), count: 6 - digits.count) + digits + [0]
        for (index, byte) in field.enumerated() { block[148 + index] = byte }
        return try TarEntryHeader(parsing: block.span)
    }
}
