import AgeFile
import SafeSodium
import TestSupport
import Testing
import TransparencyLog

@testable import Statements

@Suite("Cards")
struct CardTests {
    func parse(_ text: String, signedBy byte: UInt8 = 7, as name: String? = nil) throws -> Card {
        let name = try name ?? Samples.card(byte).key.name
        guard SignedNote.isValid(text: text) else { throw StatementError.note(.malformedNote) }
        let note = SignedNote(signing: text, as: name, with: Samples.key(byte))
        return try Card(parsing: note.encoded)
    }

    @Test(
        "a card is read back as it was made, and written again byte for byte",
        arguments: Role.allCases)
    func roundTrip(role: Role) throws {
        let card = try Samples.card(role: role)
        let read = try Card(parsing: card.encoded)
        #expect(read == card)
        #expect(read.encoded == card.encoded)
        #expect(read.name == "Лола" && read.role == role && read.time == Samples.time())
        #expect(read.recipient == (try Samples.recipient(7)))
        #expect(read.key.publicKey == Samples.key(7).verifyingKey.bytes)
        #expect(read.number == 1 && read.follows == nil)
        #expect(read.fingerprint.deviceName == read.key.name)
        #expect(read.key.type == .ed25519 && read.cosignatureKey.type == .cosignature)
        #expect(read.cosignatureKey.publicKey == read.key.publicKey)
        #expect(try parse(card.note.text).encoded == card.encoded)
    }

    @Test("a card with any one byte changed is refused")
    func everyByte() throws {
        var generator = SeededGenerator(for: "cards")
        let bytes = try Samples.card().encoded
        for position in bytes.indices {
            var changed = bytes
            changed[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            #expect(throws: StatementError.self, "byte \(position)") {
                try Card(parsing: changed)
            }
        }
    }

    @Test("a card that is cut off anywhere, or goes on, is refused")
    func cuts() throws {
        let bytes = try Samples.card().encoded
        for count in bytes.indices {
            #expect(throws: StatementError.self) { try Card(parsing: Array(bytes[..<count])) }
        }
        #expect(throws: StatementError.self) { try Card(parsing: bytes + [0x0A]) }
    }

    @Test("a card whose lines are not exactly those of a card is refused, though it be signed")
    func strictness() throws {
        let text = try Samples.card().note.text
        for mistake in mistakes(in: text) {
            // An accent behind a name is another name, and one that may be.
            if mistake.contains("name: Лола\u{301}\n") { continue }
            #expect(throws: StatementError.self, "\(mistake.prefix(200))") { try parse(mistake) }
        }
    }

    @Test("values that no card has are refused, though they be signed")
    func values() throws {
        let card = try Samples.card()
        let text = card.note.text
        let key = VerifierKey(
            name: card.key.name, publicKey: card.key.publicKey, type: .cosignature)
        let changes: [(String, String, StatementError)] = [
            ("amanat-card/v1", "amanat-card/v2", .note(.wrongKind(wanted: "amanat-card/v1"))),
            ("role: recorder", "role: Recorder", .note(.malformedValue(of: "role"))),
            ("role: recorder", "role: courier", .note(.malformedValue(of: "role"))),
            ("role: recorder", "role: keepers", .note(.malformedValue(of: "role"))),
            ("role: recorder", "role: keeper ", .note(.malformedValue(of: "role"))),
            ("\(card.time)", "2026-13-01T00:00:00Z", .note(.malformedValue(of: "time"))),
            ("\(card.time)", "2026-11-23T09:12:44+00:00", .note(.malformedValue(of: "time"))),
            ("\(card.key)", "\(key)", .contradiction(.deviceName)),
            ("\(card.key)", "\(card.key)A", .note(.malformedKey)),
            (
                "\(card.recipient)", "\(card.recipient)".uppercased(),
                .note(.malformedValue(of: "recipient"))
            ),
            (
                "\(card.recipient)", "\(Identity.generateX25519().recipient)",
                .note(.malformedValue(of: "recipient"))
            ),
            ("name: Лола", "name: \u{202E}Лола", .unacceptableName),
        ]
        for (old, new, wanted) in changes {
            #expect(throws: wanted) { try parse(text.replacing(old, with: new)) }
        }
    }

    @Test("a card whose device name is not made of its own key is refused")
    func otherDeviceName() throws {
        let (own, other) = (try Samples.card(7), try Samples.card(8))
        // Somebody takes the other's device name for a key of their own …
        let stolen = VerifierKey(
            name: other.key.name, publicKey: own.key.publicKey, type: .ed25519)
        // … or the other's key for a name of their own.
        let moved = VerifierKey(
            name: own.key.name, publicKey: other.key.publicKey, type: .ed25519)
        for (key, name) in [(stolen, other.key.name), (moved, own.key.name)] {
            let text = own.note.text.replacing("\(own.key)", with: "\(key)")
            for seed in [7, 8] as [UInt8] {
                #expect(throws: StatementError.contradiction(.deviceName)) {
                    try parse(text, signedBy: seed, as: name)
                }
            }
        }
    }

    // A card shows who holds the device key, and no more: whether they can open what is sealed to
    // them is their affair.
    @Test("whoever holds the device key may name any recipient, and stays who they were")
    func otherRecipient() throws {
        let (own, other) = (try Samples.card(7), try Samples.card(8))
        let text = own.note.text.replacing("\(own.recipient)", with: "\(other.recipient)")
        let card = try parse(text)
        #expect(card.recipient == other.recipient)
        #expect(card.fingerprint == own.fingerprint && card.key == own.key)
        // Only that one may.
        #expect(throws: StatementError.note(.notSigned(by: own.key.name))) {
            try parse(text, signedBy: 8, as: own.key.name)
        }
    }

    @Test("a card is signed once, by its own key and nobody else")
    func signatures() throws {
        let card = try Samples.card()
        let text = card.note.text
        #expect(throws: StatementError.note(.notSigned(by: card.key.name))) {
            try parse(text, signedBy: 8, as: card.key.name)
        }
        #expect(throws: StatementError.note(.notSigned(by: card.key.name))) {
            try parse(text, as: "amanat/other")
        }
        var twice = card.note
        try twice.addSignature(as: "amanat/other", with: Samples.key(8))
        #expect(throws: StatementError.wrongSignatures) { try Card(parsing: twice.encoded) }
        let other = try Samples.card(name: "Мадина")
        let moved = Array(text.utf8) + other.encoded.dropFirst(other.note.text.utf8.count)
        #expect(throws: StatementError.note(.forged(by: card.key.name))) {
            try Card(parsing: moved)
        }
    }

    @Test("a card of more than 16 KiB is refused unread")
    func size() {
        #expect(throws: StatementError.note(.tooLarge(byteLimit: 16 << 10))) {
            try Card(parsing: [UInt8](repeating: 0x61, count: (16 << 10) + 1))
        }
        #expect(throws: StatementError.note(.malformedNote)) { try Card(parsing: []) }
    }
}
