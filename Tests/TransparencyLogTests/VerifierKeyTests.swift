import SafeSodium
import Testing

@testable import TransparencyLog

@Suite("Verifier keys")
struct VerifierKeyTests {
    @Test(
        "a vkey is written again as it was read, and its id follows from its parts",
        arguments: [Samples.specificationKey, Samples.logKey, Samples.witnessKey])
    func roundTrip(text: String) throws {
        let key = try VerifierKey(text)
        #expect(key.description == text)
        #expect(VerifierKey(name: key.name, publicKey: key.publicKey, type: key.type) == key)
    }

    @Test("the same key has another id for another type")
    func types() {
        let bytes = [UInt8](repeating: 9, count: 32)
        let note = VerifierKey(name: "a", publicKey: bytes, type: .ed25519)
        let witness = VerifierKey(name: "a", publicKey: bytes, type: .cosignature)
        #expect(note.id != witness.id && note != witness)
    }

    private static let material = "AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"

    @Test(
        "what is not a vkey is refused",
        arguments: [
            "", "+", "++", "example.com/foo", "example.com/foo+530d903a",
            "+530d903a+\(material)",
            "example.com/foo+530d903b+\(material)",
            "example.com/fop+530d903a+\(material)",
            "example.com/foo+530D903A+\(material)",
            "example.com/foo+0530d903a+\(material)",
            "example.com/foo+530d903a+\(material)\n",
            " example.com/foo+530d903a+\(material)",
            "example.com/ foo+530d903a+\(material)",
            "example.com/foo+530d903a+\(material)=",
            "example.com/foo+530d903a+\(material.dropLast())",
            "example.com/foo+530d903a+\(material.dropLast(4))",
            "example.com/foo+530d903a+",
            "example.com/foo+530d903a++\(material)",
            "example.com/foo+530d903a+\(material)AAAA",
            String(repeating: "a", count: 256) + "+530d903a+\(material)",
        ])
    func strictness(text: String) {
        #expect(throws: NoteError.malformedKey) { try VerifierKey(text) }
    }

    @Test("a key of another signature type is named as such", arguments: [0x00, 0x02, 0x06, 0xFF])
    func unsupported(type: UInt8) {
        let material = Base64.encode([type] + [UInt8](repeating: 1, count: 32), padding: .required)
        #expect(throws: NoteError.unsupportedKey(type: type)) {
            try VerifierKey("a+00000000+\(material)")
        }
    }

    @Test("every change of one character gives another key or none")
    func everyCharacter() throws {
        let key = try VerifierKey(Samples.specificationKey)
        let bytes = Array(Samples.specificationKey.utf8)
        for index in bytes.indices {
            for bit in (0..<7).map({ UInt8(1) << $0 }) {
                var changed = bytes
                changed[index] ^= bit
                let text = String(decoding: changed, as: UTF8.self)
                // The id covers name, type and key; a change in any of them shows.
                #expect((try? VerifierKey(text)) == nil)
            }
        }
        #expect(key.name == "example.com/foo")
    }
}
