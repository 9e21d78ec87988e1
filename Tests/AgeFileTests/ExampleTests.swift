import AgeFile
import Foundation
import SystemPackage
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#endif

// The code of the library's page, AgeFile.docc/AgeFile.md: the last test compares the two.

struct Descriptor: ByteSource, ByteSink {
    let number: Int32

    mutating func read(into buffer: inout MutableSpan<UInt8>) throws -> Int {
        let count = buffer.withUnsafeMutableBytes { Glibc.read(number, $0.baseAddress, $0.count) }
        guard count >= 0 else { throw Errno(rawValue: errno) }
        return count
    }

    mutating func write(_ bytes: Span<UInt8>) throws {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(number, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Errno(rawValue: errno) }
            rest = rest.extracting(droppingFirst: count)
        }
    }
}

@Suite("The examples of the documentation")
struct ExampleTests {
    /// Two ends of a pipe.
    private func pipe() throws -> (input: Descriptor, output: Descriptor) {
        var ends: [Int32] = [0, 0]
        try #require(Glibc.pipe(&ends) == 0)
        return (Descriptor(number: ends[0]), Descriptor(number: ends[1]))
    }

    @Test("encrypt and decrypt")
    func encryptAndDecrypt() throws {
        var (input, feed) = try pipe()
        var (drain, output) = try pipe()
        try feed.write([1, 2, 3].span)
        close(feed.number)

        let identity = Identity.generateHybrid()
        let small = try Age.seal("hello".utf8.span, to: [identity.recipient], armored: true)

        var writer = try AgeWriter(to: [identity.recipient], writing: output)
        try writer.write(contentsOf: &input)
        output = try writer.finish()

        close(output.number)
        close(input.number)
        input = drain
        (drain, output) = try pipe()

        let text = try Age.open(small, identities: [identity], limit: 1 << 20)

        var reader = try AgeReader(ArmorSource(detecting: input), identities: [identity])
        while try reader.readChunk({ chunk in try output.write(chunk) }) {}

        #expect(text == Array("hello".utf8))
        var bytes: [UInt8] = [0, 0, 0, 0]
        var span = bytes.mutableSpan
        let count = try drain.read(into: &span)
        #expect(count == 3 && bytes == [1, 2, 3, 0])
        for descriptor in [input, drain, output] { close(descriptor.number) }
    }

    @Test("inspect")
    func inspect() throws {
        let identity = Identity.generateHybrid()
        let small = try Age.seal("hello".utf8.span, to: [identity.recipient], armored: true)

        let seen = try Inspection(MemorySource(small))
        for kind in seen.stanzaKinds { print("\(kind.count) × \(kind.type)") }
        print(seen.isArmored, seen.isPostQuantum, seen.headerByteCount)
        print(seen.plaintextByteCount ?? -1)

        #expect(seen.plaintextByteCount == 5)
    }

    @Test("read at any place, and use the parts alone")
    func parts() throws {
        let identity = try Identity(KeyTests.hybrid)
        let plaintext = [UInt8](repeating: 5, count: 200_000)
        let whole = try Age.seal(plaintext.span, to: [identity.recipient])
        let keyFile = "# mine\n\(KeyTests.hybrid)\n"

        var file = try AgeRandomAccessReader(MemorySource(whole), identities: [identity])
        var piece = [UInt8](repeating: 0, count: 100)
        var space = piece.mutableSpan
        let count = try file.read(at: file.byteCount - 50, into: &space)
        print(count)

        let header = try Header.parse(from: MemorySource(whole))
        print(header.stanzas.map(\.type), header.encoded.count)

        var armor = ArmorSink(MemorySink())
        try armor.write(whole.span)
        let armored = try armor.finish().bytes

        let keys = try KeyFile.identities(in: Array(keyFile.utf8)) { Passphrase("of that file") }

        #expect(count == 50 && piece[49] == 5 && piece[50] == 0)
        #expect(try Age.open(armored, identities: keys, limit: 200_000) == plaintext)
    }

    @Test("the page shows the code that runs here")
    func page() throws {
        let tests = URL(filePath: #filePath).resolvingSymlinksInPath()
        let page = tests.deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
            .appending(path: "Sources/AgeFile/AgeFile.docc/AgeFile.md")
        func lines(_ text: some StringProtocol) -> [String] {
            text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
                .filter { !$0.isEmpty }
        }
        let code = lines(try String(contentsOf: tests, encoding: .utf8))
        let blocks = try String(contentsOf: page, encoding: .utf8)
            .components(separatedBy: "```swift\n").dropFirst()
            .map { lines($0.components(separatedBy: "```")[0]) }
        #expect(blocks.count == 6)
        for block in blocks {
            let isThere = code.indices.contains { code[$0...].starts(with: block) }
            #expect(isThere, "\(block[0])")
        }
    }
}
