import AgeFile
import SafeSodium
import Testing

@Suite("The age testkit", .enabled(if: TestVectors.folder != nil))
struct TestkitTests {
    @Test("all 143 vectors are there")
    func count() {
        #expect(TestkitVector.all.count == 143)
    }

    @Test("a vector opens, or fails in the layer it says", arguments: TestkitVector.all)
    func opens(_ vector: TestkitVector) throws {
        let file = try vector.file()
        let identities = try vector.identities.map { try Identity($0) }
        if vector.passphrases.isEmpty || !identities.isEmpty {
            check(vector, file) {
                try AgeReader(ArmorSource($0, armored: $1), identities: identities)
            }
        }
        for passphrase in vector.passphrases {
            check(vector, file) {
                try AgeReader(ArmorSource($0, armored: $1), passphrase: Passphrase(passphrase))
            }
        }
    }

    @Test(
        "a header that parses re-encodes to the same bytes",
        arguments: TestkitVector.all.filter { !$0.isArmored && $0.expect != "header failure" })
    func reencodes(_ vector: TestkitVector) throws {
        let file = try vector.file()
        let header = try Header.parse(from: MemorySource(file))
        #expect(file.starts(with: header.encoded))
        #expect(try Header(header.encoded) == header)
    }

    @Test(
        "an armor that is read is written again as the same bytes",
        arguments: TestkitVector.all.filter { $0.isArmored && $0.expect == "success" })
    func rearmors(_ vector: TestkitVector) throws {
        let text = try vector.file()
        var source = ArmorSource(MemorySource(text))
        var sink = ArmorSink(MemorySink())
        var buffer = [UInt8](repeating: 0, count: 1000)
        while true {
            var span = buffer.mutableSpan
            let count = try source.read(into: &span)
            if count == 0 { break }
            try sink.write(buffer.span.extracting(first: count))
        }
        let written = String(decoding: try sink.finish().bytes, as: UTF8.self)
        let expected = String(decoding: text.filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
        #expect(
            written.split(separator: "\n")
                == expected.split(separator: "\n").filter {
                    !$0.allSatisfy(\.isWhitespace)
                })
    }

    private func check(
        _ vector: TestkitVector, _ file: [UInt8],
        _ open: (MemorySource, Bool) throws -> AgeReader<ArmorSource<MemorySource>>
    ) {
        var hasher = SHA256Hasher()
        var outcome = "success"
        do {
            var reader = try open(MemorySource(file), vector.isArmored)
            while try reader.readBatch({ hasher.update($0) }) {}
        } catch {
            outcome = layer(of: error)
        }
        #expect(outcome == vector.expect)
        if let hash = vector.payloadHash, outcome == vector.expect {
            #expect(hasher.finalize().hex == hash)
        }
    }

    private func layer(of error: any Error) -> String {
        switch error as? AgeError {
        case .invalidHeader, .workFactorTooHigh: "header failure"
        case .invalidArmor: "armor failure"
        case .noMatch: "no match"
        case .headerMACMismatch: "HMAC failure"
        case .payload: "payload failure"
        default: "\(error)"
        }
    }
}
