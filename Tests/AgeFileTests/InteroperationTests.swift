import AgeFile
import SafeSodium
import Foundation
import TestSupport
import Testing

@Suite(
    "Interoperation with the age command",
    .enabled(
        if: FileManager.default.isExecutableFile(atPath: "/usr/bin/age"),
        "the tool age is not installed"))
struct InteroperationTests {
    private static let age = "/usr/bin/age"

    @Test(
        "age opens what is sealed here",
        arguments: [0, 1, 65_536, 65_537, 300_000], [true, false])
    func ageOpens(_ size: Int, _ armored: Bool) throws {
        var generator = SeededGenerator(for: "age opens")
        let plaintext = generator.bytes(size)
        let identity = Identity.generateX25519()
        let other = Identity.generateX25519()
        let file = try Age.seal(
            plaintext.span, to: [other.recipient, identity.recipient], armored: armored)
        try withIdentityFile(identity) { path in
            let opened = try run(Self.age, ["-d", "-i", path], input: file)
            #expect(opened == plaintext)
        }
    }

    @Test(
        "what age seals opens here",
        arguments: [0, 1, 65_536, 65_537, 300_000], [true, false])
    func ageSeals(_ size: Int, _ armored: Bool) throws {
        var generator = SeededGenerator(for: "age seals")
        let plaintext = generator.bytes(size)
        let identity = Identity.generateX25519()
        let flags = ["-r", identity.recipient.description] + (armored ? ["-a"] : [])
        let file = try run(Self.age, flags, input: plaintext)
        let isLikely = Armor.isLikely(file.span)
        #expect(isLikely == armored)
        #expect(try Age.open(file, identities: [identity], limit: size) == plaintext)
    }

    @Test(
        "the same file key and nonce would give the same armor: age's armor is read and rewritten")
    func sameArmor() throws {
        let recipient = Identity.generateX25519().recipient.description
        let file = try run(Self.age, ["-a", "-r", recipient], input: [1, 2, 3])
        var source = ArmorSource(MemorySource(file))
        var sink = ArmorSink(MemorySink())
        var buffer = [UInt8](repeating: 0, count: 7)
        while true {
            var span = buffer.mutableSpan
            let count = try source.read(into: &span)
            if count == 0 { break }
            try sink.write(buffer.span.extracting(first: count))
        }
        #expect(try sink.finish().bytes == file)
    }

    private func withIdentityFile(
        _ identity: Identity, _ body: (String) throws -> Void
    ) throws {
        let path = TemporaryPlace.url("identity").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(Array(identity.encoded().bytes)).write(to: URL(fileURLWithPath: path))
        try body(path)
    }
}
