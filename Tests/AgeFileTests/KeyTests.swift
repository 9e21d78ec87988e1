import AgeFile
import SafeSodium
import Testing

@Suite("Keys")
struct KeyTests {
    static let x25519 = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
    static let hybrid =
        "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR"

    @Test("the identities of the specification have its recipients")
    func specification() throws {
        #expect(
            try Identity(Self.x25519).recipient.description
                == "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj")
        let recipient = try Identity(Self.hybrid).recipient.description
        #expect(
            recipient.hasPrefix("age1pq1x34nzsvr0rxjsgdn8zgyhfe8j7ceq5r9rdelkjuh3y235jzxshfg87pz"))
        #expect(recipient.hasSuffix("3qheyty7saeq0d3fzv49zc0k"))
    }

    @Test("identities and recipients encode to the text they were read from")
    func roundTrip() throws {
        for text in [Self.x25519, Self.hybrid] {
            let identity = try Identity(text)
            #expect(String(decoding: Array(identity.encoded().bytes), as: UTF8.self) == text)
        }
        for identity in [Identity.generateHybrid(), .generateX25519()] {
            let text = Array(identity.encoded().bytes)
            let read = try Identity(text.span)
            #expect(read.recipient == identity.recipient)
            #expect(try Recipient(identity.recipient.description) == identity.recipient)
        }
    }

    @Test("a seed makes the same identity again")
    func seeds() throws {
        let hybrid = Identity.generateHybrid()
        #expect(try Identity(hybridSeed: hybrid.copySeed()).recipient == hybrid.recipient)
        let x25519 = Identity.generateX25519()
        #expect(Identity(x25519Secret: x25519.copySeed()).recipient == x25519.recipient)
        #expect(throws: AgeError.invalidIdentity(.malformed)) {
            try Identity(hybridSeed: SecretBytes(byteCount: 31))
        }
    }

    @Test("a key's text with any character changed, dropped or doubled is refused")
    func typos() throws {
        let text = Array(Self.x25519.utf8)
        let recipient = Array(try Identity(Self.x25519).recipient.description.utf8)
        for index in text.indices {
            for character in Array("QPZqpz19 bo\n".utf8) where character != text[index] {
                var wrong = text
                wrong[index] = character
                #expect(throws: AgeError.invalidIdentity(.malformed)) { try Identity(wrong.span) }
            }
            var shorter = text
            shorter.remove(at: index)
            #expect(throws: AgeError.invalidIdentity(.malformed)) { try Identity(shorter.span) }
            var longer = text
            longer.insert(text[index], at: index)
            #expect(throws: AgeError.invalidIdentity(.malformed)) { try Identity(longer.span) }
        }
        for index in recipient.indices {
            var wrong = recipient
            wrong[index] = wrong[index] == UInt8(ascii: "q") ? UInt8(ascii: "p") : UInt8(ascii: "q")
            #expect(throws: AgeError.invalidRecipient(.malformed)) { try Recipient(wrong.span) }
        }
    }

    @Test("the other case, mixed case, and the other kind of key are refused")
    func wrongTexts() throws {
        #expect(throws: AgeError.invalidIdentity(.malformed)) {
            try Identity(Self.x25519.lowercased())
        }
        let recipient = try Identity(Self.x25519).recipient.description
        #expect(throws: AgeError.invalidRecipient(.malformed)) {
            try Recipient(recipient.uppercased())
        }
        #expect(throws: AgeError.invalidRecipient(.secretKey)) { try Recipient(Self.x25519) }
        #expect(throws: AgeError.invalidIdentity(.recipient)) { try Identity(recipient) }
        let cases: [(String, KeyFlaw, KeyFlaw)] = [
            ("", .malformed, .malformed), ("Age1", .malformed, .malformed),
            ("age1", .malformed, .recipient), ("age1pq1", .malformed, .recipient),
            ("AGE-SECRET-KEY-1", .secretKey, .malformed),
            ("AGE-SECRET-KEY-PQ-1", .secretKey, .malformed),
            (
                "age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t", .plugin,
                .plugin
            ),
            ("age1tag1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9", .plugin, .plugin),
            ("AGE-PLUGIN-YUBIKEY-1QGPSYQYPQX0", .plugin, .plugin),
            ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI", .ssh, .ssh),
            ("-----BEGIN OPENSSH PRIVATE KEY-----", .ssh, .ssh),
        ]
        for (text, ofRecipient, ofIdentity) in cases {
            #expect(throws: AgeError.invalidRecipient(ofRecipient)) { try Recipient(text) }
            #expect(throws: AgeError.invalidIdentity(ofIdentity)) { try Identity(text) }
        }
    }

    @Test("public keys that are none are refused")
    func badPublicKeys() {
        #expect(throws: AgeError.invalidRecipient(.malformed)) {
            try X25519Recipient(publicKey: [UInt8](repeating: 0, count: 32))
        }
        #expect(throws: AgeError.invalidRecipient(.malformed)) {
            try X25519Recipient(publicKey: [9])
        }
        // Coefficients above the modulus of ML-KEM.
        #expect(throws: AgeError.invalidRecipient(.malformed)) {
            try HybridRecipient(publicKey: [UInt8](repeating: 0xFF, count: 1216))
        }
        #expect(throws: AgeError.invalidRecipient(.malformed)) {
            try HybridRecipient(publicKey: [])
        }
    }

    @Test("key files hold comments, empty lines and keys, and name the line that is wrong")
    func keyFiles() throws {
        let recipient = try Identity(Self.x25519).recipient
        let identities = Array("# created: today\r\n\n\(Self.x25519)\n\(Self.hybrid)\r\n".utf8)
        let read = try KeyFile.identities(in: identities.span)
        #expect(read.map(\.recipient) == [recipient, try Identity(Self.hybrid).recipient])
        let recipients = try KeyFile.recipients(in: Array("#\n\(recipient)".utf8).span)
        #expect(recipients == [recipient])
        let cases: [(String, KeyFileFlaw)] = [
            ("# only a comment\n", .empty), ("", .empty),
            ("\n#\n\(recipient)\n\(Self.x25519) \n", .line(4, .secretKey)),
            (" \n", .line(1, .malformed)), ("\(recipient)\n\(recipient)x", .line(2, .malformed)),
            (String(repeating: "#", count: KeyFile.maximumByteCount + 1), .tooLong),
        ]
        for (text, flaw) in cases {
            #expect(throws: AgeError.invalidKeyFile(flaw)) {
                try KeyFile.recipients(in: Array(text.utf8).span)
            }
        }
    }

    @Test("a file of identities may be sealed with a passphrase, which is asked for only then")
    func encryptedKeyFiles() throws {
        struct NotAsked: Error {}
        let text = Array("# a comment\n\(Self.x25519)\n\(Self.hybrid)\n".utf8)
        let plain = try KeyFile.identities(in: text) { throw NotAsked() }
        #expect(plain.count == 2)
        for armored in [false, true] {
            let file = try Age.seal(
                text.span, passphrase: Passphrase("right"), logN: 4, armored: armored)
            let opened = try KeyFile.identities(in: file) { Passphrase("right") }
            #expect(opened.map(\.recipient) == plain.map(\.recipient))
            #expect(throws: AgeError.wrongPassphrase) {
                try KeyFile.identities(in: file) { Passphrase("wrong") }
            }
            #expect(throws: NotAsked.self) { try KeyFile.identities(in: file) { throw NotAsked() } }
        }
        let nothing = try Age.seal(Span(), passphrase: Passphrase("right"), logN: 4)
        #expect(throws: AgeError.invalidKeyFile(.empty)) {
            try KeyFile.identities(in: nothing) { Passphrase("right") }
        }
        let long = [UInt8](repeating: UInt8(ascii: "#"), count: KeyFile.maximumByteCount + 1)
        let tooLong = try Age.seal(long.span, passphrase: Passphrase("right"), logN: 4)
        #expect(throws: AgeError.plaintextTooLong) {
            try KeyFile.identities(in: tooLong) { Passphrase("right") }
        }
    }
}
