import SafeSodium
import TestSupport
import Testing

@testable import AgeFile

@Suite("Writing")
struct WriterTests {
    @Test(
        "hashes are those of the plaintext without its padding, and of the whole file",
        arguments: [0, 1, 65_536, 4_194_304, 4_194_305, 13_000_000], [0, 1, 5_000_000])
    func hashes(_ size: Int, _ padding: Int) throws {
        var generator = SeededGenerator(for: "hashes")
        let plaintext = generator.bytes(size)
        let identity = Identity.generateX25519()
        var writer = try AgeWriter(
            to: [identity.recipient], stanzas: .exact, hashing: true, writing: MemorySink())
        try writer.write(plaintext.span.extracting(first: size / 3))
        try writer.write(plaintext.span.extracting(droppingFirst: size / 3))
        try writer.writeZeros(count: padding)
        let sealed = try writer.finishHashed()
        let facts = sealed.facts
        let file = sealed.takeSink().bytes
        #expect(facts.plaintextByteCount == size)
        #expect(facts.plaintextHash == SHA256Hash(of: plaintext))
        #expect(facts.fileByteCount == file.count)
        #expect(facts.fileHash == SHA256Hash(of: file))
        let opened = try Age.open(file, identities: [identity], limit: size + padding)
        #expect(opened == plaintext + [UInt8](repeating: 0, count: padding))
    }

    @Test(
        "stanzas are filled up to a power of two, and every recipient still finds its own",
        arguments: [(1, 2), (2, 2), (3, 4), (4, 4), (5, 8)], [true, false])
    func filledUp(_ counts: (Int, Int), _ isHybrid: Bool) throws {
        let identities = (0..<counts.0).map { _ in
            isHybrid ? Identity.generateHybrid() : Identity.generateX25519()
        }
        var writer = try AgeWriter(
            to: identities.map(\.recipient), stanzas: .filledUp(), hashing: false,
            writing: MemorySink())
        try writer.write([1, 2, 3].span)
        let file = try writer.finish().bytes
        let header = try Header.parse(from: MemorySource(file))
        #expect(header.stanzas.count == counts.1)
        #expect(Set(header.stanzas.map(\.type)).count == 1)
        for identity in identities {
            #expect(try Age.open(file, identities: [identity], limit: 3) == [1, 2, 3])
        }
    }

    @Test(
        "among stanzas that are filled up, a recipient's own stands at every place",
        arguments: [1, 2, 3], [true, false])
    func everyPlace(_ count: Int, _ isHybrid: Bool) throws {
        func identity() -> Identity {
            isHybrid ? .generateHybrid() : .generateX25519()
        }
        let first = identity()
        let recipients = [first.recipient] + (1..<count).map { _ in identity().recipient }
        let placeCount = count > 2 ? 4 : 2
        var places: Set<Int> = []
        var tried = 0
        // Of good shuffles, one in 10^12 leaves out a place of four.
        while places.count < placeCount, tried < 100 {
            tried += 1
            let stanzas = try StanzaCount.filledUp().stanzas(wrapping: .random(), for: recipients)
            #expect(stanzas.count == placeCount)
            let own = try stanzas.indices.filter { try first.unwrap([stanzas[$0]]) != nil }
            #expect(own.count == 1)
            places.formUnion(own)
        }
        #expect(places == Set(0..<placeCount), "after \(tried) files")
    }

    @Test(
        "a file as for more recipients has the stanzas of one for these, and for fewer, its own",
        arguments: 1...9, 1...9)
    func filledUpAsFor(_ count: Int, _ least: Int) throws {
        let wanted = [2, 4, 8, 16].first(where: { $0 >= max(count, least) })
        for isHybrid in [true, false] {
            let identities = (0...count).map { _ in
                isHybrid ? Identity.generateHybrid() : Identity.generateX25519()
            }
            let stanzas = try StanzaCount.filledUp(asFor: least)
                .stanzas(wrapping: .random(), for: identities.prefix(count).map(\.recipient))
            #expect(stanzas.count == wanted)
            #expect(Set(stanzas.map(\.type)).count == 1)
            #expect(Header(stanzas: stanzas, mac: []).isHybridAlone == isHybrid)
            // All but the last, who is none of them, find their own.
            for (place, identity) in identities.enumerated() {
                let isFound = try identity.unwrap(stanzas) != nil
                #expect(isFound == (place < count))
            }
        }
    }

