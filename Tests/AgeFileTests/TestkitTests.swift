import SafeSodium
import TestSupport
import Testing

@testable import AgeFile

/// The vectors of C2SP/CCTV, `age`.
@Suite("The age testkit", .enabled(if: TestVectors.areThere, "no published vectors"))
struct PublishedTestkitTests {
    @Test("all 143 vectors are there")
    func count() {
        #expect(TestVectors.files(in: "age", .published).count == 143)
    }
}

@Suite("The age testkit, and age files of our own in its form")
struct TestkitTests {
    @Test("there are some of our own, and each says what it expects")
    func count() {
        #expect(TestVectors.files(in: "age", .own).count >= 40)
        #expect(TestkitVector.all.allSatisfy { !$0.expect.isEmpty })
    }

    @Test("a vector opens, or fails in the layer it says", arguments: TestkitVector.all)
    func opens(_ vector: TestkitVector) throws {
        let file = try vector.file()
        for key in try vector.keys {
            var hasher = SHA256Hasher()
            let outcome = outcome {
                let source = ArmorSource(MemorySource(file), armored: vector.isArmored)
                var reader =
                    switch key {
                    case .identities(let identities): try AgeReader(source, identities: identities)
                    case .passphrase(let passphrase): try AgeReader(source, passphrase: passphrase)
                    }
                while try reader.readChunk({ hasher.update($0) }) {}
            }
            #expect(outcome == vector.expect)
            if let hash = vector.payloadHash { #expect(hasher.finalize().hex == hash) }
        }
    }

    @Test(
        "the same through random access, which gives out nothing of a file whose end is wrong",
        arguments: TestkitVector.all)
    func randomAccess(_ vector: TestkitVector) throws {
        let stored = try vector.file()
        for key in try vector.keys {
            var hasher = SHA256Hasher()
            var isBegun = false
            let outcome = outcome {
                let source = MemorySource(try vector.isArmored ? withoutArmor(stored) : stored)
                var reader =
                    switch key {
                    case .identities(let identities):
                        try AgeRandomAccessReader(source, identities: identities)
                    case .passphrase(let passphrase):
                        try AgeRandomAccessReader(source, passphrase: passphrase)
                    }
                isBegun = true
                var buffer = [UInt8](repeating: 0, count: 65_536)
                var position = 0
                while position < reader.byteCount {
                    var span = buffer.mutableSpan
                    let count = try reader.read(at: position, into: &span)
                    hasher.update(buffer.span.extracting(first: count))
                    position += count
                }
            }
            #expect(outcome == vector.expect)
            // A chunk that was sealed as the last but is not at the end opens for nobody who was
            // told the length.
            let hasTwoEnds = vector.name.hasPrefix("stream_two_final_chunks")
            if isBegun, !hasTwoEnds, let hash = vector.payloadHash {
                #expect(hasher.finalize().hex == hash)
            }
        }
    }

    @Test("what can be seen without a key is seen, and agrees", arguments: TestkitVector.all)
    func inspects(_ vector: TestkitVector) throws {
        let file = try vector.file()
        let outcome = outcome {
            let inspection = try Inspection(MemorySource(file))
            #expect(inspection.isArmored == vector.isArmored)
            let plain = try vector.isArmored ? withoutArmor(file) : file
            #expect(inspection.headerByteCount + inspection.payloadByteCount == plain.count)
            #expect(inspection.stanzaKinds.map(\.count).reduce(0, +) > 0)
        }
        switch vector.expect {
        case "armor failure":
            // One that does not begin as an armor does is taken for a binary file.
            #expect(outcome == "armor failure" || outcome == "header failure")
        case "header failure":
            // A stanza's meaning is the business of those who have a key.
            let isWellFormed = (try? Header.parse(from: MemorySource(file))) != nil
            #expect(outcome == (isWellFormed ? "success" : "header failure"))
        default:
            // A file without a payload is seen as well, as one of no length.
            #expect(outcome == "success")
        }
    }

    @Test(
        "a header that parses re-encodes to the same bytes",
        arguments: TestkitVector.all.filter {
            $0.expect != "header failure" && $0.expect != "armor failure"
        })
    func reencodesHeader(_ vector: TestkitVector) throws {
        let file = try vector.isArmored ? withoutArmor(vector.file()) : vector.file()
        let header = try Header.parse(from: MemorySource(file))
        #expect(file.starts(with: header.encoded))
        #expect(try Header(header.encoded) == header)
    }

    @Test(
        "a payload that opens is sealed to the same bytes under the same file key",
        arguments: TestkitVector.all.filter { $0.expect == "success" })
    func reencodesPayload(_ vector: TestkitVector) throws {
        let file = try vector.isArmored ? withoutArmor(vector.file()) : vector.file()
        let bytes = try #require(vector.fileKey.flatMap { Hex.decode($0) })
        guard let fileKey = FileKey(SecretBytes(copying: bytes.span)) else {
            Issue.record("a file key is 16 bytes")
            return
        }
        let payload = file.dropFirst(try Header.parse(from: MemorySource(file)).encoded.count)
        let key = fileKey.payloadKey(nonce: Array(payload.prefix(16)))
        var reader = try AgeReader(MemorySource(file), fileKey: SecretBytes(copying: bytes.span))
        var sealer = ChunkSealer(key: key, hashing: false)
        var sealed: [UInt8] = []
        var plaintext: [UInt8] = []
        while try reader.readChunk({ plaintext.append($0) }) {}
        var done = 0
        while done < plaintext.count {
            done += sealer.append(plaintext.span.extracting(droppingFirst: done))
            while sealer.isBusy { try sealer.fetch { sealed.append($0) } }
        }
        sealer.finish()
        while sealer.isBusy { try sealer.fetch { sealed.append($0) } }
        #expect(sealed == Array(payload.dropFirst(16)))
    }

    @Test(
        "an armor that is read is written again as the same bytes, but for white space around it",
        arguments: TestkitVector.all.filter { $0.isArmored && $0.expect != "armor failure" })
    func rearmors(_ vector: TestkitVector) throws {
        let text = try vector.file()
        var sink = ArmorSink(MemorySink())
        let bytes = try withoutArmor(text)
        try sink.write(bytes.span)
        let written = String(decoding: try sink.finish().bytes, as: UTF8.self)
        let expected = String(decoding: text.filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
        #expect(
            written.split(separator: "\n")
                == expected.split(separator: "\n").filter {
                    !$0.allSatisfy(\.isWhitespace)
                })
    }

    private func withoutArmor(_ text: [UInt8]) throws -> [UInt8] {
        var source = ArmorSource(MemorySource(text))
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1000)
        while true {
            var span = buffer.mutableSpan
            let count = try source.read(into: &span)
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }

    private func outcome(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "success"
        } catch {
            return layer(of: error)
        }
    }

    private func layer(of error: any Error) -> String {
        switch error as? AgeError {
        case .invalidHeader, .workFactorTooHigh: "header failure"
        case .invalidArmor: "armor failure"
        case .noMatch, .wrongPassphrase, .passphraseNeeded, .identityNeeded: "no match"
        case .headerMACMismatch: "HMAC failure"
        case .payload: "payload failure"
        default: "\(error)"
        }
    }
}

extension AgeReader where Source: ~Copyable {
    /// Reads a file whose file key a vector gives.
    fileprivate init(_ source: consuming Source, fileKey: consuming SecretBytes) throws {
        var source = BufferedSource(source)
        let header = try HeaderParser.parse(&source)
        try header.requirePassphraseAlone()
        guard let fileKey = FileKey(fileKey) else { throw AgeError.headerMACMismatch }
        try self.init(source, header, fileKey)
    }
}
