import SafeSodium
import Testing

@testable import TransparencyLog

@Suite("Signed notes")
struct SignedNoteTests {
    @Test("the specification's example verifies, and is written again byte for byte")
    func specificationExample() throws {
        let key = try VerifierKey(Samples.specificationKey)
        let note = try Samples.note(Samples.specificationNote)
        #expect(note.text == "This is an example message.\n")
        try note.verify(by: key)
        #expect(note.encoded == Array(Samples.specificationNote.utf8))
    }

    @Test("the specification's poem, with an empty line in its text, parses and round-trips")
    func poem() throws {
        let poem = """
            Ognuno sta solo sul cuor della terra
            trafitto da un raggio di sole:

            ed è subito sera.

            — quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=

            """
        let note = try Samples.note(poem)
        #expect(note.text.hasSuffix("\n\ned è subito sera.\n"))
        #expect(note.signatures.map(\.name) == ["quasimodo.example/salvatore"])
        #expect(note.signatures.map(\.id) == [0x367b_a04b])
        #expect(note.encoded == Array(poem.utf8))
    }

    @Test("every change of one byte fails to parse or to verify")
    func everyByte() throws {
        let key = try VerifierKey(Samples.specificationKey)
        let bytes = Array(Samples.specificationNote.utf8)
        var accepted = 0
        for index in bytes.indices {
            for bit in 1...UInt8.max {
                var changed = bytes
                changed[index] ^= bit
                guard let note = try? SignedNote(parsing: changed, limit: 1_000) else { continue }
                if note.encoded != changed || (try? note.verify(by: key)) != nil { accepted += 1 }
            }
        }
        #expect(accepted == 0)
    }

    @Test("a change in the signature line of another key leaves this key's signature as it was")
    func foreignSignature() throws {
        let key = try VerifierKey(Samples.logKey)
        let bytes = Array(Samples.cosignedCheckpoint.utf8)
        let text = try Samples.note(Samples.cosignedCheckpoint).text
        let foreignLine = try #require(bytes.dropLast().lastIndex(of: UInt8.newline)) + 1
        var stillSigned = 0
        for index in bytes.indices {
            for bit in (0..<8).map({ UInt8(1) << $0 }) {
                var changed = bytes
                changed[index] ^= bit
                guard let note = try? SignedNote(parsing: changed, limit: 1_000),
                    (try? note.verify(by: key)) != nil
                else { continue }
                stillSigned += 1
                #expect(index >= foreignLine)
                #expect(note.text == text)
            }
        }
        #expect(stillSigned > 0)
    }