    @Test("a file as for more recipients is written as one, and opens for those that it has")
    func asForWritten() throws {
        let identity = Identity.generateHybrid()
        var counts: [Int] = []
        for count in [StanzaCount.exact, .filledUp(), .filledUp(asFor: 1), .filledUp(asFor: 5)] {
            var writer = try AgeWriter(
                to: [identity.recipient], stanzas: count, hashing: false, writing: MemorySink())
            try writer.write([1, 2, 3].span)
            let file = try writer.finish().bytes
            counts.append(try Header.parse(from: MemorySource(file)).stanzas.count)
            #expect(try Age.open(file, identities: [identity], limit: 3) == [1, 2, 3])
        }
        #expect(counts == [1, 2, 2, 8])
    }

    @Test("a header of hybrid stanzas alone is told from one with any other among them")
    func hybridAlone() throws {
        func stanzas(_ identity: Identity) throws -> [Stanza] {
            try StanzaCount.filledUp().stanzas(wrapping: .random(), for: [identity.recipient])
        }
        let hybrid = try stanzas(.generateHybrid())
        let classic = try stanzas(.generateX25519())
        let unknown = try Stanza(type: "mlkem768x25519-2", arguments: [], body: [])
        #expect(Header(stanzas: hybrid, mac: []).isHybridAlone)
        #expect(!Header(stanzas: classic, mac: []).isHybridAlone)
        for other in [classic[0], unknown] {
            for place in 0...hybrid.count {
                var mixed = hybrid
                mixed.insert(other, at: place)
                #expect(!Header(stanzas: mixed, mac: []).isHybridAlone, "\(other.type) at \(place)")
            }
        }
    }

    @Test("recipients with and without post-quantum security do not share a file")
    func mixed() {
        #expect(throws: AgeError.mixedRecipients) {
            try Age.seal(
                Span(),
                to: [Identity.generateHybrid().recipient, Identity.generateX25519().recipient])
        }
    }

    @Test("a file needs a recipient, and has at most 512")
    func numbers() {
        #expect(throws: AgeError.noRecipients) { try Age.seal(Span(), to: []) }
        let one = Identity.generateX25519().recipient
        #expect(throws: AgeError.tooManyRecipients) {
            try Age.seal(Span(), to: [Recipient](repeating: one, count: 513))
        }
    }

    @Test("a sink's error comes through")
    func sinkErrors() throws {
        struct Full: Error {}
        struct FullSink: ByteSink {
            var room = 1000
            mutating func write(_ bytes: Span<UInt8>) throws {
                room -= bytes.count
                if room < 0 { throw Full() }
            }
        }
        #expect(throws: Full.self) {
            var writer = try AgeWriter(
                to: [Identity.generateX25519().recipient], writing: FullSink())
            try writer.write([UInt8](repeating: 0, count: 2000).span)
            _ = try writer.finish()
        }
    }

    @Test("a writer is spent after an error: what the sink did not take is not passed over")
    func spent() async {
        await #expect(processExitsWith: .failure) {
            struct Full: Error {}
            struct OnceFullSink: ByteSink {
                var count = 0
                mutating func write(_ bytes: Span<UInt8>) throws {
                    count += 1
                    if count == 2 { throw Full() }
                }
            }
            var writer = try AgeWriter(
                to: [Identity.generateX25519().recipient], writing: OnceFullSink())
            let much = [UInt8](repeating: 0, count: 20 << 20)
            do { try writer.write(much.span) } catch {}
            _ = try writer.finish()
        }
    }
}
