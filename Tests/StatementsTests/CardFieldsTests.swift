import SafeSodium
import TestSupport
import Testing
import TransparencyLog

@testable import Statements

@Suite("What a card says of its device, and what a later version may add")
struct CardFieldsTests {
    static let older = "amanat/" + String(repeating: "a0", count: 16)

    /// The text of a card, signed by its device or by somebody else under its name.
    func sign(_ text: String, with byte: UInt8 = 7) throws -> SignedNote {
        guard SignedNote.isValid(text: text) else { throw StatementError.note(.malformedNote) }
        return SignedNote(
            signing: text, as: try Samples.card().key.name, with: Samples.key(byte))
    }

    func parse(_ text: String) throws -> Card { try Card(parsing: try sign(text).encoded) }

    // MARK: Fingerprint and role

    @Test("cards of one device have one fingerprint and one safety number, whatever else they say")
    func fingerprint() throws {
        let first = try Samples.card()
        let others = [
            try Samples.card(recipient: 8), try Samples.card(recipient: 8, number: 2),
            try Samples.card(name: "Мадина"), try Samples.card(role: .keeper),
            try Samples.card(follows: Self.older),
        ]
        for other in others {
            #expect(other != first)
            let read = try Card(parsing: other.encoded)
            for card in [other, read] {
                #expect(card.fingerprint == first.fingerprint)
                #expect(card.fingerprint.safetyNumber == first.fingerprint.safetyNumber)
                #expect(card.fingerprint == Fingerprint(deviceKey: first.key.publicKey))
                #expect(card.key == first.key && card.cosignatureKey == first.cosignatureKey)
            }
        }
        #expect(others[0].recipient == others[1].recipient)
        #expect(others[0].recipient != first.recipient)
    }

    @Test("another device has another fingerprint, though name, role and recipient are the same")
    func otherDevice() throws {
        let (one, other) = (try Samples.card(7), try Samples.card(8, recipient: 7))
        #expect(one.recipient == other.recipient && one.name == other.name)
        #expect(one.fingerprint != other.fingerprint)
        #expect(one.fingerprint.safetyNumber != other.fingerprint.safetyNumber)
    }

    @Test(
        "a role is written as the page names it",
        arguments: [
            (.recorder, "recorder"), (.coordinator, "coordinator"), (.keeper, "keeper"),
        ] as [(Role, String)])
    func roles(role: Role, text: String) throws {
        let card = try Samples.card(role: role)
        #expect(card.note.text.contains("\nrole: \(text)\n"))
        #expect(try Card(parsing: card.encoded).role == role)
        #expect(Role.allCases.count == 3)
    }

    // MARK: Number

    @Test(
        "a card has a number from 1 on",
        arguments: [1, 2, 10, 1_000_000, UInt64(Int64.max)])
    func numbers(number: UInt64) throws {
        let card = try Samples.card(number: number)
        let read = try Card(parsing: card.encoded)
        #expect(read == card && read.number == number)
        #expect(card.note.text.contains("\nnumber: \(number)\ntime: "))
    }

    @Test(
        "what is no number, or none of a card, is refused",
        arguments: [
            "0", "00", "01", "007", "-1", "+1", " 1", "1 ", "1.0", "1e3", "0x1", "one", "٣",
            "9223372036854775808", "18446744073709551615", "99999999999999999999",
        ])
    func noNumbers(number: String) throws {
        let text = try Samples.card().note.text
        let changed = text.replacing("\nnumber: 1\n", with: "\nnumber: \(number)\n")
        #expect(changed != text)
        #expect(throws: StatementError.note(.malformedValue(of: "number"))) { try parse(changed) }
    }

