import AgeFile
import SafeSodium
import TestSupport
import Testing

/// The three ways into a file, each with keys of its own.
enum Lock: CaseIterable, Sendable {
    case hybrid
    case x25519
    case passphrase

    private static let hybridIdentity = Identity.generateHybrid()
    private static let x25519Identity = Identity.generateX25519()
    private static let secret = Passphrase("раҳмат, correct horse")

    private var identity: Identity {
        self == .hybrid ? Self.hybridIdentity : Self.x25519Identity
    }

    func writer<Sink: ByteSink & ~Copyable>(_ sink: consuming Sink) throws -> AgeWriter<Sink> {
        if self == .passphrase {
            return try AgeWriter(passphrase: Self.secret, logN: 10, writing: sink)
        }
        return try AgeWriter(to: [identity.recipient], writing: sink)
    }

    func reader<Source: ByteSource & ~Copyable>(
        _ source: consuming Source
    ) throws -> AgeReader<Source> {
        if self == .passphrase { return try AgeReader(source, passphrase: Self.secret) }
        return try AgeReader(source, identities: [identity])
    }

    func seal(_ plaintext: [UInt8], armored: Bool = false) throws -> [UInt8] {
        var writer = try writer(ArmorSink(MemorySink(), armored: armored))
        try writer.write(plaintext.span)
        return try writer.finish().finish().bytes
    }

    func open(_ file: [UInt8], armored: Bool = false) throws -> [UInt8] {
        var plaintext: [UInt8] = []
        var reader = try reader(ArmorSource(MemorySource(file), armored: armored))
        while try reader.readChunk({ plaintext.append($0) }) {}
        return plaintext
    }
}

/// Gives a few bytes at a time, as a pipe would.
struct TricklingSource: ByteSource {
    private var source: MemorySource
    private var generator: SeededGenerator

    init(_ bytes: [UInt8], _ generator: SeededGenerator) {
        source = MemorySource(bytes)
        self.generator = generator
    }

    mutating func read(into buffer: inout MutableSpan<UInt8>) -> Int {
        let count = min(buffer.count, Int.random(in: 1...70_000, using: &generator))
        var part = buffer._mutatingExtracting(first: count)
        return source.read(into: &part)
    }
}

@Suite("Sealing and opening")
struct RoundTripTests {
    static let sizes = [
        0, 1, 65_535, 65_536, 65_537, 131_072, 4_194_303, 4_194_304, 4_194_305, 5_000_000,
    ]

    @Test("what was sealed opens again", arguments: Lock.allCases, sizes)
    func roundTrip(_ lock: Lock, _ size: Int) throws {
        var generator = SeededGenerator(for: "round trip of \(size) bytes")
        let plaintext = generator.bytes(size)
        var writer = try lock.writer(MemorySink())
        var done = 0
        while done < size {
            let count = min(size - done, Int.random(in: 1...300_000, using: &generator))
            try writer.write(plaintext.span.extracting(done..<(done + count)))
            done += count
        }
        let file = try writer.finish().bytes
        #expect(Inspection.plaintextByteCount(payloadByteCount: payloadByteCount(file)) == size)

        var reader = try lock.reader(TricklingSource(file, generator))
        var opened: [UInt8] = []
        while try reader.readChunk({ opened.append($0) }) {}
        #expect(opened == plaintext)
        let isMore = try reader.readChunk { _ in Issue.record("the end was passed") }
        #expect(!isMore)
    }

    @Test("what was sealed and armored opens again", arguments: Lock.allCases, sizes)
    func armored(_ lock: Lock, _ size: Int) throws {
        var generator = SeededGenerator(for: "armored round trip of \(size) bytes")
        let plaintext = generator.bytes(size)
        let file = try lock.seal(plaintext, armored: true)
        let isLikely = Armor.isLikely(file.span)
        #expect(isLikely)
        #expect(try lock.open(file, armored: true) == plaintext)
    }

    @Test("one write of many batches gives the same as many writes")
    func largeWrite() throws {
        let plaintext = [UInt8](repeating: 7, count: 3 * 4_194_304 + 5)
        #expect(try Lock.x25519.open(try Lock.x25519.seal(plaintext)) == plaintext)
    }

    private func payloadByteCount(_ file: [UInt8]) -> Int {
        let header = try? Header.parse(from: MemorySource(file))
        return file.count - (header?.encoded.count ?? 0)
    }

    @Test("bytes seal and open in one call, up to the limit")
    func wholeBytes() throws {
        let plaintext = Array("ёд".utf8)
        let identity = Identity.generateHybrid()
        let other = Identity.generateHybrid()
        for armored in [true, false] {
            let file = try Age.seal(
                plaintext.span, to: [other.recipient, identity.recipient], armored: armored)
            #expect(try Age.open(file, identities: [identity], limit: plaintext.count) == plaintext)
            #expect(throws: AgeError.plaintextTooLong) {
                try Age.open(file, identities: [identity], limit: plaintext.count - 1)
            }
            #expect(throws: AgeError.noMatch) {
                try Age.open(file, identities: [.generateHybrid(), .generateX25519()], limit: 9)
            }
        }
        let locked = try Age.seal(plaintext.span, passphrase: Passphrase("a"), logN: 4)
        #expect(try Age.open(locked, passphrase: Passphrase("a"), limit: 4) == plaintext)
        #expect(throws: AgeError.wrongPassphrase) {
            try Age.open(locked, passphrase: Passphrase("b"), limit: 4)
        }
        #expect(throws: AgeError.workFactorTooHigh(4)) {
            try Age.open(locked, passphrase: Passphrase("a"), maximumLogN: 3, limit: 4)
        }
        #expect(throws: AgeError.passphraseNeeded) {
            try Age.open(locked, identities: [identity], limit: 4)
        }
        let file = try Age.seal(plaintext.span, to: [identity.recipient])
        #expect(throws: AgeError.identityNeeded) {
            _ = try AgeReader(MemorySource(file)) {
                Issue.record("a passphrase is asked for in vain")
                return Passphrase("a")
            }
        }
    }
}