    @Test("what is signed verifies, by each key that signed and by no other")
    func signing() throws {
        let first = Samples.key(1)
        let second = Samples.key(2)
        var note = SignedNote(signing: "kind/v1\nkey: ҷавоб\n\nmore\n", as: "a", with: first)
        try note.addSignature(as: "b", with: second)
        let read = try SignedNote(parsing: note.encoded, limit: note.encoded.count)
        #expect(read == note)
        try read.verify(
            by: VerifierKey(name: "a", publicKey: first.verifyingKey.bytes, type: .ed25519))
        try read.verify(
            by: VerifierKey(name: "b", publicKey: second.verifyingKey.bytes, type: .ed25519))
        #expect(throws: NoteError.notSigned(by: "b")) {
            try read.verify(
                by: VerifierKey(name: "b", publicKey: first.verifyingKey.bytes, type: .ed25519))
        }
    }

    @Test("a signature under a known name and id that is not over the text is forged")
    func forged() throws {
        let key = Samples.key(1)
        let known = VerifierKey(name: "a", publicKey: key.verifyingKey.bytes, type: .ed25519)
        let honest = SignedNote(signing: "one\n", as: "a", with: key)
        var forgery = SignedNote(signing: "two\n", as: "z", with: Samples.key(2))
        for signature in honest.signatures { try forgery.add(signature) }
        #expect(throws: NoteError.forged(by: "a")) { try forgery.verify(by: known) }
    }

    @Test("a key that signs again replaces its signature, and the number of keys is bounded")
    func bounds() throws {
        let key = Samples.key(1)
        var note = SignedNote(signing: "text\n", as: "key0", with: key)
        try note.addSignature(as: "key0", with: key)
        #expect(note.signatures.count == 1)
        for number in 1..<SignedNote.maximumSignatureCount {
            try note.addSignature(as: "key\(number)", with: key)
        }
        #expect(try SignedNote(parsing: note.encoded, limit: 100_000) == note)
        let full = NoteError.tooManySignatures(limit: 64)
        #expect(throws: full) { try note.addSignature(as: "more", with: key) }
        let more = NoteSignature(
            by: VerifierKey(name: "more", publicKey: key.verifyingKey.bytes, type: .ed25519),
            bytes: [1])
        let bytes = note.encoded + more.encoded
        #expect(throws: full) { try SignedNote(parsing: bytes, limit: 100_000) }
        #expect(throws: NoteError.tooLarge(byteLimit: bytes.count - 1)) {
            try SignedNote(parsing: bytes, limit: bytes.count - 1)
        }
    }

    @Test("names are compared byte for byte, not as they look")
    func lookAlikes() throws {
        let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
        #expect(composed == decomposed)
        let bytes = [UInt8](repeating: 1, count: 32)
        let one = VerifierKey(name: composed, publicKey: bytes, type: .ed25519)
        let other = VerifierKey(name: decomposed, publicKey: bytes, type: .ed25519)
        #expect(one != other && one.id != other.id)
        let key = Samples.key(1)
        let noteOne = SignedNote(signing: composed + "\n", as: "a", with: key)
        let noteOther = SignedNote(signing: decomposed + "\n", as: "a", with: key)
        #expect(noteOne != noteOther)
    }

    static let line = "— a AAAAAAE=\n"
    static let strictTexts: [(String, NoteError?)] = [
        ("", NoteError.malformedNote),
        ("\n", .malformedNote),
        ("text\n", .malformedNote),
        ("text\n\n", .malformedNote),
        ("text\n\n\n", .malformedNote),
        ("\n\(line)", .malformedNote),
        ("text\n\(line)", .malformedNote),
        ("text\n\n\(line.dropLast())", .malformedNote),
        ("text\r\n\r\n\(line)", .malformedNote),
        ("te\txt\n\n\(line)", .malformedNote),
        ("te\u{0}xt\n\n\(line)", .malformedNote),
        ("text\n\nanother paragraph\n", .malformedNote),
        ("text\n\n- a AAAAAAE=\n", .malformedNote),
        ("text\n\n—  a AAAAAAE=\n", .malformedNote),
        ("text\n\n— a  AAAAAAE=\n", .malformedNote),
        ("text\n\n— a AAAAAAE= \n", .malformedNote),
        ("text\n\n— a+b AAAAAAE=\n", .malformedNote),
        ("text\n\n— a\u{A0}b AAAAAAE=\n", .malformedNote),
        ("text\n\n— a\u{2003} AAAAAAE=\n", .malformedNote),
        ("text\n\n— AAAAAAE=\n", .malformedNote),
        ("text\n\n— a AAAAAA==\n", .malformedNote),
        ("text\n\n— a AAAAAAF=\n", .malformedNote),
        ("text\n\n— a AAAAAAE\n", .malformedNote),
        ("text\n\n— a AAAA-AE=\n", .malformedNote),
        ("text\n\n\(line)text\n", .malformedSignature(number: 2)),
        ("text\n\n\(line)\n\(line)", nil),
        ("text\n\n\(line)\(line)", .repeatedSignature(by: "a")),
        ("text\n\n\(line)", nil),
        ("\n\n\(line)", nil),
    ]

    @Test(
        "texts that are no signed note are refused",
        arguments: strictTexts)
    func strictness(text: String, wanted: NoteError?) throws {
        if let wanted {
            #expect(throws: wanted) { try Samples.note(text) }
        } else {
            #expect(try Samples.note(text).encoded == Array(text.utf8))
        }
    }

    @Test("bytes that are not UTF-8 are refused", arguments: [[0xFF], [0xC3], [0xED, 0xA0, 0x80]])
    func notUTF8(bytes: [UInt8]) {
        let note = Array("te".utf8) + bytes + Array(("xt\n\n" + Self.line).utf8)
        #expect(throws: NoteError.malformedNote) { try SignedNote(parsing: note, limit: 100) }
    }
}