    @Test("a card without its number, as the first version had it, is refused")
    func noNumber() throws {
        let text = try Samples.card().note.text
        for changed in ["\n", "\nnumber:\n", "\nnumber: \n", "\nnumbers: 1\n"] {
            #expect(
                throws: StatementError.note(.unexpectedLine(number: 6, wanted: "number")),
                "\(changed)"
            ) {
                try parse(text.replacing("\nnumber: 1\n", with: changed))
            }
        }
    }

    // MARK: Follows

    @Test("a card may follow another device, and is written again as it was")
    func follows() throws {
        let other = try Samples.card(8).key.name
        for name in [Self.older, other] {
            let card = try Samples.card(follows: name)
            #expect(card.note.text.hasSuffix("\nfollows: \(name)\n"))
            let read = try Card(parsing: card.encoded)
            #expect(read == card && read.follows == name)
            #expect(read.encoded == card.encoded)
        }
    }

    @Test("a card that follows what is not the name of a device is refused")
    func malformedFollows() throws {
        let text = try Samples.card().note.text
        let digits = Self.older.dropFirst("amanat/".count)
        for name in [
            "amanat/", "amanat", "\(digits)", "/\(digits)", "Amanat/\(digits)", "other/\(digits)",
            "amanat/\(digits.uppercased())", "amanat/\(digits.dropLast())", "amanat/\(digits)0",
            "amanat/\(digits)\(digits)", " \(Self.older)", "\(Self.older) ",
            "\(Self.older)\u{301}", "amanat/\(digits.dropLast())g", "\(Self.older) \(Self.older)",
        ] {
            #expect(throws: StatementError.note(.malformedValue(of: "follows")), "\(name)") {
                try parse(text + "follows: \(name)\n")
            }
        }
    }

    @Test("a card that follows its own device is refused")
    func followsItself() throws {
        let card = try Samples.card()
        #expect(throws: StatementError.contradiction(.followsItself)) {
            try parse(card.note.text + "follows: \(card.key.name)\n")
        }
        #expect(throws: StatementError.contradiction(.followsItself)) {
            try Card(parsing: try Samples.card(follows: card.key.name).encoded)
        }
    }

    @Test("a card follows one device at most, right behind its time")
    func placeOfFollows() throws {
        let text = try Samples.card().note.text
        let line = "follows: \(Self.older)\n"
        let cases: [(String, Int, String?)] = [
            (text + line + line, 9, nil), (text + "x: 1\n" + line, 9, nil),
            (text + line + "x: 1\n" + line, 10, nil), (text + "follows: \n", 8, nil),
            (text.replacing("time: ", with: line + "time: "), 7, "time"),
            (text.replacing("number: ", with: line + "number: "), 6, "number"),
        ]
        for (text, number, wanted) in cases {
            #expect(
                throws: StatementError.note(.unexpectedLine(number: number, wanted: wanted)),
                "\(text.suffix(200))"
            ) {
                try parse(text)
            }
        }
    }

    // MARK: Unknown lines

    static let additions = [
        "x: 1\n", "language: тоҷикӣ\nlanguage: fa\n", "phone:  +992 \n", "follow: \(older)\n",
        "recipients: 2\n", "x: \u{301}\n", String(repeating: "x: 1\n", count: 64),
    ]

    @Test(
        "lines that a later version added are passed over, and kept as they were signed",
        arguments: additions, [true, false])
    func unknown(addition: String, follows: Bool) throws {
        let plain = try Samples.card(follows: follows ? Self.older : nil)
        let signed = try sign(plain.note.text + addition)
        let card = try Card(parsing: signed.encoded)
        #expect(card.encoded == signed.encoded)
        #expect(card.text == String(decoding: signed.encoded, as: UTF8.self))
        #expect(Array(card.note.text.utf8) == Array((plain.note.text + addition).utf8))
        #expect(card.name == plain.name && card.role == plain.role && card.time == plain.time)
        #expect(card.recipient == plain.recipient && card.fingerprint == plain.fingerprint)
        #expect(card.number == plain.number && card.follows == plain.follows)
        // It is another card, for whoever knows the lines.
        #expect(card != plain)
    }

    @Test("what is added is signed like the rest")
    func addedIsSigned() throws {
        var generator = SeededGenerator(for: "cards with unknown lines")
        let name = try Samples.card().key.name
        let text = try Samples.card().note.text
        let bytes = try sign(text + "x: 1\nlanguage: fa\n").encoded
        for position in bytes.indices {
            var changed = bytes
            changed[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            #expect(throws: StatementError.self, "byte \(position)") {
                try Card(parsing: changed)
            }
        }
        let whole = String(decoding: bytes, as: UTF8.self)
        for (old, new) in [
            ("x: 1", "x: 2"), ("x: 1\n", ""), (": fa\n", ": fa\nx: 1\n"), ("x: 1", "must-x: 1"),
        ] {
            let changed = whole.replacing(old, with: new, maxReplacements: 1)
            #expect(changed != whole)
            #expect(throws: StatementError.note(.forged(by: name)), "\(new)") {
                try Card(parsing: Array(changed.utf8))
            }
        }
    }

    @Test("lines that no version adds are refused, though they be signed")
    func notUnknown() throws {
        let text = try Samples.card().note.text
        let known = [
            "name: Лола", "role: recorder", "key: x", "recipient: x", "number: 2", "time: x",
        ]
        for line in linesThatAreNone + known {
            for before in ["", "x: 1\n"] {
                let number = before.isEmpty ? 8 : 9
                #expect(
                    throws: StatementError.note(.unexpectedLine(number: number, wanted: nil)),
                    "\(line)"
                ) {
                    try parse(text + before + line + "\n")
                }
            }
        }
        #expect(throws: StatementError.note(.unexpectedLine(number: 72, wanted: nil))) {
            try parse(text + String(repeating: "x: 1\n", count: 65))
        }
    }

    // MARK: What must be understood

    @Test(
        "a card with a line that must be understood needs a newer version",
        arguments: ["must-ask: 1\n", "x: 1\nmust-ask: 1\n", "must-ask: 1\nmust-b: 2\nx: 1\n"])
    func must(addition: String) throws {
        for follows in [nil, Self.older] {
            let text = try Samples.card(follows: follows).note.text
            let error = #expect(throws: StatementError.note(.needsNewer("must-ask"))) {
                try parse(text + addition)
            }
            #expect(error?.isNewer == true)
        }
    }

    @Test("a card of others that says so is refused as what it is")
    func forgedMust() throws {
        let card = try Samples.card()
        let (name, text) = (card.key.name, card.note.text)
        let changed = text + "must-ask: 1\n"
        // The signature of the card as it was …
        let moved = Array(changed.utf8) + card.encoded.dropFirst(text.utf8.count)
        #expect(throws: StatementError.note(.forged(by: name))) { try Card(parsing: moved) }
        // … of somebody else …
        let other = try sign(changed, with: 8)
        #expect(throws: StatementError.note(.notSigned(by: name))) {
            try Card(parsing: other.encoded)
        }
        // … or of two.
        var both = try sign(changed)
        try both.addSignature(as: "amanat/other", with: Samples.key(8))
        #expect(throws: StatementError.wrongSignatures) { try Card(parsing: both.encoded) }
    }

    @Test(
        "where a card is wrong besides, that is said",
        arguments: [
            ("number: 1", "number: 0", .note(.malformedValue(of: "number"))),
            ("Лола", "\u{202E}Лола", .unacceptableName),
            ("role: recorder", "role: courier", .note(.malformedValue(of: "role"))),
        ] as [(String, String, StatementError)])
    func wrongBesides(old: String, new: String, error: StatementError) throws {
        let text = try Samples.card().note.text.replacing(old, with: new) + "must-ask: 1\n"
        #expect(!error.isNewer)
        #expect(throws: error) { try parse(text) }
    }
}
